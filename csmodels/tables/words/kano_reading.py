"""Words of the displays, in English and Chinese: evaluation tables of the Kano questionnaire, its answers."""

from __future__ import annotations

KANO_READING: dict[str, dict[str, tuple[str, str]]] = {
    "value": {
        "kano_like": ("Like", "喜欢"),
        "kano_must_be": ("Must be", "理应如此"),
        "kano_neutral": ("Neutral", "无所谓"),
        "kano_live_with": ("Live with", "勉强接受"),
        "kano_dislike": ("Dislike", "不喜欢"),
    },
    "heading": {
        "kano_evaluation": ("Evaluation table: {name}", "评价表：{name}"),
    },
    "label": {
        "kano_with_without": ("With it ↓, without it →", "具备时 ↓，不具备时 →"),
    },
    "note": {
        "kano_evaluation_source": ("Source: {source}.", "来源：{source}。"),
        "kano_letters": (
            "M must-be, O one-dimensional, A attractive, I indifferent, R reverse, Q questionable.",
            "M 必备，O 期望（一维），A 魅力，I 无差异，R 反向，Q 可疑。",
        ),
    },
    "message": {
        "kano_table_cell": (
            "Evaluation table {name}: “{functional}” with the attribute and “{dysfunctional}” without it is"
            " {letter}; in Berger’s table it is {usual}.",
            "评价表 {name}：具备时“{functional}”、不具备时“{dysfunctional}”记为 {letter}；"
            "Berger 评价表中为 {usual}。",
        ),
        "kano_table_mirror": (
            "Evaluation table {name}: a pair of answers and the same pair exchanged contradict each other in"
            " {cells}; where one is A, O or M, the other is R.",
            "评价表 {name}：{cells} 中，一对回答与其互换后的回答相互矛盾；"
            "一方为 A、O 或 M 时，另一方应为 R。",
        ),
        "kano_maybe_reversed": (
            "Most respondents who are not indifferent seem to dislike what the attributes offer ({reverse} of"
            " {clear} clear pairs of answers). Are the answers coded 5 (like) to 1 (dislike)? Then say"
            " reversed=True. Or do functional and dysfunctional questions stand in each other’s place?",
            "在态度明确的 {clear} 对回答中，有 {reverse} 对不喜欢具备这些属性。"
            "答案是否按 5（喜欢）至 1（不喜欢）编码？若是，请设 reversed=True。"
            "或者正向题与反向题的位置是否互换？",
        ),
        "kano_maybe_exchanged": (
            "{reverse} of {given} attributes come out reverse: most respondents with a clear opinion dislike"
            " to have them ({attributes} ...). Were the functional and the dysfunctional columns exchanged?",
            "{given} 个属性中有 {reverse} 个归为反向：态度明确的受访者多数不喜欢具备这些属性"
            "（{attributes}……）。"
            "正向题与反向题的列是否互换？",
        ),
        "kano_importance_top": (
            "The highest importance that could be given is not known; the highest given, {highest}, was taken"
            " for it in the scores from -1 to 1. If the scale goes further, say importance_top=.",
            "重要性量表的最高分未知；在 -1 至 1 的评分中以实际给出的最高分 {highest} 代替。"
            "若量表的最高分更高，请设 importance_top=。",
        ),
        "kano_unanswered": (
            "{left} of {given} respondents answered none of the questions and were left out.",
            "{given} 名受访者中有 {left} 名未回答任何问题，未纳入分析。",
        ),
        "kano_half_answered": (
            "Pairs with an answer to one of their two questions only, which count for no attribute: {pairs}"
            " ({attributes}).",
            "只回答了两题之一的成对问题不计入任何属性，共 {pairs} 对（{attributes}）。",
        ),
    },
}
