"""The likelihood of rows with gaps, as a discrepancy that structures are fitted to like complete moments.

Rows that answered the same items form a pattern; each pattern has moments of its own, of those items. The
discrepancy is the sum over patterns (full-information maximum likelihood). Its derivatives by the implied
moments are sums of small matrices put in their places, so everything that is known about structures serves
here too: gradient, search, certificate.

The estimate is right where answers are (about) normal and missing at random: whether one is missing may
depend on the answers that were given, not on the missing one itself. Under other distributions errors and
test come from the sandwich; the estimate stays that of normal answers.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from csmodels.numerics.covariance.likelihood import IMAGINARY, Sample, Slopes, chained, positive
from csmodels.numerics.covariance.structure import (
    Array,
    Implied,
    Indices,
    Numbers,
    Structure,
    implied,
    jacobian,
)


@dataclass(frozen=True, eq=False)
class Block:
    """Patterns in which equally many items were answered.

    Attributes
    ----------
    groups : array of int, shape (patterns,)
    items, gaps : array of int, shapes (patterns, o) and (patterns, m)
        Which were answered and which were not.
    share : array, shape (members, patterns)
        Part of the group's respondents; 0 where a resample drew none.
    mean, cov : arrays, shapes (members, patterns, o) and (members, patterns, o, o)
        Of these respondents' answers, divisor n.
    places : Places
    """

    groups: Indices
    items: Indices
    gaps: Indices
    share: Array
    mean: Array
    cov: Array
    places: Places

    def take(self, which: Indices | slice) -> Block:
        """Some of the members."""
        return replace(self, share=self.share[which], mean=self.mean[which], cov=self.cov[which])

    def repeated(self, times: int) -> Block:
        """Every member so many times."""
        made = [np.repeat(each, times, axis=0) for each in (self.share, self.mean, self.cov)]
        return replace(self, share=made[0], mean=made[1], cov=made[2])

    def of(self, matrices: Numbers, rows: Indices, columns: Indices) -> Numbers:
        """Parts of each group's matrices, (members, patterns, rows, columns)."""
        found: Numbers = matrices[:, self.groups[:, None, None], rows[:, :, None], columns[:, None, :]]
        return found

    def away(self, mean: Numbers) -> Numbers:
        """Observed minus implied means, (members, patterns, o)."""
        found: Numbers = self.mean - mean[:, self.groups[:, None], self.items]
        return found

    def by_group(self, of_patterns: Array, groups: int) -> Array:
        """Sums over the patterns of each group, (members, groups)."""
        found: Array = (of_patterns * self.share) @ (self.groups[:, None] == np.arange(groups))
        return found


@dataclass(frozen=True, eq=False)
class Places:
    """Sparse arrays that add what the patterns of a block give to vectors and matrices of all items.

    Attributes
    ----------
    gaps : of vectors of the gaps
    crossed : of matrices, gaps by answered items
    squares : of matrices, gaps by gaps
    answered : of matrices, answered items by answered items
    """

    gaps: Any
    crossed: Any
    squares: Any
    answered: Any


@dataclass(frozen=True, eq=False)
class Pairs:
    """Sums over those who answered both items of a pair; shapes (members, groups, items, items).

    Attributes
    ----------
    centre : array, shape (items,)
        What answers are measured from.
    share : Part of the group's respondents.
    first : Their share times the mean of the row's item.
    second : Their share times the mean product of both.
    """

    centre: Array
    share: Array
    first: Array
    second: Array

    def take(self, which: Indices | slice) -> Pairs:
        """Some of the members."""
        return Pairs(self.centre, self.share[which], self.first[which], self.second[which])

    def repeated(self, times: int) -> Pairs:
        """Every member so many times."""
        made = [np.repeat(each, times, axis=0) for each in (self.share, self.first, self.second)]
        return Pairs(self.centre, *made)

    def about(self, mean: Numbers) -> tuple[Numbers, Numbers]:
        """Sums of answers and of their products about implied means."""
        mu = mean - self.centre
        row, column = mu[..., :, None], mu[..., None, :]
        crossed = column * self.first
        products = self.second - crossed - _t(crossed) + row * column * self.share
        sums = np.einsum("bgii->bgi", self.first) - mu * np.einsum("bgii->bgi", self.share)
        return sums, products


@dataclass(frozen=True, eq=False)
class Incomplete(Sample):
    """Rows with gaps, for every member; `cov` and `mean` are their moments by EM.

    Attributes
    ----------
    blocks : tuple of Block
    pairs : Pairs
    fixed : array, shape (members, groups)
        The part of minus twice the log-likelihood (per respondent) that EM's moments leave: the discrepancy
        is zero at these.

    Notes
    -----
    Arbuckle (1996); patterns as groups: Muthén, Kaplan and Hollis (1987). Minus twice the log-likelihood of
    a respondent is log|Sigma_oo| + (x - mu)' Sigma_oo^-1 (x - mu), with the items o that were answered.
    """

    blocks: tuple[Block, ...]
    pairs: Pairs
    fixed: Array

    @cached_property
    def answered(self) -> Array:
        """Answered items of a respondent on average, shape (members,)."""
        of_groups = np.einsum("bgii->bg", self.pairs.share)
        found: Array = (of_groups * self.shares).sum(axis=-1)
        return found

    def take(self, which: Indices | slice) -> Incomplete:
        part = super().take(which)
        blocks = tuple(block.take(which) for block in self.blocks)
        pairs, fixed = self.pairs.take(which), self.fixed[which]
        return Incomplete(part.cov, part.mean, part.shares, blocks, pairs, fixed)

    def repeated(self, times: int) -> Incomplete:
        part = super().repeated(times)
        blocks = tuple(block.repeated(times) for block in self.blocks)
        fixed = np.repeat(self.fixed, times, axis=0)
        return Incomplete(part.cov, part.mean, part.shares, blocks, self.pairs.repeated(times), fixed)

    def against(self, at: Implied) -> Slopes:
        assert at.mean is not None  # gaps need means
        each, slopes = self._against(at.cov, at.mean)
        if np.iscomplexobj(at.cov):
            return slopes
        value: Array = ((each - self.fixed) * self.shares).sum(axis=-1)
        return replace(slopes, value=value)

    def _against(self, cov: Numbers, mean: Numbers) -> tuple[Array, Slopes]:
        """Minus twice the log-likelihood of each group, but for a constant, and the derivatives.

        The inverse is that of Sigma, as of complete answers: a search that takes it for the information makes
        steps that are rather too short than too long, like those of EM (Lange 1995).

        Notes
        -----
        No matrix of answered items is inverted. With K = Sigma^-1 and the gaps m of a pattern, C = K_mm^-1 is
        the covariance of what is missing given what is not, and W = C K_mo minus the slopes; log|Sigma_oo| =
        log|Sigma| + log|K_mm|. The derivatives are those of complete moments, with the expected sums of
        squares and products in their place (Dempster, Laird and Rubin 1977; Little and Rubin 2019, ch. 11).
        """
        real = not np.iscomplexobj(cov)
        good = positive(cov) if real else np.ones(cov.shape[:2], dtype=bool)
        cov = cov if good.all() else np.where(good[..., None, None], cov, np.eye(cov.shape[-1]))
        inverse = np.linalg.inv(cov)
        first, second = self.pairs.about(mean)
        each = np.linalg.slogdet(cov)[1] if real else np.empty(0)
        unknown = np.zeros_like(second)
        for block in self.blocks:
            if not block.gaps.shape[1]:
                continue
            inner = block.of(inverse, block.gaps, block.gaps)
            rest = np.linalg.inv(inner)
            slopes = rest @ block.of(inverse, block.gaps, block.items)
            away = block.away(mean)
            expected = (slopes @ away[..., None])[..., 0]
            crossed = slopes @ block.cov + expected[..., :, None] * away[..., None, :]
            share = block.share[..., None, None]
            first = first - placed(block.places.gaps, share[..., 0] * expected, first.shape)
            sides = placed(block.places.crossed, share * crossed, second.shape)
            own = placed(block.places.squares, share * (crossed @ _t(slopes)), second.shape)
            second = second - sides - _t(sides) + own
            unknown = unknown + placed(block.places.squares, share * rest, second.shape)
            if real:
                each = each + block.by_group(np.linalg.slogdet(inner)[1], cov.shape[1])
        if real:
            each = np.where(good, each + (inverse * second).sum(axis=(-2, -1)), np.inf)
        gap = inverse - inverse @ (second + unknown) @ inverse
        pull = (inverse @ first[..., None])[..., 0]
        return each, Slopes(np.empty(0), gap, pull, inverse)

    def log_likelihood(self, cov: Array, mean: Array) -> float:
        """Of one respondent on average under given moments, shapes (1, groups, ...); of one member."""
        each, _ = self._against(cov, mean)
        twice = (each * self.shares).sum(axis=-1) + self.answered * np.log(2 * np.pi)
        return float(-twice[0] / 2)

    def expected(self, structure: Structure, theta: Array) -> Array:
        """Expected information of one respondent where answers are missing completely at random."""
        at = implied(structure, theta[None])
        assert at.mean is not None  # gaps need means
        of_moments = self.information(at.cov[0], at.mean[0], observed=False)
        slopes = jacobian(structure, theta[None])[0]
        each = np.swapaxes(slopes, -1, -2) @ of_moments @ slopes
        found: Array = (each * self.share_of_groups[:, None, None]).sum(axis=0)
        return found

    def curvature(self, structure: Structure, theta: Array) -> Array:
        """Second derivatives of the discrepancy: those by the moments, and those of the moments."""
        at = implied(structure, theta[None])
        assert at.mean is not None  # gaps need means
        slopes = jacobian(structure, theta[None])[0]
        each = np.swapaxes(slopes, -1, -2) @ self.information(at.cov[0], at.mean[0]) @ slopes
        found = 2 * (each * self.share_of_groups[:, None, None]).sum(axis=0)
        # how the chain rule's factors change, the derivatives by the moments held
        held = self.against(at)
        moved = implied(structure, theta + 1j * IMAGINARY * np.eye(len(theta)))
        bent = chained(structure, moved, held, self.share_of_groups).imag / IMAGINARY
        return np.asarray(found + (bent + bent.T) / 2)

    @property
    def share_of_groups(self) -> Array:
        """Each group's part of the respondents, of one member."""
        return self.shares[0] if self.shares.ndim == 2 else self.shares

    def information(self, cov: Array, mean: Array, observed: bool = True) -> Array:
        """Information about the moments themselves that one respondent of each group gives.

        Parameters
        ----------
        cov, mean : arrays, shapes (groups, items, items) and (groups, items)
        observed : bool
            Minus the second derivatives of the log-likelihood; otherwise what is expected where answers
            are missing completely at random.

        Returns
        -------
        array, shape (groups, moments, moments)
            The moments are the means, then the lower triangle of the covariances; of one member.

        Notes
        -----
        With P = Sigma_oo^-1, M = P T P, T the second moments about mu, z = P (m - mu), all zero outside the
        answered items, and symmetric A, B: half the second derivative of log|Sigma| + tr(P T) in the
        directions A and B is tr(P B (M - P/2) A); of A and a mean b it is b' P A z (Magnus and Neudecker
        2019, ch. 8). Sums over patterns of such products are one matrix product.
        """
        return np.stack([self._information(cov[g], mean[g], g, observed) for g in range(len(cov))])

    def _information(self, cov: Array, mean: Array, group: int, observed: bool) -> Array:
        share, inverse, middle, pull = self._padded(cov, mean, group)
        p = len(mean)
        weighted = (inverse * share[:, None, None]).reshape(-1, p * p)
        inner = middle - inverse / 2 if observed else inverse / 2
        i, j = np.tril_indices(p)
        found = np.zeros((p + len(i), p + len(i)))
        found[:p, :p] = weighted.sum(axis=0).reshape(p, p)
        found[p:, p:] = _of_pairs((weighted.T @ inner.reshape(-1, p * p)).reshape(p, p, p, p))
        if observed:
            half = np.where(i == j, 0.5, 1.0)
            crossed = (weighted.T @ pull).reshape(p, p, p)
            found[:p, p:] = (crossed[:, i, j] + crossed[:, j, i]) * half
            found[p:, :p] = found[:p, p:].T
        return found

    def _padded(self, cov: Array, mean: Array, group: int) -> tuple[Array, Array, Array, Array]:
        """Shares, P, M and z of every pattern of a group, zero outside the answered items."""
        parts = []
        for block in self.blocks:
            k = np.flatnonzero(block.groups == group)
            items = block.items[k]
            own = np.linalg.inv(cov[items[:, :, None], items[:, None, :]])
            away = block.mean[0, k] - mean[items]
            about = block.cov[0, k] + away[..., :, None] * away[..., None, :]
            at = (np.arange(len(k))[:, None, None], items[:, :, None], items[:, None, :])
            inverse, middle = np.zeros((2, len(k), *cov.shape))
            inverse[at], middle[at] = own, own @ about @ own
            pull = np.zeros((len(k), len(mean)))
            pull[at[0][..., 0], items] = (own @ away[..., None])[..., 0]
            parts.append((block.share[0, k], inverse, middle, pull))
        share, inverse, middle, pull = (np.concatenate(each) for each in zip(*parts, strict=True))
        return share, inverse, middle, pull


def normal_weights(cov: Array) -> Array:
    """Information about means and covariances that a complete answer gives, (moments, moments).

    The weights of generalised least squares under normal answers, W = 1/2 D' (Sigma^-1 x Sigma^-1) D for
    the covariances (Browne 1974).

    Examples
    --------
    >>> normal_weights(np.array([[2.0]])).tolist()
    [[0.5, 0.0], [0.0, 0.125]]
    """
    inverse, p = np.linalg.inv(cov), len(cov)
    size = p + p * (p + 1) // 2
    found = np.zeros((size, size))
    found[:p, :p] = inverse
    found[p:, p:] = _of_pairs(np.multiply.outer(inverse, inverse / 2))
    return found


def _of_pairs(products: Array) -> Array:
    """From P_bc Q_da at [b, c, d, a] to tr(P B Q A), A and B changes of one entry of the lower triangle."""
    i, j = np.tril_indices(len(products))
    half = np.where(i == j, 0.5, 1.0)
    a, b, c, d = i[:, None], j[:, None], i, j
    every = products[b, c, d, a] + products[b, d, c, a] + products[a, c, d, b] + products[a, d, c, b]
    found: Array = every * np.multiply.outer(half, half)
    return found


def placed(places: Any, values: Numbers, shape: tuple[int, ...]) -> Numbers:
    """Add up what patterns give, each in its place: (members, patterns, ...) to `shape`."""
    found: Numbers = np.ascontiguousarray((places @ values.reshape(len(values), -1).T).T).reshape(shape)
    return found


def _t(a: Numbers) -> Numbers:
    return np.swapaxes(a, -1, -2)
