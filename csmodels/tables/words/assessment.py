"""Words of the displays, in English and Chinese: assessment."""

from __future__ import annotations

ASSESSMENT: dict[str, dict[str, tuple[str, str]]] = {
    "column": {
        "alpha_raw": ("α, raw", "α（原始）"),
        "criterion": ("Criterion", "判断标准"),
        "verdict": ("Verdict", "判断"),
        "measure": ("Measure", "指标"),
        "hi95": ("95 % by chance", "95 % 临界值"),
        "hi99": ("99 % by chance", "99 % 临界值"),
        "size": ("Size", "效应大小"),
        "n_met": ("Met", "达标"),
        "n_borderline": ("Borderline", "临界"),
        "n_not_met": ("Not met", "未达标"),
        "not_met_where": ("Not met by", "未达标者"),
        "margin": ("Margin", "差值"),
    },
    "value": {
        "met": ("met", "达标"),
        "borderline": ("borderline", "临界"),
        "not_met": ("not met", "未达标"),
        "negligible": ("negligible", "可忽略"),
        "small": ("small", "小"),
        "medium": ("medium", "中"),
        "large": ("large", "大"),
        "saturated": ("saturated", "饱和模型"),
        "estimated": ("estimated", "估计模型"),
        "srmr": ("SRMR", "SRMR"),
        "d_uls": ("d_ULS", "d_ULS"),
        "d_g": ("d_G", "d_G"),
    },
    "heading": {
        "assessment": ("Assessment of the measurement", "测量质量评估"),
        "verdicts": ("Verdicts", "判断汇总"),
        "fornell_larcker": ("Fornell-Larcker criterion", "Fornell-Larcker 准则"),
        "fornell_larcker_margins": (
            "Root of AVE minus the largest correlation",
            "AVE 平方根减最大相关系数",
        ),
        "correlations": ("Correlations of the constructs", "构念相关系数"),
        "htmt": ("Heterotrait-monotrait ratios (HTMT)", "异质-单质比率（HTMT）"),
        "htmt2": ("HTMT2 (geometric means)", "HTMT2（几何平均）"),
        "cross_loadings": ("Cross-loadings", "交叉载荷"),
        "cross_loading_margins": ("Loading minus the largest cross-loading", "载荷减最大交叉载荷"),
        "vif_items": ("Collinearity of the items (VIF)", "题项共线性（VIF）"),
        "vif_constructs": ("Collinearity of the predictors (VIF)", "前因变量共线性（VIF）"),
        "full_collinearity": ("Full collinearity of the constructs (VIF)", "构念完全共线性（VIF）"),
        "f_squared": ("Effect sizes (f²)", "效应量（f²）"),
        "fit": ("Fit of the model as a whole", "模型整体拟合"),
    },
    "label": {
        "criterion_loading": ("Loading at least {threshold}", "载荷不低于 {threshold}"),
        "criterion_alpha": ("α at least {threshold}", "α 不低于 {threshold}"),
        "criterion_rho_a": ("rho_A at least {threshold}", "rho_A 不低于 {threshold}"),
        "criterion_rho_c": ("rho_C at least {threshold}", "rho_C 不低于 {threshold}"),
        "criterion_redundant": (
            "rho_C at most {threshold} (items not redundant)",
            "rho_C 不高于 {threshold}（题项不重复）",
        ),
        "criterion_ave": ("AVE at least {threshold}", "AVE 不低于 {threshold}"),
        "criterion_fornell_larcker": (
            "Root of AVE above all correlations",
            "AVE 平方根大于各相关系数",
        ),
        "criterion_cross_loading": ("Loading above all cross-loadings", "载荷大于各交叉载荷"),
        "criterion_htmt": ("HTMT below {threshold}", "HTMT 低于 {threshold}"),
        "criterion_htmt2": ("HTMT2 below {threshold}", "HTMT2 低于 {threshold}"),
        "criterion_vif_item": ("VIF of Mode B items below {threshold}", "模式 B 题项的 VIF 低于 {threshold}"),
        "criterion_vif_predictor": ("VIF of predictors below {threshold}", "前因变量的 VIF 低于 {threshold}"),
        "criterion_vif_full": (
            "Full-collinearity VIF at most {threshold}",
            "完全共线性 VIF 不高于 {threshold}",
        ),
        "criterion_kmo": ("KMO at least {threshold}", "KMO 不低于 {threshold}"),
        "criterion_harman": (
            "Share of variance of the first component below {threshold}",
            "第一主成分的方差占比低于 {threshold}",
        ),
        "criterion_srmr": ("SRMR at most {threshold}", "SRMR 不高于 {threshold}"),
        "criterion_exact_fit": (
            "Exact fit: p at least {threshold}",
            "精确拟合检验：p 不低于 {threshold}",
        ),
        "unconfirmed": ("{source}, unconfirmed", "{source}（未核实）"),
        "all_items": ("all items", "全部题项"),
        "own_threshold": ("set by the user", "用户设定"),
        "p_below": ("p (< {threshold})", "p（< {threshold}）"),
        "source": ("Source", "来源"),
        "and_more": (" and {n} more", "，另有 {n} 项"),
    },
    "note": {
        "verdicts": (
            "Met: the whole interval lies on the right side. Borderline: the estimate does and the interval"
            " does not, or the source tolerates it. Thresholds are rules of thumb, not tests of truth.",
            "达标：整个区间都满足标准。临界：估计值满足而区间不满足，或原文献可以容忍。"
            "这些标准只是经验法则，并非真伪检验。",
        ),
        "unconfirmed_sources": (
            "“Unconfirmed” marks thresholds that were not checked against a text of the source.",
            "“未核实”表示该标准未与原文献核对。",
        ),
        "htmt": (
            "HTMT: mean absolute correlation between the items of two blocks, over the mean within the"
            " blocks; p tests that the ratio is at least the threshold. A single item is taken as it is; Mode"
            " B composites have none.",
            "HTMT：两组题项组间平均绝对相关与组内平均相关之比；p 检验“比率不低于该值”的假设。"
            "单题项构念按原样处理；模式 B 组合构念没有 HTMT。",
        ),
        "fit_measures": (
            "Critical values: resamples of answers transformed so that the model holds; natural logarithm in"
            " d_G; SRMR over the elements on and below the diagonal.",
            "临界值：将答卷变换为符合模型后重抽样得到；d_G 用自然对数；SRMR 取对角线及其下方元素。",
        ),
        "fornell_larcker": (
            "Diagonal: root of AVE; below it: correlations of the constructs.",
            "对角线为 AVE 平方根，其下为构念相关系数。",
        ),
    },
    "message": {
        "fit_needs_plain_model": (
            "No fit of the model as a whole: SRMR, d_ULS and d_G are not defined for models with"
            " interactions, quadratic terms or higher-order constructs.",
            "未给出模型整体拟合：含交互项、二次项或高阶构念的模型没有定义 SRMR、d_ULS 与 d_G。",
        ),
        "assessed_without_resamples": (
            "Without resamples of the answers the fit of the model has no critical values.",
            "没有对答卷重抽样，因此模型整体拟合没有临界值。",
        ),
    },
    "figure": {
        "htmt_title": ("Heterotrait-monotrait ratios (HTMT)", "异质-单质比率（HTMT）"),
        "htmt_marks": ("Bold frame: {threshold} or more", "粗框：{threshold} 及以上"),
        "fornell_larcker_title": ("Fornell-Larcker criterion", "Fornell-Larcker 准则"),
        "fornell_larcker_marks": (
            "Diagonal: root of AVE; bold frame: correlation above one of the two roots",
            "对角线：AVE 平方根；粗框：相关系数高于其中一个平方根",
        ),
    },
}
