"""Reading what relative importance needs, refusing what forbids it, and what must be said of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from csmodels.errors import DataError, DataWarning, SpecificationError, did_you_mean, some
from csmodels.numerics.batch import SINGULAR
from csmodels.numerics.moments import Moments
from csmodels.numerics.variation import Variation
from csmodels.sampling.grouped import group_labels
from csmodels.sampling.options import ERRORS, Options, design_notices, settled
from csmodels.sampling.regressions import Asked, check_asked
from csmodels.sampling.remarks import left_out
from csmodels.sampling.settings import counted, respondents, uncertainty
from csmodels.sampling.variations import estimate_and_variation, rows_by_group
from csmodels.survey import SurveyData
from csmodels.survey.answers import read_answers
from csmodels.survey.design import read_design
from csmodels.survey.templates import attribute_labels
from csmodels.tables import FrozenMapping
from csmodels.tables.notices import NO_WORDS, Group, Notice, issue, notice
from csmodels.three_factor.relative_importance.model import Drivers
from csmodels.three_factor.relative_importance.part import Part, computed

if TYPE_CHECKING:
    from csmodels.three_factor.relative_importance.result import RelativeImportance

Array = NDArray[np.float64]

MISSING = ("listwise", "em", "mi")
#: Index levels of the tables, which a group cannot be named like.
LEVELS = ("driver", "method", "than", "over")
#: R² that as many drivers would have without any relation to the outcome, above which it is told.
BY_CHANCE = 0.20
#: A column whose part in a linear combination is smaller has none.
NO_PART = 1e-4


def fit(
    drivers: Drivers,
    data: SurveyData | pd.DataFrame | Moments,
    asked: Asked,
    *,
    by: str | None,
    ranges: dict[str, tuple[float, float]],
) -> RelativeImportance:
    """Share out what drivers explain; see `relative_importance` for the options."""
    from csmodels.three_factor.relative_importance.result import RelativeImportance

    check_asked(asked, ERRORS, MISSING)
    if isinstance(data, Moments):
        return _of_moments(drivers, data, asked, by)
    if by in LEVELS:
        raise DataError(
            f"Column {by!r} (by=) is named like an index level of the tables of importance; rename it first:"
            f" frame.rename(columns={{{by!r}: {by + '_group'!r}}})."
        )
    for name in ranges:
        if name not in drivers.items:
            raise SpecificationError(
                f"ranges= names {name!r}, which is no driver and no outcome."
                f"{did_you_mean(name, drivers.items)}"
            )
    design = read_design(data)
    se = asked.errors or ("linearized" if asked.missing == "mi" else None)
    options = settled(asked.options(se, n_boot=asked.n_boot, missing=asked.missing), design)  # type: ignore[arg-type]
    if options.ci == "studentized":
        raise SpecificationError('ci="studentized" is not offered here; use "percentile" or "bca".')
    least = len(drivers.columns) + 2
    given = read_answers(data, drivers.items, missing=options.missing, by=by, ranges=ranges, min_rows=least)
    answers = counted(given)
    labels = tuple(answers.group_names) if by is not None else None
    words = group_labels(data, by)
    parts = []
    for rows in rows_by_group(answers, labels):
        moments, variation = estimate_and_variation(rows, options, design, lambda x: _table(drivers, x))
        where = "" if by is None else f" in group {rows.label!r} of {by!r}"
        _check(drivers, moments, where)
        parts.append(computed(drivers, moments, variation, len(rows.values), rows.label, asked.seed))
    groups: list[Any] = [Group(each, FrozenMapping(words.get(each, {}))) for each in labels or ()] or [""]
    notices = [*left_out(given, words), *design_notices(design, options)]
    for part, group in zip(parts, groups, strict=True):
        notices += _remarks(drivers, part, group)
    settings = {
        **_settings(drivers),
        **respondents(data, answers, len(answers), options.missing),
        **uncertainty(options.se or "bootstrap", options, design, by, without=len(given) - len(answers)),
    }
    result = RelativeImportance(
        drivers=drivers,
        parts=tuple(parts),
        groups=labels or (),
        settings=FrozenMapping(settings),
        notices=tuple(notices),
        group_labels=words,
        labels=_labels(drivers, data),
    )
    issue(result.notices, stacklevel=3)
    return result


def _of_moments(drivers: Drivers, moments: Moments, asked: Asked, by: str | None) -> RelativeImportance:
    """The same from published moments: estimates alone."""
    from csmodels.three_factor.relative_importance.result import RelativeImportance

    if by is not None or moments.cov.ndim != 2:
        raise SpecificationError("Moments are of one sample: leave by= out, and give one matrix.")
    if not moments.names:
        raise SpecificationError("The moments have no names: cs.Moments(cov, names=[...]).")
    for name in drivers.items:
        if name not in moments.names:
            raise DataError(f"The moments have no item {name!r}.{did_you_mean(name, moments.names)}")
    settled(
        Options(
            se=asked.errors, ci=asked.ci, n_boot=asked.n_boot, seed=asked.seed, conf_level=asked.conf_level,
            resample="rows", missing="none", called="errors",
        ),
        None,
    )  # fmt: skip
    taken = moments.take([moments.names.index(name) for name in drivers.items])
    q, k = len(drivers.columns), len(drivers.outcome)
    turn = np.zeros((q + 1, q + k))
    turn[:q, :q], turn[q, q:] = np.eye(q), 1 / k
    made = Moments._of(turn @ taken.cov @ turn.T, None, taken.n)
    _check(drivers, made, "")
    n = 0 if moments.n is None else int(moments.n)
    part = computed(drivers, made, Variation(asked.conf_level), n, None, asked.seed)
    settings = {**_settings(drivers), "n": n or "unknown", "n_boot": 0, "conf_level": asked.conf_level}
    found = tuple(_remarks(drivers, part, ""))
    result = RelativeImportance(
        drivers, (part,), (), FrozenMapping(settings), found, FrozenMapping({}), FrozenMapping({})
    )
    issue(found, stacklevel=3)
    return result


def _table(drivers: Drivers, values: Array) -> Array:
    """Columns of the drivers, and the mean of the outcome's."""
    q = len(drivers.columns)
    if len(drivers.outcome) == 1:
        return values
    return np.column_stack([values[:, :q], values[:, q:].mean(axis=1)])


def _check(drivers: Drivers, moments: Moments, where: str) -> None:
    """Refuse columns that do not vary, and drivers that are linear combinations of each other."""
    still = [
        name for name, sd in zip((*drivers.columns, "the outcome"), moments.sd, strict=True) if not sd > 0
    ]
    if still:
        raise DataError(f"{some(still)} does not vary{where}: nothing can be shared out. Leave it out.")
    values, vectors = np.linalg.eigh(moments.corr[:-1, :-1])
    if values[0] < SINGULAR:
        among = [n for n, part in zip(drivers.columns, vectors[:, 0], strict=True) if abs(part) > NO_PART]
        raise DataError(
            f"Drivers {some(map(repr, among), 6)} are linear combinations of each other{where}: what they"
            " explain together cannot be told apart. Leave one of them out, or put them in one block after"
            " dropping it."
        )


def _remarks(drivers: Drivers, part: Part, group: object) -> list[Notice]:
    """R² that chance alone would give, negative shares, lost resamples, errors of sampled orders."""
    found = []
    q = len(drivers.columns)
    chance = q / max(1, part.n - 1)
    if part.n and chance > BY_CHANCE:
        fields = {"q": q, "n": part.n, "chance": f"{chance:.2f}"}
        found.append(notice("importance_chance", DataWarning, **fields, group=group))
    if "pratt" in part.values:
        below = [n for n, value in zip(drivers.names, part.values["pratt"], strict=True) if value < 0]
        if below:
            found.append(notice("importance_negative", drivers=some(below, 6), group=group))
    lost = 1 - float(part.used.mean()) if len(part.used) else 0.0
    if lost > 0.05:
        share = f"{100 * lost:.0f}"
        found.append(notice("importance_lost", DataWarning, share=share, group=group))
    if drivers.rounds and drivers.shapley:
        error = f"{float(part.sampling_error.max()):.2g}"
        found.append(
            notice(
                "importance_sampled",
                n=f"{2 * len(drivers.names) * drivers.rounds:,}",
                error=error,
                group=group,
            )
        )
    return found


def _settings(drivers: Drivers) -> dict[str, Any]:
    found: dict[str, Any] = {"method": ", ".join(drivers.methods)}
    if drivers.shapley:
        found["orders"] = 2 * len(drivers.names) * drivers.rounds or "all"
    return found


def _labels(drivers: Drivers, data: SurveyData | pd.DataFrame) -> FrozenMapping[str, Mapping[str, str]]:
    """Words of drivers that are columns named by themselves: what their questions do not share, or all."""
    asked = data.questionnaire if isinstance(data, SurveyData) else None
    alone = [name for name, columns in drivers.drivers.items() if columns == (name,)]
    if asked is None:
        return FrozenMapping({})
    known = [name for name in alone if name in asked]
    words = attribute_labels(asked, {name: {"performance": name} for name in known})
    return FrozenMapping(
        {name: FrozenMapping(words[name] or dict(asked.item(name).wording) or NO_WORDS) for name in known}
    )
