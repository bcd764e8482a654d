"""What the tests share: the real survey, published figures, and the folder of reference files."""

from __future__ import annotations

import itertools
import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import csmodels as cs

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def mobi() -> cs.SurveyData:
    """The real ECSI mobile-phone survey, where the package that carries it is installed."""
    try:
        return cs.datasets.load_ecsi_mobile()
    except cs.errors.MissingDependencyError as error:
        pytest.skip(str(error))


@pytest.fixture
def answers() -> pd.DataFrame:
    """200 made-up answers from 1 to 10: q1-q3, v1-v2, s1-s3, a group of three and a weight."""
    rng = np.random.default_rng(20)
    n = 200
    quality = rng.normal(size=n)
    value = 0.5 * quality + rng.normal(size=n)
    satisfaction = 0.5 * quality + 0.4 * value + rng.normal(size=n)
    columns = {}
    for stem, construct, count in (("q", quality, 3), ("v", value, 2), ("s", satisfaction, 3)):
        for i in range(1, count + 1):
            noisy = 6.5 + 1.6 * construct + rng.normal(scale=1.2 + 0.3 * i, size=n)
            columns[f"{stem}{i}"] = np.clip(np.rint(noisy), 1, 10)
    columns["group"] = np.array(["north", "south", "west"])[rng.integers(0, 3, size=n)]
    columns["weight"] = rng.uniform(0.5, 2.0, size=n).round(2)
    return pd.DataFrame(columns, index=pd.RangeIndex(1001, 1001 + n, name="id"))


@pytest.fixture
def model() -> cs.PathModel:
    """Quality -> Value -> Satisfaction, on the items of `answers`."""
    return cs.PathModel(
        {"Quality": ["q1", "q2", "q3"], "Value": ["v1", "v2"], "Satisfaction": ["s1", "s2", "s3"]},
        {"Value": ["Quality"], "Satisfaction": ["Quality", "Value"]},
    )


@pytest.fixture(scope="session")
def golden():
    """Read a table of published figures by its name."""

    def read(name: str) -> pd.DataFrame:
        return pd.read_csv(ROOT / "tests" / "golden" / f"{name}.csv", keep_default_na=True)

    return read


@pytest.fixture(scope="session")
def reference() -> Path:
    """The folder of files that other programs made; it is not part of this repository."""
    folder = Path(os.environ.get("CSMODELS_REFERENCE", ROOT.parent / "shared" / "reference"))
    if not folder.is_dir():
        pytest.skip("the reference files are absent; name their folder in CSMODELS_REFERENCE")
    return folder


def pytest_terminal_summary(terminalreporter) -> None:
    """Say how much was compared with other programs' files, and how much was not."""

    def count(outcome: str, when: str) -> int:
        reports = terminalreporter.stats.get(outcome, [])
        return sum("reference" in getattr(r, "keywords", {}) and r.when == when for r in reports)

    ran = count("passed", "call") + count("failed", "call")
    skipped = count("skipped", "setup") + count("skipped", "call")
    terminalreporter.write_line(f"reference tests: {ran} run, {skipped} skipped")


@pytest.fixture
def coded_pairs() -> pd.DataFrame:
    """All 25 pairs of answers about three attributes whose names contain each other."""
    pairs = np.array(list(itertools.product(range(1, 6), repeat=2)))
    held = {}
    for shift, name in enumerate(("room", "room_service", "service")):
        held[f"{name}_f"], held[f"{name}_d"] = np.roll(pairs, shift, axis=0).T
    return pd.DataFrame(held, index=pd.RangeIndex(101, 126))


@pytest.fixture
def expected_pairs(coded_pairs):
    names = ("room", "room_service", "service")
    return {
        name: (coded_pairs[f"{name}_f"].to_numpy(), coded_pairs[f"{name}_d"].to_numpy()) for name in names
    }


def restaurant_answers() -> pd.DataFrame:
    """80 rows without questionnaire or waves: Chinese columns, open answers, a branch of three people."""
    rng = np.random.default_rng(3)
    n = 80
    liking = rng.normal(size=n)
    frame = pd.DataFrame({"编号": range(n), "门店": ["东店"] * 40 + ["西店"] * 37 + ["小店"] * 3})
    for name, noise in {
        **dict.fromkeys(("环境整洁", "服务态度", "菜品口味"), 0.8),
        "总体满意度": 0.5,
        "再次光顾意愿": 0.7,
    }.items():
        frame[name] = np.clip(np.rint(3.5 + liking + noise * rng.normal(size=n)), 1, 5)
        frame.loc[rng.random(n) < 0.04, name] = np.nan
    frame["推荐"] = np.clip(np.rint(7 + 2 * liking + 2 * rng.normal(size=n)), 0, 10)
    frame["是否续约"] = (rng.random(n) < 1 / (1 + np.exp(-liking))).astype(int)
    return frame.assign(消费=rng.integers(20, 90, n), 月数=rng.integers(1, 60, n))


@pytest.fixture(scope="session")
def own_survey() -> Callable[[], pd.DataFrame]:
    """Makes the answers of `restaurant_answers` anew."""
    return restaurant_answers
