"""The comparison of families as a DataFrame that prints its verdict."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from csmodels.disconfirmation.surface.families.fitted import FamiliesResult
    from csmodels.tables import FrozenMapping, Summary


class FamilyTable(pd.DataFrame):
    """The comparison of families: a DataFrame that prints its verdict and holds the tables behind it.

    Rows are families, by AICc; with ``by=`` the group is the first index level. Selections and copies of it
    are plain DataFrames.

    Attributes
    ----------
    details : FamiliesResult
        Tables `estimates`, `coefficients`, `nested_tests`, settings, warnings, summary, picture.
    """

    _metadata = ["details"]  # noqa: RUF012 (pandas reads this name)
    details: FamiliesResult

    @property
    def _constructor(self) -> Any:
        return pd.DataFrame

    @property
    def estimates(self) -> pd.DataFrame:
        """Coefficients and named figures of every family, with errors."""
        return self.details.estimates

    @property
    def coefficients(self) -> pd.DataFrame:
        """Intercept, b1 ... b9, w2, w3 of every family, one row each."""
        return self.details.coefficients

    @property
    def nested_tests(self) -> pd.DataFrame:
        """Tests of each family against those that contain it."""
        return self.details.nested_tests

    @property
    def settings(self) -> FrozenMapping[str, object]:
        return self.details.settings

    @property
    def warnings(self) -> tuple[str, ...]:
        return self.details.warnings

    def summary(self, lang: str = "en") -> Summary:
        """The comparison as a document, with a verdict in words; ``lang="zh"`` in Chinese."""
        return self.details.summary(lang)

    def plot_weights(self, **options: Any) -> Axes:
        """Bars of the weights; see `FamiliesResult.plot_weights`."""
        return self.details.plot_weights(**options)

    def __repr__(self) -> str:
        return self.summary().to_text()

    def __str__(self) -> str:
        return self.summary().to_text()

    def _repr_html_(self) -> str:
        return self.summary().to_html()
