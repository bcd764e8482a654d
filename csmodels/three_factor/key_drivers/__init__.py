"""Key drivers: whose failures set the dissatisfied apart, and whose excellence the delighted."""

from csmodels.three_factor.key_drivers.model import Drivers, key_drivers
from csmodels.three_factor.key_drivers.result import KeyDrivers

__all__ = ["Drivers", "KeyDrivers", "key_drivers"]
