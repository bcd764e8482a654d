"""PathModel: which items measure which construct, and which construct depends on which."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from csmodels.errors import SpecificationError, did_you_mean, some
from csmodels.numerics.effects import causal_order
from csmodels.numerics.moments import Moments
from csmodels.survey import SurveyData
from csmodels.tables import FrozenMapping

if TYPE_CHECKING:
    from csmodels.path_models.result import PathResult

Mode = Literal["A", "B"]

#: Estimators, by the word that `fit` takes.
ESTIMATORS = ("pls",)


@dataclass(frozen=True)
class Construct:
    """The items of one construct and how they stand for it.

    Attributes
    ----------
    items : tuple of str
    kind : {"reflective", "composite"}
        Reflective items are caused by the construct; a composite is made of its items.
    mode : {"A", "B"}
        How PLS weights the items: by their correlations with the neighbouring composites (A) or by
        regression coefficients on the items (B).
    """

    items: tuple[str, ...]
    kind: Literal["reflective", "composite"] = "reflective"
    mode: Mode = "A"

    def __post_init__(self) -> None:
        object.__setattr__(self, "items", _names(self.items, "a construct"))
        if (self.kind, self.mode) not in (("reflective", "A"), ("composite", "A"), ("composite", "B")):
            raise SpecificationError(
                f"kind={self.kind!r} with mode={self.mode!r} is no construct: reflective with mode 'A', or"
                " composite with mode 'A' or 'B'."
            )


def composite(*items: str, mode: Mode = "B") -> Construct:
    """Declare a composite: a construct that is made of its items instead of causing them.

    Use it for blocks such as "price items" or an index of several facilities, where dropping an
    item would change what the construct means.

    Parameters
    ----------
    *items : str
        Columns of the data.
    mode : {"B", "A"}
        Regression weights (B, the default, as `<~` in model text) or correlation weights (A).

    Raises
    ------
    SpecificationError
        No item, a repeated item, or an unknown mode.

    Examples
    --------
    >>> import csmodels as cs
    >>> cs.composite("price_a", "price_b", mode="B")
    Construct(items=('price_a', 'price_b'), kind='composite', mode='B')
    """
    if mode not in ("A", "B"):
        raise SpecificationError(f"mode={mode!r} is unknown: a composite has mode 'A' or 'B'.")
    return Construct(_names(items, "a composite"), "composite", mode)


@dataclass(frozen=True, repr=False)
class PathModel:
    """A structural equation model: constructs measured by items, and paths between constructs.

    Use it for any model with latent variables; for a published satisfaction index see
    `cs.index_model`. The model holds no data: `fit` returns a result and changes nothing.

    Parameters
    ----------
    measurement : mapping of construct to items
        A list of items is reflective (PLS Mode A); `cs.composite(...)` declares a composite.
    structure : mapping of outcome to predictors
        ``{"Satisfaction": ["Quality", "Value"]}``.

    Raises
    ------
    SpecificationError
        An unknown construct in the structure, a construct without items, an item or predictor
        that is listed twice, a construct that depends on itself.

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
    """

    measurement: Mapping[str, Construct]
    structure: Mapping[str, tuple[str, ...]]

    def __init__(
        self,
        measurement: Mapping[str, Construct | Iterable[str] | str],
        structure: Mapping[str, Iterable[str] | str],
    ) -> None:
        for argument, given in (("measurement", measurement), ("structure", structure)):
            if not isinstance(given, Mapping):
                raise SpecificationError(f"{argument} must be a mapping, e.g. a dict, not {given!r}.")
        blocks = {name: _construct(name, items) for name, items in measurement.items()}
        arrows = {name: _names(given, f"the predictors of {name!r}") for name, given in structure.items()}
        object.__setattr__(self, "measurement", FrozenMapping(blocks))
        object.__setattr__(self, "structure", FrozenMapping(arrows))
        self._check()

    def _check(self) -> None:
        if not self.measurement:
            raise SpecificationError("The model has no constructs; give measurement={construct: [items]}.")
        for name in self.measurement:
            _check_name(name, "construct")
        for outcome, predictors in self.structure.items():
            for name in (outcome, *predictors):
                if name not in self.measurement:
                    raise SpecificationError(
                        f"The structure names {name!r}, which has no items."
                        f"{did_you_mean(name, self.measurement)} Constructs: {some(self.measurement, 12)}."
                        f" An observed variable enters as a construct of its own with one item:"
                        f" {{{name!r}: [{name!r}]}}."
                    )
            if outcome in predictors:
                raise SpecificationError(
                    f"{outcome!r} cannot depend on itself; take it out of its predictors."
                )

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, PathModel):
            return NotImplemented
        mine, theirs = ((list(m.measurement.items()), list(m.structure.items())) for m in (self, other))
        return mine == theirs

    def __hash__(self) -> int:
        return hash((tuple(self.measurement.items()), tuple(self.structure.items())))

    @classmethod
    def from_syntax(cls, text: str) -> PathModel:
        """Read a model from text in lavaan's syntax.

        Parameters
        ----------
        text : str
            One statement a line (or separated by ``;``): ``=~`` measured by (reflective), ``<~``
            composed of (composite, Mode B; ``<~ mode("A")*item + ...`` for Mode A), ``~`` depends
            on. Comments begin with ``#`` or ``!``; names with blanks stand in backticks.

        Raises
        ------
        ModelSyntaxError
            With the line and a mark under the place; other operators of lavaan are refused by name.

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
        """
        from csmodels.path_models.syntax import parse

        return cls(*parse(text))

    def to_syntax(self) -> str:
        """Write the model in lavaan's syntax; `from_syntax` reads it back."""
        from csmodels.path_models.syntax import write

        return write(self)

    def __str__(self) -> str:
        return self.to_syntax()

    def __repr__(self) -> str:
        blocks = {
            name: list(c.items) if c.kind == "reflective" else c for name, c in self.measurement.items()
        }
        arrows = {name: list(predictors) for name, predictors in self.structure.items()}
        return f"PathModel(measurement={blocks!r}, structure={arrows!r})"

    def _repr_html_(self) -> str:
        return f"<pre>{escape(str(self))}</pre>"

    @property
    def constructs(self) -> tuple[str, ...]:
        """Names of the constructs, in the order of the specification."""
        return tuple(self.measurement)

    @property
    def items(self) -> tuple[str, ...]:
        """Names of the items, block after block."""
        return tuple(item for c in self.measurement.values() for item in c.items)

    @property
    def paths(self) -> tuple[tuple[str, str], ...]:
        """Pairs (dependent, predictor), in the order of the specification."""
        return tuple((outcome, p) for outcome, predictors in self.structure.items() for p in predictors)

    def fit(
        self,
        data: SurveyData | pd.DataFrame | Moments,
        estimator: str = "pls",
        *,
        scheme: str = "path",
        missing: str = "listwise",
        n_boot: int | None = None,
        seed: int = 0,
        ci: str = "percentile",
        conf_level: float = 0.95,
        by: str | None = None,
        resample_indices: NDArray[np.integer[Any]] | None = None,
        progress: bool | None = None,
    ) -> PathResult:
        """Estimate the model and the uncertainty of every number in it.

        Parameters
        ----------
        data : SurveyData, DataFrame or Moments
            One row per respondent. A `SurveyData` brings its weights along. From `cs.Moments`
            (a published covariance matrix) the model is estimated without intervals.
        estimator : {"pls"}
            Partial least squares path modelling.
        scheme : {"path", "factorial", "centroid"}
            Inner weighting of PLS.
        missing : {"listwise"}
            Respondents with an unanswered item are left out and counted.
        n_boot : int, optional
            Bootstrap resamples; 1,000 by default, 0 for none.
        seed : int
            Decides every resample; results depend on nothing else.
        ci : {"percentile", "normal"}
            Kind of interval.
        conf_level : float
            Level of the intervals, between 0 and 1.
        by : str, optional
            Column of groups: one fit per group, stacked with the group as an index level.
        resample_indices : array of int, shape (n_boot, draws), optional
            Rows of each resample among the complete rows, for a comparison draw by draw with
            another program; not together with `by`.
        progress : bool, optional
            Show a progress bar; by default only where the work takes more than two seconds and
            somebody is looking.

        Returns
        -------
        PathResult

        Raises
        ------
        SpecificationError
            An option that is unknown, or a model this estimator cannot fit: a cycle, an item in
            two blocks, a construct without any path.
        DataError
            Answers that cannot be used; names the column, the rows and the remedy.

        Notes
        -----
        Wold (1982); Lohmöller (1989); Tenenhaus, Esposito Vinzi, Chatelin and Lauro (2005).
        The algorithm stops when no outer weight moves by more than 1e-12. Each construct is turned
        so that its loadings sum to a positive number, each resample so that it agrees with the
        estimate.

        Examples
        --------
        >>> import csmodels as cs
        >>> model = cs.PathModel({"Quality": ["qual_overall", "qual_custom"],
        ...                       "Satisfaction": ["sat_overall", "sat_ideal"]},
        ...                      {"Satisfaction": ["Quality"]})
        >>> result = model.fit(cs.datasets.load_hotel(), n_boot=200)
        >>> result.params.query("kind == 'path'")[["lhs", "op", "rhs"]].values.tolist()
        [['Satisfaction', '~', 'Quality']]
        """
        from csmodels.path_models.pls import fit

        if estimator not in ESTIMATORS:
            raise SpecificationError(
                f"estimator={estimator!r} is not available. Choose one of {some(map(repr, ESTIMATORS))}."
            )
        return fit(
            self,
            data,
            scheme=scheme,
            missing=missing,
            n_boot=n_boot,
            seed=seed,
            ci=ci,
            conf_level=conf_level,
            by=by,
            resample_indices=resample_indices,
            progress=progress,
        )


def check_recursive(model: PathModel) -> None:
    """Refuse what PLS cannot fit: a cycle, an item in two blocks, a construct without a path."""
    shared = [item for item, times in Counter(model.items).items() if times > 1]
    if shared:
        blocks = [name for name, c in model.measurement.items() if shared[0] in c.items]
        raise SpecificationError(
            f"Item {shared[0]!r} belongs to {' and '.join(map(repr, blocks))}: in PLS an item stands for one"
            " construct. Leave it in one of them."
        )
    place = {name: i for i, name in enumerate(model.constructs)}
    order = causal_order(len(place), [(place[d], place[p]) for d, p in model.paths])
    circle = [name for name in model.constructs if place[name] not in order]
    if circle:
        raise SpecificationError(
            f"The paths run in a circle among {', '.join(map(repr, circle))}: PLS needs a model without"
            " feedback. Drop the path that is least believable."
        )
    joined = {name for path in model.paths for name in path}
    isolated = [name for name in model.constructs if name not in joined]
    if isolated:
        raise SpecificationError(
            f"Construct {isolated[0]!r} has no path to or from another one, and PLS weights items by the"
            " neighbours of their construct. Add a path or leave the construct out."
        )


def _construct(name: str, given: Construct | Iterable[str] | str) -> Construct:
    if isinstance(given, Construct):
        return Construct(_names(given.items, f"construct {name!r}"), given.kind, given.mode)
    return Construct(_names(given, f"construct {name!r}"))


def _names(given: Iterable[str] | str, where: str) -> tuple[str, ...]:
    """A tuple of names, none repeated; a single text is one name, not its letters."""
    names = (given,) if isinstance(given, str) else tuple(given)
    if not names:
        raise SpecificationError(f"No names are given for {where}.")
    for name in names:
        _check_name(name, where)
    twice = [name for name, times in Counter(names).items() if times > 1]
    if twice:
        raise SpecificationError(f"{twice[0]!r} is listed twice for {where}; name it once.")
    return names


def _check_name(name: object, where: str) -> None:
    if not isinstance(name, str) or not name.strip() or "`" in name or "\n" in name:
        raise SpecificationError(
            f"{name!r} ({where}) is no usable name: names are texts without backticks and line breaks."
            " For columns named by numbers use frame.rename(columns=str)."
        )
