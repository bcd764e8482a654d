"""Words of the displays, in English and Chinese: groups."""

from __future__ import annotations

GROUPS: dict[str, dict[str, tuple[str, str]]] = {
    "column": {
        "group_1": ("Group 1", "组 1"),
        "group_2": ("Group 2", "组 2"),
        "estimate_1": ("Estimate, group 1", "组 1 估计值"),
        "estimate_2": ("Estimate, group 2", "组 2 估计值"),
        "p_adjusted": ("p, adjusted", "校正 p 值"),
        "p_permutation": ("p, permutation", "置换检验 p 值"),
        "p_henseler": ("p, Henseler, one-sided", "Henseler 检验 p 值（单侧）"),
        "p_henseler_two_sided": ("p, Henseler, two-sided", "Henseler 检验 p 值（双侧）"),
        "p_pooled": ("p, t pooled", "合并方差 t 检验 p 值"),
        "p_welch": ("p, t Welch", "Welch 检验 p 值"),
        "t_pooled": ("t, pooled", "合并方差 t 值"),
        "t_welch": ("t, Welch", "Welch 检验 t 值"),
        "df_pooled": ("df, pooled", "自由度（合并方差）"),
        "df_welch": ("df, Welch", "自由度（Welch）"),
        "distance": ("Distance", "距离"),
        "correlation": ("Correlation", "相关系数"),
        "quantile": ("Quantile", "分位数"),
        "holds": ("Holds", "成立"),
        "composition": ("Composition", "组成不变"),
        "means": ("Means", "均值相等"),
        "variances": ("Variances", "方差相等"),
        "invariance": ("Invariance", "不变性"),
        "aspect": ("Aspect", "方面"),
        "content": ("Content", "内容"),
        "finding": ("Finding", "判断"),
        "rank": ("Rank", "名次"),
        "rank_low": ("Best rank", "最好名次"),
        "rank_high": ("Worst rank", "最差名次"),
        "expected_rank": ("Mean rank", "平均名次"),
        "p_first": ("Share in first place", "居首比例"),
        "p_last": ("Share in last place", "居末比例"),
        "detectable": ("Detectable difference", "可检出差异"),
    },
    "value": {
        "full": ("full", "完全"),
        "partial": ("partial", "部分"),
        "constructs": ("constructs", "构念"),
        "items": ("items", "题项"),
        "treatment": ("missing answers", "缺失值处理"),
        "algorithm": ("algorithm", "算法"),
        "wording": ("wording and meaning of the questions", "题目的措辞与含义"),
        "same": ("the same in all groups", "各组相同"),
        "to_judge": ("yours to judge", "须由研究者判断"),
    },
    "setting": {
        "n_permutations": ("Permutations", "置换次数"),
        "adjust": ("Adjusted for many tests", "多重检验校正"),
        "alpha": ("Level of the tests", "检验水平"),
        "family": ("Family of tests", "检验族"),
        "difference_ci": ("Intervals of differences", "差异的区间"),
        "power": ("Power", "检验功效"),
        "paired": ("Shared respondents or clusters", "共有的受访者或整群"),
        "item_weights": ("Weights of the items", "题项权重来源"),
    },
    "heading": {
        "rank_of": ("Rank {rank}", "第 {rank} 名"),
        "micom": ("Measurement invariance of composites (MICOM)", "组合构念的测量不变性（MICOM）"),
        "micom_verdicts": ("Verdicts", "结论"),
        "micom_configural": ("Step 1: configural invariance", "第 1 步：构型不变性"),
        "micom_composition": ("Step 2: compositional invariance", "第 2 步：组成不变性"),
        "micom_means": ("Step 3a: equality of means", "第 3a 步：均值相等"),
        "micom_variances": ("Step 3b: equality of variances (log ratio)", "第 3b 步：方差相等（对数比）"),
        "group_comparison": ("Comparison of groups", "组间比较"),
        "group_overall": ("The whole model", "整个模型"),
        "group_omnibus": ("All groups at once", "全部组别同时比较"),
        "group_differences": ("Differences between groups", "组间差异"),
        "group_adjusted": ("Tests side by side (adjusted p-values)", "各检验对照（校正 p 值）"),
        "index_comparison": ("{name}: {construct} compared", "{name}：{construct}比较"),
        "index_groups": ("Index by group (0–100)", "各组指数（0–100）"),
        "index_differences": ("Differences between groups (points)", "组间差异（分）"),
        "index_ranks": ("Ranks", "排名"),
        "rank_probabilities": ("Share of resamples with each rank", "各名次在重抽样中的比例"),
    },
    "note": {
        "micom_steps": (
            "Step 2 fails where the correlation is below the {alpha} % quantile of the permutations; step 3"
            " where the difference lies outside Low and High. Means are in pooled standard deviations.",
            "第 2 步：相关系数低于置换分布的 {alpha} % 分位数即不成立；第 3 步：差异落在上下界之外即不成立。"
            "均值以合并标准差为单位。",
        ),
        "micom_verdict": (
            "Paths can be compared where invariance is partial or full; where it is full, groups may also be"
            " pooled. Unequal means (step 3a) are a result about the groups, no fault of the measurement: to"
            ' compare indices made with the same weights use compare_index(item_weights="pooled"). That a'
            " test does not reject proves little in small groups.",
            "不变性为部分或完全时可比较路径系数；完全时还可合并各组。"
            "均值不等（第 3a 步）是组间的结果，而非测量缺陷："
            '若要以相同权重比较指数，请用 compare_index(item_weights="pooled")。'
            "小样本中未拒绝并不足以证明不变。",
        ),
        "micom_pairs": (
            "Each verdict uses p-values adjusted over the pairs of groups.",
            "各结论均采用对所有组对校正后的 p 值。",
        ),
        "group_permutation_all": (
            "p of the differences: permutation. All p-values of differences are two-sided.",
            "差异的 p 值来自置换检验。差异的 p 值均为双侧。",
        ),
        "group_permutation_some": (
            "p of the differences: permutation, missing between groups whose rows cannot change places. All"
            " p-values of differences are two-sided.",
            "差异的 p 值来自置换检验，行不能互换的组别之间无此值。差异的 p 值均为双侧。",
        ),
        "group_permutation_none": (
            "There is no permutation test, as no rows can change places. All p-values of differences are"
            " two-sided.",
            "行不能互换，故无置换检验。差异的 p 值均为双侧。",
        ),
        "group_errors_resamples": (
            "Errors and intervals come from the resamples of the fit.",
            "标准误与区间来自拟合时的重抽样。",
        ),
        "group_errors_linearized": (
            "Errors and intervals are linearised, without resamples.",
            "标准误与区间由线性化得出，未用重抽样。",
        ),
        "group_errors_replicates": (
            "Errors and intervals come from the replicate weights of the survey.",
            "标准误与区间来自调查的重复权重。",
        ),
        "group_errors_imputed": (
            "Errors and intervals are linearised within the imputed samples and contain the error of the"
            " imputation (Rubin's rules).",
            "标准误与区间在各插补样本内线性化得出，并按 Rubin 规则计入插补误差。",
        ),
        "group_distance": (
            "Distance: mean squared difference of a coefficient over the pairs of groups.",
            "距离：系数在各组对间差异平方的均值。",
        ),
        "group_overall": (
            "Distance of the whole model: mean squared Euclidean (d_ULS) or geodesic (d_G) distance between"
            " the item correlations it implies.",
            "整个模型的距离：模型隐含题项相关矩阵之间欧氏距离平方（d_ULS）或测地距离（d_G）的均值。",
        ),
        "family_kind": (
            "p-values are adjusted over all pairs of groups and all coefficients of a kind.",
            "p 值对所有组对及同类的全部系数一并校正。",
        ),
        "family_parameter": (
            "p-values are adjusted over the pairs of groups, for each coefficient by itself.",
            "p 值对每个系数分别按所有组对校正。",
        ),
        "index_weights_own": (
            "Each group's index has its own weights: see invariance() on whether they measure the same.",
            "各组指数使用各自的权重：测量内容是否相同请见 invariance()。",
        ),
        "index_weights_pooled": (
            "All groups' indices have the weights of the pooled sample.",
            "各组指数均使用合并样本的权重。",
        ),
        "index_detectable": (
            "Detectable: the true difference that a single test at this level finds in {power} % of surveys"
            " of this size.",
            "可检出差异：在该样本量下，单个检验有 {power} % 的机会发现的真实差异。",
        ),
        "index_ranks": (
            "Rank 1 is the highest index. Mean rank and shares are over the resamples; {level} % of them lie"
            " between the best and the worst rank.",
            "名次 1 为最高指数。平均名次与比例均就重抽样而言；{level} % 的重抽样落在最好与最差名次之间。",
        ),
    },
    "message": {
        "p_floor": (
            "With {draws} resamples no p-value of {tests} tests is below {adjusted} once it is adjusted,"
            " however large the difference: use at least {needed}, fewer tests, or normal intervals"
            ' (ci="normal").',
            "{draws} 次重抽样下，{tests} 个检验经校正的 p 值无论差异多大都不会低于 {adjusted}："
            '请至少用 {needed} 次，或减少检验个数，或用正态区间（ci="normal"）。',
        ),
        "p_floor_permutations": (
            "With {draws} permutations no p-value of {tests} tests is below {adjusted} once it is adjusted,"
            " however large the difference: use at least {needed}, or fewer tests.",
            "{draws} 次置换下，{tests} 个检验经校正的 p 值无论差异多大都不会低于 {adjusted}："
            "请至少用 {needed} 次，或减少检验个数。",
        ),
        "construct_turned": (
            "{construct} points the other way in group {group!r} than in all groups together, and was turned"
            " for the comparison: its loadings, its weights and its paths with constructs that were not"
            " turned have other signs here than in the tables of the fit. Recode items that run against the"
            " others.",
            "“{construct}”在组别 {group!r} 中的方向与全部组别合并时相反，比较时已翻转：其载荷、权重以及与"
            "未翻转构念之间路径的符号与拟合结果表中的相反。请对方向相反的题项反向计分。",
        ),
        "permutations_lost": (
            "{lost} of {total} permutations of {group} could not be estimated; the p-values rest on the"
            " others.",
            "{group} 的 {total} 次置换中有 {lost} 次无法估计，p 值由其余置换得出。",
        ),
        "group_left_out": (
            "Group {group!r} is not compared: {reason}",
            "组别 {group!r} 未参与比较：{reason}",
        ),
        "no_permutation_imputed": (
            "Imputed answers depend on the groups, so rows cannot change places: there is no permutation test"
            ' with missing="mi". Fit with missing="em" or "listwise" for it.',
            '插补值依赖于组别，行不能互换：missing="mi" 时无置换检验。'
            '如需检验，请用 missing="em" 或 "listwise" 拟合。',
        ),
        "no_permutation_design": (
            "The groups {group} are whole strata of the survey, or single clusters, so no rows can change"
            " places between them: there is no permutation test.",
            "组别 {group} 是调查的整层或单个整群，行不能在组间互换：无置换检验。",
        ),
        "errors_independent": (
            "The errors of differences are those of independent groups, but clusters of the survey lie in"
            ' several groups. Fit with missing="em" or "listwise".',
            '差异的误差按各组独立计算，但调查的整群跨越多个组别。请用 missing="em" 或 "listwise" 拟合。',
        ),
        "tests_independent": (
            "Clusters of the survey lie in several groups. The t tests, and Henseler's test where there are"
            " resamples, take the groups as independent all the same; the intervals, and the permutation test"
            " where there is one, do not.",
            "调查的整群跨越多个组别。t 检验以及（有重抽样时的）Henseler 检验仍视各组为独立；"
            "区间以及（可行时的）置换检验则不然。",
        ),
    },
    "figure": {
        "difference_axis": ("Difference and {level} % interval", "差异与 {level} % 区间"),
        "differences_title": (
            "{quantity}: differences between groups ({by}{pair})",
            "{quantity}：组间差异（{by}{pair}）",
        ),
        "one_pair": (": {pair}", "：{pair}"),
        "index_of": ("{construct} index", "{construct}指数"),
        "survives": ("adjusted p ≤ {alpha}", "校正 p 值 ≤ {alpha}"),
        "fails": ("adjusted p > {alpha}", "校正 p 值 > {alpha}"),
        "rank_axis": ("Rank (share of resamples)", "名次（占重抽样的比例）"),
    },
    "option": {
        "adjust.holm": ("Holm", "Holm"),
        "adjust.bonferroni": ("Bonferroni", "Bonferroni"),
        "adjust.fdr": ("false discovery rate (Benjamini-Hochberg)", "错误发现率（Benjamini-Hochberg）"),
        "adjust.none": ("not adjusted", "不校正"),
        "family.kind": ("all pairs, all coefficients of a kind", "所有组对、同类全部系数"),
        "family.parameter": ("all pairs of one coefficient", "单个系数的所有组对"),
        "difference_ci.percentile": ("percentile", "百分位"),
        "difference_ci.normal": ("normal", "正态"),
        "item_weights.own": ("each group's own", "各组自身"),
        "item_weights.pooled": ("the pooled sample's", "合并样本"),
        "paired.True": ("taken into account", "已计入误差"),
        "paired.False": ("none: groups are independent", "无：各组独立"),
    },
}
