"""What an exactly linear world would show of the asymmetries in a path model."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from csmodels.numerics.moments import Moments
from csmodels.numerics.three_factor.columns import Layout, extended
from csmodels.numerics.three_factor.impact import impact, linear_null
from csmodels.path_models.likelihood.result import CovarianceResult
from csmodels.path_models.result import PathResult
from csmodels.three_factor.penalty_reward.codes import Coding

Array = NDArray[np.float64]


def has_linear(path: PathResult | CovarianceResult, outcome: str, n_attributes: int) -> bool:
    """Whether the linear world can be projected: paths are then regressions of the scores, up to one factor.

    Those of PLS are. Consistent PLS divides by a reliability, which asymmetry does not feel as long as no
    other predictor is measured with error. Rules that use incomplete answers have no complete scores.
    """
    if not isinstance(path, PathResult) or path.settings["missing"] != "listwise":
        return False
    predictors = path.model.structure[outcome]
    # there are no scores of products, nor of correlations without means
    if path.estimates.moments.mean is None or not set(predictors) <= set(path.model.constructs):
        return False
    return path.settings["estimator"] == "pls" or len(predictors) == 2 * n_attributes


def linear_asymmetry(
    path: PathResult | CovarianceResult,
    outcome: str,
    names: Sequence[str],
    ratings: Array,
    coding: Coding,
) -> list[Array]:
    """Impact asymmetry that a linear world would show, of each group of the path model.

    Parameters
    ----------
    path : PathResult or CovarianceResult
    outcome : str
        The construct.
    names : sequence of str
        Attributes.
    ratings : array, shape (rows of the data, J)
    coding : Coding

    Returns
    -------
    list of array, shape (J,)
        Missing where the world cannot be projected; see `has_linear`.

    Notes
    -----
    Scores of the outcome are regressed on the ratings and the scores of its other predictors, and the fitted
    values on the dummies and those scores (:func:`csmodels.numerics.three_factor.impact.linear_null`). The
    weights of the items are those of the path model with the dummies.
    """
    j = len(names)
    if not has_linear(path, outcome, j):
        return [np.full(j, np.nan)] * max(1, len(path.groups))
    assert isinstance(path, PathResult)
    assert path.answers is not None
    answers = path.answers
    dummies = {f"{end}_{name}" for end in ("low", "high") for name in names}
    others = [each for each in path.model.structure[outcome] if each not in dummies]
    scores = path.scores().to_numpy()[answers.rows]
    at = {name: i for i, name in enumerate(path.model.constructs)}
    controls = scores[:, [at[name] for name in others]]
    rows = extended(ratings[answers.rows], controls, scores[:, at[outcome]], coding.low, coding.high)
    found = []
    for label in path.groups or (None,):
        mine = np.ones(len(rows), dtype=bool)
        if label is not None:
            assert answers.group_codes is not None
            mine = answers.group_codes == list(answers.group_names).index(label)
        weights = None if answers.weights is None else answers.weights[mine]
        moments = Moments.from_rows(rows[mine], weights)
        found.append(impact(*linear_null(moments, Layout(j, len(others)))).ia)
    return found
