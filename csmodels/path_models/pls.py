"""Fitting a path model by PLS: the estimate, its groups and its resamples as one batch of moments."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from csmodels.errors import (
    AdmissibilityWarning,
    ConvergenceWarning,
    DataError,
    DataWarning,
    ResamplingWarning,
    SpecificationError,
    some,
)
from csmodels.numerics import intervals
from csmodels.numerics.batch import SINGULAR
from csmodels.numerics.moments import Moments, stack
from csmodels.numerics.pls import MAX_STEPS, TOLERANCE, PlsFit, PlsSpec, fit_pls
from csmodels.numerics.reliability import block_reliability
from csmodels.numerics.resampling import bootstrap_moments
from csmodels.path_models.model import PathModel, check_recursive
from csmodels.progress import with_progress
from csmodels.survey import SurveyData
from csmodels.survey.answers import Answers, identical_items, read_answers
from csmodels.tables import FrozenMapping
from csmodels.tables.notices import Notice, issue, notice

if TYPE_CHECKING:
    from csmodels.path_models.result import PathResult

Array = NDArray[np.float64]

#: Figures of a further kind from the same moments and weights, e.g. an index: shape (members, k).
Statistic = Callable[[Moments, PlsFit], Array]

DEFAULT_N_BOOT = 1000
SCHEMES = ("path", "factorial", "centroid")
#: A resample whose variance of an item is below this share of the sample's holds a constant item.
CONSTANT = 1e-10


@dataclass(frozen=True, eq=False)
class Estimates:
    """Everything estimated, for all groups at once; a single sample is one group.

    Attributes
    ----------
    values : mapping of quantity to array of shape (groups, k)
        weights, loadings, paths, r_squared, reliability (constructs x measures, flattened), and
        what a further statistic adds.
    draws : mapping of quantity to array of shape (groups, k, n_boot)
        Resamples; one that failed is missing in every quantity.
    used : array of bool, shape (groups, n_boot)
    moments : Moments
        Batch of shape (groups,).
    """

    values: FrozenMapping[str, Array]
    draws: FrozenMapping[str, Array]
    used: NDArray[np.bool_]
    moments: Moments

    def __post_init__(self) -> None:
        arrays = [*self.values.values(), *self.draws.values(), self.used, self.moments.cov]
        for array in (*arrays, *(() if self.moments.mean is None else (self.moments.mean,))):
            array.flags.writeable = False

    def uncertainty(
        self, group: int, values: Array, draws: Array, ci: str, conf_level: float
    ) -> intervals.Uncertainty:
        """Standard errors and limits of figures, shape (k,), and their draws, shape (k, n_boot)."""
        used = self.used[group]
        kept = draws if used.all() else draws[:, used]
        lost = 1 - used.mean() if used.size else 0.0
        return intervals.uncertainty(values, kept, ci=ci, conf_level=conf_level, lost=lost)


def plan(model: PathModel, scheme: str) -> PlsSpec:
    """Translate a model into numbers for the algorithm."""
    if scheme not in SCHEMES:
        raise SpecificationError(f"scheme={scheme!r} is unknown. Choose one of {some(map(repr, SCHEMES))}.")
    check_recursive(model)
    place = {name: i for i, name in enumerate(model.constructs)}
    return PlsSpec(
        sizes=tuple(len(c.items) for c in model.measurement.values()),
        modes=tuple(c.mode for c in model.measurement.values()),
        paths=tuple((place[d], place[p]) for d, p in model.paths),
        scheme=scheme,  # type: ignore[arg-type]
    )


def fit(
    model: PathModel,
    data: SurveyData | pd.DataFrame | Moments,
    *,
    scheme: str = "path",
    missing: str = "listwise",
    n_boot: int | None = None,
    seed: int = 0,
    ci: str = "percentile",
    conf_level: float = 0.95,
    by: str | None = None,
    resample_indices: NDArray[np.integer[Any]] | None = None,
    progress: bool | None = None,
    ranges: dict[str, tuple[float, float]] | None = None,
    statistic: Statistic | None = None,
    stacklevel: int = 3,
) -> PathResult:
    """Fit a path model by PLS; see `PathModel.fit` for the options.

    `ranges` (admissible answers of items) and `statistic` (further figures from the same resamples,
    kept under the name "statistic") are for models built on this one.
    """
    from csmodels.path_models.result import PathResult

    spec = plan(model, scheme)
    intervals.check_options(ci, conf_level)
    _check_counts(n_boot, seed)
    asked = n_boot
    answers: Answers | None = None
    if isinstance(data, Moments):
        moments, n_boot = _published(model, data, by, n_boot), 0
        rows: list[tuple[Array, Array | None]] = []
    else:
        answers = read_answers(
            data, model.items, missing=missing, by=by, ranges=ranges, min_rows=_min_rows(spec)
        )
        rows = _rows_by_group(answers)
        moments = stack([Moments.from_rows(x, w) for x, w in rows])
        n_boot = DEFAULT_N_BOOT if n_boot is None else n_boot
    if resample_indices is not None:
        if by is not None or answers is None:
            raise SpecificationError("resample_indices go with one sample of rows: not with by= or Moments.")
        if asked not in (None, len(resample_indices)):
            raise SpecificationError(
                f"n_boot={asked} contradicts the {len(resample_indices)} rows of resample_indices;"
                " leave it out."
            )
        n_boot = len(resample_indices)
    notices = _data_notices(model, data, answers)
    labels = answers.group_names if answers is not None and by is not None else None
    corr = _correlations(moments, moments)
    estimate = fit_pls(corr, spec)
    _check_estimate(model, spec, estimate, corr, answers)
    values = _quantities(moments, corr, estimate, spec, statistic)
    draws, used = _resample(
        rows, moments, estimate, spec, statistic, n_boot, seed, resample_indices, progress, values, labels
    )
    estimates = Estimates(FrozenMapping(values), FrozenMapping(draws), used, moments)
    groups = labels or ()
    notices += _estimate_notices(model, estimate, used, groups, spec)
    issue(notices, stacklevel)
    n_rows = answers.n_rows if answers else moments.n[0]
    weighted = isinstance(data, SurveyData) and data.weights is not None
    settings: dict[str, object] = {
        "estimator": "pls",
        "scheme": scheme,
        "n": len(answers) if answers else moments.n[0],
        "n_rows": n_rows,
        "n_dropped": answers.n_dropped if answers else 0,
        "missing": missing if answers else "none",
        "weights": data.weights if isinstance(data, SurveyData) and weighted else "none",
        "resample": "rows" if resample_indices is None else "given",
        "n_boot": n_boot,
        "n_boot_used": _one_or_each(used.sum(axis=1), groups),
        "seed": seed,
        "ci": ci,
        "conf_level": conf_level,
        "converged": bool(estimate.converged.all()),
        "iterations": _one_or_each(estimate.steps, groups),
        "tolerance": TOLERANCE,
    }
    if by is not None:
        settings["by"] = by
    return PathResult(
        model=model,
        estimates=estimates,
        answers=answers,
        groups=tuple(groups),
        settings=FrozenMapping(settings),
        notices=tuple(notices),
        group_labels=_group_labels(data, by),
    )


def _group_labels(data: object, by: str | None) -> FrozenMapping[Any, Mapping[str, str]]:
    """Words of the groups, where the questionnaire gives some."""
    asked = data.questionnaire if isinstance(data, SurveyData) else None
    scale = asked.item(by).scale if asked is not None and by is not None and by in asked else None
    return FrozenMapping({} if scale is None else scale.labels)


def _check_counts(n_boot: int | None, seed: int) -> None:
    for name, value in (("n_boot", n_boot), ("seed", seed)):
        if value is None and name == "n_boot":
            continue
        if isinstance(value, bool) or not isinstance(value, (int, np.integer)) or value < 0:
            raise SpecificationError(f"{name}={value!r} must be a whole number, 0 or more.")


def _min_rows(spec: PlsSpec) -> int:
    """Fewest rows on which every regression of the algorithm has an answer."""
    regressions = [len(before) for before in spec.predictors]
    blocks = [size for size, mode in zip(spec.sizes, spec.modes, strict=True) if mode == "B"]
    return max(3, *(k + 2 for k in (*regressions, *blocks)))


def _published(model: PathModel, data: Moments, by: str | None, n_boot: int | None) -> Moments:
    """Moments given by the user, in the order of the model's items."""
    if by is not None or n_boot:
        raise SpecificationError(
            "A model fitted from Moments has no rows to group or resample: n_boot=0, by=None."
        )
    if data.cov.ndim != 2 or not data.names:
        raise SpecificationError("Moments need one covariance matrix and names=[...] of its items.")
    absent = [item for item in model.items if item not in data.names]
    if absent:
        raise DataError(f"The Moments have no item {absent[0]!r}. Items: {some(data.names, 12)}.")
    mine = data.take([data.names.index(item) for item in model.items])
    if mine.n is not None and np.ndim(mine.n):
        raise SpecificationError(f"n={mine.n!r} must be one number for one covariance matrix.")
    n = np.nan if mine.n is None else float(mine.n)
    return Moments._of(mine.cov[None], None if mine.mean is None else mine.mean[None], np.array([n]))


def _rows_by_group(answers: Answers) -> list[tuple[Array, Array | None]]:
    if answers.group_codes is None:
        return [(answers.values, answers.weights)]
    parts = []
    for code in range(len(answers.group_names)):
        mine = answers.group_codes == code
        parts.append((answers.values[mine], None if answers.weights is None else answers.weights[mine]))
    return parts


def _correlations(moments: Moments, reference: Moments) -> Array:
    """Correlations; missing for a member in which an item does not vary (any more)."""
    variances = np.diagonal(moments.cov, axis1=-2, axis2=-1)
    floor = CONSTANT * np.diagonal(reference.cov, axis1=-2, axis2=-1)
    with np.errstate(invalid="ignore", divide="ignore"):
        corr = moments.corr
    constant = ~(variances > floor).all(axis=-1)
    if constant.any():
        corr = corr.copy()
        corr[constant] = np.nan
    return corr


def _quantities(
    moments: Moments, corr: Array, found: PlsFit, spec: PlsSpec, statistic: Statistic | None
) -> dict[str, Array]:
    """Every figure of a batch of members, each of shape (members, k)."""
    blocks = []
    for block, mode in zip(spec.blocks, spec.modes, strict=True):
        weights, loadings = found.weights[:, block], found.loadings[:, block]
        measures = block_reliability(corr[:, block, block], weights, loadings)
        # a formative block need not hang together: these measures say nothing about it
        blocks.append(measures if mode == "A" else np.full_like(measures, np.nan))
    values = {
        "weights": found.weights,
        "loadings": found.loadings,
        "paths": found.paths,
        "r_squared": found.r_squared,
        "reliability": np.concatenate(blocks, axis=-1),
    }
    if statistic is not None:
        values["statistic"] = statistic(moments, found)
    return values


def _resample(
    rows: list[tuple[Array, Array | None]],
    moments: Moments,
    estimate: PlsFit,
    spec: PlsSpec,
    statistic: Statistic | None,
    n_boot: int,
    seed: int,
    indices: NDArray[np.integer[Any]] | None,
    progress: bool | None,
    values: dict[str, Array],
    labels: tuple[Any, ...] | None,
) -> tuple[dict[str, Array], NDArray[np.bool_]]:
    """The same figures for every resample of every group.

    Each group has a stream of its own, told by its label, so that the resamples of two groups are
    independent and differences between groups can be taken draw by draw.
    """
    groups = len(moments.cov)
    streams = [None] if labels is None else [zlib.crc32(str(label).encode()) for label in labels]
    used = np.zeros((groups, n_boot), dtype=bool)
    draws = {name: np.empty((groups, value.shape[-1], n_boot)) for name, value in values.items()}
    if n_boot == 0:
        return draws, used

    def chunks() -> Iterator[tuple[int, tuple[int, int, Moments]]]:
        for group, (x, weights) in enumerate(rows):
            start = 0
            stream = streams[group]
            for part in bootstrap_moments(x, n_boot, seed, stream=stream, weights=weights, indices=indices):
                yield len(part.cov), (group, start, part)
                start += len(part.cov)

    for group, start, part in with_progress(chunks(), groups * n_boot, "bootstrap", progress):
        reference = Moments._of(moments.cov[group], None, None)
        corr = _correlations(part, reference)
        found = fit_pls(corr, spec, align_to=estimate.loadings[group])
        with np.errstate(invalid="ignore", divide="ignore"):
            figures = _quantities(part, corr, found, spec, statistic)
        at = slice(start, start + len(part.cov))
        used[group, at] = found.converged & ~np.isnan(found.paths).any(axis=-1)
        for name, figure in figures.items():
            draws[name][group, :, at] = figure.T
    for array in draws.values():
        np.copyto(array, np.nan, where=~used[:, None, :])
    return draws, used


def _check_estimate(
    model: PathModel, spec: PlsSpec, found: PlsFit, corr: Array, answers: Answers | None
) -> None:
    """Refuse an estimate that could not be computed, and say what stands in the way."""
    bad = np.flatnonzero(np.isnan(found.paths).any(axis=-1) | np.isnan(found.weights).any(axis=-1))
    if not len(bad):
        return
    group = ""
    if answers is not None and answers.group_codes is not None:
        group = f" in group {answers.group_names[bad[0]]!r}"
    r = corr[bad[0]]
    for name, block, mode in zip(model.constructs, spec.blocks, spec.modes, strict=True):
        if mode == "B" and np.linalg.eigvalsh(r[block, block])[0] < SINGULAR:
            raise DataError(
                f"The items of {name!r} are linearly dependent{group}, so Mode B weights do not exist. Leave"
                " out an item that follows from the others, or use mode='A'."
            )
    # this scheme needs no regressions on the way, so what is missing then is the regression at the end
    again = fit_pls(r, replace(spec, scheme="factorial"))
    if np.isnan(again.paths).any() and not np.isnan(again.weights).any():
        outcome = model.paths[int(np.flatnonzero(np.isnan(again.paths))[0])][0]
        raise DataError(
            f"The predictors of {outcome!r} are linearly dependent{group}, so its paths do not exist."
            " Leave one out."
        )
    for j, (name, block) in enumerate(zip(model.constructs, spec.blocks, strict=True)):
        around = np.concatenate(
            [r[block, spec.blocks[i]].ravel() for i in spec.predictors[j] + spec.followers[j]]
        )
        if np.abs(around).max() < SINGULAR:
            raise DataError(
                f"The items of {name!r} correlate with no neighbour of it{group}, and PLS weights items by"
                " these correlations. Leave the construct out."
            )
    raise DataError(
        f"PLS weights do not exist{group}: the items of a construct cancel each other out, or its neighbours"
        " do. Look for an item that is another one reversed, and recode it (low + high - answer)."
    )


def _data_notices(
    model: PathModel, data: SurveyData | pd.DataFrame | Moments, answers: Answers | None
) -> list[Notice]:
    """Repeated columns (an error within a block), respondents left out, design not used."""
    if answers is None:
        return [notice("moments_only")]
    found: list[Notice] = []
    for first, second in identical_items(answers.values, answers.items):
        block = next(
            (n for n, c in model.measurement.items() if first in c.items and second in c.items), None
        )
        if block is not None:
            raise DataError(
                f"Items {first!r} and {second!r} of {block!r} hold the same answers in every row: one is a"
                " copy of the other. Leave one out."
            )
        found.append(notice("identical_items", DataWarning, first=first, second=second))
    if len(answers.values) < len(answers.items):
        found.append(notice("few_rows", n=len(answers.values), p=len(answers.items)))
    if isinstance(data, SurveyData):
        unused = [name for name in ("strata", "clusters", "replicate_weights") if getattr(data, name)]
        if unused:
            found.append(notice("design_unused", DataWarning, parts=", ".join(unused)))
    return found


def _estimate_notices(
    model: PathModel, found: PlsFit, used: NDArray[np.bool_], groups: tuple[Any, ...], spec: PlsSpec
) -> list[Notice]:
    """Not converged, items against their block, resamples lost; each with its group."""
    notices: list[Notice] = []
    for g in range(len(found.paths)):
        place = f" [{groups[g]}]" if groups else ""
        if not found.converged[g]:
            notices.append(notice("not_converged", ConvergenceWarning, steps=MAX_STEPS, group=place))
        for name, block, mode in zip(model.constructs, spec.blocks, spec.modes, strict=True):
            against = [model.items[i] for i in range(block.start, block.stop) if found.loadings[g, i] < 0]
            if against and mode == "A":
                fields = {"items": some(against), "construct": name, "group": place}
                notices.append(notice("reversed_items", AdmissibilityWarning, **fields))
        lost = int((~used[g]).sum())
        if used.shape[1] and lost > intervals.LOST_WARN * used.shape[1]:
            withheld = lost > intervals.LOST_WITHHOLD * used.shape[1]
            key = "resamples_withheld" if withheld else "resamples_lost"
            notices.append(notice(key, ResamplingWarning, lost=lost, n_boot=used.shape[1], group=place))
    return notices


def _one_or_each(values: NDArray[Any], groups: tuple[Any, ...]) -> object:
    """One number, or the number of each group where they differ."""
    numbers = [int(v) for v in values]
    if len(set(numbers)) == 1:
        return numbers[0]
    return FrozenMapping(dict(zip(groups, numbers, strict=True))) if groups else numbers[0]
