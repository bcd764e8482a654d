"""How likely each category is the largest in a resample, without drawing one.

A resample of n independent respondents has multinomial counts with the shares of the sample. These are
independent Poisson counts, given their sum, so the chance that one category leads is a sum over what the
largest count can be, and in it a coefficient of a product of polynomials.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from csmodels.numerics.kano.counts import Array

Whole = NDArray[np.int64]

#: Largest number of answers for which the sum is taken count by count; normal counts stand in above.
EXACT = 1500
#: Categories that lead in fewer resamples than exp(-RARE) are taken to lead in none.
RARE = 18.0
#: Counts further from their mean than this many standard deviations, and FEW more, do not matter.
REACH = 6.5
FEW = 12
#: Standard deviations between the points at which normal counts are integrated.
STEP = 0.05
#: Complex numbers held at a time.
NUMBERS_AT_A_TIME = 2**20


def leading_chances(counts: ArrayLike) -> Array:
    """Share of all possible resamples in which each category has the largest count.

    Use it in place of resamples where respondents are independent and count alike: it is what ever more
    resamples come to, and depends on nothing but the counts.

    Parameters
    ----------
    counts : array_like of whole numbers, shape (..., k)
        Respondents in each category; resamples have as many.

    Returns
    -------
    array, shape (..., k)
        Sums to 1: a tie is shared evenly. Missing where there are no answers.

    Notes
    -----
    With X_j independent Poisson(c_j) and n the sum of the counts c, the share of j is the sum over t of
    P(X_j = t, no other above t, sum X = n) / P(sum X = n), each tie of m weighing 1 / m. That is the integral
    over u from 0 to 1 of the generating functions in which a count that ties weighs u. Up to 1,500 answers it
    is exact to 1e-7, read off the discrete Fourier transform. Above, X_j are normal and the sum is left
    free, which differs from the exact figure by less than 0.0005.

    Examples
    --------
    Of three resamples of two respondents, one A and one I: both A, both I, or a tie twice as often.

    >>> leading_chances([1, 1, 0]).round(6).tolist(), leading_chances([2, 1]).round(4).tolist()
    ([0.5, 0.5, 0.0], [0.7407, 0.2593])
    """
    given = np.asarray(counts, dtype=np.float64)
    flat = given.reshape(-1, given.shape[-1])
    n = flat.sum(axis=1)
    # contenders first; equal counts have equal chances, whatever their order
    order = np.argsort(-flat, axis=1, kind="stable")
    ranked = np.take_along_axis(flat, order, axis=1)
    apart = (np.sqrt(ranked[:, :1]) - np.sqrt(ranked)) ** 2
    several = ((apart < RARE) & (ranked > 0)).sum(axis=1)
    found = np.zeros(flat.shape)
    found[:, 0] = 1.0
    for k in range(2, flat.shape[1] + 1):
        for small in (True, False):
            rows = np.flatnonzero((several == k) & ((n <= EXACT) == small))
            if len(rows):
                found[rows, :k] = (_exact if small else _normal)(ranked[rows, :k], n[rows])
    found[n == 0] = np.nan
    out = np.empty(flat.shape)
    np.put_along_axis(out, order, found, axis=1)
    chances: Array = out.reshape(given.shape)
    return chances


def _exact(ranked: Array, n: Array) -> Array:
    """Chances of contenders whose counts fall, shape (rows, k); the other categories are free."""
    top = ranked[:, 0]
    # the largest count lies between these
    first = np.maximum(np.floor(top - REACH * np.sqrt(top)) - FEW, 0).astype(np.int64)
    end = np.minimum(np.ceil(top + REACH * np.sqrt(top)) + FEW, n).astype(np.int64)
    length = int((end - first).max()) + 1
    # sums that far apart may share a place: one of them does not occur
    size = math.ceil(REACH * math.sqrt(n.max())) + FEW
    step = max(1, NUMBERS_AT_A_TIME // (length * (size // 2 + 1)))
    found = np.empty(ranked.shape)
    for begin in range(0, len(ranked), step):
        some = slice(begin, begin + step)
        found[some] = _transformed(ranked[some], n[some], first[some], end[some], length, size)
    return _to_one(found)


def _transformed(ranked: Array, n: Array, first: Whole, end: Whole, length: int, size: int) -> Array:
    """The sum over largest counts and frequencies, but for a factor, of some rows."""
    k = ranked.shape[1]
    m = np.arange(size // 2 + 1)
    roots = np.exp(2j * np.pi * np.arange(size) / size)
    t = first[:, None] + np.arange(length)
    spins = roots[(t[..., None] * m) % size]
    chance = np.where(t <= end[:, None], _poisson(t, ranked.T[..., None]), 0.0)
    # what is surely below the largest count, in one sum
    early = np.arange(int(first.max()))
    before = np.where(early < first[:, None], _poisson(early, ranked.T[..., None]), 0.0)
    before_spins = before @ roots[(early[:, None] * m) % size]
    points = [chance[j][..., None] * spins for j in range(k)]
    below = [
        np.cumsum(each, axis=1) - each + start[:, None]
        for each, start in zip(points, before_spins, strict=True)
    ]
    free = np.maximum(n - ranked.sum(axis=1), 0.0)[:, None]
    weight = np.exp(free * (roots[m] - 1.0)) * roots[(-n[:, None].astype(np.int64) * m) % size]
    weight[:, 1 : (size + 1) // 2] *= 2.0
    found = np.zeros((len(ranked), k))
    # of degree k - 1 in u, for which these nodes are exact
    for u, share in zip(*_nodes((k + 1) // 2), strict=True):
        within = [b + u * p for b, p in zip(below, points, strict=True)]
        for j, product in enumerate(_all_but_one(within)):
            found[:, j] += share * ((product * points[j]).sum(axis=1) * weight).real.sum(axis=1)
    return found


def _poisson(t: Whole, mean: Array) -> Array:
    """Chances of Poisson counts."""
    from scipy.special import gammaln

    found: Array = np.exp(t * np.log(mean) - mean - gammaln(t + 1.0))
    return found


def _all_but_one(factors: list[Any]) -> list[Any]:
    """The product of all but each in turn."""
    ahead, behind = [factors[0]], [factors[-1]]
    for each, other in zip(factors[1:-1], factors[-2:0:-1], strict=True):
        ahead.append(ahead[-1] * each)
        behind.append(behind[-1] * other)
    behind.reverse()
    inner = [before * after for before, after in zip(ahead, behind[1:], strict=False)]
    return [behind[0], *inner, ahead[-1]]


def _nodes(count: int) -> tuple[Array, Array]:
    """Gauss and Legendre's nodes and weights between 0 and 1."""
    x, w = np.polynomial.legendre.leggauss(count)
    return (x + 1.0) / 2.0, w / 2.0


def _normal(ranked: Array, _: Array) -> Array:
    """The same of normal counts: variances of differences but for n (p - q)², nothing if both can lead."""
    from scipy.special import ndtr

    mean, sd = ranked[..., None], np.sqrt(ranked)[..., None]
    top, width = ranked[:, :1], np.sqrt(ranked[:, :1])
    t = top + width * np.arange(-REACH, REACH + STEP / 2, STEP)
    z = (t[:, None, :] - mean) / sd
    density = np.exp(-(z**2) / 2) / sd
    under = ndtr(z)
    k = ranked.shape[1]
    found = np.empty(ranked.shape)
    for j in range(k):
        others = np.delete(under, j, axis=1).prod(axis=1)
        found[:, j] = (density[:, j] * others).sum(axis=1)
    return _to_one(found)


def _to_one(found: Array) -> Array:
    """Rows that sum to 1."""
    shares: Array = found / found.sum(axis=1, keepdims=True)
    return shares
