"""Where a covariance model and the answers disagree: modification indices, tests of equalities, residuals."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Literal, NamedTuple, cast

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from csmodels.errors import SpecificationError, check_choice, did_you_mean, some
from csmodels.numerics.covariance import equalities, modification
from csmodels.numerics.covariance.equalities import Indices, Separate
from csmodels.numerics.covariance.modification import Cell
from csmodels.numerics.covariance.structure import MATRICES
from csmodels.path_models.likelihood.parameters import ParameterTable
from csmodels.path_models.likelihood.refit import prepared_again
from csmodels.path_models.likelihood.sandwich import meat as meat_of
from csmodels.path_models.likelihood.solve import Scaled

if TYPE_CHECKING:
    from csmodels.path_models.likelihood.result import CovarianceResult

Array = NDArray[np.float64]
ResidualKind = Literal["correlation", "covariance", "standardized"]

#: What a model may hold fixed; the first four are tried unless others are asked for.
KINDS = (
    "loadings",
    "residual_covariances",
    "paths",
    "covariances",
    "residuals",
    "variances",
    "intercepts",
    "means",
)
USUAL = KINDS[:4]
RESIDUALS = ("correlation", "covariance", "standardized")

Term = tuple[str, str, str]
#: Kinds of parameters whose left side is an item, and whose right side is one.
LEFT_ITEMS = ("residuals", "residual_covariances", "intercepts")
RIGHT_ITEMS = ("loadings", "residuals", "residual_covariances")


class Candidate(NamedTuple):
    """A parameter that is tried. A construct may bear the name of an item: the kind tells which is meant."""

    kind: str
    term: Term


def modification_indices(
    result: CovarianceResult, minimum: float = 0.0, kinds: Iterable[str] = USUAL
) -> pd.DataFrame:
    """What the fit would gain from each parameter that the model leaves out or holds fixed.

    Use it to find where a badly fitting model goes wrong, and change the model where the change makes sense:
    paired wordings (residual covariance), an item that speaks of another construct (loading). A model
    changed until it fits fits these respondents alone; test it on others.

    Parameters
    ----------
    result : CovarianceResult
    minimum : float
        Leave out smaller indices; 3.84 is the 5 % point of one test.
    kinds : iterable of str
        Among ``"loadings"``, ``"residual_covariances"``, ``"paths"`` and ``"covariances"`` (of constructs,
        or of what is left unexplained of them), by default all four; ``"residuals"``, ``"variances"``,
        ``"intercepts"`` and ``"means"`` try those that are fixed.

    Returns
    -------
    DataFrame
        Largest first, in each group with ``by=``. Columns ``lhs``, ``op``, ``rhs``; ``modification_index``,
        about what chi-square would fall by (one degree of freedom); ``p_value``, of one test, so that of
        100 indices five fall below .05 by chance; ``expected_change``, about the value the parameter would
        take (over its fixed value); ``standardized_change``, the same with items and constructs of unit
        variance. Parameters that are not identified beside the others are left out, and with them what is
        the same model in other words.

    Raises
    ------
    SpecificationError
        Unknown kind; a fit to incomplete answers.

    Notes
    -----
    Score tests with the expected information of normal answers (Sörbom 1989). Where the standard errors of
    the fit are robust, so are the p-values (generalised score tests; Boos 1992), while the index stays the
    one that other programs print: the p-value is then no tail of the index beside it. Paths are tried in the
    directions that make no loop. An item that equals its construct (a single one without error) has no
    residual covariance and no second loading.

    Examples
    --------
    >>> import csmodels as cs
    >>> from csmodels.path_models.likelihood.diagnosis.diagnostics import modification_indices
    >>> hotel = cs.datasets.load_hotel()
    >>> items = {"Quality": ["qual_overall", "qual_custom", "qual_reliability"],
    ...          "Satisfaction": ["sat_overall", "sat_expectation", "sat_ideal"]}
    >>> result = cs.PathModel(items, {"Satisfaction": ["Quality"]}).fit(hotel, "ml")
    >>> modification_indices(result, kinds=["loadings"]).columns.tolist()[3:]
    ['modification_index', 'p_value', 'expected_change', 'standardized_change']
    """
    from scipy.special import chdtrc

    _complete(result, "Modification indices need")
    tried = list(candidates(result.table, _kinds(kinds)))
    given = result.estimates
    cells = _cells(result.table, tried)
    apart, which = modification.with_cells(given.structure, given.theta, cells)
    tests = _tests(result, apart, np.arange(given.structure.n_params, len(apart.theta)))
    kept = [tried[i] for i, _ in which.tolist()]
    frame = pd.DataFrame([each.term for each in kept], columns=["lhs", "op", "rhs"])
    frame["modification_index"] = tests.statistic
    frame["p_value"] = chdtrc(1.0, tests.robust)
    frame["expected_change"] = tests.change
    frame["standardized_change"] = tests.change * _standardizing(result, kept, which[:, 1])
    keep = tests.statistic >= minimum  # false where a test does not exist
    return _grouped(result, frame[keep], which[keep, 1], "modification_index")


def equality_tests(result: CovarianceResult) -> pd.DataFrame:
    """For each parameter held equal to others: what the fit would gain if it were free.

    Use it after a fit with ``equal=`` (or labels in the model text), to find which loading or intercept
    differs between the groups, and release it with ``free=``.

    Parameters
    ----------
    result : CovarianceResult

    Returns
    -------
    DataFrame
        Largest first, one row per released parameter; of two equal ones the second stands for both. Columns
        ``lhs``, ``op``, ``rhs`` (below the group with ``by=``), ``label``; ``statistic``, about what
        chi-square would fall by (one degree of freedom), ``p_value`` and ``expected_change``, what the
        released parameter would about exceed the others by. Empty where no parameters are equal.

    Raises
    ------
    SpecificationError
        A fit to incomplete answers.

    Notes
    -----
    Score tests, as in `modification_indices`. Which group has construct means of 0 (the first) matters for
    loadings once intercepts are equal: an equal intercept then means an equal answer at that group's mean.
    """
    from scipy.special import chdtrc

    _complete(result, "Tests of equalities need")
    table, given = result.table, result.estimates
    apart = equalities.separate(given.structure, given.theta, np.empty(0, dtype=np.intp))
    groups, cells = np.nonzero(given.structure.params >= 0)
    shared = given.structure.params[groups, cells]
    several = np.bincount(shared, minlength=given.structure.n_params)[shared]
    # of two equal parameters the second is released: they are one constraint
    first = np.isin(np.arange(len(shared)), np.unique(shared, return_index=True)[1])
    tried = np.flatnonzero((several > 2) | ((several == 2) & ~first))
    tests = _tests(result, apart, tried)
    rows = [table.parameters[i] for i in (groups * table.of_one_group + cells)[tried].tolist()]
    frame = pd.DataFrame([(p.lhs, p.op, p.rhs, p.label) for p in rows], columns=["lhs", "op", "rhs", "label"])
    frame["statistic"], frame["p_value"] = tests.statistic, chdtrc(1.0, tests.robust)
    frame["expected_change"] = tests.change
    order = np.argsort(-tests.statistic, kind="stable")[: np.isfinite(tests.statistic).sum()]
    frame = frame.iloc[order].reset_index(drop=True)
    if result.groups:
        names = [result.groups[g] for g in groups[tried][order].tolist()]
        frame.index = pd.Index(names, name=str(result.settings["by"]), dtype=object)
    return frame


def residuals(result: CovarianceResult, kind: ResidualKind = "correlation") -> pd.DataFrame:
    """What the model leaves unexplained of each covariance: observed less implied.

    Parameters
    ----------
    result : CovarianceResult
    kind : {"correlation", "covariance", "standardized"}
        ``"correlation"``: covariances over the observed standard deviations, so that .10 is an unexplained
        correlation of .10 (their root mean square is SRMR). ``"covariance"``: in the items' units.
        ``"standardized"``: covariances over their standard errors, beyond 1.96 for one in twenty in a model
        that holds; missing where the model reproduces a figure exactly.

    Returns
    -------
    DataFrame
        Item by item (the items below the group with ``by=``); where the model has intercepts, with a last
        column ``~1`` for the means.

    Raises
    ------
    SpecificationError
        Unknown kind; standardised residuals of a fit to incomplete answers.

    Notes
    -----
    Standard errors as in `csmodels.numerics.covariance.modification.residuals`. With equalities across
    groups, lavaan 0.6-14 leaves out the part of the error that comes from the other groups, and gives larger
    standardised residuals; without them the two agree.
    """
    check_choice("kind", kind, RESIDUALS)
    if kind == "standardized":
        _complete(result, "Standardised residuals need")
    estimates, items = result.estimates, pd.Index(result.table.items, name="item")
    found = modification.residuals(estimates.structure, estimates.sample, estimates.theta, estimates.n)

    def of_group(g: int) -> pd.DataFrame:
        left = found[g]
        sd = np.sqrt(np.diag(estimates.sample.cov[0, g]))
        cov_scale, mean_scale = {
            "correlation": (np.multiply.outer(sd, sd), sd),
            "covariance": (np.ones_like(left.cov), np.ones_like(sd)),
            "standardized": (left.cov_error, left.mean_error),
        }[kind]
        frame = pd.DataFrame(left.cov / cov_scale, index=items, columns=items)
        if left.mean is not None and mean_scale is not None:
            frame["~1"] = left.mean / mean_scale
        return frame

    return result._by_group(of_group)


# ------------------------------------------------------------------ candidates


def candidates(table: ParameterTable, kinds: Iterable[str]) -> Iterator[Candidate]:
    """Parameters that are fixed in some group, or absent."""
    every = {(p.kind, p.lhs, p.op, p.rhs) for p in table.parameters}
    exact = {p.lhs for p in table.parameters if p.kind == "residuals" and not p.free and p.value == 0.0}
    for kind in kinds:
        held = ((p.lhs, p.op, p.rhs) for p in table.parameters if p.kind == kind and not p.free)
        yield from (Candidate(kind, term) for term in dict.fromkeys(held))
        known = {key[1:] for key in every if key[0] == kind}
        for term in _absent(table, kind, [item for item in table.items if item not in exact]):
            if term not in known and not (term[1] == "~~" and term[::-1] in known):
                yield Candidate(kind, term)


def _absent(table: ParameterTable, kind: str, items: list[str]) -> Iterator[Term]:
    """What a kind of parameter could join; what the model has already is among it."""
    factors = table.factors
    if kind == "loadings":
        yield from ((factor, "=~", item) for factor in factors for item in items)
    elif kind == "residual_covariances":
        yield from ((a, "~~", b) for i, a in enumerate(items) for b in items[i + 1 :])
    elif kind == "covariances":
        yield from ((a, "~~", b) for i, a in enumerate(factors) for b in factors[i + 1 :])
    elif kind == "paths":
        reached, joined = _reached(table)
        for i, outcome in enumerate(factors):
            for j, predictor in enumerate(factors):
                # the predictor must not depend on the outcome
                if i != j and not reached[j, i] and not joined[i, j]:
                    yield (outcome, "~", predictor)


def _reached(table: ParameterTable) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Whether each factor (row) depends on another (column), over any steps; and in one."""
    m = len(table.factors)
    joined = np.zeros((m, m), dtype=bool)
    _, rows, columns = table.structure.places[MATRICES.index("B")]
    joined[rows, columns] = True
    reached = joined.copy()
    for _ in range(m):
        reached |= reached @ joined
    return reached, joined


def _cells(table: ParameterTable, tried: Iterable[Candidate]) -> list[Cell]:
    """Matrix, row and column of parameters, known to the model or not."""
    s = table.structure
    known: dict[Candidate, Cell] = {}
    for i, p in enumerate(table.parameters[: table.of_one_group]):
        cell = int(s.matrix[i]), int(s.row[i]), int(s.column[i])
        known[Candidate(p.kind, (p.lhs, p.op, p.rhs))] = cell
    return [known[each] if each in known else _absent_cell(table, each) for each in tried]


def _absent_cell(table: ParameterTable, tried: Candidate) -> Cell:
    """Where a parameter would stand that the model does not have."""
    lhs, op, rhs = tried.term
    items, factors = table.items, table.factors
    if op == "=~":
        return MATRICES.index("Lambda"), items.index(rhs), factors.index(lhs)
    if op == "~":
        return MATRICES.index("B"), factors.index(lhs), factors.index(rhs)
    names, matrix = (items, "Theta") if tried.kind in LEFT_ITEMS else (factors, "Psi")
    low, high = sorted((names.index(lhs), names.index(rhs)))
    return MATRICES.index(matrix), high, low


def _tests(result: CovarianceResult, apart: Separate, at: Indices) -> modification.ScoreTests:
    """Score tests of some parameters; robust where the standard errors of the fit are."""
    given, meat = result.estimates, None
    if result.settings["robust"] != "none" and result.answers is not None:
        in_raw_units = Scaled(apart.structure, np.ones(len(apart.theta)), np.ones(len(result.table.items)))
        centred = result.settings["robust"] == "sem"
        meat = meat_of(in_raw_units, apart.theta, prepared_again(result), centred)
    return modification.score_tests(apart, given.sample, at, given.n_total, meat)


def _standardizing(result: CovarianceResult, tried: list[Candidate], groups: Indices) -> Array:
    """What turns a change in the units of the data into one of the standardised parameter."""
    figures, theta = result.figures, result.estimates.theta[None]
    with np.errstate(invalid="ignore"):
        sd, left = np.sqrt(figures.variances(theta)[0]), np.sqrt(figures._residuals(theta)[0])
    item = {name: i for i, name in enumerate(result.table.items)}
    factor = {name: len(item) + i for i, name in enumerate(result.table.factors)}
    out = np.empty(len(tried))
    for i, (kind, (lhs, op, rhs)) in enumerate(tried):
        g, a = groups[i], (item if kind in LEFT_ITEMS else factor)[lhs]
        if op == "~1":
            out[i] = 1 / sd[g, a]
            continue
        # a fixed loading may be that of a dimension
        b = (item if kind in RIGHT_ITEMS and rhs in item else factor)[rhs]
        if op == "~~":
            out[i] = 1 / (sd[g, a] ** 2 if a == b else left[g, a] * left[g, b])
        else:
            out[i] = sd[g, a] / sd[g, b] if op == "=~" else sd[g, b] / sd[g, a]
    return out


def _grouped(result: CovarianceResult, frame: pd.DataFrame, groups: Indices, by: str) -> pd.DataFrame:
    def of_group(g: int) -> pd.DataFrame:
        mine: pd.DataFrame = frame[groups == g].sort_values(by, ascending=False, kind="stable")
        return mine.reset_index(drop=True)

    return result._by_group(of_group)


def _kinds(kinds: Iterable[str]) -> list[str]:
    given = [kinds] if isinstance(kinds, str) else list(kinds)
    for kind in given:
        if kind not in KINDS:
            raise SpecificationError(
                f"kinds={kind!r} is unknown. Choose among {some(map(repr, KINDS), 8)}."
                f"{did_you_mean(kind, KINDS)}"
            )
    return given


def _complete(result: CovarianceResult, what: str) -> None:
    """Refuse a fit by the likelihood of incomplete answers: its information is another."""
    if result.settings["missing"] == "fiml":
        raise SpecificationError(
            f'{what} complete answers; this model was fitted with missing="fiml". Fit it with'
            ' missing="listwise" (or to imputed answers) to look at them.'
        )


class Diagnosed:
    """Mixin of `CovarianceResult`: where the model and the answers disagree."""

    def modification_indices(self, minimum: float = 0.0, kinds: Iterable[str] = USUAL) -> pd.DataFrame:
        """What the fit would gain from each parameter that the model leaves out or holds fixed.

        Parameters
        ----------
        minimum : float
            Leave out smaller indices; 3.84 is the 5 % point of one test.
        kinds : iterable of str
            Among "loadings", "residual_covariances", "paths", "covariances" (all four by default),
            "residuals", "variances", "intercepts" and "means".

        Returns
        -------
        DataFrame
            Largest first; ``lhs``, ``op``, ``rhs``, ``modification_index``, ``p_value``, ``expected_change``,
            ``standardized_change``. Where the errors of the fit are robust, ``p_value`` is too, while the
            index stays the plain one that other programs print: it is then no tail of the index.

        Raises
        ------
        SpecificationError
            Unknown kind; a fit to incomplete answers.

        Notes
        -----
        `modification_indices` of this module says how (Sörbom 1989; robust: Boos 1992).

        Examples
        --------
        >>> import csmodels as cs
        >>> model = cs.PathModel({"Quality": ["qual_overall", "qual_custom", "qual_reliability"],
        ...                       "Satisfaction": ["sat_overall", "sat_expectation", "sat_ideal"]},
        ...                      {"Satisfaction": ["Quality"]})
        >>> result = model.fit(cs.datasets.load_hotel(), "ml")
        >>> result.modification_indices(kinds=["loadings"]).columns.tolist()[3:5]
        ['modification_index', 'p_value']
        """
        return modification_indices(cast("CovarianceResult", self), minimum, kinds)

    def equality_tests(self) -> pd.DataFrame:
        """For each parameter held equal to others: what the fit would gain if it were free.

        Use it after a fit with ``equal=`` or with labels, to find which loading or intercept differs.

        Returns
        -------
        DataFrame
            Largest first; ``lhs``, ``op``, ``rhs``, ``label``, ``statistic`` (one degree of freedom),
            ``p_value`` (robust where the errors of the fit are), ``expected_change``. Empty where no
            parameters are equal.

        Raises
        ------
        SpecificationError
            A fit to incomplete answers.

        Examples
        --------
        >>> import csmodels as cs
        >>> model = cs.PathModel({"Quality": ["qual_overall", "qual_custom", "qual_reliability"]}, {})
        >>> result = model.fit(cs.datasets.load_hotel(), "ml", by="quarter", equal="loadings")
        >>> set(result.equality_tests()["op"])
        {'=~'}
        """
        return equality_tests(cast("CovarianceResult", self))

    def residuals(self, kind: ResidualKind = "correlation") -> pd.DataFrame:
        """What the model leaves unexplained of each covariance, item by item: observed less implied.

        Parameters
        ----------
        kind : {"correlation", "covariance", "standardized"}
            Over the observed standard deviations; in the items' units; or over standard errors.

        Returns
        -------
        DataFrame
            Item by item (below the group with ``by=``); with intercepts a last column ``~1`` for the means.

        Raises
        ------
        SpecificationError
            Unknown kind; standardised residuals of a fit to incomplete answers.

        Examples
        --------
        >>> import csmodels as cs
        >>> model = cs.PathModel({"Quality": ["qual_overall", "qual_custom", "qual_reliability"],
        ...                       "Satisfaction": ["sat_overall", "sat_expectation", "sat_ideal"]},
        ...                      {"Satisfaction": ["Quality"]})
        >>> result = model.fit(cs.datasets.load_hotel(), "ml")
        >>> float(result.residuals().abs().max().max().round(2))
        0.02
        """
        return residuals(cast("CovarianceResult", self), kind)
