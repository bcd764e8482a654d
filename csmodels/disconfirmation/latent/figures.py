"""Tables of a fitted theory: paths against hypotheses, readings of expectation, the latent surface."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from csmodels.disconfirmation.latent.paths import SECOND, items_of
from csmodels.disconfirmation.latent.soundness import forbidden_paths, impossible
from csmodels.disconfirmation.surface.figures import columns_of
from csmodels.numerics.covariance.likelihood import Sample
from csmodels.numerics.intervals import Uncertainty
from csmodels.numerics.surface.shape import shape
from csmodels.path_models.likelihood.result import CovarianceResult

if TYPE_CHECKING:
    from csmodels.disconfirmation.latent.result import DisconfirmationResult

Array = NDArray[np.float64]

#: From path coefficients (members, paths) to figures (members, k).
OfPaths = Callable[[Array], Array]
#: The reading that tells assimilation from contrast: the slope on expectation at the same performance.
FIXED = "expectation_given_performance"
#: The verdict of a figure that warnings forbid to read.
NOT_READ = "not_read"
LETTERS = ("b1", "b2", "b3", "b4", "b5", "a1", "a2", "a3", "a4", "a5")


def of_paths(
    result: DisconfirmationResult, g: int, figure: OfPaths, standardized: bool = False
) -> Uncertainty:
    """Figures made of path coefficients, with the errors of the fit."""
    path = result.path
    if isinstance(path, CovarianceResult):
        own = path.figures.paths(g, standardized=standardized)
        return path.estimates.uncertainty(lambda theta, sample: figure(own(theta, sample)))
    values, varied = path.estimates.values["paths"][g], path.estimates.varied[g]["paths"]
    return path.estimates.uncertainty(g, figure(values[None])[0], figure(varied.T).T)


def verdicts(found: Uncertainty, positive: str, negative: str) -> list[str]:
    """A word for each figure: which side of zero its limits lie on."""
    words = []
    for low, high in zip(found.conf_low, found.conf_high, strict=True):
        if not np.isfinite([low, high]).all():
            words.append("no_limits")
        else:
            words.append(positive if low > 0 else negative if high < 0 else "undecided")
    return words


def hypotheses(result: DisconfirmationResult, g: int) -> pd.DataFrame:
    """Paths of the theory, each with the sign it should have; the surface has a table of its own."""
    theory = result.model.theory
    rows = [
        (outcome, predictor, position)
        for outcome, predictors in theory.paths.items()
        for predictor in predictors
        if (position := result.path_of(outcome, predictor)) is not None
        and not (result.model.measure == "polynomial" and outcome == "satisfaction")
    ]
    at = [position for _, _, position in rows]
    found = of_paths(result, g, lambda paths: paths[:, at])
    beside = of_paths(result, g, lambda paths: paths[:, at], standardized=True)
    words = []
    for i, (outcome, predictor, _) in enumerate(rows):
        one = Uncertainty(*(getattr(found, f)[i : i + 1] for f in found.__dataclass_fields__))
        sides = ("holds", "opposite") if theory.sign(outcome, predictor) == "+" else ("opposite", "holds")
        words += verdicts(one, *sides)
    call = result.construct
    unread, named = bool(impossible(result.path, g)), forbidden_paths(result.path, g)
    words = [
        NOT_READ if unread or (call(o), call(p)) in named else word
        for word, (o, p, _) in zip(words, rows, strict=True)
    ]
    index = pd.MultiIndex.from_tuples(
        [(call(o), call(p)) for o, p, _ in rows], names=["outcome", "predictor"]
    )
    table = {"expected": [theory.sign(o, p) for o, p, _ in rows], **columns_of(found, tested=True)}
    return pd.DataFrame({**table, "standardized": beside.estimate, "verdict": words}, index=index)


# ---------------------------------------------------------------------- how expectation works


def readable(result: DisconfirmationResult) -> bool:
    """Whether the structure says anything of expectation beside performance or disconfirmation."""
    return bool(_readings(result)) or _computed(result)


def _readings(result: DisconfirmationResult) -> dict[str, OfPaths]:
    """Figures that the model has, by name, as functions of path coefficients."""
    model = result.model
    if model.measure == "polynomial" or "disconfirmation" in model.theory.names:
        return {}
    has = set(model.roles)

    def path(outcome: str, predictor: str) -> Callable[[Array], Array]:
        position = result.path_of(outcome, predictor)
        return lambda b: np.zeros(len(b)) if position is None else b[:, position]

    s_e, s_p, s_d = (path("satisfaction", role) for role in ("expectation", "performance", "disconfirmation"))
    d_e, d_p = (path("disconfirmation", role) for role in ("expectation", "performance"))
    found: dict[str, OfPaths] = {}
    if result.path_of("performance", "expectation") is not None:
        found["perception"] = lambda b: path("performance", "expectation")(b)[:, None]
    if {"expectation", "performance"} <= has and model.measure == "direct":
        found[FIXED] = lambda b: (s_e(b) + s_d(b) * d_e(b))[:, None]
        found["performance_given_expectation"] = lambda b: (s_p(b) + s_d(b) * d_p(b))[:, None]
    elif {"expectation", "disconfirmation"} <= has:
        found["expectation_given_disconfirmation"] = lambda b: s_e(b)[:, None]
    return found


def _computed(result: DisconfirmationResult) -> bool:
    """Whether the slope on expectation at the same performance follows from a computed difference."""
    likely = result.model.measure == "difference" and isinstance(result.path, CovarianceResult)
    # with the difference alone the slope would be its path turned round, whatever the answers are
    return likely and bool({"expectation", "performance"} & set(result.model.roles))


def readings(result: DisconfirmationResult, g: int) -> pd.DataFrame:
    """Slopes on expectation, what stays the same with each; see `DisconfirmationResult.readings`."""
    named = dict(_readings(result))
    found = {name: of_paths(result, g, figure) for name, figure in named.items()}
    beside = {name: of_paths(result, g, figure, standardized=True).estimate for name, figure in named.items()}
    if _computed(result):
        assert isinstance(result.path, CovarianceResult)
        found[FIXED] = result.path.estimates.uncertainty(_through_difference(result, g))
        beside[FIXED] = np.array([np.nan])
    rows: list[dict[str, Any]] = []
    unread, forbidden = bool(impossible(result.path, g)), forbidden_paths(result.path, g)
    alone = {
        "perception": ("performance", "expectation"),
        "expectation_given_disconfirmation": ("satisfaction", "expectation"),
    }
    for name, each in found.items():
        # only where performance stays the same does a slope tell assimilation from contrast
        words = ("assimilation", "contrast") if name == FIXED else ("positive", "negative")
        numbers = {key: values[0] for key, values in columns_of(each, tested=True).items()}
        pair = tuple(result.construct(role) for role in alone.get(name, ()))
        word = NOT_READ if unread or pair in forbidden else verdicts(each, *words)[0]
        rows.append({**numbers, "standardized": beside[name][0], "verdict": word})
    return pd.DataFrame(rows, index=pd.Index(list(found), name="reading"))


def _through_difference(result: DisconfirmationResult, g: int) -> Callable[[Array, Sample], Array]:
    """Slope of satisfaction on expectation at fixed performance where D = P - E, in units of item means."""
    path = result.path
    assert isinstance(path, CovarianceResult)
    s_e, s_d = (result.path_of("satisfaction", role) for role in ("expectation", "disconfirmation"))
    own = path.figures.paths(g)

    def statistic(theta: Array, sample: Sample) -> Array:
        b = own(theta, sample)
        level = _levels(result, g, theta, sample)
        slope = np.zeros(len(b)) if s_e is None else b[:, s_e] / level("expectation")
        if s_d is not None:
            slope = slope - b[:, s_d] / level("disconfirmation")
        found: Array = (slope * level("satisfaction"))[:, None]
        return found

    return statistic


def _levels(result: DisconfirmationResult, g: int, theta: Array, sample: Sample) -> Callable[[str], Array]:
    """Mean loading of the items of a role: units of their mean in one unit of the construct."""
    path = result.path
    assert isinstance(path, CovarianceResult)
    cells = path.figures.parameters(theta, sample)
    first = g * path.table.of_one_group

    def level(role: str) -> Array:
        name = result.construct(role)
        at = [first + path.table.where(name, "=~", item) for item in items_of(result.model, role)]
        found: Array = cells[:, at].mean(axis=1)
        return found

    return level


# ---------------------------------------------------------------------- the latent surface


def _latent(result: DisconfirmationResult, g: int, center: float | None) -> Callable[[Array, Sample], Array]:
    """b1 ... b5 in units of the items' means, both ratings centred at `center` or at their pooled mean."""
    path = result.path
    assert isinstance(path, CovarianceResult)
    own = path.figures.paths(g)
    theory = result.model.theory
    outcome = theory.construct("satisfaction")
    terms = [theory.construct("expectation"), theory.construct("performance"), *SECOND]
    at = [path.model.paths.index((outcome, term)) for term in terms]
    columns = [
        [path.model.items.index(i) for i in getattr(result.model, r)] for r in ("expectation", "performance")
    ]

    def statistic(theta: Array, sample: Sample) -> Array:
        b = own(theta, sample)[:, at]
        level = _levels(result, g, theta, sample)
        e, p = level("expectation"), level("performance")
        # one unit of a product's construct is that of its two factors: all are scaled by first items
        units = np.stack([e, p, e * e, e * p, p * p], axis=-1)
        b = b * level("satisfaction")[:, None] / units
        assert sample.mean is not None  # products are made from rows
        means = [sample.mean[:, g][:, c].mean(axis=1) for c in columns]
        zero = (means[0] + means[1]) / 2 if center is None else center
        return _from_own_means(b, means[0] - zero, means[1] - zero)

    return statistic


def _from_own_means(b: Array, e: Array, p: Array) -> Array:
    """Coefficients of ratings less their own means, turned into those of ratings less a common centre.

    `e` and `p` are the means less that centre.
    """
    b1, b2, b3, b4, b5 = np.moveaxis(b, -1, 0)
    return np.stack([b1 - 2 * b3 * e - b4 * p, b2 - 2 * b5 * p - b4 * e, b3, b4, b5], axis=-1)


def both(result: DisconfirmationResult, g: int, center: float | None) -> pd.DataFrame:
    """b1 ... b5 and a1 ... a5 of the latent surface."""
    path = result.path
    assert isinstance(path, CovarianceResult)
    of = _latent(result, g, center)

    def statistic(theta: Array, sample: Sample) -> Array:
        b = of(theta, sample)
        return np.concatenate([b, shape(b)], axis=1)

    found = path.estimates.uncertainty(statistic)
    return pd.DataFrame(columns_of(found, tested=True), index=pd.Index(LETTERS, name="coefficient"))


def surface_table(result: DisconfirmationResult, g: int, letter: str) -> pd.DataFrame:
    """One half of it, at the pooled mean of both ratings."""
    table = both(result, g, None)
    name = "coefficient" if letter == "b" else "shape"
    return table[table.index.str.startswith(letter)].rename_axis(name)
