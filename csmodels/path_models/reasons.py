"""Why an estimate does not exist: the first reason that holds, in words."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from csmodels.numerics.batch import SINGULAR
from csmodels.numerics.pls import fit_pls
from csmodels.path_models.estimation import Estimator, Members
from csmodels.path_models.model import PathModel
from csmodels.path_models.remarks import dependent_items, not_reliable

Array = NDArray[np.float64]


def why_not(model: PathModel, made: Estimator, members: Members) -> str:
    """Why an estimate could not be computed; ``{group}`` stands where the group is to be named."""
    told = made.explain(members)
    if told is not None:
        return told + "{group}"
    r, spec = members.corr[0], made.spec
    items = [i for i, name in enumerate(model.columns) if name in model.items]
    if np.isnan(r[np.ix_(items, items)]).any():
        # groups with a constant item were told apart before; what is left are filled-in moments
        return _no_moments([model.columns[i] for i in items], r[np.ix_(items, items)])
    for name, block, mode in zip(model.constructs, spec.blocks, spec.modes, strict=True):
        own = r[block, block]
        if mode == "B" and not np.isnan(own).any() and np.linalg.eigvalsh(own)[0] < SINGULAR:
            return dependent_items(name, model.measurement[name].items, own)
    if not model.plain:
        return (
            "The model cannot be estimated{group}: items, products or predictors are linearly dependent."
            " Leave a term out."
        )
    # this scheme needs no regressions on the way, so what is missing then is the regression at the end
    again = fit_pls(r, replace(spec, scheme="factorial"))
    if np.isnan(again.paths).any() and not np.isnan(again.weights).any():
        outcome = model.paths[int(np.flatnonzero(np.isnan(again.paths))[0])][0]
        return (
            f"The predictors of {outcome!r} are linearly dependent{{group}}, so its paths do not exist."
            " Leave one out."
        )
    for j, (name, block) in enumerate(zip(model.constructs, spec.blocks, strict=True)):
        around = np.concatenate(
            [r[block, spec.blocks[i]].ravel() for i in spec.predictors[j] + spec.followers[j]]
        )
        if np.abs(around).max() < SINGULAR:
            return (
                f"The items of {name!r} correlate with no neighbour of it{{group}}, and PLS weights items by"
                " these correlations. Leave the construct out."
            )
    if not np.isnan(members.fit.weights).any():
        return not_reliable(model, made, members)
    return (
        "PLS weights do not exist{group}: the items of a construct cancel each other out, or its neighbours"
        " do. Look for an item that is another one reversed, and recode it (low + high - answer)."
    )


def _no_moments(items: list[str], r: Array) -> str:
    """Which correlations are missing, where answers are."""
    pairs = [(items[i], items[j]) for i, j in np.argwhere(np.isnan(r)).tolist() if i < j]
    if len(pairs) == len(r) * (len(r) - 1) // 2:
        return (
            "The moments of the answers cannot be computed{group}: EM did not settle, or an item follows from"
            ' others. Leave out items with many gaps, or use missing="pairwise" or "listwise".'
        )
    first, second = pairs[0]
    return (
        f"The correlation of {first!r} and {second!r} cannot be computed{{group}}: one of them does not vary"
        " among those who answered both. Leave one out, or use another rule for missing answers."
    )
