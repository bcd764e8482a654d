"""Penalty and reward of every attribute in a regression of its own, all attributes at once."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from csmodels.numerics.moments import Moments
from csmodels.numerics.regression import coefficients
from csmodels.numerics.three_factor.columns import Array, Layout


def one_by_one(moments: Moments, layout: Layout) -> Array:
    """Penalties and rewards of attributes one by one, from moments.

    Parameters
    ----------
    moments : Moments
        Of columns in the order of `layout`; any leading batch axes.
    layout : Layout

    Returns
    -------
    array, shape (..., J, 2)
        Penalty and reward of each attribute beside the controls alone.

    Notes
    -----
    y = b0 + p_j L_j + r_j H_j + controls, for each j. What other attributes do is credited to this one as far
    as their ratings go together.

    Examples
    --------
    >>> rows = np.array([[1.0, 0, 1, 2], [0, 0, 3, 5], [0, 1, 5, 6], [0, 0, 3, 5]])
    >>> one_by_one(Moments.from_rows(rows), Layout(1)).round(6).tolist()
    [[-3.0, 1.0]]
    """
    at = _columns(layout)
    among = moments.cov[..., at[:, :, None], at[:, None, :]]
    between = moments.cov[..., at, layout.outcome]
    return coefficients(among, between)[..., :2]


def one_by_one_covariance(
    rows: Array,
    layout: Layout,
    weights: Array | None,
    errors: str,
    clusters: NDArray[np.intp] | None = None,
) -> tuple[Array, float | None]:
    """Covariance of penalty and reward of attributes one by one, from residuals.

    Parameters
    ----------
    rows : array, shape (n, columns)
    layout : Layout
    weights : array, shape (n,), optional
    errors : {"HC0", "HC1", "HC2", "HC3", "classical", "ml", "cluster"}
    clusters : array of int, shape (n,), optional
        For "cluster".

    Returns
    -------
    covariance : array, shape (J, 2, 2)
    df : float or None
        Degrees of freedom of Student's limits; None for normal ones.

    Notes
    -----
    The sandwich (X'WX)^-1 X'W diag(e^2 / (1 - h)^d) W X (X'WX)^-1 with d = 0, 1, 2 for HC0, HC2, HC3 (Long
    and Ervin 2000), HC1 = n / (n - k) HC0; sums within clusters have the factor
    G / (G - 1) (n - 1) / (n - k). Weights are made to sum to n.

    Examples
    --------
    >>> low, high, x = [1.0, 1, 0, 0, 0, 0], [0.0, 0, 0, 0, 1, 1], [1.0, 1, 3, 3, 5, 5]
    >>> rows = np.column_stack([low, high, x, [2, 3, 5, 6, 6, 9]])
    >>> one_by_one_covariance(rows, Layout(1), None, "HC0")[0].round(3).tolist()
    [[[0.25, 0.125], [0.125, 1.25]]]
    """
    n, y = len(rows), rows[:, layout.outcome]
    w = np.ones(n) if weights is None else weights * (n / weights.sum())
    own = rows[:, _columns(layout)].transpose(1, 0, 2)  # (J, n, k - 1)
    x = np.concatenate([np.ones((*own.shape[:2], 1)), own], axis=-1)
    weighted = x * w[:, None]
    bread = np.linalg.inv(x.transpose(0, 2, 1) @ weighted)
    b = bread @ (weighted.transpose(0, 2, 1) @ y)[..., None]
    e = y - (x @ b)[..., 0]
    k = x.shape[-1]
    left = float(n - k)
    if errors in ("classical", "ml"):
        scale = (w * e**2).sum(axis=1) / (left if errors == "classical" else n)
        return (bread * scale[:, None, None])[:, 1:3, 1:3], left if errors == "classical" else None
    scores = weighted * e[..., None]
    df: float | None = left
    factor = 1.0
    if errors == "cluster":
        assert clusters is not None  # read with the design
        order = np.argsort(clusters, kind="stable")
        starts = np.unique(clusters[order], return_index=True)[1]
        count = len(starts)
        scores = np.add.reduceat(scores[:, order], starts, axis=1)
        factor, df = count / (count - 1) * (n - 1) / left, float(count - 1)
    elif errors == "HC1":
        factor = n / left
    elif errors in ("HC2", "HC3"):
        leverage = np.einsum("jnk,jkl,jnl->jn", x, bread, weighted)
        scores = scores / (1 - leverage)[..., None] ** (0.5 if errors == "HC2" else 1.0)
    half = scores @ bread
    return (factor * half.transpose(0, 2, 1) @ half)[:, 1:3, 1:3], df


def _columns(layout: Layout) -> NDArray[np.intp]:
    """Low, high and controls of each attribute, shape (J, 2 + c)."""
    own = np.column_stack([layout.low, layout.high])
    beside = np.tile(np.array(layout.controls, dtype=np.intp), (layout.n_attributes, 1))
    return np.hstack([own, beside.reshape(layout.n_attributes, -1)]).astype(np.intp)
