"""Every display text exists in English and Chinese, with the same placeholders."""

from __future__ import annotations

import re
import string
import unicodedata
from collections.abc import Callable

import pytest

from csmodels.errors import SpecificationError
from csmodels.tables import CATALOGUE, KINDS, LANGUAGES, PARAM_COLUMNS, check_language, strings, term, text

HANZI = re.compile(r"[\u4e00-\u9fff]")
# Half-width marks between Chinese characters are a typing slip.
HALF_WIDTH = re.compile(r"[\u4e00-\u9fff][,;:?!()][\u4e00-\u9fff]?")


def placeholders(message: str) -> list[tuple[str, str, str]]:
    parts = string.Formatter().parse(message)
    return sorted(
        (name, spec or "", conversion or "") for _, name, spec, conversion in parts if name is not None
    )


def half_width(message: str) -> str:
    return unicodedata.normalize("NFKC", message).replace(" ", "")


# All texts in one test for each rule: some thousand tests would take longer than the rules.


def failing(rule: Callable[[str, str], object]) -> list[str]:
    """Keys whose English and Chinese break a rule."""
    return [key for key, entry in CATALOGUE.items() if not rule(entry["en"], entry["zh"])]


def test_every_text_speaks_both_languages() -> None:
    assert len(CATALOGUE) > 1900
    assert [key for key, entry in CATALOGUE.items() if tuple(entry) != LANGUAGES] == []
    assert failing(lambda en, _: en.strip()) == []
    # What has no Chinese characters is a sign or a name that Chinese readers know as it is (AVE, R²).
    assert failing(lambda en, zh: HANZI.search(zh) or half_width(zh) == half_width(en)) == []
    assert failing(lambda en, _: not HANZI.search(en)) == []
    assert failing(lambda _, zh: not HALF_WIDTH.search(zh)) == []


def test_placeholders_agree() -> None:
    assert failing(lambda en, zh: placeholders(en) == placeholders(zh)) == []


def test_sentences_are_translated() -> None:
    """Notes and messages are sentences, so that their Chinese cannot be the English."""
    for key, entry in CATALOGUE.items():
        if key.split(".")[0] in ("note", "message"):
            assert HANZI.search(entry["zh"]), key


def test_kinds_and_columns_have_words() -> None:
    for kind in KINDS:
        assert f"value.{kind}" in CATALOGUE
        assert f"heading.{kind}" in CATALOGUE
    for column in PARAM_COLUMNS:
        assert f"column.{column}" in CATALOGUE


def test_text_fills_placeholders() -> None:
    assert text("label.interval", level=90) == "90 % CI"
    assert text("label.interval", "zh", level=90) == "90 % 区间"
    with pytest.raises(KeyError, match="level"):
        text("label.interval")


def test_unknown_key_names_the_closest() -> None:
    with pytest.raises(KeyError, match=r"label\.interval"):
        text("label.intervall")


@pytest.mark.parametrize("call", [check_language, lambda x: text("heading.index", x), lambda x: term("n", x)])
def test_unknown_language_lists_the_known(call: object) -> None:
    assert callable(call)
    with pytest.raises(SpecificationError, match=r"'fr'.*'en', 'zh'"):
        call("fr")


def test_terms() -> None:
    assert term("ProductQuality") == "Product quality"
    assert term("Satisfaction", "zh") == "顾客满意度"
    assert term("std_error", "zh") == "标准误"
    assert term("q1", "zh") == "q1"
    assert term(3, "zh") == "3"
    # The section decides where one name means two things.
    assert term("path", "zh", section="construct") == "path"
    assert term("path", "zh", section="value") == "路径"
    assert term("seed", "zh") == "seed"
    assert term("seed", "zh", section="setting") == "随机种子"


def test_catalogue_is_read_only() -> None:
    with pytest.raises(TypeError):
        CATALOGUE["heading.index"]["en"] = "changed"  # type: ignore[index]


def test_no_word_has_two_meanings():
    assert strings.CONFLICTS == []
