"""What a regression is asked for, what follows from the data, and the covariance of its coefficients."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from csmodels.errors import SpecificationError, check_choice
from csmodels.sampling.options import Options, settled
from csmodels.survey.design import SurveyDesign

Array = NDArray[np.float64]

#: Errors from residuals, by statsmodels; the first is the default.
SANDWICHES = ("HC3", "HC0", "HC1", "HC2")
#: Errors that come from the varied moments and not from residuals.
BY_VARIATION = ("linearized", "replicates", "bootstrap")
ERRORS = (*SANDWICHES, "classical", "ml", "cluster", *BY_VARIATION)
MISSING = ("listwise", "mi")


@dataclass(frozen=True)
class Asked:
    """What the user asked of a fit; None stands for what follows from the data."""

    errors: str | None = None
    missing: str = "listwise"
    n_boot: int | None = None
    seed: int = 0
    ci: str | None = None
    conf_level: float = 0.95
    estimator: str = "ols"

    def options(self, se: str, *, n_boot: int | None, missing: str) -> Options:
        """How the sample is to be varied."""
        return Options(
            se=se, ci=self.ci, n_boot=n_boot, seed=self.seed, conf_level=self.conf_level, resample="rows",
            missing=missing, called="errors",
        )  # fmt: skip


def check_asked(asked: Asked, errors: Sequence[str], missing: Sequence[str]) -> None:
    """Refuse unknown words, and errors from resamples without resamples."""
    for name, value, choices in (("errors", asked.errors, errors), ("missing", asked.missing, missing)):
        if value is not None:
            check_choice(name, value, choices)
    if asked.errors == "bootstrap" and asked.n_boot == 0:
        raise SpecificationError('errors="bootstrap" needs resamples; leave n_boot out for 1,000.')


def settle(
    asked: Asked,
    design: SurveyDesign | None,
    estimators: Sequence[str],
    *,
    missing: Sequence[str] = MISSING,
) -> tuple[str, Options]:
    """Errors of a regression and how its sample is varied.

    Parameters
    ----------
    asked : Asked
    design : SurveyDesign, optional
    estimators : sequence of str
        Words that are offered; all but "ols" have the errors of maximum likelihood alone.
    missing : sequence of str
        Rules for missing answers that are offered.

    Returns
    -------
    errors : str
        "HC3" where nothing else follows from the survey; "ml" for all estimators but least squares.
    Options

    Raises
    ------
    SpecificationError
        Unknown words, or options that contradict each other or the survey.
    """
    check_choice("estimator", asked.estimator, estimators)
    check_asked(asked, ERRORS, missing)
    units = design is not None and design.units is not None
    replicates = design is not None and design.replicates is not None
    errors = asked.errors or (
        "replicates" if replicates else "linearized" if units or asked.missing == "mi" else SANDWICHES[0]
    )
    likelihood = asked.estimator != "ols"
    if likelihood:
        _check_likelihood(asked, design)
    if errors == "cluster" and not units:
        raise SpecificationError('errors="cluster" needs cs.SurveyData(frame, clusters="...").')
    if asked.missing == "mi" and errors != "linearized":
        raise SpecificationError(f'missing="mi" goes with errors="linearized", not {errors!r}.')
    se = errors if errors in ("linearized", "replicates") else "bootstrap"
    n_boot = 0 if likelihood else asked.n_boot
    return (
        "ml" if likelihood else errors,
        settled(asked.options(se, n_boot=n_boot, missing=asked.missing), design),
    )


def _check_likelihood(asked: Asked, design: SurveyDesign | None) -> None:
    if design is not None:
        raise SpecificationError(
            f"estimator={asked.estimator!r} does not know strata, clusters or replicate weights; fit"
            ' estimator="ols" with them.'
        )
    if asked.errors not in (None, "ml") or asked.missing != "listwise" or asked.n_boot:
        raise SpecificationError(
            f"estimator={asked.estimator!r} has the errors of maximum likelihood, listwise answers and no"
            " resamples; leave errors, missing and n_boot out."
        )


def residual_covariance(
    table: Array, weights: Array | None, errors: str, clusters: NDArray[np.intp] | None
) -> tuple[Array, float | None]:
    """Covariance of intercept and coefficients from residuals, by statsmodels.

    Parameters
    ----------
    table : array, shape (n, k + 1)
        Predictors, then the outcome.
    weights : array, shape (n,), optional
    errors : str
        One of the `SANDWICHES`, "classical", "ml" or "cluster".
    clusters : array of int, shape (n,), optional
        For "cluster".

    Returns
    -------
    covariance : array, shape (1 + k, 1 + k)
    df : float or None
        Degrees of freedom of Student's limits; None for normal ones.

    Examples
    --------
    >>> rows = np.array([[0.0, 1.0], [0, 2], [1, 4], [1, 6]])
    >>> cov, df = residual_covariance(rows, None, "classical", None)
    >>> cov.round(3).tolist(), df
    ([[0.625, -0.625], [-0.625, 1.25]], 2.0)
    """
    import statsmodels.api as sm

    x, z = sm.add_constant(table[:, :-1], has_constant="add"), table[:, -1]
    # only ratios of survey weights matter: they are made to sum to the number of rows
    w = np.ones(len(z)) if weights is None else weights * (len(z) / weights.sum())
    model = sm.WLS(z, x, weights=w)
    left = float(len(z) - x.shape[1])
    if errors == "cluster":
        assert clusters is not None  # read with the design
        fitted = model.fit(cov_type="cluster", cov_kwds={"groups": clusters})
        return np.asarray(fitted.cov_params()), float(len(np.unique(clusters)) - 1)
    if errors in SANDWICHES:
        return np.asarray(model.fit(cov_type=errors).cov_params()), left
    found = np.asarray(model.fit().cov_params())
    if errors == "ml":
        return found * left / len(z), None
    return found, left
