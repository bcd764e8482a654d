"""The printed form of a fitted covariance model."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from csmodels.path_models.display import (
    _WORDS,
    _answers,
    _dimensions,
    _numbered,
    _on_p_values,
    display_settings,
    filled,
)
from csmodels.path_models.items.display import _cells
from csmodels.path_models.likelihood.constructs.reliability import MEASURES as RELIABILITIES
from csmodels.path_models.likelihood.constructs.reliability import reliability
from csmodels.path_models.likelihood.defined import defined_table
from csmodels.path_models.likelihood.diagnosis.plausibility import admissibility_block
from csmodels.path_models.likelihood.solve import CERTIFIED, Optimum
from csmodels.tables import Block, Summary, format_value, heading, settings_block, term, text
from csmodels.tables.result import group_words
from csmodels.tables.strings import CATALOGUE

if TYPE_CHECKING:
    from csmodels.path_models.likelihood.result import CovarianceResult

#: Fit measures in the order of printing, with their formats; those a fit does not have are left out.
MEASURES: Mapping[str, str | int] = {
    "chi2": 3,
    "df": "plain",
    "p_value": "p",
    "scaling_factor": 3,
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
    blocks: list[Block | str] = [
        shown.params("path", arrows, _WORDS),
        Block(
            heading("r_squared", lang),
            filled(shown.worded(result.r_squared)),
            conf_level=level,
        ),
        *fit_block(result, lang),
        certificate(result.optimum, lang),
        admissibility_block(result, lang),
        shown.effects(arrows),
        Block(heading("reliability", lang), _cells(shown.worded(reliability(result)), RELIABILITIES)),
        shown.params("loading", shown.heads("construct", "item"), {"lhs": "construct", "rhs": "plain"}),
        shown.params("covariance", shown.pair, _WORDS, "cb_covariances"),
        shown.params("variance", shown.heads("cb_of", None), _WORDS, "cb_variances"),
        shown.params("intercept", shown.heads("cb_of", None), _WORDS, "cb_intercepts"),
        *shown.defined(),
        *_answers(result, lang),  # type: ignore[arg-type]
        settings_block(_settings(result, lang), lang),
    ]
    return Summary(
        text("heading.cb_model", lang, how=_estimator(result, lang)),
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
        """Groups by the words of the questionnaire."""
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

    def params(
        self, kind: str, labels: dict[str, str], formats: Mapping[str, str], note: str | None = None
    ) -> Block:
        """The parameters of one kind; one name where both sides are the same."""
        rows = self.table[self.table["kind"] == kind].drop(columns=["kind", "op"])
        if "rhs" not in labels:
            rows = rows.drop(columns="rhs")
        rows = filled(_numbered(rows))
        held = {name: how for name, how in formats.items() if name in rows}
        under = "" if note is None else text(f"note.{note}", self.lang)
        return Block(
            heading(kind, self.lang),
            rows,
            {**held, "standardized": "estimate"},
            note=under,
            labels=labels,
            conf_level=self.level,
        )

    def effects(self, labels: dict[str, str]) -> Block:
        """Total effects, in the units of the constructs."""
        rows = self.worded(self.result.total_effects).drop(columns=["effect", "through"])
        return Block(
            heading("total_effects", self.lang),
            filled(_numbered(rows)),
            _WORDS,
            labels=labels,
            conf_level=self.level,
        )

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
    note = text("note.cb_fit", lang, level=f"{100 * LEVEL_OF_RMSEA:g}") if "rmsea_low" in measures else ""
    if result.groups and note:
        note = joined([note, text("note.cb_joint", lang)], lang)
    return [Block(heading("fit", lang), frame, formats, note=note)]


def _measure(measures: Mapping[str, Any], name: str, twin: str) -> str:
    """One figure as it is printed, with its limits if it has some."""
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
        "gradient": f"{optimum.gradient:.1e}",
        "limit": f"{CERTIFIED:.0e}",
        "curvature": f"{optimum.curvature:.1e}",
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


def _estimator(result: CovarianceResult, lang: str) -> str:
    return estimator_words(str(result.settings["estimator"]), lang)


def estimator_words(name: str, lang: str) -> str:
    """The words for an estimator; one without words by its name."""
    key = f"option.estimator.{name}"
    return text(key, lang) if key in CATALOGUE else name.upper()


def _settings(result: CovarianceResult, lang: str) -> dict[str, object]:
    """Settings in words, without those that say nothing here."""
    settings = dict(result.settings)
    if settings.get("robust") == "none":
        settings.pop("robust")
    return display_settings(settings, lang)
