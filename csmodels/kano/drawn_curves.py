"""The plane of continuous scores, satisfaction curves and groups, drawn from the tables of a result."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from csmodels.errors import SpecificationError
from csmodels.kano.curves import chosen
from csmodels.kano.drawn import swapped
from csmodels.kano.labels import unsure
from csmodels.tables.result import group_words
from csmodels.tables.strings import check_language, text

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from csmodels.kano.model import KanoModel
    from csmodels.kano.result import KanoResult


def words_of(model: KanoModel, lang: str) -> dict[str, str]:
    """Words of all attributes."""
    return {name: model.label(name, lang) for name in model.names}


def draw_plane(result: KanoResult, *, group: Any, lang: str, ax: Axes | None, title: str | None) -> Axes:
    """DuMouchel's plane of one group."""
    from csmodels.plots.kano_plane import plane_chart

    check_language(lang)
    if result.scores is None:
        raise SpecificationError(
            f"Continuous scores are of forms with 5 or 3 answers; evaluation table {result.table.name!r} has"
            f" {len(result.table.codes)}."
        )
    rows = result._one_group(result.categories, group)
    contested = unsure(rows["agreement"])
    frame = result._one_group(result.scores, group).assign(category=rows["category"], contested=contested)
    return plane_chart(
        frame, names=words_of(result.model, lang), conf_level=_level(result), lang=lang, ax=ax, title=title,
        notes=_swapped(result, group, result.attributes, lang),
    )  # fmt: skip


def draw_curves(
    result: KanoResult,
    attributes: Sequence[str] | str | None,
    *,
    group: Any,
    lang: str,
    ax: Axes | None,
    title: str | None,
) -> Axes:
    """Satisfaction curves of one group."""
    from csmodels.plots.kano_curves import curves_chart

    check_language(lang)
    result._one_group(result.categories, group)  # an unknown group is told before anything is computed
    frame = result._one_group(result.curves(attributes), group)
    return curves_chart(
        frame, names=words_of(result.model, lang), conf_level=_level(result), lang=lang, ax=ax, title=title,
        notes=_swapped(result, group, chosen(result.attributes, attributes), lang),
    )  # fmt: skip


def draw_groups(
    result: KanoResult,
    coefficient: str,
    *,
    attributes: Sequence[str] | str | None,
    groups: Sequence[Any] | None,
    lang: str,
    ax: Axes | None,
    title: str | None,
) -> Axes:
    """Better and worse of the groups of a fit with by=."""
    if not result.groups:
        raise SpecificationError("There are no groups to draw: fit the model with by=, a column of groups.")
    for each in groups or ():
        result._one_group(result.coefficients, each)
    members = tuple(result.groups if groups is None else groups)
    words, names = _group_names(result, members, lang), chosen(result.attributes, attributes)
    return groups_picture(
        result.coefficients,
        result.model,
        coefficient,
        attributes=attributes,
        categories=result.categories["category"],
        members=members,
        words=words,
        conf_level=_level(result),
        notes=_swapped_anywhere(result, words, names, lang),
        lang=lang,
        ax=ax,
        title=title,
    )


def groups_picture(
    frame: pd.DataFrame,
    model: KanoModel,
    coefficient: str,
    *,
    attributes: Sequence[str] | str | None,
    categories: pd.Series[Any],
    members: Sequence[Any],
    words: dict[Any, str],
    conf_level: float | None,
    notes: Sequence[str] = (),
    lang: str = "en",
    ax: Axes | None = None,
    title: str | None = None,
) -> Axes:
    """Better and worse of any groups: of a fit, or segments that were found.

    Parameters
    ----------
    frame : DataFrame
        By group and attribute: better and worse with limits.
    model : KanoModel
        Of the attributes and their words.
    categories : Series of str
        By group and attribute: the letter of the largest category.
    members : sequence
        Groups in the order of the picture; `words` are theirs.
    """
    from csmodels.plots.kano_groups import checked, groups_chart

    check_language(lang)
    checked(coefficient)
    names = chosen(model.names, attributes)
    index = pd.MultiIndex.from_product([list(members), list(names)], names=frame.index.names)
    return groups_chart(
        frame.reindex(index),
        coefficient=coefficient,
        names=words_of(model, lang),
        groups=words,
        outside=categories.reindex(index).isin(["R", "Q"]),
        conf_level=conf_level,
        notes=notes,
        lang=lang,
        ax=ax,
        title=title,
    )


def _level(result: KanoResult) -> float:
    level = result.settings["conf_level"]
    assert isinstance(level, float)
    return level


def _group_names(result: KanoResult, members: Sequence[Any], lang: str) -> dict[Any, str]:
    """Groups by the words of the questionnaire."""
    frame = pd.DataFrame(index=pd.Index(list(members), dtype=object))
    shown = group_words(frame, members, result.group_labels, lang).index
    return {group: str(word) for group, word in zip(members, shown, strict=True)}


def _swapped(result: KanoResult, group: Any, names: Sequence[str], lang: str) -> tuple[str, ...]:
    """Whose questions were exchanged in this group."""
    found = [name for name in swapped(result, group) if name in names]
    if not found:
        return ()
    return (text("figure.kano_map_swapped", lang, attributes=listed(result.model, found, lang)),)


def _swapped_anywhere(
    result: KanoResult, words: dict[Any, str], names: Sequence[str], lang: str
) -> tuple[str, ...]:
    """Whose questions were exchanged, and in which groups."""
    colon = "：" if lang == "zh" else ": "
    return tuple(
        word + colon + note for group, word in words.items() for note in _swapped(result, group, names, lang)
    )


def listed(model: KanoModel, names: Sequence[str], lang: str) -> str:
    """Attributes by their words, one after the other."""
    return ("、" if lang == "zh" else ", ").join(model.label(name, lang) for name in names)
