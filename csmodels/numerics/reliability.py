"""Reliability and convergent validity of blocks of items, for any number of members at once."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

#: The measures, in the order of the last axis of `block_reliability`.
MEASURES = ("alpha", "rho_a", "rho_c", "ave")


def block_reliability(corr: Array, weights: Array, loadings: Array) -> Array:
    """Cronbach's alpha (standardised), rho_a, rho_c and average variance extracted of one block.

    Parameters
    ----------
    corr : array, shape (..., k, k)
        Correlations of the block's items.
    weights, loadings : array, shape (..., k)
        Outer weights (composite variance 1) and loadings.

    Returns
    -------
    array, shape (..., 4)
        In the order of `MEASURES`; missing for a single item, which has no reliability.

    Notes
    -----
    With k items, R their correlations, w weights and l loadings:

    - alpha = k / (k - 1) (1 - k / 1'R1) (Cronbach 1951, on standardised items);
    - rho_a = (w'w)^2 [w'(R - diag R)w] / [w'(ww' - diag ww')w] (Dijkstra and Henseler 2015, eq. 3);
    - rho_c = (sum l)^2 / [(sum l)^2 + sum(1 - l^2)] (Jöreskog 1971; Werts, Linn and Jöreskog 1974);
    - AVE = mean of l^2 (Fornell and Larcker 1981).
    """
    k = corr.shape[-1]
    if k == 1:
        return np.full((*corr.shape[:-2], 4), np.nan)
    alpha = k / (k - 1) * (1 - k / corr.sum(axis=(-2, -1)))
    squares = (weights**2).sum(axis=-1)
    # composites have variance 1, so w'Rw = 1 and w'(R - diag R)w = 1 - w'w
    # (0/0 where one item has all the weight: then rho_a does not exist)
    with np.errstate(invalid="ignore", divide="ignore"):
        rho_a = squares**2 * (1 - squares) / (squares**2 - (weights**4).sum(axis=-1))
    total = loadings.sum(axis=-1) ** 2
    rho_c = total / (total + (1 - loadings**2).sum(axis=-1))
    ave = (loadings**2).mean(axis=-1)
    return np.stack([alpha, rho_a, rho_c, ave], axis=-1)
