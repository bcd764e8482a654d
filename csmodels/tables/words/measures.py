"""Words of the displays, in English and Chinese: fit of covariance models."""

from __future__ import annotations

MEASURES: dict[str, dict[str, tuple[str, str]]] = {
    "column": {
        "scaled": ("Scaled", "校正"),
        "robust": ("Robust", "稳健"),
        "bs_chi2": ("χ²", "χ²"),
        "bs_chi2_median": ("Median of the resamples", "重抽样中位数"),
        "bs_chi2_high": ("95th percentile", "第 95 百分位"),
        "bs_n_boot": ("Resamples", "自助样本数"),
        "bs_n_boot_used": ("Used", "有效数"),
    },
    "setting": {
        "cb_test": ("Test of the model", "模型检验"),
    },
    "option": {
        "cb_test.sem": ("scaled χ² (Satorra-Bentler)", "校正 χ²（Satorra-Bentler）"),
        "cb_test.mlr": ("scaled χ² (Yuan-Bentler)", "校正 χ²（Yuan-Bentler）"),
        "cb_test.wlsmv": ("scaled and shifted χ²", "均值方差校正 χ²"),
    },
    "label": {
        "cb_shift": ("Shift", "平移量"),
        "cb_sandwich": (
            "robust, answers need not be normal (sandwich, {information} information)",
            "稳健，不要求回答服从正态分布（三明治法，{information}）",
        ),
    },
    "figure": {
        "cb_paths_standardized": ("Standardised coefficients", "标准化系数"),
        "cb_paths_own": ("Coefficients in the units of the constructs", "系数（以构念的单位计）"),
        "cb_loadings_standardized": ("Standardised loadings", "标准化载荷"),
        "cb_not_estimates": (
            "{title} (no optimum was found: not estimates)",
            "{title}（未找到最优解，不是估计值）",
        ),
        "cb_loadings_own": ("Loadings in the units of the items", "载荷（以题项的单位计）"),
    },
    "heading": {
        "fit_table": ("Fit of the model as a whole", "模型整体拟合"),
        "bollen_stine": ("Bollen-Stine bootstrap of χ²", "χ² 的 Bollen-Stine 自助检验"),
    },
    "note": {
        "cb_fit_gaps": (
            "χ² tests the model against the means and covariances estimated from every answer there is; in"
            " brackets the {level} % interval of RMSEA.",
            "χ² 检验模型与由全部回答估计的均值和协方差是否一致；方括号内为 RMSEA 的 {level} % 区间。",
        ),
        "cb_saturated": (
            "With 0 degrees of freedom the model reproduces any covariances: its fit says nothing.",
            "自由度为 0 时，模型可再现任何协方差：其拟合不说明任何问题。",
        ),
        "cb_report_robust": (
            "Report χ² with its p from the column Scaled; CFI, TLI and RMSEA from the column Robust, which"
            " estimates what they are under normal answers ({source}).",
            "报告时，χ² 及其 p 值取“校正”列；CFI、TLI 与 RMSEA 取“稳健”列，即估计回答正态时的取值"
            "（{source}）。",
        ),
        "cb_report_gaps": (
            "Report CFI, TLI and RMSEA from the column Robust: with answers missing, the plain ones make a"
            " bad model look better ({source}).",
            "报告时，CFI、TLI 与 RMSEA 取“稳健”列：有缺失回答时，未校正的指标会使不良模型显得更好"
            "（{source}）。",
        ),
        "cb_r_squared_limits": (
            "Limits lie symmetrically about the estimate (normal theory) and are not kept within 0 and 1.",
            "区间以估计值为中心对称（正态理论），不限于 0 与 1 之间。",
        ),
        "cb_reliability": (
            "α: Cronbach, of the correlations of the items; it takes their loadings for equal. rho_C and ω"
            " come from the loadings and errors of the model: rho_C of the sum of standardised items, ω of"
            " the sum of the answers in their own units.",
            "α：Cronbach 系数，由题项间的相关系数得出，视各载荷相等。rho_C 与 ω 由模型的载荷与误差得出："
            "rho_C 针对标准化题项之和，ω 针对以原单位计的回答之和。",
        ),
        "bollen_stine": (
            "Resamples of answers that were changed so that the model holds; p is the share of them with a"
            " χ² at least as large.",
            "对经变换而使模型成立的回答重抽样；p 为其中 χ² 不小于观测值者的占比。",
        ),
    },
    "message": {
        "ml_index_without_errors": (
            'The index has no standard errors and no limits: under missing="fiml" they need resamples. Fit'
            " again with n_boot=1000.",
            '指数没有标准误和区间：missing="fiml" 时须由重抽样得出。请以 n_boot=1000 重新拟合。',
        ),
        "ml_few_units": (
            "Only {units} sampling units ({df} degrees of freedom) for {k} parameters: single standard errors"
            " are unsteady, and scaled tests, which need as many units as parameters, are not to be trusted.",
            "抽样单位仅有 {units} 个（自由度 {df}），而参数有 {k} 个：单个标准误不稳定；"
            "校正检验要求抽样单位不少于参数个数，此处不可信。",
        ),
        "ml_no_scaled_test": (
            "The scaled test does not exist: its scaling factor is not positive, as happens with too few"
            " respondents for the parameters. Use bollen_stine(), or fewer parameters.",
            "校正检验不存在：其校正因子不是正数，通常因受访者相对参数过少。"
            "请使用 bollen_stine()，或减少参数。",
        ),
        "ml_resamples_withheld": (
            "The search of {lost} of {n_boot} resamples ended nowhere, so no limits are given: the model is"
            " nearly unidentified in these answers. See `admissibility`; combine constructs, or leave out"
            " paths.",
            "{n_boot} 次重抽样中有 {lost} 次未能收敛，因此不给出区间：该模型在这些答卷下几乎无法识别。"
            "请查看 `admissibility`，合并构念或删去部分路径。",
        ),
        "bollen_stine_lost": (
            "{lost} of {n_boot} resamples could not be fitted and are left out; p rests on the others and is"
            " not given where they are half or more. Fewer parameters, or more answers, may help.",
            "{n_boot} 次重抽样中有 {lost} 次无法拟合，未计入；p 值由其余样本得出，"
            "若无法拟合者达到一半则不给出。减少参数或增加答卷可能有所帮助。",
        ),
    },
}
