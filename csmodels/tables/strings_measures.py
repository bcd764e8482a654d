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
        "bollen_stine_lost": (
            "{lost} of {n_boot} resamples could not be fitted and are left out; p rests on the others and is"
            " not given where they are half or more. Fewer parameters, or more answers, may help.",
            "{n_boot} 次重抽样中有 {lost} 次无法拟合，未计入；p 值由其余样本得出，"
            "若无法拟合者达到一半则不给出。减少参数或增加答卷可能有所帮助。",
        ),
    },
}
