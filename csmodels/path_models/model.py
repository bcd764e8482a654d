"""PathModel: which items measure which construct, and which construct depends on which."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from csmodels.errors import SpecificationError, did_you_mean, some
from csmodels.numerics.effects import causal_order
from csmodels.numerics.moments import Moments
from csmodels.path_models.constructs import Construct, Mode, check_name, checked_names, composite
from csmodels.path_models.terms import ProductTerm, completed, factors, lower_order
from csmodels.survey import SurveyData
from csmodels.tables import FrozenMapping

if TYPE_CHECKING:
    from csmodels.path_models.check_report import CheckReport
    from csmodels.path_models.result import PathResult

__all__ = ["ESTIMATORS", "Construct", "Mode", "PathModel", "check_recursive", "composite"]

#: Estimators, by the word that `fit` takes.
ESTIMATORS = ("pls", "plsc")


@dataclass(frozen=True, repr=False)
class PathModel:
    """A structural equation model: constructs measured by items, and paths between constructs.

    Use it for any model with latent variables; for a published satisfaction index see
    `cs.index_model`. The model holds no data: `fit` returns a result and changes nothing.

    Parameters
    ----------
    measurement : mapping of construct to items
        A list of items is reflective (PLS Mode A); `cs.composite(...)` declares a composite. A block whose
        members are other constructs is a higher-order construct, as `cs.higher_order(...)`;
        `cs.interaction(...)` and `cs.quadratic(...)` declare products of constructs.
    structure : mapping of outcome to predictors
        ``{"Satisfaction": ["Quality", "Value"]}``. ``"Quality:Value"`` among the predictors is the
        interaction of the two, without an entry in `measurement`.

    Raises
    ------
    SpecificationError
        An unknown construct in the structure, a construct without items, an item or predictor
        that is listed twice, a construct that depends on itself; a product of unknown constructs
        or as an outcome, a dimension with paths of its own.

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
        for name in blocks:
            check_name(name, "construct")
        arrows = {
            name: checked_names(given, f"the predictors of {name!r}") for name, given in structure.items()
        }
        blocks, arrows = completed(blocks, arrows)
        object.__setattr__(self, "measurement", FrozenMapping(blocks))
        object.__setattr__(self, "structure", FrozenMapping(arrows))
        self._check()

    def _check(self) -> None:
        if not self.measurement:
            raise SpecificationError("The model has no constructs; give measurement={construct: [items]}.")
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
            on. ``Quality:Value`` on the right of ``~`` is an interaction; constructs on the right of ``=~``
            or ``<~`` make a higher-order construct. Other ways of estimating them are written
            ``QxV <~ interaction(Quality, Value, "orthogonal")``, ``Q2 <~ quadratic(Quality)`` and
            ``Service =~ repeated_indicators(Staff, Shop)``. Comments begin with ``#`` or ``!``; names
            with blanks stand in backticks.

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
            name: list(c.items) if type(c) is Construct and c.kind == "reflective" else c
            for name, c in self.measurement.items()
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
        """Names of the items that are read from the data, block after block."""
        return tuple(item for c in self.measurement.values() if type(c) is Construct for item in c.items)

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

    def check(
        self,
        data: SurveyData | pd.DataFrame,
        lang: str = "en",
        *,
        scale: tuple[float, float] | None = None,
        scales: Mapping[str, tuple[float, float]] | None = None,
    ) -> CheckReport:
        """Look whether the data hold every item of the model, coded as the model expects.

        Use it before `fit`: an error of `fit` stops at the first obstacle, this report names them all, each
        with its remedy. It looks for absent columns, text, wrong ranges, undeclared codes for no answer,
        yes/no coding, reversed, constant and copied items, routed questions and gaps. Nothing is changed,
        and nothing is raised whatever the data are.

        Parameters
        ----------
        data : SurveyData or DataFrame
            Anything else is reported as what it is.
        lang : {"en", "zh"}
            Language in which the report shows itself.
        scale : (low, high), optional
            Ends of the scale of items of which the questionnaire says nothing.
        scales : mapping of item to (low, high), optional
            The same for single items; they go before the questionnaire.

        Returns
        -------
        CheckReport
            `ok`, `items`, `findings`, and a summary in both languages. Where it is not `ok`, a fit would be
            refused or give wrong figures: an item that looks reverse coded in a reflective construct is
            fitted, with a negative loading.

        Raises
        ------
        SpecificationError
            Unknown language, ends that are no scale, or a scale of an item the model does not have.

        Examples
        --------
        >>> import pandas as pd
        >>> import csmodels as cs
        >>> model = cs.PathModel({"Quality": ["q1", "q2"], "Loyalty": ["l1"]}, {"Loyalty": ["Quality"]})
        >>> frame = pd.DataFrame({"q1": [7, 9, 98, 4, 6], "q2": [6, 8, 7, 3, 7], "l1": [6, 9, 5, 2, 8]})
        >>> model.check(frame, scale=(1, 10)).findings[["item", "finding"]].values.tolist()
        [['q1', 'special']]
        """
        from csmodels.path_models.check import check

        return check(self, data, lang, scale=scale, scales=scales)

    def fit(
        self,
        data: SurveyData | pd.DataFrame | Moments,
        estimator: str = "pls",
        *,
        scheme: str = "path",
        missing: str = "listwise",
        n_boot: int | None = None,
        seed: int = 0,
        se: str | None = None,
        ci: str | None = None,
        conf_level: float = 0.95,
        resample: str = "rows",
        by: str | None = None,
        n_imputations: int = 20,
        resample_indices: NDArray[np.integer[Any]] | None = None,
        progress: bool | None = None,
    ) -> PathResult:
        """Estimate the model and the uncertainty of every number in it.

        Parameters
        ----------
        data : SurveyData, DataFrame or Moments
            One row per respondent. A `SurveyData` brings along its weights, which enter every estimate,
            and its strata, clusters or replicate weights, which enter every standard error. From
            `cs.Moments` (a published covariance matrix) the model is estimated without intervals.
        estimator : {"pls", "plsc"}
            Partial least squares path modelling, or its consistent form, in which reflective constructs
            (not composites, not single items) are corrected for measurement error.
        scheme : {"path", "factorial", "centroid"}
            Inner weighting of PLS.
        missing : {"listwise", "mean", "pairwise", "em", "mi"}
            Unanswered items. Leave out the respondent (counted); put the item's mean in their place;
            correlate each pair of items over those who answered both; maximum likelihood by EM (right
            where answers are missing at random); or multiple imputation, pooled by Rubin's rules.
        n_boot : int, optional
            Bootstrap resamples; 1,000 by default, 0 for none.
        seed : int
            Decides every resample; results depend on nothing else.
        se : {"bootstrap", "linearized", "replicates"}, optional
            Where standard errors come from: resamples (the default), influence values (no resampling, for
            very large samples), or the survey's replicate weights (the default where it has some).
        ci : {"percentile", "bca", "studentized", "normal"}, optional
            Kind of interval, and of the p-values that go with it: "percentile" by default, "normal" where
            there are no resamples.
        conf_level : float
            Level of the intervals, between 0 and 1.
        resample : {"rows", "poisson", "groups"}
            What is drawn: respondents (clusters within strata where the survey declares them); every
            respondent a Poisson(1) number of times, for files too large to draw from at once; or 2,000
            random groups of respondents, whose cost does not grow with the file. The last two are
            approximations of the first.
        by : str, optional
            Column of groups: one fit per group, stacked with the group as an index level.
        n_imputations : int
            Completed samples with ``missing="mi"``.
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
        Wold (1982); Lohmöller (1989); Tenenhaus, Esposito Vinzi, Chatelin and Lauro (2005). Consistent PLS:
        Dijkstra and Henseler (2015). Intervals: Efron (1987), Efron and Tibshirani (1993). Clusters within
        strata: Rao, Wu and Yue (1992); linearised errors: Binder (1983). Weights enter the correlations
        (Becker and Ismail 2016). EM: Dempster, Laird and Rubin (1977); imputation: Rubin (1987).
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

        check_estimator(estimator)
        return fit(
            self,
            data,
            scheme=scheme,
            estimator=estimator,
            missing=missing,
            n_boot=n_boot,
            seed=seed,
            se=se,
            ci=ci,
            conf_level=conf_level,
            resample=resample,
            by=by,
            n_imputations=n_imputations,
            resample_indices=resample_indices,
            progress=progress,
        )


def check_estimator(name: str) -> None:
    """Refuse an unknown estimator."""
    if name not in ESTIMATORS:
        raise SpecificationError(
            f"estimator={name!r} is not available. Choose one of {some(map(repr, ESTIMATORS))}."
        )


def check_recursive(model: PathModel) -> None:
    """Refuse what PLS cannot fit: a cycle, an item in two blocks, a construct without a path."""
    shared = [item for item, times in Counter(model.items).items() if times > 1]
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
