"""Differentiate by need: to whom the same things matter, and how far they form clusters at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from csmodels.errors import (
    ConvergenceWarning,
    DataError,
    DataWarning,
    SpecificationError,
    check_choice,
    check_whole,
    some,
)
from csmodels.numerics.draws import RowDraws, UnitDraws
from csmodels.numerics.strategy import clusters, partitions
from csmodels.sampling.grouped import group_labels
from csmodels.strategy.segments.joining import Joined
from csmodels.survey import SurveyData
from csmodels.survey.design import SurveyDesign
from csmodels.tables.notices import Notice, notice

Array = NDArray[np.float64]

RULES = ("silhouette", "gap")
SCALINGS = ("person", "columns", "none")
#: Starts of each number of clusters, again of the one chosen, and of each resample and reference data set.
STARTS, MORE_STARTS, FEWER_STARTS = 25, 200, 5
#: Mean silhouette width up to which there is no substantial structure
#: (Kaufman and Rousseeuw 1990; unconfirmed).
NO_STRUCTURE = 0.25
#: Mean Jaccard similarity below which a cluster is not to be trusted (Hennig 2007; figure unconfirmed).
STABLE, TRUSTED = 0.75, 0.60
#: Data sets without clusters that the clusters are compared with; enough for a p-value of .025.
REFERENCES = 39
#: p-value above which the clusters are no better than those of evenly spread answers.
SIGNIFICANT = 0.05
#: Answers of an importance scale lie within these, where no questionnaire says so.
RATING = (0.0, 11.0)
#: Respondents of whom silhouette widths are computed; of more a random part, since every pair is compared.
WIDTHS = 5_000
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
#: Attributes that name a cluster.
LEADING = 2


@dataclass(frozen=True, eq=False)
class Needs:
    """Clusters of needs.

    Attributes
    ----------
    items : tuple of str
    names : tuple of str
        Clusters, the largest first.
    codes : array, shape (n,)
        From 0; missing where not known.
    answers, relative : array, shape (n, items)
        As given; and as clustered, against the average respondent.
    scaling : str or None
        None where the clusters were given.
    choice : DataFrame
        By number of clusters: within, silhouette, gap, gap_error, chosen. Empty where none was made.
    stability : DataFrame
        By cluster: jaccard, dissolved (share of resamples below one half), silhouette.
    agreement : float
        Mean adjusted Rand index of the resamples.
    chance : float
        p-value that evenly spread answers would be divided as well.
    n_formed, n_placed : int
        Respondents that formed clusters, and that were placed by the answers they gave.
    settled : bool
    notices : tuple of Notice
    labels : mapping
        Words of given clusters by language, where the questionnaire has some.
    """

    items: tuple[str, ...]
    names: tuple[str, ...]
    codes: Array
    answers: Array
    relative: Array
    scaling: str | None
    choice: pd.DataFrame
    stability: pd.DataFrame
    agreement: float
    chance: float
    n_formed: int
    n_placed: int
    settled: bool
    notices: tuple[Notice, ...]
    labels: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def leading(self, code: int, weights: Array | None) -> list[str]:
        """The items that matter more to a cluster than to the others, most of all first."""
        mine = self.codes == code
        w = np.ones(len(mine)) if weights is None else weights
        known = mine[:, None] & np.isfinite(self.relative)
        held = w[:, None] * known
        mean = (np.nan_to_num(self.relative) * held).sum(axis=0) / held.sum(axis=0)
        order = np.argsort(-mean, kind="stable")
        return [self.items[j] for j in order[:LEADING] if mean[j] > 0]


@dataclass(frozen=True)
class Wanted:
    """How needs are to be clustered."""

    segments: int | str | None
    most: int
    rule: str
    scaling: str | None
    resamples: int
    seed: int


def read_needs(
    joined: Joined, data: Any, items: Sequence[str] | None, wanted: Wanted, weights: Array | None,
    design: SurveyDesign | None,
) -> Needs | None:  # fmt: skip
    """Clusters of the items, or given ones; None where neither is asked for.

    Raises
    ------
    SpecificationError
        Unknown options, fewer than two items, more clusters than there are different answers.
    DataError
        Columns that are absent or hold text.
    """
    check_choice("rule", wanted.rule, RULES)
    check_whole("most", wanted.most, 2)
    check_whole("n_boot", wanted.resamples)
    if wanted.resamples == 1:
        raise SpecificationError("n_boot=1 tells nothing of stability: 0 for none, or at least 2 resamples.")
    if wanted.scaling is not None:
        check_choice("scaling", wanted.scaling, SCALINGS)
    given = isinstance(wanted.segments, str)
    if items is None and not given:
        if wanted.segments is not None:
            raise SpecificationError(f"segments={wanted.segments!r} are made of needs=; name its columns.")
        return None
    names = _items(items, given)
    answers = np.column_stack(
        [joined.numbers(name, "needs") for name in names]
    ) if names else np.empty((len(joined.frame), 0))  # fmt: skip
    if given:
        labels = group_labels(data, str(wanted.segments))
        return _given(joined, str(wanted.segments), names, answers, weights, labels)
    return _clustered(data, names, answers, wanted, weights, design)


def _items(items: Sequence[str] | None, given: bool) -> tuple[str, ...]:
    if isinstance(items, str):
        raise SpecificationError(f"needs= takes a list of columns, not a single text: [{items!r}, ...].")
    names = tuple(items or ())
    if len(set(names)) < len(names):
        twice = dict.fromkeys(name for name in names if names.count(name) > 1)
        raise SpecificationError(f"needs= names {some(twice)} more than once.")
    if not given and len(names) < 2:
        raise SpecificationError("needs= takes two columns or more, such as importances of attributes.")
    return names


def against_average(answers: Array, weights: Array, scaling: str) -> Array:
    """Answers as they are clustered: less the average respondent's, and for "person" less the own level.

    Examples
    --------
    Two guests who rank alike, one of them two points higher throughout:

    >>> answers = np.array([[5.0, 1.0], [7.0, 3.0], [3.0, 3.0]])
    >>> against_average(answers, np.ones(3), "person").round(3).tolist()
    [[0.667, -0.667], [0.667, -0.667], [-1.333, 1.333]]
    """
    known = np.isfinite(answers)
    w = weights[:, None] * known
    mean = (np.nan_to_num(answers) * w).sum(axis=0) / w.sum(axis=0)
    apart: Array = answers - mean
    if scaling == "person":
        # over the answers given: a gap at something important must not look like a low level
        count = known.sum(axis=1, keepdims=True)
        apart = apart - np.nansum(apart, axis=1, keepdims=True) / np.maximum(count, 1)
    if scaling == "columns":
        spread = np.sqrt((np.nan_to_num(apart) ** 2 * w).sum(axis=0) / w.sum(axis=0))
        apart = apart / np.where(spread > 0, spread, 1.0)
    return apart


def settled_scaling(data: Any, items: Sequence[str], answers: Array) -> str:
    """ "person" for ratings on one scale, else "columns"."""
    asked = isinstance(data, SurveyData)
    scales = {data.scale(name) for name in items if name in data._frame} if asked else set()
    scales -= {None}
    if len(scales) > 1:
        return "columns"
    known = answers[np.isfinite(answers)]
    whole = bool((known % 1 == 0).all() and known.min() >= RATING[0] and known.max() <= RATING[1])
    # 0 and 1 are answers of another kind: a level of yes-saying is a finding
    return "person" if scales or (whole and known.max() > 1) else "columns"


def _given(
    joined: Joined, column: str, items: tuple[str, ...], answers: Array, weights: Array | None,
    labels: Mapping[Any, Mapping[str, str]],
) -> Needs:  # fmt: skip
    values = joined.column(column, "segments")
    codes, names = pd.factorize(values, sort=True)
    if not 1 <= len(names) <= len(LETTERS):
        raise DataError(
            f"segments={column!r} holds {len(names)} different values; a column of segments holds a few."
        )
    w = np.ones(len(values)) if weights is None else weights
    relative = against_average(answers, w, "none") if items else answers
    known = np.where(codes >= 0, codes, np.nan).astype(np.float64)
    words = tuple(f"{name:g}" if isinstance(name, float) else str(name) for name in names)
    # in English a text stays the word that the user wrote
    told = {
        word: {lang: said for lang, said in labels.get(name, {}).items()
               if lang != "en" or not isinstance(name, str)}
        for word, name in zip(words, names, strict=True)
    }  # fmt: skip
    nothing = pd.DataFrame()
    return Needs(
        items, words, known, answers, relative, None, nothing, nothing, float("nan"), float("nan"),
        int((codes >= 0).sum()), 0, True, (), told,
    )  # fmt: skip


def _clustered(
    data: Any, items: tuple[str, ...], answers: Array, wanted: Wanted, weights: Array | None,
    design: SurveyDesign | None,
) -> Needs:  # fmt: skip
    w = np.ones(len(answers)) if weights is None else weights
    counts = np.isfinite(answers).sum(axis=1)
    formed = np.flatnonzero((counts == len(items)) & (w > 0))
    if len(formed) < 2:
        raise DataError(f"Only {len(formed)} respondents answered all of {some(items)}; clusters need more.")
    if np.ptp(answers[formed], axis=0).max() == 0:
        raise DataError(f"All who answered {some(items)} gave the same answers: there is nothing to cluster.")
    scaling = wanted.scaling or settled_scaling(data, items, answers)
    relative = against_average(answers, w * (counts == len(items)), scaling)
    x, mine = np.ascontiguousarray(relative[formed]), w[formed]
    ks = _numbers(x, wanted, scaling)
    found = clusters.k_means(x, ks, mine, starts=STARTS, seed=wanted.seed)
    choice, at = _choice(x, mine, ks, found, wanted)
    # where clusters are faint, many starts end in other places: the one chosen gets more of them
    again = clusters.k_means(x, ks[at], mine, starts=MORE_STARTS, seed=wanted.seed + 2)
    if again.within[0] < found.within[at]:
        found, choice.loc[ks[at], "within"] = again, again.within[0]
        width = _widths(x, again.codes, int(ks[at]), mine, wanted.seed)[0][0]
        choice.loc[ks[at], "silhouette"] = width
    member = 0 if found is again else at
    centres, codes = clusters.in_order(found, mine, member)
    placed = (counts * 2 >= len(items)) & (counts < len(items)) & (w > 0)
    full = np.full(len(answers), np.nan)
    full[formed] = codes
    full[placed] = clusters.nearest_centre(relative[placed], centres)
    names = tuple(LETTERS[: len(centres)])
    stability, agreement = _stability(x, mine, codes, formed, names, wanted, design)
    chance = float("nan")
    if wanted.resamples and len(names) > 1:
        chance = clusters.one_group_p(
            x,
            len(names),
            mine,
            references=min(wanted.resamples, REFERENCES),
            starts=FEWER_STARTS,
            seed=wanted.seed,
        )
    told = _told(choice, stability, names, chance)
    if not found.settled[member]:
        told.append(notice("idic_unsettled", ConvergenceWarning))
    return Needs(
        items, names, full, answers, relative, scaling, choice, stability, agreement, chance, len(formed),
        int(placed.sum()), bool(found.settled[member]), tuple(told),
    )  # fmt: skip


def _numbers(x: Array, wanted: Wanted, scaling: str) -> NDArray[np.intp]:
    """Numbers of clusters that are fitted."""
    different = len(np.unique(x.round(9), axis=0))
    own = ", once each person's own mean is taken out" if scaling == "person" else ""
    if different < 2:
        raise DataError(
            f"All who answered needs= gave the same pattern of answers{own}: there is nothing to cluster."
            + (" Take the answers as they are: scaling='none'." if own else "")
        )
    highest = min(wanted.most, max(different - 1, 2), len(LETTERS))
    if wanted.segments is None or isinstance(wanted.segments, str):
        return np.arange(1 if wanted.rule == "gap" else 2, highest + 1)
    check_whole("segments", wanted.segments, 2)
    if wanted.segments > min(different, len(LETTERS)):
        raise SpecificationError(
            f"segments={wanted.segments}: there are {different} different patterns of needs{own}, and letters"
            f" for {len(LETTERS)} clusters; ask for fewer."
        )
    # the others are tried too: the table of all tells what the number asked for costs
    return np.union1d(np.arange(2, highest + 1), [wanted.segments])


def _choice(
    x: Array, weights: Array, ks: NDArray[np.intp], found: clusters.Clusters, wanted: Wanted
) -> tuple[pd.DataFrame, int]:
    """Every number of clusters that was tried, and the place of the one chosen."""
    mean, _ = _widths(x, found.codes, int(ks.max()), weights, wanted.seed)
    table = pd.DataFrame(
        {"within": found.within, "silhouette": mean, "gap": np.nan, "gap_error": np.nan},
        index=pd.Index(ks, name="clusters"),
    )
    at = int(np.nanargmax(mean)) if wanted.segments is None else int(np.flatnonzero(ks == wanted.segments)[0])
    if wanted.rule == "gap" and wanted.segments is None:
        gap, error = clusters.gap_statistic(
            x, found.within, ks, weights, starts=FEWER_STARTS, seed=wanted.seed
        )
        table["gap"], table["gap_error"] = gap, error
        at = clusters.chosen_by_gap(gap, error)
    table["chosen"] = np.arange(len(ks)) == at
    return table, at


def _widths(x: Array, codes: NDArray[np.intp], most: int, weights: Array, seed: int) -> tuple[Array, Array]:
    """Silhouette widths, of a random part of many respondents."""
    if len(x) <= WIDTHS:
        return partitions.silhouette(x, codes, most, weights)
    part = np.sort(np.random.default_rng([seed, 3]).permutation(len(x))[:WIDTHS])
    return partitions.silhouette(x[part], codes[:, part], most, weights[part])


def _stability(
    x: Array, weights: Array, codes: NDArray[np.intp], formed: NDArray[np.intp], names: tuple[str, ...],
    wanted: Wanted, design: SurveyDesign | None,
) -> tuple[pd.DataFrame, float]:  # fmt: skip
    """How well each cluster is found again in resamples of the respondents, or of the sampling units."""
    k = len(names)
    _, widths = _widths(x, codes[None], k, weights, wanted.seed)
    table = pd.DataFrame(
        {"jaccard": np.nan, "dissolved": np.nan, "silhouette": widths[0]}, index=pd.Index(names, name="need")
    )
    if not wanted.resamples or k < 2:
        return table, float("nan")
    units = None if design is None else design.units
    draws: RowDraws | UnitDraws
    if units is None:
        draws = RowDraws(len(x), wanted.resamples, wanted.seed)
    else:
        draws = UnitDraws(units, formed, wanted.resamples, wanted.seed)
    times = np.concatenate([np.asarray(piece, dtype=np.float64) for piece in draws])
    again = clusters.k_means(x, k, times * weights, starts=FEWER_STARTS, seed=wanted.seed + 1)
    tables = partitions.overlaps(codes, again.codes, k, k, times > 0)
    alike = partitions.jaccard(tables)
    # a cluster that nobody of was drawn says nothing in that resample
    known = np.isfinite(alike)
    drawn = np.where(known.any(axis=0), known.sum(axis=0), np.nan)
    table["jaccard"] = np.where(known, alike, 0.0).sum(axis=0) / drawn
    table["dissolved"] = (known & (np.nan_to_num(alike) <= 0.5)).sum(axis=0) / drawn
    rand = partitions.adjusted_rand(tables)
    known = np.isfinite(rand)
    return table, float(rand[known].mean()) if known.any() else float("nan")


def _told(
    choice: pd.DataFrame, stability: pd.DataFrame, names: tuple[str, ...], chance: float
) -> list[Notice]:
    told = []
    width = float(choice.loc[choice["chosen"], "silhouette"].iloc[0])
    if len(names) == 1:
        told.append(notice("idic_one_cluster", DataWarning))
    elif width <= NO_STRUCTURE:
        told.append(notice("idic_no_structure", DataWarning, width=f"{width:.2f}", least=NO_STRUCTURE))
    elif chance > SIGNIFICANT:
        told.append(notice("idic_one_group", DataWarning, p=f"{chance:.2f}"))
    weak = [name for name, alike in stability["jaccard"].items() if alike < TRUSTED]
    if weak:
        names_of = ", ".join(map(str, weak))
        told.append(notice("idic_unstable", DataWarning, clusters=names_of, least=f"{TRUSTED:.2f}"))
    return told
