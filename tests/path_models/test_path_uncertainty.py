"""Kinds of standard errors and resamples on a fitted model: each against the row bootstrap."""

from __future__ import annotations

import numpy as np
import pytest

import csmodels as cs
from csmodels.errors import SpecificationError

#: Four Monte-Carlo errors of the ratio of two standard errors from 4,000 resamples each.
TWO_BOOTSTRAPS = 4 / np.sqrt(4000)
#: Random groups of two or three rows add 1 / sqrt(2 groups), linearisation terms of order 1 / n.
APPROXIMATE = 0.03
#: Two numerical derivatives, with steps of 1e-3 and 1e-4.
INFLUENCE = 1e-5
#: The same arithmetic in batches of another size.
SAME = 1e-9


@pytest.fixture(scope="module")
def telecom():
    return cs.datasets.load_telecom().frame


@pytest.fixture(scope="module")
def acsi():
    survey = cs.datasets.load_telecom()
    return cs.index_model("ACSI"), survey.replace(weights=None, strata=None, clusters=None)


@pytest.fixture(scope="module")
def bootstrap(acsi):
    model, data = acsi
    return model.fit(data, n_boot=4000, seed=1)


@pytest.mark.parametrize("options", [{"resample": "poisson"}, {"resample": "groups"}, {"se": "linearized"}])
def test_other_ways_give_the_errors_of_the_row_bootstrap(acsi, bootstrap, options):
    model, data = acsi
    n_boot = None if "se" in options else 4000
    result = model.fit(data, n_boot=n_boot, **options)
    shown = result.summary().to_text()
    for table in ("params", "index", "r_squared", "total_effects", "reliability"):
        ours, theirs = getattr(result, table), getattr(bootstrap, table)
        if table == "reliability":
            width = [c for c in ours if c.endswith("_high")]
            ratio = (ours[width].to_numpy() - ours[[w[:-5] for w in width]].to_numpy()) / (
                theirs[width].to_numpy() - theirs[[w[:-5] for w in width]].to_numpy()
            )
            # skewed limits are compared loosely: half-widths of a normal and a percentile interval
            assert np.nanmax(np.abs(ratio - 1)) < 0.25
            continue
        ratio = ours["std_error"] / theirs["std_error"]
        assert ratio.notna().sum() == theirs["std_error"].notna().sum()
        assert (ratio - 1).abs().max() < TWO_BOOTSTRAPS + APPROXIMATE
    word = {"poisson": "Poisson(1)", "groups": "random groups"}.get(options.get("resample"), "linearised")
    assert word in shown


@pytest.mark.parametrize("ci", ["bca", "studentized", "normal"])
def test_kinds_of_interval_nearly_agree_on_a_large_sample(acsi, bootstrap, ci):
    model, data = acsi
    result = model.fit(data, n_boot=1000, ci=ci)
    width = bootstrap.index["conf_high"] - bootstrap.index["conf_low"]
    for limit in ("conf_low", "conf_high"):
        gap = (result.index[limit] - bootstrap.index[limit]).abs() / width
        assert gap.max() < 0.08
    assert result.settings["ci"] == ci


def test_further_figures_come_from_the_same_resamples(acsi, bootstrap):
    """A figure asked for later equals the one that was kept, resample by resample."""
    found = bootstrap.further(lambda members: members.fit.paths)
    np.testing.assert_allclose(found.draws, bootstrap.estimates.draws["paths"][0], atol=SAME)
    np.testing.assert_allclose(found.std_error, bootstrap.params.query("kind == 'path'")["std_error"])


def test_every_way_keeps_the_estimate(acsi, bootstrap):
    model, data = acsi
    for options in ({"resample": "poisson"}, {"resample": "groups"}, {"se": "linearized"}, {"ci": "bca"}):
        result = model.fit(data, n_boot=None if "se" in options else 20, **options)
        np.testing.assert_allclose(result.params["estimate"], bootstrap.params["estimate"], atol=SAME)
        np.testing.assert_allclose(result.index["estimate"], bootstrap.index["estimate"], atol=SAME)


def test_seed_decides_every_way(acsi):
    model, data = acsi
    for resample in ("poisson", "groups"):
        one, two, other = (model.fit(data, n_boot=30, resample=resample, seed=s).index for s in (3, 3, 4))
        np.testing.assert_array_equal(one, two)
        assert not np.allclose(one["std_error"], other["std_error"])


def test_linearised_errors_by_groups(acsi):
    model, data = acsi
    together = model.fit(data, se="linearized", by="operator").index
    for name, frame in data.frame.groupby("operator"):
        alone = model.fit(data.where((data.frame["operator"] == name).to_numpy()), se="linearized").index
        columns = ["estimate", "std_error", "conf_low", "conf_high"]
        np.testing.assert_allclose(together.loc[name, columns], alone[columns], rtol=1e-6)
        assert len(frame)


def test_linearised_errors_against_brute_force_influence(model, answers):
    """Influence values one row at a time: each row's weight a little up, then a little down."""
    few = answers.head(80)
    linear = model.fit(few, se="linearized").params
    n, step = len(few), 1e-3
    influence = []
    for i in range(n):
        ends = []
        for sign in (1, -1):
            weights = np.ones(n)
            weights[i] += sign * step
            data = cs.SurveyData(few.assign(w=weights), weights="w")
            ends.append(model.fit(data, n_boot=0).params["estimate"].to_numpy())
        influence.append((ends[0] - ends[1]) / (2 * step))
    brute = np.sqrt(n / (n - 1) * (np.stack(influence) ** 2).sum(axis=0))
    np.testing.assert_allclose(linear["std_error"], brute, rtol=INFLUENCE)


def test_a_failing_group_is_told_and_the_others_are_estimated(model, answers):
    broken = answers.copy()
    broken.loc[broken["group"] == "south", "q2"] = 5.0
    tiny = broken.copy()
    tiny.loc[tiny.index[:2], "group"] = "tiny"
    with pytest.warns(cs.errors.DataWarning) as told:
        result = model.fit(tiny, by="group", n_boot=50)
    assert result.groups == ("north", "west")
    assert set(result.failed_groups) == {"south", "tiny"}
    assert "'q2'" in result.failed_groups["south"]
    assert "at least" in result.failed_groups["tiny"]
    assert len(told) == 2
    assert all("could not be estimated" in w for w in result.warnings[:2])
    kept = tiny[tiny["group"].isin(["north", "west"])]
    alone = model.fit(kept, by="group", n_boot=50)
    np.testing.assert_allclose(result.params["conf_low"], alone.params["conf_low"], atol=SAME)
    scores = result.scores()
    assert scores.loc[tiny["group"].isin(["south", "tiny"])].isna().all(axis=None)
    assert scores.loc[kept.index].notna().all(axis=None)


def test_no_group_left_is_an_error(model, answers):
    answers = answers.assign(q1=4.0)
    with pytest.raises(cs.errors.DataError, match=r"No group of 'group'.*'q1'"):
        model.fit(answers, by="group")


def test_studentised_is_refused_for_poisson(model, answers):
    with pytest.raises(SpecificationError, match="independent respondents"):
        model.fit(answers, ci="studentized", resample="poisson")


def test_bca_of_a_large_sample_leaves_out_groups_of_rows(acsi, bootstrap):
    """Above 2,000 rows the jackknife leaves out groups; the acceleration hardly differs."""
    model, data = acsi
    result = model.fit(data, n_boot=1000, ci="bca", seed=1)
    assert len(result.answers) > 2000
    assert result.settings["n_left_out"] == 2000
    assert "Units left out in turn" in result.summary().to_text()
    rows = result.estimates.variations[0]
    left_out = result.estimates.varied[0]["statistic"][:, 1000:]
    assert left_out.shape[1] == 2000 == rows.members - 1000
    from csmodels.numerics.intervals import acceleration
    from csmodels.numerics.resampling import Resampler

    answers = result.answers
    single = Resampler(answers.values[:2000], answers.weights).moments(1.0 - np.eye(2000))
    members = result.estimator.members(single, result.estimates.members.take(0).moments)
    paths = acceleration(members.fit.paths.T)
    grouped = acceleration(result.estimates.varied[0]["paths"][:, 1000:])
    # the sum of 2,000 cubes is known to about 15 % of its own scale
    np.testing.assert_allclose(grouped, paths, atol=0.004)


def test_consistent_pls_has_percentile_intervals_alone(model, answers):
    for ci in ("bca", "studentized", "normal"):
        with pytest.raises(SpecificationError, match="percentiles of all of them"):
            model.fit(answers, estimator="plsc", ci=ci)


def test_moments_have_no_errors_to_ask_for(model, answers):
    items = list(model.items)
    moments = cs.Moments(answers[items].cov(), answers[items].mean(), n=200)
    for options, word in (({"se": "linearized"}, "se='linearized'"), ({"ci": "bca"}, "ci='bca'")):
        with pytest.raises(SpecificationError, match=f"{word} needs respondents"):
            model.fit(moments, **options)
    result = model.fit(moments)
    assert (result.settings["se"], result.settings["ci"]) == ("none", "none")
    assert "Standard errors" not in result.summary().to_text()


def test_one_resample_is_refused(model, answers):
    with pytest.raises(SpecificationError, match="n_boot=1 tells nothing"):
        model.fit(answers, n_boot=1)


def test_a_fixed_value_has_no_error_under_imputation():
    """The loading of a product term is 1 by definition: no error, no p-value, whatever the rounding."""
    rng = np.random.default_rng(0)
    mobi = cs.datasets.load_ecsi_mobile().frame
    gappy = mobi.mask(rng.uniform(size=mobi.shape) < 0.05)
    model = cs.PathModel(
        {"Image": ["IMAG1", "IMAG2"], "Exp": ["CUEX1", "CUEX2"], "Sat": ["CUSA1", "CUSA2"]},
        {"Sat": ["Image", "Exp", "Image:Exp"]},
    )
    for seed in range(3):
        params = model.fit(gappy, missing="mi", seed=seed, n_imputations=5).params
        fixed = params.query("kind == 'loading' and lhs == 'Image:Exp'").iloc[0]
        assert fixed["estimate"] == pytest.approx(1)
        assert fixed[["std_error", "p_value", "conf_low"]].isna().all()


def test_groups_of_rows_are_named(acsi):
    model, data = acsi
    result = model.fit(data, n_boot=20, resample="groups")
    assert result.settings["n_groups"] == 2000
    assert "Groups of rows drawn" in result.summary().to_text()
