"""What the tests of Kano analyses share."""

from __future__ import annotations

import numpy as np
import pandas as pd

from csmodels.kano.model import KanoModel

LETTERS = list("MOAIRQ")
#: One pair of answers of each category, in Berger's table.
CELLS = np.array([(2, 5), (1, 5), (1, 3), (3, 3), (5, 2), (1, 1)], dtype=np.int8)
WORDS = ("I like it", "I expect it", "I'm neutral", "I can tolerate it", "I dislike it")
PAIR = {"Wi-Fi": ("wifi_f", "wifi_d")}


def one(functional, dysfunctional, **more):
    """A file with one pair."""
    return pd.DataFrame({"wifi_f": functional, "wifi_d": dysfunctional, **more})


def codes(answers):
    return answers.functional[:, 0].tolist(), answers.dysfunctional[:, 0].tolist()


def assert_same(answers, expected, names=None):
    """Attribute by attribute, so that columns which are mixed up are found."""
    for name, (f, d) in expected.items():
        j = answers.attributes.index(dict(zip(expected, names, strict=True))[name] if names else name)
        assert answers.functional[:, j].tolist() == f.tolist(), name
        assert answers.dysfunctional[:, j].tolist() == d.tolist(), name


def worded(frame):
    return frame.apply(lambda column: column.map(lambda code: WORDS[code - 1]))


def answers_with(counts):
    """Answers that have these counts M O A I R Q by attribute; open where an attribute has fewer."""
    columns = {}
    for name, row in counts.items():
        pairs = np.repeat(CELLS, list(row), axis=0)
        columns[f"{name}_f"], columns[f"{name}_d"] = (pd.Series(side) for side in pairs.T)
    return pd.DataFrame(columns)


def fitted(counts, **options):
    """A fit of them, without resamples unless asked for."""
    model = KanoModel({name: (f"{name}_f", f"{name}_d") for name in counts})
    return model.fit(answers_with(counts), **{"n_boot": 0, **options})
