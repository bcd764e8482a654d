"""Lists of words as displays write them, in either language."""

from __future__ import annotations

from collections.abc import Iterable

from csmodels.tables import text

#: Names listed in one cell before the rest is counted.
NAMED = 4


def listed(names: Iterable[str], lang: str = "en", limit: int | None = NAMED) -> str:
    """The first few names, and how many more there are; all of them with ``limit=None``.

    Examples
    --------
    >>> listed("abcdef"), listed("abcdef", "zh")
    ('a, b, c, d and 2 more', 'a、b、c、d，另有 2 项')
    """
    given = list(names)
    shown = given[:limit]
    more = "" if len(shown) == len(given) else text("label.and_more", lang, n=len(given) - len(shown))
    return ("、" if lang == "zh" else ", ").join(shown) + more
