"""What a covariance model says beyond constructs and arrows: fixed values, labels, covariances ..."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Operator = Literal["=~", "~", "~~", "~1"]


@dataclass(frozen=True)
class Statement:
    """One term of a model with what is said about its parameter.

    Attributes
    ----------
    lhs, op, rhs : str
        As in lavaan: ``=~`` loading of an item or dimension, ``~`` path (outcome on the left), ``~~``
        covariance or variance, ``~1`` intercept (rhs empty).
    fixed : float, optional
        The value the parameter is held at.
    label : str, optional
        Parameters with one label are equal; defined parameters name them.
    start : float, optional
        Where the search begins.
    free : bool
        Estimated although a rule would fix it (``NA*`` in lavaan).
    """

    lhs: str
    op: Operator
    rhs: str = ""
    fixed: float | None = None
    label: str | None = None
    start: float | None = None
    free: bool = False

    def __str__(self) -> str:
        """The term as lavaan would write it."""
        held = self.fixed if self.fixed is not None else self.label
        if held is None and self.start is not None:
            held = f"start({self.start:g})"
        held = "NA" if held is None and self.free else held
        front = "" if held is None else f"{held:g}*" if isinstance(held, float) else f"{held}*"
        op, rhs = ("~", "1") if self.op == "~1" else (self.op, self.rhs)
        return f"{self.lhs} {op} {front}{rhs}"


def covariance(pair: tuple[str, str]) -> Statement:
    """A free covariance of two names."""
    first, second = pair
    return Statement(first, "~~", second)
