"""Penalties, rewards, their asymmetry, and what an exactly linear world would show of them."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from csmodels.numerics.moments import Moments
from csmodels.numerics.regression import coefficients, least_squares
from csmodels.numerics.three_factor.columns import Array, Layout


class Impact(NamedTuple):
    """Range and asymmetry of the impact of attributes; all of shape (..., J).

    Attributes
    ----------
    riocs : array
        Range of impact on overall satisfaction, in its units.
    sgp, dgp : array
        Shares of it that generate satisfaction and dissatisfaction.
    ia : array
        Impact asymmetry, from -1 (only a penalty) to 1 (only a reward).
    """

    riocs: Array
    sgp: Array
    dgp: Array
    ia: Array


def penalty_reward(moments: Moments, layout: Layout) -> tuple[Array, Array]:
    """Coefficients of low and high performance.

    Parameters
    ----------
    moments : Moments
        Of columns in the order of `layout`; any leading batch axes.
    layout : Layout

    Returns
    -------
    penalty, reward : array, shape (..., J)
        In units of the outcome; missing where the dummies are collinear.

    Notes
    -----
    y = b0 + sum_j (p_j L_j + r_j H_j) + controls (Brandt 1987), by least squares.

    Examples
    --------
    >>> rows = np.array([[1.0, 0, 1, 2], [0, 0, 3, 5], [0, 1, 5, 6], [0, 0, 3, 5]])
    >>> p, r = penalty_reward(Moments.from_rows(rows), Layout(1))
    >>> p.round(6).tolist(), r.round(6).tolist()
    ([-3.0], [1.0])
    """
    found = least_squares(moments, layout.outcome, [*layout.dummies, *layout.controls]).coef
    j = layout.n_attributes
    return found[..., :j], found[..., j : 2 * j]


def linear_null(moments: Moments, layout: Layout) -> tuple[Array, Array]:
    """Penalties and rewards that an exactly linear model implies.

    Parameters
    ----------
    moments : Moments
    layout : Layout

    Returns
    -------
    penalty, reward : array, shape (..., J)

    Notes
    -----
    The outcome is regressed on ratings and controls, and its fitted values on the dummies and controls. With
    Z the dummies and controls and b the linear coefficients this is S_zz^-1 S_zx b: a projection, known from
    the moments alone. Coding, marginals and correlations of the ratings are those of the sample.

    Examples
    --------
    In a linear world whose middle answers lie nearer to the high ones the penalty looks larger.

    >>> rows = np.array([[1.0, 0, 1, 1], [0, 0, 4, 4], [0, 1, 5, 5], [0, 0, 4, 4]])
    >>> p, r = linear_null(Moments.from_rows(rows), Layout(1))
    >>> p.round(6).tolist(), r.round(6).tolist()
    ([-3.0], [1.0])
    """
    straight = [*layout.linear, *layout.controls]
    bent = [*layout.dummies, *layout.controls]
    slopes = least_squares(moments, layout.outcome, straight).coef
    between = (moments.cov[..., bent, :][..., :, straight] @ slopes[..., None])[..., 0]
    found = coefficients(moments.cov[..., bent, :][..., :, bent], between)
    j = layout.n_attributes
    return found[..., :j], found[..., j : 2 * j]


def impact(penalty: ArrayLike, reward: ArrayLike) -> Impact:
    """Range of impact, potentials and asymmetry.

    Parameters
    ----------
    penalty, reward : array_like, shape (..., J)

    Returns
    -------
    Impact
        Shares and asymmetry are missing where the range is 0.

    Notes
    -----
    RI = max(0, reward), PI = max(0, -penalty), RIOCS = RI + PI, SGP = RI / RIOCS, DGP = PI / RIOCS and
    IA = SGP - DGP (Mikulic and Prebezac 2008). A coefficient of the wrong sign counts as 0 and not by its
    size: an attribute whose high performance does harm has no reward.

    Examples
    --------
    >>> impact([-0.71, 0.1], [0.22, -0.1]).ia.round(3).tolist()
    [-0.527, nan]
    """
    pi = np.maximum(-np.asarray(penalty, dtype=np.float64), 0.0)
    ri = np.maximum(np.asarray(reward, dtype=np.float64), 0.0)
    riocs = ri + pi
    with np.errstate(invalid="ignore", divide="ignore"):
        sgp, dgp, ia = ri / riocs, pi / riocs, (ri - pi) / riocs
    return Impact(riocs, sgp, dgp, ia)


def reversed_signs(penalty: ArrayLike, reward: ArrayLike) -> tuple[np.ndarray, np.ndarray]:
    """Where low performance raises, and where high performance lowers, satisfaction.

    Returns
    -------
    penalty, reward : array of bool
        ``penalty > 0``; ``reward < 0``.

    Examples
    --------
    >>> [each.tolist() for each in reversed_signs([-0.2, 0.1], [-0.1, 0.3])]
    [[False, True], [True, False]]
    """
    return np.asarray(penalty) > 0, np.asarray(reward) < 0
