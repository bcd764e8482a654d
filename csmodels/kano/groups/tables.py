"""Tests that groups put an attribute into the same categories, from respondents or from published counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from csmodels.errors import DataError, SpecificationError, check_whole, did_you_mean, some
from csmodels.kano.sample import Part
from csmodels.numerics.draws import Design
from csmodels.numerics.intervals import check_options
from csmodels.numerics.kano import association
from csmodels.numerics.kano.association import Correction
from csmodels.numerics.kano.counts import LETTERS
from csmodels.numerics.multiplicity import adjusted_p

Array = NDArray[np.float64]

#: Categories that are compared: questionable pairs are no opinion.
COMPARED = "MOAIR"
#: Expected counts below which chi-square is a rough guide: Cochran's (1954) rule.
FEW_EXPECTED = 5.0


@dataclass(frozen=True, eq=False)
class GroupCounts:
    """Counts of several groups.

    Attributes
    ----------
    counts : array, shape (attributes, groups, 6)
        In the order of `LETTERS`, weighted where respondents are.
    respondents : array, shape (attributes, groups, 6)
        The same of respondents as they are.
    corrections : tuple of Correction, optional
        One per attribute; none where respondents are independent and count alike.
    """

    counts: Array
    respondents: Array
    corrections: tuple[Correction, ...] | None


def check_categories(categories: str) -> list[int]:
    """Positions of the categories that are compared."""
    given = categories.upper() if isinstance(categories, str) else ""
    if len(given) < 2 or len(set(given)) < len(given) or not set(given) <= set(LETTERS):
        raise SpecificationError(
            f"categories={categories!r} takes two or more different letters of {LETTERS!r}, such as"
            f" {COMPARED!r}."
        )
    return [LETTERS.index(letter) for letter in given]


def group_tests(
    found: GroupCounts, names: Sequence[Any], kept: list[int], seed: int, n_draws: int, conf_level: float
) -> pd.DataFrame:
    """One row of tests per attribute; `kept` are the positions of the categories compared."""
    respondents = found.respondents[:, :, kept].sum(axis=(1, 2))
    plain = found.counts[:, :, kept]
    total = plain.sum(axis=(1, 2))
    weighted = found.corrections is not None
    if weighted:
        # weighted counts are brought to the number of respondents
        plain = (
            plain * np.divide(respondents, total, out=np.zeros_like(total), where=total > 0)[:, None, None]
        )
    seen = association.pearson(plain)
    if found.corrections is None:
        effect, scale, error = np.ones(len(plain)), np.ones(len(plain)), np.full(len(plain), np.inf)
        df = seen.df
    else:
        values = [(each.effect, each.scale, each.df, each.df_error) for each in found.corrections]
        effect, scale, df, error = np.array(values, dtype=np.float64).T
    p = association.p_value(seen.chi_square / scale, df, error)
    low, high = association.v_limits(seen, conf_level, scale, df, error)
    simulated = [np.nan if weighted else association.simulated_p(each, n_draws, seed) for each in plain]
    return pd.DataFrame(
        {
            "n": respondents.round().astype(np.int64),
            "n_left_out": (found.respondents.sum(axis=(1, 2)) - respondents).round().astype(np.int64),
            "chi_square": seen.chi_square / scale,
            "df": df,
            "p_value": p,
            "p_holm": adjusted_p(p),
            "cramers_v": association.cramers_v(seen.chi_square, seen.n, seen.shorter),
            "cramers_v_low": low,
            "cramers_v_high": high,
            "cramers_v_corrected": association.corrected_v(seen, effect),
            "smallest_expected": seen.smallest_expected,
            "p_simulated": simulated,
            "design_effect": np.where(np.isnan(seen.chi_square), np.nan, effect),
            "df_error": error,
        },
        index=pd.Index(list(names), name="attribute"),
    )


# ------------------------------------------------------------------ respondents


def counted(parts: Sequence[Part], kept: list[int]) -> GroupCounts:
    """Counts of the groups of a fit, with what weights and design do to tests of them."""
    counts = np.stack([part.counts for part in parts], axis=1)
    respondents = np.stack([part.respondents for part in parts], axis=1)
    if _alike(parts):
        return GroupCounts(respondents, respondents, None)
    attributes = range(counts.shape[0])
    corrections = tuple(_correction(parts, a, kept, counts[a], respondents[a]) for a in attributes)
    return GroupCounts(counts, respondents, corrections)


def _alike(parts: Sequence[Part]) -> bool:
    """Whether respondents are independent and count alike: a constant weight changes nothing."""
    if parts[0].asked.design is not None:
        return False
    weights = [part.weights for part in parts if part.weights is not None]
    if not weights:
        return True
    first = weights[0][0]
    return all(bool(np.allclose(each, first, rtol=1e-12, atol=0.0)) for each in weights)


def _correction(
    parts: Sequence[Part], attribute: int, kept: list[int], counts: Array, respondents: Array
) -> Correction:
    """Of the table groups x categories of one attribute."""
    table = counts[:, kept]
    size, n = table.size, float(respondents[:, kept].sum())
    if n < 2:
        return Correction(*(np.nan,) * 4)
    design = parts[0].asked.design
    if parts[0].asked.options.se == "replicates":
        assert design is not None
        assert design.scales is not None  # the options were refused without
        every = np.stack([part.members[:, attribute][:, kept] for part in parts], axis=1)
        drawn = every.reshape(len(every), size)
        away = drawn / drawn.sum(axis=1, keepdims=True) - table.ravel() / table.sum()
        covariance = (away * design.scales[:, None]).T @ away
        error = float(len(every) - 1 if design.units is None else design.units.df)
        return association.rao_scott(table / table.sum(), covariance, n, error)
    units: Design | None = None if design is None else design.units
    place = np.full(len(LETTERS) + 1, -1)
    place[kept] = np.arange(len(kept))
    cells, weights, where = [], [], []
    for g, part in enumerate(parts):
        column = place[part.categories[:, attribute]]  # -1, no answer, is the last place
        mine = column >= 0
        cells.append(column[mine] + g * len(kept))
        weights.append(np.ones(int(mine.sum())) if part.weights is None else part.weights[mine])
        where.append(part.where[mine])
    covariance = association.cell_covariance(
        np.concatenate(cells), np.concatenate(weights), size, sum(part.n for part in parts), units,
        np.concatenate(where),
    )  # fmt: skip
    error = n - 1 if units is None else float(units.df)
    return association.rao_scott(table, covariance, n, error)


# ------------------------------------------------------------------ published counts


def kano_group_tests(
    counts: pd.DataFrame,
    *,
    categories: str = COMPARED,
    seed: int = 0,
    n_draws: int = 9999,
    conf_level: float = 0.95,
) -> pd.DataFrame:
    """Test whether groups put attributes into the same categories, from counts alone.

    Use it for published tables, of which you have no respondents: one row for each group and attribute. With
    the answers, fit with ``by=`` and ask for :meth:`KanoResult.compare_groups`, which knows of weights too.

    Parameters
    ----------
    counts : DataFrame
        Index (group, attribute), columns M, O, A, I, R, Q in any order; one that is missing holds no counts.
        A column ``n`` is checked against their sum. `KanoResult.counts` of a fit with ``by=`` is one.
    categories : str
        Those compared. Q is left out by default: contradictory pairs are no opinion.
    seed : int
    n_draws : int
        Tables drawn for `p_simulated`; 0 for none.
    conf_level : float
        Of the limits of Cramer's V.

    Returns
    -------
    DataFrame
        By attribute: n (respondents compared), n_left_out (in categories that are not), chi_square, df,
        p_value, p_holm (for the number of attributes), cramers_v with limits, cramers_v_corrected (without
        most of its bias), smallest_expected, p_simulated, design_effect (1), df_error (infinite). Missing
        where fewer than two groups or categories have counts.

    Raises
    ------
    DataError
        Counts that are negative, missing or no whole numbers (shares are not enough), another index or
        other columns, a group named twice for an attribute.
    SpecificationError
        Unknown categories or options.

    Notes
    -----
    Categories and groups without counts leave the table, and df is that of what is left. Limits
    of V come from the noncentral chi-square (Smithson 2003), the corrected V is Bergsma's (2013), and
    simulated tables have the margins seen (Patefield 1981).

    Examples
    --------
    "Convenient storage", asked in four wordings (REPPL, public data):

    >>> import pandas as pd
    >>> rows = {
    ...     ("original", "Convenient"): [8, 36, 19, 23, 4, 1],
    ...     ("enjoy", "Convenient"): [34, 21, 11, 27, 2, 2],
    ...     ("helpful", "Convenient"): [25, 18, 7, 28, 6, 5],
    ...     ("Pouliot", "Convenient"): [11, 35, 15, 20, 2, 3],
    ... }
    >>> found = kano_group_tests(pd.DataFrame.from_dict(rows, orient="index", columns=list("AOMIRQ")))
    >>> found[["n", "chi_square", "df", "cramers_v"]].round(2)
                 n  chi_square    df  cramers_v
    attribute
    Convenient  352       41.88  12.0        0.2
    """
    kept = check_categories(categories)
    check_options("percentile", conf_level)
    check_whole("seed", seed)
    check_whole("n_draws", n_draws)
    given, groups, attributes = _read(counts)
    return group_tests(_stacked(given, groups, attributes), attributes, kept, seed, n_draws, conf_level)


def _read(counts: pd.DataFrame) -> tuple[pd.DataFrame, list[Any], list[Any]]:
    """The counts with all six columns, the groups and the attributes; what is wrong with them is refused."""
    if isinstance(counts, pd.DataFrame) and all(isinstance(x, tuple) and len(x) == 2 for x in counts.index):
        # pairs are an index of two levels, however the frame was made
        counts = counts.set_axis(pd.MultiIndex.from_tuples(list(counts.index)))
    if not isinstance(counts, pd.DataFrame) or counts.index.nlevels != 2 or not len(counts):
        raise DataError(
            "counts= takes a DataFrame indexed by group and attribute, with columns M, O, A, I, R, Q; with"
            ' frame.set_index(["group", "attribute"]) columns become the index.'
        )
    known = [*LETTERS, "n"]
    for name in counts.columns:
        if name not in known:
            raise DataError(
                f"counts= has a column {name!r}, which is no category.{did_you_mean(name, known)}"
                f" Columns: {some(known)}."
            )
    if counts.index.has_duplicates or counts.columns.has_duplicates:
        twice = counts.index[counts.index.duplicated()].tolist() or ["of its columns"]
        raise DataError(f"counts= names {some(twice)} more than once; add the rows up first.")
    try:
        given = counts.astype(np.float64).reindex(columns=list(LETTERS), fill_value=0.0)
    except (TypeError, ValueError):
        raise DataError("counts= holds something else than numbers.") from None
    values = given.to_numpy()
    wrong = ~(np.isfinite(values) & (values >= 0) & (values == np.rint(values))).all(axis=1)
    if wrong.any():
        raise DataError(
            f"Counts must be whole numbers from 0; those of {some(given.index[wrong].tolist())} are not."
            " Shares in per cent have to be multiplied by the number of respondents first."
        )
    if "n" in counts and not np.array_equal(values.sum(axis=1), counts["n"].to_numpy(dtype=np.float64)):
        differ = given.index[values.sum(axis=1) != counts["n"].to_numpy(dtype=np.float64)].tolist()
        raise DataError(f"Column n is not the sum of the categories for {some(differ)}.")
    levels = [list(given.index.unique(level)) for level in (0, 1)]
    return given, levels[0], levels[1]


def _stacked(given: pd.DataFrame, groups: list[Any], attributes: list[Any]) -> GroupCounts:
    index = pd.MultiIndex.from_product([groups, attributes])
    every = given.reindex(index, fill_value=0.0).to_numpy()
    counts = every.reshape(len(groups), len(attributes), len(LETTERS)).swapaxes(0, 1)
    return GroupCounts(counts, counts, None)
