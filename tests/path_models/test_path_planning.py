"""Sample sizes: published figures of the formulas, and simulated power against brute force."""

from __future__ import annotations

import math
from statistics import NormalDist

import matplotlib
import numpy as np
import pytest

import csmodels as cs
from csmodels.errors import SpecificationError
from csmodels.numerics.draws import RowDraws
from csmodels.numerics.pls import fit_pls
from csmodels.numerics.resampling import Resampler
from csmodels.numerics.simulation import bartlett, gamma_exponential_n, inverse_square_root_n, sampled_paths
from csmodels.numerics.variation import moments_of
from csmodels.path_models.planning.sample_size import path_sample_size
from csmodels.path_models.planning.simulation import population_of, simulate
from csmodels.path_models.pls import plan

#: A Monte-Carlo figure lies within so many of its standard errors.
ERRORS = 4.0

MODEL = cs.PathModel(
    {"Quality": ["q1", "q2", "q3"], "Value": ["v1", "v2"], "Satisfaction": ["s1", "s2", "s3"]},
    {"Value": ["Quality"], "Satisfaction": ["Quality", "Value"]},
)
TRUTH = {"paths": {"Value": {"Quality": 0.25}, "Satisfaction": {"Quality": 0.3, "Value": 0.2}}}
#: One predictor, single items: a path is a correlation, and everything about it is known.
PAIR = cs.PathModel({"X": ["x"], "Y": ["y"]}, {"Y": ["X"]})


@pytest.fixture(scope="module")
def simulated():
    return path_sample_size(MODEL, n=[50, 100, 200], replications=400, draws=50, **TRUTH)


# ------------------------------------------------------------------ formulas


def test_kock_and_hadaya(golden):
    """Every figure of the paper: one-sided level .05, power .80."""
    table = golden("sample_size_kock_hadaya")
    assert len(table) == 7
    for row in table.itertuples():
        found = path_sample_size(min_path=row.path).table["one_sided"]
        assert found["inverse_square_root"] == row.inverse_square_root
        if not math.isnan(row.gamma_exponential):
            assert found["gamma_exponential"] == row.gamma_exponential


@pytest.mark.parametrize("path", [0.05, 0.1, 0.31, 0.6, 0.999])
def test_the_inverse_square_root_size_is_the_smallest_that_is_enough(path):
    needed = NormalDist().inv_cdf(0.95) + NormalDist().inv_cdf(0.8)
    n = inverse_square_root_n(path, needed)
    assert path * math.sqrt(n) > needed >= path * math.sqrt(n - 1)


def test_the_gamma_branch_for_tiny_samples():
    """Eq. 6 by hand: at .9 the smoothing leaves 10 or fewer, so the gamma function decides."""
    needed = NormalDist().inv_cdf(0.95) + NormalDist().inv_cdf(0.8)

    def left(n: int) -> float:
        return 0.9 * math.sqrt(n) * math.sqrt((n - 1) / 2) * math.gamma((n - 1) / 2) / math.gamma(n / 2)

    n = gamma_exponential_n(0.9, needed)
    assert n <= 10
    assert left(n) > needed >= left(n - 1)


def test_which_test_the_size_is_for():
    assert path_sample_size(min_path=0.197).n == 160
    assert path_sample_size(min_path=-0.197).n == 160
    both = path_sample_size(min_path=0.197, two_sided=True)
    # (1.960 + 0.842)^2 / .197^2 = 202.2
    assert both.n == 203
    assert path_sample_size(min_path=0.197, power=0.9, alpha=0.01).n > both.n


def test_the_formulas_in_words():
    plan = path_sample_size(min_path=0.2)
    assert "They test one-sided" in str(plan).replace("\n", " ")
    words = plan.to_text("zh")
    assert "平方根倒数法" in words
    assert "155" in words


# ------------------------------------------------------------------ sampled covariance matrices


@pytest.mark.parametrize(("p", "df"), [(4, 30), (5, 5), (6, 3)])
def test_bartlett_against_rows(p, df):
    """Mean, variances and covariances of a Wishart matrix; with few rows it is singular, as rows are."""
    rng = np.random.default_rng(1)
    factor = bartlett(rng, p, df, 40_000)
    made = factor @ np.swapaxes(factor, 1, 2)
    rows = rng.standard_normal((40_000, df, p))
    drawn = np.swapaxes(rows, 1, 2) @ rows
    for moment in (lambda s: s, lambda s: s**2, lambda s: s * s[:, :1, :1], lambda s: s[:, ::-1] * s):
        first, second = moment(made), moment(drawn)
        error = np.sqrt((first.var(axis=0) + second.var(axis=0)) / 40_000)
        assert (np.abs(first.mean(axis=0) - second.mean(axis=0)) < ERRORS * error + 1e-12).all()
    assert np.linalg.matrix_rank(made[0]) == min(p, df)


def test_correlations_of_single_items_have_the_known_spread():
    """Standard error (1 - r^2)/sqrt(n) of a correlation, and the bootstrap finds it."""
    n, r = 400, 0.4
    root = np.linalg.cholesky(np.array([[1, r], [r, 1]]))
    found, errors = sampled_paths(root, n, lambda c: c[:, 1, :1], count=2000, draws=100, seed=2)
    known = (1 - r**2) / math.sqrt(n)
    assert found.std() == pytest.approx(known, rel=ERRORS / math.sqrt(2 * 2000))
    # 100 draws leave an error of 1/sqrt(200) of itself; the mean of 2,000 of them almost none
    assert errors.mean() == pytest.approx(known, rel=0.01)


def test_the_first_samples_do_not_depend_on_how_many_are_asked_for():
    root = np.linalg.cholesky(np.array([[1, 0.4], [0.4, 1]]))
    few, many = (
        sampled_paths(root, 50, lambda c: c[:, 1, :1], count=count, draws=10, seed=3) for count in (40, 70)
    )
    for first, second in zip(few, many, strict=True):
        np.testing.assert_array_equal(first, second[:40])


# ------------------------------------------------------------------ power


def test_power_against_brute_force():
    """Rows simulated, rows resampled, the path divided by the standard deviation of its resamples."""
    n, samples, draws = 80, 160, 60
    spec = plan(MODEL, "path")
    towards = population_of(MODEL, **TRUTH).loadings
    rows = [simulate(MODEL, n, seed=seed, **TRUTH).frame.to_numpy() for seed in range(samples)]
    estimates = fit_pls(np.stack([np.corrcoef(x.T) for x in rows]), spec, align_to=towards).paths
    resampled = [
        part.corr
        for seed, x in enumerate(rows)
        for part in moments_of(Resampler(x), RowDraws(n, draws, seed))
    ]
    redone = fit_pls(np.concatenate(resampled), spec, align_to=towards, tolerance=1e-7).paths
    spreads = redone.reshape(samples, draws, 3).std(axis=1, ddof=1)
    hits = (np.abs(estimates / spreads) > 1.96).sum(axis=0)
    found = path_sample_size(MODEL, n=n, replications=700, draws=draws, **TRUTH).table["power"].to_numpy()
    share = hits / samples
    error = np.sqrt(share * (1 - share) / samples + found * (1 - found) / 700)
    assert (np.abs(found - share) < ERRORS * error).all()
    _, errors = sampled_paths(
        population_of(MODEL, **TRUTH).root,
        n,
        lambda c: fit_pls(c, spec, align_to=towards, tolerance=1e-7).paths,
        count=150,
        draws=draws,
        seed=0,
    )
    # the row bootstrap's errors are those of the matrices drawn around each sample
    np.testing.assert_allclose(errors.mean(axis=0), spreads.mean(axis=0), rtol=0.05)


def test_power_of_a_correlation_is_the_known_one():
    """Single items: by Fisher's z the power at n = 200 for r = .2 is .814; the normal test is close to it."""
    n, r = 200, 0.2
    found = path_sample_size(PAIR, paths=r, n=n, replications=4000).table["power"].item()
    ncp = math.atanh(r) * math.sqrt(n - 3)
    known = NormalDist().cdf(ncp - 1.96) + NormalDist().cdf(-ncp - 1.96)
    # .01 for a test by standard error instead of by Fisher's z, .01 for 100 draws; beside it chance
    assert found == pytest.approx(known, abs=0.02 + ERRORS * math.sqrt(known * (1 - known) / 4000))


def test_the_level_where_there_is_no_path():
    model = cs.PathModel({"X": ["x"], "Z": ["z"], "Y": ["y"]}, {"Y": ["X", "Z"]})
    truth = {"Y": {"X": 0.0, "Z": 0.5}}
    table = path_sample_size(model, paths=truth, n=200, replications=4000).table
    level = table.xs("X", level="predictor")["power"].item()
    # .053 for 100 draws, and a little for a sample of 200
    assert level == pytest.approx(0.055, abs=0.01 + ERRORS * math.sqrt(0.05 * 0.95 / 4000))


def test_one_sided_tests_look_where_the_path_is_expected():
    options = {"n": 60, "replications": 1000, "seed": 4}
    two = path_sample_size(PAIR, paths=-0.3, **options).table["power"].item()
    one = path_sample_size(PAIR, paths=-0.3, two_sided=False, **options).table["power"].item()
    assert one > two > 0.5


def test_more_respondents_more_power(simulated):
    power = simulated.table["power"].unstack("n")
    assert (power[200] > power[100]).all()
    assert (power[100] > power[50]).all()


def test_better_items_more_power():
    options = {"n": 100, "replications": 300, "draws": 50, **TRUTH}
    good, poor = (path_sample_size(MODEL, loadings=load, **options) for load in (0.9, 0.6))
    assert (good.table["power"] > poor.table["power"]).all()
    assert (good.table["population"].abs() > poor.table["population"].abs()).all()


def test_the_table(simulated):
    table = simulated.table
    assert table.index.names == ["n", "outcome", "predictor"]
    assert len(table) == 9
    assert (table["n_used"] == 400).all()
    assert (table["conf_low"] < table["power"]).all()
    assert (table["power"] < table["conf_high"] + 1e-12).all()
    # Wilson's limits for 400 samples, written out
    p, z, n = table["power"].iloc[0], 1.959963984540054, 400
    low = (p + z * z / 2 / n - z * math.sqrt(p * (1 - p) / n + z * z / 4 / n / n)) / (1 + z * z / n)
    assert table["conf_low"].iloc[0] == pytest.approx(low, abs=1e-12)
    assert table["true"].tolist() == [0.25, 0.3, 0.2] * 3
    # estimates scatter around what PLS finds in the population, up to a small-sample bias
    largest = table.xs(200, level="n")
    assert ((largest["mean"] - largest["population"]).abs() < 0.02).all()


def test_the_size_that_is_enough():
    plan = path_sample_size(PAIR, paths=0.3, n=[20, 60, 90, 150], replications=500)
    power = plan.table["power"].droplevel([1, 2])
    assert plan.n == power.index[power >= 0.8][0] == 90
    assert path_sample_size(PAIR, paths=0.1, n=[20, 40], replications=50).n is None


def test_the_default_sizes_stand_around_the_formula():
    plan = path_sample_size(PAIR, paths=0.3, replications=20, draws=10)
    two_sided = path_sample_size(min_path=0.3, two_sided=True).n
    assert plan.sizes[0] < two_sided < plan.sizes[-1]
    assert len(plan.sizes) == 6


def test_fewer_rows_than_items():
    """Eleven rows for eight items that hang together, and five rows: Mode A needs no more."""
    table = path_sample_size(MODEL, n=[5, 11], replications=100, draws=20, **TRUTH).table
    assert table["power"].between(0, 1).all()


def test_consistent_pls(simulated):
    plan = path_sample_size(MODEL, n=[200], estimator="plsc", replications=300, **TRUTH)
    table = plan.table.droplevel("n")
    np.testing.assert_allclose(table["population"], table["true"], atol=1e-9)
    assert (table["power"] > 0.4).all()
    # correcting for unreliability enlarges path and error alike: no power is won
    plain = simulated.table.xs(200, level="n")
    assert (table["power"] - plain["power"]).max() < 0.1


def test_a_pilot_study_plans_the_main_one():
    pilot = MODEL.fit(simulate(MODEL, 120, seed=5, **TRUTH), n_boot=0)
    plan = path_sample_size(pilot, n=[120, 300], replications=100)
    estimate = pilot.params.query("kind == 'path'")["estimate"]
    np.testing.assert_allclose(plan.true_paths, estimate)


def test_equal_seeds_equal_power():
    first, again = (path_sample_size(PAIR, paths=0.3, n=50, replications=100, seed=6).table for _ in range(2))
    assert first.equals(again)


# ------------------------------------------------------------------ displays and refusals


def test_the_power_in_words(simulated):
    words = str(simulated).replace("\n", " ")
    assert "No sample size tried gives power 0.8" in words
    assert "simulated" not in simulated.settings
    assert "所试样本量均未" in simulated.to_text("zh")
    assert "检验功效" in simulated.to_html("zh")


def test_the_power_drawn(simulated):
    matplotlib.use("Agg")
    ax = simulated.plot_power(title="Power")
    lines = {line.get_label(): line for line in ax.get_lines() if not line.get_label().startswith("_")}
    assert set(lines) == {
        "Quality → Value",
        "Quality → Satisfaction",
        "Value → Satisfaction",
        "Power wanted: 0.8",
    }
    expected = simulated.table.xs(("Value", "Quality"), level=("outcome", "predictor"))["power"]
    assert lines["Quality → Value"].get_ydata().tolist() == expected.tolist()
    assert lines["Quality → Value"].get_xdata().tolist() == [50, 100, 200]
    one = simulated.plot_power([("Satisfaction", "Value")], lang="zh")
    assert one.get_xlabel() == "样本量"
    assert len(one.get_legend().get_texts()) == 2
    with pytest.raises(SpecificationError, match="no path Value ~ Satisfaction"):
        simulated.plot_power([("Value", "Satisfaction")])


def test_the_power_drawn_in_given_axes(simulated):
    from matplotlib.figure import Figure

    figure = Figure(figsize=(7, 3))
    axes = figure.subplots(1, 2)
    for ax in axes:
        assert simulated.plot_power(ax=ax, title="A title of some length") is ax
    figure.draw_without_rendering()
    for ax in axes:
        box = ax.get_tightbbox().transformed(figure.transFigure.inverted())
        assert box.x0 >= -0.01
        assert box.x1 <= 1.01


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({}, "either a model"),
        ({"model": MODEL, "min_path": 0.2}, "either a model"),
        ({"model": 0.2}, "0.2 stands where a model is expected. For the formulas say min_path=0.2"),
        ({"min_path": 0}, "not be 0"),
        ({"min_path": 1.5}, "between 0 and 1"),
        ({"min_path": 0.2, "power": 1.0}, "power=1.0 must lie"),
        ({"min_path": 0.2, "alpha": "x"}, "alpha='x' must lie"),
        ({"min_path": 0.2, "power": 0.04}, "needs no sample"),
        ({"model": MODEL}, "true paths"),
        ({"model": MODEL, "paths": 0.2, "n": []}, "no sample size"),
        ({"model": MODEL, "paths": 0.2, "n": [3]}, "n=3 must be a whole number, 4"),
        ({"model": MODEL, "paths": 0.2, "n": [10.5]}, "whole number"),
        ({"model": MODEL, "paths": 0.0}, "Every true path is zero"),
        ({"model": MODEL, "paths": 0.2, "estimator": "ml"}, "estimator='ml'"),
        ({"model": MODEL, "paths": 0.2, "scheme": "x"}, "scheme='x'"),
        ({"model": MODEL, "paths": 0.2, "replications": 1}, "replications=1"),
        ({"model": MODEL, "paths": 0.2, "draws": 5}, "draws=5"),
    ],
)
def test_what_cannot_be_planned(arguments, words):
    with pytest.raises(SpecificationError, match=words):
        path_sample_size(**arguments)
