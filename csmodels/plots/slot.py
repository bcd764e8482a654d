"""Drawing in an axes that the caller gave: all words stay within its place, whatever stands beside it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure, SubFigure
    from matplotlib.transforms import Bbox

_EDGE = 3.0  # points kept free at the edge of the figure
_LEAST = 0.1  # of the given width or height, which stays for the data whatever the words need


@dataclass(frozen=True)
class Margins:
    """Room for words around the data area, in points."""

    left: float
    right: float
    above: float
    below: float


@dataclass(frozen=True)
class SlotLocator:
    """Tells matplotlib, at each drawing, where in its place an axes stands so that its words fit.

    The place is only known when the figure is drawn: a layout engine moves axes just before that.
    """

    margins: Margins
    get_subplotspec: Callable[[], Any]  # tight_layout asks the locator, where there is one
    before: Any  # what located the axes until now, for example the parent of an inset
    resize: Callable[[float, float], None] | None = None  # told width and height in points

    def __call__(self, ax: Any, renderer: Any) -> Bbox:
        """Return the axes' position in parts of the figure."""
        from matplotlib.transforms import Bbox

        given = self.before(ax, renderer) if self.before is not None else ax.get_position(original=True)
        width, height = _points(ax.get_figure(root=False))
        left, low, right, top = slot(ax, given)
        x0 = max(given.x0, left + self.margins.left / width)
        y0 = max(given.y0, low + self.margins.below / height)
        x1 = max(min(given.x1, right - self.margins.right / width), x0 + _LEAST * given.width)
        y1 = max(min(given.y1, top - self.margins.above / height), y0 + _LEAST * given.height)
        if self.resize is not None:
            self.resize((x1 - x0) * width, (y1 - y0) * height)
        return Bbox.from_extents(x0, y0, x1, y1)


def slot(ax: Axes, given: Bbox) -> tuple[float, float, float, float]:
    """Return the place that belongs to an axes, as left, low, right, top in parts of the figure.

    It is the given rectangle, and where nothing else stands on a side, the figure's margin on that side. A
    layout engine hands out the whole margin itself; an axes inside another one has no margin.
    """
    figure = ax.get_figure(root=False)
    assert figure is not None
    others = [
        other.get_position(original=True)
        for other in figure.get_axes()
        if other is not ax and other.get_figure(root=False) is figure
    ]
    inset = _before(ax) is not None or any(
        one.x0 <= given.x0 and one.x1 >= given.x1 and one.y0 <= given.y0 and one.y1 >= given.y1
        for one in others
    )
    if inset or figure.get_layout_engine() is not None:
        return given.x0, given.y0, given.x1, given.y1
    width, height = _points(figure)
    beside, under = _EDGE / width, _EDGE / height
    free_left = not figure.get_supylabel() and not any(one.x1 <= given.x0 for one in others)
    free_low = not figure.get_supxlabel() and not any(one.y1 <= given.y0 for one in others)
    free_right = not any(one.x0 >= given.x1 for one in others)
    free_top = not figure.get_suptitle() and not any(one.y0 >= given.y1 for one in others)
    return (
        min(given.x0, beside) if free_left else given.x0,
        min(given.y0, under) if free_low else given.y0,
        max(given.x1, 1 - beside) if free_right else given.x1,
        max(given.y1, 1 - under) if free_top else given.y1,
    )


def room(ax: Axes, *, margin: bool = True) -> tuple[float, float]:
    """Return width and height in points that an axes will have for everything, as far as known by now.

    With `margin` the figure's margins count where they are free, as :func:`slot` says. A layout engine has
    not yet run: it will share out the margins, so each cell grows in proportion.
    """
    from matplotlib.transforms import Bbox

    figure = ax.get_figure(root=False)
    assert figure is not None
    width, height = _points(figure)
    before = _before(ax)
    given = before(ax, None) if before is not None else ax.get_position(original=True)
    left, low, right, top = slot(ax, given) if margin else (given.x0, given.y0, given.x1, given.y1)
    wide, high = right - left, top - low
    if figure.get_layout_engine() is not None and before is None:
        whole = Bbox.union([one.get_position(original=True) for one in figure.get_axes()])
        wide, high = wide / whole.width, high / whole.height
        width, height = width - 2 * _EDGE, height - 2 * _EDGE
    return wide * width, high * height


def keep_inside(ax: Axes, margins: Margins, resize: Callable[[float, float], None] | None = None) -> None:
    """Make an axes leave room for its words within its own place, now and at each drawing."""
    locator = SlotLocator(margins, ax.get_subplotspec, _before(ax), resize)
    ax.set_axes_locator(locator)
    ax.apply_aspect(locator(ax, None))


def keep_scaled(ax: Axes, margins: Margins, scale: Callable[[float, float], float]) -> None:
    """Make the words and shapes that an axes holds keep their proportion to its size as well.

    Words have sizes in points, not in units of the axes: without this they would keep the size that suited
    the axes before a layout engine or a reader made it smaller. They are drawn at scale 1 before; `scale`
    gives the scale for a width and a height in points.
    """
    texts = {words: float(words.get_fontsize()) for words in ax.texts}
    patches = {patch: float(patch.get_linewidth()) for patch in ax.patches}

    def resize(width: float, height: float) -> None:
        now = scale(width, height)
        for words, size in texts.items():
            words.set_fontsize(size * now)
        for patch, line in patches.items():
            patch.set_linewidth(line * now)

    keep_inside(ax, margins, resize)


def _before(ax: Axes) -> Any:
    """Return the axes' locator; of one drawn in again, the one before the first drawing."""
    locator = ax.get_axes_locator()
    return locator.before if isinstance(locator, SlotLocator) else locator


def _points(figure: Figure | SubFigure) -> tuple[float, float]:
    box = figure.bbox
    return 72 * box.width / figure.dpi, 72 * box.height / figure.dpi
