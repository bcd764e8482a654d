"""Comparing the coefficients of a path model between groups, with several tests side by side."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from csmodels.errors import SpecificationError, check_choice, did_you_mean
from csmodels.numerics.group_tests import pooled_t_test, welch_t_test
from csmodels.numerics.intervals import Uncertainty
from csmodels.numerics.multiplicity import adjusted_p, check_adjustment
from csmodels.numerics.permutation import exceedance_p, two_sided_p
from csmodels.path_models.comparison import differences
from csmodels.path_models.comparison.directions import Directed
from csmodels.path_models.comparison.figures import Head, chosen, figures_of, head_of, resampled
from csmodels.path_models.comparison.permuted import (
    Compared,
    Contest,
    Permuted,
    Permuter,
    check_permutations,
    failed_notices,
    floor_notices,
    joint_notices,
)
from csmodels.tables import Block, FrozenMapping, Summary, frozen_frame, heading, term, text
from csmodels.tables.notices import Notice, issue, notice

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from csmodels.path_models.result import PathResult

Array = NDArray[np.float64]

HEAD_COLUMNS = ("kind", "lhs", "op", "rhs")
FAMILIES = ("kind", "parameter")
TESTS = ("permutation", "henseler_two_sided", "pooled", "welch")


@dataclass(frozen=True, repr=False, eq=False)
class GroupComparison(Compared):
    """Coefficients of a path model compared between groups; made by `compare_groups`, not by hand.

    Attributes
    ----------
    head : tuple of (kind, lhs, op, rhs)
        The k coefficients compared.
    values, errors : array, shape (groups, k)
        Estimates, constructs turned as they point in all groups together, and standard errors.
    gaps : tuple of Uncertainty, one per pair
    henseler : array, shape (pairs, k)
        Henseler's p-value of "first larger than second".
    permuted : mapping of groups compared to Permuted
        Of a pair: differences. Of all groups: distances.

    Notes
    -----
    Tables: `differences`, `tests`, `adjusted`, `omnibus`, `overall`.
    """

    head: Head
    values: Array
    errors: Array
    gaps: tuple[Uncertainty, ...]
    henseler: Array
    permuted: Mapping[Contest, Permuted]

    @frozen_frame
    def differences(self) -> pd.DataFrame:
        """Estimates of both groups, their difference (first minus second) with error and limits.

        ``p_value`` is that of the permutation test, ``p_adjusted`` the same for the number of tests in its
        family.
        """
        p = self._p_values["permutation"]
        adjusted = self._adjusted(p)

        def of_pair(i: int, a: int, b: int) -> dict[str, Array]:
            gap = self.gaps[i]
            return {
                "estimate_1": self.values[a],
                "estimate_2": self.values[b],
                "difference": self.values[a] - self.values[b],
                "std_error": gap.std_error,
                "conf_low": gap.conf_low,
                "conf_high": gap.conf_high,
                "p_value": p[i],
                "p_adjusted": adjusted[i],
            }

        return self._by_pair(of_pair)

    @frozen_frame
    def tests(self) -> pd.DataFrame:
        """Four tests of every difference beside each other, p-values not adjusted.

        ``p_permutation``; ``p_henseler``, one-sided as published: small where the first group's coefficient
        is larger, near 1 where the second's is, and ``p_henseler_two_sided``; t tests with equal
        (``t_pooled``, ``df_pooled``, ``p_pooled``) and unequal variances (``t_welch`` ...).
        """
        p = self._p_values

        def of_pair(i: int, a: int, b: int) -> dict[str, Array]:
            pooled, welch = self._t_tests(a, b)
            return {
                "p_permutation": p["permutation"][i],
                "p_henseler": self.henseler[i],
                "p_henseler_two_sided": p["henseler_two_sided"][i],
                "t_pooled": pooled.statistic,
                "df_pooled": pooled.df,
                "p_pooled": p["pooled"][i],
                "t_welch": welch.statistic,
                "df_welch": welch.df,
                "p_welch": p["welch"][i],
            }

        return self._by_pair(of_pair)

    @frozen_frame
    def adjusted(self) -> pd.DataFrame:
        """Two-sided p-values of the four tests, adjusted for the number of tests in the family.

        Columns ``p_permutation``, ``p_henseler_two_sided``, ``p_pooled`` and ``p_welch``.
        """
        found = {name: self._adjusted(p) for name, p in self._p_values.items()}
        return self._by_pair(lambda i, a, b: {f"p_{name}": p[i] for name, p in found.items()})

    @frozen_frame
    def omnibus(self) -> pd.DataFrame:
        """Permutation test of each coefficient over all groups at once.

        ``distance`` is the mean squared difference over the pairs of groups; ``p_adjusted`` is for the
        number of coefficients of the same kind.
        """
        frame = self._head_frame()
        k = len(self.head)
        if len(self.pairs) == 1:
            (only,) = self.permuted.values() or (None,)
            distance = (self.values[0] - self.values[1]) ** 2
            p = np.full(k, np.nan) if only is None else two_sided_p(only.observed[:k], only.draws[:k])
        else:
            every = self.permuted.get(tuple(range(len(self.result.groups))))
            distance = 2 * self.values.var(axis=0, ddof=1)
            p = np.full(k, np.nan) if every is None else exceedance_p(every.observed[:k], every.draws[:k])
        frame["distance"], frame["p_value"] = distance, p
        kinds = frame["kind"].to_numpy()
        for kind in dict.fromkeys(kinds):
            of_kind = kinds == kind
            frame.loc[of_kind, "p_adjusted"] = adjusted_p(p[of_kind], str(self.settings["adjust"]))
        return frame

    @frozen_frame
    def overall(self) -> pd.DataFrame | None:
        """Permutation test of the whole model: distance of the item correlations it implies in the groups.

        Rows ``d_uls`` (squared Euclidean) and ``d_g`` (geodesic distance), averaged over the pairs of groups.
        """
        every = self.permuted.get(tuple(range(len(self.result.groups))))
        k = len(self.head)
        if every is None or len(every.observed) == k:
            return None
        p = exceedance_p(every.observed[k:], every.draws[k:])
        measures = pd.Index(["d_uls", "d_g"], name="measure")
        return pd.DataFrame({"distance": every.observed[k:], "p_value": p}, index=measures)

    def _t_tests(self, a: int, b: int) -> tuple[Any, Any]:
        n = [self.result._n(g) for g in (a, b)]
        given = (self.values[a] - self.values[b], self.errors[a], self.errors[b], *n)
        return pooled_t_test(*given), welch_t_test(*given)

    @cached_property
    def _p_values(self) -> dict[str, Array]:
        """Two-sided p-values of every test, shape (pairs, k), not adjusted."""
        k = len(self.head)
        missing = np.full(k, np.nan)
        exchanged = [self.permuted.get(pair) for pair in self.pairs]
        t = [self._t_tests(a, b) for a, b in self.pairs]
        return {
            "permutation": np.stack(
                [missing if e is None else two_sided_p(e.observed[:k], e.draws[:k]) for e in exchanged]
            ),
            "henseler_two_sided": 2 * np.minimum(self.henseler, 1 - self.henseler),
            "pooled": np.stack([pooled.p_value for pooled, _ in t]),
            "welch": np.stack([welch.p_value for _, welch in t]),
        }

    def _adjusted(self, p: Array) -> Array:
        """Adjusted within families: all pairs of groups, of all coefficients of a kind or of one."""
        method = str(self.settings["adjust"])
        if self.settings["family"] == "parameter":
            return adjusted_p(p.T, method).T
        kinds = np.array([kind for kind, *_ in self.head])
        out = np.empty_like(p)
        for kind in dict.fromkeys(kinds.tolist()):
            mine = kinds == kind
            out[:, mine] = adjusted_p(p[:, mine].ravel(), method).reshape(len(p), -1)
        return out

    def _head_frame(self) -> pd.DataFrame:
        return pd.DataFrame(list(self.head), columns=HEAD_COLUMNS)

    def _by_pair(self, of_pair: Callable[[int, int, int], Mapping[str, Array]]) -> pd.DataFrame:
        """Tables of all pairs under each other; the groups are the index."""
        parts = [of_pair(i, a, b) for i, (a, b) in enumerate(self.pairs)]
        texts = dict(zip(HEAD_COLUMNS, zip(*self.head * len(parts), strict=True), strict=True))
        figures = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
        return pd.DataFrame({**texts, **figures}, index=self._pair_index.repeat(len(self.head)))

    def summary(self, lang: str = "en") -> Summary:
        """Differences and tests as a document.

        Parameters
        ----------
        lang : {"en", "zh"}
        """
        level = float(str(self.result.settings["conf_level"]))
        blocks: list[Block | str] = []
        for name in ("overall", "omnibus", "differences", "adjusted"):
            frame = getattr(self, name)
            if frame is None or (name == "adjusted" and frame.filter(like="p_").isna().all(axis=None)):
                continue
            shown, labels = self._shown(frame, lang)
            title = heading(f"group_{name}", lang)
            blocks.append(Block(title, shown, _FORMATS, labels=labels, conf_level=level))
        notes = tuple(text(f"note.{key}", lang) for key in self._notes())
        return self._document(lang, text("heading.group_comparison", lang), blocks, notes)

    def _notes(self) -> list[str]:
        """What the figures rest on: which test, which errors, what a distance is, which family."""
        exchanged = sum(pair in self.permuted for pair in self.pairs)
        extent = "all" if exchanged == len(self.pairs) else "some" if exchanged else "none"
        notes = [f"group_permutation_{extent}"]
        origin = differences.origin(self.result.estimates)
        if origin is not None:
            notes.append(f"group_errors_{origin}")
        notes.append("group_distance")
        if self.overall is not None:
            notes.append("group_overall")
        return [*notes, f"family_{self.settings['family']}"]

    def _shown(self, frame: pd.DataFrame, lang: str) -> tuple[pd.DataFrame, dict[str, str]]:
        """A table for display: coefficients in the index, the kind only where there are several.

        Figures that no row has, such as those of a test that could not be made, are left out.
        """
        shown = self._worded(frame, lang)
        shown = shown.drop(columns=[name for name in shown if shown[name].isna().all()])
        if "lhs" not in shown:
            return shown, {}
        kinds = set(shown["kind"])
        shown = shown.drop(columns=["op", "kind"] if len(kinds) == 1 else ["op"])
        names = [name for name in ("kind", "lhs", "rhs") if name in shown]
        shown = shown.set_index(names, append=frame.index.names[0] is not None)
        measured = not kinds & {"path", "effect", "r_squared"}
        words = ("construct", "item") if measured else ("outcome", "predictor")
        sides = zip(("lhs", "rhs"), words, strict=True)
        return shown, {side: term(word, lang, section="column") for side, word in sides}

    def plot_differences(
        self,
        kind: str = "path",
        *,
        lang: str = "en",
        ax: Axes | None = None,
        title: str | None = None,
    ) -> Axes:
        """Draw the differences between groups with their intervals, one row for each coefficient and pair.

        Dots are filled where the adjusted p-value of the permutation test is at most 1 - confidence level,
        hollow where it is larger.

        Parameters
        ----------
        kind : str
            Rows of this kind of the table `differences`.
        lang : {"en", "zh"}
        ax : Axes, optional
        title : str, optional
            By default the quantity and the variable that makes the groups; "" for none.
        """
        table = self.differences
        kinds = list(dict.fromkeys(table["kind"]))
        if kind not in kinds:
            raise SpecificationError(
                f"kind={kind!r} was not compared.{did_you_mean(kind, kinds)} Kinds: {', '.join(kinds)}."
            )
        quantity = heading("total_effects" if kind == "effect" else kind, lang)
        rows = table[table["kind"] == kind]
        return self._draw_differences(rows, quantity, lang=lang, ax=ax, title=title, decimals=2)


_FORMATS: dict[str, str | int] = {
    **dict.fromkeys(("estimate_1", "estimate_2", "difference"), "estimate"),
    **dict.fromkeys((f"p_{name}" for name in (*TESTS, "adjusted")), "p"),
    "distance": 4,
    "measure": "value",
    "lhs": "construct",
    "rhs": "construct",
}


def compare_groups(
    result: PathResult,
    n_permutations: int = 1000,
    seed: int = 0,
    adjust: str = "holm",
    *,
    quantities: str | Iterable[str] = "paths",
    family: str = "kind",
    indices: NDArray[np.integer] | None = None,
    progress: bool | None = None,
) -> GroupComparison:
    """Compare the coefficients of a path model between groups, with several tests side by side.

    When to use it: does quality matter more in one hotel, operator or quarter than in another? Look at
    `invariance` first: paths can be compared where composites are made in the same way.

    Parameters
    ----------
    result : PathResult
        Fitted with ``by=``; with more than two groups all pairs, and all groups together, are compared.
    n_permutations : int
    seed : int
    adjust : {"holm", "bonferroni", "fdr", "none"}
        For the number of tests in a family.
    quantities : str or list of {"paths", "total_effects", "loadings", "weights", "r_squared"}
    family : {"kind", "parameter"}
        What a family is: all pairs of groups and all coefficients of a kind (such as all paths), so that any
        one finding can be trusted; or all pairs of groups for one coefficient, where each has been asked
        about by itself.
    indices : array of int, shape (n_permutations, n), optional
        Permutations of the rows drawn elsewhere, for two groups.
    progress : bool, optional
        Show a bar; by default where somebody is looking and it takes long.

    Returns
    -------
    GroupComparison

    Raises
    ------
    SpecificationError
        The model was fitted without groups or without rows; an option is unknown.

    Notes
    -----
    - *Permutation* (Chin and Dibbern 2010): rows change places between the two groups; p is the share of
      permutations, the observed one among them, with a difference at least as large in absolute value. Exact
      where the groups come from one population.
    - *Henseler* (Henseler, Ringle and Sinkovics 2009): one minus the share of all pairs of resamples in which
      the first group's coefficient, mirrored at the mean of its resamples, is larger. One-sided as published
      (``p_henseler``); ``p_henseler_two_sided`` is twice the smaller of it and its complement.
    - *t tests* from the standard errors of the groups: `csmodels.numerics.group_tests`. These and Henseler's
      take groups as independent; the limits of a difference contain what groups of one survey share.
    - *Over all groups*: the mean squared difference over the pairs, coefficient by coefficient; and, as
      Klesel, Schuberth, Henseler and Niehaves (2019) propose, the squared Euclidean and the geodesic distance
      between the item correlations that the whole model implies, averaged over the pairs.

    The sign of a construct is arbitrary, and where a block has items that run against each other the fit may
    turn it one way in one group and the other way in the next. So each construct of every group, and of every
    permutation, is turned the way it points in the pooled sample of all groups (inner product of the
    loadings); resamples take the direction of their group. Where that turns a group's construct, its
    coefficients here have other signs than in the fit's own tables, and a warning says so.

    Groups that could not be fitted are named in `warnings` and left out. Rows are exchanged with their survey
    weights. Declared clusters move as wholes within their stratum; in a cluster that lies in both groups
    its rows change places. Where the design leaves nothing to exchange, permutation p-values are missing
    and the warning says so.

    Examples
    --------
    >>> import csmodels as cs
    >>> hotel = cs.datasets.load_hotel()
    >>> fit = cs.index_model("ACSI").fit(hotel, by="quarter", n_boot=99)
    >>> found = compare_groups(fit, n_permutations=99)
    >>> found.differences[["lhs", "rhs", "p_adjusted"]].shape[1]
    3
    """
    check_permutations(n_permutations, seed)
    check_adjustment(adjust)
    names = chosen(quantities)
    check_choice("family", family, FAMILIES)
    permuter = Permuter.of(result, "compare_groups()")
    pairs = permuter.pairs()
    if indices is not None and len(pairs) > 1:
        raise SpecificationError("indices= of permutations go with two groups.")
    directed = Directed.of(permuter)
    options = {"n_permutations": n_permutations, "seed": seed, "indices": indices, "progress": progress}
    permuted, told = _exchanged(permuter, names, directed, options)
    drawn = 0 if not permuted else n_permutations if indices is None else len(indices)
    head = head_of(result, names)
    notices = [
        *failed_notices(result),
        *joint_notices(result),
        *_independent_notices(result),
        *directed.notices(),
        *told,
        *_floor_notices(result, head, len(pairs), drawn, family, adjust),
    ]
    settings: dict[str, object] = {
        "by": result.settings["by"],
        "n_permutations": drawn,
        "seed": seed,
        "adjust": adjust,
        "family": family,
        "n_boot": result.settings["n_boot"],
        "difference_ci": differences.how(result.estimates),
        "conf_level": result.settings["conf_level"],
    }
    issue(notices, stacklevel=3)
    return GroupComparison(
        result,
        FrozenMapping(settings),
        tuple(notices),
        tuple(pairs),
        head=head,
        permuted=FrozenMapping(permuted),
        **resampled(result, names, pairs, directed)._asdict(),
    )


def _exchanged(
    permuter: Permuter, names: tuple[str, ...], directed: Directed, options: Mapping[str, Any]
) -> tuple[dict[Contest, Permuted], list[Notice]]:
    """The permutations of all contests whose rows can change places, and what is to be told of them."""
    permuted: dict[Contest, Permuted] = {}
    notices: list[Notice] = []
    contests = permuter.contests()
    for contest in contests:
        obstacle = permuter.obstacle(contest)
        if obstacle is not None:
            notices += [obstacle] if obstacle not in notices else []
            continue
        make = figures_of(permuter.result, names, whole=contest == contests[-1])
        permuted[contest] = found = permuter.permute(contest, make, toward=directed.toward, **options)
        notices += permuter.lost_notices(contest, found)
    return permuted, notices


def _independent_notices(result: PathResult) -> list[Notice]:
    """A remark where some tests take groups as independent and others do not."""
    shared = differences.joint(result) and differences.share_units(result)
    return [notice("tests_independent")] if shared else []


def _floor_notices(
    result: PathResult, head: Head, pairs: int, drawn: int, family: str, adjust: str
) -> list[Notice]:
    largest_kind = max(Counter(kind for kind, *_ in head).values())
    in_family = pairs * (1 if family == "parameter" else largest_kind)
    alpha = 1 - float(str(result.settings["conf_level"]))
    return floor_notices(drawn, 1.0, in_family, alpha, adjust)
