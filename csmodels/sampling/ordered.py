"""An ordered model of few categories of an outcome, and what it cannot be fitted to."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from csmodels.errors import DataError, SpecificationError
from csmodels.numerics.ordered import Ordered, fit_ordered

Array = NDArray[np.float64]

#: Categories of an outcome beyond which least squares is the model.
MOST = 12


def ordered(
    table: Array, weights: Array | None, link: str, estimator: str | None = None
) -> tuple[Ordered, Array]:
    """Fit an ordered logit or probit model.

    Parameters
    ----------
    table : array, shape (n, k + 1)
        Predictors, then the outcome.
    weights : array, shape (n,), optional
        Refused where they are given.
    link : {"logit", "probit"}
    estimator : str, optional
        The word by which the user asked, for messages; by default the link.

    Returns
    -------
    Ordered
    array, shape (m,)
        The categories of the outcome, lowest first.

    Raises
    ------
    SpecificationError
        Survey weights.
    DataError
        More than 12 categories; categories that the predictors separate.

    Examples
    --------
    >>> rows = np.array([[0.0, 1.0], [0, 2], [0, 2], [1, 1], [1, 2], [1, 2], [1, 2]])
    >>> model, categories = ordered(rows, None, "logit")
    >>> model.coef.round(3).tolist(), categories.tolist()
    ([0.405], [1.0, 2.0])
    """
    word = estimator or link
    if weights is not None:
        raise SpecificationError(
            f'estimator={word!r} does not know survey weights; fit estimator="ols", or leave them out:'
            " cs.SurveyData(frame)."
        )
    levels, codes = np.unique(table[:, -1], return_inverse=True)
    if len(levels) > MOST:
        raise DataError(
            f"The outcome has {len(levels)} different values; estimator={word!r} is for few ordered"
            ' categories. Use estimator="ols".'
        )
    found = fit_ordered(table[:, :-1], codes, link)
    if not found.converged:
        raise DataError(
            f"The ordered {link} model did not converge: perhaps the answers separate the categories of the"
            ' outcome completely. Use estimator="ols", or join rare categories.'
        )
    return found, levels
