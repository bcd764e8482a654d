"""The two small languages of a codebook: routing (``complained == 1``) and derived items.

Both are plain data after reading: nothing is ever evaluated as program text.
"""

from __future__ import annotations

import math
import operator
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from csmodels.errors import DataError, SpecificationError, did_you_mean
from csmodels.survey.columns import is_number_column, to_floats

BoolArray = npt.NDArray[np.bool_]

_OPERATORS: dict[str, Callable[[Any, Any], Any]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_COLUMN = r"(?:`[^`]+`|[^`=!<>'\"]+?)"
_VALUE = r"(?:[-+]?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?|'[^']*'|\"[^\"]*\")"
_CONDITION = rf"{_COLUMN}\s*(?:==|!=|<=|>=|<|>)\s*{_VALUE}"
_CONDITION_PARTS = re.compile(rf"\s*({_COLUMN})\s*(==|!=|<=|>=|<|>)\s*({_VALUE})\s*")
_FORMULA_PARTS = re.compile(rf"\s*(-?\s*{_COLUMN})\s+if\s+({_CONDITION})\s+else\s+(-?\s*{_COLUMN})\s*")
_PLAIN_NAME = re.compile(r"[^\W\d][\w.]*")


def format_number(value: float) -> str:
    """Write a number without a useless ``.0`` and without losing digits: ``1.0`` -> ``1``."""
    number = float(value)
    return str(int(number)) if math.isfinite(number) and number.is_integer() else repr(number)


def quote_name(name: str) -> str:
    """Write a column name as formulas spell it: in backticks unless it is a plain word of any script."""
    return name if _PLAIN_NAME.fullmatch(name) and name not in {"if", "else"} else f"`{name}`"


def _unquote(text: str) -> str:
    text = text.strip()
    return text[1:-1] if text.startswith("`") else text


def split_sign(text: str) -> tuple[float, str]:
    """Split a signed column: ``"-price_down"`` -> ``(-1.0, "price_down")``."""
    text = text.strip()
    if text.startswith("-"):
        return -1.0, _unquote(text[1:])
    return 1.0, _unquote(text)


@dataclass(frozen=True)
class Condition:
    """Who was asked: a comparison of one column with one number or text.

    Use it for routing (``Item(asked_if=...)``) and in derived items. A respondent whose answer to
    `item` is missing does not fulfil any condition; :meth:`known` tells these apart.

    Parameters
    ----------
    item : str
        Column compared.
    op : str
        One of ``== != < <= > >=``. Texts are compared in the order of their characters.
    value : float or str
        Number for number columns, text for text columns.

    Raises
    ------
    SpecificationError
        For an unknown operator, a value that is not finite or cannot be written down.

    Examples
    --------
    >>> import pandas as pd
    >>> condition = Condition.from_text("complained == 1")
    >>> condition.holds(pd.DataFrame({"complained": [1, 0, None]})).tolist()
    [True, False, False]
    >>> str(condition)
    'complained == 1'
    """

    item: str
    op: str
    value: float | str

    def __post_init__(self) -> None:
        if self.op not in _OPERATORS:
            raise SpecificationError(
                f"Condition on {self.item!r}: unknown operator {self.op!r}; use one of "
                f"{' '.join(_OPERATORS)}."
            )
        if not self.item or "`" in self.item:
            raise SpecificationError(f"Condition: {self.item!r} is no column name that can be written down.")
        if isinstance(self.value, str):
            if "'" in self.value and '"' in self.value:
                raise SpecificationError(
                    f"Condition on {self.item!r}: the text {self.value!r} holds both kinds of quotation "
                    "marks; recode the column so that one kind is enough."
                )
            return
        if not math.isfinite(self.value):
            raise SpecificationError(f"Condition on {self.item!r}: {self.value} is not a finite number.")
        object.__setattr__(self, "value", float(self.value))

    @classmethod
    def from_text(cls, text: str) -> Condition:
        """Read ``COLUMN OP NUMBER`` or ``COLUMN OP 'text'``; odd column names go in backticks."""
        parts = _CONDITION_PARTS.fullmatch(text)
        if parts is None:
            single = re.search(r"[^=!<>]=[^=]", text)
            hint = " Equality is written with two signs: '=='." if single else ""
            raise SpecificationError(
                f"Cannot read the condition {text!r}: write COLUMN, one of == != < <= > >=, and a number or "
                f"a text in quotes, for example complained == 1.{hint}"
            )
        column, op, value = parts.groups()
        literal: float | str = value[1:-1] if value[0] in "'\"" else float(value)
        return cls(_unquote(column), op, literal)

    def __str__(self) -> str:
        if isinstance(self.value, str):
            mark = '"' if "'" in self.value else "'"
            return f"{quote_name(self.item)} {self.op} {mark}{self.value}{mark}"
        return f"{quote_name(self.item)} {self.op} {format_number(self.value)}"

    def _column(self, frame: pd.DataFrame) -> pd.Series:
        if self.item not in frame.columns:
            hint = did_you_mean(self.item, frame.columns)
            raise DataError(
                f"The condition '{self}' needs a column {self.item!r}, which the data lack.{hint}"
            )
        return frame[self.item]

    def known(self, frame: pd.DataFrame) -> BoolArray:
        """Return, for each row, whether the compared column is answered; shape (n,)."""
        return self._column(frame).notna().to_numpy(dtype=bool)

    def holds(self, frame: pd.DataFrame) -> BoolArray:
        """Return, for each row, whether the condition is fulfilled; shape (n,), missing counts as not.

        Raises
        ------
        DataError
            If the column is absent, or holds texts where the condition has a number or the reverse.
        """
        column = self._column(frame)
        known = column.notna().to_numpy(dtype=bool)
        result = np.zeros(len(column), dtype=bool)
        numeric = is_number_column(column)
        if not known.any():
            return result
        if numeric == isinstance(self.value, str):
            holds, compares = ("numbers", "text") if numeric else ("text", "a number")
            raise DataError(
                f"The condition '{self}' compares column {self.item!r} with {compares}, but the column holds "
                f"{holds}. Write the condition with the values the column holds, or convert the column."
            )
        compare = _OPERATORS[self.op]
        if isinstance(self.value, str):
            texts = column.astype(object).to_numpy(dtype=object)[known]
            result[known] = [bool(compare(str(text), self.value)) for text in texts]
        else:
            result[known] = compare(to_floats(column)[known], self.value)
        return result


def parse_formula(text: str) -> tuple[Condition, str, str]:
    """Read ``[-]COLUMN if CONDITION else [-]COLUMN`` into (condition, then, otherwise).

    Examples
    --------
    >>> condition, then, otherwise = parse_formula("price_up if repurchase > 5 else -price_down")
    >>> then, str(condition), otherwise
    ('price_up', 'repurchase > 5', '-price_down')
    """
    parts = _FORMULA_PARTS.fullmatch(text)
    if parts is None:
        raise SpecificationError(
            f"Cannot read the formula {text!r}: write [-]COLUMN if CONDITION else [-]COLUMN, for example "
            "price_up if repurchase > 5 else -price_down."
        )
    then, condition, otherwise = parts.groups()
    return Condition.from_text(condition), then.strip(), otherwise.strip()
