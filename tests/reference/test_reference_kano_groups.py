"""The four wordings of a public Kano experiment (REPPL, storage): chi-square of the categories.

Figures: Q left out, all of M O A I R occur for every feature, so that df is (4 - 1) (5 - 1) = 12.
"""

from __future__ import annotations

import pandas as pd
import pytest

import csmodels as cs
from csmodels.kano.groups.tables import kano_group_tests

pytestmark = pytest.mark.reference

#: chi-square and p with a unit of their last digit.
FIGURES = {
    "F1": (None, 0.22, 0.005),
    "F2": (41.9, 3.5e-5, 5e-7),
    "F3": (None, 0.08, 0.005),
    "F4": (None, 0.09, 0.005),
    "F5": (35.4, 4e-4, 5e-5),
}


@pytest.fixture(scope="module")
def result(reference):
    """The wordings differ, so each cohort is read on its own, and the codes are put together."""
    names = list(FIGURES)
    model = cs.KanoModel({name: (f"{name}_functional", f"{name}_dysfunctional") for name in names})
    parts = []
    for cohort in range(1, 5):
        frame = pd.read_csv(reference / "kano_reppl" / f"storage--cohort{cohort}-clean.csv")
        answers = model.fit(frame, n_boot=0).answers
        columns = {f"{name}_functional": answers.functional[:, j] for j, name in enumerate(names)}
        columns |= {f"{name}_dysfunctional": answers.dysfunctional[:, j] for j, name in enumerate(names)}
        parts.append(pd.DataFrame(columns).assign(wording=cohort))
    return model.fit(pd.concat(parts, ignore_index=True), by="wording", n_boot=300)


def test_categories_by_wording(result):
    tests = result.compare_groups().tests
    for name, (chi_square, p, digit) in FIGURES.items():
        row = tests.loc[name]
        assert row["df"] == 12
        assert abs(row["p_value"] - p) <= digit
        # no expected count is large: the simulated p-value, which does not need that, agrees
        assert abs(row["p_simulated"] - row["p_value"]) < 0.02
        if chi_square is not None:
            assert abs(row["chi_square"] - chi_square) <= 0.05
    assert abs(tests.loc["F2", "cramers_v"] - 0.20) <= 0.005
    assert tests.loc["F2", ["n", "n_left_out"]].tolist() == [352, 11]
    assert (tests["p_holm"] < 0.05).to_dict() == {name: name in ("F2", "F5") for name in FIGURES}
    pd.testing.assert_frame_equal(kano_group_tests(result.counts), tests)


def test_worse_falls_where_the_wording_is_stronger(result):
    """Worse of "convenient storage": -.64, -.34, -.32, -.62."""
    rows = result.compare_groups(reference=1, n_draws=0).differences.loc["F2"]
    assert rows["worse_difference"].round(2).tolist() == [0.30, 0.32, 0.02]
    assert (rows["worse_p_holm"] < 0.05).tolist() == [True, True, False]
    # nobody's reverse meets another's must-be: wordings differ, and oppose nobody
    assert not result.compare_groups(n_draws=0).opposed["degree"].eq("opposed").any()
