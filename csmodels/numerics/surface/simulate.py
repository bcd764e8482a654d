"""Surveys in which one theory of satisfaction is true: to test what recognises it, and to teach with."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from csmodels.numerics.surface.theories import THEORIES, contest_columns

Array = NDArray[np.float64]

#: Coefficients of each theory's terms on ratings from 1 to 10; those of the value function are followed by
#: its exponents (with them and a ratio of 2.25 it is that of Tversky and Kahneman 1992, from memory,
#: unconfirmed).
TRUTHS: dict[str, tuple[float, ...]] = {
    "null": (),
    "experience": (0.7, -0.06),
    "expectations": (0.5, 0.06),
    "disconfirmation": (0.5,),
    "assimilation": (0.3, 0.5),
    "generalised_negativity": (-0.10,),
    "rising_negativity": (0.6, -0.08),
    "assimilation_contrast": (-0.1, 0.02),
    "asymmetric": (0.4, 0.05, 0.6),
    "prospect_value": (0.6, 1.35, 0.88, 0.88),
    "surface": (0.2, 0.5, -0.03, 0.10, -0.08),
}
#: Range of the ratings that the coefficients are meant for.
SPAN = 9.0
#: Spread of the ratings, as a share of the range.
SPREAD = 0.22


def ratings(
    n: int, samples: int, seed: int, *, correlation: float, shift: float, steps: int | None
) -> tuple[Array, Array]:
    """Expectation and performance from -4.5 to 4.5, shape (samples, n).

    Parameters
    ----------
    correlation : float
        Of both before they are rounded.
    shift : float
        Mean of performance minus that of expectation.
    steps : int, optional
        Answers on a scale with so many steps between its ends; without it they are not rounded.
    """
    # a stream of its own: whoever adds errors drawn with the same seed must not add the ratings again
    rng = np.random.default_rng(np.random.SeedSequence([seed], spawn_key=(0,)))
    common, own = rng.standard_normal((2, samples, n))
    spread = SPREAD * SPAN
    e = spread * common - shift / 2
    p = spread * (correlation * common + np.sqrt(1 - correlation**2) * own) + shift / 2
    if steps is not None:
        e, p = (np.rint((x / SPAN + 0.5) * steps) / steps * SPAN - SPAN / 2 for x in (e, p))
    return np.clip(e, -SPAN / 2, SPAN / 2), np.clip(p, -SPAN / 2, SPAN / 2)


def outcome(theory: str, expectation: Array, performance: Array, coefficients: tuple[float, ...]) -> Array:
    """What a theory makes of ratings from -4.5 to 4.5, without error; shape as theirs.

    Parameters
    ----------
    theory : str
    expectation, performance : array
    coefficients : tuple of float
        As in `TRUTHS`.
    """
    known = {each.name: each for each in THEORIES}[theory]
    e, p = expectation.ravel(), performance.ravel()
    if known.extra:
        # a gap of one point has the value 1: as the function is written in the literature
        gain, loss, alpha, beta = coefficients
        gap = p - e
        value = np.maximum(gap, 0) ** alpha * gain - np.maximum(-gap, 0) ** beta * loss
        return value.reshape(expectation.shape)
    slopes = known.basis @ np.array(coefficients, dtype=np.float64)
    found: Array = (contest_columns(e, p, 1.0) @ slopes).reshape(expectation.shape)
    return found
