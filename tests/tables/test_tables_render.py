"""Documents as text, HTML, LaTeX and Markdown."""

from __future__ import annotations

import copy
import pickle
import re
from html.parser import HTMLParser

import numpy as np
import pandas as pd
import pytest

from csmodels.errors import SpecificationError
from csmodels.tables import LANGUAGES, Block, Summary
from csmodels.tables.render_latex import LONG
from csmodels.tables.render_latex import escape as escape_latex
from csmodels.tables.render_markdown import escape as escape_markdown
from csmodels.tables.render_text import LINE_WIDTH
from csmodels.tables.widths import text_width

NASTY = r"50 % & <b>x</b> a_b # $5 {c} ~ ^ \ | * `q` [r](s) " + '"quoted"'
PACKAGES = (
    r"% Needs \usepackage{booktabs}; Chinese text also needs \usepackage{ctex} and XeLaTeX or LuaLaTeX."
)
VOID = {"br", "hr", "img", "meta", "link", "input"}


def index_frame() -> pd.DataFrame:
    rows = pd.MultiIndex.from_product(
        [["东店", "West"], ["Satisfaction", "Loyalty"]], names=["hotel", "construct"]
    )
    return pd.DataFrame(
        {
            "estimate": [72.454, 70.906, 100.0, np.nan],
            "conf_low": [70.66, 68.1, 97.5, np.nan],
            "conf_high": [74.24, 73.6, 100.0, np.nan],
            "n": [1250, 1250, 90, 0],
        },
        index=rows,
    )


def document(lang: str = "en") -> Summary:
    words = pd.DataFrame({"item": ["q1", NASTY], "wording": ["您对本次入住的总体满意程度如何？" * 3, NASTY]})
    return Summary(
        "Model 模型",
        (
            "A paragraph.",
            Block("Index", index_frame(), {"estimate": "index"}, note="Limits are percentiles."),
            Block("Words", words),
            Block("Nothing", words.iloc[:0]),
        ),
        notes=("A last sentence.",),
        warnings=("One weight is negative: " + NASTY, "题项 q3 可能需要反向计分，请检查后再解读。" * 3),
        lang=lang,
    )


def test_text_in_english() -> None:
    summary = Summary("Hotels", (Block("Index", index_frame(), {"estimate": "index"}, note="A note."),))
    assert (
        summary.to_text()
        == """\
Hotels
======

Index
-----------------------------------------------------
Hotel  Construct     Estimate          95 % CI      n
-----------------------------------------------------
东店   Satisfaction     72.45  [70.66,  74.24]  1,250
       Loyalty          70.91  [68.10,  73.60]  1,250
West   Satisfaction    100.00  [97.50, 100.00]     90
       Loyalty              –                –      0
-----------------------------------------------------
Note. A note."""
    )


def test_text_in_chinese() -> None:
    summary = Summary(
        "", (Block("", index_frame().iloc[:2], {"estimate": "index"}, note="说明。"),), lang="zh"
    )
    assert (
        summary.to_text()
        == """\
------------------------------------------------
酒店  构念        估计值       95 % 区间  样本量
------------------------------------------------
东店  顾客满意度   72.45  [70.66, 74.24]   1,250
      顾客忠诚     70.91  [68.10, 73.60]   1,250
------------------------------------------------
注：说明。"""
    )


@pytest.mark.parametrize("lang", LANGUAGES)
def test_text_lines_fit_and_numbers_end_together(lang: str) -> None:
    written = document(lang).to_text()
    box = [line for line in written.splitlines() if line[:1] in "+|" and line]
    assert {text_width(line) for line in box} == {LINE_WIDTH}
    rows = [line for line in written.splitlines() if re.search(r"\d\]  ", line)]
    assert len(rows) == 3
    assert len({text_width(line) for line in rows}) == 1
    assert len({text_width(line[: line.index("]")]) for line in rows}) == 1


class Parsed(HTMLParser):
    """Collects tags, attributes and the text of cells; complains about tags that are not closed."""

    def __init__(self, fragment: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.cells: list[str] = []
        self.text = ""
        self.feed(fragment)
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)
        if tag in ("td", "th"):
            self.cells.append("")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data
        if self.open and self.open[-1] in ("td", "th"):
            self.cells[-1] += data


@pytest.mark.parametrize("lang", LANGUAGES)
def test_html_is_closed_and_self_contained(lang: str) -> None:
    parsed = Parsed(document(lang).to_html())
    names = {name for name, _ in parsed.tags}
    assert names <= {
        *("div", "table", "caption", "thead", "tbody", "tr", "th", "td"),
        *("p", "ul", "li", "strong"),
    }
    attributes = {attribute for _, attrs in parsed.tags for attribute in attrs}
    assert attributes <= {"class", "lang", "style", "scope", "role", "aria-level", "colspan"}
    styles = " ".join(attrs.get("style") or "" for _, attrs in parsed.tags)
    assert "url(" not in styles
    first = parsed.tags[0][1]
    assert first["class"] == "csmodels-summary"
    assert first["lang"] == {"en": "en", "zh": "zh-Hans"}[lang]


def test_html_shows_texts_as_they_are() -> None:
    parsed = Parsed(document().to_html())
    assert NASTY in parsed.cells
    assert "One weight is negative: " + NASTY in parsed.text
    assert "Please note" in parsed.text
    assert "A last sentence." in parsed.text
    assert "Note. Limits are percentiles." in parsed.text
    assert "请注意" in document("zh").to_html()


def test_html_numbers_are_right_aligned_with_a_true_minus() -> None:
    frame = pd.DataFrame({"item": ["a-b"], "estimate": [-0.25]})
    parsed = Parsed(Summary("", (Block("", frame),)).to_html())
    assert parsed.cells == ["Item", "Estimate", "a-b", "\u22120.250"]
    styles = [attrs["style"] or "" for name, attrs in parsed.tags if name in ("th", "td")]
    assert [re.findall("text-align:(left|right)", style) for style in styles] == [["left"], ["right"]] * 2


def test_html_rules_only_between_groups() -> None:
    html = Summary("", (Block("", index_frame()),)).to_html()
    rows = html.split("<tbody>")[1].split("</tr>")
    assert [("border-top" in row) for row in rows[:4]] == [False, False, True, False]


def test_latex_document() -> None:
    summary = Summary("R² & more", (Block("Index", index_frame(), {"estimate": "index"}, note="A_note."),))
    assert (
        summary.to_latex()
        == PACKAGES
        + r"""

\noindent\textbf{R$^2$ \& more}\par\medskip

\begin{table}[htbp]
\centering
\caption{Index}
\begin{tabular}{llrrr}
\toprule
Hotel & Construct & Estimate & 95 \% CI & n \\
\midrule
东店 & Satisfaction & 72.45 & [70.66, \phantom{0}74.24] & 1,250 \\
 & Loyalty & 70.91 & [68.10, \phantom{0}73.60] & 1,250 \\
\addlinespace
West & Satisfaction & 100.00 & [97.50, 100.00] & 90 \\
 & Loyalty &  &  & 0 \\
\bottomrule
\end{tabular}
\par\smallskip
{\footnotesize\emph{Note. }A\_note.\par}
\end{table}"""
    )


@pytest.mark.parametrize("lang", LANGUAGES)
def test_latex_environments_and_braces_are_balanced(lang: str) -> None:
    latex = document(lang).to_latex()
    stack: list[str] = []
    for what, name in re.findall(r"\\(begin|end)\{(\w+)\}", latex):
        if what == "begin":
            stack.append(name)
        else:
            assert stack.pop() == name
    assert not stack
    body = re.sub(r"\\[{}]", "", latex)
    assert body.count("{") == body.count("}")
    # Every table row has as many cells as the table has columns.
    for layout, rows in re.findall(
        r"\\begin\{tabular\}\{([^\n]*)\}\n(.*?)\\end\{tabular\}", latex, re.DOTALL
    ):
        columns = len(re.findall("[lrp]", re.sub(r"\{.*?\}", "", layout)))
        for row in rows.splitlines():
            if row.endswith(r"\\") and "multicolumn" not in row:
                assert len(re.findall(r"(?<!\\)&", row)) == columns - 1


def test_latex_escapes() -> None:
    assert escape_latex("a_b & 50 % # $ {x} ~ ^ \\ <.001") == (
        r"a\_b \& 50 \% \# \$ \{x\} \textasciitilde{} \textasciicircum{} \textbackslash{} \textless{}.001"
    )
    assert escape_latex("α → R² ≥ 0–1\n\nnext") == r"$\alpha$ $\rightarrow$ R$^2$ $\geq$ 0--1 next"
    assert escape_latex("满意度") == "满意度"


def test_latex_row_cannot_start_with_an_argument() -> None:
    frame = pd.DataFrame({"conf_low": [-0.1], "conf_high": [0.2]})
    latex = Summary("", (Block("", frame),), warnings=("[1] first", "* second")).to_latex()
    assert "\n{}[$-$0.100, 0.200] \\\\" in latex
    assert r"\item {}[1] first" in latex
    assert r"\item {}* second" in latex


def test_latex_long_tables_break_over_pages() -> None:
    frame = pd.DataFrame({"item": ["x"] * (LONG + 1), "estimate": 0.5})
    latex = Summary("", (Block("Items", frame),)).to_latex()
    assert r"\usepackage{longtable}" in latex.splitlines()[0]
    assert r"\begin{longtable}{lr}" in latex
    assert latex.count(r"\caption") == 1
    short = Summary("", (Block("Items", frame.iloc[:LONG]),)).to_latex()
    assert "longtable" not in short


def test_markdown_document() -> None:
    summary = Summary("Hotels", (Block("Index", index_frame().iloc[:2], {"estimate": "index"}),), lang="zh")
    assert (
        summary.to_markdown()
        == """\
## Hotels

**Index**

| 酒店 | 构念       | 估计值 |      95 % 区间 | 样本量 |
| :--- | :--------- | -----: | -------------: | -----: |
| 东店 | 顾客满意度 |  72.45 | [70.66, 74.24] |  1,250 |
|      | 顾客忠诚   |  70.91 | [68.10, 73.60] |  1,250 |"""
    )


@pytest.mark.parametrize("lang", LANGUAGES)
def test_markdown_rows_have_equal_cells_and_width(lang: str) -> None:
    tables = re.findall(r"(?:^\|.*\|$\n?)+", document(lang).to_markdown(), re.MULTILINE)
    assert len(tables) == 2
    for table in tables:
        lines = table.splitlines()
        assert len({len(re.findall(r"(?<!\\)\|", line)) for line in lines}) == 1
        assert len({text_width(line) for line in lines}) == 1


def test_markdown_escapes() -> None:
    assert escape_markdown("a|b *c* x_y $z$ <b> < 1 [t](u) &amp; 5\n6") == (
        r"a\|b \*c\* x\_y \$z\$ \<b> < 1 [t\](u) \&amp; 5 6"
    )
    paragraphs = ("# no heading", "1. no list", "- no list", "> no quotation")
    shown = Summary("", paragraphs).to_markdown().split("\n\n")
    assert shown == [r"\# no heading", r"1\. no list", r"\- no list", r"\> no quotation"]


def test_warnings_are_in_every_format() -> None:
    summary = Summary("t", (), warnings=("Too few answers.", "# 1. plain"))
    for written in (summary.to_text(), summary.to_html(), summary.to_latex(), summary.to_markdown()):
        assert "Please note" in written
        assert "Too few answers." in written
    assert "> - \\# 1. plain" in summary.to_markdown()


def test_tables_without_header_print_keys_and_values() -> None:
    frame = pd.DataFrame({"key": ["seed"], "value": ["0"]})
    summary = Summary("", (Block("", frame, header=False),))
    assert summary.to_text() == "-------\nseed  0\n-------"
    assert "<th" not in summary.to_html()
    assert r"\midrule" not in summary.to_latex()
    assert "|      |     |" in summary.to_markdown()


def test_empty_frames_say_so() -> None:
    for frame in (pd.DataFrame(), pd.DataFrame({"item": []})):
        summary = Summary("", (Block("Nothing", frame),), lang="zh")
        for written in (summary.to_text(), summary.to_html(), summary.to_latex(), summary.to_markdown()):
            assert "（无数据行）" in written


def test_a_display_depends_on_its_fields_alone() -> None:
    frame = index_frame()
    summary = Summary("t", (Block("Index", frame),))
    before = (summary.to_text(), summary.to_html(), summary.to_latex(), summary.to_markdown())
    frame.iloc[0, 0] = 0.0
    frame.index.names = ["changed", "names"]
    for twin in (summary, Summary("t", (Block("Index", index_frame()),)), copy.deepcopy(summary)):
        assert (twin.to_text(), twin.to_html(), twin.to_latex(), twin.to_markdown()) == before
    assert pickle.loads(pickle.dumps(summary)).to_html() == before[1]


def test_shown_in_notebooks_and_terminals() -> None:
    summary = document()
    assert summary._repr_html_() == summary.to_html()
    assert str(summary) == repr(summary) == summary.to_text()
    assert repr(summary.blocks[1]) == "Block('Index', 4 rows)"


def test_refusals() -> None:
    with pytest.raises(SpecificationError, match="'fr'"):
        Summary("t", (), lang="fr")
    with pytest.raises(SpecificationError, match="warnings"):
        Summary("t", (), warnings="one text")  # type: ignore[arg-type]


def _wide(n_figures: int, name: str = "Figure") -> Summary:
    rows = {"where": ["a text of some length that may be broken into lines"] * 2}
    figures = {f"{name} number {i}": [0.5, 1234.5] for i in range(n_figures)}
    cells = {"limits": ["0.281 [-0.184, 0.394]"] * 2}
    return Summary("", (Block("", pd.DataFrame({**rows, **cells, **figures})),))


@pytest.mark.parametrize("n_figures", [3, 8, 30])
def test_wide_tables_keep_to_the_width_of_a_terminal(n_figures):
    words = _wide(n_figures).to_text()
    assert max(map(len, words.split("\n"))) <= 120
    # every column is printed once, the labels of the rows with each part
    assert words.count("1234.500") == n_figures
    assert words.count("[-0.184, 0.394]") == 2
    parts = words.count("\n\n") + 1
    assert (parts > 1) == (n_figures == 30)
    assert words.count("a text") == 2 * parts


def test_narrow_tables_have_heads_of_one_line():
    assert "Figure number 0  Figure number 1" in _wide(2).to_text()


def test_intervals_in_cells_of_words_are_not_broken():
    html = _wide(1).to_html()
    assert "0.281 [−0.184,\u00a00.394]" in html
    assert "0.281 [$-$0.184, 0.394]" in _wide(1).to_latex()


def test_wide_tables_are_set_smaller_in_latex():
    assert "footnotesize\\setlength" not in _wide(1).to_latex()
    assert r"\scriptsize\setlength{\tabcolsep}{3pt}" in _wide(12).to_latex()
