"""Words of penalty-reward contrasts."""

from __future__ import annotations

THREE_FACTOR: dict[str, dict[str, tuple[str, str]]] = {
    "column": {
        "three_penalty": ("Penalty", "惩罚（低表现）"),
        "three_reward": ("Reward", "奖励（高表现）"),
        "three_class": ("Class", "类别"),
        "three_probability": ("of resamples", "重抽样占比"),
        "three_calibrated": ("Against linear", "与线性比较"),
        "three_reversal": ("Sign", "符号"),
        "three_riocs": ("Range of impact", "影响范围"),
        "three_sgp": ("SGP", "SGP"),
        "three_dgp": ("DGP", "DGP"),
        "three_ia": ("Asymmetry", "不对称性"),
        "three_ia_linear": ("if linear", "若为线性"),
        "three_ia_excess": ("Excess", "超出部分"),
        "three_p_linear": ("p (linear)", "p（线性）"),
        "three_wald": ("Wald", "Wald"),
        "three_significance": ("Significance", "显著性"),
        "three_ratio_li": ("Ratio .9 / 1.1", "比值 .9 / 1.1"),
        "three_ratio_zhang": ("Ratio 1.5 / .67", "比值 1.5 / .67"),
        "three_index_10": ("Index .1", "指数 .1"),
        "three_index_20": ("Index .2", "指数 .2"),
        "three_five": ("Five classes", "五分类"),
        "three_agrees": ("All agree", "一致"),
        "three_low": ("Low", "低"),
        "three_middle": ("Reference", "参照"),
        "three_high": ("High", "高"),
    },
    "value": {
        "three_basic": ("basic", "基本"),
        "three_performance": ("performance", "绩效"),
        "three_excitement": ("excitement", "兴奋"),
        "three_unimportant": ("unimportant", "不重要"),
        "three_frustrator": ("frustrator", "强不满因素"),
        "three_dissatisfier": ("dissatisfier", "不满因素"),
        "three_hybrid": ("hybrid", "混合因素"),
        "three_satisfier": ("satisfier", "满意因素"),
        "three_delighter": ("delighter", "强满意因素"),
        "three_reversed_penalty": ("penalty above 0", "惩罚为正"),
        "three_reversed_reward": ("reward below 0", "奖励为负"),
        "three_reversed_both": ("both reversed", "两者皆反"),
    },
    "setting": {
        "coding": ("Coding of low and high", "高低编码"),
        "null": ("Linear world", "线性对照"),
        "group": ("Groups with random intercepts", "随机截距的组"),
    },
    "option": {
        "estimator.ordinal": ("ordered model", "有序模型"),
        "estimator.mixed": ("mixed model", "混合模型"),
        "coding.levels": ("levels of performance", "表现水平"),
        "coding.disconfirmation": ("worse and better than expected", "低于与高于预期"),
        "null.continuous": ("satisfaction itself is linear", "满意度本身为线性"),
        "null.bounded": ("linear behind the ordered answers", "有序回答背后为线性"),
    },
    "heading": {
        "three_factor": ("Penalty-reward analysis", "惩罚—奖励分析"),
        "three_factor_of": ("Penalty-reward analysis of {outcome}", "{outcome} 的惩罚—奖励分析"),
        "three_classes": ("Penalties, rewards, classes", "惩罚、奖励与类别"),
        "three_asymmetry": ("Range and asymmetry of impact", "影响范围与不对称性"),
        "three_rules": ("Classes by every rule", "各规则下的类别"),
        "three_probabilities": ("Classes of the resamples", "重抽样的类别"),
        "three_coding": ("Low and high answers", "低分与高分回答"),
    },
    "note": {
        "three_levels": (
            "Penalties and rewards tell what levels of performance do to satisfaction; whether an attribute"
            " must be there at all is asked by a Kano questionnaire, and the two need not agree.",
            "惩罚与奖励说明表现水平对满意度的作用；某属性是否必须具备须由 Kano 问卷回答，两者未必一致。",
        ),
        "three_reversal": (
            "A coefficient of the wrong sign counts as 0 in range and asymmetry; it is flagged and not turned"
            " round.",
            "符号相反的系数在影响范围与不对称性中计为 0；仅作标记，不取绝对值。",
        ),
        "three_classes": (
            "Class: unimportant where neither coefficient differs from 0 in its own direction, performance"
            " where reward + penalty = 0 is not rejected, else basic or excitement by the larger one"
            " ({alpha} % level). {units}",
            "类别：两系数均未在各自方向上显著异于 0 为不重要；未拒绝“奖励＋惩罚＝0”为绩效；"
            "否则按较大者为基本或兴奋（{alpha} % 水平）。{units}",
        ),
        "three_asymmetry": (
            "Range = reward − penalty, each counted from 0; SGP and DGP are the shares of reward and penalty,"
            " asymmetry = SGP − DGP. “If linear”: what an exactly linear model of these answers would show"
            " under this coding.",
            "影响范围＝奖励－惩罚（各自不小于 0）；SGP 与 DGP 为奖励与惩罚的占比，不对称性＝SGP－DGP。"
            "“若为线性”：在此编码下，完全线性的模型会呈现的不对称性。",
        ),
        "three_rules": (
            "Ratios and indices are published cut-offs and know no unimportant attributes; they call many"
            " attributes of a linear world basic or excitement, depending on the coding.",
            "比值与指数为文献中的固定界限，不含“不重要”类；在线性情形下，"
            "它们会因编码不同而把许多属性误判为基本或兴奋。",
        ),
        "three_probabilities": (
            "Share of the resamples in which the Wald rule gives the class, with the standard errors of the"
            " sample.",
            "Wald 规则在重抽样中给出各类别的占比（标准误取自原样本）。",
        ),
        "three_coding_levels": (
            "The choice of low and high answers changes what is found; give others by low= and high=.",
            "低分与高分的划分会影响结果；可用 low= 与 high= 另行指定。",
        ),
        "three_coding_disconfirmation": (
            "Low is worse, high is better than expected; the reference is “as expected”.",
            "低为低于预期，高为高于预期；参照为“符合预期”。",
        ),
    },
    "message": {
        "three_few": (
            "Few low or high answers{group}: {attributes}. Coefficients that rest on fewer than {least}"
            " respondents are guesses.",
            "低分或高分回答过少{group}：{attributes}。少于 {least} 人时，系数并不可靠。",
        ),
        "three_reversed": (
            "Low performance raises or high performance lowers satisfaction significantly{group}:"
            " {attributes}. Is the item reverse coded, or do other attributes say the same?",
            "低表现显著提高或高表现显著降低满意度{group}：{attributes}。"
            "请检查题项是否反向，或是否与其他属性重复。",
        ),
        "three_scale_observed": (
            "The scale was taken from the answers, {low} to {high}; give scale= if it is another one.",
            "量表范围取自回答：{low} 至 {high}；如有不同请用 scale= 指定。",
        ),
    },
}
