"""The report of a survey: one page for each language, read as text and opened in a browser."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections import Counter
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest

import csmodels as cs
from csmodels.errors import DataError, FileError, SpecificationError
from csmodels.strategy.report import report
from csmodels.strategy.report.answer import Answer, Lacking, private
from csmodels.strategy.report.ask import write
from csmodels.strategy.report.asked import Asked
from csmodels.strategy.report.roles import find_roles
from csmodels.strategy.report.writing import number, probability, signed
from csmodels.tables import Block

SECTIONS = ["quality", "level", "change", "drivers", "factors", "expectations", "customers", "reproduce"]
#: Figures of the two pages, at least.
LEAST = {"en": 14, "zh": 9}
#: Window of the browser in pixels: A4 paper less its margins, the narrowest that must hold everything.
WIDTH = 720
#: Elements may reach over the window's edge by this much: browsers round to parts of a pixel.
PIXEL = 1
#: Resamples: sentences and structure are looked at, not the figures' precision.
FEW = 40


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The hotel survey in English and one wave of the telecom survey in Chinese."""
    folder = tmp_path_factory.mktemp("reports")
    telecom = cs.datasets.load_telecom().where("quarter == '2024Q4'")
    en = report(cs.datasets.load_hotel(), folder / "hotel.html", n_boot=FEW)
    zh = report(
        telecom, folder / "电信.html", "zh", model=False, group=False, n_boot=FEW, margin="spend",
        margin_rate=0.3, per_period=12, currency="元",
        life_cycle={"tenure": "tenure", "new_until": 12, "left": "churned == 1"},
    )  # fmt: skip
    return SimpleNamespace(en=en, zh=zh)


class Page(HTMLParser):
    """Elements of a page in their order, with the texts in them."""

    VOID = ("meta", "img", "link", "br", "hr", "input")

    def __init__(self, words: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.wrong: list[str] = []
        self.texts: list[str] = []
        self.feed(words)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.wrong.append(tag)

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


@pytest.fixture(scope="module")
def pages(made: Any) -> dict[str, Page]:
    return {lang: Page(getattr(made, lang).path.read_text("utf-8")) for lang in ("en", "zh")}


# ------------------------------------------------------------------ the page


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_page_is_whole_and_holds_all_it_needs(made: Any, pages: dict[str, Page], lang: str) -> None:
    page, words = pages[lang], getattr(made, lang).path.read_text("utf-8")
    assert page.wrong == []
    assert page.open == []
    assert page.elements[0] == ("html", {"lang": {"en": "en", "zh": "zh-Hans"}[lang]})
    named = [attrs["id"] for _, attrs in page.elements if "id" in attrs]
    assert named == ["overview", *SECTIONS]
    # nothing from outside, no script
    tags = Counter(tag for tag, _ in page.elements)
    assert not {"script", "link", "iframe", "object", "embed"} & set(tags)
    sources = [str(attrs[name]) for _, attrs in page.elements for name in ("src", "href") if name in attrs]
    assert all(each.startswith(("data:image/svg+xml;base64,", "#")) for each in sources)
    assert {each[1:] for each in sources if each.startswith("#")} == set(SECTIONS)
    assert re.search(r"url\((?!data:)", words) is None
    assert "@import" not in words
    assert "{name}" not in words
    assert "nan" not in page.texts


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_figure_has_words_of_its_own(made: Any, pages: dict[str, Page], lang: str) -> None:
    figures = [attrs for tag, attrs in pages[lang].elements if tag == "img"]
    assert len(figures) == getattr(made, lang).sections["figures"].sum() >= LEAST[lang]
    alt = [str(each["alt"]) for each in figures]
    assert min(map(len, alt)) >= 8
    assert len(set(alt)) == len(alt)
    assert all(int(str(each["width"])) > 200 and int(str(each["height"])) > 60 for each in figures)


def test_figures_name_no_font_and_nothing_outside(made: Any) -> None:
    from csmodels.strategy.report.drawing import Picture

    parts = [part for each in made.zh.answers for part in each.parts if isinstance(part, Picture)]
    for part in parts:
        assert b"<text" not in part.svg
        assert b"<script" not in part.svg
        outside = {
            each for each in re.findall(rb'href="([^"]*)"', part.svg) if not each.startswith((b"#", b"data:"))
        }
        assert outside == set()


def test_the_font_holds_the_characters_of_the_page(made: Any, pages: dict[str, Page]) -> None:
    import base64
    from io import BytesIO

    from fontTools.ttLib import TTFont

    words = made.zh.path.read_text("utf-8")
    found = re.search(r"url\(data:font/woff;base64,([^)]*)\)", words)
    assert found is not None
    font = TTFont(BytesIO(base64.b64decode(found[1])))
    style = words[words.index("<style>") : words.index("</style>")]
    shown = {each for each in "".join(pages["zh"].texts).replace(unescape(style), "") if "一" <= each <= "鿿"}
    assert shown
    assert {each for each in shown if ord(each) not in font.getBestCmap()} == set()
    # a subset: the characters shown and some Latin ones, not the thousands of the bundle
    assert len(font.getBestCmap()) < len(shown) + 250


def test_the_same_survey_gives_the_same_file(tmp_path: Path) -> None:
    paths = [tmp_path / f"{name}.html" for name in "ab"]
    for path in paths:
        report(small_survey(), path, satisfaction="overall", scale=(1, 5), n_boot=FEW)
    assert paths[0].read_bytes() == paths[1].read_bytes()


# ------------------------------------------------------------------ what is said


def test_all_questions_of_the_hotel_are_answered(made: Any) -> None:
    sections = made.en.sections
    assert sections.index.tolist() == SECTIONS
    assert sections["answered"].tolist() == ["yes", "yes", "yes", "partly", "partly", "yes", "partly", "yes"]
    assert (sections["why_not"] == "").tolist() == (sections["answered"] == "yes").tolist()
    assert "margin=" in sections.loc["drivers", "why_not"]
    assert "kano=" in sections.loc["factors", "why_not"]
    roles = made.en.roles
    assert roles.loc[["model", "wave", "group", "kept"], "columns"].tolist() == [
        "ACSI",
        "quarter",
        "hotel",
        "came_back",
    ]
    assert roles.loc[["model", "wave"], "how"].tolist() == ["questionnaire", "name"]


def test_sentences_tell_the_numbers_of_the_results(made: Any) -> None:
    hotel, said = cs.datasets.load_hotel(), made.en.sentences
    result = cs.index_model("ACSI").fit(hotel, n_boot=FEW)
    row: Any = result.index.loc["Satisfaction"]
    limits = f"[{number(row['conf_low'])}, {number(row['conf_high'])}]"
    assert said["level"][0].startswith(
        f"Satisfaction stands at {number(row['estimate'])} of 100 points {limits}"
    )
    top = result.priorities().table["importance"]
    assert f"{top.idxmax()} matters most" in said["drivers"][0]
    assert number(top.max(), 2) in said["drivers"][0]
    by_wave = cs.index_model("ACSI").fit(hotel, by="quarter", ci="normal", n_boot=FEW)
    changes = cs.track(hotel, by_wave, wave="quarter").changes
    for words, against in zip(said["change"][:2], ("previous", "first"), strict=True):
        row = changes.loc[(against, "2024Q4")]
        assert signed(row["change"]) in words
        assert number(row["noise"]) in words
        assert ("no more than noise" in words) == (not row["signal"])
    gaps = cs.GapModel.from_questionnaire(hotel, zones=False).fit(hotel, n_boot=FEW)
    shares = gaps.shares.xs("all", level="attribute").droplevel(0)
    for state in ("below", "equal", "above"):
        assert f"{100 * shares.loc[state, 'share']:.1f}" in said["expectations"][0]
    value = cs.CustomerValue(kept="came_back", satisfaction="sat_overall").fit(hotel).figures
    assert f"{100 * value.loc['retention', 'estimate']:.1f}" in said["customers"][0]


def test_classes_in_sentences_are_those_of_the_ratings(made: Any) -> None:
    hotel, said = cs.datasets.load_hotel(), " ".join(made.en.sentences["factors"])
    factors = cs.PenaltyReward.from_questionnaire(hotel, "sat_overall").fit(hotel, n_boot=FEW)
    basic = [factors.model.label(n) for n in factors.classification.query("`class` == 'basic'").index]
    assert basic
    assert f"Basic, they only prevent anger: {', '.join(basic)}." in said
    bent = (factors.asymmetry["p_holm"] < 0.05).any()
    assert ("No asymmetry is more" in said) == (not bent)


def test_money_is_told_where_a_margin_is_given_and_only_there(made: Any) -> None:
    telecom = cs.datasets.load_telecom().where("quarter == '2024Q4'")
    model = cs.CustomerValue(
        lost="churned", satisfaction="sat_overall", margin="spend", margin_rate=0.3, per_period=12
    )
    value = model.fit(telecom).figures.loc["value", "estimate"]
    assert any(
        f"{number(value, 0 if value >= 1000 else 2)} 元" in words for words in made.zh.sentences["customers"]
    )
    english = made.en.path.read_text("utf-8")
    assert "Value of a customer" not in english
    assert "Margin of a period" not in english


def test_a_telecom_wave_alone_has_no_change(made: Any) -> None:
    assert made.zh.sections.loc["change", "answered"] == "no"
    assert "wave=" in made.zh.sections.loc["change", "why_not"]
    # words are Chinese: headings, sentences, reasons
    for words in [*made.zh.sections["question"], *(s for each in made.zh.sentences.values() for s in each)]:
        assert re.search("[一-鿿]", words)


def test_a_report_shows_itself(made: Any) -> None:
    shown = made.en._repr_html_()
    assert made.en.path.as_uri() in shown
    assert "<table" in shown
    assert "问题" in str(made.en.summary("zh"))
    assert list(made.en.tables) == ["sections", "roles"]
    assert len(set(made.en.warnings)) == len(made.en.warnings) > 0


# ------------------------------------------------------------------ surveys with less


def small_survey() -> pd.DataFrame:
    rng = np.random.default_rng(7)
    n = 90
    liking = rng.normal(size=n)
    rated = {name: np.clip(np.rint(3.4 + liking + rng.normal(size=n)), 1, 5) for name in ("clean", "quiet")}
    overall = np.clip(np.rint(3.3 + liking + 0.6 * rng.normal(size=n)), 1, 5)
    return pd.DataFrame({**rated, "overall": overall, "branch": np.tile(["A", "B", "C"], n // 3)})


def test_an_own_survey_is_answered_as_far_as_it_goes(tmp_path: Path) -> None:
    frame = small_survey()
    found = report(
        frame, tmp_path / "own.html", satisfaction="overall",
        attributes={"cleanliness": "clean", "peace": "quiet"}, scale=(1, 5), n_boot=FEW,
    )  # fmt: skip
    assert found.sections["answered"].tolist() == [
        "yes",
        "yes",
        "partly",
        "partly",
        "partly",
        "no",
        "no",
        "yes",
    ]
    mean = 100 * (frame["overall"].mean() - 1) / 4
    assert f"Satisfaction stands at {number(mean)} of 100" in found.sentences["level"][0]
    assert "pairs=" in found.sections.loc["expectations", "why_not"]
    assert "lost=" in found.sections.loc["customers", "why_not"]
    assert "loyalty=" in found.sections.loc["drivers", "why_not"]


def test_nothing_is_invented_for_a_survey_without_anything(tmp_path: Path) -> None:
    found = report(pd.DataFrame({"q1": [1, 2, 3] * 10}), tmp_path / "bare.html", n_boot=FEW)
    assert found.sections["answered"].tolist() == ["yes", *["no"] * 6, "yes"]
    assert (found.sections["why_not"].drop(["quality", "reproduce"]) != "").all()
    assert found.sections["figures"].sum() == 0


def test_a_scale_that_is_not_known_is_asked_for(tmp_path: Path) -> None:
    found = report(small_survey(), tmp_path / "x.html", satisfaction="overall", group=False, n_boot=FEW)
    assert found.sections.loc["level", "answered"] == "no"
    assert "scale=" in found.sections.loc["level", "why_not"]


def test_what_fails_is_told_and_the_rest_is_written(tmp_path: Path) -> None:
    frame = small_survey().assign(overall=9.0)
    found = report(frame, tmp_path / "x.html", satisfaction="overall", scale=(1, 5), n_boot=FEW)
    assert found.sections.loc["level", "answered"] == "no"
    assert found.path.exists()
    assert "overall" in found.sections.loc["level", "why_not"]
    out = Answer("level", "en")
    with pytest.warns(RuntimeWarning, match="ZeroDivisionError"), out.attempt("index"):
        _ = 1 / 0
    with out.attempt("index"):
        raise Lacking("report_no_wave")
    assert [each.key for each in out.lacks] == ["report_failed", "report_no_wave"]


def test_columns_are_found_by_rule_and_named_columns_are_checked() -> None:
    hotel = cs.datasets.load_hotel()
    roles = find_roles(hotel, Asked(wave=False, kept=False, lost=False))
    assert (roles.wave, roles.group, roles.outcome) == (None, "hotel", {})
    assert roles.satisfaction == ("sat_overall",)
    assert roles.loyalty == ("repurchase", "price_tolerance")
    assert find_roles(cs.datasets.load_telecom(), Asked()).model.name == "ECSI"  # type: ignore[union-attr]
    with pytest.raises(DataError, match=r"wave= names column 'quater'.*Did you mean 'quarter'"):
        find_roles(hotel, Asked(wave="quater"))
    with pytest.raises(SpecificationError, match="named twice"):
        find_roles(hotel, Asked(wave="hotel", group="hotel"))
    with pytest.raises(SpecificationError, match="no construct 'Joy'"):
        find_roles(hotel, Asked(construct="Joy"))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"lost": "a", "kept": "b"}, "not both"),
        ({"n_boot": 3}, "n_boot"),
        ({"scale": (5, 1)}, "low, high"),
        ({"wave": True}, "None looks for it"),
        ({"segments": ["a"]}, "options by name"),
        ({"money": {"margins": 3}}, "margin"),
    ],
)
def test_arguments_that_contradict_are_refused(arguments: dict[str, Any], message: str) -> None:
    with pytest.raises(SpecificationError, match=message):
        Asked(**arguments)


# ------------------------------------------------------------------ the file


def test_the_file_is_replaced_as_a_whole_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "report.html"
    write(path, "first")
    write(path, "第二")
    assert path.read_text("utf-8") == "第二"
    assert list(tmp_path.iterdir()) == [path]

    def broken(*_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr("os.replace", broken)
    with pytest.raises(OSError, match="disk full"):
        write(path, "third")
    assert path.read_text("utf-8") == "第二"
    assert list(tmp_path.iterdir()) == [path]


def test_a_place_where_no_file_can_be_is_refused_at_once(tmp_path: Path) -> None:
    frame = small_survey()
    with pytest.raises(FileError, match="does not exist"):
        report(frame, tmp_path / "absent" / "report.html")
    with pytest.raises(FileError, match="is a folder"):
        report(frame, tmp_path)
    with pytest.raises(FileError, match=r"must end in \.html"):
        report(frame, tmp_path / "report.pdf")


def test_small_counts_are_not_printed() -> None:
    frame = pd.DataFrame({"n": [40, 3, 30], "mean": [1.0, 2.0, 3.0]}, index=["a", "b", "c"])
    hidden = private(Block("", frame), 5, "en").frame
    assert hidden.loc["b", "n"] == "<5"
    assert np.isnan(hidden.loc["b", "mean"])
    # one small cell could be worked out from the sum: a second one is hidden
    assert hidden["n"].tolist() == ["40", "<5", "hidden"]
    assert private(Block("", frame), 3, "en").frame.equals(frame)


def test_numbers_are_written_as_in_print() -> None:
    assert (number(-0.04), number(-1.25), signed(0.3), signed(0.0)) == ("0.0", "−1.2", "+0.3", "0.0")
    assert (probability(0.0004, "en"), probability(0.0312, "en")) == ("p < .001", "p = .031")


# ------------------------------------------------------------------ in a browser

CHECK = """<script>window.addEventListener("load", () => {
  const wide = document.documentElement.clientWidth, over = [];
  for (const each of document.body.querySelectorAll("*")) {
    const box = each.getBoundingClientRect();
    if (box.right > wide + PIXEL || box.left < -PIXEL) {
      over.push(each.tagName + ": " + each.textContent.slice(0, 40));
    }
  }
  const figures = [...document.images].map(each => ({
    shown: each.complete && each.naturalWidth > 0 && each.getBoundingClientRect().height > 30}));
  const empty = [...document.querySelectorAll("section, table, li, p, h2, h3, figcaption")]
    .filter(each => !each.textContent.trim()).map(each => each.outerHTML.slice(0, 80));
  const told = {over, figures, empty, wide, scroll: document.documentElement.scrollWidth};
  const out = document.createElement("pre"); out.id = "told"; out.textContent = JSON.stringify(told);
  document.body.append(out);
});</script></body>"""


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_browser_shows_everything_without_a_network(made: Any, lang: str, tmp_path: Path) -> None:
    browser = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if browser is None:
        pytest.skip("no Chromium is installed: .ci/run installs it")
    words = getattr(made, lang).path.read_text("utf-8")
    policy = "default-src 'none';"
    assert policy in words
    copy = tmp_path / "page.html"
    # the page as it is, with leave for the one script that looks at it
    looked_at = words.replace(policy, f"{policy} script-src 'unsafe-inline';", 1)
    copy.write_text(looked_at.replace("</body>", CHECK.replace("PIXEL", str(PIXEL))), encoding="utf-8")
    net = tmp_path / "net.json"
    run = subprocess.run(
        [
            browser, "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
            "--no-first-run", "--disable-background-networking", "--disable-component-update",
            "--disable-sync", "--host-resolver-rules=MAP * ~NOTFOUND", f"--log-net-log={net}",
            f"--user-data-dir={tmp_path / 'home'}",
            "--enable-logging=stderr", f"--window-size={WIDTH},1200", "--virtual-time-budget=2000",
            "--dump-dom",
            copy.as_uri(),
        ],
        capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip
    assert [line for line in run.stderr.splitlines() if "CONSOLE" in line] == []
    found = re.search(r'<pre id="told">(.*?)</pre>', run.stdout, re.DOTALL)
    assert found is not None, run.stdout[-300:]
    told = json.loads(unescape(found[1]))
    assert told["over"] == []
    assert told["scroll"] <= told["wide"] <= WIDTH
    assert told["empty"] == []
    assert len(told["figures"]) >= LEAST[lang]
    assert all(each["shown"] for each in told["figures"])
    assert requests_of_page(net.read_text("utf-8")) == []


def requests_of_page(log: str) -> list[str]:
    """Addresses that a page asked for; what the browser itself asks for has no origin."""
    events = json.loads(log)["events"]
    asked = [each["params"] for each in events if "url" in each.get("params", {})]
    return [each["url"] for each in asked if each.get("initiator", "not an origin") != "not an origin"]
