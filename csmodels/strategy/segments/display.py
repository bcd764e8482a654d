"""The document of customers by value and need."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from csmodels.strategy.indicators.display import NOTHING
from csmodels.strategy.privacy import few, hidden_cells, private_counts
from csmodels.strategy.relationship.display import level_word, limits_text, settings_shown, share_text
from csmodels.strategy.segments import figures
from csmodels.strategy.segments.needs import STABLE, TRUSTED
from csmodels.strategy.segments.profiles import MEAN
from csmodels.tables import CATALOGUE, Block, Summary, heading, text
from csmodels.tables.formats import format_value

if TYPE_CHECKING:
    from csmodels.strategy.segments.result import IDIC

#: Most columns that a page is wide: shares, and means with their limits.
SHARES_ACROSS, MEANS_ACROSS = 6, 3
#: Tiers that have words.
NAMED = ("low", "middle", "high", "all")
#: Expected counts below which the chi-square distribution is rough: the usual rule (source unconfirmed).
FEW_EXPECTED = 5


def summary(result: IDIC, lang: str) -> Summary:
    """Identify, differentiate, interact and customise; settings."""
    blocks: list[Block | str] = [*_identify(result, lang), *_value(result, lang), *_needs(result, lang)]
    if result.worth is not None and result.need is not None:
        blocks.append(_grid(result, lang))
    blocks += _profiles(result, lang)
    blocks.append(_treatments(result, lang))
    hidden = bool(result.grid["hidden"].any())
    blocks.append(settings_shown(_Rounded(result), lang, hide=hidden and _gives_away(result)))
    return Summary(
        heading("idic", lang),
        tuple(blocks),
        notes=(text("note.idic_treatments", lang),),
        warnings=tuple(each.text(lang) for each in result.notices),
        lang=lang,
    )


def _side_by_side(
    title: str, cells: pd.DataFrame, most: int, labels: Mapping[Any, str], note: str
) -> list[Block]:
    """One table, or several of equally many columns where one would be wider than a page."""
    pieces = -(-cells.shape[1] // most)
    across = -(-cells.shape[1] // pieces)
    blocks = []
    for at in range(0, cells.shape[1], across):
        part = cells.iloc[:, at : at + across]
        name = f"{title}: {part.columns[0]} – {part.columns[-1]}" if pieces > 1 else title
        last = note if at + across >= cells.shape[1] else ""
        blocks.append(Block(name, part, dict.fromkeys(part, "plain"), note=last, labels=labels))
    return blocks


class _Rounded:
    """Settings of a result with figures as they are printed."""

    def __init__(self, result: IDIC) -> None:
        settings = dict(result.settings)
        for name in ("idic_agreement", "idic_one_group_p", "idic_satisfied_from"):
            if name in settings:
                settings[name] = f"{float(str(settings[name])):.2f}"
        if settings.get("idic_value") == settings.get("key"):
            settings.pop("key", None)
        self.settings = settings


def _gives_away(result: IDIC) -> bool:
    """Whether the number of all would give a hidden segment away: none is printed beside it."""
    grid = result.grid
    return bool((grid["hidden"] | (grid["n"] == 0)).all())


def labels(lang: str, *names: str, **more: str) -> dict[Any, str]:
    """Headers of columns and levels."""
    return {name: text(f"column.idic_{name}", lang) for name in names} | more


def word(name: Any, lang: str) -> str:
    """A tier or another word of the library; names of the user stay as they are."""
    key = f"value.idic_{name}"
    return text(key, lang) if key in CATALOGUE else str(name)


def tier_word(name: Any, lang: str) -> str:
    """A tier; those that the user named keep their names."""
    return word(name, lang) if name in NAMED else str(name)


def need_word(result: IDIC, name: Any, lang: str) -> str:
    """A cluster of needs: a letter, or what a given column holds in the words of its questionnaire."""
    if result.need is None:
        return word(name, lang)
    return result.need.labels.get(str(name), {}).get(lang) or str(name)


def item_word(result: IDIC, item: Any, lang: str) -> str:
    """An item by the words of the questionnaire."""
    return result.words.get(item, {}).get(lang) or str(item)


def _limits_header(result: IDIC, lang: str) -> str:
    return text("column.idic_limits", lang, level=f"{100 * result.conf_level:g}")


# ------------------------------------------------------------------ identify


def _identify(result: IDIC, lang: str) -> list[Block]:
    frame = result.identify.rename(index=lambda name: word(name, lang))
    shown = frame.rename(columns={"n": "people"})
    blocks = [
        Block(
            heading("idic_identify", lang), shown, {"people": "count"}, labels=labels(lang, "check", "people")
        )
    ]
    contacts = result.contacts
    if len(contacts):
        contacts["kind"] = [text(f"value.idic_kind_{name}", lang) for name in contacts["kind"]]
        contacts["seen_in"] = [text(f"value.idic_seen_{name}", lang) for name in contacts["seen_in"]]
        contacts["table"] = [text(f"value.idic_table_{name}", lang) for name in contacts["table"]]
        named = labels(lang, "table", "column", "kind", "seen_in")
        plain: dict[Any, Any] = dict.fromkeys(contacts.columns, "plain")
        blocks.append(Block(heading("idic_contacts", lang), contacts, plain, labels=named))
    return blocks


# ------------------------------------------------------------------ value


def number(value: float) -> str:
    """A value of a customer, as short as it can be told."""
    return NOTHING if not np.isfinite(value) else f"{value:,.6g}"


def _value(result: IDIC, lang: str) -> list[Block]:
    table, worth = result.value, result.worth
    if table is None or worth is None:
        return []
    hidden = np.asarray(hidden_cells(table["n"], result.least), dtype=bool)
    shown = pd.DataFrame(index=[tier_word(name, lang) for name in table.index]).rename_axis("value")
    low, high = ("from", "below") if worth.upper else ("above", "up_to")
    shown[low], shown[high] = ([number(x) for x in table[name]] for name in ("above", "up_to"))
    shown["people"] = list(private_counts(table["n"], result.least, lang=lang))
    records = table.to_dict("records")
    pairs = list(zip(records, hidden, strict=True))
    shown["share"] = [NOTHING if hide else share_text(row["estimate"]) for row, hide in pairs]
    shown["limits"] = [NOTHING if hide else limits_text(row) for row, hide in pairs]
    shown["mean"] = [NOTHING if hide else number(x) for x, hide in zip(table["mean"], hidden, strict=True)]
    if "customers" in table:
        shown["customers"] = list(private_counts(table["customers"], result.least, lang=lang))
        shown["response"] = [NOTHING if hide else share_text(row["response"]) for row, hide in pairs]
    named = labels(lang, "value", low, high, "people", "share", "mean", "customers", "response",
                   limits=_limits_header(result, lang))  # fmt: skip
    blocks = [Block(heading("idic_value", lang), shown, dict.fromkeys(shown, "plain"), labels=named)]
    rfm = result.rfm
    if rfm is not None:
        blocks.append(_rfm(result, rfm, lang))
    return blocks


def _rfm(result: IDIC, rfm: pd.DataFrame, lang: str) -> Block:
    shown = pd.DataFrame(index=rfm.index)
    shown["column"] = rfm["column"]
    ranges = zip(rfm.index.get_level_values(0), rfm["least"], rfm["most"], strict=True)
    shown["range"] = [_range(low, high, part == "recency", lang) for part, low, high in ranges]
    counts: list[Any] = []
    for part in dict.fromkeys(rfm.index.get_level_values(0)):
        counts += list(private_counts(rfm.loc[part, "n"], result.least, lang=lang))
    shown["people"] = counts
    shown = shown.rename(index=lambda name: word(name, lang), level="part")
    named = labels(lang, "part", "score", "column", "range", "people")
    return Block(
        heading("idic_rfm", lang), shown, dict.fromkeys(shown, "plain"), note=text("note.idic_rfm", lang),
        labels=named,
    )  # fmt: skip


def _range(low: float, high: float, shorter: bool, lang: str) -> str:
    """The values of one score; times are cut the other way round, for the shortest are best."""
    under, over, between = ("below", "from", "inside") if shorter else ("up_to", "above", "between")
    if not np.isfinite(low):
        return text(f"value.idic_range_{under}", lang, high=number(high))
    if not np.isfinite(high):
        return text(f"value.idic_range_{over}", lang, low=number(low))
    return text(f"value.idic_range_{between}", lang, low=number(low), high=number(high))


# ------------------------------------------------------------------ needs


def _needs(result: IDIC, lang: str) -> list[Block]:
    shares, need = figures.need_shares(result), result.need
    if need is None or shares is None:
        return []
    level = f"{100 * result.conf_level:g}"
    blocks = []
    counts = private_counts(shares["n"], result.least, lang=lang)
    hidden = np.asarray(hidden_cells(shares["n"], result.least), dtype=bool)
    head = pd.DataFrame(index=pd.Index([need_word(result, x, lang) for x in need.names], name="need"))
    head["people"] = list(counts)
    pairs = list(zip(shares.to_dict("records"), hidden, strict=True))
    head["share"] = [NOTHING if hide else share_text(row["estimate"]) for row, hide in pairs]
    head["limits"] = [NOTHING if hide else limits_text(row) for row, hide in pairs]
    if need.items:
        head["leading"] = [leading_words(result, name, lang) for name in need.names]
    named = labels(lang, "need", "people", "share", "leading", limits=_limits_header(result, lang))
    blocks.append(Block(heading("idic_need", lang), head, dict.fromkeys(head, "plain"), labels=named))
    table = result.needs
    if table is not None:
        cells = _mean_cells(result, table, shares["n"])
        cells.columns = pd.Index([need_word(result, name, lang) for name in cells])
        cells.index = pd.Index([item_word(result, item, lang) for item in cells.index], name="item")
        note = text("note.idic_needs", lang, level=level)
        named = labels(lang, "item") | {name: str(name) for name in cells}
        blocks += _side_by_side(heading("idic_needs", lang), cells, MEANS_ACROSS, named, note)
    return [*blocks, *_clusters(result, lang)]


def _mean_cells(result: IDIC, table: pd.DataFrame, people: pd.Series) -> pd.DataFrame:
    """Items down, clusters across, limits in the cells."""
    columns: dict[str, list[str]] = {}
    # with the means of all, those of the others would tell that of a small cluster
    hidden = np.asarray(hidden_cells(people, result.least), dtype=bool)
    for name, hide in zip(people.index, hidden, strict=True):
        mine = table.loc[name]
        columns[name] = [
            NOTHING if hide or row["n"] < result.least or not np.isfinite(row["estimate"])
            else f"{row['estimate']:.2f} [{row['conf_low']:.2f}, {row['conf_high']:.2f}]"
            for row in mine.to_dict("records")
        ]  # fmt: skip
    return pd.DataFrame(columns, index=table.loc[people.index[0]].index)


def leading_words(result: IDIC, need: str, lang: str) -> str:
    """What matters more to a cluster than to the others, in words."""
    assert result.need is not None  # asked for with needs only
    found = result.need.leading(result.need_names.index(need), figures.weights_of(result))
    return ("，" if lang == "zh" else ", ").join(item_word(result, item, lang) for item in found) or NOTHING


def _clusters(result: IDIC, lang: str) -> list[Block]:
    blocks = []
    choice = result.choice
    if choice is not None:
        kept = choice.dropna(axis=1, how="all")
        formats: dict[Any, Any] = {
            "within": 0, "silhouette": 3, "gap": 3, "gap_error": 3, "chosen": "flag", "clusters": "plain"
        }  # fmt: skip
        named = labels(lang, "clusters", *map(str, kept.columns))
        blocks.append(Block(heading("idic_choice", lang), kept, formats, labels=named))
    stability = result.stability
    if stability is not None and stability["jaccard"].notna().any():
        note = text("note.idic_stability", lang, stable=f"{STABLE:g}", trusted=f"{TRUSTED:g}", half="0.5")
        places: dict[Any, Any] = {"jaccard": 2, "dissolved": "percent", "silhouette": 3}
        named = labels(lang, "need", *map(str, stability.columns))
        blocks.append(Block(heading("idic_stability", lang), stability, places, note=note, labels=named))
    return blocks


# ------------------------------------------------------------------ grid


def grid_cells(result: IDIC, lang: str) -> pd.DataFrame:
    """Value down, needs across: people as they may be printed."""
    counts = result.grid["n"].unstack("need").reindex(
        index=list(result.value_names[::-1]), columns=list(result.need_names)
    )  # fmt: skip
    found = private_counts(counts, result.least, lang=lang)
    assert isinstance(found, pd.DataFrame)  # as the counts are
    return found


def _grid(result: IDIC, lang: str) -> Block:
    people, grid = grid_cells(result, lang), result.grid.to_dict("index")
    cells = pd.DataFrame(index=people.index.map(lambda v: tier_word(v, lang)).rename("value"))
    for name in people:
        row = [grid[(value, name)] for value in people.index]
        cells[need_word(result, name, lang)] = [
            n if each["hidden"] else f"{share_text(each['estimate'])} {limits_text(each)} ({n})"
            for each, n in zip(row, people[name], strict=True)
        ]
    note = text("note.idic_grid", lang, level=f"{100 * result.conf_level:g}", least=result.least)
    named = labels(lang, "value") | {name: str(name) for name in cells}
    return Block(heading("idic_grid", lang), cells, dict.fromkeys(cells, "plain"), note=note, labels=named)


# ------------------------------------------------------------------ profiles


def segment_word(result: IDIC, segment: Any, lang: str) -> str:
    """Value and need of a segment, without what all have."""
    value, need = segment
    by = result.profile_by
    parts = [tier_word(value, lang)] if result.worth is not None and by != "need" else []
    parts += [need_word(result, need, lang)] if result.need is not None and by != "value" else []
    return " ".join(parts) or word("all", lang)


def _profiles(result: IDIC, lang: str) -> list[Block]:
    table, tests = result.profiles, result.tests
    if table is None or tests is None:
        return []
    variables = {each.name: each for each in result.variables}
    rows, index = [], []
    for name, variable in variables.items():
        mine = table.loc[name]
        counts = mine["people"].unstack(["value", "need"]).reindex(
            index=list(variable.categories or (MEAN,)), columns=_order(mine)
        )  # fmt: skip
        index += [
            (item_word(result, name, lang), _category(variable, category, lang))
            for category in variable.categories or (MEAN,)
        ]
        answers = mine["n"].unstack(["value", "need"]).iloc[0].reindex(counts.columns)
        hidden = np.asarray(hidden_cells(answers, result.least), dtype=bool)
        columns = [
            _column(result, mine, counts[segment], segment, bool(hide))
            for segment, hide in zip(counts, hidden, strict=True)
        ]
        rows += [list(cells) for cells in zip(*columns, strict=True)]
    heads = [segment_word(result, segment, lang) for segment in counts]
    levels = pd.MultiIndex.from_tuples(index, names=["variable", "category"])
    cells = pd.DataFrame(rows, index=levels, columns=heads)
    named = labels(lang, "variable", "category") | {name: name for name in heads}
    note = text("note.idic_profiles", lang, least=result.least)
    blocks = _side_by_side(heading("idic_profiles", lang), cells, SHARES_ACROSS, named, note)
    shown = tests.drop(columns=["kind", "made_from", "expected"]).rename(
        index=lambda x: item_word(result, x, lang)
    )
    formats: dict[Any, Any] = {
        "n": "count", "statistic": 2, "df": 1, "df_error": 0, "p_value": "p", "p_holm": "p", "effect": 3,
        "variable": "plain",
    }  # fmt: skip
    named = labels(lang, "variable", "statistic", "df", "df_error", "p_holm", "effect")
    notes = [text("note.idic_tests", lang)] if tests["made_from"].any() else []
    sparse = [item_word(result, name, lang) for name in tests.index[tests["expected"] < FEW_EXPECTED]]
    if sparse:
        joined = ("、" if lang == "zh" else ", ").join(sparse)
        notes.append(text("note.idic_sparse", lang, variables=joined, least=FEW_EXPECTED))
    note = ("" if lang == "zh" else " ").join(notes)
    blocks.append(Block(heading("idic_tests", lang), shown, formats, labels=named, note=note))
    return blocks


def _order(mine: Any) -> pd.MultiIndex:
    segments = list(dict.fromkeys(mine.index.droplevel("category")))
    return pd.MultiIndex.from_tuples(segments, names=["value", "need"])


def _category(variable: Any, category: Any, lang: str) -> str:
    if not variable.categories:
        return text("value.idic_is_mean", lang)
    own = lang == "en" and isinstance(category, str)
    found = category if own else variable.labels.get(category, {}).get(lang, category)
    return f"{found:g}" if isinstance(found, float) else str(found)


def _column(result: IDIC, mine: Any, people: pd.Series, segment: Any, hide: bool) -> list[str]:
    """Means or shares of one segment; of few people neither, nor shares that would give small ones away."""
    rows = [mine.loc[(category, *segment)] for category in people.index]
    if hide or not rows[0]["n"]:
        small = 0 < rows[0]["n"] < result.least
        return [few(result.least) if small else NOTHING] * len(rows)
    if list(people.index) == [MEAN]:
        return [str(format_value(float(rows[0]["estimate"]), 2))]
    hidden = np.asarray(hidden_cells(people, result.least), dtype=bool)
    return [
        share_text(float(row["estimate"])) if not hide
        else few(result.least) if row["people"] < result.least else NOTHING
        for row, hide in zip(rows, hidden, strict=True)
    ]  # fmt: skip


# ------------------------------------------------------------------ treatments


def _treatments(result: IDIC, lang: str) -> Block:
    table, hidden = result.treatments, result.grid["hidden"].to_numpy(dtype=bool)
    small = ((table["n"] > 0) & (table["n"] < result.least)).to_numpy()
    people = grid_cells(result, lang)
    # the mean of all may be known: as with counts, one hidden mean does not hide a small one
    answered = table["n_satisfaction"].astype(int).where(table["satisfaction"].notna(), 0)
    told_of = ~hidden & ~np.asarray(hidden_cells(answered, result.least), dtype=bool)
    rows = []
    for (segment, row), hide, tiny, told in zip(table.iterrows(), hidden, small, told_of, strict=True):
        assert isinstance(segment, tuple)  # value and need
        value, need = segment
        known = not tiny and row["n"] > 0
        line: dict[str, Any] = {"people": people.loc[value, need]}
        line["share"] = NOTHING if hide else share_text(row["share"])
        if result.need is not None and result.need.items:
            line["leading"] = leading_words(result, need, lang)
        if result.telling.satisfaction is not None:
            line["satisfaction"] = _satisfaction(row, result.least) if told else NOTHING
            told = told and row["n_satisfaction"] >= result.least
            line["state"] = word(row["state"], lang) if told else NOTHING
        if result.telling.stage is not None:
            common = known and not hide and isinstance(row["stage"], str)
            line["stage"] = f"{level_word(row['stage'], lang)} {share_text(row['stage_share'])}" if (
                common and row["stage_share"] * row["n"] >= result.least
            ) else NOTHING  # fmt: skip
        # a suggestion tells how satisfied a few people are, what the user wrote does not
        line["treatment"] = row[f"treatment_{lang}"] if known or row["own"] else NOTHING
        rows.append(line)
    names = [(tier_word(value, lang), need_word(result, need, lang)) for value, need in table.index]
    index = pd.MultiIndex.from_tuples(names, names=["value", "need"])
    shown = pd.DataFrame(rows, index=index)
    for name, there in (("value", result.worth), ("need", result.need)):
        if there is None:
            shown = shown.droplevel(name)
    named = labels(lang, "value", "need", *map(str, shown.columns))
    return Block(heading("idic_treatments", lang), shown, dict.fromkeys(shown, "plain"), labels=named)


def _satisfaction(row: Any, least: int) -> str:
    if not np.isfinite(row["satisfaction"]) or row["n_satisfaction"] < least:
        return NOTHING
    limits = (row["satisfaction_low"], row["satisfaction_high"])
    return f"{row['satisfaction']:.2f} [{limits[0]:.2f}, {limits[1]:.2f}]"
