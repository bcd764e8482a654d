"""The multiverse of classes: what other codings, coefficients and rules would have said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from csmodels.errors import SpecificationError, check_choice
from csmodels.numerics.three_factor.impact import impact
from csmodels.numerics.three_factor.rules import BASIC, CLASSES, EXCITEMENT, NONE
from csmodels.sampling.grouped import Grouped
from csmodels.tables import FrozenMapping, frozen_frame
from csmodels.tables.result import Tabled
from csmodels.tables.summary import Summary
from csmodels.three_factor.penalty_reward import figures
from csmodels.three_factor.penalty_reward.remarks import FEW
from csmodels.three_factor.penalty_reward.sample import Part
from csmodels.three_factor.penalty_reward.universes import (
    INADVISABLE,
    Estimates,
    Estimator,
    Failure,
    codings_of,
    coefficients_of,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from csmodels.three_factor.penalty_reward.codes import Coding
    from csmodels.three_factor.penalty_reward.result import PenaltyRewardResult

Codes = NDArray[np.int8]

#: Rules that can be asked for.
RULES = ("wald", *figures.RULES, "calibrated")
CHOICES = ("coding", "coefficient", "rule")
#: Code of a universe that could not be estimated, beside those of the classes and of none.
MISSING = -2


@dataclass(frozen=True, eq=False)
class Grid:
    """All universes of one group: C codings, K kinds of coefficients, R rules, J attributes.

    Attributes
    ----------
    found : dict
        Estimates or failures by (coding, coefficient).
    classes : array of int8, shape (C, K, R, J)
        Codes of the classes, -1 where a rule gives none, -2 without estimates.
    linear : array of int8, shape (C, K, R, J)
        The same of a linear world.
    advisable : array of bool, shape (C, K, R, J)
    enough : array of bool, shape (C, K, R, J)
        Whether there are enough low and high answers.
    """

    found: dict[tuple[str, str], Estimates | Failure]
    classes: Codes
    linear: Codes
    advisable: NDArray[np.bool_]
    enough: NDArray[np.bool_]


@dataclass(frozen=True, repr=False, eq=False)
class Multiverse(Grouped, Tabled):
    """Classes of attributes under every combination of coding, coefficients and rule.

    Attributes
    ----------
    stability : DataFrame
        Share of the universes that give each class.
    sources : DataFrame
        Which choice decides.
    universes, classes, estimates : DataFrame
        Each universe: whether it could be estimated and is advisable, its classes, its coefficients.
    """

    result: PenaltyRewardResult
    codings: FrozenMapping[str, Coding]
    coefficients: tuple[str, ...]
    rules: tuple[str, ...]
    grids: tuple[Grid, ...]
    groups: tuple[Any, ...]
    settings: FrozenMapping[str, object]
    group_labels: FrozenMapping[Any, Mapping[str, str]]

    @property
    def attributes(self) -> tuple[str, ...]:
        """The attributes in their order."""
        return self.result.attributes

    @frozen_frame
    def stability(self) -> pd.DataFrame:
        """Share of the universes that give an attribute each class.

        By attribute: basic, performance, excitement, unimportant, none (the rule gives no class): shares of
        the advisable universes that could be estimated, n of them; class: the most frequent one (the first
        of equals), share: its share; share_all: its share with inadvisable universes too; own: the class of
        the analysis; linear: share of the advisable universes whose class is basic or excitement and would
        be the same in the linear world of the analysis, its null= (missing where no universe has one).

        Shares count universes and are no probabilities: rules that resemble each other count each.
        """
        return self._by_group(self._stability)

    @frozen_frame
    def sources(self) -> pd.DataFrame:
        """Which choice decides: of the pairs of universes alike in all else, the share that disagree.

        By attribute: coding and rule among the advisable universes; coefficient among all, since the dispute
        is about inadvisable ones. Few answers count nowhere. Missing where a choice has one option alone.
        """
        return self._by_group(self._sources)

    @frozen_frame
    def universes(self) -> pd.DataFrame:
        """Every universe: estimated, advisable (for all attributes), caution, reason and detail of a failure.

        caution: "standardized" and "simple" concern all attributes, "few" those with fewer than 30 low or
        high answers, which `estimates` names. reason: "empty" (an attribute without low, middling or high
        answers), "collinear", "design" (ordered models know none), "many" (ordered models of more than 12
        different values of satisfaction), "estimate", "no_null" (coefficients that
        have no linear world to be compared with).
        """
        return self._by_group(self._universes)

    @frozen_frame
    def classes(self) -> pd.DataFrame:
        """The class of every attribute in every universe.

        Rows by coding, coefficient and rule; one column for each attribute: "" where the rule gives no class,
        missing without estimates.
        """
        return self._by_group(self._classes)

    @frozen_frame
    def estimates(self) -> pd.DataFrame:
        """Penalty and reward by coding, coefficient and attribute, with errors, range and asymmetry.

        penalty, penalty_std_error, reward, reward_std_error, riocs, ia, ia_linear (that of an exactly linear
        world), n_low, n_high, few (fewer than 30 low or high answers). Units are those of the coefficients.
        """
        return self._by_group(self._estimates)

    def shares(self, by: str | None = None, *, inadvisable: bool = False) -> pd.DataFrame:
        """Share of the universes that give each class, for each option of a choice.

        Parameters
        ----------
        by : {"coding", "coefficient", "rule"}, optional
            By default over all universes.
        inadvisable : bool
            Count inadvisable universes too.

        Returns
        -------
        DataFrame
            By attribute (and option, with `by`): basic, performance, excitement, unimportant, none, n. With
            ``fit(by=...)`` the group is the first level.

        Raises
        ------
        SpecificationError
            An unknown choice.
        """
        if by is not None:
            check_choice("by", by, CHOICES)
        return self._by_group(lambda g: self._shares(self.grids[g], by, inadvisable))

    def plot_stability(
        self,
        *,
        by: str | None = None,
        group: Any = None,
        inadvisable: bool = False,
        lang: str = "en",
        ax: Axes | None = None,
        title: str | None = None,
    ) -> Axes:
        """Draw the share of the universes by class as a heat-map.

        When to use it: to show which classes do not hang on choices of the analyst. Drawn from `shares`.

        Parameters
        ----------
        by : {"coding", "coefficient", "rule"}, optional
            Columns are the options of this choice, cells the class that most of their universes give; by
            default columns are the classes.
        group : optional
            Which group to draw, after a fit with ``by=``.
        inadvisable : bool
            Count inadvisable universes too.
        lang : {"en", "zh"}
        ax : Axes, optional
            Draw here; without it a figure 16 cm wide is made.
        title : str, optional

        Returns
        -------
        matplotlib.axes.Axes
            The class of the analysis is framed.

        Raises
        ------
        SpecificationError
            An unknown choice, group or language.
        """
        from csmodels.three_factor.penalty_reward.multiverse_display import draw_stability

        return draw_stability(
            self, by=by, group=group, inadvisable=inadvisable, lang=lang, ax=ax, title=title
        )

    def summary(self, lang: str = "en") -> Summary:
        """Return the multiverse as a document: choices, stability, sources, what is missing."""
        from csmodels.three_factor.penalty_reward.multiverse_display import summary

        return summary(self, lang)

    # tables of one group

    @property
    def _index(self) -> pd.MultiIndex:
        return _product(CHOICES, list(self.codings), self.coefficients, self.rules)

    def _shares(self, grid: Grid, by: str | None, inadvisable: bool) -> pd.DataFrame:
        counted = (grid.classes != MISSING) & (grid.advisable | inadvisable)
        over = (0, 1, 2) if by is None else tuple(i for i, name in enumerate(CHOICES) if name != by)
        n = counted.sum(axis=over)  # (J,) or (options, J)
        codes = [*range(len(CLASSES)), NONE]
        with np.errstate(invalid="ignore", divide="ignore"):
            parts = [((grid.classes == code) & counted).sum(axis=over) / n for code in codes]
        columns: dict[str, Any] = {
            name: part.T.ravel() for name, part in zip((*CLASSES, "none"), parts, strict=True)
        }
        index = pd.Index(list(self.attributes), name="attribute")
        if by is not None:
            options = {"coding": list(self.codings), "coefficient": self.coefficients, "rule": self.rules}[by]
            index = _product(("attribute", by), self.attributes, list(options))
        return pd.DataFrame(columns | {"n": n.T.ravel()}, index=index)

    def _stability(self, g: int) -> pd.DataFrame:
        grid = self.grids[g]
        table = self._shares(grid, None, False)
        every = self._shares(grid, None, True)
        names = [*CLASSES, "none"]
        known = (table["n"] > 0).to_numpy()
        most = np.where(known, np.nan_to_num(table[names].to_numpy()).argmax(axis=1), 0)
        rows = np.arange(len(table))
        part = self.result.parts[g]
        rule, calibration = str(self.result.settings["rule"]), self.result.calibrations[g]
        own = figures.words(figures.by_default(part, calibration, rule))
        bent = np.isin(grid.classes, (BASIC, EXCITEMENT)) & (grid.classes == grid.linear)
        told = (grid.linear != MISSING) & (grid.classes != MISSING) & grid.advisable
        with np.errstate(invalid="ignore", divide="ignore"):
            linear = (bent & told).sum(axis=(0, 1, 2)) / told.sum(axis=(0, 1, 2))
        return table.assign(
            **{
                "class": [names[k] if ok else "" for k, ok in zip(most, known, strict=True)],
                "share": np.where(known, table[names].to_numpy()[rows, most], np.nan),
                "share_all": np.where(known, every[names].to_numpy()[rows, most], np.nan),
                "own": own,
                "linear": linear,
            }
        )

    def _sources(self, g: int) -> pd.DataFrame:
        grid = self.grids[g]
        found = {}
        for axis, name in enumerate(CHOICES):
            codes = np.where(grid.enough if name == "coefficient" else grid.advisable, grid.classes, MISSING)
            moved = np.moveaxis(codes, axis, 0)
            first, second = np.triu_indices(len(moved), 1)
            a, b = moved[first], moved[second]
            both = (a != MISSING) & (b != MISSING)
            with np.errstate(invalid="ignore", divide="ignore"):
                found[name] = ((a != b) & both).sum(axis=(0, 1, 2)) / both.sum(axis=(0, 1, 2))
        return pd.DataFrame(found, index=pd.Index(list(self.attributes), name="attribute"))

    def _universes(self, g: int) -> pd.DataFrame:
        grid = self.grids[g]
        rows = []
        for c, k, r in np.ndindex(*grid.classes.shape[:3]):
            label, kind = list(self.codings)[c], self.coefficients[k]
            made = grid.found[label, kind]
            estimated = bool((grid.classes[c, k, r] != MISSING).any())
            cautions = [kind] if kind in INADVISABLE else []
            if isinstance(made, Estimates) and (made.counts < FEW).any():
                cautions.append("few")
            reason = "" if estimated else made.reason if isinstance(made, Failure) else "no_null"
            detail = made.detail if isinstance(made, Failure) else ""
            advisable = estimated and bool(grid.advisable[c, k, r].all())
            rows.append((estimated, advisable, ", ".join(cautions) if estimated else "", reason, detail))
        columns = ["estimated", "advisable", "caution", "reason", "detail"]
        return pd.DataFrame(rows, index=self._index, columns=columns)

    def _classes(self, g: int) -> pd.DataFrame:
        words: dict[int, str | None] = {**dict(enumerate(CLASSES)), NONE: "", MISSING: None}
        codes = self.grids[g].classes.reshape(-1, len(self.attributes))
        cells = [[words[int(code)] for code in row] for row in codes]
        return pd.DataFrame(cells, index=self._index, columns=list(self.attributes), dtype=object)

    def _estimates(self, g: int) -> pd.DataFrame:
        tables = {}
        for key, made in self.grids[g].found.items():
            if isinstance(made, Failure):
                continue
            own = impact(made.penalty, made.reward)
            columns: dict[str, Any] = {
                "penalty": made.penalty,
                "penalty_std_error": made.std_error[0],
                "reward": made.reward,
                "reward_std_error": made.std_error[1],
                "riocs": own.riocs,
                "ia": own.ia,
                "ia_linear": np.nan if made.null is None else impact(*made.null).ia,
                "n_low": made.counts[:, 0],
                "n_high": made.counts[:, 1],
                "few": (made.counts < FEW).any(axis=1),
            }
            tables[key] = pd.DataFrame(columns)
        index = _product(
            ("coding", "coefficient", "attribute"), list(self.codings), self.coefficients, self.attributes
        )
        there = [key[:2] in tables for key in index]
        found = pd.concat([tables[key] for key in self.grids[g].found if key in tables])
        return found.set_axis(index[there], axis=0)


def _product(names: Sequence[str], *options: Sequence[str]) -> pd.MultiIndex:
    """All combinations in their order, which pandas then knows as sorted: rows are found without a search."""
    codes = np.indices([len(each) for each in options]).reshape(len(options), -1)
    return pd.MultiIndex(levels=[list(each) for each in options], codes=list(codes), names=list(names))


def multiverse(
    result: PenaltyRewardResult,
    codings: Mapping[str, tuple[Any, Any]] | None,
    coefficients: Sequence[str] | None,
    rules: Sequence[str] | None,
) -> Multiverse:
    """Estimate all universes; see `PenaltyRewardResult.multiverse`."""
    named = codings_of(result, codings)
    kinds = coefficients_of(result, coefficients)
    if isinstance(rules, str):
        raise SpecificationError(f"rules takes several rules; for one write [{rules!r}].")
    chosen = tuple(dict.fromkeys(RULES if rules is None else rules))
    for rule in chosen:
        check_choice("rules", rule, RULES)
    if not chosen:
        raise SpecificationError(f"rules= is empty; choose among {', '.join(RULES)}.")
    grids = tuple(_grid(result, g, named, kinds, chosen) for g in range(len(result.parts)))
    return Multiverse(
        result,
        FrozenMapping(named),
        kinds,
        chosen,
        grids,
        result.groups,
        result.settings,
        result.group_labels,
    )


def _grid(
    result: PenaltyRewardResult,
    g: int,
    codings: Mapping[str, Coding],
    kinds: Sequence[str],
    rules: Sequence[str],
) -> Grid:
    estimator = Estimator(result, g, "calibrated" in rules)
    found = {(label, kind): estimator(coding, kind) for label, coding in codings.items() for kind in kinds}
    shape = (len(codings), len(kinds), len(rules), len(result.attributes))
    classes = np.full(shape, MISSING, dtype=np.int8)
    linear = classes.copy()
    advisable = np.ones(shape, dtype=bool)
    enough = advisable.copy()
    for k, kind in enumerate(kinds):
        rows = [(c, found[label, kind]) for c, label in enumerate(codings)]
        made = [(c, each) for c, each in rows if isinstance(each, Estimates)]
        if made:
            at = [c for c, _ in made]
            _classify([each for _, each in made], rules, classes[:, k], linear[:, k], at)
        for c, each in made:
            enough[c, k] = (each.counts >= FEW).all(axis=1)
            advisable[c, k] = enough[c, k] & (kind not in INADVISABLE)
    return Grid(found, classes, linear, advisable, enough)


def _classify(
    made: list[Estimates], rules: Sequence[str], classes: Codes, linear: Codes, at: list[int]
) -> None:
    """Write the classes of several codings, by all rules at once."""
    together = _stacked(made)
    given = figures.by_rule(together.penalty, together.reward, cast(Part, together))
    straight = None
    if together.null is not None:
        straight = figures.by_rule(*together.null, cast(Part, together))
    for r, rule in enumerate(rules):
        if rule == "calibrated":
            for c, each in zip(at, made, strict=True):
                if each.calibration is not None and each.part is not None:
                    classes[c, r] = figures.calibrated(each.part, each.calibration)
                    # what is compared with the linear world does not depart from it there
                    linear[c, r] = NONE
            continue
        classes[at, r] = given[rule]
        if straight is not None:
            linear[at, r] = straight[rule]


def _stacked(made: list[Estimates]) -> Estimates:
    """Estimates of several codings with a leading axis."""

    def stack(pick: Any) -> Any:
        return np.stack([pick(each) for each in made])

    null = None
    if all(each.null is not None for each in made):
        null = (stack(lambda e: e.null[0]), stack(lambda e: e.null[1]))
    first = made[0]
    return Estimates(
        stack(lambda e: e.penalty), stack(lambda e: e.reward),
        (stack(lambda e: e.std_error[0]), stack(lambda e: e.std_error[1])),
        stack(lambda e: e.shared), first.alpha, first.df, stack(lambda e: e.counts), null,
    )  # fmt: skip
