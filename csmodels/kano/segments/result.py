"""Latent segments of a Kano analysis: what each wants, and how sure that is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from csmodels.kano.camps import camps_table
from csmodels.kano.figures import CATEGORIES
from csmodels.kano.segments.figures import Solution, shares_index
from csmodels.tables import FrozenMapping, ResultBase, Summary, frozen_frame, params_table
from csmodels.tables.notices import Notice, Noticed
from csmodels.tables.strings import text

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from csmodels.kano.result import KanoResult


@dataclass(frozen=True, repr=False, eq=False)
class KanoSegments(Noticed, ResultBase):
    """Segments of respondents who want different things; made by `result.segments(k)`, not by hand.

    Attributes
    ----------
    result : KanoResult
        The analysis whose respondents were divided.
    settings : mapping
        ``segments``, ``starts``, ``starts_at_best``, ``seed``, ``n``, ``converged`` ...
    notices : tuple of Notice
        What the reader must know; `warnings` gives the sentences.

    Notes
    -----
    Segments are numbered from the largest to the smallest. Tables with the segment as first index level:
    `params`, `sizes`, `profiles`, `shares`, `categories`, `coefficients`; `criteria`; `hidden`, attributes
    without a clear label whose segments disagree; by respondent `membership` and `assignments`.

    Errors hold the uncertainty of membership and the survey's design, and take the number of segments as
    given (`csmodels.numerics.kano.latent_errors`). Limits are Wilson's (1927), with as many respondents as
    the error is worth. There are no p-values: segments are chosen to differ.
    """

    result: KanoResult
    settings: FrozenMapping[str, object]
    notices: tuple[Notice, ...]
    _solution: Solution
    _criteria: pd.DataFrame
    title_key: ClassVar[str] = "heading.kano_segments"

    @property
    def k(self) -> int:
        """Number of segments."""
        return self._solution.k

    @property
    def attributes(self) -> tuple[str, ...]:
        """The attributes in their order."""
        return self.result.attributes

    # ------------------------------------------------------------------ tables

    @frozen_frame
    def params(self) -> pd.DataFrame:
        """Sizes and shares (share), better and worse (coefficient) in the common ten columns."""
        rows, index = [], []
        sizes, shares, coefficients = self.sizes, self.shares, self.coefficients
        names = [("share", a, c, "") for a in self.attributes for c in CATEGORIES]
        names += [("coefficient", a, c, f"{c}_") for a in self.attributes for c in ("better", "worse")]
        for segment in self._names:
            row = sizes.loc[segment]
            rows.append(_row("share", "segment", "", row["share"], row, ""))
            index += [segment] * (1 + len(names))
            for kind, attribute, name, stem in names:
                at: Any = (segment, attribute, name)
                if kind == "share":
                    row = shares.loc[at]
                    rows.append(_row(kind, attribute, name, row["share"], row, ""))
                else:
                    row = coefficients.loc[at[:2]]
                    rows.append(_row(kind, attribute, name, row[name], row, stem))
        return params_table(rows, index=pd.Index(index, name="segment"))

    @frozen_frame
    def sizes(self) -> pd.DataFrame:
        """Size of each segment.

        ``share``: of all respondents, by the probabilities, with error and limits; ``n_assigned``:
        respondents whose most likely segment it is; ``certainty``: the mean of their probabilities.
        """
        return self._solution.sizes_table(self._names)

    @frozen_frame
    def profiles(self) -> pd.DataFrame:
        """Shares of M, O, A, I, R and Q by segment and attribute; they sum to 1."""
        values = self._solution.shares.reshape(-1, len(CATEGORIES))
        return pd.DataFrame(values, index=self._rows, columns=CATEGORIES)

    @frozen_frame
    def shares(self) -> pd.DataFrame:
        """The same by segment, attribute and category, with errors and limits.

        A share of 0 or 1 is on the boundary: it has limits and no error.
        """
        return self._solution.shares_table(shares_index(self._names, self.attributes))

    @frozen_frame
    def categories(self) -> pd.DataFrame:
        """What each segment wants, by the rules of `KanoResult.categories`.

        category: the largest share; m_o_a_i, oam_irq; probability: how likely category is the largest, by
        draws from the errors; agreement: the label (`agrees`) by the rule of the fit, with the respondents of
        the segment by memberships; else why there is none, and the probabilities.
        """
        return self._solution.categories_table(self._rows)

    @frozen_frame
    def coefficients(self) -> pd.DataFrame:
        """Better and worse by segment and attribute, with errors, limits and their covariance.

        n: respondents in M, O, A and I, by the probabilities.
        """
        return self._solution.coefficients_table(self._rows)

    @frozen_frame
    def hidden(self) -> pd.DataFrame:
        """Attributes that are indifferent or contested overall and whose segments differ.

        category: the largest of all respondents, `agrees` whether its label is sure; categories: the largest
        of each segment, in brackets where it is not sure; degree: how far the sure ones are apart, "opposed"
        where R meets M, O or A, "differ" where they differ otherwise, else empty; probability: how likely it
        is that the largest category of one segment is R and that of another M, O or A.

        wanted, unwanted: shares of M, O, A and of R among all respondents; camps: whether the lower limits of
        both exceed 10 %, a convention: then some want what others want absent, whatever the segments say.
        """
        camps = camps_table(self.result.parts[0], self.attributes)
        return self._solution.hidden_table(self.result.categories, camps)

    @frozen_frame
    def criteria(self) -> pd.DataFrame:
        """Log-likelihood, information criteria (small is good) and normed entropy (1: clearly apart)."""
        return self._criteria

    # ------------------------------------------------------------------ respondents

    @property
    def membership(self) -> pd.DataFrame:
        """Probability of each respondent to belong to each segment; missing for those left out of the fit."""
        index = self._index
        out = np.full((len(index), self.k), np.nan)
        out[self._at] = self._solution.posterior
        return pd.DataFrame(out, index=index, columns=self._names)

    @property
    def assignments(self) -> pd.Series:
        """The most likely segment of each respondent; missing for those left out of the fit."""
        index = self._index
        out = pd.array([pd.NA] * len(index), dtype="Int64")
        out[self._at] = self._solution.posterior.argmax(axis=1) + 1
        return pd.Series(out, index=index, name="segment")

    # ------------------------------------------------------------------ displays

    def plot_groups(
        self,
        coefficient: str = "both",
        *,
        attributes: Sequence[str] | str | None = None,
        lang: str = "en",
        ax: Axes | None = None,
        title: str | None = None,
    ) -> Axes:
        """Draw better and worse of every segment side by side, attribute by attribute, with their limits.

        Drawn from `coefficients`. Segments were chosen to differ: limits that lie apart are no test.

        Parameters
        ----------
        coefficient : {"both", "better", "worse"}
        attributes : sequence of str, optional
            By default all.
        lang : {"en", "zh"}
        ax : Axes, optional
            Draw here; without it a figure 16 cm wide is made.
        title : str, optional

        Returns
        -------
        matplotlib.axes.Axes
            Worse left of 0, better right of it. Hollow: the segment's largest category is R or Q.

        Raises
        ------
        SpecificationError
            Too many segments; an unknown attribute, coefficient or language.
        """
        from csmodels.kano.drawn_curves import groups_picture

        sizes = self.sizes["share"]
        members = list(sizes.index)
        words = {
            each: text("label.kano_segment_share", lang, segment=each, share=f"{100 * sizes[each]:.0f}")
            for each in members
        }
        return groups_picture(
            self.coefficients,
            self.result.model,
            coefficient,
            attributes=attributes,
            categories=self.categories["category"],
            members=members,
            words=words,
            conf_level=float(str(self.settings["conf_level"])),
            lang=lang,
            ax=ax,
            title=title,
        )

    def summary(self, lang: str = "en") -> Summary:
        """The segments as a document: sizes, labels side by side, who oppose each other, coefficients.

        Parameters
        ----------
        lang : {"en", "zh"}
        """
        from csmodels.kano.segments.display import summary

        return summary(self, lang)

    # ------------------------------------------------------------------ helpers

    @property
    def _names(self) -> pd.Index:
        return pd.RangeIndex(1, self.k + 1, name="segment")

    @property
    def _rows(self) -> pd.MultiIndex:
        return pd.MultiIndex.from_product(
            [self._names, list(self.attributes)], names=["segment", "attribute"]
        )

    @property
    def _index(self) -> pd.Index:
        return self.result.answers.all_rows

    @property
    def _at(self) -> NDArray[np.intp]:
        """Where the respondents of the fit stand in the data."""
        return self.result.parts[0].where


def _row(kind: str, lhs: str, rhs: str, estimate: float, row: pd.Series, stem: str) -> dict[str, object]:
    """One row of the common columns, from a table whose columns begin with `stem`."""
    error, low, high = ("std_error", "conf_low", "conf_high")
    if kind == "coefficient":
        error, low, high = (f"{stem}{name}" for name in ("std_error", "low", "high"))
    numbers = {"std_error": row[error], "conf_low": row[low], "conf_high": row[high]}
    return {"kind": kind, "lhs": lhs, "op": "", "rhs": rhs, "estimate": estimate, **numbers}
