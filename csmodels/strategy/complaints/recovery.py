"""Service recovery: customers won back against customers who never had to be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from csmodels.errors import DataError, SpecificationError
from csmodels.numerics.strategy.ratios import squares_influence, weighted_squares
from csmodels.sampling.columns import names_of
from csmodels.sampling.group_notices import group_notice, together
from csmodels.sampling.grouped import Grouped
from csmodels.strategy.complaints.events import (
    BRANCHES,
    NONE,
    POORLY,
    SILENT,
    WELL,
    Events,
    branches,
    event,
    frame_of,
    questions_of,
)
from csmodels.strategy.complaints.reading import FEW, Asked, Group, read
from csmodels.strategy.relationship.questions import Questions, questions_asked
from csmodels.strategy.value.sampled import Sampled, sampled
from csmodels.survey import SurveyData
from csmodels.survey.columns import to_floats
from csmodels.survey.request import check_names
from csmodels.tables import FrozenMapping, ResultBase, Summary, frozen_frame, params_table
from csmodels.tables.notices import Notice, Noticed, in_words, issue, notice

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Array = NDArray[np.float64]
Outcomes = str | Sequence[str] | Mapping[str, str | Sequence[str]]

#: First branch less second.
CONTRASTS = {
    "recovered": (WELL, NONE),
    "failed": (POORLY, NONE),
    "handling": (WELL, POORLY),
    "silent": (SILENT, NONE),
}
_NUMBERS = ("estimate", "std_error", "statistic", "p_value", "conf_low", "conf_high")


@dataclass(frozen=True, repr=False, eq=False)
class ServiceRecovery(Grouped, Noticed, ResultBase):
    """Recovered against never failed; made by `service_recovery`. With ``by=`` the group is an index level.

    Attributes
    ----------
    params : DataFrame
        Means and differences in the common ten columns.
    means, contrasts, adjusted : DataFrame
        See there.
    settings, warnings
    """

    outcomes: tuple[str, ...]
    controls: tuple[str, ...]
    made: tuple[dict[str, pd.DataFrame], ...]
    groups: tuple[Any, ...]
    settings: FrozenMapping[str, object]
    notices: tuple[Notice, ...]
    group_labels: FrozenMapping[Any, Mapping[str, str]]
    questions: Questions
    title_key: ClassVar[str] = "heading.service_recovery"

    @frozen_frame
    def means(self) -> pd.DataFrame:
        """By outcome and branch (see `complaint_funnel`): n, mean, std_error, limits."""
        return self._by_group(lambda g: self.made[g]["means"])

    @frozen_frame
    def contrasts(self) -> pd.DataFrame:
        """By outcome and contrast: difference of the means with test and limits.

        ``recovered``: handled well less never failed (without ``problem=``: less no complaint), the paradox
        holds where it is above zero; ``failed``:
        handled poorly less never failed; ``handling``: well less poorly; ``silent``: with a problem but
        without a complaint, less never failed. ``state`` says where the interval lies: "above", "below" or
        "open" (it holds zero).
        """
        return self._by_group(lambda g: self.made[g]["contrasts"])

    @frozen_frame
    def adjusted(self) -> pd.DataFrame | None:
        """The same among customers alike in `controls`, of outcomes that are no controls; None without."""
        there = all("adjusted" in each for each in self.made)
        return self._by_group(lambda g: self.made[g]["adjusted"]) if there else None

    @frozen_frame
    def params(self) -> pd.DataFrame:
        """Means (kind "index") and differences ("effect"; those adjusted end in ``| controls``)."""
        return self._by_group(lambda g: _params(self.made[g], self.controls))

    def plot(
        self, *, group: Any = None, lang: str = "en", ax: Axes | None = None, title: str | None = None
    ) -> Axes:
        """Draw the differences of every outcome with their intervals, those adjusted beside them.

        Parameters
        ----------
        group : optional
            Needed after a fit with ``by=``.
        lang : {"en", "zh"}
        ax : Axes, optional
        title : str, optional

        Returns
        -------
        matplotlib.axes.Axes
        """
        from csmodels.strategy.complaints.pictures import plot_recovery

        return plot_recovery(self, group, lang, ax, title)

    def summary(self, lang: str = "en") -> Summary:
        """Return means, differences, the caveat and the settings as a document."""
        from csmodels.strategy.complaints.display import recovery_summary

        return recovery_summary(self, lang)


def service_recovery(
    data: SurveyData | pd.DataFrame,
    outcomes: Outcomes,
    *,
    complained: str,
    handled: str,
    problem: str | None = None,
    pending: str | None = None,
    controls: Sequence[str] = (),
    by: str | None = None,
    errors: str | None = None,
    n_boot: int | None = None,
    seed: int = 0,
    conf_level: float = 0.95,
    least: int = 5,
) -> ServiceRecovery:
    """Contrast customers whose complaint was settled well with customers who never failed.

    Use it for the saying that a customer won back is more loyal than one without a problem. Give satisfaction
    and loyalty as outcomes: the saying may hold for one and not for the other.

    Parameters
    ----------
    data : SurveyData or DataFrame
        Weights, strata, clusters and replicate weights are used.
    outcomes : str, sequence or mapping
        Columns; a mapping gives names, and several columns are averaged:
        ``{"loyalty": ["cont_prefer", "cont_keep"]}``. A comparison such as ``"churned == 0"`` is a share.
    complained, handled, problem, pending
        As for `complaint_funnel`. Without `problem`, as in the sample surveys, those without a complaint
        stand in for those who never failed; silent failures among them make the contrast too high.
    controls : sequence of str
        Numeric columns in which customers are made alike: what was so before the failure, such as earlier
        satisfaction or tenure. An outcome that is itself a control is not adjusted.
    by, errors, n_boot, seed, conf_level, least
        As for `complaint_funnel`.

    Returns
    -------
    ServiceRecovery

    Raises
    ------
    SpecificationError, DataError
        As for `complaint_funnel`; nobody without a failure or nobody recovered, collinear controls.

    Notes
    -----
    Differences of means by the survey's design; in a simple sample Welch's (1947) test. Adjusted: least
    squares of the outcome on the branches and the controls, errors by linearisation, the same slopes in all
    branches. The paradox (McCollough and Bharadwaj 1992; meta-analysis de Matos, Henrique and Rossi 2007;
    both unconfirmed) is about a customer before and after. One survey compares different people: those who
    complain were less satisfied before, which pulls the contrast down, and those who like the firm find
    handling good, which pushes it up. It needs a measure from before the failure, in `controls`.

    Examples
    --------
    >>> import csmodels as cs
    >>> from csmodels.strategy.complaints import service_recovery
    >>> found = service_recovery(
    ...     cs.datasets.load_telecom(), {"loyalty": "loy_stay"}, complained="complained",
    ...     handled="complaint_outcome == 1", pending="complaint_outcome == 4", controls=["sat_overall"],
    ... )  # fmt: skip
    >>> list(found.adjusted.loc["loyalty"].index)
    ['recovered', 'failed', 'handling']
    """
    events = Events(complained, handled, problem, pending)
    named = _named(outcomes)
    held = (controls,) if isinstance(controls, str) else tuple(controls)
    frame = frame_of(data)
    check_names(frame, None, held, by)
    codes, assumed = branches(frame, events)
    measured = {name: _outcome(frame, columns, by) for name, columns in named.items()}
    asked = Asked(by, errors, n_boot, seed, conf_level, least)
    controlled = {name: to_floats(frame[name]) for name in held}
    settings = {**events.settings, **({"controls": ", ".join(held)} if held else {})}
    reads = {
        name: read(data, {"complaint": codes, name: values, **controlled}, asked, settings, shares=False)
        for name, values in measured.items()
    }
    first = next(iter(reads.values()))
    made, notices = [], [] if not assumed else [notice("complaint_assumed", n=assumed)]
    if problem is None:
        notices.append(notice("complaint_proxy"))
    # among customers alike in an answer, that answer does not differ
    circular = {name: sorted(set(columns) & set(held)) for name, columns in named.items()}
    for name, same in circular.items():
        if same:
            notices.append(notice("complaint_circular", outcome=name, columns=", ".join(same)))
    groups: tuple[Any, ...] = in_words(first.labels, first.words) or ("",)
    for g, word in enumerate(groups):
        tables = [
            _tables(each.groups[g], name, () if circular[name] else held) for name, each in reads.items()
        ]
        keys = dict.fromkeys(key for t in tables for key in t)
        made.append({key: pd.concat([t[key] for t in tables if key in t]) for key in keys})
        small = int(made[-1]["means"]["n"].loc[:, [BRANCHES[WELL], BRANCHES[POORLY]]].min())
        if small < FEW:
            notices.append(group_notice("complaint_few", groups=[word] if word else [], least=FEW))
    left = dict.fromkeys(n for each in reads.values() for n in each.notices)
    told = tuple(together([*left, *notices]))
    issue(told, stacklevel=2)
    asked_of = [column for columns in named.values() for column in columns]
    questions = questions_asked(data, [*questions_of(events), *asked_of, *held])
    shown = first.settings | {
        "n": min(each.settings["n"] for each in reads.values()),
        "n_dropped": max(each.settings["n_dropped"] for each in reads.values()),
    }
    return ServiceRecovery(
        outcomes=tuple(named), controls=held, made=tuple(made), groups=first.labels,
        settings=FrozenMapping(shown), notices=told, group_labels=first.words, questions=questions,
    )  # fmt: skip


def _named(outcomes: Outcomes) -> dict[str, tuple[str, ...]]:
    if isinstance(outcomes, Mapping):
        found = {str(name): names_of(columns, "outcomes") for name, columns in outcomes.items()}
    else:
        found = {name: (name,) for name in names_of(outcomes, "outcomes")}
    if not found or "complaint" in found:
        raise SpecificationError('outcomes= needs a column or more; none may be called "complaint".')
    return found


def _outcome(frame: pd.DataFrame, columns: tuple[str, ...], by: str | None) -> Array:
    """A column, the mean of several, or the share of a comparison."""
    if len(columns) == 1 and columns[0] not in frame.columns and any(sign in columns[0] for sign in "=<>"):
        return event(frame, columns[0])
    check_names(frame, None, columns, by)
    found: Array = np.column_stack([to_floats(frame[name]) for name in columns]).mean(axis=1)
    return found


def _tables(group: Group, outcome: str, controls: tuple[str, ...]) -> dict[str, pd.DataFrame]:
    codes, y = group.column("complaint"), group.column(outcome)
    there = [b for b in range(len(BRANCHES)) if (codes == b).any()]
    for needed, words in ((NONE, "without a failure"), (WELL, "whose complaint was handled well")):
        if needed not in there:
            where = "" if group.rows.label is None else f" in group {group.rows.label!r}"
            raise DataError(f"Nobody {words}{where} answered {outcome!r}; look at the conditions.")
    dummies = np.column_stack([codes == b for b in there]).astype(np.float64)
    plain = _fitted(group, dummies, y, dummies)
    found = plain.figures(lambda x: x)
    sizes = dummies.sum(axis=0)
    means = pd.DataFrame(
        {
            "n": sizes.astype(int), "estimate": found.estimate, "std_error": found.std_error,
            "conf_low": found.conf_low, "conf_high": found.conf_high,
        },
        index=_index(outcome, [BRANCHES[b] for b in there], "branch"),
    )  # fmt: skip
    tables = {"means": means, "contrasts": _contrasts(plain, there, sizes, outcome, group)}
    if controls:
        held = np.column_stack([group.column(name) for name in controls])
        x = np.column_stack([dummies, held - held.mean(axis=0)])
        fitted = _fitted(group, x, y, dummies)
        if not np.isfinite(fitted.params).all():
            raise DataError(
                f"The controls of {outcome!r} are collinear with each other or with the branches; leave"
                " one out."
            )
        tables["adjusted"] = _contrasts(fitted, there, sizes, outcome, group)
    return tables


def _fitted(group: Group, x: Array, y: Array, dummies: Array) -> Sampled:
    """Least squares; with the branches alone their means."""
    n = len(y)
    sizes = dummies.sum(axis=0)
    own = dummies @ (sizes / np.maximum(sizes - 1, 1))
    more = x.shape[1] - dummies.shape[1]
    # in a simple sample every branch has its own variance over its own n - 1, as in Welch's test
    small = np.sqrt(own * (n - 1) / max(1, n - 1 - more)) if group.design is None else np.ones(n)
    shrink = np.sqrt((n - 1) / n) if group.design is None else 1.0

    def influence(params: Array, weights: Array) -> Array:
        return squares_influence(x, y, weights, params) * (small * shrink)[:, None]

    return sampled(group.rows, group.options, group.design, lambda w: weighted_squares(x, y, w), influence)


def _contrasts(part: Sampled, there: list[int], sizes: Array, outcome: str, group: Group) -> pd.DataFrame:
    rows = {}
    for name, (one, two) in CONTRASTS.items():
        if one not in there or two not in there:
            continue
        i, j = there.index(one), there.index(two)
        varied = part
        if group.design is None and len(part.covariance):
            varied = replace(part, df=_welch(np.diag(part.covariance)[[i, j]], sizes[[i, j]]))
        found = varied.figures(lambda x, i=i, j=j: x[:, [i]] - x[:, [j]])  # type: ignore[misc]
        estimate, error = float(found.estimate[0]), float(found.std_error[0])
        low, high = float(found.conf_low[0]), float(found.conf_high[0])
        numbers = (
            estimate,
            error,
            estimate / error if error > 0 else np.nan,
            float(found.p_value[0]),
            low,
            high,
        )
        state = "above" if low > 0 else "below" if high < 0 else "open"
        counts = {"n_first": int(sizes[i]), "n_second": int(sizes[j])}
        rows[name] = {**counts, **dict(zip(_NUMBERS, numbers, strict=True)), "state": state}
    frame = pd.DataFrame.from_dict(rows, orient="index")
    frame.index = _index(outcome, list(rows), "contrast")
    return frame


def _welch(variances: Array, sizes: Array) -> float:
    """Degrees of freedom of a difference of two means (Welch 1947)."""
    of = (variances**2 / np.maximum(sizes - 1, 1)).sum()
    return float(max(variances.sum() ** 2 / of, 1.0)) if of > 0 else float(sizes.sum() - 2)


def _index(outcome: str, names: list[str], level: str) -> pd.MultiIndex:
    return pd.MultiIndex.from_product([[outcome], names], names=["outcome", level])


def _params(made: Mapping[str, pd.DataFrame], controls: tuple[str, ...]) -> pd.DataFrame:
    rows: list[dict[str, Any]] = []
    for at, row in made["means"].drop(columns="n").to_dict("index").items():
        outcome, branch = (str(each) for each in at)  # type: ignore[attr-defined]
        numbers = {str(k): v for k, v in row.items()}
        rows.append({"kind": "index", "lhs": outcome, "op": "|", "rhs": branch, **numbers})
    for table, ending in (("contrasts", ""), ("adjusted", " | " + ", ".join(controls))):
        if table not in made:
            continue
        for at, row in made[table][list(_NUMBERS)].to_dict("index").items():
            outcome, name = (str(each) for each in at)  # type: ignore[attr-defined]
            numbers = {str(k): v for k, v in row.items()}
            rows.append({"kind": "effect", "lhs": outcome, "op": "~", "rhs": f"{name}{ending}", **numbers})
    return params_table(rows)
