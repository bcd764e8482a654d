"""Cells counted in the resamples of two methods at once, where these are the same resamples."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from csmodels.numerics.draws import PoissonDraws, RowDraws, UnitDraws
from csmodels.numerics.three_factor import matrix
from csmodels.numerics.three_factor.impact import impact
from csmodels.numerics.three_factor.rules import by_wald
from csmodels.numerics.variation import Bootstrap
from csmodels.three_factor.matrix.given import Asymmetry, known_as

if TYPE_CHECKING:
    from csmodels.three_factor.matrix.result import MatrixResult
    from csmodels.three_factor.matrix.sample import Part

Array = NDArray[np.float64]


def classes_drawn(result: MatrixResult, part: Part, given: Any, group: Any, factor: Array) -> Array | None:
    """Class of every attribute in the map's resamples, shape (members, J); None where they are not known.

    Only of the default rule of a penalty-reward result; a resample is held against the sample's errors.
    """
    found = _same(result, part, given, group)
    if found is None or given.settings.get("rule", "wald") != "wald":
        return None
    other, at = found

    se_penalty, se_reward = other.std_error

    def classes(penalty: Array, reward: Array) -> matrix.Codes:
        return by_wald(penalty, reward, se_penalty, se_reward, other.shared, other.alpha, other.df)

    if not np.array_equal(classes(other.penalty, other.reward)[at], factor):
        return None
    return _known(other, classes(*_drawn(other, "penalty", "reward")), at)


def asymmetry_drawn(
    result: MatrixResult, part: Part, given: Any, group: Any, asymmetry: Asymmetry
) -> Array | None:
    """Factor by asymmetry in the map's resamples, shape (members, J); None where they are not known."""
    found = _same(result, part, given, group)
    if found is None:
        return None
    other, at = found
    value, drawn = other.impact.ia, impact(*_drawn(other, "penalty", "reward")).ia
    if asymmetry.against == "linear":
        if not other.has_null:
            return None
        value = value - impact(other.null_penalty, other.null_reward).ia
        drawn = drawn - impact(*_drawn(other, "null_penalty", "null_reward")).ia
    # another linear world, such as one of bounded answers, was not drawn with these resamples
    if not np.allclose(value[at], asymmetry.value, rtol=0, atol=matrix.EQUAL, equal_nan=True):
        return None
    return _known(other, matrix.by_asymmetry(drawn, asymmetry.cut), at)


def shares(part: Part, factor: Array, code: matrix.Codes) -> Array:
    """How often resamples put each attribute into its own cell, with a line and a factor of their own."""
    importance, performance = part.placed
    lines = part.lines(part.model.crosshair, importance, performance)[..., 1]
    counted = matrix.memberships(matrix.cells(performance, lines, factor), len(matrix.CELLS))
    own = np.take_along_axis(counted, np.maximum(code, 0)[:, None].astype(np.intp), axis=1)[:, 0]
    return np.where(code >= 0, own, np.nan)


def _drawn(other: Any, *names: str) -> list[Array]:
    return [getattr(other, f"{name}_draws")[: other.n_boot] for name in names]


def _known(other: Any, codes: Any, at: list[int]) -> Array:
    """Codes of the map's attributes; none in resamples that could not be estimated."""
    used = other.used[: other.n_boot, None]
    return np.where(used, codes, matrix.NONE)[:, at].astype(float)


def _same(result: MatrixResult, part: Part, given: Any, group: Any) -> tuple[Any, list[int]] | None:
    """The part of a penalty-reward result that was drawn with the map's resamples, and its attributes.

    The same respondents, answers and draws: otherwise the two would be counted as independent, which figures
    of the same people are not.
    """
    if isinstance(given, pd.DataFrame) or not hasattr(given, "parts"):
        return None
    parts, groups = given.parts, getattr(given, "groups", ())
    if not hasattr(parts[0], "penalty_draws"):
        return None
    if bool(groups) != bool(result.groups) or (groups and group not in groups):
        return None
    other = parts[list(groups).index(group) if groups else 0]
    mine, theirs = part.variation, other.variation
    if not (isinstance(mine, Bootstrap) and isinstance(theirs, Bootstrap)) or not other.n_boot:
        return None
    names = list(given.attributes)
    rows = known_as(result, names)
    if any(row not in names for row in rows):
        return None
    at = [names.index(row) for row in rows]
    answers = other.rows[:, other.layout.linear][:, at]
    same = (
        _alike(mine.draws, theirs.draws)
        and np.array_equal(part.rows.where, other.where)
        and np.array_equal(part.rows.values[:, : part.layout.k], answers)
    )
    return (other, at) if same else None


def _alike(one: Any, other: Any) -> bool:
    """Whether two kinds of draws hold the same counts."""
    if type(one) is not type(other):
        return False
    if isinstance(one, (RowDraws, PoissonDraws)):
        return (one.n, one.members, one.seed, one.stream) == (
            other.n,
            other.members,
            other.seed,
            other.stream,
        )
    if isinstance(one, UnitDraws):
        return (
            (one.members, one.seed) == (other.members, other.seed)
            and np.array_equal(one.rows, other.rows)
            and np.array_equal(one.design.units, other.design.units)
            and np.array_equal(one.design.strata, other.design.strata)
        )
    return False
