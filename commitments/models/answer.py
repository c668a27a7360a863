"""What officers say of a sent result: confirmed, doubted with a reason, or asked back. Each answer stays."""

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from commitments.errors import AlreadyAnswered, InvalidTransition, NotYours, ReasonMissing, Superseded
from commitments.models.helping import Entered
from commitments.models.program import ActionProgram
from commitments.models.progress import ProgressEntry
from commitments.models.review import UNCONFIRMED
from portal.audit import trail
from portal.directory.errors import OF_THE_ABSENT

Answer = ProgressEntry.Answer


class ProgressAnswer(models.Model):
    """What an officer said of a sent entry, and why; the entry keeps the kind of the last one (``answer``)."""

    entry = models.ForeignKey(ProgressEntry, on_delete=models.CASCADE, related_name="answers")
    kind = models.CharField(max_length=9, choices=Answer)
    reason = models.TextField(_("reason"), blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="confirmed") | ~Q(reason=""),
                name="commitments_doubt_says_why",
                violation_error_message=_("Say what is in doubt, or what you ask."),
            )
        ]
        verbose_name = _("answer")

    def __str__(self):
        return f"{self.get_kind_display()}: {self.reason}"

    @property
    def who_answered(self):
        """Return who said what and when, as a sentence."""
        return _("%(person)s answered at %(time)s: %(answer)s.") % {
            "person": self.by,
            "time": timezone.localtime(self.at).strftime("%H:%M %d/%m/%Y"),
            "answer": self.get_kind_display().lower(),
        }

    @classmethod
    @transaction.atomic
    def give(cls, entry, kind, *, by, seen, reason=""):
        """Answer the latest sent entry of a commitment and return the answer; who is told follows elsewhere.

        ``seen`` is the pk of the last answer that ``by`` saw (0 for none). Raises ``NotYours`` on one's own paper,
        ``Superseded`` where a newer entry was sent, ``AlreadyAnswered`` where somebody said something meanwhile,
        ``ReasonMissing`` for a doubt or a question without one, ``InvalidTransition`` for what ``NEXT`` does not have
        and for what is not, or no longer, answered. Whether ``by`` may answer at all the policy says.
        """
        program = _lock_program(entry)
        entry.refresh_from_db(from_queryset=ProgressEntry.objects.select_related("commitment"))
        if program.belongs_to(by):
            raise NotYours(_("Nobody confirms their own results."))
        if _has_entered(by, entry):
            raise NotYours(UNCONFIRMED % {"person": program.owner})
        if program.is_answered_only_for(by, lambda who: program.belongs_to(who) or _has_entered(who, entry)):
            raise NotYours(OF_THE_ABSENT)
        _check_latest(entry, program)
        last = entry.answers.select_related("by").last()
        if last is not None and last.pk != seen:
            raise AlreadyAnswered(last)
        if kind not in ProgressEntry.NEXT[entry.answer]:
            raise InvalidTransition(
                _('The result is "%(now)s"; that cannot become "%(wanted)s".')
                % {"now": entry.get_answer_display() or _("not answered yet"), "wanted": Answer(kind).label}
            )
        reason = reason.strip()
        if kind != Answer.CONFIRMED and not reason:
            raise ReasonMissing(_("Say what is in doubt, or what you ask."))
        answer = cls.objects.create(entry=entry, kind=kind, reason=reason, by=by)
        entry.answer = kind
        entry.save(update_fields=["answer"])
        _record(program, answer)
        return answer


def _has_entered(person, entry):
    """Tell whether the person has entered it for its owner, who has not confirmed it."""
    return Entered.objects.unconfirmed().by(person).filter(report=entry.report_id).exists()


def _lock_program(entry):
    """Lock the program of an entry: two officers, and the writer who sends something newer, wait for each other."""
    programs = ActionProgram.objects.select_for_update(of=("self",)).with_owner()
    return programs.get(commitments__progress=entry.pk)


def _check_latest(entry, program):
    """Refuse what is not answered: not sent, dropped, of a program not in force, or followed by a newer entry."""
    commitment = entry.commitment
    if program.status != program.Status.APPROVED:
        raise InvalidTransition(_("The program is closed; its results are no longer answered."))
    if commitment.dropped_on is not None:
        raise InvalidTransition(_("This commitment is no longer part of the program."))
    if not entry.is_sent:
        raise InvalidTransition(_("This has not been sent yet."))
    if commitment.latest_id != entry.pk:
        raise Superseded(_("The writer has sent a newer update of this commitment. Look at that one."))


def _record(program, answer):
    """Write the event; the trail names the commitment by its number, never by what it says."""
    action = {
        Answer.CONFIRMED: "commitments.progress_confirmed",
        Answer.DOUBTED: "commitments.progress_doubted",
        Answer.ASKED: "commitments.progress_asked",
    }[Answer(answer.kind)]
    with override(settings.LANGUAGE_CODE):  # a record, whatever language the officer reads in
        about = _("Commitment %(number)s") % {"number": answer.entry.commitment.order}
    reason = f"{about}: {answer.reason}" if answer.reason else str(about)
    entry = program.entry
    trail.record(action, program, by=answer.by, reason=reason, owner=entry.person, unit_path=entry.unit.path)
