"""The printed form and the picture of fits side by side."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from csmodels.path_models.display import _cell
from csmodels.path_models.likelihood.display import estimator_words, joined
from csmodels.path_models.side_by_side.reasons import LARGE
from csmodels.path_models.side_by_side.views import COLUMNS, View
from csmodels.plots.side_by_side import methods_chart
from csmodels.tables import Block, Summary, format_value, heading, term, text
from csmodels.tables.listing import listed
from csmodels.tables.result import group_words

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from csmodels.path_models.side_by_side.compare import Comparison


def summary(found: Comparison, lang: str = "en") -> Summary:
    """Lay a comparison out: paths, differences, the reasons path by path, R2, reliability, the fits.

    Parameters
    ----------
    found : Comparison
    lang : {"en", "zh"}
    """
    arrows = {
        "lhs": term("outcome", lang, section="column"),
        "rhs": term("predictor", lang, section="column"),
    }
    # a fit is called what its user calls it, also where that is a word of the catalogue
    names = {name: name for name in found.results}
    words = {"lhs": "construct", "rhs": "construct"}
    limit = format_value(LARGE, 2)
    differences = _worded(found, found.differences, lang)
    large = found.differences["difference"] >= LARGE
    blocks: list[Block | str] = [
        Block(
            heading("paths", lang),
            _cells(found, found.paths, lang),
            words,
            labels={**arrows, **names},
            note=joined(_notes(found, lang), lang),
        ),
    ]
    if large.any():
        shown = differences[large.to_numpy()].drop(columns="reasons")
        labels = {name: text(f"column.cb_{name}", lang) for name in ("lowest", "highest")}
        blocks.append(
            Block(
                heading("cb_differences", lang),
                shown,
                {**words, "difference": 2, "lowest": "plain", "highest": "plain"},
                labels={**arrows, **labels},
                note=text("note.cb_compare_differences", lang, limit=limit),
            )
        )
    else:
        blocks.append(text("note.cb_no_large", lang, limit=limit))
    blocks += _reasons(found, lang)
    blocks += [
        Block(heading("r_squared", lang), _cells(found, found.r_squared, lang), labels=names),
        Block(
            heading("cb_reliability", lang),
            _cells(found, found.reliability.dropna(how="all"), lang),
            labels=names,
            note=text("note.cb_compare_reliability", lang),
        ),
        _fits(found, lang),
    ]
    return Summary(
        text("heading.cb_compare", lang),
        tuple(blocks),
        warnings=tuple(each.text(lang) for each in found.notices),
        lang=lang,
    )


def _notes(found: Comparison, lang: str) -> list[str]:
    """What the paths are, and what stands in brackets beside them."""
    notes = [text("note.cb_compare_paths", lang)]
    levels = found.levels
    if not levels:
        return notes
    if len(set(levels.values())) == 1:
        interval = text("label.cb_interval", lang, level=f"{100 * next(iter(levels.values())):g}")
    else:
        items = listed(
            (f"{name} {100 * level:g}\N{NO-BREAK SPACE}%" for name, level in levels.items()), lang, None
        )
        interval = text("label.cb_intervals", lang, items=items)
    return [*notes, text("note.cb_compare_intervals", lang, interval=interval)]


def _worded(found: Comparison, frame: pd.DataFrame, lang: str) -> pd.DataFrame:
    """Groups by the words of the questionnaire."""
    if not found.groups:
        return frame
    return group_words(frame, found.groups, next(iter(found.results.values())).group_labels, lang)


def _cells(found: Comparison, table: pd.DataFrame, lang: str) -> pd.DataFrame:
    """One column for each fit, its figure and limits in a cell: ``0.49 [0.32, 0.65]``."""
    cells = {
        name: [_cell(*row) for row in table[name][list(COLUMNS)].itertuples(index=False)]
        for name in found.results
    }
    return _worded(found, pd.DataFrame(cells, index=table.index), lang)


def _reasons(found: Comparison, lang: str) -> list[str]:
    """For each path with reasons, a paragraph: the path, its value in every fit, and why they differ."""
    paragraphs = []
    for views in found.views.values():
        label = views[0].label
        for key, reasons in found.reasons.items():
            if not reasons or (label is not None and key[0] != label):
                continue
            path = (str(key[-2]), str(key[-1]))
            why = joined((each.text(lang) for each in reasons), lang)
            where = "" if label is None else f" [{_group(found, label, lang)}]"
            colon = "：" if lang == "zh" else ". "
            values = text("label.cb_values", lang, values=_values(views, path, lang))
            paragraphs.append(f"{arrow(path, lang)}{where}{values}{colon}{why}")
    return paragraphs


def _values(views: Sequence[View], path: tuple[str, str], lang: str) -> str:
    """The estimate of every fit: ``PLS 0.49, ML 3.27``."""
    parts = [
        f"{view.name} {format_value(view.estimates[path], 2)}" for view in views if path in view.estimates
    ]
    return listed(parts, lang, None)


def arrow(path: tuple[str, str], lang: str) -> str:
    """A path as it is read: from its predictor to its outcome."""
    outcome, predictor = (term(name, lang, section="construct") for name in path)
    return text("label.cb_path", lang, outcome=outcome, predictor=predictor)


def _group(found: Comparison, label: Any, lang: str) -> str:
    labels = next(iter(found.results.values())).group_labels
    known = lang == "en" and isinstance(label, str)
    return str(label) if known else str(labels.get(label, {}).get(lang, label))


def _fits(found: Comparison, lang: str) -> Block:
    """How each fit was made, in words."""
    table = _worded(found, found.fits, lang)
    table["estimator"] = [estimator_words(name, lang) for name in table["estimator"]]
    table["missing"] = [text(f"option.missing.{rule}", lang) for rule in table["missing"]]
    table = table.drop(columns="conf_level")
    labels = {
        "fit": text("column.cb_fit", lang),
        "estimator": text("column.cb_estimator", lang),
        "missing": term("missing", lang, section="setting"),
        "converged": text("column.cb_converged", lang),
        "admissible": text("column.cb_admissible", lang),
    }
    formats = {"estimator": "plain", "missing": "plain", "converged": "flag", "admissible": "flag"}
    return Block(heading("cb_fits", lang), table, {**formats, "n": "count", "fit": "plain"}, labels=labels)


def plot(found: Comparison, views: Sequence[View], *, lang: str, ax: Axes | None, title: str | None) -> Axes:
    """Paths of every fit with their intervals."""
    parts = {
        view.name if view.converged else text("label.cb_not_sound", lang, fit=view.name): view.paths
        for view in views
    }
    frame = pd.concat(parts, names=["fit"])
    words = [arrow((lhs, rhs), lang) for _, lhs, rhs in frame.index]
    frame.index = pd.MultiIndex.from_arrays(
        [frame.index.get_level_values("fit"), words], names=["fit", "path"]
    )
    levels = set(found.levels.values())
    level = levels.pop() if len(levels) == 1 else None
    return methods_chart(frame, ax=ax, title=title, lang=lang, conf_level=level)
