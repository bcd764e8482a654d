"""What openpls does in each line of the benchmark."""

from __future__ import annotations

from typing import Any

import pandas as pd

from benchmarks.ecsi import ecsi
from benchmarks.measuring import Job
from benchmarks.survey_data import GROUP


def _config() -> tuple[Any, Any]:
    """The model, and path weighting."""
    from openpls.config import MV, Config, Structure
    from openpls.mode import Mode
    from openpls.scheme import Scheme

    model = ecsi()
    structure = Structure()
    for outcome, predictors in model.structure.items():
        structure.add_path(predictors, [outcome])
    config = Config(structure.path(), scaled=True)
    for name, items in model.items.items():
        config.add_lv(name, Mode.A, *(MV(item) for item in items))
    return config, Scheme.PATH


def _groups() -> list[Any]:
    from openpls.mga import GroupSpec

    return [GroupSpec(name, values=[name]) for name in ("low", "high")]


def invariance_and_groups(frame: pd.DataFrame, amount: int) -> Job:
    """MICOM, then permutation tests of the paths."""
    from openpls.mga import MGA
    from openpls.micom import MICOM

    config, scheme = _config()
    low, high = _groups()

    def job() -> object:
        found = MICOM(frame, config, GROUP, low, high, scheme, iterations=amount)
        return found.summary(), MGA(
            frame, config, GROUP, [low, high], scheme, iterations=amount
        ).comparisons()

    return job


def predict(frame: pd.DataFrame, amount: int) -> Job:
    """PLSpredict, 10 folds."""
    from openpls.predict import PLSPredict

    config, scheme = _config()
    return lambda: PLSPredict(config, frame, scheme, k=10, repeats=amount).metrics()


def segments(frame: pd.DataFrame, amount: int) -> Job:
    """Fit, then FIMIX with two segments."""
    from openpls.fimix import FIMIX
    from openpls.plspm import Plspm

    config, scheme = _config()
    return lambda: FIMIX(Plspm(frame, config, scheme), 2, n_restarts=amount, seed=1).fit_criteria()
