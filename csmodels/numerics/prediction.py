"""Out-of-sample prediction: folds as differences of moments, and the losses of every respondent.

A model that is a function of moments is fitted without a fold by taking the fold's sums from the
total. All folds of all repeats are one batch; the rows are needed for the errors of prediction alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from csmodels.numerics.batch import Array, batch_first, batch_last, solve
from csmodels.numerics.draws import Design, Draws
from csmodels.numerics.effects import total_effects
from csmodels.numerics.moments import Moments
from csmodels.numerics.pls import PlsFit, PlsSpec

Codes = NDArray[np.intp]
Technique = Literal["direct_antecedents", "earliest_antecedents"]

#: Numbers of a piece of gathered rows.
NUMBERS_AT_A_TIME = 2**20


# ------------------------------------------------------------------ folds


def draw_folds(n: int, folds: int, repeats: int, seed: int, stream: int | None = None) -> Codes:
    """Which fold each row belongs to in each repeat, shape (repeats, n).

    Folds differ in size by one row at most. Repeat r has the seed ``SeedSequence([seed, r])`` (with
    `stream` where samples are told apart), so more repeats leave the first ones as they were.
    """
    balanced = np.arange(n) % folds
    codes = np.empty((repeats, n), dtype=np.intp)
    for r in range(repeats):
        key = [seed, r, *(() if stream is None else (stream,))]
        codes[r] = np.random.Generator(np.random.SFC64(np.random.SeedSequence(key))).permutation(balanced)
    return codes


@dataclass(frozen=True, eq=False)
class Places:
    """The rows of each fold of one repeat, as a rectangle: all folds are predicted in one product.

    Attributes
    ----------
    rows : array of int, shape (folds, widest)
        Row numbers; a shorter fold repeats its first row.
    real : array of bool, shape (folds, widest)
        False for a repetition, which must count nowhere.
    """

    rows: Codes
    real: NDArray[np.bool_]

    @classmethod
    def of(cls, codes: Codes) -> Places:
        """Places of one repeat's fold numbers 0, 1, ..., shape (n,)."""
        sizes = np.bincount(codes)
        order = np.argsort(codes, kind="stable")
        slot = np.arange(sizes.max())
        start = np.cumsum(sizes) - sizes
        real = slot < sizes[:, None]
        return cls(order[start[:, None] + np.where(real, slot, 0)], real)

    def pieces(self, columns: int) -> Iterator[tuple[slice, Codes, NDArray[np.bool_]]]:
        """Rectangles of folds and rows whose gathered columns fit into memory."""
        folds, widest = self.rows.shape
        wide = max(1, min(widest, NUMBERS_AT_A_TIME // columns))
        high = max(1, NUMBERS_AT_A_TIME // (columns * wide))
        for first in range(0, folds, high):
            mine = slice(first, first + high)
            for at in range(0, widest, wide):
                yield mine, self.rows[mine, at : at + wide], self.real[mine, at : at + wide]


def training_moments(rows: Array, weights: Array | None, repeats: list[Places]) -> Moments:
    """Moments of the sample without each fold.

    Parameters
    ----------
    rows : array, shape (n, p)
        Complete rows.
    weights : array, shape (n,), optional
    repeats : list of Places
        The same number of folds in each.

    Returns
    -------
    Moments
        Batch of shape (repeats * folds,), repeat after repeat: the total's sums minus the fold's.
    """
    n, p = rows.shape
    share = np.ones(n) if weights is None else weights
    # centred near the training means, so that the differences keep their digits
    centre = share @ rows / share.sum()
    columns = np.concatenate([rows - centre, np.ones((n, 1))], axis=1)
    sums = np.zeros((len(repeats), len(repeats[0].rows), p + 1, p + 1))
    for r, places in enumerate(repeats):
        for mine, where, real in places.pieces(p + 1):
            x = columns[where]
            sums[r, mine] += np.swapaxes(x, 1, 2) @ (x * (real * share[where])[..., None])
    # one repeat holds every row once, so the total is the same from each
    left = (sums[0].sum(axis=0) - sums).reshape(-1, p + 1, p + 1)
    total = left[:, p, p]
    total = np.where(total > 0, total, np.nan)
    mean = left[:, p, :p] / total[:, None]
    cov = left[:, :p, :p] / total[:, None, None] - mean[:, :, None] * mean[:, None, :]
    return Moments._of((cov + np.swapaxes(cov, 1, 2)) / 2, mean + centre, total)


# ------------------------------------------------------------------ predictors


@dataclass(frozen=True, eq=False)
class Linear:
    """Predictions that are linear in the answers.

    Attributes
    ----------
    constant : array, shape (members, k)
    slopes : array, shape (members, p, s)
        Of the first s targets; on the others no answer counts.
    """

    constant: Array
    slopes: Array

    def take(self, members: slice) -> Linear:
        """The predictor of some of the members."""
        return Linear(self.constant[members], self.slopes[members])

    def __call__(self, rows: Array) -> Array:
        """Predictions of rows (members, m, p), shape (members, m, k)."""
        out = np.empty((*rows.shape[:2], self.constant.shape[1]))
        out[:] = self.constant[:, None, :]
        out[..., : self.slopes.shape[2]] += rows @ self.slopes
        return out

    @classmethod
    def joined(cls, sloped: list[Linear], constant: Array | None = None) -> Linear:
        """Several predictors side by side, and last the constant ones (members, k)."""
        constants = [each.constant for each in sloped] + ([] if constant is None else [constant])
        return cls(
            np.concatenate(constants, axis=1), np.concatenate([each.slopes for each in sloped], axis=2)
        )


def endogenous_items(spec: PlsSpec) -> Codes:
    """Numbers of the items of all constructs that are predicted."""
    return items_of(spec, spec.dependents)


def items_of(spec: PlsSpec, constructs: Sequence[int]) -> Codes:
    """Numbers of the items of some constructs, in the order of the constructs."""
    return np.concatenate([np.arange(spec.blocks[j].start, spec.blocks[j].stop) for j in constructs])


def pls_predictor(moments: Moments, fit: PlsFit, spec: PlsSpec, technique: Technique) -> Linear:
    """Predictions of the endogenous items, then of the endogenous constructs' scores.

    Parameters
    ----------
    moments, fit
        Of the training samples: batch of shape (members,).
    spec : PlsSpec
    technique : {"direct_antecedents", "earliest_antecedents"}

    Returns
    -------
    Linear
        Columns: endogenous items in answer units, then scores of endogenous constructs, which have mean 0
        and standard deviation 1 in the training sample.

    Notes
    -----
    Shmueli, Ray, Velasquez Estrada and Chatla (2016): a held-out row is standardised with the training
    means and standard deviations; weights give its scores; paths give predicted scores; loadings give
    predicted items, which are turned back into answer units.
    """
    assert moments.mean is not None  # made from rows
    members, p = moments.mean.shape
    n_constructs, dependents = len(spec.sizes), list(spec.dependents)
    items = endogenous_items(spec)
    sd = moments.sd
    outer = np.zeros((members, p, n_constructs))
    outer[:, np.arange(p), spec.construct_of_item] = fit.weights / sd
    inner = np.zeros((members, n_constructs, n_constructs))
    if technique == "direct_antecedents":
        for i, (dependent, predictor) in enumerate(spec.paths):
            inner[:, predictor, dependent] = fit.paths[:, i]
    else:
        total = np.moveaxis(total_effects(n_constructs, fit.paths, spec.paths), -1, 0)
        first = [j for j in range(n_constructs) if j not in spec.dependents]
        inner[:, first] = np.swapaxes(total, 1, 2)[:, first]
    scores = outer @ inner
    position = np.searchsorted(dependents, spec.construct_of_item[items])
    to_items = scores[:, :, dependents][:, :, position] * (fit.loadings * sd)[:, None, items]
    slopes = np.concatenate([to_items, scores[:, :, dependents]], axis=2)
    centre = np.concatenate([moments.mean[:, items], np.zeros((members, len(dependents)))], axis=1)
    return Linear(centre - np.einsum("mp,mpk->mk", moments.mean, slopes), slopes)


def linear_model(moments: Moments, spec: PlsSpec, technique: Technique) -> Linear:
    """The benchmark that knows no constructs: each endogenous item regressed on items.

    With direct antecedents the regressors are the items of the construct's own predictors, with
    earliest antecedents those of all exogenous constructs. Missing where regressors are linearly
    dependent in a training sample.

    Returns
    -------
    Linear
        Columns: endogenous items, in answer units.
    """
    assert moments.mean is not None  # made from rows
    corr, sd = batch_last(moments.corr, 2), moments.sd
    items = endogenous_items(spec)
    slopes = np.zeros((len(moments.mean), sd.shape[1], len(items)))
    first = [j for j in range(len(spec.sizes)) if j not in spec.dependents]
    direct = technique == "direct_antecedents"
    jobs = [(spec.predictors[j], [j]) for j in spec.dependents] if direct else [(first, [*spec.dependents])]
    for causes, outcomes in jobs:
        x, y = items_of(spec, causes), items_of(spec, outcomes)
        beta = solve(corr[np.ix_(x, np.concatenate([x, y]))].copy())
        found = batch_first(beta, (len(sd),)) * (sd[:, None, y] / sd[:, x, None])
        slopes[:, x[:, None], np.searchsorted(items, y)] = found
    return Linear(moments.mean[:, items] - np.einsum("mp,mpk->mk", moments.mean, slopes), slopes)


# ------------------------------------------------------------------ losses


@dataclass(frozen=True, eq=False)
class Losses:
    """Errors of predictions, for k targets.

    Attributes
    ----------
    squared : array, shape (n, k)
        Squared error of each respondent, averaged over the repeats.
    mean_squared, mean_absolute : array, shape (repeats, k)
        (Weighted) means over the respondents.
    """

    squared: Array
    mean_squared: Array
    mean_absolute: Array

    def means(self, suffix: str = "", repeat: int | None = None) -> dict[str, Array]:
        """Root mean squared and mean absolute errors, of one repeat or pooled over all."""
        which = slice(None) if repeat is None else slice(repeat, repeat + 1)
        return {
            f"rmse{suffix}": np.sqrt(self.mean_squared[which].mean(axis=0)),
            f"mae{suffix}": self.mean_absolute[which].mean(axis=0),
        }

    def split(self, *ends: int) -> list[Losses]:
        """Losses of the targets up to each end."""
        parts = [slice(a, b) for a, b in zip((0, *ends[:-1]), ends, strict=True)]
        return [Losses(self.squared[:, p], self.mean_squared[:, p], self.mean_absolute[:, p]) for p in parts]


def held_out_losses(
    predictor: Linear,
    rows: Array,
    targets: Array,
    columns: Codes,
    weights: Array | None,
    repeats: list[Places],
) -> Losses:
    """Losses of every row, predicted by the member that was fitted without its fold.

    Parameters
    ----------
    predictor : Linear
        Members (repeats * folds,), as `training_moments` orders them.
    rows : array, shape (n, p)
    targets : array, shape (n, t)
    columns : array of int, shape (k,)
        Which target each column of the predictor stands for.
    weights : array, shape (n,), optional
    repeats : list of Places
    """
    n, k, folds = len(rows), len(columns), len(repeats[0].rows)
    share = np.full(n, 1 / n) if weights is None else weights / weights.sum()
    squared = np.zeros((n, k))
    mean_squared, mean_absolute = np.zeros((2, len(repeats), k))
    for r, places in enumerate(repeats):
        of_repeat = predictor.take(slice(r * folds, (r + 1) * folds))
        for mine, where, real in places.pieces(rows.shape[1] + 3 * k):
            gap = targets[where][..., columns] - of_repeat.take(mine)(rows[where])
            counted = (real * share[where]).ravel()
            squares = gap * gap
            if real.all():
                squared[where] += squares
            else:
                squared[where[real]] += squares[real]
            mean_squared[r] += counted @ squares.reshape(-1, k)
            mean_absolute[r] += counted @ np.abs(gap, out=gap).reshape(-1, k)
    return Losses(squared / len(repeats), mean_squared, mean_absolute)


# ------------------------------------------------------------------ uncertainty


def weighted_means(values: Array, weights: Array | None) -> Array:
    """Means over the respondents of values (n, k), shape (k,)."""
    found: Array = values.mean(axis=0) if weights is None else weights @ values / weights.sum()
    return found


def mean_errors(
    values: Array, weights: Array | None = None, design: Design | None = None, where: Codes | None = None
) -> tuple[Array, float]:
    """Standard errors of the means of values (n, k), and their degrees of freedom.

    Notes
    -----
    For independent rows n / (n - 1) sum of (share x deviation)^2, which without weights is the textbook
    s^2 / n. Under a design it is the with-replacement variance of a total: units' totals of share x
    deviation, about their stratum's mean, times m / (m - 1) (Wolter 2007, ch. 1 and 6).
    """
    n = len(values)
    share = np.full(n, 1 / n) if weights is None else weights / weights.sum()
    parts = (values - share @ values) * share[:, None]
    if design is None:
        return np.sqrt((parts**2).sum(axis=0) * n / (n - 1)), float(n - 1)
    units = design.units if where is None else design.units[where]
    totals = np.zeros((len(design.strata), values.shape[1]))
    np.add.at(totals, units, parts)
    means = np.zeros((len(design.sizes), values.shape[1]))
    np.add.at(means, design.strata, totals)
    totals -= (means / design.sizes[:, None])[design.strata]
    up = (design.sizes / (design.sizes - 1.0))[design.strata]
    return np.sqrt((totals**2 * up[:, None]).sum(axis=0)), float(design.df)


def resampled_means(values: Array, weights: Array | None, draws: Draws) -> Array:
    """Means of values (n, k) in every resample of the rows, shape (k, members)."""
    share = np.ones(len(values)) if weights is None else weights
    columns = np.concatenate([values * share[:, None], share[:, None]], axis=1)
    sums = np.concatenate([counts.astype(np.float64) @ columns for counts in draws])
    return np.ascontiguousarray((sums[:, :-1] / sums[:, -1:]).T)


def q2_predict(model: Losses, mean: Losses, weights: Array | None) -> tuple[Array, Array]:
    """Q2_predict and each respondent's influence on it.

    1 - A / B with A and B the mean squared errors of the model and of the training means; the influence is
    -(l - A) / B + A (m - B) / B^2 for losses l and m.
    """
    a, b = (weighted_means(each.squared, weights) for each in (model, mean))
    return 1 - a / b, (a * (mean.squared - b) / b - (model.squared - a)) / b


def replicate_errors(values: Array, weights: Array | None, draws: Draws, scales: Array) -> Array:
    """Standard errors of the means of values (n, k), by a survey's replicate weights.

    The root of the sum of `scales` times squared distances from the mean under the survey's own weights.
    """
    gaps = resampled_means(values, None, draws) - weighted_means(values, weights)[:, None]
    found: Array = np.sqrt((gaps**2 * scales).sum(axis=1))
    return found


def rmse_difference(first: Array, second: Array, weights: Array | None) -> tuple[Array, Array]:
    """Difference of two root mean squared errors, and each respondent's influence on it.

    Parameters
    ----------
    first, second : array, shape (n, k)
        Squared errors of the same respondents.

    Returns
    -------
    difference : array, shape (k,)
    influence : array, shape (n, k)
        Derivative by the respondent's share: its mean is 0 and `mean_errors` gives the standard error.
        With root mean squared errors a and b it is (l - a^2) / 2a - (m - b^2) / 2b for losses l and m.
    """
    a, b = np.sqrt(weighted_means(first, weights)), np.sqrt(weighted_means(second, weights))
    with np.errstate(invalid="ignore", divide="ignore"):
        influence = (first - a**2) / (2 * a) - (second - b**2) / (2 * b)
    return a - b, influence
