"""Words of the displays, in English and Chinese: what is doubtful in a covariance model."""

from __future__ import annotations

DIAGNOSTICS: dict[str, dict[str, tuple[str, str]]] = {
    "column": {
        "modification_index": ("Modification index", "修正指数"),
        "expected_change": ("Expected change", "预期变化"),
        "standardized_change": ("Standardised change", "标准化变化"),
    },
    "heading": {
        "modification_indices": ("Modification indices", "修正指数"),
        "equality_tests": ("Tests of equal parameters", "相等约束的检验"),
        "residuals": ("Residuals", "残差"),
        "item_r_squared": ("Explained variance of the items (R²)", "题项的解释方差（R²）"),
        "construct_index": ("Index of the constructs", "各构念指数"),
    },
    "value": {
        "sound_optimum": ("a proper optimum, found from every start", "各起点均到达同一最优解"),
        "sound_variances": ("no negative variance", "方差无负值"),
        "sound_loadings": ("loadings within -1 and 1", "载荷介于 -1 与 1"),
        "sound_r_squared": ("R² within 0 and 1", "R² 介于 0 与 1"),
        "sound_matrices": ("covariances of constructs possible", "构念协方差矩阵可成立"),
        "sound_paths": ("standardised paths within -1 and 1", "标准化路径介于 -1 与 1"),
        "sound_correlations": ("constructs distinct", "构念可区分"),
        "sound_errors": ("standard errors of usual size", "标准误大小正常"),
        "sound_all_checks": ("all eight checks", "八项全部"),
    },
    "note": {
        "sound": (
            "The first check is on the search. The next four fail where a figure is impossible (loadings: of"
            " items of one construct). The last three fail where paths can hardly be told apart: a"
            " standardised path beyond 1, which is possible, constructs that correlate above .90, or a"
            " standard error (standardised) over ten times the median of its kind, or above 0.50 for a"
            " standardised path. Nothing is clipped.",
            "第一项检查求解过程。随后四项不成立表示数值不可能（载荷：仅限属于单一构念的题项）。"
            "最后三项不成立表示各条路径难以区分：标准化路径超出 ±1（这本身是可能的）、构念相关高于 .90、"
            "标准误（标准化）超过同类中位数十倍，或标准化路径的标准误高于 0.50。不截断任何数值。",
        ),
    },
    "label": {
        "place_residual": ("residual variance of {item}: {value}", "{item} 的残差方差：{value}"),
        "place_disturbance": (
            "unexplained variance of {constructs}: {value}",
            "{constructs} 的未解释方差：{value}",
        ),
        "place_gradient": ("largest slope {value}", "最大斜率 {value}"),
        "place_curvature": ("smallest curvature {value}", "最小曲率 {value}"),
        "place_gap": ("searches end {value} apart", "各次搜索结果相差 {value}"),
        "place_path": ("{source} → {target} {value}", "{source} → {target} {value}"),
        "place_path_error": ("{source} → {target} {value}", "{source} → {target} {value}"),
        "place_error": ("{item}: {value}", "{item}：{value}"),
        "place_no_errors": ("no standard errors", "没有标准误"),
        "place_pair": ("{source} and {target} {value}", "{source}与{target} {value}"),
        "place_inflation": ("{source} → {target} {value}", "{source} → {target} {value}"),
        "doubt_paths": (
            "standardised paths lie beyond ±1 ({places})",
            "标准化路径超出 ±1（{places}）",
        ),
        "doubt_errors": (
            "standard errors (standardised) are so large that the estimates say nothing ({places})",
            "标准误（标准化）过大，估计值不提供任何信息（{places}）",
        ),
        "doubt_correlations": (
            "constructs hardly differ in the answers (correlations: {places})",
            "构念在答卷中几乎无法区分（相关系数：{places}）",
        ),
        "doubt_inflation": (
            "predictors nearly follow from each other in the model (VIF: {places})",
            "模型中的前因变量几乎可由彼此推出（VIF：{places}）",
        ),
        "doubt_variances": ("impossible variances ({places})", "不可能的方差（{places}）"),
        "doubt_loadings": ("standardised loadings beyond ±1 ({places})", "标准化载荷超出 ±1（{places}）"),
        "doubt_r_squared": (
            "explained variance outside 0 to 1 ({places})",
            "解释方差不在 0 与 1 之间（{places}）",
        ),
        "doubt_matrices": (
            "covariances that no constructs can have ({places})",
            "任何构念都不可能有的协方差（{places}）",
        ),
        "not_causal_rest": (
            " Loadings, and correlations of constructs, are far less affected.",
            "载荷以及构念间的相关所受影响小得多。",
        ),
    },
    "message": {
        "ml_no_maximum": (
            "The search did not end at a proper optimum ({reasons}); do not use these figures. Look for"
            " constructs with few items, and for items or constructs that nearly repeat each other.",
            "搜索未到达真正的最优解（{reasons}），这些数字不可使用。"
            "请检查题项过少的构念，以及几乎重复的题项或构念。",
        ),
        "ml_two_maxima": (
            "Searches from different starts ended at different optima ({reasons} in the fit function). The"
            " best one is shown; a better one may exist.",
            "不同起点的搜索到达了不同的最优解（按拟合函数，{reasons}）。所示为其中最好的一个，可能还有更好的解。",
        ),
        "ml_no_errors": (
            "The information matrix is singular at the estimate, so there are no standard errors: some"
            " parameters cannot be told apart.",
            "估计值处的信息矩阵奇异，因此没有标准误：有些参数无法区分。",
        ),
        "ml_inadmissible": (
            "The estimates are inadmissible{group}: {reasons}. The usual reasons are too few respondents, a"
            " construct of two items, or constructs that hardly differ. Nothing was clipped; do not use the"
            " figures of the items and constructs named here.",
            "估计结果不可接受{group}：{reasons}。常见原因是受访者过少、构念只有两个题项，或构念几乎无法区分。"
            "数值未经截断；请勿使用此处所列题项与构念的数字。",
        ),
        "ml_not_causal": (
            "These paths cannot be interpreted one by one, and so cannot be read causally{group}: {reasons}."
            " Very different values of them fit these answers nearly as well, so do not read the size or sign"
            " of those named. Combine constructs that measure the same, or leave out paths.",
            "这些路径不能逐条解读，因而不能作因果解释{group}：{reasons}。"
            "取值迥异的路径系数也能几乎同样好地拟合这些答卷，因此请勿解读所列路径的大小与正负号。"
            "请合并测量同一内容的构念，或删去部分路径。",
        ),
        "ml_indistinct": (
            "Read paths from or between the constructs named here with care{group}: {reasons}. The limits,"
            " .90 for correlations and 10 for VIF, are conventions.",
            "请谨慎解读与所列构念有关的路径{group}：{reasons}。界限（相关 .90，VIF 10）为惯例。",
        ),
        "ml_large_errors": (
            "These standard errors (standardised) are over ten times the median of their kind{group}:"
            " {reasons}. The answers say little about these parameters; look for items that hardly vary, or"
            " hardly correlate with the others.",
            "以下标准误（标准化）超过同类中位数十倍{group}：{reasons}。答卷对这些参数几乎没有提供信息；"
            "请检查变异很小的题项，或与其他题项几乎不相关的题项。",
        ),
        "left_open_complete": (
            "Left out: {left} of {given} respondents ({share}), who did not answer every item{group}. Most"
            " often unanswered: {items}. This way of estimating needs complete answers.",
            "已剔除：{given} 名受访者中的 {left} 名（{share}）未答全题项{group}。未答最多的题项：{items}。"
            "此估计方法只使用完整答卷。",
        ),
        "ml_left_open": (
            "Left out: {left} of {given} respondents ({share}), who did not answer every item{group}. Most"
            ' often unanswered: {items}. To keep these respondents use missing="fiml".',
            "已剔除：{given} 名受访者中的 {left} 名（{share}）未答全题项{group}。未答最多的题项：{items}。"
            '如需保留这些受访者，请使用 missing="fiml"。',
        ),
    },
}
