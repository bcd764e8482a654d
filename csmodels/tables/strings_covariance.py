"""Words of the displays, in English and Chinese: how the maximum of a likelihood was found."""

from __future__ import annotations

COVARIANCE: dict[str, dict[str, tuple[str, str]]] = {
    "setting": {
        "optimizer": ("Search", "求解方法"),
    },
    "option": {
        "optimizer.semopy": ("semopy, then scoring", "先用 semopy，再用评分法"),
        "optimizer.scoring": ("scoring", "评分法"),
    },
}
