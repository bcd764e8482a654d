"""A Korean survey with 29 Kano pairs in words, read and categorised; counts by a look-up row by row.

Kiosk survey (public repository under the MIT licence), 194 people.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import csmodels as cs
from csmodels.errors import DataError
from csmodels.kano.model import KanoModel

pytestmark = pytest.mark.reference

LETTERS = list("MOAIRQ")
PATTERN = ("kano{}_1", "kano{}_2")
#: The five answers of the file, as the reference project's Korean wording has them, and Berger's table: typed
#: here again, so that a slip of ours would not be the test's.
WORDS = ("마음에 든다.", "당연하다.", "아무런 느낌이 없다.", "하는 수 없다.", "마음에 안 든다.")
BERGER = ("QAAAO", "RIIIM", "RIIIM", "RIIIM", "RRRRQ")
#: Counts M O A I R Q of five of the attributes, recomputed, and of all pairs.
SOME = {
    "kano1": [87, 51, 39, 16, 0, 1],
    "kano6": [10, 0, 1, 154, 22, 7],
    "kano11": [53, 53, 59, 28, 1, 0],
    "kano23": [115, 55, 4, 10, 4, 6],
    "kano29": [4, 18, 116, 55, 0, 1],
}
ALL = [1295, 1344, 1693, 1210, 55, 29]
MODES = "MMMIOIMOOAAMAAMOOAAAMMMIOIAAA"


@pytest.fixture(scope="module")
def frame(reference):
    return pd.read_csv(reference / "kiosk" / "kiosk_clean.csv")


@pytest.fixture(scope="module")
def result(frame):
    return KanoModel.find(frame, pattern=PATTERN).fit(frame, n_boot=300)


def test_all_pairs_are_read_in_words(frame, result):
    assert result.attributes == tuple(f"kano{i}" for i in range(1, 30))
    assert result.answers.wordings == ("ko.maeum",)
    assert result.settings["n"] == 194
    assert result.settings["n_dropped"] == 0
    assert result.counts["n"].eq(194).all()
    assert KanoModel.find(frame, layout="alternating").pairs == result.model.pairs


def test_counts_equal_a_look_up_pair_by_pair(frame, result):
    codes = {word: i for i, word in enumerate(WORDS)}
    for name, (functional, dysfunctional) in result.model.pairs.items():
        letters = [
            BERGER[codes[f]][codes[d]] for f, d in zip(frame[functional], frame[dysfunctional], strict=True)
        ]
        assert result.counts.loc[name, LETTERS].tolist() == [letters.count(x) for x in LETTERS]


def test_counts_and_labels(result):
    assert {name: result.counts.loc[name, LETTERS].tolist() for name in SOME} == SOME
    assert result.counts[LETTERS].sum().tolist() == ALL
    assert "".join(result.categories["mode"]) == MODES
    # 59 attractive, 53 must-be, 53 one-dimensional of 194: within the band of 5 %, a must matters more
    row = result.categories.loc["kano11"]
    assert (row["m_o_a_i"], row["oam_irq"], row["agrees"]) == ("M", "A", False)
    assert row["agreement"].startswith("contested: A ")


def test_numbers_in_place_of_words_give_the_same(frame, result):
    codes = {word: i for i, word in enumerate(WORDS, 1)}
    columns = [column for pair in result.model.pairs.values() for column in pair]
    numbered = frame[columns].replace(codes).astype(np.int8)
    pd.testing.assert_frame_equal(result.model.fit(numbered, n_boot=0).counts, result.counts)


def test_groups_add_up(frame, result):
    found = result.model.fit(frame, by="sex", n_boot=0).counts
    assert found.groupby("sex")["n"].first().tolist() == [52, 142]
    pd.testing.assert_frame_equal(
        found.groupby(level="attribute").sum().reindex(result.counts.index), result.counts
    )


def test_the_other_questions_of_the_file_are_no_kano_answers(frame):
    with pytest.raises(DataError, match="Kano answers"):
        KanoModel.find(frame)
    with pytest.raises(DataError, match="A rating from 1 to 7 or 1 to 10 is no Kano answer"):
        cs.KanoModel({"one": ("sq1_1", "sq1_2")}).fit(frame)
