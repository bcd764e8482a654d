"""The answers a model uses: one matrix, every doubt about it settled before any arithmetic."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, cast

import numpy as np
import numpy.typing as npt
import pandas as pd

from csmodels.errors import DataError, SpecificationError, did_you_mean
from csmodels.survey.checks import check_answered, check_enough, check_finite, check_ranges, check_varying
from csmodels.survey.columns import FloatArray, count, naming_file, numbers_in, to_floats
from csmodels.survey.data import SurveyData
from csmodels.survey.request import check_names, item_names, plain_frame, read_groups

#: Ways of treating item non-response; all but the first keep respondents who left items open.
MISSING = ("listwise", "mean", "pairwise", "em", "mi")

#: Rows that are compared first where all rows are to be compared.
BEGINNING = 1000


@dataclass(frozen=True, eq=False, repr=False)
class Answers:
    """Answers to some items, ready for arithmetic.

    Attributes
    ----------
    items : tuple of str
        Columns of `values`, p of them.
    values : ndarray of float64, shape (n, p)
        Respondents with an answer to every item, in the order of the data; read-only. Unless `missing` is
        ``"listwise"``: respondents with an answer to any item, and NaN where they gave none.
    index : pandas.Index
        Row labels of those respondents.
    weights : ndarray of shape (n,), optional
        Survey weights; some may be zero.
    groups : ndarray of shape (n,), optional
        Group label of each respondent, with ``by=``.
    group_names : tuple
        The labels, sorted.
    group_codes : ndarray of int, shape (n,), optional
        Position of each respondent's group in `group_names`.
    group_sizes : ndarray of int, optional
        Rows of the data in each group, those left out included.
    rows : ndarray of int, shape (n,)
        Positions of the respondents in the data.
    all_rows : pandas.Index
        Row labels of the data, those left out included.
    n_rows, n_dropped : int
        Rows of the data, and how many of them were left out for a missing answer (unless `missing` is
        ``"listwise"``: because no item was answered).
    missing_by_item : Series of int
        Missing answers of each item, before any row was left out.
    missing : str
        How missing answers are treated.
    n_by_item : Series of int
        Answers of each item in `values`.
    complete : bool
        Whether `values` has no gaps.
    """

    items: tuple[str, ...]
    values: FloatArray
    index: pd.Index
    weights: FloatArray | None
    groups: npt.NDArray[Any] | None
    group_names: tuple[Any, ...]
    n_rows: int
    n_dropped: int
    missing_by_item: pd.Series
    group_codes: npt.NDArray[np.intp] | None
    rows: npt.NDArray[np.intp]
    all_rows: pd.Index
    missing: str = "listwise"
    group_sizes: npt.NDArray[np.intp] | None = None

    @cached_property
    def complete(self) -> bool:
        return not np.isnan(self.values).any()

    @cached_property
    def n_by_item(self) -> pd.Series:
        answered = np.full(len(self.items), len(self.values))
        if not self.complete:
            answered -= np.isnan(self.values).sum(axis=0)
        return pd.Series(answered, index=self.missing_by_item.index, name="n")

    def __len__(self) -> int:
        return len(self.values)

    def __repr__(self) -> str:
        groups = f", {count(len(self.group_names), 'group')}" if self.groups is not None else ""
        gaps = 0 if self.complete else int(np.isnan(self.values).sum())
        open_cells = f", {count(gaps, 'missing answer')}" if gaps else ""
        return (
            f"Answers({len(self)} of {count(self.n_rows, 'row')}, {count(len(self.items), 'item')}"
            f"{groups}{open_cells})"
        )


def read_answers(
    data: SurveyData | pd.DataFrame,
    items: Sequence[str],
    *,
    missing: str = "listwise",
    by: str | None = None,
    ranges: Mapping[str, tuple[float, float]] | None = None,
    min_rows: int | None = None,
    scoring: bool = False,
) -> Answers:
    """Take the answers to some items, or say exactly why they cannot be used.

    Use it at the start of every model that computes from rows. Nothing is filled in. Left out, and counted,
    are the respondents whom the rule for missing answers cannot use.

    What a respondent was not asked is no missing answer: a routed item is refused, and a derived item that
    takes its value from the question that was asked stands for it, so routing costs no respondent and
    nothing is ever imputed for it.

    Parameters
    ----------
    data : SurveyData or DataFrame
        Of a SurveyData the cleaned answers and the weights are taken.
    items : sequence of str
        Columns in the order wanted; derived items included.
    missing : {"listwise", "mean", "pairwise", "em", "mi"}
        What to do with respondents who left an item open: leave them out, or keep them for a computation
        that can (means put in, pairwise correlations, maximum likelihood by EM, multiple imputation). Those
        who answered no item at all are left out in any case.
    by : str, optional
        Column of groups; every row needs a value. Groups are sorted (an ordered categorical keeps its order).
    ranges : mapping of item to (low, high), optional
        Admissible answers; they go before the questionnaire's.
    min_rows : int, optional
        Fewest complete rows, in each group, that the model can bear; at least 2. Where gaps are kept, it is
        the fewest answers to each item and, unless means are put in, to each pair of items (at least 3).
    scoring : bool
        The answers are only scored by a model fitted elsewhere: then one respondent is enough, or none
        that can be used, and an item need not vary.

    Raises
    ------
    SpecificationError
        If `missing` is unknown, no item is asked for, or `by` is not one column.
    DataError
        If an item is asked for twice, a column is absent, ambiguous or routed, holds text, an infinite
        value, a value out of range or one value only, if too few rows are left or too few answers to an
        item or a pair of items (in a group), groups are not known for all rows, or their column is named
        like one of the results' tables (``"construct"``).
        Names the file of a :func:`read_survey`, the column, the row labels and the remedy.

    Examples
    --------
    >>> import pandas as pd
    >>> answers = read_answers(pd.DataFrame({"q1": [7, 9, None], "q2": [6, 8, 9]}), ["q1", "q2"])
    >>> answers
    Answers(2 of 3 rows, 2 items)
    >>> answers.missing_by_item.to_dict()
    {'q1': 1, 'q2': 0}
    >>> frame = pd.DataFrame({"q1": [7, 9, None, 5], "q2": [6, 8, 9, 6]})
    >>> read_answers(frame, ["q1", "q2"], missing="em")
    Answers(4 of 4 rows, 2 items, 1 missing answer)
    """
    if missing not in MISSING:
        raise SpecificationError(
            f"missing={missing!r} is not available; available: {', '.join(map(repr, MISSING))}."
            f"{did_you_mean(missing, MISSING)}"
        )
    names = item_names(items, by, ranges)
    survey = data if isinstance(data, SurveyData) else None
    with naming_file("" if survey is None else survey.source):
        return _take(data, survey, names, by, ranges or {}, max(2, min_rows or 0), scoring, missing)


def _take(
    data: SurveyData | pd.DataFrame,
    survey: SurveyData | None,
    names: tuple[str, ...],
    by: str | None,
    ranges: Mapping[str, tuple[float, float]],
    least: int,
    scoring: bool,
    missing: str,
) -> Answers:
    frame = survey._frame if survey is not None else plain_frame(data)
    check_names(frame, survey, names, by)
    if len(frame) == 0:
        raise DataError("The data have no rows; there is nothing to compute from.")
    positions = [cast(int, frame.columns.get_loc(name)) for name in names]
    values = _numbers(frame, names, positions)
    # The smallest and largest value of each column tell whether anything needs a closer look: a missing or
    # infinite answer makes one of them not finite.
    lowest, highest = values.min(axis=0), values.max(axis=0)
    rows = np.arange(len(frame))
    missing_counts = np.zeros(len(names), dtype=np.int64)
    if not (np.isfinite(lowest) & np.isfinite(highest)).all():
        gaps = np.isnan(values)
        missing_counts = gaps.sum(axis=0)
        lowest, highest = np.fmin.reduce(values, axis=0), np.fmax.reduce(values, axis=0)
        if not scoring:
            check_answered(missing_counts, len(frame), names, survey)
        check_finite(values, lowest, highest, names, frame.index)
        rows = np.flatnonzero(~(gaps.any(axis=1) if missing == "listwise" else gaps.all(axis=1)))
    check_ranges(values, lowest, highest, names, frame.index, survey, ranges)
    # A copy in row order: no later step can reach the caller's frame, and sums do not depend on its layout.
    values = np.array(values, order="C") if len(rows) == len(frame) else np.take(values, rows, axis=0)
    values.flags.writeable = False
    by_item = pd.Series(missing_counts, index=frame.columns.take(positions).rename("item"), name="missing")
    labels, codes = (None, None) if by is None else read_groups(frame, survey, by)
    answers = Answers(
        items=names,
        values=values,
        index=frame.index if len(rows) == len(frame) else frame.index[rows],
        weights=None if survey is None or survey.weights is None else to_floats(frame[survey.weights])[rows],
        groups=None if labels is None or codes is None else labels.to_numpy()[codes[rows]],
        group_names=() if labels is None else tuple(labels.tolist()),
        group_codes=None if codes is None else codes[rows],
        rows=rows,
        n_rows=len(frame),
        n_dropped=len(frame) - len(rows),
        missing_by_item=by_item,
        all_rows=frame.index,
        missing=missing,
        group_sizes=None if labels is None or codes is None else np.bincount(codes, minlength=len(labels)),
    )
    if not scoring:
        check_enough(answers, by, least)
        check_varying(answers, by)
    return answers


def identical_items(values: FloatArray, items: Sequence[str]) -> list[tuple[str, str]]:
    """Find columns with the same answers, and the same gaps, under two names.

    Parameters
    ----------
    values : ndarray of shape (n, p)
    items : sequence of p names

    Returns
    -------
    list of pairs
        Each later column with the first one it repeats; empty when all differ.

    Examples
    --------
    >>> import numpy as np
    >>> identical_items(np.array([[1.0, 2, 1], [3, 1, 3]]), ["a", "b", "c"])
    [('a', 'c')]
    """
    # columns that differ in their beginning differ: nearly always that settles it
    if len(values) > BEGINNING and not identical_items(values[:BEGINNING], items):
        return []
    first: dict[bytes, str] = {}
    pairs = []
    for position, name in enumerate(items):
        # Adding zero makes -0.0 and 0.0 the same bytes; so does writing every gap anew.
        column = np.ascontiguousarray(values[:, position], dtype=np.float64) + 0.0
        column[np.isnan(column)] = np.nan
        content = column.tobytes()
        if content in first:
            pairs.append((first[content], name))
        else:
            first[content] = name
    return pairs


def _numbers(frame: pd.DataFrame, names: tuple[str, ...], positions: list[int]) -> FloatArray:
    """The columns as float64 (n, p), perhaps a view of the frame; pandas is asked as little as possible."""
    dtypes: list[object] = frame.dtypes.tolist()
    wanted = {dtypes[p] for p in positions}
    if all(isinstance(dtype, np.dtype) and dtype.kind in "fiub" for dtype in wanted):
        return frame.take(positions, axis=1).to_numpy(dtype=np.float64)
    return np.column_stack([numbers_in(frame[name], name) for name in names])
