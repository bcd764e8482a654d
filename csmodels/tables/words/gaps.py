"""Words of the displays, in English and Chinese: gaps between expectation and performance."""

from __future__ import annotations

GAPS: dict[str, dict[str, tuple[str, str]]] = {
    "column": {
        "gap_expectation": ("Expectation", "期望"),
        "gap_performance": ("Performance", "表现"),
        "gap": ("Gap", "差距"),
        "gap_interval": ("{level} % CI of the gap", "差距的 {level} % 区间"),
        "gap_statistic": ("t", "t 值"),
        "gap_alpha_expectation": ("α expectation", "α 期望"),
        "gap_alpha_performance": ("α performance", "α 表现"),
        "gap_alpha_gap": ("α gaps", "α 差距"),
        "gap_reliability_difference": ("Difference", "差值"),
        "dimension": ("Dimension", "维度"),
        "attribute": ("Attribute", "属性"),
        "gap_below": ("Below expectation", "低于期望"),
        "gap_equal": ("Equal", "等于期望"),
        "gap_above": ("Above expectation", "高于期望"),
        "adequate": ("Adequate", "可接受水平"),
        "desired": ("Desired", "理想水平"),
        "gap_msa": ("P − adequate", "与可接受之差"),
        "gap_mss": ("P − desired", "与理想之差"),
        "gap_width": ("Width", "宽度"),
        "gap_position": ("Position", "位置"),
        "gap_zone_below": ("Below", "低于区间"),
        "gap_zone_inside": ("Inside", "在区间内"),
        "gap_zone_above": ("Above", "高于区间"),
        "gap_no_zone": ("No zone", "无区间"),
        "explained_by": ("Explained by", "解释变量"),
        "n_predictors": ("Predictors", "解释变量数"),
        "constraint": ("Dimension", "维度"),
        "b_expectation": ("b of expectation", "期望的系数"),
        "b_performance": ("b of performance", "表现的系数"),
        "gap_sum": ("Sum", "两者之和"),
        "gap_f": ("F", "F 值"),
    },
    "value": {
        "servqual": ("SERVQUAL: performance − expectation", "SERVQUAL：表现 − 期望"),
        "servqual_weighted": ("SERVQUAL, weighted by importance", "SERVQUAL（按重要性加权）"),
        "servperf": ("SERVPERF: performance alone", "SERVPERF：仅表现"),
        "servperf_weighted": ("SERVPERF, weighted by importance", "SERVPERF（按重要性加权）"),
        "gaps": ("gaps of the dimensions", "各维度的差距"),
        "performances": ("performance of the dimensions", "各维度的表现"),
        "expectations": ("expectation of the dimensions", "各维度的期望"),
        "both": ("expectation and performance of the dimensions", "各维度的期望与表现"),
        "gap_outcome": ("mean of {names}", "{names} 的均值"),
        "gap_all": ("All together", "合计"),
        "gap_overall": ("Overall", "总体"),
    },
    "option": {
        "errors.analytic": (
            "t tests of means; resamples for reliabilities and R²",
            "均值用 t 检验；信度与 R² 用重抽样",
        ),
        "missing.available": (
            "each figure from all who answered what it needs",
            "各数值使用其所需题项的全部有效回答",
        ),
    },
    "heading": {
        "gaps": ("Gaps between expectation and performance", "期望与表现的差距"),
        "gap_scores": ("Scores", "得分"),
        "gap_attributes": ("Attributes", "属性"),
        "gap_dimensions": ("Dimensions", "维度"),
        "gap_reliability": ("Reliability", "信度"),
        "gap_shares": ("Shares of answers", "回答占比"),
        "gap_zones": ("Zones of tolerance: levels", "容忍区间：水平"),
        "gap_states": ("Zones of tolerance: where respondents stand", "容忍区间：受访者所处位置"),
        "gap_explained": ("What explains {outcome}", "对 {outcome} 的解释力"),
        "gap_constraints": (
            "Does the difference tell all? (b of expectation = −b of performance)",
            "差值是否足以说明？（期望系数 = −表现系数）",
        ),
    },
    "note": {
        "gap_direction": (
            "Gap = performance − expectation: a negative gap is a shortfall. Tests of gaps are paired t"
            " tests.",
            "差距 = 表现 − 期望：负值表示未达期望。差距的检验为配对 t 检验。",
        ),
        "gap_design": (
            "Means and tests take survey weights and sampling design into account.",
            "均值与检验已考虑调查权重与抽样设计。",
        ),
        "gap_reliability": (
            "α: Cronbach, of the answers as they are. Difference: reliability of performance − expectation,"
            " from both α and their covariance.",
            "α 为原始回答的 Cronbach 系数。差值：由两者的 α 及协方差得出的“表现 − 期望”的信度。",
        ),
        "gap_shares": (
            "Wilson limits in brackets; “{all}” pools the answers to all attributes.",
            "方括号内为 Wilson 区间；“{all}”合并全部属性的回答。",
        ),
        "gap_zones": (
            "Position: 0 at the adequate, 1 at the desired level, from the means.",
            "位置由均值得出：0 为可接受水平，1 为理想水平。",
        ),
        "gap_states": (
            "Of those whose desired level is above the adequate one. No zone: of all others.",
            "以理想水平高于可接受水平者计。“无区间”：其余受访者所占比例。",
        ),
        "gap_constraints": (
            "A difference score takes the sum of both coefficients for zero; where the test rejects that,"
            " expectation and performance say more than their difference.",
            "差值得分假定两系数之和为零；若检验拒绝该假定，则期望与表现提供的信息多于两者之差。",
        ),
    },
    "message": {
        "gap_few_rows": (
            "Only {n} respondents{group}: fewer than {least} leave the gaps unsure and t tests approximate.",
            "仅有 {n} 名受访者{group}：不足 {least} 名时差距不稳定，t 检验也只是近似。",
        ),
        "gap_ranges": (
            "The answers to expectation span {expectation} and to performance {performance}{group}: are both"
            " on one scale? A gap compares them number by number. State scale=(low, high) if they are.",
            "期望回答的跨度为 {expectation}，表现为 {performance}{group}：两者是否同一刻度？"
            "差距逐数比较两者。若为同一刻度，请注明 scale=(low, high)。",
        ),
        "gap_constant": (
            "The gap is the same for every respondent{group}: {attributes}. It has no error and no test; look"
            " whether one column was copied from the other.",
            "所有受访者的差距相同{group}：{attributes}。该差距没有误差，也无法检验；请检查是否误复制了列。",
        ),
        "gap_no_zone": (
            "The desired level is not above the adequate one for many respondents{group}: {attributes}. They"
            " have no zone of tolerance to be inside of.",
            "许多受访者的理想水平不高于可接受水平{group}：{attributes}。他们没有可言的容忍区间。",
        ),
    },
    "figure": {
        "gap_axis": ("Mean answer", "平均评分"),
        "gap_axis_level": ("Mean answer and {level} % interval", "平均评分与 {level} % 区间"),
        "gap_title": ("Gap", "差距"),
        "gap_expectation": ("Expectation", "期望"),
        "gap_performance": ("Performance", "表现"),
        "gap_short": ("shortfall", "未达期望"),
        "gap_over": ("surplus", "超出期望"),
        "zone_bar": ("Zone of tolerance: adequate to desired", "容忍区间：可接受至理想"),
        "zone_states": ("% below · inside · above", "低于 · 区间内 · 高于（%）"),
        "zone_performance": ("Performance", "表现"),
    },
}
