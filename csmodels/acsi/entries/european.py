"""The European index: ECSI, and its version for mobile phones that the PLS literature is tested on."""

from __future__ import annotations

from csmodels.acsi.entries.entry import PublishedModel, numbered

_TENENHAUS_2005 = (
    "Tenenhaus, M., Esposito Vinzi, V., Chatelin, Y.-M., & Lauro, C. (2005). PLS path modeling."
    " Computational Statistics & Data Analysis, 48(1), 159-205."
)

ECSI_MOBILE = PublishedModel(
    name="ECSI-mobile",
    items={
        "Image": numbered("IMAG", 5),
        "Expectations": numbered("CUEX", 3),
        "Quality": numbered("PERQ", 7),
        "Value": numbered("PERV", 2),
        "Satisfaction": numbered("CUSA", 3),
        "Complaints": ("CUSCO",),
        "Loyalty": numbered("CUSL", 3),
    },
    structure={
        "Expectations": ("Image",),
        "Quality": ("Expectations",),
        "Value": ("Expectations", "Quality"),
        "Satisfaction": ("Image", "Expectations", "Quality", "Value"),
        "Complaints": ("Satisfaction",),
        "Loyalty": ("Image", "Satisfaction", "Complaints"),
    },
    citation=_TENENHAUS_2005,
    layout={
        "Image": (0.0, 3.0),
        "Expectations": (0.0, 1.6),
        "Quality": (1.2, -0.6),
        "Value": (1.3, 1.0),
        "Satisfaction": (2.5, 1.8),
        "Complaints": (3.7, 0.8),
        "Loyalty": (3.7, 3.0),
    },
    note={
        "en": "Complaints is the handling of complaints, rated by all respondents.",
        "zh": "抱怨指抱怨处理，由所有受访者评价。",
    },
    confirmed={
        "en": (
            "Items, scales and the twelve arrows: the data set of the paper as distributed with the R package"
            " semPLS (Monecke and Leisch 2012) and fitted by four programs alike."
        ),
        "zh": (
            "题项、量表与十二条箭头：依据该论文的数据集（随 R 程序包 semPLS 发布，Monecke 与 Leisch 2012），"
            "四个程序的估计结果一致。"
        ),
    },
)

ECSI = PublishedModel(
    name="ECSI",
    items={
        "Image": numbered("IMAG", 5),
        "Expectations": numbered("CUEX", 3),
        "ProductQuality": numbered("PERQH", 3),
        "ServiceQuality": numbered("PERQS", 4),
        "Value": numbered("PERV", 2),
        "Satisfaction": numbered("CUSA", 3),
        "Loyalty": numbered("CUSL", 3),
    },
    structure={
        "Expectations": ("Image",),
        "ProductQuality": ("Expectations",),
        "ServiceQuality": ("Expectations",),
        "Value": ("Expectations", "ProductQuality", "ServiceQuality"),
        "Satisfaction": ("Image", "Expectations", "ProductQuality", "ServiceQuality", "Value"),
        "Loyalty": ("Image", "Satisfaction"),
    },
    citation=(
        "ECSI Technical Committee (1998). European Customer Satisfaction Index: Foundation and structure"
        f" for harmonized national pilot projects; {_TENENHAUS_2005}"
    ),
    layout={
        "Image": (0.0, 3.0),
        "Expectations": (0.0, 1.6),
        "ProductQuality": (0.7, -1.0),
        "ServiceQuality": (1.5, 1.2),
        "Value": (1.1, 0.1),
        "Satisfaction": (3.0, 1.7),
        "Loyalty": (3.0, 3.0),
    },
    note={
        "en": "The arrows of ECSI-mobile, with quality split into product and service, without complaints.",
        "zh": "箭头与 ECSI-mobile 相同，但把质量分为产品与服务，并去掉抱怨。",
    },
    arrows="described",
    items_confirmed=False,
    confirmed={
        "en": (
            "ACSI without complaints as a consequence, with image acting on expectations, satisfaction and"
            " loyalty, and quality split into product and service: a retelling of Johnson et al. (2001); the"
            " other arrows: Tenenhaus et al. (2005)."
        ),
        "zh": (
            "在 ACSI 基础上去掉顾客抱怨，加入影响期望、满意度与忠诚的形象，并把质量分为产品与服务："
            "依据对 Johnson 等（2001）的转述；其余箭头依据 Tenenhaus 等（2005）。"
        ),
    },
    unconfirmed={
        "en": (
            "The technical report of 1998 was not at hand: its title is cited from the literature. Numbers"
            " and names of the items are conventions of this library."
        ),
        "zh": "1998 年的技术报告未能查阅，其标题引自文献。题项的数目与名称为本程序库的约定。",
    },
)
