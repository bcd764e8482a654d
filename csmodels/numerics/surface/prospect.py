"""Value of gains and losses against expectation: exponents on a grid, and the ratio of both slopes.

The value function is not a function of moments, but with its exponents on a grid it is: each exponent is a
column, and a pair of columns a regression. So every resample, and every ratio of slopes, is part of a batch.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri, stdtrit

from csmodels.numerics.moments import Moments

Array = NDArray[np.float64]

#: Exponents of gains and of losses that are tried; 1 is a straight line, 0.88 the median that Tversky
#: and Kahneman (1992) are cited for (from memory, unconfirmed).
EXPONENTS: Array = np.array([0.16, 0.28, 0.40, 0.52, 0.64, 0.76, 0.88, 1.00])
#: Determinants below this share of the product of both variances: one side has no answers.
SINGULAR = 1e-10


def value_columns(gap: Array, size: float, exponents: Array = EXPONENTS) -> Array:
    """Gains, then losses, of every exponent.

    Parameters
    ----------
    gap : array, shape (n,)
        Performance minus expectation.
    size : float
        A gap of typical size, at which every column equals the gap itself: the ratio of two slopes is the
        ratio of both values there, whatever the exponents, and does not depend on the unit of the scale.
    exponents : array, shape (a,)

    Returns
    -------
    array, shape (n, 2a)
        size (gap / size)^e where performance is above expectation, else 0; then -size (-gap / size)^e where
        it is below. With exponent 1 the positive and the negative part of the gap.
    """
    up, down = np.maximum(gap, 0.0)[:, None] / size, np.maximum(-gap, 0.0)[:, None] / size
    return np.concatenate([size * up**exponents, -size * down**exponents], axis=1)


@dataclass(frozen=True, eq=False)
class Pieces:
    """Covariances of every pair of a gain's and a loss's column with each other and the outcome.

    Attributes
    ----------
    gain, loss : array, shape (..., a)
        Variances.
    both : array, shape (..., a, a)
        Covariances, gains along the first of these axes.
    with_gain, with_loss : array, shape (..., a)
        Covariances with the outcome.
    total : array, shape (...)
        Variance of the outcome.
    """

    gain: Array
    loss: Array
    both: Array
    with_gain: Array
    with_loss: Array
    total: Array

    @classmethod
    def of(cls, moments: Moments, gains: range, losses: range, outcome: int) -> Pieces:
        """From moments that hold the columns of `value_columns`."""
        g, m, cov = list(gains), list(losses), moments.cov
        variances = np.einsum("...kk->...k", cov)
        return cls(
            variances[..., g],
            variances[..., m],
            cov[..., g, :][..., :, m],
            cov[..., g, outcome],
            cov[..., m, outcome],
            cov[..., outcome, outcome],
        )

    def matrix(self, i: int, j: int) -> Array:
        """Covariance matrix of one pair in a sample (not a batch), shape (2, 2): gain, loss."""
        return np.array([[self.gain[i], self.both[i, j]], [self.both[i, j], self.loss[j]]])

    def vector(self, i: int, j: int) -> Array:
        """Covariances of one pair with the outcome, shape (2,)."""
        return np.array([self.with_gain[i], self.with_loss[j]])


class Value(NamedTuple):
    """The best-fitting value function; shapes (...) are the batch.

    `gain` and `loss` are the slopes of the columns of `value_columns`, `alpha` and `beta` their exponents,
    `explained` the variance of the outcome that the function explains. Missing where one side has no answers.
    """

    gain: Array
    loss: Array
    alpha: Array
    beta: Array
    explained: Array


def best_value(pieces: Pieces, exponents: Array = EXPONENTS) -> Value:
    """Least squares over all pairs of exponents.

    Notes
    -----
    outcome = b0 + g v(gap) where the gap is positive, b0 + l v(gap) where it is negative (Tversky and
    Kahneman 1992, with l / g for their lambda). Two slopes for each pair of exponents are two equations,
    solved for all pairs and members at once.
    """
    cg, cl = pieces.with_gain[..., :, None], pieces.with_loss[..., None, :]
    mg, ml = pieces.gain[..., :, None], pieces.loss[..., None, :]
    determinant = mg * ml - pieces.both**2
    with np.errstate(invalid="ignore", divide="ignore"):
        determinant = np.where(determinant > SINGULAR * mg * ml, determinant, np.nan)
        gain = (cg * ml - cl * pieces.both) / determinant
        loss = (cl * mg - cg * pieces.both) / determinant
    explained = gain * cg + loss * cl
    a = len(exponents)
    flat = explained.reshape(*explained.shape[:-2], a * a)
    best = np.argmax(np.where(np.isnan(flat), -np.inf, flat), axis=-1)[..., None]

    def at(values: Array) -> Array:
        found: Array = np.take_along_axis(values.reshape(flat.shape), best, -1)[..., 0]
        return found

    i, j = best[..., 0] // a, best[..., 0] % a
    known = np.isfinite(at(explained))
    alpha, beta = (np.where(known, exponents[k], np.nan) for k in (i, j))
    return Value(at(gain), at(loss), alpha, beta, at(explained))


class Ratio(NamedTuple):
    """Loss against gain: `loss / gain`, with limits.

    `estimate` is missing where the slope above expectation is not positive; an upper limit is infinite where
    the answers do not exclude that it is nothing; both limits are infinite where they exclude no ratio,
    and missing where they exclude every gain.
    """

    estimate: float
    low: float
    high: float


def ratio_of_slopes(pieces: Pieces, df: float, conf_level: float = 0.95, *, exponents: bool = True) -> Ratio:
    """Ratio of the slopes below and above expectation with its profile-likelihood interval.

    Parameters
    ----------
    pieces : Pieces
        Of one sample.
    df : float
        Respondents (their effective number in a weighted sample) minus coefficients.
    conf_level : float
    exponents : bool
        Take every pair of exponents for possible (the value function); else straight lines alone.

    Notes
    -----
    A ratio r belongs to the interval when RSS(r) / min RSS <= 1 + t²/df, RSS(r) being the least residual sum
    with loss = r x gain and everything else free, t the quantile of Student's t: the likelihood ratio with
    the limit that is exact for straight lines and normal errors, where it is Fieller's (1954) interval.
    With both slopes written as (cos t, sin t) the explained variance is (u'c)² / (u'Mu): the ratios that
    are allowed are an arc of t, whose ends solve a quadratic equation, so that ratios beyond every bound
    (a slope above expectation of zero) are no special case.
    """
    a = len(EXPONENTS)
    pairs = [(i, j) for i in range(a) for j in range(a)] if exponents else [(a - 1, a - 1)]
    fits = [_explained(pieces.matrix(i, j), pieces.vector(i, j)) for i, j in pairs]
    at = max(range(len(pairs)), key=lambda k: fits[k][0])
    most, slopes = fits[at]
    if not np.isfinite(most):
        return Ratio(np.nan, -np.inf, np.inf)
    here = float(np.arctan2(slopes[1], slopes[0]))
    estimate = float(slopes[1] / slopes[0]) if slopes[0] > 0 else np.nan
    quantile = float(stdtrit(df, (1 + conf_level) / 2))
    least = float(pieces.total - (pieces.total - most) * (1 + quantile**2 / df))
    ends = [_arc(pieces.matrix(i, j), pieces.vector(i, j), least, here) for i, j in pairs]
    return _limits(estimate, [end for end in ends if end is not None])


def ratio_by_covariance(
    slopes: Array, covariance: Array, df: float | None, conf_level: float = 0.95
) -> Ratio:
    """The same from both slopes and their covariance: Fieller's limits (1954), half-lines included.

    Parameters
    ----------
    slopes : array, shape (2,)
        Above and below expectation.
    covariance : array, shape (2, 2)
        Of both, by a survey's design or by resamples.
    df : float, optional
        Degrees of freedom; normal limits without.

    Notes
    -----
    The directions of (gain, loss) whose distance from the estimate is at most t standard errors. Where the
    slope above expectation may be zero but not much below it, they are the ratios from a lower limit on.

    Examples
    --------
    >>> found = ratio_by_covariance(np.array([0.1, 0.6]), np.diag([0.01, 0.01]), None)
    >>> round(found.estimate, 2), round(found.low, 2), found.high
    (6.0, 1.86, inf)
    """
    quantile = float(ndtri((1 + conf_level) / 2) if df is None else stdtrit(df, (1 + conf_level) / 2))
    precision = np.linalg.inv(covariance).astype(np.float64)
    vector: Array = precision @ slopes
    least = float(slopes @ vector) - quantile**2
    end = _arc(precision, vector, least, float(np.arctan2(slopes[1], slopes[0])))
    estimate = float(slopes[1] / slopes[0]) if slopes[0] > 0 else np.nan
    return _limits(estimate, [] if end is None else [end])


def _limits(estimate: float, ends: Sequence[tuple[float, float]]) -> Ratio:
    """From directions of (gain, loss) to their ratios."""
    low, high = min(end[0] for end in ends), max(end[1] for end in ends)
    right = np.pi / 2
    if high - low >= 2 * right:
        return Ratio(estimate, -np.inf, np.inf)
    if low >= right or high <= -right:
        return Ratio(np.nan, np.nan, np.nan)
    return Ratio(
        estimate,
        float(np.tan(low)) if -right < low < right else -np.inf,
        float(np.tan(high)) if -right < high < right else np.inf,
    )


def _explained(matrix: Array, vector: Array) -> tuple[float, Array]:
    """Variance explained by a pair of columns, and both slopes."""
    if not np.linalg.det(matrix) > SINGULAR * matrix[0, 0] * matrix[1, 1]:
        return -np.inf, np.full(2, np.nan)
    slopes = np.linalg.solve(matrix, vector).astype(np.float64)
    return float(slopes @ vector), slopes


def _arc(matrix: Array, vector: Array, least: float, near: float) -> tuple[float, float] | None:
    """Directions of (gain, loss) that explain at least so much: from where to where, near a direction.

    None where no direction explains so much; all directions where each one does.
    """
    if least <= 0:
        return near - np.pi / 2, near + np.pi / 2
    q = np.outer(vector, vector) - least * matrix
    middle, cos, sin = (q[0, 0] + q[1, 1]) / 2, (q[0, 0] - q[1, 1]) / 2, q[0, 1]
    size = float(np.hypot(cos, sin))
    if middle <= -size:
        return None
    half = np.pi / 2 if middle >= size else float(np.arccos(-middle / size)) / 2
    centre = float(np.arctan2(sin, cos)) / 2
    # the form does not know a direction from its opposite: it is the one in which the outcome rises
    if np.cos(centre) * vector[0] + np.sin(centre) * vector[1] < 0:
        centre += np.pi
    centre = near + (centre - near + np.pi) % (2 * np.pi) - np.pi
    return centre - half, centre + half
