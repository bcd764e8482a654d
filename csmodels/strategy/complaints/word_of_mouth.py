"""The balance of good and bad word of mouth."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from numbers import Real
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from csmodels.errors import DataError, SpecificationError
from csmodels.sampling.grouped import Grouped
from csmodels.strategy.complaints.events import frame_of
from csmodels.strategy.complaints.reading import Asked, Group, figures_frame, limits_row, read
from csmodels.strategy.indicators.kinds import Indicator, pair_of
from csmodels.strategy.relationship.questions import Questions, questions_asked
from csmodels.survey import SurveyData
from csmodels.survey.columns import is_number_column, to_floats
from csmodels.survey.request import check_names
from csmodels.tables import FrozenMapping, ResultBase, Summary, frozen_frame, params_table
from csmodels.tables.notices import Notice, Noticed, issue

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Array = NDArray[np.float64]

#: How many people a satisfied and a dissatisfied customer tell, as the textbook has it.
TEXTBOOK_SATISFIED = (3.0, 4.0)
TEXTBOOK_DISSATISFIED = (9.0, 11.0)
#: Balances are of so many customers.
CUSTOMERS = 100.0
#: Figures with the scale of their limits and their kind in `params`.
FIGURES = {
    "told_good": ("plain", "defined"),
    "told_bad": ("plain", "defined"),
    "balance": ("plain", "defined"),
    "balance_lowest": ("plain", "defined"),
    "balance_highest": ("plain", "defined"),
    "bad_per_good": ("log", "defined"),
    "break_even": ("log", "defined"),
}
SHARES = ("satisfied", "between", "dissatisfied")


@dataclass(frozen=True)
class Telling:
    """People told by a customer: fewest and most."""

    satisfied: tuple[float, float]
    dissatisfied: tuple[float, float]

    def figures(self, x: Array) -> Array:
        """From shares satisfied and dissatisfied, (members, 2), to the figures, (members, k)."""
        good, bad = CUSTOMERS * x[:, 0], CUSTOMERS * x[:, 1]
        a, b = float(np.mean(self.satisfied)), float(np.mean(self.dissatisfied))
        (a0, a1), (b0, b1) = self.satisfied, self.dissatisfied
        with np.errstate(invalid="ignore", divide="ignore"):
            columns = [
                a * good, b * bad, a * good - b * bad, a0 * good - b1 * bad, a1 * good - b0 * bad,
                b * bad / (a * good), a * good / bad,
            ]  # fmt: skip
        return np.column_stack(columns)


@dataclass(frozen=True, repr=False, eq=False)
class WordOfMouth(Grouped, Noticed, ResultBase):
    """Who tells good and who tells bad of a firm; made by `word_of_mouth`.

    Attributes
    ----------
    params : DataFrame
        Shares and figures in the common ten columns; the test of ``balance`` is against zero.
    shares : DataFrame
        Shares of satisfied, between and dissatisfied customers.
    figures : DataFrame
        What they tell, see there.
    settings, warnings
    """

    telling: Telling
    made: tuple[tuple[pd.DataFrame, pd.DataFrame, float], ...]
    groups: tuple[Any, ...]
    settings: FrozenMapping[str, object]
    notices: tuple[Notice, ...]
    group_labels: FrozenMapping[Any, Mapping[str, str]]
    questions: Questions
    title_key: ClassVar[str] = "heading.word_of_mouth"

    @frozen_frame
    def shares(self) -> pd.DataFrame:
        """Index figure (satisfied, between, dissatisfied); n, estimate, std_error, conf_low, conf_high."""
        return self._by_group(lambda g: self.made[g][0])

    @frozen_frame
    def figures(self) -> pd.DataFrame:
        """Of 100 customers, by figure: estimate, std_error, conf_low, conf_high.

        ``told_good``, ``told_bad``: people told, at the middle of the multipliers; ``balance``: good less
        bad; ``balance_lowest``, ``balance_highest``: with the multipliers that are worst and best for the
        firm; ``bad_per_good``: people told bad for each told good; ``break_even``: how many each
        dissatisfied customer may tell until the balance is zero.
        """
        return self._by_group(lambda g: self.made[g][1])

    @frozen_frame
    def params(self) -> pd.DataFrame:
        """Shares and figures in the ten columns."""
        return self._by_group(lambda g: self._params(g))

    def _params(self, g: int) -> pd.DataFrame:
        shares, figures, p_value = self.made[g]
        rows: list[dict[str, Any]] = []
        for frame in (shares.drop(columns="n"), figures):
            for name, row in frame.to_dict("index").items():
                kind = FIGURES[str(name)][1] if name in FIGURES else "share"
                op = "" if kind == "share" else ":="
                rows.append({"kind": kind, "lhs": str(name), "op": op, "rhs": self.settings["item"]})
                rows[-1] |= {str(k): v for k, v in row.items()}
                if name == "balance" and row["std_error"] > 0:
                    rows[-1] |= {"statistic": row["estimate"] / row["std_error"], "p_value": p_value}
        return params_table(rows)

    def plot(self, *, lang: str = "en", ax: Axes | None = None, title: str | None = None) -> Axes:
        """Draw the balance at the middle of the multipliers and at their ends; of groups at the middle.

        Parameters
        ----------
        lang : {"en", "zh"}
        ax : Axes, optional
        title : str, optional

        Returns
        -------
        matplotlib.axes.Axes
        """
        from csmodels.strategy.complaints.pictures import plot_word_of_mouth

        return plot_word_of_mouth(self, lang, ax, title)

    def summary(self, lang: str = "en") -> Summary:
        """Return shares, what is told, and the settings as a document."""
        from csmodels.strategy.complaints.display import word_of_mouth_summary

        return word_of_mouth_summary(self, lang)


def word_of_mouth(
    data: SurveyData | pd.DataFrame,
    item: str,
    *,
    cuts: Sequence[float] | None = None,
    scale: Sequence[float] | None = None,
    tells_satisfied: float | Sequence[float] = TEXTBOOK_SATISFIED,
    tells_dissatisfied: float | Sequence[float] = TEXTBOOK_DISSATISFIED,
    by: str | None = None,
    errors: str | None = None,
    n_boot: int | None = None,
    seed: int = 0,
    conf_level: float = 0.95,
    least: int = 5,
) -> WordOfMouth:
    """Balance of good and bad word of mouth: who tells, times how many each tells.

    Use it to see what a share of dissatisfied customers costs in talk: a few of them can outweigh many
    satisfied ones. The shares are of the survey and have intervals; how many people each tells is an input,
    not a finding of the survey.

    Parameters
    ----------
    data : SurveyData or DataFrame
        Weights, strata, clusters and replicate weights are used.
    item : str
        Satisfaction or recommendation.
    cuts : (dissatisfied, satisfied), optional
        Highest answer of dissatisfied and lowest of satisfied customers; by default all below and all above
        the middle of the scale. (6, 9) for detractors and promoters.
    scale : (low, high), optional
        By default the questionnaire's.
    tells_satisfied, tells_dissatisfied : float or (fewest, most)
        People told by one customer: 3 to 4 and 9 to 11, the textbook's. Figures are at the middle, with the
        ends beside them.
    by : str, optional
    errors : {"linearized", "bootstrap", "replicates"}, optional
        Linearised by default; replicate weights where the survey has them.
    n_boot, seed : int
        Resamples, with ``errors="bootstrap"``; 1,000 by default.
    conf_level : float
    least : int
        Displays hide groups of fewer respondents.

    Returns
    -------
    WordOfMouth

    Raises
    ------
    SpecificationError
        A scale that is not known, cuts outside it, multipliers that are no positive numbers.
    DataError
        An item that is absent or holds text, answers outside the scale, fewer than two respondents.

    Notes
    -----
    balance = 100 (a p - b d), p and d the shares of satisfied and dissatisfied customers, a and b the people
    each tells. The multipliers are those of a textbook; their source is unconfirmed. Measured word of mouth
    is lowest in the middle of satisfaction (Anderson 1998, unconfirmed), so those between count as telling
    nobody.

    Examples
    --------
    >>> answers = pd.DataFrame({"q": [9] * 80 + [2] * 20})
    >>> found = word_of_mouth(answers, "q", scale=(1, 10))
    >>> found.figures["estimate"].round(2)[["told_good", "told_bad", "balance", "break_even"]].tolist()
    [280.0, 200.0, 80.0, 14.0]
    """
    telling = Telling(
        _span(tells_satisfied, "tells_satisfied"), _span(tells_dissatisfied, "tells_dissatisfied")
    )
    frame = frame_of(data)
    check_names(frame, None, (item,), by)
    indicator = Indicator("ces", item, scale=scale).settled(data)
    low, high = indicator.limits if cuts is None else pair_of(cuts, "cuts")
    ends = indicator.ends
    if not ends[0] <= low < high <= ends[1]:
        raise SpecificationError(
            f"cuts=({low:g}, {high:g}) must rise within the scale of {ends[0]:g} to {ends[1]:g}."
        )
    if not is_number_column(frame[item]):
        raise DataError(f"Column {item!r} holds text; word of mouth needs ratings as numbers.")
    answered = to_floats(frame[item])
    settings = {
        "item": item,
        "satisfied_from": f"{'>' if cuts is None else '≥'} {sum(ends) / 2 if cuts is None else high:g}",
        "dissatisfied_to": f"{'<' if cuts is None else '≤'} {sum(ends) / 2 if cuts is None else low:g}",
        "tells_satisfied": f"{telling.satisfied[0]:g}–{telling.satisfied[1]:g}",
        "tells_dissatisfied": f"{telling.dissatisfied[0]:g}–{telling.dissatisfied[1]:g}",
    }
    asked = Asked(by, errors, n_boot, seed, conf_level, least)
    found = read(data, {item: answered}, asked, settings, {item: ends})
    made = tuple(_of_group(group, group.column(item), (low, high), telling) for group in found.groups)
    issue(found.notices, stacklevel=2)
    return WordOfMouth(
        telling=telling, made=made, groups=found.labels, settings=FrozenMapping(found.settings),
        notices=found.notices, group_labels=found.words, questions=questions_asked(data, [item]),
    )  # fmt: skip


def _of_group(
    group: Group, x: Array, cuts: tuple[float, float], telling: Telling
) -> tuple[pd.DataFrame, pd.DataFrame, float]:
    bad, good = x <= cuts[0], x >= cuts[1]
    every = np.ones(len(x), dtype=bool)
    holds = dict(zip(SHARES, (good, ~(good | bad), bad), strict=True))
    shares = pd.DataFrame(
        {name: {"n": int(h.sum()), **limits_row(group.share(h, every))} for name, h in holds.items()}
    ).T.rename_axis("figure")
    shares["n"] = shares["n"].astype(int)
    means = group.means(np.column_stack([good, bad]).astype(np.float64), np.ones((len(x), 2), dtype=bool))
    known = {"bad_per_good": bool(good.any() and bad.any()), "break_even": bool(good.any() and bad.any())}
    figures = figures_frame(means, telling.figures, {n: scale for n, (scale, _) in FIGURES.items()}, known)
    tested = means.figures(lambda params: telling.figures(params)[:, 2:3])
    return shares, figures, float(tested.p_value[0])


def _span(given: Any, name: str) -> tuple[float, float]:
    """Fewest and most people told."""
    values = (given, given) if isinstance(given, Real) else given
    try:
        low, high = (float(each) for each in values)
    except (TypeError, ValueError):
        low = high = np.nan
    if not (0 < low <= high < np.inf):
        raise SpecificationError(f"{name}={given!r} must be a positive number, or two such as (3, 4).")
    return low, high
