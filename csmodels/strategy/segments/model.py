"""IDIC: identify customers, differentiate them by value and need, interact, customise."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from csmodels.errors import DataError, SpecificationError, check_choice
from csmodels.strategy.indicators.reading import Asked
from csmodels.strategy.privacy import LEAST
from csmodels.strategy.relationship.life_cycle import STAGES, LifeCycle
from csmodels.strategy.relationship.reading import read_codes
from csmodels.strategy.segments.joining import Joined, join
from csmodels.strategy.segments.needs import WIDTHS, Needs, Wanted, read_needs
from csmodels.strategy.segments.profiles import read_variables
from csmodels.strategy.segments.result import IDIC, Bases, Telling
from csmodels.strategy.segments.treatments import OwnTreatments, own_treatments
from csmodels.strategy.segments.worth import Worth, read_worth
from csmodels.survey import SurveyData
from csmodels.survey.column_words import column_words
from csmodels.survey.columns import to_floats
from csmodels.survey.design import read_design
from csmodels.tables import FrozenMapping
from csmodels.tables.notices import issue

Array = NDArray[np.float64]

PROFILES_BY = ("segment", "value", "need")


def idic(
    data: SurveyData | pd.DataFrame,
    key: str | None = None,
    *,
    value: str | None = None,
    recency: str | None = None,
    frequency: str | None = None,
    monetary: str | None = None,
    needs: Sequence[str] | None = None,
    customers: pd.DataFrame | None = None,
    customer_key: str | None = None,
    segments: int | str | None = None,
    tiers: int = 3,
    value_cuts: Sequence[float] | None = None,
    tier_names: Sequence[str] | None = None,
    rule: str = "silhouette",
    most: int = 6,
    scaling: str | None = None,
    profiles: Sequence[str] = (),
    profile_by: str = "segment",
    satisfaction: str | None = None,
    satisfied_from: float | None = None,
    stage: str | LifeCycle | None = None,
    treatments: Any = None,
    not_contact: Sequence[str] = (),
    contact_key: bool = False,
    n_boot: int = 100,
    seed: int = 0,
    interval: str | None = None,
    conf_level: float = 0.95,
    least: int = LEAST,
) -> IDIC:
    """Segment customers by what they are worth and what they need, and suggest how to treat each segment.

    Use it to decide whom to treat how: IDIC stands for identify, differentiate, interact, customise
    (Peppers and Rogers 1993, 1997; years unconfirmed).

    Parameters
    ----------
    data : SurveyData or DataFrame
        One row for each respondent. Weights, strata, clusters and replicate weights of a SurveyData are used.
    key : str, optional
        Column that says who answered; needed with `customers`. A number without meaning outside, not a phone.
    value : str, optional
        Column of what a customer is worth, in any unit; higher is better.
    recency, frequency, monetary : str, optional
        Two or three columns instead of `value`: time since the last purchase, number of purchases, money.
        Each is scored 1 to 5 by fifths, 5 best, and the scores are added.
    needs : sequence of str, optional
        Columns of importances or ratings that are clustered.
    customers : DataFrame, optional
        The customer table, one row for each customer. Its columns can be named wherever the survey's can; one
        that both have gets the ending ``_customers``. Where it knows the value, tiers are those of all
        customers, surveyed or not.
    customer_key : str, optional
        Its key, where the name differs.
    segments : int or str, optional
        Number of clusters of needs, or a column with segments known already, such as Kano's latent classes.
    tiers : int
        Tiers of value of equal size, as far as equal values allow.
    value_cuts : sequence of float, optional
        Instead: where each higher tier begins, on the scale of `value` or of the added scores.
    tier_names : sequence of str, optional
        The lowest first.
    rule : {"silhouette", "gap"}
        How the number of clusters is chosen, from 2 (gap: 1) to `most`.
    most : int
    scaling : {"person", "columns", "none"}, optional
        What is clustered. "person": each answer less the person's own mean, so that somebody who calls all
        important is not taken for a segment of needs; the default for ratings on one scale. "columns":
        divided by the column's standard deviation, the default otherwise. "none": as they are.
    profiles : sequence of str
        Columns in which segments are compared: choices and texts by shares, numbers by means.
    profile_by : {"segment", "value", "need"}
    satisfaction : str, optional
        Column of answers that treatments look at.
    satisfied_from : float, optional
        Mean from which a segment is satisfied; by default the mean of all respondents.
    stage : str or LifeCycle, optional
        Stages of the life cycle: a column, or what `life_cycle` made of the same data.
    treatments : mapping or DataFrame, optional
        Your own, in place of suggestions: ``{("high", "A"): "Call them", "low": ("Newsletter", "电子报")}``.
    not_contact : sequence of str
        Columns that look like contact data and are none.
    contact_key : bool
        Join by a key that holds contact data after all; it is nowhere shown.
    n_boot : int
        Resamples that tell how stable the clusters are: of sampling units where the survey names them, else
        of respondents; 0 for none.
    seed : int
    interval : {"wilson", "exact", "logit", "wald"}, optional
        Limits of shares.
    conf_level : float
    least : int
        Documents and pictures show no segment of fewer people, and hide another that would give it away.

    Returns
    -------
    IDIC

    Raises
    ------
    SpecificationError
        Neither value nor needs; options that contradict each other; contact data named as anything.
    DataError
        Columns that are absent or hold text; a key that stands twice or matches nobody.

    Notes
    -----
    Scores: 1 plus the number of quintiles (smallest values up to which at least 20, 40, 60, 80 % lie) below
    the value; equal values get equal scores, so that fifths are unequal where many tie.

    Clusters are weighted k-means of those who answered all `needs`; those who answered half of them or more
    are placed at the nearest centre. The number with the largest mean silhouette width (Rousseeuw 1987; of
    5,000 respondents drawn at random where there are more) is taken, or by the gap statistic (Tibshirani,
    Walther and Hastie 2001) the smallest k whose gap is not below the next less its error. k-means always
    finds clusters: believe those that `stability` finds again in resamples (mean Jaccard similarity, Hennig
    2007) and no others; and see in the settings how often evenly spread answers of the same covariances are
    divided as well (p).

    Tests of profiles: analysis of variance and chi-square of simple samples; under weights or a design the
    adjusted Wald test (Korn and Graubard 1990; unconfirmed) and Rao and Scott's (1984). Variables that made
    the segments are not tested, and chi-square is rough where expected counts lie below 5. Clusters are taken
    as given: limits and tests know nothing of other clusters that another sample would have led to.

    Examples
    --------
    >>> from csmodels.strategy.segments import idic
    >>> guests = pd.DataFrame({
    ...     "guest": range(12), "spend": [100, 900, 150, 800, 120, 950, 110, 870, 140, 990, 130, 910],
    ...     "quiet_i": [9, 8, 9, 3, 2, 3, 8, 9, 9, 2, 3, 3], "meal_i": [3, 2, 3, 9, 8, 9, 2, 3, 2, 8, 9, 9],
    ... })
    >>> found = idic(guests, "guest", value="spend", needs=["quiet_i", "meal_i"], tiers=2, n_boot=0)
    >>> found.grid["n"].unstack("need").loc[["high", "low"]].to_numpy().tolist()
    [[2, 4], [4, 2]]
    >>> found.assign().loc[[0, 1]].tolist()
    ['low, A', 'high, A']
    """
    check_choice("profile_by", profile_by, PROFILES_BY)
    joined = join(data, key, customers, customer_key, not_contact, contact_key)
    weights, design = _weights(data), read_design(data)
    rfm = {"recency": recency, "frequency": frequency, "monetary": monetary}
    worth = read_worth(joined, value, rfm, tiers, value_cuts, tier_names, weights)
    wanted = Wanted(segments, most, rule, scaling, n_boot, seed)
    need = read_needs(joined, data, needs, wanted, weights, design)
    if worth is None and need is None:
        raise SpecificationError(
            "Segments are made of value= (or recency=, frequency=, monetary=), of needs=, or both."
        )
    missing = {"value": worth, "need": need}.get(profile_by, 0)
    if missing is None:
        raise SpecificationError(
            f"profile_by={profile_by!r}: these segments have no {profile_by}; give"
            f" {'needs=' if profile_by == 'need' else 'value='}, or choose another."
        )
    asked = Asked(interval=interval, conf_level=conf_level, least=least)
    codes = _segment_codes(worth, need)
    bases = Bases(
        None if worth is None else read_codes(data, worth.codes, asked, None, "what they are worth"),
        None if need is None else read_codes(data, need.codes, asked, None, "what they need"),
        read_codes(data, codes, asked, None, "both what they are worth and what they need"),
    )
    values = ("all",) if worth is None else worth.names
    names = ("all",) if need is None else need.names
    own = own_treatments(treatments, values, names)
    telling = _telling(joined, satisfaction, satisfied_from, stage, weights, codes, own)
    variables = read_variables(joined, data, profiles)
    told = [*joined.notices, *(() if worth is None else worth.notices)]
    told += [*(() if need is None else need.notices), *bases.segment.notices]
    columns = [*(() if need is None else need.items), *(each.name for each in variables)]
    settings = _settings(bases, joined, worth, need, wanted, telling, key, segments)
    found = IDIC(
        joined, worth, need, bases, codes, variables, profile_by, telling,
        FrozenMapping(settings), column_words(data, columns), tuple(told),
    )  # fmt: skip
    issue(found.notices, 2)
    return found


def _weights(data: Any) -> Array | None:
    if not isinstance(data, SurveyData) or data.weights is None:
        return None
    return to_floats(data._frame[data.weights])


def _segment_codes(worth: Worth | None, need: Needs | None) -> Array:
    """Tier times the number of needs, plus the need."""
    if worth is None:
        assert need is not None  # refused before
        return need.codes
    return worth.codes if need is None else worth.codes * len(need.names) + need.codes


def _telling(
    joined: Joined, satisfaction: str | None, satisfied_from: float | None, stage: Any, weights: Array | None,
    codes: Array, own: OwnTreatments,
) -> Telling:  # fmt: skip
    """Satisfaction with its threshold, and stages, of every row."""
    n = len(joined.frame)
    if satisfaction is None and satisfied_from is not None:
        raise SpecificationError("satisfied_from= is a threshold of satisfaction=, which is not given.")
    answers = np.full(n, np.nan)
    limit = float("nan")
    if satisfaction is not None:
        answers = joined.numbers(satisfaction, "satisfaction")
        counted = np.isfinite(answers) & np.isfinite(codes)
        if not counted.any():
            raise DataError(f"Nobody with a segment answered satisfaction={satisfaction!r}.")
        w = None if weights is None else weights[counted]
        limit = float(np.average(answers[counted], weights=w)) if satisfied_from is None else satisfied_from
    stages = np.full(n, None, dtype=object)
    name = None
    if isinstance(stage, LifeCycle):
        if not stage.found.index.equals(joined.frame.index):
            raise DataError("stage= was made of other rows than the data's; make it of the same data.")
        name, column = "life_cycle", stage.found
    elif stage is not None:
        name, column = stage, joined.column(stage, "stage")
    if name is not None:
        known = column.notna().to_numpy()
        unknown = {str(x) for x in column[known]} - set(STAGES)
        if unknown:
            # what else the column holds is not shown: it may be names
            raise DataError(
                f"stage={name!r} holds {len(unknown)} other words; stages are {', '.join(STAGES)}. Recode it."
            )
        stages[known] = column[known].astype(str).to_numpy(dtype=object)
    return Telling(satisfaction, limit, answers, name, stages, own)


def _settings(
    bases: Bases, joined: Joined, worth: Worth | None, need: Needs | None, wanted: Wanted, telling: Telling,
    key: str | None, segments: Any,
) -> dict[str, Any]:  # fmt: skip
    found = dict(bases.segment.settings)
    if key is not None and key not in set(joined.contacts["column"]):
        found["key"] = key
    if worth is not None:
        found["idic_value"] = _value_of(worth)
        found["idic_tiers"] = len(worth.names)
        found["idic_base"] = "customers" if worth.base is not None else "respondents"
    if need is not None and need.scaling is not None:
        found |= {
            "idic_items": len(need.items), "idic_scaling": need.scaling, "idic_clusters": len(need.names),
            "idic_rule": "asked" if segments is not None else wanted.rule, "idic_formed": need.n_formed,
            "idic_placed": need.n_placed, "idic_resamples": wanted.resamples, "seed": wanted.seed,
        }  # fmt: skip
        if need.n_formed > WIDTHS:
            found["idic_widths"] = WIDTHS
        if np.isfinite(need.agreement):
            found |= {"idic_agreement": need.agreement, "idic_one_group_p": need.chance}
    elif need is not None:
        found["idic_given"] = segments
    if telling.satisfaction is not None:
        found |= {"idic_satisfaction": telling.satisfaction, "idic_satisfied_from": telling.satisfied_from}
    if telling.stage is not None:
        found["idic_stage"] = telling.stage
    return found


def _value_of(worth: Worth) -> str:
    """The column that is the value, or which of recency, frequency and money are: "rfm_score", "fm_score"."""
    if not worth.part_cuts:
        return worth.column
    return "".join(part[0] for part in worth.part_cuts) + "_score"
