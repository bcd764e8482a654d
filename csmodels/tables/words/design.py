"""Words for how uncertainty was computed, survey designs and missing answers, in English and Chinese."""

from __future__ import annotations

DESIGN: dict[str, dict[str, tuple[str, str]]] = {
    "setting": {
        "se": ("Standard errors", "标准误"),
        "n_effective": ("Effective sample size (Kish)", "有效样本量（Kish）"),
        "design_effect": ("Design effect of the weights", "权重的设计效应"),
        "strata": ("Strata", "分层变量"),
        "clusters": ("Clusters", "整群变量"),
        "n_units": ("Sampling units", "抽样单元数"),
        "design_df": ("Degrees of freedom of the design", "设计自由度"),
        "replicate_weights": ("Replicate weights", "重复权重"),
        "n_imputations": ("Imputations", "插补次数"),
        "n_left_out": ("Units left out in turn", "逐一剔除的单元数"),
        "n_without_weight": ("Answers with weight 0", "权重为 0 的回答数"),
        "n_groups": ("Groups of rows drawn", "抽取的行组数"),
        "admissible": ("Admissible resamples", "可接受的重抽样比例"),
    },
    "option": {
        "estimator.plsc": ("consistent PLS (PLSc)", "一致性 PLS（PLSc）"),
        "se.none": ("none", "无"),
        "ci.none": ("none", "无"),
        "se.bootstrap": ("bootstrap", "自助法"),
        "se.linearized": ("linearised, from influence values", "线性化（影响值）"),
        "se.replicates": ("replicate weights of the survey", "调查的重复权重"),
        "resample.none": ("none", "无"),
        "resample.units": ("sampling units within strata (rescaled)", "层内抽样单元（重新缩放）"),
        "resample.poisson": ("respondents, Poisson(1) times each", "受访者各按泊松分布（均值 1）的次数"),
        "resample.groups": ("random groups of respondents", "受访者的随机分组"),
        "ci.bca": ("bias-corrected and accelerated (BCa)", "偏差校正加速（BCa）"),
        "ci.studentized": ("studentised", "学生化"),
        "missing.mean": ("mean of the item", "题项均值替代"),
        "missing.pairwise": ("pairwise: all answers to both items", "成对：两题均有回答者"),
        "missing.em": ("EM, maximum likelihood", "EM（最大似然）"),
        "missing.mi": ("multiple imputation, Rubin's rules", "多重插补，Rubin 规则"),
    },
    "column": {
        "n_answered": ("Answered", "有效回答"),
        "n_missing": ("Missing", "缺失"),
        "n_used": ("Used", "使用"),
    },
    "heading": {
        "answers": ("Answers by item", "各题项回答数"),
    },
    "message": {
        "group_failed": (
            "Group {name} could not be estimated and is in no table: {reason}",
            "组别 {name} 无法估计，未列入任何表格：{reason}",
        ),
        "few_rows_in_group": (
            "Group {name} has only {n} complete answers for {p} items: its estimates are unsteady.",
            "组别 {name} 中 {p} 个题项只有 {n} 份完整答卷，估计值不稳定。",
        ),
        "few_rows_in_groups": (
            "Fewer complete answers than the {p} items{group}: their estimates are unsteady.",
            "完整答卷少于 {p} 个题项{group}，估计值不稳定。",
        ),
        "groups_failed": (
            "No estimates, and no place in any table{group}: {reason}",
            "无法估计，未列入任何表格{group}：{reason}",
        ),
        "left_open": (
            "Left out: {left} of {given} respondents ({share}), who did not answer every item{group}. Most"
            ' often unanswered: {items}. To keep these respondents use missing="em" or missing="mi".',
            "已剔除：{given} 名受访者中的 {left} 名（{share}）未答全题项{group}。未答最多的题项：{items}。"
            '如需保留这些受访者，请用 missing="em" 或 missing="mi"。',
        ),
        "left_open_available": (
            "Left out: {left} of {given} respondents ({share}), who did not answer every item{group}. Most"
            ' often unanswered: {items}. With missing="available" each figure uses whoever answered its'
            " items.",
            "已剔除：{given} 名受访者中的 {left} 名（{share}）未答全题项{group}。未答最多的题项：{items}。"
            '若用 missing="available"，各指标将使用答全其题项的受访者。',
        ),
        "left_open_only": (
            "Left out: {left} of {given} respondents ({share}), who did not answer every item{group}. Most"
            " often unanswered: {items}.",
            "已剔除：{given} 名受访者中的 {left} 名（{share}）未答全题项{group}。未答最多的题项：{items}。",
        ),
        "left_open_terms": (
            "Left out: {left} of {given} respondents ({share}), who did not answer every item{group}. Most"
            ' often unanswered: {items}. To keep these respondents use missing="mi".',
            "已剔除：{given} 名受访者中的 {left} 名（{share}）未答全题项{group}。未答最多的题项：{items}。"
            '如需保留这些受访者，请用 missing="mi"。',
        ),
        "near_collinear": (
            "{items} of {construct} nearly repeat each other{group} (condition number {value}; above 30 the"
            " weights of Mode B are unsteady). Leave one out, or use mode='A'.",
            "“{construct}”的题项 {items} 几乎重复{group}（条件数 {value}；高于 30 时模式 B 的权重不稳定）。"
            "请删去其一，或使用 mode='A'。",
        ),
        "opposite_groups": (
            "{construct} points in opposite directions in groups {first} and {second}: its paths in these"
            " tables cannot be compared between them; compare_groups() turns it. Recode the items that run"
            " against the others.",
            "“{construct}”在组别 {first} 与 {second} 中方向相反，此处各表中的路径不能在组间比较；"
            "compare_groups() 会先予翻转。请对方向相反的题项反向计分。",
        ),
        "few_units": (
            "Only {units} sampling units ({df} degrees of freedom): intervals from resamples are too narrow."
            ' Use se="linearized" or ci="normal", whose limits are those of Student\'s t.',
            "只有 {units} 个抽样单元（自由度 {df}）：重抽样区间过窄。"
            '请用 se="linearized" 或 ci="normal"，其区间采用学生 t 分布。',
        ),
        "replicates_unused": (
            "The survey's replicate weights are not used: standard errors are those of se={se!r}.",
            "未使用调查的重复权重：标准误按 se={se!r} 计算。",
        ),
        "no_errors": (
            "{lost} of the {members} changed samples could not be estimated{group}, so there are no standard"
            " errors.",
            "{members} 个变动样本中有 {lost} 个无法估计{group}，因此没有标准误。",
        ),
        "inadmissible": (
            "The consistent estimates are inadmissible{group}: {reasons}. They cannot be read as path"
            " coefficients and loadings; see the table of admissibility.",
            "一致性估计的结果不可接受{group}：{reasons}。不能按路径系数与载荷解读，详见“解的可接受性”表。",
        ),
        "inadmissible_draws": (
            "{share} of the resamples are inadmissible{group}; all of them are kept, so the intervals show"
            " how far they go.",
            "{share} 的重抽样结果不可接受{group}；均予保留，区间反映其变动范围。",
        ),
        "not_positive": (
            "The pairwise correlations contradict each other{group} (smallest eigenvalue {value}): no"
            ' complete answers could have them. Use missing="em".',
            "成对相关系数相互矛盾{group}（最小特征值 {value}）：任何完整答卷都不可能如此。"
            '请用 missing="em"。',
        ),
    },
    "label": {
        "in_groups": (" in groups {groups}", "（组别 {groups}）"),
        "above_in_groups": ("; more than 5 % in groups {groups}", "，其中剔除超过 5 % 的组别：{groups}"),
        "above_in_group": ("; more than 5 % in group {groups}", "，其中剔除超过 5 % 的组别：{groups}"),
        "more_groups": (" and {n} more", "，另有 {n} 组"),
        "span": ("{low} to {high}", "{low} 至 {high}"),
        "place_loading": ("{constructs} =~ {item}: {value}", "{constructs} =~ {item}：{value}"),
        "place_r2": ("R²({constructs}) = {value}", "R²({constructs}) = {value}"),
        "place_correlation": ("r({constructs}) = {value}", "r({constructs}) = {value}"),
        "place_reliability": ("rho_A({constructs}) = {value}", "rho_A({constructs}) = {value}"),
        "place_eigenvalue_constructs": (
            "min eigenvalue(constructs) = {value}",
            "最小特征值（构念）= {value}",
        ),
        "place_eigenvalue_items": ("min eigenvalue(items) = {value}", "最小特征值（题项）= {value}"),
    },
    "note": {
        "all_answered": (
            "Every respondent answered every item (rule for missing answers: {rule}).",
            "所有受访者均回答了全部题项（缺失值处理规则：{rule}）。",
        ),
        "p_value": (
            "p belongs to the interval: below .05 where the 95 % interval leaves out zero; with {n_boot}"
            " resamples it cannot be below {least}.",
            "p 值与区间一致：95 % 区间不含零时小于 .05；{n_boot} 次重抽样下不会低于 {least}。",
        ),
        "answers": (
            "Rule for missing answers: {rule}.",
            "缺失值处理规则：{rule}。",
        ),
    },
}
