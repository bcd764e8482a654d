"""Which columns belong together: found in a questionnaire, by the names of columns, or by their order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from csmodels.errors import SpecificationError, did_you_mean, some
from csmodels.kano.layouts.long_form import from_long, is_long
from csmodels.kano.layouts.names import (
    IMPORTANCE,
    MARKERS,
    Pairs,
    by_markers,
    by_pattern,
    parsed,
    template,
)
from csmodels.kano.layouts.order import by_order
from csmodels.kano.layouts.words import refuse, texts
from csmodels.survey.data import SurveyData, as_survey
from csmodels.survey.item_map import ItemMap

LAYOUTS = ("questionnaire", "wide", "long", "alternating", "block")


def find_pairs(
    data: SurveyData | pd.DataFrame,
    layout: str | None = None,
    *,
    pattern: Sequence[str] | None = None,
    columns: Sequence[str] | None = None,
    names: Mapping[str, str] | Sequence[str] | None = None,
    respondent: str = "respondent",
) -> Pairs:
    """Find the functional and the dysfunctional question of each attribute.

    Use it where a file has too many pairs to write down; look at what it returns before fitting. Names are
    compared as wholes, so that an attribute whose name is a part of another's is never mixed with it.

    Parameters
    ----------
    data : SurveyData or DataFrame
    layout : {"questionnaire", "wide", "long", "alternating", "block"}, optional
        Where the pairs are: in the attributes and aspects of a questionnaire; in the names of columns
        (``F1_functional`` and ``F1_dysfunctional``, ``wifi_f`` and ``wifi_d``, ``f1`` and ``d1``, or
        `pattern`); one row per respondent and attribute, with columns ``attribute``, ``functional`` and
        ``dysfunctional`` (or ``aspect`` and ``value``); neighbouring columns, as forms export them; all
        functional columns, then all dysfunctional ones in the same order. Without it the first three
        are tried.
    pattern : two str, optional
        Names of the functional and the dysfunctional column, with ``{}`` for the attribute:
        ``("kano{}_1", "kano{}_2")``.
    columns : sequence of str, optional
        The columns of an alternating or block layout, in order; without it all columns whose answers are in
        words of a known wording. Answers that are numbers need it.
    names : mapping or sequence of str, optional
        Other names for the attributes: by the name found, or all in order.
    respondent : str
        Column of the respondents in the long layout.

    Returns
    -------
    dict
        Attribute -> (functional column, dysfunctional column), in the order of the functional columns.

    Raises
    ------
    SpecificationError
        Unknown layout; a pattern without ``{}``; names that do not fit.
    DataError
        No pairs; a question without its partner, an odd number of columns, names that contradict the order,
        a satisfaction scale.

    Examples
    --------
    >>> frame = pd.DataFrame({"room_f": [1], "room_d": [5], "room_service_f": [1], "room_service_d": [3]})
    >>> find_pairs(frame)
    {'room': ('room_f', 'room_d'), 'room_service': ('room_service_f', 'room_service_d')}
    >>> form = pd.DataFrame({"With [Wi-Fi]": ["I like it"], "Without [Wi-Fi]": ["I'm neutral"]})
    >>> find_pairs(form, "alternating")
    {'Wi-Fi': ('With [Wi-Fi]', 'Without [Wi-Fi]')}
    """
    if layout is not None and layout not in LAYOUTS:
        raise SpecificationError(
            f"layout={layout!r} is unknown; choose one of {', '.join(LAYOUTS)}."
            f"{did_you_mean(layout, LAYOUTS)}"
        )
    if columns is not None and layout not in ("alternating", "block"):
        raise SpecificationError(
            'columns= are paired by their order: say layout="alternating" (each pair side by side) or'
            ' layout="block" (all functional ones first).'
        )
    frame = as_survey(data)._frame
    if layout in ("alternating", "block"):
        return _renamed(by_order(frame, layout, columns), names)
    if layout == "long":
        return _renamed(from_long(frame, respondent=respondent)[1], names)
    pairs = _asked(data) if pattern is None and layout in (None, "questionnaire") else {}
    if not pairs and layout != "questionnaire":
        pairs = by_pattern(frame, pattern) if pattern is not None else by_markers(frame)
        if not pairs and layout is None and pattern is None and is_long(frame, respondent):
            pairs = from_long(frame, respondent=respondent)[1]
    if not pairs:
        refuse(frame, layout)
    return _renamed(pairs, names)


def find_importance(
    data: SurveyData | pd.DataFrame,
    pairs: Mapping[str, tuple[str, str]],
    pattern: str | None = None,
    *,
    respondent: str = "respondent",
) -> dict[str, str]:
    """Find the self-stated importance of attributes whose pairs are known.

    Parameters
    ----------
    data : SurveyData or DataFrame
    pairs : mapping of attribute to (functional, dysfunctional) column
    pattern : str, optional
        Name of the importance columns with ``{}`` for the attribute; without it the questionnaire's aspects,
        or names like those of the pairs (``F1_importance`` beside ``F1_functional``).
    respondent : str
        Column of the respondents in the long layout.

    Returns
    -------
    dict
        Attribute -> column, for the attributes that have one; empty where none has.

    Examples
    --------
    >>> frame = pd.DataFrame({"wifi_f": [1], "wifi_d": [5], "wifi_importance": [7]})
    >>> find_importance(frame, {"Wi-Fi": ("wifi_f", "wifi_d")})
    {'Wi-Fi': 'wifi_importance'}
    """
    frame = as_survey(data)._frame
    if not {c for pair in pairs.values() for c in pair} <= set(frame.columns) and is_long(frame, respondent):
        known = from_long(frame, respondent=respondent)
        by_pair = {pair: known[2].get(name) for name, pair in known[1].items()}
        return {name: column for name, pair in pairs.items() if (column := by_pair.get((pair[0], pair[1])))}
    if pattern is not None:
        at = template(pattern)
        by_stem = {m["stem"]: c for c in texts(frame) if (m := at.fullmatch(c))}
        return {name: by_stem[name] for name in pairs if name in by_stem}
    asked = _aspects(data, "importance")
    by_column = {each["functional"]: each["importance"] for each in asked if "functional" in each}
    if by_column:
        return {name: by_column[f] for name, (f, _) in pairs.items() if f in by_column}
    stems = {(p.form, p.stem): c for marker in IMPORTANCE for c in texts(frame) for p in parsed(c, marker)}
    found: dict[str, str] = {}
    for name, (f, d) in pairs.items():
        for functional, dysfunctional in MARKERS:
            shared = set(parsed(f, functional)) & set(parsed(d, dysfunctional))
            near = [stems[key] for key in shared if key in stems and stems[key] not in (f, d)]
            if near:
                found.setdefault(name, near[0])
    return found


def _asked(data: SurveyData | pd.DataFrame) -> Pairs:
    """Pairs by the attributes and aspects of a questionnaire."""
    items = _item_map(data)
    whole = None if items is None else items.having("functional", "dysfunctional")
    if items is None or (whole is None and not set(items.aspects) & {"functional", "dysfunctional"}):
        return {}
    for each in items.attributes:
        if ("functional" in each.items) != ("dysfunctional" in each.items):
            items.require("functional", "dysfunctional")
    assert whole is not None  # no attribute has one question alone
    return {a.name: (a.items["functional"], a.items["dysfunctional"]) for a in whole.attributes}


def _aspects(data: SurveyData | pd.DataFrame, aspect: str) -> list[dict[str, str]]:
    """Columns by aspect of the attributes that have one, from a questionnaire."""
    items = _item_map(data)
    return [] if items is None else [dict(a.items) for a in items.attributes if aspect in a.items]


def _item_map(data: SurveyData | pd.DataFrame) -> ItemMap | None:
    asked = data.questionnaire if isinstance(data, SurveyData) else None
    wanted = ("functional", "dysfunctional", "importance")
    if asked is None or not any(asked.item(name).aspect in wanted for name in asked.names):
        return None
    return ItemMap.from_questionnaire(asked, wanted)


def _renamed(pairs: Pairs, names: Mapping[str, str] | Sequence[str] | None) -> Pairs:
    """The pairs under other names."""
    if names is None:
        return pairs
    if isinstance(names, str):
        raise SpecificationError(f"names= takes one name for each of the {len(pairs)} attributes.")
    if isinstance(names, Mapping):
        unknown = [name for name in names if name not in pairs]
        if unknown:
            raise SpecificationError(
                f"names= has {unknown[0]!r}, which is no attribute found."
                f"{did_you_mean(unknown[0], pairs)} Found: {some(pairs, 12)}."
            )
        new = [names.get(name, name) for name in pairs]
    else:
        new = list(names)
    if len(new) != len(pairs) or len(set(new)) < len(new):
        raise SpecificationError(
            f"names= takes {len(pairs)} different names, one for each attribute found: {some(pairs, 12)}."
        )
    return dict(zip(new, pairs.values(), strict=True))
