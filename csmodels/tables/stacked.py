"""Tables under each other, made as one: pandas takes longer to join small tables than most models to fit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray


def stacked(parts: Sequence[Mapping[str, NDArray[Any]]], outer: pd.Index, inner: pd.Index) -> pd.DataFrame:
    """Return tables with the same columns and index under each other; `pandas.concat` with keys, faster.

    Parameters
    ----------
    parts : sequence of mapping
        The columns of each table, arrays with one value per label of `inner`.
    outer : Index
        One label per table, each different.
    inner : Index
        The index of every table; each label of a plain index different.

    Returns
    -------
    DataFrame
        The levels of `outer`, then those of `inner`.

    Raises
    ------
    ValueError
        Labels repeat, or arrays and indices differ in length.

    Examples
    --------
    >>> import numpy as np
    >>> parts = [{"share": np.array([0.2, 0.8])}, {"share": np.array([0.5, 0.5])}]
    >>> stacked(parts, pd.Index(["a", "b"], name="group"), pd.Index([1, 2], name="segment"))["share"].tolist()
    [0.2, 0.8, 0.5, 0.5]
    """
    columns = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    return pd.DataFrame(columns, index=_crossed(outer, inner))


def _crossed(outer: pd.Index, inner: pd.Index) -> pd.MultiIndex:
    """Every label of one index beside every label of the other, whose levels keep their order."""
    (slow, slow_codes), (fast, fast_codes) = (_levels(each) for each in (outer, inner))
    levels: list[Any] = [*slow, *fast]
    codes: list[Any] = [
        *(np.repeat(each, len(inner)) for each in slow_codes),
        *(np.tile(each, len(outer)) for each in fast_codes),
    ]
    return pd.MultiIndex(levels=levels, codes=codes, names=[*outer.names, *inner.names])


def _levels(index: pd.Index) -> tuple[list[pd.Index], list[NDArray[Any]]]:
    if isinstance(index, pd.MultiIndex):
        return list(index.levels), list(index.codes)
    return [index], [np.arange(len(index))]
