"""Words of waves and targets."""

from __future__ import annotations

STRATEGY_WAVES: dict[str, dict[str, tuple[str, str]]] = {
    "heading": {
        "waves": ("Waves", "各期"),
        "waves_of": ("Over the waves: {name}", "各期变化：{name}"),
        "waves_levels": ("Level by wave", "各期水平"),
        "waves_changes": ("Changes", "变化"),
        "waves_parts": ("What the changes are made of", "变化的构成"),
        "waves_decomposition": ("What makes the change of {wave}", "{wave} 变化的来源"),
        "waves_trend": ("Trend, and one level for all waves", "趋势，及各期水平相同的检验"),
        "waves_targets": ("Targets", "目标"),
        "waves_noise": ("What change is noise", "多大的变化只是抽样波动"),
    },
    "column": {
        "waves_wave": ("Wave", "期次"),
        "waves_against": ("Against", "比较对象"),
        "waves_since": ("Since", "起点"),
        "waves_change": ("Change", "变化"),
        "waves_p_adjusted": ("p adj.", "校正 p 值"),
        "waves_noise": ("Noise", "波动幅度"),
        "waves_detectable": ("Detectable", "可检出"),
        "waves_signal": ("Signal", "信号"),
        "waves_part": ("Part", "部分"),
        "waves_item": ("Component", "成分"),
        "waves_mean_before": ("Mean before", "上期均值"),
        "waves_mean_after": ("Mean after", "本期均值"),
        "waves_weight_before": ("Weight before", "上期权重"),
        "waves_weight_after": ("Weight after", "本期权重"),
        "waves_weight": ("Weight", "权重"),
        "waves_of_mean": ("By its mean", "均值带来"),
        "waves_of_weight": ("By its weight", "权重带来"),
        "waves_total": ("Together", "合计"),
        "waves_slope": ("Slope per wave", "每期斜率"),
        "waves_wald": ("Wald", "Wald 统计量"),
        "waves_wald_df": ("Changes", "变化个数"),
        "waves_p_equal": ("p (one level)", "p（水平相同）"),
        "waves_goal": ("Target", "目标"),
        "waves_gap": ("Gap", "差距"),
        "waves_probability": ("Chance met", "达标概率"),
        "waves_state": ("State", "状态"),
        "waves_here": ("As here", "本调查"),
        "waves_n": ("n per wave", "每期样本量"),
    },
    "value": {
        "waves_previous": ("the wave before", "上一期"),
        "waves_first": ("the first wave", "首期"),
        "waves_means": ("means", "均值"),
        "waves_weights": ("weights", "权重"),
        "waves_slope": ("slope", "斜率"),
        "waves_met": ("met", "达标"),
        "waves_missed": ("missed", "未达标"),
        "waves_open": ("not decided", "尚无定论"),
        "waves_promoters": ("promoters", "推荐者"),
        "waves_detractors": ("detractors", "贬损者"),
        "waves_top": ("top box", "高分组"),
        "waves_bottom": ("bottom box", "低分组"),
        "waves_easy": ("easy", "省力"),
        "waves_difficult": ("difficult", "费力"),
    },
    "setting": {
        "tracked": ("Tracked", "追踪指标"),
        "wave": ("Column of waves", "期别列"),
        "waves": ("Waves", "各期"),
        "better": ("Better is", "更好的方向"),
        "wave_weights": ("Item weights", "题项权重"),
    },
    "option": {
        "better.higher": ("higher", "越高越好"),
        "better.lower": ("lower", "越低越好"),
        "wave_weights.own": ("estimated in every wave", "每期重新估计"),
        "wave_weights.first": ("those of the first wave", "固定为首期"),
    },
    "note": {
        "waves_noise": (
            "Two samples of one unchanged population differ: a change within its noise is no news.",
            "即使总体毫无变化，两次抽样也会不同：未超出波动幅度的变化不能说明什么。",
        ),
        "waves_changes": (
            "Noise: how large a change is seen with a chance of {alpha} % where nothing changed. Detectable:"
            " the true change that is found with a chance of {power} %. Signal: adjusted p below {alpha} %.",
            "波动幅度：总体不变时，仅有 {alpha}% 的机会出现更大的变化。可检出：有 {power}%"
            " 的机会被发现的真实变化。信号：校正 p 值小于 {alpha}%。",
        ),
        "waves_decomposition": (
            "By its mean: average weight times change of the mean. By its weight: change of the weight times"
            " how far the item lies above the level. The parts sum to the change exactly.",
            "均值带来：平均权重乘以均值变化。权重带来：权重变化乘以该题项高出整体水平的程度。各部分之和恰等于总变化。",
        ),
        "waves_by_mean": (
            "By its mean: weight times change of the mean. The parts sum to the change exactly.",
            "均值带来：权重乘以均值变化。各部分之和恰等于总变化。",
        ),
        "waves_trend": (
            "Slope of a straight line through the waves, one step apart. p (one level): Wald's test that all"
            " waves have one level.",
            "斜率：以等间隔各期拟合的直线。p（水平相同）：各期水平相同的 Wald 检验。",
        ),
        "waves_targets_drawn": (
            "Chance met: share of the resamples that reach the target. Met or missed: the interval leaves no"
            " doubt.",
            "达标概率：达到目标的重抽样所占比例。达标或未达标：区间已足以判断。",
        ),
        "waves_targets_normal": (
            "Chance met: from the normal curve (Student's in small samples) around the level. Met or missed:"
            " the interval leaves no doubt.",
            "达标概率：由以估计值为中心的正态分布（小样本为 t 分布）得出。达标或未达标：区间已足以判断。",
        ),
        "waves_sizes": (
            "Of two independent waves drawn as these were. Detectable with a chance of {power} %.",
            "指抽样方式与本调查相同的两个独立期次。可检出的机会为 {power}%。",
        ),
    },
    "label": {
        "waves_mean": ("Mean of {items}", "{items} 的均值"),
        "waves_figure": ("{figure}, {words}", "{figure}，{words}"),
    },
    "message": {
        "waves_hidden": (
            "Displays hide waves of fewer than {least} respondents and what is computed with them; leave such"
            " a wave out with order=[...] to see the rest.",
            "显示结果隐去不足 {least} 名受访者的期次及由其算得的结果；可用 order=[...] 去掉该期，"
            "以查看其余结果。",
        ),
        "waves_few": (
            "Waves of fewer than {least} respondents: {cells}. Their levels are guesses, and their limits too"
            " narrow.",
            "受访者少于 {least} 人的期次：{cells}。其水平只是粗略估计，区间也偏窄。",
        ),
    },
    "figure": {
        "waves_wave": ("Wave", "期次"),
        "waves_level": ("{name} ({level} % interval)", "{name}（{level}% 区间）"),
        "waves_signal": ("Signal (since last wave)", "信号（较上一期）"),
        "waves_steady": ("No signal", "无信号"),
        "waves_target": ("Target", "目标"),
        "waves_centre": ("Mean of the baseline", "基准期均值"),
        "waves_limits": ("Control limits ({sigmas} σ)", "控制限（{sigmas} σ）"),
        "waves_beyond": ("Signal", "信号"),
    },
}
