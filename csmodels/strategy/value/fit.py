"""Reading what customer value needs, refusing what forbids it, and what must be said of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from csmodels.errors import DataError, DataWarning, SpecificationError, some
from csmodels.numerics.strategy.logit import expit, logit_fit, logit_influence, summed
from csmodels.sampling.columns import mean_name
from csmodels.sampling.grouped import group_labels
from csmodels.sampling.options import ERRORS, Options, design_notices, settled
from csmodels.sampling.regressions import Asked, check_asked
from csmodels.sampling.remarks import left_out
from csmodels.sampling.settings import counted, respondents, uncertainty
from csmodels.sampling.variations import rows_by_group
from csmodels.strategy.privacy import few
from csmodels.strategy.value.levels import levels_of
from csmodels.strategy.value.model import CustomerValue
from csmodels.strategy.value.sampled import Sampled, check_limits, sampled
from csmodels.survey import SurveyData
from csmodels.survey.answers import read_answers
from csmodels.survey.design import SurveyDesign, read_design
from csmodels.tables import FrozenMapping, term, text
from csmodels.tables.notices import Notice, in_words, issue, notice
from csmodels.tables.strings import LANGUAGES

if TYPE_CHECKING:
    from csmodels.strategy.value.result import CustomerValueResult

Array = NDArray[np.float64]

#: Index levels of the tables, which a group cannot be named like.
LEVELS = ("figure", "satisfaction")
#: Share of different rows up to which the logit is fitted to the different ones.
FEW_PATTERNS = 0.25
#: Customers lost (or kept, if fewer) for each coefficient below which it is told. A rule of thumb.
EVENTS = 10


def settled_for(asked: Asked, design: SurveyDesign | None) -> Options:
    """Options of an estimate that is no function of moments: linearised unless asked otherwise."""
    check_asked(asked, ERRORS, ("listwise",))
    replicates = design is not None and design.replicates is not None
    chosen = asked.errors or ("replicates" if replicates else "linearized")
    n_boot = asked.n_boot if chosen == "bootstrap" else None
    options = settled(asked.options(chosen, n_boot=n_boot, missing="listwise"), design)
    check_limits(options)
    return options


def check_binary(values: Array, column: str) -> None:
    """Refuse an outcome that is not written as 0 and 1."""
    other = np.unique(values[(values != 0) & (values != 1) & ~np.isnan(values)])
    if len(other):
        raise DataError(
            f"Column {column!r} must hold 0 and 1; it holds {some(f'{each:g}' for each in other)} as well."
            f" Recode it first, for example"
            f" frame[{column!r}] = (frame[{column!r}] == {other[-1]:g}).astype(int)."
        )


def fit(
    model: CustomerValue,
    data: SurveyData | pd.DataFrame,
    asked: Asked,
    *,
    by: str | None,
    ranges: dict[str, tuple[float, float]],
    least: int,
) -> CustomerValueResult:
    """Estimate retention and value; see `CustomerValue.fit` for the options."""
    from csmodels.strategy.value.result import CustomerValueResult

    if by in LEVELS:
        raise DataError(
            f"Column {by!r} (by=) is named like an index level of the tables; rename it first:"
            f" frame.rename(columns={{{by!r}: {by + '_group'!r}}})."
        )
    for name in ranges:
        if name not in model.items:
            raise SpecificationError(f"ranges= names {name!r}, which is no column of the model.")
    design = read_design(data)
    options = settled_for(asked, design)
    width = 2 + len(model.controls)
    given = read_answers(data, model.items, by=by, ranges=ranges, min_rows=width + 2)
    answers = counted(given)
    check_binary(answers.values[:, 0], model.outcome)
    labels = tuple(answers.group_names) if by is not None else None
    words = group_labels(data, by)
    parts, observed, notices = (
        [],
        [],
        [*left_out(given, words, "left_open_only"), *design_notices(design, options)],
    )
    for rows, group in zip(
        rows_by_group(answers, labels), in_words(labels or (), words) or ("",), strict=True
    ):
        where = "" if by is None else f" in group {rows.label!r} of {by!r}"
        refuse_small(len(rows.values), least, where)
        columns = _Columns(model, rows.values)
        part = sampled(rows, options, design, columns.solve, columns.influence)
        _check(model, part, columns, where)
        parts.append(part)
        observed.append(levels_of(columns.satisfaction, columns.kept, rows, options, design))
        notices += _remarks(part, columns, width, group, least)
        notices += _beyond(model, columns, scale_of(data, model.satisfaction, ranges), group, least)
    settings: dict[str, Any] = {
        "outcome": model.outcome,
        "satisfaction": mean_name(model.satisfaction),
        **({"controls": ", ".join(model.controls)} if model.controls else {}),
        **model.economics.settings(),
        **respondents(data, answers, len(answers), "listwise"),
        **uncertainty(str(options.se), options, design, by, without=len(given) - len(answers)),
        "least": least,
    }
    result = CustomerValueResult(
        model=model,
        parts=tuple(parts),
        observed=tuple(observed),
        groups=labels or (),
        settings=FrozenMapping(settings),
        notices=tuple(notices),
        group_labels=words,
        labels=wordings(data, model.items, model.satisfaction),
    )
    issue(result.notices, stacklevel=3)
    return result


def scale_of(
    data: object, items: Sequence[str], ranges: Mapping[str, tuple[float, float]]
) -> tuple[float, float] | None:
    """Ends of the scale of satisfaction; of several items, of their mean. None where one is not known."""
    known = {name: data.scale(name) for name in items} if isinstance(data, SurveyData) else {}
    ends = [ranges.get(name) or known.get(name) for name in items]
    if not all(ends):
        return None
    low, high = (float(np.mean([each[i] for each in ends if each])) for i in (0, 1))
    return low, high


def _beyond(
    model: CustomerValue, columns: _Columns, scale: tuple[float, float] | None, group: object, least: int
) -> list[Notice]:
    """Customers whose satisfaction the push would bring beyond the scale."""
    if scale is None:
        return []
    after = columns.pushed[:, 1]
    outside = int(((after < scale[0]) | (after > scale[1])).sum())
    if not outside:
        return []
    share = few(least) if outside < least else f"{100 * outside / len(after):.1f} %"
    return [notice("value_beyond", share=share, points=f"{model.points:+g}", group=group)]


def refuse_small(n: int, least: int, where: str) -> None:
    """Refuse figures of fewer people than may be printed."""
    if n < least:
        raise DataError(
            f"There are fewer than least={least} customers{where}. Put groups together, or leave the group"
            " out with data.where(...)."
        )


def wordings(
    data: object, names: Iterable[str], averaged: Sequence[str]
) -> FrozenMapping[Any, Mapping[str, str]]:
    """Wordings of columns by language, of those that the questionnaire has one for.

    The mean of all items of a construct is named by the construct.
    """
    if not isinstance(data, SurveyData) or data.questionnaire is None:
        return FrozenMapping({})
    found = {name: {lang: data.label(name, lang) for lang in LANGUAGES} for name in names}
    for construct, items in data.questionnaire.constructs.items():
        if len(averaged) > 1 and set(items) == set(averaged):
            found[mean_name(averaged)] = {
                lang: text("label.value_mean", lang, n=len(items),
                           construct=term(construct, lang, section="construct"))
                for lang in LANGUAGES
            }  # fmt: skip
    return FrozenMapping({name: FrozenMapping(each) for name, each in found.items() if each["en"] != name})


class _Columns:
    """The columns of one group, and the estimates as functions of weights.

    Estimates: coefficients (1 + 1 + controls), share kept, means of satisfaction and controls, mean payment,
    share kept after the push.
    """

    def __init__(self, model: CustomerValue, values: Array) -> None:
        at = {name: i for i, name in enumerate(model.items)}
        self.kept = values[:, 0] if model.lost is None else 1.0 - values[:, 0]
        self.satisfaction = values[:, [at[name] for name in model.satisfaction]].mean(axis=1)
        controls = values[:, [at[name] for name in model.controls]]
        self.x = np.column_stack([np.ones(len(values)), self.satisfaction, controls])
        paid = [values[:, at[name]] for name in model.economics.column]
        paid = paid or [np.ones(len(values))]
        self.means = np.column_stack([self.kept, self.satisfaction, controls, *paid])
        self.pushed = self.x.copy()
        self.pushed[:, 1] += model.points
        self.start: Array | None = None

    @cached_property
    def patterns(self) -> tuple[NDArray[np.intp], NDArray[np.intp]] | None:
        """One row of each kind of customer, alike in x and outcome, and the kind of every row.

        Answers on a scale repeat themselves, so that resamples need few rows; None where they do not.
        """
        rows = np.column_stack([self.x, self.kept])
        _, first, kind = np.unique(rows, axis=0, return_index=True, return_inverse=True)
        return (first, kind.ravel()) if len(first) <= FEW_PATTERNS * len(rows) else None

    def solve(self, weights: Array) -> Array:
        """Estimates for every row of weights."""
        x, kept, pushed, together = self.x, self.kept, self.pushed, weights
        if len(weights) > 1 and self.patterns is not None:
            first, kind = self.patterns
            x, kept, pushed = (each[first] for each in (x, kept, pushed))
            together = summed(weights, kind, len(first))
        beta = logit_fit(x, kept, together, self.start)
        if self.start is None and np.isfinite(beta).all():
            self.start = beta[0]  # resamples start from the estimate
        total = weights.sum(axis=1, keepdims=True)
        after = (together * expit(beta @ pushed.T)).sum(axis=1) / total[:, 0]
        return np.column_stack([beta, weights @ self.means / total, after])

    def influence(self, params: Array, weights: Array) -> Array:
        """The rows' shares in the errors of the estimates."""
        k = self.x.shape[1]
        share = weights / weights.sum()
        of_beta = logit_influence(self.x, self.kept, weights, params[:k])
        of_means = share[:, None] * (self.means - params[k:-1])
        p = expit(self.pushed @ params[:k])
        slope = (share * p * (1 - p)) @ self.pushed
        of_after = share * (p - params[-1]) + of_beta @ slope
        return np.column_stack([of_beta, of_means, of_after])


def _check(model: CustomerValue, part: Sampled, columns: _Columns, where: str) -> None:
    if np.isfinite(part.params).all():
        kept = float(part.params[columns.x.shape[1]])
        model.economics.check(kept, where)
        model.economics.check(float(part.params[-1]), f"{where} once satisfaction is {model.points:+g}")
        return
    if np.linalg.matrix_rank(columns.x) < columns.x.shape[1]:
        raise DataError(
            f"Satisfaction and controls are linear combinations of each other{where}: their parts in"
            " retention cannot be told apart. Leave a control out."
        )
    raise DataError(
        f"Retention has no logistic regression{where}: those who left and those who stayed are told apart"
        " perfectly, at least in part of the customers (all above some satisfaction stayed, say, or all with"
        " a control at 1). More customers are needed, or fewer groups or controls."
    )


def _remarks(part: Sampled, columns: _Columns, width: int, group: object, least: int) -> list[Notice]:
    found = []
    events = int(min(columns.kept.sum(), len(columns.kept) - columns.kept.sum()))
    if events < EVENTS * (width - 1):
        told = few(least) if events < least else events
        found.append(notice("value_few_events", DataWarning, events=told, k=width - 1, group=group))
    if part.params[1] < 0:
        found.append(notice("value_falls", DataWarning, group=group))
    lost = int((~part.used).sum())
    if lost > 0.05 * max(1, len(part.used)):
        found.append(notice("value_lost_draws", DataWarning, lost=lost, of=len(part.used), group=group))
    return found
