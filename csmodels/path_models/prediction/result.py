"""PLSpredict and CVPAT: how well a path model predicts respondents it was not fitted to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from csmodels.errors import SpecificationError, did_you_mean, some
from csmodels.numerics import intervals
from csmodels.numerics import prediction as numerics
from csmodels.numerics.prediction import Losses, Technique
from csmodels.path_models.prediction.held_out import (
    Part,
    check_predictable,
    held_out_together,
    make_folds,
    make_parts,
    sampling_units,
)
from csmodels.path_models.result import PathResult
from csmodels.sampling.variations import rows_by_group
from csmodels.tables import FrozenMapping, Summary, frozen_frame
from csmodels.tables.notices import Notice, Noticed, issue
from csmodels.tables.result import Tabled
from csmodels.tables.stacked import stacked

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Array = NDArray[np.float64]

TECHNIQUES = ("direct_antecedents", "earliest_antecedents")
BENCHMARKS = ("ia", "lm")
OVERALL = "overall"


@dataclass(frozen=True, repr=False, eq=False)
class Prediction(Noticed, Tabled):
    """Out-of-sample prediction of a path model; made by `PathResult.pls_predict`, not by hand.

    Attributes
    ----------
    items_of : mapping of endogenous construct to its items
    groups : tuple
        Labels of the groups with ``by=``, else empty: an index level of every table.
    parts : tuple of Part, one per group
        Losses of every respondent.
    settings : mapping
        Among others ``folds_of`` (what is held out together), ``errors_by`` (``respondents``, ``clusters``,
        ``strata`` or ``replicates``: what standard errors rest on) and ``limits`` of the test (``resampled``,
        or ``t`` where the fit's resamples cannot serve).
    notices : tuple of Notice

    Notes
    -----
    Errors are pooled over the repeats: RMSE is the root of the mean over repeats of the mean squared
    error, MAE the mean over repeats, so that Q2_predict = 1 - (RMSE / RMSE of the means)^2 holds in every
    table. Averaging a respondent's predictions over repeats before taking errors, as some programs do,
    rewards the number of repeats and is not done. `by_repeat` has each repeat's own figures.

    Intervals rest on the respondents' losses: they hold the training samples for given.
    """

    items_of: FrozenMapping[str, tuple[str, ...]]
    groups: tuple[Any, ...]
    parts: tuple[Part, ...]
    settings: FrozenMapping[str, object]
    notices: tuple[Notice, ...]
    group_labels: Mapping[Any, Mapping[str, str]] = field(default_factory=dict)

    # ------------------------------------------------------------------ tables

    @frozen_frame
    def constructs(self) -> pd.DataFrame:
        """Errors of the standardised construct scores, and the predictive power by construct.

        `power` counts the items whose RMSE is below the linear model's: all ``high``, half or more
        ``medium``, fewer ``low``, none ``none`` (Shmueli et al. 2019), ``unknown`` without a linear model.
        """

        def of_part(part: Part) -> pd.DataFrame:
            frame = pd.DataFrame(part.scores.means(), index=pd.Index(list(self.items_of), name="construct"))
            frame["q2_predict"] = numerics.q2_predict(part.scores, part.score_means, part.rows.weights)[0]
            frame["rmse_in_sample"] = part.scores_in.means()["rmse"]
            return frame.assign(power=[self._power(part, block) for block in self._blocks])

        return self._stack(of_part)

    @staticmethod
    def _power(part: Part, block: slice) -> str:
        model, other = (each.means()["rmse"][block] for each in (part.pls, part.lm))
        if np.isnan(other).any():
            return "unknown"
        share = float((model < other).mean())
        return "none" if share == 0 else "low" if share < 0.5 else "medium" if share < 1 else "high"

    @frozen_frame
    def items(self) -> pd.DataFrame:
        """Errors by item, in answer units, beside the linear model (``lm``) and the training means (``ia``).

        `q2_predict` with its limits, and a verdict: ``no_better_than_mean`` (Q2_predict not positive), else
        ``better_than_lm`` or ``worse_than_lm`` where the interval of the difference of RMSE lies below or
        above zero, ``similar_to_lm`` where it holds zero, ``no_lm`` where the linear model does not exist.
        """
        return self._stack(self._items_of_part)

    def _items_of_part(self, part: Part) -> pd.DataFrame:
        model, mean = part.pls, part.ia
        q2, influence = numerics.q2_predict(model, mean, part.rows.weights)
        limits = _tested(q2, *part.errors(influence), self._level)
        gap = self._difference(part, "lm")
        known = np.where(np.isnan(gap["estimate"]), "no_lm", "similar_to_lm")
        known = np.where(gap["conf_low"] > 0, "worse_than_lm", known)
        verdict = np.where(gap["conf_high"] < 0, "better_than_lm", known)
        columns: dict[str, Any] = {**model.means(), "q2_predict": q2}
        columns |= {"q2_low": limits["conf_low"], "q2_high": limits["conf_high"]}
        columns |= {**part.lm.means("_lm"), **mean.means("_ia")}
        columns["verdict"] = np.where(q2 <= 0, "no_better_than_mean", verdict).astype(object)
        return pd.DataFrame(columns, index=self._item_index)

    @frozen_frame
    def differences(self) -> pd.DataFrame:
        """RMSE of the model minus that of a benchmark by item, with limits: negative favours the model."""

        def of_part(part: Part) -> pd.DataFrame:
            found = [self._difference(part, name) for name in BENCHMARKS]
            return stacked(found, pd.Index(BENCHMARKS, name="benchmark"), self._item_index)

        return self._stack(of_part)

    def _difference(self, part: Part, benchmark: str) -> dict[str, Array]:
        other = part.lm if benchmark == "lm" else part.ia
        gap, influence = numerics.rmse_difference(part.pls.squared, other.squared, part.rows.weights)
        return _tested(gap, *part.errors(influence), self._level)

    @frozen_frame
    def cvpat(self) -> pd.DataFrame:
        """Predictive ability test of each construct and overall, against both benchmarks.

        `loss` is the mean squared error of the construct's items, averaged over the respondents (overall:
        averaged over the constructs); `difference` is the model's loss minus the benchmark's, negative
        where the model predicts better; `statistic` and `p_value` of a paired t test of the respondents'
        losses.
        """

        def of_part(part: Part) -> pd.DataFrame:
            others = [self.construct_losses(each) for each in (part.ia, part.lm)]
            found = self._compared(part, self.construct_losses(part.pls), others, "loss_benchmark")
            return stacked(found, pd.Index(BENCHMARKS, name="benchmark"), self._with_overall)

        return self._stack(of_part)

    def construct_losses(self, losses: Losses) -> Array:
        """Each respondent's loss by construct and overall, shape (n, constructs + 1)."""
        by_construct = [losses.squared[:, block].mean(axis=1) for block in self._blocks]
        return np.stack([*by_construct, np.mean(by_construct, axis=0)], axis=1)

    def _compared(self, part: Part, model: Array, others: list[Array], name: str) -> list[dict[str, Array]]:
        """Mean losses of the model and of each other predictor, and the tests of their differences."""
        weights, k = part.rows.weights, model.shape[1]
        gaps = np.concatenate([model - other for other in others], axis=1)
        found = _tested(numerics.weighted_means(gaps, weights), *part.errors(gaps), self._level)
        if part.draws is not None:
            draws = numerics.resampled_means(gaps, weights, part.draws)
            limits = intervals.uncertainty(found["estimate"], draws, conf_level=self._level)
            found.update(conf_low=limits.conf_low, conf_high=limits.conf_high)
        found = {"difference": found.pop("estimate"), **found}
        columns = []
        for i, other in enumerate(others):
            mine = slice(i * k, (i + 1) * k)
            losses = {"loss": numerics.weighted_means(model, weights)}
            losses[name] = numerics.weighted_means(other, weights)
            columns.append({**losses, **{key: each[mine] for key, each in found.items()}})
        return columns

    @frozen_frame
    def in_sample(self) -> pd.DataFrame:
        """Errors by item of the model fitted to all respondents, for comparison: what overfitting hides."""

        def of_part(part: Part) -> pd.DataFrame:
            return pd.DataFrame({**part.pls_in.means(), **part.lm_in.means("_lm")}, index=self._item_index)

        return self._stack(of_part)

    @frozen_frame
    def by_repeat(self) -> pd.DataFrame:
        """Errors by repeat and item: how much the drawing of folds matters."""

        def of_part(part: Part) -> pd.DataFrame:
            found = [
                {
                    **part.pls.means("", r),
                    "q2_predict": 1 - part.pls.mean_squared[r] / part.ia.mean_squared[r],
                    **part.lm.means("_lm", r),
                    **part.ia.means("_ia", r),
                }
                for r in range(len(part.codes))
            ]
            return stacked(found, pd.RangeIndex(1, len(found) + 1, name="repeat"), self._item_index)

        return self._stack(of_part)

    # ------------------------------------------------------------------ displays

    def summary(self, lang: str = "en") -> Summary:
        """The prediction as a document: by construct, by item, and the test against the benchmarks.

        Parameters
        ----------
        lang : {"en", "zh"}
        """
        from csmodels.path_models.prediction.display import summary

        return summary(self, lang)

    def plot_differences(
        self,
        benchmark: str = "lm",
        *,
        group: Any = None,
        lang: str = "en",
        ax: Axes | None = None,
        title: str | None = None,
    ) -> Axes:
        """Draw by item how much the RMSE differs from a benchmark's, with intervals; left of 0 is better.

        Parameters
        ----------
        benchmark : {"lm", "ia"}
            The linear model, or the items' means.
        group : optional
            Which group to draw, after a fit with ``by=``.
        lang : {"en", "zh"}
        ax : Axes, optional
        title : str, optional

        Returns
        -------
        matplotlib.axes.Axes
        """
        from csmodels.plots.prediction import rmse_chart

        if benchmark not in BENCHMARKS:
            raise SpecificationError(f"benchmark={benchmark!r} is unknown. Choose 'lm' or 'ia'.")
        table = self._one_group(self.differences, group).loc[[benchmark]].droplevel(0)
        return rmse_chart(table, benchmark, ax=ax, title=title, lang=lang, conf_level=self._level)

    # ------------------------------------------------------------------ inside

    @property
    def _level(self) -> float:
        return float(str(self.settings["conf_level"]))

    @property
    def _blocks(self) -> list[slice]:
        """Where each construct's items lie among the endogenous ones."""
        ends = np.cumsum([len(items) for items in self.items_of.values()]).tolist()
        return [slice(end - len(items), end) for end, items in zip(ends, self.items_of.values(), strict=True)]

    @cached_property
    def _item_index(self) -> pd.MultiIndex:
        pairs = [(name, item) for name, items in self.items_of.items() for item in items]
        return pd.MultiIndex.from_tuples(pairs, names=["construct", "item"])

    @property
    def _with_overall(self) -> pd.Index:
        return pd.Index([*self.items_of, OVERALL], name="construct")

    def _stack(self, of_part: Callable[[Part], pd.DataFrame]) -> pd.DataFrame:
        frames = [of_part(part) for part in self.parts]
        if not self.groups:
            return frames[0]
        return pd.concat(frames, keys=list(self.groups), names=[str(self.settings["by"])])

    def _one_group(self, frame: pd.DataFrame, group: Any) -> pd.DataFrame:
        if not self.groups:
            if group is not None:
                raise SpecificationError(f"group={group!r}: the model was fitted without by=.")
            return frame
        if group not in self.groups:
            hint = did_you_mean(group, self.groups)
            raise SpecificationError(f"group={group!r} is none of {some(map(repr, self.groups), 12)}.{hint}")
        return frame.loc[[group]].droplevel(0)


def _tested(estimate: Array, errors: Array, df: float, level: float) -> dict[str, Array]:
    """Columns of a table of differences, by Student's t."""
    low, high, p_value = intervals.normal_limits(estimate, errors, level, 0.0, df)
    with np.errstate(invalid="ignore", divide="ignore"):
        statistic = estimate / errors
    return {
        "estimate": estimate,
        "std_error": errors,
        "statistic": statistic,
        "p_value": p_value,
        "conf_low": low,
        "conf_high": high,
    }


# ------------------------------------------------------------------ making one


def pls_predict(
    result: PathResult,
    folds: int = 10,
    repeats: int = 10,
    seed: int = 0,
    *,
    fold_indices: NDArray[np.integer[Any]] | None = None,
    technique: Technique = "direct_antecedents",
) -> Prediction:
    """Predict respondents whom the model has not seen, and compare with two benchmarks.

    Use it before a model is used to predict, and in place of the blindfolding Q2: explained variance
    says how well the model describes the sample, this says how well it would do with new respondents.

    Parameters
    ----------
    result : PathResult
        Fitted to respondents with ``estimator="pls"`` and complete answers.
    folds : int
        Parts of the sample, each of which is predicted from the others; the number of respondents leaves
        out one at a time (one repeat then suffices and is made). Where the survey declares clusters, folds
        are drawn of whole clusters (``settings["folds_of"]``), and there are no more folds than clusters.
    repeats : int
        How often folds are drawn anew.
    seed : int
        Decides the folds.
    fold_indices : array of int, shape (repeats, n) or (n,), optional
        Folds drawn elsewhere, as fold numbers 0, 1, ... of the complete respondents in their order: for a
        comparison with another program, or clusters that the data do not declare (with replicate weights
        alone). Folds that split a declared cluster are noted in `warnings`. Not with ``by=``.
    technique : {"direct_antecedents", "earliest_antecedents"}
        Scores of a construct are predicted from the held-out scores of its own predictors, or through the
        whole model from the exogenous constructs. The linear model regresses each item on the items of the
        same constructs.

    Returns
    -------
    Prediction
        Tables `items`, `constructs`, `cvpat`, `differences`, `in_sample`, `by_repeat`.

    Raises
    ------
    SpecificationError
        No answers (a model fitted from Moments), unfinished answers, consistent PLS, products or
        higher-order constructs, folds that do not fit the sample.
    DataError
        The model cannot be estimated without one of the folds.

    Notes
    -----
    PLSpredict: Shmueli, Ray, Velasquez Estrada and Chatla (2016, J. Business Research 69(10)); guidelines:
    Shmueli et al. (2019, European J. Marketing 53(11)). Q2_predict = 1 - sum (y - prediction)^2
    / sum (y - training mean)^2. CVPAT: Liengaard et al. (2021, Decision Sciences 52(2)); Sharma et al.
    (2023, European J. Marketing 57(6)). Survey weights go into the training moments and the mean losses.

    Examples
    --------
    >>> import csmodels as cs
    >>> result = cs.index_model("ACSI").fit(cs.datasets.load_telecom(), n_boot=100)
    >>> found = result.pls_predict(folds=5, repeats=2)
    >>> bool((found.items["q2_predict"] > 0).all())
    True
    """
    answers = check_predictable(result)
    if technique not in TECHNIQUES:
        raise SpecificationError(f"technique={technique!r} is unknown: one of {', '.join(TECHNIQUES)}.")
    groups = rows_by_group(answers, result.groups or None)
    units = sampling_units(result, groups)
    codes = make_folds(groups, units, folds, repeats, seed, fold_indices)
    folds_of, notices = held_out_together(units, codes)
    parts, found = make_parts(result, groups, codes, technique)
    notices += found
    issue(notices, 3)
    kept = ("n", "n_boot", "seed", "conf_level", "weights", "by")
    settings = {name: result.settings[name] for name in kept if name in result.settings}
    settings |= {"folds": int(codes[0].max()) + 1, "repeats": len(codes[0]), "folds_of": folds_of}
    settings |= {"technique": technique, "seed": seed}
    settings["errors_by"] = parts[0].errors_by
    settings["limits"] = "t" if any(part.draws is None for part in parts) else "resampled"
    outcomes = [result.model.constructs[j] for j in result.spec.dependents]
    return Prediction(
        items_of=FrozenMapping({name: result.model.measurement[name].items for name in outcomes}),
        groups=result.groups,
        parts=tuple(parts),
        settings=FrozenMapping(settings),
        notices=tuple(notices),
        group_labels=result.group_labels,
    )


def cvpat_compare(first: Prediction, second: Prediction) -> pd.DataFrame:
    """Compare two models by their out-of-sample loss on the same respondents and folds.

    Use it to choose between two structures that explain the same constructs: the model with the smaller
    loss predicts better, and the paired test says whether the difference could be chance.

    Parameters
    ----------
    first, second : Prediction
        Made with the same folds (the same number of respondents, `folds`, `repeats` and `seed`); the
        endogenous constructs must have the same items.

    Returns
    -------
    DataFrame
        By construct and overall: `loss`, `loss_other`, `difference` (first minus second: negative where
        the first predicts better), `std_error`, `statistic`, `p_value` (paired t), limits.

    Raises
    ------
    SpecificationError
        Different respondents, folds, groups or endogenous items.

    Notes
    -----
    Liengaard et al. (2021): the paired test of the losses of two models.

    Examples
    --------
    >>> import csmodels as cs
    >>> blocks = {"Quality": ["qual_overall", "qual_custom"], "Value": ["value_price", "value_quality"],
    ...           "Satisfaction": ["sat_overall", "sat_ideal"]}
    >>> less = cs.PathModel(blocks, {"Satisfaction": ["Value"], "Value": ["Quality"]})
    >>> more = cs.PathModel(blocks, {"Satisfaction": ["Value", "Quality"], "Value": ["Quality"]})
    >>> first, second = (
    ...     model.fit(cs.datasets.load_hotel(), n_boot=50).pls_predict(folds=5, repeats=1)
    ...     for model in (more, less)
    ... )
    >>> bool(cvpat_compare(first, second).loc["Satisfaction", "difference"] < 0)
    True
    """
    if first.items_of != second.items_of:
        raise SpecificationError(
            "The models predict different items, so their losses cannot be compared:"
            f" {some(first.items_of)} and {some(second.items_of)}. Compare models with the same endogenous"
            " constructs and items."
        )
    if first.groups != second.groups:
        raise SpecificationError("The models were fitted to different groups.")
    for a, b in zip(first.parts, second.parts, strict=True):
        if not (np.array_equal(a.rows.where, b.rows.where) and np.array_equal(a.codes, b.codes)):
            raise SpecificationError(
                "The predictions rest on different respondents or folds. Fit both models to the rows that are"
                " complete for both, and predict with the same folds, repeats and seed."
            )
    second_of = dict(zip(map(id, first.parts), second.parts, strict=True))

    def of_part(part: Part) -> pd.DataFrame:
        theirs = [first.construct_losses(second_of[id(part)].pls)]
        (found,) = first._compared(part, first.construct_losses(part.pls), theirs, "loss_other")
        return pd.DataFrame(found, index=first._with_overall)

    return first._stack(of_part)
