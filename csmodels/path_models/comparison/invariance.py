"""Measurement invariance of composites (MICOM): do the groups build their constructs in the same way?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from csmodels.errors import SpecificationError
from csmodels.numerics.group_tests import composite_correlation, composite_moments
from csmodels.numerics.moments import Moments
from csmodels.numerics.multiplicity import adjusted_p, check_adjustment
from csmodels.numerics.permutation import exceedance_p, two_sided_p
from csmodels.numerics.pls import PlsSpec
from csmodels.path_models.comparison.permuted import (
    Compared,
    Contrast,
    Figures,
    Permuted,
    Permuter,
    check_permutations,
    failed_notices,
    floor_notices,
)
from csmodels.path_models.estimation import Members
from csmodels.path_models.terms import refuse_terms
from csmodels.tables import Block, FrozenMapping, Summary, frozen_frame, heading, term, text
from csmodels.tables.listing import listed
from csmodels.tables.notices import Notice, issue
from csmodels.tables.stacked import stacked

if TYPE_CHECKING:
    from csmodels.path_models.result import PathResult

Array = NDArray[np.float64]


@dataclass(frozen=True, repr=False, eq=False)
class Invariance(Compared):
    """Measurement invariance of composites between groups; made by `invariance`, not by hand.

    Attributes
    ----------
    permuted : tuple of Permuted
        For each pair the three figures of every construct, one after the other: correlation of the
        composites, difference of their means, difference of the logarithms of their variances.

    Notes
    -----
    Tables: `configural`, `composition`, `means`, `variances`, `verdicts`; all but the first by pair of groups
    and construct.
    """

    permuted: tuple[Permuted, ...]

    @frozen_frame
    def configural(self) -> pd.DataFrame:
        """Step 1: what is the same in all groups because one call fitted them, and what only you can know."""
        result = self.result
        same = {
            "constructs": ", ".join(result.model.constructs),
            "items": ", ".join(result.model.items),
            "treatment": str(result.settings["missing"]),
            "algorithm": f"{result.settings['estimator']}, {result.settings['scheme']}",
        }
        rows = [(aspect, value, "same") for aspect, value in same.items()]
        rows.append(("wording", "", "to_judge"))
        frame = pd.DataFrame(rows, columns=["aspect", "content", "finding"])
        return frame.set_index("aspect")

    def _same_in_words(self, lang: str) -> pd.DataFrame:
        """The first step as it is printed: constructs and options by their words."""
        settings, frame = self.result.settings, self.configural.copy()
        options = [text(f"option.{name}.{settings[name]}", lang) for name in ("estimator", "scheme")]
        constructs = [term(name, lang, section="construct") for name in self.result.model.constructs]
        words = {
            "constructs": listed(constructs, lang, None),
            "items": listed(self.result.model.items, lang, None),
            "treatment": text(f"option.missing.{settings['missing']}", lang),
            "algorithm": listed(options, lang, None),
        }
        frame["content"] = [words.get(str(aspect), "") for aspect in frame.index]
        return frame

    @frozen_frame
    def composition(self) -> pd.DataFrame:
        """Step 2: correlation of the composites made with either group's weights, in the pooled sample.

        Columns ``correlation``, ``quantile`` (below which the share `alpha` of the permutations lies),
        ``p_value`` (permutations with a correlation as low), ``p_adjusted`` over the pairs of groups, and
        ``holds``.
        """

        def of_pair(observed: Array, draws: Array) -> dict[str, Array]:
            p = exceedance_p(-observed, -draws)
            (quantile,) = _quantiles(draws, self._alpha)
            return {"correlation": observed, "quantile": quantile, "p_value": p}

        return self._step(0, of_pair)

    @frozen_frame
    def means(self) -> pd.DataFrame:
        """Step 3a: difference of the composites' means, first group minus second, in pooled deviations.

        Columns ``difference``, ``low`` and ``high`` (between which the permutations lie, up to the share
        `alpha`), ``p_value``, ``p_adjusted`` over the pairs of groups, and ``holds``.
        """
        return self._step(1, self._difference)

    @frozen_frame
    def variances(self) -> pd.DataFrame:
        """Step 3b: the same for the logarithm of the ratio of the composites' variances."""
        return self._step(2, self._difference)

    @frozen_frame
    def verdicts(self) -> pd.DataFrame:
        """What holds for each pair and construct, and the verdict: ``none``, ``partial`` or ``full``."""
        steps = {"composition": self.composition, "means": self.means, "variances": self.variances}
        holds = {name: table["holds"].to_numpy() for name, table in steps.items()}
        both = holds["means"] & holds["variances"]
        verdict = np.where(holds["composition"], np.where(both, "full", "partial"), "none")
        return pd.DataFrame({**holds, "invariance": verdict}, index=steps["composition"].index)

    @property
    def _alpha(self) -> float:
        return float(str(self.settings["alpha"]))

    def _difference(self, observed: Array, draws: Array) -> dict[str, Array]:
        low, high = _quantiles(draws, self._alpha / 2, 1 - self._alpha / 2)
        return {
            "difference": observed,
            "low": low,
            "high": high,
            "p_value": two_sided_p(observed, draws),
        }

    def _step(self, number: int, of_pair: Callable[[Array, Array], dict[str, Array]]) -> pd.DataFrame:
        """The table of one step, stacked over pairs of groups; p-values adjusted over the pairs."""
        names = pd.Index(self.result.model.constructs, name="construct")
        part = slice(number * len(names), (number + 1) * len(names))
        found = [of_pair(each.observed[part], each.draws[part]) for each in self.permuted]
        by_pair = np.stack([each["p_value"] for each in found], axis=-1)
        adjusted = adjusted_p(by_pair, str(self.settings["adjust"])).T
        parts = [
            {**each, "p_adjusted": p, "holds": ~(p <= self._alpha)}
            for each, p in zip(found, adjusted, strict=True)
        ]
        return stacked(parts, self._pair_index, names)

    def summary(self, lang: str = "en") -> Summary:
        """The three steps and the verdicts as a document.

        Parameters
        ----------
        lang : {"en", "zh"}
        """
        several = len(self.pairs) > 1

        def block(name: str) -> Block:
            frame = self._same_in_words(lang) if name == "configural" else getattr(self, name)
            frame = self._worded(frame, lang)
            if name != "configural" and name != "verdicts" and not several:
                frame = frame.drop(columns="p_adjusted")
            return Block(heading(f"micom_{name}", lang), frame, _FORMATS)

        names = ("verdicts", "configural", "composition", "means", "variances")
        notes = ("note.micom_steps", "note.micom_verdict", *(("note.micom_pairs",) if several else ()))
        written = tuple(text(key, lang, alpha=f"{100 * self._alpha:g}") for key in notes)
        return self._document(lang, text("heading.micom", lang), [block(name) for name in names], written)


_FORMATS: dict[str, str | int] = {
    "aspect": "value",
    "content": "plain",
    "finding": "value",
    "correlation": 4,
    "quantile": 4,
    "p_adjusted": "p",
    "difference": "estimate",
    "low": "estimate",
    "high": "estimate",
    "invariance": "value",
}


def _quantiles(draws: Array, *shares: float) -> Array:
    """Quantiles over the permutations that could be computed, one row each; missing where none could."""
    used = draws[:, ~np.isnan(draws).any(axis=0)]
    if used.shape[1] == 0:
        return np.full((len(shares), len(draws)), np.nan)
    found: Array = np.quantile(used, shares, axis=1)
    return found


def invariance(
    result: PathResult,
    n_permutations: int = 1000,
    seed: int = 0,
    *,
    adjust: str = "holm",
    alpha: float = 0.05,
    indices: NDArray[np.integer] | None = None,
    progress: bool | None = None,
) -> Invariance:
    """Test whether groups build their constructs in the same way, before comparing them (MICOM).

    When to use it: before path coefficients of hotels, operators or waves are compared (partial invariance
    is needed), and before groups are pooled (full invariance is needed). Unequal means (step 3a) are a
    result about the groups and no fault of the measurement: to compare indices made with the same weights
    use ``compare_index(item_weights="pooled")``.

    Parameters
    ----------
    result : PathResult
        Fitted with ``by=``; with more than two groups every pair is tested.
    n_permutations : int
    seed : int
    adjust : {"holm", "bonferroni", "fdr", "none"}
        For the number of pairs: the family is one step of one construct in all pairs of groups.
    alpha : float
        Level of the tests.
    indices : array of int, shape (n_permutations, n), optional
        Permutations of the rows drawn elsewhere, for two groups.
    progress : bool, optional
        Show a bar; by default where somebody is looking and it takes long.

    Returns
    -------
    Invariance

    Raises
    ------
    SpecificationError
        The model was fitted without groups or without rows; the survey's design leaves nothing to exchange
        between the groups; an option makes no sense; the model has products or two-stage higher-order
        constructs (fit their dimensions as constructs of their own).

    Notes
    -----
    Henseler, Ringle and Sarstedt (2016, International Marketing Review 33), for each pair of groups:

    1. *Configural invariance*: same items, same treatment of the data, same algorithm. One call fitted all
       groups, so this holds for what the library does; whether a question meant the same is for you to judge.
    2. *Compositional invariance*: c = cor(X w1, X w2), X the standardised items of both groups together, w1
       and w2 the weights of either group. The hypothesis c = 1 is rejected where c is below the
       `alpha` quantile of the permutations.
    3. *Equal means and variances* of the composites made with the weights of the pooled sample: mean 1 - mean
       2 and log(variance 1 / variance 2), two-sided. Variances have divisor n.

    The verdict is ``none`` where step 2 fails, ``full`` where all steps hold, else ``partial``. That a test
    does not reject is weak evidence in small samples. A single item is always compositionally invariant.

    Rows are exchanged within pairs of groups, with their survey weights. Declared clusters move as wholes
    within their stratum; in a cluster that lies in both groups (a respondent in two waves) its rows change
    places. Groups that are whole strata cannot be exchanged.

    Examples
    --------
    >>> import csmodels as cs
    >>> hotel = cs.datasets.load_hotel()
    >>> fit = cs.index_model("ACSI").fit(hotel, by="quarter", n_boot=0)
    >>> found = invariance(fit, n_permutations=99)
    >>> bool(found.verdicts["composition"].all())
    True
    """
    check_permutations(n_permutations, seed)
    check_adjustment(adjust)
    if not 0 < alpha < 1:
        raise SpecificationError(f"alpha={alpha!r} must lie between 0 and 1, e.g. 0.05.")
    if result.model.terms or result.model.lower_order:
        # their second-stage columns are made with each group's own first stage: means of the pooled
        # composite, which step 3 compares, are not among the moments of a group
        refuse_terms(result.model, "invariance()")
    permuter = Permuter.of(result, "invariance()")
    spec = result.estimator.spec

    def steps(pooled: Members) -> tuple[Figures, Contrast]:
        return _steps(pooled, spec)

    pairs = permuter.pairs()
    if indices is not None and len(pairs) > 1:
        raise SpecificationError("indices= of permutations go with two groups.")
    notices: list[Notice] = failed_notices(result)
    permuted = []
    for pair in pairs:
        obstacle = permuter.obstacle(pair)
        if obstacle is not None:
            raise SpecificationError(obstacle.text())
        found = permuter.permute(
            pair,
            steps,
            n_permutations=n_permutations,
            seed=seed,
            indices=indices,
            progress=progress,
        )
        notices += permuter.lost_notices(pair, found)
        permuted.append(found)
    drawn = n_permutations if indices is None else len(indices)
    notices += floor_notices(drawn, 1.0, len(pairs), alpha, adjust)
    settings: dict[str, object] = {
        "by": result.settings["by"],
        "n_permutations": drawn,
        "seed": seed,
        "alpha": alpha,
        "adjust": adjust,
    }
    issue(notices, stacklevel=3)
    return Invariance(result, FrozenMapping(settings), tuple(notices), tuple(pairs), tuple(permuted))


def _steps(pooled: Members, spec: PlsSpec) -> tuple[Figures, Contrast]:
    """Figures of one member, and what MICOM makes of those of two groups.

    Of a member: its weights, and mean and log variance of the composites of the pooled weights.
    """
    weights, whole = pooled.fit.weights[0], pooled.take(0).moments
    assert whole.mean is not None  # rows have means
    centre = Moments._of(whole.cov[0], whole.mean[0], None)
    items = len(weights)

    def figures(members: Members) -> Array:
        mean, variance = composite_moments(members.moments, centre, weights, spec.blocks)
        return np.concatenate([members.fit.weights, mean, np.log(variance)], axis=-1)

    def contrast(found: Array) -> Array:
        first, second = found[:, 0], found[:, 1]
        c = composite_correlation(first[:, :items], second[:, :items], pooled.corr[0], spec.blocks)
        return np.concatenate([c, first[:, items:] - second[:, items:]], axis=-1)

    return figures, contrast
