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
        blocks += _sentences(result, g, lang)
    shape = result.shape.rename(index={n: text(f"label.{n}", lang) for n in _last(result.shape)})
    blocks.append(Block(heading("cubic_shape", lang), result._worded(shape, lang), conf_level=conf))
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
    blocks.append(_asymmetry(result, lang, labels, conf))
    blocks.append(_regions(result, lang, labels))
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


def _asymmetry(result: CubicResult, lang: str, labels: dict[str, str], conf: float) -> Block:
    frame = result._worded(_models_named(result.asymmetry, lang), lang)
    formats: dict[str, str | int] = {
        "turn": 3, "conf_low": 3, "conf_high": 3, "n_beyond": "count", "n_different": "count",
        "share_beyond": "percent", "share_different": "percent",
    }  # fmt: skip
    return Block(heading("asymmetry", lang), frame, formats, labels=labels, conf_level=conf)


def _regions(result: CubicResult, lang: str, labels: dict[str, str]) -> Block:
    frame = result._worded(_models_named(result.level_regions, lang), lang)
    names = [name for name in frame.index.names if name != "region"]
    frame = frame.reset_index("region", drop=True)
    formats: dict[str, str | int] = {"level_low": 3, "level_high": 3, "mismatch": "value", "share": "percent"}
    return Block(heading("level_regions", lang), frame.rename_axis(names), formats, labels=labels)


def _sentences(result: CubicResult, g: int, lang: str) -> list[str]:
    """In words: which side weighs more, and whether the answers allow to say so."""
    group = result.groups[g] if result.groups else None
    asymmetry = result._one_group(result.asymmetry, group)
    models = result._one_group(result.models, group)
    level = float(str(result.settings["level"]))
    found = []
    for name in asymmetry.index:
        model = text("label.family_named", lang, code=name, words=text(f"label.family_{name}", lang))
        square, cube = models.loc[(name, "square")], models.loc[(name, "cube")]
        if not cube["p_value"] < level:
            sentence = text("label.cubic_even", lang, model=model)
        elif not square["p_value"] < level:
            sentence = text("label.cubic_no_peak", lang, model=model)
        else:
            side = "expectation" if square["estimate"] * cube["estimate"] > 0 else "performance"
            words = {
                "peak": text(f"label.peak_{'up' if square['estimate'] > 0 else 'down'}", lang),
                "side": text(f"label.side_{side}", lang),
            }
            sentence = text("label.cubic_told", lang, model=model, **words)
            key = "asymmetry_bad" if asymmetry.loc[name, "n_different"] else "asymmetry_fine"
            share = format_value(100 * float(asymmetry.loc[name, "share_different"]), 1)
            sentence += (" " if lang == "en" else "") + text(f"label.{key}", lang, share=share)
        if group is not None:
            word = result.group_labels.get(group, {}).get(lang, group)
            sentence = text("label.in_group", lang, group=word, sentence=sentence)
        found.append(sentence)
    return found
