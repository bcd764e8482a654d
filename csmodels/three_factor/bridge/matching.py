"""Which rated item asks about which attribute of a Kano questionnaire."""

from __future__ import annotations

from collections.abc import Mapping

from csmodels.errors import DataError, SpecificationError, did_you_mean, some
from csmodels.survey import Questionnaire, SurveyData


def matched(
    kano: list[str],
    ratings: list[str],
    columns: Mapping[str, str],
    given: Mapping[str, str] | None,
    asked: SurveyData | Questionnaire | None,
) -> dict[str, str]:
    """Attribute of the Kano questionnaire -> attribute of the ratings.

    Parameters
    ----------
    kano, ratings : list of str
        Attributes as the two tables name them.
    columns : mapping
        Attribute of the ratings -> rated item, as far as known.
    given : mapping, optional
        What the user said.
    asked : SurveyData or Questionnaire, optional
        Of the ratings: it says which attribute an item asks about.

    Raises
    ------
    SpecificationError
        `given` names an attribute that does not exist, or one twice.
    DataError
        Two ratings ask about one attribute; nothing matches.
    """
    if given is not None:
        return _checked(given, kano, ratings, columns)
    questionnaire = asked.questionnaire if isinstance(asked, SurveyData) else asked
    found: dict[str, str] = {}
    for name in ratings:
        item = columns.get(name, name)
        known: set[str | None] = {name, item}
        if questionnaire is not None and item in questionnaire:
            known.add(questionnaire.item(item).attribute)
        for attribute in [each for each in kano if each in known]:
            if attribute in found:
                raise DataError(
                    f"{found[attribute]!r} and {name!r} both ask about attribute {attribute!r} of the Kano"
                    f" questionnaire; say which one is meant: match={{{attribute!r}: {name!r}, ...}}."
                )
            found[attribute] = name
    if not found:
        raise DataError(
            f"No attribute of the Kano questionnaire ({some(kano, 4)}) is among those rated"
            f" ({some(ratings, 4)}). Say which belong together, match={{{kano[0]!r}: {ratings[0]!r}}}, or"
            " give the survey of the ratings as asked=, if its questionnaire names attributes."
        )
    return {name: found[name] for name in kano if name in found}


def _checked(
    given: Mapping[str, str], kano: list[str], ratings: list[str], columns: Mapping[str, str]
) -> dict[str, str]:
    """The pairs that were given; a rated item may stand for the attribute that it rates."""
    by_item = {column: name for name, column in columns.items()}
    found: dict[str, str] = {}
    for attribute, name in given.items():
        rated = name if name in ratings else by_item.get(name, name)
        for each, among, word in ((attribute, kano, "Kano questionnaire"), (rated, ratings, "ratings")):
            if each not in among:
                raise SpecificationError(
                    f"match= names {each!r}, which is no attribute of the {word}.{did_you_mean(each, among)}"
                    f" Attributes: {some(among, 12)}."
                )
        if rated in found.values():
            raise SpecificationError(f"match= names {rated!r} of the ratings twice.")
        found[attribute] = rated
    if not found:
        raise SpecificationError("match= is empty; leave it out to match by names and rated items.")
    return found
