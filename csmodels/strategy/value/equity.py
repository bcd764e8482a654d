"""Customer equity from a matrix of switching between brands."""

from __future__ import annotations

from collections.abc import Mapping
from numbers import Real
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from csmodels.errors import DataError, DataWarning, SpecificationError, check_whole, did_you_mean, some
from csmodels.numerics.intervals import check_options
from csmodels.numerics.linearization import kish
from csmodels.numerics.variation import Variation
from csmodels.sampling.grouped import group_labels
from csmodels.sampling.options import design_notices
from csmodels.sampling.remarks import LEFT_OUT
from csmodels.sampling.settings import designed, uncertainty
from csmodels.sampling.variations import GroupRows
from csmodels.strategy.privacy import LEAST, few
from csmodels.strategy.value.economics import Economics, check_number
from csmodels.strategy.value.equity_result import CustomerEquity
from csmodels.strategy.value.fit import settled_for
from csmodels.strategy.value.sampled import Sampled, sampled
from csmodels.survey import SurveyData
from csmodels.survey.columns import numbers_in, to_floats
from csmodels.survey.design import read_design
from csmodels.survey.request import plain_frame
from csmodels.tables import FrozenMapping
from csmodels.tables.notices import Notice, issue, notice

if TYPE_CHECKING:
    pass

Array = NDArray[np.float64]

#: Customers of a brand a period ago below which its row of the matrix is told to be unsure.
FEW = 50


def customer_equity(
    data: SurveyData | pd.DataFrame | None = None,
    *,
    before: str | None = None,
    now: str | None = None,
    matrix: pd.DataFrame | None = None,
    shares: Mapping[str, float] | None = None,
    margin: float | str | Mapping[str, float] = 1.0,
    margin_rate: float = 1.0,
    per_period: float = 1.0,
    discount: float = 0.10,
    horizon: int | None = None,
    first: str = "now",
    customers: float = 1.0,
    errors: str | None = None,
    n_boot: int | None = None,
    seed: int = 0,
    ci: str | None = None,
    conf_level: float = 0.95,
    least: int = LEAST,
) -> CustomerEquity:
    """Value of all customers of a market to each brand, from who switches to whom.

    Use it where leaving one brand means coming to another, and customers may come back: a value that counts
    a lost customer as lost for good is too low then.

    Parameters
    ----------
    data : SurveyData or DataFrame, optional
        With `before` and `now`: brand of each respondent one period ago and now. Weights, strata, clusters
        and replicate weights are taken into account; where brands were sampled unequally they are needed.
    before, now : str
        Columns.
    matrix, shares : DataFrame and mapping, in the place of data
        Published switching shares (rows: from, columns: to; rows sum to one) and shares now: no intervals.
    margin : float, str or mapping of brand to amount
        Payment of a customer; a column's name for the mean by brand, with its error.
    margin_rate, per_period : float
        Share that is profit; payments in a period.
    discount : float
    horizon : int, optional
        Periods that are counted; all by default.
    first : {"now", "end"}
        Whether the first margin comes at once or after the first move.
    customers : float
        Of the whole market, by which equity is multiplied; 1: per customer.
    errors, n_boot, seed, ci, conf_level
        As for `CustomerValue.fit`.
    least : int
        Cells of fewer respondents are not printed (tables hold them); a brand needs so many now.

    Returns
    -------
    CustomerEquity

    Raises
    ------
    SpecificationError, DataError
        A matrix whose rows do not sum to one, a brand that nobody had before or that fewer than `least`
        have now, both data and matrix.

    Notes
    -----
    Value to brand j of a customer of k: sum over t of [P^t]_kj m_j / (1 + d)^t. Equity of j: its mean over
    the customers now, times `customers`. The form of Rust, Lemon and Zeithaml (2004) (unconfirmed in detail):
    there each respondent has a matrix of his or her own, predicted from ratings of drivers, with the purchase
    rate and the volume of each; here the respondents share one, as observed, and it stays as it is. It is
    theirs who are in the market at both times: who came into it or left it is in no row. For one region or
    segment give the respondents of it, ``data.where(...)``.

    Examples
    --------
    >>> import csmodels as cs
    >>> from csmodels.strategy.value import customer_equity
    >>> found = customer_equity(
    ...     cs.datasets.load_telecom(), before="operator_year_ago", now="operator",
    ...     margin="spend", margin_rate=0.3, per_period=12,
    ... )
    >>> found.matrix.loc[("Alpha", "Alpha"), "estimate"].round(2).item()
    0.89
    """
    paid_as: float | str = 1.0 if isinstance(margin, Mapping) else margin
    check_number("customers", customers, 0.0)
    check_whole("least", least, 1)
    money = Economics(paid_as, margin_rate, per_period, discount, 0.0, horizon, first)
    if horizon is None and discount <= 0:
        raise SpecificationError("discount=0 needs a horizon: the sum of all periods has no limit.")
    if (data is None) == (matrix is None):
        raise SpecificationError("Give respondents (data, before=, now=) or a matrix= with shares=.")
    if matrix is not None:
        return _of_matrix(matrix, shares, margin, money, customers, conf_level)
    if not before or not now:
        raise SpecificationError("Say which columns hold the brand one period ago (before=) and now (now=).")
    from csmodels.sampling.regressions import Asked

    assert data is not None
    asked = Asked(
        "bootstrap" if errors is None and n_boot else errors, "listwise", n_boot, seed, ci, conf_level
    )
    design = read_design(data)
    options = settled_for(asked, design)
    brands, codes, paid, rows, settings = _read(data, before, now, money.column, least)
    margins = _margins(margin, brands, money)
    solve = _Chain(codes, paid, len(brands))
    part = sampled(rows, options, design, solve.solve, solve.influence)
    notices = [*_left_open(settings, paid), *design_notices(design, options)]
    notices += _remarks(codes, brands, least)
    settings |= uncertainty(str(options.se), options, design, None) | designed(data)
    settings |= {"customers": customers, **_counted(money, margin), "least": least}
    weights = np.ones(len(codes)) if rows.weights is None else rows.weights
    effective = np.array([float(kish(weights[codes[:, 0] == k])[0]) for k in range(len(brands))])
    people = np.bincount(codes[:, 0] * len(brands) + codes[:, 1], minlength=len(brands) ** 2)
    labels = FrozenMapping({_brand(code): words for code, words in group_labels(data, now).items()})
    issue(notices, 2)
    return CustomerEquity(
        brands, part, money, margins, float(customers), FrozenMapping(settings), tuple(notices),
        labels, people.reshape(len(brands), -1), effective,
    )  # fmt: skip


def _brand(value: object) -> str:
    """A brand as it is named: codes without the decimals that a column with gaps gives them."""
    return f"{value:g}" if isinstance(value, Real) and not isinstance(value, bool) else str(value)


def _counted(money: Economics, margin: Any) -> dict[str, object]:
    found = money.settings()
    del found["growth"]
    amounts = isinstance(margin, Mapping)
    found["margin"] = ", ".join(f"{k}: {v:g}" for k, v in margin.items()) if amounts else margin
    return found


def _read(
    data: SurveyData | pd.DataFrame, before: str, now: str, paid: tuple[str, ...], least: int
) -> tuple[tuple[str, ...], NDArray[np.intp], Array | None, GroupRows, dict[str, object]]:
    """Brands, codes (n, 2), payments, rows, settings of who was used."""
    frame = data.frame if isinstance(data, SurveyData) else plain_frame(data)
    wanted = [before, now, *paid]
    for name in wanted:
        if name not in frame:
            columns = some(map(str, frame.columns), 12)
            raise DataError(
                f"The data have no column {name!r}.{did_you_mean(name, frame.columns)} Their columns:"
                f" {columns}."
            )
    whole = frame[[before, now]].notna().all(axis=1).to_numpy(copy=True)
    weights = None
    if isinstance(data, SurveyData) and data.weights is not None:
        weights = to_floats(frame[data.weights])
        whole &= weights > 0
    where = np.flatnonzero(whole)
    if not len(where):
        raise DataError(f"No respondent has both {before!r} and {now!r}.")
    used = frame.iloc[where]
    named = [[_brand(x) for x in used[name]] for name in (before, now)]
    labels = sorted({*named[0], *named[1]})
    at = {name: i for i, name in enumerate(labels)}
    codes = np.array([[at[name] for name in side] for side in named], dtype=np.intp).T
    for side, which in ((0, before), (1, now)):
        absent = [name for name in labels if at[name] not in codes[:, side]]
        if absent:
            raise DataError(
                f"Nobody has {some(map(repr, absent))} in column {which!r}: nothing tells where its customers"
                ' go or come from. Put small brands together ("other") in both columns first.'
            )
    if len(labels) < 2:
        raise DataError(f"Columns {before!r} and {now!r} name one brand only; switching needs two.")
    scarce = [name for name in labels if (codes[:, 1] == at[name]).sum() < least]
    if scarce:
        raise DataError(
            f"Fewer than least={least} respondents are with {some(map(repr, scarce))} in column {now!r}. Put"
            ' small brands together ("other") in both columns first.'
        )
    money = numbers_in(used[paid[0]], paid[0]) if paid else None
    if money is not None:
        unpaid = [name for name in labels if not np.isfinite(money[codes[:, 1] == at[name]]).any()]
        if unpaid:
            raise DataError(
                f"Column {paid[0]!r} (margin=) holds no payment of customers of"
                f" {some(map(repr, unpaid))}. Give amounts by brand: margin={{'A': 30, ...}}."
            )
    rows = GroupRows(codes.astype(np.float64), None if weights is None else weights[where], where)
    declared = data.weights if isinstance(data, SurveyData) else None
    settings: dict[str, object] = {
        "before": before, "now": now, "n": len(where), "n_rows": len(frame),
        "n_dropped": len(frame) - len(where), "missing": "listwise", "weights": declared or "none",
    }  # fmt: skip
    return tuple(labels), codes, money, rows, settings


class _Chain:
    """Rows of the matrix, shares now and mean payments by brand, as functions of weights.

    A customer whose payment is missing tells about switching all the same.
    """

    def __init__(self, codes: NDArray[np.intp], paid: Array | None, j: int) -> None:
        def hot(values: NDArray[np.intp], many: int) -> Array:
            return np.asarray(values[:, None] == np.arange(many), dtype=np.float64)

        before, now = hot(codes[:, 0], j), hot(codes[:, 1], j)
        pairs = hot(codes[:, 0] * j + codes[:, 1], j * j)
        # every estimate is a ratio of two totals
        tops, bottoms = [pairs, now], [np.repeat(before, j, axis=1), np.ones_like(now)]
        if paid is not None:
            known = now * np.isfinite(paid)[:, None]
            tops.append(known * np.nan_to_num(paid)[:, None])
            bottoms.append(known)
        self.top, self.bottom = np.concatenate(tops, axis=1), np.concatenate(bottoms, axis=1)

    def solve(self, weights: Array) -> Array:
        """Ratios of totals; missing where a brand has nobody."""
        with np.errstate(invalid="ignore", divide="ignore"):
            found: Array = (weights @ self.top) / (weights @ self.bottom)
            return found

    def influence(self, params: Array, weights: Array) -> Array:
        """Taylor's linearisation of the ratios."""
        found: Array = weights[:, None] * (self.top - params * self.bottom) / (weights @ self.bottom)
        return found


def _margins(margin: Any, brands: tuple[str, ...], money: Economics) -> Array:
    """Margin of a period by brand; factor of the mean payment where a column holds it."""
    if isinstance(margin, Mapping):
        absent = [name for name in brands if name not in margin]
        other = [str(name) for name in margin if name not in brands]
        if absent or other:
            wrong = f"{'has no amount for' if absent else 'names'} {some(map(repr, absent or other))}"
            raise SpecificationError(f"margin= {wrong}; the brands are {some(map(repr, brands))}.")
        for name in brands:
            check_number(f"margin[{name!r}]", margin[name])
        return np.array([float(money.per(float(margin[name]))) for name in brands])
    return np.full(len(brands), float(money.per()))


def _left_open(settings: Mapping[str, object], paid: Array | None) -> list[Notice]:
    """Respondents without a brand at one of the times, or without a payment, where they are many."""
    left, of, n = (int(str(settings[name])) for name in ("n_dropped", "n_rows", "n"))
    found = []
    if left > LEFT_OUT * of:
        before, now = settings["before"], settings["now"]
        found.append(notice("equity_left_out", left=f"{left:,}", of=f"{of:,}", before=before, now=now))
    unpaid = 0 if paid is None else int((~np.isfinite(paid)).sum())
    if unpaid:
        found.append(notice("equity_unpaid", left=f"{unpaid:,}", of=f"{n:,}"))
    return found


def _remarks(codes: NDArray[np.intp], brands: tuple[str, ...], least: int) -> list[Notice]:
    sizes = np.bincount(codes[:, 0], minlength=len(brands))
    small = [
        f"{name} ({few(least) if size < least else size})"
        for name, size in zip(brands, sizes, strict=True)
        if size < FEW
    ]
    return [notice("equity_few", DataWarning, brands=some(small))] if small else []


def _of_matrix(
    matrix: pd.DataFrame, shares: Mapping[str, float] | None, margin: Any, money: Economics, customers: float,
    conf_level: float,
) -> CustomerEquity:  # fmt: skip
    """The same from published shares: figures without intervals."""
    if shares is None:
        raise SpecificationError("matrix= needs shares= of the brands now, such as {'A': 0.6, 'B': 0.4}.")
    if money.column:
        raise SpecificationError("A margin in a column needs respondents; give amounts by brand.")
    brands = tuple(str(name) for name in matrix.index)
    if [str(name) for name in matrix.columns] != list(brands):
        raise SpecificationError("matrix= needs the same brands, in the same order, as rows and as columns.")
    values = matrix.to_numpy(dtype=np.float64)
    if (
        not np.isfinite(values).all()
        or (values < 0).any()
        or not np.allclose(values.sum(axis=1), 1, atol=1e-6)
    ):
        raise SpecificationError("Rows of matrix= are shares of where customers go: they must sum to one.")
    if len(set(brands)) < len(brands):
        raise SpecificationError(f"matrix= names a brand twice: {some(map(repr, brands))}.")
    absent = [name for name in brands if name not in shares]
    if absent or len(shares) > len(brands):
        raise SpecificationError(
            f"shares= needs one share for each brand of matrix=: {some(map(repr, brands))}; it has"
            f" {some(map(repr, map(str, shares)))}."
        )
    for name in brands:
        check_number(f"shares[{name!r}]", shares[name], 0.0, 1.0)
    check_options("normal", conf_level)
    now = np.array([float(shares[name]) for name in brands])
    if abs(now.sum() - 1) > 1e-6:
        raise SpecificationError(f"shares= must make one together; they make {now.sum():g}.")
    params = np.concatenate([values.ravel(), now])
    part = Sampled(
        params,
        np.empty((0, 0)),
        np.empty((0, len(params))),
        np.empty(0, dtype=bool),
        Variation(conf_level),
        None,
        0,
    )
    settings = {"n": "unknown", "n_boot": 0, "conf_level": conf_level, "customers": customers,
                **_counted(money, margin)}  # fmt: skip
    return CustomerEquity(
        brands, part, money, _margins(margin, brands, money), float(customers), FrozenMapping(settings), ()
    )
