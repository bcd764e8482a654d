"""The result of an importance-performance analysis."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar

import pandas as pd

from csmodels.errors import SpecificationError
from csmodels.sampling.grouped import Grouped, choose_group
from csmodels.tables import FrozenMapping, ResultBase, frozen_frame, params_table
from csmodels.tables.notices import Notice, Noticed
from csmodels.tables.summary import Summary
from csmodels.three_factor.matrix import figures
from csmodels.three_factor.matrix.analyses import Analyses
from csmodels.three_factor.matrix.model import ImportancePerformance
from csmodels.three_factor.matrix.pictures import Pictures
from csmodels.three_factor.matrix.sample import Part


@dataclass(frozen=True, repr=False, eq=False)
class MatrixResult(Analyses, Pictures, Grouped, Noticed, ResultBase):
    """Where each attribute stands, how surely, and what to do; with ``by=`` for each group.

    Attributes
    ----------
    params : DataFrame
        Importance, performance and gap (kind defined) in the common ten columns.
    positions : DataFrame
        By attribute: importance, performance (each with _std_error, _low, _high), gap, quadrant and how often
        resamples agree with it, the quadrant under each dividing line, and whether these differ.
    crosshairs : DataFrame
        The dividing lines.
    quadrants : DataFrame
        Shares of the resamples in each quadrant, by dividing line and attribute.
    gaps : DataFrame or None
        Tests of performance minus stated importance.
    derived : DataFrame or None
        Importance by every method, where there is an overall judgement.
    agreement : DataFrame or None
        Stated against derived importance.
    settings, warnings
    """

    model: ImportancePerformance
    parts: tuple[Part, ...]
    groups: tuple[Any, ...]
    settings: FrozenMapping[str, object]
    notices: tuple[Notice, ...]
    group_labels: FrozenMapping[Any, Mapping[str, str]]
    title_key: ClassVar[str] = "heading.matrix"

    @frozen_frame
    def params(self) -> pd.DataFrame:
        """Importance, performance and gap of each attribute (defined)."""
        return self._by_group(self._params)

    @frozen_frame
    def positions(self) -> pd.DataFrame:
        """Importance, performance, gap and quadrants by attribute.

        `quadrant` is that of the model's crosshair, `probability` the share of the resamples (under errors
        without resamples, of normal draws with the same covariance) that put the attribute into it, each
        with its own dividing lines; `moves` tells where dividing lines disagree. The gap, performance minus
        stated importance, is there where both have one scale; its limits here are those of the errors that
        were asked for, as of the other figures; `gaps` has its t test, and the limits that go with it.
        """
        return self._by_group(lambda g: figures.positions_table(self.parts[g]))

    @frozen_frame
    def crosshairs(self) -> pd.DataFrame:
        """Midpoint of the scales, mean and median of the attributes, with errors and limits.

        The midpoint is there for stated importance where scales are known.
        """
        return self._by_group(lambda g: figures.crosshairs_table(self.parts[g]))

    @frozen_frame
    def quadrants(self) -> pd.DataFrame:
        """By crosshair and attribute: quadrant, its probability, and the share of each quadrant."""
        return self._by_group(lambda g: figures.quadrants_table(self.parts[g]))

    @frozen_frame
    def gaps(self) -> pd.DataFrame | None:
        """Performance minus stated importance, tested; None where there is none, or on different scales.

        Limits are those of the t test; the ones in `positions` and `params` come from the errors of the fit.
        Paired t test (under weights, strata and clusters its linearised form) and Wilcoxon's signed-rank test
        (without weights or design), each with p-values adjusted over the attributes (Holm 1979).
        """
        if "gap" not in self.parts[0].figures:
            return None
        return self._by_group(lambda g: figures.gaps_table(self.parts[g]))

    @frozen_frame
    def derived(self) -> pd.DataFrame | None:
        """Importance by method and attribute, with rank (1 is the most important) and its limits."""
        if not self.model.outcomes:
            return None
        return self._by_group(lambda g: figures.derived_table(self.parts[g]))

    @frozen_frame
    def agreement(self) -> pd.DataFrame | None:
        """Correlation of stated with derived importance across the attributes, and of their ranks.

        Few attributes make it unsure: the limits tell how it varies with respondents, not with attributes.
        """
        if not (self.model.outcomes and self.model.stated):
            return None
        return self._by_group(lambda g: figures.agreement_table(self.parts[g]))

    def _params(self, g: int) -> pd.DataFrame:
        part = self.parts[g]
        rows: list[dict[str, Any]] = []
        told = {"importance": part.model.placed_by, "performance": "performance"}
        told |= {"gap": "gap"} if "gap" in part.figures else {}
        for what, name in told.items():
            u = part.of(name)
            tested = what == "gap" or (what == "importance" and name not in ("stated", "lmg"))
            for j, attribute in enumerate(self.model.items.names):
                rows.append(
                    {
                        "kind": "defined",
                        "lhs": attribute,
                        "op": ":=",
                        "rhs": what,
                        "estimate": u.estimate[j],
                        "std_error": u.std_error[j],
                        "statistic": u.estimate[j] / u.std_error[j] if tested else float("nan"),
                        "p_value": u.p_value[j] if tested else float("nan"),
                        "conf_low": u.conf_low[j],
                        "conf_high": u.conf_high[j],
                    }
                )
        return params_table(rows)

    # groups

    def _group_at(self, group: Any) -> int:
        """Position of a group; of the only one without ``by=``."""
        if not self.groups:
            if group is not None:
                raise SpecificationError(f"group={group!r}: the model was fitted without by=.")
            return 0
        if group not in self.groups:
            raise SpecificationError(choose_group(group, self.groups, self.group_labels))
        return self.groups.index(group)

    def _only(self, g: int) -> MatrixResult:
        """The result of one group, as if it had been fitted alone."""
        return replace(self, parts=(self.parts[g],), groups=())

    def attribute_label(self, name: str, lang: str = "en") -> str:
        """Words of an attribute, as its questions give them."""
        return self.model.items.attribute(name).label(lang)

    def group_word(self, group: Any, lang: str = "en") -> str:
        """Words of a group, as the questionnaire gives them."""
        if lang == "en" and isinstance(group, str):
            return group
        return str(self.group_labels.get(group, {}).get(lang, group))

    def summary(self, lang: str = "en") -> Summary:
        """Return the analysis as a document: positions, lines, gaps, derived importance, settings."""
        from csmodels.three_factor.matrix.display import summary

        return summary(self, lang)
