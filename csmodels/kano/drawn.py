"""What pictures of a Kano analysis draw: tables of one group, and what must be said under them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from csmodels.errors import SpecificationError, did_you_mean, some
from csmodels.kano.evaluation import DYSFUNCTIONAL, FUNCTIONAL
from csmodels.kano.figures import mean_lines, opinions
from csmodels.kano.labels import CONTESTED, RULES, TOO_FEW, unsure
from csmodels.kano.wordings import ANSWERS
from csmodels.numerics.kano.counts import LETTERS
from csmodels.tables.strings import term, text

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from csmodels.kano.result import KanoResult
    from csmodels.kano.sample import Part

LINES = ("half", "mean")
SORTS = ("total_strength", "category_strength", "category")
VALUES = ("percent", "count")
SIZES = ("importance",)
NO_BREAK = "\N{NO-BREAK SPACE}"
#: Answers below which the ellipse of a normal distribution is a rough region. A convention.
FEW_FOR_ELLIPSE = 100


def part_of(result: KanoResult, group: Any) -> tuple[Part, Sequence[bool]]:
    """The respondents of a group, and which attributes are reverse in it."""
    result._one_group(result.counts, group)  # refuses an unknown group
    g = result.groups.index(group) if result.groups else 0
    return result.parts[g], result.turned[g]


def swapped(result: KanoResult, group: Any) -> list[str]:
    """Attributes whose questions were exchanged."""
    flags = part_of(result, group)[1]
    done = result.settings["reverse"] == "swap"
    return [name for name, flag in zip(result.attributes, flags, strict=True) if flag and done]


def labelled(result: KanoResult, frame: pd.DataFrame, lang: str) -> pd.DataFrame:
    """Rows by the words of the attributes alone."""
    return frame.set_axis(pd.Index([result.model.label(name, lang) for name in frame.index]), axis=0)


def _listed(result: KanoResult, names: Sequence[str], lang: str) -> str:
    return ("、" if lang == "zh" else ", ").join(result.model.label(name, lang) for name in names)


def _chosen(option: str, value: str | None, known: Sequence[str]) -> None:
    if value is not None and value not in known:
        raise SpecificationError(
            f"{option}={value!r} is unknown. Choose one of {some(map(repr, known))}, or None."
            f"{did_you_mean(value, known)}"
        )


# ------------------------------------------------------------------ better-worse map


def draw_map(
    result: KanoResult,
    *,
    group: Any,
    lines: str | Sequence[str],
    ellipse: bool,
    size: str | None,
    labels: bool,
    lang: str,
    ax: Axes | None,
    title: str | None,
) -> Axes:
    """Draw better against worse; see `KanoResult.plot_better_worse`."""
    from csmodels.plots.kano_map import better_worse_map

    _chosen("size", size, SIZES)
    wanted = (lines,) if isinstance(lines, str) else tuple(lines or ())
    for each in wanted:
        _chosen("lines", each, LINES)
    table = result._one_group(result.coefficients, group)
    rows = result._one_group(result.categories, group)
    contested = unsure(rows["agreement"])
    table = table.assign(
        category=rows["category"], contested=contested.to_numpy(), importance=rows["importance"]
    )
    if size and table["importance"].isna().all():
        raise SpecificationError(
            'size="importance": no importance was asked. Name its columns,'
            ' KanoModel(attributes, importance={"Wi-Fi": "wifi_i", ...}), or draw with size=None.'
        )
    reverse = table["category"].isin(["R", "Q"]).to_numpy()
    middle = mean_lines(table[["better", "worse"]].to_numpy(dtype=float), reverse)
    places = {"half": (0.5, 0.5)} if middle is None else {"half": (0.5, 0.5), "mean": middle}
    level = float(str(result.settings["conf_level"]))
    notes = _map_notes(result, table, group, size, lang)
    if ellipse:
        notes += _rough_notes(result, table, part_of(result, group)[0], level, lang)
    return better_worse_map(
        labelled(result, table, lang), {name: places[name] for name in places if name in wanted},
        conf_level=level, ellipse=ellipse, size=bool(size), labels=labels, notes=notes, lang=lang, ax=ax,
        title=title,
    )  # fmt: skip


def _map_notes(result: KanoResult, table: pd.DataFrame, group: Any, size: str | None, lang: str) -> list[str]:
    missing = ~np.isfinite(table[["better", "worse"]].to_numpy(dtype=float)).all(axis=1)
    outside = table["category"].isin(["R", "Q"]).to_numpy() & ~missing
    found = []
    if outside.any():
        letters = ", ".join(each for each in "RQ" if (table["category"][outside] == each).any())
        found.append(text("figure.kano_map_outside", lang, letters=letters))
    kind = "_all" if result.settings["coefficients"] == "all_answers" else ""
    unweighed = table["importance"].isna().to_numpy() & ~missing if size else np.zeros(len(table), dtype=bool)
    for key, names in (
        (f"kano_map_missing{kind}", list(table.index[missing])),
        ("kano_map_swapped", swapped(result, group)),
        ("kano_map_unweighed", list(table.index[unweighed])),
    ):
        if names:
            found.append(text(f"figure.{key}", lang, attributes=_listed(result, names, lang)))
    return found


def _rough_notes(result: KanoResult, table: pd.DataFrame, part: Part, level: float, lang: str) -> list[str]:
    """Whose ellipses are rough: few answers, or beyond what coefficients can be."""
    names = ("better", "worse")
    share = np.abs(table[list(names)].to_numpy(dtype=float))
    reach = math.sqrt(-2 * math.log(1 - level)) * table[[f"{name}_std_error" for name in names]].to_numpy()
    inside = opinions(part)
    sizes = np.stack([part.wilson(name, inside)[2] for name in names], axis=1).min(axis=1)
    outside = ((share - reach < 0) | (share + reach > 1)).any(axis=1)
    drawn = np.isfinite(share + reach).all(axis=1)
    rough = drawn & (outside | (sizes < FEW_FOR_ELLIPSE))
    if not rough.any():
        return []
    least = str(FEW_FOR_ELLIPSE)
    if rough.sum() == drawn.sum():
        return [text("figure.kano_map_rough_all", lang, least=least)]
    named = _listed(result, list(table.index[rough]), lang)
    return [text("figure.kano_map_rough", lang, least=least, attributes=named)]


# ------------------------------------------------------------------ stacked bars


def draw_bars(
    result: KanoResult,
    *,
    group: Any,
    sort: str | None,
    values: str | None,
    lang: str,
    ax: Axes | None,
    title: str | None,
) -> Axes:
    """Draw the categories as stacked bars; see `KanoResult.plot_categories`."""
    from csmodels.plots.kano_bars import category_bars

    _chosen("sort", sort, SORTS)
    _chosen("values", values, VALUES)
    rows = result._one_group(result.categories, group)
    said = pd.Series(_said(rows, lang), index=rows.index)
    order = _order(rows, sort)
    counts = result._one_group(result.counts, group).loc[order]
    resampled = result.probabilities is not None
    head = text("figure.kano_bars_label" if resampled else "figure.kano_bars_label_plain", lang)
    return category_bars(
        labelled(result, counts, lang), list(said[order]), head=head, values=values, lang=lang, ax=ax,
        title=title,
    )  # fmt: skip


def _order(rows: pd.DataFrame, sort: str | None) -> list[str]:
    """Attributes from the top down; those without answers last."""
    if sort is None:
        return list(rows.index)
    strength = "category_strength" if sort == "category_strength" else "total_strength"
    place = [LETTERS.find(letter) if letter else len(LETTERS) for letter in rows["category"]]
    keys = pd.DataFrame({"place": place if sort == "category" else 0, "by": -rows[strength].to_numpy()})
    order = keys.assign(by=keys["by"].fillna(np.inf)).sort_values(["place", "by"], kind="stable").index
    return [rows.index[i] for i in order]


def _said(rows: pd.DataFrame, lang: str) -> list[str]:
    """The label of each attribute, or what it is between."""
    found = []
    for mode, agreement in zip(rows["mode"], rows["agreement"], strict=True):
        between = agreement.removeprefix(CONTESTED)
        rules = between.removeprefix(RULES).partition(";")[0]
        if agreement == "not resampled":
            found.append(mode)
        elif agreement.startswith(TOO_FEW):
            n, _, shares = agreement.partition("(")[2].partition(")")
            found.append(f"n = {n}: {shares.removeprefix(': ') or mode}".replace(" ", NO_BREAK))
        elif between.startswith(RULES):
            found.append(text("figure.kano_bars_rules", lang, between=rules))
        else:
            # a label; or shares of resamples, broken between two categories and never within one
            parts = between.split(", ")
            found.append(", ".join(part.replace(" ", NO_BREAK) for part in parts))
    return found


# ------------------------------------------------------------------ pairs of answers


def answers_table(result: KanoResult, attribute: str, group: Any) -> pd.DataFrame:
    """How many gave each pair of answers; see `KanoResult.answers_table`."""
    part, _ = part_of(result, group)
    if attribute not in result.attributes:
        raise SpecificationError(
            f"There is no attribute {attribute!r}.{did_you_mean(attribute, result.attributes)}"
            f" Attributes: {some(result.attributes, 20)}."
        )
    a, k = result.attributes.index(attribute), len(result.table.codes)
    f, d = (side[:, a].astype(np.intp) for side in (part.functional, part.dysfunctional))
    both = (f > 0) & (d > 0)
    weights = None if part.weights is None else part.weights[both]
    cells = np.bincount((f[both] - 1) * k + d[both] - 1, weights, minlength=k * k).reshape(k, k)
    rows, columns = (
        [ANSWERS[code - 1] for code in codes[result.table.answers]] for codes in (FUNCTIONAL, DYSFUNCTIONAL)
    )
    names = ["functional", "dysfunctional"]
    if attribute in swapped(result, group):
        names.reverse()
    return pd.DataFrame(cells, index=pd.Index(rows, name=names[0]), columns=pd.Index(columns, name=names[1]))


def draw_answers(
    result: KanoResult, attribute: str, *, group: Any, lang: str, ax: Axes | None, title: str | None
) -> Axes:
    """Draw the pairs of answers; see `KanoResult.plot_answers`."""
    from csmodels.plots.kano_pairs import answer_heatmap

    counts = answers_table(result, attribute, group)
    part, _ = part_of(result, group)
    exchanged = counts.index.name == "dysfunctional"
    heads = [text(f"figure.kano_pairs_{each}", lang) for each in ("with", "without")]
    if exchanged:
        heads.reverse()
    n = int(part.respondents[result.attributes.index(attribute)].sum())
    key = "kano_pairs_n" if n < part.n else "kano_pairs_n_all"
    said = [text(f"figure.{key}", lang, n=f"{n:,}", given=f"{part.n:,}")]
    if part.weights is not None:
        said.append(text("figure.kano_pairs_weighted", lang))
    if exchanged:
        said.append(text("figure.kano_pairs_swapped", lang))
    letters = text("note.kano_letters", lang).rstrip(".。")
    table = text("figure.kano_pairs_counts", lang, letters=letters, table=result.table.name)
    rows, columns = (
        [term(f"kano_{each}", lang, section="value") for each in axis] for axis in (counts.index, counts)
    )
    return answer_heatmap(
        counts, result.table.cells, rows=rows, columns=columns, heads=(heads[0], heads[1]),
        notes=(("" if lang == "zh" else " ").join(said), table), weighted=part.weights is not None, lang=lang,
        ax=ax, title=result.model.label(attribute, lang) if title is None else title,
    )  # fmt: skip
