"""Who is in an evaluation, by which frame each is rated, who decides, where each is reviewed; and opening it."""

from evaluations.opening.acts import ask_to_open, keep, open_now, opening_job
from evaluations.opening.proposal import Line, proposed
from evaluations.opening.work import OpeningWork

__all__ = ["Line", "OpeningWork", "ask_to_open", "keep", "open_now", "opening_job", "proposed"]
