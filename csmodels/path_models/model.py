"""PathModel: which items measure which construct, and which construct depends on which."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import escape

from csmodels.errors import SpecificationError, did_you_mean, some
from csmodels.numerics.effects import causal_order
from csmodels.path_models.constructs import Construct, Mode, check_name, checked_names, composite
from csmodels.path_models.fitting import ESTIMATORS, Fitting
from csmodels.path_models.statements import Refused, Statement, check_defined, covariance, settled
from csmodels.path_models.terms import ProductTerm, completed, factors, lower_order
from csmodels.tables import FrozenMapping

__all__ = ["ESTIMATORS", "Construct", "Mode", "PathModel", "check_recursive", "composite"]


@dataclass(frozen=True, repr=False)
class PathModel(Fitting):
    """A structural equation model: constructs measured by items, and paths between constructs.

    Use it for any model with latent variables; for a published satisfaction index see
    `cs.index_model`. The model holds no data: `fit` returns a result and changes nothing.

    Parameters
    ----------
    measurement : mapping of construct to items
        A list of items is reflective (PLS Mode A); `cs.composite(...)` declares a composite. A block whose
        members are other constructs is a higher-order construct, as `cs.higher_order(...)`;
        `cs.interaction(...)` and `cs.quadratic(...)` declare products of constructs.
    structure : mapping of outcome to predictors, optional
        ``{"Satisfaction": ["Quality", "Value"]}``. ``"Quality:Value"`` among the predictors is the
        interaction of the two, without an entry in `measurement`. Without paths this is a confirmatory
        factor model, for maximum likelihood.
    covariances : pairs of names, optional
        Items (or constructs) whose errors are correlated, as ``[("q1_before", "q1_after")]``; for maximum
        likelihood.
    statements : sequence of Statement, optional
        What text in lavaan's syntax says beyond this: fixed values, labels, start values, intercepts.
        A value under a label holds wherever the label stands.
    defined : mapping of name to expression, optional
        Figures made of labelled parameters, as ``{"indirect": "a*b"}``, by ``+ - * / **``, brackets, numbers,
        exp, log, sqrt, abs and each other.

    Raises
    ------
    SpecificationError
        An unknown construct in the structure, a construct without items, an item or predictor
        that is listed twice, a construct that depends on itself; a product of unknown constructs
        or as an outcome, a dimension with paths of its own; a statement about a term the model does not
        have, two about one parameter, a covariance of an item and a construct; a defined parameter made
        of something that is no label, or of itself.

    Examples
    --------
    >>> import csmodels as cs
    >>> model = cs.PathModel(
    ...     measurement={"Quality": ["q1", "q2"], "Value": cs.composite("v1", "v2", mode="B"),
    ...                  "Satisfaction": ["s1", "s2", "s3"]},
    ...     structure={"Value": ["Quality"], "Satisfaction": ["Quality", "Value"]},
    ... )
    >>> print(model)
    Quality =~ q1 + q2
    Value <~ v1 + v2
    Satisfaction =~ s1 + s2 + s3
    Value ~ Quality
    Satisfaction ~ Quality + Value
    >>> cs.PathModel.from_syntax(str(model)) == model
    True

    An interaction, and a construct made of constructs:

    >>> moderated = cs.PathModel(model.measurement, {"Satisfaction": ["Quality", "Value", "Quality:Value"]})
    >>> moderated.terms
    ('Quality:Value',)
    >>> whole = cs.PathModel.from_syntax('''
    ...     Staff =~ f1 + f2
    ...     Shop =~ h1 + h2 + h3
    ...     Service =~ Staff + Shop       # constructs on the right: higher order
    ...     Satisfaction =~ s1 + s2
    ...     Satisfaction ~ Service
    ... ''')
    >>> whole.measurement["Service"]
    HigherOrder(mode='A', dimensions=('Staff', 'Shop'), method='disjoint_two_stage')

    Correlated errors of a question that was asked twice:

    >>> print(cs.PathModel({"Before": ["q1", "q2"], "After": ["r1", "r2"]}, {"After": ["Before"]},
    ...                    covariances=[("q1", "r1")]))
    Before =~ q1 + q2
    After =~ r1 + r2
    After ~ Before
    q1 ~~ r1
    """

    measurement: Mapping[str, Construct]
    structure: Mapping[str, tuple[str, ...]]
    statements: tuple[Statement, ...]
    defined: Mapping[str, str]

    def __init__(
        self,
        measurement: Mapping[str, Construct | Iterable[str] | str],
        structure: Mapping[str, Iterable[str] | str] | None = None,
        *,
        covariances: Iterable[tuple[str, str]] = (),
        statements: Iterable[Statement] = (),
        defined: Mapping[str, str] | None = None,
    ) -> None:
        structure = {} if structure is None else structure
        for argument, given in (("measurement", measurement), ("structure", structure)):
            if not isinstance(given, Mapping):
                raise SpecificationError(f"{argument} must be a mapping, e.g. a dict, not {given!r}.")
        blocks = {name: _construct(name, items) for name, items in measurement.items()}
        for name in blocks:
            check_name(name, "construct")
        arrows = {
            name: checked_names(given, f"the predictors of {name!r}") for name, given in structure.items()
        }
        blocks, arrows = completed(blocks, arrows)
        object.__setattr__(self, "measurement", FrozenMapping(blocks))
        object.__setattr__(self, "structure", FrozenMapping(arrows))
        self._check(
            (*statements, *(covariance(pair) for pair in covariances)), {} if defined is None else defined
        )

    def _check(self, statements: tuple[Statement, ...], defined: Mapping[str, str]) -> None:
        """Refuse what contradicts itself; statements and defined parameters in their final form."""
        if not self.measurement:
            raise SpecificationError("The model has no constructs; give measurement={construct: [items]}.")
        if not isinstance(defined, Mapping):
            raise SpecificationError(f"defined must be a mapping, e.g. a dict, not {defined!r}.")
        try:
            for outcome, predictors in self.structure.items():
                self._check_paths(outcome, predictors)
            said = settled(statements, self.measurement, self.structure)
            figures = check_defined(defined, said)
        except Refused as problem:
            raise SpecificationError(f"{problem}.") from None
        object.__setattr__(self, "statements", said)
        object.__setattr__(self, "defined", FrozenMapping(figures))

    def _check_paths(self, outcome: str, predictors: tuple[str, ...]) -> None:
        for name in (outcome, *predictors):
            if name not in self.measurement:
                raise Refused(
                    f"The structure names {name!r}, which has no items."
                    f"{did_you_mean(name, self.measurement)} Constructs: {some(self.measurement, 12)}."
                    f" An observed variable enters as a construct of its own with one item:"
                    f" {{{name!r}: [{name!r}]}}",
                    (outcome, "~", predictors[0] if name == outcome else name),
                )
        if outcome in predictors:
            raise Refused(
                f"{outcome!r} cannot depend on itself; take it out of its predictors", (outcome, "~", outcome)
            )

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, PathModel):
            return NotImplemented
        return self._key() == other._key()

    def __hash__(self) -> int:
        return hash(self._key())

    def _key(self) -> tuple[object, ...]:
        held = (self.measurement, self.structure, self.defined)
        return (*(tuple(each.items()) for each in held), self.statements)

    @classmethod
    def from_syntax(cls, text: str) -> PathModel:
        """Read a model from text in lavaan's syntax.

        Parameters
        ----------
        text : str
            One statement a line (or separated by ``;``): ``=~`` measured by (reflective), ``<~``
            composed of (composite, Mode B; ``<~ mode("A")*item + ...`` for Mode A), ``~`` depends
            on. ``Quality:Value`` on the right of ``~`` is an interaction; constructs on the right of ``=~``
            or ``<~`` make a higher-order construct. Other ways of estimating them are written
            ``QxV <~ interaction(Quality, Value, "orthogonal")``, ``Q2 <~ quadratic(Quality)`` and
            ``Service =~ repeated_indicators(Staff, Shop)``. Comments begin with ``#`` or ``!``; names
            with blanks stand in backticks.

            For maximum likelihood: ``~~`` covariance or variance, ``~ 1`` intercept; before a name
            ``0.5*`` holds a parameter at a value, ``a*`` labels it, ``start(0.5)*`` says where the search
            begins and ``NA*`` estimates what a rule would fix; a name that is repeated in a statement has
            several of these (``a*q2 + start(0.5)*q2``). ``:=`` defines a figure by labels, ``==`` makes two
            labels equal or holds one at a value.

        Raises
        ------
        ModelSyntaxError
            With the line and a mark under the place; other operators of lavaan are refused by name, and so
            are modifiers for each group (``c(a, b)*``): `by=`, `equal=`, `free=` of `fit` take their place.

        Examples
        --------
        >>> import csmodels as cs
        >>> model = cs.PathModel.from_syntax('''
        ...     Quality =~ q1 + q2       # reflective
        ...     Satisfaction =~ s1 + s2
        ...     Satisfaction ~ Quality
        ... ''')
        >>> model.constructs
        ('Quality', 'Satisfaction')
        >>> labelled = cs.PathModel.from_syntax('''
        ...     Quality =~ q1 + q2; Satisfaction =~ s1 + s2; Loyalty =~ l1 + l2
        ...     Satisfaction ~ a*Quality
        ...     Loyalty ~ b*Satisfaction + Quality
        ...     q1 ~~ s1
        ...     indirect := a*b
        ... ''')
        >>> dict(labelled.defined)
        {'indirect': 'a*b'}
        """
        from csmodels.path_models.syntax.parse import parse

        parsed = parse(text)
        try:
            return cls(
                parsed.measurement, parsed.structure, statements=parsed.statements, defined=parsed.defined
            )
        except SpecificationError as error:
            raise parsed.located(error) from None

    def to_syntax(self) -> str:
        """Write the model in lavaan's syntax; `from_syntax` reads it back.

        Returns
        -------
        str
            One statement a line.

        Examples
        --------
        >>> import csmodels as cs
        >>> cs.PathModel({"Quality": ["q1", "q2"], "Loyalty": ["l1"]}, {"Loyalty": ["Quality"]}).to_syntax()
        'Quality =~ q1 + q2\\nLoyalty =~ l1\\nLoyalty ~ Quality'
        """
        from csmodels.path_models.syntax.write import write

        return write(self)

    def __str__(self) -> str:
        return self.to_syntax()

    def __repr__(self) -> str:
        blocks = {
            name: list(c.items) if type(c) is Construct and c.kind == "reflective" else c
            for name, c in self.measurement.items()
        }
        arrows = {name: list(predictors) for name, predictors in self.structure.items()}
        more = f", statements={list(self.statements)!r}" if self.statements else ""
        more += f", defined={dict(self.defined)!r}" if self.defined else ""
        return f"PathModel(measurement={blocks!r}, structure={arrows!r}{more})"

    def _repr_html_(self) -> str:
        return f"<pre>{escape(str(self))}</pre>"

    @property
    def constructs(self) -> tuple[str, ...]:
        """Names of the constructs, in the order of the specification."""
        return tuple(self.measurement)

    @property
    def items(self) -> tuple[str, ...]:
        """Names of the items that are read from the data, block after block."""
        named = (item for c in self.measurement.values() if type(c) is Construct for item in c.items)
        return tuple(dict.fromkeys(named))

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of what weights and loadings belong to, block after block: the items of a plain model.

        Products and higher-order constructs add their product columns and their dimensions.
        """
        return tuple(item for c in self.measurement.values() for item in c.items)

    @property
    def plain(self) -> bool:
        """Whether every construct has items of its own: no products, no higher-order constructs."""
        return all(type(c) is Construct for c in self.measurement.values())

    @property
    def terms(self) -> tuple[str, ...]:
        """Names of the products: interactions and quadratic terms."""
        return tuple(name for name, c in self.measurement.items() if isinstance(c, ProductTerm))

    @property
    def lower_order(self) -> tuple[str, ...]:
        """Names of the dimensions that have no path of their own (disjoint two-stage)."""
        return lower_order(self.measurement)

    @property
    def structural(self) -> tuple[str, ...]:
        """Names of the constructs that stand in the structure: all but `lower_order`."""
        return tuple(name for name in self.measurement if name not in self.lower_order)

    @property
    def paths(self) -> tuple[tuple[str, str], ...]:
        """Pairs (dependent, predictor), in the order of the specification."""
        return tuple((outcome, p) for outcome, predictors in self.structure.items() for p in predictors)


def check_recursive(model: PathModel) -> None:
    """Refuse what PLS cannot fit: a cycle, an item in two blocks, a construct without a path, statements."""
    for said in model.statements:
        raise SpecificationError(
            f"'{said}' belongs to covariance models: PLS has no fixed, labelled or correlated parameters. Fit"
            ' estimator="ml", or leave it out.'
        )
    named = Counter(item for c in model.measurement.values() if type(c) is Construct for item in c.items)
    shared = [item for item, times in named.items() if times > 1]
    if shared:
        blocks = [n for n, c in model.measurement.items() if type(c) is Construct and shared[0] in c.items]
        raise SpecificationError(
            f"Item {shared[0]!r} belongs to {' and '.join(map(repr, blocks))}: in PLS an item stands for one"
            " construct. Leave it in one of them."
        )
    place = {name: i for i, name in enumerate(model.constructs)}
    # a product follows from its factors
    made = [(name, factor) for name in model.terms for factor in factors(model, name)]
    order = causal_order(len(place), [(place[d], place[p]) for d, p in (*model.paths, *made)])
    circle = [name for name in model.constructs if place[name] not in order]
    if circle:
        raise SpecificationError(
            f"The paths run in a circle among {', '.join(map(repr, circle))}: PLS needs a model without"
            " feedback. Drop the path that is least believable."
        )
    _refuse_isolated(model)


def _refuse_isolated(model: PathModel) -> None:
    """Every construct needs a neighbour, also in the model without products, which gives their scores."""
    joined = {name for path in model.paths if path[1] not in model.terms for name in path}
    used = {name for path in model.paths for name in path}
    isolated = [n for n in model.structural if n not in (used if n in model.terms else joined)]
    if not isolated:
        return
    if isolated[0] in used or any(isolated[0] in factors(model, name) for name in model.terms):
        raise SpecificationError(
            f"Without the products, construct {isolated[0]!r} has no path to or from another one. Add the"
            " factors of a product to the predictors: an interaction is read beside its main effects."
        )
    raise SpecificationError(
        f"Construct {isolated[0]!r} has no path to or from another one, and PLS weights items by the"
        " neighbours of their construct. Add a path or leave the construct out."
    )


def _construct(name: str, given: Construct | Iterable[str] | str) -> Construct:
    if isinstance(given, Construct):
        if type(given) is not Construct:
            return given
        return Construct(checked_names(given.items, f"construct {name!r}"), given.kind, given.mode)
    return Construct(checked_names(given, f"construct {name!r}"))
