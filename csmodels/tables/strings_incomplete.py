"""Words of the displays, in English and Chinese: fits to incomplete answers."""

from __future__ import annotations

INCOMPLETE: dict[str, dict[str, tuple[str, str]]] = {
    "option": {
        "missing.fiml": (
            "full-information maximum likelihood, every answer used",
            "全信息最大似然，使用全部回答",
        ),
    },
}
