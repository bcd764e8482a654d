"""Words of ratings beside the Kano questionnaire, and key drivers."""

from __future__ import annotations

THREE_BRIDGE: dict[str, dict[str, tuple[str, str]]] = {
    "column": {
        "key_side": ("Game", "分析"),
        "key_step": ("Step", "步"),
        "key_share_hit": ("Dissatisfied, delighted", "不满者或愉悦者"),
        "key_n": ("Key drivers", "关键驱动因素数"),
        "key_reach": ("Reach", "覆盖率"),
        "key_noise": ("Noise", "噪声率"),
        "key_success": ("Success", "成功率"),
        "key_total": ("All drivers", "全部因素"),
        "key_value": ("Value", "贡献值"),
        "key_ranks": ("Rank, {level} %", "名次（{level} %）"),
        "key_key": ("Key", "关键"),
        "key_p_key": ("of resamples", "重抽样占比"),
        "key_dissatisfier": ("Dissatisfier", "不满因素"),
        "key_dissatisfier_rank": ("Rank", "名次"),
        "key_enhancer": ("Enhancer", "愉悦因素"),
        "key_enhancer_rank": ("Rank", "名次"),
        "key_codes_dissatisfiers": ("Failure; dissatisfied", "失败；不满"),
        "key_codes_enhancers": ("Delight; delighted", "出色；愉悦"),
        "bridge_kano": ("Questionnaire", "卡诺问卷"),
        "bridge_category": ("Category", "类别"),
        "bridge_kano_p": ("of resamples", "重抽样占比"),
        "bridge_ratings": ("Ratings", "评分"),
        "bridge_ratings_p": ("of resamples", "重抽样占比"),
        "bridge_agrees": ("Agree", "一致"),
        "bridge_why": ("What may explain it", "可能的解释"),
        "bridge_rule": ("Rule of the ratings", "评分的规则"),
        "bridge_n": ("Agree", "一致数"),
        "bridge_share": ("Share", "占比"),
        "bridge_kappa": ("Kappa", "Kappa"),
    },
    "value": {
        "key_dissatisfiers": ("Dissatisfiers", "不满因素"),
        "key_enhancers": ("Enhancers", "愉悦因素"),
        "key_no_value": ("no value shown", "未显示贡献"),
        "bridge_contested_kano": ("category contested", "问卷类别有争议"),
        "bridge_contested_ratings": ("class contested", "评分类别有争议"),
        "bridge_reverse_kano": ("reverse", "反向属性"),
        "bridge_reversal": ("wrong sign", "符号相反"),
        "bridge_few": ("few low or high answers", "高低分回答过少"),
        "bridge_range": ("narrow range", "取值范围窄"),
        "bridge_not_shown": ("asymmetry not shown", "未显示不对称"),
        "bridge_weak": ("effect not shown", "未显示影响"),
        "bridge_linear": ("as in a linear world", "线性下亦如此"),
        "bridge_wording": ("worded differently", "表述不同"),
        "bridge_levels": ("levels, not presence", "水平而非有无"),
    },
    "option": {
        "missing.no_event": ("counts as no event", "不计为事件"),
    },
    "setting": {
        "bridge_group": ("Group", "组"),
        "n_compared": ("Attributes compared", "比较的属性数"),
    },
    "heading": {
        "key_drivers": ("Key drivers", "关键驱动因素"),
        "key_drivers_of": ("Key drivers of {outcome}", "{outcome} 的关键驱动因素"),
        "key_totals": ("Both games", "两项分析"),
        "key_values": ("{side}: what each driver is worth", "{side}：各因素的贡献值"),
        "key_curve": ("{side}: drivers together", "{side}：因素依次合并"),
        "key_classes": ("Both games side by side", "两项分析对照"),
        "key_coding": ("Answers that count", "计入的回答"),
        "curve": ("Drivers together", "因素依次合并"),
        "totals": ("Both games", "两项分析"),
        "bridge": ("Kano questionnaire and ratings", "卡诺问卷与评分"),
        "bridge_attributes": ("Classes of the attributes", "属性的类别"),
        "bridge_agreement": ("Agreement with the questionnaire, by rule", "各规则与问卷的一致程度"),
        "bridge_reasons": ("What may explain the differences", "差异的可能解释"),
        "comparison": ("Classes of the attributes", "属性的类别"),
        "agreement": ("Agreement", "一致程度"),
        "cross": ("Attributes by both classes", "两种类别的交叉表"),
        "unmatched": ("Attributes of one side alone", "仅一方具有的属性"),
    },
    "note": {
        "key_value": (
            "Value: the Shapley value of reach minus noise, exact; a respondent with k failures gives 1/k to"
            " each. Negative values stay negative; the values sum to what all drivers are worth.",
            "贡献值：覆盖率减噪声率的 Shapley 值（精确）；有 k 项失败的受访者对每项各计 1/k。"
            "负值保留；各值之和等于全部因素的合计。",
        ),
        "key_stop": (
            "Reach: share of the dissatisfied (delighted) who met any of the failures (delights); noise: the"
            " same of all others; success: the difference. Drivers are taken in the order of their values,"
            " key ones up to the largest success.",
            "覆盖率：不满（愉悦）者中遇到其中任一失败（出色）的比例；噪声率：其他受访者中的同一比例；"
            "成功率：两者之差。因素按贡献值依次合并，至成功率最大处为关键因素。",
        ),
        "key_stop_drawn": (
            " Resamples have an order and a stop of their own.",
            "重抽样各用其自身的次序与停止点。",
        ),
        "key_mixed": (
            "A value mixes how strongly a failure (delight) goes with dissatisfaction (delight overall) and"
            " how often it happens: a driver that rarely fails is worth little however grave its failures"
            " are.",
            "贡献值同时反映失败（出色）与不满（愉悦）的关联强弱及其发生频率：很少失败的因素，即使失败后果严重，"
            "贡献值也小。",
        ),
        "key_no_classes": (
            "Classes need errors: whether a value differs from 0 is told from resamples.",
            "类别需要误差：贡献值是否不为 0 须由重抽样判断。",
        ),
        "key_listwise": (
            "Respondents with an answer to the outcome and to every driver.",
            "仅含对结果与所有因素均作答的受访者。",
        ),
        "key_no_event": (
            "A driver without an answer counts as no failure and no delight; its respondent stays in the"
            " base.",
            "未作答的因素不计为失败或出色；该受访者仍计入基数。",
        ),
        "key_alone": (
            "Reach and noise are those of the driver alone.",
            "覆盖率与噪声率为该因素单独的数值。",
        ),
        "key_classes": (
            "A value above 0 ({alpha} % level) among the dissatisfied alone: basic; among the delighted"
            " alone: excitement; in both: performance; in none: no value shown, which is no proof that a"
            " driver does not matter. Whether a driver is key is another question: one that mostly fails"
            " together with others may be left out.",
            "贡献值（{alpha} % 水平）仅在不满者中大于 0：基本；仅在愉悦者中：兴奋；两者皆是：绩效；"
            "皆非：未显示贡献，并不证明该因素不重要。是否为关键因素是另一问题：常与其他因素一同失败者可不入选。",
        ),
        "bridge_classes": (
            "Must-be stands for basic, one-dimensional for performance, attractive for excitement,"
            " indifferent for unimportant; reverse and questionable have no counterpart and do not count.",
            "必备对应基本，期望对应绩效，魅力对应兴奋，无差异对应不重要；反向与可疑无对应类别，不计入。",
        ),
        "bridge_kappa": (
            "Kappa: agreement beyond chance, 1 is complete; limits take the attributes for a large sample.",
            "Kappa：超出偶然的一致，1 为完全一致；区间以属性为大样本计算。",
        ),
        "bridge_only_kano": ("Only in the questionnaire: {names}.", "仅见于问卷：{names}。"),
        "bridge_only_ratings": ("Only among the ratings: {names}.", "仅见于评分：{names}。"),
        "bridge_contested_kano": (
            "rules disagree, or fewer than 90 % of the resamples bear the category",
            "各规则不一致，或支持该类别的重抽样少于 90 %",
        ),
        "bridge_contested_ratings": (
            "fewer than 90 % of the resamples bear the class",
            "支持该类别的重抽样少于 90 %",
        ),
        "bridge_reverse_kano": (
            "people want it absent; ratings have no class for that",
            "受访者希望没有该属性；评分没有对应的类别",
        ),
        "bridge_reversal": ("penalty or reward has the wrong sign", "惩罚或奖励的符号相反"),
        "bridge_few": ("fewer than 30 low or high answers", "低分或高分回答少于 30 个"),
        "bridge_range": (
            "fewer than 10 % low or high answers: what hardly happens cannot be seen to matter",
            "低分或高分回答少于 10 %：很少发生的事看不出其影响",
        ),
        "bridge_not_shown": (
            "performance, because symmetry was not rejected, which does not show it",
            "因未拒绝对称性而归为绩效，并不证明对称",
        ),
        "bridge_weak": (
            "unimportant, because no effect was significant, which does not show that there is none",
            "因影响不显著而归为不重要，并不证明没有影响",
        ),
        "bridge_linear": (
            "a linear world would show this asymmetry under this coding too",
            "在此编码下，线性情形也会呈现这种不对称",
        ),
        "bridge_wording": (
            "the two surveys ask about the attribute in different words, perhaps about different things",
            "两份问卷对该属性的表述不同，所问或非同一事物",
        ),
        "bridge_levels": (
            "ratings tell what levels of performance do, the questionnaire what presence and absence would",
            "评分反映表现水平的作用，问卷反映有无的作用",
        ),
    },
    "message": {
        "key_open": (
            "{n} of {total} respondents left drivers open, which count as no event there: {items}.",
            "{total} 名受访者中有 {n} 名未对部分因素作答，在此不计为事件：{items}。",
        ),
        "key_few_dissatisfiers": (
            "Only {n} respondents are dissatisfied, or are not{group}: reach or noise rests on fewer than"
            " {least}.",
            "不满或非不满的受访者仅 {n} 名{group}：覆盖率或噪声率依据不足 {least} 人。",
        ),
        "key_few_enhancers": (
            "Only {n} respondents are delighted, or are not{group}: reach or noise rests on fewer than"
            " {least}.",
            "愉悦或非愉悦的受访者仅 {n} 名{group}：覆盖率或噪声率依据不足 {least} 人。",
        ),
        "key_none_dissatisfiers": (
            "No driver is a key dissatisfier{group}: failures are no more frequent among the dissatisfied.",
            "没有关键不满因素{group}：失败在不满者中并不更常见。",
        ),
        "key_none_enhancers": (
            "No driver is a key enhancer{group}: delight is no more frequent among the delighted.",
            "没有关键愉悦因素{group}：出色在愉悦者中并不更常见。",
        ),
        "key_below_dissatisfiers": (
            "Failures of {items} are more frequent among those who are not dissatisfied{group}; are they"
            " reverse coded?",
            "{items} 的失败在非不满者中更常见{group}；是否为反向题？",
        ),
        "key_below_enhancers": (
            "Delight with {items} is more frequent among those who are not delighted{group}; are they reverse"
            " coded?",
            "{items} 的出色在非愉悦者中更常见{group}；是否为反向题？",
        ),
        "key_lost": (
            "{lost} of {n_boot} resamples held no dissatisfied (delighted) respondent, or no other{group}.",
            "{n_boot} 次重抽样中有 {lost} 次没有不满（愉悦）者，或没有其他受访者{group}。",
        ),
        "bridge_few": (
            "{n} attributes were classified by both: kappa and its limits are a rough guide.",
            "共有 {n} 项属性两者均有分类：Kappa 及其区间仅供粗略参考。",
        ),
    },
    "figure": {
        "key_value_axis": ("Value (percentage points)", "贡献值（百分点）"),
        "key_value_axis_level": (
            "Value (percentage points), {level} % intervals",
            "贡献值（百分点）及 {level} % 区间",
        ),
        "key_written": ("key, rank {rank}", "关键，第 {rank} 名"),
        "key_written_not": ("rank {rank}", "第 {rank} 名"),
        "key_rate_axis": ("Share of respondents (%)", "受访者比例（%）"),
        "key_rate_axis_level": (
            "Share of respondents (%), {level} % limits of success",
            "受访者比例（%）及成功率的 {level} % 区间",
        ),
        "key_reach_dissatisfiers": ("Reach: of the dissatisfied", "覆盖率：不满者"),
        "key_noise_dissatisfiers": ("Noise: of all others", "噪声率：其他受访者"),
        "key_reach_enhancers": ("Reach: of the delighted", "覆盖率：愉悦者"),
        "key_noise_enhancers": ("Noise: of all others", "噪声率：其他受访者"),
        "key_success": ("Success: reach − noise", "成功率：覆盖率－噪声率"),
        "key_stop": ("Stop", "停止点"),
    },
}
