"""Words of careless and contradictory answers to a Kano questionnaire."""

from __future__ import annotations

KANO_QUALITY: dict[str, dict[str, tuple[str, str]]] = {
    "column": {
        "kano_screen": ("Screen", "筛查"),
        "kano_screen_rule": ("Flagged", "标记条件"),
        "kano_screen_flagged": ("Respondents", "人数"),
        "kano_screen_share": ("Share", "占比"),
        "kano_screen_expected": ("By chance", "偶然预期"),
        "kano_quality_before": ("Before", "筛查前"),
        "kano_quality_after": ("After", "筛查后"),
        "kano_quality_n_left": ("n after", "筛查后 n"),
        "kano_quality_better": ("Better, change", "Better 变化"),
        "kano_quality_worse": ("Worse, change", "Worse 变化"),
        "kano_quality_questionable": ("Q", "Q"),
        "kano_quality_reverse": ("R", "R"),
        "kano_quality_alarm": ("Alarm", "警示"),
        "kano_quality_respondent": ("Respondent", "受访者"),
        "kano_quality_pairs": ("Pairs", "题对"),
        "kano_quality_wide": ("One answer twice", "同答"),
        "kano_quality_runs": ("Longest runs", "最长连续"),
        "kano_quality_screens": ("Screens", "筛查项"),
    },
    "value": {
        "many_questionable": ("many Q", "Q 过多"),
        "many_reverse": ("many R", "R 过多"),
        "many_contradictory": ("one answer twice", "正反同答"),
        "straight_functional": ("straight functional", "正向题一答到底"),
        "straight_dysfunctional": ("straight dysfunctional", "反向题一答到底"),
        "straight_both": ("straight pairs", "题对一答到底"),
        "many_indifferent": ("many I", "I 过多"),
        "any": ("any of these", "任一项"),
        "kano_quality_label": ("{label} ({share} %)", "{label}（{share} %）"),
        "kano_quality_contested": ("contested, {label} ({share} %)", "有争议，{label}（{share} %）"),
        "kano_quality_contested_plain": ("contested, {label}", "有争议，{label}"),
        "kano_quality_few": ("too few answers, {label} ({share} %)", "回答过少，{label}（{share} %）"),
        "kano_quality_few_plain": ("too few answers, {label}", "回答过少，{label}"),
        "kano_quality_alarm": ("Q", "Q"),
        "kano_quality_sure": ("Q, surely", "Q，确定"),
    },
    "setting": {
        "max_questionable": ("Many Q", "Q 的上限"),
        "max_reverse": ("Many R", "R 的上限"),
        "max_contradictory": ("One answer twice", "正反同答的上限"),
        "max_indifferent": ("Many I", "I 的上限"),
        "chance": ("Chance of a false alarm", "误报概率"),
    },
    "option": {
        "max_questionable.chance": ("more than chance", "超出偶然"),
        "max_reverse.chance": ("more than chance", "超出偶然"),
        "max_contradictory.chance": ("more than chance", "超出偶然"),
    },
    "heading": {
        "kano_quality": ("Kano analysis: quality of the answers", "Kano 分析：作答质量"),
        "kano_quality_screens": ("Screens of respondents", "受访者筛查"),
        "kano_quality_effects": (
            "Labels without those flagged by any screen",
            "剔除全部被标记者之后的类别",
        ),
        "kano_quality_changed": ("Labels that a screen changes", "因筛查而改变的类别"),
        "kano_quality_attributes": ("Q and R of the attributes", "各属性的 Q 与 R"),
        "kano_quality_respondents": ("Flagged respondents", "被标记的受访者"),
    },
    "note": {
        "kano_screen_questionable": ("Questionable pairs", "可疑题对"),
        "kano_screen_reverse": (
            "Reverse pairs, of attributes that are not reverse to most",
            "反向题对（多数人视为反向的属性不计）",
        ),
        "kano_screen_contradictory": (
            "Pairs of one answer to both questions, other than neutral",
            "正反两题回答相同的题对（“无所谓”除外）",
        ),
        "kano_screen_indifferent": ("Indifferent pairs", "无差异题对"),
        "kano_screen_straight_functional": (
            "One answer to all functional questions",
            "所有正向题回答相同",
        ),
        "kano_screen_straight_dysfunctional": (
            "One answer to all dysfunctional questions",
            "所有反向题回答相同",
        ),
        "kano_screen_straight_both": ("One pair of answers to all attributes", "所有属性的一对回答均相同"),
        "kano_screen_any": ("Flagged by any of these", "被以上任一项标记"),
        "kano_screen_by_chance": (
            "{what}: {limit} or more, which chance brings to {chance} % at most",
            "{what}：达到 {limit} 对，偶然出现的概率不超过 {chance} %",
        ),
        "kano_screen_by_straight": (
            "{what}, which chance brings to {chance} % at most",
            "{what}，偶然出现的概率不超过 {chance} %",
        ),
        "kano_screen_by_pairs": ("{what}: {limit} or more", "{what}：达到 {limit} 对"),
        "kano_screen_by_share": ("{what}: more than {limit} %", "{what}：超过 {limit} %"),
        "kano_quality_screens": (
            "Nobody was left out. By chance: how many the rule would flag if all were careful and answered"
            " pair by pair with the shares of the sample; more where people differ in how demanding they are."
            " The number of pairs is for those who answered all.",
            "未剔除任何受访者。偶然预期：假定所有人认真作答、"
            "且各题对相互独立并服从样本比例时会被标记的人数；"
            "受访者要求高低不一时会更多。题对数以全部作答者为准。",
        ),
        "kano_quality_effects": (
            "In brackets: share of the resamples in which the category leads. Changes: after less before,"
            " limits from the same resamples.",
            "括号内为该类别领先的重抽样比例。变化为筛查后减筛查前，区间基于同一批重抽样。",
        ),
        "kano_quality_linearized": (
            "Changes: after less before, limits of the paired difference by linearisation.",
            "变化为筛查后减筛查前，区间为配对差的线性化区间。",
        ),
        "kano_quality_point": ("Changes: after less before.", "变化为筛查后减筛查前。"),
        "kano_quality_none_changed": ("No screen changes a label.", "没有筛查改变任何类别。"),
        "kano_quality_attributes": (
            "Limits are Wilson’s. Alarm: more than {share} % of the pairs contradict themselves (a"
            " convention); surely: the lower limit is above it too.",
            "区间为 Wilson 区间。警示：自相矛盾的题对超过 {share} %（惯例）；确定：下限亦超过该值。",
        ),
        "kano_quality_respondents": (
            "The first {shown} of {n}, by number of screens; `respondents` has all. Runs: functional,"
            " dysfunctional, pairs.",
            "按筛查项数列出 {n} 人中的前 {shown} 人，全部见 `respondents`。连续：正向题、反向题、题对。",
        ),
    },
    "message": {
        "kano_quality_flagged": (
            "{flagged} of {n} respondents ({share} %) are flagged by a screen. They are in all figures;"
            " `keep()` names the others.",
            "{n} 名受访者中有 {flagged} 名（{share} %）被标记，但仍计入所有结果；`keep()` 给出其余受访者。",
        ),
        "kano_quality_changed": (
            "Without them the label of some attributes changes: {attributes}. Report both.",
            "剔除后部分属性的类别改变：{attributes}。请同时报告两种结果。",
        ),
        "kano_quality_alarm": (
            "More than {share} % of the pairs contradict themselves: {attributes}. That is the question’s"
            " fault rather than the respondents’.",
            "超过 {share} % 的题对自相矛盾：{attributes}。多为题目所致，而非受访者。",
        ),
        "kano_quality_reverse": (
            "Reverse is the largest category of {attributes}: their R count against nobody.",
            "反向为最大类别：{attributes}。其 R 不计入任何人的筛查。",
        ),
        "kano_quality_short": (
            "Nobody is judged for giving one answer all the way down: that takes {least} attributes, and"
            " there are {n}.",
            "仅有 {n} 个属性，不判断是否一答到底（至少需要 {least} 个）。",
        ),
    },
}
