"""Make the sample surveys: ``python datasets/make_datasets.py [NAME ...] [--out FOLDER]``.

Writes ``hotel_guests.csv``, ``telecom_subscribers.csv``, ``hotel_kano.csv``, ``telecom_kano.csv``,
``hotel_units.csv``, ``hotel_customers.csv`` and ``truth.json``. The codebooks beside this program are written
by hand: they hold the questionnaires, and the answer files take their columns from them.
"""

from __future__ import annotations

import importlib
import sys
from pathlib import Path


def main() -> None:
    # The modules import each other as a package: its parent folder takes the place of this one on the path.
    here = Path(__file__).resolve().parent
    sys.path[0] = str(here.parent)
    importlib.import_module(f"{here.name}._build").main(sys.argv[1:])


if __name__ == "__main__":
    main()
