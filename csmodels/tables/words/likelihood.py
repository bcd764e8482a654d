"""Words of the displays, in English and Chinese: covariance models, and estimators side by side."""

from __future__ import annotations

LIKELIHOOD: dict[str, dict[str, tuple[str, str]]] = {
    "column": {
        "cb_standardized": ("Standardised", "标准化"),
        "cb_first": ("First", "变量一"),
        "cb_second": ("Second", "变量二"),
        "cb_of": ("Of", "变量"),
        "cb_defined_lhs": ("Name", "名称"),
        "cb_defined_rhs": ("Expression", "表达式"),
        "cb_fit": ("Fit", "拟合名称"),
        "cb_estimator": ("Estimator", "估计方法"),
        "cb_lowest": ("Lowest", "最小"),
        "cb_highest": ("Highest", "最大"),
        "cb_converged": ("Converged", "是否收敛"),
        "cb_admissible": ("Admissible", "解可接受"),
        "cb_why": ("Why", "原因"),
    },
    "setting": {
        "scaling": ("Unit of a construct", "构念的单位"),
        "robust": ("Robust errors", "稳健标准误"),
        "information": ("Information", "信息矩阵"),
        "large_difference": ("Difference called large", "视为较大的差异"),
    },
    "option": {
        "estimator.ml": ("maximum likelihood", "最大似然"),
        "scaling.marker": ("that of its first item", "同其首个题项"),
        "scaling.unit": ("its standard deviation", "自身的标准差"),
        "se.expected": ("from the expected information", "由期望信息矩阵"),
        "se.observed": ("from the observed information", "由观测信息矩阵"),
        "se.robust_sem": (
            "robust to answers that are not normal (sandwich, expected information)",
            "对非正态回答稳健（三明治法，期望信息）",
        ),
        "se.robust_mlr": (
            "robust to answers that are not normal (sandwich, observed information)",
            "对非正态回答稳健（三明治法，观测信息）",
        ),
        "robust.sem": ("sandwich, Satorra-Bentler test", "三明治法，Satorra-Bentler 检验"),
        "robust.mlr": ("sandwich, Yuan-Bentler test", "三明治法，Yuan-Bentler 检验"),
        "robust.none": ("none", "无"),
        "information.expected": ("expected", "期望信息"),
        "information.observed": ("observed", "观测信息"),
    },
    "heading": {
        "cb_model": ("Path model ({how})", "路径模型（{how}）"),
        "cb_compare": ("Estimators side by side", "估计方法对照"),
        "cb_fits": ("Fits", "各次拟合"),
        "cb_reliability": ("Composite reliability", "组合信度"),
        "cb_differences": ("Largest differences", "最大差异"),
    },
    "label": {
        "cb_chi2": ("χ²", "χ²"),
        "cb_df": ("Degrees of freedom", "自由度"),
        "cb_p_value": ("p", "p 值"),
        "cb_scaling_factor": ("Scaling factor", "校正因子"),
        "cb_cfi": ("CFI", "CFI"),
        "cb_tli": ("TLI", "TLI"),
        "cb_rmsea": ("RMSEA", "RMSEA"),
        "cb_srmr": ("SRMR", "SRMR"),
        "cb_log_likelihood": ("Log-likelihood", "对数似然"),
        "cb_aic": ("AIC", "AIC"),
        "cb_bic": ("BIC", "BIC"),
        "cb_in_group": ("{reason} [{group}]", "{reason}[{group}]"),
        "cb_path": ("{predictor} → {outcome}", "{predictor} → {outcome}"),
        "cb_part": ("{share} of the way to {fit}", "弥合与 {fit} 差距的 {share}"),
        "cb_part_beyond": (
            "{share} of the way to {fit} (a little beyond it)",
            "弥合与 {fit} 差距的 {share}（略有超出）",
        ),
        "cb_part_far": ("{share} of the way to {fit} (beyond it)", "弥合与 {fit} 差距的 {share}（超出）"),
        "cb_part_same": ("as in {fit}", "即 {fit} 的估计值"),
        "cb_not_sound": ("{fit} (not converged)", "{fit}（未收敛）"),
        "cb_interval": ("the {level} % interval", "{level} % 区间"),
        "cb_intervals": ("intervals ({items})", "区间（{items}）"),
        "cb_and": ("{first} and {second}", "{first}与{second}"),
        "cb_values": (" ({values})", "（{values}）"),
        "cb_named": ("{name} {value}", "{name} {value}"),
        "cb_answers": ("{fit}: {n} answers, {missing}", "{fit}：{n} 份答卷，{missing}"),
        "cb_in_fit": ("{value} in {fit}", "{fit} 中为 {value}"),
    },
    "note": {
        "cb_standardized": (
            "Standardised: items and constructs scaled to unit variance. p and interval belong to the"
            " estimate in the constructs' own units.",
            "标准化：题项与构念均化为单位方差。p 值与区间对应以构念自身单位表示的估计值。",
        ),
        "cb_marker": (
            "The first loading of each construct is fixed at 1: a construct has the unit of that item. Fixed"
            " figures have no error.",
            "各构念的首个载荷固定为 1，构念以该题项的单位计量。固定的数值没有标准误。",
        ),
        "cb_unit": (
            "The (residual) variance of each construct is fixed at 1, in groups with equal loadings in the"
            " first of them. Fixed figures have no error.",
            "各构念的（残差）方差固定为 1；各组载荷相等时仅固定第一组。固定的数值没有标准误。",
        ),
        "cb_variances": (
            "Of items, and of constructs with predictors: what is left unexplained; standardised, its share.",
            "题项及有前因变量的构念：未被解释的方差；标准化后为其占比。",
        ),
        "cb_intercepts": (
            "Means of constructs that are not listed are fixed at 0.",
            "未列出的构念，其均值固定为 0。",
        ),
        "cb_covariances": (
            "Standardised: correlations, of what is left unexplained where there are predictors.",
            "标准化后为相关系数；有前因变量者为未解释部分的相关。",
        ),
        "cb_fit": (
            "χ² tests the model against the observed covariances; in brackets the {level} % interval of"
            " RMSEA.",
            "χ² 检验模型与观测协方差是否一致；方括号内为 RMSEA 的 {level} % 区间。",
        ),
        "cb_joint": ("All groups were fitted jointly.", "所有组别联合拟合。"),
        "cb_certificate": (
            "The estimate is a proper local optimum: the slope of the fit function is zero in every direction"
            " (below {limit}) and moving the parameters a little makes the fit worse (smallest"
            " curvature {curvature}).",
            "估计值是真正的局部最优解：拟合函数在各方向的斜率为零（小于 {limit}），"
            "参数稍有变动都会使拟合变差（最小曲率 {curvature}）。",
        ),
        "cb_no_certificate": (
            "No proper optimum was found, so these figures are not estimates and should not be used: largest"
            " slope of the fit function {gradient} (limit {limit}), smallest curvature {curvature} (must be"
            " positive). Fewer paths between constructs that are hardly distinct, or more answers, may help.",
            "未找到真正的最优解，这些数字不是有效的估计值，不应使用：拟合函数的最大斜率为 {gradient}"
            "（界限 {limit}），最小曲率为 {curvature}（须为正）。"
            "减少难以区分的构念之间的路径，或增加答卷，可能有所帮助。",
        ),
        "cb_starts_all": (
            "{n} of {given} searches from different starts ended there.",
            "不同起点的 {given} 次搜索中有 {n} 次到达此解。",
        ),
        "cb_starts_one": (
            "Only {n} of {given} searches from different starts came to an end.",
            "不同起点的 {given} 次搜索中只有 {n} 次收敛。",
        ),
        "cb_starts_other": (
            "{n} of {given} searches from different starts came to an end, not all of them here: this is the"
            " best of several optima.",
            "不同起点的 {given} 次搜索中有 {n} 次收敛，但结果不尽相同：此为其中最优者。",
        ),
        "cb_compare_paths": (
            "Standardised path coefficients, so that all methods speak of constructs of unit variance.",
            "均为标准化路径系数，各方法的构念方差均为 1。",
        ),
        "cb_compare_intervals": (
            "In brackets, here and below: {interval}.",
            "方括号内（下同）为 {interval}。",
        ),
        "cb_compare_reliability": (
            "rho_C: share of the variance of the sum of standardised items that is the construct's (under"
            " maximum likelihood with the error covariances that the model has). Plain PLS overstates it:"
            " its loadings hold measurement error.",
            "rho_C：标准化题项之和的方差中属于构念的比例（最大似然下计入模型中的误差协方差）。"
            "普通 PLS 会高估：其载荷含有测量误差。",
        ),
        "cb_compare_differences": (
            "Reasons are given for differences of at least {limit}, a convention of csmodels.",
            "差异不小于 {limit}（csmodels 的约定）时给出原因。",
        ),
        "cb_no_large": (
            "No path differs by {limit} or more between the fits.",
            "各次拟合之间没有路径相差 {limit} 或以上。",
        ),
    },
    "message": {
        "cb_other_answers": (
            "The fits rest on different answers ({items}): part of any difference is one of respondents, not"
            " of methods.",
            "各次拟合所用的答卷不同（{items}）：差异有一部分来自受访者，而非方法。",
        ),
        "cb_same_size": (
            "The fits rest on answers that are not the same, or not weighted alike ({items}): part of any"
            " difference is one of data, not of methods.",
            "各次拟合所用的回答或权重不同（{items}）：差异有一部分来自数据，而非方法。",
        ),
        "cb_other_levels": (
            "The intervals have different confidence levels ({items}); do not compare their widths.",
            "各区间的置信水平不同（{items}），不可比较其宽度。",
        ),
        "cb_groups_absent": (
            "Groups {items} are not in every fit and are left out of the comparison.",
            "组别 {items} 并非每次拟合都有，未列入对照。",
        ),
        "cb_not_converged": (
            "{fit} did not converge: its figures are not estimates.",
            "{fit} 未收敛：其数字不是有效的估计值。",
        ),
        "cb_no_optimum": (
            "The search of {fit} did not end at a proper optimum: its figure is no estimate, so differences"
            " from it are not explained.",
            "{fit} 的搜索未到达真正的最优解：其数字不是有效的估计值，因此不解释与它的差异。",
        ),
        "cb_inadmissible": (
            "{fit} is not admissible: {where}.",
            "{fit} 的解不可接受：{where}。",
        ),
        "cb_single_items": (
            "{items}: measured by a single item, which no fit corrects for measurement error, so error"
            " remains in the paths from and to it.",
            "{items}：只有一个题项，任何一次拟合都未校正其测量误差，因此进出它的路径仍含误差。",
        ),
        "cb_absent": ("No such path in {items}.", "{items} 中没有这条路径。"),
        "cb_answers_differ": (
            "The fits rest on different answers, or on other rules for missing ones.",
            "各次拟合所用的答卷或缺失值处理规则不同。",
        ),
        "cb_predictors": (
            "The fits give {construct} different predictors ({items}): a path is what its predictor adds to"
            " the others.",
            "各次拟合中“{construct}”的前因变量不同（{items}）：路径表示该前因变量在其他变量之外的贡献。",
        ),
        "cb_measured": (
            "{construct} is measured differently ({items}).",
            "“{construct}”的测量方式不同（{items}）。",
        ),
        "cb_attenuation": (
            "{fit} does not correct for measurement error (rho_A: {items}): corrected for it, its path of"
            " {value} would be {corrected}, {parts}.",
            "{fit} 未校正测量误差（rho_A：{items}）：校正后其路径由 {value} 变为 {corrected}，{parts}。",
        ),
        "cb_low_reliability": (
            "A rho_A below .70 ({items}) makes the correction large and itself unsteady.",
            "rho_A 低于 .70（{items}）时校正幅度大，本身也不稳定。",
        ),
        "cb_stated": (
            "{construct} is a single item of stated reliability: {items}.",
            "“{construct}”为单一题项，设定的信度不同：{items}。",
        ),
        "cb_collinear": (
            "{items}, both predictors of {construct}, correlate at {values}: their paths can hardly be told"
            " apart and are unstable.",
            "{items}同为“{construct}”的前因变量，相关系数：{values}；两者的路径难以区分，估计不稳定。",
        ),
        "cb_collinear_many": (
            "{construct} nearly follows from the other predictors (variance inflation {values}): its path is"
            " unstable.",
            "“{construct}”几乎可由其他前因变量推出（方差膨胀因子：{values}）：其路径不稳定。",
        ),
        "cb_beyond_one": (
            "A standardised path beyond ±1 ({values}) is possible where predictors correlate (Jöreskog 1999)"
            " and points to collinearity: do not interpret it by itself.",
            "前因变量相关时，标准化路径可能超出 ±1（{values}；Jöreskog 1999），"
            "这是共线性的迹象，不可单独解读。",
        ),
        "cb_correlation": (
            "The fits see {items} at different correlations: {values}. Methods that correct for measurement"
            " error part where the model does not describe the answers well{fit}.",
            "各次拟合给出的{items}的相关系数不同：{values}。"
            "同样校正测量误差的方法，在模型未能很好描述数据之处会出现分歧{fit}。",
        ),
        "cb_overlap": (
            "None of the usual reasons applies; the intervals overlap.",
            "常见原因均不适用；区间相互重叠。",
        ),
        "cb_no_reason": (
            "None of the usual reasons applies: look at the items and the model.",
            "常见原因均不适用：请检查题项与模型。",
        ),
    },
    "figure": {
        "cb_cut": ("arrow: goes on", "箭头：超出图外"),
        "cb_axis": ("Standardised path and interval", "标准化路径与区间"),
        "cb_axis_level": ("Standardised path and {level} % interval", "标准化路径与 {level} % 区间"),
        "cb_axis_plain": ("Standardised path", "标准化路径"),
    },
}
