"""What is displayed beside a fit lists its tables, writes them to a workbook and speaks both languages."""

from __future__ import annotations

import re

import pandas as pd
import pytest

import csmodels as cs
from csmodels.acsi import CATALOGUE
from csmodels.errors import SpecificationError
from csmodels.tables import Tabled

HANZI = re.compile("[\u4e00-\u9fff]")


def _priorities():
    return cs.index_model("ACSI").fit(cs.datasets.load_hotel(), n_boot=20).priorities("Loyalty")


def _priorities_of_groups():
    return cs.index_model("ACSI").fit(cs.datasets.load_hotel(), by="hotel", n_boot=20).priorities()


def _what_if():
    return cs.index_model("ACSI").fit(cs.datasets.load_hotel(), n_boot=20).what_if({"Quality": 1})


def _what_if_of_groups():
    result = cs.index_model("ACSI").fit(cs.datasets.load_hotel(), by="hotel", n_boot=20)
    return result.what_if({"Quality": 1}, on="Loyalty")


def _check():
    return cs.index_model("ACSI").check(cs.datasets.load_hotel().frame.drop(columns="sat_ideal"))


MADE = {
    "priorities": (_priorities, ["table", "lines"]),
    "priorities_of_groups": (_priorities_of_groups, ["table", "lines"]),
    "what_if": (_what_if, ["table"]),
    "what_if_of_groups": (_what_if_of_groups, ["table"]),
    "check": (_check, ["items", "findings"]),
    "published": (lambda: CATALOGUE["NCSB-1996"], ["constructs"]),
}


@pytest.fixture(scope="module", params=MADE)
def made(request):
    make, names = MADE[request.param]
    return make(), names


def test_tables_are_listed_and_copies(made):
    thing, names = made
    assert isinstance(thing, Tabled)
    assert list(thing.tables) == names
    for name, frame in thing.tables.items():
        kept = getattr(thing, name)
        frame[frame.columns[0]] = "changed"
        pd.testing.assert_frame_equal(getattr(thing, name), kept)
        assert not kept.empty


def test_workbook(made, tmp_path):
    thing, names = made
    thing.to_excel(tmp_path / "made.xlsx")
    sheets = pd.read_excel(tmp_path / "made.xlsx", sheet_name=None)
    assert list(sheets) == [*names, "settings"]
    for name in names:
        assert len(sheets[name]) == len(thing.tables[name])
    about = sheets["settings"]
    assert "model" in about["setting"].tolist()
    told = about.loc[about["setting"] == "warning", "value"].tolist()
    assert told == list(thing.warnings)
    with pytest.raises(SpecificationError, match="no table 'nowhere'"):
        thing.to_excel(tmp_path / "made.xlsx", tables=["nowhere"])


def test_both_languages(made):
    thing, _ = made
    assert not HANZI.search(thing.to_text("en"))
    assert HANZI.search(thing.to_text("zh").splitlines()[0])
    with pytest.raises(SpecificationError, match="'fr'"):
        thing.summary("fr")


def test_groups_of_a_what_if_have_their_chinese_names():
    assert "机场店" in _what_if_of_groups().to_text("zh")
    assert "Airport" in _what_if_of_groups().table.index.get_level_values("hotel")


def test_what_is_not_confirmed_is_a_warning():
    assert CATALOGUE["ECSI-mobile"].warnings == ()
    assert CATALOGUE["ECSI"].warnings == (CATALOGUE["ECSI"].unconfirmed["en"],)


def test_what_was_changed_is_a_setting():
    assert dict(_what_if().settings["changes"]) == {"Quality": 1.0}
