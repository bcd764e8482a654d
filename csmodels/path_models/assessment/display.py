"""The printed form of an assessment."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from csmodels.path_models.assessment.criteria import (
    BORDERLINE,
    CRITERIA,
    MET,
    NOT_MET,
    Criterion,
    htmt_criteria,
)
from csmodels.path_models.assessment.figures import p_column
from csmodels.path_models.display import _cell
from csmodels.tables import Block, Summary, heading, settings_block, term, text
from csmodels.tables.listing import listed
from csmodels.tables.shown import display_settings, filled

if TYPE_CHECKING:
    from csmodels.path_models.assessment.result import Assessment

_MEASURES = ("alpha", "alpha_raw", "rho_a", "rho_c", "ave")
#: Rules whose rows are named by both labels together, by the item alone, by the model's words.
_PAIRS = ("htmt", "htmt2", "vif_predictor")
_ITEMS = ("loading", "cross_loading", "vif_item")
_MODELS = ("srmr", "exact_fit")


def summary(found: Assessment, lang: str = "en") -> Summary:
    """Lay an assessment out: verdicts, then the tables they rest on."""
    level = float(str(found.settings["conf_level"]))
    construct = term("construct", lang, section="column")
    ends = {"lhs": construct, "rhs": construct}
    arrows = {
        "lhs": term("outcome", lang, section="column"),
        "rhs": term("predictor", lang, section="column"),
    }
    tested = {p_column(t): text("label.p_below", lang, threshold=f"{t:g}") for t in found.htmt_thresholds}

    def block(name: str, labels: dict[str, str] | None = None, note: str = "") -> Block:
        frame = _present(found.result._worded(getattr(found, name), lang))
        formats = dict.fromkeys(tested, "p")
        return Block(heading(name, lang), frame, formats, note, labels or {}, conf_level=level)

    effects = _present(found.result._worded(found.f_squared, lang))
    blocks: list[Block | str] = [
        Block(
            heading("verdicts", lang),
            verdict_counts(found, lang),
            note=text("note.verdicts", lang),
            labels={"source": text("label.source", lang)},
        ),
        Block(heading("reliability", lang), _reliability(found, lang)),
        block("loadings"),
        _matrix(found, "fornell_larcker", lang, text("note.fornell_larcker", lang)),
        block("htmt", {**ends, **tested}, text("note.htmt", lang)),
        block("htmt2", {**ends, **tested}),
        _matrix(found, "cross_loadings", lang),
        block("vif_items"),
        block("vif_constructs", arrows),
        Block(heading("f_squared", lang), effects, {"size": "value"}, labels=arrows, conf_level=level),
    ]
    if found.fit is not None:
        blocks.append(_fit(found, lang))
    items = found.item_analysis.summary(lang)
    # without the last block, its settings: they stand among those of the assessment
    blocks += items.blocks[:-1]
    blocks.append(settings_block(display_settings(found.settings, lang), lang))
    notes = [text("note.reliability", lang), *items.notes]
    if not all(rule.confirmed for rule in CRITERIA.values()):
        notes.append(text("note.unconfirmed_sources", lang))
    return Summary(
        text("heading.assessment", lang),
        tuple(each for each in blocks if isinstance(each, str) or len(each.frame)),
        notes=tuple(notes),
        warnings=tuple(each.text(lang) for each in found.notices),
        lang=lang,
    )


def verdict_counts(found: Assessment, lang: str = "en") -> pd.DataFrame:
    """How often each rule is met, and by what it is not; by group where there are groups."""
    rules = _rules(found)

    def of_group(verdicts: pd.DataFrame) -> pd.DataFrame:
        rows = []
        for (key, threshold), rule in rules.items():
            part = verdicts[(verdicts["criterion"] == key) & (verdicts["threshold"] == threshold)]
            if not len(part):
                continue
            counts = part["verdict"].value_counts()
            missed = part[part["verdict"] == NOT_MET]
            rows.append(
                {
                    "criterion": rule.words(lang),
                    "n_met": int(counts.get(MET, 0)),
                    "n_borderline": int(counts.get(BORDERLINE, 0)),
                    "n_not_met": int(counts.get(NOT_MET, 0)),
                    "not_met_where": listed([_name(row, lang) for row in missed.itertuples()], lang),
                    "source": rule.cited(lang),
                }
            )
        return pd.DataFrame(rows)

    counts = found._each_group(of_group, found.verdicts)
    return found.result._worded(counts, lang) if found.result.groups else counts


def _rules(found: Assessment) -> dict[tuple[str, float], Criterion]:
    """Every rule in the order of printing: those of HTMT follow Fornell and Larcker's."""
    rules = []
    for key, rule in CRITERIA.items():
        rules.append(rule)
        if key == "fornell_larcker":
            rules += [one for name in ("htmt", "htmt2") for one in htmt_criteria(found.htmt_thresholds, name)]
    return {(rule.key, rule.threshold): rule for rule in rules}


def _name(row: object, lang: str) -> str:
    """What a verdict is about, in few words."""
    key, lhs, rhs = (str(getattr(row, name)) for name in ("criterion", "lhs", "rhs"))
    if key in _ITEMS:
        return rhs
    if key in _MODELS:
        return f"{_value(lhs, lang)} {_value(rhs, lang)}"
    if not lhs:
        return text("label.all_items", lang)
    first = term(lhs, lang, section="construct")
    if key not in _PAIRS:
        return first
    second = term(rhs, lang, section="construct")
    return f"{second} → {first}" if key == "vif_predictor" else f"{first}–{second}"


def _value(word: str, lang: str) -> str:
    return term(word, lang, section="value")


def _present(frame: pd.DataFrame) -> pd.DataFrame:
    """Without rows that have no figure, and without columns of limits and tests that have none."""
    kept = filled(frame[frame["estimate"].notna()])
    empty = [name for name in kept if str(name).startswith("p_below") and kept[name].isna().all()]
    kept = kept.drop(columns=empty)
    return kept.reset_index(drop=True) if kept.index.name is None else kept


def _reliability(found: Assessment, lang: str) -> pd.DataFrame:
    """Each measure with its limits in one cell, construct by construct."""
    table = found.result._worded(found.reliability, lang)
    cells = {
        measure: [
            _cell(*row)
            for row in table[[measure, f"{measure}_low", f"{measure}_high"]].itertuples(index=False)
        ]
        for measure in _MEASURES
    }
    return pd.DataFrame(cells, index=table.index)


def _matrix(found: Assessment, name: str, lang: str, note: str = "") -> Block:
    frame = found.result._worded(getattr(found, name), lang)
    labels = {column: term(column, lang, section="construct") for column in frame.columns}
    formats = dict.fromkeys(frame.columns, 2)
    return Block(heading(name, lang), frame, formats, note, labels)


def _fit(found: Assessment, lang: str) -> Block:
    table = found.fit
    assert table is not None  # asked for only where there is one
    frame = filled(found.result._worded(table, lang))
    frame = frame.drop(columns=[name for name in ("hi95", "hi99") if frame[name].isna().all()])
    formats: dict[str, str | int] = {"model": "value", "measure": "value"}
    formats |= dict.fromkeys(("estimate", "hi95", "hi99"), 4)
    labels = {"model": term("model", lang, section="setting")}
    return Block(heading("fit", lang), frame, formats, text("note.fit_measures", lang), labels)
