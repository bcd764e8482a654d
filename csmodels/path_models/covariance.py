"""semopy's estimate of a covariance model: one more place for our own search to begin. Its only importer."""

from __future__ import annotations

import logging
import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from csmodels.numerics.covariance.likelihood import Sample
from csmodels.numerics.covariance.structure import MATRICES, Structure
from csmodels.path_models.likelihood.parameters import ParameterTable
from csmodels.path_models.likelihood.solve import Scaled, scaled

Array = NDArray[np.float64]

#: semopy's own rule, 1e-6, stops a flat likelihood with the discrepancy off in the 4th decimal.
OPTIONS = {"ftol": 1e-12, "maxiter": 1000}
#: Equal parameters whose factors differ by less than this are equal in scaled units too.
SAME_SCALE = 1e-9
#: What semopy raises on moments it cannot handle, and what newer versions of numpy make of its code.
FAILURES = (ValueError, ArithmeticError, TypeError, AttributeError, KeyError)
#: semopy keeps what it reads a description with in its class, and logs through the root logger.
_ONE_AT_A_TIME = Lock()


def semopy_estimate(
    table: ParameterTable, units: Scaled, sample: Sample, starts: Array | None = None
) -> tuple[Array | None, str]:
    """Maximum likelihood by semopy (Meshcheryakov, Igolkina and Samsonova 2021): parameters, nothing else.

    Parameters
    ----------
    table : ParameterTable
    units : Scaled
    sample : Sample
        One member, in scaled units: on unequal or large scales semopy stops far from the minimum.
    starts : array, shape (params,), optional
        Where it begins, in scaled units; by default where it chooses.

    Returns
    -------
    array, shape (params,), or None
        In scaled units. Not yet an estimate: semopy calls a search successful that stopped early.
    str
        Why there is none, or what semopy says about a search it gave up; empty where it was content.

    Notes
    -----
    Parameters that are equal in the units of the items need not be so in scaled units; such a model is said
    in one common unit of all items instead.
    """
    reason = _unsayable(units.structure)
    if reason:
        return None, reason
    named = [f"t{i}" for i in range(units.structure.n_params)]
    if _proportional(units.structure):
        return _in_one_unit(table, units, sample, starts)
    items, _ = _tokens(table)
    moments = pd.DataFrame(sample.cov[0, 0], index=items, columns=items)
    with _ONE_AT_A_TIME, _silence():
        try:
            from semopy import Model
        except (ImportError, AttributeError) as error:
            return None, f"semopy cannot be imported: {error}"
        try:
            model = Model(description(table, units), cov_diag=True)
            if sorted(name for name, each in model.parameters.items() if each.active) != sorted(named):
                return None, "semopy reads the description as a model with other parameters"
            for name, start in zip(named, [] if starts is None else starts.tolist(), strict=False):
                model.parameters[name].start = start
            for each in model.parameters.values():
                # semopy holds variances at 0 and says nothing; that would be another estimator
                each.bound = (None, None)
            with warnings.catch_warnings(), np.errstate(all="ignore"):
                warnings.simplefilter("ignore")
                found = model.fit(cov=moments, obj="MLW", solver="SLSQP", options=dict(OPTIONS))
        except FAILURES as error:
            return None, f"semopy failed: {error}"
    # parameters are numbered in the order in which the description names them first
    order = [int(name[1:]) for name, each in model.parameters.items() if each.active]
    theta = np.empty(len(named))
    theta[order] = found.x
    if not np.isfinite(theta).all():
        return None, f"semopy found no finite parameters: {found.message}"
    return theta, "" if found.success else str(found.message)


def _in_one_unit(
    table: ParameterTable, units: Scaled, sample: Sample, starts: Array | None
) -> tuple[Array | None, str]:
    """The estimate from items that are all divided by the same number."""
    unit = np.full_like(units.items, np.exp(np.log(units.items).mean()))
    common = scaled(table, unit)
    if _proportional(common.structure):
        return None, "semopy has no words for parameters that are proportional to each other"
    moments = sample.cov * np.multiply.outer(units.items / unit, units.items / unit)
    back = units.ratio / common.ratio
    given = None if starts is None else starts / back
    found, said = semopy_estimate(table, common, Sample(moments, None, sample.shares), given)
    return None if found is None else found * back, said


def description(table: ParameterTable, units: Scaled) -> str:
    """The model in semopy's words and in scaled units, one statement a line.

    Items are ``x0, x1 ...``, constructs ``f0, f1 ...`` and free parameters ``t0, t1 ...``, since semopy reads
    no name with a space or a sign in it; equal parameters have one name.
    """
    items, factors = _tokens(table)
    s = units.structure
    cells = zip(s.matrix.tolist(), s.row.tolist(), s.column.tolist(), strict=True)
    lines = []
    for p, cell, value in zip(table.parameters, cells, s.values[0].tolist(), strict=True):
        # the place of a parameter tells items from constructs, which may bear the same name
        matrix, row, column = cell
        to = (items if MATRICES[matrix] in ("Lambda", "Theta") else factors)[row]
        by = (items if MATRICES[matrix] == "Theta" else factors)[column]
        left, right = (by, to) if p.op == "=~" else (to, by)
        # semopy takes a plus sign for the next term: 1e16, not 1e+16
        held = f"t{p.index}" if p.free else f"{value:.17g}".replace("+", "")
        lines.append(f"{left} {p.op} {held}*{right}")
    return "\n".join(lines)


def _tokens(table: ParameterTable) -> tuple[list[str], list[str]]:
    """Names of items and of constructs that semopy can read."""
    return [f"x{i}" for i in range(len(table.items))], [f"f{i}" for i in range(len(table.factors))]


def _unsayable(structure: Structure) -> str:
    """Why semopy has no words for a model."""
    if structure.n_groups > 1:
        return "semopy has no joint fit of groups with parameters of their own"
    if structure.means:
        return "semopy takes covariances; the model is about means too"
    return "" if structure.n_params else "no parameter is free"


def _proportional(structure: Structure) -> bool:
    """Whether equal parameters of items with unequal units became unequal by scaling."""
    return bool((np.abs(structure.factors[structure.params >= 0] - 1) > SAME_SCALE).any())


@contextmanager
def _silence() -> Iterator[None]:
    """No word from semopy on the root logger, and no handler left there that nobody asked for.

    `logging.info` installs one where there is none.
    """
    root, instead = logging.getLogger(), logging.NullHandler()
    root.addHandler(instead)
    root.addFilter(_not_of_semopy)
    try:
        yield
    finally:
        root.removeFilter(_not_of_semopy)
        root.removeHandler(instead)


def _not_of_semopy(record: logging.LogRecord) -> bool:
    return f"{os.sep}semopy{os.sep}" not in record.pathname
