"""The tables behind a path diagram, checked and written out: what each construct and arrow says."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from csmodels.errors import SpecificationError, did_you_mean, some
from csmodels.tables.strings import text

_NODE_COLUMNS = ("label", "r_squared", "index", "kind")
_KINDS = ("reflective", "composite")
_EDGES = ("path", "loading", "weight")


#: Line width of loadings and weights, which say nothing of causes.
MEASURED_WIDTH = 0.8


@dataclass(frozen=True)
class Construct:
    """A construct as it is drawn: its text is broken into lines, its numbers are written out."""

    name: str
    label: str
    figures: str  # lines below the name: index, R²
    hexagon: bool


@dataclass(frozen=True)
class Path:
    """A path as it is drawn."""

    source: str
    target: str
    estimate: float
    interval: str
    stars: str
    weak: bool  # the interval contains 0
    kind: str = "path"  # or loading, weight: between a higher-order construct and a dimension

    def coefficient(self, decimals: int) -> str:
        """Return the coefficient as it is printed, with a real minus sign."""
        return (number(self.estimate, decimals) + self.stars) if math.isfinite(self.estimate) else "–"

    @property
    def width(self) -> float:
        """Return the line width in points: it grows with a path up to 1; weak paths and loadings are thin."""
        if self.kind != "path":
            return MEASURED_WIDTH
        strength = min(abs(self.estimate), 1.0) if math.isfinite(self.estimate) else 0.0
        return 0.7 if self.weak else 0.9 + 2.8 * strength

    def negative(self, decimals: int) -> bool:
        """Say whether the coefficient is negative as printed; one that reads 0.00 is not."""
        return number(self.estimate, decimals).startswith("−")


def number(value: float, decimals: int) -> str:
    """Write a number for a figure: fixed decimals, a real minus sign, never -0.00.

    Examples
    --------
    >>> number(-0.034, 2), number(-0.001, 2)
    ('−0.03', '0.00')
    """
    return f"{value:z.{decimals}f}".replace("-", "−")


def read_nodes(nodes: pd.DataFrame, lang: str, decimals: int = 2) -> list[Construct]:
    """Check the table of constructs and return what is to be written in each."""
    if len(nodes) == 0:
        raise SpecificationError("nodes has no rows: a diagram needs at least one construct.")
    if nodes.index.has_duplicates:
        twice = some(nodes.index[nodes.index.duplicated()].unique())
        raise SpecificationError(
            f"nodes lists {twice} more than once; its index must name each construct once."
        )
    constructs = []
    for name, row in nodes.iterrows():
        given: dict[str, Any] = {column: row[column] for column in _NODE_COLUMNS if column in nodes.columns}
        kind = given.get("kind", "reflective")
        if kind not in _KINDS:
            raise SpecificationError(
                f"construct {name!r} has kind {kind!r}; known: {some(map(repr, _KINDS))}."
            )
        label = given.get("label")
        label = str(name) if label is None or pd.isna(label) else str(label)
        figures = []
        if pd.notna(given.get("index")):
            figures.append(text("figure.node_index", lang, value=number(float(given["index"]), 1)))
        if pd.notna(given.get("r_squared")):
            figures.append(f"R² = {number(float(given['r_squared']), decimals)}")
        constructs.append(Construct(str(name), label, "\n".join(figures), kind == "composite"))
    return constructs


def read_edges(
    edges: pd.DataFrame,
    names: Sequence[str],
    *,
    intervals: bool = False,
    stars: bool = False,
    decimals: int = 2,
) -> list[Path]:
    """Check the table of paths and return what is to be drawn for each."""
    missing = [column for column in ("source", "target", "estimate") if column not in edges.columns]
    if missing:
        raise SpecificationError(
            f"edges lacks the column {some(missing)}; it needs source, target and estimate."
        )
    paths: list[Path] = []
    seen: set[tuple[str, str]] = set()
    for row in edges.to_dict("records"):
        source, target = str(row["source"]), str(row["target"])
        for name in (source, target):
            if name not in names:
                close = did_you_mean(name, names)
                raise SpecificationError(f"path {source} -> {target}: {name!r} is not in nodes.{close}")
        if source == target:
            raise SpecificationError(
                f"the path {source} -> {target} leads to its own construct; leave it out."
            )
        if (source, target) in seen:
            raise SpecificationError(f"the path {source} -> {target} is listed twice in edges.")
        seen.add((source, target))
        kind = row.get("kind", "path")
        if kind not in _EDGES:
            raise SpecificationError(
                f"the path {source} -> {target} has kind {kind!r}; known: {some(map(repr, _EDGES))}."
            )
        low, high, p_value = (_float(row.get(column)) for column in ("conf_low", "conf_high", "p_value"))
        known = math.isfinite(low) and math.isfinite(high)
        weak = low <= 0 <= high if known else p_value >= 0.05
        interval = f"[{number(low, decimals)}, {number(high, decimals)}]" if known and intervals else ""
        marks = "*" * sum(p_value < limit for limit in (0.05, 0.01, 0.001)) if stars else ""
        paths.append(Path(source, target, _float(row["estimate"]), interval, marks, weak, kind))
    return paths


def _float(value: Any) -> float:
    return math.nan if value is None or pd.isna(value) else float(value)
