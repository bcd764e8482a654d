"""Columns that hold how a person can be reached or named: found by name and by content, never used."""

from __future__ import annotations

import re
from collections.abc import Iterable

import numpy as np
import pandas as pd

from csmodels.survey.columns import is_number_column, to_floats

NAME, PHONE, EMAIL, IDENTITY, ADDRESS, ACCOUNT = "name", "phone", "email", "identity", "address", "account"
KINDS = (NAME, PHONE, EMAIL, IDENTITY, ADDRESS, ACCOUNT)

_START, _END = r"(?:^|[^a-z])", r"(?:$|[^a-z])"
_NAMES: dict[str, str] = {
    EMAIL: rf"{_START}(?:e[-_ ]?mail(?:[-_ ]?addr(?:ess)?)?){_END}|邮箱|电子邮件|电邮|邮件地址",
    PHONE: (
        rf"{_START}(?:(?:home|work|tele|cell|mobile)?[-_ ]?phone(?:[-_ ]?(?:no|number|num|nr))?"
        r"|tel(?:[-_ ]?no)?|mobile(?:[-_ ]?(?:no|number|num|phone))?|msisdn|fax)"
        rf"{_END}|电话|手机|联系方式|传真"
    ),
    IDENTITY: (
        rf"{_START}(?:passport|ssn|(?:id|identity)[-_ ]?(?:card|number|no)|national[-_ ]?id){_END}"
        "|身份证|护照|证件号"
    ),
    ADDRESS: rf"{_START}(?:address|addr|street|postal[-_ ]?address){_END}|地址|住址|通讯处|门牌",
    ACCOUNT: rf"{_START}(?:wechat|weixin|whatsapp|qq|line[-_ ]?id|weibo){_END}|微信|微博|qq号",
    NAME: (
        r"^name$"
        r"|(?:first|last|full|family|given|sur|guest|customer|contact|person|client|user|nick)[-_ ]?name"
        r"|姓名|^名字$|联系人|收件人|(?:客户|顾客|客人|住客|会员|用户)(?:名$|名称|名字)|昵称|用户名"
    ),
}  # fmt: skip
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_OWN = r"1[3-9]\d(?:\d{8}|[- ]\d{4}[- ]\d{4})"
_MOBILE = re.compile(rf"(?:(?:\+?|00)86[- ]?)?{_OWN}")
_CALLED = re.compile(
    r"\+\d[\d\s().-]{7,}\d|\(?0\d{2,3}\)?[- ]\d{7,8}|0(?:10|2\d|[3-9]\d{2})\d{7,8}|\d{3}[-. ]\d{3}[-. ]\d{4}"
)
# in a sentence; digits and letters of a longer number beside it make it something else
_MENTIONED = re.compile(rf"(?<![\dA-Za-z.]){_OWN}(?![\dA-Za-z]|\.\d)")
_CARD = re.compile(r"\d{17}[\dXx]")
#: Of numbers so long that decimal ones have lost their last digits: a place and a date of birth.
_CARD_SHAPE = re.compile(r"[1-9]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{4}")
_CARD_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
#: Share of a column's values from which numbers that look like phones or identity cards are no accident.
MANY = 0.2
#: Numbers below it are too short to reach anybody: ratings, shares, amounts.
SHORT = 10**6


def contact_columns(frame: pd.DataFrame, kept: Iterable[str] = ()) -> dict[str, tuple[str, str]]:
    """Columns that seem to hold contact data, with what they seem to hold and how that was seen.

    Parameters
    ----------
    frame : DataFrame
    kept : iterable of str
        Columns that somebody who knows says are none.

    Returns
    -------
    dict of column to (kind, "name" or "content")
        Kinds: name, phone, email, identity, address, account.

    Notes
    -----
    By name: English and Chinese words for them, unless all values are numbers below a million or two words at
    most (an answer to "may we phone you?"). By content: any e-mail address, any sentence with a Chinese
    mobile number in it; a fifth of the values written like phone numbers, or like identity numbers whose
    check digit is right (GB 11643-1999; of decimal numbers, which lose it, whose date of birth is a date).

    Examples
    --------
    >>> frame = pd.DataFrame({"guest": [1, 2], "姓名": ["甲", "乙"], "note": ["fine", "a@b.cn"]})
    >>> contact_columns(frame)
    {'姓名': ('name', 'name'), 'note': ('email', 'content')}
    """
    known, found = set(kept), {}
    for name in frame.columns:
        if name in known:
            continue
        values = _written(frame[name])
        if values is None:
            continue
        by_name = _by_name(str(name))
        by_content = _by_content(values, pd.api.types.is_float_dtype(frame[name].dtype))
        if by_name is not None and values.nunique() > 2:
            found[name] = (by_name, "name")
        elif by_content is not None:
            found[name] = (by_content, "content")
        elif by_name is not None and len(values) <= 2:
            # so few values cannot tell, the name can
            found[name] = (by_name, "name")
    return found


def identity_number(number: str) -> bool:
    """Whether 18 characters are a Chinese identity number: whether the last one checks the others.

    Examples
    --------
    The example of the standard, whose last character is X.

    >>> identity_number("11010519491231002X"), identity_number("110105194912310021")
    (True, False)
    """
    if _CARD.fullmatch(number) is None:
        return False
    total = sum(int(digit) * weight for digit, weight in zip(number, _CARD_WEIGHTS, strict=False))
    return "10X98765432"[total % 11] == number[-1].upper()


def _written(column: pd.Series) -> pd.Series | None:
    """The values as text; None of a column whose values are too short to be contact data."""
    given = column.dropna()
    if is_number_column(column):
        numbers = to_floats(given)
        if not len(numbers) or not np.isfinite(numbers).all() or np.abs(numbers).max() < SHORT:
            return None
        if not pd.api.types.is_float_dtype(column.dtype):
            # as they are: float64 holds no more than 15 digits of an identity number
            return given.map(lambda each: str(int(each)) if each == each // 1 else "").astype(object)
        whole = numbers[numbers % 1 == 0]
        return pd.Series([f"{number:.0f}" for number in whole], dtype=object)
    if pd.api.types.is_datetime64_any_dtype(column.dtype):
        return None
    return given.astype(str).str.strip()


def _by_name(name: str) -> str | None:
    # words that are joined by capitals come apart: guestEmail
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()
    return next((kind for kind, pattern in _NAMES.items() if re.search(pattern, words)), None)


def _by_content(values: pd.Series, rounded: bool) -> str | None:
    """What the values look like; each of the distinct ones is looked at once."""
    if not len(values):
        return None
    counts = values.value_counts()
    if any(_EMAIL.search(value) for value in counts.index if "@" in value):
        return EMAIL
    if any(_MENTIONED.search(value) for value in counts.index if not _MOBILE.fullmatch(value)):
        return PHONE
    many = MANY * len(values)
    calls = [bool(_MOBILE.fullmatch(v) or _CALLED.fullmatch(v)) for v in counts.index]
    if counts[calls].sum() >= many:
        return PHONE
    cards = [bool(_CARD_SHAPE.fullmatch(v)) if rounded else identity_number(v) for v in counts.index]
    return IDENTITY if counts[cards].sum() >= many else None
