"""The tables that pictures of a surface are drawn from: heights with their limits, lines, axes with bands."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from csmodels.disconfirmation.surface.claims import UNDIRECTED
from csmodels.disconfirmation.surface.estimates import Estimates
from csmodels.errors import SpecificationError
from csmodels.numerics.delta import delta_method
from csmodels.numerics.intervals import Uncertainty
from csmodels.numerics.surface.lines import along_line, axis_across, axis_offset, edge_points
from csmodels.numerics.surface.shape import axes, kind
from csmodels.numerics.surface.support import Support
from csmodels.numerics.surface.terms import N_TERMS, columns

Array = NDArray[np.float64]

#: Directions of the lines, in expectation and performance; both pass the centre.
LINES = {"congruence": (1.0, 1.0), "incongruence": (-1.0, 1.0)}
AXES = ("first", "second")
_FINE = 41  # points each way over which the share of the hull in a band is counted


def checked_size(size: int) -> int:
    """Refuse a grid of less than two points."""
    if not isinstance(size, (int, np.integer)) or isinstance(size, bool) or not 2 <= size <= 1000:
        raise SpecificationError(f"size={size!r} must be a whole number of points from 2 to 1,000.")
    return int(size)


def heights(one: Estimates, n_controls: int, expectation: Array, performance: Array) -> Uncertainty:
    """The surface at points, controls at their means, with errors and limits.

    Parameters
    ----------
    one : Estimates
    n_controls : int
    expectation, performance : array, shape (k,)
        Centred.

    Notes
    -----
    A height is a linear combination x'b of intercept and coefficients, its variance x'Vx.
    """
    k = one.n_terms
    degree = next(d for d, terms in N_TERMS.items() if terms == k)
    at = np.zeros((len(expectation), len(one.params)))
    at[:, : one.first] = 1.0
    at[:, one.first : one.first + k] = columns(expectation, performance, degree)
    assert one.moments.mean is not None
    at[:, one.first + k : one.first + k + n_controls] = one.moments.mean[k : k + n_controls]
    values = at @ one.params
    if one.covariance is None:
        return one.variation.uncertainty(values, at @ one.draws.T, one.used, np.nan)
    return delta_method(values, at, one.covariance, one.variation.conf_level, 0.0, one.df)


def height_table(
    one: Estimates, n_controls: int, center: float, points: Array, inside: NDArray[np.bool_]
) -> pd.DataFrame:
    """Heights at points of shape (k, 2), centred; the table has the scale asked."""
    found = heights(one, n_controls, points[:, 0], points[:, 1])
    return pd.DataFrame(
        {
            "expectation": points[:, 0] + center,
            "performance": points[:, 1] + center,
            "estimate": found.estimate,
            "conf_low": found.conf_low,
            "conf_high": found.conf_high,
            "inside": inside,
        }
    )


def grid_of(lying: Support, size: int) -> Array:
    """Points of an even grid over the box around the answers, shape (size², 2)."""
    low, high = lying.corners.min(axis=0), lying.corners.max(axis=0)
    e, p = (np.linspace(low[i], high[i], size) for i in range(2))
    return np.stack(np.meshgrid(e, p, indexing="ij"), axis=-1).reshape(-1, 2)


def grid_table(one: Estimates, n_controls: int, center: float, lying: Support, size: int) -> pd.DataFrame:
    """Heights over an even grid."""
    points = grid_of(lying, size)
    return height_table(one, n_controls, center, points, lying.inside(points))


def edge_table(one: Estimates, n_controls: int, center: float, lying: Support, size: int) -> pd.DataFrame:
    """Heights around the hull, counter-clockwise."""
    points = edge_points(lying.corners, size)
    return height_table(one, n_controls, center, points, np.ones(len(points), dtype=bool))


def line_table(one: Estimates, n_controls: int, center: float, lying: Support, size: int) -> pd.DataFrame:
    """Heights along both lines."""
    parts = {}
    for name, direction in LINES.items():
        way = np.array(direction)
        places, inside = along_line(lying.corners, np.zeros(2), way, size)
        parts[name] = height_table(one, n_controls, center, places[:, None] * way, inside)
    return pd.concat(parts, names=["line"]).droplevel(1)


def axis_table(one: Estimates, center: float, lying: Support, size: int, known: pd.DataFrame) -> pd.DataFrame:
    """Both principal axes over the box around the answers, with bands across them.

    `known` is the result's table of axes, which says what may be read of them.
    """
    parts = {}
    if one.n_terms == N_TERMS[2]:
        for i, name in enumerate(AXES):
            found = _axis(one, i, center, lying, size)
            if found is not None:
                reason = _reason(known.xs(name)["reason"])
                parts[name] = found.assign(supported=not reason, reason=reason)
    if not parts:
        names = [f"{role}{end}" for end in ("", "_low", "_high") for role in ("expectation", "performance")]
        empty = pd.DataFrame({name: np.empty(0) for name in names})
        empty["inside"] = np.empty(0, dtype=bool)
        empty["covered"] = np.empty(0)
        empty["supported"] = np.empty(0, dtype=bool)
        empty["reason"] = np.empty(0, dtype=object)
        return empty.set_axis(pd.Index([], name="axis", dtype=object))
    return pd.concat(parts, names=["axis"]).droplevel(1)


def _axis(one: Estimates, axis: int, center: float, lying: Support, size: int) -> pd.DataFrame | None:
    """One axis; None where the surface has none."""
    angle = float(axes(one.coefficients).angle[axis])
    offset = float(axis_offset(one.coefficients, axis))
    if kind(axes(one.coefficients).curvature) in ("plane", "ridge") or not np.isfinite([angle, offset]).all():
        return None
    way, normal = np.array([np.cos(angle), np.sin(angle)]), np.array([-np.sin(angle), np.cos(angle)])
    middle = lying.corners.mean(axis=0)
    origin = middle + (offset - normal @ middle) * normal  # of the axis, nearest to the answers' middle
    reach = (lying.corners - origin) @ way
    # the band may reach the answers where the axis itself does not
    along = np.linspace(reach.min(), reach.max(), size)
    found = one.resampled(lambda b: axis_across(b, axis, origin, angle, along))
    # a band that leaves the answers is cut off a little further out: an axis may run anywhere
    far = 2 * float(np.ptp(lying.corners, axis=0).max()) + abs(offset - normal @ middle)
    low, high = np.clip(found.conf_low, -far, far), np.clip(found.conf_high, -far, far)
    points = origin + along[:, None] * way
    table = pd.DataFrame(points + center, columns=["expectation", "performance"])
    for end, away in (("low", low), ("high", high)):
        table[[f"expectation_{end}", f"performance_{end}"]] = points + away[:, None] * normal + center
    table["inside"] = lying.inside(points)
    grid = grid_of(lying, _FINE)
    grid = grid[lying.inside(grid)] - origin
    u, v = grid @ way, grid @ normal
    covered = (v >= np.interp(u, along, low)) & (v <= np.interp(u, along, high))
    known = np.isfinite([low, high]).all()
    table["covered"] = float(covered.mean()) if known else 1.0
    return table


def _reason(known: pd.Series) -> str:
    """Why an axis may not be drawn: where its curvature may not be read, or it has no direction."""
    undirected = known["slope"] == UNDIRECTED
    return str(known["curvature"]) or (UNDIRECTED if undirected else "")


def counts_table(expectation: Array, performance: Array) -> tuple[pd.DataFrame, bool]:
    """Different answers and how often each was given, and whether answers repeat enough to be counted."""
    points = np.column_stack([expectation, performance]).round(9)
    different, n = np.unique(points, axis=0, return_counts=True)
    frame = pd.DataFrame(different, columns=["expectation", "performance"])
    return frame.assign(n=n), bool(2 * len(different) <= len(points))


def step(values: Array) -> float:
    """Distance of neighbouring answers on their scale, the usual one where there are several."""
    different = np.unique(values.round(9))
    return float(np.median(np.diff(different))) if len(different) > 1 else 0.0
