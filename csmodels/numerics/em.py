"""Maximum-likelihood moments of rows with gaps by EM, for all members of a batch at once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from csmodels.errors import SpecificationError
from csmodels.numerics.batch import SINGULAR, batch_last
from csmodels.numerics.gaps import Gaps, patterns
from csmodels.numerics.missing import Weights, centre_and_scale, slices
from csmodels.numerics.moments import Array, Moments
from csmodels.numerics.resampling import Resampler

#: Estimated distance from the limit, in standard deviations of the items, at which a member is done.
TOLERANCE = 1e-11
#: Most EM steps of a member.
MAX_STEPS = 600
#: Numbers of the largest array of a step (covariances of some members).
NUMBERS_AT_A_TIME = 2**19
#: Expected answers held at a time, of all gaps and some members.
GAPS_AT_A_TIME = 2**24
#: A rate of convergence above this is not believed: it is noise of a member that stands still.
SLOWEST = 0.999


@dataclass(frozen=True, eq=False)
class EmFit:
    """Moments found by EM, and how they were found.

    Attributes
    ----------
    moments : Moments
        Of shape (members, p, p); missing where a covariance matrix became singular.
    converged : ndarray of bool, shape (members,)
    steps : ndarray of int, shape (members,)
        EM steps taken.
    """

    moments: Moments
    converged: NDArray[np.bool_]
    steps: NDArray[np.intp]


def inverses(matrices: Array) -> Array:
    """Invert positive definite matrices of about unit variances, or their inverses, by sweeping in place.

    Parameters
    ----------
    matrices : array, shape (m, m, ...)
        Overwritten.

    Returns
    -------
    array, shape (m, m, ...)
        Missing where a matrix is singular.
    """
    for k in range(len(matrices)):
        pivot = matrices[k, k].copy()
        np.copyto(pivot, np.nan, where=pivot < SINGULAR)
        row, column = matrices[k] / pivot, matrices[:, k].copy()
        matrices -= column[:, None] * row
        matrices[k], matrices[:, k] = row, -column / pivot
        matrices[k, k] = 1 / pivot
    return matrices


def precisions(cov: Array) -> Array:
    """Inverse covariances (p, p, members); missing where singular. Items are of about unit variance."""
    try:
        inverse = np.linalg.inv(np.ascontiguousarray(np.moveaxis(cov, -1, 0)))
    except np.linalg.LinAlgError:  # one of them is singular, and numpy gives up the whole stack
        return inverses(cov.copy())
    diagonal = np.diagonal(inverse, axis1=-2, axis2=-1)
    with np.errstate(invalid="ignore"):
        singular = ~((diagonal > 0) & (diagonal < 1 / SINGULAR)).all(axis=-1)
    inverse[singular] = np.nan
    return batch_last(inverse, 2)


@dataclass(frozen=True, eq=False)
class _Sums:
    """What a step needs of the members: their sums over answered cells, and their weights of the rows."""

    total: Array  # (members,)
    first: Array  # (p, members)
    second: Array  # (p, p, members)
    weights: Array  # (incomplete rows, members)

    def take(self, members: NDArray[np.intp]) -> _Sums:
        parts = (self.total, self.first, self.second, self.weights)
        return _Sums(*(np.ascontiguousarray(part[..., members]) for part in parts))


class EmSource:
    """Moments of rows with gaps under a multivariate normal distribution, by maximum likelihood.

    Use it for item non-response: estimates are right when answers are missing at random (whether an answer
    is missing may depend on the answers given), where leaving out rows, or pairs, is biased.

    Parameters
    ----------
    rows : array, shape (n, p)
        Answers; NaN where there is none. A row without any answer says nothing and is passed over.
    weights : array, shape (n,), optional
        Survey weights.
    tolerance : float
        Estimated distance from the limit, in standard deviations of the items, at which a member is done.
    max_steps : int
        Most EM steps of a member.

    Notes
    -----
    Dempster, Laird and Rubin (1977); Little and Rubin (2019, ch. 11). A step regresses, for each pattern of
    gaps, the items left open on the others and adds the expected sums of squares and products. Every third
    step starts from an extrapolation of the two before it (SQUAREM, Varadhan and Roland 2008), unless that
    is no covariance matrix or lies farther from a fixed point.

    Covariances have divisor n (the sum of the weights). A covariance matrix that becomes singular (more
    items than rows, an item that follows from others, an item nobody answered) gives missing moments.

    Examples
    --------
    >>> import numpy as np
    >>> rows = np.array([[1, 2], [2, 1], [3, 4], [4, np.nan]])
    >>> source = EmSource(rows)
    >>> source.estimate.moments.mean.round(4).tolist(), bool(source.estimate.converged[0])
    ([[2.5, 2.8333]], True)
    """

    def __init__(
        self,
        rows: Array,
        weights: Array | None = None,
        *,
        tolerance: float = TOLERANCE,
        max_steps: int = MAX_STEPS,
    ) -> None:
        self.rows = np.asarray(rows, dtype=np.float64)
        self.weights = None if weights is None else np.asarray(weights, dtype=np.float64)
        self.n, self.p = self.rows.shape
        self.tolerance, self.max_steps = tolerance, max_steps
        self.centre, self.scale = centre_and_scale(self.rows)
        gaps = np.isnan(self.rows)
        self._told = np.flatnonzero(~gaps.all(axis=1))
        filled = np.where(gaps, 0.0, (self.rows - self.centre) / self.scale)
        self._answered = Resampler(
            filled[self._told], None if self.weights is None else self.weights[self._told]
        )
        self._gaps = Gaps(gaps, filled)
        self._nobody = gaps.all(axis=0)

    @cached_property
    def estimate(self) -> EmFit:
        """Moments of all rows once; one member."""
        return self.fit(np.ones((1, self.n)))

    def moments(self, counts: Weights) -> Moments:
        """Moments of each member, started from those of the estimate.

        Parameters
        ----------
        counts : array, shape (members, n)
            Weights of the rows, zero or more; they multiply the survey weights.

        Returns
        -------
        Moments
            Of shape (members, p, p); `n` is the total weight of the rows with an answer. Missing for a
            member that did not converge.
        """
        start = self.estimate.moments if self.estimate.converged[0] else None
        found = self.fit(counts, start)
        if not found.converged.all():
            found.moments.cov[~found.converged] = np.nan
        return found.moments

    def fit(self, counts: Weights, start: Moments | None = None) -> EmFit:
        """Moments of each member and whether EM converged.

        Parameters
        ----------
        counts : array, shape (members, n)
        start : Moments, optional
            Of one member; by default means and variances of the answers and no correlation.
        """
        members = len(counts)
        theta = np.empty((1 + self.p, self.p, members))
        converged = np.zeros(members, dtype=bool)
        steps = np.zeros(members, dtype=np.intp)
        total = np.empty(members)
        begin = self._start(start)
        size = min(NUMBERS_AT_A_TIME // self.p**2, GAPS_AT_A_TIME // max(1, self._gaps.cells))
        for part in slices(members, size):
            sums = self._sums(counts[part])
            total[part] = sums.total
            theta[..., part], converged[part], steps[part] = self._iterate(sums, begin)
        mean = theta[0] * self.scale[:, None] + self.centre[:, None]
        cov = theta[1:] * (self.scale[:, None] * self.scale)[..., None]
        return EmFit(Moments._of(np.moveaxis(cov, -1, 0), mean.T, total), converged, steps)

    def _start(self, start: Moments | None) -> Array:
        """Means above covariances in standard units, (1 + p, p, 1): one array, extrapolated as a whole."""
        theta = np.zeros((1 + self.p, self.p, 1))
        if start is None or start.mean is None:
            theta[1:, :, 0] = np.eye(self.p)
            return theta
        theta[0, :, 0] = (start.mean.reshape(-1, self.p)[0] - self.centre) / self.scale
        theta[1:, :, 0] = start.cov.reshape(-1, self.p, self.p)[0] / (self.scale[:, None] * self.scale)
        return theta

    def _sums(self, counts: Weights) -> _Sums:
        told = self._answered.moments(counts[:, self._told])
        assert told.mean is not None  # moments of rows have means
        mean, cov = told.mean.T, np.moveaxis(told.cov, 0, -1)
        total = np.asarray(told.n)
        weights = counts[:, self._gaps.rows].T.astype(np.float64)
        if self.weights is not None:
            weights *= self.weights[self._gaps.rows, None]
        if self._nobody.any():
            total = np.full_like(total, np.nan)
        return _Sums(total, mean * total, (cov + mean[:, None] * mean) * total, weights)

    def _step(self, theta: Array, sums: _Sums) -> Array:
        """Expected sums given the present moments, and the moments that follow from them.

        With precision matrix K, missing answers m have the conditional covariance C = K_mm^-1 and the mean
        C (K mu)_m - C K_mo x_o: systems as large as the gaps of a row, not as its answers.
        """
        gaps, precision = self._gaps, precisions(theta[1:])
        centre = np.einsum("jkb,kb->jb", precision, theta[0])
        expected = np.empty((gaps.cells, theta.shape[-1]))
        for one in gaps.items:
            np.matmul(one.answers, precision[one.item], out=expected[one.cells])
            np.subtract(centre[one.item], expected[one.cells], out=expected[one.cells])
        sums_of_pairs = sums.second.reshape(self.p**2, -1).copy()
        for block in gaps.blocks:
            rest = inverses(precision[block.missing[:, None], block.missing])
            rest = rest[:, :, block.pattern]
            mean = np.einsum("jkrb,krb->jrb", rest, expected[block.cells])
            expected[block.cells] = mean
            rest += mean[:, None] * mean
            rest *= sums.weights[block.rows]
            sums_of_pairs += block.scatter @ rest.reshape(-1, rest.shape[-1])
        second = sums_of_pairs.reshape(sums.second.shape)
        first, products = sums.first.copy(), np.zeros_like(second)
        for one in gaps.items:
            weighted = expected[one.cells]
            weighted *= sums.weights[one.rows]
            first[one.item] += weighted.sum(axis=0)
            np.matmul(one.answers.T, weighted, out=products[one.item])
        second += products
        second += products.swapaxes(0, 1)
        out = np.empty_like(theta)
        out[0] = first / sums.total
        np.divide(second, sums.total, out=out[1:])
        out[1:] -= out[0][:, None] * out[0]
        return out

    def _iterate(self, sums: _Sums, start: Array) -> tuple[Array, NDArray[np.bool_], NDArray[np.intp]]:
        """Cycle until every member stands still; those that do are set aside, so that the rest go faster."""
        members = len(sums.total)
        result = np.full((1 + self.p, self.p, members), np.nan)
        converged = np.zeros(members, dtype=bool)
        steps = np.zeros(members, dtype=np.intp)
        at = np.flatnonzero(np.isfinite(sums.total))
        sums = sums if len(at) == members else sums.take(at)
        theta = np.repeat(start, len(at), axis=-1)
        used = 0
        while len(at) and used < self.max_steps:
            with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
                theta, distance = self._cycle(theta, sums)
            used += 3
            done = distance < self.tolerance
            over = done | ~np.isfinite(distance)
            steps[at] = used
            if over.any():
                converged[at[done]] = True
                result[..., at[done]] = theta[..., done]
                rest = np.flatnonzero(~over)
                at, theta, sums = at[rest], np.ascontiguousarray(theta[..., rest]), sums.take(rest)
        result[..., at] = theta
        return result, converged, steps

    def _cycle(self, theta: Array, sums: _Sums) -> tuple[Array, Array]:
        """Two steps, an extrapolation, a third step; return also the distance left, (members,)."""
        one = self._step(theta, sums)
        two = self._step(one, sums)
        move, last = one - theta, two - one
        went, goes = _norm(move), _norm(last)
        rate = np.minimum(goes / np.where(went > 0, went, 1.0), SLOWEST)
        left = rate / (1 - rate)  # what a geometric series has still to go, in units of its last move
        distance = left * np.abs(last).max(axis=(0, 1))
        if not (distance >= self.tolerance).any():
            return two, distance
        jump = _extrapolate(theta, move, last, went)
        landed = self._step(jump, sums)
        missed = landed - jump
        # a jump that ends farther from a fixed point than the plain steps did is taken back
        better = (distance >= self.tolerance) & (_norm(missed) <= goes)
        np.copyto(two, landed, where=better)
        np.copyto(distance, left * np.abs(missed).max(axis=(0, 1)), where=better)
        return two, distance


def _norm(move: Array) -> Array:
    length: Array = np.sqrt(np.einsum("ijb,ijb->b", move, move))
    return length


def _extrapolate(theta: Array, move: Array, last: Array, went: Array) -> Array:
    """Go where the two moves point (SQUAREM, its third step length); stay where that is no covariance."""
    bend = last - move
    length = np.maximum(1.0, went / np.maximum(_norm(bend), np.finfo(float).tiny))
    jump: Array = theta + 2 * length * move + length**2 * bend
    wrong = ~_definite(jump[1:])
    if wrong.any():
        jump[..., wrong] = (theta + move + last)[..., wrong]
    return jump


def _definite(cov: Array) -> NDArray[np.bool_]:
    """Tell which of (p, p, members) are positive definite."""
    stacked = np.moveaxis(cov, -1, 0)
    try:
        np.linalg.cholesky(stacked)
    except np.linalg.LinAlgError:  # some are not: see which
        definite = np.zeros(len(stacked), dtype=bool)
        known = np.flatnonzero(np.isfinite(stacked).all(axis=(-2, -1)))
        definite[known] = np.linalg.eigvalsh(stacked[known])[:, 0] > 0
        return definite
    return np.ones(len(stacked), dtype=bool)


def expected_rows(rows: Array, moments: Moments) -> Array:
    """Fill each gap with its conditional mean given the respondent's other answers.

    Use it to score respondents who left an item open, with the moments the model was fitted from.

    Parameters
    ----------
    rows : array, shape (n, p)
        Answers; NaN where there is none.
    moments : Moments of one sample
        With `mean` of shape (p,) and `cov` of shape (p, p).

    Returns
    -------
    array, shape (n, p)
        A copy; answers as they are, rows without any answer stay missing.

    Notes
    -----
    The regression of the missing on the answered items; where the answered ones follow from each other, the
    one with the smallest slopes.

    Examples
    --------
    >>> import numpy as np
    >>> half = Moments(cov=[[1, 0.5], [0.5, 1]], mean=[5, 7])
    >>> expected_rows(np.array([[6.0, np.nan], [np.nan, np.nan]]), half).tolist()
    [[6.0, 7.5], [nan, nan]]
    """
    if moments.mean is None:
        raise SpecificationError("Missing answers can be filled only from moments with means.")
    filled = np.array(rows, dtype=np.float64)
    sd = moments.sd
    corr = moments.cov / (sd[:, None] * sd)
    z = (filled - moments.mean) / sd
    for pattern in patterns(np.isnan(filled)):
        known, missing = pattern.answered, pattern.missing
        if not len(known):
            continue
        inverse = np.linalg.pinv(corr[np.ix_(known, known)], rcond=SINGULAR, hermitian=True)
        expected = z[np.ix_(pattern.rows, known)] @ inverse @ corr[np.ix_(known, missing)]
        filled[np.ix_(pattern.rows, missing)] = moments.mean[missing] + expected * sd[missing]
    return filled
