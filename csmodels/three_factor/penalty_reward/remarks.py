"""What must be said of a penalty-reward analysis: few answers, turned signs, disputed classes."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from csmodels.errors import DataWarning
from csmodels.numerics.multiplicity import adjusted_p
from csmodels.numerics.three_factor.columns import Layout
from csmodels.sampling.fitted import lost_resamples
from csmodels.tables import FrozenMapping
from csmodels.tables.notices import Group, Notice, notice
from csmodels.tables.strings import text
from csmodels.three_factor.penalty_reward import figures
from csmodels.three_factor.penalty_reward.model import PenaltyReward
from csmodels.three_factor.penalty_reward.null import Calibration
from csmodels.three_factor.penalty_reward.sample import Part

Array = NDArray[np.float64]

#: Low or high answers of an attribute below which a coefficient rests on few people. A convention.
FEW = 30


def answer_counts(table: Array, layout: Layout) -> NDArray[np.intp]:
    """Low, middling and high answers of each attribute, shape (J, 3)."""
    low, high = table[:, layout.low].sum(axis=0), table[:, layout.high].sum(axis=0)
    return np.column_stack([low, len(table) - low - high, high]).astype(np.intp)


def remarks_on(model: PenaltyReward, part: Part, group: Group | None) -> list[Notice]:
    """What is doubtful: few low or high answers, signs the wrong way round, lost resamples."""
    found: list[Notice] = []
    counts = answer_counts(part.rows, part.layout)[:, [0, 2]]
    few = counts.min(axis=1) < FEW
    if few.any():
        told = [(name, f" ({counts[i].min()})") for i, name in enumerate(model.names) if few[i]]
        found.append(
            notice("three_few", DataWarning, attributes=_named(model, told), least=FEW, group=group or "")
        )
    # many coefficients are looked at: a few stray signs are no finding
    p = adjusted_p(part.coefficients.p_value)
    values = np.concatenate([part.penalty, -part.reward])
    wrong = (values > 0) & (p < part.alpha)
    turned = wrong[: part.size] | wrong[part.size :]
    if turned.any():
        told = [(name, "") for i, name in enumerate(model.names) if turned[i]]
        found.append(notice("three_reversed", DataWarning, attributes=_named(model, told), group=group or ""))
    if part.members is not None:
        from csmodels.three_factor.penalty_reward import estimators

        found += estimators.notices(part, group)
    # in a resample an attribute may have no low, high or middling answer
    return found + lost_resamples(part.n_boot, part.used, group)


def differing(
    model: PenaltyReward, part: Part, calibration: Calibration, group: Group | None
) -> list[Notice]:
    """Attributes whose class is another one once the linear world is reckoned with."""
    wald = figures.words(figures.by_default(part, calibration, "wald"))
    against = figures.words(figures.by_default(part, calibration, "calibrated"))
    pairs = [
        (name, one, other)
        for name, one, other in zip(model.names, wald, against, strict=True)
        if one and other and one != other
    ]
    if not pairs:
        return []
    said = {}
    for lang in ("en", "zh"):
        between, brackets = ("、", "（{} / {}）") if lang == "zh" else (", ", " ({} / {})")
        said[lang] = between.join(
            model.label(name, lang)
            + brackets.format(*(text(f"value.three_{each}", lang) for each in classes))
            for name, *classes in pairs
        )
    attributes = Group(said["en"], FrozenMapping({"zh": said["zh"]}))
    return [notice("three_class_differs", attributes=attributes, group=group or "")]


def _named(model: PenaltyReward, told: list[tuple[str, str]]) -> Group:
    """Attributes with remarks, by their words in either language."""
    words = {"zh": "、".join(f"{model.label(name, 'zh')}{remark}" for name, remark in told)}
    return Group(", ".join(f"{model.label(name)}{remark}" for name, remark in told), FrozenMapping(words))
