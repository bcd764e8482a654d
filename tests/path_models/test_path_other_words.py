"""The tables of other programs' words say the truth: every line of ours runs, every name of ours exists."""

from __future__ import annotations

import re
import warnings
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from semopy.examples import holzinger39

import csmodels as cs
from csmodels.errors import AdmissibilityWarning, SpecificationError
from csmodels.path_models.fitting import ESTIMATORS, NEAREST, WRITTEN
from csmodels.path_models.likelihood.parameters import EQUAL

PAGE = (Path(__file__).parents[2] / "docs" / "other_words.md").read_text(encoding="utf-8")
ITEMS = [f"x{i}" for i in range(1, 10)]


@lru_cache
def names() -> dict[str, Any]:
    """What the page speaks of: the answers, and the fits its own lines make."""
    data = holzinger39.get_data()[["school", "grade", *ITEMS]].dropna()
    gone = np.random.default_rng(0).random((len(data), len(ITEMS))) < 0.05
    cut = {item: np.searchsorted(data[item].quantile([0.2, 0.5, 0.8]), data[item]) for item in ITEMS}
    known: dict[str, Any] = {
        "data": data,
        "gaps": data.assign(**data[ITEMS].mask(gone)),
        "ordered": data.assign(**{item: values + 1.0 for item, values in cut.items()}),
    }
    (lines,) = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        exec(lines, known)
        known["plain"] = cs.PathModel(known["model"].measurement, known["model"].structure)
        known["pls"] = known["plain"].fit(data, n_boot=50)
        known["by_school"] = known["plain"].fit(data, by="school", n_boot=50)
    return known


def column(head: str, at: int) -> list[str]:
    """The cells of a column of the table under a heading."""
    (part,) = (part for part in PAGE.split("\n## ") if part.startswith(head))
    rows = [line.strip("|").split("|") for line in part.splitlines() if line.startswith("|")]
    return [row[at].strip() for row in rows[2:]]


def snippets(cell: str) -> list[str]:
    return re.findall(r"`([^`]+)`", cell)


LINES = [
    line
    for head, at in (("Fitting: lavaan", 1), ("Results: lavaan", 1), ("Partial least squares", 2))
    for cell in column(head, at)
    for line in snippets(cell)
]


@pytest.mark.parametrize("line", LINES)
def test_a_line_runs(line: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert eval(line, names()) is not None


def test_every_row_has_a_line_of_ours() -> None:
    assert len(LINES) > 60
    for head, at in (("Fitting: lavaan", 1), ("Results: lavaan", 1), ("Partial least squares", 2)):
        assert all(snippets(cell) for cell in column(head, at))


def test_columns_and_options_in_the_notes_exist() -> None:
    fit = names()["fit"]
    changes = fit.modification_indices().columns
    tests = names()["equal"].equality_tests().columns
    known = {*fit.params.columns, *changes, *tests, *fit.reliability.columns, *EQUAL, "effects"}
    # what stands after "is", or alone, is ours; the rest is lavaan's or a call of ours
    notes = " ".join(column("Results: lavaan", 2) + column("Fitting: lavaan", 2))
    ours = [word for word in re.findall(r"`([a-z_0-9]+)`", notes) if "_" in word]
    assert ours
    assert not set(ours) - known


def test_measures_of_fit_bear_these_names() -> None:
    fit = names()["model"].fit(names()["data"], "ml", robust="mlr")
    ours = [line for cell in column("Measures of fit", 1) for line in snippets(cell)]
    assert len(ours) == 30
    assert not set(ours) - set(fit.fit_measures.index)


@pytest.mark.parametrize("word", [*WRITTEN, *NEAREST, "MLR"])
def test_an_estimator_of_others_is_answered_with_ours(word: str) -> None:
    with pytest.raises(SpecificationError) as caught:
        names()["plain"].fit(names()["data"], word)
    said = str(caught.value)
    assert said.startswith(f"estimator={word.lower()!r} is ")
    assert any(f'estimator="{ours}"' in said for ours in ESTIMATORS)


@pytest.mark.parametrize(("word", "said"), WRITTEN.items())
def test_what_the_answer_says_can_be_written(word: str, said: str) -> None:
    answers = names()["ordered" if word.startswith("ord") else "gaps" if word == "fiml" else "data"]
    with warnings.catch_warnings():
        # one construct of consistent PLS is inadmissible on polychoric correlations
        warnings.simplefilter("ignore", AdmissibilityWarning)
        assert names()["plain"].fit(answers, **eval(f"dict({said})")).converged


def test_capital_letters_and_mlm_change_nothing() -> None:
    plain, data = names()["plain"], names()["data"]
    one, two = plain.fit(data, "ml", robust="sem"), plain.fit(data, "ML", robust="MLM")
    assert two.settings["robust"] == "sem"
    pd.testing.assert_frame_equal(one.params, two.params)
    pd.testing.assert_series_equal(one.fit_measures, two.fit_measures)


@pytest.mark.parametrize("word", [None, 3, ["ml"], "lisrel"])
def test_what_is_no_estimator_is_refused(word: Any) -> None:
    with pytest.raises(SpecificationError, match="is not available"):
        names()["plain"].fit(names()["data"], word)


def test_an_index_has_no_such_estimators() -> None:
    with pytest.raises(SpecificationError, match="An index belongs to composites"):
        cs.index_model("ACSI").fit(cs.datasets.load_hotel(), estimator="mlr")


@pytest.mark.parametrize("robust", ["sem", "mlr"])
def test_robust_p_values_of_modification_indices_are_no_tails_of_the_index(robust: str) -> None:
    """As the page says; the index is the plain one."""
    plain, data = names()["plain"], names()["data"]
    keys = ["lhs", "op", "rhs"]
    usual = plain.fit(data, "ml").modification_indices().set_index(keys)
    found = plain.fit(data, "ml", robust=robust).modification_indices().set_index(keys).reindex(usual.index)
    np.testing.assert_allclose(found["modification_index"], usual["modification_index"], rtol=1e-6)
    assert np.abs(np.log(found["p_value"] / usual["p_value"])).max() > 1
