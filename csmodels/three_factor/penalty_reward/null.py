"""Is an attribute's asymmetry more than an exactly linear world would show?

`calibrate(part, asked)` is what the result calls, once for each group; everything is computed at the first call and costs
milliseconds.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Calibration:
    """What `result.asymmetry` takes; all of shape (J,) but `draws`.

    Attributes
    ----------
    null_penalty, null_reward : array
        Coefficients that an exactly linear world implies, in the units of the estimator.
    ia_linear : array
        Impact asymmetry of that world.
    excess : array
        IA - ia_linear.
    excess_error : array
        Standard error of it in the linear world.
    p_value : array
        Two-sided, of IA = ia_linear.
    p_contrast : array
        Two-sided, of reward + penalty = those of the linear world; closed form.
    draws : array, shape (n_draws, J)
        The excess, drawn in the linear world.
    """

    null_penalty: Array
    null_reward: Array
    ia_linear: Array
    excess: Array
    excess_error: Array
    p_value: Array
    p_contrast: Array
    draws: Array


def calibrate(
    part: Any,
    *,
    estimator: str = "ols",
    link: str = "logit",
    outcome: str = "continuous",
    errors: str = "HC3",
    design: Any = None,
    where: NDArray[np.intp] | None = None,
    n_draws: int = 1999,
    seed: int = 0,
) -> Calibration:
    """Test each attribute of one group against the linear world.

    Parameters
    ----------
    part : Part
        Of one group: `rows`, `weights`, `layout`, `penalty`, `reward`, `variation`, `label`, and the members
        `penalty_draws, reward_draws, null_penalty_draws, null_reward_draws`, which are looked at under
        errors="replicates" alone.
    estimator : {"ols", "ordinal", "mixed"}
    link : {"logit", "probit"}
        Of the ordered model.
    outcome : {"continuous", "bounded"}
        With "ols": whether overall satisfaction itself (continuous) or what lies behind its few
        ordered answers (bounded) is linear.
    errors : str
        Those of the fit: "classical" draws errors of one variance, "HC0" to "HC3" each row's own.
    design : Design, optional
        Strata and clusters of the survey (`SurveyDesign.units`).
    where : array of int, optional
        Which rows of the survey the rows of `part` are; needed with `design`.
    n_draws, seed : int
    """
    raise NotImplementedError
