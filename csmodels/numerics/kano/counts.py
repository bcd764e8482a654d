"""From pairs of answers to categories, from categories to counts, and the counts of every resample.

Everything a Kano questionnaire says of an attribute is a function of its counts, as everything in the other
models is one of moments. So the batch is here too: resamples are one product of how often each respondent
was drawn with the indicators of the categories.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from csmodels.errors import DataError

Array = NDArray[np.float64]
Codes = NDArray[np.int8]

#: Categories in the order of all arrays: must-be, one-dimensional, attractive, indifferent, reverse,
#: questionable.
LETTERS = "MOAIRQ"
#: Position of each.
M, O, A, I, R, Q = range(6)  # noqa: E741
#: Rows that are treated at a time: small enough to stay in the cache.
STRETCH = 8192
#: Numbers of the columns that are counted at a time.
NUMBERS_AT_A_TIME = 2**22
#: Bytes of the resamples' counts that are held at a time: columns are made again for each such batch.
COUNTS_AT_A_TIME = 2**26
#: Most resamples in one product.
RESAMPLES_AT_A_TIME = 1024
#: Largest whole number below which every whole number is a float of four bytes.
EXACT = 2**24


def categories(functional: Codes, dysfunctional: Codes, table: Codes) -> Codes:
    """Category of every pair of answers.

    Parameters
    ----------
    functional, dysfunctional : array of int8, shape (n, attributes)
        Answers 1 to k; 0 where there is none. Columns may lie in memory by rows or by attributes.
    table : array of int8, shape (k, k)
        Position in `LETTERS` of the answers f and d in ``table[f - 1, d - 1]``.

    Returns
    -------
    array of int8, shape (n, attributes)
        Position in `LETTERS`, -1 where an answer is missing; attributes lie one behind the other in memory.

    Raises
    ------
    DataError
        Answers outside 0 to k, or arrays of different shapes.

    Examples
    --------
    >>> import numpy as np
    >>> rows = ("QAAAO", "RIIIM", "RIIIM", "RIIIM", "RRRRQ")
    >>> table = np.array([[LETTERS.index(letter) for letter in row] for row in rows], dtype=np.int8)
    >>> answers = np.array([[1], [2], [0]], dtype=np.int8), np.array([[5], [5], [5]], dtype=np.int8)
    >>> categories(*answers, table)[:, 0].tolist()
    [1, 0, -1]
    """
    if functional.shape != dysfunctional.shape or functional.ndim != 2:
        raise DataError(
            f"Functional answers have the shape {functional.shape}, dysfunctional ones {dysfunctional.shape};"
            " both are (respondents, attributes)."
        )
    k = len(table)
    for name, given in (("functional", functional), ("dysfunctional", dysfunctional)):
        if given.size and (given.min() < 0 or given.max() > k):
            raise DataError(f"The {name} answers are not all 0 to {k}; 0 stands for no answer.")
    n, attributes = functional.shape
    # a pair of answers is one byte; translating bytes is the fastest look-up there is
    words = np.full(256, 255, dtype=np.uint8)
    words[(np.arange(1, k + 1)[:, None] * (k + 1) + np.arange(1, k + 1)).ravel()] = table.ravel()
    translation = words.tobytes()
    out = np.empty((attributes, n), dtype=np.int8)
    for start in range(0, n, STRETCH):
        part = slice(start, min(start + STRETCH, n))
        pairs = np.multiply(functional[part].T, k + 1, dtype=np.uint8, casting="unsafe", order="C")
        np.add(pairs, dysfunctional[part].T, out=pairs, casting="unsafe")
        found = np.frombuffer(pairs.tobytes().translate(translation), dtype=np.int8)
        out[:, part] = found.reshape(attributes, -1)
    return out.T


def tally(categories: Codes, weights: Array | None = None) -> Array:
    """Count the categories of every attribute.

    Parameters
    ----------
    categories : array of int8, shape (n, attributes)
        As from :func:`categories`.
    weights : array, shape (n,), optional
        Survey weights: sums of them are counted.

    Returns
    -------
    array, shape (attributes, 6)

    Examples
    --------
    >>> import numpy as np
    >>> tally(np.array([[0], [1], [1], [-1]], dtype=np.int8)).tolist()
    [[1.0, 2.0, 0.0, 0.0, 0.0, 0.0]]
    """
    columns = categories.T
    out = np.zeros((len(columns), len(LETTERS)))
    for row, column in zip(out, columns, strict=True):
        if weights is None:
            mine = np.ascontiguousarray(column)
            row[:] = [np.count_nonzero(mine == c) for c in range(len(LETTERS))]
        else:
            row[:] = np.bincount(column + 1, weights, minlength=len(LETTERS) + 1)[1:]
    return out


def indicators(categories: Codes) -> NDArray[np.float32]:
    """One column of 0 and 1 for every attribute and category, shape (n, attributes * 6)."""
    n, attributes = categories.shape
    out = np.empty((n, attributes, len(LETTERS)), dtype=np.float32)
    np.equal(categories[:, :, None], np.arange(len(LETTERS), dtype=np.int8), out=out, casting="unsafe")
    return out.reshape(n, -1)


def resampled(
    categories: Codes, counts_iterator: Iterable[NDArray[Any]], weights: Array | None = None
) -> Array:
    """Counts of the categories in every resample; respondents are kept whole.

    Parameters
    ----------
    categories : array of int8, shape (n, attributes)
    counts_iterator : iterable of array, shape (batch, n)
        How often each respondent is in each resample: see `csmodels.numerics.draws`.
    weights : array, shape (n,), optional
        A drawn respondent brings the weight along.

    Returns
    -------
    array, shape (members, attributes, 6)

    Examples
    --------
    >>> import numpy as np
    >>> found = resampled(np.array([[0], [1]], dtype=np.int8), [np.array([[2, 0], [1, 1]], dtype=np.uint8)])
    >>> found[:, 0, :2].tolist()
    [[2.0, 0.0], [1.0, 1.0]]
    """
    n, attributes = categories.shape
    k = attributes * len(LETTERS)
    found = counted_sums(lambda rows: indicators(categories[rows]), n, k, counts_iterator, weights)
    return found.reshape(-1, attributes, len(LETTERS))


def counted_sums(
    columns: Callable[[slice], NDArray[Any]],
    n: int,
    k: int,
    counts_iterator: Iterable[NDArray[Any]],
    weights: Array | None = None,
    largest: float = 1.0,
) -> Array:
    """Sums of columns over the rows of every resample: one product of counts and columns.

    Parameters
    ----------
    columns : callable
        Makes the columns of a stretch of rows, shape (rows, k).
    n, k : int
    counts_iterator : iterable of array, shape (batch, n)
    weights : array, shape (n,), optional
    largest : float
        Largest absolute value in the columns; not finite where they are no whole numbers. Sums of whole
        numbers are exact in floats of four bytes, which are twice as fast.

    Returns
    -------
    array, shape (members, k)
    """
    step = max(1, NUMBERS_AT_A_TIME // max(1, k))
    stretches = [slice(start, min(start + step, n)) for start in range(0, n, step)]
    whole = weights is None and largest * n < EXACT
    kept: NDArray[Any] | None = None

    def made(rows: slice, dtype: type[np.floating[Any]]) -> NDArray[Any]:
        found = columns(rows).astype(dtype, copy=False)
        return found if weights is None else found * weights[rows][:, None]

    found = []
    for counts in _joined(counts_iterator, n):
        # counts of a bootstrap are whole; other weights (replicates, rescaled units) are not
        dtype = np.float32 if whole and np.issubdtype(counts.dtype, np.integer) else np.float64
        sums = np.zeros((len(counts), k))
        for rows in stretches:
            if len(stretches) > 1:
                part = made(rows, dtype)
            else:
                kept = made(rows, dtype) if kept is None or kept.dtype != dtype else kept
                part = kept
            sums += counts[:, rows].astype(dtype) @ part
        found.append(sums)
    return np.concatenate(found) if found else np.empty((0, k))


def _joined(batches: Iterable[NDArray[Any]], n: int) -> Iterable[NDArray[Any]]:
    """Batches of counts put together until they are worth a product."""
    from csmodels.numerics.resampling import gather

    return gather(batches, max(1, min(RESAMPLES_AT_A_TIME, COUNTS_AT_A_TIME // max(1, n))))
