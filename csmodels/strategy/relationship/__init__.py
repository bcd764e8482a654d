"""Levels of relationship, stages of the life cycle, and who moves between them."""

from csmodels.strategy.relationship.funnel import RelationshipFunnel, relationship_funnel
from csmodels.strategy.relationship.life_cycle import LifeCycle, life_cycle
from csmodels.strategy.relationship.migration import Migration, migration

__all__ = [
    "LifeCycle",
    "Migration",
    "RelationshipFunnel",
    "life_cycle",
    "migration",
    "relationship_funnel",
]
