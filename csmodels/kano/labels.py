"""When a category becomes a label, and what is said where it does not."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from csmodels.numerics.kano import rules
from csmodels.numerics.kano.counts import LETTERS

Array = NDArray[np.float64]

#: Share of the resamples that a category must lead in for a label. A convention.
CERTAINTY = 0.90
#: Answers below which no label is given: resamples of a few respondents agree too easily. A convention.
FEWEST_FOR_LABEL = 30
#: Share of the resamples below which a category is not named among those in question.
NAMED = 0.005
#: How what is said of an attribute begins where there is no label.
CONTESTED, RULES, TOO_FEW = "contested: ", "rules say ", "too few answers"
#: Digits after the point that a share below the threshold is given at most.
DIGITS = 6


def letter(position: int) -> str:
    """Letter of a category; empty where there is none."""
    return LETTERS[position] if position >= 0 else ""


def letters(positions: Iterable[int] | NDArray[np.int8]) -> list[str]:
    """The same of several."""
    return [letter(int(each)) for each in positions]


def labels_table(
    counts: Array,
    chances: Array | None,
    sizes: ArrayLike,
    *,
    tie_band: float,
    certainty: float,
    without: str = "not resampled",
) -> pd.DataFrame:
    """Every rule side by side, and a label where they agree and it is sure.

    Parameters
    ----------
    counts : array, shape (rows, 6)
    chances : array, shape (rows, 6), optional
        Share of the resamples in which each category leads; missing in rows without.
    sizes : array_like, shape (rows,)
        As how many respondents the answers count.
    tie_band, certainty : float
    without : str
        What is said where there are no chances and nothing else contradicts a label.
    """
    leading = rules.mode(counts)
    three = [
        ["/".join(x for x, flag in zip(LETTERS, row, strict=True) if flag) for row in rules.modes(counts)],
        letters(rules.m_o_a_i(counts, tie_band)),
        letters(rules.oam_irq(counts)),
    ]
    names = letters(leading)
    given = np.full(counts.shape, np.nan) if chances is None else chances
    probability = np.take_along_axis(given, np.maximum(leading, 0)[:, None].astype(np.intp), axis=1)[:, 0]
    probability = np.where(leading >= 0, probability, np.nan)
    # an exact tie, "M/O", is no letter
    same = np.array([bool(a) and a == b == c for a, b, c in zip(*three, strict=True)], dtype=bool)
    n = np.asarray(sizes, dtype=np.float64)
    agrees = same & (np.nan_to_num(probability, nan=-1.0) >= certainty) & (n >= FEWEST_FOR_LABEL)
    rows = zip(names, agrees, same, zip(*three, strict=True), given, n.tolist(), strict=True)
    return pd.DataFrame(
        {
            "mode": three[0],
            "m_o_a_i": three[1],
            "oam_irq": three[2],
            "category": names,
            "probability": probability,
            "agrees": agrees,
            "agreement": [
                name if sure or not name else _withheld(alike, each, chance, size, certainty, without)
                for name, sure, alike, each, chance, size in rows
            ],
        }
    )


def _withheld(
    same: bool, three: tuple[str, ...], chances: Array, size: float, certainty: float, without: str
) -> str:
    """Why there is no label, and what it is between."""
    known = bool(np.isfinite(chances).all())
    between = contenders(chances, certainty) if known else ""
    if size < FEWEST_FOR_LABEL:
        return f"{TOO_FEW} ({int(size + 1e-9)})" + (f": {between}" if known else "")
    said = RULES + ", ".join(three)
    if known and chances.max() >= certainty:
        # the resamples are sure; what keeps the label back is another rule
        return f"{CONTESTED}{said}; {between}"
    if known:
        return CONTESTED + between
    return without if same else CONTESTED + said


def contenders(chances: Array, certainty: float = CERTAINTY) -> str:
    """Categories by falling share of the resamples, in per cent.

    Examples
    --------
    >>> import numpy as np
    >>> contenders(np.array([0.0, 0.06, 0.043, 0.897, 0.0, 0.0]))
    'I 89.7 %, O 6 %, A 4 %'
    """
    order = np.argsort(-chances, kind="stable")
    named = [c for c in order if chances[c] >= NAMED]
    return ", ".join(f"{LETTERS[c]} {per_cent(chances[c], certainty)} %" for c in named)


def per_cent(share: float, certainty: float = CERTAINTY) -> str:
    """A share in per cent, with as many digits as tell it from a threshold that it misses.

    Examples
    --------
    >>> per_cent(0.94), per_cent(0.897), per_cent(0.897, certainty=0.95)
    ('94', '89.7', '90')
    """
    for digits in range(DIGITS):
        said = f"{100 * share:.{digits}f}"
        if share >= certainty or float(said) < 100 * certainty - 1e-9:
            break
    return said


def unsure(agreement: pd.Series) -> pd.Series:
    """Where a category is named and yet no label: contested, or of too few answers."""
    return agreement.str.startswith((CONTESTED, TOO_FEW))
