"""How many respondents a Kano survey needs for its labels to be right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from csmodels.errors import SpecificationError, check_choice, check_whole, some
from csmodels.kano.planning.shares import by_attribute
from csmodels.numerics.kano.counts import LETTERS
from csmodels.numerics.kano.planning import RULES, label_of, label_probability, sample_size
from csmodels.numerics.kano.rules import TIE_BAND
from csmodels.tables import Block, FrozenMapping, Summary, check_language, frozen_frame, text
from csmodels.tables.notices import Notice, Noticed, notice
from csmodels.tables.result import Tabled, settings_block

Array = NDArray[np.float64]

#: Sizes whose chances are shown beside the one found.
SHOWN = (30, 50, 100, 200, 400)
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
        ``target``, ``rule``, ``tie_band``, ``population``, ``most``.
    notices : tuple of Notice
        Attributes that no sample labels, shares that come from a survey; `warnings` gives the sentences.
    """

    attributes: tuple[str, ...]
    shares: Array
    sizes: tuple[int | None, ...]
    tried: tuple[int, ...]
    settings: FrozenMapping[str, Any]
    notices: tuple[Notice, ...] = ()

    @property
    def n(self) -> int | None:
        """Respondents who are enough for every attribute on its own; None where no size tried is."""
        known = [size for size in self.sizes if size is not None]
        return max(known) if len(known) == len(self.sizes) else None

    @frozen_frame
    def table(self) -> pd.DataFrame:
        """One row per attribute.

        Columns ``label`` (what the rule says of the true shares), ``rival`` (the wrong label that is most
        likely in a sample of `n`, or in the largest of `tried`), ``lead`` (largest share less the second),
        ``n`` (missing where no size tried is enough) and ``probability`` (of the right label at that n).
        """
        rows = []
        for shares, size in zip(self.shares, self.sizes, strict=True):
            label = self._label(shares)
            chances = self._chances(shares, size or self.tried[-1])
            others = np.where(np.arange(len(LETTERS)) == label, -1.0, chances)
            first, second = np.sort(shares / shares.sum())[[-1, -2]]
            probability = chances[label] if size else np.nan
            rows.append((LETTERS[label], LETTERS[int(others.argmax())], first - second, size, probability))
        frame = pd.DataFrame(rows, columns=["label", "rival", "lead", "n", "probability"], index=self._index)
        return frame.astype({"n": "Int64", "probability": float})

    @frozen_frame
    def curve(self) -> pd.DataFrame:
        """Chance of every label: rows are attributes and sample sizes, columns M O A I R Q."""
        rows = [self._chances(shares, n) for shares in self.shares for n in self.tried]
        keys = [(name, n) for name in self.attributes for n in self.tried]
        index = pd.MultiIndex.from_tuples(keys, names=["attribute", "n"])
        return pd.DataFrame(rows, index=index, columns=list(LETTERS))

    @property
    def _index(self) -> pd.Index:
        return pd.Index(self.attributes, name="attribute")

    def _label(self, shares: Array) -> int:
        return label_of(shares, self.settings["rule"], self.settings["tie_band"])

    def _chances(self, shares: Array, n: int) -> Array:
        s = self.settings
        options = {"tie_band": s["tie_band"], "population": s["population"]}
        return np.array([label_probability(shares, n, c, s["rule"], **options) for c in range(len(LETTERS))])

    def summary(self, lang: str = "en") -> Summary:
        """The sizes as a document.

        Parameters
        ----------
        lang : {"en", "zh"}
        """
        check_language(lang)
        s = self.settings
        wanted = {"target": f"{100 * s['target']:g}", "most": f"{s['most']:,}"}
        verdict = (
            text("note.kano_size_not_found", lang, **wanted)
            if self.n is None
            else text("note.kano_size_found", lang, n=f"{self.n:,}", **wanted)
        )
        labels = {name: text(f"column.kano_size_{name}", lang) for name in self.table}
        formats = {
            "label": "plain",
            "rival": "plain",
            "lead": "percent",
            "n": "count",
            "probability": "percent",
        }
        needed = Block(
            text("heading.kano_size_needed", lang), self._named(self.table), formats, labels=labels
        )
        right = self._right()
        curve = Block(
            text("heading.kano_size_curve", lang),
            self._named(right),
            dict.fromkeys(right.columns, "percent"),
            note=text("note.kano_size_exact", lang),
        )
        about = {
            "kano_size_target": f"{s['target']:g}",
            "kano_size_rule": text(f"option.kano_size_rule.{s['rule']}", lang),
        }
        if s["rule"] == "m_o_a_i":
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

    def _right(self) -> pd.DataFrame:
        """Chance of the right label by sample size, one column each."""
        curve = self.curve
        columns = {}
        for n in self.tried:
            at = curve.xs(n, level="n").to_numpy()
            columns[f"n = {n:,}"] = [at[i, self._label(shares)] for i, shares in enumerate(self.shares)]
        return pd.DataFrame(columns, index=self._index)

    def _named(self, frame: pd.DataFrame) -> pd.DataFrame:
        return frame.reset_index(drop=True) if self.attributes == ("",) else frame


def kano_sample_size(
    probabilities: Any,
    target: float = 0.9,
    rule: str = "mode",
    *,
    tie_band: float = TIE_BAND,
    population: int | None = None,
    n: int | Sequence[int] | None = None,
    most: int = 10_000,
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
    rule : {"mode", "m_o_a_i", "oam_irq"}
        Which rule labels. The right label is what this rule says of the true shares.
    tie_band : float
        Of "m_o_a_i": counts within this share of all answers from the largest tie with it.
    population : int, optional
        Number of customers, where there are few: respondents are then drawn from them without replacement,
        and shares are rounded to whole numbers of customers.
    n : int or sequence of int, optional
        Sample sizes to show beside; by default 30, 50, 100, 200, 400.
    most : int
        Largest sample tried.

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
    Nothing is simulated or approximated: the chance that a category comes first in a multinomial sample is a
    sum over what its count can be, each term a coefficient of a product of truncated Poisson series
    (`csmodels.numerics.kano.planning.box_probability`). Chances do not rise steadily with n, since counts tie
    and a band is rounded to whole respondents: ``n`` is the size from which on the target is kept.

    n counts respondents with a pair of answers to the attribute: those who skip a question come on top. A
    complex sample needs n times its design effect. Chapman and Callegaro (2022) call labels of fewer than 200
    respondents unreliable; how many are needed depends on the lead of the largest category.

    Examples
    --------
    >>> from csmodels.kano.planning.sample_size import kano_sample_size
    >>> size = kano_sample_size({"Wi-Fi": {"M": 0.5, "O": 0.3, "I": 0.2},
    ...                          "Late checkout": {"A": 0.45, "I": 0.35, "O": 0.2}})
    >>> size.n, size.table["n"].tolist()
    (121, [29, 121])
    >>> kano_sample_size({"A": 0.45, "I": 0.35, "O": 0.2}, population=200).n
    73
    """
    check_choice("rule", rule, RULES)
    if not _number(target) or not 0 < target < 1:
        raise SpecificationError(f"target={target!r} must lie between 0 and 1.")
    if not _number(tie_band) or not 0 <= tie_band < 1:
        raise SpecificationError(f"tie_band={tie_band!r} must be 0 or more, and less than 1.")
    check_whole("most", most, 1)
    if population is not None:
        check_whole("population", population, 1)
    given, surveyed = _given(probabilities)
    shares = np.array(list(given.values()))
    if population is not None:
        shares = np.array([_whole(row, population) for row in shares])
    options: dict[str, Any] = {"tie_band": tie_band, "population": population}
    sizes = tuple(sample_size(row, target, rule, most=most, **options) for row in shares)
    notices = [notice("kano_size_pilot", n=f"{surveyed:,}")] if surveyed else []
    lost = [name for name, size in zip(given, sizes, strict=True) if size is None]
    if lost:
        largest = min(most, population or most)
        notices.append(_not_found(lost, shares, tuple(given), largest, target))
    settings = {"target": target, "rule": rule, **options, "most": most}
    tried = _tried(n, population)
    return KanoSampleSize(tuple(given), shares, sizes, tried, FrozenMapping(settings), tuple(notices))


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


def _whole(shares: Array, population: int) -> Array:
    """Whole numbers of people nearest to shares, with the right sum (largest remainders)."""
    exact = shares * population
    whole = np.floor(exact + TIED)
    order = np.argsort(-(exact - whole), kind="stable")
    whole[order[: population - int(whole.sum())]] += 1
    return whole


def _not_found(lost: list[str], shares: Array, names: tuple[str, ...], most: int, target: float) -> Notice:
    """Which attributes no sample labels."""
    leads = []
    for name in lost:
        first, second = np.sort(shares[names.index(name)] / shares[names.index(name)].sum())[[-1, -2]]
        leads.append(f"{name or '-'} ({100 * (first - second):.1f})")
    return notice("kano_size_none", most=f"{most:,}", target=f"{100 * target:g}", attributes=some(leads, 8))


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
