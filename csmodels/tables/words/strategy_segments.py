"""Words of segments of customers."""

from __future__ import annotations

STRATEGY_SEGMENTS: dict[str, dict[str, tuple[str, str]]] = {
    "column": {
        "idic_check": ("Respondents and customers", "受访者与顾客"),
        "idic_people": ("People", "人数"),
        "idic_table": ("Table", "数据表"),
        "idic_column": ("Column", "列"),
        "idic_kind": ("Seems to hold", "疑似内容"),
        "idic_seen_in": ("Seen in", "判断依据"),
        "idic_value": ("Value", "价值"),
        "idic_need": ("Need", "需求"),
        "idic_above": ("Above", "高于"),
        "idic_from": ("From", "不低于"),
        "idic_up_to": ("Up to", "不高于"),
        "idic_below": ("Below", "低于"),
        "idic_share": ("Share", "占比"),
        "idic_limits": ("{level} % interval", "{level} % 区间"),
        "idic_mean": ("Mean", "均值"),
        "idic_customers": ("Customers", "顾客数"),
        "idic_response": ("Surveyed", "受访比例"),
        "idic_part": ("Part", "维度"),
        "idic_score": ("Score", "得分"),
        "idic_range": ("Values", "取值范围"),
        "idic_clusters": ("Clusters", "类数"),
        "idic_within": ("Sum of squares", "类内平方和"),
        "idic_silhouette": ("Silhouette", "轮廓系数"),
        "idic_gap": ("Gap", "间隔统计量"),
        "idic_gap_error": ("Its error", "其误差"),
        "idic_chosen": ("Chosen", "选定"),
        "idic_jaccard": ("Found again (Jaccard)", "重现度（Jaccard）"),
        "idic_dissolved": ("Dissolved", "消失比例"),
        "idic_item": ("Item", "题项"),
        "idic_variable": ("Variable", "变量"),
        "idic_category": ("Category", "类别"),
        "idic_statistic": ("F or χ²", "F 或 χ²"),
        "idic_df": ("df", "自由度"),
        "idic_df_error": ("df of error", "误差自由度"),
        "idic_p_holm": ("p (Holm)", "p（Holm）"),
        "idic_effect": ("η² or V", "η² 或 V"),
        "idic_leading": ("Matters more than to others", "比他人更看重"),
        "idic_satisfaction": ("Satisfaction", "满意度"),
        "idic_state": ("State", "状态"),
        "idic_stage": ("Stage", "阶段"),
        "idic_treatment": ("Treatment", "对策"),
    },
    "value": {
        "idic_low": ("low", "低"),
        "idic_middle": ("middle", "中"),
        "idic_high": ("high", "高"),
        "idic_all": ("all", "全部"),
        "idic_respondents": ("respondents", "受访者"),
        "idic_without_key": ("respondents without a key", "无标识的受访者"),
        "idic_customers": ("customers in the table", "顾客表中的顾客"),
        "idic_matched": ("respondents matched", "已匹配的受访者"),
        "idic_not_in_customers": ("respondents not in the table", "不在顾客表中的受访者"),
        "idic_not_surveyed": ("customers not surveyed", "未受访的顾客"),
        "idic_contact": ("columns of contact data", "含联系信息的列"),
        "idic_kind_name": ("name", "姓名"),
        "idic_kind_phone": ("telephone", "电话"),
        "idic_kind_email": ("e-mail", "电子邮件"),
        "idic_kind_identity": ("identity number", "证件号码"),
        "idic_kind_address": ("address", "地址"),
        "idic_kind_account": ("messaging account", "社交账号"),
        "idic_seen_name": ("its name", "列名"),
        "idic_seen_content": ("its content", "内容"),
        "idic_table_survey": ("survey", "调查"),
        "idic_table_customers": ("customers", "顾客表"),
        "idic_recency": ("Recency", "最近一次消费"),
        "idic_frequency": ("Frequency", "消费频率"),
        "idic_monetary": ("Money", "消费金额"),
        "idic_is_mean": ("mean", "均值"),
        "idic_satisfied": ("satisfied", "满意"),
        "idic_unsatisfied": ("not satisfied", "不满意"),
        "idic_unclear": ("not decided", "尚无定论"),
        "idic_unknown": ("not known", "未知"),
        "idic_range_up_to": ("up to {high}", "不高于 {high}"),
        "idic_range_above": ("above {low}", "高于 {low}"),
        "idic_range_between": ("above {low}, up to {high}", "高于 {low}，不高于 {high}"),
        "idic_range_below": ("below {high}", "低于 {high}"),
        "idic_range_from": ("{low} or more", "不低于 {low}"),
        "idic_range_inside": ("from {low}, below {high}", "不低于 {low}，低于 {high}"),
        "idic_do_attract": (
            "Attract: show what they would gain, make the first purchase easy",
            "吸引：说明价值，让首次消费更容易",
        ),
        "idic_do_welcome": (
            "Welcome: explain the service, ask after the first purchase",
            "迎新：介绍服务，首次消费后回访",
        ),
        "idic_do_keep": (
            "Keep: personal contact, recognition, advantages for loyalty",
            "保持：专人联系，给予认可和忠诚优惠",
        ),
        "idic_do_develop": (
            "Develop: offers that fit what matters to them",
            "发展：按其所看重的内容提供服务和优惠",
        ),
        "idic_do_repair": (
            "Repair: improve what matters to them before selling more",
            "改进：先改善其所看重的方面，再谈销售",
        ),
        "idic_do_secure": (
            "Secure: ask in person what is wrong, settle it at once",
            "挽留：当面了解不满，立即解决",
        ),
        "idic_do_win_back": (
            "Win back: find out why they left, make a fair offer",
            "赢回：了解流失原因，给出合理方案",
        ),
        "idic_do_economical": (
            "Serve economically: reliable standard service, self-service, little advertising",
            "经济服务：提供可靠的标准服务和自助服务，少做广告",
        ),
    },
    "setting": {
        "idic_value": ("Value from", "价值来源"),
        "idic_tiers": ("Tiers of value", "价值分档数"),
        "idic_base": ("Tiers are those of", "分档依据"),
        "idic_items": ("Items of needs", "需求题项数"),
        "idic_scaling": ("Clustered are", "聚类依据"),
        "idic_clusters": ("Clusters", "类数"),
        "idic_rule": ("Their number by", "类数的确定"),
        "idic_formed": ("Formed clusters", "参与聚类的人数"),
        "idic_placed": ("Placed by part of the answers", "凭部分回答归类的人数"),
        "idic_resamples": ("Resamples for stability", "稳定性重抽样次数"),
        "idic_widths": ("Silhouettes of respondents drawn", "计算轮廓系数的随机抽取人数"),
        "idic_agreement": ("Agreement of resamples (adjusted Rand)", "重抽样一致性（调整兰德指数）"),
        "idic_one_group_p": ("p against evenly spread answers", "与均匀分布回答相比的 p 值"),
        "idic_given": ("Segments of needs given in", "需求分群所在列"),
        "idic_satisfaction": ("Satisfaction", "满意度题项"),
        "idic_satisfied_from": ("Satisfied from a mean of", "视为满意的均值下限"),
        "idic_stage": ("Stage of the life cycle", "生命周期阶段"),
    },
    "option": {
        "idic_base.customers": ("all customers", "全体顾客"),
        "idic_base.respondents": ("respondents", "受访者"),
        "idic_scaling.person": ("answers less the person's own mean", "减去本人均值后的回答"),
        "idic_scaling.columns": ("answers divided by the item's spread", "除以题项标准差后的回答"),
        "idic_scaling.none": ("answers as they are", "原始回答"),
        "idic_rule.silhouette": ("largest mean silhouette", "平均轮廓系数最大"),
        "idic_rule.gap": ("gap statistic", "间隔统计量"),
        "idic_rule.asked": ("as asked", "按指定"),
        "idic_value.rfm_score": ("recency, frequency, money", "最近消费、频率、金额"),
        "idic_value.rf_score": ("recency, frequency", "最近消费、频率"),
        "idic_value.rm_score": ("recency, money", "最近消费、金额"),
        "idic_value.fm_score": ("frequency, money", "频率、金额"),
        "idic_stage.life_cycle": ("from the life cycle", "取自生命周期分析"),
    },
    "heading": {
        "idic": ("Customers by value and need (IDIC)", "按价值与需求划分顾客（IDIC）"),
        "idic_identify": ("Identify", "识别"),
        "idic_contacts": ("Contact data: neither used nor shown", "联系信息：不使用，不显示"),
        "idic_value": ("Differentiate by value", "按价值区分"),
        "idic_rfm": ("Scores", "得分"),
        "idic_need": ("Differentiate by need", "按需求区分"),
        "idic_needs": ("Mean answers by need", "各需求群的平均回答"),
        "idic_choice": ("How many clusters", "类数的选择"),
        "idic_stability": ("How stable the clusters are", "各类的稳定性"),
        "idic_grid": ("Value by need", "价值与需求交叉"),
        "idic_profiles": ("Who is in the segments", "各群的构成"),
        "idic_tests": ("Do the segments differ?", "各群是否有差异"),
        "idic_treatments": ("Interact and customise: treatments", "互动与定制：对策"),
    },
    "note": {
        "idic_rfm": ("5 is best. Equal values have equal scores.", "5 分最高，相同取值得分相同。"),
        "idic_profiles": (
            "Shares within a segment, or means; their limits stand in `profiles`. Of fewer than {least}"
            " people nothing is shown.",
            "数值为该群内的占比或均值，区间见 `profiles`；少于 {least} 人的不予显示。",
        ),
        "idic_needs": (
            "{level} % limits hold for these clusters; they do not tell whether others would be found in"
            " another sample.",
            "{level} % 区间针对现有各类；不反映另一样本可能得出其他分类。",
        ),
        "idic_stability": (
            "Mean similarity of the cluster with its like in resamples: from {stable} it is stable, below"
            " {trusted} not to be trusted. Dissolved: share of resamples with {half} or less.",
            "各类与重抽样中最相似类的平均相似度：不低于 {stable} 为稳定，低于 {trusted} 不可信。"
            "消失：相似度不高于 {half} 的重抽样比例。",
        ),
        "idic_grid": (
            "Share of respondents with {level} % limits. Groups of fewer than {least} people are not shown,"
            " nor others that would give them away.",
            "占受访者比例，附 {level} % 区间。不足 {least} 人的群不显示，会泄露其人数的群也不显示。",
        ),
        "idic_tests": (
            "A variable without a test made the segments: they differ in it by making.",
            "未作检验的变量参与了分群，差异由分群本身造成。",
        ),
        "idic_sparse": (
            "Expected counts below {least} in {variables}: p is rough there; put categories or segments"
            " together.",
            "{variables} 的期望频数低于 {least}：p 值只是粗略近似，宜合并类别或群。",
        ),
        "idic_treatments": (
            "Suggestions after the textbook's ideas, by value, mean satisfaction and the commonest stage;"
            " decide yourself.",
            "对策依教材思路，按价值、平均满意度和最常见阶段给出，仅供参考，请自行决定。",
        ),
    },
    "message": {
        "idic_contact": (
            "{columns} seem to hold contact data, which are neither used nor shown; leave them out of data"
            " sets.",
            "{columns} 疑似含有联系信息，分析中不使用也不显示；请勿放入数据集。",
        ),
        "idic_renamed": (
            "{columns} stand in the survey and in the customer table; the latter's end in {suffix}.",
            "{columns} 同时出现在调查和顾客表中，后者的列名加上 {suffix}。",
        ),
        "idic_unmatched": (
            "{n:,} of {rows:,} respondents are not in the customer table: what it would say of them is"
            " missing.",
            "{rows:,} 名受访者中有 {n:,} 名不在顾客表中，相应信息缺失。",
        ),
        "idic_keyless": (
            "{n:,} rows of the customer table have no {column} and are left out.",
            "顾客表中有 {n:,} 行缺少 {column}，已剔除。",
        ),
        "idic_alike": (
            "{n:,} of them would be found if both keys were written alike: 1, '1' and '1.0' are different"
            " keys. Bring them to one type.",
            "若两表标识写法一致，其中 {n:,} 名可以匹配：1、'1' 和 '1.0' 是不同的标识，请统一类型。",
        ),
        "idic_ties": (
            "Many customers share one value of {column}: fewer than {parts} scores occur, or unequal ones.",
            "{column} 中许多顾客取值相同：得分不足 {parts} 档，或各档人数不等。",
        ),
        "idic_one_cluster": (
            "The gap statistic finds no clusters of needs: all respondents are one.",
            "间隔统计量未发现需求分群：全体受访者为一类。",
        ),
        "idic_no_structure": (
            "The mean silhouette width is {width}, not above {least}: needs differ by degree and do not form"
            " separate clusters. Take these as a way to divide customers, not as kinds of customers.",
            "平均轮廓系数为 {width}，不高于 {least}：需求只有程度差别，并未形成明显的类。"
            "可用于划分顾客，但不宜视为不同类型的顾客。",
        ),
        "idic_one_group": (
            "Evenly spread answers would be divided as well (p = {p}): needs differ by degree and do not form"
            " separate clusters. Take these as a way to divide customers, not as kinds of customers.",
            "对均匀分布的回答也能得出同样好的划分（p = {p}）：需求只有程度差别，并未形成明显的类。"
            "可用于划分顾客，但不宜视为不同类型的顾客。",
        ),
        "idic_unsettled": (
            "The clusters still moved after the last step: take them with care.",
            "聚类在最后一步仍未稳定，请谨慎使用。",
        ),
        "idic_unstable": (
            "Resamples do not find {clusters} again (similarity below {least}): do not build plans on them.",
            "重抽样未能重现 {clusters}（相似度低于 {least}），不宜据此制定计划。",
        ),
    },
    "figure": {
        "idic_need_axis": ("Mean answer ({level} % interval)", "平均回答（{level} % 区间）"),
        "idic_value_axis": ("Value", "价值"),
        "idic_need_label": ("Need", "需求"),
        "idic_cell": ("{share} ({n})", "{share}（{n}）"),
    },
}
