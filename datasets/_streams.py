"""Random numbers that stay the same: one stream for each column of each file.

A stream is keyed by the names of its file and of the column, so that a column or a file added later never
changes a byte of what is there. Normal numbers are made here from the raw bits of PCG64, a stream that numpy
promises to keep, and not by ``Generator.normal``, whose method numpy may change.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
Positions = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

SEED = 20240721


class Draws:
    """Random numbers of one file: one stream for each name asked for."""

    def __init__(self, file: str, n: int) -> None:
        self.file = file
        self.n = n

    def uniform(self, name: str) -> Array:
        """n numbers strictly between 0 and 1."""
        keys = [SEED, zlib.crc32(self.file.encode()), zlib.crc32(name.encode())]
        bits = np.random.PCG64(np.random.SeedSequence(keys)).random_raw(self.n)
        numbers: Array = (bits >> np.uint64(11)).astype(np.float64)
        return numbers * 2.0**-53 + 2.0**-54

    def normal(self, name: str) -> Array:
        """n standard normal numbers."""
        return inverse_normal(self.uniform(name))

    def happens(self, name: str, probability: Array | float) -> Flags:
        """True with the given probability."""
        happened: Flags = self.uniform(name) < probability
        return happened

    def choice(self, name: str, probabilities: Sequence[float | Array]) -> Positions:
        """Positions 0, 1, ... drawn with the given probabilities (numbers, or one array per position)."""
        u = self.uniform(name)
        position = np.zeros(self.n, dtype=np.int64)
        total = np.zeros(self.n)
        for probability in probabilities[:-1]:
            total = total + probability
            position += u >= total
        return position


def inverse_normal(p: Array) -> Array:
    """Quantiles of the standard normal: algorithm AS 241 (Wichura 1988), accurate to about 1e-16."""
    q = p - 0.5
    central = np.abs(q) <= 0.425
    inner = np.where(central, 0.180625 - q * q, 0.0)
    # Each branch is evaluated everywhere; a harmless argument stands in where the branch is not used.
    outer = np.sqrt(-np.log(np.where(central, 0.01, np.minimum(p, 1.0 - p))))
    near = _ratio(np.minimum(outer, 5.0) - 1.6, *_AS241_NEAR)
    far = _ratio(np.maximum(outer, 5.0) - 5.0, *_AS241_FAR)
    tail = np.sign(q) * np.where(outer <= 5.0, near, far)
    quantile: Array = np.where(central, q * _ratio(inner, *_AS241_CENTRAL), tail)
    return quantile


def _ratio(r: Array, above: Sequence[float], below: Sequence[float]) -> Array:
    numerator, denominator = np.full_like(r, above[-1]), np.full_like(r, below[-1])
    for a, b in zip(above[-2::-1], below[-2::-1], strict=True):
        numerator, denominator = numerator * r + a, denominator * r + b
    return numerator / denominator


_Coefficients = tuple[tuple[float, ...], tuple[float, ...]]
_AS241_CENTRAL: _Coefficients = (
    (
        3.3871328727963666080e0, 1.3314166789178437745e2,
        1.9715909503065514427e3, 1.3731693765509461125e4,
        4.5921953931549871457e4, 6.7265770927008700853e4,
        3.3430575583588128105e4, 2.5090809287301226727e3,
    ),
    (
        1.0, 4.2313330701600911252e1,
        6.8718700749205790830e2, 5.3941960214247511077e3,
        2.1213794301586595867e4, 3.9307895800092710610e4,
        2.8729085735721942674e4, 5.2264952788528545610e3,
    ),
)  # fmt: skip
_AS241_NEAR: _Coefficients = (
    (
        1.42343711074968357734e0, 4.63033784615654529590e0,
        5.76949722146069140550e0, 3.64784832476320460504e0,
        1.27045825245236838258e0, 2.41780725177450611770e-1,
        2.27238449892691845833e-2, 7.74545014278341407640e-4,
    ),
    (
        1.0, 2.05319162663775882187e0,
        1.67638483018380384940e0, 6.89767334985100004550e-1,
        1.48103976427480074590e-1, 1.51986665636164571966e-2,
        5.47593808499534494600e-4, 1.05075007164441684324e-9,
    ),
)  # fmt: skip
_AS241_FAR: _Coefficients = (
    (
        6.65790464350110377720e0, 5.46378491116411436990e0,
        1.78482653991729133580e0, 2.96560571828504891230e-1,
        2.65321895265761230930e-2, 1.24266094738807843860e-3,
        2.71155556874348757815e-5, 2.01033439929228813265e-7,
    ),
    (
        1.0, 5.99832206555887937690e-1,
        1.36929880922735805310e-1, 1.48753612908506148525e-2,
        7.86869131145613259100e-4, 1.84631831751005468180e-5,
        1.42151175831644588870e-7, 2.04426310338993978564e-15,
    ),
)  # fmt: skip
