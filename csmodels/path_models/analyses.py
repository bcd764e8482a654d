"""What can be asked of a fitted path model beyond its tables; each method opens the room it needs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, cast

import pandas as pd

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from csmodels.path_models.assessment import Assessment
    from csmodels.path_models.groups import GroupComparison
    from csmodels.path_models.invariance import Invariance
    from csmodels.path_models.prediction import Prediction
    from csmodels.path_models.result import PathResult
    from csmodels.path_models.segments import Segments


class Analyses:
    """Mixin of `PathResult`: questions that have results of their own."""

    @property
    def _self(self) -> PathResult:
        return cast("PathResult", self)

    def assess(self, **options: Any) -> Assessment:
        """Everything a reader asks about the measurement, in one call.

        Reliability (both alphas, rho_a, rho_c, AVE), loadings, Fornell-Larcker, HTMT and HTMT2,
        cross-loadings, collinearity, effect sizes, fit of the model, item analysis and common-method
        checks, each with its interval from the resamples of the fit, and a verdict per criterion with the
        threshold's source.

        Parameters
        ----------
        **options
            See `csmodels.path_models.assessment.assess`.

        Examples
        --------
        >>> import csmodels as cs
        >>> result = cs.index_model("ACSI").fit(cs.datasets.load_telecom(), n_boot=100)
        >>> result.assess().htmt.columns.tolist()[:3]
        ['lhs', 'rhs', 'estimate']
        """
        from csmodels.path_models.assessment import assess

        return assess(self._self, **options)

    def fit_measures(self, convention: str = "csmodels", **options: Any) -> pd.DataFrame:
        """SRMR, d_ULS and d_G of the saturated and the estimated model, with bootstrap critical values.

        Parameters
        ----------
        convention : {"csmodels", "adanco"}
            "adanco" takes logarithms of base 10 in d_G and ADANCO's implied correlations of constructs.
        **options
            See `csmodels.path_models.model_fit.fit_measures`.
        """
        from csmodels.path_models.model_fit import fit_measures

        return fit_measures(self._self, convention=convention, **options)

    def invariance(self, n_permutations: int = 1000, seed: int = 0, **options: Any) -> Invariance:
        """Whether composites mean the same in all groups: MICOM in three steps, after a fit with ``by=``."""
        from csmodels.path_models.invariance import invariance

        return invariance(self._self, n_permutations=n_permutations, seed=seed, **options)

    def compare_groups(
        self, n_permutations: int = 1000, seed: int = 0, adjust: str = "holm", **options: Any
    ) -> GroupComparison:
        """Differences of coefficients between groups, after a fit with ``by=``: three tests side by side."""
        from csmodels.path_models.groups import compare_groups

        return compare_groups(self._self, n_permutations=n_permutations, seed=seed, adjust=adjust, **options)

    def pls_predict(self, folds: int = 10, repeats: int = 10, seed: int = 0, **options: Any) -> Prediction:
        """How well new respondents' answers are predicted (PLSpredict), with CVPAT."""
        from csmodels.path_models.prediction import pls_predict

        return pls_predict(self._self, folds=folds, repeats=repeats, seed=seed, **options)

    def segments(self, k: int, *, starts: int = 10, seed: int = 0, **options: Any) -> Segments:
        """Unobserved segments with paths of their own: FIMIX-PLS with `k` segments."""
        from csmodels.path_models.segments import segments

        return segments(self._self, k, starts=starts, seed=seed, **options)

    def compare_segments(self, ks: Sequence[int] = (1, 2, 3, 4), **options: Any) -> pd.DataFrame:
        """Information criteria of FIMIX-PLS for several numbers of segments."""
        from csmodels.path_models.segments import compare_segments

        return compare_segments(self._self, ks, **options)

    def mediation(self, **options: Any) -> pd.DataFrame:
        """Indirect effects with their share of the total and a verdict in words."""
        from csmodels.path_models.moderation import mediation

        return mediation(self._self, **options)

    def simple_slopes(self, outcome: str, predictor: str, moderator: str, **options: Any) -> pd.DataFrame:
        """Slope of a predictor at low, middle and high values of its moderator, with intervals."""
        from csmodels.path_models.moderation import simple_slopes

        return simple_slopes(self._self, outcome, predictor, moderator, **options)

    def plot_slopes(self, outcome: str, predictor: str, moderator: str, **options: Any) -> Axes:
        """Draw the simple slopes with their bands."""
        from csmodels.path_models.moderation import plot_slopes

        return plot_slopes(self._self, outcome, predictor, moderator, **options)
