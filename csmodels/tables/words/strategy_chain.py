"""Words of the service-profit chain."""

from __future__ import annotations

STRATEGY_CHAIN: dict[str, dict[str, tuple[str, str]]] = {
    "column": {
        "chain_view": ("View", "视角"),
        "chain_link": ("Link", "环节"),
        "chain_slope": ("Slope", "斜率"),
        "chain_limits": ("{level} % interval", "{level}% 置信区间"),
        "chain_p_wild": ("p, wild bootstrap", "p 值（野聚类自助法）"),
        "chain_wild": ("Interval, wild bootstrap", "置信区间（野聚类自助法）"),
        "chain_reliability": ("Reliability", "信度"),
        "chain_corrected": ("Corrected slope", "校正后的斜率"),
        "chain_method": ("Slopes", "所用斜率"),
        "chain_product": ("Along the chain", "沿链条的效应"),
        "chain_whole": ("Last on first", "末端对首端的斜率"),
        "chain_measure": ("Measure", "指标"),
        "chain_size": ("Guests per unit", "每单元人数"),
        "chain_icc1": ("ICC(1)", "ICC(1)"),
        "chain_icc2": ("ICC(2)", "ICC(2)"),
        "chain_of_means": ("Reliability of unit means", "单元均值的信度"),
        "chain_guests": ("All guests", "全部受访者"),
        "chain_within": ("Guests of one unit", "同一单元内的受访者"),
        "chain_units": ("Between units", "单元之间"),
        "chain_difference": ("Units less guests", "单元斜率 − 个体斜率"),
    },
    "value": {
        "chain_view_total": ("All units", "全部单元"),
        "chain_view_within": ("Within places over time", "同一门店的前后各期"),
        "chain_view_two_way": ("Places and periods taken out", "扣除门店与时期"),
        "chain_view_between": ("Between places", "门店之间"),
        "chain_observed": ("as observed", "观测值"),
        "chain_corrected": ("without sampling errors", "扣除抽样误差"),
    },
    "setting": {
        "chain": ("Chain", "链条"),
        "chain_unit": ("A unit is", "单元由何构成"),
        "chain_cluster": ("Places (clusters)", "门店（聚类）"),
        "chain_n_units": ("Units", "单元数"),
        "chain_n_clusters": ("Number of places", "门店数"),
        "chain_controls": ("Held constant", "控制变量"),
        "chain_errors": ("Errors of slopes", "斜率的标准误"),
        "patterns": ("Patterns of signs", "符号组合数"),
    },
    "heading": {
        "chain": ("Service-profit chain", "服务利润链"),
        "chain_links": ("Links between units", "单元层面的环节"),
        "chain_effects": ("Effect of the first measure on the last", "首端指标对末端指标的效应"),
        "chain_agreement": ("How well units are measured", "单元测量的可靠程度"),
        "chain_levels": ("Guests and units", "个体层面与单元层面"),
    },
    "note": {
        "chain_multilevel": (
            "Slopes are between units. They need not hold for single guests (ecological fallacy), and units"
            " of one place are not independent: errors are clustered by place.",
            "斜率反映单元之间的关系，对单个顾客未必成立（生态谬误）；同一门店的各单元并不独立，标准误按门店聚类。",
        ),
        "chain_cause": (
            "A slope is no effect: hotels differ in much that was not measured, and satisfied guests may also"
            " make employees satisfied.",
            "斜率不等于因果效应：各门店还有许多未测量的差异，顾客满意也可能反过来使员工满意。",
        ),
        "chain_views": (
            "All units mixes differences between places with changes over time. Within places a change of all"
            " places at once counts as a link; with periods taken out it does not.",
            "“全部单元”混合了门店之间的差异与随时间的变化。同一门店的前后各期中，所有门店同时发生的变化也会"
            "计入；扣除时期后则不计入。",
        ),
        "chain_reliability": (
            "Reliability: share of the predictor's variation in the view that is no sampling error. A slope"
            " is corrected where it is 0.3 or more.",
            "信度：该视角下自变量的变异中不属于抽样误差的比例；不低于 0.3 时才给出校正后的斜率。",
        ),
        "chain_product": (
            "The product of the links; it holds if each measure acts through the next alone.",
            "各环节斜率的乘积；前提是每个指标只通过下一个指标起作用。",
        ),
        "chain_agreement": (
            "ICC(1): share of the variance of guests that lies between units. ICC(2): reliability of the mean"
            " of a unit of average size.",
            "ICC(1)：受访者方差中属于单元之间的比例。ICC(2)：平均规模单元的均值的信度。",
        ),
        "chain_levels": (
            "A difference from zero says that units behave otherwise than their guests.",
            "差值不为零，说明单元之间的关系与个体之间的关系不同。",
        ),
    },
    "message": {
        "chain_units": (
            "{n} guests, but {units} units in {clusters} places: the evidence is as strong as {clusters}"
            " independent places allow, not as {n} guests would.",
            "受访者有 {n} 人，但只有 {clusters} 家门店的 {units} 个单元："
            "证据的强度取决于 {clusters} 家独立的门店，而不是 {n} 名受访者。",
        ),
        "chain_unmatched": (
            "Not matched: {survey} units of the survey are not in the unit table, {table} units of the table"
            " have no guests, {unknown} were left out for unknown values or fewer than two guests; {lost}"
            " rows of the survey do not count.",
            "未能匹配：调查中有 {survey} 个单元不在单元表中，单元表中有 {table} 个单元没有受访者，"
            "另有 {unknown} 个因数据缺失或受访者不足两人而剔除；调查中有 {lost} 行未计入。",
        ),
        "chain_few": (
            "Only {clusters} places (fewer than {least}): t limits are approximate; look at the wild"
            " bootstrap beside them.",
            "只有 {clusters} 家门店（少于 {least} 家）：t 置信区间只是近似值，请同时参看野聚类自助法的结果。",
        ),
        "chain_wild_few": (
            "Only {clusters} places: t limits are rough, and the wild bootstrap, whose p is {p} at least, has"
            " no limits at {level} %.",
            "只有 {clusters} 家门店：t 置信区间只是粗略近似；野聚类自助法的 p 值最小为 {p}，"
            "给不出 {level}% 的置信界限。",
        ),
        "chain_constant": (
            "There are no slopes with {measures}: the same value in all units.",
            "{measures} 在各单元中取值相同，无法估计斜率。",
        ),
        "chain_inside": (
            "{units} units lie within one sampling unit of the survey each, whose design then tells nothing"
            " of their sampling errors: their guests count as independent.",
            "有 {units} 个单元各自完全位于一个抽样单元之内，抽样设计无法给出其抽样误差："
            "其受访者按相互独立处理。",
        ),
        "chain_small": (
            "{units} units have fewer than {least} guests with answers; their means are not shown.",
            "有 {units} 个单元的有效受访者少于 {least} 人，其均值不列出也不绘出。",
        ),
        "chain_unreliable": (
            "Unit means of {measure} have a reliability of {reliability}: slopes on it come out too small;"
            " compare the corrected ones.",
            "{measure} 的单元均值信度为 {reliability}：以其为自变量的斜率偏小，请对照校正后的斜率。",
        ),
        "chain_noise_total": (
            "Among all units the variation of {measures} is hardly more than sampling error: its slope is not"
            " corrected.",
            "就全部单元而言，{measures} 的变异几乎都是抽样误差：不给出校正后的斜率。",
        ),
        "chain_noise_within": (
            "Within places the variation of {measures} is hardly more than sampling error: its slope there"
            " says little and is not corrected.",
            "在同一门店内，{measures} 的变异几乎都是抽样误差：此处的斜率说明不了什么，不作校正。",
        ),
        "chain_noise_two_way": (
            "With places and periods taken out, the variation of {measures} is hardly more than sampling"
            " error: its slope there says little and is not corrected.",
            "扣除门店与时期后，{measures} 的变异几乎都是抽样误差：此处的斜率说明不了什么，不作校正。",
        ),
        "chain_noise_between": (
            "Between places the variation of {measures} is hardly more than sampling error: its slope there"
            " is not corrected.",
            "在门店之间，{measures} 的变异几乎都是抽样误差：不给出校正后的斜率。",
        ),
        "chain_same_guests": (
            "Two measures that follow each other come from the same guests: whoever answers high answers high"
            " to both. The correction takes out what sampling shares, not a common manner of answering.",
            "相邻的两个指标来自同一批受访者：习惯打高分的人在两项上都打高分。校正只扣除共同的抽样误差，"
            "不能消除共同的作答习惯。",
        ),
    },
    "figure": {
        "chain_slope": ("{slope} [{low}, {high}]", "{slope} [{low}, {high}]"),
        "chain_p": ("wild bootstrap p {p}", "野聚类自助法 p {p}"),
        "chain_reliable": ("reliability of {name} {reliability}", "“{name}”的信度为 {reliability}"),
        "chain_none": ("not estimated", "未估计"),
        "chain_note": (
            "{view}: {units} units, {clusters} places; slopes {method}, {level} % intervals.",
            "{view}：{units} 个单元，{clusters} 家门店；斜率按{method}计算，{level}% 置信区间。",
        ),
        "chain_product": (
            "Along the chain: {slope} [{low}, {high}]; last on first: {whole} [{whole_low}, {whole_high}].",
            "沿链条的效应：{slope} [{low}, {high}]；末端对首端：{whole} [{whole_low}, {whole_high}]。",
        ),
        "chain_caution": (
            "Slopes between units: not for single guests, and no proof of cause.",
            "斜率反映单元之间的关系，不适用于单个顾客，也不证明因果。",
        ),
        "chain_circles": ("Open circles: means of places.", "空心圆：各门店的均值。"),
        "chain_line": (
            "{view}: slope {slope} [{low}, {high}]. Bars: one sampling error to each side.",
            "{view}：斜率 {slope} [{low}, {high}]。误差线：左右各一个抽样标准误。",
        ),
    },
    "option": {
        "chain_errors.jackknife": ("jackknife over places", "按门店的刀切法"),
        "chain_errors.sandwich": ("sandwich, clustered by place", "按门店聚类的三明治估计"),
    },
}
