"""Is it the match of expectation and performance that counts: the checklist, with tests of equality."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import pandas as pd

from csmodels.disconfirmation.surface.congruence.conditions import (
    BOUND,
    COEFFICIENTS,
    bounds_of,
    conditions_table,
    verdicts_table,
)
from csmodels.errors import SpecificationError, did_you_mean, some
from csmodels.sampling.grouped import Grouped
from csmodels.tables import FrozenMapping, frozen_frame
from csmodels.tables.result import Tabled
from csmodels.tables.summary import Summary

if TYPE_CHECKING:
    from csmodels.disconfirmation.surface.result import SurfaceResult


class Checked:
    """Mixin of surfaces that are checked for congruence and written up."""

    def checklist(
        self, bound: float | Mapping[str, float | tuple[float, float]] | None = None
    ) -> CongruenceChecklist:
        """Check whether the outcome is best where performance equals expectation.

        Use it before a surface is called a congruence effect: no single coefficient shows one, a4 < 0 least
        of all (Humberg, Nestler and Back 2019).

        Parameters
        ----------
        bound : float or mapping, optional
            What counts as equal. A number is a share: the standard deviations by which the outcome may
            differ per pooled standard deviation of the ratings (squared for a2, a4, a5); 0.10 by default, a
            standardised slope of the size that Cohen (1988; from memory, unconfirmed) calls small for a
            correlation. A mapping gives
            bounds of single coefficients in their own units, ``{"a3": 0.2, "a5": (-0.1, 0.1)}``; the
            others keep the default. State what would matter to you before you look (as Lakens 2017 advises;
            from memory, unconfirmed). With 0 nothing can be shown to be equal, and plain significance tests
            remain.

        Returns
        -------
        CongruenceChecklist
            Tables `conditions` and `verdicts`, for every group.

        Raises
        ------
        SpecificationError
            A cubic surface, a negative bound, an unknown coefficient.

        Notes
        -----
        With E = s - d and P = s + d the surface is b0 + a1 s - a3 d + a2 s² + a4 d² - 2 a5 s d. The outcome
        is highest at d = 0 whatever the level s exactly where a3 = 0, a5 = 0 and a4 < 0 (congruence in the
        broad sense); where a1 = 0 and a2 = 0 too, all matches are equally good (strict sense). The
        published rule (Humberg, Nestler and Back 2019) reads the first principal axis, performance =
        p10 + p11 expectation, and asks that p10 does not differ significantly from 0 nor p11 from 1. Where
        a5 = 0 and b4 > 0, p11 is 1 and p10 is a3/a4, which has limits by Fieller (1954).

        A difference that is not significant is no equality: the verdict needs equivalence (two one-sided
        tests, Schuirmann 1987, as the documentation of SAS describes them) where the published rule is
        content with the former. These tests use the standard error of the fit, normal or Student's as its
        tests are, whatever limits `ci` asks for. A false claim is supported in at most alpha of the samples,
        since all conditions must be shown (Berger 1982; from memory, unconfirmed); a true one may be denied
        more often, since one violated condition is enough.

        Examples
        --------
        >>> import csmodels as cs
        >>> surface = cs.ResponseSurface(outcome="sat_overall", expectation="e_bed", performance="p_bed")
        >>> found = surface.fit(cs.datasets.load_hotel(), n_boot=200).checklist()
        >>> found.verdicts["verdict"].tolist()
        ['not_supported', 'not_supported']
        """
        return checklist(cast("SurfaceResult", self), bound)

    def report(self, lang: str = "en", *, group: Any = None, bound: Any = None) -> str:
        """The results as a paragraph to paste into a paper.

        Sample, centring, coefficients with limits, R², a1 to a4 and a5, joint tests, stationary point and
        axis where the answers reach, the answers themselves, the verdict of the checklist, the errors used.

        Parameters
        ----------
        lang : {"en", "zh"}
        group : optional
            Which group's surface, after a fit with ``by=``.
        bound : float or mapping, optional
            As for `checklist`.

        Returns
        -------
        str

        Raises
        ------
        SpecificationError
            An unknown language or group; groups without a choice; a cubic surface.

        Examples
        --------
        >>> import csmodels as cs
        >>> surface = cs.ResponseSurface(outcome="sat_overall", expectation="e_bed", performance="p_bed")
        >>> surface.fit(cs.datasets.load_hotel(), n_boot=200).report()[:32]
        'The answers of 1,546 respondents'
        """
        from csmodels.disconfirmation.surface.congruence.paragraph import paragraph

        return paragraph(cast("SurfaceResult", self), lang, group, bound)


@dataclass(frozen=True, repr=False, eq=False)
class CongruenceChecklist(Grouped, Tabled):
    """Conditions of congruence, each with its test of difference and of equality; made by `checklist`.

    Attributes
    ----------
    surface : SurfaceResult
    bound : float or mapping
        As given.
    conditions, verdicts : DataFrame
    settings : mapping
    """

    surface: SurfaceResult
    bound: float | FrozenMapping[str, tuple[float, float]]
    groups: tuple[Any, ...]
    settings: FrozenMapping[str, object]
    group_labels: FrozenMapping[Any, Mapping[str, str]]

    @frozen_frame
    def conditions(self) -> pd.DataFrame:
        """One row per condition.

        Columns ``asks`` (what is to be shown), ``claim`` ("broad", or "strict" for what this asks besides),
        ``estimate``, ``std_error``, ``conf_low``, ``conf_high``, ``p_value`` (of a difference from the value
        asked), ``bound_low``, ``bound_high``, ``p_equivalence`` (of lying between them; for a4 of lying
        above the lower one, where a fall is too small to count), ``published`` (whether the published rule
        takes the condition as met), ``status`` ("holds", "violated", "open", "withheld"; missing where other
        rows decide), ``supported`` and ``reason`` ("outside", "rows", "undirected": see
        `SurfaceResult.claims`). Where the interval of p10 is unbounded it rejects nothing: no p-value, and
        the published rule is met.
        """
        return self._by_group(self._conditions)

    def _conditions(self, g: int) -> pd.DataFrame:
        one, lying = self.surface.parts[g], self.surface._support(g)
        bounds = bounds_of(one, self.bound, str(self.surface.settings["estimator"]))
        return conditions_table(one, lying, bounds)

    @frozen_frame
    def verdicts(self) -> pd.DataFrame:
        """Rows "broad" and "strict"; columns ``verdict`` and ``published``.

        The verdict ("supported", "not_supported", "undecided", "withheld") follows from a3, a5, a4 (and a1,
        a2) with equivalence; the published rule ("met", "not_met", "withheld") from p10, p11, a4 (and a1,
        a2) by significance alone.
        """
        return self._by_group(self._verdicts)

    def _verdicts(self, g: int) -> pd.DataFrame:
        return verdicts_table(self._conditions(g))

    def summary(self, lang: str = "en") -> Summary:
        """The verdict in words, then the conditions.

        Parameters
        ----------
        lang : {"en", "zh"}
        """
        from csmodels.disconfirmation.surface.congruence.paragraph import checklist_summary

        return checklist_summary(self, lang)


def checklist(
    result: SurfaceResult, bound: float | Mapping[str, float | tuple[float, float]] | None = None
) -> CongruenceChecklist:
    """Check a surface for congruence; see `Checked.checklist`."""
    if result.model.degree != 2:
        raise SpecificationError(
            "The checklist is about quadratic surfaces: with cubic terms slopes and curvatures change from"
            " place to place. Fit ResponseSurface(..., degree=2)."
        )
    return CongruenceChecklist(
        result, _settled_bound(bound), result.groups, result.settings, result.group_labels
    )


def _settled_bound(
    bound: float | Mapping[str, float | tuple[float, float]] | None,
) -> float | FrozenMapping[str, tuple[float, float]]:
    if bound is None:
        return BOUND
    if not isinstance(bound, Mapping):
        if isinstance(bound, bool) or not isinstance(bound, (int, float)) or not 0 <= bound < np.inf:
            raise SpecificationError(
                f"bound={bound!r} must be a number from 0, such as 0.10 for a tenth of the outcome's standard"
                ' deviation, or a mapping such as {"a3": 0.2}.'
            )
        return float(bound)
    found = {}
    for name, given in bound.items():
        if name not in COEFFICIENTS:
            raise SpecificationError(
                f"bound has no coefficient {name!r}.{did_you_mean(name, COEFFICIENTS)} Bounds are for"
                f" {some(COEFFICIENTS)}; p10 and p11 are judged by their intervals."
            )
        pair = (-float(given), float(given)) if isinstance(given, (int, float)) else tuple(map(float, given))
        if len(pair) != 2 or not -np.inf < pair[0] <= 0 <= pair[1] < np.inf:
            raise SpecificationError(
                f"bound[{name!r}]={given!r} must be a number from 0, or (low, high) around 0."
            )
        found[name] = pair
    return FrozenMapping(found)
