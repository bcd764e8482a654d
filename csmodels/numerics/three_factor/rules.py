"""Published rules that turn penalty and reward into a factor; all for any leading batch axes."""

from __future__ import annotations

from statistics import NormalDist
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from csmodels.numerics.three_factor.columns import Array
from csmodels.numerics.three_factor.impact import impact

Codes = NDArray[np.int8]

#: Classes by their code; -1 stands for none.
CLASSES = ("basic", "performance", "excitement", "unimportant")
BASIC, PERFORMANCE, EXCITEMENT, UNIMPORTANT, NONE = 0, 1, 2, 3, -1
#: Classes of :func:`five_classes` by their code.
FIVE = ("frustrator", "dissatisfier", "hybrid", "satisfier", "delighter")


def critical(alpha: float, df: float | None = None) -> float:
    """Two-sided critical value: Student's with degrees of freedom, else normal.

    Examples
    --------
    >>> round(critical(0.05), 3), round(critical(0.05, 10), 3)
    (1.96, 2.228)
    """
    if df is None or not np.isfinite(df):
        return NormalDist().inv_cdf(1 - alpha / 2)
    from scipy.special import stdtrit

    return float(stdtrit(df, 1 - alpha / 2))


def by_significance(
    penalty: ArrayLike,
    reward: ArrayLike,
    se_penalty: ArrayLike,
    se_reward: ArrayLike,
    alpha: float = 0.05,
    df: float | None = None,
) -> Codes:
    """Which of the two differs from zero in its own direction.

    Parameters
    ----------
    penalty, reward, se_penalty, se_reward : array_like, shape (..., J)
    alpha : float
        Level of the two-sided tests.
    df : float, optional
        Degrees of freedom of Student's t.

    Returns
    -------
    array of int8
        Only a penalty below 0: basic; only a reward above 0: excitement; both: performance; none:
        unimportant; -1 where a figure is missing. A significant coefficient of the wrong sign counts for
        nothing.

    Examples
    --------
    >>> by_significance([-0.4, -0.4, 0.0], [0.1, 0.3, 0.1], 0.1, 0.1).tolist()
    [0, 1, 3]
    """
    p, r = _floats(penalty, reward)
    low, high = _directed(p, r, se_penalty, se_reward, alpha, df)
    found = np.where(low & high, PERFORMANCE, np.where(low, BASIC, np.where(high, EXCITEMENT, UNIMPORTANT)))
    return _known(found, p, r, *_floats(se_penalty, se_reward))


def by_wald(
    penalty: ArrayLike,
    reward: ArrayLike,
    se_penalty: ArrayLike,
    se_reward: ArrayLike,
    covariance: ArrayLike,
    alpha: float = 0.05,
    df: float | None = None,
) -> Codes:
    """Test of symmetry, reward + penalty = 0.

    Parameters
    ----------
    penalty, reward, se_penalty, se_reward : array_like, shape (..., J)
    covariance : array_like, shape (..., J)
        Of an attribute's penalty with its reward.
    alpha, df : as for :func:`by_significance`

    Returns
    -------
    array of int8
        Neither differs from zero in its own direction: unimportant. Else performance where symmetry is not
        rejected, basic where the penalty outweighs, excitement where the reward does.

    Notes
    -----
    t = (r + p) / sqrt(Var r + Var p + 2 Cov(p, r)).

    Examples
    --------
    >>> by_wald([-0.6, -0.4, 0.0], [0.1, 0.3, 0.1], 0.1, 0.1, 0.0).tolist()
    [0, 1, 3]
    """
    p, r = _floats(penalty, reward)
    sp, sr, shared = _floats(se_penalty, se_reward, covariance)
    low, high = _directed(p, r, sp, sr, alpha, df)
    error = np.sqrt(np.maximum(sp**2 + sr**2 + 2 * shared, 0.0))
    tilted = np.abs(p + r) > critical(alpha, df) * error
    found = np.where(~tilted, PERFORMANCE, np.where(p + r < 0, BASIC, EXCITEMENT))
    return _known(np.where(low | high, found, UNIMPORTANT), p, r, sp, sr, shared)


def by_ratio(
    penalty: ArrayLike, reward: ArrayLike, low: float = 0.9, high: float = 1.1, *, inclusive: bool = False
) -> Codes:
    """Ratio of reward to penalty.

    Parameters
    ----------
    penalty, reward : array_like, shape (..., J)
    low, high : float
        Below `low` basic, above `high` excitement, between them performance. 0.9 and 1.1 are those of Li
        (2025, from a secondary source); 1 / 1.5 and 1 / 0.67 with `inclusive` those of Zhang (2025, from a
        secondary source), who divides penalty by reward.
    inclusive : bool
        Whether the limits themselves belong to the outer classes.

    Returns
    -------
    array of int8
        -1 where neither has its own sign. The rule knows no unimportant attributes.

    Examples
    --------
    >>> by_ratio([-0.4, -0.4, 0.1], [0.1, 0.4, 0.3]).tolist()
    [0, 1, 2]
    """
    # the ratio by its two shares: a penalty of 0 is no division by zero
    _, ri, pi, _ = impact(penalty, reward)
    below, above = (ri <= low * pi, ri >= high * pi) if inclusive else (ri < low * pi, ri > high * pi)
    return _known(np.where(below, BASIC, np.where(above, EXCITEMENT, PERFORMANCE)), ri)


def by_index(ia: ArrayLike, limit: float = 0.1) -> Codes:
    """Impact asymmetry against a fixed limit: 0.1 is usual, 0.2 was used by Wang et al. (2024).

    Returns
    -------
    array of int8
        Below -limit basic, above limit excitement, else performance; -1 where it is missing.

    Examples
    --------
    >>> by_index([-0.53, 0.3, -0.02]).tolist()
    [0, 2, 1]
    """
    (found,) = _floats(ia)
    return _known(np.where(found < -limit, BASIC, np.where(found > limit, EXCITEMENT, PERFORMANCE)), found)


def five_classes(ia: ArrayLike, inner: float = 0.1, outer: float = 0.4) -> Codes:
    """Frustrator, dissatisfier, hybrid, satisfier, delighter.

    Parameters
    ----------
    ia : array_like
    inner, outer : float
        0.1 and 0.4 are attributed to Mikulic and Prebezac (2008); others write 0.7 for the outer limit. Both
        unconfirmed.

    Returns
    -------
    array of int8
        Positions in `FIVE`; -1 where the asymmetry is missing.

    Examples
    --------
    >>> [FIVE[code] for code in five_classes([-0.5, -0.2, 0.0, 0.3, 0.8])]
    ['frustrator', 'dissatisfier', 'hybrid', 'satisfier', 'delighter']
    """
    (found,) = _floats(ia)
    steps = (found >= -outer).astype(np.int8) + (found >= -inner) + (found > inner) + (found > outer)
    return _known(steps, found)


def _directed(
    p: Array, r: Array, se_p: ArrayLike, se_r: ArrayLike, alpha: float, df: float | None
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Whether a penalty is below, a reward above zero."""
    reach = critical(alpha, df)
    return p < -reach * np.asarray(se_p), r > reach * np.asarray(se_r)


def _floats(*given: ArrayLike) -> tuple[Array, ...]:
    return tuple(np.asarray(each, dtype=np.float64) for each in given)


def _known(codes: NDArray[np.integer[Any]], *figures: Array) -> Codes:
    missing = np.zeros(np.shape(codes), dtype=bool)
    for each in figures:
        missing = missing | np.isnan(each)
    return np.where(missing, NONE, codes).astype(np.int8)
