"""Shares and net scores: who stands in the top and bottom boxes, limits by several rules, sample sizes."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

from csmodels.numerics.draws import Design
from csmodels.numerics.gap_scores import mean_errors
from csmodels.numerics.linearization import UnitTotals, kish, unit_totals
from csmodels.numerics.moments import Moments

Array = NDArray[np.float64]
Codes = NDArray[np.intp]
Pair = tuple[ArrayLike, ArrayLike]

#: Answers added to a net score before its limits: three quarters to the top, one and a half to the middle,
#: three quarters to the bottom.
ADDED = (0.75, 1.5, 0.75)
#: Shares nearer to 0 or 1 than this are none and all: weighted sums round.
NONE = 1e-12


def boxes(values: Array, bottom: float, top: float) -> Array:
    """Indicators of the bottom, middle and top box: shape (n,) to (n, 3).

    Parameters
    ----------
    values : array, shape (n,)
    bottom, top : float
        The highest answer of the bottom box and the lowest of the top box.

    Examples
    --------
    >>> boxes(np.array([6.0, 8.0, 9.0]), 6, 9).tolist()
    [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]
    """
    low, high = values <= bottom, values >= top
    return np.column_stack([low, ~(low | high), high]).astype(np.float64)


def net_variance(top: ArrayLike, bottom: ArrayLike) -> Array:
    """Variance of one answer's score of 1, 0 or -1: p + d - (p - d)².

    Examples
    --------
    Half promoters, a third passives: the variance is 5/9.

    >>> round(float(net_variance(1 / 2, 1 / 6)), 10)
    0.5555555556
    """
    p, d = np.asarray(top, dtype=np.float64), np.asarray(bottom, dtype=np.float64)
    found: Array = np.maximum(p + d - (p - d) ** 2, 0.0)
    return found


def adjusted_wald(
    top: ArrayLike, bottom: ArrayLike, n: ArrayLike, quantile: ArrayLike
) -> tuple[Array, Array]:
    """Limits of a net score after three answers are added (Rocks 2016, The American Statistician 70).

    Parameters
    ----------
    top, bottom : array_like
        Shares.
    n : array_like
        As how many independent answers they count.
    quantile : array_like

    Returns
    -------
    low, high : array
        Within -1 and 1.

    Notes
    -----
    p' = (n p + 3/4) / (n + 3), d' = (n d + 3/4) / (n + 3); p' - d' plus and minus the quantile times
    sqrt([p' + d' - (p' - d')²] / (n + 3)). The limits hold the score itself even where there is one answer,
    which the formula alone would leave out.
    """
    p, d = np.asarray(top, dtype=np.float64), np.asarray(bottom, dtype=np.float64)
    score, error = adjusted_score(p, d, n)
    half = np.asarray(quantile) * error
    low, high = np.maximum(score - half, -1.0), np.minimum(score + half, 1.0)
    return np.minimum(low, p - d), np.maximum(high, p - d)


def adjusted_score(top: ArrayLike, bottom: ArrayLike, n: ArrayLike) -> tuple[Array, Array]:
    """Net score and its standard error after three answers are added; see `adjusted_wald`."""
    p, d, of = (np.asarray(x, dtype=np.float64) for x in (top, bottom, n))
    added = sum(ADDED)
    p, d = (of * p + ADDED[2]) / (of + added), (of * d + ADDED[0]) / (of + added)
    return p - d, np.sqrt(net_variance(p, d) / (of + added))


def adjusted_difference(
    tops: Pair, bottoms: Pair, sizes: Pair, quantile: ArrayLike, correlation: ArrayLike = 0.0
) -> tuple[Array, Array, Array]:
    """First net score minus second with limits, after three answers are added to each sample.

    Parameters
    ----------
    tops, bottoms, sizes : two array_likes each
        Shares, and as how many independent answers each sample counts.
    quantile : array_like
    correlation : array_like
        Of the two scores' errors, where the samples have sampling units in common.

    Returns
    -------
    low, high : array
        Within -2 and 2, and around the plain difference.
    statistic : array
        The adjusted difference over its error.

    Notes
    -----
    Lewis and Sauro (2021, "How to statistically compare two net promoter scores", MeasuringU), with the
    answers of `adjusted_wald`; R's package NPS (2.0) adds the same ones to both samples. The correlation is
    ours: it was not in their test.

    Examples
    --------
    All of ten promoters in both samples: a plain error of zero would call any difference sure.

    >>> low, high, z = adjusted_difference((1.0, 1.0), (0.0, 0.0), (10, 10), 1.959964)
    >>> float(low.round(3)), float(high.round(3)), float(z)
    (-0.416, 0.416, 0.0)
    """
    (one, s1), (two, s2) = (adjusted_score(*each) for each in zip(tops, bottoms, sizes, strict=True))
    # a correlation of 1 may round to more
    error = np.sqrt(np.maximum(s1**2 + s2**2 - 2 * np.asarray(correlation) * s1 * s2, 0.0))
    half = np.asarray(quantile) * error
    t, b = ([np.asarray(x, dtype=np.float64) for x in pair] for pair in (tops, bottoms))
    plain = (t[0] - b[0]) - (t[1] - b[1])
    low, high = np.maximum(one - two - half, -2.0), np.minimum(one - two + half, 2.0)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.minimum(low, plain), np.maximum(high, plain), (one - two) / error


def exact_limits(share: ArrayLike, n: ArrayLike, conf_level: float) -> tuple[Array, Array]:
    """Limits of a share that are never too narrow (Clopper and Pearson 1934), also of n that is no count.

    Examples
    --------
    None of 10: the rule of three gives 0.3, the exact limit 0.308.

    >>> low, high = exact_limits(0.0, 10, 0.95)
    >>> float(low), round(float(high), 4)
    (0.0, 0.3085)
    """
    from scipy.special import betaincinv

    p, of = np.asarray(share, dtype=np.float64), np.asarray(n, dtype=np.float64)
    tail = (1 - conf_level) / 2
    # whole numbers stay whole: a share is a quotient that rounds
    hits = np.where(np.abs(p * of - np.round(p * of)) < 1e-9, np.round(p * of), p * of)
    rest = of - hits
    low = np.where(hits > NONE, betaincinv(np.maximum(hits, NONE), rest + 1, tail), 0.0)
    high = np.where(rest > NONE, betaincinv(hits + 1, np.maximum(rest, NONE), 1 - tail), 1.0)
    return low, high


def logit_limits(share: ArrayLike, error: ArrayLike, quantile: ArrayLike) -> tuple[Array, Array]:
    """Limits of a share on the logit scale: logit p plus and minus the quantile times error / [p (1 - p)].

    Missing where the share is none or all, which have no logit.

    Notes
    -----
    The delta method on log(p / (1 - p)); "logit" of `svyciprop` in R's survey (Lumley 2010).
    """
    p, s = np.asarray(share, dtype=np.float64), np.asarray(error, dtype=np.float64)
    inside = (p > NONE) & (p < 1 - NONE)
    sound = np.where(inside, p, 0.5)
    centre = np.log(sound / (1 - sound))
    half = np.asarray(quantile) * s / (sound * (1 - sound))
    ends = (1 / (1 + np.exp(-(centre + sign * half))) for sign in (-1.0, 1.0))
    low, high = (np.where(inside, end, np.nan) for end in ends)
    return low, high


def effective_sizes(variance: ArrayLike, error: ArrayLike, n: int, weights: Array | None) -> Array:
    """As how many independent answers a mean counts: variance of one answer over the mean's.

    Parameters
    ----------
    variance, error : array_like, shape (k,)
        Variance of one answer and standard error of the mean.
    n : int
    weights : array, shape (n,), optional
        Where the answers do not vary, Kish's size of the weights stands in.
    """
    v, s = np.asarray(variance, dtype=np.float64), np.asarray(error, dtype=np.float64)
    fallback = float(n) if weights is None else kish(weights)[0]
    with np.errstate(invalid="ignore", divide="ignore"):
        found: Array = np.where((v > NONE) & (s > NONE), v / s**2, fallback)
    return found


def korn_graubard(effective: ArrayLike, n: int, df: float, conf_level: float) -> Array:
    """Effective size for exact limits in a design of few units (Korn and Graubard 1998).

    The effective size times the squared ratio of Student's quantiles at n - 1 and at the design's degrees of
    freedom; never more than n.
    """
    from scipy.special import stdtrit

    upper = (1 + conf_level) / 2
    size = np.asarray(effective, dtype=np.float64)
    found: Array = np.minimum(size * (stdtrit(max(1, n - 1), upper) / stdtrit(df, upper)) ** 2, float(n))
    return found


def unit_influences(table: Array, weights: Array | None, design: Design, where: Codes) -> UnitTotals:
    """Influence of every sampling unit on the means of columns; see `total_covariance`."""
    k = table.shape[1]
    parts = [
        unit_totals(
            np.ascontiguousarray(table[:, j : j + 1]),
            Moments.from_rows(table[:, j : j + 1], weights),
            np.array([[1.0, 0.0]]),
            design.units[where],
            weights,
        )
        for j in range(k)
    ]
    return UnitTotals(parts[0].units, np.concatenate([each.values for each in parts], axis=1))


def units_and_df(design: Design, where: Codes) -> tuple[int, float]:
    """Sampling units with a row of a part of a survey, and the part's degrees of freedom.

    Parameters
    ----------
    design : Design
        Of the whole survey.
    where : array of int
        Rows of the part, of those that count.

    Returns
    -------
    units : int
    df : float
        Units less strata, of those with a row of the part, at least 1: `degf` of a subset in R's survey,
        which its `svyciprop` uses (Korn and Graubard 1999). Units without such a row are in the error, as
        they must be, but say nothing of how well it is known.

    Examples
    --------
    >>> design = Design(np.arange(6), np.array([0, 0, 0, 1, 1, 1]))
    >>> units_and_df(design, np.array([0, 1, 2, 3])), units_and_df(design, np.arange(6))
    ((4, 2.0), (6, 4.0))
    """
    units = np.unique(design.units[where])
    return len(units), float(max(1, len(units) - len(np.unique(design.strata[units]))))


def analytic_errors(
    table: Array,
    counted: NDArray[np.bool_],
    weights: Array | None,
    design: Design | None,
    where: Codes,
) -> tuple[Array, float | None]:
    """Standard errors of means of columns without resampling, and degrees of freedom for their limits.

    Parameters
    ----------
    table : array, shape (n, k)
    counted : array of bool, shape (k,)
        Columns that are shares or scores of boxes: without weights and design their variance is divided by
        n, as textbooks do, and not by n - 1, and their limits are normal.
    weights : array, shape (n,), optional
        Weights that are all equal count as none.
    design : Design, optional
    where : array of int, shape (n,)

    Returns
    -------
    errors : array, shape (k,)
        Missing where nothing tells them: one respondent, or respondents of one sampling unit, whose totals
        about their own mean are zero by definition.
    df : float or None
        None for simple samples; in a design those of the rows given, see `units_and_df`.
    """
    n = len(table)
    unknown = np.full(table.shape[1], np.nan)
    if n < 2 and design is None:
        return unknown, None
    equal = weights is None or bool(np.ptp(weights) <= NONE * np.max(weights))
    errors, df = mean_errors(table, None if equal else weights, design, where)
    if design is None and equal:
        return np.where(counted, errors * math.sqrt((n - 1) / n), errors), None
    if design is not None:
        units, df = units_and_df(design, where)
        return (errors if units > 1 else unknown), df
    return errors, df


def margin_size(variance: float, margin: float, quantile: float, population: int | None = None) -> int:
    """Answers needed so that the limits lie `margin` from the estimate: z² v / m², rounded up.

    Parameters
    ----------
    variance : float
        Of one answer.
    margin : float
        On the scale of the answers.
    quantile : float
    population : int, optional
        Customers in all, of whom respondents are drawn without replacement: n / [1 + (n - 1) / N]
        (Cochran 1977, section 4.4).

    Examples
    --------
    The well known 385 of five points around one half, and of 1,000 customers.

    >>> margin_size(0.25, 0.05, 1.959964), margin_size(0.25, 0.05, 1.959964, 1000)
    (385, 278)
    """
    wanted = quantile**2 * variance / margin**2
    if population is not None:
        wanted = wanted / (1 + (wanted - 1) / population)
    return max(1, math.ceil(wanted - 1e-9))
