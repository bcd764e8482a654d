"""DisconfirmationModel: items by role, a theory's structure, and how disconfirmation enters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from csmodels.disconfirmation.latent.structures import ROLES, EdtStructure, structure_of
from csmodels.errors import SpecificationError, check_choice
from csmodels.path_models.model import PathModel

if TYPE_CHECKING:
    import pandas as pd

    from csmodels.disconfirmation.latent.compare import SurfaceComparison
    from csmodels.disconfirmation.latent.result import DisconfirmationResult
    from csmodels.survey import SurveyData

MEASURES = ("direct", "difference", "polynomial")
ESTIMATORS = ("ml", "pls", "plsc")

#: Why {E, P, P - E} cannot be told apart, in one sentence.
ALGEBRA = (
    "with D = P - E, a E + b P + c D = (a - c) E + (b + c) P for every c, so no data can tell the three"
    " effects apart"
)


@dataclass(frozen=True, kw_only=True)
class DisconfirmationModel:
    """A theory of expectation, performance and disconfirmation with latent variables.

    Use it when each of them was asked with several items: measurement error, which a difference doubles and a
    product squares, is then part of the model. For ratings without error see `cs.ResponseSurface`.

    Parameters
    ----------
    expectation, performance, disconfirmation, satisfaction, loyalty, usefulness : sequence of str
        Items of each. A structure uses the roles it names; loyalty may always be left out, but in the model
        of continuance, where it is the intention to continue, and `disconfirmation` is confirmation.
    measure : {"direct", "difference", "polynomial"}
        How disconfirmation enters: by items that ask for it ("better than expected"); as performance minus
        expectation, item by item; or not at all, but expectation, performance, their squares and their
        product in its place, of which a difference is the special case b1 = -b2, b3 = b4 = b5 = 0
        (Edwards 1994).
    structure : str or mapping of role to roles
        A name of `edt_structures()`, or paths: ``{"satisfaction": ["expectation", "disconfirmation"]}``. With
        ``measure="polynomial"`` the surface takes the place of what the structure says of satisfaction, and
        expectation and performance are correlated causes.
    paired : bool or "all"
        Whether items of expectation, performance and disconfirmation ask about the same attributes: under
        maximum likelihood errors of such items are then correlated. Which they are says the questionnaire of
        the data, where it has attributes; without one the j-th items of expectation and performance are
        taken for a pair, and those of disconfirmation are left alone, unless ``"all"`` says that they stand
        in the same order too. A remark of the result lists the pairs.

    Raises
    ------
    SpecificationError
        A role that the structure needs has no items, an item in two roles, differences, products or pairs of
        blocks of different length; expectation, performance and their difference in one model.

    Notes
    -----
    The structures and what is known of them: `edt_structures()`. Disconfirmation is performance minus
    expectation throughout. Products: matched pairs of items, loadings and covariances free (Marsh, Wen and
    Hau 2004), centred at their means, whose products are centred in turn (Lin, Wen, Marsh and Lin 2010; both
    as the manual of R's semTools::indProd cites them, not read); errors of products that share an item are
    correlated, those of all three where items are paired. Under PLS squares and product are two-stage.

    Examples
    --------
    >>> model = DisconfirmationModel(
    ...     expectation=["e1", "e2"], performance=["p1", "p2"], satisfaction=["s1", "s2"],
    ...     disconfirmation=["d1", "d2", "d3"], structure="churchill_surprenant")
    >>> print(model.path_model())
    Expectation =~ e1 + e2
    Performance =~ p1 + p2
    Disconfirmation =~ d1 + d2 + d3
    Satisfaction =~ s1 + s2
    Performance ~ Expectation
    Disconfirmation ~ Expectation + Performance
    Satisfaction ~ Expectation + Performance + Disconfirmation
    e1 ~~ p1
    e2 ~~ p2
    """

    satisfaction: tuple[str, ...]
    expectation: tuple[str, ...] = ()
    performance: tuple[str, ...] = ()
    disconfirmation: tuple[str, ...] = ()
    usefulness: tuple[str, ...] = ()
    loyalty: tuple[str, ...] = ()
    measure: str = "direct"
    structure: str | Mapping[str, Sequence[str]] | EdtStructure = "churchill_surprenant"
    paired: bool | str = True

    def __post_init__(self) -> None:
        for role in ROLES:
            object.__setattr__(self, role, _items(getattr(self, role), role))
        check_choice("measure", self.measure, MEASURES)
        if not isinstance(self.paired, bool) and self.paired != "all":
            raise SpecificationError(f'paired={self.paired!r} must be True, False or "all".')
        named = [item for role in ROLES for item in getattr(self, role)]
        if len(set(named)) < len(named):
            twice = next(name for name in named if named.count(name) > 1)
            raise SpecificationError(f"Item {twice!r} is named twice; each item has one role.")
        if isinstance(self.structure, Mapping):
            object.__setattr__(self, "structure", structure_of(self.structure))
        self._check_roles()
        self._check_lengths()

    def _check_roles(self) -> None:
        theory = self.theory
        wanted = theory.roles
        name = f"structure {theory.name!r}"
        if self.measure != "direct":
            if self.disconfirmation:
                raise SpecificationError(
                    f'measure="{self.measure}" makes disconfirmation from expectation and performance; leave'
                    ' disconfirmation= out, or use measure="direct".'
                )
            if "disconfirmation" in theory.names:
                raise SpecificationError(
                    f"The {name} has confirmation that was asked, and no expectation or performance from"
                    f" which"
                    f' measure="{self.measure}" could make it. Use measure="direct".'
                )
        if self.measure == "difference":
            self._refuse_singular(wanted, name)
        needed = [r for r in wanted if r not in ("loyalty", "usefulness") or r in theory.required]
        if self.measure != "direct":
            needed = [r for r in needed if r != "disconfirmation"]
            needed = [r for r in ROLES if r in {*needed, "expectation", "performance"}]
        for role in needed:
            if not getattr(self, role):
                remedy = ""
                if role == "disconfirmation":
                    remedy = (
                        " Where it was not asked, use"
                        ' measure="polynomial" (or "difference", with its assumptions).'
                    )
                raise SpecificationError(f"The {name} needs items of {role}: {role}=[...].{remedy}")

    def _refuse_singular(self, wanted: tuple[str, ...], name: str) -> None:
        if "disconfirmation" not in wanted:
            raise SpecificationError(
                f'The {name} has no disconfirmation: measure="difference" changes nothing.'
            )
        if {"expectation", "performance"} <= set(wanted):
            more = ""
            if "disconfirmation" in self.theory.paths:
                more = (
                    " Nor is 'disconfirmation ~ expectation' a finding then: cov(E, P - E) = cov(E, P) -"
                    " var(E),"
                    " which is negative by arithmetic whenever the slope of P on E is below 1."
                )
            raise SpecificationError(
                f'The {name} has expectation, performance and disconfirmation, and measure="difference" makes'
                f" the third of the first two: {ALGEBRA}: their covariance matrix is singular.{more} Ask"
                ' disconfirmation (measure="direct"), let squares and product take its place'
                ' (measure="polynomial"), or use a structure with two of the three ("oliver",'
                ' "anderson_sullivan").'
            )

    def _check_lengths(self) -> None:
        e, p = len(self.expectation), len(self.performance)
        if self.measure != "direct" and e != p:
            raise SpecificationError(
                f"expectation has {e} items and performance {p}: measure={self.measure!r} pairs them one by"
                f" one, in"
                " their order."
            )
        if self.paired and e and p and e != p:
            raise SpecificationError(
                f"expectation has {e} items and performance {p}: they cannot be paired. Say paired=False if"
                f" they"
                " do not ask about the same attributes."
            )
        d, beside = len(self.disconfirmation), e or p
        if self.paired == "all" and d and beside and d != beside:
            raise SpecificationError(
                f'disconfirmation has {d} items and the others {beside}: paired="all" cannot pair them. Say'
                " paired=True: then those of disconfirmation are paired where the questionnaire knows their"
                " attributes."
            )

    # ------------------------------------------------------------------ what follows

    @property
    def theory(self) -> EdtStructure:
        """The structure with its source."""
        return structure_of(self.structure)

    @property
    def roles(self) -> tuple[str, ...]:
        """Roles that become constructs of the path model: those of the structure that have items."""
        wanted = self.theory.roles
        if self.measure == "polynomial":
            wanted = tuple(
                r for r in ROLES if r in {*wanted, "expectation", "performance"} - {"disconfirmation"}
            )
        made = ("disconfirmation",) if self.measure == "difference" else ()
        return tuple(role for role in wanted if getattr(self, role) or role in made)

    @property
    def unused(self) -> tuple[str, ...]:
        """Roles with items that neither the structure nor a difference uses."""
        used = set(self.roles)
        if self.measure == "difference":
            used |= {"expectation", "performance"}
        return tuple(role for role in ROLES if getattr(self, role) and role not in used)

    @property
    def items(self) -> tuple[str, ...]:
        """Columns that are read from the data."""
        return tuple(item for role in ROLES if role not in self.unused for item in getattr(self, role))

    def path_model(self, estimator: str = "ml", data: SurveyData | pd.DataFrame | None = None) -> PathModel:
        """The structural equation model behind it; printed, it is text in lavaan's syntax.

        Parameters
        ----------
        estimator : {"ml", "pls", "plsc"}
            Correlated errors and product indicators belong to maximum likelihood; under PLS squares and
            product are two-stage terms.
        data : SurveyData, optional
            Its questionnaire tells which items ask about the same attribute.

        Returns
        -------
        PathModel
            Differences and products of items are columns that `with_columns` adds to the data.
        """
        from csmodels.disconfirmation.latent.paths import path_model

        return path_model(self, estimator, data)

    def with_columns(
        self, data: SurveyData | pd.DataFrame, by: str | None = None
    ) -> SurveyData | pd.DataFrame:
        """The data with the differences or products of items that `path_model` names.

        Parameters
        ----------
        data : SurveyData or DataFrame
        by : str, optional
            Column of groups: items are then centred at their group's mean before they are multiplied.

        Returns
        -------
        SurveyData or DataFrame
            As given, with columns such as ``p_bed_minus_e_bed``, or ``e_bed_x_p_bed``, products of answers
            less their (weighted) means over the respondents who answered every item.
        """
        from csmodels.disconfirmation.latent.products import with_columns

        return with_columns(self, data, by)

    def fit(
        self, data: SurveyData | pd.DataFrame, estimator: str = "ml", *, by: str | None = None, **options: Any
    ) -> DisconfirmationResult:
        """Estimate the model.

        Parameters
        ----------
        data : SurveyData or DataFrame
        estimator : {"ml", "pls", "plsc"}
        by : str, optional
            Column of groups.
        **options
            As `PathModel.fit` takes them: missing, n_boot, seed, ci, conf_level, robust ... Products are not
            normal even where answers are, so ``robust="mlr"`` is the default of ``measure="polynomial"``
            under maximum likelihood.

        Returns
        -------
        DisconfirmationResult

        Raises
        ------
        SpecificationError
            An option that contradicts the model.
        DataError
            A column of disconfirmation that is performance minus expectation beside both; with
            ``measure="polynomial"`` expectation and performance that correlate above .85 behind their items.

        Examples
        --------
        >>> import csmodels as cs
        >>> model = DisconfirmationModel(
        ...     disconfirmation=["conf_experience", "conf_service", "conf_overall"],
        ...     usefulness=["use_results", "use_time", "use_helpful"],
        ...     satisfaction=["sat_overall", "sat_expectation", "sat_ideal"],
        ...     loyalty=["cont_intend", "cont_prefer", "cont_keep"], structure="ecm")
        >>> result = model.fit(cs.datasets.load_telecom(), "pls", n_boot=100)
        >>> result.hypotheses["verdict"].tolist()
        ['holds', 'holds', 'holds', 'holds', 'holds']
        """
        from csmodels.disconfirmation.latent.fit import fit

        return fit(self, data, estimator, by, options)

    def surfaces(
        self,
        data: SurveyData | pd.DataFrame,
        *,
        center: str | float = "midpoint",
        scale: tuple[float, float] | None = None,
        reliability: Mapping[str, float] | None = None,
        latent: bool = True,
        missing: str = "listwise",
        n_boot: int | None = None,
        seed: int = 0,
        se: str | None = None,
        ci: str | None = None,
        conf_level: float = 0.95,
    ) -> SurfaceComparison:
        """Satisfaction over expectation and performance, with and without measurement error, side by side.

        Use it to see how much unreliable items bend a surface: error shrinks squares and products most. The
        four surfaces are those of the means of the items (composite); of these corrected for normal errors
        (corrected); from products of different items, whose errors may have any distribution (distinct; four
        attributes or more); and between latent variables by product indicators (latent; not where the fit is
        inadmissible, its paths cannot be told apart or its search found no optimum: a warning then says why).

        Parameters
        ----------
        data : SurveyData or DataFrame
        center : {"midpoint", "pooled"} or float
            As `cs.ResponseSurface` takes it.
        scale : (low, high), optional
            Of the items, where the data are a plain DataFrame.
        reliability : mapping of "expectation" and "performance" to float, optional
            Reliabilities of the means of the items, where they are known; by default omega, from the items.
        latent : bool
            Whether the latent surface is fitted too.
        missing, n_boot, seed, se, ci, conf_level
            As `PathModel.fit` takes them, for all surfaces but the latent one; they share their resamples, in
            which loadings used to rescale items stay those of the sample. The latent surface has errors of
            maximum likelihood, robust to products not being normal.

        Returns
        -------
        SurfaceComparison

        Raises
        ------
        DataError
            Expectation and performance correlate above .85 behind their items.

        Notes
        -----
        Answers that pile up at the top of their scale have errors that are neither normal nor of one size.
        In four simulated samples of 20,000 such ratings (10 points, skewness of the items -.78, a plane
        between the latent variables) the true curvature b5 on the rating scale was 0 to .02; the corrected
        surface gave .12 to .15, product indicators .8 to 2.3, products of different items -.01 to .02. A
        warning says when answers are skewed by more than .5, a limit of ours. In samples of
        500 and 1,500 with normal errors the 95 % percentile limits of the corrected surfaces covered the
        truth in 92 to 93 %.

        Examples
        --------
        >>> import csmodels as cs
        >>> attributes = ["quiet", "shower", "bed", "staff"]
        >>> model = DisconfirmationModel(
        ...     expectation=[f"e_{a}" for a in attributes], performance=[f"p_{a}" for a in attributes],
        ...     satisfaction=["sat_overall", "sat_ideal"], measure="polynomial")
        >>> import warnings
        >>> with warnings.catch_warnings():
        ...     warnings.simplefilter("ignore")  # skewed answers
        ...     found = model.surfaces(cs.datasets.load_hotel(), latent=False, n_boot=100)
        >>> found.surfaces.index.get_level_values("surface").unique().tolist()
        ['composite', 'corrected', 'distinct']
        """
        from csmodels.disconfirmation.latent.compare import compare

        asked = {
            "missing": missing,
            "n_boot": n_boot,
            "seed": seed,
            "se": se,
            "ci": ci,
            "conf_level": conf_level,
        }
        return compare(self, data, center, scale, reliability, latent, asked)

    def as_polynomial(self) -> DisconfirmationModel:
        """The same items with a surface in the place of disconfirmation, satisfaction its only outcome."""
        return replace(
            self,
            measure="polynomial",
            structure={"satisfaction": ["expectation", "performance"]},
            disconfirmation=(),
            usefulness=(),
            loyalty=(),
        )


def _items(given: str | Sequence[str] | None, role: str) -> tuple[str, ...]:
    names = () if given is None else (given,) if isinstance(given, str) else tuple(given)
    if not all(isinstance(name, str) and name for name in names):
        raise SpecificationError(f"{role}={given!r} must name columns of the data: {role}=['q1', 'q2'].")
    return names
