"""The indicators by name: net promoter score, satisfaction, customer effort, rates."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from csmodels.sampling.grouped import group_labels
from csmodels.strategy.indicators.kinds import Indicator
from csmodels.strategy.indicators.reading import Asked, read
from csmodels.strategy.indicators.result import IndicatorResult
from csmodels.survey import SurveyData
from csmodels.tables import FrozenMapping
from csmodels.tables.notices import issue

if TYPE_CHECKING:
    import pandas as pd


def nps(
    data: SurveyData | pd.DataFrame,
    item: str,
    scale: Sequence[float] = (0, 10),
    by: str | None = None,
    interval: str | None = None,
    *,
    cuts: Sequence[float] | None = None,
    n_boot: int | None = None,
    seed: int = 0,
    conf_level: float = 0.95,
    least: int = 5,
) -> IndicatorResult:
    """Net promoter score: the share of promoters less the share of detractors, in points.

    Use it for the question how likely somebody is to recommend.

    Parameters
    ----------
    data : SurveyData or DataFrame
        Weights, strata, clusters and replicate weights of a SurveyData are used.
    item : str
    scale : (low, high)
        Of the question; refused where the questionnaire says otherwise, and answers outside it are refused
        (an 11 for "don't know" must be declared a special code).
    by : str, optional
        Column of groups.
    interval : {"adjusted_wald", "wald", "bootstrap"}, optional
        Limits of the score; "adjusted_wald" by default. Shares of promoters, passives and detractors have
        Wilson's limits, but with "wald" and "bootstrap" these.
    cuts : (detractors, promoters), optional
        Highest answer of detractors and lowest of promoters: 6 and 9 on scales of 0 or 1 to 10, needed for
        others.
    n_boot : int, optional
        Resamples of "bootstrap", 1,000 by default.
    seed : int
    conf_level : float
    least : int
        Displays and pictures hide the figures of groups of fewer respondents ("<5"), and the number of a
        further group (and all sums) from which theirs would follow. What counts are the respondents behind a
        figure, not those who gave one answer: 2 % of 200 is printed. The tables hold everything, for the
        analyst. Who prints the figure of all together beside those of groups gives a single small group away:
        leave it out of the data, or join it with another.

    Returns
    -------
    IndicatorResult
        Figures "nps" (-100 to 100), "promoters", "passives", "detractors" (shares).

    Raises
    ------
    SpecificationError, DataError

    Notes
    -----
    100 (p - d) (Reichheld 2003, Harvard Business Review 81). Its variance in a simple sample is
    [p + d - (p - d)²] / n; under weights and design that of a mean of the scores 1, 0 and -1 by
    linearisation, or by the replicate weights. Limits: `csmodels.numerics.strategy.indicators.adjusted_wald`,
    under weights or a design with the effective number of answers and Student's quantile. Its degrees of
    freedom are those of the group: sampling units with respondents of the group less their strata, as
    `svyciprop` of R's survey takes them of a subset; a group within one unit has no error.

    Examples
    --------
    >>> import pandas as pd
    >>> from csmodels.strategy.indicators import nps
    >>> answers = pd.DataFrame({"recommend": [10] * 291 + [8] * 476 + [3] * 395})
    >>> nps(answers, "recommend").figures.loc["nps", ["estimate", "std_error"]].round(3).tolist()
    [-8.95, 2.239]
    """
    asked = Asked(interval, n_boot, seed, conf_level, least)
    return _fitted(Indicator("nps", item, scale=scale, cuts=cuts), data, asked, by)


def csat(
    data: SurveyData | pd.DataFrame,
    item: str,
    top: int | None = None,
    bottom: int | None = None,
    *,
    scale: Sequence[float] | None = None,
    by: str | None = None,
    interval: str | None = None,
    n_boot: int | None = None,
    seed: int = 0,
    conf_level: float = 0.95,
    least: int = 5,
) -> IndicatorResult:
    """Customer satisfaction: shares of the top and the bottom box, their difference, mean of 0 to 100.

    Parameters
    ----------
    data : SurveyData or DataFrame
    item : str
    top, bottom : int, optional
        Points of each box: 2 by default, 1 on scales of three points or fewer.
    scale : (low, high), optional
        By default the questionnaire's.
    by : str, optional
    interval : {"wilson", "exact", "logit", "wald", "bootstrap"}, optional
        Limits of the shares: "wilson" by default, "logit" under weights or a design. "exact" is Clopper and
        Pearson's, under a design Korn and Graubard's (1998). The net share has the limits of `nps`, the mean
        Student's, but with "bootstrap" these.
    n_boot, seed, conf_level, least
        As for `nps`.

    Returns
    -------
    IndicatorResult
        Figures "top", "bottom" (shares), "net" (top less bottom), "mean" (0 to 100).

    Raises
    ------
    SpecificationError, DataError

    Notes
    -----
    mean = 100 (x - low) / (high - low). A share of none or all has no logit: its limits are exact.

    Examples
    --------
    >>> import pandas as pd
    >>> from csmodels.strategy.indicators import csat
    >>> csat(pd.DataFrame({"q": [5, 4, 4, 3, 1]}), "q", scale=(1, 5)).figures["estimate"].round(6).tolist()
    [0.6, 0.2, 0.4, 60.0]
    """
    asked = Asked(interval, n_boot, seed, conf_level, least)
    return _fitted(Indicator("csat", item, scale=scale, top=top, bottom=bottom), data, asked, by)


def ces(
    data: SurveyData | pd.DataFrame,
    item: str,
    *,
    scale: Sequence[float] | None = None,
    easy: str = "high",
    by: str | None = None,
    interval: str | None = None,
    n_boot: int | None = None,
    seed: int = 0,
    conf_level: float = 0.95,
    least: int = 5,
) -> IndicatorResult:
    """Customer effort: mean on its own scale, shares of those who had it easy and of those who had not.

    Parameters
    ----------
    data : SurveyData or DataFrame
    item : str
    scale : (low, high), optional
        By default the questionnaire's; often 1 to 7.
    easy : {"high", "low"}
        Which end means little effort: "high" for "made it easy for me", "low" for "how much effort".
    by, interval, n_boot, seed, conf_level, least
        As for `csat`.

    Returns
    -------
    IndicatorResult
        Figures "mean" (on the scale), "easy" and "difficult" (shares beyond the middle of the scale: 5-7 and
        1-3 of seven points), "net_easy".

    Raises
    ------
    SpecificationError, DataError

    Notes
    -----
    Dixon, Freeman and Toman (2010, Harvard Business Review 88); the wording and the shares vary in practice
    (unconfirmed).

    Examples
    --------
    >>> import pandas as pd
    >>> from csmodels.strategy.indicators import ces
    >>> ces(pd.DataFrame({"q": [7, 6, 4, 2]}), "q", scale=(1, 7)).figures["estimate"].tolist()
    [4.75, 0.5, 0.25, 0.25]
    """
    asked = Asked(interval, n_boot, seed, conf_level, least)
    return _fitted(Indicator("ces", item, scale=scale, easy=easy), data, asked, by)


def rate(
    data: SurveyData | pd.DataFrame,
    item: str,
    value: Any = 1,
    *,
    by: str | None = None,
    interval: str | None = None,
    n_boot: int | None = None,
    seed: int = 0,
    conf_level: float = 0.95,
    least: int = 5,
) -> IndicatorResult:
    """Share of an answer: complaints, returns, customers kept.

    Parameters
    ----------
    data : SurveyData or DataFrame
    item : str
    value : optional
        The answer that counts, or a list of them; 0 of "churned" is retention.
    by, interval, n_boot, seed, conf_level, least
        As for `csat`.

    Returns
    -------
    IndicatorResult
        The figure "rate", of those who were asked and answered.

    Raises
    ------
    SpecificationError, DataError

    Examples
    --------
    >>> import pandas as pd
    >>> from csmodels.strategy.indicators import rate
    >>> found = rate(pd.DataFrame({"complained": [0] * 19 + [1]}), "complained")
    >>> found.figures.loc["rate", ["estimate", "conf_low", "conf_high"]].round(3).tolist()
    [0.05, 0.009, 0.236]
    """
    asked = Asked(interval, n_boot, seed, conf_level, least)
    return _fitted(Indicator("rate", item, value=value), data, asked, by)


def _fitted(
    indicator: Indicator, data: SurveyData | pd.DataFrame, asked: Asked, by: str | None
) -> IndicatorResult:
    found = read(indicator, data, asked, by)
    labels = {}
    if isinstance(data, SurveyData):
        labels = {lang: data.label(indicator.item, lang) for lang in ("en", "zh")}
    issue(found.notices, stacklevel=3)
    return IndicatorResult(
        indicator=found.indicator,
        parts=found.parts,
        groups=found.groups,
        settings=FrozenMapping(found.settings),
        notices=found.notices,
        group_labels=group_labels(data, by),
        labels=FrozenMapping(labels),
        respondents=found.answers.all_rows,
    )
