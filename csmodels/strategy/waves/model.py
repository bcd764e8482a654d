"""What is tracked: `track`, from what was asked to a result."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from csmodels.acsi.model import IndexModel, index_model
from csmodels.acsi.result import IndexResult
from csmodels.errors import DataWarning, SpecificationError, check_choice, check_whole
from csmodels.numerics.multiplicity import check_adjustment
from csmodels.path_models.model import PathModel
from csmodels.path_models.result import PathResult
from csmodels.sampling.grouped import group_labels
from csmodels.sampling.options import ERRORS, Options, design_notices, settled
from csmodels.sampling.settings import designed
from csmodels.strategy.indicators.kinds import KINDS, Indicator
from csmodels.strategy.indicators.sample import Part
from csmodels.strategy.privacy import private_counts
from csmodels.strategy.waves import columns, constructs
from csmodels.strategy.waves.layout import Layout, laid_out, target_table
from csmodels.strategy.waves.spread import Spread
from csmodels.strategy.waves.wording import level_words, worded
from csmodels.survey import SurveyData
from csmodels.survey.design import read_design
from csmodels.tables import FrozenMapping
from csmodels.tables.notices import Notice, issue, notice

if TYPE_CHECKING:
    from csmodels.strategy.waves.result import Track

#: Respondents of a wave below which its level is a guess. A convention.
FEW = 30
ITEM_WEIGHTS = ("own", "first")
What = str | Sequence[str] | Indicator | IndexModel | PathModel | PathResult


@dataclass(frozen=True)
class Asked:
    """How uncertainty is to be computed; None stands for what follows from the data."""

    errors: str | None
    n_boot: int | None
    seed: int
    ci: str | None
    conf_level: float


@dataclass(frozen=True, eq=False)
class Tracked:
    """What was measured in all waves.

    Attributes
    ----------
    name : str
        Of the level: a construct, an item, an indicator's figure.
    components : tuple of str
        Items or boxes.
    spreads : tuple of Spread, one per group
    ends : (low, high) or None
        What the level can be.
    settings, notices
    indicator : Indicator or None
    parts : tuple of tuples of Part, one per group
        Of an indicator whose errors come from formulas or replicate weights: its limits are used.
    words : mapping of language to text
        Of the level; empty for constructs.
    items : mapping of item to its words by language
    """

    name: str
    components: tuple[str, ...]
    spreads: tuple[Spread, ...]
    ends: tuple[float, float] | None
    settings: dict[str, Any]
    notices: tuple[Notice, ...]
    indicator: Indicator | None = None
    parts: tuple[tuple[Part, ...], ...] = ()
    words: Mapping[str, str] = field(default_factory=dict)
    items: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def track(
    data: SurveyData | pd.DataFrame,
    what: What,
    *,
    wave: str,
    kind: str = "mean",
    construct: str | None = None,
    by: str | None = None,
    order: Sequence[Any] | None = None,
    item_weights: str = "own",
    targets: float | Mapping[Any, float] | None = None,
    better: str = "higher",
    adjust: str = "holm",
    power: float = 0.8,
    paired: str | None = None,
    scale: tuple[float, float] | None = None,
    errors: str | None = None,
    n_boot: int | None = None,
    seed: int = 0,
    ci: str | None = None,
    conf_level: float = 0.95,
    least: int = 5,
    fit_options: Mapping[str, Any] | None = None,
) -> Track:
    """Follow a score over the waves of a survey: what changed, by what, is it noise, is the target met.

    Use it each quarter, before anybody explains a movement: most movements of a score are no larger than
    what two samples of one unchanged population differ by.

    Parameters
    ----------
    data : SurveyData or DataFrame
        All waves in one table. Weights, strata, clusters and replicate weights of a survey are taken into
        account; where sampling units lie in several waves, what these have in common is in the errors.
    what : column, several columns, Indicator, IndexModel, PathModel, or a fit by wave
        A column, or the mean of several that share a scale; with `kind` a net promoter score and the like; a
        construct's 0-100 index of a model, fitted in every wave. A path model becomes an index model.
    wave : str
        Column of the waves.
    kind : {"mean", "nps", "csat", "ces", "rate"}
        What is made of one column; an `Indicator` says more (boxes, scale, figure).
    construct : str, optional
        Of a model; Satisfaction by default.
    by : str, optional
        Column of groups (operators, hotels), each followed on its own.
    order : sequence, optional
        The waves in their order, or some of them; by default sorted (an ordered categorical keeps its own).
        Names of months need it.
    item_weights : {"own", "first"}
        Weights of an index's items: estimated in every wave, as indices are published, or those of the first
        wave in all of them, so that only answers can move the index.
    targets : number, or mapping of wave or group to number, optional
        On the scale of the level.
    better : {"higher", "lower"}
        Which way a target is met: complaints should be few.
    adjust : {"holm", "bonferroni", "fdr", "none"}
        For the number of changes (of all groups) that are compared in one way.
    power : float
        Chance to find the detectable change.
    paired : str, optional
        Column of respondents, where the same ones answer in several waves.
    scale : (low, high), optional
        Ends of all scales, for a path model or indicator whose items have no questionnaire.
    errors : {"linearized", "bootstrap", "replicates"}, optional
        Columns: linearised by default; models: resamples; replicate weights where the survey has them.
    n_boot, seed, conf_level
        As for `PathModel.fit`.
    ci : {"percentile", "normal"}, optional
        Limits from resamples.
    least : int
        Displays and pictures hide waves of fewer respondents, whatever is computed with them (changes, trend,
        the centre of control limits), and the number of a further wave that would give theirs away; with
        ``by=`` in each group. The tables hold everything, for the analyst.
    fit_options : mapping, optional
        Further options of the model's fit, such as ``{"estimator": "plsc", "missing": "em"}``.

    Returns
    -------
    Track
        Tables `levels`, `changes`, `parts`, `decomposition`, `trend`, `targets`, `control`, `noise`.

    Raises
    ------
    SpecificationError
        Unknown words or constructs, a path model without scale, a fit by another column, contradictions.
    DataError
        Fewer than two waves, a group without one of the waves, answers that cannot be read.

    Notes
    -----
    Levels and changes of indicators have the limits and p-values of `nps` and its like and of their
    ``compare()`` (adjusted Wald of net scores; Wilson's, logit and Newcombe's of shares), but with resamples
    those of these; `noise`, `trend` and the chance of a target rest on the plain standard error. Under strata
    and clusters, Student's t has the units less strata of the waves that are looked at; models have those of
    the whole design, as their fit.

    Every level is a sum of weights times means. A change is divided by Kitagawa's (1955) rule into changed
    means and changed weights (see `csmodels.numerics.strategy.waves.parts`); it sums exactly.

    The noise of a change is z(1 - alpha / 2) times its standard error: two waves without any true change
    differ by more with chance alpha. The detectable change adds z(power).

    The chance that a target is met is the share of the resamples that reach it, or the normal curve
    (Student's in small samples) around the level; no posterior probability, but with a flat prior nearly one.
    It is missing where all answer alike.

    Imputed answers (``fit_options={"missing": "mi"}``) give normal limits; the errors of waves are then taken
    for independent.

    Examples
    --------
    >>> import csmodels as cs
    >>> from csmodels.strategy.waves import track
    >>> telecom = cs.datasets.load_telecom()
    >>> found = track(telecom, "qual_overall", wave="quarter", by="operator")
    >>> found.changes.loc[("Beta", "previous"), ["change", "noise", "signal"]].round(2)
            change  noise  signal
    wave
    2024Q2    0.20   0.37   False
    2024Q3   -0.87   0.42    True
    2024Q4    0.61   0.42    True
    """
    from csmodels.strategy.waves.result import Track

    for name, value, choices in (
        ("kind", kind, ("mean", *KINDS)),
        ("item_weights", item_weights, ITEM_WEIGHTS),
        ("better", better, ("higher", "lower")),
    ):
        check_choice(name, value, choices)
    check_adjustment(adjust)
    check_whole("least", least, 1)
    if isinstance(power, bool) or not isinstance(power, (int, float)) or not 0 < power < 1:
        raise SpecificationError(f"power={power!r} must lie between 0 and 1, e.g. 0.8.")
    if ci is not None:
        check_choice("ci", ci, ("percentile", "normal"))
    asked = Asked(errors, n_boot, seed, ci, conf_level)
    layout = laid_out(data, wave, by, order, paired)
    of_model = isinstance(what, (IndexModel, PathModel, PathResult))
    if of_model:
        _refuse_for_models(kind, paired, what)
        found = _of_model(layout, what, construct, scale, asked, dict(fit_options or {}), wave, by)
    else:
        if construct is not None or fit_options or item_weights != "own":
            raise SpecificationError(
                "construct=, item_weights= and fit_options= are for models; items have fixed weights."
            )
        found = _of_columns(layout, _columns_asked(what, kind, scale, better), asked)
    table = target_table(targets, layout.waves, layout.groups)
    survey = layout.survey
    settings: dict[str, Any] = {
        "tracked": found.name,
        "wave": wave,
        "waves": ", ".join(map(str, layout.waves)),
        **({"wave_weights": item_weights} if of_model else {}),
        "adjust": adjust,
        "power": power,
        **({"better": better} if table is not None else {}),
        **({"paired": paired} if paired is not None else {}),
        **found.settings,
        "least": least,
        **designed(survey),
        **({"by": by} if by is not None else {}),
    }
    notices = [*found.notices, *_few(found.spreads, layout, least)]
    issue(notices if not of_model else notices[len(found.notices) :])
    return Track(
        tracked=found,
        waves=layout.waves,
        groups=layout.groups,
        settings=FrozenMapping(settings),
        notices=tuple(notices),
        group_labels=group_labels(survey, by),
        wave_labels=group_labels(survey, wave),
        goals=table,
    )


def _refuse_for_models(kind: str, paired: str | None, what: What) -> None:
    if kind != "mean":
        raise SpecificationError(f"kind={kind!r} is for a column; a model has an index.")
    if isinstance(what, PathResult) and paired is not None:
        raise SpecificationError("paired= changes how a model is fitted: give the model, not its fit.")


def _columns_asked(
    what: Any, kind: str, scale: tuple[float, float] | None, better: str
) -> Indicator | tuple[str, ...]:
    if isinstance(what, Indicator):
        if kind not in ("mean", what.kind):
            raise SpecificationError(f"kind={kind!r} contradicts the indicator, which is {what.kind!r}.")
        return what
    named = (what,) if isinstance(what, str) else tuple(what) if isinstance(what, Sequence) else ()
    if not named or not all(isinstance(each, str) and each for each in named):
        raise SpecificationError(
            f"what={type(what).__name__} cannot be tracked: give a column, several columns, an Indicator, an"
            " index model or a path model."
        )
    if kind == "mean":
        return named
    if len(named) > 1:
        raise SpecificationError(f"kind={kind!r} is made of one column; got {len(named)}.")
    return Indicator(kind, named[0], scale=scale, better=better)


def _of_columns(layout: Layout, what: Indicator | tuple[str, ...], asked: Asked) -> Tracked:
    survey = layout.survey
    design = read_design(survey)
    if asked.errors is not None:
        check_choice("errors", asked.errors, ERRORS)
    replicates = design is not None and design.replicates is not None
    drawn = "bootstrap" if asked.n_boot or asked.ci == "percentile" else None
    se = asked.errors or drawn or ("replicates" if replicates else "linearized")
    if se == "bootstrap" and asked.n_boot == 0:
        raise SpecificationError('errors="bootstrap" needs resamples; leave n_boot out for 1,000.')
    n_boot = asked.n_boot if se == "bootstrap" else asked.n_boot or None
    options = settled(Options(se, asked.ci, n_boot, asked.seed, asked.conf_level, "rows", "listwise"), design)
    if isinstance(what, Indicator):
        found = columns.of_indicator(survey, what, layout.column, asked.conf_level)
        name = f"{what.item}: {what.main}" if what.main != what.kind else f"{what.kind}({what.item})"
        items = worded(survey, (what.item,))
    else:
        found = columns.of_items(survey, what, layout.column)
        name = what[0] if len(what) == 1 else f"mean({', '.join(what)})"
        items = worded(survey, what)
    spreads = tuple(columns.spread(found, labels, options, design) for labels in layout.cells)
    settings = {
        **found.settings,
        "errors": se,
        "n_boot": options.n_boot or 0,
        "seed": options.seed,
        "ci": options.ci or "normal",
        "conf_level": options.conf_level,
    }
    parts: tuple[tuple[Part, ...], ...] = ()
    if found.indicator is not None and {"linearized": "analytic"}.get(se, se) == _errors_of(found):
        parts = tuple(tuple(found.parts[label] for label in labels) for labels in layout.cells)
        settings.pop("ci")
    else:
        settings.pop("interval", None)
    if se == "linearized" and design is None and not found.weighted:
        settings["errors"] = "formula"
    notices = list(found.notices)
    notices += [each for each in design_notices(design, options) if each not in notices]
    return Tracked(
        name, found.names, spreads, found.ends, settings, tuple(notices), found.indicator, parts,
        level_words(items, found.indicator), items,
    )  # fmt: skip


def _errors_of(found: columns.Columns) -> str:
    return next(iter(found.parts.values())).errors


def _of_model(
    layout: Layout,
    what: Any,
    construct: str | None,
    scale: tuple[float, float] | None,
    asked: Asked,
    fit_options: dict[str, Any],
    wave: str,
    by: str | None,
) -> Tracked:
    if isinstance(what, IndexResult):
        fitted = _usable(what, wave, by, fit_options, layout)
    else:
        model = what.model if isinstance(what, PathResult) else what
        if isinstance(model, PathModel):
            model = index_model(model) if scale is None else index_model(model, scale=scale)
        fitted = model.fit(
            layout.survey, by=layout.column, se=asked.errors, n_boot=asked.n_boot, seed=asked.seed,
            ci=asked.ci, conf_level=asked.conf_level, **fit_options,
        )  # fmt: skip
    absent = [label for labels in layout.cells for label in labels if label not in fitted.groups]
    if absent:
        raise SpecificationError(
            f"The model could not be estimated in wave {absent[0]!r}:"
            f" {fitted.failed_groups.get(absent[0], 'no respondents')} Choose other waves with order=[...]."
        )
    name = construct or "Satisfaction"
    constructs.check_construct(fitted, name)
    spreads = tuple(constructs.spreads(fitted, name, layout.cells))
    kept = ("model", "estimator", "index_weights", "n", "n_rows", "n_dropped", "missing", "weights", "se")
    settings = {key: fitted.settings[key] for key in kept if key in fitted.settings}
    settings["errors"] = settings.pop("se", "none")
    settings |= {key: fitted.settings[key] for key in ("n_boot", "seed", "ci", "conf_level")}
    items = tuple(fitted.model.measurement[name].items)
    return Tracked(
        name, items, spreads, (0.0, 100.0), settings, fitted.notices, items=worded(layout.survey, items)
    )


def _usable(
    fitted: IndexResult, wave: str, by: str | None, fit_options: dict[str, Any], layout: Layout
) -> IndexResult:
    """A fit that already is one of the waves."""
    if fitted.settings.get("by") != wave or by is not None:
        raise SpecificationError(
            f"This fit was made by={fitted.settings.get('by')!r}, not by wave ({wave!r}"
            f"{'' if by is None else f' and {by!r}'}): give the model itself, and track() fits it."
        )
    if fit_options:
        raise SpecificationError("fit_options= change a fit that was made already: give the model itself.")
    if fitted.answers is not None and fitted.answers.n_rows != len(layout.survey):
        raise SpecificationError(
            f"This fit was made of {fitted.answers.n_rows} rows, and the data have {len(layout.survey)}:"
            " give the model itself, and track() fits it."
        )
    return fitted


def _few(spreads: Sequence[Spread], layout: Layout, least: int) -> list[Notice]:
    """Waves of few respondents, and waves that displays hide."""
    few, some_hidden = [], False
    for cells, spread in zip(layout.cells, spreads, strict=True):
        sizes = pd.Series(spread.n.astype(np.int64), index=list(cells))
        some_hidden |= bool((sizes < least).any())
        printed = private_counts(sizes, least)
        few += [
            f"{label} ({printed.iloc[i]})" if sizes.iloc[i] < least or printed.iloc[i].isdigit() else label
            for i, label in enumerate(map(str, cells))
            if sizes.iloc[i] < FEW
        ]
    found = [notice("waves_few", DataWarning, cells="; ".join(few), least=FEW)] if few else []
    return [*found, *([notice("waves_hidden", least=least)] if some_hidden else [])]
