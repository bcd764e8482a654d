"""Pictures of a fitted covariance model: the diagram and the loadings, standardised or not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from csmodels.path_models.pictures import FIGURES, Layout, Pictures, draw_diagram, draw_loadings
from csmodels.path_models.terms import HigherOrder
from csmodels.tables import text

if TYPE_CHECKING:
    from matplotlib.axes import Axes


class CovariancePictures(Pictures):
    """Mixin of `CovarianceResult`: what it draws, and the tables it draws from.

    Pictures show the standardised figures, whose arrows can be compared; ``standardized=False`` shows the
    coefficients in the units of the constructs.
    """

    if TYPE_CHECKING:

        @property
        def standardized(self) -> pd.DataFrame: ...

        @property
        def converged(self) -> bool: ...

    def plot_path(
        self,
        *,
        group: Any = None,
        lang: str = "en",
        layout: Layout | None = None,
        ax: Axes | None = None,
        title: str | None = None,
        stars: bool = False,
        standardized: bool = True,
    ) -> Axes:
        """Draw the path diagram: constructs, coefficients, explained variance.

        Dimensions of a higher-order construct are joined to it by thin arrows with their loadings.

        Parameters
        ----------
        group : optional
            Which group to draw, after a fit with ``by=``.
        lang : {"en", "zh"}
        layout : dict of construct to (x, y), optional
            Places of the constructs; by default from causes on the left to effects on the right.
        ax : Axes, optional
        title : str, optional
            By default it says whether the coefficients are standardised; ``""`` for none.
        stars : bool
            Mark p-values by stars.
        standardized : bool
            Coefficients between constructs of unit variance, else in their own units.

        Returns
        -------
        matplotlib.axes.Axes

        Raises
        ------
        SpecificationError
            An unknown group, or none after a fit with ``by=``; a construct without a place.

        Examples
        --------
        >>> import csmodels as cs
        >>> model = cs.PathModel({"Quality": ["qual_overall", "qual_custom", "qual_reliability"],
        ...                       "Satisfaction": ["sat_overall", "sat_expectation", "sat_ideal"]},
        ...                      {"Satisfaction": ["Quality"]})
        >>> result = model.fit(cs.datasets.load_hotel(), "ml")
        >>> ax = result.plot_path()
        >>> ax.texts[0].get_text()
        'Quality'
        """
        nodes, edges = self.diagram_tables(group, lang, standardized=standardized)
        title = self._title("paths", standardized, lang) if title is None else title
        return draw_diagram(self, nodes, edges, layout=layout, ax=ax, title=title, lang=lang, stars=stars)

    def plot_loadings(
        self,
        *,
        group: Any = None,
        lang: str = "en",
        ax: Axes | None = None,
        title: str | None = None,
        standardized: bool = True,
    ) -> Axes:
        """Draw the loadings of all items with their intervals, construct by construct.

        Parameters
        ----------
        group, lang, ax, title
            As for `plot_path`.
        standardized : bool
            Correlations of items and constructs (where an item has one construct), else in units of the
            items; fixed ones have no interval.

        Returns
        -------
        matplotlib.axes.Axes

        Raises
        ------
        SpecificationError
            An unknown group, or none after a fit with ``by=``; an unknown language.

        Examples
        --------
        >>> import csmodels as cs
        >>> model = cs.PathModel({"Quality": ["qual_overall", "qual_custom", "qual_reliability"],
        ...                       "Satisfaction": ["sat_overall", "sat_expectation", "sat_ideal"]},
        ...                      {"Satisfaction": ["Quality"]})
        >>> result = model.fit(cs.datasets.load_hotel(), "ml")
        >>> [label.get_text() for label in result.plot_loadings().get_yticklabels()]
        ['Quality', 'Satisfaction']
        """
        title = self._title("loadings", standardized, lang) if title is None else title
        return draw_loadings(self, self._drawn(standardized), group, lang=lang, ax=ax, title=title)

    def to_dot(self, *, group: Any = None, lang: str = "en", standardized: bool = True) -> str:
        """The path diagram as text for Graphviz."""
        from csmodels.plots import to_dot

        return to_dot(*self.diagram_tables(group, lang, standardized=standardized), lang=lang)

    def to_mermaid(self, *, group: Any = None, lang: str = "en", standardized: bool = True) -> str:
        """The path diagram as Mermaid text, for Markdown pages that draw it."""
        from csmodels.plots import to_mermaid

        return to_mermaid(*self.diagram_tables(group, lang, standardized=standardized), lang=lang)

    def diagram_tables(
        self, group: Any = None, lang: str = "en", *, standardized: bool = True
    ) -> tuple[pd.DataFrame, pd.DataFrame]:
        """The two tables that a path diagram is drawn from: nodes (constructs) and edges.

        Edges are of the `kind` path, or loading from a higher-order construct to its dimensions.
        """
        edges = self._edges(self._one_group(self._drawn(standardized), group))
        return self._nodes(group, lang), edges[["kind", "source", "target", *FIGURES]].reset_index(drop=True)

    def _title(self, what: str, standardized: bool, lang: str) -> str:
        """In which units the coefficients of a picture are, and whether they are estimates at all."""
        title = text(f"figure.cb_{what}_{'standardized' if standardized else 'own'}", lang)
        return title if self.converged else text("figure.cb_not_estimates", lang, title=title)

    def _drawn(self, standardized: bool) -> pd.DataFrame:
        return self.standardized if standardized else self.params

    def _edges(self, params: pd.DataFrame) -> pd.DataFrame:
        """Paths, and the loadings of dimensions: every higher-order construct here is a factor of factors."""
        wholes = [name for name, block in self.model.measurement.items() if isinstance(block, HigherOrder)]
        paths = params[params["kind"] == "path"]
        caused = params[(params["kind"] == "loading") & params["lhs"].isin(wholes)]
        return pd.concat(
            [
                paths.rename(columns={"rhs": "source", "lhs": "target"}),
                caused.rename(columns={"lhs": "source", "rhs": "target"}),
            ]
        )
