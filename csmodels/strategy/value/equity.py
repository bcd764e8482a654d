"""Customer equity from a matrix of switching between brands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from csmodels.errors import DataError, DataWarning, SpecificationError, some
from csmodels.numerics.strategy.switching import chain_values, long_run, with_retention
from csmodels.numerics.variation import Variation
from csmodels.sampling.grouped import group_labels
from csmodels.sampling.options import design_notices
from csmodels.sampling.settings import uncertainty
from csmodels.sampling.variations import GroupRows
from csmodels.strategy.value.economics import Economics
from csmodels.strategy.value.figures import limits
from csmodels.strategy.value.fit import designed, settled_for
from csmodels.strategy.value.sampled import Sampled, sampled
from csmodels.survey import SurveyData
from csmodels.survey.columns import to_floats
from csmodels.survey.design import read_design
from csmodels.survey.request import plain_frame
from csmodels.tables import FrozenMapping, ResultBase, Summary, frozen_frame
from csmodels.tables.notices import Notice, Noticed, issue, notice
from csmodels.tables.params import params_table
from csmodels.tables.result import group_words

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Array = NDArray[np.float64]

#: Customers of a brand a period ago below which its row of the matrix is told to be unsure.
FEW = 50
#: A point of retention: what one more is worth.
POINT = 0.01


@dataclass(frozen=True, repr=False, eq=False)
class CustomerEquity(Noticed, ResultBase):
    """Equity of brands from switching; made by `customer_equity`.

    Attributes
    ----------
    params : DataFrame
        Shares of the matrix and all figures, in the common ten columns.
    matrix : DataFrame
        By brand before and brand now: share with error and limits.
    equity : DataFrame
        By brand (see `equity`).
    values : DataFrame
        By brand of a customer now and brand that earns: discounted value, with limits.
    settings, warnings
    """

    brands: tuple[str, ...]
    part: Sampled
    economics: Economics
    margins: Array
    customers: float
    settings: FrozenMapping[str, object]
    notices: tuple[Notice, ...]
    labels: FrozenMapping[Any, Mapping[str, str]] = field(default_factory=lambda: FrozenMapping({}))
    title_key: ClassVar[str] = "heading.customer_equity"

    def _split(self, params: Array) -> tuple[Array, Array, Array]:
        """Matrix, shares now and margins of members."""
        j = len(self.brands)
        matrix = params[:, : j * j].reshape(-1, j, j)
        margin = self.margins * (params[:, j * j + j :] if params.shape[1] > j * j + j else 1.0)
        return matrix, params[:, j * j : j * j + j], np.broadcast_to(margin, (len(params), j))

    def worded(self, frame: pd.DataFrame, lang: str) -> pd.DataFrame:
        """A table for display: brands (the first index level) by the words of the questionnaire."""
        return group_words(frame, self.brands, self.labels, lang)

    def _values(self, matrix: Array, margin: Array) -> Array:
        money = self.economics
        return chain_values(matrix, margin, money.discount, money.horizon, money.first)

    @frozen_frame
    def matrix(self) -> pd.DataFrame:
        """Share of the customers of one brand that are with another a period later (rows sum to one)."""
        j = len(self.brands)
        index = pd.MultiIndex.from_product([self.brands, self.brands], names=["before", "now"])
        return limits(self.part.figures(lambda x: x[:, : j * j], "logit"), index)

    @frozen_frame
    def values(self) -> pd.DataFrame:
        """What each brand earns from a customer who is with a brand now, discounted, with limits."""
        index = pd.MultiIndex.from_product([self.brands, self.brands], names=["customer_of", "earned_by"])

        def figures(x: Array) -> Array:
            matrix, _, margin = self._split(x)
            return self._values(matrix, margin).reshape(len(x), -1)

        return limits(self.part.figures(figures, "log"), index)

    @frozen_frame
    def equity(self) -> pd.DataFrame:
        """By brand and figure: estimate, error and limits.

        ``share``: of customers now; ``long_run``: the share that switching as it is leads to; ``margin`` of a
        customer in a period; ``own``: value of one of its present customers to the brand; ``equity``: of all
        customers of the market, per customer of the market times `customers`; ``equity_share``: of all
        brands' equity; ``per_point``: what one more percentage point of retention adds to it.
        """
        names = ("share", "long_run", "margin", "own", "equity", "equity_share", "per_point")
        scales = ("logit", "logit", "log", "log", "log", "logit", "plain")
        j = len(self.brands)

        def figures(x: Array) -> Array:
            matrix, share, margin = self._split(x)
            values = self._values(matrix, margin)
            equity = self.customers * (share[:, :, None] * values).sum(axis=1)
            point = np.empty_like(equity)
            for k in range(j):  # brands, not members
                moved = self._values(with_retention(matrix, k, POINT), margin)
                point[:, k] = self.customers * (share * moved[:, :, k]).sum(axis=1) - equity[:, k]
            own = np.einsum("mkk->mk", values)
            whole = equity.sum(axis=1, keepdims=True)
            return np.concatenate(
                [share, long_run(matrix), margin, own, equity, equity / whole, point], axis=1
            )

        found = self.part.figures(figures, [scale for scale in scales for _ in range(j)])
        index = pd.MultiIndex.from_product([names, self.brands], names=["figure", "brand"])
        return limits(found, index).swaplevel().sort_index(level=0, sort_remaining=False)

    @frozen_frame
    def params(self) -> pd.DataFrame:
        """Shares of the matrix and figures by brand, in the common ten columns."""
        rows: list[dict[str, Any]] = [
            {"kind": "share", "lhs": now, "op": "~", "rhs": before, **_text(row)}
            for (before, now), row in zip(self.matrix.index, self.matrix.to_dict("records"), strict=True)
        ]
        frame = self.equity
        for (brand, figure), row in zip(frame.index, frame.to_dict("records"), strict=True):
            kind = "share" if figure in ("share", "long_run", "equity_share") else "defined"
            rows.append({"kind": kind, "lhs": f"{figure}", "op": ":=", "rhs": brand, **_text(row)})
        return params_table(rows)

    def plot_equity(
        self,
        *,
        figure: str = "equity_share",
        lang: str = "en",
        ax: Axes | None = None,
        title: str | None = None,
    ) -> Axes:
        """Draw a figure of the brands as bars with intervals.

        Parameters
        ----------
        figure : str
            Of `equity`: "share", "long_run", "margin", "own", "equity", "equity_share", "per_point".
        lang : {"en", "zh"}
        ax : Axes, optional
        title : str, optional
        """
        from csmodels.errors import check_choice
        from csmodels.plots.customer_value import waterfall_chart
        from csmodels.tables.strings import check_language, text

        check_language(lang)
        frame = self.equity
        check_choice("figure", figure, dict.fromkeys(frame.index.get_level_values("figure")))
        rows = self.worded(pd.DataFrame(frame.xs(figure, level="figure")), lang)
        level = float(str(self.settings["conf_level"]))
        return waterfall_chart(
            rows.assign(whole=True), ylabel=text(f"value.equity_{figure}", lang), conf_level=level,
            percent=figure in ("share", "long_run", "equity_share"), lang=lang, ax=ax, title=title,
        )  # fmt: skip

    def summary(self, lang: str = "en") -> Summary:
        """Return matrix, equity and settings as a document."""
        from csmodels.strategy.value.display_more import equity_summary

        return equity_summary(self, lang)


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

    Returns
    -------
    CustomerEquity

    Raises
    ------
    SpecificationError, DataError
        A matrix whose rows do not sum to one, a brand that nobody had before, both data and matrix.

    Notes
    -----
    Value to brand j of a customer of k: sum over t of [P^t]_kj m_j / (1 + d)^t. Equity of j: its mean over
    the customers now, times `customers`. The form of Rust, Lemon and Zeithaml (2004) (unconfirmed in detail):
    there each respondent has a matrix of his or her own, predicted from ratings of drivers, with the purchase
    rate and the volume of each; here the respondents share one, as observed, and it stays as it is.

    Examples
    --------
    >>> import csmodels as cs
    >>> from csmodels.strategy.value import customer_equity
    >>> found = customer_equity(
    ...     cs.datasets.load_telecom(), before="operator_year_ago", now="operator",
    ...     margin="spend", margin_rate=0.3, per_period=12,
    ... )
    >>> found.matrix.loc[("Alpha", "Alpha"), "estimate"].round(2).item()
    0.9
    """
    paid_as: float | str = 1.0 if isinstance(margin, Mapping) else margin
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
    brands, codes, paid, rows, settings = _read(data, before, now, money.column)
    margins = _margins(margin, brands, money)
    solve = _Chain(codes, paid, len(brands))
    part = sampled(rows, options, design, solve.solve, solve.influence)
    notices = [*design_notices(design, options), *_remarks(codes, brands)]
    settings |= uncertainty(str(options.se), options, design, None) | designed(data)
    settings |= {"customers": customers, **_counted(money, margin)}
    issue(notices, 2)
    return CustomerEquity(
        brands, part, money, margins, float(customers), FrozenMapping(settings), tuple(notices),
        group_labels(data, now),
    )  # fmt: skip


def _counted(money: Economics, margin: Any) -> dict[str, object]:
    found = money.settings()
    del found["growth"]
    amounts = isinstance(margin, Mapping)
    found["margin"] = ", ".join(f"{k}: {v:g}" for k, v in margin.items()) if amounts else margin
    return found


def _read(
    data: SurveyData | pd.DataFrame, before: str, now: str, paid: tuple[str, ...]
) -> tuple[tuple[str, ...], NDArray[np.intp], Array | None, GroupRows, dict[str, object]]:
    """Brands, codes (n, 2), payments, rows, settings of who was used."""
    frame = data.frame if isinstance(data, SurveyData) else plain_frame(data)
    wanted = [before, now, *paid]
    for name in wanted:
        if name not in frame:
            from csmodels.errors import did_you_mean

            raise DataError(f"There is no column {name!r}.{did_you_mean(name, frame.columns)}")
    whole = frame[wanted].notna().all(axis=1).to_numpy(copy=True)
    weights = None
    if isinstance(data, SurveyData) and data.weights is not None:
        weights = to_floats(frame[data.weights])
        whole &= weights > 0
    where = np.flatnonzero(whole)
    if not len(where):
        raise DataError(f"No respondent has both {before!r} and {now!r}.")
    used = frame.iloc[where]
    labels = sorted({str(x) for x in used[before]} | {str(x) for x in used[now]})
    at = {name: i for i, name in enumerate(labels)}
    codes = np.column_stack([[at[str(x)] for x in used[name]] for name in (before, now)]).astype(np.intp)
    for side, which in ((0, before), (1, now)):
        absent = [name for name in labels if at[name] not in codes[:, side]]
        if absent:
            raise DataError(
                f"Nobody has {some(map(repr, absent))} in column {which!r}: nothing tells where its customers"
                ' go or come from. Put small brands together ("other") in both columns first.'
            )
    if len(labels) < 2:
        raise DataError(f"Columns {before!r} and {now!r} name one brand only; switching needs two.")
    money = to_floats(used[paid[0]]) if paid else None
    rows = GroupRows(codes.astype(np.float64), None if weights is None else weights[where], where)
    declared = data.weights if isinstance(data, SurveyData) else None
    settings: dict[str, object] = {
        "before": before, "now": now, "n": len(where), "n_rows": len(frame),
        "n_dropped": len(frame) - len(where), "missing": "listwise", "weights": declared or "none",
    }  # fmt: skip
    return tuple(labels), codes, money, rows, settings


class _Chain:
    """Rows of the matrix, shares now and mean payments by brand, as functions of weights."""

    def __init__(self, codes: NDArray[np.intp], paid: Array | None, j: int) -> None:
        def hot(values: NDArray[np.intp], many: int) -> Array:
            return np.asarray(values[:, None] == np.arange(many), dtype=np.float64)

        before, now = hot(codes[:, 0], j), hot(codes[:, 1], j)
        pairs = hot(codes[:, 0] * j + codes[:, 1], j * j)
        # every estimate is a ratio of two totals
        tops = [pairs, now] + ([] if paid is None else [now * paid[:, None]])
        bottoms = [np.repeat(before, j, axis=1), np.ones_like(now)] + ([] if paid is None else [now])
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
        if absent:
            raise SpecificationError(f"margin= has no amount for {some(map(repr, absent))}.")
        return np.array([float(money.per(float(margin[name]))) for name in brands])
    return np.full(len(brands), float(money.per()))


def _remarks(codes: NDArray[np.intp], brands: tuple[str, ...]) -> list[Notice]:
    sizes = np.bincount(codes[:, 0], minlength=len(brands))
    small = [f"{name} ({size})" for name, size in zip(brands, sizes, strict=True) if size < FEW]
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
    if (values < 0).any() or not np.allclose(values.sum(axis=1), 1, atol=1e-6):
        raise SpecificationError("Rows of matrix= are shares of where customers go: they must sum to one.")
    now = np.array([float(shares.get(name, np.nan)) for name in brands])
    if not np.isfinite(now).all() or abs(now.sum() - 1) > 1e-6:
        raise SpecificationError("shares= needs a share for each brand; together they make one.")
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


def _text(row: Mapping[Any, Any]) -> dict[str, Any]:
    return {str(name): value for name, value in row.items()}
