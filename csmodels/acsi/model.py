"""Satisfaction-index models: a published model or the user's own, and its items in a survey."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from csmodels.acsi.catalogue import PublishedModel, Range, published
from csmodels.acsi.entries.own import OwnModel
from csmodels.acsi.result import IndexResult
from csmodels.errors import (
    AdmissibilityWarning,
    DataError,
    DataWarning,
    SpecificationError,
    check_choice,
    did_you_mean,
    some,
)
from csmodels.numerics.index import IndexWeights, index_scores
from csmodels.numerics.moments import Moments
from csmodels.path_models.check import check_range, check_scales
from csmodels.path_models.fitting import COMPOSITES, check_estimator
from csmodels.path_models.model import PathModel
from csmodels.path_models.pls import fit as fit_pls_model
from csmodels.path_models.pls import plan
from csmodels.sampling.group_notices import group_notice, together
from csmodels.survey import SurveyData
from csmodels.survey.answers import Answers
from csmodels.tables import FrozenMapping
from csmodels.tables.notices import Notice, in_words, issue, notice

if TYPE_CHECKING:
    from csmodels.path_models.check_report import CheckReport
    from csmodels.path_models.result import PathResult

Array = NDArray[np.float64]

INDEX_WEIGHTS = ("unstandardized", "standardized", "equal")


def index_model(
    name: str | PathModel,
    items: Mapping[str, Iterable[str] | str] | None = None,
    scale: Range = (1, 10),
    scales: Mapping[str, Range] | None = None,
    index_weights: IndexWeights = "unstandardized",
    paths: Mapping[str, Iterable[str] | str] | None = None,
) -> IndexModel:
    """A satisfaction-index model, published or your own, ready to be fitted to a survey.

    Use it for ACSI-type studies: it knows the constructs, the arrows and the rule that turns
    answers into an index from 0 to 100. With a path model of your own it gives that model's constructs
    the same index, and with it priorities, what-if and comparisons of groups.

    Parameters
    ----------
    name : str or PathModel
        "ACSI", "ECSI", "ECSI-mobile", "SCSB", "NCSB-1996", "NCSB-2001", "NCSI", "CCSI", "HKCSI", "JCSI" or
        "KCSI"; capitals do not matter. `csmodels.acsi.CATALOGUE` says how much of each is confirmed. Or a
        path model without products and higher-order constructs, whatever the names of its constructs.
    items : mapping of construct to columns, optional
        Which columns measure which construct; the keys are the published constructs. Fewer items
        than published are allowed and noted; a construct left out takes its paths along. Without
        it the items are found by the questionnaire's construct key or, in a plain DataFrame, by
        their published names. A path model of your own names its columns itself.
    scale : (low, high)
        Ends of the questionnaire's scale, for items of which neither the questionnaire nor the
        published model knows better.
    scales : mapping of item to (low, high), optional
        Ends of single items' scales; they go before everything else.
    index_weights : {"unstandardized", "standardized", "equal"}
        Weights of the index; the published rule is the first.
    paths : mapping of outcome to predictors, optional
        The arrows, for a model whose published ones are not confirmed. CCSI, HKCSI, JCSI and KCSI cannot
        be built without; models with published arrows take no others, and a path model has its own.

    Returns
    -------
    IndexModel

    Raises
    ------
    SpecificationError
        Unknown model or construct, a scale that does not rise, an unknown kind of weights, arrows that
        are needed and not given, or given and not needed; a path model with products or higher-order
        constructs.

    Notes
    -----
    Fornell, Johnson, Anderson, Cha and Bryant (1996). The ends are those of the questionnaire,
    never of the sample.

    Examples
    --------
    >>> import csmodels as cs
    >>> hotel = cs.datasets.load_hotel()
    >>> cs.index_model("ACSI").fit(hotel, n_boot=0).index.index.tolist()
    ['Expectations', 'Quality', 'Value', 'Satisfaction', 'Complaints', 'Loyalty']

    Constructs and paths of your own:

    >>> own = cs.PathModel(
    ...     {"Service": ["qual_overall", "qual_custom"], "Delight": ["sat_overall", "sat_ideal"],
    ...      "Return": ["repurchase"]},
    ...     {"Delight": ["Service"], "Return": ["Delight", "Service"]},
    ... )
    >>> result = cs.index_model(own, scale=(1, 10)).fit(hotel, n_boot=100)
    >>> result.priorities("Return").table.index.tolist()
    ['Service', 'Delight']
    >>> result.what_if({"Service": +1}, on="Return").table.index.tolist()
    ['Return']
    """
    check_choice("index_weights", index_weights, INDEX_WEIGHTS)
    check_range(scale, "scale")
    entry: PublishedModel | OwnModel
    chosen: FrozenMapping[str, tuple[str, ...]] | None
    if isinstance(name, PathModel):
        entry, chosen = _own(name, items, paths)
    else:
        entry = published(name).with_paths(paths)
        chosen = _chosen(entry, items)
    if chosen is None:
        for item, ends in (scales or {}).items():
            check_range(ends, f"scales[{item!r}]")
    else:
        check_scales(scales or {}, entry.measured(chosen).items)
    return IndexModel(entry, chosen, (float(scale[0]), float(scale[1])), FrozenMapping(scales), index_weights)


def _own(model: PathModel, items: object, paths: object) -> tuple[OwnModel, FrozenMapping[str, Any]]:
    """A path model in the place of a published one, with its columns."""
    for argument, given in (("items", items), ("paths", paths)):
        if given is not None:
            raise SpecificationError(
                f"{argument}= belongs to a published model; a PathModel names its items and paths itself."
            )
    entry = OwnModel(model)
    return entry, FrozenMapping(entry.items)


def _chosen(
    entry: PublishedModel, items: Mapping[str, Iterable[str] | str] | None
) -> FrozenMapping[str, tuple[str, ...]] | None:
    """The columns that the user names, in the published order of the constructs."""
    if items is None:
        return None
    for construct in items:
        if construct not in entry.items:
            raise SpecificationError(
                f"{entry.name} has no construct {construct!r}.{did_you_mean(construct, entry.items)}"
                f" Constructs: {', '.join(entry.items)}."
            )
    return FrozenMapping({name: _columns(items[name]) for name in entry.items if name in items})


@dataclass(frozen=True, repr=False)
class IndexModel:
    """A satisfaction-index model; made by `cs.index_model`.

    Attributes
    ----------
    published : PublishedModel or OwnModel
        Constructs, items, arrows and citation as published; for a path model of the user's, that model.
    items : mapping of construct to tuple of columns, or None
    scale, scales, index_weights
        As given to `cs.index_model`.
    """

    published: PublishedModel | OwnModel
    items: Mapping[str, tuple[str, ...]] | None
    scale: Range = (1.0, 10.0)
    scales: Mapping[str, Range] = field(default_factory=dict)
    index_weights: IndexWeights = "unstandardized"

    @property
    def name(self) -> str:
        """Name of the published model; ``"own_model"`` for a path model of the user's."""
        return self.published.name

    @property
    def citation(self) -> str:
        """Where the model was published; empty for a path model of the user's."""
        return self.published.citation

    def __str__(self) -> str:
        return "\n".join([self.name, str(self.path_model()), *self.published.provenance()])

    def __repr__(self) -> str:
        return f"IndexModel({self.name!r}, index_weights={self.index_weights!r})"

    def _repr_html_(self) -> str:
        from html import escape

        words = "\n".join([str(self), self.citation]).strip()
        return f"<pre>{escape(words)}</pre>"

    def check(self, data: SurveyData | pd.DataFrame, lang: str = "en") -> CheckReport:
        """Look whether the data hold every item of the model, coded as the model expects.

        Use it before `fit`: it reports everything it finds at once, with the remedy, and raises nothing.

        Parameters
        ----------
        data : SurveyData or DataFrame
        lang : {"en", "zh"}
            Language in which the report shows itself.

        Returns
        -------
        CheckReport
            `ok`, `items`, `findings`, and a summary in both languages. Where it is not `ok`, a fit would be
            refused or give wrong figures: an item that looks reverse coded is fitted, with a negative weight
            in its index.

        Raises
        ------
        SpecificationError
            Unknown language.

        Examples
        --------
        >>> import csmodels as cs
        >>> cs.index_model("ACSI").check(cs.datasets.load_hotel()).ok
        True
        """
        from csmodels.acsi.check import check

        return check(self, data, lang)

    def path_model(self, data: SurveyData | pd.DataFrame | None = None) -> PathModel:
        """The path model behind the index, with the columns that `data` offers.

        Parameters
        ----------
        data : SurveyData or DataFrame, optional
            Without it the items given to `cs.index_model`, or the published names.

        Examples
        --------
        >>> import csmodels as cs
        >>> print(cs.index_model("ACSI").path_model())
        Expectations =~ OVERALLX + CUSTOMX + WRONGX
        Quality =~ OVERALLQ + CUSTOMQ + WRONGQ
        Value =~ PQ + QP
        Satisfaction =~ SATIS + CONFIRM + IDEAL
        Complaints =~ COMP
        Loyalty =~ REPUR + PTOL
        Quality ~ Expectations
        Value ~ Expectations + Quality
        Satisfaction ~ Expectations + Quality + Value
        Complaints ~ Satisfaction
        Loyalty ~ Satisfaction + Complaints
        """
        if data is None:
            return self.published.measured(self.items or self.published.items)
        return self.published.measured(self._find(self._survey(data)))

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
    ) -> IndexResult:
        """Estimate the model and the index of every construct, with their uncertainty.

        Parameters
        ----------
        data, estimator, scheme, missing, n_boot, seed, se, ci, conf_level, resample, by
        n_imputations, resample_indices, progress
            As for `PathModel.fit`; `Moments` need means here.

        Returns
        -------
        IndexResult
            Everything a path model gives, and `index`.

        Raises
        ------
        SpecificationError, DataError
            As for `PathModel.fit`; also if an item of a construct cannot be found.

        Examples
        --------
        >>> import csmodels as cs
        >>> result = cs.index_model("ACSI").fit(cs.datasets.load_hotel(), by="hotel", n_boot=50)
        >>> result.index.columns.tolist()
        ['estimate', 'std_error', 'conf_low', 'conf_high', 'n']
        """
        check_estimator(estimator, COMPOSITES)
        model, usable, survey = self._measured_by(data)
        check_scales(self.scales, model.items)
        ranges = {item: self._range(item, survey) for item in model.items}
        limits = np.array([ranges[item] for item in model.items])
        blocks = plan(model, scheme).blocks

        def scores(moments: Moments, weights: Array) -> tuple[Array, Array]:
            return index_scores(moments, weights, blocks, limits, self.index_weights)

        fitted = fit_pls_model(
            model,
            usable,
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
            ranges=None if survey is None else ranges,
            statistic=lambda members: scores(members.moments, members.fit.weights)[0],
        )
        shares = scores(fitted.estimates.moments, fitted.estimates.values["weights"])[1]
        shares.flags.writeable = False
        notices = self._notices(fitted, shares, survey)
        issue(notices)
        return self._indexed(fitted, shares, ranges, notices)

    # ------------------------------------------------------------------ steps of a fit

    def _measured_by(
        self, data: SurveyData | pd.DataFrame | Moments
    ) -> tuple[PathModel, SurveyData | Moments, SurveyData | None]:
        """The path model on the columns there are, what it is fitted to, and the survey if it is one."""
        if isinstance(data, Moments):
            if data.mean is None:
                raise SpecificationError("An index needs means: cs.Moments(cov, mean=..., n=...).")
            return self.path_model(), data, None
        survey = self._survey(data)
        return self.published.measured(self._find(survey)), survey, survey

    def _notices(self, fitted: PathResult, shares: Array, survey: SurveyData | None) -> list[Notice]:
        """What the reader of the index must know beyond the path model."""
        model = fitted.model
        assumed = [item for item in model.items if self._known_range(item, survey) is None]
        return [
            *self._remarks(model),
            *_low_answers(fitted.answers, assumed, self.scale),
            *_negative(model, shares, fitted.groups, fitted.group_labels),
        ]

    def _indexed(
        self, fitted: PathResult, shares: Array, ranges: Mapping[str, Range], notices: list[Notice]
    ) -> IndexResult:
        """The fitted path model with what makes it an index."""
        settings = {"model": self.name, "index_weights": self.index_weights, **fitted.settings}
        return IndexResult(
            **{
                **{each.name: getattr(fitted, each.name) for each in fields(fitted)},
                "settings": FrozenMapping(settings),
                "notices": (*fitted.notices, *notices),
            },
            published=self.published,
            ranges=FrozenMapping(ranges),
            shares=shares,
        )

    # ------------------------------------------------------------------ finding items

    def _survey(self, data: SurveyData | pd.DataFrame) -> SurveyData:
        blocks = self.items or self.published.items
        return self.published.with_derived(data, [item for items in blocks.values() for item in items])

    def _find(self, survey: SurveyData) -> Mapping[str, tuple[str, ...]]:
        """Columns of each construct: as given, by the questionnaire, or by the published names."""
        if self.items is not None:
            return self.items
        keyed = survey.questionnaire.constructs if survey.questionnaire is not None else {}
        by_key = {name: keyed[name] for name in self.published.items if keyed.get(name)}
        if len(by_key) > 1:
            return by_key
        columns = set(survey.frame.columns)
        by_name = {
            name: tuple(item for item in items if item in columns)
            for name, items in self.published.items.items()
        }
        found = {name: items for name, items in by_name.items() if items}
        if not found:
            raise DataError(
                f"No item of {self.name} was found: the data have no questionnaire with its construct keys"
                f" ({', '.join(self.published.items)}), and no column has a published name"
                f" ({some((i for items in self.published.items.values() for i in items), 6)})."
                " Say which columns measure what: cs.index_model(..., items={construct: [columns]})."
            )
        return found

    def _range(self, item: str, survey: SurveyData | None) -> Range:
        """Ends of an item's scale: as known, or the common one."""
        return self._known_range(item, survey) or self.scale

    def _known_range(self, item: str, survey: SurveyData | None) -> Range | None:
        """Ends of an item's scale: as given, by the questionnaire, or as published."""
        if item in self.scales:
            return self.scales[item]
        declared = None if survey is None else survey.scale(item)
        return declared or self.published.ranges.get(item)

    def _remarks(self, model: PathModel) -> list[Notice]:
        """Where this model differs from the published one."""
        remarks = []
        for construct, items in self.published.items.items():
            if construct not in model.measurement:
                remarks.append(notice("left_out", construct=construct))
            elif self.published.items_confirmed and len(model.measurement[construct].items) != len(items):
                given = len(model.measurement[construct].items)
                key = "fewer_items" if given < len(items) else "more_items"
                remarks.append(notice(key, construct=construct, given=given, published=len(items)))
        return remarks


def _columns(given: Iterable[str] | str) -> tuple[str, ...]:
    """A tuple of columns; a single text is one column, not its letters."""
    return (given,) if isinstance(given, str) else tuple(given)


def _low_answers(answers: Answers | None, assumed: list[str], scale: Range) -> list[Notice]:
    """A warning where the common scale was assumed and nobody used its upper end."""
    if answers is None or not assumed:
        return []
    tops = np.fmax.reduce(answers.values, axis=0)  # passing over unanswered items
    highest = max(float(tops[answers.items.index(item)]) for item in assumed)
    if highest >= scale[1]:
        return []
    fields = {"low": f"{scale[0]:g}", "high": f"{scale[1]:g}", "highest": f"{highest:g}"}
    return [notice("scale_assumed", DataWarning, **fields)]


def _negative(
    model: PathModel, shares: Array, groups: tuple[Any, ...], labels: Mapping[Any, Mapping[str, str]]
) -> list[Notice]:
    """A warning for each construct whose index has a negative weight."""
    notices = []
    for g, row in enumerate(shares):
        at = 0
        for name, construct in model.measurement.items():
            mine = row[at : at + len(construct.items)]
            at += len(construct.items)
            negative = [item for item, share in zip(construct.items, mine, strict=True) if share < 0]
            if negative:
                key = "negative_weight" if len(negative) == 1 else "negative_weights"
                mine_only = in_words(groups, labels)[g : g + 1]
                notices.append(
                    group_notice(key, AdmissibilityWarning, items=negative, groups=mine_only, construct=name)
                )
    return together(notices)
