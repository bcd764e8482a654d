"""Resample by resample against the Python package seminr: the same rows go to both programs."""

from __future__ import annotations

import numpy as np
import pytest

import csmodels as cs

#: Both stop at 1e-12 here (seminr sums the moves of all weights): the largest gap is 1.5e-13.
SAME_STOP = 1e-11
#: With seminr's own stop of 1e-7 the largest gap is 4.5e-9.
SEMINR_STOP = 1e-7
RESAMPLES = 25

seminr = pytest.importorskip("seminr", reason="the package seminr is not installed")


def specification(modes: dict[str, str]):
    """The ECSI-mobile model in both languages; constructs named in `modes` are composites."""
    published = cs.index_model("ECSI-mobile").path_model()
    mine = {
        name: cs.composite(*c.items, mode=modes[name]) if name in modes else list(c.items)
        for name, c in published.measurement.items()
    }
    blocks = [
        seminr.composite(name, list(c.items), seminr.mode_B if modes.get(name) == "B" else seminr.mode_A)
        for name, c in published.measurement.items()
    ]
    arrows = [seminr.paths(predictor, outcome) for outcome, predictor in published.paths]
    return (
        cs.PathModel(mine, published.structure),
        seminr.constructs(*blocks),
        seminr.relationships(*arrows),
    )


@pytest.mark.parametrize("modes", [{}, {"Image": "B", "Value": "B", "Quality": "A"}], ids=["A", "A and B"])
@pytest.mark.parametrize("scheme", ["path", "factorial"])
@pytest.mark.parametrize(("stop", "tolerance"), [(12, SAME_STOP), (7, SEMINR_STOP)])
def test_draw_by_draw(mobi, scheme, modes, stop, tolerance):
    model, blocks, arrows = specification(modes)
    indices = np.random.default_rng(5).integers(0, len(mobi), size=(RESAMPLES, len(mobi)))
    inner = {"path": seminr.path_weighting, "factorial": seminr.path_factorial}[scheme]
    theirs = seminr.estimate_pls(mobi.frame, blocks, arrows, inner_weights=inner, stop_criterion=stop)
    booted = seminr.bootstrap_model(theirs, indices=indices, nboot=RESAMPLES)
    assert booted.fails == 0

    result = model.fit(mobi, scheme=scheme, resample_indices=indices)
    assert result.settings["n_boot_used"] == RESAMPLES
    draws = result.estimates.draws
    blocks_of = [(name, item) for name, c in model.measurement.items() for item in c.items]
    pairs = {
        "weights": (booted.boot_weights, [(item, name) for name, item in blocks_of]),
        "loadings": (booted.boot_loadings, [(item, name) for name, item in blocks_of]),
        "paths": (booted.boot_paths, [(predictor, outcome) for outcome, predictor in model.paths]),
    }
    for quantity, (matrices, cells) in pairs.items():
        expected = np.array([[cell(m, *place) for m in matrices] for place in cells])
        np.testing.assert_allclose(draws[quantity][0], expected, rtol=0, atol=tolerance, err_msg=quantity)


def cell(matrix, row: str, column: str) -> float:
    return matrix.values[matrix.rows.index(row), matrix.cols.index(column)]


def test_standard_errors_and_limits_of_the_same_draws(mobi):
    model, blocks, arrows = specification({})
    indices = np.random.default_rng(6).integers(0, len(mobi), size=(RESAMPLES, len(mobi)))
    theirs = seminr.estimate_pls(mobi.frame, blocks, arrows, stop_criterion=12)
    booted = seminr.bootstrap_model(theirs, indices=indices, nboot=RESAMPLES)
    table = model.fit(mobi, resample_indices=indices).params.query("kind == 'path'")
    for _, row in table.iterrows():
        column = f"{row['lhs']} Boot SD"
        expected = cell(booted.paths_descriptives, row["rhs"], column)
        assert row["std_error"] == pytest.approx(expected, abs=SAME_STOP)
        drawn = [cell(m, row["rhs"], row["lhs"]) for m in booted.boot_paths]
        low, high = np.quantile(drawn, [0.025, 0.975])
        assert (row["conf_low"], row["conf_high"]) == pytest.approx((low, high), abs=SAME_STOP)
