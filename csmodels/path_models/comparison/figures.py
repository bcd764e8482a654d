"""The coefficients that groups are compared by, from estimates, resamples and permutations alike."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from csmodels.errors import SpecificationError, did_you_mean
from csmodels.numerics.effects import total_effects
from csmodels.numerics.fit_measures import discrepancies, implied_corr, structural_corr
from csmodels.numerics.intervals import Uncertainty
from csmodels.numerics.permutation import exceedance_of_draws
from csmodels.path_models.comparison import differences
from csmodels.path_models.comparison.directions import Directed
from csmodels.path_models.comparison.permuted import Contrast, Figures, Pair
from csmodels.path_models.effects import numbered_paths
from csmodels.path_models.estimation import Members

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
    paths = numbered_paths(result.model)
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
            total = total_effects(len(result.model.constructs), of("paths"), numbered_paths(result.model))
            parts.append(np.stack([total[end, start] for end, start in _reached(result)], axis=-1))
        else:
            parts.append(of(name))
    return np.concatenate(parts, axis=-1)


class Resampled(NamedTuple):
    """What the fit's own variations tell of the groups' coefficients.

    Attributes
    ----------
    values, errors : array, shape (groups, k)
    gaps : tuple of Uncertainty, one per pair
    henseler : array, shape (pairs, k)
        Henseler's p-values, one-sided.
    """

    values: Array
    errors: Array
    gaps: tuple[Uncertainty, ...]
    henseler: Array


def coefficients(result: PathResult, names: tuple[str, ...]) -> Figures:
    """The coefficients of members, (members, k), in the order of the head."""

    def figures(members: Members) -> Array:
        def of(name: str) -> Array:
            shown = name == "paths"
            found: Array = result.estimator.shown_paths(members) if shown else getattr(members.fit, name)
            return found

        return _joined(result, names, of)

    return figures


def resampled(result: PathResult, names: tuple[str, ...], pairs: list[Pair], directed: Directed) -> Resampled:
    """Estimates, standard errors, differences and Henseler's p-values from the fit's own variations."""
    estimates = directed.estimates
    level = float(str(result.settings["conf_level"]))

    def of_group(g: int) -> tuple[Array, Array]:
        turned = directed.figures(g, coefficients(result, names))
        if turned is not None:
            return turned
        values = _joined(result, names, lambda name: estimates.values[name][g])
        return values, _joined(result, names, lambda name: estimates.varied[g][name].T).T

    found = [of_group(g) for g in range(len(result.groups))]
    values, varied = [own for own, _ in found], [members for _, members in found]
    # of imputed answers the estimate is the mean over the samples, as in the tables of the fit
    told = [estimates.uncertainty(g, *each) for g, each in enumerate(found)]
    gaps, henseler, shared = [], [], differences.covariances(result, varied)
    for a, b in pairs:
        both = [values[a], values[b]], [varied[a], varied[b]]
        gaps.append(differences.difference(estimates, (a, b), *both, level, shared.get((a, b))))
        draws = [varied[g][:, : estimates.n_boot][:, estimates.used[g]] for g in (a, b)]
        # draws of a figure that is fixed in both groups differ by rounding alone: there is nothing to test
        fixed = np.isnan(gaps[-1].std_error)
        henseler.append(np.where(fixed, np.nan, 1 - exceedance_of_draws(*draws)))
    return Resampled(
        values=np.stack([each.estimate for each in told]),
        errors=np.stack([each.std_error for each in told]),
        gaps=tuple(gaps),
        henseler=np.stack(henseler),
    )


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
    own = coefficients(result, names)

    def figures(members: Members) -> Array:
        fit, found = members.fit, own(members)
        if not whole:
            return found
        structural = structural_corr(fit.construct_corr, fit.paths, estimator.spec)
        implied = implied_corr(members.corr, fit.loadings, structural, estimator.spec, composite)
        return np.concatenate([found, implied.reshape(len(found), -1)], axis=-1)

    def contrast(found: Array) -> Array:
        permutations, groups, _ = found.shape
        compared = found[:, :, :k]
        two = groups == 2
        gaps = compared[:, 0] - compared[:, 1] if two else 2 * compared.var(axis=1, ddof=1)
        if not whole:
            return gaps
        p = len(model.columns)
        implied = found[:, :, k:].reshape(permutations, groups, p, p)
        apart = [
            discrepancies(implied[:, a], implied[:, b])[:, 1:] for a, b in combinations(range(groups), 2)
        ]
        return np.concatenate([gaps, np.mean(apart, axis=0)], axis=-1)

    return lambda pooled: (figures, contrast)
