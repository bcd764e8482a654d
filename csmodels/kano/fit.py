"""Reading the pairs, settling what is computed, and what must be said of the answers."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from csmodels.errors import DataError, DataWarning, SpecificationError, did_you_mean, some
from csmodels.kano.camps import camps_table
from csmodels.kano.groups.opposed import as_answered, opposed_notices
from csmodels.kano.labels import CERTAINTY, FEWEST_FOR_LABEL
from csmodels.kano.model import KanoModel
from csmodels.kano.reading import KanoAnswers, read_kano
from csmodels.kano.sample import Asked, Part
from csmodels.numerics.kano.coefficients import check_variant
from csmodels.numerics.kano.counts import LETTERS, I, R
from csmodels.numerics.kano.rules import mode
from csmodels.sampling.group_notices import group_notice, together
from csmodels.sampling.grouped import group_labels
from csmodels.sampling.options import Options, design_notices, how_resampled, settled
from csmodels.survey import SurveyData
from csmodels.survey.design import SurveyDesign, read_design
from csmodels.tables import FrozenMapping
from csmodels.tables.notices import Group, Notice, issue, notice

if TYPE_CHECKING:
    from csmodels.kano.result import KanoResult

Bools = NDArray[np.bool_]

ERRORS = ("bootstrap", "linearized", "replicates")
REVERSE = ("keep", "swap")
#: Index levels and columns of the tables, which a group cannot be named like.
LEVELS = ("attribute", "category", "coefficient", "screen", "n", *LETTERS)
#: Pairs of an attribute below which its label is a guess: Chapman and Callegaro (2022) find labels unreliable
#: below 200.
FEW_ROWS = 200
#: Share of contradictory pairs that says the question was not understood. A convention.
MANY_Q = 0.10


@dataclass(frozen=True)
class Choices:
    """What the user asked of a fit; None stands for what follows from the data."""

    errors: str | None = None
    n_boot: int | None = None
    seed: int = 0
    ci: str | None = None
    conf_level: float = 0.95
    tie_band: float = 0.05
    coefficients: str = "berger"
    reverse: str = "keep"
    importance_top: float | None = None
    reversed: bool = False
    labels: Mapping[str, int] | None = None
    certainty: float = CERTAINTY


def fit(model: KanoModel, data: SurveyData | pd.DataFrame, choices: Choices, *, by: str | None) -> KanoResult:
    """Analyse the answers; see `KanoModel.fit` for the options."""
    from csmodels.kano.result import KanoResult

    if by is not None and by in LEVELS:
        raise DataError(
            f"Column {by!r} (by=) is named like an index level of the Kano tables; rename it first:"
            f" frame.rename(columns={{{by!r}: {by + '_group'!r}}})."
        )
    design = read_design(data)
    options = _settled(choices, design)
    answers = read_kano(
        data, model.items, table=model.evaluation, by=by, reversed=choices.reversed, labels=choices.labels
    )
    asked = Asked(
        table=model.evaluation,
        options=options,
        design=design,
        variant=check_variant(choices.coefficients),
        tie_band=choices.tie_band,
        top_importance=_top_importance(choices.importance_top, answers),
        wilson=choices.ci in (None, "wilson"),
        certainty=float(choices.certainty),
    )
    labels = tuple(answers.group_names) if by is not None else None
    parts = _parts(answers, asked, labels)
    turned = np.array([mode(part.counts) == R for part in parts])
    if choices.reverse == "swap":
        parts = tuple(_swapped(part, flags) for part, flags in zip(parts, turned, strict=True))
    words = group_labels(data, by)
    where: list[Any] = [Group(each, FrozenMapping(words.get(each, {}))) for each in labels or ()] or [""]
    found = [*model.evaluation.notices, *answers.notices, *design_notices(design, options)]
    if answers.importance is not None and choices.importance_top is None and answers.importance_top is None:
        found.append(notice("kano_importance_top", highest=f"{asked.top_importance:g}"))
    for part, flags, group in zip(parts, turned, where, strict=True):
        found += _remarks(model, part, flags, choices.reverse, group)
    compared, _ = as_answered(parts, turned, choices.reverse)
    found += opposed_notices(model, compared, labels or (), words)
    result = KanoResult(
        model=model,
        parts=parts,
        answers=answers,
        groups=labels or (),
        settings=FrozenMapping(_settings(data, answers, parts, asked, choices, by)),
        notices=tuple(together(found)),
        group_labels=words,
        turned=tuple(tuple(bool(flag) for flag in flags) for flags in turned),
    )
    issue(result.notices, stacklevel=3)
    return result


def _settled(choices: Choices, design: SurveyDesign | None) -> Options:
    """How the sample is varied; what is unknown or contradicts itself is refused."""
    for name, value, known in (("errors", choices.errors, ERRORS), ("reverse", choices.reverse, REVERSE)):
        if value is not None and value not in known:
            raise SpecificationError(
                f"{name}={value!r} is unknown. Choose one of {some(map(repr, known))}."
                f"{did_you_mean(value, known)}"
            )
    band = choices.tie_band
    if isinstance(band, bool) or not isinstance(band, (int, float)) or not 0 <= band < 1:
        raise SpecificationError(
            f"tie_band={band!r} is a share of all answers, such as 0.05; 0 for exact ties alone."
        )
    certainty = choices.certainty
    if isinstance(certainty, bool) or not isinstance(certainty, (int, float)) or not 0.5 <= certainty < 1:
        raise SpecificationError(
            f"certainty={certainty!r} is the share of the resamples that a category must lead in for a label,"
            " at least 0.5 and below 1, such as 0.9."
        )
    if choices.ci == "studentized":
        raise SpecificationError('ci="studentized" is not offered for counts; use "percentile" or "bca".')
    return settled(
        Options(
            se=choices.errors, ci=None if choices.ci == "wilson" else choices.ci, n_boot=choices.n_boot,
            seed=choices.seed, conf_level=choices.conf_level, resample="rows", missing="listwise",
            called="errors",
        ),
        design,
    )  # fmt: skip


def _top_importance(given: float | None, answers: KanoAnswers) -> float:
    """What importance is divided by in analytical Kano."""
    if answers.importance is None:
        return 1.0
    highest = float(np.nanmax(answers.importance)) if np.isfinite(answers.importance).any() else 1.0
    if given is None:
        given = answers.importance_top
    if given is None:
        return highest if highest > 0 else 1.0
    if isinstance(given, bool) or not math.isfinite(given) or given <= 0 or given < highest:
        raise SpecificationError(
            f"importance_top={given!r} must be the highest importance that could be given; {highest:g} was."
        )
    return float(given)


def _parts(answers: KanoAnswers, asked: Asked, labels: tuple[Any, ...] | None) -> tuple[Part, ...]:
    """The respondents of each group; of all where there are none. Those of weight 0 have no share."""
    counts = np.ones(len(answers.functional), dtype=bool)
    if answers.weights is not None:
        counts = answers.weights > 0
    parts = []
    for g, label in enumerate(labels or (None,)):
        mine = counts if labels is None else counts & (answers.group_codes == g)
        if not mine.any():
            raise DataError(f"Group {label!r} of by= has no pair of answers; leave its rows out.")
        everyone = bool(mine.all())

        def pick(column: Any, mine: Bools = mine, everyone: bool = everyone) -> Any:
            return column if column is None or everyone else column[mine]

        parts.append(
            Part(
                functional=pick(answers.functional),
                dysfunctional=pick(answers.dysfunctional),
                importance=pick(answers.importance),
                weights=pick(answers.weights),
                where=pick(answers.rows),
                label=label,
                asked=asked,
            )
        )
    return tuple(parts)


def _swapped(part: Part, flags: Sequence[bool] | Bools) -> Part:
    """The same answers with the pairs of some attributes exchanged: their absence is the attribute."""
    turned = np.asarray(flags, dtype=bool)
    if not turned.any():
        return part
    f = np.where(turned, part.dysfunctional, part.functional)
    d = np.where(turned, part.functional, part.dysfunctional)
    return Part(f, d, part.importance, part.weights, part.where, part.label, part.asked)


def _remarks(model: KanoModel, part: Part, turned: Bools, reverse: str, group: object) -> list[Notice]:
    """What is doubtful about the answers: few pairs, reverse attributes, contradictory pairs."""
    found = []
    counts = part.respondents
    n = counts.sum(axis=1)
    if (n == 0).any():
        found.append(
            notice("kano_nobody", DataWarning, attributes=words_of_attributes(model, n == 0), group=group)
        )
    few = (n < FEW_ROWS) & (n > 0)
    if few.any():
        least = int(n[few].min())
        key = "kano_few" if part.probabilities is not None else "kano_few_plain"
        where = [group] if group else []
        found.append(group_notice(key, groups=where, n=least, least=FEW_ROWS, fewest=FEWEST_FOR_LABEL))
    if turned.any():
        key = "kano_reverse" if reverse == "keep" else "kano_swapped"
        found.append(notice(key, attributes=words_of_attributes(model, turned), group=group))
    with np.errstate(invalid="ignore"):
        contradictory = counts[:, LETTERS.index("Q")] > MANY_Q * n
    if contradictory.any():
        share = f"{100 * MANY_Q:.0f}"
        named = words_of_attributes(model, contradictory)
        found.append(notice("kano_questionable", attributes=named, share=share, group=group))
    camps = camps_table(part, model.names)
    split = camps["camps"].to_numpy() & (mode(part.counts) == I)
    if split.any():
        rows = zip(camps["wanted"], camps["unwanted"], strict=True)
        shares = [f" ({100 * wanted:.0f} % : {100 * unwanted:.0f} %)" for wanted, unwanted in rows]
        found.append(
            notice("kano_two_camps", attributes=words_of_attributes(model, split, shares), group=group)
        )
    return found


def words_of_attributes(model: KanoModel, flags: Bools, said: Sequence[str] | None = None) -> Group:
    """Attributes by their words in either language, with what is said of each."""
    rows = zip(model.names, flags, said or [""] * len(flags), strict=True)
    mine = [(name, more) for name, flag, more in rows if flag]
    words = {"zh": "、".join(f"{model.label(name, 'zh')}{more}" for name, more in mine)}
    return Group(", ".join(f"{model.label(name)}{more}" for name, more in mine), FrozenMapping(words))


def _settings(
    data: SurveyData | pd.DataFrame,
    answers: KanoAnswers,
    parts: Sequence[Part],
    asked: Asked,
    choices: Choices,
    by: str | None,
) -> dict[str, object]:
    survey = data if isinstance(data, SurveyData) else None
    options = asked.options
    used = sum(part.n for part in parts)
    settings: dict[str, Any] = {
        "evaluation_table": asked.table.name,
        "n": used,
        "n_rows": answers.n_rows,
        "n_dropped": answers.n_dropped,
        "weights": survey.weights if survey is not None and survey.weights else "none",
        "errors": options.se if options.se != "bootstrap" or options.n_boot else "none",
        "n_boot": options.n_boot or 0,
        "seed": options.seed,
        "ci": "wilson" if asked.wilson else options.ci or "normal",
        "conf_level": options.conf_level,
        "tie_band": choices.tie_band,
        "certainty": asked.certainty,
        "coefficients": asked.variant,
        "reverse": choices.reverse,
    }
    if asked.wilson and settings["errors"] != "none":
        settings["ci_scores"] = options.ci or "normal"
    if asked.wilson or settings["errors"] != "none":
        settings["simultaneous"] = "max_t" if options.n_boot else "bonferroni"
    if len(answers.functional) > used:
        settings["n_without_weight"] = len(answers.functional) - used
    if answers.importance is not None:
        settings["importance_top"] = asked.top_importance
    if options.n_boot:
        settings["resample"] = how_resampled(options, asked.design)
    if by is not None:
        settings["by"] = by
    return settings
