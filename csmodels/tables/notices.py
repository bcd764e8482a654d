"""What the reader of a result must know: one message, in every language, and as a warning."""

from __future__ import annotations

import warnings
from collections.abc import Iterable
from dataclasses import dataclass

from csmodels.errors import CsmodelsWarning
from csmodels.tables.frozen import FrozenMapping
from csmodels.tables.strings import term, text


@dataclass(frozen=True)
class Notice:
    """A message of the catalogue with its values.

    Attributes
    ----------
    key : str
        In the section "message" of the catalogue.
    fields : mapping
        Values of its placeholders.
    category : type, optional
        Class of the warning to issue; a remark without one is printed and not issued.
    """

    key: str
    fields: FrozenMapping[str, object]
    category: type[CsmodelsWarning] | None = None

    def text(self, lang: str = "en") -> str:
        """The sentence in a language."""
        fields = dict(self.fields)
        if "construct" in fields:
            fields["construct"] = term(fields["construct"], lang, section="construct")
        return text(f"message.{self.key}", lang, **fields)


class Noticed:
    """Mixin of results with notices: what the reader must know, as sentences."""

    notices: tuple[Notice, ...]

    @property
    def warnings(self) -> tuple[str, ...]:
        """What the reader must know, in plain sentences."""
        return tuple(each.text() for each in self.notices)


def notice(key: str, category: type[CsmodelsWarning] | None = None, **fields: object) -> Notice:
    """Make a notice; `fields` fill the placeholders of its text."""
    return Notice(key, FrozenMapping(fields), category)


def issue(notices: Iterable[Notice], stacklevel: int = 2) -> None:
    """Issue the notices that are warnings, as seen from the caller's caller."""
    for each in notices:
        if each.category is not None:
            warnings.warn(each.text(), each.category, stacklevel=stacklevel + 1)
