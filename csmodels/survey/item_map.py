"""Which items ask about the same attribute: pairs and tuples, in wide and in long form.

One map holds the items of all methods that compare answers about one attribute: expectation with
performance (gaps, response surfaces, theories of disconfirmation), adequate with desired level (zones of
tolerance), importance with performance, functional with dysfunctional question (Kano). A gap model takes the
map as it is; other models take columns, which :meth:`ItemMap.columns` gives: of all attributes, of a
dimension or of one attribute. Importance and Kano items can be mapped, paired and turned into long form; of
these, gap models use importance, and a `KanoModel` its functional and dysfunctional items.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from csmodels.errors import SpecificationError, did_you_mean, some
from csmodels.survey.attributes import OVERALL, Attribute, common_scale
from csmodels.survey.data import SurveyData, as_survey
from csmodels.survey.item_tuples import Tuples, by_aspect, common_name, fallback_name
from csmodels.survey.long_form import (
    ASPECT,
    ATTRIBUTE,
    DIMENSION,
    ITEM,
    RESPONDENT,
    attributes_of,
    from_long,
    to_long,
)
from csmodels.survey.questionnaire import ASPECTS, Questionnaire
from csmodels.survey.templates import attribute_labels
from csmodels.tables.frozen import FrozenMapping

__all__ = ["ASPECTS", "OVERALL", "Attribute", "ItemMap", "Tuples", "common_scale"]


@dataclass(frozen=True, repr=False)
class ItemMap:
    """The items of a survey that ask about the same attributes, and how attributes form dimensions.

    Use it wherever answers about one attribute are compared. :meth:`from_pairs` builds it from tuples of
    columns, :meth:`from_questionnaire` from a questionnaire that says what each item asks, and
    :meth:`from_long` from answers that stand one below the other.

    Parameters
    ----------
    attributes : sequence of Attribute
        In the order of all tables; those of one dimension follow each other.

    Raises
    ------
    SpecificationError
        An item that is used twice, an attribute named twice.

    Examples
    --------
    >>> items = ItemMap.from_pairs({"Room": [("e_bed", "p_bed"), ("e_quiet", "p_quiet")]})
    >>> items.names, items.columns("performance")
    (('bed', 'quiet'), ('p_bed', 'p_quiet'))
    >>> items.dimensions
    {'Room': ('bed', 'quiet')}

    Gaps take the map; a response surface takes its columns, of one attribute or averaged:

    >>> import csmodels as cs
    >>> gaps = cs.GapModel(items, outcome="sat_overall")
    >>> surface = cs.ResponseSurface(
    ...     outcome="sat_overall",
    ...     expectation=items.columns("expectation", "Room"),
    ...     performance=items.columns("performance", "Room"),
    ... )
    >>> surface.expectation == ("e_bed", "e_quiet")
    True
    >>> cs.ResponseSurface(
    ...     "sat_overall", items.columns("expectation", "bed"), items.columns("performance", "bed")
    ... ).performance
    'p_bed'
    """

    attributes: tuple[Attribute, ...]

    def __post_init__(self) -> None:
        given = tuple(self.attributes)
        if not given:
            raise SpecificationError("An item map needs at least one attribute with its items.")
        order = list(dict.fromkeys(each.dimension for each in given))
        # tables list the attributes of a dimension under each other
        given = tuple(each for dimension in order for each in given if each.dimension == dimension)
        object.__setattr__(self, "attributes", given)
        owner: dict[str, str] = {}
        for each in given:
            for aspect, column in each.items.items():
                here = f"{aspect} of {each.name!r}"
                if column in owner:
                    raise SpecificationError(
                        f"Item {column!r} is used twice: as {owner[column]} and as {here}. Each item asks one"
                        " thing of one attribute."
                    )
                owner[column] = here
        twice = [n for i, n in enumerate(self.names) if n in self.names[:i]]
        if twice:
            raise SpecificationError(
                f"Attribute {twice[0]!r} is listed twice; name attributes differently:"
                ' {"Room": {"bed": ("e5", "p5")}}.'
            )

    # how a map is made

    @classmethod
    def from_pairs(
        cls,
        pairs: Mapping[str, Sequence[Tuples] | Mapping[str, Tuples]],
        aspects: Sequence[str] = ("expectation", "performance"),
    ) -> ItemMap:
        """Build from tuples of columns by dimension.

        Parameters
        ----------
        pairs : mapping
            Dimension -> sequence of tuples, or dimension -> mapping of attribute -> tuple (or mapping of
            aspect -> column). Without names an attribute is called by what its columns have in common
            (``bed`` of ``e_bed`` and ``p_bed``), else by its performance item, else by its first.
        aspects : sequence of str
            What the columns of a tuple ask, in this order.

        Raises
        ------
        SpecificationError
            A tuple of another length (an unpaired item), an item used twice, an unknown aspect.

        Examples
        --------
        >>> ItemMap.from_pairs({"Kano": [("kano1_1", "kano1_2")]}, ("functional", "dysfunctional")).names
        ('kano1',)
        """
        if not isinstance(pairs, Mapping):
            raise SpecificationError(
                'pairs= takes columns by dimension: {"Reliability": [("e5", "p5"), ("e6", "p6")]}.'
            )
        found: list[tuple[str, str | None, dict[str, str]]] = []
        for dimension, block in pairs.items():
            named = block.items() if isinstance(block, Mapping) else [(None, each) for each in block]
            found += [(dimension, name, by_aspect(each, aspects, dimension)) for name, each in named]
        short = [common_name(list(items.values())) for _, _, items in found]
        attributes = []
        for (dimension, name, items), common in zip(found, short, strict=True):
            default = common if common and short.count(common) == 1 else fallback_name(items)
            attributes.append(Attribute(default if name is None else name, items, dimension))
        return cls(tuple(attributes))

    @classmethod
    def from_questionnaire(
        cls,
        data: SurveyData | Questionnaire,
        aspects: Sequence[str] | None = None,
        *,
        dimensions: Mapping[str, Sequence[str]] | None = None,
        attributes: Sequence[str] | None = None,
    ) -> ItemMap:
        """Build from what a questionnaire says of attribute and aspect.

        Parameters
        ----------
        data : SurveyData or Questionnaire
        aspects : sequence of str, optional
            Only these aspects; attributes without any of them are left out. All by default.
        dimensions : mapping of dimension to attributes, optional
            Attributes that are not named are left out. Without it all belong to one dimension, "overall".
        attributes : sequence of str, optional
            Only these attributes.

        Raises
        ------
        SpecificationError
            No questionnaire, no items with attribute and aspect, an unknown attribute, two items that ask
            the same.

        Examples
        --------
        >>> import csmodels as cs
        >>> items = ItemMap.from_questionnaire(cs.datasets.load_hotel(), ["expectation", "performance"])
        >>> items.names[:3], items.attribute("bed").label()
        (('cleanliness', 'quiet', 'shower'), 'comfort of bed and pillow')
        """
        asked = data.questionnaire if isinstance(data, SurveyData) else data
        if not isinstance(asked, Questionnaire):
            raise SpecificationError(
                "These data have no questionnaire that says what each item asks; name the columns:"
                ' ItemMap.from_pairs({"Room": [("e_bed", "p_bed")]}).'
            )
        table = [asked.item(name) for name in asked.names]
        found: dict[str, dict[str, str]] = {}
        for item in table:
            if item.attribute is None or item.aspect is None or (aspects and item.aspect not in aspects):
                continue
            mine = found.setdefault(item.attribute, {})
            if item.aspect in mine:
                raise SpecificationError(
                    f"Items {mine[item.aspect]!r} and {item.name!r} both ask the {item.aspect} of"
                    f" {item.attribute!r}; choose one of them: ItemMap.from_pairs(...)."
                )
            mine[item.aspect] = item.name
        if not found:
            raise SpecificationError("The questionnaire has no items with these aspects of an attribute.")
        chosen = _chosen(found, dimensions, attributes)
        labels = attribute_labels(asked, found)
        return cls(
            tuple(
                Attribute(name, found[name], dimension, labels.get(name, FrozenMapping()))
                for name, dimension in chosen.items()
            )
        )

    @classmethod
    def from_frame(cls, frame: pd.DataFrame) -> ItemMap:
        """Build from a table of items: columns ``item``, ``attribute``, ``aspect`` and perhaps ``dimension``.

        The counterpart of :meth:`to_frame`.
        """
        return cls(attributes_of(frame))

    @classmethod
    def from_long(cls, frame: pd.DataFrame, respondent: str = RESPONDENT) -> tuple[ItemMap, pd.DataFrame]:
        """Turn answers in long form into wide ones, and build their map.

        Parameters
        ----------
        frame : DataFrame
            Either one row per respondent, attribute and aspect (columns ``attribute``, ``aspect``,
            ``value``), or one row per respondent and attribute with a column for each aspect. Columns
            ``dimension`` and ``item`` are used where they exist; otherwise items are named
            ``aspect_attribute``.
        respondent : str
            Column, or index level, that tells the respondents apart.

        Returns
        -------
        ItemMap
        DataFrame
            One row per respondent, one column per item; what a respondent was not asked is missing.

        Raises
        ------
        DataError
            A column is absent, or a respondent has two answers to one item; the rows are named.

        Examples
        --------
        >>> long = pd.DataFrame({"respondent": [1, 1, 2], "attribute": ["bed", "quiet", "bed"],
        ...                      "expectation": [8, 9, 7], "performance": [7, 9, 8]})
        >>> items, wide = ItemMap.from_long(long)
        >>> wide["expectation_quiet"].tolist(), items.columns("performance")
        ([9.0, nan], ('performance_bed', 'performance_quiet'))
        """
        attributes, wide = from_long(frame, respondent)
        found = cls(attributes)
        return found, wide[list(found.items)]

    # what is in it

    def __len__(self) -> int:
        return len(self.attributes)

    def __repr__(self) -> str:
        return (
            f"ItemMap({len(self)} attributes, {len(self.dimensions)} dimensions, {', '.join(self.aspects)})"
        )

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the attributes."""
        return tuple(each.name for each in self.attributes)

    @property
    def items(self) -> tuple[str, ...]:
        """All columns, aspect by aspect."""
        return tuple(
            each.items[aspect] for aspect in self.aspects for each in self.attributes if aspect in each.items
        )

    @property
    def aspects(self) -> tuple[str, ...]:
        """Aspects that at least one attribute has."""
        return tuple(a for a in ASPECTS if any(a in each.items for each in self.attributes))

    @property
    def dimensions(self) -> dict[str, tuple[str, ...]]:
        """Dimension -> names of its attributes."""
        found: dict[str, list[str]] = {}
        for each in self.attributes:
            found.setdefault(each.dimension, []).append(each.name)
        return {name: tuple(members) for name, members in found.items()}

    def attribute(self, name: str) -> Attribute:
        """The attribute of that name."""
        for each in self.attributes:
            if each.name == name:
                return each
        raise SpecificationError(
            f"There is no attribute {name!r}.{did_you_mean(name, self.names)} Attributes:"
            f" {some(self.names, 12)}."
        )

    def columns(self, aspect: str, of: str | None = None) -> tuple[str, ...]:
        """The items of one aspect, in the order of the attributes; every attribute must have one.

        Parameters
        ----------
        aspect : str
        of : str, optional
            Only of this dimension, or of this attribute; a name that is both means the dimension.

        Raises
        ------
        SpecificationError
            An unknown aspect, dimension or attribute; an attribute whose other items are unpaired.

        Examples
        --------
        >>> items = ItemMap.from_pairs({"Room": [("e_bed", "p_bed"), ("e_quiet", "p_quiet")]})
        >>> items.columns("expectation", "Room"), items.columns("performance", "bed")
        (('e_bed', 'e_quiet'), ('p_bed',))
        """
        if aspect not in ASPECTS:
            raise SpecificationError(
                f"Unknown aspect {aspect!r}; use one of {', '.join(ASPECTS)}.{did_you_mean(aspect, ASPECTS)}"
            )
        chosen = self
        if of is not None:
            if of not in self.dimensions and of not in self.names:
                near = did_you_mean(of, (*self.dimensions, *self.names))
                raise SpecificationError(f"There is no dimension and no attribute {of!r}.{near}")
            chosen = ItemMap(tuple(map(self.attribute, self.dimensions.get(of, (of,)))))
        chosen.require(aspect)
        return tuple(each.items[aspect] for each in chosen.attributes)

    def require(self, *aspects: str) -> ItemMap:
        """The map itself, if every attribute has all these aspects; else the unpaired items are named."""
        for each in self.attributes:
            absent = [aspect for aspect in aspects if aspect not in each.items]
            if absent:
                have = " and ".join(f"{aspect} item {item!r}" for aspect, item in each.items.items())
                raise SpecificationError(
                    f"Attribute {each.name!r} of {each.dimension!r} has the {have}, but no {absent[0]} item:"
                    " unpaired. Name its partner, or leave the attribute out:"
                    f" having({', '.join(map(repr, aspects))}) keeps the complete ones."
                )
        return self

    def having(self, *aspects: str) -> ItemMap | None:
        """Only the attributes that have all these aspects; None where none has."""
        kept = tuple(each for each in self.attributes if all(a in each.items for a in aspects))
        return ItemMap(kept) if kept else None

    def with_items(self, aspect: str, columns: Mapping[str, str]) -> ItemMap:
        """The same map with further items of one aspect, by attribute.

        Examples
        --------
        >>> items = ItemMap.from_pairs({"Room": [("e_bed", "p_bed")]})
        >>> items.with_items("importance", {"bed": "i_bed"}).aspects
        ('expectation', 'performance', 'importance')
        """
        for name in columns:
            self.attribute(name)
        added = []
        for each in self.attributes:
            items = dict(each.items)
            if each.name in columns:
                items[aspect] = columns[each.name]
            added.append(Attribute(each.name, items, each.dimension, each.labels))
        return ItemMap(tuple(added))

    def to_frame(self) -> pd.DataFrame:
        """The map as a table: one row per item, columns dimension, attribute, aspect, item."""
        rows = [
            (each.dimension, each.name, aspect, each.items[aspect])
            for each in self.attributes
            for aspect in self.aspects
            if aspect in each.items
        ]
        return pd.DataFrame(rows, columns=[DIMENSION, ATTRIBUTE, ASPECT, ITEM])

    def to_long(
        self,
        data: SurveyData | pd.DataFrame,
        *,
        keep: Sequence[str] = (),
        stacked: bool = False,
        respondent: str = RESPONDENT,
    ) -> pd.DataFrame:
        """Answers in long form: one row per respondent and attribute, a column for each aspect.

        Use it for models with attributes within respondents, and for drawing all attributes at once.

        Parameters
        ----------
        data : SurveyData or DataFrame
            Of a SurveyData the cleaned answers are taken.
        keep : sequence of str
            Further columns of the respondents, repeated in each row: outcome, group, weight.
        stacked : bool
            One row per respondent, attribute and aspect instead, with columns ``aspect``, ``item``,
            ``value``: nothing is lost, and :meth:`from_long` reads it back.
        respondent : str
            Name of the column for the row labels of the data.

        Returns
        -------
        DataFrame
            Rows in the order of respondents, then attributes; unanswered items are missing.

        Examples
        --------
        >>> items = ItemMap.from_pairs({"Room": [("e_bed", "p_bed"), ("e_quiet", "p_quiet")]})
        >>> wide = pd.DataFrame({"e_bed": [8], "p_bed": [7], "e_quiet": [9], "p_quiet": [9]})
        >>> items.to_long(wide)[["attribute", "expectation", "performance"]]
          attribute  expectation  performance
        0       bed            8            7
        1     quiet            9            9
        """
        return to_long(self.attributes, as_survey(data)._frame, keep, stacked, respondent)


def _chosen(
    found: Mapping[str, object],
    dimensions: Mapping[str, Sequence[str]] | None,
    attributes: Sequence[str] | None,
) -> dict[str, str]:
    """The attributes wanted with their dimensions."""
    chosen = dict.fromkeys(found, OVERALL)
    if dimensions is not None:
        chosen = {}
        for dimension, members in dimensions.items():
            for name in (members,) if isinstance(members, str) else members:
                if name in chosen:
                    raise SpecificationError(f"Attribute {name!r} stands in two dimensions; each has one.")
                chosen[name] = dimension
    if attributes is not None:
        chosen = {name: chosen.get(name, OVERALL) for name in attributes}
    for name in chosen:
        if name not in found:
            raise SpecificationError(
                f"The questionnaire has no attribute {name!r}.{did_you_mean(name, found)} It has"
                f" {some(found, 12)}."
            )
    return chosen
