"""Checks and words that errors share."""

from __future__ import annotations

import numpy as np
import pytest

from csmodels.errors import SpecificationError, check_whole


@pytest.mark.parametrize("value", [0, 3, np.int64(3), np.uint8(0)])
def test_whole_numbers_pass(value):
    check_whole("seed", value)


@pytest.mark.parametrize("value", [-1, 2.0, np.float64(2), True, np.bool_(True), "2", None, [2]])
def test_what_is_no_count_is_refused(value):
    with pytest.raises(SpecificationError, match=r"^seed=.* must be a whole number, 0 or more\.$"):
        check_whole("seed", value)


def test_the_least_number_counts():
    check_whole("folds", 2, 2)
    with pytest.raises(SpecificationError, match="folds=1 must be a whole number, 2 or more"):
        check_whole("folds", 1, 2)
