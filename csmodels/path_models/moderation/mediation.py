"""Mediation in words: which effects run through others, wholly or in part, and how sure that is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from csmodels.errors import SpecificationError
from csmodels.tables import Block, FrozenMapping, Summary, format_value, frozen_frame, term, text
from csmodels.tables.notices import Notice, Noticed, notice
from csmodels.tables.result import Tabled

if TYPE_CHECKING:
    from csmodels.path_models.result import PathResult

#: Verdicts of Zhao, Lynch and Chen (2010), from both intervals and the signs; the last where there are none.
VERDICTS = ("complementary", "competitive", "indirect_only", "direct_only", "no_effect", "undecided")
_EFFECTS = ("indirect", "direct", "total")
_FIGURES = tuple(f"{effect}{end}" for effect in _EFFECTS for end in ("", "_low", "_high"))


@dataclass(frozen=True, repr=False, eq=False)
class Mediation(Noticed, Tabled):
    """What `result.mediation()` says; made by that method, not by hand.

    Attributes
    ----------
    conf_level : float
        Level of the intervals that decide.
    settings : mapping
        Of the fit: resamples, seed, kind of interval.
    notices : tuple of Notice
        Where a share of the total effect says nothing; `warnings` gives the sentences.
    """

    _effects: pd.DataFrame
    conf_level: float
    settings: FrozenMapping[str, object]
    notices: tuple[Notice, ...]
    _result: PathResult

    @frozen_frame
    def effects(self) -> pd.DataFrame:
        """One row for each specific indirect effect.

        Columns outcome, predictor, through; indirect (along this way alone), direct and total, each
        with ``_low`` and ``_high``; ``vaf``, ``vaf_missing`` and ``verdict``. ``direct`` is missing where
        the model has no such path. With ``by=`` the group is an index level.
        """
        return self._effects

    def sentences(self, lang: str = "en") -> list[str]:
        """Each row in a sentence; with groups the label of the group comes first."""
        grouped = self._effects.index.name is not None
        out = []
        for label, row in self._result._worded(self._effects, lang).iterrows():
            fields = {
                "predictor": term(row["predictor"], lang, section="construct"),
                "outcome": term(row["outcome"], lang, section="construct"),
                "through": _chain(row["through"], lang),
                "verdict": text(f"value.{row['verdict']}", lang),
            }
            fields |= {effect: _figure(row, effect, lang) for effect in _EFFECTS}
            said = text("note.mediation_row", lang, **fields)
            if not pd.isna(row["vaf"]):
                said += text("note.mediation_vaf", lang, vaf=format_value(100 * row["vaf"], 0))
            elif row["vaf_missing"]:
                said += text(f"note.{row['vaf_missing']}", lang)
            out.append(f"[{label}] {said}" if grouped else said)
        return out

    def summary(self, lang: str = "en") -> Summary:
        """The table, the verdicts in words, and the rule behind them.

        Parameters
        ----------
        lang : {"en", "zh"}
        """
        frame = self._result._worded(self._effects, lang)
        shown = pd.DataFrame(
            {
                "predictor": frame["predictor"],
                "through": frame["through"],
                "outcome": frame["outcome"],
                **{effect: [_cell(row, effect) for _, row in frame.iterrows()] for effect in _EFFECTS},
                "vaf": ["" if pd.isna(v) else f"{100 * v:.0f} %" for v in frame["vaf"]],
                "verdict": [text(f"value.{verdict}", lang) for verdict in frame["verdict"]],
            },
            index=frame.index,
        )
        if frame.index.name is None:
            shown = shown.reset_index(drop=True)
        formats = {**dict.fromkeys((*_EFFECTS, "vaf", "verdict"), "plain")}
        level = f"{100 * self.conf_level:g}"
        notes = [text("note.mediation_rule", lang, level=level), text("note.vaf", lang)]
        if frame["direct"].isna().any():
            notes.append(text("note.no_direct", lang))
        return Summary(
            text("heading.mediation", lang),
            (Block(text("heading.mediation_effects", lang), shown, formats, conf_level=self.conf_level),),
            notes=tuple(notes),
            warnings=tuple(each.text(lang) for each in self.notices),
            lang=lang,
        )


def mediation(result: PathResult) -> Mediation:
    """Every indirect effect with the direct and the total one, and what they amount to.

    Use it to say whether an effect is fully or partly mediated, and by what: it covers every way along the
    arrows from one construct to another.

    Parameters
    ----------
    result : PathResult
        With intervals.

    Returns
    -------
    Mediation
        `effects` is the table, `summary(lang)` the display, `sentences(lang)` each row in words.

    Raises
    ------
    SpecificationError
        No construct affects another one through a third; the fit has no intervals.

    Notes
    -----
    The verdict rests on the intervals of the specific indirect effect and the direct path, not on VAF or on
    separate tests of both legs (Zhao, Lynch and Chen 2010):

    - ``indirect_only`` (full mediation): the indirect effect's interval is on one side of zero, the direct
      one's is not, or the model has no direct path;
    - ``complementary`` (partial): both are, with the same sign;
    - ``competitive`` (partial, inconsistent): both are, with opposite signs;
    - ``direct_only``, ``no_effect``: no mediation; ``undecided``: limits are missing.

    VAF = indirect / total. It says nothing where the effects have opposite signs (suppression: it can be
    negative or above 1) or where the total effect's interval holds zero: then it is missing, and
    ``vaf_missing`` says which.

    Paths of products belong to `moderated_mediation`; the effects here are those at the moderators' means.

    Examples
    --------
    >>> import csmodels as cs
    >>> model = cs.PathModel.from_syntax('''
    ...     Quality =~ qual_overall + qual_custom
    ...     Value =~ value_price + value_quality
    ...     Satisfaction =~ sat_overall + sat_ideal
    ...     Value ~ Quality
    ...     Satisfaction ~ Quality + Value
    ... ''')
    >>> found = mediation(model.fit(cs.datasets.load_hotel(), n_boot=200))
    >>> found.effects[["predictor", "through", "outcome", "verdict"]].values.tolist()
    [['Quality', 'Value', 'Satisfaction', 'complementary']]
    """
    table = result.effects
    grouped = bool(result.groups)
    parts = [
        _of_group(frame, result.model.terms)
        for _, frame in (table.groupby(level=0, sort=False) if grouped else [(None, table)])
    ]
    if not len(parts[0]):
        raise SpecificationError(
            "The model has no indirect effect: no construct affects another one through a third."
        )
    if all(part[["indirect_low", "indirect_high"]].isna().all(axis=None) for part in parts):
        raise SpecificationError(
            "Mediation is decided by intervals, and this fit has none: fit with n_boot=1000, from answers."
        )
    frame = parts[0]
    if grouped:
        stacked = pd.concat(parts, keys=list(result.groups), names=[str(result.settings["by"])])
        frame = stacked.droplevel(1)
    settings = {key: result.settings[key] for key in ("n_boot", "seed", "ci") if key in result.settings}
    level = float(str(result.settings["conf_level"]))
    told = tuple(notice(key) for key in sorted({key for key in frame["vaf_missing"] if key}))
    return Mediation(frame, level, FrozenMapping(settings), told, result)


def _of_group(effects: pd.DataFrame, terms: tuple[str, ...]) -> pd.DataFrame:
    """The rows of one group from its table of effects."""
    figures = effects[["estimate", "conf_low", "conf_high"]].to_numpy().tolist()
    labels = effects[["effect", "lhs", "rhs", "through"]].to_numpy().tolist()
    named = [(*label, _Figure(*figure)) for label, figure in zip(labels, figures, strict=True)]
    known = {
        (effect, lhs, rhs): figure for effect, lhs, rhs, _, figure in named if effect in ("direct", "total")
    }
    missing = _Figure(*(float("nan"),) * 3)
    rows = []
    for effect, lhs, rhs, through, indirect in named:
        if effect != "specific" or rhs in terms:
            continue
        direct, total = known.get(("direct", lhs, rhs)), known["total", lhs, rhs]
        share = _vaf(indirect, direct, total)
        figures_of = (*indirect, *(direct or missing), *total)
        rows.append((lhs, rhs, through, *figures_of, *share, _verdict(indirect, direct)))
    columns = ["outcome", "predictor", "through", *_FIGURES, "vaf", "vaf_missing", "verdict"]
    return pd.DataFrame(rows, columns=columns)


class _Figure(NamedTuple):
    """An estimate and its limits."""

    estimate: float
    low: float
    high: float


def _clear(figure: _Figure) -> bool:
    """Whether the interval lies on one side of zero."""
    return figure.low * figure.high > 0


def _verdict(indirect: _Figure, direct: _Figure | None) -> str:
    if pd.isna(indirect.low) or (direct is not None and pd.isna(direct.low)):
        return "undecided"
    if not _clear(indirect):
        return "direct_only" if direct is not None and _clear(direct) else "no_effect"
    if direct is None or not _clear(direct):
        return "indirect_only"
    return "complementary" if indirect.estimate * direct.estimate > 0 else "competitive"


def _vaf(indirect: _Figure, direct: _Figure | None, total: _Figure) -> tuple[float, str]:
    """Variance accounted for, or why it says nothing."""
    share = indirect.estimate / total.estimate if total.estimate else float("nan")
    opposed = direct is not None and indirect.estimate * direct.estimate < 0
    if opposed or not 0 <= share <= 1:
        return float("nan"), "vaf_suppressed"
    if not _clear(total):
        return float("nan"), "vaf_total_near_zero"
    return share, ""


def _chain(through: str, lang: str) -> str:
    return " → ".join(term(name, lang, section="construct") for name in through.split(" -> "))


def _cell(row: pd.Series, effect: str) -> str:
    if pd.isna(row[effect]):
        return ""
    limits = ", ".join(str(format_value(row[f"{effect}_{end}"], 3)) for end in ("low", "high"))
    return f"{format_value(row[effect], 3)} [{limits}]"


def _figure(row: pd.Series, effect: str, lang: str) -> str:
    return _cell(row, effect) or text("label.not_in_model", lang)
