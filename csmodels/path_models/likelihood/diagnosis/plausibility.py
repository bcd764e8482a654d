"""Whether the estimates of a covariance model can be what they claim to be, and whether paths mean much."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, cast

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from csmodels.errors import AdmissibilityWarning, ConvergenceWarning
from csmodels.numerics.plsc import SLACK
from csmodels.numerics.validity import variance_inflation
from csmodels.path_models.admissibility import Place
from csmodels.path_models.likelihood.diagnosis.distinctness import correlations, free_correlations
from csmodels.path_models.likelihood.solve import CERTIFIED
from csmodels.path_models.terms import HigherOrder
from csmodels.tables import Block, FrozenMapping, format_value, frozen_frame, heading, term, text
from csmodels.tables.listing import NAMED as WORDS
from csmodels.tables.listing import listed
from csmodels.tables.notices import Notice, in_words

if TYPE_CHECKING:
    from csmodels.path_models.likelihood.parameters import Parameter
    from csmodels.path_models.likelihood.result import CovarianceResult

Array = NDArray[np.float64]

#: In the order of the table: first the search and what is impossible, then what cannot be read.
IMPOSSIBLE = ("optimum", "variances", "loadings", "r_squared", "matrices")
UNREADABLE = ("paths", "correlations", "errors")
CHECKS = (*IMPOSSIBLE, *UNREADABLE)

#: Correlation above which the answers hardly tell two constructs apart. A convention, as for HTMT.
DISTINCT = 0.90
#: Standard errors, standardised, over this many times the median one of their kind are a sign of parameters
#: that can hardly be told apart. A convention of csmodels.
TIMES = 10.0
#: So is a standardised path whose 95 % limits are further apart than -1 and 1: a convention of csmodels that
#: counts where nearly all paths are in doubt, and their median with them.
WIDE = 0.50
#: Variance inflation above which predictors are said to repeat each other; the usual rule of thumb.
INFLATED = 10.0
#: A figure that lies closer to its limit than this many decimals show is written as the limit.
MOST_DECIMALS = 10
#: Implied correlations below this raise no doubt by themselves, and no further model is fitted.
HARMLESS = 0.80


@dataclass(frozen=True)
class Pair(Place):
    """A figure of two constructs: a path from the first to the second, or what they have in common."""

    def text(self, lang: str | None = None) -> str:
        """In words of a language; without one in those of the tables, with constructs as they are named."""
        source, target = (n if lang is None else term(n, lang, section="construct") for n in self.constructs)
        value = format_value(float(self.value), self.decimals) or "NaN"
        return text(f"label.place_{self.kind}", lang or "en", source=source, target=target, value=value)


class Small(Place):
    """A figure of the search, of any order of magnitude."""

    def text(self, lang: str | None = None) -> str:
        """In words of a language."""
        return text(f"label.place_{self.kind}", lang or "en", value=short(self.value))


def short(value: float) -> str:
    """Two digits, written out where that is shorter than a power of ten.

    Examples
    --------
    >>> short(0.38), short(-5.9), short(110), short(0.0012), short(3.2e-7)
    ('0.38', '-5.9', '110', '0.0012', '3.2e-07')
    """
    if not np.isfinite(value):
        return "NaN" if np.isnan(value) else format_value(value, 3) or ""
    if not 1e-4 <= abs(value) < 1e6:
        return f"{value:.2g}"
    return f"{float(f'{value:.1e}'):.10g}"


def beside(value: float, limit: float, least: int = 3) -> int:
    """Decimals that show on which side of a limit a value lies.

    Examples
    --------
    >>> beside(-0.146, 0), beside(-0.00002, 0), beside(1.0000004, 1)
    (3, 5, 7)
    """
    told = (d for d in range(least, MOST_DECIMALS) if round(value, d) != limit)
    return next(told, least)


#: Lists that are written in full: the reader is told not to read these paths.
NAMED = {"paths": None, "errors": None}

Doubts = tuple[tuple[str, tuple[Place, ...]], ...]


@dataclass(frozen=True)
class Doubtful(Notice):
    """A notice with its reasons: sentences of the catalogue and their places, or places alone.

    Attributes
    ----------
    doubts : tuple of (key, places)
        ``label.doubt_<key>``; with an empty key the places are the reason.
    rest : str
        ``label.<rest>`` ends the notice.
    """

    doubts: Doubts = ()
    rest: str = ""

    def text(self, lang: str = "en") -> str:
        """The sentence in a language."""
        reasons = []
        for key, places in self.doubts:
            written = listed((place.text(lang) for place in places), lang, NAMED.get(key, WORDS))
            reasons.append(text(f"label.doubt_{key}", lang, places=written) if key else written)
        joined = ("；" if lang == "zh" else "; ").join(reasons)
        rest = text(f"label.{self.rest}", lang) if self.rest else ""
        return text(f"message.{self.key}", lang, **self.written(lang), reasons=joined) + rest


class Plausibility:
    """The checks of one fit.

    Parameters
    ----------
    result : CovarianceResult
    """

    def __init__(self, result: CovarianceResult) -> None:
        self.result = result
        self.names = result.table.factors

    @cached_property
    def standardized(self) -> tuple[Array, Array]:
        """Standardised parameters and their errors, shape (groups, parameters of one group)."""
        found = self.result.standardized_figures
        shape = (-1, self.result.table.of_one_group)
        return found.estimate.reshape(shape), found.std_error.reshape(shape)

    @cached_property
    def implied(self) -> Array:
        """Correlations of the constructs that the model implies, (groups, constructs, constructs)."""
        return correlations(self.result.estimates.structure, self.result.estimates.theta)

    @cached_property
    def between(self) -> Array:
        """Those of the measurement model, where something calls for a closer look."""
        size = np.abs(self.implied - np.eye(len(self.names)))
        calm = bool((size < HARMLESS).all())
        odd = any(self.paths(g) or self.errors(g) for g in range(len(self.implied)))
        return self.implied if calm and not odd else free_correlations(self.result)

    def parameters(self, g: int) -> Iterator[tuple[int, Parameter]]:
        """The parameters of a group with their place in it."""
        size = self.result.table.of_one_group
        yield from enumerate(self.result.table.parameters[g * size : (g + 1) * size])

    def places(self, g: int) -> dict[str, list[Place]]:
        """For each check, where it fails in a group."""
        return {check: getattr(self, check)(g) for check in CHECKS}

    # ------------------------------------------------------------------ what cannot be

    def optimum(self, g: int) -> list[Place]:
        """One search for all groups."""
        found, at = [], self.result.optimum
        if not at.gradient < CERTIFIED:
            found.append(Small("gradient", at.gradient))
        if not at.curvature > 0:
            found.append(Small("curvature", at.curvature))
        return found + self.apart(g)

    def apart(self, g: int) -> list[Place]:
        """How far searches from different starts ended from each other."""
        at = self.result.optimum
        if at.agree:
            return []
        ends = [start.discrepancy for start in at.starts if start.converged]
        return [Small("gap", max(ends) - min(ends))] if ends else []

    def variances(self, g: int) -> list[Place]:
        """Heywood cases: estimated variances below zero, in the units of the data."""
        values = self.result.estimates.values(self.result.figures.parameters)
        first, found = g * self.result.table.of_one_group, []
        for i, p in self.parameters(g):
            value, share = float(values[first + i]), self.standardized[0][g, i]
            if p.free and p.kind in ("residuals", "variances") and not share >= -SLACK:
                if p.kind == "residuals":
                    found.append(Place("residual", value, item=p.lhs, decimals=beside(value, 0)))
                else:
                    found.append(Place("disturbance", value, (p.lhs,), decimals=beside(value, 0)))
        return found

    def loadings(self, g: int) -> list[Place]:
        """Standardised loadings beyond 1, of what one construct alone explains.

        An item (or dimension) of two constructs that correlate may have one, as a path may (Jöreskog 1999).
        """
        values = self.standardized[0][g]
        arrows = Counter(self._target(p) for _, p in self.parameters(g) if p.free or p.value)
        found: list[Place] = []
        for i, p in self.parameters(g):
            value = float(values[i])
            if p.kind == "loadings" and arrows[self._target(p)] == 1 and not abs(value) <= 1 + SLACK:
                decimals = beside(abs(value), 1)
                found.append(Place("loading", value, (p.lhs,), p.rhs, decimals=decimals))
        return found

    def _target(self, p: Parameter) -> tuple[bool, str]:
        """Where a loading or a path leads: whether to a construct, since an item may bear its name; which."""
        if p.kind == "paths":
            return True, p.lhs
        if p.kind == "loadings":
            return isinstance(self.result.model.measurement[p.lhs], HigherOrder), p.rhs
        return False, ""

    def r_squared(self, g: int) -> list[Place]:
        """Explained variance outside 0 to 1."""
        names = [name for name in self.result.model.constructs if self.result.model.structure.get(name)]
        if not names:
            return []
        values = self.result.estimates.values(self.result.figures.explained(names))
        mine = values.reshape(-1, len(names))[g]
        return [
            Place("r2", float(value), (name,), decimals=beside(float(value), float(value > 0)))
            for name, value in zip(names, mine, strict=True)
            if not -SLACK <= value <= 1 + SLACK
        ]

    def matrices(self, g: int) -> list[Place]:
        """Covariances that no constructs can have."""
        own = self.implied[g]
        if np.isnan(own).any():
            return [Place("eigenvalue_constructs", np.nan)]
        least = float(np.linalg.eigvalsh(own)[0])
        return [Place("eigenvalue_constructs", least, decimals=4)] if least < -SLACK * len(own) else []

    # ------------------------------------------------------------------ what cannot be read

    def paths(self, g: int) -> list[Place]:
        """Standardised paths beyond 1, the largest first."""
        values = self.standardized[0][g]
        found = [
            (abs(values[i]), Pair("path", float(values[i]), (p.rhs, p.lhs), decimals=2))
            for i, p in self.parameters(g)
            if p.kind == "paths" and not abs(values[i]) <= 1 + SLACK
        ]
        return [place for _, place in sorted(found, key=lambda each: -each[0])]

    def correlations(self, g: int) -> list[Place]:
        """Pairs of constructs that hardly differ, the closest first."""
        own = self.between[g]
        rows, columns = np.tril_indices(len(own), -1)
        pairs = sorted(zip(rows.tolist(), columns.tolist(), strict=True), key=lambda at: -abs(own[at]))
        return [
            Pair("pair", float(own[i, j]), (self.names[j], self.names[i]))
            for i, j in pairs
            if not abs(own[i, j]) <= DISTINCT
        ]

    def errors(self, g: int) -> list[Place]:
        """Standard errors, standardised, that stand out in their kind; the largest first."""
        error = self.standardized[1][g]
        found: list[tuple[float, Place]] = []
        for kind in ("loadings", "paths", "covariances", "residual_covariances"):
            mine = [(i, p) for i, p in self.parameters(g) if p.kind == kind and np.isfinite(error[i])]
            usual = float(np.median([error[i] for i, _ in mine])) if mine else np.nan
            for i, p in mine:
                value = float(error[i])
                if kind == "paths" and (value > TIMES * usual or value > WIDE):
                    found.append((value, Pair("path_error", value, (p.rhs, p.lhs), decimals=2)))
                elif value > TIMES * usual:
                    found.append((value, Place("error", value, item=f"{p.lhs} {p.op} {p.rhs}", decimals=2)))
        return [place for _, place in sorted(found, key=lambda each: -each[0])]

    def inflation(self, g: int) -> list[Place]:
        """Predictors that nearly follow from the others of the same outcome, the worst first.

        By the correlations that the fitted model implies: they are what its paths rest on.
        """
        found = []
        for outcome, predictors in self.result.model.structure.items():
            at = [self.names.index(name) for name in predictors]
            if len(at) > 1:
                factors = variance_inflation(self.implied[g][np.ix_(at, at)])
                found += [
                    (float(value), Pair("inflation", float(value), (name, outcome), decimals=1))
                    for name, value in zip(predictors, factors, strict=True)
                    if value > INFLATED
                ]
        return [place for _, place in sorted(found, key=lambda each: -each[0])]


# ------------------------------------------------------------------ what is said


def plausibility_notices(result: CovarianceResult) -> list[Notice]:
    """Estimates that cannot be, and paths that cannot be read, with the reasons; group by group."""
    checks = Plausibility(result)
    found: list[Notice] = []
    groups = in_words(result.groups, result.group_labels)
    for g in range(result.estimates.structure.n_groups):
        fields: dict[str, object] = {"group": groups[g] if groups else ""}
        impossible: Doubts = tuple(
            (check, tuple(places))
            for check in ("variances", "loadings", "r_squared", "matrices")
            if (places := getattr(checks, check)(g))
        )
        if impossible:
            found.append(_doubtful("ml_inadmissible", fields, _known(impossible) or impossible))
        found += _unreadable(checks, g, fields, bool(impossible or checks.optimum(g)))
    return found


def _known(doubts: Doubts) -> Doubts:
    """Places with a figure: beside a negative variance others are missing, which says no more than that."""
    kept = ((key, tuple(each for each in places if not np.isnan(each.value))) for key, places in doubts)
    return tuple((key, places) for key, places in kept if places)


def _unreadable(checks: Plausibility, g: int, fields: dict[str, object], impossible: bool) -> list[Notice]:
    """One notice where paths are wild, with what explains it; else remarks on what could make them so.

    Beside figures that are impossible nothing is said to be usable.
    """
    # errors belong to an estimate, and displays show none where there is no optimum
    paths, errors = tuple(checks.paths(g)), tuple(checks.errors(g) if checks.result.converged else ())
    alike: Doubts = (
        ("correlations", tuple(checks.correlations(g))),
        ("inflation", tuple(checks.inflation(g))),
    )
    alike, wild = _known(alike), _known((("paths", paths), ("errors", errors)))
    if any(isinstance(place, Pair) for _, places in wild for place in places):
        rest = "" if impossible else "not_causal_rest"
        return [_doubtful("ml_not_causal", fields, (*wild, *alike), rest=rest)]
    found: list[Notice] = []
    if alike:
        found.append(_doubtful("ml_indistinct", fields, alike, warn=False))
    if wild:
        found.append(_doubtful("ml_large_errors", fields, (("", wild[0][1]),), warn=False))
    return found


def optimum_notices(result: CovarianceResult) -> list[Notice]:
    """Whether the search ended at a maximum, and at the same one from every start."""
    checks = Plausibility(result)
    apart = tuple(checks.apart(0))
    if not result.optimum.certified:
        doubts: Doubts = (("", tuple(place for place in checks.optimum(0) if place not in apart)),)
        return [Doubtful("ml_no_maximum", FrozenMapping({}), ConvergenceWarning, doubts)]
    return [Doubtful("ml_two_maxima", FrozenMapping({}), ConvergenceWarning, (("", apart),))] if apart else []


def _doubtful(
    key: str, fields: dict[str, object], doubts: Doubts, warn: bool = True, rest: str = ""
) -> Doubtful:
    return Doubtful(key, FrozenMapping(fields), AdmissibilityWarning if warn else None, doubts, rest)


def admissibility(result: CovarianceResult, lang: str | None = None) -> pd.DataFrame:
    """Whether the estimates can be what they claim to be, in eight checks, by group.

    Parameters
    ----------
    result : CovarianceResult
    lang : {"en", "zh"}, optional
        Of the places; by default they are written as tables name things.

    Returns
    -------
    DataFrame
        Index ``check`` (below the group, with ``by=``), columns ``admissible`` and ``where``, the places that
        fail with their values. Whether these are the estimates at all:

        - ``optimum``: a slope or a curvature that no maximum has, or searches that ended apart.

        Figures that are impossible:

        - ``variances``: a negative one (Heywood case); ``loadings``: a standardised one beyond 1 of an item
          of one construct (of an item of several it is possible);
        - ``r_squared`` outside 0 to 1; ``matrices``: covariances that no constructs can have.

        Paths that cannot be told apart:

        - ``paths``: a standardised one beyond 1. It is possible, and a sign of predictors that repeat each
          other (Jöreskog 1999, "How large can a standardized coefficient be?");
        - ``correlations`` of constructs above .90, in the measurement model, whatever the paths say;
        - ``errors``: standardised, over ten times the median of their kind, or above 0.50 for a standardised
          path.

        Last ``all_checks``.
    """
    checks = Plausibility(result)

    def of_group(g: int) -> pd.DataFrame:
        places = checks.places(g)
        holds = [not places[check] for check in CHECKS]
        where = [listed((place.text(lang) for place in places[check]), lang or "en") for check in CHECKS]
        return pd.DataFrame(
            {"admissible": [*holds, all(holds)], "where": [*where, ""]},
            index=pd.Index([*CHECKS, "all_checks"], name="check"),
        )

    return result._by_group(of_group)


def admissibility_block(result: CovarianceResult, lang: str = "en") -> Block:
    """The table as part of a printed result."""
    table = admissibility(result, lang)
    words = {check: text(f"value.sound_{check}", lang) for check in (*CHECKS, "all_checks")}
    table = table.rename(index=words, level="check" if table.index.nlevels > 1 else None)
    shown = {"admissible": "flag", "where": "plain", "check": "plain"}
    return Block(heading("admissibility", lang), table, shown, note=text("note.sound", lang))


class Plausible:
    """Mixin of `CovarianceResult`: whether its figures can be, and can be read."""

    @frozen_frame
    def admissibility(self) -> pd.DataFrame:
        """Whether the estimates can be what they claim to be: ``check``, ``admissible``, ``where``.

        `csmodels.path_models.likelihood.diagnosis.plausibility.admissibility` lists the eight checks.
        """
        return admissibility(cast("CovarianceResult", self))
