"""Is an attribute's asymmetry more than an exactly linear world would show?

`calibrate` is called by the result, once for each group. What a linear world is depends on the fit:

- least squares, null="continuous": satisfaction itself is linear in the ratings;
- least squares, null="bounded": what lies behind its few ordered answers is (an ordered probit model), and a
  ceiling is not mistaken for asymmetry;
- ordered model: its index is linear in the ratings;
- mixed model: satisfaction is linear in the ratings, with the same random effects.

The statistic is IA - IA0; its size and power in six designs: ``benchmarks/coverage_linear_null.py``.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from csmodels.errors import DataError, SpecificationError
from csmodels.numerics.draws import Design, GivenWeights
from csmodels.numerics.intervals import Uncertainty
from csmodels.numerics.three_factor.impact import impact
from csmodels.numerics.three_factor.linear_null import covariance, excess, reach, replicated
from csmodels.numerics.three_factor.linear_worlds import (
    ERRORS,
    World,
    bounded_world,
    linear_world,
    mixed_covariance,
    ordered_world,
)
from csmodels.numerics.variation import Replicates
from csmodels.tables.notices import Group, Notice, notice

if TYPE_CHECKING:
    import pandas as pd

    from csmodels.three_factor.penalty_reward.sample import Part

Array = NDArray[np.float64]

#: What is linear in the ratings: satisfaction itself, or what lies behind its answers.
NULLS = ("continuous", "bounded")
#: Different answers of satisfaction beyond which they are no ordered categories.
MOST = 12
#: Share of answers at one end of the scale from which a ceiling is spoken of. A convention.
CEILING = 0.2
#: Errors of a fit that follow the survey's units.
BY_UNITS = ("linearized", "cluster", "bootstrap", "replicates")


@dataclass(frozen=True, eq=False)
class Calibration:
    """An attribute's asymmetry against a linear world; all of shape (J,) but `draws`.

    Attributes
    ----------
    null_penalty, null_reward : array
        Coefficients that the linear world implies, in the units of the estimator.
    ia_linear : array
        Impact asymmetry of that world; missing where it gives an attribute no effect of the right sign.
    excess : array
        IA - ia_linear.
    excess_error : array
        Standard error of it in the linear world.
    p_value : array
        Two-sided, of IA = ia_linear.
    p_contrast : array
        Two-sided, of reward + penalty = those of the linear world; in closed form.
    draws : array, shape (n_draws, J)
        The excess, drawn in the linear world; empty where there is no test.
    """

    null_penalty: Array
    null_reward: Array
    ia_linear: Array
    excess: Array
    excess_error: Array
    p_value: Array
    p_contrast: Array
    draws: Array

    def reach(self, alpha: float) -> Array:
        """The largest excess that the test does not reject; see `numerics.three_factor.linear_null.reach`."""
        return reach(self.draws, alpha)

    def excess_uncertainty(self, alpha: float) -> Uncertainty:
        """Error of the excess in this linear world, and limits that agree with the test.

        The limits are the estimate less and plus the largest excess that the test does not reject, within
        what an asymmetry from -1 to 1 leaves: they hold 0 exactly where the test does not reject.
        """
        far = self.reach(alpha)
        with np.errstate(invalid="ignore"):
            low = np.maximum(self.excess - far, -1.0 - self.ia_linear)
            high = np.minimum(self.excess + far, 1.0 - self.ia_linear)
        return Uncertainty(self.excess, self.excess_error, low, high, self.p_value)


def calibrate(
    part: Part,
    *,
    estimator: str = "ols",
    link: str = "logit",
    outcome: str = "continuous",
    errors: str = "HC3",
    design: Design | None = None,
    where: NDArray[np.intp] | None = None,
    n_draws: int = 1999,
    seed: int = 0,
) -> Calibration:
    """Test each attribute of one group against the linear world.

    Parameters
    ----------
    part : Part
        Of one group.
    estimator : {"ols", "ordinal", "mixed"}
    link : {"logit", "probit"}
        Of the ordered model.
    outcome : {"continuous", "bounded"}
        With "ols": whether satisfaction itself or what lies behind its few ordered answers is linear.
    errors : str
        Those of the fit. "classical" and "ml" draw errors of one variance, "HC0" to "HC3" each respondent's
        own; "linearized", "cluster" and "bootstrap" add up shares within the survey's units where there are
        some; "replicates" reweights shares by the replicate weights.
    design : Design, optional
        Strata and clusters of the survey.
    where : array of int, optional
        Which rows of the survey the rows of `part` are; needed with `design`.
    n_draws, seed : int

    Returns
    -------
    Calibration

    Raises
    ------
    DataError
        "bounded" with more than 12 different answers, or with answers that the ratings separate completely.

    Notes
    -----
    Ratings and implied coefficients are held, departures of the estimated from the implied coefficients are
    drawn from Student's t with the covariance that they have in the linear world; see
    :mod:`csmodels.numerics.three_factor.linear_null`. A mixed model with random slopes has no test yet.
    """
    stream = 0 if part.label is None else zlib.crc32(str(part.label).encode())
    if estimator == "mixed":
        implied, spread, df = _mixed(part)
    else:
        world = _world(part, estimator, link, outcome, errors)
        implied, df = world.implied, world.df
        spread = _covariance(part, world, errors, design, where)
        if design is not None and errors in BY_UNITS:
            df = float(design.df)
    estimated = np.stack([part.penalty, part.reward])
    if spread is None:
        return _untested(estimated, implied)
    found = excess(estimated, implied, spread, df, n_draws, seed, stream)
    return Calibration(
        implied[0], implied[1], found.ia_linear, found.excess, found.std_error, found.p_value,
        found.p_contrast, found.draws,
    )  # fmt: skip


def implied(part: Part, estimator: str, link: str, outcome: str) -> Array:
    """Penalties and rewards that the linear world of a fit implies, shape (2, J); without a test.

    Parameters
    ----------
    part : Part
    estimator, link, outcome : str
        As for :func:`calibrate`.

    Raises
    ------
    DataError
        As by :func:`calibrate`.
    """
    if part.has_null and (estimator == "mixed" or outcome == "continuous"):
        return np.stack([part.null_penalty, part.null_reward])
    return _world(part, estimator, link, outcome, "HC3").implied


def linear_worlds(
    part: Part,
    names: tuple[str, ...],
    estimator: str,
    errors: str,
    design: Design | None,
    n_draws: int,
    seed: int,
) -> pd.DataFrame:
    """Both linear worlds of a fit by least squares; see `PenaltyRewardResult.linear_worlds`."""
    import pandas as pd

    if estimator != "ols":
        raise SpecificationError(
            f"linear_worlds() compares two nulls of least squares; estimator={estimator!r} has one of its"
            " own, in result.asymmetry."
        )
    tables = []
    for null in NULLS:
        found = calibrate(
            part, outcome=null, errors=errors, design=design, where=part.where, n_draws=n_draws, seed=seed
        )
        columns = {
            "ia": part.impact.ia,
            "ia_linear": found.ia_linear,
            "ia_excess": found.excess,
            "ia_excess_std_error": found.excess_error,
            "p_value": found.p_value,
            "p_contrast": found.p_contrast,
        }
        index = pd.MultiIndex.from_product([names, [null]], names=["attribute", "null"])
        tables.append(pd.DataFrame(columns, index=index))
    order = [(name, null) for name in names for null in NULLS]
    return pd.concat(tables).loc[order]


def check_outcome(part: Part, outcome: str) -> None:
    """Refuse null="bounded" where satisfaction has no few ordered answers.

    Raises
    ------
    DataError
    """
    levels = len(np.unique(part.rows[:, part.layout.outcome]))
    if outcome == "bounded" and levels > MOST:
        raise DataError(
            f'Overall satisfaction has {levels} different values; null="bounded" is for few ordered answers'
            f' (up to {MOST}), and for one question. Use null="continuous".'
        )


def remarks(part: Part, estimator: str, outcome: str, group: Group | None = None) -> list[Notice]:
    """Say where many answers lie at an end of the scale, and the null knows no ends.

    Parameters
    ----------
    part : Part
    estimator, outcome : str
        As for :func:`calibrate`.
    group : Group, optional
        Of ``by=``.
    """
    y = part.rows[:, part.layout.outcome]
    if estimator == "ordinal" or outcome == "bounded" or len(np.unique(y)) > MOST:
        return []
    shares = [float(np.average(y == end, weights=part.weights)) for end in (y.min(), y.max())]
    if max(shares) < CEILING:
        return []
    end = (y.min(), y.max())[int(np.argmax(shares))]
    told: dict[str, Any] = {"share": f"{100 * max(shares):.0f} %", "answer": f"{end:g}", "group": group or ""}
    return [notice("three_ceiling", **told)]


def _world(part: Part, estimator: str, link: str, outcome: str, errors: str) -> World:
    check_outcome(part, outcome)
    try:
        if estimator == "ordinal":
            return ordered_world(part.rows, part.layout, link, part.weights)
        if outcome == "bounded":
            return bounded_world(part.rows, part.layout, part.weights)
    except ValueError as problem:
        raise DataError(
            "The linear ordered model of overall satisfaction has no estimate: perhaps the ratings separate"
            ' its answers completely. Use null="continuous", or join rare answers.'
        ) from problem
    # one variance for all is that of maximum likelihood; else a residual is enlarged by its leverage, before
    # it is added to others of its unit too
    known = {"ml": "classical", **dict.fromkeys(BY_UNITS, "HC3")}.get(errors, errors)
    if known not in ERRORS:
        raise SpecificationError(f"errors={errors!r} is unknown.")
    return linear_world(part.rows, part.layout, part.weights, known)


def _covariance(
    part: Part, world: World, errors: str, design: Design | None, where: NDArray[np.intp] | None
) -> Array:
    """Of estimated less implied coefficients, as the fit takes its errors."""
    variation = part.variation
    if errors == "replicates" and isinstance(variation, Replicates):
        assert isinstance(variation.draws, GivenWeights)  # a survey's own
        own = np.ones(part.n) if part.weights is None else part.weights
        return replicated(world.shares, own, variation.draws.weights, variation.scales)
    if errors in BY_UNITS and design is not None:
        return covariance(world.shares, design, where)
    return covariance(world.shares)


def _mixed(part: Part) -> tuple[Array, Array | None, float]:
    implied = np.stack([part.null_penalty, part.null_reward])
    at = [i for i, (kind, _, _) in enumerate(part.others.names) if kind == "variance"]
    variances = part.others.values.estimate[at]
    if len(variances) != 2 or part.members is None:
        return implied, None, np.inf
    relative: Array = np.array([[variances[0] / variances[1]]])
    one = np.ones((part.n, 1))
    spread = mixed_covariance(part.rows, part.layout, one, part.members, relative, float(variances[1]))
    return implied, spread, np.inf


def _untested(estimated: Array, implied: Array) -> Calibration:
    linear = impact(*implied).ia
    nothing = np.full(len(linear), np.nan)
    return Calibration(
        implied[0], implied[1], linear, impact(*estimated).ia - linear, nothing, nothing, nothing,
        np.empty((0, len(linear))),
    )  # fmt: skip
