"""Simulated answers from a path model with known parameters, and the population they come from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from csmodels.errors import SpecificationError, check_whole, some
from csmodels.numerics.moments import Moments
from csmodels.path_models.model import PathModel
from csmodels.path_models.planning.population import Population, Range, finished, given_population
from csmodels.survey import Item, Questionnaire, Scale, SurveyData
from csmodels.tables.strings import LANGUAGES, text

if TYPE_CHECKING:
    from csmodels.path_models.result import PathResult

Array = NDArray[np.float64]

MECHANISMS = ("mcar", "mar")


@dataclass(frozen=True)
class Gaps:
    """Which answers are left open: a share, everywhere or by item, and on what it depends."""

    share: float | Mapping[str, float] = 0.0
    mechanism: str = "mcar"
    depends_on: str | None = None


def simulate(
    model: Any,
    n: int,
    seed: int = 0,
    *,
    paths: Any = None,
    loadings: Any = 0.8,
    weights: Mapping[str, Sequence[float]] | None = None,
    item_correlations: Any = 0.5,
    correlations: Any = None,
    means: Any = None,
    sds: Any = None,
    scale: Range | None = None,
    scales: Mapping[str, Range] | None = None,
    rounded: bool = True,
    missing: float | Mapping[str, float] = 0.0,
    mechanism: str = "mcar",
    depends_on: str | None = None,
    group: Any = None,
) -> SurveyData:
    """Simulated answers to the items of a path model whose parameters are known.

    Use it to learn how a method behaves where the truth is known, to plan a survey, or to make an example
    that holds nobody's answers. Equal arguments give equal answers.

    Parameters
    ----------
    model : PathModel, fitted PathResult, or IndexModel
        A fitted result brings its paths, loadings, weights, means and standard deviations along: then its
        estimates are taken for the truth, and no other parameter is given.
    n : int
        Respondents. The first ones do not depend on how many there are.
    seed : int
    paths : number, or mapping of outcome to mapping of predictor to number
        Standardised coefficients between the constructs: ``{"Satisfaction": {"Quality": 0.5}}``.
    loadings : number, or mapping of construct to number, sequence or mapping of item to number
        Standardised loadings of reflective items, which follow a common factor model: an item is its
        loading times the construct plus an independent error. A single item is its construct unless its
        loading is given by name.
    weights : mapping of construct to numbers, optional
        Relative weights of a composite's items; equal by default. A composite is the weighted sum of its
        items and has no error.
    item_correlations : number, matrix, or mapping of construct to these
        Correlations between the items of each composite.
    correlations : number or mapping {(construct, construct): number}, optional
        Correlations between constructs that nothing predicts; 0 by default.
    means, sds : number, or mapping of item or construct to number, optional
        Means and standard deviations of the items before rounding; by default the middle of the scale and
        a fifth of its length, without a scale 0 and 1.
    scale : (low, high), optional
        Ends of the answer scale; an index model knows its own. Without it answers are not rounded.
    scales : mapping of item to (low, high), optional
        Ends of single items' scales.
    rounded : bool
        Round answers to whole numbers and cut them at the ends of their scale; otherwise the scale only
        decides where means and spreads lie.
    missing : number, or mapping of item to number
        Share of answers left open.
    mechanism : {"mcar", "mar"}
        Completely at random, or, with `depends_on`, the more likely the lower a respondent's answer to that
        item, which everybody answers: at random given that item.
    depends_on : str, optional
        Item on which ``mechanism="mar"`` depends.
    group : optional
        Which group of a result that was fitted with ``by=``.

    Returns
    -------
    SurveyData
        With a questionnaire (constructs and scales) whose title says that the answers are simulated.

    Raises
    ------
    SpecificationError
        Parameters that are absent, unknown or impossible: a construct more than explained, a loading
        beyond 1, correlations that no data can have.

    Notes
    -----
    Normal rows with the correlations that the parameters imply (`population_moments`). PLS composites of
    reflective items are not their common factors: PLS paths differ from `paths` by the items' unreliability,
    in any sample size; fitting the model to `population_moments` shows to which values.
    Under "mar" an item with share s is left open with probability 2 s (1 - u), u the respondent's rank
    between 0 and 1 on the item it depends on, so that s may not exceed one half.

    Examples
    --------
    >>> import csmodels as cs
    >>> from csmodels.path_models.planning.simulation import simulate
    >>> model = cs.PathModel({"Quality": ["q1", "q2", "q3"], "Satisfaction": ["s1", "s2"]},
    ...                      {"Satisfaction": ["Quality"]})
    >>> answers = simulate(model, 500, paths={"Satisfaction": {"Quality": 0.6}}, scale=(1, 10))
    >>> answers.name, answers.frame.shape, float(answers.frame.max().max()) <= 10
    ('simulated', (500, 5), True)
    """
    check_whole("n", n, 1)
    check_whole("seed", seed)
    population = population_of(
        model,
        paths=paths,
        loadings=loadings,
        weights=weights,
        item_correlations=item_correlations,
        correlations=correlations,
        means=means,
        sds=sds,
        scale=scale,
        scales=scales,
        rounded=rounded,
        group=group,
    )
    items = population.model.items
    draws, gaps = (np.random.default_rng([seed, stream]) for stream in range(2))
    normal = draws.standard_normal((n, len(items))) @ population.root.T
    values = normal * population.sd + population.mean
    smooth = np.isnan(population.low)
    values = np.where(smooth, values, np.clip(np.rint(values), population.low, population.high) + 0.0)
    values[_left_open(gaps, normal, items, Gaps(missing, mechanism, depends_on))] = np.nan
    frame = pd.DataFrame(values, columns=list(items))
    return SurveyData(frame, _questionnaire(population, n, seed), name="simulated")


def population_moments(
    model: Any,
    *,
    n: float | None = None,
    paths: Any = None,
    loadings: Any = 0.8,
    weights: Mapping[str, Sequence[float]] | None = None,
    item_correlations: Any = 0.5,
    correlations: Any = None,
    means: Any = None,
    sds: Any = None,
    scale: Range | None = None,
    scales: Mapping[str, Range] | None = None,
    rounded: bool = True,
    group: Any = None,
) -> Moments:
    """Exact means and covariances of the answers that `simulate` draws, rounding included.

    Use it to find the values that an estimator settles on in ever larger samples: fit the model to it.

    Parameters
    ----------
    n : float, optional
        Number of respondents to state in the moments; it changes no figure.
    model, paths, loadings, weights, item_correlations, correlations, means, sds : optional
    scale, scales, rounded, group : optional
        As for `simulate`.

    Returns
    -------
    Moments

    Raises
    ------
    SpecificationError
        As for `simulate`.

    Examples
    --------
    >>> import csmodels as cs
    >>> from csmodels.path_models.planning.simulation import population_moments
    >>> model = cs.PathModel({"Quality": ["q1"], "Satisfaction": ["s1"]}, {"Satisfaction": ["Quality"]})
    >>> population_moments(model, paths=0.6).cov.tolist()
    [[1.0, 0.6], [0.6, 1.0]]
    """
    population = population_of(
        model,
        paths=paths,
        loadings=loadings,
        weights=weights,
        item_correlations=item_correlations,
        correlations=correlations,
        means=means,
        sds=sds,
        scale=scale,
        scales=scales,
        rounded=rounded,
        group=group,
    )
    return population.moments(n)


def population_of(
    model: Any,
    *,
    paths: Any,
    loadings: Any = 0.8,
    weights: Mapping[str, Sequence[float]] | None = None,
    item_correlations: Any = 0.5,
    correlations: Any = None,
    means: Any = None,
    sds: Any = None,
    scale: Range | None = None,
    scales: Mapping[str, Range] | None = None,
    rounded: bool = True,
    group: Any = None,
) -> Population:
    """The population behind a model and its parameters; arguments as for `simulate`."""
    from csmodels.path_models.result import PathResult

    if isinstance(model, PathResult):
        if paths is not None:
            raise SpecificationError(
                "A fitted result brings its own paths; to change them simulate result.model with paths=."
            )
        ranges = _ranges(model.model.items, getattr(model, "ranges", {}), scale, scales)
        population = _fitted_population(model, group, means, sds, ranges)
        return population if rounded else _unrounded(population)
    if group is not None:
        raise SpecificationError("group= goes with a fitted result only.")
    model, known = _unfolded(model)
    if paths is None:
        raise SpecificationError(
            "Give the true paths, e.g. paths={'Satisfaction': {'Quality': 0.5}}, or one number for all."
        )
    ranges = _ranges(model.items, known, scale, scales)
    population = given_population(
        model,
        paths=paths,
        loadings=loadings,
        weights=weights,
        item_correlations=item_correlations,
        correlations=correlations,
        means=means,
        sds=sds,
        ranges=ranges,
    )
    return population if rounded else _unrounded(population)


def _unfolded(model: Any) -> tuple[PathModel, Mapping[str, Range]]:
    """The path model, and the scales that a model above it (an index model) knows."""
    if isinstance(model, PathModel):
        return model, {}
    if not (hasattr(model, "path_model") and hasattr(model, "_range")):
        raise SpecificationError(
            f"A PathModel, an index model or a fitted result can be simulated, not a {type(model).__name__}."
        )
    path_model = cast(PathModel, model.path_model())
    return path_model, {item: model._range(item, None) for item in path_model.items}


def _unrounded(population: Population) -> Population:
    """The same with answers of any value."""
    open_ends = np.full(len(population.low), np.nan)
    return replace(population, low=open_ends, high=open_ends)


def _ranges(
    items: tuple[str, ...],
    known: Mapping[str, Range],
    scale: Range | None,
    scales: Mapping[str, Range] | None,
) -> dict[str, Range]:
    """Ends of the scale of each item that has one."""
    if known and scale is not None:
        raise SpecificationError(
            "An index model knows the scales of its items: cs.index_model(..., scale=(1, 5)); scales= changes"
            " those of single items."
        )
    out = dict(known) if scale is None else dict.fromkeys(items, scale)
    out |= dict(scales or {})
    for item, ends in out.items():
        low, high = float(ends[0]), float(ends[1])
        if not (low < high and (high - low).is_integer()):
            raise SpecificationError(
                f"The scale {ends!r} of {item!r} must rise by whole steps: (low, high), e.g. (1, 10)."
            )
    return out


def _fitted_population(
    result: PathResult, group: Any, means: Any, sds: Any, ranges: Mapping[str, Range]
) -> Population:
    """The estimates of a fitted model (one group of it), taken for the truth."""
    from csmodels.numerics.simulation import construct_correlations, implied_correlations

    model = result.model
    if not getattr(model, "plain", True):
        raise SpecificationError("Models with product terms or higher-order constructs cannot be simulated.")
    if result.groups and group not in result.groups:
        raise SpecificationError(
            f"Say which group to simulate: group= one of {some(map(repr, result.groups))}."
        )
    if not result.groups and group is not None:
        raise SpecificationError(f"group={group!r}: the model was fitted without by=.")
    g = list(result.groups).index(group) if result.groups else 0
    members = result.members()
    fit, moments, corr = members.fit, members.moments, members.corr[g]
    place = {name: j for j, name in enumerate(model.constructs)}
    numbered = [(place[d], place[p]) for d, p in model.paths]
    outcomes = {d for d, _ in numbered}
    free = [j for j in range(len(place)) if j not in outcomes]
    exogenous = np.eye(len(place))
    exogenous[np.ix_(free, free)] = fit.construct_corr[g][np.ix_(free, free)]
    phi, explained = construct_correlations(len(place), fit.paths[g], numbered, exogenous)
    blocks, within, at = [], [], 0
    for construct in model.measurement.values():
        block = slice(at, at + len(construct.items))
        within.append(corr[block, block] if construct.kind == "composite" else None)
        blocks.append(block)
        at = block.stop
    loadings = fit.loadings[g]
    if (np.abs(loadings) > 1 + 1e-12).any() or (explained >= 1).any():
        raise SpecificationError(
            "The fitted estimates are not admissible (a loading beyond 1 or a construct more than explained),"
            " so no population has them."
        )
    implied = implied_correlations(phi, loadings, blocks, within)
    mean = None if moments.mean is None else dict(zip(model.items, moments.mean[g].tolist(), strict=True))
    sd = dict(zip(model.items, moments.sd[g].tolist(), strict=True))
    return finished(
        model,
        np.array(fit.paths[g]),
        phi,
        explained,
        np.array(loadings),
        implied,
        mean if means is None else means,
        sd if sds is None else sds,
        ranges,
    )


def _left_open(
    rng: np.random.Generator, normal: Array, items: tuple[str, ...], gaps: Gaps
) -> NDArray[np.bool_]:
    """Which answers are missing, shape (n, items)."""
    if gaps.mechanism not in MECHANISMS:
        raise SpecificationError(f"mechanism={gaps.mechanism!r} is unknown. Choose 'mcar' or 'mar'.")
    by_item = dict(gaps.share) if isinstance(gaps.share, Mapping) else dict.fromkeys(items, gaps.share)
    for name, share in by_item.items():
        if name not in items:
            raise SpecificationError(f"missing names {name!r}, which is no item of the model.")
        if isinstance(share, bool) or not 0 <= float(share) < 1:
            raise SpecificationError(f"missing: the share {share!r} of {name!r} must lie between 0 and 1.")
    shares = np.array([float(by_item.get(item, 0.0)) for item in items])
    chance = np.broadcast_to(shares, normal.shape)
    if gaps.mechanism == "mar":
        chance = _at_random_given(normal, items, shares, gaps.depends_on)
    elif gaps.depends_on is not None:
        raise SpecificationError("depends_on= goes with mechanism='mar'.")
    return rng.random(normal.shape) < chance


def _at_random_given(normal: Array, items: tuple[str, ...], shares: Array, on: str | None) -> Array:
    from scipy.special import ndtr

    if on not in items:
        raise SpecificationError(
            f"mechanism='mar' needs depends_on= an item of the model, not {on!r}: {some(items, 12)}."
        )
    at = items.index(on)
    shares = np.where(np.arange(len(items)) == at, 0.0, shares)
    if (shares > 0.5).any():
        raise SpecificationError("missing: under mechanism='mar' a share may not exceed 0.5.")
    chance: Array = 2 * shares * ndtr(-normal[:, at, None])
    return chance


def _questionnaire(population: Population, n: int, seed: int) -> Questionnaire:
    items = []
    for name, construct in population.model.measurement.items():
        for item in construct.items:
            i = population.model.items.index(item)
            low, high = population.low[i], population.high[i]
            scale = None if np.isnan(low) else Scale(float(low), float(high))
            items.append(Item(item, constructs=(name,), scale=scale))
    title = {lang: text("heading.simulated", lang) for lang in LANGUAGES}
    words = {lang: text("note.simulated", lang, n=f"{n:,}", seed=seed) for lang in LANGUAGES}
    return Questionnaire(tuple(items), title=title, description=words)
