"""A document of tables: what a result, a quality report or a comparison shows, whatever the output format."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from csmodels.errors import SpecificationError
from csmodels.tables.formats import Format, check_format
from csmodels.tables.frozen import FrozenMapping
from csmodels.tables.strings import check_language


@dataclass(frozen=True, repr=False, eq=False)
class Block:
    """One table of a :class:`Summary`, with its title and how its columns are written.

    Parameters
    ----------
    title : str
        Heading of the table; may be empty.
    frame : DataFrame
        Full-precision numbers; a copy is kept. Index levels are printed as the first columns unless the
        index is the default one, and the repeated labels of outer levels are left blank. The columns
        ``conf_low`` and ``conf_high`` are printed as one column ``[low, high]``.
    formats : mapping of column or index-level name to format, optional
        ``"estimate"`` (3 decimals), ``"index"`` (2 decimals), an integer (that many decimals), ``"p"``,
        ``"count"``, ``"percent"`` (of a share between 0 and 1), ``"flag"`` (yes/no), ``"construct"`` and
        ``"value"`` (words of the catalogue), ``"chain"`` (``A -> B``) or ``"plain"``. Columns that are not
        named follow their name (``p_value`` is a p, ``n`` a count) or their type. The interval follows
        ``conf_low``, if named, or else the column ``estimate``.
    note : str, optional
        A sentence printed under the table.
    labels : mapping of column or index-level name to header, optional
        Replaces the catalogue's header.
    conf_level : float
        Level in the header of the interval column.
    header : bool
        Whether the column heads are printed; lists of keys and values go without.

    Raises
    ------
    SpecificationError
        Unknown format, or a confidence level outside (0, 1).
    """

    title: str
    frame: pd.DataFrame
    formats: Mapping[Any, Format] = field(default_factory=dict)
    note: str = ""
    labels: Mapping[Any, str] = field(default_factory=dict)
    conf_level: float = 0.95
    header: bool = True

    def __post_init__(self) -> None:
        for column, kind in self.formats.items():
            check_format(kind, column)
        if not 0 < self.conf_level < 1:
            raise SpecificationError(
                f"conf_level={self.conf_level!r} must lie between 0 and 1, such as 0.95."
            )
        # Copies, so that later changes to the caller's objects cannot change the document.
        object.__setattr__(self, "frame", self.frame.copy())
        object.__setattr__(self, "formats", FrozenMapping(self.formats))
        object.__setattr__(self, "labels", FrozenMapping(self.labels))

    def __repr__(self) -> str:
        return f"Block({self.title!r}, {len(self.frame)} rows)"


@dataclass(frozen=True, repr=False, eq=False)
class Summary:
    """A printable document: warnings, tables and paragraphs, notes.

    Use it for every display of the library: it prints itself as text and shows itself as HTML in a notebook.
    What it shows depends on its fields alone, so the same result prints the same on any day and machine.

    Parameters
    ----------
    title : str
    blocks : sequence of Block or str
        In the order of printing; a string is a paragraph.
    notes : sequence of str
        Sentences at the end.
    warnings : sequence of str
        What the reader must know before using the numbers; printed in a box on top.
    lang : {"en", "zh"}
        Language of headers and fixed words; titles, notes and warnings are printed as given.

    Raises
    ------
    SpecificationError
        Unknown language.

    Examples
    --------
    >>> frame = pd.DataFrame(
    ...     {"estimate": [72.454, 70.906], "conf_low": [70.66, 68.1], "conf_high": [74.24, 73.6]},
    ...     index=pd.Index(["Satisfaction", "Loyalty"], name="construct"),
    ... )
    >>> print(Summary("Mobile phones", (Block("Index", frame, {"estimate": "index"}),)))
    Mobile phones
    =============
    <BLANKLINE>
    Index
    --------------------------------------
    Construct     Estimate         95 % CI
    --------------------------------------
    Satisfaction     72.45  [70.66, 74.24]
    Loyalty          70.91  [68.10, 73.60]
    --------------------------------------
    """

    title: str
    blocks: tuple[Block | str, ...]
    notes: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    lang: str = "en"

    def __post_init__(self) -> None:
        check_language(self.lang)
        for name in ("blocks", "notes", "warnings"):
            given = getattr(self, name)
            if isinstance(given, str):
                raise SpecificationError(
                    f"{name} of a Summary is a sequence, not a single text: [{given!r}]."
                )
            object.__setattr__(self, name, tuple(given))

    def to_text(self) -> str:
        """Return the document as plain text for a terminal; Chinese characters count two columns."""
        from csmodels.tables.render_text import render

        return render(self)

    def to_html(self) -> str:
        """Return the document as an HTML fragment with inline styles, for notebooks and pages."""
        from csmodels.tables.render_html import render

        return render(self)

    def to_latex(self) -> str:
        """Return LaTeX for the ``booktabs`` package; its first line names the packages it needs."""
        from csmodels.tables.render_latex import render

        return render(self)

    def to_markdown(self) -> str:
        """Return Markdown with pipe tables."""
        from csmodels.tables.render_markdown import render

        return render(self)

    def _repr_html_(self) -> str:
        return self.to_html()

    def __str__(self) -> str:
        return self.to_text()

    def __repr__(self) -> str:
        return self.to_text()
