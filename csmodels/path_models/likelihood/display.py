"""The printed form of a fitted covariance model."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from csmodels.path_models.display import _WORDS, _answers, _dimensions, _numbered, _on_p_values
from csmodels.path_models.items.display import _cells
from csmodels.path_models.likelihood.constructs.reliability import reliability
from csmodels.path_models.likelihood.defined import defined_table
from csmodels.path_models.likelihood.diagnosis.plausibility import admissibility_block, short
from csmodels.path_models.likelihood.ordinal.display import (
    is_ordinal,
    reliability_measures,
    thresholds_block,
)
from csmodels.path_models.likelihood.solve import CERTIFIED, Optimum
from csmodels.tables import Block, Summary, format_value, heading, settings_block, term, text
from csmodels.tables.result import group_words
from csmodels.tables.shown import display_settings, filled, without_empty
from csmodels.tables.strings import CATALOGUE

if TYPE_CHECKING:
    from csmodels.path_models.likelihood.result import CovarianceResult

#: Columns that say how sure an estimate is; a search without an optimum has no estimates.
SURE = ("std_error", "statistic", "p_value", "conf_low", "conf_high")
#: Fit measures in the order of printing, with their formats; those a fit does not have are left out.
MEASURES: Mapping[str, str | int] = {
    "chi2": 3,
    "df": "plain",
    "p_value": "p",
    "scaling_factor": 3,
    "shift": 3,
    "cfi": 3,
    "tli": 3,
    "rmsea": 3,
    "srmr": 3,
    "log_likelihood": 2,
    "aic": 2,
    "bic": 2,
}
#: Columns of the table of fit measures: the plain ones, and their twins under robust errors.
TWINS: Mapping[str, str] = {"": "value", "_scaled": "scaled", "_robust": "robust"}
#: Measures that make a scaled chi-square of a plain one: they stand in its column.
SCALING = ("scaling_factor", "shift")
#: Plain measures of ordered items that hang on a chi-square which follows no chi-square distribution.
NOT_ORDINAL = ("p_value", "cfi", "tli", "rmsea")
#: Who says which of several forms of a measure is to be reported.
SOURCES = {
    "complete": "Brosseau-Liard and Savalei 2014; Savalei 2018",
    "gaps": "Zhang and Savalei 2023",
}
#: Of the interval of RMSEA in the measures.
LEVEL_OF_RMSEA = 0.90


def summary(result: CovarianceResult, lang: str = "en") -> Summary:
    """Lay a result out: paths, explained variance, fit, then what they rest on.

    Parameters
    ----------
    result : CovarianceResult
    lang : {"en", "zh"}

    Raises
    ------
    SpecificationError
        Unknown language.
    """
    level = float(str(result.settings["conf_level"]))
    shown = _Shown(result, lang, level)
    arrows = shown.heads("outcome", "predictor")
    certified = certificate(result.optimum, lang)
    if not result.converged:
        certified = joined([certified, text("note.cb_withheld", lang)], lang)
    blocks: list[Block | str] = [
        *([] if result.converged else [certified]),
        shown.params("path", arrows, _WORDS),
        shown.r_squared(),
        *(fit_block(result, lang) if result.converged else []),
        *([certified] if result.converged else []),
        without_empty(admissibility_block(result, lang), "where"),
        shown.effects(arrows),
        shown.reliability(),
        shown.params("loading", shown.heads("construct", "item"), {"lhs": "construct", "rhs": "plain"}),
        shown.params("covariance", shown.pair, _WORDS, "cb_covariances"),
        shown.params("variance", shown.heads("cb_of", None), _WORDS, *shown.on_variances()),
        shown.params("intercept", shown.heads("cb_of", None), _WORDS, "cb_intercepts"),
        *shown.defined(),
        *thresholds_block(result, lang),
        *_answers(result, lang),  # type: ignore[arg-type]
        settings_block(_settings(result, lang), lang),
    ]
    return Summary(
        _title(result, lang),
        tuple(block for block in blocks if isinstance(block, str) or len(block.frame)),
        notes=(*shown.notes(), *_on_p_values(result, lang)),  # type: ignore[arg-type]
        warnings=tuple(each.text(lang) for each in result.notices),
        lang=lang,
    )


class _Shown:
    """The parameters of a result as a reader sees them: groups in words, standardised figures beside."""

    def __init__(self, result: CovarianceResult, lang: str, level: float) -> None:
        self.result, self.lang, self.level = result, lang, level
        both, beside = (t[t["kind"] != "defined"] for t in (result.params, result.standardized))
        both = both.assign(standardized=beside["estimate"].to_numpy())
        both.loc[both["op"] == "~1", "rhs"] = ""
        # constructs whose mean is the origin of their scale; a note says so
        origin = (both["op"] == "~1") & (both["estimate"] == 0) & both["std_error"].isna()
        both = both[~(origin & both["lhs"].isin(result.model.constructs))]
        self.table = _dimensions(result, self.worded(both), lang)  # type: ignore[arg-type]

    def worded(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Groups by the words of the questionnaire; where no optimum was found, nothing is sure."""
        if not self.result.converged:
            unsure = [str(name) for name in frame if str(name).endswith((*SURE, "_low", "_high"))]
            frame = frame.assign(**dict.fromkeys(unsure, np.nan))
        return group_words(frame, self.result.groups, self.result.group_labels, self.lang)

    def heads(self, left: str, right: str | None) -> dict[str, str]:
        """Heads of the columns, by the words for what stands in them."""
        words = {"lhs": term(left, self.lang, section="column")}
        if right is not None:
            words["rhs"] = term(right, self.lang, section="column")
        return {**words, "standardized": text("column.cb_standardized", self.lang)}

    @property
    def pair(self) -> dict[str, str]:
        """Heads of the columns of a covariance."""
        return self.heads("cb_first", "cb_second")

    def params(self, kind: str, labels: dict[str, str], formats: Mapping[str, str], *notes: str) -> Block:
        """The parameters of one kind; one name where both sides are the same."""
        rows = self.table[self.table["kind"] == kind].drop(columns=["kind", "op"])
        if "rhs" not in labels:
            rows = rows.drop(columns="rhs")
        rows = filled(_numbered(rows))
        held = {name: how for name, how in formats.items() if name in rows}
        under = joined((text(f"note.{note}", self.lang) for note in notes), self.lang)
        return Block(
            heading(kind, self.lang),
            rows,
            {**held, "standardized": "estimate"},
            note=under,
            labels=labels,
            conf_level=self.level,
        )

    def effects(self, labels: dict[str, str]) -> Block:
        """Total effects, in the units of the constructs and between constructs of unit variance."""
        rows = self.worded(self.result.total_effects)
        rows = rows.drop(columns=["effect", "through", "standardized_std_error"])
        return Block(
            heading("total_effects", self.lang),
            filled(_numbered(rows)),
            {**_WORDS, "standardized": "estimate"},
            labels=labels,
            conf_level=self.level,
        )

    def r_squared(self) -> Block:
        """Explained variance; a note where limits by the normal theory pass 0 or 1."""
        frame = filled(self.worded(self.result.r_squared))
        beyond = "conf_low" in frame and bool((frame["conf_low"].lt(0) | frame["conf_high"].gt(1)).any())
        plain = self.result.settings["ci"] == "normal"
        note = text("note.cb_r_squared_limits", self.lang) if beyond and plain else ""
        return Block(heading("r_squared", self.lang), frame, note=note, conf_level=self.level)

    def reliability(self) -> Block:
        """Reliability, each measure with its limits in a cell, and of what the measures are."""
        measures, note = reliability_measures(self.result)
        table = self.worded(reliability(self.result))
        kept = [f"{name}{end}" for name in measures for end in ("", "_low", "_high")]
        return Block(
            heading("reliability", self.lang), _cells(table[kept], measures), note=text(note, self.lang)
        )

    def on_variances(self) -> list[str]:
        """Notes on variances; those of ordered items are no parameters."""
        return ["cb_variances", *(["ordinal_variances"] if is_ordinal(self.result) else [])]

    def defined(self) -> list[Block]:
        """Parameters defined by expressions, where the model has some."""
        if not self.result.model.defined:
            return []
        frame, beside = defined_table(self.result), defined_table(self.result, standardized=True)
        if len(frame) == len(beside):
            # with groups, figures that these share have one standardised value for each group
            frame["standardized"] = beside["estimate"].to_numpy()
        rows = filled(self.worded(frame).drop(columns=["kind", "op"]))
        labels = {
            **self.pair,
            **{side: text(f"column.cb_defined_{side}", self.lang) for side in ("lhs", "rhs")},
        }
        formats = {"lhs": "plain", "rhs": "plain"}
        return [Block(heading("defined", self.lang), rows, formats, labels=labels, conf_level=self.level)]

    def notes(self) -> list[str]:
        """Sentences at the end: how standardised figures are made, what fixed ones look like."""
        found = [text("note.cb_standardized", self.lang)]
        if any(not p.free and p.kind != "residuals" for p in self.result.table.parameters):
            found.append(text(f"note.cb_{self.result.settings.get('scaling', 'marker')}", self.lang))
        return found


def fit_block(result: CovarianceResult, lang: str) -> list[Block]:
    """The fit of the model as a whole, with the scaled and robust twins beside; nothing where none is known.

    Of several groups the measures are those of the joint fit.
    """
    given: Any = getattr(result, "fit_measures", None)
    if given is None or not len(given):
        return []
    measures: dict[str, Any] = dict(given)
    columns = {
        term(head, lang, section="column"): [_measure(measures, name, twin) for name in MEASURES]
        for twin, head in TWINS.items()
    }
    index = pd.Index([text(f"label.cb_{name}", lang) for name in MEASURES], name="measure")
    frame = pd.DataFrame(columns, index=index, dtype=object)
    # a column or row without any figure says nothing
    frame = frame.loc[(frame != "").any(axis=1), (frame != "").any(axis=0)]
    formats = dict.fromkeys(frame.columns, "plain")
    notes = _on_fit(result, measures, lang) if "rmsea_low" in measures else []
    return [Block(heading("fit", lang), frame, formats, note=joined(notes, lang))]


def _on_fit(result: CovarianceResult, measures: Mapping[str, Any], lang: str) -> list[str]:
    """What the measures compare, and which of their forms are to be reported."""
    level = f"{100 * LEVEL_OF_RMSEA:g}"
    usual = "cb_fit" if result.incomplete is None else "cb_fit_gaps"
    notes = [text(f"note.{'ordinal_fit' if is_ordinal(result) else usual}", lang, level=level)]
    if not measures["df"]:
        notes = [text("note.cb_saturated", lang)]
    elif pd.notna(measures.get("cfi_robust")):
        kind = "robust" if pd.notna(measures.get("chi2_scaled")) else "gaps"
        source = SOURCES["complete" if result.incomplete is None else "gaps"]
        notes.append(text(f"note.cb_report_{kind}", lang, source=_cited(source, lang)))
    if result.groups:
        notes.append(text("note.cb_joint", lang))
    return notes


def _cited(source: str, lang: str) -> str:
    return source.replace("; ", "；") if lang == "zh" else source


def _measure(measures: Mapping[str, Any], name: str, twin: str) -> str:
    """One figure as it is printed, with its limits if it has some."""
    if name in SCALING:
        value = measures.get(name) if twin == "_scaled" else None
    elif "shift" in measures and not twin and name in NOT_ORDINAL:
        value = None
    else:
        value = measures.get(name + twin)
    if value is None or pd.isna(value):
        return ""
    written = format_value(float(value), MEASURES[name]) or ""
    for low, high in (
        (f"{name}_low{twin}", f"{name}_high{twin}"),
        (f"{name}{twin}_low", f"{name}{twin}_high"),
    ):
        ends = [measures.get(end) for end in (low, high)]
        if all(end is not None and pd.notna(end) for end in ends):
            low_end, high_end = (format_value(float(str(end)), MEASURES[name]) for end in ends)
            return f"{written} [{low_end}, {high_end}]"
    return written


def certificate(optimum: Optimum, lang: str = "en") -> str:
    """One sentence on whether the estimate is an optimum, and how that is known."""
    # at an optimum the slope is rounding alone, which differs from machine to machine
    fields = {
        "gradient": short(optimum.gradient),
        "limit": f"{CERTIFIED:.0e}",
        "curvature": short(optimum.curvature),
    }
    if not optimum.certified:
        return text("note.cb_no_certificate", lang, **fields)
    ended = [start for start in optimum.starts if start.converged]
    key = "other" if not optimum.agree else "one" if len(ended) < 2 else "all"
    by = text(f"note.cb_starts_{key}", lang, n=len(ended), given=len(optimum.starts))
    return joined([text("note.cb_certificate", lang, **fields), by], lang)


def joined(sentences: Iterable[str], lang: str) -> str:
    """Sentences one after the other; Chinese ones stand without spaces."""
    return ("" if lang == "zh" else " ").join(sentences)


def _title(result: CovarianceResult, lang: str) -> str:
    """The kind of model and how it was estimated; words that are long by their abbreviation."""
    if is_ordinal(result):
        return heading("ordinal_model", lang)
    return text("heading.cb_model", lang, how=estimator_words(str(result.settings["estimator"]), lang))


def estimator_words(name: str, lang: str) -> str:
    """The words for an estimator; one without words by its name."""
    key = f"option.estimator.{name}"
    return text(key, lang) if key in CATALOGUE else name.upper()


def _settings(result: CovarianceResult, lang: str) -> dict[str, object]:
    """Settings in words: how errors are made in one row, and the test in another where it is scaled."""
    given = dict(result.settings)
    robust, information = str(given.pop("robust", "none")), given.pop("information", None)
    words = display_settings(given, lang)
    if given["se"] in ("robust_sem", "robust_mlr"):
        kind = text(f"option.information.{information}", lang)
        words["se"] = text("label.cb_sandwich", lang, information=kind)
    found: dict[str, object] = {}
    for key, value in words.items():
        found[key] = value
        if key == "scaling" and robust != "none":
            found["cb_test"] = text(f"option.cb_test.{robust}", lang)
    return found
