"""What displays of complaints must not print: cells of few customers, and what gives them away."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import pandas as pd

from csmodels.strategy.complaints.events import BRANCHES
from csmodels.strategy.complaints.recovery import CONTRASTS as RECOVERED
from csmodels.strategy.complaints.tree import CONTRASTS as STAYING
from csmodels.strategy.privacy import hidden_cells

if TYPE_CHECKING:
    from csmodels.strategy.complaints.funnel import ComplaintFunnel

Pairs = Mapping[str, tuple[str, str]]


def _named(pairs: Mapping[str, tuple[int, int]]) -> Pairs:
    return {name: (BRANCHES[one], BRANCHES[two]) for name, (one, two) in pairs.items()}


#: Branches of the differences in staying, and of those of service recovery.
STAY, RECOVERY = _named(STAYING), _named(RECOVERED)


def hidden_rows(frame: pd.DataFrame, least: int, level: str) -> pd.Series:
    """Rows of too few customers, and those that would give them away in their group or in all groups.

    Parameters
    ----------
    frame : DataFrame
        Column ``n``; index of `level`, and of groups and ``outcome`` where there are some.
    least : int
    level : str
        Whose rows add up to all customers.

    Examples
    --------
    >>> rows = pd.MultiIndex.from_product([["A", "B"], ["none", "well"]], names=["hotel", "branch"])
    >>> hidden_rows(pd.DataFrame({"n": [90, 3, 80, 20]}, index=rows), 5, "branch").tolist()
    [True, True, True, True]
    """
    if "outcome" in frame.index.names:
        parts = {
            name: hidden_rows(pd.DataFrame(frame.xs(name, level="outcome")), least, level)
            for name in frame.index.unique("outcome")
        }
        together: pd.Series = pd.concat(parts, names=["outcome"]).reorder_levels(frame.index.names)
        return together.reindex(frame.index)
    if frame.index.nlevels == 1:
        return hidden_cells(frame["n"], least)  # type: ignore[return-value]
    table = hidden_cells(frame["n"].unstack(level, fill_value=0), least)
    assert isinstance(table, pd.DataFrame)  # as the counts are
    found: pd.Series = pd.Series(table.stack()).reindex(frame.index).astype(bool)
    return found


def hidden_contrasts(frame: pd.DataFrame, hidden: pd.Series, pairs: Pairs) -> pd.Series:
    """Differences from a hidden branch: with the other branch they would give it away."""
    found = []
    for at in frame.index:
        outer, name = (at[:-1], at[-1]) if isinstance(at, tuple) else ((), at)
        found.append(any(bool(hidden[(*outer, each) if outer else each]) for each in pairs[name]))
    return pd.Series(found, index=frame.index, dtype=bool)


def hidden_parts(result: ComplaintFunnel) -> dict[str, pd.Series]:
    """Which rows of the steps, branches, staying and contrasts of a funnel must not be printed.

    Steps are sums of branches: where a branch is hidden, so are those that would give it away. Who stays in
    a branch is hidden where few stay or few leave.
    """
    least = int(str(result.settings["least"]))
    branches = result.branches
    hidden = hidden_rows(branches, least, "branch")
    cells = pd.DataFrame({"stay": branches["n_stay"], "leave": branches["n"] - branches["n_stay"]})
    stays = ((cells > 0) & (cells < least)).any(axis=1) | hidden
    steps = []
    for at in result.steps.index:
        outer, name = (at[:-1], at[-1]) if isinstance(at, tuple) else ((), at)
        mine = hidden.loc[outer] if outer else hidden
        leaves = stays.loc[outer] if outer else stays
        early = bool(mine[[each for each in ("none", "silent") if each in mine]].any())
        late = {"customers": False, "handled": bool(mine.any()), "stays": bool(mine.any() or leaves["well"])}
        steps.append(late.get(name, early) or (early and name != "customers"))
    return {
        "steps": pd.Series(steps, index=result.steps.index, dtype=bool),
        "branches": hidden,
        "stays": stays & ~hidden,
        "contrasts": hidden_contrasts(result.contrasts, stays, STAY),
    }
