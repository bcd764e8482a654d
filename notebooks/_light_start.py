"""Loaded before nbformat, by tests that run or read notebooks: ``pytest -p notebooks._light_start``.

nbformat brings in jsonschema, and this the grammars of internationalised web addresses, which take 4 seconds
of computing to build in each process. No notebook has such an address to check; without the package the check
is left out, as where it is not installed.
"""

from __future__ import annotations

import sys

sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
