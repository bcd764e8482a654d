"""Answer scales in two languages, and the wording of the questions that both surveys share."""

from __future__ import annotations

from collections.abc import Mapping

from ._common import HIGH, LOW, Attribute, Column

# name of the scale -> (low end, high end) in English and Chinese
ANCHORS: Mapping[str, tuple[str, str, str, str]] = {
    "satisfied": ("very dissatisfied", "very satisfied", "非常不满意", "非常满意"),
    "good": ("very poor", "excellent", "非常差", "非常好"),
    "level": ("very low", "very high", "非常低", "非常高"),
    "agree": ("strongly disagree", "strongly agree", "完全不同意", "完全同意"),
    "often": ("things went wrong very often", "nothing ever went wrong", "经常出问题", "从不出问题"),
    "suits": ("did not suit me at all", "suited me completely", "完全不符合", "完全符合"),
    "exceeds": ("fell far short", "far exceeded", "远低于期望", "远高于期望"),
    "ideal": ("very far from it", "very close to it", "相差很远", "非常接近"),
    "likely": ("very unlikely", "very likely", "完全不可能", "非常可能"),
    "recommend": ("not at all likely", "extremely likely", "完全不可能", "极有可能"),
}
YES_NO = ("0=no|1=yes", "0=否|1=是")
DISCONFIRMATION_EN = (
    "1=much worse than expected|2=worse|3=slightly worse|4=as expected|5=slightly better|6=better|"
    "7=much better than expected"
)
DISCONFIRMATION_ZH = "1=比预期差很多|2=比预期差|3=比预期略差|4=与预期一致|5=比预期略好|6=比预期好|7=比预期好很多"


def rating(
    item: str,
    parent: str,
    loading: float,
    en: str,
    zh: str,
    *,
    construct: str = "",
    anchors: str = "satisfied",
    cuts: str = "ten",
    shift: float = 0.0,
    missing: float = 0.02,
    special: tuple[float, float] = (0.0, 0.0),
    asked_if: str = "",
    attribute: str = "",
    aspect: str = "",
) -> Column:
    """A rating with its anchors; most items lose 2 % of their answers."""
    low, high = LOW[cuts], HIGH[cuts]
    low_en, high_en, low_zh, high_zh = ANCHORS[anchors]
    labels_en, labels_zh = f"{low}={low_en}|{high}={high_en}", f"{low}={low_zh}|{high}={high_zh}"
    if cuts == "disconfirmation":
        labels_en, labels_zh = DISCONFIRMATION_EN, DISCONFIRMATION_ZH
    return Column(
        item=item, role="rating", en=en, zh=zh, construct=construct, low=str(low), high=str(high),
        labels_en=labels_en, labels_zh=labels_zh, special=special, asked_if=asked_if, attribute=attribute,
        aspect=aspect, parent=parent, loading=loading, shift=shift, cuts=cuts, missing=missing,
    )  # fmt: skip


def choice(
    item: str, en: str, zh: str, labels_en: str, labels_zh: str, *, missing: float = 0.0, asked_if: str = ""
) -> Column:
    """A question answered by one category."""
    return Column(
        item=item, role="choice", en=en, zh=zh, labels_en=labels_en, labels_zh=labels_zh, missing=missing,
        asked_if=asked_if,
    )  # fmt: skip


def number(item: str, en: str, zh: str, low: str, high: str, *, missing: float = 0.0) -> Column:
    """A free number with a plausible range."""
    return Column(item=item, role="number", en=en, zh=zh, low=low, high=high, missing=missing)


def complained(en: str, zh: str) -> Column:
    """The yes/no complaint item: a rating from 0 to 1, because the index takes it on that scale."""
    return Column(
        item="complained", role="rating", en=en, zh=zh, construct="Complaints", low="0", high="1",
        labels_en=YES_NO[0], labels_zh=YES_NO[1], missing=0.008,
    )  # fmt: skip


def price_columns(likelihood: str, seller_en: str, seller_zh: str) -> list[Column]:
    """Price tolerance upwards and downwards, each asked of a part of the respondents."""
    return [
        Column(
            item="price_up", role="number", low="0", high="25", asked_if=f"{likelihood} > 5", missing=0.008,
            en=f"By how many per cent could {seller_en} raise its prices before you would choose another one?",
            zh=f"{seller_zh}的价格最多上涨百分之多少，您仍会继续选择它？",
        ),
        Column(
            item="price_down", role="number", low="0", high="25", asked_if=f"{likelihood} <= 5", missing=0.008,
            en=f"By how many per cent would {seller_en} have to lower its prices for you to choose it again?",
            zh=f"{seller_zh}的价格至少下降百分之多少，您才会愿意继续选择它？",
        ),
    ]  # fmt: skip


def price_tolerance(likelihood: str) -> Column:
    """The derived item that enters the models."""
    return Column(
        item="price_tolerance", role="derived", construct="Loyalty", low="-25", high="25",
        en="Price tolerance in per cent: the accepted rise if likely to stay, minus the needed cut otherwise",
        zh="价格容忍度（%）：愿意留下者取可接受的涨幅，否则取所需降幅的负值",
        formula=f"price_up if {likelihood} > 5 else -price_down",
    )  # fmt: skip


def paired_columns(attributes: tuple[Attribute, ...], before: str, zh_before: str, zh_after: str) -> list[Column]:
    """Expectation, performance and disconfirmation of every attribute; adequate and desired level of some."""
    columns = [
        rating(
            f"e_{a.key}", f"e_{a.key}", 0.90, f"{before}, what level did you expect? {a.en}",
            f"{zh_before}，您对下列方面的期望水平是多少？{a.zh}",
            anchors="level", missing=0.015, attribute=a.key, aspect="expectation",
        )
        for a in attributes
    ]  # fmt: skip
    columns += [
        rating(
            f"p_{a.key}", f"p_{a.key}", 0.92, f"What level did you actually receive? {a.en}",
            f"{zh_after}，下列方面实际达到的水平如何？{a.zh}",
            anchors="level", missing=0.015, attribute=a.key, aspect="performance",
        )
        for a in attributes
    ]  # fmt: skip
    columns += [
        rating(
            f"d_{a.key}", f"d_{a.key}", 0.92, f"Compared with what you expected, how was it? {a.en}",
            f"与您原来的预期相比，下列方面如何？{a.zh}",
            cuts="disconfirmation", missing=0.015, attribute=a.key, aspect="disconfirmation",
        )
        for a in attributes
    ]  # fmt: skip
    for prefix, aspect, en, zh in (
        ("a", "adequate", "What is the lowest level you would still accept?", "您能够接受的最低水平是多少？"),
        ("w", "desired", "What level would you wish for?", "您希望达到的理想水平是多少？"),
    ):
        columns += [
            rating(
                f"{prefix}_{a.key}", f"{prefix}_{a.key}", 0.90, f"{en} {a.en}", f"{zh}{a.zh}",
                anchors="level", missing=0.025, special=(0.012, 0.0), attribute=a.key, aspect=aspect,
            )
            for a in attributes if a.tolerance
        ]  # fmt: skip
    return columns
