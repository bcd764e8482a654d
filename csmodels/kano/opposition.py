"""When groups want different things of one attribute, and how far apart these are."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from csmodels.numerics.kano.counts import LETTERS, I, Q, R

#: How far apart the labels of groups are, from not at all.
DEGREES = ("", "differ", "opposed")


def degrees(leading: ArrayLike) -> NDArray[np.int8]:
    """How far apart the categories of groups are, for any number of resamples and attributes at once.

    Parameters
    ----------
    leading : array_like of int, shape (..., groups)
        Position of each group's category in "MOAIRQ"; negative where it has none or it is withheld.

    Returns
    -------
    array of int8, shape (...)
        Position in `DEGREES`: 2 where R meets M, O or A, 1 where two categories differ otherwise, else 0.
        Q is no opinion and counts for none.

    Examples
    --------
    >>> degrees([[2, 4], [2, 3], [2, 2], [2, 5]]).tolist()
    [2, 1, 0, 0]
    """
    given = np.asarray(leading)
    counted = (given >= 0) & (given < Q)
    opposed = (counted & (given < I)).any(axis=-1) & (given == R).any(axis=-1)
    kinds = sum((given == c).any(axis=-1).astype(np.int8) for c in range(Q))
    return np.where(opposed, 2, np.asarray(kinds) > 1).astype(np.int8)


def degree(labels: Sequence[str]) -> str:
    """How far apart the labels of groups are.

    Use it to find attributes of which one label for all would mislead: groups that oppose each other can sum
    up to "indifferent", or to no label at all.

    Parameters
    ----------
    labels : sequence of str
        A letter of M, O, A, I, R, Q for each group; anything else is a label that is withheld.

    Returns
    -------
    {"opposed", "differ", ""}
        "opposed": R meets M, O or A, so that what some want others want absent. "differ": two labels differ
        otherwise, as M and A, or A and I. "": all are equal, or fewer than two are sure. Labels that are
        withheld, and Q, do not count.

    Examples
    --------
    >>> degree(["A", "R", "I"]), degree(["M", "A"]), degree(["I", "I", ""])
    ('opposed', 'differ', '')
    """
    return DEGREES[int(degrees([LETTERS.index(x) if len(x) == 1 and x in LETTERS else -1 for x in labels]))]
