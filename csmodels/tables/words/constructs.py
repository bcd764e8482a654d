"""Names of constructs in displays, in English and Chinese."""

from __future__ import annotations

# Latent variables of the published models, by the names the library gives them.
CONSTRUCTS: dict[str, tuple[str, str]] = {
    "Image": ("Image", "品牌形象"),
    "Expectations": ("Expectations", "顾客期望"),
    "Quality": ("Quality", "感知质量"),
    "ProductQuality": ("Product quality", "感知产品质量"),
    "ServiceQuality": ("Service quality", "感知服务质量"),
    "Value": ("Value", "感知价值"),
    "Satisfaction": ("Satisfaction", "顾客满意度"),
    "Complaints": ("Complaints", "顾客抱怨"),
    "ComplaintHandling": ("Complaint handling", "抱怨处理"),
    "Trust": ("Trust", "顾客信任"),
    "Commitment": ("Commitment", "顾客承诺"),
    "Loyalty": ("Loyalty", "顾客忠诚"),
    "Usefulness": ("Usefulness", "感知有用性"),
    "Confirmation": ("Confirmation", "期望确认"),
    "Continuance": ("Continuance intention", "持续使用意愿"),
    # Blocks of the sample questionnaires.
    "Arrival": ("Arrival", "到店与离店"),
    "Room": ("Room", "客房"),
    "Dining": ("Dining", "餐饮"),
    "ProductHard": ("Product, hard value", "产品硬价值"),
    "ProductSoft": ("Product, soft value", "产品软价值"),
    "Service": ("Service", "服务"),
    "Network": ("Network", "网络质量"),
    "Billing": ("Billing", "账单与缴费"),
    "Tariff": ("Tariff", "资费"),
    "expectation": ("Expectation", "期望"),
    "performance": ("Performance", "感知绩效"),
    "disconfirmation": ("Disconfirmation", "期望不一致"),
    "satisfaction": ("Satisfaction", "满意度"),
}
