"""Before a Kano survey: sample size, the questionnaire in words, simulated answers."""

from __future__ import annotations

from html.parser import HTMLParser

import numpy as np
import pandas as pd
import pytest

from csmodels.errors import SpecificationError
from csmodels.kano.model import KanoModel
from csmodels.kano.planning.questionnaire import kano_questionnaire
from csmodels.kano.planning.sample_size import kano_sample_size
from csmodels.kano.planning.simulate import simulate_kano
from csmodels.kano.wordings import code_of
from csmodels.numerics.kano.counts import LETTERS
from csmodels.numerics.kano.planning import label_probability

#: Three and a half standard errors of a share of n.
SHARE = 3.5 * 0.5

WIFI = {"M": 0.5, "O": 0.3, "I": 0.2}

# ------------------------------------------------------------------ sample size


def test_shares_counts_percentages_and_tables_are_the_same() -> None:
    wanted = kano_sample_size(WIFI, rule="mode").n
    assert wanted == 29
    assert kano_sample_size([0.5, 0.3, 0, 0.2, 0, 0], rule="mode").n == wanted
    assert kano_sample_size({"M": 50, "O": 30, "I": 20}, rule="mode").n == wanted
    assert kano_sample_size({"M": 50.1, "O": 29.9, "I": 20.0}, rule="mode").n in (28, 29)
    table = pd.DataFrame({"M": [5], "O": [3], "A": [0], "I": [2]}, index=["Wi-Fi"])
    assert kano_sample_size(table, rule="mode").table.loc["Wi-Fi", "n"] == wanted
    assert kano_sample_size({"Wi-Fi": WIFI}, rule="mode").n == wanted


def test_tables_of_several_attributes() -> None:
    size = kano_sample_size(
        {"Wi-Fi": WIFI, "Bar": {"A": 1, "I": 1}, "Gym": {"A": 0.45, "I": 0.55}}, rule="mode", n=[50, 100]
    )
    assert size.n is None
    assert size.table["label"].tolist() == ["M", "A", "I"]
    assert size.table["rival"].tolist() == ["O", "I", "A"]
    assert size.table["n"].isna().tolist() == [False, True, False]
    assert size.table.loc["Wi-Fi", "probability"] >= 0.9
    assert size.curve.index.tolist()[:2] == [("Wi-Fi", 50), ("Wi-Fi", 100)]
    np.testing.assert_allclose(size.curve.sum(axis=1), 1)
    assert size.curve.loc[("Gym", 100), "I"] == label_probability([0, 0, 0.45, 0.55, 0, 0], 100, 3)
    assert "Bar (0.0)" in size.warnings[0]
    for lang, word in (("en", "Likeliest error"), ("zh", "最易误判为")):
        assert word in size.to_text(lang)
    assert "Attribute" not in kano_sample_size(WIFI).to_text()


def test_rules_ask_for_different_numbers() -> None:
    shares = [0.1, 0.15, 0.33, 0.39, 0.02, 0.01]
    label = {rule: kano_sample_size(shares, rule=rule).table["label"].iloc[0] for rule in ("mode", "oam_irq")}
    assert label == {"mode": "I", "oam_irq": "A"}
    strict = kano_sample_size(shares, rule="m_o_a_i", tie_band=0.0)
    assert strict.n == kano_sample_size(shares, rule="mode").n
    # the rules disagree about the truth, so that no sample is sure
    sure = kano_sample_size(shares)
    assert sure.n is None
    assert "the rules say I, I, A of the shares" in sure.warnings[0]


def test_a_sure_label_needs_more_respondents_than_the_right_mode() -> None:
    sure, mode = kano_sample_size({"Wi-Fi": WIFI}), kano_sample_size({"Wi-Fi": WIFI}, rule="mode")
    row = sure.table.loc["Wi-Fi"]
    assert sure.n > 3 * mode.n
    assert row["label_chance"] >= 0.9
    assert row["probability"] > row["label_chance"]
    # the size that is enough for the mode gives the label to less than half of the samples
    assert mode.table.loc["Wi-Fi", "label_chance"] < 0.5
    assert list(sure.curve.columns) == [*LETTERS, "withheld"]
    np.testing.assert_allclose(sure.curve.sum(axis=1), 1)
    assert list(mode.curve.columns) == list(LETTERS)
    assert kano_sample_size({"Wi-Fi": WIFI}, certainty=0.99).n > sure.n
    assert kano_sample_size({"Wi-Fi": WIFI}, population=200).n < sure.n
    assert kano_sample_size({"A": 1}).n == 30


def test_labels_of_fits_are_given_as_often_as_planned() -> None:
    shares = [0.1, 0.15, 0.45, 0.25, 0.03, 0.02]
    names = [f"a{i}" for i in range(300)]
    made = simulate_kano(dict.fromkeys(names, shares), 100, importance=False)
    fitted = made.model.fit(made.frame, n_boot=50).categories
    given = (fitted["agrees"] & (fitted["category"] == "A")).mean()
    planned = kano_sample_size(shares, n=100).curve.loc[("", 100), "A"]
    assert given == pytest.approx(planned, abs=SHARE / 300**0.5)
    assert 0.6 < planned < 0.95


@pytest.mark.parametrize(
    ("rule", "said"),
    [("label", "a sure label that is right"), ("mode", "the most frequent one"), ("oam_irq", "(O, A, M)")],
)
def test_sentences_say_what_is_promised(rule: str, said: str) -> None:
    several = " ".join(kano_sample_size({"Wi-Fi": WIFI}, rule=rule).to_text().split())
    assert said in several
    assert "give every attribute" in several
    one = " ".join(kano_sample_size(WIFI, rule=rule).to_text().split())
    assert "give the attribute" in one
    lost = kano_sample_size({"A": 0.5, "I": 0.5}, rule=rule, most=500)
    assert "- (" not in " ".join(lost.warnings)
    for lang in ("en", "zh"):
        assert "{" not in lost.to_text(lang)


def test_attributes_are_called_by_the_words_of_the_questionnaire() -> None:
    import csmodels as cs

    telecom = cs.datasets.load_telecom_kano()
    model = cs.KanoModel.from_questionnaire(telecom)
    size = kano_sample_size(model.fit(telecom, n_boot=0), rule="mode", n=50, most=60)
    name = size.table.index[size.table["n"].isna()][0]
    assert model.label(name) in size.notices[-1].text()
    assert model.label(name, "zh") in size.notices[-1].text("zh")
    assert model.label(name, "zh") in size.to_text("zh")


def test_few_customers_need_fewer_respondents() -> None:
    assert kano_sample_size(WIFI, 0.95, population=100).n < kano_sample_size(WIFI, 0.95).n
    whole = kano_sample_size({"A": 1, "I": 1, "O": 1}, population=100).shares
    assert whole.tolist() == [[0, 34, 33, 33, 0, 0]]
    assert kano_sample_size(WIFI, population=20).tried == (20,)


def test_a_fitted_survey_brings_its_counts() -> None:
    made = simulate_kano({"Wi-Fi": WIFI, "Bar": {"A": 0.7, "I": 0.3}}, 80)
    pilot = made.model.fit(made.frame, n_boot=200)
    size = kano_sample_size(pilot)
    assert size.n == kano_sample_size(pilot.counts).n
    assert "80 respondents" in size.warnings[0]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"probabilities": {"M": 0.5, "O": 0.3}}, "sum to 0.8"),
        ({"probabilities": [0.5, 0.5]}, "six are needed"),
        ({"probabilities": {"A": 0.5, "B": 0.5}}, "'B', which is no category"),
        ({"probabilities": {"A": -1, "I": 2}}, "0 or more"),
        ({"probabilities": {"A": 0, "I": 0}}, "sum to 0"),
        ({"probabilities": 0.5}, "by letter"),
        ({"probabilities": {}}, "no attribute"),
        ({"probabilities": pd.DataFrame({"x": [1]})}, "no column 'M'"),
        ({"probabilities": WIFI, "target": 1.0}, "target=1.0"),
        ({"probabilities": WIFI, "certainty": 1}, "certainty=1"),
        ({"probabilities": WIFI, "tie_band": -0.1}, "tie_band"),
        ({"probabilities": WIFI, "rule": "modes"}, "Did you mean 'mode'"),
        ({"probabilities": WIFI, "population": 0}, "population=0"),
        ({"probabilities": WIFI, "population": 20, "n": 50}, "20 or less"),
    ],
)
def test_sizes_that_cannot_be_found(arguments: dict, message: str) -> None:
    with pytest.raises(SpecificationError, match=message):
        kano_sample_size(**arguments)


# ------------------------------------------------------------------ questionnaire


class Buttons(HTMLParser):
    """Names and values of the buttons of a form, and its text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []
        self.tags: list[str] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list) -> None:
        self.tags.append(tag)
        given = dict(attrs)
        if tag == "input":
            self.found.append((given["name"], given["value"]))

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("answers", [5, 3])
def test_answers_are_read_back(lang: str, answers: int) -> None:
    form = kano_questionnaire(["Wi-Fi", "Bar"], lang, answers=answers)
    kinds = {"functional": [1, 2, 3, 4, 5], "dysfunctional": [1, 2, 3, 4, 5]}
    if answers == 3:
        kinds = {"functional": [1, 2, 3], "dysfunctional": [3, 4, 5]}
    for side, codes in kinds.items():
        assert [code_of(label) for _, label in form.options(side)] == codes
        assert [number for number, _ in form.options(side)] == list(range(1, answers + 1))


def test_what_comes_in_is_fitted_without_coding() -> None:
    form = kano_questionnaire(["Wi-Fi", "Bar"], seed=3)
    labels = dict(form.options("functional"))
    answered = pd.DataFrame(
        {
            "Wi-Fi_f": [labels[2], labels[2], labels[1]],
            "Wi-Fi_d": [labels[5], labels[5], labels[3]],
            "Bar_f": [labels[1], labels[3], labels[3]],
            "Bar_d": [labels[3], labels[3], labels[3]],
            "Wi-Fi_i": ["9 - Extremely important", "8", "7 - Very important"],
            "Bar_i": ["1 - Not at all important", "2", "3 - Somewhat important"],
        }
    )
    assert set(form.questions.index) == set(answered.columns)
    result = KanoModel(form.columns, importance=form.importance).fit(answered, n_boot=200)
    assert result.counts.loc["Wi-Fi", ["M", "A", "n"]].tolist() == [2, 1, 3]
    assert result.categories["importance"].to_dict() == {"Wi-Fi": 8.0, "Bar": 2.0}
    found = KanoModel.find(answered).fit(answered, n_boot=200)
    pd.testing.assert_frame_equal(found.counts.loc[result.counts.index], result.counts)


def test_the_page_has_a_button_for_every_answer() -> None:
    form = kano_questionnaire(['<b>Bar</b> & "grill"', "Wi-Fi"], order="given")
    page = Buttons(form.to_html())
    assert len(page.found) == len(set(page.found)) == 2 * (5 + 5 + 9)
    assert {name for name, _ in page.found} == set(form.questions.index)
    assert "b" not in page.tags
    assert '<b>Bar</b> & "grill"' in page.text
    assert "9 - Extremely important" in page.text
    whole = form.to_html(document=True)
    assert whole.startswith("<!DOCTYPE html>")
    assert 'charset="utf-8"' in whole
    assert form._repr_html_() == form.to_html()


def test_markdown_has_every_question_and_answer_once() -> None:
    form = kano_questionnaire(["Wi-Fi", "Bar"], order="given", title="Our hotel")
    lines = form.to_markdown().splitlines()
    assert lines[0] == "# Our hotel"
    assert sum(line.startswith("- [ ] ") for line in lines) == 2 * (5 + 5 + 9)
    assert [line for line in lines if line.startswith("**")] == [
        "**1a. If the offer includes Wi-Fi, how do you feel?**",
        "**1b. If the offer does not include Wi-Fi, how do you feel?**",
        "**1c. How important is Wi-Fi to you?**",
        "**2a. If the offer includes Bar, how do you feel?**",
        "**2b. If the offer does not include Bar, how do you feel?**",
        "**2c. How important is Bar to you?**",
    ]
    short = kano_questionnaire(["a*b"], importance=False)
    assert short.importance is None
    assert r"a\*b" in short.to_markdown()
    assert "1 to 9" not in short.to_markdown()


def test_order_is_the_seeds_and_moves_whole_attributes() -> None:
    names = [f"feature {i}" for i in range(8)]
    orders = {seed: [p.name for p in kano_questionnaire(names, seed=seed).pairs] for seed in (0, 1)}
    assert orders[0] != orders[1]
    assert sorted(orders[0]) == sorted(orders[1]) == names
    assert [p.name for p in kano_questionnaire(names, order="given").pairs] == names
    assert [p.name for p in kano_questionnaire(names, seed=1).pairs] == orders[1]
    assert kano_questionnaire(names).questions["side"].tolist()[:3] == [
        "functional",
        "dysfunctional",
        "importance",
    ]


@pytest.mark.parametrize(
    ("pair", "lang", "said"),
    [
        (
            ("If check-in is quick, how do you feel?", "If check-in is slow, how do you feel?"),
            "en",
            "no word of neg",
        ),
        (("If there are no sales calls?", "If there are sales calls?"), "en", "has a negation"),
        (("If it is clean and quiet?", "If it is not clean and quiet?"), "en", "two things at once (“and”)"),
        (("If breakfast is warm?", "If nobody serves you coffee or tea?"), "en", "few words in common"),
        (("如果入住很快？", "如果入住很慢？"), "zh", "no word of negation"),
        (("如果没有推销电话？", "如果有推销电话？"), "zh", "has a negation"),
    ],
)
def test_words_that_give_reason_to_check(pair: tuple[str, str], lang: str, said: str) -> None:
    form = kano_questionnaire({"this": pair}, lang)
    assert any(said in warning for warning in form.warnings)
    assert "this" in form.summary("zh").to_text()


@pytest.mark.parametrize(
    ("pair", "lang"),
    [
        (("If Wi-Fi works, how do you feel?", "If Wi-Fi doesn’t work, how do you feel?"), "en"),
        (("If a notable band plays?", "If a notable band does not play?"), "en"),
        (("如果无线网络非常快？", "如果无线网络不快？"), "zh"),
    ],
)
def test_plain_negations_are_not_remarked_on(pair: tuple[str, str], lang: str) -> None:
    assert kano_questionnaire({"this": pair}, lang).warnings == ()


@pytest.mark.parametrize(
    ("name", "lang", "verbs"),
    [
        ("breakfast is included", "en", True),
        ("Wi-Fi works", "en", True),
        ("包含早餐", "zh", True),
        ("free breakfast", "en", False),
        ("workshop", "en", False),
        ("免费早餐", "zh", False),
    ],
)
def test_names_that_hold_a_verb_are_remarked_on(name: str, lang: str, verbs: bool) -> None:
    form = kano_questionnaire([name], lang)
    assert any("holds a verb" in each for each in form.warnings) == verbs
    assert ("含有动词" in form.summary("zh").to_text()) == verbs


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_template_passes_its_own_check(lang: str) -> None:
    form = kano_questionnaire(["Wi-Fi"], lang)
    assert form.warnings == ()
    assert len(form.check_list) == 6
    printed = "".join(form.summary().to_text().split())
    assert all("".join(each.split()) in printed for each in form.check_list)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"attributes": []}, "needs attributes"),
        ({"attributes": "Wi-Fi"}, "sequence of names"),
        ({"attributes": ["Bar", "Bar"]}, "stands twice"),
        ({"attributes": {"Bar": ("one",)}}, "needs two questions"),
        ({"attributes": {"Bar": ("Is it?", " ")}}, "needs two questions"),
        ({"attributes": {"Bar": ("Is it?", "is it?")}}, "asked twice"),
        ({"attributes": {"Bar": ("A?", "not A?"), "Gym": ("B?", "Not  a?")}}, "asked twice"),
        ({"attributes": ["Bar"], "wording": "de"}, "another language"),
        ({"attributes": ["Bar"], "template": ("With {name}?", "Without?")}, "{name} in both"),
        ({"attributes": ["Bar"], "order": "shuffled"}, "order="),
        ({"attributes": ["Bar"], "answers": 4}, "answers="),
        ({"attributes": ["Bar"], "lang": "xx"}, "xx"),
    ],
)
def test_questionnaires_that_cannot_be_written(arguments: dict, message: str) -> None:
    with pytest.raises(SpecificationError, match=message):
        kano_questionnaire(**arguments)


def test_other_words() -> None:
    form = kano_questionnaire(
        ["Bar"],
        wording="en.enjoy",
        template=("If there is a {name}?", "If there is no {name}?"),
        order="given",
    )
    assert form.pairs[0].dysfunctional == "If there is no Bar?"
    assert form.options("functional")[0] == (1, "I enjoy it that way")


# ------------------------------------------------------------------ simulated answers

TRUTH = {
    "Wi-Fi": {"M": 0.6, "O": 0.25, "I": 0.1, "R": 0.02, "Q": 0.03},
    "Bar": {"A": 0.5, "I": 0.45, "O": 0.05},
    "Calls": {"R": 0.7, "I": 0.3},
}


def test_counts_approach_the_truth_and_attributes_are_found_by_name() -> None:
    made = simulate_kano(TRUTH, 4000, seed=2, correlation=0.4)
    result = KanoModel.find(made.frame).fit(made.frame, n_boot=200)
    shares = result.counts[list(LETTERS)].div(result.counts["n"], axis=0)
    np.testing.assert_allclose(shares, made.truth[list(LETTERS)], atol=SHARE / 4000**0.5)
    for name in TRUTH:
        assert result.counts.loc[name, "M"] == (made.categories[name] == "M").sum()
    assert made.truth["category"].tolist() == result.categories["category"].tolist() == ["M", "A", "R"]
    assert made.truth.loc["Bar", ["better", "worse"]].tolist() == pytest.approx([0.55, -0.05])
    np.testing.assert_allclose(result.categories["importance"], made.truth["importance"], atol=0.15)


def test_labels_are_right_as_often_as_planned() -> None:
    names = [f"a{i}" for i in range(600)]
    made = simulate_kano({name: [0.1, 0.15, 0.4, 0.3, 0.03, 0.02] for name in names}, 60, importance=False)
    counts = np.stack([(made.categories == letter).sum() for letter in LETTERS], axis=1)
    right = (counts.argmax(axis=1) == 2).mean()
    planned = label_probability([0.1, 0.15, 0.4, 0.3, 0.03, 0.02], 60, 2)
    assert right == pytest.approx(planned, abs=SHARE / 600**0.5)
    assert 0.6 < planned < 0.95


def test_equal_arguments_give_equal_answers_and_more_respondents_the_same_first_ones() -> None:
    options = {"careless": {"random": 0.2, "misreading": 0.2}, "missing": 0.1, "correlation": 0.3}
    few, many = simulate_kano(TRUTH, 50, 7, **options), simulate_kano(TRUTH, 200, 7, **options)
    pd.testing.assert_frame_equal(few.frame, many.frame.head(50))
    pd.testing.assert_series_equal(few.style, many.style.head(50))
    assert not few.frame.equals(simulate_kano(TRUTH, 50, 8, **options).frame)


def test_careless_respondents_answer_badly() -> None:
    made = simulate_kano(TRUTH, 3000, careless={"random": 0.2, "same_answer": 0.1, "misreading": 0.1})
    share = made.style.value_counts(normalize=True)
    wanted = pd.Series({"attentive": 0.6, "random": 0.2, "same_answer": 0.1, "misreading": 0.1})
    np.testing.assert_allclose(share[wanted.index], wanted, atol=SHARE / 3000**0.5)
    f, d = made.frame.filter(regex="_f$"), made.frame.filter(regex="_d$")
    same = made.style == "same_answer"
    assert (f[same].nunique(axis=1) == 1).all()
    assert (f[same].to_numpy() == d[same].to_numpy()).all()
    copied = (f.to_numpy() == d.to_numpy()).mean(axis=1)
    assert copied[made.style == "misreading"].mean() > copied[made.style == "attentive"].mean() + 0.3
    spread = np.bincount(f[made.style == "random"].to_numpy().ravel(), minlength=6)[1:] / (3 * 600)
    np.testing.assert_allclose(spread, 0.2, atol=0.05)
    assert (simulate_kano(TRUTH, 500, careless=0.3).style == "random").mean() == pytest.approx(0.3, abs=0.08)


def test_answers_are_left_open() -> None:
    made = simulate_kano(TRUTH, 4000, missing={"functional": 0.1})
    assert made.frame.filter(regex="_f$").isna().mean().mean() == pytest.approx(0.1, abs=0.01)
    assert not made.frame.filter(regex="_[di]$").isna().any().any()
    everywhere = simulate_kano(TRUTH, 4000, missing=0.05).frame
    assert everywhere.isna().mean().mean() == pytest.approx(0.05, abs=0.01)


def test_segments_have_their_own_shares() -> None:
    shares = {"young": {"Bar": {"A": 0.8, "I": 0.2}}, "old": {"Bar": {"I": 0.8, "R": 0.2}}}
    made = simulate_kano(shares, 2000, segments={"young": 0.3, "old": 0.7})
    assert made.frame["segment"].eq("young").mean() == pytest.approx(0.3, abs=SHARE / 2000**0.5)
    assert made.truth.index.tolist() == [("young", "Bar"), ("old", "Bar")]
    result = made.model.fit(made.frame, by="segment", n_boot=200)
    assert result.categories["category"].to_dict() == {("old", "Bar"): "I", ("young", "Bar"): "A"}
    assert np.isnan(simulate_kano({"x": {"R": 1}}, 5).truth.loc["x", "better"])


@pytest.mark.parametrize("table", ["pouliot", "three"])
def test_other_evaluation_tables(table: str) -> None:
    made = simulate_kano({"Bar": {"A": 0.5, "I": 0.3, "M": 0.2}}, 1000, table=table)
    counts = made.model.fit(made.frame, n_boot=200).counts.loc["Bar"]
    assert counts["A"] == (made.categories["Bar"] == "A").sum()
    assert counts["n"] == 1000


def test_pairs_of_ones_own() -> None:
    only = np.zeros((5, 5))
    for f, d in ((1, 1), (1, 3), (1, 5), (2, 5), (3, 3), (5, 1)):
        only[f - 1, d - 1] = 1
    frame = simulate_kano({"Bar": {"A": 0.5, "I": 0.5}}, 200, pairs=only).frame
    assert set(zip(frame["Bar_f"], frame["Bar_d"], strict=True)) == {(1, 3), (3, 3)}
    only[1, 4] = 0
    with pytest.raises(SpecificationError, match="no pair of answers for category M"):
        simulate_kano({"Bar": {"A": 1}}, 5, pairs=only)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"shares": WIFI}, "Name the attributes"),
        ({"shares": {"x": {"R": 1}}, "table": "three"}, "no pair of answers is R"),
        ({"correlation": 1.0}, "correlation=1.0"),
        ({"careless": {"randm": 0.1}}, "Did you mean 'random'"),
        ({"careless": {"random": 0.6, "misreading": 0.6}}, "more than 1"),
        ({"missing": 1.5}, "missing=1.5"),
        ({"n": 0}, "n=0"),
        ({"segments": {"a": 0.5, "b": 0.4}}, "do not sum to 1"),
        ({"segments": {"a": 0.5, "b": 0.5}}, "mapping of segment"),
        (
            {"shares": {"a": {"x": {"A": 1}}, "b": {"y": {"A": 1}}}, "segments": {"a": 0.5, "b": 0.5}},
            "other attr",
        ),
        ({"pairs": np.ones((3, 3))}, "5 by 5"),
    ],
)
def test_answers_that_cannot_be_simulated(arguments: dict, message: str) -> None:
    with pytest.raises(SpecificationError, match=message):
        simulate_kano(**{"shares": TRUTH, "n": 10, **arguments})
