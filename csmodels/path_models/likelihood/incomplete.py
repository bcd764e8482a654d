"""Full-information maximum likelihood: a fit to every answer there is, gaps left as they are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from csmodels.errors import SpecificationError, did_you_mean, some
from csmodels.numerics.covariance import errors
from csmodels.numerics.covariance.incomplete_tests import Corrected, IncompleteTests
from csmodels.numerics.covariance.likelihood import Sample
from csmodels.numerics.covariance.patterned import PatternedRows
from csmodels.numerics.covariance.search import minimise
from csmodels.numerics.covariance.structure import implied
from csmodels.numerics.draws import Design
from csmodels.numerics.missing import PairwiseSource
from csmodels.numerics.variation import Bootstrap, Source, Variation
from csmodels.path_models.likelihood.parameters import ParameterTable
from csmodels.path_models.likelihood.solve import Optimum, Scaled, solve, starts
from csmodels.path_models.model import PathModel
from csmodels.sampling.variations import GroupRows

Array = NDArray[np.float64]

#: Numbers that moments of patterns may take, for all members searched at a time.
NUMBERS_AT_A_TIME = 2**23
#: Items whose correlation, among those who answered both, is this large hardly differ.
ALIKE = 0.99
#: Eigenvalues and distances from a correlation of 1 below this are rounding.
ROUNDING = 1e-8
#: Items named as those left open most often.
WORST = 3
#: What maximum likelihood does with gaps; other rules give moments whose precision it would overstate.
MISSING = ("listwise", "fiml")


@dataclass(frozen=True, eq=False)
class IncompleteLikelihood:
    """The likelihood of a fit to rows with gaps: what measures of fit need in the place of moments.

    Attributes
    ----------
    tests : IncompleteTests
        What the tests are made from. Its `sample` (`Incomplete`) is what was fitted, items of unit variance:
        `expected`, `curvature` and `against` give information and derivatives.
    log_likelihood, log_likelihood_saturated, log_likelihood_baseline : float
        Of the model; of free means and covariances, by EM; of free means and variances without covariances.
    df, df_baseline : int
        Degrees of freedom of the tests of the model and of the baseline.
    n_patterns : int
        Different sets of answered items, in all groups.
    factor, factor_baseline : float, optional
        Scaling factors of both chi-squares under ``robust="mlr"``.
    factor_model, factor_saturated : float, optional
        Those of the log-likelihoods: mean of B A^-1 per parameter.

    Notes
    -----
    The factor is (tr B1 A1^-1 - tr B0 A0^-1) / df, A the observed information and B the sum of squares and
    products of respondents' scores, of the saturated model at EM's moments (1) and of the model (0): Yuan
    and Bentler (2000), Asparouhov and Muthén (2005).
    """

    tests: IncompleteTests
    log_likelihood: float
    log_likelihood_saturated: float
    log_likelihood_baseline: float
    df: int
    df_baseline: int
    n_patterns: int
    factor: float | None = None
    factor_baseline: float | None = None
    factor_model: float | None = None
    factor_saturated: float | None = None

    @property
    def chi2(self) -> float:
        """Twice the log-likelihood that the model lacks; not scaled."""
        return 2 * (self.log_likelihood_saturated - self.log_likelihood)

    @property
    def chi2_baseline(self) -> float:
        """The same of the baseline."""
        return 2 * (self.log_likelihood_saturated - self.log_likelihood_baseline)

    @cached_property
    def corrected(self) -> tuple[Corrected, Corrected]:
        """The model and the baseline as complete answers would show their fit: robust CFI and RMSEA."""
        return self.tests.corrected()


@dataclass(frozen=True, eq=False)
class IncompleteFit:
    """A fit to rows with gaps, in scaled units.

    Attributes
    ----------
    theta : array, shape (params,)
    optimum : Optimum
    covariance : array, shape (params, params)
        Of the parameters, in the units of the data.
    likelihood : IncompleteLikelihood
    rows : PatternedRows
        The rows, for resamples.
    """

    theta: Array
    optimum: Optimum
    covariance: Array
    likelihood: IncompleteLikelihood
    rows: PatternedRows


def check_missing(missing: str, robust: str | None) -> None:
    """Refuse rules for gaps that maximum likelihood has no errors for.

    Raises
    ------
    SpecificationError
        Any rule but ``"listwise"`` and ``"fiml"``; ``robust="sem"`` with gaps.
    """
    if missing not in MISSING:
        raise SpecificationError(
            f'missing={missing!r} is not offered with estimator="ml": errors and tests would take moments put'
            ' together from gaps for those of complete answers. Use missing="fiml", which fits every answer'
            f' there is, or "listwise".{did_you_mean(missing, MISSING)}'
        )
    if missing == "fiml" and robust == "sem":
        raise SpecificationError(
            'robust="sem" needs complete answers; with missing="fiml" use robust="mlr", the sandwich and the'
            " test of Yuan and Bentler (2000)."
        )


def no_moments(cov: Array, rows: Array | None = None, items: Sequence[str] = ()) -> str | None:
    """Why EM's moments cannot be fitted, with the items that stand in the way; None where they can.

    Parameters
    ----------
    cov : array, shape (p, p)
    rows : array, shape (n, p), optional
        The answers, in which the items are looked for.
    items : sequence of str
        Their names.
    """
    if np.isfinite(cov).all():
        return None
    why = "an item follows from others, or EM did not settle. Leave out items with many gaps, or use"
    why += ' missing="listwise"'
    if rows is not None:
        why = _repeated(rows, items) or _dependent(rows, items) or _open(rows, items)
    return f"The moments of the answers cannot be computed: {why}."


def _repeated(rows: Array, items: Sequence[str]) -> str:
    """Two items that are one and the same for those who answered both."""
    corr = np.nan_to_num(PairwiseSource(rows).moments(np.ones((1, len(rows)))).corr[0])
    i, j = divmod(int(np.abs(np.tril(corr, -1)).argmax()), len(corr))
    if abs(corr[i, j]) < ALIKE:
        return ""
    both = int((~np.isnan(rows[:, [i, j]])).all(axis=1).sum())
    return (
        f"items {items[j]!r} and {items[i]!r} {'nearly ' if abs(corr[i, j]) < 1 - ROUNDING else ''}repeat"
        f" each other (correlation {corr[i, j]:.5g} among the {both:,} respondents who answered both). Leave"
        " one of them out"
    )


def _dependent(rows: Array, items: Sequence[str]) -> str:
    """Items that follow from each other where all were answered."""
    complete = rows[~np.isnan(rows).any(axis=1)]
    if len(complete) <= len(items) or not complete.std(axis=0).all():
        return ""
    values, vectors = np.linalg.eigh(np.corrcoef(complete.T))
    if values[0] > ROUNDING:
        return ""
    inside = [repr(items[i]) for i in np.flatnonzero(np.abs(vectors[:, 0]) > 0.01).tolist()]
    return f"the items {some(inside, 6)} are linearly dependent. Leave one of them out"


def _open(rows: Array, items: Sequence[str]) -> str:
    """The items that were left open most often."""
    gaps = np.isnan(rows).sum(axis=0)
    worst = [int(i) for i in np.argsort(-gaps, kind="stable")[:WORST] if gaps[i]]
    named = ", ".join(f"{items[i]!r} ({gaps[i]:,})" for i in worst)
    return (
        f"EM did not settle. Items most often left open: {named}. Leave out those with many gaps, or use"
        ' missing="listwise"'
    )


def fit_incomplete(
    model: PathModel,
    table: ParameterTable,
    units: Scaled,
    raw: Sample,
    first: Array,
    groups: Sequence[GroupRows],
    *,
    observed: bool = True,
    robust: bool = False,
    design: Design | None = None,
) -> IncompleteFit:
    """Fit a model to rows with gaps by maximum likelihood.

    Use it where answers are missing at random: whether one is missing may depend on the answers given, not
    on what would have been answered. Leaving out incomplete rows is biased there, and wastes answers.

    Parameters
    ----------
    table : ParameterTable
        With means.
    raw : Sample
        Moments by EM in the units of the data, one member.
    first : array, shape (params,)
        Where the search begins, in scaled units: the fit to these moments.
    groups : sequence of GroupRows
        Weights with mean 1 over all groups.
    observed : bool
        Errors from the observed information, which is right where answers are missing at random; the
        expected one is so only where they are missing completely at random (Kenward and Molenberghs 1998).
    robust : bool
        The sandwich, and scaling factors of the tests.
    design : Design, optional
        Sampling units of the survey.

    Notes
    -----
    Arbuckle (1996); Enders and Bandalos (2001). The saturated model is that of EM, so that the chi-square
    compares two likelihoods of the same answers.
    """
    weights = None if groups[0].weights is None else [np.asarray(each.weights) for each in groups]
    rows = PatternedRows([each.values / units.items for each in groups], weights)
    complete = units.sample(raw.cov, raw.mean, raw.shares)
    assert complete.mean is not None  # gaps need means
    sample = rows.sample(complete.cov, complete.mean)
    begin = {"moments": first, "components": starts(model, table, units, complete)["components"]}
    theta, optimum = solve(units, sample, begin)
    n = sum(float(each.sum()) for each in rows.told)
    info = n * errors.information(units.structure, sample, theta, observed)
    where = [each.where for each in groups]
    tests = IncompleteTests(sample, rows, units.structure, theta, where, design, robust)
    covariance = errors.sandwich(info, tests.filling) if robust else errors.inverse(info)
    return IncompleteFit(
        theta=theta,
        optimum=optimum,
        covariance=covariance / np.multiply.outer(units.ratio, units.ratio),
        likelihood=_likelihood(units, tests),
        rows=rows,
    )


def _likelihood(units: Scaled, tests: IncompleteTests) -> IncompleteLikelihood:
    """Log-likelihoods in the units of the data, and what scales them."""
    rows, sample = tests.rows, tests.sample
    at = implied(units.structure, tests.theta[None])
    cov, mean = rows.separate
    unit = float((rows.answers * np.log(units.items)).sum())

    def total(cov: Array, mean: Array | None) -> float:
        assert mean is not None  # gaps need means
        return tests.n * sample.log_likelihood(cov, mean) - unit

    groups, p = mean.shape
    found = IncompleteLikelihood(
        tests=tests,
        log_likelihood=total(at.cov, at.mean),
        log_likelihood_saturated=total(sample.cov, sample.mean),
        log_likelihood_baseline=total(cov[None], mean[None]),
        df=groups * p * (p + 3) // 2 - units.structure.n_params,
        df_baseline=groups * p * (p - 1) // 2,
        n_patterns=rows.n_patterns,
    )
    return _scaled(found) if tests.robust else found


def _scaled(found: IncompleteLikelihood) -> IncompleteLikelihood:
    """The same with scaling factors."""
    tests, k = found.tests, found.tests.structure.n_params
    whole, of_model = tests.trace_saturated, tests.trace

    def mean(trace: float, count: int) -> float:
        return trace / count if count else np.nan

    return replace(
        found,
        factor=mean(whole - of_model, found.df),
        factor_baseline=mean(whole - tests.trace_separate, found.df_baseline),
        factor_model=mean(of_model, k),
        factor_saturated=mean(whole, found.df + k),
    )


def resampled(
    units: Scaled,
    fitted: IncompleteFit,
    raw: Sample,
    variations: Sequence[Variation],
    *,
    max_steps: int,
    tolerance: float,
) -> tuple[Array, Sample, NDArray[np.bool_]]:
    """Fit every resample, each search beginning at the estimate.

    Parameters
    ----------
    raw : Sample
        Moments by EM in the units of the data.
    variations : sequence of Variation
        Of each group, with one source of moments by EM each.
    max_steps : int
    tolerance : float
        Of the searches.

    Returns
    -------
    draws : array, shape (members, params)
        In the units of the data; missing where a search did not end.
    drawn : Sample
        Their moments by EM.
    sound : array of bool, shape (members,)
    """
    start = errors.inverse(fitted.likelihood.tests.sample.curvature(units.structure, fitted.theta))
    inverse = None if np.isnan(start).any() else start
    cov, mean, draws, sound = [], [], [], []
    for counts, sources in _chunks(variations, max(1, NUMBERS_AT_A_TIME // fitted.rows.numbers)):
        moments = [source.moments(each) for source, each in zip(sources, counts, strict=True)]
        cov.append(np.stack([m.cov for m in moments], axis=1))
        mean.append(np.stack([np.asarray(m.mean) for m in moments], axis=1))
        complete = units.sample(cov[-1], mean[-1], raw.shares)
        assert complete.mean is not None  # gaps need means
        sample = fitted.rows.sample(complete.cov, complete.mean, counts)
        begin = np.repeat(fitted.theta[None], len(sample.cov), axis=0)
        found = minimise(units.structure, sample, begin, max_steps, tolerance, inverse)
        draws.append(np.where(found.converged[:, None], found.theta / units.ratio, np.nan))
        sound.append(found.converged)
    drawn = Sample(np.concatenate(cov), np.concatenate(mean), raw.shares)
    return np.concatenate(draws), drawn, np.concatenate(sound)


def _chunks(variations: Sequence[Variation], size: int) -> Iterator[tuple[list[Array], list[Source]]]:
    """Counts of some members in every group, and what makes moments of them, in the order of `samples`."""
    kinds = [list(_kinds(variation)) for variation in variations]
    for of_groups in zip(*kinds, strict=True):
        sources = [source for source, _ in of_groups]
        every = [np.concatenate(list(draws)) for _, draws in of_groups]
        for at in range(0, len(every[0]), size):
            yield [each[at : at + size] for each in every], sources


def _kinds(variation: Variation) -> Iterator[tuple[Source, Any]]:
    """Resamples, and what the kind of interval needs beside them."""
    assert isinstance(variation, Bootstrap)  # maximum likelihood has no other kind
    yield variation.source, variation.draws
    if variation.left_out is not None:
        yield variation.left_source or variation.source, variation.left_out
    if variation.inner is not None:
        yield variation.source, variation.inner
