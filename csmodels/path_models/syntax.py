"""Model text in lavaan's syntax, read and written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from csmodels.errors import ModelSyntaxError
from csmodels.path_models.model import Construct, Mode

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
    |(?P<mark>[+＋*＊(（)）,，])
    |(?P<text>"[^"\n]*"|'[^'\n]*')
    |(?P<number>[-+]?\d+\.?\d*(?:[eE][-+]?\d+)?(?![\w.]))
    |(?P<quoted>`[^`\n]+`)
    |(?P<name>[^\W\d][\w.]*|\.[\w.]+|\d[\w.]*)
    """,
    re.VERBOSE,
)
_PLAIN_NAME = re.compile(r"[^\W\d][\w.]*")


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


def _statements(text: str) -> Iterator[list[_Token]]:
    """Statements end with the line, unless an operator or a plus says that more is to come."""
    tokens = list(_tokens(text))
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
    lines = []
    for name, construct in model.measurement.items():
        items = " + ".join(map(_quote, construct.items))
        operator = "=~" if construct.kind == "reflective" else "<~"
        mode = 'mode("A")*' if construct.kind == "composite" and construct.mode == "A" else ""
        lines.append(f"{_quote(name)} {operator} {mode}{items}")
    for outcome, predictors in model.structure.items():
        lines.append(f"{_quote(outcome)} ~ {' + '.join(map(_quote, predictors))}")
    return "\n".join(lines)


def _quote(name: str) -> str:
    return name if _PLAIN_NAME.fullmatch(name) and name != "mode" else f"`{name}`"
