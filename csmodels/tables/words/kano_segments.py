"""Words of the displays, in English and Chinese: latent segments of a Kano analysis."""

from __future__ import annotations

KANO_SEGMENTS: dict[str, dict[str, tuple[str, str]]] = {
    "column": {
        "kano_hidden_category": ("All", "全部受访者"),
        "kano_hidden_categories": ("Segments", "各细分群"),
        "kano_hidden_degree": ("Sure labels", "确定的判定"),
        "kano_hidden_probability": ("Opposed, share of draws", "对立占抽样的比例"),
        "kano_hidden_wanted": ("Want it", "想要"),
        "kano_hidden_unwanted": ("Want it absent", "不想要"),
    },
    "value": {
        "kano_segment_no_error": ("without errors", "无标准误"),
        "kano_opposed_degree": ("opposed", "对立"),
        "kano_differ_degree": ("differ", "不同"),
        "kano_not_sure_degree": ("not sure", "不确定"),
    },
    "option": {
        "estimator.kano_classes": ("latent classes (EM)", "潜在类别（EM）"),
    },
    "label": {
        "kano_segment_share": ("Segment {segment} ({share} %)", "细分群 {segment}（{share} %）"),
    },
    "heading": {
        "kano_segments": ("Latent segments of a Kano analysis", "Kano 分析的潜在细分群"),
        "kano_segment_labels": ("What each segment wants", "各细分群的类别"),
        "kano_segment_profiles": ("Shares of the categories", "各类别占比"),
        "kano_hidden": (
            "Hidden behind one label: segments that differ",
            "单一类别所掩盖的差异：各细分群不同的属性",
        ),
    },
    "note": {
        "kano_segments": (
            "Errors and limits hold the uncertainty of membership and take the number of segments as given."
            " Given the segment, attributes are taken for independent. There are no p-values: segments are"
            " chosen to differ.",
            "标准误与区间包含归属的不确定性，但把细分群数视为已知；同一细分群内各属性视为相互独立。"
            "不给出 p 值：细分群正是按差异挑选出来的。",
        ),
        "kano_segment_labels": (
            "Labels as for all respondents; shares of resamples of a segment are those of draws from its"
            " errors.",
            "判定规则与全部受访者相同；细分群的重抽样比例由其标准误抽样得到。",
        ),
        "kano_hidden": (
            "Attributes that are indifferent or contested for all respondents. Letters in brackets are not"
            " sure. Opposed: some want what others want absent (R against M, O or A).",
            "对全部受访者而言为无差异或有争议的属性；括号内的类别不确定。"
            "对立：一些人想要、另一些人不想要（R 对 M、O 或 A）。",
        ),
    },
    "message": {
        "kano_hidden": (
            "One label would hide segments that oppose each other, some wanting what others want absent:"
            " {attributes}. Letters in brackets are not sure.",
            "单一类别会掩盖相互对立的细分群（一些人想要、另一些人不想要）：{attributes}。"
            "括号内的类别不确定。",
        ),
        "kano_camps": (
            "Without a clear label, and yet some want it (M, O or A) while others want it absent (R), in"
            " shares of all respondents: {attributes}.",
            "没有明确类别，却有人想要（M、O 或 A）、有人不想要（R），占全部受访者之比为：{attributes}。",
        ),
        "kano_segments_one": (
            "BIC prefers one segment to these {k}: they may be chance, or one scale of demand cut into"
            " pieces. Look for something that explains them before they are used.",
            "按 BIC，单一群体优于这 {k} 个细分群：它们可能出于偶然，或只是把要求高低切成几段。"
            "使用前请先找到能解释它们的变量。",
        ),
        "kano_segments_style": (
            "Segment {names} looks like a way of filling in the form: contradictory answers, or one category"
            " for all attributes. Check its members for careless answers, and compare with an analysis"
            " without these.",
            "细分群 {names} 更像一种填答方式：回答自相矛盾，或所有属性同为一类。"
            "请检查其成员是否敷衍作答，并与剔除后的分析比较。",
        ),
        "kano_segments_boundary": (
            "{n} shares of categories within segments are estimated at 0 or 1: they have limits by the size"
            " of the segment and no error.",
            "细分群内有 {n} 个类别占比估计为 0 或 1：其区间按细分群规模给出，无标准误。",
        ),
        "kano_segments_no_errors": (
            "The segments have no errors, because the answers do not tell them apart in some direction. Ask"
            " for fewer segments.",
            "无法给出标准误：回答在某些方向上不足以区分这些细分群。请减少细分群数。",
        ),
        "kano_segments_design": (
            "The survey declares how its respondents were sampled. Errors and limits follow that design; the"
            " segments and the criteria take respondents for independent, and the criteria tend to ask for"
            " too many segments.",
            "该调查声明了抽样设计：标准误与区间已按设计计算；细分群与各准则则把受访者视为相互独立，"
            "准则因此往往选出过多的细分群。",
        ),
    },
}
