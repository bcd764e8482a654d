"""What the tests share: the real survey, published figures, and the folder of reference files."""

from __future__ import annotations

import os
from pathlib import Path

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
