"""The sample surveys: reproducible, true to their codebooks, and shaped as their descriptions say."""

from __future__ import annotations

import csv
import importlib.util
import json
import re
import statistics
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pandas as pd
import pytest

FOLDER = Path(__file__).resolve().parents[1] / "datasets"
HOTEL, TELECOM = "hotel_guests", "telecom_subscribers"
KANO = ("hotel_kano", "telecom_kano")  # what is in them is looked at in test_sample_kano.py
TABLES = ("hotel_units", "hotel_customers")  # what is in them is looked at in test_sample_tables.py
SURVEYS = (HOTEL, TELECOM)
CODEBOOK_COLUMNS = [
    "item", "role", "construct", "wording_en", "wording_zh", "low", "high", "labels_en", "labels_zh",
    "special_en", "special_zh", "asked_if", "formula", "attribute", "aspect",
]  # fmt: skip
ROLES = {"rating", "choice", "number", "key", "weight", "derived"}
ACSI = ("Expectations", "Quality", "Value", "Satisfaction", "Complaints", "Loyalty")
ECSI = {
    "Image": 5, "Expectations": 3, "ProductQuality": 3, "ServiceQuality": 4, "Value": 2, "Satisfaction": 3,
    "Loyalty": 3,
}  # fmt: skip


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    program = [sys.executable, str(FOLDER / "make_datasets.py"), *arguments]
    return subprocess.run(program, capture_output=True, text=True, check=False)


def codebook(name: str) -> list[dict[str, str]]:
    with (FOLDER / f"{name}_codebook.csv").open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def text_frame(name: str) -> pd.DataFrame:
    """Every cell as it is written; an empty cell is an empty string."""
    return pd.read_csv(FOLDER / f"{name}.csv", dtype=str, keep_default_na=False, encoding="utf-8")


def clean_frame(name: str) -> pd.DataFrame:
    """Numbers with special codes made missing and price tolerance derived."""
    frame = pd.read_csv(FOLDER / f"{name}.csv", encoding="utf-8")
    for row in codebook(name):
        for code in labels(row["special_en"]):
            frame[row["item"]] = frame[row["item"]].mask(frame[row["item"]] == float(code))
    likely = frame["repurchase" if name == HOTEL else "loy_stay"]
    frame["price_tolerance"] = frame["price_up"].where(likely > 5, -frame["price_down"])
    return frame


def labels(text: str) -> dict[str, str]:
    return dict(part.split("=", 1) for part in text.split("|") if part)


def items_of(name: str, construct: str) -> list[str]:
    return [row["item"] for row in codebook(name) if construct in row["construct"].split("|")]


def alpha(frame: pd.DataFrame) -> float:
    complete = frame.dropna()
    k = complete.shape[1]
    return float(k / (k - 1) * (1 - complete.var().sum() / complete.sum(axis=1).var()))


@pytest.fixture(scope="module")
def truth() -> dict[str, Any]:
    content: dict[str, Any] = json.loads((FOLDER / "truth.json").read_text(encoding="utf-8"))
    return content


@pytest.fixture(scope="module")
def program() -> ModuleType:
    """The package of the generator, loaded under a name of its own."""
    spec = importlib.util.spec_from_file_location(
        "sample_surveys", FOLDER / "__init__.py", submodule_search_locations=[str(FOLDER)]
    )
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["sample_surveys"] = module
    spec.loader.exec_module(module)
    return module


# --- reproducible -------------------------------------------------------------------------------------------


def test_everything_is_made_again_byte_for_byte(tmp_path: Path) -> None:
    done = run("--out", str(tmp_path))
    assert done.returncode == 0, done.stderr
    names = sorted(path.name for path in tmp_path.iterdir())
    assert names == sorted(
        [f"{HOTEL}.csv", f"{TELECOM}.csv", *(f"{name}.csv" for name in (*KANO, *TABLES)), "truth.json"]
    )
    for name in names:
        assert (tmp_path / name).read_bytes() == (FOLDER / name).read_bytes(), f"{name} differs"


@pytest.mark.parametrize("name", [*SURVEYS, *KANO, *TABLES])
def test_a_file_made_alone_is_the_same(name: str, tmp_path: Path) -> None:
    done = run(name, "--out", str(tmp_path))
    assert done.returncode == 0, done.stderr
    assert [path.name for path in tmp_path.iterdir()] == [f"{name}.csv"]
    assert (tmp_path / f"{name}.csv").read_bytes() == (FOLDER / f"{name}.csv").read_bytes()


def test_an_unknown_name_is_refused(tmp_path: Path) -> None:
    done = run("hotel_guest", "--out", str(tmp_path))
    assert done.returncode == 2
    assert "no such data set: hotel_guest" in done.stderr
    assert HOTEL in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_streams_depend_on_names_alone(program: ModuleType) -> None:
    streams = importlib.import_module("sample_surveys._streams")
    first = streams.Draws("a", 50).uniform("x")
    assert np.array_equal(first[:20], streams.Draws("a", 20).uniform("x"))
    assert not np.array_equal(first, streams.Draws("b", 50).uniform("x"))
    assert not np.array_equal(first, streams.Draws("a", 50).uniform("y"))
    assert first.min() > 0
    assert first.max() < 1


def test_normal_quantiles_agree_with_the_standard_library(program: ModuleType) -> None:
    streams = importlib.import_module("sample_surveys._streams")
    p = np.concatenate(
        [np.linspace(0.001, 0.999, 999), 10.0 ** -np.arange(4, 17), 1 - 10.0 ** -np.arange(4, 13)]
    )
    expected = [statistics.NormalDist().inv_cdf(value) for value in p]
    np.testing.assert_allclose(streams.inverse_normal(p), expected, rtol=1e-13, atol=1e-13)


def test_a_column_missing_from_the_codebook_is_named(program: ModuleType, tmp_path: Path) -> None:
    answers = importlib.import_module("sample_surveys._answers")
    book = [{"item": "a", "role": "key"}, {"item": "b", "role": "rating"}, {"item": "c", "role": "derived"}]
    with pytest.raises(ValueError, match="differ in b, z"):
        answers.write_answers(tmp_path / "x.csv", book, {"a": ["1"], "z": ["2"]})


# --- file and codebook --------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [*SURVEYS, *KANO, *TABLES])
def test_files_are_plain_utf8_with_unix_line_ends(name: str) -> None:
    for path in (FOLDER / f"{name}.csv", FOLDER / f"{name}_codebook.csv"):
        content = path.read_bytes()
        assert b"\r" not in content
        assert not content.startswith(b"\xef\xbb\xbf")
        assert content.endswith(b"\n")
        content.decode("utf-8")


@pytest.mark.parametrize("name", SURVEYS)
def test_codebook_lists_every_column_in_order(name: str) -> None:
    rows = codebook(name)
    assert list(rows[0]) == CODEBOOK_COLUMNS
    derived = [row["role"] == "derived" for row in rows]
    assert derived == sorted(derived), "derived items stand last"
    asked = [row["item"] for row in rows if row["role"] != "derived"]
    assert asked == list(text_frame(name).columns)
    assert len({row["item"] for row in rows}) == len(rows)
    assert {row["role"] for row in rows} == ROLES
    assert [row["role"] for row in rows].count("key") == 1
    assert [row["role"] for row in rows].count("weight") == 1


@pytest.mark.parametrize("name", [*SURVEYS, *KANO, *TABLES])
def test_wording_and_labels_in_both_languages(name: str) -> None:
    for row in codebook(name):
        assert row["wording_en"].strip(), row["item"]
        assert row["wording_en"].isascii(), row["item"]
        assert re.search(r"[\u4e00-\u9fff]", row["wording_zh"]), row["item"]
        for kind in ("labels", "special"):
            english, chinese = labels(row[f"{kind}_en"]), labels(row[f"{kind}_zh"])
            assert list(english) == list(chinese), row["item"]
            assert all(label and label.isascii() for label in english.values()), row["item"]
            assert all(re.search(r"[\u4e00-\u9fff]", label) for label in chinese.values()), row["item"]
        if row["role"] == "rating":
            assert {row["low"], row["high"]} <= set(labels(row["labels_en"])), row["item"]


@pytest.mark.parametrize("name", [*SURVEYS, *KANO, *TABLES])
def test_values_are_inside_their_scale(name: str) -> None:
    frame = text_frame(name)
    for row in codebook(name):
        if row["role"] == "derived":
            continue
        cells = frame[row["item"]]
        given = cells[cells != ""]
        assert len(given) > 0, row["item"]
        special = set(labels(row["special_en"]))
        assert special <= set(given), f"{row['item']} declares a special code that never occurs"
        answered = given[~given.isin(special)]
        if row["role"] == "choice":
            assert set(answered) == set(labels(row["labels_en"])), row["item"]
        elif row["role"] == "key":
            assert cells.is_unique
            assert (cells != "").all()
        else:
            decimals = answered.str.contains(".", regex=False).any() if name in TABLES else None
            decimals = row["item"] in ("spend", "weight") if decimals is None else decimals
            pattern = r"-?\d+\.\d\d" if decimals else r"-?\d+"
            assert answered.str.fullmatch(pattern).all(), row["item"]
            numbers = answered.astype(float)
            assert numbers.between(float(row["low"]), float(row["high"])).all(), row["item"]
        if row["role"] == "rating":
            # Expectations of the telecom survey stand so high that nobody gives the lowest answers.
            assert row["high"] in set(answered), row["item"]
            used = answered.nunique() / (int(row["high"]) - int(row["low"]) + 1)
            assert used == 1 if row["aspect"] == "" else used > 0.6, row["item"]


@pytest.mark.parametrize("name", SURVEYS)
def test_routed_cells_are_empty_exactly_where_not_asked(name: str) -> None:
    frame = text_frame(name)
    routed = [row for row in codebook(name) if row["asked_if"]]
    assert {"handling", "price_up", "price_down"} <= {row["item"] for row in routed}
    special_of = {row["item"]: row["special_en"] for row in codebook(name)}
    for row in routed:
        item, operator, number = row["asked_if"].split()
        assert special_of[item] == "", "a special code in a routing item would count as a large answer"
        answer = pd.to_numeric(frame[item].replace("", np.nan))
        asked = {"==": answer == float(number), ">": answer > float(number), "<=": answer <= float(number)}[
            operator
        ]
        filled = frame[row["item"]] != ""
        assert not (filled & ~asked).any(), row["item"]
        assert 0.93 < filled[asked].mean() <= 1.0, row["item"]


@pytest.mark.parametrize("name", SURVEYS)
def test_derived_items_refer_to_columns(name: str) -> None:
    columns = set(text_frame(name).columns)
    derived = [row for row in codebook(name) if row["role"] == "derived"]
    assert [row["item"] for row in derived] == ["price_tolerance"]
    for row in derived:
        found = re.fullmatch(r"-?(\w+) if (\w+) (?:==|!=|<=|>=|<|>) \d+ else -?(\w+)", row["formula"])
        assert found, row["formula"]
        assert set(found.groups()) <= columns
        assert row["item"] not in columns
        assert (row["low"], row["high"], row["construct"]) == ("-25", "25", "Loyalty")
    for row in codebook(name):
        if row["formula"] == "" and row["asked_if"]:
            assert row["construct"] == "", f"{row['item']} is routed and belongs to no construct"


def test_constructs_have_the_published_numbers_of_items() -> None:
    assert {c: len(items_of(HOTEL, c)) for c in ACSI} == dict(zip(ACSI, (3, 3, 2, 3, 1, 2), strict=True))
    assert {c: len(items_of(TELECOM, c)) for c in ECSI} == ECSI
    assert {c: len(items_of(TELECOM, c)) for c in ACSI} == dict(zip(ACSI, (3, 3, 2, 3, 1, 3), strict=True))
    for construct in ("ProductHard", "ProductSoft", "Service", "Image"):
        assert len(items_of(HOTEL, construct)) == 3
    for construct in ("Usefulness", "Confirmation", "Continuance"):
        assert len(items_of(TELECOM, construct)) == 3


def test_pairs_are_complete(truth: dict[str, Any]) -> None:
    for name, tolerance in ((HOTEL, 4), (TELECOM, 0)):
        aspects: dict[str, list[str]] = {}
        for row in codebook(name):
            if row["aspect"]:
                aspects.setdefault(row["attribute"], []).append(row["aspect"])
        assert set(aspects) == set(truth[name]["attributes"])
        assert all(
            {"expectation", "performance", "disconfirmation"} <= set(found) for found in aspects.values()
        )
        assert sum({"adequate", "desired"} <= set(found) for found in aspects.values()) == tolerance
        assert all(len(found) == len(set(found)) for found in aspects.values())


# --- shape of the data --------------------------------------------------------------------------------------


def test_rows_and_cells() -> None:
    hotel, telecom = text_frame(HOTEL), text_frame(TELECOM)
    assert (len(hotel), len(telecom)) == (1600, 2400)
    assert hotel.groupby(["hotel", "quarter"]).size().tolist() == [50] * 32
    assert telecom.groupby(["operator", "quarter"]).size().tolist() == [200] * 12
    assert not hotel["hotel"].is_monotonic_increasing, "rows are in random order"


@pytest.mark.parametrize("name", SURVEYS)
def test_answers_are_left_skewed_with_a_ceiling(name: str) -> None:
    frame = clean_frame(name)
    tens = frame[[r["item"] for r in codebook(name) if (r["low"], r["high"], r["aspect"]) == ("1", "10", "")]]
    assert (tens.drop(columns="handling").mean() > 7).mean() > 0.95
    assert 7.3 < tens.mean().median() < 8
    assert 0.15 < (tens == 10).sum().div(tens.notna().sum()).median() < 0.30
    assert (tens.skew() < -0.25).all()


@pytest.mark.parametrize("name", SURVEYS)
def test_missing_answers_gather_in_people_and_leave_enough_rows(name: str) -> None:
    frame = clean_frame(name)
    asked = [r["item"] for r in codebook(name) if r["role"] == "rating" and not r["asked_if"]]
    missing = frame[asked].isna()
    shares = missing.mean()
    assert shares.min() > 0.004
    assert shares.max() < 0.13
    assert 0.01 < shares.median() < 0.03
    per_person = missing.sum(axis=1)
    assert per_person.var() > 2 * per_person.mean(), "independent gaps would have a variance near the mean"
    block = [item for construct in ACSI for item in items_of(name, construct)]
    assert frame[block].notna().all(axis=1).mean() >= 0.85
    if name == TELECOM:
        block = [item for construct in ECSI for item in items_of(name, construct)]
        assert len(block) == 23
        assert frame[block].notna().all(axis=1).mean() >= 0.80


@pytest.mark.parametrize("name", SURVEYS)
def test_a_few_straight_liners(name: str) -> None:
    frame = clean_frame(name)
    ten = [r["item"] for r in codebook(name) if (r["low"], r["high"], r["asked_if"]) == ("1", "10", "")]
    same = frame[ten].nunique(axis=1) == 1
    assert 0.005 < same.mean() < 0.03


@pytest.mark.parametrize("name", SURVEYS)
def test_weights(name: str) -> None:
    frame = clean_frame(name)
    assert frame["weight"].mean() == pytest.approx(1, abs=0.005)
    assert frame["weight"].min() > 0.2
    if name == HOTEL:
        means = frame.groupby("member")["weight"].mean()
        assert means[1] < means[0] - 0.2
        assert frame.groupby("hotel")["weight"].mean().max() > 1.4
    else:
        shares = frame.groupby("operator")["weight"].sum() / frame["weight"].sum()
        assert shares["Alpha"] == pytest.approx(0.48, abs=0.02)


def test_reliabilities_are_those_of_good_questionnaires() -> None:
    for name, constructs in ((HOTEL, ACSI[:4]), (TELECOM, list(ECSI)[:6])):
        frame = clean_frame(name)
        values = {c: alpha(frame[items_of(name, c)]) for c in constructs}
        assert all(0.74 < value < 0.93 for value in values.values()), values
        assert values["Expectations"] < values["Satisfaction"]


# --- truth --------------------------------------------------------------------------------------------------


def test_descriptions_say_simulated(truth: dict[str, Any]) -> None:
    assert truth["description"].startswith("Simulated data")
    assert truth[HOTEL]["description"].startswith("Simulated")
    assert truth[TELECOM]["description"].startswith("Simulated")
    assert "simulated" in (FOLDER / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", SURVEYS)
def test_truth_covers_every_rating(name: str, truth: dict[str, Any]) -> None:
    ratings = {r["item"] for r in codebook(name) if r["role"] == "rating"} - {"complained"}
    assert set(truth[name]["items"]) == ratings
    rates = truth[name]["missing_rates"]
    for row in codebook(name):
        declared = set(labels(row["special_en"]))
        expected = {code for code in ("98", "99") if rates.get(row["item"], {}).get(code, 0) > 0}
        assert declared == expected, row["item"]


def test_hotels_and_quarters_differ_as_the_truth_implies(truth: dict[str, Any]) -> None:
    frame = clean_frame(HOTEL)
    index = 100 * (frame[items_of(HOTEL, "Satisfaction")].mean(axis=1) - 1) / 9
    for column in ("hotel", "quarter"):
        expected = pd.Series(truth[HOTEL]["implied"][f"satisfaction_index_by_{column}"])
        found = index.groupby(frame[column]).agg(["mean", "sem"])
        assert ((found["mean"] - expected).abs() < 3.5 * found["sem"]).all()
    hotels = pd.Series(truth[HOTEL]["implied"]["satisfaction_index_by_hotel"])
    assert 10 <= hotels.max() - hotels.min() <= 15
    quarters = index.groupby(frame["quarter"]).mean()
    assert quarters["2024Q3"] - quarters["2024Q2"] > 2


def test_the_network_failure_shows(truth: dict[str, Any]) -> None:
    frame = clean_frame(TELECOM)
    index = 100 * (frame[items_of(TELECOM, "Satisfaction")].mean(axis=1) - 1) / 9
    found = index.groupby([frame["operator"], frame["quarter"]]).agg(["mean", "sem"])
    expected = pd.DataFrame(truth[TELECOM]["implied"]["satisfaction_index_by_operator_and_quarter"]).T.stack()
    assert ((found["mean"] - expected).abs() < 3.5 * found["sem"]).all()
    assert found.loc[("Beta", "2024Q3"), "mean"] < found.loc[("Beta", "2024Q1"), "mean"] - 2


@pytest.mark.parametrize("name", SURVEYS)
def test_kinds_of_attribute_show_in_low_and_high_ratings(name: str, truth: dict[str, Any]) -> None:
    frame = clean_frame(name)
    keys = list(truth[name]["attributes"])
    rows = frame[[f"p_{key}" for key in keys] + ["sat_overall"]].dropna()
    performance = rows[[f"p_{key}" for key in keys]].to_numpy()
    design = np.column_stack([np.ones(len(rows)), performance <= 6, performance >= 9])
    beta, rss = np.linalg.lstsq(design, rows["sat_overall"].to_numpy(), rcond=None)[:2]
    error = np.sqrt(rss[0] / (len(rows) - design.shape[1]) * np.diag(np.linalg.inv(design.T @ design)))
    implied = truth[name]["implied"]["sat_overall_on_low_and_high_performance"]
    for j, key in enumerate(keys):
        for column, effect in ((1 + j, "penalty"), (1 + j + len(keys), "reward")):
            assert abs(beta[column] - implied[key][effect]) < 3.5 * error[column], (key, effect)
    asymmetry = {
        kind: np.mean(
            [
                implied[key]["reward"] + implied[key]["penalty"]
                for key in keys
                if truth[name]["attributes"][key]["kind"] == kind
            ]
        )
        for kind in ("basic", "performance", "excitement")
    }
    assert asymmetry["basic"] < asymmetry["performance"] < asymmetry["excitement"]
    assert asymmetry["basic"] < -0.25
    assert asymmetry["excitement"] > 0.15


def test_expectations_support_asymmetry_in_the_hotels_only(truth: dict[str, Any]) -> None:
    above = {}
    for name in SURVEYS:
        frame, keys = clean_frame(name), list(truth[name]["attributes"])
        shares = [(frame[f"p_{k}"] > frame[f"e_{k}"]).mean() for k in keys]
        gap = frame[[f"p_{k}" for k in keys]].mean(axis=1) - frame[[f"e_{k}" for k in keys]].mean(axis=1)
        above[name] = (min(shares), max(shares), (gap > 1e-9).mean())
        felt = frame[[f"d_{k}" for k in keys]].mean(axis=1)
        assert felt.corr(gap) > 0.6
    assert above[HOTEL][0] > 0.25
    assert above[HOTEL][2] > 0.40
    assert above[TELECOM][1] < 0.20
    assert above[TELECOM][2] < 0.10
    pieces = {
        name: truth[name]["implied"]["mean_satisfaction_on_performance_shortfall_surplus"] for name in SURVEYS
    }
    assert pieces[HOTEL]["shortfall"] > 0.3 > abs(pieces[HOTEL]["surplus"]) + 0.2
    plain = truth[TELECOM]["implied"]["mean_satisfaction_on_mean_performance_and_expectation"]
    assert plain["expectation"] > 0.3


def test_behaviour_follows_satisfaction_as_the_truth_implies(truth: dict[str, Any]) -> None:
    hotel, telecom = clean_frame(HOTEL), clean_frame(TELECOM)
    for frame, event, implied in (
        (hotel, "came_back", truth[HOTEL]["implied"]["came_back_by_sat_overall"]),
        (telecom, "churned", truth[TELECOM]["implied"]["churned_by_sat_overall"]),
    ):
        rows = frame[["sat_overall", event]].dropna()
        chance = rows["sat_overall"].map({float(level): share for level, share in implied.items()})
        surprise = (rows[event] - chance).sum() / np.sqrt((chance * (1 - chance)).sum())
        assert abs(surprise) < 4, event
        assert rows[event].corr(chance) > 0.25, event


def test_a_complaint_settled_well_restores_loyalty() -> None:
    for name, loyalty in ((HOTEL, "repurchase"), (TELECOM, "loy_stay")):
        frame = clean_frame(name)
        complained = frame[(frame["complained"] == 1) & frame["handling"].notna()]
        assert 80 < len(complained) < 0.3 * len(frame)
        well = complained.loc[complained["handling"] >= 8, loyalty].mean()
        badly = complained.loc[complained["handling"] <= 5, loyalty].mean()
        assert well - badly > 1, name


def test_switching_matrix_and_retention_curve(truth: dict[str, Any]) -> None:
    frame = clean_frame(TELECOM)
    rows = frame.dropna(subset=["operator_year_ago"])
    switching = pd.DataFrame(truth[TELECOM]["switching"]["matrix"]).T
    assert switching.sum(axis=1).tolist() == pytest.approx([1, 1, 1])
    found = rows.pivot_table(index="operator_year_ago", columns="operator", values="weight", aggfunc="sum")
    found = found.div(found.sum(axis=1), axis=0)
    assert (found - switching).abs().to_numpy().max() < 0.04
    both = rows.dropna(subset=["tenure"])
    assert ((both["tenure"] < 12) == (both["operator"] != both["operator_year_ago"])).all()
    survival = np.array(truth[TELECOM]["retention"]["survival"])
    years = (both.loc[both["tenure"] >= 12, "tenure"] // 12).astype(int)
    counts = np.bincount(years, minlength=len(survival) + 1)[1:]
    expected = survival / survival.sum() * counts.sum()
    assert (
        (counts - expected) ** 2 / expected
    ).sum() < 45  # chi-square with 17 degrees of freedom, p = .0003
