"""From a survey to the rows of each group, with shares and figures and their errors."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from csmodels.errors import DataError
from csmodels.numerics.delta import slopes
from csmodels.numerics.kano.share_differences import share_difference
from csmodels.numerics.strategy.ratios import part_influence, part_means
from csmodels.sampling.grouped import group_labels
from csmodels.sampling.options import Options, design_notices
from csmodels.sampling.regressions import Asked as Errors
from csmodels.sampling.remarks import left_out
from csmodels.sampling.settings import counted, respondents, uncertainty
from csmodels.sampling.variations import GroupRows, rows_by_group
from csmodels.strategy.complaints.events import frame_of
from csmodels.strategy.indicators.comparison import joint_df
from csmodels.strategy.indicators.kinds import Indicator
from csmodels.strategy.indicators.sample import Part
from csmodels.strategy.relationship.parts import LinearPart
from csmodels.strategy.value.fit import settled_for
from csmodels.strategy.value.sampled import Sampled, sampled
from csmodels.survey import SurveyData
from csmodels.survey.answers import read_answers
from csmodels.survey.design import SurveyDesign, read_design
from csmodels.survey.request import check_names
from csmodels.tables.notices import Notice

Array = NDArray[np.float64]
Bools = NDArray[np.bool_]

#: Index levels and columns of the tables, which a group cannot be named like.
LEVELS = (
    *("figure", "step", "branch", "outcome", "contrast", "n", "n_stay", "estimate", "share", "stays", "base"),
    "state",
)
#: Customers of a branch below which its figures are a guess. A convention.
FEW = 30


@dataclass(frozen=True)
class Asked:
    """What was asked of a fit; None stands for what follows from the data."""

    by: str | None = None
    errors: str | None = None
    n_boot: int | None = None
    seed: int = 0
    conf_level: float = 0.95
    least: int = 5


@dataclass(frozen=True, eq=False)
class Group:
    """The rows of one group and how its sample is varied."""

    rows: GroupRows
    names: tuple[str, ...]
    options: Options
    design: SurveyDesign | None
    complex: bool

    def column(self, name: str) -> Array:
        """One column."""
        found: Array = self.rows.values[:, self.names.index(name)]
        return found

    def share(self, holds: Bools, among: Bools) -> Part | None:
        """Share of those for whom something holds, among some; None where there is nobody."""
        if not among.any():
            return None
        rows = self.rows
        weights = None if rows.weights is None else rows.weights[among]
        part = replace(
            rows, values=holds[among].astype(np.float64)[:, None], weights=weights, where=rows.where[among]
        )
        errors = "analytic" if self.options.se == "linearized" else str(self.options.se)
        return Part(Indicator("rate", "share"), part, self.options, errors, interval_of(self), self.design)

    def made_share(self, columns: Array, parts: Bools, of: Callable[[Array], Array]) -> Part:
        """A share made of means of columns over parts of the rows: `of` turns (members, q) into (members,).

        Linearised: the share plus its slopes times what each row adds to the means.
        """
        rows, n = self.rows, len(self.rows.values)
        weights = np.ones(n) if rows.weights is None else rows.weights
        means = np.where(parts.any(axis=0), part_means(columns, parts, weights[None])[0], 0.0)
        slope = slopes(lambda x: of(x)[:, None], means, np.ones(len(means)))[0]
        influence = part_influence(columns, parts, weights, means) @ slope
        values = of(means[None])[0] + influence * (weights.sum() / weights)
        part = replace(rows, values=values[:, None])
        errors = "analytic" if self.options.se == "linearized" else str(self.options.se)
        share = Indicator("rate", "share")
        return LinearPart(share, part, self.options, errors, interval_of(self), self.design)

    def means(self, columns: Array, parts: Bools) -> Sampled:
        """Means of columns over parts of the rows, with all their covariances; empty parts are 0."""
        present = parts.any(axis=0)

        def solve(weights: Array) -> Array:
            return np.where(present, part_means(columns, parts, weights), 0.0)

        def influence(params: Array, weights: Array) -> Array:
            return part_influence(columns, parts, weights, params)

        return sampled(self.rows, self.options, self.design, solve, influence)


def interval_of(group: Group) -> str:
    """Which limits shares have."""
    return "bootstrap" if group.options.se == "bootstrap" else "logit" if group.complex else "wilson"


@dataclass(frozen=True, eq=False)
class Read:
    """Groups, settings and notices of one analysis."""

    groups: tuple[Group, ...]
    labels: tuple[Any, ...]
    words: Any
    settings: dict[str, Any]
    notices: tuple[Notice, ...]


def read(
    data: SurveyData | pd.DataFrame,
    columns: Mapping[str, Array],
    asked: Asked,
    settings: Mapping[str, object],
    ranges: Mapping[str, tuple[float, float]] | None = None,
    shares: bool = True,
) -> Read:
    """Rows with all of the columns answered, by group.

    Raises
    ------
    DataError
        A group's column that is absent or named like a level of the tables, nobody who can be used.
    """
    by = asked.by
    frame = frame_of(data)
    if by is not None:
        check_names(frame, None, (), by)
        if by in LEVELS or by in columns:
            raise DataError(
                f"Column {by!r} (by=) is named like a column of the tables of complaints; rename it first:"
                f" frame.rename(columns={{{by!r}: {by + '_group'!r}}})."
            )
    used = pd.DataFrame(dict(columns), index=frame.index)
    if by is not None:
        used[by] = frame[by]
    survey = data if isinstance(data, SurveyData) else None
    wrapped: SurveyData | pd.DataFrame = used
    if survey is not None and survey.weights is not None:
        used[survey.weights] = frame[survey.weights]
        wrapped = SurveyData(used, weights=survey.weights, source=survey.source)
    design = read_design(data)
    errors = "bootstrap" if asked.errors is None and asked.n_boot else asked.errors
    options = settled_for(
        Errors(errors=errors, n_boot=asked.n_boot, seed=asked.seed, conf_level=asked.conf_level), design
    )
    given = read_answers(wrapped, list(columns), by=by, ranges=dict(ranges or {}), scoring=True)
    answers = counted(given)
    labels = tuple(answers.group_names) if by is not None else None
    varied = answers.weights is not None and bool(np.ptp(answers.weights) > 0)
    words = group_labels(data, by)
    groups = []
    for rows in rows_by_group(answers, labels):
        if len(rows.values) < 2:
            where = "" if by is None else f" in group {rows.label!r} of {by!r}"
            raise DataError(
                f"Fewer than two respondents{where} answered everything that is needed"
                f" ({', '.join(columns)}); leave the group or a condition out."
            )
        groups.append(Group(rows, tuple(columns), options, design, varied or design is not None))
    told = {
        **settings,
        **respondents(data, answers, len(answers), "listwise"),
        **uncertainty(str(options.se), options, design, by, without=len(given) - len(answers)),
        "least": asked.least,
    }
    if shares:
        told["interval"] = interval_of(groups[0])
        told.pop("ci")
    notices = (*left_out(given, words, "left_open_only"), *design_notices(design, options))
    return Read(tuple(groups), labels or (), words, told, notices)


def limits_row(part: Part | None) -> dict[str, float]:
    """A share with error and limits."""
    if part is None:
        return dict.fromkeys(("estimate", "std_error", "conf_low", "conf_high"), np.nan)
    low, high = part.limits
    return {
        "estimate": float(part.means[0]), "std_error": float(part.std_error[0]),
        "conf_low": float(low[0]), "conf_high": float(high[0]),
    }  # fmt: skip


def difference_row(one: Part | None, two: Part | None) -> dict[str, float]:
    """First share minus second, of customers of one survey, with Newcombe's limits."""
    names = ("estimate", "std_error", "p_value", "conf_low", "conf_high")
    if one is None or two is None:
        return dict.fromkeys(names, np.nan)
    if not all(np.isfinite(each.uncertainty.std_error).all() for each in (one, two)):
        # nobody or one sampling unit alone tells the error
        return dict.fromkeys(names, np.nan) | {"estimate": float(one.means[0] - two.means[0])}
    covariance = one.covariance(two)[0]
    s, t = float(one.std_error[0]), float(two.std_error[0])
    p, q = (float(np.clip(each.means[0], 0, 1)) for each in (one, two))
    shared = covariance / (s * t) if s * t > 0 else 0.0
    df = float(joint_df(one, two, together=True)[0])
    sizes = (float(one.effective[0]), float(two.effective[0]))
    level = one.options.conf_level
    low, high, p_value = share_difference((p, q), sizes, level, shared, df if np.isfinite(df) else None)
    error = float(np.sqrt(max(s**2 + t**2 - 2 * covariance, 0.0)))
    return dict(zip(names, (p - q, error, float(p_value), float(low), float(high)), strict=True))


def figures_frame(
    part: Sampled,
    of: Callable[[Array], Array],
    scales: Mapping[str, str],
    known: Mapping[str, bool] | None = None,
) -> pd.DataFrame:
    """Figures by name with errors and limits; those that rest on nobody are missing."""
    found = part.figures(of, list(scales.values()))
    frame = pd.DataFrame(
        {
            "estimate": found.estimate, "std_error": found.std_error,
            "conf_low": found.conf_low, "conf_high": found.conf_high,
        },
        index=pd.Index(list(scales), name="figure"),
    )  # fmt: skip
    for name, there in (known or {}).items():
        if not there:
            frame.loc[name] = np.nan
    return frame
