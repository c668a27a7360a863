"""Parting a list that is ordered by place in the tree into chunks of whole units."""


def spans(counted, size):
    """Yield first and last path of neighbouring units that together hold ``size`` lines; ``counted`` is in order.

    ``counted`` are pairs of a path and its number of lines. A span of places is a span of the list: nobody stands in
    two chunks, whoever joins or leaves meanwhile.
    """
    first, held = None, 0
    for path, lines in counted:
        first, last, held = first or path, path, held + lines
        if held >= size:
            yield [first, last]
            first, held = None, 0
    if first:
        yield [first, last]
