"""Penalties and rewards inside a path model: dummies of attributes beside the other predictors."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from csmodels.errors import SpecificationError, check_choice, did_you_mean, some
from csmodels.numerics.three_factor.columns import coded
from csmodels.numerics.three_factor.impact import impact, reversed_signs
from csmodels.numerics.three_factor.rules import CLASSES, NONE, by_wald
from csmodels.path_models.likelihood.result import CovarianceResult
from csmodels.path_models.model import PathModel
from csmodels.path_models.result import PathResult
from csmodels.sampling.grouped import Grouped
from csmodels.survey import SurveyData
from csmodels.survey.answers import read_answers
from csmodels.survey.attributes import Attribute
from csmodels.survey.column_words import column_words
from csmodels.survey.item_map import ItemMap
from csmodels.tables import FrozenMapping, ResultBase, frozen_frame, params_table
from csmodels.tables.notices import Notice, Noticed
from csmodels.tables.summary import Summary
from csmodels.three_factor.penalty_reward.codes import Coding, coding_of, in_words
from csmodels.three_factor.penalty_reward.model import GivenCodes, PenaltyReward
from csmodels.three_factor.routes.path_linear import linear_asymmetry
from csmodels.three_factor.routes.path_remarks import check_missing, remarks

if TYPE_CHECKING:
    from csmodels.path_models.estimation import Members

Array = NDArray[np.float64]

ESTIMATORS = ("pls", "plsc", "ml")
#: Figures of each attribute that get their errors from the path model.
FIGURES = ("penalty", "reward", "contrast", "riocs", "ia")


def penalty_reward_path(
    model: PathModel,
    data: SurveyData | pd.DataFrame,
    *,
    outcome: str,
    attributes: Sequence[str] | Mapping[str, str] | ItemMap,
    low: GivenCodes | None = None,
    high: GivenCodes | None = None,
    scale: tuple[float, float] | None = None,
    estimator: str = "pls",
    **options: Any,
) -> PathPenalties:
    """Penalties and rewards of attributes for a construct of a path model.

    Use it where satisfaction is a construct of several items with causes and consequences of its own: dummies
    of low and high performance join its predictors, each a construct of one item, and errors come from
    the path model.

    Parameters
    ----------
    model : PathModel
    data : SurveyData or DataFrame
    outcome : str
        The construct that attributes penalise or reward, such as "Satisfaction".
    attributes : sequence of str, mapping of name to column, or ItemMap
        Ratings of performance.
    low, high : code, sequence of codes, or mapping of attribute to codes, optional
        As for :class:`~csmodels.three_factor.penalty_reward.PenaltyReward`.
    scale : (low, high), optional
        Ends of the scale of all attributes, where the data are a plain DataFrame.
    estimator : {"pls", "plsc", "ml"}
    **options
        Of ``model.fit``: ``by``, ``n_boot``, ``seed``, ``missing``, ``ci``, ``conf_level`` ...

    Returns
    -------
    PathPenalties

    Raises
    ------
    SpecificationError
        An unknown construct or estimator, codes outside the scale, an attribute that measures the outcome,
        names of dummies that are taken.
    DataError
        As ``model.fit``; an attribute that nobody rates low or high does not vary.
    SpecificationError
        Ratings left open, and a rule that would fill them in (EM, imputation, means, full information): a
        dummy is 0 or 1, and nothing between. "listwise" and "pairwise" do.

    Notes
    -----
    PLS standardises dummies too, and a standardised coefficient of a dummy says how frequent an answer is. So
    its path is divided by the dummy's standard deviation (in every resample its own): penalties and rewards
    are in standard deviations of the outcome construct. Under "ml" they are the unstandardised paths, in the
    unit of the outcome's marker item.

    Classes are those of the Wald rule, which is not held against a linear world: see `ia_linear` in
    :attr:`PathPenalties.penalties`, and ``cs.PenaltyReward``, which tests it.

    What the other predictors of the outcome carry is not part of them: a construct such as perceived quality,
    which the attributes make up, leaves little for the dummies.

    Examples
    --------
    >>> import csmodels as cs
    >>> from csmodels.three_factor.routes import penalty_reward_path
    >>> model = cs.PathModel({"Satisfaction": ["sat_overall", "sat_expectation", "sat_ideal"],
    ...                       "Loyalty": ["repurchase"]}, {"Loyalty": ["Satisfaction"]})
    >>> found = penalty_reward_path(model, cs.datasets.load_hotel(), outcome="Satisfaction",
    ...                             attributes={"bed": "p_bed", "breakfast": "p_breakfast"}, n_boot=200)
    >>> found.penalties["penalty"].round(2).to_dict(), found.penalties["reward"].round(2).to_dict()
    ({'bed': -0.58, 'breakfast': -0.46}, {'bed': 0.42, 'breakfast': 0.59})
    """
    if not isinstance(model, PathModel):
        raise SpecificationError(
            f"penalty_reward_path takes a cs.PathModel, not {type(model).__name__}; of an index model its"
            " path model."
        )
    check_choice("estimator", estimator, ESTIMATORS)
    if outcome not in model.measurement:
        raise SpecificationError(
            f"outcome={outcome!r} is no construct of the model.{did_you_mean(outcome, model.measurement)}"
            f" Constructs: {some(model.measurement, 12)}."
        )
    given = _worded(attributes, data)
    asked = PenaltyReward(_outcome_items(model, outcome), given, low=low, high=high, scale=scale)
    coding, ratings, widened = _with_dummies(asked, data)
    check_missing(str(options.get("missing", "listwise")), ratings, asked.ratings)
    path = _extended(model, outcome, asked.names).fit(widened, estimator, **options)
    assert isinstance(path, (PathResult, CovarianceResult))  # the estimators that are let through
    return PathPenalties(
        asked=asked,
        outcome=outcome,
        path=path,
        coded=coding,
        ratings=ratings,
        groups=path.groups,
        group_labels=path.group_labels,
        settings=FrozenMapping({"estimator": estimator, **path.settings}),
        notices=tuple(remarks(path, asked)),
    )


@dataclass(frozen=True, repr=False, eq=False)
class PathPenalties(Grouped, Noticed, ResultBase):
    """Penalties and rewards of attributes for a construct; made by :func:`penalty_reward_path`.

    Attributes
    ----------
    params : DataFrame
        Penalties and rewards.
    penalties : DataFrame
        By attribute: penalty and reward with errors, range and asymmetry of impact, the class.
    classification : DataFrame
        By attribute: the class, its share of the resamples, and what it rests on.
    coding : DataFrame
        Which answers were low and high.
    path : PathResult or CovarianceResult
        The whole path model, with the dummies as constructs ``low_...`` and ``high_...``.
    ratings : array, shape (rows of the data, J)
    settings, notices, warnings
        Those of the path model; that classes are not held against a linear world.
    """

    asked: PenaltyReward
    outcome: str
    path: PathResult | CovarianceResult
    coded: Coding
    ratings: Array
    groups: tuple[Any, ...]
    group_labels: FrozenMapping[Any, Mapping[str, str]]
    settings: FrozenMapping[str, object]
    notices: tuple[Notice, ...]
    title_key: ClassVar[str] = "heading.path_penalties"

    @property
    def attributes(self) -> tuple[str, ...]:
        """The attributes in their order."""
        return self.asked.names

    @property
    def standardized(self) -> bool:
        """Whether the unit is the outcome's standard deviation (PLS), and not that of its marker item."""
        return isinstance(self.path, PathResult)

    @frozen_frame
    def params(self) -> pd.DataFrame:
        """Penalties and rewards in the common ten columns."""
        found = self._figures
        names = len(self.attributes)

        def of_group(g: int) -> pd.DataFrame:
            rows = found[g].iloc[: 2 * names]
            kinds, rights = ["penalty"] * names + ["reward"] * names, list(self.attributes) * 2
            texts = {"kind": kinds, "lhs": self.outcome, "op": "~", "rhs": rights}
            return params_table({**texts, **{name: rows[name].to_numpy() for name in rows.columns}})

        return self._by_group(of_group)

    @frozen_frame
    def penalties(self) -> pd.DataFrame:
        """Penalty, reward, range and asymmetry of impact with errors and limits, and the class.

        - wald_p_value: of reward + penalty = 0;
        - ia_linear: the asymmetry that an exactly linear world would show under this coding, by projection of
          the construct's scores. Of PLS; of consistent PLS where the outcome has no other predictors; else,
          and where not all respondents answered everything they are used for, missing;
        - class: unimportant where neither coefficient differs from zero in its own direction; performance
          where symmetry is not rejected; else basic or excitement by the larger one;
        - probability: share of the resamples that give this class, with the errors of the sample;
        - reversal: which coefficient has the wrong sign; it counts as 0 in the range.
        """
        return self._by_group(self._table)

    @frozen_frame
    def classification(self) -> pd.DataFrame:
        """Class of each attribute and its share of the resamples, and what it rests on.

        What :func:`csmodels.compare_classifications` holds against a Kano questionnaire.
        """
        names = ["class", "probability", "penalty", "reward", "wald_p_value", "ia", "ia_linear", "reversal"]
        return self.penalties[names].copy()

    @frozen_frame
    def coding(self) -> pd.DataFrame:
        """Codes that were low and high, by attribute."""
        index = pd.Index(list(self.attributes), name="attribute")
        ends = {end: [in_words(codes) for codes in getattr(self.coded, end)] for end in ("low", "high")}
        return pd.DataFrame(ends, index=index)

    @cached_property
    def _linear(self) -> list[Array]:
        """Asymmetries of a linear world, group after group."""
        return linear_asymmetry(self.path, self.outcome, self.attributes, self.ratings, self.coded)

    @cached_property
    def _figures(self) -> list[pd.DataFrame]:
        """Figures with errors, tests and limits of each group, index figure, attribute."""
        index = pd.MultiIndex.from_product([FIGURES, self.attributes], names=["figure", "attribute"])
        if isinstance(self.path, PathResult):
            whole = self.path.tabulate(self._of_members, index, tested=True)
        else:
            whole = self.path.tabulate(
                _likelihood_figures(self.path, self.outcome, self.attributes), index, tested=True
            )
        if self.groups:
            whole = whole.droplevel(0)
        k = len(index)
        return [whole.iloc[g * k : (g + 1) * k] for g in range(max(1, len(self.groups)))]

    def _of_members(self, members: Members) -> Array:
        """Figures of PLS members, shape (members, k): paths by the standard deviation of their dummy."""
        assert isinstance(self.path, PathResult)  # asked only then
        model = self.path.model
        paths, items = list(model.paths), list(model.items)
        shown = self.path.estimator.shown_paths(members)
        found = []
        for end in ("low", "high"):
            names = [dummy(end, name) for name in self.attributes]
            at = [items.index(name) for name in names]
            size = np.sqrt(members.moments.cov[:, at, at])
            with np.errstate(invalid="ignore", divide="ignore"):
                found.append(shown[:, [paths.index((self.outcome, name)) for name in names]] / size)
        return _every(*found)

    def _table(self, g: int) -> pd.DataFrame:
        found = self._figures[g]
        columns: dict[str, Any] = {}
        parts = {name: pd.DataFrame(found.loc[name]) for name in FIGURES}
        p, r = (parts[name]["estimate"].to_numpy() for name in ("penalty", "reward"))
        for name in ("penalty", "reward"):
            columns |= _limits(name, parts[name])
        columns["wald_p_value"] = parts["contrast"]["p_value"].to_numpy()
        columns |= _limits("riocs", parts["riocs"])
        columns |= {name: getattr(impact(p, r), name) for name in ("sgp", "dgp")}
        columns |= _limits("ia", parts["ia"])
        columns["ia_linear"] = self._linear[g]
        errors = [parts[name]["std_error"].to_numpy() for name in ("penalty", "reward", "contrast")]
        shared = (errors[2] ** 2 - errors[0] ** 2 - errors[1] ** 2) / 2
        alpha = 1 - float(str(self.settings["conf_level"]))
        codes = by_wald(p, r, errors[0], errors[1], shared, alpha)
        columns["class"] = [CLASSES[code] if code != NONE else "" for code in codes]
        columns["probability"] = self._chances(g, codes, errors, shared, alpha)
        turned = {(False, False): "", (True, False): "penalty", (False, True): "reward", (True, True): "both"}
        signs = zip(*reversed_signs(p, r), strict=True)
        columns["reversal"] = [turned[bool(a), bool(b)] for a, b in signs]
        return pd.DataFrame(columns, index=pd.Index(list(self.attributes), name="attribute"))

    def _chances(
        self, g: int, codes: NDArray[np.int8], errors: list[Array], shared: Array, alpha: float
    ) -> Array:
        """Share of the resamples with each attribute's class; missing without resamples."""
        j = len(codes)
        if not isinstance(self.path, PathResult) or not self.path.estimates.n_boot:
            return np.full(j, np.nan)
        draws = self.path.further(self._of_members, g).draws
        draws = draws.T if draws.shape[0] == len(FIGURES) * j else draws
        given = by_wald(draws[:, :j], draws[:, j : 2 * j], errors[0], errors[1], shared, alpha)
        return np.where(codes == NONE, np.nan, (given == codes).mean(axis=0))

    def summary(self, lang: str = "en") -> Summary:
        """Return the analysis as a document: penalties, rewards, classes, asymmetry, coding, settings."""
        from csmodels.three_factor.routes.path_display import summary

        return summary(self, lang)


def dummy(end: str, name: str) -> str:
    """Name of a dummy: as a column, and as the construct of that one item.

    Examples
    --------
    >>> dummy("low", "bed")
    'low_bed'
    """
    return f"{end}_{name}"


def _limits(name: str, found: pd.DataFrame) -> dict[str, Array]:
    return {
        name: found["estimate"].to_numpy(),
        f"{name}_std_error": found["std_error"].to_numpy(),
        f"{name}_low": found["conf_low"].to_numpy(),
        f"{name}_high": found["conf_high"].to_numpy(),
    }


def _every(penalty: Array, reward: Array) -> Array:
    """All figures side by side, shape (members, figures x J)."""
    own = impact(penalty, reward)
    return np.concatenate([penalty, reward, penalty + reward, own.riocs, own.ia], axis=-1)


def _likelihood_figures(
    path: CovarianceResult, outcome: str, names: Sequence[str]
) -> Callable[[Array, Any], Array]:
    """The same of the parameters of a covariance model, group after group."""
    table = path.table
    groups = range(table.structure.n_groups)
    at = [
        [
            [table.parameters[table.where(outcome, "~", dummy(end, name), g)].index for name in names]
            for end in ("low", "high")
        ]
        for g in groups
    ]

    def figures(theta: Array, sample: Any) -> Array:
        return np.concatenate([_every(theta[:, at[g][0]], theta[:, at[g][1]]) for g in groups], axis=-1)

    return figures


def _worded(
    attributes: Sequence[str] | Mapping[str, str] | ItemMap, data: SurveyData | pd.DataFrame
) -> Sequence[str] | Mapping[str, str] | ItemMap:
    """Columns in a list by the words that the questionnaire has for them; anything else as it is."""
    if isinstance(attributes, (str, Mapping, ItemMap)) or len(set(attributes)) < len(attributes):
        return attributes
    words = column_words(data, attributes)
    if not words:
        return attributes
    return ItemMap(
        tuple(Attribute(name, {"performance": name}, labels=words.get(name, {})) for name in attributes)
    )


def _outcome_items(model: PathModel, outcome: str) -> tuple[str, ...]:
    """The items that measure the outcome: an attribute must not be one of them."""
    items = tuple(getattr(model.measurement[outcome], "items", ()))
    if not items:
        raise SpecificationError(f"outcome={outcome!r} has no items of its own; name a measured construct.")
    return items


def _with_dummies(
    asked: PenaltyReward, data: SurveyData | pd.DataFrame
) -> tuple[Coding, Array, SurveyData | pd.DataFrame]:
    """The coding, the ratings, and the data with a column for each dummy; missing where the rating is."""
    limits = dict.fromkeys(asked.ratings, asked.scale) if asked.scale else {}
    answers = read_answers(data, asked.ratings, missing="listwise", ranges=limits, min_rows=3)
    coding = coding_of(asked, data, answers)
    frame = data.frame if isinstance(data, SurveyData) else data
    ratings = frame[list(asked.ratings)].to_numpy(dtype=np.float64, na_value=np.nan)
    table = coded(ratings, coding.low, coding.high)
    names = [dummy(end, name) for end in ("low", "high") for name in asked.names]
    taken = [name for name in names if name in frame.columns]
    if taken:
        raise SpecificationError(
            f"Column {taken[0]!r} is in the data already, and a dummy would have its name; give the attribute"
            f" another one: attributes={{'my_{taken[0].partition('_')[2]}': ...}}."
        )
    dummies = pd.DataFrame(table, index=frame.index, columns=names)
    if isinstance(data, SurveyData):
        return coding, ratings, data.replace(frame=pd.concat([data.raw, dummies], axis=1))
    return coding, ratings, pd.concat([data, dummies], axis=1)


def _extended(model: PathModel, outcome: str, names: Sequence[str]) -> PathModel:
    """The model with a single-item construct for each dummy among the outcome's predictors."""
    added = [dummy(end, name) for end in ("low", "high") for name in names]
    taken = [name for name in added if name in model.measurement]
    if taken:
        raise SpecificationError(
            f"The model has a construct {taken[0]!r} already; give the attribute another name."
        )
    structure = {name: list(given) for name, given in model.structure.items()}
    structure[outcome] = [*structure.get(outcome, []), *added]
    measurement: dict[str, Any] = {**model.measurement, **{name: [name] for name in added}}
    return PathModel(measurement, structure, statements=model.statements, defined=model.defined)
