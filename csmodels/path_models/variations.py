"""From the options of a fit and the design of a survey to moments, and to the way they are varied."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from csmodels.errors import SpecificationError, did_you_mean, some
from csmodels.numerics.draws import (
    Draws,
    GivenDraws,
    InnerDraws,
    LeaveOut,
    PoissonDraws,
    RowDraws,
    UnitDraws,
)
from csmodels.numerics.intervals import check_options
from csmodels.numerics.linearization import moment_covariance
from csmodels.numerics.moments import Moments, stack
from csmodels.numerics.resampling import Resampler
from csmodels.numerics.variation import Bootstrap, Imputed, Linearized, Replicates, Source, Variation
from csmodels.survey.answers import Answers
from csmodels.survey.design import SurveyDesign

Array = NDArray[np.float64]

DEFAULT_N_BOOT = 1000
#: Random groups of rows that stand for the rows where ``resample="groups"``.
GROUPS = 2000
#: Resamples of each resample for studentised intervals.
INNER = 50
ERRORS = ("bootstrap", "linearized", "replicates")
RESAMPLES = ("rows", "poisson", "groups")


@dataclass(frozen=True)
class Options:
    """How uncertainty is to be computed: as asked, or as follows from the data.

    Attributes
    ----------
    se : {"bootstrap", "linearized", "replicates"}
    resample : {"rows", "poisson", "groups"}
    ci : {"percentile", "bca", "studentized", "normal"}
    n_imputations : int
    """

    se: str
    resample: str
    ci: str
    conf_level: float
    n_boot: int
    seed: int
    missing: str
    n_imputations: int = 20
    indices: NDArray[np.integer[Any]] | None = None
    robust: bool = False


def choose(
    *,
    se: str | None,
    resample: str,
    ci: str | None,
    conf_level: float,
    n_boot: int | None,
    seed: int,
    missing: str,
    n_imputations: int,
    indices: NDArray[np.integer[Any]] | None,
    robust: bool,
    design: SurveyDesign | None,
    from_moments: bool,
) -> Options:
    """Settle the options, and refuse those that contradict each other or the data."""
    _known("se", se, (None, *ERRORS))
    _known("resample", resample, RESAMPLES)
    check_options("percentile" if ci is None else ci, conf_level)
    for name, value in (("n_boot", n_boot), ("seed", seed), ("n_imputations", n_imputations)):
        _whole(name, value)
    replicates = design is not None and design.replicates is not None
    if se is None:
        se = "replicates" if replicates else "bootstrap"
        if missing == "mi":
            se = "linearized"
    if se == "replicates" and not replicates:
        raise SpecificationError(
            'se="replicates" needs replicate weights: cs.SurveyData(frame, replicate_weights=[...]).'
        )
    if missing == "mi" and se != "linearized":
        raise SpecificationError(
            f'missing="mi" goes with se="linearized", not {se!r}: the error within each completed sample is'
            " linearised, and Rubin's rules add the error between them."
        )
    if missing in ("em", "pairwise", "mean") and se == "linearized":
        raise SpecificationError(
            f'missing={missing!r} goes with se="bootstrap": linearised errors would take filled-in moments'
            ' for observed ones. Use the bootstrap, or missing="mi".'
        )
    if se != "bootstrap":
        if ci not in (None, "normal"):
            raise SpecificationError(
                f'ci={ci!r} needs resamples; with se={se!r} leave ci out or say "normal".'
            )
        if n_boot and not from_moments:
            raise SpecificationError(f"n_boot={n_boot} contradicts se={se!r}, which draws no resamples.")
        ci, n_boot = "normal", 0
    ci = "percentile" if ci is None else ci
    units = design is not None and design.units is not None
    if units and resample != "rows":
        raise SpecificationError(
            f"resample={resample!r} is for independent respondents; this survey declares strata or clusters."
            ' Use resample="rows", which draws clusters within strata, or se="linearized".'
        )
    if resample != "rows" and missing not in ("listwise", "none"):
        raise SpecificationError(f'resample={resample!r} goes with missing="listwise", not {missing!r}.')
    if ci == "studentized" and (units or resample == "poisson"):
        raise SpecificationError(
            'ci="studentized" resamples each resample, which is offered for independent respondents'
            ' (resample="rows" or "groups"). Use ci="bca".'
        )
    if indices is not None:
        if se != "bootstrap" or resample != "rows" or from_moments:
            raise SpecificationError(
                "resample_indices go with one sample of rows: not with Moments, se= or resample=."
            )
        if n_boot not in (None, len(indices)):
            raise SpecificationError(
                f"n_boot={n_boot} contradicts the {len(indices)} rows of resample_indices; leave it out."
            )
        n_boot = len(indices)
    n_boot = (0 if from_moments else DEFAULT_N_BOOT) if n_boot is None else int(n_boot)
    return Options(se, resample, ci, conf_level, n_boot, seed, missing, n_imputations, indices, robust)


def _known(name: str, value: object, choices: tuple[object, ...]) -> None:
    if value not in choices:
        listed = [c for c in choices if c is not None]
        raise SpecificationError(
            f"{name}={value!r} is unknown. Choose one of {some(map(repr, listed))}."
            f"{did_you_mean(value, listed)}"
        )


def _whole(name: str, value: object) -> None:
    if value is None and name == "n_boot":
        return
    if isinstance(value, bool) or not isinstance(value, (int, np.integer)) or value < 0:
        raise SpecificationError(f"{name}={value!r} must be a whole number, 0 or more.")


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
    parts = []
    for label in labels:
        mine = answers.group_codes == answers.group_names.index(label)
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
    if options.n_boot == 0:
        return moments, Variation(options.conf_level)
    return moments, _bootstrap(rows, source, options, design)


def _bootstrap(rows: GroupRows, source: Source, options: Options, design: SurveyDesign | None) -> Bootstrap:
    units = None if design is None else design.units
    n, seed = len(rows.values), options.seed
    draws: Draws
    left_out: LeaveOut
    if units is not None:
        draws = UnitDraws(units, rows.where, options.n_boot, seed)
        left_out = LeaveOut(units.units[rows.where], units.strata)
    elif options.indices is not None:
        draws, left_out = GivenDraws(options.indices, n), LeaveOut.of_rows(n)
    elif options.resample == "poisson":
        draws, left_out = PoissonDraws(n, options.n_boot, seed, rows.stream), LeaveOut.of_rows(n)
    else:
        if options.resample == "groups":
            source = Resampler(rows.values, rows.weights, groups=min(GROUPS, n), seed=seed)
        draws = RowDraws(source.n, options.n_boot, seed, rows.stream)
        left_out = LeaveOut.of_rows(source.n)
    inner = None
    if options.ci == "studentized":
        assert isinstance(draws, (RowDraws, GivenDraws))  # refused for the others
        inner = InnerDraws(draws, INNER, seed)
    return Bootstrap(
        conf_level=options.conf_level,
        source=source,
        draws=draws,
        ci=options.ci,
        left_out=left_out if options.ci == "bca" else None,
        inner=inner,
        robust=options.robust,
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
