"""From moments to a fitted batch: the estimator, and what is kept of every member."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields, is_dataclass, replace
from functools import cached_property
from typing import Any, Protocol, Self, cast

import numpy as np
from numpy.typing import NDArray

from csmodels.numerics.intervals import Uncertainty
from csmodels.numerics.moments import Moments
from csmodels.numerics.pls import PlsFit, PlsSpec, fit_pls
from csmodels.numerics.plsc import consistent
from csmodels.numerics.variation import Variation
from csmodels.tables import FrozenMapping

Array = NDArray[np.float64]

#: A resample whose variance of an item is below this share of the sample's holds a constant item.
CONSTANT = 1e-10


@dataclass(frozen=True)
class Members:
    """A batch of fitted members: groups, resamples or permutations.

    Attributes
    ----------
    moments : Moments
        Batch of shape (members,).
    corr : array, shape (members, columns, columns)
        Missing for a member in which an item does not vary.
    fit : PlsFit
        Arrays of shape (members, ...).
    """

    moments: Moments
    corr: Array
    fit: PlsFit

    def take(self, which: int | slice | list[int]) -> Self:
        """Some of the members; the batch axis stays."""
        some = [which] if isinstance(which, int) else which
        return cast(Self, _taken(self, some))


def _taken(whole: Any, which: slice | list[int]) -> Any:
    """Every array of a (nested) dataclass restricted to some members."""
    if isinstance(whole, Moments):
        mean = None if whole.mean is None else whole.mean[which]
        n = whole.n if np.ndim(whole.n) == 0 else np.asarray(whole.n)[which]
        return Moments._of(whole.cov[which], mean, n, whole.names)
    if isinstance(whole, np.ndarray):
        return whole[which]
    if is_dataclass(whole) and not isinstance(whole, type):
        return replace(whole, **{f.name: _taken(getattr(whole, f.name), which) for f in fields(whole)})
    return whole


#: Figures of a further kind from the same members, e.g. an index: shape (members, k).
Statistic = Callable[[Members], Array]


class Estimator(Protocol):
    """What turns moments into fitted members; models with product terms have one of their own."""

    @property
    def spec(self) -> PlsSpec: ...

    def fitted_to(self, rows: Array) -> Estimator:
        """The estimator for these answers (it may need to know their centre)."""

    def extend(self, rows: Array) -> Array:
        """The answers with the columns that the model needs beside them."""

    def members(
        self, moments: Moments, reference: Moments | None = None, align_to: Members | None = None
    ) -> Members: ...

    def shown_paths(self, members: Members) -> Array:
        """Path coefficients as tables show them, shape (members, paths)."""

    def score_weights(self, members: Members) -> tuple[Array, Array]:
        """Slopes (members, constructs, columns) and shifts (members, constructs) of construct scores."""

    def explain(self, members: Members) -> str | None:
        """Why a member could not be estimated, where the estimator knows."""


@dataclass(frozen=True)
class PlsEstimator:
    """Partial least squares, consistent for the constructs marked so.

    Attributes
    ----------
    spec : PlsSpec
    corrected : tuple of bool, one per construct
        Reflective constructs to be corrected for attenuation (PLSc); empty for plain PLS.
    """

    spec: PlsSpec
    corrected: tuple[bool, ...] = ()

    def fitted_to(self, rows: Array) -> PlsEstimator:
        return self

    def extend(self, rows: Array) -> Array:
        return rows

    def members(
        self, moments: Moments, reference: Moments | None = None, align_to: Members | None = None
    ) -> Members:
        """Fit every member of a batch of moments.

        `reference` are the moments of the estimate, against which a member's item counts as constant;
        `align_to` is the estimate as a batch of one, whose direction the constructs take.
        """
        corr = correlations(moments, moments if reference is None else reference)
        loadings = None if align_to is None else align_to.fit.loadings.reshape(-1)
        with np.errstate(invalid="ignore", divide="ignore"):
            fit = fit_pls(corr, self.spec, align_to=loadings)
            if any(self.corrected):
                fit = consistent(corr, self.spec, fit, self.corrected)
        return Members(moments, corr, fit)

    def shown_paths(self, members: Members) -> Array:
        return members.fit.paths

    def score_weights(self, members: Members) -> tuple[Array, Array]:
        assert members.moments.mean is not None  # refused where scores are asked for
        slopes = block_wide(self.spec, members.fit.weights / members.moments.sd)
        return slopes, -(slopes * members.moments.mean[:, None]).sum(axis=-1)

    def explain(self, members: Members) -> str | None:
        return None


def block_wide(spec: PlsSpec, values: Array) -> Array:
    """Values of columns, (members, columns), as (members, constructs, columns): zero outside the block."""
    wide = np.zeros((len(values), len(spec.sizes), values.shape[-1]))
    for j, block in enumerate(spec.blocks):
        wide[:, j, block] = values[:, block]
    return wide


def correlations(moments: Moments, reference: Moments) -> Array:
    """Correlations; missing for a member in which an item does not vary (any more)."""
    variances = np.diagonal(moments.cov, axis1=-2, axis2=-1)
    floor = CONSTANT * np.diagonal(reference.cov, axis1=-2, axis2=-1)
    with np.errstate(invalid="ignore", divide="ignore"):
        corr = moments.corr
    constant = ~(variances > floor).all(axis=-1)
    if constant.any():
        corr = corr.copy()
        corr[constant] = np.nan
    return corr


def sound(members: Members) -> NDArray[np.bool_]:
    """Members that could be estimated."""
    return members.fit.converged & ~np.isnan(members.fit.paths).any(axis=-1)


@dataclass(frozen=True, eq=False)
class Estimates:
    """Everything estimated, group by group; a single sample is one group.

    Attributes
    ----------
    estimator : Estimator
    members : Members
        The estimate: a batch of shape (groups,).
    values : mapping of quantity to array of shape (groups, k)
        weights, loadings, paths, r_squared, reliability (constructs x measures, flattened), and
        what a further statistic adds.
    variations : tuple of Variation, one per group
        How each group was varied to learn its uncertainty.
    varied : tuple of mappings of quantity to array of shape (k, members), one per group
        The same quantities of every member of the variation, resamples first.
    sound : tuple of bool arrays of shape (members,), one per group
        Members that could be estimated; the others are missing in every quantity.
    """

    estimator: Estimator
    members: Members
    values: FrozenMapping[str, Array]
    variations: tuple[Variation, ...]
    varied: tuple[FrozenMapping[str, Array], ...]
    sound: tuple[NDArray[np.bool_], ...]

    def __post_init__(self) -> None:
        moments = self.moments
        held = [each for group in self.varied for each in group.values()]
        for array in (*self.values.values(), *held, *self.sound, moments.cov, self.members.corr):
            array.flags.writeable = False
        if moments.mean is not None:
            moments.mean.flags.writeable = False

    @property
    def moments(self) -> Moments:
        """Moments of the groups, a batch of shape (groups,)."""
        return self.members.moments

    @property
    def n_boot(self) -> int:
        """Resamples of each group."""
        return self.variations[0].n_boot

    @cached_property
    def used(self) -> NDArray[np.bool_]:
        """Resamples that could be estimated, shape (groups, n_boot)."""
        return np.stack([each[: self.n_boot] for each in self.sound])

    @cached_property
    def draws(self) -> FrozenMapping[str, Array]:
        """Resamples of each quantity, shape (groups, k, n_boot); one that failed is missing."""
        if len(self.varied) == 1:
            found = {name: each[None, :, : self.n_boot] for name, each in self.varied[0].items()}
        else:
            found = {
                name: np.stack([group[name][:, : self.n_boot] for group in self.varied])
                for name in self.values
            }
        for array in found.values():
            array.flags.writeable = False
        return FrozenMapping(found)

    def uncertainty(self, group: int, values: Array, varied: Array, null: float = 0.0) -> Uncertainty:
        """Errors and limits of figures (k,) from the same figures of every member (k, members)."""
        return self.variations[group].uncertainty(values, varied, self.sound[group], null)

    def further(self, group: int, statistic: Statistic) -> tuple[Array, Array]:
        """Further figures of a group: of its estimate (k,), and of every member of its variation.

        The members are made again, the same ones, and fitted again: nothing large need be kept.
        """
        mine = self.members.take(group)
        values = statistic(mine)[0]
        variation = self.variations[group]
        varied, at = np.empty((len(values), variation.members)), 0
        for moments in variation.samples():
            found = self.estimator.members(moments, mine.moments, mine)
            with np.errstate(invalid="ignore", divide="ignore"):
                figures = statistic(found)
            varied[:, at : at + len(figures)] = figures.T
            at += len(figures)
        varied[:, ~self.sound[group]] = np.nan
        return values, varied
