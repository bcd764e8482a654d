"""Columns made of pairs of items: differences, squares, products; whether these can be told apart."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from csmodels.disconfirmation.latent.pairs import attributes_asked, check_order
from csmodels.errors import DataError, DataWarning, SpecificationError
from csmodels.numerics.moments import Moments
from csmodels.numerics.pls import PlsSpec
from csmodels.numerics.surface.corrected import error_free
from csmodels.numerics.surface.distinct import LEAST_ITEMS
from csmodels.numerics.validity import construct_pairs, htmt
from csmodels.sampling.variations import rows_by_group
from csmodels.survey import SurveyData
from csmodels.survey.answers import Answers, read_answers
from csmodels.tables import FrozenMapping
from csmodels.tables.notices import Group, Notice, in_words, notice
from csmodels.tables.strings import LANGUAGES, term

if TYPE_CHECKING:
    from csmodels.disconfirmation.latent.model import DisconfirmationModel

Array = NDArray[np.float64]

EXPECTATION_SQUARED = "Expectation_squared"
PRODUCT = "Expectation_x_Performance"
PERFORMANCE_SQUARED = "Performance_squared"
#: Correlation of the constructs above which products are refused: a latent quadratic of factors that
#: correlate .88 was inadmissible on real data.
TOO_CLOSE = 0.85
#: HTMT above which two constructs can hardly be told apart (Henseler, Ringle and Sarstedt 2015).
ALIKE = 0.90

#: Share of a question of disconfirmation that items of expectation and performance account for, above which
#: it was computed from them: answers to a question of its own hold error that no other answer tells, and
#: rounding a computed one to a decimal takes less. A convention of ours.
MADE = 0.995

#: Skewness of the items above which errors are thought far from normal. Our own limit: at -.78 a plane came
#: out curved in every one of four simulations, at 0 it did not; between them nothing was tried.
SKEWED = 0.5


def differences(model: DisconfirmationModel) -> tuple[str, ...]:
    """Names of performance minus expectation, item by item."""
    return tuple(f"{p}_minus_{e}" for e, p in zip(model.expectation, model.performance, strict=True))


def product_items(model: DisconfirmationModel) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """Names of the indicators of E², EP and P²: each item once, with itself or its pair."""
    pairs = list(zip(model.expectation, model.performance, strict=True))
    return (
        tuple(f"{e}_squared" for e, _ in pairs),
        tuple(f"{e}_x_{p}" for e, p in pairs),
        tuple(f"{p}_squared" for _, p in pairs),
    )


def with_columns(
    model: DisconfirmationModel, data: SurveyData | pd.DataFrame, by: str | None
) -> SurveyData | pd.DataFrame:
    """See `DisconfirmationModel.with_columns`."""
    if model.measure == "direct":
        return data
    check_order(model, attributes_asked(data))
    answers = read_answers(data, model.items, by=by)
    frame = data.frame if isinstance(data, SurveyData) else data
    e, p = (frame[list(each)].to_numpy(dtype=np.float64) for each in (model.expectation, model.performance))
    made: dict[str, Array] = {}
    if model.measure == "difference":
        made = dict(zip(differences(model), (p - e).T, strict=True))
    else:
        centre = _centres(model, answers, frame, by)
        e, p = e - centre[:, : e.shape[1]], p - centre[:, e.shape[1] :]
        for names, values in zip(product_items(model), (e * e, e * p, p * p), strict=True):
            made |= dict(zip(names, values.T, strict=True))
    if isinstance(data, SurveyData):
        return data.replace(frame=data.raw.assign(**made))
    return data.assign(**made)


def _centres(model: DisconfirmationModel, answers: Answers, frame: pd.DataFrame, by: str | None) -> Array:
    """Means of the items of expectation and performance, for each row of the data those of its group."""
    at = [answers.items.index(name) for name in (*model.expectation, *model.performance)]
    labels = None if by is None else tuple(answers.group_names)
    out = np.zeros((len(frame), len(at)))
    for rows in rows_by_group(answers, labels):
        mean = np.average(rows.values[:, at], axis=0, weights=rows.weights)
        mine = np.ones(len(frame), bool) if by is None else frame[by].to_numpy() == rows.label
        out[mine] = mean
    return out


def check_answers(model: DisconfirmationModel, answers: Answers) -> None:
    """Refuse a question of disconfirmation that somebody computed from the other two."""
    if model.measure != "direct" or "disconfirmation" not in model.roles:
        return
    if not {"expectation", "performance"} <= set(model.roles):
        return
    column = {name: answers.values[:, i] for i, name in enumerate(answers.items)}
    others = np.column_stack([column[name] for name in (*model.expectation, *model.performance)])
    for d in model.disconfirmation:
        told = _difference(model, column, d)
        if told:
            _refuse_made(f"Column {d!r} equals {told} in every row")
        share = _explained(column[d], others)
        if share > MADE:
            _refuse_made(
                f"Column {d!r} is made of the items of expectation and performance, which account for"
                f" {100 * share:.1f} % of it (a mean of gaps, perhaps)"
            )


def _difference(model: DisconfirmationModel, column: Mapping[str, Array], d: str) -> str:
    """The two items whose difference a column is; empty if there are none."""
    for e in model.expectation:
        for p in model.performance:
            for sign, told in ((1.0, f"{p} - {e}"), (-1.0, f"{e} - {p}")):
                if np.allclose(column[d], sign * (column[p] - column[e]), equal_nan=True):
                    return told
    return ""


def _explained(answer: Array, others: Array) -> float:
    """Share of the variance that a linear combination of others has; 0 where rows are too few to tell."""
    full = np.isfinite(answer) & np.isfinite(others).all(axis=1)
    y, x = answer[full], others[full]
    if len(y) < 2 * (x.shape[1] + 2):
        return 0.0
    y, x = y - y.mean(), x - x.mean(axis=0)
    left = y - x @ np.linalg.lstsq(x, y, rcond=None)[0]
    return float(1 - (left @ left) / (y @ y)) if y @ y > 0 else 0.0


def _refuse_made(what: str) -> None:
    from csmodels.disconfirmation.latent.model import ALGEBRA

    raise DataError(
        f"{what}, and all three are in the model: {ALGEBRA}. Leave disconfirmation= out and use"
        ' measure="polynomial", or measure="difference" with a structure of two of the three ("oliver",'
        ' "anderson_sullivan").'
    )


def check_distinct(
    model: DisconfirmationModel,
    answers: Answers,
    by: str | None,
    words: Mapping[Any, Mapping[str, str]],
) -> list[Notice]:
    """Refuse products of constructs that are nearly one; warn of any two that hardly differ.

    Parameters
    ----------
    words : mapping
        Of the groups, from the questionnaire.

    Notes
    -----
    The correlation of expectation and performance behind their items is that of a one-factor model of each
    block, with the covariances of paired items left out.
    """
    labels = None if by is None else tuple(answers.group_names)
    found: list[Notice] = []
    for rows in rows_by_group(answers, labels):
        full = ~np.isnan(rows.values).any(axis=1)
        weights = None if rows.weights is None else rows.weights[full]
        moments = Moments.from_rows(rows.values[full], weights)
        place = {name: i for i, name in enumerate(answers.items)}
        where = "" if by is None else f" in group {rows.label!r} of {by!r}"
        if model.measure == "polynomial":
            refuse_close(latent_correlation(model, moments.cov, place), where)
        group = "" if by is None else in_words([rows.label], words)[0]
        found += _alike(model, moments.corr, place, group)
    return found


def latent_correlation(model: DisconfirmationModel, cov: Array, place: dict[str, int]) -> float:
    """Correlation of expectation and performance behind their items."""
    e, p = ([place[name] for name in each] for each in (model.expectation, model.performance))
    return float(error_free(cov, e, p, bool(model.paired)).correlation)


def refuse_close(corr: float, where: str = "") -> None:
    """Refuse squares and products of two constructs that correlate so highly."""
    if not np.isfinite(corr):
        raise DataError(
            f"The items of expectation, or of performance, do not go together{where}: their covariances are"
            " negative on the whole, so that no construct stands behind them. Look for reversed items."
        )
    if abs(corr) > TOO_CLOSE:
        raise DataError(
            f"Expectation and performance correlate {corr:.2f} behind their items{where}, above"
            f" {TOO_CLOSE}: E², E"
            " x P and P² are then nearly one variable, and their three effects could take any values that add"
            " up. Products are refused. Use cs.ResponseSurface on the ratings, read only its a1 and a2, or"
            ' measure="direct".'
        )


def named(model: DisconfirmationModel, role: str) -> Group:
    """A construct as a notice names it: by the catalogue's word in the language."""
    name = model.theory.construct(role)
    return Group(name, FrozenMapping({lang: term(name, lang, section="construct") for lang in LANGUAGES}))


def _alike(
    model: DisconfirmationModel, corr: Array, place: dict[str, int], group: str | Group
) -> list[Notice]:
    """Pairs of constructs whose HTMT is too high."""
    roles = [role for role in model.roles if len(getattr(model, role)) > 1]
    if len(roles) < 2:
        return []
    items = [[place[name] for name in getattr(model, role)] for role in roles]
    order = [i for block in items for i in block]
    spec = PlsSpec(tuple(map(len, items)), ("A",) * len(items), tuple((i, 0) for i in range(1, len(items))))
    ratios = htmt(corr[np.ix_(order, order)], spec)
    found = []
    for (i, j), ratio in zip(construct_pairs(spec), ratios, strict=True):
        if ratio > ALIKE:
            fields: dict[str, Any] = {"first": named(model, roles[i]), "second": named(model, roles[j])}
            fields |= {"htmt": f"{ratio:.2f}", "limit": f"{ALIKE:.2f}", "group": group}
            found.append(notice("latent_alike", DataWarning, **fields))
    return found


def skewed(
    model: DisconfirmationModel, values: Array, place: Mapping[str, int], beside: bool = False
) -> list[Notice]:
    """Warn of answers so skewed that their errors cannot be normal: products may then bend a plane.

    Parameters
    ----------
    values : array, shape (n, items)
        Complete answers.
    place : mapping of item to column
    beside : bool
        Whether a surface from products of different items is shown too.
    """
    enough = min(len(model.expectation), len(model.performance)) >= LEAST_ITEMS
    key = ("latent_skewed_beside" if beside else "latent_skewed") if enough else "latent_skewed_few"
    found = []
    for role in ("expectation", "performance"):
        items = values[:, [place[name] for name in getattr(model, role)]]
        away = (items - items.mean(axis=0)) / items.std(axis=0)
        skewness = float(np.median((away**3).mean(axis=0)))
        if abs(skewness) > SKEWED:
            end = items.max(axis=0) if skewness < 0 else items.min(axis=0)
            fields: dict[str, Any] = {"role": named(model, role), "skewness": f"{skewness:.2f}"}
            fields["share"] = f"{100 * (items == end).mean():.0f}"
            if not enough:
                fields["least"] = LEAST_ITEMS
            found.append(notice(key, DataWarning, **fields))
    return found


def refuse_option(name: str, value: object, why: str) -> None:
    """Say that an option of `PathModel.fit` does not go with products."""
    raise SpecificationError(f'{name}={value!r} does not go with measure="polynomial": {why}')
