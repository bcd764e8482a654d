"""Word of mouth and complaints: what is told, who complains, who is won back, what handling is worth."""

from csmodels.strategy.complaints.funnel import ComplaintFunnel, complaint_funnel
from csmodels.strategy.complaints.recovery import ServiceRecovery, service_recovery
from csmodels.strategy.complaints.word_of_mouth import WordOfMouth, word_of_mouth
from csmodels.strategy.complaints.worth import ComplaintValue, complaint_value

__all__ = [
    "ComplaintFunnel",
    "ComplaintValue",
    "ServiceRecovery",
    "WordOfMouth",
    "complaint_funnel",
    "complaint_value",
    "service_recovery",
    "word_of_mouth",
]
