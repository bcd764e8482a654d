"""Words for attributes, from questions that differ in the attribute alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import takewhile

from csmodels.survey.questionnaire import Questionnaire

#: Where a question may be cut: what stands between the template and the attribute.
EDGES = set(" \t:：,，;；\"'“”‘’「」『』《》()（）?？.。")
#: What is taken off both ends of a cut.
TRIM = "".join(EDGES - set("()（）")) + "-–—"


def attribute_labels(
    asked: Questionnaire, items: Mapping[str, Mapping[str, str]]
) -> dict[str, dict[str, str]]:
    """Words of attributes by language: what their questions do not share with the other attributes'.

    Parameters
    ----------
    asked : Questionnaire
    items : mapping of attribute to mapping of aspect to item

    Returns
    -------
    dict
        Attribute -> language -> text, for the languages in which all questions of one aspect follow one
        template ("The level you expected: cleanliness of the room"); empty where none do.
    """
    labels: dict[str, dict[str, str]] = {name: {} for name in items}
    aspects = dict.fromkeys(aspect for each in items.values() for aspect in each)
    for aspect in aspects:
        names = [name for name, each in items.items() if aspect in each]
        wordings = [asked.item(items[name][aspect]).wording for name in names]
        for lang in dict.fromkeys(lang for wording in wordings for lang in wording):
            texts = [wording.get(lang, "") for wording in wordings]
            for name, label in zip(names, without_template(texts), strict=True):
                if label:
                    labels[name].setdefault(lang, label)
    return labels


def without_template(texts: Sequence[str]) -> list[str]:
    """Cut off what all texts begin and end with, at the edges of words; empty texts where nothing is shared.

    Examples
    --------
    >>> without_template(["The level you expected: cleanliness", "The level you expected: quiet"])
    ['cleanliness', 'quiet']
    >>> without_template(["您对“清洁”的期望有多高？", "您对“安静”的期望有多高？"])
    ['清洁', '安静']
    >>> without_template(["Quiet at night", "Comfort of the bed"])
    ['', '']
    """
    none = [""] * len(texts)
    if len(texts) < 2 or not all(texts):
        return none
    ahead = _shared(texts)
    behind = _shared([text[ahead:][::-1] for text in texts])
    cut = [text[ahead : len(text) - behind].strip(TRIM) for text in texts]
    # nothing but a template of some length tells an attribute from a sentence
    if ahead + behind < 3 or not all(cut) or len(set(cut)) < len(cut):
        return none
    return cut


def _shared(texts: Sequence[str]) -> int:
    """Length of what all texts begin with, up to the last edge of a word in it."""
    length = sum(1 for _ in takewhile(lambda column: len(set(column)) == 1, zip(*texts, strict=False)))
    return next((i for i in range(length, 0, -1) if texts[0][i - 1] in EDGES), 0)
