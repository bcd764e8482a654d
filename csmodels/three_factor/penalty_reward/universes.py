"""Choices of a multiverse: how low and high were coded, and which coefficients are classified."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from csmodels.errors import DataError, SpecificationError, check_choice
from csmodels.numerics.three_factor.columns import Layout
from csmodels.numerics.three_factor.one_by_one import one_by_one, one_by_one_covariance
from csmodels.sampling.ordered import MOST
from csmodels.sampling.regressions import BY_VARIATION, Asked, settle
from csmodels.sampling.variations import GroupRows, estimate_and_variation, rows_by_group
from csmodels.three_factor.penalty_reward import fit as fitting
from csmodels.three_factor.penalty_reward.codes import Coding, check_inside, in_words
from csmodels.three_factor.penalty_reward.model import ESTIMATORS, Codes
from csmodels.three_factor.penalty_reward.remarks import answer_counts
from csmodels.three_factor.penalty_reward.sample import Part

if TYPE_CHECKING:
    from csmodels.three_factor.penalty_reward.null import Calibration
    from csmodels.three_factor.penalty_reward.result import PenaltyRewardResult

Array = NDArray[np.float64]

#: Codings that were published, by the ends of the scale.
PUBLISHED: dict[tuple[float, float], tuple[tuple[Codes, Codes], ...]] = {
    (1.0, 5.0): (
        ((1.0, 2.0), (5.0,)), ((1.0, 2.0), (4.0, 5.0)), ((1.0,), (5.0,)), ((1.0, 2.0, 3.0), (5.0,)),
    ),
    (1.0, 7.0): (
        ((1.0, 2.0, 3.0), (7.0,)), ((1.0, 2.0), (7.0,)),
        ((1.0, 2.0, 3.0), (6.0, 7.0)), ((1.0, 2.0), (6.0, 7.0)),
    ),
    (1.0, 10.0): (
        ((1.0, 2.0, 3.0, 4.0, 5.0, 6.0), (9.0, 10.0)), ((1.0, 2.0, 3.0, 4.0, 5.0), (9.0, 10.0)),
    ),
}  # fmt: skip
#: Coefficients; the estimator of the fit comes first by default.
COEFFICIENTS = ("ols", "ordinal", "mixed", "standardized", "without_controls", "simple")
#: Of these, the ones that should not be reported.
INADVISABLE = ("standardized", "simple")


@dataclass(frozen=True, eq=False)
class Estimates:
    """Penalties and rewards of one coding and kind of coefficients, with their errors; shape (J,) each.

    `std_error`, `shared`, `alpha` and `df` are named as in `Part`: the rules read them.
    """

    penalty: Array
    reward: Array
    std_error: tuple[Array, Array]
    shared: Array
    alpha: float
    df: float | None
    counts: NDArray[np.intp]  # low and high answers, (J, 2)
    null: tuple[Array, Array] | None = None
    part: Part | None = None
    calibration: Calibration | None = None


@dataclass(frozen=True)
class Failure:
    """Why a universe has no estimates: a code of the catalogue, and what was said."""

    reason: str
    detail: str


# ------------------------------------------------------------------ codings


def codings_of(result: PenaltyRewardResult, given: Mapping[str, tuple[Any, Any]] | None) -> dict[str, Coding]:
    """Codings by their label, that of the analysis first.

    Raises
    ------
    SpecificationError
        Codes outside the scale, overlapping ones, unknown attributes.
    """
    own = result.coded
    found = {_label(own.low, own.high, "own"): own}
    more = _default(result) if given is None else _given(result, given)
    for label, coding in more:
        if label in found and (coding.low, coding.high) != (found[label].low, found[label].high):
            raise SpecificationError(f"codings= has two codings {label!r}; name them differently.")
        if all((coding.low, coding.high) != (each.low, each.high) for each in found.values()):
            found[label] = coding
    return found


def _label(low: Sequence[Codes], high: Sequence[Codes], otherwise: str) -> str:
    """The codes in words, where all attributes share them."""
    if len(set(low)) > 1 or len(set(high)) > 1:
        return otherwise
    return f"{in_words(low[0])} / {in_words(high[0])}"


def _default(result: PenaltyRewardResult) -> list[tuple[str, Coding]]:
    """Published codings of the scale, terciles; of disconfirmation without answers next to the midpoint."""
    own, j = result.coded, len(result.attributes)
    found = []
    if result.model.coding == "disconfirmation":
        if all(len(low) > 1 for low in own.low) and all(len(high) > 1 for high in own.high):
            low, high = tuple(each[:-1] for each in own.low), tuple(each[1:] for each in own.high)
            found.append((_label(low, high, "outer"), replace(own, low=low, high=high)))
        return found
    if len(set(own.scales)) == 1:
        for low_codes, high_codes in PUBLISHED.get(own.scales[0], ()):
            low, high = (low_codes,) * j, (high_codes,) * j
            found.append((_label(low, high, ""), replace(own, low=low, high=high)))
    return [*found, ("terciles", _terciles(result))]


def _terciles(result: PenaltyRewardResult) -> Coding:
    """Low: answers that hold the lowest third at most, high: the highest; the outermost one in any case."""
    answers = result.answers
    lows, highs = [], []
    for j in range(len(result.attributes)):
        codes, at = np.unique(answers.values[:, j], return_inverse=True)
        shares = np.bincount(at.ravel(), answers.weights, minlength=len(codes))
        below = np.cumsum(shares) / shares.sum()
        above = np.cumsum(shares[::-1])[::-1] / shares.sum()
        lows.append(tuple(codes[: max(1, int((below <= 1 / 3).sum()))].tolist()))
        highs.append(tuple(codes[len(codes) - max(1, int((above <= 1 / 3).sum())) :].tolist()))
    return replace(result.coded, low=tuple(lows), high=tuple(highs))


def _given(result: PenaltyRewardResult, given: Mapping[str, tuple[Any, Any]]) -> list[tuple[str, Coding]]:
    own, found = result.coded, []
    if not isinstance(given, Mapping):
        raise SpecificationError(
            'codings= takes low and high codes by a name of yours: {"top box": ((1, 2), (5,))}.'
        )
    for label, pair in given.items():
        try:
            low, high = pair
        except (TypeError, ValueError):
            raise SpecificationError(
                f"codings[{label!r}] must be low and high codes, such as ((1, 2), (5,)), not {pair!r}."
            ) from None
        model = replace(result.model, low=low, high=high)
        ends = [
            tuple(model.given(end, name) or codes for name, codes in zip(model.names, others, strict=True))
            for end, others in (("low", own.low), ("high", own.high))
        ]
        for name, one, other, scale in zip(model.names, *ends, own.scales, strict=True):
            check_inside(name, one, other, scale)
        found.append((str(label), replace(own, low=ends[0], high=ends[1])))
    return found


# ------------------------------------------------------------------ coefficients


def coefficients_of(result: PenaltyRewardResult, given: Sequence[str] | None) -> tuple[str, ...]:
    """Kinds of coefficients, those of the analysis first.

    Raises
    ------
    SpecificationError
        Unknown ones, or such as this analysis cannot have.
    """
    base = result.model.estimator
    if isinstance(given, str):
        raise SpecificationError(f"coefficients takes several kinds; for one write [{given!r}].")
    if given is None:
        other = {"ols": ("standardized", "ordinal"), "ordinal": ("ols", "standardized"), "mixed": ("ols",)}[
            base
        ]
        without = ("without_controls",) if result.model.controls else ()
        return (base, *other, *without, "simple")
    for name in given:
        check_choice("coefficients", name, COEFFICIENTS)
        if name == "without_controls" and not result.model.controls:
            raise SpecificationError('coefficients: "without_controls" needs an analysis with controls=.')
        if name == "mixed" and base != "mixed":
            raise SpecificationError('coefficients: "mixed" needs an analysis with estimator="mixed".')
    return tuple(dict.fromkeys((base, *given)))


class Estimator:
    """Estimates of one group for any coding and kind of coefficients."""

    def __init__(self, result: PenaltyRewardResult, group: int, calibrated: bool) -> None:
        self.result, self.g, self.calibrated = result, group, calibrated
        labels = result.groups or None
        self.rows = rows_by_group(result.answers, labels)[group]

    def __call__(self, coding: Coding, kind: str) -> Estimates | Failure:
        """Estimates, or why there are none."""
        model = self.result.model
        table = fitting._table(model, coding, self.rows.values)
        layout = Layout(len(model.names), len(model.controls))
        counts = answer_counts(table, layout)
        if not counts.all():
            names = [name for name, row in zip(model.names, counts, strict=True) if not row.all()]
            return Failure("empty", ", ".join(names))
        if kind == "ordinal" and (self.result.design is not None or self.rows.weights is not None):
            return Failure("design", "")
        if kind == "ordinal" and len(np.unique(table[:, layout.outcome])) > MOST:
            return Failure("many", "")
        try:
            fitting._check_part(model, coding, self.rows, layout)
        except DataError as problem:
            return Failure("collinear", str(problem))
        try:
            return self._estimates(coding, kind, table, layout, counts[:, [0, 2]])
        except (DataError, np.linalg.LinAlgError) as problem:
            return Failure("estimate", str(problem))

    def _estimates(
        self, coding: Coding, kind: str, table: Array, layout: Layout, counts: NDArray[np.intp]
    ) -> Estimates:
        if kind == "simple":
            return self._simple(coding, table, layout, counts)
        base = self.result.model.estimator
        estimator = {"standardized": "ols", "without_controls": base}.get(kind, kind)
        part, asked = self._part(coding, estimator, kind != "without_controls")
        calibration = None
        if self.calibrated and kind != "standardized":
            calibration = self._calibration(part, asked)
            null: tuple[Array, Array] | None = (calibration.null_penalty, calibration.null_reward)
        else:
            null = self._null(part, asked.estimator)
        found = Estimates(
            part.penalty, part.reward, part.std_error, part.shared, part.alpha, part.df, counts, null, part,
            calibration,
        )  # fmt: skip
        return _standardized(found) if kind == "standardized" else found

    def _null(self, part: Part, estimator: str) -> tuple[Array, Array] | None:
        """What the linear world of the analysis implies, whether or not it is tested."""
        from csmodels.three_factor.penalty_reward.null import implied

        try:
            penalty, reward = implied(
                part, estimator, self.result.model.link, str(self.result.settings["null"])
            )
        except DataError:  # other rules need no linear world
            return None
        return penalty, reward

    def _asked(self, estimator: str) -> Asked:
        """What was asked of the analysis, for this estimator; resamples only where errors come from them."""
        asked = self.result.asked
        if estimator != "ols":
            return replace(asked, estimator=estimator, errors=None, n_boot=None, ci=None)
        if self.result.model.estimator != "ols":
            return replace(asked, estimator="ols", errors=None, n_boot=0, ci=None)
        drawn = asked.n_boot if asked.errors == "bootstrap" else None
        settled = settle(replace(asked, n_boot=None, ci=None), self.result.design, ESTIMATORS)[0]
        return replace(asked, n_boot=drawn if settled in BY_VARIATION else 0, ci=None)

    def _part(self, coding: Coding, estimator: str, controls: bool) -> tuple[Part, Asked]:
        result, own = self.result, self.result.model
        asked = self._asked(estimator)
        if coding is result.coded and estimator == own.estimator and controls:
            return result.parts[self.g], asked
        model, rows = own, self.rows
        if not controls:
            j, k = len(own.names), len(own.names) + len(own.controls)
            model = replace(own, controls=())
            rows = replace(rows, values=np.delete(rows.values, np.s_[j:k], axis=1))
        layout = Layout(len(model.names), len(model.controls))
        errors, options = settle(asked, result.design, ESTIMATORS, missing=("listwise",))
        named = str(result.settings["group"]) if estimator == "mixed" else None
        members = result.parts[self.g].members if estimator == "mixed" else None
        if estimator != "mixed" and model.slopes:
            model = replace(model, slopes=(), estimator=estimator)
        part = fitting._part(
            model, coding, rows, layout, asked, errors, options, result.design, named, members
        )
        return part, asked

    def _calibration(self, part: Part, asked: Asked) -> Calibration:
        from csmodels.three_factor.penalty_reward.null import calibrate

        result = self.result
        if part is result.parts[self.g]:
            return result.calibrations[self.g]
        errors, _ = settle(asked, result.design, ESTIMATORS, missing=("listwise",))
        units = None if result.design is None else result.design.units
        return calibrate(
            part, estimator=asked.estimator, link=result.model.link, outcome=str(result.settings["null"]),
            errors=errors, design=units, where=part.where, seed=asked.seed,
        )  # fmt: skip

    def _simple(self, coding: Coding, table: Array, layout: Layout, counts: NDArray[np.intp]) -> Estimates:
        """Attributes one by one, by least squares."""
        result = self.result
        asked = self._asked("ols")
        errors, options = settle(asked, result.design, ESTIMATORS, missing=("listwise",))
        rows = GroupRows(table, self.rows.weights, self.rows.where, self.rows.label)
        moments, variation = estimate_and_variation(rows, options, result.design, lambda values: values)
        found = one_by_one(moments, layout)
        units = None if result.design is None else result.design.units
        if errors in BY_VARIATION:
            draws = np.concatenate([one_by_one(each, layout) for each in variation.samples()])
            used = np.isfinite(draws).all(axis=(1, 2))
            j = layout.n_attributes
            flat = draws.reshape(len(draws), 2 * j)
            whole = variation.covariance_of(found.ravel(), flat.T, used).reshape(j, 2, j, 2)
            covariance = whole[np.arange(j), :, np.arange(j), :]
            df = None if units is None else float(units.df)
        else:
            clusters = None if units is None else units.units[self.rows.where]
            covariance, df = one_by_one_covariance(table, layout, rows.weights, errors, clusters)
        error = np.sqrt(np.maximum(np.einsum("jkk->jk", covariance), 0.0))
        return Estimates(
            found[:, 0], found[:, 1], (error[:, 0], error[:, 1]), covariance[:, 0, 1],
            1 - options.conf_level, df, counts,
        )  # fmt: skip


def _standardized(found: Estimates) -> Estimates:
    """Coefficients times the dummies' standard deviations, over that of satisfaction."""
    part = found.part
    assert part is not None  # by least squares
    w = part.weights
    mean = np.average(part.rows, axis=0, weights=w)
    sd = np.sqrt(np.average((part.rows - mean) ** 2, axis=0, weights=w))
    low, high = (sd[at] / sd[part.layout.outcome] for at in (part.layout.low, part.layout.high))
    null = None if found.null is None else (found.null[0] * low, found.null[1] * high)
    return replace(
        found, penalty=found.penalty * low, reward=found.reward * high, shared=found.shared * low * high,
        std_error=(found.std_error[0] * low, found.std_error[1] * high), null=null, part=None,
    )  # fmt: skip
