"""From a model to its fit: the two methods of `PathModel` that look at data."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from csmodels.errors import SpecificationError, did_you_mean, some
from csmodels.numerics.moments import Moments
from csmodels.survey import SurveyData

if TYPE_CHECKING:
    from csmodels.path_models.check_report import CheckReport
    from csmodels.path_models.likelihood.parameters import Scaling
    from csmodels.path_models.likelihood.result import CovarianceResult
    from csmodels.path_models.model import PathModel
    from csmodels.path_models.result import PathResult

#: Estimators, by the word that `fit` takes.
ESTIMATORS = ("pls", "plsc", "ml", "wlsmv")
#: Those that make composites, of which an index can be taken.
COMPOSITES = ("pls", "plsc")
#: What lavaan and others call an estimator that is one here under options, and how it is written.
WRITTEN = {
    "mlr": 'estimator="ml", robust="mlr"',
    "mlm": 'estimator="ml", robust="mlm"',
    "fiml": 'estimator="ml", missing="fiml"',
    "ordpls": 'estimator="pls", correlations="polychoric"',
    "ordplsc": 'estimator="plsc", correlations="polychoric"',
}
_ORDERED = 'estimator="wlsmv" has its estimates, with robust errors and a scaled-and-shifted test'
_SCALED = 'estimator="ml", robust="mlm" has its estimates and errors, with a test scaled by the mean alone'
_OTHER = 'fit estimator="ml" (robust="mlr" where answers are not normal), or "wlsmv" for ordered answers'
#: Their estimators that are not offered, and what comes nearest.
NEAREST = {
    "mlf": 'estimator="ml" has its estimates, with errors by information= or robust="mlr"',
    "mlmv": _SCALED,
    "mlmvs": _SCALED,
    **dict.fromkeys(("dwls", "wlsm", "wlsmvs"), _ORDERED),
    **dict.fromkeys(("uls", "ulsm", "ulsmv", "ulsmvs", "gls", "wls", "dls", "pml"), _OTHER),
}


class Fitting:
    """Mixin of `PathModel`: its check against data, and its fit."""

    def check(
        self,
        data: SurveyData | pd.DataFrame,
        lang: str = "en",
        *,
        scale: tuple[float, float] | None = None,
        scales: Mapping[str, tuple[float, float]] | None = None,
    ) -> CheckReport:
        """Look whether the data hold every item of the model, coded as the model expects.

        Use it before `fit`: an error of `fit` stops at the first obstacle, this report names them all, each
        with its remedy. It looks for absent columns, text, wrong ranges, undeclared codes for no answer,
        yes/no coding, reversed, constant and copied items, routed questions and gaps. Nothing is changed,
        and nothing is raised whatever the data are.

        Parameters
        ----------
        data : SurveyData or DataFrame
            Anything else is reported as what it is.
        lang : {"en", "zh"}
            Language in which the report shows itself.
        scale : (low, high), optional
            Ends of the scale of items of which the questionnaire says nothing.
        scales : mapping of item to (low, high), optional
            The same for single items; they go before the questionnaire.

        Returns
        -------
        CheckReport
            `ok`, `items`, `findings`, and a summary in both languages. Where it is not `ok`, a fit would be
            refused or give wrong figures: an item that looks reverse coded in a reflective construct is
            fitted, with a negative loading.

        Raises
        ------
        SpecificationError
            Unknown language, ends that are no scale, or a scale of an item the model does not have.

        Examples
        --------
        >>> import pandas as pd
        >>> import csmodels as cs
        >>> model = cs.PathModel({"Quality": ["q1", "q2"], "Loyalty": ["l1"]}, {"Loyalty": ["Quality"]})
        >>> frame = pd.DataFrame({"q1": [7, 9, 98, 4, 6], "q2": [6, 8, 7, 3, 7], "l1": [6, 9, 5, 2, 8]})
        >>> model.check(frame, scale=(1, 10)).findings[["item", "finding"]].values.tolist()
        [['q1', 'special']]
        """
        from csmodels.path_models.check import check

        return check(cast("PathModel", self), data, lang, scale=scale, scales=scales)

    def fit(
        self,
        data: SurveyData | pd.DataFrame | Moments,
        estimator: str = "pls",
        *,
        scheme: str = "path",
        correlations: str = "pearson",
        missing: str = "listwise",
        n_boot: int | None = None,
        seed: int = 0,
        se: str | None = None,
        ci: str | None = None,
        conf_level: float = 0.95,
        resample: str = "rows",
        by: str | None = None,
        n_imputations: int = 20,
        resample_indices: NDArray[np.integer[Any]] | None = None,
        robust: str | None = None,
        information: str | None = None,
        scaling: Scaling = "marker",
        means: bool = False,
        reliability: Mapping[str, float] | None = None,
        equal: Iterable[str] = (),
        free: Iterable[str] = (),
        optimizer: str = "semopy",
        progress: bool | None = None,
    ) -> PathResult | CovarianceResult:
        """Estimate the model and the uncertainty of every number in it.

        Parameters
        ----------
        data : SurveyData, DataFrame or Moments
            One row per respondent. A `SurveyData` brings along its weights, which enter every estimate,
            and its strata, clusters or replicate weights, which enter every standard error. From
            `cs.Moments` (a published covariance matrix) the model is estimated without intervals.
        estimator : {"pls", "plsc", "ml", "wlsmv"}
            Partial least squares path modelling; its consistent form, in which reflective constructs
            (not composites, not single items) are corrected for measurement error; maximum likelihood,
            the covariance-based structural equation model, in which reflective constructs are factors; or
            that model for ordered answers (2 to 20 categories), by diagonally weighted least squares of
            polychoric correlations with robust errors and a scaled-and-shifted test. Complete answers only;
            `robust`, `information`, `means`, `equal` and `free` are not for it. Capital letters are
            taken too.
        scheme : {"path", "factorial", "centroid"}
            Inner weighting of PLS.
        correlations : {"pearson", "polychoric"}
            PLS of the answers as numbers, or of the normal variables that ordered answers (2 to 20
            categories) are thought to be cut from: for few categories, where Pearson's correlations are
            too small. Errors are then linearised unless resamples are asked for, and there are no scores.
        missing : {"listwise", "mean", "pairwise", "em", "mi", "fiml"}
            Unanswered items. Leave out the respondent (counted); put the item's mean in their place;
            correlate each pair of items over those who answered both; maximum likelihood by EM (right
            where answers are missing at random); or multiple imputation, pooled by Rubin's rules. Under
            maximum likelihood "listwise" or "fiml": full-information maximum likelihood, which fits the
            model to every answer there is. It is right where answers are missing at random and (about)
            normal; where they are far from normal add ``robust="mlr"``, which corrects errors and test, not
            the estimate. Intercepts are then modelled, and errors come from the observed information.
        n_boot : int, optional
            Bootstrap resamples, 0 for none. By default 1,000; under maximum likelihood 0, since its errors
            have formulas.
        seed : int
            Decides every resample; results depend on nothing else.
        se : {"bootstrap", "linearized", "replicates"}, optional
            Where standard errors come from: resamples (the default), influence values (no resampling, for
            very large samples), or the survey's replicate weights (the default where it has some).
        ci : {"percentile", "bca", "studentized", "normal"}, optional
            Kind of interval, and of the p-values that go with it: "percentile" by default, "normal" where
            there are no resamples.
        conf_level : float
            Level of the intervals, between 0 and 1.
        resample : {"rows", "poisson", "groups"}
            What is drawn: respondents (clusters within strata where the survey declares them); every
            respondent a Poisson(1) number of times, for files too large to draw from at once; or 2,000
            random groups of respondents, whose cost does not grow with the file. The last two are
            approximations of the first.
        by : str, optional
            Column of groups: one fit per group, stacked with the group as an index level.
        n_imputations : int
            Completed samples with ``missing="mi"``.
        resample_indices : array of int, shape (n_boot, draws), optional
            Rows of each resample among the complete rows, for a comparison draw by draw with
            another program; not together with `by`.
        robust : {"sem", "mlm", "mlr"}, optional
            Maximum likelihood: errors and test that hold for answers that are not normal. "sem" (or "mlm",
            as lavaan's estimator with these errors is called) takes the expected information and the test
            of Satorra and Bentler (1994), "mlr" the observed information and the test of Yuan and Bentler
            (2000). The default with weights, strata or clusters is "mlr". With clusters
            lavaan models means: ``means=True`` gives its scaled test.
        information : {"expected", "observed"}, optional
            Maximum likelihood: which information errors come from. With ``robust="sem"`` the expected one
            alone.
        scaling : {"marker", "unit"}
            Maximum likelihood: a construct has the unit of its first item, or (residual) variance 1.
        means : bool
            Maximum likelihood: show intercepts.
        reliability : mapping of construct to float, optional
            Maximum likelihood: reliability of a single item; its error variance is what that leaves, 0 by
            default.
        equal : sequence of str
            Maximum likelihood with `by`: kinds of parameters that all groups share, among "loadings",
            "intercepts", "residuals", "residual_covariances", "variances", "covariances", "paths", "means".
        free : sequence of str
            Exceptions from `equal`, as ``"Quality =~ q2"``.
        optimizer : {"semopy", "scoring"}
            Maximum likelihood: "semopy" takes semopy's estimate as one of three places where our own search
            begins, "scoring" begins at our own two alone. The estimate is the same: the lowest of the
            minima found, certified. Groups and models of means, which semopy cannot say, are searched by
            scoring.
        progress : bool, optional
            Show a progress bar; by default only where the work takes more than two seconds and
            somebody is looking.

        Returns
        -------
        PathResult or, under maximum likelihood, CovarianceResult

        Raises
        ------
        SpecificationError
            An option that is unknown (an estimator of lavaan is answered with the options that stand for it
            here), or a model this estimator cannot fit: a cycle, an item in two blocks, a construct without
            any path.
        DataError
            Answers that cannot be used; names the column, the rows and the remedy.

        Notes
        -----
        Wold (1982); Lohmöller (1989); Tenenhaus, Esposito Vinzi, Chatelin and Lauro (2005). Consistent PLS:
        Dijkstra and Henseler (2015). Intervals: Efron (1987), Efron and Tibshirani (1993). Clusters within
        strata: Rao, Wu and Yue (1992); linearised errors: Binder (1983). Weights enter the correlations
        (Becker and Ismail 2016). Ordered answers: Muthén (1984), Asparouhov and Muthén (2010); by PLS
        Cantaluppi (2012), consistent Schuberth, Henseler and Dijkstra (2018). EM: Dempster, Laird and Rubin
        (1977); imputation: Rubin (1987).
        The algorithm stops when no outer weight moves by more than 1e-12. Each construct is turned
        so that its loadings sum to a positive number, each resample so that it agrees with the
        estimate.

        Examples
        --------
        >>> import csmodels as cs
        >>> model = cs.PathModel({"Quality": ["qual_overall", "qual_custom"],
        ...                       "Satisfaction": ["sat_overall", "sat_ideal"]},
        ...                      {"Satisfaction": ["Quality"]})
        >>> result = model.fit(cs.datasets.load_hotel(), n_boot=200)
        >>> result.params.query("kind == 'path'")[["lhs", "op", "rhs"]].values.tolist()
        [['Satisfaction', '~', 'Quality']]
        """
        estimator = small_letters(estimator)
        check_estimator(estimator)
        # lavaan calls the estimator with these errors and this test MLM
        robust = "sem" if small_letters(robust) == "mlm" else small_letters(robust)
        # a single word is one word, not its letters
        equal, free = ((each,) if isinstance(each, str) else tuple(each) for each in (equal, free))
        model = cast("PathModel", self)
        if estimator == "ml":
            from csmodels.path_models.likelihood.asked import Likelihood
            from csmodels.path_models.likelihood.fit import fit as fit_likelihood

            foreign = {"scheme": scheme != "path", "correlations": correlations != "pearson"}
            foreign |= {"n_imputations": n_imputations != 20}
            _refuse_options("ml", foreign)
            return fit_likelihood(
                model,
                data,
                Likelihood(
                    robust, information, scaling, means, reliability, tuple(equal), tuple(free), optimizer
                ),
                missing=missing,
                n_boot=n_boot,
                seed=seed,
                se=se,
                ci=ci,
                conf_level=conf_level,
                resample=resample,
                by=by,
                resample_indices=resample_indices,
                stacklevel=4,
            )
        if estimator == "wlsmv":
            from csmodels.path_models.likelihood.ordinal.fit import fit_ordinal

            asked: dict[str, object] = {"robust": robust, "information": information, "free": tuple(free)}
            asked |= {"scheme": scheme != "path", "resample": resample != "rows", "means": means, "se": se}
            asked["correlations"] = correlations != "pearson"
            _refuse_options("wlsmv", {name: bool(value) for name, value in asked.items()})
            return fit_ordinal(
                model,
                data,
                scaling=scaling,
                reliability=reliability,
                equal=tuple(equal),
                missing=missing,
                n_boot=n_boot,
                seed=seed,
                ci=ci,
                conf_level=conf_level,
                by=by,
                resample_indices=resample_indices,
                stacklevel=4,
            )
        of_likelihood: dict[str, object] = {
            "robust": robust,
            "information": information,
            "means": means,
            "equal": equal,
        }
        of_likelihood |= {"free": free, "reliability": reliability}
        given = {name: bool(value) for name, value in of_likelihood.items()}
        defaults = {"scaling": scaling != "marker", "optimizer": optimizer != "semopy"}
        _refuse_options(estimator, {**given, **defaults})
        from csmodels.path_models.pls import fit

        return fit(
            model,
            data,
            scheme=scheme,
            correlations=correlations,
            estimator=estimator,
            missing=missing,
            n_boot=n_boot,
            seed=seed,
            se=se,
            ci=ci,
            conf_level=conf_level,
            resample=resample,
            by=by,
            n_imputations=n_imputations,
            resample_indices=resample_indices,
            progress=progress,
        )


def small_letters(word: Any) -> Any:
    """A word of an option in small letters; anything else as it is, to be refused where it is read."""
    return word.lower() if isinstance(word, str) else word


def check_estimator(name: str, among: tuple[str, ...] = ESTIMATORS) -> None:
    """Refuse an unknown estimator."""
    word = str(name).lower()
    if among == ESTIMATORS and word in WRITTEN:
        raise SpecificationError(f"estimator={name!r} is written {WRITTEN[word]} here.")
    if among == ESTIMATORS and word in NEAREST:
        raise SpecificationError(f"estimator={name!r} is not offered; {NEAREST[word]}.")
    if name not in (*ESTIMATORS, *WRITTEN, *NEAREST):
        raise SpecificationError(
            f"estimator={name!r} is not available. Choose one of {some(map(repr, among))}."
            f"{did_you_mean(name, among)}"
        )
    if name not in among:
        raise SpecificationError(
            f'An index belongs to composites: estimator="{name}" has none. Fit'
            f' model.path_model(data).fit(data, "{name}"), or an index with {some(map(repr, among))}.'
        )


def _refuse_options(estimator: str, given: Mapping[str, bool]) -> None:
    """Refuse options that another estimator has."""
    for name, asked in given.items():
        if asked:
            raise SpecificationError(f'{name}= is no option of estimator="{estimator}"; leave it out.')
