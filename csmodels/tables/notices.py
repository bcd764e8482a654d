"""What the reader of a result must know: one message, in every language, and as a warning."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from csmodels.errors import CsmodelsWarning
from csmodels.tables.frozen import FrozenMapping
from csmodels.tables.strings import term, text

#: Of groups without words.
NO_WORDS: FrozenMapping[str, str] = FrozenMapping()


@dataclass(frozen=True)
class Group:
    """A group as a notice names it: by the words of the questionnaire, where the data hold codes.

    Attributes
    ----------
    code : object
        Its label in the data.
    words : mapping
        By language.
    remark : str
        Written after the name: how many of its respondents are meant.

    Examples
    --------
    >>> from csmodels.tables.frozen import FrozenMapping
    >>> women = Group(2, FrozenMapping({"en": "Women", "zh": "女"}), " (12)")
    >>> str(women), women.text("zh"), str(Group(2))
    ('Women (12)', '女 (12)', '2')
    """

    code: Any
    words: FrozenMapping[str, str] = NO_WORDS
    remark: str = ""

    def text(self, lang: str = "en") -> str:
        """Its name in a language; English text labels, such as ``2024Q1``, are words already."""
        word = self.code if lang == "en" and isinstance(self.code, str) else self.words.get(lang, self.code)
        return f"{word}{self.remark}"

    def __str__(self) -> str:
        return self.text()


def in_words(groups: Iterable[Any], labels: Mapping[Any, Mapping[str, str]]) -> tuple[Group, ...]:
    """Groups with the words that the questionnaire has for them."""
    return tuple(Group(group, FrozenMapping(labels.get(group, {}))) for group in groups)


@dataclass(frozen=True)
class Notice:
    """A message of the catalogue with its values.

    Attributes
    ----------
    key : str
        In the section "message" of the catalogue.
    fields : mapping
        Values of its placeholders; a `Group` is written in the language.
    category : type, optional
        Class of the warning to issue; a remark without one is printed and not issued.
    """

    key: str
    fields: FrozenMapping[str, object]
    category: type[CsmodelsWarning] | None = None

    def text(self, lang: str = "en") -> str:
        """The sentence in a language."""
        fields = self.written(lang)
        if "construct" in fields:
            fields["construct"] = term(fields["construct"], lang, section="construct")
        return text(f"message.{self.key}", lang, **fields)

    def written(self, lang: str) -> dict[str, object]:
        """The values in a language: groups by their words, in brackets where they stand behind a phrase."""
        fields = dict(self.fields)
        for name, value in fields.items():
            if isinstance(value, Group):
                fields[name] = f" [{value.text(lang)}]" if name == "group" else value.text(lang)
        return fields


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
