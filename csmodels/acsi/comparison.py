"""Comparing an index between firms, branches or waves: differences, what can be detected, and ranks."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from csmodels.acsi.index_draws import IndexDraws, own_index, paired_result, pooled_index
from csmodels.errors import SpecificationError, did_you_mean
from csmodels.numerics.intervals import Uncertainty
from csmodels.numerics.multiplicity import adjusted_p, check_adjustment
from csmodels.path_models.comparison import differences
from csmodels.path_models.comparison.permuted import (
    Compared,
    check_groups,
    failed_notices,
    floor_notices,
    joint_notices,
    pairs_of,
)
from csmodels.tables import Block, FrozenMapping, Summary, frozen_frame, heading, term, text
from csmodels.tables.notices import issue

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from csmodels.acsi.result import IndexResult

Array = NDArray[np.float64]

ITEM_WEIGHTS = ("own", "pooled")


@dataclass(frozen=True, repr=False, eq=False)
class IndexComparison(Compared):
    """An index compared between groups; made by `compare_index`, not by hand.

    Attributes
    ----------
    construct : str
    index : Uncertainty
        Arrays of shape (groups,).
    gaps : tuple of Uncertainty, one per pair
    draws : array, shape (groups, n_used)
        Resamples of the index that could be estimated in every group; none without a bootstrap.

    Notes
    -----
    Tables: `groups`, `differences`, `ranks`, `rank_probabilities`.
    """

    construct: str
    index: Uncertainty
    gaps: tuple[Uncertainty, ...]
    draws: Array

    @frozen_frame
    def groups(self) -> pd.DataFrame:
        """Index of each group, 0 to 100, with error, limits and respondents used."""
        frame = pd.DataFrame(
            {
                "estimate": self.index.estimate,
                "std_error": self.index.std_error,
                "conf_low": self.index.conf_low,
                "conf_high": self.index.conf_high,
            },
            index=self._labels,
        )
        frame["n"] = [int(self.result._n(g)) for g in range(len(frame))]
        return frame

    @frozen_frame
    def differences(self) -> pd.DataFrame:
        """First group minus second for all pairs, in points.

        ``p_value`` agrees with the interval; ``p_adjusted`` is for the number of pairs. ``detectable`` is
        the true difference that a single test of this size would find with the chosen power.
        """
        from scipy.special import ndtri

        columns = ("std_error", "conf_low", "conf_high", "p_value")
        found = {name: np.array([getattr(gap, name)[0] for gap in self.gaps]) for name in columns}
        level, power = (float(str(self.settings[name])) for name in ("conf_level", "power"))
        frame = pd.DataFrame(
            {
                "difference": [gap.estimate[0] for gap in self.gaps],
                **found,
                "p_adjusted": adjusted_p(found["p_value"], str(self.settings["adjust"])),
                "detectable": (ndtri((1 + level) / 2) + ndtri(power)) * found["std_error"],
            },
            index=self._pair_index,
        )
        order = ["difference", "std_error", "p_value", "p_adjusted", "conf_low", "conf_high", "detectable"]
        return frame[order]

    @frozen_frame
    def ranks(self) -> pd.DataFrame:
        """Rank of each group and how sure it is.

        ``rank`` of the estimate, ``expected_rank`` (mean over the resamples), ``rank_low`` and ``rank_high``
        (the best and the worst rank within the confidence level: quantiles, whole numbers, missing without
        resamples), ``p_first`` and ``p_last`` (shares of the resamples).
        """
        ranks = self._ranks()
        shares = self.rank_probabilities.to_numpy()
        tail = (1 - float(str(self.settings["conf_level"]))) / 2
        missing = np.full(len(ranks), np.nan)
        drawn = ranks.size > 0

        def quantile(share: float) -> pd.arrays.IntegerArray:
            """The smallest rank that this share of the resamples does not exceed."""
            place = max(0, math.ceil(share * ranks.shape[1]) - 1)
            found = np.sort(ranks, axis=1)[:, place] if drawn else np.zeros(len(ranks), dtype=np.int64)
            return pd.arrays.IntegerArray(found.astype(np.int64), np.full(len(ranks), not drawn))

        return pd.DataFrame(
            {
                "estimate": self.index.estimate,
                "rank": 1 + (self.index.estimate[None] > self.index.estimate[:, None]).sum(axis=1),
                "expected_rank": ranks.mean(axis=1) if drawn else missing,
                "rank_low": quantile(tail),
                "rank_high": quantile(1 - tail),
                "p_first": shares[:, 0],
                "p_last": shares[:, -1],
            },
            index=self._labels,
        )

    @frozen_frame
    def rank_probabilities(self) -> pd.DataFrame:
        """Share of the resamples in which each group has each rank; 1 is the highest index."""
        ranks = self._ranks()
        places = np.arange(1, len(ranks) + 1)
        shares = (
            (ranks[:, :, None] == places).mean(axis=1) if ranks.size else np.full((len(ranks),) * 2, np.nan)
        )
        return pd.DataFrame(shares, index=self._labels, columns=pd.Index(places.tolist(), name="rank"))

    @property
    def _labels(self) -> pd.Index:
        labels: pd.Index = pd.Index(list(self.result.groups), name=str(self.settings["by"]))
        return labels

    def _ranks(self) -> NDArray[np.intp]:
        """Rank of each group in each resample, shape (groups, n_used)."""
        order = np.argsort(-self.draws, axis=0, kind="stable")
        ranks: NDArray[np.intp] = np.argsort(order, axis=0, kind="stable") + 1
        return ranks

    # ------------------------------------------------------------------ displays

    def summary(self, lang: str = "en") -> Summary:
        """Index by group, differences and ranks as a document.

        Parameters
        ----------
        lang : {"en", "zh"}
        """
        from csmodels.tables.shown import filled

        level = float(str(self.settings["conf_level"]))
        power = f"{100 * float(str(self.settings['power'])):g}"
        parts = [("groups", ""), ("differences", text("note.index_detectable", lang, power=power))]
        if self.draws.size:
            note = text("note.index_ranks", lang, level=f"{100 * level:g}")
            parts += [("ranks", note), ("rank_probabilities", "")]
        blocks: list[Block | str] = []
        for name, note in parts:
            frame = filled(self._worded(getattr(self, name), lang))
            title = heading(name if name == "rank_probabilities" else f"index_{name}", lang)
            formats: Mapping[Any, str | int] = _FORMATS
            labels = {"estimate": term("index", lang, section="column")}
            if name == "rank_probabilities":
                formats = dict.fromkeys(frame.columns, 2)
                labels = {rank: text("heading.rank_of", lang, rank=rank) for rank in frame.columns}
            shown = {key: label for key, label in labels.items() if key in frame}
            blocks.append(Block(title, frame, formats, labels=shown, note=note, conf_level=level))
        notes = (text(f"note.index_weights_{self.settings['item_weights']}", lang),)
        title = text(
            "heading.index_comparison",
            lang,
            name=self.settings["model"],
            construct=term(self.construct, lang, section="construct"),
        )
        return self._document(lang, title, blocks, notes)

    def plot_index(self, *, lang: str = "en", ax: Axes | None = None, title: str | None = None) -> Axes:
        """Draw the index of every group with its interval, the highest first.

        Parameters
        ----------
        lang : {"en", "zh"}
        ax : Axes, optional
        title : str, optional
        """
        from csmodels.plots import index_chart

        frame = self._worded(self.groups, lang)
        level = float(str(self.settings["conf_level"]))
        return index_chart(
            frame, ax=ax, title=self._title(title, lang), lang=lang, sort=True, conf_level=level
        )

    def plot_differences(self, *, lang: str = "en", ax: Axes | None = None, title: str | None = None) -> Axes:
        """Draw all differences with their intervals, beside a line at zero.

        Dots are filled where the adjusted p-value is at most 1 - confidence level, hollow where it is larger.

        Parameters
        ----------
        lang : {"en", "zh"}
        ax : Axes, optional
        title : str, optional
            By default the index and the variable that makes the groups; "" for none.
        """
        name = term(self.construct, lang, section="construct")
        quantity = text("figure.index_of", lang, construct=name)
        return self._draw_differences(self.differences, quantity, lang=lang, ax=ax, title=title, decimals=1)

    def plot_ranks(self, *, lang: str = "en", ax: Axes | None = None, title: str | None = None) -> Axes:
        """Draw the share of resamples with each rank as a heat map.

        Parameters
        ----------
        lang : {"en", "zh"}
        ax : Axes, optional
        title : str, optional

        Raises
        ------
        SpecificationError
            The fit has no resamples.
        """
        from csmodels.plots.groups import ranks_chart

        if not self.draws.size:
            raise SpecificationError('Ranks need resamples: fit with n_boot=1000 and se="bootstrap".')
        frame = self._worded(self.rank_probabilities, lang)
        return ranks_chart(frame, ax=ax, title=self._title(title, lang), lang=lang)

    def _title(self, title: str | None, lang: str) -> str:
        return term(self.construct, lang, section="construct") if title is None else title


_FORMATS: dict[str, str | int] = {
    **dict.fromkeys(("estimate", "std_error", "conf_low", "difference", "detectable"), "index"),
    **dict.fromkeys(("expected_rank", "p_first", "p_last"), 2),
    **dict.fromkeys(("rank", "rank_low", "rank_high"), "count"),
    "p_adjusted": "p",
}


def compare_index(
    result: IndexResult,
    construct: str = "Satisfaction",
    *,
    paired: pd.Series[Any] | Sequence[Any] | str | None = None,
    item_weights: str = "own",
    adjust: str = "holm",
    power: float = 0.8,
) -> IndexComparison:
    """Compare an index between all groups of a fit: hotels, operators, quarters.

    When to use it: is one branch really ahead of another, has the index risen since the last wave, and may
    the league table be read as an order?

    Parameters
    ----------
    result : IndexResult
        Fitted with ``by=``.
    construct : str
    paired : sequence of one label per row of the data, optional
        Who answered, where the same respondents answer in several groups (waves): respondents are then drawn
        with all their rows, which makes differences between waves more certain. Declared strata stay, with
        each respondent in one; declared clusters must hold all rows of a respondent, and are what the fit has
        drawn. The name of the clusters will do where they are the respondents.
    item_weights : {"own", "pooled"}
        Weights of the items: of each group's own fit, as published, or of the pooled sample. Pooled weights
        compare the answers alone; with own weights the groups' indices may also differ because their
        composites do (see `csmodels.path_models.comparison.invariance`).
    adjust : {"holm", "bonferroni", "fdr", "none"}
        For the number of pairs.
    power : float
        Chance to find the detectable difference.

    Returns
    -------
    IndexComparison

    Raises
    ------
    SpecificationError
        No groups, an unknown construct or option, a fit without resamples where they are needed, or
        respondents across strata or clusters.
    DataError
        `paired` does not fit the rows, or names nobody twice.

    Notes
    -----
    Differences are taken draw by draw from resamples that are independent between groups, or of whole
    respondents with `paired` (or declared clusters). Limits are percentiles, or normal where the fit asked
    for them. Linearised errors contain the covariance of the groups where a survey design or `paired` gives
    one. ``settings["paired"]`` says whether what groups have in common is in the errors.

    With s the standard error of a difference and z the normal quantiles, the detectable difference is
    (z(1 - alpha / 2) + z(power)) s, in points.

    Shares of resamples with a rank describe how firm the order is; they are no posterior probabilities.

    Examples
    --------
    >>> import csmodels as cs
    >>> fit = cs.index_model("ACSI").fit(cs.datasets.load_hotel(), by="quarter", n_boot=200)
    >>> compared = compare_index(fit)
    >>> bool((compared.differences["std_error"] > 0).all())
    True
    """
    check_groups(result, "compare_index()")
    check_adjustment(adjust)
    names = result.model.constructs
    if construct not in names:
        raise SpecificationError(
            f"There is no construct {construct!r}.{did_you_mean(construct, names)}"
            f" Constructs: {', '.join(names)}."
        )
    if item_weights not in ITEM_WEIGHTS:
        raise SpecificationError(f"item_weights={item_weights!r} is unknown. Choose one of 'own', 'pooled'.")
    if isinstance(power, bool) or not isinstance(power, (int, float)) or not 0 < power < 1:
        raise SpecificationError(f"power={power!r} must lie between 0 and 1, e.g. 0.8.")
    where = names.index(construct)
    result = paired_result(result, paired)
    found = own_index(result, where) if item_weights == "own" else pooled_index(result, where)
    return _compared(result, construct, found, item_weights, adjust, power)


def _compared(
    result: IndexResult,
    construct: str,
    found: IndexDraws,
    item_weights: str,
    adjust: str,
    power: float,
) -> IndexComparison:
    estimates = found.estimates
    level = float(str(result.settings["conf_level"]))
    pairs = pairs_of(result)
    shared = differences.covariances(result, found.varied)

    def gap(a: int, b: int) -> Uncertainty:
        values, varied = ([each[a], each[b]] for each in (found.values, found.varied))
        return differences.difference(estimates, (a, b), values, varied, level, shared.get((a, b)))

    gaps = [gap(a, b) for a, b in pairs]
    each = [estimates.uncertainty(g, v, found.varied[g]) for g, v in enumerate(found.values)]
    columns = ("estimate", "std_error", "conf_low", "conf_high", "p_value")
    index = Uncertainty(*(np.array([getattr(one, name)[0] for one in each]) for name in columns))
    every = tuple(range(len(each)))
    draws = np.concatenate(differences.joint_draws(estimates, every, found.varied))
    notices = [*failed_notices(result), *joint_notices(result)]
    if differences.how(estimates) == "percentile":
        n_boot = int(str(result.settings["n_boot"]))
        notices += floor_notices(n_boot, 2.0, len(pairs), 1 - level, adjust)
    settings: dict[str, object] = {
        "model": result.settings["model"],
        "by": result.settings["by"],
        "index_weights": result.settings["index_weights"],
        "item_weights": item_weights,
        "paired": differences.joint(result),
        "adjust": adjust,
        "power": power,
        "n_boot": result.settings["n_boot"],
        "seed": result.settings["seed"],
        "difference_ci": differences.how(estimates),
        "conf_level": level,
    }
    issue(notices, stacklevel=3)
    return IndexComparison(
        result,
        FrozenMapping(settings),
        tuple(notices),
        tuple(pairs),
        construct=construct,
        index=index,
        gaps=tuple(gaps),
        draws=draws,
    )
