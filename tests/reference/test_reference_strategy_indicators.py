"""Net promoter scores of the reference folder: two worked examples and R's NPS package."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest

from csmodels.strategy.indicators import nps

pytestmark = pytest.mark.reference

#: The file prints 11 significant digits.
PRINTED = 1e-9


@pytest.fixture(scope="module")
def golden(reference):
    return json.loads((reference / "kiosk" / "golden_metrics.json").read_text())


def figures(promoters: int, passives: int, detractors: int) -> pd.Series:
    frame = pd.DataFrame({"q": [9] * promoters + [7] * passives + [6] * detractors})
    return nps(frame, "q").figures.loc["nps"]


def test_worked_examples(golden):
    one = golden["nps_fixtures"]["talkstats"]
    found = figures(one["P"], one["N"], one["D"])
    assert np.allclose(found[["estimate", "std_error"]], [one["nps"], one["se"]], rtol=PRINTED)
    two = golden["nps_fixtures"]["whuber"]
    found = figures(162, 108, 54)
    expected = [two["nps"], two["n324_se"]]
    assert np.allclose(found[["estimate", "std_error"]] / 100, expected, rtol=PRINTED)
    assert np.isclose(324 * (found["std_error"] / 100) ** 2, two["var"], rtol=PRINTED)


def test_sample_data_of_the_nps_package(golden):
    # 1,000 answers; the counts are the only ones that have its score and its error
    one = golden["nps_pkg_testdata"]
    both = round(one["n"] * (one["n"] * one["se"] ** 2 + one["nps"] ** 2))
    apart = round(one["n"] * one["nps"])
    promoters, detractors = (both + apart) // 2, (both - apart) // 2
    found = figures(promoters, one["n"] - both, detractors)
    assert np.allclose(found[["estimate", "std_error"]] / 100, [one["nps"], one["se"]], rtol=PRINTED)
