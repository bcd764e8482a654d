"""How uncertainty is computed: what was asked for, what follows from the data, and what contradicts it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from csmodels.errors import DataWarning, SpecificationError, check_choice, check_whole
from csmodels.numerics.intervals import check_options
from csmodels.survey.design import SurveyDesign
from csmodels.tables.notices import Notice, notice

Indices = NDArray[np.integer[Any]]

#: Degrees of freedom of a survey design below which percentiles of resamples are clearly too narrow:
#: Student's t has a 97.5 % quantile of 2.13 at 15, against 1.96.
FEW_UNITS = 15
DEFAULT_N_BOOT = 1000
ERRORS = ("bootstrap", "linearized", "replicates")
RESAMPLES = ("rows", "poisson", "groups")


@dataclass(frozen=True)
class Options:
    """How uncertainty is to be computed; None stands for what follows from the data.

    Attributes
    ----------
    se : {"bootstrap", "linearized", "replicates", "none"}, optional
    ci : {"percentile", "bca", "studentized", "normal", "none"}, optional
    n_boot : int, optional
    seed : int
    conf_level : float
    resample : {"rows", "poisson", "groups"}
    missing : str
        "none" for moments, which have no rows.
    n_imputations : int
    indices : array of int, optional
        Rows of each resample, drawn elsewhere.
    robust : bool
        Standard errors from the middle of the draws: consistent PLS, whose single draws can explode.
    called : str
        The name under which the user gives `se`: "se", or "errors" in regressions.
    """

    se: str | None
    ci: str | None
    n_boot: int | None
    seed: int
    conf_level: float
    resample: str
    missing: str
    n_imputations: int = 20
    indices: Indices | None = None
    robust: bool = False
    called: str = "se"


def settled(asked: Options, design: SurveyDesign | None) -> Options:
    """Fill in what follows from the data; refuse what is unknown or contradicts itself or the data."""
    _check_words(asked)
    if asked.missing == "none":
        return _of_moments(asked)
    replicates = design is not None and design.replicates is not None
    units = design is not None and design.units is not None
    se = asked.se or ("linearized" if asked.missing == "mi" else "replicates" if replicates else "bootstrap")
    chosen = replace(asked, se=se)
    for wrong, why in _contradictions(chosen, replicates, units):
        if wrong:
            raise SpecificationError(why)
    if se != "bootstrap":
        return replace(chosen, ci="normal", n_boot=0)
    n_boot = DEFAULT_N_BOOT if asked.n_boot is None else int(asked.n_boot)
    n_boot = n_boot if asked.indices is None else len(asked.indices)
    return replace(chosen, ci=asked.ci or "percentile", n_boot=n_boot)


def how_resampled(options: Options, design: SurveyDesign | None) -> str:
    """The word for how resamples were drawn."""
    if not options.n_boot:
        return "none"
    if options.indices is not None:
        return "given"
    if design is not None and design.units is not None:
        return "units"
    return options.resample


def _check_words(asked: Options) -> None:
    _known(asked.called, asked.se, ERRORS)
    _known("resample", asked.resample, RESAMPLES)
    check_options(asked.ci or "percentile", asked.conf_level)
    for name in ("n_boot", "seed", "n_imputations"):
        if not (name == "n_boot" and asked.n_boot is None):
            check_whole(name, getattr(asked, name))
    if asked.n_boot == 1:
        raise SpecificationError("n_boot=1 tells nothing of the spread: 0 for none, or at least 2 resamples.")


def _of_moments(asked: Options) -> Options:
    """Published moments have no rows: nothing to resample, to leave out or to linearise."""
    for name, given in ((asked.called, asked.se), ("ci", asked.ci)):
        if given is not None:
            raise SpecificationError(
                f"{name}={given!r} needs respondents; a model fitted from Moments has no"
                f" standard errors. Leave {name} out."
            )
    if asked.indices is not None or asked.resample != "rows":
        raise SpecificationError("Resamples need respondents; a model fitted from Moments has none.")
    return replace(asked, se="none", ci="none", n_boot=asked.n_boot or 0)


def _contradictions(o: Options, replicates: bool, units: bool) -> Iterator[tuple[bool, str]]:
    """Every combination that is refused, with the remedy."""
    name = o.called
    yield (
        o.se == "replicates" and not replicates,
        f'{name}="replicates" needs replicate weights: cs.SurveyData(frame, replicate_weights=[...]).',
    )
    yield (
        o.missing == "mi" and o.se != "linearized",
        f'missing="mi" goes with {name}="linearized", not {o.se!r}: the error within each completed sample is'
        " linearised, and Rubin's rules add the error between them.",
    )
    yield (
        o.missing == "mi" and replicates and not units,
        'missing="mi" cannot use replicate weights. Declare strata= or clusters= of the survey, or use'
        ' missing="em".',
    )
    yield (
        o.missing in ("em", "pairwise", "mean") and o.se == "linearized",
        f'missing={o.missing!r} goes with {name}="bootstrap": linearised errors would take filled-in'
        " moments for"
        ' observed ones. Use the bootstrap, or missing="mi".',
    )
    yield (
        o.se != "bootstrap" and o.ci not in (None, "normal"),
        f'ci={o.ci!r} needs resamples; with {name}={o.se!r} leave ci out or say "normal", or ask for'
        f' resamples: {name}="bootstrap".',
    )
    yield (
        o.se != "bootstrap" and bool(o.n_boot),
        f"n_boot={o.n_boot} contradicts {name}={o.se!r}, which draws no resamples; leave n_boot out, or"
        " ask for"
        f' resamples: {name}="bootstrap".',
    )
    yield (
        o.robust and o.ci not in (None, "percentile"),
        f'ci={o.ci!r} is not offered with estimator="plsc": single resamples can explode, so its intervals'
        ' are percentiles of all of them. Leave ci out or say "percentile".',
    )
    yield (
        units and o.resample != "rows",
        f"resample={o.resample!r} is for independent respondents; this survey declares strata or clusters."
        f' Use resample="rows", which draws clusters within strata, or {name}="linearized".',
    )
    yield (
        o.resample != "rows" and o.missing != "listwise",
        f'resample={o.resample!r} goes with missing="listwise", not {o.missing!r}.',
    )
    yield (
        o.ci == "studentized" and (units or o.resample == "poisson"),
        'ci="studentized" resamples each resample, which is offered for independent respondents'
        ' (resample="rows" or "groups"). Use ci="bca".',
    )
    if o.indices is not None:
        yield (
            o.se != "bootstrap" or o.resample != "rows" or units,
            "resample_indices are rows of a simple bootstrap: not with a survey's strata or clusters,"
            f" {name}= or"
            " resample=.",
        )
        yield (
            o.n_boot not in (None, len(o.indices)),
            f"n_boot={o.n_boot} contradicts the {len(o.indices)} rows of resample_indices; leave it out.",
        )


def _known(name: str, value: object, choices: tuple[str, ...]) -> None:
    if value is not None:
        check_choice(name, value, choices)


def design_notices(design: SurveyDesign | None, options: Options) -> list[Notice]:
    """Replicate weights that are not used; too few sampling units for limits from resamples."""
    if design is None:
        return []
    found = []
    if design.replicates is not None and options.se != "replicates":
        found.append(notice("replicates_unused", DataWarning, se=options.se))
    units = design.units
    if units is not None and units.df < FEW_UNITS and options.ci in ("percentile", "bca") and options.n_boot:
        fields = {"units": len(units.strata), "df": units.df}
        found.append(notice("few_units", DataWarning, **fields))
    return found
