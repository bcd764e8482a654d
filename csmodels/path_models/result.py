"""PathResult: what a fitted path model says, as tables, scores and pictures."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from csmodels.errors import SpecificationError, did_you_mean, some
from csmodels.numerics.effects import along, chains, total_effects
from csmodels.numerics.intervals import normal_p_value
from csmodels.numerics.reliability import MEASURES
from csmodels.path_models.model import PathModel
from csmodels.path_models.pls import Estimates
from csmodels.survey import SurveyData
from csmodels.survey.answers import Answers, read_answers
from csmodels.tables import FrozenMapping, ResultBase, Summary, frozen_frame, params_table
from csmodels.tables.notices import Notice

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Array = NDArray[np.float64]
Layout = dict[str, tuple[float, float]]

#: Effects whose resamples are held at a time: a large model has very many specific effects.
EFFECTS_AT_A_TIME = 2048

LIMITS = ("estimate", "std_error", "conf_low", "conf_high")


@dataclass(frozen=True, repr=False, eq=False)
class PathResult(ResultBase):
    """A fitted path model; made by `PathModel.fit`, not by hand.

    Attributes
    ----------
    model : PathModel
    estimates : Estimates
        Arrays behind the tables: `estimates.values`, and `estimates.draws` with the resamples.
    answers : Answers or None
        The complete rows the model was fitted to.
    groups : tuple
        Labels of the groups with ``by=``, else empty.
    group_labels : mapping of group to its words by language
        From the questionnaire; displays and pictures use them, tables keep the labels of the data.
    settings : mapping
        What was asked for and what was used: estimator, scheme, n, resamples, seed, level ...
    notices : tuple of Notice
        What the reader must know; `warnings` gives the sentences.

    Notes
    -----
    Tables: `params`, `r_squared`, `effects`, `reliability`; `tables` names them all. With ``by=`` the
    group is an index level of each. Standard errors are standard deviations of the resamples;
    `statistic` is the estimate over its standard error and `p_value` two-sided normal; both are
    missing where zero is no hypothesis (weights, R2, reliability) or the value is fixed.
    """

    model: PathModel
    estimates: Estimates
    answers: Answers | None
    groups: tuple[Any, ...]
    settings: FrozenMapping[str, object]
    notices: tuple[Notice, ...]
    group_labels: FrozenMapping[Any, Mapping[str, str]]
    title_key: ClassVar[str] = "heading.path_model"

    @property
    def warnings(self) -> tuple[str, ...]:  # type: ignore[override]
        """What the reader must know, in plain sentences."""
        return tuple(each.text() for each in self.notices)

    @property
    def converged(self) -> bool:
        """Whether the weights settled, in every group."""
        return bool(self.settings["converged"])

    # ------------------------------------------------------------------ tables

    @frozen_frame
    def params(self) -> pd.DataFrame:
        """Weights (``<~``), loadings (``=~``) and paths (``~``, the dependent construct on the left)."""
        blocks = [(name, item) for name, c in self.model.measurement.items() for item in c.items]
        parts = (
            ("weight", "<~", "weights", blocks, False),
            ("loading", "=~", "loadings", blocks, True),
            ("path", "~", "paths", list(self.model.paths), True),
        )

        def of_group(g: int) -> pd.DataFrame:
            table: dict[str, list[Any]] = {name: [] for name in ("kind", "lhs", "op", "rhs")}
            numbers = []
            for kind, op, quantity, names, tested in parts:
                table["kind"] += [kind] * len(names)
                table["op"] += [op] * len(names)
                table["lhs"] += [lhs for lhs, _ in names]
                table["rhs"] += [rhs for _, rhs in names]
                numbers.append(self._figures(g, *self._of(g, quantity), tested=tested))
            joined = {key: np.concatenate([part[key] for part in numbers]) for key in numbers[0]}
            return params_table({**table, **joined})

        return self._by_group(of_group)

    @frozen_frame
    def r_squared(self) -> pd.DataFrame:
        """Explained variance of each dependent construct, with the adjusted one."""
        dependents = [name for name in self.model.constructs if self._predictors(name)]

        def of_group(g: int) -> pd.DataFrame:
            frame = self._limits(g, *self._of(g, "r_squared"), pd.Index(dependents, name="construct"))
            n = self._n(g)
            k = np.array([len(self._predictors(name)) for name in dependents])
            frame["r_squared_adjusted"] = 1 - (1 - frame["estimate"]) * (n - 1) / (n - k - 1)
            return frame

        return self._by_group(of_group)

    @frozen_frame
    def total_effects(self) -> pd.DataFrame:
        """Total effect of each construct (``rhs``) on each that it reaches (``lhs``)."""
        return self._effects_table([row for row in self._effect_rows(specific=False) if row[0] == "total"])

    @frozen_frame
    def effects(self) -> pd.DataFrame:
        """Direct, total indirect, total and specific indirect effects between constructs.

        Columns ``effect`` (direct, indirect, total, specific), ``lhs`` (on), ``rhs`` (of), ``through``
        (the constructs on the way, for specific effects) and the figures. The number of ways grows fast
        with the number of constructs; `total_effects` needs none of them.
        """
        return self._effects_table(self._effect_rows(specific=True))

    def _effect_rows(self, specific: bool) -> list[tuple[str, tuple[int, ...]]]:
        """Kinds of effect with the constructs on the way: its two ends, or all of them for a specific one."""
        paths = self._numbered_paths
        n = len(self.model.constructs)
        reached = total_effects(n, np.ones(len(paths)), paths) > 0
        ways: dict[tuple[int, int], list[tuple[int, ...]]] = {}
        for way in chains(n, paths) if specific else ():
            if len(way) > 2:
                ways.setdefault((way[0], way[-1]), []).append(way)
        rows: list[tuple[str, tuple[int, ...]]] = []
        for end, start in np.argwhere(reached).tolist():
            if (end, start) in paths:
                rows.append(("direct", (start, end)))
            if any(reached[p, start] for d, p in paths if d == end):
                rows.append(("indirect", (start, end)))
            rows.append(("total", (start, end)))
            rows += [("specific", way) for way in ways.get((start, end), ())]
        return rows

    def _effects_table(self, rows: list[tuple[str, tuple[int, ...]]]) -> pd.DataFrame:
        names, paths = self.model.constructs, self._numbered_paths
        labels = [
            (effect, names[way[-1]], names[way[0]], " -> ".join(names[j] for j in way[1:-1]))
            for effect, way in rows
        ]
        head = pd.DataFrame(labels, columns=["effect", "lhs", "rhs", "through"])

        def effects_of(values: Array, part: list[tuple[str, tuple[int, ...]]]) -> Array:
            total = total_effects(len(names), values, paths)

            def one(effect: str, way: tuple[int, ...]) -> Array:
                if effect in ("direct", "specific"):
                    return along(values, paths, way)
                whole: Array = total[way[-1], way[0]]
                has_direct = effect == "indirect" and (way[-1], way[0]) in paths
                return whole - along(values, paths, way) if has_direct else whole

            return np.stack([one(effect, way) for effect, way in part])

        def of_group(g: int) -> pd.DataFrame:
            values, draws = self._of(g, "paths")
            parts = [rows[at : at + EFFECTS_AT_A_TIME] for at in range(0, len(rows), EFFECTS_AT_A_TIME)]
            figures = [self._figures(g, effects_of(values, p), effects_of(draws.T, p)) for p in parts]
            return head.assign(**{key: np.concatenate([f[key] for f in figures]) for key in figures[0]})

        return self._by_group(of_group)

    @frozen_frame
    def reliability(self) -> pd.DataFrame:
        """Cronbach's alpha (of standardised items), rho_a, rho_c and AVE by construct, then their limits.

        Missing for single items and for Mode B composites, which have no reliability.
        """
        shape = (len(self.model.constructs), len(MEASURES))

        def of_group(g: int) -> pd.DataFrame:
            figures = self._figures(g, *self._of(g, "reliability"), tested=False)
            columns = {m: figures["estimate"].reshape(shape)[:, i] for i, m in enumerate(MEASURES)}
            for i, measure in enumerate(MEASURES):
                columns[f"{measure}_low"] = figures["conf_low"].reshape(shape)[:, i]
                columns[f"{measure}_high"] = figures["conf_high"].reshape(shape)[:, i]
            return pd.DataFrame(columns, index=pd.Index(self.model.constructs, name="construct"))

        return self._by_group(of_group)

    # ------------------------------------------------------------------ respondents

    def scores(self, data: SurveyData | pd.DataFrame | None = None) -> pd.DataFrame:
        """Construct scores of the respondents: mean 0 and standard deviation 1 in the sample fitted.

        Parameters
        ----------
        data : SurveyData or DataFrame, optional
            Respondents to score with the weights, means and standard deviations of this fit; by
            default those it was fitted to. With ``by=`` the new data need the column of groups.

        Returns
        -------
        DataFrame
            One row per respondent given, in the order and with the index of the data; missing for
            respondents with an unanswered item.

        Raises
        ------
        SpecificationError
            The model was fitted from moments, without rows or means, or a group is unknown.
        """
        weights = self.estimates.values["weights"]
        moments = self.estimates.moments
        if moments.mean is None:
            raise SpecificationError("Scores need means; this model was fitted from Moments without them.")
        slopes = weights / moments.sd
        return self._score(data, slopes, -(slopes * moments.mean))

    def _score(self, data: SurveyData | pd.DataFrame | None, slopes: Array, shifts: Array) -> pd.DataFrame:
        """Sum of slope times answer plus shift over each construct's items; arrays (groups, items)."""
        if data is None and self.answers is None:
            raise SpecificationError("This model was fitted from Moments: give the respondents to score.")
        answers = self.answers if data is None else self._read(data)
        assert answers is not None  # both empty cases were refused above
        codes = np.zeros(len(answers.values), dtype=np.intp)
        if self.groups and answers.group_codes is not None:
            unknown = [name for name in answers.group_names if name not in self.groups]
            if unknown:
                raise SpecificationError(f"The model was not fitted for group {some(map(repr, unknown))}.")
            known = np.array([self.groups.index(name) for name in answers.group_names])
            codes = known[answers.group_codes]
        parts = answers.values * slopes[codes] + shifts[codes]
        out = np.full((answers.n_rows, len(self.model.constructs)), np.nan)
        at = 0
        for j, construct in enumerate(self.model.measurement.values()):
            out[answers.rows, j] = parts[:, at : at + len(construct.items)].sum(axis=1)
            at += len(construct.items)
        columns = pd.Index(self.model.constructs, name="construct")
        return pd.DataFrame(out, index=answers.all_rows, columns=columns)

    def _read(self, data: SurveyData | pd.DataFrame) -> Answers:
        """Answers of respondents who are only to be scored."""
        by = self.settings.get("by")
        return read_answers(data, self.model.items, by=None if by is None else str(by), scoring=True)

    # ------------------------------------------------------------------ displays

    def summary(self, lang: str = "en") -> Summary:
        """The result as a document: paths, effects, explained variance, reliability, weights, settings.

        Parameters
        ----------
        lang : {"en", "zh"}
        """
        from csmodels.path_models.display import summary

        return summary(self, lang)

    def plot_path(
        self,
        *,
        group: Any = None,
        lang: str = "en",
        layout: Layout | None = None,
        ax: Axes | None = None,
        title: str | None = None,
        stars: bool = False,
    ) -> Axes:
        """Draw the path diagram: constructs, coefficients, explained variance.

        Parameters
        ----------
        group : optional
            Which group to draw, after a fit with ``by=``.
        lang : {"en", "zh"}
        layout : dict of construct to (x, y), optional
            Places of the constructs; by default from causes on the left to effects on the right.
        ax : Axes, optional
        title : str, optional
        stars : bool
            Mark p-values by stars.

        Returns
        -------
        matplotlib.axes.Axes
        """
        from csmodels.plots import path_diagram

        nodes, edges = self.diagram_tables(group, lang)
        if layout is None:
            layout = self._layout()
        return path_diagram(nodes, edges, layout=layout, ax=ax, title=title, lang=lang, stars=stars)

    def plot_loadings(
        self, *, group: Any = None, lang: str = "en", ax: Axes | None = None, title: str | None = None
    ) -> Axes:
        """Draw the loadings of all items with their intervals, construct by construct."""
        from csmodels.plots import loadings_chart

        table = self._one_group(self.params, group).query("kind == 'loading'")
        frame = table.rename(columns={"lhs": "construct", "rhs": "item"})
        columns = ["construct", "item", "estimate", "conf_low", "conf_high"]
        frame = frame[columns].reset_index(drop=True)
        level = float(str(self.settings["conf_level"]))
        return loadings_chart(frame, ax=ax, title=title, lang=lang, conf_level=level)

    def to_dot(self, *, group: Any = None, lang: str = "en") -> str:
        """The path diagram as text for Graphviz."""
        from csmodels.plots import to_dot

        return to_dot(*self.diagram_tables(group, lang), lang=lang)

    def to_mermaid(self, *, group: Any = None, lang: str = "en") -> str:
        """The path diagram as Mermaid text, for Markdown pages that draw it."""
        from csmodels.plots import to_mermaid

        return to_mermaid(*self.diagram_tables(group, lang), lang=lang)

    def diagram_tables(self, group: Any = None, lang: str = "en") -> tuple[pd.DataFrame, pd.DataFrame]:
        """The two tables that a path diagram is drawn from: nodes (constructs) and edges (paths)."""
        from csmodels.tables import term

        r_squared = self._one_group(self.r_squared, group)["estimate"]
        nodes = pd.DataFrame(
            {
                "label": [term(name, lang, section="construct") for name in self.model.constructs],
                "r_squared": r_squared.reindex(list(self.model.constructs)).to_numpy(),
                "kind": [c.kind for c in self.model.measurement.values()],
            },
            index=pd.Index(self.model.constructs, name="construct"),
        )
        paths = self._one_group(self.params, group).query("kind == 'path'")
        edges = paths.rename(columns={"rhs": "source", "lhs": "target"})
        columns = ["source", "target", "estimate", "std_error", "conf_low", "conf_high", "p_value"]
        return nodes, edges[columns].reset_index(drop=True)

    def _layout(self) -> Layout | None:
        """Places of the constructs in the diagram; None lets the drawing decide."""
        return None

    # ------------------------------------------------------------------ helpers

    @property
    def _numbered_paths(self) -> list[tuple[int, int]]:
        """Pairs (dependent, predictor) as numbers of constructs."""
        place = {name: i for i, name in enumerate(self.model.constructs)}
        return [(place[d], place[p]) for d, p in self.model.paths]

    def _n(self, g: int) -> float:
        """Respondents used in a group."""
        if self.answers is None:
            return float(self.estimates.moments.n[g])
        if self.answers.group_codes is None:
            return float(len(self.answers.values))
        return float((self.answers.group_codes == g).sum())

    def _predictors(self, construct: str) -> tuple[str, ...]:
        return tuple(self.model.structure.get(construct, ()))

    def _of(self, g: int, quantity: str) -> tuple[Array, Array]:
        return self.estimates.values[quantity][g], self.estimates.draws[quantity][g]

    def _figures(self, g: int, values: Array, draws: Array, tested: bool = True) -> dict[str, Array]:
        """Columns of a table: estimate, error, test and limits."""
        level = float(str(self.settings["conf_level"]))
        found = self.estimates.uncertainty(g, values, draws, str(self.settings["ci"]), level)
        statistic = values / found.std_error if tested else np.full(len(values), np.nan)
        return {
            "estimate": values,
            "std_error": found.std_error,
            "statistic": statistic,
            "p_value": normal_p_value(statistic),
            "conf_low": found.conf_low,
            "conf_high": found.conf_high,
        }

    def _limits(self, g: int, values: Array, draws: Array, index: pd.Index) -> pd.DataFrame:
        """A table of figures for which zero is no hypothesis."""
        figures = self._figures(g, values, draws, tested=False)
        return pd.DataFrame({name: figures[name] for name in LIMITS}, index=index)

    def _by_group(self, of_group: Callable[[int], pd.DataFrame]) -> pd.DataFrame:
        """One table, or the tables of all groups under each other with the group as first index level."""
        if not self.groups:
            return of_group(0)
        parts = [of_group(g) for g in range(len(self.groups))]
        by = str(self.settings["by"])
        stacked = pd.concat(parts, keys=list(self.groups), names=[by])
        return stacked.droplevel(1) if parts[0].index.names == [None] else stacked

    def _worded(self, frame: pd.DataFrame, lang: str) -> pd.DataFrame:
        """A table for display: groups by the words of the questionnaire, where the data hold codes.

        English text labels, such as ``2024Q1``, are words already.
        """
        coded = [g for g in self.groups if lang != "en" or not isinstance(g, str)]
        words = {g: self.group_labels.get(g, {}).get(lang, g) for g in coded}
        if isinstance(frame.index, pd.MultiIndex):
            return frame.rename(index=words, level=0)
        return frame.rename(index=words)

    def _one_group(self, frame: pd.DataFrame, group: Any) -> pd.DataFrame:
        """The rows of one group; the table itself where there are no groups."""
        if not self.groups:
            if group is not None:
                raise SpecificationError(f"group={group!r}: the model was fitted without by=.")
            return frame
        if group not in self.groups:
            given = "Choose a group" if group is None else f"group={group!r} is unknown. Choose one"
            raise SpecificationError(
                f"{given}: {some(map(repr, self.groups), 12)}.{did_you_mean(group, self.groups)}"
            )
        mine: pd.DataFrame = frame[frame.index.get_level_values(0) == group]
        return mine.droplevel(0) if isinstance(mine.index, pd.MultiIndex) else mine
