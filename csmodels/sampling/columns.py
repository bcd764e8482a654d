"""One or several columns in a role, and how they are written."""

from __future__ import annotations

from collections.abc import Sequence

from csmodels.errors import SpecificationError
from csmodels.tables import text
from csmodels.tables.listing import NAMED


def names_of(given: str | Sequence[str], role: str) -> tuple[str, ...]:
    """One or several columns as a tuple.

    Examples
    --------
    >>> names_of("sat_overall", "outcome"), names_of(["s1", "s2"], "outcome")
    (('sat_overall',), ('s1', 's2'))
    """
    names = (given,) if isinstance(given, str) else tuple(given)
    if not names or not all(isinstance(name, str) and name for name in names):
        raise SpecificationError(f"{role}={given!r} must name a column, or several that are averaged.")
    return names


def mean_name(names: Sequence[str]) -> str:
    """A column, or "mean(a, b)" of those that were averaged: as tables name it."""
    return names[0] if len(names) == 1 else f"mean({', '.join(names)})"


def mean_words(names: Sequence[str], lang: str, *, start: bool = False) -> str:
    """A column, or the mean of several; many are counted.

    Examples
    --------
    >>> mean_words(["s1"], "en"), mean_words(["s1", "s2", "s3"], "en"), mean_words("abcdefgh", "zh")
    ('s1', 'the mean of s1, s2 and s3', '8 个题项的均值')
    """
    if len(names) == 1:
        return names[0]
    if len(names) > NAMED:
        found = text("label.surface_mean_many", lang, n=len(names))
    else:
        first = ("、" if lang == "zh" else ", ").join(names[:-1])
        found = text("label.surface_mean", lang, first=first, last=names[-1])
    return found[:1].upper() + found[1:] if start and lang == "en" else found
