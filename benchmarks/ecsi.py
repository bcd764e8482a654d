"""The ECSI model as the peers are told of it."""

from __future__ import annotations

from typing import NamedTuple


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
