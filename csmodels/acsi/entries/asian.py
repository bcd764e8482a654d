"""Indices of East Asia of which the constructs are known and the arrows are not.

They refuse to be built until the arrows are given: a guess under a published name would be worse than none.
"""

from __future__ import annotations

from csmodels.acsi.entries.entry import PublishedModel, numbered

_ITEMS_ARE_OURS = {
    "en": "Numbers and names of the items are conventions of this library.",
    "zh": "题项的数目与名称为本程序库的约定。",
}

CCSI = PublishedModel(
    name="CCSI",
    items={
        "Image": numbered("IMAGE", 3),
        "Expectations": numbered("EXPECT", 3),
        "Quality": numbered("QUALITY", 3),
        "Value": numbered("VALUE", 2),
        "Satisfaction": numbered("SATIS", 3),
        "Loyalty": numbered("LOYAL", 3),
    },
    structure={},
    citation=(
        "GB/T 19038 (2009). Guidelines for customer satisfaction measurement: model and method"
        " (顾客满意测评模型和方法指南); GB/T 19039 (2009)."
    ),
    note={
        "en": "A national standard of China; GB/T 19039 is its companion.",
        "zh": "中国国家标准；GB/T 19039 为其配套标准。",
    },
    layout={
        "Image": (0.0, 2.0),
        "Expectations": (0.0, 0.0),
        "Quality": (1.2, 2.9),
        "Value": (1.5, 1.0),
        "Satisfaction": (3.0, 1.6),
        "Loyalty": (4.3, 1.2),
    },
    arrows="unknown",
    items_confirmed=False,
    confirmed={
        "en": (
            "Six structural variables (brand image, expected quality, perceived quality, perceived value,"
            " satisfaction, loyalty) and eleven causal relations: a secondary Chinese text on the standard."
        ),
        "zh": (
            "六个结构变量（品牌形象、预期质量、感知质量、感知价值、顾客满意度、顾客忠诚）与十一个因果关系："
            "据介绍该标准的中文二手资料。"
        ),
    },
    unconfirmed={
        "en": (
            "Which eleven arrows they are: the plausible ones number twelve, and the standard was not at"
            f" hand. Its year and title are cited from memory. {_ITEMS_ARE_OURS['en']}"
        ),
        "zh": (
            "究竟是哪十一条箭头：合理的箭头有十二条，而标准原文未能查阅；标准的年份与名称凭记忆引用。"
            f"{_ITEMS_ARE_OURS['zh']}"
        ),
    },
)

HKCSI = PublishedModel(
    name="HKCSI",
    items={
        "ConsumerCharacteristics": ("AGE", "EDUCATION", "INCOME"),
        "Expectations": numbered("EXPECT", 3),
        "Quality": numbered("QUALITY", 3),
        "Value": numbered("VALUE", 2),
        "Satisfaction": numbered("SATIS", 3),
        "Complaints": ("VOICE",),
        "Loyalty": numbered("LOYAL", 2),
    },
    structure={},
    citation=(
        "Chan, L. K., Hui, Y. V., Lo, H. P., & Wu, M. L. (2003). Consumer satisfaction index: New practice"
        " and findings. European Journal of Marketing, 37(5/6), 872-909."
    ),
    layout={
        "ConsumerCharacteristics": (0.0, 1.0),
        "Expectations": (1.0, 0.0),
        "Quality": (1.0, 2.0),
        "Value": (2.0, 1.0),
        "Satisfaction": (3.0, 1.0),
        "Complaints": (4.0, 2.0),
        "Loyalty": (4.0, 0.0),
    },
    arrows="unknown",
    items_confirmed=False,
    confirmed={
        "en": (
            "Consumer characteristics (such as age, education and income) enter the model itself, and"
            " products are weighted by the consumer price index: the paper's abstract."
        ),
        "zh": "消费者特征（如年龄、教育、收入）直接进入模型，各产品按消费者物价指数加权：据该论文摘要。",
    },
    unconfirmed={
        "en": (
            "The abstract does not say on which constructs the characteristics act, nor does it list the"
            f" other constructs and arrows; those named here are from memory. {_ITEMS_ARE_OURS['en']}"
        ),
        "zh": (
            "摘要未说明这些特征影响哪些构念，也未列出其余构念与箭头；此处所列构念凭记忆。"
            f"{_ITEMS_ARE_OURS['zh']}"
        ),
    },
)

JCSI = PublishedModel(
    name="JCSI",
    items={
        "Expectations": numbered("EXPECT", 3),
        "Quality": numbered("QUALITY", 3),
        "Value": numbered("VALUE", 3),
        "Satisfaction": numbered("SATIS", 3),
        "WordOfMouth": numbered("WOM", 3),
        "Loyalty": numbered("LOYAL", 3),
    },
    structure={},
    citation=("Japan Productivity Center. JCSI, Japanese Customer Satisfaction Index."),
    layout={
        "Expectations": (0.0, 0.0),
        "Quality": (0.0, 2.0),
        "Value": (1.2, 1.0),
        "Satisfaction": (2.4, 1.0),
        "WordOfMouth": (3.6, 2.0),
        "Loyalty": (3.6, 0.0),
    },
    arrows="unknown",
    items_confirmed=False,
    confirmed={
        "en": (
            "Six indices (customer expectation, perceived quality, perceived value, customer satisfaction,"
            " intention to recommend, loyalty) in a causal model built on ACSI: the Japan Productivity"
            " Center's own description."
        ),
        "zh": (
            "以 ACSI 为基础的因果模型，含六项指标（顾客期望、感知质量、感知价值、顾客满意、推荐意向、忠诚）："
            "据日本生产性本部自己的说明。"
        ),
    },
    unconfirmed={
        "en": f"The arrows between the six: the description shows no list of them. {_ITEMS_ARE_OURS['en']}",
        "zh": f"六者之间的箭头：该说明没有列出。{_ITEMS_ARE_OURS['zh']}",
    },
)

KCSI = PublishedModel(
    name="KCSI",
    items={
        "ProductQuality": numbered("PRODUCT", 3),
        "ServiceQuality": numbered("SERVICE", 3),
        "Image": numbered("IMAGE", 3),
        "Satisfaction": ("SATIS",),
        "Loyalty": ("REPUR",),
    },
    structure={},
    citation=("Korea Management Association Consulting (KMAC). KCSI, Korean Customer Satisfaction Index."),
    ranges=dict.fromkeys(
        (*numbered("PRODUCT", 3), *numbered("SERVICE", 3), *numbered("IMAGE", 3), "SATIS", "REPUR"),
        (1.0, 7.0),
    ),
    layout={
        "ProductQuality": (0.0, 2.0),
        "ServiceQuality": (0.0, 1.0),
        "Image": (0.0, 0.0),
        "Satisfaction": (1.5, 1.0),
        "Loyalty": (3.0, 1.0),
    },
    arrows="unknown",
    items_confirmed=False,
    confirmed={
        "en": (
            "The published index is no path model: 50 % satisfaction with elements (product, service, image),"
            " 30 % overall satisfaction and 20 % intention to buy again, each the share of 6 and 7 on a"
            " 7-point scale: KMAC's own description."
        ),
        "zh": (
            "公布的指数并非路径模型：要素满意度（产品、服务、形象）占 50 %，总体满意度占 30 %，"
            "再购意向占 20 %，每项均为 7 点量表中 6 分与 7 分的占比：据 KMAC 自己的说明。"
        ),
    },
    unconfirmed={
        "en": (
            "There are no published arrows; a path model of these constructs is the user's, and its index is"
            f" not the published one. {_ITEMS_ARE_OURS['en']}"
        ),
        "zh": (
            "没有公布的箭头；用这些构念建立的路径模型属于使用者自己，其指数也不是公布的指数。"
            f"{_ITEMS_ARE_OURS['zh']}"
        ),
    },
)
