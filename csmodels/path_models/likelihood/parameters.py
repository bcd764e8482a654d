"""From a path model to the parameters of a covariance model, by the rules of lavaan's `sem`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from csmodels.errors import SpecificationError, did_you_mean, some
from csmodels.numerics.covariance.structure import MATRICES, Structure
from csmodels.path_models.constructs import Construct
from csmodels.path_models.model import PathModel
from csmodels.path_models.statements import Operator
from csmodels.path_models.terms import HigherOrder

Scaling = Literal["marker", "unit"]
#: Kinds of parameters that groups may share, by the word for them.
EQUAL = (
    "loadings",
    "intercepts",
    "residuals",
    "residual_covariances",
    "variances",
    "covariances",
    "paths",
    "means",
)


@dataclass(frozen=True)
class Parameter:
    """One entry of the model in one group.

    Attributes
    ----------
    lhs, op, rhs : str
    group : int
    index : int
        Position among the free parameters; -1 for a fixed one. Equal parameters share it.
    value : float
        What a fixed parameter is held at.
    kind : str
        One of `EQUAL`.
    label : str, optional
    start : float, optional
    """

    lhs: str
    op: Operator
    rhs: str
    group: int
    index: int
    value: float
    kind: str
    label: str | None = None
    start: float | None = None

    @property
    def free(self) -> bool:
        return self.index >= 0


@dataclass(frozen=True, eq=False)
class ParameterTable:
    """Every parameter of a covariance model, and the same in numbers.

    Attributes
    ----------
    parameters : tuple of Parameter
        Group after group; in each: loadings, paths, variances and covariances, intercepts.
    items, factors : tuple of str
    markers : tuple of str
        For each factor, the item or dimension in whose unit it is measured; empty under unit variance.
    structure : Structure
        Cells in the order of `parameters` of one group.
    """

    parameters: tuple[Parameter, ...]
    items: tuple[str, ...]
    factors: tuple[str, ...]
    markers: tuple[str, ...]
    structure: Structure

    @property
    def of_one_group(self) -> int:
        """Parameters of each group."""
        return len(self.parameters) // self.structure.n_groups

    def where(self, lhs: str, op: str, rhs: str = "", group: int = 0) -> int:
        """Position of a parameter."""
        for i, each in enumerate(self.parameters):
            same = (each.lhs, each.rhs) == (lhs, rhs) or (op == "~~" and (each.rhs, each.lhs) == (lhs, rhs))
            if same and each.op == op and each.group == group:
                return i
        raise KeyError((lhs, op, rhs, group))


@dataclass(frozen=True)
class Rules:
    """What is settled beside the model itself.

    Attributes
    ----------
    scaling : {"marker", "unit"}
        The unit of each factor: that of its first item, or its own standard deviation.
    means : bool
        Intercepts are parameters.
    reliability : mapping of construct to float
        Of single items; their error variance is fixed at (1 - reliability) x variance.
    variances : mapping of item to float
        Of single items, for `reliability`.
    n_groups : int
    equal : tuple of str
        Kinds of parameters that all groups share.
    released : tuple of (lhs, op, rhs)
        Exceptions from `equal`.
    """

    scaling: Scaling = "marker"
    means: bool = False
    reliability: Mapping[str, float] | None = None
    variances: Mapping[str, float] | None = None
    n_groups: int = 1
    equal: tuple[str, ...] = ()
    released: tuple[tuple[str, str, str], ...] = ()


def parameter_table(model: PathModel, rules: Rules = Rules()) -> ParameterTable:
    """Lay out the parameters of a model.

    Raises
    ------
    SpecificationError
        Composites of several items or products, which belong to PLS; a statement about a name the model does
        not have.

    Notes
    -----
    As lavaan's `sem`: the first loading of each construct is 1; exogenous constructs covary; outcomes that
    predict nothing have correlated residuals. A construct of a single item equals the item, or has the error
    variance that its stated reliability leaves.
    """
    _refuse_composites(model)
    entries = _entries(model, rules)
    entries = _with_statements(model, entries)
    return _numbered(model, entries, replace(rules, released=_released(entries, rules)))


@dataclass(frozen=True)
class _Entry:
    lhs: str
    op: Operator
    rhs: str
    kind: str
    fixed: float | None = None
    label: str | None = None
    start: float | None = None
    # the user said what it is: no rule for groups changes it
    said: bool = False

    @property
    def key(self) -> tuple[str, str, str]:
        return (self.lhs, self.op, self.rhs)


def _refuse_composites(model: PathModel) -> None:
    for name, construct in model.measurement.items():
        if name in model.terms:
            raise SpecificationError(
                f'estimator="ml" is not available for a model with the product {name!r}: latent products have'
                ' no normal likelihood. Fit estimator="pls".'
            )
        if isinstance(construct, HigherOrder) and construct.method != "disjoint_two_stage":
            parts = " + ".join(construct.dimensions)
            raise SpecificationError(
                f"{construct.method} is a way of PLS to estimate {name!r}; in covariance models a factor of"
                f" factors is measured by them alone. Write '{name} =~ {parts}'."
            )
        if construct.kind != "reflective" and len(construct.items) > 1:
            raise SpecificationError(
                f"{name!r} is a composite; covariance models have factors alone. Write it as reflective"
                f' ({name!r}: {list(construct.items)!r}), or fit estimator="pls".'
            )


def measured_by(construct: Construct) -> tuple[str, ...]:
    """Items of a construct, or the dimensions of a higher-order one."""
    return construct.dimensions if isinstance(construct, HigherOrder) else construct.items


def _entries(model: PathModel, rules: Rules) -> list[_Entry]:
    """What the model says by itself, without statements."""
    found: list[_Entry] = []
    single = []
    for name, construct in model.measurement.items():
        parts = measured_by(construct)
        lone = len(parts) == 1
        if lone:
            single.append(name)
        for i, part in enumerate(parts):
            fixed = 1.0 if lone or (rules.scaling == "marker" and i == 0) else None
            found.append(_Entry(name, "=~", part, "loadings", fixed))
    for outcome, predictor in model.paths:
        found.append(_Entry(outcome, "~", predictor, "paths"))
    found += _item_variances(model, rules, single)
    dependent = {outcome for outcome, _ in model.paths}
    dependent |= {d for c in model.measurement.values() if isinstance(c, HigherOrder) for d in c.dimensions}
    for name in model.constructs:
        unit = 1.0 if rules.scaling == "unit" and name not in single else None
        found.append(_Entry(name, "~~", name, "variances", unit))
    found += [_Entry(a, "~~", b, "covariances") for a, b in _covarying(model, dependent)]
    if rules.means:
        found += [_Entry(item, "~1", "", "intercepts") for item in model.items]
        found += [_Entry(name, "~1", "", "means", 0.0) for name in model.constructs]
    return found


def _item_variances(model: PathModel, rules: Rules, single: Iterable[str]) -> list[_Entry]:
    alone = {model.measurement[name].items[0]: name for name in single}
    found = []
    for item in model.items:
        fixed = None
        if item in alone:
            given = (rules.reliability or {}).get(alone[item])
            fixed = 0.0 if given is None else (1 - given) * (rules.variances or {})[item]
        found.append(_Entry(item, "~~", item, "residuals", fixed))
    return found


def _covarying(model: PathModel, dependent: set[str]) -> list[tuple[str, str]]:
    """Exogenous constructs, and outcomes that predict nothing."""
    predictors = {predictor for _, predictor in model.paths}
    outcomes = {outcome for outcome, _ in model.paths}
    exogenous = [name for name in model.constructs if name not in dependent]
    last = [name for name in model.constructs if name in outcomes and name not in predictors]
    return [(a, b) for names in (exogenous, last) for i, a in enumerate(names) for b in names[i + 1 :]]


def _with_statements(model: PathModel, entries: list[_Entry]) -> list[_Entry]:
    """Apply what the user says; a statement without an entry adds one."""
    # a construct may bear the name of its only item: variances are then its own, intercepts the item's
    known = {e.key: i for i, e in enumerate(entries) if e.kind != "means" or e.lhs not in model.items}
    for said in model.statements:
        key = said.key
        if said.op == "~~" and key not in known:
            key = (said.rhs, said.op, said.lhs)
        if key not in known:
            inside = said.lhs not in model.constructs or said.rhs not in model.constructs
            kind = {"~~": "residual_covariances" if inside else "covariances", "~1": "intercepts"}[said.op]
            known[key] = len(entries)
            entries.append(_Entry(said.lhs, said.op, said.rhs, kind))
        at = known[key]
        fixed = None if said.free else said.fixed
        # as in lavaan, the unit of a construct is let go by NA* alone, other rules by any statement
        if fixed is None and not said.free and entries[at].kind in ("loadings", "variances"):
            fixed = entries[at].fixed
        settled = said.free or said.fixed is not None or said.label is not None
        entries[at] = replace(entries[at], fixed=fixed, label=said.label, start=said.start, said=settled)
    held = {entry.label: entry.fixed for entry in entries if entry.label and entry.fixed is not None}
    return [replace(entry, fixed=held.get(entry.label or "", entry.fixed)) for entry in entries]


def _released(entries: list[_Entry], rules: Rules) -> tuple[tuple[str, str, str], ...]:
    """The exceptions from equality as the model writes them; refused where there is nothing to release."""
    known = {entry.key: entry for entry in entries}
    found = []
    for lhs, op, rhs in rules.released:
        said = f"{lhs} ~ 1" if op == "~1" else f"{lhs} {op} {rhs}"
        key: tuple[str, str, str] = (lhs, op, rhs)
        if op == "~~" and key not in known:
            key = (rhs, op, lhs)
        if key not in known:
            words = [f"{e.lhs} ~ 1" if e.op == "~1" else f"{e.lhs} {e.op} {e.rhs}" for e in entries]
            raise SpecificationError(
                f"free={said!r} is no parameter of the model.{did_you_mean(said, words)} It has"
                f" {some(words, 6)}."
            )
        if known[key].fixed is not None and known[key].kind not in ("means", "variances"):
            raise SpecificationError(
                f"free={said!r}: this parameter is fixed at {known[key].fixed:g} in every group, so there is"
                ' nothing to release. A marker is free under scaling="unit".'
            )
        found.append(key)
    return tuple(found)


def _anchored(model: PathModel, rules: Rules, kind: str) -> set[str]:
    """Constructs whose unit (loadings) or origin (intercepts) all groups share, through one part at least.

    A higher-order construct has no origin of its own: its dimensions carry the means.
    """
    found = set()
    for name, construct in model.measurement.items():
        parts = measured_by(construct)
        if kind == "intercepts":
            parts = () if isinstance(construct, HigherOrder) else parts
            keys = [(part, "~1", "") for part in parts]
        else:
            keys = [(name, "=~", part) for part in parts]
        if kind in rules.equal and any(key not in rules.released for key in keys):
            found.add(name)
    return found


def _numbered(model: PathModel, entries: list[_Entry], rules: Rules) -> ParameterTable:
    """Number the free parameters: equal ones share a number."""
    order = {op: i for i, op in enumerate(("=~", "~", "~~", "~1"))}
    entries = sorted(entries, key=lambda entry: order[entry.op])
    numbers: dict[object, int] = {}
    parameters, cells = [], []
    unit, origin = (_anchored(model, rules, kind) for kind in ("loadings", "intercepts"))
    for g in range(rules.n_groups):
        for entry in entries:
            shared = entry.kind in rules.equal and entry.key not in rules.released
            fixed = _held(entry, g, rules, entry.lhs in unit, entry.lhs in origin)
            own = (-1 if shared else g, entry.kind, *entry.key)
            key: object = ("label", entry.label) if entry.label else own
            index = numbers.setdefault(key, len(numbers)) if fixed is None else -1
            parameters.append(
                Parameter(
                    entry.lhs, entry.op, entry.rhs, g, index, np.nan if fixed is None else fixed,
                    entry.kind, entry.label, entry.start,
                )
            )  # fmt: skip
    items, factors = model.items, model.constructs
    wholes = {name for name, c in model.measurement.items() if isinstance(c, HigherOrder)}
    cells = [_cell(entry, items, factors, entry.lhs in wholes) for entry in entries]
    params = np.array([p.index for p in parameters], dtype=np.intp).reshape(rules.n_groups, -1)
    values = np.array([0.0 if p.free else p.value for p in parameters]).reshape(rules.n_groups, -1)
    matrix, row, column = (np.array(each, dtype=np.intp) for each in zip(*cells, strict=True))
    structure = Structure(
        len(items), len(factors), len(numbers), matrix, row, column, params, values,
        (params >= 0).astype(float), rules.means,
    )  # fmt: skip
    markers = tuple(
        "" if rules.scaling == "unit" and len(measured_by(c)) > 1 else measured_by(c)[0]
        for c in model.measurement.values()
    )
    return ParameterTable(tuple(parameters), items, factors, markers, structure)


def _held(entry: _Entry, group: int, rules: Rules, unit: bool, origin: bool) -> float | None:
    """What a parameter is fixed at in a group.

    Means of constructs are 0 in the first group, and free in the others where intercepts give all groups one
    origin. Under unit variance that of the first group serves all where loadings give them one unit. Neither
    is freed where the user asks for it to be equal, or says what it is.
    """
    if entry.said or group == 0:
        return entry.fixed
    if entry.kind == "means" and origin and _apart(entry, rules):
        return None
    if entry.kind == "variances" and rules.scaling == "unit" and unit and _apart(entry, rules):
        return None
    return entry.fixed


def _apart(entry: _Entry, rules: Rules) -> bool:
    """Whether groups need not share a parameter."""
    return entry.kind not in rules.equal or entry.key in rules.released


def _cell(
    entry: _Entry, items: tuple[str, ...], factors: tuple[str, ...], of_factors: bool
) -> tuple[int, int, int]:
    """Matrix, row and column of an entry; `of_factors` where a loading is that of a dimension."""

    def found(name: str, row: int, column: int = 0) -> tuple[int, int, int]:
        if name in ("Psi", "Theta") and row < column:
            row, column = column, row
        return MATRICES.index(name), row, column

    if entry.op == "=~":
        if entry.rhs in items and not of_factors:
            return found("Lambda", items.index(entry.rhs), factors.index(entry.lhs))
        return found("B", factors.index(entry.rhs), factors.index(entry.lhs))
    if entry.op == "~":
        return found("B", factors.index(entry.lhs), factors.index(entry.rhs))
    inside = entry.kind in ("residuals", "residual_covariances", "intercepts")
    names = items if inside else factors
    if entry.op == "~1":
        return found("nu" if inside else "alpha", names.index(entry.lhs))
    return found("Theta" if inside else "Psi", names.index(entry.lhs), names.index(entry.rhs))
