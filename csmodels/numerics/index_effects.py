"""What a point of one index does to another index: total effects in points of 0 to 100."""

from __future__ import annotations

import numpy as np

from csmodels.numerics.batch import Array
from csmodels.numerics.effects import total_effects
from csmodels.numerics.index import IndexWeights, index_scores
from csmodels.numerics.moments import Moments
from csmodels.numerics.pls import PlsFit, PlsSpec


def index_effects(
    moments: Moments, fit: PlsFit, spec: PlsSpec, ranges: Array, how: IndexWeights
) -> tuple[Array, Array, Array]:
    """Total effects between indices, with the indices and the items' normalised weights.

    Parameters
    ----------
    moments, fit
        Batch of shape (members,), with means.
    spec : PlsSpec
    ranges : array, shape (items, 2)
    how : {"unstandardized", "standardized", "equal"}

    Returns
    -------
    effects : array, shape (members, constructs, constructs)
        Entry [i, j]: points of index i for one point of index j.
    index : array, shape (members, constructs)
    shares : array, shape (members, items)

    Notes
    -----
    The standardised total effect (I - B)^-1 - I times sd_i / sd_j, with sd the standard deviation of the
    respondents' index. Under unstandardised weights an index is a linear function of the composite, so
    that this is the same model in other units; under other weights it translates by the spread alone. The
    sign of sd is that of the covariance of index and composite, negative only where negative weights
    outweigh the others.
    """
    index, shares = index_scores(moments, fit.weights, spec.blocks, ranges, how)
    slopes = shares * 100 / (ranges[:, 1] - ranges[:, 0])
    outer = fit.weights / moments.sd
    spread = np.empty_like(index)
    for j, block in enumerate(spec.blocks):
        with_items = np.einsum("mk,mkl->ml", slopes[:, block], moments.cov[:, block, block])
        variance = (with_items * slopes[:, block]).sum(axis=1)
        sign = np.where((with_items * outer[:, block]).sum(axis=1) < 0, -1.0, 1.0)
        spread[:, j] = sign * np.sqrt(variance)
    total = np.moveaxis(total_effects(len(spec.sizes), fit.paths, spec.paths), -1, 0)
    return total * (spread[:, :, None] / spread[:, None, :]), index, shares
