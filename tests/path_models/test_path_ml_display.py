"""Summary and pictures of a covariance model: every word and number a reader looks for, in both languages."""

from __future__ import annotations

from dataclasses import fields, replace

import matplotlib as mpl

mpl.use("Agg")
import numpy as np
import pandas as pd
import pytest
from matplotlib import pyplot

import csmodels as cs
from csmodels.errors import SpecificationError
from csmodels.path_models.likelihood.display import certificate, fit_block, summary
from csmodels.path_models.likelihood.pictures import CovariancePictures
from csmodels.path_models.likelihood.result import CovarianceResult
from csmodels.path_models.likelihood.solve import Optimum, Start
from csmodels.sampling.grouped import Grouped, answers_by_item
from csmodels.tables import frozen_frame

# Figures are printed with three decimals, coefficients in pictures with two.
PRINTED, DRAWN = 3, 2

pytestmark = pytest.mark.filterwarnings("ignore::csmodels.errors.AdmissibilityWarning")


NEEDED = [each for each in (CovariancePictures, Grouped) if not issubclass(CovarianceResult, each)]


class Shown(*NEEDED, CovarianceResult):
    """A result with all that displays need, whose fit measures are given."""

    @frozen_frame
    def answers_by_item(self) -> pd.DataFrame | None:
        return answers_by_item(self.answers)

    @property
    def fit_measures(self) -> pd.Series:
        return pd.Series(getattr(self, "_measures", {}), dtype=float)


def shown(result, **measures):
    found = Shown(**{field.name: getattr(result, field.name) for field in fields(result)})
    found.__dict__["_measures"] = measures
    return found


@pytest.fixture(autouse=True)
def _figures():
    yield
    pyplot.close("all")


@pytest.fixture(scope="module")
def kept():
    return {}


@pytest.fixture
def plain(kept, model, answers):
    """The fit without options, made once for all tests: it is frozen."""
    if not kept:
        kept["plain"] = model.fit(answers, "ml")
    return kept["plain"]


@pytest.fixture
def result(plain):
    return shown(plain)


def block(result, title, lang="en"):
    (found,) = (each for each in summary(result, lang).blocks if getattr(each, "title", None) == title)
    return found


# ---------------------------------------------------------------------- tables of the summary


def test_order_of_the_tables(result):
    blocks = summary(result).blocks
    titles = [each if isinstance(each, str) else each.title for each in blocks]
    assert titles[0] == "Path coefficients"
    assert titles[1] == "Explained variance (R²)"
    assert titles[2].startswith("The estimate is a proper local optimum")
    assert titles[3:8] == [
        "Admissibility", "Total effects", "Reliability and convergent validity", "Loadings", "Variances",
    ]  # fmt: skip
    assert titles[-1] == "Settings"
    # nothing that this fit does not have
    assert not {"Intercepts", "Covariances", "Defined parameters", "Fit of the model as a whole"} & set(
        titles
    )
    assert summary(result).title == "Path model (maximum likelihood)"


def test_paths_with_the_standardised_beside(result):
    frame = block(result, "Path coefficients").frame
    own = result.params.query("kind == 'path'")
    beside = result.standardized.query("kind == 'path'")
    np.testing.assert_array_equal(frame["estimate"], own["estimate"])
    np.testing.assert_array_equal(frame["std_error"], own["std_error"])
    np.testing.assert_array_equal(frame["standardized"], beside["estimate"])
    line = next(x for x in result_lines(result) if x.startswith("Satisfaction") and "Quality" in x)
    row = own.iloc[1]
    assert f"{row['estimate']:.3f}" in line
    assert f"[{row['conf_low']:.{PRINTED}f}, {row['conf_high']:.{PRINTED}f}]" in line
    assert line.rstrip().endswith(f"{beside['estimate'].iloc[1]:.{PRINTED}f}")


def result_lines(result, lang="en"):
    return summary(result, lang).to_text().splitlines()


def test_variances_name_one_thing(result):
    found = block(result, "Variances")
    assert "rhs" not in found.frame
    assert found.frame["lhs"].tolist() == [*result.model.items, *result.model.constructs]
    assert "what is left unexplained" in found.note


def test_covariances_intercepts_and_words(model, answers):
    joined = cs.PathModel(model.measurement, model.structure, covariances=[("q1", "s1")])
    found = shown(joined.fit(answers, "ml", means=True))
    pair = block(found, "Covariances").frame
    assert pair[["lhs", "rhs"]].values.tolist() == [["q1", "s1"]]
    correlation = found.standardized.query("lhs == 'q1' and rhs == 's1'")["estimate"].iloc[0]
    assert pair["standardized"].tolist() == [correlation]
    intercepts = block(found, "Intercepts")
    assert intercepts.frame["lhs"].tolist() == list(model.items)
    assert "Means of constructs that are not listed are fixed at 0" in intercepts.note


def test_defined_parameters_are_shown_where_there_are_some(answers):
    text = """
        Quality =~ q1 + q2 + q3
        Value =~ v1 + v2
        Satisfaction =~ s1 + s2 + s3
        Value ~ a*Quality
        Satisfaction ~ b*Value + Quality
        indirect := a*b
    """
    found = shown(cs.PathModel.from_syntax(text).fit(answers, "ml"))
    frame = block(found, "Defined parameters").frame
    assert frame[["lhs", "rhs"]].values.tolist() == [["indirect", "a*b"]]
    a, b = found.params.query("kind == 'path'")["estimate"].iloc[:2]
    assert frame["estimate"].tolist() == pytest.approx([a * b])
    a, b = found.standardized.query("kind == 'path'")["estimate"].iloc[:2]
    assert frame["standardized"].tolist() == pytest.approx([a * b])
    groups = shown(cs.PathModel.from_syntax(text).fit(answers, "ml", by="group"))
    assert "indirect" in summary(groups, "zh").to_text()


def test_moments_have_no_answers_to_show(model, answers):
    items = list(model.items)
    moments = cs.Moments(answers[items].cov(), n=len(answers))
    text = summary(shown(model.fit(moments, "ml"))).to_text()
    assert "Answers by item" not in text
    assert "Every respondent" not in text
    assert "Path coefficients" in text


def test_answers_are_counted(plain, model, answers):
    gaps = answers.copy()
    gaps.loc[gaps.index[:3], "q1"] = np.nan
    found = shown(model.fit(gaps, "ml"))
    counted = block(found, "Answers by item").frame
    assert counted.loc["q1"].tolist() == [197, 3, 197]
    assert "Answers by item" not in summary(shown(plain)).to_text()


def test_dimensions_stand_where_items_do(answers):
    model = cs.PathModel(
        {"Quality": ["q1", "q2", "q3"], "Value": ["v1", "v2"], "Satisfaction": ["s1", "s2", "s3"],
         "Service": cs.higher_order("Quality", "Value")},
        {"Satisfaction": ["Service"]},
    )  # fmt: skip
    found = shown(model.fit(answers, "ml"))
    frame = block(found, "载荷", "zh").frame
    assert frame.loc[frame["lhs"] == "Service", "rhs"].tolist() == ["感知质量", "感知价值"]
    nodes, edges = found.diagram_tables()
    loading = edges[edges["kind"] == "loading"]
    assert loading[["source", "target"]].values.tolist() == [["Service", "Quality"], ["Service", "Value"]]
    assert {"Quality", "Value", "Service"} <= set(nodes.index)
    assert found.plot_path().texts


# ---------------------------------------------------------------------- fit of the model


MEASURES = {
    "chi2": 575.5713, "df": 241, "p_value": 1e-9, "log_likelihood": -10948.26, "aic": 22014.52,
    "bic": 22222.29, "cfi": 0.87654, "tli": 0.85861, "rmsea": 0.07452, "rmsea_low": 0.0667,
    "rmsea_high": 0.0824, "srmr": 0.0564,
}  # fmt: skip


def test_fit_measures_are_shown_with_their_twins(plain):
    twins = {
        "chi2_scaled": 444.872,
        "scaling_factor": 1.29380,
        "cfi_robust": 0.89854,
        "rmsea_robust": 0.06617,
    }
    found = shown(plain, **MEASURES, **twins)
    (table,) = fit_block(found, "en")
    assert table.frame.columns.tolist() == ["Value", "Scaled", "Robust"]
    assert table.frame.loc["RMSEA", "Value"] == "0.075 [0.067, 0.082]"
    assert table.frame.loc["χ²", "Scaled"] == "444.872"
    # the factor makes the scaled chi-square, and stands in its column
    assert table.frame.loc["Scaling factor"].tolist() == ["", "1.294", ""]
    assert table.frame.loc["CFI", "Robust"] == "0.899"
    assert table.frame.loc["Degrees of freedom", "Value"] == "241"
    assert table.frame.loc["p", "Value"] == "<.001"
    assert "90 % interval of RMSEA" in table.note
    assert "from the column Scaled; CFI, TLI and RMSEA from the column Robust" in table.note
    assert "取“稳健”列" in fit_block(found, "zh")[0].note


def test_without_twins_nothing_is_said_of_columns(plain):
    (table,) = fit_block(shown(plain, **MEASURES), "en")
    assert "column" not in table.note


def test_a_saturated_model_says_nothing_by_its_fit(answers):
    found = cs.PathModel({"Quality": ["q1", "q2", "q3"]}).fit(answers, "ml", robust="mlr")
    (table,) = fit_block(found, "en")
    assert table.note.startswith("With 0 degrees of freedom")
    assert "Report" not in table.note


def test_which_measures_to_report_where_answers_are_missing(model, answers):
    gaps = answers.copy()
    gaps.loc[gaps.index[:30], "q1"] = np.nan
    (table,) = fit_block(model.fit(gaps, "ml", missing="fiml"), "en")
    assert table.frame.columns.tolist() == ["Value", "Robust"]
    assert "Report CFI, TLI and RMSEA from the column Robust: with answers missing" in table.note
    assert "estimated from every answer there is" in table.note
    (table,) = fit_block(model.fit(gaps, "ml", missing="fiml", robust="mlr"), "en")
    assert "Report χ² with its p from the column Scaled" in table.note
    assert "Zhang and Savalei 2023" in table.note


def test_empty_columns_and_rows_of_fit_are_not_shown(plain):
    found = shown(plain, chi2=10.0, df=4.0)
    (table,) = fit_block(found, "zh")
    assert table.frame.columns.tolist() == ["取值"]
    assert table.frame.index.tolist() == ["χ²", "自由度"]
    assert fit_block(shown(plain), "en") == []


# ---------------------------------------------------------------------- certificate


def optimum(**changes):
    starts = tuple(Start(name, 2.3, 1e-10, 20, True) for name in ("plain", "components"))
    return replace(Optimum(2.3, 5e-10, 1e-3, starts), **changes)


@pytest.mark.parametrize(
    ("changes", "words", "chinese"),
    [
        ({}, "2 of 2 searches from different starts ended there", "2 次到达此解"),
        ({"gradient": 1e-3}, "No proper optimum was found", "未找到真正的最优解"),
        ({"curvature": -0.1}, "smallest curvature -0.1 (must be positive)", "最小曲率为 -0.1"),
    ],
)
def test_certificate_in_plain_words(changes, words, chinese):
    assert words in certificate(optimum(**changes))
    assert chinese in certificate(optimum(**changes), "zh")


def test_certificate_tells_of_starts_that_end_elsewhere():
    first = Start("plain", 2.3, 1e-10, 20, True)
    other = optimum(starts=(first, replace(first, discrepancy=2.4)))
    assert "not all of them here" in certificate(other)
    alone = optimum(starts=(first, replace(first, converged=False)))
    assert "Only 1 of 2 searches" in certificate(alone)


def test_without_an_optimum_nothing_is_tested(model, answers):
    """Figures at which a search stopped are no estimates: the document says so first, and has no tests."""
    given = model.fit(answers, "ml", robust="mlr")
    stopped = replace(given, optimum=optimum(gradient=1e-3))
    first, *others = summary(stopped).blocks
    assert first.startswith("No proper optimum was found, so these figures are not estimates")
    assert first.endswith("intervals and measures of fit, which an estimate has, are withheld.")
    assert summary(stopped, "zh").blocks[0].startswith("未找到真正的最优解")
    titles = [each.title for each in others if not isinstance(each, str)]
    assert "Fit of the model as a whole" not in titles
    gone = {"std_error", "statistic", "p_value", "conf_low", "conf_high"}
    for each in others:
        if not isinstance(each, str):
            assert not gone & set(each.frame.columns), each.title
    assert "[" not in " ".join(block(stopped, "Reliability and convergent validity").frame["rho_c"])
    # the sound one has all of it
    assert gone <= set(block(given, "Path coefficients").frame.columns)
    assert "[" in block(given, "Reliability and convergent validity").frame["rho_c"].iloc[0]
    assert stopped.plot_path().get_title().endswith("(no optimum was found: not estimates)")


# ---------------------------------------------------------------------- effects, limits, reliability


def test_total_effects_standardised_beside(plain):
    """Along standardised paths; by hand for Quality to Satisfaction, directly and through Value."""
    given = plain
    table = given.total_effects.set_index(["lhs", "rhs"])
    own = given.standardized.query("kind == 'path'").set_index(["lhs", "rhs"])
    path = own["estimate"]
    through = path["Value", "Quality"] * path["Satisfaction", "Value"]
    expected = path["Satisfaction", "Quality"] + through
    assert table.loc[("Satisfaction", "Quality"), "standardized"] == pytest.approx(expected, rel=1e-12)
    # an effect that is one path has its error
    assert table.loc[("Value", "Quality"), "standardized_std_error"] == pytest.approx(
        own.loc[("Value", "Quality"), "std_error"], rel=1e-8
    )
    frame = block(given, "Total effects").frame
    np.testing.assert_array_equal(frame["standardized"], given.total_effects["standardized"])


def test_limits_of_explained_variance_beyond_one_are_remarked(plain):
    given = plain
    wide = replace(given, estimates=replace(given.estimates, covariance=400 * given.estimates.covariance))
    assert block(given, "Explained variance (R²)").note == ""
    assert "not kept within 0 and 1" in block(wide, "Explained variance (R²)").note
    assert "不限于 0 与 1 之间" in block(wide, "解释方差（R²）", "zh").note


def test_reliabilities_are_explained(result):
    found = block(result, "Reliability and convergent validity")
    assert found.frame.columns.tolist() == ["alpha", "rho_c", "omega", "ave"]
    assert "rho_C of the sum of standardised items, ω of the sum of the answers" in found.note


def test_places_are_a_column_where_something_fails(plain):
    given = plain
    failing = not given.admissibility["admissible"].all()
    assert ("where" in block(given, "Admissibility").frame) == failing
    stopped = replace(given, optimum=optimum(gradient=1e-3))
    assert "where" in block(stopped, "Admissibility").frame


# ---------------------------------------------------------------------- settings and languages


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({}, "from the expected information"),
        ({"information": "observed"}, "from the observed information"),
        ({"robust": "sem"}, "scaled χ² (Satorra-Bentler)"),
        ({"robust": "mlr"}, "scaled χ² (Yuan-Bentler)"),
        ({"robust": "mlr"}, "robust, answers need not be normal (sandwich, observed information)"),
        (
            {"robust": "mlr", "information": "expected"},
            "robust, answers need not be normal (sandwich, expected information)",
        ),
        ({"n_boot": 20}, "bootstrap"),
        ({"scaling": "unit"}, "its standard deviation"),
    ],
)
def test_settings_in_words(model, answers, asked, words):
    found = shown(model.fit(answers, "ml", **asked))
    frame = block(found, "Settings").frame.set_index("setting")["value"]
    assert words in frame.tolist()
    assert ("Test of the model" in frame.index) == ("robust" in asked)
    # errors are told in one row
    assert not {"Robust errors", "Information"} & set(frame.index)
    for value in block(found, "设定", "zh").frame["value"]:
        assert value not in ("ml", "expected", "observed", "marker", "unit", "sem", "mlr", "none")


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_format_in_both_languages(result, lang):
    document = summary(result, lang)
    for text in (document.to_text(), document.to_html(), document.to_latex(), document.to_markdown()):
        assert ("Standardised" if lang == "en" else "标准化") in text
        assert ("Satisfaction" in text) == (lang == "en")
        assert "cb_" not in text


def test_groups_by_their_words(model, answers):
    labels = {"group": {1: ("North", "北区"), 2: ("South", "南区")}}
    coded = answers[answers["group"] != "west"].assign(
        group=lambda frame: frame["group"].map({"north": 1, "south": 2})
    )
    found = shown(model.fit(coded, "ml", by="group", equal=["loadings"]), **MEASURES)
    words = {1: {"en": "North", "zh": "北区"}, 2: {"en": "South", "zh": "南区"}}
    found = replace(found, group_labels=type(found.settings)(words))
    found.__dict__["_measures"] = MEASURES
    assert labels
    text = summary(found, "zh").to_text()
    assert "北区" in text
    assert "南区" in text
    assert "所有组别联合拟合" in text
    # each group once in each table: the frame is stacked, not repeated
    assert block(found, "Path coefficients").frame.index.tolist() == ["North"] * 3 + ["South"] * 3


def test_warnings_are_printed(plain):
    from csmodels.tables.notices import notice

    found = replace(shown(plain), notices=(notice("few_rows", n=5, p=8),))
    assert "Only 5 complete answers for 8 items" in summary(found).to_text()
    assert "8 个题项只有 5 份完整答卷" in summary(found, "zh").to_text()


# ---------------------------------------------------------------------- pictures


@pytest.mark.parametrize(
    ("standardized", "lang", "words"),
    [
        (True, "en", ("Standardised coefficients", "Standardised loadings")),
        (True, "zh", ("标准化系数", "标准化载荷")),
        (False, "en", ("Coefficients in the units of the constructs", "Loadings in the units of the items")),
        (False, "zh", ("系数（以构念的单位计）", "载荷（以题项的单位计）")),
    ],
)
def test_pictures_say_in_which_units_they_are(result, standardized, lang, words):
    drawn = [
        plot(standardized=standardized, lang=lang).get_title()
        for plot in (result.plot_path, result.plot_loadings)
    ]
    assert tuple(drawn) == words
    assert result.plot_loadings(title="Mine").get_title() == "Mine"
    assert result.plot_loadings(title="").get_title() == ""


@pytest.mark.parametrize("standardized", [True, False])
def test_diagram_shows_the_coefficients_asked_for(result, standardized):
    ax = result.plot_path(standardized=standardized)
    table = (result.standardized if standardized else result.params).query("kind == 'path'")
    drawn = [words.get_text().replace("−", "-") for words in ax.texts]
    for value in table["estimate"]:
        assert f"{value:.{DRAWN}f}" in drawn
    for value in result.r_squared["estimate"]:
        assert any(f"R² = {value:.{DRAWN}f}" in words for words in drawn)


def test_standardised_and_own_units_differ_in_the_tables(result):
    own = result.diagram_tables(standardized=False)[1]["estimate"]
    standardised = result.diagram_tables()[1]["estimate"]
    assert (abs(own - standardised) > 0.01).any()
    np.testing.assert_array_equal(standardised, result.standardized.query("kind == 'path'")["estimate"])


def test_texts_of_diagrams(result):
    value = result.standardized.query("kind == 'path'")["estimate"].iloc[0]
    own = result.params.query("kind == 'path'")["estimate"].iloc[0]
    assert f'"Quality" -> "Value" [label="{value:.2f}"' in result.to_dot()
    assert "感知质量" in result.to_dot(lang="zh")
    assert f'"{own:.2f}"' in result.to_mermaid(standardized=False)


def test_loadings_picture(result):
    ax = result.plot_loadings(title="Loadings")
    dots = [float(line.get_xdata()[0]) for line in ax.lines if line.get_marker() != "None"]
    assert dots == pytest.approx(result.standardized.query("kind == 'loading'")["estimate"].tolist())
    own = result.plot_loadings(standardized=False)
    dots = [float(line.get_xdata()[0]) for line in own.lines if line.get_marker() != "None"]
    assert dots == pytest.approx(result.params.query("kind == 'loading'")["estimate"].tolist())


def test_pictures_of_groups(model, answers):
    found = shown(model.fit(answers, "ml", by="group"))
    with pytest.raises(SpecificationError, match="Choose a group: 'north', 'south', 'west'"):
        found.plot_path()
    edges = found.diagram_tables("south")[1]
    own = found.standardized.loc["south"].query("kind == 'path'")["estimate"]
    np.testing.assert_array_equal(edges["estimate"], own)
    assert found.plot_path(group="north", lang="zh", stars=True).texts
    assert found.plot_loadings(group="north").lines
