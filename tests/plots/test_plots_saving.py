"""Saved figures: not blank, the same bytes each time, nothing of the machine in them; lazy imports."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import matplotlib
import numpy as np
import pandas as pd
import pytest
from matplotlib import pyplot
from matplotlib.axes import Axes

from csmodels.errors import SpecificationError
from csmodels.plots import index_chart, interval_chart, loadings_chart, path_diagram, save_figure

FRAME = pd.DataFrame({"estimate": [72.46], "conf_low": [70.66], "conf_high": [74.24]}, index=["Satisfaction"])


@pytest.fixture(autouse=True)
def _figures() -> Iterator[None]:
    matplotlib.use("Agg")
    yield
    pyplot.close("all")


def draw(kind: str) -> Axes:
    if kind == "path":
        edges = pd.DataFrame({"source": ["A"], "target": ["B"], "estimate": [0.7]})
        return path_diagram(
            pd.DataFrame({"label": ["质量", "满意度"]}, index=["A", "B"]), edges, title="路径图", lang="zh"
        )
    if kind == "loadings":
        return loadings_chart(
            FRAME.assign(construct="Satisfaction", item="总体满意度"), title="载荷", lang="zh"
        )
    chart = index_chart if kind == "index" else interval_chart
    return chart(FRAME, title="满意度", lang="zh")


@pytest.mark.parametrize("kind", ["path", "loadings", "index", "interval"])
def test_saved_picture_is_not_blank(kind: str, tmp_path: Path) -> None:
    path = save_figure(draw(kind), tmp_path / "figure.png", dpi=100)
    picture = pyplot.imread(path)
    ink = (picture[..., :3] < 0.9).any(axis=2)
    assert 0.003 < ink.mean() < 0.6
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    assert np.ptp(rows) > 0.7 * ink.shape[0]
    assert np.ptp(columns) > 0.7 * ink.shape[1]


@pytest.mark.parametrize("ending", ["png", "pdf", "svg"])
def test_same_figure_same_bytes_without_date_or_place(ending: str, tmp_path: Path) -> None:
    one = save_figure(draw("index"), tmp_path / f"one.{ending}").read_bytes()
    two = save_figure(draw("index").figure, str(tmp_path / f"two.{ending}")).read_bytes()
    assert one == two
    assert len(one) > 2000
    assert not re.search(rb"CreationDate|<dc:date>|/home|/tmp|site-packages", one)


def test_unknown_ending_lists_the_known() -> None:
    with pytest.raises(
        SpecificationError, match=r"'figure.docx': give the file an ending among \.pdf, \.png"
    ):
        save_figure(draw("index"), "figure.docx")
