"""Words of the displays, in English and Chinese: item analysis and common-method checks."""

from __future__ import annotations

ITEMS: dict[str, dict[str, tuple[str, str]]] = {
    "column": {
        "kurtosis": ("Kurtosis", "峰度"),
        "floor_share": ("Floor", "最低分占比"),
        "ceiling_share": ("Ceiling", "最高分占比"),
        "item_total": ("Item-total", "题总相关"),
        "alpha_if_deleted": ("α if deleted", "删除后 α"),
        "alpha_raw_if_deleted": ("Raw α if deleted", "删除后原始 α"),
        "n_items": ("Items", "题项数"),
        "omega": ("ω", "ω"),
        "kmo": ("KMO", "KMO"),
        "chi_squared": ("χ²", "χ²"),
        "df": ("df", "自由度"),
        "component": ("Component", "成分"),
        "eigenvalue": ("Eigenvalue", "特征值"),
        "simulated_mean": ("By chance, mean", "随机均值"),
        "simulated_95": ("By chance, 95th percentile", "随机第 95 百分位"),
        "retain": ("Keep", "保留"),
        "check": ("Check", "检查项"),
        "uncorrected": ("Uncorrected", "未校正"),
    },
    "value": {
        "harman_component": ("first principal component", "第一主成分"),
        "harman_factor": ("single common factor", "单一公因子"),
        "corrected_correlation": ("correlation", "相关系数"),
        "corrected_path": ("path", "路径"),
    },
    "setting": {
        "n_parallel": ("Simulated samples", "模拟样本数"),
        "marker": ("Marker variable", "标记变量"),
        "marker_share": ("Common method's correlation", "共同方法的相关"),
    },
    "option": {
        "marker_share.smallest": ("smallest with a construct", "与构念的最小相关"),
        "marker_share.second_smallest": ("second smallest with a construct", "与构念的次小相关"),
    },
    "heading": {
        "item_analysis": ("Item analysis and common-method checks", "题项分析与共同方法检验"),
        "item_table": ("Items", "题项"),
        "item_blocks": ("Reliability by construct", "各构念的信度"),
        "sampling_adequacy": ("Sampling adequacy and sphericity", "取样适切性与球形检验"),
        "parallel": ("Parallel analysis", "平行分析"),
        "harman": ("Harman's single factor: share of variance", "Harman 单因子检验：方差占比"),
        "all_collinearity": ("Full collinearity of the constructs", "构念的完全共线性"),
        "marker_correlation": ("Correlations with the marker variable", "与标记变量的相关"),
        "marker_corrected": ("Corrected for the marker variable", "经标记变量校正"),
    },
    "label": {
        "share_of_variance": ("Share", "占比"),
        "vif": ("VIF", "VIF"),
        "correlation": ("Correlation", "相关系数"),
        "corrected": ("Corrected", "校正后"),
    },
    "note": {
        "items_shape": (
            "SD with divisor n - 1; skewness and excess kurtosis are G1 and G2, as in SPSS, 0 for normal"
            " answers; item-total: correlation with the sum of the other items of the construct.",
            "标准差以 n - 1 为除数；偏度与超额峰度为 G1、G2（同 SPSS），正态时为 0；"
            "题总相关为题项与同一构念其余题项之和的相关。",
        ),
        "items_reliability": (
            "α of standardised and of raw items (Cronbach 1951); ω of standardised items from one common"
            " factor by minimum residuals (McDonald 1999). Single items and Mode B composites have none.",
            "α 分别由标准化题项与原始题项计算（Cronbach 1951）；ω 由最小残差法的单一公因子计算"
            "（McDonald 1999）。单题项与模式 B 组合构念没有信度。",
        ),
        "items_kmo": (
            "KMO: .9 marvellous, .8 meritorious, .7 middling, .6 mediocre, .5 miserable, below unacceptable"
            " (Kaiser 1974). Without limits: a small sample's KMO lies below the population's and a"
            " resample's lower still, so bootstrap limits would mislead. Bartlett's test assumes normal"
            " answers and rejects nearly always in surveys.",
            "KMO：0.9 极佳，0.8 良好，0.7 中等，0.6 普通，0.5 欠佳，低于 0.5 不可接受（Kaiser 1974）。"
            "不给出区间：小样本的 KMO 低于总体值，重抽样的更低，自助区间会误导。"
            "Bartlett 检验以正态为前提，在调查中几乎总是显著。",
        ),
        "items_parallel": (
            "Horn (1965): components are kept while their eigenvalue exceeds the 95th percentile of"
            " {n_parallel} simulated samples of independent normal answers.",
            "Horn（1965）：特征值大于 {n_parallel} 个独立正态模拟样本的第 95 百分位的成分予以保留。",
        ),
        "items_harman": (
            "Harman: a share above one half suggests that one source lies behind all answers; a smaller one"
            " proves little. Full collinearity: VIF above 3.3 suggests common-method variance (Kock 2015).",
            "Harman：占比超过一半提示全部回答可能出自同一来源；较小的占比说明不了多少问题。"
            "完全共线性：VIF 大于 3.3 提示存在共同方法变异（Kock 2015）。",
        ),
        "items_marker": (
            "Corrected r = (r - r_M) / (1 - r_M), t with n - 3 degrees of freedom (Lindell and Whitney 2001);"
            " r_M is taken as known: {shares}.",
            "校正后 r = (r - r_M) / (1 - r_M)，t 检验自由度为 n - 3（Lindell 与 Whitney 2001）；"
            "r_M 视为已知：{shares}。",
        ),
    },
    "message": {
        "items_from_moments": (
            "Fitted from moments: skewness, kurtosis and shares at the ends of the scale need the answers and"
            " are missing; standard deviations are those of the matrix given.",
            "由矩（协方差矩阵）估计：偏度、峰度与两端占比需要原始答卷，故缺失；标准差取自所给矩阵。",
        ),
        "items_without_n": (
            "The number of respondents is unknown, so there is no Bartlett test and no parallel analysis;"
            " give Moments(..., n=...).",
            "样本量未知，因此没有 Bartlett 检验与平行分析；请在 Moments(..., n=...) 中给出。",
        ),
        "marker_missing": (
            "{n} respondents gave no answer to the marker variable; its correlations rest on the others.",
            "{n} 名受访者未回答标记变量；其相关系数由其余受访者得出。",
        ),
        "marker_negative": (
            "The marker's {which} correlation is negative ({r}){group}; a common method cannot cause that, so"
            " nothing is corrected.",
            "标记变量的相关（{which}）为负（{r}）{group}；共同方法不会造成负相关，因此不作校正。",
        ),
        "no_omega": (
            "The one-factor solution of {construct} does not settle{group}; its omega is missing.",
            "“{construct}”的单因子解未能收敛{group}；其 ω 缺失。",
        ),
    },
}
