"""Fitting a path model by maximum likelihood: the covariance-based structural equation model."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from csmodels.errors import DataError, SpecificationError, did_you_mean, some
from csmodels.numerics.covariance import errors
from csmodels.numerics.covariance.likelihood import Sample
from csmodels.numerics.covariance.search import minimise
from csmodels.numerics.covariance.structure import implied
from csmodels.numerics.moments import Moments
from csmodels.numerics.variation import Bootstrap, Variation
from csmodels.path_models.likelihood import incomplete
from csmodels.path_models.likelihood.estimates import Estimates
from csmodels.path_models.likelihood.parameters import EQUAL, ParameterTable, Rules, Scaling, parameter_table
from csmodels.path_models.likelihood.solve import Optimum, Scaled, identified, scaled, solve, starts
from csmodels.path_models.model import PathModel
from csmodels.path_models.options import Options, settled
from csmodels.path_models.prepared import Prepared, group_labels, prepare
from csmodels.path_models.variations import GroupRows, estimate_and_variation
from csmodels.survey import SurveyData
from csmodels.survey.design import read_design
from csmodels.survey.groups import keep_groups
from csmodels.tables import FrozenMapping
from csmodels.tables.notices import issue

if TYPE_CHECKING:
    from csmodels.path_models.likelihood.result import CovarianceResult

Array = NDArray[np.float64]

ROBUST = ("sem", "mlr")
INFORMATION = ("expected", "observed")
OPTIMIZERS = ("semopy", "scoring")
#: Items whose correlations have a smaller eigenvalue than this follow from each other.
DEPENDENT = 1e-10
#: Steps of a resample's search, which begins at the estimate.
STEPS_OF_RESAMPLES = 60
#: Gradient at which a resample's search ends: thousands of times below its own standard error.
ENOUGH = 1e-7


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
            if value is not None and value not in choices:
                raise SpecificationError(
                    f"{name}={value!r} is unknown. Choose one of {some(map(repr, choices))}."
                    f"{did_you_mean(value, choices)}"
                )
        for word in self.equal:
            if word not in EQUAL:
                raise SpecificationError(
                    f"equal={word!r} is unknown. Choose among {some(map(repr, EQUAL), 12)}."
                    f"{did_you_mean(word, EQUAL)}"
                )
        if "intercepts" in self.equal or "means" in self.equal:
            object.__setattr__(self, "means", True)


def fit(
    model: PathModel,
    data: SurveyData | pd.DataFrame | Moments,
    likelihood: Likelihood,
    *,
    missing: str = "listwise",
    n_boot: int | None = None,
    seed: int = 0,
    ci: str | None = None,
    conf_level: float = 0.95,
    by: str | None = None,
    resample_indices: NDArray[np.integer[Any]] | None = None,
    ranges: dict[str, tuple[float, float]] | None = None,
    stacklevel: int = 3,
) -> CovarianceResult:
    """Fit a path model by maximum likelihood; see `PathModel.fit` for the options."""
    from csmodels.path_models.likelihood.remarks import notices_of
    from csmodels.path_models.likelihood.result import CovarianceResult

    incomplete.check_missing(missing, likelihood.robust)
    design = read_design(data)
    fiml = missing == "fiml" and not isinstance(data, Moments)
    if fiml:
        likelihood = replace(likelihood, means=True, information=likelihood.information or "observed")
    asked = Options(
        se="bootstrap" if n_boot and not isinstance(data, Moments) else None,
        ci=ci, n_boot=n_boot or 0, seed=seed, conf_level=conf_level, resample="rows",
        missing="none" if isinstance(data, Moments) else "em" if fiml else missing, indices=resample_indices,
    )  # fmt: skip
    options = settled(
        replace(asked, se=asked.se or (None if asked.missing == "none" else "bootstrap")), design
    )
    prepared = prepare(model, data, len(model.items) + 2, options, by, ranges, design)
    moments, variations = _moments(prepared, options)
    if (regular := _regular(model, prepared, moments)) is not prepared:
        prepared = regular
        moments, variations = _moments(prepared, options)
    groups = prepared.labels or ()
    likelihood = _robust_where_needed(likelihood, prepared, bool(options.n_boot))
    n = np.array([float(m.n) for m in moments])
    raw = Sample(
        np.stack([m.cov for m in moments])[None],
        None if moments[0].mean is None else np.stack([np.asarray(m.mean) for m in moments])[None],
        n / n.sum(),
    )
    table = parameter_table(model, rules_of(model, likelihood, raw, max(1, len(groups))))
    units = scaled(table, np.sqrt(np.einsum("gii,g->i", raw.cov[0], raw.shares)))
    theta, optimum, covariance, fitted = estimated(model, table, units, raw, n, likelihood, prepared)
    draws, drawn, sound = _resampled(units, theta, variations, raw, fitted)
    estimates = Estimates(
        structure=table.structure,
        theta=theta / units.ratio,
        ratio=units.ratio,
        sample=raw,
        n=n,
        covariance=None if options.n_boot else covariance,
        variation=variations[0],
        draws=draws,
        drawn=drawn,
        sound=sound,
        df=None if design is None or design.units is None else float(design.units.df),
    )
    told = replace(options, missing="fiml") if fiml else options
    result = CovarianceResult(
        model=model,
        table=table,
        estimates=estimates,
        optimum=optimum,
        units=units,
        answers=prepared.answers,
        groups=tuple(groups),
        settings=FrozenMapping(
            _settings(data, prepared, told, likelihood, estimates, by) | {"optimizer": optimum.optimizer}
        ),
        notices=(),
        group_labels=group_labels(data, by),
        failed_groups=FrozenMapping(prepared.failed),
        design=design,
        incomplete=None if fitted is None else fitted.likelihood,
    )
    notices = notices_of(result, data)
    issue(notices, stacklevel)
    return replace(result, notices=tuple(notices))


def _moments(prepared: Prepared, options: Options) -> tuple[list[Moments], list[Variation]]:
    """Moments of each group, and its resamples."""
    if prepared.moments is not None:
        m = prepared.moments
        mean = None if m.mean is None else m.mean[0]
        return [Moments._of(m.cov[0], mean, float(m.n[0]))], [Variation(options.conf_level)]
    found = []
    for rows in normalised(prepared.rows):
        n, p = rows.values.shape
        if n <= p:
            where = "" if rows.label is None else f" in group {rows.label!r}"
            raise DataError(
                f"{n} respondents{where} answered every one of the {p} items; maximum likelihood needs more"
                " respondents than items. Use fewer items, or PLS."
            )
        found.append(estimate_and_variation(rows, options, prepared.design, lambda values: values))
    return [moments for moments, _ in found], [variation for _, variation in found]


def _regular(model: PathModel, prepared: Prepared, moments: list[Moments]) -> Prepared:
    """Tell groups apart in which items follow from each other; refused where no group is left."""
    reasons = [_dependent(model, each) for each in moments]
    failed = [why for why in reasons if why is not None]
    if not failed:
        return prepared
    if prepared.labels is None or prepared.answers is None:
        raise DataError(failed[0])
    if len(failed) == len(reasons):
        raise DataError(f"No group can be estimated; {prepared.labels[0]!r}: {failed[0]}")
    told = dict(zip(prepared.labels, reasons, strict=True))
    labels = tuple(label for label, why in told.items() if why is None)
    return replace(
        prepared,
        answers=keep_groups(prepared.answers, labels),
        rows=[rows for rows in prepared.rows if told[rows.label] is None],
        labels=labels,
        failed={**prepared.failed, **{label: why for label, why in told.items() if why is not None}},
    )


def _dependent(model: PathModel, moments: Moments) -> str | None:
    """Why moments have no likelihood: an item that follows from others; None where none does."""
    if (why := incomplete.no_moments(moments.cov)) is not None:
        return why
    sd = np.sqrt(np.diag(moments.cov))
    values, vectors = np.linalg.eigh(moments.cov / np.multiply.outer(sd, sd))
    if values[0] > DEPENDENT:
        return None
    inside = np.flatnonzero(np.abs(vectors[:, 0]) > 0.01)
    return (
        f"The items {some([repr(model.items[i]) for i in inside.tolist()], 6)} are linearly dependent, so"
        " there is no likelihood. Leave one of them out."
    )


def normalised(groups: list[GroupRows]) -> list[GroupRows]:
    """Weights with mean 1 over all respondents, so that n is the number of respondents."""
    if groups[0].weights is None:
        return groups
    total = sum(float(rows.weights.sum()) for rows in groups if rows.weights is not None)
    n = sum(len(rows.values) for rows in groups)
    return [replace(rows, weights=rows.weights * (n / total)) for rows in groups if rows.weights is not None]


def _robust_where_needed(likelihood: Likelihood, prepared: Prepared, resampled: bool) -> Likelihood:
    """Weights, strata and clusters need the sandwich: the information knows nothing of them."""
    weighted = prepared.answers is not None and prepared.answers.weights is not None
    designed = prepared.design is not None and prepared.design.units is not None
    if likelihood.robust is None and (weighted or designed) and not resampled:
        return replace(likelihood, robust="mlr")
    return likelihood


def rules_of(model: PathModel, likelihood: Likelihood, raw: Sample, n_groups: int) -> Rules:
    given = likelihood.reliability or {}
    for name, value in given.items():
        if name not in model.measurement or len(model.measurement[name].items) != 1:
            raise SpecificationError(
                f"reliability= is stated for constructs of a single item; {name!r} is none."
                f"{did_you_mean(name, model.constructs)}"
            )
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
        released=tuple(_term(text) for text in likelihood.free),
    )


def _term(text: str) -> tuple[str, str, str]:
    """Left side, operator and right side of a parameter written as in model text."""
    for op in ("=~", "~~", "~"):
        if op in text:
            left, right = (part.strip() for part in text.split(op, 1))
            return (left, "~1", "") if op == "~" and right == "1" else (left, op, right)
    raise SpecificationError(f"free={text!r} is no parameter; write e.g. 'Quality =~ q2' or 'q2 ~ 1'.")


def optimum_of(
    model: PathModel, table: ParameterTable, units: Scaled, raw: Sample, optimizer: str = "scoring"
) -> tuple[Array, Optimum]:
    """The estimate in scaled units; refused where the model is not identified."""
    sample = units.sample(raw.cov, raw.mean, raw.shares)
    begin = starts(model, table, units, sample)
    rng = np.random.default_rng(0)
    some_values = begin["plain"] + rng.uniform(-0.1, 0.1, table.structure.n_params)
    free = identified(units, some_values)
    if free.shape[1]:
        from csmodels.path_models.likelihood.remarks import not_identified

        raise SpecificationError(not_identified(table, free))
    if optimizer == "scoring":
        return solve(units, sample, begin)
    from csmodels.path_models.covariance import semopy_estimate

    found, said = semopy_estimate(table, units, sample, begin["components"])
    theta, optimum = solve(units, sample, begin if found is None else {"semopy": found, **begin})
    return theta, replace(optimum, said=said)


def estimated(
    model: PathModel,
    table: ParameterTable,
    units: Scaled,
    raw: Sample,
    n: Array,
    likelihood: Likelihood,
    prepared: Prepared,
) -> tuple[Array, Optimum, Array, incomplete.IncompleteFit | None]:
    """The estimate, its certificate and its covariance matrix; from the rows where answers are missing."""
    theta, optimum = optimum_of(model, table, units, raw, likelihood.optimizer)
    if prepared.answers is None or prepared.answers.complete:
        sample = units.sample(raw.cov, raw.mean, raw.shares)
        return theta, optimum, covariance_of(units, sample, theta, n, likelihood, prepared), None
    fitted = incomplete.fit_incomplete(
        model, table, units, raw, theta, normalised(prepared.rows),
        observed=is_observed(likelihood),
        robust=likelihood.robust is not None,
        design=None if prepared.design is None else prepared.design.units,
    )  # fmt: skip
    return fitted.theta, replace(fitted.optimum, said=optimum.said), fitted.covariance, fitted


def covariance_of(
    units: Scaled, sample: Sample, theta: Array, n: Array, likelihood: Likelihood, prepared: Prepared
) -> Array:
    """Covariance matrix of the parameters, in the units of the data."""
    observed = is_observed(likelihood)
    info = n.sum() * errors.information(units.structure, sample, theta, observed)
    found = errors.inverse(info)
    if likelihood.robust is not None and prepared.rows:
        found = errors.sandwich(info, _meat(units, theta, prepared, likelihood.robust == "sem"))
    out: Array = found / np.multiply.outer(units.ratio, units.ratio)
    return out


def is_observed(likelihood: Likelihood) -> bool:
    """Which information: the expected one, but for MLR."""
    return (
        likelihood.information or ("observed" if likelihood.robust == "mlr" else "expected")
    ) == "observed"


def _meat(units: Scaled, theta: Array, prepared: Prepared, centred: bool = False) -> Array:
    """Covariance of the total score; respondents of all groups, units of the survey's design.

    Parameters
    ----------
    centred : bool
        Take the scores about their mean in each group, and items about theirs: what moments vary by, whether
        the model holds or not (Satorra and Bentler 1994). Otherwise misfit counts as variation (White 1982).
    """
    rows = normalised(prepared.rows)
    means = implied(units.structure, theta[None]).mean
    scores, weights, where = [], [], []
    for g, group in enumerate(rows):
        values = group.values / units.items
        if means is None or centred:
            values = values - np.average(values, axis=0, weights=group.weights)
        if means is not None and centred:
            values = values + means[0, g]
        of_group = errors.casewise(units.structure, theta, values, g)
        if centred:
            of_group = of_group - np.average(of_group, axis=0, weights=group.weights)
        scores.append(of_group)
        weights.append(np.ones(len(values)) if group.weights is None else group.weights)
        where.append(group.where)
    of_survey = None if prepared.design is None else prepared.design.units
    weighted = None if rows[0].weights is None else np.concatenate(weights)
    return errors.meat(np.concatenate(scores), weighted, of_survey, np.concatenate(where))


def _resampled(
    units: Scaled,
    theta: Array,
    variations: list[Variation],
    raw: Sample,
    fitted: incomplete.IncompleteFit | None,
) -> tuple[Array, Sample | None, NDArray[np.bool_]]:
    """Parameters of every resample, each search beginning at the estimate."""
    if not variations[0].n_boot:
        return np.empty((0, len(theta))), None, np.empty(0, dtype=bool)
    if len(variations) > 1 and any(isinstance(v, Bootstrap) and v.members > v.n_boot for v in variations):
        raise SpecificationError('ci="bca" and "studentized" are for one sample; with by= use "percentile".')
    if fitted is not None:
        return incomplete.resampled(
            units, fitted, raw, variations, max_steps=STEPS_OF_RESAMPLES, tolerance=ENOUGH
        )
    parts = [list(variation.samples()) for variation in variations]
    cov = np.stack([np.concatenate([m.cov for m in part]) for part in parts], axis=1)
    mean = np.stack([np.concatenate([np.asarray(m.mean) for m in part]) for part in parts], axis=1)
    drawn = Sample(cov, mean, raw.shares)
    info = errors.information(units.structure, units.sample(raw.cov, raw.mean, raw.shares), theta)
    known = errors.inverse(2 * info)
    # where the likelihood is flat each search makes its own way
    inverse = None if np.isnan(known).any() else known
    found = minimise(
        units.structure, units.sample(cov, mean, raw.shares), np.repeat(theta[None], len(cov), axis=0),
        STEPS_OF_RESAMPLES,
        ENOUGH,
        inverse,
    )  # fmt: skip
    draws = np.where(found.converged[:, None], found.theta / units.ratio, np.nan)
    return draws, drawn, found.converged


def _settings(
    data: object,
    prepared: Prepared,
    options: Options,
    likelihood: Likelihood,
    estimates: Estimates,
    by: str | None,
) -> dict[str, object]:
    answers = prepared.answers
    n = len(answers) if answers else estimates.n_total
    survey = data if isinstance(data, SurveyData) else None
    se = (
        "bootstrap"
        if options.n_boot
        else (
            f"robust_{likelihood.robust}"
            if likelihood.robust
            else ("observed" if is_observed(likelihood) else "expected")
        )
    )
    settings: dict[str, object] = {
        "estimator": "ml",
        "n": n,
        "n_rows": answers.n_rows if answers else n,
        "n_dropped": answers.n_dropped if answers else 0,
        "missing": options.missing,
        "weights": survey.weights if survey is not None and survey.weights else "none",
        "scaling": likelihood.scaling,
        "se": se,
        "robust": likelihood.robust or "none",
        "information": "observed" if is_observed(likelihood) else "expected",
        "n_boot": options.n_boot or 0,
        "n_boot_used": int(estimates.sound[: options.n_boot].sum()) if options.n_boot else 0,
        "seed": options.seed,
        "ci": options.ci if options.n_boot else "normal",
        "conf_level": options.conf_level,
    }
    if by is not None:
        settings["by"] = by
    return settings
