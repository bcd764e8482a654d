"""What the tests about semopy's known defects share."""

from __future__ import annotations

import csmodels as cs

#: Half of the last digit of figures with 4 decimals, and of those with 5.
FOUR, FIVE = 5.1e-5, 5.1e-6
#: Two ways to the same number in floating point, at an optimum with a gradient of 1e-9.
SAME = 1e-6

TEXT_S = """
    Image =~ IMAG1 + IMAG2 + IMAG3 + IMAG4 + IMAG5
    Value =~ PERV1 + PERV2
    Satisfaction =~ CUSA1 + CUSA2 + CUSA3
    Value ~ Image
    Satisfaction ~ Image + Value
"""
S = cs.PathModel.from_syntax(TEXT_S)
SMALL = cs.PathModel({"Q": ["q1", "q2", "q3"], "S": ["s1", "s2", "s3"]}, {"S": ["Q"]})


def estimate(result, lhs: str, op: str, rhs: str, column: str = "estimate") -> float:
    """One figure of a table of parameters."""
    return float(result.params.set_index(["lhs", "op", "rhs"]).loc[(lhs, op, rhs), column])
