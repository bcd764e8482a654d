"""Pictures of a fitted path model: the diagram and the loadings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from csmodels.path_models.terms import HigherOrder

if TYPE_CHECKING:
    from collections.abc import Mapping

    from matplotlib.axes import Axes

    from csmodels.path_models.model import PathModel

Layout = dict[str, tuple[float, float]]

FIGURES = ("estimate", "std_error", "conf_low", "conf_high", "p_value")


class Pictures:
    """Mixin of `PathResult`: what it draws, and the tables it draws from."""

    if TYPE_CHECKING:
        model: PathModel
        settings: Mapping[str, object]

        @property
        def params(self) -> pd.DataFrame: ...

        @property
        def r_squared(self) -> pd.DataFrame: ...

        def _one_group(self, frame: pd.DataFrame, group: Any) -> pd.DataFrame: ...

    def plot_path(
        self,
        *,
        group: Any = None,
        lang: str = "en",
        layout: Layout | None = None,
        ax: Axes | None = None,
        title: str | None = None,
        stars: bool = False,
    ) -> Axes:
        """Draw the path diagram: constructs, coefficients, explained variance.

        Higher-order constructs are drawn with their dimensions: on thin arrows the loadings of the
        dimensions (Mode A, from the whole to its dimensions) or their weights (Mode B, towards it).

        Parameters
        ----------
        group : optional
            Which group to draw, after a fit with ``by=``.
        lang : {"en", "zh"}
        layout : dict of construct to (x, y), optional
            Places of the constructs; by default from causes on the left to effects on the right. Dimensions
            without a place are left out.
        ax : Axes, optional
        title : str, optional
        stars : bool
            Mark p-values by stars.

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
        >>> model = cs.PathModel({"Quality": ["qual_overall", "qual_custom"],
        ...                       "Satisfaction": ["sat_overall", "sat_ideal"]},
        ...                      {"Satisfaction": ["Quality"]})
        >>> result = model.fit(cs.datasets.load_hotel(), n_boot=0)
        >>> result.plot_path().texts[0].get_text()
        'Quality'
        """
        nodes, edges = self.diagram_tables(group, lang)
        return draw_diagram(self, nodes, edges, layout=layout, ax=ax, title=title, lang=lang, stars=stars)

    def plot_loadings(
        self, *, group: Any = None, lang: str = "en", ax: Axes | None = None, title: str | None = None
    ) -> Axes:
        """Draw the loadings of all items with their intervals, construct by construct.

        Use it to see at a glance which items measure badly, and how surely.

        Parameters
        ----------
        group : optional
            Which group to draw, after a fit with ``by=``.
        lang : {"en", "zh"}
        ax : Axes, optional
        title : str, optional

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
        >>> model = cs.PathModel({"Quality": ["qual_overall", "qual_custom"],
        ...                       "Satisfaction": ["sat_overall", "sat_ideal"]},
        ...                      {"Satisfaction": ["Quality"]})
        >>> ax = model.fit(cs.datasets.load_hotel(), n_boot=0).plot_loadings()
        >>> [label.get_text() for label in ax.get_yticklabels()]
        ['Quality', 'Satisfaction']
        """
        return draw_loadings(self, self.params, group, lang=lang, ax=ax, title=title)

    def to_dot(self, *, group: Any = None, lang: str = "en") -> str:
        """The path diagram as text for Graphviz.

        Parameters
        ----------
        group : optional
            Which group, after a fit with ``by=``.
        lang : {"en", "zh"}

        Returns
        -------
        str
        """
        from csmodels.plots import to_dot

        return to_dot(*self.diagram_tables(group, lang), lang=lang)

    def to_mermaid(self, *, group: Any = None, lang: str = "en") -> str:
        """The path diagram as Mermaid text, for Markdown pages that draw it.

        Parameters
        ----------
        group : optional
            Which group, after a fit with ``by=``.
        lang : {"en", "zh"}

        Returns
        -------
        str
        """
        from csmodels.plots import to_mermaid

        return to_mermaid(*self.diagram_tables(group, lang), lang=lang)

    def diagram_tables(self, group: Any = None, lang: str = "en") -> tuple[pd.DataFrame, pd.DataFrame]:
        """The two tables that a path diagram is drawn from: nodes (constructs) and edges.

        Edges are of the `kind` path, or loading and weight between a higher-order construct and dimensions
        that have no paths of their own.

        Returns
        -------
        nodes : DataFrame
            Index ``construct``; ``label``, ``r_squared`` (missing where nothing explains it), ``kind``.
        edges : DataFrame
            ``kind``, ``source``, ``target``, estimate, error, limits and p-value.
        """
        edges = self._edges(self._one_group(self.params, group))
        columns = ["kind", "source", "target", *FIGURES]
        return self._nodes(group, lang), edges[columns].reset_index(drop=True)

    def _nodes(self, group: Any, lang: str) -> pd.DataFrame:
        """The constructs to be drawn: their words, their explained variance and their kind."""
        from csmodels.tables import term

        r_squared = self._one_group(self.r_squared, group)["estimate"]
        shown = [*self.model.structural, *self.model.lower_order]
        return pd.DataFrame(
            {
                "label": [term(name, lang, section="construct") for name in shown],
                "r_squared": r_squared.reindex(shown).to_numpy(),
                "kind": [self.model.measurement[name].kind for name in shown],
            },
            index=pd.Index(shown, name="construct"),
        )

    def _edges(self, params: pd.DataFrame) -> pd.DataFrame:
        """Paths, and what joins a higher-order construct with the dimensions that are its items."""
        paths = params.query("kind == 'path'").rename(columns={"rhs": "source", "lhs": "target"})
        wholes = {
            name: block.mode
            for name, block in self.model.measurement.items()
            if isinstance(block, HigherOrder) and block.method == "disjoint_two_stage"
        }
        modes = params["lhs"].map(wholes)
        # a reflective whole leads to its dimensions, a formed one is made by them
        caused = params[(modes == "A") & (params["kind"] == "loading")]
        forming = params[(modes == "B") & (params["kind"] == "weight")]
        return pd.concat(
            [
                paths,
                caused.rename(columns={"lhs": "source", "rhs": "target"}),
                forming.rename(columns={"rhs": "source", "lhs": "target"}),
            ]
        )

    def _layout(self) -> Layout | None:
        """Places of the constructs in the diagram; None lets the drawing decide."""
        return None


def draw_diagram(
    pictured: Pictures,
    nodes: pd.DataFrame,
    edges: pd.DataFrame,
    *,
    layout: Layout | None,
    ax: Axes | None,
    title: str | None,
    lang: str,
    stars: bool,
) -> Axes:
    """Draw the tables of a diagram; dimensions without a place in a given layout are left out."""
    from csmodels.plots import path_diagram

    layout = pictured._layout() if layout is None else layout
    if layout is not None:
        hidden = set(pictured.model.lower_order) - set(layout)
        nodes = nodes.drop(index=list(hidden))
        edges = edges[~(edges["source"].isin(hidden) | edges["target"].isin(hidden))]
    return path_diagram(nodes, edges, layout=layout, ax=ax, title=title, lang=lang, stars=stars)


def draw_loadings(
    pictured: Pictures,
    params: pd.DataFrame,
    group: Any,
    *,
    lang: str,
    ax: Axes | None,
    title: str | None,
) -> Axes:
    """Draw the loadings of one group from a table of parameters."""
    from csmodels.plots import loadings_chart

    table = pictured._one_group(params, group).query("kind == 'loading'")
    frame = table.rename(columns={"lhs": "construct", "rhs": "item"})
    columns = ["construct", "item", "estimate", "conf_low", "conf_high"]
    frame = frame[columns].reset_index(drop=True)
    level = float(str(pictured.settings["conf_level"]))
    return loadings_chart(frame, ax=ax, title=title, lang=lang, conf_level=level)
