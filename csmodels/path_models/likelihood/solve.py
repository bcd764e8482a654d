"""Finding the maximum of the likelihood, and the certificate that it is one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from csmodels.errors import SpecificationError
from csmodels.numerics.covariance.likelihood import Sample, discrepancy
from csmodels.numerics.covariance.search import GRADIENT, MAX_STEPS, Minimum, minimise
from csmodels.numerics.covariance.structure import MATRICES, Structure, implied
from csmodels.path_models.constructs import Construct
from csmodels.path_models.likelihood.parameters import ParameterTable
from csmodels.path_models.model import PathModel

Array = NDArray[np.float64]

#: Kind, left and right side of a parameter.
_Key = tuple[str, str, str]
#: Largest entry of the gradient, items scaled to unit variance, at what is called an optimum.
CERTIFIED = 1e-8
#: Starts that end at discrepancies closer than this have found the same optimum.
SAME = 1e-9
#: Where a search begins, in units of scaled items: by kind of parameter.
PLAIN_STARTS = {
    "loadings": 1.0,
    "residuals": 0.5,
    "residual_covariances": 0.0,
    "variances": 0.5,
    "covariances": 0.25,
    "paths": 0.2,
    "intercepts": 0.0,
    "means": 0.0,
}


@dataclass(frozen=True, eq=False)
class Scaled:
    """A structure in units in which every item has unit variance.

    Attributes
    ----------
    structure : Structure
    ratio : array, shape (params,)
        Scaled parameters over those in the units of the data.
    items : array, shape (items,)
        Standard deviations by which items were divided, the same in every group.
    """

    structure: Structure
    ratio: Array
    items: Array

    def sample(self, cov: Array, mean: Array | None, shares: Array) -> Sample:
        """Moments (members, groups, ...) in scaled units."""
        at = None if mean is None else mean / self.items
        return Sample(cov / np.multiply.outer(self.items, self.items), at, shares)


@dataclass(frozen=True)
class Start:
    """Where one search began and ended.

    Attributes
    ----------
    name : {"semopy", "plain", "components"}
        Where it began: at semopy's answer, at plain numbers, at principal components of the blocks.
    discrepancy, gradient : float
        The discrepancy where the search ended, and the largest entry of its gradient.
    steps : int
    converged : bool
    began : float
        The discrepancy where it began: of "semopy", that of semopy's answer.
    """

    name: str
    discrepancy: float
    gradient: float
    steps: int
    converged: bool
    began: float = np.nan


@dataclass(frozen=True)
class Optimum:
    """The certificate of an estimate.

    Attributes
    ----------
    discrepancy : float
        Value of the discrepancy function at the estimate.
    gradient : float
        Largest entry of its gradient, items scaled to unit variance.
    curvature : float
        Smallest eigenvalue of its second derivatives in the same units.
    starts : tuple of Start
        Every search, the one that was kept first.
    said : str
        Why semopy gave no estimate, or what it said of one it gave up; empty otherwise.
    """

    discrepancy: float
    gradient: float
    curvature: float
    starts: tuple[Start, ...]
    said: str = ""

    @property
    def agree(self) -> bool:
        """Whether every search that converged ended at the same discrepancy."""
        ends = [start.discrepancy for start in self.starts if start.converged]
        return max(ends, default=np.inf) - min(ends, default=0.0) < SAME

    @property
    def optimizer(self) -> str:
        """Whether semopy gave one of the starts ("semopy"), or all are our own ("scoring")."""
        return "semopy" if any(start.name == "semopy" for start in self.starts) else "scoring"

    @property
    def semopy_excess(self) -> float:
        """How far above this optimum semopy's own answer is; missing where it gave none."""
        began = [start.began for start in self.starts if start.name == "semopy"]
        return began[0] - self.discrepancy if began else np.nan

    @property
    def certified(self) -> bool:
        """Whether this is a proper minimum: no slope, and upward curvature in every direction."""
        return self.gradient < CERTIFIED and self.curvature > 0


def scaled(table: ParameterTable, sd: Array) -> Scaled:
    """The structure for items divided by `sd`, each factor by the scale of its marker."""
    of_items: dict[str, float] = dict(zip(table.items, sd.tolist(), strict=True))
    in_lambda = (table.structure.matrix == MATRICES.index("Lambda")).tolist()
    by_items = {(p.lhs, p.rhs) for p, loads in zip(table.parameters, in_lambda, strict=False) if loads}
    scales: dict[str, float] = {}
    pending = list(zip(table.factors, table.markers, strict=True))
    while pending:
        # a construct may bear the name of an item, so that the name alone does not tell what a marker is
        for factor, marker in pending:
            if not marker or (factor, marker) in by_items:
                scales[factor] = of_items[marker] if marker else 1.0
            elif marker in scales:
                scales[factor] = scales[marker]
        pending = [pair for pair in pending if pair[0] not in scales]
    structure, ratio = table.structure.rescaled(sd, np.array([scales[name] for name in table.factors]))
    return Scaled(structure, ratio, sd)


def starts(model: PathModel, table: ParameterTable, units: Scaled, sample: Sample) -> dict[str, Array]:
    """Two places to begin from, in scaled units: plain numbers, and principal components of the blocks.

    Parameters
    ----------
    sample : Sample
        In scaled units, one member; its groups are pooled.

    Raises
    ------
    SpecificationError
        No parameter is free.
    """
    if not table.structure.n_params:
        raise SpecificationError(
            "Every parameter of the model is held at a value: nothing is left to estimate. Let at least one"
            " be free: leave out its fixed value, or write NA* before it where a rule fixes it."
        )
    blocks = _components(model, table, np.einsum("gij,g->ij", sample.cov[0], sample.shares))
    means: dict[_Key, float] = {}
    if sample.mean is not None:
        pooled = np.einsum("gi,g->i", sample.mean[0], sample.shares)
        known = zip(table.items, pooled.tolist(), strict=True)
        means = {("intercepts", item, ""): mean for item, mean in known}
    found = {}
    for name, values in (("plain", means), ("components", {**means, **blocks})):
        theta = np.zeros(table.structure.n_params)
        for p in reversed(table.parameters):
            if p.free:
                start = values.get((p.kind, p.lhs, p.rhs), PLAIN_STARTS[p.kind])
                theta[p.index] = start if p.start is None else p.start * units.ratio[p.index]
        found[name] = theta
    return found


def _components(model: PathModel, table: ParameterTable, corr: Array) -> Mapping[_Key, float]:
    """Loadings, error variances and factor variances from the first component of each block."""
    found: dict[_Key, float] = {}
    outcomes = {outcome for outcome, _ in model.paths}
    for (name, construct), marker in zip(model.measurement.items(), table.markers, strict=True):
        if type(construct) is not Construct or len(construct.items) < 2:
            continue
        at = [table.items.index(item) for item in construct.items]
        values, vectors = np.linalg.eigh(corr[np.ix_(at, at)])
        loadings = vectors[:, -1] * np.sqrt(values[-1])
        loadings = loadings * np.sign(loadings.sum() or 1.0)
        unit = loadings[construct.items.index(marker)] if marker else 1.0
        unit = unit if abs(unit) > 0.1 else 0.1
        for item, loading in zip(construct.items, loadings.tolist(), strict=True):
            found["loadings", name, item] = loading / unit
            found["residuals", item, item] = max(1 - 0.8 * loading**2, 0.2)
        found["variances", name, name] = 0.8 * unit**2 * (0.5 if name in outcomes else 1.0)
    return found


def solve(
    units: Scaled, sample: Sample, begin: Mapping[str, Array], max_steps: int = MAX_STEPS
) -> tuple[Array, Optimum]:
    """The lowest minimum that the starts lead to, in scaled units, with its certificate.

    Where several lead to it, the first of them is kept.
    """
    names = list(begin)
    many = sample.repeated(len(names))
    first = np.stack([begin[name] for name in names])
    began = discrepancy(many, implied(units.structure, first))
    ends = minimise(units.structure, many, first, max_steps)
    # ends that differ by rounding are one, or the order of the starts would depend on the machine
    lowest = float(ends.value[ends.converged].min(initial=np.inf))
    same = ends.converged & (ends.value <= lowest + SAME)
    order = np.lexsort((np.where(same, lowest, ends.value), ~ends.converged))
    best = int(order[0])
    theta = ends.theta[best]
    curved = sample.curvature(units.structure, theta)
    curvature = float(np.linalg.eigvalsh(curved)[0]) if len(curved) else np.inf
    found = tuple(_start(names[i], float(began[i]), ends, i) for i in order.tolist())
    return theta, Optimum(float(ends.value[best]), float(ends.gradient[best]), curvature, found)


def _start(name: str, began: float, ends: Minimum, i: int) -> Start:
    end = float(ends.value[i]), float(ends.gradient[i])
    return Start(name, *end, int(ends.steps[i]), bool(ends.converged[i]), began)


def identified(units: Scaled, theta: Array) -> Array:
    """Directions in which parameters can move without changing the implied moments.

    Parameters
    ----------
    theta : array, shape (params,)
        In scaled units; generic ones, so that no cancellation looks like a lack of information.

    Returns
    -------
    array, shape (params, directions)
        Empty where the model is (locally) identified: the Jacobian of the implied moments has full rank
        (Wald's rank rule; Bollen 1989, ch. 8).
    """
    from csmodels.numerics.covariance.structure import jacobian

    if not units.structure.n_params:
        return np.empty((0, 0))
    found = jacobian(units.structure, theta[None])[0]
    flat = found.reshape(-1, found.shape[-1])
    scale = np.linalg.norm(flat, axis=0)
    # the triangle has the same singular values and right vectors, and is much smaller than the Jacobian
    triangle = np.linalg.qr(flat / np.where(scale > 0, scale, 1.0), mode="r")
    _, values, rows = np.linalg.svd(triangle)
    full = np.zeros(flat.shape[1])
    full[: len(values)] = values
    empty: Array = rows[full < RANK * max(float(full.max(initial=0.0)), 1e-300)].T
    return empty


#: A singular value below this share of the largest is taken for zero.
RANK = 1e-9

__all__ = ["CERTIFIED", "GRADIENT", "Optimum", "Scaled", "Start", "identified", "scaled", "solve", "starts"]
