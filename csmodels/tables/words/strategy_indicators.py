"""Words of indicators and their board."""

from __future__ import annotations

STRATEGY_INDICATORS: dict[str, dict[str, tuple[str, str]]] = {
    "column": {
        "indicator_figure": ("Figure", "数值"),
        "indicator_name": ("Indicator", "指标"),
        "indicator_n_effective": ("Effective n", "有效样本量"),
        "indicator_target": ("Target", "目标"),
        "indicator_gap": ("Ahead of target", "领先目标"),
        "indicator_p_met": ("P(met)", "达标概率"),
        "indicator_state": ("State", "状态"),
        "indicator_first": ("First", "前者"),
        "indicator_second": ("Second", "后者"),
        "indicator_reference": ("Compared with", "对照组"),
        "indicator_p_adjusted": ("p (adjusted)", "p（校正）"),
        "indicator_n_first": ("n first", "前者样本量"),
        "indicator_n_second": ("n second", "后者样本量"),
        "indicator_slope": ("Change per wave", "每期变化"),
        "indicator_test": ("Test", "检验"),
        "indicator_margin": ("Margin (±)", "误差范围（±）"),
    },
    "value": {
        "indicator_nps": ("Net promoter score", "净推荐值"),
        "indicator_csat": ("Satisfaction (share)", "满意度（占比）"),
        "indicator_ces": ("Customer effort (mean)", "客户费力度（均值）"),
        "indicator_rate": ("Share", "占比"),
        "indicator_nps_nps": ("Net promoter score", "净推荐值"),
        "indicator_nps_promoters": ("Promoters", "推荐者"),
        "indicator_nps_passives": ("Passives", "被动者"),
        "indicator_nps_detractors": ("Detractors", "贬损者"),
        "indicator_csat_top": ("Top box", "高分占比"),
        "indicator_csat_bottom": ("Bottom box", "低分占比"),
        "indicator_csat_net": ("Top less bottom", "高分减低分"),
        "indicator_csat_mean": ("Mean, 0–100", "均值（0–100）"),
        "indicator_ces_mean": ("Mean", "均值"),
        "indicator_ces_easy": ("Easy", "轻松"),
        "indicator_ces_difficult": ("Difficult", "费力"),
        "indicator_ces_net_easy": ("Easy less difficult", "轻松减费力"),
        "indicator_box": ("{name} ({answers})", "{name}（{answers}）"),
        "indicator_overall": ("Overall", "总体"),
        "indicator_met": ("met", "达标"),
        "indicator_missed": ("missed", "未达标"),
        "indicator_open": ("not decided", "尚无定论"),
        "indicator_test_line": ("departure from a line", "偏离直线"),
        "indicator_test_change": ("any change", "有无变化"),
        "private_hidden": ("hidden", "隐去"),
    },
    "setting": {
        "n_asked": ("Respondents asked", "被问到的人数"),
        "interval": ("Intervals", "区间类型"),
        "least": ("Fewest people printed", "最少显示人数"),
        "replicate_weights": ("Replicate weights", "重复权重"),
        "indicator_design_effect": ("Design effect", "设计效应"),
        "indicator_kind": ("Indicator", "指标"),
        "indicator_variance": ("Variance of one answer", "单个回答的方差"),
        "indicator_population": ("Customers in all", "顾客总数"),
    },
    "option": {
        "errors.formula": ("textbook formulas, simple sample", "教科书公式（简单随机样本）"),
        "interval.adjusted_wald": ("adjusted Wald", "校正 Wald"),
        "interval.wald": ("Wald", "Wald"),
        "interval.wilson": ("Wilson", "Wilson"),
        "interval.exact": ("Clopper–Pearson (exact)", "Clopper–Pearson（精确）"),
        "interval.logit": ("logit, for the survey's design", "logit（考虑抽样设计）"),
        "interval.bootstrap": ("bootstrap", "自助法"),
    },
    "heading": {
        "indicator_nps": ("Net promoter score", "净推荐值（NPS）"),
        "indicator_csat": ("Customer satisfaction", "顾客满意度（CSAT）"),
        "indicator_ces": ("Customer effort", "客户费力度（CES）"),
        "indicator_rate": ("Rate", "比率"),
        "indicator_figures": ("Figures", "数值"),
        "indicator_board": ("Indicator board", "指标看板"),
        "indicator_differences": ("Differences", "差异"),
        "indicator_trend": ("Trend over waves", "各期趋势"),
        "indicator_slopes": ("Change per unit of time", "单位时间的变化"),
        "indicator_tests": ("Tests", "检验"),
        "indicator_size": ("Sample size for a margin", "给定误差范围所需样本量"),
        "indicator_size_table": ("Answers needed by margin", "不同误差范围所需的回答数"),
    },
    "label": {
        "indicator_question": ("{item}: {words}", "{item}：{words}"),
    },
    "note": {
        "indicator_nps": (
            "Net promoter score: promoters less detractors, in points from −100 to 100.",
            "净推荐值：推荐者占比减贬损者占比，取值 −100 至 100。",
        ),
        "indicator_csat": (
            "The mean runs from 0 (all gave the lowest answer) to 100 (all gave the highest).",
            "均值从 0（全部选最低分）到 100（全部选最高分）。",
        ),
        "indicator_ces": (
            "The mean is on the question's own scale; easy and difficult are the answers above and below its"
            " middle.",
            "均值采用题目自身的量表；轻松与费力指量表中点两侧的回答。",
        ),
        "indicator_rate": (
            "Share of those who were asked and answered.",
            "占被问到且作答者的比例。",
        ),
        "indicator_effective": (
            "Effective n: as how many independent respondents of equal weight they count.",
            "有效样本量：相当于多少名等权重、相互独立的受访者。",
        ),
        "indicator_targets": (
            "P(met): probability that the true figure has reached the target, from the normal curve"
            " (Student's in small samples) around the estimate. Met and missed: the interval lies beyond the"
            " target.",
            "达标概率：真实数值达到目标的概率，由以估计值为中心的正态分布（小样本为 t 分布）得出。"
            "达标、未达标：区间完全位于目标的一侧。",
        ),
        "indicator_lower": ("↓ Less is better.", "↓ 越低越好。"),
        "indicator_paired": (
            "Differences of the same respondents' answers (paired); those of shares are percentage points.",
            "同一批受访者两次回答之差（配对）；占比之差为百分点。",
        ),
        "indicator_independent": (
            "Groups of different respondents; shares (differences in percentage points) with Newcombe's"
            " limits, net scores with adjusted Wald limits, means with z or t.",
            "不同受访者之间的差异；占比（差异为百分点）采用 Newcombe 区间，净得分采用校正"
            " Wald 区间，均值采用 z 或 t 检验。",
        ),
        "indicator_plain": (
            "Groups of different respondents; plain limits, of z, t or the resamples, as was asked for.",
            "不同受访者之间的差异；按要求采用普通区间（z、t 或重抽样）。",
        ),
        "indicator_trend_hidden": (
            "Nothing is shown: a wave has fewer than {least} respondents, and line and tests would tell its"
            " figure. Leave that wave out.",
            "不予显示：某一期的受访者不足 {least} 人，直线与检验会泄露其数值。请去掉该期。",
        ),
        "indicator_trend": (
            "Slope: the least-squares line through all answers. Departure from a line and any change:"
            " chi-square tests (F in a survey design).",
            "斜率：对全部回答作最小二乘直线。偏离直线与有无变化采用卡方检验（抽样设计下为 F 检验）。",
        ),
        "indicator_size_found": (
            "{n} answers give {level} % limits of ± {margin}.",
            "需要 {n} 份回答，{level} % 区间的误差范围为 ± {margin}。",
        ),
        "indicator_size_invited": (
            "{n} answers give {level} % limits of ± {margin}; {invited} people have to be asked.",
            "需要 {n} 份回答，{level} % 区间的误差范围为 ± {margin}；须邀请 {invited} 人。",
        ),
    },
    "message": {
        "indicator_size_unreachable": (
            "{invited} people would have to be asked, but there are {population} customers: take a wider"
            " margin, or get more answers from those who are asked.",
            "须邀请 {invited} 人，但顾客总数仅 {population} 人：请放宽误差范围，或提高应答率。",
        ),
        "indicator_few": (
            "{items}: {n} answers{group}, fewer than {least}; the interval says how little they tell.",
            "{items}：{group}仅有 {n} 份回答，少于 {least} 份；区间反映出其信息之少。",
        ),
        "indicator_hidden": (
            "Displays hide groups of fewer than {least} respondents{group}, and the number of a further group"
            " that would give theirs away.",
            "显示结果隐去不足 {least} 名受访者的组{group}，并隐去另一组的人数，以免由此推算。",
        ),
        "indicator_alone": (
            "{items}{group}: all respondents lie in one sampling unit (clusters=), so nothing tells how much"
            " another sample would differ: errors and limits are missing. If the unit is the group itself and"
            " its respondents were drawn at random, leave clusters= out.",
            "{items}{group}：全部受访者同属一个抽样单元（clusters=），无法得知另一次抽样会相差多少：标准误与区间缺失。若该单元"
            "即为该组，且其受访者为随机抽取，请去掉 clusters=。",
        ),
        "indicator_nobody": (
            "Nobody gave the answer {value} to {item}, so its share is 0: is value= right?",
            "{item} 无人回答 {value}，故占比为 0：请检查 value=。",
        ),
        "indicator_between": (
            "{item}: {count} answers lie between the points of the scale; one between two boxes counts to the"
            " middle one.",
            "{item}：有 {count} 份回答不是整数分；介于两档之间的计入中间档。",
        ),
    },
    "figure": {
        "indicator_axis_percent": ("{name}, %, with {level} % interval", "{name}（%，含 {level} % 区间）"),
        "indicator_axis_points": (
            "{name}, points, with {level} % interval",
            "{name}（分，含 {level} % 区间）",
        ),
        "indicator_axis_scale": ("{name}, with {level} % interval", "{name}，含 {level} % 区间"),
        "indicator_axis_percent_all": (
            "% of respondents (net: difference), with {level} % interval",
            "受访者占比（%；净值为差），含 {level} % 区间",
        ),
        "indicator_board_axis": (
            "Position between least (0) and most (100) possible, with {level} % interval; | target",
            "在可能最小值（0）与最大值（100）之间的位置，含 {level} % 区间；| 目标",
        ),
        "indicator_board_axis_plain": (
            "Position between least (0) and most (100) possible, with {level} % interval",
            "在可能最小值（0）与最大值（100）之间的位置，含 {level} % 区间",
        ),
        "indicator_state_open": ("not decided", "尚无定论"),
        "indicator_state_missed": ("target missed", "未达标"),
        "indicator_state_met": ("target met", "达标"),
        "indicator_state_none": ("no target", "未设目标"),
        "indicator_waves": ("Waves", "各期"),
        "indicator_line": ("Fitted line", "拟合直线"),
    },
}
