"""Customers over repeated occasions: simulated means against exact ones, theories, what is refused."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from csmodels.disconfirmation.updating.model import OWN, ExpectationUpdating
from csmodels.errors import SpecificationError

#: The same quantity by two routes, in double precision.
EXACT = 1e-10
#: Standard errors by which a simulated mean may miss the exact one, of a few hundred compared.
FAR = 4.5


@pytest.mark.parametrize("name", OWN)
@pytest.mark.parametrize("quality", [None, 8.0, [6.0, 6.0, 9.0, 9.0, 5.0]])
def test_simulated_means_are_the_exact_ones(name, quality):
    result = ExpectationUpdating(name, experience_variance=2.0).simulate(5, quality=quality, n_customers=4000)
    course = result.course.dropna(subset=["exact"])
    free = course["std_error"].notna()
    away = (course["estimate"] - course["exact"]).abs()
    assert (away[free] < FAR * course.loc[free, "std_error"]).all()
    assert (away[~free] < EXACT).all()
    assert {"expectation", "performance", "gain"} <= set(course.index.get_level_values(0))
    spread = result.occasions["expectation"].groupby("occasion").std()
    # the standard error of a standard deviation is about sd / sqrt(2 n)
    exact = result.exact["expectation_sd"]
    assert ((spread - exact).abs() <= FAR * exact / np.sqrt(8000) + EXACT).all()


def test_limits_cover_the_exact_means():
    """100 simulations of 50 customers; neighbouring occasions are correlated, so one is looked at."""
    inside = 0
    for seed in range(100):
        course = ExpectationUpdating("rust").simulate(4, n_customers=50, seed=seed).course
        row = course.loc[("expectation", 4)]
        inside += row["conf_low"] <= row["exact"] <= row["conf_high"]
    # .95 minus three binomial standard errors; normal limits of 50 customers are a little narrow
    assert inside >= 100 * (0.95 - 3 * np.sqrt(0.95 * 0.05 / 100) - 0.01)


@pytest.mark.parametrize("name", OWN)
def test_given_experiences_are_solved_exactly(name):
    """Path by path the recursion equals the closed form of `exact`, means over customers too."""
    x = np.random.default_rng(0).normal(7, 2, (3, 6))
    model = ExpectationUpdating(name)
    for row in x:
        one = model.simulate(experiences=row)
        for column in ("expectation", "gain"):
            assert one.occasions[column].to_numpy() == pytest.approx(one.exact[column].to_numpy(), abs=EXACT)
    three = model.simulate(experiences=x)
    mean = three.occasions["expectation"].groupby("occasion").mean()
    assert mean.to_numpy() == pytest.approx(three.exact["expectation"].to_numpy(), abs=EXACT)
    spread = three.occasions["expectation"].groupby("occasion").std()
    assert spread.to_numpy() == pytest.approx(three.exact["expectation_sd"].to_numpy(), abs=EXACT)
    assert three.course["std_error"].isna().all()


def test_merely_meeting_expectations_is_not_neutral():
    """Rust et al. (1999): a confirming occasion raises preference under risk aversion, and only then."""
    averse = ExpectationUpdating("rust", prior_variance=1.5, experience_variance=0.8, risk_aversion=0.6)
    exact = averse.simulate(experiences=[7.0] * 4).exact
    rise = exact["intention"] - exact["intention_before"]
    assert (rise > 0).all()
    assert rise.iloc[0] == pytest.approx(0.6 / 2 * (1.5 / 2.3) * 1.5, abs=EXACT)
    careless = ExpectationUpdating("rust", risk_aversion=0.0).simulate(experiences=[7.0] * 4).exact
    assert careless["intention"].to_numpy() == pytest.approx(
        careless["intention_before"].to_numpy(), abs=EXACT
    )
    # a poor service that is as poor as expected does not lose preference either
    poor = ExpectationUpdating("rust", prior_mean=3.0).simulate(experiences=[3.0]).exact.iloc[0]
    assert poor["intention"] > poor["intention_before"]


@pytest.mark.parametrize("name", ["rust", "kalman"])
def test_neutral_disconfirmation(name):
    """An experience off by exactly so much leaves the certainty equivalent as it was, at every occasion."""
    model = ExpectationUpdating(name, risk_aversion=0.7)
    lived: list[float] = []
    for _ in range(4):
        state = model.simulate(experiences=[*lived, 0.0]).exact.iloc[-1]
        lived.append(state["expectation"] + state["neutral"])
        after = model.simulate(experiences=lived).exact.iloc[-1]
        assert after["intention"] == pytest.approx(after["intention_before"], abs=EXACT)
    if name == "rust":
        first = model.simulate(experiences=[7.0]).exact["neutral"].iloc[0]
        assert first == pytest.approx(-0.7 * model.prior_variance / 2, abs=EXACT)


def test_the_better_service_on_average_may_lose():
    """A well-known service is preferred to a slightly better one that is uncertain (Rust et al. 1999)."""
    known = ExpectationUpdating("rust", prior_mean=7.0, prior_variance=0.1, risk_aversion=0.5)
    better = ExpectationUpdating("rust", prior_mean=7.2, prior_variance=2.0, risk_aversion=0.5)
    worth = [m.simulate(1).exact["intention_before"].iloc[0] for m in (known, better)]
    assert worth[0] > worth[1]


def test_kalman_without_drift_is_bayes_and_in_the_long_run_boulding():
    x = np.random.default_rng(3).normal(7, 1, 80)
    bayes = ExpectationUpdating("rust", risk_aversion=0.2).simulate(experiences=x).occasions
    filtered = ExpectationUpdating("kalman", drift=0.0, risk_aversion=0.2).simulate(experiences=x).occasions
    pd.testing.assert_frame_equal(bayes, filtered)
    moving = ExpectationUpdating("kalman", drift=0.4)
    smooth = ExpectationUpdating("boulding", weight=1 - moving.steady_state["gain"])
    last = [m.simulate(experiences=x).occasions["expectation"].iloc[-1] for m in (moving, smooth)]
    assert last[0] == pytest.approx(last[1], abs=1e-6)
    assert smooth.steady_state["gain"] == pytest.approx(moving.steady_state["gain"])


def test_expectations_act_with_opposite_signs():
    """Boulding et al. (1993): will-expectations raise what is perceived, should-expectations lower it."""
    base = {"should_mean": 8.0, "will_effect": 0.3, "should_effect": 0.2}
    perceived = {}
    for key, change in {"base": {}, "will": {"prior_mean": 8.0}, "should": {"should_mean": 9.0}}.items():
        model = ExpectationUpdating("boulding", **{**base, **change})
        perceived[key] = model.simulate(experiences=[6.0]).occasions["perceived"].iloc[0]
    assert perceived["will"] - perceived["base"] == pytest.approx(0.3, abs=EXACT)
    assert perceived["should"] - perceived["base"] == pytest.approx(-0.2, abs=EXACT)


def test_boulding_by_hand():
    model = ExpectationUpdating("boulding", prior_mean=7, weight=0.5, should_mean=8, should_step=0.5,
                                will_effect=0.4, should_effect=0.1)  # fmt: skip
    found = model.simulate(experiences=[9.0, 4.0, 7.0]).occasions
    assert found["expectation"].tolist() == [7.0, 8.0, 6.0]
    assert found["should_expectation"].tolist() == [8.0, 8.5, 8.5]
    perceived = [9 + 0.4 * -2 - 0.1 * -1, 4 + 0.4 * 4 - 0.1 * 4.5, 7 + 0.4 * -1 - 0.1 * 1.5]
    assert found["perceived"].to_numpy() == pytest.approx(perceived, abs=EXACT)
    assert found["disconfirmation"].to_numpy() == pytest.approx(np.array(perceived) - [7, 8, 6], abs=EXACT)


def test_given_experiences_leave_nothing_missing():
    """Standards that rise by half of what exceeds them: 8, then 8 + (9 - 8) / 2; 6 and 8 do not lift it."""
    model = ExpectationUpdating("boulding")
    exact = model.simulate(experiences=[9.0, 6.0, 8.0]).exact
    assert exact["should_expectation"].tolist() == [8.0, 8.5, 8.5]
    # X + .3 (W - X) - .2 (S - X) with W = 7, 7.6, 7.12
    assert exact["perceived"].to_numpy() == pytest.approx([8.6, 5.98, 7.636], abs=EXACT)
    many = model.simulate(experiences=np.random.default_rng(5).normal(8, 2, (4, 6)))
    mean = many.occasions.drop(columns="gain").groupby("occasion").mean()
    pd.testing.assert_frame_equal(mean, many.exact[mean.columns], rtol=EXACT)
    # one path that is drawn without noise is as good as given
    sure = ExpectationUpdating("boulding", experience_variance=0.0).simulate(quality=[9.0, 6.0, 8.0])
    assert sure.exact["should_expectation"].tolist() == pytest.approx([8.0, 8.5, 8.5])
    # of random ones only the first standard is known
    drawn = model.simulate(3, n_customers=5).exact["should_expectation"]
    assert drawn.isna().tolist() == [False, True, True]


@pytest.mark.parametrize(("step", "given"), [(0.0, None), (1.0, [[9.0, 7.0, 9.5], [8.5, 6.0, 7.0]]),
                                             (0.3, [9.0, 9.0, 9.0])])  # fmt: skip
def test_standards_with_a_closed_form(step, given):
    model = ExpectationUpdating("boulding", should_step=step)
    result = model.simulate(3, experiences=given, n_customers=50)
    if given is None:
        assert result.exact["should_expectation"].tolist() == [8.0] * 3
        return
    course = result.course
    for name in ("should_expectation", "perceived", "intention"):
        part = course.xs(name)
        assert part["estimate"].to_numpy() == pytest.approx(part["exact"].to_numpy(), abs=EXACT)


def test_the_same_seed_and_another():
    model = ExpectationUpdating("kalman")
    one, again, other = (model.simulate(4, n_customers=20, seed=s).occasions for s in (1, 1, 2))
    pd.testing.assert_frame_equal(one, again)
    assert not np.allclose(one["performance"], other["performance"])


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"model": "bolding"}, "Did you mean 'boulding'"),
        ({"model": "rust", "weight": 0.5}, "has no weight"),
        ({"model": "boulding", "drift": 0.5}, "has no drift; leave it out, or choose 'kalman'"),
        ({"model": "boulding", "weight": 1.5}, "between 0 and 1"),
        ({"model": "rust", "prior_variance": -1.0}, "must not be negative"),
        ({"model": "rust", "prior_mean": np.nan}, "must be a number"),
        ({"model": "rust", "prior_mean": "7"}, "must be a number"),
    ],
)
def test_parameters_refused(options, message):
    with pytest.raises(SpecificationError, match=message):
        ExpectationUpdating(**options)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"experiences": [1.0], "quality": 3.0}, "give one of them"),
        ({"n_occasions": 3, "experiences": [1.0, 2.0]}, "2 occasions are given"),
        ({"n_occasions": 3, "quality": [1.0, 2.0]}, "2 occasions are given"),
        ({"experiences": [1.0, np.nan]}, "1 missing or infinite values, the first at position"),
        ({"experiences": ["good"]}, "must be numbers"),
        ({"experiences": np.zeros((2, 2, 2))}, "has shape"),
        ({"n_occasions": 0}, "n_occasions"),
        ({"n_customers": 0}, "n_customers"),
        ({"seed": -1}, "seed"),
        ({"conf_level": 95}, "between 0 and 1"),
    ],
)
def test_simulations_refused(options, message):
    with pytest.raises(SpecificationError, match=message):
        ExpectationUpdating("rust").simulate(**options)


@pytest.mark.parametrize("name", OWN)
def test_summary_and_picture(name):
    result = ExpectationUpdating(name, **({} if name == "boulding" else {"risk_aversion": 0.4})).simulate(6)
    english, chinese = (result.summary(lang).to_text() for lang in ("en", "zh"))
    assert "Expectations from occasion to occasion" in english
    assert "期望随体验次数的更新" in chinese
    assert "updating_" not in english + chinese
    # hotels are not the only place where expectations are learnt
    assert "stay" not in english.lower()
    assert "入住" not in chinese
    if name != "boulding":
        heads = chinese.replace("\n", "").replace(" ", "")
        assert "事前期望（精确）" in heads
        assert "事后意向（精确）" in heads
    if name == "rust":
        # r P / 2 and r K P / 2
        assert "falls short of the expectation\nby 0.200" in english
        assert "raises it by 0.100" in english
    assert result.plot_updating().get_xlabel() == "Occasion"
    ax = result.plot_updating(lang="zh")
    lines = {line.get_ydata().tobytes() for line in ax.get_lines()}
    for quantity in ("performance", "expectation", "intention"):
        assert result.course.xs(quantity)["estimate"].to_numpy().tobytes() in lines
    assert len(ax.collections) == (0 if name == "boulding" else 1)
    assert set(result.tables) == {"occasions", "exact", "course"}
