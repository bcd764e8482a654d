"""Which columns of a survey answer which question: named, known by the questionnaire, or by a usual name."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from csmodels.acsi.catalogue import CATALOGUE
from csmodels.acsi.model import IndexModel, index_model
from csmodels.errors import CsmodelsError, DataError, SpecificationError, did_you_mean
from csmodels.path_models.model import PathModel
from csmodels.sampling.columns import names_of
from csmodels.strategy.report.asked import Asked
from csmodels.survey import Item, Questionnaire, Scale, SurveyData
from csmodels.survey.attributes import OVERALL, Attribute
from csmodels.survey.column_words import column_words
from csmodels.survey.columns import is_number_column, to_floats
from csmodels.survey.data import as_survey
from csmodels.survey.item_map import ItemMap
from csmodels.tables import FrozenMapping

#: Names by which columns are known where nobody named them; looked for in this order.
KNOWN = {
    "wave": ("wave", "quarter", "period", "month", "year", "survey_wave",
             "波次", "季度", "期次", "月份", "年份", "年度"),
    "group": ("hotel", "operator", "branch", "shop", "store", "brand", "company", "provider", "outlet",
              "unit", "region", "group",
              "酒店", "分店", "门店", "运营商", "品牌", "公司", "网点", "地区", "组别"),
    "lost": ("churned", "churn", "lost", "has_left", "流失", "已流失", "是否流失"),
    "kept": ("came_back", "retained", "stayed", "returned", "renewed",
             "保留", "续约", "再次光顾", "是否续约"),
    "recommend": ("recommendation", "nps", "recommend", "likelihood_to_recommend",
                  "推荐", "推荐意愿", "推荐可能性"),
    "complained": ("complained", "complaint", "has_complained", "投诉", "是否投诉"),
    "handled": ("handling", "complaint_handling", "投诉处理", "投诉处理满意度"),
    "satisfaction": ("sat_overall", "satisfaction", "overall_satisfaction", "overall",
                     "总体满意度", "满意度"),
}  # fmt: skip
#: Published models that a questionnaire's constructs are held against, in this order.
ORDER = ("ECSI", "ACSI", "NCSB-1996", "SCSB")
#: Share of the scale above which a complaint counts as handled well: 8 to 10 of 1 to 10. A convention.
WELL = 0.7
#: Most groups or waves of a column that was only found by its name.
MOST = 24


@dataclass(frozen=True)
class Role:
    """What a column (or several) is taken for, and how that is known.

    Attributes
    ----------
    role : str
    what : str
        Columns, or the name of a model.
    how : {"named", "questionnaire", "name", "published", "none"}
    """

    role: str
    what: str
    how: str


@dataclass(frozen=True, eq=False)
class Roles:
    """The survey with everything that was found in it; None where nothing was."""

    survey: SurveyData
    found: tuple[Role, ...]
    model: IndexModel | None = None
    construct: str = "Satisfaction"
    loyalty: tuple[str, ...] = ()
    satisfaction: tuple[str, ...] = ()
    attributes: ItemMap | None = None
    pairs: ItemMap | None = None
    wave: str | None = None
    group: str | None = None
    lost: str | None = None
    kept: str | None = None
    recommend: str | None = None
    complained: str | None = None
    handled: str | None = None

    @property
    def outcome(self) -> dict[str, str]:
        """Who left or stayed, as `CustomerValue` takes it; empty where it is not known."""
        named = {"lost": self.lost, "kept": self.kept}
        return {name: column for name, column in named.items() if column is not None}


def find_roles(data: Any, asked: Asked) -> Roles:
    """Find every role, or leave it open.

    Raises
    ------
    SpecificationError, DataError
        A column that was named and is not there, or cannot play its role.
    """
    survey = _with_scale(as_survey(data), asked)
    roles = Roles(survey, ())
    for step in (
        _model,
        _satisfaction,
        _loyalty,
        _attributes,
        _pairs,
        _waves,
        _outcome,
        _recommend,
        _complaints,
    ):
        roles = step(roles, asked)
    return roles


def _with_scale(survey: SurveyData, asked: Asked) -> SurveyData:
    """A questionnaire with the scale that was given, for the rated columns of data without one."""
    if survey.questionnaire is not None or asked.low_high is None:
        return survey
    named = [*_columns_in(asked.satisfaction), *_columns_in(asked.loyalty), *_columns_in(asked.attributes)]
    named += _columns_in(asked.pairs)
    if isinstance(asked.model, IndexModel) and asked.model.items is not None:
        named += [item for items in asked.model.items.values() for item in items]
    if isinstance(asked.model, PathModel):
        named += list(asked.model.items)
    known = set(survey.raw.columns)
    items = tuple(Item(name, scale=Scale(*asked.low_high)) for name in dict.fromkeys(named) if name in known)
    return survey.replace(questionnaire=Questionnaire(items)) if items else survey


def _columns_in(given: Any) -> list[str]:
    """All columns inside an argument, whatever its form."""
    if isinstance(given, ItemMap):
        return list(given.items)
    if isinstance(given, str):
        return [given]
    if isinstance(given, Mapping):
        return [name for each in given.values() for name in _columns_in(each)]
    if isinstance(given, Iterable):
        return [name for each in given for name in _columns_in(each)]
    return []


def _noted(roles: Roles, role: str, what: str, how: str, **changes: Any) -> Roles:
    return replace(roles, found=(*roles.found, Role(role, what, how)), **changes)


def _require(survey: SurveyData, columns: Iterable[str], argument: str) -> None:
    known = survey.frame.columns
    for name in columns:
        if name not in known:
            raise DataError(
                f"{argument}= names column {name!r}, which the data do not have.{did_you_mean(name, known)}"
            )


# ------------------------------------------------------------------ model and its constructs


def _model(roles: Roles, asked: Asked) -> Roles:
    given, how = asked.model, "named"
    ends: Any = {} if asked.low_high is None else {"scale": asked.low_high}
    if isinstance(given, (str, PathModel)):
        model: IndexModel | None = index_model(given, **ends)
    elif isinstance(given, IndexModel):
        model = given
    elif given is None:
        name, how = _published(roles.survey)
        model = None if name is None else index_model(name)
    elif given is False:
        model = None
    else:
        raise SpecificationError(
            f"model={type(given).__name__}: give the name of a published model, an index model or a path"
            " model."
        )
    construct = asked.construct or "Satisfaction"
    if model is None:
        return _noted(roles, "model", "", "none", construct=construct)
    constructs = model.path_model(roles.survey).constructs
    if construct not in constructs:
        hint = did_you_mean(construct, constructs)
        raise SpecificationError(
            f"The model has no construct {construct!r}; name one: construct=...{hint} It has"
            f" {', '.join(constructs)}."
        )
    return _noted(roles, "model", model.name, how, model=model, construct=construct)


def _published(survey: SurveyData) -> tuple[str | None, str]:
    """The published model whose items or constructs the survey has."""
    columns = set(survey.frame.columns)
    for name, entry in CATALOGUE.items():
        items = {item for each in entry.items.values() for item in each}
        if entry.structure and items <= columns:
            return name, "published"
    if survey.questionnaire is not None:
        keyed = survey.questionnaire.constructs
        for name in ORDER:
            if all(keyed.get(construct) for construct in CATALOGUE[name].items):
                return name, "questionnaire"
    return None, "none"


def _items_of(roles: Roles, construct: str) -> tuple[str, ...]:
    """The items of a construct: of the model, else by the questionnaire."""
    if roles.model is not None:
        measured = roles.model.path_model(roles.survey).measurement
        if construct in measured:
            return tuple(str(item) for item in measured[construct].items)
    asked = roles.survey.questionnaire
    return () if asked is None else tuple(asked.constructs.get(construct, ()))


def _satisfaction(roles: Roles, asked: Asked) -> Roles:
    if asked.satisfaction is not None:
        names = names_of(asked.satisfaction, "satisfaction")
        _require(roles.survey, names, "satisfaction")
        return _noted(roles, "satisfaction", ", ".join(names), "named", satisfaction=names)
    items = _items_of(roles, roles.construct)
    known = [name for name in KNOWN["satisfaction"] if name in items]
    if items:
        # the first item asks for overall satisfaction in all published models
        chosen = (known[0] if known else items[0],)
        return _noted(roles, "satisfaction", chosen[0], "questionnaire", satisfaction=chosen)
    found = [name for name in KNOWN["satisfaction"] if _is_number(roles.survey, name)]
    if found:
        return _noted(roles, "satisfaction", found[0], "name", satisfaction=(found[0],))
    return _noted(roles, "satisfaction", "", "none")


def _loyalty(roles: Roles, asked: Asked) -> Roles:
    if asked.loyalty is not None:
        names = names_of(asked.loyalty, "loyalty")
        _require(roles.survey, names, "loyalty")
        return _noted(roles, "loyalty", ", ".join(names), "named", loyalty=names)
    items = _items_of(roles, "Loyalty")
    if items:
        return _noted(roles, "loyalty", ", ".join(items), "questionnaire", loyalty=items)
    return _noted(roles, "loyalty", "", "none")


# ------------------------------------------------------------------ attributes


def _attributes(roles: Roles, asked: Asked) -> Roles:
    given = asked.attributes
    how = "named"
    if given is None:
        items = _asked_of(roles.survey, "performance")
        how = "questionnaire" if items is not None else "none"
    elif isinstance(given, ItemMap):
        items = given.require("performance")
    else:
        items = _named_attributes(roles.survey, given)
    if items is not None:
        _require(roles.survey, items.columns("performance"), "attributes")
        kept = tuple(
            replace(each, items={"performance": each.items["performance"]}) for each in items.attributes
            if each.items["performance"] not in roles.satisfaction
        )  # fmt: skip
        items = ItemMap(kept) if kept else None
    listed = "" if items is None else ", ".join(items.columns("performance"))
    return _noted(roles, "attributes", listed, how, attributes=items)


def _asked_of(survey: SurveyData, *aspects: str) -> ItemMap | None:
    """Attributes of which the questionnaire asks all these aspects."""
    if survey.questionnaire is None:
        return None
    try:
        found = ItemMap.from_questionnaire(survey)
    except CsmodelsError:  # no item is about an attribute
        return None
    return found.having(*aspects)


def _named_attributes(survey: SurveyData, given: Any) -> ItemMap:
    if isinstance(given, str):
        raise SpecificationError(f"attributes= takes several columns; for one write [{given!r}].")
    named = dict(given) if isinstance(given, Mapping) else {str(name): str(name) for name in given}
    if not named:
        raise SpecificationError('attributes= is empty; name the rated columns: ["clean", "quiet"].')
    words = column_words(survey, [str(column) for column in named.values()])
    own = isinstance(given, Mapping)
    return ItemMap(
        tuple(
            Attribute(
                str(name), {"performance": str(column)}, OVERALL,
                FrozenMapping() if own else FrozenMapping(words.get(str(column), {})),
            )
            for name, column in named.items()
        )
    )  # fmt: skip


def _pairs(roles: Roles, asked: Asked) -> Roles:
    given = asked.pairs
    wanted = ("expectation", "performance")
    if given is None:
        items, how = _asked_of(roles.survey, *wanted), "questionnaire"
    else:
        how = "named"
        if not isinstance(given, ItemMap):
            # pairs without dimensions are one dimension
            given = given if isinstance(given, Mapping) else {OVERALL: list(given)}
            if all(
                isinstance(each, tuple) and all(isinstance(n, str) for n in each) for each in given.values()
            ):
                given = {OVERALL: given}
            given = ItemMap.from_pairs(given)
        items = given.require(*wanted)
        _require(roles.survey, items.items, "pairs")
    if items is None:
        return _noted(roles, "pairs", "", "none")
    aspects = (*wanted, "adequate", "desired")
    items = ItemMap(
        tuple(
            replace(each, items={name: column for name, column in each.items.items() if name in aspects})
            for each in items.attributes
        )
    )
    listed = ", ".join(
        f"{each.items['expectation']}/{each.items['performance']}" for each in items.attributes
    )
    return _noted(roles, "pairs", listed, how, pairs=items)


# ------------------------------------------------------------------ single columns


def _is_number(survey: SurveyData, name: str) -> bool:
    frame = survey.frame
    return name in frame and is_number_column(frame[name])


def _waves(roles: Roles, asked: Asked) -> Roles:
    """Waves and groups."""
    for role in ("wave", "group"):
        given = getattr(asked, role)
        if isinstance(given, str):
            _require(roles.survey, [given], role)
            if role == "group" and given == roles.wave:
                raise SpecificationError(f"Column {given!r} is named twice: as wave= and as group=.")
            roles = _noted(roles, role, given, "named", **{role: given})
            continue
        found = None if given is False else _by_name(roles, role)
        roles = _noted(roles, role, found or "", "none" if found is None else "name", **{role: found})
    return roles


def _by_name(roles: Roles, role: str) -> str | None:
    """A column with a usual name and a handful of values."""
    frame = roles.survey.frame
    for name in KNOWN[role]:
        if name in frame and name != roles.wave and 2 <= frame[name].nunique() <= MOST:
            return name
    return None


def _outcome(roles: Roles, asked: Asked) -> Roles:
    """Who left or stayed."""
    named = [role for role in ("lost", "kept") if isinstance(getattr(asked, role), str)]
    for role in named:
        column = str(getattr(asked, role))
        _require(roles.survey, [column], role)
        return _noted(roles, role, column, "named", **{role: column})
    for role in ("lost", "kept"):
        if getattr(asked, role) is False:
            continue
        for name in KNOWN[role]:
            if _is_number(roles.survey, name) and _is_binary(roles.survey, name):
                return _noted(roles, role, name, "name", **{role: name})
    return _noted(roles, "lost", "", "none")


def _is_binary(survey: SurveyData, name: str) -> bool:
    values = to_floats(survey.frame[name])
    return set(np.unique(values[~np.isnan(values)])) == {0.0, 1.0}


def _recommend(roles: Roles, asked: Asked) -> Roles:
    """The question of the net promoter score, on 0 to 10."""
    given = asked.recommend
    if isinstance(given, str):
        _require(roles.survey, [given], "recommend")
        return _noted(roles, "recommend", given, "named", recommend=given)
    for name in KNOWN["recommend"] if given is None else ():
        if _is_number(roles.survey, name) and _from_0_to_10(roles.survey, name):
            return _noted(roles, "recommend", name, "name", recommend=name)
    return _noted(roles, "recommend", "", "none")


def _from_0_to_10(survey: SurveyData, name: str) -> bool:
    """By the questionnaire; without one where somebody answered 0, and nobody more than 10."""
    if (ends := survey.scale(name)) is not None:
        return ends == (0.0, 10.0)
    values = to_floats(survey.frame[name])
    values = values[~np.isnan(values)]
    return (
        bool(len(values)) and values.min() == 0 and 6 < values.max() <= 10 and bool((values % 1 == 0).all())
    )


def _complaints(roles: Roles, asked: Asked) -> Roles:
    """Who complained, and whose complaint was handled well."""
    given = asked.complained
    if isinstance(given, str):
        _require(roles.survey, [given], "complained")
        roles = _noted(roles, "complained", given, "named", complained=given)
    elif given is None:
        known = [
            n for n in KNOWN["complained"] if _is_number(roles.survey, n) and _is_binary(roles.survey, n)
        ]
        if known:
            roles = _noted(roles, "complained", known[0], "name", complained=known[0])
    if roles.complained is None:
        return _noted(roles, "complained", "", "none")
    if isinstance(asked.handled, str):
        return _noted(roles, "handled", asked.handled, "named", handled=asked.handled)
    for name in KNOWN["handled"] if asked.handled is None else ():
        ends = roles.survey.scale(name) if _is_number(roles.survey, name) else None
        if ends is not None and ends[1] - ends[0] > 1:
            well = f"{name} >= {math.ceil(ends[0] + WELL * (ends[1] - ends[0])):g}"
            return _noted(roles, "handled", well, "name", handled=well)
    return _noted(roles, "handled", "", "none")
