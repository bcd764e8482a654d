"""What was asked: items, their scales and routing, and items derived from others.

A questionnaire is plain, frozen data. It knows no answers; :class:`csmodels.survey.SurveyData` brings
the two together.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from csmodels.errors import SpecificationError, did_you_mean, some
from csmodels.survey.conditions import Condition, format_number, parse_formula, quote_name, split_sign
from csmodels.tables.frozen import FrozenMapping

if TYPE_CHECKING:
    import pandas as pd

#: Roles a column of the data file can have.
ROLES = ("rating", "choice", "number", "key", "weight")

#: What an item of a pair asks about its attribute.
ASPECTS = (
    *("expectation", "performance", "disconfirmation", "adequate", "desired", "importance"),
    # the two questions of a Kano questionnaire
    *("functional", "dysfunctional"),
)

Code = float | str


def _code(value: object) -> Code:
    return value if isinstance(value, str) else float(value)  # type: ignore[arg-type]


def _by_language(texts: Mapping[str, str] | str) -> FrozenMapping[str, str]:
    """Freeze ``{"en": "Value", "zh": "价值"}``; a bare text is English, empty texts are none."""
    given = {"en": texts} if isinstance(texts, str) else texts
    return FrozenMapping({language: text for language, text in given.items() if text})


def _texts_by_code(
    codes: Mapping[Code, Mapping[str, str] | str] | Iterable[Code], what: str
) -> FrozenMapping[Code, Mapping[str, str]]:
    """Freeze ``{98: {"en": "don't know"}}``; a bare text is English, a bare list has no texts."""
    frozen: dict[Code, Mapping[str, str]] = {}
    given = codes if isinstance(codes, Mapping) else dict.fromkeys(codes, "")
    for code, texts in given.items():
        key = _code(code)
        if isinstance(key, float) and not math.isfinite(key):
            raise SpecificationError(
                f"{what} {code!r} is not a finite number; an empty cell is missing by itself."
            )
        frozen[key] = _by_language(texts)
    return FrozenMapping(frozen)


@dataclass(frozen=True)
class Scale:
    """The range of an item as the questionnaire prints it, with its labels and special codes.

    Parameters
    ----------
    low, high : float, optional
        Ends of the answer scale as asked (1 and 10), never the smallest and largest answer found.
    labels : mapping of code to mapping of language to text
        Anchors of a rating, or all codes of a choice: ``{1: {"en": "poor", "zh": "差"}}``.
    special : mapping of code to mapping of language to text
        Codes that are no answers: ``{98: {"en": "don't know"}}``; a plain list of codes will do.

    Raises
    ------
    SpecificationError
        If `low` is not below `high`, or a code is not a finite number.

    Examples
    --------
    >>> Scale(1, 10, special=[98, 99]).limits
    (1.0, 10.0)
    """

    low: float | None = None
    high: float | None = None
    labels: Mapping[Code, Mapping[str, str]] = field(default_factory=FrozenMapping)
    special: Mapping[Code, Mapping[str, str]] = field(default_factory=FrozenMapping)

    def __post_init__(self) -> None:
        for end in ("low", "high"):
            value = getattr(self, end)
            if value is not None:
                if not math.isfinite(value):
                    raise SpecificationError(f"Scale: {end}={value} is not a finite number; leave it out.")
                object.__setattr__(self, end, float(value))
        if self.low is not None and self.high is not None and self.low >= self.high:
            raise SpecificationError(
                f"Scale: low={format_number(self.low)} is not below high={format_number(self.high)}."
            )
        object.__setattr__(self, "labels", _texts_by_code(self.labels, "Scale: label code"))
        object.__setattr__(self, "special", _texts_by_code(self.special, "Scale: special code"))

    @property
    def limits(self) -> tuple[float, float] | None:
        """Both ends, or None when the scale has no two ends."""
        return None if self.low is None or self.high is None else (self.low, self.high)


def _check_words(owner: Item | DerivedItem) -> None:
    """Freeze and check what items and derived items have in common."""
    if not isinstance(owner.name, str) or not owner.name.strip():
        raise SpecificationError(f"An item needs a name, which is a text; got {owner.name!r}.")
    if owner.name != owner.name.strip() or "`" in owner.name:
        raise SpecificationError(
            f"Item name {owner.name!r} has spaces around it or a backtick in it; rename the column."
        )
    object.__setattr__(owner, "wording", _by_language(owner.wording))
    constructs = (owner.constructs,) if isinstance(owner.constructs, str) else tuple(owner.constructs)
    object.__setattr__(owner, "constructs", constructs)
    if owner.aspect is not None and owner.aspect not in ASPECTS:
        raise SpecificationError(
            f"Item {owner.name!r}: unknown aspect {owner.aspect!r}; use one of {', '.join(ASPECTS)}."
            f"{did_you_mean(owner.aspect, ASPECTS)}"
        )
    if (owner.attribute is None) != (owner.aspect is None):
        raise SpecificationError(
            f"Item {owner.name!r}: attribute and aspect belong together; give both or neither."
        )


@dataclass(frozen=True)
class Item:
    """One column of the data file: a question and its scale.

    Parameters
    ----------
    name : str
        Column name in the data file; any script.
    wording : mapping of language to text
        The question as asked; a bare text is English.
    constructs : tuple of str
        Keys of the constructs the item measures; an item may serve several.
    scale : Scale, optional
    role : {"rating", "choice", "number", "key", "weight"}
    asked_if : Condition or str, optional
        Routing: who was asked; None means everybody.
    attribute, aspect : str, optional
        For items asked in pairs: the attribute and what is asked of it (see :data:`ASPECTS`).

    Raises
    ------
    SpecificationError
        For an unknown role or aspect, or a special code or label that contradicts the range.

    Examples
    --------
    >>> Item("handling", {"en": "How well was it handled?"}, asked_if="complained == 1").asked_if
    Condition(item='complained', op='==', value=1.0)
    """

    name: str
    wording: Mapping[str, str] = field(default_factory=FrozenMapping)
    constructs: tuple[str, ...] = ()
    scale: Scale | None = None
    role: str = "rating"
    asked_if: Condition | None = None
    attribute: str | None = None
    aspect: str | None = None

    def __post_init__(self) -> None:
        _check_words(self)
        if self.role not in ROLES:
            raise SpecificationError(
                f"Item {self.name!r}: unknown role {self.role!r}; use one of {', '.join(ROLES)} "
                f"(derived items are DerivedItem).{did_you_mean(self.role, ROLES)}"
            )
        if isinstance(self.asked_if, str):
            object.__setattr__(self, "asked_if", Condition.from_text(self.asked_if))
        if self.asked_if is not None and self.asked_if.item == self.name:
            raise SpecificationError(
                f"Item {self.name!r} is asked only if it is answered itself: '{self.asked_if}'."
            )
        self._check_codes()

    def _check_codes(self) -> None:
        limits = self.scale.limits if self.scale is not None else None
        if self.scale is None or limits is None or self.role != "rating":
            return
        low, high = limits
        span = f"{format_number(low)} to {format_number(high)}"
        inside = [c for c in self.scale.special if isinstance(c, float) and low <= c <= high]
        if inside:
            raise SpecificationError(
                f"Item {self.name!r}: special code {some(map(format_number, inside))} lies inside the range "
                f"{span}, so an answer could not be told from no answer; correct the range or the code."
            )
        outside = [c for c in self.scale.labels if isinstance(c, float) and not low <= c <= high]
        if outside:
            raise SpecificationError(
                f"Item {self.name!r}: label for {some(map(format_number, outside))} lies outside the range "
                f"{span}; correct the range, or declare the code as special."
            )


@dataclass(frozen=True)
class DerivedItem:
    """An item computed from routed ones, such as price tolerance from two differently asked questions.

    The value is `then` where `condition` holds and `otherwise` where it does not. Where the answer to
    the condition is missing, or the part that applies, the derived item is missing.

    Parameters
    ----------
    name : str
    condition : Condition or str
    then, otherwise : str
        A column, with a minus sign in front to reverse it: ``"-price_down"``.
    wording, constructs, scale, attribute, aspect
        As for :class:`Item`; the scale holds for the derived values.

    Examples
    --------
    >>> item = DerivedItem.from_formula("price_tolerance", "price_up if repurchase > 5 else -price_down")
    >>> item.sources
    ('price_up', 'price_down')
    >>> item.formula
    'price_up if repurchase > 5 else -price_down'
    """

    name: str
    condition: Condition
    then: str
    otherwise: str
    wording: Mapping[str, str] = field(default_factory=FrozenMapping)
    constructs: tuple[str, ...] = ()
    scale: Scale | None = None
    attribute: str | None = None
    aspect: str | None = None

    role: ClassVar[str] = "derived"
    asked_if: ClassVar[None] = None

    def __post_init__(self) -> None:
        _check_words(self)
        if isinstance(self.condition, str):
            object.__setattr__(self, "condition", Condition.from_text(self.condition))
        if self.name in (*self.sources, self.condition.item):
            raise SpecificationError(f"Derived item {self.name!r} is defined by itself: {self.formula}.")

    @classmethod
    def from_formula(
        cls,
        name: str,
        text: str,
        wording: Mapping[str, str] | str = FrozenMapping(),
        constructs: Iterable[str] | str = (),
        scale: Scale | None = None,
        attribute: str | None = None,
        aspect: str | None = None,
    ) -> DerivedItem:
        """Build from ``[-]COLUMN if CONDITION else [-]COLUMN``; other arguments as for the class."""
        condition, then, otherwise = parse_formula(text)
        return cls(name, condition, then, otherwise, wording, constructs, scale, attribute, aspect)  # type: ignore[arg-type]

    @property
    def sources(self) -> tuple[str, str]:
        """The two columns the values come from, without their signs."""
        return split_sign(self.then)[1], split_sign(self.otherwise)[1]

    @property
    def formula(self) -> str:
        """The definition as text, as :meth:`from_formula` reads it."""
        parts = []
        for text in (self.then, self.otherwise):
            sign, column = split_sign(text)
            parts.append(("-" if sign < 0 else "") + quote_name(column))
        return f"{parts[0]} if {self.condition} else {parts[1]}"


AnyItem = Item | DerivedItem


@dataclass(frozen=True, repr=False)
class Questionnaire:
    """All items of a survey, in the order of the data file, then the derived ones.

    Parameters
    ----------
    items : tuple of Item
    derived : tuple of DerivedItem
    title, description : mapping of language to text
        A bare text is English.

    Raises
    ------
    SpecificationError
        If a name is used twice, a condition or formula names an unknown item, or routing runs in a circle.

    Examples
    --------
    >>> asked = Questionnaire((Item("sat1", "Overall satisfied?", ("Satisfaction",), Scale(1, 10)),))
    >>> asked.constructs
    {'Satisfaction': ('sat1',)}
    >>> asked.wording("sat1")
    'Overall satisfied?'
    """

    items: tuple[Item, ...]
    derived: tuple[DerivedItem, ...] = ()
    title: Mapping[str, str] = field(default_factory=FrozenMapping)
    description: Mapping[str, str] = field(default_factory=FrozenMapping)

    def __post_init__(self) -> None:
        object.__setattr__(self, "items", tuple(self.items))
        object.__setattr__(self, "derived", tuple(self.derived))
        for part in ("title", "description"):
            object.__setattr__(self, part, _by_language(getattr(self, part)))
        by_name: dict[str, AnyItem] = {}
        everything: list[AnyItem] = [*self.items, *self.derived]
        for item in everything:
            if item.name in by_name:
                raise SpecificationError(
                    f"The questionnaire lists item {item.name!r} twice; names must differ."
                )
            by_name[item.name] = item
        object.__setattr__(self, "_by_name", by_name)
        self._check_references()

    def _check_references(self) -> None:
        asked = {item.name: item for item in self.items}
        needs = [
            (item.name, "routing", [item.asked_if.item]) for item in self.items if item.asked_if is not None
        ]
        needs += [(d.name, "formula", [d.condition.item, *d.sources]) for d in self.derived]
        for name, what, columns in needs:
            for column in columns:
                if column not in asked:
                    raise SpecificationError(
                        f"Item {name!r}: its {what} uses {column!r}, which is no asked item of the "
                        f"questionnaire.{did_you_mean(column, asked)}"
                    )
        for item in self.items:
            path = [item.name]
            condition = item.asked_if
            while condition is not None:
                if condition.item in path:
                    circle = " <- ".join([*path, condition.item])
                    raise SpecificationError(f"Routing runs in a circle: {circle}. Correct one of asked_if.")
                path.append(condition.item)
                condition = asked[condition.item].asked_if

    @property
    def names(self) -> tuple[str, ...]:
        """Item names in file order, derived items last."""
        return tuple(self._table)

    @property
    def _table(self) -> dict[str, AnyItem]:
        table: dict[str, AnyItem] = self.__dict__["_by_name"]
        return table

    @property
    def constructs(self) -> dict[str, tuple[str, ...]]:
        """Construct key -> item names, in file order, for use in models.

        Derived items are included. Routed raw items are not: a model needs an answer from everybody.
        """
        found: dict[str, list[str]] = {}
        for item in self._table.values():
            if item.asked_if is None:
                for construct in item.constructs:
                    found.setdefault(construct, []).append(item.name)
        return {construct: tuple(names) for construct, names in found.items()}

    def __contains__(self, name: object) -> bool:
        return name in self._table

    def __len__(self) -> int:
        return len(self._table)

    def item(self, name: str) -> AnyItem:
        """Return the item of that name.

        Raises
        ------
        SpecificationError
            If there is none; the message gives the closest name.
        """
        if name not in self._table:
            hint = did_you_mean(name, self._table)
            raise SpecificationError(f"The questionnaire has no item {name!r}.{hint}")
        return self._table[name]

    def wording(self, name: str, lang: str = "en") -> str:
        """Return the question in a language, else in the first language it has, else the item's name."""
        return in_language(self.item(name).wording, lang, name)

    def select(self, names: Iterable[str]) -> Questionnaire:
        """Return the questionnaire of some items only, in file order.

        Use it when a data file holds a part of the questions. What the routing or formula of a kept
        item needs must be kept too.
        """
        wanted = {self.item(name).name for name in names}
        return Questionnaire(
            tuple(i for i in self.items if i.name in wanted),
            tuple(d for d in self.derived if d.name in wanted),
            self.title,
            self.description,
        )

    @classmethod
    def from_codebook(
        cls,
        codebook: str | Path | pd.DataFrame,
        title: Mapping[str, str] | str = FrozenMapping(),
        description: Mapping[str, str] | str = FrozenMapping(),
    ) -> Questionnaire:
        """Read a codebook: a UTF-8 CSV file, or a DataFrame of the same columns.

        One row describes one column of the data file; see :func:`csmodels.survey.codebook.read_codebook`
        for the columns.

        Raises
        ------
        FileError
            If the file is absent, empty or not UTF-8.
        SpecificationError
            If a cell cannot be read; the message names the item and the codebook column.
        """
        from csmodels.survey.codebook import read_codebook

        items, derived = read_codebook(codebook)
        return cls(items, derived, title, description)  # type: ignore[arg-type]

    def to_frame(self) -> pd.DataFrame:
        """Return the codebook as a DataFrame of texts; :meth:`from_codebook` reads it back unchanged."""
        from csmodels.survey.codebook import codebook_frame

        return codebook_frame(self.items, self.derived)

    def __repr__(self) -> str:
        title = f"{in_language(self.title, 'en', '')!r}, " if self.title else ""
        return f"Questionnaire({title}{len(self)} items, {len(self.constructs)} constructs)"

    def _repr_html_(self) -> str:
        frame = self.to_frame()
        shown: str = frame.loc[:, (frame != "").any()].to_html(index=False, border=0)
        return shown


def in_language(texts: Mapping[str, str], lang: str, fallback: str) -> str:
    """Pick a text by language; without it the first one there is, else the fallback."""
    return texts.get(lang) or next((text for text in texts.values() if text), fallback)
