"""The comparison of families as users see it: truth found, groups, weights, clusters, words."""

from __future__ import annotations

import pickle
import warnings

import numpy as np
import pandas as pd
import pytest

import csmodels as cs
from csmodels.disconfirmation import ResponseSurface
from csmodels.disconfirmation.surface.families.fitted import WithFamilies, families
from csmodels.errors import SpecificationError
from csmodels.numerics.moments import Moments, stack
from csmodels.numerics.surface.families import (
    NAMES,
    NESTED,
    PIECEWISE,
    aicc,
    family_columns,
    fit_families,
    n_params,
)
from csmodels.survey.design import read_design

#: The same arithmetic in another order.
EXACT = 1e-9
#: Surfaces by family, with noise of variance one: the true one, or a simpler one, must be within delta 2.
TRUTHS = {
    "onlyy": lambda e, p: 0.6 * p,
    "onlyx2": lambda e, p: 0.3 * e - 0.3 * e**2,
    "diff": lambda e, p: 0.5 * (p - e),
    "mean": lambda e, p: 0.5 * (p + e),
    "additive": lambda e, p: 0.6 * p + 0.25 * e,
    "IA": lambda e, p: 0.4 * p + 0.2 * e + 0.3 * e * p,
    "SQD": lambda e, p: -0.25 * (e - p) ** 2,
    "SSQD": lambda e, p: -0.25 * (e - p - 0.8) ** 2,
    "RR": lambda e, p: 0.4 * (e + p) - 0.25 * (e - p) ** 2,
    "SRR": lambda e, p: 0.6 * e + 0.2 * p - 0.25 * (e - p) ** 2,
    "SRSQD": lambda e, p: -0.4 * (p - 0.4 * e - 0.5) ** 2,
    "SRRR": lambda e, p: 0.5 * e - 0.1 * p - 0.4 * (p - 0.4 * e) ** 2,
    "full": lambda e, p: 0.5 * e + 0.1 * p - 0.3 * e**2 + 0.3 * e * p - 0.5 * p**2,
    "RRCA": lambda e, p: 0.4 * (e + p) - 0.25 * (e - p) ** 2 - 0.08 * (e - p) ** 3,
    "RRCL": lambda e, p: 0.4 * (e + p) - 0.25 * (e - p) ** 2 + 0.12 * (e - p) ** 2 * (e + p),
}


def quiet(function, *args, **options):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return function(*args, **options)


def drawn(truth, n=1000, seed=0, **more):
    rng = np.random.default_rng(seed)
    e, p = rng.multivariate_normal([0, 0], [[1, 0.3], [0.3, 1]], size=n).T
    return pd.DataFrame({"e": e, "p": p, "z": truth(e, p) + rng.normal(size=n)} | more)


def surface(frame, **options):
    controls = options.pop("controls", ())
    model = ResponseSurface("z", "e", "p", center=0, controls=controls)
    return quiet(model.fit, frame, **{"n_boot": 0, **options})


@pytest.mark.parametrize("name", TRUTHS)
def test_the_true_family_is_found(name):
    """Over 60 samples of 1,000: within delta 2 of the best at least 80 % of the time."""
    names = [n for n in NAMES if n not in PIECEWISE]
    samples = []
    for seed in range(60):
        frame = drawn(TRUTHS[name], seed=seed)
        columns = family_columns(frame["e"].to_numpy(), frame["p"].to_numpy())
        samples.append(Moments.from_rows(np.column_stack([columns, frame["z"]])))
    found = fit_families(stack(samples), names).log_likelihood(np.full(60, 1000))
    criterion = aicc(found, n_params(names), np.full(60, 1000))
    delta = criterion - criterion.min(axis=1, keepdims=True)
    assert (delta[:, names.index(name)] <= 2).mean() >= 0.8
    # and no family without the truth in it comes near on average
    assert delta.mean(axis=0).argmin() == names.index(name)


def test_columns_order_and_kind():
    table = quiet(families, surface(drawn(TRUTHS["RR"])), n_boot=100)
    assert isinstance(table, pd.DataFrame)
    first = ["log_likelihood", "n_params", "aicc", "delta", "weight", "r_squared"]
    assert table.columns[:6].tolist() == first
    assert set(table.index) == set(NAMES)
    assert table["aicc"].is_monotonic_increasing
    assert table["weight"].sum() == pytest.approx(1.0)
    assert table.loc[["absdiff", "absunc"], "weight"].isna().all()
    assert table["selected_corrected"].sum() == pytest.approx(1.0)
    assert table["selected_corrected"].idxmax() == table.index[0] == "RR"
    assert table.loc["strong", "selected_corrected"] == 0
    assert type(table[["aicc"]]) is pd.DataFrame
    assert pickle.loads(pickle.dumps(table)).details.names == NAMES


def test_resamples_are_those_of_single_fits():
    """`selected_corrected` counts winners of resamples: three of them by hand."""
    from csmodels.numerics.resampling import bootstrap_counts

    frame = drawn(TRUTHS["RR"], n=60)
    table = quiet(families, surface(frame), n_boot=3, seed=7)
    counts = np.concatenate(list(bootstrap_counts(60, 3, 7)))
    winners: dict[str, list[str]] = {"selected_corrected": [], "selected": []}
    for row in counts:
        again = frame.loc[np.repeat(np.arange(60), row)].reset_index(drop=True)
        one = quiet(families, surface(again), n_boot=0)
        one = one.drop(["absdiff", "absunc"])
        winners["selected"].append(one["aicc"].idxmin())
        winners["selected_corrected"].append((one["aicc"] + one["n_params"]).idxmin())
    for name, chosen in winners.items():
        expected = pd.Series(chosen).value_counts(normalize=True)
        ours = table[name][table[name] > 0]
        assert ours.sort_index().to_dict() == pytest.approx(expected.sort_index().to_dict())


def test_resamples_choose_as_fresh_samples_do():
    """The correction for repeated rows: the cubic surface is as rare as in fresh samples (under 1 %)."""
    shares = [
        quiet(families, surface(drawn(TRUTHS["RR"], seed=seed)), n_boot=100).loc[
            ["RR", "cubic"], ["selected_corrected", "selected"]
        ]
        for seed in range(6)
    ]
    mean = sum(each.to_numpy() for each in shares) / 6
    # fresh samples: .60 for the truth and .003 for the cubic surface; the first differs a lot by sample
    assert mean[0, 0] > mean[0, 1] + 0.1
    assert mean[1, 0] < 0.10
    assert mean[1, 1] > 2 * mean[1, 0]


def test_controls_are_in_every_family():
    rng = np.random.default_rng(3)
    c = rng.normal(size=300)
    frame = drawn(lambda e, p: 0.3 * p + c, n=300, c=c)
    table = quiet(families, surface(frame, controls=("c",)), n_boot=0)
    assert table.loc["null", "r_squared"] == pytest.approx(np.corrcoef(c, frame["z"])[0, 1] ** 2)
    assert table.loc["null", "n_params"] == 3
    assert np.isnan(table.loc["null", "p_value"])
    x = np.column_stack([np.ones(300), frame["p"], c])
    b, rss, *_ = np.linalg.lstsq(x, frame["z"], rcond=None)
    ll = -150 * (np.log(2 * np.pi * rss[0] / 300) + 1)
    assert table.loc["onlyy", "log_likelihood"] == pytest.approx(ll, abs=1e-8)
    # the F test of one coefficient is the square of its t
    s2 = rss[0] / 297
    t2 = b[1] ** 2 / (s2 * np.linalg.inv(x.T @ x)[1, 1])
    from scipy.stats import f

    assert table.loc["onlyy", "p_value"] == pytest.approx(f.sf(t2, 1, 297), rel=1e-6)


def test_groups_are_fitted_apart():
    frame = drawn(TRUTHS["RR"], n=400).assign(g=np.repeat(["a", "b"], 200))
    table = quiet(families, surface(frame, by="g"), n_boot=50)
    assert table.index.names == ["g", "family"]
    alone = quiet(families, surface(frame[frame["g"] == "b"]), n_boot=0)
    assert table.loc["b"].loc[alone.index, "aicc"].to_numpy() == pytest.approx(
        alone["aicc"].to_numpy(), abs=1e-8
    )
    assert table.groupby(level=0)["selected_corrected"].sum().tolist() == pytest.approx([1.0, 1.0])
    assert table.estimates.index.names == ["g", "family", "figure"]
    assert "a: Best of 23 families" in str(table)
    assert table.details.plot_weights(group="a") is not None


def test_weights_make_a_pseudo_likelihood_that_does_not_depend_on_their_scale():
    rng = np.random.default_rng(4)
    frame = drawn(TRUTHS["SRR"], n=200).assign(w=rng.uniform(0.5, 2, size=200))
    one = quiet(families, surface(cs.SurveyData(frame, weights="w")), n_boot=0)
    ten = quiet(families, surface(cs.SurveyData(frame.assign(w=10 * frame["w"]), weights="w")), n_boot=0)
    assert one["aicc"].to_numpy() == pytest.approx(ten["aicc"].to_numpy(), abs=1e-8)
    assert any("pseudo-likelihood" in each for each in one.warnings)
    assert one.estimates["std_error"].isna().all()
    even = quiet(families, surface(cs.SurveyData(frame.assign(w=1.0), weights="w")), n_boot=0)
    plain = quiet(families, surface(frame), n_boot=0)
    assert even["aicc"].to_numpy() == pytest.approx(plain["aicc"].to_numpy(), abs=1e-8)


def test_clusters_are_drawn_whole():
    rng = np.random.default_rng(5)
    shock = np.repeat(rng.normal(size=40), 10)
    e = np.repeat(rng.normal(size=40), 10)
    frame = drawn(lambda x, p: shock + 0.5 * p, n=400).assign(c=np.repeat(np.arange(40), 10), e=e)
    plain = surface(frame)
    data = cs.SurveyData(frame, clusters="c")
    whole = surface(data, errors="cluster")
    object.__setattr__(whole, "design", read_design(data))
    errors = [
        quiet(families, each, ["additive"], n_boot=400).estimates.loc[("additive", "b1"), "std_error"]
        for each in (plain, whole)
    ]
    # expectation and the shock are both of the cluster: its error is about sqrt(1 + 9 * 1 * .5) times larger
    assert errors[1] > 1.7 * errors[0]


def test_errors_by_resamples_and_by_likelihood_agree():
    fitted = surface(drawn(TRUTHS["SRRR"], n=2000))
    names = ["full", "SRRR", "SRSQD", "RR"]
    ml = quiet(families, fitted, names, n_boot=0).estimates
    boot = quiet(families, fitted, names, n_boot=500).estimates
    assert ml.index.equals(boot.index)
    assert ml["estimate"].to_numpy() == pytest.approx(boot["estimate"].to_numpy())
    # 500 resamples tell an error to 3 %; a family that is not the truth has other errors in resamples
    true = ml.index.get_level_values(0).isin(["full", "SRRR"])
    assert (boot["std_error"] / ml["std_error"])[true].to_numpy() == pytest.approx(1.0, abs=0.25)


def test_coverage_of_a_ridges_direction():
    """95 % intervals of S and of the mean effect, 80 samples of 300: three standard errors are 7.3 %."""
    hits = np.zeros(2)
    for seed in range(80):
        estimates = quiet(
            families, surface(drawn(TRUTHS["SRRR"], n=300, seed=seed)), ["SRRR"], n_boot=0
        ).estimates
        # the ridge is P = .4 E: S = .4; along it the outcome rises by -.1 + .5 / .4 per unit of P
        for i, (figure, truth) in enumerate((("S", 0.4), ("mean_effect", 1.15))):
            row = estimates.loc[("SRRR", figure)]
            hits[i] += row["conf_low"] <= truth <= row["conf_high"]
    assert (np.abs(hits / 80 - 0.95) < 0.073).all()


def test_nested_tests():
    table = quiet(families, surface(drawn(TRUTHS["RR"], n=200)), n_boot=0)
    nested = table.nested_tests
    assert len(nested) == len(NESTED)
    assert (nested["statistic"] >= 0).all()
    gap = 2 * (table.loc["full", "log_likelihood"] - table.loc["IA", "log_likelihood"])
    assert nested.loc[("full", "IA"), "statistic"] == pytest.approx(gap)
    assert nested.loc[("full", "IA"), "df"] == 2
    r2 = table["r_squared"]
    f_value = (r2["full"] - r2["IA"]) / 2 / ((1 - r2["full"]) / 194)
    assert nested.loc[("full", "IA"), "f_statistic"] == pytest.approx(f_value)
    # the published theory: under the smaller family, F and chi-square agree in large samples
    assert nested.loc[("SRR", "RR"), "p_value"] == pytest.approx(
        nested.loc[("SRR", "RR"), "f_p_value"], abs=0.02
    )


def test_named_families_share_the_weights_and_keep_the_order():
    table = quiet(families, surface(drawn(TRUTHS["RR"], n=200)), ["absdiff", "RR", "null"], n_boot=0)
    assert set(table.index) == {"absdiff", "RR", "null"}
    assert table["weight"].sum() == pytest.approx(1.0)


def test_families_that_cannot_be_fitted_are_named():
    rng = np.random.default_rng(6)
    e, p = rng.integers(-1, 2, size=(2, 300)).astype(float)
    fitted = surface(pd.DataFrame({"e": e, "p": p, "z": p + rng.normal(size=300)}))
    with pytest.warns(cs.errors.DataWarning, match="cubic could not be fitted"):
        table = families(fitted, n_boot=20)
    assert np.isnan(table.loc["cubic", "aicc"])
    assert table["weight"].sum() == pytest.approx(1.0)
    assert "cubic" not in table.estimates.index.get_level_values(0)


def test_a_side_without_answers_is_said():
    rng = np.random.default_rng(7)
    e = rng.normal(size=300) + 3
    p = e - np.abs(rng.normal(size=300)) - 0.01
    frame = pd.DataFrame({"e": e, "p": p})
    d = e - p
    frame["z"] = -0.4 * d**2 + 0.3 * d**3 + 0.2 * rng.normal(size=300)
    with pytest.warns(cs.errors.DataWarning):
        table = families(surface(frame), n_boot=0)
    assert any("one side has too few answers" in each for each in table.warnings)
    # W is one throughout: its planes are that of the additive family
    assert np.isnan(table.loc["absunc", "aicc"])
    assert any("absunc could not be fitted" in each for each in table.warnings)


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ("every", "'all', 'rsa_default'"),
        (["RR", "SSR"], "Did you mean"),
        (["RR", "RR"], "twice"),
        ([], "names none"),
    ],
)
def test_unknown_families(asked, message):
    with pytest.raises(SpecificationError, match=message):
        families(surface(drawn(TRUTHS["RR"], n=50)), asked)


def test_what_has_no_single_likelihood_is_refused():
    frame = drawn(TRUTHS["RR"], n=200)
    frame["z"] = np.digitize(frame["z"], [-0.5, 0.5])
    with pytest.raises(SpecificationError, match="least-squares"):
        families(surface(frame, estimator="logit"))
    frame = drawn(TRUTHS["RR"], n=200)
    frame.loc[3, "e"] = np.nan
    with pytest.raises(SpecificationError, match="multiple imputation"):
        families(surface(frame, missing="mi"))


def test_words():
    table = quiet(families, surface(drawn(TRUTHS["RR"])), n_boot=50)
    english, chinese = table.summary().to_text(), table.summary("zh").to_text()
    flat = " ".join(english.split())
    assert "Best of 23 families: RR (rising ridge). Both the common level and the match" in flat
    assert "the outcome rises with the level of both and it is highest where the two are equal" in flat
    assert "23 个曲面族中最优：RR（上升脊）" in chinese
    assert "结果随两者的水平上升" in chinese.replace("\n", "")
    assert table.to_string().startswith(" ")  # the DataFrame's own displays stay


@pytest.mark.parametrize("name", TRUTHS)
def test_every_family_has_its_words(name):
    table = quiet(families, surface(drawn(TRUTHS[name])), [name, "null"], n_boot=0)
    for lang in ("en", "zh"):
        assert name in table.summary(lang).to_text()


def test_replicate_weights_give_the_errors():
    frame = drawn(TRUTHS["RR"], n=200).assign(w=1.0)
    # delete-one-of-twenty jackknife: its errors are near those of resamples
    group = np.arange(200) % 20
    for i in range(20):
        frame[f"r{i}"] = np.where(group == i, 0.0, 20 / 19)
    data = cs.SurveyData(
        frame, weights="w", replicate_weights=[f"r{i}" for i in range(20)], replicate_method="jackknife"
    )
    fitted = surface(data)
    object.__setattr__(fitted, "design", read_design(data))
    table = quiet(families, fitted, ["RR", "null"])
    assert table["selected_corrected"].isna().all()
    boot = quiet(families, surface(frame), ["RR", "null"], n_boot=300)
    ratio = table.estimates["std_error"] / boot.estimates["std_error"]
    # 20 replicates tell an error to 16 %
    assert ratio.to_numpy() == pytest.approx(1.0, abs=0.5)


def test_the_mixin_is_the_function():
    fitted = surface(drawn(TRUTHS["RR"], n=100))
    one = quiet(WithFamilies.families, fitted, ["RR", "null"], n_boot=10)
    other = quiet(families, fitted, ["RR", "null"], n_boot=10)
    pd.testing.assert_frame_equal(pd.DataFrame(one), pd.DataFrame(other))


def test_a_family_beyond_all_support_is_no_warning():
    """exp(delta / 2) of a family that is worse by more than 1,420 has no number; nothing is warned of."""
    rng = np.random.default_rng(1)
    e, p = rng.normal(size=(2, 2000))
    frame = pd.DataFrame({"e": e, "p": p, "z": p + 0.01 * rng.normal(size=2000)})
    fitted = surface(frame)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        table = families(fitted, n_boot=0)
    assert table.loc["null", "delta"] > 1420
    assert table.loc["null", "evidence_ratio"] == np.inf
    # and what holds nearly all of the weight does not print as holding all
    pair = quiet(families, fitted, ["onlyy", "null"], n_boot=0)
    assert pair.loc["onlyy", "weight"] == 1
    assert "holds > 0.99 of the weight" in " ".join(str(pair).split())


def test_the_ridge_beyond_all_answers_is_withheld_in_print_and_said():
    """SRR with its ridge at P - E = 12, where answers reach 4 or so."""
    frame = drawn(lambda e, p: 1.3 * p - 0.14 * e - 0.03 * (e - p) ** 2, n=4000)
    frame["z"] -= 0.5 * (drawn(lambda e, p: 0 * e, n=4000)["z"])
    table = quiet(families, surface(frame), ["SRR", "null"], n_boot=0)
    row = table.estimates.loc[("SRR", "C")]
    assert row["estimate"] > 8
    english, chinese = (" ".join(table.summary(lang).to_text().split()) for lang in ("en", "zh"))
    assert "C: shift of the ridge – – – –" in english
    assert "a line parallel to that of equality, which lies beyond all answers" in english
    assert "C is withheld" in english
    assert "位于所有回答之外" in chinese.replace(" ", "")
    near = quiet(families, surface(drawn(TRUTHS["SRR"])), ["SRR", "null"], n_boot=0)
    words = " ".join(str(near).split())
    assert f"C: shift of the ridge {near.estimates.loc[('SRR', 'C'), 'estimate']:.3f}" in words
    assert "beyond all answers" not in words
    assert "withheld" not in words


@pytest.mark.parametrize("n_boot", [0, 60])
def test_figures_of_one_sign_have_limits_and_no_p_value(n_boot):
    table = quiet(families, surface(drawn(TRUTHS["SRRR"])), ["SRRR", "SRSQD", "SRR", "full"], n_boot=n_boot)
    estimates = table.estimates
    one_sign = ["b3", "b5", "a2", "a4", "a4_rescaled"]
    for name in ("SRRR", "SRSQD"):
        own = estimates.loc[name]
        assert own.loc[one_sign, "p_value"].isna().all()
        assert own.loc[one_sign, "conf_low"].notna().all()
        assert own.drop(one_sign)["p_value"].notna().all()
        # they have one sign: that of the curvature
        assert (own.loc[one_sign, "estimate"] < 0).all()
    for name in ("SRR", "full"):
        assert estimates.loc[name, "p_value"].notna().all()
    text = " ".join(str(quiet(families, surface(drawn(TRUTHS["SRRR"])), ["SRRR"], n_boot=0)).split())
    assert "S: direction of the ridge (p: against 1)" in text
    row = estimates.loc[("SRRR", "S")]
    # .4 is told from 1, and its limits are those of S itself
    assert row["p_value"] < 0.05
    assert row["conf_low"] < 0.4 < row["conf_high"] < 1


def test_respondents_of_weight_zero_count_for_nothing():
    rng = np.random.default_rng(4)
    frame = drawn(TRUTHS["SRR"], n=300).assign(w=rng.uniform(0.5, 2, size=300))
    # their answers would reach where nobody else's do
    other = drawn(TRUTHS["SQD"], n=100, seed=9)
    other = other.assign(w=0.0, e=9.0 + other["e"], p=-9.0 + other["p"])
    here = quiet(families, surface(cs.SurveyData(frame, weights="w")), n_boot=0)
    both = cs.SurveyData(pd.concat([frame, other], ignore_index=True), weights="w")
    there = quiet(families, surface(both), n_boot=0)
    for name in ("log_likelihood", "aicc", "weight", "p_value"):
        assert there[name].to_numpy() == pytest.approx(here[name].to_numpy(), rel=1e-8, nan_ok=True), name
    assert there.settings["n"] == 300
    assert there.details.parts[0].corners == pytest.approx(here.details.parts[0].corners)


def test_weights_make_a_remark_and_no_warning():
    frame = drawn(TRUTHS["SRR"], n=300).assign(w=1.0)
    fitted = surface(cs.SurveyData(frame, weights="w"))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        table = families(fitted, n_boot=0)
    assert any("pseudo-likelihood" in each for each in table.warnings)
