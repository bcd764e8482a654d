"""Rules by which a level of measurement invariance holds, kept as data: limits and who proposed them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from csmodels.tables.strings import text


@dataclass(frozen=True)
class Limit:
    """How much worse a figure may become from one level to the next.

    Attributes
    ----------
    rule : str
        Which rule it belongs to; its words are ``value.ladder_<rule>`` of the catalogue.
    figure : {"cfi", "rmsea", "srmr"}
    metric, later : float
        The largest change that a level stands: equal loadings, and equal intercepts or error variances.
    source : str
    confirmed : bool
        Whether the number was checked against a work that cites the source.
    """

    rule: str
    figure: str
    metric: float
    later: float
    source: str
    confirmed: bool = True

    def of(self, level: str) -> float:
        """The limit of a level."""
        return self.metric if level == "metric" else self.later

    def cited(self, lang: str = "en") -> str:
        """The source as printed."""
        return self.source if self.confirmed else text("label.unconfirmed", lang, source=self.source)


_CHEN = "Chen (2007)"
#: The rules. A fall of CFI counts, and a rise of RMSEA and SRMR.
LIMITS: tuple[Limit, ...] = (
    Limit("cheung_rensvold", "cfi", -0.01, -0.01, "Cheung and Rensvold (2002)"),
    Limit("chen", "cfi", -0.01, -0.01, _CHEN),
    Limit("chen", "rmsea", 0.015, 0.015, _CHEN),
    Limit("chen", "srmr", 0.03, 0.01, _CHEN),
)
#: Chen's limits for samples of at most this many respondents. Two works that cite them have the same limits
#: of CFI and RMSEA (one those of SRMR), but take 300 for the size of each group; we take it for that of all
#: groups, from memory. So they are marked as unconfirmed.
SMALL_SAMPLE = 300
SMALL_LIMITS: tuple[Limit, ...] = (
    LIMITS[0],
    Limit("chen", "cfi", -0.005, -0.005, _CHEN, confirmed=False),
    Limit("chen", "rmsea", 0.01, 0.01, _CHEN, confirmed=False),
    Limit("chen", "srmr", 0.025, 0.005, _CHEN, confirmed=False),
)


def _limits(n: float) -> tuple[Limit, ...]:
    return LIMITS if n > SMALL_SAMPLE else SMALL_LIMITS


def limits_for(n: float) -> pd.DataFrame:
    """The limits for a sample of n respondents as a table."""
    rows = [
        {"rule": each.rule, "figure": each.figure, "metric": each.metric, "later": each.later,
         "source": each.cited()}
        for each in _limits(n)
    ]  # fmt: skip
    return pd.DataFrame(rows)


def _beyond(steps: pd.DataFrame, n: float, rule: str, figure: str) -> list[bool]:
    """Whether a figure of each level changed by the limit or more for the worse."""
    (limit,) = (each for each in _limits(n) if (each.rule, each.figure) == (rule, figure))
    change = steps[f"{figure}_difference"]
    found = []
    for level, value in change.items():
        most = limit.of(str(level))
        found.append(bool(value <= most) if most < 0 else bool(value >= most))
    return found


def verdicts(steps: pd.DataFrame, n: float, alpha: float) -> pd.DataFrame:
    """What the rules say of each level after the first.

    Chen's rule rejects a level where CFI falls by its limit and RMSEA or SRMR rises by its own.
    """
    later = steps.iloc[1:]
    cfi, rmsea, srmr = (np.array(_beyond(later, n, "chen", name)) for name in ("cfi", "rmsea", "srmr"))
    tested = later["df_difference"].to_numpy() > 0
    frame = pd.DataFrame(
        {
            "chi2_test": ~(later["p_value_difference"].to_numpy() <= alpha),
            "cheung_rensvold": ~np.array(_beyond(later, n, "cheung_rensvold", "cfi")),
            "chen": ~(cfi & (rmsea | srmr)),
        },
        index=later.index,
    )
    held = frame.sum(axis=1).to_numpy()
    figures = ["p_value_difference", *(f"{name}_difference" for name in ("cfi", "rmsea", "srmr"))]
    # a figure that does not exist lies beyond no limit, and must not pass for a good one
    unknown = later[figures].isna().any(axis=1).to_numpy()
    # a level stands on those before it
    broken = np.cumsum(tested & ~unknown & (held == 0)) - (tested & ~unknown & (held == 0)) > 0
    frame["verdict"] = np.select(
        [~tested, unknown, broken & (held == 3), held == 3, held == 0],
        ["untested", "unknown", "not_reached", "holds", "fails"],
        default="disputed",
    )
    return frame
