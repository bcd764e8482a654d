"""Words of pictures of a penalty-reward analysis, and of its multiverse."""

from __future__ import annotations

_PICTURES: dict[str, tuple[str, str]] = {
    "three_penalty": ("penalty of low performance", "低表现的惩罚"),
    "three_reward": ("reward of high performance", "高表现的奖励"),
    "three_turned": ("hatched: wrong sign", "斜线：符号相反"),
    "three_bars": ("Change in satisfaction against a middling rating", "相对于中等评价的满意度变化"),
    "three_bars_latent": (
        "Change on the latent scale of satisfaction against a middling rating",
        "相对于中等评价的潜在满意度变化",
    ),
    "three_with_level": ("{label}, {level} % intervals", "{label}及 {level} % 区间"),
    "three_of_resamples": ("{name} ({share}\N{NO-BREAK SPACE}%)", "{name}（{share}\N{NO-BREAK SPACE}%）"),
    "three_said": (
        "At the right: class by the Wald test of symmetry, and the share of the resamples that give it.",
        "右侧：按对称性 Wald 检验的类别及给出该类别的重抽样占比。",
    ),
    "three_said_calibrated": (
        "At the right: class by the test against the linear world, and the share of the resamples that"
        " give it.",
        "右侧：按与线性比较的检验所得类别及给出该类别的重抽样占比。",
    ),
    "three_said_calibrated_plain": (
        "At the right: class by the test against the linear world.",
        "右侧：按与线性比较的检验所得类别。",
    ),
    "three_said_plain": (
        "At the right: class by the Wald test of symmetry.",
        "右侧：按对称性 Wald 检验的类别。",
    ),
    "three_coded": ("Low: {low}; high: {high}.", "低：{low}；高：{high}。"),
    "three_coded_varied": ("Low and high as in the table coding.", "高低划分见 coding 表。"),
    "three_unsure": ("half filled: unsure", "半填充：不确定"),
    "three_riocs": ("Range of impact (reward − penalty)", "影响范围（奖励－惩罚）"),
    "three_ia": ("Impact asymmetry (−1 to 1)", "影响不对称性（−1 至 1）"),
    "three_performance": ("Mean performance", "平均表现"),
    "three_performance_100": ("Mean performance, % of its scale", "平均表现（占量表的 %）"),
    "three_disconfirmation": (
        "Mean answer (worse to better than expected)",
        "平均回答（低于至高于预期）",
    ),
    "three_means": ("means", "均值"),
    "three_unsure_told": (
        "Half filled: less than {share} % of the resamples give the class.",
        "半填充：给出该类别的重抽样不足 {share} %。",
    ),
    "three_bars_level": ("{level} % interval", "{level} % 区间"),
    "three_linear": ("if linear", "若为线性"),
    "three_differs": ("differs from it (p < {alpha})", "与之有差异（p < {alpha}）"),
    "three_cloud": ("resamples", "重抽样"),
    "three_zones": (
        "−1: only a penalty, 1: only a reward. Dashes: the asymmetry that an exactly linear world would show;"
        " what counts is a point’s distance from its dash. Zones are cut at ±{inner} and ±{outer} by"
        " convention (unconfirmed).",
        "−1：仅有惩罚，1：仅有奖励。短横线：完全线性情形下的不对称性；应看各点与其短横线的距离。"
        "分区界限 ±{inner} 与 ±{outer} 为惯例（未经证实）。",
    ),
    "three_no_range": ("Not drawn, without a range: {attributes}.", "无影响范围，未绘出：{attributes}。"),
    "three_no_asymmetry": (
        "Not drawn, as neither penalty nor reward has its sign: {attributes}.",
        "惩罚与奖励的符号均相反，未绘出：{attributes}。",
    ),
}

_STABILITY: dict[str, tuple[str, str]] = {
    "three_share": ("Share of the universes, %", "分析方案占比（%）"),
    "three_share_by_coding": ("Coding, low / high", "编码，低／高"),
    "three_share_by_coefficient": ("Coefficients", "系数"),
    "three_share_by_rule": ("Rule", "规则"),
    "three_stability_same": ("Framed: as in this analysis.", "加框：与本分析一致。"),
    "three_stability": (
        "Each universe is one choice of coding, coefficients and rule; shares count universes and are no"
        " probabilities.",
        "每个分析方案为编码、系数与规则的一种组合；占比仅为方案计数，并非概率。",
    ),
    "three_stability_advisable": (
        "Inadvisable universes are left out.",
        "不宜采用的方案未计入。",
    ),
    "three_stability_own": ("Framed: the class of this analysis.", "加框：本分析给出的类别。"),
    "three_stability_by": (
        "Cells: the most frequent class, and its share in %.",
        "单元格：最常见的类别及其占比（%）。",
    ),
}

THREE_PLOTS: dict[str, dict[str, tuple[str, str]]] = {
    "figure": _PICTURES | _STABILITY,
    "value": {
        "three_own": ("own", "本分析"),
        "three_terciles": ("terciles", "三分位"),
        "three_outer": ("outer answers", "两端回答"),
        "three_ols": ("least squares", "最小二乘"),
        "three_standardized": ("standardised", "标准化"),
        "three_ordinal": ("ordered model", "有序模型"),
        "three_mixed": ("mixed model", "混合模型"),
        "three_without_controls": ("without controls", "不含控制变量"),
        "three_simple": ("one by one", "逐个属性"),
        "three_none": ("none", "无"),
        "three_reason_empty": (
            "an attribute without low, middling or high answers",
            "某属性缺少低、中或高分回答",
        ),
        "three_reason_collinear": ("dummies that are sums of others", "虚拟变量共线"),
        "three_reason_design": ("ordered models know no survey design", "有序模型不支持抽样设计"),
        "three_reason_estimate": ("not estimable", "无法估计"),
        "three_reason_many": ("satisfaction has too many different values", "满意度取值过多"),
        "three_all": ("all", "全部"),
        "three_reason_no_null": ("no linear world to compare with", "无线性对照"),
        "three_by_coding": ("coding", "编码"),
        "three_by_coefficient": ("coefficients", "系数"),
        "three_by_rule": ("rule", "规则"),
    },
    "column": {
        "three_universe_coding": ("Low / high", "低／高"),
        "three_universe_coefficient": ("Coefficients", "系数"),
        "three_universe_rule": ("Rule", "规则"),
        "three_universe_class": ("Most often", "最常见"),
        "three_universe_share": ("Share of universes", "方案占比"),
        "three_universe_own": ("This analysis", "本分析"),
        "three_universe_n": ("Universes", "方案数"),
        "three_universe_share_all": ("Share of all universes", "占全部方案"),
        "three_universe_linear": ("Same if linear", "与线性情形相同"),
        "three_universe_reason": ("Reason", "原因"),
    },
    "heading": {
        "three_multiverse_of": ("Classes of {outcome} in the multiverse", "{outcome} 类别的多重分析"),
        "three_stability": ("Share of the universes by class", "各类别的方案占比"),
        "three_sources": ("What decides: disagreement when one choice changes", "分歧来源：仅改变一项选择时"),
        "three_not_estimated": ("Universes that could not be estimated", "无法估计的方案"),
        "three_choices": ("Choices", "各项选择"),
        "universes": ("Universes", "分析方案"),
        "classes": ("Classes by universe", "各方案下的类别"),
        "estimates": ("Estimates by coding and coefficients", "各编码与系数下的估计"),
        "stability": ("Share of the universes by class", "各类别的方案占比"),
        "sources": ("What decides: disagreement when one choice changes", "分歧来源：仅改变一项选择时"),
    },
    "note": {
        "three_stability": (
            "Shares count universes (choices of coding, coefficients and rule) and are no probabilities;"
            " inadvisable ones are left out. “Share of all universes” counts these too. “Same if linear”:"
            " share of the"
            " universes whose class, basic or excitement, an exactly linear world would get as well.",
            "占比为分析方案（编码、系数与规则的组合）的计数，并非概率；不宜采用的方案未计入，"
            "“占全部方案”则计入。“与线性情形相同”："
            "所得基本或兴奋类别在完全线性的情形下同样会出现的方案占比。",
        ),
        "three_sources": (
            "Share of the pairs of universes alike in all but the one choice that give different classes;"
            " inadvisable coefficients count in the column of coefficients alone.",
            "仅在一项选择上不同的方案对中，类别不一致者的占比；不宜采用的系数仅计入“系数”列。",
        ),
        "three_inadvisable": (
            "Standardised coefficients of dummies tell how frequent an answer is (Mikulic and Prebezac 2012);"
            " attributes taken one by one are credited with what the others do; fewer than {least} low or"
            " high answers make a coefficient a guess.",
            "虚拟变量的标准化系数反映回答的频率（Mikulic 与 Prebezac，2012）；逐个属性回归会把其他属性的作用"
            "计入；低分或高分回答少于 {least} 人时系数并不可靠。",
        ),
    },
}
