"""What the tests of reading Kano answers share."""

from __future__ import annotations

import pandas as pd

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
