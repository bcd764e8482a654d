"""The printed form of latent segments."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from csmodels.kano.display import agreements, in_words, with_limits
from csmodels.tables import Block, Summary, heading, settings_block, term, text
from csmodels.tables.shown import display_settings

if TYPE_CHECKING:
    from csmodels.kano.segments.result import KanoSegments


def summary(found: KanoSegments, lang: str) -> Summary:
    """Criteria, sizes, labels side by side, who oppose each other, better and worse, shares, settings."""
    level = float(str(found.settings["conf_level"]))
    blocks: list[Block | str] = [_criteria(found, lang)]
    formats: dict[str, str | int] = dict.fromkeys(("share", "conf_low", "certainty"), "percent")
    formats["std_error"] = 3
    blocks.append(Block(heading("segment_sizes", lang), found.sizes, formats, conf_level=level))
    blocks.append(_labels(found, lang))
    if len(found.hidden):
        blocks.append(_hidden(found, lang))
    blocks += [_coefficients(found, name, lang, level) for name in ("better", "worse")]
    blocks.append(settings_block(display_settings(dict(found.settings), lang), lang))
    return Summary(
        text(found.title_key, lang),
        tuple(blocks),
        notes=(text("note.kano_letters", lang), text("note.kano_segments", lang)),
        warnings=tuple(each.text(lang) for each in found.notices),
        lang=lang,
    )


def _named(found: KanoSegments, frame: pd.DataFrame, lang: str) -> pd.DataFrame:
    """Attributes by their words."""
    words = {name: found.result.model.label(name, lang) for name in found.attributes}
    return frame.rename(index=words, level="attribute" if frame.index.nlevels > 1 else None)


def _criteria(found: KanoSegments, lang: str) -> Block:
    criteria = found.criteria.drop(columns="n_parameters").T.set_axis(["value"], axis=1)
    words = [term(name, lang, section="column") for name in criteria.index]
    criteria.index = pd.Index(words, name="segment_criterion")
    return Block(heading("segment_criteria", lang), criteria, {"value": 3})


def _side_by_side(found: KanoSegments, cells: list[str], overall: list[str], lang: str) -> pd.DataFrame:
    """One column for all respondents and one for each segment."""
    frame = pd.DataFrame({text("label.all_respondents", lang): overall}, index=list(found.attributes))
    rows = len(found.attributes)
    for c in range(found.k):
        name = text("label.segment", lang, number=c + 1)
        frame[name] = cells[c * rows : (c + 1) * rows]
    return _named(found, frame.rename_axis("attribute"), lang)


def _labels(found: KanoSegments, lang: str) -> Block:
    frame = _side_by_side(
        found,
        [in_words(each, lang) for each in found.categories["agreement"]],
        agreements(found.result, lang),
        lang,
    )
    return Block(heading("kano_segment_labels", lang), frame, note=text("note.kano_segment_labels", lang))


def _hidden(found: KanoSegments, lang: str) -> Block:
    table = found.hidden.drop(columns=["agrees", "camps"])
    names = {"opposed": "kano_opposed", "differ": "kano_differ", "": "kano_not_sure"}
    table["degree"] = [text(f"value.{names[each]}_degree", lang) for each in table["degree"]]
    labels = {name: text(f"column.kano_hidden_{name}", lang) for name in table.columns}
    return Block(
        heading("kano_hidden", lang),
        _named(found, table, lang),
        dict.fromkeys(("probability", "wanted", "unwanted"), "percent"),
        labels=labels,
        note=text("note.kano_hidden", lang),
    )


def _coefficients(found: KanoSegments, name: str, lang: str, level: float) -> Block:
    """Better or worse of all segments side by side, with limits."""
    interval = text("label.interval", lang, level=f"{100 * level:g}")
    cells, overall = with_limits(found.coefficients, name), with_limits(found.result.coefficients, name)
    frame = _side_by_side(found, cells, overall, lang)
    return Block(f"{text(f'column.kano_{name}', lang)} [{interval}]", frame)
