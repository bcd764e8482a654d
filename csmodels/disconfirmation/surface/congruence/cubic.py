"""Cubic surfaces: shape along both lines, asymmetric and level-dependent congruence and where they hold."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri, stdtr, stdtrit

from csmodels.disconfirmation.surface.estimates import Estimates
from csmodels.disconfirmation.surface.figures import columns_of, joint_covariance, wald
from csmodels.disconfirmation.surface.fit import ESTIMATORS, _one_group
from csmodels.disconfirmation.surface.model import ResponseSurface
from csmodels.disconfirmation.surface.ratings import Ratings
from csmodels.errors import DataError, DataWarning, SpecificationError
from csmodels.numerics.fieller import fieller
from csmodels.numerics.surface.cubic import CUBIC_SHAPE, MODELS, PARTS, beyond, extremum, regions
from csmodels.numerics.surface.terms import columns
from csmodels.sampling.grouped import Grouped
from csmodels.sampling.regressions import Asked, settle
from csmodels.sampling.variations import rows_by_group
from csmodels.survey.design import SurveyDesign
from csmodels.tables import FrozenMapping, frozen_frame
from csmodels.tables.notices import Notice, Noticed, issue, notice
from csmodels.tables.result import Tabled
from csmodels.tables.summary import Summary

if TYPE_CHECKING:
    from collections.abc import Mapping

    from csmodels.disconfirmation.surface.result import SurfaceResult

Array = NDArray[np.float64]

CORRECTIONS = ("none", "bonferroni")
#: How mismatch acts in a region, by the sign of its curvature.
ACTS = {-1: "lowers", 0: "not_told", 1: "raises"}


@dataclass(frozen=True, eq=False)
class _Columns(Ratings):
    """Ratings whose surface is a combination of the nine cubic terms."""

    basis: Array

    def extend(self, values: Array) -> Array:
        e, p, z, controls = self.roles(values)
        terms = columns(e - self.center, p - self.center, 3) @ self.basis
        return np.column_stack([terms, controls, z])

    @property
    def n_terms(self) -> int:
        return int(self.basis.shape[1])


@dataclass(frozen=True, eq=False)
class CubicFits:
    """The cubic surface and the four congruence models in one group; a model without a fit is missing.

    Attributes
    ----------
    full : Estimates or None
    models : dict of name to Estimates
    gap, level : array, shape (n,)
        E - P and (E + P) / 2 of each respondent, centred.
    weights : array, shape (n,)
    index : Index
        Of the respondents; those of weight 0 are left out.
    """

    full: Estimates | None
    models: dict[str, Estimates]
    gap: Array
    level: Array
    weights: Array
    index: pd.Index


@dataclass(frozen=True, repr=False, eq=False)
class CubicResult(Grouped, Noticed, Tabled):
    """Cubic congruence of a fitted surface.

    Attributes
    ----------
    shape : DataFrame
        Rows u1, u2, u3 (slope, curvature, cubic part where performance equals expectation), v1, v2, v3 (along
        mismatch).
    models : DataFrame
        Coefficients of CA, RRCA, CL, RRCL: `level` (b1 = b2), `square` (b3), `cube` or `square_level` (b6).
    constraints : DataFrame
        For each model the Wald test, within the full cubic surface, of what it sets to zero or equal: columns
        statistic, df, df_resid (F where given, else chi-square), p_value, rejected (at `level`). A rejected
        model is not read.
    asymmetry : DataFrame
        CA and RRCA: where the outcome turns a second time, and how many answers lie beyond.
    asymmetry_points : DataFrame
        These answers one by one.
    level_regions : DataFrame
        CL and RRCL: levels at which mismatch lowers the outcome, raises it, or cannot be told to do either.
    """

    parts: tuple[CubicFits, ...]
    outcome_name: str
    groups: tuple[Any, ...]
    settings: FrozenMapping[str, object]
    notices: tuple[Notice, ...]
    group_labels: FrozenMapping[Any, Mapping[str, str]]

    @frozen_frame
    def shape(self) -> pd.DataFrame:
        """u1 ... u3, v1 ... v3 of the full cubic surface."""
        return self._by_group(lambda g: _shape(self.parts[g]))

    @frozen_frame
    def models(self) -> pd.DataFrame:
        """Coefficients of the four models, and R²."""
        return self._by_group(lambda g: _models(self.parts[g]))

    @frozen_frame
    def constraints(self) -> pd.DataFrame:
        """Whether the constraints of each model hold within the cubic surface."""
        return self._by_group(lambda g: _constraints(self.parts[g], self._level))

    @frozen_frame
    def asymmetry(self) -> pd.DataFrame:
        """Second line of extrema of CA and RRCA (E - P), and the share of answers beyond it."""
        return self._by_group(lambda g: _asymmetry(self.parts[g], self._points(g)))

    @frozen_frame
    def asymmetry_points(self) -> pd.DataFrame:
        """Answers beyond the second line of extrema, and how their outcome differs from that on the line."""
        return self._by_group(self._points)

    @frozen_frame
    def level_regions(self) -> pd.DataFrame:
        """Regions of the level (E + P) / 2, centred, and the share of answers in each."""
        return self._by_group(lambda g: _level_regions(self.parts[g], self._level))

    def _points(self, g: int) -> pd.DataFrame:
        return _points(self.parts[g], self._level, str(self.settings["correction"]))

    @cached_property
    def _level(self) -> float:
        return float(str(self.settings["level"]))

    def summary(self, lang: str = "en") -> Summary:
        """Return shape, models, second extremum and regions as a document."""
        from csmodels.disconfirmation.surface.congruence.cubic_display import summary

        return summary(self, lang)


class WithCubic:
    """Mixin of a fitted surface: `cubic`."""

    def cubic(self: Any, *, level: float = 0.05, correction: str = "none") -> CubicResult:
        """Asymmetric and level-dependent congruence; see `csmodels.disconfirmation.cubic_congruence`."""
        return cubic_congruence(self, level=level, correction=correction)


def cubic_congruence(result: SurfaceResult, *, level: float = 0.05, correction: str = "none") -> CubicResult:
    """Fit the cubic surface and the models of asymmetric and level-dependent congruence.

    Use it to ask whether falling short of expectation weighs more than exceeding it, or whether mismatch
    weighs more at a high level than at a low one, and for which of your respondents the answer holds.

    Parameters
    ----------
    result : SurfaceResult
        Of either degree; its answers, weights, groups, controls and kind of errors are used.
    level : float
        Of the tests of each model's constraints, and of those that bound regions and judge answers beyond the
        second extremum.
    correction : {"none", "bonferroni"}
        For testing many answers beyond the second extremum.

    Returns
    -------
    CubicResult

    Raises
    ------
    SpecificationError
        Level or correction out of range.

    Notes
    -----
    With E and P centred (Humberg, Schönbrodt, Back and Nestler 2022):

    - CA (asymmetric): c1 (E - P)² + c2 (E - P)³; RRCA adds b1 (E + P). The outcome turns at E = P and again
      at E - P = -2 c1 / (3 c2); beyond, mismatch acts the other way. An answer beyond differs if its
      outcome, c1 (d² - t²) + c2 (d³ - t³) from that on the line at its own level, is told from zero. (The
      place t of the line is estimated, but the outcome is flat there, so its error does not count to first
      order.)
    - CL (level-dependent): c1 (E - P)² + c3 (E - P)² (E + P); RRCL adds b1 (E + P). Across the line of
      congruence at level k = (E + P) / 2 the curvature is 4 c1 + 8 k c3, of variance 16 V33 + 64 k V36 +
      64 k² V66; the levels at which it is just told from zero bound the regions.

    Each model is the cubic surface under constraints, which a Wald test may reject; what a rejected model
    says of the outcome is not what the answers say.

    u1 = b1 + b2, u2 = b3 + b4 + b5, u3 = b6 + b7 + b8 + b9; v1 = b1 - b2, v2 = b3 - b4 + b5,
    v3 = b6 - b7 + b8 - b9.

    Examples
    --------
    >>> import csmodels as cs
    >>> surface = cs.ResponseSurface(outcome="sat_overall", expectation="e_bed", performance="p_bed")
    >>> found = cubic_congruence(surface.fit(cs.datasets.load_hotel(), n_boot=0))
    >>> found.shape.index.tolist()
    ['u1', 'u2', 'u3', 'v1', 'v2', 'v3']
    >>> found.asymmetry.index.tolist()
    ['CA', 'RRCA']
    """
    if isinstance(level, bool) or not 0 < level < 1:
        raise SpecificationError(f"level={level!r} must lie between 0 and 1, e.g. 0.05.")
    if correction not in CORRECTIONS:
        raise SpecificationError(f"correction={correction!r} is unknown: 'none' or 'bonferroni'.")
    own = result.settings
    design: SurveyDesign | None = getattr(result, "design", None)
    asked = Asked(
        estimator=str(own["estimator"]),
        errors=str(own["errors"]),
        missing=str(own["missing"]),
        n_boot=int(str(own["n_boot"])) or None if own["errors"] == "bootstrap" else 0,
        seed=int(str(own["seed"])),
        ci=str(own["ci"]) if own["errors"] == "bootstrap" else None,
        conf_level=float(str(own["conf_level"])),
    )
    if asked.estimator != "ols":
        asked = replace(asked, errors=None)
    kept = ("n", "weights", "center", "errors", "conf_level")
    settings = {name: own[name] for name in kept} | {"level": level, "correction": correction}
    if "by" in own:
        settings["by"] = own["by"]
    notices: list[Notice] = []
    parts = tuple(_group(result, g, asked, design, notices) for g in range(len(result.parts)))
    issue(notices, stacklevel=2)
    return CubicResult(
        parts=parts,
        outcome_name=result.outcome_name,
        groups=result.groups,
        settings=FrozenMapping(settings),
        notices=tuple(notices),
        group_labels=result.group_labels,
    )


def _group(
    result: SurfaceResult, g: int, asked: Asked, design: SurveyDesign | None, notices: list[Notice]
) -> CubicFits:
    part = result.parts[g]
    rows = rows_by_group(result.answers, None if part.label is None else (part.label,))[0]
    errors, options = settle(asked, design, ESTIMATORS)
    model: ResponseSurface = result.model
    where = f" [{part.label}]" if part.label is not None else ""

    def fitted(name: str, basis: Array) -> Estimates | None:
        ratings = _Columns(model, result.ratings.center, result.ratings.scale, basis)
        try:
            return _one_group(rows, ratings, asked, errors, options, design, None)
        except DataError:
            # too few different answers for these columns: the others may still be fitted
            notices.append(notice("cubic_unfitted", DataWarning, model=name, group=where))
            return None

    full = fitted("cubic", np.eye(9))
    bases = {name: np.stack([PARTS[part] for part in held], axis=-1) for name, held in MODELS.items()}
    models = {name: found for name, basis in bases.items() if (found := fitted(name, basis)) is not None}
    complete = ~np.isnan(rows.values).any(axis=1)
    e, p = part.rows[:, 0], part.rows[:, 1]
    weights = np.ones(len(e)) if part.weights is None else part.weights
    gap = np.where(np.abs(e - p) < 1e-9, 0.0, e - p)
    index = result.answers.all_rows[rows.where[complete]]
    return CubicFits(full, models, gap, (e + p) / 2, weights, index)


def _shape(part: CubicFits) -> pd.DataFrame:
    names = pd.Index([f"{line}{i}" for line in "uv" for i in (1, 2, 3)], name="shape")
    if part.full is None:
        columns = ["estimate", "std_error", "statistic", "p_value", "conf_low", "conf_high"]
        return pd.DataFrame(np.nan, index=names, columns=columns)
    found = part.full.uncertainty(lambda b: b @ CUBIC_SHAPE.T)
    return pd.DataFrame(columns_of(found, tested=True), index=names)


def _models(part: CubicFits) -> pd.DataFrame:
    frames = {}
    for name, one in part.models.items():
        found = one.uncertainty(lambda b: b)
        index = pd.Index(MODELS[name], name="part")
        frames[name] = pd.DataFrame(
            {**columns_of(found, tested=True), "r_squared": one.r_squared}, index=index
        )
    return pd.concat(frames, names=["model", "part"])


def _constraints(part: CubicFits, level: float) -> pd.DataFrame:
    """Whether the cubic surface may be taken for each model: a Wald test of what the model rules out."""
    rows = {}
    for name in part.models:
        held = np.stack([PARTS[each] for each in MODELS[name]])
        # an orthogonal basis of all surfaces that the model does not hold
        apart = np.linalg.svd(held)[2][len(held) :]
        if part.full is None:
            found = dict.fromkeys(("statistic", "df_resid", "p_value"), np.nan) | {"df": len(apart)}
        else:
            found = wald(part.full.coefficients, joint_covariance(part.full), apart, part.full.df)
        rows[name] = {**found, "rejected": bool(found["p_value"] < level)}
    columns = ["statistic", "df", "df_resid", "p_value", "rejected"]
    frame = pd.DataFrame.from_dict(rows, orient="index", columns=columns).rename_axis("model")
    return frame.astype({"df": int, "rejected": bool})


def _pair(name: str, one: Estimates) -> tuple[Array, Array]:
    """The square's and the cubic coefficient of a model, and their covariance."""
    held = MODELS[name]
    chosen = [held.index("square"), len(held) - 1]
    return one.coefficients[chosen], joint_covariance(one)[np.ix_(chosen, chosen)]


def _points(part: CubicFits, level: float, correction: str) -> pd.DataFrame:
    frames = {}
    for name in ("CA", "RRCA"):
        if name not in part.models:
            continue
        one = part.models[name]
        (c1, c2), covariance = _pair(name, one)
        turn = float(extremum(np.array(c1), np.array(c2)))
        mine = beyond(part.gap, turn)
        d = part.gap[mine]
        away = np.column_stack([d**2 - turn**2, d**3 - turn**3])
        with np.errstate(invalid="ignore", divide="ignore"):
            differs = away @ np.array([c1, c2])
            error = np.sqrt(((away @ covariance) * away).sum(axis=1))
            p_value = _two_sided(differs / error, one.df)
        used = level / max(1, int(mine.sum())) if correction == "bonferroni" else level
        frames[name] = pd.DataFrame(
            {
                "gap": d,
                "difference": differs,
                "std_error": error,
                "p_value": p_value,
                "different": p_value < used,
            },
            index=part.index[mine].rename("respondent"),
        )
    return pd.concat(frames, names=["model", "respondent"]) if frames else pd.DataFrame()


def _two_sided(statistic: Array, df: float | None) -> Array:
    size = -np.abs(statistic)
    return np.asarray(2 * (ndtr(size) if df is None else stdtr(df, size)), dtype=np.float64)


def _asymmetry(part: CubicFits, points: pd.DataFrame) -> pd.DataFrame:
    rows = {}
    for name in ("CA", "RRCA"):
        if name not in part.models:
            continue
        one = part.models[name]
        (c1, c2), covariance = _pair(name, one)
        turn = float(extremum(np.array(c1), np.array(c2)))
        scale = np.array([-2.0, 3.0])
        spread = covariance * np.outer(scale, scale)
        limits = fieller(-2 * c1, 3 * c2, spread, one.variation.conf_level, one.df)
        mine = beyond(part.gap, turn)
        own = points.loc[name] if len(points) and name in points.index.get_level_values(0) else points.head(0)
        different = np.zeros(len(mine), dtype=bool)
        if len(own):
            different[np.flatnonzero(mine)] = own["different"].to_numpy(dtype=bool)
        total = part.weights.sum()
        rows[name] = {
            "turn": turn,
            "conf_low": limits.low,
            "conf_high": limits.high,
            "n_beyond": int(mine.sum()),
            "share_beyond": float(part.weights[mine].sum() / total),
            "n_different": int(different.sum()),
            "share_different": float(part.weights[different].sum() / total),
        }
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("model")


def _level_regions(part: CubicFits, level: float) -> pd.DataFrame:
    frames = {}
    for name in ("CL", "RRCL"):
        if name not in part.models:
            continue
        one = part.models[name]
        (c1, c3), covariance = _pair(name, one)
        tail = 1 - level / 2
        quantile = float(ndtri(tail) if one.df is None else stdtrit(one.df, tail))
        rows = []
        for each in regions(float(c1), float(c3), covariance, quantile):
            mine = (part.level >= each.low) & (part.level < each.high)
            rows.append(
                {
                    "level_low": each.low,
                    "level_high": each.high,
                    "mismatch": ACTS[each.sign],
                    "n": int(mine.sum()),
                    "share": float(part.weights[mine].sum() / part.weights.sum()),
                }
            )
        frames[name] = pd.DataFrame(rows, index=pd.RangeIndex(1, len(rows) + 1, name="region"))
    return pd.concat(frames, names=["model", "region"]) if frames else pd.DataFrame()
