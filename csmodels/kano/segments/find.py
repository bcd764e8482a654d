"""Finding latent segments: what is refused, what is tried, what must be said of the solution."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from csmodels.errors import (
    AdmissibilityWarning,
    ConvergenceWarning,
    CsmodelsWarning,
    DataError,
    DataWarning,
    SpecificationError,
    check_whole,
    some,
)
from csmodels.kano.segments.figures import Solution, style
from csmodels.kano.segments.result import KanoSegments
from csmodels.numerics.fimix import information_criteria, normed_entropy
from csmodels.numerics.kano.counts import Array
from csmodels.numerics.kano.latent_classes import TOLERANCE, Classes, Profiles, fit_classes
from csmodels.numerics.kano.latent_errors import ClassErrors, class_errors
from csmodels.tables import FrozenMapping
from csmodels.tables.notices import Group, Notice, issue, notice

if TYPE_CHECKING:
    from csmodels.kano.result import KanoResult

#: A segment with a smaller share of the respondents is likely a handful of unusual ones: our convention.
SMALL_SHARE = 0.05
#: A best solution that fewer starts found may not be the best there is.
STEADY_STARTS = 2


def segments(
    result: KanoResult, k: int, *, starts: int = 20, seed: int = 0, stacklevel: int = 2
) -> KanoSegments:
    """Find `k` segments of respondents who want different things; see `KanoResult.segments`.

    Parameters
    ----------
    stacklevel : int
        Whose line warnings name: 2 for the caller's, one more for each function between.
    """
    profiles = _prepare(result)
    _check_k(profiles, k)
    check_whole("starts", starts, 1)
    check_whole("seed", seed, 0)
    classes = fit_classes(profiles, k, starts=starts, seed=seed, streams=result.attributes)
    found = _found(result, profiles, classes, seed)
    alone = fit_classes(profiles, 1, streams=result.attributes)
    notices = [*_of_search(classes, profiles), *_of_sample(result), *_of_solution(found, profiles, alone)]
    found = replace(found, notices=tuple(notices))
    issue(found.notices, stacklevel)
    return found


def compare_segments(
    result: KanoResult,
    ks: Sequence[int] = (1, 2, 3, 4, 5, 6),
    *,
    starts: int = 20,
    seed: int = 0,
    stacklevel: int = 2,
) -> pd.DataFrame:
    """Criteria for several numbers of segments, one row each; see `KanoResult.compare_segments`."""
    if isinstance(ks, (int, np.integer)) or len(list(ks)) == 0:
        raise SpecificationError(f"ks={ks!r} must be a sequence of numbers of segments, such as (1, 2, 3).")
    profiles = _prepare(result)
    for k in ks:
        _check_k(profiles, k)
    check_whole("starts", starts, 1)
    check_whole("seed", seed, 0)
    rows = []
    for k in ks:
        classes = fit_classes(profiles, k, starts=starts, seed=seed, streams=result.attributes)
        row = _criteria(profiles, classes, _posterior(profiles, classes))
        share = classes.at_best / len(classes.log_likelihood)
        rows.append(row.assign(smallest_share=classes.shares[classes.best].min(), share_at_best=share))
    issue(_of_sample(result, DataWarning), stacklevel)
    return pd.concat(rows)


def _prepare(result: KanoResult) -> Profiles:
    if result.groups:
        raise SpecificationError(
            "Segments are found in one sample, and this analysis was fitted with by=. Fit it without by=, or"
            " to the rows of one group."
        )
    part = result.parts[0]
    weights = None if part.weights is None else part.weights / part.weights.mean()
    return Profiles(part.categories, weights)


def _check_k(profiles: Profiles, k: int) -> None:
    """Refuse a number of segments that the answers cannot tell apart."""
    check_whole("k", k, 1)
    if k > profiles.rows:
        raise DataError(f"{k} segments need as many respondents, there are {profiles.rows}.")
    sizes = np.bincount(profiles.attribute_of)
    # what is known are the shares of all patterns of categories, of which one follows from the others
    patterns = float(np.prod(sizes[sizes > 0].astype(np.float64))) - 1
    wanted = _n_parameters(profiles, k)
    if k > 1 and wanted > patterns:
        raise DataError(
            f"{k} segments have {wanted} parameters, and the categories of {len(sizes[sizes > 0])}"
            f" attribute(s) make {patterns:.0f} patterns only: different segments would fit equally well. Ask"
            " for fewer segments, or about more attributes."
        )


def _n_parameters(profiles: Profiles, k: int) -> int:
    return k - 1 + k * profiles.n_parameters


def _posterior(profiles: Profiles, classes: Classes) -> Array:
    best = classes.best
    return profiles.memberships(profiles.packed(classes.shares[[best]], classes.profiles[[best]]))


def _criteria(profiles: Profiles, classes: Classes, posterior: Array) -> pd.DataFrame:
    k = posterior.shape[1]
    reached, parameters = float(classes.log_likelihood[classes.best]), _n_parameters(profiles, k)
    row = {
        "log_likelihood": reached,
        "n_parameters": parameters,
        **information_criteria(reached, parameters, profiles.n),
        "entropy": normed_entropy(posterior, profiles.weights),
    }
    return pd.DataFrame([row], index=pd.Index([k], name="segments"))


def _found(result: KanoResult, profiles: Profiles, classes: Classes, seed: int) -> KanoSegments:
    best, said = classes.best, result.settings
    posterior = _posterior(profiles, classes)
    solution = Solution(
        profiles=profiles,
        sizes=classes.shares[best],
        shares=classes.profiles[best],
        posterior=posterior,
        errors=_errors(result, profiles, classes),
        tie_band=float(str(said["tie_band"])),
        certainty=float(str(said["certainty"])),
        variant=str(said["coefficients"]),
        conf_level=float(str(said["conf_level"])),
        seed=seed,
    )
    settings: dict[str, object] = {
        "estimator": "kano_classes",
        "segments": solution.k,
        "n": profiles.rows,
        "weights": said["weights"],
        "evaluation_table": said["evaluation_table"],
        "starts": len(classes.log_likelihood),
        "starts_at_best": classes.at_best,
        "seed": seed,
        "conf_level": said["conf_level"],
        "tie_band": said["tie_band"],
        "coefficients": said["coefficients"],
        "converged": bool(classes.converged[best]),
        "iterations": int(classes.steps[best]),
        "tolerance": TOLERANCE,
    }
    return KanoSegments(
        result, FrozenMapping(settings), (), solution, _criteria(profiles, classes, posterior)
    )


def _errors(result: KanoResult, profiles: Profiles, classes: Classes) -> ClassErrors:
    """Errors by the design that the survey declares."""
    part, best = result.parts[0], classes.best
    design, replicates = part.asked.design, None
    if design is not None and design.replicates is not None and design.scales is not None:
        scale = 1.0 if part.weights is None else part.weights.mean()
        replicates = (design.replicates[:, part.where] / scale, design.scales)
    units = None if design is None else design.units
    return class_errors(profiles, classes.shares[best], classes.profiles[best], units, part.where, replicates)


def _of_search(classes: Classes, profiles: Profiles) -> list[Notice]:
    """Not converged, a solution found once, segments too small."""
    found: list[Notice] = []
    best, starts = classes.best, len(classes.log_likelihood)
    if not classes.converged[best]:
        found.append(notice("segments_not_converged", ConvergenceWarning, steps=int(classes.steps[best])))
    if starts > 1 and classes.at_best < STEADY_STARTS:
        found.append(notice("segments_unsteady", ConvergenceWarning, at_best=classes.at_best, starts=starts))
    shares, parameters = classes.shares[best], profiles.n_parameters
    small = [
        f"{g + 1} ({100 * share:.1f} %)"
        for g, share in enumerate(shares)
        if share < SMALL_SHARE or share * profiles.n < parameters
    ]
    if small and len(shares) > 1:
        fields = {"names": some(small), "parameters": parameters}
        found.append(notice("segments_small", AdmissibilityWarning, **fields))
    return found


def _of_sample(result: KanoResult, category: type[CsmodelsWarning] | None = None) -> list[Notice]:
    """Weights, and clusters and strata, of which the criteria know nothing."""
    found = []
    if result.parts[0].asked.design is not None:
        found.append(notice("kano_segments_design", category))
    if result.settings["weights"] != "none":
        found.append(notice("segments_weighted"))
    return found


def _of_solution(found: KanoSegments, profiles: Profiles, alone: Classes) -> list[Notice]:
    """Segments that are none, ways of filling in the form, shares of zero, and who oppose each other."""
    solution, said = found._solution, []
    if found.k > 1:
        one = information_criteria(float(alone.log_likelihood[0]), _n_parameters(profiles, 1), profiles.n)
        if one["bic"] <= found.criteria["bic"].iloc[0]:
            said.append(notice("kano_segments_one", DataWarning, k=found.k))
        alike = style(solution.shares)
        if alike:
            said.append(notice("kano_segments_style", names=some(str(c + 1) for c in alike)))
    if not solution.errors.known and found.settings["converged"]:
        said.append(notice("kano_segments_no_errors", AdmissibilityWarning))
    elif found.k > 1 and solution.errors.known and solution.errors.boundary.any():
        said.append(notice("kano_segments_boundary", n=int(solution.errors.boundary.sum())))
    return said + _hidden(found)


def _hidden(found: KanoSegments) -> list[Notice]:
    """Attributes without a clear label that some want and others want absent, by segments or by counts."""
    table, model = found.hidden, found.result.model
    mine = table[(table["degree"] == "opposed") | (table["probability"] >= found._solution.certainty)]
    split = table[table["camps"]]

    def named(rows: pd.DataFrame, said: list[str]) -> Group:
        words = {
            lang: [f"{model.label(str(a), lang)} ({x})" for a, x in zip(rows.index, said, strict=True)]
            for lang in ("en", "zh")
        }
        return Group("; ".join(words["en"]), FrozenMapping({"zh": "、".join(words["zh"])}))

    told = []
    if len(mine):
        told.append(notice("kano_hidden", attributes=named(mine, mine["categories"].tolist())))
    if len(split):
        shares = zip(split["wanted"], split["unwanted"], strict=True)
        said = [f"{100 * wanted:.0f} % : {100 * unwanted:.0f} %" for wanted, unwanted in shares]
        told.append(notice("kano_camps", attributes=named(split, said)))
    return told
