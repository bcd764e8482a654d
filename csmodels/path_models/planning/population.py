"""Population: a path model with given parameters, checked to be possible, and the moments it implies."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from csmodels.errors import SpecificationError, did_you_mean, some
from csmodels.numerics.moments import Moments
from csmodels.numerics.pls import PlsSpec, fit_pls
from csmodels.numerics.simulation import construct_correlations, implied_correlations, rounded_moments
from csmodels.path_models.model import PathModel, check_recursive

Array = NDArray[np.float64]
Range = tuple[float, float]

#: Default mean and standard deviation of an item on a scale, as shares of its length above the lower end.
MIDDLE, SPREAD = 0.5, 0.2
ESTIMATORS = ("pls", "plsc")
#: A correlation matrix with a smaller eigenvalue is no population.
SINGULAR = 1e-10


@dataclass(frozen=True, eq=False)
class Population:
    """A path model with parameters, from which answers can be drawn.

    Attributes
    ----------
    model : PathModel
    paths : array, shape (paths,)
        Standardised coefficients between the constructs, in the order of `model.paths`.
    construct_corr : array, shape (constructs, constructs)
    explained : array, shape (constructs,)
        True R2 of each construct; 0 without a predictor.
    loadings : array, shape (items,)
    corr : array, shape (items, items)
        Correlations of the items before rounding.
    mean, sd : array, shape (items,)
        Before rounding.
    low, high : array, shape (items,)
        Ends of the scales to which answers are rounded; missing for an item that is not.
    """

    model: PathModel
    paths: Array
    construct_corr: Array
    explained: Array
    loadings: Array
    corr: Array
    mean: Array
    sd: Array
    low: Array
    high: Array

    @property
    def root(self) -> Array:
        """L with L L' the correlations of the items."""
        return np.asarray(np.linalg.cholesky(self.corr), dtype=np.float64)

    def moments(self, n: float | None = None) -> Moments:
        """Exact means and covariances of the answers, rounded where the scales say so."""
        mean, cov = self.mean, self.corr * np.outer(self.sd, self.sd)
        if not np.isnan(self.low).all():
            mean, cov = rounded_moments(self.mean, self.sd, self.corr, self.low, self.high)
        return Moments(cov, mean, n, self.model.items)


def given_population(
    model: PathModel,
    *,
    paths: Any,
    loadings: Any,
    weights: Mapping[str, Sequence[float]] | None,
    item_correlations: Any,
    correlations: Any,
    means: Any,
    sds: Any,
    ranges: Mapping[str, Range],
) -> Population:
    """Make a population from parameters in the user's words; `simulate` explains them."""
    if not getattr(model, "plain", True):
        raise SpecificationError(
            "Models with interactions, quadratic terms or higher-order constructs cannot be simulated: their"
            " answers are no function of paths and loadings alone. Simulate the model without these terms."
        )
    check_recursive(model)
    place = {name: j for j, name in enumerate(model.constructs)}
    numbered = [(place[d], place[p]) for d, p in model.paths]
    values = _paths(model, paths)
    outer = _exogenous(model, correlations)
    phi, explained = construct_correlations(len(place), values, numbered, outer)
    for name, share in zip(model.constructs, explained, strict=True):
        if share >= 1:
            raise SpecificationError(
                f"The paths explain {100 * share:.0f} % of the variance of {name!r}, which has only 100 %:"
                f" {_equation(model, values, name)}. Make them smaller."
            )
    blocks, found, within = [], np.empty(len(model.items)), []
    at = 0
    for name, construct in model.measurement.items():
        block = slice(at, at + len(construct.items))
        at = block.stop
        if construct.kind == "composite":
            loads, inside = _composite(name, construct.items, weights or {}, item_correlations)
        else:
            loads, inside = _loadings(name, construct.items, loadings), None
        found[block] = loads
        within.append(inside)
        blocks.append(block)
    _check_names("weights", weights or {}, [n for n, c in model.measurement.items() if c.kind == "composite"])
    corr = implied_correlations(phi, found, blocks, within)
    return finished(model, values, phi, explained, found, corr, means, sds, ranges)


def finished(
    model: PathModel,
    values: Array,
    phi: Array,
    explained: Array,
    loadings: Array,
    corr: Array,
    means: Any,
    sds: Any,
    ranges: Mapping[str, Range],
) -> Population:
    """Check the correlations, and give the items means, spreads and scales."""
    if np.linalg.eigvalsh(corr)[0] < SINGULAR:
        raise SpecificationError(
            "No data can have these parameters: the correlations of the items that they imply are not"
            " positive definite. Make loadings or correlations smaller."
        )
    _check_names("scales", ranges, model.items)
    ends = [ranges.get(item, (math.nan, math.nan)) for item in model.items]
    low, high = np.array(ends, dtype=np.float64).T
    smooth = np.isnan(low)
    mean = _per_item(model, "means", means, np.where(smooth, 0.0, low + MIDDLE * (high - low)))
    sd = _per_item(model, "sds", sds, np.where(smooth, 1.0, SPREAD * (high - low)))
    if not (sd > 0).all():
        raise SpecificationError(f"sds: the spread of {model.items[int(np.argmin(sd))]!r} must be positive.")
    return Population(model, values, phi, explained, loadings, corr, mean, sd, low, high)


def _paths(model: PathModel, given: Any) -> Array:
    """Coefficients in the order of `model.paths`."""
    if isinstance(given, (int, float)) and not isinstance(given, bool):
        return np.full(len(model.paths), _number(given, "paths"))
    if not isinstance(given, Mapping):
        raise SpecificationError(
            "paths must be one number, or a mapping of outcome to predictors with their coefficients, e.g."
            f" {{'Satisfaction': {{'Quality': 0.5}}}}, not {given!r}."
        )
    values: dict[tuple[str, str], float] = {}
    for outcome, predictors in given.items():
        if not isinstance(predictors, Mapping):
            raise SpecificationError(f"paths[{outcome!r}] must be a mapping such as {{'Quality': 0.5}}.")
        for predictor, value in predictors.items():
            if (outcome, predictor) not in model.paths:
                known = [f"{d} ~ {p}" for d, p in model.paths]
                hint = did_you_mean(f"{outcome} ~ {predictor}", known)
                raise SpecificationError(
                    f"paths: the model has no path {outcome} ~ {predictor}.{hint} Paths: {some(known, 20)}."
                )
            values[outcome, predictor] = _number(value, f"paths[{outcome!r}][{predictor!r}]")
    absent = [f"{d} ~ {p}" for d, p in model.paths if (d, p) not in values]
    if absent:
        raise SpecificationError(
            f"paths gives no coefficient for {some(absent, 20)}; 0 is a coefficient too."
        )
    return np.array([values[path] for path in model.paths])


def _exogenous(model: PathModel, given: Any) -> Array:
    """Correlations between constructs without a predictor."""
    k = len(model.constructs)
    out = np.eye(k)
    free = [name for name in model.constructs if not model.structure.get(name)]
    place = {name: model.constructs.index(name) for name in free}
    if given is None:
        return out
    if isinstance(given, (int, float)) and not isinstance(given, bool):
        pairs = {(a, b): given for a in free for b in free if a < b}
    elif isinstance(given, Mapping):
        pairs = dict(given)
    else:
        raise SpecificationError("correlations must be one number or a mapping {('A', 'B'): 0.3}.")
    for pair, value in pairs.items():
        names = tuple(pair) if isinstance(pair, (tuple, list)) else (pair,)
        strange = [name for name in names if name not in place]
        if len(names) != 2 or strange or names[0] == names[1]:
            raise SpecificationError(
                f"correlations: {pair!r} must be two different constructs that nothing predicts:"
                f" {some(map(repr, free), 20) if free else 'this model has none'}."
            )
        r = _number(value, f"correlations[{pair!r}]")
        if abs(r) >= 1:
            raise SpecificationError(f"correlations[{pair!r}]={r:g} must lie between -1 and 1.")
        out[place[names[0]], place[names[1]]] = out[place[names[1]], place[names[0]]] = r
    if np.linalg.eigvalsh(out)[0] < SINGULAR:
        raise SpecificationError("correlations: no data can have them all at once; make them smaller.")
    return out


def _loadings(name: str, items: tuple[str, ...], given: Any) -> Array:
    """Loadings of a common factor; a single item is the construct unless its loading is given by name."""
    mine = given.get(name, None) if isinstance(given, Mapping) else given
    if len(items) == 1 and not (isinstance(given, Mapping) and name in given):
        return np.ones(1)
    if mine is None:
        raise SpecificationError(f"loadings gives none for {name!r}.")
    where = f"loadings[{name!r}]"
    values = _values(where, items, mine)
    for item, value in zip(items, values, strict=True):
        if abs(value) > 1 or (abs(value) == 1 and len(items) > 1) or value == 0:
            raise SpecificationError(
                f"{where}: the loading {value:g} of {item!r} must lie between -1 and 1 and not be 0."
            )
    return values


def _composite(
    name: str, items: tuple[str, ...], weights: Mapping[str, Any], given: Any
) -> tuple[Array, Array]:
    """Correlations of a composite's items with it, and with each other."""
    mine = given.get(name) if isinstance(given, Mapping) else given
    k = len(items)
    where = f"item_correlations[{name!r}]"
    if k == 1:
        return np.ones(1), np.ones((1, 1))
    if mine is None:
        raise SpecificationError(f"item_correlations gives none for the composite {name!r}.")
    r = np.asarray(mine, dtype=np.float64)
    inside = np.where(np.eye(k, dtype=bool), 1.0, r) if r.ndim == 0 else r
    if inside.shape != (k, k) or not np.allclose(inside, inside.T) or not np.allclose(np.diag(inside), 1):
        raise SpecificationError(f"{where} must be one number or a {k} by {k} matrix of correlations.")
    if np.linalg.eigvalsh(inside)[0] < SINGULAR:
        raise SpecificationError(f"{where}: no data can have these correlations; they are not definite.")
    w = _values(f"weights[{name!r}]", items, weights.get(name, 1.0))
    if not w.any():
        raise SpecificationError(f"weights[{name!r}] are all zero.")
    w = w / math.sqrt(float(w @ inside @ w))
    return inside @ w, inside


def _values(where: str, items: tuple[str, ...], given: Any) -> Array:
    """One number per item, from a number, a sequence or a mapping."""
    if isinstance(given, (int, float)) and not isinstance(given, bool):
        return np.full(len(items), _number(given, where))
    if isinstance(given, Mapping):
        _check_names(where, given, items)
        absent = [item for item in items if item not in given]
        if absent:
            raise SpecificationError(f"{where} gives nothing for {some(map(repr, absent))}.")
        return np.array([_number(given[item], f"{where}[{item!r}]") for item in items])
    values = [_number(value, where) for value in given]
    if len(values) != len(items):
        raise SpecificationError(
            f"{where} has {len(values)} numbers for {len(items)} items: {some(items, 12)}."
        )
    return np.array(values)


def _per_item(model: PathModel, what: str, given: Any, default: Array) -> Array:
    """One number per item: for all, by construct, by item, or the default."""
    out = default.astype(np.float64)
    if given is None:
        return out
    if not isinstance(given, Mapping):
        return np.full(len(model.items), _number(given, what))
    _check_names(what, given, (*model.constructs, *model.items))
    owner = {item: name for name, c in model.measurement.items() for item in c.items}
    for i, item in enumerate(model.items):
        value = given.get(item, given.get(owner[item]))
        if value is not None:
            out[i] = _number(value, f"{what}[{item!r}]")
    return out


def _check_names(what: str, given: Mapping[str, Any], known: Sequence[str]) -> None:
    for name in given:
        if name not in known:
            raise SpecificationError(
                f"{what} names {name!r}, which does not belong there.{did_you_mean(name, known)}"
                f" Known: {some(known, 20) if known else 'none'}."
            )


def _number(value: Any, where: str) -> float:
    try:
        number = float(value)
    except (TypeError, ValueError):
        number = math.nan
    if isinstance(value, bool) or not math.isfinite(number):
        raise SpecificationError(f"{where}={value!r} must be a finite number.")
    return number


def _equation(model: PathModel, values: Array, outcome: str) -> str:
    terms = [f"{v:g} {p}" for (d, p), v in zip(model.paths, values, strict=True) if d == outcome]
    return f"{outcome} = {' + '.join(terms)}"


def paths_estimator(
    population: Population, estimator: str, scheme: str, tolerance: float
) -> Callable[[Array], Array]:
    """The function from correlations (members, items, items) to paths (members, paths).

    Constructs are turned as in the population; a member that does not settle is missing.
    """
    from csmodels.numerics.plsc import consistent
    from csmodels.path_models.pls import plan

    if estimator not in ESTIMATORS:
        raise SpecificationError(f"estimator={estimator!r} is unknown. Choose one of 'pls', 'plsc'.")
    model = population.model
    spec: PlsSpec = plan(model, scheme)
    towards = population.loadings
    corrected = tuple(c.kind == "reflective" for c in model.measurement.values())

    def estimate(corr: Array) -> Array:
        with np.errstate(invalid="ignore", divide="ignore"):
            fit = fit_pls(corr, spec, align_to=towards, tolerance=tolerance)
            if estimator == "plsc":
                fit = consistent(corr, spec, fit, corrected)
        return np.where(fit.converged[..., None], fit.paths, np.nan)

    return estimate
