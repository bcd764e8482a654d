"""The catalogue of published satisfaction-index models: each found by its name."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from csmodels.acsi.entries.american import ACSI, NCSB_1996, NCSI, SCSB
from csmodels.acsi.entries.asian import CCSI, HKCSI, JCSI, KCSI
from csmodels.acsi.entries.entry import PublishedModel, Range
from csmodels.acsi.entries.european import ECSI, ECSI_MOBILE
from csmodels.acsi.entries.norwegian import NCSB_2001
from csmodels.errors import SpecificationError, did_you_mean, some
from csmodels.tables import FrozenMapping

__all__ = ["CATALOGUE", "PublishedModel", "Range", "published", "published_models"]

#: Models by name; names are found whatever their capitals.
CATALOGUE: Mapping[str, PublishedModel] = FrozenMapping(
    {
        model.name: model
        for model in (
            ACSI,
            ECSI,
            ECSI_MOBILE,
            SCSB,
            NCSB_1996,
            NCSB_2001,
            NCSI,
            CCSI,
            HKCSI,
            JCSI,
            KCSI,
        )
    }
)


def published(name: str) -> PublishedModel:
    """The published model of a name.

    Raises
    ------
    SpecificationError
        Unknown name; lists the known ones.

    Examples
    --------
    >>> from csmodels.acsi.catalogue import published
    >>> published("acsi").structure["Satisfaction"]
    ('Expectations', 'Quality', 'Value')
    """
    found = {known.casefold(): model for known, model in CATALOGUE.items()}.get(str(name).casefold())
    if found is None:
        raise SpecificationError(
            f"There is no published model {name!r}.{did_you_mean(name, CATALOGUE)}"
            f" Models: {some(CATALOGUE, 20)}."
        )
    return found


def published_models() -> pd.DataFrame:
    """The models of the catalogue: constructs, how their arrows and items are known, citation.

    Returns
    -------
    DataFrame
        One row per model: ``constructs`` and ``paths`` (numbers), ``arrows`` (published, described or
        unknown), ``items_confirmed``, ``citation``.

    Examples
    --------
    >>> from csmodels.acsi.catalogue import published_models
    >>> published_models().loc[["ACSI", "CCSI"], ["constructs", "paths", "arrows"]]
           constructs  paths     arrows
    model
    ACSI            6      9  published
    CCSI            6      0    unknown
    """
    rows = [
        {
            "constructs": len(model.items),
            "paths": sum(map(len, model.structure.values())),
            "arrows": model.arrows,
            "items_confirmed": model.items_confirmed,
            "citation": model.citation,
        }
        for model in CATALOGUE.values()
    ]
    return pd.DataFrame(rows, index=pd.Index(list(CATALOGUE), name="model"))
