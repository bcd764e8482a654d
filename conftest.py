"""For tests and examples alike: figures that one of them left open are closed before the next."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator

import pytest


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Iterator[None]:
    """Modules and tests live to the end: the garbage collector need not go through them over and over.

    What the tests make it goes through less often than usual, which saves a sixth of the time.
    """
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.set_threshold(100_000, 20, 20)
        gc.enable()


@pytest.fixture(autouse=True)
def no_open_figures() -> Iterator[None]:
    yield
    # where no test has drawn, nothing need be imported
    if "matplotlib.pyplot" in sys.modules:
        sys.modules["matplotlib.pyplot"].close("all")
