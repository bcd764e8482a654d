"""Group comparisons: permutations by loops, Henseler's test against seminr, and what designs allow."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pandas as pd
import pytest

import csmodels as cs
from csmodels.errors import DataWarning, ResamplingWarning, SpecificationError
from csmodels.numerics.fit_measures import discrepancies, implied_corr, structural_corr
from csmodels.numerics.group_tests import pooled_t_test, welch_t_test
from csmodels.numerics.permutation import exceedance_of_draws
from csmodels.path_models.comparison.groups import compare_groups

#: One fit at a time against a batch: both stop at 1e-12.
ONE_BY_ONE = 1e-10
#: Shares of pairs of resamples, counted in two ways, where both programs have the same resamples.
COUNTED = 1e-12
ALL = ["paths", "total_effects", "loadings", "weights", "r_squared"]


@pytest.fixture
def two(answers):
    return answers[answers["group"] != "west"]


def coefficients(fit) -> np.ndarray:
    """All that can be compared, from the tables of a fit without groups."""
    params = fit.params
    parts = [
        params.query("kind == 'path'")["estimate"],
        fit.total_effects["estimate"],
        params.query("kind == 'loading'")["estimate"],
        params.query("kind == 'weight'")["estimate"],
        fit.r_squared["estimate"],
    ]
    return np.concatenate(parts)


def group_by_group(model, frame: pd.DataFrame, labels: np.ndarray) -> np.ndarray:
    return np.stack([coefficients(model.fit(frame[labels == g], n_boot=0)) for g in np.unique(labels)])


def test_two_groups_by_loops(two, model):
    rng = np.random.default_rng(1)
    indices = np.stack([rng.permutation(len(two)) for _ in range(6)])
    found = compare_groups(model.fit(two, by="group", n_boot=0), quantities=ALL, indices=indices)
    labels = two["group"].to_numpy()
    observed = group_by_group(model, two, labels)
    table = found.differences
    np.testing.assert_allclose(table["estimate_1"], observed[0], atol=ONE_BY_ONE)
    np.testing.assert_allclose(table["estimate_2"], observed[1], atol=ONE_BY_ONE)
    gap = observed[0] - observed[1]
    np.testing.assert_allclose(table["difference"], gap, atol=ONE_BY_ONE)
    drawn = [group_by_group(model, two, labels[order]) for order in indices]
    drawn = np.array([a - b for a, b in drawn])
    k = len(gap)
    np.testing.assert_allclose(found.permuted[(0, 1)].draws[:k].T, drawn, atol=ONE_BY_ONE)
    p = (1 + (abs(drawn) >= abs(gap) - 1e-9).sum(axis=0)) / 7
    np.testing.assert_allclose(table["p_value"], p)
    # with two groups, all groups at once is the same test
    np.testing.assert_allclose(found.omnibus["p_value"], p)
    np.testing.assert_allclose(found.omnibus["distance"], gap**2, atol=ONE_BY_ONE)


def test_the_rows_of_the_table(two, model):
    found = compare_groups(model.fit(two, by="group", n_boot=0), 9, quantities=ALL)
    fit = model.fit(two, n_boot=0)
    head = found.differences.reset_index(drop=True)[["kind", "lhs", "op", "rhs"]]
    for kind, op, expected in (
        ("path", "~", fit.params.query("kind == 'path'")),
        ("effect", "~", fit.total_effects),
        ("loading", "=~", fit.params.query("kind == 'loading'")),
        ("weight", "<~", fit.params.query("kind == 'weight'")),
    ):
        mine = head[head["kind"] == kind]
        assert (mine["op"] == op).all()
        assert mine[["lhs", "rhs"]].to_numpy().tolist() == expected[["lhs", "rhs"]].to_numpy().tolist()
    assert head[head["kind"] == "r_squared"]["lhs"].tolist() == ["Value", "Satisfaction"]


def implied(model, frame):
    """Item correlations that the estimated model implies."""
    members = model.fit(frame, n_boot=0).members()
    spec = model.fit(frame, n_boot=0).spec
    structural = structural_corr(members.fit.construct_corr, members.fit.paths, spec)
    return implied_corr(members.corr, members.fit.loadings, structural, spec, [False] * 3)[0]


def test_three_groups_by_loops(answers, model):
    found = compare_groups(model.fit(answers, by="group", n_boot=0), 9, seed=3, quantities=ALL)
    assert list(found.permuted) == [(0, 1), (0, 2), (1, 2), (0, 1, 2)]
    labels = answers["group"].to_numpy()
    names = sorted(set(labels))
    observed = group_by_group(model, answers, labels)
    apart = [(observed[a] - observed[b]) ** 2 for a, b in combinations(range(3), 2)]
    omnibus = found.omnibus
    np.testing.assert_allclose(omnibus["distance"], np.mean(apart, axis=0), atol=ONE_BY_ONE)
    every = found.permuted[(0, 1, 2)]
    k = len(observed[0])
    p = (1 + (every.draws[:k] >= every.observed[:k, None] - 1e-10).sum(axis=1)) / 10
    np.testing.assert_allclose(omnibus["p_value"], p)
    matrices = [implied(model, answers[labels == name]) for name in names]
    distances = [discrepancies(a, b)[1:] for a, b in combinations(matrices, 2)]
    np.testing.assert_allclose(found.overall["distance"], np.mean(distances, axis=0), atol=1e-9)
    assert found.overall.index.tolist() == ["d_uls", "d_g"]


def test_holm_within_families(answers, model):
    fit = model.fit(answers, by="group", n_boot=0)
    by_kind = compare_groups(fit, 99, quantities=["paths", "r_squared"])
    by_parameter = compare_groups(fit, 99, quantities=["paths", "r_squared"], family="parameter")

    def holm(p: pd.Series) -> pd.Series:
        ordered = p.sort_values(kind="stable")
        factors = np.arange(len(p), 0, -1)
        return np.minimum(np.maximum.accumulate(ordered * factors), 1)

    tables = ((by_kind.differences, ["kind"], 9), (by_parameter.differences, ["kind", "lhs", "rhs"], 3))
    for table, keys, size in tables:
        table = table.reset_index()
        for key, family in table.groupby(keys):
            assert len(family) == (size if "path" in key or size == 3 else 6)
            expected = holm(family["p_value"])
            pd.testing.assert_series_equal(family["p_adjusted"][expected.index], expected, check_names=False)


def test_a_pair_is_the_same_among_three_groups_and_alone(answers, two, model):
    three = compare_groups(model.fit(answers, by="group", n_boot=99), 49)
    alone = compare_groups(model.fit(two, by="group", n_boot=99), 49)
    pair = [("north", "south")]
    columns = ["difference", "std_error", "p_value", "conf_low", "conf_high"]
    pd.testing.assert_frame_equal(three.differences.loc[pair, columns], alone.differences[columns])
    pd.testing.assert_frame_equal(three.tests.loc[pair], alone.tests)


# ---------------------------------------------------------------- resamples and t tests


def test_henseler_against_seminr(mobi):
    """The same resamples of two groups in both programs: every p-value agrees."""
    seminr = pytest.importorskip("seminr", reason="the package seminr is not installed")
    model = cs.index_model("ECSI-mobile").path_model()
    frame = mobi.frame
    first = (frame["CUEX1"] < 8).to_numpy()
    rng = np.random.default_rng(5)
    n = [int(first.sum()), int((~first).sum())]
    indices = [rng.integers(0, size, size=(30, size)) for size in n]
    blocks = [seminr.composite(name, list(c.items), seminr.mode_A) for name, c in model.measurement.items()]
    arrows = [seminr.paths(predictor, outcome) for outcome, predictor in model.paths]
    theirs = seminr.estimate_pls_mga(
        seminr.estimate_pls(
            frame, seminr.constructs(*blocks), seminr.relationships(*arrows), stop_criterion=12
        ),
        first,
        group1_indices=indices[0],
        group2_indices=indices[1],
    )
    fits = [
        model.fit(part, resample_indices=drawn)
        for part, drawn in zip((frame[first], frame[~first]), indices, strict=True)
    ]
    p = 1 - exceedance_of_draws(*(fit.estimates.draws["paths"][0] for fit in fits))
    place = {path: i for i, path in enumerate(model.paths)}
    assert len(theirs) == len(model.paths)
    for row in theirs:
        i = place[row.target, row.source]
        assert p[i] == pytest.approx(row.pls_mga_p, abs=COUNTED)
        values = [fit.estimates.values["paths"][0, i] for fit in fits]
        assert values == pytest.approx([row.group1_beta, row.group2_beta], abs=ONE_BY_ONE)


def test_tests_beside_each_other(two, model):
    fit = model.fit(two, by="group", n_boot=200)
    found = compare_groups(fit, 49)
    table, draws = found.tests, fit.estimates.draws["paths"]
    np.testing.assert_array_equal(table["p_henseler"], 1 - exceedance_of_draws(draws[0], draws[1]))
    np.testing.assert_allclose(
        table["p_henseler_two_sided"], 2 * np.minimum(table["p_henseler"], 1 - table["p_henseler"])
    )
    north, south = (draws[g].std(axis=1, ddof=1) for g in (0, 1))
    gap = fit.estimates.values["paths"][0] - fit.estimates.values["paths"][1]
    n = [(two["group"] == name).sum() for name in ("north", "south")]
    for name, test in (("pooled", pooled_t_test), ("welch", welch_t_test)):
        expected = test(gap, north, south, *n)
        np.testing.assert_allclose(table[f"t_{name}"], expected.statistic, rtol=1e-12)
        np.testing.assert_allclose(table[f"df_{name}"], expected.df)
        np.testing.assert_allclose(table[f"p_{name}"], expected.p_value, rtol=1e-10)
    np.testing.assert_array_equal(table["p_permutation"], found.differences["p_value"])


def test_interval_of_the_difference(two, model):
    fit = model.fit(two, by="group", n_boot=200)
    table = compare_groups(fit, 9).differences
    draws = fit.estimates.draws["paths"][0] - fit.estimates.draws["paths"][1]
    np.testing.assert_allclose(table["std_error"], draws.std(axis=1, ddof=1))
    low, high = np.quantile(draws, [0.025, 0.975], axis=1)
    np.testing.assert_allclose(table["conf_low"], low, rtol=1e-12)
    np.testing.assert_allclose(table["conf_high"], high, rtol=1e-12)
    normal = model.fit(two, by="group", n_boot=200, ci="normal")
    other = compare_groups(normal, 9)
    half = 1.959963984540054 * draws.std(axis=1, ddof=1)
    np.testing.assert_allclose(other.differences["conf_high"], other.differences["difference"] + half)
    assert other.settings["difference_ci"] == "normal"


def test_linearised_errors_add_up(two, model):
    fit = model.fit(two, by="group", se="linearized")
    found = compare_groups(fit, 9)
    errors = fit.params.query("kind == 'path'")["std_error"].to_numpy().reshape(2, -1)
    np.testing.assert_allclose(found.differences["std_error"], np.hypot(*errors))
    assert found.tests["p_henseler"].isna().all()
    assert found.tests["p_pooled"].notna().all()


def test_linearised_errors_of_clusters_in_both_groups():
    """Clusters with slopes of their own in both groups: linearised as resampled, smaller than independent."""
    frame = simulated(600, 3, clusters=60)
    frame["cluster"] %= 60
    own = 0.5 * np.random.default_rng(4).normal(size=60)[frame["cluster"]]
    for name in ("y1", "y2"):
        frame[name] += own * frame["x1"]
    data = cs.SurveyData(frame, clusters="cluster")
    drawn = compare_groups(LINE.fit(data, by="group"), 9)
    linearised = LINE.fit(data, by="group", se="linearized")
    found = compare_groups(linearised, 9)
    row = found.differences.iloc[0]
    # 1,000 resamples and what linearisation leaves out
    assert row["std_error"] == pytest.approx(drawn.differences["std_error"].iloc[0], rel=0.1)
    errors = linearised.params.query("kind == 'path'")["std_error"]
    assert row["std_error"] < 0.85 * np.hypot(*errors)
    half = (row["conf_high"] - row["conf_low"]) / 2
    assert half == pytest.approx(2.0009954 * row["std_error"])  # Student's t with 59 degrees of freedom
    for each in (drawn, found):
        assert any("take the groups as independent" in sentence for sentence in each.warnings)
    alone = compare_groups(LINE.fit(frame, by="group", se="linearized"), 9)
    assert alone.warnings == ()


def test_agreement_of_the_tests_in_large_groups():
    """A clear difference, and none: permutation, bootstrap and t tests say the same."""
    frame = simulated(400, 1, slopes=(0.8, 0.4))
    found = compare_groups(LINE.fit(frame, by="group"), 499).tests
    columns = ["p_permutation", "p_henseler_two_sided", "p_pooled", "p_welch"]
    assert (found[columns] < 0.02).all(axis=None)
    frame = simulated(400, 2, slopes=(0.6, 0.6))
    spread = compare_groups(LINE.fit(frame, by="group"), 499).tests[columns]
    assert (spread.max(axis=1) - spread.min(axis=1) < 0.12).all()
    assert (spread > 0.05).all(axis=None)


# ---------------------------------------------------------------- level


LINE = cs.PathModel({"X": ["x1", "x2"], "Y": ["y1", "y2"]}, {"Y": ["X"]})


def simulated(n: int, seed: int, slopes=(0.6, 0.6), clusters: int = 0) -> pd.DataFrame:
    """Two groups with one path; with clusters all rows of one share a part of x and of the slope."""
    rng = np.random.default_rng(seed)
    group = np.repeat([0, 1], n)
    of = np.arange(2 * n) // (n // clusters) if clusters else np.zeros(2 * n, dtype=int)
    slope = np.array(slopes)[group] + (0.4 * rng.normal(size=2 * clusters)[of] if clusters else 0)
    x = rng.normal(size=2 * n)
    y = slope * x + 0.7 * rng.normal(size=2 * n)
    columns = {
        "x1": x + 0.4 * rng.normal(size=2 * n),
        "x2": x + 0.4 * rng.normal(size=2 * n),
        "y1": y + 0.4 * rng.normal(size=2 * n),
        "y2": y + 0.4 * rng.normal(size=2 * n),
    }
    return pd.DataFrame({**columns, "group": np.array(["a", "b"])[group], "cluster": of})


def test_holds_its_level():
    """Equal groups, 90 surveys of 2 x 50, 99 permutations: p-values are even, and 5 % lie below .05."""
    surveys, p = 90, []
    for seed in range(surveys):
        found = compare_groups(LINE.fit(simulated(50, seed), by="group", n_boot=0), 99, seed=seed)
        p.append([found.differences["p_value"].iloc[0], *found.overall["p_value"]])
    # three Monte-Carlo errors each; the mean would also show a test that never rejects
    assert (np.mean(np.array(p) <= 0.05, axis=0) < 0.05 + 3 * np.sqrt(0.05 * 0.95 / surveys)).all()
    assert np.mean(p, axis=0) == pytest.approx(np.full(3, 0.505), abs=3 * np.sqrt(1 / 12 / surveys))


def test_clusters_move_as_wholes_and_so_the_level_holds():
    """Slopes that differ between clusters, not between groups: rows as units find differences too often."""
    surveys, rejected = 50, np.zeros(2)
    for seed in range(surveys):
        frame = simulated(80, seed, clusters=8)
        declared = cs.SurveyData(frame, clusters="cluster")
        for i, data in enumerate((declared, frame)):
            found = compare_groups(LINE.fit(data, by="group", n_boot=0), 99, seed=seed)
            rejected[i] += found.differences["p_value"].iloc[0] <= 0.05
    assert abs(rejected[0] / surveys - 0.05) < 3 * np.sqrt(0.05 * 0.95 / surveys), rejected
    assert rejected[1] / surveys > 0.15, rejected


# ---------------------------------------------------------------- what cannot be compared


def test_a_group_that_fails_is_named_and_the_others_are_compared(answers, model):
    broken = answers.copy()
    broken.loc[broken["group"] == "west", "q1"] = 5.0
    with pytest.warns(DataWarning, match="west"):
        fit = model.fit(broken, by="group", n_boot=49)
    found = compare_groups(fit, 19)
    assert found.pairs == ((0, 1),)
    assert any("'west' is not compared" in sentence and "q1" in sentence for sentence in found.warnings)
    alone = compare_groups(model.fit(broken[broken["group"] != "west"], by="group", n_boot=49), 19)
    pd.testing.assert_frame_equal(found.differences, alone.differences)


def test_permutations_in_which_an_item_is_constant_are_lost_and_told(two, model):
    """A yes/no item with two yeses in each group: often all of them come to one side."""
    frame = two.assign(v2=0.0)
    for name in ("north", "south"):
        frame.loc[frame.index[frame["group"] == name][:2], "v2"] = 1.0
    fit = model.fit(frame, by="group", n_boot=0)
    with pytest.warns(ResamplingWarning, match="permutations of north, south could not be estimated"):
        found = compare_groups(fit, 199)
    draws = found.permuted[(0, 1)].draws
    lost = np.isnan(draws).all(axis=0)
    assert 0.05 < lost.mean() < 0.25  # 1/8, were the groups of equal size and large
    gap = np.abs(found.differences["difference"].to_numpy())
    reached = (np.abs(draws[:3, ~lost]) >= gap[:, None] - 1e-10).sum(axis=1)
    np.testing.assert_allclose(found.differences["p_value"], (1 + reached) / (1 + (~lost).sum()))


def test_groups_that_are_strata_have_no_permutation_test(two, model):
    data = cs.SurveyData(two.assign(stratum=two["group"]), strata="stratum")
    fit = model.fit(data, by="group", n_boot=49)
    with pytest.warns(DataWarning, match="whole strata of the survey"):
        found = compare_groups(fit, 19)
    assert found.differences["p_value"].isna().all()
    assert found.omnibus["p_value"].isna().all()
    assert found.overall is None
    assert found.tests["p_henseler"].notna().all()
    assert "permutation test" in found.to_text()


def test_refusals(answers, model):
    with pytest.raises(SpecificationError, match="fit the model with by="):
        compare_groups(model.fit(answers, n_boot=0))
    fit = model.fit(answers, by="group", n_boot=0)
    with pytest.raises(SpecificationError, match=r"quantities='path' is unknown\. Did you mean 'paths'"):
        compare_groups(fit, 9, quantities="path")
    with pytest.raises(SpecificationError, match="each once"):
        compare_groups(fit, 9, quantities=["paths", "paths"])
    with pytest.raises(SpecificationError, match="family='all' is unknown"):
        compare_groups(fit, 9, family="all")
    with pytest.raises(SpecificationError, match="seed=-1 must be a whole number"):
        compare_groups(fit, 9, seed=-1)
    with pytest.raises(SpecificationError, match="kind='loading' was not compared"):
        compare_groups(fit, 9).plot_differences("loading")


def test_consistent_pls(two, model):
    fit = model.fit(two, by="group", estimator="plsc", n_boot=0)
    found = compare_groups(fit, 9)
    each = [model.fit(part, estimator="plsc", n_boot=0) for _, part in two.groupby("group")]
    paths = [one.params.query("kind == 'path'")["estimate"].to_numpy() for one in each]
    np.testing.assert_allclose(found.differences["difference"], paths[0] - paths[1], atol=ONE_BY_ONE)
    np.testing.assert_allclose(found.permuted[(0, 1)].observed[:3], paths[0] - paths[1], atol=ONE_BY_ONE)


# ---------------------------------------------------------------- displays


def test_display(answers, model):
    found = compare_groups(model.fit(answers, by="group", n_boot=49), 19, quantities=["paths", "r_squared"])
    english, chinese = found.to_text(), found.to_text("zh")
    assert "All groups at once" in english
    assert "geodesic (d_G)" in english
    assert "all pairs, all coefficients of a kind" in english
    assert "全部组别同时比较" in chinese
    assert "测地距离（d_G）" in chinese
    assert list(found.tables) == ["differences", "tests", "adjusted", "omnibus", "overall"]


def test_plot(answers, two, model):
    from matplotlib import pyplot

    ax = compare_groups(model.fit(two, by="group", n_boot=49), 19).plot_differences(lang="zh")
    labels = [label.get_text() for label in ax.get_yticklabels()]
    assert labels == ["感知价值 ~ 感知质量", "顾客满意度 ~ 感知质量", "顾客满意度 ~ 感知价值"]
    assert ax.get_title() == "路径系数：组间差异（组别：north − south）"
    ax = compare_groups(model.fit(answers, by="group", n_boot=49), 19).plot_differences()
    assert ax.get_xlabel() == "Difference and 95 % interval"
    pairs = [label.get_text() for label in ax.get_yticklabels(minor=True)]
    assert pairs == ["north − south", "north − west", "south − west"] * 3
    place = pyplot.subplots(figsize=(5, 4))[1]
    given = compare_groups(model.fit(answers, by="group", n_boot=49), 19).plot_differences(ax=place)
    words = [each.get_text() for each in given.get_legend().get_texts()]
    assert words == [*pairs[:3], "adjusted p ≤ 0.05", "adjusted p > 0.05"]
    pyplot.close("all")


def test_plot_tells_which_pairs_survive(answers, model):
    """Filled where the adjusted p is small; one line at zero, within the axis."""
    from matplotlib.colors import to_rgba

    frame = simulated(150, 5, slopes=(0.8, 0.2))
    found = compare_groups(LINE.fit(frame, by="group", n_boot=49), 99)
    ax = found.plot_differences()
    assert ax.get_title() == "Path coefficients: differences between groups (Group: a − b)"
    assert [words.get_text() for words in ax.get_legend().get_texts()] == [
        "adjusted p ≤ 0.05",
        "adjusted p > 0.05",
    ]
    vertical = [line for line in ax.lines if line.get_marker() == "None" and len(set(line.get_xdata())) == 1]
    assert [line.get_xdata()[0] for line in vertical] == [0.0]
    assert ax.get_xlim()[0] < 0 < ax.get_xlim()[1]

    def hollow(ax):
        dots = [line for line in ax.lines if line.get_marker() != "None"]
        return [to_rgba(dot.get_markerfacecolor()) == (1, 1, 1, 1) for dot in dots]

    assert hollow(ax) == [False]
    both = compare_groups(model.fit(answers, by="group", n_boot=49, conf_level=0.5), 99, adjust="none")
    ax = both.plot_differences(title="")
    table = both.differences.reset_index()
    # coefficient by coefficient, all pairs of each together
    drawn = table.sort_values(
        ["lhs", "rhs"], key=lambda names: names.map(model.constructs.index), kind="stable"
    )
    assert hollow(ax) == (drawn["p_adjusted"] > 0.5).tolist()
    assert len(set(hollow(ax))) == 2
    assert ax.get_legend().get_texts()[0].get_text() == "adjusted p ≤ 0.5"
    strata = cs.SurveyData(answers.assign(s=answers["group"]), strata="s")
    with pytest.warns(DataWarning, match="whole strata"):
        without = compare_groups(model.fit(strata, by="group", n_boot=49), 9)
    assert without.plot_differences().get_legend() is None


# ---------------------------------------------------------------- what a display says of its figures


def test_notes_say_what_the_figures_rest_on(two, model):
    """Permutations and resamples are spoken of where there are some."""
    holes = two.mask(np.random.default_rng(1).random(two.shape) < 0.02).assign(group=two["group"])
    cases = {
        "resamples of the fit": ({"n_boot": 49}, two),
        "linearised, without resamples": ({"se": "linearized"}, two),
        "Rubin's rules": ({"missing": "mi", "n_imputations": 3}, holes),
    }
    for words, (options, frame) in cases.items():
        fit = model.fit(frame, by="group", **options)
        if options.get("missing") != "mi":
            found = compare_groups(fit, 99)
            assert "p of the differences: permutation." in found.to_text()
            assert found.settings["n_permutations"] == 99
        else:
            with pytest.warns(DataWarning, match="Imputed answers depend on the groups"):
                found = compare_groups(fit, 99)
            shown = found.to_text()
            assert "There is no permutation test, as no rows can change places" in shown
            assert "p of the differences: permutation" not in shown
            assert "resamples of the fit" not in shown
            assert "p, permutation" not in shown
            assert "Henseler" not in shown
            assert "标准误与区间在各插补样本内线性化得出" in found.to_text("zh")
            assert found.settings["n_permutations"] == 0
            assert found.tests["p_pooled"].notna().all()
        assert words in " ".join(found.to_text().split())
    plain = compare_groups(model.fit(two, by="group", n_boot=0), 99).to_text()
    assert "Errors and intervals" not in plain


def test_one_sided_and_two_sided_have_names_of_their_own(two, model):
    found = compare_groups(model.fit(two, by="group", n_boot=99), 9, adjust="none")
    columns = ["p_permutation", "p_henseler_two_sided", "p_pooled", "p_welch"]
    assert [name for name in found.adjusted if name.startswith("p_")] == columns
    for name in columns:
        np.testing.assert_array_equal(found.adjusted[name], found.tests[name])


def test_a_fixed_figure_has_no_henseler_test(two):
    """The weight of a single item is 1 in every resample: its draws differ by rounding alone."""
    model = cs.PathModel({"Quality": ["q1", "q2"], "Overall": ["s1"]}, {"Overall": ["Quality"]})
    found = compare_groups(model.fit(two, by="group", n_boot=49), 9, quantities=["weights"])
    tests = found.tests.set_index("lhs")["p_henseler"]
    assert tests.loc["Overall"] != tests.loc["Overall"]
    assert tests.loc["Quality"].notna().all()


def test_tables_go_into_a_workbook(two, model, tmp_path):
    from openpyxl import load_workbook

    found = compare_groups(model.fit(two, by="group", n_boot=49), 9)
    found.to_excel(tmp_path / "groups.xlsx")
    sheets = load_workbook(tmp_path / "groups.xlsx").sheetnames
    assert sheets == ["differences", "tests", "adjusted", "omnibus", "overall", "settings"]
