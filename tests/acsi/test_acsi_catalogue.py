"""The published models as data: whole, sourced, and refused where their arrows are not known."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pytest

import csmodels as cs
from csmodels.acsi import CATALOGUE
from csmodels.acsi.catalogue import published_models
from csmodels.errors import SpecificationError
from csmodels.numerics.effects import causal_order
from csmodels.tables import term

#: A list of arrows for CCSI, as a user might give it; not the standard's.
CCSI_PATHS = {
    "Expectations": "Image",
    "Quality": ["Image", "Expectations"],
    "Value": ["Expectations", "Quality"],
    "Satisfaction": ["Image", "Quality", "Value"],
    "Loyalty": ["Satisfaction"],
}
BUILDABLE = {name: entry for name, entry in CATALOGUE.items() if entry.arrows != "unknown"}
REFUSED = {name: entry for name, entry in CATALOGUE.items() if entry.arrows == "unknown"}


def edges(model) -> set[tuple[str, str]]:
    return {(p, d) for d, p in model.paths}


def test_the_models_there_are():
    names = "ACSI ECSI ECSI-mobile SCSB NCSB-1996 NCSB-2001 NCSI CCSI HKCSI JCSI KCSI"
    assert list(CATALOGUE) == names.split()
    assert set(REFUSED) == {"CCSI", "HKCSI", "JCSI", "KCSI"}


@pytest.mark.parametrize("entry", BUILDABLE.values(), ids=BUILDABLE)
def test_every_model_with_arrows_is_whole(entry):
    model = cs.index_model(entry.name).path_model()
    assert model.constructs == tuple(entry.items)
    place = {name: i for i, name in enumerate(model.constructs)}
    pairs = [(place[d], place[p]) for d, p in model.paths]
    assert len(causal_order(len(place), pairs)) == len(place)
    assert {j for pair in pairs for j in pair} == set(place.values())
    assert set(entry.ranges) <= set(model.items)


@pytest.mark.parametrize("entry", CATALOGUE.values(), ids=CATALOGUE)
def test_every_entry_is_whole(entry):
    items = [item for names in entry.items.values() for item in names]
    assert len(set(items)) == len(items)
    assert "Satisfaction" in entry.items
    assert set(entry.layout) == set(entry.items)
    assert len(set(entry.layout.values())) == len(entry.layout)
    assert all(low < high for low, high in entry.ranges.values())
    assert set(entry.ranges) <= set(items)
    assert len(entry.citation) > 40
    for name in entry.items:  # every construct has a Chinese name of its own
        assert term(name, "zh", section="construct") != name


@pytest.mark.parametrize("entry", CATALOGUE.values(), ids=CATALOGUE)
def test_every_entry_says_where_it_comes_from(entry):
    assert set(entry.confirmed) == {"en", "zh"}
    assert set(entry.unconfirmed) == (set() if entry.name == "ECSI-mobile" else {"en", "zh"})
    if not entry.items_confirmed or entry.arrows != "published":
        assert entry.unconfirmed
    for lang, mark in (("en", "Confirmed: "), ("zh", "已证实：")):
        words = entry.to_text(lang).replace("\n", "" if lang == "zh" else " ")
        assert mark in words
        for line in entry.provenance(lang):
            assert line.replace(" ", "") in words.replace(" ", "")


def test_the_display_of_a_model_says_it_too():
    model = cs.index_model("NCSB-1996")
    for words in (str(model), model._repr_html_()):
        assert "Not confirmed: That both relations start from corporate image" in words
    assert "The arrows are those of the publication." in str(cs.index_model("ACSI"))


def test_acsi():
    """Fornell et al. (1996): six constructs, nine paths."""
    model = cs.index_model("ACSI").path_model()
    assert edges(model) == {
        ("Expectations", "Quality"),
        ("Expectations", "Value"),
        ("Expectations", "Satisfaction"),
        ("Quality", "Value"),
        ("Quality", "Satisfaction"),
        ("Value", "Satisfaction"),
        ("Satisfaction", "Complaints"),
        ("Satisfaction", "Loyalty"),
        ("Complaints", "Loyalty"),
    }
    assert [len(c.items) for c in model.measurement.values()] == [3, 3, 2, 3, 1, 2]
    assert edges(cs.index_model("NCSI").path_model()) == edges(model)


def test_scsb():
    """Fornell (1992): five constructs, six paths; ACSI without perceived quality."""
    model = cs.index_model("SCSB").path_model()
    acsi = edges(cs.index_model("ACSI").path_model())
    assert edges(model) == {pair for pair in acsi if "Quality" not in pair}
    assert len(model.paths) == 6


def test_ncsb_1996():
    """ACSI, and corporate image with its relations to satisfaction and loyalty."""
    model = cs.index_model("NCSB-1996").path_model()
    added = {("CorporateImage", "Satisfaction"), ("CorporateImage", "Loyalty")}
    assert edges(model) == edges(cs.index_model("ACSI").path_model()) | added


def test_ncsb_2001():
    """The five changes that Johnson et al. (2001) list."""
    paths = edges(cs.index_model("NCSB-2001").path_model())
    constructs = {name for pair in paths for name in pair}
    assert not {"Value", "Expectations", "Complaints"} & constructs
    assert {("Price", "Satisfaction"), ("Price", "Loyalty")} <= paths
    assert {("Satisfaction", "CorporateImage"), ("CorporateImage", "Loyalty")} <= paths
    assert {("AffectiveCommitment", "Loyalty"), ("CalculativeCommitment", "Loyalty")} <= paths
    assert {("ComplaintHandling", "Satisfaction"), ("ComplaintHandling", "Loyalty")} <= paths
    drivers = {p for p, d in paths if d == "Satisfaction"} - {"Price", "ComplaintHandling"}
    assert drivers == {"Tangibles", "Reliability", "Responsiveness", "Assurance", "Empathy"}


def test_ecsi_mobile():
    """Tenenhaus et al. (2005): seven constructs, 24 items, twelve paths."""
    model = cs.index_model("ECSI-mobile").path_model()
    assert [len(c.items) for c in model.measurement.values()] == [5, 3, 7, 2, 3, 1, 3]
    assert len(model.items) == 24
    assert len(model.paths) == 12


def test_ecsi():
    """Quality split in two, no complaints; the arrows are those of ECSI-mobile."""
    model = cs.index_model("ECSI").path_model()
    sizes = {name: len(c.items) for name, c in model.measurement.items()}
    assert sizes == {
        "Image": 5,
        "Expectations": 3,
        "ProductQuality": 3,
        "ServiceQuality": 4,
        "Value": 2,
        "Satisfaction": 3,
        "Loyalty": 3,
    }
    mobile = cs.index_model("ECSI-mobile").path_model()

    def merged(paths):
        join = {"ProductQuality": "Quality", "ServiceQuality": "Quality"}
        pairs = {(join.get(d, d), join.get(p, p)) for d, p in paths}
        return {pair for pair in pairs if "Complaints" not in pair}

    assert merged(model.paths) == merged(mobile.paths)


def test_names_in_any_capitals():
    assert cs.index_model("ecsi-MOBILE").name == "ECSI-mobile"


# ------------------------------------------------------------------ arrows that are not known


@pytest.mark.parametrize("name", REFUSED)
def test_a_model_without_confirmed_arrows_is_refused_with_the_reason(name):
    with pytest.raises(SpecificationError, match="not confirmed") as told:
        cs.index_model(name)
    assert CATALOGUE[name].unconfirmed["en"] in str(told.value)
    assert "paths=" in str(told.value)


def test_with_arrows_it_is_built_fitted_and_shown_as_the_users_own():
    model = cs.index_model("CCSI", paths=CCSI_PATHS)
    assert edges(model.path_model()) == {
        (p, d) for d, given in CCSI_PATHS.items() for p in ([given] if isinstance(given, str) else given)
    }
    assert "The arrows were given by the user" in str(model)
    rng = np.random.default_rng(1)
    factor = rng.normal(size=(300, 1))
    items = model.path_model().items
    answers = np.clip(np.rint(6 + 1.5 * (factor + rng.normal(size=(300, len(items))))), 1, 10)
    result = model.fit(pd.DataFrame(answers, columns=list(items)), n_boot=0)
    assert list(result.index.index) == list(CATALOGUE["CCSI"].items)
    assert "感知质量" in result.to_text("zh")


def test_the_same_arrows_make_the_same_model():
    assert cs.index_model("CCSI", paths=CCSI_PATHS) == cs.index_model("ccsi", paths=dict(CCSI_PATHS))
    hashes = {hash(cs.index_model("CCSI", paths=CCSI_PATHS).published) for _ in range(2)}
    assert len(hashes) == 1


def test_arrows_that_are_published_take_no_others():
    with pytest.raises(SpecificationError, match=r"ACSI are published.*cs\.PathModel"):
        cs.index_model("ACSI", paths={"Satisfaction": ["Quality"]})


def test_arrows_that_are_described_can_be_replaced():
    entry = CATALOGUE["NCSB-1996"]
    own = {**entry.structure, "CorporateImage": ("Satisfaction",)}
    own["Satisfaction"] = tuple(p for p in own["Satisfaction"] if p != "CorporateImage")
    assert ("Satisfaction", "CorporateImage") in edges(cs.index_model(entry.name, paths=own).path_model())


@pytest.mark.parametrize(
    ("paths", "words"),
    [
        ({"Satisfaction": ["Qualty"]}, "Qualty.*Did you mean 'Quality'"),
        ({"Contentment": ["Quality"]}, "no construct of CCSI"),
        ({**CCSI_PATHS, "Image": ["Loyalty"]}, "circle"),
        ({"Satisfaction": ["Quality"]}, "without an arrow"),
        ([("Satisfaction", "Quality")], "mapping"),
        ({}, "without an arrow"),
    ],
)
def test_arrows_that_cannot_be(paths, words):
    with pytest.raises(SpecificationError, match=words):
        cs.index_model("CCSI", paths=paths)


def test_a_construct_left_out_takes_its_arrows_along():
    items = {"Quality": ["a", "b"], "Satisfaction": ["c", "d"], "Loyalty": ["e"]}
    model = cs.index_model("CCSI", items=items, paths=CCSI_PATHS).path_model()
    assert edges(model) == {("Quality", "Satisfaction"), ("Satisfaction", "Loyalty")}


def test_the_overview():
    table = published_models()
    assert list(table.index) == list(CATALOGUE)
    assert table.loc["ACSI", ["constructs", "paths", "arrows"]].tolist() == [6, 9, "published"]
    assert table.loc["NCSB-2001", "paths"] == 16
    assert not table.loc["CCSI", "items_confirmed"]


#: What English sentences about a source are made of, and titles are not.
PROSE = re.compile(r"\b(as in|as cited|described|description of|developed|model is|since|companion|with)\b")


@pytest.mark.parametrize("entry", CATALOGUE.values(), ids=CATALOGUE)
def test_citations_are_bibliographic_data_and_sentences_are_translated(entry):
    assert not PROSE.search(entry.citation)
    assert set(entry.note) in (set(), {"en", "zh"})
    chinese = entry.to_text("zh").replace("\n", "")
    before, source = chinese.split("出处：")
    assert source.replace(" ", "") == entry.citation.replace(" ", "")
    # beside the source only names and terms are in Latin letters: no five words in a row
    sentences = " ".join(entry.provenance("zh"))
    assert not re.search(r"(?:[A-Za-z]+ ){4}[A-Za-z]+", sentences)
    assert sentences.replace(" ", "") in before.replace(" ", "")


def test_whose_items_are_confirmed():
    """The technical report of ECSI was not at hand: its items are this library's, as their number is."""
    table = published_models()
    assert table.index[table["items_confirmed"]].tolist() == ["ACSI", "ECSI-mobile"]
    for name in table.index[~table["items_confirmed"]]:
        assert "items" in CATALOGUE[name].unconfirmed["en"]


def test_a_convention_is_no_measure_for_the_number_of_items():
    """Fewer items than a convention of this library are nothing to be noted."""
    items = {name: list(given) for name, given in CATALOGUE["ECSI"].items.items()}
    items["Image"] = items["Image"][:2]
    rng = np.random.default_rng(5)
    names = [item for given in items.values() for item in given]
    rows = np.clip(np.rint(6 + rng.normal(size=(80, 1)) + rng.normal(size=(80, len(names)))), 1, 10)
    rows[0] = 10
    result = cs.index_model("ECSI", items=items).fit(pd.DataFrame(rows, columns=names), n_boot=0)
    assert not any("published model" in warning for warning in result.warnings)
