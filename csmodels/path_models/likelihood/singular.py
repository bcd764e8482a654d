"""Covariances of which no normal likelihood exists."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from csmodels.errors import DataError, some
from csmodels.numerics.batch import SINGULAR
from csmodels.numerics.covariance.likelihood import Sample
from csmodels.path_models.remarks import REPEATED

Array = NDArray[np.float64]
#: Items with a smaller part in the direction without variance have none but by rounding.
PART = 1e-6


def refuse_singular(items: tuple[str, ...], sample: Sample, groups: tuple[Any, ...]) -> None:
    """Refuse items that follow from others, by name: the discrepancy has log|S| in it.

    Raises
    ------
    DataError
    """
    sd = np.sqrt(np.diagonal(sample.cov[0], axis1=-2, axis2=-1))
    for g, corr in enumerate(sample.cov[0] / (sd[:, :, None] * sd[:, None, :])):
        values, vectors = np.linalg.eigh(corr)
        if not values[0] > SINGULAR:
            where = f" in group {groups[g]!r}" if groups else ""
            raise DataError(_why(items, corr, float(values[0]), vectors[:, 0], where))


def _why(items: tuple[str, ...], corr: Array, least: float, direction: Array, where: str) -> str:
    size = np.abs(np.triu(corr, 1))
    i, j = np.unravel_index(int(size.argmax()), size.shape)
    if size[i, j] > 1 - REPEATED:
        return (
            f"Items {items[i]!r} and {items[j]!r} have a correlation of {corr[i, j]:.0f}{where}: one repeats"
            " the other, and no likelihood exists of answers that follow from others. Leave one out."
        )
    if least < -SINGULAR:
        return (
            f"The moments of the items are no covariance matrix{where}: they come from different respondents."
            ' Use missing="listwise", or leave out items with many gaps.'
        )
    part = np.abs(direction)
    named = [item for item, each in zip(items, part.tolist(), strict=True) if each > PART * part.max()]
    return (
        f"The items {some(named, 8)} are linearly dependent{where}: one follows from the others, and no"
        " likelihood exists of such answers. Leave one of them out."
    )
