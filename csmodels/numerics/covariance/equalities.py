"""Score tests of equalities: what the discrepancy would gain from releasing cells that share a parameter."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from csmodels.numerics.covariance import errors
from csmodels.numerics.covariance.likelihood import Sample, evaluate
from csmodels.numerics.covariance.structure import Array, Structure

Indices = NDArray[np.intp]

#: A parameter whose information, given the others, is a smaller share of the largest than this cannot be
#: told from them: a model in which it is released is not identified.
NOTHING_LEFT = 1e-8


@dataclass(frozen=True, eq=False)
class Separate:
    """A model with a parameter of its own for every cell of every group.

    Attributes
    ----------
    structure : Structure
    theta : array, shape (cells,)
    joined : array, shape (cells, params)
        Which cell is which parameter of the model itself; a fixed one is none.
    place : array of int, shape (groups, cells of one group)
        Position of each cell among the separate parameters; -1 for what stays fixed.
    """

    structure: Structure
    theta: Array
    joined: Array
    place: Indices


def separate(structure: Structure, theta: Array, loosened: Indices) -> Separate:
    """Give every free cell a parameter of its own.

    Parameters
    ----------
    structure : Structure
    theta : array, shape (params,)
    loosened : array of int
        Fixed cells (of one group) that become parameters too, in every group.
    """
    free = structure.params >= 0
    every = free.copy()
    every[:, loosened] = True
    place = np.full(structure.params.shape, -1, dtype=np.intp)
    place[every] = np.arange(np.count_nonzero(every))
    joined = np.zeros((np.count_nonzero(every), structure.n_params))
    joined[place[free], structure.params[free]] = structure.factors[free]
    values = structure.cells(theta[None])[0]
    apart = replace(
        structure,
        n_params=len(joined),
        params=place,
        values=np.where(every, 0.0, structure.values),
        factors=every.astype(float),
    )
    return Separate(apart, values[every], joined, place)


@dataclass(frozen=True, eq=False)
class Scores:
    """Scores of separate parameters at an estimate of the joint ones.

    Attributes
    ----------
    score : array, shape (k,)
        Of all respondents; zero along the joint parameters.
    bread : array, shape (k, k)
        Information of all respondents that the joint parameters leave.
    spread : array, shape (k, k)
        Covariance matrix of the scores: `bread`, or its sandwich form.
    """

    score: Array
    bread: Array
    spread: Array

    def tests(self, at: Indices) -> Array:
        """s' V^-1 s for each row of positions, shape (tests, released) to (tests,).

        Missing where the release leaves nothing to learn from.
        """
        kept = self.bread[at[:, :, None], at[:, None, :]]
        size = np.einsum("jii->ji", kept)
        scale = np.sqrt(np.where(size > 0, size, 1.0))
        lowest = np.linalg.eigvalsh(kept / (scale[:, :, None] * scale[:, None, :]))[:, 0]
        least = NOTHING_LEFT * np.diag(self.bread).max(initial=0.0)
        good = (lowest > NOTHING_LEFT) & (size > least).all(axis=1)
        blocks = self.spread[at[:, :, None], at[:, None, :]]
        safe = np.where(good[:, None, None], blocks, np.eye(at.shape[1]))
        moved = np.linalg.solve(safe, self.score[at][..., None])[..., 0]
        found: Array = np.where(good, (self.score[at] * moved).sum(axis=1), np.nan)
        return found

    def changes(self, at: Indices) -> Array:
        """By how much each parameter, released alone, would about move; shape (k,) of positions."""
        with np.errstate(invalid="ignore", divide="ignore"):
            found: Array = self.score[at] / np.diag(self.bread)[at]
        return found


def scores(apart: Separate, sample: Sample, n: float, meat: Array | None = None) -> Scores:
    """Scores of the separate parameters, and their covariance matrix.

    Parameters
    ----------
    apart : Separate
    sample : Sample
        One member.
    n : float
        Respondents of all groups.
    meat : array, shape (k, k), optional
        Covariance of the total score of respondents, from `errors.meat`: a robust test.

    Notes
    -----
    With score s, expected information I and L the way cells are joined, what the joint parameters leave is
    V = I - I L (L'IL)^-1 L'I; the test of some entries is s' V^-1 s over them (Rao 1948; Aitchison and Silvey
    1958). The robust one has C B C' in place of V, B the meat and C = 1 - I L (L'IL)^-1 L' (the generalised
    score test; Boos 1992). The expected change is s / V (Saris, Satorra and Sörbom 1987).
    The observed information is not offered: where an equality is wrong it is far from that of the model in
    which it is released, and so are the changes it leads to.
    """
    score = -n / 2 * np.real(evaluate(apart.structure, sample, apart.theta[None]).gradient[0])
    info = n * errors.information(apart.structure, sample, apart.theta)
    inner = errors.inverse(apart.joined.T @ info @ apart.joined)
    cleared = np.eye(len(info)) - info @ apart.joined @ inner @ apart.joined.T
    bread = cleared @ info
    return Scores(score, bread, bread if meat is None else cleared @ meat @ cleared.T)
