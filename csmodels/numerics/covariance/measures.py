"""Measures of how well a covariance structure fits, from chi-squares and from residuals."""

from __future__ import annotations

import numpy as np

from csmodels.numerics.covariance.likelihood import Sample
from csmodels.numerics.covariance.structure import Array, Implied

#: RMSEA up to which a fit is called close (Browne and Cudeck 1993).
CLOSE = 0.05
#: Level of the interval of the RMSEA: both of its limits are one-sided tests at 5 %.
LEVEL = 0.90
#: Widest search of a noncentrality, in standard deviations of the statistic.
WIDE = 40.0


def independence(sample: Sample) -> Array:
    """Discrepancy of the model in which no items correlate, shape (members,): -sum of shares x log|R|.

    Variances (and means) are free in every group.
    """
    logs = np.linalg.slogdet(sample.cov)[1]
    variances = np.log(np.diagonal(sample.cov, axis1=-2, axis2=-1)).sum(axis=-1)
    found: Array = ((variances - logs) * sample.shares).sum(axis=-1)
    return found


def saturated_log_likelihood(sample: Sample, n: float) -> Array:
    """Normal log-likelihood where every mean and covariance is free, shape (members,).

    -n/2 x sum over groups of share x (p log 2 pi + log|S| + p); a model's is n/2 times its discrepancy below.
    """
    p = sample.cov.shape[-1]
    each = p * np.log(2 * np.pi) + np.linalg.slogdet(sample.cov)[1] + p
    found: Array = -n / 2 * (each * sample.shares).sum(axis=-1)
    return found


def n_moments(sample: Sample, means: bool) -> int:
    """Distinct variances and covariances (and means) of all groups."""
    groups, p = (int(size) for size in sample.cov.shape[-3:-1])
    return groups * (p * (p + 1) // 2 + (p if means else 0))


def p_value(chi2: float, df: float) -> float:
    """Probability of a larger chi-square; missing where there are no degrees of freedom."""
    from scipy.special import chdtrc

    return float(chdtrc(df, max(chi2, 0.0))) if df > 0 and np.isfinite(chi2) else np.nan


def incremental(
    chi2: float, df: float, baseline: float, baseline_df: float, factors: tuple[float, float] = (1.0, 1.0)
) -> dict[str, float]:
    """Fit in comparison with the independence model.

    Parameters
    ----------
    chi2, df, baseline, baseline_df : float
        Of the model and of the independence model.
    factors : (float, float)
        Scaling factors of both tests, for the robust CFI and TLI: unscaled chi-squares then stand against
        what they are expected to be, c x df (Brosseau-Liard and Savalei 2014; Savalei 2018).

    Returns
    -------
    dict
        `cfi`, kept within 0 and 1 (Bentler 1990); `tli` (Tucker and Lewis 1973), `nfi` (Bentler and Bonett
        1980) and `ifi` (Bollen 1989), which are not. 1 for a saturated model.
    """
    own, null = chi2 - factors[0] * df, baseline - factors[1] * baseline_df
    if df == 0:
        return dict.fromkeys(("cfi", "tli", "nfi", "ifi"), 1.0)
    # a single item leaves nothing to explain
    if baseline_df == 0 or not np.isfinite([own, null]).all():
        return dict.fromkeys(("cfi", "tli", "nfi", "ifi"), np.nan)
    worst = max(own, null, 0.0)
    span = null / baseline_df
    return {
        "cfi": 1 - max(own, 0.0) / worst if worst > 0 else 1.0,
        "tli": (span - own / df) / span if span != 0 else np.nan,
        "nfi": (baseline - chi2) / baseline if baseline > 0 else np.nan,
        "ifi": (baseline - chi2) / (baseline - df) if baseline != df else np.nan,
    }


def rmsea(chi2: float, df: float, n: float, groups: int = 1, factor: float = 1.0) -> dict[str, float]:
    """Root mean square error of approximation, its 90 % interval and the test of close fit.

    Parameters
    ----------
    chi2 : float
        The statistic that is referred to the (noncentral) chi-square distribution: scaled where it is.
    df, n : float
        Degrees of freedom; respondents of all groups.
    groups : int
        The error is per group: sqrt(groups) times what the joint chi-square says (Steiger 1998).
    factor : float
        Above 1 for the robust RMSEA: the scaling factor, which turns the scaled chi-square's noncentrality
        into that of the discrepancy (Brosseau-Liard, Savalei and Li 2012; Savalei 2018).

    Returns
    -------
    dict
        `rmsea` = sqrt(factor x max(chi2 - df, 0) / (n df)) x sqrt(groups) (Steiger and Lind 1980; Browne and
        Cudeck 1993), `rmsea_low`, `rmsea_high`, and `rmsea_p_close`, the p-value of RMSEA <= .05. A saturated
        model has RMSEA 0 and no test.
    """
    if df == 0:
        return {"rmsea": 0.0, "rmsea_low": 0.0, "rmsea_high": 0.0, "rmsea_p_close": np.nan}
    if not (np.isfinite([chi2, df, factor]).all() and df > 0 and factor > 0):
        return dict.fromkeys(("rmsea", "rmsea_low", "rmsea_high", "rmsea_p_close"), np.nan)
    unit = n * df / groups / factor
    tail = (1 - LEVEL) / 2
    close = CLOSE**2 * unit
    return {
        "rmsea": float(np.sqrt(max(chi2 - df, 0.0) / unit)),
        "rmsea_low": float(np.sqrt(_noncentrality(chi2, df, 1 - tail) / unit)),
        "rmsea_high": float(np.sqrt(_noncentrality(chi2, df, tail) / unit)),
        "rmsea_p_close": 1 - _below(chi2, df, close),
    }


def _below(chi2: float, df: float, noncentrality: float) -> float:
    """Distribution function of the noncentral chi-square."""
    from scipy.special import chndtr

    return float(chndtr(max(chi2, 0.0), df, noncentrality))


def _noncentrality(chi2: float, df: float, level: float) -> float:
    """The noncentrality at which a chi-square like this one or a smaller one has this probability."""
    from scipy.optimize import brentq

    def excess(noncentrality: float) -> float:
        return _below(chi2, df, noncentrality) - level

    if excess(0.0) <= 0:
        return 0.0
    top = max(chi2 - df, 0.0) + WIDE * np.sqrt(2 * df + 4 * max(chi2, 1.0))
    return float(brentq(excess, 0.0, top, xtol=1e-10, rtol=1e-13))


def srmr(sample: Sample, at: Implied, means: bool) -> Array:
    """Standardised root mean square residual, shape (members,).

    Residuals are divided by the observed standard deviations; the mean runs over the variances and
    covariances, and over the means too where `means` (a model that leaves them free reproduces them).
    Several groups: the mean of the groups' figures, weighted by their respondents.

    Notes
    -----
    Bentler (1995); this is what lavaan prints as ``srmr``.
    """
    sd = np.sqrt(np.diagonal(sample.cov, axis1=-2, axis2=-1))
    p = sd.shape[-1]
    rows, cols = np.tril_indices(p)
    away = (sample.cov - at.cov) / (sd[..., :, None] * sd[..., None, :])
    squares, count = (away[..., rows, cols] ** 2).sum(axis=-1), p * (p + 1) / 2
    if means:
        count += p
        if at.mean is not None and sample.mean is not None:
            squares = squares + (((sample.mean - at.mean) / sd) ** 2).sum(axis=-1)
    found: Array = (np.sqrt(squares / count) * sample.shares).sum(axis=-1)
    return found


def gfi(sample: Sample, at: Implied) -> Array:
    """Goodness of fit index, shape (members,): 1 - tr((Sigma^-1 S - I)^2) / tr((Sigma^-1 S)^2).

    Both traces are summed over groups, weighted by their respondents (Jöreskog and Sörbom 1984; Tanaka and
    Huba 1985). Of covariances alone: with means it would depend on where scales have their zero.
    """
    ratio = np.linalg.solve(at.cov, sample.cov)
    gap = ratio - np.eye(ratio.shape[-1])
    lost, whole = (
        ((each * np.swapaxes(each, -1, -2)).sum(axis=(-2, -1)) * sample.shares).sum(axis=-1)
        for each in (gap, ratio)
    )
    found: Array = 1 - lost / whole
    return found


def scaled_difference(
    restricted: tuple[float, float, float], free: tuple[float, float, float]
) -> tuple[float, float]:
    """Scaled chi-square difference of nested models, and its factor.

    Parameters
    ----------
    restricted, free : (chi2, df, factor)
        Unscaled chi-squares. For the test of Satorra and Bentler (2001) each model's own scaling factor; for
        that of 2010 the free model's factor is taken at the restricted model's estimates.

    Returns
    -------
    chi2, factor : float
        Missing where the factor is not positive, which the test of 2001 does not rule out.
    """
    df = restricted[1] - free[1]
    if df <= 0:
        return np.nan, np.nan
    # a saturated model has no factor, and needs none
    held = restricted[1] * restricted[2] - (free[1] * free[2] if free[1] else 0.0)
    factor = held / df
    return ((restricted[0] - free[0]) / factor if factor > 0 else np.nan), factor


def twins(figures: dict[str, float], suffix: str) -> dict[str, float]:
    """The same figures under names with a suffix."""
    return {f"{name}_{suffix}": value for name, value in figures.items()}
