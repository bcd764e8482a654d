"""How long customers stay, and customer equity, on the samples and on simulations."""

from __future__ import annotations

import json
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import csmodels as cs
from csmodels.errors import DataError, DataWarning, SpecificationError
from csmodels.numerics.strategy.survival import survival as closed_survival
from csmodels.strategy.value import (
    ShiftedBetaGeometric,
    customer_equity,
)

#: Standard errors of resamples against linearised ones: Monte-Carlo error of 400 resamples is 3.5 %.
RESAMPLED = 0.15

TRUTH = json.loads((Path(cs.__file__).parents[1] / "datasets" / "truth.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def telecom() -> Any:
    return cs.datasets.load_telecom()


@pytest.fixture(scope="module")
def stock(telecom: Any) -> Any:
    with pytest.warns(DataWarning, match="hardly known"):
        return ShiftedBetaGeometric(per=12).fit(telecom)


def test_survival_of_the_sample_holds_the_truth(telecom: Any) -> None:
    truth = TRUTH["telecom_subscribers"]["retention"]
    with pytest.warns(DataWarning, match="hardly known"):
        found = ShiftedBetaGeometric(per=12).fit(telecom, discount=0.1)
    for name in ("alpha", "beta"):
        row = found.figures.loc[name]
        assert row["conf_low"] < truth[name] < row["conf_high"]
    survival = np.array(truth["survival"])
    curve = found.curve.loc[1:18]
    assert ((curve["survival_low"] < survival) & (survival < curve["survival_high"])).all()
    assert np.abs(curve["survival"] - survival).max() < 0.05
    assert found.settings["n_young"] > 0
    assert found.settings["last_period"] == 18


def test_survival_from_tables_agrees_with_rows() -> None:
    rng = np.random.default_rng(4)
    share = np.exp(-0.1 * np.arange(1, 13)) ** np.linspace(1, 0.7, 12)
    tenure = rng.choice(np.arange(1, 13), size=900, p=share / share.sum())
    model = ShiftedBetaGeometric(last=12)
    with pytest.warns(DataWarning, match="hardly known"):
        rows = model.fit(pd.DataFrame({"tenure": tenure}))
    with pytest.warns(DataWarning, match="hardly known"):
        table = model.fit_table(pd.Series(tenure).value_counts().to_dict() | {0: 80})
    assert table.settings["n_young"] == 80
    np.testing.assert_allclose(rows.figures["estimate"], table.figures["estimate"], rtol=1e-5)
    # the sandwich and the information agree where the model is near the truth
    ratio = rows.figures.loc["mean_loss", "std_error"] / table.figures.loc["mean_loss", "std_error"]
    assert ratio == pytest.approx(1.0, abs=0.25)


def test_what_tenures_tell_and_what_they_do_not(telecom: Any, stock: Any) -> None:
    """Retention and periods that were seen are known well; a draw without a mean costs no other figure."""
    figures, curve = stock.figures, stock.curve
    within = curve["survival"].loc[1:18] / curve["survival"].loc[1]
    assert figures.loc["retention_within", "estimate"] == pytest.approx(within.loc[18] ** (1 / 17))
    assert figures.loc["periods_within", "estimate"] == pytest.approx(within.loc[:17].sum())
    boot = ShiftedBetaGeometric(per=12)
    with pytest.warns(DataWarning, match="hardly known"):
        drawn = boot.fit(telecom, errors="bootstrap", n_boot=81)  # limits are the 3rd and the 79th
    every = drawn.parts[0].draws
    loss = 1 / (1 + np.exp(-every[:, 0]))
    # also those resamples count whose alpha is 1 or less, and whose lifetime has no mean
    np.testing.assert_allclose(
        drawn.figures.loc["mean_loss", ["conf_low", "conf_high"]].astype(float),
        np.quantile(loss, [0.025, 0.975]),
    )
    ratio = drawn.figures["std_error"] / figures["std_error"]
    assert (ratio[["retention_within", "periods_within"]].sub(1).abs() < 0.35).all()  # 81 resamples: 8 %
    share = np.array(TRUTH["telecom_subscribers"]["retention"]["survival"])
    truth = {
        "retention_within": (share[-1] / share[0]) ** (1 / 17),
        "periods_within": (share[:-1] / share[0]).sum(),
    }
    for name, value in truth.items():
        assert figures.loc[name, "conf_low"] < value < figures.loc[name, "conf_high"]


def test_lifetime_that_may_have_no_mean() -> None:
    found = (
        ShiftedBetaGeometric()
        .fit_cohort([500 * closed_survival(t, 1.1, 2.0).item() for t in range(7)])
        .figures
    )
    assert np.isfinite(found.loc["periods", "estimate"])
    assert found.loc["alpha", "conf_low"] < 1
    assert np.isinf(found.loc["periods", "conf_high"])


def test_cohort_coverage_and_projection() -> None:
    """Loss of the first period: 95 % nominal; of 60 cohorts fewer than 52 in one of 350."""
    rng = np.random.default_rng(5)
    inside = 0
    for _ in range(60):
        chance = rng.beta(0.9, 3.0, 600)
        left = rng.geometric(chance)
        kept = [int((left > t).sum()) for t in range(8)]
        row = ShiftedBetaGeometric().fit_cohort(kept).figures.loc["mean_loss"]
        inside += row["conf_low"] < 0.9 / 3.9 < row["conf_high"]
    assert 52 <= inside <= 60
    found = ShiftedBetaGeometric().fit_cohort([1000, 869, 743, 653, 593, 551, 517, 491])
    shape = found.figures["estimate"]
    far = closed_survival(12, shape["alpha"], shape["beta"])
    assert found.project(12).loc[12, "survival"] == pytest.approx(far.item())
    assert found.curve.loc[7, "survival"] == pytest.approx(found.curve.loc[7, "observed"], abs=0.01)
    assert found.comparison.loc["constant", "aic_difference"] > 10


def test_customers_who_are_alike_are_told() -> None:
    with pytest.warns(DataWarning, match="do not seem to differ"):
        ShiftedBetaGeometric().fit_cohort([10000 * 0.8**t for t in range(8)])


def test_switching_truth(telecom: Any) -> None:
    truth = TRUTH["telecom_subscribers"]["switching"]
    found = customer_equity(
        telecom, before="operator_year_ago", now="operator", margin="spend", margin_rate=0.3, per_period=12
    )
    inside = [
        found.matrix.loc[(a, b), "conf_low"] < truth["matrix"][a][b] < found.matrix.loc[(a, b), "conf_high"]
        for a in truth["matrix"] for b in truth["matrix"]
    ]  # fmt: skip
    assert sum(inside) >= 8  # 9 intervals of 95 %
    now = found.equity.xs("share", level="figure")["estimate"]
    assert np.abs(now - pd.Series(truth["shares_now"])).max() < 0.02
    np.testing.assert_allclose(found.matrix["estimate"].groupby(level=0).sum(), 1.0)
    boot = customer_equity(
        telecom, before="operator_year_ago", now="operator", margin="spend", margin_rate=0.3, per_period=12,
        errors="bootstrap", n_boot=400,
    )  # fmt: skip
    ratio = boot.equity["std_error"] / found.equity["std_error"]
    assert (ratio.sub(1).abs() < RESAMPLED).all()


def test_equity_where_nobody_moves_or_few_do() -> None:
    frame = pd.DataFrame({"was": ["A"] * 60 + ["B"] * 60, "is": ["A"] * 60 + ["B"] * 57 + ["A"] * 3})
    found = customer_equity(frame, before="was", now="is", discount=0.1)
    # Wilson's limits for none of 60; the chain ends with A
    assert found.matrix.loc[("A", "B"), "conf_high"] == pytest.approx(0.0602, abs=1e-4)
    assert found.equity.loc[("A", "long_run"), "estimate"] == pytest.approx(1.0)
    assert np.isnan(found.equity.loc[("A", "per_point"), "estimate"])
    text = found.to_text()
    assert "<5" in text.split("By brand")[0]
    assert "5.0 %" not in text.split("By brand")[0]  # three of 60
    assert "5.0 %" in customer_equity(frame, before="was", now="is", least=1).to_text()
    still = pd.DataFrame(np.eye(2), ["A", "B"], ["A", "B"])
    stays = customer_equity(matrix=still, shares={"A": 0.5, "B": 0.5})
    assert stays.equity.xs("long_run", level="figure")["estimate"].isna().all()
    assert stays.equity.loc[("A", "own"), "estimate"] == pytest.approx(11.0)
    with pytest.raises(SpecificationError, match="names 'C'"):
        customer_equity(frame, before="was", now="is", margin={"A": 1, "B": 2, "C": 3})
    with pytest.raises(DataError, match="Fewer than least=5"):
        customer_equity(frame.assign(**{"is": ["C"] * 2 + ["A"] * 118}).replace({"was": {"B": "C"}}),
                        before="was", now="is")  # fmt: skip
    open_ones = frame.assign(was=frame["was"].where(frame.index >= 10))
    assert "10 of 120" in customer_equity(open_ones, before="was", now="is").warnings[0]


def test_equity_from_a_published_matrix() -> None:
    matrix = pd.DataFrame([[0.9, 0.1], [0.3, 0.7]], ["A", "B"], ["A", "B"])
    found = customer_equity(matrix=matrix, shares={"A": 0.5, "B": 0.5}, margin={"A": 10.0, "B": 20.0})
    hand = np.linalg.inv(np.eye(2) - matrix.to_numpy() / 1.1) * np.array([10.0, 20.0])
    np.testing.assert_allclose(found.values["estimate"], hand.ravel())
    assert found.equity.loc[("A", "equity"), "estimate"] == pytest.approx(hand[:, 0].mean())
    assert found.equity.loc[("A", "long_run"), "estimate"] == pytest.approx(0.75)
    assert found.equity["std_error"].isna().all()
    assert "95" not in found.to_text().split("By brand")[1].split("Settings")[0]


def test_codes_of_brands_have_no_decimals() -> None:
    """A column with gaps holds 1.0 where the other one holds 1."""
    frame = pd.DataFrame({"was": [1.0] * 60 + [2.0] * 60 + [np.nan], "is": [1] * 50 + [2] * 60 + [1] * 11})
    assert customer_equity(frame, before="was", now="is", margin={"1": 3, "2": 4}).brands == ("1", "2")


def test_small_cells_of_tenure_are_neither_printed_nor_drawn() -> None:
    tenure = np.repeat([12.0, 24.0, 36.0, 48.0], [60, 50, 3, 40])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DataWarning)
        stays = ShiftedBetaGeometric(per=12).fit(pd.DataFrame({"tenure": tenure}))
    assert stays.curve["observed"].notna().sum() == 4
    assert stays.shown_curve()["observed"].notna().sum() == 2


def test_missing_payments_tell_of_switching_all_the_same() -> None:
    rng = np.random.default_rng(3)
    brand = np.array(["A", "B"])
    frame = pd.DataFrame({"before": brand[rng.integers(0, 2, 200)], "now": brand[rng.integers(0, 2, 200)]})
    paid = pd.Series(rng.gamma(2.0, 10.0, 200)).mask(rng.random(200) < 0.3)
    found = cs.customer_equity(frame.assign(paid=paid), before="before", now="now", margin="paid")
    whole = cs.customer_equity(frame, before="before", now="now")
    pd.testing.assert_frame_equal(found.matrix, whole.matrix)
    assert any("payment" in each for each in found.warnings)
    nothing = paid.mask(frame["now"] == "B")
    with pytest.raises(DataError, match="no payment of customers of 'B'"):
        cs.customer_equity(frame.assign(paid=nothing), before="before", now="now", margin="paid")


def test_customers_whom_the_push_brings_beyond_the_scale_are_told() -> None:
    hotel = cs.datasets.load_hotel()
    found = cs.CustomerValue(kept="came_back", satisfaction="sat_overall").fit(hotel)
    answers = hotel.frame[["sat_overall", "came_back", "weight"]].dropna()
    share = 100 * (answers["sat_overall"] == 10).mean()
    assert any(f"{share:.1f} %" in each and "scale" in each for each in found.warnings)
