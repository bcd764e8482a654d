"""Ordered models against MASS::polr, statsmodels, numerical derivatives and special cases."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from csmodels.numerics.ordered import (
    fit_ordered,
    probabilities,
    scores,
    second_derivatives,
)

#: polr stops at a relative change of the deviance of 1e-14: the estimate is known to its square root.
POLR = 1e-6
#: Its errors come from differences of gradients.
POLR_ERRORS = 1e-5
#: statsmodels differentiates numerically and stops at a slope of 1e-7.
STATSMODELS = 2e-5
#: Central differences.
DERIVATIVE = 1e-6
EXACT = 1e-9

#: The `housing` data of MASS (Venables and Ripley 2002, chapter 7): counts by satisfaction (fastest),
#: influence, type and contact.
HOUSING = np.array([
    21, 21, 28, 34, 22, 36, 10, 11, 36, 61, 23, 17, 43, 35, 40, 26, 18, 54, 13, 9, 10, 8, 8, 12,
    6, 7, 9, 18, 6, 7, 15, 13, 13, 7, 5, 11, 14, 19, 37, 17, 23, 40, 3, 5, 23, 78, 46, 43,
    48, 45, 86, 15, 25, 62, 20, 23, 20, 10, 22, 24, 7, 10, 21, 57, 23, 13, 31, 21, 13, 5, 6, 13,
])  # fmt: skip
#: R 4.2.2, MASS 7.3-58.2: polr(Sat ~ Infl + Type + Cont, weights = Freq, housing, method = ..., Hess = TRUE,
#: control = list(reltol = 1e-14, maxit = 1000)); coefficients, thresholds, standard errors, log-likelihood.
R_POLR = {
    "logit": (
        [0.5663937326, 1.2888190889, -0.5723499825, -0.3661863529, -1.0910146304, 0.3602839960],
        [-0.4961351087, 0.6907082480],
        [
            0.10465278408, 0.12715614723, 0.11923801149, 0.15517333590, 0.15148602201, 0.09553579745,
            0.12484724460, 0.12547193903,
        ],
        -1739.57465,
    ),
    "probit": (
        [0.3464227606, 0.7829146428, -0.3475367451, -0.2178875327, -0.6641734941, 0.2223858288],
        [-0.2998279203, 0.4267208314],
        [
            0.06413705980, 0.07642620338, 0.07229092990, 0.09476606801, 0.09180003961, 0.05812266860,
            0.07615373209, 0.07640433522,
        ],
        -1739.844421,
    ),
}  # fmt: skip


def housing():
    cells = np.stack(np.meshgrid(*map(np.arange, (2, 4, 3, 3)), indexing="ij"), axis=-1).reshape(-1, 4)
    contact, kind, influence, satisfaction = np.repeat(cells, HOUSING, axis=0).T
    dummies = [influence == 1, influence == 2, kind == 1, kind == 2, kind == 3, contact == 1]
    return np.column_stack(dummies).astype(float), satisfaction


@pytest.mark.parametrize("link", R_POLR)
def test_polr(link):
    found = fit_ordered(*housing(), link)
    coef, thresholds, errors, log_likelihood = R_POLR[link]
    np.testing.assert_allclose(found.coef, coef, atol=POLR)
    np.testing.assert_allclose(found.thresholds, thresholds, atol=POLR)
    np.testing.assert_allclose(np.sqrt(np.diag(found.covariance)), errors, rtol=POLR_ERRORS)
    assert found.log_likelihood == pytest.approx(log_likelihood, abs=1e-5)
    assert found.converged


def simulated(n=300, seed=1):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(n, 2)) * [1.0, 20.0] + [0.0, 500.0]
    return x, np.digitize(x @ [0.8, -0.03] + rng.logistic(size=n), [-17.0, -15.0, -13.0])


@pytest.mark.parametrize("link", ["logit", "probit"])
def test_statsmodels(link):
    from statsmodels.miscmodels.ordinal_model import OrderedModel

    x, codes = simulated()
    scaled = (x - x.mean(axis=0)) / x.std(axis=0)
    other = OrderedModel(pd.Series(pd.Categorical(codes, ordered=True)), scaled, distr=link)
    fitted = other.fit(method="bfgs", disp=False, gtol=1e-7, maxiter=500)
    found = fit_ordered(x, codes, link)
    np.testing.assert_allclose(found.coef * x.std(axis=0), fitted.params[:2], atol=STATSMODELS)
    np.testing.assert_allclose(
        np.sqrt(np.diag(found.covariance)[:2]) * x.std(axis=0), fitted.bse[:2], rtol=1e-3
    )
    assert found.mcfadden == pytest.approx(1 - fitted.llf / fitted.llnull, abs=EXACT)


@pytest.mark.parametrize("link", ["logit", "probit"])
def test_derivatives(link):
    x, codes = simulated(60)
    x = (x - x.mean(axis=0)) / x.std(axis=0)
    at = np.array([0.3, -0.2, -1.0, 0.1, 1.4])

    def log_likelihood(params):
        return np.log(probabilities(params, x, link)[np.arange(len(x)), codes])

    steps = np.eye(5) * 1e-5
    slopes = np.stack([(log_likelihood(at + h) - log_likelihood(at - h)) / 2e-5 for h in steps], axis=1)
    np.testing.assert_allclose(scores(at, x, codes, link), slopes, atol=DERIVATIVE)
    bends = [
        (scores(at + h, x, codes, link) - scores(at - h, x, codes, link)).sum(axis=0) / 2e-5 for h in steps
    ]
    np.testing.assert_allclose(second_derivatives(at, x, codes, link), np.array(bends), atol=1e-4)


def test_two_categories_are_a_binary_model():
    import statsmodels.api as sm

    x, codes = simulated()
    above = (codes >= 2).astype(int)
    for link, model in (("logit", sm.Logit), ("probit", sm.Probit)):
        fitted = model(above, sm.add_constant(x)).fit(disp=False, tol=1e-12, maxiter=200)
        found = fit_ordered(x, above, link)
        np.testing.assert_allclose(found.coef, fitted.params[1:], rtol=1e-7)
        assert found.thresholds[0] == pytest.approx(-fitted.params[0], rel=1e-7)


def test_units_and_order_do_not_matter():
    x, codes = simulated()
    found = fit_ordered(x, codes)
    turned = fit_ordered(x[:, ::-1] * [10.0, -2.0] + 7.0, codes)
    np.testing.assert_allclose(turned.coef * [10.0, -2.0], found.coef[::-1], rtol=1e-8)
    assert turned.log_likelihood == pytest.approx(found.log_likelihood, abs=EXACT)
    reverse = fit_ordered(x, codes.max() - codes)
    np.testing.assert_allclose(reverse.coef, -found.coef, rtol=1e-7)
    np.testing.assert_allclose(reverse.thresholds, -found.thresholds[::-1], rtol=1e-7)


def test_answers_that_separate_the_categories_do_not_converge():
    x = np.array([[0.0], [0], [0], [1], [1], [1]])
    assert not fit_ordered(x, [0, 0, 0, 1, 1, 1]).converged
    assert fit_ordered(x, [0, 0, 1, 0, 1, 1]).converged
    rng = np.random.default_rng(0)
    x = rng.integers(0, 2, (800, 2)).astype(float)
    codes = np.digitize(x.sum(axis=1) + rng.logistic(size=800), [-6.0, 0.0, 7.0])
    assert np.bincount(codes).min() < 10  # rare categories alone are no obstacle
    for link in ("logit", "probit"):
        assert fit_ordered(x, codes, link).converged
        split = np.column_stack([codes == 0, x[:, 1]]).astype(float)
        assert not fit_ordered(split, codes, link).converged


def test_far_tails_keep_their_digits():
    """At a probability of 1e-27, on either side, the slope of its logarithm is that of the exponential."""
    at = np.array([1.0, -1.0, 1.0])
    x = np.array([[-60.0], [60.0]])
    np.testing.assert_allclose(scores(at, x, np.array([2, 0]), "logit")[:, 0], [-60.0, -60.0], rtol=1e-12)
