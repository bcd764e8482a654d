"""Performance of one group against another's, attribute by attribute."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from csmodels.errors import SpecificationError
from csmodels.numerics.gap_scores import mean_errors
from csmodels.numerics.intervals import Uncertainty, normal_limits, uncertainty, withhold_fixed
from csmodels.numerics.multiplicity import adjusted_p
from csmodels.numerics.three_factor import matrix
from csmodels.numerics.variation import Bootstrap
from csmodels.sampling.grouped import choose_group
from csmodels.tables import FrozenMapping
from csmodels.tables.notices import Group, Notice, notice
from csmodels.three_factor.matrix.cells import MatrixCells, priorities
from csmodels.three_factor.matrix.figures import attribute_index, words
from csmodels.three_factor.matrix.given import read_asymmetry
from csmodels.three_factor.matrix.sample import Part

if TYPE_CHECKING:
    from csmodels.three_factor.matrix.result import MatrixResult

Array = NDArray[np.float64]


def competitors(
    result: MatrixResult, own: Any, rival: Any, *, asymmetry: Any, cut: float, against: str | None
) -> MatrixCells:
    """See `MatrixResult.competitors`."""
    if len(result.groups) < 2:
        raise SpecificationError(
            'Competitors are groups: fit with by="operator", and name the group whose view is taken.'
        )
    for group in (own, *(() if rival is None else (rival,))):
        if group not in result.groups:
            raise SpecificationError(choose_group(group, result.groups, result.group_labels))
    if own == rival:
        raise SpecificationError(f"own and rival are both {own!r}; compare two groups.")
    rivals = [g for g in result.groups if g != own] if rival is None else [rival]
    mine = result.parts[result.groups.index(own)]
    others = [result.parts[result.groups.index(g)] for g in rivals]
    u, df = _difference(mine, others)
    theirs = np.mean([each.figures["performance"] for each in others], axis=0)
    frame: dict[str, Any] = {
        "own": mine.figures["performance"],
        "rival": theirs,
        "difference": u.estimate,
        "std_error": u.std_error,
        "statistic": _divided(u.estimate, u.std_error),
        "df": df,
        "p_value": u.p_value,
        "p_holm": adjusted_p(u.p_value),
        "conf_low": u.conf_low,
        "conf_high": u.conf_high,
        "importance": mine.importance,
    }
    lines: dict[str, tuple[float, ...]] = {"x": (0.0,), "y": (float(mine.importance.mean()),)}
    settings = {
        **result.settings,
        "matrix_own": own,
        "matrix_rival": rivals[0] if rival is not None else "all",
    }
    told: list[Notice] = []
    if rival is None:
        told.append(notice("matrix_all_others", None, n=len(rivals), own=_group(result, own)))
    if asymmetry is not None:
        given = read_asymmetry(result, asymmetry, cut, against, own)
        # the p-value of this table is that of the difference
        frame |= {"p_linear" if name == "p_value" else name: each for name, each in given.columns.items()}
        # a difference of zero is no shortfall
        code = matrix.cells(u.estimate, 0.0, given.factor)
        frame |= {"cell": words(code, matrix.CELLS), "priority": priorities(code)}
        clear = (u.conf_low > 0) | (u.conf_high < 0)
        frame["certain"] = given.within_a_band() & clear
        lines["y"] = (-cut, cut)
        settings |= {"matrix_against": given.against, "matrix_cut": cut}
        told += given.changes(mine)
    table = pd.DataFrame(frame, index=attribute_index(mine))
    kept, notices = FrozenMapping(settings), tuple(told)
    return MatrixCells("competitors", table, FrozenMapping(lines), result, own, kept, notices)


def _group(result: MatrixResult, group: Any) -> Group:
    return Group(group, FrozenMapping(result.group_labels.get(group, {})))


def _divided(one: Array, other: Array) -> Array:
    with np.errstate(invalid="ignore", divide="ignore"):
        found: Array = one / other
    return found


def _difference(mine: Part, others: list[Part]) -> tuple[Uncertainty, Array]:
    """Performance minus the mean of the others', with errors, limits and degrees of freedom."""
    values = mine.figures["performance"] - np.mean([p.figures["performance"] for p in others], axis=0)
    units = None if mine.design is None else mine.design.units
    gaps = any(np.isnan(part.rows.values).any() for part in (mine, *others))
    if mine.errors != "replicates" and units is None and not gaps:
        return _welch(values, mine, others)
    if mine.errors == "linearized":
        raise SpecificationError(
            'errors="linearized" takes groups one by one, but groups of this survey may share sampling units'
            ' or rest on different answers. Fit with errors="bootstrap".'
        )
    variation, none = mine.variation, np.full(len(values), np.nan)
    parts = [p.draws["performance"] for p in (mine, *others)]
    if not isinstance(variation, Bootstrap):
        return mine.uncertainty(values, parts[0] - np.mean(parts[1:], axis=0)), none
    # what stands behind the resamples leaves out the units of one group alone
    b = variation.n_boot
    drawn = parts[0][:b] - np.mean([each[:b] for each in parts[1:]], axis=0)
    ci = "normal" if variation.ci == "normal" else "percentile"
    found = uncertainty(values, drawn.T, ci=ci, conf_level=variation.conf_level, df=variation.df)
    return found, none


def _welch(values: Array, mine: Part, others: list[Part]) -> tuple[Uncertainty, Array]:
    """Welch's t test, each other group with its share of the mean."""
    k, shares = mine.layout.k, [1.0, *(1 / len(others) for _ in others)]
    total, below = np.zeros(k), np.zeros(k)
    for part, share in zip((mine, *others), shares, strict=True):
        error, df = mean_errors(part.rows.values[:, :k], part.rows.weights)
        variance = (share * error) ** 2
        total += variance
        below += variance**2 / df
    error = np.sqrt(total)
    df_all = _divided(total**2, below)
    found = Uncertainty(values, error, *normal_limits(values, error, mine.options.conf_level, 0.0, df_all))
    return withhold_fixed(found), df_all
