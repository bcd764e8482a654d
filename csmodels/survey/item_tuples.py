"""Tuples of columns that ask about one attribute, and the name that they have in common."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from csmodels.errors import SpecificationError

#: Items of one attribute: a tuple in the order of the aspects, or by aspect.
Tuples = Sequence[str | None] | Mapping[str, str]


def by_aspect(given: Tuples, aspects: Sequence[str], dimension: str) -> dict[str, str]:
    """Items by aspect, from a tuple in the order of the aspects; a tuple of another length is refused."""
    if isinstance(given, Mapping):
        return dict(given)
    example = ", ".join(f'"{aspect[0]}5"' for aspect in aspects)
    if isinstance(given, str):
        raise SpecificationError(
            f"Item {given!r} of {dimension!r} is unpaired: write a tuple of its {' and '.join(aspects)}"
            f" items, ({example})."
        )
    items = tuple(given)
    if len(items) != len(aspects):
        raise SpecificationError(
            f"{dimension!r}: {items!r} has {len(items)} items where {len(aspects)} are needed"
            f" ({', '.join(aspects)}): {'unpaired' if len(items) < len(aspects) else 'too many'}. Write"
            f" ({example})."
        )
    return {aspect: item for aspect, item in zip(aspects, items, strict=True) if item is not None}


def common_name(items: list[str]) -> str:
    """What columns begin or end with, if that is a name: ``bed`` of ``e_bed`` and ``p_bed``."""
    if len(items) < 2:
        return ""
    fewest = min(map(len, items))
    k = next((i for i in range(fewest) if len({item[i] for item in items}) > 1), fewest)
    ahead = items[0][:k].strip("_-. ")
    k = next((i for i in range(fewest) if len({item[-1 - i] for item in items}) > 1), fewest)
    behind = items[0][len(items[0]) - k :].strip("_-. ")
    best = max((ahead, behind), key=len)
    return best if len(best) > 1 and any(c.isalpha() for c in best) else ""


def fallback_name(items: Mapping[str, str]) -> str:
    """The performance item, or the first: what an attribute is called by that has no other name."""
    return items.get("performance") or next(iter(items.values()))
