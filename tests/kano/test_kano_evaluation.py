"""Evaluation tables: published ones as printed, own ones checked."""

from __future__ import annotations

import pickle

import numpy as np
import pandas as pd
import pytest

from csmodels.errors import SpecificationError
from csmodels.kano.evaluation import TABLES, EvaluationTable, evaluation_table
from csmodels.numerics.kano.counts import LETTERS, categories

#: Berger et al. 1993, p. 6, row by row; the answers in the order like, must be, neutral, live with, dislike.
BERGER = [
    ["Q", "A", "A", "A", "O"],
    ["R", "I", "I", "I", "M"],
    ["R", "I", "I", "I", "M"],
    ["R", "I", "I", "I", "M"],
    ["R", "R", "R", "R", "Q"],
]
PLAIN = "QAAAO RIIIM RIIIM RIIIM RRRRQ"


def table(cells=PLAIN, **more):
    return EvaluationTable("mine", cells, "own", **more)


def test_bergers_table_is_the_printed_one():
    assert TABLES["berger"].to_frame().to_numpy().tolist() == BERGER
    assert "1993" in TABLES["berger"].source
    assert "p. 6" in TABLES["berger"].source


def test_pouliots_table_doubts_the_same_answer_twice_but_for_the_neutral_one():
    berger, pouliot = (TABLES[name].to_frame() for name in ("berger", "pouliot"))
    changed = [(f, d) for f in berger.index for d in berger.columns if berger.at[f, d] != pouliot.at[f, d]]
    assert changed == [("must_be", "must_be"), ("live_with", "live_with")]
    assert [pouliot.at[a, a] for a in pouliot.index] == ["Q", "Q", "I", "Q", "Q"]


def test_the_short_form_is_a_corner_of_bergers_table():
    three, berger = TABLES["three"].to_frame(), TABLES["berger"].to_frame()
    pd.testing.assert_frame_equal(three, berger.loc[three.index, three.columns])
    assert TABLES["three"].cells == ("AAO", "IIM", "IIM")
    assert "unconfirmed" in TABLES["three"].source


@pytest.mark.parametrize("name", ["berger", "pouliot", "three"])
def test_published_tables_agree_with_the_logic(name):
    assert TABLES[name].warnings == ()


def test_codes_are_positions_in_the_order_of_the_categories():
    codes = TABLES["berger"].codes
    assert codes.dtype == np.int8
    assert [[LETTERS[code] for code in row] for row in codes] == BERGER
    with pytest.raises(ValueError, match="read-only"):
        codes[0, 0] = 1
    answers = np.array([[2], [5]], dtype=np.int8), np.array([[5], [2]], dtype=np.int8)
    assert [LETTERS[i] for i in categories(*answers, codes)[:, 0]] == ["M", "R"]


@pytest.mark.parametrize("given", [PLAIN, PLAIN.split(), tuple(PLAIN.lower().split())])
def test_cells_may_be_written_as_rows_or_as_one_text(given):
    assert table(given).cells == tuple(PLAIN.split())


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ("QAAAO RIIIM RIIIM RIIIM RRRR", r"24 cells in 5 rows; 25 are needed.*Row 5 is 'RRRR'"),
        ("QAAAO RIIIM RIIIM RIIIM", "20 cells in 4 rows; 25 are needed"),
        ("QAAAO RIIIM RIXIM RIIIM RRRRQ", "row 3, column 3 holds 'X'.*M, O, A, I, R, Q"),
        (["QAAAO", "RIIIM", "RIIIM", "RIIIM", None], "Row 5 is None"),
    ],
)
def test_other_tables_than_25_letters_are_refused_with_the_place(cells, said):
    with pytest.raises(SpecificationError, match=said):
        table(cells)


def test_the_number_of_answers_is_five_or_three():
    assert table("AAO IIM IIM", answers=3).codes.shape == (3, 3)
    with pytest.raises(SpecificationError, match="answers=4"):
        table(answers=4)
    with pytest.raises(SpecificationError, match="9 are needed"):
        table(answers=3)
    with pytest.raises(SpecificationError, match="needs a name"):
        EvaluationTable(" ", PLAIN, "own")


def test_no_questionable_cell_is_said():
    # a program in use calls disliking both M and liking both R
    warnings = table("RAAAO RIIIM RIIIM RIIIM RRRRM").warnings
    assert len(warnings) == 2
    assert "“Like” with the attribute and “Like” without it is R; in Berger’s table it is Q" in warnings[0]
    assert "“Dislike” with the attribute and “Dislike” without it is M" in warnings[1]


@pytest.mark.parametrize(
    ("cells", "cell"),
    [
        ("QAAAO AIIIM RIIIM RIIIM RRRRQ", "(1, 2) A – (2, 1) A"),
        ("QAAAO RIIIM RIIIM RIIIM RRRIQ", "(4, 5) M – (5, 4) I"),
        ("QAAAO RMIIM RIIIM RIIIM RRRRQ", "(2, 2) M – (2, 2) M"),
        ("QIAAO RIIIM RIIIM RIIIM RRRRQ", "(1, 2) I – (2, 1) R"),
    ],
)
def test_pairs_that_contradict_their_mirror_are_said(cells, cell):
    (warning,) = table(cells).warnings
    assert cell in warning


def test_a_swapped_table_is_found_out():
    turned = ["".join(row) for row in np.array(BERGER).T]
    assert any("“Like” with the attribute and “Dislike” without it is R" in w for w in table(turned).warnings)


def test_remarks_speak_chinese():
    (remark,) = table("QAAAO RIIIM RIIIM RIIIM RRRRI").notices
    assert "不喜欢" in remark.text("zh")
    assert "Dislike" not in remark.text("zh")


def test_a_table_is_found_by_name_or_made_of_rows():
    assert evaluation_table("pouliot") is TABLES["pouliot"]
    assert evaluation_table(TABLES["three"]) is TABLES["three"]
    own = evaluation_table(TABLES["berger"].to_frame())
    assert (own.name, own.cells) == ("own", TABLES["berger"].cells)
    assert evaluation_table(PLAIN).cells == evaluation_table(PLAIN.split()).cells
    assert evaluation_table(["AAO", "IIM", "IIM"]).answers == 3
    with pytest.raises(SpecificationError, match="Did you mean 'pouliot'"):
        evaluation_table("poliot")
    with pytest.raises(SpecificationError, match="not a int"):
        evaluation_table(5)


def test_a_table_is_frozen_data():
    assert table() == table()
    assert hash(table()) == hash(table())
    assert pickle.loads(pickle.dumps(table())) == table()
    with pytest.raises(AttributeError):
        table().name = "other"


def test_displays_show_letters_answers_and_source():
    shown = TABLES["pouliot"].summary().to_text()
    assert ["Live", "with", *"RIIQM"] in [line.split() for line in shown.splitlines()]
    assert "p. 33" in shown
    chinese = TABLES["pouliot"].summary("zh").to_text()
    assert "勉强接受" in chinese
    assert "Live with" not in chinese
    assert "<table" in TABLES["berger"]._repr_html_()
    doubtful = table("QAAAO RIIIM RIIIM RIIIM RRRRI")
    assert doubtful.summary().warnings == doubtful.warnings
