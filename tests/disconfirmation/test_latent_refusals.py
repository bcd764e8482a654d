"""Latent models of disconfirmation: what is not shown and not read, and the reasons given."""

from __future__ import annotations

import warnings
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from latent_kit import names, surface_data, theory_data

import csmodels as cs
from csmodels.disconfirmation.latent.compare import SurfaceComparison
from csmodels.disconfirmation.latent.model import DisconfirmationModel
from csmodels.disconfirmation.latent.result import DisconfirmationResult
from csmodels.disconfirmation.latent.structures import STRUCTURES
from csmodels.errors import (
    AdmissibilityWarning,
    CsmodelsWarning,
    DataError,
    DataWarning,
    SpecificationError,
)
from csmodels.path_models.admissibility import Place
from csmodels.path_models.likelihood.diagnosis.plausibility import Doubtful
from csmodels.survey import SurveyData
from csmodels.tables import FrozenMapping
from csmodels.tables.notices import Group

E, P, D, S = names("e"), names("p"), names("d"), names("s", 3)
HOTEL = ["cleanliness", "quiet", "shower", "bed", "checkin", "facilities", "breakfast", "staff"]
TELECOM = ["voice", "indoor", "internet", "tariff", "courtesy", "app"]
SATISFIED = ["sat_overall", "sat_expectation", "sat_ideal"]


def asked(aspect: str, attributes: list[str]) -> list[str]:
    return [f"{aspect}_{name}" for name in attributes]


def quietly(do: Any) -> Any:
    """The value of a call whose warnings are looked at in its result."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", CsmodelsWarning)
        return do()


def flat(text: str) -> str:
    """A printed document without its line breaks and frames."""
    return " ".join(text.replace("|", " ").split())


@pytest.fixture(scope="module")
def four() -> DisconfirmationModel:
    """Four attributes of the hotel survey, for which the latent surface is inadmissible."""
    chosen = ["quiet", "shower", "bed", "staff"]
    return DisconfirmationModel(
        expectation=asked("e", chosen),
        performance=asked("p", chosen),
        satisfaction=["sat_overall", "sat_ideal"],
        measure="polynomial",
    )


@pytest.fixture(scope="module")
def refused(four: DisconfirmationModel) -> DisconfirmationResult:
    return quietly(lambda: four.fit(cs.datasets.load_hotel()))


@pytest.fixture(scope="module")
def compared(four: DisconfirmationModel) -> tuple[SurfaceComparison, list[warnings.WarningMessage]]:
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        found = four.surfaces(cs.datasets.load_hotel(), n_boot=100)
    return found, told


# ---------------------------------------------------------------------- surfaces that cannot be


def test_an_inadmissible_latent_surface_is_refused(refused: DisconfirmationResult) -> None:
    assert refused.converged
    assert not refused.path.admissibility.loc["matrices", "admissible"]
    assert refused.surface is None
    assert refused.shape is None
    with pytest.raises(DataError, match="covariances that no constructs can have"):
        refused.surface_at(5.5)
    english, chinese = flat(refused.to_text()), flat(refused.to_text("zh"))
    assert (
        "No latent surface is given, since its fit cannot be read: the estimates are inadmissible (cov"
        in english
    )
    assert "不给出潜变量响应面" in chinese
    # neither the surface nor its standardised paths stand in the document
    for words in ("Latent surface of satisfaction", "b5: P²", "Expectation²  "):
        assert words not in refused.to_text()


def test_the_comparison_drops_it_with_the_reason(
    compared: tuple[SurfaceComparison, list[warnings.WarningMessage]],
) -> None:
    found, told = compared
    assert found.latent is not None
    assert found.shown == ("composite", "corrected", "distinct")
    assert "latent" not in found.bending
    assert "latent" not in found.surfaces.index.get_level_values("surface")
    reason = [w for w in told if "latent surface is not shown" in str(w.message)]
    assert [w.category for w in reason] == [AdmissibilityWarning]
    assert "min eigenvalue(constructs) = -" in str(reason[0].message)
    assert "Latent surface (product indicators)" not in found.to_text()
    assert "未给出潜变量响应面，因其拟合结果不能解读：估计结果不可接受（任何构念都不可能有的协方差" in flat(
        found.to_text("zh")
    ).replace(" ", "")


def test_what_a_comparison_warns_of_is_said_once(
    compared: tuple[SurfaceComparison, list[warnings.WarningMessage]],
) -> None:
    found, told = compared
    messages = [str(w.message) for w in told if issubclass(w.category, CsmodelsWarning)]
    assert len(messages) == len(set(messages))
    skewed = [m for m in messages if "pile up" in m]
    assert len(skewed) == 2
    # the surface that it names is here already
    assert all("model.surfaces(data)" not in m for m in messages)
    assert all("The surface from products of different items needs" in m for m in skewed)
    assert set(messages) <= set(found.warnings)


def test_respondents_left_out_come_first(
    compared: tuple[SurfaceComparison, list[warnings.WarningMessage]],
) -> None:
    found, _ = compared
    assert found.warnings[0].startswith("Left out: 164 of 1,600 respondents")
    assert 'use missing="mi"' in found.warnings[0]


def test_a_share_that_is_none_is_left_blank(
    compared: tuple[SurfaceComparison, list[warnings.WarningMessage]],
) -> None:
    found, _ = compared
    table, limits = found.bending, found.surfaces.loc["corrected"]
    ratio = table["composite"] / table["corrected"]
    sure = (limits["conf_low"] > 0) | (limits["conf_high"] < 0)
    blank = table["kept"].isna()
    assert blank.tolist() == (~(sure & (ratio >= 0) & (ratio <= 1))).tolist()
    # all three kinds are among them: limits that hold zero, other signs, more than all
    assert (blank & ~sure).any()
    assert (blank & sure & (ratio < 0)).any()
    assert (ratio[blank] > 1).any()
    assert not blank.all()
    no_draws = DisconfirmationModel(expectation=E, performance=P, satisfaction=S, measure="polynomial")
    plain = no_draws.surfaces(surface_data(300, 6, (0.4, 0.7, -0.2, 0.35, -0.25)), center=5, n_boot=0)
    assert plain.bending["kept"].isna().all()


def test_too_few_attributes_for_different_items_are_named(four: DisconfirmationModel) -> None:
    three = replace(four, expectation=four.expectation[:3], performance=four.performance[:3])
    found = quietly(lambda: three.surfaces(cs.datasets.load_hotel(), n_boot=0, latent=False))
    skewed = [w for w in found.warnings if "pile up" in w]
    assert len(skewed) == 2
    assert all("takes at least 4 attributes" in w and "model.surfaces" not in w for w in skewed)


def test_a_refused_group_is_missing_and_named() -> None:
    parts = [surface_data(1_500, seed, (0.3, 0.5, -0.1, 0.2, -0.1)) for seed in (1, 2)]
    data = pd.concat([p.assign(g=g) for p, g in zip(parts, "ab", strict=True)], ignore_index=True)
    model = DisconfirmationModel(
        expectation=E, performance=P, satisfaction=S, measure="polynomial", structure="oliver"
    )
    sound = model.fit(data, by="g")
    doubt = Doubtful(
        "ml_inadmissible",
        FrozenMapping({"group": Group("b")}),
        AdmissibilityWarning,
        (("r_squared", (Place("r2", 1.07, ("Satisfaction",)),)),),
    )
    told = replace(sound, path=replace(sound.path, notices=(*sound.path.notices, doubt)))
    assert told.surface.loc["b"].isna().all(axis=None)
    pd.testing.assert_frame_equal(told.surface.loc["a"], sound.surface.loc["a"])
    assert told.surface_at(5.0, 0)["estimate"].notna().all()
    with pytest.raises(DataError, match=r"R²\(Satisfaction\) = 1.07"):
        told.surface_at(5.0, 1)


def test_a_surface_is_asked_of_a_surface_alone() -> None:
    data = theory_data(300, 1, {"performance": {}, "satisfaction": {"performance": 0.8}})
    result = DisconfirmationModel(performance=P, satisfaction=names("s"), structure="performance").fit(data)
    with pytest.raises(SpecificationError, match='measure="polynomial"'):
        result.surface_at(5.0)


# ---------------------------------------------------------------------- verdicts that are withheld


@pytest.fixture(scope="module")
def heywood() -> DisconfirmationResult:
    """Six attributes of the telecom survey: satisfaction is explained by more than 100 %."""
    model = DisconfirmationModel(
        expectation=asked("e", TELECOM),
        performance=asked("p", TELECOM),
        disconfirmation=asked("d", TELECOM),
        satisfaction=SATISFIED,
        structure="public_sector",
    )
    return quietly(lambda: model.fit(cs.datasets.load_telecom()))


def test_an_inadmissible_fit_has_no_verdicts(heywood: DisconfirmationResult) -> None:
    assert not heywood.path.admissibility.loc["r_squared", "admissible"]
    assert set(heywood.hypotheses["verdict"]) == {"not_read"}
    assert set(heywood.readings["verdict"]) == {"not_read"}
    assert heywood.hypotheses["estimate"].notna().all()
    english, chinese = flat(heywood.to_text()), flat(heywood.to_text("zh"))
    assert english.count("Not read: the estimates are inadmissible (impossible variances (unexplained") == 2
    assert "as expected" not in english
    assert "不作解读的原因" in chinese
    assert "与理论一致" not in chinese


def test_paths_that_a_warning_names_are_not_read() -> None:
    """The standardised path of a computed difference lies beyond 1, which is possible; the other is read."""
    model = DisconfirmationModel(
        expectation=asked("e", HOTEL),
        performance=asked("p", HOTEL),
        satisfaction=SATISFIED,
        measure="difference",
        structure="oliver",
    )
    result = quietly(lambda: model.fit(cs.datasets.load_hotel()))
    verdicts = result.hypotheses["verdict"]
    assert verdicts["Satisfaction", "Disconfirmation"] == "not_read"
    assert verdicts["Satisfaction", "Expectation"] == "holds"
    assert "(standardised paths lie beyond ±1 (Disconfirmation → Satisfaction 1.24))" in flat(
        result.to_text()
    )


# ---------------------------------------------------------------------- what is assimilation


@pytest.fixture(scope="module")
def level() -> DisconfirmationResult:
    """S = -.3 E + 1 P = .7 E + 1 (P - E): contrast at the same performance, and a level that is none."""
    truth = {
        "expectation": {},
        "performance": {"expectation": 0.4},
        "satisfaction": {"expectation": -0.3, "performance": 1.0},
    }
    model = DisconfirmationModel(
        expectation=E, performance=P, satisfaction=names("s"), measure="difference", structure="oliver"
    )
    return quietly(lambda: model.fit(theory_data(3_000, 7, truth)))


def test_the_level_is_no_assimilation(level: DisconfirmationResult) -> None:
    found = level.readings
    assert found.loc["expectation_given_disconfirmation", "estimate"] > 0
    assert found.loc["expectation_given_disconfirmation", "verdict"] == "positive"
    assert found.loc["expectation_given_performance", "verdict"] == "contrast"
    english, chinese = flat(level.to_text()), level.to_text("zh").replace("\n", "")
    assert "(level: expectation and performance" in english
    assert "that slope is no assimilation" in english
    assert "该斜率并非同化" in chinese
    # of a path from performance this structure knows nothing
    assert "beside a strong path from performance" not in english


def test_a_difference_beside_performance_turns_round() -> None:
    """S = .4 E + .5 P is S = .9 P - .4 (P - E): a negative path, and assimilation."""
    truth = {
        "expectation": {},
        "performance": {"expectation": 0.4},
        "satisfaction": {"expectation": 0.4, "performance": 0.5},
    }
    model = DisconfirmationModel(
        expectation=E,
        performance=P,
        satisfaction=names("s"),
        measure="difference",
        structure="anderson_sullivan",
    )
    result = quietly(lambda: model.fit(theory_data(20_000, 7, truth)))
    assert result.hypotheses.loc[("Satisfaction", "Disconfirmation"), "estimate"] < 0
    row = result.readings.loc["expectation_given_performance"]
    # standard error about .012
    assert row["estimate"] == pytest.approx(0.4, abs=0.05)
    assert row["verdict"] == "assimilation"
    assert "a negative path from it beside a strong path from performance" in flat(result.to_text())


def test_asked_disconfirmation_is_not_said_to_turn_round() -> None:
    truth = {
        "expectation": {},
        "performance": {"expectation": 0.5},
        "disconfirmation": {"expectation": -0.4, "performance": 0.6},
        "satisfaction": {"expectation": 0.2, "performance": 0.3, "disconfirmation": 0.4},
    }
    data = theory_data(800, 3, truth)
    model = DisconfirmationModel(
        expectation=E, performance=P, disconfirmation=D, satisfaction=names("s"), paired="all"
    )
    told = flat(model.fit(data).to_text())
    assert "Assimilation: at the same performance" in told
    assert "beside a strong path from performance" not in told
    alone = replace(model, performance=(), structure="oliver").fit(data)
    assert list(alone.readings.index) == ["expectation_given_disconfirmation"]
    assert alone.readings["verdict"].tolist() == ["positive"]
    assert "cannot tell assimilation from contrast" in flat(alone.to_text())
    assert "Assimilation or contrast" not in alone.to_text()


# ---------------------------------------------------------------------- what is counted and named


@pytest.mark.parametrize(
    ("measure", "estimator"), [("difference", "ml"), ("difference", "pls"), ("polynomial", "ml")]
)
def test_items_left_open_are_those_of_the_questionnaire(measure: str, estimator: str) -> None:
    chosen = HOTEL[:4] if measure == "polynomial" else HOTEL
    model = DisconfirmationModel(
        expectation=asked("e", chosen),
        performance=asked("p", chosen),
        satisfaction=SATISFIED,
        measure=measure,
        structure="oliver",
    )
    data = cs.datasets.load_hotel()
    options = {"n_boot": 0} if estimator == "pls" else {}
    result = quietly(lambda: model.fit(data, estimator, **options))
    (told,) = (w for w in result.warnings if w.startswith("Left out"))
    assert "_minus_" not in told
    assert "_x_" not in told
    gaps = data.frame[list(model.items)].isna().sum()
    worst = gaps.sort_values(ascending=False, kind="stable").index[0]
    assert f"{worst} ({gaps[worst]})" in told
    left = int(data.frame[list(model.items)].isna().any(axis=1).sum())
    assert f"Left out: {left} of 1,600" in told


@pytest.mark.parametrize("decimals", [None, 1])
def test_the_mean_of_gaps_is_found_out(decimals: int | None) -> None:
    truth = {
        "expectation": {},
        "performance": {"expectation": 0.5},
        "satisfaction": {"performance": 0.6},
    }
    data = theory_data(300, 4, truth)
    gap = (data[P].to_numpy() - data[E].to_numpy()).mean(axis=1)
    data["gap"] = gap if decimals is None else gap.round(decimals)
    model = DisconfirmationModel(expectation=E, performance=P, disconfirmation="gap", satisfaction=names("s"))
    with pytest.raises(DataError, match=r"'gap' is made of the items.*a E \+ b P \+ c D"):
        model.fit(data)
    # a question of its own that follows the gap closely is none of this
    data["gap"] = gap + 0.1 * np.random.default_rng(0).normal(size=len(gap))
    quietly(lambda: model.fit(data))


def test_total_effects_are_headed_by_what_is_there() -> None:
    model = DisconfirmationModel(
        disconfirmation=["conf_experience", "conf_service", "conf_overall"],
        usefulness=["use_results", "use_time", "use_helpful"],
        satisfaction=SATISFIED,
        loyalty=["cont_intend", "cont_prefer", "cont_keep"],
        structure="ecm",
    )
    result = quietly(lambda: model.fit(cs.datasets.load_telecom()))
    assert set(result.total_effects["rhs"]) == {"Confirmation"}
    assert "Total effects of Confirmation\n" in result.to_text()
    assert "Total effects of Expectation" not in result.to_text()
    assert "的总效应" in result.to_text("zh")


def test_what_is_known_of_sources_is_said() -> None:
    assert STRUCTURES["tse_wilton"].evidence == "secondary"
    assert STRUCTURES["public_sector"].evidence == "secondary"


def test_survey_weights_of_zero_count_for_nothing() -> None:
    data = surface_data(400, 6, (0.4, 0.7, -0.2, 0.35, -0.25))
    model = DisconfirmationModel(expectation=E, performance=P, satisfaction=S, measure="polynomial")
    pushed = data.copy()
    pushed.loc[300:, E] = 5.0 + 40 * (np.arange(100) == 0)[:, None]
    weighted = SurveyData(pushed.assign(w=np.where(np.arange(400) < 300, 1.0, 0.0)), weights="w")
    with warnings.catch_warnings():
        # the outlying answer of weight 0 would make expectation skewed
        warnings.simplefilter("error", DataWarning)
        one = model.surfaces(weighted, center=5, n_boot=0, latent=False)
    other = model.surfaces(data.iloc[:300], center=5, n_boot=0, latent=False)
    assert one.settings["n"] == other.settings["n"] == 300
    pd.testing.assert_series_equal(one.surfaces["estimate"], other.surfaces["estimate"])
