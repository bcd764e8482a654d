"""The theories' path structures as data: which construct depends on which, in whose words, how well known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from csmodels.errors import SpecificationError, did_you_mean, some
from csmodels.tables import FrozenMapping

#: What a construct is in a theory; the loyalty that follows satisfaction is optional everywhere but in the
#: model of continuance.
ROLES = ("expectation", "performance", "disconfirmation", "usefulness", "satisfaction", "loyalty")
#: Constructs of the path model, by role; a structure may call them otherwise.
NAMES: Mapping[str, str] = FrozenMapping({role: role.capitalize() for role in ROLES})


@dataclass(frozen=True)
class EdtStructure:
    """A theory's paths between expectation, performance, disconfirmation and satisfaction.

    Attributes
    ----------
    name : str
    source : str
        Where the theory was published.
    evidence : {"abstract", "secondary", "memory", "own"}
        Whether the paths below were read in the publication's abstract, in another publication, are written
        down from memory and unconfirmed, or are the reader's own.
    paths : mapping of role to roles
        Outcome: predictors.
    negative : pairs of roles
        Paths (outcome, predictor) that the theory expects to be negative; all others positive.
    wording : mapping of language to text
    names : mapping of role to construct
        Where the theory has a name of its own for a role.
    required : tuple of role
        Roles without which it is another theory; an outcome beyond satisfaction may be left out.
    """

    name: str
    source: str
    evidence: str
    paths: Mapping[str, tuple[str, ...]]
    wording: Mapping[str, str]
    negative: tuple[tuple[str, str], ...] = ()
    names: Mapping[str, str] = field(default_factory=FrozenMapping)
    required: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for name in ("paths", "wording", "names"):
            object.__setattr__(self, name, FrozenMapping(getattr(self, name)))

    @property
    def roles(self) -> tuple[str, ...]:
        """Roles that stand in some path, in the order of `ROLES`."""
        named = {role for outcome, given in self.paths.items() for role in (outcome, *given)}
        return tuple(role for role in ROLES if role in named)

    def construct(self, role: str) -> str:
        """The construct's name in the path model."""
        return self.names.get(role, NAMES[role])

    def sign(self, outcome: str, predictor: str) -> str:
        """The sign that the theory expects of a path, ``"+"`` or ``"-"``."""
        return "-" if (outcome, predictor) in self.negative else "+"


_AFTER = {"loyalty": ("satisfaction",)}
_DISCONFIRMED = {"disconfirmation": ("expectation", "performance")}
_LOWERED = (("disconfirmation", "expectation"),)

#: Every named structure; `evidence` says how sure its paths are. Loyalty after satisfaction is added by us
#: wherever the publication is not named for it.
STRUCTURES: Mapping[str, EdtStructure] = FrozenMapping(
    {
        each.name: each
        for each in (
            EdtStructure(
                "oliver",
                "Oliver 1977, 1980",
                "abstract",
                {"satisfaction": ("expectation", "disconfirmation"), **_AFTER},
                {
                    "en": "Expectation is the level from which satisfaction starts, disconfirmation moves it"
                    " from there; both add up. Intention follows satisfaction.",
                    "zh": "期望是满意度的起点，失验使其偏离起点，两者相加；意向随满意度而变。",
                },
            ),
            EdtStructure(
                "churchill_surprenant",
                "Churchill and Surprenant 1982",
                "secondary",
                {
                    "performance": ("expectation",),
                    **_DISCONFIRMED,
                    "satisfaction": ("expectation", "performance", "disconfirmation"),
                    **_AFTER,
                },
                {
                    "en": "For a non-durable good expectation colours what is perceived (assimilation) and"
                    " lowers disconfirmation; expectation, performance and disconfirmation all make"
                    " satisfaction.",
                    "zh": "对非耐用品而言，期望影响感知到的表现（同化），并降低失验；"
                    "期望、表现与失验共同形成满意度。",
                },
                _LOWERED,
            ),
            EdtStructure(
                "churchill_surprenant_durable",
                "Churchill and Surprenant 1982",
                "secondary",
                {
                    "performance": ("expectation",),
                    **_DISCONFIRMED,
                    "satisfaction": ("performance",),
                    **_AFTER,
                },
                {
                    "en": "For a durable good performance alone makes satisfaction.",
                    "zh": "对耐用品而言，仅表现决定满意度。",
                },
                _LOWERED,
            ),
            EdtStructure(
                "tse_wilton",
                "Tse and Wilton 1988",
                # its abstract has the paths to satisfaction, not those to disconfirmation
                "secondary",
                {
                    **_DISCONFIRMED,
                    "satisfaction": ("expectation", "performance", "disconfirmation"),
                    **_AFTER,
                },
                {
                    "en": "Performance acts on satisfaction directly, beside expectation and"
                    " disconfirmation.",
                    "zh": "除期望与失验之外，表现还直接作用于满意度。",
                },
                _LOWERED,
            ),
            EdtStructure(
                "anderson_sullivan",
                "Anderson and Sullivan 1993",
                "abstract",
                {"satisfaction": ("performance", "disconfirmation"), **_AFTER},
                {
                    "en": "Quality and disconfirmation make satisfaction; expectation has no direct effect.",
                    "zh": "质量与失验决定满意度，期望没有直接效应。",
                },
            ),
            EdtStructure(
                "ecm",
                "Bhattacherjee 2001",
                "abstract",
                {
                    "usefulness": ("disconfirmation",),
                    "satisfaction": ("disconfirmation", "usefulness"),
                    "loyalty": ("satisfaction", "usefulness"),
                },
                {
                    "en": "Confirmation of expectations raises usefulness and satisfaction; satisfaction and"
                    " usefulness make the intention to continue.",
                    "zh": "期望得到确认会提高感知有用性与满意度；满意度与有用性决定持续使用意愿。",
                },
                names={"disconfirmation": "Confirmation", "loyalty": "Continuance"},
                required=("usefulness", "loyalty"),
            ),
            EdtStructure(
                "public_sector",
                "Van Ryzin 2004, 2006",
                # the abstracts of both name the model, and Mok, James and Van Ryzin 2017 describe it
                "secondary",
                {
                    "performance": ("expectation",),
                    **_DISCONFIRMED,
                    "satisfaction": ("expectation", "performance", "disconfirmation"),
                    **_AFTER,
                },
                {
                    "en": "The expectancy-disconfirmation model of citizen satisfaction with public services:"
                    " the paths of the model for goods.",
                    "zh": "公民对公共服务满意度的期望失验模型：路径与商品模型相同。",
                },
                _LOWERED,
            ),
            EdtStructure(
                "performance",
                "Cronin and Taylor 1992",
                "memory",
                {"satisfaction": ("performance",), **_AFTER},
                {
                    "en": "Performance alone makes satisfaction: the yardstick for every theory with more"
                    " in it.",
                    "zh": "仅表现决定满意度：衡量其他各理论的标尺。",
                },
            ),
        )
    }
)


def edt_structures() -> pd.DataFrame:
    """The named structures of `DisconfirmationModel`: source, how sure, paths.

    Returns
    -------
    DataFrame
        Index ``structure``; columns ``source``, ``evidence`` ("abstract": read in the publication's abstract;
        "secondary": in another publication; "memory": unconfirmed), ``paths`` in lavaan's syntax,
        ``wording_en``, ``wording_zh``.

    Examples
    --------
    >>> print(edt_structures().loc["ecm", "paths"])
    Usefulness ~ Confirmation; Satisfaction ~ Confirmation + Usefulness; Continuance ~ Satisfaction +
    Usefulness
    """
    rows: dict[str, dict[str, Any]] = {}
    for name, each in STRUCTURES.items():
        rows[name] = {
            "source": each.source,
            "evidence": each.evidence,
            "paths": "; ".join(written(each)),
            "wording_en": each.wording["en"],
            "wording_zh": each.wording["zh"],
        }
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("structure")


def written(structure: EdtStructure) -> list[str]:
    """The paths as model text."""
    call = structure.construct
    return [f"{call(o)} ~ {' + '.join(call(p) for p in given)}" for o, given in structure.paths.items()]


def structure_of(given: object) -> EdtStructure:
    """A structure by its name, or the reader's own paths between roles."""
    if isinstance(given, EdtStructure):
        return given
    if isinstance(given, str):
        if given not in STRUCTURES:
            raise SpecificationError(
                f"structure={given!r} is unknown. Choose one of {some(map(repr, STRUCTURES), 12)}, or give"
                f" paths:"
                f" {{'satisfaction': ['expectation', 'disconfirmation']}}.{did_you_mean(given, STRUCTURES)}"
            )
        return STRUCTURES[given]
    if not isinstance(given, Mapping) or not given:
        raise SpecificationError(
            f"structure={given!r} must be a name or paths: {{'satisfaction': ['expectation', ...]}}."
        )
    paths = {role: (by,) if isinstance(by, str) else tuple(by) for role, by in given.items()}
    for role in (role for outcome, by in paths.items() for role in (outcome, *by)):
        if role not in ROLES:
            raise SpecificationError(
                f"structure names {role!r}, which is no role. Roles: {some(map(repr, ROLES), 12)}."
                f"{did_you_mean(role, ROLES)}"
            )
    negative = tuple(pair for pair in _LOWERED if pair[1] in paths.get(pair[0], ()))
    return EdtStructure("own", "", "own", paths, {"en": "", "zh": ""}, negative)
