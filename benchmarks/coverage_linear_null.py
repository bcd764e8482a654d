"""How often calibrated asymmetry calls a linear world bent, and how often it finds a truly basic attribute.

``make coverage`` runs 500 samples in each of six designs (research/kano.md 1b.5), with six attributes: their
ratings are normal with correlation .5, cut to given shares; satisfaction is .3 times their sum plus N(0, 1),
itself or behind answers from 1 to 5 and from 1 to 10. For power .5 min(X1 - 3, 0) is added. Asked for: 3 to
7 % at the nominal 5 %, and power within .1 of the research table.

The nulls: "ols" (satisfaction itself is linear), "bounded" (what lies behind its answers is), "logit" and
"probit" (coefficients of ordered models). In bounded worlds "ols" is the uncorrected test, for comparison.
"""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Iterator
from typing import Any

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import ndtri

from csmodels.numerics.three_factor.columns import Layout, extended
from csmodels.numerics.three_factor.impact import impact
from csmodels.numerics.three_factor.linear_null import Excess, covariance, excess
from csmodels.numerics.three_factor.linear_worlds import World, bounded_world, linear_world, ordered_world

Array = NDArray[np.float64]

#: Asked of the size of the test at the nominal 5 %.
BAND = (0.03, 0.07)
#: Most that power may fall short of the research table.
NEAR = 0.1
LEVEL = 0.05
ATTRIBUTES = 6
#: Shares of the answers 1 to 5 of every attribute.
MARGINALS = {"skewed": (0.03, 0.05, 0.12, 0.35, 0.45), "symmetric": (0.1, 0.2, 0.4, 0.2, 0.1)}
CODINGS = {
    "1-2 / 5": ((1.0, 2.0), (5.0,)),
    "1-2 / 4-5": ((1.0, 2.0), (4.0, 5.0)),
    "1-3 / 5": ((1.0, 2.0, 3.0), (5.0,)),
}
DESIGNS = tuple((m, c) for m in MARGINALS for c in CODINGS)
#: Power in the research table, in the order of `DESIGNS`.
TABLE = (0.87, 0.75, 0.40, 0.97, 1.00, 0.48)
#: Shares of the answers of overall satisfaction (none: it is seen itself), and the nulls that are tried.
WORLDS: dict[str, tuple[tuple[float, ...], tuple[str, ...]]] = {
    "continuous": ((), ("ols",)),
    "1 to 5": ((0.03, 0.05, 0.12, 0.35, 0.45), ("ols", "bounded", "logit", "probit")),
    "1 to 10": (
        (0.01, 0.01, 0.02, 0.03, 0.06, 0.08, 0.14, 0.24, 0.21, 0.20),
        ("ols", "bounded", "logit", "probit"),
    ),
}
EQUAL = (0.3,) * ATTRIBUTES
#: Attributes without effect, with a weak and with a strong one.
UNEQUAL = (0.0, 0.0, 0.1, 0.1, 0.3, 0.6)


def ratings(rng: np.random.Generator, n: int, shares: tuple[float, ...]) -> Array:
    """Answers of 1 to 5, from normals with correlation .5."""
    common = np.sqrt(0.5) * rng.standard_normal((n, 1))
    drawn = common + np.sqrt(0.5) * rng.standard_normal((n, ATTRIBUTES))
    return _answers(ndtri(np.cumsum(shares)[:-1]), drawn)


def study(
    replications: int,
    world: str = "continuous",
    designs: tuple[tuple[str, str], ...] = DESIGNS,
    slopes: tuple[float, ...] = EQUAL,
    nulls: tuple[str, ...] | None = None,
    n: int = 1000,
    n_draws: int = 499,
    seed: int = 1,
) -> pd.DataFrame:
    """Size and power of the test against a linear world.

    Returns
    -------
    DataFrame
        One row per design and null: raw and linear asymmetry of a linear world (means), `size` and
        `size_contrast` over all attributes, `size_least` and `size_most` over single ones, `power` and
        `power_contrast` of a first attribute that is basic, and `others`: how often its neighbours, which
        are linear, are called bent.
    """
    found = []
    for marginals, coding in designs:
        rng = np.random.default_rng(seed)
        seen: dict[str, list[tuple[NDArray[Any], ...]]] = {null: [] for null in nulls or WORLDS[world][1]}
        for x, straight, bent in _samples(rng, replications, n, marginals, world, slopes):
            for null, hits in seen.items():
                hits.append(
                    (*_hits(x, straight, coding, null, n_draws), *_hits(x, bent, coding, null, n_draws))
                )
        for null, hits in seen.items():
            found.append(
                {"world": world, "marginals": marginals, "coding": coding, "null": null, **_rates(hits)}
            )
    return pd.DataFrame(found)


def _samples(
    rng: np.random.Generator, replications: int, n: int, marginals: str, world: str, slopes: tuple[float, ...]
) -> Iterator[tuple[Array, Array, Array]]:
    """Ratings, satisfaction in a linear world, and where the first attribute is basic."""
    shares, b = WORLDS[world][0], np.asarray(slopes)

    def drawn(size: int) -> tuple[Array, Array]:
        x = ratings(rng, size, MARGINALS[marginals])
        return x, x @ b + rng.standard_normal(size)

    cuts = np.quantile(drawn(100_000)[1], np.cumsum(shares)[:-1]) if shares else None
    for _ in range(replications):
        x, straight = drawn(n)
        bent = straight + 0.5 * np.minimum(x[:, 0] - 3, 0)
        if cuts is not None:
            straight, bent = _answers(cuts, straight), _answers(cuts, bent)
        yield x, straight, bent


def _answers(cuts: NDArray[Any], behind: Array) -> Array:
    return np.asarray(1.0 + np.searchsorted(cuts, behind), dtype=np.float64)


def tested(x: Array, y: Array, coding: str, null: str, n_draws: int) -> tuple[World, Excess]:
    """One sample against one kind of linear world."""
    low, high = CODINGS[coding]
    layout = Layout(ATTRIBUTES)
    rows = extended(x, np.empty((len(x), 0)), y, [low] * ATTRIBUTES, [high] * ATTRIBUTES)
    if null == "ols":
        world = linear_world(rows, layout)
    else:
        world = bounded_world(rows, layout) if null == "bounded" else ordered_world(rows, layout, null)
    # a seed of its own for every sample
    seed = int(np.abs(y).sum() * 1e6) % 2**32
    return world, excess(world.estimated, world.implied, covariance(world.shares), world.df, n_draws, seed)


def _hits(x: Array, y: Array, coding: str, null: str, n_draws: int) -> tuple[NDArray[Any], ...]:
    world, found = tested(x, y, coding, null, n_draws)
    raw = impact(*world.estimated).ia
    return raw, found.ia_linear, found.p_value <= LEVEL, found.p_contrast <= LEVEL


def _rates(hits: list[tuple[NDArray[Any], ...]]) -> dict[str, Any]:
    raw, linear, size, contrast, _, _, power, power_contrast = (
        np.stack(each) for each in zip(*hits, strict=True)
    )
    single = size.mean(axis=0)
    return {
        "ia": np.nanmean(raw), "ia_linear": np.nanmean(linear), "size": size.mean(),
        "size_least": single.min(), "size_most": single.max(), "size_contrast": contrast.mean(),
        "power": power[:, 0].mean(), "power_contrast": power_contrast[:, 0].mean(),
        "others": power[:, 1:].mean(),
    }  # fmt: skip


def outside(table: pd.DataFrame) -> pd.DataFrame:
    """Rows whose size or power is not as asked.

    Of answers on a scale no more than the upper end of the band is asked: where the linear asymmetry lies at
    the end of its own range (-.98 in one design) the statistic can move to one side alone, and the test is
    timid. The uncorrected test is not asked there.
    """
    continuous = table["world"] == "continuous"
    goal = table[["marginals", "coding"]].apply(tuple, axis=1).map(dict(zip(DESIGNS, TABLE, strict=True)))
    wrong = (table["size"] > BAND[1]) & (continuous | (table["null"] != "ols"))
    wrong |= continuous & ((table["size"] < BAND[0]) | (table["power"] < goal - NEAR))
    return table[wrong]


def main() -> None:
    """Run the study and print its tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--replications", type=int, default=500)
    parser.add_argument("--worlds", nargs="*", default=list(WORLDS), choices=list(WORLDS))
    options = parser.parse_args()
    start, tables = time.perf_counter(), []
    for world in options.worlds:
        tables.append(study(options.replications, world))
        print(tables[-1].round(3).to_string(index=False), flush=True)
    print("\nattributes without effect, with a weak and a strong one (0, 0, .1, .1, .3, .6)")
    print(study(options.replications, slopes=UNEQUAL).round(3).to_string(index=False))
    print(f"\n{options.replications} samples of 1,000 each, {time.perf_counter() - start:.0f} s")
    wrong = outside(pd.concat(tables))
    if len(wrong):
        raise SystemExit("not as asked:\n" + wrong.round(3).to_string(index=False))


if __name__ == "__main__":
    main()
