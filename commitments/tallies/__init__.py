"""The numbers of the overview: counted by unit, added up along the tree, kept in a roll-up for large campaigns."""

from commitments.tallies.counting import Scope, summed
from commitments.tallies.numbers import Counts
from commitments.tallies.reading import Reading, is_small, read
from commitments.tallies.rollup import refresh, refresh_due

__all__ = ["Counts", "Reading", "Scope", "is_small", "read", "refresh", "refresh_due", "summed"]
