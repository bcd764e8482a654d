"""The response surface of an outcome over expectation and performance: what is asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from csmodels.errors import SpecificationError
from csmodels.sampling.columns import names_of

if TYPE_CHECKING:
    import pandas as pd

    from csmodels.disconfirmation.surface.result import SurfaceResult
    from csmodels.survey import SurveyData

#: Names of the terms in tables, b1 first.
TERMS = (
    "expectation",
    "performance",
    "expectation^2",
    "expectation:performance",
    "performance^2",
    "expectation^3",
    "expectation^2:performance",
    "expectation:performance^2",
    "performance^3",
)
#: Where both ratings may be centred, besides any number.
CENTERS = ("midpoint", "pooled")


def _is_number(given: object) -> bool:
    if isinstance(given, bool) or not isinstance(given, (int, float, np.integer, np.floating)):
        return False
    return bool(np.isfinite(given))


def _two_ends(given: object) -> tuple[float, float]:
    """Ends of a scale, the lower one first."""
    ends = tuple(given) if isinstance(given, Sequence) and not isinstance(given, str) else ()
    if len(ends) != 2 or not all(map(_is_number, ends)) or not ends[0] < ends[1]:
        raise SpecificationError(f"scale={given!r} must be two numbers (low, high), such as scale=(1, 10).")
    return float(ends[0]), float(ends[1])


@dataclass(frozen=True)
class ResponseSurface:
    """An outcome as a polynomial surface over expectation and performance.

    Use it to ask whether satisfaction follows performance, expectation, the match of the two or their
    difference, without building the answer into a difference score (Edwards 1994, 2002).

    Parameters
    ----------
    outcome : str or sequence of str
        Column of the outcome; several columns are averaged.
    expectation, performance : str or sequence of str
        Ratings on the same scale; several columns are averaged, respondent by respondent.
    center : {"midpoint", "pooled"} or float
        The value taken from both ratings: the midpoint of their scale, their common mean, or a number. Both
        are centred at the same value, because centring each at its own mean would change what "equal"
        means. Coefficients of second order and a2, a4, a5 do not depend on it; b1, b2, a1, a3 do.
    controls : sequence of str
        Further columns, entered as they are.
    degree : {2, 3}
        3 adds the cubic terms that asymmetric and level-dependent congruence need.
    scale : (low, high), optional
        Ends of the scale of both ratings, where the data are a plain DataFrame; a questionnaire knows them.
        Answers beyond them are refused.

    Raises
    ------
    SpecificationError
        A column in two roles, an unknown centre or degree, a scale that is not two numbers.

    Notes
    -----
    outcome = b0 + b1 E + b2 P + b3 E² + b4 EP + b5 P² + controls (Edwards and Parry 1993), with E and P
    expectation and performance minus the centre; cubic terms b6 E³ + b7 E²P + b8 EP² + b9 P³ (Humberg,
    Schönbrodt, Back and Nestler 2022). Disconfirmation is performance minus expectation throughout: the
    line of incongruence runs from high expectation met by low performance to the reverse.

    Examples
    --------
    >>> import csmodels as cs
    >>> surface = cs.ResponseSurface(outcome="sat_overall", expectation="e_bed", performance="p_bed")
    >>> result = surface.fit(cs.datasets.load_hotel(), n_boot=200)
    >>> result.shape.columns.tolist()
    ['estimate', 'std_error', 'statistic', 'p_value', 'conf_low', 'conf_high']
    """

    outcome: str | tuple[str, ...]
    expectation: str | tuple[str, ...]
    performance: str | tuple[str, ...]
    center: str | float = "midpoint"
    controls: tuple[str, ...] = ()
    degree: int = 2
    scale: tuple[float, float] | None = None

    def __post_init__(self) -> None:
        for role in ("outcome", "expectation", "performance"):
            names = names_of(getattr(self, role), role)
            object.__setattr__(self, role, names[0] if len(names) == 1 else names)
        if isinstance(self.controls, str):
            raise SpecificationError(f"controls takes several columns; for one write [{self.controls!r}].")
        object.__setattr__(self, "controls", tuple(self.controls))
        named = self.items
        if len(set(named)) < len(named):
            twice = next(name for name in named if named.count(name) > 1)
            raise SpecificationError(f"Column {twice!r} has two roles in the surface; each may have one.")
        if isinstance(self.center, str) and self.center not in CENTERS:
            raise SpecificationError(
                f"center={self.center!r} is unknown: 'midpoint' (of the scale), 'pooled' (common mean) or a"
                " number. Centring each rating at its own mean is not offered: equal answers would no longer"
                " be equal."
            )
        if self.degree not in (2, 3):
            raise SpecificationError(f"degree={self.degree!r} must be 2, or 3 for cubic terms.")
        if not isinstance(self.center, str) and not _is_number(self.center):
            raise SpecificationError(
                f"center={self.center!r} must be 'midpoint', 'pooled' or a number, such as center=4."
            )
        if self.scale is not None:
            object.__setattr__(self, "scale", _two_ends(self.scale))

    @property
    def items(self) -> tuple[str, ...]:
        """All columns: of the outcome, expectation, performance, controls."""
        roles = (self.outcome, self.expectation, self.performance)
        return tuple(n for role in roles for n in names_of(role, "column")) + self.controls

    def fit(
        self,
        data: SurveyData | pd.DataFrame,
        estimator: str = "ols",
        *,
        errors: str | None = None,
        missing: str = "listwise",
        n_boot: int | None = None,
        seed: int = 0,
        ci: str | None = None,
        conf_level: float = 0.95,
        by: str | None = None,
        ranges: Mapping[str, tuple[float, float]] | None = None,
    ) -> SurfaceResult:
        """Estimate the surface, its shape and what may be said of it.

        Parameters
        ----------
        data : SurveyData or DataFrame
        estimator : {"ols", "logit", "probit"}
            Least squares, or an ordered logit or probit model of an outcome with few ordered categories.
        errors : str, optional
            Standard errors of coefficients and of a1 to a5: "HC3" (default; Long and Ervin 2000), "HC0",
            "HC1", "HC2", "classical" (constant variance, divisor n - k), "ml" (divisor n, normal limits: as
            packages that fit surfaces as structural equation models print them), "cluster" (sums within the
            survey's clusters), "linearized" (Taylor linearisation, the default where the survey declares
            strata or clusters), "replicates" (default with replicate weights) or "bootstrap". Joint tests
            are F tests where limits are Student's, chi-square tests with "ml", with "bootstrap" of
            independent respondents and with ordered models, whose errors are those of maximum likelihood
            alone.
        missing : {"listwise", "mi"}
            Respondents who left an item open are left out, or their answers imputed several times.
        n_boot : int, optional
            Resamples for the intervals of axes, stationary point and other ratios; 1,000 by default, none
            for ordered models.
        seed : int
        ci : {"percentile", "bca", "normal"}, optional
            Limits of these figures; of all figures with ``errors="bootstrap"``.
        conf_level : float
        by : str, optional
            Column of groups: a surface in each, and `compare_groups` tests whether they are equal.
        ranges : mapping of item to (low, high), optional
            Admissible answers, where the data have no questionnaire.

        Returns
        -------
        SurfaceResult

        Raises
        ------
        SpecificationError
            Options that are unknown or contradict the data.
        DataError
            Expectation and performance on different scales, an unknown midpoint, columns that are
            linear combinations of each other (performance - expectation beside both), too few rows.
        """
        from csmodels.disconfirmation.surface.fit import fit
        from csmodels.sampling.regressions import Asked

        asked = Asked(errors, missing, n_boot, seed, ci, conf_level, estimator)
        return fit(self, data, asked, by=by, ranges=dict(ranges or {}))
