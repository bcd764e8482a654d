"""Satisfaction-index models (ACSI, ECSI): published specifications and scores from 0 to 100."""

from csmodels.acsi.catalogue import CATALOGUE, PublishedModel
from csmodels.acsi.model import IndexModel, index_model
from csmodels.acsi.result import IndexResult

__all__ = ["CATALOGUE", "IndexModel", "IndexResult", "PublishedModel", "index_model"]
