"""The report of surveys with a design or with little in them, and the file that it writes."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest

import csmodels as cs
from csmodels.errors import DataError, FileError, SpecificationError
from csmodels.strategy.report import report
from csmodels.strategy.report.answer import Answer, Lacking, private
from csmodels.strategy.report.ask import writable, write
from csmodels.strategy.report.asked import Asked
from csmodels.strategy.report.drawing import lean
from csmodels.strategy.report.reproduce import call_of
from csmodels.strategy.report.roles import find_roles
from csmodels.strategy.report.study import Study
from csmodels.strategy.report.writing import number, probability, signed
from csmodels.tables import Block

#: Resamples: sentences and structure are looked at, not the figures' precision.
FEW = 20
RATED = ("环境整洁", "服务态度", "菜品口味")


# ------------------------------------------------------------------ surveys with a design, or with less


# 80 answers are few, and the library says so
@pytest.mark.filterwarnings("ignore::csmodels.errors.DataWarning")
@pytest.mark.parametrize("kind", ["strata", "clusters", "replicate_weights"])
def test_every_fit_takes_the_design(own_survey: Any, kind: str) -> None:
    frame, rng = own_survey(), np.random.default_rng(1)
    replicates = {f"r{i}": rng.choice([0.0, 2.0], len(frame)) for i in range(30)}
    frame = frame.assign(w=1.0, s=np.tile([1, 2], 40), c=np.repeat(range(20), 4), **replicates)
    design: dict[str, Any] = {"strata": "s", "clusters": "c", "replicate_weights": list(replicates)}
    frame = frame.assign(期望=frame["再次光顾意愿"], 期待=frame["再次光顾意愿"].shift(fill_value=3.0))
    survey = cs.SurveyData(frame, weights="w", **{kind: design[kind]})
    pairs = [("期望", RATED[0]), ("期待", RATED[1])]
    asked = Asked(
        satisfaction="总体满意度", attributes=RATED, pairs=pairs, scale=(1, 5), n_boot=FEW, group="门店"
    )  # fmt: skip
    study = Study(find_roles(survey, asked), asked)
    for result in (study.attributes, study.factors, study.gaps, study.by_group, study.value("门店")):
        settings = {name: str(value) for name, value in dict(result.settings).items()}
        used = settings.get("se", settings.get("errors"))
        if kind != "replicate_weights":
            # named, or seen in what was resampled
            assert settings.get(kind) == design[kind] or settings["resample"] == "units"
        assert (used == "replicates") == (kind == "replicate_weights")
        # rows of a survey that was cut down keep their design
        assert settings["weights"] == "w"
    if kind == "replicate_weights":
        assert "n_boot" not in study.options_for(survey)


def test_people_without_a_group_and_in_small_groups_are_left_out_and_this_is_said(own_survey: Any) -> None:
    frame = own_survey()
    frame.loc[:2, "门店"] = None

    def of(least: int) -> tuple[Study, Answer]:
        asked = Asked(least=least, satisfaction="总体满意度", attributes=RATED, scale=(1, 5))
        return Study(find_roles(frame, asked), asked), Answer("level", "en", least)

    study, out = of(5)
    assert study.tell_left_out("门店", out) == ("小店", None)
    assert [each.key for each in out.lacks] == ["report_small_groups", "report_group_unknown"]
    rows, small = study.without_small("门店")
    assert rows.frame["门店"].value_counts().to_dict() == {"东店": 37, "西店": 37}
    assert small == ("小店",)
    # who gave no answer does not make a group large
    study, out = of(36)
    assert study.tell_left_out("门店", out) == ("小店", None)
    assert study.tell_left_out("门店", out, ("总体满意度",)) == ("小店", "西店", None)
    with pytest.raises(Lacking, match="nothing to compare"):
        of(38)[0].without_small("门店")
    assert of(1)[0].without_small("门店")[1] == ()


def small_survey() -> pd.DataFrame:
    rng = np.random.default_rng(7)
    n = 90
    liking = rng.normal(size=n)
    rated = {name: np.clip(np.rint(3.4 + liking + rng.normal(size=n)), 1, 5) for name in ("clean", "quiet")}
    overall = np.clip(np.rint(3.3 + liking + 0.6 * rng.normal(size=n)), 1, 5)
    return pd.DataFrame({**rated, "overall": overall, "branch": np.tile(["A", "B", "C"], n // 3)})


def test_nothing_is_invented_for_a_survey_without_anything(tmp_path: Path) -> None:
    found = report(pd.DataFrame({"q1": [1, 2, 3] * 10}), tmp_path / "bare.html", n_boot=FEW)
    assert found.sections["answered"].tolist() == ["yes", *["no"] * 6, "yes"]
    assert (found.sections["why_not"].drop(["quality", "reproduce"]) != "").all()
    assert found.sections["figures"].sum() == 0


def test_a_scale_that_is_not_known_is_asked_for(tmp_path: Path) -> None:
    found = report(small_survey(), tmp_path / "x.html", satisfaction="overall", group=False, n_boot=FEW)
    assert found.sections.loc["level", "answered"] == "no"
    assert "scale=" in found.sections.loc["level", "why_not"]


def test_what_fails_is_told_and_the_rest_is_written(tmp_path: Path) -> None:
    frame = small_survey().assign(overall=9.0)
    found = report(frame, tmp_path / "x.html", satisfaction="overall", scale=(1, 5), n_boot=FEW)
    assert found.sections.loc["level", "answered"] == "no"
    assert found.path.exists()
    assert "overall" in found.sections.loc["level", "why_not"]
    out = Answer("level", "en")
    with pytest.warns(RuntimeWarning, match="ZeroDivisionError"), out.attempt("index"):
        _ = 1 / 0
    with out.attempt("index"):
        raise Lacking("report_no_wave")
    assert [each.key for each in out.lacks] == ["report_failed", "report_no_wave"]


def test_columns_are_found_by_rule_and_named_columns_are_checked() -> None:
    hotel = cs.datasets.load_hotel()
    roles = find_roles(hotel, Asked(wave=False, kept=False, lost=False))
    assert (roles.wave, roles.group, roles.outcome) == (None, "hotel", {})
    assert roles.satisfaction == ("sat_overall",)
    assert roles.loyalty == ("repurchase", "price_tolerance")
    assert find_roles(cs.datasets.load_telecom(), Asked()).model.name == "ECSI"  # type: ignore[union-attr]
    with pytest.raises(DataError, match=r"wave= names column 'quater'.*Did you mean 'quarter'"):
        find_roles(hotel, Asked(wave="quater"))
    with pytest.raises(SpecificationError, match="named twice"):
        find_roles(hotel, Asked(wave="hotel", group="hotel"))
    with pytest.raises(SpecificationError, match="no construct 'Joy'"):
        find_roles(hotel, Asked(construct="Joy"))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"lost": "a", "kept": "b"}, "not both"),
        ({"n_boot": 3}, "n_boot"),
        ({"scale": (5, 1)}, "low, high"),
        ({"wave": True}, "None looks for it"),
        ({"segments": ["a"]}, "options by name"),
        ({"money": {"margins": 3}}, "margin"),
    ],
)
def test_arguments_that_contradict_are_refused(arguments: dict[str, Any], message: str) -> None:
    with pytest.raises(SpecificationError, match=message):
        Asked(**arguments)


# ------------------------------------------------------------------ the file


def test_the_file_is_replaced_as_a_whole_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "report.html"
    write(path, "first")
    write(path, "第二")
    assert path.read_text("utf-8") == "第二"
    assert list(tmp_path.iterdir()) == [path]

    def broken(*_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr("os.replace", broken)
    with pytest.raises(OSError, match="disk full"):
        write(path, "third")
    assert path.read_text("utf-8") == "第二"
    assert list(tmp_path.iterdir()) == [path]


def test_a_place_where_no_file_can_be_is_refused_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    frame = small_survey()
    with pytest.raises(FileError, match="does not exist"):
        report(frame, tmp_path / "absent" / "report.html")
    with pytest.raises(FileError, match="is a folder"):
        report(frame, tmp_path)
    with pytest.raises(FileError, match=r"must end in \.html"):
        report(frame, tmp_path / "report.pdf")
    monkeypatch.setattr("os.access", lambda *_: False)
    with pytest.raises(FileError, match="Nothing can be written"):
        report(frame, tmp_path / "report.html")


def test_a_path_of_the_own_folder_is_understood(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    assert writable("~/report.html") == tmp_path / "report.html"


def test_the_call_makes_the_same_study_again(own_survey: Any) -> None:
    frame = own_survey()
    asked = Asked(
        lang="zh", satisfaction="总体满意度", attributes=list(RATED), loyalty=["再次光顾意愿"], lost=False,
        scale=(1, 5), money={"margin": "消费", "per_period": 12},
        life_cycle={"tenure": "月数", "new_until": 12},
    )  # fmt: skip
    study = Study(find_roles(frame, asked), asked)
    call = call_of(study)
    given: dict[str, Any] = {}
    eval(call, {"cs": SimpleNamespace(report=lambda *args, **named: given.update(named)), "data": frame})
    money = {name: given.pop(name) for name in ("margin", "per_period")}
    again = find_roles(frame, Asked(lang="zh", money=money, **given))
    for name in ("satisfaction", "loyalty", "wave", "group", "lost", "kept", "recommend", "complained"):
        assert getattr(again, name) == getattr(study.roles, name)
    assert again.attributes is not None
    assert again.attributes.columns("performance") == RATED
    assert money == asked.money
    assert given["life_cycle"] == asked.life_cycle
    assert again.survey.scale("总体满意度") == (1.0, 5.0)


def test_figures_lose_weight_but_no_line() -> None:
    drawn = b'<path d="M 1.23456 -2\nL 30.5 4"/></svg>'
    svg = b'<svg width="3pt">\n  <!-- 5 people -->\n  <use x="1.2345"/>\n' + drawn
    assert lean(svg) == b'<svg width="3pt">\n<use x="1.2345"/>\n<path d="M 1.23 -2 L 30.5 4"/></svg>'


def test_small_counts_are_not_printed() -> None:
    frame = pd.DataFrame({"n": [40, 3, 30], "mean": [1.0, 2.0, 3.0]}, index=["a", "b", "c"])
    hidden = private(Block("", frame), 5, "en").frame
    assert hidden.loc["b", "n"] == "<5"
    assert np.isnan(hidden.loc["b", "mean"])
    # one small cell could be worked out from the sum: a second one is hidden
    assert hidden["n"].tolist() == ["40", "<5", "hidden"]
    assert private(Block("", frame), 3, "en").frame.equals(frame)


def test_numbers_are_written_as_in_print() -> None:
    assert (number(-0.04), number(-1.25), signed(0.3), signed(0.0)) == ("0.0", "−1.2", "+0.3", "0.0")
    assert (probability(0.0004, "en"), probability(0.0312, "en")) == ("p < .001", "p = .031")


def test_the_same_survey_gives_the_same_file(tmp_path: Path) -> None:
    paths = [tmp_path / f"{name}.html" for name in "ab"]
    for path in paths:
        report(small_survey(), path, satisfaction="overall", scale=(1, 5), n_boot=FEW)
    assert paths[0].read_bytes() == paths[1].read_bytes()
