"""What can be asked of a fitted path model beyond its tables; each method opens the room it needs.

Questions about measurement, groups, prediction and segments are here, those about effects that run through
or depend on other constructs in `analyses_effects.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from csmodels.path_models.analyses_effects import EffectAnalyses

if TYPE_CHECKING:
    from csmodels.path_models.assessment.result import Assessment
    from csmodels.path_models.comparison.groups import GroupComparison
    from csmodels.path_models.comparison.invariance import Invariance
    from csmodels.path_models.items.result import ItemAnalysis
    from csmodels.path_models.prediction.result import Prediction
    from csmodels.path_models.segments.result import Segments

Range = tuple[float, float]
Indices = NDArray[np.integer[Any]]


class Analyses(EffectAnalyses):
    """Mixin of `PathResult`: questions that have answers of their own."""

    # ------------------------------------------------------------------ measurement

    def assess(
        self, *, htmt_thresholds: Iterable[float] = (0.85, 0.90, 1.0), fit: bool = True, **item_options: Any
    ) -> Assessment:
        """Assess the measurement in one call: reliability, validity, collinearity, fit, items, common method.

        Use it before any path is interpreted. Figures have intervals from the resamples of the fit, every
        rule of thumb its source and a verdict that takes the interval into account.

        Parameters
        ----------
        htmt_thresholds : iterable of float
            Values that HTMT and HTMT2 are tested against.
        fit : bool
            Whether to compute SRMR, d_ULS and d_G with bootstrap critical values: one more fit per resample
            and model.
        **item_options
            Options of `item_analysis`: `marker`, `marker_share`, `n_parallel`, `seed`, `ranges`.

        Returns
        -------
        Assessment
            Tables `reliability`, `loadings`, `htmt`, `htmt2`, `vif_items`, `f_squared`, `fit`, `verdicts` and
            others (`tables` names them), a summary and pictures.

        Raises
        ------
        SpecificationError
            A threshold that is not a positive number, or an option of the item analysis that is wrong.
        DataError
            A marker variable that does not fit the data.

        Notes
        -----
        HTMT is the mean correlation of items of two constructs over the geometric mean of the mean
        correlations within them (Henseler, Ringle and Sarstedt 2015); HTMT2 takes geometric means throughout
        (Roemer, Schuberth and Henseler 2021). The source of each rule stands in the table `verdicts`.

        Examples
        --------
        >>> import csmodels as cs
        >>> result = cs.index_model("ACSI").fit(cs.datasets.load_telecom(), n_boot=50)
        >>> result.assess(fit=False).reliability.index.name
        'construct'
        """
        from csmodels.path_models.assessment.result import assess

        return assess(self._self, htmt_thresholds=htmt_thresholds, fit=fit, **item_options)

    def fit_measures(self, convention: Literal["csmodels", "adanco"] = "csmodels") -> pd.DataFrame:
        """SRMR, d_ULS and d_G of the saturated and the estimated model, with bootstrap critical values.

        Use it to ask whether the model as a whole contradicts the data: the saturated model tests the
        measurement alone, the estimated model measurement and paths together.

        Parameters
        ----------
        convention : {"csmodels", "adanco"}
            "adanco" takes logarithms of base 10 in d_G, and ADANCO's correlations of the constructs.

        Returns
        -------
        DataFrame
            Index ``model`` (saturated, estimated) and ``measure`` (srmr, d_uls, d_g), below the group with
            ``by=``. Columns ``estimate``, ``hi95`` and ``hi99`` (quantiles of the figure in samples in which
            the model holds) and ``p_value``, these three missing without resamples.

        Raises
        ------
        SpecificationError
            Unknown convention, or a model with interactions, quadratic terms or higher-order constructs.

        Notes
        -----
        SRMR is the root of the mean squared residual correlation over the p(p + 1)/2 elements on and below
        the diagonal (Hu and Bentler 1999); d_ULS is half the sum of squared residuals, d_G half the sum of
        squared logarithms of the eigenvalues of S^-1 Sigma (Dijkstra and Henseler 2015). Critical values come
        from answers transformed so that the model holds in them (Beran and Srivastava 1985).

        Examples
        --------
        >>> import csmodels as cs
        >>> result = cs.index_model("ACSI").fit(cs.datasets.load_hotel(), n_boot=50)
        >>> result.fit_measures().columns.tolist()
        ['estimate', 'hi95', 'hi99', 'p_value']
        """
        from csmodels.path_models.assessment.model_fit import fit_measures

        return fit_measures(self._self, convention=convention)

    def item_analysis(
        self,
        *,
        marker: pd.Series | ArrayLike | None = None,
        marker_share: str | float = "smallest",
        n_parallel: int = 1000,
        seed: int = 0,
        ranges: Mapping[str, Range] | Range | None = None,
    ) -> ItemAnalysis:
        """Describe items and scales, and look for common-method variance.

        Use it for the tables that come before the model in a thesis: distribution of the items, item-total
        correlations, alpha if deleted, omega, KMO and Bartlett, parallel analysis, Harman's test, full
        collinearity, and the correction by a marker variable.

        Parameters
        ----------
        marker : Series or array, optional
            Answers to a marker item, one per respondent.
        marker_share : {"smallest", "second_smallest"} or float
            Correlation that the method alone is taken to cause.
        n_parallel : int
            Random samples of the parallel analysis; 0 for none.
        seed : int
            Of the random samples.
        ranges : mapping of item to (low, high), or one pair, optional
            Ends of the scales, for floor and ceiling shares; an index model knows its own.

        Returns
        -------
        ItemAnalysis
            Tables `items`, `item_limits`, `blocks`, `sampling_adequacy`, `parallel`, `common_method`.

        Raises
        ------
        SpecificationError
            Counts that are no counts, ranges of unknown items, a marker for a model fitted from Moments.
        DataError
            A marker that does not fit the data, is no number or does not vary.

        Notes
        -----
        alpha: Cronbach (1951); omega: McDonald (1999); KMO: Kaiser and Rice (1974); parallel analysis: Horn
        (1965); corrected correlation (r - r_M) / (1 - r_M): Lindell and Whitney (2001); full collinearity:
        Kock (2015).

        Examples
        --------
        >>> import csmodels as cs
        >>> result = cs.index_model("ACSI").fit(cs.datasets.load_hotel(), n_boot=50)
        >>> found = result.item_analysis(n_parallel=50)
        >>> found.blocks.loc["Satisfaction", ["alpha", "omega"]].round(3).tolist()
        [0.887, 0.888]
        """
        from csmodels.path_models.items.result import item_analysis

        return item_analysis(
            self._self,
            marker=marker,
            marker_share=marker_share,
            n_parallel=n_parallel,
            seed=seed,
            ranges=ranges,
        )

    # ------------------------------------------------------------------ groups

    def invariance(
        self,
        n_permutations: int = 1000,
        seed: int = 0,
        *,
        adjust: str = "holm",
        alpha: float = 0.05,
        indices: Indices | None = None,
        progress: bool | None = None,
    ) -> Invariance:
        """Whether groups build their constructs in the same way: MICOM in three steps, after ``by=``.

        Use it before path coefficients of hotels, operators or waves are compared (partial invariance is
        needed), and before groups are pooled (full invariance is needed).

        Parameters
        ----------
        n_permutations, seed : int
        adjust : {"holm", "bonferroni", "fdr", "none"}
            Correction for several pairs of groups.
        alpha : float
            Level of the tests.
        indices : array of int, shape (n_permutations, n), optional
            Permutations of the rows drawn elsewhere, for two groups.
        progress : bool, optional
            Show a bar; by default where somebody is looking and it takes long.

        Returns
        -------
        Invariance
            Table `verdicts` says ``none``, ``partial`` or ``full`` for each construct and pair of groups; the
            tables of the steps stand beside it.

        Raises
        ------
        SpecificationError
            The model was fitted without groups or without rows; the survey's design leaves nothing to
            exchange between the groups; an option makes no sense; the model has products or two-stage
            higher-order constructs.

        Notes
        -----
        Henseler, Ringle and Sarstedt (2016): configural invariance by one call for all groups; compositional
        invariance by c = cor(X w1, X w2); then equal means and variances of the composites.

        Examples
        --------
        >>> import csmodels as cs
        >>> fit = cs.index_model("ACSI").fit(cs.datasets.load_hotel(), by="quarter", n_boot=0)
        >>> bool(fit.invariance(n_permutations=99).verdicts["composition"].all())
        True
        """
        from csmodels.path_models.comparison.invariance import invariance

        return invariance(
            self._self,
            n_permutations,
            seed,
            adjust=adjust,
            alpha=alpha,
            indices=indices,
            progress=progress,
        )

    def compare_groups(
        self,
        n_permutations: int = 1000,
        seed: int = 0,
        adjust: str = "holm",
        *,
        quantities: str | Iterable[str] = "paths",
        family: str = "kind",
        indices: Indices | None = None,
        progress: bool | None = None,
    ) -> GroupComparison:
        """Differences of coefficients between groups, several tests side by side, after ``by=``.

        Use it to ask whether quality matters more in one hotel, operator or quarter than in another; look at
        `invariance` first.

        Parameters
        ----------
        n_permutations, seed : int
        adjust : {"holm", "bonferroni", "fdr", "none"}
            Correction for the number of tests in a family.
        quantities : str or list of {"paths", "total_effects", "loadings", "weights", "r_squared"}
        family : {"kind", "parameter"}
            Which tests are corrected together: all pairs of groups and all coefficients of a kind, or all
            pairs of groups for one coefficient.
        indices : array of int, shape (n_permutations, n), optional
            Permutations of the rows drawn elsewhere, for two groups.
        progress : bool, optional
            Show a bar; by default where somebody is looking and it takes long.

        Returns
        -------
        GroupComparison
            Table `differences` has each pair's difference with its limits and the p-values side by side.

        Raises
        ------
        SpecificationError
            The model was fitted without groups or without rows; an option is unknown.

        Notes
        -----
        Permutation: Chin and Dibbern (2010); Henseler, Ringle and Sinkovics (2009); over all groups: Klesel,
        Schuberth, Henseler and Niehaves (2019). Each construct is turned the way it points in all groups
        together; a warning says where that changes the signs of a group's tables.

        Examples
        --------
        >>> import csmodels as cs
        >>> fit = cs.index_model("ACSI").fit(cs.datasets.load_hotel(), by="quarter", n_boot=50)
        >>> found = fit.compare_groups(n_permutations=99)
        >>> bool(found.differences["p_adjusted"].between(0, 1).all())
        True
        """
        from csmodels.path_models.comparison.groups import compare_groups

        return compare_groups(
            self._self,
            n_permutations,
            seed,
            adjust,
            quantities=quantities,
            family=family,
            indices=indices,
            progress=progress,
        )

    # ------------------------------------------------------------------ prediction and segments

    def pls_predict(
        self,
        folds: int = 10,
        repeats: int = 10,
        seed: int = 0,
        *,
        fold_indices: Indices | None = None,
        technique: Literal["direct_antecedents", "earliest_antecedents"] = "direct_antecedents",
    ) -> Prediction:
        """How well answers of new respondents are predicted (PLSpredict), with CVPAT.

        Use it before a model is used to predict: R2 says how well it describes the sample, this how well it
        would do with new respondents. Respondents are held out in folds, whole clusters at a time where the
        survey declares clusters.

        Parameters
        ----------
        folds : int
            Parts of the sample, each of which is predicted from the others.
        repeats : int
            How often folds are drawn anew.
        seed : int
            Decides the folds.
        fold_indices : array of int, shape (repeats, n) or (n,), optional
            Folds drawn elsewhere, as numbers 0, 1, ... of the complete respondents in their order; not with
            ``by=``.
        technique : {"direct_antecedents", "earliest_antecedents"}
            Predict from a construct's own predictors, or from the exogenous constructs alone.

        Returns
        -------
        Prediction
            Tables `constructs`, `items` (errors, Q2_predict and a verdict), `differences`, `cvpat`,
            `in_sample`, `by_repeat`.

        Raises
        ------
        SpecificationError
            Products or higher-order constructs in the model, ``estimator="plsc"``, unfinished answers (fit
            with ``missing="listwise"``), a model fitted from Moments, more folds than there are respondents
            or clusters.
        DataError
            The model cannot be estimated without one of the folds.

        Notes
        -----
        Q2_predict = 1 - sum (y - prediction)^2 / sum (y - training mean)^2 over held-out answers (Shmueli,
        Ray, Velasquez Estrada and Chatla 2016; Shmueli et al. 2019). CVPAT: Liengaard et al. (2021), Sharma
        et al. (2023).

        Examples
        --------
        >>> import csmodels as cs
        >>> result = cs.index_model("ACSI").fit(cs.datasets.load_telecom(), n_boot=50)
        >>> found = result.pls_predict(folds=5, repeats=2)
        >>> found.items.loc[("Satisfaction", "sat_overall"), "verdict"]
        'similar_to_lm'
        """
        from csmodels.path_models.prediction.result import pls_predict

        return pls_predict(self._self, folds, repeats, seed, fold_indices=fold_indices, technique=technique)

    def segments(self, k: int, *, starts: int = 10, seed: int = 0) -> Segments:
        """Unobserved segments with paths of their own (FIMIX-PLS).

        Use it when one set of paths may hide several; choose `k` by `compare_segments`, and look for a
        variable that explains the segments afterwards. Respondents are taken for independent.

        Parameters
        ----------
        k : int
            Number of segments; 1 gives the paths of all respondents.
        starts, seed : int
            Random starts of the EM algorithm; the best solution is shown.

        Returns
        -------
        Segments
            Tables `params`, `sizes`, `r_squared`, `criteria`; by respondent `membership`, `assignments`.

        Raises
        ------
        SpecificationError
            A model fitted by groups or from Moments, with products or higher-order constructs, or with
            unanswered items filled in; a number that is no whole number.
        DataError
            Too few respondents for `k` segments, or no start that led to usable segments.

        Notes
        -----
        Hahn, Johnson, Herrmann and Huber (2002): a mixture of normal regressions of the construct scores, the
        weights of the items being those of all respondents.

        Examples
        --------
        >>> import csmodels as cs
        >>> model = cs.PathModel({"Quality": ["qual_overall", "qual_custom"],
        ...                       "Satisfaction": ["sat_overall", "sat_ideal"]},
        ...                      {"Satisfaction": ["Quality"]})
        >>> found = model.fit(cs.datasets.load_hotel(), n_boot=0).segments(2)
        >>> found.sizes.index.tolist()
        [1, 2]
        """
        from csmodels.path_models.segments.result import segments

        return segments(self._self, k, starts=starts, seed=seed, stacklevel=3)

    def compare_segments(
        self, ks: Sequence[int] = (1, 2, 3, 4, 5), *, starts: int = 10, seed: int = 0
    ) -> pd.DataFrame:
        """Information criteria and separation for several numbers of segments.

        Use it to choose the number of segments: of each criterion the smallest value is preferred, the
        entropy says how clearly the segments lie apart, and a smallest segment of a few percent says that
        there are too many.

        Parameters
        ----------
        ks : sequence of int
            Numbers of segments to try.
        starts, seed : int
            As for `segments`.

        Returns
        -------
        DataFrame
            Index ``segments``, one row for each number in `ks`. Columns ``log_likelihood``,
            ``n_parameters``; ``aic``, ``aic3``, ``aic4``, ``bic``, ``caic``, ``hq``, ``mdl5``; ``entropy``
            (normed: 1 certainly apart, 0 not at all); ``smallest_share`` of the respondents and
            ``share_at_best``, the share of the starts that found the solution. A number of segments that no
            start could fit has missing values.

        Raises
        ------
        SpecificationError, DataError
            As `segments`, but a number that no start could fit is no error.

        Warns
        -----
        DataWarning
            The survey declares its design, of which the criteria know nothing: they tend to ask for too many
            segments, AIC3 more often than BIC.

        Notes
        -----
        Each criterion is -2 log L plus a penalty for every parameter: 2, 3, 4, ln n, ln n + 1, 2 ln ln n and
        5 ln n in the order of the columns (see `csmodels.numerics.fimix.information_criteria`). Entropy:
        Ramaswamy, DeSarbo, Reibstein and Robinson (1993).

        Examples
        --------
        >>> import csmodels as cs
        >>> model = cs.PathModel({"Quality": ["qual_overall", "qual_custom"],
        ...                       "Satisfaction": ["sat_overall", "sat_ideal"]},
        ...                      {"Satisfaction": ["Quality"]})
        >>> table = model.fit(cs.datasets.load_hotel(), n_boot=0).compare_segments((1, 2), starts=3)
        >>> table.index.tolist(), bool(table.loc[2, "log_likelihood"] > table.loc[1, "log_likelihood"])
        ([1, 2], True)
        """
        from csmodels.path_models.segments.result import compare_segments

        return compare_segments(self._self, ks, starts=starts, seed=seed, stacklevel=3)
