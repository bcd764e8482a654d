"""The satisfaction index from moments: 0 to 100 on the questionnaire's range."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from csmodels.numerics.moments import Moments

Array = NDArray[np.float64]
IndexWeights = Literal["unstandardized", "standardized", "equal"]


def normalised_weights(weights: Array, sd: Array, ranges: Array, how: IndexWeights) -> Array:
    """Weights of one construct's items, each rescaled to 0..100, that sum to one.

    Parameters
    ----------
    weights : array, shape (..., k)
        Outer weights of standardised items.
    sd : array, shape (..., k)
        Standard deviations of the items.
    ranges : array, shape (k, 2)
        Lowest and highest answer of the questionnaire.
    how : {"unstandardized", "standardized", "equal"}

    Returns
    -------
    array, shape (..., k)
        Where the weights sum to zero there is no weighted mean: missing.
    """
    if how == "equal":
        return np.full(weights.shape, 1 / weights.shape[-1])
    raw = weights * (ranges[:, 1] - ranges[:, 0]) / sd if how == "unstandardized" else weights
    total = raw.sum(axis=-1, keepdims=True)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(total == 0, np.nan, raw / total)


def index_scores(
    moments: Moments, weights: Array, blocks: tuple[slice, ...], ranges: Array, how: IndexWeights
) -> tuple[Array, Array]:
    """Index of every construct, and the normalised weights of its items.

    Parameters
    ----------
    moments : Moments
        Batch of shape (...,), with means.
    weights : array, shape (..., items)
    blocks : tuple of slice
    ranges : array, shape (items, 2)
    how : {"unstandardized", "standardized", "equal"}

    Returns
    -------
    index : array, shape (..., constructs)
    shares : array, shape (..., items)

    Notes
    -----
    Fornell et al. (1996): 100 (E[x] - min x) / (max x - min x) with x the weighted sum of a
    construct's items and min, max the same sum of the ends of their scales. With u_i = w_i / s_i
    the unstandardised weights this is the mean of the items, each rescaled to 0..100, weighted by
    u_i (max_i - min_i), normalised to one.
    """
    assert moments.mean is not None  # the caller has refused moments without means
    rescaled = 100 * (moments.mean - ranges[:, 0]) / (ranges[:, 1] - ranges[:, 0])
    sd = moments.sd
    shares = np.empty(np.broadcast_shapes(weights.shape, sd.shape))
    index = np.empty((*shares.shape[:-1], len(blocks)))
    for j, block in enumerate(blocks):
        shares[..., block] = normalised_weights(weights[..., block], sd[..., block], ranges[block], how)
        index[..., j] = (shares[..., block] * rescaled[..., block]).sum(axis=-1)
    return index, shares
