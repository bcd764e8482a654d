"""The result of customer equity: brands, their customers and what these are worth."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from csmodels.numerics.simulation import wilson_at
from csmodels.numerics.strategy.switching import chain_values, long_run, with_retention
from csmodels.strategy.privacy import hidden_cells, private_counts
from csmodels.strategy.value.economics import Economics
from csmodels.strategy.value.figures import limits
from csmodels.strategy.value.sampled import Sampled
from csmodels.tables import FrozenMapping, ResultBase, Summary, frozen_frame
from csmodels.tables.notices import Notice, Noticed
from csmodels.tables.params import params_table
from csmodels.tables.result import group_words

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Array = NDArray[np.float64]

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
    people: NDArray[np.intp] | None = None
    effective: Array | None = None
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
        """Share of the customers of one brand that are with another a period later (rows sum to one).

        Limits of shares of none or all are Wilson's, at Kish's effective size.
        """
        j = len(self.brands)
        index = pd.MultiIndex.from_product([self.brands, self.brands], names=["before", "now"])
        table = limits(self.part.figures(lambda x: x[:, : j * j], "logit"), index)
        bare = ((table["estimate"] <= 0) | (table["estimate"] >= 1)).to_numpy()
        if self.effective is not None and bare.any():
            from scipy.special import ndtri

            z = np.full(bare.sum(), ndtri((1 + self.part.variation.conf_level) / 2))
            ends = wilson_at(table["estimate"].to_numpy()[bare], np.repeat(self.effective, j)[bare], z)
            table.loc[bare, ["conf_low", "conf_high"]] = np.column_stack(ends)
        return table

    def _hidden(self) -> tuple[pd.DataFrame, pd.DataFrame] | None:
        """People of the matrix as they may be printed, and which cells may not; None without respondents."""
        if self.people is None:
            return None
        counts = pd.DataFrame(self.people, list(self.brands), list(self.brands))
        least = int(str(self.settings["least"]))
        shown = private_counts(counts, least, totals=("rows",))
        hide = hidden_cells(counts, least, totals=("rows",))
        return pd.DataFrame(shown), pd.DataFrame(hide)

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
        brands' equity; ``per_point``: what one more percentage point of retention adds to it (missing where
        less than a point leaves). ``long_run`` is missing where it depends on the shares now, as where
        nobody leaves two brands.
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


def _text(row: Mapping[Any, Any]) -> dict[str, Any]:
    return {str(name): value for name, value in row.items()}
