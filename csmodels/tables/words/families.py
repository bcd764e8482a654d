"""Words of the displays, in English and Chinese: families of response surfaces and cubic congruence."""

from __future__ import annotations

FAMILIES: dict[str, dict[str, tuple[str, str]]] = {
    "column": {
        "surface_family": ("Family", "曲面族"),
        "n_params": ("Parameters", "参数个数"),
        "aicc": ("AICc", "AICc"),
        "delta": ("Δ AICc", "Δ AICc"),
        "cumulative": ("Cumulative weight", "累计权重"),
        "evidence_ratio": ("Evidence ratio", "证据比"),
        "selected": ("Best in resamples", "重抽样中最优"),
        "selected_corrected": ("Best, corrected", "最优（校正后）"),
        "redundant_with": ("Same fit as", "拟合同于"),
        "larger": ("Larger family", "较大的族"),
        "smaller": ("Smaller family", "较小的族"),
        "figure": ("Figure", "数值"),
        "f_statistic": ("F", "F"),
        "f_p_value": ("p of F", "F 的 p 值"),
        "congruence_model": ("Model", "模型"),
        "turn": ("Turns at E − P", "转折处 E − P"),
        "share_beyond": ("Share beyond", "越过转折的比例"),
        "n_beyond": ("Rows beyond", "越过转折的行数"),
        "share_different": ("Share different", "差异显著的比例"),
        "n_different": ("Rows different", "差异显著的行数"),
        "level_low": ("From level", "水平下限"),
        "level_high": ("To level", "水平上限"),
        "mismatch": ("Mismatch", "不一致的作用"),
    },
    "value": {
        "lowers": ("goes with a lower outcome", "伴随较低的结果"),
        "raises": ("goes with a higher outcome", "伴随较高的结果"),
        "not_told": ("cannot be told", "无法判断"),
    },
    "setting": {
        "families": ("Families", "曲面族"),
        "level": ("Level of tests", "检验水平"),
        "correction": ("Correction for many points", "多点检验校正"),
    },
    "option": {
        "families.all": ("all 25; 23 share the weights", "全部 25 个；23 个参与权重"),
        "families.rsa_default": ("the 14 compared by default in RSA", "RSA 默认比较的 14 个"),
        "correction.none": ("none", "无"),
        "correction.bonferroni": ("Bonferroni", "Bonferroni"),
    },
    "heading": {
        "families": ("Families by AICc", "按 AICc 比较的曲面族"),
        "families_of": ("Families of surfaces of {outcome}", "{outcome} 的响应面曲面族"),
        "verdict": ("Verdict", "结论"),
        "family_estimates": ("Estimates of the families within Δ 2", "Δ 不超过 2 的曲面族的估计"),
        "nested_tests": ("Nested tests", "嵌套检验"),
        "cubic_of": ("Cubic congruence of {outcome}", "{outcome} 的三次一致性"),
        "cubic_shape": ("Shape along both lines", "两条线上的形状"),
        "cubic_models": ("Congruence models", "一致性模型"),
        "cubic_constraints": (
            "Constraints of each model, tested within the cubic surface",
            "各模型的约束（在三次曲面内检验）",
        ),
        "asymmetry": ("Asymmetric congruence: the second line of extrema", "非对称一致性：第二条极值线"),
        "level_regions": ("Level-dependent congruence: regions", "水平依赖一致性：区域"),
    },
    "label": {
        "family_null": ("no effect", "无影响"),
        "family_full": ("full quadratic surface", "完整二次曲面"),
        "family_IA": ("interaction", "交互"),
        "family_diff": ("difference", "差值"),
        "family_mean": ("mean of both", "两者均值"),
        "family_absdiff": ("absolute difference", "绝对差"),
        "family_additive": ("additive", "可加"),
        "family_SQD": ("squared difference", "平方差"),
        "family_SRRR": ("shifted and rotated rising ridge", "平移旋转的上升脊"),
        "family_SRR": ("shifted rising ridge", "平移的上升脊"),
        "family_RR": ("rising ridge", "上升脊"),
        "family_SSQD": ("shifted squared difference", "平移的平方差"),
        "family_SRSQD": ("shifted and rotated squared difference", "平移旋转的平方差"),
        "family_absunc": ("two planes", "两片平面"),
        "family_cubic": ("full cubic surface", "完整三次曲面"),
        "family_onlyx": ("expectation alone", "仅期望"),
        "family_onlyy": ("performance alone", "仅表现"),
        "family_onlyx2": ("expectation alone, curved", "仅期望（弯曲）"),
        "family_onlyy2": ("performance alone, curved", "仅表现（弯曲）"),
        "family_weak": ("weak fit pattern", "弱匹配型"),
        "family_strong": ("strong fit pattern", "强匹配型"),
        "family_CA": ("asymmetric congruence", "非对称一致性"),
        "family_CL": ("level-dependent congruence", "水平依赖一致性"),
        "family_RRCA": ("rising ridge, asymmetric", "非对称上升脊"),
        "family_RRCL": ("rising ridge, level-dependent", "水平依赖上升脊"),
        "meaning_null": (
            "Neither expectation nor performance tells anything of the outcome.",
            "期望与表现均不能说明结果。",
        ),
        "meaning_full": (
            "No simpler family describes how both ratings act together; read the shape of the surface.",
            "没有更简单的族能描述两项评分的共同作用；请解读曲面的形状。",
        ),
        "meaning_IA": (
            "Each rating acts, and how strongly depends on the other.",
            "两项评分均有作用，且强弱取决于另一项。",
        ),
        "meaning_diff": (
            "Only performance minus expectation counts, whatever their level.",
            "只有表现减期望的差值起作用，与水平无关。",
        ),
        "meaning_mean": (
            "Only the common level of both ratings counts, not whether they match.",
            "只有两项评分的共同水平起作用，与是否一致无关。",
        ),
        "meaning_absdiff": (
            "Only the size of the mismatch counts, in proportion, whichever way it goes.",
            "只有不一致的大小起作用（成比例），与方向无关。",
        ),
        "meaning_additive": (
            "Each rating acts on its own; whether they match does not count.",
            "两项评分各自起作用，与是否一致无关。",
        ),
        "meaning_SQD": (
            "Only the mismatch counts, by its square, whichever way it goes.",
            "只有不一致（按平方）起作用，与方向无关。",
        ),
        "meaning_SRRR": (
            "The outcome follows a ridge that may lie off the line of equality, be turned against it, and"
            " rise along it.",
            "结果沿一条脊线变化，脊线可偏离并转离一致线，且可沿线上升。",
        ),
        "meaning_SRR": (
            "The level counts, and the mismatch by its square, best met with a fixed surplus or deficit.",
            "水平起作用；不一致按平方起作用，最佳点为固定的超出或不足。",
        ),
        "meaning_RR": (
            "Both the common level and the match of the ratings count.",
            "两项评分的共同水平与是否一致都起作用。",
        ),
        "meaning_SSQD": (
            "Only the mismatch counts, by its square, best met with a fixed surplus or deficit.",
            "只有不一致（按平方）起作用，最佳点为固定的超出或不足。",
        ),
        "meaning_SRSQD": (
            "The outcome bends in one direction only: along some weighted difference of the ratings.",
            "结果只在一个方向上弯曲：即两项评分的某种加权差。",
        ),
        "meaning_absunc": (
            "One plane holds where expectation is above performance, another where it is below.",
            "期望高于表现处为一片平面，低于表现处为另一片。",
        ),
        "meaning_cubic": (
            "Even the quadratic surface is too simple; read the shape along both lines.",
            "二次曲面仍过于简单；请解读两条线上的形状。",
        ),
        "meaning_onlyx": (
            "Only expectation counts, in a straight line.",
            "只有期望起作用，呈直线。",
        ),
        "meaning_onlyy": (
            "Only performance counts, in a straight line: what was expected makes no difference.",
            "只有表现起作用，呈直线：期望如何并无差别。",
        ),
        "meaning_onlyx2": ("Only expectation counts, along a curve.", "只有期望起作用，呈曲线。"),
        "meaning_onlyy2": (
            "Only performance counts, along a curve: what was expected makes no difference.",
            "只有表现起作用，呈曲线：期望如何并无差别。",
        ),
        "meaning_weak": (
            "The surface bends the same way along both ratings.",
            "曲面沿两项评分的弯曲方向相同。",
        ),
        "meaning_strong": (
            "All is told by one weighted difference of the ratings.",
            "一切由两项评分的某种加权差说明。",
        ),
        "meaning_CA": (
            "Only the mismatch counts, and one direction of it more than the other.",
            "只有不一致起作用，且一个方向强于另一方向。",
        ),
        "meaning_CL": (
            "Only the mismatch counts, and how much depends on the level.",
            "只有不一致起作用，其强弱取决于水平。",
        ),
        "meaning_RRCA": (
            "Level and match count, and one direction of mismatch more than the other.",
            "水平与一致都起作用，且不一致的一个方向强于另一方向。",
        ),
        "meaning_RRCL": (
            "Level and match count, and how much mismatch matters depends on the level.",
            "水平与一致都起作用，不一致的强弱取决于水平。",
        ),
        "says_level_up": ("the outcome rises with the level of both", "结果随两者的水平上升"),
        "says_level_down": ("the outcome falls with the level of both", "结果随两者的水平下降"),
        "says_equal_up": ("it is lowest where the two are equal", "两者相等处结果最低"),
        "says_equal_down": ("it is highest where the two are equal", "两者相等处结果最高"),
        "says_shifted_up": (
            "it is lowest along a line parallel to that of equality",
            "结果在与一致线平行的一条线上最低",
        ),
        "says_shifted_down": (
            "it is highest along a line parallel to that of equality",
            "结果在与一致线平行的一条线上最高",
        ),
        "says_rotated_up": ("it bends upwards away from its ridge", "离开脊线时向上弯曲"),
        "says_rotated_down": ("it bends downwards away from its ridge", "离开脊线时向下弯曲"),
        "says_gap_up": (
            "the outcome is higher where performance is above expectation",
            "表现高于期望处结果较高",
        ),
        "says_gap_down": (
            "the outcome is lower where performance is above expectation",
            "表现高于期望处结果较低",
        ),
        "says_beyond": ("{said}, which lies beyond all answers", "{said}（该线位于所有回答之外）"),
        "says_expectation_up": ("the outcome rises with expectation", "结果随期望上升"),
        "says_expectation_down": ("the outcome falls with expectation", "结果随期望下降"),
        "says_performance_up": ("the outcome rises with performance", "结果随表现上升"),
        "says_performance_down": ("the outcome falls with performance", "结果随表现下降"),
        "says_not_told": ("{said} (not told from zero)", "{said}（与零无显著差异）"),
        "verdict_best": (
            "Best of {k} families: {family}. {meaning}",
            "{k} 个曲面族中最优：{family}。{meaning}",
        ),
        "verdict_says": ("By its estimates, {said}.", "其估计表明：{said}。"),
        "verdict_share": (
            "It explains {r2} % of the variance and holds {weight} of the weight.",
            "它解释 {r2}% 的方差，占权重 {weight}。",
        ),
        "verdict_selected": ("It is best in {share} of the resamples.", "在 {share} 的重抽样中最优。"),
        "verdict_near": (
            "Within Δ 2, so hardly worse: {families}.",
            "Δ 不超过 2，即相差无几：{families}。",
        ),
        "verdict_alone": ("No other family comes within Δ 2.", "没有其他曲面族的 Δ 在 2 以内。"),
        "verdict_twins": (
            "Not counted there, because they repeat the fit of another family: {families}.",
            "未计入者，因其重复另一曲面族的拟合：{families}。",
        ),
        "verdict_none": (
            "No family could be compared: too few rows for the criterion.",
            "无法比较：行数不足以计算准则。",
        ),
        "family_bar": ("{code}: {words}", "{code}：{words}"),
        "family_named": ("{code} ({words})", "{code}（{words}）"),
        "figure_mean_effect": ("mean effect along the ridge", "沿脊线的平均效应"),
        "figure_C": ("C: shift of the ridge", "C：脊线的平移"),
        "figure_S": ("S: direction of the ridge (p: against 1)", "S：脊线的方向（p 值：与 1 比较）"),
        "figure_a4_rescaled": ("a4 after rescaling by S", "按 S 重标后的 a4"),
        "u1": ("u1: slope where performance = expectation", "u1：一致线上的斜率"),
        "u2": ("u2: curvature where performance = expectation", "u2：一致线上的曲率"),
        "u3": ("u3: cubic part where performance = expectation", "u3：一致线上的三次项"),
        "v1": ("v1: slope along mismatch, as expectation rises", "v1：不一致线上的斜率"),
        "v2": ("v2: curvature along mismatch", "v2：不一致线上的曲率"),
        "v3": ("v3: cubic part along mismatch", "v3：不一致线上的三次项"),
        "part_level": ("level E + P", "水平 E + P"),
        "part_square": ("(E − P)²", "(E − P)²"),
        "part_cube": ("(E − P)³", "(E − P)³"),
        "part_square_level": ("(E − P)² × (E + P)", "(E − P)² × (E + P)"),
        "cubic_told": (
            "{model}: {peak} where performance equals expectation, and mismatch acts more strongly where"
            " performance is {side} expectation.",
            "{model}：{peak}；表现{side}期望时，不一致的作用更强。",
        ),
        "constraints_rejected": ("Rejected", "被拒绝"),
        "cubic_rejected": (
            "The constraints of {model} are rejected ({test}): not read.",
            "{model}的约束被拒绝（{test}）：不予解读。",
        ),
        "cubic_untested": (
            "The constraints of {model} could not be tested, because the cubic surface was not fitted: not"
            " read.",
            "由于未能拟合三次曲面，无法检验 {model}的约束：不予解读。",
        ),
        "test_chi_square": ("χ² = {value}, {df} df, {p}", "χ² = {value}，自由度 {df}，{p}"),
        "test_f": ("F = {value}, {df} and {df_resid} df, {p}", "F = {value}，自由度 {df} 与 {df_resid}，{p}"),
        "cubic_even": (
            "{model}: the cube is not told from zero, so no side of mismatch weighs more.",
            "{model}：三次项与零无显著差异，不一致的两侧无强弱之分。",
        ),
        "cubic_no_peak": (
            "{model}: the square is not told from zero, so the outcome need not turn where performance equals"
            " expectation: no congruence, asymmetric or other, is shown.",
            "{model}：平方项与零无显著差异，结果未必在表现等于期望处转折：未显示任何（非）对称一致性。",
        ),
        "peak_down": ("the outcome is highest", "表现等于期望时结果最高"),
        "peak_up": ("the outcome is lowest", "表现等于期望时结果最低"),
        "side_expectation": ("below", "低于"),
        "side_performance": ("above", "高于"),
        "asymmetry_fine": (
            "No answers beyond the second line of extrema have an outcome that differs: it may be read over"
            " all answers.",
            "没有回答越过第二条极值线且结果显著不同：可在全部回答范围内解读。",
        ),
        "asymmetry_bad": (
            "But {share} % of the answers lie beyond the second line of extrema with an outcome that differs;"
            " there the surface contradicts it.",
            "但 {share}% 的回答越过第二条极值线且结果显著不同；该处曲面与之相矛盾。",
        ),
        "in_group": ("{group}: {sentence}", "{group}：{sentence}"),
    },
    "figure": {
        "weight_axis": ("Akaike weight", "Akaike 权重"),
    },
    "note": {
        "families": (
            "AICc of n normal residuals; weights exp(−Δ/2), summing to one. E is expectation, P performance."
            " Families with the same fit share a weight that one of them alone would have.",
            "AICc 基于 n 个正态残差；权重为 exp(−Δ/2)，总和为一。E 为期望，P 为表现。"
            "拟合相同的曲面族会分摊本属其一的权重。",
        ),
        "families_piecewise": (
            "absdiff and absunc are no polynomials and take no part in the weights.",
            "absdiff 与 absunc 不是多项式，不参与权重。",
        ),
        "families_beyond": (
            "C is withheld where the ridge (performance = C + S × expectation, S = 1 unless estimated) runs"
            " past all answers: there it follows from the form of the surface, not from anybody's answers.",
            "若脊线（表现 = C + S × 期望；未估计 S 时 S = 1）不经过任何回答所在的区域，则不列出 C："
            "它源自曲面的形式，而非任何人的回答。",
        ),
        "families_selected": (
            "Resamples repeat rows, which flatters large families; in the corrected shares the criterion of"
            " each resample is raised by one per parameter to make up for it.",
            "重抽样中有重复的行，会偏向参数多的族；校正后的比例将每个重抽样的准则按每个参数加一。",
        ),
        "families_nested": (
            "Tests take the larger family for true; p-values of chi-square hold in large samples.",
            "检验以较大的族为真；卡方的 p 值在大样本下成立。",
        ),
        "families_ml": (
            "Errors are those of maximum likelihood: one variance, independent respondents.",
            "标准误为最大似然标准误：同方差、受访者相互独立。",
        ),
        "cubic_compare": (
            "These models leave the plain effect of the difference out. A model whose constraints are"
            " rejected is not read, and neither its second line of extrema nor its regions are printed; what"
            " the others say counts where families() ranks them high.",
            "这些模型不含差值的线性作用。约束被拒绝的模型不予解读，其第二条极值线与区域亦不列出；"
            "其余模型的结论仅当 families() 将其排在前列时才有意义。",
        ),
        "cubic_level": (
            "Levels are means of expectation and performance, centred at {center}.",
            "水平为期望与表现的均值，以 {center} 为中心。",
        ),
    },
    "message": {
        "families_unfitted": (
            "Families {families} could not be fitted{group}: the answers take too few different values for"
            " their terms, or lie on one side of performance = expectation. They are listed without figures"
            " and get no weight.",
            "无法拟合曲面族 {families}{group}：回答的不同取值过少，或全部位于“表现 = 期望”的一侧。"
            "表中保留其名而无数值，亦无权重。",
        ),
        "families_one_side": (
            "{families} within Δ 2 speak{group} of performance above and below expectation separately, and"
            " one side has too few answers for that.",
            "Δ 不超过 2 的 {families} 分别描述表现高于与低于期望的情形{group}，而其中一侧的回答过少。",
        ),
        "families_weights": (
            "With survey weights the likelihood is a pseudo-likelihood of the weighted moments; read Δ,"
            " weights and nested tests as approximate, and the share of resamples beside them.",
            "使用调查权重时，似然是加权矩的伪似然；Δ、权重与嵌套检验均为近似，请同时参看重抽样比例。",
        ),
        "cubic_unfitted": (
            "{model} could not be fitted{group}: the answers take too few different values.",
            "无法拟合 {model}{group}：回答的不同取值过少。",
        ),
    },
}
