"""The printed form of a prediction and of the comparison of two models."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from csmodels.tables import Block, Summary, format_value, heading, settings_block, text
from csmodels.tables.result import group_words
from csmodels.tables.strings import CATALOGUE

if TYPE_CHECKING:
    from csmodels.path_models.prediction.result import Prediction

_ITEM_COLUMNS = ["rmse", "mae", "q2_predict", "rmse_lm", "mae_lm", "rmse_ia", "mae_ia", "verdict"]


def summary(found: Prediction, lang: str = "en") -> Summary:
    """Lay a prediction out: by construct, by item, the tests, and how it was made."""
    settings = found.settings
    level = float(str(settings["conf_level"]))

    def worded(frame: pd.DataFrame) -> pd.DataFrame:
        return group_words(frame, found.groups, found.group_labels, lang)

    causes = text(f"note.prediction_{str(settings['technique']).split('_')[0]}", lang)
    fields = {"folds": settings["folds"], "repeats": settings["repeats"], "causes": causes}
    blocks: list[Block | str] = [
        Block(
            heading("prediction_constructs", lang),
            worded(found.constructs),
            {"power": "value"},
            note=text("note.prediction_constructs", lang),
        ),
        Block(
            heading("prediction_items", lang),
            _item_cells(worded(found.items)),
            {"construct": "construct", "item": "plain", "verdict": "value"},
            note=text("note.prediction_items", lang, **fields),
        ),
        Block(
            heading("cvpat", lang),
            worded(found.cvpat),
            {"benchmark": "value"},
            note=_test_note(found, lang),
            conf_level=level,
        ),
        settings_block(_display_settings(found, lang), lang),
    ]
    return Summary(
        heading("prediction", lang),
        tuple(blocks),
        warnings=tuple(each.text(lang) for each in found.notices),
        lang=lang,
    )


def _test_note(found: Prediction, lang: str) -> str:
    """What the test of the losses rests on: respondents, or the survey's clusters, strata, replicates."""
    limits, errors_by = found.settings["limits"], found.settings["errors_by"]
    key = f"note.limits_{limits}_{errors_by}" if limits == "resampled" else f"note.limits_{limits}"
    errors = "" if errors_by == "respondents" else text(f"note.errors_by_{errors_by}", lang)
    return text("note.cvpat", lang, limits=text(key, lang), errors=errors)


def _item_cells(items: pd.DataFrame) -> pd.DataFrame:
    """Q2_predict with its limits in one cell."""
    limits = zip(items["q2_predict"], items["q2_low"], items["q2_high"], strict=True)
    cells = [f"{format_value(q, 3)} [{format_value(a, 2)}, {format_value(b, 2)}]" for q, a, b in limits]
    return items.assign(q2_predict=cells)[_ITEM_COLUMNS]


def _display_settings(found: Prediction, lang: str) -> dict[str, object]:
    """Settings with words in place of codes."""
    out: dict[str, object] = {}
    for key, value in found.settings.items():
        name = f"option.{key}.{value}"
        if key not in ("limits", "errors_by", "n_boot"):
            shown = f"{value:,}" if key == "n" else value
            out[key] = text(name, lang) if name in CATALOGUE else shown
    return out
