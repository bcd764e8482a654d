"""Pairs of questions by the order of their columns, as forms export them."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pandas as pd

from csmodels.errors import DataError, did_you_mean, some
from csmodels.kano.layouts.names import MARKERS, Pairs, named, parsed
from csmodels.kano.layouts.words import in_words, refuse, texts
from csmodels.survey.item_tuples import common_name
from csmodels.survey.templates import without_template

_BRACKETS = re.compile(r".*\[([^\[\]]+)\]\s*", re.DOTALL)
_COPY = re.compile(r"(.*)\.\d+", re.DOTALL)


def by_order(frame: pd.DataFrame, layout: str, columns: Sequence[str] | None) -> Pairs:
    """Pairs by the order of columns: neighbours, or the first half with the second."""
    if columns is None:
        chosen = [c for c in texts(frame) if in_words(frame[c])]
        if not chosen:
            refuse(frame, layout)
    else:
        chosen = list(columns)
        absent = [c for c in chosen if c not in frame.columns]
        if absent:
            raise DataError(f"The data have no column {absent[0]!r}.{did_you_mean(absent[0], frame.columns)}")
    k = len(chosen)
    if k % 2:
        raise DataError(
            f"{k} columns cannot be paired: {some(map(repr, chosen), 12)}. Name the columns of the pairs in"
            " order: columns=[...]."
        )
    if layout == "block":
        pairs = list(zip(chosen[: k // 2], chosen[k // 2 :], strict=True))
    else:
        pairs = list(zip(chosen[::2], chosen[1::2], strict=True))
        if columns is None:
            _check_neighbours(frame, pairs)
    for pair in pairs:
        _check_order(frame, pair, layout)
    return named(pairs, dict(zip(pairs, _names_by_order(frame, pairs), strict=True)))


def _check_neighbours(frame: pd.DataFrame, pairs: Sequence[tuple[str, str]]) -> None:
    place = {column: i for i, column in enumerate(frame.columns)}
    for f, d in pairs:
        between = list(frame.columns[place[f] + 1 : place[d]])
        if between:
            raise DataError(
                f"Columns {f!r} and {d!r} would be a pair, but {some(map(repr, between))} stands between"
                " them. If they are one, name the columns of the pairs in order: columns=[...]."
            )


def _check_order(frame: pd.DataFrame, pair: tuple[str, str], layout: str) -> None:
    """Refuse a pair whose names say another attribute or the other question."""
    f, d = pair
    one, other = _bracketed(frame, f), _bracketed(frame, d)
    if one and other and one != other:
        raise DataError(
            f'layout="{layout}" would pair {f!r} with {d!r}, which name different attributes. Check the order'
            " of the columns, or the layout."
        )
    for functional, dysfunctional in MARKERS:
        if set(parsed(f, dysfunctional)) & set(parsed(d, functional)):
            raise DataError(
                f"The first question of a pair is the functional one, but {f!r} comes before {d!r}. Name the"
                " pairs by pattern= or columns= in the right order."
            )


def _bracketed(frame: pd.DataFrame, column: str) -> str:
    """The row of a grid of questions, which forms print in brackets; or a header that stands twice."""
    copy = _COPY.fullmatch(column)
    header = copy[1] if copy and copy[1] in frame.columns else column
    match = _BRACKETS.fullmatch(header)
    if match:
        return match[1].strip()
    twice = header != column or any((c := _COPY.fullmatch(each)) and c[1] == column for each in texts(frame))
    return header if twice else ""


def _names_by_order(frame: pd.DataFrame, pairs: Sequence[tuple[str, str]]) -> list[str]:
    """Names of attributes: of the grid, of what differs between questions, of what a pair has in common."""
    grid = [_bracketed(frame, f) for f, _ in pairs]
    if all(grid) and len(set(grid)) == len(grid):
        return grid
    cut = without_template([f for f, _ in pairs])
    if all(cut):
        return cut
    codes = [common_name(list(pair)) if not any(" " in c for c in pair) else "" for pair in pairs]
    return codes if all(codes) and len(set(codes)) == len(codes) else [f for f, _ in pairs]
