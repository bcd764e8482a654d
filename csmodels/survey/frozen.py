"""A dictionary that cannot be changed, so that questionnaires can be shared, compared, hashed and pickled."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeVar

K = TypeVar("K")
V = TypeVar("V")


class FrozenDict(Mapping[K, V]):
    """A read-only mapping that keeps its order.

    ``types.MappingProxyType`` would do the same but can be neither pickled nor copied deeply, and
    surveys travel to worker processes.

    Examples
    --------
    >>> FrozenDict({"en": "Value"})
    {'en': 'Value'}
    """

    __slots__ = ("_content",)

    def __init__(self, content: Mapping[K, V] | None = None) -> None:
        self._content: dict[K, V] = dict(content or {})

    def __getitem__(self, key: K) -> V:
        return self._content[key]

    def __iter__(self) -> Iterator[K]:
        return iter(self._content)

    def __len__(self) -> int:
        return len(self._content)

    def __hash__(self) -> int:
        return hash(frozenset(self._content.items()))

    def __repr__(self) -> str:
        return repr(self._content)
