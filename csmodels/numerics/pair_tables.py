"""Tables of two ordered items: the correlation that makes each most likely, for all tables at once.

Arrays have their batch axes (pairs, members) last.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from csmodels.numerics import bivariate_normal

Array = NDArray[np.float64]
Codes = NDArray[np.intp]

#: Largest Fisher z of a correlation: .99999; tables of answers that go together perfectly end there.
LIMIT = 6.1
#: A bisection of Fisher z below this is the last one; Newton's steps may end before.
SMALL = 1e-10
SMALL_STEP = 1e-7
#: More steps than bisection of the whole range needs.
MAX_STEPS = 80
#: Probabilities of cells are no smaller: differences of rounded probabilities are no better known.
TINY = 1e-14
#: Tables that are worked on at a time: what belongs to them stays in the processor's cache.
TABLES_AT_A_TIME = 2048
#: A share of the margin this near to 1 is 1.
WHOLE = 1e-12


@dataclass(frozen=True, eq=False)
class Cells:
    """Tables of many pairs.

    Attributes
    ----------
    counts : array, shape (K, K, pairs, members)
        First item down, second item across; categories that an item does not have are empty.
    margins : array, shape (K, items, members)
    pairs : two arrays of int, shape (pairs,)
        Which items.
    corrected : array of bool, shape (pairs, members)
        Tables of two categories in which an empty cell was given half a respondent.
    """

    counts: Array
    margins: Array
    pairs: tuple[Codes, Codes]
    corrected: NDArray[np.bool_]

    @classmethod
    def of(
        cls, counts: Array, margins: Array, pairs: tuple[Codes, Codes], fourfold: NDArray[np.bool_]
    ) -> Cells:
        """Tables with the empty cells of fourfold ones filled, their margins kept.

        `fourfold` has shape (pairs,): both items have two categories.
        """
        varies = np.asarray((margins[:2] > 0).all(axis=0))
        small = fourfold[:, None] & varies[pairs[0]] & varies[pairs[1]]
        with_gaps = small & (counts[:2, :2] <= 0).any(axis=(0, 1))
        if with_gaps.any():
            main = (counts[0, 0] <= 0) | (counts[1, 1] <= 0)
            half = np.where(with_gaps, np.where(main, 0.5, -0.5), 0.0)
            counts = counts.copy()
            counts[:2, :2] += np.array([[1.0, -1.0], [-1.0, 1.0]])[..., None, None] * half
        return cls(counts, margins, pairs, with_gaps)


@dataclass(frozen=True, eq=False)
class Found:
    """Correlations of the tables.

    Attributes
    ----------
    r : array, shape (pairs, members)
        Missing where an item has one category only.
    down, across : array, shape (K - 1, pairs, members)
        Thresholds of both items.
    """

    r: Array
    down: Array
    across: Array


@dataclass(frozen=True, eq=False)
class Influence:
    """What one respondent adds to an estimate, by answers.

    Attributes
    ----------
    correlations : array, shape (K, K, pairs, members)
    thresholds : array, shape (K - 1, K, items, members)
        Of each threshold, by category of the item.
    """

    correlations: Array
    thresholds: Array


def thresholds_of(margins: Array) -> Array:
    """Normal quantiles of the cumulative margins: (K, ...) to (K - 1, ...); infinite at the ends."""
    from scipy.special import ndtri

    cumulative = np.cumsum(margins, axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        share = cumulative[:-1] / cumulative[-1]
    found: Array = ndtri(np.where(share > 1 - WHOLE, 1.0, share))
    return found


def correlate(cells: Cells) -> Found:
    """Maximise the likelihood of each table over its correlation, the thresholds given.

    Newton's method on Fisher's z; a step that leaves the interval in which the slope changes its sign is
    replaced by bisection, so that every table comes to its maximum.
    """
    first, second = cells.pairs
    cuts = thresholds_of(cells.margins)
    down, across = cuts[:, first], cuts[:, second]
    k, _, pairs, members = cells.counts.shape
    varies = np.asarray(np.isfinite(cuts).any(axis=0))
    usable = (varies[first] & varies[second]).ravel()
    flat = cells.counts.reshape(k, k, -1)[..., usable]
    h, v = (each.reshape(k - 1, -1)[..., usable] for each in (down, across))
    z = np.full(pairs * members, np.nan)
    z[usable] = _climb(flat, h, v)
    return Found(np.tanh(z).reshape(pairs, members), down, across)


def _climb(counts: Array, down: Array, across: Array) -> Array:
    """Fisher z of the maximum of every table, shape (tables,)."""
    z = np.empty(counts.shape[-1])
    for start in range(0, len(z), TABLES_AT_A_TIME):
        part = slice(start, start + TABLES_AT_A_TIME)
        own = (np.ascontiguousarray(each[..., part]) for each in (counts, down, across))
        z[part] = _climb_few(*own)
    return z


def _climb_few(counts: Array, down: Array, across: Array) -> Array:
    z = _start(counts)
    low, high = np.full(z.shape, -LIMIT), np.full(z.shape, LIMIT)
    left = np.arange(len(z))
    for _ in range(MAX_STEPS):
        if not len(left):
            break
        slope, bend = _slope(counts[..., left], down[:, left], across[:, left], z[left])
        up = slope > 0
        low[left], high[left] = np.where(up, z[left], low[left]), np.where(up, high[left], z[left])
        with np.errstate(invalid="ignore", divide="ignore"):
            to = z[left] + slope / bend
        inside = (bend > 0) & (to > low[left]) & (to < high[left])
        to = np.where(slope == 0, z[left], np.where(inside, to, (low[left] + high[left]) / 2))
        moved = np.abs(to - z[left])
        z[left] = to
        # Newton's error is the square of its last step
        left = left[moved > np.where(inside, SMALL_STEP, SMALL)]
    # bisection ends a hair before the limit
    return np.where(np.abs(z) > LIMIT - 10 * SMALL, np.sign(z) * LIMIT, z)


def _start(counts: Array) -> Array:
    """Fisher z of the correlation of the numbers of the categories."""
    at = np.arange(len(counts), dtype=float)
    n = counts.sum(axis=(0, 1))
    rows, columns = counts.sum(axis=1), counts.sum(axis=0)
    x, y = at @ rows / n, at @ columns / n
    xx, yy = at**2 @ rows / n - x * x, at**2 @ columns / n - y * y
    xy = np.einsum("abm,a,b->m", counts, at, at) / n - x * y
    found: Array = np.arctanh(np.clip(xy / np.sqrt(xx * yy), -0.95, 0.95))
    return found


def _corners(down: Array, across: Array) -> tuple[Array, Array]:
    """Thresholds of both items beside each other: (K - 1, 1, ...) and (1, K - 1, ...)."""
    return down[:, None], across[None]


def _slope(counts: Array, down: Array, across: Array, z: Array) -> tuple[Array, Array]:
    """Derivative of the log-likelihood by z, and minus the second one (where positive)."""
    r = np.tanh(z)
    h, v = _corners(down, across)
    at = bivariate_normal.density(h, v, r)
    p = _probabilities(down, across, r)
    first = _differences(at)
    second = _differences(bivariate_normal.density_slope(h, v, r, at))
    ratio, score = counts / p, first / p
    by_r = (ratio * first).sum(axis=(0, 1))
    squares = (counts * score * score).sum(axis=(0, 1))
    curved = squares - (ratio * second).sum(axis=(0, 1))
    change = (1 - r) * (1 + r)
    bend = curved * change**2 + 2 * r * change * by_r
    # far from the maximum the squared scores say better how far to go
    return by_r * change, np.where(bend > 0, bend, squares * change**2)


def _probabilities(down: Array, across: Array, r: Array) -> Array:
    """Probability of every cell, (K, K, tables)."""
    from scipy.special import ndtr

    k = len(down) + 1
    joint = np.zeros((k + 1, k + 1, len(r)))
    joint[1:k, 1:k] = bivariate_normal.cdf(*_corners(down, across), r)
    joint[1:k, k], joint[k, 1:k], joint[k, k] = ndtr(down), ndtr(across), 1.0
    return np.maximum(np.diff(np.diff(joint, axis=0), axis=1), TINY)


def _differences(corners: Array) -> Array:
    """From a function of corners, zero at infinity, to its value over cells: (K, K, ...)."""
    rest = [(0, 0)] * (corners.ndim - 2)
    return np.diff(np.diff(np.pad(corners, [(1, 1), (1, 1), *rest]), axis=0), axis=1)


def influence(cells: Cells, found: Found) -> Influence:
    """Influence of a respondent on thresholds and correlations, by answers.

    The correlation's score less what the errors of the thresholds do to it, over the sum of squared scores
    (Muthén 1984; Jöreskog 1994).
    """
    of_cuts = _threshold_influence(cells.margins)
    first, second = cells.pairs
    k = len(cells.margins)
    shape = cells.counts.shape
    counts = cells.counts.reshape(k, k, -1)
    down, across = found.down.reshape(k - 1, -1), found.across.reshape(k - 1, -1)
    r = found.r.reshape(-1)
    p = _probabilities(down, across, r)
    score = _differences(bivariate_normal.density(*_corners(down, across), r)) / p
    squares = (counts * score * score).sum(axis=(0, 1))
    weighted = counts * score / p
    by_down = (_edge(down, across, r) * -np.diff(weighted, axis=0)).sum(axis=1)
    by_across = (_edge(across, down, r) * -np.diff(weighted, axis=1).swapaxes(0, 1)).sum(axis=1)
    of_first = (by_down[:, None] * of_cuts[:, :, first].reshape(k - 1, k, -1)).sum(axis=0)
    of_second = (by_across[:, None] * of_cuts[:, :, second].reshape(k - 1, k, -1)).sum(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        table = (score - of_first[:, None] - of_second[None]) / squares
    return Influence(table.reshape(shape), of_cuts)


def _edge(cut: Array, other: Array, r: Array) -> Array:
    """Density along a threshold of one item, over the categories of the other: (K - 1, K, tables)."""
    from scipy.special import ndtr

    near, far = np.clip(cut, -bivariate_normal.FAR, bivariate_normal.FAR)[:, None], other[None]
    below = ndtr((far - r * near) / np.sqrt((1 - r) * (1 + r)))
    height = np.exp(-near * near / 2) / np.sqrt(2 * np.pi)
    return np.asarray(
        height * np.diff(np.pad(below, [(0, 0), (1, 1), (0, 0)], constant_values=(0, 1)), axis=1)
    )


def _threshold_influence(margins: Array) -> Array:
    """(1{x <= c} - share) / (n density): (K - 1, K, items, members); 0 where there is no threshold."""
    cuts, n = thresholds_of(margins), margins.sum(axis=0)
    k = len(margins)
    share = np.cumsum(margins, axis=0)[:-1] / n
    below = (np.arange(k)[None] <= np.arange(k - 1)[:, None]).astype(float)
    height = np.exp(-(cuts**2) / 2) / np.sqrt(2 * np.pi) * n
    with np.errstate(invalid="ignore", divide="ignore"):
        found = (below[..., None, None] - share[:, None]) / height[:, None]
    return np.where(np.isfinite(cuts)[:, None], found, 0.0)
