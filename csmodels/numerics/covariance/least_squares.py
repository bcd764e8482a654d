"""Diagonally weighted least squares of implied to observed correlations, its errors and its tests.

The moments are the correlations below the diagonal. Variances are no moments: of an item without a residual
variance of its own the model says nothing but correlations, and what its factors leave is residual. An item
whose residual variance is fixed (a single item) has an implied variance, which must be 1: a constraint.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from csmodels.numerics.covariance.search import Minimum
from csmodels.numerics.covariance.structure import Array, Numbers, Structure, implied, jacobian

Indices = NDArray[np.intp]

#: Largest entry of the gradient along the constraints, and largest violation of one, at a minimum.
GRADIENT = 1e-9
#: Steps before a member counts as not converged.
MAX_STEPS = 200
#: Damping at which no step helps.
HOPELESS = 1e10
#: Damping of the first step, which often begins far away.
FIRST_DAMPING = 1e-3
#: Share of the largest curvature that is added to each where there is damping.
TRACE = 1e-12
#: Step of a derivative in the imaginary direction.
IMAGINARY = 1e-30
#: A singular value below this share of the largest is taken for zero.
RANK = 1e-9


@dataclass(frozen=True, eq=False)
class Target:
    """Correlations that a structure is fitted to.

    Attributes
    ----------
    values : array, shape (members, groups, pairs)
        Below the diagonal, as `numpy.tril_indices` lists them.
    weights : array, shape (members, groups, pairs)
        Inverse variances, n times over: 1 / diag(Gamma).
    shares : array, shape (groups,)
        Each group's part of the respondents.
    whole : array of int, shape (items,)
        Items whose implied variance must be 1.
    """

    values: Array
    weights: Array
    shares: Array
    whole: Indices

    def take(self, which: Indices) -> Target:
        """Some of the members."""
        return Target(self.values[which], self.weights[which], self.shares, self.whole)

    @property
    def shared(self) -> Array:
        """Weights times the groups' shares."""
        return self.weights * self.shares[:, None]


@dataclass(frozen=True, eq=False)
class Point:
    """Where a search stands; shapes (members, ...).

    Attributes
    ----------
    value : array, (members,)
        F = sum over groups of share x sum of weight x (observed - implied)^2.
    gradient : array, (members, params)
    away : array, (members, groups, pairs)
        Observed less implied correlations.
    slopes : array, (members, groups, pairs, params)
        Of the implied correlations.
    gap : array, (members, constraints)
        Implied variances less 1.
    gap_slopes : array, (members, constraints, params)
    """

    value: Numbers
    gradient: Numbers
    away: Numbers
    slopes: Numbers
    gap: Numbers
    gap_slopes: Numbers


def evaluate(structure: Structure, target: Target, theta: Numbers) -> Point:
    """The discrepancy, the constraints and their derivatives, at parameters (members, params)."""
    rows, cols = np.tril_indices(structure.n_items)
    cov, slopes = implied(structure, theta).cov, jacobian(structure, theta)
    off = np.flatnonzero(rows != cols)
    # the diagonal entry of item i in the lower triangle by rows
    on = target.whole * (target.whole + 3) // 2
    away = target.values - cov[..., rows[off], cols[off]]
    pulled = target.shared * away
    gap = cov[..., target.whole, target.whole] - 1.0
    return Point(
        (pulled * away).sum(axis=(-2, -1)),
        -2 * np.einsum("bgm,bgmk->bk", pulled, slopes[..., off, :]),
        away,
        slopes[..., off, :],
        gap.reshape(len(theta), -1),
        slopes[..., on, :].reshape(len(theta), -1, structure.n_params),
    )


def curvature(target: Target, point: Point) -> Array:
    """D'WD of each member, (members, params, params): half the curvature of F where the model fits."""
    found: Array = np.einsum("bgmk,bgm,bgml->bkl", point.slopes, target.shared, point.slopes, optimize=True)
    return found


def bordered(inside: Array, edge: Array) -> Array:
    """[[A, C'], [C, 0]], batch axes first."""
    q = edge.shape[-2]
    corner = np.zeros((*edge.shape[:-2], q, q))
    top = np.concatenate([inside, np.swapaxes(edge, -1, -2)], axis=-1)
    return np.concatenate([top, np.concatenate([edge, corner], axis=-1)], axis=-2)


def minimise(
    structure: Structure,
    target: Target,
    start: Array,
    max_steps: int = MAX_STEPS,
    tolerance: float = GRADIENT,
) -> Minimum:
    """Minimise the discrepancy of every member under its constraints.

    Parameters
    ----------
    structure : Structure
        Residual variances of the items that are not `target.whole` are 0.
    target : Target
    start : array, shape (members, params)

    Notes
    -----
    Gauss-Newton steps on the Lagrangian, damped (Levenberg 1944; Nocedal and Wright 2006, ch. 10 and 18): a
    step must lower the discrepancy plus a multiple of the constraints' violation. Members go their own way.
    """
    search = _Search(structure, target, start.copy())
    for _ in range(max_steps + 1):
        search.look(tolerance)
        if not len(search.left):
            break
        search.step()
    return Minimum(search.theta, search.value, search.largest, search.steps, search.converged)


class _Search:
    """Where every member stands; arrays of shape (members, ...). `left` are those that go on."""

    def __init__(self, structure: Structure, target: Target, theta: Array) -> None:
        members = len(theta)
        self.structure, self.target, self.theta = structure, target, theta
        self.left: Indices = np.arange(members)
        self.damping = np.full(members, FIRST_DAMPING)
        # what a unit of a constraint's violation costs: more than it can gain
        self.price = np.zeros(members)
        self.value, self.largest = np.full(members, np.inf), np.full(members, np.inf)
        self.steps = np.zeros(members, dtype=np.intp)
        self.converged = np.zeros(members, dtype=bool)

    def look(self, tolerance: float) -> None:
        """Evaluate the members that are left, and let go those that have arrived or are stuck."""
        here = self.left
        part = self.target.take(here)
        point = evaluate(self.structure, part, self.theta[here])
        multipliers = _multipliers(point)
        flat = point.gradient + np.einsum("bqk,bq->bk", point.gap_slopes, multipliers)
        ends = np.concatenate([flat, point.gap], axis=-1)
        self.price[here] = np.maximum(self.price[here], 2 * np.abs(multipliers).max(axis=-1, initial=0.0))
        self.value[here], self.largest[here] = point.value, np.abs(ends).max(axis=-1, initial=0.0)
        self.converged[here] = self.largest[here] < tolerance
        go = ~self.converged[here] & (self.damping[here] < HOPELESS) & np.isfinite(point.value)
        self.left, self.part = here[go], part.take(np.flatnonzero(go))
        self.point = Point(
            point.value[go], point.gradient[go], point.away[go], point.slopes[go], point.gap[go],
            point.gap_slopes[go],
        )  # fmt: skip

    def step(self) -> None:
        """Move every member that is left, or raise its damping."""
        here, point, k = self.left, self.point, self.theta.shape[1]
        info = 2 * curvature(self.part, point)
        scale = np.einsum("bkk->bk", info)
        # a trace of damping keeps directions without any information from blowing up
        scale = scale + TRACE * scale.max(axis=-1, initial=1.0, keepdims=True)
        info = info + (self.damping[here, None] * scale)[..., None] * np.eye(k)
        right = -np.concatenate([point.gradient, point.gap], axis=-1)
        tried = self.theta[here] + _solved(bordered(info, point.gap_slopes), right)[:, :k]
        there = evaluate(self.structure, self.part, tried)
        before, after = (self._cost(each) for each in (point, there))
        # near the minimum the discrepancy no longer tells points apart
        better = after <= before + 1e-13 * np.maximum(1.0, np.abs(before))
        self.theta[here[better]] = tried[better]
        self.steps[here[better]] += 1
        damping = self.damping[here]
        damping = np.where(better, damping / 10, np.maximum(damping * 10, 1e-6))
        self.damping[here] = np.where(damping < 1e-9, 0.0, damping)

    def _cost(self, point: Point) -> Array:
        found: Array = point.value + self.price[self.left] * np.abs(point.gap).sum(axis=-1)
        return found


def _solved(systems: Array, right: Array) -> Array:
    """Solutions; zero steps where a system is singular, so that damping takes over."""
    try:
        return np.asarray(np.linalg.solve(systems, right[..., None])[..., 0])
    except np.linalg.LinAlgError:
        return np.asarray((np.linalg.pinv(systems) @ right[..., None])[..., 0])


def _multipliers(point: Point) -> Array:
    """Lagrange multipliers that leave least of the gradient, (members, constraints)."""
    if not point.gap.shape[1]:
        return point.gap
    edge = point.gap_slopes
    crossed = edge @ np.swapaxes(edge, -1, -2)
    found: Array = -np.linalg.solve(crossed, edge @ point.gradient[..., None])[..., 0]
    return found


def hessian(structure: Structure, target: Target, theta: Array) -> Array:
    """Second derivatives of the Lagrangian along the constraints, exact to rounding.

    Parameters
    ----------
    theta : array, shape (params,)
        At a minimum; `target` has one member.

    Returns
    -------
    array, shape (free, free)
        In an orthonormal basis of the directions that the constraints leave.
    """
    k = len(theta)
    here = evaluate(structure, target, theta[None])
    multipliers = _multipliers(here)[0]
    moved = theta + 1j * IMAGINARY * np.eye(k)
    many = Target(
        np.repeat(target.values, k, axis=0), np.repeat(target.weights, k, axis=0), target.shares, target.whole
    )
    at = evaluate(structure, many, moved)
    slope = at.gradient + np.einsum("bqk,q->bk", at.gap_slopes, multipliers)
    curved = slope.imag / IMAGINARY
    basis = _null(here.gap_slopes[0])
    found: Array = basis.T @ (curved + curved.T) @ basis / 2
    return found


def _null(edge: Array) -> Array:
    """Orthonormal directions that leave the constraints as they are, (params, free)."""
    if not len(edge):
        return np.eye(edge.shape[1])
    _, values, rows = np.linalg.svd(edge)
    rank = int((values > RANK * max(float(values.max(initial=0.0)), 1e-300)).sum())
    found: Array = rows[rank:].T
    return found


def blind(structure: Structure, target: Target, theta: Array) -> Array:
    """Directions in which parameters can move without changing correlations or constraints.

    Parameters
    ----------
    theta : array, shape (params,)
        Generic values; `target` has one member.

    Returns
    -------
    array, shape (params, directions)
        Empty where the model is locally identified (rank of the Jacobian; Bollen 1989, ch. 8).
    """
    at = evaluate(structure, target, theta[None])
    flat = np.concatenate([at.slopes[0].reshape(-1, len(theta)), at.gap_slopes[0]])
    scale = np.linalg.norm(flat, axis=0)
    _, values, rows = np.linalg.svd(flat / np.where(scale > 0, scale, 1.0))
    full = np.zeros(len(theta))
    full[: len(values)] = values
    found: Array = rows[full < RANK * max(float(full.max(initial=0.0)), 1e-300)].T
    return found


@dataclass(frozen=True)
class Test:
    """A chi-square test of a model fitted by least squares, plain and scaled.

    Attributes
    ----------
    chi2 : float
        Sum over groups of (n - 1) times the group's part of the discrepancy.
    df : float
    trace, trace_squared : float
        Of U Gamma and of its square: mean and half the variance of what `chi2` is distributed as.
    """

    chi2: float
    df: float
    trace: float
    trace_squared: float

    @property
    def factor(self) -> float:
        """What the scaled-and-shifted statistic divides `chi2` by."""
        return float(np.sqrt(self.trace_squared / self.df)) if self.df > 0 else np.nan

    @property
    def shift(self) -> float:
        """What it adds."""
        return self.df - self.trace / self.factor if self.df > 0 else np.nan

    @property
    def scaled(self) -> float:
        """chi2 / factor + shift: mean and variance of a chi-square (Asparouhov and Muthén 2010)."""
        return self.chi2 / self.factor + self.shift if self.df > 0 else 0.0

    @property
    def mean_adjusted(self) -> float:
        """chi2 x df / trace: the mean of the chi-square distribution (Satorra and Bentler 1994)."""
        return self.chi2 * self.df / self.trace if self.df > 0 else 0.0


@dataclass(frozen=True, eq=False)
class Robust:
    """What the full covariance matrix of the correlations says about a fit with diagonal weights.

    Attributes
    ----------
    covariance : array, shape (params, params)
        Of the parameters: the sandwich.
    test, baseline : Test
        Of the model, and of the one in which no items correlate.
    """

    covariance: Array
    test: Test
    baseline: Test


def robust(
    structure: Structure,
    target: Target,
    theta: Array,
    gammas: list[Array],
    n: Array,
    *,
    corrected: bool = True,
) -> Robust:
    """Standard errors and tests that hold although weights are diagonal.

    Parameters
    ----------
    target : Target
        One member.
    theta : array, shape (params,)
        At its minimum.
    gammas : list of arrays, shape (pairs, pairs), one per group
        n times the covariance matrix of each group's correlations.
    n : array, shape (groups,)
    corrected : bool
        The covariance matrix times n / (n - groups), as lavaan has it; not where `gammas` hold a correction
        of their own (those of a survey design).

    Notes
    -----
    With D the derivatives, W the weights and P the upper left block of the inverse of [[D'WD, C'], [C, 0]], C
    the derivatives of the constraints, the parameters have the covariance matrix P D'W Gamma W D P / n, and
    the chi-square is distributed as a weighted sum of chi-squares, the weights being the eigenvalues of
    U Gamma, U = W - W D P D'W (Muthén, du Toit and Spisic 1997; Satorra and Bentler 1994).
    """
    at = evaluate(structure, target, theta[None])
    groups, pairs, k = at.slopes.shape[1:]
    size = groups * pairs
    slopes, weights = at.slopes[0].reshape(size, k), target.shared[0].reshape(size)
    total = float(n.sum())
    spread = np.zeros((size, size))
    for g, gamma in enumerate(gammas):
        part = slice(g * pairs, (g + 1) * pairs)
        spread[part, part] = gamma * (total / n[g])
    q = at.gap.shape[1]
    middle = _inverse(bordered(curvature(target, at)[0], at.gap_slopes[0]))[:k, :k]
    pulled = weights[:, None] * slopes
    covariance = middle @ (pulled.T @ spread @ pulled) @ middle / (total - groups if corrected else total)
    through = weights[:, None] * spread
    inside = through - pulled @ middle @ (pulled.T @ spread)
    each = (n - 1.0)[:, None] * target.weights[0]
    df = float(size - (k - q))
    return Robust(
        covariance,
        _test(float((each * at.away[0] ** 2).sum()), df, inside),
        _test(float((each * target.values[0] ** 2).sum()), float(size), through),
    )


def _test(chi2: float, df: float, spread: Array) -> Test:
    return Test(chi2, df, float(np.trace(spread)), float((spread * spread.T).sum()))


def _inverse(system: Array) -> Array:
    """The inverse; missing where there is none."""
    try:
        return np.asarray(np.linalg.inv(system))
    except np.linalg.LinAlgError:
        return np.full_like(system, np.nan)
