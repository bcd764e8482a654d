"""Evaluation tables as data: which category a pair of answers falls into, and where that was printed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

from csmodels.errors import DataWarning, SpecificationError, did_you_mean, some
from csmodels.kano.wordings import ANSWERS
from csmodels.numerics.kano.counts import LETTERS
from csmodels.tables import Block, FrozenMapping, Summary, term, text
from csmodels.tables.notices import Group, Notice, notice
from csmodels.tables.result import Displayed

#: Codes of the answers that a table's rows and columns stand for, by the number of answers.
FUNCTIONAL: Mapping[int, tuple[int, ...]] = FrozenMapping({5: (1, 2, 3, 4, 5), 3: (1, 2, 3)})
DYSFUNCTIONAL: Mapping[int, tuple[int, ...]] = FrozenMapping({5: (1, 2, 3, 4, 5), 3: (3, 4, 5)})

#: What both tables of Berger et al. say of pairs that leave no doubt, by codes.
_PLAIN = {(1, 1): "Q", (5, 5): "Q", (1, 5): "O", (5, 1): "R", (3, 3): "I"}
_WANTED = "AOM"


@dataclass(frozen=True, repr=False)
class EvaluationTable(Displayed):
    """The category of each pair of answers of a Kano questionnaire.

    Use a published table by its name (`TABLES`), or write one: the table decides what is counted, so it is
    data that every result names. A table of one's own is checked; what contradicts the logic of the
    questionnaire is allowed and said in `warnings`, which a fit repeats.

    Parameters
    ----------
    name : str
    cells : sequence of str, or str
        One text of letters per functional answer (like, must be, neutral, live with, dislike), one letter per
        dysfunctional answer in the same order: ``("QAAAO", "RIIIM", ...)`` or ``"QAAAO RIIIM ..."``. Letters:
        M must-be, O one-dimensional, A attractive, I indifferent, R reverse, Q questionable.
    source : str
        Where it was printed.
    answers : {5, 3}
        Answers of each question. The short form has three: like, must be, neutral to the functional question,
        neutral, live with, dislike to the dysfunctional one.

    Raises
    ------
    SpecificationError
        Another number of cells than 25 (or 9), a letter that is no category; the place is named.

    Examples
    --------
    >>> table = EvaluationTable("strict", "QAAAO RQIIM RIIIM RIIQM RRRRQ", "house rule")
    >>> table.cells[1], table.codes.shape, table.warnings
    ('RQIIM', (5, 5), ())
    >>> print(*EvaluationTable("mine", "QAAAO RIIIM RIIIM RIIIM RRRRI", "house rule").warnings)
    Evaluation table mine: “Dislike” with the attribute and “Dislike” without it is I; in Berger’s table
    it is Q.
    """

    name: str
    cells: tuple[str, ...]
    source: str
    answers: int = 5

    def __post_init__(self) -> None:
        if not isinstance(self.name, str) or not self.name.strip():
            raise SpecificationError(f"An evaluation table needs a name, which is a text; got {self.name!r}.")
        if self.answers not in FUNCTIONAL:
            raise SpecificationError(
                f"answers={self.answers!r} of evaluation table {self.name!r}: questions have 5 answers,"
                " or 3 in the short form."
            )
        given = self.cells.split() if isinstance(self.cells, str) else self.cells
        rows = tuple(row.strip().upper() if isinstance(row, str) else row for row in given)
        _check_cells(self.name, rows, self.answers)
        object.__setattr__(self, "cells", rows)

    @cached_property
    def codes(self) -> npt.NDArray[np.int8]:
        """Positions of the letters in ``"MOAIRQ"``, shape (answers, answers); read-only."""
        codes = np.array([[LETTERS.index(letter) for letter in row] for row in self.cells], dtype=np.int8)
        codes.flags.writeable = False
        return codes

    @property
    def functional(self) -> tuple[str, ...]:
        """What the rows stand for."""
        return tuple(ANSWERS[code - 1] for code in FUNCTIONAL[self.answers])

    @property
    def dysfunctional(self) -> tuple[str, ...]:
        """What the columns stand for."""
        return tuple(ANSWERS[code - 1] for code in DYSFUNCTIONAL[self.answers])

    @property
    def notices(self) -> tuple[Notice, ...]:
        """Where the table contradicts the logic of the questionnaire; empty for the published ones."""
        return tuple(_remarks(self))

    @property
    def warnings(self) -> tuple[str, ...]:
        """The same as sentences."""
        return tuple(each.text() for each in self.notices)

    def to_frame(self) -> pd.DataFrame:
        """The letters as a table: functional answers down, dysfunctional answers across.

        Examples
        --------
        >>> TABLES["three"].to_frame()
        dysfunctional neutral live_with dislike
        functional
        like                A         A       O
        must_be             I         I       M
        neutral             I         I       M
        """
        return pd.DataFrame(
            [list(row) for row in self.cells],
            index=pd.Index(self.functional, name="functional"),
            columns=pd.Index(self.dysfunctional, name="dysfunctional"),
        )

    def summary(self, lang: str = "en") -> Summary:
        """Return the table as a document."""
        frame = self.to_frame().rename_axis(columns=None)
        words = {answer: term(f"kano_{answer}", lang, section="value") for answer in ANSWERS}
        frame.index = frame.index.map(words)
        corner = text("label.kano_with_without", lang)
        source = text("note.kano_evaluation_source", lang, source=self.source)
        return Summary(
            text("heading.kano_evaluation", lang, name=self.name),
            (Block("", frame, labels={**words, "functional": corner}),),
            notes=(text("note.kano_letters", lang), source),
            warnings=tuple(each.text(lang) for each in self.notices),
            lang=lang,
        )


def _check_cells(name: str, rows: Sequence[object], answers: int) -> None:
    """Refuse another shape than answers by answers, and letters that are no category."""
    wrong = [i for i, row in enumerate(rows, 1) if not isinstance(row, str) or len(row) != answers]
    if len(rows) != answers or wrong:
        cells = sum(len(row) if isinstance(row, str) else 1 for row in rows)
        where = f" Row {wrong[0]} is {rows[wrong[0] - 1]!r}." if wrong else ""
        raise SpecificationError(
            f"Evaluation table {name!r} has {cells} cells in {len(rows)} rows; {answers**2} are needed,"
            f" {answers} letters for each of the {answers} functional answers.{where} Example:"
            f" {' '.join(_EXAMPLE[answers])}."
        )
    for i, row in enumerate(rows, 1):
        illegal = [j for j, letter in enumerate(str(row), 1) if letter not in LETTERS]
        if illegal:
            raise SpecificationError(
                f"Evaluation table {name!r}: row {i}, column {illegal[0]} holds {str(row)[illegal[0] - 1]!r},"
                f" which is no category. Letters are {', '.join(LETTERS)}."
            )


def _by_codes(table: EvaluationTable) -> dict[tuple[int, int], str]:
    """Letter by codes of the functional and the dysfunctional answer."""
    pairs = ((f, d) for f in FUNCTIONAL[table.answers] for d in DYSFUNCTIONAL[table.answers])
    return dict(zip(pairs, "".join(table.cells), strict=True))


def _remarks(table: EvaluationTable) -> Iterator[Notice]:
    """What contradicts the logic of the questionnaire."""
    letters = _by_codes(table)
    for (f, d), usual in _PLAIN.items():
        letter = letters.get((f, d), usual)
        if letter != usual:
            answers = {"functional": _word(f), "dysfunctional": _word(d)}
            yield notice(
                "kano_table_cell", DataWarning, name=table.name, letter=letter, usual=usual, **answers
            )
    # who likes it with and dislikes it without says the opposite of who dislikes it with and likes it without
    odd = [
        f"({f}, {d}) {letter} – ({d}, {f}) {letters[d, f]}"
        for (f, d), letter in letters.items()
        if f <= d and (f, d) not in _PLAIN and (d, f) in letters and not _opposite(letter, letters[d, f])
    ]
    if odd and table.answers == 5:
        yield notice("kano_table_mirror", DataWarning, name=table.name, cells=some(odd, 4))


def _opposite(one: str, other: str) -> bool:
    """Whether two letters may stand in cells that mirror each other."""
    if one in _WANTED or other in _WANTED:
        return "R" in (one, other)
    return "R" not in (one, other)


def _word(code: int) -> Group:
    """An answer as a notice names it, in the language of the display."""
    key = f"kano_{ANSWERS[code - 1]}"
    words = {lang: term(key, lang, section="value") for lang in ("en", "zh")}
    return Group(words["en"], FrozenMapping(words))


_EXAMPLE = {5: ("QAAAO", "RIIIM", "RIIIM", "RIIIM", "RRRRQ"), 3: ("AAO", "IIM", "IIM")}
_BERGER = "Berger et al. 1993, Center for Quality of Management Journal 2(4)"

#: Published tables by name. Graded tables (levels of A and M) have other categories and are not among them.
TABLES: Mapping[str, EvaluationTable] = FrozenMapping(
    {
        each.name: each
        for each in (
            EvaluationTable("berger", _EXAMPLE[5], f"{_BERGER}, p. 6; Matzler and Hinterhuber 1998"),
            # the same answer to both questions contradicts itself, unless it is the neutral one
            EvaluationTable(
                "pouliot", ("QAAAO", "RQIIM", "RIIIM", "RIIQM", "RRRRQ"), f"Pouliot, in {_BERGER}, p. 33"
            ),
            EvaluationTable(
                "three",
                _EXAMPLE[3],
                "short form with three answers, as in the R package stp25kano; first publication unconfirmed",
                3,
            ),
        )
    }
)


def evaluation_table(table: str | EvaluationTable | Sequence[str] | pd.DataFrame) -> EvaluationTable:
    """An evaluation table by its name, or made of rows of letters.

    Parameters
    ----------
    table : str, EvaluationTable, sequence of str or DataFrame
        A name of `TABLES`, a table, or the rows of one's own; a DataFrame has functional answers down.

    Raises
    ------
    SpecificationError
        Unknown name, another number of cells, illegal letters.

    Examples
    --------
    >>> evaluation_table("pouliot").source
    'Pouliot, in Berger et al. 1993, Center for Quality of Management Journal 2(4), p. 33'
    >>> evaluation_table(["QAAAO", "RIIIM", "RIIIM", "RIIIM", "RRRRQ"]).name
    'own'
    """
    if isinstance(table, EvaluationTable):
        return table
    if isinstance(table, str):
        if table in TABLES:
            return TABLES[table]
        if len(table.split()) == 1:
            raise SpecificationError(
                f"There is no evaluation table {table!r}.{did_you_mean(table, TABLES)} Published tables:"
                f" {', '.join(TABLES)}; one of your own:"
                ' EvaluationTable("mine", "QAAAO RIIIM ...", "source").'
            )
        rows: Sequence[str] = table.split()
    elif isinstance(table, pd.DataFrame):
        rows = ["".join(map(str, row)) for row in table.to_numpy().tolist()]
    elif isinstance(table, Sequence):
        rows = table
    else:
        raise SpecificationError(
            f"table= takes a name ({', '.join(TABLES)}), an EvaluationTable or rows of letters, not a"
            f" {type(table).__name__}."
        )
    return EvaluationTable("own", tuple(rows), "the analyst's own", 3 if len(rows) == 3 else 5)
