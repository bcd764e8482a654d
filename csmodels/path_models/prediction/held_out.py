"""Losses of respondents that a path model was not fitted to: folds, fits without them, errors."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from csmodels.errors import (
    AdmissibilityWarning,
    ConvergenceWarning,
    DataError,
    DataWarning,
    SpecificationError,
    check_whole,
    some,
)
from csmodels.numerics import prediction as numerics
from csmodels.numerics.draws import Design, Draws
from csmodels.numerics.moments import Moments
from csmodels.numerics.prediction import Linear, Losses, Places, Technique
from csmodels.numerics.variation import Bootstrap, Replicates
from csmodels.path_models.estimation import CONSTANT, Members
from csmodels.path_models.terms import refuse_terms
from csmodels.sampling.variations import GroupRows
from csmodels.survey.answers import Answers
from csmodels.tables.notices import Notice, notice

if TYPE_CHECKING:
    from csmodels.path_models.result import PathResult

Array = NDArray[np.float64]
Codes = NDArray[np.intp]

#: Counts of resampled rows above which limits of mean losses come from Student's t instead.
MOST_COUNTS = 2**28


@dataclass(frozen=True, eq=False)
class Part:
    """Losses of one group's respondents; columns of items are all endogenous items.

    Attributes
    ----------
    rows : GroupRows
    codes : array of int, shape (repeats, n)
        Fold of each respondent in each repeat.
    pls, lm, ia : Losses
        Of the items, by the model, the linear model, the training means.
    scores, score_means : Losses
        Of the standardised scores of endogenous constructs, by the model and the training means.
    pls_in, lm_in, scores_in : Losses
        In sample.
    design : Design, optional
        Strata and clusters of the survey.
    replicates : Replicates, optional
        Replicate weights, where the fit's errors come from them.
    draws : counts of the fit's resamples, where mean losses can be resampled
    """

    rows: GroupRows
    codes: Codes
    pls: Losses
    lm: Losses
    ia: Losses
    scores: Losses
    score_means: Losses
    pls_in: Losses
    lm_in: Losses
    scores_in: Losses
    design: Design | None
    replicates: Replicates | None
    draws: Draws | None

    @property
    def errors_by(self) -> str:
        """What standard errors rest on: the survey's replicates, clusters or strata, or its respondents."""
        if self.replicates is not None:
            return "replicates"
        if self.design is None:
            return "respondents"
        return "clusters" if len(self.design.strata) < len(self.design.units) else "strata"

    def errors(self, values: Array) -> tuple[Array, float]:
        """Standard errors of the respondents' mean of values (n, k), with degrees of freedom."""
        if self.replicates is None:
            return numerics.mean_errors(values, self.rows.weights, self.design, self.rows.where)
        draws, scales = self.replicates.draws, self.replicates.scales
        errors = numerics.replicate_errors(values, self.rows.weights, draws, scales)
        return errors, float(self.replicates.df or np.inf)


def check_predictable(result: PathResult) -> Answers:
    """The respondents of a result; refused where held-out answers cannot be predicted or compared."""
    answers = result.answers
    if answers is None:
        raise SpecificationError("Prediction needs respondents; this model was fitted from Moments.")
    if result.settings["estimator"] != "pls":
        raise SpecificationError(
            f"Prediction uses composite scores, which estimator={result.settings['estimator']!r} corrects"
            " away. Fit the model with estimator='pls'."
        )
    refuse_terms(result.model, "pls_predict()")
    if np.isnan(answers.values).any():
        raise SpecificationError(
            "Prediction needs an answer to every item: what is held out must be known. Fit the model with"
            " missing='listwise'."
        )
    return answers


def make_folds(
    groups: list[GroupRows],
    units: list[Codes],
    folds: int,
    repeats: int,
    seed: int,
    given: NDArray[np.integer[Any]] | None,
) -> list[Codes]:
    """Fold of each row of each group in each repeat, arrays (repeats, n).

    Rows of one sampling unit share a fold: respondents of one household resemble each other, so one of
    them in the training sample would tell what the held-out one answers.
    """
    if given is not None:
        return [_given_folds(given, groups)]
    for name, value, low in (("folds", folds, 2), ("repeats", repeats, 1), ("seed", seed, 0)):
        check_whole(name, value, low)
    sizes = [int(mine.max()) + 1 for mine in units]
    if folds > min(sizes):
        what = "clusters" if _clustered(units) else "respondents"
        where = " of the smallest group" if len(groups) > 1 else ""
        raise SpecificationError(f"folds={folds} is more than the {min(sizes)} {what}{where}.")
    if len(groups) == 1 and folds == sizes[0]:
        repeats = 1
    drawn = (
        numerics.draw_folds(size, int(folds), int(repeats), seed, rows.stream)
        for rows, size in zip(groups, sizes, strict=True)
    )
    return [codes[:, mine] for codes, mine in zip(drawn, units, strict=True)]


def sampling_units(result: PathResult, groups: list[GroupRows]) -> list[Codes]:
    """Number of the sampling unit of each row of each group, 0, 1, ...: its cluster, or the row itself."""
    design = None if result.design is None else result.design.units
    if design is None:
        return [np.arange(len(rows.values)) for rows in groups]
    return [np.unique(design.units[rows.where], return_inverse=True)[1] for rows in groups]


def held_out_together(units: list[Codes], codes: list[Codes]) -> tuple[str, list[Notice]]:
    """What the folds consist of, ``"clusters"`` or ``"respondents"``, and whether they split a cluster."""
    if not _clustered(units):
        return "respondents", []
    split = sum(_split(mine, folds) for mine, folds in zip(units, codes, strict=True))
    if not split:
        return "clusters", []
    clusters = sum(int(mine.max()) + 1 for mine in units)
    return "respondents", [notice("folds_split_clusters", DataWarning, split=split, clusters=clusters)]


def _clustered(units: list[Codes]) -> bool:
    """Whether any sampling unit has several rows."""
    return any(mine.max() + 1 < len(mine) for mine in units)


def _split(units: Codes, codes: Codes) -> int:
    """Units whose rows stand in different folds of the same repeat."""
    first = np.unique(units, return_index=True)[1]
    apart = (codes != codes[:, first][:, units]).any(axis=0)
    return len(np.unique(units[apart]))


def _given_folds(given: NDArray[np.integer[Any]], groups: list[GroupRows]) -> Codes:
    if len(groups) > 1:
        raise SpecificationError("fold_indices go with one sample: not with by=.")
    codes, n = np.atleast_2d(np.asarray(given)), len(groups[0].values)
    if codes.ndim != 2 or codes.shape[1] != n or not np.issubdtype(codes.dtype, np.integer):
        raise SpecificationError(
            f"fold_indices must be whole numbers of shape (repeats, {n}), one for each complete respondent,"
            f" not {codes.shape}."
        )
    folds = int(codes.max()) + 1
    for each in codes:
        if each.min() < 0 or folds < 2 or len(np.unique(each)) < folds:
            raise SpecificationError(
                "fold_indices must name every fold 0, 1, ... in every repeat, two or more."
            )
    return codes.astype(np.intp)


def make_parts(
    result: PathResult,
    groups: list[GroupRows],
    codes: list[Codes],
    technique: Technique,
) -> tuple[list[Part], list[Notice]]:
    """Losses of every group; the training samples of each are one batch."""
    parts, notices = [], []
    whole = result.members()
    for g, (rows, mine) in enumerate(zip(groups, codes, strict=True)):
        repeats = [Places.of(each) for each in mine]
        estimate = whole.take(g)
        moments = numerics.training_moments(rows.values, rows.weights, repeats)
        fitted = result.estimator.members(moments, estimate.moments, estimate)
        label = f" [{rows.label}]" if result.groups else ""
        _check(result, fitted, estimate.moments, len(repeats[0].rows), label)
        lost = int((~fitted.fit.converged).sum())
        if lost:
            fields = {"count": lost, "members": len(fitted.corr), "group": label}
            notices.append(notice("folds_not_converged", ConvergenceWarning, **fields))
        losses = _losses(result, rows, repeats, technique, estimate, fitted)
        parts.append(Part(rows, mine, **losses, **_survey(result, g, len(rows.values))))
        absent = np.isnan(losses["lm"].mean_squared).any(axis=0)
        if absent.any():
            owners = result.spec.construct_of_item[numerics.endogenous_items(result.spec)][absent]
            names = some(result.model.constructs[j] for j in np.unique(owners))
            fields = {"constructs": names, "group": label}
            notices.append(notice("linear_benchmark", AdmissibilityWarning, **fields))
    return parts, notices


def _losses(
    result: PathResult,
    rows: GroupRows,
    repeats: list[Places],
    technique: Technique,
    estimate: Members,
    fitted: Members,
) -> dict[str, Any]:
    """Losses by the model, the linear model and the means, out of sample and in sample."""
    spec, x = result.spec, rows.values
    items, dependents = numerics.endogenous_items(spec), list(spec.dependents)
    q, both = len(items), len(items) + len(dependents)
    slopes, shifts = (each[0, dependents] for each in result.estimator.score_weights(estimate))
    targets = np.concatenate([x[:, items], x @ slopes.T + shifts], axis=1)
    columns = np.concatenate([np.arange(both), np.arange(q), np.arange(both)])

    def predictors(of: Members) -> list[Linear]:
        model = numerics.pls_predictor(of.moments, of.fit, spec, technique)
        return [model, numerics.linear_model(of.moments, spec, technique)]

    mean = fitted.moments.mean
    assert mean is not None  # made from rows
    constant = np.concatenate([mean[:, items], mean @ slopes.T + shifts], axis=1)
    out = Linear.joined(predictors(fitted), constant)
    found = numerics.held_out_losses(out, x, targets, columns, rows.weights, repeats)
    whole = [Places.of(np.zeros(len(x), dtype=np.intp))]
    inside = Linear.joined(predictors(estimate))
    found_in = numerics.held_out_losses(inside, x, targets, columns[: both + q], rows.weights, whole)
    names = ("pls", "scores", "lm", "ia", "score_means")
    ends = (q, both, both + q, both + 2 * q, 2 * both + q)
    names_in = ("pls_in", "scores_in", "lm_in")
    return {
        **dict(zip(names, found.split(*ends), strict=True)),
        **dict(zip(names_in, found_in.split(*ends[:3]), strict=True)),
    }


def _survey(result: PathResult, group: int, n: int) -> dict[str, Any]:
    """How the respondents were sampled, and the resamples of rows where they can stand for the losses'."""
    variation = result.estimates.variations[group]
    draws = variation.draws if isinstance(variation, Bootstrap) else None
    # random groups of rows have fewer members than there are rows
    of_rows = draws is not None and getattr(draws, "n", n) == n and draws.members * n <= MOST_COUNTS
    return {
        "design": None if result.design is None else result.design.units,
        "replicates": variation if isinstance(variation, Replicates) else None,
        "draws": draws if of_rows else None,
    }


def _check(result: PathResult, fitted: Members, reference: Moments, folds: int, label: str) -> None:
    """Refuse where the model does not exist without one of the folds, and say why."""
    bad = np.flatnonzero(np.isnan(fitted.fit.paths).any(axis=1) | np.isnan(fitted.fit.weights).any(axis=1))
    if not len(bad):
        return
    variances = np.diagonal(fitted.moments.cov[bad[0]])
    constant = ~(variances > CONSTANT * np.diagonal(reference.cov[0]))
    names = [result.model.items[i] for i in np.flatnonzero(constant)]
    why = f"item {names[0]!r} is then the same everywhere" if names else "its equations are then singular"
    raise DataError(
        f"Without fold {bad[0] % folds + 1} of repeat {bad[0] // folds + 1} the model cannot be estimated"
        f"{label}: {why}. Use more folds (the training samples grow) or leave the item out."
    )
