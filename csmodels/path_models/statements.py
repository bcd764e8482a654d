"""What a covariance model says beyond constructs and arrows: fixed values, labels, covariances ..."""

from __future__ import annotations

import math
import re
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Literal, get_args

from csmodels.errors import SpecificationError, did_you_mean, some
from csmodels.path_models import expressions
from csmodels.path_models.constructs import Construct, check_name
from csmodels.path_models.terms import HigherOrder

Operator = Literal["=~", "~", "~~", "~1"]
OPERATORS: tuple[Operator, ...] = get_args(Operator)
#: Left side, operator and right side.
Key = tuple[str, str, str]

_PLAIN_NAME = re.compile(r"[^\W\d][\w.]*(:[^\W\d][\w.]*)*")
#: Words with a meaning of their own in model text.
WORDS = ("mode", "NA")


class Refused(Exception):
    """A complaint about one term; `about` is its place: (lhs, op, rhs), or (name, ":=", "")."""

    def __init__(self, problem: str, about: Key) -> None:
        super().__init__(problem)
        self.about = about


@dataclass(frozen=True)
class Statement:
    """One term of a model with what is said about its parameter.

    Use it for a covariance model that is built from mappings; in model text the same is written
    ``Quality =~ 0.5*q2``. Without any of the four last attributes a covariance, a variance or an intercept is
    estimated.

    Attributes
    ----------
    lhs, op, rhs : str
        As in lavaan: ``=~`` loading of an item or dimension, ``~`` path (outcome on the left), ``~~``
        covariance or variance, ``~1`` intercept (rhs empty).
    fixed : float, optional
        The value the parameter is held at.
    label : str, optional
        Parameters with one label are equal; defined parameters name them.
    start : float, optional
        Where the search begins.
    free : bool
        Estimated although a rule would fix it (``NA*`` in lavaan).

    Raises
    ------
    SpecificationError
        An unknown operator, a value that is no finite number, or a fixed parameter with a start value or set
        free.

    Examples
    --------
    >>> from csmodels.path_models.statements import Statement
    >>> print(Statement("Quality", "=~", "q2", label="a", start=0.5))
    Quality =~ a*q2 + start(0.5)*q2
    """

    lhs: str
    op: Operator
    rhs: str = ""
    fixed: float | None = None
    label: str | None = None
    start: float | None = None
    free: bool = False

    def __post_init__(self) -> None:
        if self.op not in OPERATORS:
            raise SpecificationError(
                f"op={self.op!r} is no operator of a statement; choose one of {some(map(repr, OPERATORS))}."
            )
        check_name(self.lhs, "the left side of a statement")
        if self.op != "~1":
            check_name(self.rhs, "the right side of a statement")
        elif self.rhs:
            raise SpecificationError(f"An intercept has no right side: rhs={self.rhs!r} must be ''.")
        if self.label is not None:
            check_name(self.label, "a label")
        for name in ("fixed", "start"):
            value = getattr(self, name)
            if value is None:
                continue
            if isinstance(value, (bool, str)) or not math.isfinite(value):
                raise SpecificationError(f"{name}={value!r} of '{self.term}' must be a finite number.")
            object.__setattr__(self, name, float(value))
        if self.fixed is not None and (self.free or self.start is not None):
            other = "set free" if self.free else "given a start value"
            raise SpecificationError(f"'{self.term}' is held at a value and {other}; leave out one of them.")

    @property
    def key(self) -> Key:
        """What the statement is about."""
        return (self.lhs, self.op, self.rhs)

    @property
    def bare(self) -> bool:
        """Whether nothing is said but that the parameter exists."""
        return self.fixed is None and self.label is None and self.start is None and not self.free

    @property
    def term(self) -> str:
        """The term without what is said about it."""
        op, rhs = ("~", "1") if self.op == "~1" else (self.op, quoted(self.rhs))
        return f"{quoted(self.lhs)} {op} {rhs}"

    @property
    def right(self) -> str:
        """The right side in model text: the term once for each thing that is said."""
        name = "1" if self.op == "~1" else quoted(self.rhs)
        said = ["NA"] if self.free else []
        said += [written(self.fixed)] if self.fixed is not None else []
        said += [quoted(self.label)] if self.label is not None else []
        said += [f"start({written(self.start)})"] if self.start is not None else []
        return " + ".join(f"{each}*{name}" for each in said) or name

    def __str__(self) -> str:
        """The term as lavaan would write it."""
        return f"{quoted(self.lhs)} {'~' if self.op == '~1' else self.op} {self.right}"


def quoted(name: str) -> str:
    """A name as model text writes it: in backticks, where it is no plain word."""
    return name if _PLAIN_NAME.fullmatch(name) and name not in WORDS else f"`{name}`"


def written(value: float) -> str:
    """A number with all its digits, and no more."""
    short = f"{value:.15g}"
    return short if float(short) == value else repr(value)


def covariance(pair: Iterable[str]) -> Statement:
    """A free covariance of two names."""
    names = () if isinstance(pair, str) else tuple(pair)
    if len(names) != 2:
        raise SpecificationError(f"covariances= is made of pairs of names, as ('q1', 'q2'), not {pair!r}.")
    first, second = names
    if first == second:
        raise SpecificationError(
            f"The covariance of {first!r} with itself is its variance, which is a parameter anyway; give two"
            f" names, or fix the variance by statements=[Statement({first!r}, '~~', {first!r}, fixed=...)]."
        )
    return Statement(first, "~~", second)


# ---------------------------------------------------------------------- all statements of a model


def settled(
    statements: Iterable[Statement],
    measurement: Mapping[str, Construct],
    structure: Mapping[str, tuple[str, ...]],
) -> tuple[Statement, ...]:
    """Statements in the order in which model text has them, checked against the model and each other.

    What is held at a value under a label is held wherever the label stands.

    Raises
    ------
    Refused
        With what is wrong and where.
    """
    _refuse_lone_dimensions(measurement)
    said = list(statements)
    for each in said:
        if not isinstance(each, Statement):
            raise SpecificationError(f"statements= holds Statement(lhs, op, rhs, ...), not {each!r}.")
    _refuse_repeats(said)
    items = list(dict.fromkeys(i for c in measurement.values() if type(c) is Construct for i in c.items))
    for each in said:
        if each.op in ("=~", "~"):
            _check_arrow(each, measurement, structure)
        else:
            _check_names(each, tuple(measurement), items)
            _refuse_ambiguous(each, measurement, items)
    order = {key: i for i, key in enumerate(_keys(measurement, structure))}
    said.sort(key=lambda each: (OPERATORS.index(each.op), order.get(each.key, 0)))
    said = _held(said)
    for each in said:
        _refuse_negative_variance(each)
    return tuple(said)


def _refuse_lone_dimensions(measurement: Mapping[str, Construct]) -> None:
    """A block of nothing but one other construct: a higher-order construct is made of several."""
    for name, block in measurement.items():
        if type(block) is not Construct or len(block.items) != 1 or block.items[0] == name:
            continue
        part = measurement.get(block.items[0])
        # a column may bear the name of a construct that it measures
        if part is not None and block.items[0] not in part.items:
            only = block.items[0]
            raise Refused(
                f"{name!r} is measured by {only!r} alone, which is a construct: a higher-order construct has"
                f" two or more dimensions, since one tells nothing that {only!r} does not. Name a second"
                f" dimension, or use {only!r} in the place of {name!r}; if {only!r} is also a column of the"
                " data, rename the construct",
                (name, "=~", only),
            )


def refuse_mixed(measurement: Mapping[str, Construct], columns: Container[str] = ()) -> None:
    """Items and constructs in one block: what lavaan reads as the item's own dimension is written as one.

    Parameters
    ----------
    measurement : mapping of str to Construct
    columns : container of str
        Of the data, where they are known: such names are those of items, although a construct bears one.

    Raises
    ------
    Refused
        With what to write instead.
    """
    for name, block in measurement.items():
        # one of constructs alone is a higher-order construct
        if type(block) is not Construct or all(part in measurement for part in block.items):
            continue
        # a column may bear the name of a construct that it measures
        parts = [
            part
            for part in block.items
            if part in measurement and part not in columns and part not in (name, *measurement[part].items)
        ]
        items = [i for i in block.items if i not in parts]
        if not parts or not items:
            continue
        own = {item: _unused(item, measurement) for item in items}
        operator = "=~" if block.kind == "reflective" else "<~"
        lines = [f"{quoted(new)} {operator} {quoted(item)}" for item, new in own.items()]
        whole = " + ".join(quoted(own.get(part, part)) for part in block.items)
        named = some([repr(line) for line in lines], 6)
        raise Refused(
            f"{name!r} is made of {_listing('item', items)} and {_listing('construct', parts)} in one"
            " block; a block holds items or constructs. Give each of these items a construct of its own:"
            f" {named}, and name those: '{quoted(name)} {operator} {whole}'."
            f" If {parts[0]!r} is also a column of the data, rename the construct",
            (name, "=~", parts[0]),
        )


def _unused(item: str, names: Iterable[str]) -> str:
    """The item's name with an underscore, or with as many as make it a new one."""
    name = f"{item}_"
    return name if name not in names else _unused(name, names)


def _listing(what: str, names: list[str]) -> str:
    """The names with the word for what they are."""
    return f"the {what}{'s' if len(names) > 1 else ''} {some([repr(name) for name in names], 6)}"


def _refuse_negative_variance(said: Statement) -> None:
    if said.op == "~~" and said.lhs == said.rhs and said.fixed is not None and said.fixed < 0:
        raise Refused(
            f"'{said}' holds a variance at {written(said.fixed)}, and no variance is negative. Hold it at 0"
            " or above, or let it be estimated",
            said.key,
        )


def _keys(measurement: Mapping[str, Construct], structure: Mapping[str, tuple[str, ...]]) -> list[Key]:
    found: list[Key] = [(name, "=~", part) for name, c in measurement.items() for part in c.items]
    return found + [(outcome, "~", p) for outcome, predictors in structure.items() for p in predictors]


def _refuse_repeats(said: list[Statement]) -> None:
    seen: dict[Key, Statement] = {}
    for each in said:
        turned = (each.rhs, each.op, each.lhs) if each.op == "~~" else each.key
        first = seen.get(each.key) or seen.get(turned)
        if first is not None:
            raise Refused(
                f"'{first}' and '{each}' are about the same parameter; say everything about it once", each.key
            )
        seen[each.key] = each


def _check_arrow(
    said: Statement, measurement: Mapping[str, Construct], structure: Mapping[str, tuple[str, ...]]
) -> None:
    """A loading or path has to be in the model, and the statement has to add something."""
    if said.bare:
        raise Refused(
            f"'{said}' says nothing that the measurement and the structure do not say; leave it out", said.key
        )
    if said.op == "~":
        known, where = structure.get(said.lhs, ()), "structure"
    else:
        block = measurement.get(said.lhs)
        whole = isinstance(block, HigherOrder) and block.method != "disjoint_two_stage"
        if block is not None and (block.kind != "reflective" or whole):
            raise Refused(
                f"'{said}' is about a loading, but {said.lhs!r} is not reflective: composites, products and"
                " repeated indicators have no loadings that could be fixed or labelled",
                said.key,
            )
        known, where = () if block is None else block.items, "measurement"
    if said.rhs not in known:
        raise Refused(
            f"'{said.term}' is not in the {where} of the model.{did_you_mean(said.rhs, known)} Add it there:"
            f" {{{said.lhs!r}: {[*known, said.rhs]!r}}}",
            said.key,
        )


def _check_names(said: Statement, constructs: tuple[str, ...], items: list[str]) -> None:
    names = (said.lhs,) if said.op == "~1" else (said.lhs, said.rhs)
    for name in names:
        if name not in constructs and name not in items:
            every = (*constructs, *items)
            raise Refused(
                f"'{said.term}' names {name!r}, which is neither a construct nor an item."
                f"{did_you_mean(name, every)} Known: {some(every, 12)}",
                said.key,
            )
    # one name may be both: a construct and its single item
    if not all(n in constructs for n in names) and not all(n in items for n in names):
        item, construct = sorted(names, key=lambda name: name in constructs)
        raise Refused(
            f"'{said.term}' joins the item {item!r} and the construct {construct!r}; covariances are between"
            " items or between constructs. Give the item a construct of its own:"
            f" {{'Of {item}': [{item!r}]}}",
            said.key,
        )


def _refuse_ambiguous(said: Statement, measurement: Mapping[str, Construct], items: list[str]) -> None:
    """A name that is a construct and an item, where nothing tells which is meant.

    A construct may bear the name of its only item: variances are then its own, intercepts the item's.
    """
    names = (said.lhs,) if said.op == "~1" else (said.lhs, said.rhs)
    if not all(name in measurement and name in items for name in names):
        return
    for name in names:
        if measurement[name].items != (name,):
            raise Refused(
                f"'{said.term}' can mean the construct {name!r} or the item {name!r}. Rename the construct,"
                f" as 'Of {name}', so that its name is no item's",
                said.key,
            )


def _held(said: list[Statement]) -> list[Statement]:
    """What is fixed under a label is fixed wherever the label stands."""
    values: dict[str, float] = {}
    for each in said:
        if each.label is None or each.fixed is None:
            continue
        known = values.setdefault(each.label, each.fixed)
        if known != each.fixed:
            raise Refused(
                f"The label {each.label!r} is held at {written(known)} and at {written(each.fixed)};"
                " parameters with one label are equal",
                each.key,
            )
    found = []
    for each in said:
        value = values.get(each.label) if each.label is not None else None
        if value is not None and each.fixed is None:
            if each.start is not None:
                raise Refused(
                    f"'{each}' has a start value, but its label is held at {written(value)}; leave out one",
                    each.key,
                )
            each = replace(each, fixed=value, free=False)
        found.append(each)
    return found


def check_defined(defined: Mapping[str, str], statements: Iterable[Statement]) -> dict[str, str]:
    """Defined parameters with their expressions, checked against the labels of the model.

    Raises
    ------
    Refused
        An expression that cannot be read, a name that is no label, a circle.
    """
    labels = {each.label: each for each in statements if each.label is not None}
    found, read = {}, {}
    for name, text in defined.items():
        check_name(name, "a defined parameter")
        about = (name, ":=", "")
        if not isinstance(text, str):
            raise SpecificationError(
                f"The expression of {name!r} must be a text, as 'a*b', not {text!r}."
            ) from None
        if name in labels:
            raise Refused(f"{name!r} is defined, and also the label of '{labels[name].term}'", about)
        found[name] = expressions.normal(text)
        try:
            read[name] = expressions.read(found[name]).names
        except SpecificationError as error:
            raise Refused(f"{name!r} := {error}", about) from None
        for part in read[name]:
            if part not in labels and part not in defined:
                every = [*labels, *(other for other in defined if other != name)]
                known = f" Known: {some(every, 12)}" if every else " No parameter has a label"
                raise Refused(
                    f"{name!r} is made of {part!r}, which is no label.{did_you_mean(part, every)}{known}",
                    about,
                )
    in_order(read)
    return found


def in_order(parts: Mapping[str, Iterable[str]]) -> list[str]:
    """Defined parameters so that each comes after those it is made of.

    Raises
    ------
    Refused
        Where they run in a circle.
    """
    waiting = {name: {part for part in given if part in parts} for name, given in parts.items()}
    order: list[str] = []
    while waiting:
        ready = [name for name, given in waiting.items() if not given - set(order)]
        if not ready:
            name = next(iter(waiting))
            raise Refused(
                f"{some(map(repr, waiting))}: these defined parameters are made of each other in a circle;"
                " define one of them by labels alone",
                (name, ":=", ""),
            )
        order += ready
        waiting = {name: given for name, given in waiting.items() if name not in ready}
    return order
