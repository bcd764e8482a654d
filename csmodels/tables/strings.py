"""Every word the library prints, in English and Chinese.

The words stand in one dict per section. An entry is a pair ``(English, Chinese)``, so that a key without
Chinese is a type error; :data:`CATALOGUE` joins the sections under ``"section.key"``. To add words, append a
pair to the section they belong to, here or in the file of their topic in ``words/``; a new section is a new
dict named in ``_SECTIONS``. Placeholders are ``str.format`` names and must be the same in both languages:
``("{n:,} answers", "{n:,} 份答卷")``.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from csmodels.errors import SpecificationError, did_you_mean
from csmodels.tables.words import CONSTRUCTS, SURVEY, TOPICS

LANGUAGES: tuple[str, ...] = ("en", "zh")
"""The languages of the displays, in the order in which an entry gives them."""

_Entry = tuple[str, str]

# Column and index-level names of the tables, as headers.
_COLUMNS: dict[str, _Entry] = {
    "kind": ("Kind", "类型"),
    "lhs": ("Left", "左端"),
    "op": ("Op.", "算符"),
    "rhs": ("Right", "右端"),
    "estimate": ("Estimate", "估计值"),
    "std_error": ("Std. error", "标准误"),
    "statistic": ("Statistic", "统计量"),
    "p_value": ("p", "p 值"),
    "conf_low": ("Lower limit", "下限"),
    "conf_high": ("Upper limit", "上限"),
    "n": ("n", "样本量"),
    "index": ("Index", "指数"),
    "score": ("Score", "得分"),
    "construct": ("Construct", "构念"),
    "item": ("Item", "题项"),
    "group": ("Group", "组别"),
    "source": ("From", "自"),
    "target": ("To", "至"),
    "outcome": ("Outcome", "结果变量"),
    "predictor": ("Predictor", "前因变量"),
    "path": ("Path", "路径"),
    "effect": ("Effect", "效应"),
    "through": ("Through", "经由"),
    "loading": ("Loading", "载荷"),
    "loadings": ("Loadings", "载荷"),
    "weight": ("Weight", "权重"),
    "weights": ("Weights", "权重"),
    "mode": ("Mode", "模式"),
    "alpha": ("Cronbach's α", "Cronbach's α"),
    "rho_a": ("rho_A", "rho_A"),
    "rho_c": ("rho_C", "rho_C"),
    "ave": ("AVE", "AVE"),
    "htmt": ("HTMT", "HTMT"),
    "vif": ("VIF", "VIF"),
    "r_squared": ("R²", "R²"),
    "r_squared_adjusted": ("Adjusted R²", "调整后 R²"),
    "f_squared": ("f²", "f²"),
    "direct": ("Direct", "直接效应"),
    "indirect": ("Indirect", "间接效应"),
    "total": ("Total", "总效应"),
    "mean": ("Mean", "均值"),
    "sd": ("SD", "标准差"),
    "min": ("Min", "最小值"),
    "max": ("Max", "最大值"),
    "median": ("Median", "中位数"),
    "skewness": ("Skewness", "偏度"),
    "difference": ("Difference", "差异"),
    "share": ("Share", "占比"),
    "low": ("Low", "下界"),
    "high": ("High", "上界"),
    "wording": ("Wording", "题目"),
    "wording_en": ("English wording", "英文题目"),
    "wording_zh": ("Chinese wording", "中文题目"),
    "scale": ("Scale", "量表"),
    "role": ("Role", "角色"),
    "label": ("Label", "标签"),
    "value": ("Value", "取值"),
    "setting": ("Setting", "设定"),
    "hotel": ("Hotel", "酒店"),
    "operator": ("Operator", "运营商"),
    "quarter": ("Quarter", "季度"),
    "warning": ("Warning", "警示"),
}

# Words inside cells, in columns that hold one of a few words (kind, effect, role, mode ...).
_VALUES: dict[str, _Entry] = {
    "path": ("path", "路径"),
    "weight": ("weight", "权重"),
    "loading": ("loading", "载荷"),
    "covariance": ("covariance", "协方差"),
    "variance": ("variance", "方差"),
    "intercept": ("intercept", "截距"),
    "effect": ("effect", "效应"),
    "defined": ("defined", "自定义参数"),
    "r_squared": ("R²", "R²"),
    "reliability": ("reliability", "信度"),
    "index": ("index", "指数"),
    "coefficient": ("coefficient", "系数"),
    "penalty": ("penalty", "惩罚"),
    "reward": ("reward", "奖励"),
    "share": ("share", "占比"),
    "direct": ("direct", "直接"),
    "indirect": ("indirect", "间接"),
    "total": ("total", "总计"),
    "specific": ("specific indirect", "特定间接"),
    "reflective": ("reflective", "反映型"),
    "composite": ("composite", "组合型"),
    "yes": ("yes", "是"),
    "no": ("no", "否"),
}

# Keys of ``result.settings``, as printed under a result.
_SETTINGS: dict[str, _Entry] = {
    "estimator": ("Estimator", "估计方法"),
    "scheme": ("Weighting scheme", "加权方案"),
    "missing": ("Missing answers", "缺失值处理"),
    "n": ("Answers used", "使用的答卷数"),
    "n_rows": ("Rows given", "原始行数"),
    "n_dropped": ("Rows left out", "剔除行数"),
    "n_boot": ("Resamples", "自助抽样次数"),
    "n_boot_used": ("Resamples used", "有效自助样本数"),
    "seed": ("Seed", "随机种子"),
    "ci": ("Intervals", "区间类型"),
    "conf_level": ("Confidence level", "置信水平"),
    "by": ("Groups by", "分组变量"),
    "groups": ("Groups", "组别"),
    "weights": ("Survey weights", "调查权重"),
    "index_weights": ("Index weights", "指数权重"),
    "scale": ("Scale", "量表"),
    "model": ("Model", "模型"),
    "iterations": ("Iterations", "迭代次数"),
    "resample": ("Resampling", "重抽样方式"),
    "tolerance": ("Tolerance", "收敛容差"),
    "converged": ("Converged", "是否收敛"),
    "warning": ("Warning", "警示"),
}

# Titles of documents and of the tables in them.
_HEADINGS: dict[str, _Entry] = {
    "result": ("Results", "分析结果"),
    "path_model": ("Path model (PLS)", "路径模型（PLS）"),
    "index_model": ("{name}: satisfaction index", "{name}：满意度指数"),
    "total_effects": ("Total effects", "总效应"),
    "params": ("Parameters", "参数"),
    "index": ("Satisfaction index (0–100)", "满意度指数（0–100）"),
    "paths": ("Path coefficients", "路径系数"),
    "path": ("Path coefficients", "路径系数"),
    "weights": ("Weights", "权重"),
    "weight": ("Weights", "权重"),
    "loadings": ("Loadings", "载荷"),
    "loading": ("Loadings", "载荷"),
    "covariance": ("Covariances", "协方差"),
    "variance": ("Variances", "方差"),
    "intercept": ("Intercepts", "截距"),
    "effects": ("Direct, indirect and total effects", "直接、间接与总效应"),
    "effect": ("Effects", "效应"),
    "defined": ("Defined parameters", "自定义参数"),
    "r_squared": ("Explained variance (R²)", "解释方差（R²）"),
    "reliability": ("Reliability and convergent validity", "信度与收敛效度"),
    "coefficient": ("Coefficients", "系数"),
    "penalty": ("Penalties", "惩罚系数"),
    "reward": ("Rewards", "奖励系数"),
    "share": ("Shares", "占比"),
    "settings": ("Settings", "设定"),
}

# Fixed parts of every display.
_LABELS: dict[str, _Entry] = {
    "interval": ("{level} % CI", "{level} % 区间"),
    "warnings": ("Please note", "请注意"),
    "note": ("Note. ", "注："),
    "no_rows": ("(no rows)", "（无数据行）"),
}

# Sentences under tables and in paragraphs.
_NOTES: dict[str, _Entry] = {
    "sign_rule": (
        "Each construct is turned so that its loadings sum to a positive number; resamples follow the"
        " estimate.",
        "各构念的方向使其载荷之和为正；重抽样结果与估计值方向一致。",
    ),
    "reliability": (
        "α: Cronbach, of standardised items; single items and Mode B composites have no reliability.",
        "α 为标准化题项的 Cronbach 系数；单题项构念与模式 B 组合构念没有信度。",
    ),
    "index_unstandardized": (
        "Index: unstandardised PLS weights, normalised to one; 0 and 100 are the ends of the questionnaire's"
        " scales ({ends}).",
        "指数：非标准化 PLS 权重，归一化为 1；0 与 100 对应问卷量表的两端（{ends}）。",
    ),
    "index_standardized": (
        "Index: standardised PLS weights, normalised to one; 0 and 100 are the ends of the questionnaire's"
        " scales ({ends}).",
        "指数：标准化 PLS 权重，归一化为 1；0 与 100 对应问卷量表的两端（{ends}）。",
    ),
    "index_equal": (
        "Index: equal weights; 0 and 100 are the ends of the questionnaire's scales ({ends}).",
        "指数：等权重；0 与 100 对应问卷量表的两端（{ends}）。",
    ),
    "latex_packages": (
        "Needs {packages}; Chinese text also needs \\usepackage{{ctex}} and XeLaTeX or LuaLaTeX.",
        "需要 {packages}；含中文时还需 \\usepackage{{ctex}}，并用 XeLaTeX 或 LuaLaTeX 编译。",
    ),
}

# Sentences of warnings, in plain words: what happened, what it means, what to do.
_MESSAGES: dict[str, _Entry] = {
    "moments_only": (
        "Fitted from moments: without the answers there are no resamples, hence no intervals.",
        "由矩（协方差矩阵）估计：没有原始答卷便无法重抽样，因此不给出区间。",
    ),
    "identical_items": (
        "Items {first!r} and {second!r} hold the same answers in every row; one may be a copy of the other.",
        "题项 {first!r} 与 {second!r} 的回答逐行相同，其中之一可能是误复制的列。",
    ),
    "few_rows": (
        "Only {n} complete answers for {p} items: the estimates are unsteady.",
        "{p} 个题项只有 {n} 份完整答卷，估计值不稳定。",
    ),
    "design_unused": (
        "The survey declares {parts}, which these intervals do not use: they are those of independent"
        " respondents.",
        "调查声明了 {parts}，但此处的区间未使用它们，仍按受访者相互独立计算。",
    ),
    "not_converged": (
        "The weights did not settle within {steps} steps{group}; do not use these figures. Look for items"
        " that nearly repeat each other.",
        "权重在 {steps} 步内未收敛{group}，这些数字不可使用。请检查是否有几乎重复的题项。",
    ),
    "reversed_item": (
        "{items} runs against the other items of {construct}{group}: it looks reverse coded. Recode it"
        " (low + high - answer) or leave it out.",
        "{items} 与“{construct}”的其他题项方向相反{group}，疑为反向题。"
        "请反向计分（最小值＋最大值－回答）或删去。",
    ),
    "reversed_items": (
        "{items} run against the other items of {construct}{group}: they look reverse coded. Recode them"
        " (low + high - answer) or leave them out.",
        "{items} 与“{construct}”的其他题项方向相反{group}，疑为反向题。"
        "请反向计分（最小值＋最大值－回答）或删去。",
    ),
    "resamples_lost": (
        "{lost} of {n_boot} resamples could not be estimated{group}; the intervals rest on the others.",
        "{n_boot} 次重抽样中有 {lost} 次无法估计{group}，区间由其余样本得出。",
    ),
    "resamples_withheld": (
        "{lost} of {n_boot} resamples could not be estimated{group}, so no limits are given. An item with"
        " almost equal answers, or too few respondents, is the usual reason.",
        "{n_boot} 次重抽样中有 {lost} 次无法估计{group}，因此不给出区间。"
        "常见原因：某题回答几乎全部相同，或样本过小。",
    ),
    "negative_weight": (
        "{items} has a negative weight in the index of {construct}{group}: this score is no weighted mean of"
        " its items and can leave 0-100.",
        "“{construct}”指数中 {items} 的权重为负{group}：该得分不是各题项的加权平均，可能超出 0–100。",
    ),
    "negative_weights": (
        "{items} have negative weights in the index of {construct}{group}: this score is no weighted mean of"
        " its items and can leave 0-100.",
        "“{construct}”指数中 {items} 的权重为负{group}：该得分不是各题项的加权平均，可能超出 0–100。",
    ),
    "fewer_items": (
        "{construct} has {given} of the {published} items of the published model.",
        "“{construct}”只有已发表模型 {published} 个题项中的 {given} 个。",
    ),
    "more_items": (
        "{construct} has {given} items, the published model {published}.",
        "“{construct}”有 {given} 个题项，已发表模型为 {published} 个。",
    ),
    "scale_assumed": (
        "The scale {low} to {high} was assumed, and no answer is above {highest}: say which scale was used,"
        " e.g. index_model(..., scale=(1, 5)), or the index is too low.",
        "假定量表为 {low} 至 {high}，但没有高于 {highest} 的回答：请说明所用量表，"
        "例如 index_model(..., scale=(1, 5))，否则指数偏低。",
    ),
    "left_out": (
        "{construct} of the published model is left out, and its paths with it.",
        "已发表模型中的“{construct}”及其路径未纳入。",
    ),
}

# Axis labels, legends and notes inside figures.
_FIGURES: dict[str, _Entry] = {
    "estimate_axis": ("Estimate and interval", "估计值与区间"),
    "estimate_axis_level": ("Estimate and {level} % interval", "估计值与 {level} % 区间"),
    "index_axis": ("Index (0–100) and interval", "指数（0–100）与区间"),
    "index_axis_level": ("Index (0–100) and {level} % interval", "指数（0–100）与 {level} % 区间"),
    "loading_axis": ("Loading and interval", "载荷与区间"),
    "loading_axis_level": ("Loading and {level} % interval", "载荷与 {level} % 区间"),
    "node_index": ("Index {value}", "指数 {value}"),
    "negative": ("dashed: negative", "虚线：负向"),
    "weak": ("grey: interval contains 0", "灰色：区间包含 0"),
    "thin_loading": ("thin: loadings of dimensions", "细线：维度的载荷"),
    "thin_weight": ("thin: weights of dimensions", "细线：维度的权重"),
    "brackets": ("in brackets: interval", "方括号内：区间"),
    "stars": ("* p < .05, ** p < .01, *** p < .001", "* p < .05，** p < .01，*** p < .001"),
    "estimate_axis_plain": ("Estimate", "估计值"),
    "index_axis_plain": ("Index (0–100)", "指数（0–100）"),
    "loading_axis_plain": ("Loading", "载荷"),
}

# Values of settings, as ``"setting.value"``.
_OPTIONS: dict[str, _Entry] = {
    "unknown": ("unknown", "未知"),
    "estimator.pls": ("PLS path modelling", "PLS 路径建模"),
    "scheme.path": ("path weighting", "路径加权"),
    "scheme.factorial": ("factorial", "因子加权"),
    "scheme.centroid": ("centroid", "重心加权"),
    "missing.listwise": ("listwise, complete answers only", "成列删除，仅用完整答卷"),
    "missing.none": ("none", "无"),
    "weights.none": ("none", "无"),
    "resample.rows": ("respondents, with replacement", "对受访者有放回抽样"),
    "resample.given": ("given indices", "给定的抽样序号"),
    "ci.percentile": ("percentile", "百分位"),
    "ci.normal": ("normal", "正态"),
    "converged.True": ("yes", "是"),
    "converged.False": ("no", "否"),
    "index_weights.unstandardized": ("unstandardised", "非标准化"),
    "index_weights.standardized": ("standardised", "标准化"),
    "index_weights.equal": ("equal", "等权重"),
}

_SECTIONS: dict[str, dict[str, _Entry]] = {
    "construct": CONSTRUCTS,
    "column": _COLUMNS,
    "value": _VALUES,
    "setting": _SETTINGS,
    "heading": _HEADINGS,
    "label": _LABELS,
    "note": _NOTES,
    "message": _MESSAGES,
    "figure": _FIGURES,
    "option": _OPTIONS,
    "survey": SURVEY,
}

#: Words that two topics give different meanings: there must be none, and a test says so.
CONFLICTS: list[str] = []

for _topic in TOPICS:
    for _section, _entries in _topic.items():
        _known = _SECTIONS[_section]
        CONFLICTS += [f"{_section}.{k}" for k in _entries if k in _known and _known[k] != _entries[k]]
        _SECTIONS[_section] = {**_entries, **_known}

CATALOGUE: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        f"{section}.{key}": MappingProxyType(dict(zip(LANGUAGES, entry, strict=True)))
        for section, entries in _SECTIONS.items()
        for key, entry in entries.items()
    }
)
"""All display texts: ``CATALOGUE["heading.index"]["zh"]``. Read-only."""


def check_language(lang: str) -> str:
    """Return `lang` if the displays speak it.

    Raises
    ------
    SpecificationError
        The language is unknown; the message lists the known ones.

    Examples
    --------
    >>> check_language("zh")
    'zh'
    """
    if lang not in LANGUAGES:
        known = ", ".join(repr(x) for x in LANGUAGES)
        raise SpecificationError(f"lang={lang!r} is not available. Languages: {known}.")
    return lang


def text(key: str, lang: str = "en", **fields: object) -> str:
    """Return a display text with its placeholders filled.

    Parameters
    ----------
    key : str
        ``"section.key"``, such as ``"heading.index"``.
    lang : {"en", "zh"}
    **fields
        Values for the placeholders of the text.

    Raises
    ------
    SpecificationError
        Unknown language.
    KeyError
        Unknown key, or a placeholder without a value.

    Examples
    --------
    >>> text("label.interval", level=95)
    '95 % CI'
    >>> text("label.interval", "zh", level=95)
    '95 % 区间'
    """
    check_language(lang)
    try:
        entry = CATALOGUE[key]
    except KeyError:
        raise KeyError(f"no display text {key!r}.{did_you_mean(key, CATALOGUE)}") from None
    return entry[lang].format(**fields)


def term(name: object, lang: str = "en", *, section: str | None = None) -> str:
    """Return the display word of a construct, a column or a cell value; unknown names stay as they are.

    Parameters
    ----------
    name : object
        A name from a table; anything but a string is written with ``str``.
    lang : {"en", "zh"}
    section : {"construct", "column", "value", "setting"}, optional
        Where to look. ``Value`` is a construct and ``value`` a column, and a user may call an item ``path``,
        so displays say which they mean; without it the first three are tried in this order.

    Raises
    ------
    SpecificationError
        Unknown language.

    Examples
    --------
    >>> term("Satisfaction", "zh"), term("p_value", "zh"), term("my own name", "zh")
    ('顾客满意度', 'p 值', 'my own name')
    >>> term("Quality:Image", "zh", section="construct")
    '感知质量 × 品牌形象'
    """
    check_language(lang)
    for place in (section,) if section else ("construct", "column", "value"):
        entry = CATALOGUE.get(f"{place}.{name}")
        if entry is not None:
            return entry[lang]
    if section == "construct" and isinstance(name, str) and name.count(":") == 1:
        return _product(name, lang)
    return str(name)


def _product(name: str, lang: str) -> str:
    """The word of an interaction of two known constructs, named ``Quality:Image``; other names stay."""
    entries = [CATALOGUE.get(f"construct.{part}") for part in name.split(":")]
    known = [entry[lang] for entry in entries if entry is not None]
    return " × ".join(known) if len(known) == 2 else name
