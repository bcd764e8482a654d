"""What `ExpectationUpdating.simulate` gives back: every occasion, the mean course, the exact answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from csmodels.numerics.updating import (
    certainty_equivalent,
    gains,
    geometric_weights,
    normal_weights,
    ratcheted,
    updated,
)
from csmodels.tables import frozen_frame
from csmodels.tables.result import Tabled
from csmodels.tables.summary import Summary

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from csmodels.disconfirmation.updating.model import ExpectationUpdating

Array = NDArray[np.float64]


@dataclass(frozen=True, repr=False, eq=False)
class UpdatingResult(Tabled):
    """Customers followed over repeated occasions; made by `ExpectationUpdating.simulate`.

    Attributes
    ----------
    model : ExpectationUpdating
    experiences : array, shape (customers, occasions)
    mean_experience : array, shape (occasions,)
        Expected over customers.
    covariance : array, shape (occasions, occasions), or None
        Of experiences over customers; None of a single one.
    given : bool
        The experiences were given and not drawn.
    occasions, course, exact : DataFrame
    settings : mapping
    """

    model: ExpectationUpdating
    experiences: Array
    mean_experience: Array
    covariance: Array | None
    given: bool
    settings: Mapping[str, object]

    @property
    def _bayes(self) -> bool:
        return self.model.model != "boulding"

    def _gains(self) -> tuple[Array, Array]:
        """Variance and gain by recursion; Boulding's customers hold no variance."""
        n = self.experiences.shape[1]
        if not self._bayes:
            return np.full(n + 1, np.nan), np.full(n, 1 - self.model._number("weight"))
        prior = self.model._number("prior_variance")
        return gains(n, prior, self.model.experience_variance, self.model.drift or 0.0)

    @frozen_frame
    def occasions(self) -> pd.DataFrame:
        """One row per customer and occasion.

        Columns ``performance`` (the experience), ``expectation`` (before it), ``should_expectation``
        ("boulding"), ``perceived``, ``disconfirmation`` (perceived - expectation), ``uncertainty`` (variance
        of the belief before the occasion; "rust", "kalman"), ``gain`` (weight of the experience),
        ``intention`` (afterwards: what is perceived; in "rust" and "kalman" the certainty equivalent of the
        next occasion).
        """
        lived = self.experiences
        customers, n = lived.shape
        beliefs = updated(lived, self.model.prior_mean, *self._gains())
        before, after = beliefs.mean[:, :-1], beliefs.mean[:, 1:]
        columns = {"performance": lived, "expectation": before}
        if self._bayes:
            columns["perceived"] = lived
            columns["disconfirmation"] = lived - before
            columns["uncertainty"] = np.broadcast_to(beliefs.variance[:-1], lived.shape)
            columns["gain"] = np.broadcast_to(beliefs.gain, lived.shape)
            columns["intention"] = self._worth(after, beliefs.variance[1:])
        else:
            m = self.model
            should = ratcheted(lived, m._number("should_mean"), m._number("should_step"))[:, :-1]
            perceived = self._perceived(lived, before, should)
            columns["should_expectation"] = should
            columns["perceived"] = perceived
            columns["disconfirmation"] = perceived - before
            columns["gain"] = np.broadcast_to(beliefs.gain, lived.shape)
            columns["intention"] = perceived
        index = pd.MultiIndex.from_product(
            [range(1, customers + 1), range(1, n + 1)], names=["customer", "occasion"]
        )
        return pd.DataFrame({name: values.ravel() for name, values in columns.items()}, index=index)

    def _perceived(self, lived: Array, will: Array, should: Array) -> Array:
        pull, push = self.model._number("will_effect"), self.model._number("should_effect")
        found: Array = lived + pull * (will - lived) - push * (should - lived)
        return found

    def _worth(self, mean: Array, variance: Array) -> Array:
        """Certainty equivalent of an occasion, by its predictive distribution."""
        total = variance + self.model.experience_variance
        return certainty_equivalent(mean, total, self.model._number("risk_aversion"))

    @frozen_frame
    def exact(self) -> pd.DataFrame:
        """What is known without simulation, one row per occasion; means over customers.

        Columns ``performance``, ``expectation`` (before the occasion), ``expectation_sd`` (over customers),
        ``expectation_after``, ``perceived``, ``disconfirmation``, ``gain``, ``intention_before``,
        ``intention``; in "rust" and "kalman" also ``uncertainty``, ``uncertainty_after`` and ``neutral``, the
        disconfirmation that leaves the intention as it was; in "boulding" ``should_expectation``. Missing
        where there is no closed form: standards that rise by part of a random distance, and what depends
        on them. Where the experiences were given nothing is random, and nothing missing.
        """
        n, m = len(self.mean_experience), self.model
        variance, gain = None, np.full(n, np.nan)
        if self._bayes:
            prior = m._number("prior_variance")
            weights, variance = normal_weights(n, prior, m.experience_variance, m.drift or 0.0)
            gain = np.diag(weights[1:])
        else:
            weights = geometric_weights(n, m._number("weight"))
            gain = np.full(n, 1 - m._number("weight"))
        mean = (1 - weights.sum(axis=1)) * m.prior_mean + weights @ self.mean_experience
        before, after = mean[:-1], mean[1:]
        columns = {"performance": self.mean_experience, "expectation": before}
        columns["expectation_sd"] = self._spread(weights)[:-1]
        columns["expectation_after"] = after
        if variance is not None:
            columns["perceived"] = self.mean_experience
            columns["disconfirmation"] = self.mean_experience - before
            columns["uncertainty"], columns["uncertainty_after"] = variance[:-1], variance[1:]
            columns["gain"] = gain
            worth = self._worth(mean, variance)
            columns["intention_before"], columns["intention"] = worth[:-1], worth[1:]
            fall = m._number("risk_aversion") * (variance[:-1] - variance[1:]) / 2
            with np.errstate(invalid="ignore", divide="ignore"):
                columns["neutral"] = np.where(gain > 0, 0.0 - fall / gain, np.nan)
        else:
            should = self._should()
            perceived = self._perceived(self.mean_experience, before, should)
            columns["should_expectation"] = should
            columns["perceived"] = perceived
            columns["disconfirmation"] = perceived - before
            columns["gain"] = gain
            columns["intention"] = perceived
        return pd.DataFrame(columns, index=pd.RangeIndex(1, n + 1, name="occasion"))

    def _spread(self, weights: Array) -> Array:
        if self.covariance is None:
            return np.full(len(weights), np.nan)
        found: Array = np.sqrt(np.maximum(((weights @ self.covariance) * weights).sum(axis=1), 0.0))
        return found

    def _should(self) -> Array:
        """Mean standard before each occasion, where it has a closed form."""
        m = self.model
        start, step = m._number("should_mean"), m._number("should_step")
        n = len(self.mean_experience)
        if step == 0:
            return np.full(n, start)
        if self.given or m.experience_variance == 0:
            # no experience is random: every path is known, and the mean over customers with it
            found: Array = ratcheted(self.experiences, start, step)[:, :-1].mean(axis=0)
            return found
        return np.where(np.arange(n) == 0, start, np.nan)

    @frozen_frame
    def course(self) -> pd.DataFrame:
        """Means over customers, occasion by occasion, beside the exact ones.

        Index ``quantity`` and ``occasion``; columns ``estimate``, ``std_error``, ``conf_low``, ``conf_high``
        (of the simulated mean; missing for a single customer) and ``exact``.
        """
        from scipy.special import ndtri

        frame, exact = self.occasions, self.exact
        customers, n = self.experiences.shape
        half = float(ndtri((1 + float(str(self.settings["conf_level"]))) / 2))
        parts = {}
        for name in frame.columns:
            values = frame[name].to_numpy().reshape(customers, n)
            mean = values.mean(axis=0)
            error = np.full(n, np.nan)
            if customers > 1 and not self.given:
                error = values.std(axis=0, ddof=1) / np.sqrt(customers)
                # what is the same for all has no error
                error = np.where(error > 1e-12 * np.maximum(1.0, np.abs(mean)), error, np.nan)
            parts[name] = pd.DataFrame(
                {
                    "estimate": mean,
                    "std_error": error,
                    "conf_low": mean - half * error,
                    "conf_high": mean + half * error,
                    "exact": exact[name].to_numpy(),
                },
                index=exact.index,
            )
        return pd.concat(parts, names=["quantity"])

    def plot_updating(self, *, lang: str = "en", ax: Axes | None = None, title: str | None = None) -> Axes:
        """Draw experiences, expectations and intentions over the occasions, from `course` and `exact`.

        Parameters
        ----------
        lang : {"en", "zh"}
        ax : Axes, optional
        title : str, optional

        Returns
        -------
        matplotlib Axes
        """
        from csmodels.plots.updating import updating_chart

        return updating_chart(self.course, lang=lang, ax=ax, title=title)

    def summary(self, lang: str = "en") -> Summary:
        """The course of expectations as a document, with what the model implies in words.

        Parameters
        ----------
        lang : {"en", "zh"}
        """
        from csmodels.disconfirmation.updating.display import summary

        return summary(self, lang)
