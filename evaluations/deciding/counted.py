"""The quota as it would stand after a decision: the groups above it, in words.

Source: domain reference, 6.5 [C].
"""

from evaluations.quota import groups_of


def groups_after(evaluation, decider, track, levels):
    """Return the groups of a decider and track as they stand once the ratings of ``levels`` (key → code) have them."""
    return groups_of(evaluation, decider, track=track, instead=levels)


def excess(groups, levels):
    """Return the groups above their quota to which ``levels`` (key → code) add somebody at the top level."""
    return [group for group in groups if group.quota.is_exceeded and group.top & set(levels)]


def excess_line(group):
    """Return one line about a group above its quota, as page and decision keep it; Vietnamese, as the scheme is."""
    arithmetic = "; ".join(group.quota.arithmetic)
    name = f"{group.name}: " if group.name else ""
    return f"{name}{group.quota.proposed} trường hợp, tối đa {group.quota.allowed_now} ({arithmetic})"
