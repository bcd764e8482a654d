"""Waves of a survey: levels, changes and what they are made of, noise, control limits, chances of a target.

A wave is a **cell** of shape (2, k): means of its k components, and the weight of each in the level. The
level is the sum of weight times mean, so one form serves the mean of items, a net score (promoters with
weight 100, detractors with -100) and an index whose weights are estimated in every wave. Functions take
cells of shape (..., waves, 2, k) and are used on estimates and on whole batches of resamples alike.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]
Pairs = Sequence[tuple[int, int]]

#: Expected range of two normal observations in standard deviations (2 / sqrt(pi)): d2 of control charts.
RANGE_OF_TWO = 2 / math.sqrt(math.pi)
#: Waves in a row on one side of the centre that are a signal: the fourth rule of Western Electric (1956).
RUN = 8


def levels(cells: Array) -> Array:
    """Level of every wave: (..., waves, 2, k) to (..., waves).

    Examples
    --------
    >>> levels(np.array([[[80.0, 60.0], [0.5, 0.5]], [[80.0, 70.0], [0.5, 0.5]]])).tolist()
    [70.0, 75.0]
    """
    found: Array = (cells[..., 0, :] * cells[..., 1, :]).sum(axis=-1)
    return found


def frozen(cells: Array) -> Array:
    """Cells in which every wave has the weights of the first."""
    out = np.array(cells)
    out[..., 1, :] = cells[..., :1, 1, :]
    return out


def pairs_of(waves: int, against: str) -> list[tuple[int, int]]:
    """Positions (wave, compared with): each wave with the one before, or with the first.

    Examples
    --------
    >>> pairs_of(3, "previous"), pairs_of(3, "first")
    ([(1, 0), (2, 1)], [(1, 0), (2, 0)])
    """
    return [(w, w - 1 if against == "previous" else 0) for w in range(1, waves)]


def changes(cells: Array, pairs: Pairs) -> Array:
    """Differences of levels: (..., waves, 2, k) to (..., pairs)."""
    at = levels(cells)
    to, since = np.array(pairs, dtype=np.intp).T
    found: Array = at[..., to] - at[..., since]
    return found


def parts(cells: Array, pairs: Pairs) -> Array:
    """What changed means and changed weights contribute to each change, component by component.

    Parameters
    ----------
    cells : array, shape (..., waves, 2, k)
    pairs : sequence of (wave, compared with)

    Returns
    -------
    array, shape (..., pairs, 2, k)
        First of the means, then of the weights; all of a pair sum to its change exactly.

    Notes
    -----
    With levels y = sum of w_i m_i and bars for averages of both waves (Kitagawa 1955; Oaxaca 1973 and Blinder
    1973 in regressions; sources from memory: unconfirmed, the sum is checked),

    y' - y = sum of w̄_i (m'_i - m_i) + sum of (w'_i - w_i) (m̄_i - c).

    c = sum of w̄_i m̄_i changes nothing in the sum, since the weights sum to the same in both waves, but it
    makes a component's part independent of where the scale begins: a component gains by more weight only if
    it lies above the level.

    Examples
    --------
    >>> cells = np.array([[[80.0, 60.0], [0.5, 0.5]], [[82.0, 60.0], [0.6, 0.4]]])
    >>> found = parts(cells, [(1, 0)])[0]
    >>> found.round(3).tolist(), round(float(found.sum()), 10), changes(cells, [(1, 0)]).round(10).tolist()
    ([[1.1, 0.0], [0.945, 1.155]], 3.2, [3.2])
    """
    to, since = np.array(pairs, dtype=np.intp).T
    after, before = cells[..., to, :, :], cells[..., since, :, :]
    middle, step = (after + before) / 2, after - before
    means, weights = middle[..., 0, :], middle[..., 1, :]
    centre = (means * weights).sum(axis=-1, keepdims=True)
    # weights with another sum (a net score's) are constants, and what is left of the centre meets zeros
    of_weights = (means - centre) * step[..., 1, :] + 0.0  # no negative zero
    return np.stack([weights * step[..., 0, :], of_weights], axis=-2)


def slope_weights(waves: int) -> Array:
    """Weights of the levels in their least-squares slope per wave, waves one step apart.

    Examples
    --------
    >>> slope_weights(3).tolist()
    [-0.5, 0.0, 0.5]
    """
    x = np.arange(waves) - (waves - 1) / 2
    found: Array = x / (x**2).sum()
    return found


def equal_levels(change: Array, covariance: Array, df: float | None) -> tuple[float, float]:
    """Test that all waves have one level, by their changes since the first: statistic and p-value.

    Parameters
    ----------
    change : array, shape (waves - 1,)
    covariance : array, shape (waves - 1, waves - 1)
    df : float, optional
        Of a survey's design: the statistic is then held against F instead of chi-square.

    Returns
    -------
    statistic : float
        Wald's d' C⁻¹ d.
    p_value : float
        Missing where the covariance cannot be inverted.

    Notes
    -----
    With df degrees of freedom of the design and k changes, (df - k + 1) / (df k) times the statistic has an F
    distribution with k and df - k + 1 degrees (Korn and Graubard 1990; from memory: unconfirmed).

    Examples
    --------
    One change: the square of z.

    >>> round(equal_levels(np.array([1.96]), np.array([[1.0]]), None)[0], 6)
    3.8416
    """
    from scipy.special import chdtrc, fdtrc

    k = len(change)
    if not np.isfinite(covariance).all() or np.linalg.matrix_rank(covariance) < k:
        return float("nan"), float("nan")
    statistic = float(change @ np.linalg.solve(covariance, change))
    if df is None:
        return statistic, float(chdtrc(k, statistic))
    left = df - k + 1
    if left <= 0:
        return statistic, float("nan")
    return statistic, float(fdtrc(k, left, statistic * left / (df * k)))


def noise(
    error: ArrayLike, conf_level: float, power: float, df: ArrayLike | None = None
) -> tuple[Array, Array]:
    """What a change must exceed to be more than noise, and the true change that a test would find.

    Parameters
    ----------
    error : array_like
        Standard error of the change.
    conf_level : float
    power : float
    df : array_like, optional
        Degrees of freedom of the error: the quantiles are then Student's.

    Returns
    -------
    noise : array
        z(1 - alpha / 2) times the error: without any true change so large a one is seen with chance alpha.
    detectable : array
        [z(1 - alpha / 2) + z(power)] times the error.

    Examples
    --------
    >>> [round(float(each), 4) for each in noise(1.0, 0.95, 0.8)]
    [1.96, 2.8016]
    """
    from scipy.special import ndtri, stdtrit

    s = np.asarray(error, dtype=np.float64)
    free = None if df is None else np.asarray(df, dtype=np.float64)
    z, more = (
        np.asarray(ndtri(share) if free is None else stdtrit(free, share))
        for share in ((1 + conf_level) / 2, power)
    )
    return z * s, (z + more) * s


def wave_size(sd: float, change: float, conf_level: float, power: float) -> int:
    """Respondents per wave so that a true change between two independent waves is found: 2 [z sd / change]².

    Parameters
    ----------
    sd : float
        Standard deviation of one respondent's part in the level: error of a wave times the root of its size.
    change : float
    conf_level, power : float

    Examples
    --------
    The textbook's 63 per group for half a standard deviation.

    >>> wave_size(1.0, 0.5, 0.95, 0.8)
    63
    """
    z = float(noise(1.0, conf_level, power)[1])
    return max(2, math.ceil(2 * (z * sd / change) ** 2 - 1e-9))


def control_limits(
    level: Array, error: Array, n: Array, base: NDArray[np.bool_], sigmas: float, sigma: str
) -> tuple[float, Array]:
    """Centre of a control chart, and the distance of its limits from the centre in every wave.

    Parameters
    ----------
    level, error, n : array, shape (waves,)
        Levels, their standard errors, and respondents.
    base : array of bool, shape (waves,)
        Waves that make the centre.
    sigmas : float
        Distance in standard deviations; three by custom (Shewhart 1931; from memory: unconfirmed).
    sigma : {"sampling", "moving_range"}
        The standard deviation of one respondent over the waves of the base together, over the root of each
        wave's size; or one standard deviation for all waves from the mean absolute step between the waves of
        the base, over d2 = 1.128.

    Notes
    -----
    Each wave's own standard error would be wrong here: limits hold as long as nothing changes, and then all
    waves vary alike; a share that is 0 by chance in a small wave has an error of 0, and passes any limits.
    Charts of means and shares pool for that reason (Montgomery, Introduction to Statistical Quality Control;
    from memory).

    Examples
    --------
    >>> x, s, n = np.array([70.0, 72.0, 71.0]), np.array([1.0, 1.0, 2.0]), np.array([100.0, 100.0, 400.0])
    >>> control_limits(x, s, n, np.ones(3, dtype=bool), 3.0, "sampling")
    (71.0, array([9.94987437, 9.94987437, 4.97493719]))
    """
    centre = float(np.average(level[base], weights=n[base]))
    if sigma == "sampling":
        known = base & np.isfinite(error)
        if not known.any():
            return centre, np.full(len(level), np.nan)
        one = math.sqrt(float(np.average(error[known] ** 2 * n[known], weights=n[known])))
        return centre, sigmas * one / np.sqrt(n)
    spread = float(np.abs(np.diff(level[base])).mean()) / RANGE_OF_TWO
    return centre, np.full(len(level), sigmas * spread)


def runs(level: Array, centre: float) -> NDArray[np.intp]:
    """How many waves in a row, up to this one, lie on its side of the centre; 0 on the centre.

    Examples
    --------
    >>> runs(np.array([1.0, 2.0, -1.0, 0.0, 3.0]), 0.0).tolist()
    [1, 2, 1, 0, 1]
    """
    side = np.sign(level - centre)
    out = np.zeros(len(level), dtype=np.intp)
    for w in range(len(level)):
        out[w] = 0 if side[w] == 0 else 1 + (out[w - 1] if w and side[w - 1] == side[w] else 0)
    return out


def chance_met(
    level: Array, error: Array, target: Array, draws: Array | None, df: Array | None, lower: bool
) -> Array:
    """How sure it is that the level reaches its target, shape (waves,).

    Parameters
    ----------
    level, error, target : array, shape (waves,)
    draws : array, shape (waves, resamples), optional
        The share of the resamples that reach the target; without them the normal curve (Student's with `df`)
        around the level.
    df : array, shape (waves,), optional
    lower : bool
        Whether lower is better.

    Examples
    --------
    >>> one = np.array([1.0])
    >>> chance_met(75.0 * one, 2.0 * one, 73.0 * one, None, None, False).round(3).tolist()
    [0.841]
    """
    from scipy.special import ndtr, stdtr

    sign = -1.0 if lower else 1.0
    if draws is not None:
        met = sign * (draws - target[:, None]) >= 0
        found: Array = np.where(np.isfinite(draws), met, np.nan).mean(axis=1)
    else:
        with np.errstate(invalid="ignore", divide="ignore"):
            z = sign * (level - target) / error
        found = np.asarray(ndtr(z) if df is None else stdtr(df, z), dtype=np.float64)
    return np.where(np.isfinite(target), found, np.nan)
