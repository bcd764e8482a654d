"""Chinese shows in figures with and without Chinese fonts on the machine; no setting is changed."""

from __future__ import annotations

import csv
import warnings
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import matplotlib
import numpy as np
import pytest
from matplotlib.figure import Figure
from matplotlib.font_manager import fontManager, get_font
from matplotlib.text import Text

from csmodels.plots import cjk, cjk_families, cjk_fonts, use_cjk_font
from csmodels.plots.cjk import BUNDLED_FAMILY, BUNDLED_FILE
from csmodels.tables.strings import CATALOGUE

CODEBOOKS = sorted((Path(__file__).parents[2] / "datasets").glob("*_codebook.csv"))


@pytest.fixture(autouse=True)
def _agg() -> None:
    matplotlib.use("Agg")


@pytest.fixture
def no_chinese_fonts(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A machine that has only the fonts that matplotlib brings along."""
    own = Path(matplotlib.get_data_path())
    cjk._families.cache_clear()
    monkeypatch.setattr(
        fontManager, "ttflist", [font for font in fontManager.ttflist if own in Path(font.fname).parents]
    )
    fontManager._findfont_cached.cache_clear()
    yield
    cjk._families.cache_clear()
    fontManager._findfont_cached.cache_clear()


def rendered(figure: Figure) -> np.ndarray:
    buffer = BytesIO()
    figure.savefig(buffer, format="rgba", dpi=100)
    return np.frombuffer(buffer.getvalue(), dtype=np.uint8)


def test_the_bundle_covers_all_display_texts() -> None:
    known = {chr(code) for code in get_font(BUNDLED_FILE).get_charmap()}
    latin = {chr(code) for code in get_font(matplotlib.font_manager.findfont("DejaVu Sans")).get_charmap()}
    shown = {char for entry in CATALOGUE.values() for words in entry.values() for char in words}
    assert sorted(shown - known - latin - {"\n"}) == []


def test_the_bundle_covers_the_codebooks() -> None:
    assert CODEBOOKS, "no codebook found beside the data sets"
    known = {chr(code) for code in get_font(BUNDLED_FILE).get_charmap()}
    latin = {chr(code) for code in get_font(matplotlib.font_manager.findfont("DejaVu Sans")).get_charmap()}
    for path in CODEBOOKS:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            shown = {char for row in csv.reader(lines) for cell in row for char in cell}
        assert sorted(shown - known - latin - {"\n"}) == [], f"run make_subset.py for {path.name}"


def test_the_bundle_holds_everyday_chinese_and_stays_small() -> None:
    known = set(get_font(BUNDLED_FILE).get_charmap())
    everyday = {
        bytes([row, cell]).decode("gb2312", errors="ignore")
        for row in range(0xB0, 0xD8)
        for cell in range(0xA1, 0xFF)
    } - {""}
    assert len(everyday) == 3755
    assert {character for character in everyday if ord(character) not in known} == set()
    assert BUNDLED_FILE.stat().st_size < 1_300_000


def test_the_bundle_has_a_name_of_its_own_and_its_licence() -> None:
    font = get_font(BUNDLED_FILE)
    assert font.family_name == BUNDLED_FAMILY
    assert b"Noto" not in BUNDLED_FILE.read_bytes()
    licence = (BUNDLED_FILE.parent / "OFL.txt").read_text(encoding="utf-8")
    assert "SIL OPEN FONT LICENSE Version 1.1" in licence
    assert "Copyright 2014-2021 Adobe" in licence


@pytest.mark.usefixtures("no_chinese_fonts")
def test_chinese_shows_without_any_chinese_font_installed() -> None:
    figure = Figure()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with cjk_fonts():
            axes = figure.subplots()
            axes.set_title("顾客满意度指数")
            axes.set_yticks([0], ["感知质量"])
        shown = rendered(figure)
    assert cjk_families() == ["DejaVu Sans", BUNDLED_FAMILY]
    axes.title.set_text("")
    assert (shown != rendered(figure)).any()


@pytest.mark.usefixtures("no_chinese_fonts")
def test_without_the_bundle_the_same_text_would_be_boxes() -> None:
    """The test above can fail: DejaVu Sans alone warns of missing glyphs."""
    figure = Figure()
    figure.subplots().set_title("顾客满意度指数", family="DejaVu Sans")
    with pytest.warns(UserWarning, match="missing from font"):
        rendered(figure)


def test_latin_first_then_the_bundle_then_the_machine() -> None:
    families = cjk_families()
    assert families[:2] == ["DejaVu Sans", BUNDLED_FAMILY]
    installed = set(fontManager.get_font_names())
    assert set(families) <= installed
    families.append("changed by the caller")
    assert "changed by the caller" not in cjk_families()


def test_settings_are_restored_and_texts_keep_their_font() -> None:
    before = matplotlib.rcParams.copy()
    figure = Figure()
    with cjk_fonts():
        axes = figure.subplots()
        axes.set_xlabel("指数")
    assert matplotlib.rcParams == before
    assert axes.xaxis.label.get_fontfamily()[:2] == ["DejaVu Sans", BUNDLED_FAMILY]


def test_settings_are_restored_after_an_error() -> None:
    before = list(matplotlib.rcParams["font.family"])
    with pytest.raises(RuntimeError), cjk_fonts():
        raise RuntimeError
    assert list(matplotlib.rcParams["font.family"]) == before


def test_a_finished_figure_gets_fonts_with_chinese() -> None:
    figure = Figure()
    axes = figure.subplots()
    axes.plot([1, 2], [1, 2], label="酒店")
    axes.legend(title="图例")
    figure.suptitle("标题")
    use_cjk_font(figure)
    axes.set_xticks([1, 1.5, 2], ["一", "二", "三"])  # ticks made afterwards have it too
    found = [words for words in figure.findobj(Text) if words.get_text()]
    assert {"酒店", "图例", "标题", "一", "二", "三"} <= {words.get_text() for words in found}
    assert {tuple(words.get_fontfamily()[:2]) for words in found} == {("DejaVu Sans", BUNDLED_FAMILY)}
