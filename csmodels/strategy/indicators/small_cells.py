"""Figures of small groups pulled towards the others."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from csmodels.errors import SpecificationError, some
from csmodels.numerics.strategy.shrinkage import shrink

if TYPE_CHECKING:
    from csmodels.strategy.indicators.result import IndicatorResult

#: Fewest groups from which the variance between groups can be learnt.
GROUPS = 3


def shrunk(result: IndicatorResult, figure: str) -> pd.DataFrame:
    """See :meth:`IndicatorResult.shrunk`."""
    from statistics import NormalDist

    parts = result.parts
    if len(result.groups) < GROUPS:
        raise SpecificationError(
            f"Shrinking needs {GROUPS} groups or more, the indicator has {len(result.groups) or 'none'}:"
            " compute it with by=."
        )
    alone = [str(group) for group, part in zip(result.groups, parts, strict=True) if part.alone]
    if alone:
        raise SpecificationError(
            f"Shrinking needs to know how sure each group is; within one sampling unit lie {some(alone)}:"
            " leave these groups or clusters= out."
        )
    j = result.indicator.names.index(figure)
    unit = parts[0].units[j]
    values = np.array([part.means[j] for part in parts]) * unit
    sizes = np.array([part.effective[j] for part in parts])
    # of one answer within groups: that of a small group alone may be zero by chance
    spreads = np.array(
        [np.average((part.table[:, j] - part.means[j]) ** 2, weights=part.rows.weights) for part in parts]
    )
    answers = np.array([part.n for part in parts])
    within = unit**2 * float((spreads * answers).sum() / (answers - 1).clip(0).sum())
    if within <= 0:
        raise SpecificationError(f"Every group answers alike in {figure!r}: there is nothing to shrink.")
    found = shrink(values, within / sizes)
    z = NormalDist().inv_cdf((1 + float(str(result.settings["conf_level"]))) / 2)
    ends = [(part.limits[0][j] * unit, part.limits[1][j] * unit) for part in parts]
    columns = {
        "n": answers,
        "raw": values,
        "raw_low": [low for low, _ in ends],
        "raw_high": [high for _, high in ends],
        "estimate": found.estimate,
        "std_error": found.std_error,
        "conf_low": found.estimate - z * found.std_error,
        "conf_high": found.estimate + z * found.std_error,
        "own": found.own,
    }
    return pd.DataFrame(columns, index=pd.Index(result.groups, name=str(result.settings["by"])))
