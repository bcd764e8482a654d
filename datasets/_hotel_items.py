"""The questionnaire of the hotel survey: every column of hotel_guests.csv, in file order."""

from __future__ import annotations

from ._common import Attribute, Column
from ._wording import YES_NO, choice, complained, number, paired_columns, price_columns, price_tolerance, rating

HOTELS = ("Airport", "Campus", "Expo", "Harbour", "Lakeside", "Museum", "Riverside", "Station")
HOTELS_ZH = ("机场店", "大学城店", "会展店", "港湾店", "湖滨店", "博物馆店", "滨江店", "火车站店")
QUARTERS = ("2024Q1", "2024Q2", "2024Q3", "2024Q4")
QUARTER_LABELS_EN = "|".join(f"2024Q{q}={n} quarter of 2024" for q, n in zip("1234", ("first", "second", "third", "fourth"), strict=True))
QUARTER_LABELS_ZH = "|".join(f"2024Q{q}=2024年第{n}季度" for q, n in zip("1234", "一二三四", strict=True))

ATTRIBUTES = (
    Attribute("cleanliness", "Cleanliness of the room", "客房的清洁程度", "basic", 0.50, 0.70, 0.25, tolerance=True),
    Attribute("quiet", "Quiet at night", "夜间的安静程度", "basic", 0.42, 0.62, 0.05, tolerance=True),
    Attribute("shower", "Hot water and shower", "热水和淋浴", "basic", 0.36, 0.66, 0.15),
    Attribute("bed", "Comfort of bed and pillow", "床和枕头的舒适程度", "performance", 0.20, 0.70, 0.00),
    Attribute("checkin", "Speed of check-in", "办理入住的速度", "performance", 0.16, 0.62, -0.10, tolerance=True),
    Attribute("facilities", "Condition of the room facilities", "客房设施的状况", "performance", 0.14, 0.72, -0.05),
    Attribute("breakfast", "Food at breakfast", "早餐的菜品质量", "excitement", 0.66, 0.62, -0.25, tolerance=True),
    Attribute("staff", "Friendliness of the staff", "员工的友善程度", "excitement", 0.58, 0.68, -0.20),
)  # fmt: skip

BACKGROUND = [
    Column("guest", "key", "Guest number in the sample", "样本中的宾客编号"),
    choice(
        "hotel", "Hotel of the stay (from the booking system)", "入住的分店（取自预订系统）",
        "|".join(f"{hotel}={hotel} hotel" for hotel in HOTELS),
        "|".join(f"{hotel}={zh}" for hotel, zh in zip(HOTELS, HOTELS_ZH, strict=True)),
    ),
    choice("quarter", "Quarter of the stay", "入住所在的季度", QUARTER_LABELS_EN, QUARTER_LABELS_ZH),
    choice(
        "purpose", "What was the main purpose of this stay?", "您此次入住的主要目的是什么？",
        "1=business|2=holiday|3=visit to family or friends|4=study, medical or other",
        "1=商务出差|2=旅游度假|3=探亲访友|4=求学、就医或其他", missing=0.012,
    ),
    choice("member", "Is the guest a member of the chain's club?", "宾客是否为连锁会员？", *YES_NO),
    number("nights", "Nights of this stay", "本次入住的晚数", "1", "14"),
    number("spend", "Amount paid for this stay, in yuan", "本次入住的消费金额（元）", "50", "9000", missing=0.02),
    choice(
        "heard_from", "How did you first hear of this chain?", "您最初是通过什么途径知道本连锁酒店的？",
        "1=friends or family|2=travel platform|3=map or search|4=advertisement|5=passed by a hotel"
        "|6=employer|7=other",
        "1=亲友推荐|2=旅游预订平台|3=地图或搜索引擎|4=广告|5=路过看到|6=单位安排|7=其他", missing=0.025,
    ),
    choice(
        "first_use", "How did your first stay with this chain come about?", "您第一次入住本连锁酒店是如何实现的？",
        "1=booked with the chain myself|2=booked on a travel platform|3=walked in without booking"
        "|4=somebody booked for me|5=used a voucher or promotion",
        "1=自己直接向酒店预订|2=通过旅游平台预订|3=未预订直接到店|4=由他人代订|5=使用优惠券或促销活动",
        missing=0.025,
    ),
]  # fmt: skip

STAY = [
    rating("stay_overall", "Satisfaction", 0.84, "Overall, how satisfied are you with the whole stay?", "总体而言，您对整个入住过程的满意程度如何？"),
    rating("stay_return", "Loyalty", 0.82, "Would you stay with us again or recommend us to others?", "您是否愿意再次入住或向他人推荐本酒店？", anchors="likely"),
    rating("stay_problems", "ServiceElement", 0.78, "Attitude of the staff in solving problems", "员工解决问题的态度", special=(0.015, 0.0)),
    rating("arrival_friendly", "p_staff", 0.84, "Friendliness and thanks at arrival and departure", "抵店和离店时员工的友善与致谢", construct="Arrival"),
    rating("arrival_checkin", "p_checkin", 0.86, "Speed of check-in", "办理入住手续的速度", construct="Arrival", shift=-0.05),
    rating("arrival_checkout", "p_checkin", 0.66, "Speed of check-out", "办理退房手续的速度", construct="Arrival", shift=0.10),
    rating("room_facilities", "p_facilities", 0.86, "Condition of the facilities", "客房设施的完好状况", construct="Room"),
    rating("room_lighting", "Performance", 0.62, "Lighting", "客房照明", construct="Room"),
    rating("room_shower", "p_shower", 0.86, "Hot water and shower", "热水与淋浴", construct="Room"),
    rating("room_bed", "p_bed", 0.86, "Comfort of bed and pillow", "床铺和枕头的舒适度", construct="Room"),
    rating("room_bedding", "p_cleanliness", 0.80, "Cleanliness of the bedding", "床上用品的清洁度", construct="Room", shift=0.10),
    rating("room_clean", "p_cleanliness", 0.86, "Cleanliness of the room", "客房的清洁度", construct="Room"),
    rating("room_air", "Performance", 0.58, "Air in the room", "客房内的空气质量", construct="Room"),
    rating("room_television", "Performance", 0.45, "Choice of television channels", "电视频道的选择", construct="Room", shift=-0.20, missing=0.04, special=(0.015, 0.0)),
    rating("room_quiet", "p_quiet", 0.86, "Quiet at night", "夜间的安静程度", construct="Room", shift=-0.10),
    rating("room_value", "Value", 0.76, "Value of the room for its price", "客房的性价比", construct="Room"),
    rating("room_overall", "RoomElement", 0.84, "The room overall", "对客房的总体评价", construct="Room"),
    rating("breakfast_food", "p_breakfast", 0.86, "Quality of the breakfast food", "早餐菜品的质量", construct="Dining", missing=0.03, special=(0.012, 0.0)),
    rating("breakfast_temperature", "p_breakfast", 0.74, "Temperature of the breakfast dishes", "早餐菜品的温度", construct="Dining", missing=0.03, special=(0.015, 0.0)),
    rating("breakfast_surroundings", "p_breakfast", 0.68, "Surroundings at breakfast", "早餐的就餐环境", construct="Dining", missing=0.03, special=(0.012, 0.0)),
    rating("dinner_food", "p_breakfast", 0.55, "Food at lunch and dinner", "午餐和晚餐的菜品", construct="Dining", shift=-0.25, missing=0.09, special=(0.02, 0.0)),
    rating("dining_overall", "p_breakfast", 0.82, "Dining overall", "对餐饮的总体评价", construct="Dining", shift=-0.08, missing=0.04),
]  # fmt: skip

INDEX = [
    rating("exp_overall", "Expectations", 0.82, "Before this stay, how high were your expectations of the hotel's quality overall?", "入住之前，您对本酒店总体质量的期望有多高？", construct="Expectations", anchors="level", shift=-0.10, missing=0.010),
    rating("exp_custom", "Expectations", 0.75, "Before this stay, how well did you expect the hotel to suit your own needs?", "入住之前，您期望本酒店在多大程度上满足您个人的需要？", construct="Expectations", anchors="level", shift=-0.15, missing=0.010),
    rating("exp_reliability", "Expectations", 0.68, "Before this stay, how reliable did you expect the hotel to be, with nothing going wrong?", "入住之前，您期望本酒店的服务有多可靠、不出差错？", construct="Expectations", anchors="level", missing=0.010, special=(0.005, 0.0)),
    rating("qual_overall", "Quality", 0.88, "How do you rate the quality of the hotel overall?", "您如何评价本酒店的总体质量？", construct="Quality", anchors="good", missing=0.008),
    rating("qual_custom", "Quality", 0.83, "How well did the hotel suit your own needs?", "本酒店在多大程度上满足了您个人的需要？", construct="Quality", anchors="suits", shift=-0.08, missing=0.008),
    rating("qual_reliability", "Quality", 0.77, "How often did things go wrong during the stay?", "入住期间，酒店的服务出现差错的情况如何？", construct="Quality", anchors="often", shift=0.12, missing=0.008),
    rating("value_quality", "Value", 0.86, "Given the price you paid, how do you rate the quality?", "就您所付的价格而言，您如何评价酒店的质量？", construct="Value", anchors="good", missing=0.008),
    rating("value_price", "Value", 0.82, "Given the quality you received, how do you rate the price?", "就您所享受的质量而言，您如何评价酒店的价格？", construct="Value", anchors="good", shift=-0.22, missing=0.008, special=(0.0, 0.005)),
    rating("sat_overall", "Satisfaction", 0.89, "How satisfied are you with the hotel overall?", "总体而言，您对本酒店的满意程度如何？", construct="Satisfaction", missing=0.008),
    rating("sat_expectation", "Satisfaction", 0.84, "How far did the hotel fall short of or exceed your expectations?", "与您的期望相比，本酒店的实际表现如何？", construct="Satisfaction", anchors="exceeds", shift=-0.18, missing=0.008),
    rating("sat_ideal", "Satisfaction", 0.82, "How close is the hotel to your ideal hotel of this class?", "本酒店与您心目中同档次的理想酒店有多接近？", construct="Satisfaction", anchors="ideal", shift=-0.25, missing=0.008),
    complained("Did you complain to the hotel or its head office during or after this stay?", "在此次入住期间或之后，您是否向酒店或其总部投诉过？"),
    rating("handling", "Handling", 0.92, "How well was your complaint handled?", "您的投诉处理得如何？", anchors="good", shift=-0.45, asked_if="complained == 1", missing=0.015),
    rating("repurchase", "Loyalty", 0.86, "How likely are you to choose a hotel of this chain again?", "您再次选择本连锁酒店的可能性有多大？", construct="Loyalty", anchors="likely", missing=0.008),
    *price_columns("repurchase", "the chain", "本连锁酒店"),
]  # fmt: skip

PAIRS = paired_columns(ATTRIBUTES, "Before this stay", "入住之前", "入住之后")

ELEMENTS = [
    rating("recommendation", "Recommendation", 0.90, "How likely are you to recommend this chain to friends or colleagues?", "您有多大可能向亲友或同事推荐本连锁酒店？", anchors="recommend", cuts="recommend", missing=0.010),
    rating("effort", "Ease", 0.85, "The hotel made it easy for me to get what I needed.", "本酒店让我轻松便捷地办成了想办的事。", anchors="agree", cuts="seven"),
    rating("hard_function", "HardElement", 0.82, "The rooms and equipment work as they should.", "客房和设备功能完备、运转正常。", construct="ProductHard", anchors="agree"),
    rating("hard_efficiency", "HardElement", 0.78, "Everything about the stay runs without loss of time.", "入住的各个环节高效、不耽误时间。", construct="ProductHard", anchors="agree", shift=-0.05),
    rating("hard_price", "HardElement", 0.66, "The price fits the class of the hotel.", "价格与酒店的档次相符。", construct="ProductHard", anchors="agree", shift=-0.15),
    rating("soft_design", "SoftElement", 0.80, "I like the design and the colours of the hotel.", "我喜欢酒店的设计风格和色彩。", construct="ProductSoft", anchors="agree", shift=-0.10),
    rating("soft_ease", "SoftElement", 0.76, "Switches, fittings and the room guide are easy to use.", "房内的开关、设备和使用说明简单易懂。", construct="ProductSoft", anchors="agree"),
    rating("soft_name", "SoftElement", 0.68, "The name and the signs of the chain appeal to me.", "酒店的名称和标识给我的感觉很好。", construct="ProductSoft", anchors="agree", shift=-0.10, special=(0.012, 0.0)),
    rating("serv_manner", "ServiceElement", 0.82, "Staff are well dressed, greet guests and speak politely.", "员工着装整洁、主动问候、言语礼貌。", construct="Service", anchors="agree", shift=0.08),
    rating("serv_knowledge", "ServiceElement", 0.79, "Staff know the house and the neighbourhood well.", "员工熟悉酒店和周边的情况。", construct="Service", anchors="agree"),
    rating("serv_after", "ServiceElement", 0.72, "The hotel keeps guests informed and looks after them when the stay is over.", "酒店及时提供信息，离店后的服务也周到。", construct="Service", anchors="agree", shift=-0.15, special=(0.018, 0.0)),
    rating("img_culture", "ImageElement", 0.76, "The chain supports culture and sports.", "本连锁酒店支持文化体育事业。", construct="Image", anchors="agree", shift=-0.20, missing=0.03, special=(0.02, 0.005)),
    rating("img_residents", "ImageElement", 0.78, "The chain is a good neighbour and opens its facilities to residents.", "本连锁酒店与社区和睦相处，并向居民开放设施。", construct="Image", anchors="agree", shift=-0.25, missing=0.03, special=(0.02, 0.005)),
    rating("img_environment", "ImageElement", 0.80, "The chain cares for the environment.", "本连锁酒店注重保护环境。", construct="Image", anchors="agree", shift=-0.10, special=(0.015, 0.0)),
    choice("came_back", "Did the guest come back to the chain within a year of this stay (from the booking system)?", "宾客在此次入住后一年内是否再次入住本连锁酒店（取自预订系统）？", *YES_NO),
    Column("weight", "weight", "Survey weight: guests of the chain for whom this guest stands, mean about 1", "抽样权数：该宾客在总体中所代表的相对人数，均值约为1", low="0", high="5"),
]  # fmt: skip

COLUMNS = (*BACKGROUND, *STAY, *INDEX, *PAIRS, *ELEMENTS)
DERIVED = (price_tolerance("repurchase"),)
