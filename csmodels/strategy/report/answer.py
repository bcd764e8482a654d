"""What a section of a report says: sentences, tables, figures, what is lacking, and how it was made."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from csmodels.errors import CsmodelsError
from csmodels.strategy.privacy import private_counts, without_small
from csmodels.strategy.report.drawing import Picture, picture
from csmodels.tables import Block, Summary, text
from csmodels.tables.listing import listed
from csmodels.tables.notices import Notice, notice
from csmodels.tables.shown import display_settings

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Part = Block | str | Picture
#: Settings that count respondents.
COUNTS = ("n", "n_dropped", "n_rows")
#: Messages with a reason that is an error's, in English and with counts of people.
FAILED = ("group_failed", "groups_failed", "group_left_out")


@dataclass(frozen=True)
class Method:
    """A computation of the report: its name, its settings in words, what it is taken from."""

    name: str
    settings: Mapping[str, object]
    source: str


class Lacking(Exception):
    """A question that these data cannot answer; the notice says why and what is needed."""

    def __init__(self, key: str, **fields: object) -> None:
        self.notice = notice(key, None, **fields)
        super().__init__(self.notice.text())


@dataclass
class Answer:
    """What a section says; filled by its function, then only read."""

    key: str
    lang: str
    least: int = 5
    sentences: list[str] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)
    lacks: list[Notice] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    methods: list[Method] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def answered(self) -> str:
        """ "yes", "partly" or "no"."""
        if not self.sentences:
            return "no"
        return "partly" if self.lacks else "yes"

    # ------------------------------------------------------------------ what is said

    def say(self, key: str, **fields: object) -> str:
        """A key sentence, true of the numbers; also on the summary page."""
        words = text(f"message.report_{key}", self.lang, **fields)
        self.sentences.append(words)
        return words

    def head(self, key: str, **fields: object) -> None:
        """A heading inside the section; the parts under it follow."""
        self.parts.append(Block(text(f"heading.report_{key}", self.lang, **fields), pd.DataFrame()))

    def note(self, key: str, **fields: object) -> None:
        """A paragraph."""
        self.parts.append(text(f"note.report_{key}", self.lang, **fields))

    def table(self, block: Block) -> None:
        """A table, with small counts hidden."""
        self.parts.append(private(block, self.least, self.lang))

    def pick(self, summary: Summary, *keys: str) -> None:
        """Tables of a result's own display, by the keys of their headings."""
        titles = [text(f"heading.{key}", self.lang) for key in keys]
        for title in titles:
            for block in summary.blocks:
                if isinstance(block, Block) and block.title == title:
                    self.table(block)

    def figure(self, draw: Callable[[], Axes], key: str, tells: str = "", **fields: object) -> None:
        """A figure with its caption; `tells` is read out with it."""
        caption = text(f"figure.report_{key}", self.lang, **fields)
        alt = f"{caption} {tells}".strip() if tells else caption
        self.parts.append(picture(draw(), caption, alt))

    # ------------------------------------------------------------------ how it is known

    def uses(
        self, name: str, result: Any, source: str = "", small: Sequence[Any] = (), silent: Sequence[str] = ()
    ) -> None:
        """Note a result's settings and warnings, but those of `silent` keys, of figures that are not shown.

        With groups left out as `small`, numbers of respondents go, too: those of all less these would tell
        how many the groups have.
        """
        title = text(f"label.report_method_{name}", self.lang)
        settings = {k: v for k, v in dict(result.settings).items() if not (small and k in COUNTS)}
        self.methods.append(Method(title, display_settings(settings, self.lang), source))
        for each in getattr(result, "notices", ()):
            # groups that failed are told in the page's own words
            if each.key in (*FAILED, *silent) or (small and each.key.startswith("left_open")):
                continue
            if (words := each.text(self.lang)) not in self.warnings:
                self.warnings.append(words)

    def lack(self, key: str, **fields: object) -> None:
        """Say what cannot be answered, why, and what is needed."""
        told = notice(key, None, **fields)
        if told not in self.lacks:
            self.lacks.append(told)

    def lack_small(self, column: str, groups: Sequence[str]) -> None:
        """Say which groups are left out, since they are too small to be told of."""
        if groups:
            named = listed(groups, self.lang, limit=None)
            self.lack("report_small_groups", by=column, groups=named, least=self.least)

    def _part(self, name: str) -> str:
        """A part in words."""
        return text(f"label.report_part_{name}", self.lang)

    @contextmanager
    def attempt(self, part: str) -> Iterator[None]:
        """Try a part: what the library refuses is said, and the rest goes on."""
        try:
            yield
        except Lacking as lacking:
            if lacking.notice not in self.lacks:
                self.lacks.append(lacking.notice)
        except CsmodelsError as error:
            self.lack("report_refused", part=self._part(part), reason=str(error).strip())
        except Exception as error:
            # a mistake of the library: the rest of the page is still wanted, and the mistake is told aloud
            reason = f"{type(error).__name__}: {error}"
            self.lack("report_failed", part=self._part(part), reason=reason)
            warnings.warn(f"The part {part!r} of the report failed: {reason}", RuntimeWarning, stacklevel=3)


def private(block: Block, least: int, lang: str) -> Block:
    """A table whose rows of fewer than `least` people show neither number nor figures.

    Only tables with respondents in a column ``n``; where no cell is small the block stays as it is.
    """
    frame = block.frame
    if "n" not in frame.columns or not pd.api.types.is_numeric_dtype(frame["n"]) or len(frame) < 2:
        return block
    n = frame["n"].fillna(0)
    small = ((n > 0) & (n < least)).to_numpy()
    if not small.any() or (n % 1 != 0).any():
        return block
    shown = without_small(frame, "n", least)
    words = [name for name in frame.columns if name != "n" and not pd.api.types.is_numeric_dtype(frame[name])]
    for name in words:
        shown[name] = shown[name].astype(object).where(~small, "")
    people = pd.Series(n.to_numpy(dtype=np.int64), index=pd.RangeIndex(len(frame)))
    shown["n"] = private_counts(people, least, lang=lang).to_numpy()
    return replace(block, frame=shown, formats={**block.formats, "n": "plain"})
