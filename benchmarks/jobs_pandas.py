"""What one writes with pandas and with numpy: peers where no other program does the job."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from benchmarks.measuring import Job
from benchmarks.survey_data import SEED, pairs_in

#: Berger's table: functional answers down, dysfunctional ones across.
TABLE = ("QAAAO", "RIIIM", "RIIIM", "RIIIM", "RRRRQ")
LETTERS = list("MOAIRQ")


def _letters(frame: pd.DataFrame, names: list[str]) -> pd.DataFrame:
    """Category of every pair."""
    found = {}
    for name in names:
        both = frame[[f"{name}_f", f"{name}_d"]].dropna().astype(int)
        values = [TABLE[f - 1][d - 1] for f, d in zip(both[f"{name}_f"], both[f"{name}_d"], strict=True)]
        found[name] = pd.Series(values, index=both.index)
    return pd.DataFrame(found)


def _counted(letters: pd.DataFrame) -> pd.DataFrame:
    """Counts of every attribute."""
    return pd.DataFrame({name: letters[name].value_counts() for name in letters}).reindex(LETTERS).fillna(0)


def kano_counts(frame: pd.DataFrame, amount: int) -> Job:
    """Categorise and count `amount` attributes."""
    names = list(pairs_in(frame))[:amount]
    return lambda: _counted(_letters(frame, names))


def kano_fit(frame: pd.DataFrame, amount: int) -> Job:
    """Counts; how often each category leads in `amount` resamples; limits of better and worse."""
    names = list(pairs_in(frame))

    def job() -> object:
        rng = np.random.default_rng(SEED)
        letters = _letters(frame, names)
        leading, better, worse = [], [], []
        for _ in range(amount):
            drawn = letters.iloc[rng.integers(0, len(letters), len(letters))]
            counts = _counted(drawn)
            leading.append(counts.idxmax())
            clear = counts.loc[list("MOAI")].sum()
            better.append((counts.loc["A"] + counts.loc["O"]) / clear)
            worse.append(-(counts.loc["M"] + counts.loc["O"]) / clear)
        limits = [pd.DataFrame(each).quantile([0.025, 0.975]) for each in (better, worse)]
        leads = pd.DataFrame(leading).apply(lambda column: column.value_counts(normalize=True))
        return _counted(letters), leads, limits

    return job


def _positions(frame: pd.DataFrame, names: list[str]) -> NDArray[np.int8]:
    """Position in `LETTERS` of every pair, 6 where an answer is missing."""
    table = np.full((6, 6), len(LETTERS), dtype=np.int8)
    table[1:, 1:] = [[LETTERS.index(letter) for letter in row] for row in TABLE]
    f, d = (frame[[f"{name}_{side}" for name in names]].fillna(0).to_numpy(np.int8) for side in "fd")
    found: NDArray[np.int8] = table[f, d]
    return found


def _tallied(letters: NDArray[np.int8]) -> NDArray[np.intp]:
    return np.stack([np.bincount(column, minlength=7)[:6] for column in letters.T])


def numpy_counts(frame: pd.DataFrame, amount: int) -> Job:
    """The same as `kano_counts`, by numpy."""
    names = list(pairs_in(frame))[:amount]
    return lambda: pd.DataFrame(_tallied(_positions(frame, names)), index=names, columns=LETTERS)


def numpy_fit(frame: pd.DataFrame, amount: int) -> Job:
    """The same as `kano_fit`, by numpy in a loop over resamples."""
    names = list(pairs_in(frame))

    def job() -> object:
        rng = np.random.default_rng(SEED)
        letters = _positions(frame, names)
        counts = np.empty((amount, len(names), len(LETTERS)))
        for i in range(amount):
            counts[i] = _tallied(letters[rng.integers(0, len(letters), len(letters))])
        clear = counts[..., :4].sum(axis=-1)
        both = (counts[..., 1] + counts[..., 2]) / clear, -(counts[..., 0] + counts[..., 1]) / clear
        leads = [np.bincount(column, minlength=6) / amount for column in counts.argmax(axis=-1).T]
        return _tallied(letters), leads, [np.quantile(each, [0.025, 0.975], axis=0) for each in both]

    return job


def nps_of_stores(frame: pd.DataFrame, amount: int) -> Job:
    """Net promoter score of every store with Wald's interval."""

    def job() -> object:
        net = (frame["recommend"] >= 9).astype(float) - (frame["recommend"] <= 6)
        found = net.groupby(frame["store"]).agg(["mean", "std", "count"])
        error = 1.96 * found["std"] / np.sqrt(found["count"])
        return found.assign(low=found["mean"] - error, high=found["mean"] + error)

    return job


def nps_resamples(frame: pd.DataFrame, amount: int) -> Job:
    """Net promoter score in every resample of the answers."""
    net = ((frame["recommend"] >= 9).astype(float) - (frame["recommend"] <= 6)).to_numpy()

    def job() -> object:
        rng = np.random.default_rng(SEED)
        draws = [net[rng.integers(0, len(net), len(net))].mean() for _ in range(amount)]
        return np.percentile(draws, [2.5, 97.5])

    return job
