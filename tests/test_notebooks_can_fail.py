"""Canaries: the notebook tests must fail when a number is wrong.

In the ordinary run one chapter is tried; with ``CSMODELS_CANARY=all`` (``make canary``) all of them.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from notebooks import _light_start  # noqa: F401, before nbformat

import nbformat  # isort: skip
from nbformat import NotebookNode  # isort: skip

FOLDER = Path(__file__).resolve().parent.parent / "notebooks"
CHAPTERS = sorted(FOLDER.glob("*.ipynb"))
TRIED = CHAPTERS if os.environ.get("CSMODELS_CANARY") == "all" else CHAPTERS[:1]

# Read by Python at start-up: the library itself has no switch that makes it wrong. The patch waits until the
# module is imported, so that a kernel without csmodels is left alone.
WRONG_PATHS = """
import importlib.abc
import importlib.machinery
import os
import sys

TARGET = "csmodels.path_models.result"


class Loader(importlib.abc.Loader):
    def __init__(self, real):
        self.real = real

    def create_module(self, spec):
        return self.real.create_module(spec)

    def exec_module(self, module):
        self.real.exec_module(module)
        right = module.PathResult._of

        def wrong(self, g, quantity):
            values, draws = right(self, g, quantity)
            return (values + 1e-2 if quantity == "paths" else values), draws

        module.PathResult._of = wrong


class Finder(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name != TARGET:
            return None
        spec = importlib.machinery.PathFinder.find_spec(name, path)
        spec.loader = Loader(spec.loader)
        return spec


if os.environ.get("CSMODELS_WRONG_PATHS") == "1":
    sys.meta_path.insert(0, Finder())
"""


def run_nbval(notebook: Path, **extra: str) -> subprocess.CompletedProcess[str]:
    """Run one notebook as ``make test`` does."""
    environment = os.environ | {
        "OPENBLAS_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1",
        "PYDEVD_DISABLE_FILE_VALIDATION": "1",
        "PYTHONHASHSEED": "0",
    }
    for name in ("PYTEST_ADDOPTS", "PYTEST_XDIST_WORKER", "PYTEST_CURRENT_TEST"):
        environment.pop(name, None)
    return subprocess.run(
        [
            *(
                sys.executable,
                "-m",
                "pytest",
                "-p",
                "notebooks._light_start",
                "-c",
                str(FOLDER / "pytest.ini"),
                "--rootdir",
                str(notebook.parent),
            ),
            *(str(notebook), "--nbval", "--nbval-current-env"),
            *("--nbval-sanitize-with", str(FOLDER / "_sanitize.cfg"), "--nbval-cell-timeout", "60"),
            *("-q", "-x", "-p", "no:cacheprovider"),
        ],
        cwd=FOLDER.parent,
        env=environment | extra,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def stored_numbers(notebook: NotebookNode) -> Iterator[tuple[NotebookNode, str, re.Match[str]]]:
    """Places of decimal numbers among the outputs: the output, its key, the last digit."""
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            holder, key = (
                (output, "text") if output.output_type == "stream" else (output.get("data", {}), "text/plain")
            )
            found = re.search(r"\d\.\d*(\d)(?!\d)", holder.get(key, ""))
            if found:
                yield holder, key, found


@pytest.mark.parametrize("path", TRIED, ids=lambda path: path.stem)
def test_a_wrong_digit_is_found(path: Path, tmp_path: Path) -> None:
    notebook = nbformat.read(path, as_version=4)
    places = list(stored_numbers(notebook))
    holder, key, found = places[len(places) // 2]
    place = found.start(1)
    text = holder[key]
    holder[key] = text[:place] + str((int(text[place]) + 1) % 10) + text[place + 1 :]
    (tmp_path / "datasets").symlink_to(FOLDER.parent / "datasets")  # chapters read ../datasets/truth.json
    copy = tmp_path / "notebooks" / path.name
    copy.parent.mkdir()
    nbformat.write(notebook, copy)

    ran = run_nbval(copy)

    assert ran.returncode == 1, ran.stdout[-3000:] + ran.stderr[-1000:]
    assert "1 failed" in ran.stdout
    assert f"mismatch '{key if key != 'text' else 'stdout'}'" in ran.stdout


def test_wrong_path_coefficients_are_found(tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(WRONG_PATHS, encoding="utf-8")
    chapter = FOLDER / "02_acsi_telecom.ipynb"
    search_path = os.pathsep.join(filter(None, [str(tmp_path), os.environ.get("PYTHONPATH", "")]))

    ran = run_nbval(chapter, PYTHONPATH=search_path, CSMODELS_WRONG_PATHS="1")

    assert ran.returncode == 1, ran.stdout[-3000:] + ran.stderr[-1000:]
    assert "0.425" in ran.stdout  # Expectations ~ Image is 0.415
