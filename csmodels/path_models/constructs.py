"""Construct: the items of one construct, and how they stand for it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from csmodels.errors import SpecificationError

Mode = Literal["A", "B"]
Kind = Literal["reflective", "composite"]


@dataclass(frozen=True)
class Construct:
    """The items of one construct and how they stand for it.

    Attributes
    ----------
    items : tuple of str
    kind : {"reflective", "composite"}
        Reflective items are caused by the construct; a composite is made of its items.
    mode : {"A", "B"}
        How PLS weights the items: by their correlations with the neighbouring composites (A) or by
        regression coefficients on the items (B).
    """

    items: tuple[str, ...]
    kind: Kind = "reflective"
    mode: Mode = "A"

    def __post_init__(self) -> None:
        object.__setattr__(self, "items", checked_names(self.items, "a construct"))
        if (self.kind, self.mode) not in (("reflective", "A"), ("composite", "A"), ("composite", "B")):
            raise SpecificationError(
                f"kind={self.kind!r} with mode={self.mode!r} is no construct: reflective with mode 'A', or"
                " composite with mode 'A' or 'B'."
            )


def composite(*items: str | Sequence[str], mode: Mode = "B") -> Construct:
    """Declare a composite: a construct that is made of its items instead of causing them.

    Use it for blocks such as "price items" or an index of several facilities, where dropping an
    item would change what the construct means.

    Parameters
    ----------
    *items : str
        Columns of the data, one by one or as one list.
    mode : {"B", "A"}
        Regression weights (B, the default, as `<~` in model text) or correlation weights (A).

    Raises
    ------
    SpecificationError
        No item, a repeated item, or an unknown mode.

    Examples
    --------
    >>> import csmodels as cs
    >>> cs.composite("price_a", "price_b", mode="B")
    Construct(items=('price_a', 'price_b'), kind='composite', mode='B')
    """
    check_mode(mode, "a composite")
    return Construct(checked_names(flat(items), "a composite"), "composite", mode)


def flat(given: tuple[Any, ...]) -> tuple[Any, ...]:
    """Names as they were given, or those of the only list or tuple among them."""
    return tuple(given[0]) if len(given) == 1 and isinstance(given[0], (list, tuple)) else given


def check_mode(mode: object, where: str) -> None:
    """Refuse a weighting that is neither A nor B."""
    if mode not in ("A", "B"):
        raise SpecificationError(f"mode={mode!r} is unknown: {where} has mode 'A' or 'B'.")


def checked_names(given: Iterable[str] | str, where: str) -> tuple[str, ...]:
    """A tuple of names, none repeated; a single text is one name, not its letters."""
    names = (given,) if isinstance(given, str) else tuple(given)
    if not names:
        raise SpecificationError(f"No names are given for {where}.")
    for name in names:
        check_name(name, where)
    twice = [name for name, times in Counter(names).items() if times > 1]
    if twice:
        raise SpecificationError(f"{twice[0]!r} is listed twice for {where}; name it once.")
    return names


def check_name(name: object, where: str) -> None:
    """Refuse what cannot name a column or a construct."""
    if not isinstance(name, str) or not name.strip() or "`" in name or "\n" in name:
        raise SpecificationError(
            f"{name!r} ({where}) is no usable name: names are texts without backticks and line breaks."
            " For columns named by numbers use frame.rename(columns=str)."
        )
