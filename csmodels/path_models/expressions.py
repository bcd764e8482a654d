"""Expressions of defined parameters, as ``a*b + c``: read without running them, evaluated on batches."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from csmodels.errors import SpecificationError, did_you_mean, some

Array = NDArray[np.float64]

FUNCTIONS: dict[str, Callable[[Any], Any]] = {"exp": np.exp, "log": np.log, "sqrt": np.sqrt, "abs": np.abs}
_BINARY: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: np.add,
    ast.Sub: np.subtract,
    ast.Mult: np.multiply,
    ast.Div: np.divide,
    ast.Pow: np.power,
}
#: Longer ones would exhaust the stack on which a tree is walked.
LONGEST = 400

_PIECE = re.compile(
    r"""(?P<space>\s+)
    |(?P<quoted>`[^`\n]+`)
    |(?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?(?![\w.]))
    |(?P<name>[^\W\d][\w.]*|\.[\w.]+|\d[\w.]*)
    |(?P<sign>\*\*|[-+*/^()])
    """,
    re.VERBOSE,
)
_PLAIN = re.compile(r"[^\W\d][\w.]*")


@dataclass(frozen=True)
class _Piece:
    kind: str
    text: str


@dataclass(frozen=True, eq=False)
class Expression:
    """An expression that has been read.

    Attributes
    ----------
    names : tuple of str
        What it is made of, each once.
    tree : ast.expr
        Names stand in it as ``_0``, ``_1`` ...: labels may be words that Python keeps for itself.
    """

    names: tuple[str, ...]
    tree: ast.expr

    def __call__(self, values: Mapping[str, Array]) -> Array:
        """The value of the expression, from values of its names."""
        given = {f"_{i}": values[name] for i, name in enumerate(self.names)}
        found: Array = _value(self.tree, given)
        return found


def read(text: str) -> Expression:
    """Read an expression made of ``+ - * / **``, brackets, numbers, names, exp, log, sqrt and abs.

    Nothing is run: what is not in this list is refused. ``^`` means ``**``; names with other signs stand in
    backticks.

    Raises
    ------
    SpecificationError
        With what cannot be read.
    """
    pieces = _pieces(text)
    if len(pieces) > LONGEST:
        raise SpecificationError("this expression is too long; define its parts first")
    names: list[str] = []
    written = []
    for i, piece in enumerate(pieces):
        called = piece.kind == "name" and i + 1 < len(pieces) and pieces[i + 1] == _Piece("sign", "(")
        if called and piece.text not in FUNCTIONS:
            raise SpecificationError(
                f"{piece.text!r} is no function here.{did_you_mean(piece.text, FUNCTIONS)} Known are"
                f" {some(FUNCTIONS)}"
            )
        if piece.kind in ("name", "quoted") and not called:
            if piece.text not in names:
                names.append(piece.text)
            written.append(f"_{names.index(piece.text)}")
        elif piece.kind == "number":
            written.append(repr(float(piece.text)))
        else:
            written.append("**" if piece.text == "^" else piece.text)
    try:
        tree = ast.parse(" ".join(written), mode="eval").body
        _check(tree)
    except (SyntaxError, RecursionError, MemoryError):
        raise SpecificationError(
            f"{text!r} is no expression; write e.g. 'a*b + c', with {some(FUNCTIONS)} for functions"
        ) from None
    if not names:
        raise SpecificationError(f"{text!r} names no label; it would be a plain number")
    return Expression(tuple(names), tree)


def normal(text: str) -> str:
    """The text with one blank where there were several, and none at the ends."""
    parts = re.split(r"(`[^`\n]*`)", text)
    return "".join(p if p.startswith("`") else re.sub(r"\s+", " ", p) for p in parts).strip()


def renamed(text: str, names: Mapping[str, str]) -> str:
    """The text with other names in it."""

    def one(found: re.Match[str]) -> str:
        if found.lastgroup not in ("name", "quoted"):
            return found.group()
        name = names.get(found.group().strip("`"))
        if name is None:
            return found.group()
        return name if _PLAIN.fullmatch(name) else f"`{name}`"

    return _PIECE.sub(one, text)


def _pieces(text: str) -> list[_Piece]:
    found, at = [], 0
    while at < len(text):
        match = _PIECE.match(text, at)
        if match is None:
            raise SpecificationError(f"{text[at]!r} has no meaning in an expression")
        kind = str(match.lastgroup)
        if kind != "space":
            found.append(_Piece(kind, match.group().strip("`")))
        at = match.end()
    return found


def _check(tree: ast.expr) -> None:
    """Refuse what is no arithmetic: Python reads more than expressions have."""
    if isinstance(tree, ast.BinOp) and type(tree.op) in _BINARY:
        _check(tree.left)
        _check(tree.right)
    elif isinstance(tree, ast.UnaryOp) and isinstance(tree.op, (ast.USub, ast.UAdd)):
        _check(tree.operand)
    elif isinstance(tree, ast.Call) and isinstance(tree.func, ast.Name) and tree.func.id in FUNCTIONS:
        if len(tree.args) != 1:
            raise SyntaxError
        _check(tree.args[0])
    elif not isinstance(tree, (ast.Name, ast.Constant)):
        raise SyntaxError


def _value(tree: ast.expr, given: Mapping[str, Array]) -> Any:
    if isinstance(tree, ast.BinOp):
        return _BINARY[type(tree.op)](_value(tree.left, given), _value(tree.right, given))
    if isinstance(tree, ast.UnaryOp):
        inner = _value(tree.operand, given)
        return -inner if isinstance(tree.op, ast.USub) else inner
    if isinstance(tree, ast.Call):
        assert isinstance(tree.func, ast.Name)
        return FUNCTIONS[tree.func.id](_value(tree.args[0], given))
    if isinstance(tree, ast.Name):
        return given[tree.id]
    assert isinstance(tree, ast.Constant)
    return np.float64(tree.value)  # type: ignore[arg-type]
