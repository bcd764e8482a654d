"""When an attribute gets a label, and what is said where it gets none."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from kano_groups_kit import from_shares
from kano_kit import answers_with, fitted

import csmodels as cs
from csmodels.errors import SpecificationError
from csmodels.kano.display import in_words
from csmodels.kano.labels import contenders, labels_table, per_cent, unsure
from csmodels.kano.model import KanoModel
from csmodels.numerics.kano.leading import leading_chances

LETTERS = list("MOAIRQ")


def rows(counts, chances, n=None, **options):
    counts = np.array([counts], dtype=float)
    chances = None if chances is None else np.array([chances], dtype=float)
    options = {"tie_band": 0.05, "certainty": 0.9, **options}
    return labels_table(counts, chances, [counts.sum() if n is None else n], **options).loc[0]


def test_what_is_said_of_a_category():
    clear, split = [100, 0, 0, 0, 0, 0], [114, 0, 0, 88, 0, 0]
    sure = [0.97, 0, 0, 0.03, 0, 0]
    assert rows(clear, sure)["agreement"] == "M"
    assert rows(clear, sure, n=29.9)["agreement"] == "too few answers (29): M 97 %, I 3 %"
    assert rows(clear, None, n=12)["agreement"] == "too few answers (12)"
    assert rows(clear, None)["agreement"] == "not resampled"
    assert rows(clear, None, without="without errors")["agreement"] == "without errors"
    assert rows(clear, [0.6, 0, 0, 0.4, 0, 0])["agreement"] == "contested: M 60 %, I 40 %"
    camps = rows([0, 90, 60, 110, 0, 0], [0, 0.04, 0, 0.96, 0, 0])
    assert camps["agreement"] == "contested: rules say I, I, O; I 96 %, O 4 %"
    assert rows([0, 90, 60, 110, 0, 0], None)["agreement"] == "contested: rules say I, I, O"
    assert rows(split, [0.93, 0, 0, 0.07, 0, 0], certainty=0.95)["agreement"] == "contested: M 93 %, I 7 %"
    assert rows([0] * 6, [np.nan] * 6)["agreement"] == ""
    tie = rows([40, 0, 0, 40, 0, 0], [0.5, 0, 0, 0.5, 0, 0])
    assert (tie["mode"], tie["category"], tie["agrees"]) == ("M/I", "M", False)


def test_thirty_answers_are_the_fewest():
    counts = {"few": (29, 0, 0, 0, 0, 0), "many": (30, 0, 0, 0, 0, 0)}
    found = fitted(counts, n_boot=50).categories
    assert found["agreement"].tolist() == ["too few answers (29): M 100 %", "M"]
    assert found["agrees"].tolist() == [False, True]


def test_weights_make_fewer_of_many():
    frame = answers_with({"x": (40, 0, 0, 0, 0, 0)})
    # 20 respondents count all but nothing
    data = cs.SurveyData(frame.assign(w=[1.0] * 20 + [1e-6] * 20), weights="w")
    found = KanoModel({"x": ("x_f", "x_d")}).fit(data, n_boot=50)
    assert found.categories.loc["x", "agreement"] == "too few answers (20): M 100 %"


def test_threshold_is_told_from_what_misses_it():
    assert per_cent(0.8999999) == "89.99999"
    assert per_cent(0.8996) == "89.96"
    assert per_cent(0.90) == "90"
    assert per_cent(0.896, certainty=0.5) == "90"
    assert contenders(np.array([0.897, 0.1, 0.003, 0, 0, 0])) == "M 89.7 %, O 10 %"


@pytest.mark.parametrize(
    ("agreement", "english", "chinese"),
    [
        ("too few answers (12): M 100 %", "too few answers (12): M 100 %", "回答过少（12）：M 100 %"),
        ("too few answers (12)", "too few answers (12)", "回答过少（12）"),
        (
            "contested: rules say I, I, O; I 94 %, O 3 %",
            "contested: rules say I, I, O; I 94 %, O 3 %",
            "有争议：各规则为 I, I, O；I 94 %, O 3 %",
        ),
        ("contested: rules say I, I, O", "contested: rules say I, I, O", "有争议：各规则为 I, I, O"),
    ],
)
def test_said_in_both_languages(agreement, english, chinese):
    assert (in_words(agreement, "en"), in_words(agreement, "zh")) == (english, chinese)
    assert unsure(pd.Series([agreement])).all()
    assert not unsure(pd.Series(["M", "", "not resampled"])).any()


def test_pictures_say_it_shortly():
    counts = {"few": (8, 0, 0, 4, 0, 0), "rules": (0, 90, 60, 118, 0, 0), "none": (0, 0, 120, 0, 0, 0)}
    shares = contenders(leading_chances(counts["few"]))
    for n_boot, few in ((50, f"n = 12: {shares}"), (0, "n = 12: M")):
        ax = fitted(counts, n_boot=n_boot).plot_categories(sort=None)
        said = [note.get_text().replace("\N{NO-BREAK SPACE}", " ") for note in ax.texts]
        assert few in said
        assert "rules: I, I, O" in said


# how sure is sure


def test_certainty_is_asked_for_kept_and_printed():
    counts = {"x": (60, 0, 0, 45, 0, 0)}
    chance = leading_chances(counts["x"])[0]
    assert 0.9 < chance < 0.95
    usual, strict = fitted(counts, n_boot=10), fitted(counts, n_boot=10, certainty=0.95)
    assert (usual.settings["certainty"], strict.settings["certainty"]) == (0.9, 0.95)
    assert usual.categories.loc["x", "agreement"] == "M"
    assert strict.categories.loc["x", "agreement"].startswith("contested: M 9")
    assert "at least 95 %" in strict.to_text()
    assert "至少 95 %" in strict.to_text("zh")


@pytest.mark.parametrize("certainty", [0.3, 1.0, True, "high", None, float("nan")])
def test_what_is_no_certainty_is_refused(certainty):
    with pytest.raises(SpecificationError, match="certainty="):
        fitted({"x": (4, 0, 0, 0, 0, 0)}, certainty=certainty)


@pytest.mark.parametrize(("certainty", "labelled"), [(0.9, 0.20), (0.95, 0.10)])
def test_how_many_samples_of_a_tie_get_a_label(certainty, labelled):
    # two categories of 45 % each: the share that the notes print
    draws = np.random.default_rng(3).multinomial(400, [0.45, 0, 0, 0.45, 0, 0.1], 800)
    share = (leading_chances(draws).max(axis=1) >= certainty).mean()
    # four standard errors
    assert abs(share - labelled) < 4 * np.sqrt(labelled * (1 - labelled) / 800)


# groups


def alarms(small, seed, samples=12):
    """Share of samples of one population in which groups are said to want different things."""
    rng = np.random.default_rng(seed)
    names = [f"x{i}" for i in range(8)]
    model = KanoModel({name: (f"{name}_f", f"{name}_d") for name in names})
    # clear labels in the large group, and 10 to 15 % who want the attribute absent
    shares = np.array([[0.5, 0.15, 0.1, 0.1, 0.1, 0.05], [0.1, 0.1, 0.45, 0.2, 0.15, 0.0]] * 4)
    found = 0
    for _ in range(samples):
        counts = {
            group: {
                name: dict(zip(LETTERS, rng.multinomial(n, share), strict=True))
                for name, share in zip(names, shares, strict=True)
            }
            for group, n in (("large", 150), ("small", small))
        }
        result = model.fit(from_shares(counts), by="group", n_boot=20)
        found += any("different things" in each for each in result.warnings)
    return found / samples


def test_one_person_of_the_same_population_raises_no_alarm():
    # three of four samples do where one answer makes a label
    assert alarms(1, seed=1) <= 0.10


# reverse attributes and camps


def test_the_absence_is_read_with_every_rule():
    counts = {"calls": (5, 0, 0, 90, 105, 0), "wifi": (150, 20, 10, 20, 0, 0)}
    found = fitted(counts, n_boot=100)
    row = found.reread.loc["calls"]
    turned = answers_with(counts).rename(columns={"calls_f": "calls_d", "calls_d": "calls_f"})
    model = KanoModel({name: (f"{name}_f", f"{name}_d") for name in counts})
    want = model.fit(turned, n_boot=100)
    for name in ("category", "m_o_a_i", "oam_irq", "probability", "agreement"):
        assert row[name] == want.categories.loc["calls", name]
    for name in ("better", "worse"):
        ends = [f"{name}{end}" for end in ("", "_low", "_high")]
        assert row[ends].astype(float).tolist() == want.coefficients.loc["calls", ends].tolist()
    assert row["better_low"] <= row["better"] <= row["better_high"]
    for lang, word in (("en", "leans to I"), ("zh", "众数偏向 I")):
        assert word in found.to_text(lang).replace("\n", " ") or word in " ".join(found.to_text(lang).split())


def test_two_camps_behind_an_indifferent_attribute_are_told():
    split, plain = (20, 20, 20, 80, 60, 0), (20, 20, 20, 130, 10, 0)
    said = [each for each in fitted({"x": split, "y": plain}).warnings if "want it absent (R)" in each]
    assert len(said) == 1
    assert "x (30 % : 30 %)" in said[0]
    assert "y (" not in said[0]
    # so few that their share may be below a tenth
    assert not any("want it absent (R)" in each for each in fitted({"x": (1, 1, 0, 3, 2, 0)}).warnings)


# means of the attributes


def test_means_leave_reverse_attributes_out():
    kept = {"a": (40, 40, 10, 10, 0, 0), "b": (10, 60, 20, 10, 0, 0), "c": (10, 5, 5, 80, 0, 0)}
    alone = fitted(kept).categories
    more = fitted({**kept, "r": (0, 0, 30, 0, 70, 0), "q": (0, 30, 0, 0, 0, 70)}).categories
    assert more.loc[["r", "q"], "quadrant_mean"].tolist() == ["", ""]
    assert more.loc[list(kept), "quadrant_mean"].tolist() == alone["quadrant_mean"].tolist()
    assert set(alone["quadrant_mean"]) - {""}
    two = fitted({name: kept[name] for name in "ab"}).categories
    assert set(two["quadrant_mean"]) == {""}
    assert set(two["quadrant"]) <= set("MOAI")


# what is printed


@pytest.mark.parametrize("n", [1, 2])
def test_few_answers_in_any_number(n):
    text = next(e for e in fitted({"x": (n, 0, 0, 0, 0, 0)}).warnings if "fewest answers" in e)
    assert f": {n}." in text
    assert "probabilit" not in text
    sampled = fitted({"x": (n, 0, 0, 0, 0, 0)}, n_boot=10).warnings
    assert any("read its probability" in each for each in sampled)


def test_heads_name_limits_where_there_are_any():
    counts = {"x": (30, 10, 5, 5, 0, 0)}
    plain, sampled = (fitted(counts, n_boot=n).to_text() for n in (0, 50))
    assert "Functional [95 %" not in plain
    assert "Functional [95 %" in sampled
    # Wilson's limits need no resamples
    assert "Better [95 %" in plain


def test_simulated_p_values_are_explained_where_they_stand():
    groups = {"a": {"x": {"M": 30, "I": 12}}, "b": {"x": {"M": 20, "I": 25}}}
    found = KanoModel({"x": ("x_f", "x_d")}).fit(from_shares(groups), by="group", n_boot=10)
    assert "Simulated p-values" in found.compare_groups(n_draws=99).to_text()
    assert "imulated p" not in found.compare_groups(n_draws=0).to_text()
