"""Penalties and rewards by other estimators than least squares: ordered models, mixed models."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from csmodels.errors import DataError, DataWarning
from csmodels.numerics.delta import delta_method
from csmodels.numerics.intervals import Uncertainty, unknown
from csmodels.numerics.three_factor.columns import Layout
from csmodels.numerics.three_factor.mixed import generalised, restricted
from csmodels.numerics.variation import Variation
from csmodels.sampling.ordered import ordered
from csmodels.sampling.variations import GroupRows
from csmodels.tables.notices import Group, Notice, notice
from csmodels.three_factor.penalty_reward.sample import Others, Part

Array = NDArray[np.float64]
Codes = NDArray[np.intp]

#: Groups with random intercepts below which their variance is a guess and errors are too small. A
#: convention: 20 stands between the 5 or 6 of Gelman and Hill (2007) and the 50 of Maas and Hox (2005); both
#: from memory, unconfirmed.
FEW_GROUPS = 20
#: Variances of random effects below this share of the residual one are zero.
ZERO = 1e-6


def ordinal(
    rows: GroupRows,
    table: Array,
    layout: Layout,
    controls: tuple[str, ...],
    conf_level: float,
    link: str = "logit",
) -> Part:
    """Ordered logit or probit model of satisfaction.

    Parameters
    ----------
    rows : GroupRows
        Without weights.
    table : array, shape (n, columns)
        In the order of `layout`.
    layout : Layout
    controls : tuple of str
    conf_level : float
    link : {"logit", "probit"}

    Returns
    -------
    Part
        Penalties and rewards in units of the latent scale; thresholds and controls as `others`; McFadden's
        R². What a linear world implies has no closed form here: `null_penalty` is empty.

    Raises
    ------
    DataError
        More than 12 different answers of satisfaction, or categories that the predictors separate.
    """
    j = layout.n_attributes
    predictors = [*layout.dummies, *layout.controls]
    found, levels = ordered(table[:, [*predictors, layout.outcome]], rows.weights, link, "ordinal")
    k = len(predictors)
    size = len(found.params)
    every = delta_method(found.params, np.eye(size), found.covariance, conf_level, 0.0)
    cuts = [f"{low:g}|{high:g}" for low, high in pairwise(levels)]
    names = (
        *(("intercept", "|", cut) for cut in cuts),
        *(("coefficient", "~", name) for name in controls),
    )
    return Part(
        penalty=found.coef[:j],
        reward=found.coef[j : 2 * j],
        covariance=found.covariance[: 2 * j, : 2 * j],
        df=None,
        rows=table,
        weights=None,
        layout=layout,
        variation=Variation(conf_level),
        others=Others(names, _chosen(every, [*range(k, size), *range(2 * j, k)])),
        r_squared=unknown(np.array([found.mcfadden])),
        r_squared_kind="McFadden",
        where=rows.where,
        label=rows.label,
        link=link,
    )


def mixed(
    rows: GroupRows,
    table: Array,
    layout: Layout,
    controls: tuple[str, ...],
    conf_level: float,
    members: Codes,
    *,
    group: str = "group",
    names: Sequence[str] = (),
    slopes: Sequence[str] = (),
) -> Part:
    """Least squares with random intercepts of groups, and random penalties and rewards of some attributes.

    Parameters
    ----------
    rows, table, layout, controls, conf_level : as for :func:`ordinal`
    members : array of int, shape (n,)
        Which group each row belongs to.
    group : str
        The groups' column, named in the table of parameters.
    names, slopes : sequence of str
        The attributes, and those of them whose penalty and reward vary between groups, independently of each
        other and of the intercepts.

    Returns
    -------
    Part
        Intercept, controls and variances as `others`; the marginal R² of Nakagawa and Schielzeth (2013, with
        random slopes Johnson 2014). `null_penalty` and `null_reward` are those of the linear model's fitted
        values under the same variances.

    Raises
    ------
    DataError
        Fewer than two groups, a control that is constant, or a search that did not converge.

    Notes
    -----
    y_ig = b0 + u_0g + sum_j (p_j + u_jg) L_ijg + (r_j + v_jg) H_ijg + controls + e_ig. Variances by
    restricted maximum likelihood, coefficients and their covariance by generalised least
    squares with them.
    """
    groups: Codes = np.unique(members, return_inverse=True)[1].astype(np.intp)
    if groups.max() < 1:
        raise DataError(
            f"There is one group of {group!r} alone: random intercepts need several. Use"
            ' estimator="ols" without group=.'
        )
    j = layout.n_attributes
    varying = [list(names).index(name) for name in slopes]
    x = _with_constant(table[:, [*layout.dummies, *layout.controls]])
    y = table[:, layout.outcome]
    random = [column for end in (layout.low, layout.high) for column in (end[i] for i in varying)]
    z = _with_constant(table[:, random])
    relative, scale = _variances(x, y, z, groups)
    found = generalised(x, y, z, groups, relative)
    covariance = found.inverse * scale
    straight = _with_constant(table[:, [*layout.linear, *layout.controls]])
    line = straight @ generalised(straight, y, z, groups, relative).coef
    null = generalised(x, line, z, groups, relative).coef
    k = x.shape[1]
    every = delta_method(found.coef, np.eye(k), covariance, conf_level, 0.0)
    variances = np.append(relative * scale, scale)
    of_random = [group, *(f"{group}: {end} of {name}" for end in ("penalty", "reward") for name in slopes)]
    kinds = (
        ("intercept", "~1", ""),
        *(("coefficient", "~", name) for name in controls),
        *(("variance", "~~", name) for name in (*of_random, "residual")),
    )
    beside = _chosen(every, [0, *range(1 + 2 * j, k)])
    own = slice(1, 1 + 2 * j)
    return Part(
        penalty=found.coef[1 : 1 + j],
        reward=found.coef[1 + j : 1 + 2 * j],
        covariance=covariance[own, own],
        df=None,
        rows=table,
        weights=None,
        layout=layout,
        variation=Variation(conf_level),
        others=Others(kinds, _joined(beside, unknown(variances))),
        r_squared=unknown(np.array([_marginal(x @ found.coef, z, relative * scale, scale)])),
        r_squared_kind="marginal",
        null_penalty=null[1 : 1 + j],
        null_reward=null[1 + j : 1 + 2 * j],
        where=rows.where,
        label=rows.label,
        members=groups,
    )


def notices(part: Part, group: Group | None) -> list[Notice]:
    """What must be said of a mixed model: few groups, a variance of zero.

    Parameters
    ----------
    part : Part
    group : Group, optional
        Of ``by=``.
    """
    if part.members is None:
        return []
    place: Any = group or ""
    found = []
    n = int(part.members.max()) + 1
    if n < FEW_GROUPS:
        found.append(notice("three_few_groups", DataWarning, n_groups=n, least=FEW_GROUPS, group=place))
    at = [i for i, (kind, _, _) in enumerate(part.others.names) if kind == "variance"]
    variances = part.others.values.estimate[at]
    zero = [
        part.others.names[i][2]
        for i, value in zip(at, variances, strict=True)
        if value < ZERO * variances[-1]
    ]
    if zero:
        found.append(notice("three_no_variance", DataWarning, terms=", ".join(zero), group=place))
    return found


def _variances(x: Array, y: Array, z: Array, groups: Codes) -> tuple[Array, float]:
    """Variances of the random coefficients over the residual one, shape (q,); the latter."""
    found = restricted(x, y, z, groups)
    if not found.converged:
        raise DataError(
            "The mixed model did not converge: fewer random slopes may help (slopes=), or separate results by"
            ' group: estimator="ols" with by=.'
        )
    return found.relative, found.residual


def _marginal(line: Array, z: Array, variances: Array, residual: float) -> float:
    """Share of the fixed part in the variance of all parts."""
    fixed = float(line.var(ddof=1))
    random = float((np.square(z) @ variances).mean())
    return fixed / (fixed + random + residual)


def _with_constant(table: Array) -> Array:
    return np.column_stack([np.ones(len(table)), table])


def _chosen(found: Uncertainty, at: Sequence[int]) -> Uncertainty:
    return Uncertainty(**{name: getattr(found, name)[list(at)] for name in vars(found)})


def _joined(first: Uncertainty, second: Uncertainty) -> Uncertainty:
    parts = {name: (getattr(first, name), getattr(second, name)) for name in vars(first)}
    return Uncertainty(**{name: np.concatenate(pair) for name, pair in parts.items()})
