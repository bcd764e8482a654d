"""The service-profit chain: employees, guests and business on the level of units."""

from csmodels.strategy.profit_chain.model import profit_chain
from csmodels.strategy.profit_chain.result import ProfitChain

__all__ = ["ProfitChain", "profit_chain"]
