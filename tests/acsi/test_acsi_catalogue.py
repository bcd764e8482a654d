"""The published models as data."""

from __future__ import annotations

import pytest

import csmodels as cs
from csmodels.acsi import CATALOGUE
from csmodels.numerics.effects import causal_order


@pytest.mark.parametrize("entry", CATALOGUE.values(), ids=CATALOGUE)
def test_every_model_is_whole(entry):
    model = cs.index_model(entry.name).path_model()
    assert model.constructs == tuple(entry.items)
    assert len(set(model.items)) == len(model.items)
    place = {name: i for i, name in enumerate(model.constructs)}
    assert len(causal_order(len(place), [(place[d], place[p]) for d, p in model.paths])) == len(place)
    assert set(entry.layout) == set(entry.items)
    assert len(set(entry.layout.values())) == len(entry.layout)
    assert set(entry.ranges) <= set(model.items)
    assert all(low < high for low, high in entry.ranges.values())
    assert any(year in entry.citation for year in ("(1996)", "(1998)", "(2005)"))


def test_acsi():
    """Fornell et al. (1996): six constructs, nine paths."""
    model = cs.index_model("ACSI").path_model()
    assert {(p, d) for d, p in model.paths} == {
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
