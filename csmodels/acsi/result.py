"""IndexResult: the 0-100 index of every construct, beside all that a path model gives."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from csmodels.acsi.catalogue import PublishedModel, Range
from csmodels.acsi.entries.own import OwnModel
from csmodels.errors import SpecificationError, did_you_mean
from csmodels.path_models.estimation import block_wide
from csmodels.path_models.pictures import Layout
from csmodels.path_models.result import PathResult
from csmodels.survey import SurveyData
from csmodels.survey.answers import Answers, read_answers
from csmodels.tables import Block, Summary, frozen_frame, heading, text

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from csmodels.acsi.comparison import IndexComparison
    from csmodels.acsi.priorities import Priorities
    from csmodels.acsi.what_if import WhatIf

Array = NDArray[np.float64]

#: How an index is printed: two decimals.
INDEX_FORMATS = {"estimate": "index", "std_error": "index", "conf_low": "index"}


@dataclass(frozen=True, repr=False, eq=False)
class IndexResult(PathResult):
    """A fitted satisfaction-index model: a path model's result, and the index of every construct.

    Attributes
    ----------
    published : PublishedModel or OwnModel
    ranges : mapping of item to (low, high)
        Ends of the scales that 0 and 100 stand for.
    shares : array, shape (groups, items)
        Normalised weights of the items, each rescaled to 0..100, in their index.
    """

    published: PublishedModel | OwnModel
    ranges: Mapping[str, Range]
    shares: Array

    @frozen_frame
    def index(self) -> pd.DataFrame:
        """Index of each construct, 0 to 100: estimate, error, limits and respondents used."""
        labels = pd.Index(self.model.constructs, name="construct")

        def of_group(g: int) -> pd.DataFrame:
            n = self._n(g)
            return self._limits(g, *self._of(g, "statistic"), labels, n=int(n) if n == n else n)

        return self._by_group(of_group)

    @frozen_frame
    def index_weights(self) -> pd.DataFrame:
        """Normalised weights of the items in the index of their construct, and the ends of their scales."""
        keys = [(name, item) for name, c in self.model.measurement.items() for item in c.items]
        labels = pd.MultiIndex.from_tuples(keys, names=["construct", "item"])
        low, high = zip(*(self.ranges[item] for _, item in keys), strict=True)

        def of_group(g: int) -> pd.DataFrame:
            return pd.DataFrame({"weight": self.shares[g], "low": low, "high": high}, index=labels)

        return self._by_group(of_group)

    def index_scores(self, data: SurveyData | pd.DataFrame | None = None) -> pd.DataFrame:
        """Index of every respondent, 0 to 100; its (weighted) mean is the index of the sample.

        Parameters
        ----------
        data : SurveyData or DataFrame, optional
            Respondents to score; by default those the model was fitted to.

        Returns
        -------
        DataFrame
            One row per respondent given; missing where an item is unanswered.
        """
        ends = np.array([self.ranges[item] for item in self.model.items])
        slopes = self.shares * 100 / (ends[:, 1] - ends[:, 0])
        wide = block_wide(self.spec, slopes)
        return self._score(data, wide, -(wide * ends[:, 0]).sum(axis=-1))

    def _read(self, data: SurveyData | pd.DataFrame) -> Answers:
        by = self.settings.get("by")
        survey, items = self.published.with_derived(data, self.model.items), self.model.items
        by = None if by is None else str(by)
        return read_answers(survey, items, missing=self._missing, by=by, ranges=self.ranges, scoring=True)

    def summary(self, lang: str = "en") -> Summary:
        """The result as a document, the index first.

        Parameters
        ----------
        lang : {"en", "zh"}
        """
        from csmodels.path_models.display import summary

        title = self.published.heading(lang)
        # a model whose arrows are its authors' needs no word about them
        doubts = () if self.published.arrows == "published" else self.published.provenance(lang)
        return summary(self, lang, (self.index_block(lang),), title, doubts)

    def index_block(self, lang: str = "en") -> Block:
        """The printed table of the index, with the rule and the scales under it."""
        from csmodels.tables.shown import filled

        how = str(self.settings["index_weights"])
        return Block(
            heading("index", lang),
            filled(self._worded(self.index, lang)),
            INDEX_FORMATS,
            note=text(f"note.index_{how}", lang, ends=self._ends_text(lang)),
            conf_level=float(str(self.settings["conf_level"])),
        )

    def _ends_text(self, lang: str) -> str:
        """The ends of the scales in words: the common ones, then the exceptions."""
        written = {item: self._range(low, high, lang) for item, (low, high) in self.ranges.items()}
        common = max(dict.fromkeys(written.values()), key=list(written.values()).count)
        others = [f"{item} {ends}" for item, ends in written.items() if ends != common]
        return ("；" if lang == "zh" else "; ").join([common, *others])

    @staticmethod
    def _range(low: float, high: float, lang: str) -> str:
        """``1–10``; a dash between signs would not be read."""
        between = "–" if low >= 0 else " 至 " if lang == "zh" else " to "
        return f"{low:g}{between}{high:g}".replace("-", "−")

    def plot_index(
        self,
        constructs: str | Iterable[str] | None = None,
        *,
        lang: str = "en",
        ax: Axes | None = None,
        title: str | None = None,
    ) -> Axes:
        """Draw the index with its intervals, by construct and group.

        Parameters
        ----------
        constructs : str or list of str, optional
            Which constructs; all by default.
        lang : {"en", "zh"}
        ax : Axes, optional
        title : str, optional

        Returns
        -------
        matplotlib.axes.Axes
        """
        from csmodels.plots import index_chart

        frame = self.index
        if constructs is not None:
            wanted = [constructs] if isinstance(constructs, str) else list(constructs)
            for name in wanted:
                if name not in self.model.constructs:
                    raise SpecificationError(
                        f"There is no construct {name!r}.{did_you_mean(name, self.model.constructs)}"
                        f" Constructs: {', '.join(self.model.constructs)}."
                    )
            frame = frame[frame.index.get_level_values("construct").isin(wanted)]
        level = float(str(self.settings["conf_level"]))
        frame = self._worded(frame, lang)
        return index_chart(frame, ax=ax, title=title, lang=lang, conf_level=level)

    # ------------------------------------------------------------------ from the index to decisions

    def compare_index(
        self,
        construct: str = "Satisfaction",
        *,
        paired: pd.Series[Any] | Sequence[Any] | str | None = None,
        item_weights: str = "own",
        adjust: str = "holm",
        power: float = 0.8,
    ) -> IndexComparison:
        """Compare an index between all groups of the fit: differences, ranks and their probabilities.

        Parameters
        ----------
        construct : str
        paired : str, Series or sequence, optional
            Key of the respondents, where the same ones answered in several groups (waves).
        item_weights : {"own", "pooled"}
            Each group's own item weights, or those of all respondents together.
        adjust : {"holm", "bonferroni", "fdr", "none"}
        power : float
            Power at which the smallest detectable difference is given.
        """
        from csmodels.acsi.comparison import compare_index

        return compare_index(
            self, construct, paired=paired, item_weights=item_weights, adjust=adjust, power=power
        )

    def priorities(
        self, target: str = "Satisfaction", *, level: Literal["constructs", "items"] = "constructs"
    ) -> Priorities:
        """Importance and performance of all that leads to an index, with intervals.

        Parameters
        ----------
        target : str
        level : {"constructs", "items"}
        """
        from csmodels.acsi.priorities import priorities

        return priorities(self, target, level=level)

    def plot_priorities(
        self,
        target: str = "Satisfaction",
        *,
        level: Literal["constructs", "items"] = "constructs",
        group: Any = None,
        lang: str = "en",
        ax: Axes | None = None,
        title: str | None = None,
    ) -> Axes:
        """Draw the importance-performance map of `priorities`."""
        return self.priorities(target, level=level).plot(group=group, lang=lang, ax=ax, title=title)

    def what_if(self, changes: Mapping[str, float], on: str | Iterable[str] | None = None) -> WhatIf:
        """What becomes of satisfaction and loyalty when some indices change by so many points.

        Parameters
        ----------
        changes : mapping of construct to points
        on : str or list of str, optional
            Constructs to report; by default every construct that changes, those pushed included.
        """
        from csmodels.acsi.what_if import what_if

        return what_if(self, changes, on)

    def _layout(self) -> Layout | None:
        layout = self.published.layout
        return {name: layout[name] for name in self.model.constructs} if layout else None
