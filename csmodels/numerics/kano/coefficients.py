"""Better and worse, continuous scores, their errors, joint regions and simultaneous intervals."""

from __future__ import annotations

from statistics import NormalDist

import numpy as np
from numpy.typing import ArrayLike

from csmodels.errors import SpecificationError, did_you_mean
from csmodels.numerics.kano.counts import A, Array, Codes, I, M, O
from csmodels.numerics.kano.rules import _over

#: Published forms of better and worse: over M + O + A + I, or over all answers.
VARIANTS = ("berger", "all_answers")
#: DuMouchel's scores of answers 1 to 5 (like, must-be, neutral, live with, dislike), Berger et al. (1993).
DUMOUCHEL = ((4.0, 2.0, 0.0, -1.0, -2.0), (-2.0, -1.0, 0.0, 2.0, 4.0))
#: Scores of analytical Kano (Xu, Jiao, Yang, Helander, Khalid and Opperud 2009).
ANALYTICAL = ((1.0, 0.5, 0.0, -0.25, -0.5), (-0.5, -0.25, 0.0, 0.5, 1.0))


def check_variant(variant: str) -> str:
    """Refuse an unknown form of the coefficients.

    Examples
    --------
    >>> check_variant("berger")
    'berger'
    """
    if variant not in VARIANTS:
        raise SpecificationError(
            f"coefficients={variant!r} is unknown.{did_you_mean(variant, VARIANTS)}"
            f" Choose one of {', '.join(map(repr, VARIANTS))}."
        )
    return variant


def better_worse(counts: ArrayLike, variant: str = "berger") -> Array:
    """Better and worse of every attribute.

    Parameters
    ----------
    counts : array_like, shape (..., 6)
        In the order of `LETTERS`.
    variant : {"berger", "all_answers"}

    Returns
    -------
    array, shape (..., 2)
        Better in [0, 1] and worse in [-1, 0]; missing where the denominator is 0.

    Notes
    -----
    - berger: better = (A + O) / (M + O + A + I), worse = -(O + M) / (M + O + A + I) (Timko in Berger et al.
      1993): R and Q are outside;
    - all_answers: the same over all six counts, as some survey platforms print it.

    Examples
    --------
    >>> better_worse([32, 90, 88, 105, 15, 28]).round(7).tolist()
    [0.5650794, -0.3873016]
    >>> better_worse([0, 0, 0, 0, 27, 0]).tolist()
    [nan, nan]
    """
    given = np.asarray(counts, dtype=np.float64)
    top = np.stack([given[..., A] + given[..., O], -(given[..., O] + given[..., M])], axis=-1)
    return _over(top, base(given, variant)[..., None])


def base(counts: Array, variant: str = "berger") -> Array:
    """Denominator of better and worse, shape (...)."""
    check_variant(variant)
    found: Array = counts[..., : I + 1].sum(axis=-1) if variant == "berger" else counts.sum(axis=-1)
    return found


def multinomial_covariance(counts: ArrayLike, variant: str = "berger") -> Array:
    """Covariance of better and worse among independent respondents of equal weight.

    Parameters
    ----------
    counts : array_like, shape (..., 6)

    Returns
    -------
    array, shape (..., 2, 2)

    Notes
    -----
    With N the denominator: Var(B) = B (1 - B) / N, Var(W) = |W| (1 - |W|) / N and, since worse is negative,
    Cov(B, W) = -(O / N - B |W|) / N.

    Examples
    --------
    >>> multinomial_covariance([0, 50, 0, 50, 0, 0]).round(6).tolist()
    [[0.0025, -0.0025], [-0.0025, 0.0025]]
    """
    given = np.asarray(counts, dtype=np.float64)
    n = base(given, variant)
    b, w = np.moveaxis(better_worse(given, variant), -1, 0)
    both = _over(given[..., O], n)
    found = np.stack([b * (1 - b), -(both + b * w), -(both + b * w), -w * (1 + w)], axis=-1)
    return _over(found, n[..., None]).reshape(*n.shape, 2, 2)


def points(answers: Codes, scores: tuple[float, ...]) -> Array:
    """Scores of answers 1 to k, same shape; missing where there is no answer (0).

    Examples
    --------
    >>> import numpy as np
    >>> points(np.array([1, 5, 0], dtype=np.int8), DUMOUCHEL[0]).tolist()
    [4.0, -2.0, nan]
    """
    found: Array = np.array([np.nan, *scores])[answers]
    return found


def scores_of(scheme: tuple[tuple[float, ...], ...], answers: int) -> tuple[tuple[float, ...], ...] | None:
    """The scores of a form with 5 answers, or of the short form (like, must-be, neutral; neutral, live with,
    dislike); None where a form is another one.

    Examples
    --------
    >>> scores_of(DUMOUCHEL, 3)
    ((4.0, 2.0, 0.0), (0.0, 2.0, 4.0))
    """
    if answers == 3:
        return scheme[0][:3], scheme[1][2:]
    return scheme if answers == 5 else None


def analytical(satisfaction: ArrayLike, dissatisfaction: ArrayLike) -> Array:
    """Importance index and satisfaction index of analytical Kano.

    Parameters
    ----------
    satisfaction, dissatisfaction : array_like
        Means over respondents of importance (0 to 1) times score: functional Y, dysfunctional X.

    Returns
    -------
    array, shape (..., 2)
        r = sqrt(X² + Y²) and alpha = atan2(Y, X) in degrees (Xu et al. 2009): 0 a must-be, 45 a
        one-dimensional, 90 an attractive attribute.

    Examples
    --------
    >>> analytical(0.3, 0.3).round(4).tolist()
    [0.4243, 45.0]
    """
    y, x = np.asarray(satisfaction, dtype=np.float64), np.asarray(dissatisfaction, dtype=np.float64)
    return np.stack([np.hypot(x, y), np.degrees(np.arctan2(y, x))], axis=-1)


def ellipse(centre: ArrayLike, covariance: ArrayLike, conf_level: float = 0.95, points: int = 120) -> Array:
    """Joint region of two coefficients: the points of an ellipse.

    Parameters
    ----------
    centre : array_like, shape (2,)
    covariance : array_like, shape (2, 2)
    conf_level : float
    points : int

    Returns
    -------
    array, shape (points, 2)
        Where (z - centre)' C⁻¹ (z - centre) is the chi-square quantile with 2 degrees of freedom,
        -2 ln(1 - level); missing where the covariance is.

    Examples
    --------
    >>> ellipse([0, 0], [[1, 0], [0, 1]], points=4).round(3).tolist()
    [[2.448, 0.0], [0.0, 2.448], [-2.448, 0.0], [-0.0, -2.448]]
    """
    cov, middle = np.asarray(covariance, dtype=np.float64), np.asarray(centre, dtype=np.float64)
    if not np.isfinite(cov).all():
        return np.full((points, 2), np.nan)
    values, vectors = np.linalg.eigh(cov)
    # the symmetric root of the matrix, which is the only one: figures start at the same point everywhere
    root = (vectors * np.sqrt(np.maximum(values, 0.0))) @ vectors.T
    angle = np.linspace(0, 2 * np.pi, points, endpoint=False)
    circle = np.column_stack([np.cos(angle), np.sin(angle)])
    found: Array = middle + np.sqrt(-2 * np.log(1 - conf_level)) * circle @ root
    return found


def simultaneous(
    estimate: Array, std_error: Array, conf_level: float, draws: Array | None = None
) -> tuple[Array, Array, str]:
    """Intervals that hold for all figures together.

    Parameters
    ----------
    estimate, std_error : array, shape (k,)
        Figures without an error are left out of the family.
    conf_level : float
        Of all together.
    draws : array, shape (k, members), optional
        Resamples; without them normal limits after Bonferroni.

    Returns
    -------
    low, high : array, shape (k,)
    str
        "max_t": estimate plus and minus the quantile, over the resamples, of the largest of
        |draw - estimate| / std_error (Beran 1988; unconfirmed); "bonferroni" without resamples.
    """
    known = np.isfinite(std_error) & (std_error > 0)
    if draws is None:
        half = bonferroni(int(known.sum()), conf_level) * std_error
        return estimate - half, estimate + half, "bonferroni"
    half = max_t(estimate, std_error, conf_level, draws) * np.where(known, std_error, np.nan)
    return estimate - half, estimate + half, "max_t"


def bonferroni(figures: int, conf_level: float, df: float | None = None) -> float:
    """Quantile at which so many intervals hold together: normal, or Student's with `df`.

    Examples
    --------
    >>> round(bonferroni(1, 0.95), 2), round(bonferroni(20, 0.95), 2)
    (1.96, 3.02)
    """
    upper = 1 - (1 - conf_level) / 2 / max(1, figures)
    if df is None:
        return NormalDist().inv_cdf(upper)
    from scipy.special import stdtrit

    return float(stdtrit(df, upper))


def max_t(estimate: Array, std_error: Array, conf_level: float, draws: Array) -> float:
    """Quantile of the largest standardised deviation over the resamples, of figures that have an error.

    Parameters
    ----------
    estimate, std_error : array, shape (k,)
    conf_level : float
    draws : array, shape (k, members)

    Returns
    -------
    float
        Missing where no figure has an error.
    """
    known = np.isfinite(std_error) & (std_error > 0)
    if not known.any():
        return float("nan")
    t = np.abs(draws[known] - estimate[known, None]) / std_error[known, None]
    # a member in which a figure does not exist says nothing of it
    largest = np.where(np.isnan(t), 0.0, t).max(axis=0)
    return float(np.quantile(largest, conf_level, method="higher"))


def goodman(share: ArrayLike, n: ArrayLike, categories: int, conf_level: float) -> tuple[Array, Array]:
    """Simultaneous limits of the shares of a multinomial (Goodman 1965).

    Parameters
    ----------
    share, n : array_like
    categories : int
        How many shares hold together.

    Returns
    -------
    low, high : array

    Notes
    -----
    Wilson's limits with the level 1 - (1 - conf_level) / categories.

    Examples
    --------
    >>> low, high = goodman([0.5], [100], 6, 0.95)
    >>> low.round(3).tolist(), high.round(3).tolist()
    ([0.372], [0.628])
    """
    from csmodels.numerics.simulation import wilson

    p, of = np.asarray(share, dtype=np.float64), np.asarray(n, dtype=np.float64)
    low, high = wilson(p * of, of, 1 - (1 - conf_level) / categories)  # type: ignore[arg-type]
    return np.clip(low, 0.0, 1.0), np.clip(high, 0.0, 1.0)
