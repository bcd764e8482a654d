"""What csmodels does in each line of the benchmark: from answers to tables."""

from __future__ import annotations

from typing import Any

import pandas as pd

import csmodels as cs
from benchmarks.measuring import Job
from benchmarks.survey_data import GROUP, pairs_in

#: Tables that other programs have in some form; `assess` has more.
MEASUREMENT = (
    "reliability",
    "loadings",
    "cross_loadings",
    "fornell_larcker",
    "htmt",
    "htmt2",
    "vif_items",
    "vif_constructs",
    "f_squared",
)


def fit(frame: pd.DataFrame, amount: int, **options: Any) -> Job:
    """Fit the ECSI model and make the tables: paths, weights, loadings, R2, index, each with its interval."""
    model = cs.index_model("ECSI-mobile")

    def job() -> object:
        result = model.fit(frame, n_boot=amount, **options)
        return result.params, result.r_squared, result.index

    return job


def bca(frame: pd.DataFrame, amount: int) -> Job:
    """The same with BCa intervals."""
    return fit(frame, amount, ci="bca")


def studentized(frame: pd.DataFrame, amount: int) -> Job:
    """The same with studentised intervals."""
    return fit(frame, amount, ci="studentized")


def groups_of_rows(frame: pd.DataFrame, amount: int) -> Job:
    """The same, resampling random groups of rows."""
    return fit(frame, amount, resample="groups")


def linearized(frame: pd.DataFrame, amount: int) -> Job:
    """The same with standard errors from influence values, without resamples."""
    return fit(frame, 0, se="linearized")


def missing(frame: pd.DataFrame, amount: int) -> Job:
    """The same with moments by EM in every resample."""
    return fit(frame, amount, missing="em")


def measurement(frame: pd.DataFrame, amount: int) -> Job:
    """Fit and assess reliability, loadings, validity and collinearity, each with its interval."""
    return _assessed(frame, amount, MEASUREMENT)


def measurement_and_fit(frame: pd.DataFrame, amount: int) -> Job:
    """The same, and SRMR, d_ULS and d_G of two models with critical values."""
    return _assessed(frame, amount, (*MEASUREMENT, "fit"))


def _assessed(frame: pd.DataFrame, amount: int, tables: tuple[str, ...]) -> Job:
    model = cs.index_model("ECSI-mobile")

    def job() -> object:
        found = model.fit(frame, n_boot=amount).assess(fit="fit" in tables)
        return [getattr(found, name) for name in tables]

    return job


def all_of_assess(frame: pd.DataFrame, amount: int) -> Job:
    """Fit, and everything that `assess` displays, as text."""
    model = cs.index_model("ECSI-mobile")
    return lambda: model.fit(frame, n_boot=amount).assess().to_text()


def invariance_and_groups(frame: pd.DataFrame, amount: int) -> Job:
    """MICOM in three steps and permutation tests of every path, weight and loading."""
    model = cs.index_model("ECSI-mobile")

    def job() -> object:
        result = model.fit(frame, by=GROUP, n_boot=0)
        found, compared = result.invariance(amount), result.compare_groups(amount)
        return found.tables, compared.tables

    return job


def likelihood(frame: pd.DataFrame, amount: int, **options: Any) -> Job:
    """Fit the covariance model; parameters, standardised ones and R2 with errors, measures of fit.

    With resamples errors and limits come from them.
    """
    model = cs.index_model("ECSI-mobile").path_model()

    def job() -> object:
        result: Any = model.fit(frame, "ml", n_boot=amount, **options)
        return result.params, result.standardized, result.r_squared, result.fit_measures

    return job


def scoring(frame: pd.DataFrame, amount: int) -> Job:
    """The same without semopy's estimate among the places where the search begins."""
    return likelihood(frame, amount, optimizer="scoring")


def robust_likelihood(frame: pd.DataFrame, amount: int) -> Job:
    """The same with robust errors and scaled measures of fit."""
    return likelihood(frame, amount, optimizer="scoring", robust="mlr")


def predict(frame: pd.DataFrame, amount: int) -> Job:
    """PLSpredict, 10 folds, with CVPAT and its tables."""
    model = cs.index_model("ECSI-mobile")
    return lambda: model.fit(frame, n_boot=0).pls_predict(folds=10, repeats=amount).tables


def segments(frame: pd.DataFrame, amount: int) -> Job:
    """FIMIX with two segments."""
    model = cs.index_model("ECSI-mobile")
    return lambda: model.fit(frame, n_boot=0).segments(2, starts=amount).tables


def interaction(frame: pd.DataFrame, amount: int) -> Job:
    """The ECSI model with a two-stage interaction of image and value on satisfaction."""
    plain = cs.index_model("ECSI-mobile").path_model()
    term = "Image x Value"
    blocks = {**plain.measurement, term: cs.interaction("Image", "Value", "two_stage")}
    arrows = {**plain.structure, "Satisfaction": (*plain.structure["Satisfaction"], term)}
    model = cs.PathModel(blocks, arrows)

    def job() -> object:
        result = model.fit(frame, n_boot=amount)
        return result.params, result.r_squared

    return job


def surface(frame: pd.DataFrame, amount: int) -> Job:
    """A response surface: coefficients, a1 to a5, axes and stationary point, the ratios from resamples."""
    model = cs.ResponseSurface("satisfied", "expected", "received", scale=(1, 10))

    def job() -> object:
        result = model.fit(frame, errors="bootstrap", n_boot=amount)
        return result.params, result.shape, result.axes, result.stationary_point

    return job


def kano_counts(frame: pd.DataFrame, amount: int) -> Job:
    """Categorise and count `amount` attributes: from columns of the frame to a table of counts."""
    model = cs.KanoModel(dict(list(pairs_in(frame).items())[:amount]))
    return lambda: model.fit(frame, n_boot=0).counts


def penalties(frame: pd.DataFrame, amount: int) -> Job:
    """Penalties and rewards of 12 attributes with limits, all rules, asymmetry against a linear world."""
    names = [f"x{i + 1}" for i in range(12)]
    model = cs.PenaltyReward("y", names, scale=(1, 10))
    return lambda: model.fit(frame, n_boot=amount).tables


def importance(frame: pd.DataFrame, amount: int) -> Job:
    """LMG shares of the first drivers, `amount` of them, from all subsets; no resamples."""
    names = [f"x{i + 1}" for i in range(amount)]
    return lambda: (
        cs.relative_importance(frame, outcome="y", drivers=names, orders="exact", n_boot=0).importance
    )


def importance_resamples(frame: pd.DataFrame, amount: int) -> Job:
    """LMG shares of 12 drivers with limits, ranks and comparisons from so many resamples."""
    names = [f"x{i + 1}" for i in range(12)]
    return lambda: cs.relative_importance(frame, outcome="y", drivers=names, n_boot=amount).tables


def importance_orders(frame: pd.DataFrame, amount: int) -> Job:
    """The same of 25 drivers from random orders."""
    names = [f"x{i + 1}" for i in range(25)]
    return lambda: cs.relative_importance(frame, outcome="y", drivers=names, n_boot=amount).tables


def kano_linearized(frame: pd.DataFrame, amount: int) -> Job:
    """The same, with the rules, better and worse, shares, scores and tests of `amount` attributes."""
    model = cs.KanoModel(dict(list(pairs_in(frame).items())[:amount]))
    return lambda: model.fit(frame, errors="linearized").tables


def kano_resamples(frame: pd.DataFrame, amount: int) -> Job:
    """Counts of resamples of whole respondents, and how often each category leads in them."""
    from csmodels.numerics.draws import RowDraws
    from csmodels.numerics.kano.counts import resampled
    from csmodels.numerics.kano.rules import win_shares

    found = cs.KanoModel(pairs_in(frame)).fit(frame, n_boot=0).parts[0].categories
    return lambda: win_shares(resampled(found, RowDraws(len(found), amount, 0)))


def kano_fit(frame: pd.DataFrame, amount: int) -> Job:
    """Every table of a Kano analysis, stated importance included, and of other evaluation tables."""
    pairs = pairs_in(frame)
    model = cs.KanoModel(pairs, importance={name: f"{name}_i" for name in pairs})

    def job() -> object:
        result = model.fit(frame, n_boot=amount)
        return result.tables, result.params, result.compare_tables()

    return job


def kano_segments(frame: pd.DataFrame, amount: int) -> Job:
    """Three latent segments of Kano profiles from so many starts, with errors, labels and what they hide."""
    model = cs.KanoModel(pairs_in(frame))
    return lambda: model.fit(frame, n_boot=0).segments(3, starts=amount).tables


def kano_groups(frame: pd.DataFrame, amount: int) -> Job:
    """Groups compared: so many drawn tables for each test, differences, labels that oppose each other."""
    model = cs.KanoModel(pairs_in(frame))
    return lambda: model.fit(frame, by="member").compare_groups(n_draws=amount).tables


def kano_quality(frame: pd.DataFrame, amount: int) -> Job:
    """Screens of the respondents, and what leaving each out does to every label, in so many resamples."""
    model = cs.KanoModel(pairs_in(frame))
    return lambda: model.fit(frame, n_boot=amount).quality().tables


def nps_of_stores(frame: pd.DataFrame, amount: int) -> Job:
    """Net promoter score of every store with its interval, small stores shrunk."""
    return lambda: cs.nps(frame, "recommend", by="store").tables


def nps_resamples(frame: pd.DataFrame, amount: int) -> Job:
    """Net promoter score of all with limits from so many resamples."""
    return lambda: cs.nps(frame, "recommend", interval="bootstrap", n_boot=amount).tables


def retention(frame: pd.DataFrame, amount: int) -> Job:
    """Losing customers by satisfaction: a logit in every resample, and what its coefficients are worth."""
    model = cs.CustomerValue(lost="lost", satisfaction="satisfied", margin=80.0)
    options: Any = {"errors": "bootstrap", "n_boot": amount, "ranges": {"satisfied": (1, 10)}}
    return lambda: model.fit(frame, **options).figures


def retention_linearized(frame: pd.DataFrame, amount: int) -> Job:
    """The same without resamples."""
    model = cs.CustomerValue(lost="lost", satisfaction="satisfied", margin=80.0)
    return lambda: model.fit(frame, ranges={"satisfied": (1, 10)}).figures
