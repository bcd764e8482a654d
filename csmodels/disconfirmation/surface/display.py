"""The printed document of a response surface."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from csmodels.disconfirmation.surface.claims import SHAPES
from csmodels.disconfirmation.surface.figures import CHI_SQUARE
from csmodels.disconfirmation.surface.model import TERMS
from csmodels.errors import SpecificationError
from csmodels.numerics.surface.support import LEAST_ROWS, LEAST_SHARE
from csmodels.sampling.columns import mean_words, names_of
from csmodels.tables import Block, Summary, text
from csmodels.tables.formats import format_value
from csmodels.tables.result import group_words, heading, settings_block
from csmodels.tables.shown import display_settings
from csmodels.tables.strings import term

if TYPE_CHECKING:
    from csmodels.disconfirmation.surface.result import SurfaceResult

_HIDDEN = ("estimate", "std_error", "statistic", "p_value", "conf_low", "conf_high", "as_asked", "kind")


def outcome_words(result: SurfaceResult, lang: str) -> str:
    """The outcome in words."""
    return mean_words(names_of(result.model.outcome, "outcome"), lang)


def summary(result: SurfaceResult, lang: str) -> Summary:
    """Coefficients, shape, joint tests, stationary point, turning points, axes, support, groups, settings."""
    level = float(str(result.settings["conf_level"]))
    quadratic = result.model.degree == 2
    blocks: list[Block | str] = [_coefficients(result, lang, level)]
    claims = result.claims
    shown = result.shape.assign(reason=claims[claims.index.get_level_values(-1).isin(SHAPES)]["reason"].array)
    blocks.append(_block(result, "shape", _labelled(_hide(shown, lang), "", lang), lang, level))
    blocks.append(_tests(result, lang, level))
    if quadratic:
        blocks += [
            _stationary(result, lang, level),
            _turning(result, lang, level),
            _axes(result, lang, level),
        ]
    blocks.append(_support(result, lang, level))
    notes = [_direction(result, lang)]
    if not quadratic:
        notes.append(text("note.surface_cubic", lang))
    if result.groups:
        try:
            blocks.append(_equality(result, lang, level))
        except SpecificationError:
            notes.append(text("note.surface_groups_dependent", lang))
    blocks.append(settings_block(display_settings(dict(result.settings), lang), lang))
    hidden = set(claims["reason"])
    if hidden & {"rows", "outside"}:
        notes.append(text("note.surface_withheld", lang, rows=LEAST_ROWS, share=f"{100 * LEAST_SHARE:g}"))
    if "undirected" in hidden:
        notes.append(text("note.surface_undirected", lang))
    return Summary(
        text("heading.surface_of", lang, outcome=outcome_words(result, lang)),
        tuple(blocks),
        notes=tuple(notes),
        warnings=tuple(each.text(lang) for each in result.notices),
        lang=lang,
    )


def _direction(result: SurfaceResult, lang: str) -> str:
    return text("note.surface_direction", lang, center=f"{float(str(result.settings['center'])):g}")


def _coefficients(result: SurfaceResult, lang: str, level: float) -> Block:
    """Intercept and coefficients, as the literature numbers them; R² under the table."""
    table = result._worded(result.params, lang)
    rows = table[table["kind"].isin(["intercept", "coefficient"])]
    numbers = {name: i + 1 for i, name in enumerate(TERMS)}

    def named(op: str, right: str) -> str:
        if op == "~1":
            return text("label.surface_b", lang, i=0, term=text("label.surface_intercept", lang))
        if op == "|":
            return text("label.surface_threshold", lang, categories=right)
        if right in numbers:
            return text("label.surface_b", lang, i=numbers[right], term=text(f"label.term_{right}", lang))
        return right

    names = [named(op, right) for op, right in zip(rows["op"], rows["rhs"], strict=True)]
    rows = rows.drop(columns=["kind", "lhs", "op", "rhs"])
    column = term("surface_term", lang, section="column")
    if result.groups:
        rows = rows.set_axis(pd.MultiIndex.from_arrays([rows.index, names], names=[rows.index.name, column]))
    else:
        rows = rows.set_axis(pd.Index(names, name=column))
    return Block(heading("coefficient", lang), rows, note=_explained(result, table, lang), conf_level=level)


def _explained(result: SurfaceResult, table: pd.DataFrame, lang: str) -> str:
    """R² with its limits, in a sentence for each group."""
    found = []
    for group, row in table[table["kind"] == "r_squared"].iterrows():
        name = text(f"label.report_{'mcfadden' if row['rhs'] else 'r2'}", lang)
        written = f"{name} = {format_value(row['estimate'], 'estimate')}"
        if np.isfinite(row["conf_low"]):
            low, high = (format_value(row[end], "estimate") for end in ("conf_low", "conf_high"))
            written += f" [{low}, {high}]"
        found.append(
            text("label.surface_of_group", lang, group=group, said=written) if result.groups else written
        )
    return _parted(found, lang) + ("。" if lang == "zh" else ".")


def _parted(parts: Sequence[str], lang: str) -> str:
    return ("；" if lang == "zh" else "; ").join(parts)


def _block(
    result: SurfaceResult,
    name: str,
    frame: pd.DataFrame,
    lang: str,
    level: float,
    formats: dict[str, str | int] | None = None,
    note: str = "",
) -> Block:
    worded = result._worded(frame, lang)
    return Block(heading(name, lang), worded, formats or {}, note=note, conf_level=level)


def _labelled(frame: pd.DataFrame, prefix: str, lang: str) -> pd.DataFrame:
    """The last index level in words."""
    names = frame.index.get_level_values(-1).unique()
    words = {name: text(f"label.{prefix}{name}", lang) for name in names}
    return _renamed(frame, words)


def _renamed(frame: pd.DataFrame, words: dict[str, str]) -> pd.DataFrame:
    return frame.rename(index=words, level=-1 if frame.index.nlevels > 1 else None)


def _hide(frame: pd.DataFrame, lang: str) -> pd.DataFrame:
    """Figures that the answers cannot tell are withheld in print, with the reason in their place."""
    out = frame.drop(columns=["supported", "reason"], errors="ignore")
    hidden = (frame["reason"] != "").to_numpy(dtype=bool)
    for name in out.columns:
        if name in _HIDDEN:
            out[name] = out[name].where(~hidden, None if out[name].dtype == object else np.nan)
    if hidden.any():
        out["said"] = [text(f"label.withheld_{reason}", lang) if reason else "" for reason in frame["reason"]]
    return out


def _tests(result: SurfaceResult, lang: str, level: float) -> Block:
    frame = _hide(result.tests, lang)
    words = {CHI_SQUARE: "χ²"}
    frame["test_statistic"] = [words.get(each, each) for each in frame["test_statistic"]]
    frame = frame[["test_statistic", *(name for name in frame.columns if name != "test_statistic")]]
    frame = _labelled(frame, "test_", lang).dropna(axis=1, how="all")
    return _block(result, "tests", frame, lang, level, {"df": "count", "df_resid": "count"})


def _equality(result: SurfaceResult, lang: str, level: float) -> Block:
    """Whether the groups have the same surface."""
    frame = _labelled(result.compare_groups(), "equal_", lang)
    frame.insert(0, "test_statistic", ["χ²"] * len(frame.pop("test_statistic")))
    return Block(heading("equal_surfaces", lang), frame, {"df": "count"}, conf_level=level)


def _stationary(result: SurfaceResult, lang: str, level: float) -> Block:
    frame = _hide(result.stationary_point, lang)
    words = {name: term(name, lang, section="value") for name in ("expectation", "performance")}
    frame = _renamed(frame, {**words, "outcome": outcome_words(result, lang)})
    kinds = result.kinds
    said = [term(str(what), lang, section="value") for what in kinds]
    if result.groups:
        named = group_words(kinds.to_frame(), result.groups, result.group_labels, lang).index
        said = [
            text("label.surface_of_group", lang, group=group, said=what)
            for group, what in zip(named, said, strict=True)
        ]
    title = text("heading.surface_stationary", lang, kinds=_parted(said, lang))
    return Block(title, result._worded(frame, lang), conf_level=level)


def _turning(result: SurfaceResult, lang: str, level: float) -> Block:
    frame = _hide(result.turning_points, lang)
    frame["kind"] = ["" if pd.isna(what) else term(what, lang, section="value") for what in frame["kind"]]
    words = {name: term(name, lang, section="value") for name in ("congruence", "incongruence")}
    frame = _renamed(frame, words).rename(columns={"kind": "surface_turn"})
    note = text("note.surface_turning", lang)
    return _block(result, "turning_points", frame, lang, level, {"surface_turn": "plain"}, note)


def _axes(result: SurfaceResult, lang: str, level: float) -> Block:
    frame = _hide(result.axes, lang)
    words = {
        name: term(name, lang, section="value")
        for name in ("first", "second", "curvature", "angle", "slope", "intercept", "shift")
    }
    return _block(result, "axes", frame.rename(index=words), lang, level)


def _support(result: SurfaceResult, lang: str, level: float) -> Block:
    lying = _labelled(result.support, "support_", lang)
    # a word for the two sides that need enough rows, nothing for the others
    yes, no = (term(word, lang, section="value") for word in ("yes", "no"))
    lying["enough"] = ["" if v != v else yes if v else no for v in lying["enough"]]
    # in per cent without the sign, which stands apart from its number in English only
    lying["share"] *= 100
    lying = lying.rename(columns={"share": "surface_percent"})
    formats: dict[str, str | int] = {"surface_percent": 1, "n": "count", "enough": "plain"}
    return _block(result, "support", lying, lang, level, formats)
