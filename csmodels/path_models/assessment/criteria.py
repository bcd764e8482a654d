"""Rules of thumb for measurement models, kept as data: threshold, direction, and who proposed it.

A verdict takes the interval into account: a figure *meets* a rule when its whole interval does, it is
*borderline* when the estimate does and the interval does not, or when it lies in the range that the
source tolerates, and it does *not meet* the rule otherwise.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from csmodels.errors import SpecificationError
from csmodels.tables.strings import text

Direction = Literal["at_least", "at_most", "above", "below"]

#: The words of a verdict; displays translate them.
MET, BORDERLINE, NOT_MET, UNKNOWN = "met", "borderline", "not_met", "unknown"
VERDICTS = (MET, BORDERLINE, NOT_MET, UNKNOWN)


@dataclass(frozen=True)
class Criterion:
    """One rule of thumb.

    Attributes
    ----------
    key : str
        Name of the rule; its words are ``label.criterion_<key>`` of the catalogue.
    threshold : float
    direction : {"at_least", "at_most", "above", "below"}
        On which side of the threshold a figure should lie; the last two exclude the threshold itself.
    source : str
        Authors and year.
    tolerable : float, optional
        The source calls figures between here and the threshold acceptable under conditions.
    confirmed : bool
        Whether the number was checked against a text of the source or of a work that cites it; otherwise
        it is given from memory, and the printed source says so.
    """

    key: str
    threshold: float
    direction: Direction
    source: str
    tolerable: float | None = None
    confirmed: bool = False

    def words(self, lang: str = "en") -> str:
        """The rule in words, e.g. ``HTMT below 0.85``."""
        return text(f"label.criterion_{self.key}", lang, threshold=f"{self.threshold:g}")

    def cited(self, lang: str = "en") -> str:
        """The source as printed; a threshold without one was set by the user."""
        if not self.source:
            return text("label.own_threshold", lang)
        return self.source if self.confirmed else text("label.unconfirmed", lang, source=self.source)

    def holds(self, values: ArrayLike, threshold: float | None = None) -> NDArray[np.bool_]:
        """Whether figures lie on the right side; a missing one does not."""
        limit = self.threshold if threshold is None else threshold
        x = np.asarray(values, dtype=np.float64)
        compare = {"at_least": x >= limit, "at_most": x <= limit, "above": x > limit, "below": x < limit}
        return np.asarray(compare[self.direction])

    def verdicts(self, estimate: ArrayLike, low: ArrayLike, high: ArrayLike) -> list[str]:
        """One verdict for each figure.

        Parameters
        ----------
        estimate, low, high : array_like, shape (k,)
            Figures and their limits. Where a limit is missing the estimate decides alone.

        Returns
        -------
        list of {"met", "borderline", "not_met", "unknown"}
            Unknown where the figure itself is missing.

        Examples
        --------
        >>> rule = Criterion("htmt", 0.85, "below", "Henseler, Ringle and Sarstedt (2015)")
        >>> rule.verdicts([0.70, 0.80, 0.95], [0.6, 0.7, 0.9], [0.80, 0.90, 1.0])
        ['met', 'borderline', 'not_met']
        """
        x = np.asarray(estimate, dtype=np.float64)
        worst = np.asarray(low if self.direction in ("at_least", "above") else high, dtype=np.float64)
        inside = self.holds(x)
        certain = inside & (self.holds(worst) | np.isnan(worst))
        nearly = inside.copy()
        if self.tolerable is not None:
            nearly |= self.holds(x, self.tolerable)
        words = np.select([np.isnan(x), certain, nearly], [UNKNOWN, MET, BORDERLINE], default=NOT_MET)
        return [str(word) for word in words]


_HAIR = "Hair, Risher, Sarstedt and Ringle (2019)"

#: The rules, by name. HTMT has one for each threshold, see `htmt_criteria`.
CRITERIA: dict[str, Criterion] = {
    each.key: each
    for each in (
        Criterion("loading", 0.708, "at_least", _HAIR, tolerable=0.4, confirmed=True),
        Criterion("alpha", 0.7, "at_least", "Nunnally (1978)", tolerable=0.6),
        Criterion("rho_a", 0.7, "at_least", _HAIR, tolerable=0.6, confirmed=True),
        Criterion("rho_c", 0.7, "at_least", _HAIR, tolerable=0.6, confirmed=True),
        Criterion("redundant", 0.95, "at_most", _HAIR, confirmed=True),
        Criterion("ave", 0.5, "at_least", "Fornell and Larcker (1981)", confirmed=True),
        Criterion("fornell_larcker", 0.0, "above", "Fornell and Larcker (1981)", confirmed=True),
        Criterion("cross_loading", 0.0, "above", "Chin (1998)"),
        Criterion("vif_item", 3.0, "below", _HAIR, tolerable=5.0),
        Criterion("vif_predictor", 3.0, "below", _HAIR, tolerable=5.0),
        Criterion("vif_full", 3.3, "at_most", "Kock (2015)", confirmed=True),
        Criterion("kmo", 0.6, "at_least", "Kaiser (1974)", tolerable=0.5),
        Criterion("harman", 0.5, "below", "Podsakoff and Organ (1986)"),
        Criterion("srmr", 0.08, "at_most", "Hu and Bentler (1999)", confirmed=True),
        Criterion(
            "exact_fit", 0.05, "at_least", "Dijkstra and Henseler (2015)", tolerable=0.01, confirmed=True
        ),
    )
}

#: Thresholds of HTMT that its authors discuss; any other one was set by the user.
_HTMT_AUTHORS = "Henseler, Ringle and Sarstedt (2015)"
_HTMT_THRESHOLDS = (0.85, 0.90, 1.0)

#: Cohen's (1988) words for f2: the least size of each.
EFFECT_SIZES: tuple[tuple[float, str], ...] = ((0.35, "large"), (0.15, "medium"), (0.02, "small"))


def htmt_criteria(thresholds: Iterable[float], key: str = "htmt") -> tuple[Criterion, ...]:
    """The rule for each threshold of HTMT or HTMT2.

    Parameters
    ----------
    thresholds : iterable of float
        Usually 0.85 for constructs that differ in content, 0.90 for similar ones, and 1.
    key : {"htmt", "htmt2"}

    Raises
    ------
    SpecificationError
        No threshold, or one that is not positive.

    Examples
    --------
    >>> [(rule.threshold, rule.cited()) for rule in htmt_criteria((0.85, 0.8))]
    [(0.85, 'Henseler, Ringle and Sarstedt (2015)'), (0.8, 'set by the user')]
    """
    given = tuple(thresholds)
    if not given or len(set(given)) < len(given):
        raise SpecificationError(
            f"htmt_thresholds={given!r} must name at least one threshold, and each once, e.g. (0.85, 0.9)."
        )
    rules = []
    for threshold in given:
        if isinstance(threshold, bool) or not isinstance(threshold, (int, float)) or not 0 < threshold <= 2:
            raise SpecificationError(
                f"htmt_thresholds has {threshold!r}; a threshold is a number such as 0.85, 0.9 or 1."
            )
        source = _HTMT_AUTHORS if threshold in _HTMT_THRESHOLDS else ""
        rules.append(Criterion(key, float(threshold), "below", source, confirmed=True))
    return tuple(rules)


def effect_size(f_squared: float) -> str | None:
    """Cohen's (1988) word for an f2; None where it is missing.

    Examples
    --------
    >>> [effect_size(size) for size in (0.01, 0.02, 0.2, 0.4)]
    ['negligible', 'small', 'medium', 'large']
    """
    if np.isnan(f_squared):
        return None
    return next((word for least, word in EFFECT_SIZES if f_squared >= least), "negligible")
