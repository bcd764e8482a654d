"""The ECSI model as the peers are told of it, and the peers, which need not be installed."""

from __future__ import annotations

from importlib import import_module
from typing import Any, NamedTuple


class Ecsi(NamedTuple):
    """Items of each construct, and predictors of each outcome."""

    items: dict[str, list[str]]
    structure: dict[str, list[str]]


def ecsi() -> Ecsi:
    """The model of csmodels' catalogue, so that no side can have another."""
    import csmodels as cs

    model = cs.index_model("ECSI-mobile").path_model()
    return Ecsi(
        {name: list(construct.items) for name, construct in model.measurement.items()},
        {outcome: list(predictors) for outcome, predictors in model.structure.items()},
    )


def program(module: str) -> Any:
    """A module of a peer; none of them has types that could be relied on."""
    return import_module(module)
