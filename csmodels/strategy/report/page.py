"""The report as one HTML file: no script, nothing from outside."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape, unescape

from csmodels.strategy.report.answer import Answer, Part
from csmodels.strategy.report.drawing import Picture
from csmodels.strategy.report.fonts import font_face
from csmodels.strategy.report.style import css
from csmodels.tables import Block, Summary, text

#: Rows up to which a table is kept on one page.
SHORT = 22
#: Characters of a cell above which rows are tall.
LONG = 90
_TAGS = {"en": "en", "zh": "zh-Hans"}
#: A browser is told to load nothing, whatever stands in the page.
_POLICY = "default-src 'none'; img-src data:; font-src data:; style-src 'unsafe-inline'"


def page(title: str, lead: str, answers: Sequence[Answer], lang: str) -> str:
    """Write the whole document.

    Parameters
    ----------
    title, lead : str
        Heading, and the line under it.
    answers : sequence of Answer
        The seven questions in their order; data quality first, if it is there.
    lang : {"en", "zh"}
    """
    body = "\n".join(
        [
            "<main>",
            f"<header><h1>{escape(title)}</h1>",
            f'<p class="lead">{escape(lead)}</p></header>',
            _overview(answers, lang),
            *(_section(each, lang) for each in answers),
            "</main>",
        ]
    )
    words = unescape(re.sub(r"<[^>]*>", "", body)) + title
    return "\n".join(
        [
            "<!DOCTYPE html>",
            f'<html lang="{_TAGS[lang]}">',
            "<head>",
            '<meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>{escape(title)}</title>",
            f"<style>{font_face(words)}\n{css(lang)}</style>",
            "</head>",
            "<body>",
            body,
            "</body>",
            "</html>",
            "",
        ]
    )


def _overview(answers: Sequence[Answer], lang: str) -> str:
    """The first page: what was found, question by question, and what was not."""
    rows = []
    for each in answers:
        said = "".join(f"<li>{escape(words)}</li>" for words in each.sentences)
        found = f'<ul class="says">{said}</ul>' if said else ""
        if not said:
            found = "".join(f"<p>{escape(told.text(lang))}</p>" for told in each.lacks[:1])
        rows.append(
            f'<tr><th scope="row"><a href="#{each.key}">{escape(heading_of(each.key, lang))}</a></th>'
            f"<td>{escape(text(f'label.report_answered_{each.answered}', lang))}</td><td>{found}</td></tr>"
        )
    heads = "".join(
        f'<th scope="col">{escape(text(f"column.report_{name}", lang))}</th>'
        for name in ("question", "answered", "answer")
    )
    return (
        f'<section id="overview"><h2>{escape(text("heading.report_overview", lang))}</h2>'
        f'<table class="questions"><thead><tr>{heads}</tr></thead>'
        f"<tbody>{''.join(rows)}</tbody></table></section>"
    )


def heading_of(key: str, lang: str) -> str:
    """The question of a section."""
    return text(f"heading.report_{key}", lang)


def _section(answer: Answer, lang: str) -> str:
    parts = [
        f'<section class="question" id="{answer.key}">',
        f"<h2>{escape(heading_of(answer.key, lang))}</h2>",
    ]
    if answer.sentences:
        said = "".join(f"<li>{escape(words)}</li>" for words in answer.sentences)
        parts.append(f'<div class="key"><ul>{said}</ul></div>')
    if answer.lacks:
        parts.append(_box("lacks", text("label.report_lacks", lang), [n.text(lang) for n in answer.lacks]))
    parts += [_part(each, lang) for each in answer.parts]
    if answer.warnings:
        parts.append(_box("warns", text("label.warnings", lang), answer.warnings))
    parts.append("</section>")
    return "\n".join(parts)


def _box(kind: str, title: str, words: Sequence[str]) -> str:
    items = "".join(f"<li>{escape(each)}</li>" for each in words)
    return f'<div class="{kind}" role="note"><strong>{escape(title)}</strong><ul>{items}</ul></div>'


def _part(part: Part, lang: str) -> str:
    if isinstance(part, Picture):
        return (
            f'<figure><img src="{part.source}" alt="{escape(part.alt)}" width="{part.width:.0f}"'
            f' height="{part.height:.0f}"><figcaption>{escape(part.caption)}</figcaption></figure>'
        )
    if isinstance(part, str):
        return f'<p class="note">{escape(part)}</p>'
    if not len(part.frame.columns):  # a heading alone
        return f"<h3>{escape(part.title)}</h3>"
    written = Summary("", (part,), lang=lang).to_html()
    if _fits(part):
        written = written.replace('class="csmodels-summary"', 'class="csmodels-summary short"', 1)
    return written


def _fits(block: Block) -> bool:
    """Whether a table is low enough to be kept on one page."""
    longest = max((len(str(cell)) for cell in block.frame.to_numpy(dtype=object).ravel()), default=0)
    return len(block.frame) <= SHORT and longest <= LONG


__all__ = ["Block", "heading_of", "page"]
