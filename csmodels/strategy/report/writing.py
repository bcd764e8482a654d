"""Numbers and names as the sentences of a report write them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from csmodels.acsi.result import IndexResult
from csmodels.path_models.result import PathResult
from csmodels.tables import FrozenMapping, format_value, term
from csmodels.tables.formats import NO_BREAK_SPACE
from csmodels.tables.listing import listed
from csmodels.tables.notices import Group

_MINUS = "\u2212"


def number(value: float, places: int = 1) -> str:
    """A number with a true minus sign; nothing is written as −0.0.

    Examples
    --------
    >>> number(-2.345), number(-0.01), number(1234.5, 0)
    ('−2.3', '0.0', '1,234')
    """
    written = f"{value:,.{places}f}"
    return written.lstrip("-") if float(written.replace(",", "")) == 0 else written.replace("-", _MINUS)


def signed(value: float, places: int = 1) -> str:
    """A change with its sign.

    Examples
    --------
    >>> signed(0.44), signed(-3)
    ('+0.4', '−3.0')
    """
    written = number(value, places)
    return written if written.startswith(_MINUS) or float(written.replace(",", "")) == 0 else f"+{written}"


def percent(share: float, places: int = 1) -> str:
    """A share of 0 to 1 as a percentage."""
    return f"{number(100 * share, places)}{NO_BREAK_SPACE}%"


def interval(
    row: Any, places: int = 1, *, scale: float = 1.0, names: tuple[str, str] = ("conf_low", "conf_high")
) -> str:
    """Limits in brackets, or nothing where there are none."""
    low, high = (float(row[name]) * scale for name in names)
    if pd.isna(low) or pd.isna(high):
        return ""
    return f" [{number(low, places)}, {number(high, places)}]"


def probability(p: float, lang: str) -> str:
    """A p-value in a sentence: ``p = .012``."""
    written = str(format_value(float(p), "p", lang))
    return f"p {written[0]} {written[1:]}" if written[:1] in "<>" else f"p = {written}"


def named(construct: str, lang: str) -> str:
    """A construct in words."""
    return term(construct, lang, section="construct")


def group_named(result: IndexResult | PathResult, group: Any, lang: str) -> str:
    """A group by the words of the questionnaire."""
    return Group(group, FrozenMapping(result.group_labels.get(group, {}))).text(lang)


def names(given: Iterable[str], lang: str) -> str:
    """All names of a list, in one line."""
    return listed(given, lang, limit=None)


def column_named(column: str, lang: str) -> str:
    """A column as its header is written."""
    return term(column, lang, section="column")


def with_labels(frame: pd.DataFrame, labels: Mapping[Any, str], level: str | None = None) -> pd.DataFrame:
    """A table whose rows are called by words."""
    return frame.rename(index=dict(labels), level=level if isinstance(frame.index, pd.MultiIndex) else None)
