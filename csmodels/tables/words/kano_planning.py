"""Words of the displays, in English and Chinese: a Kano survey before it is made."""

from __future__ import annotations

KANO_PLANNING: dict[str, dict[str, tuple[str, str]]] = {
    "column": {
        "kano_size_label": ("Right category", "正确类别"),
        "kano_size_rival": ("Likeliest error", "最易误判为"),
        "kano_size_lead": ("Lead", "领先幅度"),
        "kano_size_n": ("Respondents", "所需人数"),
        "kano_size_probability": ("Category right", "类别正确的概率"),
        "kano_size_label_chance": ("Sure label, right", "标签确定且正确的概率"),
    },
    "heading": {
        "kano_size": ("Sample size for a Kano survey", "Kano 调查的样本量"),
        "kano_size_needed": ("Respondents needed", "所需样本量"),
        "kano_size_curve": ("Chance of the right category", "正确归类的概率"),
        "kano_size_curve_sure": ("Chance of a sure label that is right", "标签确定且正确的概率"),
        "kano_check": ("Check of a Kano questionnaire", "Kano 问卷检查"),
        "kano_check_pairs": ("Pairs of questions", "正反题对"),
        "kano_check_list": ("To be checked by a person:", "需人工核对："),
    },
    "setting": {
        "kano_size_target": ("Chance wanted", "目标概率"),
        "kano_size_rule": ("Rule", "判定规则"),
        "kano_size_certainty": ("Certainty of a label", "标签要求的确定程度"),
        "kano_size_band": ("Tie band", "并列容差"),
        "kano_size_population": ("Customers in all", "顾客总数"),
    },
    "option": {
        "kano_size_rule.label": ("sure label", "确定的标签"),
        "kano_size_rule.mode": ("most frequent category", "众数"),
        "kano_size_rule.m_o_a_i": ("M > O > A > I", "M > O > A > I"),
        "kano_size_rule.oam_irq": ("(O, A, M) against (I, R, Q)", "（O、A、M）对（I、R、Q）"),
        "kano_size_what.label": ("a sure label that is right", "确定且正确的标签"),
        "kano_size_what.mode": (
            "its true category as the most frequent one, which need not be sure,",
            "与真实情况一致的众数类别（未必是确定的标签）",
        ),
        "kano_size_what.m_o_a_i": (
            "its true category by the rule M > O > A > I, which need not be sure,",
            "与真实情况一致的 M > O > A > I 类别（未必是确定的标签）",
        ),
        "kano_size_what.oam_irq": (
            "its true category by the rule (O, A, M) against (I, R, Q), which need not be sure,",
            "与真实情况一致的（O、A、M）对（I、R、Q）类别（未必是确定的标签）",
        ),
    },
    "label": {
        "kano_form_title": ("Questionnaire", "问卷"),
        "kano_form_functional": (
            "If the offer includes {name}, how do you feel?",
            "如果提供“{name}”，您的感受是？",
        ),
        "kano_form_dysfunctional": (
            "If the offer does not include {name}, how do you feel?",
            "如果不提供“{name}”，您的感受是？",
        ),
        "kano_form_importance": ("How important is {name} to you?", "“{name}”对您有多重要？"),
        "kano_form_intro": (
            "Each feature is asked about twice: how you would feel if it were there, and how you would feel"
            " if it were not. Tick one answer to each question. There are no right or wrong answers.",
            "每项内容都会询问两次：如果具备，您感受如何；如果不具备，您感受如何。每题请选择一个答案，答案没有对错之分。",
        ),
        "kano_form_intro_importance": (
            "Then say how important it is to you, from 1 to 9.",
            "然后请用 1 至 9 分表示它对您的重要程度。",
        ),
        "kano_importance_1": ("Not at all important", "完全不重要"),
        "kano_importance_3": ("Somewhat important", "有点重要"),
        "kano_importance_5": ("Important", "重要"),
        "kano_importance_7": ("Very important", "很重要"),
        "kano_importance_9": ("Extremely important", "极其重要"),
        "kano_check_negation": (
            "Is the second question of each pair exactly the opposite of the first: the same feature, absent"
            " or failing, with nothing else changed?",
            "每对题的第二题是否恰为第一题的反面：同一内容的缺失或不足，其余不变？",
        ),
        "kano_check_middle": (
            "Do the two questions cover all cases? “Fast” and “slow” leave out “of normal speed”.",
            "两题是否涵盖全部情形？“快”与“慢”之间还有“速度一般”。",
        ),
        "kano_check_one_idea": (
            "Does each question name one feature only, and describe what customers notice rather than how it"
            " is made?",
            "每题是否只涉及一项内容，并描述顾客能感受到的结果而非实现方式？",
        ),
        "kano_check_double": (
            "Can a question be read without counting negations? Features that are an absence (“no calls from"
            " sales”) are better turned round.",
            "题目是否避免了双重否定？以“没有”表述的内容（如“没有推销电话”）最好改为正面表述。",
        ),
        "kano_check_answers": (
            "Do respondents understand that the answers are kinds of feeling, not degrees of satisfaction?"
            " Try the questionnaire on five to ten people and ask what they meant.",
            "受访者是否明白答案是不同的感受，而非满意程度？请先请五至十人试答，并询问其含义。",
        ),
        "kano_check_order": (
            "Do respondents get the features in different orders (another seed for each version)?",
            "不同受访者看到的顺序是否不同（每个版本使用不同的随机种子）？",
        ),
    },
    "note": {
        "kano_size_found": (
            "{n} respondents give every attribute {what} with a chance of {target} % or more, each on its"
            " own.",
            "{n} 名受访者可使每个属性各自以不低于 {target} % 的概率得到{what}。",
        ),
        "kano_size_found_one": (
            "{n} respondents give the attribute {what} with a chance of {target} % or more.",
            "{n} 名受访者可使该属性以不低于 {target} % 的概率得到{what}。",
        ),
        "kano_size_not_found": (
            "Not every attribute gets {what} with a chance of {target} % from up to {most} respondents.",
            "样本量增至 {most}，仍有属性无法以 {target} % 的概率得到{what}。",
        ),
        "kano_size_not_found_one": (
            "The attribute does not get {what} with a chance of {target} % from up to {most} respondents.",
            "样本量增至 {most}，该属性仍无法以 {target} % 的概率得到{what}。",
        ),
        "kano_size_columns": (
            "“Category right”: the category by the rule (for sure labels, the most frequent one) is the"
            " right one. “Sure label, right”: the label is also given, which takes {fewest} respondents,"
            " three rules that agree, and a category that leads in {certainty} % of resamples.",
            "“类别正确”指按规则（确定的标签则按众数）得到的类别与真实一致；"
            "“标签确定且正确”还要求给出标签：至少 {fewest} 名受访者、三种规则一致，"
            "且该类别在 {certainty} % 的重抽样中领先。",
        ),
        "kano_size_exact": (
            "Exact multinomial chances, taking the given shares for the truth. Respondents are those who"
            " answer both questions of the pair.",
            "按给定比例为真值计算的多项分布精确概率；人数指同时回答正反两题的受访者。",
        ),
        "kano_size_simulated": (
            "Of {draws} samples drawn of each size, taking the given shares for the truth. In the others the"
            " label is withheld, or (rarely) wrong. Respondents are those who answer both questions of the"
            " pair.",
            "以给定比例为真值，每个样本量模拟 {draws} 个样本；其余样本不给出标签，或（极少）给出错误标签。"
            "人数指同时回答正反两题的受访者。",
        ),
    },
    "message": {
        "kano_size_pilot": (
            "The shares come from a survey of {n} respondents and are taken for the truth. The largest"
            " category of a small survey leads by more than it should, so more respondents may be needed.",
            "所用比例来自 {n} 名受访者的调查，并被视为真值。"
            "小样本中领先类别的优势往往被高估，实际所需人数可能更多。",
        ),
        "kano_size_none": (
            "No sample up to {most} gives the right category with a chance of {target} % to {attributes}"
            " (lead of the largest category in points of per cent in brackets). Two categories are nearly"
            " equally good there: report both.",
            "样本量增至 {most}，仍无法以 {target} % 的概率正确归类：{attributes}"
            "（括号内为最大类别的领先百分点）。"
            "两个类别几乎同样合理，请一并报告。",
        ),
        "kano_size_none_one": (
            "No sample up to {most} gives the right category with a chance of {target} %: the largest"
            " category leads by {attributes} points of per cent. Two categories are nearly equally good:"
            " report both.",
            "样本量增至 {most}，仍无法以 {target} % 的概率正确归类：最大类别仅领先 {attributes} 个百分点。"
            "两个类别几乎同样合理，请一并报告。",
        ),
        "kano_size_none_sure": (
            "No sample up to {most} gives a sure and right label with a chance of {target} % to {attributes}"
            " (lead of the largest category in points of per cent in brackets). Such an attribute is"
            " contested: report both categories.",
            "样本量增至 {most}，仍无法以 {target} % 的概率得到确定且正确的标签：{attributes}"
            "（括号内为最大类别的领先百分点）。这类属性存在争议，请一并报告两个类别。",
        ),
        "kano_size_none_sure_one": (
            "No sample up to {most} gives a sure and right label with a chance of {target} %: the largest"
            " category leads by {attributes} points of per cent. The attribute is contested: report both"
            " categories.",
            "样本量增至 {most}，仍无法以 {target} % 的概率得到确定且正确的标签："
            "最大类别仅领先 {attributes} 个百分点。该属性存在争议，请一并报告两个类别。",
        ),
        "kano_size_unclear": (
            "No sample, however large, gives a sure label to {attributes}: the rules say different things of"
            " the shares themselves (in brackets: most frequent, M > O > A > I, (O, A, M) against (I, R, Q))."
            " Such an attribute is contested: report what each rule says.",
            "无论样本多大，以下属性都得不到确定的标签：{attributes}。"
            "各规则对该比例本身的判定不一致（括号内依次为众数、M > O > A > I、（O、A、M）对（I、R、Q））。"
            "这类属性存在争议，请报告各规则的结果。",
        ),
        "kano_size_unclear_one": (
            "No sample, however large, gives a sure label: the rules say {attributes} of the shares"
            " themselves (most frequent, M > O > A > I, (O, A, M) against (I, R, Q)). The attribute is"
            " contested: report what each rule says.",
            "无论样本多大都得不到确定的标签：各规则对该比例本身的判定为 {attributes}"
            "（依次为众数、M > O > A > I、（O、A、M）对（I、R、Q））。该属性存在争议，请报告各规则的结果。",
        ),
        "kano_check_no_negation": (
            "The dysfunctional question of {attribute} has no word of negation: “{question}” Check that it"
            " says the opposite of “{other}”",
            "“{attribute}”的反向题没有否定词：“{question}”请确认其与“{other}”含义相反。",
        ),
        "kano_check_negated": (
            "The functional question of {attribute} has a negation: “{question}” Its opposite would be a"
            " double one. Turn the attribute round, or ask about what there is.",
            "“{attribute}”的正向题含有否定词：“{question}”其反面会成为双重否定。请改为正面表述。",
        ),
        "kano_check_two_ideas": (
            "{attribute} may ask about two things at once (“{word}”): “{question}” Ask about each in a pair"
            " of its own.",
            "“{attribute}”可能同时询问两件事（“{word}”）：“{question}”请拆分为两对题。",
        ),
        "kano_check_verb": (
            "The name {attribute} holds a verb (“{word}”), and the template makes no sentence of it:"
            " “{question}” Name the feature alone (“free breakfast”), or write both questions.",
            "属性名“{attribute}”含有动词（“{word}”），代入模板后不成句：“{question}”"
            "请只写内容本身（如“免费早餐”），或自行写出正反两题。",
        ),
        "kano_check_differs": (
            "The questions of {attribute} have few words in common: “{question}” and “{other}” They should"
            " differ in the negation alone.",
            "“{attribute}”的两题用词差异较大：“{question}”与“{other}”。两题应仅在否定处不同。",
        ),
    },
}
