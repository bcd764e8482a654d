"""Theories of satisfaction as constraints on a surface over expectation and performance: arrays only."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from csmodels.numerics.moments import Moments
from csmodels.numerics.regression import least_squares
from csmodels.numerics.surface.prospect import EXPONENTS, Pieces, best_value, value_columns
from csmodels.numerics.surface.terms import columns

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]

#: Columns before the controls: five terms of the quadratic surface, the cubed gap, gains, losses.
CUBE = 5
GAINS = range(6, 6 + len(EXPONENTS))
LOSSES = range(GAINS.stop, GAINS.stop + len(EXPONENTS))
N_COLUMNS = LOSSES.stop
#: The straight lines among them: positive and negative part of the gap.
SURPLUS, SHORTFALL = GAINS.stop - 1, LOSSES.stop - 1
E, P, EE, EP, PP = range(5)


def contest_columns(expectation: Array, performance: Array, size: float) -> Array:
    """Every column that a theory needs, shape (n, N_COLUMNS).

    Parameters
    ----------
    expectation, performance : array, shape (n,)
        Centred at the same value.
    size : float
        A gap of typical size; see `value_columns`.
    """
    gap = performance - expectation
    # means of several items differ in their last digit where they are equal
    gap = np.where(np.abs(gap) < 1e-9, 0.0, gap)
    cube = (gap**3)[:, None]
    return np.concatenate([columns(expectation, performance), cube, value_columns(gap, size)], axis=1)


@dataclass(frozen=True, eq=False)
class Theory:
    """A theory: what it sets equal, and which signs it asserts.

    Attributes
    ----------
    name : str
    terms : tuple of str
        Its free coefficients.
    basis : array, shape (columns, terms)
        Coefficients of the columns are ``basis @ free``: the equality constraints.
    signs : callable
        From free coefficients (..., terms) and mean ratings (..., 2) to whether each asserted sign
        holds, a list of (...).
    sides : bool
        It treats the sides of expectation apart, so that it needs answers on both.
    extra : int
        Parameters besides coefficients and residual variance: exponents that are searched.
    orientation : bool
        No theory of satisfaction but a mark to measure them by.
    """

    name: str
    terms: tuple[str, ...]
    basis: Array
    signs: Callable[[Array, Array], list[Mask]]
    sides: bool = False
    extra: int = 0
    orientation: bool = False

    @property
    def n_params(self) -> int:
        """Free coefficients, intercept, residual variance, exponents."""
        return len(self.terms) + 2 + self.extra

    @property
    def predictors(self) -> list[int]:
        """Columns that it uses."""
        found: list[int] = np.flatnonzero(self.basis.any(axis=1)).tolist()
        return found


def _basis(*terms: dict[int, float]) -> Array:
    found = np.zeros((N_COLUMNS, len(terms)))
    for j, term in enumerate(terms):
        for column, value in term.items():
            found[column, j] = value
    return found


def _none(free: Array, mean: Array) -> list[Mask]:
    return []


def _rising(free: Array) -> list[Mask]:
    return [free[..., k] > 0 for k in range(free.shape[-1])]


_GAP = {E: -1.0, P: 1.0}
_GAP_SQUARED = {EE: 1.0, EP: -2.0, PP: 1.0}

#: In the order of the table; the null first and the surface last are there for orientation.
THEORIES: tuple[Theory, ...] = (
    Theory("null", (), _basis(), _none, orientation=True),
    Theory(
        "experience", ("performance", "performance^2"), _basis({P: 1.0}, {PP: 1.0}),
        lambda b, m: [b[..., 0] + 2 * b[..., 1] * m[..., 1] > 0],
    ),
    Theory(
        "expectations", ("expectation", "expectation^2"), _basis({E: 1.0}, {EE: 1.0}),
        lambda b, m: [b[..., 0] + 2 * b[..., 1] * m[..., 0] > 0],
    ),
    Theory("disconfirmation", ("disconfirmation",), _basis(_GAP), lambda b, m: _rising(b)),
    Theory(
        "assimilation", ("expectation", "performance"), _basis({E: 1.0}, {P: 1.0}), lambda b, m: _rising(b)
    ),
    Theory(
        "generalised_negativity", ("disconfirmation^2",), _basis(_GAP_SQUARED), lambda b, m: _rising(-b)
    ),
    Theory(
        "rising_negativity", ("level", "disconfirmation^2"), _basis({E: 0.5, P: 0.5}, _GAP_SQUARED),
        lambda b, m: [b[..., 0] > 0, b[..., 1] < 0],
    ),
    Theory(
        "assimilation_contrast", ("disconfirmation", "disconfirmation^3"), _basis(_GAP, {CUBE: 1.0}),
        lambda b, m: [b[..., 1] > 0],
    ),
    Theory(
        "asymmetric", ("performance", "surplus", "shortfall"),
        _basis({P: 1.0}, {SURPLUS: 1.0}, {SHORTFALL: 1.0}),
        lambda b, m: [b[..., 0] > 0, b[..., 2] > 0, b[..., 2] > b[..., 1]],
        sides=True,
    ),
    Theory(
        # its columns are searched; gain and loss at exponent 1 stand here for them
        "prospect_value", ("gain", "loss"), _basis({SURPLUS: 1.0}, {SHORTFALL: 1.0}),
        lambda b, m: [b[..., 0] > 0, b[..., 1] > b[..., 0]],
        sides=True, extra=2,
    ),
    Theory(
        "surface",
        (
            "expectation", "performance", "expectation^2", "expectation:performance", "performance^2",
        ),
        np.eye(N_COLUMNS)[:, :5], _none, orientation=True,
    ),
)  # fmt: skip
NAMES = tuple(theory.name for theory in THEORIES)
PROSPECT = NAMES.index("prospect_value")


def contains(larger: Theory, smaller: Theory) -> bool:
    """Whether one theory's equalities allow everything that the other's do; signs aside.

    Examples
    --------
    >>> by_name = dict(zip(NAMES, THEORIES))
    >>> contains(by_name["surface"], by_name["assimilation"])
    True
    >>> contains(by_name["prospect_value"], by_name["disconfirmation"])
    True
    >>> contains(by_name["assimilation"], by_name["experience"])
    False
    """
    if larger is smaller or smaller.extra:
        return False
    wide = np.column_stack([_plain(larger), _plain(smaller)])
    return bool(np.linalg.matrix_rank(wide) == len(larger.terms))


def _plain(theory: Theory) -> Array:
    """Basis with the gap written as surplus plus shortfall, and performance minus it as expectation."""
    found = theory.basis.copy()
    # E = P - (surplus + shortfall), so that all straight terms are written in one way
    found[[P, SURPLUS, SHORTFALL]] += np.outer([1.0, -1.0, -1.0], found[E])
    found[E] = 0.0
    return found


@dataclass(frozen=True, eq=False)
class Fitted:
    """All theories fitted to a batch of moments; shapes (...) are the batch.

    Attributes
    ----------
    free : tuple of array, shape (..., terms)
        Of each theory; of the prospect value function its two slopes.
    intercept : array, shape (..., theories)
        Outcome with both ratings at the centre and controls at their means.
    residual : array, shape (..., theories)
        Mean squared residual, divisor n; missing where a theory cannot be estimated.
    r_squared : array, shape (..., theories)
    signs : array of bool, shape (..., theories)
        Whether all signs are as the theory has them.
    exponents : array, shape (..., 2)
        Of gains and losses.
    piecewise : array, shape (..., 2)
        Slopes above and below expectation where nothing but the gap counts: two straight lines, the value
        function with exponents of 1.
    """

    free: tuple[Array, ...]
    intercept: Array
    residual: Array
    r_squared: Array
    signs: Mask
    exponents: Array
    piecewise: Array


def without(moments: Moments, controls: range) -> Moments:
    """Moments with the controls held at their means: covariances of what they do not explain.

    Parameters
    ----------
    moments : Moments
        Of any batch.
    controls : range
        Columns that are held constant.
    """
    if not len(controls):
        return moments
    c, cov = list(controls), moments.cov
    among, with_all = cov[..., c, :][..., :, c], cov[..., c, :]
    sd = np.sqrt(np.einsum("...kk->...k", among))
    scaled = among / (sd[..., :, None] * sd[..., None, :])
    slopes = np.linalg.solve(scaled, with_all / sd[..., :, None]) / sd[..., :, None]
    rest = cov - np.swapaxes(with_all, -1, -2) @ slopes
    return Moments._of(rest, moments.mean, moments.n)


def fit_theories(moments: Moments, n_controls: int = 0) -> Fitted:
    """Fit every theory by least squares.

    Parameters
    ----------
    moments : Moments
        Of the columns of `contest_columns`, the controls and the outcome, which is last; any batch.
    n_controls : int

    Notes
    -----
    Least squares under linear constraints for each theory, no search; the exponents of the value function
    come from a grid. Signs are looked at afterwards: a theory whose estimate has another sign is not bent
    to its boundary, where it would be a copy of a simpler theory with more parameters.
    """
    outcome = N_COLUMNS + n_controls
    total = moments.cov[..., outcome, outcome]
    rest = without(moments, range(N_COLUMNS, outcome))
    assert rest.mean is not None
    mean = rest.mean[..., [E, P]]
    free, intercepts, residuals, signs = [], [], [], []
    exponents = np.empty((*total.shape, 2))
    for theory in THEORIES:
        if theory.extra:
            slopes, intercept, residual, exponents = _fit_value(rest, outcome)
        else:
            used = theory.predictors
            basis = theory.basis[used]
            found = least_squares(rest, outcome, used, basis)
            slopes = found.coef @ np.linalg.pinv(basis).T
            intercept, residual = found.intercept, found.residual
        free.append(slopes)
        intercepts.append(intercept)
        residuals.append(residual)
        with np.errstate(invalid="ignore"):
            held = theory.signs(slopes, mean)
        signs.append(np.logical_and.reduce([np.ones(total.shape, dtype=bool), *held]))
    residual = np.stack(residuals, axis=-1)
    r_squared = 1 - residual / total[..., None]
    return Fitted(
        tuple(free),
        np.stack(intercepts, axis=-1),
        residual,
        r_squared,
        np.stack(signs, axis=-1),
        exponents,
        least_squares(rest, outcome, [SURPLUS, SHORTFALL]).coef,
    )


def _fit_value(moments: Moments, outcome: int) -> tuple[Array, Array, Array, Array]:
    """Slopes, intercept, residual and exponents of the value function."""
    assert moments.mean is not None
    pieces = Pieces.of(moments, GAINS, LOSSES, outcome)
    found = best_value(pieces)
    slopes = np.stack([found.gain, found.loss], axis=-1)
    exponents = np.stack([found.alpha, found.beta], axis=-1)
    places = np.searchsorted(EXPONENTS, np.nan_to_num(exponents, nan=1.0))
    gains = np.take_along_axis(moments.mean[..., list(GAINS)], places[..., :1], -1)[..., 0]
    losses = np.take_along_axis(moments.mean[..., list(LOSSES)], places[..., 1:], -1)[..., 0]
    intercept = moments.mean[..., outcome] - found.gain * gains - found.loss * losses
    return slopes, intercept, pieces.total - found.explained, exponents


def log_likelihood(residual: Array, n: float) -> Array:
    """Of a normal regression at its maximum, from the mean squared residual."""
    with np.errstate(invalid="ignore", divide="ignore"):
        found: Array = -n / 2 * (np.log(2 * np.pi * residual) + 1)
    return found


def aicc(residual: Array, n: float, n_controls: int = 0) -> Array:
    """Corrected information criterion of every theory, shape (..., theories).

    Notes
    -----
    -2 LL + 2K + 2K(K + 1) / (n - K - 1) (Hurvich and Tsai 1989), K with intercept, residual variance,
    controls and exponents that were searched.
    """
    k = np.array([theory.n_params + n_controls for theory in THEORIES], dtype=np.float64)
    found: Array = -2 * log_likelihood(residual, n) + 2 * k + 2 * k * (k + 1) / (n - k - 1)
    return found


def standing(fitted: Fitted, both_sides: bool) -> Mask:
    """Theories that may win, shape (..., theories): estimable, signs as asserted, answers where needed.

    The surface does not compete: it is what every plane and parabola among them is measured by.

    Parameters
    ----------
    both_sides : bool
        Whether there are answers enough above and below expectation.
    """
    needed = np.array([(both_sides or not each.sides) and each.name != "surface" for each in THEORIES])
    found: Mask = np.isfinite(fitted.residual) & fitted.signs & needed
    return found


def winners(criterion: Array, may_win: Mask) -> NDArray[np.intp]:
    """Position of the best theory of each member, shape (...)."""
    found: NDArray[np.intp] = np.argmin(np.where(may_win, criterion, np.inf), axis=-1)
    return found
