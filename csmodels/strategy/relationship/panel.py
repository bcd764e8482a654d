"""Pairs of states of the same respondents in two waves that follow each other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from csmodels.errors import DataError, SpecificationError, some
from csmodels.strategy.relationship.reading import column_of, table_of
from csmodels.survey import SurveyData

BEFORE, NOW = "state before", "state now"


def pairs_of(
    data: SurveyData | pd.DataFrame, state: str, key: str, wave: str, waves: Sequence[Any] | None,
    absent: str | None, by: str | None,
) -> tuple[SurveyData, dict[str, Any]]:  # fmt: skip
    """One row for each respondent and pair of waves, with weight and design of the first of the two.

    Raises
    ------
    SpecificationError
        Fewer than two waves, unknown ones.
    DataError
        Columns that are absent, a respondent twice in one wave, nobody in two waves.
    """
    frame = table_of(data)
    for name, option in ((state, "state"), (key, "key"), (wave, "wave")):
        column_of(frame, name, option)
    if by is not None:
        column_of(frame, by, "by")
    present = sorted(frame[wave].dropna().unique())
    order = list(present if waves is None else waves)
    unknown = [each for each in order if each not in present]
    if unknown or len(order) < 2 or len(set(order)) < len(order):
        raise SpecificationError(
            f"waves={order!r} must name two waves or more of {wave!r}, in time order; there are"
            f" {some(map(repr, present))}."
        )
    frame = frame[frame[wave].isin(order) & frame[key].notna()]
    twice = frame.duplicated([key, wave])
    if twice.any():
        raise DataError(
            f"{some(map(repr, frame.loc[twice, key].unique()))} of {key!r} stand twice in one wave; keep one"
            " row for each respondent and wave."
        )
    at = frame[wave].map({name: i for i, name in enumerate(order)}).to_numpy()
    states = pd.Series(frame[state].to_numpy(dtype=object), index=pd.MultiIndex.from_arrays([frame[key], at]))
    following = pd.MultiIndex.from_arrays([frame[key], at + 1])
    later = states.reindex(following).to_numpy(dtype=object)
    here = following.isin(states.index)
    if absent is not None:
        later = np.where(here, later, absent)
    kept = (at < len(order) - 1) & (here | (absent is not None))
    if not (here & (at < len(order) - 1)).any():
        raise DataError(f"Nobody of {key!r} answered in two waves that follow each other.")
    out = frame.loc[kept].copy()
    out[BEFORE] = out[state].to_numpy(dtype=object)
    out[NOW] = later[kept]
    out = out.reset_index(drop=True)
    survey = data if isinstance(data, SurveyData) else None
    # several moves of one person are not independent
    repeated = bool(out[key].duplicated().any())
    declared = None if survey is None else survey.clusters
    clusters = declared or (key if repeated else None)
    more: dict[str, Any] = {}
    if survey is not None and survey.replicate_weights:
        more = {
            "replicate_weights": survey.replicate_weights,
            "replicate_method": survey.replicate_method,
            "replicate_scales": survey.replicate_scales,
        }
    made = SurveyData(
        out,
        weights=None if survey is None else survey.weights,
        strata=None if survey is None else survey.strata,
        clusters=clusters,
        **more,
    )
    lost = int(((at < len(order) - 1) & ~here).sum())
    told = {"key": key, "wave": wave, "waves": ", ".join(map(str, order)), "n_not_followed": lost}
    return made, told
