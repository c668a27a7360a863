"""The results that wait for a person's answer, oldest first, and what each shows of its commitment."""

from dataclasses import dataclass
from functools import cached_property

from django.db.models import OuterRef, Prefetch, Subquery
from django.http import QueryDict
from django.utils.translation import gettext as _

from commitments.forms.answers import AnswerForm, ResultsForm
from commitments.models import CampaignEntry, ProgressAnswer, ProgressEntry
from commitments.progress.course import Course, course_of
from commitments.progress.reading import history_of
from commitments.progress.standing import Standing, standing_of
from portal.lib.numbers import format_vi, with_unit
from portal.resolutions.models import Clause

Show = ResultsForm.Show
State, Answer = ProgressEntry.State, ProgressEntry.Answer


@dataclass(frozen=True)
class Row:
    """A sent entry as its officer reads it: how it stands, its course, and what was said of it before.

    ``history`` are the sent entries of its commitment, oldest first, this one among them; ``form`` holds its answer.
    """

    entry: ProgressEntry
    standing: Standing
    course: Course | None
    history: list
    form: AnswerForm
    may_choose: bool

    @property
    def is_latest(self):
        return self.entry.commitment.latest_id == self.entry.pk

    @property
    def newest_only(self):
        return self.history[-1:]

    @property
    def before(self):
        """Return the entry before this one, or None."""
        earlier = [entry for entry in self.history if entry.pk < self.entry.pk]
        return earlier[-1] if earlier else None

    @cached_property
    def last_answer(self):
        """Return what was said of this entry last, or None."""
        return next((answers[-1] for one in self.history if one.pk == self.entry.pk if (answers := said(one))), None)

    @property
    def seen(self):
        """Return the key of the answer that the page shows, 0 for none: an answer given meanwhile is told."""
        return self.last_answer.pk if self.last_answer else 0

    @property
    def earlier_answer(self):
        """Return what was said last of the entries before this one, or None: what the writer now responds to."""
        found = [answer for one in self.history if one.pk < self.entry.pk for answer in said(one)]
        return found[-1] if found else None

    @property
    def evidence(self):
        """Return what shows the result: all that came with this entry and with those before it, newest first."""
        return [piece for one in reversed(self.told) for piece in reversed(one.evidence.all())]

    @property
    def told(self):
        return [one for one in self.history if one.pk <= self.entry.pk]

    @property
    def amount(self):
        """Return "47 of 60 people", "target 60 people", or an empty text where nothing is counted."""
        commitment = self.entry.commitment
        if commitment.target_value is None:
            return ""
        target = with_unit(format_vi(commitment.target_value), commitment.unit)
        if self.entry.reached_value is None:
            return _("target %(target)s") % {"target": target}
        return _("%(value)s of %(target)s") % {"value": format_vi(self.entry.reached_value), "target": target}

    @property
    def about(self):
        """Return the words that tell its buttons from the others: "Lê Quang Dũng, commitment 2"."""
        commitment = self.entry.commitment
        return _("%(owner)s, commitment %(number)s") % {"owner": commitment.program.owner, "number": commitment.order}

    # ── what may be said next ──

    @property
    def may_confirm(self):
        return Answer.CONFIRMED in self._next

    @property
    def may_doubt(self):
        return Answer.DOUBTED in self._next

    @property
    def may_ask(self):
        return Answer.ASKED in self._next

    @property
    def _next(self):
        return ProgressEntry.NEXT[self.entry.answer]


def said(entry):
    """Return the answers to an entry, oldest first, from what is loaded."""
    return list(entry.answers.all())


class Results:
    """What is reported to ``person``'s bodies, narrowed as the query string says."""

    def __init__(self, person, query):
        self.person = person
        self.form = ResultsForm(query, person=person)
        self.chosen = self.form.chosen()

    @cached_property
    def query(self):
        """Return the filters as a query string, without what is not set and without pages."""
        query = QueryDict(mutable=True)
        query.update({name: value for name, value in self.form.as_query().items() if value})
        return query.urlencode()

    @property
    def may_confirm_several(self):
        return self.chosen["show"] in {Show.CLAIMS, Show.ALL}

    @property
    def is_usual(self):
        return self.chosen["show"] == Show.CLAIMS

    def entries(self):
        """Return the entries of the list in no order, with all that a row shows: five queries a page."""
        found = _SHOWN[self.chosen["show"]](ProgressEntry.objects.answered_by(self.person))
        if unit := self.chosen["unit"]:
            found = found.filter(commitment__program__entry__in=CampaignEntry.objects.within(unit))
        return with_rows(found)

    @property
    def order(self):
        """Return the order of the list: what waits longest first, what is answered newest first."""
        return ("-last_answer", "-pk") if self.chosen["show"] == Show.ANSWERED else ("report__sent_at", "pk")


def waiting_for(person):
    """Return the claims that wait for the person's answer."""
    return _claims(ProgressEntry.objects.answered_by(person))


def with_rows(entries):
    """Load what ``row_of`` needs of sent entries."""
    clauses = Clause.objects.select_related("resolution__doc_type")
    history = history_of(ProgressEntry.objects.sent())
    paper = "commitment__program__entry__"
    return entries.select_related(
        "report__quarter",
        f"{paper}person",
        f"{paper}collective",
        f"{paper}unit__parent",
        f"{paper}campaign__form",
        f"{paper}campaign__period",
    ).prefetch_related(
        Prefetch("commitment__clauses", queryset=clauses),
        Prefetch("commitment__progress", queryset=history, to_attr="history"),
    )


def row_of(entry, *, form=None, may_choose=False):
    """Return the ``Row`` of an entry loaded by ``with_rows``; ``form`` is the ``AnswerForm`` where one was sent."""
    commitment = entry.commitment
    told = [one for one in commitment.history if one.pk <= entry.pk]
    return Row(
        entry,
        standing_of(commitment, entry),
        course_of(told, commitment.program.campaign.period, commitment.due_on),
        commitment.history,
        form if form is not None else AnswerForm(entry=entry),
        may_choose=may_choose and not entry.answer and not _lacks_evidence(entry, told),
    )


def row_of_reading(reading, program):
    """Return the ``Row`` of what was sent last of the open commitment, from its ``Reading``; None for any other."""
    commitment, history = reading.commitment, list(reversed(reading.entries))
    if not reading.is_open or not history or commitment.dropped_on is not None:
        return None
    commitment.program, history[-1].commitment = program, commitment
    form = AnswerForm(entry=history[-1])
    return Row(history[-1], reading.standing, reading.course, history, form, may_choose=False)


def _lacks_evidence(entry, told):
    """Tell whether it is said to be done beyond, with nothing that shows it: such a one is looked at by itself."""
    return entry.state == State.EXCEEDED and not any(one.evidence.all() for one in told)


# ── what is shown ──


def _claims(entries):
    return _unanswered(entries).claims()


def _unanswered(entries):
    return entries.latest().filter(answer="")


def _open(entries):
    return entries.latest().filter(answer__in=ProgressEntry.OPEN_ANSWERS)


def _answered(entries):
    last = ProgressAnswer.objects.filter(entry=OuterRef("pk")).order_by("-pk").values("pk")[:1]
    return entries.exclude(answer="").annotate(last_answer=Subquery(last))


_SHOWN = {Show.CLAIMS: _claims, Show.ALL: _unanswered, Show.OPEN: _open, Show.ANSWERED: _answered}
