"""The Swedish barometer, the American index, and the models that follow it closely."""

from __future__ import annotations

from csmodels.acsi.entries.entry import PublishedModel
from csmodels.survey import Condition, DerivedItem, Item, Questionnaire, Scale

_PRICE_ITEMS = (
    Item("REPUR"),
    Item("HIGHPTOL", scale=Scale(0, 25), asked_if=Condition.from_text("REPUR > 5")),
    Item("LOWPTOL", scale=Scale(0, 25), asked_if=Condition.from_text("REPUR <= 5")),
)
_PRICE_TOLERANCE = DerivedItem.from_formula(
    "PTOL",
    "HIGHPTOL if REPUR > 5 else -LOWPTOL",
    wording={
        "en": "Price tolerance: accepted rise, or needed cut with a minus sign, in per cent",
        "zh": "价格容忍度：可接受的涨价幅度，或所需降价幅度（负号），百分比",
    },
    constructs=("Loyalty",),
    scale=Scale(-25, 25),
)

_ACSI_ITEMS = {
    "Expectations": ("OVERALLX", "CUSTOMX", "WRONGX"),
    "Quality": ("OVERALLQ", "CUSTOMQ", "WRONGQ"),
    "Value": ("PQ", "QP"),
    "Satisfaction": ("SATIS", "CONFIRM", "IDEAL"),
    "Complaints": ("COMP",),
    "Loyalty": ("REPUR", "PTOL"),
}
_ACSI_STRUCTURE = {
    "Quality": ("Expectations",),
    "Value": ("Expectations", "Quality"),
    "Satisfaction": ("Expectations", "Quality", "Value"),
    "Complaints": ("Satisfaction",),
    "Loyalty": ("Satisfaction", "Complaints"),
}
_ACSI_LAYOUT = {
    "Expectations": (0.0, 0.0),
    "Quality": (0.0, 2.0),
    "Value": (1.0, 1.0),
    "Satisfaction": (2.0, 1.0),
    "Complaints": (3.0, 2.0),
    "Loyalty": (3.0, 0.0),
}
_ACSI_RANGES = {"COMP": (0.0, 1.0), "PTOL": (-25.0, 25.0)}

_FORNELL_1996 = (
    "Fornell, C., Johnson, M. D., Anderson, E. W., Cha, J., & Bryant, B. E. (1996). The American"
    " Customer Satisfaction Index: Nature, purpose, and findings. Journal of Marketing, 60(4), 7-18."
)

ACSI = PublishedModel(
    name="ACSI",
    items=_ACSI_ITEMS,
    structure=_ACSI_STRUCTURE,
    citation=_FORNELL_1996,
    ranges=_ACSI_RANGES,
    questionnaire=Questionnaire(_PRICE_ITEMS, (_PRICE_TOLERANCE,)),
    layout=_ACSI_LAYOUT,
    note={
        "en": (
            "Price tolerance is one item made of the accepted rise (likely to stay) and the needed cut"
            " (otherwise)."
        ),
        "zh": "价格容忍度是一个题项，由可接受的涨价幅度（可能再次购买者）与所需降价幅度（其他人）合成。",
    },
    confirmed={
        "en": (
            "Six constructs, fifteen questions and nine arrows: Fornell et al. (1996), as retold from Johnson"
            " et al. (2001); item names: ACSI's public data."
        ),
        "zh": (
            "六个构念、十五个问题与九条箭头：Fornell 等（1996），据对 Johnson 等（2001）的转述；"
            "题项名称取自 ACSI 公开数据。"
        ),
    },
    unconfirmed={
        "en": "The range of -25 to 25 per cent of price tolerance is a convention of this library.",
        "zh": "价格容忍度 −25 % 至 25 % 的范围是本程序库的约定。",
    },
)

SCSB = PublishedModel(
    name="SCSB",
    items={
        "Expectations": ("EXPECT",),
        "Value": ("PQ", "QP"),
        "Satisfaction": ("SATIS", "CONFIRM", "IDEAL"),
        "Complaints": ("COMPSTAFF", "COMPMGMT"),
        "Loyalty": ("REPUR", "PRICETOL"),
    },
    structure={
        "Value": ("Expectations",),
        "Satisfaction": ("Expectations", "Value"),
        "Complaints": ("Satisfaction",),
        "Loyalty": ("Satisfaction", "Complaints"),
    },
    citation=(
        "Fornell, C. (1992). A national customer satisfaction barometer: The Swedish experience."
        " Journal of Marketing, 56(1), 6-21."
    ),
    ranges={"COMPSTAFF": (0.0, 1.0), "COMPMGMT": (0.0, 1.0)},
    layout={
        "Expectations": (0.0, 0.0),
        "Value": (0.0, 2.0),
        "Satisfaction": (1.5, 1.0),
        "Complaints": (3.0, 2.0),
        "Loyalty": (3.0, 0.0),
    },
    note={
        "en": "Value is called perceived performance there: quality received for the price paid.",
        "zh": "价值即原文所称的感知绩效：所付价格换得的质量。",
    },
    arrows="described",
    items_confirmed=False,
    confirmed={
        "en": (
            "Five constructs and six arrows, perceived performance being perceived value: described in words"
            " in a retelling of Johnson et al. (2001)."
        ),
        "zh": "五个构念与六条箭头（感知绩效即感知价值）：据对 Johnson 等（2001）的转述中的文字描述。",
    },
    unconfirmed={
        "en": (
            "The items are from memory (one for expectations, two for value, three for satisfaction, two for"
            " complaints, two for loyalty); their names and scales are conventions of this library."
        ),
        "zh": (
            "题项凭记忆（期望一题、价值两题、满意度三题、抱怨两题、忠诚两题）；名称与量表为本程序库的约定。"
        ),
    },
)

NCSB_1996 = PublishedModel(
    name="NCSB-1996",
    items={**_ACSI_ITEMS, "CorporateImage": ("IMAGE1", "IMAGE2", "IMAGE3")},
    structure={
        **_ACSI_STRUCTURE,
        "Satisfaction": (*_ACSI_STRUCTURE["Satisfaction"], "CorporateImage"),
        "Loyalty": (*_ACSI_STRUCTURE["Loyalty"], "CorporateImage"),
    },
    citation=(
        "Andreassen, T. W., & Lindestad, B. (1998); Johnson, M. D., Gustafsson, A.,"
        " Andreassen, T. W., Lervik, L., & Cha, J. (2001). The evolution and future of national customer"
        " satisfaction index models. Journal of Economic Psychology, 22(2), 217-245."
    ),
    ranges=_ACSI_RANGES,
    questionnaire=ACSI.questionnaire,
    layout={**_ACSI_LAYOUT, "CorporateImage": (1.6, -1.0)},
    note={"en": "ACSI with corporate image added.", "zh": "在 ACSI 基础上加入企业形象。"},
    arrows="described",
    items_confirmed=False,
    confirmed={
        "en": (
            "Identical to ACSI but for corporate image and its relations to satisfaction and loyalty:"
            " described in words in a retelling of Johnson et al. (2001)."
        ),
        "zh": (
            "除加入企业形象及其与满意度、忠诚的关系外与 ACSI 相同："
            "据对 Johnson 等（2001）的转述中的文字描述。"
        ),
    },
    unconfirmed={
        "en": (
            "That both relations start from corporate image is how this library reads the description; the"
            " items of corporate image are conventions. Andreassen and Lindestad (1998) are known only as"
            " cited by Johnson et al. (2001)."
        ),
        "zh": (
            "两条关系均从企业形象出发，是本程序库对该描述的理解；企业形象的题项为约定。"
            "Andreassen 与 Lindestad（1998）仅据 Johnson 等（2001）的引用。"
        ),
    },
)

NCSI = PublishedModel(
    name="NCSI",
    items=_ACSI_ITEMS,
    structure=_ACSI_STRUCTURE,
    citation=(f"Korea Productivity Center. NCSI, National Customer Satisfaction Index; {_FORNELL_1996}"),
    ranges=_ACSI_RANGES,
    questionnaire=ACSI.questionnaire,
    layout=_ACSI_LAYOUT,
    note={
        "en": (
            "The Korean index since 1998, developed with the University of Michigan: it takes over the model"
            " of Fornell et al. (1996). KCSI is another one."
        ),
        "zh": (
            "韩国自 1998 年起的指数，与密歇根大学共同开发，沿用 Fornell 等（1996）的模型；KCSI 是另一个指数。"
        ),
    },
    arrows="described",
    items_confirmed=False,
    confirmed={
        "en": (
            "ACSI introduced to Korea; six latent variables, expectations, quality and value before"
            " satisfaction, complaints and loyalty after it, estimated by PLS: the Korea Productivity"
            " Center's own description."
        ),
        "zh": (
            "将 ACSI 引入韩国；六个潜变量，期望、质量与价值为满意度的前因，抱怨与忠诚为其结果，"
            "用 PLS 估计：据韩国生产性本部自己的说明。"
        ),
    },
    unconfirmed={
        "en": (
            "The single arrows and the items are taken from ACSI; the Korean questionnaire was not at hand."
        ),
        "zh": "各条箭头与题项取自 ACSI；韩国的问卷未能查阅。",
    },
)
