"""The table of satisfaction curves with their limits."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from csmodels.errors import SpecificationError, did_you_mean, some
from csmodels.kano.labels import unsure
from csmodels.kano.sample import Part
from csmodels.numerics.intervals import Uncertainty, normal_limits, withhold_fixed
from csmodels.numerics.kano.counts import LETTERS
from csmodels.numerics.kano.curves import (
    curve_errors,
    curve_limits,
    curves,
    growth,
    offered,
    within_reach,
)
from csmodels.numerics.kano.figures import AT

Array = NDArray[np.float64]

#: Figures that a curve is made of.
ENDS = [AT["better"], AT["worse"]]
#: A curve needs both of its ends.
FEWEST = 2


def check_points(points: object) -> int:
    """Refuse a number of points that makes no curve."""
    if isinstance(points, bool) or not isinstance(points, (int, np.integer)) or points < FEWEST:
        raise SpecificationError(f"points={points!r} is a whole number of 2 or more: where a curve is known.")
    return int(points)


def chosen(names: Sequence[str], attributes: Sequence[str] | str | None) -> tuple[str, ...]:
    """The attributes asked for, in the order asked for; all by default.

    Examples
    --------
    >>> chosen(("Wi-Fi", "Quiet"), None), chosen(("Wi-Fi", "Quiet"), "Quiet")
    (('Wi-Fi', 'Quiet'), ('Quiet',))
    """
    if attributes is None:
        return tuple(names)
    asked = (attributes,) if isinstance(attributes, str) else tuple(attributes)
    if not asked:
        raise SpecificationError(f"attributes= names none. Attributes: {some(names, 12)}.")
    for name in asked:
        if name not in names:
            raise SpecificationError(
                f"attributes= names {name!r}, which is no attribute.{did_you_mean(name, names)}"
                f" Attributes: {some(names, 12)}."
            )
    return tuple(dict.fromkeys(asked))


def curves_table(
    part: Part, coefficients: pd.DataFrame, categories: pd.DataFrame, names: Sequence[str], points: int
) -> pd.DataFrame:
    """Curves of one group's attributes.

    Parameters
    ----------
    part : Part
    coefficients, categories : DataFrame
        The group's tables, by attribute.
    names : sequence of str
        Attributes to be drawn.
    points : int
    """
    places = coefficients.index.get_indexer(pd.Index(list(names)))
    letters = categories["category"].to_numpy()[places]
    codes = np.array([LETTERS.find(letter) if letter else -1 for letter in letters], dtype=np.int8)
    contested = unsure(categories["agreement"])
    x = offered(points)
    gone = growth(codes, x)
    found = [_one(part, coefficients.iloc[a], a, each) for a, each in zip(places.tolist(), gone, strict=True)]
    index = pd.MultiIndex.from_product([list(names), x], names=["attribute", "offered"])
    columns: dict[str, Any] = {
        "category": np.repeat(letters, points),
        "contested": np.repeat(contested.to_numpy(dtype=bool)[places], points),
    }
    for i, name in enumerate(("satisfaction", "std_error", "conf_low", "conf_high")):
        columns[name] = np.concatenate([each[i] for each in found]) if found else np.empty(0)
    return pd.DataFrame(columns, index=index)


def _one(part: Part, ends: pd.Series[Any], attribute: int, gone: Array) -> tuple[Array, ...]:
    """Satisfaction, error and limits along one curve."""
    at = np.asarray(curves(ends["better"], ends["worse"], gone))
    if not np.isfinite(at).all():
        return at, *(np.full(len(at), np.nan) for _ in range(3))
    fixed = bool(np.isnan(ends[["better_std_error", "worse_std_error"]].to_numpy(dtype=np.float64)).any())
    error = np.full(len(at), np.nan)
    if part.asked.wilson:
        if not fixed:
            error = curve_errors(part.covariance[attribute][np.ix_(ENDS, ENDS)], gone)
        low, high = _from_ends(part, ends, attribute, gone)
    elif fixed:
        # an end that does not vary has Wilson's limits, which the whole band then rests on
        low, high = _from_ends(part, ends, attribute, gone)
    else:
        known = _uncertain(part, attribute, at, gone)
        error, low, high = known.std_error, known.conf_low, known.conf_high
    return at, error, *within_reach(low, high, gone)


def _from_ends(part: Part, ends: pd.Series[Any], attribute: int, gone: Array) -> tuple[Array, Array]:
    """Limits put together from those of better and worse and their covariance under weights and design."""
    covariance = part.design_covariance[attribute][np.ix_(ENDS, ENDS)]
    product = np.sqrt(covariance[0, 0] * covariance[1, 1])
    together = covariance[0, 1] / product if product > 0 else 0.0
    better, worse = (
        (float(ends[name]), float(ends[f"{name}_low"]), float(ends[f"{name}_high"]))
        for name in ("better", "worse")
    )
    return curve_limits(better, worse, together, gone)


def _uncertain(part: Part, attribute: int, at: Array, gone: Array) -> Uncertainty:
    if part.variation is None:
        covariance = part.covariance[attribute][np.ix_(ENDS, ENDS)]
        design = part.asked.design
        df = None if design is None or design.units is None else float(design.units.df)
        error = curve_errors(covariance, gone)
        return withhold_fixed(Uncertainty(at, error, *normal_limits(at, error, part.conf_level, 0.0, df)))
    drawn = part.varied[:, attribute, ENDS]
    used = np.asarray(np.isfinite(drawn).all(axis=1))
    varied = curves(drawn[:, 0], drawn[:, 1], gone[None])
    return part.variation.uncertainty(at, np.ascontiguousarray(varied.T), used)
