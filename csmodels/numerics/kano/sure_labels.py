"""Before a Kano survey: how often a sample will be sure of its label, and of the right one.

A label is sure where three rules agree and resampling finds the same mode again with a wanted probability.
That probability is a function of the counts, so that samples are drawn and none is resampled.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import cache
from itertools import combinations
from statistics import NormalDist

import numpy as np
from numpy.typing import ArrayLike, NDArray

from csmodels.numerics.kano import rules
from csmodels.numerics.kano.counts import LETTERS, Array

#: Samples drawn of each size: the error of a chance of 90 % is half a point of per cent.
DRAWS = 4000
#: Numbers below it are taken for it where they divide.
SMALL = 1e-12
#: Ratio of neighbouring sizes while the size wanted is being enclosed.
STEP = 1.3


def lead_failures(counts: ArrayLike, enough: float = 1.0) -> Array:
    """Chance that a resample of the respondents has another mode than the sample; ties count half.

    Parameters
    ----------
    counts : array_like, shape (batch, k)
        Whole counts of samples of one size or several.
    enough : float
        Chances above it need not be exact: bounds of them are returned.

    Returns
    -------
    array, shape (batch,)

    Notes
    -----
    In a resample the lead over category j is a sum of n independent numbers 1, 0 and -1, and nearly normal:
    its chance to be lost has the first term of Edgeworth's series for the skewness (a tie counts half, which
    is the correction for whole numbers too). Losing against one of several adds up, less the chances to lose
    against two at once (of two normal variables, by Owen's T function), and so on for three. Within .005 of
    the exact chance with two rivals, within .02 with several near ones among some tens of respondents.

    Examples
    --------
    >>> lead_failures([[60, 40, 0], [70, 30, 0]]).round(3).tolist()
    [0.022, 0.0]
    """
    given = np.asarray(counts, dtype=np.float64)
    n = given.sum(axis=1)
    first = given.argmax(axis=1)
    share = given / n[:, None]
    top = share[np.arange(len(given)), first][:, None]
    others = np.arange(given.shape[1]) != first[:, None]
    # the strongest rival first, for the sake of sums over three
    p = -np.sort(-share[others].reshape(len(given), -1), axis=1)
    lead, both = top - p, top + p
    variance = np.maximum(both - lead**2, 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        z = np.where(variance > 0, lead * np.sqrt(n[:, None] / variance), np.inf)
        skew = (lead - 3 * lead * both + 2 * lead**3) / variance**1.5 / np.sqrt(n[:, None])
        lost = _below(-z) - skew / 6 * (z**2 - 1) * np.exp(-(z**2) / 2) / math.sqrt(2 * math.pi)
    lost = np.where(np.isfinite(z), lost.clip(0.0, 1.0), 0.0)
    found: Array = lost.sum(axis=1)
    # sums that are small are exact enough, and a single chance that is too large settles it
    doubtful = (found > enough) & (lost.max(axis=1) <= enough) if enough < 1 else found > 0
    if doubtful.any():
        of = (each[doubtful] for each in (z, variance, top[:, 0], lead, lost))
        found[doubtful] -= _overlap(*of)
    return found.clip(0.0, 1.0)


def _below(z: Array) -> Array:
    from scipy.special import ndtr

    found: Array = ndtr(z)
    return found


def _overlap(z: Array, variance: Array, top: Array, lead: Array, lost: Array) -> Array:
    """How much a sum of chances to be behind counts twice: two rivals in front, less three."""
    rivals = z.shape[1]
    pairs = {
        (j, k): _both(z[:, j], z[:, k], variance[:, j] * variance[:, k], top - lead[:, j] * lead[:, k])
        for j, k in combinations(range(rivals), 2)
    }
    found: Array = np.sum(list(pairs.values()), axis=0)
    for j, k, m in combinations(range(rivals), 3):
        # given the third, two are taken for independent
        with np.errstate(divide="ignore", invalid="ignore"):
            three = pairs[j, k] * pairs[k, m] / lost[:, k]
        found -= np.where(lost[:, k] > 0, np.nan_to_num(three), 0.0)
    return found


def _both(z: Array, w: Array, variances: Array, covariance: Array) -> Array:
    """Chance that two normal variables are negative, by Owen's T function."""
    from scipy.special import owens_t

    with np.errstate(divide="ignore", invalid="ignore"):
        r = covariance / np.sqrt(variances)
        # in double precision r may be 1 where rivals have no answers
        root = np.sqrt(np.maximum(1 - r**2, SMALL))
        h, g = (np.where(np.abs(each) < SMALL, -SMALL, -each) for each in (z, w))
        both = 0.5 * (_below(h) + _below(g))
        both = both - owens_t(h, (g - r * h) / (h * root)) - owens_t(g, (h - r * g) / (g * root))
    return np.where(np.isfinite(both), both, 0.0).clip(0.0)


def sure(counts: ArrayLike, certainty: float, tie_band: float, fewest: int) -> NDArray[np.int8]:
    """Position of the label that samples give; -1 where it is withheld.

    Parameters
    ----------
    counts : array_like, shape (batch, 6)
    certainty : float
        Share of resamples that must have the same mode.
    tie_band : float
        Of the rule M > O > A > I.
    fewest : int
        Respondents below which no label is given.

    Examples
    --------
    >>> sure([[70, 20, 5, 5, 0, 0], [40, 38, 12, 10, 0, 0], [7, 2, 1, 0, 0, 0]], 0.9, 0.05, 30).tolist()
    [0, -1, -1]
    """
    given = np.asarray(counts, dtype=np.float64)
    first = rules.mode(given)
    same = (rules.modes(given).sum(axis=1) == 1) & (given.sum(axis=1) >= fewest)
    same &= (rules.m_o_a_i(given, tie_band) == first) & (rules.oam_irq(given) == first)
    found = np.full(len(given), -1, dtype=np.int8)
    asked = np.flatnonzero(same)
    if len(asked):
        agrees = lead_failures(given[asked], 1 - certainty) <= 1 - certainty + rules.EQUAL
        found[asked[agrees]] = first[asked[agrees]]
    return found


def sure_chances(
    sizes: ArrayLike,
    n: int,
    *,
    certainty: float,
    tie_band: float,
    fewest: int,
    population: int | None = None,
    seed: int = 0,
    draws: int = DRAWS,
) -> Array:
    """Chance of every sure label in a sample of n, shape (6,); what is left to 1 is withheld.

    Parameters
    ----------
    sizes : array_like, shape (6,)
        Shares, or numbers of people with `population`.
    n : int
    certainty, tie_band, fewest
        As for :func:`sure`.
    population : int, optional
    seed, draws : int
        Of the samples drawn.

    Examples
    --------
    >>> found = sure_chances([0.5, 0.3, 0, 0.2, 0, 0], 60, certainty=0.9, tie_band=0.05, fewest=30)
    >>> found.round(2).tolist()
    [0.67, 0.0, 0.0, 0.0, 0.0, 0.0]
    """
    if n < fewest:
        return np.zeros(len(LETTERS))
    given = np.asarray(sizes, dtype=np.float64)
    rng = np.random.default_rng(seed)
    if population is None:
        samples = rng.multinomial(n, given / given.sum(), size=draws)
    elif n >= population:
        samples = given[None].astype(np.int64)
    else:
        samples = rng.multivariate_hypergeometric(given.astype(np.int64), n, size=draws, method="marginals")
    labels = sure(samples, certainty, tie_band, fewest)
    given_to = np.bincount(labels + 1, minlength=len(LETTERS) + 1)[1:]
    return np.asarray(given_to / len(samples), dtype=np.float64)


def sure_size(
    chance: Callable[[int], float], target: float, certainty: float, shares: Array, least: int, most: int
) -> int | None:
    """Fewest respondents from which on a chance of :func:`sure_chances` is at least `target`.

    Parameters
    ----------
    chance : function of n
        Rises, but for the error of simulation.
    target, certainty : float
    shares : array, shape (6,)
        From which the first guess is made: a lead that is certain in so many samples.
    least, most : int
        Sizes between which is sought.

    Returns
    -------
    int or None
        None where `most` are too few.

    Examples
    --------
    >>> sure_size(lambda n: 1 - 10 / n, 0.9, 0.9, np.array([0.6, 0.4]), 30, 1000)
    100
    """
    known = cache(chance)
    if most < least or known(most) < target:
        return None
    normal = NormalDist()
    first, second = np.sort(shares)[[-1, -2]]
    effect = (first - second) / math.sqrt(max(first + second - (first - second) ** 2, 1e-12))
    z = max(normal.inv_cdf(certainty) + normal.inv_cdf(target), 0.1)
    guess = min(most, max(least, math.ceil((z / max(effect, 1e-6)) ** 2)))
    low, high = least - 1, guess
    while known(high) < target:
        low, high = high, min(most, math.ceil(high * STEP))
    while high > least and low < least:
        trial = max(least, int(high / STEP))
        if known(trial) < target:
            low = trial
        else:
            high = trial
    return _enclosed(known, target, low, high)


def _enclosed(chance: Callable[[int], float], target: float, low: int, high: int) -> int:
    """First size that reaches the target, between one that does not and one that does."""
    normal = NormalDist()

    def probit(n: int) -> float:
        return normal.inv_cdf(min(max(chance(n), 1e-4), 1 - 1e-4))

    wanted, halve = probit_of(target), False
    while high - low > 1:
        middle = (low + high) // 2
        if not halve and chance(low) > 0:
            # the probit of such a chance is nearly a straight line over the root of n
            start, end = probit(low), probit(high)
            part = (wanted - start) / (end - start) if end > start else 0.5
            root = math.sqrt(low) + part * (math.sqrt(high) - math.sqrt(low))
            middle = min(max(math.ceil(root**2), low + 1), high - 1)
        # lines that keep one end would creep
        halve = not halve
        low, high = (low, middle) if chance(middle) >= target else (middle, high)
    return high


def probit_of(share: float) -> float:
    """The standard normal variable below which lies a share."""
    return NormalDist().inv_cdf(share)
