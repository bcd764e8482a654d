"""Words of the displays, in English and Chinese: the Kano questionnaire."""

from __future__ import annotations

KANO: dict[str, dict[str, tuple[str, str]]] = {
    "column": {
        "attribute": ("Attribute", "属性"),
        "kano_mode": ("Most frequent", "众数"),
        "kano_m_o_a_i": ("M > O > A > I", "M > O > A > I"),
        "kano_oam_irq": ("OAM / IRQ", "OAM / IRQ"),
        "kano_agreement": ("Label", "判定"),
        "kano_category_strength": ("Category strength", "类别强度"),
        "kano_total_strength": ("Total strength", "总强度"),
        "kano_importance": ("Importance", "重要性"),
        "kano_refined": ("Refined category", "细化类别"),
        "kano_better": ("Better", "Better 系数"),
        "kano_worse": ("Worse", "Worse 系数"),
        "kano_quadrant": ("Quadrant (.5)", "象限（.5）"),
        "kano_quadrant_mean": ("Quadrant (means)", "象限（均值）"),
        "kano_reverse_share": ("R", "R"),
        "kano_questionable_share": ("Q", "Q"),
        "kano_top_two": ("Largest two", "前两类"),
        "kano_p_mid": ("p (mid-p)", "p（mid-p）"),
        "kano_p_holm": ("p (Holm)", "p（Holm）"),
        "kano_p_exact": ("p (exact)", "p（精确）"),
        "kano_fong": ("Fong form", "Fong 式"),
        "kano_functional": ("Functional", "正向题"),
        "kano_dysfunctional": ("Dysfunctional", "反向题"),
        "kano_score_quadrant": ("Quadrant", "象限"),
        "kano_satisfaction_index": ("Angle (°)", "角度（°）"),
        "kano_importance_index": ("Length", "长度"),
        "kano_category": ("Category", "类别"),
    },
    "value": {
        "must_be": ("Must-be", "必备"),
        "one_dimensional": ("One-dimensional", "期望（一维）"),
        "attractive": ("Attractive", "魅力"),
        "indifferent": ("Indifferent", "无差异"),
        "reverse": ("Reverse", "反向"),
        "questionable": ("Questionable", "可疑"),
        "kano_contested": ("contested: {between}", "有争议：{between}"),
        "kano_contested_rules": ("contested: rules say {rules}", "有争议：各规则为 {rules}"),
        "kano_contested_rules_between": (
            "contested: rules say {rules}; {between}",
            "有争议：各规则为 {rules}；{between}",
        ),
        "kano_too_few": ("too few answers ({n})", "回答过少（{n}）"),
        "kano_too_few_between": ("too few answers ({n}): {between}", "回答过少（{n}）：{between}"),
        "kano_not_resampled": ("not resampled", "未重抽样"),
        "critical": ("critical", "关键"),
        "necessary": ("necessary", "必要"),
        "high_value_added": ("high value-added", "高附加值"),
        "low_value_added": ("low value-added", "低附加值"),
        "highly_attractive": ("highly attractive", "高魅力"),
        "less_attractive": ("less attractive", "低魅力"),
        "potential": ("potential", "潜在"),
        "care_free": ("care-free", "无需关注"),
        "kano_fong_rejects": ("significant", "显著"),
        "kano_fong_not": ("not significant", "不显著"),
    },
    "setting": {
        "evaluation_table": ("Evaluation table", "评价表"),
        "tie_band": ("Tie band, share of answers", "并列容差（占回答数比例）"),
        "certainty": ("Share of the resamples a label needs", "判定所需的重抽样占比"),
        "coefficients": ("Better and worse", "Better 与 Worse"),
        "reverse": ("Reverse attributes", "反向属性"),
        "ci_scores": ("Intervals of scores", "得分的区间类型"),
        "simultaneous": ("Intervals that hold together", "联合区间"),
        "importance_top": ("Highest importance", "重要性最高分"),
    },
    "option": {
        "errors.none": ("none", "无"),
        "coefficients.berger": ("over M + O + A + I", "以 M + O + A + I 为分母"),
        "coefficients.all_answers": ("over all answers", "以全部回答为分母"),
        "reverse.keep": ("as answered", "按原回答"),
        "reverse.swap": ("pairs exchanged", "互换题对"),
        "ci.wilson": ("Wilson (shares, better, worse)", "Wilson（占比、Better、Worse）"),
        "ci_scores.percentile": ("percentile", "百分位"),
        "ci_scores.normal": ("normal", "正态"),
        "simultaneous.max_t": ("largest deviation over the resamples (max-t)", "重抽样最大偏差（max-t）"),
        "simultaneous.bonferroni": ("Bonferroni", "Bonferroni"),
    },
    "heading": {
        "kano": ("Kano analysis", "Kano 分析"),
        "kano_categories": ("Categories by every rule", "各规则下的类别"),
        "kano_counts": ("Counts", "频数"),
        "kano_counts_weighted": ("Counts (sums of weights)", "频数（权重之和）"),
        "kano_coefficients": ("Better and worse", "Better 与 Worse 系数"),
        "kano_tests": ("Does the largest category lead?", "最大类别是否领先？"),
        "kano_scores": ("Continuous scores", "连续得分"),
        "kano_reread": (
            "Reverse attributes, read as their absence",
            "反向属性（按“不具备”重新解读）",
        ),
    },
    "note": {
        "kano_agreement": (
            "A label is given where the three rules agree, the category leads in at least {agreed} % of all"
            " possible resamples, and {fewest} or more answered; else each category is named with the share"
            " of resamples in which it leads, after what the rules say where they disagree. Where two"
            " categories are equally frequent, about 20 % of samples still get a label at 90 %, 10 % at 95 %"
            " (`certainty`): either can lead by chance. Counts tie under M > O > A > I within {band} % of"
            " all answers from the largest.",
            "三种规则一致、该类别在至少 {agreed} % 的重抽样中领先、且至少有 {fewest} 个回答时才给出判定；"
            "否则列出各类别领先的重抽样比例，规则不一致时先列出各规则的结果。"
            "若两类频数实际相等，按 90 % 仍约有 20 % 的样本得到判定，按 95 % 约 10 %（`certainty`）："
            "两者都可能偶然领先。"
            "M > O > A > I 规则中，与最大频数相差不超过全部回答的 {band} % 视为并列。",
        ),
        "kano_reread": (
            "The absence of the attribute in its place. Exchanging parts what was R into A, O and M while I"
            " stays whole, so that the most frequent category leans to I: read the rules beside it.",
            "以“不具备该属性”代替该属性。互换后 R 拆分为 A、O、M，而 I 保持不变，因此众数偏向 I："
            "请同时参看其他规则。",
        ),
        "kano_coefficients_berger": (
            "Better = (A + O) / (M + O + A + I), worse = −(O + M) / (M + O + A + I): R and Q are outside,"
            " their shares stand beside.",
            "Better = (A + O) / (M + O + A + I)，Worse = −(O + M) / (M + O + A + I)："
            "不含 R 与 Q，其占比列于旁。",
        ),
        "kano_coefficients_all_answers": (
            "Better = (A + O) / n, worse = −(O + M) / n, with n all answers, R and Q among them.",
            "Better = (A + O) / n，Worse = −(O + M) / n；n 为全部回答，含 R 与 Q。",
        ),
        "kano_tests": (
            "Mid-p and exact: binomial tests that the two largest of M, O, A, I and R are equally frequent;"
            " Holm adjusts mid-p for the number of attributes. The form in circulation under Fong’s name is"
            " for replication: meant for 10 %, it rejects in 20 % of samples where two categories have 40 %"
            " each.",
            "mid-p 与精确检验：二项检验 M、O、A、I、R 中最大两类频数是否相等；Holm 按属性个数校正 mid-p。"
            "以 Fong 之名流传的公式仅供复现：名义水平 10 %，"
            "但当两类各占 40 % 时会在 20 % 的样本中误判为显著。",
        ),
        "kano_scores": (
            "Means of DuMouchel’s scores (quadrants at 2, which have no firm basis); length and angle of"
            " analytical Kano: 90° attractive, 45° one-dimensional, 0° must-be.",
            "DuMouchel 得分的均值（以 2 划分象限，依据并不充分）；解析 Kano 的长度与角度："
            "90° 魅力，45° 期望，0° 必备。",
        ),
    },
    "message": {
        "kano_nobody": (
            "Nobody answered both questions{group}: {attributes}. Its figures are missing.",
            "没有人同时回答正反两题{group}：{attributes}。其数值缺失。",
        ),
        "kano_few": (
            "The fewest answers to an attribute{group}: {n}. The largest category of fewer than {least} often"
            " changes from sample to sample: read its probability. Of fewer than {fewest} there is no label.",
            "单个属性的回答最少为 {n} 对{group}。少于 {least} 对时，最大类别常因样本而异，请参看其概率；"
            "少于 {fewest} 对不给出判定。",
        ),
        "kano_few_plain": (
            "The fewest answers to an attribute{group}: {n}. The largest category of fewer than {least} often"
            " changes from sample to sample.",
            "单个属性的回答最少为 {n} 对{group}。少于 {least} 对时，最大类别常因样本而异。",
        ),
        "kano_two_camps": (
            "Indifferent is the largest category{group}, and yet some want the attribute (M, O or A) while"
            " others want it absent (R): {attributes}. Look for groups (`by=`) or `segments()`.",
            "无差异为最大类别{group}，却有人想要（M、O 或 A）、有人不想要（R）：{attributes}。"
            "请按组（`by=`）或用 `segments()` 分析。",
        ),
        "kano_reverse": (
            "Reverse is the largest category{group}: {attributes}. Customers want it absent; `reread` shows"
            " what its absence is, and better and worse say nothing of it.",
            "反向为最大类别{group}：{attributes}。顾客希望不具备该属性；`reread` 给出“不具备”所属的类别，"
            "其 Better 与 Worse 不具意义。",
        ),
        "kano_swapped": (
            "Reverse was the largest category{group}: {attributes}. Their two questions were exchanged, so"
            " all figures are of the absence of the attribute.",
            "反向原为最大类别{group}：{attributes}。已互换其正反两题，所有数值均针对“不具备该属性”。",
        ),
        "kano_questionable": (
            "More than {share} % of the pairs of answers contradict themselves{group}: {attributes}. Was the"
            " question understood?",
            "超过 {share} % 的回答自相矛盾{group}：{attributes}。请确认题目是否易于理解。",
        ),
    },
}
