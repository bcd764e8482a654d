"""The Norwegian barometer as it was rebuilt in 2001."""

from __future__ import annotations

from csmodels.acsi.entries.entry import PublishedModel, numbered

#: The five dimensions of service quality, each with a path to satisfaction.
_DRIVERS = {
    "Tangibles": numbered("TANG", 3),
    "Reliability": numbered("RELI", 3),
    "Responsiveness": numbered("RESP", 3),
    "Assurance": numbered("ASSU", 3),
    "Empathy": numbered("EMPA", 3),
}

NCSB_2001 = PublishedModel(
    name="NCSB-2001",
    items={
        **_DRIVERS,
        "Price": numbered("PRICE", 3),
        "ComplaintHandling": numbered("HANDLING", 2),
        "Satisfaction": ("SATIS", "CONFIRM", "IDEAL"),
        "CorporateImage": numbered("IMAGE", 3),
        "AffectiveCommitment": numbered("AFFECT", 3),
        "CalculativeCommitment": numbered("CALC", 3),
        "Loyalty": numbered("LOYAL", 3),
    },
    structure={
        "Satisfaction": (*_DRIVERS, "Price", "ComplaintHandling"),
        "CorporateImage": ("Satisfaction",),
        "AffectiveCommitment": ("Satisfaction",),
        "CalculativeCommitment": ("Satisfaction",),
        "Loyalty": (
            "Satisfaction",
            "Price",
            "ComplaintHandling",
            "CorporateImage",
            "AffectiveCommitment",
            "CalculativeCommitment",
        ),
    },
    citation=(
        "Johnson, M. D., Gustafsson, A., Andreassen, T. W., Lervik, L., & Cha, J. (2001). The evolution and"
        " future of national customer satisfaction index models. Journal of Economic Psychology, 22(2),"
        " 217-245."
    ),
    layout={
        "Tangibles": (0.0, 4.0),
        "Reliability": (0.0, 3.0),
        "Responsiveness": (0.0, 2.0),
        "Assurance": (0.0, 1.0),
        "Empathy": (0.0, 0.0),
        "Price": (0.8, 5.0),
        "ComplaintHandling": (0.8, -1.0),
        "Satisfaction": (1.7, 2.0),
        "CorporateImage": (3.0, 3.3),
        "AffectiveCommitment": (3.2, 2.0),
        "CalculativeCommitment": (3.0, 0.7),
        "Loyalty": (4.6, 2.4),
    },
    note={
        "en": (
            "Complaint handling was rated by those who had complained: for everybody else it is not asked, so"
            " analyse complainers or leave the construct out of items=."
        ),
        "zh": "抱怨处理仅由抱怨过的人评价，其他人未被问及；请只分析抱怨者，或在 items= 中去掉该构念。",
    },
    arrows="described",
    items_confirmed=False,
    confirmed={
        "en": (
            "Price in place of value, acting on satisfaction and loyalty; corporate image as a consequence of"
            " satisfaction and a driver of loyalty; affective and calculative commitment as drivers of"
            " loyalty; complaint handling, rated by complainers, as a driver of satisfaction and loyalty; the"
            " five dimensions of SERVQUAL as quality: the paper's discussion, and a retelling of it."
        ),
        "zh": (
            "以价格取代价值，影响满意度与忠诚；企业形象为满意度的结果、忠诚的前因；情感承诺与计算承诺为忠诚的前因；"
            "抱怨处理（由抱怨者评价）为满意度与忠诚的前因；质量采用 SERVQUAL 五个维度："
            "据该论文的讨论部分及其转述。"
        ),
    },
    unconfirmed={
        "en": (
            "From memory: the arrows from satisfaction to the two kinds of commitment, and that quality acts"
            " through satisfaction alone. Numbers and names of the items are conventions of this library."
        ),
        "zh": (
            "凭记忆：满意度指向两种承诺的箭头，以及质量仅通过满意度起作用。题项的数目与名称为本程序库的约定。"
        ),
    },
)
