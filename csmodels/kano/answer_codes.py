"""One column of answers as codes: words, numbers, or both; what is neither is found, never guessed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from numbers import Real
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from csmodels.errors import DataError, SpecificationError, some
from csmodels.kano.evaluation import DYSFUNCTIONAL, FUNCTIONAL
from csmodels.kano.wordings import ANSWERS, NOT_A_RATING, code_of, normalised, rating_scale
from csmodels.survey.columns import BoolArray, FloatArray, count, is_number_column, rows_where, to_floats
from csmodels.tables.frozen import FrozenMapping

Codes = npt.NDArray[np.int8]

#: The two questions of a pair.
SIDES = ("functional", "dysfunctional")
#: Code of no answer.
NONE = 0
#: Code of an answer that nobody can read; never leaves this module's callers.
UNREAD = -1

_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?")
#: A number with its label, as forms print scale points: "3 - Somewhat important", "1. Like".
_NUMBERED = re.compile(r"(\d+(?:\.\d+)?)\s*[-–—=:：.)、]\s*(\S.*)", re.DOTALL)
#: The letter of an option: "A. I like it", "B、理应如此", "(C) I'm neutral". It says nothing of the answer,
#: since forms may show the options in any order.
_LETTERED = re.compile(r"[(（]?[A-Ea-eＡ-Ｅ]\s*[-–—=:：.．)）、]\s*(\S.*)", re.DOTALL)


@dataclass(frozen=True)
class Coding:
    """How the answers of a survey are written.

    Attributes
    ----------
    answers : {5, 3}
        Answers of each question, as the evaluation table has them.
    reversed : bool
        Whether numbers run from 5 (like) to 1 (dislike).
    labels : mapping of text to code 1 to 5
        Further words; normalised when made by `coding`.
    """

    answers: int = 5
    reversed: bool = False
    labels: Mapping[str, int] = field(default_factory=FrozenMapping)

    def kinds(self, side: str) -> tuple[int, ...]:
        """Codes 1 to 5 that can be answered to a question, in the order of the table."""
        return (FUNCTIONAL if side == "functional" else DYSFUNCTIONAL)[self.answers]

    def of_number(self, number: float) -> int:
        """Position in the table of an answer given as a number; `UNREAD` where it is none."""
        if not 1 <= number <= self.answers or number % 1:
            return UNREAD
        return self.answers + 1 - int(number) if self.reversed else int(number)

    def kind_of(self, label: str) -> int | None:
        """Code 1 to 5 of an answer in words."""
        return self.labels.get(normalised(label), code_of(label))

    def of_label(self, label: str, side: str) -> int:
        """Position in the table of an answer in words; `UNREAD` where it is none."""
        kind = self.kind_of(label)
        return self.kinds(side).index(kind) + 1 if kind in self.kinds(side) else UNREAD


def coding(answers: int, reverse: bool, labels: Mapping[str, int] | None) -> Coding:
    """Check what the user says of the coding.

    Raises
    ------
    SpecificationError
        A label with a code that is none, or with another code than its wording set has.
    """
    if not isinstance(reverse, bool):
        raise SpecificationError(f"reversed={reverse!r} is True where 5 is like and 1 is dislike, or False.")
    further: dict[str, int] = {}
    for label, code in (labels or {}).items():
        if code not in range(1, 6):
            kinds = ", ".join(f"{i} {kind.replace('_', ' ')}" for i, kind in enumerate(ANSWERS, 1))
            raise SpecificationError(f"labels= gives {label!r} the code {code!r}; codes are {kinds}.")
        scale = rating_scale(str(label))
        if scale:
            raise SpecificationError(f"labels= gives {label!r} a code, a step of {scale}. {NOT_A_RATING}")
        known = code_of(str(label))
        if known is not None and known != code:
            raise SpecificationError(
                f"labels= gives {label!r} the code {code}, but it is a known answer of code {known}"
                f" ({ANSWERS[known - 1].replace('_', ' ')}). Recode the column instead."
            )
        further[normalised(str(label))] = int(code)
    return Coding(answers, reverse, FrozenMapping(further))


@dataclass(frozen=True, eq=False)
class Column:
    """A column as codes.

    Attributes
    ----------
    name, side : str
    codes : array of int8, shape (n,)
        Positions in the evaluation table, 0 missing, -1 unread.
    words : frozenset of str
        The answers given in words.
    numbered : bool
        Whether answers were given as numbers.
    unread : tuple
        The answers that could not be read, as they stand in the data.
    source : Series
        The column itself.
    """

    name: str
    side: str
    codes: Codes
    words: frozenset[str]
    numbered: bool
    unread: tuple[Any, ...]
    source: pd.Series

    def rows_of(self, answer: object) -> BoolArray:
        """Where an answer stands."""
        if is_number_column(self.source):
            return np.asarray(to_floats(self.source) == answer)
        return self.source.astype(object).map(lambda each: _same(each, answer)).to_numpy(dtype=bool)


def is_number(answer: str) -> bool:
    """Whether a text is a number and nothing else."""
    return _NUMBER.fullmatch(answer.strip()) is not None


def known_word(answer: str) -> bool:
    """Whether a text is an answer of a known wording, with its number or letter in front or without.

    Examples
    --------
    >>> known_word("I like it"), known_word("1 - I like it"), known_word("A. I like it"), known_word("7")
    (True, True, True, False)
    """
    return code_of(unmarked(answer)) is not None


def unmarked(answer: str) -> str:
    """An answer without the number or the letter of its option.

    Examples
    --------
    >>> unmarked("2. I expect it"), unmarked("B、理应如此"), unmarked("A dislike")
    ('I expect it', '理应如此', 'A dislike')
    """
    text = answer.strip()
    if code_of(text) is not None:
        return text
    numbered, lettered = _NUMBERED.fullmatch(text), _LETTERED.fullmatch(text)
    return numbered[2] if numbered else lettered[1] if lettered else text


def _same(one: object, other: object) -> bool:
    """Whether two answers are the same; True is not 1 here."""
    return isinstance(one, type(other)) and bool(one == other)


def read_column(column: pd.Series, name: str, side: str, how: Coding) -> Column:
    """Turn a column into codes; what cannot be read is marked and listed.

    Raises
    ------
    DataError
        True and False, or numbers mixed with words.
    """
    dtype = column.dtype
    if isinstance(dtype, np.dtype) and dtype.kind in "iu":
        return _from_integers(column, name, side, how)
    if is_number_column(column) and dtype.kind != "O":
        if pd.api.types.is_bool_dtype(dtype):
            raise DataError(
                f"Column {name!r} holds True and False; the {side} question of a Kano pair has"
                f" {how.answers} answers."
            )
        return _from_values(column, name, side, how, *_factorized(pd.Series(to_floats(column))))
    return _from_values(column, name, side, how, *_factorized(column))


def _from_integers(column: pd.Series, name: str, side: str, how: Coding) -> Column:
    """Whole numbers, the form of large files: nothing is looked up row by row."""
    values = column.to_numpy()
    unread: tuple[Any, ...] = ()
    if len(values) and not (values.min() >= 1 and values.max() <= how.answers):
        outside = (values < 1) | (values > how.answers)
        unread = tuple(np.unique(values[outside]).tolist())
        codes = np.where(outside, UNREAD, values).astype(np.int8)
        if how.reversed:
            codes[~outside] = how.answers + 1 - codes[~outside]
    else:
        codes = values.astype(np.int8)
        if how.reversed:
            codes = (how.answers + 1 - codes).astype(np.int8)
    return Column(name, side, codes, frozenset(), True, unread, column)


def _factorized(column: pd.Series) -> tuple[npt.NDArray[np.intp], list[Any]]:
    """Position of each row's answer among the different ones (-1 missing), and these."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        codes = column.cat.codes.to_numpy().astype(np.intp)
        used = np.unique(codes[codes >= 0])
        place = np.full(len(column.cat.categories) + 1, -1, dtype=np.intp)
        place[used] = np.arange(len(used))
        return place[codes], column.cat.categories[used].tolist()
    codes, found = pd.factorize(column.astype(object) if column.dtype.kind not in "fO" else column)
    return codes.astype(np.intp), list(found)


def _from_values(
    column: pd.Series, name: str, side: str, how: Coding, at: npt.NDArray[np.intp], found: list[Any]
) -> Column:
    """Any other column: each different answer is read once."""
    codes = np.full(len(found) + 1, NONE, dtype=np.int8)  # the last is for missing ones, at position -1
    words, numbers, unread = set(), [], []
    for i, answer in enumerate(found):
        code, kind = _read(answer, side, how)
        codes[i] = code
        if code == UNREAD:
            unread.append(answer)
        elif kind == "number":
            numbers.append(answer)
        elif kind == "word":
            words.add(unmarked(str(answer)))
    if words and numbers:
        raise DataError(
            f"Column {name!r} holds answers in words ({some(map(repr, sorted(words)), 2)}) and plain"
            f" numbers ({some(map(repr, numbers), 2)}): nobody can tell whether the numbers mean the same."
            " Write all in words, or all as numbers."
        )
    return Column(name, side, codes[at], frozenset(words), bool(numbers), tuple(unread), column)


def _read(answer: Any, side: str, how: Coding) -> tuple[int, str]:
    """Position in the table of one answer, and how it is written: "word", "number", "" if empty."""
    if isinstance(answer, str):
        text = answer.strip()
        if not text:
            return NONE, ""
        code = how.of_label(text, side)
        if code != UNREAD or how.kind_of(text) is not None:
            return code, "word"
        if _NUMBER.fullmatch(text):
            return how.of_number(float(text)), "number"
        numbered = _NUMBERED.fullmatch(text)
        if numbered:
            return _read_numbered(float(numbered[1]), numbered[2], side, how), "word"
        lettered = _LETTERED.fullmatch(text)
        if lettered:
            return how.of_label(lettered[1], side), "word"
        return UNREAD, "word"
    if isinstance(answer, (bool, np.bool_)) or not isinstance(answer, (Real, Decimal, np.number)):
        return UNREAD, "word"
    return how.of_number(float(answer)), "number"


def _read_numbered(number: float, label: str, side: str, how: Coding) -> int:
    """ "1 - I like it": number and words must agree."""
    code = how.of_label(label, side)
    return code if code != UNREAD and number in (code, _turned(how.kinds(side)[code - 1], how)) else UNREAD


def _turned(kind: int, how: Coding) -> int:
    """The number a file of that coding writes for a kind of answer."""
    return 6 - kind if how.reversed else kind


def read_importance(column: pd.Series, name: str) -> FloatArray:
    """A column of importance as numbers: "7", "7 - Very important" and 7 are the same.

    Raises
    ------
    DataError
        Words without a number, infinite numbers; the rows are named.
    """
    if is_number_column(column):
        values = to_floats(column)
    else:
        at, found = _factorized(column)
        values = np.array([*map(_importance, found), np.nan])[at]
        blank = np.array([*(isinstance(each, str) and not each.strip() for each in found), True])[at]
        words = np.isnan(values) & ~blank
        if words.any():
            texts = dict.fromkeys(map(repr, column.astype(object)[words]))
            raise DataError(
                f"Column {name!r} (importance) holds {some(texts, 3)} in {rows_where(words, column.index)},"
                " which is no number; importance is a number, with its label or without: 7 or"
                ' "7 - Very important".'
            )
    infinite = np.isinf(values)
    if infinite.any():
        raise DataError(
            f"Column {name!r} (importance) has {count(int(infinite.sum()), 'infinite value')} in"
            f" {rows_where(infinite, column.index)}; correct them, or set them missing."
        )
    return values


def _importance(answer: Any) -> float:
    if isinstance(answer, str):
        text = answer.strip()
        numbered = _NUMBERED.fullmatch(text)
        return float(numbered[1] if numbered else text) if numbered or _NUMBER.fullmatch(text) else np.nan
    numeric = isinstance(answer, (Real, Decimal, np.number)) and not isinstance(answer, (bool, np.bool_))
    return float(answer) if numeric else np.nan
