"""The progress bar: for long work, where somebody is looking, and never in a notebook a program runs."""

from __future__ import annotations

import sys
import types

import pytest

from csmodels import progress


@pytest.fixture
def clock(monkeypatch):
    """A clock that each part of the work moves on by a second."""
    now = [0.0]
    monkeypatch.setattr(progress.time, "perf_counter", lambda: now[0])
    return now


def run(clock, seconds, show, capsys):
    parts = ((10, number) for number in range(4))
    seen = []
    for part in progress.with_progress(parts, 40, "bootstrap", show):
        clock[0] += seconds
        seen.append(part)
    assert seen == [0, 1, 2, 3]
    return capsys.readouterr().err


@pytest.mark.parametrize(
    ("looking", "seconds", "show", "bar"),
    [
        (True, 1.0, None, True),
        (True, 0.1, None, False),
        (False, 1.0, None, False),
        (False, 0.1, True, True),
        (True, 1.0, False, False),
    ],
)
def test_bar(clock, monkeypatch, capsys, looking, seconds, show, bar):
    monkeypatch.setattr(progress, "somebody_is_looking", lambda: looking)
    assert ("bootstrap" in run(clock, seconds, show, capsys)) is bar


@pytest.mark.parametrize("allowed", [True, False])
def test_a_notebook_run_by_a_program_has_no_reader(monkeypatch, allowed):
    shell = types.SimpleNamespace(kernel=types.SimpleNamespace(_allow_stdin=allowed))
    fake = types.SimpleNamespace(get_ipython=lambda: shell)
    monkeypatch.setitem(sys.modules, "IPython", fake)
    assert progress.somebody_is_looking() is allowed
