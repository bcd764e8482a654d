"""Words of the displays, in English and Chinese: planning, simulation, catalogue and check of the data."""

from __future__ import annotations

_CONSTRUCT: dict[str, tuple[str, str]] = {
    "CorporateImage": ("Corporate image", "企业形象"),
    "Price": ("Price", "价格"),
    "AffectiveCommitment": ("Affective commitment", "情感承诺"),
    "CalculativeCommitment": ("Calculative commitment", "计算承诺"),
    "WordOfMouth": ("Word of mouth", "口碑推荐"),
    "ConsumerCharacteristics": ("Consumer characteristics", "消费者特征"),
    "Tangibles": ("Tangibles", "有形性"),
    "Reliability": ("Reliability", "可靠性"),
    "Responsiveness": ("Responsiveness", "响应性"),
    "Assurance": ("Assurance", "保证性"),
    "Empathy": ("Empathy", "关怀性"),
}

_COLUMN: dict[str, tuple[str, str]] = {
    "predictors": ("Predicted by", "前因"),
    "check_status": ("Finding", "检查结果"),
    "check_share_missing": ("Missing", "缺失占比"),
    "check_lowest": ("Lowest", "最低回答"),
    "check_highest": ("Highest", "最高回答"),
    "check_expected": ("Expected scale", "应有量表"),
    "power_true": ("True path", "真实路径"),
    "power_pls": ("PLS, population", "总体 PLS 值"),
    "power_mean": ("Mean estimate", "估计均值"),
    "power_estimate": ("Power", "检验功效"),
    "power_method": ("Method", "方法"),
    "power_one_sided": ("n, one-sided test", "样本量，单侧检验"),
    "power_two_sided": ("n, two-sided test", "样本量，双侧检验"),
}

_VALUE: dict[str, tuple[str, str]] = {
    "check_found": ("found", "正常"),
    "check_absent": ("absent", "未找到"),
    "check_miscoded": ("miscoded", "编码有误"),
    "check_remark": ("see remark", "见备注"),
    "path_model": ("the path model", "路径模型"),
    "own_model": ("your own model", "自建模型"),
    "inverse_square_root": ("inverse square root", "平方根倒数法"),
    "gamma_exponential": ("gamma-exponential", "gamma 指数法"),
}

_HEADING: dict[str, tuple[str, str]] = {
    "published_model": ("{name}: published model", "{name}：已发表模型"),
    "check": ("Check of the data for {name}", "数据检查：{name}"),
    "check_items": ("Items", "题项"),
    "power": ("Sample size for a path model", "路径模型的样本量"),
    "power_table": ("Power of each path", "各路径的检验功效"),
    "power_needed": ("Respondents needed", "所需样本量"),
    "simulated": ("Simulated answers", "模拟答卷"),
}

_SETTING: dict[str, tuple[str, str]] = {
    "power_target": ("Power wanted", "目标功效"),
    "power_alpha": ("Level of the test", "显著性水平"),
    "power_sides": ("Test", "检验"),
    "power_replications": ("Simulated samples", "模拟样本数"),
    "power_draws": ("Draws per standard error", "每个标准误的抽样次数"),
    "min_path": ("Smallest path", "最小路径"),
}

_OPTION: dict[str, tuple[str, str]] = {
    "power_sides.two": ("two-sided", "双侧"),
    "power_sides.one": ("one-sided", "单侧"),
}

_NOTE: dict[str, tuple[str, str]] = {
    "arrows_published": ("The arrows are those of the publication.", "箭头与原文一致。"),
    "arrows_described": (
        "The arrows are read from a description in words, not from the publication itself.",
        "箭头依据文字描述得出，并非直接取自原文。",
    ),
    "arrows_unknown": (
        "The arrows are not confirmed: the model is built only with arrows that the user gives (paths=).",
        "箭头未经证实：只有使用者给出箭头（paths=）才能建立模型。",
    ),
    "arrows_given": (
        "The arrows were given by the user; they are not confirmed as those of the publication.",
        "箭头由使用者给出，未证实与原文一致。",
    ),
    "citation": ("Source: {words}", "出处：{words}"),
    "confirmed": ("Confirmed: {words}", "已证实：{words}"),
    "unconfirmed": ("Not confirmed: {words}", "未证实：{words}"),
    "check_ok": (
        "All {items} items are there and coded as the model expects; {complete:,} of {n:,} respondents"
        " answered all of them.",
        "全部 {items} 个题项均已找到，编码符合模型要求；{n:,} 名受访者中有 {complete:,} 名答全。",
    ),
    "check_not_ok": (
        "To be settled before a fit, which would be refused or give wrong figures: {problems}. Nothing was"
        " changed.",
        "估计之前请先处理 {problems} 处问题，否则估计会被拒绝或结果有误；数据未作任何改动。",
    ),
    "simulated": (
        "Simulated answers of {n} respondents, made by csmodels with seed {seed}; nobody was asked.",
        "由 csmodels 模拟的 {n} 名受访者的答卷（随机种子 {seed}），并非真实调查。",
    ),
    "power_formula": (
        "Kock and Hadaya (2018): the smallest n at which a path of {path} is significant at {alpha} with"
        " power {power}. They test one-sided.",
        "Kock 与 Hadaya（2018）：使大小为 {path} 的路径在 {alpha} 水平上显著且功效达到 {power} 的最小样本量。"
        "原文为单侧检验。",
    ),
    "power_simulated": (
        "Power: share of {replications} samples of normal answers in which the path, divided by its bootstrap"
        " standard error, exceeds the critical value; with 95 % limits (Wilson) for the number of samples.",
        "功效：{replications} 个正态答卷样本中，路径与其自助标准误之比超过临界值的比例；"
        "并给出由样本个数决定的 95 % 区间（Wilson）。",
    ),
    "power_found": (
        "{n} respondents are the fewest of those tried with power {power} for every path that is not zero.",
        "在所试样本量中，{n} 是使所有非零路径功效达到 {power} 的最小值。",
    ),
    "power_not_found": (
        "No sample size tried gives power {power} for every path that is not zero; try larger ones.",
        "所试样本量均未使所有非零路径的功效达到 {power}，请尝试更大的样本量。",
    ),
}

_MESSAGE: dict[str, tuple[str, str]] = {
    "power_one_sided": (
        "n = {n} is for a one-sided test, as in the publication; the two-sided p-values that csmodels prints"
        " need {needed} respondents.",
        "n = {n} 按原文的单侧检验计算；csmodels 给出的 p 值为双侧，需要 {needed} 名受访者。",
    ),
    "power_lost": (
        "Some of the {replications} simulated samples could not be estimated ({counts}); the power is that of"
        " the others, which may be the better ones.",
        "{replications} 个模拟样本中有一些无法估计（{counts}）；功效由其余样本得出，可能偏高。",
    ),
    "check_no_table": (
        "The data are no table ({kind}); give a pandas DataFrame or a survey read by cs.read_survey.",
        "数据不是表格（{kind}）；请提供 pandas DataFrame 或由 cs.read_survey 读取的调查数据。",
    ),
    "check_unreadable": (
        "The data cannot be read as a survey: {reason}",
        "数据无法作为调查数据读取：{reason}",
    ),
    "check_no_rows": ("The data have no rows.", "数据没有任何行。"),
    "check_absent": (
        "Item {item!r} of {construct}: there is no such column. Rename the column that holds it, or name that"
        " column in the model.",
        "“{construct}”的题项 {item!r}：没有这一列。请把对应的列改名，或在模型中写明该列。",
    ),
    "check_absent_close": (
        "Item {item!r} of {construct}: there is no such column; {closest!r} comes closest. Rename it, or name"
        " it in the model.",
        "“{construct}”的题项 {item!r}：没有这一列，最接近的列名是 {closest!r}。请改名，或在模型中写明该列。",
    ),
    "check_fewer": (
        "Item {item!r} of {construct} is absent: the construct is measured by its other items.",
        "“{construct}”的题项 {item!r} 缺失：该构念由其余题项测量。",
    ),
    "check_left_out": (
        "{construct} has no item in the data and is left out together with its paths. Name its columns in"
        " items= if they are there.",
        "“{construct}”在数据中没有题项，将连同其路径一并略去。如有对应的列，请在 items= 中指定。",
    ),
    "check_no_satisfaction": (
        "{construct} has no item in the data, and without it there is no index. Name its columns in items=.",
        "“{construct}”在数据中没有题项，没有它便没有指数。请在 items= 中指定其列名。",
    ),
    "check_twice": (
        "There are several columns named {item!r} ({construct}). Rename or drop all but one.",
        "有多列同名 {item!r}（“{construct}”）。请改名或只保留一列。",
    ),
    "check_routed": (
        "Item {item!r} of {construct} was asked only if {condition}; a model needs an answer from everybody."
        " Use a derived item in its place: {derived}.",
        "“{construct}”的题项 {item!r} 仅在 {condition} 时询问，而模型需要所有人的回答。"
        "请改用派生题项：{derived}。",
    ),
    "check_routed_alone": (
        "Item {item!r} of {construct} was asked only if {condition}; a model needs an answer from everybody."
        " Analyse those who were asked, data.where({condition!r}), or leave the item out.",
        "“{construct}”的题项 {item!r} 仅在 {condition} 时询问，而模型需要所有人的回答。"
        "请只分析被问及者（data.where({condition!r})），或删去该题项。",
    ),
    "check_never_together": (
        "Items {item!r} and {other!r} of {construct} are never answered by the same respondent: they look"
        " like two versions of one routed question. Make one derived item of them"
        " (DerivedItem.from_formula).",
        "“{construct}”的题项 {item!r} 与 {other!r} 从未由同一受访者同时回答，疑为同一跳转问题的两种问法。"
        "请合并为一个派生题项（DerivedItem.from_formula）。",
    ),
    "check_text": (
        "Item {item!r} of {construct} holds text in {count:,} of {rows:,} rows, such as {examples}. Recode"
        " it as numbers, or declare texts that are no answer as special codes.",
        "“{construct}”的题项 {item!r} 在 {rows:,} 行中有 {count:,} 行为文字，例如 {examples}。"
        "请改为数字，或把不算回答的文字声明为特殊代码。",
    ),
    "check_numbers_as_text": (
        "Item {item!r} of {construct} holds numbers stored as text, such as {examples}. Convert it:"
        " frame[{item!r}] = pd.to_numeric(frame[{item!r}]).",
        "“{construct}”的题项 {item!r} 把数字存成了文字，例如 {examples}。"
        "请转换：frame[{item!r}] = pd.to_numeric(frame[{item!r}])。",
    ),
    "check_dates": (
        "Item {item!r} of {construct} holds dates or other values that are no ratings ({kind}). Leave it out"
        " or recode it.",
        "“{construct}”的题项 {item!r} 是日期或其他非评分值（{kind}）。请删去或重新编码。",
    ),
    "check_empty": (
        "Item {item!r} of {construct} has no answer at all. Leave it out, or read the file again.",
        "“{construct}”的题项 {item!r} 没有任何回答。请删去，或重新读取文件。",
    ),
    "check_infinite": (
        "Item {item!r} of {construct} is infinite in {count:,} of {rows:,} rows. Correct these values or"
        " set them missing.",
        "“{construct}”的题项 {item!r} 在 {rows:,} 行中有 {count:,} 行为无穷大。请更正或设为缺失。",
    ),
    "check_constant": (
        "Item {item!r} of {construct} has the answer {value} in every row; what does not vary explains"
        " nothing. Leave it out.",
        "“{construct}”的题项 {item!r} 各行回答均为 {value}；没有变化便没有信息。请删去。",
    ),
    "check_yes_no": (
        "Item {item!r} of {construct} is coded {found}, yes or no, where {low} to {high} is expected. Declare"
        " its scale, scales={{{item!r}: ({found_low}, {found_high})}}, or take the right column.",
        "“{construct}”的题项 {item!r} 的编码为 {found}（是否题），而应为 {low} 至 {high}。"
        "请声明量表 scales={{{item!r}: ({found_low}, {found_high})}}，或改用正确的列。",
    ),
    "check_yes_no_codes": (
        "Item {item!r} of {construct} is coded 1 and 2 where 1 (yes) and 0 (no) is expected. Recode it: find"
        " out which code means no, and make it 0.",
        "“{construct}”的题项 {item!r} 的编码为 1 与 2，而应为 1（是）与 0（否）。"
        "请查明哪个代码表示“否”，并改为 0。",
    ),
    "check_zero": (
        "Item {item!r} of {construct} is 0 in {count:,} of {rows:,} rows, and its scale starts at {low}: 0"
        " may stand for no answer. Declare it a special code, or the scale (0, {high}).",
        "“{construct}”的题项 {item!r} 在 {rows:,} 行中有 {count:,} 行为 0，而量表从 {low} 开始："
        "0 可能表示未作答。请声明为特殊代码，或把量表设为 (0, {high})。",
    ),
    "check_special": (
        "Item {item!r} of {construct} holds {codes} in {count:,} of {rows:,} rows: this looks like a code for"
        " don't know or no answer. Declare it: Scale({low}, {high}, special=[{codes}]).",
        "“{construct}”的题项 {item!r} 在 {rows:,} 行中有 {count:,} 行为 {codes}，"
        "像是“不知道”或“未作答”的代码。请声明：Scale({low}, {high}, special=[{codes}])。",
    ),
    "check_special_open": (
        "Item {item!r} of {construct} holds {codes} in {count:,} of {rows:,} rows, far from its other"
        " answers: this looks like a code for don't know or no answer. Declare it as a special code.",
        "“{construct}”的题项 {item!r} 在 {rows:,} 行中有 {count:,} 行为 {codes}，与其他回答相距甚远，"
        "像是“不知道”或“未作答”的代码。"
        "请声明为特殊代码。",
    ),
    "check_range": (
        "Item {item!r} of {construct} is outside {low} to {high} in {count:,} of {rows:,} rows: {values}."
        " Correct these answers; if the questionnaire had another scale, say so,"
        " scales={{{item!r}: (low, high)}}.",
        "“{construct}”的题项 {item!r} 在 {rows:,} 行中有 {count:,} 行的回答超出 {low} 至 {high}：{values}。"
        "请更正；若问卷用的是其他量表，请说明 scales={{{item!r}: (low, high)}}。",
    ),
    "check_low_scale": (
        "Item {item!r} of {construct} has no answer above {highest}, although {low} to {high} is assumed. If"
        " the scale was shorter, say so, e.g. scale=(1, 5), or the index is too low.",
        "“{construct}”的题项 {item!r} 没有高于 {highest} 的回答，而假定量表为 {low} 至 {high}。"
        "若量表较短，请说明，例如 scale=(1, 5)，否则指数偏低。",
    ),
    "check_reversed": (
        "Item {item!r} runs against the other items of {construct} (correlation {corr}): it looks reverse"
        " coded. Recode it as low + high - answer if its wording is reversed.",
        "题项 {item!r} 与“{construct}”的其他题项方向相反（相关 {corr}），疑为反向题。"
        "若题意相反，请改为最小值＋最大值－回答。",
    ),
    "check_opposed": (
        "Items {item!r} and {other!r} of {construct} run against each other (correlation {corr}): one of them"
        " looks reverse coded. Recode it as low + high - answer if its wording is reversed.",
        "“{construct}”的题项 {item!r} 与 {other!r} 方向相反（相关 {corr}），其中之一疑为反向题。"
        "若题意相反，请改为最小值＋最大值－回答。",
    ),
    "check_copy": (
        "Items {item!r} and {other!r} of {construct} hold the same answers in every row: one is a copy. Leave"
        " one out.",
        "“{construct}”的题项 {item!r} 与 {other!r} 各行回答相同，其中之一是复制的列。请删去一个。",
    ),
    "check_missing": (
        "Item {item!r} of {construct} is unanswered by {share} of the respondents. Find out why before"
        " choosing a treatment of missing answers.",
        "“{construct}”的题项 {item!r} 有 {share} 的受访者未作答。选择缺失值处理方法之前请先查明原因。",
    ),
    "check_few_complete": (
        "{complete:,} of {n:,} respondents answered every item: too few for a fit of complete answers. Leave"
        " out the items with the most gaps, or treat missing answers otherwise (missing=).",
        "{n:,} 名受访者中只有 {complete:,} 名答全所有题项，不足以用完整答卷估计。"
        "请删去缺失最多的题项，或改用其他缺失值处理方法（missing=）。",
    ),
    "check_refused": ("A fit would refuse the data: {reason}", "估计将拒绝这些数据：{reason}"),
}

_FIGURE: dict[str, tuple[str, str]] = {
    "power_axis": ("Power", "检验功效"),
    "power_n_axis": ("Respondents", "样本量"),
    "power_target": ("Power wanted: {power}", "目标功效：{power}"),
}

PLANNING: dict[str, dict[str, tuple[str, str]]] = {
    "construct": _CONSTRUCT,
    "column": _COLUMN,
    "value": _VALUE,
    "heading": _HEADING,
    "setting": _SETTING,
    "option": _OPTION,
    "note": _NOTE,
    "message": _MESSAGE,
    "figure": _FIGURE,
}
