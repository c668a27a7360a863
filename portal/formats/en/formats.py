"""English pages keep the dates of the papers (dd/mm/yyyy), with English numbers."""

from portal.formats.vi.formats import *  # noqa: F403 (the same dates; only the numbers differ)

DECIMAL_SEPARATOR = "."
THOUSAND_SEPARATOR = ","
