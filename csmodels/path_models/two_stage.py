"""The estimator of models with products of constructs or with higher-order constructs.

Up to three PLS fits follow each other, each for all members of a batch at once:

1. the dimensions of higher-order constructs in place of these (disjoint two-stage);
2. the model without products, whose scores are multiplied (two-stage interactions);
3. the full model.

What a stage hands to the next are scores and products of scores. Both are linear in the items and their
pairwise products, so all stages work on moments (see `csmodels.numerics.products`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from csmodels.errors import SpecificationError
from csmodels.numerics.batch import SINGULAR
from csmodels.numerics.moments import Moments, rough_centre
from csmodels.numerics.pls import PlsFit, PlsSpec, Scheme, fit_pls
from csmodels.numerics.products import Columns, Combination, extended_rows
from csmodels.numerics.validity import composite_corr
from csmodels.path_models.estimation import CONSTANT, Members
from csmodels.path_models.model import PathModel
from csmodels.path_models.terms import HigherOrder, ProductTerm, factor_pairs

Array = NDArray[np.float64]


@dataclass(frozen=True)
class TermMembers(Members):
    """Members with the moments of the rows they were made from.

    `moments` and `corr` are those of the model's `columns`; `extended` those of the items and their products.
    """

    extended: Moments


@dataclass(frozen=True)
class _Stage:
    """One fit: its constructs, the names of their columns, and the model in numbers."""

    constructs: tuple[str, ...]
    columns: tuple[str, ...]
    spec: PlsSpec

    def block(self, construct: str) -> slice:
        return self.spec.blocks[self.constructs.index(construct)]


def terms_estimator(model: PathModel, scheme: Scheme = "path") -> TermsEstimator:
    """The estimator of a model that has products or higher-order constructs; see `TermsEstimator`."""
    return TermsEstimator(model, scheme)


@dataclass(frozen=True)
class TermsEstimator:
    """PLS in stages.

    Parameters
    ----------
    model : PathModel
    scheme : {"path", "factorial", "centroid"}
    centre : array, shape (items,), optional
        Where the items are centred before they are multiplied; `fitted_to` finds it.

    Notes
    -----
    Two-stage interactions: Henseler and Chin (2010), Becker, Cheah, Gholamzade, Ringle and Sarstedt (2023).
    Disjoint two-stage: Sarstedt, Hair, Cheah, Becker and Ringle (2019). All constructs keep their items in
    the last stage.
    """

    model: PathModel
    scheme: Scheme = "path"
    centre: Array | None = None

    # ------------------------------------------------------------------ the plan

    @cached_property
    def spec(self) -> PlsSpec:
        """All constructs of the tables; the dimensions of higher-order constructs have no paths."""
        return self._stage(self.model.constructs, self.model.paths).spec

    @cached_property
    def pairs(self) -> tuple[tuple[int, int], ...]:
        """Items that are multiplied, the first not behind the second."""
        found: dict[tuple[int, int], None] = {}
        for name in self.model.terms:
            term = self._term(name)
            for a, b in factor_pairs(term, self.model.measurement):
                for k in self._items_below(a):
                    found.update({(min(k, m), max(k, m)): None for m in self._items_below(b)})
        return tuple(found)

    @property
    def extra_columns(self) -> int:
        """Number of product columns that `extend` adds."""
        return len(self.pairs)

    def _term(self, name: str) -> ProductTerm:
        term = self.model.measurement[name]
        assert isinstance(term, ProductTerm)
        return term

    def _items_below(self, column: str) -> list[int]:
        """Numbers of the items that an item or a dimension is made of."""
        names = self.model.measurement[column].items if column in self.model.lower_order else (column,)
        return [self.model.items.index(name) for name in names]

    def _stage(self, constructs: Iterable[str], paths: Iterable[tuple[str, str]]) -> _Stage:
        names = tuple(constructs)
        blocks = [self.model.measurement[name] for name in names]
        place = {name: i for i, name in enumerate(names)}
        spec = PlsSpec(
            sizes=tuple(len(block.items) for block in blocks),
            modes=tuple(block.mode for block in blocks),
            paths=tuple((place[d], place[p]) for d, p in paths),
            scheme=self.scheme,
        )
        return _Stage(names, tuple(item for block in blocks for item in block.items), spec)

    @cached_property
    def _last(self) -> _Stage:
        return self._stage(self.model.structural, self.model.paths)

    @cached_property
    def _main(self) -> _Stage | None:
        """The model without products, where scores of it are multiplied."""
        terms = self.model.terms
        if not any(self._term(name).method == "two_stage" for name in terms):
            return None
        kept = [name for name in self.model.structural if name not in terms]
        return self._stage(kept, [path for path in self.model.paths if path[1] not in terms])

    @cached_property
    def _first(self) -> _Stage | None:
        """The model with dimensions in place of higher-order constructs, without products."""
        if not self.model.lower_order:
            return None
        inside = {
            name: block.dimensions
            for name, block in self.model.measurement.items()
            if isinstance(block, HigherOrder) and block.method == "disjoint_two_stage"
        }
        paths = [
            (d, p)
            for outcome, predictor in self.model.paths
            if predictor not in self.model.terms
            for d in inside.get(outcome, (outcome,))
            for p in inside.get(predictor, (predictor,))
        ]
        kept = [n for n in self.model.constructs if n not in inside and n not in self.model.terms]
        return self._stage(kept, paths)

    # ------------------------------------------------------------------ rows

    def fitted_to(self, rows: Array) -> TermsEstimator:
        """The estimator that knows where to centre the items; no result depends on the point."""
        return replace(self, centre=rough_centre(rows)) if self.pairs else self

    def extend(self, rows: Array) -> Array:
        """Answers in the order of `model.items` with the products of centred items beside them."""
        if not self.pairs:
            return rows
        assert self.centre is not None  # the rows were seen by fitted_to
        return extended_rows(rows, self.centre, self.pairs)

    # ------------------------------------------------------------------ members

    def members(
        self, moments: Moments, reference: Moments | None = None, align_to: Members | None = None
    ) -> TermMembers:
        """Fit every member of a batch of moments of extended rows.

        `align_to` is the estimate as a batch of one: its constructs give the direction, its items'
        variances say what counts as constant.
        """
        if self.pairs and (moments.mean is None or self.centre is None):
            raise SpecificationError(
                f"The product {self.model.terms[0]!r} needs the answers themselves: covariances of items do"
                " not tell how their products vary."
            )
        columns = Columns(
            _without_constant(moments, align_to, len(self.model.items)), self.centre, self.pairs
        )
        toward = None if align_to is None else align_to.fit.loadings.reshape(-1)
        with np.errstate(invalid="ignore", divide="ignore"):
            numbers, fits = self._fits(columns, toward)
            order = [numbers[key] for key in self._keys(self.model.constructs)]
            corr = columns.corr(order)
            found = self._merged(corr, fits)
        return TermMembers(columns.moments(order, moments.n), corr, found, moments)

    def _keys(self, constructs: Iterable[str]) -> list[str]:
        """Names of columns, unique also where an item and a construct share one."""
        keys = []
        for name in constructs:
            block = self.model.measurement[name]
            if isinstance(block, ProductTerm):
                keys += [f"product {name} {item}" for item in block.items]
            elif isinstance(block, HigherOrder) and block.method == "disjoint_two_stage":
                keys += [f"score {item}" for item in block.items]
            else:
                keys += [f"item {item}" for item in block.items]
        return keys

    def _fits(
        self, columns: Columns, toward: Array | None
    ) -> tuple[dict[str, int], list[tuple[_Stage, PlsFit]]]:
        """Run the stages; numbers of all columns by key, and every fit that is shown."""
        numbers = {f"item {item}": i for i, item in enumerate(self.model.items)}
        fits = []
        if self._first is not None:
            found = self._fit(self._first, columns, numbers, toward)
            fits.append((self._first, found))
            scores = {d: self._score(d, self._first, found, columns, numbers) for d in self.model.lower_order}
            made = columns.add(list(scores.values()))
            numbers |= {f"score {d}": at for d, at in zip(scores, made, strict=True)}
        scores = {}
        if self._main is not None:
            found = self._fit(self._main, columns, numbers, toward)
            factors = {f for name in self.model.terms for f in self._term(name).factors}
            scores = {f: self._score(f, self._main, found, columns, numbers) for f in factors}
        for name in self.model.terms:
            made = self._products(name, scores, columns, numbers)
            items = self._term(name).items
            numbers |= {f"product {name} {item}": at for item, at in zip(items, made, strict=True)}
        fits.append((self._last, self._fit(self._last, columns, numbers, toward)))
        return numbers, fits

    def _fit(self, stage: _Stage, columns: Columns, numbers: dict[str, int], toward: Array | None) -> PlsFit:
        order = [numbers[key] for key in self._keys(stage.constructs)]
        mine = None if toward is None else toward[self._shown_places(stage.constructs)]
        return fit_pls(columns.corr(order), stage.spec, align_to=mine)

    def _shown_places(self, constructs: Iterable[str]) -> list[int]:
        """Where the columns of some constructs lie among those of the tables."""
        place = {name: i for i, name in enumerate(self.model.constructs)}
        return [k for name in constructs for k in range(*self.spec.blocks[place[name]].indices(10**9))]

    def _score(
        self, construct: str, stage: _Stage, found: PlsFit, columns: Columns, numbers: dict[str, int]
    ) -> Combination:
        mine = [numbers[key] for key in self._keys([construct])]
        return columns.standardised(mine, found.weights[:, stage.block(construct)].T)

    def _products(
        self, name: str, scores: dict[str, Combination], columns: Columns, numbers: dict[str, int]
    ) -> list[int]:
        """Put the columns of one product beside the others; gives their numbers."""
        term = self._term(name)
        if term.method == "two_stage":
            first, second = (scores[factor] for factor in term.factors)
            product, constant = columns.product(first, second)
            return columns.add([product], [constant])
        one = np.ones((1, columns.members))
        keys = {
            item: key
            for factor in term.factors
            for item, key in zip(self.model.measurement[factor].items, self._keys([factor]), strict=True)
        }
        unit = {item: columns.standardised([numbers[key]], one) for item, key in keys.items()}
        pairs = factor_pairs(term, self.model.measurement)
        made = [columns.product(unit[a], unit[b]) for a, b in pairs]
        at = columns.add([product for product, _ in made], [constant for _, constant in made])
        if term.method == "product_indicator":
            return at
        predictors = list(dict.fromkeys(numbers[key] for key in keys.values()))
        return columns.add([columns.residual(column, predictors) for column in at])

    def _merged(self, corr: Array, fits: list[tuple[_Stage, PlsFit]]) -> PlsFit:
        """One fit over all constructs of the tables: dimensions of the first stage, the rest of the last."""
        last = fits[-1][1]
        weights = np.empty(corr.shape[:-1])
        loadings = np.empty_like(weights)
        for stage, found in fits:
            shown = [n for n in stage.constructs if stage is self._last or n in self.model.lower_order]
            for name in shown:
                places = self._shown_places([name])
                weights[:, places] = found.weights[:, stage.block(name)]
                loadings[:, places] = found.loadings[:, stage.block(name)]
        return PlsFit(
            weights=weights,
            loadings=loadings,
            construct_corr=composite_corr(corr, weights, self.spec),
            paths=last.paths,
            r_squared=last.r_squared,
            converged=np.all([found.converged for _, found in fits], axis=0),
            steps=np.max([found.steps for _, found in fits], axis=0),
        )

    # ------------------------------------------------------------------ what is shown

    def shown_paths(self, members: Members) -> Array:
        """Paths, those of products per unit of the product of standardised scores: (members, paths)."""
        paths = members.fit.paths.copy()
        scales = {name: self._scale(name, members) for name in self.model.terms}
        for i, (_, predictor) in enumerate(self.model.paths):
            if predictor in scales:
                paths[:, i] /= scales[predictor]
        return paths

    def _scale(self, name: str, members: Members) -> Array:
        """Standard deviation of a product: of its column, or the mean over columns weighted by loadings."""
        places = self._shown_places([name])
        variances = np.diagonal(members.moments.cov, axis1=-2, axis2=-1)[:, places]
        size = np.abs(members.fit.loadings[:, places])
        scale: Array = (size * np.sqrt(variances)).sum(axis=1) / size.sum(axis=1)
        return scale

    def score_weights(self, members: Members) -> tuple[Array, Array]:
        """Slopes (members, constructs, extended columns) and shifts (members, constructs) of the scores."""
        assert isinstance(members, TermMembers)
        assert members.extended.mean is not None  # scores of moments without means are refused before
        columns = Columns(members.extended, self.centre, self.pairs)
        with np.errstate(invalid="ignore", divide="ignore"):
            numbers, _ = self._fits(columns, None)
            width = members.extended.cov.shape[-1]
            slopes = np.zeros((len(members.corr), len(self.model.constructs), width))
            for j, name in enumerate(self.model.constructs):
                mine = [numbers[key] for key in self._keys([name])]
                score = columns.standardised(mine, members.fit.weights[:, self._shown_places([name])].T)
                made = score.through(columns.made)
                slopes[:, j, list(made.columns)] = made.slopes.T
        return slopes, -np.einsum("bjk,bk->bj", slopes, members.extended.mean)

    def explain(self, members: Members) -> str | None:
        """What stands in the way of an estimate, where it is a product; None where it is something else."""
        for name in self.model.terms:
            places = self._shown_places([name])
            variances = np.diagonal(members.moments.cov, axis1=-2, axis2=-1)[:, places]
            if (variances < SINGULAR).any():
                return (
                    f"The product {name!r} does not vary or follows from its factors, as the square of a"
                    " yes/no item does; leave it out of the model"
                )
            others = [k for f in self._term(name).factors for k in self._shown_places([f])]
            for k in places:
                every = [k, *dict.fromkeys(others)]
                for corr in members.corr[:, every][:, :, every]:
                    if np.isfinite(corr).all() and np.linalg.eigvalsh(corr)[0] < SINGULAR:
                        return (
                            f"The product {name!r} follows from its factors, as the square of a yes/no item"
                            " does; leave it out of the model"
                        )
        return None


def _without_constant(moments: Moments, align_to: Members | None, items: int) -> Moments:
    """Moments that are missing for a member in which an item does not vary (any more)."""
    against = align_to.extended if isinstance(align_to, TermMembers) else moments
    variances = np.diagonal(moments.cov, axis1=-2, axis2=-1)[:, :items]
    floor = CONSTANT * np.diagonal(against.cov, axis1=-2, axis2=-1)[:, :items]
    constant = ~(variances > floor).all(axis=-1)
    if not constant.any():
        return moments
    cov = moments.cov.copy()
    cov[constant] = np.nan
    return Moments._of(cov, moments.mean, moments.n)
