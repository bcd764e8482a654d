"""Measurement invariance of covariance models: more and more is held equal between groups."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, ClassVar, cast

import numpy as np
import pandas as pd

from csmodels.errors import ConvergenceWarning, SpecificationError, did_you_mean, some
from csmodels.path_models.likelihood.asked import term
from csmodels.path_models.likelihood.goodness.measures import fit_measures, has_gaps
from csmodels.path_models.likelihood.goodness.nested import nested
from csmodels.path_models.likelihood.invariance.means import latent_means
from csmodels.path_models.likelihood.invariance.rules import LIMITS, limits_for, verdicts
from csmodels.path_models.likelihood.invariance.scores import SCORED, released
from csmodels.path_models.likelihood.parameters import Parameter
from csmodels.path_models.likelihood.refit import refit
from csmodels.tables import FrozenMapping, Summary, Tabled, frozen_frame
from csmodels.tables.notices import Notice, Noticed, issue, notice
from csmodels.tables.strings import text as words

if TYPE_CHECKING:
    from csmodels.path_models.likelihood.result import CovarianceResult

#: What groups share at each level.
LEVELS: Mapping[str, tuple[str, ...]] = {
    "configural": (),
    "metric": ("loadings",),
    "scalar": ("loadings", "intercepts"),
    "strict": ("loadings", "intercepts", "residuals"),
}
#: Figures of each level, in the order of the table; the first ones scaled where the fit is robust.
SCALED = ("chi2", "p_value")
ROBUST = ("cfi", "tli", "rmsea", "rmsea_low", "rmsea_high")
FIGURES = ("chi2", "df", "p_value", "cfi", "tli", "rmsea", "rmsea_low", "rmsea_high", "srmr", "aic", "bic")
#: Worse figures of the configural model make every later comparison one of models that do not fit.
POOR = (("cfi", 0.95, -1), ("rmsea", 0.06, 1), ("srmr", 0.08, 1))

__all__ = ["LEVELS", "LIMITS", "InvarianceLadder", "Invariant", "invariance"]


@dataclass(frozen=True)
class OfLevel(Notice):
    """A notice about a level, which has words in every language."""

    def text(self, lang: str = "en") -> str:
        """The sentence in a language."""
        level = words(f"value.ladder_{self.fields['level']}", lang)
        return words(f"message.{self.key}", lang, level=level)


@dataclass(frozen=True, repr=False, eq=False)
class InvarianceLadder(Noticed, Tabled):
    """Measurement invariance of a covariance model; made by `CovarianceResult.invariance`, not by hand.

    Attributes
    ----------
    result : CovarianceResult
        The fit whose groups are compared.
    settings : mapping
    notices : tuple of Notice
        What the reader must know; `warnings` gives the sentences.
    fits : mapping of level to CovarianceResult
        The fit of each level, with all its tables.

    Notes
    -----
    Tables: `verdicts`, `steps`, `constraints`, `latent_means`, `thresholds`.
    """

    result: CovarianceResult
    settings: FrozenMapping[str, object]
    notices: tuple[Notice, ...]
    fits: FrozenMapping[str, CovarianceResult]
    title_key: ClassVar[str] = "heading.ladder"

    @frozen_frame
    def verdicts(self) -> pd.DataFrame:
        """What three rules say of each level after the first, and what they say together.

        ``chi2_test``, ``cheung_rensvold`` and ``chen``: whether the level holds; see `thresholds`.
        ``verdict``: ``holds`` or ``fails`` where they agree, ``disputed`` where they do not, ``not_reached``
        where they agree on a level after one that fails, ``unknown`` where a figure does not exist,
        ``untested`` where the level adds no equality.
        """
        return verdicts(self.steps, float(str(self.settings["n"])), float(str(self.settings["alpha"])))

    @frozen_frame
    def steps(self) -> pd.DataFrame:
        """Fit of each level, and the differences to the level before it.

        Where the fit is robust chi-square and p are scaled, CFI, TLI and RMSEA robust, and the difference of
        chi-squares is the scaled one of Satorra and Bentler (2001); where that does not exist, of (2010).
        """
        rows = {level: _figures(fit) for level, fit in self.fits.items()}
        frame = pd.DataFrame.from_dict(rows, orient="index")
        frame.index.name = "level"
        frame["df"] = frame["df"].astype(int)
        fits = list(self.fits.values())
        tests = [{}, *(_difference(fits[i], fits[i - 1]) for i in range(1, len(fits)))]
        for name in ("chi2_difference", "df_difference", "p_value_difference"):
            frame[name] = [test.get(name, np.nan) for test in tests]
        for name in ("cfi", "rmsea", "srmr"):
            frame[f"{name}_difference"] = frame[name].diff()
        return frame

    @frozen_frame
    def constraints(self) -> pd.DataFrame:
        """Every equality that a level adds, tested by itself: those that fit worst first.

        ``chi2_change`` is by how much chi-square would about fall were the parameter free in all groups
        (score test), with ``df``, ``p_value`` and ``p_adjusted`` (Holm, over the level); ``group`` the one
        that differs most and ``difference`` by how much it would about differ from the value of the others,
        in the units of the data. Free the first of a failing level, look again, and stop when nothing is
        left to explain; each freedom should have a reason in the wording of the question.

        Without rows where answers are missing (``missing="fiml"``): score tests need complete answers. Free
        a parameter by `free` there and see by how much chi-square falls.
        """
        parts = [pd.DataFrame(columns=["level", *SCORED])]
        levels = [] if has_gaps(self.result) else list(self.fits)
        for before, level in pairwise(levels):
            for kind in LEVELS[level]:
                if kind not in LEVELS[before]:
                    part = released(self.fits[level], kind)
                    part.insert(0, "level", level)
                    parts.append(part)
        return pd.concat(parts[1:] or parts, ignore_index=True)

    @frozen_frame
    def latent_means(self) -> pd.DataFrame | None:
        """Means of the constructs in each group less those in the first, from the scalar model.

        ``difference`` in the unit of the construct, with error, test and limits; ``standardized`` the same in
        standard deviations within the two groups (pooled by size; after Hancock 2001), with limits.
        None without the level "scalar".
        """
        return latent_means(self.fits["scalar"]) if "scalar" in self.fits else None

    @frozen_frame
    def thresholds(self) -> pd.DataFrame:
        """The limits that `verdicts` applies, and who proposed them."""
        return limits_for(float(str(self.settings["n"])))

    def summary(self, lang: str = "en") -> Summary:
        """Verdicts, fits, constraints and latent means as a document.

        Parameters
        ----------
        lang : {"en", "zh"}
        """
        from csmodels.path_models.likelihood.invariance.display import summary

        return summary(self, lang)


def _figures(fit: CovarianceResult) -> dict[str, float]:
    """Figures of one level by their names in the table."""
    found = fit_measures(fit)

    def one(name: str) -> float:
        twin = f"{name}_scaled" if name in SCALED else f"{name}_robust" if name in ROBUST else name
        return float(found.get(twin, found[name]))

    return {name: one(name) for name in FIGURES}


def _difference(restricted: CovarianceResult, free: CovarianceResult) -> dict[str, float]:
    """Difference of chi-squares of two levels, scaled where the fits are robust."""
    if restricted.table.structure.n_params == free.table.structure.n_params:
        # single items alone: nothing was held equal
        return {"chi2_difference": 0.0, "df_difference": 0.0}
    found = nested(restricted, free)
    if "scaling_factor" in found and np.isnan(found["chi2_difference_scaled"]):
        found = nested(restricted, free, method="2010")
    return {
        "chi2_difference": float(found.get("chi2_difference_scaled", found["chi2_difference"])),
        "df_difference": float(found["df_difference"]),
        "p_value_difference": float(found.get("p_value_scaled", found["p_value"])),
    }


class Invariant:
    """Mixin of `CovarianceResult`: whether groups answer the same questions in the same way."""

    def invariance(self, free: Iterable[str] = (), levels: Iterable[str] = tuple(LEVELS)) -> InvarianceLadder:
        """Test whether the constructs are measured alike in all groups, before groups are compared.

        When to use it: before paths of groups are compared (metric invariance is needed) and before means of
        constructs are (scalar invariance is needed). For PLS see `csmodels.PathResult.invariance` (MICOM).

        Parameters
        ----------
        free : sequence of str
            Parameters that may differ (partial invariance), as ``"visual =~ x3"``, ``"x3 ~ 1"`` and
            ``"x3 ~~ x3"``. A free loading asks for a free intercept of the same item from "scalar" on.
        levels : sequence of {"configural", "metric", "scalar", "strict"}
            Two or more, in this order. Equal are: nothing but the pattern; loadings; intercepts too; error
            variances too.

        Returns
        -------
        InvarianceLadder
            `steps`, `verdicts`, `constraints`, `latent_means`, and the fits.

        Raises
        ------
        SpecificationError
            No groups, or one alone; an unknown level; `free` names what the model does not have, or a
            marker, which is 1 in every group; a level that is not identified.

        Notes
        -----
        Jöreskog (1971); Meredith (1993); partial invariance: Byrne, Shavelson and Muthén (1989). All levels
        have intercepts, free where they are not equal. Means of constructs are 0 in the first group, and free
        in the others once intercepts are equal. Equalities of the fit itself do not enter. No resamples are
        drawn: errors come from the information, robust where those of the fit are, and with weights, strata,
        clusters or replicate weights (which do not enter as such; a notice says so).

        Examples
        --------
        >>> import csmodels as cs
        >>> model = cs.PathModel({"Quality": ["qual_overall", "qual_custom", "qual_reliability"]}, {})
        >>> result = model.fit(cs.datasets.load_hotel(), "ml", by="quarter")
        >>> ladder = result.invariance(levels=("configural", "metric"))
        >>> list(ladder.steps.index)
        ['configural', 'metric']
        """
        return invariance(cast("CovarianceResult", self), free, levels, stacklevel=3)


def invariance(
    result: CovarianceResult,
    free: Iterable[str] = (),
    levels: Iterable[str] = tuple(LEVELS),
    stacklevel: int = 2,
) -> InvarianceLadder:
    """Fit every level of measurement invariance; see `Invariant.invariance`."""
    chosen = _checked(result, tuple(levels))
    first = refit(result, means=True)
    freed = tuple(_freed(first, said) for said in ((free,) if isinstance(free, str) else free))
    terms = tuple(f"{p.lhs} ~ 1" if p.op == "~1" else f"{p.lhs} {p.op} {p.rhs}" for p in freed)
    fits = {
        level: first if not LEVELS[level] else refit(result, means=True, equal=LEVELS[level], free=terms)
        for level in chosen
    }
    notices = _notices(result, fits, freed)
    settings: dict[str, object] = {
        "by": result.settings["by"],
        "n": float(result.estimates.n_total),
        "free": ", ".join(terms) or "none",
        # with weights or a survey's design also where those of the fit itself came from resamples
        "robust": first.settings["robust"],
        "alpha": 0.05,
        "conf_level": result.settings["conf_level"],
    }
    issue(notices, stacklevel)
    return InvarianceLadder(result, FrozenMapping(settings), tuple(notices), FrozenMapping(fits))


def _checked(result: CovarianceResult, levels: tuple[str, ...]) -> tuple[str, ...]:
    if not result.groups:
        raise SpecificationError(
            'invariance() compares groups; fit the model with by="...", the column of the groups.'
        )
    if len(result.groups) == 1:
        raise SpecificationError(
            f"Only the group {result.groups[0]!r} could be fitted; invariance() needs two or more."
        )
    for level in levels:
        if level not in LEVELS:
            raise SpecificationError(
                f"The level {level!r} is unknown. Choose among {some(map(repr, LEVELS))}."
                f"{did_you_mean(level, LEVELS)}"
            )
    if len(levels) < 2 or list(levels) != [level for level in LEVELS if level in levels]:
        raise SpecificationError(
            f"levels={levels!r} must be two or more of {some(map(repr, LEVELS))}, in this order."
        )
    return levels


def _freed(first: CovarianceResult, said: str) -> Parameter:
    """The parameter that `free` names."""
    table = first.table
    lhs, op, rhs = term(said)
    known = [p for p in table.parameters[: table.of_one_group] if p.kind in LEVELS["strict"]]
    for p in known:
        if p.op == op and (p.lhs, p.rhs) in ((lhs, rhs), (rhs, lhs) if op == "~~" else (lhs, rhs)):
            if p.free:
                return p
            raise SpecificationError(
                f"free={said!r}: this parameter is fixed at {p.value:g} in every group, so freeing it changes"
                ' nothing. If it is the marker of its construct, fit the model with scaling="unit" first.'
            )
    words = [f"{p.lhs} ~ 1" if p.op == "~1" else f"{p.lhs} {p.op} {p.rhs}" for p in known]
    raise SpecificationError(
        f"free={said!r} is no loading, intercept or error variance of the model.{did_you_mean(said, words)}"
        f" It has {some(words, 6)}."
    )


def _notices(
    result: CovarianceResult, fits: Mapping[str, CovarianceResult], freed: tuple[Parameter, ...]
) -> list[Notice]:
    """What the reader of a ladder must know."""
    left_out = result.failed_groups.items()
    found = [notice("group_left_out", group=label, reason=reason) for label, reason in left_out]
    found += [
        OfLevel("ladder_not_converged", FrozenMapping({"level": level}), ConvergenceWarning)
        for level, fit in fits.items()
        if not fit.converged
    ]
    if has_gaps(result):
        found.append(notice("ladder_gaps"))
    if result.settings["se"] == "replicates":
        found.append(notice("ladder_replicates"))
    intercepts = {p.lhs for p in freed if p.op == "~1"}
    items = [p.rhs for p in freed if p.op == "=~" and p.rhs in result.table.items]
    alone = [item for item in items if item not in intercepts]
    if alone and ("scalar" in fits or "strict" in fits):
        found.append(notice("ladder_intercepts", items=some(alone, 6)))
    labels = dict.fromkeys(p.label for p in result.table.parameters if p.label and p.free)
    if labels:
        found.append(notice("ladder_labels", labels=some(labels, 6)))
    level, first = next(iter(fits.items()))
    figures = _figures(first)
    if level == "configural" and any((figures[name] - limit) * side > 0 for name, limit, side in POOR):
        cfi, rmsea, srmr = (f"{figures[name]:.3f}" for name, *_ in POOR)
        found.append(notice("ladder_poor", cfi=cfi, rmsea=rmsea, srmr=srmr))
    return found
