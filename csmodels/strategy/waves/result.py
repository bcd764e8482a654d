"""The result of tracking: levels, changes, what they are made of, noise, targets, control limits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from csmodels.errors import SpecificationError
from csmodels.numerics.multiplicity import adjusted_p
from csmodels.numerics.strategy.waves import wave_size
from csmodels.sampling.grouped import Grouped, choose_group
from csmodels.strategy.waves.figures import AGAINST, Course
from csmodels.strategy.waves.model import Tracked
from csmodels.tables import FrozenMapping, ResultBase, frozen_frame, params_table
from csmodels.tables.notices import Notice, Noticed
from csmodels.tables.strings import check_language, term
from csmodels.tables.summary import Summary

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Array = NDArray[np.float64]


@dataclass(frozen=True, repr=False, eq=False)
class Track(Grouped, Noticed, ResultBase):
    """A score over waves; made by `track`, not by hand.

    With ``by=`` the group is an index level of all tables. `against` is "previous" (the wave before) or
    "first".

    Attributes
    ----------
    tracked : Tracked
    waves : tuple
        Labels in order.
    groups : tuple
    goals : array, shape (groups or 1, waves), or None
        Targets.
    settings, warnings
    """

    tracked: Tracked
    waves: tuple[Any, ...]
    groups: tuple[Any, ...]
    settings: FrozenMapping[str, object]
    notices: tuple[Notice, ...]
    group_labels: FrozenMapping[Any, Mapping[str, str]]
    wave_labels: FrozenMapping[Any, Mapping[str, str]]
    goals: Array | None
    title_key: ClassVar[str] = "heading.waves"

    @property
    def _level(self) -> float:
        return float(str(self.settings["conf_level"]))

    @property
    def _power(self) -> float:
        return float(str(self.settings["power"]))

    @cached_property
    def _courses(self) -> tuple[Course, ...]:
        frozen = self.settings.get("wave_weights") == "first"
        names = self.tracked.components
        indicator, parts = self.tracked.indicator, self.tracked.parts
        j = 0 if indicator is None else indicator.names.index(indicator.main)
        return tuple(
            Course(spread, self.waves, names, frozen, self._level, self._power, parts[g] if parts else (), j)
            for g, spread in enumerate(self.tracked.spreads)
        )

    @frozen_frame
    def params(self) -> pd.DataFrame:
        """Levels (kind index, wave on the right) and changes (kind defined, "wave - earlier wave")."""
        name = self.tracked.name

        def of_group(g: int) -> pd.DataFrame:
            levels, changes = self._courses[g].level_table(), self._change_table(g)
            rows = [levels.assign(kind="index", op=":=", rhs=[str(w) for w in self.waves])]
            # the second wave's previous is the first: one change, told once
            for against, skipped in zip(AGAINST, (0, 1), strict=True):
                part = (
                    pd.DataFrame(changes.loc[against]).iloc[skipped:].rename(columns={"change": "estimate"})
                )
                words = [f"{w} - {since}" for w, since in zip(part.index, part["since"], strict=True)]
                rows.append(part.assign(kind="defined", op=":=", rhs=words))
            kept = [
                "kind",
                "op",
                "rhs",
                "estimate",
                "std_error",
                "statistic",
                "p_value",
                "conf_low",
                "conf_high",
            ]
            table = pd.concat([row.reindex(columns=kept) for row in rows], ignore_index=True)
            return params_table({"lhs": name, **{column: table[column].tolist() for column in kept}})

        return self._by_group(of_group)

    @frozen_frame
    def levels(self) -> pd.DataFrame:
        """Level of each wave with error, limits and respondents used."""
        return self._by_group(lambda g: self._courses[g].level_table())

    @cached_property
    def _adjusted(self) -> dict[str, list[Array]]:
        """p-values of each group's changes, adjusted for all changes compared in one way."""
        found = {}
        for against in AGAINST:
            each = [course.changes(against).p_value for course in self._courses]
            flat = adjusted_p(np.concatenate(each), str(self.settings["adjust"]))
            found[against] = np.split(flat, np.cumsum([len(one) for one in each])[:-1])
        return found

    def _change_table(self, g: int) -> pd.DataFrame:
        adjusted = {against: self._adjusted[against][g] for against in AGAINST}
        return self._courses[g].change_table(adjusted)

    @frozen_frame
    def changes(self) -> pd.DataFrame:
        """Changes by `against` and `wave`.

        - change, std_error, statistic, p_value, conf_low, conf_high; p_adjusted for the number of changes
        - noise: a change below it is what two samples of one population differ by (at the level of the
          limits); detectable: the true change that a test would find with the chosen power
        - signal: p_adjusted below 1 - conf_level
        """
        return self._by_group(self._change_table)

    @frozen_frame
    def parts(self) -> pd.DataFrame:
        """Changes divided in two: `part` "means" of the items and "weights"; both sum to the change."""
        return self._by_group(lambda g: self._courses[g].part_table())

    @frozen_frame
    def decomposition(self) -> pd.DataFrame:
        """What each item contributes to each change, by its mean and by its weight.

        ``of_mean`` is average weight times change of the mean; ``of_weight`` is change of the weight times
        how far the item lies above the level. All of a change sum to it exactly.
        """
        return self._by_group(lambda g: self._courses[g].decomposition_table())

    @frozen_frame
    def trend(self) -> pd.DataFrame:
        """Slope per wave (waves one step apart), and a test that all waves have one level.

        wald, wald_df, p_equal: the statistic of that test, the number of changes, its p-value.
        """

        def of_group(g: int) -> pd.DataFrame:
            frame = self._courses[g].trend_table()
            return frame.reset_index(drop=True) if self.groups else frame

        return self._by_group(of_group)

    @frozen_frame
    def targets(self) -> pd.DataFrame | None:
        """Targets by wave; None where none was given.

        gap (level minus target) with limits; probability that the target is met; state: "met" or "missed"
        where the limits leave no doubt, else "open".
        """
        goals = self.goals
        if goals is None:
            return None
        lower = self.settings["better"] == "lower"
        return self._by_group(lambda g: self._courses[g].target_table(goals[g], lower))

    @frozen_frame
    def control(self) -> pd.DataFrame:
        """Control limits of three standard deviations around the mean of all waves; see `control_limits`."""
        return self.control_limits()

    def control_limits(
        self, *, baseline: Sequence[Any] | None = None, sigmas: float = 3.0, sigma: str = "sampling"
    ) -> pd.DataFrame:
        """Limits within which waves vary by chance.

        When to use it: to look at many waves at once without testing each against each.

        Parameters
        ----------
        baseline : sequence of waves, optional
            Which waves make the centre; all by default. Waves before a change was made are the better choice.
        sigmas : float
            Distance of the limits in standard deviations.
        sigma : {"sampling", "moving_range"}
            What waves of their size vary by sampling alone (the standard deviation of one respondent, over
            the baseline together), or the mean absolute step between waves over 1.128, which also holds what
            moves waves beside sampling; it needs a dozen waves to be of use.

        Returns
        -------
        DataFrame
            By wave: estimate, centre, lower, upper, distance (in standard deviations), run (waves in a row on
            this side of the centre), baseline, signal (outside the limits, or a run of eight), n. Limits end
            where the level does, at 0 of a share.

        Notes
        -----
        Shewhart (1931); the run of eight is the fourth rule of Western Electric (1956), both from memory:
        unconfirmed. The centre's own
        error is not in the limits, as is customary.
        """
        frame = self._by_group(lambda g: self._courses[g].control_table(baseline, sigmas, sigma))
        if self.tracked.ends is not None:
            frame[["lower", "upper"]] = frame[["lower", "upper"]].clip(*self.tracked.ends)
        return frame

    @frozen_frame
    def noise(self) -> pd.DataFrame:
        """What change is noise at n respondents per wave: of two independent waves drawn as these were.

        Index `n`: some round sizes, and the mean size here (``here``). Columns std_error, noise, detectable;
        see `changes`.
        """
        return self._by_group(lambda g: self._courses[g].noise_table())

    def sample_size(self, change: float) -> pd.Series[int] | int:
        """Respondents per wave so that a true change of this size is found with the chosen power.

        Parameters
        ----------
        change : float
            In units of the level.

        Returns
        -------
        int, or Series by group
        """
        if isinstance(change, bool) or not isinstance(change, (int, float)) or not change or change != change:
            raise SpecificationError(f"change={change!r} must be a number of points other than 0.")
        sizes = [wave_size(course.sd, abs(change), self._level, self._power) for course in self._courses]
        if not self.groups:
            return sizes[0]
        return pd.Series(sizes, index=pd.Index(list(self.groups), name=str(self.settings["by"])), name="n")

    # ------------------------------------------------------------------ displays

    def label(self, lang: str = "en") -> str:
        """What is tracked, in words: the question, the figure of an indicator, or the construct."""
        return self.tracked.words.get(lang) or term(self.tracked.name, lang, section="construct")

    def summary(self, lang: str = "en") -> Summary:
        """Return levels, changes, their parts, targets and noise as a document.

        Parameters
        ----------
        lang : {"en", "zh"}
        """
        from csmodels.strategy.waves.display import summary

        return summary(self, lang)

    def plot_track(
        self, *, group: Any = None, lang: str = "en", ax: Axes | None = None, title: str | None = None
    ) -> Axes:
        """Draw the levels of all waves with intervals, and the targets.

        Dots are filled where a wave differs from the one before by more than noise (`changes`, signal). Drawn
        from `levels`, `changes` and `targets`.

        Parameters
        ----------
        group : optional
            One of the groups; all by default.
        lang : {"en", "zh"}
        ax : Axes, optional
        title : str, optional

        Returns
        -------
        matplotlib.axes.Axes
        """
        from csmodels.strategy.waves.display import drawn_track

        check_language(lang)
        return drawn_track(self, group, lang, ax, title)

    def plot_control(
        self,
        *,
        group: Any = None,
        baseline: Sequence[Any] | None = None,
        sigmas: float = 3.0,
        sigma: str = "sampling",
        lang: str = "en",
        ax: Axes | None = None,
        title: str | None = None,
    ) -> Axes:
        """Draw a control chart: levels, centre and limits; waves with a signal stand out.

        Parameters
        ----------
        group : optional
            Which group, after ``by=``.
        baseline, sigmas, sigma
            As for `control_limits`.
        lang : {"en", "zh"}
        ax : Axes, optional
        title : str, optional

        Returns
        -------
        matplotlib.axes.Axes

        Raises
        ------
        SpecificationError
            No group chosen, or an unknown group, wave or language.
        """
        from csmodels.strategy.waves.display import drawn_control

        check_language(lang)
        if self.groups and group is None:
            raise SpecificationError(choose_group(None, self.groups, self.group_labels))
        frame = self.control_limits(baseline=baseline, sigmas=sigmas, sigma=sigma)
        return drawn_control(self, self._one_group(frame, group), group, sigmas, lang, ax, title)
