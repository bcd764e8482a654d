"""Words of piecewise regressions, ordered and mixed models of the factors, penalties in path models."""

from __future__ import annotations

THREE_ROUTES: dict[str, dict[str, tuple[str, str]]] = {
    "column": {
        "piecewise_below": ("Slope below", "低侧斜率"),
        "piecewise_above": ("Slope above", "高侧斜率"),
        "piecewise_difference": ("Above − below", "高侧 − 低侧"),
        "piecewise_jump": ("Jump at the knot", "节点处跳跃"),
        "piecewise_p_value": ("p (difference)", "p（差异）"),
        "piecewise_knot": ("Knot", "节点"),
        "piecewise_n_below": ("n below", "低侧人数"),
        "piecewise_n_at": ("n at the knot", "节点人数"),
        "piecewise_n_above": ("n above", "高侧人数"),
    },
    "setting": {
        "link": ("Link", "连接函数"),
        "form": ("Form", "形式"),
    },
    "option": {
        "link.logit": ("logit", "logit"),
        "link.probit": ("probit", "probit"),
        "form.spline": ("two lines that meet at the knot", "两线在节点相接"),
        "form.moderated": ("two lines with a jump at the knot", "两线在节点可有跳跃"),
    },
    "heading": {
        "piecewise": ("Piecewise regression", "分段回归"),
        "piecewise_of": ("Piecewise regression of {outcome}", "{outcome} 的分段回归"),
        "piecewise_slopes": ("Slopes below and above the knot", "节点两侧的斜率"),
        "piecewise_answers": ("Knots and answers", "节点与回答"),
        "path_penalties": ("Penalties and rewards in a path model", "路径模型中的惩罚与奖励"),
        "path_penalties_of": (
            "Penalties and rewards of {outcome} in a path model",
            "路径模型中 {outcome} 的惩罚与奖励",
        ),
        "penalties": ("Penalties, rewards, classes", "惩罚、奖励与类别"),
    },
    "note": {
        "three_units": ("Coefficients are in units of satisfaction.", "系数以满意度为单位。"),
        "three_units_latent": (
            "Coefficients are in units of what lies behind the ordered answers of satisfaction ({link}"
            " model).",
            "系数以满意度有序回答背后的潜在变量为单位（{link} 模型）。",
        ),
        "piecewise_slopes": (
            "Slopes are in units of satisfaction per step of the rating. Unimportant: no slope is"
            " significantly positive; performance: the difference is not significant; basic: steeper below,"
            " excitement: steeper above ({alpha} % level).",
            "斜率为评分每升一档满意度的变化。不重要：两侧斜率均不显著为正；绩效：差异不显著；"
            "基本：低侧更陡；兴奋：高侧更陡（{alpha} % 水平）。",
        ),
        "piecewise_bounded": (
            "Satisfaction on a short scale is bounded: where many give the highest answer, slopes above the"
            " knot flatten whatever the attribute.",
            "短量表上的满意度有上限：若多数人给出最高分，任何属性的高侧斜率都会变平。",
        ),
        "path_penalties": (
            "In standard deviations of {outcome}, against a middling answer; what other predictors of"
            " {outcome} carry is not in them.",
            "以 {outcome} 的标准差为单位，与中等回答相比；不含 {outcome} 其他预测变量所传递的作用。",
        ),
        "path_penalties_raw": (
            "In units of {outcome}, that is of its marker item, against a middling answer; what other"
            " predictors of {outcome} carry is not in them.",
            "以 {outcome}（其标记题项）为单位，与中等回答相比；不含 {outcome} 其他预测变量所传递的作用。",
        ),
    },
    "figure": {
        "piecewise_rating": ("Rating", "评分"),
        "piecewise_of": ("{shown} of {n} attributes", "{n} 个属性中的 {shown} 个"),
        "piecewise_largest": (
            "{shown} of {n} attributes: those with the largest slopes",
            "{n} 个属性中斜率最大的 {shown} 个",
        ),
    },
    "label": {
        "path_wald_compare": (
            "Compare the asymmetry with the column “if linear”; cs.PenaltyReward tests the difference.",
            "请将不对称性与“若为线性”一列比较；cs.PenaltyReward 可检验其差异。",
        ),
        "path_wald_none": (
            "There is no column “if linear” here; cs.PenaltyReward holds asymmetries against a linear world.",
            "此处没有“若为线性”一列；cs.PenaltyReward 可将不对称性与线性情形对照。",
        ),
    },
    "message": {
        "three_few_groups": (
            "Random intercepts of only {n_groups} groups{group}: with fewer than {least} their variance is a"
            " guess and errors tend to be too small.",
            "随机截距仅有 {n_groups} 个组{group}：少于 {least} 个时，其方差难以估准，标准误往往偏小。",
        ),
        "three_no_variance": (
            "The variance between groups is zero{group}: {terms}. The groups differ no more than chance"
            " explains, or the model is too rich for them.",
            "组间方差为零{group}：{terms}。各组差异未超出随机范围，或模型对其过于复杂。",
        ),
        "path_wald": (
            "Classes are those of the Wald rule, which is not held against a linear world: where answers pile"
            " up at one end, it may call an attribute basic or excitement although satisfaction is linear in"
            " its rating. {linear}",
            "类别由 Wald 规则给出，未与线性情形对照：若回答集中于一端，即使满意度与评分呈线性关系，"
            "属性也可能被判为基本或兴奋。{linear}",
        ),
        "piecewise_few": (
            "Few answers on one side of the knot{group}: {attributes}. A slope that rests on fewer than"
            " {least} respondents is a guess; another knot= may help.",
            "节点一侧回答过少{group}：{attributes}。少于 {least} 人时，斜率并不可靠；可另选 knot=。",
        ),
        "piecewise_falls": (
            "Satisfaction falls significantly where the rating rises{group}: {attributes}. Is the item"
            " reverse coded, or do other attributes say the same?",
            "评分上升时满意度显著下降{group}：{attributes}。请检查题项是否反向，或是否与其他属性重复。",
        ),
    },
}
