"""How many answers an indicator needs for a wanted margin."""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist
from typing import Any

import numpy as np
import pandas as pd

from csmodels.errors import SpecificationError, check_choice, check_whole
from csmodels.numerics.strategy.indicators import margin_size, net_variance
from csmodels.strategy.indicators.kinds import KINDS
from csmodels.tables import Block, FrozenMapping, Summary, check_language, frozen_frame, text
from csmodels.tables.notices import Notice, Noticed, notice
from csmodels.tables.result import Tabled, settings_block


@dataclass(frozen=True, repr=False, eq=False)
class IndicatorSampleSize(Noticed, Tabled):
    """Answers needed; made by `indicator_sample_size`.

    Attributes
    ----------
    n : int
        Answers.
    invited : int
        People to be asked, at the response rate given.
    settings : mapping
    warnings : tuple of str
        More people to be asked than there are.
    """

    n: int
    invited: int
    variance: float
    settings: FrozenMapping[str, Any]
    notices: tuple[Notice, ...] = ()

    @frozen_frame
    def table(self) -> pd.DataFrame:
        """Margins around the one wanted, from half to twice as wide, and the answers they need."""
        s = self.settings
        z = NormalDist().inv_cdf((1 + s["conf_level"]) / 2)
        margins = [s["margin"] * factor for factor in (0.5, 0.75, 1.0, 1.5, 2.0)]
        found = [
            margin_size(self.variance * s["design_effect"], m / s["unit"], z, s["population"])
            for m in margins
        ]
        return pd.DataFrame({"n": found}, index=pd.Index(margins, name="margin"))

    def summary(self, lang: str = "en") -> Summary:
        """The size as a document.

        Parameters
        ----------
        lang : {"en", "zh"}
        """
        check_language(lang)
        s = self.settings
        fields = {"n": f"{self.n:,}", "invited": f"{self.invited:,}", "margin": f"{s['margin']:g}"}
        key = "indicator_size_found" if self.invited == self.n else "indicator_size_invited"
        words = text(f"note.{key}", lang, **fields, level=f"{100 * s['conf_level']:g}")
        table = self.table.reset_index()
        labels = {"margin": text("column.indicator_margin", lang)}
        block = Block(
            text("heading.indicator_size_table", lang), table, {"margin": 3, "n": "count"}, labels=labels
        )
        kind = text(f"value.indicator_{s['kind']}", lang)
        about: dict[str, Any] = {
            "indicator_kind": kind, "indicator_variance": f"{self.variance:.4g}",
            "conf_level": f"{s['conf_level']:g}", "indicator_design_effect": f"{s['design_effect']:g}",
        }  # fmt: skip
        if s["population"] is not None:
            about["indicator_population"] = f"{s['population']:,}"
        return Summary(
            text("heading.indicator_size", lang),
            (words, block, settings_block(about, lang)),
            warnings=tuple(each.text(lang) for each in self.notices),
            lang=lang,
        )


def indicator_sample_size(
    margin: float,
    kind: str = "nps",
    *,
    share: float | None = None,
    top: float | None = None,
    bottom: float | None = None,
    sd: float | None = None,
    conf_level: float = 0.95,
    population: int | None = None,
    design_effect: float = 1.0,
    response: float = 1.0,
) -> IndicatorSampleSize:
    """Answers needed so that an indicator's limits lie `margin` from it.

    Use it before a survey, or to see what the next wave could show.

    Parameters
    ----------
    margin : float
        Half the width of the interval: points of a net promoter score (5), a share (0.03) of "csat" and
        "rate", the unit of the mean of "ces" or with `sd`.
    kind : {"nps", "csat", "ces", "rate"}
    share : float, optional
        Expected share of "csat" and "rate"; by default 0.5, which needs most.
    top, bottom : float, optional
        Expected shares of promoters and detractors; by default half and half, which needs most.
    sd : float, optional
        Expected standard deviation of the answers: for means; needed for "ces".
    conf_level : float
    population : int, optional
        Customers in all, where there are few.
    design_effect : float
        Of weights and clusters: how many times the variance of a simple sample; see `n_effective`.
    response : float
        Share of the people asked who answer.

    Returns
    -------
    IndicatorSampleSize

    Raises
    ------
    SpecificationError

    Notes
    -----
    n = z² v / m² times the design effect, v = p + d - (p - d)² (net score), p (1 - p) (share) or sd² (mean);
    of a population of N then n / [1 + (n - 1) / N] (Cochran 1977).

    Examples
    --------
    >>> from csmodels.strategy.indicators import indicator_sample_size
    >>> indicator_sample_size(0.05, "rate").n, indicator_sample_size(5, "nps", top=0.4, bottom=0.2).n
    (385, 861)
    """
    check_choice("kind", kind, KINDS)
    for name, value in (("margin", margin), ("design_effect", design_effect)):
        if isinstance(value, bool) or not isinstance(value, (int, float, np.number)) or not value > 0:
            raise SpecificationError(f"{name}={value!r} must be a number above 0.")
    if not 0 < conf_level < 1:
        raise SpecificationError(f"conf_level={conf_level!r} must lie between 0 and 1, e.g. 0.95.")
    if not 0 < response <= 1:
        raise SpecificationError(f"response={response!r} must be a share above 0, at most 1.")
    if population is not None:
        check_whole("population", population, 1)
    variance = _variance(kind, share, top, bottom, sd)
    unit = 100.0 if kind == "nps" else 1.0
    if sd is None and margin >= unit:
        raise SpecificationError(
            f"margin={margin!r} is wider than all the figure can be"
            + ("." if kind == "nps" else "; of a share write 0.03 for 3 %.")
        )
    z = NormalDist().inv_cdf((1 + conf_level) / 2)
    n = margin_size(variance * design_effect, margin / unit, z, population)
    settings = {
        "kind": kind, "margin": float(margin), "unit": unit, "conf_level": conf_level,
        "population": population, "design_effect": float(design_effect), "response": float(response),
    }  # fmt: skip
    invited = math.ceil(n / response - 1e-9)
    notices: tuple[Notice, ...] = ()
    if population is not None and invited > population:
        notices = (
            notice("indicator_size_unreachable", invited=f"{invited:,}", population=f"{population:,}"),
        )
    return IndicatorSampleSize(n, invited, variance, FrozenMapping(settings), notices)


def _variance(
    kind: str, share: float | None, top: float | None, bottom: float | None, sd: float | None
) -> float:
    """Variance of one answer."""
    used = {"nps": ("top", "bottom"), "csat": ("share", "sd"), "ces": ("share", "sd"), "rate": ("share",)}[
        kind
    ]
    given = {"share": share, "top": top, "bottom": bottom, "sd": sd}
    for name, value in given.items():
        if value is None:
            continue
        if name not in used:
            raise SpecificationError(f"{name}= is not for kind={kind!r}, which takes {' or '.join(used)}.")
        if not 0 <= value <= (math.inf if name == "sd" else 1) or (name == "sd" and value == 0):
            wanted = "above 0" if name == "sd" else "a share between 0 and 1"
            raise SpecificationError(f"{name}={value!r} must be {wanted}.")
    if kind == "nps":
        p = 0.5 if top is None else top
        d = min(0.5, 1 - p) if bottom is None else bottom
        if p + d > 1 + 1e-9:
            raise SpecificationError(f"top={p} and bottom={d} sum to more than 1.")
        return float(net_variance(p, d))
    if sd is not None:
        if share is not None:
            raise SpecificationError("Give share= of a share or sd= of a mean, not both.")
        return float(sd) ** 2
    if kind == "ces" and share is None:
        raise SpecificationError(
            "The mean of 'ces' needs sd=, the standard deviation of the answers (or share=)."
        )
    p = 0.5 if share is None else share
    return p * (1 - p)
