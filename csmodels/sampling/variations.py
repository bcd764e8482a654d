"""From the rows of a group to its moments, and to the way they are varied."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from csmodels.numerics.draws import (
    JACKKNIFE_MEMBERS,
    Draws,
    GivenDraws,
    InnerDraws,
    LeaveOut,
    PoissonDraws,
    RowDraws,
    UnitDraws,
)
from csmodels.numerics.linearization import moment_covariance
from csmodels.numerics.moments import Moments, stack
from csmodels.numerics.resampling import Resampler
from csmodels.numerics.variation import Bootstrap, Imputed, Linearized, Replicates, Source, Variation
from csmodels.sampling.options import Options
from csmodels.survey.answers import Answers
from csmodels.survey.design import SurveyDesign

Array = NDArray[np.float64]

#: Random groups of rows that stand for the rows where ``resample="groups"``.
GROUPS = 2000
#: Resamples of each resample for studentised intervals.
INNER = 50


@dataclass(frozen=True, eq=False)
class GroupRows:
    """The rows of one group, with all columns the estimator wants.

    Attributes
    ----------
    values : array, shape (n, columns)
        Unanswered cells are missing.
    weights : array, shape (n,), optional
    where : array of int, shape (n,)
        Positions of the rows in the survey.
    label : object, optional
        The group's, with ``by=``.
    """

    values: Array
    weights: Array | None
    where: NDArray[np.intp]
    label: Any = None

    @property
    def stream(self) -> int | None:
        """Stream of random numbers: groups must not share one, or differences would look too certain."""
        return None if self.label is None else zlib.crc32(str(self.label).encode())


def rows_by_group(answers: Answers, labels: tuple[Any, ...] | None) -> list[GroupRows]:
    """Rows of each group; of all respondents where there are none."""
    if labels is None or answers.group_codes is None:
        return [GroupRows(answers.values, answers.weights, answers.rows)]
    # sorted once: a search through all rows for every group would take longer than many a fit
    codes = answers.group_codes
    order = np.argsort(codes, kind="stable")
    numbers = np.arange(len(answers.group_names))
    starts, ends = (np.searchsorted(codes, numbers, side, sorter=order) for side in ("left", "right"))
    parts = []
    for label in labels:
        number = answers.group_names.index(label)
        mine = order[starts[number] : ends[number]]
        weights = None if answers.weights is None else answers.weights[mine]
        parts.append(GroupRows(answers.values[mine], weights, answers.rows[mine], label))
    return parts


def complete_source(rows: GroupRows, missing: str) -> Source:
    """What makes moments of counted rows, by the rule for missing answers."""
    if missing in ("listwise", "none") or not np.isnan(rows.values).any():
        return Resampler(rows.values, rows.weights)
    if missing == "em":
        from csmodels.numerics.em import EmSource

        return EmSource(rows.values, rows.weights)
    from csmodels.numerics.missing import MeanSource, PairwiseSource

    kind = MeanSource if missing == "mean" else PairwiseSource
    return kind(rows.values, rows.weights)


def estimate_and_variation(
    rows: GroupRows,
    options: Options,
    design: SurveyDesign | None,
    extend: Callable[[Array], Array],
) -> tuple[Moments, Variation]:
    """Moments of one group, and the members by which its uncertainty is learnt.

    `extend` adds the columns that the estimator needs beside the answers.
    """
    if options.missing == "mi" and np.isnan(rows.values).any():
        return _imputed(rows, options, design, extend)
    rows = replace(rows, values=extend(rows.values))
    if isinstance(source := complete_source(rows, options.missing), Resampler):
        moments = Moments.from_rows(rows.values, rows.weights)
    else:
        moments = source.moments(np.ones((1, source.n)))
        mean = None if moments.mean is None else moments.mean[0]
        moments = Moments._of(moments.cov[0], mean, float(np.ravel(moments.n)[0]))
    if options.se == "linearized":
        return moments, _linearized(rows, moments, options, design)
    if options.se == "replicates":
        assert design is not None
        assert design.scales is not None  # the options were refused without
        unweighted = replace(rows, weights=None)
        return moments, Replicates(
            conf_level=options.conf_level,
            source=complete_source(unweighted, options.missing),
            draws=design.replicate_draws(rows.where),
            scales=design.scales,
            df=None if design.units is None else float(design.units.df),
        )
    if not options.n_boot:
        return moments, Variation(options.conf_level)
    return moments, bootstrap(rows, source, options, design)


def bootstrap(rows: GroupRows, source: Source, options: Options, design: SurveyDesign | None) -> Bootstrap:
    units = None if design is None else design.units
    n, seed, n_boot = len(rows.values), options.seed, options.n_boot or 0
    draws: Draws
    left_out: LeaveOut
    if units is not None:
        draws = UnitDraws(units, rows.where, n_boot, seed)
        left_out = LeaveOut(units.units[rows.where], units.strata)
    elif options.indices is not None:
        draws, left_out = GivenDraws(options.indices, n), LeaveOut.of_rows(n)
    elif options.resample == "poisson":
        draws, left_out = PoissonDraws(n, n_boot, seed, rows.stream), LeaveOut.of_rows(n)
    else:
        if options.resample == "groups":
            source = Resampler(rows.values, rows.weights, groups=min(GROUPS, n), seed=seed)
        draws = RowDraws(source.n, n_boot, seed, rows.stream)
        left_out = LeaveOut.of_rows(source.n)
    left_source = source
    if options.ci == "bca" and units is None and n > JACKKNIFE_MEMBERS and isinstance(source, Resampler):
        # leaving out groups of rows needs their sums alone, not all rows again
        left_source = Resampler(rows.values, rows.weights, groups=JACKKNIFE_MEMBERS, seed=seed)
        left_out = LeaveOut.of_rows(left_source.n)
    inner = None
    if options.ci == "studentized":
        assert isinstance(draws, (RowDraws, GivenDraws))  # refused for the others
        inner = InnerDraws(draws, INNER, seed)
    return Bootstrap(
        conf_level=options.conf_level,
        source=source,
        draws=draws,
        ci=options.ci or "percentile",
        left_out=left_out if options.ci == "bca" else None,
        left_source=left_source,
        inner=inner,
        robust=options.robust,
        df=None if units is None else float(units.df),
    )


def _linearized(
    rows: GroupRows, moments: Moments, options: Options, design: SurveyDesign | None
) -> Linearized:
    units = None if design is None else design.units
    return Linearized(
        conf_level=options.conf_level,
        moments=moments,
        covariance=moment_covariance(rows.values, moments, rows.weights, units, rows.where),
        df=None if units is None else float(units.df),
    )


def _imputed(
    rows: GroupRows,
    options: Options,
    design: SurveyDesign | None,
    extend: Callable[[Array], Array],
) -> tuple[Moments, Variation]:
    """Completed samples; the moments shown are the means of theirs."""
    from csmodels.numerics.imputation import impute

    completed = impute(
        rows.values, options.n_imputations, options.seed, weights=rows.weights, stream=rows.stream
    )
    parts, every = [], []
    for values in completed:
        filled = replace(rows, values=extend(values))
        moments = Moments.from_rows(filled.values, rows.weights)
        every.append(moments)
        parts.append(_linearized(filled, moments, options, design))
    batch = stack(every)
    assert batch.mean is not None
    pooled = Moments._of(batch.cov.mean(axis=0), batch.mean.mean(axis=0), every[0].n)
    units = None if design is None else design.units
    df = float(len(rows.values) - 1 if units is None else units.df)
    return pooled, Imputed(conf_level=options.conf_level, parts=tuple(parts), df=df)
