"""What every chapter must keep to, so that running the notebooks as tests means something.

The outputs are compared by nbval; these rules see to it that there is something to compare, that it can be
compared on every machine, and that the sentences still fit the numbers.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from notebooks import _light_start  # noqa: F401, before nbformat

import nbformat  # isort: skip
from nbformat import NotebookNode  # isort: skip

FOLDER = Path(__file__).resolve().parent.parent / "notebooks"
CHAPTERS = sorted(FOLDER.glob("*.ipynb"))
# All code cells of the chapters there are; raise it when a chapter is added.
FEWEST_CHAPTERS = 16
FEWEST_CELLS = 437

each_chapter = pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)


@cache
def read(path: Path) -> NotebookNode:
    return nbformat.read(path, as_version=4)


def code_cells(path: Path) -> list[NotebookNode]:
    return [cell for cell in read(path).cells if cell.cell_type == "code" and cell.source.strip()]


def tags(cell: NotebookNode) -> list[str]:
    return list(cell.metadata.get("tags", []))


def texts(cell: NotebookNode) -> list[str]:
    """Everything readable that a cell printed or displayed."""
    found = []
    for output in cell.outputs:
        if output.output_type == "stream":
            found.append(output.text)
        elif output.output_type == "error":
            found += [output.ename, output.evalue, *output.traceback]
        else:
            found += [data for kind, data in output.data.items() if not kind.startswith("image/")]
    return found


def is_checked(cell: NotebookNode) -> bool:
    """Whether a changed result would change an output that nbval compares; a picture is not compared."""
    return "nbval-ignore-output" not in tags(cell) and any(
        not re.fullmatch(r"<Figure size \d+x\d+ with \d+ Axes>", text.strip()) for text in texts(cell)
    )


def test_all_chapters_are_there() -> None:
    assert len(CHAPTERS) >= FEWEST_CHAPTERS
    assert sum(len(code_cells(path)) for path in CHAPTERS) >= FEWEST_CELLS


def test_nbval_collects_every_code_cell() -> None:
    """A renamed folder or a broken option must not pass with no test at all."""
    ran = subprocess.run(
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
                str(FOLDER.parent),
            ),
            *(
                str(FOLDER),
                "--nbval",
                "--nbval-current-env",
                "--collect-only",
                "-q",
                "-p",
                "no:cacheprovider",
            ),
        ],
        cwd=FOLDER.parent,
        env=os.environ | {"PYDEVD_DISABLE_FILE_VALIDATION": "1"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    collected = [line for line in ran.stdout.splitlines() if re.search(r"\.ipynb::.*Cell \d+", line)]
    assert len(collected) == sum(len(code_cells(path)) for path in CHAPTERS)


@each_chapter
def test_all_cells_are_executed_in_order(path: Path) -> None:
    """nbval does not compare the outputs of a cell that has no number."""
    counts = [cell.execution_count for cell in code_cells(path)]
    assert counts == list(range(1, len(counts) + 1))


@each_chapter
def test_most_cells_have_an_output_that_is_compared(path: Path) -> None:
    cells = code_cells(path)
    checked = [cell for cell in cells if is_checked(cell)]
    assert len(checked) >= 0.6 * len(cells)


@each_chapter
def test_has_a_visible_check(path: Path) -> None:
    passed = [
        cell
        for cell in code_cells(path)
        if "assert_table_close(" in cell.source and re.search(r"values? agrees? within", "".join(texts(cell)))
    ]
    assert passed


@each_chapter
def test_every_figure_is_followed_by_its_numbers(path: Path) -> None:
    cells = code_cells(path)
    for i, cell in enumerate(cells):
        if any("image/png" in output.get("data", {}) for output in cell.outputs):
            following = cells[i + 1]
            assert "figure_data(" in following.source, f"after: {cell.source[:80]}"
            assert is_checked(following)
            assert "figure-data" in tags(following)


@each_chapter
def test_every_drawing_cell_shows_its_figure(path: Path) -> None:
    for cell in code_cells(path):
        if re.search(r"\.plot_\w+\(|plt\.subplots\(", cell.source):
            assert any("image/png" in output.get("data", {}) for output in cell.outputs), cell.source[:80]


@each_chapter
def test_errors_are_wanted_and_wanted_errors_occur(path: Path) -> None:
    for cell in code_cells(path):
        failed = any(output.output_type == "error" for output in cell.outputs)
        assert failed == ("raises-exception" in tags(cell)), cell.source[:80]


@each_chapter
def test_no_cell_is_left_out_of_the_test(path: Path) -> None:
    ignored = [cell for cell in code_cells(path) if "nbval-ignore-output" in tags(cell)]
    assert len(ignored) <= 1
    assert all(cell.metadata.get("csmodels", {}).get("reason") for cell in ignored)
    for cell in code_cells(path):
        assert not {"nbval-skip", "skip"} & set(tags(cell))
        assert not re.search(r"#\s*(NBVAL|PYTEST_VALIDATE)", cell.source)


@each_chapter
def test_outputs_are_the_same_on_every_machine(path: Path) -> None:
    """No address, folder, date or warning; errors keep no way through the files of one machine."""
    forbidden = re.compile(
        r"\bat 0x[0-9a-f]{4,}|0x[0-9a-f]{7,}|/home/|/tmp\b|/work/|/root/|/usr/|[A-Z]:\\"
        r"|\b20\d\d-\d\d-\d\d\b|\bsite-packages\b|Traceback|\.py:\d+"
    )
    for cell in code_cells(path):
        assert not any(output.get("name") == "stderr" for output in cell.outputs), cell.source[:80]
        for text in texts(cell):
            assert not forbidden.search(text), (
                f"{forbidden.search(text)} in the output of: {cell.source[:80]}"
            )


@each_chapter
def test_no_line_ends_with_a_semicolon(path: Path) -> None:
    """IPython hides an output after a semicolon, nbval does not: write ``_ = ...`` for that."""
    for cell in code_cells(path):
        assert not re.search(r";\s*(#.*)?$", cell.source, flags=re.MULTILINE), cell.source[:80]


@each_chapter
def test_no_bare_array_is_printed(path: Path) -> None:
    for cell in code_cells(path):
        for text in texts(cell):
            assert not re.match(r"\s*array\(", text), cell.source[:80]


@each_chapter
def test_metadata_is_the_same_on_every_machine(path: Path) -> None:
    notebook = read(path)
    assert notebook.metadata.kernelspec.name == "python3"
    assert set(notebook.metadata) == {"kernelspec", "language_info"}
    assert notebook.metadata.language_info == {"name": "python"}
    for cell in notebook.cells:
        assert set(cell.metadata) <= {"tags", "jupyter", "csmodels"}


@each_chapter
def test_numbers_in_the_text_stand_in_the_outputs(path: Path) -> None:
    """A decimal number in a sentence is some printed number, rounded; titles, code and exercises aside."""
    notebook = read(path)
    printed: list[float] = []
    for cell in notebook.cells:
        if cell.cell_type == "code":
            for text in [*texts(cell), cell.source]:
                plain = re.sub(r"<[^>]*>", " ", text).replace(",", "")
                printed += [float(number) for number in re.findall(r"\d+\.\d+", plain)]
    for cell in notebook.cells:
        if cell.cell_type != "markdown" or cell.source.startswith("## Exercises"):
            continue
        prose = re.sub(
            r"^#.*$|`[^`]*`|^    .*$|[Ss]ections? [\d., and]+|SmartPLS [\d.]+\w*", "", cell.source, flags=re.M
        )
        for number in re.findall(r"(?<![\d.])\d+\.\d+(?![\d.])", prose):
            if number in RULES_OF_THUMB:
                continue
            half = 0.5 * 10.0 ** -len(number.split(".")[1]) + 1e-9
            assert any(abs(value - float(number)) <= half for value in printed), (
                f"{number}: {cell.source[:60]}"
            )


RULES_OF_THUMB = {"0.70", "0.50"}
"""Thresholds of the literature that a chapter quotes: no results."""


@each_chapter
def test_simulated_data_are_called_simulated(path: Path) -> None:
    notebook = read(path)
    opening = "\n".join(cell.source for cell in notebook.cells[:2])
    assert "**simulated**" in opening


def test_only_three_rules_hide_anything() -> None:
    rules = (FOLDER / "_sanitize.cfg").read_text(encoding="utf-8")
    assert rules.count("regex:") == 3
