"""What every answer with tables offers: the tables by name, a workbook, a summary in both languages."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pandas as pd
import pytest

import csmodels as cs
from csmodels.path_models.planning.sample_size import path_sample_size
from csmodels.survey.quality import quality_report

MODEL = cs.PathModel.from_syntax("""
    Quality =~ qual_overall + qual_custom
    Value =~ value_price + value_quality
    Satisfaction =~ sat_overall + sat_ideal
    Value ~ Quality
    Satisfaction ~ Quality + Value
""")


def one_line(found):
    """The printed form without the frame around warnings."""
    return " ".join(found.to_text().replace("|", " ").split())


@lru_cache
def fitted():
    return MODEL.fit(cs.datasets.load_hotel(), n_boot=50, progress=False)


ANSWERS = {
    "Prediction": (
        lambda: fitted().pls_predict(folds=3, repeats=2),
        ["constructs", "items", "differences", "cvpat", "in_sample", "by_repeat"],
        "预测",
    ),
    "Mediation": (lambda: fitted().mediation(), ["effects"], "中介"),
    "ItemAnalysis": (
        lambda: fitted().item_analysis(n_parallel=20),
        ["items", "item_limits", "blocks", "sampling_adequacy", "parallel", "common_method"],
        "题项分析",
    ),
    "Segments": (
        lambda: fitted().segments(1, starts=1),
        ["params", "sizes", "r_squared", "criteria"],
        "细分群",
    ),
    "QualityReport": (
        lambda: quality_report(cs.datasets.load_hotel()),
        ["items", "respondents", "overview"],
        "答卷质量",
    ),
    "FormulaSampleSize": (lambda: path_sample_size(min_path=0.2), ["table"], "样本量"),
    "SimulatedPower": (
        lambda: path_sample_size(MODEL, paths=0.3, n=[60], replications=20, draws=20),
        ["table"],
        "检验功效",
    ),
}


@pytest.mark.parametrize("name", ANSWERS)
def test_tables_workbook_and_displays(name, tmp_path):
    make, expected, chinese = ANSWERS[name]
    found = make()
    assert type(found).__name__ == name
    tables = found.tables
    assert list(tables) == expected
    assert all(isinstance(table, pd.DataFrame) and len(table) for table in tables.values())
    for key, table in tables.items():
        pd.testing.assert_frame_equal(table, getattr(found, key))
        table[table.columns[0]] = None  # a copy: the next look is as the first
        assert not getattr(found, key).equals(table)

    path = tmp_path / "answer.xlsx"
    found.to_excel(path)
    sheets = pd.read_excel(path, sheet_name=None)
    assert list(sheets) == [*expected, "settings"]
    for key in expected:
        assert len(sheets[key]) == len(tables[key])
    told = sheets["settings"]
    assert told.loc[told["setting"] == "warning", "value"].tolist() == list(found.warnings)
    assert (told["setting"] != "warning").any()

    for words in found.warnings:
        assert words in one_line(found)
    assert chinese in found.summary("zh").to_text()
    assert found.summary("zh").to_text() != found.summary("en").to_text()


def test_a_one_sided_size_says_so():
    """The formulas of the publication are one-sided, the p-values of a fit are not."""
    one, two = path_sample_size(min_path=0.2), path_sample_size(min_path=0.2, two_sided=True)
    assert f"n = {one.n}" in one.warnings[0]
    assert f"need {two.n} respondents" in one.warnings[0]
    assert f"需要 {two.n} 名" in one.notices[0].text("zh")
    assert not two.warnings


def test_lost_samples_are_told(monkeypatch):
    from csmodels.path_models.planning import sample_size

    def lossy(root, n, estimate, **options):
        found = np.full((options["count"], 3), 0.3)
        errors = np.full_like(found, 0.1)
        errors[:2] = np.nan
        return found, errors

    monkeypatch.setattr(sample_size, "sampled_paths", lossy)
    plan = path_sample_size(MODEL, paths=0.3, n=[60, 90], replications=20, draws=20)
    assert plan.table["n_used"].eq(18).all()
    assert "n = 60: 2, n = 90: 2" in plan.warnings[0]
    assert "20 个模拟样本" in plan.notices[0].text("zh")
    assert plan.warnings[0] in one_line(plan)


def test_where_a_share_says_nothing_is_among_the_warnings():
    rng = np.random.default_rng(3)
    x, n = rng.normal(size=400), 400
    m = 0.7 * x + 0.7 * rng.normal(size=n)
    y = 0.6 * m - 0.5 * x + 0.6 * rng.normal(size=n)
    frame = pd.DataFrame({"x1": x, "m1": m, "y1": y})
    model = cs.PathModel({"X": ["x1"], "M": ["m1"], "Y": ["y1"]}, {"M": ["X"], "Y": ["X", "M"]})
    found = model.fit(frame, n_boot=50, progress=False).mediation()
    assert found.effects["verdict"].tolist() == ["competitive"]
    assert "opposite signs (suppression)" in found.warnings[0]
    assert "（抑制）" in found.to_text("zh")
    assert not fitted().mediation().warnings
