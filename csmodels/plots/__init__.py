"""Figures for print: from tables to matplotlib axes, with Chinese text on any machine.

Nothing here knows a model; every function takes a table. matplotlib is imported when something is drawn.
"""

from __future__ import annotations

from csmodels.plots.charts import index_chart, interval_chart, loadings_chart
from csmodels.plots.cjk import cjk_families, cjk_fonts, use_cjk_font
from csmodels.plots.groups import differences_chart, ranks_chart
from csmodels.plots.path_diagram import path_diagram
from csmodels.plots.style import figure_style, save_figure
from csmodels.plots.text_diagrams import to_dot, to_mermaid

__all__ = [
    "cjk_families",
    "cjk_fonts",
    "differences_chart",
    "figure_style",
    "index_chart",
    "interval_chart",
    "loadings_chart",
    "path_diagram",
    "ranks_chart",
    "save_figure",
    "to_dot",
    "to_mermaid",
    "use_cjk_font",
]
