"""Which kind of surface do the answers support? The families, compared by Akaike's criterion."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from csmodels.disconfirmation.surface.families.frame import FamilyTable
from csmodels.disconfirmation.surface.families.tables import (
    FamilyFits,
    coefficient_table,
    comparison,
    estimate_table,
    nested_table,
)
from csmodels.errors import DataWarning, SpecificationError, did_you_mean, some
from csmodels.numerics.moments import Moments
from csmodels.numerics.surface.families import (
    NAMES,
    PIECEWISE,
    RSA_DEFAULT,
    aicc,
    family_columns,
    fit_families,
    n_params,
)
from csmodels.numerics.surface.support import hull
from csmodels.numerics.variation import Bootstrap, Variation
from csmodels.sampling.grouped import Grouped
from csmodels.sampling.options import Options, how_resampled, settled
from csmodels.sampling.variations import GroupRows, estimate_and_variation, rows_by_group
from csmodels.survey.design import SurveyDesign
from csmodels.tables import FrozenMapping, frozen_frame
from csmodels.tables.notices import Notice, Noticed, issue, notice
from csmodels.tables.result import Tabled
from csmodels.tables.summary import Summary

if TYPE_CHECKING:
    from collections.abc import Mapping

    from matplotlib.axes import Axes

    from csmodels.disconfirmation.surface.result import SurfaceResult

Array = NDArray[np.float64]

#: Families asked for by a word.
CHOICES = {"all": NAMES, "rsa_default": RSA_DEFAULT}
#: Families that say something else of performance above expectation than of performance below it.
TWO_SIDED = ("absunc", "cubic", "CA", "RRCA")


@dataclass(frozen=True, repr=False, eq=False)
class FamiliesResult(Grouped, Noticed, Tabled):
    """Families of surfaces fitted to the same answers.

    Attributes
    ----------
    names : tuple of str
        Families in the order of the R package RSA.
    weighted : tuple of str
        Those among which weights are shared out.
    parts : tuple of FamilyFits
        One for each group.
    """

    names: tuple[str, ...]
    weighted: tuple[str, ...]
    parts: tuple[FamilyFits, ...]
    outcome_name: str
    groups: tuple[Any, ...]
    settings: FrozenMapping[str, object]
    notices: tuple[Notice, ...]
    group_labels: FrozenMapping[Any, Mapping[str, str]]

    @frozen_frame
    def table(self) -> pd.DataFrame:
        """Log-likelihood, AICc, weights of all families, the best first."""
        return self._by_group(lambda g: comparison(self.parts[g], self.weighted))

    @frozen_frame
    def estimates(self) -> pd.DataFrame:
        """Coefficients and named figures (C, S, mean_effect, a1 ... a5, u1 ... v3) with errors."""
        return self._by_group(lambda g: estimate_table(self.parts[g]))

    @frozen_frame
    def coefficients(self) -> pd.DataFrame:
        """Intercept b0, b1 ... b9, w2, w3; zero where a family has none."""
        return self._by_group(lambda g: coefficient_table(self.parts[g]))

    @frozen_frame
    def nested_tests(self) -> pd.DataFrame:
        """Likelihood-ratio and F tests of each family against those that contain it."""
        return self._by_group(lambda g: nested_table(self.parts[g]))

    def summary(self, lang: str = "en") -> Summary:
        """The comparison as a document, with a verdict in words."""
        from csmodels.disconfirmation.surface.families.display import summary

        return summary(self, lang)

    def plot_weights(
        self, *, group: Any = None, lang: str = "en", ax: Axes | None = None, title: str | None = None
    ) -> Axes:
        """Draw the weights as bars, the largest on top.

        Parameters
        ----------
        group : optional
            Which group's, after a fit with ``by=``.
        lang : {"en", "zh"}
        ax : Axes, optional
        title : str, optional

        Returns
        -------
        matplotlib Axes
        """
        from csmodels.plots.families import weights_chart

        return weights_chart(self._one_group(self.table, group), lang=lang, ax=ax, title=title)


class WithFamilies:
    """Mixin of a fitted surface: `families`."""

    def families(
        self: Any,
        families: str | Sequence[str] = "all",
        *,
        n_boot: int | None = None,
        seed: int | None = None,
        ci: str | None = None,
        conf_level: float | None = None,
    ) -> FamilyTable:
        """Fit the families of surfaces and compare them; see `csmodels.disconfirmation.families`."""
        return fit_all(self, families, n_boot=n_boot, seed=seed, ci=ci, conf_level=conf_level)


def families(
    result: SurfaceResult,
    families: str | Sequence[str] = "all",
    *,
    n_boot: int | None = None,
    seed: int | None = None,
    ci: str | None = None,
    conf_level: float | None = None,
) -> FamilyTable:
    """Fit up to 25 families of surfaces to the answers of a fitted surface and compare them.

    Use it to ask which theory the answers support: performance alone, a difference, a match, a ridge that
    rises with the level, or nothing simpler than the full surface.

    Parameters
    ----------
    result : SurfaceResult
        Fitted by least squares without imputation. Its answers, weights, groups and controls are used; all
        families hold the controls.
    families : "all", "rsa_default", or sequence of names
        All 25, of which 23 share the weights (`absdiff` and `absunc` are no polynomials and get none, as in
        the R package RSA); the 14 that RSA compares by default; or those named, which all share.
    n_boot : int, optional
        Resamples, for `selected` and the errors of `estimates`; 1,000 by default. With 0 the errors are those
        of maximum likelihood (none for weighted answers).
    seed : int, optional
        The fit's own by default.
    ci : {"percentile", "bca", "normal"}, optional
    conf_level : float, optional
        The fit's own by default.

    Returns
    -------
    FamilyTable
        A DataFrame, the best family first, with columns

        - `log_likelihood`, `n_params` (coefficients, intercept and residual variance), `aicc`;
        - `delta` (aicc above that of the best family with a weight), `weight`, `r_squared`;
        - `r_squared_adjusted`, `p_value` (F test against the controls alone), `cumulative` (weight down to
          this row), `evidence_ratio` (weight of the best over this one);
        - `selected`: share of resamples in which the family has literally the lowest aicc;
          `selected_corrected` with a correction for repeated rows (see Notes);
        - `redundant_with`: a family with no more parameters and the same log-likelihood. Such twins share a
          weight that one of them alone would have.

        It prints itself with a verdict in words; `estimates`, `coefficients`, `nested_tests` and
        `plot_weights` belong to it.

    Raises
    ------
    SpecificationError
        Unknown or repeated families, an ordered model, multiply imputed answers.

    Notes
    -----
    Coefficients b1 ... b9 as in `ResponseSurface`; piecewise families add w2 W E + w3 W P, with W = 1 where
    expectation is above performance, -1 where below and 0 where equal. Linear constraints are solved by
    least squares. SRRR and SRSQD have a square of u = P cos t - E sin t; t is searched over the half circle.
    "strong" has the constraints of SRSQD, 2 b1 b5 = b2 b4 and b4² = 4 b3 b5, and so its fit; "weak" is the
    full surface where b3 b5 > 0 and lies on the edge b3 = 0 or b5 = 0 otherwise.

    Log-likelihood of n normal residuals: -n/2 (ln(2 pi s²) + 1), s² with divisor n. AICc = -2 LL + 2 K +
    2 K (K + 1) / (n - K - 1) (Hurvich and Tsai 1989); weight exp(-delta / 2), summing to one (Akaike 1978;
    Burnham and Anderson 2002; the first from memory, unconfirmed). Survey weights make s² that of the
    weighted moments and LL a pseudo-likelihood of as many rows as have a positive weight. The fit of `absunc`
    depends on the centre of the ratings; that of no other family does.

    A resample repeats rows, so that a needless parameter gains about 2 in its -2 LL instead of 1, the very
    penalty of the criterion, so that resamples choose families of many parameters (Janitza, Binder and
    Boulesteix 2016 treat model selection in resamples; that they say this of it is from memory, unconfirmed).
    `selected_corrected` adds one per parameter to the criterion of every resample, a correction of our own.
    In simulations with 1,000 respondents its shares come close, on average, to those of fresh samples;
    `selected` gives the full cubic surface a sixth where fresh samples give it next to none.

    In SRRR, SRSQD and "strong" b3, b5, a2, a4 and a4_rescaled are squares times one curvature and cannot pass
    zero by themselves: they have limits and no p-value. S is tested against 1, a ridge parallel to equality.

    References: Edwards (2002); Schönbrodt (2016), "Testing fit patterns with polynomial regression models";
    Humberg, Schönbrodt, Back and Nestler (2022).

    Examples
    --------
    >>> import csmodels as cs
    >>> surface = cs.ResponseSurface(outcome="sat_overall", expectation="e_bed", performance="p_bed")
    >>> table = families(surface.fit(cs.datasets.load_hotel(), n_boot=0), n_boot=0)
    >>> len(table), table.columns[:6].tolist()
    (25, ['log_likelihood', 'n_params', 'aicc', 'delta', 'weight', 'r_squared'])
    >>> float(table["weight"].sum().round(6))
    1.0
    """
    return fit_all(result, families, n_boot=n_boot, seed=seed, ci=ci, conf_level=conf_level)


def fit_all(
    result: SurfaceResult,
    asked: str | Sequence[str],
    *,
    n_boot: int | None,
    seed: int | None,
    ci: str | None,
    conf_level: float | None,
) -> FamilyTable:
    """See `families`."""
    names = _names(asked)
    _refuse(result)
    own = result.settings
    design: SurveyDesign | None = getattr(result, "design", None)
    options = settled(
        Options(
            se="replicates" if design is not None and design.replicates is not None else "bootstrap",
            ci=ci,
            n_boot=n_boot,
            seed=int(str(own["seed"])) if seed is None else seed,
            conf_level=float(str(own["conf_level"])) if conf_level is None else conf_level,
            resample="rows",
            missing="listwise",
        ),
        design,
    )
    weighted = tuple(n for n in names if n not in PIECEWISE) if asked == "all" else names
    parts = tuple(_one_group(result, g, names, weighted, options, design) for g in range(len(result.parts)))
    found = FamiliesResult(
        names=names,
        weighted=weighted,
        parts=parts,
        outcome_name=result.outcome_name,
        groups=result.groups,
        settings=FrozenMapping(_settings(result, asked, options, design)),
        notices=(),
        group_labels=result.group_labels,
    )
    notices = tuple(_remarks(result, found))
    found = replace(found, notices=notices)
    issue(notices, stacklevel=3)
    table = FamilyTable(found.table)
    table.details = found
    return table


def _names(asked: str | Sequence[str]) -> tuple[str, ...]:
    """Families asked for, in the order of `NAMES`."""
    if isinstance(asked, str):
        if asked not in CHOICES:
            raise SpecificationError(
                f"families={asked!r} is unknown: 'all', 'rsa_default' or a list of names."
                f"{did_you_mean(asked, (*CHOICES, *NAMES))}"
            )
        return tuple(n for n in NAMES if n in CHOICES[asked])
    names = list(asked)
    for name in names:
        if name not in NAMES:
            raise SpecificationError(
                f"Family {name!r} is unknown. There are {some(NAMES, 25)}.{did_you_mean(name, NAMES)}"
            )
        if names.count(name) > 1:
            raise SpecificationError(f"Family {name!r} is named twice.")
    if not names:
        raise SpecificationError("families=[] names none; leave it out for all.")
    return tuple(n for n in NAMES if n in names)


def _refuse(result: SurfaceResult) -> None:
    if result.settings["estimator"] != "ols":
        raise SpecificationError(
            f"families compares least-squares fits, not estimator={result.settings['estimator']!r}: fit"
            ' the surface with estimator="ols".'
        )
    if result.settings["missing"] == "mi":
        raise SpecificationError(
            "families compares likelihoods of one set of answers, and multiple imputation makes several: fit"
            ' the surface with missing="listwise".'
        )


def rows_of(result: SurfaceResult, g: int) -> GroupRows:
    """The rows of a group as the surface holds them: terms, controls, outcome."""
    part = result.parts[g]
    labels = None if part.label is None else (part.label,)
    return replace(rows_by_group(result.answers, labels)[0], values=part.rows, weights=part.weights)


def _one_group(
    result: SurfaceResult,
    g: int,
    names: tuple[str, ...],
    weighted: tuple[str, ...],
    options: Options,
    design: SurveyDesign | None,
) -> FamilyFits:
    part = result.parts[g]

    def extend(values: Array) -> Array:
        return np.concatenate([family_columns(values[:, 0], values[:, 1]), values[:, part.n_terms :]], axis=1)

    moments, variation = estimate_and_variation(rows_of(result, g), options, design, extend)
    fits = fit_families(moments, names)
    k = n_params(names, len(result.model.controls))
    counted = np.isin(names, weighted)
    draws: list[Array] = []
    winners: dict[str, list[NDArray[np.intp]]] = {"selected_corrected": [], "selected": []}
    for members in variation.samples():
        one = fit_families(members, names)
        draws.append(one.coef)
        criterion = aicc(one.log_likelihood(_rows(members, moments, part.n)), k, part.n)
        plain_criterion = np.where(counted, criterion, np.inf)
        winners["selected"].append(_best(plain_criterion))
        winners["selected_corrected"].append(_best(plain_criterion + k))
    coef = np.concatenate(draws) if draws else np.empty((0, *fits.coef.shape))
    shares = {name: _shares(best, variation, counted) for name, best in winners.items()}
    plain = part.weights is None and design is None
    corners = hull(part.rows[:, :2])
    return FamilyFits(
        part.n, len(result.model.controls), plain, fits, moments, variation, coef, shares, corners
    )


def _shares(best: list[NDArray[np.intp]], variation: Variation, counted: NDArray[np.bool_]) -> Array:
    """How often each family wins among the resamples; missing without resamples."""
    if not best or not isinstance(variation, Bootstrap):
        return np.full(len(counted), np.nan)
    chosen = np.concatenate(best)[: variation.n_boot]
    chosen = chosen[chosen >= 0]
    counts = np.bincount(chosen, minlength=len(counted))
    return np.where(counted, counts / max(1, len(chosen)), np.nan)


def _rows(members: Moments, moments: Moments, n: int) -> Any:
    """Rows of each member: resampled clusters bring more or fewer than there are."""
    return np.asarray(members.n, dtype=np.float64) / float(moments.n) * n


def _best(criterion: Array) -> NDArray[np.intp]:
    """The lowest criterion of every member; -1 where none could be computed."""
    known = np.where(np.isfinite(criterion), criterion, np.inf)
    return np.where(np.isfinite(known).any(axis=-1), np.argmin(known, axis=-1), -1)


def _settings(
    result: SurfaceResult, asked: str | Sequence[str], options: Options, design: SurveyDesign | None
) -> dict[str, object]:
    own = result.settings
    kept = {name: own[name] for name in ("n", "weights", "center")}
    settings: dict[str, object] = {
        **kept,
        "families": asked if isinstance(asked, str) else ", ".join(asked),
        "n_boot": options.n_boot or 0,
        "seed": options.seed,
        "ci": options.ci or "normal",
        "conf_level": options.conf_level,
    }
    if options.n_boot:
        settings["resample"] = how_resampled(options, design)
    if "by" in own:
        settings["by"] = own["by"]
    return settings


def _remarks(result: SurfaceResult, found: FamiliesResult) -> list[Notice]:
    """What the reader must know: families that cannot be fitted, weights, sides without answers."""
    notices = []
    for g, part in enumerate(found.parts):
        where = f" [{found.groups[g]}]" if found.groups else ""
        lost = [n for n, ll in zip(found.names, part.log_likelihood, strict=True) if not np.isfinite(ll)]
        if lost:
            fields = {"families": ", ".join(lost), "group": where}
            notices.append(notice("families_unfitted", DataWarning, **fields))
        table = comparison(part, found.weighted)
        near = table.index[(table["delta"] <= 2) & table["weight"].notna()]
        risky = [name for name in near if name in TWO_SIDED]
        if risky and not result._support(g).enough("both"):
            fields = {"families": ", ".join(risky), "group": where}
            notices.append(notice("families_one_side", DataWarning, **fields))
    if result.settings["weights"] != "none":
        notices.append(notice("families_weights"))
    return notices
