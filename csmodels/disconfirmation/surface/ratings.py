"""The columns of a surface, read, averaged and centred; everything that forbids a surface is said here."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from csmodels.disconfirmation.surface.model import TERMS, ResponseSurface
from csmodels.errors import DataError, DataWarning, some
from csmodels.numerics.surface.terms import N_TERMS, columns
from csmodels.sampling.columns import names_of
from csmodels.survey import SurveyData
from csmodels.survey.attributes import common_scale
from csmodels.tables.notices import Notice, notice

Array = NDArray[np.float64]

#: Rows below which a surface of six coefficients is a guess.
FEW_ROWS = 30
#: Ranges of the answers that differ by more than this factor look like different scales.
RANGES_DIFFER = 2.0


@dataclass(frozen=True, eq=False)
class Ratings:
    """How the columns of the answers become those of the regression.

    Attributes
    ----------
    model : ResponseSurface
    center : float
        Taken from both ratings.
    scale : (low, high) or None
        Of both ratings, where it is known.
    """

    model: ResponseSurface
    center: float
    scale: tuple[float, float] | None

    def roles(self, values: Array) -> tuple[Array, Array, Array, Array]:
        """Expectation, performance (both as asked), outcome, controls; values as `model.items`."""
        found, at = [], 0
        for role in (self.model.outcome, self.model.expectation, self.model.performance):
            k = len(names_of(role, "column"))
            found.append(values[:, at : at + k].mean(axis=1))
            at += k
        z, e, p = found
        return e, p, z, values[:, at:]

    def extend(self, values: Array) -> Array:
        """Terms of the surface, controls, outcome: the columns whose moments are taken."""
        e, p, z, controls = self.roles(values)
        terms = columns(e - self.center, p - self.center, self.model.degree)
        return np.column_stack([terms, controls, z])

    @property
    def n_terms(self) -> int:
        return N_TERMS[self.model.degree]


def ratings_of(
    model: ResponseSurface, data: SurveyData | pd.DataFrame, values: Array, weights: Array | None
) -> Ratings:
    """Settle scale and centre; values are the complete answers of all respondents."""
    scale = _scale(model, data)
    if isinstance(model.center, str):
        if model.center == "midpoint":
            if scale is None:
                raise DataError(
                    'center="midpoint" needs the scale of the ratings: say scale=(1, 10) or whatever was'
                    ' printed, read the survey with its questionnaire, or use center="pooled".'
                )
            center = (scale[0] + scale[1]) / 2
        else:
            e, p, _, _ = Ratings(model, 0.0, scale).roles(values)
            center = float(np.average((e + p) / 2, weights=weights))
    else:
        center = float(model.center)
    return Ratings(model, center, scale)


def _scale(model: ResponseSurface, data: SurveyData | pd.DataFrame) -> tuple[float, float] | None:
    """The common scale of both ratings; different scales are refused."""
    if model.scale is not None:
        return model.scale
    names = [*names_of(model.expectation, "expectation"), *names_of(model.performance, "performance")]
    return common_scale(data, names, "Expectation and performance")


def remarks(ratings: Ratings, values: Array) -> list[Notice]:
    """What is doubtful about the ratings: few rows, ranges that differ, a centre nobody answered."""
    e, p, _, _ = ratings.roles(values)
    found = []
    if len(values) < FEW_ROWS:
        found.append(notice("surface_few_rows", DataWarning, n=len(values), least=FEW_ROWS))
    spans = {"expectation": np.ptp(e), "performance": np.ptp(p)}
    if ratings.scale is None and max(spans.values()) > RANGES_DIFFER * min(spans.values()):
        fields = {"expectation": f"{np.ptp(e):g}", "performance": f"{np.ptp(p):g}"}
        found.append(notice("surface_ranges", DataWarning, **fields))
    for role, x in (("expectation", e), ("performance", p)):
        if not x.min() <= ratings.center <= x.max():
            fields = {"center": f"{ratings.center:g}", "low": f"{x.min():g}", "high": f"{x.max():g}"}
            found.append(notice(f"surface_center_{role}", DataWarning, **fields))
    return found


def check_ranks(ratings: Ratings, rows: Array, group: str = "") -> None:
    """Refuse columns that are sums of others, by name; performance - expectation with the algebra.

    Parameters
    ----------
    rows : array, shape (n, columns)
        As `extend` makes them.
    """
    names = [*TERMS[: ratings.n_terms], *ratings.model.controls]
    design = rows[:, : len(names)]
    centred = design - design.mean(axis=0)
    size = np.sqrt((centred**2).mean(axis=0))
    for name, spread in zip(names, size, strict=True):
        if spread == 0:
            raise DataError(f"Column {name!r} has one value only{group}; a surface needs it to vary.")
    e, p = centred[:, 0], centred[:, 1]
    if np.allclose(e, p, atol=1e-12):
        raise DataError(
            f"Expectation and performance are equal for every respondent{group}: no surface can be fitted."
        )
    _check_values(ratings, design[:, :2], names, group)
    for name, column in zip(ratings.model.controls, centred[:, ratings.n_terms :].T, strict=True):
        _check_control(name, column, e, p, group)
    scaled = centred / size
    rank = int(np.linalg.matrix_rank(scaled, tol=1e-7 * np.sqrt(len(rows)) * len(names)))
    if rank < len(names):
        _, _, v = np.linalg.svd(scaled, full_matrices=False)
        involved = [name for name, share in zip(names, v[-1], strict=True) if abs(share) > 1e-3]
        raise DataError(
            f"The terms {some(map(repr, involved), 6)} are linear combinations of each other{group}: the"
            " answers take too few different values for a surface. Use ratings with more categories, means"
            " of several items, or leave the control out."
        )


def _check_values(ratings: Ratings, both: Array, names: list[str], group: str) -> None:
    """Refuse a rating with fewer values than its powers need."""
    for i, (role, power) in enumerate((("expectation", 2), ("performance", 4))):
        if role != names[i]:  # other columns than the ratings themselves
            continue
        values = np.unique(both[:, i].round(9)) + ratings.center
        if len(values) <= ratings.model.degree:
            given = " and ".join(f"{value:g}" for value in values)
            top = "square" if len(values) == 2 else "cube"
            term = names[power] if top == "square" else TERMS[5 if i == 0 else 8]
            raise DataError(
                f"The terms {role!r} and {term!r} are linear combinations of each other{group}: {role} has"
                f" {'two' if len(values) == 2 else 'three'} values ({given}); its {top} needs"
                f" {'three' if top == 'square' else 'four'}. Use ratings with more categories, or means of"
                " several items."
            )


def _check_control(name: str, column: Array, e: Array, p: Array, group: str) -> None:
    """Refuse a control that both ratings make up; their difference with the algebra."""
    (on_e, on_p), *_ = np.linalg.lstsq(np.column_stack([e, p]), column)
    size = np.abs(column).max()
    if not np.allclose(column, on_e * e + on_p * p, atol=1e-9 * max(1.0, size)):
        return
    if np.isclose(on_e, -on_p, rtol=1e-6):
        written = "performance - expectation" if on_p > 0 else "expectation - performance"
        times = "" if np.isclose(abs(on_p), 1.0) else f"{abs(on_p):g} times "
        raise DataError(
            f"Control {name!r} equals {times}{written}{group}: with D = P - E the terms b1 E + b2 P + c D are"
            " (b1 - c) E + (b2 + c) P for every c, so that no data can tell them apart. Leave"
            f" {name!r} out; the surface holds the difference already (b1 = -b2)."
        )
    held = [
        role
        for role, slope, x in (("expectation", on_e, e), ("performance", on_p, p))
        if np.abs(slope * x).max() > 1e-8 * size
    ]
    raise DataError(
        f"Control {name!r} is a linear function of {' and '.join(held)}{group}, which the surface holds"
        f" already: no data can tell them apart. Leave {name!r} out."
    )
