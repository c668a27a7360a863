"""Acts on a person: recording them, what follows from them, and mending a wrong entry."""

from portal.directory.acts.correcting import correct, post_of, take_back, values_of
from portal.directory.acts.following import follow, follow_due, hanging_on
from portal.directory.acts.many import follow_all
from portal.directory.acts.recording import Basis, appoint, change_standing, end_post, leave, rehearse, transfer

__all__ = [
    "Basis",
    "appoint",
    "change_standing",
    "correct",
    "end_post",
    "follow",
    "follow_all",
    "follow_due",
    "hanging_on",
    "leave",
    "post_of",
    "rehearse",
    "take_back",
    "transfer",
    "values_of",
]
