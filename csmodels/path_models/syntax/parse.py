"""Model text in lavaan's syntax, read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from csmodels.errors import ModelSyntaxError, SpecificationError
from csmodels.path_models.constructs import Construct, Mode
from csmodels.path_models.statements import Key, Refused, Statement, refuse_mixed
from csmodels.path_models.syntax.constraints import Equality, equality, equated
from csmodels.path_models.syntax.terms import Term, located, names, terms
from csmodels.path_models.syntax.tokens import Token, refuse_others, statements, syntax_error
from csmodels.path_models.terms import PRODUCT_METHODS, higher_order, interaction, quadratic

#: Operators understood here; those of lavaan that the models have no use for are refused by name.
OPERATORS = ("=~", "<~", "~", "~~", ":=", "==")
REFUSED = {
    "<": "inequality constraints",
    ">": "inequality constraints",
    "|": "thresholds",
    "~*~": "scaling factors",
}

#: What stands for a block and is no sum of names: the word, and what goes into its brackets.
CALLS = {
    "interaction": 'interaction(A, B) or interaction(A, B, "orthogonal")',
    "quadratic": 'quadratic(A) or quadratic(A, "orthogonal")',
    "repeated_indicators": "repeated_indicators(A, B)",
}
#: Why a name has no modifier.
LEFT = "modifiers such as 0.5* or a* stand on the right side of the operator"
WEIGHTS = "the weights of a composite are estimated; fixed values, labels and start values are for factors"


@dataclass
class Parsed:
    """A model text that has been read.

    Attributes
    ----------
    text : str
    measurement, structure, statements, defined
        As `PathModel` takes them.
    places : mapping of (lhs, op, rhs) to int
        Where each term begins.
    """

    text: str
    measurement: dict[str, Construct] = field(default_factory=dict)
    structure: dict[str, list[str]] = field(default_factory=dict)
    statements: list[Statement] = field(default_factory=list)
    defined: dict[str, str] = field(default_factory=dict)
    places: dict[Key, int] = field(default_factory=dict)

    def located(self, error: SpecificationError) -> SpecificationError:
        """The error of a model made from this text, with the line and the mark, if it has a place."""
        at = self.places.get(getattr(error.__context__, "about", ("", "", "")))
        return error if at is None else syntax_error(self.text, at, str(error).rstrip("."))


def parse(text: str) -> Parsed:
    """Read model text.

    Raises
    ------
    ModelSyntaxError
        With the line, a mark under the place, and what is wanted there.
    """
    if not isinstance(text, str):
        raise ModelSyntaxError(f"Model text must be a str, not {type(text).__name__}.")
    model = Parsed(text)
    equalities: list[Equality] = []
    for statement in statements(text):
        left, operator, right = _split(text, statement)
        if operator.text == "==":
            equalities.append(equality(text, left, operator, right))
            continue
        refuse_others(text, statement)
        if operator.text == ":=":
            _define(model, left, operator, right)
            continue
        lhs = [term.name for term in names(text, left, operator, LEFT)]
        _READERS[operator.text](model, lhs, operator, right)
    if not model.measurement:
        raise ModelSyntaxError("The model text has no measurement: write e.g. 'Quality =~ q1 + q2'.")
    try:
        refuse_mixed(model.measurement)
    except Refused as problem:
        raise syntax_error(text, model.places[problem.about], str(problem)) from None
    model.statements, model.defined = equated(text, model.statements, model.defined, equalities)
    return model


def _split(text: str, statement: list[Token]) -> tuple[list[Token], Token, list[Token]]:
    """Left side, operator and right side of a statement."""
    where = next((i for i, token in enumerate(statement) if token.kind == "op"), None)
    if where is None:
        refuse_others(text, statement)
        raise syntax_error(
            text, statement[0].at, "this statement has no operator; use =~ (measured by), <~, ~ or ~~"
        )
    operator = statement[where]
    if operator.text in REFUSED:
        raise syntax_error(
            text,
            operator.at,
            f"the operator {operator.text!r} ({REFUSED[operator.text]}) is not available;"
            f" model text knows {', '.join(OPERATORS)}",
        )
    return statement[:where], operator, statement[where + 1 :]


# ---------------------------------------------------------------------- one operator each


def _factor(model: Parsed, lhs: list[str], operator: Token, right: list[Token]) -> None:
    """``A =~ a1 + 0.5*a2``."""
    if not _declared(model, lhs, operator, right):
        found = terms(model.text, right, operator)
        for name in lhs:
            _measure(model, name, operator, None, found)
            for term in found:
                _note(model, term, term.statement(model.text, name, "=~"))


def _composite(model: Parsed, lhs: list[str], operator: Token, right: list[Token]) -> None:
    """``A <~ a1 + a2``."""
    mode, right = _mode(model.text, right)
    if not _declared(model, lhs, operator, right):
        found = names(model.text, right, operator, WEIGHTS)
        for name in lhs:
            _measure(model, name, operator, mode, found)
            model.places.update({(name, "=~", term.name): term.at for term in found})


def _path(model: Parsed, lhs: list[str], operator: Token, right: list[Token]) -> None:
    """``B ~ b*A``, and intercepts: ``b1 ~ 1``."""
    found = terms(model.text, right, operator)
    predictors = [term for term in found if term.name]
    for name in lhs:
        if predictors:
            known = model.structure.setdefault(name, [])
            _refuse_repeats(model.text, predictors, known, name)
            known += [term.name for term in predictors]
        for term in found:
            _note(model, term, term.statement(model.text, name, "~" if term.name else "~1"))


def _covariance(model: Parsed, lhs: list[str], operator: Token, right: list[Token]) -> None:
    """``a1 ~~ b1 + 0*b2``."""
    for name in lhs:
        for term in terms(model.text, right, operator):
            _note(model, term, term.statement(model.text, name, "~~"))


_READERS: dict[str, Callable[[Parsed, list[str], Token, list[Token]], None]] = {
    "=~": _factor,
    "<~": _composite,
    "~": _path,
    "~~": _covariance,
}


def _note(model: Parsed, term: Term, said: Statement) -> None:
    """Keep the place of a term, and what is said beyond its being there."""
    model.places[said.key] = term.at
    if said.op in ("~~", "~1") or not said.bare:
        model.statements.append(said)


def _define(model: Parsed, left: list[Token], operator: Token, right: list[Token]) -> None:
    """``indirect := a*b``."""
    refuse_others(model.text, left)
    if len(left) != 1 or left[0].kind != "name":
        raise syntax_error(model.text, operator.at, "one name stands before ':=', as in indirect := a*b")
    if len(right) != 1 or not right[0].text:
        at = right[1].at if len(right) > 1 else operator.at
        raise syntax_error(model.text, at, "one expression stands after ':=', as in indirect := a*b")
    name = left[0].text
    if name in model.defined:
        raise syntax_error(model.text, left[0].at, f"{name!r} is defined above; define it once")
    model.defined[name] = right[0].text
    model.places[name, ":=", ""] = right[0].at


# ---------------------------------------------------------------------- measurement


def _measure(model: Parsed, name: str, operator: Token, mode: Mode | None, found: list[Term]) -> None:
    """Add items to a construct; a second statement about it continues the first."""
    kind, default = ("reflective", "A") if operator.text == "=~" else ("composite", "B")
    known = model.measurement.get(name)
    if known is not None and type(known) is not Construct:
        raise syntax_error(model.text, operator.at, f"{name!r} is declared above; it cannot also have items")
    if known is not None and known.kind != kind:
        raise syntax_error(
            model.text, operator.at, f"{name!r} is {known.kind} above; it cannot also be {kind}"
        )
    _refuse_repeats(model.text, found, known.items if known else (), name)
    items = (*(known.items if known else ()), *(term.name for term in found))
    chosen: Mode = mode or (known.mode if known else ("A" if default == "A" else "B"))
    made = "reflective" if kind == "reflective" else "composite"
    model.measurement[name] = Construct(items, made, chosen)  # type: ignore[arg-type]


def _refuse_repeats(text: str, found: list[Term], known: list[str] | tuple[str, ...], name: str) -> None:
    seen = set(known)
    for term in found:
        if term.name in seen:
            raise syntax_error(text, term.at, f"{term.name!r} is listed twice for {name!r}; name it once")
        seen.add(term.name)


def _mode(text: str, tokens: list[Token]) -> tuple[Mode | None, list[Token]]:
    """Take ``mode("A")*`` off the front of a composite's items."""
    if len(tokens) < 5 or tokens[0].text != "mode" or not tokens[1].is_mark("("):
        return None, tokens
    letter = tokens[2].text.strip("\"'")
    if letter not in ("A", "B") or not tokens[3].is_mark(")") or not tokens[4].is_mark("*"):
        raise syntax_error(text, tokens[0].at, 'write mode("A")* or mode("B")* before the first item')
    return ("A" if letter == "A" else "B"), tokens[5:]


def _declared(model: Parsed, lhs: list[str], operator: Token, right: list[Token]) -> bool:
    """Read a product or a higher-order construct that is written as a word with brackets, if it is one."""
    made = _call(model.text, right, operator)
    for name in lhs if made is not None else ():
        if name in model.measurement:
            raise syntax_error(
                model.text, operator.at, f"{name!r} is declared above; it cannot also be a term"
            )
        assert made is not None
        model.measurement[name] = made
    return made is not None


def _call(text: str, tokens: list[Token], operator: Token) -> Construct | None:
    """A product or a higher-order construct written as a word with brackets; None for anything else."""
    if len(tokens) < 2 or tokens[0].text not in CALLS or not tokens[1].is_mark("("):
        return None
    word, inner = tokens[0], tokens[2:-1]
    wanted = f"write {CALLS[tokens[0].text]}"
    separated = all(token.is_mark(",") == (i % 2 == 1) for i, token in enumerate(inner))
    if not tokens[-1].is_mark(")") or not separated or len(inner) % 2 == 0:
        raise syntax_error(text, word.at, wanted)
    given = inner[::2]
    last = given[-1]
    method = last.text.strip("\"'") if last.kind == "text" else None
    named = [token.text for token in (given[:-1] if method is not None else given)]
    if any(token.kind != "name" for token in given[: len(named)]):
        raise syntax_error(text, word.at, wanted)
    if word.text == "repeated_indicators":
        if method is not None:
            raise syntax_error(text, last.at, wanted)
        mode: Mode = "A" if operator.text == "=~" else "B"
        return located(text, word.at, lambda: higher_order(*named, mode=mode, method="repeated_indicators"))
    count = 2 if word.text == "interaction" else 1
    if operator.text != "<~" or len(named) != count:
        raise syntax_error(text, word.at, f"{wanted} after '<~'")
    if method is not None and method not in PRODUCT_METHODS:
        raise syntax_error(text, last.at, f"{method!r} is no method; known are {', '.join(PRODUCT_METHODS)}")
    make: Callable[..., Construct] = interaction if count == 2 else quadratic
    return located(text, word.at, lambda: make(*named, method=method or "two_stage"))
