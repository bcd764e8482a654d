"""Names of numbered points, in columns under a picture."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from csmodels.plots.textfit import LINE_HEIGHT, line_width, wrap

Key = tuple[tuple[str, ...], tuple[float, ...], float]

_GAP = 12.0  # between columns, in points
_MOST_COLUMNS, _FEW = 6, 3  # of whole names; of names that are cut short


def plan_key(lines: Sequence[str], width: float, size: float, most: float = math.inf) -> Key:
    """Lay lines out in as many columns as fit; in more, cut short, where they would be higher than `most`.

    Parameters
    ----------
    lines : sequence of str
    width : float
        Points.
    size : float
        Of the font.
    most : float
        Height in points.

    Returns
    -------
    columns : tuple of str
        Lines of each column.
    starts : tuple of float
        Where each begins, in points.
    height : float

    Examples
    --------
    >>> plan_key(["1  Wi-Fi", "2  Quiet", "3  Bed"], 100, 8)[0]
    ('1  Wi-Fi\\n2  Quiet', '3  Bed')
    """
    if not lines:
        return (), (), 0.0
    for count in range(min(_MOST_COLUMNS, len(lines)), 0, -1):
        blocks = _blocks(lines, count)
        widths = [max(line_width(line, size) for line in block) for block in blocks]
        if sum(widths) + _GAP * (len(blocks) - 1) <= width:
            break
    else:
        # not even one column is wide enough
        blocks, widths = [[wrap(line, width, size, 1) for line in lines]], [width]
    if _height(blocks, size) > most and len(blocks) < _FEW:
        cut = _blocks(lines, _FEW)
        each = (width - _GAP * (len(cut) - 1)) / len(cut)
        blocks, widths = [[wrap(line, each, size, 1) for line in block] for block in cut], [each] * len(cut)
    starts = np.cumsum([0.0, *(wide + _GAP for wide in widths[:-1])]).tolist()
    return tuple("\n".join(block) for block in blocks), tuple(starts), _height(blocks, size)


def _blocks(lines: Sequence[str], count: int) -> list[list[str]]:
    rows = math.ceil(len(lines) / count)
    return [list(lines[at : at + rows]) for at in range(0, len(lines), rows)]


def _height(blocks: list[list[str]], size: float) -> float:
    return LINE_HEIGHT * size * max(len(block) for block in blocks) + 6
