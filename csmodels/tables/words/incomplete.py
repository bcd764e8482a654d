"""Words of the displays, in English and Chinese: fits to incomplete answers."""

from __future__ import annotations

INCOMPLETE: dict[str, dict[str, tuple[str, str]]] = {
    "option": {
        "missing.fiml": (
            "full-information maximum likelihood, every answer used",
            "全信息最大似然，使用全部回答",
        ),
    },
    "message": {
        "ml_items_alike": (
            "Items {first} and {second} nearly repeat each other{group} (correlation {value}), which may be"
            " why the search failed. Leave one of them out.",
            "题项 {first} 与 {second} 几乎重复{group}（相关系数 {value}），"
            "这可能是搜索失败的原因。请删去其一。",
        ),
        "ml_defined_missing": (
            "These defined figures have no value{group}: {items}. At the estimates the expression divides by"
            " zero, or takes the logarithm or root of a negative number; tables show it as missing.",
            "以下自定义指标没有数值{group}：{items}。按估计值计算时，表达式出现除以零，"
            "或对负数取对数、开方；表中显示为缺失。",
        ),
    },
}
