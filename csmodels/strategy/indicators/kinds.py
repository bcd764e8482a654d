"""What an indicator is: a question, a scale, and which figures are made of the answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from csmodels.errors import SpecificationError, check_choice, check_whole
from csmodels.numerics.strategy.indicators import boxes
from csmodels.survey import SurveyData

Array = NDArray[np.float64]

KINDS = ("nps", "csat", "ces", "rate")
#: Kinds of figures: a share of respondents, a difference of two shares, a mean.
SHARE, NET, MEAN = "share", "net", "mean"
#: Scales on which promoters answer 9 or 10 and detractors 6 or less.
NPS_SCALES = ((0.0, 10.0), (1.0, 10.0))
NPS_CUTS = (6.0, 9.0)
#: Points of the top and the bottom box of a satisfaction question, on scales of more than three points.
BOX = 2


@dataclass(frozen=True)
class Figure:
    """One number of an indicator.

    Attributes
    ----------
    name : str
    form : {"share", "net", "mean"}
    unit : float
        What the mean of the figure's column is multiplied by; 100 for points.
    low, high : float
        Ends of what it can be.
    """

    name: str
    form: str
    unit: float = 1.0
    low: float = 0.0
    high: float = 1.0


@dataclass(frozen=True)
class Indicator:
    """One line of a board: what is measured, on which scale, which figure is looked at.

    Use it to say more of a line of :func:`csmodels.strategy.indicators.board.indicators` than the name of
    its item.

    Parameters
    ----------
    kind : {"nps", "csat", "ces", "rate"}
    item : str
    scale : (low, high), optional
        By default the questionnaire's; of net promoter scores 0 to 10.
    top, bottom : int, optional
        Points of the boxes of "csat": 2 by default (1 on scales of three points or fewer).
    value : optional
        Of "rate": the answer that counts, or several; 1 by default.
    cuts : (detractors, promoters), optional
        Of "nps": highest answer of detractors, lowest of promoters; 6 and 9.
    easy : {"high", "low"}
        Of "ces": which end of the scale means little effort.
    figure : str, optional
        What a board shows: "nps"; "top", "bottom", "net" or "mean"; "mean", "easy", "difficult" or
        "net_easy"; "rate". The first by default.
    better : {"higher", "lower"}
        Which way a target is met: complaints should be few.

    Raises
    ------
    SpecificationError
        Unknown words, or cuts and boxes that overlap.

    Examples
    --------
    >>> Indicator("rate", "complained", better="lower").names
    ('rate',)
    """

    kind: str
    item: str
    scale: Sequence[float] | None = None
    top: int | None = None
    bottom: int | None = None
    value: Any = 1
    cuts: Sequence[float] | None = None
    easy: str = "high"
    figure: str | None = None
    better: str = "higher"

    def __post_init__(self) -> None:
        check_choice("kind", self.kind, KINDS)
        check_choice("easy", self.easy, ("high", "low"))
        check_choice("better", self.better, ("higher", "lower"))
        if not isinstance(self.item, str) or not self.item:
            raise SpecificationError(f"item={self.item!r} must name one column.")
        if self.scale is not None:
            object.__setattr__(self, "scale", pair_of(self.scale, "scale"))
        if self.cuts is not None:
            object.__setattr__(self, "cuts", pair_of(self.cuts, "cuts"))
        for name in ("top", "bottom"):
            if getattr(self, name) is not None:
                check_whole(name, getattr(self, name), 1)
        if self.figure is not None:
            check_choice("figure", self.figure, _NAMES[self.kind])

    @property
    def names(self) -> tuple[str, ...]:
        """Names of its figures."""
        return _NAMES[self.kind]

    @property
    def main(self) -> str:
        """The figure a board shows."""
        return self.figure or self.names[0]

    @property
    def ends(self) -> tuple[float, float]:
        """Ends of the scale, once it is settled."""
        assert self.scale is not None  # settled before answers are read
        low, high = self.scale
        return float(low), float(high)

    @property
    def limits(self) -> tuple[float, float]:
        """Highest answer of the bottom box and lowest of the top box, once settled."""
        low, high = self.ends
        if self.kind == "nps":
            assert self.cuts is not None  # settled
            return float(self.cuts[0]), float(self.cuts[1])
        if self.kind == "csat":
            assert self.top is not None  # settled
            assert self.bottom is not None
            return low + self.bottom - 1, high - self.top + 1
        middle = (low + high) / 2
        return float(np.nextafter(middle, -np.inf)), float(np.nextafter(middle, np.inf))

    @property
    def figures(self) -> tuple[Figure, ...]:
        """Its numbers, with what they can be."""
        if self.kind == "rate":
            return (Figure("rate", SHARE),)
        if self.kind == "nps":
            boxed = tuple(Figure(name, SHARE) for name in self.names[1:])
            return (Figure("nps", NET, 100.0, -100.0, 100.0), *boxed)
        net = Figure(self.names[2 if self.kind == "csat" else 3], NET, 1.0, -1.0, 1.0)
        if self.kind == "csat":
            return (
                Figure("top", SHARE), Figure("bottom", SHARE), net, Figure("mean", MEAN, 1.0, 0.0, 100.0),
            )  # fmt: skip
        low, high = self.ends
        return (Figure("mean", MEAN, 1.0, low, high), Figure("easy", SHARE), Figure("difficult", SHARE), net)

    def figure_of(self, name: str) -> Figure:
        """One of its figures."""
        return self.figures[self.names.index(name)]

    def columns(self, values: Array) -> Array:
        """Answers as columns whose means are the figures over their unit, shape (n,) to (n, figures)."""
        if self.kind == "rate":
            return values[:, None]
        low, middle, high = boxes(values, *self.limits).T
        if self.kind == "nps":
            return np.column_stack([high - low, high, middle, low])
        ends = self.ends
        if self.kind == "csat":
            mean = 100 * (values - ends[0]) / (ends[1] - ends[0])
            return np.column_stack([high, low, high - low, mean])
        easy, hard = (high, low) if self.easy == "high" else (low, high)
        return np.column_stack([values, easy, hard, easy - hard])

    def boxes_of(self, name: str) -> tuple[int, int]:
        """Positions of the two shares a net figure is the difference of."""
        assert self.figure_of(name).form == NET  # asked for only then
        return {"nps": (1, 3), "csat": (0, 1), "ces": (1, 2)}[self.kind]

    def settled(self, data: SurveyData | pd.DataFrame) -> Indicator:
        """With scale and boxes from the questionnaire and by default; refused where they are not known.

        Raises
        ------
        SpecificationError
            A scale that nobody declared or that contradicts the questionnaire's; boxes that overlap.
        """
        if self.kind == "rate":
            return self
        declared = data.scale(self.item) if isinstance(data, SurveyData) else None
        scale = pair_of(self.scale, "scale") if self.scale is not None else declared
        if scale is None and self.kind == "nps":
            scale = NPS_SCALES[0]
        if scale is None:
            raise SpecificationError(
                f"The scale of {self.item!r} is not known: say it, as in scale=(1, 10), or give the data a"
                " questionnaire."
            )
        if declared is not None and scale != declared:
            raise SpecificationError(
                f"{self.item!r} was asked on a scale of {declared[0]:g} to {declared[1]:g}, as its"
                f" questionnaire says, not {scale[0]:g} to {scale[1]:g}: write scale=({declared[0]:g},"
                f" {declared[1]:g})."
            )
        found = replace(self, scale=scale)
        if self.kind == "nps":
            return _nps(found)
        if self.kind == "csat":
            points = scale[1] - scale[0] + 1
            box = BOX if points > 3 else 1
            found = replace(found, top=self.top or box, bottom=self.bottom or box)
            assert found.top is not None  # just given
            assert found.bottom is not None
            if found.top + found.bottom > points:
                raise SpecificationError(
                    f"top={found.top} and bottom={found.bottom} overlap: {self.item!r} has {points:g} points."
                )
        return found


_NAMES: Mapping[str, tuple[str, ...]] = {
    "nps": ("nps", "promoters", "passives", "detractors"),
    "csat": ("top", "bottom", "net", "mean"),
    "ces": ("mean", "easy", "difficult", "net_easy"),
    "rate": ("rate",),
}


def _nps(asked: Indicator) -> Indicator:
    if asked.cuts is None:
        if asked.ends not in NPS_SCALES:
            raise SpecificationError(
                f"Promoters answer 9 or 10 and detractors 6 or less on a scale of 0 or 1 to 10; for"
                f" {asked.ends[0]:g} to {asked.ends[1]:g} say cuts=(highest of detractors, lowest of"
                " promoters)."
            )
        return replace(asked, cuts=NPS_CUTS)
    low, high = asked.limits
    if not asked.ends[0] <= low < high <= asked.ends[1]:
        raise SpecificationError(
            f"cuts=({low:g}, {high:g}) must rise within the scale of {asked.ends[0]:g} to {asked.ends[1]:g}."
        )
    return asked


def pair_of(given: Any, name: str) -> tuple[float, float]:
    """Two rising numbers."""
    try:
        low, high = (float(each) for each in given)
    except (TypeError, ValueError):
        raise SpecificationError(f"{name}={given!r} must be two numbers, such as (0, 10).") from None
    if not low < high or not np.isfinite([low, high]).all():
        raise SpecificationError(f"{name}={given!r} must be two rising numbers, such as (0, 10).")
    return low, high
