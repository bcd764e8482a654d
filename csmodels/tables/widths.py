"""Widths of text on a character grid: a Chinese character takes two columns, an accent none."""

from __future__ import annotations

import re
import unicodedata

# Runs of Latin text and numbers stay together, with the spaces after them; any wide character may end a line.
_WIDE = r"\u2e80-\u303f\u3041-\u30ff\u31c0-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uff60"
_PIECES = re.compile(rf"[{_WIDE}]\s*|[^\s{_WIDE}]+\s*|\s+")
# Punctuation that must not end a line, and that must not start one.
_OPENING = "（《「『【〈“‘(["
_CLOSING = "，。、；：？！）》」』】〉…”’%,.;:?!)]}"


def text_width(string: str) -> int:
    """Return the number of columns of a monospaced display that a text takes.

    Examples
    --------
    >>> text_width("abc"), text_width("满意度"), text_width("R² = 0.68")
    (3, 6, 9)
    """
    if string.isascii():
        return len(string)
    return sum(_character_width(character) for character in string)


def _character_width(character: str) -> int:
    if unicodedata.combining(character) or unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def pad(string: str, width: int, right: bool = False) -> str:
    """Fill a text with spaces up to a display width, on the left of it if `right`.

    Examples
    --------
    >>> pad("质量", 6) + "|", pad("质量", 6, right=True) + "|"
    ('质量  |', '  质量|')
    """
    spaces = " " * max(0, width - text_width(string))
    return spaces + string if right else string + spaces


def wrap(string: str, width: int) -> list[str]:
    """Break a text into lines of at most `width` columns; Chinese breaks between characters.

    A single word that is longer than a line is cut. Line ends in the text are kept.

    Examples
    --------
    >>> wrap("one two three", 8)
    ['one two', 'three']
    >>> wrap("顾客满意度高。", 12)
    ['顾客满意度', '高。']
    """
    lines: list[str] = []
    for paragraph in string.splitlines() or [""]:
        line = ""
        for piece in _pieces(paragraph):
            if line and text_width(line) + text_width(piece.rstrip()) > width:
                lines.append(line.rstrip())
                line = ""
            while text_width(piece.rstrip()) > width:
                head = _head(piece, width)
                lines.append(head)
                piece = piece[len(head) :]
            line += piece
        lines.append(line.rstrip())
    return lines


def _pieces(paragraph: str) -> list[str]:
    pieces: list[str] = []
    for piece in _PIECES.findall(paragraph):
        joins = (
            pieces and not pieces[-1].endswith(" ") and (piece[0] in _CLOSING or pieces[-1][-1] in _OPENING)
        )
        if joins:
            pieces[-1] += piece
        else:
            pieces.append(piece)
    return pieces


def _head(piece: str, width: int) -> str:
    end = 1
    while text_width(piece[: end + 1]) <= width:
        end += 1
    return piece[:end]
