"""Attributes that some want and others want absent, seen in the counts of all."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from csmodels.kano.sample import Part
from csmodels.numerics.kano.counts import A, R
from csmodels.numerics.linearization import kish
from csmodels.numerics.simulation import wilson

#: Share of all respondents that both camps must surely exceed to be told: our convention.
CAMP = 0.10


def camps_table(part: Part, names: Sequence[str]) -> pd.DataFrame:
    """Shares of those who want an attribute (M, O, A) and of those who want it absent (R).

    Parameters
    ----------
    part : Part
        All respondents, or a group.
    names : sequence of str
        Attributes.

    Returns
    -------
    DataFrame
        By attribute: ``wanted``, ``unwanted``, and ``camps``, whether Wilson's lower limits of both exceed
        :data:`CAMP`. The limits rest on as many respondents as their weights are worth.
    """
    wanted, unwanted = part.estimate[:, : A + 1].sum(axis=1), part.estimate[:, R]
    n = (part.categories >= 0).sum(axis=0).astype(np.float64)
    if part.weights is not None:
        n = n * kish(part.weights)[0] / part.n
    low = [wilson(np.nan_to_num(each) * n, n, part.conf_level)[0] for each in (wanted, unwanted)]
    return pd.DataFrame(
        {"wanted": wanted, "unwanted": unwanted, "camps": (low[0] > CAMP) & (low[1] > CAMP)},
        index=pd.Index(list(names), name="attribute"),
    )
