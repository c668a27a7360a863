"""The catalogue of documents in: the list of documents, and the list of their items."""

from portal.resolutions.lists import clauses, resolutions

__all__ = ["clauses", "resolutions"]
