"""Words of the displays, in English and Chinese: latent models of disconfirmation."""

from __future__ import annotations

LATENT: dict[str, dict[str, tuple[str, str]]] = {
    "construct": {
        "Expectation": ("Expectation", "期望"),
        "Performance": ("Performance", "表现"),
        "Disconfirmation": ("Disconfirmation", "失验"),
        "Expectation_squared": ("Expectation²", "期望²"),
        "Expectation_x_Performance": ("Expectation × Performance", "期望 × 表现"),
        "Performance_squared": ("Performance²", "表现²"),
    },
    "column": {
        "expected": ("Expected", "预期符号"),
        "standardized": ("Standardised", "标准化"),
        "reading": ("Slope", "斜率"),
        "coefficient": ("Coefficient", "系数"),
        "surface": ("Surface", "响应面"),
        "latent": ("Latent", "潜变量"),
        "distinct": ("Different items", "不同题项之积"),
        "corrected": ("Corrected", "校正后"),
        "composite": ("Composite", "题项均值"),
        "kept": ("Kept", "保留比例"),
    },
    "value": {
        "latent_holds": ("as expected", "与理论一致"),
        "latent_opposite": ("against the theory", "与理论相反"),
        "latent_undecided": ("not told from zero", "与零无显著差异"),
        "latent_no_limits": ("no interval", "无区间"),
        "latent_assimilation": ("assimilation", "同化"),
        "latent_contrast": ("contrast", "对比"),
        "latent_positive": ("positive", "为正"),
        "latent_negative": ("negative", "为负"),
        "latent_not_read": ("not read", "不作解读"),
        "latent_composite": ("Surface of the means of the items (composites)", "题项均值的响应面"),
        "latent_corrected": ("Error-corrected surface", "误差校正响应面"),
        "latent_distinct": ("Surface from products of different items", "不同题项之积的响应面"),
        "latent_latent": ("Latent surface (product indicators)", "潜变量响应面（乘积指标）"),
    },
    "setting": {
        "structure": ("Theory", "理论"),
        "measure": ("Disconfirmation by", "失验的测量"),
        "reliabilities": ("Reliabilities", "信度"),
    },
    "option": {
        "measure.direct": ("items that ask for it", "直接询问的题项"),
        "measure.difference": ("performance − expectation, item by item", "逐题“表现 − 期望”"),
        "measure.polynomial": ("squares and product in its place", "以平方项与乘积项代替"),
        "structure.oliver": ("Oliver", "Oliver"),
        "structure.churchill_surprenant": ("Churchill and Surprenant", "Churchill 与 Surprenant"),
        "structure.churchill_surprenant_durable": (
            "Churchill and Surprenant, durable good",
            "Churchill 与 Surprenant（耐用品）",
        ),
        "structure.tse_wilton": ("Tse and Wilton", "Tse 与 Wilton"),
        "structure.anderson_sullivan": ("Anderson and Sullivan", "Anderson 与 Sullivan"),
        "structure.ecm": ("expectation-confirmation model of continuance", "持续使用的期望确认模型"),
        "structure.public_sector": ("public-sector model", "公共部门模型"),
        "structure.performance": ("performance alone", "仅表现"),
        "structure.own": ("paths of your own", "自定路径"),
        "reliabilities.omega": ("omega, from the items", "由题项计算的 ω"),
        "reliabilities.stated": ("as stated", "按给定值"),
        "evidence.abstract": ("paths read in its abstract", "路径取自其摘要"),
        "evidence.secondary": ("paths as another publication gives them", "路径取自其他文献的转述"),
        "evidence.memory": ("paths from memory, unconfirmed", "路径凭记忆写出，未经核实"),
        "evidence.own": ("paths of your own", "自定路径"),
    },
    "heading": {
        "disconfirmation_model": ("Disconfirmation model", "期望失验模型"),
        "hypotheses": ("Paths of the theory", "理论中的路径"),
        "readings": ("Assimilation or contrast", "同化还是对比"),
        "surface": ("Latent surface of satisfaction", "满意度的潜变量响应面"),
        "latent_shape": ("Its shape", "其形状"),
        "latent_slopes": ("Slopes on expectation", "期望的斜率"),
        "latent_effects": ("Total effects of {names}", "{names}的总效应"),
        "latent_surfaces": ("Surfaces of satisfaction side by side", "满意度的几种响应面对照"),
        "bending": ("How much unreliability bends the surface", "测量误差使响应面变形多少"),
        "latent_reliability": ("Reliability of the terms", "各项的信度"),
    },
    "label": {
        "latent_title": ("Disconfirmation model: {theory}", "期望失验模型：{theory}"),
        "latent_source": ("{source} ({evidence}). {wording}", "来源：{source}（{evidence}）。{wording}"),
        "latent_own": ("Paths of your own.", "自定路径。"),
        "reading_perception": ("expectation → performance as perceived", "期望 → 感知到的表现"),
        "reading_expectation_given_performance": (
            "expectation → satisfaction, at the same performance",
            "期望 → 满意度（表现不变时）",
        ),
        "reading_performance_given_expectation": (
            "performance → satisfaction, at the same expectation",
            "表现 → 满意度（期望不变时）",
        ),
        "reading_expectation_given_disconfirmation": (
            "expectation → satisfaction, at the same disconfirmation",
            "期望 → 满意度（失验不变时）",
        ),
        "reading_level": (
            "expectation → satisfaction, at the same disconfirmation (level: expectation and performance"
            " rise together)",
            "期望 → 满意度（失验不变时，即期望与表现同升的水平效应）",
        ),
        "latent_no_errors": ("there are no standard errors", "没有标准误"),
        "latent_correlation": ("correlation of E and P behind the items", "题项背后 E 与 P 的相关"),
    },
    "note": {
        "latent_reading": (
            "Assimilation: at the same performance who expected more is more satisfied; contrast: less, as"
            " disconfirmation alone would have it.",
            "同化：表现相同时，期望越高者越满意；对比：越不满意，即单凭失验应有的结果。",
        ),
        "latent_level": (
            "At the same disconfirmation a higher expectation is a higher performance too: that slope is no"
            " assimilation.",
            "失验不变时，期望较高意味着表现也较高：该斜率并非同化。",
        ),
        "latent_no_performance": (
            "Performance is not in the model: its paths cannot tell assimilation from contrast.",
            "模型不含表现：其路径无法区分同化与对比。",
        ),
        "latent_turned": (
            "Since disconfirmation is performance − expectation, a negative path from it beside a strong path"
            " from performance is assimilation, and says nothing of a harm done by exceeding expectations.",
            "由于失验 = 表现 − 期望，失验路径为负而表现路径很强时，说明的是同化，并不表示超出期望有害。",
        ),
        "latent_not_read": ("Not read: {reasons}.", "不作解读的原因：{reasons}。"),
        "latent_fit": (
            "χ² = {chi2}, df = {df}, p {p}; CFI {cfi}, RMSEA {rmsea}, SRMR {srmr}. All of the path model:"
            " result.path.",
            "χ² = {chi2}，自由度 = {df}，p {p}；CFI {cfi}，RMSEA {rmsea}，SRMR {srmr}。路径模型的全部结果"
            "：result.path。",
        ),
        "latent_path": ("All of the path model: result.path.", "路径模型的全部结果：result.path。"),
        "latent_surface_units": (
            "In units of the means of the items; both ratings less {center}. Means are taken as known,"
            " except by resamples.",
            "以题项均值为单位；两项评分均减去 {center}。除重抽样外，均值视为已知。",
        ),
        "latent_explained": ("Explained variance (R²): {values}.", "解释方差（R²）：{values}。"),
        "bending_kept": (
            "Kept: the composite's coefficient as a share of the corrected one, where it is a share: the"
            " corrected limits leave out zero, and the ratio lies between 0 and 1. The limits shown are those"
            " of the difference corrected − composite, from the same resamples.",
            "保留比例：题项均值的系数占校正后系数的比例；仅在校正后系数的区间不含零且比值介于 0 与 1 之间时"
            "给出。所示区间为“校正后 − 题项均值”之差的区间，由相同的重抽样得出。",
        ),
        "bending_distinct": (
            "Different items: the moments of the true scores are mean products of items on different"
            " attributes, which hold no squared error; errors may have any distribution. Its limits are"
            " wider.",
            "不同题项之积：真分数的矩由不同属性题项之积的均值得出，不含误差的平方；误差可为任意分布，但区"
            "间较宽。",
        ),
        "bending_reliability": (
            "Squares and products for normal scores (the formula is ascribed to Bohrnstedt and Marwell 1978,"
            " from memory, and was confirmed by simulation); the corrected surface takes only the errors for"
            " normal.",
            "平方项与乘积项的信度假定得分正态（公式凭记忆归于 Bohrnstedt 与 Marwell 1978，并经模拟验证）；校"
            "正响应面仅假定误差正态。",
        ),
        "bending_latent": (
            "The latent surface takes errors of maximum likelihood, robust to products not being normal (n"
            " = {n}).",
            "潜变量响应面的标准误取自最大似然，对乘积项的非正态稳健（n = {n}）。",
        ),
    },
    "message": {
        "latent_alike": (
            "{first} and {second} can hardly be told apart{group}: HTMT = {htmt}, above {limit}. Read"
            " their paths together, not one by one.",
            "{first}与{second}几乎无法区分{group}：HTMT = {htmt}，高于 {limit}。请合并解读其路径，勿逐条解"
            "读。",
        ),
        "latent_unused": (
            "The theory has no place for {role}: its items are not in the model.",
            "该理论不含{role}：其题项未进入模型。",
        ),
        "latent_pls_surface": (
            "PLS standardises expectation and performance each by itself, so equal scores are no longer"
            " equal answers: the squares and the product tell of curvature, but a1 to a5 have no meaning"
            ' here. Fit estimator="ml" for them.',
            "PLS 分别标准化期望与表现，得分相等不再表示回答相等：平方项与乘积项可说明曲率，但 a1 至 a5 在"
            '此没有意义。如需这些数值，请用 estimator="ml"。',
        ),
        "latent_dropped": (
            "With squares and product in the place of disconfirmation, expectation and performance are"
            " causes that correlate: the theory's paths to performance and to disconfirmation are left"
            " out.",
            "以平方项与乘积项代替失验后，期望与表现为相关的外生变量：理论中指向表现与失验的路径已略去。",
        ),
        "latent_corrected_lost": (
            "In {lost} % of the resamples the corrected surface could not be computed: what is left of the"
            " variance of squares and products is small beside its sampling error. Do not read its limits"
            " closely.",
            "{lost}% 的重抽样无法计算校正响应面：平方项与乘积项扣除误差后的方差相对其抽样误差过小。请勿细"
            "读其区间。",
        ),
        "latent_uncorrectable": (
            "The corrected surface does not exist: what error is thought to add to squares and products is"
            " more than their variance. The items say too little of expectation or performance.",
            "校正响应面不存在：误差在平方项与乘积项中应占的方差超过其总方差。题项对期望或表现的测量过弱。",
        ),
        "latent_skewed": (
            "The answers to {role} pile up at one end (skewness {skewness}, {share} % at the end of the"
            " scale): errors are then not normal and not of one size, and a latent surface can show"
            " curvature that is none. model.surfaces(data) gives one that needs neither, from products of"
            " different items.",
            "{role}的回答堆积在量表一端（偏度 {skewness}，{share}% 位于端点）：误差既非正态也不等方差，潜变"
            "量响应面可能显示并不存在的曲率。model.surfaces(data) 另给出由“不同题项之积”得到的响应面，不需要"
            "这两个条件。",
        ),
        "latent_skewed_beside": (
            "The answers to {role} pile up at one end (skewness {skewness}, {share} % at the end of the"
            " scale): errors are then not normal and not of one size, and the corrected and the latent"
            " surface can show curvature that is none. The surface from products of different items needs"
            " neither.",
            "{role}的回答堆积在量表一端（偏度 {skewness}，{share}% 位于端点）：误差既非正态也不等方差，校正"
            "响应面与潜变量响应面可能显示并不存在的曲率。“不同题项之积”的响应面不需要这两个条件。",
        ),
        "latent_skewed_few": (
            "The answers to {role} pile up at one end (skewness {skewness}, {share} % at the end of the"
            " scale): errors are then not normal and not of one size, and a corrected or latent surface can"
            " show curvature that is none. One that needs neither takes at least {least} attributes.",
            "{role}的回答堆积在量表一端（偏度 {skewness}，{share}% 位于端点）：误差既非正态也不等方差，校正"
            "响应面或潜变量响应面可能显示并不存在的曲率。不需要这两个条件的响应面至少需要 {least} 个属性。",
        ),
        "latent_no_surface": (
            "No latent surface is given, since its search found no optimum. Products need many"
            " respondents, items that measure well and answers that are not skewed; see"
            " model.surfaces(data) for surfaces that do not search.",
            "搜索未找到最优解，故不给出潜变量响应面。乘积项需要较多受访者、测量良好的题项及不偏斜的回答；"
            "无需搜索的响应面见 model.surfaces(data)。",
        ),
        "latent_no_optimum": (
            "the search found no optimum ({reasons})",
            "搜索未找到最优解（{reasons}）",
        ),
        "latent_inadmissible": (
            "the estimates are inadmissible ({reasons})",
            "估计结果不可接受（{reasons}）",
        ),
        "latent_not_causal": (
            "paths cannot be interpreted one by one ({reasons})",
            "路径不能逐条解读（{reasons}）",
        ),
        "latent_refused": (
            "No latent surface is given{group}, since its fit cannot be read: {reasons}. See"
            " model.surfaces(data) for surfaces that are not fitted this way.",
            "不给出潜变量响应面{group}，因其拟合结果不能解读：{reasons}。不经此法拟合的响应面见"
            " model.surfaces(data)。",
        ),
        "latent_surface_refused": (
            "The latent surface is not shown, since its fit cannot be read: {reasons}. The fit is"
            " result.latent.",
            "未给出潜变量响应面，因其拟合结果不能解读：{reasons}。拟合结果见 result.latent。",
        ),
        "latent_surface_unfinished": (
            "The latent surface is not shown: products of unfinished answers do not exist"
            ' (missing="{missing}").',
            '未给出潜变量响应面：未答全者没有乘积项（missing="{missing}"）。',
        ),
        "latent_pairs_known": (
            "By the questionnaire these items ask about the same attribute, and their errors are correlated:"
            " {items}.",
            "按问卷，下列题项询问同一属性，其误差相关：{items}。",
        ),
        "latent_pairs_ordered": (
            "These items are taken to ask about the same attribute, since they stand in the same place, and"
            " their errors are correlated: {items}. If they do not, say paired=False.",
            "下列题项因位置相同而视为询问同一属性，其误差相关：{items}。若并非如此，请用 paired=False。",
        ),
        "latent_pairs_open": (
            "The questionnaire does not say which items of disconfirmation ask about which attribute: their"
            ' errors are not correlated with others. If they stand in the same order, say paired="all".',
            "问卷未说明失验的各题项询问哪个属性：其误差不与其他题项相关。若各组题项顺序相同，请用"
            ' paired="all"。',
        ),
        "latent_pairs_made": (
            "Disconfirmation was computed item by item, in their order: {items}.",
            "失验按题项顺序逐一计算：{items}。",
        ),
        "latent_surface_missing": (
            "The latent surface is not shown: {reason}",
            "未给出潜变量响应面：{reason}",
        ),
    },
}
