"""Key sentences of the report of a survey, and reasons why a question stays open."""

from __future__ import annotations

REPORT_SENTENCES: dict[str, tuple[str, str]] = {
    "report_quality": (
        "{n} respondents answered {items} items; {missing} of the answers are missing.",
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
        "Of {k} groups ({by}) {best} has the highest index, {high} points, and {worst} the lowest, {low};"
        " {best} is first in {share} of the resamples.",
        "{k} 个组（{by}）中，{best}的指数最高（{high} 分），{worst}最低（{low} 分）；{best}在 {share}"
        " 的重抽样中居首。",
    ),
    "report_groups_without_shares": (
        "Of {k} groups ({by}) {best} has the highest index, {high} points, and {worst} the lowest, {low}.",
        "{k} 个组（{by}）中，{best}的指数最高（{high} 分），{worst}最低（{low} 分）。",
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
        "From {since} to {wave} {name} moved by {change} points{limits}, which cannot be told from noise"
        " (±{noise}; adjusted {p}).",
        "从{since}到{wave}，“{name}”变化 {change} 分{limits}，无法与抽样误差（±{noise}；调整后 {p}）区分。",
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
        "In the model {driver} matters most: one point more of its index goes with {effect} points more of"
        " {target}{limits}.",
        "模型中“{driver}”最重要：其指数每高 1 分，“{target}”高 {effect} 分{limits}。",
    ),
    "report_others_close": (
        "The order is not settled: by their intervals these may matter as much: {names}.",
        "先后并未确定：就区间而言，以下各项可能同样重要：{names}。",
    ),
    "report_nps": (
        "The net promoter score is {score}{limits} ({n} respondents), on a scale from −100 to +100.",
        "净推荐值为 {score}{limits}（{n} 位受访者），取值范围 −100 至 +100。",
    ),
    "report_complaints": (
        "{share} complained. Of those whose complaint was handled well {well} stay, of the others {poorly}: a"
        " difference of {gap} percentage points{limits}, which need not be the effect of the handling.",
        "{share} 的顾客曾投诉。投诉处理得好的有 {well} 留下，处理不好的有 {poorly}：相差 {gap} 个百分点"
        "{limits}，这未必是处理本身的效果。",
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
        "“{driver}”, {unit} more: {change} percentage points of retention{limits}, if the model's arrows are"
        " causes.",
        "若模型箭头确为因果，“{driver}”提高{unit}，保留率变化 {change} 个百分点{limits}。",
    ),
    "report_worth_money": (
        "That is {gain} per customer{limits}: spending up to {least} once pays even at the lower end.",
        "即每位顾客增值 {gain}{limits}：一次性投入不超过 {least}，即使按区间下限计也不亏。",
    ),
    "report_worth_money_open": (
        "That is {gain} per customer{limits}: as the interval does not lie above 0, it is open whether any"
        " spending pays.",
        "即每位顾客增值 {gain}{limits}：区间未全在 0 以上，投入能否收回尚无定论。",
    ),
    "report_class_basic": (
        "Classed as basic, low marks cost more than high ones add: {names}.",
        "归为基本因素（低分之失大于高分之得）：{names}。",
    ),
    "report_class_performance": (
        "Classed as performance, they work both ways: {names}.",
        "归为绩效因素（好坏都有影响）：{names}。",
    ),
    "report_class_excitement": (
        "Classed as excitement, high marks add more than low ones cost: {names}.",
        "归为惊喜因素（高分之得大于低分之失）：{names}。",
    ),
    "report_class_unimportant": ("No effect could be shown: {names}.", "未能显示有影响：{names}。"),
    "report_contested": (
        "Not settled, since the resamples disagree about the class: {names}.",
        "类别尚无定论（重抽样结果不一致）：{names}。",
    ),
    "report_beyond_linear": (
        "More asymmetric than a linear world would look (at {alpha} % after adjustment): {names}.",
        "不对称性超出线性情形（经调整，{alpha} % 水平）：{names}。",
    ),
    "report_not_beyond_linear": (
        "No asymmetry is more than an exactly linear world would show (at {alpha} % after adjustment): that"
        " some only prevent anger or delight is not proven.",
        "没有哪项不对称性超出严格线性情形（经调整，{alpha} % 水平）：“只能避免不满”或“带来惊喜”均未获证实。",
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
        "{retention}{limits} stayed; with one point more of satisfaction it would be {after}"
        "{after_limits}, if satisfaction is the cause.",
        "保留率为 {retention}{limits}；若满意度确为原因，评分提高 1 分后为 {after}{after_limits}。",
    ),
    "report_value": ("A customer is worth {value}{limits}.", "每位顾客的价值为 {value}{limits}。"),
    "report_retention_groups": (
        "Retention differs by {by} ({p}): highest {most}, {high}, lowest {least}, {low}.",
        "各组保留率不同（{by}，{p}）：{most}最高，{high}；{least}最低，{low}。",
    ),
    "report_retention_groups_open": (
        "Differences in retention by {by} cannot be told from noise ({p}): highest {most}, {high}, lowest"
        " {least}, {low}.",
        "各组保留率之差（{by}）无法与抽样误差区分（{p}）：{most}最高，{high}；{least}最低，{low}。",
    ),
    "report_retention_groups_untested": (
        "Retention by {by}, without a test: highest {most}, {high}, lowest {least}, {low}.",
        "各组保留率（{by}，未作检验）：{most}最高，{high}；{least}最低，{low}。",
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
    "report_reproduce_replicates": (
        "Every figure can be computed again: seed {seed}, the survey's replicate weights, methods and"
        " versions as listed.",
        "全部数字均可重新计算：种子 {seed}，使用调查的重复权重，方法与版本如下。",
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
        "Column {column} has fewer than two groups that are large enough: nothing to compare.",
        "列 {column} 中人数足够的组不足两个，无从比较。",
    ),
    "report_group_failed": (
        "Group {group} could not be estimated: too few of its respondents answered every item, or their"
        " answers are all alike.",
        "组 {group} 无法估计：答全题项的受访者过少，或其回答全部相同。",
    ),
    "report_small_groups": (
        "Groups of fewer than {least} respondents are left out ({by}): {groups}.",
        "受访者少于 {least} 人的组未列入（{by}）：{groups}。",
    ),
    "report_group_unknown": (
        "Respondents whose group is not known ({by}) are left out of comparisons.",
        "组别（{by}）未知的受访者未列入比较。",
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
        "“{part}” could not be computed: {reason}",
        "“{part}”未能计算。软件给出的原因（英文）：{reason}",
    ),
    "report_failed": (
        "“{part}” failed, which is a mistake of the library: {reason}",
        "“{part}”计算出错，属软件缺陷：{reason}",
    ),
}
