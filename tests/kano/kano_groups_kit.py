"""Answers of three groups in a stratified sample of clusters, made without random numbers."""

from __future__ import annotations

import numpy as np
import pandas as pd

#: One pair of answers of each category, in Berger's table.
PAIRS = {"M": (2, 5), "O": (1, 5), "A": (1, 3), "I": (3, 3), "R": (5, 2), "Q": (1, 1)}
LETTERS = "MOAIRQ"


def designed(n: int = 240) -> pd.DataFrame:
    """Two attributes, 40 clusters in 4 strata, weights, and 8 replicate weights."""
    i = np.arange(n)
    cluster = i // 6
    group = np.array(["east", "north", "west"])[(i // 3 + (i * i) % 5) % 3]
    mixed = (i * i * 7 + i * 3 + cluster * 5) % 13 + (group == "east") * 2 - (cluster % 3)
    wifi = np.array(list("MMOOOAAIIIIIRMMOO"))[np.clip(mixed + 2, 0, 16)]
    robot = np.array(list("AAAIIIRRRQMO"))[((i * 11 + cluster * 7) % 12 + (group == "west") * 3) % 12]
    frame = pd.DataFrame({"group": group, "cluster": cluster, "stratum": cluster // 10})
    frame["w"] = 0.5 + ((i * 37) % 29) / 10
    for r in range(8):
        frame[f"rep{r}"] = frame["w"] * np.where(cluster % 8 == r, 0.0, 8 / 7)
    for name, letters in (("wifi", wifi), ("robot", robot)):
        frame[f"{name}_f"] = [PAIRS[letter][0] for letter in letters]
        frame[f"{name}_d"] = [PAIRS[letter][1] for letter in letters]
        frame[name] = letters
    return frame


def from_shares(shares: dict[str, dict[str, dict[str, int]]]) -> pd.DataFrame:
    """Answers with exact counts: group -> attribute -> letter -> respondents; equal sums in a group."""
    parts = []
    for group, attributes in shares.items():
        columns: dict[str, object] = {}
        for name, counts in attributes.items():
            letters = [letter for letter, count in counts.items() for _ in range(count)]
            columns[f"{name}_f"] = [PAIRS[letter][0] for letter in letters]
            columns[f"{name}_d"] = [PAIRS[letter][1] for letter in letters]
        parts.append(pd.DataFrame(columns).assign(group=group))
    return pd.concat(parts, ignore_index=True)
