"""Words of groups of a Kano analysis compared."""

from __future__ import annotations

_COLUMN: dict[str, tuple[str, str]] = {
    "kano_groups_chi_square": ("Chi-square", "卡方"),
    "kano_groups_p_holm": ("p (Holm)", "p（Holm）"),
    "kano_groups_p_simulated": ("p (simulated)", "p（模拟）"),
    "kano_groups_cramers_v": ("Cramer’s V", "Cramer V 系数"),
    "kano_groups_cramers_v_corrected": ("V, corrected", "V（校正）"),
    "kano_groups_smallest_expected": ("Smallest expected", "最小期望频数"),
    "kano_groups_design_effect": ("Design effect", "设计效应"),
    "kano_groups_overall": ("All together", "总体"),
    "kano_groups_categories": ("By group", "各组"),
    "kano_groups_degree": ("Groups are", "各组关系"),
    "kano_groups_p_opposed": ("p (opposed)", "p（对立）"),
    "kano_groups_probability": ("Opposed, share of resamples", "对立占重抽样的比例"),
    "kano_groups_alarm": ("Alarm", "警示"),
    "kano_groups_reference": ("Compared with", "对照组"),
}

_VALUE: dict[str, tuple[str, str]] = {
    "opposed": ("opposed", "对立"),
    "differ": ("differ", "不同"),
    "kano_groups_alarm": ("report by group", "请分组报告"),
}

_SETTING: dict[str, tuple[str, str]] = {
    "kano_groups": ("Groups", "组数"),
    "kano_categories": ("Categories compared", "比较的类别"),
    "kano_test": ("Test", "检验"),
    "kano_draws": ("Tables drawn", "模拟列联表数"),
}

_OPTION: dict[str, tuple[str, str]] = {
    "kano_test.pearson": ("chi-square (Pearson)", "卡方（Pearson）"),
    "kano_test.rao_scott": (
        "chi-square after Rao and Scott, second order, as F",
        "Rao–Scott 二阶校正卡方（按 F 分布）",
    ),
}

_HEADING: dict[str, tuple[str, str]] = {
    "kano_groups": ("Groups of a Kano analysis compared", "Kano 分析的组间比较"),
    "kano_groups_tests": ("Do groups put attributes into the same categories?", "各组的类别分布是否相同？"),
    "kano_groups_opposed": ("What groups want", "各组的要求"),
    "kano_groups_differences": ("Differences of better and worse", "Better 与 Worse 的组间差异"),
}

_NOTE: dict[str, tuple[str, str]] = {
    "kano_groups_tests": (
        "Categories without answers leave the table. Holm adjusts for the number of attributes. The limits"
        " are those of the population’s V, widened where they would not hold the plain one, which overstates"
        " it in small samples; the corrected one hardly does.",
        "无回答的类别不计入列联表。Holm 按属性个数校正。"
        "区间针对总体 V，必要时放宽以包含未校正的 V：后者在小样本中偏高，校正后的 V 偏差很小。",
    ),
    "kano_groups_simulated": (
        "Simulated p-values come from tables with the same margins and need no large counts.",
        "模拟 p 值来自边际相同的列联表，不要求大频数。",
    ),
    "kano_groups_weighted": (
        "Chi-square, its degrees of freedom and p-value are corrected for the weights and the design of the"
        " survey (Rao and Scott, second order). Holm adjusts for the number of attributes. The limits are"
        " those of the population’s V, widened where they would not hold the plain one, which overstates it"
        " in small samples; the corrected one hardly does.",
        "卡方、自由度与 p 值已按调查权重与抽样设计校正（Rao–Scott 二阶）。Holm 按属性个数校正。"
        "区间针对总体 V，必要时放宽以包含未校正的 V：后者在小样本中偏高，校正后的 V 偏差很小。",
    ),
    "kano_groups_opposed": (
        "A question mark stands where the label of a group is not sure. Opposed: some groups want what others"
        " want absent. p: Gail and Simon’s test that M, O and A outnumber R in one group and fall behind in"
        " another, adjusted for the number of attributes after Holm; beside it the share of the resamples in"
        " which two groups do so. Differ: sure labels differ otherwise.",
        "问号表示该组判定不确定。对立：一些组想要的正是另一些组不想要的。"
        "p：Gail–Simon 检验，即 M、O、A 之和在一组多于 R、在另一组少于 R，按属性个数作 Holm 校正；"
        "其后为有两组如此的重抽样比例。不同：确定的判定以其他方式不同。",
    ),
    "kano_groups_small": (
        "Where the smallest expected count is below {least}, as in {n} of {of}, read the simulated p-value.",
        "{of} 个列联表中有 {n} 个的最小期望频数低于 {least}，此时请看模拟 p 值。",
    ),
    "kano_groups_none": (
        "none of the {of} has p (Holm) below {alpha}. All stand in the table `differences`.",
        "{of} 项差异的 p（Holm）均不低于 {alpha}，全部见表 `differences`。",
    ),
    "kano_groups_sure": (
        "Printed are the {sure} of {of} rows in which p (Holm) of better or worse is below {alpha}; all stand"
        " in the table `differences`.",
        "{of} 行中仅列出 Better 或 Worse 的 p（Holm）低于 {alpha} 的 {sure} 行，全部见表 `differences`。",
    ),
    "kano_groups_first": (
        "Printed are the {shown} surest of the {sure} rows in which p (Holm) of better or worse is below"
        " {alpha}; all {of} stand in the table `differences`.",
        "Better 或 Worse 的 p（Holm）低于 {alpha} 的有 {sure} 行，仅列出其中最确定的 {shown} 行；"
        "全部 {of} 行见表 `differences`。",
    ),
    "kano_groups_fewer": (
        "With `compare_groups(reference=...)` every group is compared with one alone, and Holm costs less.",
        "用 `compare_groups(reference=...)` 只与一个组比较，Holm 校正的代价更小。",
    ),
    "kano_groups_differences": (
        "Group minus the one it is compared with. Limits after Newcombe, which hold in small groups too; each"
        " p belongs to the limits before it, and Holm adjusts for all attributes and pairs of groups. Worse"
        " is negative: a difference below 0 says that the absence annoys the group more.",
        "该组减去对照组。区间用 Newcombe 法，小组亦适用；p 值与其前的区间一致，"
        "Holm 按全部属性与组对校正。Worse 为负：差异小于 0 表示缺少该属性更令该组不满。",
    ),
}

_MESSAGE: dict[str, tuple[str, str]] = {
    "kano_opposed": (
        "Groups want different things, and one label for all would mislead: {attributes}. Report them by"
        " group; see `compare_groups()`.",
        "各组要求不同，总体判定会误导：{attributes}。请分组报告；参看 `compare_groups()`。",
    ),
    "kano_groups_answered": (
        "Pairs of questions that the fit had exchanged in some groups alone are compared as they were"
        " answered: what is exchanged in one group is another attribute in the next.",
        "仅在部分组中互换的题对，此处按原回答比较：只在一组互换的题对，在另一组已是不同的属性。",
    ),
    "kano_groups_not_resampled": (
        "Without resamples no label is sure: only the test tells whether groups oppose each other. Fit with"
        ' errors="bootstrap" to learn more.',
        '没有重抽样时任何判定都不确定，各组是否对立仅由检验判断。可以 errors="bootstrap" 拟合。',
    ),
    "kano_groups_expected": (
        "In {n} of {of} tables the smallest expected count is below {least}: the p-values are rough. Have"
        " tables drawn (`n_draws=`), or leave rare categories out (`categories=`).",
        "{of} 个列联表中有 {n} 个的最小期望频数低于 {least}：p 值较粗略。"
        "可用 `n_draws=` 模拟列联表，或用 `categories=` 去掉少见的类别。",
    ),
    "kano_groups_expected_weighted": (
        "In {n} of {of} tables the smallest expected count is below {least}: the p-values are rough. Leave"
        " rare categories out (`categories=`).",
        "{of} 个列联表中有 {n} 个的最小期望频数低于 {least}：p 值较粗略。可用 `categories=` 去掉少见的类别。",
    ),
}

KANO_GROUPS: dict[str, dict[str, tuple[str, str]]] = {
    "column": _COLUMN,
    "value": _VALUE,
    "setting": _SETTING,
    "option": _OPTION,
    "heading": _HEADING,
    "note": _NOTE,
    "message": _MESSAGE,
}
