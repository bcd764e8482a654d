"""What openpls does in each line of the benchmark."""

from __future__ import annotations

from typing import Any

import pandas as pd

from benchmarks.ecsi import ecsi, program
from benchmarks.measuring import Job
from benchmarks.survey_data import GROUP


def _config() -> tuple[Any, Any]:
    """The model, and path weighting."""
    settings, mode, scheme = (program(f"openpls.{name}") for name in ("config", "mode", "scheme"))
    model = ecsi()
    structure = settings.Structure()
    for outcome, predictors in model.structure.items():
        structure.add_path(predictors, [outcome])
    config = settings.Config(structure.path(), scaled=True)
    for name, items in model.items.items():
        config.add_lv(name, mode.Mode.A, *(settings.MV(item) for item in items))
    return config, scheme.Scheme.PATH


def _groups() -> list[Any]:
    mga = program("openpls.mga")
    return [mga.GroupSpec(name, values=[name]) for name in ("low", "high")]


def invariance_and_groups(frame: pd.DataFrame, amount: int) -> Job:
    """MICOM, then permutation tests of the paths."""
    mga, micom = program("openpls.mga"), program("openpls.micom")
    config, scheme = _config()
    low, high = _groups()

    def job() -> object:
        found = micom.MICOM(frame, config, GROUP, low, high, scheme, iterations=amount)
        return found.summary(), mga.MGA(
            frame, config, GROUP, [low, high], scheme, iterations=amount
        ).comparisons()

    return job


def predict(frame: pd.DataFrame, amount: int) -> Job:
    """PLSpredict, 10 folds."""
    prediction = program("openpls.predict")
    config, scheme = _config()
    return lambda: prediction.PLSPredict(config, frame, scheme, k=10, repeats=amount).metrics()


def segments(frame: pd.DataFrame, amount: int) -> Job:
    """Fit, then FIMIX with two segments."""
    fimix, plspm = program("openpls.fimix"), program("openpls.plspm")
    config, scheme = _config()
    return lambda: fimix.FIMIX(
        plspm.Plspm(frame, config, scheme), 2, n_restarts=amount, seed=1
    ).fit_criteria()
