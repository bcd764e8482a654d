"""Notices that hold in several groups: one sentence each, which names the groups."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from csmodels.errors import CsmodelsWarning
from csmodels.tables import text
from csmodels.tables.frozen import FrozenMapping
from csmodels.tables.listing import NAMED, listed
from csmodels.tables.notices import Group, Notice

#: Items named in a notice before the rest is counted.
ITEMS = 5


class Span(NamedTuple):
    """The smallest and the largest of a number in several groups."""

    low: float
    high: float


@dataclass(frozen=True)
class GroupNotice(Notice):
    """A notice whose lists of items and groups are written in the language of the display.

    Attributes
    ----------
    items : tuple of str
        Written where the text says ``{items}``.
    groups : tuple
        Written where it says ``{group}``; empty without ``by=``.
    place : str
        The words around the groups, ``label.<place>``; without the final s around a single one.
    """

    items: tuple[str, ...] = ()
    groups: tuple[Any, ...] = ()
    place: str = "in_groups"

    def text(self, lang: str = "en") -> str:
        """The sentence in a language."""
        fields = {name: _written(value, lang) for name, value in self.fields.items()}
        fields |= {"items": listed(self.items, lang, ITEMS), "group": self._where(lang)}
        return Notice(self.key, FrozenMapping(fields), self.category).text(lang)

    def _where(self, lang: str) -> str:
        if not self.groups:
            return ""
        if len(self.groups) == 1 and self.place == "in_groups":
            return f" [{_named(self.groups[0], lang)}]"
        key = self.place.removesuffix("s") if len(self.groups) == 1 else self.place
        return text(f"label.{key}", lang, groups=named_groups(self.groups, lang))


def group_notice(
    key: str,
    category: type[CsmodelsWarning] | None = None,
    *,
    items: Iterable[str] = (),
    groups: Iterable[Any] = (),
    place: str = "in_groups",
    **fields: object,
) -> GroupNotice:
    """Make a notice about some groups; numbers among the `fields` become a span where groups differ."""
    return GroupNotice(key, FrozenMapping(fields), category, tuple(items), tuple(groups), place)


def together(notices: Iterable[Notice]) -> list[Notice]:
    """The same notices, those that differ in the group alone (and in numbers) made one.

    Examples
    --------
    >>> told = [group_notice("not_converged", groups=[name], steps=300) for name in "ABCDEF"]
    >>> (only,) = together(told)
    >>> only.text().partition("steps")[2].partition(";")[0]
    ' in groups A, B, C, D and 2 more'
    """
    found: dict[object, Notice] = {}
    for each in notices:
        if not isinstance(each, GroupNotice) or not each.groups:
            found[len(found), id(each)] = each
            continue
        words = tuple((k, v) for k, v in each.fields.items() if not isinstance(v, (int, float)))
        same = (each.key, each.category, each.items, each.place, words)
        before = found.get(same)
        found[same] = each if not isinstance(before, GroupNotice) else _merged(before, each)
    return list(found.values())


def _merged(one: GroupNotice, other: GroupNotice) -> GroupNotice:
    fields = {name: _span(value, other.fields[name]) for name, value in one.fields.items()}
    return replace(one, fields=FrozenMapping(fields), groups=(*one.groups, *other.groups))


def _span(one: object, other: object) -> object:
    """What two groups have in common: the number or words themselves, or the span of two numbers."""
    low, high = one if isinstance(one, Span) else (one, one)
    if one == other or not all(isinstance(each, (int, float)) for each in (low, high, other)):
        return one
    return Span(min(low, other), max(high, other))  # type: ignore[call-overload]


def _written(value: object, lang: str) -> object:
    if isinstance(value, Span):
        low, high = (_written(end, lang) for end in value)
        return text("label.span", lang, low=low, high=high)
    return f"{value:.4f}" if isinstance(value, float) else value


def _named(group: object, lang: str) -> str:
    """A group by its words, where it has some."""
    return group.text(lang) if isinstance(group, Group) else str(group)


def named_groups(groups: Sequence[Any], lang: str = "en") -> str:
    """The first few groups, and how many more there are.

    Examples
    --------
    >>> named_groups(range(1, 8)), named_groups("AB", "zh")
    ('1, 2, 3, 4 and 3 more', 'A、B')
    """
    shown = listed((_named(group, lang) for group in groups[:NAMED]), lang)
    left = len(groups) - NAMED
    return shown + text("label.more_groups", lang, n=left) if left > 0 else shown
