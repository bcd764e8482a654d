"""Words of importance-performance analysis."""

from __future__ import annotations

MATRIX: dict[str, dict[str, tuple[str, str]]] = {
    "column": {
        "matrix_performance": ("Performance", "绩效"),
        "matrix_interval": ("{level} % CI", "{level} % 区间"),
        "matrix_gap": ("Gap", "差距"),
        "matrix_gap_interval": ("{level} % CI of the gap", "差距的 {level} % 区间"),
        "matrix_probability": ("Resamples in it (%)", "重抽样落入比例（%）"),
        "matrix_t": ("t", "t 值"),
        "p_holm": ("p (Holm)", "p 值（Holm）"),
        "wilcoxon_holm": ("Wilcoxon p (Holm)", "Wilcoxon p 值（Holm）"),
        "crosshair": ("Divided at", "分割线"),
        "method": ("Importance by", "重要性来源"),
        "rank_correlation": ("Correlation of ranks", "排名相关"),
        "matrix_correlation": ("Correlation", "相关"),
        "matrix_class": ("Factor", "因素类型"),
        "cell": ("Cell", "单元格"),
        "priority": ("Priority", "优先次序"),
        "matrix_ia": ("Impact asymmetry", "影响不对称性"),
        "matrix_certain": ("Certain", "是否确定"),
        "matrix_meaning": ("What it means", "含义"),
        "matrix_explicit": ("Stated importance", "陈述重要性"),
        "matrix_implicit": ("Derived importance", "推导重要性"),
        "own": ("Own", "本方"),
        "rival": ("Competitor", "竞争者"),
    },
    "value": {
        "concentrate": ("concentrate here", "重点改进"),
        "midpoint": ("midpoint of the scales", "量表中点"),
        "matrix_mean": ("mean of the attributes", "各属性均值"),
        "matrix_median": ("median of the attributes", "各属性中位数"),
        "matrix_by_stated": ("stated", "受访者陈述"),
        "matrix_by_correlation": ("correlation", "相关系数"),
        "matrix_by_partial": ("partial correlation", "偏相关"),
        "matrix_by_partial_log": ("partial correlation of logarithms", "对数偏相关"),
        "matrix_by_regression": ("standardised coefficient", "标准化回归系数"),
        "matrix_by_lmg": ("share of R² (LMG)", "R² 份额（LMG）"),
        "matrix_basic": ("basic", "基本"),
        "matrix_factor_performance": ("performance", "绩效"),
        "matrix_excitement": ("excitement", "兴奋"),
        "matrix_unimportant": ("unimportant", "不重要"),
        "matrix_LB": ("urgent: dissatisfies now", "紧急：正在引起不满"),
        "matrix_LP": ("improve: every step counts", "改进：逐步见效"),
        "matrix_LE": ("opportunity to delight", "尚可带来惊喜"),
        "matrix_HB": ("keep the level, no more", "保持水平即可"),
        "matrix_HP": ("keep up", "继续保持"),
        "matrix_HE": ("advantage", "优势"),
        "matrix_LU": ("low priority", "次要改进"),
        "matrix_HU": ("possible overkill", "可能过度投入"),
        "matrix_rival_LB": ("behind: dissatisfies now", "落后：正在引起不满"),
        "matrix_rival_LP": ("behind: every step counts", "落后：逐步见效"),
        "matrix_rival_LE": ("behind: opportunity to delight", "落后：尚可带来惊喜"),
        "matrix_rival_HB": ("level or ahead, no edge", "持平或领先，但非优势"),
        "matrix_rival_HP": ("level or ahead: keep up", "持平或领先：继续保持"),
        "matrix_rival_HE": ("level or ahead: advantage", "持平或领先：优势"),
        "performance_high": ("important performance factor", "重要的绩效因素"),
        "performance_low": ("less important performance factor", "次要的绩效因素"),
        "matrix_grid_basic": ("basic factor", "基本因素"),
        "matrix_grid_excitement": ("excitement factor", "兴奋因素"),
        "matrix_all": ("mean of all others", "其余各组的均值"),
    },
    "setting": {
        "matrix_importance": ("Importance", "重要性"),
        "matrix_crosshair": ("Quadrants divided at", "象限分割线"),
        "matrix_overall": ("Overall judgement", "总体评价"),
        "matrix_cut": ("Cuts of impact asymmetry", "影响不对称性的分界"),
        "matrix_implicit": ("Derived importance", "推导重要性"),
        "matrix_own": ("Own", "本方"),
        "matrix_rival": ("Competitor", "竞争者"),
    },
    "option": {
        "matrix_importance.stated": ("stated by the respondents", "受访者陈述"),
        "matrix_importance.correlation": ("correlation with the overall judgement", "与总体评价的相关系数"),
        "matrix_importance.partial": ("partial correlation", "偏相关"),
        "matrix_importance.partial_log": (
            "partial correlation of the logarithms of performance",
            "绩效对数的偏相关",
        ),
        "matrix_importance.regression": ("standardised regression coefficients", "标准化回归系数"),
        "matrix_importance.lmg": ("shares of R² (LMG)", "R² 份额（LMG）"),
        "matrix_implicit.correlation": ("correlation with the overall judgement", "与总体评价的相关系数"),
        "matrix_implicit.partial": ("partial correlation", "偏相关"),
        "matrix_implicit.partial_log": (
            "partial correlation of the logarithms of performance",
            "绩效对数的偏相关",
        ),
        "matrix_implicit.regression": ("standardised regression coefficients", "标准化回归系数"),
        "matrix_implicit.lmg": ("shares of R² (LMG)", "R² 份额（LMG）"),
        "matrix_crosshair.midpoint": ("midpoint of the scales", "量表中点"),
        "matrix_crosshair.mean": ("mean of the attributes", "各属性均值"),
        "matrix_crosshair.median": ("median of the attributes", "各属性中位数"),
        "matrix_rival.all": ("mean of all others", "其余各组的均值"),
    },
    "heading": {
        "matrix": ("Importance against performance", "重要性与绩效分析"),
        "matrix_positions": ("Attributes and quadrants", "属性及其象限"),
        "matrix_crosshairs": ("Where quadrants are divided", "象限的分割线"),
        "matrix_moves": ("What another dividing line moves", "换用其他分割线的影响"),
        "matrix_gaps": ("Performance − importance", "绩效 − 重要性"),
        "matrix_derived": ("Importance by method", "各方法得到的重要性"),
        "matrix_agreement": ("Stated against derived importance", "陈述重要性与推导重要性"),
        "matrix_three_factor": ("Three-factor importance-performance analysis", "三因素重要性—绩效分析"),
        "matrix_asymmetric": ("Asymmetric importance-performance analysis", "非对称重要性—绩效分析"),
        "matrix_grid": ("Importance grid", "重要性网格"),
        "matrix_competitors": ("{own} against {rival}", "{own} 与 {rival} 对比"),
        "matrix_cells": ("Attributes", "属性"),
    },
    "note": {
        "matrix_quadrants": (
            "Concentrate here: important, low performance. Keep up: both high. Low priority: both low."
            " Possible overkill: less important, high performance. On a line counts as high. Resamples in"
            " it: how often a resample, with dividing lines of its own, puts the attribute into the same"
            " quadrant.",
            "重点改进：重要而绩效低；继续保持：两者皆高；次要改进：两者皆低；可能过度投入：不太重要而绩效高。"
            "落在线上计为高。重抽样落入比例：各重抽样样本以自身的分割线将该属性归入同一象限的比例。",
        ),
        "matrix_moves": (
            "The quadrants of these attributes depend on where they are divided. In brackets: % of the"
            " resamples in the quadrant.",
            "这些属性的象限取决于分割线的位置。括号内：重抽样落入该象限的比例（%）。",
        ),
        "matrix_moves_none": (
            "Every attribute keeps its quadrant under each of these lines.",
            "各属性在这些分割线下的象限均不变。",
        ),
        "matrix_gaps": (
            "A negative gap: performance falls short of importance. t: paired t test; p-values are adjusted"
            " over the attributes (Holm).",
            "差距为负：绩效不及重要性。t 为配对 t 检验；p 值已按属性个数校正（Holm）。",
        ),
        "matrix_gaps_design": (
            "Tests take survey weights and sampling design into account; Wilcoxon's test has no such form.",
            "检验已考虑调查权重与抽样设计；Wilcoxon 检验无此形式。",
        ),
        "matrix_derived": (
            "Estimate, rank in brackets (1: most important). Methods that hold the other attributes divide"
            " what attributes have in common, by chance in a small sample.",
            "估计值，括号内为排名（1 为最重要）。控制其他属性的方法会拆分各属性的共同部分，"
            "样本小时带有偶然性。",
        ),
        "matrix_agreement": (
            "Across the attributes; limits tell how it varies with respondents.",
            "按属性计算；区间反映受访者变动的影响。",
        ),
        "matrix_cells": (
            "L, H: performance below the line at {line}, or not. B: basic, P: performance, E: excitement, U:"
            " unimportant. Priority 1 is the most urgent.",
            "L、H：绩效低于或不低于分割线 {line}。B：基本，P：绩效，E：兴奋，U：不重要。优先次序 1"
            " 为最紧急。",
        ),
        "matrix_side": (
            "Resamples in it: how often performance lies on this side of the line.",
            "重抽样落入比例：绩效位于分割线这一侧的比例。",
        ),
        "matrix_cut": (
            "B: impact asymmetry below −{cut}; E: above {cut}. Certain: performance is on its side of the"
            " line in {level} % of the resamples, and the limits of impact asymmetry stay between the same"
            " cuts.",
            "B：影响不对称性低于 −{cut}；E：高于 {cut}。确定：{level} % 的重抽样样本中绩效位于分割线同一侧，"
            "且影响不对称性的区间未越过分界。",
        ),
        "matrix_rival": (
            "Difference = own − competitor's performance; p-values are adjusted over the attributes (Holm).",
            "差异 = 本方绩效 − 竞争者绩效；p 值已按属性个数校正（Holm）。",
        ),
        "matrix_rival_cells": (
            "L: performs worse than the competitor, H: as well or better. B: impact asymmetry below −{cut},"
            " E: above {cut}, P: between. Certain: the limits of the difference leave zero out, and those"
            " of impact asymmetry stay between the same cuts.",
            "L：绩效不及竞争者；H：持平或更好。B：影响不对称性低于 −{cut}；E：高于 {cut}；P：介于其间。"
            "确定：差异的区间不含零，且影响不对称性的区间未越过分界。",
        ),
    },
    "message": {
        "matrix_no_scale": (
            "The ends of the scales are not known, so there is no midpoint: state scale=(low, high).",
            "量表两端未知，因此没有中点；请注明 scale=(low, high)。",
        ),
        "matrix_scales": (
            "Importance and performance have different scales, so that their difference would mean nothing:"
            " no gaps are computed. State scale= and importance_scale= if they are on one scale after all.",
            "重要性与绩效的量表不同，两者之差没有意义，故不计算差距。"
            "若两者实为同一量表，请注明 scale= 与 importance_scale=。",
        ),
        "matrix_few_rows": (
            "Only {n} respondents{group}: fewer than {least} leave the places of attributes unsure.",
            "仅有 {n} 名受访者{group}：不足 {least} 名时各属性的位置不稳定。",
        ),
        "matrix_negative": (
            "The derived importance of some attributes is below zero{group}: {attributes}. That better"
            " performance lowers the overall judgement is rarely meant: attributes that say much the same,"
            " or chance, make it so. It is shown as it is; look at the correlations, or take attributes"
            " together.",
            "部分属性的推导重要性为负{group}：{attributes}。绩效提高反而降低总体评价，通常并非本意："
            "多因属性内容重叠或偶然所致。此处照实显示；请查看相关系数，或合并属性。",
        ),
        "matrix_grid": (
            "The importance grid takes for granted that stated and derived importance, taken together, tell"
            " levels of performance apart; Mikulić and Prebežac (2011) argue that they do not. Use"
            " penalties and rewards for classes to act on.",
            "重要性网格假定陈述重要性与推导重要性之差可区分绩效高低时的作用；"
            "Mikulić 与 Prebežac（2011）认为并非如此。若要据以行动，请用惩罚—奖励分析分类。",
        ),
        "matrix_all_others": (
            "The competitor is the mean of {n} groups, each of which counts the same, beside {own}.",
            "竞争者为 {own} 以外 {n} 个组的均值，各组权重相同。",
        ),
    },
    "figure": {
        "matrix_performance": ("Performance", "绩效"),
        "matrix_importance_stated": ("Stated importance", "陈述重要性"),
        "matrix_importance_derived": ("Derived importance: {method}", "推导重要性：{method}"),
        "matrix_line_midpoint": ("Midpoint of the scales", "量表中点"),
        "matrix_line_mean": ("Mean of the attributes", "各属性均值"),
        "matrix_line_median": ("Median of the attributes", "各属性中位数"),
        "matrix_diagonal": ("Performance = importance", "绩效 = 重要性"),
        "matrix_limits": ("{level} % interval", "{level} % 区间"),
        "matrix_moving": ("Quadrant depends on the line", "象限随分割线而变"),
        "matrix_ia": (
            "Impact asymmetry: basic (−1) to excitement (1)",
            "影响不对称性：基本（−1）至兴奋（1）",
        ),
        "matrix_relative": ("Performance: {own} − {rival}", "绩效之差：{own} − {rival}"),
        "matrix_cuts": ("Cuts of impact asymmetry", "影响不对称性的分界"),
        "matrix_line": ("Dividing lines", "分割线"),
        "matrix_uncertain": ("Not certain", "不确定"),
    },
}
