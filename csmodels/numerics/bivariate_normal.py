"""The bivariate normal distribution: joint probabilities and densities of many pairs at once."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

#: Up to which absolute correlation so many Gauss-Legendre nodes leave an error below 1e-14 (Genz 2004).
NODES = ((0.3, 6), (0.75, 12), (0.925, 20))
#: A standard normal variable is never farther out: its distribution is 0 or 1 in double precision.
FAR = 40.0


def cdf(h: Array, k: Array, r: Array) -> Array:
    """P(X < h, Y < k) of standard normal X and Y with correlation r.

    Parameters
    ----------
    h, k : array, shape (..., members)
        May be infinite; broadcast against each other and r.
    r : array, shape (members,)
        Strictly between -1 and 1.

    Returns
    -------
    array, shape (..., members)

    Notes
    -----
    Phi(h) Phi(k) plus the integral of the density over the correlation from 0 to r, in the angle arcsin r,
    by Gauss-Legendre quadrature (Drezner and Wesolowsky 1990; with these numbers of nodes Genz 2004). Beyond
    |r| = .925 the integrand is too steep for it, and two of Owen's T functions take its place (Owen 1956).

    Examples
    --------
    >>> import numpy as np
    >>> from csmodels.numerics.bivariate_normal import cdf
    >>> cdf(np.zeros(1), np.zeros(1), np.array([0.5])).round(12).tolist()  # 1/4 + arcsin(r) / (2 pi)
    [0.333333333333]
    """
    h, k, _ = np.broadcast_arrays(np.clip(h, -FAR, FAR), np.clip(k, -FAR, FAR), r)
    size, lower = np.abs(r), -1.0
    out = np.empty(h.shape)
    for upper, nodes in NODES:
        mine = (size > lower) & (size <= upper)
        if mine.all():
            return _by_quadrature(h, k, r, nodes)
        if mine.any():
            out[..., mine] = _by_quadrature(h[..., mine], k[..., mine], r[mine], nodes)
        lower = upper
    mine = ~(size <= lower)
    if mine.any():
        out[..., mine] = _by_owen(h[..., mine], k[..., mine], r[mine])
    return out


@lru_cache
def _legendre(nodes: int) -> tuple[tuple[float, float], ...]:
    at, weights = np.polynomial.legendre.leggauss(nodes)
    return tuple(zip(at.tolist(), weights.tolist(), strict=True))


def _by_quadrature(h: Array, k: Array, r: Array, nodes: int) -> Array:
    from scipy.special import ndtr

    top = np.arcsin(r)
    squares, product = (h * h + k * k) / 2, h * k
    total = np.zeros(h.shape)
    for x, w in _legendre(nodes):
        sine = np.sin(top * (1 + x) / 2)
        inside = product * sine
        inside -= squares
        inside /= 1 - sine * sine
        total += w * np.exp(inside, out=inside)
    total *= top / (4 * np.pi)
    total += ndtr(h) * ndtr(k)
    return total


def _by_owen(h: Array, k: Array, r: Array) -> Array:
    from scipy.special import ndtr, owens_t

    root = np.sqrt((1 - r) * (1 + r))
    # at 0 the function has a limit, which a point as near as this has reached in double precision
    x, y = np.where(h == 0, 1e-200, h), np.where(k == 0, 1e-200, k)
    with np.errstate(over="ignore"):
        both = owens_t(x, (y / x - r) / root) + owens_t(y, (x / y - r) / root)
    found: Array = (ndtr(x) + ndtr(y)) / 2 - both - np.where(x * np.sign(y) < 0, 0.5, 0.0)
    return np.maximum(found, 0.0)


def density(h: Array, k: Array, r: Array) -> Array:
    """Density at (h, k), which is also the derivative of `cdf` by r (Plackett 1954); 0 at infinity."""
    away = (1 - r) * (1 + r)
    x, y = np.clip(h, -FAR, FAR), np.clip(k, -FAR, FAR)
    found: Array = np.exp(-(x * x - 2 * r * x * y + y * y) / (2 * away)) / (2 * np.pi * np.sqrt(away))
    return found


def density_slope(h: Array, k: Array, r: Array, at: Array) -> Array:
    """Derivative by r of the `density`, whose values are `at`."""
    away = (1 - r) * (1 + r)
    x, y = np.clip(h, -FAR, FAR), np.clip(k, -FAR, FAR)
    pulled = (1 + r * r) * (x * y) - r * (x * x + y * y)
    found: Array = at * (r / away + pulled / (away * away))
    return found
