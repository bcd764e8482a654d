"""Segments: respondents whose structural paths differ, found without knowing beforehand who they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from csmodels.errors import (
    AdmissibilityWarning,
    ConvergenceWarning,
    CsmodelsWarning,
    DataError,
    DataWarning,
    SpecificationError,
    check_whole,
    some,
)
from csmodels.numerics import fimix
from csmodels.numerics.fimix import Mixture, Scores, fit_mixture, information_criteria, normed_entropy
from csmodels.numerics.fimix_errors import mixture_errors
from csmodels.numerics.intervals import normal_limits
from csmodels.tables import FrozenMapping, ResultBase, Summary, frozen_frame, params_table
from csmodels.tables.notices import Notice, Noticed, issue, notice
from csmodels.tables.stacked import stacked

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from csmodels.path_models.result import PathResult

Array = NDArray[np.float64]

#: A segment with a smaller share of the respondents is likely a handful of unusual ones: our convention.
SMALL_SHARE = 0.05
#: A segment whose regression leaves less than this open follows a pattern of answers: our convention. In
#: surveys an explained variance of .99 does not come from opinions.
PERFECT_FIT = 0.99
#: A best solution that fewer starts found may not be the best there is.
STEADY_STARTS = 2


@dataclass(frozen=True, repr=False, eq=False)
class Segments(Noticed, ResultBase):
    """Segments of respondents; made by `result.segments(k)`, not by hand.

    Attributes
    ----------
    result : PathResult
        The path model whose scores were divided.
    settings : mapping
        ``segments``, ``starts``, ``starts_at_best``, ``starts_failed``, ``seed``, ``n``, ``converged`` ...
    notices : tuple of Notice
        What the reader must know; `warnings` gives the sentences.

    Notes
    -----
    Segments are numbered from the largest to the smallest. Tables: `params` (paths, intercepts, residual
    variances), `sizes` and `r_squared` with the segment as index level, and `criteria`; by respondent
    `membership` and `assignments`.

    Standard errors and limits are those of the mixture's likelihood (see
    `csmodels.numerics.fimix_errors`): they hold the uncertainty of membership, and take the construct scores
    and the number of segments as given. Where errors are normal, 95 % limits held the truth in 92 to 98 % of
    simulated samples of 1,000 respondents, and in 84 to 93 % of samples of 250; where errors have long tails
    the estimates themselves are off, because tails look like a segment. There are no p-values: segments are
    chosen to differ.
    """

    result: PathResult
    settings: FrozenMapping[str, object]
    notices: tuple[Notice, ...]
    _scores: Scores
    _mixture: Mixture
    _posterior: Array
    _rows: NDArray[np.intp]
    title_key: ClassVar[str] = "heading.segments"

    @property
    def k(self) -> int:
        """Number of segments."""
        return int(self._posterior.shape[1])

    # ------------------------------------------------------------------ tables

    @frozen_frame
    def params(self) -> pd.DataFrame:
        """Paths, intercepts and residual variances of each segment, for standardised construct scores."""
        model, best = self.result.model, self._mixture.best
        dependents = [model.constructs[j] for j in self._scores.spec.dependents]
        errors = mixture_errors(self._scores, self._mixture, best, self._posterior)
        rows = [
            *(("path", lhs, "~", rhs) for lhs, rhs in model.paths),
            *(("intercept", each, "~1", "") for each in dependents),
            *(("variance", each, "~~", each) for each in dependents),
        ]
        found = self._mixture
        values = np.concatenate([found.slopes[best], found.intercepts[best], found.variances[best]], axis=1)
        spread = np.concatenate([errors.slopes, errors.intercepts, errors.variances], axis=1)
        low, high, _ = normal_limits(values, spread, float(str(self.settings["conf_level"])), 0.0)
        texts = dict(zip(("kind", "lhs", "op", "rhs"), zip(*rows * self.k, strict=True), strict=True))
        numbers = {"estimate": values, "std_error": spread, "conf_low": low, "conf_high": high}
        columns = texts | {name: each.ravel() for name, each in numbers.items()}
        return params_table(columns, index=self._names.repeat(len(rows)))

    @frozen_frame
    def sizes(self) -> pd.DataFrame:
        """Size of each segment.

        ``share``: of all respondents, by the probabilities; ``n_assigned``: respondents whose most likely
        segment it is; ``certainty``: the mean of their probabilities of belonging to it.
        """
        numbers = self._posterior.argmax(axis=1)
        likely = self._posterior.max(axis=1)
        assigned = np.bincount(numbers, minlength=self.k)
        with np.errstate(invalid="ignore"):
            certainty = np.bincount(numbers, weights=likely, minlength=self.k) / assigned
        columns = {
            "share": self._mixture.shares[self._mixture.best],
            "n_assigned": assigned,
            "certainty": certainty,
        }
        return pd.DataFrame(columns, index=self._names)

    @frozen_frame
    def r_squared(self) -> pd.DataFrame:
        """Explained variance of each dependent construct within each segment."""
        spec, best = self._scores.spec, self._mixture.best
        y = self._values[:, list(spec.dependents)]
        w = self._posterior * self._scores.weights[:, None]
        w /= w.sum(axis=0)
        spread = w.T @ y**2 - (w.T @ y) ** 2
        explained = 1 - self._mixture.variances[best] / spread
        names = pd.Index([self.result.model.constructs[j] for j in spec.dependents], name="construct")
        return stacked([{"estimate": row} for row in explained], self._names, names)

    @frozen_frame
    def criteria(self) -> pd.DataFrame:
        """Log-likelihood, information criteria (small is good) and normed entropy (1: clearly apart)."""
        return _criteria(self._scores, self._mixture, self._posterior)

    # ------------------------------------------------------------------ respondents

    @property
    def membership(self) -> pd.DataFrame:
        """Probability of each respondent to belong to each segment; missing for those left out of the fit."""
        out = np.full((len(self._index), self.k), np.nan)
        out[self._rows] = self._posterior
        return pd.DataFrame(out, index=self._index, columns=self._names)

    @property
    def assignments(self) -> pd.Series:
        """The most likely segment of each respondent; missing for those left out of the fit."""
        out = pd.array([pd.NA] * len(self._index), dtype="Int64")
        out[self._rows] = self._posterior.argmax(axis=1) + 1
        return pd.Series(out, index=self._index, name="segment")

    # ------------------------------------------------------------------ displays

    def summary(self, lang: str = "en") -> Summary:
        """The segments as a document: criteria, sizes, paths side by side, explained variance.

        Parameters
        ----------
        lang : {"en", "zh"}
        """
        from csmodels.path_models.segments.display import summary

        return summary(self, lang)

    def plot_paths(self, *, lang: str = "en", ax: Axes | None = None, title: str | None = None) -> Axes:
        """Draw the paths of all segments with their intervals, path by path.

        Parameters
        ----------
        lang : {"en", "zh"}
        ax : Axes, optional
        title : str, optional

        Returns
        -------
        matplotlib.axes.Axes
        """
        from csmodels.path_models.segments.display import plot_paths

        return plot_paths(self, lang=lang, ax=ax, title=title)

    # ------------------------------------------------------------------ helpers

    @property
    def _names(self) -> pd.Index:
        return pd.RangeIndex(1, self.k + 1, name="segment")

    @property
    def _index(self) -> pd.Index:
        assert self.result.answers is not None  # refused before
        return self.result.answers.all_rows

    @property
    def _values(self) -> Array:
        first = slice(1, self._scores.constructs + 1)
        return np.asarray(self._scores.products[first].T * self._scores.sd + self._scores.mean)


def segments(result: PathResult, k: int, *, starts: int = 10, seed: int = 0, stacklevel: int = 2) -> Segments:
    """Find segments of respondents whose structural paths differ (FIMIX-PLS).

    Use it when one set of paths may hide several: the weights stay those of all respondents, and EM divides
    the respondents by the regressions that fit their construct scores. Compare several numbers of segments
    with `compare_segments` first, and look for a variable that explains the segments afterwards.

    Parameters
    ----------
    result : PathResult
        A fit without ``by=``, from rows.
    k : int
        Number of segments; 1 gives the paths of all respondents.
    starts : int
        Random partitions from which EM starts; more for more segments.
    seed : int
        Decides the partitions.
    stacklevel : int
        Whose line warnings name: 2 for the caller's, one more for each function between.

    Returns
    -------
    Segments

    Raises
    ------
    SpecificationError
        A model fitted by groups or from moments, with products or higher-order constructs, or with
        unanswered items filled in; a number that is no whole number from 1 (`k`, `starts`) or 0 (`seed`).
    DataError
        Too few respondents for `k` segments, or no start that led to usable segments.

    Notes
    -----
    Hahn, Johnson, Herrmann and Huber (2002). Scores have standard deviation 1 with divisor n; programs that
    divide by n - 1 report a log-likelihood lower by n d ln(n / (n - 1)) / 2, with d dependent constructs,
    whatever the number of segments. Survey weights count respondents, scaled to a mean of 1; the criteria
    then rest on a pseudo-likelihood.

    Examples
    --------
    >>> import csmodels as cs
    >>> model = cs.PathModel({"Quality": ["qual_overall", "qual_custom"],
    ...                       "Satisfaction": ["sat_overall", "sat_ideal"]},
    ...                      {"Satisfaction": ["Quality"]})
    >>> found = segments(model.fit(cs.datasets.load_hotel(), n_boot=0), 2)
    >>> found.k, found.sizes.columns.tolist()
    (2, ['share', 'n_assigned', 'certainty'])
    """
    found = _find(result, _prepare(result), k, starts, seed)
    issue(found.notices, stacklevel)
    return found


def compare_segments(
    result: PathResult,
    ks: Sequence[int] = (1, 2, 3, 4, 5),
    *,
    starts: int = 10,
    seed: int = 0,
    stacklevel: int = 2,
) -> pd.DataFrame:
    """Criteria for several numbers of segments, one row each.

    Use it to choose the number: of AIC3, CAIC, BIC and the others the smallest value is preferred, the
    entropy says how clearly the segments lie apart, and a smallest segment of a few percent says that there
    are too many.

    Parameters
    ----------
    result : PathResult
    ks : sequence of int
        Numbers of segments to try.
    starts, seed : int
        As for `segments`.
    stacklevel : int
        Whose line warnings name: 2 for the caller's, one more for each function between.

    Returns
    -------
    DataFrame
        Index ``segments``, one row for each number in `ks`. Columns ``log_likelihood``, ``n_parameters``, the
        criteria ``aic``, ``aic3``, ``aic4``, ``bic``, ``caic``, ``hq`` and ``mdl5``, ``entropy`` (normed, 0
        to 1), ``smallest_share`` (of the respondents, by the probabilities) and ``share_at_best`` (the share
        of the starts that found the solution). A number of segments that no start could fit has missing
        values.

    Raises
    ------
    SpecificationError, DataError
        As `segments`, without the last reason.

    Warns
    -----
    DataWarning
        The survey declares clusters, strata or replicate weights, of which the likelihood knows nothing. In
        simulated samples without segments (20 each of 600 respondents in 10 to 200 clusters, intraclass
        correlation .5 to .8) AIC3 asked for several segments in 12 to 17 of 20, BIC in 0 to 2; where the
        paths themselves vary from cluster to cluster BIC did so in 11 of 20.

    Notes
    -----
    Criteria are -2 log L + c times the number of parameters, with c = 2 (AIC), 3 (AIC3), 4 (AIC4), ln n
    (BIC), ln n + 1 (CAIC), 2 ln ln n (HQ), 5 ln n (MDL5, whose factor is unconfirmed); read AIC3 together
    with CAIC (Sarstedt, Becker, Ringle and Schwaiger 2011, unconfirmed). The entropy is
    1 + sum p ln p / (n ln k) over the respondents' probabilities p (Ramaswamy et al. 1993).

    Examples
    --------
    >>> import csmodels as cs
    >>> model = cs.PathModel({"Quality": ["qual_overall", "qual_custom"],
    ...                       "Satisfaction": ["sat_overall", "sat_ideal"]},
    ...                      {"Satisfaction": ["Quality"]})
    >>> table = compare_segments(model.fit(cs.datasets.load_hotel(), n_boot=0), (1, 2), starts=3)
    >>> table[["n_parameters", "bic", "aic3"]].columns.tolist(), table.index.tolist()
    (['n_parameters', 'bic', 'aic3'], [1, 2])
    """
    if isinstance(ks, (int, np.integer)) or len(list(ks)) == 0:
        raise SpecificationError(f"ks={ks!r} must be a sequence of numbers of segments, such as (1, 2, 3).")
    prepared = _prepare(result)
    rows = []
    for k in ks:
        _check_k(prepared[0], k)
        mixture, posterior = _run(prepared[0], k, starts, seed)
        row = _criteria(prepared[0], mixture, posterior)
        if not np.isfinite(mixture.log_likelihood[mixture.best]):
            row.loc[:, row.columns != "n_parameters"] = np.nan
            smallest = np.nan
        else:
            smallest = float(mixture.shares[mixture.best].min())
        rows.append(row.assign(smallest_share=smallest, share_at_best=mixture.share_at_best))
    issue(_sampled(result, DataWarning), stacklevel)
    return pd.concat(rows)


def _prepare(result: PathResult) -> tuple[Scores, NDArray[np.intp]]:
    """Scores of the respondents in the fit, and where these stand in the data."""
    answers = result.answers
    if answers is None:
        raise SpecificationError(
            "Segments need respondents, and this model was fitted from Moments. Fit it to the answers."
        )
    if result.groups:
        raise SpecificationError(
            "Segments are found in one sample, and this model was fitted with by=. Fit it without by=, or to"
            " the rows of one group."
        )
    if not result.model.plain:
        from csmodels.path_models.terms import refuse_terms

        refuse_terms(result.model, "segments")
    if np.isnan(answers.values).any():
        raise SpecificationError(
            "Segments need complete answers, and this model was fitted with"
            f" missing={result.settings['missing']!r}: scores from filled-in answers vary less, and would"
            ' make a segment of their own. Fit the model with missing="listwise".'
        )
    values = result.scores().to_numpy()[answers.rows]
    for j in result.spec.dependents:
        if len(np.unique(values[:, j])) <= 2:
            name = result.model.constructs[j]
            raise DataError(
                f"{name!r} has two different scores only (a yes/no item): a segment of those who answered"
                " alike fits it perfectly, and the likelihood of the mixture has no bound. Leave the"
                " construct out of the model for this analysis."
            )
    weights = answers.weights
    used = np.ones(len(values), dtype=bool) if weights is None else weights > 0
    scaled = None if weights is None else weights[used] / weights[used].mean()
    return Scores(values[used], result.spec, scaled), answers.rows[used]


def _check_counts(**given: Any) -> None:
    for name, value in given.items():
        check_whole(name, value, 0 if name == "seed" else 1)


def _check_k(scores: Scores, k: int) -> None:
    _check_counts(k=k)
    largest = max(len(before) for before in scores.spec.predictors)
    if k * (largest + 2) > scores.n:
        raise DataError(
            f"{k} segments need at least {k * (largest + 2)} respondents, there are {scores.n:.0f}. Ask for"
            " fewer segments."
        )


def _run(scores: Scores, k: int, starts: int, seed: int) -> tuple[Mixture, Array]:
    _check_counts(starts=starts, seed=seed)
    return fit_mixture(scores, k, starts=starts if k > 1 else 1, seed=seed)


def _find(
    result: PathResult, prepared: tuple[Scores, NDArray[np.intp]], k: int, starts: int, seed: int
) -> Segments:
    scores, rows = prepared
    _check_k(scores, k)
    mixture, posterior = _run(scores, k, starts, seed)
    best = mixture.best
    failed = int(np.isneginf(mixture.log_likelihood).sum())
    if failed == len(mixture.log_likelihood):
        raise DataError(
            f"None of {starts} starts led to {k} usable segments: some segment became too small, or its"
            " members have (almost) the same scores of a construct. Ask for fewer segments or more starts."
        )
    at_best = round(mixture.share_at_best * len(mixture.log_likelihood))
    settings: dict[str, object] = {
        "estimator": "fimix",
        "segments": k,
        "n": len(posterior),
        "weights": result.settings["weights"],
        "starts": len(mixture.log_likelihood),
        "starts_at_best": at_best,
        "starts_failed": failed,
        "seed": seed,
        "conf_level": result.settings["conf_level"],
        "converged": bool(mixture.converged[best]),
        "iterations": int(mixture.steps[best]),
        "tolerance": fimix.TOLERANCE,
    }
    found = Segments(result, FrozenMapping(settings), (), scores, mixture, posterior, rows)
    notices = [*_notices(result, scores, mixture, at_best), *_too_perfect(found), *_sampled(result)]
    return replace(found, notices=tuple(notices))


def _notices(result: PathResult, scores: Scores, mixture: Mixture, at_best: int) -> list[Notice]:
    """Not converged, a solution found once, segments too small, what the paths do not correct."""
    best, starts = mixture.best, len(mixture.log_likelihood)
    found: list[Notice] = []
    if not mixture.converged[best]:
        found.append(notice("segments_not_converged", ConvergenceWarning, steps=int(mixture.steps[best])))
    if starts > 1 and at_best < STEADY_STARTS:
        found.append(notice("segments_unsteady", ConvergenceWarning, at_best=at_best, starts=starts))
    shares = mixture.shares[best]
    parameters = fimix.n_parameters(scores.spec, 1)
    small = [
        f"{g + 1} ({100 * share:.1f} %)"
        for g, share in enumerate(shares)
        if share < SMALL_SHARE or share * scores.n < parameters
    ]
    if small:
        fields = {"names": some(small), "parameters": parameters}
        found.append(notice("segments_small", AdmissibilityWarning, **fields))
    if result.settings["estimator"] == "plsc":
        found.append(notice("segments_uncorrected"))
    if result.settings["weights"] != "none":
        found.append(notice("segments_weighted"))
    return found


def _too_perfect(found: Segments) -> list[Notice]:
    """Segments within which a construct is explained (almost) wholly, which are named with it."""
    table = found.r_squared["estimate"]
    if found.k == 1:
        return []
    names = [f"{segment} ({construct})" for segment, construct in table.index[table > PERFECT_FIT]]
    if not names:
        return []
    fields = {"names": some(names), "limit": f"{PERFECT_FIT:g}"}
    return [notice("segments_perfect", AdmissibilityWarning, **fields)]


def _sampled(result: PathResult, category: type[CsmodelsWarning] | None = None) -> list[Notice]:
    """That the likelihood knows nothing of the clusters and strata that the survey declares."""
    return [] if result.design is None else [notice("segments_design", category)]


def _criteria(scores: Scores, mixture: Mixture, posterior: Array) -> pd.DataFrame:
    k = posterior.shape[1]
    reached = float(mixture.log_likelihood[mixture.best])
    parameters = fimix.n_parameters(scores.spec, k)
    row = {
        "log_likelihood": reached,
        "n_parameters": parameters,
        **information_criteria(reached, parameters, scores.n),
        "entropy": normed_entropy(posterior, scores.weights),
    }
    return pd.DataFrame([row], index=pd.Index([k], name="segments"))
