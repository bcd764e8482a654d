"""The answers of the Kano questionnaire in words: wording sets by language, strictly mapped to codes.

The five answers are kinds, not degrees: a scale of satisfaction is no wording of them, and is told apart here
by its words. A label that stands in no set is unknown, however near it comes to one that does.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from csmodels.errors import SpecificationError, did_you_mean
from csmodels.tables.frozen import FrozenMapping

#: The five answers, in the order of their codes 1 to 5.
ANSWERS = ("like", "must_be", "neutral", "live_with", "dislike")

#: Parts of words by which a scale of satisfaction is recognised, by language.
SATISFACTION: Mapping[str, tuple[str, ...]] = FrozenMapping(
    {
        "en": ("satisf",),  # also French satisfait and Spanish satisfecho
        "zh": ("满意", "滿意"),
        "de": ("zufrieden",),
        "ja": ("満足", "不満"),
        "ko": ("만족",),
    }
)
#: The same for a scale of agreement.
AGREEMENT: Mapping[str, tuple[str, ...]] = FrozenMapping(
    {
        "en": ("agree",),
        "zh": ("同意",),  # also Japanese
        "de": ("stimme zu", "stimme voll", "stimme nicht", "stimme eher"),
        "fr": ("d'accord",),
        "es": ("de acuerdo", "en desacuerdo"),
        "ko": ("동의",),
    }
)

#: Why a rating scale is refused.
NOT_A_RATING = (
    "The answers of a Kano questionnaire are kinds (like, must be, neutral, can live with it,"
    " dislike), not degrees of satisfaction or agreement: being satisfied with an attribute does not tell"
    " whether it is expected or enjoyed, so no evaluation table can place such answers. Ask the pairs with"
    " Kano answers (see kano_wordings()); ratings of satisfaction are analysed by index_model() or PathModel."
)

_APOSTROPHES = dict.fromkeys(map(ord, "’‘ʼ′´`＇‛"), "'")
#: Forms print an answer as a sentence or without its end.
_FULL_STOPS = (".", "。")


@dataclass(frozen=True)
class Wording:
    """One set of words for the five answers.

    Attributes
    ----------
    name : str
        Language and set, such as ``"en.enjoy"``.
    lang : str
    labels : tuple of 5 str
        In the order of `ANSWERS`.
    source : str
        Where these words were printed.
    confirmed : bool
        Whether they were read there; others are our translation, or quoted from memory.
    also : mapping of label to code
        Further forms of the same words.
    """

    name: str
    lang: str
    labels: tuple[str, str, str, str, str]
    source: str
    confirmed: bool = True
    also: Mapping[str, int] = field(default_factory=FrozenMapping)

    def __post_init__(self) -> None:
        object.__setattr__(self, "also", FrozenMapping(self.also))

    @property
    def codes(self) -> dict[str, int]:
        """Code 1 to 5 by label, further forms included."""
        return {**dict(zip(self.labels, range(1, 6), strict=True)), **self.also}


_REPPEL = "Reppel, Doing Research Online: The Kano Model (survey data)"
_OURS = "our translation, not confirmed by a published questionnaire"

#: Every wording set; the first of a language is the one that questionnaires are written with.
WORDINGS: tuple[Wording, ...] = (
    Wording(
        "en.like",
        "en",
        (
            "I like it that way",
            "It must be that way",
            "I am neutral",
            "I can live with it that way",
            "I dislike it that way",
        ),
        f"Berger et al. 1993, as reprinted in {_REPPEL}; Matzler and Hinterhuber 1998",
        # as printed in one of the questionnaires
        also={"I must be that way": 2},
    ),
    Wording(
        "en.enjoy",
        "en",
        (
            "I enjoy it that way",
            "It is a basic necessity or I expect it that way",
            "I am neutral",
            "I dislike it, but I can live with it that way",
            "I dislike it, and I can't accept it",
        ),
        f"Berger et al. 1993, as reprinted in {_REPPEL}",
    ),
    Wording(
        "en.helpful",
        "en",
        (
            "This would be very helpful to me",
            "This is a basic requirement for me",
            "This would not affect me",
            "This would be a minor inconvenience",
            "This would be a major problem for me",
        ),
        f"Blauth's team (BBN), in Berger et al. 1993, as reprinted in {_REPPEL}",
    ),
    Wording(
        "en.short",
        "en",
        ("I like it", "I expect it", "I'm neutral", "I can tolerate it", "I dislike it"),
        f"Pouliot, in Berger et al. 1993, as reprinted in {_REPPEL}",
        # as the survey of transfers there mixes it
        also={"I am neutral": 3},
    ),
    Wording(
        "en.expecting",
        "en",
        (
            "I like it that way",
            "I am expecting it to be that way",
            "I am neutral",
            "I can accept it to be that way",
            "I dislike it that way",
        ),
        "Löfgren and Witell 2008, as quoted by others",
    ),
    Wording(
        "en.expect",
        "en",
        ("Like it", "Expect it", "Don't care", "Can live with", "Dislike"),
        "Uxcel, Interpreting Kano survey results (course)",
        also={
            "I don't care": 3,
            "Live with it": 4,
            "Can live with it": 4,
            "I can live with it": 4,
            "Dislike it": 5,
        },
    ),
    Wording(
        "en.names",
        "en",
        ("Like", "Must-be", "Neutral", "Live with", "Dislike"),
        f"heads of the evaluation table in Berger et al. 1993, as reprinted in {_REPPEL}",
        also={"Must be": 2, "Expect": 2, "Live-with": 4},
    ),
    Wording(
        "zh.like",
        "zh",
        ("我很喜欢", "理应如此", "无所谓", "勉强接受", "我很不喜欢"),
        "Chinese practice (tutorials and public analysis programs)",
        also={"喜欢": 1, "应该的": 2, "能忍受": 4, "不喜欢": 5},
    ),
    Wording(
        "zh.variants",
        "zh",
        ("很喜欢", "理所当然", "我无所谓", "我能忍受", "很不喜欢"),
        _OURS,
        confirmed=False,
        also={"我喜欢": 1, "非常喜欢": 1, "可以忍受": 4, "我可以忍受": 4, "我不喜欢": 5, "非常不喜欢": 5},
    ),
    Wording(
        "zh.zheyang",
        "zh",
        ("我喜欢这样", "它必须这样", "我保持中立", "我能够忍受", "我讨厌这样"),
        "Chinese questionnaires, quoted from memory: not confirmed by a published one",
        confirmed=False,
        also={"必须这样": 2, "我持中立态度": 3, "能够忍受": 4, "我不喜欢这样": 5},
    ),
    Wording(
        "zh.traditional",
        "zh",
        ("我很喜歡", "理應如此", "無所謂", "勉強接受", "我很不喜歡"),
        f"the Chinese labels in traditional characters: {_OURS}",
        confirmed=False,
        also={
            "喜歡": 1,
            "我喜歡": 1,
            "很喜歡": 1,
            "非常喜歡": 1,
            "我喜歡這樣": 1,
            "應該的": 2,
            "理所當然": 2,
            "它必須這樣": 2,
            "必須這樣": 2,
            "我無所謂": 3,
            "我保持中立": 3,
            "能忍受": 4,
            "我能忍受": 4,
            "可以忍受": 4,
            "我能夠忍受": 4,
            "不喜歡": 5,
            "我不喜歡": 5,
            "很不喜歡": 5,
            "非常不喜歡": 5,
            "我討厭這樣": 5,
        },
    ),
    Wording(
        "de.freuen",
        "de",
        (
            "Das würde mich sehr freuen",
            "Das setze ich voraus",
            "Das ist mir egal",
            "Das könnte ich in Kauf nehmen",
            "Das würde mich sehr stören",
        ),
        "Klopp, Die Kano-Methode, as quoted in the documentation of the R package stp25kano",
    ),
    Wording(
        "fr.plait",
        "fr",
        ("Cela me plaît", "Cela est normal ainsi", "Cela m'est égal", "Je m'en contente", "Cela me déplaît"),
        "French Kano questionnaires (qrm-kano; a survey of research laboratories)",
        also={"Ça me plaît": 1, "Je trouve ça normal": 2, "Ça m'est égal": 3, "Ça me déplaît": 5},
    ),
    Wording(
        "ja.ureshii",
        "ja",
        ("とてもうれしい", "当然だろう", "特に何とも思わない", "別にそれでも構わない", "それは困る"),
        "Kamiezu 2015, Journal of Japan Society for Fuzzy Theory and Intelligent Informatics 27(4), 128",
    ),
    Wording(
        "ja.kiniiru",
        "ja",
        ("気に入る", "当然である", "何とも感じない", "仕方がない", "気に入らない"),
        _OURS,
        confirmed=False,
        also={"しかたない": 4, "しかたがない": 4},
    ),
    Wording(
        "es.forma",
        "es",
        (
            "Me gusta de esa forma",
            "Debe ser de esa forma",
            "Neutral",
            "Tolerable",
            "Me disgusta de esa forma",
        ),
        "a Spanish teaching example of a hotel (Ejemplo Modelo Kano)",
    ),
    Wording(
        "es.asi",
        "es",
        ("Me gusta así", "Debe ser así", "Me es indiferente", "Puedo vivir con ello", "No me gusta así"),
        _OURS,
        confirmed=False,
        also={"Me gusta": 1, "Lo espero": 2, "Me da igual": 3, "Puedo tolerarlo": 4, "No me gusta": 5},
    ),
    Wording(
        "ko.maeum",
        "ko",
        ("마음에 든다", "당연하다", "아무런 느낌이 없다", "하는 수 없다", "마음에 안 든다"),
        "the kiosk survey of 194 customers (hanakim120/kiosk-servqual-research)",
    ),
)


def normalised(label: str) -> str:
    """A label without regard to case, spaces and kinds of apostrophe; nothing else is made equal.

    Two ways of writing one accented letter in a file are one letter.

    Examples
    --------
    >>> normalised("  I’m  Neutral "), normalised("I'm not neutral")
    ("i'm neutral", "i'm not neutral")
    """
    return " ".join(unicodedata.normalize("NFC", label).translate(_APOSTROPHES).casefold().split())


def _coded() -> dict[str, int]:
    """Code of every normalised label, with and without the full stop of a sentence."""
    codes: dict[str, int] = {}
    for each in WORDINGS:
        for label, code in each.codes.items():
            for end in ("", *_FULL_STOPS):
                key = normalised(label + end)
                if codes.setdefault(key, code) != code:
                    raise SpecificationError(f"Label {label!r} has two codes in the wording sets.")
    return codes


_CODES: Mapping[str, int] = FrozenMapping(_coded())


def code_of(label: str) -> int | None:
    """The code 1 to 5 of an answer in words; None where no wording set has it.

    Examples
    --------
    >>> code_of("I like it that way"), code_of("我很喜欢"), code_of("I rather like it")
    (1, 1, None)
    """
    return _CODES.get(normalised(label))


def rating_scale(label: str) -> str | None:
    """What a label that is no Kano answer is a step of: ``"satisfaction"``, ``"agreement"`` or None.

    Examples
    --------
    >>> rating_scale("Very dissatisfied"), rating_scale("非常满意"), rating_scale("Sometimes")
    ('satisfaction', 'satisfaction', None)
    """
    if code_of(label) is not None:
        return None
    written = normalised(label)
    for kind, stems in (("satisfaction", SATISFACTION), ("agreement", AGREEMENT)):
        if any(stem in written for words in stems.values() for stem in words):
            return kind
    return None


def wording(name: str) -> Wording:
    """A wording set by its name, or the first of a language.

    Raises
    ------
    SpecificationError
        Unknown name or language.

    Examples
    --------
    >>> wording("en.short").labels[0], wording("zh").name
    ('I like it', 'zh.like')
    """
    for each in WORDINGS:
        if name in (each.name, each.lang):
            return each
    names = [each.name for each in WORDINGS]
    languages = dict.fromkeys(each.lang for each in WORDINGS)
    raise SpecificationError(
        f"There is no wording {name!r}.{did_you_mean(name, names)} Sets: {', '.join(names)}; a language takes"
        f" its first: {', '.join(languages)}."
    )


def wordings_of(labels: set[str]) -> tuple[str, ...]:
    """Names of the sets that hold all of some labels; empty where none does.

    Examples
    --------
    >>> wordings_of({"I am neutral", "I enjoy it that way"})
    ('en.enjoy',)
    """
    wanted = {normalised(label).rstrip("".join(_FULL_STOPS)) for label in labels}
    return tuple(each.name for each in WORDINGS if wanted and wanted <= set(map(normalised, each.codes)))


def kano_wordings() -> pd.DataFrame:
    """Every answer that can be read in words, its code, and where it was printed.

    Use it to see which words a file may hold, and to choose the words of a questionnaire.

    Returns
    -------
    DataFrame
        One row per label, index ``wording`` (language and set): columns ``code`` (1 like, 2 must be,
        3 neutral, 4 can live with it, 5 dislike), ``label``, ``confirmed`` (whether the words were read in
        the source; others are our translation, or quoted from memory) and ``source``.

    Examples
    --------
    >>> kano_wordings().loc["ko.maeum", ["code", "label"]].values.tolist()[0]
    [1, '마음에 든다']
    """
    rows = [
        (each.name, code, label, each.confirmed, each.source)
        for each in WORDINGS
        for label, code in each.codes.items()
    ]
    columns = ["wording", "code", "label", "confirmed", "source"]
    return pd.DataFrame(rows, columns=columns).set_index("wording")
