"""Key sentences of the report of a survey, and reasons why a question stays open."""

from __future__ import annotations

REPORT_SENTENCES: dict[str, tuple[str, str]] = {
    "report_quality": (
        "{n} respondents answered {items} items; {missing} of the answers are open.",
        "{n} 位受访者回答了 {items} 个题项；{missing} 的回答缺失。",
    ),
    "report_effective": (
        "Under the weights they count as {n} independent respondents of equal weight.",
        "考虑权重后，相当于 {n} 位等权独立受访者。",
    ),
    "report_index": (
        "{name} stands at {estimate} of 100 points{limits} ({n} respondents).",
        "“{name}”指数为 {estimate} 分（满分 100）{limits}（{n} 位受访者）。",
    ),
    "report_mean": (
        "The mean of {column} stands at {estimate} of 100 points{limits} ({n} respondents).",
        "{column} 的均值为 {estimate} 分（满分 100）{limits}（{n} 位受访者）。",
    ),
    "report_groups": (
        "Of {k} groups ({by}) {best} comes first with {high} points and {worst} last with {low}; {best}"
        " is"
        " first in {share} of the resamples.",
        "{k} 个组（{by}）中，{best} 居首（{high} 分），{worst} 居末（{low} 分）；在 {share} 的重抽样中"
        " {best} 居首。",
    ),
    "report_change_up": (
        "{name} rose from {since} to {wave} by {change} points{limits}, more than noise (±{noise};"
        " adjusted"
        " {p}).",
        "从{since}到{wave}，“{name}”上升 {change} 分{limits}，超出抽样误差（±{noise}；调整后 {p}）。",
    ),
    "report_change_down": (
        "{name} fell from {since} to {wave} by {change} points{limits}, more than noise (±{noise};"
        " adjusted"
        " {p}).",
        "从{since}到{wave}，“{name}”下降 {change} 分{limits}，超出抽样误差（±{noise}；调整后 {p}）。",
    ),
    "report_change_noise": (
        "From {since} to {wave} {name} moved by {change} points{limits}; that is no more than noise"
        " (±{noise};"
        " adjusted {p}).",
        "从{since}到{wave}，“{name}”变化 {change} 分{limits}，未超出抽样误差（±{noise}；调整后 {p}）。",
    ),
    "report_differences": (
        "{k} of {all} differences between groups ({by}) hold after adjustment for their number; the"
        " largest:"
        " {above} lies above {below} by {size} points{limits}.",
        "{all} 个组间差异（{by}）中，{k} 个经多重比较调整后仍成立；最大者：{above} 比 {below} 高 {size}"
        " 分{limits}。",
    ),
    "report_no_differences": (
        "None of {all} differences in {name} between groups ({by}) holds at {alpha} % after adjustment"
        " for"
        " their number.",
        "{all} 个组间“{name}”差异（{by}）经多重比较调整后，在 {alpha} % 水平上均不成立。",
    ),
    "report_driver": (
        "{driver} matters most: one point more of its index goes with {effect} points more of"
        " {target}{limits}.",
        "“{driver}”最重要：其指数每高 1 分，“{target}”高 {effect} 分{limits}。",
    ),
    "report_improve": (
        "Important and below average, so first to improve: {names}.",
        "重要且绩效低于平均，应优先改进：{names}。",
    ),
    "report_improve_none": (
        "No driver is both more important and worse than the average of the drivers.",
        "没有哪个驱动因素既比平均更重要、绩效又低于平均。",
    ),
    "report_attribute": (
        "Of the attributes “{attribute}” matters most: one point more on its answer scale goes with"
        " {effect}"
        " points of {target}{limits}.",
        "各属性中“{attribute}”最重要：评分每高 1 分，“{target}”高 {effect} 分{limits}。",
    ),
    "report_attribute_loyalty": (
        "Of the attributes “{attribute}” matters most: one point more on its answer scale goes with"
        " {effect}"
        " points of {target}{limits} and {more} points of {loyalty}{more_limits}.",
        "各属性中“{attribute}”最重要：评分每高 1 分，“{target}”高 {effect} 分{limits}，“{loyalty}”高"
        " {more} 分"
        "{more_limits}。",
    ),
    "report_worth_retention": (
        "“{driver}”, {unit} more: {change} percentage points of retention{limits}.",
        "“{driver}”提高{unit}：保留率变化 {change} 个百分点{limits}。",
    ),
    "report_worth_money": (
        "“{driver}”, {unit} more: {gain} per customer{limits}; so much may be spent on it once.",
        "“{driver}”提高{unit}：每位顾客增值 {gain}{limits}，即一次性投入的上限。",
    ),
    "report_class_basic": (
        "Basic, they only prevent anger: {names}.",
        "基本因素（只能避免不满）：{names}。",
    ),
    "report_class_performance": (
        "Performance, they work both ways: {names}.",
        "绩效因素（好坏都有影响）：{names}。",
    ),
    "report_class_excitement": (
        "Excitement, they delight: {names}.",
        "惊喜因素（能带来惊喜）：{names}。",
    ),
    "report_class_unimportant": ("Without clear effect: {names}.", "无明显影响：{names}。"),
    "report_contested": (
        "Not settled, since rules or resamples disagree: {names}.",
        "尚无定论（各规则或重抽样结果不一致）：{names}。",
    ),
    "report_beyond_linear": (
        "More asymmetric than a linear world would look (at {alpha} % after adjustment): {names}.",
        "不对称性超出线性情形（经调整，{alpha} % 水平）：{names}。",
    ),
    "report_not_beyond_linear": (
        "No asymmetry is more than an exactly linear world would show (at {alpha} % after adjustment).",
        "没有哪项不对称性超出严格线性情形（经调整，{alpha} % 水平）。",
    ),
    "report_kano_M": ("Kano, must be there: {names}.", "卡诺：必备属性为{names}。"),
    "report_kano_O": ("Kano, the more the better: {names}.", "卡诺：期望属性为{names}。"),
    "report_kano_A": ("Kano, attractive: {names}.", "卡诺：魅力属性为{names}。"),
    "report_kano_I": ("Kano, indifferent: {names}.", "卡诺：无差异属性为{names}。"),
    "report_kano_R": ("Kano, not wanted: {names}.", "卡诺：反向属性为{names}。"),
    "report_kano_contested": ("Kano, not settled: {names}.", "卡诺：尚无定论的有{names}。"),
    "report_outcomes": (
        "Of all answers about attributes {below} {below_limits} fall short of what was expected, {equal}"
        " {equal_limits} meet it, and {above} {above_limits} exceed it.",
        "关于各属性的全部回答中，低于期望的占 {below} {below_limits}，等于期望的占 {equal}"
        " {equal_limits}，高于期望的占"
        " {above} {above_limits}。",
    ),
    "report_shortfalls": (
        "Below expectation on average: {names}; most of all {first} ({gap}{limits} points of the scale).",
        "平均低于期望：{names}；差距最大的是{first}（{gap}{limits}，量表分）。",
    ),
    "report_exceeded": (
        "Above expectation on average: {names}; most of all {first} ({gap}{limits}).",
        "平均高于期望：{names}；超出最多的是{first}（{gap}{limits}）。",
    ),
    "report_no_gaps": (
        "No attribute lies above or below expectation at {alpha} %.",
        "在 {alpha} % 水平上，没有属性高于或低于期望。",
    ),
    "report_difference_refuted": (
        "The plain gap does not tell all: expectation and performance do not weigh the same with opposite"
        " signs ({p}).",
        "单看差距并不够：期望与绩效的权重并非大小相等、符号相反（{p}）。",
    ),
    "report_difference_stands": (
        "Nothing speaks against the plain gap: expectation and performance weigh the same with opposite"
        " signs,"
        " as far as these answers tell ({p}).",
        "没有证据否定差距得分：就这些回答而言，期望与绩效权重大小相等、符号相反（{p}）。",
    ),
    "report_retention": (
        "{retention}{limits} were kept; with one point more of satisfaction it would be {after}"
        "{after_limits}, if satisfaction is the cause.",
        "保留率为 {retention}{limits}；若满意度确为原因，评分提高 1 分后为 {after}{after_limits}。",
    ),
    "report_value": ("A customer is worth {value}{limits}.", "每位顾客的价值为 {value}{limits}。"),
    "report_retention_groups": (
        "By {by}: most are kept by {most} ({high}), fewest by {least} ({low}).",
        "按{by}：保留率最高的是 {most}（{high}），最低的是 {least}（{low}）。",
    ),
    "report_stages": (
        "Most customers are in the stage “{stage}” ({share}).",
        "处于“{stage}”阶段的顾客最多（{share}）。",
    ),
    "report_segments": (
        "Customers fall into {k} segments by what they are worth and what they need.",
        "顾客按价值与需求分为 {k} 个细分群体。",
    ),
    "report_segments_one": (
        "Customers fall into {k} segments by {by}.",
        "顾客按{by}分为 {k} 个细分群体。",
    ),
    "report_textbook": (
        "The one-yuan customer of the textbook is reproduced: {year} yuan a year, {total} in 14 years.",
        "教材中的“一元钱顾客”已复现：每年 {year} 元，14 年 {total} 元。",
    ),
    "report_reproduce": (
        "Every figure can be computed again: seed {seed}, {n_boot} resamples, methods and versions as"
        " listed.",
        "全部数字均可重新计算：种子 {seed}，{n_boot} 次重抽样，方法与版本如下。",
    ),
    "report_no_group": (
        'No column of groups was found; name it: group="hotel".',
        '未找到分组列；请指定：group="hotel"。',
    ),
    "report_no_wave": (
        'No column of survey waves was found; name it: wave="quarter". A change needs two waves or more.',
        '未找到调查期次列；请指定：wave="quarter"。比较变化至少需要两期。',
    ),
    "report_one_group": (
        "Column {column} has one group only that can be estimated: nothing to compare.",
        "列 {column} 只有一个可估计的组，无从比较。",
    ),
    "report_group_failed": (
        "Group {group} could not be estimated: {reason}",
        "组 {group} 无法估计：{reason}",
    ),
    "report_no_satisfaction": (
        'No item of overall satisfaction was found; name it: satisfaction="q1". To ask: “How satisfied'
        " are you"
        " overall?”",
        '未找到总体满意度题项；请指定：satisfaction="q1"。可询问：“总体而言您有多满意？”',
    ),
    "report_no_model": (
        "An index needs a model: several items of satisfaction by their constructs (model=), or rated"
        " attributes (attributes=). A single item has a mean.",
        "指数需要模型：按构念给出若干满意度题项（model=），或属性评分（attributes=）。单一题项只有均值。",
    ),
    "report_no_scale": (
        "The answer scale of {column} is not known; give its ends: scale=(1, 10), or a questionnaire.",
        "不知道 {column} 的量表范围；请给出两端：scale=(1, 10)，或提供问卷。",
    ),
    "report_no_attributes": (
        'No rated attributes were found; name their columns: attributes=["clean", "quiet"]. To ask:'
        " how each"
        " attribute was, on one scale.",
        '未找到属性评分；请指定各列：attributes=["clean", "quiet"]。可请顾客用同一量表评价各项属性。',
    ),
    "report_no_loyalty": (
        'No item of loyalty was found, so effects end at satisfaction; name it: loyalty="q9". To ask:'
        " whether"
        " one would choose again or recommend.",
        '未找到忠诚题项，效应只到满意度为止；请指定：loyalty="q9"。可询问是否会再次选择或推荐。',
    ),
    "report_no_outcome": (
        'Who stayed or left is not known; name a column of 0 and 1: lost="churned" or'
        ' kept="came_back". It'
        " comes from the customer records, some time after the survey.",
        '不知道谁留下、谁流失；请指定 0/1 列：lost="churned" 或 kept="came_back"。'
        "此信息来自调查之后的顾客记录。",
    ),
    "report_no_margin": (
        "Nothing is said in money, as no margin was given: margin= (a number or a column), with"
        " margin_rate=,"
        " per_period= and discount=.",
        "未给出利润，故不涉及金额：请给出 margin=（数值或列），并可设 margin_rate=、per_period= 和"
        " discount=。",
    ),
    "report_no_kano": (
        "No Kano questionnaire is part of these data; give one that was asked, also of others: kano=survey.",
        "数据中没有卡诺问卷；若另有问卷（受访者可不同），请给出：kano=survey。",
    ),
    "report_no_pairs": (
        "What was expected was not asked beside what was received; name pairs of columns:"
        ' pairs=[("e_clean",'
        ' "p_clean")]. To ask: the level expected and the level received, on one scale.',
        '未同时询问期望与实际；请指定成对的列：pairs=[("e_clean", "p_clean")]。'
        "可用同一量表询问期望水平与实际水平。",
    ),
    "report_no_life_cycle": (
        "Stages of the life cycle need how long somebody is a customer, and limits of your own:"
        ' life_cycle={{"tenure": "months", "new_until": 12, ...}}.',
        '生命周期阶段需要顾客年限及您设定的界限：life_cycle={{"tenure": "months", "new_until": 12, ...}}。',
    ),
    "report_no_segments": (
        'Segments need what a customer brings and what matters to each: segments={{"value": "spend",'
        ' "needs": [...]}}. To ask: the importance of each attribute.',
        '顾客细分需要顾客贡献与各人看重之处：segments={{"value": "spend", "needs": [...]}}。'
        "可询问各属性的重要程度。",
    ),
    "report_options": (
        "An option in {name}= is unknown: {reason}",
        "{name}= 中有未知选项：{reason}",
    ),
    "report_refused": (
        "The part “{part}” was refused: {reason}",
        "“{part}”部分未能计算：{reason}",
    ),
    "report_failed": (
        "The part “{part}” failed, which is a mistake of the library: {reason}",
        "“{part}”部分计算出错，属软件缺陷：{reason}",
    ),
}
