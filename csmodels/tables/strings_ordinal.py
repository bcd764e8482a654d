"""Words of the displays, in English and Chinese: ordered items and their polychoric correlations."""

from __future__ import annotations

ORDINAL: dict[str, dict[str, tuple[str, str]]] = {
    "column": {
        "answer": ("Answer", "答案"),
        "other": ("With", "另一题项"),
    },
    "setting": {
        "correlations": ("Correlations", "相关系数"),
    },
    "option": {
        "estimator.wlsmv": (
            "diagonally weighted least squares of polychoric correlations (WLSMV)",
            "多分格相关的对角加权最小二乘（WLSMV）",
        ),
        "correlations.polychoric": (
            "polychoric: of the normal variables behind the answers",
            "多分格相关：答案背后正态变量之间的相关",
        ),
        "correlations.pearson": ("of the answers (Pearson)", "答案之间的相关（皮尔逊）"),
        "robust.wlsmv": ("sandwich, scaled-and-shifted test", "三明治法，均值方差校正检验"),
        "se.robust_wlsmv": (
            "robust, from the full covariance matrix of the correlations",
            "稳健，由相关系数的完整协方差矩阵得出",
        ),
    },
    "heading": {
        "thresholds": ("Thresholds", "阈值"),
        "polychoric": ("Polychoric correlations", "多分格相关系数"),
    },
    "note": {
        "ordinal_thresholds": (
            "Where the normal variable behind an item is cut: respondents beyond the threshold give this"
            " answer or a higher one.",
            "题项背后的正态变量的切分点：超过阈值的受访者给出该答案或更高的答案。",
        ),
        "ordinal_variances": (
            "Items have unit variance; their residual variances follow from the other parameters.",
            "题项的方差为 1；其残差方差由其他参数推出。",
        ),
    },
    "message": {
        "ordinal_filled": (
            "Two-category items never answered in one of the four combinations: {pairs} ({n} in all). The"
            " empty cell counts as half a respondent; without that the correlation would be 1 or -1.",
            "以下两分类题项的四种组合之一无人作答：{pairs}（共 {n} 对）。空单元格按半名受访者计，"
            "否则相关系数将为 1 或 -1。",
        ),
        "ordinal_indefinite": (
            "The polychoric correlations are no correlation matrix: an eigenvalue is {value}. Each is"
            " estimated by itself; in a small sample with rare answers they need not fit together. Join rare"
            " categories, or leave out items that nearly repeat each other.",
            "多分格相关系数未构成相关矩阵：有一个特征值为 {value}。各系数单独估计，"
            "样本小且有罕见答案时未必相容。请合并罕见类别，或去掉几乎重复的题项。",
        ),
    },
}
