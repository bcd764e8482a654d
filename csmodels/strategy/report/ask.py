"""`report`: a survey in, one page out."""

from __future__ import annotations

import os
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from csmodels.acsi.model import IndexModel
from csmodels.errors import CsmodelsWarning, FileError
from csmodels.path_models.model import PathModel
from csmodels.progress import with_progress
from csmodels.strategy.report import (
    change,
    customers,
    drivers,
    expectations,
    factors,
    level,
    quality,
    reproduce,
)
from csmodels.strategy.report.answer import Answer
from csmodels.strategy.report.asked import Asked, Column
from csmodels.strategy.report.page import page
from csmodels.strategy.report.result import Report, lead_of
from csmodels.strategy.report.roles import find_roles
from csmodels.strategy.report.study import Study
from csmodels.survey.item_map import ItemMap
from csmodels.survey.questionnaire import in_language
from csmodels.tables import FrozenMapping, text

if TYPE_CHECKING:
    import pandas as pd

    from csmodels.survey import SurveyData

#: Sections in the order in which they are computed; quality stands first in the page, too.
SECTIONS: Mapping[str, Callable[[Study, Answer], None]] = {
    "quality": quality.answer,
    "level": level.answer,
    "change": change.answer,
    "drivers": drivers.answer,
    "factors": factors.answer,
    "expectations": expectations.answer,
    "customers": customers.answer,
}
LAST = "reproduce"


def report(
    data: SurveyData | pd.DataFrame,
    path: str | Path,
    lang: str = "en",
    *,
    model: str | IndexModel | PathModel | bool | None = None,
    construct: str | None = None,
    satisfaction: str | Sequence[str] | None = None,
    loyalty: str | Sequence[str] | None = None,
    attributes: Sequence[str] | Mapping[str, str] | ItemMap | None = None,
    pairs: Sequence[Any] | Mapping[str, Any] | ItemMap | None = None,
    wave: Column = None,
    group: Column = None,
    lost: Column = None,
    kept: Column = None,
    recommend: Column = None,
    complained: Column = None,
    handled: Column = None,
    scale: tuple[float, float] | None = None,
    margin: float | str | None = None,
    margin_rate: float | None = None,
    per_period: float | None = None,
    discount: float | None = None,
    growth: float | None = None,
    horizon: int | None = None,
    currency: str = "",
    kano: Any = None,
    life_cycle: Mapping[str, Any] | None = None,
    segments: Mapping[str, Any] | None = None,
    title: str | None = None,
    n_boot: int = 500,
    seed: int = 0,
    conf_level: float = 0.95,
    least: int = 5,
    progress: bool | None = None,
) -> Report:
    """Write one page that answers the seven questions of a satisfaction survey.

    Use it for a first reading of a survey, and for those who want the answers without the code: how
    satisfied, changed since when, driven by what, which attributes only prevent anger, judged against which
    expectations, which customers stay and what they are worth, and how all of it can be reproduced. The page
    is a single HTML file without script that needs no network, fit to print. A question that the survey
    cannot answer says why, and what would have to be asked.

    Parameters
    ----------
    data : SurveyData or DataFrame
        Weights, strata, clusters and replicate weights of a SurveyData are used throughout.
    path : str or Path
        The file, ending in .html; it is replaced where it exists. Its folder must exist; ``~`` is your own.
    lang : {"en", "zh"}
        Language of the page.
    model : str, IndexModel or PathModel, optional
        The index model. By default a published one whose items the data have, or whose constructs the
        questionnaire names (ECSI, ACSI, NCSB-1996, SCSB, in this order); else attributes -> satisfaction ->
        loyalty. False leaves it out.
    construct : str, optional
        Whose index the report is about; "Satisfaction" by default.
    satisfaction : column or columns, optional
        Overall satisfaction. By default the item of the construct, else a column with a usual name.
    loyalty : column or columns, optional
        By default the items of the construct "Loyalty".
    attributes : sequence of columns, mapping of name to column, or ItemMap, optional
        Rated performance; by default what the questionnaire says.
    pairs : ItemMap, or pairs of columns as for `ItemMap.from_pairs`, optional
        (expectation, performance) of attributes; by default what the questionnaire says.
    wave, group : str or False, optional
        Columns of survey waves, and of groups to compare (hotels, operators). By default a column with a
        usual name and at most 24 values; False leaves the question open.
    lost, kept : str or False, optional
        Column of 0 and 1: 1 for who left, or for who stayed or came back. By default by a usual name.
    recommend : str or False, optional
        How likely one recommends, 0 to 10: adds the net promoter score. By default by a usual name.
    complained, handled : str or False, optional
        Who complained, a column of 0 and 1, and whose complaint was handled well, a condition such as
        ``"handling >= 8"``: with who left or stayed they add the complaint funnel. By default by usual names;
        handled well is then an answer above 70 % of the scale, a convention.
    scale : (low, high), optional
        Ends of the scale of all ratings, for data without a questionnaire.
    margin, margin_rate, per_period, discount, growth, horizon : optional
        What a customer brings, as for `CustomerValue`. Without `margin` nothing is said in money.
    currency : str
        Written behind amounts.
    kano : SurveyData, DataFrame or KanoResult, optional
        A Kano questionnaire, also one that other respondents answered.
    life_cycle, segments : mapping, optional
        Options of `life_cycle` and `idic`: ``{"tenure": "tenure", "new_until": 12, "left": "churned == 1"}``.
    title : str, optional
    n_boot : int
        Resamples of every fit; at least 20.
    seed : int
    conf_level : float
    least : int
        Rows of fewer respondents are not printed; groups and waves of fewer are left out, and named.
    progress : bool, optional
        Whether to show a bar; without it where somebody is looking.

    Returns
    -------
    Report
        `path`, `sections` (what was answered, and what not and why), `roles` (what columns were taken
        for), `sentences`, `warnings`.

    Raises
    ------
    FileError
        The folder does not exist or is read-only, the path is a folder or does not end in .html.
    SpecificationError, DataError
        An argument that contradicts another, a column that the data do not have.

    Notes
    -----
    Nothing is invented: a column is used for a role because it was named, because the questionnaire says
    so, or because it has a usual name; the page lists which. Key sentences follow from the numbers by fixed
    rules (a change "rose" only where it is more than noise, a difference "holds" at an adjusted p below .05).
    The page has no date: the same data and options give the same file.

    Examples
    --------
    >>> import tempfile
    >>> import pandas as pd
    >>> from csmodels.strategy.report import report
    >>> frame = pd.DataFrame({"overall": [4, 5, 3, 2, 5, 4, 3, 5] * 5, "branch": ["A", "B"] * 20})
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     made = report(frame, f"{folder}/report.html", scale=(1, 5), satisfaction="overall", n_boot=50)
    >>> made.sections["answered"].tolist()
    ['yes', 'partly', 'no', 'no', 'no', 'no', 'no', 'yes']
    """
    target = writable(path)
    money = {
        "margin": margin, "margin_rate": margin_rate, "per_period": per_period, "discount": discount,
        "growth": growth, "horizon": horizon,
    }  # fmt: skip
    asked = Asked(
        lang, model, construct, loyalty, satisfaction, attributes, pairs, wave, group, lost, kept, scale,
        {name: value for name, value in money.items() if value is not None}, currency, kano, life_cycle,
        segments, title, n_boot, seed, conf_level, least, recommend, complained, handled,
    )  # fmt: skip
    study = Study(find_roles(data, asked), asked)
    answers: list[Answer] = []
    with _own_warnings_kept():
        jobs = ((1, key) for key in (*SECTIONS, LAST))
        for key in with_progress(jobs, len(SECTIONS) + 1, text("label.report_progress", lang), progress):
            out = Answer(key, lang, least)
            started = time.perf_counter()
            if key == LAST:
                reproduce.answer(study, out, answers)
            else:
                with out.attempt(key):
                    SECTIONS[key](study, out)
            # what an earlier section has said of the same respondents is not said again
            told = {words for each in answers for words in each.warnings}
            out.warnings = [words for words in out.warnings if words not in told]
            out.seconds = time.perf_counter() - started
            answers.append(out)
    survey = study.survey
    name = title or _title(survey, lang)
    write(target, page(name, lead_of(answers, lang, len(survey)), answers, lang))
    settings = {"lang": lang, "n": len(survey), "n_boot": n_boot, "seed": seed, "conf_level": conf_level}
    return Report(target, lang, tuple(answers), study.roles.found, FrozenMapping(settings))


def _title(survey: SurveyData, lang: str) -> str:
    asked = survey.questionnaire
    name = "" if asked is None else in_language(asked.title, lang, "")
    name = name or survey.title(lang)
    return text("heading.report_of", lang, name=name) if name else text("heading.report", lang)


@contextmanager
def _own_warnings_kept() -> Iterator[None]:
    """Warnings of results stand in the report; all others are issued as they came."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        yield
    for each in caught:
        if not issubclass(each.category, CsmodelsWarning):
            warnings.warn_explicit(each.message, each.category, each.filename, each.lineno)


# ------------------------------------------------------------------ the file


def writable(path: str | Path) -> Path:
    """Refuse a place where no file can be written, before anything is computed.

    Raises
    ------
    FileError
        The folder does not exist or is read-only, the path is a folder or no page.
    """
    target = Path(path).expanduser()
    if target.is_dir():
        raise FileError(f"{target} is a folder; name a file in it: {target / 'report.html'}.")
    if not target.parent.is_dir():
        raise FileError(f"The folder {target.parent} does not exist; make it first.")
    if target.suffix.lower() not in (".html", ".htm"):
        raise FileError(f"{target.name!r} must end in .html, as a report is a page.")
    if not os.access(target.parent, os.W_OK):
        raise FileError(f"Nothing can be written in the folder {target.parent}; choose another.")
    return target


def write(target: Path, words: str) -> None:
    """Write the whole file or nothing: readers never see half of it."""
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.stem}-", suffix=".tmp")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(words)
        # as a plain open() would have made it
        mask = os.umask(0)
        os.umask(mask)
        os.chmod(name, 0o666 & ~mask)
        os.replace(name, target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
