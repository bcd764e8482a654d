"""Fits of one path model by several estimators, side by side, with the reasons for their differences."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from csmodels.errors import DataWarning, SpecificationError, some
from csmodels.path_models.likelihood.result import CovarianceResult
from csmodels.path_models.result import PathResult
from csmodels.path_models.side_by_side.reasons import (
    LARGE,
    Named,
    Reason,
    of_fits,
    of_path,
    other_answers,
    reason,
    single_items,
)
from csmodels.path_models.side_by_side.views import COLUMNS, Fitted, View
from csmodels.sampling.grouped import choose_group
from csmodels.tables import FrozenMapping, Summary, Tabled, frozen_frame
from csmodels.tables.notices import Notice, Noticed, issue

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def compare(results: Mapping[str, Fitted]) -> Comparison:
    """Put fits of one model by several estimators side by side, and say why they differ.

    Use it before a coefficient is reported: PLS, consistent PLS and maximum likelihood answer one question
    on one scale (constructs of unit variance), and where they disagree the reason decides which of them can
    be read. Fits with other items, predictors or respondents may be compared too; the reasons then say so.

    Parameters
    ----------
    results : mapping of name to PathResult, CovarianceResult or IndexResult
        Two or more fits by the names to print: ``{"PLS": r1, "PLSc": r2, "ML": r3}``. Fits with ``by=`` are
        compared group by group, where all of them have the same groups.

    Returns
    -------
    Comparison
        Tables `paths`, `r_squared`, `reliability`, `differences`, `fits`; `plot`; a summary in both
        languages.

    Raises
    ------
    SpecificationError
        Fewer than two fits, something else than a fit of a path model, or fits by different groups.

    Warns
    -----
    DataWarning
        The fits rest on different answers.

    Notes
    -----
    Reasons are computed, not assumed. Attenuation: the path after Dijkstra and Henseler's (2015) correction
    of the PLS fit, and how much of the way to the other fit that goes. Collinear constructs: correlations of
    predictors above 0.9 and variance inflation above 10, in each fit's own correlations of the constructs.
    Inadmissible fits: negative variances, R2 or correlations beyond 1, reliabilities out of range. Low
    reliability: rho_a below 0.7. Then standardised paths beyond 1, stated reliabilities of single items,
    other respondents, other predictors or items. Where two fits correct for error and differ all the same,
    the pair of constructs whose correlation they see most differently is named. Differences below 0.1 get no
    reason; these limits are conventions. Differences from a fit whose search did not end at a proper optimum
    are not explained, since its figures are no estimates; the reasons then say so.

    Examples
    --------
    >>> import csmodels as cs
    >>> from csmodels.path_models.side_by_side.compare import compare
    >>> model = cs.PathModel({"Quality": ["qual_overall", "qual_custom", "qual_reliability"],
    ...                       "Satisfaction": ["sat_overall", "sat_expectation", "sat_ideal"]},
    ...                      {"Satisfaction": ["Quality"]})
    >>> hotel = cs.datasets.load_hotel().frame
    >>> found = compare({"PLS": model.fit(hotel, n_boot=0), "ML": model.fit(hotel, "ml")})
    >>> found.paths.xs("estimate", axis=1, level="figure").round(2)
    fit                    PLS    ML
    lhs          rhs
    Satisfaction Quality  0.74  0.85
    >>> found.differences["reasons"].iloc[0][:49]
    'PLS does not correct for measurement error (rho_A'
    """
    fits = _checked(results)
    groups, left_out = _groups(fits)
    views = {
        group: tuple(
            View(name, r, r.groups.index(group) if group is not None else 0) for name, r in fits.items()
        )
        for group in (groups or (None,))
    }
    found = Comparison(FrozenMapping(fits), groups, FrozenMapping(views), ())
    notices = _notices(found, left_out)
    issue(notices)
    return Comparison(FrozenMapping(fits), groups, FrozenMapping(views), tuple(notices))


@dataclass(frozen=True, repr=False, eq=False)
class Comparison(Noticed, Tabled):
    """Fits of a path model side by side; made by `compare`, not by hand.

    Attributes
    ----------
    results : mapping of name to PathResult or CovarianceResult
    groups : tuple
        Groups that all fits have; empty without ``by=``.
    views : mapping of group to tuple of View
        What each fit says; the only group is None without ``by=``.
    notices : tuple of Notice

    Notes
    -----
    Tables: `paths`, `r_squared`, `reliability`, `differences`, `fits`. Their columns are pairs (fit,
    figure); with ``by=`` the group is the first index level.
    """

    results: FrozenMapping[str, Fitted]
    groups: tuple[Any, ...]
    views: FrozenMapping[Any, tuple[View, ...]]
    notices: tuple[Notice, ...]

    @frozen_frame
    def paths(self) -> pd.DataFrame:
        """Standardised path coefficients of every fit with limits; missing where a fit has no such path."""
        return self._side_by_side(lambda view: view.paths)

    @frozen_frame
    def r_squared(self) -> pd.DataFrame:
        """Explained variance of every dependent construct, by fit, with limits."""
        return self._side_by_side(lambda view: view.r_squared)

    @frozen_frame
    def reliability(self) -> pd.DataFrame:
        """Composite reliability of every construct, by fit, with limits; missing for single items.

        rho_c from the loadings of each fit; under maximum likelihood it takes the error covariances of the
        model into account.
        """
        return self._side_by_side(lambda view: view.reliability)

    @frozen_frame
    def differences(self) -> pd.DataFrame:
        """The largest difference of each path, between which fits, and the reasons in words.

        Columns ``lowest`` and ``highest`` (names of fits), ``difference`` and ``reasons``; the last is empty
        where the fits agree to within 0.1.
        """

        def of_views(views: Sequence[View]) -> pd.DataFrame:
            rows = [self._difference(views, path) for path in _paths(views)]
            index = pd.MultiIndex.from_tuples(_paths(views), names=["lhs", "rhs"])
            return pd.DataFrame(rows, index=index, columns=["lowest", "highest", "difference", "reasons"])

        return self._stacked({group: of_views(views) for group, views in self.views.items()})

    @frozen_frame
    def fits(self) -> pd.DataFrame:
        """How each fit was made: estimator, respondents, missing answers, level, soundness."""

        def of_views(views: Sequence[View]) -> pd.DataFrame:
            rows = [
                {
                    "estimator": str(view.result.settings["estimator"]),
                    "n": view.n,
                    "missing": str(view.result.settings["missing"]),
                    "conf_level": float(str(view.result.settings["conf_level"])),
                    "converged": view.converged,
                    "admissible": not view.impossible,
                }
                for view in views
            ]
            return pd.DataFrame(rows, index=pd.Index([view.name for view in views], name="fit"))

        return self._stacked({group: of_views(views) for group, views in self.views.items()})

    @cached_property
    def reasons(self) -> Mapping[tuple[Any, ...], tuple[Reason, ...]]:
        """Reasons by (lhs, rhs), or (group, lhs, rhs); each has a ``text(lang)``."""
        found = {}
        for group, views in self.views.items():
            common = of_fits(views)
            for path in _paths(views):
                key = path if group is None else (group, *path)
                found[key] = tuple(of_path(views, path, common))
        return FrozenMapping(found)

    @cached_property
    def levels(self) -> Mapping[str, float]:
        """The confidence level of every fit that has intervals."""
        low = self.paths.xs("conf_low", axis=1, level="figure")
        levels = {name: float(str(r.settings["conf_level"])) for name, r in self.results.items()}
        return FrozenMapping({name: each for name, each in levels.items() if low[name].notna().any()})

    @property
    def settings(self) -> Mapping[str, object]:
        """What every difference was judged by."""
        return FrozenMapping({"large_difference": LARGE})

    def summary(self, lang: str = "en") -> Summary:
        """The comparison as a document: paths, differences with their reasons, the rest.

        Parameters
        ----------
        lang : {"en", "zh"}
        """
        from csmodels.path_models.side_by_side.display import summary

        return summary(self, lang)

    def plot(
        self, *, group: Any = None, lang: str = "en", ax: Axes | None = None, title: str | None = None
    ) -> Axes:
        """Draw every path with its intervals, one colour and marker for each fit.

        Intervals that would dwarf all others are cut, and an arrow says so.

        Parameters
        ----------
        group : optional
            Which group to draw, after fits with ``by=``.
        lang : {"en", "zh"}
        ax : Axes, optional
        title : str, optional

        Returns
        -------
        matplotlib.axes.Axes

        Raises
        ------
        SpecificationError
            An unknown group, or none where there are some; an unknown language.
        """
        from csmodels.path_models.side_by_side.display import plot

        return plot(self, self._views_of(group), lang=lang, ax=ax, title=title)

    # ------------------------------------------------------------------ helpers

    def _views_of(self, group: Any) -> tuple[View, ...]:
        """What the fits say of a group."""
        if group not in self.views:
            if not self.groups:
                raise SpecificationError(f"group={group!r}: the models were fitted without by=.")
            first = next(iter(self.results.values()))
            raise SpecificationError(choose_group(group, self.groups, first.group_labels))
        return self.views[group]

    def _difference(self, views: Sequence[View], path: tuple[str, str]) -> tuple[object, ...]:
        values = {view.name: view.estimates[path] for view in views if path in view.estimates}
        label = views[0].label
        why = self.reasons[path if label is None else (label, *path)]
        low, high = (end(values, key=lambda name: values[name]) for end in (min, max))
        difference = values[high] - values[low] if len(values) > 1 else np.nan
        return low, high, difference, " ".join(each.text() for each in why)

    def _side_by_side(self, table: Callable[[View], pd.DataFrame]) -> pd.DataFrame:
        """One table of a figure, columns (fit, figure); rows in the order in which fits bring them."""

        def of_views(views: Sequence[View]) -> pd.DataFrame:
            parts = {view.name: table(view) for view in views}
            rows: Any = list(dict.fromkeys(label for part in parts.values() for label in part.index))
            names = next(iter(parts.values())).index.names
            index = (
                pd.MultiIndex.from_tuples(_together(rows), names=names)
                if len(names) > 1
                else pd.Index(rows, name=names[0])
            )
            aligned = {name: part.reindex(index)[list(COLUMNS)] for name, part in parts.items()}
            return pd.concat(aligned, axis=1, names=["fit", "figure"])

        return self._stacked({group: of_views(views) for group, views in self.views.items()})

    def _stacked(self, parts: Mapping[Any, pd.DataFrame]) -> pd.DataFrame:
        """Tables of the groups under each other."""
        if not self.groups:
            return parts[None]
        by = str(next(iter(self.results.values())).settings["by"])
        return pd.concat(list(parts.values()), keys=list(parts), names=[by])


def _paths(views: Sequence[View]) -> list[tuple[str, str]]:
    """Paths of all fits in the order in which they bring them, those of one outcome together."""
    found = list(dict.fromkeys(path for view in views for path in view.result.model.paths))
    return _together(found)


def _together(rows: list[Any]) -> list[Any]:
    """Rows with one first label follow each other."""
    order = {label: i for i, label in enumerate(dict.fromkeys(row[0] for row in rows))}
    return sorted(rows, key=lambda row: order[row[0]])


def _checked(results: object) -> dict[str, Fitted]:
    """Fits by name, or why they are none."""
    example = 'compare({"PLS": first, "ML": second})'
    if not isinstance(results, Mapping):
        raise SpecificationError(f"compare takes fits by name, as {example}, not {type(results).__name__}.")
    for name, result in results.items():
        if not isinstance(name, str) or not name:
            raise SpecificationError(
                f"The name of a fit is a text that is not empty, not {name!r}: {example}."
            )
        if not isinstance(result, PathResult | CovarianceResult):
            raise SpecificationError(
                f"{name!r} is {_article(type(result).__name__)}; compare takes what PathModel.fit and"
                " IndexModel.fit return."
            )
    if len(results) < 2:
        raise SpecificationError(f"compare needs two fits or more, as {example}; {len(results)} given.")
    return dict(results)


def _article(name: str) -> str:
    return f"{'an' if name[:1] in 'AEIOUaeiou' else 'a'} {name}"


def _groups(fits: Mapping[str, Fitted]) -> tuple[tuple[Any, ...], tuple[Any, ...]]:
    """Groups that all fits have, and those that only some have."""
    by = {name: result.settings.get("by") for name, result in fits.items()}
    if len(set(by.values())) > 1:
        said = "; ".join(f"{name}: {'no groups' if b is None else f'by={b!r}'}" for name, b in by.items())
        raise SpecificationError(
            f"The fits have different groups ({said}). Fit all of them with the same by=, or all without."
        )
    every = list(dict.fromkeys(group for result in fits.values() for group in result.groups))
    shared = tuple(group for group in every if all(group in result.groups for result in fits.values()))
    if every and not shared:
        raise SpecificationError(
            f"No group was fitted by all of {some(map(repr, fits))}. Fit the same groups everywhere."
        )
    return shared, tuple(group for group in every if group not in shared)


def _notices(found: Comparison, left_out: tuple[Any, ...]) -> list[Notice]:
    """What the reader of a comparison must know."""
    notices: list[Notice] = []
    if left_out:
        notices.append(reason("groups_absent", items=Named(tuple((str(g), None) for g in left_out))))
    levels = found.levels
    if len(set(levels.values())) > 1:
        notices.append(reason("other_levels", items=Named(tuple(levels.items()))))
    notices += [replace(each, category=DataWarning) for each in other_answers(list(found.views.values()))]
    for group, views in found.views.items():
        label = "" if group is None else str(group)
        notices += [replace(each, group=label) for each in of_fits(views)]
    notices += single_items(next(iter(found.views.values())))
    return notices
