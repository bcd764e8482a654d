"""Words of the figures, in English and Chinese: pictures of response surfaces."""

from __future__ import annotations

SURFACE_PLOTS: dict[str, dict[str, tuple[str, str]]] = {
    "figure": {
        "surface_title": ("Predicted answer: {outcome}", "预测回答：{outcome}"),
        "surface_latent": ("Latent scale: {outcome}", "潜在尺度：{outcome}"),
        "surface_height": ("Predicted answer", "预测回答"),
        "surface_latent_height": ("Latent scale", "潜在尺度"),
        "surface_grouped": ("{title} · {group}", "{title} · {group}"),
        "surface_rating": ("{role}: {name}", "{role}：{name}"),
        "surface_mean": ("mean of {names}", "{names} 的均值"),
        "surface_mean_many": ("mean of {n} items", "{n} 个题项的均值"),
        "surface_congruence": ("performance = expectation", "表现 = 期望"),
        "surface_incongruence": ("performance = {total} − expectation", "表现 = {total} − 期望"),
        "surface_incongruence_zero": ("performance = −expectation", "表现 = −期望"),
        "surface_axis_first": ("first principal axis, {level} % band", "第一主轴及 {level} % 区间带"),
        "surface_axis_second": ("second principal axis, {level} % band", "第二主轴及 {level} % 区间带"),
        "surface_stationary": ("{kind}, {level} % intervals", "{kind}及 {level} % 区间"),
        "surface_counts": ("answers (area: how many)", "回答（面积表示人数）"),
        "surface_points": ("answers", "回答"),
        "surface_jitter": ("answers (moved slightly apart)", "回答（略作错开）"),
        "surface_sign": (
            "Disconfirmation = performance − expectation; drawn only within the hull of the answers.",
            "失验 = 表现 − 期望；仅在回答的凸包之内绘图。",
        ),
        "surface_sign_lines": (
            "Disconfirmation = performance − expectation; where performance = {total} − expectation, it is"
            " positive to the right of {center}. Drawn only where there are answers.",
            "失验 = 表现 − 期望；在“表现 = {total} − 期望”线上，{center} 右侧为正。仅在有回答之处绘图。",
        ),
        "surface_sign_lines_zero": (
            "Disconfirmation = performance − expectation; where performance = −expectation, it is positive to"
            " the right of 0. Drawn only where there are answers.",
            "失验 = 表现 − 期望；在“表现 = −期望”线上，0 右侧为正。仅在有回答之处绘图。",
        ),
        "surface_no_axes": ("Principal axes not drawn: {reason}.", "未绘主轴：{reason}。"),
        "surface_no_first": ("First principal axis not drawn: {reason}.", "未绘第一主轴：{reason}。"),
        "surface_no_second": ("Second principal axis not drawn: {reason}.", "未绘第二主轴：{reason}。"),
        "surface_why_cubic": ("a cubic surface has none", "三次曲面没有主轴"),
        "surface_why_plane": ("the surface is a plane", "曲面为平面"),
        "surface_why_ridge": ("the surface is a ridge", "曲面为脊线"),
        "surface_why_outside": ("outside the answers", "超出回答范围"),
        "surface_why_unsure": (
            "the band of where it may lie covers over three quarters of the hull",
            "其可能位置的区间带覆盖凸包四分之三以上",
        ),
        "surface_why_rows": (
            "too few answers on one side of performance = expectation",
            "“表现 = 期望”一侧回答过少",
        ),
        "surface_why_undirected": (
            "the interval of its angle is wider than 90 degrees",
            "其角度的区间宽于 90 度",
        ),
        "surface_beyond": (
            "Some predicted answers lie beyond the outcome’s scale from {low} to {high}.",
            "部分预测回答超出结果题项的量表范围（{low} 至 {high}）。",
        ),
        "surface_no_point": ("Stationary point not drawn: {reason}.", "未绘驻点：{reason}。"),
        "surface_no_congruence": (
            "The line performance = expectation does not cross the answers.",
            "“表现 = 期望”线不经过回答范围。",
        ),
        "surface_no_incongruence": (
            "The line of incongruence does not cross the answers.",
            "不一致线不经过回答范围。",
        ),
    },
}
