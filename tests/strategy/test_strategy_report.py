"""The report of a survey: one page for each language, read as text and opened in a browser."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections import Counter
from html import unescape
from html.parser import HTMLParser
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest

import csmodels as cs
from csmodels.strategy.report import report
from csmodels.strategy.report.answer import Answer
from csmodels.strategy.report.customers import alike
from csmodels.strategy.report.drivers import _others
from csmodels.strategy.report.writing import number, signed

SECTIONS = ["quality", "level", "change", "drivers", "factors", "expectations", "customers", "reproduce"]
#: Figures of the two pages, at least.
LEAST = {"en": 14, "zh": 8}
#: Window of the browser in pixels: A4 paper less its margins, the narrowest that must hold everything.
WIDTH = 720
#: Elements may reach over the window's edge by this much: browsers round to parts of a pixel.
PIXEL = 1
#: Resamples: sentences and structure are looked at, not the figures' precision.
FEW = 20
#: Figures that are computed in another order, and so agree to rounding only.
CLOSE = 1e-9
RATED = ("环境整洁", "服务态度", "菜品口味")
#: Options of the own survey in Chinese.
OWN: dict[str, Any] = {
    "satisfaction": "总体满意度", "attributes": list(RATED), "loyalty": "再次光顾意愿", "scale": (1, 5),
    "recommend": "推荐",
    "margin": "消费", "margin_rate": 0.3, "per_period": 12, "currency": "元", "n_boot": FEW,
    "life_cycle": {"tenure": "月数", "new_until": 12, "left": "是否续约 == 0"},
}  # fmt: skip


@pytest.fixture(scope="module")
def made(own_survey: Any, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The hotel survey in English and an own survey in Chinese."""
    folder = tmp_path_factory.mktemp("reports")
    en = report(cs.datasets.load_hotel(), folder / "hotel.html", n_boot=FEW)
    zh = report(own_survey(), folder / "门店.html", "zh", **OWN)
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
    # a mistake of the library is no answer
    assert not [told for each in getattr(made, lang).answers for told in each.lacks if "failed" in told.key]
    # headings go down one step at a time, and every head of a table says what it heads
    steps = [int(tag[1]) for tag, _ in page.elements if tag in ("h1", "h2", "h3", "h4")]
    assert steps[:2] == [1, 2]
    assert max(np.diff(steps)) <= 1
    assert all(attrs.get("scope") in ("col", "row") for tag, attrs in page.elements if tag == "th")
    assert tags["caption"] >= 10


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
        assert ("cannot be told from noise" in words) == (not row["signal"])
    gaps = cs.GapModel.from_questionnaire(hotel, zones=False).fit(hotel, n_boot=FEW)
    shares = gaps.shares.xs("all", level="attribute").droplevel(0)
    for state in ("below", "equal", "above"):
        assert f"{100 * shares.loc[state, 'share']:.1f}" in said["expectations"][0]
    value: Any = cs.CustomerValue(kept="came_back", satisfaction="sat_overall").fit(hotel).figures
    assert f"{100 * value.loc['retention', 'estimate']:.1f}" in said["customers"][0]


def test_classes_in_sentences_are_those_of_the_ratings(made: Any) -> None:
    hotel, said = cs.datasets.load_hotel(), " ".join(made.en.sentences["factors"])
    factors = cs.PenaltyReward.from_questionnaire(hotel, "sat_overall").fit(hotel, n_boot=FEW)
    table = factors.classification
    open_ = table["contested"].fillna(False).astype(bool)
    both = [factors.model.label(n) for n in table.index[(table["class"] == "performance") & ~open_]]
    assert both
    assert f"Classed as performance, they work both ways: {', '.join(both)}." in said
    # no attribute is in a class and unsettled as well
    unsettled = [factors.model.label(n) for n in table.index[open_]]
    assert unsettled
    assert f"disagree about the class: {', '.join(unsettled)}." in said
    assert not set(both) & set(unsettled)
    bent = (factors.asymmetry["p_holm"] < 0.05).any()
    assert ("No asymmetry is more" in said) == (not bent)


def test_scores_complaints_and_groups_are_those_of_the_library(made: Any) -> None:
    hotel, said = cs.datasets.load_hotel(), made.en.sentences
    nps: Any = cs.nps(hotel, "recommendation").figures.loc["nps"]
    assert (
        f"The net promoter score is {signed(nps['estimate'])} [{number(nps['conf_low'])}" in said["level"][2]
    )
    funnel = cs.complaint_funnel(
        hotel, complained="complained", handled="handling >= 8", stays="came_back == 1"
    )  # fmt: skip
    gap: Any = funnel.contrasts.loc["well_less_poorly"]
    words = next(each for each in said["customers"] if "complained" in each)
    assert f"{signed(100 * gap['estimate'])} percentage points [{number(100 * gap['conf_low'])}" in words
    assert "need not be the effect" in words
    model = cs.CustomerValue(kept="came_back", satisfaction="sat_overall")
    kept: Any = model.fit(hotel, by="hotel").figures.xs("retention", level="figure")
    words = next(each for each in said["customers"] if "Lakeside" in each)
    assert ("cannot be told from noise" in words) == ((alike(kept) or 0.0) >= 0.05)
    assert f"Station, {100 * kept.loc['Station', 'estimate']:.1f}" in words


def test_groups_are_alike_by_a_wald_test() -> None:
    from scipy.stats import chi2, norm

    kept = pd.DataFrame({"estimate": [0.5, 0.62], "std_error": [0.03, 0.04]})
    assert alike(kept) == pytest.approx(
        2 * norm.sf(0.12 / 0.05), abs=CLOSE
    )  # two groups: the z-test of their difference
    kept = pd.DataFrame({"estimate": [0.5, 0.62, 0.4], "std_error": [0.05] * 3})
    spread = ((kept["estimate"] - kept["estimate"].mean()) ** 2).sum() / 0.05**2
    assert alike(kept) == pytest.approx(chi2.sf(spread, 2), abs=CLOSE)
    assert alike(kept.assign(std_error=[0.05, 0.0, 0.05])) is None


def test_a_first_place_that_is_not_settled_is_told() -> None:
    def told(low: float) -> list[str]:
        out = Answer("drivers", "en")
        table = pd.DataFrame(
            {"importance": [0.5, 0.3, 0.2], "importance_low": [low, 0.2, 0.1],
             "importance_high": [0.6, 0.4, 0.25]}, index=["a", "b", "c"],
        )  # fmt: skip
        # the scale of one attribute is twice as long
        _others(out, table["importance"] * [2, 2, 1], table, {"a": "A", "b": "B", "c": "C"})
        return out.sentences

    assert told(0.41) == []
    (words,) = told(0.39)
    assert words.endswith("these may matter as much: B.")


def test_money_is_told_where_a_margin_is_given_and_only_there(own_survey: Any, made: Any) -> None:
    model = cs.CustomerValue(
        kept="是否续约", satisfaction="总体满意度", margin="消费", margin_rate=0.3, per_period=12
    )
    value: Any = model.fit(own_survey()).figures.loc["value", "estimate"]
    written = f"{number(value, 0 if value >= 100 else 2)} 元"
    assert any(written in words for words in made.zh.sentences["customers"])
    english = made.en.path.read_text("utf-8")
    assert "Value of a customer" not in english
    assert "Margin of a period" not in english


def test_an_own_survey_is_answered_as_far_as_it_goes(own_survey: Any, made: Any) -> None:
    found, frame = made.zh, own_survey()
    answered = ["yes", "partly", "partly", "yes", "partly", "no", "partly", "yes"]
    assert found.sections["answered"].tolist() == answered
    why: Any = found.sections["why_not"]
    assert "wave=" in why["change"]
    assert "kano=" in why["factors"]
    assert "pairs=" in why["expectations"]
    assert "少于 5 人" in why["customers"]
    mean: Any = cs.nps(frame, "推荐").figures.loc["nps", "estimate"]
    assert f"净推荐值为 {signed(mean)}" in found.sentences["level"][2]
    assert found.roles.loc[["group", "kept", "recommend"], "columns"].tolist() == ["门店", "是否续约", "推荐"]


def test_words_of_a_chinese_page_are_chinese(made: Any) -> None:
    found = made.zh
    told = [*found.sections["question"], *found.warnings, *found.sections["why_not"].loc[lambda x: x != ""]]
    for words in [*told, *(each for many in found.sentences.values() for each in many)]:
        assert re.search("[一-鿿]", words)
        # names of options and columns, but no sentence of an error
        assert re.search("[A-Za-z]+ [a-z]+ [a-z]+ [a-z]+", words) is None


def test_nothing_is_told_of_a_group_of_three(made: Any, pages: dict[str, Page]) -> None:
    words = " ".join(" ".join(pages["zh"].texts).split())
    alt = " ".join(str(attrs["alt"]) for tag, attrs in pages["zh"].elements if tag == "img")
    assert "小店" not in alt
    # it is named as left out, and nowhere else
    assert words.count("小店") == words.count("受访者少于 5 人的组未列入（门店）：小店。") >= 3
    # nor do the numbers of all less those of the other groups tell of it
    group = next(each for each in made.zh.answers if each.key == "level")
    methods = {each.name: dict(each.settings) for each in [*group.methods, *made.zh.answers[-2].methods]}
    assert "n" in methods["指数"]
    for name in ("分组指数", "分组保留率"):
        assert not {"n", "n_dropped", "n_rows"} & set(methods[name])
    assert not [each for each in made.zh.warnings if "东店" in each]


def test_a_report_shows_itself(made: Any) -> None:
    shown = made.en._repr_html_()
    assert made.en.path.as_uri() in shown
    assert "<table" in shown
    assert "问题" in str(made.en.summary("zh"))
    assert list(made.en.tables) == ["sections", "roles"]
    assert len(set(made.en.warnings)) == len(made.en.warnings) > 0


# ------------------------------------------------------------------ in a browser

CHECK = """<script>window.addEventListener("load", () => document.fonts.ready.then(() => {
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
  parent.postMessage({lang: "LANG", told}, "*");
}));</script></body>"""

#: Starting the browser takes longer than looking: both pages are frames of one.
FRAMES = """<!DOCTYPE html><meta charset="utf-8"><title>frames</title><pre id="told"></pre><script>
const told = {};
window.addEventListener("message", each => {
  told[each.data.lang] = each.data.told;
  document.getElementById("told").textContent = JSON.stringify(told);
});</script>
<iframe src="en.html" width="WIDTH" height="1200"></iframe>
<iframe src="zh.html" width="WIDTH" height="1200"></iframe>"""


@pytest.fixture(scope="module")
def seen(made: Any, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """What a browser without a network says of both pages: measures, messages, requests."""
    browser = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if browser is None:
        pytest.skip("no Chromium is installed: .ci/run installs it")
    folder = tmp_path_factory.mktemp("browser")
    for lang in ("en", "zh"):
        words = getattr(made, lang).path.read_text("utf-8")
        policy = "default-src 'none';"
        assert policy in words
        # the page as it is, with leave for the one script that looks at it
        looked_at = words.replace(policy, f"{policy} script-src 'unsafe-inline';", 1)
        script = CHECK.replace("PIXEL", str(PIXEL)).replace("LANG", lang)
        (folder / f"{lang}.html").write_text(looked_at.replace("</body>", script), encoding="utf-8")
    (folder / "frames.html").write_text(FRAMES.replace("WIDTH", str(WIDTH)), encoding="utf-8")
    net = folder / "net.json"
    run = subprocess.run(
        [
            browser, "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
            "--no-first-run", "--disable-background-networking", "--disable-component-update",
            "--disable-sync", "--host-resolver-rules=MAP * ~NOTFOUND", f"--log-net-log={net}",
            f"--user-data-dir={folder / 'home'}", "--enable-logging=stderr", "--window-size=1600,1300",
            "--virtual-time-budget=2000", "--dump-dom", (folder / "frames.html").as_uri(),
        ],
        capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip
    found = re.search(r'<pre id="told">(.*?)</pre>', run.stdout, re.DOTALL)
    assert found is not None, run.stdout[-300:]
    return SimpleNamespace(
        told=json.loads(unescape(found[1])),
        console=[line for line in run.stderr.splitlines() if "CONSOLE" in line],
        requests=requests_of_page(net.read_text("utf-8")),
    )


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_browser_shows_everything(made: Any, seen: Any, lang: str) -> None:
    told = seen.told[lang]
    assert told["over"] == []
    assert told["scroll"] <= told["wide"] <= WIDTH
    assert told["empty"] == []
    assert len(told["figures"]) == getattr(made, lang).sections["figures"].sum() >= LEAST[lang]
    assert all(each["shown"] for each in told["figures"])


def test_a_browser_asks_for_nothing_and_complains_of_nothing(seen: Any) -> None:
    assert seen.console == []
    assert seen.requests == []


def requests_of_page(log: str) -> list[str]:
    """Addresses that a page asked for; what the browser itself asks for has no origin."""
    events = json.loads(log)["events"]
    asked = [each["params"] for each in events if "url" in each.get("params", {})]
    given = [each["url"] for each in asked if each.get("initiator", "not an origin") != "not an origin"]
    return [url for url in given if not url.startswith("file:")]
