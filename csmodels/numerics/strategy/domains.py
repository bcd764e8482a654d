"""Means of several columns in several parts of a sample at once, with errors that know of the design."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from csmodels.numerics.draws import Design
from csmodels.numerics.strategy.influence import influence_covariance

Array = NDArray[np.float64]
Codes = NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Sample:
    """How the rows of a table were drawn.

    Attributes
    ----------
    weights : array, shape (n,), optional
    design : Design, optional
    where : array of int, shape (n,), optional
        Which rows of the survey these are.
    replicates : array, shape (replicates, n), optional
        Replicate weights; they take the place of the design.
    scales : array, shape (replicates,), optional
    df : float, optional
        Of the replicates; without it limits are normal, and tests take replicates less one.
    """

    weights: Array | None = None
    design: Design | None = None
    where: Codes | None = None
    replicates: Array | None = None
    scales: Array | None = None
    df: float | None = None

    @property
    def plain(self) -> bool:
        """Whether rows are independent and count alike."""
        alike = self.weights is None or float(np.ptp(self.weights)) <= 1e-12 * float(self.weights.max())
        return self.design is None and self.replicates is None and alike

    def part(self, kept: NDArray[np.bool_]) -> Sample:
        """Some of the rows."""
        return Sample(
            None if self.weights is None else self.weights[kept],
            self.design,
            None if self.where is None else self.where[kept],
            None if self.replicates is None else self.replicates[:, kept],
            self.scales,
            self.df,
        )


@dataclass(frozen=True, eq=False)
class Means:
    """Arrays of shape (parts, columns); missing where a part has no answer.

    Attributes
    ----------
    mean, std_error : array
    df : array
        Of Student's limits; infinite where they are normal.
    n : array of int
        Answers.
    """

    mean: Array
    std_error: Array
    df: Array
    n: Codes

    def limits(self, conf_level: float) -> tuple[Array, Array]:
        """Student's, or normal ones."""
        from scipy.special import ndtri, stdtrit

        upper = (1 + conf_level) / 2
        finite = np.isfinite(self.df) & (self.df > 0)
        quantile = np.where(finite, stdtrit(np.where(finite, self.df, 1.0), upper), ndtri(upper))
        half = np.where(self.df > 0, quantile, np.nan) * self.std_error
        return self.mean - half, self.mean + half


def domain_means(values: Array, codes: Codes, parts: int, sample: Sample) -> Means:
    """Means of columns in each part of a sample.

    Parameters
    ----------
    values : array, shape (n, columns)
        Missing answers count in their own column only.
    codes : array of int, shape (n,)
        The part of each row; -1 of rows in none.
    parts : int
    sample : Sample

    Notes
    -----
    Without a design s / sqrt(m) of the m answers, or its weighted form sqrt(m / (m - 1) sum w²(y - mean)²) /
    sum w, with m - 1 degrees of freedom. In a design a part is a domain of the survey: units without a row
    in it count with a total of zero (Binder 1983), with units less strata degrees of freedom.

    Examples
    --------
    >>> found = domain_means(np.array([[1.0], [3.0], [5.0]]), np.array([0, 0, 1]), 2, Sample())
    >>> found.mean.ravel().tolist(), found.std_error.ravel().tolist()
    ([2.0, 5.0], [1.0, nan])
    """
    n, p = values.shape
    known = np.isfinite(values)
    member = codes[:, None] == np.arange(parts)
    cell = (member[:, :, None] & known[:, None, :]).reshape(n, parts * p)
    given = np.repeat(np.nan_to_num(values)[:, None, :], parts, axis=1).reshape(n, parts * p)
    w = np.ones(n) if sample.weights is None else sample.weights
    count = cell.sum(axis=0)
    total = w @ cell
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = (w @ (cell * given)) / total
        pull = cell * w[:, None] * (given - mean) / total
    pull = np.where(cell, pull, 0.0)
    if sample.replicates is not None and sample.scales is not None:
        r = sample.replicates
        with np.errstate(invalid="ignore", divide="ignore"):
            drawn = (r @ (cell * given)) / (r @ (cell * 1.0))
        variance = (np.nan_to_num(drawn - mean) ** 2 * sample.scales[:, None]).sum(axis=0)
        df = np.full(parts * p, np.inf if sample.df is None else sample.df)
    elif sample.design is not None:
        variance = np.diag(influence_covariance(pull, sample.design, sample.where)).copy()
        df = np.full(parts * p, float(sample.design.df))
    else:
        with np.errstate(invalid="ignore", divide="ignore"):
            variance = (pull**2).sum(axis=0) * count / (count - 1.0)
        df = count - 1.0
    error = np.where(count > 0, np.sqrt(np.maximum(variance, 0.0)), np.nan)
    mean, error, df = (each.reshape(parts, p) for each in (mean, error, df))
    return Means(mean, error, df, count.reshape(parts, p))
