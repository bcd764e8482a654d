"""The service-profit chain: from a survey and a table of units to slopes between units."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd

from csmodels.errors import DataWarning, SpecificationError, check_choice, some
from csmodels.numerics.strategy.chain import ENUMERATED, PATTERNS
from csmodels.sampling.grouped import group_labels
from csmodels.sampling.settings import designed
from csmodels.strategy.profit_chain.means import Units, read_units
from csmodels.strategy.profit_chain.reading import (
    ERRORS,
    Chain,
    Errors,
    Measure,
    check_numbers,
    check_units,
    measures_of,
)
from csmodels.strategy.profit_chain.result import ProfitChain
from csmodels.strategy.profit_chain.views import LEAST_RELIABLE, View, views_of
from csmodels.survey import SurveyData
from csmodels.survey.request import plain_frame
from csmodels.tables import FrozenMapping
from csmodels.tables.notices import Notice, issue, notice

#: Clusters below which the reader is told that they are few. Conventions range from 20 to 50 (Cameron and
#: Miller 2015; unconfirmed).
FEW = 30
#: Reliability of unit means below which it is told. A convention.
RELIABLE = 0.7


def profit_chain(
    data: SurveyData | pd.DataFrame,
    units: pd.DataFrame,
    *,
    chain: Chain,
    unit: str | Sequence[str] = ("hotel", "quarter"),
    cluster: str | None = None,
    unit_errors: Errors | None = None,
    controls: Sequence[str] = (),
    errors: str = "jackknife",
    seed: int = 0,
    conf_level: float = 0.95,
    least: int = 5,
) -> ProfitChain:
    """Estimate the service-profit chain on the level of units, such as hotels by quarters.

    Use it where staff and business figures of branches can be joined with the branches' guests: do units
    with more satisfied employees have more satisfied guests, and those more profit? It describes units:
    single guests may behave otherwise, and nothing tells which way a cause runs.

    Parameters
    ----------
    data : SurveyData or DataFrame
        Answers of guests with the columns `unit`. Weights, strata, clusters and replicate weights are used.
    units : DataFrame
        One row for each unit with the columns `unit` and numbers.
    chain : sequence of str, or mapping of name to column or columns
        Measures in order, each regressed on the one before it: columns of `units`, items of the survey
        (several are averaged guest by guest) or constructs of its questionnaire.
    unit : str or sequence of str
        Key of a unit: a place, or place and period.
    cluster : str, optional
        Column of `unit` whose values are independent of each other; by default the first.
    unit_errors : mapping of measure to column, or to two columns, optional
        Sampling errors of measures of `units` that are means themselves: a column of standard errors, or
        columns of standard deviations and of numbers of persons. Those of the guests follow from `data`.
    controls : sequence of str
        Numeric columns of `units` held constant.
    errors : {"jackknife", "sandwich"}
        Of slopes: leaving out one cluster at a time, or the clustered sandwich, which is too small where
        clusters are few.
    seed : int
        Of the distribution of the product along the chain, and of signs where clusters are many.
    conf_level : float
    least : int
        Fewest guests of a unit whose means are printed and drawn.

    Returns
    -------
    ProfitChain

    Raises
    ------
    SpecificationError
        A chain of one measure, or without one of the survey, a name in both tables, unknown options.
    DataError
        Columns that are absent or hold no numbers, several rows for a unit, fewer than three clusters.

    Notes
    -----
    The chain of employees, service, satisfied and loyal guests, and profit is Heskett, Jones, Loveman, Sasser
    and Schlesinger's (1994). Each link is a least-squares slope between units, all units counting alike:

    - ``total``: all units; ``within``: within places over time (fixed effects of places); ``two_way``:
      periods taken out as well, so that a change of all places at once counts for nothing; ``between``:
      means of places.
    - Errors are clustered by place with t of G - 1 degrees of freedom (between: G - 2), less controls.
      In a simulation of 8 places by 4 quarters 95 % intervals covered the slope in 93 to 94 % of samples by
      the jackknife (MacKinnon, Nielsen and Webb 2023) and in 87 to 93 % by the sandwich. Beside them stands
      the wild cluster bootstrap with the null imposed (Cameron, Gelbach and Miller 2008): all 2^G patterns
      of signs up to 12 places, so nothing is random; p is 2^(1-G) at least.
    - ICC(1) and ICC(2) by analysis of variance (Bliese 2000). Means of few guests are noisy, which makes
      slopes on them too small. Corrected slopes take the known sampling errors out of the cross-products,
      also those that two means of the same guests share (errors in variables; Fuller 1987, unconfirmed). They
      are withheld where less than 30 % of a predictor's variation in a view is more than sampling error, and
      rough below 50 %: with 40 % in truth, those that were shown covered the slope in 91 % of samples.
    - A unit that lies within one sampling unit of the survey, as where hotels were drawn as clusters, has no
      sampling error that the design knows of: its guests then count as independent, and a warning says so.
    - The effect along the chain is the product of its links, with limits from the simulated distribution of
      the product (MacKinnon, Lockwood and Williams 2004; unconfirmed). It holds if each measure acts through
      the next alone; ``whole`` is the slope of the last measure on the first.

    Examples
    --------
    >>> import csmodels as cs
    >>> from csmodels.strategy.profit_chain import profit_chain
    >>> found = profit_chain(
    ...     cs.datasets.load_hotel(), cs.datasets.load_hotel_units(),
    ...     chain={"employees": "employee_satisfaction", "guests": "Satisfaction", "profit": "profit_margin"},
    ...     unit_errors={"employees": ("employee_sd", "employees_answered")},
    ... )  # fmt: skip
    >>> row = found.links.loc[("between", "guests", "profit")]
    >>> row[["estimate", "corrected"]].astype(float).round(2).tolist()
    [4.25, 4.73]
    """
    frame = data._frame if isinstance(data, SurveyData) else plain_frame(data)
    check_choice("errors", errors, ERRORS)
    check_numbers(seed, conf_level, least)
    keys, place = check_units(unit, cluster, frame, units)
    held = (controls,) if isinstance(controls, str) else tuple(controls)
    measures = measures_of(chain, data, frame, units, keys, unit_errors or {})
    used = [column for m in measures for column in m.columns]
    for name in held:
        if name in used:
            raise SpecificationError(f"{name!r} is in the chain and in controls=; one of the two.")
    read = read_units(data, frame, units, measures, keys, place, held)
    views = views_of(read)
    if not views:
        raise SpecificationError(
            f"{read.values.shape[1]} units leave no degrees of freedom; leave controls out."
        )
    notices = _notices(read, measures, views, least, conf_level)
    issue(notices, stacklevel=2)
    told = _settings(data, read, measures, keys, place, held)
    labels = group_labels(data, place)
    words = FrozenMapping({label: FrozenMapping(labels.get(label, {})) for label in read.places})
    options = {"seed": seed, "conf_level": conf_level, "least": least}
    return ProfitChain(
        measures=measures, units_read=read, views=FrozenMapping(views), how=errors, notices=notices,
        settings=FrozenMapping({**told, "errors": errors, **options}), place_words=words,
    )  # fmt: skip


def _settings(
    data: Any, read: Units, measures: Sequence[Measure], keys: tuple[str, ...], place: str,
    held: tuple[str, ...],
) -> dict[str, object]:  # fmt: skip
    g = len(read.places)
    weights = data.weights if isinstance(data, SurveyData) else None
    more: dict[str, object] = {"controls": ", ".join(held)} if held else {}
    return {
        "chain": " -> ".join(m.name for m in measures),
        "unit": ", ".join(keys),
        "cluster": place,
        "n_units": read.values.shape[1],
        "n_clusters": g,
        "n": int(np.isfinite(read.guests).any(axis=0).sum()),
        **more,
        "weights": weights or "none",
        **designed(data),
        "patterns": 2**g if g <= ENUMERATED else PATTERNS + 1,
    }


def _notices(
    read: Units, measures: Sequence[Measure], views: dict[str, View], least: int, conf_level: float
) -> tuple[Notice, ...]:
    g, u = len(read.places), read.values.shape[1]
    guests = int(np.isfinite(read.guests).any(axis=0).sum())
    found = [notice("chain_units", n=f"{guests:,}", units=u, clusters=g)]
    survey, table, unknown, lost = read.unmatched
    if any(read.unmatched):
        found.append(
            notice("chain_unmatched", DataWarning, survey=survey, table=table, unknown=unknown, lost=lost)
        )
    if 2.0 ** (1 - g) > 1 - conf_level:
        level, p = f"{100 * conf_level:g}", f"{2.0 ** (1 - g):.3g}"
        found.append(notice("chain_wild_few", clusters=g, p=p, level=level))
    elif g < FEW:
        found.append(notice("chain_few", clusters=g, least=FEW))
    constant = [m.name for i, m in enumerate(measures) if not any(v.varies(i) for v in views.values())]
    if constant:
        found.append(notice("chain_constant", DataWarning, measures=some(constant)))
    if read.inside:
        found.append(notice("chain_inside", units=read.inside))
    small = int((read.n < least).any(axis=0).sum())
    if small:
        found.append(notice("chain_small", units=small, least=least))
    centre = views["total"] if "total" in views else next(iter(views.values()))
    for i, measure in enumerate(measures):
        if not (measure.of_units and not measure.errors):
            part = float(centre.slopes(i, i, "sandwich", corrected=True).reliability)
            if part < RELIABLE:
                found.append(notice("chain_unreliable", measure=measure.name, reliability=f"{part:.2f}"))
    for name, view in views.items():
        noisy = [
            m.name for i, m in enumerate(measures[:-1])
            if view.varies(i) and view.slopes(i, i + 1, "sandwich", True).reliability < LEAST_RELIABLE
        ]  # fmt: skip
        if noisy:
            found.append(notice(f"chain_noise_{name}", measures=some(noisy)))
    if any(not a.of_units and not b.of_units for a, b in pairwise(measures)):
        found.append(notice("chain_same_guests"))
    return tuple(found)
