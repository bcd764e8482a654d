"""Answers to a Kano questionnaire whose truth is known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from csmodels.errors import SpecificationError, check_whole, did_you_mean, some
from csmodels.kano.evaluation import DYSFUNCTIONAL, FUNCTIONAL, EvaluationTable, evaluation_table
from csmodels.kano.model import KanoModel
from csmodels.kano.planning.questionnaire import SUFFIX
from csmodels.kano.planning.shares import by_attribute
from csmodels.numerics.kano.counts import LETTERS, A, I, M, O
from csmodels.numerics.kano.drawing import (
    PAIRS,
    drawn_categories,
    drawn_importance,
    drawn_pairs,
    mean_importance,
)
from csmodels.numerics.kano.planning import label_of
from csmodels.tables import FrozenMapping

Array = NDArray[np.float64]
Codes = NDArray[np.int8]

SIDES = ("functional", "dysfunctional", "importance")
#: Ways of answering badly, and how often those who misread do so.
CARELESS = ("random", "same_answer", "misreading")
MISREADS = 0.5


@dataclass(frozen=True, eq=False)
class SimulatedKano:
    """Simulated answers with the truth behind them; made by `simulate_kano`.

    Attributes
    ----------
    frame : DataFrame
        One row per respondent: columns ``<attribute>_f``, ``_d`` and ``_i``, and ``segment`` where there are
        any.
    truth : DataFrame
        One row per attribute (and segment, the first level): true shares ``M O A I R Q`` of attentive
        respondents, ``category`` (the largest of them), ``better``, ``worse`` (negative) and the expected
        ``importance``.
    categories : DataFrame
        What each attribute truly is to each respondent, careless or not.
    style : Series
        "attentive", "random", "same_answer" or "misreading".
    model : KanoModel
        Reads the frame.
    settings : mapping
    """

    frame: pd.DataFrame
    truth: pd.DataFrame
    categories: pd.DataFrame
    style: pd.Series
    model: KanoModel
    settings: FrozenMapping[str, Any]

    def __repr__(self) -> str:
        n, attributes = self.categories.shape
        return f"SimulatedKano({n} respondents, {attributes} attributes, seed={self.settings['seed']})"


def simulate_kano(
    shares: Any,
    n: int,
    seed: int = 0,
    *,
    table: str | EvaluationTable | Sequence[str] = "berger",
    segments: Mapping[str, float] | None = None,
    correlation: float = 0.0,
    pairs: ArrayLike | None = None,
    importance: bool = True,
    careless: float | Mapping[str, float] = 0.0,
    missing: float | Mapping[str, float] = 0.0,
) -> SimulatedKano:
    """Simulated answers to a Kano questionnaire whose true shares are known.

    Use it to see what a method finds where the truth is known, to plan a survey, or to make an example that
    holds nobody's answers. Equal arguments give equal answers.

    Parameters
    ----------
    shares : mapping or DataFrame
        Attribute -> true shares of M O A I R Q, as for `kano_sample_size`; with `segments` a mapping of
        segment to such.
    n : int
        Respondents. The first ones do not depend on how many there are.
    seed : int
    table : str, EvaluationTable or rows of letters
        Answers are drawn among the cells of the true category.
    segments : mapping, optional
        Segment -> its share of the respondents, summing to 1.
    correlation : float
        Of a normal trait, how demanding somebody is, between any two attributes; 0 to less than 1. It moves
        nobody's shares: whoever is demanding finds more attributes a must (in the order R, I, A, O, M).
    pairs : array_like, optional
        Relative chances of the pairs of answers within their category, functional answers down; by default
        the neutral pair is the usual one, which is an assumption.
    importance : bool
        Also draw importance from 1 to 9, higher the more an attribute is demanded.
    careless : float or mapping
        Share of the respondents who answer at random; or shares of "random", of "same_answer" (one answer
        all the way down) and of "misreading" (half of their dysfunctional questions are answered as the
        functional one was).
    missing : float or mapping
        Share of answers left open at random, of all or of "functional", "dysfunctional" and "importance".

    Returns
    -------
    SimulatedKano
        `frame` holds the answers, `truth` what they were drawn from.

    Raises
    ------
    SpecificationError
        Shares that are none, a category for which the table has no cell, options out of range.

    Examples
    --------
    >>> made = simulate_kano({"Wi-Fi": {"M": 0.6, "I": 0.4}, "Bar": {"A": 0.5, "I": 0.5}}, 300, missing=0.02)
    >>> made.frame.columns.tolist()
    ['Wi-Fi_f', 'Wi-Fi_d', 'Wi-Fi_i', 'Bar_f', 'Bar_d', 'Bar_i']
    >>> made.truth[["category", "better", "worse"]].values.tolist()
    [['M', 0.0, -0.6], ['A', 0.5, 0.0]]
    """
    check_whole("n", n, 1)
    check_whole("seed", seed)
    if isinstance(correlation, bool) or not 0 <= correlation < 1:
        raise SpecificationError(f"correlation={correlation!r} must be 0 or more, and less than 1.")
    evaluation = evaluation_table(table)
    names, parts, sizes = _by_segment(shares, segments)
    _check_cells(names, parts, evaluation)
    weights = _weights(pairs, evaluation)
    careful = _shares("careless", careless, CARELESS, "random")
    if sum(careful.values()) > 1:
        raise SpecificationError(f"careless= has shares that sum to {sum(careful.values()):g}, more than 1.")
    gaps = _shares("missing", missing, SIDES, None)

    streams = [np.random.default_rng([seed, stream]) for stream in range(9)]
    k = len(names)
    segment = np.searchsorted(np.cumsum(sizes)[:-1], streams[0].random(n), side="right")
    trait, own = streams[1].standard_normal((n, k + 1))[:, :1], streams[2].standard_normal((n, k))
    normal = np.sqrt(correlation) * trait + np.sqrt(1 - correlation) * own
    category = drawn_categories(normal, parts[segment])
    style = _styles(streams[3].random(n), careful)
    functional, dysfunctional = _answers(category, style, streams[4], evaluation, weights)
    columns: dict[str, Array | Codes] = {"functional": functional, "dysfunctional": dysfunctional}
    if importance:
        noise = streams[5].standard_normal((n, k + 1))
        columns["importance"] = _importance(category, style, noise, streams[6])
    left = streams[7].random((n, k, len(SIDES)))
    index = pd.RangeIndex(1, n + 1, name="respondent")
    found: dict[str, NDArray[Any]] = {}
    for a, name in enumerate(names):
        for i, (side, values) in enumerate(columns.items()):
            whole = values[:, a].astype(np.int64)
            found[name + SUFFIX[side]] = (
                np.where(left[:, a, i] < gaps[side], np.nan, whole) if gaps[side] else whole
            )
    frame = pd.DataFrame(found, index=index)
    if segments is not None:
        frame.insert(0, "segment", np.array(list(segments), dtype=object)[segment])
    letters = pd.DataFrame(np.array(list(LETTERS))[category], index=index, columns=list(names))
    model = KanoModel(
        {name: (name + SUFFIX["functional"], name + SUFFIX["dysfunctional"]) for name in names},
        importance={name: name + SUFFIX["importance"] for name in names} if importance else None,
        table=evaluation,
    )
    settings = {"n": n, "seed": seed, "table": evaluation.name, "correlation": correlation}
    settings |= {"careless": FrozenMapping(careful), "missing": FrozenMapping(gaps)}
    truth = _truth(names, parts, sizes, segments, importance)
    how = pd.Series(np.array([*CARELESS, "attentive"], dtype=object)[style], index=index, name="style")
    return SimulatedKano(frame, truth, letters, how, model, FrozenMapping(settings))


def _by_segment(shares: Any, segments: Mapping[str, float] | None) -> tuple[tuple[str, ...], Array, Array]:
    """Attributes, their shares (segments, attributes, 6), and the size of each segment."""
    if segments is None:
        given = by_attribute(shares)
        if "" in given:
            raise SpecificationError('Name the attributes: {"Wi-Fi": {"M": 0.6, "I": 0.4}, ...}.')
        return tuple(given), np.array(list(given.values()))[None], np.ones(1)
    sizes = np.array(list(segments.values()), dtype=np.float64)
    if not len(sizes) or (sizes < 0).any() or abs(sizes.sum() - 1) > 1e-6:
        raise SpecificationError(
            f"segments= has shares {some(segments.values(), 12)}, which do not sum to 1."
        )
    if not isinstance(shares, Mapping) or set(shares) != set(segments):
        raise SpecificationError(
            f"With segments= the shares are a mapping of segment ({some(segments, 12)}) to attributes."
        )
    parts = {name: by_attribute(shares[name]) for name in segments}
    names = tuple(next(iter(parts.values())))
    for name, part in parts.items():
        if tuple(sorted(part)) != tuple(sorted(names)) or "" in part:
            raise SpecificationError(
                f"Segment {name!r} has other attributes than the first one: {some(part, 12)}."
            )
    return names, np.array([[part[name] for name in names] for part in parts.values()]), sizes / sizes.sum()


def _check_cells(names: tuple[str, ...], parts: Array, table: EvaluationTable) -> None:
    there = {letter for row in table.cells for letter in row}
    for a, name in enumerate(names):
        without = [c for i, c in enumerate(LETTERS) if parts[:, a, i].any() and c not in there]
        if without:
            raise SpecificationError(
                f"Attribute {name!r} has a share of {without[0]}, but no pair of answers is {without[0]} in"
                f" evaluation table {table.name!r}."
            )


def _weights(given: ArrayLike | None, table: EvaluationTable) -> Array:
    if given is None:
        rows = np.array(FUNCTIONAL[table.answers]) - 1
        columns = np.array(DYSFUNCTIONAL[table.answers]) - 1
        found: Array = PAIRS[np.ix_(rows, columns)]
        return found
    weights = np.asarray(given, dtype=np.float64)
    k = table.answers
    if weights.shape != (k, k) or not np.isfinite(weights).all() or (weights < 0).any():
        raise SpecificationError(f"pairs= is a table of {k} by {k} numbers that are 0 or more.")
    empty = [LETTERS[c] for c in np.unique(table.codes) if not weights[table.codes == c].any()]
    if empty:
        raise SpecificationError(f"pairs= leaves no pair of answers for category {some(empty)}.")
    return weights


def _shares(name: str, given: Any, kinds: Sequence[str], alone: str | None) -> dict[str, float]:
    """Shares by kind; a number alone is of one kind, or of all."""
    if isinstance(given, Mapping):
        for key in given:
            if key not in kinds:
                raise SpecificationError(
                    f"{name}= names {key!r}.{did_you_mean(key, kinds)} Kinds: {', '.join(kinds)}."
                )
        found = {kind: given.get(kind, 0.0) for kind in kinds}
    else:
        found = {kind: given if alone in (None, kind) else 0.0 for kind in kinds}
    for value in found.values():
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value < 1:
            raise SpecificationError(f"{name}={given!r}: shares are 0 or more, and less than 1.")
    return {kind: float(value) for kind, value in found.items()}


def _styles(uniform: Array, careless: Mapping[str, float]) -> NDArray[np.intp]:
    """Position in CARELESS, behind its end for the attentive."""
    return np.searchsorted(np.cumsum(list(careless.values())), uniform, side="right")


def _answers(
    category: Codes, style: NDArray[np.intp], rng: np.random.Generator, table: EvaluationTable, weights: Array
) -> tuple[Codes, Codes]:
    """Pairs of answers, of careless respondents too."""
    n, k = category.shape
    uniform = rng.random((n, k, 4))
    functional, dysfunctional = drawn_pairs(category, uniform[..., 0], table.codes, weights)
    at_random = (style == CARELESS.index("random"))[:, None]
    several = (uniform[..., 1:3] * table.answers).astype(np.int8) + np.int8(1)
    functional = np.where(at_random, several[..., 0], functional)
    dysfunctional = np.where(at_random, several[..., 1], dysfunctional)
    same = (style == CARELESS.index("same_answer"))[:, None]
    functional = np.where(same, several[:, :1, 0], functional)
    dysfunctional = np.where(same, functional, dysfunctional)
    misreads = (style == CARELESS.index("misreading"))[:, None] & (uniform[..., 3] < MISREADS)
    return functional, np.where(misreads, functional, dysfunctional)


def _importance(category: Codes, style: NDArray[np.intp], noise: Array, rng: np.random.Generator) -> Array:
    drawn = drawn_importance(category, noise[:, :1], noise[:, 1:])
    points = np.floor(rng.random(category.shape) * 9) + 1
    at_random = (style == CARELESS.index("random"))[:, None]
    same = (style == CARELESS.index("same_answer"))[:, None]
    found: Array = np.where(at_random, points, np.where(same, points[:, :1], drawn))
    return found


def _truth(
    names: tuple[str, ...],
    parts: Array,
    sizes: Array,
    segments: Mapping[str, float] | None,
    importance: bool,
) -> pd.DataFrame:
    index: pd.Index = pd.Index(names, name="attribute")
    if segments is not None:
        index = pd.MultiIndex.from_product([list(segments), names], names=["segment", "attribute"])
    rows = parts.reshape(-1, len(LETTERS))
    frame = pd.DataFrame(rows, index=index, columns=list(LETTERS))
    frame["category"] = [LETTERS[label_of(row)] for row in rows]
    within = rows[:, [M, O, A, I]].sum(axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        frame["better"] = rows[:, [A, O]].sum(axis=1) / within
        frame["worse"] = 0.0 - rows[:, [O, M]].sum(axis=1) / within
    if importance:
        frame["importance"] = mean_importance(rows)
    return frame
