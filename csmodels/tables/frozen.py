"""Read-only containers: what a result hands out cannot be used to change the result."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Generic, TypeVar, overload

import pandas as pd

K = TypeVar("K")
V = TypeVar("V")


class FrozenMapping(Mapping[K, V]):
    """A mapping that cannot be changed, but can be copied, pickled and hashed; it prints like a dict.

    Its hash does not depend on the order of the items, as equality does not; it needs hashable values.

    Examples
    --------
    >>> settings = FrozenMapping({"seed": 0, "conf_level": 0.95})
    >>> settings["seed"], settings
    (0, {'seed': 0, 'conf_level': 0.95})
    >>> settings["seed"] = 1
    Traceback (most recent call last):
        ...
    TypeError: 'FrozenMapping' object does not support item assignment
    """

    __slots__ = ("_items",)

    def __init__(self, items: Mapping[K, V] | None = None) -> None:
        self._items: dict[K, V] = dict(items or {})

    def __getitem__(self, key: K) -> V:
        return self._items[key]

    def __iter__(self) -> Iterator[K]:
        return iter(self._items)

    def __len__(self) -> int:
        return len(self._items)

    def __hash__(self) -> int:
        return hash(frozenset(self._items.items()))

    def __repr__(self) -> str:
        return repr(self._items)


T = TypeVar("T", bound="pd.DataFrame | None")


class frozen_frame(Generic[T]):
    """Decorator for a table of a result: made when first asked for, kept, and handed out as a copy.

    The decorated method builds the DataFrame; it may return None where the result has no such table. The
    class's tables are found by :attr:`csmodels.tables.ResultBase.tables` in the order of their definition.

    Examples
    --------
    >>> class Scores:
    ...     @frozen_frame
    ...     def index(self) -> pd.DataFrame:
    ...         return pd.DataFrame({"estimate": [72.5]})
    >>> scores = Scores()
    >>> copy = scores.index
    >>> copy["estimate"] = 100.0
    >>> float(scores.index.loc[0, "estimate"])
    72.5
    """

    def __init__(self, make: Callable[[Any], T]) -> None:
        self._make = make
        self.__doc__ = make.__doc__

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name
        self._kept = f"_frozen_{name}"

    @overload
    def __get__(self, instance: None, owner: type) -> frozen_frame[T]: ...

    @overload
    def __get__(self, instance: object, owner: type) -> T: ...

    def __get__(self, instance: object, owner: type) -> Any:
        if instance is None:
            return self
        kept = instance.__dict__
        if self._kept not in kept:
            made = self._make(instance)
            # The method may return a frame that somebody else holds, so that what is kept is a copy too.
            kept[self._kept] = None if made is None else made.copy()
        frame = kept[self._kept]
        return None if frame is None else frame.copy()

    def __set__(self, instance: object, value: object) -> None:
        raise AttributeError(
            f"{type(instance).__name__}.{self._name} cannot be changed; work on a copy of it."
        )
