"""The textbook's examples, computed: the one-yuan customer, and five to one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from csmodels.errors import SpecificationError, check_whole
from csmodels.numerics.simulation import wilson
from csmodels.strategy.value.economics import check_number, lifetime_value
from csmodels.tables import FrozenMapping, Summary, Tabled, frozen_frame


@dataclass(frozen=True, repr=False, eq=False)
class WorkedExample(Tabled):
    """Inputs of an example and what follows from them; made by `one_yuan_customer` and `five_to_one`.

    Attributes
    ----------
    table : DataFrame
        By figure: ``estimate``, and limits where an input is a share that was observed.
    settings : mapping
    """

    name: str
    made: pd.DataFrame
    settings: FrozenMapping[str, object]

    @frozen_frame
    def table(self) -> pd.DataFrame:
        """Inputs and what follows, by figure."""
        return self.made

    def summary(self, lang: str = "en") -> Summary:
        """Return the example as a document."""
        from csmodels.strategy.value.display_more import worked_summary

        return worked_summary(self, lang)


def one_yuan_customer(
    spend: float = 7.0,
    visits: float = 4.0,
    weeks: float = 52.0,
    years: int = 14,
    *,
    margin_rate: float = 1.0,
    retention: float = 1.0,
    discount: float = 0.10,
) -> WorkedExample:
    """Value of a customer who spends little at a time and comes often: the "one-yuan customer".

    Use it to show what a small, regular customer is worth. The defaults are the textbook's: 7 yuan, four
    times a week, for 14 years. That figure counts payments, takes every year as certain and later money as
    worth as much as today's; the figures beside it do not.

    Parameters
    ----------
    spend : float
        Paid at a visit.
    visits, weeks : float
        A week, and weeks a year.
    years : int
    margin_rate : float
        Share of payments that is profit.
    retention : float
        Share of such customers who stay from one year to the next.
    discount : float
        A year.

    Returns
    -------
    WorkedExample
        ``per_year``; ``total``: payments of all years, as the textbook counts; ``present``: discounted;
        ``expected``: discounted, with retention; ``profit``: the margin rate of that.

    Notes
    -----
    The first year counts in full; see :func:`lifetime_value` with ``first="now"``.

    Examples
    --------
    >>> one_yuan_customer().table["estimate"].round(0).loc[["per_year", "total"]].tolist()
    [1456.0, 20384.0]
    """
    for name, value in (("spend", spend), ("visits", visits), ("weeks", weeks), ("discount", discount)):
        check_number(name, value, 0.0)
    check_number("margin_rate", margin_rate, 0.0)
    check_number("retention", retention, 0.0, 1.0)
    check_whole("years", years, 1)
    year = spend * visits * weeks
    plain, present, expected = (
        float(lifetime_value(year, kept, discount=rate, horizon=years, first="now"))
        for kept, rate in ((1.0, 0.0), (1.0, discount), (retention, discount))
    )
    rows = {
        "spend": spend, "visits": visits, "weeks": weeks, "years": years, "margin_rate": margin_rate,
        "retention": retention, "discount": discount, "per_year": year, "total": plain, "present": present,
        "expected": expected, "profit": expected * margin_rate,
    }  # fmt: skip
    return _example("one_yuan", rows, {}, 0.95)


def five_to_one(
    cost_of_keeping: float = 1.0,
    *,
    ratio: float = 5.0,
    value: float | None = None,
    saved: int | None = None,
    contacted: int | None = None,
    conf_level: float = 0.95,
) -> WorkedExample:
    """What "winning a customer costs five times keeping one" says about spending on keeping.

    Use it to turn the rule into a question that data can answer: how many of those who are offered something
    to stay would have left without it? The ratio of 5 is the textbook's; it is no law, so put your own.

    Parameters
    ----------
    cost_of_keeping : float
        Of an offer to one customer.
    ratio : float
        Cost of winning a customer in these units.
    value : float, optional
        Of a customer, as `CustomerValue` gives it: adds the gain of both ways.
    saved, contacted : int, optional
        Customers of a trial who stayed because of the offer, of how many who got it.
    conf_level : float

    Returns
    -------
    WorkedExample
        ``cost_of_winning``; ``break_even_saved``: share of the contacted that must be saved for a saved
        customer to cost no more than a new one, 1 / ratio; with a trial ``saved`` (Wilson's limits),
        ``cost_per_saved``, ``cheaper``: cost of winning over cost of a saved one; with a value
        ``most_for_keeping``: value times share saved, the most that an offer may cost.

    Examples
    --------
    >>> found = five_to_one(20, value=300, saved=30, contacted=100).table["estimate"]
    >>> found[["cost_of_winning", "break_even_saved", "cost_per_saved"]].round(2).tolist()
    [100.0, 0.2, 66.67]
    """
    check_number("cost_of_keeping", cost_of_keeping, 0.0)
    check_number("ratio", ratio, 0.0)
    if not ratio or not cost_of_keeping:
        raise SpecificationError("cost_of_keeping and ratio must be above 0.")
    if value is not None:
        check_number("value", value)
    winning = ratio * cost_of_keeping
    rows: dict[str, float] = {
        "cost_of_keeping": cost_of_keeping, "ratio": ratio, "cost_of_winning": winning,
        "break_even_saved": 1 / ratio,
    }  # fmt: skip
    ends: dict[str, tuple[float, float]] = {}
    if (saved is None) != (contacted is None):
        raise SpecificationError("saved= and contacted= go together.")
    if value is not None:
        rows["value"] = value
        rows["gain_of_winning"] = value - winning
    if saved is not None and contacted is not None:
        check_whole("contacted", contacted, 1)
        check_whole("saved", saved)
        if saved > contacted:
            raise SpecificationError(f"saved={saved} is more than contacted={contacted}.")
        low, high = (float(end) for end in wilson(np.array(saved), np.array(contacted), conf_level))
        low, high = (low if saved else 0.0), (high if saved < contacted else 1.0)  # without rounding errors
        share = saved / contacted
        rows["saved"], ends["saved"] = share, (low, high)
        figures: dict[str, Callable[[float], float]] = {
            "cost_per_saved": lambda x: cost_of_keeping / x if x else np.inf,
            "cheaper": lambda x: ratio * x,
        }
        if value is not None:
            figures["most_for_keeping"] = lambda x: value * x
            figures["gain_of_keeping"] = lambda x: value * x - cost_of_keeping
        for name, of in figures.items():
            rows[name] = of(share)
            at_low, at_high = of(low), of(high)
            ends[name] = (min(at_low, at_high), max(at_low, at_high))
    return _example("five_to_one", rows, ends, conf_level)


def _example(
    name: str, rows: dict[str, float], ends: dict[str, tuple[float, float]], conf_level: float
) -> WorkedExample:
    low, high = ([ends.get(each, (np.nan, np.nan))[end] for each in rows] for end in (0, 1))
    columns = {"estimate": [float(each) for each in rows.values()], "conf_low": low, "conf_high": high}
    frame = pd.DataFrame(columns, index=pd.Index(rows, name="figure"))
    return WorkedExample(name, frame, FrozenMapping({"example": name, "conf_level": conf_level}))
