"""A drawn figure as an image that a page can hold."""

from __future__ import annotations

import base64
import re
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
    import matplotlib
    from matplotlib import pyplot

    from csmodels.plots.style import figure_of

    figure = figure_of(drawn)
    with matplotlib.rc_context({"svg.hashsalt": "csmodels", "svg.fonttype": "path"}):
        buffer = BytesIO()
        figure.savefig(
            buffer, format="svg", bbox_inches="tight", pad_inches=0.05, facecolor="white",
            metadata=dict.fromkeys(("Date", "Creator", "Format", "Type")),
        )  # fmt: skip
    pyplot.close(figure)
    svg = buffer.getvalue()
    width, height = (_points(svg, name) * PIXELS / 72 for name in (b"width", b"height"))
    # the document type names an address of its own, which no reader needs
    return Picture(lean(svg[svg.find(b"<svg") :].strip()), width, height, caption, alt)


def _points(svg: bytes, name: bytes) -> float:
    """A length of the whole figure, as tight margins left it."""
    found = re.search(rb'<svg[^>]*?\b%s="([\d.]+)pt"' % name, svg)
    assert found is not None  # matplotlib writes both
    return float(found[1])


def lean(svg: bytes) -> bytes:
    """A figure without comments, indents, and digits below a hundredth of a point.

    Examples
    --------
    >>> lean(b'<svg>\\n  <!-- words -->\\n  <path d="M 1.23456 2\\nL 3 4.5"/></svg>')
    b'<svg>\\n<path d="M 1.23 2 L 3 4.5"/></svg>'
    """
    svg = re.sub(rb"<!--.*?-->", b"", svg, flags=re.DOTALL)
    svg = re.sub(rb' (d|points)="([^"]*)"', lambda m: b' %s="%s"' % (m[1], b" ".join(m[2].split())), svg)
    svg = re.sub(rb'(?<= )(d|points)="[^"]*"', lambda m: re.sub(rb"(\.\d\d)\d+", rb"\1", m[0]), svg)
    return re.sub(rb"\s*\n\s*", b"\n", svg)
