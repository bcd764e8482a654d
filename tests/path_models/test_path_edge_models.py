"""Edge cases of models: circles, effects that cancel, order of hashes, routing, negative weights.

The table of all cases stands at the top of test_path_edge_cases.
"""

from __future__ import annotations

import os
import subprocess
import sys

import numpy as np
import pytest
from edge_cases_kit import RULES, SAME, fit, named, quietly, small_index

import csmodels as cs
from csmodels.errors import (
    DataError,
    SpecificationError,
)


@pytest.fixture
def index():
    return small_index()


# ---------------------------------------------------------------------- cyclic path model


def test_cycle_is_refused_everywhere(model, answers):
    circle = cs.PathModel(
        model.measurement, {"Value": ["Quality"], "Satisfaction": ["Value"], "Quality": ["Satisfaction"]}
    )
    moments = cs.Moments(answers[list(model.items)].cov(), n=200)
    for data, options in (
        (answers, {}),
        (answers, {"estimator": "plsc"}),
        (moments, {}),
        (answers, {"by": "group"}),
    ):
        with pytest.raises(SpecificationError, match="circle among 'Quality', 'Value', 'Satisfaction'"):
            circle.fit(data, **options)
    with pytest.raises(SpecificationError, match="circle among 'Quality', 'Value', 'Satisfaction'"):
        cs.simulate(circle, 100, paths=0.3)
    two = cs.PathModel(model.measurement, {"Value": ["Quality", "Satisfaction"], "Satisfaction": ["Value"]})
    with pytest.raises(SpecificationError, match="circle among 'Value', 'Satisfaction'"):
        two.fit(answers)


def test_cycle_through_a_product(model, answers):
    looped = cs.PathModel(
        model.measurement,
        {"Value": ["Quality", "Satisfaction:Quality"], "Satisfaction": ["Quality", "Value"]},
    )
    with pytest.raises(SpecificationError, match="circle among"):
        looped.fit(answers)


# ---------------------------------------------------------------------- total effects


def chain(effects: dict[tuple[str, str], float]) -> cs.PathModel:
    arrows: dict[str, list[str]] = {}
    for outcome, predictor in effects:
        arrows.setdefault(outcome, []).append(predictor)
    return cs.PathModel({name: [name.lower()] for name in "ABCD"}, arrows)


def test_effects_are_kept_where_powers_of_the_path_matrix_sum_to_zero():
    """A -> B .5, B -> C .5, A -> D -1: the entries sum to zero, and a loop that stops there loses .25."""
    model = chain({("B", "A"): 0.5, ("C", "B"): 0.5, ("D", "A"): -1.0})
    corr = np.array([[1, 0.5, 0.25, -1], [0.5, 1, 0.5, -0.5], [0.25, 0.5, 1, -0.25], [-1, -0.5, -0.25, 1]])
    result = model.fit(cs.Moments(corr, n=100, names=list("abcd")))
    total = result.total_effects.set_index(["lhs", "rhs"])["estimate"]
    assert total["C", "A"] == pytest.approx(0.25, abs=SAME)
    assert total["D", "A"] == pytest.approx(-1, abs=SAME)
    indirect = result.effects.query("effect == 'indirect' and lhs == 'C'")["estimate"]
    assert indirect.tolist() == pytest.approx([0.25], abs=SAME)


def test_effects_of_two_ways_that_cancel_are_shown_each():
    """A -> B -> D .36 and A -> C -> D -.36: the total is nothing, its two parts are not."""
    model = chain({("B", "A"): 0.6, ("C", "A"): 0.6, ("D", "B"): 0.6, ("D", "C"): -0.6})
    corr = np.eye(4)
    corr[0, 1] = corr[1, 0] = corr[0, 2] = corr[2, 0] = 0.6
    corr[1, 2] = corr[2, 1] = 0.36
    corr[1, 3] = corr[3, 1] = 0.6 - 0.6 * 0.36
    corr[2, 3] = corr[3, 2] = -0.6 + 0.6 * 0.36
    effects = model.fit(cs.Moments(corr, n=100, names=list("abcd"))).effects.query(
        "lhs == 'D' and rhs == 'A'"
    )
    found = effects.set_index(["effect", "through"])["estimate"]
    assert found["total", ""] == pytest.approx(0, abs=SAME)
    assert found["specific", "B"] == pytest.approx(0.36, abs=SAME)
    assert found["specific", "C"] == pytest.approx(-0.36, abs=SAME)


# ---------------------------------------------------------------------- hash order

#: Two seeds under which 4 of 5 pairs of the program's names change places in a set (3 of 4 under 0, 1 and 2).
HASH_SEEDS = ("91", "178")

PROGRAM = """
import itertools, sys, warnings
import numpy as np
import csmodels as cs
warnings.simplefilter("ignore")
names = "Expectations Quality Value Satisfaction Loyalty a b c d e f g h x y X Y Z".split()
print(*(next(iter({one, two})) for one, two in itertools.combinations(names, 2)), file=sys.stderr)
blocks = {"Expectations": ["a", "b"], "Quality": ["c", "d"], "Value": ["e"], "Satisfaction": ["f", "g"],
          "Loyalty": ["h"]}
index = cs.index_model("ACSI", blocks)
frame = cs.simulate(index, 120, 0, paths=0.4).frame
frame["firm"] = np.where(np.arange(120) % 3 == 0, "x", "y")
one, many = index.fit(frame, n_boot=20), index.fit(frame, n_boot=20, by="firm")
for each in (one, one.assess(n_parallel=20), one.priorities(), one.what_if({"Quality": 1}),
             one.pls_predict(3, 2), one.segments(2, starts=2), many, many.compare_groups(20),
             many.invariance(20), many.mediation(), many.compare_index("Satisfaction")):
    print(each.summary())
gaps = frame.mask(np.random.default_rng(1).uniform(size=frame.shape) < 0.05).assign(firm=frame["firm"])
for rule in ("em", "mi"):
    print(index.fit(gaps, missing=rule, **({} if rule == "mi" else {"n_boot": 10})).summary("zh"))
# all digits of all tables, in a model with composites and groups
model = cs.PathModel.from_syntax("Z =~ a + b\\nY =~ c + d\\nX <~ e + f\\nY ~ Z\\nX ~ Z + Y")
for table in model.fit(frame, n_boot=50, by="firm").tables.values():
    print(table.to_csv())
"""


def test_hash_order_changes_no_printed_figure():
    """Sets and texts are ordered otherwise in each run of Python; nothing printed may depend on it."""
    runs = [
        subprocess.Popen(
            [sys.executable, "-c", PROGRAM],
            env={
                **os.environ,
                "PYTHONHASHSEED": seed,
                "OPENBLAS_NUM_THREADS": "1",
                "PYTHONIOENCODING": "utf-8",
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
        )
        for seed in HASH_SEEDS
    ]
    printed, complained = zip(*(run.communicate(timeout=240) for run in runs), strict=True)
    assert [run.returncode for run in runs] == [0, 0], complained
    first, second = (said.split() for said in complained)
    assert len(first) == len(second) == 18 * 17 / 2
    # the runs do differ in the order of sets: most pairs of names stand the other way round
    assert np.mean([one != two for one, two in zip(first, second, strict=True)]) > 0.7
    assert printed[0] == printed[1]
    assert printed[0].count("Settings") > 5
    assert "kind,lhs,op,rhs,estimate" in printed[0]


# ---------------------------------------------------------------------- routed answers


@pytest.fixture(scope="module")
def hotel() -> cs.SurveyData:
    return cs.datasets.load_hotel()


@pytest.mark.parametrize("rule", RULES)
def test_routed_answers_are_refused_or_derived_but_never_filled_in(hotel, rule):
    """By group too; the derived item is computed from the question that was asked, for everybody asked."""
    routed = sorted(hotel._routed)[0]
    direct = cs.PathModel({"A": ["sat_overall", "sat_ideal"], "B": [routed]}, {"B": ["A"]})
    with pytest.raises(DataError, match=f"'{routed}' was asked only if"):
        fit(direct, hotel, missing=rule)
    few = hotel.where(np.arange(len(hotel)) % 4 == 0)
    result, _ = quietly(fit, cs.index_model("ACSI"), few, missing=rule)
    unasked = few.frame[routed].isna()
    assert unasked.mean() > 0.1
    place = result.answers.items.index("price_tolerance")
    kept = unasked.to_numpy()[result.answers.rows]
    answered = ~np.isnan(result.answers.values[kept, place])
    # a respondent who was not asked one of the two questions is there by the other
    assert answered.mean() > 0.9


# ---------------------------------------------------------------------- negative normalised weight


@pytest.mark.parametrize(
    "options", [{}, {"se": "linearized"}, {"estimator": "plsc"}, {"missing": "em"}], ids=named
)
def test_negative_weight_is_flagged_and_nothing_is_clipped(index, answers, options):
    frame = answers.assign(q2=11 - answers["q2"])
    result, told = quietly(fit, index, frame, **options)
    assert any(
        "q2 has a negative weight in the index of Quality: this score is no weighted" in t for t in told
    )
    shares = result.index_weights.loc["Quality", "weight"]
    assert shares["q2"] < 0
    assert shares.sum() == pytest.approx(1)
    by_hand = ((frame[["q1", "q2"]] - 1) / 9 * 100 @ shares.to_numpy()).mean()
    assert result.index.loc["Quality", "estimate"] == pytest.approx(by_hand, abs=1e-6)
    assert by_hand > 100
    assert result.index_scores()["Quality"].max() > 100


def test_negative_weight_by_group_and_in_what_follows(index, answers):
    west = answers["group"] == "west"
    frame = answers.assign(q2=answers["q2"].where(~west, 11 - answers["q2"]))
    result, told = quietly(fit, index, frame, by="group")
    flagged = [line for line in told if "has a negative weight in the index of Quality" in line]
    assert len(flagged) == 1
    assert "[west]" in flagged[0]
    for follows in (result.compare_index("Quality"), result.priorities()):
        assert np.isfinite(result.index["estimate"]).all()
        assert str(follows.summary())
