"""One dossier's figures: what was counted, what was corrected, and the tasks behind each."""

from dataclasses import dataclass, field

from evaluations.models import Dossier, ShortcomingAnswer
from evaluations.rules.figures import percent

COUNTS = {
    "tasks_total": lambda task: True,
    "tasks_done": lambda task: task.is_done,
    "tasks_on_time": lambda task: task.is_on_time,
    "tasks_exceeded": lambda task: task.is_exceeded,
    "tasks_late": lambda task: task.is_late,
    "tasks_not_done": lambda task: not task.is_done,
    "tasks_open": lambda task: task.is_open,
}
SHARES = {
    "done_pct": "tasks_done",
    "on_time_pct": "tasks_on_time",
    "exceeded_pct": "tasks_exceeded",
    "late_pct": "tasks_late",
    "not_done_pct": "tasks_not_done",
    "open_pct": "tasks_open",
}
FLAGS = ("disciplined", "subordinates_disciplined")
# What may be corrected: what was counted, not the shares that follow from two counts.
CORRECTABLE = (
    *COUNTS,
    *(f"units_led_{share}" for share in ("done_pct", "on_time_pct", "exceeded_pct", "late_pct", "failed_pct")),
    *FLAGS,
    "shortcomings_total",
    "shortcomings_fixed",
    "low_confidence_pct",
)


@dataclass
class Figures:
    """The figures of one dossier: ``counted`` by the portal, ``corrections`` by people, and ``tasks`` behind them.

    ``units_led`` are the collectives that the person heads, ``unit_tasks`` their tasks, ``disciplines`` the
    decisions that count for it. Each of ``shortcomings`` has ``state`` and
    ``note`` of what the own paper answers, or None.
    """

    dossier: Dossier
    tasks: list = field(default_factory=list)
    units_led: list = field(default_factory=list)
    unit_tasks: list = field(default_factory=list)
    disciplines: list | None = None
    shortcomings: list = field(default_factory=list)
    counted: dict = field(default_factory=dict)
    corrections: dict = field(default_factory=dict)

    @property
    def values(self):
        """Return what holds: the corrected figure where there is one, else the counted one."""
        held = dict(self.counted)
        for key, correction in self.corrections.items():
            held[key] = corrected_value(key, correction.value)
        for key, part in SHARES.items():
            held[key] = percent(held[part], held["tasks_total"])
        held["shortcomings_fixed_pct"] = percent(held["shortcomings_fixed"], held["shortcomings_total"])
        return held

    def behind(self, key):
        """Return the tasks that a figure counts; for a share, those of its first part; empty for what counts none."""
        is_of_units = key.startswith("units_led_")
        key = key.removeprefix("units_led_")
        counts = COUNTS.get(SHARES.get(key, key))
        return [task for task in (self.unit_tasks if is_of_units else self.tasks) if counts(task)] if counts else []


def corrected_value(key, value):
    """Return a stored correction as the figure it stands for: a yes or no, a whole number, a percent."""
    if value is None:
        return None
    if key in FLAGS:
        return bool(value)
    return int(value) if key in COUNTS or key.startswith("shortcomings_") else value


def is_overcome(shortcoming, year):
    """Tell whether a shortcoming is overcome in ``year``: by the review, or by the own paper's answer (``state``)."""
    return shortcoming.state == ShortcomingAnswer.State.OVERCOME or shortcoming.overcome_in == year
