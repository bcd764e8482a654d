"""Fonts that show Chinese in every figure, on a machine with or without Chinese fonts.

A family is a list: matplotlib takes each character from the first font that has it. Latin letters come from
DejaVu Sans, which matplotlib brings along, Chinese characters from the subset in ``fonts/``, and what that
lacks (rare characters, Korean) from whatever the machine has. So a figure looks the same everywhere.

Nothing here changes matplotlib's settings for good: a family is set on the texts themselves, so that a figure
saved later still shows its Chinese.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

LATIN_FAMILY = "DejaVu Sans"
BUNDLED_FAMILY = "csmodels CJK"
BUNDLED_FILE = Path(__file__).resolve().parent / "fonts" / "csmodels-cjk-subset.otf"

SYSTEM_FAMILIES = (
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "Source Han Sans CN",
    "Microsoft YaHei",
    "PingFang SC",
    "Hiragino Sans GB",
    "Heiti SC",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "SimHei",
    "SimSun",
    "Arial Unicode MS",
    "Noto Sans CJK JP",
)
"""Usual names of fonts with Chinese, in the order in which they are asked for characters the bundle lacks."""


def cjk_families() -> list[str]:
    """Return the font family list of all csmodels figures, and make the bundled font known to matplotlib.

    When to use it: to give a text of your own the same fonts,
    ``ax.set_title("满意度", family=cjk_families())``.

    Returns
    -------
    list of str
        DejaVu Sans, the bundled Chinese font, then the Chinese fonts of this machine, if any.

    Examples
    --------
    >>> cjk_families()[:2]
    ['DejaVu Sans', 'csmodels CJK']
    """
    return list(_families())


@cache
def _families() -> tuple[str, ...]:
    from matplotlib.font_manager import fontManager

    known = set(fontManager.get_font_names())
    if BUNDLED_FAMILY not in known:
        fontManager.addfont(BUNDLED_FILE)
    # A family that is not installed would make matplotlib log a complaint for each text: name only those
    # present.
    return (LATIN_FAMILY, BUNDLED_FAMILY, *(name for name in SYSTEM_FAMILIES if name in known))


@contextmanager
def cjk_fonts() -> Iterator[list[str]]:
    """Use fonts with Chinese for everything drawn inside the ``with`` block; restore the settings after it.

    When to use it: around your own matplotlib or seaborn code. Texts keep their font when the block is left,
    so the figure may be saved later. Make the figure inside the block, too: the labels of axes that exist
    already keep the font they have (:func:`use_cjk_font` changes those).

    Yields
    ------
    list of str
        The family list, as from :func:`cjk_families`.

    Examples
    --------
    >>> import matplotlib
    >>> from matplotlib.figure import Figure
    >>> before = matplotlib.rcParams["font.family"]
    >>> with cjk_fonts():
    ...     title = Figure().subplots().set_title("顾客满意度")
    >>> title.get_fontfamily()[1], matplotlib.rcParams["font.family"] == before
    ('csmodels CJK', True)
    """
    import matplotlib

    families = cjk_families()
    with matplotlib.rc_context({"font.family": families}):
        yield families


def use_cjk_font(drawn: Figure | Axes) -> None:
    """Give every text of a finished figure or axes fonts that can show Chinese.

    When to use it: a figure of yours, or of another library, shows boxes in place of Chinese characters.

    Parameters
    ----------
    drawn : matplotlib Figure or Axes
        Its texts are changed in place: titles, labels, ticks, legends, annotations.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> figure = Figure()
    >>> axes = figure.subplots()
    >>> _ = axes.set_xlabel("感知质量")
    >>> use_cjk_font(figure)
    >>> axes.xaxis.label.get_fontfamily()[1]
    'csmodels CJK'
    """
    from matplotlib.axes import Axes
    from matplotlib.text import Text

    families = cjk_families()
    for axes in [drawn] if isinstance(drawn, Axes) else drawn.get_axes():
        # Ticks are made anew when limits change; the tick settings reach those that do not exist yet.
        axes.tick_params(which="both", labelfontfamily=families)
    for found in drawn.findobj(Text):
        found.set(fontfamily=families)
