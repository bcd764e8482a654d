"""Fitting penalties and rewards: reading, checking, estimating, and what must be said of the answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from csmodels.errors import DataError, DataWarning, SpecificationError, check_choice, some
from csmodels.numerics.batch import SINGULAR
from csmodels.numerics.delta import delta_method
from csmodels.numerics.moments import Moments
from csmodels.numerics.regression import Regression, least_squares
from csmodels.numerics.three_factor.columns import Layout, extended
from csmodels.numerics.three_factor.impact import linear_null
from csmodels.sampling.group_notices import together
from csmodels.sampling.grouped import group_labels
from csmodels.sampling.options import Options, design_notices
from csmodels.sampling.regressions import BY_VARIATION, Asked, residual_covariance, settle
from csmodels.sampling.remarks import left_out
from csmodels.sampling.settings import counted, respondents, uncertainty
from csmodels.sampling.variations import GroupRows, estimate_and_variation, rows_by_group
from csmodels.survey import SurveyData
from csmodels.survey.answers import Answers, read_answers
from csmodels.survey.design import SurveyDesign, read_design
from csmodels.survey.groups import failing_groups, keep_groups
from csmodels.survey.request import plain_frame, read_groups
from csmodels.tables import FrozenMapping
from csmodels.tables.notices import Group, issue, notice
from csmodels.three_factor.penalty_reward.codes import Coding, coding_of, worded
from csmodels.three_factor.penalty_reward.model import ESTIMATORS, PenaltyReward
from csmodels.three_factor.penalty_reward.null import NULLS, Calibration, calibrate
from csmodels.three_factor.penalty_reward.null import remarks as null_remarks
from csmodels.three_factor.penalty_reward.remarks import answer_counts, differing, remarks_on
from csmodels.three_factor.penalty_reward.sample import Others, Part

if TYPE_CHECKING:
    from csmodels.three_factor.penalty_reward.result import PenaltyRewardResult

Array = NDArray[np.float64]
Codes = NDArray[np.intp]

#: Index levels of the tables, which a group cannot be named like.
LEVELS = ("attribute", "kind")
#: Rules that can decide the class.
RULES = ("wald", "calibrated")


def fit(
    model: PenaltyReward,
    data: SurveyData | pd.DataFrame,
    asked: Asked,
    *,
    by: str | None,
    group: str | None,
    null: str | None,
    rule: str,
    ranges: dict[str, tuple[float, float]],
) -> PenaltyRewardResult:
    """Fit penalties and rewards; see `PenaltyReward.fit` for the options."""
    from csmodels.three_factor.penalty_reward.result import PenaltyRewardResult

    if by in LEVELS:
        raise DataError(
            f"Column {by!r} (by=) is named like an index level of the tables; rename it first:"
            f" frame.rename(columns={{{by!r}: {by + '_group'!r}}})."
        )
    null = _null(model, null)
    _check_rule(model, rule)
    model = replace(model, attributes=worded(model.items, model.aspect, data))
    design = read_design(data)
    errors, options = settle(asked, design, ESTIMATORS, missing=("listwise",))
    least = 2 * len(model.names) + len(model.controls) + 3
    limits = dict.fromkeys(model.ratings, model.scale) if model.scale else {}
    given = read_answers(
        data, model.columns, missing="listwise", by=by, ranges={**limits, **ranges}, min_rows=least,
        # groups are looked at one by one: one that is too small must not stop the others
        scoring=by is not None,
    )  # fmt: skip
    answers, failed = _large_enough(counted(given), by, least)
    members = _members(data, answers, model, group)
    coding = coding_of(model, data, answers)
    found: list[tuple[Part, Calibration]] = []
    for rows in rows_by_group(answers, answers.group_names if by is not None else None):
        mine = None if members is None else members[np.searchsorted(answers.rows, rows.where)]
        try:
            found.append(_estimated(model, coding, rows, asked, errors, options, design, group, mine, null))
        except DataError as problem:
            if by is None:
                raise
            failed[rows.label] = str(problem)
    if not found:
        raise _no_group(by, failed)
    parts = tuple(part for part, _ in found)
    labels = tuple(part.label for part in parts) if by is not None else ()
    answers, kept = (keep_groups(each, labels) if by is not None else each for each in (answers, given))
    words = group_labels(data, by)
    remarks = [*left_out(given, words, "left_open_only"), *design_notices(design, options)]
    remarks += [
        notice("group_failed", DataWarning, name=_group(label, words), reason=why)
        for label, why in failed.items()
    ]
    if coding.observed:
        low, high = next(s for s in coding.scales)
        remarks.append(notice("three_scale_observed", low=f"{low:g}", high=f"{high:g}"))
    for part, calibration in found:
        place = _group(part.label, words) if by is not None else None
        remarks += remarks_on(model, part, place) + null_remarks(part, model.estimator, null, place)
        if rule == "wald":
            remarks += differing(model, part, calibration, place)
    result = PenaltyRewardResult(
        model=model,
        coded=coding,
        parts=parts,
        calibrations=tuple(calibration for _, calibration in found),
        answers=answers,
        groups=labels,
        settings=FrozenMapping(
            {
                "estimator": asked.estimator,
                **respondents(data, answers, len(answers), "listwise"),
                **({"n_left_groups": len(given) - len(kept)} if failed else {}),
                "coding": model.coding,
                "null": null,
                "rule": rule,
                **({"link": model.link} if model.estimator == "ordinal" else {}),
                **({"group": group} if group is not None else {}),
                **_limits(
                    uncertainty(errors, options, design, by, without=len(kept) - len(answers)),
                    parts[0],
                    model.estimator,
                ),
            }
        ),
        asked=asked,
        notices=tuple(together(remarks)),
        group_labels=words,
        design=design,
    )
    issue(result.notices, stacklevel=3)
    return result


def _null(model: PenaltyReward, asked: str | None) -> str:
    """The linear world that asymmetries are held against."""
    own = "bounded" if model.estimator == "ordinal" else "continuous"
    if asked is None:
        return own
    check_choice("null", asked, NULLS)
    if model.estimator == "mixed" and asked == "bounded":
        raise SpecificationError(
            'null="bounded" is an ordered model, and there is none with random intercepts here:'
            ' estimator="mixed"'
            ' is held against satisfaction that is itself linear. For a bounded null fit estimator="ols"'
            " (with"
            " cs.SurveyData(frame, clusters=...) for errors by group)."
        )
    if asked != own and model.estimator == "ordinal":
        raise SpecificationError(
            'null="continuous" goes with least squares: the linear world of estimator="ordinal" is an ordered'
            " model whose index is linear. Leave null out."
        )
    return asked


def _check_rule(model: PenaltyReward, rule: str) -> None:
    check_choice("rule", rule, RULES)
    if rule == "calibrated" and model.slopes:
        raise SpecificationError(
            'rule="calibrated" needs the test against the linear world, which a mixed model with slopes='
            " does not"
            ' have yet. Use rule="wald", or leave slopes out.'
        )


def _large_enough(answers: Answers, by: str | None, least: int) -> tuple[Answers, dict[Any, str]]:
    """The answers of groups that are large enough; why the others are left out."""
    if by is None:
        return answers, {}
    failed = failing_groups(answers, least)
    kept = [label for label in answers.group_names if label not in failed]
    if not kept:
        raise _no_group(by, failed)
    return keep_groups(answers, kept), failed


def _no_group(by: str | None, failed: dict[Any, str]) -> DataError:
    first, why = next(iter(failed.items()))
    return DataError(f"No group of {by!r} (by=) can be estimated; {first!r}: {why}")


def _group(label: Any, words: Mapping[Any, Mapping[str, str]]) -> Group:
    return Group(label, FrozenMapping(words.get(label, {})))


def _limits(settings: dict[str, Any], part: Part, estimator: str) -> dict[str, Any]:
    """The same settings, with what limits of coefficients are, and those of range and asymmetry beside them.

    Coefficients have limits from resamples only where their errors come from these.
    """
    if part.by_variation:
        return settings
    kinds = {
        "ci": "normal" if part.df is None else "t",
        "ci_impact": settings["ci"] if settings["n_boot"] else "delta",
    }
    found: dict[str, Any] = {}
    for name, value in settings.items():
        found |= kinds if name == "ci" else {name: value}
    return found | ({"errors": "reml"} if estimator == "mixed" else {})


def _estimated(
    model: PenaltyReward,
    coding: Coding,
    rows: GroupRows,
    asked: Asked,
    errors: str,
    options: Options,
    design: SurveyDesign | None,
    group: str | None,
    members: Codes | None,
    null: str,
) -> tuple[Part, Calibration]:
    """One group: checked, estimated, held against its linear world."""
    layout = Layout(len(model.names), len(model.controls))
    _check_part(model, coding, rows, layout)
    part = _part(model, coding, rows, layout, asked, errors, options, design, group, members)
    units = None if design is None else design.units
    calibration = calibrate(
        part, estimator=model.estimator, link=model.link, outcome=null, errors=errors, design=units,
        where=part.where, seed=asked.seed,
    )  # fmt: skip
    return part, calibration


def _members(
    data: SurveyData | pd.DataFrame, answers: Answers, model: PenaltyReward, group: str | None
) -> Codes | None:
    """Which group with a random intercept every respondent belongs to."""
    mixed = model.estimator == "mixed"
    if mixed and group is None:
        raise SpecificationError('estimator="mixed" needs fit(group="hotel"): the column of the groups.')
    if group is None:
        return None
    if not mixed:
        raise SpecificationError(
            f'group={group!r} is for estimator="mixed". For separate results use by={group!r}; for errors'
            f" by cluster cs.SurveyData(frame, clusters={group!r})."
        )
    if group in model.columns:
        raise SpecificationError(f"group={group!r} is an attribute, a control or overall satisfaction too.")
    survey = data if isinstance(data, SurveyData) else None
    frame = survey._frame if survey is not None else plain_frame(data)
    if group not in frame.columns:
        raise DataError(f"There is no column {group!r} (group=).")
    found: Codes = read_groups(frame, survey, group)[1][answers.rows]
    return found


def _check_part(model: PenaltyReward, coding: Coding, rows: GroupRows, layout: Layout) -> None:
    """Refuse attributes without low, high or middling answers, and dummies that are sums of others."""
    table = _table(model, coding, rows.values)
    counts = answer_counts(table, layout)
    for name, low, high, numbers in zip(model.names, coding.low, coding.high, counts, strict=True):
        for end, codes, n in zip(
            ("low", "high", "in between"), (low, high, None), numbers[[0, 2, 1]], strict=True
        ):
            if not n:
                told = "" if codes is None else f" ({end}={_code_list(codes)})"
                raise DataError(
                    f"Attribute {name!r} has no answer that is {end}{told}: its penalty and reward"
                    " cannot be told. Choose other codes by low= and high=, or leave the attribute out."
                )
    size, turn = np.linalg.eigh(np.corrcoef(table[:, [*layout.dummies, *layout.controls]], rowvar=False))
    if size[0] < SINGULAR:
        names = [*(f"{end} {name}" for end in ("low", "high") for name in model.names), *model.controls]
        involved = [name for name, part in zip(names, turn[:, 0], strict=True) if abs(part) > 1e-3]
        raise DataError(
            f"{some(map(repr, involved), 6)} are linear combinations of each other: no data can tell"
            " them apart. Leave one of them out, or choose other codes."
        )


def _code_list(codes: tuple[float, ...]) -> str:
    return "(" + ", ".join(f"{code:g}" for code in codes) + ")"


def _table(model: PenaltyReward, coding: Coding, values: Array) -> Array:
    """Columns in the order of the layout; several columns of overall satisfaction are averaged."""
    j = len(model.names)
    k = j + len(model.controls)
    return extended(values[:, :j], values[:, j:k], values[:, k:].mean(axis=1), coding.low, coding.high)


def _part(
    model: PenaltyReward,
    coding: Coding,
    rows: GroupRows,
    layout: Layout,
    asked: Asked,
    errors: str,
    options: Options,
    design: SurveyDesign | None,
    group: str | None,
    members: Codes | None,
) -> Part:
    table = _table(model, coding, rows.values)
    if asked.estimator != "ols":
        from csmodels.three_factor.penalty_reward import estimators

        if rows.weights is not None:
            raise SpecificationError(
                f'estimator={asked.estimator!r} does not know survey weights; fit estimator="ols", or leave'
                " them out: cs.SurveyData(frame)."
            )
        if asked.estimator == "ordinal":
            return estimators.ordinal(rows, table, layout, model.controls, options.conf_level, model.link)
        assert members is not None  # refused without
        assert group is not None
        return estimators.mixed(
            rows, table, layout, model.controls, options.conf_level, members,
            group=group, names=model.names, slopes=model.slopes,
        )  # fmt: skip
    return _least_squares(model, coding, rows, table, layout, errors, options, design)


def _least_squares(
    model: PenaltyReward,
    coding: Coding,
    rows: GroupRows,
    table: Array,
    layout: Layout,
    errors: str,
    options: Options,
    design: SurveyDesign | None,
) -> Part:
    moments, variation = estimate_and_variation(
        rows, options, design, lambda values: _table(model, coding, values)
    )
    found = _regressed(moments, layout)
    nulls = np.stack(linear_null(moments, layout))
    varied, null_draws = [], []
    for each in variation.samples():
        varied.append(_regressed(each, layout))
        null_draws.append(np.stack(linear_null(each, layout)))
    j, k = layout.n_attributes, 1 + 2 * layout.n_attributes + layout.n_controls
    params = np.concatenate([one.params for one in varied]) if varied else np.empty((0, k))
    null = np.concatenate(null_draws, axis=1) if null_draws else np.empty((2, 0, j))
    explained = np.concatenate([one.r_squared for one in varied]) if varied else np.empty(0)
    used = np.isfinite(params).all(axis=1) & np.isfinite(null).all(axis=(0, 2))
    by_variation = errors in BY_VARIATION
    df = None if design is None or design.units is None else float(design.units.df)
    if by_variation:
        covariance = variation.covariance_of(found.params, params.T, used)
        every = variation.uncertainty(found.params, params.T, used, 0.0)
    else:
        clusters = None
        if errors == "cluster":
            assert design is not None  # refused without
            assert design.units is not None
            clusters = design.units.units[rows.where]
        predictors = table[:, [*layout.dummies, *layout.controls, layout.outcome]]
        covariance, df = residual_covariance(predictors, rows.weights, errors, clusters)
        every = delta_method(found.params, np.eye(k), covariance, options.conf_level, 0.0, df)
    beside = [0, *range(1 + 2 * j, k)]
    names = (("intercept", "~1", ""), *(("coefficient", "~", name) for name in model.controls))
    own = slice(1, 1 + 2 * j)
    r_squared = np.atleast_1d(found.r_squared)
    return Part(
        penalty=found.params[1 : 1 + j],
        reward=found.params[1 + j : 1 + 2 * j],
        covariance=covariance[own, own],
        df=df,
        rows=table,
        weights=rows.weights,
        layout=layout,
        variation=variation,
        by_variation=by_variation,
        others=Others(names, replace(every, **{n: getattr(every, n)[beside] for n in vars(every)})),
        r_squared=variation.uncertainty(r_squared, explained[None], used, np.nan),
        penalty_draws=params[:, 1 : 1 + j],
        reward_draws=params[:, 1 + j : 1 + 2 * j],
        null_penalty=nulls[0],
        null_reward=nulls[1],
        null_penalty_draws=null[0],
        null_reward_draws=null[1],
        used=used,
        where=rows.where,
        label=rows.label,
    )


def _regressed(moments: Moments, layout: Layout) -> Regression:
    """Intercept, penalties, rewards, controls; see `numerics.three_factor.impact.penalty_reward`."""
    return least_squares(moments, layout.outcome, [*layout.dummies, *layout.controls])
