"""Question 4: which attributes only prevent anger, and which delight?"""

from __future__ import annotations

from csmodels.kano.model import KanoModel
from csmodels.kano.result import KanoResult
from csmodels.strategy.report.answer import Answer, Lacking
from csmodels.strategy.report.study import Study
from csmodels.strategy.report.writing import names
from csmodels.survey.data import SurveyData
from csmodels.three_factor.bridge import compare_classifications

#: Error rate of an asymmetry that counts, for all attributes together.
ALPHA = 0.05
CLASSES = ("basic", "performance", "excitement", "unimportant")


def answer(study: Study, out: Answer) -> None:
    """Penalties and rewards, then a Kano questionnaire where one was asked."""
    with out.attempt("factors"):
        _ratings(study, out)
    with out.attempt("kano"):
        _kano(study, out)


def _ratings(study: Study, out: Answer) -> None:
    lang, result = out.lang, study.factors
    table = result.classification
    words = {name: result.model.label(name, lang) for name in table.index}
    said = []
    open_ = table["contested"].fillna(False).astype(bool)
    for each in CLASSES:
        mine = [words[name] for name in table.index[(table["class"] == each) & ~open_]]
        if mine:
            said.append(out.say(f"class_{each}", names=names(mine, lang)))
    doubtful = [words[name] for name in table.index[open_]]
    if doubtful:
        said.append(out.say("contested", names=names(doubtful, lang)))
    bent = result.asymmetry
    beyond = [words[name] for name in bent.index[bent["p_holm"] < ALPHA]] if "p_holm" in bent else []
    if beyond:
        said.append(out.say("beyond_linear", names=names(beyond, lang), alpha=f"{100 * ALPHA:g}"))
    else:
        said.append(out.say("not_beyond_linear", alpha=f"{100 * ALPHA:g}"))
    out.uses("factors", result, "Brandt (1987)")
    out.head("penalties")
    out.figure(lambda: result.plot_penalty_reward(lang=lang), "penalty_reward", " ".join(said))
    shown = result.summary(lang)
    out.pick(shown, "three_classes")
    out.figure(lambda: result.plot_asymmetry(lang=lang), "asymmetry")
    out.pick(shown, "three_coding")
    out.note("factors")


def _kano(study: Study, out: Answer) -> None:
    lang, given = out.lang, study.asked.kano
    source = given if given is not None else _asked_in(study.survey)
    if source is None:
        raise Lacking("report_no_kano")
    if isinstance(source, KanoResult):
        result = source
    else:
        result = KanoModel.find(source).fit(source, **study.options_for(source))
    table = result.categories
    sure = table[table["agrees"].astype(bool)]
    said: list[str] = []
    for letter in ("M", "O", "A", "I", "R"):
        mine = [result.model.label(name, lang) for name in sure.index[sure["category"] == letter]]
        if mine:
            said.append(out.say(f"kano_{letter}", names=names(mine, lang)))
    open_ = [result.model.label(name, lang) for name in table.index.difference(sure.index, sort=False)]
    if open_:
        said.append(out.say("kano_contested", names=names(open_, lang)))
    out.uses("kano", result, "Kano, Seraku, Takahashi and Tsuji (1984); Berger et al. (1993)")
    out.head("kano")
    out.figure(lambda: result.plot_categories(lang=lang), "kano_bars", " ".join(said))
    out.figure(lambda: result.plot_better_worse(lang=lang), "kano_map")
    if study.roles.attributes is not None:
        with out.attempt("kano_beside"):
            both = compare_classifications(study.factors, result)
            for block in both.summary(lang).blocks[:1]:
                if not isinstance(block, str):
                    out.table(block)


def _asked_in(survey: SurveyData) -> SurveyData | None:
    """The survey itself, where its questionnaire asks pairs of Kano."""
    asked = survey.questionnaire
    if asked is None:
        return None
    aspects = {asked.item(name).aspect for name in asked.names}
    return survey if {"functional", "dysfunctional"} <= aspects else None
