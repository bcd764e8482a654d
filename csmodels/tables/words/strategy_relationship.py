"""Words of relationship levels, life cycle and the service-profit chain."""

from __future__ import annotations

STRATEGY_RELATIONSHIP: dict[str, dict[str, tuple[str, str]]] = {
    "column": {
        "relationship_level": ("Level", "层次"),
        "relationship_share": ("Reach it", "达到占比"),
        "relationship_conversion": ("Of those before", "转化率"),
        "relationship_alone": ("Alone", "单独满足"),
        "relationship_condition": ("Condition", "条件"),
        "relationship_stage": ("Stage", "阶段"),
        "relationship_rule": ("Rule", "规则"),
        "relationship_of_all": ("Share", "占比"),
        "relationship_limits": ("{level} % interval", "{level} % 区间"),
        "relationship_before": ("Before", "之前"),
        "relationship_now": ("Now", "现在"),
        "relationship_change": ("Change", "变化"),
        "relationship_state": ("State", "状态"),
        "relationship_item": ("Column", "数据列"),
        "relationship_question": ("Question", "题目"),
        "relationship_n_before": ("n before", "之前人数"),
    },
    "value": {
        "relationship_awareness": ("Awareness", "知晓"),
        "relationship_contact": ("Contact", "接触"),
        "relationship_satisfaction": ("Satisfaction", "满意"),
        "relationship_loyalty": ("Loyalty", "忠诚"),
        "relationship_prospective": ("Prospective", "潜在顾客"),
        "relationship_new": ("New", "新顾客"),
        "relationship_mature": ("Mature", "成熟顾客"),
        "relationship_at_risk": ("At risk", "流失风险顾客"),
        "relationship_lost": ("Lost", "已流失顾客"),
        "relationship_everybody": ("everybody asked", "全体受访者"),
    },
    "setting": {
        "n_unknown": ("With an unknown level", "有未知层次的人数"),
        "state_before": ("State before", "之前状态"),
        "state_now": ("State now", "现在状态"),
        "state": ("Column of states", "状态列"),
        "key": ("Respondent", "受访者标识"),
        "n_not_followed": ("Not seen in the next wave", "下一期未再出现的人次"),
    },
    "option": {
        "missing.levels": (
            "each step among those of whom it is known",
            "每一步只用已知者计算",
        ),
    },
    "heading": {
        "relationship_funnel": ("Levels of relationship", "顾客关系层次"),
        "relationship_levels": ("Shares and conversions", "占比与转化率"),
        "relationship_conditions": ("What each level means", "各层次的含义"),
        "relationship_life_cycle": ("Customer life cycle", "顾客生命周期"),
        "relationship_stages": ("Stages", "各阶段"),
        "relationship_rules": ("What each stage means", "各阶段的规则"),
        "relationship_questions": ("Questions", "题目"),
        "relationship_migration": ("Migration", "状态迁移"),
        "relationship_matrix": ("From the row's state to the column's", "由行状态到列状态"),
        "relationship_change": ("Shares before and now", "之前与现在的占比"),
    },
    "note": {
        "relationship_levels": (
            "A level is reached by those who reached all before it. Alone: who fulfils its condition,"
            " whatever the levels before.",
            "达到某一层次者须已达到之前的全部层次。单独满足：不论之前的层次，只满足该层次条件者。",
        ),
        "relationship_stages": (
            "The first rule that holds, in the order prospective, lost, at risk, new, mature. The stages are"
            " the textbook's, the thresholds were given by the user.",
            "按潜在、已流失、流失风险、新、成熟的顺序取首个成立的规则。阶段出自教材，界限由使用者给定。",
        ),
        "relationship_moves": (
            "Rows: share of those in the state before, with {level} % limits. Change: the same respondents"
            " now less before, in percentage points.",
            "各行：占之前处于该状态者的比例，附 {level} % 区间。变化：同一批受访者现在减之前，单位为百分点。",
        ),
        "relationship_stayed": (
            "{share} are in the same state as before.",
            "{share} 的人状态未变。",
        ),
    },
    "message": {
        "relationship_few": (
            "{n} respondents{group}, fewer than {least}; the interval says how little they tell.",
            "{group}仅有 {n} 名受访者，少于 {least} 名；区间反映出其信息之少。",
        ),
    },
    "figure": {
        "relationship_axis": (
            "Share of respondents, % ({level} % interval)",
            "占受访者比例，%（{level} % 区间）",
        ),
        "relationship_n": ("{n} before", "之前 {n} 人"),
        "relationship_moves": (
            "In each tile the share of the row's state before that is in the column's now, with its {level} %"
            " interval; the darker, the more.",
            "每格为行状态者现处于列状态的比例及其 {level} % 区间；颜色越深，比例越高。",
        ),
        "relationship_moves_bare": (
            "In each tile the share of the row's state before that is in the column's now; the darker, the"
            " more.",
            "每格为行状态者现处于列状态的比例；颜色越深，比例越高。",
        ),
        "relationship_value": ("{share} ({conversion} of those before)", "{share}（上一层的 {conversion}）"),
    },
}
