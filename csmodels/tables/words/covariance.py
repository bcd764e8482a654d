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
    "note": {
        "cb_withheld": (
            "The figures below are those at which the search stopped: standard errors, tests, intervals and"
            " measures of fit, which an estimate has, are withheld.",
            "以下数字只是搜索停止处的取值：标准误、检验、区间与拟合指标仅属于估计值，此处不显示。",
        ),
    },
}
