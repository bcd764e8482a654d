"""From respondents to the moments of their groups; groups without a likelihood are told apart."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from csmodels.errors import DataError, some
from csmodels.numerics.moments import Moments
from csmodels.numerics.variation import Variation
from csmodels.path_models.likelihood import incomplete
from csmodels.path_models.model import PathModel
from csmodels.path_models.prepared import Prepared
from csmodels.sampling.options import Options
from csmodels.sampling.variations import GroupRows, estimate_and_variation
from csmodels.survey.groups import keep_groups

Array = NDArray[np.float64]

#: Items whose correlations have a smaller eigenvalue than this follow from each other.
DEPENDENT = 1e-10


def group_moments(prepared: Prepared, options: Options) -> tuple[list[Moments], list[Variation]]:
    """Moments of each group, and its resamples."""
    if prepared.moments is not None:
        m = prepared.moments
        mean = None if m.mean is None else m.mean[0]
        return [Moments._of(m.cov[0], mean, float(m.n[0]))], [Variation(options.conf_level)]
    found = []
    for rows in normalised(prepared.rows):
        n, p = rows.values.shape
        if n <= p:
            where = "" if rows.label is None else f" in group {rows.label!r}"
            raise DataError(
                f"{n} respondents{where} answered every one of the {p} items; maximum likelihood needs more"
                " respondents than items. Use fewer items, or PLS."
            )
        found.append(estimate_and_variation(rows, options, prepared.design, lambda values: values))
    return [moments for moments, _ in found], [variation for _, variation in found]


def regular(model: PathModel, prepared: Prepared, moments: list[Moments]) -> Prepared:
    """Tell groups apart in which items follow from each other; refused where no group is left."""
    rows: list[Array | None] = [group.values for group in prepared.rows] or [None]
    reasons = [_dependent(model, *each) for each in zip(moments, rows, strict=True)]
    failed = [why for why in reasons if why is not None]
    if not failed:
        return prepared
    if prepared.labels is None or prepared.answers is None:
        raise DataError(failed[0])
    if len(failed) == len(reasons):
        raise DataError(f"No group can be estimated; {prepared.labels[0]!r}: {failed[0]}")
    told = dict(zip(prepared.labels, reasons, strict=True))
    labels = tuple(label for label, why in told.items() if why is None)
    return replace(
        prepared,
        answers=keep_groups(prepared.answers, labels),
        rows=[rows for rows in prepared.rows if told[rows.label] is None],
        labels=labels,
        failed={**prepared.failed, **{label: why for label, why in told.items() if why is not None}},
    )


def _dependent(model: PathModel, moments: Moments, rows: Array | None) -> str | None:
    """Why moments have no likelihood: an item that follows from others; None where none does."""
    if (why := incomplete.no_moments(moments.cov, rows, model.items)) is not None:
        return why
    sd = np.sqrt(np.diag(moments.cov))
    values, vectors = np.linalg.eigh(moments.cov / np.multiply.outer(sd, sd))
    if values[0] > DEPENDENT:
        return None
    inside = np.flatnonzero(np.abs(vectors[:, 0]) > 0.01)
    return (
        f"The items {some([repr(model.items[i]) for i in inside.tolist()], 6)} are linearly dependent, so"
        " there is no likelihood. Leave one of them out."
    )


def normalised(groups: list[GroupRows]) -> list[GroupRows]:
    """Weights with mean 1 over all respondents, so that n is the number of respondents."""
    if groups[0].weights is None:
        return groups
    total = sum(float(rows.weights.sum()) for rows in groups if rows.weights is not None)
    n = sum(len(rows.values) for rows in groups)
    return [replace(rows, weights=rows.weights * (n / total)) for rows in groups if rows.weights is not None]
