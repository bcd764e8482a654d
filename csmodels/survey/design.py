"""The sampling design that a survey declares, as arrays for the standard errors."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from csmodels.errors import SpecificationError
from csmodels.numerics.draws import Design, GivenWeights, make_design
from csmodels.survey.columns import naming_file, to_floats
from csmodels.survey.data import SurveyData
from csmodels.survey.design_checks import REPLICATE_METHODS


@dataclass(frozen=True, eq=False)
class SurveyDesign:
    """Units and strata of all rows of a survey, and its replicate weights.

    Attributes
    ----------
    units : Design, optional
        Where strata or clusters are declared.
    replicates : array, shape (replicates, rows), optional
    scales : array, shape (replicates,), optional
        Factor of each replicate's squared distance from the estimate.
    """

    units: Design | None
    replicates: npt.NDArray[np.float64] | None = None
    scales: npt.NDArray[np.float64] | None = None

    def replicate_draws(self, rows: npt.NDArray[np.intp]) -> GivenWeights:
        """Replicate weights of some rows."""
        assert self.replicates is not None  # asked for only where there are some
        return GivenWeights(np.ascontiguousarray(self.replicates[:, rows]))


def read_design(data: object) -> SurveyDesign | None:
    """The design of a survey; None for a plain DataFrame or a survey of independent respondents.

    Raises
    ------
    SpecificationError
        A stratum with one unit only.
    """
    if not isinstance(data, SurveyData):
        return None
    if not (data.strata or data.clusters or data.replicate_weights):
        return None
    frame = data._frame
    strata, names = (None, None) if data.strata is None else _codes(frame[data.strata])
    clusters = None if data.clusters is None else _codes(frame[data.clusters])[0]
    with naming_file(data.source):
        units = make_design(len(frame), strata, clusters, names)
        if not data.replicate_weights:
            return SurveyDesign(units)
        replicates = np.stack([to_floats(frame[name]) for name in data.replicate_weights])
        r = len(replicates)
        if r < 2:
            raise SpecificationError("One replicate weight gives no standard error; declare all of them.")
    scales = data.replicate_scales or (REPLICATE_METHODS[data.replicate_method](r),)
    return SurveyDesign(units, replicates, np.broadcast_to(np.array(scales), r))


def _codes(column: pd.Series[Any]) -> tuple[npt.NDArray[np.intp], list[object]]:
    codes, labels = pd.factorize(column, sort=True)
    return codes.astype(np.intp), list(labels)
