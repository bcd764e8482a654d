"""Latent models of disconfirmation: structures, refusals, what they say beside their path models."""

from __future__ import annotations

import json
import warnings
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from latent_kit import names, surface_data, theory_data

import csmodels as cs
from csmodels.disconfirmation.latent.model import DisconfirmationModel
from csmodels.disconfirmation.latent.structures import STRUCTURES, edt_structures
from csmodels.errors import DataError, DataWarning, SpecificationError

#: 20,000 respondents: standard errors of paths are below .015; four of them.
SAMPLED = 0.06
#: The same optimum found twice: searched to a gradient of 1e-8.
SEARCHED = 1e-6
#: Standardised paths of 1,900 respondents have standard errors up to .04; the truth is rounded to .01.
TELECOM = 0.11

E, P, D, S, L, U = (names(letter, k) for letter, k in zip("epdslu", (5, 5, 5, 3, 3, 3), strict=True))
ROLES = {"expectation": E, "performance": P, "disconfirmation": D, "satisfaction": S, "loyalty": L}
#: A truth for each structure, with the signs the theory gives.
TRUTH = {
    "oliver": {
        "expectation": {},
        "disconfirmation": {},
        "satisfaction": {"expectation": 0.4, "disconfirmation": 0.6},
        "loyalty": {"satisfaction": 0.7},
    },
    "churchill_surprenant": {
        "expectation": {},
        "performance": {"expectation": 0.5},
        "disconfirmation": {"expectation": -0.4, "performance": 0.6},
        "satisfaction": {"expectation": 0.2, "performance": 0.3, "disconfirmation": 0.4},
        "loyalty": {"satisfaction": 0.7},
    },
    "churchill_surprenant_durable": {
        "expectation": {},
        "performance": {"expectation": 0.5},
        "disconfirmation": {"expectation": -0.4, "performance": 0.6},
        "satisfaction": {"performance": 0.7},
    },
    "tse_wilton": {
        "expectation": {},
        "performance": {},
        "disconfirmation": {"expectation": -0.4, "performance": 0.6},
        "satisfaction": {"expectation": 0.2, "performance": 0.3, "disconfirmation": 0.4},
    },
    "anderson_sullivan": {
        "performance": {},
        "disconfirmation": {},
        "satisfaction": {"performance": 0.5, "disconfirmation": 0.3},
    },
    "public_sector": {
        "expectation": {},
        "performance": {"expectation": 0.3},
        "disconfirmation": {"expectation": -0.5, "performance": 0.5},
        "satisfaction": {"expectation": 0.1, "performance": 0.3, "disconfirmation": 0.5},
    },
    "performance": {"performance": {}, "satisfaction": {"performance": 0.8}},
    "ecm": {
        "disconfirmation": {},
        "usefulness": {"disconfirmation": 0.5},
        "satisfaction": {"disconfirmation": 0.4, "usefulness": 0.3},
        "loyalty": {"satisfaction": 0.5, "usefulness": 0.2},
    },
}


def model_of(name: str, **options: object) -> DisconfirmationModel:
    items = {role: names(role[0]) for role in TRUTH[name]}
    # the j-th items of `theory_data` share something in all three blocks
    return DisconfirmationModel(**{"paired": "all", **items, "structure": name, **options})


# ---------------------------------------------------------------------- structures


@pytest.mark.parametrize("name", list(STRUCTURES))
def test_each_structure_recovers_its_truth(name: str) -> None:
    truth = TRUTH[name]
    result = model_of(name).fit(theory_data(20_000, 5, truth))
    assert result.converged
    call = result.construct
    assert len(result.hypotheses) == sum(map(len, truth.values()))
    for outcome, by in truth.items():
        for predictor, value in by.items():
            row = result.hypotheses.loc[(call(outcome), call(predictor))]
            # all first items have one loading, so that units of constructs agree with those of the scores
            assert row["estimate"] == pytest.approx(value, abs=SAMPLED), (outcome, predictor)
            assert row["verdict"] == "holds"


def test_a_path_against_the_theory_is_called_so() -> None:
    truth = {**TRUTH["anderson_sullivan"], "satisfaction": {"performance": -0.5, "disconfirmation": 0.0}}
    result = model_of("anderson_sullivan").fit(theory_data(2_000, 5, truth))
    verdicts = result.hypotheses["verdict"]
    assert verdicts.loc[("Satisfaction", "Performance")] == "opposite"
    assert verdicts.loc[("Satisfaction", "Disconfirmation")] == "undecided"


def test_structures_are_listed_with_what_is_known_of_them() -> None:
    table = edt_structures()
    assert list(table.index) == list(STRUCTURES)
    assert set(table["evidence"]) <= {"abstract", "secondary", "memory"}
    assert table[["source", "wording_en", "wording_zh"]].ne("").all(axis=None)
    for each in STRUCTURES.values():
        assert {pair for o, by in each.paths.items() for pair in ((o, p) for p in by)} >= set(each.negative)


def test_ml_is_the_path_model_written_in_lavaan() -> None:
    data = theory_data(500, 1, TRUTH["churchill_surprenant"])
    result = model_of("churchill_surprenant").fit(data)
    text = """
        Expectation =~ e1 + e2 + e3 + e4 + e5
        Performance =~ p1 + p2 + p3 + p4 + p5
        Disconfirmation =~ d1 + d2 + d3 + d4 + d5
        Satisfaction =~ s1 + s2 + s3 + s4 + s5
        Loyalty =~ l1 + l2 + l3 + l4 + l5
        Performance ~ Expectation
        Disconfirmation ~ Expectation + Performance
        Satisfaction ~ Expectation + Performance + Disconfirmation
        Loyalty ~ Satisfaction
        """
    pairs = (("e", "p"), ("e", "d"), ("p", "d"))
    text += "\n".join(f"{a}{j} ~~ {b}{j}" for a, b in pairs for j in range(1, 6))
    written = cs.PathModel.from_syntax(text)
    assert written == result.path.model
    same = written.fit(data, "ml").params
    pd.testing.assert_frame_equal(result.params, same, rtol=SEARCHED)


def test_polynomial_is_the_path_model_of_the_columns_it_names() -> None:
    data = surface_data(1_000, 1, (0.3, 0.5, -0.1, 0.2, -0.1), k=3)
    model = DisconfirmationModel(
        expectation=E[:3], performance=P[:3], satisfaction=S, measure="polynomial", structure="oliver"
    )
    text = str(model.path_model())
    assert "e1_squared ~~ e1_x_p1" in text
    assert "e1_x_p1 ~~ p1_squared" in text
    assert "e1_squared ~~ e2_x_p2" not in text
    again = cs.PathModel.from_syntax(text).fit(model.with_columns(data), "ml", robust="mlr").params
    found = model.fit(data)
    pd.testing.assert_frame_equal(found.params, again, rtol=1e-4, atol=1e-5)
    unpaired = str(DisconfirmationModel(
        expectation=E[:3], performance=P[:3], satisfaction=S, measure="polynomial", paired=False
    ).path_model())  # fmt: skip
    assert "e1 ~~ p1" not in unpaired
    assert "e1_squared ~~ p1_squared" not in unpaired
    assert "e1_squared ~~ e1_x_p1" in unpaired


def test_pls_is_the_path_model() -> None:
    data = theory_data(300, 1, TRUTH["tse_wilton"])
    model = model_of("tse_wilton")
    assert not model.path_model("pls").statements
    for estimator in ("pls", "plsc"):
        result = model.fit(data, estimator, n_boot=50)
        same = model.path_model(estimator).fit(data, estimator, n_boot=50)
        pd.testing.assert_frame_equal(result.params, same.params)
    surface = DisconfirmationModel(
        expectation=E, performance=P, satisfaction=names("s"), measure="polynomial", structure="tse_wilton"
    )
    result = surface.fit(data, "pls", n_boot=50)
    assert result.path.model.terms == (
        "Expectation_squared",
        "Expectation_x_Performance",
        "Performance_squared",
    )
    assert result.surface is None
    assert any("a1 to a5 have no meaning" in w for w in result.warnings)


def test_own_paths() -> None:
    data = theory_data(500, 2, TRUTH["tse_wilton"])
    own = DisconfirmationModel(
        expectation=E,
        performance=P,
        satisfaction=names("s"),
        structure={"satisfaction": ["expectation", "performance"]},
    )
    result = own.fit(data)
    assert list(result.hypotheses.index) == [("Satisfaction", "Expectation"), ("Satisfaction", "Performance")]
    assert "Paths of your own" in result.to_text()
    with pytest.raises(SpecificationError, match="no role"):
        DisconfirmationModel(satisfaction=S, structure={"satisfaction": ["expectations"]})


# ---------------------------------------------------------------------- readings


def test_expectation_at_the_same_performance() -> None:
    data = theory_data(3_000, 4, TRUTH["churchill_surprenant"])
    result = model_of("churchill_surprenant").fit(data)
    b = result.hypotheses["estimate"]
    e, p, d, s = "Expectation", "Performance", "Disconfirmation", "Satisfaction"
    found = result.readings["estimate"]
    assert found["expectation_given_performance"] == pytest.approx(b[s, e] + b[s, d] * b[d, e], rel=1e-12)
    assert found["performance_given_expectation"] == pytest.approx(b[s, p] + b[s, d] * b[d, p], rel=1e-12)
    assert found["perception"] == b[p, e]
    total = result.total_effects.query("lhs == 'Satisfaction' and rhs == 'Performance'")["estimate"].iloc[0]
    assert found["performance_given_expectation"] == pytest.approx(total, rel=1e-12)
    # the truth is .2 - .4 * .4 = .04; with more weight on disconfirmation it turns into contrast
    # only the slope at the same performance is called assimilation or contrast
    assert result.readings.loc["perception", "verdict"] == "positive"
    assert result.readings.loc["performance_given_expectation", "verdict"] == "positive"
    truth = {**TRUTH["churchill_surprenant"], "satisfaction": {"performance": 0.3, "disconfirmation": 0.6}}
    turned = model_of("churchill_surprenant").fit(theory_data(3_000, 4, truth))
    assert turned.readings.loc["expectation_given_performance", "verdict"] == "contrast"


def test_a_difference_says_what_expectation_does_at_the_same_performance() -> None:
    """S = .3 E + .5 P is S = .8 E + .5 (P - E): the slope at fixed P is .3 again."""
    truth = {
        "expectation": {},
        "performance": {"expectation": 0.4},
        "satisfaction": {"expectation": 0.3, "performance": 0.5},
    }
    data = theory_data(20_000, 7, truth)
    model = DisconfirmationModel(
        expectation=E, performance=P, satisfaction=names("s"), measure="difference", structure="oliver"
    )
    result = model.fit(data)
    # the shared part of paired items leaves the difference
    assert result.readings.loc["expectation_given_performance", "estimate"] == pytest.approx(0.3, abs=SAMPLED)
    assert result.hypotheses["estimate"].to_numpy() == pytest.approx([0.8, 0.5], abs=SAMPLED)


def test_differences_are_performance_minus_expectation() -> None:
    data = pd.DataFrame({"e": [1.0, 5, 3], "p": [4.0, 2, 3], "s": [1.0, 2, 3]})
    model = DisconfirmationModel(
        expectation="e", performance="p", satisfaction="s", measure="difference", structure="oliver"
    )
    assert model.with_columns(data)["p_minus_e"].tolist() == [3, -3, 0]
    assert "p_minus_e" not in data


# ---------------------------------------------------------------------- refusals


def test_expectation_performance_and_their_difference_are_refused() -> None:
    for name in ("churchill_surprenant", "public_sector", "tse_wilton"):
        with pytest.raises(SpecificationError, match=r"\(a - c\) E \+ \(b \+ c\) P") as told:
            DisconfirmationModel(
                expectation=E, performance=P, satisfaction=S, measure="difference", structure=name
            )
        assert "negative by arithmetic" in str(told.value)
        assert "singular" in str(told.value)


@pytest.mark.parametrize("sign", [1, -1])
def test_a_computed_difference_among_the_questions_is_found(sign: int) -> None:
    data = theory_data(200, 1, TRUTH["tse_wilton"])
    data["d3"] = sign * (data["p2"] - data["e2"])
    with pytest.raises(DataError, match="'d3' equals"):
        model_of("tse_wilton").fit(data)


def test_the_negative_path_from_expectation_to_a_difference_is_arithmetic() -> None:
    """What the refusal says: P independent of E, and the slope of P - E on E is -1."""
    rng = np.random.default_rng(0)
    e, p = rng.normal(size=(2, 100_000))
    assert np.polyfit(e, p - e, 1)[0] == pytest.approx(-1, abs=0.02)


def test_products_of_constructs_that_hardly_differ_are_refused() -> None:
    data = surface_data(2_000, 1, (0.3, 0.5, 0.0, 0.0, 0.0), corr=0.92)
    model = DisconfirmationModel(
        expectation=E, performance=P, satisfaction=S, measure="polynomial", structure="oliver"
    )
    for estimator in ("ml", "pls"):
        with pytest.raises(DataError, match=r"correlate 0\.9\d behind their items, above 0\.85"):
            model.fit(data, estimator)
    with pytest.raises(DataError, match=r"above 0\.85"):
        model.surfaces(data, center="pooled")
    allowed = surface_data(2_000, 1, (0.3, 0.5, 0.0, 0.0, 0.0), corr=0.8)
    assert model.fit(allowed).converged


def test_constructs_that_hardly_differ_are_named() -> None:
    rng = np.random.default_rng(3)
    truth = {"performance": {}, "satisfaction": {"performance": 1.0}}
    data = theory_data(500, 3, truth)
    data[names("s")] = data[names("p")].to_numpy() + 0.4 * rng.normal(size=(500, 5))
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        result = model_of("performance").fit(data, "pls", n_boot=0)
    assert any(issubclass(w.category, DataWarning) and "HTMT" in str(w.message) for w in told)
    assert "表现与顾客满意度几乎无法区分" in result.to_text("zh").replace("\n", "").replace("|", "").replace(
        " ", ""
    )


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"structure": "olivier"}, "Did you mean 'oliver'"),
        ({"measure": "differences"}, "Did you mean 'difference'"),
        ({"performance": P[:3]}, "cannot be paired"),
        (
            {"performance": P[:3], "paired": False, "measure": "polynomial", "disconfirmation": ()},
            "one by one",
        ),
        ({"disconfirmation": ()}, "needs items of disconfirmation"),
        ({"measure": "polynomial"}, "leave disconfirmation= out"),
        ({"satisfaction": E[:1]}, "named twice"),
        ({"structure": "ecm"}, "needs items of usefulness"),
        ({"paired": 2}, 'must be True, False or "all"'),
        ({"paired": "every"}, 'must be True, False or "all"'),
        ({"paired": "all", "disconfirmation": D[:3]}, "disconfirmation has 3 items and the others 5"),
        ({"expectation": [1, 2]}, "must name columns"),
    ],
)
def test_contradictions_are_refused_before_data(options: dict[str, object], message: str) -> None:
    with pytest.raises(SpecificationError, match=message):
        DisconfirmationModel(**{**ROLES, "structure": "tse_wilton", **options})


def test_options_that_do_not_go_with_products() -> None:
    data = surface_data(500, 1, (0.3, 0.5, 0.0, 0.0, 0.0))
    model = DisconfirmationModel(expectation=E, performance=P, satisfaction=S, measure="polynomial")
    with pytest.raises(SpecificationError, match="plsc"):
        model.fit(data, "plsc")
    with pytest.raises(SpecificationError, match="scaling="):
        model.fit(data, scaling="unit")
    with pytest.raises(SpecificationError, match="Did you mean 'pls'"):
        model.fit(data, "pl")


def test_what_the_theory_leaves_out_is_said() -> None:
    truth = {**TRUTH["oliver"], "performance": {}}
    data = theory_data(500, 2, truth)
    result = DisconfirmationModel(**{**ROLES, "satisfaction": names("s"), "loyalty": names("l")},
                                  structure="oliver").fit(data)  # fmt: skip
    assert any("no place for Performance" in w for w in result.warnings)
    assert "p1" not in result.path.model.items


# ---------------------------------------------------------------------- groups, sample surveys


def test_groups_are_centred_each_by_itself() -> None:
    parts = [
        surface_data(1_500, seed, (0.3, 0.5, -0.1, 0.2, -0.1)).add(shift)
        for seed, shift in ((1, 0.0), (2, 2.0))
    ]
    data = pd.concat([p.assign(g=g) for p, g in zip(parts, "ab", strict=True)], ignore_index=True)
    model = DisconfirmationModel(
        expectation=E, performance=P, satisfaction=S, measure="polynomial", structure="oliver"
    )
    result = model.fit(data, by="g")
    for part, g in zip(parts, "ab", strict=True):
        alone = model.fit(part)
        found = result.surface.loc[g]["estimate"].to_numpy()
        assert found == pytest.approx(alone.surface["estimate"].to_numpy(), abs=1e-4)
    assert "a:" in result.to_text()


def test_continuance_in_the_telecom_survey() -> None:
    """The truth of the simulated survey, by standardised paths of maximum likelihood."""
    truth_file = Path(__file__).parents[2] / "datasets" / "truth.json"
    truth = json.loads(truth_file.read_text(encoding="utf-8"))["telecom_subscribers"]["implied"]
    model = DisconfirmationModel(
        disconfirmation=["conf_experience", "conf_service", "conf_overall"],
        usefulness=["use_results", "use_time", "use_helpful"],
        satisfaction=["sat_overall", "sat_expectation", "sat_ideal"],
        loyalty=["cont_intend", "cont_prefer", "cont_keep"],
        structure="ecm",
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # respondents left out
        result = model.fit(cs.datasets.load_telecom())
    found = result.hypotheses["standardized"]
    for outcome, by in truth["continuance_paths_standardised"].items():
        for predictor, value in by.items():
            assert found[outcome, predictor] == pytest.approx(value, abs=TELECOM), (outcome, predictor)
    assert (result.hypotheses["verdict"] == "holds").all()
    assert result.readings is None


@pytest.fixture(scope="module")
def hotel() -> DisconfirmationModel:
    attributes = ["cleanliness", "quiet", "shower", "bed", "checkin", "facilities", "breakfast", "staff"]
    return DisconfirmationModel(
        expectation=[f"e_{a}" for a in attributes],
        performance=[f"p_{a}" for a in attributes],
        disconfirmation=[f"d_{a}" for a in attributes],
        satisfaction=["sat_overall", "sat_expectation", "sat_ideal"],
        loyalty=["repurchase"],
    )


def test_the_hotel_survey_prints_in_both_languages(hotel: DisconfirmationModel) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # constructs that hardly differ, respondents left out
        result = hotel.fit(cs.datasets.load_hotel())
    # paired errors are what the items share beside the constructs: with them the model fits
    assert result.path.fit_measures["cfi"] > 0.99
    english, chinese = result.to_text(), result.to_text("zh")
    for words in ("Churchill and Surprenant 1982", "as expected", "assimilation", "All of the path model"):
        assert words in english.replace("\n", " ")
    for words in ("期望失验模型", "与理论一致", "同化", "总效应"):
        assert words in chinese
    assert not any(each in english for each in ("_given_", "expectation_", "undecided", "option."))
    assert set(result.tables) >= {"params", "hypotheses", "total_effects", "readings"}


def test_errors_of_pairs_matter(hotel: DisconfirmationModel) -> None:
    from dataclasses import replace

    data = cs.datasets.load_hotel()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        without = replace(hotel, paired=False).fit(data)
    assert without.path.fit_measures["cfi"] < 0.9
