"""The shares of a complaint funnel, where it is not known of everybody how the complaint ended."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from csmodels.strategy.complaints.events import (
    BRANCHES,
    NONE,
    OPEN,
    POORLY,
    SILENT,
    UNASKED,
    UNSETTLED,
    WELL,
    Events,
)
from csmodels.strategy.complaints.reading import Group, difference_row, limits_row
from csmodels.strategy.indicators.sample import Part

Array = NDArray[np.float64]
Bools = NDArray[np.bool_]

#: Columns of the table of steps.
STEP = ("n", "base", "estimate", "std_error", "conf_low", "conf_high", "share", "share_low", "share_high")
#: Differences in staying: first branch less second.
CONTRASTS = {
    "well_less_poorly": (WELL, POORLY),
    "well_less_none": (WELL, NONE),
    "poorly_less_none": (POORLY, NONE),
    "well_less_silent": (WELL, SILENT),
    "silent_less_none": (SILENT, NONE),
}


@dataclass(frozen=True, eq=False)
class Tree:
    """The funnel of one group as a tree of shares, each among those of whom it is known.

    Means, in order: complained; of others silent; of settled complaints open; of decided ones well; of those
    who stay.
    """

    group: Group
    codes: Array
    stays: Bools

    @property
    def columns(self) -> Array:
        codes = self.codes
        holds = [codes >= OPEN, codes == SILENT, codes == OPEN, codes == WELL, self.stays]
        return np.column_stack(holds).astype(np.float64)

    @property
    def parts(self) -> Bools:
        codes = self.codes
        settled = (codes >= OPEN) & (codes < UNSETTLED)
        decided = settled & (codes >= POORLY)
        calm = (codes == NONE) | (codes == SILENT)
        return np.column_stack([np.ones(len(codes), dtype=bool), calm, settled, decided, codes == WELL])

    def share(self, name: str, holds: Bools, among: Bools) -> Part | None:
        """A share, plain where all is known; None where nothing is."""
        if not among.any():
            return None
        unsettled, unasked = self.codes == UNSETTLED, self.codes == UNASKED
        if not (unsettled.any() or unasked.any()):
            return self.group.share(holds, among)
        calm, settled = (bool(self.parts[:, at].any()) for at in (1, 2))
        if (unsettled.any() and not settled and name in _OF_SETTLED) or (
            unasked.any() and not calm and name in _OF_CALM
        ):
            return None
        return self.group.made_share(self.columns, self.parts, lambda x: _made(x)[name])


#: Shares that rest on what came of complaints, and on who is silent.
_OF_SETTLED = ("open", "poorly", "well", "handled", "stays")
_OF_CALM = ("none", "silent", "problem", "complained_of_problem")


def _made(x: Array) -> dict[str, Array]:
    """Shares of all customers from the means of the tree, (members, 5)."""
    complained, silent, still, well, stays = x.T
    decided = complained * (1 - still)
    calm = 1 - complained
    problem = complained + calm * silent
    return {
        "none": calm * (1 - silent), "silent": calm * silent, "open": complained * still,
        "poorly": decided * (1 - well), "well": decided * well, "handled": decided * well,
        "stays": decided * well * stays, "complained": complained, "problem": problem,
        "complained_of_problem": complained / np.where(problem > 0, problem, 1.0),
    }  # fmt: skip


def tables_of(group: Group, events: Events) -> dict[str, pd.DataFrame]:
    """Steps, branches and differences in staying of one group."""
    codes, stays = group.column("complaint"), group.column("stays") == 1
    tree = Tree(group, codes, stays)
    every = np.ones(len(codes), dtype=bool)
    complained, well = codes >= OPEN, codes == WELL
    asked = events.problem is not None
    problem = complained | (codes == SILENT)
    decided = (codes == POORLY) | well
    known = codes != UNASKED
    steps: dict[str, dict[str, float]] = {
        "customers": dict(
            zip(STEP, (len(codes), len(codes), 1, *[np.nan] * 3, 1, np.nan, np.nan), strict=True)
        )
    }
    if asked:
        steps["problem"] = _step(tree, "problem", problem, known, tree.share("problem", problem, known))
    at, of = ("complained_of_problem", problem) if asked else ("complained", every)
    steps["complained"] = _step(tree, "complained", complained, of, tree.share(at, complained, of))
    for name, holds, among in (("handled", well, decided), ("stays", well & stays, well)):
        steps[name] = _step(tree, name, holds, among, group.share(holds, among))
    shown = [b for b in range(len(BRANCHES)) if not _unasked(b, events)]
    parts = {b: group.share(stays, codes == b) for b in shown}
    rows = {}
    for b in shown:
        of_all = limits_row(tree.share(BRANCHES[b], codes == b, every))
        rows[BRANCHES[b]] = {
            "n": int((codes == b).sum()), "share": of_all["estimate"], "share_low": of_all["conf_low"],
            "share_high": of_all["conf_high"], "n_stay": int(((codes == b) & stays).sum()),
            **limits_row(parts[b]),
        }  # fmt: skip
    contrasts = {
        name: difference_row(parts[one], parts[two])
        for name, (one, two) in CONTRASTS.items()
        if one in parts and two in parts
    }
    return {
        "steps": _frame(steps, "step"),
        "branches": _frame(rows, "branch"),
        "contrasts": _frame(contrasts, "contrast"),
    }


def _step(tree: Tree, name: str, holds: Bools, among: Bools, part: Part | None) -> dict[str, float]:
    """A step: who reached it, of whom, the conversion, and the share of all."""
    of_all = limits_row(tree.share(name, holds, np.ones(len(holds), dtype=bool)))
    return {
        "n": int(holds.sum()), "base": int(among.sum()), **limits_row(part),
        "share": of_all["estimate"], "share_low": of_all["conf_low"], "share_high": of_all["conf_high"],
    }  # fmt: skip


def _unasked(branch: int, events: Events) -> bool:
    return (branch == SILENT and events.problem is None) or (branch == OPEN and events.pending is None)


def _frame(rows: Mapping[str, Mapping[str, float]], index: str) -> pd.DataFrame:
    found = pd.DataFrame.from_dict({k: dict(v) for k, v in rows.items()}, orient="index").rename_axis(index)
    for name in ("n", "base", "n_stay"):
        if name in found:
            found[name] = found[name].astype(int)
    return found
