"""Words of the displays, in English and Chinese: response surfaces of expectation and performance."""

from __future__ import annotations

SURFACE: dict[str, dict[str, tuple[str, str]]] = {
    "column": {
        "shape": ("Shape", "形状参数"),
        "test": ("Hypothesis", "假设"),
        "df_resid": ("Residual df", "残差自由度"),
        "axis": ("Axis", "主轴"),
        "line": ("Line", "线"),
        "support": ("Performance against expectation", "表现与期望之比"),
        "enough": ("Enough rows", "样本是否足够"),
        "stationary_point": ("Stationary point", "驻点"),
        "as_asked": ("On the scale asked", "按问卷刻度"),
        "position": ("Position", "位置"),
        "said": ("May be read", "可否解读"),
        "surface_term": ("Term", "项"),
        "surface_percent": ("Share (%)", "占比（%）"),
        "surface_turn": ("It is a", "类型"),
        "test_statistic": ("Test", "检验"),
    },
    "value": {
        "expectation": ("Expectation", "期望"),
        "performance": ("Performance", "表现"),
        "maximum": ("maximum", "最大值"),
        "minimum": ("minimum", "最小值"),
        "saddle": ("saddle", "鞍点"),
        "ridge": ("ridge: a line, not a point", "脊线：是一条线而非一点"),
        "plane": ("plane", "平面"),
        "first": ("first", "第一"),
        "second": ("second", "第二"),
        "curvature": ("curvature per unit of length", "单位长度的曲率"),
        "angle": ("angle with the expectation axis (degrees)", "与期望轴的夹角（度）"),
        "slope": ("slope", "斜率"),
        "shift": ("lateral shift", "侧向偏移"),
        "congruence": ("congruence (P = E)", "一致线（P = E）"),
        "incongruence": ("incongruence (P = −E)", "不一致线（P = −E）"),
    },
    "setting": {
        "center": ("Both ratings minus", "两项评分均减去"),
        "errors": ("Standard errors", "标准误"),
    },
    "option": {
        "estimator.ols": ("least squares", "最小二乘"),
        "estimator.logit": ("ordered logit", "有序 logit"),
        "estimator.probit": ("ordered probit", "有序 probit"),
        "errors.HC3": ("robust to unequal variance (HC3)", "异方差稳健（HC3）"),
        "errors.HC0": ("robust to unequal variance (HC0)", "异方差稳健（HC0）"),
        "errors.HC1": ("robust to unequal variance (HC1)", "异方差稳健（HC1）"),
        "errors.HC2": ("robust to unequal variance (HC2)", "异方差稳健（HC2）"),
        "errors.classical": ("classical, one variance", "经典（同方差）"),
        "errors.ml": ("of maximum likelihood (divisor n)", "最大似然（除数为 n）"),
        "errors.cluster": ("robust, by cluster", "按群聚类稳健"),
        "errors.linearized": ("Taylor linearisation", "泰勒线性化"),
        "errors.replicates": ("replicate weights", "重复权重"),
        "errors.bootstrap": ("bootstrap", "自助法"),
    },
    "heading": {
        "response_surface": ("Response surface", "响应面"),
        "surface_of": ("Response surface of {outcome}", "响应面：{outcome}"),
        "surface_stationary": ("Stationary point ({kinds})", "驻点（{kinds}）"),
        "equal_surfaces": ("Have the groups the same surface?", "各组响应面是否相同"),
        "shape": ("Shape along the lines of congruence and incongruence", "一致线与不一致线上的形状"),
        "tests": ("Joint tests", "联合检验"),
        "stationary_point": ("Stationary point", "驻点"),
        "axes": ("Principal axes", "主轴"),
        "turning_points": ("Where the surface turns on each line", "各线上的转折点"),
        "support": ("Where the answers lie", "回答的分布"),
    },
    "label": {
        "a1": ("a1: slope where performance = expectation", "a1：一致线上的斜率"),
        "a2": ("a2: curvature where performance = expectation", "a2：一致线上的曲率"),
        "a3": (
            "a3: slope along mismatch, from performance above to below expectation",
            "a3：不一致线上的斜率（由表现高于期望到低于期望）",
        ),
        "a4": ("a4: curvature along mismatch", "a4：不一致线上的曲率"),
        "a5": ("a5: b3 − b5", "a5：b3 − b5"),
        "test_congruence": (
            "flat where performance = expectation (a1 = a2 = 0)",
            "一致线上平坦（a1 = a2 = 0）",
        ),
        "test_incongruence": ("flat along mismatch (a3 = a4 = 0)", "不一致线上平坦（a3 = a4 = 0）"),
        "test_curvature": ("a plane (b3 = b4 = b5 = 0)", "平面（b3 = b4 = b5 = 0）"),
        "test_difference": (
            "performance − expectation tells all (b1 = −b2, b3 = b4 = b5 = 0)",
            "差值足以说明（b1 = −b2，b3 = b4 = b5 = 0）",
        ),
        "test_squared_difference": (
            "(performance − expectation)² tells all (b1 = b2 = 0, b3 = b5 = −b4/2)",
            "差值平方足以说明（b1 = b2 = 0，b3 = b5 = −b4/2）",
        ),
        "support_above": ("above", "高于期望"),
        "support_equal": ("equal", "等于期望"),
        "support_below": ("below", "低于期望"),
        "support_clearly_above": ("above by more than half an SD", "高出半个标准差以上"),
        "support_clearly_below": ("below by more than half an SD", "低出半个标准差以上"),
        "support_ceiling_expectation": ("expectation at the top of the scale", "期望为最高分"),
        "support_ceiling_performance": ("performance at the top of the scale", "表现为最高分"),
        "surface_b": ("b{i}: {term}", "b{i}：{term}"),
        "surface_intercept": ("intercept", "截距"),
        "surface_threshold": ("threshold {categories}", "阈值 {categories}"),
        "surface_of_group": ("{group}: {said}", "{group}：{said}"),
        "surface_mean": ("the mean of {first} and {last}", "{first}、{last} 的均值"),
        "surface_mean_many": ("the mean of {n} items", "{n} 个题项的均值"),
        "equal_surface": ("all coefficients equal", "全部系数相等"),
        "equal_linear": ("b1 and b2 equal", "b1、b2 相等"),
        "equal_curvature": ("all other coefficients equal", "其余系数相等"),
        "term_expectation": ("expectation E", "期望 E"),
        "term_performance": ("performance P", "表现 P"),
        "term_expectation^2": ("E²", "E²"),
        "term_expectation:performance": ("E × P", "E × P"),
        "term_performance^2": ("P²", "P²"),
        "term_expectation^3": ("E³", "E³"),
        "term_expectation^2:performance": ("E² × P", "E² × P"),
        "term_expectation:performance^2": ("E × P²", "E × P²"),
        "term_performance^3": ("P³", "P³"),
        "withheld_outside": ("withheld: outside the answers", "不予解读：超出回答范围"),
        "withheld_rows": ("withheld: too few rows on one side", "不予解读：一侧样本过少"),
        "withheld_undirected": ("withheld: no direction", "不予解读：主轴方向未定"),
    },
    "note": {
        "surface_cubic": (
            "With cubic terms slopes and curvatures change from place to place: a1 to a5 and the joint tests"
            " describe the surface at the centre, and it has no single stationary point, no principal axes"
            " and no single turning point on a line. See cubic_congruence().",
            "含三次项时，斜率与曲率随位置而变：a1 至 a5 及联合检验描述的是中心处的响应面；"
            "它没有唯一的驻点、主轴，各线上也没有唯一的转折点。请见 cubic_congruence()。",
        ),
        "surface_undirected": (
            "The angle of an axis has an interval wider than 90 degrees: it has no direction that the answers"
            " could tell, and its slope, intercept and shift are withheld.",
            "主轴夹角的区间宽于 90 度：回答无法确定其方向，故其斜率、截距与偏移不予解读。",
        ),
        "surface_turning": (
            "Positions are expectations minus the centre; performance is equal to it, or as far on the other"
            " side of the centre.",
            "位置为期望减去中心；表现与之相等，或在中心另一侧等距处。",
        ),
        "surface_groups_dependent": (
            "The surfaces of the groups are not tested for equality: clusters hold respondents of several"
            " groups, which these standard errors do not know of.",
            "未检验各组响应面是否相同：有群包含多个组别的受访者，而所用标准误未考虑这一点。",
        ),
        "surface_direction": (
            "Disconfirmation is performance minus expectation. Both ratings were centred at {center}; a2, a4,"
            " a5 and the tests of curvature do not depend on it, b1, b2, a1 and a3 do.",
            "失验 = 表现 − 期望。两项评分均以 {center} 为中心；a2、a4、a5 及曲率检验与中心无关，"
            "b1、b2、a1、a3 则有关。",
        ),
        "surface_withheld": (
            "Figures are withheld where the answers do not reach: outside their convex hull, or with fewer"
            " than {rows} rows or {share} % on one side of performance = expectation. The tables of the"
            " result hold them, marked.",
            "回答未及之处不予解读：超出回答的凸包，或“表现 = 期望”一侧不足 {rows} 行或 {share}%。"
            "结果的各数据表仍保留这些数值并加以标记。",
        ),
    },
    "message": {
        "surface_few_rows": (
            "Only {n} respondents: a surface of six coefficients needs at least {least}, and far more for"
            " its curvature.",
            "仅有 {n} 名受访者：六个系数的响应面至少需要 {least} 名，要估计曲率则需更多。",
        ),
        "surface_ranges": (
            "The answers to expectation span {expectation} and to performance {performance}: are both on one"
            " scale? A surface compares them number by number. State scale=(low, high) if they are.",
            "期望回答的跨度为 {expectation}，表现为 {performance}：两者是否同一刻度？响应面逐数比较两者。"
            "若为同一刻度，请注明 scale=(low, high)。",
        ),
        "surface_center_expectation": (
            "The centre {center} lies outside the answers to expectation ({low} to {high}): b1, b2, a1 and a3"
            ' describe slopes where nobody answered. Use center="pooled".',
            "中心 {center} 在期望回答范围（{low} 至 {high}）之外：b1、b2、a1、a3 描述的是无人作答处的斜率。"
            '请使用 center="pooled"。',
        ),
        "surface_center_performance": (
            "The centre {center} lies outside the answers to performance ({low} to {high}): b1, b2, a1 and a3"
            ' describe slopes where nobody answered. Use center="pooled".',
            "中心 {center} 在表现回答范围（{low} 至 {high}）之外：b1、b2、a1、a3 描述的是无人作答处的斜率。"
            '请使用 center="pooled"。',
        ),
        "surface_few_above": (
            "Performance is above expectation in only {n} rows ({share} %){group}: what exceeding an"
            " expectation does cannot be learnt from these answers.",
            "表现高于期望的仅有 {n} 行（{share}%）{group}：超出期望有何作用，无法从这些回答得知。",
        ),
        "surface_few_below": (
            "Performance is below expectation in only {n} rows ({share} %){group}: what missing an"
            " expectation does cannot be learnt from these answers.",
            "表现低于期望的仅有 {n} 行（{share}%）{group}：未达期望有何作用，无法从这些回答得知。",
        ),
    },
}
