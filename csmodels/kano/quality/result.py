"""Quality of the answers to a Kano questionnaire: whom each screen flags, and what leaving them out does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from csmodels.errors import DataError, SpecificationError, check_choice
from csmodels.kano.fit import MANY_Q, words_of_attributes
from csmodels.kano.quality.effects import Bools, effects_table
from csmodels.kano.quality.persons import Limits, Persons, Screen
from csmodels.numerics.kano.counts import LETTERS, Q, R
from csmodels.sampling.grouped import Grouped
from csmodels.survey.quality import FEWEST_ANSWERS
from csmodels.tables import FrozenMapping, Summary, frozen_frame, text
from csmodels.tables.notices import Notice, Noticed, notice
from csmodels.tables.result import Tabled

if TYPE_CHECKING:
    from csmodels.kano.result import KanoResult


@dataclass(frozen=True, repr=False, eq=False)
class KanoQuality(Noticed, Grouped, Tabled):
    """Who answered badly, and what it does to the labels; made by `result.quality()`.

    A screen flags; nobody is left out. Screens are of persons, with or without ``by=``; `effects` and
    `attributes` then have the group as first index level.

    Attributes
    ----------
    result : KanoResult
    limits : Limits
        What is many.
    screens, effects, attributes, respondents : DataFrame
    settings, warnings

    Notes
    -----
    Chance: were respondents alike and their pairs independent, the number of somebody's Q would be Poisson
    binomial with the shares of Q that the attributes have (in the whole sample, careless respondents among
    them, which makes screens cautious). So a badly worded attribute, to which many answer Q, makes nobody
    careless, nor does an attribute that many do not want. In simulated samples
    of 600 careful respondents and 16 attributes each screen flags 0.4 % or less, all together 0.7 %. Where
    categories hang together, because some people are more demanding than others, chance is an
    underestimate: with a correlation of .2 (.4) of the trait behind any two attributes many R flags 1.4 %
    (2.2 %) of the careful, all screens together 2.4 % (4.0 %).
    """

    result: KanoResult
    limits: Limits

    def __post_init__(self) -> None:
        if self.result.settings.get("by") == "screen":
            raise DataError(
                "Column 'screen' (by=) is named like an index level of the tables of screens; rename it"
                " first: frame.rename(columns={'screen': 'screen_group'})."
            )

    @property
    def groups(self) -> tuple[Any, ...]:  # type: ignore[override]
        """The groups of the result."""
        return self.result.groups

    @property
    def group_labels(self) -> FrozenMapping[Any, Mapping[str, str]]:  # type: ignore[override]
        """Their words."""
        return self.result.group_labels

    @cached_property
    def _persons(self) -> Persons:
        return Persons(self.result, self.limits)

    @cached_property
    def _screens(self) -> dict[str, Screen]:
        return {each.name: each for each in self._persons.screens}

    # ------------------------------------------------------------------ tables

    @frozen_frame
    def screens(self) -> pd.DataFrame:
        """One row per screen, the union (any) last.

        - rule: in words
        - limit: pairs from which on somebody who answered all is flagged, or the share above which
        - flagged: respondents; share: of all, weighted where respondents are
        - expected: how many chance alone would flag, were all respondents careful, alike, and their pairs
          independent; missing for the union
        """
        persons, rows = self._persons, []
        counted = persons.counted
        weights = counted.astype(np.float64) if persons.weights is None else persons.weights
        for screen in self._screens.values():
            rows.append(
                {
                    "rule": self._rule(screen, "en"),
                    "limit": screen.limit,
                    "flagged": int((screen.flags & counted).sum()),
                    "share": float(weights @ screen.flags / weights.sum()),
                    "expected": np.nan if screen.expected is None else float(screen.expected @ counted),
                }
            )
        return pd.DataFrame(rows, index=pd.Index(list(self._screens), name="screen"))

    @frozen_frame
    def effects(self) -> pd.DataFrame:
        """What leaving out those flagged does, by screen and attribute.

        - n, n_left: respondents with both answers
        - category, probability, label and the same ``_after``; label is the category where the rules agree
          and the probability is that of the fit's `certainty` or more, else "contested", or "too few answers"
        - better, worse, the same ``_after``, their ``_change`` with error and limits: after less before,
          both in the same resamples, in which respondents bring their flags along
        - changed: category or label are others

        After a screen estimates are those of a fit to the respondents it leaves.
        """
        names = list(self._screens)
        return self._by_group(
            lambda g: effects_table(self.result.parts[g], self.result.attributes, names, self._flags(g))
        )

    @frozen_frame
    def attributes(self) -> pd.DataFrame:
        """Shares of Q and R with Wilson's limits.

        alarm: more than 10 % Q, a convention, was the question understood?; sure: the lower limit is above it
        too. reverse_mode: R is the largest category, of all or of the group, and counts against nobody.
        """
        return self._by_group(self._attributes)

    def _attributes(self, g: int) -> pd.DataFrame:
        part = self.result.parts[g]
        answered = part.categories >= 0
        columns: dict[str, Any] = {"n": part.respondents.sum(axis=1).astype(np.int64)}
        for name, letter in (("questionable", Q), ("reverse", R)):
            low, high, _ = part.wilson(f"share_{LETTERS[letter]}", answered)
            columns |= {name: part.estimate[:, letter], f"{name}_low": low, f"{name}_high": high}
        frame = pd.DataFrame(columns, index=pd.Index(self.result.attributes, name="attribute"))
        frame["alarm"] = frame["questionable"] > MANY_Q
        frame["sure"] = frame["questionable_low"] > MANY_Q
        return frame.assign(reverse_mode=self._persons.reverse[self._at(g)].any(axis=0).tolist())

    @frozen_frame
    def respondents(self) -> pd.DataFrame:
        """One row per respondent who answered any question, those of weight 0 too.

        - group: with ``by=``
        - pairs: with both answers; M to Q: how many of each category, share_M to share_Q
        - reverse_counted: R of attributes that are not reverse to all or to the group
        - contradictory, contradictory_wide: pairs of one answer to both questions: like or dislike (Berger's
          Q), anything but neutral (Pouliot's Q)
        - questionable_chance, reverse_chance, contradictory_chance: probability of as many or more by chance
        - functional_run, dysfunctional_run, both_run: longest run of one answer, or of one pair, in the order
          of the attributes; a gap ends a run. functional_same, dysfunctional_same, both_same: all the same,
          with five answers or more and half of them
        - one column per screen
        """
        persons, answers = self._persons, self.result.answers
        found: dict[str, Any] = {}
        if answers.groups is not None:
            found["group"] = answers.groups
        pairs = persons.answered.sum(axis=1)
        counts = {letter: (persons.categories == c).sum(axis=1) for c, letter in enumerate(LETTERS)}
        with np.errstate(invalid="ignore"):
            shares = {f"share_{letter}": counts[letter] / pairs for letter in LETTERS}
        berger, wide = persons.same_answer
        found |= {"pairs": pairs, **counts, **shares}
        found["reverse_counted"] = ((persons.categories == R) & ~persons.reverse).sum(axis=1)
        found |= {"contradictory": berger.sum(axis=1), "contradictory_wide": wide.sum(axis=1)}
        found |= {f"{name}_chance": each for name, each in persons.chances.items()}
        for name, (run, same, _) in persons.runs.items():
            found |= {f"{name}_run": run, f"{name}_same": same}
        found |= {name: screen.flags for name, screen in self._screens.items()}
        return pd.DataFrame(found, index=answers.index)

    # ------------------------------------------------------------------ use

    def keep(self, *screens: str) -> pd.Index:
        """Row labels of the respondents whom none of these screens flags.

        Parameters
        ----------
        *screens : str
            Names from `screens`; by default "any".

        Returns
        -------
        Index
            For ``data.loc[...]`` or ``survey.where(survey.frame.index.isin(...))``.

        Raises
        ------
        SpecificationError
            A screen that was not made.
        DataError
            Row labels that are not unique.

        Examples
        --------
        >>> import csmodels as cs
        >>> made = cs.simulate_kano({name: {"O": 0.6, "I": 0.4} for name in "abcdefgh"}, 300, careless=0.1)
        >>> quality = made.model.fit(made.frame, n_boot=0).quality()
        >>> cleaned = made.model.fit(made.frame.loc[quality.keep()], n_boot=0)
        >>> int(quality.screens.loc["any", "flagged"]), cleaned.settings["n"]
        (18, 282)
        """
        index = self.result.answers.index
        for name in screens:
            if name == "many_indifferent" and name not in self._screens:
                raise SpecificationError(
                    "There is no screen of indifference unless it is asked for: quality(max_indifferent=0.9)."
                )
            check_choice("screen", name, self._screens)
        if not index.is_unique:
            raise DataError(
                "Row labels of the data are not unique, so they name nobody: fit to"
                " frame.reset_index(drop=True)."
            )
        flags = [self._screens[name].flags for name in screens or ("any",)]
        kept: pd.Index = index[~np.logical_or.reduce(flags)]
        return kept

    @property
    def settings(self) -> FrozenMapping[str, object]:  # type: ignore[override]
        """What was screened, and what is many."""
        limits = {name: getattr(self.limits, name) for name in ("questionable", "reverse", "contradictory")}
        settings: dict[str, object] = {
            "evaluation_table": self.result.settings["evaluation_table"],
            "n": int(self._persons.counted.sum()),
            **{f"max_{name}": "chance" if given is None else given for name, given in limits.items()},
        }
        if self.limits.indifferent is not None:
            settings["max_indifferent"] = self.limits.indifferent
        settings |= {"chance": self.limits.chance, "conf_level": self.result.settings["conf_level"]}
        settings |= {name: self.result.settings[name] for name in ("errors", "n_boot", "seed")}
        return FrozenMapping(settings | {name: self.result.settings[name] for name in ("by",) if self.groups})

    @cached_property
    def notices(self) -> tuple[Notice, ...]:  # type: ignore[override]
        """What the reader must know."""
        model, found = self.result.model, []
        counted = self._persons.counted
        union = self.screens.loc["any"]
        if union["flagged"]:
            share = f"{100 * union['share']:.1f}"
            found.append(
                notice("kano_quality_flagged", flagged=union["flagged"], n=int(counted.sum()), share=share)
            )
        level = "attribute"
        changed = self.effects.xs("any", level="screen")["changed"].groupby(level=level).any()
        flags = changed.reindex(list(model.names)).to_numpy()
        if flags.any():
            found.append(notice("kano_quality_changed", attributes=words_of_attributes(model, flags)))
        for name, key in (("alarm", "kano_quality_alarm"), ("reverse_mode", "kano_quality_reverse")):
            flags = self.attributes[name].groupby(level=level).any().reindex(list(model.names)).to_numpy()
            if flags.any():
                named = words_of_attributes(model, flags)
                found.append(notice(key, attributes=named, share=f"{100 * MANY_Q:.0f}"))
        if len(model.names) < FEWEST_ANSWERS:
            found.append(notice("kano_quality_short", n=len(model.names), least=FEWEST_ANSWERS))
        return tuple(found)

    def summary(self, lang: str = "en") -> Summary:
        """Return the report as a document: screens, labels before and after, attributes, respondents."""
        from csmodels.kano.quality.display import summary

        return summary(self, lang)

    def _flags(self, g: int) -> list[Bools]:
        """Flags of the respondents of one group."""
        at = self._at(g)
        return [screen.flags[at] for screen in self._screens.values()]

    def _at(self, g: int) -> NDArray[np.intp]:
        """Positions of a group's respondents among all."""
        return np.searchsorted(self.result.answers.rows, self.result.parts[g].where)

    def _rule(self, screen: Screen, lang: str) -> str:
        """A screen in words."""
        what = text(f"note.kano_screen_{screen.name.removeprefix('many_')}", lang)
        if not screen.how:
            return what
        limit = f"{100 * screen.limit:g}" if screen.how == "share" else f"{screen.limit:g}"
        chance = f"{100 * self.limits.chance:g}"
        return text(f"note.kano_screen_by_{screen.how}", lang, what=what, limit=limit, chance=chance)
