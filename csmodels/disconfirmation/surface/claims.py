"""What the answers can tell of a surface: one rule for every table, sentence and check.

A claim about the mismatch of both ratings needs answers on both sides of performance = expectation. A place
needs answers around it: slopes at the centre, the stationary point, turning points and axes are withheld
where they lie outside the convex hull of the answers. A place on one side needs enough answers on that side.
An axis whose angle is not known to 90 degrees has no direction, so no slope, intercept or shift.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from csmodels.numerics.surface.support import Support, clipped

Array = NDArray[np.float64]

#: Why a figure is withheld: too few rows on one side, outside the answers, an axis without direction, a
#: cubic surface, which has no such figure.
ROWS, OUTSIDE, UNDIRECTED, CUBIC = "rows", "outside", "undirected", "cubic"
#: Hypotheses of the joint tests, with the names of their claims.
TEST = "test_"
SHAPES = ("a1", "a2", "a3", "a4", "a5")
TESTS = ("congruence", "incongruence", "curvature", "difference", "squared_difference")
#: Claims about mismatch. b3 - b5 is among them: it is how the slope along mismatch changes with the level.
#: A difference score says the same of both sides.
TWO_SIDED = {"a3", "a4", "a5", "test_incongruence", "test_difference", "test_squared_difference"}
#: Claims about slopes at the centre. That a1 and a2 are zero is said of the whole line and needs none.
AT_CENTRE = {"a1", "a3", "test_incongruence"}
#: An axis whose angle has an interval wider than this (radians) has no direction.
DIRECTED = np.pi / 2
#: Points nearer to the line of congruence than this lie on it.
_ON_LINE = 1e-9


def shape_reasons(lying: Support) -> dict[str, str]:
    """Why a1 ... a5 and the joint tests may not be read; empty where they may."""
    both = lying.enough("both")
    centre = bool(lying.inside(np.zeros((1, 2)))[0])
    found = {}
    for name in (*SHAPES, *(TEST + each for each in TESTS)):
        few, far = name in TWO_SIDED and not both, name in AT_CENTRE and not centre
        found[name] = ROWS if few else OUTSIDE if far else ""
    return found


def point_reason(lying: Support, point: Array) -> str:
    """Why a point (expectation, performance) may not be read: off the answers, or on a side with few."""
    if not lying.inside(point[None])[0]:
        return OUTSIDE
    gap = float(point[1] - point[0])
    side = "" if abs(gap) <= _ON_LINE else "above" if gap > 0 else "below"
    return ROWS if side and not lying.enough(side) else ""


def mismatch_reason(lying: Support, point: Array) -> str:
    """The same of a place that is found from both sides of the line of congruence."""
    if not lying.enough("both"):
        return ROWS
    return "" if lying.inside(point[None])[0] else OUTSIDE


def axis_reasons(
    lying: Support, angle: float, width: float, stationary: Array, shift: float
) -> dict[str, str]:
    """Why figures of a principal axis may not be read, by quantity.

    Parameters
    ----------
    lying : Support
    angle, width : float
        Of the axis, and of the angle's interval; radians.
    stationary : array, shape (2,)
        A point of the axis.
    shift : float
        Expectation where it crosses the line of incongruence.

    Notes
    -----
    Axes are made of all curvature, that along mismatch included, and need both sides. Curvature needs an
    axis that meets the answers; angle, slope, intercept and shift one that crosses the line of incongruence
    among them. The angle of an axis without direction stays: its interval is what shows it.
    """
    if not lying.enough("both"):
        return dict.fromkeys(("curvature", "angle", "slope", "intercept", "shift"), ROWS)
    known = np.isfinite([angle, *stationary]).all()
    way = np.array([np.cos(angle), np.sin(angle)])
    missed = known and clipped(lying.corners, stationary, way) is None
    crossed = bool(lying.inside(np.array([[shift, -shift]]))[0])
    place = "" if crossed else OUTSIDE
    straight = place if width <= DIRECTED else UNDIRECTED
    return {
        "curvature": OUTSIDE if missed else "",
        "angle": place,
        "slope": straight,
        "intercept": straight,
        "shift": straight,
    }
