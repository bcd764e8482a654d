"""Every word the library prints, in English and Chinese.

The words stand in one dict per section. An entry is a pair ``(English, Chinese)``, so that a key without
Chinese is a type error; :data:`CATALOGUE` joins the sections under ``"section.key"``. To add words, append a
pair to the section they belong to; a new section is a new dict named in ``_SECTIONS``. Placeholders are
``str.format`` names and must be the same in both languages: ``("{n:,} answers", "{n:,} 份答卷")``.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from csmodels.errors import SpecificationError, did_you_mean

LANGUAGES: tuple[str, ...] = ("en", "zh")
"""The languages of the displays, in the order in which an entry gives them."""

_Entry = tuple[str, str]

# Latent variables of the published models, by the names the library gives them.
_CONSTRUCTS: dict[str, _Entry] = {
    "Image": ("Image", "品牌形象"),
    "Expectations": ("Expectations", "顾客期望"),
    "Quality": ("Quality", "感知质量"),
    "ProductQuality": ("Product quality", "感知产品质量"),
    "ServiceQuality": ("Service quality", "感知服务质量"),
    "Value": ("Value", "感知价值"),
    "Satisfaction": ("Satisfaction", "顾客满意度"),
    "Complaints": ("Complaints", "顾客抱怨"),
    "ComplaintHandling": ("Complaint handling", "抱怨处理"),
    "Trust": ("Trust", "顾客信任"),
    "Commitment": ("Commitment", "顾客承诺"),
    "Loyalty": ("Loyalty", "顾客忠诚"),
    "Usefulness": ("Usefulness", "感知有用性"),
    "Confirmation": ("Confirmation", "期望确认"),
    "Continuance": ("Continuance intention", "持续使用意愿"),
    "expectation": ("Expectation", "期望"),
    "performance": ("Performance", "感知绩效"),
    "disconfirmation": ("Disconfirmation", "期望不一致"),
    "satisfaction": ("Satisfaction", "满意度"),
}

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

# Titles of documents and of the tables in them.
_HEADINGS: dict[str, _Entry] = {
    "result": ("Results", "分析结果"),
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
    "note": ("Note.", "注："),
    "no_rows": ("(no rows)", "（无数据行）"),
}

# Sentences under tables and in paragraphs.
_NOTES: dict[str, _Entry] = {
    "latex_packages": (
        "Needs {packages}; Chinese text also needs \\usepackage{{ctex}} and XeLaTeX or LuaLaTeX.",
        "需要 {packages}；含中文时还需 \\usepackage{{ctex}}，并用 XeLaTeX 或 LuaLaTeX 编译。",
    ),
}

# Sentences of warnings, in plain words: what happened, what it means, what to do.
_MESSAGES: dict[str, _Entry] = {}

_SECTIONS: dict[str, dict[str, _Entry]] = {
    "construct": _CONSTRUCTS,
    "column": _COLUMNS,
    "value": _VALUES,
    "heading": _HEADINGS,
    "label": _LABELS,
    "note": _NOTES,
    "message": _MESSAGES,
}

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
    section : {"construct", "column", "value"}, optional
        Where to look. ``Value`` is a construct and ``value`` a column, and a user may call an item ``path``, so
        displays say which they mean; without it the three are tried in this order.

    Raises
    ------
    SpecificationError
        Unknown language.

    Examples
    --------
    >>> term("Satisfaction", "zh"), term("p_value", "zh"), term("my own name", "zh")
    ('顾客满意度', 'p 值', 'my own name')
    """
    check_language(lang)
    for place in (section,) if section else ("construct", "column", "value"):
        entry = CATALOGUE.get(f"{place}.{name}")
        if entry is not None:
            return entry[lang]
    return str(name)
