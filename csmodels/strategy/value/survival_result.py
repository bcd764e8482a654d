"""The result of the shifted-beta-geometric model."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from csmodels.numerics.strategy.survival import discounted_lifetime, retention, shapes, survival
from csmodels.sampling.grouped import Grouped
from csmodels.strategy.privacy import hidden_cells
from csmodels.strategy.value.figures import limits
from csmodels.strategy.value.sampled import Sampled
from csmodels.strategy.value.survival import Stays, constant_likelihood, fitted_likelihood
from csmodels.tables import FrozenMapping, ResultBase, Summary, frozen_frame
from csmodels.tables.notices import Notice, Noticed
from csmodels.tables.params import params_table
from csmodels.tables.strings import check_language

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Array = NDArray[np.float64]

#: Figures by name, with the scale on which their limits are made and their kind in `params`.
FIGURES = {
    "alpha": ("log", "coefficient"),
    "beta": ("log", "coefficient"),
    "retention_within": ("logit", "share"),
    "periods_within": ("log", "defined"),
    "mean_loss": ("logit", "share"),
    "polarisation": ("logit", "share"),
    "periods": ("log", "defined"),
    "discounted_periods": ("log", "defined"),
    "value": ("log", "defined"),
}


@dataclass(frozen=True, repr=False, eq=False)
class SurvivalResult(Grouped, Noticed, ResultBase):
    """How long customers stay; with ``by=`` the group is an index level of all tables.

    Attributes
    ----------
    params : DataFrame
        Alpha, beta and what follows from them, in the common ten columns.
    figures : DataFrame
        The same by name: ``retention_within``, the share kept per period on average over those that were
        seen, (S(last) / S(begin))^(1 / (last - begin)), and ``periods_within``, how many of these a customer
        with `begin` completed ones stays, the sum of S(t) / S(begin) from begin to last - 1 (begin: fewest
        completed periods of present customers, 0 of a cohort): they rest on no extrapolation. The others
        do, but for the first loss of a cohort: ``mean_loss`` alpha / (alpha + beta), the share lost in the
        first period;
        ``polarisation`` 1 / (1 + alpha + beta), 0 where customers are alike and 1 where some leave at once
        and the others never; ``periods`` and ``discounted_periods`` expected of a new customer, the first one
        included (infinite where alpha is 1 or less: without a horizon no mean exists); ``value``.
    curve : DataFrame
        By period: survival, retention, discounted lifetime of those who have stayed so long, observed share.
    comparison : DataFrame
        Beside a constant rate of loss: log-likelihoods, difference of AIC.
    settings, warnings
    """

    parts: tuple[Sampled, ...]
    stays: tuple[Stays, ...]
    discount: float
    margin: float
    groups: tuple[Any, ...]
    settings: FrozenMapping[str, object]
    notices: tuple[Notice, ...]
    group_labels: FrozenMapping[Any, Mapping[str, str]]
    title_key: ClassVar[str] = "heading.survival"

    def _figures(self, params: Array, stay: Stays) -> Array:
        a, b = shapes(params)
        stays = discounted_lifetime(self.discount, a, b)
        t = np.arange(stay.begin, stay.last + 1.0)
        there = survival(t, a[:, None], b[:, None])
        there = there / there[:, :1]
        kept = there[:, -1] ** (1 / (stay.last - stay.begin))
        return np.column_stack(
            [a, b, kept, there[:, :-1].sum(axis=1), a / (a + b), 1 / (1 + a + b),
             discounted_lifetime(0.0, a, b), stays, self.margin * stays]
        )  # fmt: skip

    @frozen_frame
    def params(self) -> pd.DataFrame:
        """Alpha, beta and what follows, in the common ten columns."""

        def rows(g: int) -> pd.DataFrame:
            return params_table(
                [
                    {"kind": FIGURES[str(name)][1], "lhs": str(name), "op": ":=", "rhs": "survival", **row}
                    for name, row in self._table(g).to_dict("index").items()
                ]
            )

        return self._by_group(rows)

    @frozen_frame
    def figures(self) -> pd.DataFrame:
        """Alpha, beta and what follows, by name."""
        return self._by_group(self._table)

    def _table(self, g: int) -> pd.DataFrame:
        stay = self.stays[g]
        found = self.parts[g].figures(
            lambda x: self._figures(x, stay), [scale for scale, _ in FIGURES.values()]
        )
        table = limits(found, pd.Index(FIGURES, name="figure"))
        if found.conf_low[0] <= 1:  # a mean may not exist
            table.loc["periods", ["std_error", "conf_high"]] = np.nan, np.inf
        endless = ~np.isfinite(table["estimate"])
        table.loc[endless, ["std_error", "conf_low", "conf_high"]] = np.nan
        return table

    @frozen_frame
    def curve(self) -> pd.DataFrame:
        """By completed period t, 0 and up: ``survival``, ``retention`` in the coming period, ``remaining``.

        ``remaining``: discounted expected periods of a customer who has stayed t, the coming one counted 1;
        ``value``: the same times the margin; each with limits. ``observed``: survival of a cohort; of present
        customers their share with t completed periods, scaled to the curve.
        """
        return self._by_group(lambda g: self._curve(g, self.stays[g].last))

    def shown_curve(self) -> pd.DataFrame:
        """`curve` as it is printed and drawn: without observed shares of a few respondents."""
        frame = self.curve.copy()
        if "least" not in self.settings:
            return frame
        least = int(str(self.settings["least"]))
        hide: list[bool] = []
        for stay in self.stays:
            assert stay.people is not None
            small = np.asarray(hidden_cells(pd.Series(stay.people), least))
            hide += [False] * stay.first + small.tolist()
        frame["observed"] = frame["observed"].mask(np.array(hide))
        return frame

    def project(self, periods: int) -> pd.DataFrame:
        """The curve for more periods than were observed.

        Parameters
        ----------
        periods : int
        """
        from csmodels.errors import check_whole

        check_whole("periods", periods, 1)
        return self._by_group(lambda g: self._curve(g, periods))

    def _curve(self, g: int, last: int) -> pd.DataFrame:
        part, stay = self.parts[g], self.stays[g]
        t = np.arange(last + 1, dtype=np.float64)

        def of(name: str) -> Any:
            def figure(params: Array) -> Array:
                a, b = (each[:, None] for each in shapes(params))
                if name == "survival":
                    return survival(t, a, b)
                if name == "retention":
                    return retention(t + 1, a, b)
                return discounted_lifetime(self.discount or 1e-9, a, b, t)

            return figure

        columns: dict[str, Array] = {}
        for name, scale in (("survival", "logit"), ("retention", "logit"), ("remaining", "log")):
            found = part.figures(of(name), scale)
            low, high = found.conf_low.copy(), found.conf_high.copy()
            if name == "survival":
                low[0] = high[0] = np.nan  # one by definition
            elif name == "remaining" and not self.discount:
                found.estimate[:] = low[:] = high[:] = np.nan
            columns |= {name: found.estimate, f"{name}_low": low, f"{name}_high": high}
        for end in ("", "_low", "_high"):
            columns[f"value{end}"] = self.margin * columns[f"remaining{end}"]
        columns["observed"] = self._observed(stay, columns["survival"])
        return pd.DataFrame(columns, index=pd.Index(t.astype(int), name="period"))

    @staticmethod
    def _observed(stay: Stays, fitted: Array) -> Array:
        found = np.full(len(fitted), np.nan)
        if stay.stock:
            at = np.arange(stay.first, min(stay.last, len(fitted) - 1) + 1)
            scale = float(fitted[at].sum())
            found[at] = stay.counts[: len(at)] / stay.counts[: len(at)].sum() * scale
            return found
        there = 1 - np.cumsum(stay.counts[:-1]) / stay.counts.sum()
        found[0] = 1.0
        upto = min(len(there), len(fitted) - 1)
        found[1 : upto + 1] = there[:upto]
        return found

    @frozen_frame
    def comparison(self) -> pd.DataFrame:
        """Beside a constant rate of loss: ``log_likelihood`` of both, and how much larger AIC is than ours.

        Of a survey with weights the likelihood is a pseudo-likelihood, scaled to the number of customers.
        """

        def rows(g: int) -> pd.DataFrame:
            stay, part = self.stays[g], self.parts[g]
            ours, constant = fitted_likelihood(part, stay), constant_likelihood(stay)
            return pd.DataFrame(
                {
                    "log_likelihood": [ours, constant],
                    "parameters": [2, 1],
                    "aic_difference": [0.0, 2 * (ours - constant) - 2],
                },
                index=pd.Index(["shifted_beta_geometric", "constant"], name="model"),
            )

        return self._by_group(rows)

    def plot_survival(
        self,
        *,
        figure: str = "survival",
        group: Any = None,
        lang: str = "en",
        ax: Axes | None = None,
        title: str | None = None,
    ) -> Axes:
        """Draw survival, or retention, by completed periods, with its band and what was observed.

        Parameters
        ----------
        figure : {"survival", "retention"}
        group : optional
            Which group to draw, after a fit with ``by=``; by default all.
        lang : {"en", "zh"}
        ax : Axes, optional
        title : str, optional

        Returns
        -------
        matplotlib.axes.Axes
        """
        from csmodels.errors import check_choice
        from csmodels.plots.customer_value import survival_chart

        check_language(lang)
        check_choice("figure", figure, ("survival", "retention"))
        curve = self.shown_curve()
        if group is not None:
            curve = self._one_group(curve, group)
        elif self.groups:
            curve = self._worded(curve, lang)
        level = float(str(self.settings["conf_level"]))
        return survival_chart(
            curve, figure=figure, stock=self.stays[0].stock, conf_level=level, lang=lang, ax=ax, title=title
        )

    def summary(self, lang: str = "en") -> Summary:
        """Return figures, curve, comparison and settings as a document."""
        from csmodels.strategy.value.display_more import survival_summary

        return survival_summary(self, lang)
