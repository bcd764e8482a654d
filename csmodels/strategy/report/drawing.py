"""A drawn figure as an image that a page can hold."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.axes import Axes

#: CSS pixels of an inch.
PIXELS = 96


@dataclass(frozen=True)
class Picture:
    """A figure as SVG whose words are outlines, so that it needs no font of the reader's.

    Attributes
    ----------
    svg : bytes
    width, height : float
        In CSS pixels.
    caption, alt : str
        What stands under it, and what is read out in its place.
    """

    svg: bytes
    width: float
    height: float
    caption: str
    alt: str

    @property
    def source(self) -> str:
        """The figure as a data URI; ids inside it cannot meet those of the page or of other figures."""
        return "data:image/svg+xml;base64," + base64.b64encode(self.svg).decode("ascii")


def picture(drawn: Axes, caption: str, alt: str) -> Picture:
    """Write a figure and close it."""
    import re

    import matplotlib
    from matplotlib import pyplot

    from csmodels.plots.style import figure_of

    figure = figure_of(drawn)
    buffer = BytesIO()
    with matplotlib.rc_context({"svg.hashsalt": "csmodels", "svg.fonttype": "path"}):
        figure.savefig(
            buffer, format="svg", bbox_inches="tight", pad_inches=0.05, facecolor="white",
            metadata={"Date": None, "Creator": None, "Format": None, "Type": None},
        )  # fmt: skip
    pyplot.close(figure)
    svg = buffer.getvalue()
    # the size that tight margins left, in points
    found = re.search(rb'<svg[^>]*?\bheight="([\d.]+)pt"[^>]*?\bwidth="([\d.]+)pt"', svg) or re.search(
        rb'<svg[^>]*?\bwidth="([\d.]+)pt"[^>]*?\bheight="([\d.]+)pt"', svg
    )
    assert found is not None  # matplotlib writes both
    first, second = (float(each) * PIXELS / 72 for each in found.groups())
    upright = svg[found.start() : found.end()].find(b"height=") < svg[found.start() : found.end()].find(
        b"width="
    )
    width, height = (second, first) if upright else (first, second)
    # the document type names an address of its own, which no reader needs
    start = svg.find(b"<svg")
    return Picture(svg[start:].strip(), width, height, caption, alt)
