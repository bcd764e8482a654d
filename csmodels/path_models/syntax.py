"""Model text in lavaan's syntax, read and written."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from csmodels.errors import ModelSyntaxError, SpecificationError
from csmodels.path_models.constructs import Construct, Mode
from csmodels.path_models.terms import (
    HIGHER_ORDER_METHODS,
    PRODUCT_METHODS,
    HigherOrder,
    ProductTerm,
    Quadratic,
    higher_order,
    interaction,
    quadratic,
)

if TYPE_CHECKING:
    from csmodels.path_models.model import PathModel

#: Operators understood here; those of lavaan that belong to covariance models are refused by name.
OPERATORS = ("=~", "<~", "~")
REFUSED = {
    "~~": "(co)variances",
    "~1": "intercepts",
    ":=": "defined parameters",
    "==": "constraints",
    "<": "constraints",
    ">": "constraints",
    "|": "thresholds",
    "~*~": "scaling factors",
}

#: Signs that Chinese input methods write wide; they mean the same.
_NARROW = str.maketrans("＋；＝～＜＞＊（），：｜＃！", "+;=~<>*(),:|#!")

_TOKEN = re.compile(
    r"""(?P<space>[ \t\r\u3000\u00a0]+|[#!＃！][^\n]*)
    |(?P<end>[\n;；])
    |(?P<op>[~～][*＊][~～]|[~～]{2}|[=＝][~～]|[<＜][~～]|[:：][=＝]|[=＝]{2}|[~～]\s*1(?![\w.])|[~～<＜>＞|｜])
    |(?P<mark>[+＋*＊(（)）,，:：])
    |(?P<text>"[^"\n]*"|'[^'\n]*')
    |(?P<number>[-+]?\d+\.?\d*(?:[eE][-+]?\d+)?(?![\w.]))
    |(?P<quoted>`[^`\n]+`)
    |(?P<name>[^\W\d][\w.]*|\.[\w.]+|\d[\w.]*)
    """,
    re.VERBOSE,
)
_PLAIN_NAME = re.compile(r"[^\W\d][\w.]*(:[^\W\d][\w.]*)*")

#: What stands for a block and is no sum of names: the word, and what goes into its brackets.
CALLS = {
    "interaction": 'interaction(A, B) or interaction(A, B, "orthogonal")',
    "quadratic": 'quadratic(A) or quadratic(A, "orthogonal")',
    "repeated_indicators": "repeated_indicators(A, B)",
}


@dataclass(frozen=True)
class _Token:
    kind: str
    text: str
    at: int

    def is_mark(self, *signs: str) -> bool:
        """Whether this is one of the signs themselves, not a name in backticks that looks like one."""
        return self.kind == "mark" and self.text in signs


def parse(text: str) -> tuple[dict[str, Construct], dict[str, list[str]]]:
    """Read model text into (measurement, structure).

    Raises
    ------
    ModelSyntaxError
        With the line, a mark under the place, and what is wanted there.
    """
    if not isinstance(text, str):
        raise ModelSyntaxError(f"Model text must be a str, not {type(text).__name__}.")
    measurement: dict[str, Construct] = {}
    structure: dict[str, list[str]] = {}
    for statement in _statements(text):
        names, operator, rest = _split(text, statement)
        mode, rest = _mode(text, rest) if operator.text == "<~" else (None, rest)
        made = _call(text, rest, operator) if operator.text != "~" else None
        if made is not None:
            for name in names:
                if name in measurement:
                    raise _error(text, operator.at, f"{name!r} is declared above; it cannot also be a term")
                measurement[name] = made
            continue
        terms = _terms(text, rest, operator)
        for name in names:
            if operator.text == "~":
                known = structure.setdefault(name, [])
                _refuse_repeats(text, terms, known, name)
                known += [term.text for term in terms]
            else:
                _measure(text, measurement, name, operator, mode, terms)
    if not measurement:
        raise ModelSyntaxError("The model text has no measurement: write e.g. 'Quality =~ q1 + q2'.")
    return measurement, structure


def _measure(
    text: str,
    measurement: dict[str, Construct],
    name: str,
    operator: _Token,
    mode: Mode | None,
    terms: list[_Token],
) -> None:
    """Add items to a construct; a second statement about it continues the first."""
    kind, default = ("reflective", "A") if operator.text == "=~" else ("composite", "B")
    known = measurement.get(name)
    if known is not None and type(known) is not Construct:
        raise _error(text, operator.at, f"{name!r} is declared above; it cannot also have items")
    if known is not None and known.kind != kind:
        raise _error(text, operator.at, f"{name!r} is {known.kind} above; it cannot also be {kind}")
    _refuse_repeats(text, terms, known.items if known else (), name)
    items = (*(known.items if known else ()), *(term.text for term in terms))
    chosen: Mode = mode or (known.mode if known else ("A" if default == "A" else "B"))
    measurement[name] = Construct(items, "reflective" if kind == "reflective" else "composite", chosen)


def _refuse_repeats(text: str, terms: list[_Token], known: object, name: str) -> None:
    seen = set(known) if isinstance(known, (list, tuple)) else set()
    for term in terms:
        if term.text in seen:
            raise _error(text, term.at, f"{term.text!r} is listed twice for {name!r}; name it once")
        seen.add(term.text)


def _tokens(text: str) -> Iterator[_Token]:
    at = 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            hint = "this backtick has no partner" if text[at] == "`" else f"{text[at]!r} has no meaning here"
            raise _error(text, at, f"{hint}; names with such signs go in backticks")
        kind = str(match.lastgroup)
        if kind == "quoted":
            yield _Token("name", match.group()[1:-1], at)
        elif kind == "op":
            yield _Token("op", re.sub(r"\s", "", match.group()).translate(_NARROW), at)
        elif kind == "mark":
            yield _Token("mark", match.group().translate(_NARROW), at)
        elif kind != "space":
            yield _Token(kind, match.group(), at)
        at = match.end()


def _products(text: str, tokens: list[_Token]) -> list[_Token]:
    """Names joined by a colon become one name: the product ``A:B``."""
    joined: list[_Token] = []
    for token in tokens:
        colon = joined[-1] if joined and joined[-1].is_mark(":") else None
        if colon is None:
            if token.is_mark(":") and not (joined and joined[-1].kind == "name"):
                raise _error(
                    text, token.at, "a name is missing before ':', which joins the names of a product"
                )
            joined.append(token)
        elif token.kind == "name":
            first = joined[-2]
            joined[-2:] = [_Token("name", f"{first.text}:{token.text}", first.at)]
        else:
            raise _error(text, colon.at, "a name is missing after ':', which joins the names of a product")
    if joined and joined[-1].is_mark(":"):
        raise _error(text, joined[-1].at, "a name is missing after ':', which joins the names of a product")
    return joined


def _statements(text: str) -> Iterator[list[_Token]]:
    """Statements end with the line, unless an operator or a plus says that more is to come."""
    tokens = _products(text, list(_tokens(text)))
    held: list[_Token] = []
    for i, token in enumerate(tokens):
        if token.kind != "end":
            held.append(token)
            continue
        following = next((t for t in tokens[i + 1 :] if t.kind != "end"), None)
        open_end = bool(held) and (held[-1].kind == "op" or held[-1].is_mark("+", "*"))
        goes_on = token.text == "\n" and held and following is not None
        if goes_on and (open_end or (following is not None and following.is_mark("+"))):
            continue
        if held:
            yield held
            held = []
    if held:
        yield held


def _split(text: str, statement: list[_Token]) -> tuple[list[str], _Token, list[_Token]]:
    """Left side, operator and right side of a statement."""
    where = next((i for i, token in enumerate(statement) if token.kind == "op"), None)
    if where is None:
        raise _error(text, statement[0].at, "this statement has no operator; use =~ (measured by), <~ or ~")
    operator = statement[where]
    if operator.text in REFUSED:
        raise _error(
            text,
            operator.at,
            f"the operator {operator.text!r} ({REFUSED[operator.text]}) belongs to covariance models;"
            f" path models know {', '.join(OPERATORS)}",
        )
    left = _terms(text, statement[:where], operator)
    return [token.text for token in left], operator, statement[where + 1 :]


def _mode(text: str, tokens: list[_Token]) -> tuple[Mode | None, list[_Token]]:
    """Take ``mode("A")*`` off the front of a composite's items."""
    if len(tokens) < 5 or tokens[0].text != "mode" or not tokens[1].is_mark("("):
        return None, tokens
    letter = tokens[2].text.strip("\"'")
    if letter not in ("A", "B") or not tokens[3].is_mark(")") or not tokens[4].is_mark("*"):
        raise _error(text, tokens[0].at, 'write mode("A")* or mode("B")* before the first item')
    return ("A" if letter == "A" else "B"), tokens[5:]


def _call(text: str, tokens: list[_Token], operator: _Token) -> Construct | None:
    """A product or a higher-order construct written as a word with brackets; None for anything else."""
    if len(tokens) < 2 or tokens[0].text not in CALLS or not tokens[1].is_mark("("):
        return None
    word, inner = tokens[0], tokens[2:-1]
    wanted = f"write {CALLS[tokens[0].text]}"
    separated = all(token.is_mark(",") == (i % 2 == 1) for i, token in enumerate(inner))
    if not tokens[-1].is_mark(")") or not separated or len(inner) % 2 == 0:
        raise _error(text, word.at, wanted)
    given = inner[::2]
    last = given[-1]
    method = last.text.strip("\"'") if last.kind == "text" else None
    names = [token.text for token in (given[:-1] if method is not None else given)]
    if any(token.kind != "name" for token in given[: len(names)]):
        raise _error(text, word.at, wanted)
    if word.text == "repeated_indicators":
        if method is not None:
            raise _error(text, last.at, wanted)
        mode: Mode = "A" if operator.text == "=~" else "B"
        return _checked(text, word, lambda: higher_order(*names, mode=mode, method="repeated_indicators"))
    count = 2 if word.text == "interaction" else 1
    if operator.text != "<~" or len(names) != count:
        raise _error(text, word.at, f"{wanted} after '<~'")
    if method is not None and method not in PRODUCT_METHODS:
        raise _error(text, last.at, f"{method!r} is no method; known are {', '.join(PRODUCT_METHODS)}")
    make: Callable[..., Construct] = interaction if count == 2 else quadratic
    return _checked(text, word, lambda: make(*names, method=method or "two_stage"))


def _checked(text: str, word: _Token, make: Callable[[], Construct]) -> Construct:
    """What a declaration makes; its complaint gets the line and the mark."""
    try:
        return make()
    except ModelSyntaxError:
        raise
    except SpecificationError as error:
        raise _error(text, word.at, str(error).rstrip(".")) from None


def _terms(text: str, tokens: list[_Token], operator: _Token) -> list[_Token]:
    """Names joined by plus signs."""
    if not tokens:
        raise _error(text, operator.at, f"a name is missing beside {operator.text!r}")
    for i, token in enumerate(tokens):
        if token.is_mark("*", "(") or token.kind in ("number", "text"):
            raise _error(
                text,
                token.at,
                "fixed values, labels and start values (as in 1*x or a*x) belong to covariance models",
            )
        if token.kind == "op":
            raise _error(text, token.at, "one statement has one operator; begin a new line")
        wanted = "name" if i % 2 == 0 else "mark"
        if token.kind != wanted:
            word = "a name" if wanted == "name" else "'+'"
            raise _error(text, token.at, f"{word} is wanted here, not {token.text!r}")
        if token.kind == "mark" and token.text != "+":
            raise _error(text, token.at, f"names are joined by '+', not {token.text!r}")
    if len(tokens) % 2 == 0:
        raise _error(text, tokens[-1].at, "a name is missing after '+'")
    return tokens[::2]


def _error(text: str, at: int, problem: str) -> ModelSyntaxError:
    """The message, the line, and a mark under the place."""
    number = text.count("\n", 0, at) + 1
    start = text.rfind("\n", 0, at) + 1
    line = text[start:].split("\n", 1)[0].expandtabs()
    shift = len(text[start:at].expandtabs())
    return ModelSyntaxError(f"Line {number}: {problem}.\n    {line}\n    {' ' * shift}^")


def write(model: PathModel) -> str:
    """Write a model as text that `parse` reads back."""
    implied = _implied(model)
    lines = [
        f"{_quote(name)} {_block(construct)}"
        for name, construct in model.measurement.items()
        if name not in implied
    ]
    for outcome, predictors in model.structure.items():
        lines.append(f"{_quote(outcome)} ~ {' + '.join(map(_quote, predictors))}")
    return "\n".join(lines)


def _block(construct: Construct) -> str:
    """The operator and the right side of one construct."""
    operator = "=~" if construct.kind == "reflective" else "<~"
    if isinstance(construct, ProductTerm):
        factors = construct.factors[:1] if isinstance(construct, Quadratic) else construct.factors
        word = "quadratic" if isinstance(construct, Quadratic) else "interaction"
        method = "" if construct.method == "two_stage" else f', "{construct.method}"'
        return f"<~ {word}({', '.join(map(_quote, factors))}{method})"
    if isinstance(construct, HigherOrder):
        if construct.method != HIGHER_ORDER_METHODS[0]:
            return f"{operator} {construct.method}({', '.join(map(_quote, construct.dimensions))})"
        return f"{operator} {' + '.join(map(_quote, construct.dimensions))}"
    mode = 'mode("A")*' if construct.kind == "composite" and construct.mode == "A" else ""
    return f"{operator} {mode}{' + '.join(map(_quote, construct.items))}"


def _implied(model: PathModel) -> set[str]:
    """Products that reading the structure brings back by itself, in the same place."""
    rest = {n: c for n, c in model.measurement.items() if not (isinstance(c, ProductTerm) and ":" in n)}
    if len(rest) == len(model.measurement):
        return set()
    try:
        again = type(model)(rest, model.structure)
    except SpecificationError:
        return set()
    return set(model.measurement) - set(rest) if again == model else set()


def _quote(name: str) -> str:
    return name if _PLAIN_NAME.fullmatch(name) and name != "mode" else f"`{name}`"
