"""Words of the report of a survey."""

from __future__ import annotations

from csmodels.tables.words.strategy_report_sentences import REPORT_SENTENCES

STRATEGY_REPORT: dict[str, dict[str, tuple[str, str]]] = {
    "heading": {
        "report": ("Report of a satisfaction survey", "满意度调查报告"),
        "report_of": ("Satisfaction report: {name}", "满意度报告：{name}"),
        "report_written": ("Report {path}", "报告 {path}"),
        "report_overview": ("What was found", "主要结论"),
        "report_quality": ("Can the answers be trusted?", "数据是否可信？"),
        "report_level": ("1. How satisfied are the customers?", "1. 顾客有多满意？"),
        "report_change": (
            "2. Has it changed, and do groups really differ?",
            "2. 满意度变了吗？组别之间真有差别吗？",
        ),
        "report_drivers": (
            "3. What drives satisfaction, and what is one more point worth?",
            "3. 什么在推动满意度？提高一分值多少？",
        ),
        "report_factors": (
            "4. What only prevents anger, and what delights?",
            "4. 哪些只能避免不满，哪些能带来惊喜？",
        ),
        "report_expectations": (
            "5. Are customers judging against what they expected?",
            "5. 顾客是否拿期望作比较？",
        ),
        "report_customers": (
            "6. Which customers stay, and what are they worth?",
            "6. 哪些顾客会留下？他们值多少？",
        ),
        "report_reproduce": (
            "7. Which numbers can be reproduced, and how?",
            "7. 哪些数字可以复现，如何复现？",
        ),
        "report_by_group": ("By group: {by}", "按组别：{by}"),
        "report_waves": ("Over the waves", "各期变化"),
        "report_differences": ("Between groups: {by}", "组别之间：{by}"),
        "report_drivers_of": ("Drivers", "驱动因素"),
        "report_driver_model": ("The model behind the index", "指数背后的模型"),
        "report_attributes": ("Attributes, one by one", "逐项属性"),
        "report_effects": ("Effect of one point of each driver's index", "各驱动因素指数提高 1 分的效应"),
        "report_attribute_effects": (
            "Effect of one point on the attribute's answer scale",
            "属性评分提高 1 分的效应",
        ),
        "report_worth": ("What one more point is worth", "提高一分的价值"),
        "report_worth_table": ("From one more point to retention", "从提高一分到保留率"),
        "report_board": ("Scores of other surveys", "常用指标"),
        "report_retention_by": ("Retention by group: {by}", "分组保留率：{by}"),
        "report_complaints": ("Complaints", "投诉"),
        "report_penalties": ("Penalties and rewards", "惩罚与奖励"),
        "report_kano": ("The Kano questionnaire", "卡诺问卷"),
        "report_outcomes": ("The three outcomes", "三种结果"),
        "report_theories": ("What satisfaction follows", "满意度服从什么规律"),
        "report_retention": ("Who stays, and what that is worth", "谁会留下，价值几何"),
        "report_life_cycle": ("Stages of the customer life cycle", "顾客生命周期阶段"),
        "report_segments": ("Segments", "顾客细分"),
        "report_data": ("The survey", "调查概况"),
        "report_design": ("Design of the sample", "抽样设计"),
        "report_missing": ("Items with most missing answers", "未答最多的题项"),
        "report_roles": ("What columns were taken for", "各列的用途"),
        "report_roles_table": ("Roles", "用途"),
        "report_textbook": ("Figures of the textbook", "教材中的数字"),
        "report_textbook_table": ("Textbook and computation", "教材与计算"),
        "report_methods": ("Methods", "方法"),
        "report_methods_table": ("How each figure was made", "各数字的计算方式"),
        "report_citations": ("Sources", "文献来源"),
        "report_versions": ("Versions", "软件版本"),
        "report_call": ("The same report again", "再次生成本报告"),
    },
    "label": {
        "report_progress": ("report", "报告"),
        "report_lead": (
            "{n} respondents. Of {all} questions {whole} are answered in full and {partly} in part.",
            "{n} 位受访者。{all} 个问题中，{whole} 个已完整回答，{partly} 个部分回答。",
        ),
        "report_answered_yes": ("yes", "是"),
        "report_answered_partly": ("in part", "部分"),
        "report_answered_no": ("no", "否"),
        "report_lacks": ("What these data cannot answer", "这些数据无法回答的内容"),
        "report_none": ("none", "无"),
        "report_design_weights": ("Weights", "权重"),
        "report_design_strata": ("Strata", "分层"),
        "report_design_clusters": ("Clusters", "整群"),
        "report_design_replicate_weights": ("Replicate weights", "重复权重"),
        "report_pair": ("{a} – {b}", "{a} – {b}"),
        "report_all_answers": ("all answers", "全部回答"),
        "report_index_point": ("1 point of the index (0–100)", "指数 1 分（0–100）"),
        "report_scale_point": ("1 point of the answer scale", "评分 1 分"),
        "report_balance": (
            "this survey: of 100 customers {balance} more are told good than bad",
            "本次调查：每 100 位顾客，听到好评者比听到差评者多 {balance} 人",
        ),
        "report_by_value": ("what they are worth", "价值"),
        "report_by_need": ("what they need", "需求"),
        "report_role_model": ("Index model", "指数模型"),
        "report_role_satisfaction": ("Overall satisfaction", "总体满意度"),
        "report_role_loyalty": ("Loyalty", "忠诚"),
        "report_role_attributes": ("Rated attributes", "属性评分"),
        "report_role_pairs": ("Expectation and performance", "期望与绩效"),
        "report_role_wave": ("Wave", "调查期次"),
        "report_role_group": ("Group", "组别"),
        "report_role_recommend": ("Recommendation, 0 to 10", "推荐意愿（0–10）"),
        "report_role_complained": ("Who complained", "投诉"),
        "report_role_handled": ("Complaint handled well", "投诉处理得好"),
        "report_role_lost": ("Who left", "流失"),
        "report_role_kept": ("Who stayed or came back", "保留"),
        "report_how_named": ("named in the call", "调用时指定"),
        "report_how_questionnaire": ("known by the questionnaire", "来自问卷"),
        "report_how_published": ("items of the published model", "已发表模型的题项"),
        "report_how_name": ("by its usual name", "按常用名称"),
        "report_how_none": ("not found", "未找到"),
        "report_textbook_one_year": (
            "One-yuan customer: 7 yuan, 4 times a week, 52 weeks: about 1,500 a year",
            "“一元钱顾客”：每次 7 元、每周 4 次、52 周，一年约 1,500 元",
        ),
        "report_textbook_one_total": (
            "The same over 14 years: some 20,000",
            "同一顾客 14 年：约 20,000 元",
        ),
        "report_textbook_one_present": (
            "The same, later money discounted by 10 % a year (not in the textbook)",
            "同上，按每年 10 % 贴现（教材未计）",
        ),
        "report_textbook_five": (
            "Winning a customer costs five times as much as keeping one",
            "争取新顾客的成本是留住老顾客的五倍",
        ),
        "report_textbook_mouth": (
            "A satisfied customer tells {good} people, a dissatisfied one {bad}",
            "满意的顾客告诉 {good} 人，不满意的告诉 {bad} 人",
        ),
        "report_verdict_reproduced": ("reproduced", "已复现"),
        "report_verdict_computed": ("computed beside it", "另行计算"),
        "report_verdict_rule": (
            "a rule: an offer pays if it saves this share of those it reaches",
            "经验法则：挽留方案至少须留住这一比例的受众才划算",
        ),
        "report_verdict_input": (
            "inputs: no survey item asks how many were told",
            "作为输入：调查未询问告诉了多少人",
        ),
        "report_part_quality": ("Data quality", "数据质量"),
        "report_part_level": ("Level", "满意度水平"),
        "report_part_change": ("Change", "变化"),
        "report_part_drivers": ("Drivers", "驱动因素"),
        "report_part_factors": ("Penalty and reward", "惩罚与奖励"),
        "report_part_expectations": ("Expectations", "期望"),
        "report_part_customers": ("Customers", "顾客"),
        "report_part_index": ("Index", "指数"),
        "report_part_groups": ("Index by group", "分组指数"),
        "report_part_board": ("Scores of other surveys", "常用指标"),
        "report_part_waves": ("Change over waves", "各期变化"),
        "report_part_differences": ("Differences between groups", "组间差异"),
        "report_part_attributes": ("Attributes as drivers", "属性驱动"),
        "report_part_worth": ("Worth of a point", "一分的价值"),
        "report_part_kano": ("Kano questionnaire", "卡诺问卷"),
        "report_part_kano_beside": ("Kano beside penalty and reward", "卡诺与惩罚奖励对照"),
        "report_part_gaps": ("Gaps", "差距"),
        "report_part_theories": ("Theories", "理论比较"),
        "report_part_retention": ("Retention", "保留率"),
        "report_part_retention_groups": ("Retention by group", "分组保留率"),
        "report_part_complaints": ("Complaints", "投诉"),
        "report_part_life_cycle": ("Life cycle", "生命周期"),
        "report_part_segments": ("Segments", "顾客细分"),
        "report_method_index": ("Index", "指数"),
        "report_method_board": ("Scores of other surveys", "常用指标"),
        "report_method_complaints": ("Complaints", "投诉"),
        "report_method_csat": ("Mean satisfaction", "满意度均值"),
        "report_method_groups": ("Index by group", "分组指数"),
        "report_method_track": ("Change over waves", "各期变化"),
        "report_method_differences": ("Differences between groups", "组间差异"),
        "report_method_drivers": ("Drivers", "驱动因素"),
        "report_method_attributes": ("Attributes as drivers", "属性驱动"),
        "report_method_worth": ("Worth of a point", "一分的价值"),
        "report_method_factors": ("Penalty and reward", "惩罚与奖励"),
        "report_method_kano": ("Kano questionnaire", "卡诺问卷"),
        "report_method_gaps": ("Gaps", "差距"),
        "report_method_theories": ("Theories", "理论比较"),
        "report_method_retention": ("Retention", "保留率"),
        "report_method_retention_groups": ("Retention by group", "分组保留率"),
        "report_method_life_cycle": ("Life cycle", "生命周期"),
        "report_method_segments": ("Segments", "顾客细分"),
    },
    "column": {
        "report_question": ("Question", "问题"),
        "report_answered": ("Answered", "已回答"),
        "report_answer": ("Answer", "答案"),
        "report_why_not": ("What is lacking", "缺少什么"),
        "report_seconds": ("Seconds", "秒"),
        "report_groups": ("Groups", "组别"),
        "report_on": ("On {name}", "对“{name}”"),
        "report_attribute": ("Attribute", "属性"),
        "report_retention": ("Retention", "保留率"),
        "report_unit": ("One point is", "一分指"),
        "report_retention_change": ("Retention, percentage points", "保留率（百分点）"),
        "report_value_change": ("Value of a customer", "每位顾客的价值"),
        "report_role": ("Role", "用途"),
        "report_what": ("Columns", "列"),
        "report_how": ("Known", "依据"),
        "report_textbook": ("Textbook", "教材"),
        "report_computed": ("Computed", "计算结果"),
        "report_verdict": ("Verdict", "结论"),
        "report_method": ("Computation", "计算"),
        "report_settings": ("Settings", "设定"),
        "report_citation": ("Source", "来源"),
        "report_package": ("Package", "软件包"),
        "report_version": ("Version", "版本"),
    },
    "figure": {
        "report_index": ("Index of every construct with its interval.", "各构念的指数及区间。"),
        "report_by_group": ("{name} by group ({by}) with intervals.", "各组“{name}”指数及区间（{by}）。"),
        "report_track": (
            "{name} over the waves; a filled dot differs from the wave before by more than noise.",
            "各期“{name}”；实心点表示与上一期之差超出抽样误差。",
        ),
        "report_ranks": (
            "Ranks of the groups ({by}) with their uncertainty.",
            "各组名次及其不确定性（{by}）。",
        ),
        "report_path": (
            "Path diagram of the model: effects in standard deviations, R² of {name} and the others.",
            "模型路径图：标准化系数，以及“{name}”等构念的 R²。",
        ),
        "report_priorities": (
            "Importance for {name} against performance: below right is improved first.",
            "对“{name}”的重要性与绩效：右下象限优先改进。",
        ),
        "report_attribute_map": (
            "Attributes: importance for {name} against performance.",
            "各属性对“{name}”的重要性与绩效。",
        ),
        "report_penalty_reward": (
            "What low performance takes away from satisfaction, and what high performance adds.",
            "低绩效使满意度降低多少，高绩效使其提高多少。",
        ),
        "report_asymmetry": (
            "Asymmetry of impact, beside that of an exactly linear world.",
            "影响的不对称性，与严格线性情形对照。",
        ),
        "report_kano_bars": ("Kano categories by attribute.", "各属性的卡诺类别。"),
        "report_kano_map": ("Better and worse coefficients by attribute.", "各属性的 Better 与 Worse 系数。"),
        "report_outcomes": (
            "Share of answers below, equal to and above expectation.",
            "低于、等于和高于期望的回答占比。",
        ),
        "report_gaps": ("Expectation and performance by attribute.", "各属性的期望与绩效。"),
        "report_zones": ("Zones of tolerance, and where performance lies.", "容忍区间与绩效所处位置。"),
        "report_retention": (
            "Retention by satisfaction: fitted curve, and shares observed at each answer.",
            "保留率与满意度：拟合曲线及各评分的实际比例。",
        ),
        "report_retention_by": (
            "Retention by satisfaction in each group ({by}).",
            "各组保留率与满意度（{by}）。",
        ),
        "report_complaints": (
            "From all customers to complaints that were handled well.",
            "从全部顾客到处理得好的投诉。",
        ),
        "report_stages": ("Shares of the stages of the life cycle.", "生命周期各阶段占比。"),
        "report_segments": ("Segments by value and need.", "按价值与需求的顾客细分。"),
        "report_needs": ("What each segment of needs finds important.", "各需求群体看重什么。"),
        "report_below": ("less than expected", "低于期望"),
        "report_equal": ("as expected", "等于期望"),
        "report_above": ("more than expected", "高于期望"),
        "report_share": ("share of answers, %", "回答占比（%）"),
    },
    "note": {
        "report_own_index": (
            "No published index model fits these items: the index is that of overall satisfaction, in a"
            " model in"
            " which the rated attributes lead to it.",
            "这些题项不符合任何已发表的指数模型：此处指数为总体满意度指数，模型以各属性评分为前因。",
        ),
        "report_waves": (
            "A change within its noise is as large as two samples of one unchanged population may differ:"
            " it is not proven, and not disproven.",
            "误差范围内的变化，同一不变总体的两个样本之间也会出现：既未证实，也未否定。",
        ),
        "report_differences_shown": (
            "The {shown} largest of {all} differences; adjusted p-values pay for all of them.",
            "仅列出 {all} 个差异中最大的 {shown} 个；调整后的 p 值已考虑全部比较。",
        ),
        "report_drivers": (
            "Effects are unstandardised total effects, direct and through other constructs, in points of the"
            " indices. They are causes only if the arrows of the model are.",
            "效应为非标准化总效应（直接与间接），单位为指数分。仅当模型的箭头确为因果时，效应才是因果效应。",
        ),
        "report_attributes": (
            "Each attribute leads to {target}, and {target} to loyalty; the others are held constant. An"
            " effect"
            " is per point of the answer scale, as one point more in the questionnaire.",
            "各属性影响“{target}”，“{target}”再影响忠诚；其他属性保持不变。效应按问卷评分每提高 1 分计算。",
        ),
        "report_worth": (
            "The way from driver to satisfaction to retention was estimated anew in every resample; shown"
            " are the"
            " {shown} most important drivers of each kind. It takes paths and curve for causes.",
            "从驱动因素到满意度再到保留率，每次重抽样都重新估计；每类仅列最重要的 {shown} 个。此处把路径与"
            "曲线视为因果。",
        ),
        "report_factors": (
            "Classes depend on which answers count as low and high; the table above says which. Contested"
            " classes"
            " are those on which the rules or the resamples disagree.",
            "类别取决于哪些评分算低、哪些算高，见上表。“有争议”指各规则或重抽样结果不一致。",
        ),
        "report_retention": (
            "Retention goes with satisfaction as shown; that more satisfaction would keep more customers"
            " takes the"
            " one for the cause of the other.",
            "图表显示保留率与满意度的关系；若说提高满意度能留住更多顾客，则是把前者视为后者的原因。",
        ),
        "report_complaints": (
            "Handled well means {handled}. Customers who like the firm complain less and find handling good.",
            "处理得好指 {handled}。喜欢企业的顾客投诉较少，也更认可处理结果。",
        ),
        "report_roles": (
            "A column that was found by its name alone may mean something else: name it in the call, or"
            " leave it"
            " out with False.",
            "仅按名称找到的列可能另有含义：请在调用时指定，或以 False 排除。",
        ),
        "report_textbook": (
            "What a textbook computes can be computed again; what it observed (five to one, how many are"
            " told)"
            " is an input here, and needs data of your own.",
            "教材中的计算可以复现；教材中的经验数字（五倍成本、口碑人数）在此仅作输入，需用自己的数据验证。",
        ),
        "report_methods": (
            "Random numbers come from the seed: the same data, options and versions give the same figures."
            " Where"
            " limits come from resamples, so do the p-values.",
            "随机数由种子确定：数据、选项与版本相同，结果即相同。若区间来自重抽样，p 值亦然。",
        ),
        "report_call": ("The call: {call}", "调用语句：{call}"),
    },
    "message": REPORT_SENTENCES,
}
