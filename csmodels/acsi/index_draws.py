"""The index of every group in every resample: with own or pooled weights, of rows or whole respondents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from csmodels.errors import DataError, SpecificationError, some
from csmodels.numerics.draws import Design, UnitDraws
from csmodels.numerics.index import IndexWeights, index_scores, normalised_weights
from csmodels.numerics.linearization import moment_covariance
from csmodels.numerics.moments import Moments
from csmodels.numerics.variation import Bootstrap, Imputed, Linearized, Replicates, Variation
from csmodels.path_models.comparison.differences import share_units
from csmodels.path_models.estimation import Estimates, Members, sound
from csmodels.sampling.variations import GroupRows, complete_source, rows_by_group
from csmodels.survey.design import SurveyDesign
from csmodels.tables import FrozenMapping

if TYPE_CHECKING:
    from csmodels.acsi.result import IndexResult

Array = NDArray[np.float64]
Codes = NDArray[np.intp]


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
            'item_weights="pooled" needs resamples of all groups together: fit with se="bootstrap", or'
            " replicate weights."
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


def paired_result(
    result: IndexResult, respondents: pd.Series[Any] | Sequence[Any] | str | None
) -> IndexResult:
    """The result with the errors of whole respondents, the same ones in all groups.

    Declared strata stay, and so do declared clusters that contain the respondents: the fit has then taken
    them together already. Otherwise respondents become the sampling units, and of every resample only the
    index is kept.

    Raises
    ------
    SpecificationError
        The fit's errors cannot be those of respondents, or respondents lie across clusters or strata.
    DataError
        The labels do not fit the rows, or name nobody who answered in two groups.
    """
    if respondents is None:
        return result
    _check_errors(result)
    if isinstance(respondents, str):
        return _declared(result, respondents)
    answers, survey = result.answers, result.design
    assert answers is not None  # groups come from rows
    people, names = _respondents(result, respondents)
    units = None if survey is None else survey.units
    if units is not None and "clusters" in result.settings:
        _check_within(people, names, units.units, "clusters")
        return result
    strata = np.zeros(len(people), dtype=np.intp) if units is None else units.strata[units.units]
    _check_within(people, names, strata, "strata")
    _, first = np.unique(people, return_index=True)
    design = Design(people, strata[first])
    lone = np.flatnonzero(design.sizes[design.strata] == 1)
    if len(lone):
        name = names.tolist()[lone[0]]
        raise SpecificationError(
            f"Respondent {name!r} (paired=) is alone in a stratum, so its sampling error cannot be estimated."
            " Join it with a similar stratum in the column of strata."
        )
    changed = replace(result, design=SurveyDesign(design))
    return replace(changed, estimates=_of_units(changed, design))


def _check_errors(result: IndexResult) -> None:
    """Refuse to pair respondents where the errors are of another kind."""
    kinds = {type(variation) for variation in result.estimates.variations}
    if Variation in kinds:
        raise SpecificationError(
            'paired= is about errors, and this fit has none: fit with se="bootstrap" and n_boot of 1000 or'
            ' so, or se="linearized".'
        )
    if Imputed in kinds:
        raise SpecificationError(
            "paired= takes respondents together, but answers were imputed group by group: fit with"
            ' missing="em" or "listwise".'
        )
    if Replicates in kinds:
        raise SpecificationError(
            "paired= cannot change replicate weights. All groups have the same ones, so differences are"
            " paired already where whole respondents were left out or drawn: leave paired= out."
        )


def _declared(result: IndexResult, name: str) -> IndexResult:
    """The result as it is, where its clusters are the respondents."""
    if name != result.settings.get("clusters"):
        raise SpecificationError(
            f"paired={name!r}: the fit does not know this column. Give it as data[{name!r}], or"
            f" declare it: cs.SurveyData(frame, clusters={name!r})."
        )
    if not share_units(result):
        raise DataError(
            f"paired={name!r}: no cluster lies in two groups (clusters are told apart by stratum), so nothing"
            " is paired; leave it out."
        )
    return result


def _respondents(result: IndexResult, respondents: Any) -> tuple[Codes, pd.Index]:
    """Number of the respondent of every row of the data, and the respondents' labels."""
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
    codes, names = pd.factorize(labels, sort=True)
    groups_of = pd.Series(answers.group_codes).groupby(codes[answers.rows]).nunique()
    if not (groups_of > 1).any():
        raise DataError(
            "paired= names nobody who answered in two groups, so nothing is paired; leave it out."
        )
    return codes.astype(np.intp), pd.Index(names)


def _check_within(people: Codes, names: pd.Index, codes: Codes, what: str) -> None:
    """Refuse respondents whose rows lie in several strata or clusters."""
    pairs = np.unique(people * (int(codes.max()) + 1) + codes) // (int(codes.max()) + 1)
    across = names[np.unique(pairs[1:][pairs[1:] == pairs[:-1]])]
    if len(across):
        remedy = {
            "strata": "Give all rows of a respondent one stratum, such as that of the first wave.",
            "clusters": "Declare clusters that hold all rows of a respondent.",
        }
        raise SpecificationError(
            f"paired=: {len(across)} respondents have rows in several {what} of the survey ({some(across)})."
            f" {remedy[what]}"
        )


def _of_units(result: IndexResult, design: Design) -> Estimates:
    """The estimates with the errors of this design; of resamples the index alone is kept."""
    estimates, answers = result.estimates, result.answers
    assert answers is not None
    varied, good = list(estimates.varied), list(estimates.sound)
    variations = list(estimates.variations)
    for g, rows in enumerate(rows_by_group(answers, result.groups)):
        # the rows themselves: the fit may have drawn something else, such as random groups of rows
        mine = replace(rows, values=estimates.estimator.extend(rows.values))
        variation = variations[g]
        if isinstance(variation, Linearized):
            cov = moment_covariance(mine.values, variation.moments, mine.weights, design, mine.where)
            variations[g] = replace(variation, covariance=cov, df=float(design.df))
        else:
            variations[g] = changed = _drawn(result, variation, mine, design)
            varied[g], good[g] = _index_of_members(result, changed, estimates.members.take(g))
    return replace(
        estimates,
        values=FrozenMapping({"statistic": estimates.values["statistic"]}),
        variations=tuple(variations),
        varied=tuple(FrozenMapping({"statistic": each["statistic"]}) for each in varied),
        sound=tuple(good),
    )


def _drawn(result: IndexResult, variation: Variation, rows: GroupRows, design: Design) -> Bootstrap:
    """Resamples of the design's units, as many as the fit has."""
    plain = _plain(variation)
    assert isinstance(plain, Bootstrap)  # the others were refused
    seed = int(str(result.settings["seed"]))
    source = complete_source(rows, str(result.settings["missing"]))
    return replace(plain, source=source, draws=UnitDraws(design, rows.where, variation.n_boot, seed))


def _index_of_members(
    result: IndexResult, variation: Bootstrap, estimate: Members
) -> tuple[FrozenMapping[str, Array], NDArray[np.bool_]]:
    """The index in every resample, and which resamples could be estimated."""
    blocks, ends = result.spec.blocks, np.array([result.ranges[item] for item in result.model.items])
    how: IndexWeights = result.settings["index_weights"]  # type: ignore[assignment]
    parts, used = [], []
    for moments in variation.samples():
        members = result.estimator.members(moments, estimate.moments, estimate)
        fitted = sound(members)
        index = index_scores(members.moments, members.fit.weights, blocks, ends, how)[0]
        parts.append(np.where(fitted[:, None], index, np.nan))
        used.append(fitted)
    return FrozenMapping({"statistic": np.concatenate(parts).T}), np.concatenate(used)
