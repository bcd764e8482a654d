"""How expectations move with experience: recursions over occasions, and their answers in closed form."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Beliefs:
    """What customers expect before each occasion, and how sure they are; one entry more for after the last.

    Attributes
    ----------
    mean : array, shape (customers, occasions + 1)
        Expected quality.
    variance : array, shape (occasions + 1,)
        Of the belief about quality; the same for all, because it does not depend on what was experienced.
    gain : array, shape (occasions,)
        Weight that each occasion's experience gets.
    """

    mean: Array
    variance: Array
    gain: Array


def gains(
    n_occasions: int, prior_variance: float, experience_variance: float, drift: float = 0.0
) -> tuple[Array, Array]:
    """Variance before each occasion (and after the last), and the weight of each experience.

    Parameters
    ----------
    n_occasions : int
    prior_variance : float
        Of the belief before the first occasion.
    experience_variance : float
        Of a single experience around the quality.
    drift : float
        Variance by which quality moves from one occasion to the next.

    Notes
    -----
    K = P / (P + s²), then P becomes (1 - K) P + q: the Kalman filter of a random walk seen with noise (Kalman
    1960); without drift the conjugate normal updating of Bayes.

    Examples
    --------
    >>> variance, gain = gains(3, prior_variance=1.0, experience_variance=1.0)
    >>> variance.round(4).tolist(), gain.round(4).tolist()
    ([1.0, 0.5, 0.3333, 0.25], [0.5, 0.3333, 0.25])
    """
    variance, gain = np.empty(n_occasions + 1), np.empty(n_occasions)
    variance[0] = prior_variance
    for t in range(n_occasions):
        total = variance[t] + experience_variance
        # who is certain learns nothing, even from experiences without noise
        gain[t] = variance[t] / total if total > 0 else 0.0
        variance[t + 1] = (1 - gain[t]) * variance[t] + drift
    return variance, gain


def updated(experiences: Array, prior_mean: float, variance: Array, gain: Array) -> Beliefs:
    """Beliefs after experiences, occasion by occasion.

    Parameters
    ----------
    experiences : array, shape (customers, occasions)
    prior_mean : float
    variance, gain : array
        Of `gains`, or a constant gain.
    """
    customers, occasions = experiences.shape
    mean = np.empty((customers, occasions + 1))
    mean[:, 0] = prior_mean
    for t in range(occasions):
        mean[:, t + 1] = mean[:, t] + gain[t] * (experiences[:, t] - mean[:, t])
    return Beliefs(mean, variance, gain)


def ratcheted(experiences: Array, start: float, step: float) -> Array:
    """Standards that rise with what exceeds them and never fall, shape (customers, occasions + 1).

    Examples
    --------
    >>> ratcheted(np.array([[6.0, 9.0, 5.0]]), start=7.0, step=0.5).tolist()
    [[7.0, 7.0, 8.0, 8.0]]
    """
    customers, occasions = experiences.shape
    found = np.empty((customers, occasions + 1))
    found[:, 0] = start
    for t in range(occasions):
        found[:, t + 1] = found[:, t] + step * np.maximum(experiences[:, t] - found[:, t], 0.0)
    return found


def experience_covariance(n: int, start: float, noise: float, drift: float) -> Array:
    """Covariance of n experiences of a quality that is not known: a random walk seen with noise."""
    at = np.arange(n)
    found: Array = start + drift * np.minimum(at[:, None], at[None, :]) + noise * np.eye(n)
    return found


def normal_weights(
    n_occasions: int, prior_variance: float, experience_variance: float, drift: float = 0.0
) -> tuple[Array, Array]:
    """Weights of all experiences in each belief, and its variance, in one step and without recursion.

    Returns
    -------
    weights : array, shape (occasions + 1, occasions)
        Row t: of experiences 1 ... t in the mean before occasion t + 1; the prior mean has the rest.
    variance : array, shape (occasions + 1,)

    Notes
    -----
    Conditioning of normal variables: with C the covariance of t experiences and c that of quality at occasion
    t + 1 with them, weights are C⁻¹c and the variance is that of quality minus c'C⁻¹c. Without drift this is
    1 / (1/prior + t/experience) (DeGroot 1970).

    Examples
    --------
    >>> weights, variance = normal_weights(2, 1.0, 1.0)
    >>> weights.round(4).tolist(), variance.round(4).tolist()
    ([[0.0, 0.0], [0.5, 0.0], [0.3333, 0.3333]], [1.0, 0.5, 0.3333])
    """
    weights, variance = np.zeros((n_occasions + 1, n_occasions)), np.empty(n_occasions + 1)
    variance[0] = prior_variance
    whole = experience_covariance(n_occasions, prior_variance, experience_variance, drift)
    for t in range(1, n_occasions + 1):
        # quality at occasion t + 1 has moved t times; it shares j - 1 moves with experience j
        shared = prior_variance + drift * np.arange(t)
        of_quality = prior_variance + drift * t
        if prior_variance + drift > 0:
            weights[t, :t] = np.linalg.lstsq(whole[:t, :t], shared, rcond=None)[0]
        variance[t] = of_quality - weights[t, :t] @ shared
    return weights, variance


def geometric_weights(n_occasions: int, keep: float) -> Array:
    """Weights of all experiences where each new one gets 1 - keep: (1 - keep) keep^age; shape as above.

    Examples
    --------
    >>> geometric_weights(2, 0.75).tolist()
    [[0.0, 0.0], [0.25, 0.0], [0.1875, 0.25]]
    """
    age = np.arange(n_occasions + 1)[:, None] - np.arange(1, n_occasions + 1)[None, :]
    return np.where(age >= 0, (1 - keep) * float(keep) ** np.maximum(age, 0), 0.0)


def steady_state(experience_variance: float, drift: float) -> tuple[float, float]:
    """Variance before an occasion, and gain, after very many occasions.

    Notes
    -----
    The positive root of P² - qP - q s² = 0, K = P / (P + s²); both are zero without drift. With this constant
    gain the filter is exponential smoothing (Muth 1960).

    Examples
    --------
    >>> variance, gain = steady_state(experience_variance=1.0, drift=0.5)
    >>> variance, gain
    (1.0, 0.5)
    """
    variance = (drift + np.sqrt(drift**2 + 4 * drift * experience_variance)) / 2
    total = variance + experience_variance
    return float(variance), float(variance / total) if total > 0 else 0.0


def certainty_equivalent(mean: Array, variance: Array, risk_aversion: float) -> Array:
    """Sure quality that is as good as an uncertain one: mean - r variance / 2.

    Exact for normal beliefs and utility -exp(-r x) (Pratt 1964).
    """
    found: Array = mean - risk_aversion * variance / 2
    return found
