"""Words of the displays, in English and Chinese: measurement invariance of covariance models."""

from __future__ import annotations

LADDER: dict[str, dict[str, tuple[str, str]]] = {
    "column": {
        "ladder_level": ("Level", "层级"),
        "ladder_chi2": ("χ²", "χ²"),
        "ladder_df": ("df", "自由度"),
        "ladder_p_value": ("p", "p 值"),
        "ladder_cfi": ("CFI", "CFI"),
        "ladder_tli": ("TLI", "TLI"),
        "ladder_rmsea": ("RMSEA", "RMSEA"),
        "ladder_srmr": ("SRMR", "SRMR"),
        "ladder_aic": ("AIC", "AIC"),
        "ladder_bic": ("BIC", "BIC"),
        "ladder_chi2_difference": ("Δχ²", "Δχ²"),
        "ladder_df_difference": ("Δdf", "Δ自由度"),
        "ladder_p_value_difference": ("p of Δχ²", "Δχ² 的 p 值"),
        "ladder_cfi_difference": ("ΔCFI", "ΔCFI"),
        "ladder_rmsea_difference": ("ΔRMSEA", "ΔRMSEA"),
        "ladder_srmr_difference": ("ΔSRMR", "ΔSRMR"),
        "ladder_chi2_test": ("χ² test", "χ² 检验"),
        "ladder_cheung_rensvold": ("Cheung and Rensvold", "Cheung 与 Rensvold"),
        "ladder_chen": ("Chen", "Chen"),
        "ladder_verdict": ("Verdict", "结论"),
        "ladder_parameter": ("Parameter", "参数"),
        "ladder_chi2_change": ("χ² falls by", "χ² 下降"),
        "ladder_p_adjusted": ("p, adjusted", "校正 p 值"),
        "ladder_group": ("Group that differs most", "差异最大的组"),
        "ladder_difference": ("Its difference", "该组的差异"),
        "ladder_standardized": ("In SD within groups", "以组内标准差计"),
        "ladder_rule": ("Rule", "规则"),
        "ladder_figure": ("Figure", "指标"),
        "ladder_metric": ("Metric", "度量层级"),
        "ladder_later": ("Scalar, strict", "标量与严格层级"),
        "ladder_source": ("Source", "来源"),
    },
    "value": {
        "ladder_configural": ("configural", "构型"),
        "ladder_metric": ("metric", "度量（弱）"),
        "ladder_scalar": ("scalar", "标量（强）"),
        "ladder_strict": ("strict", "严格"),
        "ladder_holds": ("holds", "成立"),
        "ladder_fails": ("fails", "不成立"),
        "ladder_disputed": ("rules disagree", "各规则不一致"),
        "ladder_untested": ("nothing to test", "无可检验"),
        "ladder_unknown": ("not known", "未知"),
        "ladder_not_reached": ("an earlier level fails", "前一层级不成立"),
        "ladder_cheung_rensvold": ("Cheung and Rensvold", "Cheung 与 Rensvold"),
        "ladder_chen": ("Chen", "Chen"),
    },
    "setting": {
        "free": ("Free in all groups", "各组自由的参数"),
        "robust": ("Robust errors", "稳健标准误"),
    },
    "option": {
        "free.none": ("none", "无"),
    },
    "label": {
        "ladder_loading": ("loading of {item} on {construct}", "{construct}→{item} 的载荷"),
        "ladder_intercept": ("intercept of {item}", "{item} 的截距"),
        "ladder_error": ("error variance of {item}", "{item} 的误差方差"),
        "ladder_group": ("{by}: {group}", "{by}：{group}"),
        "ladder_try": (" Next: free={free}.", "下一步：free={free}。"),
    },
    "heading": {
        "ladder": ("Measurement invariance", "测量不变性"),
        "ladder_verdicts": ("Verdicts", "结论"),
        "ladder_steps": ("Fit of each level", "各层级的拟合"),
        "ladder_differences": ("Difference to the level before", "与上一层级的差异"),
        "ladder_constraints": ("Equalities that fit worst", "拟合最差的等值约束"),
        "ladder_means": (
            "Means of the constructs: difference from the reference group ({group})",
            "构念均值：与参照组（{group}）之差",
        ),
        "ladder_thresholds": ("Limits of the rules", "各规则的界限"),
    },
    "note": {
        "ladder_levels": (
            "Metric: equal loadings, needed to compare paths. Scalar: equal intercepts too, needed to compare"
            " means of constructs. Strict: equal error variances too, needed to compare means of plain"
            " scores.",
            "度量层级：载荷相等，是比较路径的前提。标量层级：截距也相等，是比较构念均值的前提。"
            "严格层级：误差方差也相等，是比较原始得分均值的前提。",
        ),
        "ladder_verdict": (
            "The χ² test rejects at p ≤ {alpha} and finds trifles in large samples; the other rules look at"
            " how far CFI falls and RMSEA or SRMR rises. They are conventions, not tests. Each level is"
            " judged against the one before; it stands only where all before it do.",
            "χ² 检验在 p ≤ {alpha} 时拒绝，大样本下微小差异也会显著；其余规则看 CFI 的下降以及 RMSEA 或 SRMR"
            " 的上升。它们是惯例，不是检验。每一层级均与上一层级相比，只有此前各层级都成立，它才成立。",
        ),
        "ladder_robust": (
            "χ² and its p are scaled, CFI, TLI and RMSEA robust; Δχ² is the scaled difference.",
            "χ² 及其 p 值为校正值，CFI、TLI 与 RMSEA 为稳健值；Δχ² 为校正后的差异。",
        ),
        "ladder_own_fit": (
            "The {level} level has none before it and is judged by its own fit: CFI {cfi}, RMSEA {rmsea},"
            " SRMR {srmr} (Hu and Bentler (1999) ask for .95, .06 and .08).",
            "{level}层级之前没有可比较的层级，以其自身的拟合来判断：CFI {cfi}，RMSEA {rmsea}，SRMR {srmr}"
            "（Hu 与 Bentler (1999) 建议 .95、.06、.08）。",
        ),
        "ladder_constraints": (
            "By about so much χ² would fall were the parameter free in all groups (score test, df = {df}); p"
            " is adjusted by Holm's rule over the level. The difference is that group's from the value which"
            " the others share, in the units of the answers. At most {most} of each level are printed; the"
            " table constraints has all. Free one at a time, with a reason in the wording of the question,"
            " and look again.{how}",
            "χ² 下降：若该参数在各组自由，χ² 约下降多少（得分检验，自由度 {df}）；"
            "校正 p 值按 Holm 法在层级内校正。差异是该组与其余各组共同值之差，以回答的单位表示。"
            "每一层级至多列出 {most} 项，全部见 constraints 表。"
            "请逐项释放，以题目措辞为依据，再重新检验。{how}",
        ),
        "ladder_means": (
            "The difference is in the unit of the construct{unit}; in SD within groups: divided by the"
            " construct's standard deviation within the two groups. Where scalar invariance fails,"
            " differences of means are partly differences of the measurement.",
            "差异以构念的单位表示{unit}；以组内标准差计：除以该构念在这两组内的标准差。"
            "标量不变性不成立时，均值差异部分来自测量本身的差异。",
        ),
        "ladder_marker": (", that of its first item", "（即其首个题项的单位）"),
    },
    "message": {
        "ladder_not_converged": (
            "The search for the {level} model did not end at a proper maximum: its figures, and the"
            " differences to and from it, are not reliable.",
            "“{level}”模型的搜索未到达真正的极大点：其各项指标及相关差异不可靠。",
        ),
        "ladder_intercepts": (
            "The loading of {items} is free and its intercept is held equal: with unequal loadings an equal"
            " intercept depends on where the construct is zero. Free the intercept too, as 'item ~ 1'.",
            "{items} 的载荷自由而截距相等：载荷不等时，截距相等取决于构念的零点。"
            "请一并释放截距（'item ~ 1'）。",
        ),
        "ladder_gaps": (
            "Single equalities are not tested where answers are missing: score tests need complete answers."
            " Free one parameter at a time, as free=['item ~ 1'], and see by how much the χ² of the level"
            " falls.",
            "存在缺失回答时不逐项检验等值约束：得分检验需要完整答卷。请逐一释放参数（如 free=['item ~ 1']），"
            "看该层级的 χ² 下降多少。",
        ),
        "ladder_replicates": (
            "Errors and tests of the levels come from the weighted sandwich, which takes respondents (or the"
            " declared clusters) for independent draws, and not from the replicate weights, as those of the"
            " fit itself do.",
            "各层级的标准误与检验采用含权重的稳健（三明治）公式，视受访者（或已声明的聚类）为独立抽取，"
            "并未使用该拟合本身所用的重复权重。",
        ),
        "ladder_labels": (
            "Parameters with the labels {labels} are equal in all groups at every level, the first included:"
            " a label makes parameters equal.",
            "带有标签 {labels} 的参数在每一层级（含首层）各组都相等：同一标签的参数相等。",
        ),
        "ladder_poor": (
            "The model does not fit well within the groups (CFI {cfi}, RMSEA {rmsea}, SRMR {srmr}; Hu and"
            " Bentler (1999) ask for .95, .06 and .08), and later levels are compared with it. Mend the"
            " measurement first.",
            "模型在各组内拟合欠佳（CFI {cfi}，RMSEA {rmsea}，SRMR {srmr}；Hu 与 Bentler (1999) 建议"
            " .95、.06、.08），后续层级均以其为基准。请先改进测量模型。",
        ),
    },
}
