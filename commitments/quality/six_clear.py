"""The six clear points of a commitment: who, what, when, in which part, with what product, by whose authority.

Source: domain reference, 10.1; the six points [C], what each looks for [P]. A fault of level ``MISS`` blocks
submitting; ``WARN`` goes along to the reviewer, who decides. The portal advises: it never says that a task is wrong.
"""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commitments.models import Phrase
from commitments.quality import examples
from commitments.quality.vague import Wording
from portal.lib.numbers import format_vi, with_unit
from portal.lib.vietnamese import clean

OK, WARN, MISS = "ok", "warn", "miss"
SHORTEST_TITLE = 20  # characters of a task that says what is done

Kind = Phrase.Kind


@dataclass(frozen=True)
class Fault:
    """One thing to mend: ``level`` MISS or WARN, at which ``field``; what is the matter, how to mend it.

    ``sample`` shows it done; ``example`` is a listed ``Phrase`` that could stand in place of the task, or None.
    """

    level: str
    field: str
    reason: str
    mend: str
    sample: str = ""
    example: Phrase | None = None


@dataclass(frozen=True)
class Check:
    """One of the six points with its faults; ``fine`` says what is clear where nothing is missing."""

    key: str
    name: str
    fine: str
    faults: list[Fault] = field(default_factory=list)

    @property
    def state(self):
        levels = {fault.level for fault in self.faults}
        return MISS if MISS in levels else WARN if WARN in levels else OK

    @property
    def reason(self):
        return "; ".join(fault.reason for fault in self.faults) or self.fine

    @property
    def mends(self):
        """Return how to mend each fault, with its example, as pairs of texts."""
        return [(fault.mend, fault.example.text if fault.example else fault.sample) for fault in self.faults]


@dataclass(frozen=True)
class Setting:
    """What a commitment is judged against: the year's first and last day, the form's columns, whose paper it is."""

    starts_on: object
    ends_on: object
    columns: tuple
    is_collective: bool
    wording: Wording

    @classmethod
    def of(cls, program, wording=None):
        period = program.campaign.period
        return cls(
            starts_on=period.starts_on,
            ends_on=period.ends_on,
            columns=tuple(program.campaign.form.columns),
            is_collective=program.entry.collective_id is not None,
            wording=wording or Wording(),
        )

    def asks_for(self, column):
        return column in self.columns


def six_checks(commitment, setting):
    """Return the six ``Check`` of a commitment, in the order in which offices name them.

    ``commitment`` has its clauses loaded. A point that the form has no column for counts as clear and says why.
    """
    return [
        Check("people", _("Clear who"), _who(commitment, setting), _people(commitment, setting)),
        Check("work", _("Clear what"), _what(commitment), _work(commitment, setting)),
        Check("time", _("Clear when"), _when(commitment, setting), _time(commitment, setting)),
        Check("responsibility", _("Clear part"), _part(commitment, setting), _responsibility(commitment, setting)),
        Check("product", _("Clear product"), commitment.deliverable, _product(commitment, setting)),
        Check("authority", _("Clear authority"), _by_whom(commitment, setting), _authority(commitment, setting)),
    ]


def has_number(commitment):
    """Tell whether the task counts something: a target, or a figure in the task or its product."""
    return commitment.target_value is not None or any(c.isdigit() for c in commitment.title + commitment.deliverable)


def is_concrete(commitment):
    """Tell whether a task has a number, a product and a date; then a general phrase in it does no harm."""
    return has_number(commitment) and bool(commitment.deliverable) and commitment.due_on is not None


# ── what is missing or worth another look ──


def _people(commitment, setting):
    if setting.is_collective and not commitment.co_owners and setting.asks_for("responsibility"):
        mend = _("Name who answers for this task.")
        return [Fault(WARN, "co_owners", _("nobody of the collective is named"), mend, examples.PEOPLE)]
    crowd, mend = setting.wording.found(Kind.CROWD, commitment.co_owners), _("Write the names of the people.")
    return [
        Fault(WARN, "co_owners", _("“%(words)s” names nobody") % {"words": words}, mend, examples.PEOPLE)
        for words in crowd
    ]


def _work(commitment, setting):
    faults = []
    if len(clean(commitment.title)) < SHORTEST_TITLE:
        text = _("the task is too short to say what will be done") if commitment.title else _("the task is not written")
        mend = _("Write at least %(count)s characters: what, for whom.") % {"count": SHORTEST_TITLE}
        faults.append(Fault(MISS, "title", text, mend, examples.TASK))
    if setting.asks_for("clauses") and not commitment.is_regular and not commitment.clauses.all():
        mend = _("Choose the clause, or mark the task as a regular duty.")
        faults.append(Fault(MISS, "clauses", _("it answers no clause of a document"), mend, examples.CLAUSE))
    return faults + _vague(commitment, setting) + _verbless(commitment, setting)


def _vague(commitment, setting):
    found = setting.wording.found(Kind.VAGUE, commitment.title)
    if not found or is_concrete(commitment):
        return []
    words = ", ".join(f"“{phrase}”" for phrase in found)
    reason = ngettext(
        "%(words)s does not show the concrete act", "%(words)s do not show the concrete act", len(found)
    ) % {"words": words}
    mend = _("At the end of the year there would be nothing to compare with. Give a number, a product and a date.")
    example = setting.wording.example_for(commitment.title)
    return [Fault(WARN, "title", reason, mend, "" if example else examples.TASK, example)]


def _verbless(commitment, setting):
    if len(clean(commitment.title)) < SHORTEST_TITLE or setting.wording.found(Kind.VERB, commitment.title):
        return []
    mend = _("Begin with a verb: organise, write, guide, check…")
    return [Fault(WARN, "title", _("no verb of a concrete act"), mend, examples.VERB)]


def _time(commitment, setting):
    day, sample = commitment.due_on, examples.DEADLINE.format(year=setting.ends_on.year)
    if day is None:
        return [Fault(MISS, "due_on", _("the deadline is missing"), _("Give the day by which it is done."), sample)]
    if not setting.starts_on <= day <= setting.ends_on:
        reason = _("%(date)s is outside the year %(year)s") % {"date": f"{day:%d/%m/%Y}", "year": setting.ends_on.year}
        return [Fault(MISS, "due_on", reason, _("Choose a day of that year."), sample)]
    has_milestone = any(c.isdigit() for c in commitment.milestones)
    if day < setting.ends_on or has_milestone:
        return []
    loose = setting.wording.found(Kind.LOOSE_TIME, commitment.title, commitment.milestones)
    mend = _("Give an earlier deadline or a milestone with its day.")
    return [
        Fault(WARN, "due_on", _("“%(words)s” does not say when") % {"words": words}, mend, examples.MILESTONES)
        for words in loose[:1]
    ]


def _responsibility(commitment, setting):
    if setting.asks_for("responsibility") and not commitment.responsibility:
        mend = _("Choose: lead, support or advise.")
        return [Fault(MISS, "responsibility", _("your part is not chosen"), mend, examples.PART)]
    return []


def _product(commitment, setting):
    if not commitment.deliverable:
        target = _target(commitment)
        reason = (
            _("there is a target of %(target)s, yet no product") % {"target": target}
            if target
            else _("the product is not named")
        )
        mend = _("Name what can be seen, counted and checked.")
        return [Fault(MISS, "deliverable", reason, mend, examples.PRODUCT)]
    if has_number(commitment) or setting.wording.found(Kind.PRODUCT, commitment.deliverable):
        return []
    mend = _("Name a thing that can be shown: a list, minutes, a report, signed pledges.")
    return [Fault(WARN, "deliverable", _("neither a number nor a named product"), mend, examples.NAMED_PRODUCT)]


def _authority(commitment, setting):
    if commitment.authority_note or not setting.asks_for("authority_note"):
        return []
    above = setting.wording.found(Kind.AUTHORITY, commitment.title)
    mend = _("Name who decides. Leave it empty if it is yours to decide.")
    reason = _("“%(words)s” is usually decided by a superior")
    return [Fault(WARN, "authority_note", reason % {"words": words}, mend, examples.AUTHORITY) for words in above[:1]]


# ── what is clear ──


def _who(commitment, setting):
    if commitment.co_owners:
        return (
            commitment.co_owners
            if setting.is_collective
            else _("The writer, together with %(names)s") % {"names": commitment.co_owners}
        )
    return _("The collective") if setting.is_collective else _("The writer of this program")


def _what(commitment):
    references = [clause.reference for clause in commitment.clauses.all()]
    return "; ".join(references) or (_("A regular duty") if commitment.is_regular else _("The task is written"))


def _when(commitment, setting):
    day = f"{commitment.due_on:%d/%m/%Y}" if commitment.due_on else ""
    return _("%(date)s, within the year %(year)s") % {"date": day, "year": setting.ends_on.year}


def _part(commitment, setting):
    if not setting.asks_for("responsibility"):
        return _("This form does not ask for it")
    return commitment.get_responsibility_display()


def _by_whom(commitment, setting):
    own = _("Within the collective's own authority") if setting.is_collective else _("Within one's own authority")
    return commitment.authority_note or own


def _target(commitment):
    if commitment.target_value is None:
        return ""
    return with_unit(format_vi(commitment.target_value), commitment.unit)
