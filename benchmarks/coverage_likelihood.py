"""How often maximum-likelihood intervals hold the truth: normal answers, and answers with long tails.

``make coverage`` runs 2,000 samples of n = 300 for each kind of answers; the tests run a short study. Errors
from the expected information hold for normal answers alone; the sandwich holds for both.
"""

from __future__ import annotations

import argparse
import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import ndtri

import csmodels as cs
from csmodels.numerics.covariance import errors
from csmodels.numerics.covariance.likelihood import Sample, evaluate, information
from csmodels.numerics.covariance.search import minimise
from csmodels.numerics.covariance.structure import Structure
from csmodels.path_models.likelihood.parameters import parameter_table

Array = NDArray[np.float64]

#: Asked of 95 % intervals whose errors are right for the answers.
BAND = (0.92, 0.97)
MODEL = cs.PathModel(
    {"Quality": ["q1", "q2", "q3"], "Value": ["v1", "v2", "v3"], "Satisfaction": ["s1", "s2", "s3"]},
    {"Value": ["Quality"], "Satisfaction": ["Quality", "Value"]},
)
TRUTH = {"loadings": 0.9, "paths": 0.4, "residuals": 0.5, "variances": 0.8}
ANSWERS = ("normal", "long tails")


def study(replications: int, n: int = 300, seed: int = 1) -> pd.DataFrame:
    """Share of 95 % intervals that hold the truth, by answers, kind of error and parameter.

    Returns
    -------
    DataFrame
        Index answers, errors, parameter; column ``share``.
    """
    table = parameter_table(MODEL)
    truth = np.zeros(table.structure.n_params)
    for p in table.parameters:
        if p.free:
            truth[p.index] = TRUTH[p.kind]
    names = [f"{p.lhs} {p.op} {p.rhs}" for p in table.parameters if p.free]
    rows = []
    for answers in ANSWERS:
        held = _held(table.structure, truth, answers, replications, n, seed)
        for kind, shares in held.items():
            rows += [(answers, kind, name, share) for name, share in zip(names, shares, strict=True)]
    return pd.DataFrame(rows, columns=["answers", "errors", "parameter", "share"]).set_index(
        ["answers", "errors", "parameter"]
    )


def _held(
    structure: Structure, truth: Array, answers: str, replications: int, n: int, seed: int
) -> dict[str, Array]:
    """Share of the intervals that hold each parameter, by kind of error."""
    rng = np.random.default_rng(seed)
    x = _rows(structure, truth, answers, replications, n, rng)
    x -= x.mean(axis=1, keepdims=True)
    sample = Sample((np.swapaxes(x, 1, 2) @ x / n)[:, None], None, np.ones(1))
    found = minimise(structure, sample, np.repeat(truth[None], replications, axis=0))
    assert found.converged.all()
    info = n * information(structure, sample, evaluate(structure, sample, found.theta))
    expected = np.sqrt(np.einsum("bkk->bk", np.linalg.inv(info)))
    robust = np.empty_like(expected)
    for b in range(replications):
        filling = errors.meat(errors.casewise(structure, found.theta[b], x[b]))
        robust[b] = np.sqrt(np.diag(errors.sandwich(info[b], filling)))
    away = np.abs(found.theta - truth) / ndtri(0.975)
    return {"expected": (away < expected).mean(axis=0), "sandwich": (away < robust).mean(axis=0)}


def _rows(
    structure: Structure, truth: Array, answers: str, members: int, n: int, rng: np.random.Generator
) -> Array:
    """Answers of the model: factors and errors normal, or of Student's t with 7 degrees of freedom."""
    factors, noise = rng.normal(size=(members, n, 3)), rng.normal(size=(members, n, 9))
    if answers == "long tails":
        factors, noise = (rng.standard_t(7, size=part.shape) / np.sqrt(7 / 5) for part in (factors, noise))
    sd, path = np.sqrt(TRUTH["variances"]), TRUTH["paths"]
    quality = sd * factors[..., 0]
    value = path * quality + sd * factors[..., 1]
    satisfaction = path * (quality + value) + sd * factors[..., 2]
    loads = np.array([1.0, TRUTH["loadings"], TRUTH["loadings"]])
    items = [each[..., None] * loads for each in (quality, value, satisfaction)]
    found: Array = np.concatenate(items, axis=-1) + np.sqrt(TRUTH["residuals"]) * noise
    return found


def asked(table: pd.DataFrame) -> pd.Series:
    """The shares that must lie in the band: errors that are right for the answers."""
    wrong = (table.index.get_level_values(0) == "long tails") & (
        table.index.get_level_values(1) == "expected"
    )
    return table.loc[~wrong, "share"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--replications", type=int, default=2000)
    table = study(parser.parse_args().replications)
    print(table["share"].unstack(["answers", "errors"]).round(3).to_string())
    shares = asked(table)
    outside = shares[~shares.between(*BAND)]
    print(
        f"Asked for {BAND[0]:.0%} to {BAND[1]:.0%}: {len(shares) - len(outside)} of {len(shares)} lie inside."
    )


if __name__ == "__main__":
    main()
