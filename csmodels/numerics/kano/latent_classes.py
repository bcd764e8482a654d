"""Latent classes of categories: EM, with all starts (or resamples) as one batch.

Every attribute has its own shares of the categories in every class; given the class, attributes are
independent. The batch lies in the columns of one product: log shares times indicators gives every
respondent's density in every class of every start, memberships times indicators the sums for the next step.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from csmodels.numerics.kano.counts import LETTERS, Array, Codes

#: A start has converged when a step of EM gains less than this share of the log-likelihood.
TOLERANCE = 1e-13
MAX_STEPS = 6000
#: Starts whose log-likelihoods differ by less than this have found the same solution.
SAME_SOLUTION = 1e-3
#: Spread, on the log scale, of the shares that EM starts from.
START_SPREAD = 1.0
#: Numbers (members x classes x respondents) held at a time.
NUMBERS_AT_ONCE = 4_000_000
#: Longest first extrapolation, in steps of EM, and by how much a bound that was reached is widened.
FIRST_JUMP, JUMP_FACTOR = 4.0, 4.0
#: Stands for a share of zero, whose logarithm is needed though nobody is there.
NONE = 1e-300


@dataclass(frozen=True, eq=False)
class Classes:
    """What EM found; classes from the largest to the smallest, leading axis the starts.

    Attributes
    ----------
    shares : array, shape (starts, k)
        Size of each class, summing to 1.
    profiles : array, shape (starts, k, attributes, 6)
        Shares of the categories, summing to 1 over the last axis.
    log_likelihood : array, shape (starts,)
    converged : array of bool, shape (starts,)
    steps : array of int, shape (starts,)
        Steps of EM, those of the extrapolation included.
    """

    shares: Array
    profiles: Array
    log_likelihood: Array
    converged: NDArray[np.bool_]
    steps: NDArray[np.intp]

    @property
    def best(self) -> int:
        """Number of the start with the highest log-likelihood."""
        return int(np.argmax(self.log_likelihood))

    @property
    def at_best(self) -> int:
        """How many starts found the best solution: few of them say that more are needed."""
        return int((self.log_likelihood > self.log_likelihood[self.best] - SAME_SOLUTION).sum())


class Profiles:
    """Categories prepared for EM.

    Parameters
    ----------
    categories : array of int8, shape (n, attributes)
        Position in `LETTERS`, -1 where there is no answer.
    weights : array, shape (n,), optional
        Positive; a weight of 2 is the respondent twice.
    """

    def __init__(self, categories: Codes, weights: Array | None = None) -> None:
        self.categories = categories
        self.rows, self.attributes = categories.shape
        self.weights = np.ones(self.rows) if weights is None else np.asarray(weights, dtype=np.float64)
        self.n = float(self.weights.sum())
        stride = np.arange(self.attributes) * len(LETTERS)
        cells = np.where(categories >= 0, categories + stride, -1)
        weighted = np.repeat(self.weights, self.attributes)
        self.totals: Array = np.bincount(
            cells.ravel() + 1, weighted, self.attributes * len(LETTERS) + 1
        ).astype(np.float64)[1:]
        #: Cells in which there is somebody: the others are zero in every class.
        self.used: NDArray[np.intp] = np.flatnonzero(self.totals > 0)
        self.attribute_of: NDArray[np.intp] = self.used // len(LETTERS)

    @property
    def n_parameters(self) -> int:
        """Free shares of one class: used categories of each attribute, less one."""
        return int(len(self.used) - len(np.unique(self.attribute_of)))

    def indicators(self, rows: slice) -> Array:
        """1 where a respondent is in a used cell, shape (rows, cells)."""
        given = self.categories[rows][:, self.attribute_of]
        return np.equal(given, (self.used % len(LETTERS)).astype(np.int8)).astype(np.float64)

    @cached_property
    def _kept(self) -> Array:
        return self.indicators(slice(None))

    def stretches(self, members: int) -> Iterator[tuple[slice, Array]]:
        """Rows that are treated together, with their indicators, which are made anew where they are many."""
        step = max(1, NUMBERS_AT_ONCE // max(members, len(self.used)))
        if self.rows <= step:
            yield slice(None), self._kept
            return
        for first in range(0, self.rows, step):
            rows = slice(first, first + step)
            yield rows, self.indicators(rows)

    # EM. Parameters are an array (1 + cells, k, members): sizes first, then the shares of the used cells

    def normalised(self, sums: Array) -> Array:
        """Parameters from sums of memberships: each attribute's shares sum to 1, as do the sizes."""
        out = np.empty_like(sums)
        out[0] = sums[0] / sums[0].sum(axis=0)
        answered = np.add.reduceat(sums[1:], self._first_cells, axis=0)[self._attribute_number]
        flat = self.totals[self.used] / self._answered
        with np.errstate(invalid="ignore", divide="ignore"):
            out[1:] = np.where(answered > 0, sums[1:] / answered, flat[:, None, None])
        return out

    @cached_property
    def _first_cells(self) -> NDArray[np.intp]:
        return np.flatnonzero(np.r_[True, np.diff(self.attribute_of) > 0])

    @cached_property
    def _attribute_number(self) -> NDArray[np.intp]:
        return np.cumsum(np.r_[0, np.diff(self.attribute_of) > 0]).astype(np.intp)

    @cached_property
    def _answered(self) -> Array:
        found: Array = np.add.reduceat(self.totals[self.used], self._first_cells)[self._attribute_number]
        return found

    def step(self, theta: Array, weights: Array | None = None) -> tuple[Array, Array]:
        """One step of EM from `theta`, and the log-likelihood at `theta`.

        Parameters
        ----------
        theta : array, shape (1 + cells, k, members)
        weights : array, shape (members, n), optional
            Each member's own weights, in place of the survey's.

        Returns
        -------
        array, shape (1 + cells, k, members)
        array, shape (members,)
        """
        cells, k, members = theta.shape
        logs = np.log(np.maximum(theta.reshape(cells, -1), NONE)).T
        sums = np.zeros((k * members, cells))
        likelihood = np.zeros(members)
        for rows, x in self.stretches(k * members):
            post, total = self._posterior(logs, x, k)
            w = self.weights[rows] if weights is None else weights[:, rows]
            likelihood += total @ w if weights is None else (total * w).sum(axis=1)
            post *= w
            post = post.reshape(k * members, -1)
            sums[:, 0] += post.sum(axis=1)
            sums[:, 1:] += post @ x
        return self.normalised(sums.T.reshape(cells, k, members)), likelihood

    @staticmethod
    def _posterior(logs: Array, x: Array, k: int) -> tuple[Array, Array]:
        """Memberships (k, members, rows) and log densities (members, rows)."""
        density = logs[:, 1:] @ x.T
        density += logs[:, :1]
        density = density.reshape(k, -1, len(x))
        top = density.max(axis=0)
        density -= top
        np.exp(density, out=density)
        total = density.sum(axis=0)
        density /= total
        return density, np.log(total) + top

    def memberships(self, theta: Array) -> Array:
        """Probability of each respondent to belong to each class, shape (n, k), for one member's theta."""
        logs = np.log(np.maximum(theta[..., 0], NONE)).T
        return np.concatenate(
            [self._posterior(logs, x, len(logs))[0][:, 0].T for _, x in self.stretches(len(logs))]
        )

    # shapes

    def packed(self, shares: Array, profiles: Array) -> Array:
        """Parameters of members (members, k), (members, k, attributes, 6) as EM has them."""
        flat = profiles.reshape(*profiles.shape[:2], -1)[..., self.used]
        return np.ascontiguousarray(np.concatenate([shares[..., None], flat], axis=-1).transpose(2, 1, 0))

    def unpacked(self, theta: Array) -> tuple[Array, Array]:
        """The other way round; shares of an attribute that nobody answered are missing."""
        _, k, members = theta.shape
        profiles = np.zeros((members, k, self.attributes * len(LETTERS)))
        profiles[..., self.used] = theta[1:].transpose(2, 1, 0)
        profiles = profiles.reshape(members, k, self.attributes, len(LETTERS))
        profiles[:, :, np.setdiff1d(np.arange(self.attributes), self.attribute_of)] = np.nan
        return theta[0].T, profiles


def random_starts(profiles: Profiles, k: int, starts: int, seed: int, streams: Sequence[str]) -> Array:
    """Shares from which EM starts: those of all respondents, times the exponential of normal numbers.

    Each attribute has a stream of its own, told by its name, and so has each start: neither the order of the
    rows nor that of the attributes matters, and the first 5 of 10 starts are the 5.

    Parameters
    ----------
    streams : sequence of str
        Names of the attributes.

    Returns
    -------
    array, shape (1 + cells, k, starts)
    """
    noise = np.empty((starts, k, profiles.attributes, len(LETTERS)))
    for a, name in enumerate(streams):
        for i in range(starts):
            sequence = np.random.SeedSequence([seed, i, zlib.crc32(name.encode())])
            noise[i, :, a] = np.random.Generator(np.random.SFC64(sequence)).standard_normal((k, len(LETTERS)))
    shares = profiles.totals.reshape(profiles.attributes, len(LETTERS)) * np.exp(START_SPREAD * noise)
    return profiles.normalised(profiles.packed(np.ones((starts, k)), shares))


def fit_classes(
    profiles: Profiles,
    k: int,
    *,
    starts: int = 20,
    seed: int = 0,
    streams: Sequence[str] | None = None,
    tolerance: float = TOLERANCE,
    max_steps: int = MAX_STEPS,
) -> Classes:
    """Find classes of respondents whose categories differ, by EM from several starts.

    Parameters
    ----------
    profiles : Profiles
    k : int
        Number of classes; 1 gives the shares of all respondents.
    starts, seed : int
    streams : sequence of str, optional
        Names of the attributes, which tell their random numbers; by default their positions.
    tolerance, max_steps : float, int
        A start stops when a step of EM gains less than `tolerance` times the log-likelihood.

    Notes
    -----
    The latent class model (Lazarsfeld and Henry 1968; Goodman 1974): categories of different attributes are
    independent within a class. A missing answer adds nothing to the density, which is right where it is
    missing at random. The steps of EM (Dempster, Laird and Rubin 1977) are extrapolated as in SQUAREM
    (Varadhan and Roland 2008, scheme S3), by square roots of the shares, so that none becomes negative; an
    extrapolation that loses likelihood is given up for the plain step, so the likelihood never falls.

    Examples
    --------
    >>> import numpy as np
    >>> wants = np.repeat(np.array([[2, 2, 2], [4, 4, 4]], dtype=np.int8), [60, 40], axis=0)
    >>> found = fit_classes(Profiles(wants), 2)
    >>> found.shares[found.best].round(3).tolist(), found.profiles[found.best, :, 0, [2, 4]].round(3).tolist()
    ([0.6, 0.4], [[1.0, 0.0], [0.0, 1.0]])
    """
    names = [str(a) for a in range(profiles.attributes)] if streams is None else streams
    if k == 1:
        starts = 1
    first = random_starts(profiles, k, starts, seed, names)
    theta, likelihood, converged, steps = climb(profiles, first, tolerance=tolerance, max_steps=max_steps)
    order = np.argsort(-theta[0], axis=0, kind="stable")
    theta = np.take_along_axis(theta, order[None], axis=1)
    return Classes(*profiles.unpacked(theta), likelihood, converged, steps)


def climb(
    profiles: Profiles,
    theta: Array,
    weights: Array | None = None,
    *,
    tolerance: float = TOLERANCE,
    max_steps: int = MAX_STEPS,
) -> tuple[Array, Array, NDArray[np.bool_], NDArray[np.intp]]:
    """Extrapolated EM; each member is frozen when it has converged.

    Parameters
    ----------
    theta : array, shape (1 + cells, k, members)
    weights : array, shape (members, n), optional
        Of resamples, each with its own.

    Returns
    -------
    theta : array, shape (1 + cells, k, members)
    log_likelihood, converged, steps : array, shape (members,)
    """
    members = theta.shape[-1]
    result, reached = theta.copy(), np.full(members, -np.inf)
    converged, steps = np.zeros(members, dtype=bool), np.full(members, max_steps, dtype=np.intp)
    active, longest = np.arange(members), np.full(members, FIRST_JUMP)
    for step in range(0, max_steps, 3):
        mine = None if weights is None else weights[active]
        first, before = profiles.step(theta, mine)
        second, after = profiles.step(first, mine)
        done = after - before < tolerance * np.abs(after)
        if done.any():
            at = active[done]
            result[..., at], reached[at], converged[at], steps[at] = (
                second[..., done],
                after[done],
                True,
                step + 2,
            )
            left = ~done
            active = active[left]
            if not len(active):
                break
            theta, first, second = theta[..., left], first[..., left], second[..., left]
            after, longest = after[left], longest[left]
            mine = None if weights is None else weights[active]
        jumped, length = _jump(theta, first, second, longest)
        ahead, there = profiles.step(profiles.normalised(jumped), mine)
        kept = there >= after
        theta = np.where(kept, ahead, second)
        # where the likelihood is flat for long, only jumps of the right length get anywhere
        longest = np.where(kept, np.where(length == longest, longest * JUMP_FACTOR, longest), length / 2)
        longest = np.maximum(longest, 1.0)
    else:
        result[..., active] = theta
        reached[active] = profiles.step(theta, None if weights is None else weights[active])[1]
    return result, reached, converged, steps


def _jump(theta: Array, first: Array, second: Array, longest: Array) -> tuple[Array, Array]:
    """Where two steps lead if they are prolonged, and by how much they were."""
    start, middle = np.sqrt(theta), np.sqrt(first)
    move = middle - start
    bend = np.sqrt(second) - middle - move
    with np.errstate(invalid="ignore", divide="ignore"):
        wanted = np.sqrt((move**2).sum(axis=(0, 1)) / (bend**2).sum(axis=(0, 1)))
    length = np.clip(np.nan_to_num(wanted, nan=1.0, posinf=1.0), 1.0, longest)
    return (start + 2 * length * move + length**2 * bend) ** 2, length
