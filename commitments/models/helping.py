"""Entering for a member without means: who helps whom, what was entered so, and how the member confirmed it.

Nobody decides on what they entered for another until that person has confirmed it: at the next sign-in, or on the
signed print, whose scan is kept (design, section 3; domain reference, section 4).
"""

from django.conf import settings
from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commitments.errors import InvalidTransition, NotYours, ReasonMissing
from commitments.models.entered import EnteredForAnother
from commitments.models.review import cells_of
from portal.audit import trail
from portal.notifications import outbox


class Helping(models.Model):
    """A cell officer enters for a member without means, until either ends it.

    It holds as long as the helper is an officer of the member's cell.
    """

    member = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="helpings")
    helper = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="helps")
    reason = models.CharField(_("reason"), max_length=300)
    began_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["member", "helper"], condition=Q(ended_at=None), name="commitments_one_helping_of_a_pair"
            )
        ]
        indexes = [models.Index(fields=["helper", "ended_at"], name="helpings_of_a_helper")]
        verbose_name = _("help in entering")

    def __str__(self):
        return f"{self.helper} → {self.member}"

    @classmethod
    @transaction.atomic
    def begin(cls, member, *, by, reason):
        """Let ``by`` enter for a member of their cell, and tell the member. Raises ``NotYours``, ``ReasonMissing``."""
        if by.pk == member.pk or member.cell_id not in cells_of(by):
            raise NotYours(_("Entering for a member is for the officers of their cell."))
        if not reason.strip():
            raise ReasonMissing(_("Say why the comrade cannot enter it themselves."))
        helping, is_new = cls.objects.get_or_create(
            member=member, helper=by, ended_at=None, defaults={"reason": reason.strip()}
        )
        if hasattr(by, "helped_keys"):
            del by.helped_keys
        if is_new:
            helping._record("commitments.helping_begun", by, reason.strip())
            text = _("%(person)s enters for you in the portal. What is entered counts once you have confirmed it.")
            outbox.notify([member], "commitments.helping_begun", text, words={"person": by}, url="/")
        return helping

    @transaction.atomic
    def end(self, *, by):
        """End it: by the helper or the member. Raises ``InvalidTransition`` where it has ended."""
        self.refresh_from_db(from_queryset=Helping.objects.select_for_update(of=("self",)))
        if self.ended_at is not None:
            raise InvalidTransition(_("It has ended already."))
        self.ended_at = timezone.now()
        self.save(update_fields=["ended_at"])
        self._record("commitments.helping_ended", by)

    def _record(self, action, by, reason=""):
        trail.record(action, self, by=by, reason=reason, owner=self.member, unit_path=self.member.org_path)


def helped_people(person):
    """Return the keys of those for whom the person enters today as a subquery: it costs no query of its own."""
    cells = cells_of(person)
    if not cells:
        return []
    return Helping.objects.filter(helper=person, ended_at=None, member__cell__in=cells).order_by().values("member")


def helped_keys(person):
    """Return the keys of those for whom the person enters today; read once a request, nothing asked of most."""
    if not hasattr(person, "helped_keys"):  # asked so, as the user of a request is a lazy object
        found = helped_people(person)
        person.helped_keys = [row["member"] for row in found]
    return person.helped_keys


class Entered(EnteredForAnother):
    """A program or an amendment (of one round), or a report of progress, that was handed in for a member."""

    program = models.ForeignKey(
        "commitments.ActionProgram", on_delete=models.CASCADE, null=True, blank=True, related_name="entered"
    )
    round = models.PositiveSmallIntegerField(default=0)
    report = models.OneToOneField(
        "commitments.ProgressReport", on_delete=models.CASCADE, null=True, blank=True, related_name="entered"
    )
    amendment = models.ForeignKey(
        "commitments.Amendment", on_delete=models.CASCADE, null=True, blank=True, related_name="entered"
    )

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["program", "round"], name="commitments_entered_once_a_round"),
            models.UniqueConstraint(
                fields=["amendment", "round"],
                condition=Q(amendment__isnull=False),
                name="commitments_amendment_entered_once_a_round",
            ),
            models.CheckConstraint(
                condition=Q(program__isnull=False, report=None, amendment=None)
                | Q(program=None, report__isnull=False, amendment=None)
                | Q(program=None, report=None, amendment__isnull=False),
                name="commitments_entered_is_of_one_paper",
            ),
        ]
        indexes = [
            models.Index(fields=["member"], name="entered_to_confirm", condition=Q(confirmed_at=None)),
            models.Index(fields=["entered_by"], name="entered_unconfirmed", condition=Q(confirmed_at=None)),
        ]
        verbose_name = _("paper entered for a member")

    def __str__(self):
        return str(self.paper)

    def get_absolute_url(self):
        return reverse("commitments:entered", args=[self.pk])

    @property
    def unit(self):
        """Return where the office stands that may keep the signed print."""
        return self.paper.entry.unit

    @property
    def paper(self):
        """Return the program that it is, or is about."""
        return self.program if self.program_id else (self.report or self.amendment).program

    @property
    def handed_in(self):
        """Return the paper that was handed in: the program, its amendment, or for progress the program."""
        return self.amendment or self.paper

    @classmethod
    def noted_of(cls, paper):
        """Return what is noted on papers of a kind ("program", "amendment") as they are read: whether one was ever
        entered for its owner (``was_entered``), and by whom where its present round is not confirmed
        (``unconfirmed_by``, a key or None)."""
        entered = cls.objects.filter(**{paper: OuterRef("pk")})
        waiting = entered.unconfirmed().filter(round=OuterRef("round"))  # one at most
        return {"was_entered": Exists(entered), "unconfirmed_by": Subquery(waiting.values("entered_by"))}

    @classmethod
    def note_handed_in(cls, paper, *, by):
        """Note that ``by`` hands a program or an amendment in for its owner, in the transaction of the submission.

        What waits of an earlier round needs no word any more: this one takes its place.
        """
        paper.entered.unconfirmed().drop()
        if is_for_another(paper.entry, by):
            of_round = {paper.STEP_FIELD: paper, "round": paper.round}
            tell_to_confirm(cls.objects.create(member=paper.entry.person, entered_by=by, **of_round))

    @classmethod
    def note_report(cls, report, *, by):
        """Note that ``by`` sends progress for the program's owner."""
        if is_for_another(report.program.entry, by):
            tell_to_confirm(cls.objects.create(report=report, member=report.program.entry.person, entered_by=by))


def is_for_another(entry, by):
    """Tell whether ``by`` enters for the person of a roster line, as their helper."""
    return entry.person_id is not None and by is not None and entry.person_id in helped_keys(by)


def tell_to_confirm(entered):
    """Ask the member to confirm what was entered for them."""
    text = _("%(person)s has handed in a paper for you. Look at it and confirm it.")
    words = {"person": entered.entered_by}
    outbox.notify([entered.member], "commitments.entered", text, words=words, url=entered.get_absolute_url())
