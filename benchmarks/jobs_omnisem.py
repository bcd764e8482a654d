"""What omnisem does in each line of the benchmark.

Its public bootstrap ends in an import error after all the work, for any model with a mediated path, so
the functions it calls are called here; bootstrap and permutations run in this process (``n_cores=1``).
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from benchmarks.ecsi import ecsi, program
from benchmarks.measuring import Job
from benchmarks.survey_data import GROUP


def _model() -> Any:
    model = ecsi()
    blocks = [f"{name} =~ " + " + ".join(items) for name, items in model.items.items()]
    arrows = [f"{outcome} ~ " + " + ".join(predictors) for outcome, predictors in model.structure.items()]
    return program("omnisem").Model("\n".join(blocks + arrows))


def _parts(topology: Any) -> tuple[Any, Any, Any]:
    """Blocks, modes and arrows, as its inner functions take them."""
    orchestrator = program("omnisem.plssem.orchestrator")
    blocks, modes = orchestrator._build_measurement_blocks(topology)
    return blocks, modes, orchestrator._build_inner_adjacency(topology, blocks)


def fit(frame: pd.DataFrame, amount: int, **options: Any) -> Job:
    """Fit (public call), or fit and bootstrap (weights, loadings, paths, HTMT, SRMR, d_ULS, d_G)."""
    model = _model()
    if amount == 0:
        return lambda: model.fit(frame, estimator="PLS")
    return lambda: _bootstrap(model.topology, frame, amount, **options)


def bca(frame: pd.DataFrame, amount: int) -> Job:
    """The same with its BCa intervals of paths."""
    return fit(frame, amount, ci_method="bca")


def _bootstrap(topology: Any, frame: pd.DataFrame, amount: int, **options: Any) -> object:
    nipals = program("omnisem.plssem.estimators.nipals")
    bootstrap = program("omnisem.plssem.inference.bootstrap")
    blocks, modes, arrows = _parts(topology)
    names = [each.name for each in topology.observed]
    answers = frame[names].to_numpy(np.float64)
    positions = [[names.index(item) for item in items] for items in blocks.values()]
    weights, loadings, converged, steps = nipals.OuterWeightEstimator.estimate(
        answers, positions, list(modes.values()), arrows, 300, 1e-7
    )
    scores = nipals.LatentScoreEstimator.compute(answers, weights)
    estimate = {
        "outer_weights": weights,
        "outer_loadings": loadings,
        "latent_scores": scores,
        "inner_paths": nipals.InnerPathEstimator.estimate(scores, arrows),
        "converged": converged,
        "iterations": steps,
        "latent_names": list(blocks),
        "observed_names": names,
        "blocks": blocks,
        "modes": modes,
    }
    return bootstrap.run_pls_bootstrap(
        topology, blocks, modes, arrows, frame, estimate, n_boot=amount, n_cores=1, **options
    )


def invariance_and_groups(frame: pd.DataFrame, amount: int) -> Job:
    """MICOM and permutation tests of the paths, from the same permutations."""
    mga = program("omnisem.plssem.advanced.mga")
    topology = _model().topology
    return lambda: mga.run_mga_micom(
        topology, *_parts(topology), frame, GROUP, n_permutations=amount, n_cores=1
    )


def predict(frame: pd.DataFrame, amount: int) -> Job:
    """PLSpredict, 10 folds, once for each repetition (its folds are always the same)."""
    plspredict = program("omnisem.plssem.inference.plspredict")
    topology = _model().topology
    return lambda: [plspredict.run_plspredict(topology, *_parts(topology), frame) for _ in range(amount)]


def segments(frame: pd.DataFrame, amount: int) -> Job:
    """FIMIX with two segments; every start estimates weights of its own."""
    fimix = program("omnisem.plssem.advanced.fimix")
    topology = _model().topology
    return lambda: fimix.run_fimix_pls(topology, frame, 2, n_rep=amount, seed=1)
