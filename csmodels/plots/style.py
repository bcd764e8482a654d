"""Colours, markers and saving, shared by all figures."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from csmodels.errors import SpecificationError, some
from csmodels.plots.cjk import cjk_fonts

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

DPI = 100
"""Resolution of new figures on the screen; fixed, so that notebooks look the same everywhere."""

PALETTE = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#56B4E9", "#8A6D00", "#333333", "#E69F00")
"""Okabe and Ito's colours for all kinds of colour vision, yellow darkened to be seen on white paper."""

MARKERS = ("o", "s", "^", "D", "v", "P", "X", "p")
"""One marker to each colour, so that groups can be told apart in black and white."""

INK = "#222222"
MUTED = "#6E6E6E"
HAIRLINE = "#D9D9D9"
BAND = "#F4F4F4"

_FILE_KINDS = (".pdf", ".png", ".svg", ".eps", ".tif", ".tiff", ".jpg", ".jpeg")


@contextmanager
def figure_style() -> Iterator[list[str]]:
    """Draw in seaborn's plain style with fonts for Chinese; settings are restored after the block."""
    import matplotlib
    import seaborn

    own: dict[Any, Any] = {
        "text.usetex": False,
        "axes.unicode_minus": True,
        "axes.titlesize": 12,
        "axes.titleweight": "normal",
        "axes.labelsize": 10,
        "xtick.labelsize": 9,
        "ytick.labelsize": 9,
        "legend.fontsize": 9,
        "figure.facecolor": "white",
        "axes.facecolor": "white",
        "figure.constrained_layout.use": False,
        "figure.autolayout": False,
        "savefig.dpi": "figure",
    }
    # seaborn's two contexts change rcParams for the block only; rc_context holds whatever else was set
    # outside.
    with (
        seaborn.axes_style("ticks"),
        seaborn.plotting_context("paper"),
        matplotlib.rc_context(own),
        cjk_fonts() as families,
    ):
        yield families
        interactive = matplotlib.is_interactive()
    # pyplot starts its backend with the first figure, and a notebook's backend then sets pyplot interactive;
    # taking that back with the other settings would hide every later figure.
    matplotlib.interactive(interactive)


def new_figure(width: float, height: float) -> Figure:
    """Return an empty figure of the given size in inches, known to pyplot so that a notebook shows it."""
    from matplotlib import pyplot

    # Whole pixels: the size that a notebook prints is the same on every machine.
    return pyplot.figure(figsize=(math.ceil(width * DPI) / DPI, math.ceil(height * DPI) / DPI), dpi=DPI)


def figure_of(drawn: Figure | Axes) -> Figure:
    """Return the figure itself, or the one that an axes stands in."""
    from matplotlib.axes import Axes

    return drawn.get_figure(root=True) if isinstance(drawn, Axes) else drawn  # type: ignore[return-value]


def save_figure(drawn: Figure | Axes, path: str | Path, *, dpi: float = 300) -> Path:
    """Save a figure for print: tight margins, white ground, fonts embedded, no date in the file.

    When to use it: for a manuscript or slides. The same figure gives the same bytes again, so a figure kept
    under version control changes only when what it shows changes.

    Parameters
    ----------
    drawn : matplotlib Figure or Axes
    path : str or Path
        The ending decides the kind of file: ``.pdf`` and ``.svg`` for print, ``.png`` for the screen.
    dpi : float
        Dots per inch of pixel formats.

    Returns
    -------
    Path
        Where the file was written.

    Raises
    ------
    SpecificationError
        The ending is not one that can be written.

    Examples
    --------
    >>> import tempfile
    >>> from matplotlib.figure import Figure
    >>> figure = Figure()
    >>> _ = figure.subplots().set_title("Satisfaction")
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     save_figure(figure, f"{folder}/index.png").name
    'index.png'
    """
    import matplotlib

    target = Path(path)
    kind = target.suffix.lower()
    if kind not in _FILE_KINDS:
        raise SpecificationError(
            f"cannot save a figure as {target.name!r}: give the file an ending among {some(_FILE_KINDS, 10)}."
        )
    metadata: dict[str, dict[str, str | None]] = {
        ".pdf": {"CreationDate": None, "Creator": "csmodels", "Producer": None},
        ".svg": {"Date": None, "Creator": "csmodels"},
        ".eps": {"Creator": "csmodels"},
        ".png": {"Software": None},
    }
    # The salt makes the names inside an SVG file the same each time.
    with matplotlib.rc_context({"svg.hashsalt": "csmodels", "svg.fonttype": "path"}):
        figure_of(drawn).savefig(
            target,
            dpi=dpi,
            bbox_inches="tight",
            pad_inches=0.05,
            facecolor="white",
            metadata=metadata.get(kind),
        )
    return target
