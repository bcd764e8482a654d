"""How many respondents a Kano survey needs for its labels to be given, and to be right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from csmodels.errors import SpecificationError, check_choice, check_whole, some
from csmodels.kano.labels import CERTAINTY, FEWEST_FOR_LABEL
from csmodels.kano.planning.shares import by_attribute
from csmodels.numerics.kano.counts import LETTERS
from csmodels.numerics.kano.planning import RULES, label_of, label_probability, sample_size
from csmodels.numerics.kano.rules import TIE_BAND
from csmodels.numerics.kano.sure_labels import DRAWS, sure_chances, sure_size
from csmodels.tables import Block, FrozenMapping, Summary, check_language, frozen_frame, text
from csmodels.tables.notices import Group, Notice, Noticed, notice
from csmodels.tables.result import Tabled, settings_block

Array = NDArray[np.float64]

#: Sizes whose chances are shown beside the one found.
SHOWN = (30, 50, 100, 200, 400)
LANGUAGES = ("en", "zh")
#: What is planned for where nothing else is asked: the label as a fit gives it, or withholds it.
SURE = "label"
#: Column of `curve` for samples that get no sure label.
WITHHELD = "withheld"
#: Of attributes without words.
NO_LABELS: FrozenMapping[str, Mapping[str, str]] = FrozenMapping()
#: Shares nearer to each other than this tie.
TIED = 1e-9


@dataclass(frozen=True, repr=False, eq=False)
class KanoSampleSize(Noticed, Tabled):
    """Respondents needed for the right label of each attribute; made by `kano_sample_size`.

    Attributes
    ----------
    attributes : tuple of str
        Empty text where shares were given without a name.
    shares : array, shape (attributes, 6)
        What was taken for the truth, in the order M O A I R Q; numbers of people with `population`.
    sizes : tuple of int or None
        Respondents needed for each attribute; None where the largest sample tried does not suffice.
    tried : tuple of int
        Sample sizes of `curve`.
    settings : mapping
        ``target``, ``rule``, ``certainty``, ``tie_band``, ``population``, ``most``, ``seed``.
    notices : tuple of Notice
        Attributes that no sample labels, shares that come from a survey; `warnings` gives the sentences.
    words : mapping of attribute to mapping of language to text
        What the questionnaire of a fitted survey calls the attributes.
    """

    attributes: tuple[str, ...]
    shares: Array
    sizes: tuple[int | None, ...]
    tried: tuple[int, ...]
    settings: FrozenMapping[str, Any]
    notices: tuple[Notice, ...] = ()
    words: FrozenMapping[str, Mapping[str, str]] = NO_LABELS

    @property
    def n(self) -> int | None:
        """Respondents who are enough for every attribute on its own; None where no size tried is."""
        known = [size for size in self.sizes if size is not None]
        return max(known) if len(known) == len(self.sizes) else None

    @frozen_frame
    def table(self) -> pd.DataFrame:
        """One row per attribute.

        Columns ``label`` (what the rule says of the true shares), ``rival`` (the wrong category that is most
        likely in a sample of `n`, or in the largest of `tried`), ``lead`` (largest share less the second),
        ``n`` (missing where no size tried is enough), ``probability`` (that the category is the right one in
        a sample of n: the most frequent one for the rule "label") and ``label_chance`` (that the label is
        given and right at that n: three rules agree, and resampling is certain enough).
        """
        rows = []
        for shares, size in zip(self.shares, self.sizes, strict=True):
            label = self._label(shares)
            chances = self._chances(shares, size or self.tried[-1])
            others = np.where(np.arange(len(LETTERS)) == label, -1.0, chances)
            first, second = np.sort(shares / shares.sum())[[-1, -2]]
            both = (chances[label], self._sure(shares, size)[label]) if size else (np.nan, np.nan)
            rows.append((LETTERS[label], LETTERS[int(others.argmax())], first - second, size, *both))
        columns = ["label", "rival", "lead", "n", "probability", "label_chance"]
        frame = pd.DataFrame(rows, columns=columns, index=self._index)
        return frame.astype({"n": "Int64", "probability": float, "label_chance": float})

    @frozen_frame
    def curve(self) -> pd.DataFrame:
        """Chance of every label: rows are attributes and sample sizes, columns M O A I R Q.

        For the rule "label" of sure labels, with a column ``withheld`` for samples that get none.
        """
        sure = self.settings["rule"] == SURE
        rows = []
        for shares in self.shares:
            for n in self.tried:
                chances = (self._sure if sure else self._chances)(shares, n)
                rows.append([*chances, max(0.0, 1 - chances.sum())][: len(LETTERS) + sure])
        keys = [(name, n) for name in self.attributes for n in self.tried]
        index = pd.MultiIndex.from_tuples(keys, names=["attribute", "n"])
        return pd.DataFrame(rows, index=index, columns=[*LETTERS, WITHHELD][: len(LETTERS) + sure])

    @property
    def _index(self) -> pd.Index:
        return pd.Index(self.attributes, name="attribute")

    @property
    def _category_rule(self) -> str:
        """The rule that says which category is right."""
        rule: str = self.settings["rule"]
        return "mode" if rule == SURE else rule

    def _label(self, shares: Array) -> int:
        return label_of(shares, self._category_rule, self.settings["tie_band"])

    def _chances(self, shares: Array, n: int) -> Array:
        """Chance of every category by the rule."""
        options = {name: self.settings[name] for name in ("tie_band", "population")}
        rule = self._category_rule
        return np.array([label_probability(shares, n, c, rule, **options) for c in range(len(LETTERS))])

    def _sure(self, shares: Array, n: int) -> Array:
        """Chance of every sure label."""
        return _sure_of(shares, n, self.settings)

    def summary(self, lang: str = "en") -> Summary:
        """The sizes as a document.

        Parameters
        ----------
        lang : {"en", "zh"}
        """
        check_language(lang)
        s = self.settings
        what = text(f"option.kano_size_what.{s['rule']}", lang)
        wanted = {"target": f"{100 * s['target']:g}", "most": f"{s['most']:,}", "what": what}
        key = "kano_size_found" if self.n is not None else "kano_size_not_found"
        verdict = text(f"note.{key}{self._one}", lang, n=f"{self.n or 0:,}", **wanted)
        labels = {name: text(f"column.kano_size_{name}", lang) for name in self.table}
        formats = dict.fromkeys(("lead", "probability", "label_chance"), "percent")
        formats |= {"label": "plain", "rival": "plain", "n": "count"}
        certain = {"certainty": f"{100 * s['certainty']:g}", "fewest": str(FEWEST_FOR_LABEL)}
        needed = Block(
            text("heading.kano_size_needed", lang),
            self._named(self.table, lang),
            formats,
            labels=labels,
            note=text("note.kano_size_columns", lang, **certain),
        )
        right = self._right()
        sure = s["rule"] == SURE
        curve = Block(
            text(f"heading.kano_size_curve{'_sure' if sure else ''}", lang),
            self._named(right, lang),
            dict.fromkeys(right.columns, "percent"),
            note=text(
                "note.kano_size_simulated" if sure else "note.kano_size_exact", lang, draws=f"{DRAWS:,}"
            ),
        )
        about = {
            "kano_size_target": f"{s['target']:g}",
            "kano_size_rule": text(f"option.kano_size_rule.{s['rule']}", lang),
            "kano_size_certainty": f"{s['certainty']:g}",
        }
        if s["rule"] in (SURE, "m_o_a_i"):
            about["kano_size_band"] = f"{s['tie_band']:g}"
        if s["population"] is not None:
            about["kano_size_population"] = f"{s['population']:,}"
        return Summary(
            text("heading.kano_size", lang),
            (verdict, needed, curve, settings_block(about, lang)),
            notes=(text("note.kano_letters", lang),),
            warnings=tuple(each.text(lang) for each in self.notices),
            lang=lang,
        )

    @property
    def _one(self) -> str:
        """End of the keys of sentences about one attribute without a name."""
        return "_one" if self.attributes == ("",) else ""

    def _right(self) -> pd.DataFrame:
        """Chance of the right label by sample size, one column each."""
        curve = self.curve
        columns = {}
        for n in self.tried:
            at = curve.xs(n, level="n").to_numpy()
            columns[f"n = {n:,}"] = [at[i, self._label(shares)] for i, shares in enumerate(self.shares)]
        return pd.DataFrame(columns, index=self._index)

    def _named(self, frame: pd.DataFrame, lang: str) -> pd.DataFrame:
        if self._one:
            return frame.reset_index(drop=True)
        return frame.rename(index={name: _word(name, self.words, lang) for name in self.attributes})


def kano_sample_size(
    probabilities: Any,
    target: float = 0.9,
    rule: str = SURE,
    *,
    certainty: float = CERTAINTY,
    tie_band: float = TIE_BAND,
    population: int | None = None,
    n: int | Sequence[int] | None = None,
    most: int = 10_000,
    seed: int = 0,
) -> KanoSampleSize:
    """How many respondents a Kano survey needs for a wanted chance of the right label.

    Use it before a survey, with what the shares of the categories may be. Two categories that are nearly
    equally frequent need many respondents, and no number is enough for two that tie: that an attribute is
    contested is then the right answer.

    Parameters
    ----------
    probabilities : mapping, sequence, DataFrame or KanoResult
        True shares of M O A I R Q: of one attribute by letter (``{"A": 0.45, "I": 0.35, "O": 0.2}``) or six
        numbers in this order; of several as mapping of attribute to these or as a table with such columns.
        Whole counts and percentages are divided by their sum. A fitted survey brings its counts along.
    target : float
        Chance of the right label, between 0 and 1.
    rule : {"label", "mode", "m_o_a_i", "oam_irq"}
        What is to be right. "label": the label is given and is the category that is truly most frequent; a
        fit gives it where three rules agree and resampling finds the category again with `certainty`, and
        calls the attribute contested otherwise. The others: the category by that rule alone, which comes out
        of every sample, however unsure; it is right where the rule says the same of the true shares.
    certainty : float
        For labels: share of resamples in which the category must lead, as in `KanoModel.fit`.
    tie_band : float
        Of "m_o_a_i": counts within this share of all answers from the largest tie with it.
    population : int, optional
        Number of customers, where there are few: respondents are then drawn from them without replacement,
        and shares are rounded to whole numbers of customers.
    n : int or sequence of int, optional
        Sample sizes to show beside; by default 30, 50, 100, 200, 400.
    most : int
        Largest sample tried.
    seed : int
        Of the samples drawn for labels.

    Returns
    -------
    KanoSampleSize
        ``n`` is enough for each attribute (each on its own: that all labels are right at once is less
        likely); ``table`` and ``curve`` have the attributes and the chance of every label.

    Raises
    ------
    SpecificationError
        Shares that are none, options out of range, a fit with groups.

    Notes
    -----
    Labels need about four times as many respondents as the most frequent category alone: a sample in which
    the right category leads may still be too small to be sure of it. Chances of labels come from 4,000
    samples drawn of each size tried (an error of half a point of per cent, which moves n by some 2 %);
    whether a sample is sure of its label is computed (`csmodels.numerics.kano.sure_labels`: normal, within
    .02 where several rivals are near and respondents few).

    For the other rules nothing is simulated: the chance that a category comes first in a multinomial sample
    is a sum over what its count can be, each term a coefficient of a product of truncated Poisson series
    (`csmodels.numerics.kano.planning.box_probability`). Chances do not rise steadily with n, since counts tie
    and a band is rounded to whole respondents: ``n`` is the size from which on the target is kept.

    n counts respondents with a pair of answers to the attribute: those who skip a question come on top. A
    complex sample needs n times its design effect. Chapman and Callegaro (2022) call labels of fewer than 200
    respondents unreliable; how many are needed depends on the lead of the largest category.

    Examples
    --------
    >>> from csmodels.kano.planning.sample_size import kano_sample_size
    >>> shares = {"Wi-Fi": {"M": 0.5, "O": 0.3, "I": 0.2}, "Late checkout": {"A": 0.45, "I": 0.35, "O": 0.2}}
    >>> size = kano_sample_size(shares)
    >>> size.n, size.table["n"].tolist()
    (518, [126, 518])

    For the right category to be the most frequent one, be it sure or not:

    >>> kano_sample_size(shares, rule="mode").table["n"].tolist()
    [29, 121]
    >>> kano_sample_size(shares["Late checkout"], rule="mode", population=200).n
    73
    """
    check_choice("rule", rule, (SURE, *RULES))
    for name, share in (("target", target), ("certainty", certainty)):
        if not _number(share) or not 0 < share < 1:
            raise SpecificationError(f"{name}={share!r} must lie between 0 and 1.")
    if not _number(tie_band) or not 0 <= tie_band < 1:
        raise SpecificationError(f"tie_band={tie_band!r} must be 0 or more, and less than 1.")
    check_whole("most", most, 1)
    check_whole("seed", seed)
    if population is not None:
        check_whole("population", population, 1)
    given, surveyed = _given(probabilities)
    words = _words(probabilities)
    shares = np.array(list(given.values()))
    if population is not None:
        shares = np.array([_whole(row, population) for row in shares])
    settings = {
        "target": target, "rule": rule, "certainty": certainty, "tie_band": tie_band,
        "population": population, "most": most, "seed": seed,
    }  # fmt: skip
    sizes = tuple(_size(row, settings) for row in shares)
    notices = [notice("kano_size_pilot", n=f"{surveyed:,}")] if surveyed else []
    lost = {name: row for name, row, size in zip(given, shares, sizes, strict=True) if size is None}
    notices += _not_found(lost, settings, words)
    tried = _tried(n, population)
    return KanoSampleSize(tuple(given), shares, sizes, tried, FrozenMapping(settings), tuple(notices), words)


def _size(shares: Array, settings: Mapping[str, Any]) -> int | None:
    """Respondents needed for one attribute."""
    rule, target, most, population = (settings[name] for name in ("rule", "target", "most", "population"))
    if rule != SURE:
        options = {"tie_band": settings["tie_band"], "population": population}
        return sample_size(shares, target, rule, most=most, **options)
    if len(set(_by_rules(shares, settings))) > 1:
        return None
    label = label_of(shares)
    return sure_size(
        lambda n: float(_sure_of(shares, n, settings)[label]),
        target,
        settings["certainty"],
        shares / shares.sum(),
        FEWEST_FOR_LABEL,
        min(most, population or most),
    )


def _sure_of(shares: Array, n: int, settings: Mapping[str, Any]) -> Array:
    """Chance of every sure label in a sample of n."""
    options = {name: settings[name] for name in ("certainty", "tie_band", "population", "seed")}
    return sure_chances(shares, n, fewest=FEWEST_FOR_LABEL, **options)


def _by_rules(shares: Array, settings: Mapping[str, Any]) -> tuple[str, ...]:
    """What the three rules say of the true shares."""
    return tuple(LETTERS[label_of(shares, rule, settings["tie_band"])] for rule in RULES)


def _number(value: object) -> bool:
    return isinstance(value, (int, float, np.number)) and not isinstance(value, bool)


def _given(probabilities: Any) -> tuple[dict[str, Array], int]:
    """Shares by attribute, and how many respondents they come from where they are a survey's."""
    counts = getattr(probabilities, "counts", None)
    if isinstance(probabilities, pd.DataFrame) or not isinstance(counts, pd.DataFrame):
        return by_attribute(probabilities), 0
    if counts.index.nlevels > 1:
        raise SpecificationError(
            "The survey was fitted with groups; give the counts of one: result.counts.loc[group]."
        )
    empty = counts["n"] == 0
    if empty.any():
        raise SpecificationError(
            f"Nobody answered both questions of {some(counts.index[empty])}; give the other rows of"
            " result.counts. "
        )
    unweighted = getattr(probabilities, "counts_unweighted", None)
    rows = counts if unweighted is None else unweighted
    divided = counts[list(LETTERS)].div(counts["n"], axis=0)
    return by_attribute(divided), int(rows["n"].min())


def _words(probabilities: Any) -> FrozenMapping[str, Mapping[str, str]]:
    """What a fitted survey calls its attributes."""
    model = getattr(probabilities, "model", None)
    if model is None or not hasattr(model, "label"):
        return NO_LABELS
    return FrozenMapping(
        {name: {lang: model.label(name, lang) for lang in LANGUAGES} for name in model.names}
    )


def _word(name: str, words: Mapping[str, Mapping[str, str]], lang: str) -> str:
    return words.get(name, {}).get(lang, name)


def _whole(shares: Array, population: int) -> Array:
    """Whole numbers of people nearest to shares, with the right sum (largest remainders)."""
    exact = shares * population
    whole = np.floor(exact + TIED)
    order = np.argsort(-(exact - whole), kind="stable")
    whole[order[: population - int(whole.sum())]] += 1
    return whole


def _not_found(
    lost: Mapping[str, Array], settings: Mapping[str, Any], words: Mapping[str, Mapping[str, str]]
) -> list[Notice]:
    """Which attributes no sample labels, and why."""
    most = min(settings["most"], settings["population"] or settings["most"])
    unclear: dict[str, str] = {}
    near: dict[str, str] = {}
    for name, shares in lost.items():
        said = _by_rules(shares, settings)
        first, second = np.sort(shares / shares.sum())[[-1, -2]]
        if settings["rule"] == SURE and len(set(said)) > 1:
            unclear[name] = ", ".join(said)
        else:
            near[name] = f"{100 * (first - second):.1f}"
    end = "_one" if "" in lost else ""
    found = []
    if unclear:
        found.append(notice(f"kano_size_unclear{end}", attributes=_told(unclear, words)))
    if near:
        key = ("kano_size_none_sure" if settings["rule"] == SURE else "kano_size_none") + end
        wanted = f"{100 * settings['target']:g}"
        found.append(notice(key, most=f"{most:,}", target=wanted, attributes=_told(near, words)))
    return found


def _told(found: Mapping[str, str], words: Mapping[str, Mapping[str, str]]) -> Group:
    """Attributes with a remark in brackets, in each language; the remark alone where there is no name."""
    if "" in found:
        return Group(found[""])
    told = {
        lang: [f"{_word(name, words, lang)} ({each})" for name, each in found.items()] for lang in LANGUAGES
    }
    return Group(", ".join(told["en"]), FrozenMapping({"zh": "、".join(told["zh"])}))


def _tried(n: int | Sequence[int] | None, population: int | None) -> tuple[int, ...]:
    sizes = SHOWN if n is None else [n] if isinstance(n, (int, np.integer)) else list(n)
    for size in sizes:
        check_whole("n", size, 1)
    fitting = sorted({int(size) for size in sizes if population is None or size <= population})
    if not fitting:
        if n is not None:
            raise SpecificationError(f"No sample size of n= is {population} or less.")
        return (int(population or 1),)
    return tuple(fitting)
