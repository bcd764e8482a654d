"""Words of the displays, in English and Chinese: priorities."""

from __future__ import annotations

PRIORITIES: dict[str, dict[str, tuple[str, str]]] = {
    "column": {
        "importance": ("Importance", "重要性"),
        "performance": ("Performance (0–100)", "绩效（0–100）"),
        "quadrant": ("Quadrant", "象限"),
        "quadrant_share": ("Resamples in it", "重抽样落入比例"),
        "driver": ("Driver", "驱动因素"),
        "change": ("Change", "变化"),
        "now": ("Index now", "当前指数"),
        "after": ("Index after", "变化后指数"),
    },
    "value": {
        "improve": ("improve first", "优先改进"),
        "keep": ("keep up", "继续保持"),
        "minor": ("low priority", "次要改进"),
        "excess": ("possible overkill", "可能过度投入"),
    },
    "heading": {
        "own_index": ("Index of your own model", "自建模型的指数"),
        "priorities": ("Priorities for {target}", "提升{target}的优先次序"),
        "priorities_table": ("Importance and performance", "重要性与绩效"),
        "what_if": ("What if: {changes}", "情景分析：{changes}"),
        "what_if_table": ("Change of the index, in points", "指数的变化（点）"),
    },
    "option": {
        "model.own_model": ("your own", "自建"),
    },
    "label": {
        "points": ("{construct} {change}", "{construct} {change}"),
    },
    "note": {
        "priorities_constructs": (
            "Importance: points of the index of {target} for one point of the driver's index (unstandardised"
            " total effect). Performance: the driver's index. In brackets: {level} % intervals.",
            "重要性：驱动因素指数每提高 1 点，{target}指数变化的点数（非标准化总效应）。"
            "绩效：驱动因素的指数。方括号内为 {level} % 区间。",
        ),
        "priorities_items": (
            "Importance: points of the index of {target} for one point of the item on 0–100 (weight in its"
            " index times the construct's total effect). Performance: the item's mean on 0–100. In brackets:"
            " {level} % intervals.",
            "重要性：题项（0–100）每提高 1 点，{target}指数变化的点数（题项在指数中的权重乘以构念的总效应）。"
            "绩效：题项在 0–100 上的均值。方括号内为 {level} % 区间。",
        ),
        "priorities_lines": (
            "Quadrants are divided at the means of the drivers shown{where}. {share}",
            "象限以所列驱动因素的均值划分{where}。{share}",
        ),
        "priorities_at": (
            ": importance {importance}, performance {performance}",
            "：重要性 {importance}，绩效 {performance}",
        ),
        "priorities_share": (
            "Resamples in it: how often a resample puts the driver into the same quadrant.",
            "重抽样落入比例：重抽样样本把该驱动因素归入同一象限的比例。",
        ),
        "what_if": (
            "Each change is a push given to that index itself; pushes add up along all paths, so a driver"
            " that also follows another one changes by more than its own push. The model is linear and"
            " describes differences between respondents; it does not prove that a change would have"
            " this effect.",
            "每项变化是直接施加于该指数本身的推动，并沿所有路径累加；若某驱动因素还受另一驱动因素影响，"
            "其变化会超过自身的推动。模型为线性，描述的是受访者之间的差异，并不证明改变会带来这样的效果。",
        ),
    },
    "message": {
        "what_if_outside": (
            "The index of {construct} would become {after}{group}: outside the scale from 0 to 100.",
            "“{construct}”的指数将变为 {after}{group}，超出 0 至 100 的范围。",
        ),
        "what_if_unobserved": (
            "{construct} at {after}{group} is outside what was observed: only {share} % of the respondents"
            " are there or beyond. The model may not hold so far out.",
            "“{construct}”达到 {after}{group} 已超出观察范围："
            "仅 {share} % 的受访者处于或超过该水平，模型在此未必成立。",
        ),
    },
    "figure": {
        "importance_axis": (
            "Importance: points of {target} for one point",
            "重要性：每 1 点带来的{target}点数",
        ),
        "performance_axis": ("Performance (0–100)", "绩效（0–100）"),
    },
}
