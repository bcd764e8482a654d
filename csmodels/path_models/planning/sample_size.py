"""How many respondents a path model needs: by formula, or by the power that simulated samples show."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from statistics import NormalDist
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from csmodels.errors import SpecificationError, check_whole, some
from csmodels.numerics.pls import TOLERANCE
from csmodels.numerics.simulation import (
    gamma_exponential_n,
    inverse_square_root_n,
    sampled_paths,
    wilson,
)
from csmodels.path_models.model import PathModel
from csmodels.path_models.planning.population import Population, paths_estimator
from csmodels.path_models.planning.simulation import population_of
from csmodels.progress import with_progress
from csmodels.tables import Block, FrozenMapping, Summary, check_language, frozen_frame, text
from csmodels.tables.notices import Notice, Noticed, notice
from csmodels.tables.result import Tabled, settings_block

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Array = NDArray[np.float64]

#: Sample sizes tried by default, as multiples of what the inverse square root formula asks for.
TRIED = (0.5, 0.75, 1.0, 1.25, 1.5, 2.0)
#: A true path nearer to zero than this is none: its share of rejections is the level of the test.
NO_PATH = 1e-12
METHODS = ("inverse_square_root", "gamma_exponential")
#: Weights of a simulated sample have settled when they move less: far below any standard error.
SETTLED = 1e-6


@dataclass(frozen=True, repr=False, eq=False)
class FormulaSampleSize(Noticed, Tabled):
    """Sample size by the formulas of Kock and Hadaya (2018); made by `path_sample_size`.

    Attributes
    ----------
    min_path : float
    power, alpha : float
    two_sided : bool
        Which test `n` is for.
    notices : tuple of Notice
        That `n` is for a one-sided test; `warnings` gives the sentence.
    """

    min_path: float
    power: float
    alpha: float
    two_sided: bool
    notices: tuple[Notice, ...] = ()

    @property
    def settings(self) -> dict[str, object]:
        """What was asked: `min_path`, `power`, `alpha`, `two_sided`."""
        return {name: getattr(self, name) for name in ("min_path", "power", "alpha", "two_sided")}

    @property
    def n(self) -> int:
        """Respondents needed by the inverse square root method, which its authors recommend."""
        return int(self.table["two_sided" if self.two_sided else "one_sided"].iloc[0])

    @frozen_frame
    def table(self) -> pd.DataFrame:
        """Respondents needed: rows are methods, columns ``one_sided`` and ``two_sided`` tests."""
        quantile = NormalDist().inv_cdf
        needed = [quantile(1 - self.alpha / sides) + quantile(self.power) for sides in (1, 2)]
        rows = [
            [formula(self.min_path, each) for each in needed]
            for formula in (inverse_square_root_n, gamma_exponential_n)
        ]
        index = pd.Index(METHODS, name="method")
        return pd.DataFrame(rows, index=index, columns=["one_sided", "two_sided"])

    def summary(self, lang: str = "en") -> Summary:
        """The sizes as a document.

        Parameters
        ----------
        lang : {"en", "zh"}
        """
        table = self.table.rename_axis(index="power_method")
        shown = table.rename(columns={name: f"power_{name}" for name in table})
        fields = {
            "path": f"{abs(self.min_path):g}",
            "alpha": f"{self.alpha:g}",
            "power": f"{self.power:g}",
        }
        block = Block(
            text("heading.power_needed", lang),
            shown,
            {"power_method": "value", "power_one_sided": "count", "power_two_sided": "count"},
            note=text("note.power_formula", lang, **fields),
        )
        warned = tuple(each.text(lang) for each in self.notices)
        return Summary(text("heading.power", lang), (block,), warnings=warned, lang=lang)


@dataclass(frozen=True, repr=False, eq=False)
class SimulatedPower(Noticed, Tabled):
    """Power of every path at several sample sizes, from simulated samples; made by `path_sample_size`.

    Attributes
    ----------
    model : PathModel
    sizes : tuple of int
        Sample sizes tried, rising.
    true_paths : array, shape (paths,)
    population_paths : array, shape (paths,)
        What the estimator finds in the population itself.
    significant, used : array of int, shape (sizes, paths)
        Samples in which the path was significant, and those that could be estimated.
    mean_estimates : array, shape (sizes, paths)
    settings : mapping
    notices : tuple of Notice
        Samples that could not be estimated; `warnings` gives the sentence.
    """

    model: PathModel
    sizes: tuple[int, ...]
    true_paths: Array
    population_paths: Array
    significant: NDArray[np.intp]
    used: NDArray[np.intp]
    mean_estimates: Array
    settings: Mapping[str, object] = field(default_factory=dict)
    notices: tuple[Notice, ...] = ()

    @property
    def n(self) -> int | None:
        """Fewest respondents tried from which on every path that is not zero has the power wanted.

        None where no size tried does.
        """
        wanted = float(str(self.settings["power"]))
        real = np.abs(self.true_paths) > NO_PATH
        with np.errstate(invalid="ignore"):
            enough = np.all(self._power[:, real] >= wanted, axis=1)
        reached = [size for k, size in enumerate(self.sizes) if np.all(enough[k:])]
        return reached[0] if reached else None

    @property
    def _power(self) -> Array:
        with np.errstate(invalid="ignore", divide="ignore"):
            return self.significant / self.used

    @frozen_frame
    def table(self) -> pd.DataFrame:
        """One row per sample size and path.

        Columns ``true`` and ``population`` (the path as given, and as the estimator sees it in the
        population), ``mean`` (mean estimate), ``power``, ``conf_low`` and ``conf_high`` (95 % limits of the
        power by Wilson 1927: they tell how far the number of samples lets it be known), ``n_used``.
        """
        low, high = wilson(self.significant, self.used)
        labels = [(size, outcome, p) for size in self.sizes for outcome, p in self.model.paths]
        index = pd.MultiIndex.from_tuples(labels, names=["n", "outcome", "predictor"])
        repeat = len(self.sizes)
        columns = {
            "true": np.tile(self.true_paths, repeat),
            "population": np.tile(self.population_paths, repeat),
            "mean": self.mean_estimates.ravel(),
            "power": self._power.ravel(),
            "conf_low": low.ravel(),
            "conf_high": high.ravel(),
            "n_used": self.used.ravel(),
        }
        return pd.DataFrame(columns, index=index)

    def summary(self, lang: str = "en") -> Summary:
        """The power of each path as a document, the size that is enough on top.

        Parameters
        ----------
        lang : {"en", "zh"}
        """
        check_language(lang)
        wanted = f"{float(str(self.settings['power'])):g}"
        n = self.n
        verdict = (
            text("note.power_not_found", lang, power=wanted)
            if n is None
            else text("note.power_found", lang, power=wanted, n=f"{n:,}")
        )
        names = {"true": "power_true", "population": "power_pls", "mean": "power_mean", "power": "estimate"}
        shown = self.table.drop(columns="n_used").rename(columns=names)
        block = Block(
            text("heading.power_table", lang),
            shown,
            {
                "n": "count",
                "outcome": "construct",
                "predictor": "construct",
                "power_true": 3,
                "power_pls": 3,
                "power_mean": 3,
                "estimate": 2,
            },
            labels={"estimate": text("column.power_estimate", lang)},
            note=text("note.power_simulated", lang, replications=f"{self.settings['replications']:,}"),
        )
        blocks: tuple[Block | str, ...] = (verdict, block, settings_block(self._settings(lang), lang))
        warned = tuple(each.text(lang) for each in self.notices)
        return Summary(text("heading.power", lang), blocks, warnings=warned, lang=lang)

    def _settings(self, lang: str) -> dict[str, object]:
        s = self.settings
        return {
            "estimator": text(f"option.estimator.{s['estimator']}", lang),
            "scheme": text(f"option.scheme.{s['scheme']}", lang),
            "power_target": f"{float(str(s['power'])):g}",
            "power_alpha": f"{float(str(s['alpha'])):g}",
            "power_sides": text(f"option.power_sides.{'two' if s['two_sided'] else 'one'}", lang),
            "power_replications": f"{s['replications']:,}",
            "power_draws": s["draws"],
            "seed": s["seed"],
        }

    def plot_power(
        self,
        paths: Iterable[tuple[str, str]] | None = None,
        *,
        lang: str = "en",
        ax: Axes | None = None,
        title: str | None = None,
    ) -> Axes:
        """Draw the power of each path over the sample size, with its limits and the power wanted.

        Parameters
        ----------
        paths : pairs (outcome, predictor), optional
            By default every path that is not zero.
        lang : {"en", "zh"}
        ax : Axes, optional
        title : str, optional

        Returns
        -------
        matplotlib.axes.Axes

        Raises
        ------
        SpecificationError
            A path that the model does not have.
        """
        from csmodels.plots.power import power_chart

        real = [p for p, value in zip(self.model.paths, self.true_paths, strict=True) if abs(value) > NO_PATH]
        chosen = real if paths is None else [(str(outcome), str(p)) for outcome, p in paths]
        for pair in chosen:
            if pair not in self.model.paths:
                known = some((f"{d} ~ {p}" for d, p in self.model.paths), 20)
                raise SpecificationError(f"The model has no path {pair[0]} ~ {pair[1]}. Paths: {known}.")
        table = self.table.reset_index()
        keys = pd.MultiIndex.from_frame(table[["outcome", "predictor"]])
        wanted = float(str(self.settings["power"]))
        return power_chart(table[keys.isin(chosen)], wanted=wanted, lang=lang, ax=ax, title=title)


def path_sample_size(
    model: Any = None,
    *,
    min_path: float | None = None,
    power: float = 0.8,
    alpha: float = 0.05,
    two_sided: bool | None = None,
    n: int | Sequence[int] | None = None,
    estimator: str = "pls",
    scheme: str = "path",
    replications: int = 500,
    draws: int = 100,
    seed: int = 0,
    paths: Any = None,
    loadings: Any = 0.8,
    weights: Mapping[str, Sequence[float]] | None = None,
    item_correlations: Any = 0.5,
    correlations: Any = None,
    group: Any = None,
    progress: bool | None = None,
) -> FormulaSampleSize | SimulatedPower:
    """How many respondents a path model needs for its paths to be found significant.

    Use it before a survey. With `min_path` alone it answers by formula; with a model and what its
    parameters may be it simulates, which also takes the number of items, their loadings and the other
    paths into account.

    Parameters
    ----------
    model : PathModel, IndexModel or fitted PathResult, optional
        What shall be fitted; a fitted result (a pilot study) brings its parameters along.
    min_path : float, optional
        Smallest path that must be found; without a model.
    power, alpha : float
        Probability with which a path shall be found, and level of its test.
    two_sided : bool, optional
        Two-sided test. By default the formulas count the one-sided test of their publication, and the
        simulation the two-sided one whose p-values the library prints.
    n : int or sequence of int, optional
        Sample sizes to try; by default six around what the formula gives for the smallest path.
    estimator : {"pls", "plsc"}
    scheme : {"path", "factorial", "centroid"}
    replications : int
        Samples for each size. The power is known to about 2 sqrt(power (1 - power) / replications).
    draws : int
        Bootstrap draws for the standard error in each sample.
    seed : int
    paths, loadings, weights, item_correlations, correlations, group
        The true parameters, as for `simulate`.
    progress : bool, optional
        Show a progress bar; by default only where somebody is looking at long work.

    Returns
    -------
    FormulaSampleSize or SimulatedPower
        Both have `n`, `table` and a summary; the second draws the power (`plot_power`).

    Raises
    ------
    SpecificationError
        Neither a model nor `min_path`, or both; options out of range; impossible parameters.

    Notes
    -----
    Formulas: Kock and Hadaya (2018), inverse square root (eq. 5) and gamma-exponential (eq. 6 and 7).

    Simulation: covariance matrices of samples of n normal rows are drawn without rows (Bartlett 1933), and
    so are the bootstrap samples that give each sample its standard error, with the same number of rows
    around the sample's own covariance matrix. A path counts as significant where estimate / standard error
    exceeds the normal quantile, as in the tables of a fit. The standard error is that of each sample: one
    known beforehand would make small samples look better than they are. It rests on `draws` bootstrap draws
    where a fit has 1,000; with 100 draws the test's level is .053 instead of .050, and a power of .80 is
    shown as .80. Answers on a scale of few points, skewed or with gaps have less power; a pilot study by
    `simulate` and `fit` shows how much.

    Examples
    --------
    >>> from csmodels.path_models.planning.sample_size import path_sample_size
    >>> size = path_sample_size(min_path=0.2)
    >>> size.n, size.table["two_sided"].tolist()
    (155, [197, 181])
    >>> import csmodels as cs
    >>> model = cs.PathModel({"Quality": ["q1", "q2", "q3"], "Satisfaction": ["s1", "s2", "s3"]},
    ...                      {"Satisfaction": ["Quality"]})
    >>> plan = path_sample_size(model, paths=0.3, n=[50, 100, 150], replications=100)
    >>> plan.table["power"].between(0, 1).all(), plan.n in (50, 100, 150)
    (np.True_, True)
    """
    _check_question(model, min_path, power, alpha)
    if min_path is not None:
        return _by_formula(min_path, power, alpha, two_sided)
    for name, value, least in (("replications", replications, 2), ("draws", draws, 10), ("seed", seed, 0)):
        check_whole(name, value, least)
    population = population_of(
        model,
        paths=paths,
        loadings=loadings,
        weights=weights,
        item_correlations=item_correlations,
        correlations=correlations,
        group=group,
    )
    two_sided = True if two_sided is None else two_sided
    settings: dict[str, object] = {"estimator": estimator, "scheme": scheme, "power": power, "alpha": alpha}
    settings |= {"two_sided": two_sided, "replications": replications, "draws": draws, "seed": seed}
    return _simulated(population, _sizes(n, population, power, alpha, two_sided), settings, progress)


def _check_question(model: object, min_path: float | None, power: float, alpha: float) -> None:
    """Refuse a question that names neither a model nor a path, or both, or an impossible test."""
    if isinstance(model, (int, float, np.number)):
        raise SpecificationError(
            f"{model!r} stands where a model is expected. For the formulas say min_path={model!r}."
        )
    _check_share("power", power)
    _check_share("alpha", alpha)
    if (model is None) == (min_path is None):
        raise SpecificationError("Give either a model with its true paths, or min_path= for the formulas.")


def _by_formula(min_path: float, power: float, alpha: float, two_sided: bool | None) -> FormulaSampleSize:
    if isinstance(min_path, bool) or not 0 < abs(min_path) <= 1:
        raise SpecificationError(f"min_path={min_path!r} must lie between 0 and 1 and not be 0.")
    if power + 1 - alpha <= 1:
        raise SpecificationError(f"power={power} does not exceed alpha={alpha}: it needs no sample.")
    found = FormulaSampleSize(float(min_path), power, alpha, bool(two_sided))
    if two_sided:
        return found
    needed = f"{int(found.table['two_sided'].iloc[0]):,}"
    return replace(found, notices=(notice("power_one_sided", n=f"{found.n:,}", needed=needed),))


def _simulated(
    population: Population, sizes: tuple[int, ...], settings: dict[str, Any], progress: bool | None
) -> SimulatedPower:
    """Draw the samples of every size, and count in how many each path is significant."""
    estimator, scheme = settings["estimator"], settings["scheme"]
    two_sided, replications = settings["two_sided"], settings["replications"]
    estimate = paths_estimator(population, estimator, scheme, SETTLED)
    truth = paths_estimator(population, estimator, scheme, TOLERANCE)(population.corr[None])[0]
    critical = NormalDist().inv_cdf(1 - settings["alpha"] / (2 if two_sided else 1))
    options = {"count": replications, "draws": settings["draws"], "seed": settings["seed"]}
    options["robust"] = estimator == "plsc"
    root = population.root
    work = ((replications, sampled_paths(root, size, estimate, **options)) for size in sizes)
    samples = with_progress(work, replications * len(sizes), "power", progress)
    counts = [_tested(population, found, errors, critical, two_sided) for found, errors in samples]
    significant, used, means = (np.array(part) for part in zip(*counts, strict=True))
    lost = replications - used.min(axis=1)
    names = some((f"n = {size:,}: {count:,}" for size, count in zip(sizes, lost, strict=True) if count), 12)
    told = notice("power_lost", counts=names, replications=f"{replications:,}")
    return SimulatedPower(
        population.model,
        sizes,
        population.paths,
        truth,
        significant,
        used,
        means,
        FrozenMapping(settings),
        (told,) if lost.any() else (),
    )


def _tested(
    population: Population, found: Array, errors: Array, critical: float, two_sided: bool
) -> tuple[NDArray[np.intp], NDArray[np.intp], Array]:
    """Samples of one size: how many were significant and usable, and the mean estimate of each path."""
    with np.errstate(invalid="ignore", divide="ignore"):
        statistic = found / errors
        # a one-sided test looks where the path is expected
        beyond = np.abs(statistic) if two_sided else statistic * np.sign(population.paths)
        usable = np.isfinite(statistic)
        means = np.where(usable, found, 0).sum(axis=0) / usable.sum(axis=0)
    return ((beyond > critical) & usable).sum(axis=0), usable.sum(axis=0), means


def _sizes(
    given: int | Sequence[int] | None, population: Population, power: float, alpha: float, two_sided: bool
) -> tuple[int, ...]:
    """Sample sizes to try, rising."""
    spec_needs = max(3, *(len(p) + 2 for p in population.model.structure.values()))
    if given is None:
        real = np.abs(population.paths[np.abs(population.paths) > NO_PATH])
        if not len(real):
            raise SpecificationError("Every true path is zero; say which sample sizes to try: n=[...].")
        quantile = NormalDist().inv_cdf
        needed = quantile(1 - alpha / (2 if two_sided else 1)) + quantile(power)
        centre = inverse_square_root_n(float(real.min()), needed)
        return tuple(sorted({max(10 * math.ceil(share * centre / 10), spec_needs) for share in TRIED}))
    sizes = [given] if isinstance(given, (int, np.integer)) else list(given)
    if not sizes:
        raise SpecificationError("n names no sample size.")
    for size in sizes:
        check_whole("n", size, spec_needs)
    return tuple(sorted({int(size) for size in sizes}))


def _check_share(name: str, value: float) -> None:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 < value < 1:
        raise SpecificationError(f"{name}={value!r} must lie between 0 and 1.")
