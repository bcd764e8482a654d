"""Limits and p-values from resamples: each kind of interval with the p-value that agrees with it.

A p-value here is the level at which the interval of that kind just touches the null value, so that
p < .05 and "the 95 % interval excludes it" are the same statement (from 40 resamples on: B of them prove
no p-value below 2 / (B + 1), except where limits are normal).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from csmodels.errors import SpecificationError, check_choice

Array = NDArray[np.float64]

#: Share of lost resamples above which the user is warned, and above which limits are withheld.
LOST_WARN = 0.05
LOST_WITHHOLD = 0.50
#: Estimates that move by less than this share of themselves are fixed.
FIXED = 1e-12
#: Shares of a distribution that are told from none and from all.
TINY = 1e-15


@dataclass(frozen=True)
class Uncertainty:
    """Estimates with errors, limits and p-values, arrays of shape (k,).

    `estimate` is as given, but for imputed answers: there it is the mean over the imputations.
    """

    estimate: Array
    std_error: Array
    conf_low: Array
    conf_high: Array
    p_value: Array


@dataclass(frozen=True, eq=False)
class Resampled:
    """What limits are made from.

    Attributes
    ----------
    estimate : array, shape (k,)
    draws : array, shape (k, n_used)
        Resamples that could be computed.
    std_error : array, shape (k,)
    left_out : array, shape (k, units), optional
        Estimates without each unit of the sample: BCa corrects for skewness by them.
    draw_errors : array, shape (k, n_used), optional
        Standard error within each resample: studentised intervals divide by them.
    df : float, optional
        Degrees of freedom of a survey design: normal limits are then Student's.
    """

    estimate: Array
    draws: Array
    std_error: Array
    left_out: Array | None = None
    draw_errors: Array | None = None
    df: float | None = None


Limits = tuple[Array, Array, Array]


def _at(ordered: Array, share: Array | float) -> Array:
    """Quantiles of sorted draws (k, n), interpolated linearly between order statistics."""
    last = ordered.shape[-1] - 1
    at = np.broadcast_to(np.asarray(share, dtype=np.float64) * last, ordered.shape[:-1])
    sound = np.where(np.isnan(at), 0.0, at)
    below = np.floor(sound).astype(np.intp)[..., None]
    above = np.minimum(below + 1, last)
    low = np.take_along_axis(ordered, below, -1)[..., 0]
    high = np.take_along_axis(ordered, above, -1)[..., 0]
    found: Array = low + (sound - below[..., 0]) * (high - low)
    return np.where(np.isnan(at), np.nan, found)


def _share_below(ordered: Array, value: Array) -> Array:
    """The share at which a quantile of the sorted draws equals `value`, as far as draws can prove it.

    Beyond all draws it is half a draw inside the end, since a resample can prove no more.
    """
    least = 1 / (ordered.shape[-1] + 1)
    found: Array = np.clip(_place(ordered, value), least, 1 - least)
    return found


def _place(ordered: Array, value: Array) -> Array:
    """The share at which a quantile of the sorted draws equals `value`: the inverse of `_at`, 0 to 1."""
    n = ordered.shape[-1]
    count = (ordered < value[..., None]).sum(axis=-1)
    below = np.clip(count - 1, 0, n - 1)[..., None]
    low = np.take_along_axis(ordered, below, -1)[..., 0]
    high = np.take_along_axis(ordered, np.minimum(below + 1, n - 1), -1)[..., 0]
    with np.errstate(invalid="ignore", divide="ignore"):
        part = np.where(high > low, (value - low) / (high - low), 0.0)
    share = (below[..., 0] + np.clip(part, 0, 1)) / max(1, n - 1)
    found: Array = np.where(count == 0, 0.0, np.where(count == n, 1.0, share))
    return found


def _two_sided(share: Array) -> Array:
    found: Array = np.minimum(1.0, 2 * np.minimum(share, 1 - share))
    return found


def percentile(found: Resampled, conf_level: float, null: float) -> Limits:
    """Quantiles of the resamples (Efron 1979)."""
    ordered = np.sort(found.draws, axis=-1)
    tail = (1 - conf_level) / 2
    nulls = np.full(len(ordered), null)
    return _at(ordered, tail), _at(ordered, 1 - tail), _two_sided(_share_below(ordered, nulls))


def normal(found: Resampled, conf_level: float, null: float) -> Limits:
    """Estimate plus and minus a normal quantile (Student's in a survey design) times the standard error."""
    return normal_limits(found.estimate, found.std_error, conf_level, null, found.df)


def normal_limits(
    estimate: Array, std_error: Array, conf_level: float, null: float, df: Array | float | None = None
) -> Limits:
    """Estimate plus and minus a quantile times the standard error; of Student's t where `df` is given."""
    from scipy.special import ndtr, ndtri, stdtr, stdtrit

    upper = (1 + conf_level) / 2
    half = (ndtri(upper) if df is None else stdtrit(df, upper)) * std_error
    with np.errstate(invalid="ignore", divide="ignore"):
        size = -np.abs((estimate - null) / std_error)
    p_value: Array = np.multiply(2.0, ndtr(size) if df is None else stdtr(df, size))
    return estimate - half, estimate + half, p_value


def bca(found: Resampled, conf_level: float, null: float) -> Limits:
    """Bias-corrected and accelerated quantiles (Efron 1987; Efron and Tibshirani 1993, ch. 14.3).

    A null value beyond all draws lies outside the interval of every level, since limits are quantiles of the
    draws: its p-value is the smallest that the draws can prove.
    """
    from scipy.special import ndtr, ndtri

    assert found.left_out is not None  # made wherever ci="bca" was asked for
    ordered = np.sort(found.draws, axis=-1)
    n = ordered.shape[-1]
    ties = (ordered == found.estimate[:, None]).sum(axis=-1)
    below = ((ordered < found.estimate[:, None]).sum(axis=-1) + ties / 2) / n
    bias = ndtri(np.clip(below, 1 / (n + 1), 1 - 1 / (n + 1)))
    speed = acceleration(found.left_out)

    def place(z: float) -> Array:
        found: Array = ndtr(bias + (bias + z) / (1 - speed * (bias + z)))
        return found

    tail = float(ndtri((1 - conf_level) / 2))
    share = np.clip(_place(ordered, np.full(len(ordered), null)), TINY, 1 - TINY)
    shifted = ndtri(share) - bias
    # what lies beyond the shares that a limit of any level can have
    beyond = 1 + speed * shifted <= 0
    z = shifted / np.where(beyond, 1.0, 1 + speed * shifted) - bias
    beyond |= (null < ordered[:, 0]) | (null > ordered[:, -1])
    # so many draws prove no smaller p-value, however the corrections push it
    least = min(1.0, 2 / (n + 1))
    p_value = np.where(beyond, least, np.maximum(least, _two_sided(ndtr(z))))
    return _at(ordered, place(tail)), _at(ordered, place(-tail)), p_value


def acceleration(left_out: Array) -> Array:
    """Skewness of the influence of single units: sum d^3 / 6 (sum d^2)^1.5, d the mean minus each."""
    known = ~np.isnan(left_out)
    # by hand: a figure that does not exist (no reliability of a single item) is no cause for a warning
    mean = np.nansum(left_out, axis=-1, keepdims=True) / np.maximum(1, known.sum(axis=-1, keepdims=True))
    gap = mean - left_out
    squares = np.nansum(gap**2, axis=-1)
    with np.errstate(invalid="ignore", divide="ignore"):
        found: Array = np.nansum(gap**3, axis=-1) / (6 * squares**1.5)
    return np.where(squares > 0, found, 0.0)


def studentized(found: Resampled, conf_level: float, null: float) -> Limits:
    """Quantiles of (draw - estimate) / error of the draw, times the standard error (Efron 1982)."""
    assert found.draw_errors is not None  # made wherever ci="studentized" was asked for
    with np.errstate(invalid="ignore", divide="ignore"):
        t = (found.draws - found.estimate[:, None]) / found.draw_errors
        against = (found.estimate - null) / found.std_error
    # a resample without an error of its own has no t: the largest ones stand in for it at both ends, so that
    # the interval can only be too wide
    missing = ~np.isfinite(t)
    if missing.any():
        edge = np.nanmax(np.abs(np.where(missing, np.nan, t)), axis=-1, initial=0.0)[:, None]
        signs = np.where(np.cumsum(missing, axis=-1) % 2 == 0, -1.0, 1.0)
        t = np.where(missing, signs * edge, t)
    ordered = np.sort(t, axis=-1)
    tail = (1 - conf_level) / 2
    low = found.estimate - _at(ordered, 1 - tail) * found.std_error
    high = found.estimate - _at(ordered, tail) * found.std_error
    return low, high, _two_sided(_share_below(ordered, against))


Method = Callable[[Resampled, float, float], Limits]

#: Ways to make limits and p-values from resamples; a further one is a function of the same arguments.
METHODS: dict[str, Method] = {
    "percentile": percentile,
    "bca": bca,
    "studentized": studentized,
    "normal": normal,
}


def check_options(ci: str, conf_level: float) -> None:
    """Refuse an unknown method or a level that is no share."""
    check_choice("ci", ci, METHODS)
    if isinstance(conf_level, bool) or not isinstance(conf_level, (int, float)) or not 0 < conf_level < 1:
        raise SpecificationError(f"conf_level={conf_level!r} must lie between 0 and 1, e.g. 0.95.")


def unknown(estimate: Array) -> Uncertainty:
    """Estimates of which nothing more is known."""
    missing = np.full(len(estimate), np.nan)
    return Uncertainty(estimate, missing, missing, missing, missing)


def withhold_fixed(found: Uncertainty) -> Uncertainty:
    """An estimate that never moves (a fixed value, such as a single item's weight) has no error."""
    scale = np.maximum(1.0, np.abs(found.estimate))
    moves = found.std_error > FIXED * scale
    columns = (found.std_error, found.conf_low, found.conf_high, found.p_value)
    return Uncertainty(found.estimate, *(np.where(moves, column, np.nan) for column in columns))


def uncertainty(
    estimates: Array,
    draws: Array,
    *,
    ci: str = "percentile",
    conf_level: float = 0.95,
    null: float = 0.0,
    lost: float = 0.0,
    robust: bool = False,
    left_out: Array | None = None,
    draw_errors: Array | None = None,
    df: float | None = None,
) -> Uncertainty:
    """Standard errors, limits and p-values of many estimates at once.

    Parameters
    ----------
    estimates : array, shape (k,)
    draws : array, shape (k, n_used)
        Resamples that could be computed.
    ci : {"percentile", "bca", "studentized", "normal"}
    conf_level : float
    null : float
        The value that p-values test.
    lost : float
        Share of the resamples that failed; above one half the limits are missing.
    robust : bool
        Standard errors from the middle of the draws, (q84 - q16) / 2, where single draws explode.
    left_out, draw_errors, df : optional
        See `Resampled`.

    Returns
    -------
    Uncertainty
        All missing with fewer than two resamples. An estimate that never moves (a fixed value,
        such as the weight of a single item) has a missing error and missing limits.
    """
    if draws.shape[-1] < 2:
        return unknown(estimates)
    with np.errstate(invalid="ignore", over="ignore"):
        std_error = middle_spread(draws) if robust else draws.std(axis=-1, ddof=1)
        found = Resampled(estimates, draws, std_error, left_out, draw_errors, df)
        low, high, p_value = METHODS[ci](found, conf_level, null)
    gaps = np.isnan(draws).any(axis=-1)
    missing = np.full(len(estimates), np.nan)
    if lost > LOST_WITHHOLD:
        low = high = p_value = missing
    low, high, p_value = (np.where(gaps, np.nan, column) for column in (low, high, p_value))
    return withhold_fixed(Uncertainty(estimates, std_error, low, high, p_value))


def middle_spread(draws: Array) -> Array:
    """Half the distance between the 84.13th and 15.87th percentile: in a normal, its standard deviation."""
    from statistics import NormalDist

    share = NormalDist().cdf(1.0)
    ordered = np.sort(draws, axis=-1)
    found: Array = (_at(ordered, share) - _at(ordered, 1 - share)) / 2
    return found
