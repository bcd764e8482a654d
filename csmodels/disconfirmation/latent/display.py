"""The printed documents of latent models of disconfirmation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import pandas as pd

from csmodels.disconfirmation.latent.figures import FIXED, NOT_READ
from csmodels.disconfirmation.latent.soundness import because, forbids_verdicts
from csmodels.path_models.likelihood.result import CovarianceResult
from csmodels.tables import Block, Summary, format_value, heading, settings_block, term, text
from csmodels.tables.listing import listed
from csmodels.tables.notices import in_words
from csmodels.tables.shown import display_settings, filled

if TYPE_CHECKING:
    from csmodels.disconfirmation.latent.compare import SurfaceComparison
    from csmodels.disconfirmation.latent.result import DisconfirmationResult

_WORDS = {"lhs": "construct", "rhs": "construct"}


def summary(result: DisconfirmationResult, lang: str = "en") -> Summary:
    """The theory, its paths, readings, total effects, the surface; the fit behind them; settings."""
    level = float(str(result.settings["conf_level"]))
    blocks: list[Block | str] = [_theory(result, lang)]
    paths = result.hypotheses
    if len(paths):
        frame = _worded(result, paths, lang)
        note = _not_read(result, paths, lang)
        blocks.append(Block(heading("hypotheses", lang), frame, note=note, conf_level=level))
    if result.surface is not None:
        blocks += _surface(result, lang, level)
    elif result.model.measure == "polynomial" and not result.unstandardised:
        blocks.append(_terms(result, lang, level))
    if result.readings is not None:
        blocks.append(_readings(result, lang, level))
    if result.total_effects is not None and len(result.total_effects):
        blocks.append(_effects(result, lang, level))
    blocks.append(_explained(result, lang))
    blocks.append(settings_block(display_settings(_settings(result), lang), lang))
    return Summary(
        text(
            "label.latent_title", lang, theory=text(f"option.structure.{result.settings['structure']}", lang)
        ),
        tuple(blocks),
        warnings=tuple(each.text(lang) for each in result.notices),
        lang=lang,
    )


def _readings(result: DisconfirmationResult, lang: str, level: float) -> Block:
    """Slopes on expectation, and what of them is assimilation."""
    table = result.readings
    assert table is not None
    names = table.index.get_level_values(-1)
    computed = result.model.measure == "difference"
    notes = [text("note.latent_reading", lang)] if FIXED in names else []
    if "expectation_given_disconfirmation" in names:
        notes.append(text("note.latent_level" if computed else "note.latent_no_performance", lang))
    if computed and "performance" in result.model.roles:
        notes.append(text("note.latent_turned", lang))
    notes.append(_not_read(result, table, lang))
    labels = {"expectation_given_disconfirmation": "level"} if computed else {}
    frame = _named(table, "reading_", lang, labels)
    return Block(
        heading("readings" if FIXED in names else "latent_slopes", lang),
        _verdicts(filled(result._worded(frame, lang)), lang),
        note=("" if lang == "zh" else " ").join(note for note in notes if note),
        conf_level=level,
    )


def _not_read(result: DisconfirmationResult, table: pd.DataFrame, lang: str) -> str:
    """Why verdicts of a table are withheld, by group."""
    if not (table["verdict"] == NOT_READ).any():
        return ""
    names = in_words(result.groups, result.group_labels)
    comma, colon = ("；", "：") if lang == "zh" else ("; ", ": ")
    told = []
    for g in range(max(1, len(names))):
        mine = table.xs(result.groups[g], level=0) if names else table
        if (mine["verdict"] == NOT_READ).any():
            where = f"{names[g].text(lang)}{colon}" if names else ""
            told.append(f"{where}{because(forbids_verdicts(result, g), lang)}")
    return text("note.latent_not_read", lang, reasons=comma.join(told))


def _effects(result: DisconfirmationResult, lang: str, level: float) -> Block:
    """Total effects, under a heading that names whose they are."""
    assert result.total_effects is not None
    effects = result._worded(result.total_effects, lang)
    plain = effects if effects.index.name else effects.reset_index(drop=True)
    if "standardized_std_error" in plain:
        plain = plain.drop(columns="standardized_std_error")
    names = listed((term(name, lang, section="construct") for name in plain["rhs"].unique()), lang)
    title = text("heading.latent_effects", lang, names=names)
    return Block(title, filled(plain), _WORDS, labels=_arrows(lang), conf_level=level)


def _settings(result: DisconfirmationResult) -> dict[str, object]:
    return {name: value for name, value in result.settings.items() if value is not None}


def _theory(result: DisconfirmationResult, lang: str) -> str:
    theory = result.model.theory
    if not theory.source:
        return text("label.latent_own", lang)
    how = text(f"option.evidence.{theory.evidence}", lang)
    return text("label.latent_source", lang, source=theory.source, evidence=how, wording=theory.wording[lang])


def _worded(result: DisconfirmationResult, frame: pd.DataFrame, lang: str) -> pd.DataFrame:
    """Constructs and verdicts in words."""
    names = {name for at in (-2, -1) for name in frame.index.get_level_values(at)}
    words = {name: term(name, lang, section="construct") for name in names}
    frame = frame.rename(index=words, level=-2).rename(index=words, level=-1)
    frame = frame.assign(expected=frame["expected"].replace("-", "−"))
    return _verdicts(filled(result._worded(frame, lang)), lang)


def _verdicts(frame: pd.DataFrame, lang: str) -> pd.DataFrame:
    """Verdicts in words; the statistic, which p and limits repeat, is left to the tables of the result."""
    words = [text(f"value.latent_{word}", lang) for word in frame["verdict"]]
    return frame.assign(verdict=words).drop(columns="statistic", errors="ignore")


def _named(frame: pd.DataFrame, prefix: str, lang: str, labels: Mapping[str, str]) -> pd.DataFrame:
    """The last index level in words; `labels` has other keys for some of its names."""
    names = frame.index.get_level_values(-1).unique()
    words = {name: text(f"label.{prefix}{labels.get(name, name)}", lang) for name in names}
    return frame.rename(index=words, level=-1 if frame.index.nlevels > 1 else None)


def _coefficients(lang: str) -> dict[str, str]:
    """b1 ... b5 with the term, a1 ... a5 with what they say."""
    from csmodels.disconfirmation.surface.model import TERMS

    words = {
        f"b{i + 1}": text("label.surface_b", lang, i=i + 1, term=text(f"label.term_{name}", lang))
        for i, name in enumerate(TERMS[:5])
    }
    return words | {f"a{i}": text(f"label.a{i}", lang) for i in range(1, 6)}


def _surface(result: DisconfirmationResult, lang: str, level: float) -> list[Block | str]:
    words = _coefficients(lang)
    assert result.surface is not None
    assert result.shape is not None
    where = text("note.latent_surface_units", lang, center=_center(result))
    found: list[Block | str] = []
    for name, frame, note in (("surface", result.surface, ""), ("latent_shape", result.shape, where)):
        named = frame.rename(index=words, level=-1 if frame.index.nlevels > 1 else None)
        found.append(Block(heading(name, lang), result._worded(named, lang), note=note, conf_level=level))
    return found


def _center(result: DisconfirmationResult) -> str:
    """The pooled mean of both ratings, of each group."""
    path = result.path
    assert isinstance(path, CovarianceResult)
    assert path.estimates.sample.mean is not None
    sides = (result.model.expectation, result.model.performance)
    found: list[str] = []
    for g in range(max(1, len(result.groups))):
        mean = path.estimates.sample.mean[0, g]
        pooled = sum(mean[[path.model.items.index(i) for i in side]].mean() for side in sides) / 2
        found.append(f"{float(pooled):.2f}")
    return ", ".join(found)


def _terms(result: DisconfirmationResult, lang: str, level: float) -> Block:
    """Standardised paths of the surface under PLS."""
    params = result.path.params
    outcome = result.construct("satisfaction")
    rows = params[(params["kind"] == "path") & (params["lhs"] == outcome)].drop(columns=["kind", "op"])
    rows = result._worded(rows, lang) if rows.index.name else rows.reset_index(drop=True)
    return Block(heading("path", lang), filled(rows), _WORDS, labels=_arrows(lang), conf_level=level)


def _arrows(lang: str) -> dict[str, str]:
    """Heads of the two columns of a path."""
    return {"lhs": term("outcome", lang, section="column"), "rhs": term("predictor", lang, section="column")}


def _explained(result: DisconfirmationResult, lang: str) -> str:
    """R² of every outcome, and the fit of the model as a whole."""
    found: list[str] = []
    comma, colon = ("，", "：") if lang == "zh" else (", ", ": ")
    table = result._worded(result.path.r_squared[["estimate"]], lang)
    for group in table.index.get_level_values(0).unique() if result.groups else [None]:
        rows = table if group is None else table.loc[group]
        each = [
            f"{term(str(name), lang, section='construct')} {format_value(value, 3)}"
            for name, value in rows["estimate"].items()
        ]
        found.append(comma.join(each) if group is None else f"{group}{colon}{comma.join(each)}")
    told = text("note.latent_explained", lang, values=("；" if lang == "zh" else "; ").join(found))
    path = result.path
    if not isinstance(path, CovarianceResult) or not path.converged:
        return _joined(told, text("note.latent_path", lang), lang)
    value = _measures(path)
    p = format_value(value["p_value"], "p") or ""
    fit = text(
        "note.latent_fit", lang, chi2=format_value(value["chi2"], 2), df=f"{value['df']:g}",
        p=p if p.startswith("<") else f"= {p}", cfi=format_value(value["cfi"], 3),
        rmsea=format_value(value["rmsea"], 3), srmr=format_value(value["srmr"], 3),
    )  # fmt: skip
    return _joined(told, fit, lang)


def _joined(first: str, second: str, lang: str) -> str:
    return f"{first}{'' if lang == 'zh' else ' '}{second}"


def _measures(path: CovarianceResult) -> dict[str, float]:
    """Measures of fit as they are to be reported: scaled and robust ones where there are any."""
    value = path.fit_measures

    def best(*names: str) -> float:
        return float(next(value[name] for name in names if name in value.index and pd.notna(value[name])))

    return {
        "chi2": best("chi2_scaled", "chi2"),
        "df": best("df_scaled", "df"),
        "p_value": best("p_value_scaled", "p_value"),
        "cfi": best("cfi_robust", "cfi"),
        "rmsea": best("rmsea_robust", "rmsea"),
        "srmr": best("srmr"),
    }


# ---------------------------------------------------------------------- surfaces side by side


def comparison_summary(result: SurfaceComparison, lang: str = "en") -> Summary:
    """What error bends first, then the surfaces one by one, reliabilities and settings."""
    level = float(str(result.settings["conf_level"]))
    words = _coefficients(lang)
    blocks: list[Block | str] = [
        Block(
            heading("bending", lang),
            filled(result.bending.rename(index=words)),
            {"kept": "percent", "composite": 3, "corrected": 3, "difference": 3, "distinct": 3, "latent": 3},
            note=text("note.bending_kept", lang),
            conf_level=level,
        )
    ]
    for name in dict.fromkeys(result.surfaces.index.get_level_values(0)):
        title = text(f"value.latent_{name}", lang)
        frame = filled(result.surfaces.loc[name].rename(index=words))
        blocks.append(Block(title, frame, conf_level=level))
    blocks.append(_reliability(result, lang, level))
    settings = {**result.settings, "center": f"{result.ratings.center:g}"}
    blocks.append(settings_block(display_settings(settings, lang), lang))
    notes = [text("note.surface_direction", lang, center=f"{result.ratings.center:g}")]
    if "distinct" in result.shown:
        notes.append(text("note.bending_distinct", lang))
    if "latent" in result.shown:
        assert result.latent is not None
        notes.append(text("note.bending_latent", lang, n=f"{result.latent.settings['n']:,}"))
    return Summary(
        heading("latent_surfaces", lang),
        tuple(blocks),
        notes=tuple(notes),
        warnings=tuple(each.text(lang) for each in result.notices),
        lang=lang,
    )


def _reliability(result: SurfaceComparison, lang: str, level: float) -> Block:
    frame = result.reliability
    names = {name: text(f"label.term_{name}", lang) for name in frame.index[:-1]}
    names["correlation"] = text("label.latent_correlation", lang)
    return Block(
        heading("latent_reliability", lang),
        filled(frame.rename(index=names)),
        note=text("note.bending_reliability", lang),
        conf_level=level,
    )
