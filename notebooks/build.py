"""Run the notebooks and store what they print, the same way on every machine.

``python notebooks/build.py`` runs all chapters and stores their outputs in place: read the difference before
you commit it. ``python notebooks/build.py --html build`` leaves the notebooks alone, runs them and writes
each as a page into the folder ``build``. Names of chapters (``02_acsi_telecom``) choose some of them.
"""

from __future__ import annotations

import argparse
import os
import sys
import textwrap
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbformat import NotebookNode

HERE = Path(__file__).resolve().parent

# As in the tests: the threads of numpy are not needed, and hash order must not matter.
ENVIRONMENT = {
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "PYDEVD_DISABLE_FILE_VALIDATION": "1",
    "PYTHONHASHSEED": "0",
}
KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}
FIGURE_DATA = "figure-data"
"""Tag of cells that write out a figure's numbers: the test compares them, the page leaves them out."""


def run(notebook: NotebookNode) -> NotebookNode:
    """Execute all cells in order and remove what differs from run to run."""
    NotebookClient(
        notebook,
        timeout=60,
        kernel_name="python3",
        coalesce_streams=True,
        record_timing=False,
        store_widget_state=False,
        extra_arguments=[
            "--log-level=40"
        ],  # errors only: a kernel's advice on its transport is not for readers
        resources={"metadata": {"path": str(HERE)}},
    ).execute()
    notebook.metadata = NotebookNode(kernelspec=NotebookNode(KERNEL), language_info={"name": "python"})
    for number, cell in enumerate(notebook.cells, start=1):
        cell.id = f"cell-{number:02d}"
        cell.metadata.pop("execution", None)
        for output in cell.get("outputs", []):
            if output.output_type == "error":
                # The way through our own files is no part of the lesson, and names folders of one machine.
                output.traceback = [textwrap.fill(f"{output.ename}: {output.evalue}", 96)]
    return notebook


def to_html(notebook: NotebookNode, title: str) -> str:
    """Turn an executed notebook into a page."""
    from nbconvert import HTMLExporter
    from nbconvert.preprocessors import TagRemovePreprocessor

    exporter = HTMLExporter()
    exporter.register_preprocessor(TagRemovePreprocessor(remove_cell_tags={FIGURE_DATA}), enabled=True)
    page, _ = exporter.from_notebook_node(notebook, resources={"metadata": {"name": title}})
    return str(page)


def main(arguments: list[str]) -> int:
    """Run the chapters named, or all of them."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("names", nargs="*", help="chapters, such as 01_survey; all by default")
    parser.add_argument("--html", metavar="FOLDER", help="write pages there and leave the notebooks alone")
    chosen = parser.parse_args(arguments)
    known = {path.stem: path for path in sorted(HERE.glob("*.ipynb"))}
    names = [Path(name).stem for name in chosen.names] or list(known)
    if unknown := [name for name in names if name not in known]:
        parser.error(f"no chapter {', '.join(unknown)}; there are {', '.join(known)}")
    os.environ.update({key: os.environ.get(key, value) for key, value in ENVIRONMENT.items()})
    for name in names:
        notebook = run(nbformat.read(known[name], as_version=4))
        if chosen.html is None:
            nbformat.write(notebook, known[name])
            print(f"{name}: outputs stored")
        else:
            page = Path(chosen.html) / f"{name}.html"
            page.parent.mkdir(parents=True, exist_ok=True)
            page.write_text(to_html(notebook, name), encoding="utf-8")
            print(f"{name}: written to {page}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
