"""What a report was asked for: the arguments of `report`, checked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from csmodels.errors import SpecificationError, check_choice, check_whole
from csmodels.strategy.value.economics import check_number

#: A column, None to look for one, False to leave it out.
Column = str | Literal[False] | None


@dataclass(frozen=True)
class Asked:
    """The arguments of `report` as they were given; see there."""

    lang: str = "en"
    model: Any = None
    construct: str | None = None
    loyalty: Any = None
    satisfaction: Any = None
    attributes: Any = None
    pairs: Any = None
    wave: Column = None
    group: Column = None
    lost: Column = None
    kept: Column = None
    scale: tuple[float, float] | None = None
    money: Mapping[str, Any] = field(default_factory=dict)
    currency: str = ""
    kano: Any = None
    life_cycle: Mapping[str, Any] | None = None
    segments: Mapping[str, Any] | None = None
    title: str | None = None
    n_boot: int = 500
    seed: int = 0
    conf_level: float = 0.95
    least: int = 5
    recommend: Column = None
    complained: Column = None
    handled: Column = None

    def __post_init__(self) -> None:
        from csmodels.tables import check_language

        check_language(self.lang)
        check_whole("n_boot", self.n_boot, 20)
        check_whole("seed", self.seed)
        check_whole("least", self.least, 1)
        check_number("conf_level", self.conf_level, 0.5, 0.999)
        if self.lost and self.kept:
            raise SpecificationError(
                'Name who left (lost="churned") or who stayed (kept="came_back"), not both.'
            )
        for name in ("wave", "group", "lost", "kept", "recommend", "complained", "handled"):
            given = getattr(self, name)
            if given is True or not (given is None or given is False or isinstance(given, str)):
                raise SpecificationError(
                    f"{name}={given!r} must be a column; None looks for it, False leaves it out."
                )
        for name in ("life_cycle", "segments"):
            given = getattr(self, name)
            if given is not None and not isinstance(given, Mapping):
                raise SpecificationError(f"{name}= takes options by name, such as {_EXAMPLES[name]}.")
        for name in self.money:
            check_choice("option of customer value", name, MONEY)
        if self.scale is not None:
            ends = tuple(self.scale) if isinstance(self.scale, Sequence) else ()
            if len(ends) != 2 or not float(ends[0]) < float(ends[1]):
                raise SpecificationError(f"scale={self.scale!r} must be (low, high), such as (1, 10).")

    @property
    def low_high(self) -> tuple[float, float] | None:
        """The scale as numbers."""
        return None if self.scale is None else (float(self.scale[0]), float(self.scale[1]))


#: What makes money of retention; see `CustomerValue`.
MONEY = ("margin", "margin_rate", "per_period", "discount", "growth", "horizon", "first")
_EXAMPLES = {
    "life_cycle": 'life_cycle={"tenure": "tenure", "new_until": 12, "left": "churned == 1"}',
    "segments": 'segments={"value": "spend", "needs": ["i_price", "i_service"]}',
}
