"""Constructs turned the way they point in all groups together, so that their coefficients can be compared."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import reduce
from operator import add
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from csmodels.errors import AdmissibilityWarning
from csmodels.numerics.moments import Moments
from csmodels.path_models.comparison.permuted import Permuter
from csmodels.path_models.estimation import Estimates, Members, Statistic
from csmodels.tables.notices import Notice, notice

if TYPE_CHECKING:
    from csmodels.path_models.result import PathResult

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Directed:
    """The estimates of a result's groups, every construct turned as it points in the groups together.

    The sign of a construct is arbitrary. The fit makes the loadings of each group sum to a positive number;
    where a block has items that run against each other, that can turn a construct one way in one group and
    the other way in the next, and paths of 0.6 and -0.6 would be told for the same relation.

    Attributes
    ----------
    result : PathResult
    toward : Members or None
        The pooled sample, a batch of one, whose direction all members take; None where it could not be
        estimated, and the fit's own rule stays.
    estimates : Estimates
        Those of the result with turned groups.
    turned : tuple of (int, str)
        Positions of groups, and the constructs that were turned in them.
    """

    result: PathResult
    toward: Members | None
    estimates: Estimates
    turned: tuple[tuple[int, str], ...]

    @classmethod
    def of(cls, permuter: Permuter) -> Directed:
        """Find the direction of all groups together, and turn each group's constructs to it."""
        result = permuter.result
        own = result.estimates
        toward = _pooled(permuter)
        if not np.isfinite(toward.fit.loadings).all():
            return cls(result, None, own, ())
        members = own.estimator.members(_moments(own.members), None, toward)
        turned = _turned(result, own.members.fit.weights, members.fit.weights)
        return cls(result, toward, replace(own, members=members) if turned else own, turned)

    def figures(self, group: int, statistic: Statistic) -> tuple[Array, Array] | None:
        """Figures of a turned group and of its variation, or None where the fit's own figures hold.

        Draws take the direction of the group's estimate, as in the fit, which takes that of the pooled
        sample: they spread around the estimate. Turning is left to the estimator, which knows what follows
        for products of constructs.
        """
        if not any(g == group for g, _ in self.turned):
            return None
        return self.estimates.further(group, statistic)

    def notices(self) -> list[Notice]:
        """A warning for each construct that was turned: its signs are not those of the fit's tables."""
        groups = self.result.groups
        return [
            notice("construct_turned", AdmissibilityWarning, construct=name, group=groups[g])
            for g, name in self.turned
        ]


def _moments(members: Members) -> Moments:
    """Moments that members were made from."""
    found: Moments = getattr(members, "extended", members.moments)
    return found


def _pooled(permuter: Permuter) -> Members:
    """All groups as one sample."""
    estimates = permuter.result.estimates
    if permuter.imputed:
        # answers were filled in group by group: the groups' moments together are those of all answers
        moments = _moments(estimates.members)
        sizes = np.broadcast_to(np.asarray(moments.n, dtype=np.float64), len(moments.cov))
        assert moments.mean is not None  # imputed rows have means
        parts = [Moments._of(moments.cov[[g]], moments.mean[[g]], sizes[[g]]) for g in range(len(sizes))]
        return estimates.estimator.members(reduce(add, parts))
    return permuter.pooled(tuple(range(len(permuter.result.groups))))


def _turned(result: PathResult, own: Array, found: Array) -> tuple[tuple[int, str], ...]:
    """Groups and constructs whose weights changed their sign."""
    model = result.model
    return tuple(
        (g, name)
        for name, block in zip(model.constructs, result.spec.blocks, strict=True)
        for g in range(len(own))
        # the items of a product follow its factors, and keep their weights
        if name not in model.terms and (own[g, block] * found[g, block]).sum() < 0
    )
