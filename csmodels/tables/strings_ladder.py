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
        "ladder_chi2_change": ("Fall of χ² if free", "释放后 χ² 的下降"),
        "ladder_p_adjusted": ("p, adjusted", "校正 p 值"),
        "ladder_group": ("Odd group", "最不同的组"),
        "ladder_difference": ("Its difference", "其差异"),
        "ladder_standardized": ("In SD", "以标准差计"),
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
    "heading": {
        "ladder": ("Measurement invariance", "测量不变性"),
        "ladder_verdicts": ("Verdicts", "结论"),
        "ladder_steps": ("Fit of each level", "各层级的拟合"),
        "ladder_differences": ("Difference to the level before", "与上一层级的差异"),
        "ladder_constraints": ("Equalities that fit worst", "拟合最差的等值约束"),
        "ladder_means": (
            "Means of the constructs less those of group {group}",
            "构念均值与组别 {group} 之差",
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
        "ladder_constraints": (
            "At most {most} of each level are printed; the table constraints has all. Free one at a time,"
            " with a reason in the wording of the question, and look again.",
            "每一层级至多列出 {most} 项，全部见 constraints 表。请逐项释放，以题目措辞为依据，再重新检验。",
        ),
        "ladder_means": (
            "Where scalar invariance fails, differences of means are partly differences of the measurement.",
            "标量不变性不成立时，均值差异部分来自测量本身的差异。",
        ),
    },
    "message": {
        "ladder_not_converged": (
            "The search for the {level} model did not end at a proper maximum: its figures, and the"
            " differences to and from it, are not reliable.",
            "{level} 模型的搜索未到达真正的极大点：其各项指标及相关差异不可靠。",
        ),
        "ladder_intercepts": (
            "The loading of {items} is free and its intercept is held equal: with unequal loadings an equal"
            " intercept depends on where the construct is zero. Free the intercept too, as 'item ~ 1'.",
            "{items} 的载荷自由而截距相等：载荷不等时，截距相等取决于构念的零点。"
            "请一并释放截距（'item ~ 1'）。",
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
