"""Fits side by side: what is refused, and how confidence levels are told."""

from __future__ import annotations

import matplotlib as mpl

mpl.use("Agg")
import pytest

from csmodels.errors import SpecificationError
from csmodels.path_models.side_by_side.compare import compare

pytestmark = pytest.mark.filterwarnings("ignore::csmodels.errors.AdmissibilityWarning")


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ("results", "takes fits by name"),
        ("list", "takes fits by name"),
        ("frame", "'B' is a DataFrame; compare takes what PathModel.fit"),
        ("one", "two fits or more"),
        ("unnamed", "The name of a fit is a text"),
    ],
)
def test_what_is_no_fit_is_refused(model, answers, given, message):
    fit = model.fit(answers, n_boot=0)
    cases = {
        "results": fit, "list": [fit, fit], "frame": {"A": fit, "B": answers}, "one": {"A": fit},
        "unnamed": {1: fit, "B": fit},
    }  # fmt: skip
    with pytest.raises(SpecificationError, match=message):
        compare(cases[given])


def test_levels_that_differ_are_told(model, answers):
    fits = {"A": model.fit(answers, "ml"), "B": model.fit(answers, "ml", conf_level=0.9)}
    found, percent = compare(fits), "\N{NO-BREAK SPACE}%"
    assert any("confidence levels (A 0.95, B 0.90)" in warning for warning in found.warnings)
    assert f"intervals (A 95{percent}, B 90{percent})" in found.summary().blocks[0].note
    assert f"区间（A 95{percent}、B 90{percent}）" in found.summary("zh").blocks[0].note
    # a fit without intervals has no level
    none = model.fit(answers, conf_level=0.8, n_boot=0)
    found = compare({"B": fits["B"], "C": none})
    assert found.summary().blocks[0].note.endswith("In brackets, here and below: the 90 % interval.")
    assert not any("confidence levels" in warning for warning in found.warnings)
    assert found.plot().get_xlabel().startswith("Standardised path and 90 % interval")
    assert "interval" not in compare({"C": none, "D": none}).summary().blocks[0].note
