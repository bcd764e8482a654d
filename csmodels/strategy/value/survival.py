"""How long customers stay: the shifted-beta-geometric model, from a cohort, a table or a survey of tenure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from numbers import Integral
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from csmodels.errors import DataError, DataWarning, SpecificationError, check_whole
from csmodels.numerics.strategy.logit import expit
from csmodels.numerics.strategy.survival import ALIKE, fit_survival, gradient, log_shares, shapes
from csmodels.numerics.variation import Variation
from csmodels.sampling.grouped import group_labels
from csmodels.sampling.options import design_notices
from csmodels.sampling.remarks import left_out
from csmodels.sampling.settings import counted, respondents, uncertainty
from csmodels.sampling.variations import rows_by_group
from csmodels.strategy.privacy import LEAST
from csmodels.strategy.value.economics import check_number
from csmodels.strategy.value.fit import refuse_small, settled_for
from csmodels.strategy.value.sampled import Sampled, sampled
from csmodels.survey.answers import read_answers
from csmodels.survey.design import read_design
from csmodels.tables import FrozenMapping
from csmodels.tables.notices import Notice, in_words, issue, notice

if TYPE_CHECKING:
    from csmodels.strategy.value.survival_result import SurvivalResult
    from csmodels.survey import SurveyData

Array = NDArray[np.float64]

#: Limits of alpha or beta further apart than this factor are told to be hardly known. A convention.
WIDE = 4.0
#: Factors above are not written out.
MOST_TOLD = 1000
#: Index levels of the tables, which a group cannot be named like.
LEVELS = ("figure", "period")


@dataclass(frozen=True, eq=False)
class Stays:
    """What one group's estimates rest on.

    Attributes
    ----------
    counts : array, shape (categories,)
        Weighted customers of each category.
    first, last : int
    stock : bool
        Completed periods of present customers; else losses of a cohort, and those still there.
    people : array of int, optional
        Respondents of each category, where they are people of a survey.
    """

    counts: Array
    first: int
    last: int
    stock: bool
    people: NDArray[np.intp] | None = None

    @property
    def begin(self) -> int:
        """Completed periods from which on something was seen."""
        return self.first if self.stock else self.first - 1


@dataclass(frozen=True)
class ShiftedBetaGeometric:
    """Retention that rises with the time stayed because the least loyal leave first.

    Use it to project survival and value from the tenure of present customers (``fit``), from a cohort that
    was watched (``fit_cohort``), or from a table of tenures (``fit_table``).

    Parameters
    ----------
    tenure : str
        Column of the time stayed, in the unit of `per`.
    per : float
        Units of `tenure` in a period: 12 for months and years.
    first : int
        Fewest completed periods that are looked at. With 1 newcomers, whose first period is not over, are
        left out.
    last : int, optional
        Most completed periods that can occur (the age of the firm); by default the most that does.

    Notes
    -----
    Each customer leaves with a probability of his or her own in each period, and these follow a beta
    distribution: P(T = t) = B(alpha + 1, beta + t - 1) / B(alpha, beta), S(t) = B(alpha, beta + t) /
    B(alpha, beta), retention in period t = (beta + t - 1) / (alpha + beta + t - 1) (Fader and Hardie 2007).
    Of present customers the share with k completed periods is taken as proportional to S(k): as many came in
    each past period. Where a firm has grown, recent customers are over-represented and retention looks too
    low. The tenure of present customers says little of alpha and beta themselves: very different pairs bend
    the curve alike over the periods that are seen. The result says so, and offers what is known better:
    retention and periods within these.

    Examples
    --------
    >>> import csmodels as cs
    >>> from csmodels.strategy.value import ShiftedBetaGeometric
    >>> cohort = ShiftedBetaGeometric().fit_cohort([1000, 631, 468, 382, 326, 289, 262, 241])
    >>> cohort.figures.loc[["alpha", "beta"], "estimate"].round(3).tolist()
    [0.704, 1.182]
    """

    tenure: str = "tenure"
    per: float = 1.0
    first: int = 1
    last: int | None = None

    def __post_init__(self) -> None:
        check_number("per", self.per)
        if self.per <= 0:
            raise SpecificationError(f"per={self.per!r} must be above 0: units of tenure in a period.")
        check_whole("first", self.first)
        if self.last is not None:
            check_whole("last", self.last, self.first + 2)

    def fit(
        self,
        data: SurveyData | pd.DataFrame,
        *,
        by: str | None = None,
        errors: str | None = None,
        n_boot: int | None = None,
        seed: int = 0,
        ci: str | None = None,
        conf_level: float = 0.95,
        discount: float = 0.10,
        margin: float = 1.0,
        least: int = LEAST,
    ) -> SurvivalResult:
        """Estimate from the tenure of present customers.

        Parameters
        ----------
        data : SurveyData or DataFrame
            Weights, strata, clusters and replicate weights are taken into account.
        by, errors, n_boot, seed, ci, conf_level
            As for `CustomerValue.fit`.
        discount : float
            Of a period, for the discounted lifetime.
        margin : float
            Of a period, for values.
        least : int
            Shares of fewer respondents are not printed or drawn (tables hold them).

        Raises
        ------
        DataError
            Negative tenure, tenure above `last`, fewer than three completed periods that occur, a group of
            fewer than `least` respondents.
        """
        from csmodels.sampling.regressions import Asked
        from csmodels.strategy.value.survival_result import SurvivalResult

        _check_amounts(discount, margin)
        check_whole("least", least, 1)
        if by in LEVELS:
            raise DataError(
                f"Column {by!r} (by=) is named like an index level of the tables; rename it first."
            )
        asked = Asked(
            "bootstrap" if errors is None and n_boot else errors, "listwise", n_boot, seed, ci, conf_level
        )
        design = read_design(data)
        options = settled_for(asked, design)
        given = read_answers(data, [self.tenure], by=by, min_rows=3)
        answers = counted(given)
        periods = self._periods(answers.values[:, 0])
        last = self.last or int(periods.max())
        if last < self.first + 2:
            raise DataError(
                f"Column {self.tenure!r} holds {last} completed periods at most; three different ones are"
                f" needed. Is per={self.per:g} right?"
            )
        labels = tuple(answers.group_names) if by is not None else None
        words = group_labels(data, by)
        parts, stays, notices = (
            [],
            [],
            [*left_out(given, words, "left_open_only"), *design_notices(design, options)],
        )
        for rows, group in zip(
            rows_by_group(answers, labels), in_words(labels or (), words) or ("",), strict=True
        ):
            completed = self._periods(rows.values[:, 0])
            where = "" if by is None else f" with {self.first} completed periods in group {rows.label!r}"
            refuse_small(int((completed >= self.first).sum()), least, where)
            hot = (completed[:, None] == np.arange(self.first, last + 1)).astype(np.float64)
            part = sampled(
                rows, options, design, _Solve(hot, self.first, last), _influence(hot, self.first, last)
            )
            weights = np.ones(len(rows.values)) if rows.weights is None else rows.weights
            stay = Stays(weights @ hot, self.first, last, True, hot.sum(axis=0).astype(np.intp))
            parts.append(part)
            stays.append(stay)
            notices += remarks(part, stay, int(hot.sum()), group)
        young = int((periods < self.first).sum())
        settings: dict[str, Any] = {
            "survival_from": "stock", "tenure": self.tenure, "per": self.per, "first_period": self.first,
            "last_period": last, "n_young": young, "discount": discount, "period_margin": margin,
            **respondents(data, answers, len(answers) - young, "listwise"),
            **uncertainty(str(options.se), options, design, by, without=len(given) - len(answers)),
            "least": least,
        }  # fmt: skip
        result = SurvivalResult(
            tuple(parts), tuple(stays), discount, margin, labels or (), FrozenMapping(settings),
            tuple(notices), words,
        )  # fmt: skip
        issue(result.notices)
        return result

    def fit_cohort(
        self, kept: Sequence[float], *, conf_level: float = 0.95, discount: float = 0.10, margin: float = 1.0
    ) -> SurvivalResult:
        """Estimate from customers who began together.

        Parameters
        ----------
        kept : sequence of float
            How many were there at the start, after 1, 2, ... periods: ``[1000, 869, 743]``; people,
            since errors follow from their number.
        conf_level, discount, margin : float
        """
        there = _numbers("kept", kept)
        if there.ndim != 1 or len(there) < 3 or not np.isfinite(there).all() or there[0] <= 0:
            raise SpecificationError("kept= needs customers at the start and after two periods at least.")
        if (np.diff(there) > 0).any() or (there < 0).any():
            raise SpecificationError(f"kept={list(kept)!r} must not rise: customers who left stay away.")
        counts = np.append(there[:-1] - there[1:], there[-1])
        return _of_counts(Stays(counts, 1, len(there) - 1, False), conf_level, discount, margin, {})

    def fit_table(
        self,
        counts: Mapping[int, float],
        *,
        conf_level: float = 0.95,
        discount: float = 0.10,
        margin: float = 1.0,
    ) -> SurvivalResult:
        """Estimate from a table of present customers by completed periods, ``{1: 857, 2: 758, ...}``.

        Parameters
        ----------
        counts : mapping of completed periods to customers
        conf_level, discount, margin : float
        """
        if not counts or not all(
            isinstance(k, Integral) and not isinstance(k, bool) and k >= 0 for k in counts
        ):
            raise SpecificationError("counts= maps whole numbers of completed periods to customers.")
        every = dict(zip((int(k) for k in counts), _numbers("counts", list(counts.values())), strict=True))
        mine = {k: float(v) for k, v in every.items() if k >= self.first}
        young = round(sum(float(v) for k, v in every.items() if k < self.first))
        last = self.last or max(mine, default=0)
        if last < self.first + 2 or max(mine) > last:
            raise SpecificationError("counts= needs three different completed periods, none above last=.")
        row = np.array([mine.get(k, 0.0) for k in range(self.first, last + 1)])
        if not np.isfinite(row).all() or (row < 0).any():
            raise SpecificationError("counts= holds numbers of customers, 0 or more.")
        stay = Stays(row, self.first, last, True)
        return _of_counts(stay, conf_level, discount, margin, {"n_young": young})

    def _periods(self, tenure: Array) -> Array:
        if (tenure < 0).any():
            raise DataError(f"Column {self.tenure!r} holds negative times: {float(tenure.min()):g}.")
        periods: Array = np.floor(tenure / self.per + 1e-9)
        if self.last is not None and (periods > self.last).any():
            raise DataError(
                f"Column {self.tenure!r} holds {int(periods.max())} completed periods, above"
                f" last={self.last}."
            )
        return periods


class _Solve:
    """Estimates from weights; resamples start from the estimate."""

    def __init__(self, hot: Array, first: int, last: int) -> None:
        self.hot, self.first, self.last = hot, first, last
        self.start: Array | None = None

    def __call__(self, weights: Array) -> Array:
        found = fit_survival(weights @ self.hot, self.first, self.last, True, self.start)
        if self.start is None and np.isfinite(found).all():
            self.start = found[0]
        return found


def _influence(hot: Array, first: int, last: int) -> Any:
    def influence(params: Array, weights: Array) -> Array:
        slopes = gradient(params, first, last, True)
        found: Array = weights[:, None] * (hot @ slopes) @ _inverse(params, weights @ hot, first, last, True)
        return found

    return influence


def _inverse(params: Array, counts: Array, first: int, last: int, stock: bool) -> Array:
    """Inverse of the observed information: the slope of the score, taken numerically."""
    step = 1e-5
    bend: Array = np.empty((2, 2))
    for i in range(2):
        move = np.zeros(2)
        move[i] = step
        ahead, behind = (counts @ gradient(params + sign * move, first, last, stock) for sign in (1, -1))
        bend[i] = (ahead - behind) / (2 * step)
    return np.asarray(np.linalg.pinv(-(bend + bend.T) / 2), dtype=np.float64)


def _of_counts(
    stay: Stays, conf_level: float, discount: float, margin: float, more: dict[str, object]
) -> SurvivalResult:
    """The same from numbers of customers, each of them an independent one."""
    from csmodels.numerics.intervals import check_options
    from csmodels.strategy.value.survival_result import SurvivalResult

    check_options("normal", conf_level)
    _check_amounts(discount, margin)
    params = fit_survival(stay.counts[None], stay.first, stay.last, stay.stock)[0]
    cov = _inverse(params, stay.counts, stay.first, stay.last, stay.stock)
    part = Sampled(
        params, cov, np.empty((0, 2)), np.empty(0, dtype=bool), Variation(conf_level), None,
        round(float(stay.counts.sum())),
    )  # fmt: skip
    notices = tuple(remarks(part, stay, part.n, ""))
    settings: dict[str, object] = {
        "survival_from": "table" if stay.stock else "cohort", "first_period": stay.first,
        "last_period": stay.last, "n": part.n, "errors": "information", "discount": discount,
        "period_margin": margin, "conf_level": conf_level, "weights": "none", **more,
    }  # fmt: skip
    issue(notices)
    return SurvivalResult(
        (part,), (stay,), discount, margin, (), FrozenMapping(settings), notices, FrozenMapping({})
    )


def _check_amounts(discount: float, margin: float) -> None:
    check_number("discount", discount, 0.0)
    check_number("margin", margin)


def _numbers(name: str, values: Sequence[float]) -> Array:
    try:
        return np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError):
        raise SpecificationError(f"{name}={values!r} must hold numbers of customers.") from None


def remarks(part: Sampled, stay: Stays, n: int, group: object) -> list[Notice]:
    """No estimate; customers who do not seem to differ, or of whom alpha and beta are unknown; few."""
    if not np.isfinite(part.params).all():
        raise DataError(
            "The shifted-beta-geometric model has no maximum of the likelihood for these customers."
        )
    found = []
    if part.params[1] > ALIKE:
        found.append(notice("survival_alike", DataWarning, group=group))
    elif (told := blurred(part)) is not None:
        span = {"begin": stay.begin, "last": stay.last}
        found.append(notice("survival_unidentified", DataWarning, group=group, **told, **span))
    if n < 100:
        found.append(notice("survival_few", DataWarning, n=n, group=group))
    return found


def blurred(part: Sampled) -> dict[str, object] | None:
    """How little is known of alpha and beta: factors between their limits, correlation; None if enough."""
    level = part.variation.conf_level
    wide = part.figures(lambda x: np.column_stack(shapes(x)), "log")
    factors = wide.conf_high / np.maximum(wide.conf_low, 1e-300)
    if not np.isfinite(wide.conf_low).all() or not (factors > WIDE).any():
        return None
    p = float(expit(part.params[:1])[0])
    turn = np.array([[1 - p, 1.0], [-p, 1.0]])  # logarithms of alpha and beta by the parameters
    if len(part.draws):
        cov = part.variation.covariance_of(part.params, part.draws.T, part.used)
    else:
        cov = part.covariance
    cov = turn @ cov @ turn.T
    told = (f"{factor:,.0f}" if factor < MOST_TOLD else f"> {MOST_TOLD:,}" for factor in factors)
    return {
        **dict(zip(("alpha", "beta"), told, strict=True)),
        "r": f"{cov[0, 1] / np.sqrt(cov[0, 0] * cov[1, 1]):.2f}",
        "level": f"{100 * level:g}",
    }


def constant_likelihood(stay: Stays) -> float:
    """Largest log-likelihood of a constant rate of loss, the model's limit for customers who are alike."""
    from scipy.optimize import minimize_scalar

    def lost(logit: float) -> float:
        return -float(stay.counts @ _constant(logit, stay))

    return -float(minimize_scalar(lost, bounds=(-12, 12), method="bounded", options={"xatol": 1e-9}).fun)


def _constant(logit: float, stay: Stays) -> Array:
    """Logarithms of the shares under a constant rate of loss."""
    t = np.arange(stay.first, stay.last + 1, dtype=np.float64)
    keep, leave = -np.logaddexp(0, logit), -np.logaddexp(0, -logit)
    if stay.stock:
        log_s = t * keep
        found: Array = log_s - np.logaddexp.reduce(log_s)
        return found
    return np.append((t - stay.first) * keep + leave, (stay.last - stay.first + 1) * keep)


def fitted_likelihood(part: Sampled, stay: Stays) -> float:
    """Log-likelihood at the estimate."""
    return float(stay.counts @ log_shares(part.params, stay.first, stay.last, stay.stock))
