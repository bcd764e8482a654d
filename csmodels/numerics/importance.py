"""How much of an outcome's explained variance each driver, or block of drivers, stands for.

Everything is a function of the correlations of the drivers and the outcome, which is the last column;
resamples and groups are leading batch axes. A block of one column is a driver of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from csmodels.numerics.batch import SINGULAR, batch_last
from csmodels.numerics.regression import coefficients
from csmodels.numerics.shapley import averages, tally

Array = NDArray[np.float64]
#: Lower rows of a symmetric matrix's upper triangle: row i holds columns i, i + 1, ...; batch axes last.
Triangle = list[Array]

#: Values of subsets that are made at a time: they stay in the processor's cache.
AT_A_TIME = 2**16
#: Members of a batch that are swept together.
MEMBERS = 64
#: Two subsets that explain as much, but for rounding.
EQUAL = 1e-12
#: Numbers of matrices in orders that are decomposed at a time.
PIECE = 2**22


def r_squared(corr: Array) -> Array:
    """Explained variance with all drivers, shape (...); `corr` has shape (..., q + 1, q + 1)."""
    among, between = corr[..., :-1, :-1], corr[..., :-1, -1]
    found: Array = (coefficients(among, between) * between).sum(axis=-1)
    return found


def by_size(corr: Array, blocks: Sequence[int]) -> Array:
    """What each block adds to R² on average, to models of each number of other blocks, from all subsets.

    Use it for exact LMG shares: the mean over the sizes is the Shapley value of R² (Lindeman, Merenda and
    Gold 1980; Lipovetsky and Conklin 2001), which is general dominance too (Budescu 1993).

    Parameters
    ----------
    corr : array, shape (..., q + 1, q + 1)
        Correlations of the drivers, block after block, and the outcome.
    blocks : sequence of int
        Columns of each of the P blocks; they sum to q.

    Returns
    -------
    array, shape (..., P, P)
        Block j, models of k = 0 ... P - 1 other blocks. Missing where drivers are collinear.

    Notes
    -----
    The correlations are swept block by block: the state with a block swept in and the state without it are
    carried on side by side, so all 2**P models cost a few operations each. They are made and summed up in
    pieces: memory does not grow with 2**P.

    Examples
    --------
    >>> corr = np.array([[1.0, 0.0, 0.5], [0.0, 1.0, 0.3], [0.5, 0.3, 1.0]])
    >>> by_size(corr, [1, 1]).round(2).tolist()
    [[0.25, 0.25], [0.09, 0.09]]
    """
    shape, members, p = corr.shape[:-2], batch_last(corr, 2), len(blocks)
    found = np.empty((p, p, members.shape[-1]))
    for start in range(0, members.shape[-1], MEMBERS):
        part = slice(start, start + MEMBERS)
        having = np.zeros((p, p + 1, found[..., part].shape[-1]))
        every = np.zeros(having.shape[1:])
        for inside, first, values in _pieces(members[..., part], blocks):
            within, whole = tally(values)
            s = len(inside)
            having[first:, s : s + p - first + 1] += within
            having[inside, s : s + p - first + 1] += whole
            every[s : s + p - first + 1] += whole
        found[..., part] = averages(having, every)
    return found.transpose(2, 0, 1).reshape(*shape, p, p)


def of_subsets(corr: Array, blocks: Sequence[int]) -> Array:
    """R² of every subset of blocks, shape (..., 2**P); block j is in where bit j is set.

    Parameters as for :func:`by_size`; takes 8 bytes for each subset and member.

    Examples
    --------
    >>> corr = np.array([[1.0, 0.0, 0.5], [0.0, 1.0, 0.3], [0.5, 0.3, 1.0]])
    >>> of_subsets(corr, [1, 1]).round(2).tolist()
    [0.0, 0.25, 0.09, 0.34]
    """
    shape, members, p = corr.shape[:-2], batch_last(corr, 2), len(blocks)
    found = np.empty((2**p, members.shape[-1]))
    for start in range(0, members.shape[-1], MEMBERS):
        part = slice(start, start + MEMBERS)
        for inside, first, values in _pieces(members[..., part], blocks):
            found[sum(1 << j for j in inside) :: 1 << first, part] = values
    return np.ascontiguousarray(found.T).reshape(*shape, 2**p)


def _pieces(corr: Array, blocks: Sequence[int]) -> Iterator[tuple[list[int], int, Array]]:
    """R² of all subsets, piece by piece: blocks that are in, the first free block, and the R² of all subsets
    of the free blocks, shape (2**free, members)."""
    q = len(corr)
    waiting: list[tuple[Triangle, int, list[int]]] = [([corr[i, i:, None] for i in range(q)], 0, [])]
    members, p = corr.shape[-1], len(blocks)
    while waiting:
        rows, first, inside = waiting.pop()
        if first < p and members << (p - first) > AT_A_TIME:
            size = blocks[first]
            waiting.append((_swept(rows, size), first + 1, [*inside, first]))
            waiting.append((rows[size:], first + 1, inside))
            continue
        for size in blocks[first:]:
            rows = _both(rows, size)
        # the variance itself, which is 1 but for rounding, so that no driver explains 0 exactly
        yield inside, first, corr[-1, -1] - rows[0][0]


def _swept(rows: Triangle, size: int) -> Triangle:
    """Covariances left when the first columns are held constant."""
    for _ in range(size):
        first = rows[0]
        pivot = np.where(first[0] < SINGULAR, np.nan, first[0])
        rows = [row - first[i] / pivot * first[i:] for i, row in enumerate(rows[1:], 1)]
    return rows


def _both(rows: Triangle, size: int) -> Triangle:
    """The same without and with the first columns held constant, side by side."""
    out = []
    kept = rows[size:]
    rows = _swept(rows, size - 1)
    first = rows[0]
    pivot = np.where(first[0] < SINGULAR, np.nan, first[0])
    for i, (without, row) in enumerate(zip(kept, rows[1:], strict=True), 1):
        columns, subsets, members = without.shape
        joined = np.empty((columns, 2 * subsets, members))
        joined[:, :subsets] = without
        swept = joined[:, subsets:]
        np.multiply(first[i] / pivot, first[i:], out=swept)
        np.subtract(row, swept, out=swept)
        out.append(joined)
    return out


def dominance_shares(values: Array) -> Array:
    """In which share of the models without either block one adds more to R² than another.

    Parameters
    ----------
    values : array, shape (..., 2**P)
        R² of every subset; see :func:`of_subsets`.

    Returns
    -------
    array, shape (..., P, P)
        Block i over block j; 1 is complete dominance (Budescu 1993). Equal models count half to each.

    Examples
    --------
    >>> dominance_shares(np.array([0.0, 0.25, 0.09, 0.34])).tolist()
    [[0.5, 1.0], [0.0, 0.5]]
    """
    shape, p = values.shape[:-1], values.shape[-1].bit_length() - 1
    found = np.full((*shape, p, p), 0.5)
    for i in range(p):
        for j in range(i + 1, p):
            cut = values.reshape(*shape, 1 << (p - 1 - j), 2, 1 << (j - i - 1), 2, 1 << i)
            gap = cut[..., :, 0, :, 1, :] - cut[..., :, 1, :, 0, :]
            share = np.where(gap > EQUAL, 1.0, np.where(gap < -EQUAL, 0.0, 0.5)).mean(axis=(-3, -2, -1))
            share = np.where(np.isnan(gap).any(axis=(-3, -2, -1)), np.nan, share)
            found[..., i, j], found[..., j, i] = share, 1.0 - share
    return found


def conditional_shares(sizes: Array) -> Array:
    """In which share of the model sizes one block adds more on average than another.

    Parameters
    ----------
    sizes : array, shape (..., P, P)
        As :func:`by_size` gives them.

    Returns
    -------
    array, shape (..., P, P)
        Block i over block j; 1 is conditional dominance (Azen and Budescu 2003).

    Examples
    --------
    >>> conditional_shares(np.array([[0.25, 0.25], [0.09, 0.09]])).tolist()
    [[0.5, 1.0], [0.0, 0.5]]
    """
    gap = sizes[..., :, None, :] - sizes[..., None, :, :]
    share = np.where(gap > EQUAL, 1.0, np.where(gap < -EQUAL, 0.0, 0.5)).mean(axis=-1)
    found: Array = np.where(np.isnan(gap).any(axis=-1), np.nan, share)
    return found


def relative_weights(corr: Array, blocks: Sequence[int]) -> Array:
    """Johnson's relative weights, shape (..., P): explained variance by the nearest orthogonal drivers.

    Parameters as for :func:`by_size`. A block has the sum of its drivers' weights.

    Notes
    -----
    With R_xx = Q D Q' and L = Q D^1/2 Q', the weights are L² (L^-1 r_xy)², squares taken element by element
    (Johnson 2000, Multivariate Behavioral Research 35, 1-19). They sum to R².

    Examples
    --------
    >>> corr = np.array([[1.0, 0.0, 0.5], [0.0, 1.0, 0.3], [0.5, 0.3, 1.0]])
    >>> relative_weights(corr, [1, 1]).round(2).tolist()
    [0.25, 0.09]
    """
    values, vectors = np.linalg.eigh(corr[..., :-1, :-1])
    values = np.where(values < SINGULAR, np.nan, values)
    root = np.sqrt(values)[..., None, :]
    turned = np.swapaxes(vectors, -1, -2)
    nearest = (vectors * root) @ turned
    slopes = ((vectors / root) @ turned @ corr[..., :-1, -1:])[..., 0]
    return _blocks((nearest**2 @ (slopes**2)[..., None])[..., 0], blocks)


def pratt(corr: Array, blocks: Sequence[int]) -> Array:
    """Pratt's measure, shape (..., P): standardised coefficient times correlation, summed within blocks.

    It sums to R² but may be negative (Pratt 1987, Dividing the indivisible).

    Examples
    --------
    >>> corr = np.array([[1.0, 0.0, 0.5], [0.0, 1.0, 0.3], [0.5, 0.3, 1.0]])
    >>> pratt(corr, [1, 1]).round(2).tolist()
    [0.25, 0.09]
    """
    between = corr[..., :-1, -1]
    return _blocks(coefficients(corr[..., :-1, :-1], between) * between, blocks)


def first(corr: Array, blocks: Sequence[int]) -> Array:
    """R² of each block alone, shape (..., P)."""
    parts = []
    for low, high in pairwise(np.cumsum([0, *blocks])):
        mine = [*range(low, high), corr.shape[-1] - 1]
        parts.append(r_squared(corr[..., mine, :][..., :, mine]))
    return np.stack(parts, axis=-1)


def last(corr: Array, blocks: Sequence[int]) -> Array:
    """What R² loses without each block, shape (..., P): the usefulness, a squared semipartial correlation."""
    whole, parts = r_squared(corr), []
    for low, high in pairwise(np.cumsum([0, *blocks])):
        others = [i for i in range(corr.shape[-1]) if not low <= i < high]
        parts.append(whole - r_squared(corr[..., others, :][..., :, others]))
    return np.stack(parts, axis=-1)


def partial(corr: Array, blocks: Sequence[int]) -> Array:
    """Share of what the other blocks leave open that each block explains, shape (..., P).

    For a single driver it is the squared partial correlation.
    """
    useful = last(corr, blocks)
    left = 1.0 - r_squared(corr)[..., None] + useful
    return np.divide(useful, left, out=np.full_like(useful, np.nan), where=left > 0)


def _blocks(of_columns: Array, blocks: Sequence[int]) -> Array:
    starts = np.cumsum([0, *blocks[:-1]])
    found: Array = np.add.reduceat(of_columns, starts, axis=-1)
    return found


@dataclass(frozen=True, eq=False)
class Orders:
    """Random orders in which blocks enter a model, in rounds.

    A round is one random order with all its rotations and the reverse of each: every block stands twice at
    every place. What a driver adds depends most of all on its place, so the means of rounds vary far less
    than those of as many orders drawn apart.

    Attributes
    ----------
    blocks : tuple of int
        Columns of each block.
    orders : array of int, shape (m, P)
        Round after round.
    per_round : int
    """

    blocks: tuple[int, ...]
    orders: NDArray[np.intp]
    per_round: int

    @classmethod
    def drawn(cls, blocks: Sequence[int], rounds: int, seed: int) -> Orders:
        """Draw rounds of 2 P orders."""
        p = len(blocks)
        rng = np.random.default_rng(np.random.SeedSequence([seed, p]))
        start = rng.permuted(np.tile(np.arange(p), (rounds, 1)), axis=1)
        turned = start[:, (np.arange(p)[:, None] + np.arange(p)) % p]
        both = np.stack([turned, turned[..., ::-1]], axis=2)
        return cls(tuple(blocks), both.reshape(-1, p), 2 * p)

    @property
    def columns(self) -> NDArray[np.intp]:
        """The same of the columns, with the outcome last; shape (m, q + 1)."""
        ends = np.cumsum([0, *self.blocks])
        places = [np.arange(ends[j], ends[j + 1]) for j in range(len(self.blocks))]
        return np.array([np.concatenate([*(places[j] for j in order), ends[-1:]]) for order in self.orders])


def sampled(corr: Array, orders: Orders) -> tuple[Array, Array]:
    """LMG shares from random orders, and their errors of sampling.

    Use it where the drivers are too many for all subsets; the shares of every single order sum to R², so
    their means do too.

    Parameters
    ----------
    corr : array, shape (..., q + 1, q + 1)
    orders : Orders

    Returns
    -------
    shares, errors : array, shape (..., P)
        Errors are those of the mean over rounds, missing with one. All missing where drivers are collinear.

    Notes
    -----
    In the Cholesky factor of the correlations in some order, the outcome's row holds the semipartial
    correlations of the drivers as they enter: its squares are what each adds to R².

    Examples
    --------
    >>> corr = np.array([[1.0, 0.0, 0.5], [0.0, 1.0, 0.3], [0.5, 0.3, 1.0]])
    >>> sampled(corr, Orders.drawn([1, 1], 3, seed=0))[0].round(2).tolist()
    [0.25, 0.09]
    """
    shape, q = corr.shape[:-2], corr.shape[-1]
    members, p = corr.reshape(-1, q, q), len(orders.blocks)
    columns = orders.columns
    sound = np.linalg.eigvalsh(members[:, :-1, :-1]).min(axis=-1) > SINGULAR
    members = np.where(sound[:, None, None], members, np.eye(q))
    size = orders.per_round
    rounds = len(columns) // size
    total, squares = np.zeros((len(members), p)), np.zeros((len(members), p))
    step = max(1, min(rounds, PIECE // (size * q * q)))
    many = max(1, PIECE // (step * size * q * q))
    for start in range(0, rounds, step):
        taken = columns[size * start : size * (start + step)]
        turn = np.argsort(taken[:, :-1], axis=1)
        for low in range(0, len(members), many):
            part = slice(low, low + many)
            turned = members[part][:, taken[:, :, None], taken[:, None, :]]
            turned[..., -1, -1] = 2.0  # an outcome explained in full has a zero pivot, which nobody needs
            steps = np.linalg.cholesky(turned)[..., -1, :-1] ** 2
            own = np.take_along_axis(steps, np.broadcast_to(turn, steps.shape), axis=-1)
            mean = (
                _blocks(np.asarray(own, dtype=np.float64), orders.blocks)
                .reshape(len(own), -1, size, p)
                .mean(axis=2)
            )
            total[part] += mean.sum(axis=1)
            squares[part] += (mean**2).sum(axis=1)
    mean = total / rounds
    with np.errstate(invalid="ignore", divide="ignore"):
        error = np.sqrt(np.maximum(squares / rounds - mean**2, 0.0) / (np.array(rounds) - 1))
    missing = ~sound[:, None]
    shares, errors = np.where(missing, np.nan, mean), np.where(missing, np.nan, error)
    return shares.reshape(*shape, p), errors.reshape(*shape, p)
