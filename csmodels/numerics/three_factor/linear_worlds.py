"""Worlds that are linear in the ratings, and what a penalty-reward analysis shows of them.

Each gives the coefficients that it implies and, for every respondent, a share in the departure of the
estimated from the implied ones; what is made of them is in `csmodels.numerics.three_factor.linear_null`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from csmodels.numerics.three_factor.columns import Layout
from csmodels.numerics.three_factor.mixed import generalised
from csmodels.numerics.three_factor.shared_answers import SharedOut, fit_shared

Array = NDArray[np.float64]
Codes = NDArray[np.intp]

#: How the variance of an error is told from its residual; "classical" is one variance for all.
ERRORS = ("classical", "HC0", "HC1", "HC2", "HC3")


@dataclass(frozen=True, eq=False)
class World:
    """Coefficients of a sample beside those of its linear world; J attributes.

    Attributes
    ----------
    estimated : array, shape (2, J)
        Penalties, then rewards.
    implied : array, shape (2, J)
        Those of the linear world.
    shares : array, shape (n, 2 J)
        Every respondent's share in `estimated` less `implied`, in the linear world.
    df : float
        Respondents less parameters of the linear world.
    """

    estimated: Array
    implied: Array
    shares: Array
    df: float


def linear_world(rows: Array, layout: Layout, weights: Array | None = None, errors: str = "HC3") -> World:
    """Satisfaction is linear in the ratings.

    Parameters
    ----------
    rows : array, shape (n, columns)
        In the order of `layout`, complete.
    layout : Layout
    weights : array, shape (n,), optional
    errors : {"classical", "HC0", "HC1", "HC2", "HC3"}
        "classical": errors of one variance. Else each respondent's own, from the residual of the linear
        fit; HC3 divides it by 1 - leverage (MacKinnon and White 1985).

    Returns
    -------
    World

    Notes
    -----
    With D the dummies and controls, X the ratings and controls, each with a constant, and W the weights,
    the estimated coefficients are G y and the implied ones G P y, G = (D'WD)^-1 D'W and
    P = X (X'WX)^-1 X'W. As (G - G P) X = 0, their difference in a linear world is (G - G P) e.

    Examples
    --------
    >>> rows = np.array([[1.0, 0, 1, 1.2], [1, 0, 2, 1.8], [0, 0, 4, 4], [0, 1, 5, 5.1], [0, 0, 4, 3.9]])
    >>> world = linear_world(rows, Layout(1))
    >>> world.estimated.round(2).tolist(), world.implied.round(2).tolist(), world.shares.shape
    ([[-2.45], [1.15]], [[-2.48], [0.99]], (5, 2))
    """
    w = np.ones(len(rows)) if weights is None else weights * (len(rows) / weights.sum())
    bent, straight = _designs(rows, layout)
    y = rows[:, layout.outcome]
    to_bent, to_straight = _least_squares(bent, w), _least_squares(straight, w)
    linear = to_straight @ y
    residual = y - straight @ linear
    take = to_bent[1 : 1 + 2 * layout.n_attributes]
    project = (take @ straight) @ to_straight
    left = float(len(rows) - straight.shape[1])
    if errors == "classical":
        # a weight of 0 has a share of 0 in the coefficients
        scale = np.sqrt((w * residual**2).sum() / left / np.where(w > 0, w, 1.0))
    else:
        leverage = (straight * to_straight.T).sum(axis=1)
        scale = residual * _enlarged(errors, leverage, len(rows), left)
    shares = (take - project).T * scale[:, None]
    return World(_two(take @ y), _two(take @ (straight @ linear)), shares, left)


def bounded_world(rows: Array, layout: Layout, weights: Array | None = None) -> World:
    """What lies behind a few ordered answers is linear in the ratings; coefficients by least squares.

    Parameters
    ----------
    rows, layout, weights : as for :func:`linear_world`
        The outcome has few different values.

    Returns
    -------
    World

    Raises
    ------
    ValueError
        The ordered probit model has no maximum.

    Notes
    -----
    An ordered probit model, linear in the ratings, gives every respondent an expected answer m. The implied
    coefficients are those of the regression of m on the dummies: a ceiling that bends m is part of the
    null, not of the asymmetry. Shares: G (y - m) less G M I^-1 s, with M the derivatives of m by the
    parameters, I their information and s the score: one step of a refit to redrawn answers.
    """
    w = np.ones(len(rows)) if weights is None else weights * (len(rows) / weights.sum())
    bent, straight = _designs(rows, layout)
    levels, at = np.unique(rows[:, layout.outcome], return_inverse=True)
    null = _fitted(straight[:, 1:], w[:, None] * np.eye(len(levels))[at], "probit")
    expected = null.probability @ levels
    slopes = np.einsum("ik,ikm->im", null.probability * levels, null.scores)
    take = _least_squares(bent, w)[1 : 1 + 2 * layout.n_attributes]
    y = rows[:, layout.outcome]
    steps = _one_step(null, at, w)
    own = take.T * (y - expected)[:, None]
    left = float(len(rows) - len(null.params))
    shares = (own - steps @ (take @ slopes).T) * np.sqrt(len(rows) / left)
    return World(_two(take @ y), _two(take @ expected), shares, left)


def ordered_world(rows: Array, layout: Layout, link: str = "logit", weights: Array | None = None) -> World:
    """The index of an ordered model is linear in the ratings; coefficients of the ordered model too.

    Parameters
    ----------
    rows, layout, weights : as for :func:`bounded_world`
    link : {"logit", "probit"}

    Returns
    -------
    World

    Raises
    ------
    ValueError
        One of the ordered models has no maximum.

    Notes
    -----
    The linear model gives every respondent a probability of each answer. The implied coefficients of the
    dummies are those that maximise the expected log-likelihood (White 1982): the model of dummies, fitted to
    answers shared out by these probabilities. Shares: H^-1 s_D less H^-1 C I^-1 s_X, with H the curvature
    of that expected log-likelihood, s the scores of the two models at the observed answer, and C the
    expected product of their scores.
    """
    w = np.ones(len(rows)) if weights is None else weights * (len(rows) / weights.sum())
    bent, straight = _designs(rows, layout)
    levels, at = np.unique(rows[:, layout.outcome], return_inverse=True)
    answers = w[:, None] * np.eye(len(levels))[at]
    null = _fitted(straight[:, 1:], answers, link)
    expected = w[:, None] * null.probability
    found, implied = _fitted(bent[:, 1:], answers, link), _fitted(bent[:, 1:], expected, link)
    two = slice(0, 2 * layout.n_attributes)
    # the scores at the implied parameters have expectation 0 over all respondents, not in each
    own = np.linalg.solve(-implied.hessian, (implied.scores[np.arange(len(at)), at] * w[:, None]).T).T
    own -= np.linalg.solve(-implied.hessian, np.einsum("ik,ikm->mi", expected, implied.scores)).T
    m_bent, m_straight = len(implied.params), len(null.params)
    product = (implied.scores * expected[:, :, None]).reshape(-1, m_bent).T @ null.scores.reshape(
        -1, m_straight
    )
    carried = _one_step(null, at, w) @ np.linalg.solve(-implied.hessian, product).T
    left = float(len(rows) - m_straight)
    shares = (own - carried)[:, two] * np.sqrt(len(rows) / left)
    return World(_two(found.params[two]), _two(implied.params[two]), shares, left)


def mixed_covariance(
    rows: Array, layout: Layout, z: Array, groups: Codes, relative: Array, scale: float
) -> Array:
    """Covariance of estimated less implied coefficients of a mixed model that is linear in the ratings.

    Parameters
    ----------
    rows, layout : as for :func:`linear_world`
    z, groups, relative : as for :func:`csmodels.numerics.three_factor.mixed.generalised`
    scale : float
        Variance of the residuals.

    Returns
    -------
    array, shape (2 J, 2 J)

    Notes
    -----
    With known variances the estimated coefficients differ from the implied ones by something uncorrelated
    with these, so its covariance is the difference of theirs (Hausman 1978).

    Examples
    --------
    >>> rows = np.array([[1.0, 0, 1, 1.2], [1, 0, 2, 1.8], [0, 0, 4, 4], [0, 1, 5, 5.1], [0, 0, 4, 3.9]])
    >>> one = np.ones((5, 1))
    >>> groups = np.array([0, 1, 0, 1, 0])
    >>> mixed_covariance(rows, Layout(1), one, groups, np.zeros((1, 1)), 1.0).round(3).tolist()
    [[0.421, 0.731], [0.731, 1.407]]
    """
    bent, straight = _designs(rows, layout)
    own = generalised(bent, straight, z, groups, relative)
    linear = generalised(straight, straight[:, 0], z, groups, relative).inverse
    found = (own.inverse - own.coef @ linear @ own.coef.T) * scale
    at = slice(1, 1 + 2 * layout.n_attributes)
    return np.asarray(found[at, at])


def _designs(rows: Array, layout: Layout) -> tuple[Array, Array]:
    """Dummies and controls, ratings and controls, each with a constant first."""
    one = np.ones((len(rows), 1))
    bent = np.hstack([one, rows[:, [*layout.dummies, *layout.controls]]])
    return bent, np.hstack([one, rows[:, [*layout.linear, *layout.controls]]])


def _least_squares(x: Array, w: Array) -> Array:
    """What turns an outcome into coefficients, shape (k, n); of collinear predictors the shortest ones.

    Fitted values are the same whichever are taken, and they alone matter.
    """
    size = np.sqrt((x**2).sum(axis=0))
    size = np.where(size > 0, size, 1.0)
    root = np.sqrt(w)
    inverse = np.linalg.pinv(x / size * root[:, None], rcond=1e-10)
    return np.asarray(inverse * root / size[:, None], dtype=np.float64)


def _enlarged(errors: str, leverage: Array, n: int, left: float) -> Array | float:
    if errors == "HC0":
        return 1.0
    if errors == "HC1":
        return float(np.sqrt(n / left))
    # a respondent whom the fit meets exactly (a control that is theirs alone) has no error to enlarge
    left_over = np.where(leverage < 1 - 1e-9, 1 - leverage, 1.0)
    return np.asarray(1 / left_over ** (0.5 if errors == "HC2" else 1.0), dtype=np.float64)


def _fitted(x: Array, answers: Array, link: str) -> SharedOut:
    found = fit_shared(x, answers, link)
    if not found.converged:
        raise ValueError("the ordered model has no maximum")
    return found


def _one_step(null: SharedOut, at: Codes, w: Array) -> Array:
    """Every respondent's share in the parameters of the linear world, shape (n, m)."""
    scores = null.scores[np.arange(len(at)), at] * w[:, None]
    return np.asarray(np.linalg.solve(-null.hessian, scores.T).T, dtype=np.float64)


def _two(coefficients: Array) -> Array:
    return coefficients.reshape(2, -1)
