"""Model text cut into names, signs and numbers, and these into statements."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from csmodels.errors import ModelSyntaxError

#: Signs that Chinese input methods write wide; they mean the same.
NARROW = str.maketrans("＋；＝～＜＞＊（），：｜＃！－／＾．", "+;=~<>*(),:|#!-/^.")

_TOKEN = re.compile(
    r"""(?P<space>[ \t\r\u3000\u00a0]+|[#!＃！][^\n]*)
    |(?P<end>[\n;；])
    |(?P<op>[~～][*＊][~～]|[~～]{2}|[=＝][~～]|[<＜][~～]|[:：][=＝]|[=＝]{2}|[~～<＜>＞|｜])
    |(?P<mark>[+＋*＊(（)）,，:：])
    |(?P<text>"[^"\n]*"|'[^'\n]*')
    |(?P<number>[-+－]?(?:\d+[.．]?\d*|[.．]\d+)(?:[eE][-+]?\d+)?(?![\w.]))
    |(?P<quoted>`[^`\n]+`)
    |(?P<name>[^\W\d][\w.]*|\.[\w.]+|\d[\w.]*)
    """,
    re.VERBOSE,
)
#: One line of an expression: up to a semicolon or a remark, but not those inside backticks.
_EXPRESSION = re.compile(r"(?:`[^`\n]*`|[^`\n;；#!＃！])*")
_REMARK = re.compile(r"[#!＃！][^\n]*")


@dataclass(frozen=True)
class Token:
    """A piece of model text.

    Attributes
    ----------
    kind : {"end", "op", "mark", "text", "number", "name", "expression", "other"}
    text : str
        Without backticks, wide signs made narrow.
    at : int
        Where it begins.
    quoted : bool
        A name in backticks, which is never a word with a meaning of its own.
    """

    kind: str
    text: str
    at: int
    quoted: bool = False

    def is_mark(self, *signs: str) -> bool:
        """Whether this is one of the signs themselves, not a name in backticks that looks like one."""
        return self.kind == "mark" and self.text in signs

    def is_word(self, *words: str) -> bool:
        """Whether this is one of the words, not a name in backticks."""
        return self.kind == "name" and not self.quoted and self.text in words


def syntax_error(text: str, at: int, problem: str) -> ModelSyntaxError:
    """The message, the line, and a mark under the place."""
    number = text.count("\n", 0, at) + 1
    start = text.rfind("\n", 0, at) + 1
    line = text[start:].split("\n", 1)[0].expandtabs()
    shift = len(text[start:at].expandtabs())
    return ModelSyntaxError(f"Line {number}: {problem}.\n    {line}\n    {' ' * shift}^")


def statements(text: str) -> Iterator[list[Token]]:
    """Statements end with the line, unless an operator or a plus says that more is to come."""
    tokens = _products(text, list(_tokens(text)))
    held: list[Token] = []
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


def _tokens(text: str) -> Iterator[Token]:
    at = 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            if text[at] == "`":
                raise _no_meaning(text, at)
            # whether it has a meaning depends on the statement
            yield Token("other", text[at], at)
            at += 1
            continue
        kind = str(match.lastgroup)
        if kind == "quoted":
            yield Token("name", match.group()[1:-1], at, quoted=True)
        elif kind in ("op", "mark", "number"):
            yield Token(kind, match.group().translate(NARROW), at)
        elif kind != "space":
            yield Token(kind, match.group(), at)
        at = match.end()
        if kind == "op" and match.group().translate(NARROW) == ":=":
            token, at = _expression(text, at)
            yield token


def refuse_others(text: str, tokens: list[Token]) -> None:
    """Refuse signs that have no meaning."""
    for token in tokens:
        if token.kind == "other":
            raise _no_meaning(text, token.at)


def _no_meaning(text: str, at: int) -> ModelSyntaxError:
    hint = "this backtick has no partner" if text[at] == "`" else f"{text[at]!r} has no meaning here"
    return syntax_error(text, at, f"{hint}; names with such signs go in backticks")


def _expression(text: str, at: int) -> tuple[Token, int]:
    """What follows ``:=``, and where it ends: lines belong to it while a bracket or an operator is open."""
    parts: list[str] = []
    begin = None
    while True:
        match = _EXPRESSION.match(text, at)
        assert match is not None  # it matches the empty text too
        line = "".join(
            part if part.startswith("`") else part.translate(NARROW)
            for part in re.split(r"(`[^`\n]*`)", match.group())
        ).strip()
        if line and begin is None:
            begin = at + len(match.group()) - len(match.group().lstrip())
        parts += [line] if line else []
        at = match.end()
        if text.startswith("`", at):
            raise _no_meaning(text, at)
        remark = _REMARK.match(text, at)
        at = remark.end() if remark else at
        bare = re.sub(r"`[^`]*`", "x", " ".join(parts))
        goes_on = not bare or bare[-1] in "+-*/^(" or bare.count("(") > bare.count(")")
        if not goes_on or not text.startswith("\n", at):
            return Token("expression", " ".join(parts), at if begin is None else begin), at
        at += 1


def _products(text: str, tokens: list[Token]) -> list[Token]:
    """Names joined by a colon become one name: the product ``A:B``."""
    joined: list[Token] = []
    for token in tokens:
        colon = joined[-1] if joined and joined[-1].is_mark(":") else None
        if colon is None:
            if token.is_mark(":") and not (joined and joined[-1].kind == "name"):
                raise syntax_error(
                    text, token.at, "a name is missing before ':', which joins the names of a product"
                )
            joined.append(token)
        elif token.kind == "name":
            first = joined[-2]
            joined[-2:] = [Token("name", f"{first.text}:{token.text}", first.at, quoted=True)]
        else:
            raise syntax_error(
                text, colon.at, "a name is missing after ':', which joins the names of a product"
            )
    if joined and joined[-1].is_mark(":"):
        raise syntax_error(
            text, joined[-1].at, "a name is missing after ':', which joins the names of a product"
        )
    return joined
