"""What can be asked of a fitted path model beyond its tables; each method opens the room it needs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal, cast

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from csmodels.path_models.assessment.result import Assessment
    from csmodels.path_models.comparison.groups import GroupComparison
    from csmodels.path_models.comparison.invariance import Invariance
    from csmodels.path_models.items.result import ItemAnalysis
    from csmodels.path_models.moderation.mediation import Mediation
    from csmodels.path_models.prediction.result import Prediction
    from csmodels.path_models.result import PathResult
    from csmodels.path_models.segments.result import Segments

Range = tuple[float, float]
Indices = NDArray[np.integer[Any]]
#: Levels of a moderator, in standard deviations from its mean.
LEVELS = (-1.0, 0.0, 1.0)


class Analyses:
    """Mixin of `PathResult`: questions that have answers of their own."""

    @property
    def _self(self) -> PathResult:
        return cast("PathResult", self)

    # ------------------------------------------------------------------ measurement

    def assess(
        self, *, htmt_thresholds: Iterable[float] = (0.85, 0.90, 1.0), fit: bool = True, **item_options: Any
    ) -> Assessment:
        """Assess the measurement in one call: reliability, validity, collinearity, fit, items, common method.

        Every figure has its interval from the resamples of the fit, every rule of thumb its source and a
        verdict that takes the interval into account.

        Parameters
        ----------
        htmt_thresholds : iterable of float
            Values that HTMT and HTMT2 are tested against.
        fit : bool
            Whether to compute SRMR, d_ULS and d_G with bootstrap critical values.
        **item_options
            Options of `item_analysis`.

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

        Parameters
        ----------
        convention : {"csmodels", "adanco"}
            "adanco" takes logarithms of base 10 in d_G, and ADANCO's correlations of the constructs.
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

        Parameters
        ----------
        marker : Series or array, optional
            Answers to a marker item, one per respondent.
        marker_share : "smallest", "second_smallest" or float
            Correlation that the method alone is taken to cause.
        n_parallel : int
            Random samples of the parallel analysis.
        seed : int
        ranges : mapping of item to (low, high), or one pair, optional
            Ends of the scales, for floor and ceiling shares.
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

        Parameters
        ----------
        n_permutations, seed : int
        adjust : {"holm", "bonferroni", "fdr", "none"}
            Correction for several pairs of groups.
        alpha : float
        indices : array of int, optional
            Permutations drawn elsewhere.
        progress : bool, optional
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

        Parameters
        ----------
        n_permutations, seed : int
        adjust : {"holm", "bonferroni", "fdr", "none"}
        quantities : str or list of str
            "paths", "total_effects", "loadings", "weights", "r_squared".
        family : {"kind", "parameter"}
            Which tests are corrected together.
        indices : array of int, optional
            Permutations drawn elsewhere.
        progress : bool, optional
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

        Respondents are held out in folds, whole clusters at a time where the survey declares clusters.

        Parameters
        ----------
        folds, repeats, seed : int
        fold_indices : array of int, optional
            Fold of each respondent, drawn elsewhere.
        technique : {"direct_antecedents", "earliest_antecedents"}
            Predict from a construct's own predictors, or from the exogenous constructs alone.

        Raises
        ------
        SpecificationError
            Products or higher-order constructs in the model, ``estimator="plsc"``, unfinished answers (fit
            with ``missing="listwise"``), a model fitted from Moments, more folds than there are respondents
            or clusters.
        DataError
            The model cannot be estimated without one of the folds.
        """
        from csmodels.path_models.prediction.result import pls_predict

        return pls_predict(self._self, folds, repeats, seed, fold_indices=fold_indices, technique=technique)

    def segments(self, k: int, *, starts: int = 10, seed: int = 0) -> Segments:
        """Unobserved segments with paths of their own (FIMIX-PLS).

        Parameters
        ----------
        k : int
            Number of segments.
        starts, seed : int
            Random starts of the EM algorithm; the best solution is shown.
        """
        from csmodels.path_models.segments.result import segments

        return segments(self._self, k, starts=starts, seed=seed)

    def compare_segments(
        self, ks: Sequence[int] = (1, 2, 3, 4, 5), *, starts: int = 10, seed: int = 0
    ) -> pd.DataFrame:
        """Information criteria and separation for several numbers of segments."""
        from csmodels.path_models.segments.result import compare_segments

        return compare_segments(self._self, ks, starts=starts, seed=seed)

    # ------------------------------------------------------------------ mediation and moderation

    def mediation(self) -> Mediation:
        """Indirect effects, their share of the total, and a verdict in words."""
        from csmodels.path_models.moderation.mediation import mediation

        return mediation(self._self)

    def simple_slopes(
        self, outcome: str, predictor: str, moderator: str | None = None, at: Sequence[float] = LEVELS
    ) -> pd.DataFrame:
        """Slope of a predictor at levels of its moderator (of itself, for a quadratic term).

        Parameters
        ----------
        outcome, predictor, moderator : str
        at : sequence of float
            Levels in standard deviations from the mean.
        """
        from csmodels.path_models.moderation.slopes import simple_slopes

        return simple_slopes(self._self, outcome, predictor, moderator, at)

    def turning_point(self, outcome: str, predictor: str) -> pd.DataFrame:
        """Where the effect of a predictor with a quadratic term changes its sign."""
        from csmodels.path_models.moderation.slopes import turning_point

        return turning_point(self._self, outcome, predictor)

    def moderated_mediation(self, at: Sequence[float] = LEVELS) -> pd.DataFrame:
        """Index of moderated mediation of every indirect effect with a moderated path."""
        from csmodels.path_models.moderation.slopes import moderated_mediation

        return moderated_mediation(self._self, at)

    def plot_slopes(
        self,
        outcome: str,
        predictor: str,
        moderator: str | None = None,
        at: Sequence[float] = LEVELS,
        *,
        group: Any = None,
        lang: str = "en",
        ax: Axes | None = None,
        title: str | None = None,
    ) -> Axes:
        """Draw the outcome along the predictor, one line for each level of the moderator, with bands."""
        from csmodels.path_models.moderation.slopes import plot_slopes

        return plot_slopes(
            self._self, outcome, predictor, moderator, at, group=group, lang=lang, ax=ax, title=title
        )
