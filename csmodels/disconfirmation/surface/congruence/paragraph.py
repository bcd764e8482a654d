"""A surface in words: the results paragraph, and the printed checklist."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from csmodels.disconfirmation.surface import figures
from csmodels.disconfirmation.surface.congruence.conditions import BOUND, CONDITIONS, NEEDED
from csmodels.disconfirmation.surface.display import outcome_words
from csmodels.disconfirmation.surface.model import TERMS
from csmodels.numerics.surface.support import LEAST_ROWS, LEAST_SHARE
from csmodels.sampling.columns import mean_words, names_of
from csmodels.tables import Block, Summary, text
from csmodels.tables.formats import format_value
from csmodels.tables.listing import listed
from csmodels.tables.result import group_words, settings_block
from csmodels.tables.strings import check_language, term

if TYPE_CHECKING:
    from csmodels.disconfirmation.surface.congruence.checklist import CongruenceChecklist
    from csmodels.disconfirmation.surface.estimates import Estimates
    from csmodels.disconfirmation.surface.result import SurfaceResult

_LETTERS = {
    "expectation": "E", "performance": "P", "expectation^2": "E²", "expectation:performance": "E × P",
    "performance^2": "P²",
}  # fmt: skip


def paragraph(result: SurfaceResult, lang: str, group: Any, bound: Any) -> str:
    """The results in sentences; see `Checked.report`."""
    from csmodels.disconfirmation.surface.congruence.checklist import checklist

    check_language(lang)
    g = result._position(group)
    checked = checklist(result, bound)
    writer = _Writer(result, g, lang, checked._conditions(g))
    verdicts = checked._verdicts(g)
    sentences = [
        *writer.method(), *writer.coefficients(), *writer.lines(), *writer.tests(), *writer.support(),
        *writer.places(), *writer.verdict(verdicts, checked.bound),
    ]  # fmt: skip
    return ("" if lang == "zh" else " ").join(sentences)


class _Writer:
    """Sentences of one surface, in one language."""

    def __init__(self, result: SurfaceResult, g: int, lang: str, conditions: pd.DataFrame) -> None:
        self.result, self.g, self.lang, self.conditions = result, g, lang, conditions
        self.one: Estimates = result.parts[g]
        self.lying = result._support(g)
        self.settings = result.settings
        self.level = f"{100 * float(str(result.settings['conf_level'])):g}"

    def say(self, key: str, **fields: object) -> str:
        return text(f"label.report_{key}", self.lang, **fields)

    def method(self) -> list[str]:
        s, model = self.settings, self.result.model
        imputed = s["missing"] == "mi"
        n = len(self.result.answers)
        if self.result.groups:
            codes = self.result.answers.group_codes
            assert codes is not None  # read with the groups
            n = int((codes == self.g).sum())
        left_out = ""
        if s.get("n_without_weight"):
            left_out = self.say("without_weight", n=format_value(s["n_without_weight"], "count"))
        if s["n_dropped"]:
            counts = {name: format_value(s[name], "count") for name in ("n_rows", "n_dropped")}
            left_out += self.say("left_out_mi" if imputed else "left_out", **counts)
        if imputed:
            left_out = self.say("imputed") + left_out
        weights = "" if s["weights"] == "none" else self.say("weights", weights=s["weights"])
        center = f"{self.result.ratings.center:.6g}"
        what = self.say(model.center) if isinstance(model.center, str) else " " * (self.lang == "zh")
        controls = self.say("controls", controls=listed(model.controls, self.lang, None))
        resamples = self.say("resamples", n_boot=format_value(s["n_boot"], "count")) if s["n_boot"] else ""
        return [
            self.say(
                "sample",
                n=format_value(n, "count"),
                group=self._group(),
                left_out=left_out,
                weights=weights,
            ),
            self.say(
                "model",
                outcome=self._outcome(),
                expectation=mean_words(names_of(model.expectation, "expectation"), self.lang),
                performance=mean_words(names_of(model.performance, "performance"), self.lang),
                controls=controls if model.controls else "",
                estimator=text(f"option.estimator.{s['estimator']}", self.lang),
            ),
            self.say("center", center=center, what=what),
            self.say(
                "errors",
                errors=text(f"option.errors.{s['errors']}", self.lang),
                level=self.level,
                resamples=resamples,
            ),
        ]

    def _outcome(self) -> str:
        names = names_of(self.result.model.outcome, "outcome")
        found = mean_words(names, self.lang, start=True)
        # Latin names stand apart from Chinese characters
        return f" {found}{' ' if len(names) == 1 else ''}" if self.lang == "zh" else found

    def _group(self) -> str:
        if not self.result.groups:
            return ""
        index = pd.Index([self.result.groups[self.g]])
        named = group_words(
            pd.DataFrame(index=index), self.result.groups, self.result.group_labels, self.lang
        ).index[0]
        return self.say("group", by=self.settings["by"], group=named)

    def coefficients(self) -> list[str]:
        found = self.one.all_params()
        parts = []
        names = ["b0"] * self.one.first + [f"b{i + 1} ({_LETTERS[name]})" for i, name in enumerate(TERMS[:5])]
        names += list(self.result.model.controls)
        for i, name in enumerate(names):
            limits = (found.conf_low[i], found.conf_high[i])
            parts.append(self._figure(name, found.estimate[i], limits, found.p_value[i]))
        kind = "r2" if self.one.first else "mcfadden"
        value = format_value(self.one.r_squared, "estimate")
        joined = ("；" if self.lang == "zh" else "; ").join(parts)
        return [self.say("coefficients", coefficients=joined, r_squared=self.say(kind), value=value)]

    def _figure(
        self, name: str, estimate: float, limits: tuple[float, float] | None, p: float | None = None
    ) -> str:
        """``a4 = -0.294, 95 % CI [-0.705, 0.118], p = .162``."""
        comma = "，" if self.lang == "zh" else ", "
        parts = [f"{name} = {format_value(estimate, 'estimate')}"]
        if limits is not None and not np.isnan(limits).any():
            low, high = (format_value(end, "estimate") for end in limits)
            name = text("label.interval", self.lang, level=self.level)
            parts.append(f"{name.replace(' %', '%') if self.lang == 'zh' else name} [{low}, {high}]")
        if p is not None and np.isfinite(p):
            parts.append(f"p {_p(p)}")
        return comma.join(parts)

    def _row(self, name: str, *, tested: bool = True) -> str:
        columns = ["estimate", "conf_low", "conf_high", "p_value"]
        estimate, low, high, p = (float(x) for x in self.conditions.loc[[name], columns].to_numpy()[0])
        return self._figure(name, estimate, (low, high), p if tested else None)

    def lines(self) -> list[str]:
        a = {name: self._row(name) for name in ("a1", "a2", "a3", "a4", "a5")}
        reasons = self.conditions["reason"]
        far = "_far" if reasons["a1"] == "outside" else ""
        few = reasons["a4"] == "rows"
        across = "_few" if few else far
        fields = {} if few else {name: a[name] for name in ("a3", "a4", "a5")}
        return [self.say(f"congruence{far}", **a), self.say(f"incongruence{across}", **fields)]

    def tests(self) -> list[str]:
        table = figures.tests_table(self.one, self.lying)
        told = []
        for name in ("congruence", "incongruence", "curvature", "difference"):
            row = table.loc[name, ["statistic", "df", "df_resid", "p_value"]].astype(float).to_dict()
            if table.loc[name, "reason"] or not np.isfinite(row["statistic"]):
                continue
            size = format_value(row["statistic"], "estimate")
            if np.isfinite(row["df_resid"]):
                head = f"F({row['df']:.0f}, {row['df_resid']:.0f}) = {size}"
            else:
                head = f"χ²({row['df']:.0f}) = {size}"
            comma = "，" if self.lang == "zh" else ", "
            told.append(self.say(f"test_{name}", test=f"{head}{comma}p {_p(row['p_value'])}"))
        return [self.say("tests", tests=("；" if self.lang == "zh" else "; ").join(told))] if told else []

    def support(self) -> list[str]:
        lying = self.lying
        fields: dict[str, object] = {}
        for side in ("above", "equal", "below"):
            # the percent sign stands apart in English only
            share = str(format_value(getattr(lying, side), "percent"))
            fields[side] = share.replace("\u00a0", "") if self.lang == "zh" else share
            fields[f"n_{side}"] = format_value(getattr(lying, f"n_{side}"), "count")
        found = [self.say("support", **fields)]
        for side in ("above", "below"):
            if not lying.enough(side):
                found.append(self.say(f"few_{side}", rows=LEAST_ROWS, share=f"{100 * LEAST_SHARE:g}"))
        return found

    def places(self) -> list[str]:
        """Stationary point and first axis, or why nothing is said of them."""
        point = figures.stationary_table(self.one, self.lying, self.result.ratings.center)
        kind = str(self.result.kinds.iloc[self.g])
        word = term(kind, self.lang, section="value")
        if kind in ("ridge", "plane"):
            found = [self.say("stationary_none", kind=word)]
        elif point["supported"].all():
            e, p = (format_value(x, "estimate") for x in point["as_asked"].iloc[:2])
            found = [self.say("stationary", kind=word, e=e, p=p)]
        else:
            found = [self.say(f"stationary_{point['reason'].iloc[0]}")]
        reason = self.conditions["reason"]["p10"]
        if reason:
            return [*found, self.say(f"axis_{reason}")]
        told = {name: self._row(name, tested=False) for name in ("p10", "p11")}
        return [*found, self.say("axis", **told)]

    def verdict(self, verdicts: pd.DataFrame, bound: float | Mapping[str, tuple[float, float]]) -> list[str]:
        told = {}
        for claim, row in verdicts.iterrows():
            told[str(claim)] = self.say(
                f"{claim}_{row['verdict']}", why=self._why(str(claim), row["verdict"])
            )
        sentence = self.say("verdict", bound=self._bound(bound), **told)
        if (verdicts["published"] == "withheld").all():
            return [sentence]
        rule = {str(claim): self.say(f"rule_{row['published']}") for claim, row in verdicts.iterrows()}
        return [sentence, self.say("published", **rule)]

    def _bound(self, bound: float | Mapping[str, tuple[float, float]]) -> str:
        if not isinstance(bound, Mapping):
            return self.say("bound", share=f"{bound:g}")
        given = listed(
            (f"{name} [{low:g}, {high:g}]" for name, (low, high) in bound.items()), self.lang, None
        )
        if set(bound) >= {"a1", "a2", "a3", "a4", "a5"}:
            return self.say("bound_own", bounds=given)
        rest = self.say("bound", share=f"{BOUND:g}")
        return f"{self.say('bound_own', bounds=given)}{'；' if self.lang == 'zh' else '; '}{rest}"

    def _why(self, claim: str, verdict: str) -> str:
        status = self.conditions.loc[NEEDED[claim], "status"]
        wanted = "violated" if verdict == "not_supported" else "open"
        names = [f"{name} {CONDITIONS[name][0]}" for name in status.index[status == wanted]]
        return self.say(wanted, names=listed(names, self.lang, None))


def _p(value: float) -> str:
    """``= .012``, or ``< .001``."""
    written = str(format_value(value, "p"))
    return f"< {written[1:]}" if written.startswith("<") else f"= {written}"


def checklist_summary(checked: CongruenceChecklist, lang: str) -> Summary:
    """The printed checklist."""
    check_language(lang)
    level = float(str(checked.settings["conf_level"]))
    words = _words(checked, lang)
    notes = [text("note.congruence_reading", lang)]
    hidden = set(checked.conditions["reason"])
    if hidden & {"rows", "outside"}:
        notes.append(text("note.surface_withheld", lang, rows=LEAST_ROWS, share=f"{100 * LEAST_SHARE:g}"))
    if "undirected" in hidden:
        notes.append(text("note.surface_undirected", lang))
    shares = {"share": f"{BOUND if isinstance(checked.bound, Mapping) else checked.bound:g}"}
    kind = "own" if isinstance(checked.bound, Mapping) else "share"
    settings = settings_block(
        {
            "congruence_bound": text(f"option.congruence_{kind}", lang, **shares),
            "errors": text(f"option.errors.{checked.settings['errors']}", lang),
            "conf_level": checked.settings["conf_level"],
        },
        lang,
    )
    formats: dict[str, str | int] = {"congruence_p": "p", "congruence_p_equal": "p"}
    blocks = (
        Block(text("heading.congruence_verdicts", lang), words[0]),
        Block(text("heading.congruence_conditions", lang), words[1], formats, conf_level=level),
        settings,
    )
    title = text("heading.congruence_checklist", lang, outcome=outcome_words(checked.surface, lang))
    warned = tuple(each.text(lang) for each in checked.surface.notices)
    return Summary(title, blocks, notes=tuple(notes), warnings=warned, lang=lang)


def _words(checked: CongruenceChecklist, lang: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Verdicts and conditions with words in place of codes."""

    def word(code: object) -> str:
        return "" if code is None else text(f"value.congruence_{code}", lang)

    verdicts = checked.verdicts
    for column in ("verdict", "published"):
        verdicts[column] = [word(code) for code in verdicts[column]]
    verdicts = verdicts.rename(columns={name: f"congruence_{name}" for name in verdicts.columns})
    rows = checked.conditions
    shown = rows[["estimate", "conf_low", "conf_high"]].copy()
    hidden = ~rows["supported"].to_numpy(dtype=bool)
    shown[hidden] = np.nan
    shown["congruence_p"] = rows["p_value"].where(~hidden)
    shown["congruence_bounds"] = [
        _bounds(low, high, lang) for low, high in zip(rows["bound_low"], rows["bound_high"], strict=True)
    ]
    shown["congruence_p_equal"] = rows["p_equivalence"].where(~hidden)
    met = {True: "yes", False: "no"}
    shown["congruence_met"] = [
        "" if value is None else text(f"value.{met[value]}", lang) for value in rows["published"]
    ]
    shown["congruence_status"] = [
        text(f"label.withheld_{reason}", lang) if reason else word(status)
        for reason, status in zip(rows["reason"], rows["status"], strict=True)
    ]
    depth = -1 if checked.groups else None
    claims = {claim: text(f"value.congruence_{claim}", lang) for claim in NEEDED}
    names = {name: text(f"label.congruence_{name}", lang) for name in CONDITIONS}
    verdicts = _renamed(verdicts, claims, "claim", depth)
    return checked._worded(verdicts, lang), checked._worded(_renamed(shown, names, "condition", depth), lang)


def _renamed(frame: pd.DataFrame, words: Mapping[str, str], level: str, depth: int | None) -> pd.DataFrame:
    return frame.rename(index=dict(words), level=depth).rename_axis(index={level: f"congruence_{level}"})


def _bounds(low: float, high: float, lang: str) -> str:
    if np.isnan(low):
        return ""
    if np.isnan(high):
        return text("label.congruence_above", lang, low=format_value(low, "estimate"))
    return f"[{format_value(low, 'estimate')}, {format_value(high, 'estimate')}]"
