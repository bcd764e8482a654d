"""DOT and Mermaid: valid text for names in any language, with any sign in them."""

from __future__ import annotations

import pandas as pd
import pytest

from csmodels.errors import SpecificationError
from csmodels.plots import to_dot, to_mermaid


def tables() -> tuple[pd.DataFrame, pd.DataFrame]:
    nodes = pd.DataFrame(
        {
            "label": ['感知 "质量" <q>', "Value #1\\", "满意度"],
            "r_squared": [float("nan"), 0.4, 0.5249],
            "kind": ["reflective", "composite", "reflective"],
        },
        index=["end", "graph", "满意"],
    )
    edges = pd.DataFrame(
        {
            "source": ["end", "end", "graph"],
            "target": ["graph", "满意", "满意"],
            "estimate": [0.5, -0.42, 0.03],
            "conf_low": [0.4, -0.5, -0.1],
            "conf_high": [0.6, -0.3, 0.16],
        }
    )
    return nodes, edges


def test_dot() -> None:
    assert to_dot(*tables()).split("\n") == [
        "digraph {",
        "  rankdir=LR;",
        "  node [shape=ellipse];",
        r'  "end" [label="感知 \"质量\" <q>"];',
        r'  "graph" [label="Value #1\\\nR² = 0.40", shape=hexagon];',
        r'  "满意" [label="满意度\nR² = 0.52"];',
        '  "end" -> "graph" [label="0.50", penwidth=2.30];',
        '  "end" -> "满意" [label="−0.42", penwidth=2.08, style=dashed];',
        '  "graph" -> "满意" [label="0.03", penwidth=0.70, color=gray55, fontcolor=gray40];',
        "}",
    ]


def test_mermaid() -> None:
    assert to_mermaid(*tables(), decimals=1).split("\n") == [
        "graph LR",
        '  n0(["感知 #34;质量#34; #60;q#62;"])',
        '  n1{{"Value #35;1#92;<br/>R² = 0.4"}}',
        '  n2(["满意度<br/>R² = 0.5"])',
        '  n0 -->|"0.5"| n1',
        '  n0 -.->|"−0.4"| n2',
        '  n1 -->|"0.0"| n2',
        "  linkStyle 0 stroke-width:2.30px",
        "  linkStyle 1 stroke-width:2.08px",
        "  linkStyle 2 stroke-width:0.70px,stroke:#8c8c8c",
    ]


def test_language_of_the_words_in_the_nodes() -> None:
    nodes = pd.DataFrame({"index": [72.46]}, index=["S"])
    edges = pd.DataFrame({"source": [], "target": [], "estimate": []})
    assert 'label="S\\n指数 72.5"' in to_dot(nodes, edges, lang="zh")
    assert "S<br/>Index 72.5" in to_mermaid(nodes, edges)


@pytest.mark.parametrize("write", [to_dot, to_mermaid])
def test_refuses_unknown_constructs_and_languages(write) -> None:
    nodes, edges = tables()
    with pytest.raises(SpecificationError, match="not in nodes"):
        write(nodes, edges.assign(source="Qualty"))
    with pytest.raises(SpecificationError, match="lang='de'"):
        write(nodes, edges, lang="de")
