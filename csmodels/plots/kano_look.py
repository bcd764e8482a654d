"""How the categories of a Kano analysis look in every picture."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from csmodels.plots.slot import Margins, keep_inside, room
from csmodels.plots.style import INK
from csmodels.tables.strings import text

if TYPE_CHECKING:
    from matplotlib.axes import Axes

#: Categories in their order.
CATEGORIES = "MOAIRQ"

#: Colours whose neighbours differ in lightness too, so that bars can be read in grey.
COLORS = {"M": "#00527F", "O": "#E69F00", "A": "#009E73", "I": "#C9C9C9", "R": "#8E4A78", "Q": "#FFFFFF"}

#: The same for outlines and small marks on white.
LINES = {"M": "#00527F", "O": "#C26A00", "A": "#007A59", "I": "#6E6E6E", "R": "#8E4A78", "Q": "#222222"}

#: One marker for each category; reverse and questionable ones are drawn hollow.
MARKERS = {"M": "s", "O": "o", "A": "^", "I": "D", "R": "v", "Q": "X"}

#: Hatches of bars.
HATCHES = {"R": "////", "Q": "...."}

#: Ink on the colour of a bar.
INKS = {"M": "white", "O": "#222222", "A": "white", "I": "#222222", "R": "white", "Q": "#222222"}

_WORDS = ("must_be", "one_dimensional", "attractive", "indifferent", "reverse", "questionable")


def category_word(letter: str, lang: str) -> str:
    """A category in words, its letter first.

    Examples
    --------
    >>> category_word("M", "en"), category_word("A", "zh")
    ('M Must-be', 'A 魅力')
    """
    return f"{letter} {text('value.' + _WORDS[CATEGORIES.index(letter)], lang)}"


def inner_room(ax: Axes, margins: Margins) -> tuple[float, float]:
    """Width and height in points that the data keep in a given axes beside words of these margins.

    Data never reach beyond the axes that was given, though words may reach into the figure's margins.
    """
    figure = ax.get_figure(root=False)
    assert figure is not None  # it was given
    if figure.get_layout_engine() is not None:  # which will share out the figure only when it is drawn
        width, height = room(ax)
        return width - margins.left - margins.right, height - margins.above - margins.below
    keep_inside(ax, margins)
    box = ax.get_window_extent()
    return 72 * box.width / figure.dpi, 72 * box.height / figure.dpi


def point_look(letter: str, contested: bool, size: float) -> dict[str, Any]:
    """How a point of a category is drawn: hollow where it is R, Q or none, half filled where contested."""
    color = LINES.get(letter, INK)
    hollow = letter in ("R", "Q", "")
    found: dict[str, Any] = {
        "linestyle": "none", "marker": MARKERS.get(letter, "x"), "markersize": size, "color": color,
        "markeredgecolor": color if hollow or contested else "white",
        "markeredgewidth": 1.3 if hollow else (0.9 if contested else 0.6), "zorder": 4, "clip_on": False,
    }  # fmt: skip
    if hollow:
        found |= {"markerfacecolor": "white"}
    elif contested:
        found |= {"fillstyle": "left", "markerfacecoloralt": "white"}
    return found
