"""A model written as text in lavaan's syntax."""

from __future__ import annotations

from typing import TYPE_CHECKING

from csmodels.errors import SpecificationError
from csmodels.path_models.constructs import Construct
from csmodels.path_models.statements import Key, Statement, quoted
from csmodels.path_models.terms import HIGHER_ORDER_METHODS, HigherOrder, ProductTerm, Quadratic

if TYPE_CHECKING:
    from csmodels.path_models.model import PathModel


def write(model: PathModel) -> str:
    """Write a model as text that `csmodels.path_models.syntax.parse` reads back."""
    implied = _implied(model)
    said = {each.key: each for each in model.statements}
    lines = [
        f"{quoted(name)} {_block(name, construct, said)}"
        for name, construct in model.measurement.items()
        if name not in implied
    ]
    for outcome, predictors in model.structure.items():
        right = [_term((outcome, "~", name), said) for name in predictors]
        lines.append(f"{quoted(outcome)} ~ {' + '.join(right)}")
    lines += [str(each) for each in model.statements if each.op in ("~~", "~1")]
    lines += [f"{quoted(name)} := {expression}" for name, expression in model.defined.items()]
    return "\n".join(lines)


def _term(key: Key, said: dict[Key, Statement]) -> str:
    """A name on the right side, with what is said about it."""
    return said[key].right if key in said else quoted(key[2])


def _block(name: str, construct: Construct, said: dict[Key, Statement]) -> str:
    """The operator and the right side of one construct."""
    operator = "=~" if construct.kind == "reflective" else "<~"
    if isinstance(construct, ProductTerm):
        factors = construct.factors[:1] if isinstance(construct, Quadratic) else construct.factors
        word = "quadratic" if isinstance(construct, Quadratic) else "interaction"
        method = "" if construct.method == "two_stage" else f', "{construct.method}"'
        return f"<~ {word}({', '.join(map(quoted, factors))}{method})"
    parts = construct.items
    if isinstance(construct, HigherOrder):
        if construct.method != HIGHER_ORDER_METHODS[0]:
            return f"{operator} {construct.method}({', '.join(map(quoted, construct.dimensions))})"
        parts = construct.dimensions
    front = type(construct) is Construct and construct.kind == "composite" and construct.mode == "A"
    mode = 'mode("A")*' if front else ""
    return f"{operator} {mode}{' + '.join(_term((name, '=~', part), said) for part in parts)}"


def _implied(model: PathModel) -> set[str]:
    """Products that reading the structure brings back by itself, in the same place."""
    rest = {n: c for n, c in model.measurement.items() if not (isinstance(c, ProductTerm) and ":" in n)}
    if len(rest) == len(model.measurement):
        return set()
    try:
        again = type(model)(rest, model.structure, statements=model.statements, defined=model.defined)
    except SpecificationError:
        return set()
    return set(model.measurement) - set(rest) if again == model else set()
