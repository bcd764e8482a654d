"""Words of loyalty and customer value."""

from __future__ import annotations

STRATEGY_VALUE: dict[str, dict[str, tuple[str, str]]] = {
    "column": {
        "value_term": ("Term", "项"),
        "value_figure": ("Figure", "指标"),
        "value_limits": ("{level} % interval", "{level}% 置信区间"),
        "value_satisfaction": ("Satisfaction", "满意度"),
        "value_observed": ("Kept, observed", "实际保留率"),
        "value_retention": ("Retention, fitted", "模型保留率"),
        "value_value": ("Value", "价值"),
        "value_period": ("Periods", "已满期数"),
        "value_pays": ("Pays", "值得的概率"),
        "survival_observed": ("Observed", "实际比例"),
        "survival_share": ("Still there", "留存比例"),
        "survival_model": ("Loss", "流失方式"),
        "survival_log_likelihood": ("Log-likelihood", "对数似然"),
        "survival_parameters": ("Parameters", "参数个数"),
        "survival_aic": ("Difference of AIC", "AIC 之差"),
        "equity_before": ("From", "来自"),
        "equity_brand": ("Brand", "品牌"),
    },
    "heading": {
        "customer_value": ("Customer value", "顾客价值"),
        "value_of": ("Customer value: {outcome} by {satisfaction}", "顾客价值：{satisfaction} 与 {outcome}"),
        "value_figures": ("Retention and value", "保留率与价值"),
        "value_logit": ("Logistic regression of being kept", "顾客保留的逻辑回归"),
        "value_levels": ("By level of satisfaction", "按满意度水平"),
        "survival": ("How long customers stay (shifted beta-geometric)", "顾客留存时间（移位贝塔—几何模型）"),
        "survival_figures": ("The model", "模型"),
        "survival_curve": ("By completed periods", "按已满期数"),
        "survival_comparison": ("Beside a constant rate of loss", "与固定流失率比较"),
        "customer_equity": ("Customer equity", "顾客资产"),
        "equity_matrix": ("Who switches to whom in one period", "一期内的品牌转换"),
        "equity_figures": ("By brand", "按品牌"),
        "break_even": ("Break-even spending", "盈亏平衡支出"),
        "break_even_of": ("What {driver} {points} is worth", "“{driver}”变动 {points} 分的价值"),
        "break_even_chain": ("From driver to value", "从驱动因素到价值"),
        "break_even_spending": ("The spending, all customers", "支出（全部顾客）"),
        "worked_one_yuan": ("The one-yuan customer", "“一元钱顾客”"),
        "worked_five_to_one": ("Five to one", "“五比一”"),
    },
    "setting": {
        "value_satisfaction": ("Satisfaction", "满意度"),
        "value_outcome": ("Who left or stayed", "流失或保留"),
        "value_controls": ("Held constant", "控制变量"),
        "value_margin": ("Payment", "支付额"),
        "value_margin_rate": ("Share that is profit", "利润率"),
        "value_per_period": ("Payments in a period", "每期支付次数"),
        "value_discount": ("Discount rate of a period", "每期贴现率"),
        "value_growth": ("Growth of a period", "每期增长率"),
        "value_horizon": ("Periods counted", "计入期数"),
        "value_first": ("First margin", "首笔利润"),
        "survival_from": ("Estimated from", "估计依据"),
        "tenure": ("Time stayed", "已留存时间"),
        "per": ("Units in a period", "每期单位数"),
        "first_period": ("From completed periods", "起始期数"),
        "last_period": ("To completed periods", "截止期数"),
        "period_margin": ("Margin of a period", "每期利润"),
        "n_young": ("Newcomers left out", "未计入的新顾客"),
        "before": ("Brand a period ago", "一期前的品牌"),
        "now": ("Brand now", "现在的品牌"),
        "customers": ("Customers", "顾客数"),
        "driver": ("Driver", "驱动因素"),
        "points": ("Push in index points", "指数变动分数"),
        "through": ("Retention by the index of", "保留率所依据的指数"),
        "cost": ("Cost per customer, once", "每位顾客的一次性成本"),
    },
    "option": {
        "value_horizon_all": ("all", "全部"),
        "value_infinite": ("no limit", "无上限"),
        "value_first_end": (
            "at the end of the first period, from those who stayed",
            "首期期末，仅来自留下的顾客",
        ),
        "value_first_now": ("at once, from everybody", "当下，来自全部顾客"),
        "survival_from.stock": ("the tenure of present customers", "现有顾客的留存时间"),
        "survival_from.table": ("a table of present customers", "现有顾客的分期表"),
        "survival_from.cohort": ("a cohort", "同期顾客的跟踪"),
        "errors.information": ("observed information", "观测信息"),
    },
    "value": {
        "figure_retention": ("Kept in one period", "一期保留率"),
        "figure_odds_ratio": ("Odds ratio of {points} in satisfaction", "满意度变动 {points} 分的比值比"),
        "figure_retention_after": ("Kept, satisfaction {points}", "满意度变动 {points} 分后的保留率"),
        "figure_retention_change": ("Change of retention", "保留率的变化"),
        "figure_periods": ("Periods a customer stays", "顾客预期留存期数"),
        "figure_margin": ("Margin of a period", "每期利润"),
        "figure_value": ("Value of a customer", "顾客终身价值"),
        "figure_value_after": ("Value, satisfaction {points}", "满意度变动 {points} 分后的价值"),
        "figure_value_change": ("Change of value", "价值的变化"),
        "survival_alpha": ("α", "α"),
        "survival_beta": ("β", "β"),
        "survival_retention_within": (
            "Kept per period, periods {begin} to {last}",
            "第 {begin} 至 {last} 期的每期保留率",
        ),
        "survival_periods_within": (
            "Periods stayed from {begin} to {last}",
            "第 {begin} 至 {last} 期之间的预期留存期数",
        ),
        "survival_mean_loss": ("Lost in the first period", "首期流失率"),
        "survival_polarisation": ("Polarisation, 0 to 1", "分化程度（0 至 1）"),
        "survival_periods": ("Expected periods", "预期留存期数"),
        "survival_discounted_periods": ("Discounted expected periods", "贴现后的预期留存期数"),
        "survival_value": ("Value of a new customer", "新顾客的价值"),
        "survival_shifted_beta_geometric": ("differs between customers", "因顾客而异"),
        "survival_constant": ("the same for all", "人人相同"),
        "equity_share": ("Share of customers now", "现有顾客占比"),
        "equity_long_run": ("Share in the long run", "长期占比"),
        "equity_margin": ("Margin of a period", "每期利润"),
        "equity_own": ("Value of an own customer", "自有顾客的价值"),
        "equity_equity": ("Customer equity", "顾客资产"),
        "equity_equity_share": ("Share of equity", "顾客资产占比"),
        "equity_per_point": ("Worth of one more point of retention", "保留率提高一个百分点的价值"),
        "chain_driver": ("Index of {driver} now", "“{driver}”指数现值"),
        "chain_effect": (
            "Effect of {driver} {points} on {through}",
            "“{driver}”变动 {points} 分对“{through}”的效应",
        ),
        "chain_index": ("Index of {through} now", "“{through}”指数现值"),
        "chain_index_after": ("Index of {through} after", "变动后的“{through}”指数"),
        "chain_slope": ("Logit of being kept, per point", "每分对保留对数比值的影响"),
        "chain_retention": ("Kept in one period", "一期保留率"),
        "chain_retention_after": ("Kept after", "变动后的保留率"),
        "chain_retention_change": ("Change of retention", "保留率的变化"),
        "chain_margin": ("Margin of a period", "每期利润"),
        "chain_value": ("Value of a customer", "顾客终身价值"),
        "chain_value_after": ("Value after", "变动后的价值"),
        "chain_value_change": ("Change of value", "价值的变化"),
        "chain_break_even_once": ("Breaks even: per customer, once", "盈亏平衡：每位顾客一次性支出"),
        "chain_break_even_period": ("Breaks even: per customer and period", "盈亏平衡：每位顾客每期支出"),
        "spending_gain": ("Gain in value", "价值增加"),
        "spending_net": ("Gain less cost", "价值增加减成本"),
        "spending_return": ("Return on the spending", "支出回报率"),
        "worked_spend": ("Spent at a visit", "每次消费"),
        "worked_visits": ("Visits a week", "每周次数"),
        "worked_weeks": ("Weeks a year", "每年周数"),
        "worked_years": ("Years", "年数"),
        "worked_margin_rate": ("Share that is profit", "利润率"),
        "worked_retention": ("Kept from year to year", "逐年保留率"),
        "worked_discount": ("Discount rate", "贴现率"),
        "worked_per_year": ("Spent in a year", "每年消费"),
        "worked_total": ("Spent in all years", "全部年份的消费"),
        "worked_present": ("The same, discounted", "贴现后的消费"),
        "worked_expected": ("The same, of those who stay", "计入保留率后的消费"),
        "worked_profit": ("Profit of that", "其中的利润"),
        "worked_cost_of_keeping": ("Cost of an offer to keep", "一次挽留的成本"),
        "worked_ratio": ("Winning costs so many times as much", "获取新顾客的成本倍数"),
        "worked_cost_of_winning": ("Cost of winning a customer", "获取一位新顾客的成本"),
        "worked_break_even_saved": ("Must be saved to be as cheap", "成本相等所需的挽留率"),
        "worked_value": ("Value of a customer", "顾客终身价值"),
        "worked_gain_of_winning": ("Gain of winning a customer", "获取一位新顾客的净收益"),
        "worked_saved": ("Saved, of those contacted", "实际挽留率"),
        "worked_cost_per_saved": ("Cost of a saved customer", "挽留成功一位的成本"),
        "worked_cheaper": ("Cost of winning / cost of saving", "获取成本 ÷ 挽留成本"),
        "worked_most_for_keeping": ("Most that an offer may cost", "一次挽留的最高成本"),
        "worked_gain_of_keeping": ("Gain of an offer", "一次挽留的净收益"),
    },
    "label": {
        "value_constant": ("(constant)", "（常数项）"),
        "value_mean": ("{construct}, mean of {n} items", "{construct}（{n} 个题项的均值）"),
        "value_column": ("{column} ({words})", "{column}（{words}）"),
    },
    "note": {
        "value_association": (
            "Retention goes with satisfaction as told; that more satisfaction would keep more customers takes"
            " the one for the cause of the other.",
            "上表描述保留率随满意度的变化；若据此认为提高满意度会留住更多顾客，则假定满意度是原因。",
        ),
        "value_cause": (
            "The way from driver to value takes the paths and the logistic regression for causes; what"
            " satisfaction does beside retention is not counted.",
            "从驱动因素到价值的推算把路径和逻辑回归视为因果；满意度在保留之外的作用未计入。",
        ),
        "value_formula_end": (
            "Value: m r / (1 + i − r (1 + g)), with margin m, retention r, discount rate i, growth g; with a"
            " horizon the same over its periods.",
            "价值：m r /（1 + i − r (1 + g)），m 为每期利润，r 为保留率，i 为贴现率，g 为增长率；"
            "限定期数时只计这些期。",
        ),
        "value_formula_now": (
            "Value: m (1 + i) / (1 + i − r (1 + g)), with margin m, retention r, discount rate i, growth g;"
            " with a horizon the same over its periods.",
            "价值：m (1 + i) /（1 + i − r (1 + g)），m 为每期利润，r 为保留率，i 为贴现率，g 为增长率；"
            "限定期数时只计这些期。",
        ),
        "value_constant": (
            "Retention is taken to stay as it is; where customers differ, those who are left stay more"
            " surely,"
            " and the value is higher.",
            "假定保留率不变；若顾客之间有差异，留下的顾客更稳定，价值会更高。",
        ),
        "value_levels": ("In brackets: {level} % intervals.", "方括号内为 {level}% 置信区间。"),
        "survival_model": (
            "Each customer leaves with a probability of his or her own, drawn from a beta distribution: the"
            " least"
            " loyal leave first, so retention rises with the time stayed (Fader and Hardie 2007).",
            "每位顾客有各自的流失概率，服从贝塔分布：最不忠诚的先离开，因此保留率随留存时间上升（Fader 和"
            " Hardie 2007）。",
        ),
        "survival_stock": (
            "From present customers: as many are taken to have come in each past period. Where a firm has"
            " grown,"
            " retention looks lower than it is.",
            "依据现有顾客：假定过去每期新增顾客一样多。若企业在增长，保留率会被低估。",
        ),
        "survival_table": (
            "From a table of present customers: as many are taken to have come in each past period.",
            "依据现有顾客的分期表：假定过去每期新增顾客一样多。",
        ),
        "survival_cohort": ("From customers who began together.", "依据同期开始的顾客。"),
        "survival_first": (
            "Periods, lifetimes and values count the first period in full.",
            "期数、留存时间和价值均完整计入第一期。",
        ),
        "equity_matrix": (
            "Rows: brand a period ago; columns: brand now. Rows sum to 100 %.",
            "行为一期前的品牌，列为现在的品牌，每行合计 100%。",
        ),
        "equity_model": (
            "Equity: margins of all periods to come, discounted, from all customers of the market, who switch"
            " as the table tells (after Rust, Lemon and Zeithaml 2004).",
            "顾客资产：市场上全部顾客按上表转换品牌，未来各期利润的贴现值（参照 Rust、Lemon 和 Zeithaml"
            " 2004）。",
        ),
        "equity_constant": (
            "Switching and margins are taken to stay as they are, and the same for all customers of a brand.",
            "假定品牌转换和利润不变，且同一品牌的顾客都相同。",
        ),
        "break_even_resamples": (
            "Item weights, paths, index, retention and payments were estimated anew in every resample, so the"
            " intervals hold all of their errors.",
            "每个重抽样样本都重新估计题项权重、路径、指数、保留率和支付额，因此区间包含全部误差。",
        ),
        "worked_one_yuan": (
            "The textbook's figures: 7 yuan, 4 visits a week, 52 weeks: 1,456 yuan a year, and 20,384 in 14"
            " years.",
            "教材数字：每次 7 元、每周 4 次、每年 52 周，每年 1,456 元，14 年合计 20,384 元。",
        ),
        "worked_one_yuan_reading": (
            "The sum of all years takes every year as certain and later money as worth as much as today's;"
            " the lines below it do not.",
            "全部年份的合计假定每年都确定发生，且未来的钱与今天等值；其后各行则不然。",
        ),
        "worked_five_to_one": (
            "The ratio is the textbook's default, not a law: put your own costs.",
            "倍数为教材的默认值，并非定律：请代入自己的成本。",
        ),
        "worked_five_to_one_reading": (
            "An offer reaches many who would have stayed anyway. Only if it saves at least 1 / ratio of those"
            " contacted does a saved customer cost no more than a new one.",
            "挽留会触及许多本来就会留下的顾客。只有至少挽留住“1 ÷ 倍数”的被联系顾客，"
            "成本才不高于获取新顾客。",
        ),
    },
    "message": {
        "value_few_events": (
            "Only {events} customers left or stayed for {k} coefficient(s){group}: with fewer than 10 each,"
            " logistic regression is unsure.",
            "{k} 个系数仅对应 {events} 位流失或保留的顾客{group}：每个系数不足 10 位时，逻辑回归不可靠。",
        ),
        "value_falls": (
            "Retention falls with satisfaction{group}: check which code means that a customer left.",
            "保留率随满意度下降{group}：请核对哪个编码表示流失。",
        ),
        "value_lost_draws": (
            "{lost} of {of} resamples had no logistic regression{group}; limits rest on the others.",
            "{of} 个重抽样样本中有 {lost} 个无法拟合逻辑回归{group}；区间依据其余样本。",
        ),
        "survival_alike": (
            "Customers do not seem to differ{group}: a constant rate of loss fits as well, and alpha and beta"
            " are not told apart.",
            "顾客之间看不出差异{group}：固定流失率同样合适，α 与 β 无法区分。",
        ),
        "survival_unidentified": (
            "α and β are hardly known{group}: their {level} % limits are apart by factors of {alpha} and"
            " {beta} (correlation of their logarithms {r}). Very different pairs fit as well."
            " Rely on retention and periods stayed within periods {begin} to {last}; the rest is"
            " extrapolated.",
            "α 与 β 几乎无法确定{group}：{level}% 区间的上下限分别相差 {alpha} 倍和 {beta} 倍"
            "（两者对数的相关为 {r}），差异很大的取值同样合适。请依据第 {begin} 至 {last} 期内的"
            "保留率和留存期数，其余为外推。",
        ),
        "survival_few": (
            "The model rests on {n} customers only{group}; intervals from so few are rough.",
            "模型仅依据 {n} 位顾客{group}；区间较为粗略。",
        ),
        "break_even_percentile": (
            "Limits here are percentiles of the resamples; those of the fit ({ci}) need more than resamples.",
            "此处区间为重抽样的百分位数；拟合所用的区间（{ci}）所需不止重抽样样本。",
        ),
        "break_even_beyond": (
            "The push would bring the index of {construct} to {after}{group}, beyond its scale of 0 to 100:"
            " choose fewer points.",
            "变动后“{construct}”的指数将达 {after}{group}，超出 0 至 100 的范围：请减小变动分数。",
        ),
        "break_even_unknown": (
            "Of {left} of the {of} respondents of the fit, {outcome} or the payment is unknown; they have no"
            " part in retention or the mean payment.",
            "拟合所用的 {of} 位受访者中，有 {left} 位缺少 {outcome} 或支付额，未计入保留率或平均支付额。",
        ),
        "equity_left_out": (
            "{left} of {of} respondents were left out, since {before} or {now} is missing.",
            "{of} 位受访者中有 {left} 位因缺少 {before} 或 {now} 而未计入。",
        ),
        "equity_unpaid": (
            "The payment of {left} of {of} respondents is missing: they count in switching, not in mean"
            " payments.",
            "{of} 位受访者中有 {left} 位缺少支付额：计入品牌转换，不计入平均支付额。",
        ),
        "value_beyond": (
            "{share} of the customers answer so high or so low{group} that {points} would leave the scale of"
            " satisfaction: for them the curve is followed beyond it.",
            "{share} 的顾客所答已近量表端点{group}，再变动 {points} 便超出满意度量表；对其按曲线外推。",
        ),
        "equity_few": (
            "Few respondents were with a brand a period ago: {brands}. Where their customers go is unsure.",
            "一期前属于下列品牌的受访者很少：{brands}。其顾客的去向不可靠。",
        ),
    },
    "figure": {
        "value_retention_y": ("Kept in one period", "一期保留率"),
        "value_band": (
            "Line and band: logistic regression with {level} % limits; points: observed shares with theirs.",
            "曲线与阴影：逻辑回归及 {level}% 置信带；点：实际比例及其区间。",
        ),
        "value_band_only": (
            "Lines and bands: logistic regression with {level} % limits.",
            "曲线与阴影：逻辑回归及 {level}% 置信带。",
        ),
        "survival_x": ("Completed periods", "已满期数"),
        "survival_survival": ("Still there", "留存比例"),
        "survival_retention": ("Kept in the coming period", "下一期保留率"),
        "survival_band": (
            "Line and band: shifted beta-geometric model with {level} % limits.",
            "曲线与阴影：移位贝塔—几何模型及 {level}% 置信带。",
        ),
        "survival_points": ("Points: observed.", "点：实际比例。"),
        "survival_scaled": (
            "Points: shares of present customers, scaled to the curve.",
            "点：现有顾客的占比，按曲线缩放。",
        ),
        "value_y": ("Value of a customer", "顾客终身价值"),
        "value_now": ("Value now", "现在的价值"),
        "value_push": ("Satisfaction {points}", "满意度 {points} 分"),
        "value_driver": ("{driver} {points}", "“{driver}”{points} 分"),
        "value_cost": ("Cost", "成本"),
        "value_after": ("Value after", "变动后的价值"),
        "value_bars": ("Bars: {level} % intervals.", "竖线：{level}% 置信区间。"),
        "value_steps": (
            "Bars: {level} % intervals; that of a change starts where the change starts.",
            "竖线：{level}% 置信区间；变化的区间以其起点为准。",
        ),
    },
}
