"""Path diagrams as text, for programs that draw them: Graphviz (DOT) and Mermaid."""

from __future__ import annotations

import pandas as pd

from csmodels.plots.diagram_tables import Path, read_edges, read_nodes
from csmodels.tables.strings import check_language


def to_dot(nodes: pd.DataFrame, edges: pd.DataFrame, *, lang: str = "en", decimals: int = 2) -> str:
    """Write a path model in the DOT language of Graphviz.

    When to use it: to edit a diagram by hand, or to have Graphviz arrange it (``dot -Tpdf model.dot``).
    Nothing needs to be installed to write the text. Negative paths are dashed, weak ones grey, as in
    :func:`path_diagram`.

    Parameters
    ----------
    nodes, edges : DataFrame
        As in :func:`path_diagram`.
    lang : {"en", "zh"}
    decimals : int

    Raises
    ------
    SpecificationError
        As :func:`path_diagram`.

    Examples
    --------
    >>> nodes = pd.DataFrame({"label": ["感知质量", "满意度"], "r_squared": [None, 0.52]}, index=["Q", "S"])
    >>> edges = pd.DataFrame({"source": ["Q"], "target": ["S"], "estimate": [-0.72]})
    >>> print(to_dot(nodes, edges))
    digraph {
      rankdir=LR;
      node [shape=ellipse];
      "Q" [label="感知质量"];
      "S" [label="满意度\\nR² = 0.52"];
      "Q" -> "S" [label="−0.72", penwidth=2.92, style=dashed];
    }
    """
    check_language(lang)
    constructs = read_nodes(nodes, lang, decimals)
    paths = read_edges(edges, [one.name for one in constructs], decimals=decimals)
    lines = ["digraph {", "  rankdir=LR;", "  node [shape=ellipse];"]
    for one in constructs:
        label = "\n".join(part for part in (one.label, one.figures) if part)
        shape = ", shape=hexagon" if one.hexagon else ""
        lines.append(f"  {_quoted(one.name)} [label={_quoted(label)}{shape}];")
    for path in paths:
        look = f"label={_quoted(path.coefficient(decimals))}, penwidth={path.width:.2f}"
        look += ", style=dashed" if path.negative(decimals) else ""
        look += ", color=gray55, fontcolor=gray40" if path.weak else ""
        lines.append(f"  {_quoted(path.source)} -> {_quoted(path.target)} [{look}];")
    return "\n".join([*lines, "}"])


def to_mermaid(nodes: pd.DataFrame, edges: pd.DataFrame, *, lang: str = "en", decimals: int = 2) -> str:
    """Write a path model as a Mermaid flow chart.

    When to use it: in Markdown. JupyterLab, GitHub and many wikis draw a code block marked ``mermaid``.

    Parameters
    ----------
    nodes, edges : DataFrame
        As in :func:`path_diagram`.
    lang : {"en", "zh"}
    decimals : int

    Raises
    ------
    SpecificationError
        As :func:`path_diagram`.

    Examples
    --------
    >>> nodes = pd.DataFrame({"label": ["感知质量", "满意度"], "r_squared": [None, 0.52]}, index=["Q", "S"])
    >>> edges = pd.DataFrame({"source": ["Q"], "target": ["S"], "estimate": [0.72]})
    >>> print(to_mermaid(nodes, edges))
    graph LR
      n0(["感知质量"])
      n1(["满意度<br/>R² = 0.52"])
      n0 -->|"0.72"| n1
      linkStyle 0 stroke-width:2.92px
    """
    check_language(lang)
    constructs = read_nodes(nodes, lang, decimals)
    paths = read_edges(edges, [one.name for one in constructs], decimals=decimals)
    # Names of one's own choice would clash with Mermaid's reserved words ("end") and its Latin-only
    # identifiers.
    identifiers = {one.name: f"n{i}" for i, one in enumerate(constructs)}
    lines = ["graph LR"]
    for one in constructs:
        label = "<br/>".join(
            _entities(part) for part in (*one.label.split("\n"), *one.figures.split("\n")) if part
        )
        left, right = ("{{", "}}") if one.hexagon else ("([", "])")
        lines.append(f'  {identifiers[one.name]}{left}"{label}"{right}')
    for path in paths:
        arrow = "-.->" if path.negative(decimals) else "-->"
        label = _entities(path.coefficient(decimals))
        lines.append(f'  {identifiers[path.source]} {arrow}|"{label}"| {identifiers[path.target]}')
    lines += [f"  linkStyle {i} {_link_style(path)}" for i, path in enumerate(paths)]
    return "\n".join(lines)


def _quoted(words: str) -> str:
    escaped = words.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def _entities(words: str) -> str:
    """Escape what Mermaid or HTML would read as code; # introduces Mermaid's own entities."""
    codes = {
        "#": "#35;",
        "&": "#38;",
        '"': "#34;",
        "<": "#60;",
        ">": "#62;",
        "`": "#96;",
        "\\": "#92;",
        "*": "#42;",
    }
    return "".join(codes.get(character, character) for character in words)


def _link_style(path: Path) -> str:
    return f"stroke-width:{path.width:.2f}px" + (",stroke:#8c8c8c" if path.weak else "")
