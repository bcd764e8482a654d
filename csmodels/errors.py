"""The errors and warnings of the library: one tree, so that a notebook can catch them all at once.

Every message says what is wrong, where (column, construct, rows), and what to do about it.
"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from numbers import Integral


class CsmodelsError(Exception):
    """Base class of every error that csmodels raises on purpose."""


class SpecificationError(CsmodelsError, ValueError):
    """A model, questionnaire or option that contradicts itself or names something unknown."""


class ModelSyntaxError(SpecificationError):
    """A model text that cannot be read; the message shows the line and the place."""


class DataError(CsmodelsError, ValueError):
    """Answers that a model cannot use; the message names the column, the rows and the remedy."""


class FileError(DataError):
    """A survey file that cannot be read: empty, wrong encoding, unknown kind."""


class MissingDependencyError(CsmodelsError, ImportError):
    """An optional package is needed and not installed; the message gives the install command."""


class CsmodelsWarning(UserWarning):
    """Base class of every warning that csmodels issues on purpose."""


class ConvergenceWarning(CsmodelsWarning):
    """An iteration did not settle, so its figures cannot be relied on."""


class ResamplingWarning(CsmodelsWarning):
    """Resamples were lost, so intervals rest on fewer of them or are missing."""


class AdmissibilityWarning(CsmodelsWarning):
    """A solution that can be computed but not read as intended (negative weight, reversed item)."""


class DataWarning(CsmodelsWarning):
    """Something about the answers the reader must know (rows left out, design not used)."""


def did_you_mean(name: object, known: Iterable[object]) -> str:
    """Return ``" Did you mean 'x'?"`` for the closest known name, or an empty string."""
    names = {str(k).casefold(): str(k) for k in known}
    close = get_close_matches(str(name).casefold(), list(names), n=1, cutoff=0.6)
    return f" Did you mean {names[close[0]]!r}?" if close else ""


def some(values: Iterable[object], limit: int = 5) -> str:
    """Write the first few values, and how many more there are: ``3, 7, 12 and 40 more``."""
    listed = [str(v) for v in values]
    shown = ", ".join(listed[:limit])
    return f"{shown} and {len(listed) - limit} more" if len(listed) > limit else shown


def check_whole(name: str, value: object, least: int = 0) -> None:
    """Refuse an option that is no whole number, or a smaller one than makes sense."""
    # True and False count as whole numbers in Python, but are no counts
    if isinstance(value, bool) or not isinstance(value, Integral) or int(value) < least:
        raise SpecificationError(f"{name}={value!r} must be a whole number, {least} or more.")


def check_choice(name: str, value: object, choices: Iterable[object], limit: int = 12) -> None:
    """Refuse an option that is none of those offered; None, where it is not offered, is no exception."""
    offered = tuple(choices)
    if value not in offered:
        raise SpecificationError(
            f"{name}={value!r} is unknown. Choose one of {some(map(repr, offered), limit)}."
            f"{did_you_mean(value, offered)}"
        )
