"""Charts in an axes that the caller gave: all words stay within its place, beside whatever else is drawn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure, SubFigure
    from matplotlib.transforms import Bbox

_EDGE = 4.0  # points kept free at the edge of the figure
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

    The place is only known when the figure is drawn: a layout engine moves axes just before that. `before` is
    what located the axes until now, for example the parent of an inset.
    """

    margins: Margins
    before: Any = None

    def __call__(self, ax: Axes, renderer: Any) -> Bbox:
        """Return the axes' position in parts of the figure."""
        from matplotlib.transforms import Bbox

        given = self.before(ax, renderer) if self.before is not None else ax.get_position(original=True)
        figure = ax.get_figure(root=False)
        assert figure is not None
        width, height = _points(figure)
        left, low, right, top = slot(ax, given)
        x0 = max(given.x0, left + self.margins.left / width)
        y0 = max(given.y0, low + self.margins.below / height)
        x1 = max(min(given.x1, right - self.margins.right / width), x0 + _LEAST * given.width)
        y1 = max(min(given.y1, top - self.margins.above / height), y0 + _LEAST * given.height)
        return Bbox.from_extents(x0, y0, x1, y1)


def slot(ax: Axes, given: Bbox) -> tuple[float, float, float, float]:
    """Return the place that belongs to an axes, as left, low, right, top in parts of the figure.

    It is the given rectangle, and where nothing else stands on a side, the figure's margin on that side. A
    layout engine hands out the whole margin itself.
    """
    figure = ax.get_figure(root=False)
    assert figure is not None
    if figure.get_layout_engine() is not None:
        return given.x0, given.y0, given.x1, given.y1
    others = [
        other.get_position(original=True)
        for other in figure.get_axes()
        if other is not ax and other.get_figure(root=False) is figure
    ]
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


def room(ax: Axes) -> tuple[float, float]:
    """Return width and height in points that an axes will have for everything, as far as known by now.

    A layout engine has not yet run: it will share out the margins, so each cell grows in proportion.
    """
    from matplotlib.transforms import Bbox

    figure = ax.get_figure(root=False)
    assert figure is not None
    width, height = _points(figure)
    before = _before(ax)
    given = before(ax, None) if before is not None else ax.get_position(original=True)
    left, low, right, top = slot(ax, given)
    wide, high = right - left, top - low
    if figure.get_layout_engine() is not None and before is None:
        whole = Bbox.union([one.get_position(original=True) for one in figure.get_axes()])
        wide, high = wide / whole.width, high / whole.height
        width, height = width - 2 * _EDGE, height - 2 * _EDGE
    return wide * width, high * height


def keep_inside(ax: Axes, margins: Margins) -> None:
    """Make an axes leave room for its words within its own place, now and at each drawing."""
    locator = SlotLocator(margins, _before(ax))
    ax.set_axes_locator(locator)
    ax.apply_aspect(locator(ax, None))


def _before(ax: Axes) -> Any:
    """Return the axes' locator; of a chart drawn again in the same axes, the one before the first."""
    locator = ax.get_axes_locator()
    return locator.before if isinstance(locator, SlotLocator) else locator


def _points(figure: Figure | SubFigure) -> tuple[float, float]:
    box = figure.bbox
    return 72 * box.width / figure.dpi, 72 * box.height / figure.dpi
