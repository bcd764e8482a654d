"""Words of word of mouth and complaints."""

from __future__ import annotations

STRATEGY_COMPLAINTS: dict[str, dict[str, tuple[str, str]]] = {
    "column": {
        "complaint_figure": ("Figure", "指标"),
        "complaint_step": ("Step", "环节"),
        "complaint_branch": ("Customers", "顾客"),
        "complaint_contrast": ("Difference", "差异"),
        "complaint_outcome": ("Outcome", "结果变量"),
        "complaint_n": ("n", "人数"),
        "complaint_base": ("Of", "基数"),
        "complaint_conversion": ("Conversion", "转化率"),
        "complaint_share": ("Share of all", "占全部顾客"),
        "complaint_stays": ("Stay", "留下的比例"),
        "complaint_mean": ("Mean", "均值"),
        "complaint_limits": ("{level} % interval", "{level}% 置信区间"),
        "complaint_n_first": ("n first", "前者人数"),
        "complaint_n_second": ("n second", "后者人数"),
        "complaint_state": ("Verdict", "结论"),
    },
    "value": {
        "wom_satisfied": ("Satisfied", "满意者"),
        "wom_between": ("Between", "居中者"),
        "wom_dissatisfied": ("Dissatisfied", "不满意者"),
        "wom_told_good": ("Told good", "听到好口碑的人数"),
        "wom_told_bad": ("Told bad", "听到坏口碑的人数"),
        "wom_balance": ("Balance, middle multipliers", "口碑净值（倍数取中值）"),
        "wom_balance_lowest": ("Balance, worst multipliers", "口碑净值（最不利倍数）"),
        "wom_balance_highest": ("Balance, best multipliers", "口碑净值（最有利倍数）"),
        "wom_bad_per_good": ("Told bad for each told good", "坏口碑与好口碑人数之比"),
        "wom_break_even": (
            "Told by each dissatisfied at a balance of zero",
            "净值为零时每位不满意者告知的人数",
        ),
        "complaint_step_customers": ("All customers", "全部顾客"),
        "complaint_step_problem": ("Had a problem", "遇到问题"),
        "complaint_step_complained": ("Complained", "提出投诉"),
        "complaint_step_handled": ("Handled well", "处理得好"),
        "complaint_step_stays": ("Stay", "留下"),
        "complaint_none_problem": ("No problem", "没有问题"),
        "complaint_none": ("No complaint", "没有投诉"),
        "complaint_silent": ("Problem, no complaint", "有问题但未投诉"),
        "complaint_open": ("Complaint pending", "投诉待处理"),
        "complaint_poorly": ("Handled poorly", "处理得差"),
        "complaint_well": ("Handled well", "处理得好"),
        "complaint_well_less_none_proxy": ("Handled well − no complaint", "处理得好 − 没有投诉"),
        "complaint_poorly_less_none_proxy": ("Handled poorly − no complaint", "处理得差 − 没有投诉"),
        "complaint_recovered_proxy": ("Recovered − no complaint", "补救成功 − 没有投诉"),
        "complaint_failed_proxy": ("Not recovered − no complaint", "补救失败 − 没有投诉"),
        "complaint_well_less_poorly": ("Handled well − poorly", "处理得好 − 处理得差"),
        "complaint_well_less_none": ("Handled well − no problem", "处理得好 − 没有问题"),
        "complaint_poorly_less_none": ("Handled poorly − no problem", "处理得差 − 没有问题"),
        "complaint_well_less_silent": ("Handled well − silent", "处理得好 − 未投诉的问题顾客"),
        "complaint_silent_less_none": ("Silent − no problem", "未投诉的问题顾客 − 没有问题"),
        "complaint_recovered": ("Recovered − never failed", "补救成功 − 从未出差错"),
        "complaint_failed": ("Not recovered − never failed", "补救失败 − 从未出差错"),
        "complaint_handling": ("Recovered − not recovered", "补救成功 − 补救失败"),
        "complaint_silent_contrast": ("Silent − never failed", "未投诉的问题顾客 − 从未出差错"),
        "complaint_above": ("higher", "较高"),
        "complaint_below": ("lower", "较低"),
        "complaint_undecided": ("not decided", "尚无定论"),
        "worth_complain": ("Customers who complain", "投诉的顾客占比"),
        "worth_handled_well": ("Complaints handled well", "处理得好的投诉占比"),
        "worth_stays_well": ("Stay, handled well", "处理得好时的留存率"),
        "worth_stays_poorly": ("Stay, handled poorly", "处理得差时的留存率"),
        "worth_saved": ("Saved by good handling", "良好处理所挽留的比例"),
        "worth_value": ("Value of a customer who stays", "留下的顾客的价值"),
        "worth_break_even": ("Good handling may cost at most", "良好处理的盈亏平衡成本"),
        "worth_net": ("Gain of a well-handled complaint", "每件处理得好的投诉的净收益"),
        "worth_all": ("Gain if all were handled well", "全部处理得好的净收益"),
        "worth_now": ("Gain of those handled well now", "目前处理得好的净收益"),
        "worth_left": ("Gain still to be had", "尚可获得的净收益"),
        "worth_encouraged": ("Gain of one more complaint", "多得到一件投诉的净收益"),
    },
    "setting": {
        "satisfied_from": ("Satisfied: answers", "满意者的回答"),
        "dissatisfied_to": ("Dissatisfied: answers", "不满意者的回答"),
        "tells_satisfied": ("People told by a satisfied customer", "每位满意者告知的人数"),
        "tells_dissatisfied": ("People told by a dissatisfied customer", "每位不满意者告知的人数"),
        "complaint_complained": ("Complained", "提出投诉"),
        "complaint_handled": ("Handled well", "处理得好"),
        "complaint_problem": ("Had a problem", "遇到问题"),
        "complaint_pending": ("Pending", "待处理"),
        "complaint_stays": ("Stays", "留下"),
        "complaint_controls": ("Alike in", "控制变量"),
        "complaint_item": ("Item", "题项"),
        "complaint_value": ("Value of a customer who stays", "留下的顾客的价值"),
        "cost_of_complaint": ("Cost of good handling", "良好处理的成本"),
    },
    "heading": {
        "word_of_mouth": ("Word of mouth", "口碑"),
        "wom_shares": ("Who talks", "谁在传播"),
        "wom_figures": ("What 100 customers tell", "每 100 位顾客的口碑"),
        "complaint_funnel": ("Complaint funnel", "投诉漏斗"),
        "complaint_steps": ("Steps", "环节"),
        "complaint_branches": ("Who stays", "谁会留下"),
        "complaint_contrasts": ("Differences in staying, in percentage points", "留存率之差（百分点）"),
        "service_recovery": ("Service recovery", "服务补救"),
        "recovery_means": ("Means", "均值"),
        "recovery_contrasts": ("Differences, as observed", "差异（未调整）"),
        "recovery_adjusted": ("Differences among customers alike in {controls}", "差异（控制 {controls}）"),
        "complaint_value": ("Worth of handling complaints", "处理投诉的价值"),
        "worth_figures": ("From complaints to money", "从投诉到收益"),
    },
    "note": {
        "wom_inputs": (
            "How many people each tells is an input, not a finding of this survey; the intervals are those of"
            " the shares alone. One dissatisfied customer outweighs {ratio} satisfied ones.",
            "每人告知的人数为输入值，并非本调查的结果；区间仅反映占比的抽样误差。"
            "一位不满意者抵消 {ratio} 位满意者。",
        ),
        "wom_between": ("Those between count as telling nobody.", "居中者视为不传播。"),
        "complaint_steps": (
            "Conversion: of those in the step before; handled well: of complaints that are decided. Counts"
            " are of respondents, shares are weighted where the survey has weights.",
            "转化率：占上一环节的比例；处理得好：占已有结果的投诉。人数为受访者人数，有权重时占比经过加权。",
        ),
        "complaint_caveat": (
            "Differences are no effects of handling: customers who like the firm complain less, find handling"
            " good, and stay anyway.",
            "差异不等于处理的效果：喜爱企业的顾客本来就少投诉、更满意处理结果，也更愿意留下。",
        ),
        "recovery_caveat": (
            "The customers compared are different people, not the same before and after. Those who complain"
            " were less satisfied before, which lowers the contrast; those who like the firm find handling"
            " good, which raises it. Only a measure from before the failure settles it.",
            "比较的是不同的人，而非同一批人的前后变化。投诉者原本就较不满意，使差异偏低；喜爱企业者更认可处理结果，使差异偏高。只有差错发生之前的测量才能定论。",
        ),
        "recovery_verdict": (
            "Verdict: where the whole interval lies. The paradox holds where recovered are higher.",
            "结论：整个区间所在的一侧。补救成功者较高时，补救悖论成立。",
        ),
        "worth_formula": (
            "Gain = customers x share who complain x (saved x value - cost).",
            "净收益 = 顾客数 × 投诉占比 ×（挽留比例 × 价值 − 成本）。",
        ),
    },
    "message": {
        "complaint_assumed": (
            "{n} customers complained though they reported no problem; they count as having had one.",
            "{n} 位顾客未报告问题却提出了投诉，计为遇到问题。",
        ),
        "complaint_proxy": (
            "There is no question on problems (problem=): customers without a complaint stand in for those"
            " without a problem. Some of them had one and kept silent; they are less satisfied, which makes"
            " the comparison with them too favourable.",
            "没有询问是否遇到问题（problem=）：以未投诉的顾客代替未遇到问题的顾客。其中有人遇到问题而未投诉，满意度较低，使比较结果偏乐观。",
        ),
        "complaint_unsettled": (
            "{n} customers complained and did not say what came of it; they count as complaints, and what"
            " came of them is taken to be as with the others.",
            "{n} 位顾客投诉过但未回答结果；计为投诉，其结果按与其他投诉相同处理。",
        ),
        "complaint_unasked": (
            "{n} customers without a complaint did not say whether they had a problem; they are taken to be"
            " like the others without a complaint.",
            "{n} 位未投诉的顾客未回答是否遇到问题；按与其他未投诉的顾客相同处理。",
        ),
        "complaint_circular": (
            "{outcome} holds controls ({columns}): to adjust it would be to hold it equal to itself, so it is"
            " not adjusted.",
            "{outcome} 含有控制变量（{columns}）：调整等于以其自身为条件，故不作调整。",
        ),
        "complaint_few": (
            "A branch holds fewer than {least} customers{group}; the intervals say how little they tell.",
            "{group}有分支不足 {least} 位顾客；区间反映出其信息之少。",
        ),
    },
    "figure": {
        "complaint_x": ("Of 100 customers", "每 100 位顾客中"),
        "complaint_of_before": ("{share} of those before", "占上一环节 {share}"),
        "complaint_of_decided": ("{share} of decided complaints", "占已有结果的投诉 {share}"),
        "complaint_interval": (
            "Bars: share of all customers. In brackets the {level} % interval of the conversion.",
            "条形：占全部顾客的比例。括号内为转化率的 {level}% 置信区间。",
        ),
        "complaint_stays_x": ("Stay, %, with {level} % interval", "留下的比例（%，含 {level}% 区间）"),
        "complaint_difference_x": (
            "Difference of means, with {level} % interval",
            "均值之差（含 {level}% 区间）",
        ),
        "complaint_raw": ("as observed", "未调整"),
        "complaint_adjusted": ("adjusted", "调整后"),
        "wom_x": (
            "Told good less told bad, of 100 customers, with {level} % interval",
            "每 100 位顾客的好口碑减坏口碑人数（含 {level}% 区间）",
        ),
        "worth_y": ("Gain", "净收益"),
    },
}
