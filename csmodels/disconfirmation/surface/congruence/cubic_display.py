"""The printed document of cubic congruence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from csmodels.tables import Block, Summary, text
from csmodels.tables.formats import format_value
from csmodels.tables.result import heading, settings_block
from csmodels.tables.shown import display_settings
from csmodels.tables.strings import term

if TYPE_CHECKING:
    from csmodels.disconfirmation.surface.congruence.cubic import CubicResult


def summary(result: CubicResult, lang: str) -> Summary:
    """What the models say, then shape, coefficients, second extremum, regions."""
    conf = float(str(result.settings["conf_level"]))
    blocks: list[Block | str] = []
    for g in range(len(result.parts)):
        blocks += [_in_group(result, g, each, lang) for each in _sentences(result, g, lang)]
    shape = result.shape.rename(index={n: text(f"label.{n}", lang) for n in _last(result.shape)})
    blocks.append(Block(heading("cubic_shape", lang), result._worded(shape, lang), conf_level=conf))
    blocks.append(_constraints(result, lang))
    models = _models_named(result.models, lang)
    parts = {part: text(f"label.part_{part}", lang) for part in _last(models)}
    models = models.rename(index=parts, level=-1)
    labels = {
        "model": term("congruence_model", lang, section="column"),
        "part": term("surface_term", lang, section="column"),
    }
    blocks.append(
        Block(heading("cubic_models", lang), result._worded(models, lang), labels=labels, conf_level=conf)
    )
    blocks += _asymmetry(result, lang, labels, conf)
    blocks += _regions(result, lang, labels)
    blocks.append(settings_block(display_settings(dict(result.settings), lang), lang))
    center = f"{float(str(result.settings['center'])):g}"
    return Summary(
        text("heading.cubic_of", lang, outcome=result.outcome_name),
        tuple(blocks),
        notes=(text("note.cubic_compare", lang), text("note.cubic_level", lang, center=center)),
        warnings=tuple(each.text(lang) for each in result.notices),
        lang=lang,
    )


def _last(frame: pd.DataFrame) -> list[Any]:
    return list(frame.index.get_level_values(-1).unique())


def _models_named(frame: pd.DataFrame, lang: str) -> pd.DataFrame:
    codes = frame.index.get_level_values("model").unique()
    words = {
        code: text("label.family_named", lang, code=code, words=text(f"label.family_{code}", lang))
        for code in codes
    }
    return frame.rename(index=words, level="model" if frame.index.nlevels > 1 else None)


def _constraints(result: CubicResult, lang: str) -> Block:
    frame = result.constraints.dropna(axis=1, how="all")
    labels = {
        "model": term("congruence_model", lang, section="column"),
        "statistic": "F" if "df_resid" in frame else "χ²",
        "rejected": text("label.constraints_rejected", lang),
    }
    worded = result._worded(_models_named(frame, lang), lang)
    formats: dict[str, str | int] = {"df": "count", "df_resid": "count"}
    return Block(heading("cubic_constraints", lang), worded, formats, labels=labels)


def _read(result: CubicResult, frame: pd.DataFrame) -> pd.DataFrame:
    """The rows of models that are read: neither rejected nor untested."""
    tested = result.constraints
    kept = tested.index[tested["p_value"].notna() & ~tested["rejected"]]
    beyond: list[Any] = [name for name in frame.index.names if name not in kept.names]
    at = frame.index.droplevel(beyond)
    return frame[at.isin(kept)]


def _asymmetry(result: CubicResult, lang: str, labels: dict[str, str], conf: float) -> list[Block]:
    frame = _read(result, result.asymmetry)
    if not len(frame):
        return []
    frame = result._worded(_models_named(frame, lang), lang)
    formats: dict[str, str | int] = {
        "turn": 3, "conf_low": 3, "conf_high": 3, "n_beyond": "count", "n_different": "count",
        "share_beyond": "percent", "share_different": "percent",
    }  # fmt: skip
    return [Block(heading("asymmetry", lang), frame, formats, labels=labels, conf_level=conf)]


def _regions(result: CubicResult, lang: str, labels: dict[str, str]) -> list[Block]:
    frame = result.level_regions
    frame = _read(result, frame) if len(frame) else frame
    if not len(frame):
        return []
    frame = result._worded(_models_named(frame, lang), lang)
    names = [name for name in frame.index.names if name != "region"]
    frame = frame.reset_index("region", drop=True)
    formats: dict[str, str | int] = {"level_low": 3, "level_high": 3, "mismatch": "value", "share": "percent"}
    return [Block(heading("level_regions", lang), frame.rename_axis(names), formats, labels=labels)]


def _in_group(result: CubicResult, g: int, sentence: str, lang: str) -> str:
    if not result.groups:
        return sentence
    group = result.groups[g]
    word = result.group_labels.get(group, {}).get(lang, group)
    return text("label.in_group", lang, group=word, sentence=sentence)


def _sentences(result: CubicResult, g: int, lang: str) -> list[str]:
    """In words: which side weighs more, whether the answers allow to say so; of rejected ones that."""
    group = result.groups[g] if result.groups else None
    tested = result._one_group(result.constraints, group)
    asymmetry = result._one_group(result.asymmetry, group)
    models = result._one_group(result.models, group)
    level = float(str(result.settings["level"]))
    found = []
    for name in tested.index:
        model = text("label.family_named", lang, code=name, words=text(f"label.family_{name}", lang))
        row: dict[Any, Any] = tested.loc[name].to_dict()
        if row["rejected"]:
            found.append(text("label.cubic_rejected", lang, model=model, test=_test(row, lang)))
        elif pd.isna(row["p_value"]):
            found.append(text("label.cubic_untested", lang, model=model))
        elif name in asymmetry.index:
            share = float(asymmetry.loc[name, "share_different"])
            found.append(_asymmetric(models.loc[name], model, share, level, lang))
    return found


def _test(row: dict[Any, Any], lang: str) -> str:
    """A Wald test in brackets: F where errors have degrees of freedom, else chi-square."""
    p_value = str(format_value(row["p_value"], "p"))
    fields = {
        "value": format_value(row["statistic"], 2),
        "df": f"{row['df']:,}",
        "p": f"p {'<' if p_value.startswith('<') else '='} {p_value.removeprefix('<')}",
    }
    if pd.isna(row["df_resid"]):
        return text("label.test_chi_square", lang, **fields)
    return text("label.test_f", lang, df_resid=f"{row['df_resid']:,.0f}", **fields)


def _asymmetric(model: pd.DataFrame, named: str, share: float, level: float, lang: str) -> str:
    """One model of asymmetric congruence: rows square and cube."""
    square, cube = model.loc["square"], model.loc["cube"]
    if not cube["p_value"] < level:
        return text("label.cubic_even", lang, model=named)
    if not square["p_value"] < level:
        return text("label.cubic_no_peak", lang, model=named)
    side = "expectation" if square["estimate"] * cube["estimate"] > 0 else "performance"
    words = {
        "peak": text(f"label.peak_{'up' if square['estimate'] > 0 else 'down'}", lang),
        "side": text(f"label.side_{side}", lang),
    }
    key = "asymmetry_bad" if share > 0 else "asymmetry_fine"
    judged = text(f"label.{key}", lang, share=format_value(100 * share, 1))
    return text("label.cubic_told", lang, model=named, **words) + (" " if lang == "en" else "") + judged
