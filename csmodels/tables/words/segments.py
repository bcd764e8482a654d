"""Words of the displays, in English and Chinese: unobserved segments, and the admissibility of a fit."""

from __future__ import annotations

SEGMENTS: dict[str, dict[str, tuple[str, str]]] = {
    "column": {
        "segment": ("Segment", "细分群"),
        "segments": ("Segments", "细分群数"),
        "segment_criterion": ("Criterion", "准则"),
        "log_likelihood": ("Log-likelihood", "对数似然"),
        "n_parameters": ("Parameters", "参数个数"),
        "aic": ("AIC", "AIC"),
        "aic3": ("AIC3", "AIC3"),
        "aic4": ("AIC4", "AIC4"),
        "bic": ("BIC", "BIC"),
        "caic": ("CAIC", "CAIC"),
        "hq": ("HQ", "HQ"),
        "mdl5": ("MDL5", "MDL5"),
        "entropy": ("Normed entropy", "标准化熵"),
        "smallest_share": ("Smallest segment", "最小细分群占比"),
        "share_at_best": ("Starts at the best", "达到最优的起点占比"),
        "n_assigned": ("Most likely members", "最可能成员数"),
        "certainty": ("Certainty", "归属确定度"),
        "check": ("Check", "检查项"),
        "admissible": ("Holds", "是否成立"),
        "where": ("Where it fails", "不成立之处"),
        "share_failed": ("Resamples that fail", "重抽样中不成立的比例"),
    },
    "value": {
        "possible_convergence": ("the weights settled", "权重已收敛"),
        "possible_loadings": ("loadings within -1 and 1", "载荷介于 -1 与 1"),
        "possible_variances": ("no negative variance of a construct", "构念方差无负值"),
        "possible_matrices": ("correlation matrices possible", "相关矩阵可成立"),
        "possible_reliabilities": ("reliabilities within 0 and 1", "信度介于 0 与 1"),
        "all_checks": ("all five", "五项全部"),
    },
    "setting": {
        "n_parameters": ("Parameters", "参数个数"),
        "segments": ("Segments", "细分群数"),
        "starts": ("Starts", "起点数"),
        "starts_at_best": ("Starts that found this solution", "得到此解的起点数"),
        "starts_failed": ("Starts without usable segments", "未得到可用细分群的起点数"),
    },
    "option": {
        "estimator.fimix": ("finite mixture of the paths (FIMIX-PLS)", "路径的有限混合（FIMIX-PLS）"),
    },
    "heading": {
        "segments": ("Unobserved segments (FIMIX-PLS)", "潜在细分群（FIMIX-PLS）"),
        "segment_criteria": ("Fit and separation", "拟合与区分程度"),
        "segment_sizes": ("Sizes of the segments", "各细分群规模"),
        "segment_paths": ("Path coefficients side by side", "各细分群路径系数对照"),
        "admissibility": ("Admissibility", "解的可接受性"),
    },
    "label": {
        "segment": ("Segment {number}", "细分群 {number}"),
        "all_respondents": ("All", "全部受访者"),
    },
    "note": {
        "segments": (
            "Criteria from AIC to MDL5 compare numbers of segments: the smaller the better. A normed entropy"
            " near 1 says that each respondent clearly belongs to one segment. The weights of the items are"
            " those of all respondents.",
            "AIC 至 MDL5 各准则用于比较细分群数，越小越好；标准化熵接近 1 表示受访者的归属清楚。"
            "题项权重取自全部受访者。",
        ),
        "segment_errors": (
            "Errors and limits hold the uncertainty of membership, and take the construct scores and the"
            " number of segments as given. There are no p-values: segments are chosen to differ.",
            "标准误与区间包含归属的不确定性，但把构念得分和细分群数视为已知。"
            "不给出 p 值：细分群正是按差异挑选出来的。",
        ),
        "admissibility": (
            "A solution that fails a check is shown as computed: nothing is clipped and no resample is left"
            " out.",
            "未通过检查的解按计算结果如实列出：不截断数值，也不剔除任何重抽样。",
        ),
    },
    "message": {
        "segments_not_converged": (
            "EM did not settle within {steps} steps; do not use these segments.",
            "EM 在 {steps} 步内未收敛，这些细分群不可使用。",
        ),
        "segments_unsteady": (
            "Only {at_best} of {starts} starts found this solution, so a better one may exist: ask for more"
            " starts, or for fewer segments.",
            "{starts} 个起点中只有 {at_best} 个得到此解，可能存在更优的解：请增加起点，或减少细分群数。",
        ),
        "segments_small": (
            "Segment {names} is small (below 5 % of the respondents, a convention of csmodels, or fewer of"
            " them than its {parameters} parameters): it may be a handful of unusual answers. Ask for fewer"
            " segments.",
            "细分群 {names} 过小（不足受访者的 5 %，此为 csmodels 的约定；"
            "或人数少于其 {parameters} 个参数），可能只是少数异常答卷。请减少细分群数。",
        ),
        "segments_perfect": (
            "R² within segment {names} exceeds {limit} (a convention of csmodels): such a segment is a"
            " handful of respondents or one pattern of answers, such as straight-lining, and its paths say"
            " nothing of opinions. Look at its members, or ask for fewer segments.",
            "细分群 {names} 内的 R² 超过 {limit}（csmodels 的约定）：这类细分群只是少数受访者或同一种作答模式"
            "（如直线作答），其路径不反映态度。请查看其成员，或减少细分群数。",
        ),
        "segments_design": (
            "The survey declares how its respondents were sampled, but the mixture takes them for"
            " independent: what respondents of one cluster or stratum share looks like a segment, so the"
            " criteria tend to ask for too many segments (AIC3 more often than BIC), and under clusters the"
            " errors are too small.",
            "该调查声明了抽样设计，而混合模型把受访者视为相互独立：同一群或同一层受访者的共同之处"
            "会被当作细分群，各准则因此往往选出过多的细分群（AIC3 甚于 BIC），整群抽样下标准误也偏小。",
        ),
        "segments_uncorrected": (
            "Segments rest on PLS scores: their paths are not corrected for measurement error, those of the"
            " model are.",
            "细分群以 PLS 得分为基础：其路径未校正测量误差，而模型的路径已校正。",
        ),
        "segments_weighted": (
            "Survey weights count respondents here: the criteria rest on a pseudo-likelihood and are a guide"
            " only.",
            "调查权重在此按人数计：各准则基于伪似然，仅供参考。",
        ),
    },
}
