"""The result of a Kano analysis."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import pandas as pd

from csmodels.errors import SpecificationError
from csmodels.kano import figures
from csmodels.kano.analyses import Analyses
from csmodels.kano.evaluation import TABLES, EvaluationTable, evaluation_table
from csmodels.kano.model import KanoModel
from csmodels.kano.pictures import Pictures
from csmodels.kano.sample import Part
from csmodels.sampling.grouped import Grouped
from csmodels.tables import FrozenMapping, ResultBase, frozen_frame, params_table
from csmodels.tables.notices import Notice, Noticed
from csmodels.tables.summary import Summary

if TYPE_CHECKING:
    from csmodels.kano.reading import KanoAnswers


@dataclass(frozen=True, repr=False, eq=False)
class KanoResult(Analyses, Pictures, Grouped, Noticed, ResultBase):
    """Categories of the attributes by every rule; with ``by=`` for each group, the first index level.

    Categories are M must-be, O one-dimensional, A attractive, I indifferent, R reverse, Q questionable.

    Attributes
    ----------
    params : DataFrame
        Shares of the categories and better, worse in the common ten columns.
    counts : DataFrame
        M O A I R Q n of every attribute; sums of weights in a weighted survey, whose respondents are in
        `counts_unweighted`.
    categories : DataFrame
        The rules side by side, and a label where they agree.
    coefficients : DataFrame
        Better and worse.
    probabilities : DataFrame or None
        Share of all possible resamples in which each category is the largest.
    shares, scores, tests : DataFrame
    reread : DataFrame or None
        Reverse attributes with their pairs exchanged.
    settings, warnings
    """

    model: KanoModel
    parts: tuple[Part, ...]
    answers: KanoAnswers
    groups: tuple[Any, ...]
    settings: FrozenMapping[str, object]
    notices: tuple[Notice, ...]
    group_labels: FrozenMapping[Any, Mapping[str, str]]
    turned: tuple[tuple[bool, ...], ...]
    title_key: ClassVar[str] = "heading.kano"

    @property
    def attributes(self) -> tuple[str, ...]:
        """The attributes in their order."""
        return self.model.names

    @property
    def table(self) -> EvaluationTable:
        """Which category a pair of answers was taken for."""
        return self.model.evaluation

    @frozen_frame
    def params(self) -> pd.DataFrame:
        """Shares (share), better and worse (coefficient)."""
        return self._by_group(self._params)

    @frozen_frame
    def counts(self) -> pd.DataFrame:
        """How many pairs fall into each category; n is their sum, all who answered both questions."""
        return self._by_group(self._counts)

    @frozen_frame
    def counts_unweighted(self) -> pd.DataFrame | None:
        """The same without survey weights; None where there are none."""
        if all(part.weights is None for part in self.parts):
            return None
        return self._by_group(
            lambda g: figures.whole(figures.counts_table(self.parts[g].respondents, self.attributes))
        )

    @frozen_frame
    def categories(self) -> pd.DataFrame:
        """The rules side by side.

        - mode: the largest count; ties with a stroke, "M/O"
        - m_o_a_i: M > O > A > I, where counts within `tie_band` of all answers from the largest tie
        - oam_irq: the largest of O, A, M if they outnumber I, R, Q together, else the largest of these
        - category: the mode, exact ties by M > O > A > I; probability: how many resamples it leads
        - agreement: the label, where mode, m_o_a_i and oam_irq agree, the probability is `certainty` (.90) or
          more, and 30 or more answered (`agrees`); else "too few answers" or "contested", with what the rules
          say where they disagree, and how many resamples each category leads. Where two categories tie
          exactly, about 20 % of samples still get a label at .90 and 10 % at .95: either can lead by chance
        - category_strength: (largest - second) / n over M, O, A, I, R; total_strength: (M + O + A) / n
        - quadrant: of better and worse, lines at .5; quadrant_mean: lines at the means of the attributes;
          none where R or Q leads
        - importance: mean; refined: the category, of high or low importance, parted at the mean
        - means are those of attributes where neither R nor Q leads, three or more; else these are empty
        """
        return self._by_group(lambda g: figures.categories_table(self.parts[g], self.attributes))

    @frozen_frame
    def coefficients(self) -> pd.DataFrame:
        """Better (0 to 1) and worse (-1 to 0), with std_error, limits (_low, _high), limits that hold for all
        attributes together (_low_all, _high_all), and the covariance of the two: the matrix of an ellipse.

        Missing where nobody is in M, O, A or I. Limits are Wilson's (1927), which few answers and shares near
        0 and 1 do not break; under weights or a design with the effective number of respondents. Those that
        hold together take the quantile of the largest standardised deviation over the resamples, that of
        Bonferroni without resamples. A fit with an explicit ``ci=`` has limits from the resamples. Where all
        answers agree, there is no error, and limits are Wilson's anyway.
        """
        return self._by_group(lambda g: figures.coefficients_table(self.parts[g], self.attributes))

    @frozen_frame
    def probabilities(self) -> pd.DataFrame | None:
        """Share of all possible resamples in which each category leads; ties are shared evenly.

        Of independent respondents without weights computed from the counts (multinomial, as many answers as
        were given), so that neither the seed nor the order of rows matters. Under weights and in a design
        respondents are drawn `n_boot` times with all their pairs. None where there are no resamples.
        """
        if self.parts[0].probabilities is None:
            return None
        return self._by_group(
            lambda g: figures.probabilities_table(self.parts[g], self.attributes)  # type: ignore[arg-type,return-value]
        )

    @frozen_frame
    def shares(self) -> pd.DataFrame:
        """Share of each category: Wilson's limits, and Goodman's (1965), which hold for all six together.

        Under weights or a design both use the effective number of respondents.
        """
        return self._by_group(lambda g: figures.shares_table(self.parts[g], self.attributes))

    @frozen_frame
    def scores(self) -> pd.DataFrame | None:
        """Continuous scores (DuMouchel, in Berger et al. 1993) and analytical Kano (Xu et al. 2009).

        functional and dysfunctional are means of 4, 2, 0, -1, -2 and of -2, -1, 0, 2, 4 for the answers like,
        must be, neutral, live with, dislike; quadrant, with lines at 2, has no firm basis: equal means come
        from different answers; a negative mean is in none.
        satisfaction and dissatisfaction are means of importance (0 to 1) times
        1, .5, 0, -.25, -.5 and -.5, -.25, 0, .5, 1; importance_index their length, satisfaction_index their
        angle in degrees (90 attractive, 45 one-dimensional, 0 must-be). None for other than 5 or 3 answers.
        """
        if len(self.table.codes) not in (3, 5):
            return None
        return self._by_group(lambda g: figures.scores_table(self.parts[g], self.attributes))

    @frozen_frame
    def tests(self) -> pd.DataFrame:
        """Whether the largest category leads the second (of M, O, A, I, R).

        p_value: the mid-p binomial test; p_holm: adjusted for the number of attributes; p_exact: the exact
        test, conservative; fong_gap, fong_needed, fong_rejects: the form in circulation under Fong's name,
        for replication: meant for 10 %, it rejects in 20 % of samples where two categories have 40 % each.
        chi_square tests whether M, O, A and I are equally frequent.
        """
        return self._by_group(lambda g: figures.leads_table(self.parts[g], self.attributes))

    @frozen_frame
    def reread(self) -> pd.DataFrame | None:
        """Attributes whose largest category was reverse, their pairs exchanged; None where there is none.

        What is counted is the absence of the attribute: T[d][f] in place of T[f][d]. Columns as in `counts`,
        `categories` and `coefficients`. Beware: exchanging parts what was R into A, O and M while I stays
        whole, so that the mode leans to I; read the camps, `m_o_a_i` and `oam_irq`, beside it.
        """
        if not any(any(flags) for flags in self.turned):
            return None
        done = self.settings["reverse"] == "swap"
        return self._by_group(
            lambda g: figures.reread_table(self.parts[g], self.attributes, self.turned[g], done)
        )

    def compare_tables(self, tables: Sequence[str | EvaluationTable] | None = None) -> pd.DataFrame:
        """Categories under several evaluation tables: which attributes depend on the choice.

        Parameters
        ----------
        tables : sequence of str or EvaluationTable, optional
            By default all published ones with as many answers, and the one of the fit.

        Returns
        -------
        DataFrame
            By attribute: the mode (exact ties by M > O > A > I) under each table, and `changes`.

        Raises
        ------
        SpecificationError
            A table with another number of answers, two tables of one name.

        Examples
        --------
        >>> import pandas as pd
        >>> from csmodels.kano.model import KanoModel
        >>> answers = pd.DataFrame({"f": [2, 2, 2, 1, 1, 3], "d": [2, 2, 2, 5, 5, 3]})
        >>> KanoModel({"Wi-Fi": ("f", "d")}).fit(answers, n_boot=0).compare_tables()
                  berger pouliot  changes
        attribute
        Wi-Fi          I       Q     True
        """
        k = len(self.table.codes)
        given = [*TABLES.values(), self.table] if tables is None else [evaluation_table(t) for t in tables]
        if tables is None:
            given = list({each.name: each for each in given if len(each.codes) == k}.values())
        for each in given:
            if len(each.codes) != k:
                raise SpecificationError(
                    f"Evaluation table {each.name!r} is for {len(each.codes)} answers; these questions had"
                    f" {k}."
                )
        names = [each.name for each in given]
        if len(set(names)) < len(names):
            raise SpecificationError("Two evaluation tables have one name; give each a name of its own.")
        return self._by_group(lambda g: figures.comparison(self.parts[g], self.attributes, given))

    def _counts(self, g: int) -> pd.DataFrame:
        part = self.parts[g]
        frame = figures.counts_table(part.counts, self.attributes)
        return frame if part.weights is not None else figures.whole(frame)

    def _params(self, g: int) -> pd.DataFrame:
        group = self.groups[g] if self.groups else None
        rows = []
        shares = self._one_group(self.shares, group)
        for (attribute, category), (_, row) in zip(shares.index.tolist(), shares.iterrows(), strict=True):
            numbers = {name: row[name] for name in ("std_error", "conf_low", "conf_high")}
            names = {"kind": "share", "lhs": attribute, "op": "", "rhs": category}
            rows.append({**names, "estimate": row["share"], **numbers})
        frame = self._one_group(self.coefficients, group)
        for attribute, row in frame.iterrows():
            for name in ("better", "worse"):
                numbers = {"std_error": row[f"{name}_std_error"]}
                numbers |= {"conf_low": row[f"{name}_low"], "conf_high": row[f"{name}_high"]}
                names = {"kind": "coefficient", "lhs": attribute, "op": "", "rhs": name}
                rows.append({**names, "estimate": row[name], **numbers})
        return params_table(rows)

    def summary(self, lang: str = "en") -> Summary:
        """Return the analysis as a document: labels, counts, coefficients, tests, scores, settings."""
        from csmodels.kano.display import summary

        return summary(self, lang)
