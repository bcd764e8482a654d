"""Customer value from retention on satisfaction: what is asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from csmodels.errors import SpecificationError
from csmodels.sampling.columns import names_of
from csmodels.strategy.privacy import LEAST
from csmodels.strategy.value.economics import Economics, check_number

if TYPE_CHECKING:
    import pandas as pd

    from csmodels.strategy.value.result import CustomerValueResult
    from csmodels.survey import SurveyData


@dataclass(frozen=True)
class CustomerValue:
    """Retention on satisfaction by logistic regression, and what it makes of a customer's value.

    Use it where a survey can be joined with who stayed: it says how retention rises with satisfaction, what
    a customer of each level of satisfaction is worth, and what one more point would be worth. It describes
    how retention goes with satisfaction; that satisfaction is the cause is an assumption.

    Parameters
    ----------
    lost, kept : str
        Column of 0 and 1: 1 for those who left, or for those who stayed or came back, within one period.
        One of the two.
    satisfaction : str or sequence of str
        Column, or several that are averaged.
    margin : float or str
        Payment of a customer, or the column that holds it: then its mean, with its error, is used.
    margin_rate : float
        Share of a payment that is profit; 1 by default.
    per_period : float
        Payments in the period of `lost` or `kept`: 12 monthly bills where leaving was watched for a year.
    discount, growth : float
        Of one period: 0.10 and 0 by default.
    horizon : int, optional
        Periods counted; all by default.
    first : {"end", "now"}
        Whether the first margin comes at the end of the first period, from those who stayed, or at once.
        `customer_equity` and `ShiftedBetaGeometric` count it at once: say "now" to compare with them.
    controls : sequence of str
        Numeric columns held constant; curves are drawn at their means.
    points : float
        Push whose worth is computed: everybody's satisfaction higher by so much; 1 by default.

    Raises
    ------
    SpecificationError
        Not exactly one of `lost` and `kept`, a column in two roles, an amount that is no number.

    Notes
    -----
    logit P(kept) = a + b S + c' z, by (weighted pseudo-)maximum likelihood; errors from influence values
    under the survey's strata and clusters (Binder 1983), from replicate weights, or from resamples. The
    value is that of :func:`lifetime_value` at a retention that stays as it is: customers differ, and those
    who are left after some years stay more surely (see `ShiftedBetaGeometric`), so it is a cautious figure.
    After Rust and Zahorik (1993).

    Examples
    --------
    >>> import csmodels as cs
    >>> from csmodels.strategy.value import CustomerValue
    >>> model = CustomerValue(
    ...     lost="churned", satisfaction="sat_overall", margin="spend", margin_rate=0.3, per_period=12
    ... )
    >>> found = model.fit(cs.datasets.load_telecom())
    >>> found.figures.loc["retention"].round(2)[["estimate", "conf_low", "conf_high"]].tolist()
    [0.87, 0.86, 0.89]
    """

    lost: str | None = None
    kept: str | None = None
    satisfaction: str | Sequence[str] = "sat_overall"
    margin: float | str = 1.0
    margin_rate: float = 1.0
    per_period: float = 1.0
    discount: float = 0.10
    growth: float = 0.0
    horizon: int | None = None
    first: str = "end"
    controls: Sequence[str] = ()
    points: float = 1.0

    def __post_init__(self) -> None:
        if (self.lost is None) == (self.kept is None):
            raise SpecificationError(
                'Name who left (lost="churned") or who stayed (kept="came_back"): one of the two.'
            )
        object.__setattr__(self, "satisfaction", names_of(self.satisfaction, "satisfaction"))
        controls = (self.controls,) if isinstance(self.controls, str) else tuple(self.controls)
        object.__setattr__(self, "controls", controls)
        check_number("points", self.points)
        if not self.points:
            raise SpecificationError("points=0 changes nothing.")
        every = (self.outcome, *self.satisfaction, *controls)
        twice = [name for at, name in enumerate(every) if name in every[:at]]
        if twice:
            raise SpecificationError(f"Column {twice[0]!r} is named twice.")
        _ = self.economics  # checks the amounts

    @property
    def outcome(self) -> str:
        """The column of those who left or stayed."""
        return str(self.kept if self.lost is None else self.lost)

    @property
    def economics(self) -> Economics:
        """Margin, discounting, growth and horizon."""
        return Economics(
            self.margin,
            self.margin_rate,
            self.per_period,
            self.discount,
            self.growth,
            self.horizon,
            self.first,
        )

    @property
    def items(self) -> tuple[str, ...]:
        """All columns, each once."""
        return tuple(
            dict.fromkeys((self.outcome, *self.satisfaction, *self.controls, *self.economics.column))
        )

    def fit(
        self,
        data: SurveyData | pd.DataFrame,
        *,
        by: str | None = None,
        errors: str | None = None,
        n_boot: int | None = None,
        seed: int = 0,
        ci: str | None = None,
        conf_level: float = 0.95,
        ranges: Mapping[str, tuple[float, float]] | None = None,
        least: int = LEAST,
    ) -> CustomerValueResult:
        """Estimate retention and value.

        Parameters
        ----------
        data : SurveyData or DataFrame
            Weights, strata, clusters and replicate weights of a survey are taken into account.
        by : str, optional
            Column of groups, each with a curve of its own.
        errors : {"linearized", "bootstrap", "replicates"}, optional
            Linearised by default; replicate weights where the survey has them.
        n_boot : int, optional
            Resamples, with ``errors="bootstrap"``; 1,000 by default.
        seed : int
        ci : {"percentile", "normal"}, optional
            Of resamples.
        conf_level : float
        ranges : mapping of item to (low, high), optional
        least : int
            Levels of satisfaction with fewer customers are not printed or drawn (tables hold them).

        Raises
        ------
        DataError
            An outcome that is not 0 or 1, does not vary, or is told apart perfectly; satisfaction that does
            not vary; collinear controls; a group of fewer than `least` customers.

        Notes
        -----
        ``ci="bca"`` is not offered: without resamples, limits of shares are made on the scale of the logit
        and those of amounts on that of the logarithm, which is where their skewness goes.
        """
        from csmodels.errors import check_whole
        from csmodels.sampling.regressions import Asked
        from csmodels.strategy.value.fit import fit

        check_whole("least", least, 1)

        default = "bootstrap" if errors is None and n_boot else errors
        asked = Asked(default, "listwise", n_boot, seed, ci, conf_level)
        return fit(self, data, asked, by=by, ranges=dict(ranges or {}), least=least)
