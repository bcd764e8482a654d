"""Names of the points of a map, or numbers in their place: where they cover neither each other nor points."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from csmodels.plots.labels import Placement
from csmodels.plots.style import INK, MUTED
from csmodels.plots.textfit import wrap

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.text import Annotation

Array = NDArray[np.float64]

#: Font size of the names, in points; they get smaller where they would overlap.
LABEL_SIZE = 8.5
_SMALLER = (1.0, 0.85, 0.7)
_WIDEST, _SHARE = 112.0, 0.4  # of a line in points, and of the width of the data area


def broken(names: Sequence[str], width: float, scale: float) -> list[str]:
    """Names in lines that fit beside their points.

    Examples
    --------
    >>> broken(["Breakfast until eleven o'clock"], 200.0, 1.0)
    ["Breakfast until\\neleven o'clock"]
    """
    return [wrap(name, min(_WIDEST * scale, _SHARE * width), LABEL_SIZE * scale) for name in names]


class PointNames:
    """Names at points: made once, and put into place whenever the size of the data area is known.

    Parameters
    ----------
    ax : Axes
    at : array, shape (points, 2)
        In data units.
    names : sequence of str
        One for each point, or none at all.
    numbers : sequence of str
        Shown in place of the names; empty where names are shown.
    scale : float
        Of all words.
    families : list of str
        Fonts.
    """

    def __init__(
        self,
        ax: Axes,
        at: Array,
        names: Sequence[str],
        numbers: Sequence[str],
        scale: float,
        families: list[str],
    ) -> None:
        from matplotlib.patheffects import withStroke

        self.names, self.numbers, self.scale = names, numbers, scale
        self.known: dict[tuple[int, int], tuple[list[str], float, Placement]] = {}
        # a white rim keeps words legible over outlines and lines
        rim = [withStroke(linewidth=2.0, foreground="white", alpha=0.85)]
        arrow = {"arrowstyle": "-", "color": MUTED, "linewidth": 0.6, "shrinkA": 0, "shrinkB": 3}
        self.labels: list[Annotation] = [
            ax.annotate(
                "", (float(x), float(y)), xytext=(0, 0), textcoords="offset points", ha="center", va="center",
                color=INK, family=families, parse_math=False, linespacing=1.05, zorder=5,
                annotation_clip=False, arrowprops=dict(arrow), label=name, path_effects=rim,
            )
            for name, (x, y) in zip(names, at[: len(names)], strict=True)
        ]  # fmt: skip

    def arrange(
        self, points: Array, area: tuple[float, float], place: Callable[[Sequence[str], float], Placement]
    ) -> None:
        """Set the names in a data area of so many points.

        Parameters
        ----------
        points : array, shape (points, 2)
            Their places in it, in points.
        area : (width, height)
        place : callable
            Given what is shown and its font size before `scale`, where it stands.
        """
        if not self.labels:
            return
        # layout engines try sizes, and come back to them
        key = (round(area[0]), round(area[1]))
        if key not in self.known:
            self.known[key] = self._chosen(area[0], place)
        shown, size, found = self.known[key]
        for note, words, at, centre, far in zip(
            self.labels, shown, points, found.centres, found.far, strict=True
        ):
            note.set_text(words)
            note.set_fontsize(size * self.scale)
            note.set_position((float(centre[0] - at[0]), float(centre[1] - at[1])))
            assert note.arrow_patch is not None  # made with one
            note.arrow_patch.set_visible(bool(far))

    def _chosen(
        self, width: float, place: Callable[[Sequence[str], float], Placement]
    ) -> tuple[list[str], float, Placement]:
        """What the points are named, in which size and where."""
        shown = list(self.numbers)
        for smaller in _SMALLER:
            if not self.numbers:
                shown = broken(self.names, width, self.scale * smaller)
            found = place(shown, LABEL_SIZE * smaller)
            if found.overlap == 0:
                break
        return shown, LABEL_SIZE * smaller, found
