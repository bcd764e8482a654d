"""Relative importance: what is asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from csmodels.errors import SpecificationError, check_choice, did_you_mean, some
from csmodels.numerics.moments import Moments
from csmodels.tables import FrozenMapping
from csmodels.three_factor.synonyms import needed

if TYPE_CHECKING:
    import pandas as pd

    from csmodels.survey import SurveyData
    from csmodels.three_factor.relative_importance.result import RelativeImportance

#: Ways to share out what is explained. The first four sum to R².
METHODS = ("lmg", "dominance", "relative_weights", "pratt", "first", "last", "partial")
#: Up to so many drivers all subsets are used unless told otherwise, and at most.
EXACT, EXACT_MOST = 20, 25
#: Random orders that are drawn beyond, in rounds of twice the drivers, of which errors need some.
ORDERS, ROUNDS = 4_000, 10


@dataclass(frozen=True)
class Drivers:
    """An outcome, its drivers, and how importance is measured.

    Attributes
    ----------
    outcome : tuple of str
        Columns, which are averaged.
    drivers : mapping of str to tuple of str
        Name of a driver, or of a block of drivers, to its columns.
    methods : tuple of str
    rounds : int
        Rounds of random orders for LMG; 0 for all subsets.
    """

    outcome: tuple[str, ...]
    drivers: FrozenMapping[str, tuple[str, ...]]
    methods: tuple[str, ...]
    rounds: int

    @property
    def names(self) -> tuple[str, ...]:
        """Drivers or blocks, in the order given."""
        return tuple(self.drivers)

    @property
    def blocks(self) -> tuple[int, ...]:
        """How many columns each of them has."""
        return tuple(len(columns) for columns in self.drivers.values())

    @property
    def columns(self) -> tuple[str, ...]:
        """Columns of the drivers, block after block."""
        return tuple(column for each in self.drivers.values() for column in each)

    @property
    def items(self) -> tuple[str, ...]:
        """Columns of the drivers, then of the outcome."""
        return (*self.columns, *self.outcome)

    @property
    def shapley(self) -> bool:
        """Whether R² is shared out over all orders."""
        return "lmg" in self.methods or "dominance" in self.methods

    @classmethod
    def asked(
        cls,
        outcome: str | Sequence[str],
        drivers: Sequence[str] | Mapping[str, str | Sequence[str]],
        method: str | Sequence[str],
        orders: int | str | None,
    ) -> Drivers:
        """Read what was asked; see `relative_importance`."""
        named = FrozenMapping(_named(drivers))
        judged = (outcome,) if isinstance(outcome, str) else tuple(outcome)
        if not judged or not all(isinstance(name, str) and name for name in judged):
            raise SpecificationError(f"outcome={outcome!r} must name a column, or several that are averaged.")
        columns = [column for each in named.values() for column in each]
        every = [*columns, *judged]
        twice = [name for i, name in enumerate(every) if name in every[:i]]
        if twice:
            where = "as outcome and as driver" if twice[0] in columns and twice[0] in judged else "as driver"
            raise SpecificationError(f"Column {twice[0]!r} is named twice, {where}.")
        methods = (method,) if isinstance(method, str) else tuple(method)
        if not methods:
            raise SpecificationError(f"method={method!r} names no method; choose from {some(METHODS, 9)}.")
        for each in methods:
            check_choice("method", each, METHODS)
        return cls(judged, named, tuple(dict.fromkeys(methods)), _rounds(orders, len(named)))


def _named(drivers: Sequence[str] | Mapping[str, str | Sequence[str]]) -> dict[str, tuple[str, ...]]:
    """Columns by driver or block."""
    if isinstance(drivers, str):
        raise SpecificationError(f"drivers={drivers!r} is one column; importance is shared among several.")
    pairs = drivers.items() if isinstance(drivers, Mapping) else ((name, name) for name in drivers)
    named = {}
    for name, given in pairs:
        columns = (given,) if isinstance(given, str) else tuple(given)
        if not isinstance(name, str) or not name:
            raise SpecificationError(f"drivers= names {name!r}; a driver's name is a text.")
        if not columns or not all(isinstance(column, str) and column for column in columns):
            raise SpecificationError(f"drivers={{{name!r}: {given!r}}} must name a column, or several.")
        if name in named:
            raise SpecificationError(f"Column {name!r} is named twice, as driver.")
        named[name] = columns
    if len(named) < 2:
        raise SpecificationError("drivers= must name two drivers or blocks at least: one has it all.")
    return named


def _rounds(orders: int | str | None, p: int) -> int:
    """Rounds of random orders to draw, 0 for all subsets."""
    if orders is None:
        if p <= EXACT:
            return 0
        orders = ORDERS
    if isinstance(orders, str):
        if orders != "exact":
            raise SpecificationError(
                f'orders={orders!r} must be "exact" or a number of random orders.'
                f"{did_you_mean(orders, ['exact'])}"
            )
        if p > EXACT_MOST:
            raise SpecificationError(
                f'orders="exact" with {p} drivers would need {2**p:,} regressions; it is offered up to'
                f" {EXACT_MOST}. Leave orders out for {ORDERS:,} random orders, or form blocks of drivers."
            )
        return 0
    if isinstance(orders, bool) or not isinstance(orders, int) or orders < 1:
        raise SpecificationError(
            f'orders={orders!r} must be "exact" or a number of random orders, such as {ORDERS:,}.'
        )
    return max(ROUNDS, -(-orders // (2 * p)))


def relative_importance(
    data: SurveyData | pd.DataFrame | Moments,
    *,
    outcome: str | Sequence[str] | None = None,
    drivers: Sequence[str] | Mapping[str, str | Sequence[str]],
    method: str | Sequence[str] = "lmg",
    overall: str | Sequence[str] | None = None,
    by: str | None = None,
    orders: int | str | None = None,
    errors: str | None = None,
    missing: str = "listwise",
    n_boot: int | None = None,
    seed: int = 0,
    ci: str | None = None,
    conf_level: float = 0.95,
    ranges: Mapping[str, tuple[float, float]] | None = None,
) -> RelativeImportance:
    """Share out what drivers explain of an outcome, with intervals, ranks and comparisons of drivers.

    Use it to say which ratings matter for overall satisfaction where the ratings are correlated, so that
    regression coefficients depend on what else is in the model. It says how much of the outcome's
    differences goes with a driver, not what would happen if the driver were changed.

    Parameters
    ----------
    data : SurveyData, DataFrame or Moments
        Weights, strata, clusters and replicate weights of a survey are taken into account. Moments give
        estimates without uncertainty.
    outcome : str or sequence of str
        A column, or several that are averaged.
    drivers : sequence of str, or mapping
        Columns; or names with their columns, ``{"Product": ["q1", "q2"], "Service": ["q3"], ...}``: a block
        enters and leaves the models as a whole, and its share is that of all its columns.
    method : str or sequence of str
        "lmg" (the default: Shapley value of R²), "dominance" (the same figure, general dominance, with tables
        of conditional and complete dominance), "relative_weights" (Johnson), "pratt", "first" (R² alone),
        "last" (R² lost without the driver), "partial" (squared partial correlation).
    overall : str or sequence of str, optional
        Another word for `outcome`.
    by : str, optional
        Column of groups.
    orders : int or "exact", optional
        For LMG: all subsets up to 20 drivers; beyond, so many random orders at least (4,000 by default; they
        come in rounds of twice the drivers, 10 of them or more) with the errors of sampling in `estimates`.
        "exact" goes up to 25 drivers.
    errors : {"bootstrap", "linearized", "replicates"}, optional
        Resamples by default; replicate weights where the survey has them. Ranks need resamples.
    missing : {"listwise", "em", "mi"}
        As in path models; "mi" goes with linearised errors.
    n_boot : int, optional
        Resamples; 1,000 by default, 0 for none.
    seed : int
        Of resamples and random orders.
    ci : {"percentile", "bca", "normal"}, optional
    conf_level : float
    ranges : mapping of item to (low, high), optional
        Admissible answers, where the data have no questionnaire.

    Returns
    -------
    RelativeImportance

    Raises
    ------
    SpecificationError
        A column named twice, fewer than two drivers, an unknown method, options that contradict each other.
    DataError
        Drivers that are linear combinations of each other, a column that does not vary, too few rows.

    Notes
    -----
    - LMG (Lindeman, Merenda and Gold 1980, Introduction to bivariate and multivariate analysis): what a
      driver adds to R², averaged over all orders in which drivers can enter. It is the Shapley value of R²
      (Lipovetsky and Conklin 2001) and equals general dominance (Budescu 1993; Azen and Budescu 2003). It is
      never negative and sums to R².
    - Relative weights (Johnson 2000): R² shared out over the orthogonal variables nearest to the drivers.
    - Pratt (1987): standardised coefficient times correlation; sums to R², may be negative.
    - first, last and partial do not sum to R²; their shares are shares of their own sum.

    Where all subsets of a resample would take long (2**drivers x resamples above 16 million), resamples are
    evaluated over 4 rounds of random orders, the same ones as the sample itself, from which only the
    differences are taken. Shares are bounded below by 0, so intervals of shares near 0 reach upward and never
    hold 0: a share apart from 0 is no test that a driver matters.

    Examples
    --------
    >>> import csmodels as cs
    >>> from csmodels.three_factor.relative_importance import relative_importance
    >>> found = relative_importance(
    ...     cs.datasets.load_hotel(),
    ...     outcome="sat_overall",
    ...     drivers={
    ...         "Room": ["room_bed", "room_shower", "room_quiet"],
    ...         "Arrival": ["arrival_friendly", "arrival_checkin"],
    ...         "Breakfast": ["breakfast_food", "breakfast_surroundings"],
    ...     },
    ...     n_boot=100,
    ... )
    >>> found.shares.index.tolist(), bool(abs(found.shares["lmg"].sum() - 1) < 1e-12)
    (['Room', 'Arrival', 'Breakfast'], True)
    """
    from csmodels.sampling.regressions import Asked
    from csmodels.three_factor.relative_importance.fit import fit

    asked = Asked(errors, missing, n_boot, seed, ci, conf_level)
    judged = needed("sat_overall", outcome=outcome, overall=overall)
    return fit(Drivers.asked(judged, drivers, method, orders), data, asked, by=by, ranges=dict(ranges or {}))
