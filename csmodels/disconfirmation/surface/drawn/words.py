"""The words of the pictures of a surface: names of axes, title, legend, and notes on what is left out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from csmodels.disconfirmation.surface.drawn.tables import AXES, LINES
from csmodels.numerics.surface.shape import axes, kind
from csmodels.plots.surface_frame import Words
from csmodels.plots.surface_tables import MOST_COVERED
from csmodels.sampling.columns import names_of
from csmodels.survey.data import item_range
from csmodels.survey.questionnaire import in_language
from csmodels.tables.strings import term, text

if TYPE_CHECKING:
    from csmodels.disconfirmation.surface.result import SurfaceResult

#: Longest wording at an axis, in Latin letters; a Chinese character is as wide as two.
SHORT = 48


def words_of(
    result: SurfaceResult, g: int, lang: str, title: str | None, shown: dict[str, pd.DataFrame], spatial: bool
) -> Words:
    """All words of a picture of one surface.

    Parameters
    ----------
    result : SurfaceResult
    g : int
        Position of the group.
    lang : {"en", "zh"}
    title : str, optional
        In place of the usual one.
    shown : dict of DataFrame
        "lines", "heights", "axes" (absent where they were not asked for), "stationary" (absent likewise).
    spatial : bool
        For three dimensions, where only short names have room at the axes.
    """
    outcome = outcome_words(result, lang)
    level = f"{100 * float(str(result.settings['conf_level'])):g}"
    legend = {name: line_words(result, name, lang) for name in LINES}
    legend |= {name: text(f"figure.surface_axis_{name}", lang, level=level) for name in AXES}
    what = term(_kind(result, g), lang, section="value")
    legend["stationary"] = text("figure.surface_stationary", lang, kind=what, level=level)
    legend |= {name: text(f"figure.surface_{name}", lang) for name in ("counts", "points", "jitter")}
    named = rating_names(result, lang, columns=spatial)
    return Words(
        title=title_words(result, g, lang) if title is None else title,
        expectation=named["expectation"],
        performance=named["performance"],
        outcome=outcome,
        legend=legend,
        notes=(
            text("figure.surface_sign", lang),
            *_beyond(result, lang, shown["heights"]),
            *_left_out(result, g, lang, shown),
        ),
        height=text(
            "figure.surface_height" if result.parts[0].first else "figure.surface_latent_height", lang
        ),
    )


def _kind(result: SurfaceResult, g: int) -> str:
    return kind(axes(result.parts[g].coefficients[:5]).curvature)


def title_words(result: SurfaceResult, g: int | None, lang: str) -> str:
    """The outcome, and the group where one of several is drawn."""
    found = outcome_words(result, lang)
    if not result.groups or g is None:
        return found
    return text("figure.surface_grouped", lang, title=found, group=group_words(result, g, lang))


def group_words(result: SurfaceResult, g: int, lang: str) -> str:
    """A group as the questionnaire calls it, after the column that makes the groups."""
    index = pd.Index([result.groups[g]])
    word = str(result._worded(pd.DataFrame(index=index), lang).index[0])
    return text("figure.surface_rating", lang, role=result.settings["by"], name=word)


def outcome_words(result: SurfaceResult, lang: str) -> str:
    """What the heights are."""
    names = names_of(result.model.outcome, "outcome")
    name = _wording(result, names, lang) or _columns(names, lang)
    return text(
        "figure.surface_title" if result.parts[0].first else "figure.surface_latent", lang, outcome=name
    )


def rating_names(result: SurfaceResult, lang: str, *, columns: bool = False) -> dict[str, str]:
    """Names of both ratings: the questionnaire's words where both are short, else their columns."""
    found = {}
    both = {role: names_of(getattr(result.model, role), role) for role in ("expectation", "performance")}
    wordings = {role: _wording(result, names, lang) for role, names in both.items()}
    short = all(wordings.values()) and not columns
    for role, names in both.items():
        name = wordings[role] if short else _columns(names, lang)
        role_word = term(role, lang, section="value")
        found[role] = text("figure.surface_rating", lang, role=role_word, name=name)
    return found


def _wording(result: SurfaceResult, names: Sequence[str], lang: str) -> str:
    """The wording of a single item, if it is short; else nothing."""
    asked: Any = result.questionnaire
    if asked is None or len(names) > 1 or names[0] not in asked:
        return ""
    found: str = in_language(asked.item(names[0]).wording, lang, "")
    wide = sum(1 + (ord(each) > 0x2E7F) for each in found)
    return found if wide <= SHORT else ""


def _columns(names: Sequence[str], lang: str) -> str:
    if len(names) == 1:
        return names[0]
    joined = ", ".join(names)
    if len(joined) <= SHORT:
        return text("figure.surface_mean", lang, names=joined)
    return text("figure.surface_mean_many", lang, n=len(names))


def line_words(result: SurfaceResult, name: str, lang: str) -> str:
    """A line as an equation on the scale asked."""
    total = 2 * result.ratings.center
    if name == "incongruence" and abs(total) < 1e-12:
        return text("figure.surface_incongruence_zero", lang)
    return text(f"figure.surface_{name}", lang, total=rounded(total))


def rounded(value: float) -> str:
    """A number of the scale in at most three decimals."""
    return f"{round(value, 3):z.6g}".replace("-", "\N{MINUS SIGN}")


def outcome_scale(result: SurfaceResult) -> tuple[float, float] | None:
    """Ends of the outcome's scale; None where they are not known, differ, or heights are latent."""
    asked: Any = result.questionnaire
    if asked is None or not result.parts[0].first:
        return None
    names = names_of(result.model.outcome, "outcome")
    scales = {item_range(asked.item(name)) if name in asked else None for name in names}
    return scales.pop() if len(scales) == 1 else None


def _beyond(result: SurfaceResult, lang: str, heights: pd.DataFrame) -> list[str]:
    """That heights which are drawn could not be answered: a surface knows no ends of a scale."""
    scale = outcome_scale(result)
    drawn = heights.loc[heights["inside"].astype(bool), "estimate"]
    if scale is None or bool(drawn.between(scale[0] - 1e-9, scale[1] + 1e-9).all()):
        return []
    return [text("figure.surface_beyond", lang, low=rounded(scale[0]), high=rounded(scale[1]))]


def _left_out(result: SurfaceResult, g: int, lang: str, shown: dict[str, pd.DataFrame]) -> list[str]:
    """What is not drawn, and why."""
    found = []
    crossing = shown["lines"]
    for name in LINES:
        if not bool(crossing.loc[crossing.index == name, "inside"].any()):
            found.append(text(f"figure.surface_no_{name}", lang))
    if "axes" in shown:
        found += _without_axes(result, g, lang, shown["axes"])
    if "stationary" in shown and not len(shown["stationary"]) and not _withheld(result, g):
        why = result._one_group(result.stationary_point, result.groups[g] if result.groups else None)
        reason = text(f"figure.surface_why_{why['reason'].iloc[0]}", lang)
        found.append(text("figure.surface_no_point", lang, reason=reason))
    return found


def _withheld(result: SurfaceResult, g: int) -> str:
    """Why a surface has no axes at all."""
    if result.model.degree != 2:
        return "cubic"
    what = _kind(result, g)
    return what if what in ("plane", "ridge") else ""


def _without_axes(result: SurfaceResult, g: int, lang: str, frame: pd.DataFrame) -> list[str]:
    reasons: dict[str, Any] = {}
    whole = _withheld(result, g)
    for name in AXES:
        rows = frame[frame.index == name]
        if whole or not len(rows):
            reasons[name] = whole or "plane"
        elif not bool(rows["supported"].all()):
            reasons[name] = rows["reason"].iloc[0]
        elif bool((rows["covered"] > MOST_COVERED).any()):
            reasons[name] = "unsure"
    told = {name: text(f"figure.surface_why_{reason}", lang) for name, reason in reasons.items()}
    if len(told) == 2 and len(set(told.values())) == 1:
        return [text("figure.surface_no_axes", lang, reason=told["first"])]
    return [text(f"figure.surface_no_{name}", lang, reason=reason) for name, reason in told.items()]


def lines_words(
    result: SurfaceResult, chosen: Sequence[int], lang: str, title: str | None, heights: pd.DataFrame
) -> Words:
    """Words of the picture of both lines, for one group or several."""
    legend = {name: line_words(result, name, lang) for name in LINES}
    if result.groups:
        legend |= {f"group {i}": group_words(result, g, lang) for i, g in enumerate(chosen)}
    if title is None:
        title = title_words(result, chosen[0], lang) if result.groups and len(chosen) == 1 else ""
    center = result.ratings.center
    key = "surface_sign_lines" if abs(center) > 1e-12 else "surface_sign_lines_zero"
    named = rating_names(result, lang)
    return Words(
        title=title,
        expectation=named["expectation"],
        performance=named["performance"],
        outcome=outcome_words(result, lang),
        legend=legend,
        notes=(
            text(f"figure.{key}", lang, total=rounded(2 * center), center=rounded(center)),
            *_beyond(result, lang, heights),
        ),
    )
