"""Pictures of an importance-performance analysis, each drawn from a table that is public too."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.axes import Axes


class Pictures:
    """Mixin of `MatrixResult`; the maps of further questions are drawn by :meth:`MatrixCells.plot`."""

    def plot_map(
        self,
        *,
        group: Any = None,
        crosshair: str | Sequence[str] | None = None,
        diagonal: bool | None = None,
        intervals: bool = True,
        lang: str = "en",
        ax: Axes | None = None,
        title: str | None = None,
    ) -> Axes:
        """Draw importance (upwards) against performance (to the right), divided into quadrants.

        When to use it: to show priorities at a glance, and how sure they are: attributes whose quadrant
        depends on the dividing line are hollow. Drawn from `positions` and `crosshairs`.

        Parameters
        ----------
        group : optional
            Which group to draw, after a fit with ``by=``.
        crosshair : {"mean", "median", "midpoint"} or several, optional
            Which dividing lines to draw, the first of which names the quadrants; by default the model's.
        diagonal : bool, optional
            Draw the line performance = importance, below which performance exceeds importance (iso-priority
            line); by default where both are asked on one scale.
        intervals : bool
            Draw limits as bars.
        lang : {"en", "zh"}
        ax : Axes, optional
            Draw here; without it a figure 16 cm wide is made.
        title : str, optional

        Returns
        -------
        matplotlib.axes.Axes
            Where names would cover each other, points get numbers and the names stand under the map.

        Raises
        ------
        SpecificationError
            An unknown group, line or language; a midpoint or diagonal that there is not.

        Examples
        --------
        >>> import csmodels as cs
        >>> from csmodels.three_factor.matrix import ImportancePerformance
        >>> hotel = cs.datasets.load_hotel()
        >>> model = ImportancePerformance.from_questionnaire(
        ...     hotel, overall="sat_overall", method="correlation"
        ... )
        >>> ax = model.fit(hotel, n_boot=50).plot_map()
        >>> ax.get_xlabel(), ax.get_ylabel()
        ('Performance', 'Derived importance: correlation')
        """
        from csmodels.three_factor.matrix.drawn import draw_map

        return draw_map(
            self,  # type: ignore[arg-type]
            group=group,
            crosshair=crosshair,
            diagonal=diagonal,
            intervals=intervals,
            lang=lang,
            ax=ax,
            title=title,
        )
