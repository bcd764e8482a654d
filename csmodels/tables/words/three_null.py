"""Words of the test against a linear world."""

from __future__ import annotations

THREE_NULL: dict[str, dict[str, tuple[str, str]]] = {
    "message": {
        "three_ceiling": (
            "{share} of the respondents gave the answer {answer} to overall satisfaction, an end of its scale"
            "{group}. Where answers cannot go further, coefficients bend without any asymmetry of the"
            ' attributes: hold them against null="bounded" too.',
            "对总体满意度，{share} 的受访者回答 {answer}，即量表的一端{group}。回答到达端点后系数会自行弯曲，"
            '并非属性不对称：请同时与 null="bounded" 比较。',
        ),
    },
}
