"""Words of the displays, in English and Chinese: prediction."""

from __future__ import annotations

PREDICTION: dict[str, dict[str, tuple[str, str]]] = {
    "construct": {
        "overall": ("Overall", "总体"),
    },
    "column": {
        "rmse": ("RMSE", "RMSE"),
        "mae": ("MAE", "MAE"),
        "q2_predict": ("Q²predict", "Q²predict"),
        "rmse_lm": ("RMSE, linear model", "线性模型 RMSE"),
        "mae_lm": ("MAE, linear model", "线性模型 MAE"),
        "rmse_ia": ("RMSE, mean", "均值 RMSE"),
        "mae_ia": ("MAE, mean", "均值 MAE"),
        "rmse_in_sample": ("RMSE in sample", "样本内 RMSE"),
        "verdict": ("Verdict", "判断"),
        "power": ("Predictive power", "预测力"),
        "benchmark": ("Benchmark", "基准"),
        "loss": ("Loss", "损失"),
        "loss_benchmark": ("Benchmark's loss", "基准损失"),
        "loss_other": ("Other model's loss", "另一模型损失"),
        "repeat": ("Repeat", "重复"),
    },
    "value": {
        "lm": ("linear model", "线性模型"),
        "ia": ("item means", "题项均值"),
        "no_better_than_mean": ("no better than the mean", "不优于均值"),
        "better_than_lm": ("better than the linear model", "优于线性模型"),
        "similar_to_lm": ("like the linear model", "与线性模型相当"),
        "worse_than_lm": ("worse than the linear model", "不如线性模型"),
        "no_lm": ("no linear model", "无线性模型"),
        "high": ("high", "高"),
        "medium": ("medium", "中"),
        "low": ("low", "低"),
        "none": ("none", "无"),
        "unknown": ("unknown", "未知"),
    },
    "setting": {
        "folds": ("Folds", "折数"),
        "repeats": ("Repeats", "重复次数"),
        "folds_of": ("Folds consist of", "分折单位"),
        "technique": ("Predicted from", "预测依据"),
    },
    "option": {
        "folds_of.clusters": ("whole clusters", "整群"),
        "folds_of.respondents": ("respondents", "受访者"),
        "technique.direct_antecedents": ("direct antecedents", "直接前因"),
        "technique.earliest_antecedents": ("earliest antecedents", "最初前因"),
    },
    "heading": {
        "prediction": ("Out-of-sample prediction (PLSpredict)", "样本外预测（PLSpredict）"),
        "prediction_constructs": ("Prediction by construct", "各构念的预测"),
        "prediction_items": ("Prediction by item", "各题项的预测"),
        "cvpat": (
            "Predictive ability test (CVPAT): loss minus the benchmark's",
            "预测能力检验（CVPAT）：与基准的损失之差",
        ),
        "cvpat_compare": ("Two models compared by their loss (CVPAT)", "两个模型的损失比较（CVPAT）"),
    },
    "note": {
        "prediction_items": (
            "Held-out answers in {folds} folds, {repeats} repeats; errors pooled over the repeats. Q²predict:"
            " 1 minus squared errors over those of the training means, positive where the model predicts"
            " better. Linear model: each item regressed on the items of {causes}. The verdict looks at the"
            " interval of the difference of RMSE; like the linear model: the interval holds zero.",
            "{folds} 折、重复 {repeats} 次的留出预测，误差按各次重复合并。"
            "Q²predict 为 1 减去平方误差与训练集均值平方误差之比，为正表示优于均值。"
            "线性模型：各题项对{causes}的题项作回归。"
            "判断依据 RMSE 之差的区间；区间包含零即为与线性模型相当。",
        ),
        "prediction_direct": ("its construct's predictors", "所属构念之前因"),
        "prediction_earliest": ("the exogenous constructs", "外生构念"),
        "prediction_constructs": (
            "Errors of standardised construct scores. Predictive power (Shmueli et al. 2019): items"
            " predicted with a smaller RMSE than the linear model's; high: all of them, medium: half or more,"
            " low: fewer, none: not one.",
            "标准化构念得分的误差。预测力（Shmueli 等 2019）按 RMSE 小于线性模型的题项所占多少判断："
            "“高”为全部题项，“中”为半数及以上，“低”为不足半数，“无”为一个也没有。",
        ),
        "cvpat": (
            "Mean squared error of a construct's items, averaged over the respondents; a negative difference"
            " favours the model. p of a paired t test{errors}; limits {limits}.",
            "损失为构念各题项平方误差的均值再对受访者平均；差异为负表示模型更优。"
            "p 值来自配对 t 检验{errors}；区间{limits}。",
        ),
        "errors_by_clusters": (", errors between the survey's clusters", "，标准误按群间差异计算"),
        "errors_by_strata": (", errors within the survey's strata", "，标准误按层内差异计算"),
        "errors_by_replicates": (", errors from the replicate weights", "，标准误由重复权重得出"),
        "limits_resampled_respondents": ("from resampled respondents", "由受访者重抽样得出"),
        "limits_resampled_clusters": ("from resampled clusters", "由整群重抽样得出"),
        "limits_resampled_strata": ("from respondents resampled within strata", "由层内受访者重抽样得出"),
        "limits_t": ("by Student's t", "按 t 分布计算"),
        "cvpat_compare": (
            "Difference: loss of the first model minus that of the second; negative favours the first.",
            "差异为第一个模型的损失减第二个模型的损失；为负表示第一个模型更优。",
        ),
    },
    "message": {
        "linear_benchmark": (
            "The linear model does not exist for the items of {constructs}{group}: their regressors depend on"
            " each other linearly. Only the mean is a benchmark there.",
            "{constructs} 的题项没有线性模型基准{group}：回归自变量线性相关，只能与均值比较。",
        ),
        "folds_split_clusters": (
            "The given folds split {split} of {clusters} clusters: respondents of one cluster are predicted"
            " from each other, so the errors are too small. Leave fold_indices out, and clusters are held out"
            " whole.",
            "所给的折把 {clusters} 个群中的 {split} 个拆开：同群的受访者互相预测，误差因此偏小。"
            "请省去 fold_indices，改为整群留出。",
        ),
        "folds_not_converged": (
            "The weights did not settle in {count} of {members} training samples{group}; the figures rest on"
            " their last step.",
            "{members} 个训练样本中有 {count} 个权重未收敛{group}，结果取自最后一步。",
        ),
    },
    "figure": {
        "rmse_difference": (
            "RMSE, model minus {benchmark}{interval} (below 0: better)",
            "RMSE 与{benchmark}之差{interval}（小于 0 为更好）",
        ),
        "rmse_interval": (", with {level} % interval", "及 {level} % 区间"),
    },
}
