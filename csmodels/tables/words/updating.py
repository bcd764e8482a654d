"""Words of the displays, in English and Chinese: expectations that change from occasion to occasion."""

from __future__ import annotations

_COLUMN: dict[str, tuple[str, str]] = {
    "updating_occasion": ("Occasion", "次数"),
    "updating_performance": ("Experience", "体验"),
    "updating_expectation": ("Expectation before", "事前期望"),
    "updating_exact_expectation": ("Expectation before (exact)", "事前期望（精确）"),
    "updating_should": ("Should expectation", "应然期望"),
    "updating_perceived": ("Perceived", "感知"),
    "updating_disconfirmation": ("Disconfirmation", "失验"),
    "updating_uncertainty": ("Uncertainty (variance)", "不确定性（方差）"),
    "updating_gain": ("Weight of the experience", "体验的权重"),
    "updating_intention": ("Intention after", "事后意向"),
    "updating_exact_intention": ("Intention after (exact)", "事后意向（精确）"),
}

_SETTING: dict[str, tuple[str, str]] = {
    "updating_model": ("Model", "模型"),
    "updating_prior_mean": ("Expectation before the first occasion", "首次体验前的期望"),
    "updating_prior_variance": ("Variance of that expectation", "该期望的方差"),
    "updating_experience_variance": ("Variance of experiences", "体验的方差"),
    "updating_risk_aversion": ("Risk aversion", "风险厌恶"),
    "updating_drift": ("Variance by which quality moves", "质量变动的方差"),
    "updating_weight": ("Weight that the old expectation keeps", "旧期望保留的权重"),
    "updating_should_mean": ("What should happen, before the first occasion", "首次体验前的应然期望"),
    "updating_should_step": ("Share by which it follows what exceeds it", "超出时上调的比例"),
    "updating_will_effect": ("Pull of expectations on perceptions", "期望对感知的牵引"),
    "updating_should_effect": ("Push of what should be on perceptions", "应然期望对感知的反推"),
    "updating_n_occasions": ("Occasions", "体验次数"),
    "updating_n_customers": ("Customers", "顾客数"),
}

_OPTION: dict[str, tuple[str, str]] = {
    "updating_model.boulding": (
        "weighted average (Boulding, Kalra, Staelin and Zeithaml 1993)",
        "加权平均（Boulding、Kalra、Staelin 与 Zeithaml，1993）",
    ),
    "updating_model.rust": (
        "Bayes, under risk aversion (Rust, Inman, Jia and Zahorik 1999)",
        "贝叶斯更新与风险厌恶（Rust、Inman、Jia 与 Zahorik，1999）",
    ),
    "updating_model.kalman": ("Kalman filter: quality moves", "卡尔曼滤波：质量会变动"),
}

_HEADING: dict[str, tuple[str, str]] = {
    "updating": ("Expectations from occasion to occasion", "期望随体验次数的更新"),
    "updating_course": ("Means over customers", "顾客均值"),
}

_NOTE: dict[str, tuple[str, str]] = {
    "updating_boulding": (
        "Each experience has the weight {gain} when it is new and {keep} of that after every further one.",
        "每次体验初次的权重为 {gain}，此后每多一次体验，降为前次的 {keep}。",
    ),
    "updating_rust": (
        "The first experience leaves the intention as it was if it falls short of the expectation by {short};"
        " one that merely meets it raises it by {rise}, because the customer is surer of what comes.",
        "首次体验若低于期望 {short}，意向不变；恰好达到期望则使意向上升 {rise}，因为顾客对日后更有把握。",
    ),
    "updating_neutral": (
        "Without risk aversion an experience that meets the expectation leaves the intention as it was.",
        "若无风险厌恶，恰好达到期望的体验不改变意向。",
    ),
    "updating_steady": (
        "After many occasions a new experience keeps the weight {gain}, and the variance before it is"
        " {variance}.",
        "多次体验之后，新体验的权重保持在 {gain}，体验前的方差为 {variance}。",
    ),
    "updating_certain": (
        "The quality does not move: with every occasion a new experience counts for less.",
        "质量不变：体验越多，新体验的权重越小。",
    ),
    "updating_exact": (
        "The simulated means are those of {n} customers; the exact ones need no simulation.",
        "模拟均值来自 {n} 名顾客；精确值无需模拟。",
    ),
    "updating_given": ("The experiences were given.", "体验由使用者给定。"),
}

_LABEL: dict[str, tuple[str, str]] = {
    "updating_performance": ("experience", "体验"),
    "updating_expectation": ("expectation before the occasion", "体验前的期望"),
    "updating_should": ("what should happen", "应然期望"),
    "updating_intention": ("intention after the occasion", "体验后的意向"),
    "updating_band": ("uncertainty: ± 1 SD of the belief", "不确定性：信念 ± 1 个标准差"),
}

_FIGURE: dict[str, tuple[str, str]] = {
    "updating_x": ("Occasion", "次数"),
    "updating_y": ("Scale of the ratings", "评分刻度"),
}

UPDATING: dict[str, dict[str, tuple[str, str]]] = {
    "column": _COLUMN,
    "setting": _SETTING,
    "option": _OPTION,
    "heading": _HEADING,
    "note": _NOTE,
    "label": _LABEL,
    "figure": _FIGURE,
}
