"""Words of relative importance."""

from __future__ import annotations

IMPORTANCE: dict[str, dict[str, tuple[str, str]]] = {
    "construct": {
        # Blocks of drivers of a customer's satisfaction.
        "Product": ("Product", "产品"),
        "System": ("System", "系统"),
        "Environment": ("Environment", "环境"),
    },
    "column": {
        "importance_value": ("Importance", "重要性"),
        "importance_share": ("Share", "占比"),
        "importance_ranks": ("Rank, {level} %", "名次（{level} %）"),
        "importance_first": ("Is first", "居首位"),
        "sampling_error": ("Error of orders", "排序抽样误差"),
        "than": ("Minus", "减去"),
        "over": ("Over", "优于"),
        "importance_ahead": ("Is ahead", "居前"),
        "importance_others": ("k = {k}", "k = {k}"),
        "dominance": ("Dominance", "优势"),
        "importance_p_complete": ("Complete", "完全优势"),
        "importance_p_conditional": ("Conditional", "条件优势"),
        "importance_p_general": ("General", "一般优势"),
    },
    "setting": {
        "importance_orders": ("Orders of entry", "进入顺序"),
        "importance_method": ("Method", "方法"),
    },
    "option": {
        "orders.all": ("all (every subset of drivers)", "全部（所有驱动因素子集）"),
    },
    "value": {
        "importance_lmg": ("LMG (Shapley)", "LMG（Shapley 值）"),
        "importance_dominance": ("General dominance", "一般优势"),
        "importance_relative_weights": ("Relative weights", "相对权重"),
        "importance_pratt": ("Pratt", "Pratt 测度"),
        "importance_first": ("R² alone", "单独 R²"),
        "importance_last": ("R² lost without it", "剔除后损失的 R²"),
        "importance_partial": ("Squared partial correlation", "偏相关平方"),
        "dominance_complete": ("complete", "完全"),
        "dominance_conditional": ("conditional", "条件"),
        "dominance_general": ("general", "一般"),
        "dominance_none": ("none", "无"),
    },
    "heading": {
        "relative_importance": ("Relative importance", "相对重要性"),
        "importance_of": ("Relative importance for {outcome}", "对 {outcome} 的相对重要性"),
        "importance_by": ("Importance: {method}", "重要性：{method}"),
        "importance_shares": ("Shares by method", "各方法的占比"),
        "importance_pairs": ("Pairs of drivers: {method}", "驱动因素两两比较：{method}"),
        "importance_conditional": (
            "What a driver adds to R², by the number k of others in the model",
            "驱动因素对 R² 的增量（按模型中其他因素的个数 k）",
        ),
        "importance_dominance": ("Which driver dominates which", "驱动因素之间的优势关系"),
        "importance": ("Importance", "重要性"),
        "comparisons": ("Pairs of drivers", "驱动因素两两比较"),
    },
    "note": {
        "importance_sum": (
            "LMG, general dominance, relative weights and Pratt share out R²: their figures sum to it.",
            "LMG、一般优势、相对权重与 Pratt 测度均分解 R²，各项之和等于 R²。",
        ),
        "importance_lmg": (
            "LMG: what a driver adds to R², averaged over all orders of entry; it equals general dominance.",
            "LMG：驱动因素对 R² 的增量在所有进入顺序上的平均，与一般优势相等。",
        ),
        "importance_bounded": (
            "Importance cannot fall below 0 (but for Pratt), so its interval says how large it is, not"
            " whether it is there.",
            "重要性不低于 0（Pratt 测度除外），因此其区间说明大小，而不检验是否存在。",
        ),
        "importance_dominance": (
            "Complete: adds more to every model without both; conditional: on average at every model size;"
            " general: on average over all.",
            "完全：对不含两者的每个模型增量都更大；条件：在每种模型规模上平均更大；一般：总体平均更大。",
        ),
        "importance_dominance_seen": (
            " Percentages: resamples that show it.",
            "百分比为重抽样中成立的比例。",
        ),
        "importance_pairs": (
            "p: the difference over its standard error, taken for normal; adjusted over all pairs (Holm).",
            "p 值：差异除以标准误，按正态分布计算；已按全部配对校正（Holm）。",
        ),
    },
    "message": {
        "importance_chance": (
            "{q} drivers and {n} respondents{group}: R² would be about {chance} even if no driver had to do"
            " with the outcome, and importance shares out this too. Use fewer drivers or more respondents.",
            "{q} 个驱动因素、{n} 名受访者{group}：即使驱动因素与结果完全无关，R² 也约为 {chance}，"
            "而重要性会一并分解这一部分。请减少驱动因素或增加受访者。",
        ),
        "importance_negative": (
            "Pratt's measure is negative{group}: {drivers}. Coefficient and correlation have opposite signs"
            " there, and no share can be read from it; use LMG.",
            "Pratt 测度为负{group}：{drivers}。其系数与相关方向相反，不能解读为占比；请使用 LMG。",
        ),
        "importance_lost": (
            "{share} % of the resamples could not be estimated{group}: drivers were collinear in them.",
            "{share} % 的重抽样无法估计{group}：其中驱动因素共线。",
        ),
        "importance_sampled": (
            "LMG comes from {n} random orders of entry{group}; the largest standard error from that is"
            " {error}.",
            "LMG 由 {n} 个随机进入顺序得出{group}；由此产生的最大标准误为 {error}。",
        ),
    },
    "figure": {
        "importance_share_axis": ("Share of what is explained (%)", "占已解释部分的比例（%）"),
        "importance_share_axis_level": (
            "Share of what is explained (%) and rank, {level} % intervals",
            "占已解释部分的比例（%）与名次及 {level} % 区间",
        ),
        "importance_rank": ("rank {rank}", "第 {rank} 名"),
        "importance_rank_range": ("rank {rank} [{range}]", "第 {rank} 名 [{range}]"),
    },
}
