"""Slopes between units: clustered errors, few clusters, known sampling errors; agreement within units.

Samples come as leading axes, units last. A view of the units (all, within clusters, between them) is a
residual maker: the matrix that takes out of a column what the constant, controls and fixed effects explain.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Codes = NDArray[np.intp]

#: Clusters up to which all patterns of signs are tried.
ENUMERATED = 12
#: Random patterns of signs beyond that; with the observed one a round number.
PATTERNS = 1_999
#: Draws of the distribution of a product.
PRODUCT_DRAWS = 40_000
#: Share of a sum of squares that is rounding.
ROUNDING = 1e-12
#: Halvings of an interval in the search of limits.
HALVINGS = 50


def residual_maker(columns: Array) -> Array:
    """Matrix that takes out of a column what others explain.

    Parameters
    ----------
    columns : array, shape (n, k)
        May be collinear, as full sets of dummies are.

    Returns
    -------
    array, shape (n, n)
        Symmetric and idempotent.

    Examples
    --------
    >>> residual_maker(np.ones((2, 1))).round(2).tolist()
    [[0.5, -0.5], [-0.5, 0.5]]
    """
    # revenue in yuan beside a constant: columns of any size count alike
    size = np.sqrt((columns**2).sum(axis=0))
    u, s, _ = np.linalg.svd(columns / np.where(size > 0, size, 1.0), full_matrices=False)
    kept = u[:, s > 1e-10 * max(float(s.max(initial=0.0)), 1e-300)]
    found: Array = np.eye(len(columns)) - kept @ kept.T
    return found


def leaving_out(maker: Array, clusters: Codes) -> Array:
    """What leaving out one cluster at a time needs: inverses of the clusters' blocks of a residual maker.

    Parameters
    ----------
    maker : array, shape (n, n)
    clusters : array of int, shape (n,)

    Returns
    -------
    array, shape (n, n)
        Zero between clusters.

    Notes
    -----
    Leaving rows out is giving each of them a dummy of its own: with P_g the (generalised) inverse of the
    block M_gg, the residual maker without cluster g is M - M_.g P_g M_g.
    """
    found = np.zeros_like(maker)
    for g in range(int(clusters.max()) + 1):
        block = np.ix_(clusters == g, clusters == g)
        found[block] = np.linalg.pinv(maker[block], rcond=1e-9, hermitian=True)
    return found


@dataclass(frozen=True, eq=False)
class Slopes:
    """Slopes of one link.

    Attributes
    ----------
    slope : array, shape (...)
    pieces : array, shape (..., g)
        Shares of the clusters in its error: the sum of squares is the variance, the products of two links'
        pieces their covariance.
    reliability : array, shape (...)
        Of the predictor in this view: the share of its variation that is no sampling error.
    """

    slope: Array
    pieces: Array
    reliability: Array

    @property
    def std_error(self) -> Array:
        """Standard error."""
        found: Array = np.sqrt((self.pieces**2).sum(axis=-1))
        return found


def cluster_slopes(
    x: Array,
    y: Array,
    maker: Array,
    clusters: Codes,
    n_params: int,
    *,
    left_out: Array | None = None,
    x_errors: Array | None = None,
    xy_errors: Array | None = None,
) -> Slopes:
    """Slope of y on x with errors clustered, as it is or corrected for sampling errors of known size.

    Parameters
    ----------
    x, y : array, shape (..., n)
    maker : array, shape (n, n)
        Of the constant, controls and fixed effects.
    clusters : array of int, shape (n,)
        0, 1, ... ; all present.
    n_params : int
        Coefficients that the small-sample factor counts.
    left_out : array, shape (n, n), optional
        From `leaving_out`: errors by the jackknife over clusters. Otherwise the sandwich.
    x_errors, xy_errors : array, shape (n, n), optional
        Sampling covariances of the x's, and of the x's with the y's, which are taken out.

    Notes
    -----
    With M the residual maker, b = (x'My - tr M C_xy) / (x'Mx - tr M C_xx): the method-of-moments estimate for
    errors of known size (Fuller 1987; equation unconfirmed). Without errors it is least squares.
    Sandwich: G / (G - 1) (n - 1) / (n - k) times the sum of squared cluster scores (CR1; Cameron, Gelbach
    and Miller 2008). Jackknife: (G - 1) / G times the sum of squared changes of b when a cluster is left out
    (CV3; MacKinnon, Nielsen and Webb 2023).

    Examples
    --------
    >>> x, y = np.array([0.0, 1.0, 2.0, 3.0]), np.array([1.0, 3.0, 5.0, 7.0])
    >>> found = cluster_slopes(x, y, residual_maker(np.ones((4, 1))), np.arange(4), 2)
    >>> float(found.slope.round(6)), float(found.std_error.round(6))
    (2.0, 0.0)
    """
    of_x = _errors(maker, x_errors)
    of_xy = _errors(maker, xy_errors)
    left_x, left_y = x @ maker, y @ maker
    squares = (left_x * left_x).sum(axis=-1)
    below = squares - of_x.sum()
    with np.errstate(divide="ignore", invalid="ignore"):
        slope = ((left_x * left_y).sum(axis=-1) - of_xy.sum()) / below
        reliability = below / squares
        if left_out is None:
            scores = left_x * left_y - of_xy - slope[..., None] * (left_x * left_x - of_x)
            n, g = len(clusters), int(clusters.max()) + 1
            factor = g / (g - 1) * (n - 1) / max(n - n_params, 1)
            pieces = np.sqrt(factor) * (scores @ _dummies(clusters)) / below[..., None]
        else:
            z = _dummies(clusters)
            over = (left_x * left_y).sum(axis=-1, keepdims=True) - (left_x * (left_y @ left_out)) @ z
            under = squares[..., None] - (left_x * (left_x @ left_out)) @ z
            over = over - of_xy.sum() + _errors_left_out(maker, left_out, xy_errors) @ z
            under = under - of_x.sum() + _errors_left_out(maker, left_out, x_errors) @ z
            # without a cluster that alone varies there is no slope, and no error
            under = np.where(np.abs(under) > ROUNDING * squares[..., None], under, np.nan)
            g = z.shape[1]
            pieces = np.sqrt((g - 1) / g) * (over / under - slope[..., None])
    return Slopes(slope, pieces, reliability)


def _errors(maker: Array, errors: Array | None) -> Array:
    """What sampling errors add to each unit's products."""
    found: Array = np.zeros(len(maker)) if errors is None else (maker * errors).sum(axis=1)
    return found


def _errors_left_out(maker: Array, left_out: Array, errors: Array | None) -> Array:
    """How much of that goes when a unit's cluster is left out; to be summed over the cluster."""
    if errors is None:
        return np.zeros(len(maker))
    found: Array = (left_out * (maker @ errors @ maker)).sum(axis=1)
    return found


def _dummies(codes: Codes) -> Array:
    found: Array = (codes[:, None] == np.arange(codes.max() + 1)).astype(np.float64)
    return found


def sign_patterns(n_clusters: int, seed: int = 0) -> Array:
    """Signs of the clusters in a wild bootstrap: all patterns of few clusters, random ones of many.

    Returns
    -------
    array, shape (b, n_clusters)
        The first pattern leaves everything as it is.

    Examples
    --------
    >>> sign_patterns(2).tolist()
    [[1.0, 1.0], [1.0, -1.0], [-1.0, 1.0], [-1.0, -1.0]]
    """
    if n_clusters <= ENUMERATED:
        bits = np.arange(2**n_clusters)[:, None] >> np.arange(n_clusters)[::-1] & 1
        every: Array = np.where(bits == 1, -1.0, 1.0)
        return every
    drawn = np.random.default_rng(seed).choice([-1.0, 1.0], size=(PATTERNS, n_clusters))
    return np.concatenate([np.ones((1, n_clusters)), drawn])


def wild_p_values(
    x: Array, y: Array, maker: Array, clusters: Codes, signs: Array, nulls: Array | float = 0.0
) -> Array:
    """p-values of the wild cluster bootstrap with the null hypothesis imposed.

    Parameters
    ----------
    x, y : array, shape (n,)
    maker, clusters
        As for `cluster_slopes`.
    signs : array, shape (b, g)
        See `sign_patterns`.
    nulls : array, shape (m,), or float
        Slopes to be tested.

    Returns
    -------
    array, shape (m,)
        Share of patterns whose t is as far from zero as the observed one.

    Notes
    -----
    Residuals under the null have their signs changed cluster by cluster, and t is clustered anew (Cameron,
    Gelbach and Miller 2008, the bootstrap-t with null imposed and Rademacher weights). With all 2^G patterns
    nothing is random, and p is 2^(1-G) at least: five clusters or fewer cannot reject at 5 %. Residuals stand
    in for errors, so that it is exact only where nothing but the slope is estimated.
    """
    p_value = _wild(x, y, maker, clusters, signs)
    return np.array([p_value(null) for null in np.atleast_1d(np.asarray(nulls, dtype=np.float64))])


def _wild(x: Array, y: Array, maker: Array, clusters: Codes, signs: Array) -> Callable[[float], float]:
    """The p-value as a function of the null: t of every pattern is made of sums over clusters."""
    left_x, left_y, z = maker @ x, maker @ y, _dummies(clusters)
    squares = z.T @ (left_x * left_x)
    by_x = maker @ (z * left_x[:, None])
    # a pattern changes the sign of whole clusters, and all is linear in the null
    scores_y, scores_x = (signs @ ((z * left[:, None]).T @ by_x) for left in (left_y, left_x))
    slope_y, slope_x = (signs @ (z.T @ (left_x * left)) / squares.sum() for left in (left_y, left_x))
    scores_y -= slope_y[:, None] * squares
    scores_x -= slope_x[:, None] * squares

    def p_value(null: float) -> float:
        spread = np.sqrt(((scores_y - null * scores_x) ** 2).sum(axis=1))
        with np.errstate(divide="ignore", invalid="ignore"):
            t = np.abs(slope_y - null * slope_x) / spread
        # patterns that only mirror each other differ by rounding
        return float((t >= t[0] * (1 - 1e-9)).mean())

    return p_value


def wild_limits(
    x: Array, y: Array, maker: Array, clusters: Codes, signs: Array, conf_level: float, reach: float
) -> tuple[float, float]:
    """Slopes that the wild cluster bootstrap does not reject: ends of the interval around the estimate.

    Parameters
    ----------
    x, y, maker, clusters, signs
        As for `wild_p_values`.
    conf_level : float
    reach : float
        A standard error: the search goes out from the estimate in steps of it, up to a thousand.

    Returns
    -------
    low, high : float
        Endless where nothing far out is rejected.
    """
    left_x = maker @ x
    estimate = float(left_x @ (maker @ y) / (left_x @ left_x))
    steps = np.concatenate([np.arange(1.0, 12.5, 0.5), [20.0, 50.0, 200.0, 1000.0]])
    p_value = _wild(x, y, maker, clusters, signs)
    ends = []
    for side in (-1.0, 1.0):
        far = estimate + side * reach * steps
        rejected = np.array([p_value(null) <= 1 - conf_level for null in far])
        if not rejected.any():
            ends.append(side * np.inf)
            continue
        first = int(np.argmax(rejected))
        outside = far[first]
        inside = far[first - 1] if first else estimate
        for _ in range(HALVINGS):
            middle = (inside + outside) / 2
            if p_value(middle) <= 1 - conf_level:
                outside = middle
            else:
                inside = middle
        ends.append(outside)
    return float(ends[0]), float(ends[1])


def product_limits(
    slopes: Array, covariance: Array, df: float, conf_level: float, seed: int = 0
) -> tuple[float, float, float]:
    """Standard error by the delta method and limits of a product of slopes by its simulated distribution.

    Parameters
    ----------
    slopes : array, shape (k,)
    covariance : array, shape (k, k)
    df : float
        Of the multivariate t that the slopes are drawn from.
    conf_level : float
    seed : int

    Returns
    -------
    std_error, low, high : float

    Notes
    -----
    A product is not normal; limits are percentiles of products of drawn slopes (MacKinnon, Lockwood and
    Williams 2004; unconfirmed; there with normal draws, here Student's t for the few clusters). Of one slope
    they are the limits of Student's t.

    Examples
    --------
    >>> error, low, high = product_limits(np.array([2.0]), np.array([[0.01]]), 1e9, 0.95)
    >>> round(error, 3), round(low, 1), round(high, 1)
    (0.1, 1.8, 2.2)
    """
    k = len(slopes)
    others = np.array([np.prod(np.delete(slopes, i)) for i in range(k)])
    if not np.isfinite(covariance).all():
        return float("nan"), float("nan"), float("nan")
    error = float(np.sqrt(max(others @ covariance @ others, 0.0)))
    if k == 1:
        from scipy.special import stdtrit

        half = float(stdtrit(df, (1 + conf_level) / 2)) * error
        return error, float(slopes[0]) - half, float(slopes[0]) + half
    values, vectors = np.linalg.eigh(covariance)
    root = vectors * np.sqrt(np.maximum(values, 0.0))
    rng = np.random.default_rng(seed)
    # every draw has its mirror: the estimate is their exact centre
    normal = rng.standard_normal((PRODUCT_DRAWS // 2, k)) @ root.T
    normal /= np.sqrt(rng.chisquare(df, (len(normal), 1)) / df)
    drawn = np.prod(slopes + np.concatenate([normal, -normal]), axis=1)
    low, high = np.quantile(drawn, [(1 - conf_level) / 2, (1 + conf_level) / 2])
    return error, float(low), float(high)


@dataclass(frozen=True)
class Agreement:
    """One-way analysis of variance of persons in units.

    Attributes
    ----------
    icc1 : float
        Share of the variance of persons that lies between units.
    icc2 : float
        Reliability of the mean of a unit of average size.
    icc1_limits, icc2_limits : tuple of float
    f, p_value : float
    between, within : float
        Mean squares.
    size : float
        The average size n0 of a unit.
    units, persons : int
    """

    icc1: float
    icc2: float
    icc1_limits: tuple[float, float]
    icc2_limits: tuple[float, float]
    f: float
    p_value: float
    between: float
    within: float
    size: float
    units: int
    persons: int


def agreement(y: Array, units: Codes, conf_level: float = 0.95) -> Agreement:
    """ICC(1) and ICC(2) of persons in units.

    Parameters
    ----------
    y : array, shape (n,)
    units : array of int, shape (n,)
        0, 1, ... ; all present.
    conf_level : float

    Notes
    -----
    With mean squares B between and W within k units of sizes n_j, n0 = (N - sum n_j^2 / N) / (k - 1):
    ICC(1) = (B - W) / (B + (n0 - 1) W), ICC(2) = (B - W) / B (Bliese 2000; Snijders and Bosker 2012,
    ch. 3, unconfirmed).
    Limits from F = B / W, exact for units of one size and normal answers. Missing where all answer alike.

    Examples
    --------
    >>> found = agreement(np.array([1.0, 2.0, 5.0, 6.0]), np.array([0, 0, 1, 1]))
    >>> round(found.f, 6), round(found.icc1, 4), round(found.icc2, 4)
    (32.0, 0.9394, 0.9688)
    """
    from scipy import stats

    sizes = np.bincount(units).astype(np.float64)
    n, k = len(y), len(sizes)
    means = np.bincount(units, y) / sizes
    between = float((sizes * (means - y.mean()) ** 2).sum() / (k - 1))
    within = float(((y - means[units]) ** 2).sum() / (n - k))
    size = float((n - (sizes**2).sum() / n) / (k - 1))
    # means of equal answers differ by rounding
    none = ROUNDING * float((y * y).mean())
    if between <= none and within <= none:
        nothing = (float("nan"), float("nan"))
        return Agreement(
            nothing[0], nothing[0], nothing, nothing, nothing[0], nothing[0], 0.0, 0.0, size, k, n
        )
    f = between / within if within > none else np.inf
    tail = (1 - conf_level) / 2
    ends = (f / stats.f.ppf(1 - tail, k - 1, n - k), f / stats.f.ppf(tail, k - 1, n - k))
    one = [float((e - 1) / (e + size - 1)) if np.isfinite(e) else 1.0 for e in (f, *ends)]
    two = [float(1 - 1 / e) if e > 0 else -np.inf for e in (f, *ends)]
    return Agreement(
        one[0], two[0], (one[1], one[2]), (two[1], two[2]), float(f), float(stats.f.sf(f, k - 1, n - k)),
        between, within, size, k, n,
    )  # fmt: skip
