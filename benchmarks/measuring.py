"""Time and memory of one job in a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

Job = Callable[[], object]
ROOT = Path(__file__).resolve().parent.parent


def measure(job: Job, runs: int, warm: Job | None = None) -> dict[str, float]:
    """Peak memory of the first run above that before it, and the best time of the runs after it.

    Parameters
    ----------
    job : callable
    runs : int
        Runs after the first; with 1 the first is the measured one.
    warm : callable, optional
        A small job of the same kind that is done before, so that a job that runs once does not pay for
        imports and first calls.
    """
    if warm is not None:
        warm()
    before = _resident()
    with _Peak() as peak:
        times = [_seconds(job)]
    if runs > 1:
        times = [_seconds(job) for _ in range(runs)]
    return {
        "seconds": min(wall for wall, _ in times),
        "processor": min(processor for _, processor in times),
        "megabytes": (peak.bytes - before) / 2**20,
    }


def in_own_process(*words: str) -> dict[str, Any]:
    """Run this benchmark's ``--one`` in a new process, so that no job profits or suffers from another."""
    command = [sys.executable, "-m", "benchmarks.run", "--one", *words]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT)
    if done.returncode:
        last = done.stderr.strip().splitlines()[-1:] or [f"ended with {done.returncode}"]
        return {"failed": last[0]}
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


class _Peak:
    """Highest resident memory while the block runs, looked at every millisecond."""

    def __enter__(self) -> _Peak:
        self.bytes = _resident()
        self._stop = threading.Event()
        self._watcher = threading.Thread(target=self._watch, daemon=True)
        self._watcher.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._watcher.join()

    def _watch(self) -> None:
        while not self._stop.wait(0.001):
            self.bytes = max(self.bytes, _resident())


def _seconds(job: Job) -> tuple[float, float]:
    """Seconds on the clock, and seconds of the processor."""
    wall, processor = time.perf_counter(), time.process_time()
    job()
    return time.perf_counter() - wall, time.process_time() - processor


def _resident() -> float:
    """Resident memory of this process in bytes (Linux; elsewhere missing)."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
    except OSError:
        return float("nan")
    return float(pages * os.sysconf("SC_PAGE_SIZE"))
