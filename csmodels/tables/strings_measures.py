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
    "heading": {
        "fit_table": ("Fit of the model as a whole", "模型整体拟合"),
        "bollen_stine": ("Bollen-Stine bootstrap of χ²", "χ² 的 Bollen-Stine 自助检验"),
    },
    "note": {
        "bollen_stine": (
            "Resamples of answers that were changed so that the model holds; p is the share of them with a"
            " χ² at least as large.",
            "对经变换而使模型成立的答案重抽样；p 为其中 χ² 不小于观测值者的占比。",
        ),
    },
    "message": {
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
