"""Answers together with their questionnaire and survey design."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import FrozenInstanceError
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import numpy.typing as npt
import pandas as pd

from csmodels.errors import DataError, SpecificationError, did_you_mean, some
from csmodels.survey.cleaning import (
    ROUTED,
    STATUSES,
    StatusArray,
    check_against_questionnaire,
    check_columns,
    clean,
)
from csmodels.survey.columns import (
    count,
    is_number_column,
    naming_file,
    to_floats,
)
from csmodels.survey.conditions import Condition
from csmodels.survey.design_checks import check_design, check_replicates, scales_of
from csmodels.survey.questionnaire import AnyItem, Questionnaire, in_language

if TYPE_CHECKING:
    from csmodels.survey.quality import QualityReport
    from csmodels.tables.summary import Summary

# Since pandas 3 a shallow copy is safe: writing into it copies first. Before, only a deep one is.
_COPY_ON_WRITE = int(pd.__version__.split(".")[0]) >= 3


def _hand_out(frame: pd.DataFrame) -> pd.DataFrame:
    """A copy the caller may change without changing ours."""
    return frame.copy(deep=not _COPY_ON_WRITE)


class SurveyData:
    """The answers of a survey, what was asked, and how the respondents were drawn. Frozen.

    Use it instead of a bare DataFrame when the file has special codes, routed questions, weights or
    wording to show. It cleans once: special codes become missing, derived items are computed, and every
    empty cell keeps its reason.

    Parameters
    ----------
    frame : DataFrame
        One row per respondent; copied, so later changes to it have no effect here.
    questionnaire : Questionnaire, optional
        Describes columns of `frame`; the frame may have further columns.
    weights : str, optional
        Column of survey weights: finite, not negative, not all zero.
    strata, clusters : str, optional
        Columns of the sampling design; no missing values.
    replicate_weights : tuple of str
        Columns of replicate weights; finite.
    replicate_method : {"bootstrap", "brr", "jackknife"}
        How the replicates were made: it decides the factor of each squared distance from the estimate,
        1/R for the first two and (R - 1)/R for a jackknife of single units.
    replicate_scales : float or sequence of float
        These factors themselves, as the survey's handbook gives them, instead of the method's: for Fay's
        method with factor k they are 1 / (R (1 - k)^2).
    name : str
        Short name for displays.
    source : str
        Name of the file the answers come from, without its folder; errors begin with it.

    Attributes
    ----------
    frame : DataFrame
        Cleaned answers: special codes missing, derived items appended.
    raw : DataFrame
        The answers as given.
    status : DataFrame
        For each questionnaire item and respondent ``"answered"``, ``"missing"`` (item non-response),
        ``"routed"`` (not asked) or ``"special"`` (a special code); categorical columns.
    questionnaire, weights, strata, clusters, name, source
    replicate_weights, replicate_method, replicate_scales
        As given.

    Raises
    ------
    DataError
        If columns are absent or not unique, weights cannot be used, or text stands where a derived item
        needs numbers.

    Examples
    --------
    >>> import pandas as pd
    >>> from csmodels.survey import Item, Questionnaire, Scale, SurveyData
    >>> asked = Questionnaire((Item("q1", "Satisfied?", ("Satisfaction",), Scale(1, 10, special=[98])),))
    >>> data = SurveyData(pd.DataFrame({"q1": [7, 98, None]}), asked)
    >>> data.frame["q1"].tolist(), data.status["q1"].tolist()
    ([7.0, nan, nan], ['answered', 'special', 'missing'])
    """

    __slots__ = (
        "__weakref__",
        "_frame",
        "_raw",
        "_routed",
        "_status",
        "clusters",
        "name",
        "questionnaire",
        "replicate_method",
        "replicate_scales",
        "replicate_weights",
        "source",
        "strata",
        "weights",
    )

    questionnaire: Questionnaire | None
    weights: str | None
    strata: str | None
    clusters: str | None
    replicate_weights: tuple[str, ...]
    replicate_method: str
    replicate_scales: tuple[float, ...]
    name: str
    source: str
    _frame: pd.DataFrame
    _raw: pd.DataFrame
    _status: dict[str, StatusArray]
    _routed: frozenset[str]

    def __init__(
        self,
        frame: pd.DataFrame,
        questionnaire: Questionnaire | None = None,
        weights: str | None = None,
        strata: str | None = None,
        clusters: str | None = None,
        replicate_weights: Iterable[str] = (),
        replicate_method: str = "bootstrap",
        replicate_scales: float | Iterable[float] = (),
        name: str = "",
        source: str = "",
    ) -> None:
        if not isinstance(frame, pd.DataFrame):
            raise DataError(f"SurveyData needs a pandas DataFrame, not {_kind(frame)}.{_remedy(frame)}")
        if questionnaire is not None and not isinstance(questionnaire, Questionnaire):
            raise SpecificationError(
                f"questionnaire= takes a Questionnaire, not {_kind(questionnaire)}; "
                "a codebook becomes one by Questionnaire.from_codebook(path)."
            )
        if isinstance(replicate_weights, str):
            raise SpecificationError("replicate_weights= takes several columns: a tuple of names.")
        raw = frame.copy()
        status: dict[str, StatusArray] = {}
        cleaned = raw
        with naming_file(source):
            check_columns(frame)
            if questionnaire is not None:
                check_against_questionnaire(raw, questionnaire)
                cleaned, status = clean(raw, questionnaire)
        values: dict[str, Any] = {
            "_raw": raw,
            "_frame": cleaned,
            "_status": status,
            "_routed": frozenset(n for n, s in status.items() if (s == ROUTED).any()),
            "questionnaire": questionnaire,
            "weights": weights,
            "strata": strata,
            "clusters": clusters,
            "replicate_weights": tuple(replicate_weights),
            "replicate_method": replicate_method,
            "replicate_scales": scales_of(replicate_scales),
            "name": name,
            "source": source,
        }
        for key, value in values.items():
            object.__setattr__(self, key, value)
        with naming_file(source):
            check_design(self._frame, weights, strata, clusters, self.replicate_weights)
            check_replicates(replicate_method, self.replicate_scales, len(self.replicate_weights))

    def __setattr__(self, name: str, value: object) -> None:
        raise FrozenInstanceError(f"SurveyData is frozen: make a changed copy with data.replace({name}=...).")

    def __delattr__(self, name: str) -> None:
        raise FrozenInstanceError(f"SurveyData is frozen: {name} cannot be deleted.")

    def __reduce__(self) -> tuple[Any, ...]:
        return SurveyData, tuple(self._arguments().values())

    def _arguments(self) -> dict[str, Any]:
        return {
            "frame": self._raw,
            "questionnaire": self.questionnaire,
            "weights": self.weights,
            "strata": self.strata,
            "clusters": self.clusters,
            "replicate_weights": self.replicate_weights,
            "replicate_method": self.replicate_method,
            "replicate_scales": self.replicate_scales,
            "name": self.name,
            "source": self.source,
        }

    @property
    def frame(self) -> pd.DataFrame:
        """Cleaned answers; a copy, free to change."""
        return _hand_out(self._frame)

    @property
    def raw(self) -> pd.DataFrame:
        """The answers as given; a copy, free to change."""
        return _hand_out(self._raw)

    @property
    def status(self) -> pd.DataFrame:
        """Why each cell of the questionnaire's items holds an answer or none."""
        dtype = pd.CategoricalDtype(list(STATUSES))
        return pd.DataFrame(
            {name: pd.Categorical.from_codes(codes, dtype=dtype) for name, codes in self._status.items()},
            index=self._frame.index,
        )

    def __len__(self) -> int:
        return len(self._frame)

    def replace(self, **changes: Any) -> SurveyData:
        """Return a copy with other arguments, named as in the constructor: ``data.replace(weights="w")``."""
        arguments = self._arguments()
        for key in changes:
            if key not in arguments:
                hint = did_you_mean(key, arguments)
                raise SpecificationError(f"SurveyData has no argument {key!r}.{hint}")
        return SurveyData(**(arguments | changes))

    def where(self, rows: str | Condition | pd.Series | npt.NDArray[np.bool_]) -> SurveyData:
        """Return the survey of some respondents only.

        Parameters
        ----------
        rows : str, Condition, or boolean Series or array of shape (n,)
            A condition on the cleaned answers, such as ``"complained == 1"``, or the rows to keep. A missing
            answer does not fulfil a condition.

        Raises
        ------
        DataError
            If the mask is not boolean, has another length or other row labels.
        """
        if isinstance(rows, str):
            rows = Condition.from_text(rows)
        if isinstance(rows, Condition):
            with naming_file(self.source):
                mask = rows.holds(self._frame)
        else:
            mask = np.asarray(rows)
            if mask.dtype != bool or mask.shape != (len(self),):
                raise DataError(
                    f"where() takes one True or False for each of the {len(self)} rows; got an array of "
                    f"{mask.dtype} of shape {mask.shape}."
                )
            if isinstance(rows, pd.Series) and not rows.index.equals(self._frame.index):
                raise DataError("where(): the rows of the mask are labelled otherwise than the data's.")
        return self.replace(frame=self._raw.loc[mask])

    def items(self, construct: str) -> tuple[str, ...]:
        """Return the items of a construct that a model can use, in file order.

        Raises
        ------
        SpecificationError
            If there is no questionnaire or it does not know the construct, or knows routed items only.
        """
        if self.questionnaire is None:
            raise SpecificationError(
                f"Which items measure {construct!r} stands in a questionnaire, and these data have none. "
                "Name the items in the model, or give SurveyData(frame, questionnaire)."
            )
        constructs = self.questionnaire.constructs
        if construct in constructs:
            return constructs[construct]
        routed = [i.name for i in self.questionnaire.items if construct in i.constructs]
        if routed:
            raise SpecificationError(
                f"Construct {construct!r} has routed items only ({some(routed)}), which not everybody was "
                "asked. Analyse those who were, with data.where(condition) and the items named in the model."
            )
        raise SpecificationError(
            f"The questionnaire has no construct {construct!r}.{did_you_mean(construct, constructs)} "
            f"It has {some(constructs, limit=20)}."
        )

    def label(self, name: str, lang: str = "en") -> str:
        """Return the wording of an item in a language, or the column's name where there is none."""
        item = self._item(name)
        return name if item is None else in_language(item.wording, lang, name)

    def scale(self, name: str) -> tuple[float, float] | None:
        """Return the questionnaire's range of an item, or None where it gives none.

        The ends declared as `low` and `high` go first. An end left open, of a rating or choice with labels
        for at least two number codes, is the lowest or highest of these codes; special codes and labels of
        texts do not count. So files of SPSS and Stata, which declare no ends, need every code that is no
        answer (98 for "don't know") declared missing, or it is taken for an end.
        """
        item = self._item(name)
        return None if item is None else item_range(item)

    def _item(self, name: str) -> AnyItem | None:
        if self.questionnaire is not None and name in self.questionnaire:
            return self.questionnaire.item(name)
        if name not in self._frame.columns:
            with naming_file(self.source):
                raise DataError(f"The data have no column {name!r}.{did_you_mean(name, self._frame.columns)}")
        return None

    def quality_report(self) -> QualityReport:
        """Look for what spoils answers: missing, out of range, constant items, straight-lining."""
        from csmodels.survey.quality import quality_report

        return quality_report(self)

    def describe(self, lang: str = "en") -> pd.DataFrame:
        """Describe the answers of each item, unweighted.

        Returns
        -------
        DataFrame
            One row per item of the questionnaire (per number column without one; respondent keys and weights
            are left out): ``wording``, ``n`` answers, ``missing``, ``routed``, ``special``, ``mean``, ``sd``
            (divisor n - 1), ``min``, ``max``, ``ceiling_share`` (share of the answers at the upper end of the
            scale) and ``skewness`` (adjusted Fisher-Pearson). Choices with other codes than 0 and 1 and texts
            have no moments.
        """
        rows = {name: self._describe_item(name, lang) for name in described_items(self)}
        columns = ["wording", "n", "missing", "routed", "special", *_STATISTICS]
        table = pd.DataFrame.from_dict(rows, orient="index", columns=columns)
        table.index.name = "item"
        return table

    def _describe_item(self, name: str, lang: str) -> list[object]:
        column, item = self._frame[name], self._item(name)
        statistics = dict.fromkeys(_STATISTICS, np.nan)
        if is_number_column(column):
            answers = pd.Series(to_floats(column)).dropna()
            if len(answers):
                statistics |= {"min": float(answers.min()), "max": float(answers.max())}
            if item is None or item.role != "choice" or set(answers) <= {0.0, 1.0}:
                statistics |= {"mean": float(answers.mean()), "sd": float(answers.std())}
                statistics["skewness"] = float(cast(float, answers.skew()))
            limits = item_range(item) if item is not None and item.role in {"rating", "derived"} else None
            if limits is not None and len(answers):
                statistics["ceiling_share"] = float((answers == limits[1]).mean())
        return [self.label(name, lang), *self.counts(name), *statistics.values()]

    def counts(self, name: str) -> tuple[int, int, int, int]:
        """Return how many cells of an item are answered, missing, routed and special."""
        if name in self._status:
            tally = np.bincount(self._status[name], minlength=len(STATUSES))
            return int(tally[0]), int(tally[1]), int(tally[2]), int(tally[3])
        empty = int(self._frame[name].isna().sum())
        return len(self) - empty, empty, 0, 0

    def routed_rows(self, name: str) -> npt.NDArray[np.bool_]:
        """Return, for each row, whether the item was not asked; shape (n,)."""
        if name not in self._status:
            return np.zeros(len(self), dtype=bool)
        routed: npt.NDArray[np.bool_] = self._status[name] == ROUTED
        return routed

    def __repr__(self) -> str:
        parts = [repr(self.title())] if self.title() else []
        parts += [count(len(self), "row"), count(self._frame.shape[1], "column")]
        if self.questionnaire is not None:
            parts += [
                count(len(self.questionnaire), "item"),
                count(len(self.questionnaire.constructs), "construct"),
            ]
        parts += [
            f"{role}={column!r}"
            for role, column in (
                ("weights", self.weights),
                ("strata", self.strata),
                ("clusters", self.clusters),
            )
            if column is not None
        ]
        if self.replicate_weights:
            parts.append(count(len(self.replicate_weights), "replicate weight"))
        return f"SurveyData({', '.join(parts)})"

    def title(self, lang: str = "en") -> str:
        """Return the questionnaire's title in a language, else the name of the data."""
        return in_language(self.questionnaire.title if self.questionnaire else {}, lang, self.name)

    def summary(self, lang: str = "en") -> Summary:
        """Return size, design, constructs and the first questions as a document."""
        from csmodels.survey.overview import survey_overview

        return survey_overview(self, lang)

    def _repr_html_(self) -> str:
        return self.summary().to_html()


_STATISTICS = ("mean", "sd", "min", "max", "ceiling_share", "skewness")


def item_range(item: AnyItem) -> tuple[float, float] | None:
    """The range of an item's answers by the rule of :meth:`SurveyData.scale`."""
    scale = item.scale
    if scale is None or scale.limits is not None or item.role not in {"rating", "choice"}:
        return None if scale is None else scale.limits
    codes = [c for c in scale.labels if not isinstance(c, str) and c not in scale.special]
    if len(codes) < 2:
        return None
    low = min(codes) if scale.low is None else scale.low
    high = max(codes) if scale.high is None else scale.high
    return (low, high) if low < high else None


def described_items(data: SurveyData) -> tuple[str, ...]:
    """Items worth describing: those asked, or without a questionnaire the number columns."""
    if data.questionnaire is not None:
        table = (data.questionnaire.item(name) for name in data.questionnaire.names)
        return tuple(item.name for item in table if item.role not in {"key", "weight"})
    design = {data.weights, data.strata, data.clusters, *data.replicate_weights}
    frame = data.frame
    return tuple(c for c in frame.columns if c not in design and is_number_column(frame[c]))


def _kind(thing: object) -> str:
    return f"a {type(thing).__name__}"


def _remedy(thing: object) -> str:
    if isinstance(thing, str) or hasattr(thing, "__fspath__"):
        return " Read the file first: csmodels.read_survey(path)."
    if isinstance(thing, np.ndarray):
        return " Name its columns: pandas.DataFrame(array, columns=[...])."
    if isinstance(thing, pd.Series):
        return " One column is a table too: series.to_frame()."
    return " Make one: pandas.DataFrame(...)."


def as_survey(data: SurveyData | pd.DataFrame) -> SurveyData:
    """Return survey data as they are, and a DataFrame as survey data without a questionnaire.

    Raises
    ------
    DataError
        For anything else; the message says how to get there.
    """
    if isinstance(data, SurveyData):
        return data
    if isinstance(data, pd.DataFrame):
        return SurveyData(data)
    raise DataError(f"Data are a SurveyData or a pandas DataFrame, not {_kind(data)}.{_remedy(data)}")
