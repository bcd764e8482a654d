"""How expectations change with each occasion: three models of updating, simulated and solved exactly."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from csmodels.errors import SpecificationError, check_whole, did_you_mean, some
from csmodels.numerics.updating import experience_covariance, steady_state
from csmodels.tables import FrozenMapping

if TYPE_CHECKING:
    from csmodels.disconfirmation.updating.result import UpdatingResult

Array = NDArray[np.float64]

#: Parameters that a model has besides those of all, with their defaults.
OWN: dict[str, dict[str, float]] = {
    "boulding": {
        "weight": 0.7,
        "should_mean": np.nan,
        "should_step": 0.5,
        "will_effect": 0.3,
        "should_effect": 0.2,
    },
    "rust": {"prior_variance": 1.0, "risk_aversion": 0.5},
    "kalman": {"prior_variance": 1.0, "risk_aversion": 0.0, "drift": 0.1},
}
_SHARES = ("weight", "should_step")
_NOT_NEGATIVE = ("prior_variance", "experience_variance", "risk_aversion", "drift")


@dataclass(frozen=True)
class ExpectationUpdating:
    """Customers who learn what to expect from what they experience.

    Use it in class, or to see what a model of satisfaction over repeated occasions (stays, contacts,
    purchases) implies: everything that has an answer in closed form is given exactly beside the simulation.

    Parameters
    ----------
    model : {"boulding", "rust", "kalman"}
    prior_mean : float
        What is expected before the first occasion, on the scale of the ratings.
    experience_variance : float
        Of single experiences around the quality of the service.
    prior_variance : float, optional
        How unsure customers are of the quality before the first occasion ("rust" and "kalman", 1).
    risk_aversion : float, optional
        r of the utility -exp(-r x) ("rust", 0.5; "kalman", 0).
    drift : float, optional
        Variance by which quality moves between two occasions ("kalman", 0.1).
    weight : float, optional
        Weight that the old expectation keeps, 0 to 1 ("boulding", 0.7).
    should_mean : float, optional
        What should happen, before the first occasion ("boulding", `prior_mean` + 1).
    should_step : float, optional
        Share of the distance by which an experience above it lifts it, 0 to 1 ("boulding", 0.5).
    will_effect, should_effect : float, optional
        How far perceptions are drawn towards what was expected, and pushed away from what should be
        ("boulding", 0.3 and 0.2).

    Raises
    ------
    SpecificationError
        An unknown model, a parameter that the model does not have, a negative variance, a weight outside
        0 to 1.

    Notes
    -----
    Before occasion t a customer expects W; the occasion brings the experience X, around the quality of the
    service.

    "boulding" (Boulding, Kalra, Staelin and Zeithaml 1993): W' = k W + (1 - k) X. Expectations of what should
    happen, S, rise with what exceeds them, S' = S + s max(X - S, 0). What is perceived is
    X + w (W - X) - v (S - X), so that both expectations act with opposite signs, and intentions follow
    perceptions. Published are the updating, the opposite signs and the effect on intentions; the equations
    here are the simplest with these properties and not confirmed from the paper, nor is the rule for S.

    "rust" (Rust, Inman, Jia and Zahorik 1999): the belief about quality is normal with variance P, and
    W' = W + K (X - W), K = P / (P + s²), P' = (1 - K) P, s² being `experience_variance`. The next occasion is
    judged by its predictive distribution under a concave utility; with -exp(-r x) it is worth
    W - r (P + s²) / 2 for certain. So an experience that merely meets expectations is not neutral: it raises
    this by r K P / 2, and one that falls short by r P / 2 leaves it as it was. Published are Bayesian
    updating, the predictive distribution and the concave utility; that both are of exactly this form is not
    confirmed from the paper.

    "kalman": quality itself moves between occasions, by a variance q: P' = (1 - K) P + q (Kalman 1960). The
    gain K does not fall to zero but to that of P² - q P - q s² = 0, where updating is exponential smoothing
    (Muth 1960): Boulding's rule with k = 1 - K.

    Examples
    --------
    >>> model = ExpectationUpdating("rust", prior_mean=7, prior_variance=1, experience_variance=1)
    >>> met = model.simulate(experiences=[7, 7, 7])
    >>> met.exact["intention"].round(4).tolist()
    [6.625, 6.6667, 6.6875]
    >>> float(met.exact["intention_before"].iloc[0]), met.exact["neutral"].round(4).tolist()
    (6.5, [-0.25, -0.125, -0.0833])
    """

    model: str = "boulding"
    prior_mean: float = 7.0
    experience_variance: float = 1.0
    prior_variance: float | None = None
    risk_aversion: float | None = None
    drift: float | None = None
    weight: float | None = None
    should_mean: float | None = None
    should_step: float | None = None
    will_effect: float | None = None
    should_effect: float | None = None

    def __post_init__(self) -> None:
        if self.model not in OWN:
            raise SpecificationError(
                f"model={self.model!r} is unknown.{did_you_mean(self.model, OWN)} Choose one of"
                f" {some(map(repr, OWN))}."
            )
        own = OWN[self.model]
        for name in dict.fromkeys(key for each in OWN.values() for key in each):
            given = getattr(self, name)
            if given is not None and name not in own:
                has = [model for model, each in OWN.items() if name in each]
                raise SpecificationError(
                    f"model={self.model!r} has no {name}; leave it out, or choose {some(map(repr, has))}."
                )
            if given is None and name in own:
                object.__setattr__(self, name, own[name] if name != "should_mean" else self.prior_mean + 1)
        for name in self.parameters:
            value = getattr(self, name)
            if isinstance(value, bool) or not isinstance(value, (int, float)) or not np.isfinite(value):
                raise SpecificationError(f"{name}={value!r} must be a number.")
            if name in _NOT_NEGATIVE and value < 0:
                raise SpecificationError(f"{name}={value!r} must not be negative.")
            if name in _SHARES and not 0 <= value <= 1:
                raise SpecificationError(f"{name}={value!r} must lie between 0 and 1.")

    @property
    def parameters(self) -> FrozenMapping[str, float]:
        """Parameters of this model by name."""
        shared = ("prior_mean", "prior_variance", "experience_variance")
        own = OWN[self.model]
        names = dict.fromkeys([n for n in shared if n in own or n != "prior_variance"] + list(own))
        return FrozenMapping({name: getattr(self, name) for name in names})

    @property
    def steady_state(self) -> pd.Series:
        """Variance of the belief before an occasion, weight of a new experience, after very many of them."""
        if self.model == "boulding":
            found = (np.nan, 1 - self._number("weight"))
        else:
            found = steady_state(self.experience_variance, self.drift or 0.0)
        return pd.Series(found, index=["uncertainty", "gain"], name="steady_state")

    def _number(self, name: str) -> float:
        return float(getattr(self, name))

    def simulate(
        self,
        n_occasions: int | None = None,
        *,
        experiences: ArrayLike | None = None,
        quality: float | ArrayLike | None = None,
        n_customers: int = 1000,
        seed: int = 0,
        conf_level: float = 0.95,
    ) -> UpdatingResult:
        """Follow customers over repeated occasions.

        Parameters
        ----------
        n_occasions : int, optional
            10 by default, or as many as `experiences` or `quality` have.
        experiences : array_like, shape (occasions,) or (customers, occasions), optional
            What happened; nothing is drawn then.
        quality : float or array_like of shape (occasions,), optional
            True quality, the same for all customers. Without it each customer's own is drawn: from the prior
            belief (and moving by `drift`) in "rust" and "kalman", where customers are right on average; it
            is `prior_mean` in "boulding".
        n_customers, seed : int
        conf_level : float
            Of the limits of simulated means.

        Returns
        -------
        UpdatingResult

        Raises
        ------
        SpecificationError
            Experiences and quality both given, numbers of occasions that contradict each other, missing or
            infinite values.
        """
        from csmodels.disconfirmation.updating.result import UpdatingResult

        check_whole("seed", seed)
        if not isinstance(conf_level, float) or not 0 < conf_level < 1:
            raise SpecificationError(f"conf_level={conf_level!r} must lie between 0 and 1, e.g. 0.95.")
        if experiences is not None and quality is not None:
            raise SpecificationError("experiences are what quality would produce; give one of them.")
        settings: dict[str, object] = {"model": self.model, **self.parameters}
        if experiences is not None:
            lived = np.atleast_2d(_numbers("experiences", experiences, 2))
            path = lived.mean(axis=0)
            spread = np.cov(lived.T).reshape(lived.shape[1], -1) if len(lived) > 1 else None
            given = True
        else:
            check_whole("n_customers", n_customers, 1)
            path = self._path(n_occasions, quality)
            lived, spread = self._drawn(path, quality is not None, n_customers, seed)
            given = False
        if n_occasions is not None and n_occasions != lived.shape[1]:
            raise SpecificationError(
                f"n_occasions={n_occasions!r}, but {lived.shape[1]} occasions are given; leave n_occasions"
                " out."
            )
        settings |= {"n_occasions": lived.shape[1], "n_customers": len(lived)}
        settings |= {} if given else {"seed": seed}
        settings["conf_level"] = conf_level
        return UpdatingResult(self, lived, path, spread, given, FrozenMapping(settings))

    def _path(self, n_occasions: int | None, quality: float | ArrayLike | None) -> Array:
        if quality is None or np.ndim(quality) == 0:
            n = 10 if n_occasions is None else n_occasions
            check_whole("n_occasions", n, 1)
            level = self.prior_mean if quality is None else float(_numbers("quality", quality, 0))
            return np.full(n, level)
        return _numbers("quality", quality, 1)

    def _drawn(self, path: Array, fixed: bool, customers: int, seed: int) -> tuple[Array, Array]:
        """Experiences, and their covariance over customers."""
        rng = np.random.default_rng(seed)
        n, noise = len(path), self.experience_variance
        level = np.broadcast_to(path, (customers, n))
        own, drift = 0.0, 0.0
        if not fixed and self.model != "boulding":
            own, drift = self._number("prior_variance"), self.drift or 0.0
            moves = rng.normal(size=(customers, n)) * np.sqrt(drift)
            moves[:, 0] = rng.normal(size=customers) * np.sqrt(own)
            level = level + moves.cumsum(axis=1)
        lived = level + rng.normal(size=(customers, n)) * np.sqrt(noise)
        return lived, experience_covariance(n, own, noise, drift)


def _numbers(name: str, given: ArrayLike, most: int) -> Array:
    """Numbers of at most so many dimensions."""
    try:
        found = np.asarray(given, dtype=np.float64)
    except (TypeError, ValueError):
        raise SpecificationError(f"{name} must be numbers, not {given!r}.") from None
    if found.ndim > most or found.size == 0:
        shape = "(occasions,) or (customers, occasions)" if most == 2 else "(occasions,)"
        raise SpecificationError(f"{name} has shape {found.shape}; give one of shape {shape}.")
    bad = np.argwhere(~np.isfinite(np.atleast_1d(found)))
    if len(bad):
        raise SpecificationError(
            f"{name} has {len(bad)} missing or infinite values, the first at position"
            f" {tuple(int(i) for i in bad[0])}; an occasion without an experience is left out of the row."
        )
    return found
