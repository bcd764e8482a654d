"""Figures of an attribute as functions of its sums; all take and return leading batch axes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from csmodels.numerics.kano.coefficients import analytical, better_worse
from csmodels.numerics.kano.counts import LETTERS, Array
from csmodels.numerics.kano.rules import _over
from csmodels.numerics.kano.sums import PLACE

#: Figures in the order of :func:`all_figures`; the share of the first of two categories is not among them.
FIGURES = (
    *(f"share_{letter}" for letter in LETTERS),
    *("better", "worse", "functional", "dysfunctional"),
    *("satisfaction", "dissatisfaction", "importance_index", "satisfaction_index", "importance"),
    "lead",
)
AT = {name: i for i, name in enumerate(FIGURES)}


def all_figures(sums: Array, variant: str, pairs: NDArray[np.int8], top_importance: float) -> Array:
    """Every figure of every attribute.

    Parameters
    ----------
    sums : array, shape (..., attributes, len(NAMES))
    variant : {"berger", "all_answers"}
        Of better and worse.
    pairs : array of int8, shape (attributes, 2)
        Two categories whose shares are compared: "lead" is the share of the first among both.
    top_importance : float
        Importance is divided by it in analytical Kano.

    Returns
    -------
    array, shape (..., attributes, len(FIGURES))
        Missing where the denominator is 0.
    """
    counts = sums[..., :6]
    n = counts.sum(axis=-1)

    def ratio(names: Sequence[str], bottom: Array) -> Array:
        top = np.stack([sums[..., PLACE[name]] for name in names], axis=-1)
        return _over(top, bottom[..., None])

    scores = ratio(("f", "d"), n)
    weighed = ratio(("wf", "wd"), sums[..., PLACE["both"]]) / top_importance
    importance = ratio(("importance",), sums[..., PLACE["n_importance"]])
    either = np.take_along_axis(counts, np.broadcast_to(np.maximum(pairs, 0), (*counts.shape[:-1], 2)), -1)
    lead = _over(either[..., :1], either.sum(axis=-1, keepdims=True))
    return np.concatenate(
        [
            _over(counts, n[..., None]),
            better_worse(counts, variant),
            scores,
            weighed,
            analytical(weighed[..., 0], weighed[..., 1]),
            importance,
            lead,
        ],
        axis=-1,
    )


def score_spread(totals: Array, n: Array) -> Array:
    """Standard deviations of the functional and dysfunctional scores, shape (attributes, 2).

    Parameters
    ----------
    totals : array, shape (attributes, len(NAMES))
    n : array, shape (attributes,)
        Respondents: the divisor is one less (of weighted answers the same factor).
    """
    weight = totals[..., :6].sum(axis=-1)[..., None]
    first = np.stack([totals[..., PLACE["f"]], totals[..., PLACE["d"]]], axis=-1)
    second = np.stack([totals[..., PLACE["f2"]], totals[..., PLACE["d2"]]], axis=-1)
    variance = np.maximum(_over(second, weight) - _over(first, weight) ** 2, 0.0)
    return np.sqrt(variance * _over(n, n - 1.0)[..., None])
