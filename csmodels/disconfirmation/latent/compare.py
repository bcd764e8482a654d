"""One surface four times: of means of items, corrected, from different items, between latent variables."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from csmodels.disconfirmation.latent.figures import LETTERS
from csmodels.disconfirmation.latent.pairs import attributes_asked, check_order
from csmodels.disconfirmation.latent.products import latent_correlation, refuse_close, skewed
from csmodels.disconfirmation.latent.result import DisconfirmationResult
from csmodels.disconfirmation.latent.soundness import Refused, forbids_surface
from csmodels.disconfirmation.surface.figures import columns_of
from csmodels.disconfirmation.surface.model import ResponseSurface
from csmodels.disconfirmation.surface.ratings import Ratings, check_ranks, ratings_of, remarks
from csmodels.errors import (
    AdmissibilityWarning,
    ConvergenceWarning,
    CsmodelsWarning,
    ResamplingWarning,
    SpecificationError,
    did_you_mean,
)
from csmodels.numerics.intervals import LOST_WARN, Uncertainty
from csmodels.numerics.moments import Moments
from csmodels.numerics.regression import least_squares
from csmodels.numerics.surface.corrected import (
    ErrorFree,
    corrected_surface,
    error_free,
    stated,
    term_reliability,
)
from csmodels.numerics.surface.distinct import LEAST_ITEMS, alike, distinct_columns, distinct_surface
from csmodels.numerics.surface.shape import shape
from csmodels.numerics.variation import Variation
from csmodels.path_models.likelihood.result import CovarianceResult
from csmodels.sampling.options import Options, how_resampled, settled
from csmodels.sampling.remarks import left_out
from csmodels.sampling.variations import estimate_and_variation, rows_by_group
from csmodels.survey import SurveyData
from csmodels.survey.answers import Answers, read_answers
from csmodels.survey.design import read_design
from csmodels.tables import FrozenMapping, ResultBase, Summary, frozen_frame, params_table
from csmodels.tables.notices import Notice, Noticed, issue, notice

if TYPE_CHECKING:
    from csmodels.disconfirmation.latent.model import DisconfirmationModel

Array = NDArray[np.float64]

#: The surfaces of composites, each with its place among the figures: ten each, b1 ... b5, a1 ... a5.
PLACES = {"composite": slice(0, 10), "corrected": slice(10, 20), "distinct": slice(20, 30)}
SURFACES = (*PLACES, "latent")
#: Reliabilities of the five terms, and the correlation of the true scores.
RELIABLE = slice(30, 36)
N_FIGURES = 36
TERMS = ("expectation", "performance", "expectation^2", "expectation:performance", "performance^2")
#: A ratio of figures that are equal may stray from 1 by so much.
ROUNDING = 1e-9
#: Sides whose reliability may be stated.
SIDES = ("expectation", "performance")


@dataclass(frozen=True, eq=False)
class Bent:
    """The three surfaces that are functions of moments, with every member of the variation.

    Attributes
    ----------
    values : array, shape (36,)
        b1 ... a5 of the composite surface, of the corrected one, and of the one from different items;
        reliabilities of the five terms, the correlation of the true scores.
    varied : array, shape (36, members)
    used : array of bool, shape (members,)
        Those with every figure that the sample has.
    variation : Variation
    """

    values: Array
    varied: Array
    used: NDArray[np.bool_]
    variation: Variation

    def uncertainty(self, part: slice, null: float = 0.0) -> Uncertainty:
        """Errors of some of the figures."""
        return self.variation.uncertainty(self.values[part], self.varied[part], self._sound(part), null)

    def _sound(self, *parts: slice) -> NDArray[np.bool_]:
        """Members that have these figures: a corrected surface that is lost costs the composites nothing."""
        return np.asarray(np.all([np.isfinite(self.varied[part]).all(axis=0) for part in parts], axis=0))

    def differences(self) -> Uncertainty:
        """Corrected less composite."""
        own, better = PLACES["composite"], PLACES["corrected"]
        values, varied = (x[better] - x[own] for x in (self.values, self.varied))
        return self.variation.uncertainty(values, varied, self._sound(own, better))


@dataclass(frozen=True, repr=False, eq=False)
class SurfaceComparison(Noticed, ResultBase):
    """Four surfaces of satisfaction side by side; made by `DisconfirmationModel.surfaces`.

    Attributes
    ----------
    surfaces : DataFrame
        Index ``surface`` (composite, corrected, distinct, latent: those of `shown`) and ``coefficient`` (b1
        ... b5, a1 ... a5); columns estimate, std_error, statistic, p_value, conf_low, conf_high. All in units
        of the means of the items, both ratings less the same centre.
    bending : DataFrame
        By coefficient: composite, corrected, ``difference`` corrected - composite with its error and limits,
        ``kept`` composite / corrected where that is a share (the corrected limits leave out zero and the
        ratio lies between 0 and 1), and the coefficients of the other surfaces.
    reliability : DataFrame
        Of the terms, with limits; and the correlation of expectation and performance behind their items.
    latent : DisconfirmationResult or None
        The fit by product indicators, also where its surface is not shown.
    shown : tuple of str
    settings, warnings
    """

    model: DisconfirmationModel
    ratings: Ratings
    answers: Answers
    bent: Bent
    latent: DisconfirmationResult | None
    settings: FrozenMapping[str, object]
    notices: tuple[Notice, ...]
    title_key: ClassVar[str] = "heading.latent_surfaces"

    @property
    def shown(self) -> tuple[str, ...]:
        """The surfaces there are: different items need four attributes, product indicators a sound fit."""
        found = [name for name, part in PLACES.items() if not np.isnan(self.bent.values[part]).all()]
        latent = self.latent is not None and self.latent.surface is not None
        return (*found, "latent") if latent else tuple(found)

    @frozen_frame
    def params(self) -> pd.DataFrame:
        """b1 ... b5 of every surface; ``lhs`` names outcome and surface."""
        table = self.surfaces
        rows = table[table.index.get_level_values(1).str.startswith("b")]
        where = rows.index.get_level_values(0)
        names = [TERMS[int(letter[1]) - 1] for letter in rows.index.get_level_values(1)]
        head = {"kind": "coefficient", "lhs": [f"satisfaction ({w})" for w in where], "op": "~", "rhs": names}
        return params_table({**head, **{name: rows[name].to_numpy() for name in rows.columns}})

    @frozen_frame
    def surfaces(self) -> pd.DataFrame:
        """All that are shown: b1 ... b5, a1 ... a5 with errors and limits."""
        index = pd.Index(LETTERS, name="coefficient")
        parts = {
            name: pd.DataFrame(columns_of(self.bent.uncertainty(part), tested=True), index=index)
            for name, part in PLACES.items()
            if name in self.shown
        }
        if self.latent is not None and "latent" in self.shown:
            parts["latent"] = self.latent.surface_at(self.ratings.center)
        return pd.concat(parts, names=["surface"])

    @frozen_frame
    def bending(self) -> pd.DataFrame:
        """What error takes from each coefficient."""
        found = self.bent.differences()
        composite, corrected = (self.bent.values[PLACES[name]] for name in ("composite", "corrected"))
        better = self.bent.uncertainty(PLACES["corrected"])
        with np.errstate(invalid="ignore", divide="ignore"):
            kept = composite / corrected
            told = (better.conf_low > 0) | (better.conf_high < 0)
        kept = np.where(told & (kept >= 0) & (kept <= 1 + ROUNDING), kept, np.nan)
        table = {
            "composite": composite,
            "corrected": corrected,
            "difference": found.estimate,
            "std_error": found.std_error,
            "conf_low": found.conf_low,
            "conf_high": found.conf_high,
            "kept": kept,
        }
        frame = pd.DataFrame(table, index=pd.Index(LETTERS, name="coefficient"))
        if "distinct" in self.shown:
            frame["distinct"] = self.bent.values[PLACES["distinct"]]
        if "latent" in self.shown:
            frame["latent"] = self.surfaces.loc["latent"]["estimate"]
        return frame

    @frozen_frame
    def reliability(self) -> pd.DataFrame:
        """Reliabilities of E, P, E², EP, P², for normal scores; correlation of the true scores."""
        found = self.bent.uncertainty(RELIABLE, np.nan)
        columns = columns_of(found, tested=False)
        return pd.DataFrame(columns, index=pd.Index([*TERMS, "correlation"], name="surface_term"))

    def summary(self, lang: str = "en") -> Summary:
        """What error takes from the surface, the surfaces one by one, reliabilities, settings."""
        from csmodels.disconfirmation.latent.display import comparison_summary

        return comparison_summary(self, lang)


def compare(
    model: DisconfirmationModel,
    data: SurveyData | pd.DataFrame,
    center: str | float,
    scale: tuple[float, float] | None,
    reliability: Mapping[str, float] | None,
    with_latent: bool,
    asked: Mapping[str, Any],
) -> SurfaceComparison:
    """See `DisconfirmationModel.surfaces`."""
    plain = model.as_polynomial()
    check_order(plain, attributes_asked(data))
    known = _stated(reliability)
    if asked["missing"] not in ("listwise", "mi"):
        raise SpecificationError(
            f"missing={asked['missing']!r} is not available: products of unfinished answers do not exist. Use"
            ' "listwise" or "mi".'
        )
    surface = ResponseSurface(
        outcome=plain.satisfaction, expectation=plain.expectation, performance=plain.performance,
        center=center, scale=scale,
    )  # fmt: skip
    design = read_design(data)
    options = settled(Options(**asked, resample="rows"), design)
    answers = read_answers(data, surface.items, missing=options.missing, min_rows=8)
    full = ~np.isnan(answers.values).any(axis=1)
    complete, weights = answers.values[full], None if answers.weights is None else answers.weights[full]
    ratings = ratings_of(surface, data, complete, weights)
    check_ranks(ratings, ratings.extend(complete))
    place = FrozenMapping({name: i for i, name in enumerate(answers.items)})
    sample = Moments.from_rows(complete, weights)
    if known is None:
        refuse_close(latent_correlation(plain, sample.cov, dict(place)))
    columns = _Columns(plain, ratings, place, sample)
    rows = rows_by_group(answers, None)[0]
    moments, variation = estimate_and_variation(rows, options, design, columns)
    bent = _bent(_Figures(plain, place, known, columns.distinct), moments, variation)
    # whom the survey weights leave out is not among the answers
    counted = complete if weights is None else complete[weights > 0]
    notices = [*left_out(answers, key="left_open_terms"), *remarks(ratings, counted)]
    notices += _doubts(bent, plain, counted, place)
    latent, said = _latent(plain, data, asked) if with_latent else (None, [])
    notices += said
    settings = _settings(data, answers, options, ratings.center, known is None)
    if options.n_boot:
        settings["resample"] = how_resampled(options, design)
    issue(notices, stacklevel=3)
    return SurfaceComparison(model, ratings, answers, bent, latent, FrozenMapping(settings), tuple(notices))


def _bent(figures: _Figures, moments: Moments, variation: Variation) -> Bent:
    """Figures of the sample and of every member of its variation."""
    mean = None if moments.mean is None else moments.mean[None]
    values = figures(Moments._of(moments.cov[None], mean, None))[0]
    drawn = [figures(m) for m in variation.samples()]
    varied = np.concatenate(drawn).T if drawn else np.empty((N_FIGURES, 0))
    used = np.asarray(np.isfinite(varied[np.isfinite(values)]).all(axis=0))
    return Bent(values, varied, used, variation)


def _doubts(
    bent: Bent, model: DisconfirmationModel, complete: Array, place: Mapping[str, int]
) -> list[Notice]:
    """Resamples without a corrected surface; answers so skewed that errors cannot be normal."""
    found = []
    if np.isnan(bent.values[PLACES["corrected"]]).any():
        found.append(notice("latent_uncorrectable", AdmissibilityWarning))
    elif len(bent.used) and (~bent.used).mean() > LOST_WARN:
        share = f"{100 * (~bent.used).mean():.0f}"
        found.append(notice("latent_corrected_lost", ResamplingWarning, lost=share))
    found += skewed(model, complete, place, beside=True)
    return found


def _settings(
    data: SurveyData | pd.DataFrame, answers: Answers, options: Options, center: float, omega: bool
) -> dict[str, object]:
    return {
        "n": len(answers) if answers.weights is None else int((answers.weights > 0).sum()),
        "n_rows": answers.n_rows,
        "n_dropped": answers.n_dropped,
        "missing": options.missing,
        "weights": data.weights if isinstance(data, SurveyData) and data.weights else "none",
        "center": center,
        "reliabilities": "omega" if omega else "stated",
        "se": options.se,
        "n_boot": options.n_boot or 0,
        "seed": options.seed,
        "ci": options.ci or "normal",
        "conf_level": options.conf_level,
    }


@dataclass(frozen=True, eq=False)
class _Columns:
    """From answers to what moments are taken of: items, terms, outcome, products of different items."""

    model: DisconfirmationModel
    ratings: Ratings
    place: Mapping[str, int]
    sample: Moments

    @property
    def distinct(self) -> bool:
        """Whether there are attributes enough for products of fourth order."""
        sides = (self.model.expectation, self.model.performance)
        return min(map(len, sides)) >= LEAST_ITEMS

    def __call__(self, values: Array) -> Array:
        columns = [values, self.ratings.extend(values)]
        if self.distinct:
            e, p = (self._alike(values, each) for each in (self.model.expectation, self.model.performance))
            columns.append(distinct_columns(e, p, bool(self.model.paired)))
        return np.column_stack(columns)

    def _alike(self, values: Array, names: tuple[str, ...]) -> Array:
        at = [self.place[name] for name in names]
        return alike(values[:, at], self.sample.take(at)) - self.ratings.center


def _stated(reliability: Mapping[str, float] | None) -> Array | None:
    """Reliabilities given by the reader; both or none."""
    if reliability is None:
        return None
    for name, value in reliability.items():
        if name not in SIDES:
            raise SpecificationError(
                f"reliability= is that of 'expectation' and 'performance', not {name!r}."
                f"{did_you_mean(name, SIDES)}"
            )
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 < value <= 1:
            raise SpecificationError(
                f"The reliability of {name} must be above 0 and at most 1, not {value!r}."
            )
    absent = [name for name in SIDES if name not in reliability]
    if absent:
        raise SpecificationError(
            f"reliability= lacks {absent[0]!r}; 1 says that it was measured without error."
        )
    return np.array([float(reliability[name]) for name in SIDES])


@dataclass(frozen=True, eq=False)
class _Figures:
    """From moments of items, terms and outcome to all figures, shape (members, 36)."""

    model: DisconfirmationModel
    place: Mapping[str, int]
    known: Array | None
    distinct: bool

    def __call__(self, moments: Moments) -> Array:
        items = len(self.place)
        terms = moments.take(list(range(items, items + 6)))
        scores = self._scores(moments.cov, terms)
        plain = least_squares(terms, 5, range(5)).coef
        better = corrected_surface(terms, scores)
        free = np.full_like(plain, np.nan)
        if self.distinct:
            free = distinct_surface(moments.take([*range(items + 6, items + 20), items + 5]))
        share = term_reliability(scores)
        surfaces = [each for b in (plain, better, free) for each in (b, shape(b))]
        return np.concatenate([*surfaces, share, scores.correlation[..., None]], axis=-1)

    def _scores(self, cov: Array, terms: Moments) -> ErrorFree:
        if self.known is not None:
            return stated(terms.cov[..., :2, :2], self.known)
        e, p = ([self.place[n] for n in each] for each in (self.model.expectation, self.model.performance))
        return error_free(cov[..., : len(self.place), : len(self.place)], e, p, bool(self.model.paired))


def _latent(
    model: DisconfirmationModel, data: SurveyData | pd.DataFrame, asked: Mapping[str, Any]
) -> tuple[DisconfirmationResult | None, list[Notice]]:
    """The fit by product indicators; a reason where the model cannot be fitted."""
    if asked["missing"] != "listwise":
        return None, [notice("latent_surface_unfinished", missing=asked["missing"])]
    try:
        with warnings.catch_warnings():
            # all that concerns the comparison is issued with it, once
            warnings.simplefilter("ignore", CsmodelsWarning)
            found = model.fit(data, "ml", conf_level=asked["conf_level"])
    except SpecificationError as error:
        return None, [notice("latent_surface_missing", reason=str(error))]
    assert isinstance(found.path, CovarianceResult)
    causes = forbids_surface(found.path, 0)
    if causes:
        category = AdmissibilityWarning if found.converged else ConvergenceWarning
        refused = Refused("latent_surface_refused", FrozenMapping({}), category, causes)
        return found, [refused]
    # of skewness the comparison speaks itself
    own = ("latent_skewed", "latent_skewed_few")
    return found, [each for each in found.notices if each.category is not None and each.key not in own]
