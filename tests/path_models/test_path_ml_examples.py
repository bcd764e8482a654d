"""Examples of tables run: doctest does not look into frozen tables."""

from __future__ import annotations

import doctest
import inspect

import pytest

from csmodels import CovarianceResult
from csmodels.path_models.likelihood.ordinal.result import OrdinalResult
from csmodels.tables import frozen_frame

TABLES = [
    (owner, name)
    for owner in (CovarianceResult, OrdinalResult)
    for name in dir(owner)
    if isinstance(table := inspect.getattr_static(owner, name), frozen_frame)
    and ">>>" in (table.__doc__ or "")
    if owner is CovarianceResult or table is not inspect.getattr_static(CovarianceResult, name, None)
]


@pytest.mark.parametrize(("owner", "name"), TABLES)
def test_the_example_of_a_table_runs(owner: type, name: str) -> None:
    table = inspect.getattr_static(owner, name)
    test = doctest.DocTestParser().get_doctest(table.__doc__, {}, f"{owner.__name__}.{name}", None, None)
    found = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE).run(test)
    assert found.attempted
    assert not found.failed


def test_there_are_examples() -> None:
    assert len(TABLES) >= 5
