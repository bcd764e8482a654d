"""The right side of a statement: names joined by plus signs, with what is said about each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypeVar

from csmodels.errors import ModelSyntaxError, SpecificationError
from csmodels.path_models.statements import Operator, Statement
from csmodels.path_models.syntax.tokens import Token, syntax_error

Made = TypeVar("Made")

#: What may stand before ``*``, as messages show it.
MODIFIERS = "0.5*x (fixed), a*x (label), start(0.5)*x, NA*x (free)"


@dataclass(frozen=True)
class Term:
    """One name on the right side, or the 1 of an intercept.

    Attributes
    ----------
    name : str
        Empty for an intercept.
    at : int
    fixed, label, start, free
        As in `Statement`.
    """

    name: str
    at: int
    fixed: float | None = None
    label: str | None = None
    start: float | None = None
    free: bool = False

    @property
    def said(self) -> dict[str, float | str | bool]:
        """What is said, by the words of `Statement`."""
        given = {name: getattr(self, name) for name in ("fixed", "label", "start", "free")}
        return {name: value for name, value in given.items() if value is not None and value is not False}

    def statement(self, text: str, lhs: str, op: Operator) -> Statement:
        """The statement that this term makes; its complaint gets the line and the mark."""
        said = (self.fixed, self.label, self.start, self.free)
        return located(text, self.at, lambda: Statement(lhs, op, self.name, *said))


def located(text: str, at: int, make: Callable[[], Made]) -> Made:
    """What a declaration makes; its complaint gets the line and the mark."""
    try:
        return make()
    except ModelSyntaxError:
        raise
    except SpecificationError as error:
        raise syntax_error(text, at, str(error).rstrip(".")) from None


def names(text: str, tokens: list[Token], operator: Token, why: str) -> list[Term]:
    """Names without modifiers, joined by plus signs; `why` says that there are none here."""
    found = _Reader(text, tokens, operator, intercepts=False).terms()
    for term in found:
        if term.said:
            raise syntax_error(text, term.at, why)
    return found


def terms(text: str, tokens: list[Token], operator: Token) -> list[Term]:
    """Names with modifiers; a name that is repeated with another modifier has both."""
    found: dict[str, Term] = {}
    for term in _Reader(text, tokens, operator, intercepts=operator.text == "~").terms():
        known = found.get(term.name)
        if known is None:
            found[term.name] = term
            continue
        name = term.name or "1"
        if not term.said:
            raise syntax_error(text, term.at, f"{name!r} is listed twice; name it once")
        twice = [word for word in term.said if word in known.said]
        if twice:
            raise syntax_error(text, term.at, f"{name!r} has two modifiers of one kind ({twice[0]})")
        found[term.name] = replace(known, **term.said)  # type: ignore[arg-type]
    return list(found.values())


class _Reader:
    """Reads terms from left to right."""

    def __init__(self, text: str, tokens: list[Token], operator: Token, intercepts: bool) -> None:
        self.text, self.tokens, self.operator, self.intercepts = text, tokens, operator, intercepts
        self.i = 0

    def terms(self) -> list[Term]:
        if not self.tokens:
            raise self.error(self.operator, f"a name is missing beside {self.operator.text!r}")
        found = [self.term()]
        while self.i < len(self.tokens):
            plus = self.tokens[self.i]
            self.refuse_operator(plus)
            if not plus.is_mark("+"):
                word = f"names are joined by '+', not {plus.text!r}"
                raise self.error(
                    plus, word if plus.kind == "mark" else f"'+' is wanted here, not {plus.text!r}"
                )
            self.i += 1
            found.append(self.term())
        return found

    def term(self) -> Term:
        first = self.next("'+'")
        said: dict[str, float | str | bool] = {}
        if self.sees("(") and first.kind == "name" and not first.quoted:
            said = self.call(first)
        elif self.sees("*"):
            said = self.modifier(first)
        if not said:
            return self.named(first, first.at)
        self.take("*", first)
        target = self.next("'*'")
        if self.sees("*") or self.sees("("):
            raise self.error(
                target, "one modifier stands before a name; for another one repeat the name: a*x + start(1)*x"
            )
        return replace(self.named(target, first.at), **said)  # type: ignore[arg-type]

    def named(self, token: Token, at: int) -> Term:
        """The name itself, or the 1 of an intercept."""
        if self.intercepts and token.kind == "number" and float(token.text) == 1:
            return Term("", at)
        self.refuse_operator(token)
        if token.kind != "name":
            raise self.error(token, f"a name is wanted here, not {token.text!r}")
        return Term(token.text, at)

    def modifier(self, token: Token) -> dict[str, float | str | bool]:
        if token.kind == "number":
            return {"fixed": float(token.text)}
        if token.kind != "name":
            raise self.error(token, f"{token.text!r} cannot stand before '*'; known are {MODIFIERS}")
        return {"free": True} if token.is_word("NA") else {"label": token.text}

    def call(self, word: Token) -> dict[str, float | str | bool]:
        """A modifier with brackets: only ``start(0.5)``."""
        if word.text == "c":
            raise self.error(
                word,
                "c(...) gives each group a modifier of its own; write one model for all groups, and say with"
                " by=, equal= and free= of fit which parameters the groups share",
            )
        if word.text != "start":
            raise self.error(
                word, f"'{word.text}(...)' is no modifier of the model text here; known are {MODIFIERS}"
            )
        self.take("(", word)
        value = self.next("'('")
        if value.kind != "number" or not self.sees(")"):
            raise self.error(word, "write a number in the brackets, as start(0.5)*x")
        self.take(")", word)
        return {"start": float(value.text)}

    def sees(self, sign: str) -> bool:
        return self.i < len(self.tokens) and self.tokens[self.i].is_mark(sign)

    def take(self, sign: str, word: Token) -> None:
        if not self.sees(sign):
            raise self.error(word, f"{sign!r} is missing after {word.text!r}; known are {MODIFIERS}")
        self.i += 1

    def next(self, after: str) -> Token:
        if self.i >= len(self.tokens):
            raise self.error(self.tokens[-1], f"a name is missing after {after}")
        self.i += 1
        return self.tokens[self.i - 1]

    def refuse_operator(self, token: Token) -> None:
        if token.kind == "op":
            raise self.error(token, "one statement has one operator; begin a new line")

    def error(self, token: Token, problem: str) -> ModelSyntaxError:
        return syntax_error(self.text, token.at, problem)
