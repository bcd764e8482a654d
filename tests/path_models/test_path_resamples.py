"""Signs, resamples that fail, estimates that do not settle: nothing of it happens in silence."""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd
import pytest

import csmodels as cs
from csmodels.errors import (
    AdmissibilityWarning,
    ConvergenceWarning,
    CsmodelsWarning,
    ResamplingWarning,
    SpecificationError,
)
from csmodels.numerics.resampling import bootstrap_counts
from csmodels.path_models import estimation as fitting

#: Weights settle to 1e-12; sums in another order add rounding.
SAME = 1e-10


def paths(result) -> np.ndarray:
    return result.params.query("kind == 'path'")["estimate"].to_numpy()


def test_a_reversed_item_is_told(model, answers):
    plain = model.fit(answers, n_boot=0)
    with pytest.warns(
        AdmissibilityWarning, match=r"q2 runs against the other items of Quality.*reverse coded"
    ):
        result = model.fit(answers.assign(q2=11 - answers["q2"]), n_boot=100)
    assert len(result.warnings) == 1
    np.testing.assert_allclose(paths(result), paths(plain), atol=SAME)
    loading = result.params.query("kind == 'loading' and rhs == 'q2'").iloc[0]
    assert loading["conf_high"] < 0
    assert "q2" in result.to_text("zh").split("请注意")[1]


def test_a_reversed_item_of_a_formative_block_may_be(answers):
    """A regression weight or loading below zero is nothing unusual in Mode B."""
    blocks = {"Quality": cs.composite("q1", "q2"), "Satisfaction": ["s1", "s2", "s3"]}
    model = cs.PathModel(blocks, {"Satisfaction": ["Quality"]})
    assert model.fit(answers.assign(q2=11 - answers["q2"]), n_boot=0).warnings == ()


def test_a_reversed_block_changes_the_sign_of_its_paths(model, answers):
    plain = model.fit(answers, n_boot=200)
    turned = answers.assign(**{item: 11 - answers[item] for item in ("v1", "v2")})
    result = model.fit(turned, n_boot=200)
    assert result.warnings == ()
    np.testing.assert_allclose(paths(result), paths(plain) * [-1, 1, -1], atol=SAME)
    loadings = result.params.query("kind == 'loading'")["estimate"]
    np.testing.assert_allclose(loadings, plain.params.query("kind == 'loading'")["estimate"], atol=SAME)
    np.testing.assert_allclose(
        result.estimates.draws["paths"][0],
        plain.estimates.draws["paths"][0] * [[-1], [1], [-1]],
        atol=SAME,
    )


def test_resamples_follow_the_estimate():
    """A block whose loadings nearly cancel: by itself its sign would be a coin toss in each resample."""
    rng = np.random.default_rng(0)
    n = 150
    construct = rng.normal(size=n)
    frame = pd.DataFrame(
        {
            "a1": construct + rng.normal(scale=0.5, size=n),
            "a2": -construct + rng.normal(scale=0.5, size=n),
            "b1": construct + rng.normal(scale=0.5, size=n),
            "b2": construct + rng.normal(scale=0.5, size=n),
        }
    )
    model = cs.PathModel({"A": ["a1", "a2"], "B": ["b1", "b2"]}, {"B": ["A"]})
    with pytest.warns(AdmissibilityWarning):
        result = model.fit(frame, n_boot=300)
    estimate = paths(result)[0]
    draws = result.estimates.draws["paths"][0, 0]
    assert (np.sign(draws) == np.sign(estimate)).all()
    loadings = result.estimates.values["loadings"][0]
    drawn = result.estimates.draws["loadings"][0]
    for block in (slice(0, 2), slice(2, 4)):
        assert ((drawn[block] * loadings[block, None]).sum(axis=0) > 0).all()
    # free, each resample would follow the sum of its own loadings, and some would be turned
    assert (drawn[:2].sum(axis=0) * loadings[:2].sum() < 0).any()


def test_an_estimate_that_does_not_settle_is_told(model, answers, monkeypatch):
    free = model.fit(answers, n_boot=0)
    assert free.converged
    real = fitting.fit_pls
    monkeypatch.setattr(
        fitting, "fit_pls", lambda corr, spec, **options: real(corr, spec, **{**options, "max_steps": 2})
    )
    with pytest.warns((ConvergenceWarning, ResamplingWarning)) as told:
        result = model.fit(answers, n_boot=50)
    assert not result.converged
    assert result.settings["converged"] is False
    assert result.settings["n_boot_used"] == 0
    words = [str(w.message) for w in told]
    assert any("did not settle" in line for line in words)
    assert any("50 of 50 resamples could not be estimated" in line for line in words)
    assert result.params[["std_error", "conf_low", "conf_high"]].isna().all(axis=None)
    assert len(result.warnings) == 2


def test_resamples_that_do_not_settle_are_counted(model, answers, monkeypatch):
    free = model.fit(answers, n_boot=200)
    real = fitting.fit_pls
    limit = 9

    def hurried(corr, spec, *, align_to=None):
        if align_to is None:
            return real(corr, spec)
        return real(corr, spec, align_to=align_to, max_steps=limit)

    monkeypatch.setattr(fitting, "fit_pls", hurried)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResamplingWarning)
        result = model.fit(answers, n_boot=200)
    kept = result.estimates.used[0]
    assert result.converged
    assert 0 < kept.sum() < 200
    assert result.settings["n_boot_used"] == kept.sum()
    # the others keep their place: nothing is drawn again
    for quantity, draws in result.estimates.draws.items():
        np.testing.assert_allclose(
            draws[0][:, kept], free.estimates.draws[quantity][0][:, kept], atol=SAME, err_msg=quantity
        )
        assert np.isnan(draws[0][:, ~kept]).all()


def rare(answers, yes: int):
    """An item to which only `yes` respondents gave another answer than the rest."""
    return answers.assign(v1=np.where(np.arange(len(answers)) < yes, 10.0, 1.0))


@pytest.mark.parametrize(
    ("yes", "low", "high"),
    [
        # the chance that a resample misses all of them is (1 - yes/200)^200
        (6, 0.0, 0.01),
        (2, 0.08, 0.20),
        (1, 0.30, 0.44),
    ],
)
def test_resamples_with_a_constant_item(model, answers, yes, low, high):
    frame = rare(answers, yes)
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        result = model.fit(frame, n_boot=600)
    lost = ~result.estimates.used[0]
    assert low <= lost.mean() <= high
    assert result.settings["n_boot_used"] == 600 - lost.sum()
    drawn = np.concatenate(list(bootstrap_counts(len(frame), 600, seed=0)))
    np.testing.assert_array_equal(lost, drawn[:, :yes].sum(axis=1) == 0)
    resampling = [str(w.message) for w in told if w.category is ResamplingWarning]
    if lost.mean() > 0.05:
        assert resampling == [
            f"{lost.sum()} of 600 resamples could not be estimated; the intervals rest on the others."
        ]
    else:
        assert resampling == []
    kept = result.estimates.draws["paths"][0][:, ~lost]
    assert np.isfinite(kept).all()
    table = result.params.query("kind == 'path'")
    np.testing.assert_allclose(table["std_error"], kept.std(axis=1, ddof=1), atol=SAME)
    np.testing.assert_allclose(table["conf_low"], np.quantile(kept, 0.025, axis=1), atol=SAME)


def test_most_resamples_lost(model, answers):
    """One answer out of the ordinary in two items: both are drawn in 40 % of the resamples."""
    highest = answers[["q1", "q2", "v2", "s1"]].sum(axis=1).nlargest(2).index
    frame = answers.assign(v1=1.0, s3=2.0)
    frame.loc[highest[0], "v1"] = frame.loc[highest[1], "s3"] = 10.0
    with pytest.warns(ResamplingWarning, match=r"so no limits are given.*usual reason"):
        result = model.fit(frame, n_boot=400)
    share = result.settings["n_boot_used"] / 400
    assert 0.32 < share < 0.48
    assert result.params[["conf_low", "conf_high"]].isna().all(axis=None)
    assert result.params["std_error"].notna().all()
    assert result.r_squared[["conf_low", "conf_high"]].isna().all(axis=None)


def test_lost_resamples_name_their_group(model, answers):
    frame = answers.copy()
    south = frame["group"] == "south"
    frame.loc[south, "v1"] = 1.0
    frame.loc[frame.loc[south, ["q1", "q2", "v2", "s1"]].sum(axis=1).idxmax(), "v1"] = 9.0
    with pytest.warns(ResamplingWarning, match=r"could not be estimated \[south\]"):
        result = model.fit(frame, by="group", n_boot=200)
    used = result.settings["n_boot_used"]
    assert used["north"] == used["west"] == 200
    assert used["south"] < 190


def test_resamples_with_a_singular_block(answers):
    """Mode B with as many items as different rows in some resamples: those are lost, and counted."""
    frame = answers.head(7)
    blocks = {"Quality": cs.composite("q1", "q2", "q3"), "Satisfaction": ["s1", "s2", "s3"]}
    model = cs.PathModel(blocks, {"Satisfaction": ["Quality"]})
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", CsmodelsWarning)
        result = model.fit(frame, n_boot=500)
    counts = np.concatenate(list(bootstrap_counts(7, 500, seed=0)))
    values = frame[["q1", "q2", "q3"]].to_numpy()
    singular = np.array(
        [np.linalg.matrix_rank(np.cov(np.repeat(values, c, axis=0).T), tol=1e-8) < 3 for c in counts]
    )
    assert singular.any()
    assert not (result.estimates.used[0] & singular).any()


def test_few_rows_are_told(model, answers):
    result = model.fit(answers.sample(7, random_state=3), n_boot=0)
    assert "Only 7 complete answers for 8 items" in " ".join(result.warnings)


def test_given_resamples(model, answers):
    """A resample given as row numbers is the fit on those rows, turned towards the estimate."""
    indices = np.random.default_rng(4).integers(0, 200, size=(5, 120))
    result = model.fit(answers, resample_indices=indices)
    with pytest.raises(SpecificationError, match="n_boot=77 contradicts the 5 rows"):
        model.fit(answers, resample_indices=indices, n_boot=77)
    assert result.settings["n_boot"] == 5
    assert result.settings["resample"] == "given"
    for b, rows in enumerate(indices):
        alone = model.fit(answers.iloc[rows], n_boot=0)
        np.testing.assert_allclose(result.estimates.draws["paths"][0][:, b], paths(alone), atol=SAME)
