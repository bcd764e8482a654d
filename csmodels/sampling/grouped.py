"""What every result of a fit knows of its respondents: its groups, and how many answered what."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from csmodels.errors import SpecificationError, did_you_mean, some
from csmodels.survey.data import SurveyData
from csmodels.tables.frozen import FrozenMapping
from csmodels.tables.result import group_words

if TYPE_CHECKING:
    from csmodels.survey.answers import Answers


class Grouped:
    """Mixin of results that ``by=`` splits into groups; a fit without groups is one of them."""

    if TYPE_CHECKING:
        groups: tuple[Any, ...]
        settings: FrozenMapping[str, object]
        group_labels: FrozenMapping[Any, Mapping[str, str]]

    def _by_group(self, of_group: Callable[[int], pd.DataFrame]) -> pd.DataFrame:
        """One table, or the tables of all groups under each other with the group as first index level."""
        if not self.groups:
            return of_group(0)
        parts = [of_group(g) for g in range(len(self.groups))]
        stacked = pd.concat(parts, keys=list(self.groups), names=[str(self.settings["by"])])
        return stacked.droplevel(1) if parts[0].index.names == [None] else stacked

    def _worded(self, frame: pd.DataFrame, lang: str) -> pd.DataFrame:
        """A table for display: groups by the words of the questionnaire, where the data hold codes."""
        return group_words(frame, self.groups, self.group_labels, lang)

    def _one_group(self, frame: pd.DataFrame, group: Any) -> pd.DataFrame:
        """The rows of one group; the table itself where there are no groups."""
        if not self.groups:
            if group is not None:
                raise SpecificationError(f"group={group!r}: the model was fitted without by=.")
            return frame
        if group not in self.groups:
            raise SpecificationError(choose_group(group, self.groups, self.group_labels))
        mine: pd.DataFrame = frame[frame.index.get_level_values(0) == group]
        return mine.droplevel(0) if isinstance(mine.index, pd.MultiIndex) else mine


def choose_group(group: Any, groups: Sequence[Any], labels: Mapping[Any, Mapping[str, str]]) -> str:
    """What to write in the place of a group that is missing or unknown.

    Examples
    --------
    >>> choose_group(None, [0, 1], {0: {"en": "Germany", "zh": "德国"}, 1: {"en": "France", "zh": "法国"}})
    'Choose a group: 0 (Germany), 1 (France), as in group=0.'
    """
    given = "Choose a group" if group is None else f"group={group!r} is unknown. Choose one"
    words = [labels.get(each, {}).get("en", each) for each in groups]
    named = [
        repr(each) + (f" ({word})" if word != each else "") for each, word in zip(groups, words, strict=True)
    ]
    return f"{given}: {some(named, 12)}, as in group={groups[0]!r}.{did_you_mean(group, groups)}"


def answers_by_item(answers: Answers | None) -> pd.DataFrame | None:
    """How many of the respondents given answered each item, and how many answers were used.

    Returns
    -------
    DataFrame or None
        Columns ``n_answered``, ``n_missing``, ``n_used`` by item; None where a fit has no answers.
    """
    if answers is None:
        return None
    missing = answers.missing_by_item
    used = answers.n_by_item.reindex(missing.index)
    return pd.DataFrame({"n_answered": answers.n_rows - missing, "n_missing": missing, "n_used": used})


def group_labels(data: object, by: str | None) -> FrozenMapping[Any, Mapping[str, str]]:
    """Words of the groups, where the questionnaire gives some."""
    asked = data.questionnaire if isinstance(data, SurveyData) else None
    scale = asked.item(by).scale if asked is not None and by is not None and by in asked else None
    return FrozenMapping({} if scale is None else scale.labels)
