"""Words of the displays, in English and Chinese: checklist of congruence and the written paragraph."""

from __future__ import annotations

_COLUMN: dict[str, tuple[str, str]] = {
    "congruence_claim": ("Claim", "主张"),
    "congruence_verdict": ("Verdict, equality tested", "结论（检验等同）"),
    "congruence_published": ("Published rule", "已发表规则"),
    "congruence_condition": ("Condition", "条件"),
    "congruence_p": ("p, difference", "差异 p 值"),
    "congruence_bounds": ("Counts as equal", "视为等同的范围"),
    "congruence_p_equal": ("p, equality", "等同 p 值"),
    "congruence_met": ("Rule met", "规则满足"),
    "congruence_status": ("With equality tested", "检验等同后"),
}

_VALUE: dict[str, tuple[str, str]] = {
    "congruence_broad": ("congruence in the broad sense: a match is best at every level",
                         "广义一致：各水平上均以相符为最佳"),
    "congruence_strict": ("congruence in the strict sense: and all matches are equally good",
                          "狭义一致：且所有相符点同样好"),
    "congruence_supported": ("supported", "得到支持"),
    "congruence_not_supported": ("not supported", "未得到支持"),
    "congruence_undecided": ("undecided", "尚无定论"),
    "congruence_withheld": ("withheld", "不予解读"),
    "congruence_met": ("met", "满足"),
    "congruence_not_met": ("not met", "不满足"),
    "congruence_holds": ("holds", "成立"),
    "congruence_violated": ("violated", "不成立"),
    "congruence_open": ("open", "未定"),
}  # fmt: skip

_HEADING: dict[str, tuple[str, str]] = {
    "congruence_checklist": (
        "Congruence of expectation and performance: {outcome}",
        "期望与表现的一致性：{outcome}",
    ),
    "congruence_verdicts": ("Verdict", "结论"),
    "congruence_conditions": ("Conditions", "各项条件"),
}

_LABEL: dict[str, tuple[str, str]] = {
    "congruence_p10": ("p10 = 0: the ridge meets the match at the centre", "p10 = 0：脊线在中心处经过相符点"),
    "congruence_p11": ("p11 = 1: the ridge runs along the match", "p11 = 1：脊线与一致线平行"),
    "congruence_a3/a4": ("a3/a4 = 0: p10 where a5 = 0", "a3/a4 = 0：a5 = 0 时的 p10"),
    "congruence_a3": ("a3 = 0", "a3 = 0"),
    "congruence_a5": ("a5 = 0", "a5 = 0"),
    "congruence_a4": ("a4 < 0: mismatch lowers the outcome", "a4 < 0：不符使结果降低"),
    "congruence_a1": ("strict: a1 = 0", "狭义：a1 = 0"),
    "congruence_a2": ("strict: a2 = 0", "狭义：a2 = 0"),
    "congruence_above": ("above {low}", "高于 {low}"),
}

_SETTING: dict[str, tuple[str, str]] = {
    "congruence_bound": ("Effects that count as none", "视为无效应的大小"),
}

_OPTION: dict[str, tuple[str, str]] = {
    "congruence_share": (
        "{share} SD of the outcome per SD of the ratings (squared for a2, a4, a5)",
        "评分每变动 1 个标准差，结果变动 {share} 个标准差（a2、a4、a5 按平方）",
    ),
    "congruence_own": ("as given; the others {share} SD per SD", "按给定值；其余为每标准差 {share} 个标准差"),
}

_NOTE: dict[str, tuple[str, str]] = {
    "congruence_reading": (
        "A condition of equality holds if two one-sided tests place the figure within its bounds, is violated"
        " if it differs significantly and is not within them, and is open otherwise. The verdict rests on a3,"
        " a5, a4 (strict: and a1, a2). The published rule rests on p10, p11, a4 (strict: and a1, a2) and"
        " takes a difference that is not significant for equality.",
        "两个单侧检验均表明数值落在范围内，则等同条件成立；差异显著且不在范围内，则不成立；否则未定。"
        "结论依据 a3、a5、a4（狭义另加 a1、a2）；已发表规则依据 p10、p11、a4（狭义另加 a1、a2），"
        "并把不显著的差异当作等同。",
    ),
}

# Sentences of the paragraph; those that end in _more are pieces of others.
_REPORT: dict[str, tuple[str, str]] = {
    "report_sample": (
        "The answers of {n} respondents{group} were analysed{weights}{left_out}.",
        "分析采用 {n} 名受访者{group}的答卷{weights}{left_out}。",
    ),
    "report_group": (" ({by}: {group})", "（{by}：{group}）"),
    "report_left_out": (
        "; of the {n_rows} rows of the data, {n_dropped} had been left out because an answer was missing",
        "；数据共 {n_rows} 行，其中 {n_dropped} 行因缺答被剔除",
    ),
    "report_left_out_mi": (
        "; of the {n_rows} rows of the data, {n_dropped} had been left out because no item was answered",
        "；数据共 {n_rows} 行，其中 {n_dropped} 行因所有题目均未作答被剔除",
    ),
    "report_without_weight": (
        "; {n} more have weight 0 and count for nothing",
        "；另有 {n} 名权重为 0，不计入",
    ),
    "report_imputed": (", open answers being imputed several times", "，未作答的题目采用多重插补"),
    "report_weights": (", weighted by the survey weights ({weights})", "，并按调查权重（{weights}）加权"),
    "report_model": (
        "{outcome} was regressed on expectation (E: {expectation}), performance (P: {performance}), their"
        " squares and their product{controls}, by {estimator}.",
        "以{outcome}对期望（E：{expectation}）、表现（P：{performance}）、二者的平方及乘积{controls}"
        "作回归，方法为{estimator}。",
    ),
    "report_controls": (", controlling for {controls}", "（并控制 {controls}）"),
    "report_center": (
        "Both ratings were centred at {center}{what}; disconfirmation is performance minus expectation.",
        "两项评分均以 {center}{what}为中心；失验 = 表现 − 期望。",
    ),
    "report_midpoint": (", the midpoint of their scale", "（刻度中点）"),
    "report_pooled": (", their common mean", "（二者的共同均值）"),
    "report_errors": (
        "Standard errors: {errors}; intervals have a level of {level} %{resamples}.",
        "标准误：{errors}；区间水平为 {level}%{resamples}。",
    ),
    "report_resamples": (
        ", those of the stationary point and of the axes coming from {n_boot} resamples",
        "，其中驻点与主轴的区间来自 {n_boot} 次重抽样",
    ),
    "report_coefficients": (
        "The coefficients were {coefficients}, with {r_squared} = {value}.",
        "各系数为：{coefficients}；{r_squared} = {value}。",
    ),
    "report_r2": ("R²", "R²"),
    "report_mcfadden": ("McFadden's R²", "McFadden 的 R²"),
    "report_congruence": (
        "Along the line of congruence (P = E) the slope at the centre was {a1}, and the curvature {a2}.",
        "在一致线（P = E）上，中心处斜率为 {a1}，曲率为 {a2}。",
    ),
    "report_congruence_far": (
        "Along the line of congruence (P = E) the curvature was {a2}; its slope a1 is not interpreted,"
        " because the centre lies outside the answers.",
        "在一致线（P = E）上，曲率为 {a2}；因中心在回答范围之外，斜率 a1 不予解读。",
    ),
    "report_incongruence": (
        "Along the line of incongruence (P = −E) the slope at the centre was {a3}, and the curvature {a4};"
        " {a5}.",
        "在不一致线（P = −E）上，中心处斜率为 {a3}，曲率为 {a4}；{a5}。",
    ),
    "report_incongruence_far": (
        "Along the line of incongruence (P = −E) the curvature was {a4}, and {a5}; the slope a3 is not"
        " interpreted, because the centre lies outside the answers.",
        "在不一致线（P = −E）上，曲率为 {a4}，{a5}；因中心在回答范围之外，斜率 a3 不予解读。",
    ),
    "report_incongruence_few": (
        "The line of incongruence (a3, a4, a5) is not interpreted, because too few answers lie on one side of"
        " performance = expectation.",
        "因“表现 = 期望”一侧的回答过少，不一致线（a3、a4、a5）不予解读。",
    ),
    "report_tests": ("Joint tests: {tests}.", "联合检验：{tests}。"),
    "report_stationary": (
        "The stationary point, a {kind}, was at E = {e} and P = {p} on the scale asked.",
        "驻点为{kind}，按问卷刻度位于 E = {e}，P = {p}。",
    ),
    "report_stationary_none": (
        "The surface has no single stationary point ({kind}).",
        "响应面没有唯一的驻点（{kind}）。",
    ),
    "report_stationary_outside": (
        "The stationary point lies outside the answers and is not interpreted.",
        "驻点在回答范围之外，不予解读。",
    ),
    "report_stationary_rows": (
        "The stationary point lies on the side with too few answers and is not interpreted.",
        "驻点位于回答过少的一侧，不予解读。",
    ),
    "report_axis": (
        "The first principal axis, P = p10 + p11 E in centred ratings, had {p10} and {p11}.",
        "第一主轴（中心化评分：P = p10 + p11 E）的 {p10}，{p11}。",
    ),
    "report_axis_outside": (
        "The first principal axis crosses the line of incongruence outside the answers and is not"
        " interpreted.",
        "第一主轴与不一致线相交于回答范围之外，不予解读。",
    ),
    "report_axis_undirected": (
        "The first principal axis is not interpreted, because the interval of its angle is wider than 90"
        " degrees.",
        "因夹角的区间宽于 90 度，第一主轴不予解读。",
    ),
    "report_axis_rows": (
        "The first principal axis is not interpreted, because too few answers lie on one side of performance"
        " = expectation.",
        "因“表现 = 期望”一侧的回答过少，第一主轴不予解读。",
    ),
    "report_support": (
        "Performance was above expectation in {above} of the answers (n = {n_above}), equal to it in {equal}"
        " (n = {n_equal}) and below it in {below} (n = {n_below}).",
        "表现高于期望的回答占 {above}（n = {n_above}），等于期望的占 {equal}（n = {n_equal}），"
        "低于期望的占 {below}（n = {n_below}）。",
    ),
    "report_few_above": (
        "Nothing is said of performance above expectation: at least {rows} rows and {share} % are needed.",
        "对表现高于期望的情形不作结论：至少需要 {rows} 行且占 {share}%。",
    ),
    "report_few_below": (
        "Nothing is said of performance below expectation: at least {rows} rows and {share} % are needed.",
        "对表现低于期望的情形不作结论：至少需要 {rows} 行且占 {share}%。",
    ),
    "report_verdict": (
        "By the checklist of Humberg, Nestler and Back (2019), with tests of equality ({bound}), {broad};"
        " {strict}.",
        "按 Humberg、Nestler 与 Back（2019）的检查表并检验等同（{bound}），{broad}；{strict}。",
    ),
    "report_bound": (
        "bound {share} SD of the outcome per SD of the ratings",
        "范围：评分每标准差对应结果 {share} 个标准差",
    ),
    "report_bound_own": ("bounds chosen by the authors: {bounds}", "范围由作者选定：{bounds}"),
    "report_broad_supported": ("congruence in the broad sense was supported", "广义一致得到支持"),
    "report_broad_not_supported": (
        "congruence in the broad sense was not supported ({why})",
        "广义一致未得到支持（{why}）",
    ),
    "report_broad_undecided": (
        "congruence in the broad sense remained undecided ({why})",
        "广义一致尚无定论（{why}）",
    ),
    "report_broad_withheld": (
        "congruence in the broad sense was not judged, because the answers do not reach far enough",
        "因回答范围不足，未对广义一致作出判断",
    ),
    "report_strict_supported": ("congruence in the strict sense was supported too", "狭义一致亦得到支持"),
    "report_strict_not_supported": (
        "congruence in the strict sense was not supported ({why})",
        "狭义一致未得到支持（{why}）",
    ),
    "report_strict_undecided": (
        "congruence in the strict sense remained undecided ({why})",
        "狭义一致尚无定论（{why}）",
    ),
    "report_strict_withheld": (
        "congruence in the strict sense was not judged either",
        "亦未对狭义一致作出判断",
    ),
    "report_violated": ("{names} violated", "{names} 不成立"),
    "report_open": ("{names} open", "{names} 未定"),
    "report_published": (
        "The published rule, which takes differences that are not significant for equality, was {broad} in"
        " the broad and {strict} in the strict sense.",
        "已发表规则将不显著的差异当作等同：广义{broad}，狭义{strict}。",
    ),
    "report_rule_met": ("met", "满足"),
    "report_rule_not_met": ("not met", "不满足"),
    "report_rule_withheld": ("not judged", "未作判断"),
    "report_test_congruence": ("a1 = a2 = 0, {test}", "a1 = a2 = 0，{test}"),
    "report_test_incongruence": ("a3 = a4 = 0, {test}", "a3 = a4 = 0，{test}"),
    "report_test_curvature": ("b3 = b4 = b5 = 0, {test}", "b3 = b4 = b5 = 0，{test}"),
    "report_test_difference": (
        "b1 = −b2 and b3 = b4 = b5 = 0 (a difference score), {test}",
        "b1 = −b2 且 b3 = b4 = b5 = 0（差值得分），{test}",
    ),
}  # fmt: skip

CHECKLIST: dict[str, dict[str, tuple[str, str]]] = {
    "column": _COLUMN,
    "value": _VALUE,
    "heading": _HEADING,
    "label": {**_LABEL, **_REPORT},
    "setting": _SETTING,
    "option": _OPTION,
    "note": _NOTE,
}
