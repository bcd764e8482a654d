"""Pictures of a fitted surface, drawn only where there are answers, and the tables behind them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from csmodels.disconfirmation.surface.drawn import tables as drawn
from csmodels.errors import SpecificationError, some

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from csmodels.disconfirmation.surface.estimates import Estimates
    from csmodels.disconfirmation.surface.model import ResponseSurface
    from csmodels.disconfirmation.surface.ratings import Ratings
    from csmodels.numerics.surface.support import Support

    Axes3D = Any  # matplotlib's third dimension has no types

#: How answers may be shown.
POINTS = (True, False, "counts", "jitter")
#: More groups than these are not told apart in one picture of lines.
MOST_GROUPS = 4


class Pictures:
    """Mixin of `SurfaceResult`: what it draws, and the tables it draws from."""

    if TYPE_CHECKING:
        model: ResponseSurface
        ratings: Ratings
        parts: tuple[Estimates, ...]
        groups: tuple[Any, ...]
        settings: Mapping[str, object]

        @property
        def stationary_point(self) -> pd.DataFrame: ...

        @property
        def axes(self) -> pd.DataFrame: ...

        def _support(self, g: int) -> Support: ...

        def _position(self, group: Any) -> int: ...

        def _one_group(self, frame: pd.DataFrame, group: Any) -> pd.DataFrame: ...

        def _by_group(self, of_group: Callable[[int], pd.DataFrame]) -> pd.DataFrame: ...

    # ------------------------------------------------------------------ tables

    def surface_grid(self, group: Any = None, size: int = 41) -> pd.DataFrame:
        """Heights of the surface over an even grid of both ratings: what the pictures are drawn from.

        Use it to draw the surface with other software, or to read it at a point with its interval.

        Parameters
        ----------
        group : optional
            Which group, after a fit with ``by=``; by default all, the group an index level.
        size : int
            Points each way, from the lowest to the highest answer given.

        Returns
        -------
        DataFrame
            Columns expectation, performance (on the scale asked), estimate, conf_low, conf_high (the mean
            outcome with its interval, controls at their means; of an ordered model its latent scale),
            inside: whether the point lies within the convex hull of the answers. Outside, the heights are
            inventions of the formula; pictures leave them out.

        Raises
        ------
        SpecificationError
            An unknown group or a size below 2.

        Examples
        --------
        >>> import csmodels as cs
        >>> surface = cs.ResponseSurface(outcome="sat_overall", expectation="e_bed", performance="p_bed")
        >>> grid = surface.fit(cs.datasets.load_hotel(), n_boot=0).surface_grid(size=10)
        >>> len(grid), int(grid["inside"].sum())
        (100, 93)
        """
        return self._tabled(group, drawn.grid_table, size)

    def surface_edge(self, group: Any = None, size: int = 120) -> pd.DataFrame:
        """Heights around the convex hull of the answers, counter-clockwise; columns as `surface_grid`.

        Parameters
        ----------
        group : optional
        size : int
            About how many points; the hull's corners are among them.
        """
        return self._tabled(group, drawn.edge_table, size)

    def line_heights(self, group: Any = None, size: int = 61) -> pd.DataFrame:
        """Heights along the lines of congruence and incongruence, columns as `surface_grid`.

        Parameters
        ----------
        group : optional
            Which group, after a fit with ``by=``; by default all.
        size : int
            Points of each line within the hull of the answers; where it enters and leaves are among them.

        Returns
        -------
        DataFrame
            Index level "line": "congruence" (performance = expectation) and "incongruence" (performance is
            expectation mirrored at the centre, from performance below expectation to above).

        Examples
        --------
        >>> import csmodels as cs
        >>> surface = cs.ResponseSurface(outcome="sat_overall", expectation="e_bed", performance="p_bed")
        >>> lines = surface.fit(cs.datasets.load_hotel(), n_boot=0).line_heights(size=4)
        >>> lines.loc["congruence", "performance"].tolist()
        [1.0, 4.0, 7.0, 10.0]
        """
        return self._tabled(group, drawn.line_table, size)

    def axis_lines(self, group: Any = None, size: int = 61) -> pd.DataFrame:
        """Both principal axes as lines over the ratings, with bands of where they may lie.

        Parameters
        ----------
        group : optional
            Which group, after a fit with ``by=``; by default all.
        size : int
            Points of each axis.

        Returns
        -------
        DataFrame
            Index level "axis" ("first", "second"); columns expectation, performance and both with ``_low``
            and ``_high``: limits of the band, square to the axis, at each of its points; inside; covered: the
            share of the answers' hull that lies in the band; supported, and if not the reason: "rows" (too
            few answers on one side of performance = expectation), "outside" (the axis misses the hull) or
            "undirected" (the interval of its angle is wider than 90 degrees), as in `axes`. Pictures leave
            out what is not supported, and bands that cover more than three quarters of the hull. No rows for
            cubic surfaces, planes and ridges.

        Notes
        -----
        A principal axis is the line on which the slope across it is zero; the limits are those of the
        distance, square to the estimated axis, at which the axis of each resample runs (by the delta method
        without resamples). They hold at each point, not for the whole line at once.
        """
        size = drawn.checked_size(size)
        center = self.ratings.center

        def of_group(g: int) -> pd.DataFrame:
            known = self._one_group(self.axes, self.groups[g] if self.groups else None)
            return drawn.axis_table(self.parts[g], center, self._support(g), size, known)

        return self._by_group(of_group) if group is None else of_group(self._position(group))

    def _tabled(self, group: Any, table: Callable[..., pd.DataFrame], size: int) -> pd.DataFrame:
        size = drawn.checked_size(size)
        k, center = len(self.model.controls), self.ratings.center

        def of_group(g: int) -> pd.DataFrame:
            return table(self.parts[g], k, center, self._support(g), size)

        return self._by_group(of_group) if group is None else of_group(self._position(group))

    # ------------------------------------------------------------------ pictures

    def plot_contour(
        self,
        group: Any = None,
        lang: str = "en",
        ax: Axes | None = None,
        points: bool | str = True,
        axes: bool = True,
        title: str | None = None,
        size: int = 61,
    ) -> Axes:
        """Draw the surface as a map: contour lines over expectation and performance.

        Use it to see at once where satisfaction is high, and where nobody answered: nothing is drawn outside
        the convex hull of the answers.

        Parameters
        ----------
        group : optional
            Which group, after a fit with ``by=``.
        lang : {"en", "zh"}
        ax : matplotlib Axes, optional
        points : {True, False, "counts", "jitter"}
            The answers: circles whose area says how many gave them ("counts", and what True does where
            answers repeat), or one point for each respondent, moved a little so that they do not hide each
            other ("jitter").
        axes : bool
            Principal axes with the bands of where they may lie (of wide bands the limits alone), and the
            stationary point with its intervals. What lies outside the answers, or may lie almost anywhere,
            is left out, and a note says so.
        title : str, optional
            By default the outcome (and the group); ``""`` for none.
        size : int
            Points of the grid each way.

        Returns
        -------
        matplotlib Axes

        Raises
        ------
        SpecificationError
            An unknown group, or none after a fit with ``by=``; an unknown language or kind of points.

        Examples
        --------
        >>> import csmodels as cs
        >>> surface = cs.ResponseSurface(outcome="sat_overall", expectation="e_bed", performance="p_bed")
        >>> ax = surface.fit(cs.datasets.load_hotel()).plot_contour()
        >>> ax.get_xlabel(), ax.get_ylabel()
        ('Expectation: e_bed', 'Performance: p_bed')
        """
        from csmodels.plots.surface import contour_chart

        scene = self._scene(group, lang, points, axes, title, size)
        return contour_chart(**scene, limits=self._limits(group), lang=lang, ax=ax)

    def plot_surface(
        self,
        group: Any = None,
        lang: str = "en",
        ax: Axes3D | None = None,
        points: bool | str = False,
        axes: bool = True,
        title: str | None = None,
        size: int = 41,
        elev: float = 26.0,
        azim: float = -120.0,
    ) -> Axes3D:
        """Draw the surface in three dimensions, within the hull of the answers.

        Use it to show the shape; heights are better read from `plot_contour`.

        Parameters
        ----------
        group, lang, points, axes, title, size
            As for `plot_contour`; the answers, the hull and the bands lie on the floor below the surface.
        ax : Axes3D, optional
            An axes with ``projection="3d"``.
        elev, azim : float
            Where the viewer stands, in degrees: above the floor, and around it.

        Returns
        -------
        Axes3D

        Raises
        ------
        SpecificationError
            As for `plot_contour`; an `ax` without three dimensions.
        """
        from csmodels.plots.surface_3d import surface_chart

        scene = self._scene(group, lang, points, axes, title, size, spatial=True)
        return surface_chart(**scene, limits=self._limits(group), lang=lang, ax=ax, elev=elev, azim=azim)

    def plot_lines(
        self,
        group: Any = None,
        lang: str = "en",
        ax: Axes | None = None,
        title: str | None = None,
        size: int = 61,
    ) -> Axes:
        """Draw the outcome along the lines of congruence and incongruence, with bands.

        Use it to see a1 to a4: how satisfaction grows where performance is what was expected, and what
        happens as it falls short of expectation or exceeds it. Curves end where the answers do; bands are cut
        off where the outcome's scale ends, unless a curve itself leaves it.

        Parameters
        ----------
        group : optional
            Which group, after a fit with ``by=``; by default all (up to 4) in one picture.
        lang : {"en", "zh"}
        ax : matplotlib Axes, optional
        title : str, optional
        size : int
            Points of each line.

        Returns
        -------
        matplotlib Axes

        Raises
        ------
        SpecificationError
            An unknown group, or more than 4; an unknown language.
        """
        from csmodels.disconfirmation.surface.drawn.words import lines_words, outcome_scale
        from csmodels.plots.surface_lines import lines_chart

        chosen = range(len(self.parts)) if group is None else [self._position(group)]
        if len(chosen) > MOST_GROUPS:
            raise SpecificationError(
                f"{len(chosen)} groups are too many for one picture; choose one with group=:"
                f" {some(map(repr, self.groups), 12)}."
            )
        frame = self.line_heights(group, size)
        words = lines_words(self, chosen, lang, title, frame)  # type: ignore[arg-type]
        level = float(str(self.settings["conf_level"]))
        limits = outcome_scale(self)  # type: ignore[arg-type]
        return lines_chart(frame, words=words, conf_level=level, limits=limits, lang=lang, ax=ax)

    def _scene(
        self,
        group: Any,
        lang: str,
        points: bool | str,
        axes: bool,
        title: str | None,
        size: int,
        spatial: bool = False,
    ) -> dict[str, Any]:
        """Tables and words of a picture of one surface."""
        from csmodels.disconfirmation.surface.drawn.words import words_of
        from csmodels.tables.strings import check_language

        check_language(lang)
        if not any(points is each or (isinstance(each, str) and points == each) for each in POINTS):
            raise SpecificationError(f"points={points!r} must be one of {some(map(repr, POINTS))}.")
        g = self._position(group)
        lines = self.line_heights(group, size)
        grid, edge = self.surface_grid(group, size), self.surface_edge(group, 4 * size)
        shown = {"lines": lines, "heights": pd.concat([grid, edge])}
        if axes:
            shown["axes"] = self.axis_lines(group, size)
            shown["stationary"] = self._stationary(group)
        answers, how = self._answers(g, points)
        return {
            "grid": grid,
            "edge": edge,
            "lines": lines,
            "axes": shown.get("axes"),
            "stationary": shown.get("stationary"),
            "answers": answers,
            "how": how,
            "words": words_of(self, g, lang, title, shown, spatial),  # type: ignore[arg-type]
        }

    def _stationary(self, group: Any) -> pd.DataFrame:
        """The stationary point on the scale asked; no rows where it may not be read."""
        frame = self._one_group(self.stationary_point, group)
        frame = frame.loc[["expectation", "performance"], ["estimate", "conf_low", "conf_high", "supported"]]
        if self.model.degree != 2 or not bool(frame["supported"].all()):
            return frame.iloc[:0]
        return frame.drop(columns="supported") + self.ratings.center

    def _answers(self, g: int, points: bool | str) -> tuple[pd.DataFrame | None, str]:
        """Answers to draw, and whether as counts, points or points moved apart."""
        if points is False:
            return None, ""
        rows = self.parts[g].rows[:, :2] + self.ratings.center
        counts, repeat = drawn.counts_table(rows[:, 0], rows[:, 1])
        if points == "counts" or (points is True and repeat):
            return counts, "counts"
        frame = pd.DataFrame(rows, columns=["expectation", "performance"])
        if points is True:
            return frame, "points"
        # the same little moves each time: the picture must not change between two drawings
        moves = np.random.default_rng(0).uniform(-0.3, 0.3, size=rows.shape)
        return frame + moves * [drawn.step(rows[:, i]) for i in range(2)], "jitter"

    def _limits(self, group: Any) -> tuple[float, float] | None:
        """Ends of the scale, where the answers use half of it or more; None else."""
        scale = self.ratings.scale
        spans = np.ptp(self._support(self._position(group)).corners, axis=0)
        if scale is None or 2 * spans.max() < scale[1] - scale[0]:
            return None
        return scale
