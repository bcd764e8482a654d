"""The Kano questionnaire: what is asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from csmodels.errors import SpecificationError
from csmodels.kano.evaluation import EvaluationTable, evaluation_table
from csmodels.kano.importance import importance_columns
from csmodels.survey.attributes import OVERALL
from csmodels.survey.columns import count
from csmodels.survey.item_map import ItemMap
from csmodels.tables.frozen import FrozenMapping

if TYPE_CHECKING:
    import pandas as pd

    from csmodels.kano.result import KanoResult
    from csmodels.survey import Questionnaire, SurveyData

PAIR = ("functional", "dysfunctional")
IMPORTANCE = "importance"


@dataclass(frozen=True, repr=False)
class KanoModel:
    """The Kano questionnaire: which attributes customers must have, want more of, enjoy or do not care for.

    Use it for answers to paired questions: how would you feel if the product had the attribute (functional),
    and if it had not (dysfunctional)? It puts every pair of answers into a category, every attribute into the
    category that most pairs have, and says how sure that is: a label is withheld where it is not.

    Parameters
    ----------
    attributes : mapping or ItemMap
        Attribute -> (functional column, dysfunctional column): ``{"Wi-Fi": ("wifi_f", "wifi_d"), ...}``.
    importance : mapping or sequence of str, optional
        Attribute -> column of its stated importance, for all or some of the attributes; or the columns of all
        of them in their order.
    table : str, EvaluationTable or rows of letters
        Which category a pair of answers is: "berger" (default), "pouliot", "three" for the short form, or one
        of your own.

    Raises
    ------
    SpecificationError
        No attribute, a pair that is none, a column used twice, importance of an unknown attribute or of
        another number of attributes, an unknown or illegal table.

    Notes
    -----
    Kano, Seraku, Takahashi and Tsuji (1984); the questionnaire's evaluation as in Berger et al. (1993). The
    answers are kinds, not degrees: a scale of satisfaction is refused.

    Examples
    --------
    >>> import numpy as np, pandas as pd
    >>> import csmodels as cs
    >>> from csmodels.kano.model import KanoModel
    >>> answers = pd.DataFrame({"wifi_f": [1, 1, 2, 2, 1, 3], "wifi_d": [5, 5, 5, 5, 3, 3]})
    >>> result = KanoModel({"Wi-Fi": ("wifi_f", "wifi_d")}).fit(answers, n_boot=200)
    >>> result.counts
               M  O  A  I  R  Q  n
    attribute
    Wi-Fi      2  2  1  1  0  0  6
    >>> result.categories.loc["Wi-Fi", ["mode", "m_o_a_i"]].tolist()
    ['M/O', 'M']
    """

    attributes: Mapping[str, Sequence[str]] | ItemMap
    importance: Mapping[str, str] | Sequence[str] | None = None
    table: str | EvaluationTable | Sequence[str] = "berger"

    def __post_init__(self) -> None:
        items = self.attributes if isinstance(self.attributes, ItemMap) else _items(self.attributes)
        items.require(*PAIR)
        for name, column in importance_columns(self.importance, items.names).items():
            items = items.with_items(IMPORTANCE, {name: column})
        weighed = {each.name: each.items[IMPORTANCE] for each in items.attributes if IMPORTANCE in each.items}
        object.__setattr__(self, "attributes", items)
        object.__setattr__(self, "importance", FrozenMapping(weighed) if weighed else None)
        object.__setattr__(self, "table", evaluation_table(self.table))

    def __repr__(self) -> str:
        return f"KanoModel({count(len(self.names), 'attribute')}, {self.evaluation.name})"

    @property
    def items(self) -> ItemMap:
        """The attributes with their items."""
        assert isinstance(self.attributes, ItemMap)  # made when the model was
        return self.attributes

    @property
    def pairs(self) -> FrozenMapping[str, tuple[str, str]]:
        """Attribute -> (functional column, dysfunctional column)."""
        return FrozenMapping(
            {each.name: (each.items[PAIR[0]], each.items[PAIR[1]]) for each in self.items.attributes}
        )

    @property
    def names(self) -> tuple[str, ...]:
        """The attributes in their order."""
        return self.items.names

    @property
    def evaluation(self) -> EvaluationTable:
        """The table as an object."""
        assert isinstance(self.table, EvaluationTable)  # made when the model was
        return self.table

    def label(self, name: str, lang: str = "en") -> str:
        """Words of an attribute, as the questionnaire has them."""
        return self.items.attribute(name).label(lang)

    @classmethod
    def find(
        cls,
        data: SurveyData | pd.DataFrame,
        *,
        layout: str | None = None,
        pattern: Sequence[str] | None = None,
        columns: Sequence[str] | None = None,
        names: Mapping[str, str] | Sequence[str] | None = None,
        respondent: str = "respondent",
        importance: Mapping[str, str] | Sequence[str] | None = None,
        table: str | EvaluationTable | Sequence[str] = "berger",
    ) -> KanoModel:
        """Build the model from the questionnaire, or from the names or the order of the columns.

        Parameters
        ----------
        data : SurveyData or DataFrame
        layout, pattern, columns, names, respondent
            Where the pairs are: see :func:`csmodels.kano.reading.find_pairs`. A `respondent` named here is
            named to `fit` too.
        importance : mapping, optional
            As for the model; without it columns of importance are looked for too.
        table
            As for the model.

        Raises
        ------
        DataError
            No pairs are found.

        Examples
        --------
        >>> import pandas as pd
        >>> frame = pd.DataFrame({"wifi_f": [1], "wifi_d": [5], "wifi_importance": [7]})
        >>> KanoModel.find(frame).pairs
        {'wifi': ('wifi_f', 'wifi_d')}
        """
        from csmodels.kano.reading import find_importance, find_pairs

        pairs = find_pairs(data, layout, pattern=pattern, columns=columns, names=names, respondent=respondent)
        if importance is None and _asked(data, pairs):
            # the questionnaire has words for the attributes too
            return cls.from_questionnaire(data, attributes=list(pairs), table=table)  # type: ignore[arg-type]
        rated = find_importance(data, pairs, respondent=respondent) if importance is None else importance
        return cls(pairs, importance=rated, table=table)

    @classmethod
    def from_questionnaire(
        cls,
        data: SurveyData | Questionnaire,
        *,
        attributes: Sequence[str] | None = None,
        table: str | EvaluationTable | Sequence[str] = "berger",
    ) -> KanoModel:
        """Build the model from what the questionnaire says of attribute and aspect.

        Parameters
        ----------
        data : SurveyData or Questionnaire
        attributes : sequence of str, optional
            Only these; by default all that are asked for in pairs.
        table
            As for the model.

        Raises
        ------
        SpecificationError
            No questionnaire, or no attribute with a functional and a dysfunctional item.
        """
        items = ItemMap.from_questionnaire(data, (*PAIR, IMPORTANCE), attributes=attributes)
        paired = items.having(*PAIR)
        if paired is None or attributes is not None:
            paired = items.require(*PAIR)
        return cls(paired, table=table)

    def fit(
        self,
        data: SurveyData | pd.DataFrame,
        *,
        by: str | None = None,
        n_boot: int | None = None,
        seed: int = 0,
        conf_level: float = 0.95,
        ci: str | None = None,
        errors: str | None = None,
        tie_band: float = 0.05,
        coefficients: str = "berger",
        reverse: str = "keep",
        importance_top: float | None = None,
        reversed: bool = False,
        labels: Mapping[str, int] | None = None,
        respondent: str = "respondent",
        certainty: float = 0.90,
    ) -> KanoResult:
        """Count the categories, apply every rule, and say how sure each label is.

        Parameters
        ----------
        data : SurveyData or DataFrame
            Answers as codes 1 to 5 or in words; an attribute uses all who answered both of its questions.
        by : str, optional
            Column of groups; every table then has the group as first index level.
        n_boot : int, optional
            Resamples of respondents, kept whole with all their pairs; 1,000 by default, 0 for none.
            Probabilities of categories are computed instead where respondents are independent and count
            alike, as of resamples without end: they depend neither on their number nor on `seed`.
        seed : int
        conf_level : float
        ci : {"wilson", "percentile", "bca", "normal"}, optional
            Limits of better, worse and curves: "wilson" by default, which needs no resamples and holds in
            small groups; the others rest on the resamples. Shares always have Wilson's limits; scores have
            those named here, by default "percentile".
        errors : {"bootstrap", "linearized", "replicates"}, optional
            "bootstrap" by default, "replicates" where the survey has replicate weights. The latter two give
            no probabilities of categories.
        tie_band : float
            For M > O > A > I: counts tie that are within this share of all answers from the largest.
        coefficients : {"berger", "all_answers"}
            Better and worse over M + O + A + I (Timko in Berger et al. 1993), or over all answers with R and
            Q, as some survey platforms print them. Reverse and contradictory answers are never subtracted:
            net forms are published in several versions that disagree with each other, and a coefficient near
            0 would then say "nobody cares" where half want the attribute and half want it gone. The share of
            R stands beside the coefficients instead, and `reread` has those of the attribute's absence.
        reverse : {"keep", "swap"}
            What becomes of an attribute whose largest category is reverse (customers want it absent): it
            stays as it is, and `reread` shows what it is when its absence is taken for the attribute; or its
            two questions are exchanged in every table.
        importance_top : float, optional
            Highest importance that could be given; by default that of the questionnaire's scale, and without
            one the highest that was given, which a notice says.
        reversed : bool
            Whether codes run from 5 (like) to 1 (dislike).
        labels : mapping of text to code 1 to 5, optional
            Further words for the answers.
        respondent : str
            Column of the respondents, of data in long form: one row per respondent and attribute, with
            columns ``attribute``, ``functional`` and ``dysfunctional`` (or ``aspect`` and ``value``). `by`
            and weights have one value for each respondent.
        certainty : float
            Share of the resamples that a category must lead in for a label; .90 is a convention. Where two
            categories are equally frequent, about 20 % of samples still get a label, with .95 about 10 %
            (either of the two can lead by chance). No label is given from fewer than 30 answers.

        Returns
        -------
        KanoResult

        Raises
        ------
        SpecificationError
            Unknown or contradicting options.
        DataError
            Answers that cannot be read; see `csmodels.kano.reading.read_kano`.

        Examples
        --------
        A long file is fitted as it is found:

        >>> import pandas as pd
        >>> long = pd.DataFrame({"id": [1, 1, 2, 2], "attribute": ["wifi", "bed"] * 2,
        ...                      "functional": [1, 2, 1, 2], "dysfunctional": [3, 5, 3, 5]})
        >>> model = KanoModel.find(long, layout="long", respondent="id")
        >>> model.fit(long, n_boot=0, respondent="id").counts[["M", "A", "n"]]
                   M  A  n
        attribute
        wifi       0  2  2
        bed        2  0  2
        """
        from csmodels.kano.fit import Choices, fit
        from csmodels.kano.layouts.long_form import as_wide

        columns = [column for pair in self.pairs.values() for column in pair]
        data = as_wide(data, columns, respondent, by)
        choices = Choices(
            errors, n_boot, seed, ci, conf_level, tie_band, coefficients, reverse, importance_top, reversed,
            labels, certainty,
        )  # fmt: skip
        return fit(self, data, choices, by=by)


def _asked(data: object, pairs: Mapping[str, tuple[str, str]]) -> bool:
    """Whether a questionnaire knows these pairs under these names."""
    asked = getattr(data, "questionnaire", None)
    return asked is not None and all(
        column in asked and (asked.item(column).attribute, asked.item(column).aspect) == (name, aspect)
        for name, pair in pairs.items()
        for column, aspect in zip(pair, PAIR, strict=True)
    )


def _items(attributes: Any) -> ItemMap:
    """Attributes with their pairs."""
    if not isinstance(attributes, Mapping):
        raise SpecificationError(
            'attributes= takes attribute -> (functional column, dysfunctional column): {"Wi-Fi": ("wifi_f",'
            f' "wifi_d")}}, not a {type(attributes).__name__}. KanoModel.find(data) looks for pairs by name.'
        )
    if not attributes:
        raise SpecificationError("No attribute is named; a Kano model needs at least one pair of columns.")
    return ItemMap.from_pairs({OVERALL: dict(attributes)}, PAIR)
