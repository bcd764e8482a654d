"""Words of the survey layer, overview of the data and quality report: pairs (English, Chinese)."""

from __future__ import annotations

SURVEY: dict[str, tuple[str, str]] = {
    "title": ("Survey data", "调查数据"),
    "questionnaire": ("Questionnaire", "问卷"),
    "no_questionnaire": ("No questionnaire: only the answers are known.", "没有问卷信息，只有答卷数据。"),
    "constructs": ("Constructs", "构念"),
    "count": ("Number", "题数"),
    "items": ("Items", "题项"),
    "more_items": ("{n} more items follow.", "其余 {n} 个题项从略。"),
    "rows": ("Respondents", "受访者"),
    "columns": ("Columns", "列数"),
    "n_items": ("Items", "题项数"),
    "weights": ("Survey weights", "调查权重"),
    "strata": ("Strata", "分层变量"),
    "clusters": ("Clusters", "整群变量"),
    "replicate_weights": ("Replicate weights", "重复权重"),
    "quality_title": ("Quality of the answers", "答卷质量"),
    "overview": ("Overview", "概览"),
    "straight_liners": ("Straight-liners", "直线作答者"),
    "respondent": ("Respondent", "受访者"),
    "respondents_note": (
        "The first {shown}, judged over {items} items of one scale.",
        "前 {shown} 名，按同一量表的 {items} 个题项判断。",
    ),
    "quality_note": ("Flags only: nothing was changed or left out.", "仅作提示：未修改或剔除任何答卷。"),
    "missing_share": ("Item non-response", "题项无应答比例"),
    "special_share": ("Special codes", "特殊代码比例"),
    "n_scale_items": ("Items on the judged scale", "判断所用题数"),
    "n_straight_liners": ("Straight-liners", "直线作答人数"),
    "straight_liner_share": ("Share of straight-liners", "直线作答比例"),
    "n_repeated_rows": ("Others with all answers repeated", "其余回答完全重复者"),
    "effective_n": ("Effective sample size (Kish)", "有效样本量（Kish）"),
    "column_n": ("n", "样本量"),
    "column_missing": ("Missing", "无应答"),
    "column_routed": ("Not asked", "未问及"),
    "column_special": ("Special", "特殊代码"),
    "column_out_of_range": ("Out of range", "超出范围"),
    "column_unexpected": ("Unexpected", "不应作答"),
    "column_constant": ("Constant", "恒定不变"),
    "column_floor_share": ("Floor", "最低分占比"),
    "column_ceiling_share": ("Ceiling", "最高分占比"),
    "column_distinct": ("Distinct", "不同取值数"),
    "column_answered": ("Answered", "已答题数"),
    "column_share_missing": ("Missing", "缺失占比"),
    "column_longstring": ("Longest run", "最长连续相同"),
    "column_irv": ("SD within", "个人内标准差"),
    "found_text": (
        "Text where numbers are expected: {items}. Correct the file, or declare the texts as special codes.",
        "应为数字处出现文字：{items}。请更正数据，或将这些文字声明为特殊代码。",
    ),
    "found_out_of_range": (
        "Answers outside the questionnaire's range or codes: {items}. Correct them, or declare codes such as"
        " 98 as special.",
        "回答超出问卷规定的范围或选项：{items}。请更正，或将 98 之类的代码声明为特殊代码。",
    ),
    "found_unexpected": (
        "Answers to questions that were not asked according to the routing: {items}. Check the routing.",
        "按跳转规则不应问及却有回答：{items}。请检查跳转规则。",
    ),
    "found_empty": ("No answer at all: {items}.", "完全没有回答：{items}。"),
    "found_constant": (
        "One answer only: {items}. A model cannot use what does not vary.",
        "只有一种回答：{items}。没有变化的题项无法用于模型。",
    ),
    "found_missing": (
        "More than a fifth of those asked left these open: {items}.",
        "超过五分之一的被问者未作答：{items}。",
    ),
    "found_straight_liners": (
        "Straight-liners: {n} of {rows} respondents ({share} %) gave one and the same answer wherever they"
        " answered the {items} items of one scale; where many do, reliability looks better than it is.",
        "直线作答：{rows} 名受访者中有 {n} 名（{share} %）对同一量表 {items} 个题项的回答全部相同；"
        "这类答卷多时，信度会被高估。",
    ),
    "found_repeated_keys": (
        "Column {item} identifies respondents, but {n} rows repeat a key.",
        "{item} 列用于识别受访者，却有 {n} 行重复。",
    ),
    "found_unused_weight": (
        "{item} is a weight in the questionnaire, but not in use: SurveyData(..., weights={item!r}).",
        "问卷将 {item} 标为权重，但尚未启用：SurveyData(..., weights={item!r})。",
    ),
}
