"""The three lists of earlier years as kinds of lists: who takes them in, how, and how they are undone."""

from functools import partial

from django.utils.translation import gettext_lazy as _

from evaluations.models import PastCount, PastRating, Shortcoming
from evaluations.past import policies, taking
from portal.directory.lists.kinds import ListKind
from portal.directory.lists.undoing import Undoing
from portal.directory.roles import Act


class SubjectUndoing(Undoing):
    """Rows about a person, a collective or an organisation."""

    def rows(self):
        return self.counted.objects.select_related("person", "collective", "org")

    def name_of(self, row):
        return f"{row.subject} ({row})"


class RatingUndoing(SubjectUndoing):
    tables = (PastRating,)


class ShortcomingUndoing(SubjectUndoing):
    tables = (Shortcoming,)


class CountUndoing(Undoing):
    tables = (PastCount,)


UNDOING = {"ratings": RatingUndoing, "shortcomings": ShortcomingUndoing, "counts": CountUndoing}

LISTS = {
    kind: ListKind(
        taking.LABELS[kind],
        Act.RECORD_DECISIONS,
        policies.can_take_in_past,
        partial(taking.columns_of, kind),
        partial(taking.read, kind),
        partial(taking.take, kind),
        undoing,
        name_label=_("Of whom"),
        place_label=_("What is written"),
        page="evaluations:past",
        shown="evaluations:past",
    )
    for kind, undoing in UNDOING.items()
}
