"""The index of every group in every resample: with own or pooled weights, of rows or whole respondents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from csmodels.errors import DataError, SpecificationError
from csmodels.numerics.draws import Design, UnitDraws
from csmodels.numerics.index import IndexWeights, index_scores, normalised_weights
from csmodels.numerics.moments import Moments
from csmodels.numerics.variation import Bootstrap, Replicates, Variation
from csmodels.path_models.estimation import Estimates, Members, sound
from csmodels.tables import FrozenMapping

if TYPE_CHECKING:
    from csmodels.acsi.result import IndexResult

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class IndexDraws:
    """One construct's index in every group.

    Attributes
    ----------
    estimates : Estimates
        Whose variations the members are.
    values : list of arrays of shape (1,), one per group
    varied : list of arrays of shape (1, members), one per group
    """

    estimates: Estimates
    values: list[Array]
    varied: list[Array]


def own_index(result: IndexResult, construct: int) -> IndexDraws:
    """The index with each group's own weights, as the fit has it."""
    estimates = result.estimates
    part = slice(construct, construct + 1)
    values = [found[part] for found in estimates.values["statistic"]]
    return IndexDraws(estimates, values, [group["statistic"][part] for group in estimates.varied])


def pooled_index(result: IndexResult, construct: int) -> IndexDraws:
    """The index with the weights of all groups together, fitted anew in every resample.

    The pooled moments of resample b are the sum of the groups' moments in resample b.
    """
    estimates = result.estimates
    kinds = {type(variation) for variation in estimates.variations}
    if not any(kinds <= {kind} for kind in (Bootstrap, Replicates, Variation)):
        raise SpecificationError(
            'weights="pooled" needs resamples of all groups together: fit with se="bootstrap", or replicate'
            " weights."
        )
    items = estimates.moments.cov.shape[-1]
    found = [estimates.further(g, _flat) for g in range(len(estimates.variations))]
    shared = estimates.n_boot if kinds <= {Bootstrap} else found[0][1].shape[1]
    observed = [_unflat(values[None], items) for values, _ in found]
    reference = estimates.estimator.members(_sum(observed))
    values = _indices(result, reference, observed, construct)
    resampled = [_unflat(varied[:, :shared].T, items) for _, varied in found]
    members = estimates.estimator.members(_sum(resampled), reference.moments, reference)
    varied = _indices(result, members, resampled, construct)
    # BCa's and studentised limits need members that the groups do not share
    plain = [_plain(variation) for variation in estimates.variations]
    good = tuple(each[:shared] & sound(members) for each in estimates.sound)
    held = tuple(FrozenMapping({"statistic": each.T}) for each in varied)
    changed = replace(estimates, variations=tuple(plain), varied=held, sound=good)
    return IndexDraws(changed, [each[0] for each in values], [each.T for each in varied])


def _plain(variation: Variation) -> Variation:
    if not isinstance(variation, Bootstrap):
        return variation
    ci = "normal" if variation.ci == "normal" else "percentile"
    return replace(variation, ci=ci, left_out=None, inner=None)


def _flat(members: Members) -> Array:
    """Size, means and covariances of members, side by side."""
    moments = members.moments
    assert moments.mean is not None  # an index was refused without
    n = np.broadcast_to(np.asarray(moments.n, dtype=np.float64), len(moments.cov))
    upper = np.triu_indices(moments.cov.shape[-1])
    return np.concatenate([n[:, None], moments.mean, moments.cov[:, *upper]], axis=1)


def _unflat(flat: Array, items: int) -> Moments:
    upper = np.triu_indices(items)
    cov = np.empty((len(flat), items, items))
    cov[:, *upper] = flat[:, 1 + items :]
    cov[:, upper[1], upper[0]] = flat[:, 1 + items :]
    return Moments._of(cov, flat[:, 1 : 1 + items], flat[:, 0])


def _sum(parts: list[Moments]) -> Moments:
    """Moments of several samples together, member by member."""
    together = parts[0]
    for part in parts[1:]:
        together = together + part
    return together


def _indices(result: IndexResult, members: Members, parts: list[Moments], construct: int) -> list[Array]:
    """Index of each group with the members' weights, each of shape (members, 1)."""
    block = result.spec.blocks[construct]
    ends = np.array([result.ranges[item] for item in result.model.items])[block]
    how: IndexWeights = result.settings["index_weights"]  # type: ignore[assignment]
    shares = normalised_weights(members.fit.weights[:, block], members.moments.sd[:, block], ends, how)
    out = []
    for part in parts:
        assert part.mean is not None
        rescaled = 100 * (part.mean[:, block] - ends[:, 0]) / (ends[:, 1] - ends[:, 0])
        out.append((shares * rescaled).sum(axis=1, keepdims=True))
    return out


# ---------------------------------------------------------------- the same respondents


def paired_draws(result: IndexResult, respondents: pd.Series[Any] | Sequence[Any]) -> Estimates:
    """The fit's estimates with resamples of whole respondents, the same ones in all groups.

    Only the index is kept of every resample.
    """
    estimates, answers = result.estimates, result.answers
    assert answers is not None  # groups come from rows
    assert answers.group_codes is not None
    if not all(isinstance(variation, Bootstrap) for variation in estimates.variations):
        raise SpecificationError(
            'paired= draws respondents: fit with se="bootstrap" and n_boot of 1000 or so.'
        )
    units = _respondents(result, respondents)
    design = Design(units, np.zeros(units.max() + 1, dtype=np.intp))
    blocks, ends = result.spec.blocks, np.array([result.ranges[item] for item in result.model.items])
    how: IndexWeights = result.settings["index_weights"]  # type: ignore[assignment]

    def index(members: Members) -> Array:
        return index_scores(members.moments, members.fit.weights, blocks, ends, how)[0]

    seed = int(str(result.settings["seed"]))
    variations, varied, good = [], [], []
    for g, variation in enumerate(estimates.variations):
        assert isinstance(variation, Bootstrap)  # as above
        where = answers.rows[answers.group_codes == g]
        plain = _plain(variation)
        assert isinstance(plain, Bootstrap)
        draws = UnitDraws(design, where, variation.n_boot, seed)
        changed = replace(plain, draws=draws)
        mine = estimates.members.take(g)
        parts, used = [], []
        for moments in changed.samples():
            members = estimates.estimator.members(moments, mine.moments, mine)
            fitted = sound(members)
            parts.append(np.where(fitted[:, None], index(members), np.nan))
            used.append(fitted)
        variations.append(changed)
        varied.append(FrozenMapping({"statistic": np.concatenate(parts).T}))
        good.append(np.concatenate(used))
    values = FrozenMapping({"statistic": estimates.values["statistic"]})
    return replace(
        estimates, values=values, variations=tuple(variations), varied=tuple(varied), sound=tuple(good)
    )


def _respondents(result: IndexResult, respondents: Any) -> NDArray[np.intp]:
    """Number of the respondent of every row of the data."""
    answers = result.answers
    assert answers is not None
    assert answers.group_codes is not None
    labels = pd.Series(respondents)
    if len(labels) != answers.n_rows:
        raise DataError(f"paired= has {len(labels)} labels for {answers.n_rows} rows of the data.")
    if isinstance(respondents, pd.Series) and not respondents.index.equals(answers.all_rows):
        raise DataError("paired= has other row labels than the data; take it from the same frame.")
    if labels.isna().any():
        raise DataError(
            f"paired= is missing in {int(labels.isna().sum())} of {len(labels)} rows: give every respondent a"
            " label."
        )
    units = pd.factorize(labels, sort=True)[0].astype(np.intp)
    groups_of = pd.Series(answers.group_codes).groupby(units[answers.rows]).nunique()
    if not (groups_of > 1).any():
        raise DataError(
            "paired= names nobody who answered in two groups, so nothing is paired; leave it out."
        )
    return units
