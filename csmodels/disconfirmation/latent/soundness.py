"""Whether a fit may be read: what the warnings of its path model forbid, group by group."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from csmodels.errors import AdmissibilityWarning
from csmodels.path_models.admissibility import Inadmissible
from csmodels.path_models.likelihood.diagnosis.plausibility import Doubtful, Pair
from csmodels.path_models.likelihood.result import CovarianceResult
from csmodels.path_models.result import PathResult
from csmodels.tables import text
from csmodels.tables.notices import Group, Notice

if TYPE_CHECKING:
    from csmodels.disconfirmation.latent.result import DisconfirmationResult

Path = CovarianceResult | PathResult

#: Notices that call figures impossible, and with them every verdict: of a search without an optimum, of
#: maximum likelihood, of consistent PLS.
IMPOSSIBLE = ("ml_no_maximum", "ml_inadmissible", "inadmissible")
#: What they come to in a few words, with the same reasons.
SHORT = {
    "ml_no_maximum": "latent_no_optimum",
    "ml_inadmissible": "latent_inadmissible",
    "inadmissible": "latent_inadmissible",
    "ml_not_causal": "latent_not_causal",
}
#: The notice that names paths whose size and sign must not be read.
NAMES_PATHS = "ml_not_causal"


@dataclass(frozen=True)
class Refused(Notice):
    """A notice that something is not shown, or not read, with the reasons in the language of the display.

    Attributes
    ----------
    causes : tuple of Notice
        What the path model said.
    """

    causes: tuple[Notice, ...] = ()

    def text(self, lang: str = "en") -> str:
        """The sentence in a language."""
        return text(f"message.{self.key}", lang, **self.written(lang), reasons=because(self.causes, lang))


def because(causes: Sequence[Notice], lang: str = "en") -> str:
    """The reasons alone, without what the path model advises."""
    return ("；" if lang == "zh" else "; ").join(_reason(each, lang) for each in causes)


def _reason(cause: Notice, lang: str) -> str:
    if cause.key == "ml_no_errors":
        return text("label.latent_no_errors", lang)
    key = SHORT.get(cause.key, "")
    if not key:
        return cause.text(lang)
    if isinstance(cause, Doubtful):
        return replace(cause, key=key, rest="").text(lang)
    return replace(cause, key=key).text(lang) if isinstance(cause, Inadmissible) else cause.text(lang)


def impossible(path: Path, g: int) -> tuple[Notice, ...]:
    """What makes the figures of a group impossible; nothing of it can then be read."""
    return tuple(each for each in path.notices if each.key in IMPOSSIBLE and _concerns(each, path, g))


def forbids_surface(path: CovarianceResult, g: int) -> tuple[Notice, ...]:
    """What forbids a latent surface: figures that are impossible, or that cannot be told apart.

    The coefficients of a surface are read together, so that one path in doubt is enough.
    """
    return tuple(
        each
        for each in path.notices
        if (each.key == "ml_no_maximum" or each.category is AdmissibilityWarning) and _concerns(each, path, g)
    )


def forbidden_paths(path: Path, g: int) -> frozenset[tuple[str, str]]:
    """Paths (outcome, predictor) that a warning names as not to be read."""
    return frozenset(
        (place.constructs[1], place.constructs[0])
        for each in path.notices
        if each.key == NAMES_PATHS and isinstance(each, Doubtful) and _concerns(each, path, g)
        for key, places in each.doubts
        if key in ("paths", "errors")
        for place in places
        if isinstance(place, Pair)
    )


def forbids_verdicts(result: DisconfirmationResult, g: int) -> tuple[Notice, ...]:
    """Why some verdicts of a group are withheld."""
    path = result.path
    named = forbidden_paths(path, g)
    mine = {
        (result.construct(o), result.construct(p)) for o, by in result.model.theory.paths.items() for p in by
    }
    doubtful = [each for each in path.notices if each.key == NAMES_PATHS and _concerns(each, path, g)]
    return impossible(path, g) or (tuple(doubtful) if named & mine else ())


def _concerns(each: Notice, path: Path, g: int) -> bool:
    """Whether a notice is about this group; one without a group is about all."""
    group = each.fields.get("group", "")
    return not isinstance(group, Group) or group.code == path.groups[g]
