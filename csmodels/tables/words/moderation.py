"""Words of the displays, in English and Chinese: moderation."""

from __future__ import annotations

MODERATION: dict[str, dict[str, tuple[str, str]]] = {
    "column": {
        "moderator": ("Moderator", "调节变量"),
        "quantity": ("Quantity", "数量"),
        "verdict": ("Verdict", "判断"),
        "vaf": ("VAF", "VAF"),
    },
    "value": {
        "complementary": ("partial mediation, complementary", "部分中介（互补）"),
        "competitive": ("partial mediation, competitive", "部分中介（竞争）"),
        "indirect_only": ("full mediation, indirect only", "完全中介（仅间接）"),
        "direct_only": ("no mediation, direct only", "无中介（仅直接）"),
        "no_effect": ("no mediation, no effect", "无中介（无效应）"),
        "undecided": ("undecided, no limits", "无法判断（缺少区间）"),
    },
    "heading": {
        "mediation": ("Mediation", "中介分析"),
        "mediation_effects": ("Indirect, direct and total effects", "间接、直接与总效应"),
    },
    "label": {
        "not_in_model": ("not in the model", "模型中没有"),
    },
    "note": {
        "mediation_rule": (
            "Verdicts after Zhao, Lynch and Chen (2010): an effect counts where its {level} % interval leaves"
            " out zero; indirect is the effect along this way alone.",
            "结论按 Zhao、Lynch 与 Chen（2010）：{level} % 区间不含零的效应视为存在；间接效应仅指该条路径。",
        ),
        "vaf": (
            "VAF: the indirect effect's share of the total effect.",
            "VAF：间接效应占总效应的比例。",
        ),
        "no_direct": (
            "Without a direct path in the model, full mediation is assumed and not tested.",
            "模型没有直接路径时，完全中介是假定的，未经检验。",
        ),
        "mediation_row": (
            "{predictor} → {through} → {outcome}: {verdict}. Indirect {indirect}, direct {direct},"
            " total {total}.",
            "{predictor} → {through} → {outcome}：{verdict}。间接 {indirect}，直接 {direct}，"
            "总效应 {total}。",
        ),
        "mediation_vaf": (
            " {vaf} % of the total effect run this way.",
            "该路径占总效应的 {vaf} %。",
        ),
        "vaf_suppressed": (
            " The effects have opposite signs, so a share of the total says nothing.",
            "两种效应方向相反，占总效应的比例没有意义。",
        ),
        "vaf_total_near_zero": (
            " The total effect's interval holds zero, so a share of it says nothing.",
            "总效应的区间包含零，占其比例没有意义。",
        ),
    },
    "message": {
        "no_main_effect": (
            "{term} predicts {construct} without {factors}: its path then mixes the interaction with the main"
            " effect. Add {factors} to the predictors of {construct}.",
            "{term} 预测“{construct}”，但其中没有 {factors}：该路径会把交互作用与主效应混在一起。"
            "请把 {factors} 也列为“{construct}”的前因变量。",
        ),
        "vaf_suppressed": (
            "Where direct and indirect effects have opposite signs (suppression), no VAF is given.",
            "直接与间接效应方向相反（抑制）时，不给出 VAF。",
        ),
        "vaf_total_near_zero": (
            "Where the interval of the total effect holds zero, no VAF is given: there is nothing to share.",
            "总效应的区间包含零时，不给出 VAF。",
        ),
    },
    "figure": {
        "score_axis": ("{name} (standardised score)", "{name}（标准化得分）"),
        "level_mean": ("{name} at its mean", "{name}：均值"),
        "level_above": ("{name} {level} SD above its mean", "{name}：均值＋{level} 个标准差"),
        "level_below": ("{name} {level} SD below its mean", "{name}：均值－{level} 个标准差"),
        "bands": ("Bands: {level} % intervals", "色带：{level} % 区间"),
    },
}
