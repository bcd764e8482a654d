"""Multiple imputation: several complete versions of the rows, and Rubin's rules to pool what they say."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from csmodels.errors import DataError, SpecificationError
from csmodels.numerics.em import EmSource, inverses, precisions
from csmodels.numerics.gaps import patterns
from csmodels.numerics.missing import centre_and_scale
from csmodels.numerics.moments import Array, Moments
from csmodels.numerics.resampling import Counts, bootstrap_counts

#: Imputations, unless the user says otherwise: more than the per cent of rows with gaps is a common rule.
N_IMPUTATIONS = 20
#: Marks the random numbers of imputations, so that no resample of the same seed shares them.
STREAM = 0x696D7075
#: Shares of variance below this are rounding: the imputations agree.
ROUNDING = 1e-14


def impute(
    rows: Array,
    n_imputations: int = N_IMPUTATIONS,
    seed: int = 0,
    weights: Array | None = None,
    *,
    stream: int | None = None,
) -> Array:
    """Fill the gaps several times with draws from their distribution given the answers.

    Use it for statistics that need complete rows, or to show how much the gaps cost: fit each version and
    pool by `rubin`.

    Parameters
    ----------
    rows : array, shape (n, p)
        Answers; NaN where there is none.
    n_imputations : int
        Versions, at least 2.
    seed : int
        Decides every draw, together with `stream`. Version i is the same whatever `n_imputations`.
    weights : array, shape (n,), optional
        Survey weights: a row drawn into a bootstrap sample brings its weight along.
    stream : int, optional
        Tells groups apart that are imputed with the same seed.

    Returns
    -------
    array, shape (n_imputations, n, p)
        Answers as they are. Filled-in values are real numbers: neither rounded to the scale nor kept
        within its ends, either of which would bias means and correlations. A row without any answer is
        drawn from the distribution of all.

    Raises
    ------
    SpecificationError
        If fewer than two imputations are asked for.
    DataError
        If EM does not converge in a bootstrap sample.

    Notes
    -----
    Bootstrap and EM (Honaker and King 2010): the parameters of each version are those EM finds in a
    bootstrap sample of the rows, all samples at once; then missing answers are drawn from their normal
    distribution given the answers of the same respondent. The bootstrap stands for the uncertainty of the
    parameters, which makes the imputations proper.

    Examples
    --------
    >>> import numpy as np
    >>> rows = np.random.default_rng(0).normal(size=(30, 2))
    >>> rows[3, 1] = np.nan
    >>> versions = impute(rows, 5, seed=1)
    >>> versions.shape, bool((versions[:, 3, 0] == rows[3, 0]).all()), len(set(versions[:, 3, 1]))
    ((5, 30, 2), True, 5)
    """
    if isinstance(n_imputations, bool) or n_imputations < 2:
        raise SpecificationError(
            f"n_imputations={n_imputations!r}: two or more are needed to see how much imputations differ."
        )
    rows = np.asarray(rows, dtype=np.float64)
    gaps = np.isnan(rows)
    out = np.repeat(rows[None], n_imputations, axis=0)
    if not gaps.any():
        return out
    found = _parameters(rows, weights, n_imputations, seed, stream)
    noise = np.empty((n_imputations, *rows.shape))
    for i in range(n_imputations):
        drawn = np.random.Generator(np.random.SFC64(_seeds(seed, stream, i)))
        noise[i][gaps] = drawn.standard_normal(int(gaps.sum()))
    for (which, items), values in _draws(rows, gaps, found, noise):
        out[:, which, items] = values
    return out


def _seeds(seed: int, stream: int | None, i: int) -> np.random.SeedSequence:
    return np.random.SeedSequence([seed, STREAM, 0 if stream is None else stream + 1, i])


def _parameters(
    rows: Array, weights: Array | None, n_imputations: int, seed: int, stream: int | None
) -> Moments:
    """Moments EM finds in one bootstrap sample per imputation."""
    marks = np.random.SeedSequence([STREAM, 0 if stream is None else stream + 1])
    counts: list[Counts] = list(
        bootstrap_counts(len(rows), n_imputations, seed, stream=int(marks.generate_state(1)[0]))
    )
    source = EmSource(rows, weights)
    start = source.estimate.moments if source.estimate.converged[0] else None
    found = source.fit(np.concatenate(counts), start)
    lost = int((~found.converged).sum())
    if lost:
        raise DataError(
            f"EM did not converge in {lost} of {n_imputations} bootstrap samples of {len(rows)} rows x "
            f"{rows.shape[1]} items, so the missing answers cannot be imputed. Leave out items with few"
            " answers or items that follow from others, or take more data together."
        )
    return found.moments


def _draws(
    rows: Array, gaps: NDArray[np.bool_], found: Moments, noise: Array
) -> Iterator[tuple[tuple[NDArray[np.intp], NDArray[np.intp]], Array]]:
    """Values for the gaps of each pattern, (imputations, rows, m), and their places in the rows."""
    assert found.mean is not None  # EM finds means
    centre, scale = centre_and_scale(rows)
    z = np.where(gaps, 0.0, (rows - centre) / scale)
    mean = ((found.mean - centre) / scale).T
    cov = np.moveaxis(found.cov, 0, -1) / (scale[:, None] * scale)[..., None]
    precision = precisions(cov)
    shift = np.einsum("jkb,kb->jb", precision, mean)
    for pattern in patterns(gaps):
        missing = pattern.missing
        # conditional mean C (K mu)_m - C K_mo x_o and covariance C = K_mm^-1, as in EM
        rest = np.moveaxis(inverses(precision[missing[:, None], missing]), -1, 0)
        told = shift[missing][:, None] - np.matmul(z[pattern.rows], precision[missing])
        expected = np.moveaxis(told, -1, 0).swapaxes(1, 2) @ rest
        at = pattern.rows[:, None], missing[None]
        spread = noise[:, at[0], at[1]] @ np.linalg.cholesky(rest).swapaxes(1, 2)
        yield at, (expected + spread) * scale[missing] + centre[missing]


@dataclass(frozen=True, eq=False)
class Pooled:
    """Figures of several imputations in one, arrays of shape (k,).

    Attributes
    ----------
    estimate, std_error : ndarray
        Mean of the estimates, and the root of the total variance.
    df : ndarray
        Degrees of freedom of the t distribution of (estimate - truth) / std_error.
    within, between : ndarray
        Mean of the variances, and variance of the estimates.
    riv : ndarray
        Relative increase in variance due to the missing answers.
    fmi : ndarray
        Fraction of missing information.
    """

    estimate: Array
    std_error: Array
    df: Array
    within: Array
    between: Array
    riv: Array
    fmi: Array

    def interval(self, conf_level: float = 0.95) -> tuple[Array, Array]:
        """Limits from the t distribution, each of shape (k,)."""
        from scipy.special import ndtri, stdtrit

        share = (1 + conf_level) / 2
        finite = np.where(np.isfinite(self.df), self.df, 1.0)
        quantile = np.where(np.isinf(self.df), ndtri(share), stdtrit(finite, share))
        half = quantile * self.std_error
        return self.estimate - half, self.estimate + half

    def p_value(self, null: float = 0.0) -> Array:
        """Two-sided p-values of the true values being `null`, shape (k,)."""
        from scipy.special import ndtr, stdtr

        with np.errstate(divide="ignore", invalid="ignore"):
            below = -np.abs((self.estimate - null) / self.std_error)
        finite = np.where(np.isfinite(self.df), self.df, 1.0)
        tail: Array = 2 * np.where(np.isinf(self.df), ndtr(below), stdtr(finite, below))
        return tail


def rubin(estimates: ArrayLike, variances: ArrayLike, df_complete: ArrayLike | None = None) -> Pooled:
    """Pool the estimates of several imputations.

    Parameters
    ----------
    estimates : array_like, shape (m, k)
        k figures of each of m complete versions.
    variances : array_like, shape (m, k)
        Their squared standard errors.
    df_complete : float or array_like of shape (k,), optional
        Degrees of freedom the figures would have without gaps; infinite by default.

    Returns
    -------
    Pooled

    Raises
    ------
    SpecificationError
        If the shapes differ or there are fewer than two imputations.

    Notes
    -----
    With mean estimate Q, mean variance U and variance of the estimates B (divisor m - 1), the total
    variance is ``T = U + (1 + 1/m) B`` and ``riv = (1 + 1/m) B / U`` (Rubin 1987). With
    ``lambda = (1 + 1/m) B / T`` the degrees of freedom are ``1 / (1/df_m + 1/df_obs)``,
    ``df_m = (m - 1) / lambda^2`` and ``df_obs = (df_c + 1) / (df_c + 3) df_c (1 - lambda)`` (Barnard and
    Rubin 1999); ``fmi = (riv + 2 / (df + 3)) / (1 + riv)``.

    Examples
    --------
    >>> pooled = rubin([[1.0], [2.0], [3.0]], [[4.0], [4.0], [4.0]])
    >>> pooled.estimate.tolist(), (pooled.std_error**2).round(4).tolist(), pooled.df.round(4).tolist()
    ([2.0], [5.3333], [32.0])
    """
    q, u = np.asarray(estimates, dtype=np.float64), np.asarray(variances, dtype=np.float64)
    if q.ndim != 2 or q.shape != u.shape or len(q) < 2:
        raise SpecificationError(
            f"Estimates and variances must both have shape (m, k) with m of at least 2, not {q.shape} and"
            f" {u.shape}."
        )
    m = len(q)
    estimate, within, between = q.mean(axis=0), u.mean(axis=0), q.var(axis=0, ddof=1)
    extra = (1 + 1 / m) * between
    total = within + extra
    with np.errstate(divide="ignore", invalid="ignore"):
        riv, share = extra / within, extra / total
        df = np.where(share > ROUNDING, (m - 1) / share**2, np.inf)
        if df_complete is not None:
            complete = np.asarray(df_complete, dtype=np.float64)
            ratio = np.where(np.isinf(complete), 1.0, (complete + 1) / (complete + 3))
            df = 1 / (1 / df + 1 / (ratio * complete * (1 - share)))
        fmi = (riv + 2 / (df + 3)) / (1 + riv)
    df, fmi = (np.where(np.isfinite(total), value, np.nan) for value in (df, fmi))
    return Pooled(estimate, np.sqrt(total), df, within, between, riv, fmi)
