"""What the audit trail calls each act on evaluations."""

ACTION_NAMES = {}
