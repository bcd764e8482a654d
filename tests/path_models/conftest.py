"""What several tests of path models use."""

from __future__ import annotations

import pytest

import csmodels as cs


@pytest.fixture
def index() -> cs.PublishedModel:
    """An index model on the items of `answers`."""
    blocks = {
        "Expectations": ["q3", "v1"],
        "Quality": ["q1", "q2"],
        "Value": ["v2"],
        "Satisfaction": ["s1", "s2"],
        "Loyalty": ["s3"],
    }
    return cs.index_model("ACSI", blocks)
