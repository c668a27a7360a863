"""What figures are called on a page, and how their values read."""

from decimal import ROUND_FLOOR, Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.lib.numbers import format_vi

LABELS = {
    "tasks_total": gettext_lazy("Tasks in all"),
    "tasks_done": gettext_lazy("Done"),
    "tasks_on_time": gettext_lazy("Done in time"),
    "tasks_exceeded": gettext_lazy("Done beyond what was asked"),
    "tasks_late": gettext_lazy("Late or overdue"),
    "tasks_not_done": gettext_lazy("Not done"),
    "tasks_open": gettext_lazy("Of them still open"),
    "units_led_done_pct": gettext_lazy("Units led: done"),
    "units_led_on_time_pct": gettext_lazy("Units led: done in time"),
    "units_led_exceeded_pct": gettext_lazy("Units led: done beyond what was asked"),
    "units_led_late_pct": gettext_lazy("Units led: late or overdue"),
    "units_led_failed_pct": gettext_lazy("Units led that are rated at the lowest level"),
    "disciplined": gettext_lazy("Disciplined in the period"),
    "subordinates_disciplined": gettext_lazy("A subordinate unit was disciplined"),
    "shortcomings_total": gettext_lazy("Earlier shortcomings"),
    "shortcomings_fixed": gettext_lazy("Of them overcome"),
    "low_confidence_pct": gettext_lazy("Low confidence in this year's vote"),
}


def shown(value):
    """Return a figure in words: "3", "33,3%", "có", or that there is not enough to count.

    A share is cut to one decimal, so that 99,96% is not read as all.
    """
    if value is None:
        return _("not enough to count")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, Decimal):
        return f"{format_vi(value.quantize(Decimal('0.1'), rounding=ROUND_FLOOR))}%"
    return str(value)
