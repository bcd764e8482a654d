"""The families of response surfaces: least squares under constraints, and a search over one angle."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from csmodels.numerics.batch import batch_last, solve
from csmodels.numerics.moments import Moments
from csmodels.numerics.regression import Regression, least_squares
from csmodels.numerics.surface.cubic import PARTS
from csmodels.numerics.surface.ridges import Kind, ridge
from csmodels.numerics.surface.terms import columns

Array = NDArray[np.float64]

#: Coefficients in the order of every array here: b1 ... b9 of the terms, and w2, w3 of W x E and W x P,
#: where W is the sign of expectation - performance.
COEFFICIENTS = (*(f"b{i}" for i in range(1, 10)), "w2", "w3")
N_COLUMNS = len(COEFFICIENTS)
#: Log-likelihoods that differ by less print alike: one of the two families says nothing of its own.
SAME_FIT = 1e-4

_X, _Y, _X2, _XY, _Y2, *_CUBIC, _WX, _WY = np.eye(N_COLUMNS)
_SUM, _SQUARE, _ASYMMETRIC, _LEVEL = (
    np.append(PARTS[name], [0.0, 0.0]) for name in ("level", "square", "cube", "square_level")
)
_GAP = _X - _Y

#: Columns spanning the coefficients of each family. The order decides between families of equal AICc: the
#: simpler name first.
BASES: dict[str, tuple[Array, ...]] = {
    "null": (),
    "full": (_X, _Y, _X2, _XY, _Y2),
    "IA": (_X, _Y, _XY),
    "diff": (_GAP,),
    "mean": (_SUM,),
    "absdiff": (_WX - _WY,),
    "additive": (_X, _Y),
    "SQD": (_SQUARE,),
    "SRR": (_X, _Y, _SQUARE),
    "RR": (_SUM, _SQUARE),
    "SSQD": (_GAP, _SQUARE),
    "absunc": (_X, _Y, _WX, _WY),
    "cubic": (_X, _Y, _X2, _XY, _Y2, *_CUBIC),
    "onlyx": (_X,),
    "onlyy": (_Y,),
    "onlyx2": (_X, _X2),
    "onlyy2": (_Y, _Y2),
    "CA": (_SQUARE, _ASYMMETRIC),
    "CL": (_SQUARE, _LEVEL),
    "RRCA": (_SUM, _SQUARE, _ASYMMETRIC),
    "RRCL": (_SUM, _SQUARE, _LEVEL),
}
#: Families whose ridge has a direction of its own, which is searched.
ROTATED: dict[str, Kind] = {"SRRR": "tilted", "SRSQD": "level"}
#: All 25 names, in the order in which the R package RSA lists them.
NAMES = (
    "null", "full", "IA", "diff", "mean", "absdiff", "additive", "SQD", "SRRR", "SRR", "RR", "SSQD", "SRSQD",
    "absunc", "cubic", "onlyx", "onlyy", "onlyx2", "onlyy2", "weak", "strong", "CA", "CL", "RRCA", "RRCL",
)  # fmt: skip
#: Pieces of planes: no polynomials, and not among the families whose weights are compared by default.
PIECEWISE = ("absdiff", "absunc")
#: Families that RSA compares unless told otherwise.
RSA_DEFAULT = (
    "null", "full", "IA", "additive", "SQD", "SRRR", "SRR", "RR", "SSQD", "SRSQD", "onlyx", "onlyy",
    "onlyx2", "onlyy2",
)  # fmt: skip
#: Free coefficients besides the intercept.
N_FREE = {
    **{name: len(basis) for name, basis in BASES.items()},
    "SRRR": 4,
    "SRSQD": 3,
    "strong": 3,
    "weak": 5,
}
#: (smaller, larger): the smaller family is the larger one under further constraints.
NESTED = (
    ("null", "SQD"), ("SQD", "RR"), ("RR", "SRR"), ("SRR", "SRRR"), ("SRRR", "full"),
    ("SQD", "SSQD"), ("SSQD", "SRSQD"), ("SRSQD", "SRRR"), ("SSQD", "SRR"),
    ("null", "diff"), ("null", "mean"), ("null", "onlyx"), ("null", "onlyy"), ("null", "absdiff"),
    ("diff", "additive"), ("mean", "additive"), ("onlyx", "additive"), ("onlyy", "additive"),
    ("additive", "IA"), ("IA", "full"), ("additive", "SRR"), ("diff", "SSQD"), ("mean", "RR"),
    ("onlyx", "onlyx2"), ("onlyy", "onlyy2"), ("onlyx2", "SRSQD"), ("onlyy2", "SRSQD"), ("full", "cubic"),
    ("SQD", "CA"), ("SQD", "CL"), ("CA", "RRCA"), ("CL", "RRCL"), ("RR", "RRCA"), ("RR", "RRCL"),
    ("RRCA", "cubic"), ("RRCL", "cubic"), ("absdiff", "absunc"), ("additive", "absunc"),
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class Fits:
    """Families fitted to one sample or a batch of them; the last axis but coefficients is the family.

    Attributes
    ----------
    names : tuple of str, length f
    intercept : array, shape (..., f)
    coef : array, shape (..., f, 11 + controls)
        b1 ... b9, w2, w3, controls; zero where a family has none.
    residual : array, shape (..., f)
        Mean squared residual (divisor n).
    r_squared : array, shape (..., f)
    """

    names: tuple[str, ...]
    intercept: Array
    coef: Array
    residual: Array
    r_squared: Array

    def log_likelihood(self, n: Any) -> Array:
        """Of a normal outcome given its predictors, shape (..., f).

        Parameters
        ----------
        n : float or array, shape (...)
            Rows. Survey weights make it a pseudo-likelihood: that of n rows with the weighted moments.
        """
        size = np.asarray(n, dtype=np.float64)[..., None]
        with np.errstate(invalid="ignore", divide="ignore"):
            found: Array = -size / 2 * (np.log(2 * np.pi * self.residual) + 1)
        return found


def family_columns(expectation: Array, performance: Array) -> Array:
    """Columns whose coefficients are `COEFFICIENTS`, shape (n, 11).

    Equal ratings lie on neither side: W is zero there, so that swapping the two changes no fit.

    Parameters
    ----------
    expectation, performance : array, shape (n,)
        Centred at the same value.
    """
    gap = expectation - performance
    # means of several items differ in their last digit where they are equal
    side = np.where(np.abs(gap) < 1e-9, 0.0, np.sign(gap))
    piecewise = np.column_stack([side * expectation, side * performance])
    return np.concatenate([columns(expectation, performance, 3), piecewise], axis=1)


def fit_families(moments: Moments, names: Sequence[str]) -> Fits:
    """Fit families of surfaces to moments; a thousand resamples are one call.

    Parameters
    ----------
    moments : Moments
        Of the columns of `family_columns`, controls, outcome (last), with means; any leading batch axes.
    names : sequence of str
        Among `NAMES`.

    Notes
    -----
    All but SRRR and SRSQD are linear constraints (Edwards 1994, 2002; Schönbrodt 2016; Humberg, Schönbrodt,
    Back and Nestler 2022). Those two have b4² = 4 b3 b5: the quadratic part is the square of one
    combination u = P cos t - E sin t, so that least squares inside a search over the angle t finds the
    global optimum. "strong" adds 2 b1 b5 = b2 b4 to b4² = 4 b3 b5, the very constraints of SRSQD. "weak"
    is the full surface where b3 b5 > 0, else the better of b3 = 0 and b5 = 0, which bound that region.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> e, p = rng.normal(size=(2, 200))
    >>> z = 1 - (e - p) ** 2
    >>> m = Moments.from_rows(np.column_stack([family_columns(e, p), z]))
    >>> found = fit_families(m, ["additive", "SQD"])
    >>> bool(found.r_squared[0] < 0.2), found.r_squared[1].round(6).item()
    (True, 1.0)
    >>> found.coef[1, 2:5].round(6).tolist()
    [-1.0, 2.0, -1.0]
    """
    done: dict[str, Regression] = {}
    for name in names:
        _fit(name, moments, done)
    chosen = [done[name] for name in names]
    return Fits(
        tuple(names),
        np.stack([one.intercept for one in chosen], axis=-1),
        np.stack([one.coef for one in chosen], axis=-2),
        np.stack([one.residual for one in chosen], axis=-1),
        np.stack([one.r_squared for one in chosen], axis=-1),
    )


def _fit(name: str, moments: Moments, done: dict[str, Regression]) -> Regression:
    if name not in done:
        if name in BASES:
            done[name] = _linear(moments, BASES[name])
        elif name in ROTATED:
            done[name] = _rotated(moments, ROTATED[name])
        elif name == "strong":
            done[name] = _fit("SRSQD", moments, done)
        else:
            done[name] = _weak(moments, _fit("full", moments, done))
    return done[name]


def _linear(moments: Moments, basis: Sequence[Array]) -> Regression:
    k = moments.cov.shape[-1] - 1
    return least_squares(moments, k, range(k), with_controls(_stacked(basis), k))


def _stacked(basis: Sequence[Array]) -> Array:
    return np.stack(basis, axis=-1) if basis else np.zeros((N_COLUMNS, 0))


def with_controls(basis: Array, k: int) -> Array:
    """The basis of all k predictors: that of the surface, and each control as it is."""
    *batch, rows, m = basis.shape
    c = k - rows
    out = np.zeros((*batch, k, m + c))
    out[..., :rows, :m] = basis
    out[..., rows:, m:] = np.eye(c)
    return out


def _weak(moments: Moments, full: Regression) -> Regression:
    inside = full.coef[..., 2] * full.coef[..., 4] > 0
    if np.all(inside):
        return full
    sides = [_linear(moments, basis) for basis in ((_X, _Y, _XY, _Y2), (_X, _Y, _X2, _XY))]
    first = sides[0].r_squared >= sides[1].r_squared

    def pick(name: str) -> Array:
        values = [getattr(one, name) for one in (full, *sides)]
        wide = (Ellipsis, None) if name == "coef" else Ellipsis
        edge = np.where(first[wide], values[1], values[2])
        found: Array = np.where(inside[wide], values[0], edge)
        return found

    return Regression(pick("coef"), pick("intercept"), pick("residual"), pick("r_squared"))


def _rotated(moments: Moments, kind: Kind) -> Regression:
    assert moments.mean is not None
    k = moments.cov.shape[-1] - 1
    direction = ridge(moments, [*range(5), *range(N_COLUMNS, k)], k, kind)
    basis = with_controls(_ridge_basis(direction, moments.mean[..., :2], kind), k)
    return _regress(moments, basis)


def _ridge_basis(direction: Array, mean: Array, kind: Kind) -> Array:
    """Columns of a rotated family for directions of its ridge: u = E x direction[0] + P x direction[1].

    The square is taken about the mean of u, which spans the same and keeps the digits.
    """
    x, y = direction[..., :1], direction[..., 1:]
    line = x * _X + y * _Y
    middle = (direction * mean).sum(axis=-1, keepdims=True)
    square = x**2 * _X2 + 2 * x * y * _XY + y**2 * _Y2 - 2 * middle * line
    plane = [np.broadcast_to(_X, line.shape), np.broadcast_to(_Y, line.shape)]
    return np.stack([*(plane if kind == "tilted" else [line]), square], axis=-1)


def _regress(moments: Moments, basis: Array) -> Regression:
    """Least squares under constraints of each member's own, basis of shape (..., k, m)."""
    assert moments.mean is not None
    k = basis.shape[-2]
    among, between = moments.cov[..., :k, :k], moments.cov[..., :k, k]
    turned = np.swapaxes(basis, -1, -2)
    left, right = turned @ among @ basis, turned @ between[..., None]
    sd = np.sqrt(np.einsum("...kk->...k", left))
    with np.errstate(invalid="ignore", divide="ignore"):
        scaled = left / (sd[..., :, None] * sd[..., None, :])
        augmented = np.concatenate([scaled, right / sd[..., None]], axis=-1)
    solved = solve(batch_last(augmented, 2))[:, 0]
    free = solved.T.reshape(*sd.shape) / sd
    coef = (basis @ free[..., None])[..., 0]
    explained = (coef * between).sum(axis=-1)
    total = moments.cov[..., k, k]
    intercept = moments.mean[..., k] - (coef * moments.mean[..., :k]).sum(axis=-1)
    return Regression(coef, intercept, total - explained, explained / total)


def tangent(name: str, coef: Array) -> Array:
    """Directions in which the coefficients of one fitted family can move, shape (11, free).

    Parameters
    ----------
    name : str
    coef : array, shape (11 or more,)
        Its coefficients.
    """
    if name == "strong":
        name = "SRSQD"
    if name == "weak":
        at_edge = [i for i in (2, 4) if coef[i] == 0]
        return np.delete(np.eye(N_COLUMNS)[:, :5], at_edge, axis=1)
    if name in BASES:
        return _stacked(BASES[name])
    # u = P cos t - E sin t, and what an infinitesimal turn of t does
    angle = ridge_angle(coef)
    sin, cos = np.sin(angle), np.cos(angle)
    bend = coef[2] + coef[4]
    line, across = cos * _Y - sin * _X, -cos * _X - sin * _Y
    square = sin**2 * _X2 - 2 * sin * cos * _XY + cos**2 * _Y2
    turn = bend * (np.sin(2 * angle) * (_X2 - _Y2) - 2 * np.cos(2 * angle) * _XY)
    if name == "SRRR":
        return np.stack([_X, _Y, square, turn], axis=-1)
    slope = -sin * coef[0] + cos * coef[1]
    return np.stack([line, square, turn + slope * across], axis=-1)


def ridge_angle(coef: Array) -> Array:
    """Angle t of the ridge P cos t = E sin t of rank-one curvature; coefficients along the last axis."""
    bend = np.where(coef[..., 2] + coef[..., 4] < 0, -1.0, 1.0)
    found: Array = np.arctan2(-bend * coef[..., 3], bend * (coef[..., 4] - coef[..., 2])) / 2
    return found


def ml_covariance(moments: Moments, fits: Fits, n: float) -> Array:
    """Covariances of each family's coefficients by maximum likelihood, shape (f, 11, 11); one sample.

    Notes
    -----
    residual variance / n times J (J' S J)^-1 J', with S the covariances of the columns and J the tangent of
    the family, controls swept out.
    """
    k = moments.cov.shape[-1] - 1
    out = np.full((len(fits.names), N_COLUMNS, N_COLUMNS), np.nan)
    for i, name in enumerate(fits.names):
        if not np.isfinite(fits.coef[i]).all():
            continue
        across = with_controls(tangent(name, fits.coef[i]), k)
        inner = across.T @ moments.cov[:k, :k] @ across
        found = across @ np.linalg.pinv(inner, rcond=1e-12, hermitian=True) @ across.T
        out[i] = found[:N_COLUMNS, :N_COLUMNS] * fits.residual[i] / n
    return out


def n_params(names: Sequence[str], n_controls: int = 0) -> Array:
    """Parameters of families: intercept, residual variance, coefficients, controls."""
    return np.array([N_FREE[name] + 2.0 + n_controls for name in names])


def aicc(log_likelihood: Array, k: Array, n: Any) -> Array:
    """Akaike's criterion with the correction for small samples (Hurvich and Tsai 1989).

    Parameters
    ----------
    log_likelihood : array, shape (..., f)
    k : array, shape (f,)
    n : float or array, shape (...)

    Returns
    -------
    array, shape (..., f)
        Missing with n <= k + 1.
    """
    left = np.asarray(n, dtype=np.float64)[..., None] - k - 1
    with np.errstate(divide="ignore", invalid="ignore"):
        small = np.where(left > 0, 2 * k * (k + 1) / left, np.nan)
    found: Array = -2 * log_likelihood + 2 * k + small
    return found


def akaike_weights(criterion: Array) -> Array:
    """exp(-delta / 2), made to sum to one over the last axis; zero where missing.

    The formula is that of Burnham and Anderson (2002), as R packages cite it; that it goes back to Akaike
    (1978) is from memory, unconfirmed.

    Examples
    --------
    >>> akaike_weights(np.array([100.0, 100.0, 102.0])).round(3).tolist()
    [0.422, 0.422, 0.155]
    """
    known = np.isfinite(criterion)
    least = np.min(np.where(known, criterion, np.inf), axis=-1, keepdims=True)
    with np.errstate(invalid="ignore"):
        raw = np.where(known, np.exp(-(criterion - least) / 2), 0.0)
        found: Array = raw / raw.sum(axis=-1, keepdims=True)
    return found
