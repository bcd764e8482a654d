"""What a fitted theory of disconfirmation says: which of its paths hold, and how expectation works."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from csmodels.disconfirmation.latent import figures
from csmodels.disconfirmation.latent.soundness import because, forbids_surface
from csmodels.errors import DataError, SpecificationError
from csmodels.path_models.likelihood.result import CovarianceResult
from csmodels.path_models.result import PathResult
from csmodels.sampling.grouped import Grouped
from csmodels.tables import FrozenMapping, ResultBase, Summary, frozen_frame
from csmodels.tables.notices import Notice, Noticed

if TYPE_CHECKING:
    from csmodels.disconfirmation.latent.model import DisconfirmationModel

Array = NDArray[np.float64]


@dataclass(frozen=True, repr=False, eq=False)
class DisconfirmationResult(Grouped, Noticed, ResultBase):
    """A fitted theory; made by `DisconfirmationModel.fit`.

    Attributes
    ----------
    model : DisconfirmationModel
    path : CovarianceResult or PathResult
        The path model behind it, with everything it can tell: fit, reliability, effects, scores ...
    params : DataFrame
        Of the path model.
    hypotheses : DataFrame
        Each path of the theory, by ``outcome`` and ``predictor``: ``expected`` sign, figures,
        ``standardized`` estimate, ``verdict``: "holds" (limits leave out zero on the side expected),
        "opposite" (on the other side), "undecided" (limits hold zero), "no_limits"; "not_read" where the fit
        is inadmissible or its search found no optimum, and of paths that a warning names as not to be read.
    total_effects : DataFrame or None
        Of expectation, performance and disconfirmation on what comes after them; not with
        ``measure="polynomial"``, where an effect depends on the place.
    readings : DataFrame or None
        Slopes on expectation, by ``reading``, with a ``verdict``. Only that at the same performance
        (``expectation_given_performance``) tells "assimilation" from "contrast"; the others are "positive" or
        "negative": at the same computed difference a higher expectation is a higher performance too, the
        level. "undecided", "no_limits" and "not_read" as above.
    surface, shape : DataFrame or None
        With ``measure="polynomial"`` and maximum likelihood that found an optimum: b1 ... b5 and a1 ... a5
        of the latent surface, in units of the means of the items, centred at the pooled mean of both. None
        (of a group: missing) where the fit carries an `AdmissibilityWarning`; a warning says why.
    settings, warnings
    """

    model: DisconfirmationModel
    path: CovarianceResult | PathResult
    groups: tuple[Any, ...]
    group_labels: FrozenMapping[Any, Mapping[str, str]]
    settings: FrozenMapping[str, object]
    notices: tuple[Notice, ...]
    title_key: ClassVar[str] = "heading.disconfirmation_model"

    @frozen_frame
    def params(self) -> pd.DataFrame:
        """Parameters of the path model."""
        return self.path.params

    @property
    def converged(self) -> bool:
        """Whether the path model was found."""
        return self.path.converged

    @frozen_frame
    def hypotheses(self) -> pd.DataFrame:
        """Each path of the theory with the sign it should have, and whether it has."""
        return self._by_group(lambda g: figures.hypotheses(self, g))

    @frozen_frame
    def total_effects(self) -> pd.DataFrame | None:
        """Total effects of expectation, performance and disconfirmation; on a surface they have none."""
        if self.model.measure == "polynomial":
            return None
        table = self.path.total_effects.drop(columns=["effect", "through"])
        causes = [self.construct(role) for role in ("expectation", "performance", "disconfirmation")]
        return table[table["rhs"].isin(causes)]

    @frozen_frame
    def readings(self) -> pd.DataFrame | None:
        """Assimilation or contrast: the effect of expectation at the same performance."""
        if not figures.readable(self):
            return None
        return self._by_group(lambda g: figures.readings(self, g))

    @frozen_frame
    def surface(self) -> pd.DataFrame | None:
        """b1 ... b5 of the latent surface, in units of the means of the items."""
        return self._surface("b")

    @frozen_frame
    def shape(self) -> pd.DataFrame | None:
        """a1 ... a5 of the latent surface."""
        return self._surface("a")

    def _surface(self, letter: str) -> pd.DataFrame | None:
        if self.model.measure != "polynomial" or not isinstance(self.path, CovarianceResult):
            return None
        path = self.path
        refused = [bool(forbids_surface(path, g)) for g in range(max(1, len(self.groups)))]
        if all(refused):
            return None

        def of_group(g: int) -> pd.DataFrame:
            table = figures.surface_table(self, g, letter)
            return table * np.nan if refused[g] else table

        return self._by_group(of_group)

    def surface_at(self, center: float, group: int = 0) -> pd.DataFrame:
        """b1 ... b5, a1 ... a5 of the latent surface with both ratings centred at a value.

        Parameters
        ----------
        center : float
            On the scale of the items.
        group : int
            Position of the group.

        Raises
        ------
        SpecificationError
            The model has no latent surface.
        DataError
            The fit is inadmissible, its paths cannot be told apart, or its search found no optimum.
        """
        if self.model.measure != "polynomial" or not isinstance(self.path, CovarianceResult):
            raise SpecificationError('A latent surface takes measure="polynomial" and estimator="ml".')
        if causes := forbids_surface(self.path, group):
            raise DataError(f"There is no latent surface to be read: {because(causes)}.")
        return figures.both(self, group, center)

    def construct(self, role: str) -> str:
        """The construct of a role in the path model."""
        return self.model.theory.construct(role)

    @cached_property
    def path_of(self) -> Callable[[str, str], int | None]:
        """Position of a path among those of the path model, by roles; None where it is not in it."""
        at = {pair: i for i, pair in enumerate(self.path.model.paths)}
        return lambda outcome, predictor: at.get((self.construct(outcome), self.construct(predictor)))

    @property
    def unstandardised(self) -> bool:
        """Whether paths are in units of the items (maximum likelihood) and not of standard deviations."""
        return isinstance(self.path, CovarianceResult)

    def summary(self, lang: str = "en") -> Summary:
        """The theory, its paths, how expectation works; then the surface, and the fit behind them."""
        from csmodels.disconfirmation.latent.display import summary

        return summary(self, lang)
