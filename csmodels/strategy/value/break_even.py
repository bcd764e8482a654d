"""What may be spent on a driver: driver, index, retention, value, with one interval for all of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from csmodels.acsi.drivers import check_construct, effects_of, reached, scale_ends
from csmodels.acsi.result import IndexResult
from csmodels.errors import DataError, DataWarning, SpecificationError
from csmodels.numerics.resampling import gather
from csmodels.numerics.strategy.logit import expit, logit_fit
from csmodels.numerics.variation import Bootstrap, Replicates, Variation
from csmodels.path_models.estimation import Members
from csmodels.path_models.terms import refuse_terms
from csmodels.sampling.remarks import LEFT_OUT
from csmodels.sampling.settings import designed
from csmodels.strategy.value.break_even_result import FIGURES, BreakEven
from csmodels.strategy.value.economics import Economics, check_number
from csmodels.strategy.value.figures import limits
from csmodels.strategy.value.fit import check_binary
from csmodels.strategy.value.sampled import of_draws
from csmodels.survey import SurveyData
from csmodels.survey.columns import numbers_in
from csmodels.survey.request import plain_frame
from csmodels.tables import FrozenMapping
from csmodels.tables.notices import Notice, in_words, issue, notice

Array = NDArray[np.float64]

#: Resamples at a time: each has an index of its own for every respondent.
CHUNK = 128


def break_even(
    result: IndexResult,
    data: SurveyData | pd.DataFrame,
    driver: str,
    *,
    points: float = 1.0,
    through: str = "Satisfaction",
    lost: str | None = None,
    kept: str | None = None,
    margin: float | str = 1.0,
    margin_rate: float = 1.0,
    per_period: float = 1.0,
    discount: float = 0.10,
    growth: float = 0.0,
    horizon: int | None = None,
    first: str = "end",
    cost: float | None = None,
    customers: float = 1.0,
) -> BreakEven:
    """What may be spent on a driver: driver, index, retention, value, with the interval carried through.

    Use it after an index model of the same respondents: it answers what some points of a driver's index would
    be worth in money, and so how much may be spent on them. In every resample of the fit all of it is
    estimated anew: weights of the items, paths, every respondent's index, the logit of retention on it, the
    mean payment.

    Parameters
    ----------
    result : IndexResult
        Fitted with resamples or replicate weights, and complete answers.
    data : SurveyData or DataFrame
        What the model was fitted to; those who left or stayed and payments are taken from it.
    driver : str
        Construct that is pushed.
    points : float
        Push, in points of its index of 0 to 100.
    through : str
        Construct by whose index retention is explained.
    lost, kept : str
        Column of 0 and 1, as for `CustomerValue`; one of the two.
    margin, margin_rate, per_period, discount, growth, horizon, first
        As for `CustomerValue`.
    cost : float, optional
        Of the push, per customer and once: adds `spending`.
    customers : float
        By which totals of `spending` are multiplied.

    Returns
    -------
    BreakEven

    Raises
    ------
    SpecificationError
        No path from the driver to `through`, a fit without resamples, an unknown construct.
    DataError
        Data other than those of the fit, an outcome that is not 0 or 1 or has no logistic regression.

    Notes
    -----
    Effect: unstandardised total effect of the driver's index on that of `through` (see
    ``result.priorities``) times `points`. Every respondent's linear predictor rises by slope x effect; the
    mean of the probabilities is the retention after. Values as in :func:`lifetime_value`. Spent once, the
    gain in value breaks even; spent in each period (with the margin), c = m - value / multiple(retention
    after). The chain of Rust and Zahorik (1993) and Rust, Zahorik and Keiningham (1995), unconfirmed in
    detail. It takes the paths and the logit for causes; what satisfaction does beside retention (price, word
    of mouth) is not in it. Limits are those of the fit's resamples: normal ones where the fit has these, else
    percentiles. BCa and studentised limits are not carried on, as for indices with pooled item weights: both
    need members beside the resamples, of which the fit keeps the moments but not which respondents they hold.
    Percentiles follow the skewness of a value by themselves; BCa would add corrections for bias and for
    errors that grow with the value.

    Examples
    --------
    >>> import csmodels as cs
    >>> from csmodels.strategy.value import break_even
    >>> telecom = cs.datasets.load_telecom()
    >>> result = cs.index_model("ECSI").fit(telecom, n_boot=50)
    >>> found = break_even(
    ...     result, telecom, "ServiceQuality", points=5, lost="churned", margin=20, per_period=12
    ... )
    >>> bool(found.chain.loc["break_even_once", "estimate"] > 0)
    True
    """
    refuse_terms(result.model, "break_even()")
    check_construct(result, driver, "driver")
    check_construct(result, through, "through")
    check_number("points", points)
    check_number("customers", customers, 0.0)
    if cost is not None:
        check_number("cost", cost, 0.0)
    if (lost is None) == (kept is None):
        raise SpecificationError(
            'Name who left (lost="churned") or who stayed (kept="came_back"): one of the two.'
        )
    names = result.model.constructs
    d, t = names.index(driver), names.index(through)
    if d != t and not reached(result)[t, d]:
        raise SpecificationError(f"No path leads from {driver!r} to {through!r}, so nothing changes there.")
    money = Economics(margin, margin_rate, per_period, discount, growth, horizon, first)
    outcome, paid = _columns(result, data, lost, kept, money)
    chains, spendings, notices = [], [], _unknown(outcome, paid, str(lost or kept))
    words = in_words(result.groups, result.group_labels) or ("",)
    for g, variation in enumerate(result.estimates.variations):
        where = f" in group {result.groups[g]!r}" if result.groups else ""
        group = _Group(result, g, d, t, points, outcome, paid, money, variation, where)
        chain, spending = group.tables(cost, customers)
        notices += _beyond(chain, driver, through, points, words[g])
        chains.append(chain)
        spendings.append(spending)
    made = {"chain": _stack(result, chains)}
    if cost is not None:
        made["spending"] = _stack(result, spendings)
    settings = {
        "driver": driver, "points": points, "through": through, "outcome": lost or kept, **money.settings(),
        "cost": "none" if cost is None else cost, "customers": customers, **dict(result.settings),
        **designed(data),
    }  # fmt: skip
    if (ci := settings.get("ci")) in ("bca", "studentized"):
        settings["ci"] = "percentile"
        notices.append(notice("break_even_percentile", ci=str(ci)))
    issue(notices)
    return BreakEven(
        driver, through, points, cost, customers, made, result.groups, FrozenMapping(settings),
        (*_of_fit(result), *notices), FrozenMapping(result.group_labels),
    )  # fmt: skip


def _of_fit(result: IndexResult) -> list[Notice]:
    """Notices of the fit; rules that keep respondents with open items are of no help here."""
    return [
        replace(each, key="left_open_only") if each.key == "left_open" else each for each in result.notices
    ]


def _beyond(chain: pd.DataFrame, driver: str, through: str, points: float, group: object) -> list[Notice]:
    """A push that an index of 0 to 100 has no room for."""
    now = chain["estimate"]
    after = {driver: float(now["driver"]) + points, through: float(now["index_after"])}
    return [
        notice("break_even_beyond", DataWarning, construct=name, after=f"{x:.1f}", group=group)
        for name, x in after.items()
        if not 0 <= x <= 100
    ]


def _unknown(kept: Array, paid: Array, name: str) -> list[Notice]:
    """Respondents of the fit of whom it is not known whether they left, or what they pay, if many."""
    left = int((np.isnan(kept) | np.isnan(paid)).sum())
    if left <= LEFT_OUT * len(kept):
        return []
    return [notice("break_even_unknown", left=f"{left:,}", of=f"{len(kept):,}", outcome=name)]


def _stack(result: IndexResult, parts: list[pd.DataFrame]) -> pd.DataFrame:
    if not result.groups:
        return parts[0]
    return pd.concat(parts, keys=list(result.groups), names=[str(result.settings["by"])])


def _columns(
    result: IndexResult, data: SurveyData | pd.DataFrame, lost: str | None, kept: str | None, money: Economics
) -> tuple[Array, Array]:
    """Who was kept and what is paid, of the respondents of the fit; missing where unknown."""
    answers = result.answers
    if answers is None:
        raise SpecificationError("break_even() needs respondents; the model was fitted from moments.")
    if not answers.complete:
        raise SpecificationError('break_even() needs every respondent\'s index: fit with missing="listwise".')
    frame = data.frame if isinstance(data, SurveyData) else plain_frame(data)
    if len(frame) != answers.n_rows or not frame.index.equals(answers.all_rows):
        raise DataError(
            f"The model was fitted to {answers.n_rows:,} rows, and these data are others"
            f" ({len(frame):,} rows). Give break_even() the data of the fit."
        )
    name = str(lost or kept)
    for each in (name, *money.column):
        if each not in frame:
            from csmodels.errors import did_you_mean

            raise DataError(f"There is no column {each!r}.{did_you_mean(each, frame.columns)}")
    found = numbers_in(frame[name], name)[answers.rows]
    check_binary(found, name)
    paid = [numbers_in(frame[each], each)[answers.rows] for each in money.column]
    return (1 - found if lost else found), (paid[0] if paid else np.ones(len(found)))


@dataclass(frozen=True, eq=False)
class _Group:
    """One group of the fit: its figures from members and their weights."""

    result: IndexResult
    g: int
    driver: int
    through: int
    points: float
    outcome: Array
    paid: Array
    money: Economics
    variation: Variation
    where: str

    def tables(self, cost: float | None, customers: float) -> tuple[pd.DataFrame, pd.DataFrame]:
        """The chain, and what spending would bring."""
        variation = self._varied()
        values, varied = self.result.estimates.further(self.g, self._of_members)
        varied = varied[:, : variation.members]
        answers = self.result.answers
        assert answers is not None
        mine = np.arange(len(answers.values))
        if answers.group_codes is not None and self.result.groups:
            mine = np.flatnonzero(
                answers.group_codes == answers.group_names.index(self.result.groups[self.g])
            )
        block = self.result.spec.blocks[self.through]
        rows = answers.values[mine][:, block]
        weights = np.ones(len(mine)) if answers.weights is None else answers.weights[mine]
        known = ~np.isnan(self.outcome[mine])
        kept = np.where(known, self.outcome[mine], 0.0)
        paid, known_paid = np.nan_to_num(self.paid[mine]), ~np.isnan(self.paid[mine])

        def figures(members: Array, w: Array, start: Array | None) -> tuple[Array, Array]:
            return self._figures(members, w, rows, kept, known, paid, known_paid, start)

        estimate, beta = figures(values[None], weights[None], None)
        if not np.isfinite(beta).all():
            raise DataError(
                "Retention has no logistic regression on the index of"
                f" {self.result.model.constructs[self.through]!r}{self.where}: it does not vary, or is told"
                " apart perfectly. More customers are needed, or fewer groups."
            )
        self.money.check(float(estimate[0, 5]), self.where)
        self.money.check(float(estimate[0, 6]), f"{self.where} after the push")
        base = weights if isinstance(variation, Bootstrap) else np.ones(len(weights))
        draws, at = np.empty((variation.members, len(FIGURES))), 0
        for counts in gather(variation.draws, CHUNK):
            for first in range(0, len(counts), CHUNK):
                part = counts[first : first + CHUNK]
                members = varied[:, at : at + len(part)].T
                draws[at : at + len(part)] = figures(members, part * base, beta[0])[0]
                at += len(part)
        used = self.result.estimates.sound[self.g][: len(draws)]
        draws = np.where(used[:, None], draws, np.nan)
        found = of_draws(variation, estimate[0], draws.T)
        chain = limits(found, pd.Index(FIGURES, name="figure"))
        if self.driver == self.through:
            chain.loc["effect", ["std_error", "conf_low", "conf_high"]] = np.nan
        if cost is None:
            return chain, chain.iloc[:0]
        return chain, _spending(estimate[0], draws, variation, cost, customers)

    def _varied(self) -> Any:
        variation = self.variation
        if isinstance(variation, Replicates):
            return variation
        if not isinstance(variation, Bootstrap):
            raise SpecificationError(
                "break_even() carries the resamples of the fit through to value, and this fit has none: fit"
                ' with se="bootstrap" (the default), or with the replicate weights of the survey.'
            )
        if self.result.settings.get("resample") == "groups":
            raise SpecificationError('break_even() needs resamples of respondents: fit with resample="rows".')
        ci = "normal" if variation.ci == "normal" else "percentile"
        return replace(variation, ci=ci, left_out=None, inner=None)

    def _of_members(self, members: Members) -> Array:
        effects, index, shares = effects_of(self.result, members)
        push = self.points * (effects[:, self.through, self.driver] if self.driver != self.through else 1.0)
        push = np.broadcast_to(push, (len(index),))
        block = self.result.spec.blocks[self.through]
        low, high = scale_ends(self.result)[block].T
        slopes = 100 * shares[:, block] / (high - low)
        shift = (slopes * low).sum(axis=1)
        return np.column_stack([index[:, self.driver], index[:, self.through], push, shift, slopes])

    def _figures(
        self, members: Array, w: Array, rows: Array, kept: Array, known: NDArray[np.bool_], paid: Array,
        known_paid: NDArray[np.bool_], start: Array | None,
    ) -> tuple[Array, Array]:  # fmt: skip
        driver, index, push, shift = members[:, :4].T
        score = members[:, 4:] @ rows.T - shift[:, None]
        x = np.stack([np.ones_like(score), score], axis=-1)
        sound = np.isfinite(members).all(axis=1)
        beta = np.full((len(members), 2), np.nan)
        w = w * known
        if sound.any():
            beta[sound] = logit_fit(x[sound], kept, w[sound], start)
        share = w / w.sum(axis=1, keepdims=True)
        now = share @ kept
        after = (share * expit(beta[:, :1] + beta[:, 1:] * (score + push[:, None]))).sum(axis=1)
        weights = w if known.all() and known_paid.all() else w * known_paid
        margin = self.money.per((weights @ paid) / weights.sum(axis=1))
        before, then = (margin * self.money.multiple(each) for each in (now, after))
        gain = then - before
        with np.errstate(invalid="ignore", divide="ignore"):
            period = margin - before / self.money.multiple(after)
        found = np.column_stack(
            [driver, push, index, index + push, beta[:, 1], now, after, after - now, margin, before, then,
             gain, gain, period]
        )  # fmt: skip
        return found, beta


def _spending(
    estimate: Array,
    draws: Array,
    variation: Variation,
    cost: float,
    customers: float,
) -> pd.DataFrame:
    """Gain, gain less cost and return, of all customers."""
    at = list(FIGURES).index("value_change")

    def of(x: Array) -> Array:
        gain = customers * x[..., at]
        with np.errstate(divide="ignore", invalid="ignore"):
            back = (x[..., at] - cost) / cost if cost else np.full_like(gain, np.nan)
        return np.stack([gain, gain - customers * cost, back], axis=-1)

    found = of_draws(variation, of(estimate), of(draws).T)
    table = limits(found, pd.Index(["gain", "net", "return"], name="figure"))
    pays = draws[~np.isnan(draws[:, at]), at] > cost
    share = float(pays.mean()) if len(pays) and variation.n_boot else np.nan
    table["probability"] = [np.nan, share, np.nan]
    return table
