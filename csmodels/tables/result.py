"""What every result of the library offers: the tidy table of parameters, displays and exports."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

import pandas as pd

from csmodels.errors import SpecificationError, did_you_mean
from csmodels.tables.frozen import frozen_frame
from csmodels.tables.strings import CATALOGUE, term, text
from csmodels.tables.summary import Block, Summary


class Displayed:
    """Mixin for anything with a ``summary(lang)``: it shows itself in notebooks, terminals and papers.

    A dataclass that inherits from it is declared with ``repr=False``, because its ``repr`` is the summary.
    """

    def summary(self, lang: str = "en") -> Summary:
        """Return the document to print; ``lang="zh"`` for Chinese headers and words."""
        return Summary(type(self).__name__, (), lang=lang)

    def _repr_html_(self) -> str:
        return self.summary().to_html()

    def __repr__(self) -> str:
        return self.summary().to_text()

    def __str__(self) -> str:
        return self.summary().to_text()

    def to_text(self, lang: str = "en") -> str:
        """Return the summary as plain text."""
        return self.summary(lang).to_text()

    def to_html(self, lang: str = "en") -> str:
        """Return the summary as an HTML fragment with inline styles."""
        return self.summary(lang).to_html()

    def to_latex(self, lang: str = "en") -> str:
        """Return the summary as LaTeX for booktabs; the first line names the packages it needs."""
        return self.summary(lang).to_latex()

    def to_markdown(self, lang: str = "en") -> str:
        """Return the summary as Markdown with pipe tables."""
        return self.summary(lang).to_markdown()


class Tabled(Displayed):
    """Mixin for anything whose tables can be listed and written to a workbook.

    Its tables are methods under :class:`~csmodels.tables.frozen_frame`; where it has `settings` or
    `warnings` they go into the workbook too.
    """

    @property
    def tables(self) -> dict[str, pd.DataFrame]:
        """Every table of the result by name, ``params`` first; copies, so change them as you like."""
        names = ["params"] if hasattr(self, "params") else []
        for owner in reversed(type(self).__mro__):
            names += [name for name, value in vars(owner).items() if isinstance(value, frozen_frame)]
        found = {name: getattr(self, name) for name in dict.fromkeys(names)}
        # A table that is a plain field of a subclass has not been copied yet.
        return {
            name: frame if isinstance(getattr(type(self), name, None), frozen_frame) else frame.copy()
            for name, frame in found.items()
            if frame is not None
        }

    def to_excel(self, path: str | Path, tables: Sequence[str] | None = None) -> None:
        """Write the tables at full precision to an Excel workbook, one sheet each.

        Parameters
        ----------
        path : str or Path
            A name ending in ``.xlsx``; an existing file is replaced.
        tables : sequence of str, optional
            Names from :attr:`tables`; without it all of them, and a sheet with the settings and warnings
            the result has.

        Raises
        ------
        SpecificationError
            A table the result does not have.
        FileError
            A folder that does not exist, or a file name with another ending.
        MissingDependencyError
            openpyxl is not installed.
        """
        from csmodels.tables.excel import write_excel

        available = self.tables
        if tables is None:
            settings, warnings = getattr(self, "settings", {}), getattr(self, "warnings", ())
            about = [*settings.items(), *(("warning", warning) for warning in warnings)]
            rows = [
                (key, value if isinstance(value, (int, float, str)) else str(value)) for key, value in about
            ]
            sheets = {**available, "settings": pd.DataFrame(rows, columns=["setting", "value"], dtype=object)}
        else:
            for name in tables:
                if name not in available:
                    known = ", ".join(available)
                    raise SpecificationError(
                        f"the result has no table {name!r}.{did_you_mean(name, available)} Tables: {known}."
                    )
            sheets = {name: available[name] for name in tables}
        write_excel(path, sheets)


class ResultBase(Tabled):
    """Base of the results of ``fit``: tables, settings, warnings, displays and exports.

    A result is a ``@dataclass(frozen=True, repr=False, eq=False)`` with the fields ``settings`` and
    ``warnings``; its tables are methods under :class:`~csmodels.tables.frozen_frame`, first of all
    ``params`` (see :func:`~csmodels.tables.params_table`). So tables are made when they are asked for, once,
    and changing one that was handed out changes nothing in the result.

    Attributes
    ----------
    params : DataFrame
        The ten columns of ``PARAM_COLUMNS``; with ``by=`` the group is an index level.
    settings : mapping
        How the figures were made: estimator, ``n_boot``, ``seed``, ``conf_level`` and the like.
    warnings : tuple of str
        What the reader must know, in plain words.

    Examples
    --------
    >>> from dataclasses import dataclass
    >>> from csmodels.tables import params_table
    >>> @dataclass(frozen=True, repr=False, eq=False)
    ... class SlopeResult(ResultBase):
    ...     slope: float
    ...     settings: Mapping[str, object]
    ...     warnings: tuple[str, ...] = ()
    ...
    ...     @frozen_frame
    ...     def params(self) -> pd.DataFrame:
    ...         row = {"kind": "path", "lhs": "y", "op": "~", "rhs": "x", "estimate": self.slope}
    ...         return params_table([row])
    >>> SlopeResult(0.5, {"seed": 0}).params["estimate"].tolist()
    [0.5]
    """

    settings: Mapping[str, object]
    title_key: ClassVar[str] = "heading.result"

    if TYPE_CHECKING:

        @property
        def params(self) -> pd.DataFrame: ...

        @property
        def warnings(self) -> tuple[str, ...]: ...

    def summary(self, lang: str = "en") -> Summary:
        """Return the result as a document: one table per kind of parameter, then the other tables.

        Parameters
        ----------
        lang : {"en", "zh"}

        Raises
        ------
        SpecificationError
            Unknown language.
        """
        level = self.settings.get("conf_level", 0.95)
        conf_level = float(level) if isinstance(level, (int, float)) else 0.95
        blocks: list[Block | str] = []
        for name, frame in self.tables.items():
            if name == "params":
                blocks += params_blocks(frame, lang, conf_level)
            else:
                blocks.append(Block(heading(name, lang), frame, conf_level=conf_level))
        if self.settings:
            blocks.append(settings_block(self.settings, lang))
        return Summary(text(self.title_key, lang), tuple(blocks), warnings=self.warnings, lang=lang)


def group_words(
    frame: pd.DataFrame, groups: Sequence[Any], labels: Mapping[Any, Mapping[str, str]], lang: str
) -> pd.DataFrame:
    """A table for display: groups by the words of the questionnaire, where the data hold codes.

    English text labels, such as ``2024Q1``, are words already.
    """
    coded = [group for group in groups if lang != "en" or not isinstance(group, str)]
    words = {group: labels.get(group, {}).get(lang, group) for group in coded}
    if isinstance(frame.index, pd.MultiIndex):
        return frame.rename(index=words, level=0)
    return frame.rename(index=words)


def heading(name: str, lang: str = "en") -> str:
    """Return the printed title of a table; a name without an entry loses its underscores.

    Examples
    --------
    >>> heading("r_squared"), heading("my_table")
    ('Explained variance (R²)', 'My table')
    """
    if f"heading.{name}" in CATALOGUE:
        return text(f"heading.{name}", lang)
    words = name.replace("_", " ")
    return words[:1].upper() + words[1:]


def params_blocks(params: pd.DataFrame, lang: str = "en", conf_level: float = 0.95) -> list[Block | str]:
    """Split a table of parameters into one printed table per kind, without columns that have no value."""
    blocks: list[Block | str] = []
    for kind in dict.fromkeys(params["kind"].tolist()):
        rows = params[params["kind"] == kind].drop(columns="kind")
        empty = [name for name in rows.columns if bool(rows[name].isna().all())]
        rows = rows.drop(columns=empty)
        if params.index.nlevels == 1 and params.index.name is None:
            rows = rows.reset_index(drop=True)
        blocks.append(Block(heading(str(kind), lang), rows, conf_level=conf_level))
    return blocks


def settings_block(settings: Mapping[str, object], lang: str = "en") -> Block:
    """Return the settings of a result as a printed list of keys and values."""
    keys = [term(key, lang, section="setting") for key in settings]
    values = pd.Series([str(value) for value in settings.values()], dtype=object)
    frame = pd.DataFrame({"setting": keys, "value": values})
    return Block(text("heading.settings", lang), frame, header=False)
