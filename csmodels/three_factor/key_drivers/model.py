"""Key drivers: what is asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from csmodels.errors import SpecificationError, check_choice, did_you_mean, some
from csmodels.survey.item_map import ItemMap
from csmodels.tables import FrozenMapping
from csmodels.three_factor.synonyms import needed

if TYPE_CHECKING:
    import pandas as pd

    from csmodels.survey import SurveyData
    from csmodels.three_factor.key_drivers.result import KeyDrivers

#: The game of failures and the game of delight.
SIDES = ("dissatisfiers", "enhancers")
MISSING = ("listwise", "no_event")
#: Answers that count as an event.
Codes = tuple[float, ...]
#: One answer, several, or those of each driver.
GivenCodes = float | Sequence[float] | Mapping[str, float | Sequence[float]]


@dataclass(frozen=True)
class Drivers:
    """An outcome, its drivers, and which answers count.

    Attributes
    ----------
    outcome : str
    drivers : mapping of name to column
    sides : tuple of str
        Of `SIDES`.
    of_drivers : mapping of side to (mapping of driver to codes)
        Answers to drivers that were given as failure or as delight; the others follow from the scale.
    of_outcome : mapping of side to codes
        The same of the outcome.
    """

    outcome: str
    drivers: FrozenMapping[str, str]
    sides: tuple[str, ...]
    of_drivers: FrozenMapping[str, FrozenMapping[str, Codes]]
    of_outcome: FrozenMapping[str, Codes]

    @property
    def names(self) -> tuple[str, ...]:
        """The drivers in their order."""
        return tuple(self.drivers)

    @property
    def columns(self) -> tuple[str, ...]:
        """Columns of the drivers, then of the outcome."""
        return (*self.drivers.values(), self.outcome)

    @classmethod
    def asked(
        cls,
        outcome: str,
        drivers: Sequence[str] | Mapping[str, str] | ItemMap,
        sides: str | Sequence[str],
        of_drivers: Mapping[str, tuple[str, GivenCodes | None]],
        of_outcome: Mapping[str, tuple[str, GivenCodes | None]],
    ) -> Drivers:
        """Read what was asked; codes come by side with the word under which they were given."""
        if not isinstance(outcome, str) or not outcome:
            raise SpecificationError(
                f"outcome={outcome!r} must name one column: who is dissatisfied is read from one answer."
            )
        named = _named(drivers)
        twice = [c for i, c in enumerate(named.values()) if c in list(named.values())[:i]]
        if twice:
            raise SpecificationError(f"Column {twice[0]!r} is named twice, as driver.")
        if outcome in named.values():
            raise SpecificationError(f"Column {outcome!r} is named twice, as outcome and as driver.")
        chosen = (sides,) if isinstance(sides, str) else tuple(sides)
        for side in chosen:
            check_choice("sides", side, SIDES)
        if not chosen:
            raise SpecificationError(f"sides={sides!r} names no game; choose from {some(SIDES)}.")
        by_driver = {
            side: FrozenMapping(_by_driver(given, word, tuple(named)))
            for side, (word, given) in of_drivers.items()
        }
        by_outcome = {
            side: _codes(given, word) for side, (word, given) in of_outcome.items() if given is not None
        }
        return cls(
            outcome,
            FrozenMapping(named),
            tuple(side for side in SIDES if side in chosen),
            FrozenMapping(by_driver),
            FrozenMapping(by_outcome),
        )


def _named(drivers: Sequence[str] | Mapping[str, str] | ItemMap) -> dict[str, str]:
    """Columns by driver."""
    if isinstance(drivers, str):
        raise SpecificationError(f"drivers={drivers!r} is one column; key drivers are found among several.")
    if isinstance(drivers, ItemMap):
        found = drivers.require("performance")
        pairs: list[tuple[Any, Any]] = list(zip(found.names, found.columns("performance"), strict=True))
    else:
        pairs = list(drivers.items()) if isinstance(drivers, Mapping) else [(name, name) for name in drivers]
    for name, column in pairs:
        if not (isinstance(name, str) and name and isinstance(column, str) and column):
            raise SpecificationError(
                f"drivers={{{name!r}: {column!r}}} must name one column: failure is an answer to one"
                " question."
            )
    if len(dict(pairs)) < len(pairs):
        names = [name for name, _ in pairs]
        raise SpecificationError(
            f"Column {next(n for n in names if names.count(n) > 1)!r} is named twice, as driver."
        )
    if len(pairs) < 2:
        raise SpecificationError("drivers= must name two drivers at least: one has it all.")
    return dict(pairs)


def _by_driver(given: GivenCodes | None, word: str, names: tuple[str, ...]) -> dict[str, Codes]:
    if given is None:
        return {}
    if not isinstance(given, Mapping):
        return dict.fromkeys(names, _codes(given, word))
    for name in given:
        if name not in names:
            raise SpecificationError(
                f"{word}= names {name!r}, which is no driver.{did_you_mean(name, names)} Drivers:"
                f" {some(names, 12)}."
            )
    return {name: _codes(codes, word) for name, codes in given.items()}


def _codes(given: Any, word: str) -> Codes:
    """Answers, sorted."""
    one = isinstance(given, (int, float, np.number)) and not isinstance(given, bool)
    codes = (given,) if one else tuple(given) if isinstance(given, (Sequence, range, np.ndarray, set)) else ()
    try:
        found = tuple(sorted({float(code) for code in codes}))
    except (TypeError, ValueError):
        found = ()
    if not found or isinstance(given, str) or not np.isfinite(found).all():
        raise SpecificationError(f"{word}={given!r} must be answers, such as {word}=(1, 2) or {word}=5.")
    return found


def key_drivers(
    data: SurveyData | pd.DataFrame,
    *,
    outcome: str | None = None,
    drivers: Sequence[str] | Mapping[str, str] | ItemMap,
    overall: str | None = None,
    fail: GivenCodes | None = None,
    dissatisfied: float | Sequence[float] | None = None,
    delight: GivenCodes | None = None,
    delighted: float | Sequence[float] | None = None,
    sides: str | Sequence[str] = SIDES,
    scale: tuple[float, float] | None = None,
    by: str | None = None,
    missing: str = "listwise",
    errors: str | None = None,
    n_boot: int | None = None,
    seed: int = 0,
    ci: str | None = None,
    conf_level: float = 0.95,
    ranges: Mapping[str, tuple[float, float]] | None = None,
) -> KeyDrivers:
    """Find the drivers whose failures set the dissatisfied apart, and those whose excellence the delighted.

    Use it to choose the few things to mend: a driver counts for what it explains beyond the others, and the
    search stops where a further driver catches more satisfied than dissatisfied respondents. It reads joint
    frequencies, no regression; like these it shows what goes together, not what a change would bring.

    Parameters
    ----------
    data : SurveyData or DataFrame
        Weights, strata, clusters and replicate weights of a survey are taken into account.
    outcome : str
        Column of overall satisfaction.
    drivers : sequence of str, mapping of name to column, or ItemMap
        Columns of ratings; of an item map those of performance.
    overall : str, optional
        Another word for `outcome`.
    fail, delight : code, sequence of codes, or mapping of driver to codes, optional
        Answers to a driver that count as its failure, and as its excellence. By default by the scale: 1-2
        and 5 of 1 to 5, 1-3 and 7 of 1 to 7, 1-6 and 9-10 of 1 to 10; printed with the result.
    dissatisfied, delighted : code or sequence of codes, optional
        Answers to the outcome of those who are dissatisfied, and delighted; by the same defaults.
    sides : {"dissatisfiers", "enhancers"} or both
        The game of failures among the dissatisfied, and its mirror, delight among the delighted.
    scale : (low, high), optional
        Ends of all scales, where the data have no questionnaire.
    by : str, optional
        Column of groups; every table then has the group as first index level.
    missing : {"listwise", "no_event"}
        "listwise": respondents with an answer to the outcome and to all drivers. "no_event": a driver that
        was not answered (not used, not noticed) neither failed nor delighted; its respondent stays in the
        base. Left out in either case are those without an answer to the outcome, who are neither
        dissatisfied nor not, and those who answered no driver at all.
    errors : {"bootstrap", "linearized", "replicates"}, optional
        Resamples by default; replicate weights where the survey has them. Ranks and the probability of being
        key need resamples.
    n_boot : int, optional
        Resamples; 1,000 by default, 0 for none.
    seed : int
    ci : {"percentile", "bca", "normal"}, optional
    conf_level : float
    ranges : mapping of column to (low, high), optional
        Admissible answers, where the data have no questionnaire.

    Returns
    -------
    KeyDrivers

    Raises
    ------
    SpecificationError
        A column named twice, fewer than two drivers, codes outside the scale or no default for it, codes that
        are failure and delight at once, options that contradict each other.
    DataError
        Nobody or everybody is dissatisfied (or delighted); answers that cannot be read.

    Notes
    -----
    v(S) = P(any driver of S fails | dissatisfied) - P(any driver of S fails | not dissatisfied), reach minus
    noise; a driver's value is its Shapley value in this game (Conklin, Powaga and Lipovetsky 2004). It has a
    closed form: a respondent with k failures gives 1/k to each of them, and the value is the mean of that
    among the dissatisfied minus the mean among the others. So it is exact for any number of drivers, without
    subsets or sampling. Negative values (failures that are more frequent among the satisfied) stay negative;
    values sum to v of all drivers.

    A value mixes two things: how strongly a failure goes with dissatisfaction, and how often the driver
    fails. A driver that rarely fails is worth little however grave its failures are: a small value does not
    show that a driver does not matter, only that mending what fails today would reach few.

    Drivers are then taken together in the order of their values. Key drivers are those up to the largest
    success (reach minus noise); the first of several equal ones. (That the search stops there is how the
    method is commonly described; the wording of the article is unconfirmed.) The largest of many figures is
    a flattering one: `p_key` says in how many resamples, each with its own order and stop, a driver is key.

    Examples
    --------
    >>> import csmodels as cs
    >>> from csmodels.three_factor.key_drivers import key_drivers
    >>> hotel = cs.datasets.load_hotel()
    >>> rated = ["p_bed", "p_quiet", "p_breakfast"]
    >>> found = key_drivers(hotel, outcome="sat_overall", drivers=rated, n_boot=0)
    >>> found.curve.loc["dissatisfiers", ["driver", "success", "key"]].round(2)
               driver  success    key
    step
    1     p_breakfast     0.31   True
    2           p_bed     0.41   True
    3         p_quiet     0.39  False
    """
    from csmodels.sampling.regressions import Asked
    from csmodels.three_factor.key_drivers.fit import fit

    asked = Asked(errors, missing, n_boot, seed, ci, conf_level)
    spec = Drivers.asked(
        needed("sat_overall", outcome=outcome, overall=overall),
        drivers,
        sides,
        {"dissatisfiers": ("fail", fail), "enhancers": ("delight", delight)},
        {"dissatisfiers": ("dissatisfied", dissatisfied), "enhancers": ("delighted", delighted)},
    )
    return fit(spec, data, asked, scale=scale, by=by, ranges=dict(ranges or {}))
