"""Where the gaps of incomplete rows are, arranged so that an EM step is a few long operations."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from csmodels.numerics.missing import slices
from csmodels.numerics.moments import Array

#: Products of gaps held at a time, for each member; more where there would be more blocks than the next.
CELLS_AT_A_TIME = 2**8
BLOCKS = 2**8


@dataclass(frozen=True, eq=False)
class Pattern:
    """Rows that left the same items open."""

    rows: NDArray[np.intp]
    missing: NDArray[np.intp]
    answered: NDArray[np.intp]


def patterns(gaps: NDArray[np.bool_]) -> list[Pattern]:
    """Group the incomplete rows by the items they left open."""
    incomplete = np.flatnonzero(gaps.any(axis=1))
    if not len(incomplete):
        return []
    packed = np.ascontiguousarray(np.packbits(gaps[incomplete], axis=1))
    keys = packed.view(np.dtype((np.void, packed.shape[1]))).ravel()
    _, first, group = np.unique(keys, return_index=True, return_inverse=True)
    ordered = incomplete[np.argsort(group, kind="stable")]
    ends = np.cumsum(np.bincount(group))
    return [
        Pattern(rows, np.flatnonzero(gaps[incomplete[one]]), np.flatnonzero(~gaps[incomplete[one]]))
        for rows, one in zip(np.split(ordered, ends[:-1]), first, strict=True)
    ]


@dataclass(frozen=True, eq=False)
class Item:
    """The gaps of one item: they lie next to each other in the list of all gaps."""

    item: int
    cells: slice
    rows: NDArray[np.intp]  # among the incomplete rows
    answers: Array  # (gaps, p): what these respondents answered, zero where nothing


@dataclass(frozen=True, eq=False)
class Block:
    """Some incomplete rows with equally many gaps, m of them."""

    rows: slice  # among the incomplete rows
    missing: NDArray[np.intp]  # (m, patterns): items
    pattern: NDArray[np.intp]  # (rows,)
    cells: NDArray[np.intp]  # (m, rows): places in the list of all gaps
    scatter: Any  # sparse (p p, m m rows): adds products of gaps to those of their items


class Gaps:
    """Where the gaps are, arranged so that a step is a few long operations."""

    def __init__(self, gaps: NDArray[np.bool_], filled: Array) -> None:
        found = [pattern for pattern in patterns(gaps) if len(pattern.answered)]
        found.sort(key=lambda pattern: len(pattern.missing))
        self.rows = np.concatenate([np.zeros(0, np.intp), *(pattern.rows for pattern in found)])
        incomplete = gaps[self.rows]
        self.cells = int(incomplete.sum())
        places = np.zeros(incomplete.shape, dtype=np.intp)
        self.items: list[Item] = []
        start = 0
        for item in np.flatnonzero(incomplete.any(axis=0)):
            open_rows = np.flatnonzero(incomplete[:, item])
            end = start + len(open_rows)
            places[open_rows, item] = np.arange(start, end)
            answers = filled[self.rows[open_rows]]
            self.items.append(Item(int(item), slice(start, end), open_rows, answers))
            start = end
        self.blocks = list(self._arrange(found, incomplete, places))

    def _arrange(
        self, found: list[Pattern], incomplete: NDArray[np.bool_], places: NDArray[np.intp]
    ) -> Iterator[Block]:
        sizes = incomplete.sum(axis=1)
        at_a_time = max(CELLS_AT_A_TIME, int((sizes**2).sum()) // BLOCKS)
        codes = np.repeat(np.arange(len(found)), [len(pattern.rows) for pattern in found])
        for m in np.unique(sizes).tolist():
            first, end = np.searchsorted(sizes, [m, m + 1]).tolist()
            for part in slices(end - first, at_a_time // m**2):
                rows = slice(first + part.start, first + part.stop)
                used, local = np.unique(codes[rows], return_inverse=True)
                missing = np.stack([found[one].missing for one in used], axis=1)
                items = missing[:, local]
                cells = places[np.arange(rows.start, rows.stop), items]
                yield Block(rows, missing, local, cells, _scatter(items, incomplete.shape[1]))


def _scatter(items: NDArray[np.intp], p: int) -> Any:
    """Matrix that adds the entries of (m, m, rows) to those of (p, p); items (m, rows)."""
    from scipy.sparse import csr_array

    target = (items[:, None] * p + items).ravel()
    return csr_array((np.ones(target.size), (target, np.arange(target.size))), shape=(p * p, target.size))
