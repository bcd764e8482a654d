"""The Kano sample data: joined to the sample surveys, and drawn from the truth that is recorded."""

from __future__ import annotations

import importlib
import importlib.util
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest

import csmodels as cs

FOLDER = Path(__file__).resolve().parents[1] / "datasets"
HOTEL, TELECOM = "hotel_kano", "telecom_kano"
FILES = (HOTEL, TELECOM)
PARENT = {HOTEL: "hotel_guests", TELECOM: "telecom_subscribers"}
LETTERS = "MOAIRQ"
ASPECTS = {"f": "functional", "d": "dysfunctional", "i": "importance"}
# The tables are typed here again, so that the generator's slip would not be the test's.
BERGER = np.array([list(row) for row in ("QAAAO", "RIIIM", "RIIIM", "RIIIM", "RRRRQ")])
FUNCTIONAL, DYSFUNCTIONAL = np.array([4, 2, 0, -1, -2]), np.array([-2, -1, 0, 2, 4])

# Chi-square with 5 degrees of freedom: of 32 attributes one above 20.5 (p = .001) is a chance of 3 %; this
# seed gives 17.0 at most.
CHI_SQUARE = 20.5
ERRORS = 3.5  # standard errors that an estimate may be away from its truth
SURE = 3.0  # standard errors of lead after which a label must be the true one
EXACT = 1e-4  # the truth is written with four digits
LARGE = 40  # copies of the sample design in the simulation that checks the implied figures

Array = npt.NDArray[Any]


@pytest.fixture(scope="module")
def truth() -> dict[str, Any]:
    content: dict[str, Any] = json.loads((FOLDER / "truth.json").read_text(encoding="utf-8"))
    return content


@pytest.fixture(scope="module")
def generator() -> Iterator[ModuleType]:
    """The module that makes the Kano files, loaded under a package name of its own."""
    name = "sample_surveys_kano"
    spec = importlib.util.spec_from_file_location(
        name, FOLDER / "__init__.py", submodule_search_locations=[str(FOLDER)]
    )
    assert spec is not None
    assert spec.loader is not None
    package = importlib.util.module_from_spec(spec)
    sys.modules[name] = package
    spec.loader.exec_module(package)
    yield importlib.import_module(f"{name}._kano")
    for loaded in [each for each in sys.modules if each.split(".")[0] == name]:
        del sys.modules[loaded]


def frame_of(name: str) -> pd.DataFrame:
    return pd.read_csv(FOLDER / f"{name}.csv", encoding="utf-8")


def letters(frame: pd.DataFrame, key: str, table: Array = BERGER) -> pd.Series:
    """Category of each respondent who answered both questions."""
    pairs = frame[[f"{key}_f", f"{key}_d"]].dropna().astype(int)
    return pd.Series(table[pairs[f"{key}_f"] - 1, pairs[f"{key}_d"] - 1], index=pairs.index)


def tally(categories: pd.Series) -> Array:
    counts: Array = np.array([(categories == letter).sum() for letter in LETTERS])
    return counts


def true_segments(told: dict[str, Any]) -> pd.Series:
    names = {segment[0]: segment for segment in told["segments"]}
    return pd.Series([names[letter] for letter in told["sample"]["segments"]])


# --- what is in the files -----------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "rows"), [(HOTEL, 600), (TELECOM, 800)])
def test_sixteen_attributes_with_all_three_questions(name: str, rows: int) -> None:
    survey = getattr(cs.datasets, f"load_{name}")()
    assert len(survey) == rows
    pairs = cs.ItemMap.from_questionnaire(survey, ["functional", "dysfunctional", "importance"])
    assert len(pairs) == 16
    pairs.require("functional", "dysfunctional", "importance")
    for attribute in pairs.attributes:
        assert attribute.items == {aspect: f"{attribute.name}_{end}" for end, aspect in ASPECTS.items()}
        assert attribute.label("zh") != attribute.name != attribute.label("en")
        for aspect, limits in (("functional", (1, 5)), ("dysfunctional", (1, 5)), ("importance", (1, 9))):
            assert survey.scale(attribute.items[aspect]) == limits


@pytest.mark.parametrize("name", FILES)
def test_questions_of_a_pair_differ_in_with_and_without_alone(name: str) -> None:
    survey = getattr(cs.datasets, f"load_{name}")()
    for attribute in cs.ItemMap.from_questionnaire(survey).attributes:
        functional, dysfunctional = attribute.items["functional"], attribute.items["dysfunctional"]
        assert survey.label(functional).replace(" with ", " without ", 1) == survey.label(dysfunctional)
        assert survey.label(functional, "zh").replace("如果有", "如果没有", 1) == survey.label(
            dysfunctional, "zh"
        )


@pytest.mark.parametrize(("name", "key"), [(HOTEL, "guest"), (TELECOM, "subscriber")])
def test_respondents_are_those_of_the_sample_survey(name: str, key: str) -> None:
    kano, parent = frame_of(name), frame_of(PARENT[name])
    assert kano[key].is_unique
    shared = [column for column in kano if column in parent]
    assert shared[0] == key
    assert {"weight", "hotel", "purpose", "member", "operator", "region"} >= set(shared[1:])
    rows = parent.set_index(key).loc[kano[key], shared[1:]].reset_index()
    pd.testing.assert_frame_equal(rows, kano[shared])
    joined = parent.merge(kano)
    assert len(joined) == len(kano)
    assert joined.shape[1] == parent.shape[1] + kano.shape[1] - len(shared)


@pytest.mark.parametrize(("name", "least"), [(HOTEL, 12), (TELECOM, 11)])
def test_attributes_name_what_rates_them(name: str, least: int, truth: dict[str, Any]) -> None:
    rated = cs.survey.Questionnaire.from_codebook(FOLDER / f"{PARENT[name]}_codebook.csv")
    in_pairs = truth[PARENT[name]]["attributes"]
    found = 0
    for key, attribute in truth[name]["attributes"].items():
        item = attribute["rated_item"]
        if key in in_pairs:
            assert item == f"p_{key}"
            assert attribute["kind_in_ratings"] == in_pairs[key]["kind"]
        else:
            assert item == (key if key in rated else None)
            assert attribute["kind_in_ratings"] is None
        found += item is not None
    assert found == least
    assert set(in_pairs) <= set(truth[name]["attributes"])


def test_listed_as_simulated() -> None:
    table = cs.datasets.list_datasets()
    assert table.loc[list(FILES), "rows"].tolist() == [600, 800]
    assert table.loc[list(FILES), "columns"].tolist() == [53, 53]
    assert table.loc[list(FILES), "simulated"].all()
    assert table.loc[list(FILES), "description"].str.startswith("Simulated").all()
    for name in FILES:
        survey = getattr(cs.datasets, table.loc[name, "loader"].removesuffix("()"))()
        assert "simulated" in survey.title("en").lower()
        assert "模拟" in survey.title("zh")


# --- the truth that is recorded -----------------------------------------------------------------------------


def test_the_other_parts_of_the_truth_are_untouched(truth: dict[str, Any], generator: ModuleType) -> None:
    assert [name for name in truth if name.endswith("_kano")] == list(FILES)
    before = importlib.import_module(f"{generator.__package__}._truth").truth()
    text = (FOLDER / "truth.json").read_text(encoding="utf-8")
    assert text.startswith(json.dumps(before, indent=1, ensure_ascii=False).removesuffix("\n}"))


@pytest.mark.parametrize("name", FILES)
def test_kinds_of_attributes(name: str, truth: dict[str, Any]) -> None:
    told = truth[name]
    assert told["description"].startswith("Simulated")
    kinds = pd.Series({key: attribute["kind"] for key, attribute in told["attributes"].items()})
    counts = kinds.value_counts()
    assert set(counts.index) == {"must_be", "one_dimensional", "attractive", "indifferent", "reverse"}
    assert counts["reverse"] == 1
    assert counts.drop("reverse").min() >= 3
    margins = sorted(implied["margin"] for implied in told["implied"].values())
    assert margins[1] < 0.07 < 0.10 < margins[4], "some labels are close, most are clear"
    for key, attribute in told["attributes"].items():
        assert told["implied"][key]["category"] == attribute["kind"][0].upper(), key
        for shares in attribute["shares_of_M_O_A_I_R"].values():
            assert sum(shares) == pytest.approx(1, abs=EXACT)
    assert sum(segment["share"] for segment in told["segments"].values()) == pytest.approx(1)
    assert sum(s["weighted_share"] for s in told["segments"].values()) == pytest.approx(1, abs=3 * EXACT)


@pytest.mark.parametrize("name", FILES)
def test_one_attribute_is_indifferent_only_because_two_segments_oppose(
    name: str, truth: dict[str, Any]
) -> None:
    told = truth[name]
    key, opposed = told["opposed"]["attribute"], told["opposed"]["segments"]
    by_segment = told["attributes"][key]["shares_of_M_O_A_I_R"]
    assert {LETTERS[int(np.argmax(by_segment[segment]))] for segment in opposed} == {"A", "R"}
    assert told["implied"][key]["category"] == "I"
    # ... and would be among these two segments alone
    weights = np.array([told["segments"][segment]["share"] for segment in opposed])
    both = weights @ np.array([by_segment[segment] for segment in opposed])
    assert LETTERS[int(np.argmax(both))] == "I"
    for other, attribute in told["attributes"].items():
        modes = {LETTERS[int(np.argmax(row))] for row in attribute["shares_of_M_O_A_I_R"].values()}
        assert (modes >= {"A", "R"}) == (other == key)
    # the sample shows it, too
    frame = frame_of(name)
    found = letters(frame, key).groupby(true_segments(told)).agg(lambda answers: answers.mode()[0])
    assert set(found[opposed]) == {"A", "R"}
    assert letters(frame, key).mode()[0] == "I"


def test_implied_figures_follow_from_the_pairs(truth: dict[str, Any]) -> None:
    """Shares, better, worse and scores worked out again from what truth.json says, pair by pair."""
    for name in FILES:
        told = truth[name]
        answers = told["answers"]
        assert sum(answers["styles"].values()) == pytest.approx(1, abs=2 * EXACT)
        for shares, key in ((told["segments"], key) for key in told["attributes"]):
            by_segment = told["attributes"][key]["shares_of_M_O_A_I_R"]
            for weight, what in (("share", "shares"), ("weighted_share", "weighted")):
                true = sum(segment[weight] * np.array(by_segment[label]) for label, segment in shares.items())
                cells = cells_of(true, answers)
                found = [cells[letter == BERGER].sum() for letter in LETTERS]
                assert found == pytest.approx(told["implied"][key][what], abs=3 * EXACT), key
                if what == "weighted":
                    continue
                m, o, a, i = found[:4]
                expected = told["implied"][key]
                assert (a + o) / (m + o + a + i) == pytest.approx(expected["better"], abs=5 * EXACT)
                assert -(o + m) / (m + o + a + i) == pytest.approx(expected["worse"], abs=5 * EXACT)
                assert cells.sum(axis=1) @ FUNCTIONAL == pytest.approx(expected["functional"], abs=10 * EXACT)
                assert cells.sum(axis=0) @ DYSFUNCTIONAL == pytest.approx(
                    expected["dysfunctional"], abs=10 * EXACT
                )


def cells_of(true: Array, answers: dict[str, Any]) -> Array:
    """Chances of the 25 pairs for true shares of M O A I R: a plain loop over everything that can happen."""
    cells = np.zeros((5, 5))
    for style, share in answers["styles"].items():
        for f in range(5):
            if style == "same_answer":
                cells[f, f] += share * answers["same_answer"]["pair"][f]
                continue
            for d in range(5):
                if style == "random":
                    cells[f, d] += share / 25
                    continue
                chance = sum(
                    true[LETTERS.index(letter)] * pairs.get(f"{f + 1}{d + 1}", 0.0)
                    for letter, pairs in answers["pairs"].items()
                )
                misread = answers["misreading"][style]
                cells[f, d] += share * chance * (1 - misread)
                cells[f, f] += share * chance * misread
    return cells


def test_many_samples_have_the_implied_shares(truth: dict[str, Any], generator: ModuleType) -> None:
    """The program draws what the truth says: shares, better, worse and importance in 64,000 guests."""
    survey = generator.HOTEL
    large = type(survey)(
        **{**vars(survey), "file": "hotel_kano population", "n_parent": LARGE * survey.n_parent}
    )
    frame = pd.DataFrame(generator.answers_of(large))
    for key, implied in truth[HOTEL]["implied"].items():
        found = letters(frame, key)
        share = np.array(implied["shares"])
        error = np.sqrt(share * (1 - share) / len(found))
        assert (np.abs(tally(found) / len(found) - share) < ERRORS * error + EXACT).all(), key
        importance = frame[f"{key}_i"]
        assert importance.mean() == pytest.approx(implied["importance"], abs=ERRORS * importance.sem()), key
    missing = frame.isna().mean()
    for end, aspect in ASPECTS.items():
        rate = missing[missing.index.str.endswith(f"_{end}")].mean()
        assert rate == pytest.approx(truth[HOTEL]["missing_rates"][aspect], rel=0.05)


# --- the samples against their truth ------------------------------------------------------------------------


@pytest.mark.parametrize("name", FILES)
def test_shares_in_the_sample(name: str, truth: dict[str, Any]) -> None:
    frame, told = frame_of(name), truth[name]
    surprises = []
    for key, implied in told["implied"].items():
        counts = tally(letters(frame, key))
        expected = np.array(implied["shares"]) * counts.sum()
        surprises.append(float(((counts - expected) ** 2 / expected).sum()))
        m, o, a = counts[:3]
        n = counts[:4].sum()
        for value, told_value in (((a + o) / n, implied["better"]), ((m + o) / n, -implied["worse"])):
            assert abs(value - told_value) < ERRORS * np.sqrt(told_value * (1 - told_value) / n), key
        importance = frame[f"{key}_i"]
        assert importance.mean() == pytest.approx(implied["importance"], abs=ERRORS * importance.sem()), key
    assert max(surprises) < CHI_SQUARE
    assert 3.5 < np.mean(surprises) < 6.5, "the mean of chi-square with 5 degrees of freedom is 5"


@pytest.mark.parametrize("name", FILES)
def test_clear_labels_are_the_true_ones(name: str, truth: dict[str, Any]) -> None:
    frame, clear, right = frame_of(name), 0, 0
    for key, implied in truth[name]["implied"].items():
        counts = tally(letters(frame, key))
        first, second = sorted(implied["shares"])[:-3:-1]
        lead = implied["margin"] / np.sqrt((first + second - implied["margin"] ** 2) / counts.sum())
        hit = LETTERS[int(counts.argmax())] == implied["category"]
        right += hit
        if lead > SURE:
            clear += 1
            assert hit, key
    assert clear >= 12
    assert right >= 15


@pytest.mark.parametrize("name", FILES)
def test_segments_are_those_of_the_sample_survey(
    name: str, truth: dict[str, Any], generator: ModuleType
) -> None:
    told, frame = truth[name], frame_of(name)
    parent = importlib.import_module(f"{generator.__package__}.{'_hotel' if name == HOTEL else '_telecom'}")
    streams = importlib.import_module(f"{generator.__package__}._streams")
    everybody = frame_of(PARENT[name])
    drawn = streams.Draws(parent.FILE, len(everybody)).choice(
        "segment", [s["share"] for s in parent.SEGMENTS.values()]
    )
    key = frame.columns[0]
    segments = pd.Series(np.array(list(parent.SEGMENTS))[drawn], index=everybody[key])
    assert segments[frame[key]].tolist() == true_segments(told).tolist()
    shares = pd.Series({segment: values["share"] for segment, values in told["segments"].items()})
    counts = true_segments(told).value_counts()
    assert ((counts - shares * len(frame)) ** 2 / (shares * len(frame))).sum() < 13.8  # 2 df, p = .001


@pytest.mark.parametrize(("name", "question"), [(HOTEL, "purpose"), (TELECOM, "main_use")])
def test_a_question_tells_the_segments_apart_in_part(name: str, question: str, truth: dict[str, Any]) -> None:
    frame, told = frame_of(name), truth[name]
    own = frame[question].dropna()
    agree = true_segments(told).groupby(own).agg(lambda segments: (segments == segments.mode()[0]).mean())
    assert agree.max() > 0.75
    key = told["opposed"]["attribute"]
    found = letters(frame, key).groupby(frame[question]).agg(lambda answers: answers.mode()[0])
    assert {"A", "R"} <= set(found), "the question brings out that the segments oppose each other"


@pytest.mark.parametrize("name", FILES)
def test_careless_and_contradictory_respondents(name: str, truth: dict[str, Any]) -> None:
    frame, told = frame_of(name), truth[name]
    listed = told["sample"]["careless_and_contradictory"]
    respondent = frame[frame.columns[0]]
    keys = list(told["attributes"])
    for style, who in listed.items():
        assert set(who) <= set(respondent)
        expected = told["answers"]["styles"][style] * len(frame)
        assert abs(len(who) - expected) < ERRORS * np.sqrt(expected), style
    pairs = frame[[f"{key}_{end}" for key in keys for end in "fd"]]
    same = pairs.nunique(axis=1) == 1
    assert set(respondent[same]) == set(listed["same_answer"])
    questionable = pd.DataFrame({key: letters(frame, key) == "Q" for key in keys}).astype(float)
    share = questionable.mean(axis=1).groupby(respondent.isin(listed["contradictory"])).mean()
    assert share[True] > 0.15 > 0.03 > share[False]
    lazy = frame_of(PARENT[name]).set_index(frame.columns[0]).loc[respondent]
    ratings = lazy.filter(regex="^p_")
    flat = (ratings.nunique(axis=1) == 1) & (lazy.filter(regex="^e_").nunique(axis=1) == 1)
    assert flat[flat].index.isin(listed["same_answer"]).mean() > 0.8, "they answer so in both files"


@pytest.mark.parametrize("name", FILES)
def test_missing_answers_gather_in_people(name: str, truth: dict[str, Any]) -> None:
    frame = frame_of(name)
    items = frame.filter(regex="_[fdi]$")
    assert items.shape[1] == 48
    missing = items.isna()
    assert (missing.mean() > 0).all()
    assert (missing.mean() < 0.05).all()
    per_person = missing.sum(axis=1)
    assert per_person.var() > 2 * per_person.mean(), "independent gaps would have a variance near the mean"
    parent = frame_of(PARENT[name]).set_index(frame.columns[0]).loc[frame[frame.columns[0]]]
    before = parent.filter(regex="^[epd]_").isna().sum(axis=1).to_numpy()
    assert np.corrcoef(before, per_person)[0, 1] > 0.2, "the same people skip in both files"


@pytest.mark.parametrize("name", FILES)
def test_whoever_expects_more_finds_more_a_must(name: str, truth: dict[str, Any]) -> None:
    frame = frame_of(name)
    parent = frame_of(PARENT[name]).set_index(frame.columns[0]).loc[frame[frame.columns[0]]]
    expectations = parent[["exp_overall", "exp_custom", "exp_reliability"]]
    expected = expectations.where(expectations <= 10).mean(axis=1).to_numpy()
    must = pd.DataFrame({key: letters(frame, key).isin(["M", "O"]) for key in truth[name]["attributes"]})
    share = must.astype(float).mean(axis=1).to_numpy()
    both = ~np.isnan(expected) & ~np.isnan(share)
    correlation = np.corrcoef(expected[both], share[both])[0, 1]
    assert correlation > 3 / np.sqrt(both.sum())


@pytest.mark.parametrize("name", FILES)
def test_weights_move_the_shares_of_the_segments_as_told(
    name: str, truth: dict[str, Any], generator: ModuleType
) -> None:
    """Looked at in the whole sample survey, where the weights come from."""
    survey = generator.HOTEL if name == HOTEL else generator.TELECOM
    segment = generator.segments_of(survey)
    weight = frame_of(PARENT[name])["weight"].to_numpy()
    for position, told in enumerate(truth[name]["segments"].values()):
        member = segment == position
        found = weight @ member / weight.sum()
        error = np.sqrt(weight**2 @ (member - found) ** 2) / weight.sum()
        assert abs(found - told["weighted_share"]) < ERRORS * error
        # against the unweighted share of the same people, chance in who was drawn falls out
        shift = np.cov(weight / weight.mean(), member)[0, 1]
        assert shift == pytest.approx(told["weighted_share"] - told["share"], abs=0.015)
    if name == HOTEL:
        assert truth[name]["segments"]["business"]["weighted_share"] < 0.41
