"""The classes of a Kano questionnaire and of ratings, side by side."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from csmodels.numerics.agreement import cohens_kappa
from csmodels.tables import FrozenMapping, frozen_frame
from csmodels.tables.notices import Notice, Noticed
from csmodels.tables.result import Tabled
from csmodels.tables.summary import Summary
from csmodels.three_factor.bridge.sides import CLASSES


@dataclass(frozen=True, repr=False, eq=False)
class ClassificationComparison(Noticed, Tabled):
    """Where a Kano questionnaire and ratings agree on attributes, and what may explain where they do not.

    Attributes
    ----------
    comparison : DataFrame
        By attribute: both classes, how sure they are, whether they agree, reasons.
    agreement : DataFrame
        By rule of the ratings: share of agreement and kappa with limits.
    cross : DataFrame
        Attributes by class of the questionnaire (rows) and of the ratings.
    unmatched : DataFrame or None
        Attributes that only one of them has.
    settings, warnings
    """

    pairs: FrozenMapping[str, str]
    table: pd.DataFrame
    rules: Mapping[str, pd.DataFrame]
    alone: tuple[tuple[str, str], ...]
    labels: FrozenMapping[str, Mapping[str, str]]
    settings: FrozenMapping[str, object]
    notices: tuple[Notice, ...]

    @frozen_frame
    def comparison(self) -> pd.DataFrame:
        """Both classes of every attribute that both know.

        rated: the attribute's name among the ratings; category: of the questionnaire; kano: the class that
        it stands for (empty for R and Q); kano_probability, ratings_probability: shares of the resamples;
        kano_label: the questionnaire's label, or what contests it; agrees: missing without counterpart;
        p_agree: how often a resample of either gives the same class, taking the two samples as independent;
        reasons: what may explain a difference, separated by commas, of
        :data:`csmodels.three_factor.bridge.reasons.REASONS`.
        """
        return self.table

    @frozen_frame
    def agreement(self) -> pd.DataFrame:
        """Agreement of the questionnaire with each rule of the ratings; "class" is their default rule.

        n attributes were classified by both, n_agree of them alike; kappa is Cohen's, missing where both
        give one class only; its limits are missing where nothing varies.
        """
        rows = {}
        level = float(str(self.settings["conf_level"]))
        for rule, both in self.rules.items():
            codes = [np.array([CLASSES.index(each) for each in both[side]], dtype=int) for side in both]
            found = cohens_kappa(codes[0], codes[1], len(CLASSES), level)
            rows[rule] = {
                "n": found.n,
                "n_agree": round(found.share * found.n) if found.n else 0,
                "share": found.share,
                "kappa": found.kappa,
                "std_error": found.std_error,
                "conf_low": found.conf_low,
                "conf_high": found.conf_high,
            }
        return pd.DataFrame.from_dict(rows, orient="index").rename_axis("rule")

    @frozen_frame
    def cross(self) -> pd.DataFrame:
        """Number of attributes by both classes."""
        both = self.rules["class"]
        found = pd.crosstab(both["kano"], both["ratings"])
        return found.reindex(index=list(CLASSES), columns=list(CLASSES), fill_value=0)

    @frozen_frame
    def unmatched(self) -> pd.DataFrame | None:
        """Attributes that only the questionnaire or only the ratings have."""
        if not self.alone:
            return None
        names, sides = zip(*self.alone, strict=True)
        return pd.DataFrame({"side": list(sides)}, index=pd.Index(list(names), name="attribute"))

    def label(self, name: str, lang: str = "en") -> str:
        """Words of an attribute in a language; its name where none are known."""
        return self.labels.get(name, {}).get(lang, name)

    def summary(self, lang: str = "en") -> Summary:
        """Return both classifications and their agreement as a document."""
        from csmodels.three_factor.bridge.display import summary

        return summary(self, lang)
