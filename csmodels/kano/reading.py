"""The answers of a Kano questionnaire: read strictly, as codes, with all that is open or doubtful said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from csmodels.errors import DataError, DataWarning, SpecificationError, some
from csmodels.kano.answer_codes import (
    NONE,
    SIDES,
    Codes,
    Coding,
    Column,
    coding,
    read_column,
    read_importance,
)
from csmodels.kano.evaluation import EvaluationTable, evaluation_table
from csmodels.kano.importance import importance_columns
from csmodels.kano.layouts.find import LAYOUTS, find_importance, find_pairs
from csmodels.kano.layouts.long_form import as_wide, from_long
from csmodels.kano.layouts.names import Pairs
from csmodels.kano.refusals import check_labels, refuse_unread
from csmodels.kano.wordings import wordings_of
from csmodels.numerics.kano.counts import LETTERS, A, M, O, R, categories
from csmodels.survey.checks import check_ranges
from csmodels.survey.columns import FloatArray, count, naming_file, to_floats
from csmodels.survey.data import SurveyData
from csmodels.survey.item_map import ItemMap
from csmodels.survey.item_tuples import by_aspect
from csmodels.survey.request import check_names, item_names, plain_frame, read_groups
from csmodels.tables.frozen import FrozenMapping
from csmodels.tables.notices import Group, Notice, notice

__all__ = ["LAYOUTS", "KanoAnswers", "find_importance", "find_pairs", "from_long", "pairs_of", "read_kano"]

#: Respondents whose answers are looked at for a coding from 5 to 1.
LOOKED_AT = 2000
#: Clear pairs (A, O, M or R) that must be there before anything is said of their direction.
CLEAR = 20
#: Reverse attributes that make one ask whether the questions were exchanged: one alone may be meant so.
SEVERAL = 2


@dataclass(frozen=True, eq=False, repr=False)
class KanoAnswers:
    """Answers to pairs of questions, ready for arithmetic.

    Attributes
    ----------
    attributes : tuple of str
        J of them, in the order of the columns below.
    functional, dysfunctional : array of int8, shape (n, J)
        Rows and columns of the evaluation table, from 1; 0 where there is no answer. Read-only; attributes
        lie one behind the other in memory.
    importance : array, shape (n, J), optional
        Stated importance; missing where it was not answered, or not asked of an attribute.
    pairs : mapping of attribute to (functional, dysfunctional) column
    importance_columns : mapping of attribute to column
    importance_top : float, optional
        Highest point of the scales of importance, where the questionnaire has them all.
    words : mapping of attribute to mapping of language to text
        What the questionnaire calls the attributes.
    answers : {5, 3}
        Answers of each question.
    wordings : tuple of str
        Wording sets that have every answer given in words; empty where answers are numbers or come from
        several sets.
    weights : array, shape (n,), optional
        Survey weights; some may be zero.
    index : pandas.Index
        Row labels of the respondents, who answered at least one question.
    rows : array of int, shape (n,)
        Their positions in the data.
    all_rows : pandas.Index
        Row labels of the data.
    groups : array, shape (n,), optional
        Group of each respondent, with ``by=``.
    group_names : tuple
        The groups, sorted.
    group_codes : array of int, shape (n,), optional
        Position of each respondent's group in `group_names`.
    group_sizes : array of int, optional
        Rows of the data in each group, those left out included.
    n_rows, n_dropped : int
        Rows of the data, and how many answered no question.
    notices : tuple of Notice
        What the reader of a result must know of these answers.
    """

    attributes: tuple[str, ...]
    functional: Codes
    dysfunctional: Codes
    importance: FloatArray | None
    pairs: Mapping[str, tuple[str, str]]
    importance_columns: Mapping[str, str]
    answers: int
    wordings: tuple[str, ...]
    weights: FloatArray | None
    index: pd.Index
    rows: npt.NDArray[np.intp]
    all_rows: pd.Index
    groups: npt.NDArray[Any] | None = None
    group_names: tuple[Any, ...] = ()
    group_codes: npt.NDArray[np.intp] | None = None
    group_sizes: npt.NDArray[np.intp] | None = None
    n_rows: int = 0
    n_dropped: int = 0
    importance_top: float | None = None
    words: Mapping[str, Mapping[str, str]] = field(default_factory=FrozenMapping)
    notices: tuple[Notice, ...] = field(default=())

    def __len__(self) -> int:
        return len(self.functional)

    def named(self, names: Mapping[str, str] | Sequence[str]) -> Group:
        """Attributes as a notice names them: by their words in each language, with a remark behind each.

        Parameters
        ----------
        names : sequence of attributes, or mapping of attribute to remark
        """
        remarks = names if isinstance(names, Mapping) else dict.fromkeys(names, "")
        told = {
            lang: [f"{self.words.get(name, {}).get(lang) or name}{each}" for name, each in remarks.items()]
            for lang in ("en", "zh")
        }
        return Group(", ".join(told["en"]), FrozenMapping({"zh": "、".join(told["zh"])}))

    def __repr__(self) -> str:
        groups = f", {count(len(self.group_names), 'group')}" if self.groups is not None else ""
        return (
            f"KanoAnswers({len(self)} of {count(self.n_rows, 'row')},"
            f" {count(len(self.attributes), 'attribute')}{groups})"
        )

    @property
    def answered(self) -> pd.DataFrame:
        """How many answered each question, both, or one alone, by attribute; before any weight."""
        rows = []
        for f, d in zip(self.functional.T, self.dysfunctional.T, strict=True):
            one, other = np.count_nonzero(f), np.count_nonzero(d)
            both = np.count_nonzero(f.astype(bool) & d.astype(bool))
            rows.append((one, other, both, one + other - 2 * both))
        columns = ["functional", "dysfunctional", "both", "one_only"]
        return pd.DataFrame(rows, columns=columns, index=pd.Index(self.attributes, name="attribute"))


def read_kano(
    data: SurveyData | pd.DataFrame,
    attributes: Mapping[str, Sequence[str]] | ItemMap | None = None,
    importance: Mapping[str, str] | Sequence[str] | None = None,
    *,
    table: str | EvaluationTable | Sequence[str] = "berger",
    by: str | None = None,
    reversed: bool = False,
    labels: Mapping[str, int] | None = None,
    respondent: str = "respondent",
) -> KanoAnswers:
    """Take the answers to the pairs of a Kano questionnaire, or say exactly why they cannot be used.

    Use it to look at the answers before a model does, or for computations of one's own. Answers are read in
    words, which must be those of a known wording (`kano_wordings()`) but for case, spaces and kinds of
    apostrophe, or as numbers. Nothing is guessed: an unknown answer, a number out of range and a scale of
    satisfaction are errors, never a category. A question left open stays open; an attribute uses the
    respondents who answered both of its questions.

    Parameters
    ----------
    data : SurveyData or DataFrame
        One row per respondent; or in long form (columns `respondent`, ``attribute``, ``functional`` and
        ``dysfunctional``), with the columns `attributes` names after :func:`from_long`.
    attributes : mapping of attribute to (functional, dysfunctional) column, or ItemMap, optional
        Without it the pairs are found, and importance with them: see :func:`find_pairs`.
    importance : mapping of attribute to column, or sequence of columns, optional
        Stated importance, in the order of the attributes where it is a sequence: numbers, with labels or
        without (``"7 - Very important"``).
    table : str, EvaluationTable or rows of letters
        Only the number of its answers matters here. With three answers, numbers are positions in the table:
        1 like, 2 must be, 3 neutral to the functional question; 1 neutral, 2 live with, 3 dislike to the
        dysfunctional one.
    by : str, optional
        Column of groups; every row needs a value.
    reversed : bool
        Whether numbers run from 5 (like) to 1 (dislike). Words are not touched by it.
    labels : mapping of text to code 1 to 5, optional
        Further words for the answers: 1 like, 2 must be, 3 neutral, 4 live with, 5 dislike.
    respondent : str
        Column of the respondents, of data in long form.

    Returns
    -------
    KanoAnswers

    Raises
    ------
    SpecificationError
        A pair that is none, a column used twice, importance of an unknown attribute, labels with codes that
        are none.
    DataError
        A column that is absent, unknown answers, a scale of satisfaction or agreement, numbers beyond the
        answers, True and False; a questionnaire whose labels contradict the codes; nobody who answered. Names
        column, rows and remedy.

    Examples
    --------
    >>> frame = pd.DataFrame({"wifi_f": ["I like it", "I’m neutral"], "wifi_d": ["I can tolerate it", None]})
    >>> answers = read_kano(frame, {"Wi-Fi": ("wifi_f", "wifi_d")})
    >>> answers, answers.wordings
    (KanoAnswers(2 of 2 rows, 1 attribute), ('en.short',))
    >>> answers.functional[:, 0].tolist(), answers.dysfunctional[:, 0].tolist()
    ([1, 3], [4, 0])
    >>> read_kano(pd.DataFrame({"wifi_f": ["I sort of like it"], "wifi_d": [5]}))  # doctest: +ELLIPSIS
    Traceback (most recent call last):
        ...
    csmodels.errors.DataError: Unknown answers: 'I sort of like it' (column 'wifi_f', the row labelled 0)...
    """
    how = coding(evaluation_table(table).answers, reversed, labels)
    if attributes is None:
        found = find_pairs(data, respondent=respondent)
        importance = find_importance(data, found, respondent=respondent) if importance is None else importance
        attributes = found
    pairs, rated = pairs_of(attributes, importance)
    known = attributes.attributes if isinstance(attributes, ItemMap) else ()
    words = FrozenMapping({each.name: each.labels for each in known})
    columns = [column for pair in pairs.values() for column in pair]
    data = as_wide(data, columns, respondent, by)
    survey = data if isinstance(data, SurveyData) else None
    with naming_file("" if survey is None else survey.source):
        frame = survey._frame if survey is not None else plain_frame(data)
        names = item_names((*columns, *rated.values()), by, None)
        check_names(frame, None, names, by)
        if len(frame) == 0:
            raise DataError("The data have no rows; there is nothing to compute from.")
        return _take(frame, survey, pairs, rated, by, how, evaluation_table(table), words)


def pairs_of(
    attributes: Mapping[str, Sequence[str]] | ItemMap,
    importance: Mapping[str, str] | Sequence[str] | None = None,
) -> tuple[Pairs, dict[str, str]]:
    """Check what is said of the columns: pairs and importance by attribute.

    Raises
    ------
    SpecificationError
        No attribute, a pair that is none, a column used twice, importance of an unknown attribute.

    Examples
    --------
    >>> pairs_of({"Wi-Fi": ("f1", "d1")}, ["i1"])
    ({'Wi-Fi': ('f1', 'd1')}, {'Wi-Fi': 'i1'})
    """
    rated: dict[str, str] = {}
    if isinstance(attributes, ItemMap):
        attributes.require(*SIDES)
        named = {each.name: each.items for each in attributes.attributes}
        rated = {name: items["importance"] for name, items in named.items() if "importance" in items}
    elif isinstance(attributes, Mapping) and attributes:
        named = {str(name): by_aspect(pair, SIDES, str(name)) for name, pair in attributes.items()}
    else:
        raise SpecificationError(
            'attributes= takes a pair of columns for each attribute: {"Wi-Fi": ("wifi_f", "wifi_d")}.'
        )
    pairs = {name: (items[SIDES[0]], items[SIDES[1]]) for name, items in named.items()}
    if importance is not None:
        rated = importance_columns(importance, tuple(pairs))
    owner: dict[str, str] = {}
    told = [
        (c, f"{side} of {name!r}")
        for name, pair in pairs.items()
        for side, c in zip(SIDES, pair, strict=True)
    ]
    for column, here in [*told, *((c, f"importance of {name!r}") for name, c in rated.items())]:
        if column in owner:
            raise SpecificationError(f"Column {column!r} is used twice: as {owner[column]} and as {here}.")
        owner[column] = here
    return pairs, rated


def _take(
    frame: pd.DataFrame,
    survey: SurveyData | None,
    pairs: Pairs,
    rated: Mapping[str, str],
    by: str | None,
    how: Coding,
    table: EvaluationTable,
    words: Mapping[str, Mapping[str, str]],
) -> KanoAnswers:
    n, shape = len(frame), (len(frame), len(pairs))
    sides = tuple(np.zeros(shape, dtype=np.int8, order="F") for _ in SIDES)
    given: set[str] = set()
    unread: list[Column] = []
    numbered = False
    for j, pair in enumerate(pairs.values()):
        for codes, side, name in zip(sides, SIDES, pair, strict=True):
            if survey is not None:
                check_labels(survey, name, side, how)
            read = read_column(frame[name], name, side, how)
            codes[:, j] = read.codes
            given |= read.words
            numbered |= read.numbered
            if read.unread:
                unread.append(read)
    if unread:
        refuse_unread(unread, how)
    functional, dysfunctional = sides
    importance = _importance(frame, survey, pairs, rated) if rated else None
    kept = (functional > NONE).any(axis=1) | (dysfunctional > NONE).any(axis=1)
    if not kept.any():
        raise DataError(
            f"None of {count(n, 'respondent')} answered any question of {some(map(repr, pairs))}; read the"
            " file again, or name other columns."
        )
    labels, group_codes = (None, None) if by is None else read_groups(frame, survey, by)
    rows = np.flatnonzero(kept)
    if len(rows) < n:
        functional, dysfunctional = (np.asfortranarray(each[rows]) for each in sides)
        importance = None if importance is None else importance[rows]
    functional.flags.writeable = dysfunctional.flags.writeable = False
    weighted = survey is not None and survey.weights is not None
    answers = KanoAnswers(
        attributes=tuple(pairs),
        functional=functional,
        dysfunctional=dysfunctional,
        importance=importance,
        pairs=FrozenMapping(pairs),
        importance_columns=FrozenMapping(rated),
        answers=how.answers,
        wordings=() if numbered else wordings_of(given),
        weights=to_floats(frame[survey.weights])[rows] if weighted and survey is not None else None,
        index=frame.index if len(rows) == n else frame.index[rows],
        rows=rows,
        all_rows=frame.index,
        groups=None if labels is None or group_codes is None else labels.to_numpy()[group_codes[rows]],
        group_names=() if labels is None else tuple(labels.tolist()),
        group_codes=None if group_codes is None else group_codes[rows],
        group_sizes=None
        if labels is None or group_codes is None
        else np.bincount(group_codes, minlength=len(labels)),
        n_rows=n,
        n_dropped=n - len(rows),
        importance_top=_top_of_scale(survey, rated),
        words=words,
    )
    object.__setattr__(answers, "notices", tuple(_remarks(answers, table, numbered)))
    return answers


def _top_of_scale(survey: SurveyData | None, rated: Mapping[str, str]) -> float | None:
    """Highest point of the scales of importance; None where the questionnaire lacks one."""
    asked = None if survey is None else survey.questionnaire
    if asked is None or not rated:
        return None
    scales = [asked.item(name).scale if name in asked else None for name in rated.values()]
    tops = [None if scale is None else scale.high for scale in scales]
    known = [top for top in tops if top is not None]
    return max(known) if len(known) == len(tops) and max(known) > 0 else None


def _importance(
    frame: pd.DataFrame, survey: SurveyData | None, pairs: Pairs, rated: Mapping[str, str]
) -> FloatArray:
    """Importance by respondent and attribute; missing where it was not asked."""
    values = np.full((len(frame), len(pairs)), np.nan, order="F")
    for j, name in enumerate(pairs):
        if name in rated:
            column = read_importance(frame[rated[name]], rated[name])
            ends = np.array([np.fmin.reduce(column)]), np.array([np.fmax.reduce(column)])
            check_ranges(column[:, None], *ends, (rated[name],), frame.index, survey, {})
            values[:, j] = column
    return values


def _remarks(answers: KanoAnswers, table: EvaluationTable, numbered: bool) -> list[Notice]:
    """What is doubtful or open in the answers."""
    found = []
    if answers.n_dropped:
        found.append(notice("kano_unanswered", left=f"{answers.n_dropped:,}", given=f"{answers.n_rows:,}"))
    alone = answers.answered["one_only"]
    if alone.any():
        worst = alone[alone > 0].sort_values(ascending=False, kind="stable").head(3)
        named = answers.named({str(name): f" ({number})" for name, number in worst.items()})
        found.append(notice("kano_half_answered", pairs=f"{int(alone.sum()):,}", attributes=named))
    letters = _looked_at(answers, table)
    reverse, clear = letters[:, R], letters[:, [M, O, A, R]].sum(axis=1)
    if clear.sum() < CLEAR:
        return found
    if numbered and reverse.sum() * 2 > clear.sum():
        fields: dict[str, object] = {"reverse": f"{reverse.sum():,}", "clear": f"{clear.sum():,}"}
        found.append(notice("kano_maybe_reversed", DataWarning, **fields))
    turned = [name for name, r, c in zip(answers.attributes, reverse, clear, strict=True) if r * 2 > c]
    if not numbered and len(turned) >= SEVERAL and len(turned) * 2 > len(answers.attributes):
        fields = {"reverse": len(turned), "given": len(answers.attributes)}
        named = answers.named(turned[:3])
        found.append(notice("kano_maybe_exchanged", DataWarning, attributes=named, **fields))
    return found


def _looked_at(answers: KanoAnswers, table: EvaluationTable) -> npt.NDArray[np.intp]:
    """Counts of the categories of the first respondents or so, shape (attributes, 6)."""
    step = -(-len(answers) // LOOKED_AT)
    letters = categories(answers.functional[::step], answers.dysfunctional[::step], table.codes)
    return np.array([np.bincount(each[each >= 0], minlength=len(LETTERS)) for each in letters.T])
