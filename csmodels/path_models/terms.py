"""Terms of a path model beyond plain constructs: interactions, quadratic terms, higher-order constructs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import product
from typing import TYPE_CHECKING, Literal

from csmodels.errors import DataWarning, SpecificationError, did_you_mean, some
from csmodels.path_models.constructs import Construct, Kind, Mode, check_mode, check_name, checked_names, flat
from csmodels.tables.notices import Notice, notice

if TYPE_CHECKING:
    from csmodels.path_models.model import PathModel

ProductMethod = Literal["two_stage", "product_indicator", "orthogonal"]
HigherOrderMethod = Literal["disjoint_two_stage", "repeated_indicators"]
PRODUCT_METHODS = ("two_stage", "product_indicator", "orthogonal")
HIGHER_ORDER_METHODS = ("disjoint_two_stage", "repeated_indicators")


@dataclass(frozen=True)
class ProductTerm(Construct):
    """A construct that is the product of two others (or of one with itself); see its children.

    Attributes
    ----------
    items : tuple of str
        The product columns behind the term, named when the term enters a model: one column for
        ``"two_stage"``, one per pair of items for the other methods.
    factors : tuple of str
        The two constructs that are multiplied.
    method : {"two_stage", "product_indicator", "orthogonal"}
    """

    items: tuple[str, ...] = field(default=(), compare=False, repr=False)
    kind: Kind = field(default="composite", compare=False, repr=False)
    mode: Mode = field(default="A", compare=False, repr=False)
    factors: tuple[str, ...] = ()
    method: ProductMethod = "two_stage"

    def __post_init__(self) -> None:
        if self.method not in PRODUCT_METHODS:
            raise SpecificationError(
                f"method={self.method!r} is unknown.{did_you_mean(self.method, PRODUCT_METHODS)}"
                f" Choose one of {some(map(repr, PRODUCT_METHODS))}."
            )
        for name in self.factors:
            check_name(name, "a product of constructs")


@dataclass(frozen=True)
class Interaction(ProductTerm):
    """The product of a predictor and its moderator; made by `cs.interaction`."""


@dataclass(frozen=True)
class Quadratic(ProductTerm):
    """The square of a construct; made by `cs.quadratic`."""


@dataclass(frozen=True)
class HigherOrder(Construct):
    """A construct whose dimensions are constructs themselves; made by `cs.higher_order`.

    Attributes
    ----------
    items : tuple of str
        What its weights and loadings belong to: the dimensions (disjoint two-stage), or all items
        of the dimensions (repeated indicators; named when the construct enters a model).
    dimensions : tuple of str
    method : {"disjoint_two_stage", "repeated_indicators"}
    """

    items: tuple[str, ...] = field(default=(), compare=False, repr=False)
    kind: Kind = field(default="reflective", compare=False, repr=False)
    mode: Mode = "A"
    dimensions: tuple[str, ...] = ()
    method: HigherOrderMethod = "disjoint_two_stage"

    def __post_init__(self) -> None:
        check_mode(self.mode, "a higher-order construct")
        if self.method not in HIGHER_ORDER_METHODS:
            raise SpecificationError(
                f"method={self.method!r} is unknown.{did_you_mean(self.method, HIGHER_ORDER_METHODS)}"
                f" Choose one of {some(map(repr, HIGHER_ORDER_METHODS))}."
            )
        dimensions = checked_names(self.dimensions, "a higher-order construct")
        if len(dimensions) < 2:
            raise SpecificationError(
                f"A higher-order construct has two dimensions or more, not only {dimensions[0]!r}: use that"
                " construct itself."
            )
        object.__setattr__(self, "dimensions", dimensions)
        object.__setattr__(self, "items", self.items or dimensions)
        object.__setattr__(self, "kind", "reflective" if self.mode == "A" else "composite")


def interaction(predictor: str, moderator: str, method: ProductMethod = "two_stage") -> Interaction:
    """Declare an interaction: the effect of one construct depends on the level of another.

    Use it as an entry of `measurement`, and its name as a predictor in `structure`. A name such as
    ``"Quality:Image"`` in the structure, without an entry, means ``cs.interaction("Quality", "Image")``.

    Parameters
    ----------
    predictor, moderator : str
        Constructs of the model, higher-order ones included. Exchanging them changes nothing but the
        names of product columns.
    method : {"two_stage", "product_indicator", "orthogonal"}
        - ``"two_stage"``: the model without products gives standardised scores; their product enters the
          full model as a single column. Works for composites and single items, has the most power
          and the least bias of the path (Henseler and Chin 2010; Becker, Cheah, Gholamzade, Ringle and
          Sarstedt 2023), and is the default.
        - ``"product_indicator"``: products of all pairs of standardised items are the items of the term
          (Chin, Marcolin and Newsted 2003).
        - ``"orthogonal"``: these products, each replaced by its residual from a regression on all items of
          both constructs, so that the term is uncorrelated with them (Little, Bovaird and Widaman 2006;
          Henseler and Chin 2010). The other paths then are average effects, and there are no simple slopes.

    Raises
    ------
    SpecificationError
        An unknown method, or twice the same construct.

    Notes
    -----
    The path of the term belongs to the *unstandardised* product of standardised scores, as Becker and
    others (2023) recommend: it is the change of the predictor's effect when the moderator rises by one
    standard deviation. Scores have variance 1 with divisor n, here and elsewhere in the library; a program
    that divides by n - 1 prints sqrt(n / (n - 1)) times this path. All constructs keep their items in the
    second stage; programs that replace them by first-stage scores there differ in the third decimal.
    With ``"product_indicator"`` and ``"orthogonal"`` the product columns have different variances: the path
    belongs to the term whose standard deviation is the mean of theirs, weighted by absolute loadings.

    Examples
    --------
    >>> import csmodels as cs
    >>> cs.interaction("Quality", "Image")
    Interaction(factors=('Quality', 'Image'), method='two_stage')
    """
    if predictor == moderator:
        raise SpecificationError(
            f"{predictor!r} cannot moderate itself: write cs.quadratic({predictor!r}) for a curved effect."
        )
    return Interaction(factors=(predictor, moderator), method=method)


def quadratic(construct: str, method: ProductMethod = "two_stage") -> Quadratic:
    """Declare a quadratic term: the effect of a construct grows or shrinks with its own level.

    Use it for satiation ("more quality helps less and less") as an entry of `measurement`. A name such
    as ``"Quality:Quality"`` in the structure means ``cs.quadratic("Quality")``.

    Parameters
    ----------
    construct : str
    method : {"two_stage", "product_indicator", "orthogonal"}
        As for `cs.interaction`; with the last two, squares and products of all pairs of items.

    Notes
    -----
    Henseler, Fassott, Dijkstra and Wilson (2012). With b the path of the construct and q that of the term,
    the slope at the score z is b + 2 q z, and the effect turns at z = -b / (2 q).

    Examples
    --------
    >>> import csmodels as cs
    >>> cs.quadratic("Quality")
    Quadratic(factors=('Quality', 'Quality'), method='two_stage')
    """
    return Quadratic(factors=(construct, construct), method=method)


def higher_order(
    *dimensions: str | Sequence[str], mode: Mode = "A", method: HigherOrderMethod = "disjoint_two_stage"
) -> HigherOrder:
    """Declare a higher-order construct: its dimensions are constructs with items of their own.

    Use it for "service = staff + shop + after-sales", where every dimension has several questions and the
    paths are wanted for the whole.

    Parameters
    ----------
    *dimensions : str
        Two or more constructs of the model, one by one or as one list; single items are allowed as
        constructs of one item.
    mode : {"A", "B"}
        Correlation weights (the dimensions reflect the whole) or regression weights (they form it).
    method : {"disjoint_two_stage", "repeated_indicators"}
        - ``"disjoint_two_stage"``: first a model in which the dimensions take the place of the higher-order
          construct; then their scores are its items (Sarstedt, Hair, Cheah, Becker and Ringle 2019). The
          dimensions have no paths of their own; their weights, loadings and reliabilities are those of
          the first stage and stand in the tables.
        - ``"repeated_indicators"``: the construct takes all items of its dimensions once more (Wold 1982;
          Becker, Klein and Wetzels 2012) and has arrows to them (mode A), or they to it (mode B). Dimensions
          with more items count more.

    Raises
    ------
    SpecificationError
        Fewer than two dimensions, a repeated one, an unknown mode or method.

    Examples
    --------
    >>> import csmodels as cs
    >>> cs.higher_order("Staff", "Shop", mode="B")
    HigherOrder(mode='B', dimensions=('Staff', 'Shop'), method='disjoint_two_stage')
    """
    return HigherOrder(mode=mode, dimensions=flat(dimensions), method=method)


# ---------------------------------------------------------------------- a model's terms, completed


def completed(
    blocks: Mapping[str, Construct], arrows: Mapping[str, tuple[str, ...]]
) -> tuple[dict[str, Construct], dict[str, tuple[str, ...]]]:
    """Measurement and structure with what they imply.

    Blocks made of constructs become higher-order; products named in the structure get their entry;
    columns get their names; repeated indicators bring the arrows to their dimensions.
    """
    found = {name: _promoted(name, block, blocks) for name, block in blocks.items()}
    for predictors in arrows.values():
        for name in predictors:
            if name not in found and ":" in name and (term := _implied(name, found)) is not None:
                found[name] = term
    structure = dict(arrows)
    for name, block in found.items():
        if isinstance(block, HigherOrder):
            _check_dimensions(name, block, found, arrows)
            if block.method == "repeated_indicators":
                _add_arrows(name, block, structure)
        elif isinstance(block, ProductTerm):
            _check_factors(name, block, found, structure)
    return {name: _with_columns(name, block, found) for name, block in found.items()}, structure


def _promoted(name: str, block: Construct, blocks: Mapping[str, Construct]) -> Construct:
    """A block that lists other constructs is a higher-order construct."""
    among = [item for item in block.items if item in blocks and item != name]
    if type(block) is not Construct or len(block.items) < 2 or len(among) < len(block.items):
        return block
    return HigherOrder(mode=block.mode, dimensions=block.items)


def _implied(name: str, blocks: Mapping[str, Construct]) -> ProductTerm | None:
    """The product that a name with a colon means, where both sides are constructs."""
    parts = name.split(":")
    splits = [(":".join(parts[:i]), ":".join(parts[i:])) for i in range(1, len(parts))]
    known = [pair for pair in splits if pair[0] in blocks and pair[1] in blocks]
    if len(known) > 1:
        raise SpecificationError(
            f"{name!r} can mean {' or '.join(f'{a!r} times {b!r}' for a, b in known)}. Declare it in"
            f" measurement: {{{name!r}: cs.interaction({known[0][0]!r}, {known[0][1]!r})}}."
        )
    if not known:
        return None
    first, second = known[0]
    return quadratic(first) if first == second else interaction(first, second)


def _check_dimensions(
    name: str, block: HigherOrder, blocks: Mapping[str, Construct], arrows: Mapping[str, tuple[str, ...]]
) -> None:
    for dimension in block.dimensions:
        if dimension not in blocks:
            raise SpecificationError(
                f"{name!r} has the dimension {dimension!r}, which is no construct of the model."
                f"{did_you_mean(dimension, blocks)}"
            )
        if dimension == name:
            raise SpecificationError(f"{name!r} cannot be a dimension of itself.")
        if type(blocks[dimension]) is not Construct:
            raise SpecificationError(
                f"{dimension!r} cannot be a dimension of {name!r}: dimensions are constructs with items, not"
                " products or higher-order constructs."
            )
        other = next(n for n, b in blocks.items() if isinstance(b, HigherOrder) and dimension in b.dimensions)
        if other != name:
            raise SpecificationError(
                f"{dimension!r} is a dimension of {other!r} and of {name!r}; leave it in one of them."
            )
    if block.method == "disjoint_two_stage":
        _refuse_own_paths(name, block, arrows)
    elif block.mode == "B" and set(arrows.get(name, ())) - set(block.dimensions):
        raise SpecificationError(
            f"{name!r} is made of its dimensions' items, which explain it completely: further predictors"
            " would get no effect. Use method='disjoint_two_stage', or let them predict the dimensions."
        )


def _refuse_own_paths(name: str, block: HigherOrder, arrows: Mapping[str, tuple[str, ...]]) -> None:
    joined = {end for outcome, predictors in arrows.items() for end in (outcome, *predictors)}
    own = [dimension for dimension in block.dimensions if dimension in joined]
    if own:
        raise SpecificationError(
            f"{own[0]!r} is a dimension of {name!r} and has a path of its own: in the second stage only"
            f" {name!r} stands in the structure. Put {name!r} in its place, or take it out of the dimensions."
        )


def _add_arrows(name: str, block: HigherOrder, structure: dict[str, tuple[str, ...]]) -> None:
    """Arrows between a construct of repeated indicators and its dimensions, where they are not given."""
    pairs = [(d, name) if block.mode == "A" else (name, d) for d in block.dimensions]
    for outcome, predictor in pairs:
        given = structure.get(outcome, ())
        if predictor not in given:
            structure[outcome] = (*given, predictor)


def _check_factors(
    name: str, block: ProductTerm, blocks: Mapping[str, Construct], arrows: Mapping[str, tuple[str, ...]]
) -> None:
    for factor in block.factors:
        if factor not in blocks:
            raise SpecificationError(
                f"{name!r} multiplies {factor!r}, which is no construct of the model."
                f"{did_you_mean(factor, blocks)} Constructs: {some(blocks, 12)}."
            )
        if factor == name:
            raise SpecificationError(f"{name!r} cannot be a product of itself; give the term another name.")
        if isinstance(blocks[factor], ProductTerm):
            raise SpecificationError(
                f"{name!r} multiplies {factor!r}, which is a product itself: products of more than two"
                " constructs are not available."
            )
        whole = next(
            (
                n
                for n, b in blocks.items()
                if isinstance(b, HigherOrder) and b.method == "disjoint_two_stage" and factor in b.dimensions
            ),
            None,
        )
        if whole is not None:
            raise SpecificationError(
                f"{name!r} multiplies {factor!r}, a dimension of {whole!r} without paths of its own:"
                f" multiply {whole!r} instead."
            )
    if name in arrows:
        raise SpecificationError(
            f"{name!r} is a product and cannot depend on anything; take it out of the outcomes."
        )


def _with_columns(name: str, block: Construct, blocks: Mapping[str, Construct]) -> Construct:
    """The block with the names of the columns that its weights belong to."""
    if isinstance(block, HigherOrder):
        repeated = block.method == "repeated_indicators"
        inner = tuple(item for d in block.dimensions for item in blocks[d].items)
        return replace(block, items=inner if repeated else block.dimensions)
    if isinstance(block, ProductTerm):
        pairs = factor_pairs(block, blocks)
        single = block.method == "two_stage"
        return replace(block, items=(name,) if single else tuple(f"{a}:{b}" for a, b in pairs))
    return block


def factor_pairs(block: ProductTerm, blocks: Mapping[str, Construct]) -> list[tuple[str, str]]:
    """Pairs of columns of the two factors: all of them, each once."""
    first, second = (_columns_of(blocks[factor], blocks) for factor in block.factors)
    if block.factors[0] == block.factors[1]:
        return [(a, b) for i, a in enumerate(first) for b in first[i:]]
    return list(product(first, second))


def _columns_of(block: Construct, blocks: Mapping[str, Construct]) -> tuple[str, ...]:
    """What a factor's score is made of: its items, its dimensions, or its dimensions' items."""
    if isinstance(block, HigherOrder) and block.method == "repeated_indicators":
        return tuple(item for d in block.dimensions for item in blocks[d].items)
    return block.items


def factors(model: PathModel, name: str) -> tuple[str, ...]:
    """The two constructs whose product a term is."""
    term = model.measurement[name]
    assert isinstance(term, ProductTerm)
    return term.factors


def lower_order(measurement: Mapping[str, Construct]) -> tuple[str, ...]:
    """Dimensions that stand in the first stage only."""
    inside = {
        dimension
        for block in measurement.values()
        if isinstance(block, HigherOrder) and block.method == "disjoint_two_stage"
        for dimension in block.dimensions
    }
    return tuple(name for name in measurement if name in inside)


# ---------------------------------------------------------------------- what methods must know


#: Each kind of term, and why methods that need items refuse it: one of them, several.
_REFUSALS: tuple[tuple[type[Construct], str, str, str], ...] = (
    (
        Interaction,
        "interaction",
        "An interaction is the product of two constructs and has no items: leave it out for this analysis.",
        "Interactions are products of constructs and have no items: leave them out for this analysis.",
    ),
    (
        Quadratic,
        "quadratic term",
        "A quadratic term is the square of a construct and has no items: leave it out for this analysis.",
        "Quadratic terms are squares of constructs and have no items: leave them out for this analysis.",
    ),
    (
        HigherOrder,
        "higher-order construct",
        "A higher-order construct is made of other constructs: put its dimensions in its place for this"
        " analysis.",
        "Higher-order constructs are made of other constructs: put their dimensions in their place for this"
        " analysis.",
    ),
)


def refuse_terms(model: PathModel, what: str) -> None:
    """Say that something is not available for a model with products or higher-order constructs.

    Parameters
    ----------
    model : PathModel
    what : str
        What was asked for, as the reader wrote it: ``"estimator='plsc'"``.

    Raises
    ------
    SpecificationError
        Where there are such constructs.
    """
    named, reasons = [], []
    for declared, kind, one, several in _REFUSALS:
        names = [name for name, block in model.measurement.items() if isinstance(block, declared)]
        if names:
            named.append(f"{kind}{'s' if len(names) > 1 else ''} {some(map(repr, names))}")
            reasons.append(several if len(names) > 1 else one)
    if named:
        raise SpecificationError(
            f"{what} is not available for a model with {' and '.join(named)}. {' '.join(reasons)}"
        )


def refuse_unfinished_products(model: PathModel, missing: str) -> None:
    """Say that a rule for missing answers goes with no product: neither of answers nor of moments."""
    if model.terms:
        raise SpecificationError(
            f'missing="{missing}" is not available for a model with {some(map(repr, model.terms))}: products'
            ' of unfinished answers do not exist. Use missing="listwise" or missing="mi".'
        )


def term_notices(model: PathModel) -> list[Notice]:
    """Products that predict an outcome without their factors."""
    found = []
    for outcome, predictors in model.structure.items():
        for name in predictors:
            block = model.measurement[name]
            if not isinstance(block, ProductTerm):
                continue
            absent = [f for f in dict.fromkeys(block.factors) if f not in predictors and f != outcome]
            if absent:
                fields = {"term": name, "construct": outcome, "factors": some(map(repr, absent))}
                found.append(notice("no_main_effect", DataWarning, **fields))
    return found
