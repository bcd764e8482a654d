"""Covariance matrices of the estimated parameters: from the information, or as a sandwich."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from csmodels.numerics.covariance.likelihood import Sample, casewise
from csmodels.numerics.covariance.structure import Array, Structure
from csmodels.numerics.draws import Design

#: An information matrix, its diagonal scaled to 1, with a smaller eigenvalue than this is singular.
SINGULAR = 1e-12


def information(structure: Structure, sample: Sample, theta: Array, observed: bool = False) -> Array:
    """Fisher's information of one respondent, expected or observed, shape (params, params).

    The observed one is half the second derivatives of the discrepancy.
    """
    if observed:
        return sample.curvature(structure, theta) / 2
    return sample.expected(structure, theta)


def inverse(info: Array) -> Array:
    """Inverse of an information matrix; all missing where it is singular or not positive."""
    scale = np.sqrt(np.abs(np.diag(info)))
    scale = np.where(scale > 0, scale, 1.0)
    values, vectors = np.linalg.eigh(info / np.multiply.outer(scale, scale))
    if not len(values):
        return info
    if not values[0] > SINGULAR:
        return np.full_like(info, np.nan)
    found: Array = (vectors / values) @ vectors.T / np.multiply.outer(scale, scale)
    return found


def meat(
    scores: Array, weights: Array | None = None, design: Design | None = None,
    where: NDArray[np.intp] | None = None,
) -> Array:  # fmt: skip
    """Covariance matrix of the total of respondents' scores.

    Parameters
    ----------
    scores : array, shape (n, params)
        From `casewise`.
    weights : array, shape (n,), optional
        With mean 1.
    design : Design, optional
        With it, scores are summed by sampling unit; the units vary about their stratum's mean (Binder 1983).
    where : array of int, shape (n,), optional
        Rows of the survey; needed with `design`.
    """
    given = scores if weights is None else scores * weights[:, None]
    if design is None:
        found: Array = given.T @ given
        return found
    assert where is not None  # given together
    totals = np.zeros((len(design.strata), scores.shape[1]))
    np.add.at(totals, design.units[where], given)
    sums = np.zeros((len(design.sizes), scores.shape[1]))
    np.add.at(sums, design.strata, totals)
    sizes = design.sizes.astype(float)
    away = totals - (sums / sizes[:, None])[design.strata]
    up = (sizes / (sizes - 1.0))[design.strata]
    return np.asarray((away * up[:, None]).T @ away)


def sandwich(bread: Array, filling: Array) -> Array:
    """A^-1 B A^-1, with A the information of all respondents and B the `meat` (Huber 1967; White 1982)."""
    inner = inverse(bread)
    found: Array = inner @ filling @ inner
    return found


__all__ = ["casewise", "information", "inverse", "meat", "sandwich"]
