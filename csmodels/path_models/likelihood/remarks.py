"""What the reader of a covariance model must know."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from csmodels.errors import some
from csmodels.numerics.moments import Moments
from csmodels.path_models.likelihood.parameters import ParameterTable
from csmodels.survey import SurveyData
from csmodels.tables.notices import Notice

if TYPE_CHECKING:
    from csmodels.path_models.likelihood.result import CovarianceResult

Array = NDArray[np.float64]


def not_identified(table: ParameterTable, directions: Array) -> str:
    """Which parameters cannot be told apart, and what to do."""
    size = np.abs(directions).max(axis=1)
    inside = set(np.flatnonzero(size > 0.05 * size.max()).tolist())
    named = [f"{p.lhs} {p.op} {p.rhs}".strip() for p in table.parameters if p.index in inside and not p.group]
    return (
        f"The model is not identified: {some(named, 6)} can change together without changing what the"
        " model says about the answers. Give each construct at least three items (two, where it is joined to"
        " others), fix a parameter, or leave out a covariance."
    )


def notices_of(result: CovarianceResult, data: SurveyData | pd.DataFrame | Moments) -> list[Notice]:
    """Everything that must be said about a fit."""
    return []
