"""Writes the answer files and truth.json; called by make_datasets.py."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from . import _hotel, _hotel_customers, _hotel_tables_truth, _hotel_units, _kano, _kano_truth, _telecom
from ._answers import read_codebook, write_answers
from ._truth import truth

HERE = Path(__file__).resolve().parent
SURVEYS: Mapping[str, Callable[[], dict[str, list[str]]]] = {
    _hotel.FILE: _hotel.survey,
    _telecom.FILE: _telecom.survey,
    _kano.HOTEL.file: _kano.hotel,
    _kano.TELECOM.file: _kano.telecom,
    _hotel_units.FILE: _hotel_units.table,
    _hotel_customers.FILE: _hotel_customers.table,
}
TRUTH = "truth"


def make(name: str, folder: Path) -> Path:
    """Write one file, an answer file or the truth, into the folder."""
    if name == TRUTH:
        path = folder / "truth.json"
        text = json.dumps(
            truth() | _kano_truth.truth() | _hotel_tables_truth.truth(), indent=1, ensure_ascii=False
        )
        path.write_text(text + "\n", encoding="utf-8", newline="\n")
        return path
    path = folder / f"{name}.csv"
    write_answers(path, read_codebook(HERE / f"{name}_codebook.csv"), SURVEYS[name]())
    return path


def main(arguments: Sequence[str]) -> None:
    """Command line: which files to write, and where."""
    names = [*SURVEYS, TRUTH]
    parser = argparse.ArgumentParser(
        prog="make_datasets.py", description="Make the simulated sample surveys."
    )
    parser.add_argument(
        "names", nargs="*", metavar="NAME", help=f"what to make: {', '.join(names)} (default: all)"
    )
    parser.add_argument(
        "--out", type=Path, default=HERE, help="folder to write to (default: beside this program)"
    )
    chosen = parser.parse_args(arguments)
    unknown = [name for name in chosen.names if name not in names]
    if unknown:
        parser.error(f"no such data set: {', '.join(unknown)}; there are {', '.join(names)}")
    for name in chosen.names or names:
        print(make(name, chosen.out).name)
