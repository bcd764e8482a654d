"""Writes a Kano questionnaire: paired questions in words, with their answers, for paper or the screen."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

import numpy as np
import pandas as pd

from csmodels.errors import SpecificationError, check_choice, check_whole, some
from csmodels.kano.evaluation import DYSFUNCTIONAL, FUNCTIONAL
from csmodels.kano.wordings import Wording, wording
from csmodels.tables import Block, Summary, check_language, frozen_frame, text
from csmodels.tables.notices import Notice, Noticed, notice

#: Ends of the names of columns that answers go into, as `KanoModel.find` reads them.
SUFFIX = {"functional": "_f", "dysfunctional": "_d", "importance": "_i"}
#: Importance is asked on nine points, of which every other has words.
IMPORTANCE = range(1, 10)
#: What a person has to check, in the order of printing; keys of the catalogue.
CHECK_LIST = ("negation", "middle", "one_idea", "double", "answers", "order")

_NEGATED = {
    "en": re.compile(
        r"\b(?:not|no|never|none|nothing|nobody|without|cannot|neither|nor|lacks?|lacking|missing|absent"
        r"|unavailable)\b|n['’]t\b",
        re.IGNORECASE,
    ),
    # 不同, 不错, 非常 and 无线 negate nothing
    "zh": re.compile(r"不(?![同错仅断管论])|没|未|(?<!有)无(?![线论])|非(?!常)|缺"),
}
_SEVERAL = {
    "en": re.compile(r"\b(?:and|or|as well as)\b|&", re.IGNORECASE),
    "zh": re.compile(r"以及|并且|而且|或者|[和或及]"),
}
#: Verbs that make a name a sentence: "breakfast is included" cannot stand in "the offer includes ...".
_VERB = {
    "en": re.compile(
        r"\b(?:is|are|was|were|has|have|had|can|will|does|do|works?|includes?|included|offers|offered|provided"
        r"|provides)\b",
        re.IGNORECASE,
    ),
    "zh": re.compile(r"包含|包括|提供|具备|配备|设有|可以|能够|(?<!不)含"),
}
#: Share of the shorter question's words that the other has too, below which the pair is remarked on.
IN_COMMON = 0.5

_BLOCK = "margin:0 0 1.4em;break-inside:avoid"
_ANSWER = "display:block;margin:.15em 0 .15em 1em"
_POINT = "display:inline-block;margin:.15em .9em .15em 1em"


@dataclass(frozen=True)
class Pair:
    """One attribute as it is asked.

    Attributes
    ----------
    name : str
    functional, dysfunctional : str
        The two questions.
    importance : str
        The third one; empty where it is not asked.
    """

    name: str
    functional: str
    dysfunctional: str
    importance: str = ""

    @property
    def questions(self) -> tuple[tuple[str, str], ...]:
        """Side and words of each question, in the order of asking."""
        asked = [("functional", self.functional), ("dysfunctional", self.dysfunctional)]
        return (*asked, ("importance", self.importance)) if self.importance else tuple(asked)

    def column(self, side: str) -> str:
        """Name of the column for the answers."""
        return self.name + SUFFIX[side]


@dataclass(frozen=True, repr=False, eq=False)
class KanoQuestionnaire(Noticed):
    """A Kano questionnaire, ready to be printed or put on a page; made by `kano_questionnaire`.

    Attributes
    ----------
    pairs : tuple of Pair
        In the order of asking.
    lang : str
    wording : Wording
        The words of the answers.
    answers : int
        5, or 3 in the short form.
    title : str
    seed : int or None
        Of the order; None where it was given.
    notices : tuple of Notice
        What may be wrong with the words of a pair; `warnings` gives the sentences.
    """

    pairs: tuple[Pair, ...]
    lang: str
    wording: Wording
    answers: int
    title: str
    seed: int | None
    notices: tuple[Notice, ...] = ()

    def options(self, side: str) -> tuple[tuple[int, str], ...]:
        """Number and words of the answers to a question; a point of importance may have no words."""
        if side == "importance":
            return tuple(
                (i, text(f"label.kano_importance_{i}", self.lang) if i % 2 else "") for i in IMPORTANCE
            )
        codes = (FUNCTIONAL if side == "functional" else DYSFUNCTIONAL)[self.answers]
        return tuple((i, self.wording.labels[code - 1]) for i, code in enumerate(codes, 1))

    @property
    def columns(self) -> dict[str, tuple[str, str]]:
        """Attribute -> columns of its answers: what `KanoModel` takes once they have come in."""
        return {each.name: (each.column("functional"), each.column("dysfunctional")) for each in self.pairs}

    @property
    def importance(self) -> dict[str, str] | None:
        """Attribute -> column of its importance; None where it is not asked."""
        asked = {each.name: each.column("importance") for each in self.pairs if each.importance}
        return asked or None

    @property
    def check_list(self) -> tuple[str, ...]:
        """What a person has to check before the questionnaire goes out."""
        return tuple(text(f"label.kano_check_{key}", self.lang) for key in CHECK_LIST)

    @frozen_frame
    def questions(self) -> pd.DataFrame:
        """One row per question: index ``column``; ``number``, ``attribute``, ``side`` and ``question``."""
        rows = [
            (each.column(side), number, each.name, side, words)
            for number, each in enumerate(self.pairs, 1)
            for side, words in each.questions
        ]
        columns = ["column", "number", "attribute", "side", "question"]
        return pd.DataFrame(rows, columns=columns).set_index("column")

    def to_markdown(self) -> str:
        """The questionnaire for respondents as Markdown: task lists, which print as boxes to tick.

        Examples
        --------
        >>> kano_questionnaire(["Wi-Fi"]).to_markdown().splitlines()[4:7]
        ['**1a. If the offer includes Wi-Fi, how do you feel?**', '', '- [ ] I like it that way']
        """
        lines = [f"# {_plain(self.title)}", "", self._intro]
        for number, each in enumerate(self.pairs, 1):
            for letter, (side, words) in zip("abc", each.questions, strict=False):
                lines += ["", f"**{number}{letter}. {_plain(words)}**", ""]
                lines += [f"- [ ] {_plain(label)}" for label in self._answers(side)]
        return "\n".join(lines) + "\n"

    def to_html(self, *, document: bool = False) -> str:
        """The questionnaire for respondents as HTML, with buttons named after `questions`.

        Parameters
        ----------
        document : bool
            A whole page with its head, to be saved as a file; otherwise a fragment with inline styles.
        """
        tag = {"en": "en", "zh": "zh-Hans"}[self.lang]
        parts = [f'<form class="csmodels-kano" lang="{tag}" style="max-width:46em;line-height:1.45">']
        parts.append(f"<h2>{escape(self.title)}</h2>\n<p>{escape(self._intro)}</p>")
        for number, each in enumerate(self.pairs, 1):
            for letter, (side, words) in zip("abc", each.questions, strict=False):
                parts.append(self._fieldset(f"{number}{letter}", each.column(side), side, words))
        parts.append("</form>")
        body = "\n".join(parts)
        if not document:
            return body
        head = f'<meta charset="utf-8"><title>{escape(self.title)}</title>'
        return f'<!DOCTYPE html>\n<html lang="{tag}"><head>{head}</head><body>\n{body}\n</body></html>\n'

    def _fieldset(self, number: str, column: str, side: str, words: str) -> str:
        style = _POINT if side == "importance" else _ANSWER
        choices = "".join(
            f'<label style="{style}"><input type="radio" name="{escape(column)}" value="{value}"> '
            f"{escape(label)}</label>"
            for (value, _), label in zip(self.options(side), self._answers(side), strict=True)
        )
        legend = f'<legend style="font-weight:600;padding:0">{number}. {escape(words)}</legend>'
        return f'<fieldset style="border:none;padding:0;{_BLOCK}">{legend}{choices}</fieldset>'

    def _answers(self, side: str) -> Iterator[str]:
        """Answers as printed: importance with its numbers, feelings without, since they are no degrees."""
        for number, label in self.options(side):
            if side == "importance":
                yield f"{number} - {label}" if label else str(number)
            else:
                yield label

    @property
    def _intro(self) -> str:
        words = text("label.kano_form_intro", self.lang)
        if self.importance is None:
            return words
        gap = "" if self.lang == "zh" else " "
        return f"{words}{gap}{text('label.kano_form_intro_importance', self.lang)}"

    def summary(self, lang: str | None = None) -> Summary:
        """For the analyst: the pairs, what may be wrong with them, and what a person has to check.

        Parameters
        ----------
        lang : {"en", "zh"}, optional
            By default that of the questionnaire.
        """
        lang = check_language(lang or self.lang)
        rows = [(each.name, each.functional, each.dysfunctional) for each in self.pairs]
        frame = pd.DataFrame(rows, columns=["attribute", "kano_functional", "kano_dysfunctional"])
        listed = [f"☐ {text(f'label.kano_check_{key}', lang)}" for key in CHECK_LIST]
        return Summary(
            text("heading.kano_check", lang),
            (
                Block(text("heading.kano_check_pairs", lang), frame.set_index("attribute")),
                text("heading.kano_check_list", lang),
                *listed,
            ),
            warnings=tuple(each.text(lang) for each in self.notices),
            lang=lang,
        )

    def _repr_html_(self) -> str:
        return self.to_html()

    def __repr__(self) -> str:
        return f"KanoQuestionnaire({len(self.pairs)} attributes, lang={self.lang!r}, {self.wording.name})"

    def __str__(self) -> str:
        return self.to_markdown()


def kano_questionnaire(
    attributes: Mapping[str, Any] | Sequence[str],
    lang: str = "en",
    *,
    order: str = "random",
    seed: int = 0,
    importance: bool = True,
    wording: str | None = None,
    answers: int = 5,
    template: tuple[str, str] | None = None,
    title: str | None = None,
) -> KanoQuestionnaire:
    """Write the paired questions of a Kano questionnaire, and check their words.

    Use it to make the form: what it writes can be printed, put on a page, or copied into a survey tool, and
    the answers are read by `KanoModel` without further coding.

    Parameters
    ----------
    attributes : mapping or sequence
        Attribute -> (functional question, dysfunctional question); or names alone (a sequence, or a mapping
        to None), which are put into a template.
    lang : {"en", "zh"}
        Of the answers, the template and what stands around the questions.
    order : {"random", "given"}
        Of the attributes; the questions of a pair stay together, the functional one first.
    seed : int
        Of the random order: another one for each version.
    importance : bool
        Ask after each pair how important the attribute is, from 1 to 9.
    wording : str, optional
        A wording set of `kano_wordings`, such as "en.enjoy"; by default the first of the language.
    answers : {5, 3}
        3 is the short form: like, must be, neutral; neutral, live with, dislike.
    template : (functional, dysfunctional), optional
        Questions with ``{name}`` in place of the attribute.
    title : str, optional

    Returns
    -------
    KanoQuestionnaire
        `to_markdown()`, `to_html()`; `columns` for `KanoModel`; `warnings` on the words of pairs, and
        `check_list` for what only a person can judge.

    Raises
    ------
    SpecificationError
        No attribute, a name twice, a question that is empty or asked twice, a template without ``{name}``, a
        wording set of another language.

    Notes
    -----
    The form of the pair is that of Kano, Seraku, Takahashi and Tsuji (1984) and Berger et al. (1993);
    importance from 1 to 9 as in Berger et al. The remarks on words (no negation in the dysfunctional
    question, one in the functional one, two ideas in one question, questions that differ in more than the
    negation, names for the template that hold a verb) are read off the words alone: they miss opposites such
    as "slow", and say "check", not "wrong".

    Examples
    --------
    >>> form = kano_questionnaire({"Wi-Fi": ("If Wi-Fi is free, how do you feel?",
    ...                                      "If Wi-Fi is not free, how do you feel?"),
    ...                            "late checkout": None}, order="given")
    >>> form.columns["Wi-Fi"], form.warnings
    (('Wi-Fi_f', 'Wi-Fi_d'), ())
    >>> form.questions.loc["late checkout_d", "question"]
    'If the offer does not include late checkout, how do you feel?'
    >>> speed = "If it is fast, how do you feel?", "If it is slow, how do you feel?"
    >>> kano_questionnaire({"Speed": speed}).warnings[0][:60]
    'The dysfunctional question of Speed has no word of negation:'
    """
    check_language(lang)
    check_choice("order", order, ("random", "given"))
    check_whole("seed", seed)
    check_choice("answers", answers, (5, 3))
    if not isinstance(importance, bool):
        raise SpecificationError(f"importance={importance!r} is True (ask for it) or False.")
    pairs = _pairs(attributes, _template(template, lang), lang, importance)
    notices = tuple(
        found for each in pairs for found in _remarks(each, lang, each.name in _worded(attributes))
    )
    if order == "random":
        pairs = [pairs[i] for i in np.random.default_rng(seed).permutation(len(pairs))]
    words = title if title is not None else text("label.kano_form_title", lang)
    random = seed if order == "random" else None
    return KanoQuestionnaire(tuple(pairs), lang, _wording(wording, lang), answers, words, random, notices)


def _wording(name: str | None, lang: str) -> Wording:
    found = wording(name or lang)
    if found.lang != lang:
        raise SpecificationError(
            f"wording={name!r} is in another language than the questions (lang={lang!r}). Sets are listed by"
            " kano_wordings()."
        )
    return found


def _template(given: tuple[str, str] | None, lang: str) -> tuple[str, str]:
    if given is None:
        functional = text("label.kano_form_functional", lang, name="{name}")
        return functional, text("label.kano_form_dysfunctional", lang, name="{name}")
    if isinstance(given, str) or len(given) != 2 or not all("{name}" in str(each) for each in given):
        raise SpecificationError(
            'template= takes two questions with {name} in both: ("If there is {name}, ...", "If there is no'
            ' {name}, ...").'
        )
    return str(given[0]), str(given[1])


def _worded(attributes: Mapping[str, Any] | Sequence[str]) -> frozenset[str]:
    """Attributes whose questions the user wrote."""
    if not isinstance(attributes, Mapping):
        return frozenset()
    return frozenset(str(name).strip() for name, pair in attributes.items() if pair is not None)


def _pairs(
    attributes: Mapping[str, Any] | Sequence[str], template: tuple[str, str], lang: str, importance: bool
) -> list[Pair]:
    """The pairs in the order given, checked."""
    if isinstance(attributes, str):
        raise SpecificationError(f"attributes= is a sequence of names, or a mapping: [{attributes!r}].")
    given = dict(attributes) if isinstance(attributes, Mapping) else dict.fromkeys(attributes)
    names = [str(name).strip() for name in attributes]
    if not names or not all(names):
        raise SpecificationError("A questionnaire needs attributes, and each of them a name.")
    twice = [name for name in names if names.count(name) > 1]
    if twice:
        raise SpecificationError(f"Attribute {twice[0]!r} stands twice.")
    pairs = []
    for name, words in zip(names, given.values(), strict=True):
        asked = tuple(each.replace("{name}", name) for each in template) if words is None else words
        if (
            isinstance(asked, str)
            or len(asked) != 2
            or not all(isinstance(q, str) and q.strip() for q in asked)
        ):
            raise SpecificationError(
                f"Attribute {name!r} needs two questions, (functional, dysfunctional), or None for the"
                f" template; got {words!r}."
            )
        weight = text("label.kano_form_importance", lang, name=name) if importance else ""
        pairs.append(Pair(name, asked[0].strip(), asked[1].strip(), weight))
    seen: dict[str, str] = {}
    for each in pairs:
        for _, question in each.questions[:2]:
            other = seen.setdefault(" ".join(question.casefold().split()), each.name)
            if other != each.name or each.functional.casefold() == each.dysfunctional.casefold():
                owners = some(dict.fromkeys([repr(other), repr(each.name)]))
                raise SpecificationError(f"The question {question!r} is asked twice ({owners}).")
    return pairs


def _remarks(pair: Pair, lang: str, worded: bool) -> Iterator[Notice]:
    """What the words of a pair give reason to check."""
    negated, several = _NEGATED[lang], _SEVERAL[lang]
    f, d = pair.functional, pair.dysfunctional
    if negated.search(f):
        yield notice("kano_check_negated", question=f, attribute=pair.name)
    elif not negated.search(d):
        yield notice("kano_check_no_negation", question=d, other=f, attribute=pair.name)
    joined = several.search(f) or several.search(d)
    if joined:
        yield notice(
            "kano_check_two_ideas",
            word=joined[0],
            question=f if several.search(f) else d,
            attribute=pair.name,
        )
    verb = None if worded else _VERB[lang].search(pair.name)
    if verb:
        yield notice("kano_check_verb", attribute=pair.name, word=verb[0], question=f)
    if worded and _in_common(f, d, lang) < IN_COMMON:
        yield notice("kano_check_differs", question=f, other=d, attribute=pair.name)


def _in_common(one: str, other: str, lang: str) -> float:
    """Share of the shorter question's words (characters in Chinese) that stand in the other too."""
    pattern = r"\w" if lang == "zh" else r"\w+"
    words = [set(re.findall(pattern, each.casefold())) for each in (one, other)]
    return len(words[0] & words[1]) / max(1, min(map(len, words)))


def _plain(words: str) -> str:
    """Words that Markdown prints as they are."""
    return re.sub(r"([\\`*_\[\]<>#|])", r"\\\1", words)
