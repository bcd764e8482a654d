"""What may be printed of waves: nothing of those with few people, nor what would tell their figures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from csmodels.errors import SpecificationError, some
from csmodels.strategy.privacy import private_counts

if TYPE_CHECKING:
    from csmodels.strategy.waves.result import Track


def least_of(result: Track) -> int:
    """Fewest people of a wave that is printed."""
    return int(str(result.settings["least"]))


def hidden_waves(result: Track) -> set[tuple[Any, Any]]:
    """Pairs of group (None without) and wave that are too small to be printed."""
    least = least_of(result)
    return {
        (group, wave)
        for group, spread in zip(result.groups or (None,), result.tracked.spreads, strict=True)
        for wave, n in zip(result.waves, spread.n, strict=True)
        if n < least
    }


def shielded(result: Track, frame: pd.DataFrame, lang: str = "en") -> pd.DataFrame:
    """A table by wave, or by comparison and wave, without the figures that hidden waves are in."""
    hidden = hidden_waves(result)
    if not hidden:
        return frame
    rows = frame.index.to_frame(index=False)
    groups = rows.iloc[:, 0].tolist() if result.groups else [None] * len(frame)
    waves = rows["wave"].tolist()
    hide = [(group, wave) in hidden for group, wave in zip(groups, waves, strict=True)]
    if "against" in rows:
        since = [
            result.waves[0] if against == "first" else result.waves[result.waves.index(wave) - 1]
            for against, wave in zip(rows["against"], waves, strict=True)
        ]
        hide = [h or (g, w) in hidden for h, g, w in zip(hide, groups, since, strict=True)]
    out, shown = frame.copy(), ~np.array(hide)
    for name in out.columns:
        if name == "state":
            out[name] = out[name].where(shown, "")
        elif name == "n":
            least = least_of(result)
            # of a group the number of all together is known
            sizes = out[name].groupby(level=0, sort=False) if result.groups else [(None, out[name])]
            out[name] = pd.concat([private_counts(each, least, lang=lang) for _, each in sizes]).astype(
                object
            )
        elif name != "target" and pd.api.types.is_numeric_dtype(out[name]):
            out[name] = out[name].where(shown)
    return out


def whole_groups(result: Track, frame: pd.DataFrame) -> pd.DataFrame:
    """A table of all waves together, without groups of which a wave is hidden: it would tell that wave."""
    hidden = {group for group, _ in hidden_waves(result)}
    if not hidden:
        return frame
    if not result.groups:
        return frame.iloc[:0]
    return frame[~frame.index.get_level_values(0).isin(hidden)]


def check_baseline(result: Track, group: Any, frame: pd.DataFrame) -> None:
    """Refuse to draw a centre that would tell the level of a hidden wave."""
    waves = [wave for g, wave in hidden_waves(result) if g == group and frame["baseline"].get(wave, False)]
    if waves:
        raise SpecificationError(
            f"Fewer than {least_of(result)} respondents are in {some(map(str, waves))}, and the centre of the"
            " control chart would tell their level: choose baseline= without, or leave the wave out with"
            " order=[...]."
        )
