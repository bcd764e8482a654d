"""Importance against performance of attributes: what is asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import InitVar, dataclass
from typing import TYPE_CHECKING, Any

from csmodels.errors import SpecificationError, check_choice, did_you_mean
from csmodels.survey.item_map import Attribute, ItemMap
from csmodels.survey.item_tuples import common_name
from csmodels.three_factor.synonyms import one_of

if TYPE_CHECKING:
    import pandas as pd

    from csmodels.survey import Questionnaire, SurveyData
    from csmodels.three_factor.matrix.result import MatrixResult

#: Importance as respondents say it, and as their answers show it.
STATED = "stated"
DERIVED = ("correlation", "partial", "partial_log", "regression", "lmg")
METHODS = (STATED, *DERIVED)
#: What importance is derived by where nothing is said.
DEFAULT = "partial"
CROSSHAIRS = ("midpoint", "mean", "median")

Columns = Sequence[str] | Mapping[str, str]


@dataclass(frozen=True)
class ImportancePerformance:
    """Importance against performance, attribute by attribute: what to improve, and what to leave alone.

    Use it to set priorities from a list of attributes that were rated, with the uncertainty that the plain
    map hides: how far each point may lie from where it is drawn, how often it would change its quadrant, and
    what another choice of the dividing lines would change.

    Parameters
    ----------
    importance : sequence of str, mapping of attribute to column, or "derived"
        Items that ask for importance, in the order of `performance`; "derived" takes importance from the
        answers, by `method`. By default the importance items of an ItemMap, where every attribute has one.
    performance : sequence of str, mapping of attribute to column, or ItemMap
        Items that rate the attributes.
    overall : str or sequence of str, optional
        Overall judgement, such as satisfaction; several columns are averaged. Derived importance needs it.
    method : {"stated", "correlation", "partial", "partial_log", "regression", "lmg"}, optional
        Which importance places the points. "stated" where there are items for it, else "partial". With
        `overall` all are computed (`derived` of the result), but "lmg", which is costly, only on request.
    crosshair : {"mean", "median", "midpoint"}
        Which lines divide the quadrants in `positions`; the others stand beside them.
    scale : (low, high), optional
        Ends of the performance scale, for the midpoint, where the data are a plain DataFrame; a
        questionnaire knows them.
    importance_scale : (low, high), optional
        The same of importance; by default that of performance.
    outcome : str or sequence of str, optional
        Another word for `overall`, as other methods have it.

    Raises
    ------
    SpecificationError
        An attribute without an item, an item used twice, a method that lacks what it needs.

    Notes
    -----
    Quadrants (Martilla and James 1977): "concentrate" (important, low performance), "keep" (both high),
    "minor" (both low), "excess" (unimportant, high performance); on the line counts as high. Derived
    importance:

    - correlation: of performance with the overall judgement;
    - partial: the same with all other attributes held;
    - partial_log: partial correlation of the natural logarithms of performance with the overall judgement as
      it is (attributed to Deng, Kuo and Chen 2008, unconfirmed; answers must be above 0);
    - regression: standardised coefficients of one regression on all attributes;
    - lmg: share of R² averaged over all orders (Lindeman, Merenda and Gold 1980).

    Partial correlations and coefficients may be negative where attributes say much the same; they are shown
    as they are, and named in a warning.

    Examples
    --------
    >>> import csmodels as cs
    >>> from csmodels.three_factor.matrix import ImportancePerformance
    >>> hotel = cs.datasets.load_hotel()
    >>> model = ImportancePerformance.from_questionnaire(hotel, overall="sat_overall", method="correlation")
    >>> result = model.fit(hotel, n_boot=200)
    >>> result.positions.loc[["shower", "staff"], ["quadrant", "moves"]]
              quadrant  moves
    attribute
    shower      excess  False
    staff         keep  False
    """

    importance: Columns | str | None = None
    performance: Columns | ItemMap = ()
    overall: str | Sequence[str] | None = None
    method: str | None = None
    crosshair: str = "mean"
    scale: tuple[float, float] | None = None
    importance_scale: tuple[float, float] | None = None
    outcome: InitVar[str | Sequence[str] | None] = None

    def __post_init__(self, outcome: str | Sequence[str] | None) -> None:
        overall = one_of(overall=self.overall, outcome=outcome)
        check_choice("crosshair", self.crosshair, CROSSHAIRS)
        items = _items(self.importance, self.performance)
        stated = "importance" in items.aspects
        object.__setattr__(self, "performance", items)
        object.__setattr__(self, "importance", items.columns("importance") if stated else "derived")
        outcomes = (overall,) if isinstance(overall, str) else tuple(overall or ())
        if not all(isinstance(name, str) and name for name in outcomes):
            raise SpecificationError(f"overall={overall!r} must name a column, or several.")
        object.__setattr__(self, "overall", outcomes or None)
        method = self.method or (STATED if stated else DEFAULT)
        check_choice("method", method, METHODS)
        if method == STATED and not stated:
            raise SpecificationError(
                'method="stated" needs the items that ask for importance: importance=[...], one for each'
                " attribute."
            )
        if not outcomes and method != STATED:
            raise SpecificationError(
                f"method={method!r} derives importance from an overall judgement; name its column:"
                ' overall="sat_overall".'
            )
        object.__setattr__(self, "method", method)
        named = [*items.items, *outcomes]
        twice = [name for i, name in enumerate(named) if name in named[:i]]
        if twice:
            raise SpecificationError(f"Item {twice[0]!r} is used twice: as overall judgement and attribute.")
        for name in ("scale", "importance_scale"):
            object.__setattr__(self, name, _ends(name, getattr(self, name)))

    @property
    def items(self) -> ItemMap:
        """The attributes with their items."""
        assert isinstance(self.performance, ItemMap)  # made when the model was
        return self.performance

    @property
    def stated(self) -> tuple[str, ...]:
        """Columns that ask for importance; none where it is derived."""
        return self.importance if isinstance(self.importance, tuple) else ()

    @property
    def outcomes(self) -> tuple[str, ...]:
        """Columns of the overall judgement."""
        return tuple(self.overall or ())

    @property
    def columns(self) -> tuple[str, ...]:
        """All columns: performance, stated importance, overall judgement."""
        return (*self.items.columns("performance"), *self.stated, *self.outcomes)

    @property
    def placed_by(self) -> str:
        """The method, as settled."""
        assert self.method is not None  # settled when the model was made
        return self.method

    @classmethod
    def from_questionnaire(
        cls,
        data: SurveyData | Questionnaire,
        *,
        attributes: Sequence[str] | None = None,
        overall: str | Sequence[str] | None = None,
        **options: Any,
    ) -> ImportancePerformance:
        """Build the model from what the questionnaire says of attribute and aspect.

        Parameters
        ----------
        data : SurveyData or Questionnaire
        attributes : sequence of str, optional
            Only these; by default all whose performance was rated. Stated importance is used where every
            one of them was asked for it.
        overall : str or sequence of str, optional
        **options
            `method`, `crosshair`, `outcome`: as for the model.

        Examples
        --------
        >>> import csmodels as cs
        >>> hotel = cs.datasets.load_hotel()
        >>> ImportancePerformance.from_questionnaire(hotel, overall="sat_overall").items.names[:3]
        ('cleanliness', 'quiet', 'shower')
        """
        found = ItemMap.from_questionnaire(data, ("performance", "importance"), attributes=attributes)
        if attributes is None:
            found = found.having("performance") or found
        return cls(performance=found, overall=overall, **options)

    def fit(
        self,
        data: SurveyData | pd.DataFrame,
        *,
        by: str | None = None,
        errors: str | None = None,
        missing: str = "listwise",
        n_boot: int | None = None,
        seed: int = 0,
        conf_level: float = 0.95,
        ci: str | None = None,
        ranges: Mapping[str, tuple[float, float]] | None = None,
    ) -> MatrixResult:
        """Place the attributes.

        Parameters
        ----------
        data : SurveyData or DataFrame
        by : str, optional
            Column of groups; `competitors` compares them.
        errors : {"bootstrap", "linearized", "replicates"}, optional
            Whole respondents are drawn again (clusters within strata, where the survey declares them);
            "linearized" needs no resamples; "replicates" is the default with replicate weights.
        missing : {"listwise", "available"}
            Respondents who left any item open are left out, or each figure rests on all who answered what it
            needs.
        n_boot : int, optional
            Resamples; 1,000 by default.
        seed : int
        conf_level : float
        ci : {"percentile", "bca", "normal"}, optional
            Limits from resamples.
        ranges : mapping of item to (low, high), optional
            Admissible answers, where the data have no questionnaire.

        Returns
        -------
        MatrixResult

        Raises
        ------
        SpecificationError
            Options that are unknown or contradict the data.
        DataError
            Items of one kind on different scales, answers of 0 or below under "partial_log", attributes
            that are collinear under a method that holds the others, too few rows.
        """
        from csmodels.sampling.regressions import Asked
        from csmodels.three_factor.matrix.fit import fit

        asked = Asked(errors, missing, n_boot, seed, ci, conf_level)
        return fit(self, data, asked, by=by, ranges=dict(ranges or {}))


def _items(importance: Columns | str | None, performance: Columns | ItemMap) -> ItemMap:
    """Performance and, where it was asked, importance of every attribute."""
    if isinstance(importance, str) and importance != "derived":
        raise SpecificationError(
            f'importance={importance!r} must be "derived", or name one column for each attribute.'
            f"{did_you_mean(importance, ['derived'])}"
        )
    if isinstance(performance, str):
        raise SpecificationError(f"performance={performance!r} must name several columns, one by attribute.")
    derived = importance == "derived"
    if isinstance(performance, ItemMap):
        found = performance.require("performance")
        keep = {a: f for a, f in (("performance", True), ("importance", not derived)) if f}
        every = all("importance" in each.items for each in found.attributes)
        if not every or isinstance(importance, (list, tuple, Mapping)):
            keep.pop("importance", None)
        found = ItemMap(
            tuple(
                Attribute(
                    each.name, {a: c for a, c in each.items.items() if a in keep}, each.dimension, each.labels
                )
                for each in found.attributes
            )
        )
    else:
        found = _named(importance, performance)
    if importance is None or isinstance(importance, str):
        return _enough(found)
    return _enough(found.with_items("importance", _by_name(importance, found)))


def _named(importance: Columns | str | None, performance: Columns) -> ItemMap:
    """Attributes by the names given, by what both items have in common, or by the performance item."""
    if isinstance(performance, Mapping):
        pairs = dict(performance)
    else:
        columns = list(performance)
        given = importance if isinstance(importance, (list, tuple)) else ()
        short = [common_name([i, p]) for i, p in zip(given, columns, strict=False)]
        usable = len(short) == len(columns) and all(short) and len(set(short)) == len(short)
        names = short if usable else columns
        if isinstance(importance, Mapping) and len(importance) == len(columns):
            names = list(importance)
        pairs = dict(zip(names, columns, strict=True))
        if len(pairs) < len(columns):
            twice = next(name for i, name in enumerate(columns) if name in columns[:i])
            raise SpecificationError(f"Item {twice!r} is listed twice in performance=.")
    if not pairs:
        raise SpecificationError('performance= needs columns, one by attribute: performance=["p_bed", ...].')
    return ItemMap(tuple(Attribute(name, {"performance": column}) for name, column in pairs.items()))


def _by_name(importance: Columns, items: ItemMap) -> dict[str, str]:
    """Importance items by attribute."""
    if isinstance(importance, Mapping):
        without = [name for name in items.names if name not in importance]
        if without:
            raise SpecificationError(f"importance= has no item for {without[0]!r}: ask of all, or of none.")
        return dict(importance)
    if len(importance) != len(items):
        raise SpecificationError(
            f"importance= has {len(importance)} columns for {len(items)} attributes; name one for each, in"
            " the order of performance=."
        )
    return dict(zip(items.names, importance, strict=True))


def _enough(items: ItemMap) -> ItemMap:
    if len(items) < 2:
        raise SpecificationError("One attribute has no place among others; name at least two.")
    return items


def _ends(name: str, given: Sequence[float] | None) -> tuple[float, float] | None:
    if given is None:
        return None
    low, high = map(float, given)
    if not low < high:
        raise SpecificationError(f"{name}={given!r} must be (low, high), such as (1, 5).")
    return low, high
