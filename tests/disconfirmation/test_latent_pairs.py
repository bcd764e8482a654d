"""Which items of a latent model are taken to ask about the same attribute."""

from __future__ import annotations

import warnings
from dataclasses import replace

import pandas as pd
import pytest
from latent_kit import names, surface_data

import csmodels as cs
from csmodels.disconfirmation.latent.model import DisconfirmationModel
from csmodels.disconfirmation.latent.pairs import attributes_asked, pairs_of
from csmodels.disconfirmation.latent.result import DisconfirmationResult
from csmodels.errors import CsmodelsWarning, SpecificationError
from csmodels.survey import Item, Questionnaire, Scale, SurveyData

E, P, S = names("e"), names("p"), names("s", 3)
SATISFIED = ["sat_overall", "sat_expectation", "sat_ideal"]


def asked(aspect: str, attributes: list[str]) -> list[str]:
    return [f"{aspect}_{name}" for name in attributes]


def fitted(model: DisconfirmationModel, data: SurveyData) -> DisconfirmationResult:
    """A fit whose warnings are looked at in its result."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", CsmodelsWarning)
        return model.fit(data)


def survey(data: pd.DataFrame, of: dict[str, tuple[str, str]]) -> SurveyData:
    """The data with a questionnaire that knows attribute and aspect of some items."""
    items = [
        Item(
            name,
            scale=Scale(-5, 15),
            attribute=of.get(name, (None, None))[0],
            aspect=of.get(name, (None, None))[1],
        )
        for name in data
    ]
    return SurveyData(data, Questionnaire(tuple(items)))


def test_pairs_are_those_of_the_questionnaire() -> None:
    data = cs.datasets.load_hotel()
    turned = ["staff", "bed", "quiet"]
    model = DisconfirmationModel(
        expectation=asked("e", ["quiet", "bed", "staff"]),
        performance=asked("p", ["quiet", "bed", "staff"]),
        disconfirmation=asked("d", turned),
        satisfaction=SATISFIED,
    )
    statements = str(model.path_model("ml", data))
    for name in turned:
        for pair in ("e_{0} ~~ p_{0}", "e_{0} ~~ d_{0}", "p_{0} ~~ d_{0}"):
            assert pair.format(name) in statements
    assert "e_quiet ~~ d_staff" not in statements
    result = fitted(model, data)
    assert any("e_bed ~ p_bed ~ d_bed" in w and "By the questionnaire" in w for w in result.warnings)
    assert str(result.path.model) == statements


def test_unrelated_lists_are_not_paired_unless_asked() -> None:
    lists = {
        "expectation": ["exp_overall", "exp_custom", "exp_reliability"],
        "performance": ["qual_overall", "qual_custom", "qual_reliability"],
        "disconfirmation": ["conf_experience", "conf_service", "conf_overall"],
    }
    data = cs.datasets.load_telecom()
    model = DisconfirmationModel(**lists, satisfaction=SATISFIED)
    found = pairs_of(model, attributes_asked(data))
    assert found.ordered == tuple(zip(lists["expectation"], lists["performance"], strict=True))
    assert (found.known, found.open) == ((), True)
    result = fitted(model, data)
    assert "conf_experience ~~" not in str(result.path.model)
    assert "~~ conf_experience" not in str(result.path.model)
    told = " ".join(result.warnings)
    assert "exp_custom ~ qual_custom" in told
    assert 'say paired="all"' in told
    everything = pairs_of(replace(model, paired="all"), attributes_asked(data))
    assert ("exp_overall", "conf_experience") in everything.ordered
    assert len(everything.all) == 9
    assert pairs_of(replace(model, paired=False), attributes_asked(data)).all == []


def test_items_of_different_attributes_make_no_difference() -> None:
    data = surface_data(200, 1, (0.3, 0.5, -0.1, 0.2, -0.1))
    of = {f"e{j}": (f"a{j}", "expectation") for j in range(1, 6)}
    of |= {f"p{j}": (f"a{j % 5 + 1}", "performance") for j in range(1, 6)}
    known = survey(data, of)
    for measure in ("difference", "polynomial"):
        model = DisconfirmationModel(
            expectation=E, performance=P, satisfaction=S, measure=measure, structure="oliver"
        )
        with pytest.raises(SpecificationError, match=r"'e1' asks about 'a1' and 'p1' about 'a2'"):
            model.fit(known)
        with pytest.raises(SpecificationError, match="same order of attributes"):
            model.surfaces(known, center=5)
        right = replace(model, performance=["p5", "p1", "p2", "p3", "p4"])
        assert right.with_columns(known).frame.shape[1] > data.shape[1]
