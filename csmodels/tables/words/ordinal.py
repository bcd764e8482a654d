"""Words of the displays, in English and Chinese: ordered items and their polychoric correlations."""

from __future__ import annotations

ORDINAL: dict[str, dict[str, tuple[str, str]]] = {
    "column": {
        "answer": ("Answer", "回答"),
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
            "多分格相关：回答背后正态变量之间的相关",
        ),
        "correlations.pearson": ("of the answers (Pearson)", "回答之间的相关（皮尔逊）"),
        "robust.wlsmv": ("sandwich, scaled-and-shifted test", "三明治法，均值方差校正检验"),
        "se.robust_wlsmv": (
            "robust, from the full covariance matrix of the correlations",
            "稳健，由相关系数的完整协方差矩阵得出",
        ),
    },
    "heading": {
        "ordinal_model": ("Path model (WLSMV)", "路径模型（WLSMV）"),
        "thresholds": ("Thresholds", "阈值"),
        "polychoric": ("Polychoric correlations", "多分格相关系数"),
    },
    "note": {
        "ordinal_thresholds": (
            "Columns are answers: respondents whose normal variable behind the item lies beyond the threshold"
            " give this answer or a higher one. The table `thresholds` has standard errors, too.",
            "各列为回答：题项背后的正态变量超过阈值的受访者给出该回答或更高的回答。标准误见表 `thresholds`。",
        ),
        "ordinal_fit": (
            "χ² tests the model against the polychoric correlations; in brackets the {level} % interval of"
            " RMSEA. Report the column Scaled: under this estimator the plain χ² does not follow a χ²"
            " distribution, so it is not to be reported, and what would be made from it is not shown. Scaled:"
            " χ² over the scaling factor, plus the shift (Asparouhov and Muthén 2010).",
            "χ² 检验模型与多分格相关系数是否一致；方括号内为 RMSEA 的 {level} % 区间。请报告“校正”列："
            "在此估计方法下，未校正的 χ² 不服从 χ² 分布，不应报告，由其得出的指标也不显示。"
            "校正：χ² 除以校正因子，再加平移量（Asparouhov and Muthén 2010）。",
        ),
        "ordinal_reliability": (
            "Reliabilities are those of the normal variables behind the answers, not of the sum of the"
            " answers, which as a rule is less reliable; α of polychoric correlations is called ordinal α"
            " (Zumbo, Gadermann and Zeisser 2007). ω is the same as rho_C here, since all items have unit"
            " variance.",
            "信度针对回答背后的正态变量，而非回答之和，后者的信度通常较低；由多分格相关得出的 α 称为有序 α"
            "（Zumbo, Gadermann and Zeisser 2007）。此处各题项方差均为 1，ω 与 rho_C 相同。",
        ),
        "polychoric_reliability": (
            "Correlations are polychoric: reliabilities are those of the normal variables behind the answers,"
            " not of sums of the answers, which as a rule are less reliable. α is then called ordinal α"
            " (Zumbo, Gadermann and Zeisser 2007).",
            "相关系数为多分格相关：信度针对回答背后的正态变量，而非回答之和，后者的信度通常较低。"
            "此时 α 称为有序 α（Zumbo, Gadermann and Zeisser 2007）。",
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
            "样本小且有罕见回答时未必相容。请合并罕见类别，或去掉几乎重复的题项。",
        ),
    },
}
