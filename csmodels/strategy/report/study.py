"""Everything that is estimated for a report, once each, however many sections need it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd

from csmodels.acsi.comparison import IndexComparison
from csmodels.acsi.model import IndexModel, index_model
from csmodels.acsi.result import IndexResult
from csmodels.disconfirmation.contest.result import TheoryContest
from csmodels.disconfirmation.contest.theories import theories
from csmodels.disconfirmation.gaps.model import GapModel
from csmodels.disconfirmation.gaps.result import GapResult
from csmodels.errors import CsmodelsError
from csmodels.path_models.model import PathModel
from csmodels.sampling.grouped import group_labels
from csmodels.strategy.relationship import LifeCycle, life_cycle
from csmodels.strategy.report.answer import Answer, Lacking
from csmodels.strategy.report.asked import Asked
from csmodels.strategy.report.roles import Roles
from csmodels.strategy.report.writing import column_named
from csmodels.strategy.value import CustomerValue, CustomerValueResult
from csmodels.strategy.waves import Track, track
from csmodels.survey import SurveyData
from csmodels.survey.item_map import ItemMap
from csmodels.tables import FrozenMapping
from csmodels.tables.notices import Group
from csmodels.three_factor.penalty_reward.model import PenaltyReward
from csmodels.three_factor.penalty_reward.result import PenaltyRewardResult

#: Construct of the items of loyalty in a model of attributes.
LOYALTY = "Loyalty"


class Study:
    """A survey, its roles, and the fits that sections share."""

    def __init__(self, roles: Roles, asked: Asked) -> None:
        self.roles = roles
        self.asked = asked
        self.survey = roles.survey
        self.lang = asked.lang
        self._made: dict[str, Any] = {}

    def _once(self, name: str, make: Callable[[], Any]) -> Any:
        """What was made, or the reason why it could not be; tried once."""
        if name not in self._made:
            try:
                self._made[name] = make()
            except (CsmodelsError, Lacking) as error:
                self._made[name] = error
        found = self._made[name]
        if isinstance(found, Exception):
            raise found
        return found

    @property
    def _options(self) -> dict[str, Any]:
        """Resamples of every fit; replicate weights are resamples themselves."""
        level = {"conf_level": self.asked.conf_level}
        if self.survey.replicate_weights:
            return level
        return {"n_boot": self.asked.n_boot, "seed": self.asked.seed, **level}

    def options_for(self, source: Any) -> dict[str, Any]:
        """Resamples of a fit to other data, which may have replicate weights or a design of their own."""
        level = {"conf_level": self.asked.conf_level}
        design = ("replicate_weights", "strata", "clusters")
        if any(getattr(source, name, None) for name in design):
            return level
        return {"n_boot": self.asked.n_boot, "seed": self.asked.seed, **level}

    @property
    def resampled(self) -> dict[str, Any]:
        """Options of fits whose errors are linearised under a design unless resamples are asked for."""
        survey = self.survey
        designed = survey.strata is not None or survey.clusters is not None
        asked_for = designed and not survey.replicate_weights
        return {**self._options, **({"errors": "bootstrap"} if asked_for else {})}

    # ------------------------------------------------------------------ the index

    @property
    def model(self) -> IndexModel:
        """The index model; without one the model of attributes."""
        if self.roles.model is not None:
            return self.roles.model
        if self.roles.attributes is None:
            raise Lacking("report_no_model")
        return self.attribute_model

    @property
    def index(self) -> IndexResult:
        """The index of all respondents."""
        if self.roles.model is None:
            return self.attributes
        fitted: IndexResult = self._once(
            "index", lambda: self.model.fit(self.survey, progress=False, **self._options)
        )
        return fitted

    def without_small(self, column: str, needed: tuple[str, ...] = ()) -> tuple[SurveyData, tuple[Any, ...]]:
        """The survey without groups of fewer than `least` people, and which these are.

        People count who answered all of `needed`; those without a group go, too. Nothing is computed of the
        groups left out, so that neither figures nor pictures, messages or differences from the sum can tell
        of them.
        """

        def make() -> tuple[SurveyData, tuple[Any, ...]]:
            frame = self.survey.frame
            small = self._small(column, needed)
            if frame[column].nunique() - len(small) < 2:
                raise Lacking("report_one_group", column=column)
            stay = (frame[column].notna() & ~frame[column].isin(small)).to_numpy()
            return (self.survey if stay.all() else self.survey.where(stay)), small

        found: tuple[SurveyData, tuple[Any, ...]] = self._once(f"rows by {column} {needed}", make)
        return found

    def tell_left_out(self, column: str, out: Answer, needed: tuple[str, ...] = ()) -> tuple[Any, ...]:
        """Say of whom nothing is told, before anything is computed; return the groups that are too small.

        None stands for those without a group: where anybody is left out, numbers of the others, held against
        those of all, would tell how many were.
        """
        frame, words = self.survey.frame, group_labels(self.survey, column)
        small = self._small(column, needed)
        by = column_named(column, self.lang)
        out.lack_small(by, [Group(g, FrozenMapping(words.get(g, {}))).text(self.lang) for g in small])
        if frame[column].isna().any():
            out.lack("report_group_unknown", by=by)
            return (*small, None)
        return small

    def _small(self, column: str, needed: tuple[str, ...]) -> tuple[Any, ...]:
        frame = self.survey.frame
        known = frame[list(needed)].notna().all(axis=1) if needed else pd.Series(True, index=frame.index)
        sizes = known.groupby(frame[column].to_numpy(), observed=True).sum()
        return tuple(sizes.index[sizes < self.asked.least])

    def _by(self, column: str) -> IndexResult:
        # normal limits: with resamples' shares a p-value that is adjusted for many pairs has a floor
        fitted: IndexResult = self._once(
            f"index by {column}",
            lambda: self.model.fit(
                self.without_small(column)[0], by=column, ci="normal", progress=False, **self._options
            ),
        )
        return fitted

    @property
    def group(self) -> str:
        """The column of groups."""
        if self.roles.group is None:
            raise Lacking("report_no_group")
        return self.roles.group

    @property
    def wave(self) -> str:
        """The column of waves."""
        if self.roles.wave is None:
            raise Lacking("report_no_wave")
        return self.roles.wave

    @property
    def by_group(self) -> IndexResult:
        """The index of each group."""
        return self._by(self.group)

    @property
    def compared(self) -> IndexComparison:
        """The groups' indices held against each other."""
        found: IndexComparison = self._once(
            "compared", lambda: self.by_group.compare_index(self.roles.construct)
        )
        return found

    @property
    def track(self) -> Track:
        """The index, or without one overall satisfaction, over the waves."""

        def make() -> Track:
            rows, least = self.without_small(self.wave)[0], self.asked.least
            try:
                fitted: Any = self._by(self.wave)
            except Lacking:  # no index: the column itself
                columns = self.satisfaction
                return track(rows, columns if len(columns) > 1 else columns[0], wave=self.wave, least=least)
            return track(rows, fitted, wave=self.wave, construct=self.roles.construct, least=least)

        found: Track = self._once("track", make)
        return found

    # ------------------------------------------------------------------ attributes

    @property
    def satisfaction(self) -> tuple[str, ...]:
        """Columns of overall satisfaction."""
        if not self.roles.satisfaction:
            raise Lacking("report_no_satisfaction")
        return self.roles.satisfaction

    @property
    def rated(self) -> ItemMap:
        """The attributes whose performance was rated."""
        if self.roles.attributes is None:
            raise Lacking("report_no_attributes")
        return self.roles.attributes

    def construct_of(self, attribute: str) -> str:
        """The name of an attribute in the model of attributes."""
        return f"{attribute}_rating" if attribute in (self.roles.construct, LOYALTY) else attribute

    @property
    def attribute_model(self) -> IndexModel:
        """Attributes -> satisfaction -> loyalty, every attribute a construct of one item."""
        roles, rated = self.roles, self.rated
        outcome = self._outcome_items()
        measured = {self.construct_of(each.name): [each.items["performance"]] for each in rated.attributes}
        for column in (*rated.columns("performance"), *outcome):
            if self.survey.scale(column) is None:
                raise Lacking("report_no_scale", column=column)
        paths = {roles.construct: list(measured)}
        measured[roles.construct] = list(outcome)
        loyal = [
            name for name in roles.loyalty if self.survey.scale(name) is not None and name not in outcome
        ]
        if loyal:
            measured[LOYALTY] = loyal
            paths[LOYALTY] = [roles.construct]
        return index_model(PathModel(measured, paths))

    def _outcome_items(self) -> tuple[str, ...]:
        if self.roles.model is None:
            return self.satisfaction
        measured = self.roles.model.path_model(self.survey).measurement[self.roles.construct]
        return tuple(str(item) for item in measured.items)

    @property
    def attributes(self) -> IndexResult:
        """The model of attributes."""

        def make() -> IndexResult:
            return self.attribute_model.fit(self.survey, progress=False, **self._options)

        found: IndexResult = self._once("attributes", make)
        return found

    @property
    def factors(self) -> PenaltyRewardResult:
        """Penalties and rewards of the attributes."""

        def make() -> PenaltyRewardResult:
            rated = self.rated
            return PenaltyReward(self.satisfaction, rated).fit(self.survey, **self.resampled)

        found: PenaltyRewardResult = self._once("factors", make)
        return found

    # ------------------------------------------------------------------ expectations

    @property
    def pairs(self) -> ItemMap:
        """Attributes with expectation and performance."""
        if self.roles.pairs is None:
            raise Lacking("report_no_pairs")
        return self.roles.pairs

    @property
    def gaps(self) -> GapResult:
        """Gaps between expectation and performance."""

        def make() -> GapResult:
            outcome = self.roles.satisfaction or None
            return GapModel(self.pairs, outcome=outcome).fit(self.survey, **self._options)

        found: GapResult = self._once("gaps", make)
        return found

    @property
    def contest(self) -> TheoryContest:
        """The theories of satisfaction side by side, on means of the pairs."""

        def make() -> TheoryContest:
            return theories(
                self.survey,
                outcome=self.satisfaction,
                expectation=self.pairs.columns("expectation"),
                performance=self.pairs.columns("performance"),
                **self._options,
            )

        found: TheoryContest = self._once("contest", make)
        return found

    # ------------------------------------------------------------------ customers

    @property
    def outcome(self) -> dict[str, str]:
        """Who left or stayed."""
        if not self.roles.outcome:
            raise Lacking("report_no_outcome")
        return self.roles.outcome

    @property
    def outcome_columns(self) -> tuple[str, ...]:
        """What must be known of somebody to tell retention by satisfaction."""
        paid = self.asked.money.get("margin")
        return (*self.outcome.values(), *self.satisfaction, *([paid] if isinstance(paid, str) else []))

    @property
    def has_margin(self) -> bool:
        """Whether money can be told."""
        return "margin" in self.asked.money

    def value(self, by: str | None = None) -> CustomerValueResult:
        """Retention by satisfaction, and what a customer is worth."""

        def make() -> CustomerValueResult:
            options: dict[str, Any] = {**self.outcome, **self.asked.money}
            model = CustomerValue(satisfaction=self.satisfaction, **options)
            rows = self.survey if by is None else self.without_small(by, self.outcome_columns)[0]
            return model.fit(rows, by=by, conf_level=self.asked.conf_level, least=self.asked.least)

        found: CustomerValueResult = self._once(f"value by {by}", make)
        return found

    @property
    def stages(self) -> LifeCycle:
        """Stages of the life cycle, by the options that were given."""

        def make() -> LifeCycle:
            try:
                options = {"least": self.asked.least, "conf_level": self.asked.conf_level}
                return life_cycle(self.survey, **{**options, **dict(self.asked.life_cycle or {})})
            except TypeError as error:  # an option that life_cycle does not have, or lacks
                raise Lacking("report_options", name="life_cycle", reason=str(error)) from None

        found: LifeCycle = self._once("stages", make)
        return found
