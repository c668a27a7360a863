"""Primary keys as forms and query strings name them."""

_DIGITS = 18  # what a column of keys holds on both databases


def key_of(text: str | None) -> int | None:
    """Return the primary key that ``text`` names; None for what can be none, so that a look-up finds nothing."""
    if text is None or not (text.isascii() and text.isdecimal() and len(text) <= _DIGITS):
        return None
    return int(text)
