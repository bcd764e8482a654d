"""Words of pictures of a Kano analysis."""

from __future__ import annotations

_MAP_BARS_PAIRS: dict[str, tuple[str, str]] = {
    "kano_map_better": ("Better: satisfaction where it is offered", "Better：具备时的满意"),
    "kano_map_worse": ("−Worse: dissatisfaction where it is missing", "−Worse：不具备时的不满"),
    "kano_map_half": ("lines at .5", "0.5 分界线"),
    "kano_map_mean": ("lines at the means", "均值分界线"),
    "kano_map_ellipse": ("{level} % ellipse (both together)", "{level} % 联合置信椭圆"),
    "kano_map_rough": (
        "Approximate ellipses, as fewer than {least} answers count or they leave the square: {attributes}.",
        "椭圆为近似（有效回答少于 {least} 或超出方框）：{attributes}。",
    ),
    "kano_map_rough_all": (
        "All ellipses are approximate, as fewer than {least} answers count or they leave the square.",
        "所有椭圆均为近似（有效回答少于 {least} 或超出方框）。",
    ),
    "kano_map_contested": ("half filled: label contested", "半填充：类别有争议"),
    "kano_map_hollow": ("{category} (hollow)", "{category}（空心）"),
    "kano_map_importance": ("importance {value}", "重要性 {value}"),
    "kano_map_outside": (
        "Hollow: {letters} is the largest category, so better and worse are those of a minority, and no"
        " quadrant applies.",
        "空心：{letters} 为最大类别，Better 与 Worse 仅反映少数人，象限不适用。",
    ),
    "kano_map_missing": (
        "Not drawn, as nobody is in M, O, A or I: {attributes}.",
        "无人属于 M、O、A、I，未绘出：{attributes}。",
    ),
    "kano_map_missing_all": (
        "Not drawn, as nobody answered: {attributes}.",
        "无人回答，未绘出：{attributes}。",
    ),
    "kano_map_swapped": (
        "Questions exchanged, so what is drawn is the absence of: {attributes}.",
        "正反两题已互换，所示为“不具备”：{attributes}。",
    ),
    "kano_map_unweighed": (
        "Without importance, drawn smallest: {attributes}.",
        "无重要性评分，以最小标记绘出：{attributes}。",
    ),
    "kano_bars_share": ("Share of the answers, %", "回答占比（%）"),
    "kano_bars_label": ("Label, or share\nof resamples", "判定，或占\n重抽样的比例"),
    "kano_bars_label_plain": ("Largest category", "最大类别"),
    "kano_bars_rules": ("rules: {between}", "各规则：{between}"),
    "kano_bars_n": ("n", "n"),
    "kano_bars_none": ("nobody answered both questions", "无人同时回答两题"),
    "kano_pairs_with": ("With it", "具备时"),
    "kano_pairs_without": ("Without it", "不具备时"),
    "kano_pairs_total": ("Total", "合计"),
    "kano_pairs_n": (
        "{n} of {given} respondents answered both questions.",
        "{given} 名受访者中有 {n} 名回答了两题。",
    ),
    "kano_pairs_n_all": ("All {n} respondents answered both questions.", "{n} 名受访者均回答了两题。"),
    "kano_pairs_weighted": ("Cells are sums of weights.", "单元格为权重之和。"),
    "kano_pairs_swapped": (
        "The questions were exchanged: rows are the answers without it.",
        "正反两题已互换：各行为不具备时的回答。",
    ),
    "kano_pairs_counts": (
        "{letters}. Evaluation table: {table}.",
        "{letters}。评价表：{table}。",
    ),
}

_PLANE_CURVES_GROUPS: dict[str, tuple[str, str]] = {
    "kano_plane_x": ("Dysfunctional score (without it)", "反向题得分（不具备时）"),
    "kano_plane_y": ("Functional score (with it)", "正向题得分（具备时）"),
    "kano_plane_lines": ("lines at 2", "2 分界线"),
    "kano_plane_bars": (
        "Means of DuMouchel’s scores with {level} % intervals. Quadrants have no firm basis: equal means come"
        " from different answers.",
        "DuMouchel 得分均值及 {level} % 区间。象限依据并不充分：不同的回答可得相同的均值。",
    ),
    "kano_plane_plain": (
        "Means of DuMouchel’s scores. Quadrants have no firm basis: equal means come from different answers.",
        "DuMouchel 得分均值。象限依据并不充分：不同的回答可得相同的均值。",
    ),
    "kano_plane_outside": (
        "Shaded: a mean below 0 comes from reverse or questionable answers and is in no quadrant.",
        "阴影区：均值低于 0 源于反向或可疑回答，不属于任何象限。",
    ),
    "kano_plane_missing": (
        "Not drawn, as nobody answered: {attributes}.",
        "无人回答，未绘出：{attributes}。",
    ),
    "kano_curves_x": ("Offered, from not at all (0) to fully (1)", "具备程度（0 完全不具备，1 完全具备）"),
    "kano_curves_y": ("Satisfaction (worse to better)", "满意（Worse 至 Better）"),
    "kano_curves_bands": (
        "Bands: {level} % at each point, the category taken as known. Between its ends the shape of a curve"
        " is that of its category, not measured.",
        "带状区域：逐点 {level} % 区间，视类别为已知。两端之间的形状由类别假定，并非测得。",
    ),
    "kano_curves_shape": (
        "Between its ends the shape of a curve is that of its category, not measured.",
        "两端之间的形状由类别假定，并非测得。",
    ),
    "kano_curves_chord": (
        "I: a thin straight line from worse to better, a convention.",
        "I：自 Worse 至 Better 绘为细直线，为约定画法。",
    ),
    "kano_curves_contested": ("? and thin: label contested.", "? 与细线：类别有争议。"),
    "kano_curves_none": (
        "No curve, as R or Q is the largest category or nobody is in M, O, A or I: {attributes}.",
        "R 或 Q 为最大类别，或无人属于 M、O、A、I，无曲线：{attributes}。",
    ),
    "kano_groups_plot_both": (
        "Worse (left of 0) and better (right of 0)",
        "Worse（0 左侧）与 Better（0 右侧）",
    ),
    "kano_groups_plot_both_level": (
        "Worse (left of 0) and better (right of 0), {level} % intervals",
        "Worse（0 左侧）与 Better（0 右侧）及 {level} % 区间",
    ),
    "kano_groups_plot_better": ("Better", "Better 系数"),
    "kano_groups_plot_better_level": ("Better and {level} % interval", "Better 系数及 {level} % 区间"),
    "kano_groups_plot_worse": ("Worse", "Worse 系数"),
    "kano_groups_plot_worse_level": ("Worse and {level} % interval", "Worse 系数及 {level} % 区间"),
    "kano_groups_plot_hollow": (
        "Hollow: R or Q is the group’s largest category, so better and worse are those of a minority.",
        "空心：R 或 Q 为该组最大类别，Better 与 Worse 仅反映少数人。",
    ),
    "kano_groups_plot_missing": (
        "Not drawn, as nobody is in M, O, A or I: {attributes}.",
        "无人属于 M、O、A、I，未绘出：{attributes}。",
    ),
}

KANO_PLOTS: dict[str, dict[str, tuple[str, str]]] = {"figure": {**_MAP_BARS_PAIRS, **_PLANE_CURVES_GROUPS}}
