"""One section of a self-assessment as a page shows it."""

from django.utils.translation import gettext as _

from portal.printing.models import PaperForm, heading_of


class Section:
    """One section: its data of the form, the words written in it, the tasks that the portal filled in.

    ``field`` is where words are written, None on a page to read; ``degree`` the field (or word) of its degree;
    ``rows`` are earlier shortcomings or prompts, each with its fields; ``units`` those that a leader answers for.
    """

    def __init__(self, data, text):
        self.data, self.text = data, text
        self.key, self.kind, self.depth = data["key"], data["kind"], data["depth"]
        self.number, self.required = data.get("number", ""), data.get("required", False)
        self.confidence = data.get("confidence", "")
        self.field = self.degree = None
        self.tasks, self.rows, self.units = [], [], []

    @property
    def heading(self):
        return heading_of(self.data)

    @property
    def is_labelled(self):
        """Tell whether its heading is the label of its one field: a point that is written, not filled in."""
        return self.field is not None and self.kind == "text" and self.depth == 3

    @property
    def is_written(self):
        return self.kind in PaperForm.WRITTEN_KINDS

    @property
    def summary(self):
        return summary_of(self.tasks)


def summary_of(tasks):
    """Return in words how many tasks are done, in time, beyond what was asked."""
    return _("Done: %(done)s of %(total)s, in time %(timely)s, beyond what was asked %(beyond)s") % {
        "done": sum(task.is_done for task in tasks),
        "total": len(tasks),
        "timely": sum(task.is_on_time for task in tasks),
        "beyond": sum(task.is_exceeded for task in tasks),
    }
