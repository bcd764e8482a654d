"""What a customer brings in a period, and how the future is counted."""

from __future__ import annotations

from dataclasses import dataclass
from numbers import Real

import numpy as np
from numpy.typing import ArrayLike, NDArray

from csmodels.errors import SpecificationError, check_choice
from csmodels.numerics.strategy.lifetime import multiple

Array = NDArray[np.float64]
FIRST = ("end", "now")


@dataclass(frozen=True)
class Economics:
    """Margin, discounting, growth and horizon.

    Attributes
    ----------
    margin : float or str
        Paid at a time, or the column that holds it.
    margin_rate : float
        Share of it that is profit.
    per_period : float
        Payments in a period.
    discount, growth : float
        Of a period.
    horizon : int or None
    first : {"end", "now"}
    """

    margin: float | str = 1.0
    margin_rate: float = 1.0
    per_period: float = 1.0
    discount: float = 0.10
    growth: float = 0.0
    horizon: int | None = None
    first: str = "end"

    def __post_init__(self) -> None:
        if not isinstance(self.margin, str):
            check_number("margin", self.margin)
        elif not self.margin:
            raise SpecificationError("margin= must be an amount or the name of a column.")
        check_number("margin_rate", self.margin_rate, 0.0)
        check_number("per_period", self.per_period, 0.0)
        check_number("discount", self.discount, 0.0)
        check_number("growth", self.growth, -1.0)
        if self.horizon is not None and (
            isinstance(self.horizon, bool) or not isinstance(self.horizon, int) or self.horizon < 1
        ):
            raise SpecificationError(
                f"horizon={self.horizon!r} must be a number of periods, or None for all."
            )
        check_choice("first", self.first, FIRST)

    @property
    def column(self) -> tuple[str, ...]:
        """The column of payments, where there is one."""
        return (self.margin,) if isinstance(self.margin, str) else ()

    @property
    def amount(self) -> float:
        """Payment at a time; 1 where a column holds it."""
        return 1.0 if isinstance(self.margin, str) else float(self.margin)

    def per(self, paid: ArrayLike = 1.0) -> Array:
        """Margin of a period, from the mean payment where a column holds it."""
        found: Array = np.asarray(paid, dtype=np.float64) * (self.amount * self.margin_rate * self.per_period)
        return found

    def multiple(self, retention: ArrayLike) -> Array:
        """Value in margins of the first period."""
        return multiple(retention, self.discount, self.growth, self.horizon, self.first)

    def check(self, retention: float, where: str = "") -> None:
        """Refuse a sum that does not end; `where` says for whom it was asked."""
        if self.horizon is None and retention * (1 + self.growth) >= 1 + self.discount:
            raise SpecificationError(
                f"With retention {retention:.4g}{where}, growth={self.growth:g} and"
                f" discount={self.discount:g} the value has no limit: retention x (1 + growth) must be below"
                " 1 + discount. Say how many periods count (horizon=10), or raise discount=."
            )

    def settings(self) -> dict[str, object]:
        """For the settings of a result."""
        return {
            "margin": self.margin, "margin_rate": self.margin_rate, "per_period": self.per_period,
            "discount": self.discount, "growth": self.growth,
            "horizon": "all" if self.horizon is None else self.horizon, "first": self.first,
        }  # fmt: skip


def check_number(name: str, value: object, least: float = -np.inf, most: float = np.inf) -> None:
    """Refuse what is no finite number within limits."""
    if isinstance(value, bool) or not isinstance(value, Real) or not np.isfinite(float(value)):
        raise SpecificationError(f"{name}={value!r} must be a number.")
    if not least <= float(value) <= most:
        where = f"{least:g} or more" if np.isinf(most) else f"from {least:g} to {most:g}"
        raise SpecificationError(f"{name}={value!r} must be {where}.")


def lifetime_value(
    margin: float,
    retention: ArrayLike,
    *,
    discount: float = 0.10,
    growth: float = 0.0,
    horizon: int | None = None,
    first: str = "end",
) -> Array:
    """Value of a customer over the time that he or she stays.

    Use it for a quick figure, or for a table of values over retention rates; `CustomerValue` estimates
    retention from a survey and gives intervals.

    Parameters
    ----------
    margin : float
        Profit from a customer in the first period, a year, say.
    retention : float or array
        Share kept from one period to the next, 0 to 1.
    discount : float
        Of one period; 0.10 for 10 %.
    growth : float
        Of the margin from one period to the next.
    horizon : int, optional
        Periods counted; all by default.
    first : {"end", "now"}
        Whether the first margin comes at the end of the first period from those who stayed, or at once.

    Returns
    -------
    array
        In the unit of `margin`, of the shape of `retention`.

    Raises
    ------
    SpecificationError
        Retention outside 0 to 1, or a sum that does not end.

    Notes
    -----
    "end": m r / (1 + i - r (1 + g)), "now": m (1 + i) / (1 + i - r (1 + g)) (Gupta and Lehmann 2003,
    unconfirmed). Over T periods both times 1 - q^T, q = r (1 + g) / (1 + i).

    Examples
    --------
    >>> lifetime_value(100, 0.8).round(2).item()
    266.67
    >>> lifetime_value(7 * 4 * 52, 1.0, discount=0.0, horizon=14, first="now").item()
    20384.0
    """
    economics = Economics(margin, discount=discount, growth=growth, horizon=horizon, first=first)
    kept = np.asarray(retention, dtype=np.float64)
    if not ((kept >= 0) & (kept <= 1)).all():
        raise SpecificationError(f"retention={retention!r} must lie between 0 and 1.")
    economics.check(float(kept.max(initial=0.0)))
    found: Array = economics.per() * economics.multiple(kept)
    return found
