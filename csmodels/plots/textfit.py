"""How large a text will be, and where it may be broken into lines."""

from __future__ import annotations

import math
import unicodedata
from functools import lru_cache

from csmodels.plots.cjk import cjk_families

LINE_HEIGHT = 1.3
"""Distance of two lines in units of the font size; Chinese needs a little more air than Latin script."""

_NO_LINE_START = set("，。、；：？！）」』》〉】〕％,.;:?!)]}%”’…")
_NO_LINE_END = set("（「『《〈【〔([{“‘")


# On the screen letters are fitted to whole pixels, which makes Chinese at 9 points and 100 dpi this much
# wider.
_PIXEL_FIT = 1.04

_MEASURED = 100.0


def line_width(line: str, size: float) -> float:
    """Return the room one line needs, in whole points.

    The outline is measured, not the pixels: the result does not depend on a screen or a resolution.

    Examples
    --------
    >>> line_width("满意", 10), line_width("", 10)
    (21.0, 0.0)
    """
    if not line.strip():
        return 0.0
    # Rounded first, so that the last bits of a float do not decide about a whole point.
    return float(math.ceil(round(_outline(line) * (size / _MEASURED) * _PIXEL_FIT, 3)))


@lru_cache(maxsize=16384)
def _outline(line: str) -> float:
    """Width in points at the one size in which matplotlib measures outlines, whatever size is asked for.

    Kept for all sizes together: most lines are asked for in several, and shaping one takes a millisecond.
    """
    from matplotlib.font_manager import FontProperties
    from matplotlib.textpath import text_to_path

    font = FontProperties(family=cjk_families(), size=_MEASURED)
    return float(text_to_path.get_text_width_height_descent(line, font, ismath=False)[0])


def text_size(text: str, size: float) -> tuple[float, float]:
    """Return width and height in points of a text of one or more lines.

    Examples
    --------
    >>> text_size("满意\\n忠诚度", 10)
    (32.0, 26.0)
    """
    lines = text.split("\n")
    return max(line_width(line, size) for line in lines), LINE_HEIGHT * size * len(lines)


def _pieces(text: str) -> list[str]:
    """Split a text where a line may end: at blanks, and between Chinese characters."""
    pieces: list[str] = []
    glue = True  # the next character belongs to the piece before it
    for character in text:
        wide = unicodedata.east_asian_width(character) in "WF"
        if character in _NO_LINE_START and pieces:
            pieces[-1] += character
        elif character == " ":
            if pieces:
                pieces[-1] += character
            glue = False
            continue
        elif pieces and ((glue and not wide) or pieces[-1][-1] in _NO_LINE_END):
            pieces[-1] += character
        else:
            pieces.append(character)
        glue = not wide
    return pieces


def wrap(text: str, width: float, size: float, max_lines: int = 3) -> str:
    """Break a text into lines of about equal length, at most `width` points wide where possible.

    Parameters
    ----------
    text : str
        Line breaks in it are kept.
    width : float
        Points.
    size : float
        Font size in points.
    max_lines : int
        What does not fit into so many lines ends in an ellipsis.

    Examples
    --------
    >>> wrap("Product quality", 60, 10)
    'Product\\nquality'
    >>> wrap("顾客对服务质量的感知", 60, 10)
    '顾客对服务\\n质量的感知'
    """
    paragraphs = [_wrap_paragraph(paragraph.strip(), width, size) for paragraph in text.split("\n")]
    lines = [line for paragraph in paragraphs for line in paragraph]
    if len(lines) > max_lines:
        last = lines[max_lines - 1]
        while last and line_width(last + "…", size) > width:
            last = last[:-1]
        lines = [*lines[: max_lines - 1], last.rstrip() + "…"]
    return "\n".join(lines)


def _wrap_paragraph(paragraph: str, width: float, size: float) -> list[str]:
    pieces = _pieces(paragraph)
    fewest = _fill(pieces, width, size)
    if len(fewest) < 2:
        return fewest
    # The same number of lines with the narrowest limit that allows it: lines of about equal length.
    for limit in range(math.ceil(line_width(paragraph, size) / len(fewest)), math.ceil(width)):
        lines = _fill(pieces, limit, size)
        if len(lines) == len(fewest) and all(line_width(line, size) <= limit for line in lines):
            return lines
    return fewest


def _fill(pieces: list[str], width: float, size: float) -> list[str]:
    lines = [""]
    for piece in pieces:
        longer = lines[-1] + piece
        if lines[-1] and line_width(longer.rstrip(), size) > width:
            lines.append(piece)
        else:
            lines[-1] = longer
    return [line.rstrip() for line in lines]
