"""Standard errors, intervals and p-values from resamples."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from csmodels.errors import SpecificationError

Array = NDArray[np.float64]

#: Share of lost resamples above which the user is warned, and above which limits are withheld.
LOST_WARN = 0.05
LOST_WITHHOLD = 0.50


@dataclass(frozen=True)
class Uncertainty:
    """Standard errors and limits of a set of estimates, arrays of the estimates' shape."""

    std_error: Array
    conf_low: Array
    conf_high: Array


def percentile(
    estimates: Array, draws: Array, conf_level: float, jackknife: Array | None = None
) -> tuple[Array, Array]:
    """Quantiles of the resamples (Efron 1979), interpolated linearly between order statistics.

    Parameters
    ----------
    estimates : array, shape (k,)
    draws : array, shape (k, n_boot)
    conf_level : float
    jackknife : array, shape (k, n), optional
        Not needed here; for methods that correct for skewness by the estimates without each row.
    """
    ordered = np.sort(draws, axis=-1)
    last = ordered.shape[-1] - 1

    def quantile(share: float) -> Array:
        at = share * last
        below = math.floor(at)
        above = min(below + 1, last)
        low: Array = ordered[..., below]
        between: Array = low + (at - below) * (ordered[..., above] - low)
        return between

    tail = (1 - conf_level) / 2
    return quantile(tail), quantile(1 - tail)


def normal(
    estimates: Array, draws: Array, conf_level: float, jackknife: Array | None = None
) -> tuple[Array, Array]:
    """Estimate plus and minus a normal quantile times the standard error of the resamples."""
    half = NormalDist().inv_cdf((1 + conf_level) / 2) * draws.std(axis=-1, ddof=1)
    return estimates - half, estimates + half


Method = Callable[[Array, Array, float, Array | None], tuple[Array, Array]]

#: Ways to make limits from resamples; a further one is a function of the same arguments.
METHODS: dict[str, Method] = {
    "percentile": percentile,
    "normal": normal,
}


def check_options(ci: str, conf_level: float) -> None:
    """Refuse an unknown method or a level that is no share."""
    if ci not in METHODS:
        raise SpecificationError(f"ci={ci!r} is unknown. Choose one of {', '.join(map(repr, METHODS))}.")
    if isinstance(conf_level, bool) or not isinstance(conf_level, (int, float)) or not 0 < conf_level < 1:
        raise SpecificationError(f"conf_level={conf_level!r} must lie between 0 and 1, e.g. 0.95.")


def uncertainty(
    estimates: Array,
    draws: Array,
    *,
    ci: str = "percentile",
    conf_level: float = 0.95,
    lost: float = 0.0,
    jackknife: Array | None = None,
) -> Uncertainty:
    """Standard errors and limits of many estimates at once.

    Parameters
    ----------
    estimates : array, shape (k,)
    draws : array, shape (k, n_used)
        Resamples that could be computed.
    ci : {"percentile", "normal"}
    conf_level : float
    lost : float
        Share of the resamples that failed; above one half the limits are missing.
    jackknife : array, shape (k, n), optional
        Estimates without each row, for methods that need them.

    Returns
    -------
    Uncertainty
        All missing with fewer than two resamples. An estimate that never moves (a fixed value,
        such as the weight of a single item) has a missing error and missing limits.
    """
    missing = np.full(len(estimates), np.nan)
    if draws.shape[-1] < 2:
        return Uncertainty(missing, missing, missing)
    with np.errstate(invalid="ignore"):
        std_error = draws.std(axis=-1, ddof=1)
        low, high = METHODS[ci](estimates, draws, conf_level, jackknife)
    fixed = ~(std_error > 1e-12 * np.maximum(1.0, np.abs(estimates)))
    std_error = np.where(fixed, np.nan, std_error)
    if lost > LOST_WITHHOLD:
        return Uncertainty(std_error, missing, missing)
    return Uncertainty(std_error, np.where(fixed, np.nan, low), np.where(fixed, np.nan, high))


def normal_p_value(statistic: Array) -> Array:
    """Two-sided p-value of a statistic that is standard normal where the true value is zero."""
    flat = np.abs(np.asarray(statistic, dtype=np.float64)).ravel()
    values = [math.erfc(z / math.sqrt(2)) for z in flat.tolist()]
    return np.array(values).reshape(np.shape(statistic))
