"""PublishedModel: a satisfaction-index model as it was published, and how much of that is confirmed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

import pandas as pd

from csmodels.errors import SpecificationError, check_choice, did_you_mean, some
from csmodels.numerics.effects import causal_order
from csmodels.path_models.model import PathModel
from csmodels.survey import SurveyData, as_survey
from csmodels.survey.questionnaire import Questionnaire, in_language
from csmodels.tables import Block, FrozenMapping, Summary, Tabled, frozen_frame, term, text

Range = tuple[float, float]
Arrows = Literal["published", "described", "unknown"]

#: How the arrows of a model are known.
ARROWS = ("published", "described", "unknown")


@dataclass(frozen=True, repr=False)
class PublishedModel(Tabled):
    """A satisfaction-index model as it was published.

    Attributes
    ----------
    name : str
    items : mapping of construct to tuple of item names
        The published names; they find the columns of a plain DataFrame.
    structure : mapping of outcome to tuple of predictors
        Empty where the arrows are unknown.
    citation : str
        Bibliographic data alone; what is to be said about them stands in `note` and `confirmed`.
    ranges : mapping of item to (low, high)
        Ranges that differ from the 1 to 10 of the other items.
    questionnaire : Questionnaire or None
        Routed questions and the items derived from them, by their published names.
    layout : mapping of construct to (x, y)
        Places in the path diagram.
    note : mapping of language to text
        What is particular about this version.
    arrows : {"published", "described", "unknown"}
        Known from the publication; read from a description in words, so that somebody with the publication
        in hand may give others; or unknown, so that they have to be given.
    items_confirmed : bool
        Whether number and wording of the items are confirmed; if not they are names of this library.
    confirmed, unconfirmed : mapping of language to text
        Which part stands in which source, and which part is from memory or not known at all.
    paths_given : bool
        Whether the arrows are the user's, as `with_paths` makes them.

    Notes
    -----
    Table: `constructs`; `warnings` says what is not confirmed.

    Examples
    --------
    >>> from csmodels.acsi import CATALOGUE
    >>> CATALOGUE["ACSI"].structure["Loyalty"], CATALOGUE["ACSI"].arrows
    (('Satisfaction', 'Complaints'), 'published')
    """

    name: str
    items: Mapping[str, tuple[str, ...]]
    structure: Mapping[str, tuple[str, ...]]
    citation: str
    ranges: Mapping[str, Range] = field(default_factory=dict)
    questionnaire: Questionnaire | None = None
    layout: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    note: Mapping[str, str] = field(default_factory=dict)
    arrows: Arrows = "published"
    items_confirmed: bool = True
    confirmed: Mapping[str, str] = field(default_factory=dict)
    unconfirmed: Mapping[str, str] = field(default_factory=dict)
    paths_given: bool = False

    def __post_init__(self) -> None:
        for name in ("items", "structure", "ranges", "layout", "note", "confirmed", "unconfirmed"):
            object.__setattr__(self, name, FrozenMapping(getattr(self, name)))
        check_choice("arrows", self.arrows, ARROWS)

    def with_paths(self, paths: Mapping[str, Iterable[str] | str] | None) -> PublishedModel:
        """The model with arrows given by the user, where the published ones are not confirmed.

        Parameters
        ----------
        paths : mapping of outcome to predictors, or None

        Raises
        ------
        SpecificationError
            Arrows are unknown and none are given; they are published and others are given; they name an
            unknown construct, run in a circle or leave a construct without any.
        """
        if paths is None:
            if self.arrows == "unknown":
                raise SpecificationError(self._why_refused())
            return self
        if self.arrows == "published":
            raise SpecificationError(
                f"The arrows of {self.name} are published, and with others it would be another model: leave"
                " paths= out, or build that model with cs.PathModel and give it to cs.index_model."
            )
        return replace(self, structure=self._checked(paths), paths_given=True)

    def _why_refused(self) -> str:
        reason = in_language(self.unconfirmed, "en", "")
        return (
            f"The arrows of {self.name} are not confirmed, and this library does not guess them. {reason}"
            f" Take them from the publication and pass them:"
            f" cs.index_model({self.name!r}, paths={{'Satisfaction': ['Quality', ...], ...}})."
            f" Constructs: {', '.join(self.items)}."
        )

    def _checked(self, paths: Mapping[str, Iterable[str] | str]) -> Mapping[str, tuple[str, ...]]:
        """The arrows given, as tuples, in the order of the constructs."""
        if not isinstance(paths, Mapping):
            raise SpecificationError(
                f"paths must be a mapping of outcome to predictors, e.g. {{'Satisfaction': ['Quality']}}, not"
                f" {paths!r}."
            )
        arrows: dict[str, tuple[str, ...]] = {}
        for outcome, given in paths.items():
            arrows[outcome] = (given,) if isinstance(given, str) else tuple(given)
        for name in (*arrows, *(p for given in arrows.values() for p in given)):
            if name not in self.items:
                raise SpecificationError(
                    f"paths names {name!r}, which is no construct of {self.name}."
                    f"{did_you_mean(name, self.items)} Constructs: {', '.join(self.items)}."
                )
        place = {name: j for j, name in enumerate(self.items)}
        pairs = [(place[outcome], place[p]) for outcome, given in arrows.items() for p in given]
        circle = set(place.values()) - set(causal_order(len(place), pairs))
        if circle:
            names = some(repr(name) for name, j in place.items() if j in circle)
            raise SpecificationError(f"paths runs in a circle among {names}; drop one of these arrows.")
        alone = [name for name, j in place.items() if not any(j in pair for pair in pairs)]
        if alone:
            raise SpecificationError(
                f"paths leaves {some(map(repr, alone))} without an arrow; every construct of {self.name}"
                " needs one to or from another."
            )
        return {name: arrows[name] for name in self.items if arrows.get(name)}

    def measured(self, items: Mapping[str, tuple[str, ...]]) -> PathModel:
        """The published paths among the constructs that have items.

        Raises
        ------
        SpecificationError
            No items for satisfaction.
        """
        if "Satisfaction" not in items:
            raise SpecificationError(
                f"{self.name} without items for 'Satisfaction' is no satisfaction index; name its columns in"
                " items=."
            )
        structure = {
            outcome: [p for p in predictors if p in items]
            for outcome, predictors in self.structure.items()
            if outcome in items and any(p in items for p in predictors)
        }
        return PathModel({name: items[name] for name in self.items if name in items}, structure)

    def heading(self, lang: str = "en") -> str:
        """Title of a fitted model."""
        return text("heading.index_model", lang, name=self.name)

    def with_derived(self, data: SurveyData | pd.DataFrame, items: Iterable[str]) -> SurveyData:
        """The survey, with the published routing and derived items where `items` need them.

        A survey with a questionnaire of its own, or with the derived items as columns, is left as it is.
        """
        survey = as_survey(data)
        if survey.questionnaire is not None or self.questionnaire is None:
            return survey
        columns = set(survey.frame.columns)
        derived = {item.name for item in self.questionnaire.derived}
        routed = {item.name for item in self.questionnaire.items if item.asked_if is not None}
        known = {item.name for item in self.questionnaire.items} <= columns and not derived & columns
        needed = (derived | routed) & set(items)
        return survey.replace(questionnaire=self.questionnaire) if needed and known else survey

    def provenance(self, lang: str = "en") -> tuple[str, ...]:
        """What is particular about the model, what is confirmed and what is not, as sentences."""
        particular = in_language(self.note, lang, "")
        lines = [particular] if particular else []
        lines += [text(f"note.arrows_{'given' if self.paths_given else self.arrows}", lang)]
        for key in ("confirmed", "unconfirmed"):
            words = in_language(getattr(self, key), lang, "")
            lines += [text(f"note.{key}", lang, words=words)] if words else []
        return tuple(lines)

    @frozen_frame
    def constructs(self) -> pd.DataFrame:
        """By construct: its ``items`` and ``predictors``, each as names with commas between them."""
        return self._constructs(lambda name: name, ", ")

    @property
    def warnings(self) -> tuple[str, ...]:
        """What is not confirmed, in English."""
        return tuple(words for words in [in_language(self.unconfirmed, "en", "")] if words)

    @property
    def settings(self) -> FrozenMapping[str, object]:
        """Name, source and how the arrows are known."""
        return FrozenMapping({"model": self.name, "citation": self.citation, "arrows": self.arrows})

    def _constructs(self, worded: Callable[[str], str], comma: str) -> pd.DataFrame:
        return pd.DataFrame(
            {
                "items": [", ".join(items) for items in self.items.values()],
                "predictors": [comma.join(map(worded, self.structure.get(name, ()))) for name in self.items],
            },
            index=pd.Index(list(self.items), name="construct"),
        )

    def summary(self, lang: str = "en") -> Summary:
        """The model as a document: constructs, items, arrows, and where each part comes from.

        Parameters
        ----------
        lang : {"en", "zh"}
        """
        frame = self._constructs(
            lambda name: term(name, lang, section="construct"), "、" if lang == "zh" else ", "
        )
        block = Block(
            "",
            frame,
            {"construct": "construct", "items": "plain", "predictors": "plain"},
            labels={"items": text("survey.items", lang), "predictors": text("column.predictors", lang)},
        )
        title = text("heading.published_model", lang, name=self.name)
        source = text("note.citation", lang, words=self.citation)
        return Summary(title, (block,), notes=(*self.provenance(lang), source), lang=lang)


def numbered(stem: str, count: int) -> tuple[str, ...]:
    """Names of items by number: ``X1, X2, ...``."""
    return tuple(f"{stem}{i}" for i in range(1, count + 1))
