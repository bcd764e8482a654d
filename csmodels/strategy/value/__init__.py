"""Loyalty and value: who stays, how long, what customers are worth, and what may be spent on keeping them."""

from csmodels.strategy.value.break_even import break_even
from csmodels.strategy.value.break_even_result import BreakEven
from csmodels.strategy.value.economics import lifetime_value
from csmodels.strategy.value.equity import customer_equity
from csmodels.strategy.value.equity_result import CustomerEquity
from csmodels.strategy.value.model import CustomerValue
from csmodels.strategy.value.result import CustomerValueResult
from csmodels.strategy.value.survival import ShiftedBetaGeometric
from csmodels.strategy.value.survival_result import SurvivalResult
from csmodels.strategy.value.worked import WorkedExample, five_to_one, one_yuan_customer

__all__ = [
    "BreakEven",
    "CustomerEquity",
    "CustomerValue",
    "CustomerValueResult",
    "ShiftedBetaGeometric",
    "SurvivalResult",
    "WorkedExample",
    "break_even",
    "customer_equity",
    "five_to_one",
    "lifetime_value",
    "one_yuan_customer",
]
