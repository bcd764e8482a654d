"""The printed form of a ladder of measurement invariance."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import pandas as pd

from csmodels.tables import Block, Summary, format_value, heading, settings_block, term, text
from csmodels.tables.result import group_words
from csmodels.tables.shown import display_settings

if TYPE_CHECKING:
    from csmodels.path_models.likelihood.invariance.ladder import InvarianceLadder

#: Equalities of each level that are printed.
MOST = 5
_FORMATS: dict[str, str | int] = {
    **dict.fromkeys(("ladder_chi2", "ladder_aic", "ladder_bic", "ladder_chi2_difference"), 2),
    **dict.fromkeys(("ladder_cfi", "ladder_tli", "ladder_rmsea", "ladder_srmr", "conf_low"), 3),
    **dict.fromkeys(("ladder_cfi_difference", "ladder_rmsea_difference", "ladder_srmr_difference"), 3),
    **dict.fromkeys(("ladder_p_value", "ladder_p_value_difference", "ladder_p_adjusted"), "p"),
    **dict.fromkeys(("ladder_df", "ladder_df_difference"), "plain"),
    **dict.fromkeys(("ladder_chi2_test", "ladder_cheung_rensvold", "ladder_chen"), "flag"),
    **dict.fromkeys(("ladder_level", "ladder_verdict", "ladder_rule"), "value"),
    **dict.fromkeys(("ladder_difference", "ladder_standardized"), "estimate"),
    **dict.fromkeys(("ladder_metric", "ladder_later"), "plain"),
    "ladder_chi2_change": 2,
    "ladder_parameter": "plain",
}


def summary(ladder: InvarianceLadder, lang: str) -> Summary:
    """Verdicts, fits, constraints and latent means as a document."""
    level = float(str(ladder.settings["conf_level"]))
    steps = _named(ladder.steps, lang)
    fit = steps[[name for name in steps if not str(name).endswith("_difference")]]
    blocks: list[Block | str] = [
        Block(
            heading("ladder_verdicts", lang),
            _named(ladder.verdicts, lang),
            _FORMATS,
            note=_own_fit(ladder, lang),
        ),
        # limits of the RMSEA, 90 % by convention
        Block(heading("ladder_steps", lang), fit, _FORMATS, conf_level=0.9),
        Block(
            heading("ladder_differences", lang),
            steps.drop(columns=fit.columns).iloc[1:],
            _FORMATS,
        ),
        *_constraints(ladder, lang),
        *_means(ladder, lang, level),
        Block(heading("ladder_thresholds", lang), _thresholds(ladder, lang), _FORMATS),
    ]
    robust = ladder.settings["robust"] != "none"
    notes = ["ladder_levels", "ladder_verdict", *(["ladder_robust"] if robust else [])]
    written = tuple(text(f"note.{key}", lang, alpha=f"{ladder.settings['alpha']:g}") for key in notes)
    shown = {key: value for key, value in ladder.settings.items() if key not in ("alpha", "conf_level")}
    blocks.append(settings_block(display_settings(shown, lang), lang))
    warned = tuple(each.text(lang) for each in ladder.notices)
    title = text(ladder.title_key, lang)
    return Summary(title, tuple(blocks), notes=written, warnings=warned, lang=lang)


def _named(frame: pd.DataFrame, lang: str) -> pd.DataFrame:
    """Levels by their words, columns by their entries in the catalogue."""
    limits = {"rmsea_low": "conf_low", "rmsea_high": "conf_high"}
    kept = ("conf_low", "conf_high")
    renamed = {name: limits.get(name, name if name in kept else f"ladder_{name}") for name in map(str, frame)}
    out = frame.rename(columns=renamed)
    if out.index.name == "level":
        out.index = _levels(out.index, lang)
    if "ladder_verdict" in out:
        out["ladder_verdict"] = [f"ladder_{word}" for word in out["ladder_verdict"]]
    return out


def _levels(levels: Iterable[object], lang: str) -> pd.Index:
    return pd.Index([text(f"value.ladder_{level}", lang) for level in levels], name="ladder_level")


def _own_fit(ladder: InvarianceLadder, lang: str) -> str:
    """By what the first level is judged, which no rule of the table speaks of."""
    first = ladder.steps.iloc[0]
    figures = {name: format_value(float(first[name]), 3) or "–" for name in ("cfi", "rmsea", "srmr")}
    level = text(f"value.ladder_{ladder.steps.index[0]}", lang)
    return text("note.ladder_own_fit", lang, level=level, **figures)


def _constraints(ladder: InvarianceLadder, lang: str) -> list[Block | str]:
    """The equalities of each level that fit worst."""
    if ladder.constraints.empty:
        return []
    frame = ladder.constraints.groupby("level", sort=False).head(MOST)
    names = zip(frame["lhs"], frame["op"], frame["rhs"], strict=True)
    frame.insert(1, "parameter", [_parameter(*each, lang) for each in names])
    frame["group"] = [_group(ladder, group, lang) for group in frame["group"]]
    fields = {"most": MOST, "df": len(ladder.result.groups) - 1, "how": _next(ladder, lang)}
    frame["level"] = _levels(frame["level"], lang)
    columns = ["chi2_change", "p_value", "p_adjusted", "group", "difference"]
    indexed = frame.set_index(["level", "parameter"])[columns]
    named = _named(indexed.rename_axis(["ladder_level", "ladder_parameter"]), lang)
    note = text("note.ladder_constraints", lang, **fields)
    return [Block(heading("ladder_constraints", lang), named, _FORMATS, note=note)]


def _parameter(lhs: str, op: str, rhs: str, lang: str) -> str:
    """A parameter in words."""
    kind = {"=~": "loading", "~": "intercept", "~~": "error"}[op]
    item = rhs if op == "=~" else lhs
    construct, item = (term(name, lang, section="construct") for name in (lhs, item))
    return text(f"label.ladder_{kind}", lang, construct=construct, item=item)


def _next(ladder: InvarianceLadder, lang: str) -> str:
    """How the worst equality of the first level that fails is written in `free`; nothing where none is."""
    verdict = ladder.verdicts["verdict"]
    failing = [level for level, word in verdict.items() if word in ("fails", "disputed")]
    worst = ladder.constraints[ladder.constraints["level"] == failing[0]] if failing else ladder.constraints
    if not failing or worst.empty:
        return ""
    lhs, op, rhs = worst[["lhs", "op", "rhs"]].iloc[0]
    table = ladder.fits[str(failing[0])].table
    at = table.where(lhs, "~1" if op == "~" else op, "" if op == "~" else rhs)
    if not table.parameters[at].free:
        # a marker is 1 in every group, and cannot be freed
        return ""
    said = str(ladder.settings["free"])
    before = [] if said == "none" else said.replace(" ", "").split(",")
    free = ", ".join(f'"{each}"' for each in [*before, f"{lhs}{op}{rhs}"])
    return text("label.ladder_try", lang, free=f"[{free}]")


def _group(ladder: InvarianceLadder, group: object, lang: str) -> str:
    """A group with the column that divides the respondents: ``member: yes``."""
    word = _words(ladder, lang).get(group, group)
    return text("label.ladder_group", lang, by=str(ladder.settings["by"]), group=str(word))


def _words(ladder: InvarianceLadder, lang: str) -> dict[object, object]:
    groups = ladder.result.groups
    shown = group_words(pd.DataFrame(index=pd.Index(groups)), groups, ladder.result.group_labels, lang)
    return dict(zip(groups, shown.index, strict=True))


def _means(ladder: InvarianceLadder, lang: str, level: float) -> list[Block | str]:
    frame = ladder.latent_means
    if frame is None:
        return []
    shown = group_words(frame, ladder.result.groups, ladder.result.group_labels, lang)
    names = shown.index.get_level_values("construct")
    words = [term(name, lang, section="construct") for name in names]
    shown.index = pd.MultiIndex.from_arrays([shown.index.get_level_values(0), words], names=shown.index.names)
    title = text("heading.ladder_means", lang, group=_group(ladder, ladder.result.groups[0], lang))
    marked = ladder.result.settings["scaling"] == "marker"
    note = text("note.ladder_means", lang, unit=text("note.ladder_marker", lang) if marked else "")
    columns = ["difference", "conf_low", "conf_high", "p_value", "standardized"]
    labels = {"ladder_difference": term("difference", lang, section="column")}
    return [Block(title, _named(shown[columns], lang), _FORMATS, note=note, labels=labels, conf_level=level)]


def _thresholds(ladder: InvarianceLadder, lang: str) -> pd.DataFrame:
    frame = ladder.thresholds
    frame["rule"] = [f"ladder_{rule}" for rule in frame["rule"]]
    frame["figure"] = [text(f"column.ladder_{figure}_difference", lang) for figure in frame["figure"]]
    return _named(frame.set_index("rule"), lang).rename_axis("ladder_rule")
