"""How often intervals hold the truth: simulated samples of n = 500 from a known population.

``make coverage`` runs 2,000 samples (some minutes); the tests run a short study. The truth is the same
estimator on the population's exact moments. Asked for: 92 to 97 % of 95 % intervals of the index and of
HTMT by percentiles, and of paths by BCa. Percentile intervals of paths and R2 are reported beside them.
"""

from __future__ import annotations

import argparse
import os
import time
from typing import Any

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np
import pandas as pd

import csmodels as cs
from csmodels.numerics.intervals import uncertainty
from csmodels.numerics.validity import construct_pairs, htmt

#: Asked of 95 % intervals.
BAND = (0.92, 0.97)
#: Samples fitted as groups of one call.
AT_A_TIME = 25

ITEMS = {
    "Expectations": ("OVERALLX", "CUSTOMX", "WRONGX"),
    "Quality": ("OVERALLQ", "CUSTOMQ", "WRONGQ"),
    "Value": ("PQ", "QP"),
    "Satisfaction": ("SATIS", "CONFIRM", "IDEAL"),
    "Loyalty": ("REPUR", "RECOMMEND"),
}
PATHS = {
    "Quality": {"Expectations": 0.5},
    "Value": {"Expectations": 0.1, "Quality": 0.6},
    "Satisfaction": {"Expectations": 0.05, "Quality": 0.5, "Value": 0.3},
    "Loyalty": {"Satisfaction": 0.6},
}


def population() -> tuple[cs.IndexModel, dict[str, Any]]:
    """An ACSI model without complaints, and the parameters of a population that answers from 1 to 10."""
    model = cs.index_model("ACSI", items=ITEMS)
    truth: dict[str, Any] = {
        "paths": PATHS,
        "loadings": 0.8,
        "means": 7.2,
        "sds": 1.8,
        "scale": (1, 10),
    }
    return model, truth


def study(replications: int, n: int = 500, n_boot: int = 1000, seed: int = 1) -> pd.DataFrame:
    """Share of 95 % intervals that hold the truth, by figure.

    Returns
    -------
    DataFrame
        One row per figure: `kind` (index, htmt, path, r_squared), `name`, `truth`, `percentile`, `bca`.
    """
    model, truth = population()
    path_model = model.path_model()
    exact = model.fit(cs.population_moments(path_model, **truth))
    kinds = _kinds(exact)
    hits = {ci: np.zeros(len(kinds)) for ci in ("percentile", "bca")}
    done = 0
    while done < replications:
        samples = min(AT_A_TIME, replications - done)
        drawn = cs.simulate(path_model, n * samples, seed=seed + done, **truth).frame
        drawn = drawn.assign(sample=np.repeat(np.arange(samples), n))
        result = model.fit(drawn, by="sample", n_boot=n_boot, ci="bca", seed=seed, progress=False)
        for g in range(samples):
            values, varied = _everything(result, g)
            left_out = varied[:, n_boot:]
            for ci in hits:
                found = uncertainty(values, varied[:, :n_boot], ci=ci, left_out=left_out)
                hits[ci] += (found.conf_low <= kinds["truth"]) & (kinds["truth"] <= found.conf_high)
        done += samples
    return kinds.assign(**{ci: count / replications for ci, count in hits.items()})


def _everything(result: cs.IndexResult, g: int) -> tuple[np.ndarray, np.ndarray]:
    """Index, HTMT, paths and R2 of a sample, and of every member of its variation."""
    found = [(result.estimates.values["statistic"][g], result.estimates.varied[g]["statistic"])]
    found.append(result.estimates.further(g, lambda members: htmt(members.corr, result.spec)))
    for quantity in ("paths", "r_squared"):
        found.append((result.estimates.values[quantity][g], result.estimates.varied[g][quantity]))
    return np.concatenate([v for v, _ in found]), np.concatenate([d for _, d in found])


def _kinds(exact: cs.IndexResult) -> pd.DataFrame:
    names = exact.model.constructs
    values, _ = _everything(exact, 0)
    labels = [
        *(("index", name) for name in names),
        *(("htmt", f"{names[i]} - {names[j]}") for i, j in construct_pairs(exact.spec)),
        *(("path", f"{p} -> {d}") for d, p in exact.model.paths),
        *(("r_squared", name) for name in names if exact.model.structure.get(name)),
    ]
    return pd.DataFrame(labels, columns=["kind", "name"]).assign(truth=values)


def asked(table: pd.DataFrame) -> pd.Series:
    """The shares that the band is asked of: index and HTMT by percentiles, paths by BCa."""
    chosen = table["percentile"].where(table["kind"] != "path", table["bca"])
    found: pd.Series = chosen[table["kind"] != "r_squared"]
    return found


def main() -> None:
    """Run the study and print its table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--replications", type=int, default=2000)
    parser.add_argument("--n", type=int, default=500)
    options = parser.parse_args()
    start = time.perf_counter()
    table = study(options.replications, options.n)
    print(table.round(4).to_string(index=False))
    shares = asked(table)
    print(f"\n{options.replications} samples of {options.n}, {time.perf_counter() - start:.0f} s")
    print(f"asked for {BAND[0]} to {BAND[1]}: from {shares.min():.4f} to {shares.max():.4f}")
    if not shares.between(*BAND).all():
        raise SystemExit(
            "outside the band: " + ", ".join(table["name"][shares[~shares.between(*BAND)].index])
        )


if __name__ == "__main__":
    main()
