"""Finite mixtures of path models (FIMIX-PLS): EM on construct scores, all starts as one batch."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from csmodels.numerics.batch import Array, solve
from csmodels.numerics.pls import PlsSpec

#: A start has converged when a step of EM gains less than this share of the log-likelihood.
TOLERANCE = 1e-12
MAX_STEPS = 5000
#: Residual variances are kept above this share of the construct's variance. The likelihood has no upper
#: bound where a segment fits some respondents exactly, so a start that comes down here is degenerate.
FLOOR = 1e-4
#: Fewest respondents (sum of membership probabilities) of a segment, over those its largest regression needs.
SPARE_ROWS = 1.0
#: Starts whose log-likelihoods differ by less than this have found the same solution.
SAME_SOLUTION = 1e-3

#: Longest first extrapolation, in steps of EM, and by how much a bound that was reached is widened.
FIRST_JUMP, JUMP_FACTOR = 4.0, 4.0
#: Membership probabilities (starts x segments x respondents) held at a time.
CELLS_AT_ONCE = 20_000_000


@dataclass(frozen=True)
class Mixture:
    """What EM found, with leading shape (starts,); segments from the largest to the smallest.

    Attributes
    ----------
    shares : array, shape (starts, k)
        Size of each segment, summing to 1.
    intercepts, variances : array, shape (starts, k, dependents)
        Of the regressions, in the order of `PlsSpec.dependents`; variances are those of the residuals.
    slopes : array, shape (starts, k, paths)
        In the order of `PlsSpec.paths`.
    log_likelihood : array, shape (starts,)
        Minus infinity for a start that failed: an empty segment, or a degenerate one.
    converged : array of bool, shape (starts,)
    steps : array of int, shape (starts,)
        Steps of EM, those of the extrapolation included.
    """

    shares: Array
    intercepts: Array
    slopes: Array
    variances: Array
    log_likelihood: Array
    converged: NDArray[np.bool_]
    steps: NDArray[np.intp]

    @property
    def best(self) -> int:
        """Number of the start with the highest log-likelihood."""
        return int(np.argmax(self.log_likelihood))

    @property
    def share_at_best(self) -> float:
        """Share of the starts that found the best solution: a low one says that more starts are needed."""
        top = self.log_likelihood[self.best]
        if not np.isfinite(top):
            return 0.0
        return float((self.log_likelihood > top - SAME_SOLUTION).mean())


class Scores:
    """Construct scores prepared for EM: every product of two of them, row by row.

    Regressions and squared residuals of a segment are functions of these products, so that each half of an
    EM step is one matrix product for all segments of all starts.

    Parameters
    ----------
    values : array, shape (n, constructs)
    spec : PlsSpec
        Its `paths` say which regressions there are.
    weights : array, shape (n,), optional
        Case weights: a weight of 2 is the respondent twice.
    """

    def __init__(self, values: Array, spec: PlsSpec, weights: Array | None = None) -> None:
        n, constructs = values.shape
        self.spec, self.constructs = spec, constructs
        self.weights = np.ones(n) if weights is None else weights
        self.n = float(self.weights.sum())
        # means and standard deviations of 1 keep the products, and so the sums, well conditioned
        self.mean = self.weights @ values / self.n
        self.sd = np.sqrt(self.weights @ (values - self.mean) ** 2 / self.n)
        z = np.column_stack([np.ones(n), (values - self.mean) / self.sd])
        self._upper = np.triu_indices(constructs + 1)
        self.products = np.ascontiguousarray((z[:, self._upper[0]] * z[:, self._upper[1]]).T)
        self.weighted = np.ascontiguousarray((self.products * self.weights).T)

    @cached_property
    def _full(self) -> NDArray[np.intp]:
        """Where each cell of the symmetric matrix of sums stands among the products."""
        size = self.constructs + 1
        place = np.empty((size, size), dtype=np.intp)
        place[self._upper] = np.arange(len(self._upper[0]))
        place.T[self._upper] = place[self._upper]
        return place

    @cached_property
    def _systems(self) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """Rows and columns of every regression's equations, shape (m, m + 1, dependents).

        Regressions of fewer than m predictors are filled up with constructs beyond the last, which
        correlate with nothing: so all are solved at once.
        """
        spec = self.spec
        m = max(len(spec.predictors[j]) for j in spec.dependents)
        before = [
            spec.predictors[j] + [self.constructs + i for i in range(m - len(spec.predictors[j]))]
            for j in spec.dependents
        ]
        rows: NDArray[np.intp] = np.array(before).T[:, None, :]
        columns: NDArray[np.intp] = np.array(
            [[*b, j] for b, j in zip(before, spec.dependents, strict=True)]
        ).T[None]
        shape = (m, m + 1, len(before))
        return np.broadcast_to(rows, shape), np.broadcast_to(columns, shape)

    @cached_property
    def _padded(self) -> int:
        return int(self.constructs + max(len(before) for before in self.spec.predictors) - 1)

    @cached_property
    def _path_places(self) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """For each path, its place among the predictors of its dependent, and the dependent's number."""
        spec = self.spec
        place = [spec.predictors[d].index(p) for d, p in spec.paths]
        return np.array(place), np.array([spec.dependents.index(d) for d, _ in spec.paths])

    def maximise(self, posterior: Array) -> Array:
        """M-step: weighted regressions of every segment.

        Parameters
        ----------
        posterior : array, shape (k, starts, n)

        Returns
        -------
        array, shape (1 + 2 dependents + paths, k, starts)
            Logarithm of the share, intercepts, logarithms of the variances, slopes: any real numbers are
            possible ones, so that they can be extrapolated.
        """
        k, starts, n = posterior.shape
        sums = (posterior.reshape(-1, n) @ self.weighted).T[self._full]
        size = sums[0, 0]
        mean = sums[0, 1:] / size
        cov = sums[1:, 1:] / size - mean[:, None] * mean
        c = np.arange(self.constructs)
        sd = np.sqrt(np.maximum(cov[c, c], 0.0))
        corr = np.zeros((self._padded, self._padded, len(size)))
        corr[np.arange(self._padded), np.arange(self._padded)] = 1.0
        corr[: self.constructs, : self.constructs] = cov / (sd[:, None] * sd)
        systems = corr[self._systems]
        m, _, dependents, members = systems.shape
        outcome = systems[:, -1].copy()
        beta = solve(systems.reshape(m, m + 1, dependents * members))[:, 0].reshape(m, dependents, members)
        y = list(self.spec.dependents)
        unexplained = 1 - (beta * outcome).sum(axis=0)
        variances = np.maximum(sd[y] ** 2 * unexplained, FLOOR)
        place, of = self._path_places
        dependent, predictor = np.array(self.spec.paths).T
        slopes = beta[place, of] * sd[dependent] / sd[predictor]
        intercepts = mean[y].copy()
        np.subtract.at(intercepts, of, slopes * mean[predictor])
        theta = np.concatenate([np.log(size / self.n)[None], intercepts, np.log(variances), slopes])
        return theta.reshape(-1, k, starts)

    def expect(self, theta: Array) -> tuple[Array, Array]:
        """E-step: membership probabilities (k, starts, n) and the log-likelihood (starts,) at `theta`."""
        _, k, starts = theta.shape
        share, intercepts, log_variances, slopes = self._parts(theta.reshape(len(theta), -1))
        dependents = len(intercepts)
        predictor = np.array([p for _, p in self.spec.paths])
        of = self._path_places[1]
        # a residual is a linear function of the scores; its coefficients, over its standard deviation
        residual = np.zeros((dependents, self.constructs + 1, k * starts))
        residual[:, 0] = -intercepts
        residual[np.arange(dependents), np.array(self.spec.dependents) + 1] = 1.0
        residual[of, predictor + 1] = -slopes
        residual *= np.exp(-0.5 * log_variances)[:, None]
        square = np.einsum("dib,djb->ijb", residual, residual)[self._upper]
        square[self._upper[0] != self._upper[1]] *= 2
        share = share - np.logaddexp.reduce(share.reshape(k, starts), axis=0)[None].repeat(k, 0).ravel()
        square *= -0.5
        square[0] += share - 0.5 * (log_variances.sum(axis=0) + dependents * np.log(2 * np.pi))
        density = (square.T @ self.products).reshape(k, starts, -1)
        top = density.max(axis=0)
        density -= top
        np.exp(density, out=density)
        total = density.sum(axis=0)
        density /= total
        likelihood = (np.log(total) + top) @ self.weights
        # in the units of the scores as they were given
        return density, likelihood - self.n * np.log(self.sd[list(self.spec.dependents)]).sum()

    def _parts(self, theta: Array) -> tuple[Array, Array, Array, Array]:
        d = len(self.spec.dependents)
        return theta[0], theta[1 : d + 1], theta[d + 1 : 2 * d + 1], theta[2 * d + 1 :]


def random_starts(k: int, n: int, starts: int, seed: int) -> NDArray[np.int16]:
    """Random partitions of n respondents into k segments, shape (starts, n).

    Start number i has a stream of its own, `SeedSequence([seed, i])`: the first 5 of 10 starts are the 5.
    """
    streams = (np.random.Generator(np.random.SFC64(np.random.SeedSequence([seed, i]))) for i in range(starts))
    return np.stack([stream.integers(0, k, size=n, dtype=np.int16) for stream in streams])


def fit_mixture(
    scores: Scores,
    k: int,
    *,
    starts: int = 10,
    seed: int = 0,
    first: Array | None = None,
    tolerance: float = TOLERANCE,
    max_steps: int = MAX_STEPS,
) -> tuple[Mixture, Array]:
    """Find segments of respondents whose structural regressions differ, by EM from several starts.

    Parameters
    ----------
    scores : Scores
    k : int
        Number of segments; 1 gives the ordinary regressions.
    starts, seed : int
        Random partitions to start from.
    first : array, shape (starts, n, k), optional
        Membership probabilities to start from instead, for a comparison with another program.
    tolerance, max_steps : float, int
        A start stops when a step of EM gains less than `tolerance` times the log-likelihood.

    Returns
    -------
    mixture : Mixture
    posterior : array, shape (n, k)
        Membership probabilities under the best start, segments in the order of `mixture`.

    Notes
    -----
    Hahn, Johnson, Herrmann and Huber (2002): the scores of a dependent construct are normal around its
    regression on its predictors, with intercept, slopes and variance of the segment; constructs are
    independent given their predictors. The steps of EM (Dempster, Laird and Rubin 1977) are extrapolated as
    in SQUAREM (Varadhan and Roland 2008, scheme S3); an extrapolation that loses likelihood is given up
    for the plain step, so that the likelihood never falls. Starts are members of one batch.

    Examples
    --------
    >>> import numpy as np
    >>> from csmodels.numerics.pls import PlsSpec
    >>> rng = np.random.default_rng(1)
    >>> x, noise, half = rng.normal(size=400), 0.3 * rng.normal(size=400), np.arange(400) < 200
    >>> spec = PlsSpec((1, 1), ("A", "A"), ((1, 0),))
    >>> scores = Scores(np.column_stack([x, np.where(half, 1, -1) * x + noise]), spec)
    >>> found, posterior = fit_mixture(scores, 2)
    >>> sorted(found.slopes[found.best, :, 0].round(1).tolist()), found.share_at_best
    ([-1.0, 1.0], 1.0)
    """
    n = scores.weighted.shape[0]
    given = random_starts(k, n, starts, seed) if first is None else first
    at_once = max(1, CELLS_AT_ONCE // (k * n))
    parts = [given[i : i + at_once] for i in range(0, len(given), at_once)]
    with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
        found = [_climb(scores, scores.maximise(_posterior(p, k)), tolerance, max_steps) for p in parts]
        theta = np.concatenate([part[0] for part in found], axis=-1)
        converged = np.concatenate([part[1] for part in found])
        steps = np.concatenate([part[2] for part in found])
        log_likelihood = np.concatenate([part[3] for part in found])
        failed = _failed(scores, theta) | np.isnan(log_likelihood)
        log_likelihood = np.where(failed, -np.inf, log_likelihood)
        order = np.argsort(-theta[0], axis=0, kind="stable")
        theta = np.take_along_axis(theta, order[None], axis=1)
        mixture = _mixture(scores, theta, log_likelihood, converged & ~failed, steps)
        posterior = scores.expect(np.ascontiguousarray(theta[..., [mixture.best]]))[0][:, 0].T
    return mixture, posterior


def _posterior(given: NDArray[np.int16] | Array, k: int) -> Array:
    """Starts as probabilities of shape (k, starts, n), from segment numbers or from probabilities."""
    if given.ndim == 3:
        return np.ascontiguousarray(np.moveaxis(given, -1, 0), dtype=float)
    return np.asarray(given == np.arange(k)[:, None, None], dtype=float)


def _mixture(
    scores: Scores, theta: Array, log_likelihood: Array, converged: NDArray[np.bool_], steps: NDArray[np.intp]
) -> Mixture:
    """Parameters in the units of the scores as they were given, starts first."""
    share, intercepts, log_variances, slopes = scores._parts(theta)
    dependent, predictor = np.array(scores.spec.paths).T
    y = list(scores.spec.dependents)
    slopes = slopes * (scores.sd[dependent] / scores.sd[predictor])[:, None, None]
    intercepts = scores.mean[y][:, None, None] + scores.sd[y][:, None, None] * intercepts
    np.subtract.at(intercepts, scores._path_places[1], slopes * scores.mean[predictor][:, None, None])
    variances = np.exp(log_variances) * scores.sd[y][:, None, None] ** 2
    size = np.exp(share - share.max(axis=0))
    return Mixture(
        shares=(size / size.sum(axis=0)).T,
        intercepts=intercepts.transpose(2, 1, 0),
        slopes=slopes.transpose(2, 1, 0),
        variances=variances.transpose(2, 1, 0),
        log_likelihood=log_likelihood,
        converged=converged,
        steps=steps,
    )


def _climb(
    scores: Scores, theta: Array, tolerance: float, max_steps: int
) -> tuple[Array, NDArray[np.bool_], NDArray[np.intp], Array]:
    """Extrapolated EM; each start is frozen when it has converged, or failed."""
    starts = theta.shape[-1]
    result = theta.copy()
    converged = np.zeros(starts, dtype=bool)
    steps = np.full(starts, max_steps, dtype=np.intp)
    active = np.arange(starts)
    longest = np.full(starts, FIRST_JUMP)
    for step in range(0, max_steps, 3):
        posterior, before = scores.expect(theta)
        first = scores.maximise(posterior)
        posterior, after = scores.expect(first)
        second = scores.maximise(posterior)
        settled = after - before < tolerance * np.abs(after)
        done = settled | _failed(scores, second)
        if done.any():
            result[..., active[done]] = second[..., done]
            converged[active[done]] = settled[done]
            steps[active[done]] = step + 2
            left = ~done
            active = active[left]
            if not len(active):
                break
            theta, first, second = theta[..., left], first[..., left], second[..., left]
            after, longest = after[left], longest[left]
        move = first - theta
        bend = second - first - move
        wanted = np.sqrt((move**2).sum(axis=(0, 1)) / (bend**2).sum(axis=(0, 1)))
        length = np.clip(wanted, 1.0, longest)
        posterior, reached = scores.expect(theta + 2 * length * move + length**2 * bend)
        # comparisons with a missing value are false: a jump out of bounds is given up as well
        kept = reached >= after
        theta = np.where(kept, scores.maximise(posterior), second)
        # where the likelihood is flat for long, only jumps of the right length get anywhere
        longest = np.where(kept, np.where(length == longest, longest * JUMP_FACTOR, longest), length / 2)
        longest = np.maximum(longest, 1.0)
    else:
        result[..., active] = theta
    return result, converged, steps, scores.expect(result)[1]


def _failed(scores: Scores, theta: Array) -> NDArray[np.bool_]:
    """Starts with a segment that is empty, too small for its regressions, or fits its members exactly."""
    share, _, log_variances, _ = scores._parts(theta)
    least = (max(len(before) for before in scores.spec.predictors) + 1 + SPARE_ROWS) / scores.n
    small = np.exp(share).min(axis=0) < least
    exact = log_variances.min(axis=(0, 1)) <= np.log(FLOOR) + 1e-9
    return np.asarray(small | exact | np.isnan(theta).any(axis=(0, 1)))


def n_parameters(spec: PlsSpec, k: int) -> int:
    """Free parameters: k - 1 shares, and of each segment its paths, intercepts and residual variances."""
    return k - 1 + k * (len(spec.paths) + 2 * len(spec.dependents))


def normed_entropy(posterior: Array, weights: Array | None = None) -> float:
    """How clearly respondents belong to one segment: 1 certainly, 0 not at all.

    Parameters
    ----------
    posterior : array, shape (n, k)
    weights : array, shape (n,), optional

    Returns
    -------
    float
        EN = 1 - sum_i sum_k (-p_ik ln p_ik) / (n ln k) (Ramaswamy, DeSarbo, Reibstein and Robinson 1993);
        missing for one segment, of which nothing is asked.
    """
    n, k = posterior.shape
    if k == 1:
        return float("nan")
    w = np.ones(n) if weights is None else weights
    logs = np.log(posterior, out=np.zeros_like(posterior), where=posterior > 0)
    return float(1 + w @ (posterior * logs).sum(axis=1) / (w.sum() * np.log(k)))


def information_criteria(log_likelihood: float, parameters: int, n: float) -> Mapping[str, float]:
    """Criteria for the number of segments; of each the smallest value is preferred.

    Notes
    -----
    With L the log-likelihood, p the number of parameters and n that of respondents, -2 L plus: AIC 2p, AIC3
    3p, AIC4 4p, BIC p ln n, CAIC p (ln n + 1), HQ 2p ln ln n, MDL5 5p ln n. Simulations favour AIC3 and
    CAIC, read together (Sarstedt, Becker, Ringle and Schwaiger 2011, unconfirmed: the article was not at
    hand, neither for this advice nor for the factor 5 of MDL5). The program seminrExtras 0.1.0 adds
    p ln(n) / 2 under the name MDL5.
    """
    deviance = -2 * log_likelihood
    penalties = {
        "aic": 2.0,
        "aic3": 3.0,
        "aic4": 4.0,
        "bic": np.log(n),
        "caic": np.log(n) + 1,
        "hq": 2 * np.log(np.log(n)),
        "mdl5": 5 * np.log(n),
    }
    return {name: float(deviance + penalty * parameters) for name, penalty in penalties.items()}
