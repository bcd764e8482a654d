"""Moderated effects: simple slopes, turning points, the index of moderated mediation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from csmodels.errors import SpecificationError, did_you_mean, some
from csmodels.numerics.effects import chains
from csmodels.path_models.estimation import Members, Statistic
from csmodels.path_models.model import PathModel
from csmodels.path_models.moderation.mediation import Mediation, mediation
from csmodels.path_models.terms import ProductTerm

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from csmodels.path_models.result import PathResult

Array = NDArray[np.float64]

__all__ = [
    "Mediation",
    "mediation",
    "moderated_mediation",
    "plot_slopes",
    "simple_slopes",
    "slope_lines",
    "turning_point",
]

#: Levels of a moderator in standard deviations: low, mean, high (Aiken and West 1991).
LEVELS = (-1.0, 0.0, 1.0)
#: Ends of the predictor in a plot of slopes, in standard deviations, and points between them.
REACH, POINTS = 2.0, 41


@dataclass(frozen=True)
class _Effect:
    """Where the pieces of one moderated effect lie among the paths.

    Attributes
    ----------
    main : int or None
        Path of the predictor.
    moderator_main : int or None
        Path of the moderator.
    products : tuple of int
        Paths of the products of both.
    squares : tuple of int
        Paths of quadratic terms of the predictor.
    """

    main: int | None
    moderator_main: int | None
    products: tuple[int, ...]
    squares: tuple[int, ...]

    def slope(self, paths: Array, level: float, at: float = 0.0) -> Array:
        """Slope of the predictor where the moderator is at `level` and the predictor at `at`."""
        out = np.zeros(len(paths)) if self.main is None else paths[:, self.main].copy()
        for i in self.products:
            out += paths[:, i] * level
        for i in self.squares:
            out += 2 * paths[:, i] * at
        return out


def simple_slopes(
    result: PathResult,
    outcome: str,
    predictor: str,
    moderator: str | None = None,
    at: Sequence[float] = LEVELS,
) -> pd.DataFrame:
    """Slopes of a predictor at levels of its moderator, with intervals.

    Use it to read an interaction: how strong is the effect for those low, average and high on the moderator?
    For a quadratic term leave the moderator out: slopes at levels of the predictor itself.

    Parameters
    ----------
    result : PathResult
    outcome, predictor : str
    moderator : str, optional
        By default the only construct that moderates the effect, or the predictor itself where only its
        square is in the model.
    at : sequence of float
        Levels in standard deviations from the mean.

    Returns
    -------
    DataFrame
        Rows by level; columns estimate, std_error, statistic, p_value, conf_low, conf_high. Standard
        deviations of the outcome per standard deviation of the predictor. With ``by=`` the group is the first
        index level.

    Raises
    ------
    SpecificationError
        The effect is not moderated; there are several moderators to choose from; an orthogonalised
        product, whose main path is an average and not a slope at the mean.

    Notes
    -----
    With b the path of the predictor, d that of the product and w the level: b + d w (Aiken and West 1991).
    For a quadratic path q and a level z of the predictor: b + 2 q z. Other products that contain the
    predictor are held at the mean of their second factor.

    Examples
    --------
    >>> import csmodels as cs
    >>> model = cs.PathModel.from_syntax('''
    ...     Quality =~ qual_overall + qual_custom
    ...     Value =~ value_price + value_quality
    ...     Satisfaction =~ sat_overall + sat_ideal
    ...     Satisfaction ~ Quality + Value + Quality:Value
    ... ''')
    >>> result = model.fit(cs.datasets.load_hotel(), n_boot=200)
    >>> simple_slopes(result, "Satisfaction", "Quality", "Value").index.tolist()
    [-1.0, 0.0, 1.0]
    """
    moderator = _moderator(result.model, outcome, predictor, moderator)
    effect = _effect(result.model, outcome, predictor, moderator)
    levels = _levels(at)
    own = moderator == predictor

    def slopes(members: Members) -> Array:
        paths = result.estimator.shown_paths(members)
        return np.stack([effect.slope(paths, 0.0 if own else w, w if own else 0.0) for w in levels], axis=1)

    return result.tabulate(slopes, pd.Index(levels, name=moderator), tested=True)


def turning_point(result: PathResult, outcome: str, predictor: str) -> pd.DataFrame:
    """Where a curved effect turns: its two paths and the score at which the slope is zero.

    Use it after `cs.quadratic`: beyond this level more of the predictor helps no more (negative quadratic
    path) or begins to help (positive one).

    Parameters
    ----------
    result : PathResult
    outcome, predictor : str
        Constructs at the ends of the curved effect.

    Returns
    -------
    DataFrame
        Rows ``path`` (b), ``quadratic`` (q) and ``turning_point`` (in standard deviations of the predictor
        from its mean); columns estimate, std_error, conf_low, conf_high. Limits and error of the turning
        point are missing where the interval of q holds zero: a straight line turns nowhere.

    Raises
    ------
    SpecificationError
        No quadratic term of the predictor in the predictors of the outcome.

    Notes
    -----
    z = -b / (2 q); a turning point outside the observed scores says that the effect only flattens.

    Examples
    --------
    >>> import csmodels as cs
    >>> model = cs.PathModel.from_syntax('''
    ...     Quality =~ qual_overall + qual_custom
    ...     Satisfaction =~ sat_overall + sat_ideal
    ...     Satisfaction ~ Quality + Quality:Quality
    ... ''')
    >>> result = model.fit(cs.datasets.load_hotel(), n_boot=50)
    >>> turning_point(result, "Satisfaction", "Quality").index.tolist()
    ['path', 'quadratic', 'turning_point']
    """
    effect = _effect(result.model, outcome, predictor, predictor)
    if not effect.squares or effect.main is None:
        raise SpecificationError(
            f"The effect of {predictor!r} on {outcome!r} is not curved: put {predictor!r} and"
            f" '{predictor}:{predictor}' among the predictors of {outcome!r}."
        )
    main, square = effect.main, effect.squares[0]

    def figures(members: Members) -> Array:
        paths = result.estimator.shown_paths(members)
        b, q = paths[:, main], paths[:, square]
        return np.stack([b, q, -b / (2 * q)], axis=1)

    table = result.tabulate(figures, pd.Index(["path", "quadratic", "turning_point"], name="quantity"))
    quantity = table.index.get_level_values("quantity")
    square_rows, turning = table[quantity == "quadratic"], quantity == "turning_point"
    straight = ~(square_rows["conf_low"] * square_rows["conf_high"] > 0).to_numpy()
    for column in ("std_error", "conf_low", "conf_high"):
        values = table[column].to_numpy(copy=True)
        values[np.flatnonzero(turning)[straight]] = np.nan
        table[column] = values
    return table


def moderated_mediation(result: PathResult, at: Sequence[float] = LEVELS) -> pd.DataFrame:
    """Indirect effects that depend on a moderator: their index, and the effects at levels of the moderator.

    Use it where a path on the way from a predictor over a mediator to an outcome is moderated: is the
    mediation itself moderated, and how strong is it for whom?

    Parameters
    ----------
    result : PathResult
    at : sequence of float
        Levels of the moderator in standard deviations from the mean.

    Returns
    -------
    DataFrame
        Index levels outcome, predictor, through, moderator and quantity: ``index`` (change of the indirect
        effect when the moderator rises by one standard deviation) and ``at -1``, ``at 0`` ... (the indirect
        effect there); columns estimate, std_error, statistic, p_value, conf_low, conf_high. No index
        where the moderator acts on several steps: the indirect effect is then no straight line in it.

    Raises
    ------
    SpecificationError
        No indirect effect of the model is moderated.

    Notes
    -----
    Hayes (2015): with a moderated first step M = ... + a x + d x w and y = ... + b m the indirect effect is
    (a + d w) b and its index d b; likewise for any other step. An interval without zero says that the
    mediation is moderated; whether the product alone is significant does not matter.

    Examples
    --------
    >>> import csmodels as cs
    >>> model = cs.PathModel.from_syntax('''
    ...     Expectations =~ exp_overall + exp_custom
    ...     Quality =~ qual_overall + qual_custom
    ...     Value =~ value_price + value_quality
    ...     Satisfaction =~ sat_overall + sat_ideal
    ...     Value ~ Quality + Expectations + Quality:Expectations
    ...     Satisfaction ~ Quality + Value
    ... ''')
    >>> found = moderated_mediation(model.fit(cs.datasets.load_hotel(), n_boot=50))
    >>> found.index.get_level_values("quantity").unique().tolist()
    ['index', 'at -1', 'at 0', 'at 1']
    """
    model = result.model
    levels = _levels(at)
    rows: list[tuple[str, str, str, str, str]] = []
    parts: list[Statistic] = []
    for way in _ways(model):
        for moderator in _moderators_on(model, way):
            through = " -> ".join(way[1:-1])
            effects = [_effect(model, d, p, moderator) for p, d in pairwise(way)]
            head = (way[-1], way[0], through, moderator)
            if sum(bool(e.products) for e in effects) == 1:
                rows.append((*head, "index"))
                parts.append(_index_of(result, effects))
            for w in levels:
                rows.append((*head, f"at {w:g}"))
                parts.append(_indirect_at(result, effects, w))
    if not rows:
        raise SpecificationError(
            "No indirect effect of the model is moderated: a product such as 'A:B' among the predictors of a"
            " mediator or of what it leads to makes it so."
        )

    def every(members: Members) -> Array:
        return np.stack([part(members) for part in parts], axis=1)

    names = ["outcome", "predictor", "through", "moderator", "quantity"]
    return result.tabulate(every, pd.MultiIndex.from_tuples(rows, names=names), tested=True)


def _index_of(result: PathResult, effects: list[_Effect]) -> Statistic:
    def index(members: Members) -> Array:
        paths = result.estimator.shown_paths(members)
        steps = [e.slope(paths, 1.0) - (e.slope(paths, 0.0) if e.products else 0.0) for e in effects]
        product: Array = np.prod(steps, axis=0)
        return product

    return index


def _indirect_at(result: PathResult, effects: list[_Effect], level: float) -> Statistic:
    def indirect(members: Members) -> Array:
        paths = result.estimator.shown_paths(members)
        product: Array = np.prod([e.slope(paths, level) for e in effects], axis=0)
        return product

    return indirect


def slope_lines(
    result: PathResult,
    outcome: str,
    predictor: str,
    moderator: str | None = None,
    at: Sequence[float] = LEVELS,
    *,
    reach: float = REACH,
) -> pd.DataFrame:
    """The lines of a plot of slopes: the expected outcome along the predictor, at levels of the moderator.

    Parameters
    ----------
    result, outcome, predictor, moderator, at
        As for `simple_slopes`.
    reach : float
        The predictor runs from -reach to +reach standard deviations.

    Returns
    -------
    DataFrame
        Index levels ``moderator`` (its level) and ``predictor`` (its score); columns estimate, std_error,
        conf_low, conf_high of the outcome's score, all other predictors at their means. A curved effect has
        one line, with the level 0.
    """
    moderator = _moderator(result.model, outcome, predictor, moderator)
    effect = _effect(result.model, outcome, predictor, moderator)
    own = moderator == predictor
    levels = [0.0] if own else _levels(at)
    grid = np.linspace(-reach, reach, POINTS)
    first, second = (result.model.constructs.index(name) for name in (predictor, moderator))

    def lines(members: Members) -> Array:
        paths = result.estimator.shown_paths(members)
        # products have means: what they add is counted from there
        together = members.fit.construct_corr[:, first, second]
        curve = sum((paths[:, i] for i in effect.squares), np.zeros(len(paths)))
        out = []
        for w in levels:
            start = -curve - (0.0 if own else sum(paths[:, i] * together for i in effect.products))
            if not own and effect.moderator_main is not None:
                start = start + paths[:, effect.moderator_main] * w
            slope = effect.slope(paths, w)
            out.append(start[:, None] + slope[:, None] * grid + curve[:, None] * grid**2)
        return np.concatenate(out, axis=1)

    index = pd.MultiIndex.from_product([levels, grid], names=["moderator", "predictor"])
    return result.tabulate(lines, index)


def plot_slopes(
    result: PathResult,
    outcome: str,
    predictor: str,
    moderator: str | None = None,
    at: Sequence[float] = LEVELS,
    *,
    group: Any = None,
    lang: str = "en",
    ax: Axes | None = None,
    title: str | None = None,
) -> Axes:
    """Draw a moderated or curved effect: the outcome along the predictor, one line for each level.

    Parameters
    ----------
    result, outcome, predictor, moderator, at
        As for `simple_slopes`.
    group : optional
        Which group to draw, after a fit with ``by=``.
    lang : {"en", "zh"}
    ax : Axes, optional
    title : str, optional

    Returns
    -------
    matplotlib.axes.Axes
        Drawn from `slope_lines`; the bands are the intervals.
    """
    from csmodels.plots.slopes import slopes_chart

    moderator = _moderator(result.model, outcome, predictor, moderator)
    table = slope_lines(result, outcome, predictor, moderator, at)
    if result.groups:
        table = result._one_group(table, group)
    elif group is not None:
        raise SpecificationError(f"group={group!r}: the model was fitted without by=.")
    return slopes_chart(
        table,
        outcome=outcome,
        predictor=predictor,
        moderator=None if moderator == predictor else moderator,
        conf_level=float(str(result.settings["conf_level"])),
        lang=lang,
        ax=ax,
        title=title,
    )


# ---------------------------------------------------------------------- where things are in the model


def _term(model: PathModel, name: str) -> ProductTerm:
    term = model.measurement[name]
    assert isinstance(term, ProductTerm)
    return term


def _others(model: PathModel, outcome: str, predictor: str) -> dict[str, list[str]]:
    """Moderators of an effect, each with the products that make it one; the predictor itself for squares."""
    found: dict[str, list[str]] = {}
    for name in model.structure.get(outcome, ()):
        if name in model.terms and predictor in (factors := _term(model, name).factors):
            other = factors[1] if factors[0] == predictor else factors[0]
            found.setdefault(other, []).append(name)
    return found


def _moderator(model: PathModel, outcome: str, predictor: str, moderator: str | None) -> str:
    """The moderator asked for, or the only one there is."""
    for name in (outcome, predictor, *(() if moderator is None else (moderator,))):
        if name not in model.constructs:
            raise SpecificationError(
                f"{name!r} is no construct of the model.{did_you_mean(name, model.constructs)}"
            )
    known = _others(model, outcome, predictor)
    proper = [name for name in known if name != predictor] or list(known)
    if moderator is None and len(proper) == 1:
        moderator = proper[0]
    if moderator is None and len(proper) > 1:
        raise SpecificationError(
            f"The effect of {predictor!r} on {outcome!r} has several moderators: name one of"
            f" {some(map(repr, proper), 12)}."
        )
    if moderator not in known:
        which = f" by {moderator!r}" if moderator is not None else ""
        remedy = f"{predictor}:{moderator or 'moderator'}"
        raise SpecificationError(
            f"The effect of {predictor!r} on {outcome!r} is not moderated{which}: put a product such as"
            f" {remedy!r} among the predictors of {outcome!r}."
        )
    residual = [name for name in known[moderator] if _term(model, name).method == "orthogonal"]
    if residual:
        raise SpecificationError(
            f"{residual[0]!r} is orthogonalised: its main paths are average effects, not slopes at the mean."
            ' Use method="two_stage" for simple slopes.'
        )
    return moderator


def _effect(model: PathModel, outcome: str, predictor: str, moderator: str) -> _Effect:
    """Where the paths of one effect lie."""
    place = {path: i for i, path in enumerate(model.paths)}
    known = _others(model, outcome, predictor)
    products = () if moderator == predictor else tuple(place[outcome, n] for n in known.get(moderator, ()))
    squares = tuple(place[outcome, n] for n in known.get(predictor, ()))
    return _Effect(place.get((outcome, predictor)), place.get((outcome, moderator)), products, squares)


def _ways(model: PathModel) -> list[tuple[str, ...]]:
    """Indirect ways between constructs that are no products."""
    names = model.constructs
    numbered = [(names.index(d), names.index(p)) for d, p in model.paths]
    every = [tuple(names[j] for j in way) for way in chains(len(names), numbered) if len(way) > 2]
    return [way for way in every if way[0] not in model.terms]


def _moderators_on(model: PathModel, way: tuple[str, ...]) -> list[str]:
    """Moderators of the steps of a way, quadratic terms and orthogonalised products left out."""
    found: dict[str, None] = {}
    for p, d in pairwise(way):
        for other, terms in _others(model, d, p).items():
            if other != p and all(_term(model, name).method != "orthogonal" for name in terms):
                found[other] = None
    return list(found)


def _levels(at: Sequence[float]) -> list[float]:
    """Levels as numbers, sorted as given."""
    try:
        levels = [float(level) for level in at]
    except (TypeError, ValueError):
        raise SpecificationError(f"at={at!r} must be a sequence of numbers, e.g. (-1, 0, 1).") from None
    if not levels or not np.isfinite(levels).all() or len(set(levels)) < len(levels):
        raise SpecificationError(f"at={at!r} must hold different finite numbers, e.g. (-1, 0, 1).")
    return levels
