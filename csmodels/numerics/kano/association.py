"""Groups against categories: chi-square, Cramer's V with its interval, and both under a survey's design."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from csmodels.numerics.draws import Design
from csmodels.numerics.kano.counts import Array

#: Halvings of the search for a noncentrality: from any start to the last digit.
HALVINGS = 90
#: A drawn table whose chi-square falls short by rounding alone is as extreme as the one seen; a chi-square
#: of no more is 0.
ROUNDING = 1e-9


@dataclass(frozen=True, eq=False)
class Pearson:
    """Chi-square of tables, arrays of shape (...).

    Attributes
    ----------
    n : array
        Sum of the table.
    chi_square : array
        Missing where fewer than two rows or columns have counts.
    rows, columns : array of int
        Those with counts.
    smallest_expected : array
        Among them.
    """

    n: Array
    chi_square: Array
    rows: NDArray[np.intp]
    columns: NDArray[np.intp]
    smallest_expected: Array

    @property
    def df(self) -> Array:
        """(rows - 1) (columns - 1); missing without a test."""
        found = (self.rows - 1.0) * (self.columns - 1.0)
        return np.where(np.isnan(self.chi_square), np.nan, found)

    @property
    def shorter(self) -> Array:
        """The smaller of rows and columns, less 1."""
        return np.minimum(self.rows, self.columns) - 1.0


def pearson(tables: ArrayLike) -> Pearson:
    """Chi-square of independence (Pearson 1900); rows and columns without counts are left out.

    Parameters
    ----------
    tables : array_like, shape (..., groups, categories)

    Examples
    --------
    >>> found = pearson([[19, 36, 8, 23, 4], [11, 21, 34, 27, 2], [7, 18, 25, 28, 6], [15, 35, 11, 20, 2]])
    >>> round(float(found.chi_square), 1), float(found.df)
    (41.9, 12.0)
    """
    given = np.asarray(tables, dtype=np.float64)
    n = given.sum(axis=(-2, -1))
    of_rows, of_columns = given.sum(axis=-1), given.sum(axis=-2)
    rows, columns = (of_rows > 0).sum(axis=-1), (of_columns > 0).sum(axis=-1)
    expected = of_rows[..., :, None] * of_columns[..., None, :]
    expected = expected / np.where(n > 0, n, 1.0)[..., None, None]
    there = expected > 0
    parts = np.divide((given - expected) ** 2, expected, out=np.zeros_like(given), where=there)
    tested = (rows > 1) & (columns > 1)
    least = np.where(there, expected, np.inf).min(axis=(-2, -1))
    return Pearson(
        n=n,
        chi_square=np.where(tested, parts.sum(axis=(-2, -1)), np.nan),
        rows=rows,
        columns=columns,
        smallest_expected=np.where(tested, least, np.nan),
    )


@dataclass(frozen=True, eq=False)
class Correction:
    """What weights and design do to chi-square: it is about `scale` times one of `df` degrees of freedom.

    Attributes
    ----------
    effect : float
        Mean generalised design effect; 1 for independent respondents of equal weight.
    scale, df : float
    df_error : float
        Degrees of freedom of the denominator; infinite where the covariance is taken as known.
    """

    effect: float
    scale: float
    df: float
    df_error: float


def cell_covariance(
    cells: NDArray[np.intp], weights: Array, size: int, n: int, design: Design | None,
    where: NDArray[np.intp],
) -> Array:  # fmt: skip
    """Covariance of the weighted counts of the cells of a table, shape (size, size).

    Parameters
    ----------
    cells : array of int, shape (k,)
        The cell that each respondent is in, of those in the table.
    weights : array, shape (k,)
    size : int
        Number of cells.
    n : int
        Respondents of the survey, whether in the table or not.
    design : Design, optional
        Of the whole survey; without it respondents are independent.
    where : array of int, shape (k,)
        Which rows of the survey these are.

    Notes
    -----
    Independent: the sum of w² by cell, times n / (n - 1) (the counts enter ratios, so that nothing need be
    centred). In a design the sum over strata of m / (m - 1) times the cross-products of the units' totals
    about their mean, units without a row counting with 0.
    """
    if design is None:
        squares = np.diag(np.bincount(cells, weights**2, size)) * (n / max(1, n - 1))
        return np.asarray(squares, dtype=np.float64)
    units, at = np.unique(design.units[where], return_inverse=True)
    totals = np.bincount(at * size + cells, weights, len(units) * size).reshape(-1, size)
    strata = design.strata[units]
    sizes = design.sizes.astype(np.float64)
    sums = np.zeros((len(sizes), size))
    np.add.at(sums, strata, totals)
    up = sizes / (sizes - 1.0)
    found: Array = (totals * up[strata][:, None]).T @ totals - (sums * (up / sizes)[:, None]).T @ sums
    return found


def rao_scott(table: Array, covariance: Array, n: float, df_error: float) -> Correction:
    """Second-order correction of chi-square for weights and design.

    Parameters
    ----------
    table : array, shape (groups, categories)
        Weighted counts.
    covariance : array, shape (groups * categories, groups * categories)
        Of these counts, row by row.
    n : float
        Respondents that chi-square is scaled to.
    df_error : float
        Of the design: units minus strata.

    Notes
    -----
    Rao and Scott (1984). With shares p, V(p) their covariance and C the contrasts of the interaction, the
    eigenvalues of D = n (C' P^-1 C)^-1 C' P^-1 V(p) P^-1 C with P = diag(p) are the generalised design
    effects; empty cells are left out. Chi-square over tr(D) is taken for F with tr(D)² / tr(D²) and that
    times `df_error` degrees of freedom (Thomas and Rao 1987). Agrees with svychisq of the R package survey.
    In simulated samples of 150 to 800 with weights or clusters it rejected 3.9 to 5.8 % at 5 %.
    """
    rows, columns = np.flatnonzero(table.sum(axis=1) > 0), np.flatnonzero(table.sum(axis=0) > 0)
    if len(rows) < 2 or len(columns) < 2:
        return Correction(*(np.nan,) * 4)
    kept = (rows[:, None] * table.shape[1] + columns).ravel()
    total = table.sum()
    p = table.ravel()[kept] / total
    shares = (np.eye(len(p)) - p[:, None]) / total
    of_shares = shares @ covariance[np.ix_(kept, kept)] @ shares.T
    over = np.divide(1.0, p, out=np.zeros_like(p), where=p > 0)
    contrasts = over[:, None] * np.kron(_contrasts(len(rows)), _contrasts(len(columns)))
    plain = np.linalg.pinv(contrasts.T @ (p[:, None] * contrasts), hermitian=True)
    effects = n * plain @ (contrasts.T @ of_shares @ contrasts)
    first, second = float(np.trace(effects)), float((effects * effects.T).sum())
    if first <= 0 or second <= 0:
        return Correction(*(np.nan,) * 4)
    df = first**2 / second
    return Correction(first / len(effects), second / first, df, df * df_error)


def _contrasts(k: int) -> Array:
    """Columns that sum to 0, shape (k, k - 1)."""
    found: Array = np.vstack([np.eye(k - 1), -np.ones(k - 1)])
    return found


def p_value(chi_square: ArrayLike, df: ArrayLike, df_error: ArrayLike = np.inf) -> Array:
    """Upper tail of a chi-square, or of F times `df` where `df_error` is finite."""
    from scipy.special import chdtrc, fdtrc

    x, k, d = (np.asarray(each, dtype=np.float64) for each in (chi_square, df, df_error))
    found: Array = np.where(np.isfinite(d), fdtrc(k, np.where(np.isfinite(d), d, 1.0), x / k), chdtrc(k, x))
    return found


def cramers_v(chi_square: ArrayLike, n: ArrayLike, shorter: ArrayLike) -> Array:
    """Cramer's V (Cramer 1946): sqrt(chi-square / (n (min(rows, columns) - 1)))."""
    with np.errstate(invalid="ignore", divide="ignore"):
        found: Array = np.sqrt(np.asarray(chi_square) / (np.asarray(n) * np.asarray(shorter)))
    return found


def corrected_v(found: Pearson, effect: ArrayLike = 1.0) -> Array:
    """Cramer's V without most of its bias (Bergsma 2013); 0 where it is no more than chance makes it.

    Parameters
    ----------
    found : Pearson
    effect : array_like
        Design effect: respondents count as n / effect.

    Notes
    -----
    phi² - (r - 1)(c - 1) / (n - 1), at least 0, over min(r', c') - 1 with r' = r - (r - 1)² / (n - 1).
    """
    with np.errstate(invalid="ignore", divide="ignore"):
        behind = found.n / np.asarray(effect) - 1
        phi = np.maximum(0.0, found.chi_square / found.n - found.df / behind)
        short = [size - (size - 1) ** 2 / behind for size in (found.rows, found.columns)]
        value: Array = np.sqrt(phi / (np.minimum(*short) - 1))
    return value


def v_limits(
    found: Pearson, conf_level: float, scale: ArrayLike = 1.0, df: ArrayLike | None = None,
    df_error: ArrayLike = np.inf,
) -> tuple[Array, Array]:  # fmt: skip
    """Limits of the population's Cramer's V, from the noncentral chi-square that chi-square then follows.

    Parameters
    ----------
    found : Pearson
    conf_level : float
    scale, df, df_error : array_like
        Of a `Correction`, under weights and design.

    Returns
    -------
    low, high : array, shape (...)

    Notes
    -----
    The noncentralities at which the chi-square seen is the upper and the lower tail's quantile (Smithson
    2003), turned into sqrt(noncentrality / (n (min(rows, columns) - 1))). Some programs add the degrees of
    freedom to the noncentrality; that is the mean of the plain V², which overstates the population's, and so
    limits of another figure.

    The plain V overstates the population's, so that the inversion may end below it, at 0 where groups are
    more alike than chance makes them: limits are widened to hold the V seen. None where chi-square is 0.
    """
    k = found.df if df is None else np.asarray(df, dtype=np.float64)
    x = found.chi_square / np.asarray(scale)
    tail = (1 - conf_level) / 2
    ends = []
    for share in (1 - tail, tail):
        centre = _noncentrality(x, k, np.asarray(df_error, dtype=np.float64), share)
        ends.append(cramers_v(centre * np.asarray(scale), found.n, found.shorter).clip(0.0, 1.0))
    seen = cramers_v(found.chi_square, found.n, found.shorter)
    exists = found.chi_square > ROUNDING
    low, high = np.minimum(ends[0], seen), np.maximum(ends[1], seen)
    return np.where(exists, low, np.nan), np.where(exists, high, np.nan)


def _noncentrality(x: Array, df: Array, df_error: Array, share: float) -> Array:
    """Noncentrality at which P(X <= x) is `share`; 0 where even without one it is less."""
    from scipy.special import chndtr, ncfdtr

    finite = np.isfinite(df_error)
    error = np.where(finite, df_error, 1.0)

    def below(centre: Array) -> Array:
        return np.where(finite, ncfdtr(df, error, centre, x / df), chndtr(x, df, centre))

    low = np.zeros(np.broadcast_shapes(x.shape, df.shape, df_error.shape))
    high = x + 20 * np.sqrt(x + 1) + 100
    # with few units F strays far from its noncentrality
    high = np.where(finite, high * (1 + 20 / np.sqrt(error)), high) + low
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        small = below(middle) > share
        low, high = np.where(small, middle, low), np.where(small, high, middle)
    return np.where(np.isnan(x), np.nan, (low + high) / 2 * (high > 1e-12 * (1 + np.nan_to_num(x))))


def opposite_signs(z: ArrayLike) -> Array:
    """Test that effects in several groups point to both sides (Gail and Simon 1985, Biometrics 41).

    Parameters
    ----------
    z : array_like, shape (..., groups)
        Estimate over error in each independent group; missing groups are left out.

    Returns
    -------
    array, shape (...)
        p-value of the hypothesis that no two groups have effects of opposite signs; 1 where none seem to.

    Notes
    -----
    With c the smaller of the sums of z² of both signs and G groups, p is the sum over h of the binomial
    chances of h in G - 1 halves times P(chi-square_h > c). It pays for the number of groups.

    Examples
    --------
    Their breast cancer trial (four groups of patients; figures from memory):

    >>> z = [0.163 / 0.0788, -0.114 / 0.0689, -0.047 / 0.0614, -0.151 / 0.0547]
    >>> round(float(opposite_signs(z)), 4)
    0.0877
    """
    from scipy.special import chdtrc, comb

    given = np.asarray(z, dtype=np.float64)
    known = np.isfinite(given)
    of = known.sum(axis=-1) - 1
    squares = np.where(known, given, 0.0) ** 2
    least = np.minimum(*((squares * (given * sign > 0)).sum(axis=-1) for sign in (1, -1)))
    found = np.zeros(least.shape)
    for h in range(1, given.shape[-1]):
        found += np.where(of > 0, comb(of, h) * 0.5 ** np.maximum(of, 0), 0.0) * chdtrc(h, least)
    return np.where(of > 0, np.where(least > 0, found, 1.0), np.nan)


def simulated_p(table: ArrayLike, n_draws: int, seed: int) -> float:
    """Monte Carlo p-value of chi-square given both margins, which needs no large counts.

    Parameters
    ----------
    table : array_like of whole numbers, shape (groups, categories)
    n_draws : int
        Tables that are drawn, in one batch.
    seed : int

    Returns
    -------
    float
        (1 + tables at least as extreme) / (1 + n_draws); missing without a test or draws.

    Notes
    -----
    Tables with the margins given, as likely as random labels of groups make them (Patefield 1981). Margins
    are put in order first, so that the order of groups and categories does not matter.

    Examples
    --------
    >>> simulated_p([[8, 2], [1, 9]], 9999, seed=0) < 0.01
    True
    """
    from scipy.stats import random_table

    given = np.asarray(table, dtype=np.int64)
    rows, columns = (np.sort(sums[sums > 0]) for sums in (given.sum(axis=1), given.sum(axis=0)))
    if not n_draws or min(len(rows), len(columns)) < 2:
        return float("nan")
    rng = np.random.default_rng(np.random.SeedSequence([seed]))
    drawn = random_table(rows, columns).rvs(size=n_draws, random_state=rng)
    expected = np.outer(rows, columns) / given.sum()
    statistic = ((drawn - expected) ** 2 / expected).sum(axis=(1, 2))
    least = float(pearson(given).chi_square) * (1 - ROUNDING)
    return float((1 + (statistic >= least).sum()) / (1 + n_draws))
