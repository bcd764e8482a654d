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
        "sound_optimum": ("a proper maximum, found from every start", "各起点均到达同一极大值"),
        "sound_variances": ("no negative variance", "方差无负值"),
        "sound_loadings": ("loadings within -1 and 1", "载荷介于 -1 与 1"),
        "sound_r_squared": ("R² within 0 and 1", "R² 介于 0 与 1"),
        "sound_matrices": ("covariances of constructs possible", "构念协方差矩阵可成立"),
        "sound_paths": ("standardised paths within -1 and 1", "标准化路径介于 -1 与 1"),
        "sound_correlations": ("constructs distinct", "构念可区分"),
        "sound_errors": ("standard errors of usual size", "标准误大小正常"),
        "sound_all_checks": ("all eight", "八项全部"),
    },
    "note": {
        "sound": (
            "The first five fail where a figure cannot be; the others where the paths cannot be told apart:"
            " a standardised path beyond 1, constructs that correlate above .90, a standard error over ten"
            " times the median of its kind, or above .50 for a path. Nothing is clipped.",
            "前五项不成立表示数值不可能；其余各项不成立表示各条路径无法区分：标准化路径超出 ±1、"
            "构念相关高于 .90、标准误超过同类中位数十倍，或路径的标准误高于 .50。不截断任何数值。",
        ),
    },
    "label": {
        "place_residual": ("residual variance of {item}: {value}", "{item} 的残差方差：{value}"),
        "place_disturbance": (
            "unexplained variance of {constructs}: {value}",
            "{constructs} 的未解释方差：{value}",
        ),
        "place_gradient": ("largest slope {value}", "最大梯度 {value}"),
        "place_curvature": ("smallest curvature {value}", "最小曲率 {value}"),
        "place_gap": ("searches end {value} apart", "各次搜索结果相差 {value}"),
        "place_path": ("{source} → {target} {value}", "{source} → {target} {value}"),
        "place_path_error": ("{source} → {target} {value}", "{source} → {target} {value}"),
        "place_error": ("{item} {value}", "{item} {value}"),
        "place_no_errors": ("no standard errors", "没有标准误"),
        "place_pair": ("{source} and {target} {value}", "{source}与{target} {value}"),
        "place_inflation": ("{source} (towards {target}) {value}", "{source}（对{target}）{value}"),
        "doubt_paths": (
            "standardised paths lie beyond 1 ({places})",
            "标准化路径超出 ±1（{places}）",
        ),
        "doubt_errors": (
            "standard errors are so large that the estimates say nothing ({places})",
            "标准误过大，估计值没有意义（{places}）",
        ),
        "doubt_correlations": (
            "constructs hardly differ in the answers (correlations: {places})",
            "构念在答卷中几乎无法区分（相关系数：{places}）",
        ),
        "doubt_inflation": (
            "in the model, predictors repeat each other (VIF: {places})",
            "模型中的前因变量彼此重复（VIF：{places}）",
        ),
    },
    "message": {
        "ml_no_maximum": (
            "The search did not end at a proper maximum of the likelihood ({reasons}); do not use these"
            " figures. Look for constructs with few items, or items that nearly repeat each other.",
            "搜索未到达似然函数的真正极大值（{reasons}），这些数字不可使用。"
            "请检查题项过少的构念，或几乎重复的题项。",
        ),
        "ml_two_maxima": (
            "Searches from different starts ended at different fits ({reasons} in the discrepancy). The best"
            " one is shown; a better one may exist.",
            "不同起点的搜索到达了不同的拟合（差异函数{reasons}）。所示为其中最优者，可能还有更优的解。",
        ),
        "ml_no_errors": (
            "The information matrix is singular at the estimate, so there are no standard errors: some"
            " parameters cannot be told apart.",
            "估计值处的信息矩阵奇异，因此没有标准误：有些参数无法区分。",
        ),
        "ml_inadmissible": (
            "The estimates are inadmissible{group}: {reasons}. Too few respondents, a construct of two items,"
            " or constructs that hardly differ are the usual reasons. Nothing was clipped; do not use the"
            " figures of what is named here.",
            "估计结果不可接受{group}：{reasons}。常见原因是受访者过少、构念只有两个题项或构念几乎无法区分。"
            "数值未经截断；请勿使用此处所列各项的数字。",
        ),
        "ml_not_causal": (
            "The paths cannot be read causally{group}: {reasons}. Very different paths would fit these"
            " answers nearly as well, so neither size nor sign of these paths means anything, however well"
            " the model fits. Combine constructs that measure the same, or leave out paths; loadings and"
            " correlations of constructs remain usable.",
            "各条路径不能作因果解释{group}：{reasons}。迥然不同的路径也能几乎同样好地拟合这些答卷，"
            "因此无论模型拟合多好，这些路径的大小和正负号都没有意义。"
            "请合并测量同一内容的构念，或删去部分路径；载荷与构念间的相关仍可使用。",
        ),
        "ml_indistinct": (
            "Read paths between these constructs with care{group}: {reasons}. Above .90, a convention, the"
            " answers hardly tell constructs apart.",
            "请谨慎解释这些构念之间的路径{group}：{reasons}。相关高于 .90（惯例）时，答卷几乎无法区分构念。",
        ),
        "ml_large_errors": (
            "Standard errors (standardised) of over ten times the median of their kind{group}: {reasons}."
            " The answers say little about these parameters; look for items that hardly vary or hardly"
            " correlate with the others.",
            "标准误（标准化）超过同类中位数十倍{group}：{reasons}。答卷对这些参数几乎没有提供信息；"
            "请检查变异很小或与其他题项几乎不相关的题项。",
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
