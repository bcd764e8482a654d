"""semopy's estimate: every model said to it in its own words, and its answer polished and certified."""

from __future__ import annotations

import logging
import re
import subprocess
import sys
import warnings
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import csmodels as cs
from csmodels.errors import SpecificationError
from csmodels.numerics.covariance.likelihood import evaluate
from csmodels.path_models.covariance import description, semopy_estimate
from csmodels.path_models.likelihood.parameters import Rules, parameter_table
from csmodels.path_models.likelihood.solve import Scaled, identified, scaled, solve, starts
from csmodels.path_models.statements import Statement

#: semopy stops when the discrepancy falls by less than 1e-12 a step; what is left is some hundred of that.
SEMOPY_STOP = 1e-9
#: Two searches whose gradients are below 1e-9, times the inverse curvature of these models.
SAME_ESTIMATE = 1e-6
#: lavaan's chi-square of the full model has 6 decimals.
PUBLISHED = 1e-5

#: That constructs of the mobile-phone survey hardly differ is said elsewhere.
pytestmark = pytest.mark.filterwarnings("ignore::csmodels.errors.AdmissibilityWarning")

SOURCE = Path(cs.__file__).parent

#: Names that semopy cannot read, a higher-order construct, a label, fixed values, a residual covariance.
HARD = cs.PathModel(
    {
        "Überall gut": ["q 1", "q-2", "q.3", "问题"],
        "值": ["v1", "v2", "v3"],
        "Staff": ["f1", "f2", "f3"],
        "Whole": cs.higher_order("值", "Staff", "Überall gut"),
        "start": ["s1", "s2", "s3"],
    },
    {"start": ["Whole"]},
    covariances=[("v1", "v2")],
    statements=[
        Statement("start", "=~", "s2", label="t0"),
        Statement("start", "=~", "s3", label="t0"),
        Statement("Staff", "=~", "f2", fixed=0.75),
        Statement("v3", "~~", "v1", fixed=-0.05),
        Statement("s1", "~~", "s1", start=0.4),
    ],
)


def answers_to(model: cs.PathModel, n: int = 400, seed: int = 4) -> pd.DataFrame:
    """One factor behind all items, each block with one of its own."""
    rng = np.random.default_rng(seed)
    common = rng.normal(size=n)
    columns = {}
    for name in model.measurement:
        items = getattr(model.measurement[name], "items", ())
        own = 0.7 * common + rng.normal(0, 0.6, n)
        for i, item in enumerate(items):
            if item not in model.constructs:
                columns[item] = (1 - 0.1 * i) * own + rng.normal(0, 0.6, n)
    return pd.DataFrame({item: columns[item] for item in model.items})


@pytest.fixture(scope="module")
def ecsi(mobi: cs.SurveyData):
    """The full model of the mobile-phone survey, nearly unidentified: the hardest there is."""
    return cs.index_model("ECSI-mobile").path_model().fit(mobi, "ml")


def test_the_full_model_is_certified_at_the_published_minimum(ecsi) -> None:
    """chi-square 575.571282 by lavaan 0.6-14; semopy with its own settings stops at 575.6446."""
    optimum = ecsi.optimum
    assert optimum.discrepancy * 250 == pytest.approx(575.571282, abs=PUBLISHED)
    assert optimum.certified
    assert ecsi.converged
    assert optimum.gradient < 1e-8
    assert optimum.curvature > 0
    assert [start.name for start in optimum.starts] == ["semopy", "plain", "components"]
    assert all(start.converged for start in optimum.starts)
    assert optimum.agree
    assert ecsi.settings["optimizer"] == "semopy"


def test_what_semopy_left_undone_is_shown(ecsi) -> None:
    first = ecsi.optimum.starts[0]
    assert first.began >= first.discrepancy - 1e-14
    assert ecsi.optimum.semopy_excess == first.began - ecsi.optimum.discrepancy
    assert ecsi.optimum.semopy_excess < SEMOPY_STOP
    assert first.steps < ecsi.optimum.starts[1].steps
    assert ecsi.optimum.said == ""


def test_both_optimizers_end_at_one_estimate(mobi: cs.SurveyData, ecsi) -> None:
    alone = ecsi.model.fit(mobi, "ml", optimizer="scoring")
    assert [start.name for start in alone.optimum.starts] == ["plain", "components"]
    assert alone.settings["optimizer"] == "scoring"
    assert np.isnan(alone.optimum.semopy_excess)
    assert alone.optimum.discrepancy == pytest.approx(ecsi.optimum.discrepancy, abs=1e-12)
    # a parameter of this flat likelihood may move by its gradient over its curvature of 1e-5
    np.testing.assert_allclose(alone.estimates.theta, ecsi.estimates.theta, rtol=1e-3, atol=1e-4)


def test_every_kind_of_statement_in_semopys_words() -> None:
    """Its answer, before polishing, is at the minimum that our search finds: it was told the same model."""
    frame = answers_to(HARD)
    result = HARD.fit(frame, "ml")
    assert result.optimum.certified
    assert result.optimum.agree
    assert result.settings["optimizer"] == "semopy"
    assert abs(result.optimum.semopy_excess) < SEMOPY_STOP
    found = result.params.set_index(["lhs", "op", "rhs"])["estimate"]
    assert found["start", "=~", "s2"] == pytest.approx(found["start", "=~", "s3"], abs=1e-12)
    assert found["Staff", "=~", "f2"] == pytest.approx(0.75, abs=1e-12)
    assert found["v3", "~~", "v1"] == pytest.approx(-0.05, abs=1e-12)


def test_semopys_parameters_come_back_in_their_places() -> None:
    frame = answers_to(HARD)
    result = HARD.fit(frame, "ml")
    units, sample = result.units, _scaled_sample(result)
    theta, said = semopy_estimate(result.table, units, sample)
    assert said == ""
    assert theta is not None
    # semopy's own stop leaves the root of its error in the discrepancy
    np.testing.assert_allclose(theta, result.estimates.theta * result.estimates.ratio, atol=1e-4)


def test_the_description_has_one_name_for_each_parameter() -> None:
    table = parameter_table(HARD, Rules())
    units = scaled(table, np.ones(len(table.items)))
    text = description(table, units)
    named = set(re.findall(r"t\d+", text))
    assert named == {f"t{i}" for i in range(table.structure.n_params)}
    assert len(text.splitlines()) == len(table.parameters)
    shared = f"t{table.parameters[table.where('start', '=~', 's2')].index}*"
    assert text.count(shared) == 2


@pytest.mark.parametrize("value", [1e16, 1e-17, -2.5e-9, 123456.789])
def test_fixed_values_survive_the_description(value: float) -> None:
    """semopy reads a plus sign as the next term, so 1e+16 would become two terms."""
    from semopy import Model

    model = cs.PathModel({"A": ["a1", "a2", "a3"]}, {}, statements=[Statement("A", "=~", "a2", fixed=value)])
    table = parameter_table(model, Rules())
    read = Model(description(table, scaled(table, np.ones(3))), cov_diag=True)
    held = [each.start for each in read.parameters.values() if not each.active]
    assert value in held


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({"by": "group"}, "groups"),
        ({"means": True}, "means"),
    ],
)
def test_what_semopy_cannot_say_is_found_by_scoring(
    answers: pd.DataFrame, options: dict[str, object], reason: str
) -> None:
    model = cs.PathModel({"Q": ["q1", "q2", "q3"], "S": ["s1", "s2", "s3"]}, {"S": ["Q"]})
    result = model.fit(answers, "ml", **options)
    assert reason in result.optimum.said
    assert result.settings["optimizer"] == "scoring"
    assert result.optimum.certified


def test_equal_in_the_units_of_the_items_is_said_in_one_unit(answers: pd.DataFrame) -> None:
    """Items of unequal spread with equal loadings: scaled to unit variance they would be proportional."""
    equal = [Statement("Q", "=~", item, label="a") for item in ("q2", "q3")]
    model = cs.PathModel({"Q": ["q1", "q2", "q3"], "S": ["s1", "s2", "s3"]}, {"S": ["Q"]}, statements=equal)
    result = model.fit(answers, "ml")
    assert np.ptp(result.units.structure.factors) > 0.05
    assert result.settings["optimizer"] == "semopy"
    assert abs(result.optimum.semopy_excess) < SEMOPY_STOP
    assert result.optimum.certified
    found = result.params.set_index(["lhs", "op", "rhs"])["estimate"]
    assert found["Q", "=~", "q2"] == pytest.approx(found["Q", "=~", "q3"], rel=1e-12)


def test_proportional_in_any_unit_is_found_by_scoring(answers: pd.DataFrame) -> None:
    """A loading equal to a variance: one has no unit, the other the square of one."""
    equal = [Statement("Q", "=~", "q2", label="a"), Statement("q1", "~~", "q1", label="a")]
    model = cs.PathModel({"Q": ["q1", "q2", "q3"], "S": ["s1", "s2", "s3"]}, {"S": ["Q"]}, statements=equal)
    result = model.fit(answers, "ml")
    assert "proportional" in result.optimum.said
    assert result.optimum.certified


def test_a_model_without_free_parameters_is_nothing_for_semopy() -> None:
    held = [Statement("A", "=~", f"a{i}", fixed=1.0) for i in (1, 2)]
    held += [Statement(name, "~~", name, fixed=1.0) for name in ("a1", "a2", "A")]
    model = cs.PathModel({"A": ["a1", "a2"]}, {}, statements=held)
    table = parameter_table(model, Rules())
    units = scaled(table, np.ones(2))
    sample = units.sample(np.eye(2)[None, None] + 1, None, np.ones(1))
    assert semopy_estimate(table, units, sample) == (None, "no parameter is free")


def test_a_model_without_free_parameters_is_refused_in_words(answers: pd.DataFrame) -> None:
    text = "v =~ 1*q1 + 1*q2 + 1*q3; v ~~ 1*v; q1 ~~ 1*q1; q2 ~~ 1*q2; q3 ~~ 1*q3"
    model = cs.PathModel.from_syntax(text)
    with pytest.raises(SpecificationError, match=r"held at a value.* Let at least one be free"):
        model.fit(answers, "ml")
    table = parameter_table(model, Rules())
    assert identified(scaled(table, np.ones(3)), np.empty(0)).shape == (0, 0)


@pytest.mark.parametrize("more", ["", "; q1 ~~ s2", "; q1 ~~ 0.1*s1", "; s1 ~~ start(0.4)*s1"])
def test_a_construct_with_the_name_of_an_item(answers: pd.DataFrame, more: str) -> None:
    """What semopy is told is the model, whatever its constructs are called."""
    text = "{0} =~ q1 + q2 + q3; S =~ s1 + s2 + s3; S ~ {0}" + more
    models = [cs.PathModel.from_syntax(text.format(name)) for name in ("q1", "Q")]
    named, plain = (description(table, scaled(table, np.ones(6))) for table in map(parameter_table, models))
    assert named == plain
    results = [model.fit(answers, "ml") for model in models]
    assert [result.settings["optimizer"] for result in results] == ["semopy", "semopy"]
    assert abs(results[0].optimum.semopy_excess) < SEMOPY_STOP
    np.testing.assert_allclose(results[0].estimates.theta, results[1].estimates.theta, atol=SAME_ESTIMATE)


def test_the_scale_of_a_construct_is_that_of_its_own_marker() -> None:
    """Not that of another construct which has the name of the marker."""
    model = cs.PathModel({"s1": ["q1", "q2", "q3"], "S": ["s1", "s2", "s3"]}, {"S": ["s1"]})
    table = parameter_table(model, Rules())
    units = scaled(table, np.array([2.0, 2.0, 2.0, 5.0, 5.0, 5.0]))
    held = units.structure.values[0][[not p.free and p.op == "=~" for p in table.parameters]]
    assert held.tolist() == [1.0, 1.0]


class TestWhenSemopyFails:
    """Whatever becomes of semopy, the estimate is found and certified."""

    model = cs.PathModel({"Q": ["q1", "q2", "q3"], "S": ["s1", "s2", "s3"]}, {"S": ["Q"]})

    def test_it_cannot_be_imported(self, answers: pd.DataFrame, monkeypatch: pytest.MonkeyPatch) -> None:
        expected = self.model.fit(answers, "ml")
        monkeypatch.setitem(sys.modules, "semopy", None)
        result = self.model.fit(answers, "ml")
        assert result.optimum.said.startswith("semopy cannot be imported")
        assert result.settings["optimizer"] == "scoring"
        np.testing.assert_allclose(result.estimates.theta, expected.estimates.theta, atol=SAME_ESTIMATE)

    @pytest.mark.parametrize(
        "error", [np.linalg.LinAlgError("no inverse"), TypeError("bias is unknown"), KeyError("t5")]
    )
    def test_it_raises(
        self, answers: pd.DataFrame, monkeypatch: pytest.MonkeyPatch, error: Exception
    ) -> None:
        import semopy

        def failing(*args: object, **options: object) -> None:
            raise error

        monkeypatch.setattr(semopy.Model, "fit", failing)
        result = self.model.fit(answers, "ml")
        assert result.optimum.said == f"semopy failed: {error}"
        assert result.optimum.certified

    def test_it_reads_another_model(self, answers: pd.DataFrame, monkeypatch: pytest.MonkeyPatch) -> None:
        """A line that is lost leaves a parameter out, or has semopy add one of its own."""
        whole = description

        def shorter(*args: object) -> str:
            return "\n".join(whole(*args).splitlines()[:-1])  # type: ignore[arg-type]

        monkeypatch.setattr("csmodels.path_models.covariance.description", shorter)
        result = self.model.fit(answers, "ml")
        assert "other parameters" in result.optimum.said
        assert result.settings["optimizer"] == "scoring"
        assert result.optimum.certified

    def test_it_gives_up(self, answers: pd.DataFrame, monkeypatch: pytest.MonkeyPatch) -> None:
        """What it found until then is a start all the same, and its words are kept."""
        monkeypatch.setattr("csmodels.path_models.covariance.OPTIONS", {"ftol": 1e-12, "maxiter": 2})
        result = self.model.fit(answers, "ml")
        assert "Iteration limit" in result.optimum.said
        assert result.optimum.semopy_excess > SEMOPY_STOP
        assert result.optimum.certified
        assert result.optimum.agree

    def test_it_finds_no_numbers(self, answers: pd.DataFrame, monkeypatch: pytest.MonkeyPatch) -> None:
        import semopy

        whole = semopy.Model.fit

        def nowhere(*args: object, **options: object) -> object:
            found = whole(*args, **options)
            found.x = np.full_like(found.x, np.nan)
            return found

        monkeypatch.setattr(semopy.Model, "fit", nowhere)
        result = self.model.fit(answers, "ml")
        assert "no finite parameters" in result.optimum.said
        assert result.optimum.certified

    def test_a_lower_minimum_of_our_own_is_preferred(
        self, answers: pd.DataFrame, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A start at which Sigma is no covariance matrix leads nowhere, and is not what is kept."""

        def absurd(table: object, units: Scaled, *rest: object) -> tuple[np.ndarray, str]:
            return np.full(units.structure.n_params, -1.0), ""

        monkeypatch.setattr("csmodels.path_models.covariance.semopy_estimate", absurd)
        result = self.model.fit(answers, "ml")
        assert result.optimum.certified
        assert result.optimum.starts[0].name != "semopy"
        assert not result.optimum.starts[-1].converged


def test_semopy_changes_nothing_outside(answers: pd.DataFrame, capfd: pytest.CaptureFixture[str]) -> None:
    """`logging.info` installs a handler on the root logger; filters and numpy's settings stay as well."""
    model = cs.PathModel({"Q": ["q1", "q2", "q3"], "S": ["s1", "s2", "s3"]}, {"S": ["Q"]})
    model.fit(answers, "ml")
    root = logging.getLogger()
    before = list(root.handlers), list(root.filters), list(warnings.filters), np.geterr(), root.level
    result = model.fit(answers, "ml")
    after = list(root.handlers), list(root.filters), list(warnings.filters), np.geterr(), root.level
    assert result.settings["optimizer"] == "semopy"
    assert after == before
    assert capfd.readouterr() == ("", "")


def test_messages_of_others_still_reach_the_log(
    answers: pd.DataFrame, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    import semopy

    whole = semopy.Model.fit

    def talking(*args: object, **options: object) -> object:
        logging.warning("somebody else")
        return whole(*args, **options)

    monkeypatch.setattr(semopy.Model, "fit", talking)
    model = cs.PathModel({"Q": ["q1", "q2", "q3"], "S": ["s1", "s2", "s3"]}, {"S": ["Q"]})
    with caplog.at_level(logging.INFO):
        model.fit(answers, "ml")
    assert [record.getMessage() for record in caplog.records] == ["somebody else"]


def test_scoring_imports_no_semopy_and_semopy_leaves_no_handler() -> None:
    """In a new process: importing semopy takes longer than everything else."""
    program = """
import logging, sys, warnings
import numpy as np, pandas as pd, csmodels as cs
rng = np.random.default_rng(1)
f = rng.normal(size=300)
frame = pd.DataFrame({f"q{i}": f + rng.normal(size=300) for i in (1, 2, 3, 4)})
model = cs.PathModel({"Q": ["q1", "q2", "q3", "q4"]}, {})
model.fit(frame, "ml", optimizer="scoring", n_boot=20)
print("semopy" in sys.modules)
model.fit(frame, "ml")
print("semopy" in sys.modules, logging.getLogger().handlers, logging.getLogger().filters)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == ["False", "True [] []"]
    assert done.stderr == ""


def test_one_file_imports_semopy() -> None:
    found = [
        path.relative_to(SOURCE).as_posix()
        for path in SOURCE.rglob("*.py")
        if re.search(r"^\s*(import|from) semopy", path.read_text(encoding="utf-8"), re.MULTILINE)
    ]
    assert found == ["path_models/covariance.py"]


def test_semopys_own_start_and_ours_agree(answers: pd.DataFrame) -> None:
    model = cs.PathModel({"Q": ["q1", "q2", "q3"], "S": ["s1", "s2", "s3"]}, {"S": ["Q"]})
    result = model.fit(answers, "ml", optimizer="scoring")
    sample = _scaled_sample(result)
    begin = starts(model, result.table, result.units, sample)
    for start in (None, *begin.values()):
        theta, _ = semopy_estimate(result.table, result.units, sample, start)
        assert theta is not None
        value = evaluate(result.units.structure, sample, theta[None]).value[0]
        assert value == pytest.approx(result.optimum.discrepancy, abs=SEMOPY_STOP)


@pytest.mark.parametrize("first", ["plain", "components"])
def test_which_of_the_ends_is_kept(answers: pd.DataFrame, first: str) -> None:
    """Of equal ends the first that was named; where no search came to an end, the lowest."""
    model = cs.PathModel({"Q": ["q1", "q2", "q3"], "S": ["s1", "s2", "s3"]}, {"S": ["Q"]})
    result = model.fit(answers, "ml", optimizer="scoring")
    sample = _scaled_sample(result)
    begin = starts(model, result.table, result.units, sample)
    ordered = {first: begin[first], **begin}
    _, optimum = solve(result.units, sample, ordered)
    assert [start.name for start in optimum.starts] == list(ordered)
    _, optimum = solve(result.units, sample, ordered, max_steps=0)
    assert not any(start.converged for start in optimum.starts)
    assert optimum.starts[0].discrepancy < optimum.starts[1].discrepancy


def test_unknown_optimizers_are_refused(answers: pd.DataFrame) -> None:
    model = cs.PathModel({"Q": ["q1", "q2", "q3"], "S": ["s1", "s2", "s3"]}, {"S": ["Q"]})
    with pytest.raises(cs.errors.SpecificationError, match=r"optimizer='semopi' is unknown.*semopy"):
        model.fit(answers, "ml", optimizer="semopi")
    with pytest.raises(cs.errors.SpecificationError, match="optimizer= is no option"):
        model.fit(answers, optimizer="scoring")


def _scaled_sample(result):
    raw = result.estimates.sample
    return result.units.sample(raw.cov, raw.mean, raw.shares)
