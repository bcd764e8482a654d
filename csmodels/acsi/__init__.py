"""Satisfaction-index models (ACSI, ECSI): published specifications and scores from 0 to 100."""

from csmodels.acsi.catalogue import CATALOGUE, PublishedModel
from csmodels.acsi.index import IndexModel, IndexResult, index_model

__all__ = ["CATALOGUE", "IndexModel", "IndexResult", "PublishedModel", "index_model"]
