"""Words of the displays, in English and Chinese: theories of satisfaction set against each other."""

from __future__ import annotations

THEORIES: dict[str, dict[str, tuple[str, str]]] = {
    "setting": {
        "typical_gap": ("Gap of typical size (root mean square)", "典型差距（均方根）"),
    },
    "heading": {
        "theories": ("Theories of satisfaction", "满意度理论"),
        "theories_of": ("Theories of {outcome}", "{outcome} 的满意度理论之比较"),
        "theory_verdict": ("Verdict", "结论"),
        "theory_contest": ("The theories side by side", "各理论并列"),
        "theory_says": ("What each theory sets and asserts", "各理论的约束与主张"),
        "theory_coefficients": (
            "Coefficients of the best theory and those not told apart from it",
            "最佳理论及与之不相上下者的系数",
        ),
        "loss_aversion": (
            "Loss aversion: slope below expectation / slope above it",
            "损失厌恶：低于期望的斜率 ÷ 高于期望的斜率",
        ),
    },
    "label": {
        "theory": ("Theory", "理论"),
        "theory_log_likelihood": ("Log-likelihood", "对数似然"),
        "theory_n_params": ("K", "K"),
        "theory_aicc": ("AICc", "AICc"),
        "theory_delta": ("Δ", "Δ"),
        "theory_weight": ("Weight", "权重"),
        "theory_r_squared": ("R²", "R²"),
        "theory_selected": ("Best in resamples", "重抽样中最佳"),
        "theory_status": ("Standing", "地位"),
        "theory_says": ("Constraints and signs", "约束与符号"),
        "theory_coefficient": ("Coefficient", "系数"),
        "theory_null": ("neither rating", "两项评分均无关"),
        "theory_experience": ("experience", "体验论"),
        "theory_expectations": ("expectations", "期望论"),
        "theory_disconfirmation": ("disconfirmation", "失验论"),
        "theory_assimilation": ("assimilation", "同化论"),
        "theory_generalised_negativity": ("generalised negativity", "普遍否定论"),
        "theory_rising_negativity": ("rising negativity", "递升否定论"),
        "theory_assimilation_contrast": ("assimilation-contrast", "同化—对比论"),
        "theory_asymmetric": ("asymmetric disconfirmation", "不对称失验论"),
        "theory_prospect_value": ("prospect value", "前景价值论"),
        "theory_surface": ("(full surface)", "（完整响应面）"),
        "says_null": ("all coefficients 0", "所有系数为 0"),
        "says_experience": ("b1 = b3 = b4 = 0; rises with P", "b1 = b3 = b4 = 0；随 P 上升"),
        "says_expectations": ("b2 = b4 = b5 = 0; rises with E", "b2 = b4 = b5 = 0；随 E 上升"),
        "says_disconfirmation": ("b1 = −b2 < 0, b3 = b4 = b5 = 0", "b1 = −b2 < 0，b3 = b4 = b5 = 0"),
        "says_assimilation": ("b1 > 0, b2 > 0, b3 = b4 = b5 = 0", "b1 > 0，b2 > 0，b3 = b4 = b5 = 0"),
        "says_generalised_negativity": (
            "b1 = b2 = 0, b3 = b5 = −b4/2 < 0",
            "b1 = b2 = 0，b3 = b5 = −b4/2 < 0",
        ),
        "says_rising_negativity": ("b1 = b2 > 0, b3 = b5 = −b4/2 < 0", "b1 = b2 > 0，b3 = b5 = −b4/2 < 0"),
        "says_assimilation_contrast": (
            "b1 = −b2, b3 = b4 = b5 = 0, b6 = −b7/3 = b8/3 = −b9 < 0",
            "b1 = −b2，b3 = b4 = b5 = 0，b6 = −b7/3 = b8/3 = −b9 < 0",
        ),
        "says_asymmetric": (
            "P > 0; slope of D below expectation > 0 and > the one above",
            "P > 0；D 在低于期望处的斜率 > 0 且大于高于期望处",
        ),
        "says_prospect_value": (
            "gains D^α, losses −λ(−D)^β; λ > 1, α and β at most 1",
            "收益 D^α，损失 −λ(−D)^β；λ > 1，α、β 不超过 1",
        ),
        "says_surface": ("b1 … b5 free; does not compete", "b1 … b5 自由；不参与竞争"),
        "theory_term_intercept": ("intercept", "截距"),
        "theory_term_disconfirmation": ("D = P − E", "D = P − E"),
        "theory_term_disconfirmation^2": ("D²", "D²"),
        "theory_term_disconfirmation^3": ("D³", "D³"),
        "theory_term_level": ("level (E + P)/2", "水平 (E + P)/2"),
        "theory_term_surplus": ("D above expectation", "高于期望的 D"),
        "theory_term_shortfall": ("D below expectation", "低于期望的 D"),
        "theory_term_gain": ("value of gains", "收益的价值"),
        "theory_term_loss": ("value of losses", "损失的价值"),
        "theory_term_alpha": ("exponent of gains α", "收益指数 α"),
        "theory_term_beta": ("exponent of losses β", "损失指数 β"),
        "theory_is_best": ("best", "最佳"),
        "theory_is_alike": ("not told apart", "不相上下"),
        "theory_is_worse": ("worse", "较差"),
        "theory_is_signs": ("other signs than asserted", "符号与主张不符"),
        "theory_is_few_rows": ("too few answers on one side", "一侧回答过少"),
        "theory_is_not_estimated": ("cannot be estimated", "无法估计"),
        "theory_is_yardstick": ("yardstick", "参照"),
        "loss_model": ("Model", "模型"),
        "loss_asymmetric": (
            "of expectation missed, at the same performance",
            "表现相同时，未达到的期望",
        ),
        "loss_performance_point": (
            "of performance, at the same expectation",
            "期望相同时，表现",
        ),
        "loss_piecewise": ("the gap alone, straight lines", "仅差距，直线"),
        "loss_prospect_value": ("the gap alone, value function", "仅差距，价值函数"),
        "loss_ratio": ("Ratio", "比率"),
        "loss_profile": ("Profile likelihood, {level} %", "轮廓似然，{level}%"),
        "loss_fieller": ("Fieller, {level} %", "Fieller，{level}%"),
        "loss_above": ("Slope above", "高于期望的斜率"),
        "loss_below": ("Slope below", "低于期望的斜率"),
        "loss_said": ("What may be said", "可作何解读"),
        "loss_is_estimated": ("estimated", "已估计"),
        "loss_is_no_upper": ("a lower limit only", "仅有下限"),
        "loss_is_no_gain": ("no gain seen above expectation", "高于期望未见收益"),
        "loss_is_no_loss": ("no loss seen below expectation", "低于期望未见损失"),
        "loss_is_unbounded": ("unidentified: no ratio is excluded", "无法识别：任何比率均未被排除"),
        "loss_is_few_above": ("unidentified: too few above expectation", "无法识别：高于期望者过少"),
        "loss_is_few_below": ("unidentified: too few below expectation", "无法识别：低于期望者过少"),
        "theory_verdict_best": (
            "The theory of {theory} describes these answers best: weight {weight}, R² {r_squared}.",
            "{theory}对这些回答的描述最佳：权重 {weight}，R² {r_squared}。",
        ),
        "theory_verdict_null": (
            "No theory describes these answers better than that neither rating tells {outcome}.",
            "没有理论比“两项评分都与 {outcome} 无关”更好地描述这些回答。",
        ),
        "theory_verdict_selected": (
            "It is best in {selected} of the resamples.",
            "它在 {selected} 的重抽样中为最佳。",
        ),
        "theory_verdict_unstable": (
            "It is best in only {selected} of the resamples: other answers of the same kind of respondents"
            " might well choose another theory, most often {other} ({share}).",
            "它仅在 {selected} 的重抽样中为最佳：换一批同类受访者，很可能选出另一理论，最常见的是{other}（"
            "{share}）。",
        ),
        "theory_verdict_alike": (
            "Not told apart from it (difference in AICc up to 2): {theories}.",
            "与之不相上下（AICc 之差不超过 2）：{theories}。",
        ),
        "theory_verdict_within": (
            "{smaller} is a special case of {larger}: these answers do not tell whether the further"
            " coefficients are needed.",
            "{smaller}是{larger}的特例：这些回答无法判断是否需要更多系数。",
        ),
        "theory_verdict_until": (
            "Until more answers tell them apart, act only on what these theories have in common.",
            "在更多回答将其区分之前，只应依据这些理论的共同之处行事。",
        ),
        "theory_verdict_surface": (
            "The full surface fits better still (AICc lower by {by}): the answers bend in ways that no"
            " theory has, or the scale does, at its ends; look at its shape with cs.ResponseSurface.",
            "完整响应面拟合更好（AICc 低 {by}）：回答的弯曲方式是各理论都没有的，或者是量表在其两端的弯曲；请"
            "用 cs.ResponseSurface 查看其形状。",
        ),
        "theory_verdict_signs": (
            "{theories} would fit better, but with other signs than asserted: what the answers show is not"
            " that theory.",
            "{theories}拟合会更好，但其符号与主张不符：回答所显示的并非该理论。",
        ),
        "theory_verdict_minus": (
            "Written with performance and disconfirmation, the same fit gives disconfirmation the slope"
            " {slope}: at given performance it is minus the slope of expectation, and does not say that"
            " being better than expected does harm.",
            "若改写为表现与失验，同一拟合中失验的斜率为 {slope}：在表现相同时，它就是期望斜率的相反数，并不"
            "表示好于期望会带来损害。",
        ),
        "theory_verdict_translation": (
            "Above expectation disconfirmation has a negative slope ({above}) beside performance"
            " ({performance}). At given performance this slope is minus that of expectation: higher"
            " expectations go with higher satisfaction there (assimilation above confirmation). It does not"
            " say that pleasant surprises do harm.",
            "高于期望时，在表现（{performance}）之外，失验的斜率为负（{above}）。在表现相同时，该斜率是期望"
            "斜率的相反数：在那里期望越高，满意度越高（确认点以上的同化）。这并不表示惊喜会带来损害。",
        ),
        "theory_verdict_few_above": (
            "Performance is above expectation in only {n} answers ({share}): how satisfaction goes with"
            " expectations exceeded, asymmetry and loss aversion cannot be learnt here.",
            "表现高于期望的回答仅有 {n} 份（{share}）：满意度如何随超出期望而变化、是否不对称以及损失厌恶，均"
            "无法由此得知。",
        ),
        "theory_verdict_few_below": (
            "Performance is below expectation in only {n} answers ({share}): how satisfaction goes with"
            " expectations missed, asymmetry and loss aversion cannot be learnt here.",
            "表现低于期望的回答仅有 {n} 份（{share}）：满意度如何随未达期望而变化、是否不对称以及损失厌恶，均"
            "无法由此得知。",
        ),
        "theory_verdict_loss_estimated": (
            "{within} {below} weighs {ratio} times {above} [{low}, {high}].",
            "{within}{below}相当于{above}的 {ratio} 倍 [{low}, {high}]。",
        ),
        "theory_verdict_loss_no_upper": (
            "{within} {below} weighs at least {low} times {above}; the answers set no upper limit, since the"
            " latter may go with no gain at all.",
            "{within}{below}至少相当于{above}的 {low} 倍；由于后者可能完全不伴随收益，回答未给出上限。",
        ),
        "theory_verdict_loss_no_gain": (
            "{within} {above} goes with no gain that could be seen, so that there is no ratio of loss to"
            " gain.",
            "{within}未见{above}伴随收益，因此没有损失与收益之比。",
        ),
        "theory_verdict_loss_no_loss": (
            "{within} {below} goes with no loss that could be seen, so that there is no ratio of loss to"
            " gain.",
            "{within}未见{below}伴随损失，因此没有损失与收益之比。",
        ),
        "theory_verdict_loss_unbounded": (
            "{within} the ratio of {below} to {above} is unidentified: none is excluded.",
            "{within}{below}与{above}之比无法识别：任何比率均未被排除。",
        ),
        "loss_at_asymmetric": ("At the same performance,", "在表现相同时，"),
        "loss_below_asymmetric": ("a point of expectation missed", "未达到的一分期望"),
        "loss_above_asymmetric": ("a point of expectation exceeded", "超出的一分期望"),
        "loss_at_performance_point": ("At the same expectation,", "在期望相同时，"),
        "loss_below_performance_point": (
            "a point of performance below what was expected",
            "低于期望处的一分表现",
        ),
        "loss_above_performance_point": (
            "a point of performance above it",
            "高于期望处的一分表现",
        ),
        "loss_at_prospect_value": ("At a gap of typical size,", "在典型差距处，"),
        "loss_below_prospect_value": ("a point below expectation", "低于期望的一分"),
        "loss_above_prospect_value": ("a point above it", "高于期望的一分"),
        "means_null": ("Look for other causes.", "请寻找其他原因。"),
        "means_experience": (
            "For management: satisfaction goes with what is delivered, whatever was expected; look at"
            " performance first.",
            "管理含义：满意度与实际所提供的相伴，与期望无关；应首先关注表现。",
        ),
        "means_expectations": (
            "For management: satisfaction goes with what was expected, not with what was received; before"
            " acting, check that the questions about performance tell customers apart.",
            "管理含义：满意度与期望相伴，而非与所得相伴；行动之前，请先检查有关表现的题目能否区分顾客。",
        ),
        "means_disconfirmation": (
            "For management: the gap counts, so that who expected more is less satisfied at the same"
            " performance, by as much as a point of performance is worth; whether promising less would raise"
            " satisfaction these answers cannot tell.",
            "管理含义：起作用的是差距：在表现相同时，期望较高者满意度较低，其幅度与一分表现相当；减少承诺是"
            "否会提高满意度，这些回答无法说明。",
        ),
        "means_assimilation": (
            "For management: who expected less is less satisfied at the same performance; whether lowering"
            " expectations would do so these answers cannot tell.",
            "管理含义：在表现相同时，期望较低者满意度也较低；压低期望是否会降低满意度，这些回答无法说明。",
        ),
        "means_generalised_negativity": (
            "For management: every departure from what was expected, upwards too, goes with less"
            " satisfaction; whether fewer surprises would raise it these answers cannot tell.",
            "管理含义：任何偏离期望的情况（包括好于期望）都伴随较低的满意度；减少意外是否会提高满意度，这些"
            "回答无法说明。",
        ),
        "means_rising_negativity": (
            "For management: satisfaction is higher where both ratings are higher, and lower where they"
            " differ; whether raising what is promised and what is delivered together would raise it these"
            " answers cannot tell.",
            "管理含义：两项评分越高，满意度越高；两者相差越大，满意度越低；一同提高承诺与表现是否会提高满意"
            "度，这些回答无法说明。",
        ),
        "means_assimilation_contrast": (
            "For management: large gaps go with more than their share of satisfaction lost and gained, small"
            " ones with less; look at the large failures first.",
            "管理含义：较大差距所对应的满意度得失超出比例，较小差距则不及比例；应首先关注重大失误。",
        ),
        "means_asymmetric": (
            "For management: at the same performance, satisfaction is lower by more for a point of"
            " expectation missed than it is higher for a point exceeded; look first at those who got less"
            " than they expected.",
            "管理含义：在表现相同时，每有一分期望未达到，满意度的降幅大于每超出一分期望的升幅；应首先关注所得"
            "低于期望的顾客。",
        ),
        "means_prospect_value": (
            "For management: shortfalls against expectation go with more satisfaction lost than surpluses of"
            " the same size go with satisfaction gained, and the first points with most of it; look at small"
            " shortfalls too.",
            "管理含义：与同样大小的超出所对应的满意度提高相比，低于期望所对应的满意度降低更多，且最初几分最为"
            "明显；较小的不足也应关注。",
        ),
    },
    "note": {
        "theory_table": (
            "K counts intercept, residual variance, controls and searched exponents. Δ is the difference in"
            " AICc to the best theory that stands; weights are shared among the theories that stand. A"
            " theory with other signs than it asserts, or with too few answers on a side it needs, does not"
            " stand.",
            "K 含截距、残差方差、控制变量与搜索所得的指数。Δ 为与仍成立的最佳理论的 AICc 之差；权重在仍成立"
            "的理论之间分配。符号与主张不符，或所需一侧回答过少的理论，不成立。",
        ),
        "theory_notation": (
            "E is expectation, P performance, both minus {center}; D = P − E; b1 … b9 are the coefficients"
            " of E, P, E², EP, P², E³, E²P, EP², P³.",
            "E 为期望，P 为表现，均已减去 {center}；D = P − E；b1 … b9 依次为 E、P、E²、EP、P²、E³、E²P、"
            "EP²、P³ 的系数。",
        ),
        "theory_cause": (
            "The contest tells which theory describes the answers most economically, not what would happen"
            " if expectations were changed.",
            "比较所说明的是哪一理论最简约地描述了回答，而不是改变期望会带来什么后果。",
        ),
        "theory_loss": (
            "At the same performance a point of the gap is a point of expectation; at the same expectation it"
            " is a point of performance. The ratios are different figures: the slope of D below expectation"
            " over that above it, and the same with the slope of P added to both.",
            "表现相同时，差距的一分即期望的一分；期望相同时，则是表现的一分。两种比率是不同的数值：前者为低于"
            "期望处与高于期望处 D 的斜率之比，后者在两者上各加 P 的斜率。",
        ),
        "theory_sides": (
            "A side of expectation is spoken of with at least {rows} answers and {share} % of them.",
            "“表现 = 期望”的一侧至少有 {rows} 份且占 {share}% 的回答时，才予以解读。",
        ),
        "theory_resamples": (
            "In a resample differences count about double, so that larger theories are chosen somewhat too"
            " often.",
            "在重抽样中差异约被加倍计算，因此较大的理论被选中的次数略偏多。",
        ),
    },
    "figure": {
        "theory_weights": ("AICc weight", "AICc 权重"),
        "theory_selected": ("share of resamples in which it is best", "在重抽样中为最佳的比例"),
        "theory_share": ("Share", "比例"),
    },
}
