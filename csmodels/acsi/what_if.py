"""What a change of some indices would do to the others."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from csmodels.acsi.drivers import check_construct, effects_of, negative_weights, reached
from csmodels.acsi.result import IndexResult
from csmodels.errors import AdmissibilityWarning, SpecificationError, some
from csmodels.path_models.estimation import Members
from csmodels.path_models.terms import refuse_terms
from csmodels.tables import Block, FrozenMapping, Summary, Tabled, frozen_frame, heading, term, text
from csmodels.tables.notices import Notice, Noticed, issue, notice
from csmodels.tables.result import group_words

Array = NDArray[np.float64]

#: A level of a driver that a smaller share of the respondents reaches lies outside what was observed.
OBSERVED_SHARE = 0.05


@dataclass(frozen=True, repr=False, eq=False)
class WhatIf(Noticed, Tabled):
    """What a change of some indices would do to the others; made by `what_if`.

    Attributes
    ----------
    changes : mapping of construct to points
    made : DataFrame
        What `table` hands out copies of.
    groups : tuple
    settings : mapping
        Those of the fit, and what was changed.
    notices : tuple of Notice

    Notes
    -----
    Tables: `table`.
    """

    changes: FrozenMapping[str, float]
    made: pd.DataFrame
    groups: tuple[Any, ...]
    settings: FrozenMapping[str, object]
    notices: tuple[Notice, ...]
    group_labels: Mapping[Any, Mapping[str, str]] = field(default_factory=dict)

    @frozen_frame
    def table(self) -> pd.DataFrame:
        """By construct: ``now`` (its index), ``change`` with ``std_error`` and limits, and what follows.

        That is ``after`` with ``after_low`` and ``after_high``.
        """
        return self.made

    def summary(self, lang: str = "en") -> Summary:
        """The changes as a document.

        Parameters
        ----------
        lang : {"en", "zh"}
        """
        given = [
            text("label.points", lang, construct=term(name, lang, section="construct"), change=f"{by:+g}")
            for name, by in self.changes.items()
        ]
        columns = ["now", "change", "conf_low", "conf_high", "after"]
        frame = group_words(self.table[columns], self.groups, self.group_labels, lang)
        if frame["conf_low"].isna().all():
            frame = frame.drop(columns=["conf_low", "conf_high"])
        block = Block(
            heading("what_if_table", lang),
            frame,
            {"now": "index", "change": "index", "conf_low": "index", "after": "index"},
            note=text("note.what_if", lang),
            conf_level=float(str(self.settings["conf_level"])),
        )
        title = text("heading.what_if", lang, changes=("，" if lang == "zh" else ", ").join(given))
        warnings = tuple(each.text(lang) for each in self.notices)
        return Summary(title, (block,), warnings=warnings, lang=lang)


def what_if(
    result: IndexResult, changes: Mapping[str, float], on: str | Iterable[str] | None = None
) -> WhatIf:
    """What happens to satisfaction and loyalty when some indices change by so many points.

    Parameters
    ----------
    result : IndexResult
    changes : mapping of construct to points
        ``{"Quality": +1}``: a push given to that index itself, beside what it receives from others.
    on : str or list of str, optional
        Constructs to report; by default all that change, those pushed included.

    Returns
    -------
    WhatIf

    Raises
    ------
    SpecificationError
        An unknown construct, a change that is no finite number, a construct that nothing in `changes` leads
        to, or a model with products or higher-order constructs.

    Notes
    -----
    Linear in index points: the change of index i is its own push plus the sum over the pushed j of the
    unstandardised total effect of j on i (see `priorities`) times the push. Intervals come from the
    resamples of the fit. A warning says where an index would leave 0 to 100, and where fewer than 5 % of the
    respondents are at the driver's new level or beyond.

    Examples
    --------
    >>> import csmodels as cs
    >>> result = cs.index_model("ACSI").fit(cs.datasets.load_hotel(), n_boot=100)
    >>> result.what_if({"Quality": +1}, on="Satisfaction").table.columns.tolist()[:4]
    ['now', 'change', 'std_error', 'conf_low']
    """
    refuse_terms(result.model, "what_if()")
    names = result.model.constructs
    pushes = _pushes(result, changes)
    push = np.array([pushes.get(name, 0.0) for name in names])
    moved = [i for i in range(len(names)) if push[i] or (reached(result)[i] & (push != 0)).any()]
    rows = moved if on is None else _reported(result, on, moved, pushes)

    def change(members: Members) -> Array:
        found: Array = push + effects_of(result, members)[0] @ push
        return found[:, rows]

    def after(members: Members) -> Array:
        return change(members) + effects_of(result, members)[1][:, rows]

    index = pd.Index([names[i] for i in rows], name="construct")
    found = result.tabulate_all({"change": (change, index), "after": (after, index)})
    moves, ends = found["change"], found["after"]
    table = pd.DataFrame({"now": ends["estimate"] - moves["estimate"], "change": moves["estimate"]})
    table = table.assign(**{name: moves[name] for name in ("std_error", "conf_low", "conf_high")})
    table = table.assign(after=ends["estimate"], after_low=ends["conf_low"], after_high=ends["conf_high"])
    remarks = _remarks(result, push, moved)
    issue(remarks, 3)
    involved = [names[i] for i in {*moved, *rows}]
    return WhatIf(
        changes=FrozenMapping(pushes),
        made=table,
        groups=result.groups,
        settings=FrozenMapping({"changes": FrozenMapping(pushes), **result.settings}),
        notices=(*remarks, *negative_weights(result, involved)),
        group_labels=result.group_labels,
    )


def _pushes(result: IndexResult, changes: Mapping[str, float]) -> dict[str, float]:
    if not isinstance(changes, Mapping) or not changes:
        raise SpecificationError('Say what changes: what_if({"Quality": +1}).')
    for name, by in changes.items():
        check_construct(result, name, "changes")
        if isinstance(by, (bool, str)) or not np.isscalar(by) or not np.isfinite(by):
            raise SpecificationError(f"changes[{name!r}]={by!r} must be a number of index points.")
    pushes = {name: float(by) for name, by in changes.items()}
    if not any(pushes.values()):
        raise SpecificationError("All changes are zero, so nothing changes.")
    return pushes


def _reported(
    result: IndexResult, on: str | Iterable[str], moved: list[int], pushes: Mapping[str, float]
) -> list[int]:
    wanted = [on] if isinstance(on, str) else list(on)
    rows = []
    for name in wanted:
        check_construct(result, name, "on")
        at = result.model.constructs.index(name)
        if at not in moved:
            raise SpecificationError(
                f"No path leads from {' or '.join(map(repr, pushes))} to {name!r}, so nothing changes there."
                f" What changes: {some((result.model.constructs[i] for i in moved), 12)}."
            )
        rows.append(at)
    return rows


def _remarks(result: IndexResult, push: Array, moved: list[int]) -> tuple[Notice, ...]:
    """Warnings of indices beyond 0..100, and of drivers beyond what respondents answered."""
    effects, index, _ = effects_of(result, result.members())
    level = index + push + effects @ push
    scores = None if result.answers is None else result.index_scores()
    found = []
    for g in range(len(level)):
        label = f" [{result.groups[g]}]" if result.groups else ""
        for i in moved:
            fields = {
                "construct": result.model.constructs[i],
                "after": f"{level[g, i]:.1f}",
                "group": label,
            }
            if not 0 <= level[g, i] <= 100:
                found.append(notice("what_if_outside", AdmissibilityWarning, **fields))
            elif push[i] and scores is not None:
                share = _share_beyond(result, scores, g, i, float(level[g, i]), push[i] > 0)
                if share < OBSERVED_SHARE:
                    fields["share"] = f"{100 * share:.1f}"
                    found.append(notice("what_if_unobserved", AdmissibilityWarning, **fields))
    return tuple(found)


def _share_beyond(
    result: IndexResult, scores: pd.DataFrame, g: int, construct: int, level: float, up: bool
) -> float:
    """(Weighted) share of a group's respondents at a level of an index or beyond."""
    answers = result.answers
    assert answers is not None  # there are scores
    values = scores.to_numpy()[answers.rows, construct]
    weights = np.ones(len(values)) if answers.weights is None else answers.weights
    if answers.group_codes is not None and result.groups:
        mine = answers.group_codes == answers.group_names.index(result.groups[g])
        values, weights = values[mine], weights[mine]
    known = ~np.isnan(values)
    beyond = values >= level if up else values <= level
    return float(weights[known & beyond].sum() / weights[known].sum())
