"""Customers by value and need: what was found, and the tables that say it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from csmodels.strategy.privacy import hidden_cells
from csmodels.strategy.relationship.parts import States, share_params, share_table
from csmodels.strategy.relationship.reading import Base
from csmodels.strategy.segments import figures
from csmodels.strategy.segments.joining import CHECKS, Joined
from csmodels.strategy.segments.needs import Needs
from csmodels.strategy.segments.profiles import Variable, equality_table, profile_table
from csmodels.strategy.segments.treatments import OwnTreatments
from csmodels.strategy.segments.worth import ALL, Worth
from csmodels.tables import FrozenMapping, ResultBase, Summary, frozen_frame
from csmodels.tables.notices import Notice, Noticed

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Bases:
    """Whose value is known, whose need, and of whom both are."""

    value: Base | None
    need: Base | None
    segment: Base


@dataclass(frozen=True, eq=False)
class Telling:
    """What the treatment table looks at beside the segments."""

    satisfaction: str | None
    satisfied_from: float
    answers: Array
    stage: str | None
    stages: NDArray[np.object_]
    own: OwnTreatments


@dataclass(frozen=True, repr=False, eq=False)
class IDIC(Noticed, ResultBase):
    """Customers identified, differentiated by value and need, with a treatment for each; made by `idic`.

    Tables keep all figures; documents and pictures print no group of fewer than `least` people.

    Attributes
    ----------
    params : DataFrame
        Shares of tiers, clusters and segments, and mean needs, in the common ten columns.
    identify : DataFrame
        How many respondents and customers were matched.
    contacts : DataFrame
        Columns that seem to hold contact data: nothing else is done with them.
    value, rfm : DataFrame
        Tiers with their limits; cut points of recency, frequency and money.
    needs, choice, stability : DataFrame
        Clusters of needs; how their number was chosen; how well they are found again.
    grid : DataFrame
        Share of each segment, value by need.
    profiles, tests : DataFrame
        Who is in the segments, and whether they differ.
    treatments : DataFrame
        What is suggested for whom.
    settings, warnings
    """

    joined: Joined
    worth: Worth | None
    need: Needs | None
    bases: Bases
    codes: Array
    variables: tuple[Variable, ...]
    profile_by: str
    telling: Telling
    settings: FrozenMapping[str, object]
    words: FrozenMapping[str, Mapping[str, str]]
    notices: tuple[Notice, ...]
    title_key: ClassVar[str] = "heading.idic"

    # ------------------------------------------------------------------ segments

    @property
    def value_names(self) -> tuple[str, ...]:
        """Tiers, the lowest first."""
        return (ALL,) if self.worth is None else self.worth.names

    @property
    def need_names(self) -> tuple[str, ...]:
        """Clusters of needs, the largest first."""
        return (ALL,) if self.need is None else self.need.names

    @property
    def segments(self) -> pd.MultiIndex:
        """All segments, the most valuable first, as (value, need)."""
        return pd.MultiIndex.from_product([self.value_names[::-1], self.need_names], names=["value", "need"])

    @property
    def least(self) -> int:
        """Fewest people that are printed."""
        return int(str(self.settings["least"]))

    @property
    def conf_level(self) -> float:
        """Of the limits."""
        return float(str(self.settings["conf_level"]))

    # ------------------------------------------------------------------ tables

    @frozen_frame
    def params(self) -> pd.DataFrame:
        """Shares and mean needs in the ten columns."""
        parts = []
        for name, table in (("value", self.value), ("need", figures.need_shares(self))):
            if table is not None:
                parts.append(share_params(table, name, "=", [str(each) for each in table.index]))
        grid = self.grid
        if self.worth is not None and self.need is not None:
            parts.append(share_params(grid, "segment", "=", [f"{v}, {n}" for v, n in grid.index]))
        if self.needs is not None:
            parts.append(figures.need_params(self.needs))
        return pd.concat(parts, ignore_index=True)

    @frozen_frame
    def identify(self) -> pd.DataFrame:
        """How many respondents and customers there are, and how many are both."""
        counts = self.joined.counts
        present = [name for name in CHECKS if name in counts]
        return pd.DataFrame({"n": [counts[name] for name in present]}, index=pd.Index(present, name="check"))

    @frozen_frame
    def contacts(self) -> pd.DataFrame:
        """Columns that seem to hold contact data: table, column, kind, seen_in (its name or its content)."""
        return self.joined.contacts

    @frozen_frame
    def value(self) -> pd.DataFrame | None:
        """By tier, the highest first: above, up_to, shares, n, mean, customers; None without a value.

        Values above `above` and up to `up_to` (from `above` and below `up_to` where the cuts were given).
        ``customers`` counts all customers of the customer table, ``response`` the share of them who answered.
        """
        return figures.value_table(self)

    @frozen_frame
    def rfm(self) -> pd.DataFrame | None:
        """Cut points of recency, frequency and money by score, 5 best; None where one column is the value."""
        return figures.rfm_table(self)

    @frozen_frame
    def needs(self) -> pd.DataFrame | None:
        """By cluster and item: mean answer with limits, n, and ``relative``, what makes the cluster.

        Limits hold for the clusters as they are; that others would have been found in another sample is
        what `stability` tells. None without needs.
        """
        return figures.needs_table(self)

    @frozen_frame
    def choice(self) -> pd.DataFrame | None:
        """By number of clusters tried: within (sum of squares), silhouette, gap with error, chosen."""
        return None if self.need is None or not len(self.need.choice) else self.need.choice

    @frozen_frame
    def stability(self) -> pd.DataFrame | None:
        """By cluster: jaccard, dissolved, silhouette. Mean Jaccard similarity in resamples: .75 is stable."""
        return None if self.need is None or not len(self.need.stability) else self.need.stability

    @frozen_frame
    def grid(self) -> pd.DataFrame:
        """By value and need: share of respondents with limits, n, ``hidden`` (not to be printed)."""
        names = [f"{v}, {n}" for v in self.value_names for n in self.need_names]
        codes = self.bases.segment.rows[0].values[:, 0].astype(int)
        n = np.bincount(codes, minlength=len(names))
        table = share_table(self.bases.segment.part(0, States(tuple(names))), tuple(names), "segment", n)
        index = pd.MultiIndex.from_product([self.value_names, self.need_names], names=["value", "need"])
        table = table.set_axis(index).reindex(self.segments)
        counts = table["n"].unstack("need")
        hidden = hidden_cells(counts, self.least)
        assert isinstance(hidden, pd.DataFrame)  # as the counts are
        table["hidden"] = [bool(hidden.loc[at]) for at in table.index]
        return table

    @frozen_frame
    def profiles(self) -> pd.DataFrame | None:
        """By variable, category (or "mean"), value and need: estimate with limits, n (answers), people."""
        if not self.variables:
            return None
        base, codes, index = figures.profiled(self)
        return profile_table(self.variables, base, codes, index, self.conf_level)

    @frozen_frame
    def tests(self) -> pd.DataFrame | None:
        """By profile variable: statistic, df, df_error, p_value, p_holm, effect (eta squared, Cramer's V).

        ``expected``: the smallest expected count of a category in a segment; the test is rough below 5.
        None of a variable that the segments were made from (``made_from``): they differ in it by making.
        """
        if not self.variables:
            return None
        base, codes, _ = figures.profiled(self)
        return equality_table(self.variables, base, codes, figures.made_from(self))

    @frozen_frame
    def treatments(self) -> pd.DataFrame:
        """By segment: n, share, needs that lead, satisfaction, stage, suggestion in two languages."""
        return figures.treatment_table(self)

    @frozen_frame
    def assigned(self) -> pd.DataFrame:
        """Value, need and treatment of every respondent, in the survey's order; missing where unknown."""
        return figures.assigned_table(self)

    def assign(self) -> pd.Series:
        """Segment of every respondent by key, to be put beside another table.

        Returns
        -------
        Series
            "value, need", or the one of the two there is; missing where it is not known. Indexed by the key,
            or by the survey's rows where there is none or it holds contact data.
        """
        table = self.assigned
        return pd.Series(table["segment"].to_numpy(dtype=object), index=self.joined.labels, name="segment")

    # ------------------------------------------------------------------ displays

    def plot_grid(self, *, lang: str = "en", ax: Axes | None = None, title: str | None = None) -> Axes:
        """Draw the grid of value and need: shares and people, small groups left out.

        Parameters
        ----------
        lang : {"en", "zh"}
        ax : Axes, optional
        title : str, optional
        """
        from csmodels.strategy.segments.pictures import plot_grid

        return plot_grid(self, lang, ax, title)

    def plot_needs(self, *, lang: str = "en", ax: Axes | None = None, title: str | None = None) -> Axes:
        """Draw mean needs with limits, one band for each cluster.

        Parameters
        ----------
        lang : {"en", "zh"}
        ax : Axes, optional
        title : str, optional

        Raises
        ------
        SpecificationError
            Segments without needs.
        """
        from csmodels.strategy.segments.pictures import plot_needs

        return plot_needs(self, lang, ax, title)

    def summary(self, lang: str = "en") -> Summary:
        """The four steps as a document.

        Parameters
        ----------
        lang : {"en", "zh"}
        """
        from csmodels.strategy.segments.display import summary

        return summary(self, lang)
