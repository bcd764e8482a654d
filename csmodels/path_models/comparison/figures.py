"""The coefficients that groups are compared by, from estimates, resamples and permutations alike."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from csmodels.errors import SpecificationError, did_you_mean
from csmodels.numerics.effects import total_effects
from csmodels.numerics.fit_measures import discrepancies, implied_corr, structural_corr
from csmodels.numerics.intervals import Uncertainty
from csmodels.numerics.permutation import exceedance_of_draws
from csmodels.path_models.comparison import differences
from csmodels.path_models.comparison.permuted import Contrast, Figures, Pair
from csmodels.path_models.estimation import Members
from csmodels.tables import FrozenMapping

if TYPE_CHECKING:
    from csmodels.path_models.result import PathResult

Array = NDArray[np.float64]

#: What can be compared, with the kind of row and the operator in the tables.
QUANTITIES = {
    "paths": ("path", "~"),
    "total_effects": ("effect", "~"),
    "loadings": ("loading", "=~"),
    "weights": ("weight", "<~"),
    "r_squared": ("r_squared", ""),
}

#: Rows of a table: kind, lhs, op, rhs.
Head = tuple[tuple[str, str, str, str], ...]


def chosen(quantities: str | Iterable[str]) -> tuple[str, ...]:
    """The quantities asked for, in the order of the tables."""
    names = (quantities,) if isinstance(quantities, str) else tuple(quantities)
    for name in names:
        if name not in QUANTITIES:
            raise SpecificationError(
                f"quantities={name!r} is unknown.{did_you_mean(name, QUANTITIES)}"
                f" Choose among {', '.join(map(repr, QUANTITIES))}."
            )
    if not names or len(set(names)) < len(names):
        raise SpecificationError("quantities= names what to compare, each once.")
    return tuple(name for name in QUANTITIES if name in names)


def _reached(result: PathResult) -> list[tuple[int, int]]:
    """Pairs (end, start) of constructs with a total effect."""
    paths = result._numbered_paths
    reached = total_effects(len(result.model.constructs), np.ones(len(paths)), paths) > 0
    return [(end, start) for end, start in np.argwhere(reached).tolist()]


def head_of(result: PathResult, names: tuple[str, ...]) -> Head:
    """Kind, left side, operator and right side of every coefficient."""
    model = result.model
    blocks = [(name, item) for name, c in model.measurement.items() for item in c.items]
    constructs = model.constructs
    labels: dict[str, list[tuple[str, str]]] = {
        "paths": list(model.paths),
        "total_effects": [(constructs[end], constructs[start]) for end, start in _reached(result)],
        "loadings": blocks,
        "weights": blocks,
        "r_squared": [(name, "") for name in constructs if model.structure.get(name)],
    }
    return tuple(
        (QUANTITIES[name][0], lhs, QUANTITIES[name][1], rhs) for name in names for lhs, rhs in labels[name]
    )


def _joined(result: PathResult, names: tuple[str, ...], of: Callable[[str], Array]) -> Array:
    """Coefficients (..., k) in the order of the head, from arrays (..., k) of each quantity."""
    parts = []
    for name in names:
        if name == "total_effects":
            total = total_effects(len(result.model.constructs), of("paths"), result._numbered_paths)
            parts.append(np.stack([total[end, start] for end, start in _reached(result)], axis=-1))
        else:
            parts.append(of(name))
    return np.concatenate(parts, axis=-1)


def resampled(
    result: PathResult, names: tuple[str, ...], pairs: list[Pair]
) -> tuple[Array, Array, tuple[Uncertainty, ...], Array]:
    """Estimates, standard errors, differences and Henseler's p-values from the fit's own resamples."""
    estimates = result.estimates
    level = float(str(result.settings["conf_level"]))
    values = _joined(result, names, lambda name: estimates.values[name])

    def of_members(group: FrozenMapping[str, Array]) -> Array:
        return _joined(result, names, lambda name: group[name].T).T

    varied = [of_members(group) for group in estimates.varied]
    errors = np.stack([estimates.uncertainty(g, v, varied[g]).std_error for g, v in enumerate(values)])
    gaps, henseler, shared = [], [], differences.covariances(result, varied)
    for a, b in pairs:
        both = [varied[a], varied[b]]
        gap = [values[a], values[b]]
        gaps.append(differences.difference(estimates, (a, b), gap, both, level, shared.get((a, b))))
        draws = [varied[g][:, : estimates.n_boot][:, estimates.used[g]] for g in (a, b)]
        henseler.append(1 - exceedance_of_draws(*draws))
    return values, errors, tuple(gaps), np.stack(henseler)


def figures_of(
    result: PathResult, names: tuple[str, ...], *, whole: bool
) -> Callable[[Members], tuple[Figures, Contrast]]:
    """The coefficients of a member, and what is made of those of two or more groups.

    Two groups are contrasted by differences, more by mean squared differences. With `whole` the squared
    Euclidean and the geodesic distance of the correlations that the model implies follow, averaged over
    the pairs; models with product terms have none.
    """
    estimator, model = result.estimator, result.model
    k = len(head_of(result, names))
    whole = whole and model.plain
    composite = [c.kind == "composite" for c in model.measurement.values()]

    def figures(members: Members) -> Array:
        fit = members.fit

        def of(name: str) -> Array:
            found: Array = estimator.shown_paths(members) if name == "paths" else getattr(fit, name)
            return found

        found = _joined(result, names, of)
        if not whole:
            return found
        structural = structural_corr(fit.construct_corr, fit.paths, estimator.spec)
        implied = implied_corr(members.corr, fit.loadings, structural, estimator.spec, composite)
        return np.concatenate([found, implied.reshape(len(found), -1)], axis=-1)

    def contrast(found: Array) -> Array:
        permutations, groups, _ = found.shape
        own = found[:, :, :k]
        gaps = own[:, 0] - own[:, 1] if groups == 2 else 2 * own.var(axis=1, ddof=1)
        if not whole:
            return gaps
        p = len(model.columns)
        implied = found[:, :, k:].reshape(permutations, groups, p, p)
        apart = [
            discrepancies(implied[:, a], implied[:, b])[:, 1:] for a, b in combinations(range(groups), 2)
        ]
        return np.concatenate([gaps, np.mean(apart, axis=0)], axis=-1)

    return lambda pooled: (figures, contrast)
