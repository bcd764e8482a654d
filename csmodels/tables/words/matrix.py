"""Words of importance-performance analysis."""

from __future__ import annotations

MATRIX: dict[str, dict[str, tuple[str, str]]] = {
    "column": {
        "matrix_performance": ("Performance", "绩效"),
        "matrix_interval": ("{level} % CI", "{level} % 区间"),
        "matrix_gap": ("Gap", "差距"),
        "matrix_gap_interval": ("{level} % CI of the gap", "差距的 {level} % 区间"),
        "matrix_probability": ("Resamples in it (%)", "重抽样落入比例（%）"),
        "matrix_side": ("On this side of the line (%)", "位于线的这一侧（%）"),
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
        "matrix_ia_linear": ("if linear", "若为线性"),
        "matrix_ia_excess": ("Beyond a linear world", "超出线性情形"),
        "matrix_p_linear": ("p (linear)", "p（线性）"),
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
        "matrix_LB": ("first: a basic factor below {line}", "首先：低于{line}的基本因素"),
        "matrix_LP": ("next: a performance factor below {line}", "其次：低于{line}的绩效因素"),
        "matrix_LE": ("could delight: below {line}", "或可带来惊喜：低于{line}"),
        "matrix_HB": ("hold: more may add little", "保持：再提高未必有益"),
        "matrix_HP": ("keep up", "继续保持"),
        "matrix_HE": ("a possible advantage", "可能的优势"),
        "matrix_LU": ("low priority", "次要改进"),
        "matrix_HU": ("possible overkill", "可能过度投入"),
        "matrix_below_mean": ("the others' mean", "其余属性均值"),
        "matrix_below_median": ("the median", "中位数"),
        "matrix_below_midpoint": ("the midpoint", "量表中点"),
        "matrix_rival_LB": ("first: behind in a basic factor", "首先：落后的基本因素"),
        "matrix_rival_LP": ("next: behind in a performance factor", "其次：落后的绩效因素"),
        "matrix_rival_LE": ("behind in what could delight", "落后：或可带来惊喜"),
        "matrix_rival_HB": ("ahead in a basic factor", "领先的基本因素"),
        "matrix_rival_HP": ("ahead in a performance factor", "领先的绩效因素"),
        "matrix_rival_HE": ("ahead: a possible advantage", "领先：可能的优势"),
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
        "matrix_against": ("Asymmetry held against", "不对称性的参照"),
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
        "matrix_against.linear": ("that of an exactly linear world", "严格线性情形下的不对称性"),
        "matrix_against.zero": ("zero", "零"),
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
            " Possible overkill: less important, high performance. On a line counts as high; a line at the"
            " mean or the median always puts some below it.",
            "重点改进：重要而绩效低；继续保持：两者皆高；次要改进：两者皆低；可能过度投入：不太重要而绩效高。"
            "落在线上计为高；以均值或中位数分割时，总有一些属性低于分割线。",
        ),
        "matrix_in_it": (
            "Resamples in it: how often a resample, with dividing lines of its own, puts the attribute into"
            " the same quadrant or cell.",
            "重抽样落入比例：各重抽样样本以自身的分割线将该属性归入同一象限或单元格的比例。",
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
            "A negative gap: performance falls short of importance. t: paired t test, which the interval goes"
            " with; p-values are adjusted over the attributes (Holm).",
            "差距为负：绩效不及重要性。t 为配对 t 检验，区间与之对应；p 值已按属性个数校正（Holm）。",
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
        "matrix_agreement_only": ("Across the attributes.", "按属性计算。"),
        "matrix_cells": (
            "L, H: performance below the line at {line}, or not. B: basic, P: performance, E: excitement, U:"
            " unimportant. Priority 1 comes first. A line at the mean always puts some attributes below it,"
            " however good all of them are.",
            "L、H：绩效低于或不低于分割线 {line}。B：基本，P：绩效，E：兴奋，U：不重要。优先次序 1"
            " 居首。以均值分割时，无论各属性表现多好，总有一些低于分割线。",
        ),
        "matrix_side": (
            "On this side of the line: share of the resamples, each with a line of its own, in which"
            " performance is on this side; it does not say how sure the factor is.",
            "位于线的这一侧：各重抽样样本以自身的分割线计算、绩效位于同一侧的比例；不反映因素类型是否确定。",
        ),
        "matrix_blank": (
            "What it means is left blank where fewer than {level} % of the resamples put performance on this"
            " side of the line, or none were drawn.",
            "若不足 {level} % 的重抽样样本将绩效置于分割线的这一侧，或未做重抽样，则“含义”留空。",
        ),
        "matrix_rival_blank": (
            "What it means is left blank where the limits of the difference hold zero, or there are none.",
            "若差异的区间含零或没有区间，则“含义”留空。",
        ),
        "matrix_cut": (
            "B: impact asymmetry below −{cut}; E: above {cut}. Certain: performance is on its side of the"
            " line in {level} % of the resamples, and the limits of impact asymmetry stay between the same"
            " cuts.",
            "B：影响不对称性低于 −{cut}；E：高于 {cut}。确定：{level} % 的重抽样样本中绩效位于分割线同一侧，"
            "且影响不对称性的区间未越过分界。",
        ),
        "matrix_cut_linear": (
            "B: impact asymmetry more than {cut} below that of a linear world; E: more than {cut} above it."
            " Certain: performance is on its side of the line in {level} % of the resamples, and the limits"
            " of what exceeds a linear world stay between the same cuts.",
            "B：影响不对称性比线性情形低 {cut} 以上；E：高 {cut} 以上。"
            "确定：{level} % 的重抽样样本中绩效位于分割线同一侧，且超出部分的区间未越过分界。",
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
        "matrix_rival_cells_linear": (
            "L: performs worse than the competitor, H: as well or better. B: impact asymmetry more than {cut}"
            " below that of a linear world, E: more than {cut} above it, P: between. Certain: the limits of"
            " the difference leave zero out, and those of what exceeds a linear world stay between the same"
            " cuts.",
            "L：绩效不及竞争者；H：持平或更好。B：影响不对称性比线性情形低 {cut} 以上；E：高 {cut} 以上；"
            "P：介于其间。确定：差异的区间不含零，且超出部分的区间未越过分界。",
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
        "matrix_against_linear": (
            "Held against zero, as in the literature, these attributes would be in another cell:"
            ' {attributes}. A linear world shows as much asymmetry of its own; against="zero" has those'
            " cells.",
            "若如文献那样以零为参照，以下属性将归入其他单元格：{attributes}。"
            '线性情形自身就会呈现相应的不对称；against="zero" 给出该结果。',
        ),
        "matrix_against_zero": (
            "Held against what a linear world would show, these attributes would be in another cell:"
            " {attributes}. Their cells here may come from the coding of low and high answers alone; see"
            ' against="linear".',
            "若以线性情形为参照，以下属性将归入其他单元格：{attributes}。"
            '其当前单元格可能仅由高低分编码所致；参见 against="linear"。',
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
        "matrix_ia_excess": (
            "Impact asymmetry beyond a linear world",
            "超出线性情形的影响不对称性",
        ),
        "matrix_LB": ("first", "首先"),
        "matrix_LP": ("next", "其次"),
        "matrix_LE": ("could delight", "或可带来惊喜"),
        "matrix_HB": ("hold", "保持"),
        "matrix_HP": ("keep up", "继续保持"),
        "matrix_HE": ("possible advantage", "可能的优势"),
        "matrix_rival_LB": ("behind: first", "落后：首先"),
        "matrix_rival_LP": ("behind: next", "落后：其次"),
        "matrix_rival_LE": ("behind: could delight", "落后：或可带来惊喜"),
        "matrix_rival_HB": ("level or ahead: hold", "持平或领先：保持"),
        "matrix_rival_HP": ("level or ahead: keep up", "持平或领先：继续保持"),
        "matrix_rival_HE": ("level or ahead: possible advantage", "持平或领先：可能的优势"),
        "matrix_relative": ("Performance: {own} − {rival}", "绩效之差：{own} − {rival}"),
        "matrix_cuts": ("Cuts of impact asymmetry", "影响不对称性的分界"),
        "matrix_line": ("Dividing lines", "分割线"),
        "matrix_uncertain": ("Not certain", "不确定"),
    },
}
