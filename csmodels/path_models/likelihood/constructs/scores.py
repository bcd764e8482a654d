"""Scores of respondents from a covariance model, and the index of each construct with its error."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal, cast

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from csmodels.errors import (
    AdmissibilityWarning,
    DataError,
    DataWarning,
    SpecificationError,
    check_choice,
    some,
)
from csmodels.numerics.covariance import errors
from csmodels.numerics.covariance.likelihood import Sample
from csmodels.numerics.covariance.structure import implied, matrices
from csmodels.numerics.index import normalised_weights
from csmodels.numerics.intervals import Uncertainty, normal_limits, unknown
from csmodels.path_models.check import check_range, check_scales
from csmodels.path_models.likelihood.parameters import measured_by
from csmodels.path_models.likelihood.refit import prepared_again
from csmodels.path_models.likelihood.respondents import normalised
from csmodels.path_models.terms import HigherOrder
from csmodels.sampling.group_notices import group_notice, together
from csmodels.survey import SurveyData
from csmodels.survey.answers import MISSING, Answers, read_answers
from csmodels.survey.columns import count, rows_where
from csmodels.survey.conditions import format_number
from csmodels.survey.data import item_range
from csmodels.tables.notices import Notice, in_words, issue, notice

if TYPE_CHECKING:
    from csmodels.path_models.likelihood.result import CovarianceResult
    from csmodels.path_models.model import PathModel

Array = NDArray[np.float64]
Range = tuple[float, float]
Codes = NDArray[np.intp]
Method = Literal["regression", "bartlett"]
METHODS = ("regression", "bartlett")


# ------------------------------------------------------------------ factor scores


def factor_scores(
    result: CovarianceResult, data: SurveyData | pd.DataFrame | None = None, method: Method = "regression"
) -> pd.DataFrame:
    """Estimate where each respondent stands on each construct; see `Scored.scores`."""
    check_choice("method", method, METHODS)
    answers, codes = _respondents(result, data)
    scorers = [_Scorer(result, g, method) for g in range(result.estimates.structure.n_groups)]
    out = np.full((answers.n_rows, len(result.table.factors)), np.nan)
    for g, scorer in enumerate(scorers):
        mine = codes == g
        out[answers.rows[mine]] = scorer(answers.values[mine])
    columns = pd.Index(result.table.factors, name="construct")
    return pd.DataFrame(out, index=answers.all_rows, columns=columns)


class _Scorer:
    """Scores of the respondents of one group from whatever items they answered."""

    def __init__(self, result: CovarianceResult, g: int, method: Method) -> None:
        given = result.estimates
        structure, theta = given.structure, given.theta[None]
        at = implied(structure, theta)
        mean = given.sample.mean if at.mean is None else at.mean
        if mean is None:
            raise SpecificationError("Scores need means; this model was fitted from Moments without them.")
        self.cov, self.mean = at.cov[0, g].real, mean[0, g].real
        self.loadings = matrices(structure, theta)["Lambda"][0, g].real
        m = structure.n_factors
        # the covariances of factors with items stand in the middle of the basis
        self.joint = at.basis[0, g, :, m : 2 * m].real
        self.start = np.zeros(m) if at.shift is None else at.shift[0, g].real
        self.method, self.factors = method, result.table.factors

    def __call__(self, values: Array) -> Array:
        out = np.full((len(values), len(self.factors)), np.nan)
        answered = ~np.isnan(values)
        patterns, which = np.unique(answered, axis=0, return_inverse=True)
        for i, pattern in enumerate(patterns):
            if pattern.any():
                rows = which.reshape(-1) == i
                away = values[rows][:, pattern] - self.mean[pattern]
                out[rows] = self.start + away @ self._weights(pattern).T
        return out

    def _weights(self, pattern: NDArray[np.bool_]) -> Array:
        """Scores by answers, shape (factors, answered items)."""
        cov = self.cov[np.ix_(pattern, pattern)]
        if self.method == "regression":
            return np.asarray(np.linalg.solve(cov, self.joint[pattern]).T)
        loadings = self.loadings[pattern]
        across = np.linalg.solve(cov, loadings)
        inner = loadings.T @ across
        size = np.sqrt(np.diag(inner))
        least = np.linalg.eigvalsh(inner / np.multiply.outer(size, size))[0] if size.all() else 0.0
        if not least > 1e-10:
            without = [name for name, s in zip(self.factors, size, strict=True) if not s > 0]
            raise SpecificationError(
                f"Bartlett scores do not exist for {some(without or self.factors)}: a construct needs items"
                ' of its own that were answered. Use method="regression".'
            )
        return np.asarray(np.linalg.solve(inner, across.T))


def _respondents(result: CovarianceResult, data: SurveyData | pd.DataFrame | None) -> tuple[Answers, Codes]:
    """The respondents to score, and the group of each; -1 for one that could not be fitted."""
    if data is None and result.answers is None:
        raise SpecificationError("This model was fitted from Moments: give the respondents to score.")
    answers = result.answers
    if data is not None:
        by = result.settings.get("by")
        rule = str(result.settings["missing"])
        # whoever is kept under the likelihood of incomplete answers is kept here
        kept = rule if rule in MISSING else "em" if rule == "fiml" else "listwise"
        answers = read_answers(
            data, result.model.items, missing=kept, by=None if by is None else str(by), scoring=True
        )
    assert answers is not None  # both empty cases were refused above
    codes = np.zeros(len(answers.values), dtype=np.intp)
    if result.groups and answers.group_codes is not None:
        known = [*result.groups, *result.failed_groups]
        unknown_names = [n for n in answers.group_names if n not in known]
        if unknown_names:
            raise SpecificationError(f"The model was not fitted for group {some(map(repr, unknown_names))}.")
        place = [result.groups.index(n) if n in result.groups else -1 for n in answers.group_names]
        codes = np.array(place, dtype=np.intp)[answers.group_codes]
    return answers, codes


# ------------------------------------------------------------------ the index


def construct_index(
    result: CovarianceResult, scale: Range | None = None, scales: Mapping[str, Range] | None = None
) -> pd.DataFrame:
    """The index of each construct, 0 to 100 on the questionnaire's scale; see `Scored.construct_index`."""
    if result.estimates.sample.mean is None:
        raise SpecificationError("An index needs means; this model was fitted from Moments without them.")
    ends = _ends(result, scale, scales or {})
    _check_inside(result, ends)
    index = _Index(result, ends)
    issue([*_negative(result, index), *_without_errors(result)], stacklevel=2)
    found = _uncertainty(result, index)
    k = len(result.table.factors)

    def of_group(g: int) -> pd.DataFrame:
        part = slice(g * k, (g + 1) * k)
        columns = {
            name: getattr(found, name)[part] for name in ("estimate", "std_error", "conf_low", "conf_high")
        }
        return pd.DataFrame(columns, index=pd.Index(result.table.factors, name="construct"))

    return result._by_group(of_group)


def _ends(result: CovarianceResult, scale: Range | None, scales: Mapping[str, Range]) -> Array:
    """Ends of every item's scale, shape (items, 2): as given, or by the questionnaire."""
    items, asked = result.table.items, result.questionnaire
    check_scales(scales, items)
    if scale is not None:
        check_range(scale, "scale")
    found = {item: scales.get(item, scale) for item in items}
    for item, given in found.items():
        if given is None and asked is not None and item in asked:
            found[item] = item_range(asked.item(item))
    open_ends = [item for item, given in found.items() if given is None]
    if open_ends:
        why = "the data had no questionnaire" if asked is None else "the questionnaire does not give them"
        raise SpecificationError(
            f"An index needs the ends of the answer scale of {some(map(repr, open_ends))}, and {why}. Give"
            " them as they were asked, whatever was answered: scale=(low, high) for all items, or"
            f" scales={{{open_ends[0]!r}: (low, high)}} for single ones."
        )
    return np.array(list(found.values()), dtype=np.float64)


def _check_inside(result: CovarianceResult, ends: Array) -> None:
    """Refuse answers beyond the ends; where only moments are known, means beyond them."""
    answers = result.answers
    if answers is None:
        assert result.estimates.sample.mean is not None  # refused before
        values = result.estimates.sample.mean[0]
    else:
        used = _respondents(result, None)[1] >= 0
        if answers.weights is not None:
            used &= answers.weights > 0
        values = np.where(used[:, None], answers.values, np.nan)
    outside = (values < ends[:, 0]) | (values > ends[:, 1])
    if not outside.any():
        return
    first, *others = np.flatnonzero(outside.any(axis=0)).tolist()
    item, (low, high), wrong = result.table.items[first], ends[first].tolist(), outside[:, first]
    found = some(map(format_number, np.unique(values[wrong, first]).tolist()))
    rows = "" if answers is None else f" in {rows_where(wrong, answers.index)}"
    also = f" The same holds for {some(repr(result.table.items[i]) for i in others)}." if others else ""
    raise DataError(
        f"Item {item!r} has {'a mean' if answers is None else count(int(wrong.sum()), 'value')} outside the"
        f" ends of its scale, {format_number(low)} to {format_number(high)}: {found}{rows}.{also} Give the"
        f" ends as they were asked, scales={{{item!r}: (low, high)}}, or leave scale= out if the survey has a"
        " questionnaire; if a value is wrong, correct it and fit again."
    )


def items_below(model: PathModel, name: str) -> list[str]:
    """Items of a construct, or of the dimensions of a higher-order one."""
    construct = model.measurement[name]
    if isinstance(construct, HigherOrder):
        return [item for part in measured_by(construct) for item in items_below(model, part)]
    return list(construct.items)


class _Index:
    """The index as a statistic: its weights from the parameters, the items' means from the sample."""

    def __init__(self, result: CovarianceResult, ends: Array) -> None:
        self.structure, self.ends = result.estimates.structure, ends
        items = result.table.items
        self.blocks = [[items.index(i) for i in items_below(result.model, f)] for f in result.table.factors]

    def shares(self, theta: Array) -> Array:
        """Weight of each item, rescaled to 0..100, in each index: (members, groups, constructs, items)."""
        at = implied(self.structure, theta)
        m = self.structure.n_factors
        joint = at.basis[..., m : 2 * m]
        out = np.zeros((*at.cov.shape[:2], m, self.structure.n_items))
        for j, block in enumerate(self.blocks):
            own = at.cov[..., block, :][..., :, block]
            weights = np.linalg.solve(own, joint[..., block, j][..., None])[..., 0]
            # as weights of items in units of the data, these need no standard deviations
            unit = np.ones(len(block))
            out[..., j, block] = normalised_weights(weights, unit, self.ends[block], "unstandardized")
        return out

    def of(self, theta: Array, mean: Array) -> Array:
        """The index from weights and means (members, groups, items), shape (members, groups x constructs)."""
        rescaled = 100 * (mean - self.ends[:, 0]) / (self.ends[:, 1] - self.ends[:, 0])
        found: Array = (self.shares(theta) * rescaled[..., None, :]).sum(axis=-1).reshape(len(theta), -1)
        return found

    def __call__(self, theta: Array, sample: Sample) -> Array:
        assert sample.mean is not None  # refused before
        return self.of(theta, sample.mean)

    def by_mean(self, theta: Array) -> Array:
        """Derivatives by the items' means, shape (groups, constructs, items)."""
        found: Array = 100 * self.shares(theta[None])[0] / (self.ends[:, 1] - self.ends[:, 0])
        return found


def _uncertainty(result: CovarianceResult, index: _Index) -> Uncertainty:
    """Errors and limits that hold the sampling of weights and of means."""
    given = result.estimates
    if given.variation.members:  # resamples, or the replicate weights of a survey
        return given.uncertainty(index)
    estimate = given.values(index)
    if given.covariance is None or result.settings["missing"] not in ("listwise", "none"):
        return unknown(estimate)
    variance = _of_moments(result, index) if result.answers is None else _of_rows(result, index)
    error = np.sqrt(variance)
    limits = normal_limits(estimate, error, given.variation.conf_level, 0.0, given.df)
    return Uncertainty(estimate, error, *limits)


def _without_errors(result: CovarianceResult) -> list[Notice]:
    """Why an index of a fit with gaps has no errors."""
    known = result.estimates.variation.members or result.settings["missing"] != "fiml"
    return [] if known else [notice("ml_index_without_errors", DataWarning)]


def _of_moments(result: CovarianceResult, index: _Index) -> Array:
    """Variances where only moments are known: under normality means and covariances are independent."""
    given = result.estimates
    assert given.covariance is not None  # known where errors are
    slopes = given.slopes(index)
    by_mean = index.by_mean(given.theta)
    cov = given.sample.cov[0] / given.n[:, None, None]
    of_means = np.einsum("gci,gij,gcj->gc", by_mean, cov, by_mean).reshape(-1)
    return np.asarray(((slopes @ given.covariance) * slopes).sum(axis=1) + of_means)


def _of_rows(result: CovarianceResult, index: _Index) -> Array:
    """Variances of the sum of the respondents' influence, through the parameters and through the means."""
    given, prepared = result.estimates, prepared_again(result)
    # influence goes by the curvature itself, whatever the model expects of it
    info = given.n_total * errors.information(given.structure, given.sample, given.theta, observed=True)
    slopes, by_mean = given.slopes(index) @ errors.inverse(info), index.by_mean(given.theta)
    assert given.sample.mean is not None  # rows have means
    influence, weights, where = [], [], []
    for g, group in enumerate(normalised(prepared.rows)):
        away = group.values - given.sample.mean[0, g]
        scored = group.values if given.structure.means else away
        moved = errors.casewise(given.structure, given.theta, scored, g) @ slopes.T
        own = np.zeros((len(away), *by_mean.shape[:2]))
        own[:, g] = away @ by_mean[g].T / given.n[g]
        influence.append(moved + own.reshape(len(away), -1))
        weights.append(np.ones(len(away)) if group.weights is None else group.weights)
        where.append(group.where)
    design = None if prepared.design is None else prepared.design.units
    total = errors.meat(np.concatenate(influence), np.concatenate(weights), design, np.concatenate(where))
    return np.asarray(np.diag(total))


def _negative(result: CovarianceResult, index: _Index) -> list[Notice]:
    """A warning for each index with a negative weight."""
    found = []
    for g, shares in enumerate(index.shares(result.estimates.theta[None])[0]):
        for name, row in zip(result.table.factors, shares, strict=True):
            items = [item for item, share in zip(result.table.items, row, strict=True) if share < 0]
            if items:
                key = "negative_weight" if len(items) == 1 else "negative_weights"
                place = in_words(result.groups, result.group_labels)[g : g + 1]
                found.append(
                    group_notice(key, AdmissibilityWarning, items=items, groups=place, construct=name)
                )
    return together(found)


class Scored:
    """Mixin of `CovarianceResult`: scores of respondents, and the index of each construct."""

    def scores(
        self, data: SurveyData | pd.DataFrame | None = None, method: Method = "regression"
    ) -> pd.DataFrame:
        """Estimate where each respondent stands on each construct.

        Use it to describe or map respondents. As variables of a further analysis scores give biased answers
        (regressions of scores on scores are not the model's paths): ask the model itself.

        Parameters
        ----------
        data : SurveyData or DataFrame, optional
            Respondents to score with the estimates of this fit; by default those it was fitted to. With
            ``by=`` they need the column of groups.
        method : {"regression", "bartlett"}
            ``"regression"``: the expected value, given the answers; varies less than the construct.
            ``"bartlett"``: unbiased for each respondent; varies more than the construct.

        Returns
        -------
        DataFrame
            One row per respondent given, with the index of the data, one column per construct, in the unit of
            the construct. Around 0, or the construct's mean where the model has intercepts. Missing for a
            respondent with an unanswered item, unless the fit keeps such respondents: then from the items
            that were answered.

        Raises
        ------
        SpecificationError
            Unknown method or group; a model fitted from moments without means or without ``data``; Bartlett
            scores of a construct without items (higher-order) or with too few.

        Notes
        -----
        With kappa the mean of the constructs, regression (Thurstone 1935) gives kappa + Cov(eta, x) Sigma^-1
        (x - mu), and Bartlett (1937) kappa + (Lambda' Sigma^-1 Lambda)^-1 Lambda' Sigma^-1 (x - mu): the
        error variances in the place of Sigma give the same, but have no inverse where one is zero. The means
        mu are those of the sample where the model has no intercepts.

        Examples
        --------
        >>> import csmodels as cs
        >>> hotel = cs.datasets.load_hotel()
        >>> model = cs.PathModel({"Quality": ["qual_overall", "qual_custom", "qual_reliability"]}, {})
        >>> model.fit(hotel, "ml").scores().columns.tolist()
        ['Quality']
        """
        return factor_scores(cast("CovarianceResult", self), data, method)

    def construct_index(
        self, scale: Range | None = None, scales: Mapping[str, Range] | None = None
    ) -> pd.DataFrame:
        """The index of each construct, 0 to 100 on the questionnaire's scale, with limits.

        Use it to set the index of a covariance model beside the one of partial least squares.

        Parameters
        ----------
        scale : (low, high), optional
            Ends of the answer scale of every item that `scales` leaves out. By default each item has the ends
            that the questionnaire of the survey gives it (`SurveyData.scale`), derived items included.
        scales : mapping of item to (low, high), optional
            Ends of single items' scales; they go before everything else.

        Returns
        -------
        DataFrame
            Index ``construct`` (below the group with ``by=``), columns ``estimate``, ``std_error``,
            ``conf_low``, ``conf_high``.

        Raises
        ------
        SpecificationError
            Fitted from moments without means; a scale that does not rise, or of an unknown item; items whose
            ends neither the arguments nor a questionnaire give.
        DataError
            An answer used by the fit lies outside the ends of its item; of moments, a mean does.

        Warns
        -----
        AdmissibilityWarning
            An item has a negative weight: the index is no weighted mean and can leave 0 to 100.
        DataWarning
            There are no errors, because ``missing="fiml"`` gives them only with resamples.

        Notes
        -----
        The index is 100 (E[y] - min y) / (max y - min y) of the weighted sum y of a construct's items, as in
        Fornell et al. (1996). Their weights here are those that predict the construct best from its own
        items, Sigma_jj^-1 Cov(x_j, eta_j): loading over error variance where the errors do not correlate.
        Items of other constructs have no part, or the index of satisfaction would hold answers about quality.

        Both the weights and the means of the items vary from sample to sample. With resamples or replicate
        weights the error is theirs. Without, it is that of the sum of the respondents' joint influence on
        weights and means, for any distribution of the answers, with weights, strata and clusters where the
        survey declares them. From published moments the two are taken for independent, as under normal
        answers. Under ``missing="fiml"`` there is an error only with resamples.

        Examples
        --------
        The survey's questionnaire knows that complaints are 0 or 1, and price tolerance is -25 to 25 %:

        >>> import csmodels as cs
        >>> hotel = cs.datasets.load_hotel()
        >>> result = cs.index_model("ACSI").path_model(hotel).fit(hotel, "ml")
        >>> result.construct_index()["estimate"].round(1).to_dict()  # doctest: +NORMALIZE_WHITESPACE
        {'Expectations': 72.2, 'Quality': 75.6, 'Value': 73.1, 'Satisfaction': 71.6, 'Complaints': 13.6,
         'Loyalty': 67.5}
        """
        return construct_index(cast("CovarianceResult", self), scale, scales)
