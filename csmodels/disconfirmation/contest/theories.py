"""The contest of the satisfaction theories: what is asked for, and its computation."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from csmodels.disconfirmation.surface.fit import _ranges
from csmodels.disconfirmation.surface.model import ResponseSurface
from csmodels.disconfirmation.surface.ratings import Ratings, check_ranks, ratings_of, remarks
from csmodels.errors import SpecificationError
from csmodels.numerics.moments import Moments
from csmodels.numerics.surface.support import Support, support
from csmodels.numerics.surface.theories import Fitted, contest_columns, fit_theories
from csmodels.numerics.variation import Bootstrap, Variation
from csmodels.sampling.grouped import group_labels
from csmodels.sampling.options import Options, settled
from csmodels.sampling.remarks import left_out
from csmodels.sampling.settings import counted, respondents, uncertainty
from csmodels.sampling.variations import GroupRows, estimate_and_variation, rows_by_group
from csmodels.survey import SurveyData
from csmodels.survey.answers import Answers, read_answers
from csmodels.survey.design import SurveyDesign, read_design
from csmodels.tables import FrozenMapping
from csmodels.tables.notices import issue, notice

if TYPE_CHECKING:
    from csmodels.disconfirmation.contest.result import TheoryContest

Array = NDArray[np.float64]

#: Fewest complete rows: the correction of AICc divides by rows minus parameters minus one.
LEAST_ROWS = 12


@dataclass(frozen=True, eq=False)
class Part:
    """The theories fitted in one group.

    Attributes
    ----------
    fitted : Fitted
        To the answers.
    varied : Fitted
        To each member of the variation.
    moments : Moments
        Of the columns, controls and outcome.
    variation : Variation
    lying : Support
    n : int
        Respondents of positive weight.
    n_effective : float
        The number of equally weighted respondents with as much information (Kish 1965).
    """

    fitted: Fitted
    varied: Fitted
    moments: Moments
    variation: Variation
    lying: Support
    n: int
    n_effective: float

    @property
    def resampled(self) -> Fitted | None:
        """Of resamples alone; None where the sample was varied in another way or not at all."""
        if not isinstance(self.variation, Bootstrap) or not self.variation.n_boot:
            return None
        b = self.variation.n_boot
        return _each(lambda one: one[:b], self.varied)


def theories(
    data: SurveyData | pd.DataFrame,
    *,
    outcome: str | Sequence[str],
    expectation: str | Sequence[str],
    performance: str | Sequence[str],
    center: str | float = "midpoint",
    controls: Sequence[str] = (),
    scale: tuple[float, float] | None = None,
    missing: str = "listwise",
    n_boot: int | None = None,
    seed: int = 0,
    ci: str | None = None,
    conf_level: float = 0.95,
    by: str | None = None,
    ranges: Mapping[str, tuple[float, float]] | None = None,
) -> TheoryContest:
    """Set the satisfaction theories against each other on the same answers.

    Use it before any one of them is taken for granted: nine theories, from experience alone to prospect
    value, are fitted as constraints on one surface over expectation and performance, compared by AICc, and
    chosen anew in every resample. The answer is put into words, with what the answers cannot tell.

    Parameters
    ----------
    data : SurveyData or DataFrame
    outcome : str or sequence of str
        Satisfaction; several columns are averaged.
    expectation, performance : str or sequence of str
        Ratings on the same scale; several columns are averaged, respondent by respondent.
    center : {"midpoint", "pooled"} or float
        The value taken from both ratings. It changes intercepts and the first coefficient of experience and
        expectations, no likelihood, weight or verdict.
    controls : sequence of str
        Further columns, which every theory holds constant.
    scale : (low, high), optional
        Ends of the scale of both ratings, where the data are a plain DataFrame.
    missing : {"listwise"}
        Respondents who left one of the columns open are left out.
    n_boot : int, optional
        Resamples; 1,000 by default.
    seed : int
    ci : {"percentile", "bca", "normal"}, optional
    conf_level : float
    by : str, optional
        Column of groups: a contest in each.
    ranges : mapping of item to (low, high), optional
        Admissible answers, where the data have no questionnaire.

    Returns
    -------
    TheoryContest
        With `contest`, `params`, `loss_aversion`, `nested`, `support`, `verdict(lang)` and `plot_weights()`.

    Raises
    ------
    SpecificationError
        Columns in two roles, unknown options, a scale that is none.
    DataError
        Expectation and performance on different scales or equal, answers beyond the scale, columns that are
        sums of others, too few respondents of positive weight.

    Notes
    -----
    With E and P centred and D = P - E (Brown, Venkatesh and Goyal 2014 compare six such models; the list here
    is wider, and the equations of the originals are unconfirmed where no page is given):

    - experience: b0 + b1 P + b2 P², rising at the mean (Cronin and Taylor 1992);
    - expectations: b0 + b1 E + b2 E², rising at the mean;
    - disconfirmation: b0 + b1 D, b1 > 0 (the difference score);
    - assimilation: b0 + b1 E + b2 P, both positive;
    - generalised negativity: b0 + b1 D², b1 < 0;
    - rising negativity: b0 + b1 (E + P)/2 + b2 D², b1 > 0 > b2;
    - assimilation-contrast: b0 + b1 D + b2 D³, b2 > 0: large gaps weigh more than in proportion;
    - asymmetric: b0 + b1 P + b2 max(D, 0) + b3 min(D, 0), b1 > 0, b3 > 0, b3 > b2 (Anderson and Sullivan
      1993);
    - prospect value: b0 + g D^alpha above, b0 - l (-D)^beta below expectation, l > g > 0, exponents from
      0.16 to 1 in steps of 0.12 (Tversky and Kahneman 1992, the form; exponents of .88 and a ratio of
      2.25 as their medians are from memory, unconfirmed).

    The null (no rating) competes; the full quadratic surface does not, but shows what all theories leave
    over. K counts intercept, residual variance, controls and both exponents. A theory whose estimates have
    other signs than it asserts is marked and cannot win; it is not fitted at its boundary, where it would
    be a simpler theory with parameters to spare. Neither can theories win that treat both sides of
    expectation apart where one side has fewer than 30 answers or 10 % of them.

    AICc is that of Hurvich and Tsai (1989); that theories within 2 of the best are hardly worse is a rule of
    Burnham and Anderson (2002), from memory, unconfirmed. With survey weights the likelihoods are those of
    weighted residuals and as many rows as have a positive weight.
    In a resample every difference counts about double, so that `selected`, the share of resamples in which a
    theory has literally the lowest AICc of those that stand there, favours larger theories a little.
    (Families of surfaces differ by up to nine parameters and have `selected_corrected` beside it.)

    Examples
    --------
    >>> import csmodels as cs
    >>> from csmodels.disconfirmation.contest.theories import theories
    >>> from csmodels.disconfirmation.contest.simulated import simulate_theory
    >>> survey = simulate_theory("assimilation", n=500, seed=1)
    >>> found = theories(
    ...     survey, outcome="satisfaction", expectation="expectation", performance="performance",
    ...     scale=(1, 10), n_boot=200,
    ... )
    >>> found.best
    'assimilation'
    """
    model = ResponseSurface(
        outcome=_names(outcome), expectation=_names(expectation), performance=_names(performance),
        center=center, controls=controls, scale=scale,  # type: ignore[arg-type]  # made a tuple there
    )  # fmt: skip
    return _compete(
        model, data, missing, Options(None, ci, n_boot, seed, conf_level, "rows", "listwise"), by,
        dict(ranges or {}),
    )  # fmt: skip


def _names(given: str | Sequence[str]) -> str | tuple[str, ...]:
    return given if isinstance(given, str) else tuple(given)


def _compete(
    model: ResponseSurface,
    data: SurveyData | pd.DataFrame,
    missing: str,
    asked: Options,
    by: str | None,
    ranges: dict[str, tuple[float, float]],
) -> TheoryContest:
    from csmodels.disconfirmation.contest.result import TheoryContest

    if missing != "listwise":
        raise SpecificationError(
            f"missing={missing!r} is not offered: likelihoods of theories can be compared on the same"
            ' complete answers only. Use missing="listwise", or cs.ResponseSurface, which knows missing="mi".'
        )
    if asked.ci == "studentized":
        raise SpecificationError('ci="studentized" is not offered here; use "percentile", "bca" or "normal".')
    design = read_design(data)
    options = settled(asked, design)
    least = LEAST_ROWS + len(model.controls)
    ranges = {**_ranges(model), **ranges}
    given = read_answers(data, model.items, missing="listwise", by=by, ranges=ranges, min_rows=least)
    answers = counted(given)
    ratings = ratings_of(model, data, answers.values, answers.weights)
    size = _typical_gap(ratings, answers)
    labels = tuple(answers.group_names) if by is not None else None
    parts = [_one_group(rows, ratings, size, options, design, by) for rows in rows_by_group(answers, labels)]
    settings = {
        **respondents(data, answers, len(answers), "listwise"),
        "center": ratings.center,
        "typical_gap": size,
        **uncertainty(str(options.se), options, design, by, without=len(given) - len(answers), key="se"),
    }
    result = TheoryContest(
        ratings=ratings,
        typical_gap=size,
        parts=tuple(parts),
        answers=answers,
        groups=labels or (),
        settings=FrozenMapping(settings),
        notices=(),
        group_labels=group_labels(data, by),
        questionnaire=data.questionnaire if isinstance(data, SurveyData) else None,
    )
    words = group_labels(data, by)
    found = (
        *left_out(given, words, "left_open_only"),
        *remarks(ratings, answers.values),
        *result._remarks(),
        *([] if answers.weights is None else [notice("families_weights")]),
    )
    object.__setattr__(result, "notices", found)
    issue(found, stacklevel=3)
    return result


def _typical_gap(ratings: Ratings, answers: Answers) -> float:
    """Root mean squared gap of all respondents: the size at which both branches of value are compared."""
    e, p, _, _ = ratings.roles(answers.values)
    size = float(np.sqrt(np.average((p - e) ** 2, weights=answers.weights)))
    # equal ratings of all respondents are refused by name, group by group
    return size or 1.0


def _one_group(
    rows: GroupRows,
    ratings: Ratings,
    size: float,
    options: Options,
    design: SurveyDesign | None,
    by: str | None,
) -> Part:
    where = "" if by is None else f" in group {rows.label!r} of {by!r}"
    check_ranks(ratings, ratings.extend(rows.values), where)

    def extend(values: Array) -> Array:
        e, p, z, controls = ratings.roles(values)
        table = contest_columns(e - ratings.center, p - ratings.center, size)
        return np.column_stack([table, controls, z])

    k = len(ratings.model.controls)
    moments, variation = estimate_and_variation(rows, options, design, extend)
    members = [fit_theories(each, k) for each in variation.samples()]
    fitted = fit_theories(moments, k)
    varied = _joined(members) if members else _each(lambda one: np.empty((0, *one.shape)), fitted)
    e, p, _, _ = ratings.roles(rows.values)
    top = None if ratings.scale is None else ratings.scale[1] - ratings.center
    w = rows.weights
    effective = float(len(e)) if w is None else float(w.sum() ** 2 / (w**2).sum())
    lying = support(e - ratings.center, p - ratings.center, w, top)
    return Part(fitted, varied, moments, variation, lying, len(e), effective)


def _each(change: Callable[[Any], Any], one: Fitted) -> Fitted:
    """The same with every array changed."""
    made: dict[str, Any] = {}
    for field in fields(one):
        value = getattr(one, field.name)
        made[field.name] = tuple(map(change, value)) if field.name == "free" else change(value)
    return Fitted(**made)


def _joined(members: list[Fitted]) -> Fitted:
    made: dict[str, Any] = {}
    for field in fields(Fitted):
        values = [getattr(one, field.name) for one in members]
        if field.name == "free":
            made["free"] = tuple(np.concatenate(parts) for parts in zip(*values, strict=True))
        else:
            made[field.name] = np.concatenate(values)
    return Fitted(**made)
