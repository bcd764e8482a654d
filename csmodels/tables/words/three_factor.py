"""Words of penalty-reward contrasts."""

from __future__ import annotations

THREE_FACTOR: dict[str, dict[str, tuple[str, str]]] = {
    "column": {
        "three_penalty": ("Penalty", "惩罚（低表现）"),
        "three_reward": ("Reward", "奖励（高表现）"),
        "three_class": ("Class", "类别"),
        "three_probability": ("Share of resamples", "重抽样占比"),
        "three_contested": ("Certainty", "确定性"),
        "three_calibrated": ("Against linear", "与线性比较"),
        "three_reversal": ("Sign", "符号"),
        "three_riocs": ("Range of impact", "影响范围"),
        "three_sgp": ("SGP", "SGP"),
        "three_dgp": ("DGP", "DGP"),
        "three_ia": ("Asymmetry", "不对称性"),
        "three_ia_linear": ("Asymmetry if linear", "线性时的不对称性"),
        "three_ia_excess": ("Excess", "超出部分"),
        "three_p_linear": ("p (linear)", "p（线性）"),
        "three_p_holm": ("p (Holm)", "p（Holm）"),
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
        "three_contested": ("contested", "有争议"),
        "three_reversed_penalty": ("penalty above 0", "惩罚为正"),
        "three_reversed_reward": ("reward below 0", "奖励为负"),
        "three_reversed_both": ("both reversed", "两者皆反"),
    },
    "setting": {
        "coding": ("Coding of low and high", "高低编码"),
        "null": ("Linear world", "线性对照"),
        "rule": ("Rule that decides the class", "决定类别的规则"),
        "ci_impact": ("Intervals of range and asymmetry", "影响范围与不对称性的区间"),
        "n_left_groups": ("Respondents in groups left out", "未列入组别的受访者"),
        "group": ("Groups with random intercepts", "随机截距的组"),
    },
    "option": {
        "estimator.ordinal": ("ordered model", "有序模型"),
        "estimator.mixed": ("mixed model", "混合模型"),
        "coding.levels": ("levels of performance", "表现水平"),
        "coding.disconfirmation": ("worse and better than expected", "低于与高于预期"),
        "null.continuous": ("satisfaction itself is linear", "满意度本身为线性"),
        "null.bounded": ("linear behind the ordered answers", "有序回答背后为线性"),
        "rule.wald": ("Wald test of reward + penalty = 0", "“奖励＋惩罚＝0”的 Wald 检验"),
        "rule.calibrated": ("test against the linear world", "与线性对照的检验"),
        "errors.reml": (
            "of generalised least squares, variances by restricted maximum likelihood (REML)",
            "广义最小二乘，方差由限制最大似然（REML）估计",
        ),
        "ci.t": ("Student’s t", "t 分布"),
        "ci_impact.percentile": ("percentile of the resamples", "重抽样百分位"),
        "ci_impact.bca": (
            "bias-corrected and accelerated (BCa), of the resamples",
            "重抽样，偏差校正加速（BCa）",
        ),
        "ci_impact.normal": ("normal, errors of the resamples", "正态，标准误取自重抽样"),
        "ci_impact.delta": ("delta method", "delta 法"),
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
            " ({alpha} % level). {shown} {units}",
            "类别：两系数均未在各自方向上显著异于 0 为不重要；未拒绝“奖励＋惩罚＝0”为绩效；"
            "否则按较大者为基本或兴奋（{alpha} % 水平）。{shown}{units}",
        ),
        "three_classes_calibrated": (
            "Class: unimportant where neither coefficient differs from 0 in its own direction, performance"
            " where the asymmetry does not differ from that of a linear world, else basic below and"
            " excitement above it ({alpha} % level). {shown} {units}",
            "类别：两系数均未在各自方向上显著异于 0 为不重要；不对称性与线性对照无显著差异为绩效；"
            "否则低于线性对照为基本，高于为兴奋（{alpha} % 水平）。{shown}{units}",
        ),
        "three_shown": (
            "Unimportant means not shown to matter, performance not shown to be asymmetric: neither is"
            " proved.",
            "“不重要”指未能显示其有影响，“绩效”指未能显示其不对称，二者均非已获证明。",
        ),
        "three_contested": (
            " Contested: fewer than {share} % of the resamples give the class (a convention).",
            "有争议：给出该类别的重抽样不足 {share} %（惯例）。",
        ),
        "three_asymmetry": (
            "Range = reward − penalty, each counted from 0, in the units of the coefficients; SGP and DGP"
            " are the shares of reward and penalty,"
            " asymmetry = SGP − DGP, from −1 to 1. “Asymmetry if linear”: what an exactly linear model of"
            " these"
            " answers would show under this coding; excess: what lies beyond it.",
            "影响范围＝奖励－惩罚（各自不小于 0），单位与系数相同；SGP 与 DGP 为奖励与惩罚的占比，"
            "不对称性＝SGP－DGP，介于 −1 与 1 之间。“线性时的不对称性”：在此编码下，完全线性的模型会呈现的"
            "不对称性；超出部分为其余部分。",
        ),
        "three_asymmetry_p": (
            " p (linear) tests one attribute that was chosen beforehand; among all attributes looked at, p"
            " (Holm)"
            " bounds the chance of any false finding.",
            "p（线性）适用于事先选定的单一属性；若逐一查看全部属性，p（Holm）控制出现任一误判的概率。",
        ),
        "three_excess_null": (
            " Limits of the excess are those of the test: they leave out 0 where p (linear) is below"
            " {alpha}.",
            "超出部分的区间与检验一致：p（线性）小于 {alpha} 时不含 0。",
        ),
        "three_asymmetry_delta": (
            " Limits of range and asymmetry are by the delta method, which is rough near −1 and 1; resamples"
            " (n_boot=) give better ones.",
            "影响范围与不对称性的区间由 delta 法得到，接近 −1 或 1 时较粗略；重抽样（n_boot=）更准确。",
        ),
        "three_rules": (
            "Ratios and indices are published cut-offs and know no unimportant attributes. They, and the Wald"
            " test too, call many attributes of a linear world basic or excitement, depending on coding and"
            " answers: in simulated linear worlds the Wald test called 50 % basic (answers mostly high, low"
            " 1–2, high 5) and 60 % (symmetric answers, low 1–3, high 5), the test against the linear world"
            " 4 to 5 % basic or excitement.",
            "比值与指数为文献中的固定界限，不含“不重要”类。它们与 Wald 检验一样，"
            "在线性情形下会因编码与回答分布"
            "而把许多属性误判为基本或兴奋：在模拟的线性情形中，Wald 检验把 50 %（回答偏高，低 1–2，高 5）和 "
            "60 %（回答对称，低 1–3，高 5）的属性判为基本，与线性比较的检验仅把 4 至 5 % 判为基本或兴奋。",
        ),
        "three_probabilities": (
            "Share of the resamples in which the Wald rule gives the class, with the standard errors of the"
            " sample.",
            "Wald 规则在重抽样中给出各类别的占比（标准误取自原样本）。",
        ),
        "three_probabilities_calibrated": (
            "Share of the resamples in which the rule against the linear world gives the class, with the"
            " standard"
            " errors and critical values of the sample.",
            "与线性比较的规则在重抽样中给出各类别的占比（标准误与临界值取自原样本）。",
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
        "three_class_differs": (
            "The Wald test and the test against a linear world give different classes{group}:"
            " {attributes}. Coding"
            ' and crowded answers alone can fool the Wald test; rule="calibrated" lets the other one decide.',
            "Wald 检验与同线性对照的检验给出不同类别{group}：{attributes}。编码与回答集中即可误导 Wald 检验；"
            'rule="calibrated" 则以后者为准。',
        ),
        "three_scale_observed": (
            "The scale was taken from the answers, {low} to {high}; give scale= if it is another one.",
            "量表范围取自回答：{low} 至 {high}；如有不同请用 scale= 指定。",
        ),
    },
}
