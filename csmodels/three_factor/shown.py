"""Settings of a three-factor analysis as they are printed."""

from __future__ import annotations

from collections.abc import Mapping

from csmodels.tables.shown import display_settings
from csmodels.tables.strings import text

#: What says nothing where no resamples were drawn.
OF_RESAMPLES = ("n_boot", "seed", "ci", "conf_level", "resample")


def shown_settings(settings: Mapping[str, object], lang: str) -> dict[str, object]:
    """Settings in words; without resamples none of these, and no errors where they would have come from them.

    Examples
    --------
    >>> shown_settings({"errors": "bootstrap", "n_boot": 0, "ci": "percentile", "n": 20}, "en")
    {'errors': 'none', 'n': '20'}
    """
    found = dict(settings)
    without = found.get("n_boot") == 0 and found.get("errors", "bootstrap") == "bootstrap"
    if without:
        found = {key: value for key, value in found.items() if key not in OF_RESAMPLES}
    shown = display_settings(found, lang)
    return {**shown, "errors": text("option.errors.none", lang)} if without and "errors" in shown else shown
