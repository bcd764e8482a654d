"""Tables under each other are those of pandas.concat, levels in the same order."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from csmodels.tables.stacked import stacked

OUTER = (
    pd.Index(["zebra", "ant"], name="group"),
    pd.MultiIndex.from_tuples([("b", 2), ("a", 1)], names=["group_1", "group_2"]),
)
INNER = (
    pd.Index(["Value", "Image", "Loyalty"], name="construct"),
    pd.MultiIndex.from_tuples(
        [("Value", "v1"), ("Value", "v2"), ("Image", "i1")], names=["construct", "item"]
    ),
)


@pytest.mark.parametrize("outer", OUTER, ids=["one level", "two levels"])
@pytest.mark.parametrize("inner", INNER, ids=["one level", "two levels"])
def test_same_as_concat(outer: pd.Index, inner: pd.Index) -> None:
    rng = np.random.default_rng(1)
    words = np.array(["high", "low", "none"], dtype=object)
    parts = [{"estimate": rng.normal(size=3), "holds": rng.random(3) < 0.5, "power": words} for _ in outer]
    made = stacked(parts, outer, inner)
    frames = [pd.DataFrame(part, index=inner) for part in parts]
    joined = pd.concat(frames, keys=list(outer), names=list(outer.names))
    pd.testing.assert_frame_equal(made, joined, check_exact=True)
    assert made.index.nlevels == outer.nlevels + inner.nlevels
    assert isinstance(made.index, pd.MultiIndex)
    assert isinstance(joined.index, pd.MultiIndex)
    inner_levels = made.index.levels[outer.nlevels :]
    for own, other in zip(inner_levels, joined.index.levels[outer.nlevels :], strict=True):
        assert own.tolist() == other.tolist()


def test_repeated_labels_are_refused() -> None:
    parts = [{"estimate": np.zeros(2)}] * 2
    with pytest.raises(ValueError, match="unique"):
        stacked(parts, pd.Index(["a", "a"], name="group"), pd.Index([1, 2], name="segment"))


def test_lengths_must_agree() -> None:
    parts = [{"estimate": np.zeros(3)}] * 2
    with pytest.raises(ValueError, match=r"[Ll]ength|[Ss]hape"):
        stacked(parts, pd.Index(["a", "b"], name="group"), pd.Index([1, 2], name="segment"))
