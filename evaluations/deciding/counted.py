"""What a decision would do to the quota: the groups that it would leave above it, in words that are kept with it."""


def excess(groups, levels):
    """Return the groups above their quota to which ``levels`` (key → code) add somebody at the top level."""
    return [group for group in groups if group.quota.is_exceeded and group.top & set(levels)]


def excess_line(group):
    """Return one line about a group above its quota, as page and decision keep it; Vietnamese, as the scheme is."""
    arithmetic = "; ".join(group.quota.arithmetic)
    name = f"{group.name}: " if group.name else ""
    return f"{name}{group.quota.proposed} trường hợp, tối đa {group.quota.allowed_now} ({arithmetic})"
