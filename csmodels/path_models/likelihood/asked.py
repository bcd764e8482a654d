"""What is asked of a fit by maximum likelihood, and what follows for the parameters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from csmodels.errors import SpecificationError, check_choice, did_you_mean, some
from csmodels.numerics.covariance.likelihood import Sample
from csmodels.numerics.moments import Moments
from csmodels.path_models.likelihood.estimates import Estimates
from csmodels.path_models.likelihood.parameters import EQUAL, Rules, Scaling
from csmodels.path_models.model import PathModel
from csmodels.path_models.prepared import Prepared
from csmodels.sampling.options import Options, settled
from csmodels.survey import SurveyData
from csmodels.survey.design import SurveyDesign

ROBUST = ("sem", "mlr")
INFORMATION = ("expected", "observed")
OPTIMIZERS = ("semopy", "scoring")
#: Kinds of intervals that need resamples.
RESAMPLED = ("percentile", "bca", "studentized")


@dataclass(frozen=True)
class Likelihood:
    """What is asked of a fit by maximum likelihood beside what every fit is asked.

    Attributes
    ----------
    robust : {"sem", "mlr"}, optional
    information : {"expected", "observed"}, optional
    scaling : {"marker", "unit"}
    means : bool
    reliability : mapping of construct to float, optional
    equal : tuple of str
        Kinds of parameters that groups share.
    free : tuple of str
        Exceptions, as model text.
    optimizer : {"semopy", "scoring"}
        Whether semopy's estimate is one of the places where the search begins.
    """

    robust: str | None = None
    information: str | None = None
    scaling: Scaling = "marker"
    means: bool = False
    reliability: Mapping[str, float] | None = None
    equal: tuple[str, ...] = ()
    free: tuple[str, ...] = ()
    optimizer: str = "semopy"

    def __post_init__(self) -> None:
        for name, choices in (
            ("robust", ROBUST), ("information", INFORMATION), ("scaling", ("marker", "unit")),
            ("optimizer", OPTIMIZERS),
        ):  # fmt: skip
            value = getattr(self, name)
            if value is not None:
                check_choice(name, value, choices)
        if (self.robust, self.information) == ("sem", "observed"):
            # its errors would be those of "mlr", its test that of the expected information; lavaan's MLM with
            # observed information weighs the moments by the saturated model's observed information at the
            # implied moments, which is not how the scores vary
            raise SpecificationError(
                'robust="sem" is made of the expected information (Satorra and Bentler 1994). For errors from'
                ' the observed information use robust="mlr"; else leave information out.'
            )
        if not isinstance(self.means, bool):
            raise SpecificationError(f"means={self.means!r} must be True or False.")
        if self.free and not self.equal:
            raise SpecificationError("free= names exceptions from equal=; say what is equal, too.")
        for word in self.equal:
            if word not in EQUAL:
                raise SpecificationError(
                    f"equal={word!r} is unknown. Choose among {some(map(repr, EQUAL), 12)}."
                    f"{did_you_mean(word, EQUAL)}"
                )
        if "intercepts" in self.equal or "means" in self.equal:
            object.__setattr__(self, "means", True)


def is_observed(likelihood: Likelihood) -> bool:
    """Which information: the expected one, but for MLR."""
    return (
        likelihood.information or ("observed" if likelihood.robust == "mlr" else "expected")
    ) == "observed"


def robust_where_needed(likelihood: Likelihood, prepared: Prepared, resampled: bool) -> Likelihood:
    """Weights, strata and clusters need the sandwich: the information knows nothing of them."""
    weighted = prepared.answers is not None and prepared.answers.weights is not None
    designed = prepared.design is not None and prepared.design.units is not None
    if likelihood.robust is None and (weighted or designed) and not resampled:
        return replace(likelihood, robust="mlr")
    return likelihood


def options_of(
    data: SurveyData | pd.DataFrame | Moments,
    design: SurveyDesign | None,
    likelihood: Likelihood,
    *,
    missing: str,
    n_boot: int | None,
    seed: int,
    se: str | None,
    ci: str | None,
    conf_level: float,
    resample: str,
    indices: NDArray[np.integer[Any]] | None,
) -> tuple[Likelihood, Options]:
    """Settle how uncertainty is computed: by formula unless resamples or replicate weights are there.

    Linearised errors are the sandwich with the observed information: influence values of the estimate.
    """
    published = isinstance(data, Moments)
    if published:
        for name, value in (("robust", likelihood.robust), ("se", se), ("ci", ci), ("n_boot", n_boot)):
            if value:
                raise SpecificationError(
                    f"{name}={value!r} needs respondents; Moments have none, and their errors come from the"
                    f" information. Leave {name} out."
                )
    fiml = missing == "fiml" and not published
    if fiml:
        likelihood = replace(likelihood, means=True, information=likelihood.information or "observed")
    if se == "linearized" and not published:
        if n_boot:
            raise SpecificationError(f"n_boot={n_boot} contradicts se='linearized', which draws none.")
        likelihood, se = replace(likelihood, robust=likelihood.robust or "mlr"), None
    if n_boot is None and indices is not None:
        n_boot = len(indices)
    replicated = design is not None and design.replicates is not None
    if se is None and not published:
        wanted = n_boot or (n_boot is None and ci in RESAMPLED)
        formula = likelihood.robust is not None or likelihood.information is not None
        se = "bootstrap" if wanted or formula or not replicated else "replicates"
        n_boot = n_boot if wanted else None if se == "replicates" else 0
    if se == "replicates" and fiml:
        raise SpecificationError(
            'missing="fiml" does not go with replicate weights. Declare strata= or clusters= of the survey,'
            ' or use missing="listwise".'
        )
    asked = Options(
        se=se,
        ci=ci,
        n_boot=n_boot,
        seed=seed,
        conf_level=conf_level,
        resample=resample,
        missing="none" if published else "em" if fiml else missing,
        indices=indices,
    )
    return likelihood, settled(asked, design)


def rules_of(model: PathModel, likelihood: Likelihood, raw: Sample, n_groups: int) -> Rules:
    given = likelihood.reliability or {}
    if not isinstance(given, Mapping):
        raise SpecificationError(f'reliability={given!r} must name constructs: {{"Complaints": 0.8}}.')
    single = [name for name, construct in model.measurement.items() if len(construct.items) == 1]
    for name, value in given.items():
        if name not in single:
            known = "" if name in model.measurement else did_you_mean(name, single)
            raise SpecificationError(
                f"reliability= is stated for constructs of a single item; {name!r} is none.{known}"
            )
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            raise SpecificationError(f"The reliability of {name!r} must be a number, not {value!r}.")
        if not 0 < value <= 1:
            raise SpecificationError(
                f"The reliability of {name!r} must be above 0 and at most 1, not {value}."
            )
    pooled = np.einsum("gii,g->i", raw.cov[0], raw.shares)
    return Rules(
        scaling=likelihood.scaling,
        means=likelihood.means or any(said.op == "~1" for said in model.statements),
        reliability=given,
        variances=dict(zip(model.items, pooled.tolist(), strict=True)),
        n_groups=n_groups,
        equal=likelihood.equal,
        released=tuple(term(text) for text in likelihood.free),
    )


def term(text: str) -> tuple[str, str, str]:
    """Left side, operator and right side of a parameter written as in model text."""
    for op in ("=~", "~~", "~"):
        if op in text:
            left, right = (part.strip() for part in text.split(op, 1))
            return (left, "~1", "") if op == "~" and right == "1" else (left, op, right)
    raise SpecificationError(f"free={text!r} is no parameter; write e.g. 'Quality =~ q2' or 'q2 ~ 1'.")


def settings_of(
    data: object,
    prepared: Prepared,
    options: Options,
    likelihood: Likelihood,
    estimates: Estimates,
    first: Mapping[str, object],
    errors: Mapping[str, object],
) -> dict[str, object]:
    """How the figures were made: what opens the list, respondents, errors, resamples, limits."""
    answers = prepared.answers
    n = len(answers) if answers else estimates.n_total
    survey = data if isinstance(data, SurveyData) else None
    return {
        **first,
        "n": n,
        "n_rows": answers.n_rows if answers else n,
        "n_dropped": answers.n_dropped if answers else 0,
        "missing": options.missing,
        "weights": survey.weights if survey is not None and survey.weights else "none",
        "scaling": likelihood.scaling,
        **errors,
        "n_boot": options.n_boot or 0,
        "n_boot_used": int(estimates.sound[: options.n_boot].sum()) if options.n_boot else 0,
        "seed": options.seed,
        "ci": options.ci if options.n_boot else "normal",
        "conf_level": options.conf_level,
    }
