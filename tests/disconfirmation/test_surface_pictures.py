"""Tables behind the pictures of a surface, and what the pictures show and leave out."""

from __future__ import annotations

import warnings
from collections.abc import Iterator

import matplotlib
import numpy as np
import pandas as pd
import pytest
from matplotlib import pyplot
from matplotlib.figure import Figure

import csmodels as cs
from csmodels.errors import SpecificationError
from csmodels.numerics.surface.shape import axes
from csmodels.plots.surface_tables import MOST_COVERED, WIDE
from csmodels.testing import figure_data

#: The same formula twice, in double precision.
EXACT = 1e-8
#: Straight lines between the points of a grid: an eighth of the second derivative times the squared step.
BETWEEN = 5e-3
COLUMNS = ["expectation", "performance", "estimate", "conf_low", "conf_high", "inside"]


@pytest.fixture(autouse=True)
def _figures() -> Iterator[None]:
    matplotlib.use("Agg")
    yield
    pyplot.close("all")


def answers(b=(0.1, 0.2, -0.15, 0.1, -0.2), n=500, seed=3, scale=(1, 7), noise=0.6) -> pd.DataFrame:
    """Made-up ratings and an outcome on a known surface."""
    rng = np.random.default_rng(seed)
    mid, wide = sum(scale) / 2, (scale[1] - scale[0]) / 4.3
    e = np.clip(np.rint(mid + rng.normal(scale=wide, size=n)), *scale)
    p = np.clip(np.rint(mid + 0.3 * (e - mid) + rng.normal(scale=wide, size=n)), *scale)
    x, y = e - mid, p - mid
    z = 5 + b[0] * x + b[1] * y + b[2] * x**2 + b[3] * x * y + b[4] * y**2
    frame = pd.DataFrame({"e": e, "p": p, "z": z + rng.normal(scale=noise, size=n)})
    return frame.assign(age=rng.normal(40, 9, size=n), group=np.where(rng.random(n) < 0.5, "a", "b"))


def fitted(frame=None, *, fit=None, **model):
    model = {"scale": (1, 7), **model}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        surface = cs.ResponseSurface("z", "e", "p", **model)
        return surface.fit(answers() if frame is None else frame, **({"n_boot": 200} | (fit or {})))


def notes(ax) -> str:
    return ax.texts[-1].get_text().replace("\n", " ")


# ---------------------------------------------------------------------- tables


def test_heights_are_those_of_predict_with_the_errors_of_statsmodels():
    import statsmodels.api as sm

    frame = answers()
    result = fitted(frame, controls=("age",))
    grid = result.surface_grid(size=7)
    assert list(grid) == COLUMNS
    assert len(grid) == 49
    assert grid["estimate"].to_numpy() == pytest.approx(
        result.predict(grid["expectation"], grid["performance"]), abs=EXACT
    )

    def design(e, p, age):
        x, y = np.asarray(e) - 4, np.asarray(p) - 4
        return np.column_stack([np.ones(len(x)), x, y, x**2, x * y, y**2, age])

    model = sm.OLS(frame["z"], design(frame["e"], frame["p"], frame["age"])).fit(cov_type="HC3", use_t=True)
    at = design(grid["expectation"], grid["performance"], np.full(49, frame["age"].mean()))
    limits = model.get_prediction(at).conf_int()
    assert grid[["conf_low", "conf_high"]].to_numpy() == pytest.approx(limits, abs=1e-6)


def test_inside_is_the_hull_of_the_answers():
    from matplotlib.path import Path
    from scipy.spatial import ConvexHull

    frame = answers(seed=5, n=60)
    grid = fitted(frame).surface_grid(size=23)
    points = frame[["e", "p"]].to_numpy()
    ring = Path(points[ConvexHull(points).vertices])
    inside = ring.contains_points(grid[["expectation", "performance"]], radius=1e-9)
    outside = ~ring.contains_points(grid[["expectation", "performance"]], radius=-1e-9)
    assert (grid["inside"] | ~inside | outside).all()
    assert not (grid["inside"] & ~inside & outside).any()
    assert 0 < grid["inside"].sum() < len(grid)


@pytest.mark.parametrize("center", ["midpoint", "pooled", 3.2])
def test_lines_pass_the_centre_and_tell_a1_to_a4(center):
    result = fitted(center=center)
    lines = result.line_heights(size=31)
    c = float(result.settings["center"])
    same, mirror = lines.loc["congruence"], lines.loc["incongruence"]
    assert same["performance"].to_numpy() == pytest.approx(same["expectation"].to_numpy(), abs=EXACT)
    assert (mirror["performance"] + mirror["expectation"]).to_numpy() == pytest.approx(2 * c, abs=EXACT)
    assert (np.diff(mirror["performance"]) > 0).all()
    a = result.shape["estimate"]
    for rows, slope, bent in ((same, "a1", "a2"), (mirror, "a3", "a4")):
        curve = np.polyfit(rows["expectation"] - c, rows["estimate"], 2)
        assert curve[:2] == pytest.approx([a[bent], a[slope]], abs=1e-7)
        # what lies inside begins and ends at the hull
        within = rows[rows["inside"]]
        edge = result.surface_edge()[["expectation", "performance"]].to_numpy()
        for end in within[["expectation", "performance"]].to_numpy()[[0, -1]]:
            assert _from_ring(edge, end) == pytest.approx(0, abs=1e-7)


def _from_ring(ring, point):
    start, side = ring, np.roll(ring, -1, axis=0) - ring
    share = np.clip(((point - start) * side).sum(axis=1) / (side**2).sum(axis=1), 0, 1)
    return np.hypot(*(start + share[:, None] * side - point).T).min()


def test_axis_bands_by_a_loop_over_resamples():
    result = fitted()
    one, c = result.parts[0], 4.0
    frame = result.axis_lines(size=5)
    for i, name in enumerate(("first", "second")):
        rows = frame.loc[name]
        angle = axes(one.coefficients).angle[i]
        normal = np.array([-np.sin(angle), np.cos(angle)])
        for row in rows.itertuples():
            at = np.array([row.expectation - c, row.performance - c])
            distances = []
            for b in one.coefficient_draws:
                found = axes(b)
                # where (at + v normal) meets performance = p10 + p11 expectation
                top = found.intercept[i] + found.slope[i] * at[0] - at[1]
                distances.append(top / (normal[1] - found.slope[i] * normal[0]))
            low, high = np.quantile(distances, [0.025, 0.975])
            ends = np.array(
                [[row.expectation_low, row.performance_low], [row.expectation_high, row.performance_high]]
            )
            assert (ends - c - at) @ normal == pytest.approx([low, high], abs=1e-6)
        assert rows["supported"].all()


def test_groups_stand_in_the_index_or_are_chosen():
    result = fitted(fit={"by": "group"})
    every = result.line_heights(size=5)
    assert every.index.names == ["group", "line"]
    pd.testing.assert_frame_equal(every.loc["b"], result.line_heights("b", size=5))
    assert set(result.surface_grid(size=3).index) == {"a", "b"}
    alone = fitted(answers().query("group == 'b'"))
    np.testing.assert_allclose(
        result.surface_grid("b", size=4)["estimate"], alone.surface_grid(size=4)["estimate"], atol=EXACT
    )
    with pytest.raises(SpecificationError, match="Choose a group"):
        result.plot_contour()
    with pytest.raises(SpecificationError, match="unknown"):
        result.surface_grid("c")


@pytest.mark.parametrize("size", [1, 2.5, True, 5000])
def test_sizes_refused(size):
    with pytest.raises(SpecificationError, match="size="):
        fitted(fit={"n_boot": 0}).surface_grid(size=size)


def test_without_product_term_and_on_a_scale_to_ten():
    """b4 = 0: the axes are upright, which formulas that divide by b4 cannot say."""
    frame = answers((0.1, 0.2, -0.15, 0.0, -0.4), scale=(1, 10), noise=0.0)
    result = fitted(frame, scale=(1, 10), fit={"n_boot": 50})
    rows = result.axis_lines(size=3)
    assert rows.loc["second", "expectation"].to_numpy() == pytest.approx(5.5 + 0.1 / 0.3, abs=1e-6)
    assert rows.loc["first", "performance"].to_numpy() == pytest.approx(5.5 + 0.2 / 0.8, abs=1e-6)
    assert result.plot_contour().get_legend() is not None


# ---------------------------------------------------------------------- pictures


def test_contour_draws_lines_axes_and_the_maximum():
    result = fitted()
    ax = result.plot_contour()
    lines = {line.get_label(): line for line in ax.get_lines()}
    ends = result.line_heights(size=61).query("inside").loc["congruence"].iloc[[0, -1]]
    np.testing.assert_allclose(lines["congruence"].get_xydata(), ends[["expectation", "performance"]])
    point = result.stationary_point["as_asked"]
    np.testing.assert_allclose(lines["stationary"].get_xydata()[0], point.iloc[:2])
    words = [entry.get_text() for entry in ax.get_legend().get_texts()]
    assert words == [
        "performance = expectation",
        "performance = 8 − expectation",
        "first principal axis, 95 % band",
        "second principal axis, 95 % band",
        "maximum, 95 % intervals",
        "answers (area: how many)",
    ]
    assert notes(ax).startswith("Disconfirmation = performance − expectation")
    assert "not drawn" not in notes(ax)
    assert ax.get_title(loc="left") == "Predicted answer: z"
    # nothing is filled beyond the hull
    edge = result.surface_edge()
    filled = ax.collections[0].get_datalim(ax.transData)
    assert [filled.x0, filled.x1] == pytest.approx([edge["expectation"].min(), edge["expectation"].max()])


def test_counts_are_the_answers():
    frame = answers()
    ax = fitted(frame).plot_contour()
    circles = next(each for each in ax.collections if each.get_label() == "answers")
    counts = frame.groupby(["e", "p"]).size()
    np.testing.assert_array_equal(circles.get_offsets(), np.array(counts.index.tolist()))
    sizes = circles.get_sizes()
    assert sizes / sizes.max() == pytest.approx(counts.to_numpy() / counts.max(), abs=0.02)


def test_jitter_is_small_and_the_same_each_time():
    result = fitted()
    shown = []
    for _ in range(2):
        ax = result.plot_contour(points="jitter", axes=False)
        shown.append(next(each for each in ax.collections if each.get_gid() == "answers").get_offsets())
    np.testing.assert_array_equal(*shown)
    moves = np.asarray(shown[0]) - answers()[["e", "p"]].to_numpy()
    assert 0.25 < np.abs(moves).max() <= 0.3
    assert not any(each.get_gid() == "answers" for each in result.plot_contour(points=False).collections)
    with pytest.raises(SpecificationError, match="points='dots'"):
        result.plot_contour(points="dots")


def test_what_cannot_be_known_is_not_drawn_and_said():
    plane = fitted(answers((0.3, 0.5, 0, 0, 0)))
    ax = plane.plot_contour()
    assert "not drawn" in notes(ax)
    assert "Stationary point not drawn" in notes(ax)
    lines = plane.axis_lines()
    shown = (lines["supported"] & (lines["covered"] <= MOST_COVERED)).groupby(level=0).all()
    drawn = {line.get_label() for line in ax.get_lines()}
    assert {name for name in ("first", "second") if name in drawn} == set(shown[shown].index)
    cubic = fitted(degree=3, fit={"n_boot": 50})
    assert len(cubic.axis_lines()) == 0
    assert "a cubic surface has none" in notes(cubic.plot_contour())
    assert "三次曲面没有主轴" in notes(cubic.plot_surface(lang="zh"))
    assert "not drawn" not in notes(cubic.plot_contour(axes=False))


def test_exact_ridges_and_planes_have_no_axes():
    e, p = np.meshgrid(np.arange(1.0, 6), np.arange(1.0, 6))
    frame = pd.DataFrame({"e": np.tile(e.ravel(), 3), "p": np.tile(p.ravel(), 3)})
    ridge = fitted(frame.assign(z=-((frame["p"] - frame["e"]) ** 2)), scale=(1, 5), fit={"n_boot": 0})
    assert len(ridge.axis_lines()) == 0
    assert "the surface is a ridge" in notes(ridge.plot_contour())
    flat = fitted(frame.assign(z=np.tile([1.0, -1.0, 0.0], 25)), scale=(1, 5), fit={"n_boot": 0})
    assert flat.plot_contour().get_legend() is not None
    assert flat.plot_surface() is not None


def test_a_line_that_misses_the_answers_is_said_to():
    frame = answers()
    frame = frame[frame["p"] < frame["e"]]
    result = fitted(frame, fit={"n_boot": 50})
    assert not result.line_heights().loc["congruence", "inside"].any()
    ax = result.plot_contour()
    assert "does not cross the answers" in notes(ax)
    assert "congruence" not in {line.get_label() for line in ax.get_lines()}
    assert len(result.plot_lines().get_lines()) == 1
    assert result.plot_surface(lang="zh") is not None


def test_lines_show_only_what_lies_inside():
    result = fitted()
    ax = result.plot_lines(lang="zh")
    within = result.line_heights().query("inside")
    for name, line in zip(("congruence", "incongruence"), ax.get_lines(), strict=True):
        np.testing.assert_allclose(
            line.get_xydata(), within.loc[name, ["performance", "estimate"]].to_numpy(), atol=EXACT
        )
    assert ax.get_xlabel() == "表现：p"
    assert "4 右侧为正" in notes(ax)
    ax = fitted(fit={"by": "group"}).plot_lines()
    assert len(ax.get_lines()) == 4
    many = answers(n=1500).assign(group=np.arange(1500) % 5)
    with pytest.raises(SpecificationError, match="5 groups are too many"):
        fitted(many, fit={"by": "group", "n_boot": 0}).plot_lines()


def test_ordered_outcomes_are_drawn_on_their_latent_scale():
    frame = answers()
    frame["z"] = np.digitize(frame["z"], [3, 4, 5, 6])
    result = fitted(frame, fit={"estimator": "probit", "n_boot": None})
    ax = result.plot_lines()
    assert ax.get_ylabel() == "Latent scale: z"
    assert result.plot_contour(lang="zh").get_title(loc="left") == "潜在尺度：z"
    # the origin of the latent scale is fixed: its height has no error, and the band closes there
    at = result.line_heights(size=3)
    assert at["conf_low"].notna().any()


def test_words_of_the_questionnaire_where_short():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        surface = cs.ResponseSurface("sat_overall", "e_bed", "p_bed")
        result = surface.fit(cs.datasets.load_hotel(), n_boot=50, by="member")
    ax = result.plot_contour(1, lang="en")
    assert ax.get_xlabel() == "Expectation: e_bed"  # its wording is too long in English
    title = ax.get_title(loc="left").replace("\n", " ")
    assert title == "Predicted answer: How satisfied are you with the hotel overall? · member: yes"
    ax = result.plot_contour(1, lang="zh")
    assert ax.get_xlabel().startswith("期望：入住之前")
    assert result.plot_surface(0, lang="zh").get_xlabel() == "期望：e_bed"


def test_three_dimensions():
    result = fitted()
    ax = result.plot_surface(points=True)
    lines = {line.get_label(): line for line in ax.get_lines() if line.get_label() != "_background"}
    x, y, z = lines["congruence"].get_data_3d()
    np.testing.assert_allclose(z, result.predict(x, y), atol=BETWEEN)
    assert np.isfinite(z).all()
    assert ax.get_zlabel() == "Predicted answer"
    flat = Figure().subplots()
    with pytest.raises(SpecificationError, match="three dimensions"):
        result.plot_surface(ax=flat)


@pytest.mark.parametrize("name", ["plot_contour", "plot_lines", "plot_surface"])
def test_the_same_picture_twice_and_its_data_as_text(name):
    result = fitted()
    one, two = (figure_data(getattr(result, name)()) for _ in range(2))
    assert one == two
    assert "Disconfirmation = performance − expectation" in one
    assert len(one) < 20_000


def test_limits_of_coverage_are_kept():
    result = fitted(answers((0.3, 0.5, 0.0, 0.02, 0.01), noise=1.5))
    lines = result.axis_lines()
    shown = lines["supported"] & (lines["covered"] <= MOST_COVERED)
    assert not shown.groupby(level=0).all().all()
    assert 0.5 < MOST_COVERED < 1
    assert 0 < WIDE < MOST_COVERED


def test_the_share_of_the_hull_in_a_band_by_area():
    from scipy.spatial import ConvexHull

    from csmodels.plots.surface_tables import band_of

    result = fitted()
    edge = result.surface_edge()[["expectation", "performance"]].to_numpy()
    for _, rows in result.axis_lines().groupby(level=0):
        x, y = band_of(rows, edge).T
        area = abs(x @ np.roll(y, -1) - y @ np.roll(x, -1)) / 2
        # counted over a grid of 41 points each way
        assert rows["covered"].iloc[0] == pytest.approx(area / ConvexHull(edge).volume, abs=0.03)


def test_axes_whose_direction_is_unsure_are_not_drawn():
    result = fitted(answers((0.3, 0.5, 0, 0, 0), noise=3, n=100))
    angle = result.axes.xs("angle", level="quantity")
    assert ((angle["conf_high"] - angle["conf_low"]) > 90).all()  # what the test is about
    lines = result.axis_lines()
    assert not lines["supported"].any()
    assert lines.loc["second", "reason"].unique().tolist() == ["undirected"]
    ax = result.plot_contour()
    assert "the interval of its angle is wider than 90 degrees" in notes(ax)
    assert not {"first", "second"} & {line.get_label() for line in ax.get_lines()}
    assert "宽于 90 度" in notes(result.plot_contour(lang="zh"))


@pytest.mark.parametrize(
    ("b", "options"),
    [
        ((0.1, 0.2, -0.15, 0.1, -0.2), {}),
        ((0.3, 0.5, 0, 0, 0), {"noise": 3, "n": 100}),
        ((0.2, 2.0, 0.02, 0.0, -0.05), {}),
        ((0.1, 0.2, -0.15, 0.1, -0.2), {"n": 45}),
    ],
)
def test_pictures_and_the_printed_table_withhold_the_same_axes(b, options):
    result = fitted(answers(b, **options))
    drawn = result.axis_lines().groupby(level=0)["reason"].first()
    for name in ("first", "second"):
        printed = result.axes.loc[name, "reason"]
        if drawn[name]:
            assert drawn[name] in set(printed)
        else:
            # an axis among the answers may still cross the line of incongruence beyond them
            assert printed["curvature"] == ""
            assert printed["slope"] in ("", "outside")


def test_too_few_answers_on_one_side():
    frame = answers(n=500)
    frame = frame[(frame["p"] <= frame["e"]) | (np.arange(500) < 20)]
    result = fitted(frame)
    assert set(result.axis_lines()["reason"]) == {"rows"}
    assert "too few answers on one side" in notes(result.plot_contour())


def test_wide_bands_leave_the_heights_as_they_are():
    frame = answers((0.1, 0.4, -0.03, 0.02, -0.06), noise=1.0, n=300)
    result = fitted(frame)
    lines = result.axis_lines()
    covered = lines.groupby(level=0)["covered"].first()
    wide = [name for name in ("first", "second") if WIDE < covered[name] <= MOST_COVERED]
    assert wide  # what the test is about
    ax = result.plot_contour()
    filled = {patch.get_label() for patch in ax.patches}
    drawn = {line.get_label(): line for line in ax.get_lines()}
    for name in wide:
        assert f"{name} band" not in filled
        limit = drawn[f"{name} low"]
        assert limit.get_linestyle() == "--"
        want = lines.loc[name, ["expectation_low", "performance_low"]].to_numpy()
        seen = np.asarray(limit.get_xydata())
        known = np.isfinite(seen).all(axis=1)
        np.testing.assert_allclose(seen[known], want[known])


def surveyed(frame: pd.DataFrame) -> cs.SurveyData:
    """The same with a scale for all three items."""
    items = [cs.Item(name, scale=cs.Scale(1, 7)) for name in ("e", "p", "z")]
    return cs.SurveyData(frame[["e", "p", "z"]], cs.Questionnaire(tuple(items)))


def test_heights_beyond_the_scale_are_told_and_bands_end_with_it():
    frame = answers((0.2, 0.9, 0, 0, 0), noise=0.3, n=400)
    frame["z"] = np.clip(np.rint(frame["z"]), 1, 7)
    result = fitted(surveyed(frame), scale=None)
    assert result.surface_grid().query("inside")["estimate"].max() > 7
    for name in ("plot_contour", "plot_surface"):
        assert "beyond the outcome’s scale from 1 to 7" in notes(getattr(result, name)())
    assert "（1 至 7）" in notes(result.plot_contour(lang="zh"))
    # unknown scales are no limit
    assert "beyond" not in notes(fitted(frame).plot_contour())
    few = answers((0.1, 0.5, 0.0, 0.0, 0.0), noise=1.5, n=25)
    few["z"] = np.clip(np.rint(few["z"] - 3), 1, 7)
    result = fitted(surveyed(few), scale=None)
    within = result.line_heights().query("inside")
    assert within["conf_low"].min() < 0  # what the test is about
    low, high = result.plot_lines().get_ylim()
    assert min(1, within["estimate"].min()) - 0.5 < low < within["estimate"].min()
    assert within["estimate"].max() < high < max(7, within["estimate"].max()) + 0.5


def test_clouds_of_answers_are_no_data_of_a_figure():
    rng = np.random.default_rng(2)
    frame = answers(n=700).assign(e=rng.uniform(1, 7, 700), p=rng.uniform(1, 7, 700))
    text = figure_data(fitted(frame).plot_contour())
    assert "points answers" not in text
    assert len(text) < 5_000
    assert "points answers" in figure_data(fitted().plot_contour())


def test_answers_of_weight_zero_are_not_drawn():
    frame = answers(n=300).assign(weight=1.0)
    frame.loc[:39, "weight"] = 0.0
    frame.loc[0, ["e", "p"]] = [1.0, 7.0]
    result = fitted(cs.SurveyData(frame, weights="weight"), fit={"n_boot": 0})
    counted = frame[frame["weight"] > 0].groupby(["e", "p"]).size()
    ax = result.plot_contour(axes=False)
    circles = next(each for each in ax.collections if each.get_gid() == "answers")
    np.testing.assert_array_equal(circles.get_offsets(), np.array(counted.index.tolist()))
    hull = result.surface_edge()[["expectation", "performance"]].to_numpy()
    assert not (hull == [1.0, 7.0]).all(axis=1).any() or (1.0, 7.0) in counted.index
