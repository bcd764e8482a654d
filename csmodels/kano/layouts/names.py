"""Pairs of questions by the names of their columns; names are compared as wholes."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import pandas as pd

from csmodels.errors import DataError, SpecificationError, some
from csmodels.kano.layouts.words import looks_kano, texts
from csmodels.survey.item_tuples import common_name

#: Attribute -> (functional column, dysfunctional column).
Pairs = dict[str, tuple[str, str]]

#: What columns of the functional and of the dysfunctional question are marked with.
MARKERS: tuple[tuple[str, str], ...] = (
    *(("functional", "dysfunctional"), ("func", "dysfunc"), ("fun", "dys"), ("f", "d")),
    *(("positive", "negative"), ("pos", "neg"), ("with", "without"), ("present", "absent")),
    *(
        ("正向", "反向"),
        ("正向题", "反向题"),
        ("具备", "不具备"),
        ("提供", "不提供"),
        ("正", "反"),
        ("有", "无"),
    ),
    *(("充足", "不充足"), ("긍정", "부정"), ("funktional", "dysfunktional"), ("funcional", "disfuncional")),
    *(("fonctionnelle", "dysfonctionnelle"), ("fonctionnel", "dysfonctionnel")),
)
#: What columns of self-stated importance are marked with.
IMPORTANCE = (
    *("importance", "imp", "importancia", "wichtigkeit", "重要性", "重要程度", "重要度", "중요도"),
    "i",
)

_SEPARATORS = r"\s_\-.:：/|"
_OPENING, _CLOSING = r"\[(（", r"\])）"


class Parsed(NamedTuple):
    """A column name taken apart: where its marker stands, and the rest."""

    form: str
    stem: str


def parsed(column: str, marker: str) -> list[Parsed]:
    """How a column name can be read with a marker; the whole name is used up."""
    m = re.escape(marker)
    forms = {
        "end": rf"(?P<stem>.*[^{_SEPARATORS}{_OPENING}])[{_SEPARATORS}{_OPENING}]+{m}[{_CLOSING}]?",
        "start": rf"[{_OPENING}]?{m}[{_SEPARATORS}{_CLOSING}]+(?P<stem>.*\S)",
    }
    if len(marker) == 1 and marker.isascii():
        forms |= {"number": rf"{m}(?P<stem>\d+)", "numbered": rf"(?P<stem>.*\d){m}"}
    elif len(marker) > 8 or (not marker.isascii() and len(marker) > 1):
        # a single character such as 有 begins other words: 有线网络
        forms |= {"glued": rf"(?P<stem>.+?){m}", "glued_start": rf"{m}(?P<stem>.+)"}
    found = ((form, re.fullmatch(rule, column, re.IGNORECASE | re.DOTALL)) for form, rule in forms.items())
    return [Parsed(form, match["stem"].casefold()) for form, match in found if match]


def by_markers(frame: pd.DataFrame) -> Pairs:
    """Pairs by the names of columns; a question without its partner is refused."""
    found: dict[tuple[str, str], str] = {}
    lonely: list[str] = []
    for markers in MARKERS:
        sides = [_marked(frame, marker) for marker in markers]
        forms = {key.form for key in sides[0] if key in sides[1]}
        for key, column in sides[0].items():
            if key in sides[1]:
                pair = (column, sides[1][key])
                found.setdefault(pair, _attribute(_as_written(column, key), pair))
        for one, other in (sides, sides[::-1]):
            lonely += [c for key, c in one.items() if key.form in forms and key not in other]
    used = [column for pair in found for column in pair]
    twice = {column for column in used if used.count(column) > 1}
    if twice:
        clash = [pair for pair in found if twice & set(pair)]
        raise DataError(
            f"The names of columns can be paired in several ways: {some(clash, 4)}. Say which is meant:"
            ' pattern=("{}_f", "{}_d").'
        )
    left = [c for c in dict.fromkeys(lonely) if c not in used and looks_kano(frame[c])]
    if left:
        raise DataError(
            f"Columns {some(map(repr, left))} have the name of one question of a pair, and no partner. Rename"
            " or drop them, or name the pairs: {'Wi-Fi': ('wifi_f', 'wifi_d')}."
        )
    order = {column: i for i, column in enumerate(frame.columns)}
    return named(sorted(found, key=lambda pair: order[pair[0]]), found)


def _marked(frame: pd.DataFrame, marker: str) -> dict[Parsed, str]:
    """Columns with a marker, by the rest of their names."""
    found: dict[Parsed, str] = {}
    for column in texts(frame):
        for key in parsed(column, marker):
            if key in found:
                raise DataError(
                    f"Columns {found[key]!r} and {column!r} both look like the {marker!r} question of one"
                    " attribute; rename one, or name the pairs: {'Wi-Fi': ('wifi_f', 'wifi_d')}."
                )
            found[key] = column
    return found


def _attribute(stem: str, pair: tuple[str, str]) -> str:
    """What an attribute is called: the rest of its columns' names; a number alone gets a word."""
    if any(c.isalpha() for c in stem):
        return stem
    return common_name(list(pair)) or f"attribute {stem}"


def _as_written(column: str, key: Parsed) -> str:
    """The rest of a name with its capitals."""
    at = column.casefold().find(key.stem)
    return column[at : at + len(key.stem)].strip() if at >= 0 else key.stem


def named(order: Sequence[tuple[str, str]], names: Mapping[tuple[str, str], str]) -> Pairs:
    """Pairs by name; a name of two pairs is refused."""
    pairs: Pairs = {}
    for pair in order:
        name = names[pair]
        if name in pairs:
            raise DataError(
                f"The pairs {pairs[name]} and {pair} would both be called {name!r}; rename the columns, or"
                " name the pairs: {'Wi-Fi': ('wifi_f', 'wifi_d')}."
            )
        pairs[name] = pair
    return pairs


def template(pattern: str) -> re.Pattern[str]:
    """A name with {} for the attribute, as a rule for whole names."""
    if not isinstance(pattern, str) or pattern.count("{}") != 1:
        raise SpecificationError(f'A pattern has {{}} once, for the attribute: "{{}}_f"; got {pattern!r}.')
    return re.compile("(?P<stem>.+)".join(map(re.escape, pattern.split("{}"))), re.DOTALL)


def by_pattern(frame: pd.DataFrame, pattern: Sequence[str]) -> Pairs:
    """Pairs by two templates; a question without its partner is refused."""
    if isinstance(pattern, str) or len(pattern) != 2:
        raise SpecificationError('pattern= takes two names: ("{}_f", "{}_d").')
    sides: list[dict[str, str]] = []
    for each in pattern:
        at = template(each)
        sides.append({match["stem"]: c for c in texts(frame) if (match := at.fullmatch(c))})
    functional, dysfunctional = sides
    both = set(functional.values()) & set(dysfunctional.values())
    if both:
        raise SpecificationError(
            f"pattern={tuple(pattern)!r}: column {sorted(both)[0]!r} fits both; make the patterns differ."
        )
    alone = [c for stem, c in functional.items() if stem not in dysfunctional]
    alone += [c for stem, c in dysfunctional.items() if stem not in functional]
    if alone:
        raise DataError(
            f"pattern={tuple(pattern)!r}: {some(map(repr, alone))} without a partner. Rename or drop them."
        )
    pairs = {(f, d := dysfunctional[stem]): _attribute(stem, (f, d)) for stem, f in functional.items()}
    return named(list(pairs), pairs)
