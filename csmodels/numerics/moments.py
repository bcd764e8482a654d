"""Moments of the answers: the one object that every moment method takes, for any leading batch axes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from csmodels.errors import DataError, SpecificationError

Array = NDArray[np.float64]

#: Rows whose products are formed at a time, so that memory does not grow with the survey.
ROWS_AT_A_TIME = 8192


@dataclass(frozen=True, eq=False)
class Moments:
    """Covariances, means and size of a sample, or of a batch of samples.

    Use it to fit a model from a published covariance or correlation matrix when the answers
    themselves are not at hand; inside the library it is what resamples, groups and folds become.

    Parameters
    ----------
    cov : array_like, shape (..., p, p)
        Covariances (or correlations) of the items. A DataFrame also gives the item names.
    mean : array_like, shape (..., p), optional
        Means of the items. Needed for index scores, not for paths, weights or loadings.
    n : float or array_like, shape (...), optional
        Number of respondents; the sum of the weights in a weighted sample.
    names : sequence of str, optional
        Item names, in the order of the rows of `cov`.

    Raises
    ------
    SpecificationError
        If the shapes do not fit each other or `cov` is not symmetric.
    DataError
        If an entry is missing or infinite, or a variance is not positive.

    Notes
    -----
    Moments made from rows have divisor n (the sum of the weights), the maximum-likelihood
    convention, so that a weight of 2 is exactly the row twice.

    Examples
    --------
    >>> import csmodels as cs
    >>> m = cs.Moments([[1.0, 0.5], [0.5, 1.0]], n=200, names=["q1", "q2"])
    >>> m.names
    ('q1', 'q2')
    """

    cov: Array
    mean: Array | None = None
    n: Any = None
    names: tuple[str, ...] = ()

    def __init__(
        self, cov: ArrayLike, mean: ArrayLike | None = None, n: Any = None, names: Any = None
    ) -> None:
        if names is None:
            names = getattr(cov, "columns", ())
        set_field = object.__setattr__
        set_field(self, "cov", _numbers(cov, "cov"))
        set_field(self, "mean", None if mean is None else _numbers(mean, "mean"))
        set_field(self, "n", n)
        set_field(self, "names", tuple(str(name) for name in names))
        self._check()

    def _check(self) -> None:
        cov, p = self.cov, self.cov.shape[-1] if self.cov.ndim else 0
        if cov.ndim < 2 or cov.shape[-2] != p:
            raise SpecificationError(f"cov must have shape (..., p, p), not {cov.shape}.")
        if self.names and len(self.names) != p:
            raise SpecificationError(f"{len(self.names)} names were given for {p} items.")
        if self.mean is not None and self.mean.shape[-1:] != (p,):
            raise SpecificationError(f"mean must have shape (..., {p}), not {self.mean.shape}.")
        if len(set(self.names)) < len(self.names):
            twice = next(name for name in self.names if self.names.count(name) > 1)
            raise SpecificationError(f"Item {twice!r} is named twice; names must differ.")
        if not np.isfinite(cov).all() or not (self.mean is None or np.isfinite(self.mean).all()):
            raise DataError("cov or mean has a missing or infinite entry.")
        if self.n is not None and not (_numbers(self.n, "n") > 0).all():
            raise SpecificationError(f"n={self.n!r} must be positive: the number of respondents.")
        diagonal = np.diagonal(cov, axis1=-2, axis2=-1)
        if not (diagonal > 0).all():
            where = int(np.argwhere(~(diagonal > 0))[0][-1])
            name = self.names[where] if self.names else f"number {where + 1}"
            raise DataError(f"The variance of item {name!r} is not positive; leave the item out.")
        scale = np.sqrt(diagonal[..., :, None] * diagonal[..., None, :])
        if (np.abs(cov - np.swapaxes(cov, -1, -2)) > 1e-8 * scale).any():
            raise SpecificationError("cov is not symmetric.")
        if np.linalg.eigvalsh(cov / scale).min(initial=0.0) < -1e-8:
            raise DataError(
                "cov is no covariance matrix: its smallest eigenvalue is negative. Check the entries for"
                " misprints; a correlation lies between -1 and 1."
            )

    @classmethod
    def _of(cls, cov: Array, mean: Array | None, n: Any, names: tuple[str, ...] = ()) -> Moments:
        """Make moments that are known to be sound, without looking at them again."""
        made = object.__new__(cls)
        for name, value in (("cov", cov), ("mean", mean), ("n", n), ("names", names)):
            object.__setattr__(made, name, value)
        return made

    @classmethod
    def from_rows(cls, rows: ArrayLike, weights: ArrayLike | None = None) -> Moments:
        """Moments of complete rows.

        Parameters
        ----------
        rows : array_like, shape (n, p)
            Answers without missing values.
        weights : array_like, shape (n,), optional
            Survey weights; only their ratios matter for `cov` and `mean`.

        Examples
        --------
        >>> from csmodels.numerics.moments import Moments
        >>> Moments.from_rows([[1.0, 2.0], [3.0, 6.0]]).cov.tolist()
        [[1.0, 2.0], [2.0, 4.0]]
        """
        x = np.asarray(rows, dtype=np.float64)
        w = None if weights is None else np.asarray(weights, dtype=np.float64)
        centre = rough_centre(x)
        p = x.shape[1]
        total, first, second = 0.0, np.zeros(p), np.zeros((p, p))
        for start in range(0, len(x), ROWS_AT_A_TIME):
            part = x[start : start + ROWS_AT_A_TIME] - centre
            if w is None:
                weighted, total = part, total + len(part)
            else:
                share = w[start : start + ROWS_AT_A_TIME]
                weighted, total = part * share[:, None], total + float(share.sum())
            first += weighted.sum(axis=0)
            second += weighted.T @ part
        shift = first / total
        cov = second / total - np.outer(shift, shift)
        return cls._of((cov + cov.T) / 2, centre + shift, total)

    @property
    def sd(self) -> Array:
        """Standard deviations, shape (..., p)."""
        return np.sqrt(np.diagonal(self.cov, axis1=-2, axis2=-1))

    @property
    def corr(self) -> Array:
        """Correlations, shape (..., p, p)."""
        sd = self.sd
        scale = sd[..., :, None] * sd[..., None, :]
        # written over the divisor: for a large batch fresh memory costs more than the division
        return np.divide(self.cov, scale, out=scale)

    def take(self, items: list[int]) -> Moments:
        """Moments of some of the items, in the order asked for."""
        cov = self.cov[..., items, :][..., :, items]
        mean = None if self.mean is None else self.mean[..., items]
        return Moments._of(cov, mean, self.n, tuple(self.names[i] for i in items) if self.names else ())

    def __add__(self, other: Moments) -> Moments:
        return _combine(self, other, +1.0)

    def __sub__(self, other: Moments) -> Moments:
        return _combine(self, other, -1.0)


def _numbers(values: Any, name: str) -> Array:
    try:
        return np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError):
        raise SpecificationError(f"{name} must hold numbers only.") from None


def rough_centre(x: Array) -> Array:
    """A point near the mean: centring first keeps the digits that squares would eat."""
    centre: Array = x[:ROWS_AT_A_TIME].mean(axis=0)
    return centre


def stack(parts: list[Moments]) -> Moments:
    """Put samples side by side along a new leading batch axis."""
    means = [m.mean for m in parts if m.mean is not None]
    return Moments._of(
        np.stack([m.cov for m in parts]),
        np.stack(means) if len(means) == len(parts) else None,
        np.array([m.n for m in parts], dtype=np.float64),
    )


def _combine(a: Moments, b: Moments, sign: float) -> Moments:
    """Moments of two samples together (sign +1), or of the first without the second (-1)."""
    if a.mean is None or b.mean is None or a.n is None or b.n is None:
        raise SpecificationError("Moments can be added or subtracted only with mean and n.")
    na, nb = np.asarray(a.n, dtype=np.float64), sign * np.asarray(b.n, dtype=np.float64)
    n = na + nb
    gap = b.mean - a.mean
    mean = a.mean + gap * (nb / n)[..., None]
    outer = gap[..., :, None] * gap[..., None, :] * (na * nb / n)[..., None, None]
    cov = (a.cov * na[..., None, None] + b.cov * nb[..., None, None] + outer) / n[..., None, None]
    return Moments._of(cov, mean, n)
