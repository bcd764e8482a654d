"""Constraints of model text: ``a == b`` makes two labels one, ``a == 1`` holds a label at a value."""

from __future__ import annotations

from dataclasses import dataclass, replace

from csmodels.errors import did_you_mean, some
from csmodels.path_models import expressions
from csmodels.path_models.statements import Statement, written
from csmodels.path_models.syntax.tokens import Token, syntax_error


@dataclass(frozen=True)
class Equality:
    """Two sides of ``==``, each a label or a number, and where the operator stands."""

    sides: tuple[str | float, str | float]
    at: int


def equality(text: str, left: list[Token], operator: Token, right: list[Token]) -> Equality:
    """Read a constraint between two labels, or a label and a number."""
    sides = [tokens[0] for tokens in (left, right) if len(tokens) == 1]
    kinds = [token.kind for token in sides]
    if len(sides) < 2 or "name" not in kinds or not set(kinds) <= {"name", "number"}:
        raise syntax_error(
            text,
            operator.at,
            "constraints are 'a == b' between two labels, or 'a == 1'; others are not available",
        )
    found = [float(token.text) if token.kind == "number" else token.text for token in sides]
    return Equality((found[0], found[1]), operator.at)


def equated(
    text: str, statements: list[Statement], defined: dict[str, str], equalities: list[Equality]
) -> tuple[list[Statement], dict[str, str]]:
    """Statements and defined parameters under constraints: labels that are equal get one name."""
    labels = [each.label for each in statements if each.label is not None]
    same = {label: label for label in labels}
    values = {each.label: each.fixed for each in statements if each.label and each.fixed is not None}
    for each in equalities:
        for side in each.sides:
            if isinstance(side, str) and side not in same:
                known = f" Known: {some(dict.fromkeys(labels), 12)}" if labels else " There are no labels"
                why = "is defined, not estimated" if side in defined else "is no label"
                raise syntax_error(text, each.at, f"{side!r} {why}.{did_you_mean(side, labels)}{known}")
        _join(text, each, same, values)
        for said in statements:
            if said.label and same[said.label] in values and said.start is not None:
                raise syntax_error(
                    text, each.at, f"'{said}' has a start value; leave it out, or the constraint"
                )
    found = []
    for said in statements:
        if said.label is not None:
            label = same[said.label]
            said = replace(said, label=label)
            # one with a start value is refused by the model, which knows its place
            if label in values and said.fixed is None and said.start is None:
                said = replace(said, fixed=values[label], free=False)
        found.append(said)
    renamed = {old: new for old, new in same.items() if old != new}
    return found, {name: expressions.renamed(given, renamed) for name, given in defined.items()}


def _join(text: str, each: Equality, same: dict[str, str], values: dict[str, float]) -> None:
    """Let two labels have the name of the first, and both the value that one of them has."""
    names = [same[side] for side in each.sides if isinstance(side, str)]
    given = [side for side in each.sides if not isinstance(side, str)]
    held = list(dict.fromkeys([*(values[name] for name in names if name in values), *given]))
    if len(held) > 1:
        raise syntax_error(
            text, each.at, f"{names[0]!r} would be held at {written(held[0])} and at {written(held[1])}"
        )
    for label, name in same.items():
        if name in names:
            same[label] = names[0]
    if held:
        values[names[0]] = held[0]
