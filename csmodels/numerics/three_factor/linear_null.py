"""How much asymmetry an exactly linear world shows, and how much by chance.

A **linear world** is a model of satisfaction that is linear in the ratings: satisfaction itself (least
squares), what lies behind its few ordered answers (bounded), or the index of an ordered model. Given the
ratings, it implies penalties and rewards, which depend on how the ratings were coded, spread and
correlated; and it tells how estimated ones scatter about them. Ratings are held fixed throughout: in a
linear world the excess of estimated over implied coefficients is a weighted sum of the errors alone, with
weights that the ratings tell, so nothing is gained by drawing ratings too.

Both sets of coefficients are, to first order, sums over respondents of known *shares*. Their covariance
(by respondent, or by sampling unit of a survey) gives as many draws as wanted from a table of 4 J columns,
without one more fit: a score, or multiplier, bootstrap of one step.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from csmodels.numerics.draws import Design
from csmodels.numerics.three_factor.columns import Layout
from csmodels.numerics.three_factor.impact import impact
from csmodels.numerics.three_factor.ordered import Ordered, fit_ordered

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
    shares : array, shape (n, 4 J)
        Every respondent's share in the errors of `estimated`, then of `implied`, in the linear world.
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
    ([[-2.45], [1.15]], [[-2.48], [0.99]], (5, 4))
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
        scale = np.sqrt((w * residual**2).sum() / left / w)
    else:
        leverage = (straight * to_straight.T).sum(axis=1)
        scale = residual * _enlarged(errors, leverage, len(rows), left)
    shares = np.concatenate([take, project]).T * scale[:, None]
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
    null, not of the asymmetry. Shares: G (y - m), and G M I^-1 s with M the derivatives of m by the
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
    shares = np.hstack([own, steps @ (take @ slopes).T]) * np.sqrt(len(rows) / left)
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
    answers shared out by these probabilities. Shares: H^-1 s_D, and H^-1 C I^-1 s_X, with H the curvature
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
    shares = np.hstack([own[:, two], carried[:, two]]) * np.sqrt(len(rows) / left)
    return World(_two(found.params[two]), _two(implied.params[two]), shares, left)


def covariance(shares: Array, design: Design | None = None, where: Codes | None = None) -> Array:
    """Covariance of what the shares add up to.

    Parameters
    ----------
    shares : array, shape (n, k)
    design : Design, optional
        Strata and clusters of the whole survey; without it the rows are independent.
    where : array of int, shape (n,), optional
        Which rows of the survey these are; needed with `design`.

    Returns
    -------
    array, shape (k, k)

    Notes
    -----
    Under a design the totals of units about their mean in each stratum, times m / (m - 1), as in
    :func:`csmodels.numerics.linearization.moment_covariance`; units without a row count as zeros.

    Examples
    --------
    >>> covariance(np.array([[1.0], [-1.0], [2.0]])).tolist()
    [[6.0]]
    """
    if design is None:
        found: Array = shares.T @ shares
        return found
    assert where is not None  # given together
    totals = np.zeros((len(design.strata), shares.shape[1]))
    np.add.at(totals, design.units[where], shares)
    sums = np.zeros((len(design.sizes), shares.shape[1]))
    np.add.at(sums, design.strata, totals)
    up = design.sizes / (design.sizes - 1.0)
    centre = (sums * (up / design.sizes)[:, None]).T @ sums
    return np.asarray((totals * up[design.strata][:, None]).T @ totals - centre)


class Excess(NamedTuple):
    """Asymmetry beyond that of the linear world; all of shape (J,) but `draws`.

    Attributes
    ----------
    ia_linear : array
        Of the linear world.
    excess : array
        Asymmetry less `ia_linear`; missing where an attribute has neither penalty nor reward.
    std_error : array
        Of the excess in the linear world.
    p_value : array
        Two-sided, from the draws; never below 1 / (draws + 1).
    p_contrast : array
        Two-sided, of reward + penalty = those implied, by Student's t.
    draws : array, shape (n_draws, J)
        The excess in the linear world.
    """

    ia_linear: Array
    excess: Array
    std_error: Array
    p_value: Array
    p_contrast: Array
    draws: Array


def excess(
    estimated: Array,
    implied: Array,
    errors: Array,
    df: float = np.inf,
    n_draws: int = 1999,
    seed: int = 0,
    stream: int = 0,
) -> Excess:
    """Test asymmetry against the linear world.

    Parameters
    ----------
    estimated, implied : array, shape (2, J)
    errors : array, shape (4 J, 4 J)
        Their covariance: estimated penalties and rewards, then implied ones.
    df : float
        Degrees of freedom of that covariance.
    n_draws, seed : int
    stream : int
        Tells samples apart.

    Returns
    -------
    Excess

    Notes
    -----
    The statistic is |IA - IA0|, with **both** drawn: estimated and implied coefficients move together, and a
    test that keeps IA0 where it was found compares with draws that scatter too widely; its size falls short
    of the level. The contrast (r + p) - (r0 + p0) is exact in small samples and has no trouble with
    attributes without effect, but little power where coding makes IA0 large: there a kink moves reward and
    penalty in opposite ways from (r0, p0) and not from symmetry. A draw whose asymmetry is missing (neither
    penalty nor reward) counts as far away.

    Examples
    --------
    >>> found = excess(np.array([[-0.6], [0.1]]), np.array([[-0.4], [0.3]]), np.diag([0.01, 0.01, 0, 0]))
    >>> found.excess.round(3).tolist(), found.p_contrast.round(4).tolist(), bool(found.p_value[0] < 0.05)
    ([-0.571], [0.0047], True)
    """
    j = estimated.shape[1]
    ia_linear = impact(*implied).ia
    found = impact(*estimated).ia - ia_linear
    rng = np.random.Generator(np.random.SFC64(np.random.SeedSequence([seed, stream])))
    # one row after another, so that the first draws are the same however many are asked for
    normal = rng.standard_normal((n_draws, 4 * j + 1))
    moved = (normal[:, 1:] @ _root(errors).T) * _tail(normal[:, :1], df)
    drawn = moved.reshape(n_draws, 2, 2, j) + implied
    apart = impact(drawn[:, 0, 0], drawn[:, 0, 1]).ia - impact(drawn[:, 1, 0], drawn[:, 1, 1]).ia
    far = ~(np.abs(apart) < np.abs(found))
    p_value = np.where(np.isnan(found), np.nan, (1 + far.sum(axis=0)) / (n_draws + 1))
    with np.errstate(invalid="ignore"):
        spread = np.nanstd(apart, axis=0, ddof=1) if n_draws > 1 else np.full(j, np.nan)
    return Excess(ia_linear, found, spread, p_value, _contrast(estimated, implied, errors, df), apart)


def _contrast(estimated: Array, implied: Array, errors: Array, df: float) -> Array:
    """Two-sided p-values of (r + p) - (r0 + p0)."""
    from scipy.special import ndtr, stdtr

    eye = np.eye(estimated.shape[1])
    take = np.hstack([eye, eye, -eye, -eye])
    spread = np.sqrt(np.maximum(((take @ errors) * take).sum(axis=1), 0.0))
    with np.errstate(invalid="ignore", divide="ignore"):
        t = -np.abs((estimated - implied).sum(axis=0) / spread)
    return np.asarray(2 * (ndtr(t) if np.isinf(df) else stdtr(df, t)), dtype=np.float64)


def _tail(normal: Array, df: float) -> Array | float:
    """What turns normal draws into Student's: a chi-square by its quantile, so one number for each draw."""
    if np.isinf(df):
        return 1.0
    from scipy.special import gammaincinv, ndtr

    return np.asarray(np.sqrt(df / (2 * gammaincinv(df / 2, ndtr(normal)))), dtype=np.float64)


def _root(square: Array) -> Array:
    """Lower triangular root of a covariance that may be singular.

    Unlike that of an eigenvalue problem it has no signs left open: all machines draw the same.
    """
    size = np.sqrt(np.maximum(np.diagonal(square), 0.0))
    unit = np.where(size > 0, size, 1.0)
    left = square / np.outer(unit, unit)
    root = np.zeros_like(left)
    for i in range(len(left)):
        if left[i, i] > 1e-10:
            root[:, i] = left[:, i] / np.sqrt(left[i, i])
            left = left - np.outer(root[:, i], root[:, i])
    found: Array = root * unit[:, None]
    return found


def _designs(rows: Array, layout: Layout) -> tuple[Array, Array]:
    """Dummies and controls, ratings and controls, each with a constant first."""
    one = np.ones((len(rows), 1))
    bent = np.hstack([one, rows[:, [*layout.dummies, *layout.controls]]])
    return bent, np.hstack([one, rows[:, [*layout.linear, *layout.controls]]])


def _least_squares(x: Array, w: Array) -> Array:
    """What turns an outcome into coefficients, shape (k, n)."""
    weighted = x * w[:, None]
    found: Array = np.linalg.solve(x.T @ weighted, weighted.T)
    return found


def _enlarged(errors: str, leverage: Array, n: int, left: float) -> Array | float:
    if errors == "HC0":
        return 1.0
    if errors == "HC1":
        return float(np.sqrt(n / left))
    found: Array = 1 / (1 - leverage) ** (0.5 if errors == "HC2" else 1.0)
    return found


def _fitted(x: Array, answers: Array, link: str) -> Ordered:
    found = fit_ordered(x, answers, link)
    if not found.converged:
        raise ValueError("the ordered model has no maximum")
    return found


def _one_step(null: Ordered, at: Codes, w: Array) -> Array:
    """Every respondent's share in the parameters of the linear world, shape (n, m)."""
    scores = null.scores[np.arange(len(at)), at] * w[:, None]
    found: Array = np.linalg.solve(-null.hessian, scores.T).T
    return found


def _two(coefficients: Array) -> Array:
    return coefficients.reshape(2, -1)
