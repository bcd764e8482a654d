"""Why fits of one path model differ: reasons that are computed from the fits, each in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from csmodels.path_models.admissibility import Place
from csmodels.path_models.likelihood.diagnosis.plausibility import DISTINCT, INFLATED
from csmodels.path_models.result import PathResult
from csmodels.path_models.side_by_side.views import View
from csmodels.tables import FrozenMapping, format_value, term, text
from csmodels.tables.listing import listed
from csmodels.tables.notices import Notice

#: Differences of standardised paths from which reasons are given. A convention of csmodels.
LARGE = 0.1
#: Reliability below which the correction for measurement error is called large (Nunnally 1978).
RELIABLE = 0.7
#: Changes of a path or of a correlation below this explain nothing.
SMALL = 0.05
#: Correlations of one and the same data agree to rounding.
SAME = 1e-6
#: A correction that closes a gap by up to so much of it goes little beyond the other fit.
LITTLE_BEYOND = 1.1


@dataclass(frozen=True)
class Named:
    """Constructs (or fits) with a number each, written as ``Image 0.74, Loyalty 0.75``."""

    parts: tuple[tuple[str, float | str | None], ...]
    key: str = "named"

    def text(self, lang: str) -> str:
        """In words of a language."""
        words = [self._part(name, value, lang) for name, value in self.parts]
        if self.key == "pair":
            return text("label.cb_and", lang, first=words[0], second=words[1])
        return listed(words, lang, None)

    def _part(self, name: str, value: float | str | None, lang: str) -> str:
        word = term(name, lang, section="construct")
        if value is None:
            return word
        written = value if isinstance(value, str) else number(value)
        if self.key == "in_fit":
            return text("label.cb_in_fit", lang, value=written, fit=name)
        return text("label.cb_named", lang, name=word, value=written)


@dataclass(frozen=True)
class Parts:
    """How much of the way to other fits a correction goes; None for a fit that is this correction."""

    parts: tuple[tuple[str, float | None], ...]

    def text(self, lang: str) -> str:
        """In words of a language."""
        return ("，" if lang == "zh" else ", ").join(_share(*each, lang) for each in self.parts)


def _share(fit: str, share: float | None, lang: str) -> str:
    """How much of a gap is closed, and whether more than all of it."""
    if share is None:
        return text("label.cb_part_same", lang, fit=fit)
    percent = round(100 * share)
    key = "cb_part" if percent <= 100 else "cb_part_beyond" if share <= LITTLE_BEYOND else "cb_part_far"
    return text(f"label.{key}", lang, share=f"{percent}\N{NO-BREAK SPACE}%", fit=fit)


@dataclass(frozen=True)
class Sizes:
    """How many answers each fit rests on, and by which rule for missing ones."""

    parts: tuple[tuple[str, float, str], ...]

    def text(self, lang: str) -> str:
        """In words of a language."""
        words = [
            text(
                "label.cb_answers",
                lang,
                fit=name,
                n=f"{n:,.0f}",
                missing=text(f"option.missing.{rule}", lang),
            )
            for name, n, rule in self.parts
        ]
        return ("；" if lang == "zh" else "; ").join(words)


@dataclass(frozen=True)
class Measured:
    """What each fit has in a place: items or predictors, by the words of the fits that have them."""

    parts: tuple[tuple[str, tuple[str, ...]], ...]

    def text(self, lang: str) -> str:
        """In words of a language."""
        colon = "：" if lang == "zh" else ": "
        found = []
        for fit, names in self.parts:
            words = (term(name, lang, section="construct") for name in names)
            found.append(f"{fit}{colon}{listed(words, lang) or '–'}")
        return ("；" if lang == "zh" else "; ").join(found)


@dataclass(frozen=True)
class Places:
    """Figures that cannot be."""

    parts: tuple[Place, ...]

    def text(self, lang: str) -> str:
        """In words of a language."""
        return listed((place.text(lang) for place in self.parts), lang)


Words = Named | Parts | Sizes | Measured | Places


@dataclass(frozen=True)
class Reason(Notice):
    """A notice whose fields are written in the language of the display.

    Attributes
    ----------
    group : str, optional
        Where it holds, after fits with ``by=``.
    """

    group: str = ""

    def text(self, lang: str = "en") -> str:
        """The sentence in a language."""
        fields = {n: v.text(lang) if isinstance(v, Words) else v for n, v in self.fields.items()}
        sentence = Notice(self.key, FrozenMapping(fields), self.category).text(lang)
        return text("label.cb_in_group", lang, reason=sentence, group=self.group) if self.group else sentence


def reason(key: str, **fields: object) -> Reason:
    """Make a reason; `fields` fill the placeholders of its text."""
    return Reason(f"cb_{key}", FrozenMapping(fields))


def number(value: float) -> str:
    """Two decimals."""
    return format_value(float(value), 2) or "–"


# ---------------------------------------------------------------------- of the whole fits


def of_fits(views: Sequence[View]) -> list[Reason]:
    """What holds for every path of a group: fits that cannot be relied on."""
    found = [reason("not_converged", fit=view.name) for view in views if not view.converged]
    for view in views:
        # what is no estimate cannot be an inadmissible one
        if view.converged and view.impossible:
            found.append(reason("inadmissible", fit=view.name, where=Places(view.impossible)))
    return found


def other_answers(groups: Sequence[Sequence[View]]) -> list[Reason]:
    """Different respondents or rules for missing answers in some group, told for the fits as wholes.

    Parameters
    ----------
    groups : sequence of sequences of View
        The fits in every group.
    """
    if any(_sizes_differ(views) for views in groups):
        fits = list(zip(*groups, strict=True))
        sizes = [(of[0].name, sum(view.n for view in of), of[0].rule) for of in fits]
        return [reason("other_answers", items=Sizes(tuple(sizes)))]
    apart = [pair for views in groups for pair in pairs(views) if _data_differ(*pair)]
    named = dict.fromkeys(view.name for pair in apart for view in pair)
    return [reason("same_size", items=Named(tuple((name, None) for name in named)))] if named else []


def _sizes_differ(views: Sequence[View]) -> bool:
    """Whether fits have other numbers of respondents, or other data by other rules for missing answers."""
    if len({view.n for view in views}) > 1:
        return True
    return any(first.rule != second.rule and _data_differ(first, second) for first, second in pairs(views))


def _data_differ(first: View, second: View) -> bool:
    """Whether two fits saw different correlations of their common items."""
    shared = [item for item in first.result.model.items if item in second.result.model.items]
    gap = np.abs(first.item_correlations(shared) - second.item_correlations(shared))
    return bool((gap > SAME).any())


def pairs(views: Sequence[View]) -> list[tuple[View, View]]:
    """Every two of some fits."""
    return list(combinations(views, 2))


def single_items(views: Sequence[View]) -> list[Reason]:
    """Constructs of one item that no fit corrects for measurement error."""
    names: dict[str, None] = {}
    for view in views:
        used = {name for path in view.result.model.paths for name in path}
        names |= dict.fromkeys(
            n for n in view.result.model.constructs if n in used and len(view.measured(n)) == 1
        )
    plain = [n for n in names if all(_reliability(view, n) == 1 for view in views)]
    return [reason("single_items", items=Named(tuple((n, None) for n in plain)))] if plain else []


def _reliability(view: View, construct: str) -> float:
    """The reliability that a fit takes for a single item; 1 for constructs it does not have."""
    return view.stated_reliability(construct) if len(view.measured(construct)) == 1 else 1.0


# ---------------------------------------------------------------------- of one path


def of_path(views: Sequence[View], path: tuple[str, str], common: Sequence[Reason]) -> list[Reason]:
    """Why the fits differ on a path.

    Parameters
    ----------
    views : sequence of View
        Of one group.
    path : (lhs, rhs)
    common : sequence of Reason
        Of the fits as wholes, from `of_fits`.
    """
    having = [view for view in views if path in view.estimates]
    absent = [view.name for view in views if path not in view.estimates]
    found = [reason("absent", items=Named(tuple((n, None) for n in absent)))] if absent else []
    values = {view.name: view.estimates[path] for view in having}
    if not values or not max(values.values()) - min(values.values()) >= LARGE:
        return found
    lost = [reason("no_optimum", fit=view.name) for view in having if not view.converged]
    if lost:
        found, having = found + lost, [view for view in having if view.converged]
        values = {view.name: values[view.name] for view in having}
        if len(values) < 2 or not max(values.values()) - min(values.values()) >= LARGE:
            return found
    explained: list[Reason] = []
    if other_answers([having]):
        explained.append(reason("answers_differ"))
    explained += _other_models(having, path)
    explained += _attenuation(having, path, values)
    explained += _stated(having, path)
    explained += _inadmissible(having, path)
    explained += _overlapping(having, path)
    explained += _beyond_one(values)
    if not any(each.key == "cb_collinear" for each in explained):
        explained += _correlations(having, path, values)
    if not explained:
        explained = [each for each in common if each.key == "cb_inadmissible"]
    return found + (explained or [_unexplained(having, path)])


def equation(views: Iterable[View], path: tuple[str, str]) -> list[str]:
    """The outcome of a path and every predictor it has in some fit."""
    lhs, rhs = path
    others = [name for view in views for name in view.predictors(lhs)]
    return list(dict.fromkeys([lhs, rhs, *others]))


def _other_models(views: Sequence[View], path: tuple[str, str]) -> list[Reason]:
    """Other predictors of the outcome, other items of a construct, a composite against a factor."""
    lhs = path[0]
    found = []
    if len({frozenset(view.predictors(lhs)) for view in views}) > 1:
        items = Measured(tuple((view.name, view.predictors(lhs)) for view in views))
        found.append(reason("predictors", construct=lhs, items=items))
    for name in equation(views, path):
        mine = [view for view in views if name in view.result.model.measurement]
        if len({frozenset(view.measured(name)) for view in mine}) > 1:
            items = Measured(tuple((view.name, view.measured(name)) for view in mine))
            found.append(reason("measured", construct=name, items=items))
        elif len({view.kind(name) for view in mine}) > 1:
            kinds = Kinds(tuple((view.name, view.kind(name)) for view in mine))
            found.append(reason("measured", construct=name, items=kinds))
    return found


@dataclass(frozen=True)
class Kinds(Named):
    """What each fit takes a construct for."""

    def _part(self, name: str, value: float | str | None, lang: str) -> str:
        return text("label.cb_named", lang, name=name, value=term(value, lang, section="value"))


def _attenuation(views: Sequence[View], path: tuple[str, str], values: Mapping[str, float]) -> list[Reason]:
    """PLS fits that carry measurement error, beside fits that do not: what the correction would do."""
    found: list[Reason] = []
    for view in views:
        # with other predictors a path is another figure
        predictors = set(view.predictors(path[0]))
        corrected = [each for each in views if each.corrects and set(each.predictors(path[0])) == predictors]
        expected = view.disattenuated.get(path, np.nan)
        own = values[view.name]
        if view.corrects or not abs(expected - own) >= SMALL:
            continue
        # consistent PLS is this correction: how much of the way there it goes says nothing
        itself = [each.name for each in corrected if _is_correction(each, expected, values[each.name])]
        gaps = {each.name: values[each.name] - own for each in corrected if each.name not in itself}
        # a correction that leads away from the other fit, or far beyond it, is not why they differ
        towards: tuple[tuple[str, float | None], ...] = (
            *((name, None) for name in itself),
            *((name, (expected - own) / gap) for name, gap in gaps.items() if 0 < (expected - own) / gap < 2),
        )
        if not towards:
            continue
        rho = {n: view.rho[n] for n in equation([view], path) if n in view.rho}
        lowest = tuple(sorted(rho.items(), key=lambda pair: pair[1]))
        found.append(
            reason(
                "attenuation",
                fit=view.name,
                items=Named(lowest),
                value=number(own),
                corrected=number(expected),
                parts=Parts(towards),
            )
        )
        weak = tuple((name, value) for name, value in lowest if value < RELIABLE)
        if weak:
            found.append(reason("low_reliability", items=Named(weak)))
    return list(dict.fromkeys(found))


def _is_correction(other: View, expected: float, value: float) -> bool:
    """Whether another fit is consistent PLS with just this correction."""
    return isinstance(other.result, PathResult) and abs(expected - value) < SAME


def _stated(views: Sequence[View], path: tuple[str, str]) -> list[Reason]:
    """Single items whose reliability one fit was told and another was not."""
    found = []
    for name in equation(views, path):
        taken = [(view.name, _reliability(view, name)) for view in views]
        if np.ptp([value for _, value in taken]) > SAME:
            found.append(reason("stated", construct=name, items=Named(tuple(taken))))
    return found


def _inadmissible(views: Sequence[View], path: tuple[str, str]) -> list[Reason]:
    """Impossible figures of the constructs of this equation; those of whole matrices stand with the fits."""
    found = []
    names = set(equation(views, path))
    for view in views:
        here = tuple(p for p in view.impossible if names.intersection(p.constructs))
        if here:
            found.append(reason("inadmissible", fit=view.name, where=Places(here)))
    return found


def _overlapping(views: Sequence[View], path: tuple[str, str]) -> list[Reason]:
    """Predictors that some fit can hardly tell apart from the predictor of this path."""
    lhs, rhs = path
    pairs: dict[str, dict[str, float]] = {}
    inflated = {}
    for view in views:
        for other in view.predictors(lhs):
            value = view.correlation(rhs, other) if other != rhs else 0.0
            if abs(value) > DISTINCT:
                pairs.setdefault(other, {})[view.name] = value
        factor = view.inflation(lhs).get(rhs, 1.0)
        if factor > INFLATED:
            inflated[view.name] = format_value(factor, 1) or ""
    found = []
    for other in sorted(pairs, key=lambda name: -max(map(abs, pairs[name].values()))):
        given = Named(tuple(pairs[other].items()), "in_fit")
        both = Named(((rhs, None), (other, None)), "pair")
        found.append(reason("collinear", items=both, construct=lhs, values=given))
    if inflated and not pairs:
        given = Named(tuple(inflated.items()), "in_fit")
        found.append(reason("collinear_many", construct=rhs, values=given))
    return found


def _beyond_one(values: Mapping[str, float]) -> list[Reason]:
    """Standardised paths that are larger than 1 in size."""
    large = tuple((name, value) for name, value in values.items() if abs(value) > 1)
    return [reason("beyond_one", values=Named(large, "in_fit"))] if large else []


def _correlations(views: Sequence[View], path: tuple[str, str], values: Mapping[str, float]) -> list[Reason]:
    """The pair of constructs on whose correlation two fits that both correct differ most."""
    mine = [view for view in views if view.corrects and view.correlations is not None]
    if len(mine) < 2 or len({frozenset(view.predictors(path[0])) for view in mine}) > 1:
        return []
    low, high = (end(mine, key=lambda view: values[view.name]) for end in (min, max))
    if values[high.name] - values[low.name] < LARGE:
        return []
    gaps = {
        (a, b): abs(low.correlation(a, b) - high.correlation(a, b))
        for a, b in combinations(equation(mine, path), 2)
    }
    (a, b), gap = max(gaps.items(), key=lambda pair: pair[1])
    if not gap >= SMALL:
        return []
    seen = tuple((view.name, view.correlation(a, b)) for view in mine if view in (low, high))
    return [
        reason(
            "correlation",
            items=Named(((a, None), (b, None)), "pair"),
            values=Named(seen, "in_fit"),
            fit=Misfit(tuple((v.name, v.misfit) for v in (low, high) if v.misfit is not None)),
        )
    ]


@dataclass(frozen=True)
class Misfit(Named):
    """SRMR of the fits that have one, in brackets; nothing where none has."""

    def text(self, lang: str) -> str:
        """In words of a language."""
        if not self.parts:
            return ""
        given = listed((f"{name} {format_value(float(str(v)), 3)}" for name, v in self.parts), lang, None)
        return f"（SRMR：{given}）" if lang == "zh" else f" (SRMR: {given})"


def _unexplained(views: Sequence[View], path: tuple[str, str]) -> Reason:
    """No reason was found: whether the intervals overlap."""
    ends = np.array([view.paths.loc[path, ["conf_low", "conf_high"]].to_numpy(dtype=float) for view in views])
    overlap = bool(ends[:, 0].max() <= ends[:, 1].min())
    return reason("overlap" if overlap else "no_reason")
