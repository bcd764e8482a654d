"""Before a Kano survey: how sure a label will be in a sample.

The counts of a multinomial sample are independent Poisson counts, given their sum; those of a sample from a
finite population are independent binomial ones. So the chance that all counts lie between given bounds is one
coefficient of a product of polynomials, and no sample has to be drawn to know how often a rule will be right.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from csmodels.numerics.kano import rules
from csmodels.numerics.kano.counts import A, Array, I, M, O, Q, R

#: Rules whose label can be planned for.
RULES = ("mode", "m_o_a_i", "oam_irq")
#: Counts further from their mean than this many standard deviations do not matter in double precision.
REACH = 8.0
#: The same for counts of which few are expected.
FEW = 20
#: Numbers of the spectra that are held at a time.
NUMBERS_AT_A_TIME = 2**20
#: Ratio of the sample sizes tried first.
STRIDE = 1.5
#: Chance that stands for none in a bound.
SELDOM = 1e-15
#: Saw-teeth beyond a size found that must do as well.
TEETH = 3


class _Counts(NamedTuple):
    """Chances of a count: of ``start``, ``start + 1`` and so on."""

    start: int
    chance: Array

    @property
    def end(self) -> int:
        return self.start + len(self.chance) - 1


def _counts(n: int, size: float, population: int | None) -> _Counts:
    """Independent count of a category of share (or, in a population, of number) `size`."""
    if size == 0:
        return _Counts(0, np.ones(1))
    odds = 0.0 if population is None else n / (population - n)
    mean = n * size if population is None else n * size / population
    sd = math.sqrt(mean if population is None else mean * (1 - n / population))
    # the Poisson and binomial counts need not sum to n, but those that matter are no larger
    top = n if population is None else min(n, round(size))
    middle = min(int(mean), top)
    start = max(0, math.floor(mean - REACH * sd - FEW))
    end = min(top, math.ceil(mean + REACH * sd + FEW))
    k = np.arange(start + 1, end + 1, dtype=np.float64)
    ratio = mean / k if population is None else (round(size) - k + 1) / k * odds
    logs = np.concatenate([[0.0], np.cumsum(np.log(ratio))])
    chance = np.exp(logs - logs[middle - start])
    if population is None:
        # exact at the middle, so that nothing beyond the ends has to be summed
        at_middle = middle * math.log(mean) - mean - math.lgamma(middle + 1)
    else:
        share, whole = n / population, round(size)
        at_middle = math.lgamma(whole + 1) - math.lgamma(middle + 1) - math.lgamma(whole - middle + 1)
        at_middle += middle * math.log(share) + (whole - middle) * math.log1p(-share)
    return _Counts(start, chance * math.exp(at_middle))


def box_probability(
    n: int, sizes: ArrayLike, low: ArrayLike, high: ArrayLike, population: int | None = None
) -> Array:
    """Chance that every count of a sample lies between its bounds.

    Parameters
    ----------
    n : int
        Size of the sample.
    sizes : array_like, shape (k,)
        Shares of the categories, which sum to 1; with `population` whole numbers that sum to it.
    low, high : array_like of int, shape (batch, k)
        Bounds, both included.
    population : int, optional
        Size of the finite population that is sampled without replacement; more than n.

    Returns
    -------
    array, shape (batch,)

    Notes
    -----
    With X_j independent Poisson(n p_j), P(low <= X <= high given sum X = n) is the coefficient of x^n in the
    product of their truncated generating functions, over the chance of the sum (Levin 1981, Annals of
    Statistics; cited from memory). It is read off the discrete Fourier transform, exact to 1e-10 or better.

    Examples
    --------
    Four tosses of a coin: two heads at most.

    >>> box_probability(4, [0.5, 0.5], [[0, 0]], [[2, 4]]).round(4).tolist()
    [0.6875]
    """
    given = np.asarray(sizes, dtype=np.float64)
    lower, upper = np.asarray(low, dtype=np.int64), np.asarray(high, dtype=np.int64)
    every = [_counts(n, float(size), population) for size in given]
    bound = [
        bool((lower[:, j] > each.start).any() or (upper[:, j] < each.end).any())
        for j, each in enumerate(every)
    ]
    parts = [(each, j) for j, each in enumerate(every) if bound[j]]
    free = float(given[~np.array(bound)].sum())
    # categories without a bound count as one: sums of such counts are of the same kind
    rest = [_counts(n, free, population)] if free > 0 else []
    length = sum(len(each.chance) - 1 for each in [*(e for e, _ in parts), *rest]) + 1
    place = n - sum(each.start for each in [*(e for e, _ in parts), *rest])
    if not 0 <= place < length:
        return np.zeros(len(lower))
    size = _fast(length)
    turn = np.exp(2j * np.pi * place * np.arange(size // 2 + 1) / size) / size
    turn[1 : (size + 1) // 2] *= 2
    for each in rest:
        turn = turn * np.fft.rfft(each.chance, size)
    found = np.empty(len(lower))
    step = max(1, NUMBERS_AT_A_TIME // size)
    for begin in range(0, len(lower), step):
        some = slice(begin, begin + step)
        product = np.broadcast_to(turn, (len(lower[some]), len(turn)))
        for each, j in parts:
            at = np.arange(each.start, each.end + 1)
            inside = (at >= lower[some, j, None]) & (at <= upper[some, j, None])
            product = product * np.fft.rfft(each.chance * inside, size)
        found[some] = product.real.sum(axis=1)
    whole = 1.0 if population is None else float(population)
    of_sum = _counts(n, whole, population)
    chances: Array = np.clip(found / of_sum.chance[n - of_sum.start], 0.0, 1.0)
    return chances


def _fast(length: int) -> int:
    """A length whose Fourier transform is fast: 1, 3 or 5 times a power of two."""
    return min(factor << max(0, math.ceil(math.log2(length / factor))) for factor in (1, 3, 5))


def label_probability(
    sizes: ArrayLike,
    n: int,
    label: int,
    rule: str = "mode",
    *,
    tie_band: float = rules.TIE_BAND,
    population: int | None = None,
) -> float:
    """Chance that a rule gives a label in a sample of n.

    Parameters
    ----------
    sizes : array_like, shape (6,)
        True shares of the categories in the order of `LETTERS`; with `population` their numbers.
    n : int
    label : int
        Position in `LETTERS`.
    rule : {"mode", "m_o_a_i", "oam_irq"}
        As in `csmodels.numerics.kano.rules`, ties included.
    tie_band : float
        Of "m_o_a_i".
    population : int, optional

    Returns
    -------
    float

    Notes
    -----
    Exact: the sum over what the largest count can be of :func:`box_probability`.

    Examples
    --------
    Of 50 who are asked, 45 % want it and 35 % do not care.

    >>> round(label_probability([0, 0, 0.45, 0.35, 0.1, 0.1], 50, A), 3)
    0.809
    """
    given = np.asarray(sizes, dtype=np.float64)
    if population is not None and n >= population:
        return float(label_of(given, rule, tie_band) == label)
    if rule == "oam_irq":
        return _in_camp(given, n, label, population)
    band = 0 if rule == "mode" else _band(tie_band, n)
    one = _counts(n, float(given[label]), population)
    highest = max(_counts(n, float(size), population).end for size in given)
    top = np.arange(max(one.start, -(-n // len(given))), min(n, one.end + band, highest) + 1)[:, None]
    before, after = np.arange(len(given)) < label, np.arange(len(given)) > label
    low = np.where(before | after, 0, np.maximum(top - band, 0))
    high = np.where(before, top - band - 1, top)
    found = box_probability(n, given, low, high, population).sum()
    if band:
        # the largest count is exactly `top`: not all are smaller
        smaller = np.where(before, top - band - 1, top - 1)
        found -= box_probability(n, given, low, smaller, population).sum()
    return float(np.clip(found, 0.0, 1.0))


def _band(tie_band: float, n: int) -> int:
    """Most by which a count may fall short of the largest and tie with it."""
    return math.floor((tie_band + rules.EQUAL) * n)


def _in_camp(given: Array, n: int, label: int, population: int | None) -> float:
    """The rule of two camps: the other camp is one category with a bound."""
    wanted = label < I
    camp = [M, O, A] if wanted else [I, R, Q]
    sizes = np.array([*given[camp], given.sum() - given[camp].sum()])
    if population is None:
        sizes[3] = max(0.0, 1.0 - sizes[:3].sum())
    one = _counts(n, float(given[label]), population)
    top = np.arange(one.start, one.end + 1)[:, None]
    order = np.array([*camp, len(given)])
    low = np.where(order == label, top, 0)
    high = np.where(order < label, top - 1, top)
    high[:, 3] = (n - 1) // 2 if wanted else n // 2
    return float(np.clip(box_probability(n, sizes, low, high, population).sum(), 0.0, 1.0))


def label_of(shares: ArrayLike, rule: str = "mode", tie_band: float = rules.TIE_BAND) -> int:
    """Position of the label that a rule gives to shares or counts.

    Examples
    --------
    >>> label_of([0.1, 0.2, 0.33, 0.37, 0, 0], "m_o_a_i") == A
    True
    """
    if rule == "m_o_a_i":
        return int(rules.m_o_a_i(shares, tie_band))
    return int((rules.mode if rule == "mode" else rules.oam_irq)(shares))


def error_bound(sizes: ArrayLike, label: int, rule: str = "mode", tie_band: float = rules.TIE_BAND) -> Array:
    """Base b of a bound: a sample of n gets another label with a chance of sum(b**n) at most.

    Use it to know without computing it that a chance is large enough.

    Parameters
    ----------
    sizes : array_like, shape (6,)
        Shares, or numbers of people in a finite population.
    label : int
    rule, tie_band
        As for :func:`label_probability`.

    Returns
    -------
    array, shape (events,)
        One number for every way to get it wrong; 1 bounds nothing.

    Notes
    -----
    Chernoff's bound: with Z = 1 where a respondent is in category a, -1 in b and else 0,
    P(sum Z >= c n) <= (E exp(t Z) exp(-t c))^n for every t >= 0, smallest where its derivative is 0. It holds
    for samples from a finite population too (Hoeffding 1963, theorem 4).

    Examples
    --------
    >>> bound = error_bound([0.5, 0.3, 0, 0.2, 0, 0], 0)
    >>> [float((bound**n).sum().round(3)) for n in (29, 200)]
    [0.606, 0.006]
    """
    given = np.asarray(sizes, dtype=np.float64)
    share = given / given.sum()
    others = np.arange(len(share)) != label
    if rule == "oam_irq":
        inside = (np.arange(len(share)) < I) == (label < I)
        camp = share[inside].sum()
        return np.array(
            [_excess(1 - camp, camp), *(_excess(p, share[label]) for p in share[inside & others])]
        )
    band = tie_band if rule == "m_o_a_i" else 0.0
    before = np.arange(len(share)) < label
    top = share.max()
    # one that matters more comes within the band of the largest; or another is beyond the band of the label
    late = [_excess(p, top, -band) for p in share[before]]
    return np.array([*late, *(_excess(p, share[label], band) for p in share[others])])


def _excess(a: float, b: float, c: float = 0.0) -> float:
    """Smallest mean of exp(t (Z - c)), t >= 0: Z = 1 with chance a, -1 with chance b, else 0."""
    # hardly ever in place of never: not less likely, and no special case
    a = max(a, SELDOM)
    neither = max(0.0, 1 - a - b)
    root = neither * c + math.sqrt((neither * c) ** 2 + 4 * a * b * (1 - c * c))
    u = max(1.0, root / (2 * a * (1 - c)))
    return float(min(1.0, (a * u + b / u + neither) * u**-c))


def needed(
    chance: Callable[[int], float], target: float, most: int, last: Callable[[int], int] | None = None
) -> int | None:
    """Fewest respondents from which on a chance is at least `target`; None where `most` are too few.

    Parameters
    ----------
    chance : function of n
        Rises in the end, but for saw-teeth that ties and the rounding of a band make.
    target : float
    most : int
        Largest size tried.
    last : function of n, optional
        Last size of the tooth that n is in, within which the chance rises; by default each size is its own.
        :data:`TEETH` teeth beyond the size found must reach the target too.

    Examples
    --------
    >>> needed(lambda n: 1 - 1 / n, 0.9, 1000)
    10
    """
    end_of = last or (lambda n: n)
    tried = [1]
    while tried[-1] < most:
        tried.append(min(most, max(tried[-1] + 1, int(tried[-1] * STRIDE))))
    # from the largest down to the first that fails: small samples may be right by luck
    below, enough = 0, most + 1
    for size in reversed(tried):
        if chance(size) < target:
            below = size
            break
        enough = size
    while enough <= most:
        enough = _first(chance, target, below, enough)
        failed = _failing(chance, target, enough, end_of, most)
        if failed is None:
            return enough
        below, enough = failed, end_of(failed + 1)
        while enough <= most and chance(enough) < target:
            below, enough = enough, end_of(enough + 1)
    return None


def _first(chance: Callable[[int], float], target: float, below: int, enough: int) -> int:
    """First size after `below` that reaches the target, as `enough` does."""
    while enough - below > 1:
        middle = (below + enough) // 2
        below, enough = (below, middle) if chance(middle) >= target else (middle, enough)
    return enough


def _failing(
    chance: Callable[[int], float], target: float, enough: int, end_of: Callable[[int], int], most: int
) -> int | None:
    """The last size that fails, at the ends of the tooth of `enough` and of the next ones."""
    ends = [end_of(enough)]
    for _ in range(TEETH):
        ends += [ends[-1] + 1, end_of(ends[-1] + 1)]
    failed = [n for n in sorted(set(ends)) if enough < n <= most and chance(n) < target]
    return failed[-1] if failed else None


def sample_size(
    sizes: ArrayLike,
    target: float,
    rule: str = "mode",
    *,
    tie_band: float = rules.TIE_BAND,
    most: int = 10_000,
    population: int | None = None,
) -> int | None:
    """Fewest respondents from which on a rule gives the label of the population with a wanted chance.

    Parameters
    ----------
    sizes : array_like, shape (6,)
        As for :func:`label_probability`.
    target : float
    rule, tie_band, population
    most : int
        Largest sample that is tried.

    Returns
    -------
    int or None

    Examples
    --------
    >>> sample_size([0.1, 0.1, 0.45, 0.25, 0.05, 0.05], 0.9)
    24
    """
    label = label_of(sizes, rule, tie_band)
    banded = rule == "m_o_a_i" and tie_band > 0

    wrong = error_bound(sizes, label, rule, tie_band)

    @cache
    def chance(n: int) -> float:
        bound = float((wrong**n).sum())
        if bound <= 1 - target:
            return 1 - bound
        return label_probability(sizes, n, label, rule, tie_band=tie_band, population=population)

    def last(n: int) -> int:
        size = n
        while banded and _band(tie_band, size + 1) == _band(tie_band, n):
            size += 1
        return size

    return needed(chance, target, most if population is None else min(most, population), last)
