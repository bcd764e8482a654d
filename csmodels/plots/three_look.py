"""How the classes of a penalty-reward analysis look in every picture."""

from __future__ import annotations

from typing import Any

from csmodels.plots.kano_look import COLORS, INKS, LINES
from csmodels.plots.kano_look import point_look as category_look
from csmodels.tables.strings import text

#: Classes in their order, with the Kano category that shares their look: must-be is basic, and so on.
CLASSES = {"basic": "M", "performance": "O", "excitement": "A", "unimportant": "I"}

#: Colours of penalties and of rewards, which differ in lightness too.
PENALTY, REWARD = "#00527F", "#E69F00"

#: Words are so much wider than measured, at most, where a figure is saved with few dots per inch: each letter
#: is then set on whole dots.
WIDER = 1.08

#: Share of the resamples below which a class is drawn as unsure. A convention.
SURE = 0.8


def class_word(name: str, lang: str) -> str:
    """A class in words; a dash where there is none.

    Examples
    --------
    >>> class_word("basic", "en"), class_word("excitement", "zh"), class_word("", "en")
    ('basic', '兴奋', '–')
    """
    return text(f"value.three_{name}", lang) if name else "–"


def class_color(name: str) -> str:
    """Colour of an area of a class; white where there is none."""
    return COLORS[CLASSES[name]] if name in CLASSES else "#FFFFFF"


def class_ink(name: str) -> str:
    """Ink on that colour."""
    return INKS[CLASSES[name]] if name in CLASSES else INKS["Q"]


def line_color(name: str) -> str:
    """Colour of lines and small marks of a class."""
    return LINES.get(CLASSES.get(name, ""), "#222222")


def class_point(name: str, unsure: bool, size: float) -> dict[str, Any]:
    """How a point of a class is drawn: half filled where it is unsure, a cross where there is none."""
    return category_look(CLASSES.get(name, ""), unsure and name in CLASSES, size)
