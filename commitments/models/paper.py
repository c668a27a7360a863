"""A paper under review: what a program and an amendment of it have in common.

The steps of a review (``ReviewStep``), their planning and the pages of reviewers know a paper by what stands here:
``entry`` (whose it is, where), ``round``, ``steps``, ``status``, and the methods ``mark_…`` that a decision calls.
"""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from commitments.models.campaign import owned_by
from commitments.models.helping import Entered, helped_keys
from commitments.models.review import ENTRY, ReviewStep, bodies_of
from portal.audit import trail
from portal.directory.roles import DECIDING, Act
from portal.lib.dates import today, working_days_after
from portal.lib.holidays import Holidays
from portal.notifications import outbox


def steps_awaiting(person, paper="program"):
    """Return the current steps that the person may decide, as far as it is theirs and not an absent comrade's own.

    ``paper`` is its kind, as ``ReviewStepQuerySet`` names it. Nothing more is asked of whoever stands in for nobody.
    """
    steps = ReviewStep.objects.current_for(person, paper)
    for absent in person.names_absent(*DECIDING):
        alone = set(bodies_of(person)) - set(bodies_of(person, beside=absent))
        own = owned_by(absent, f"{ENTRY[paper]}__")
        entered = Entered.objects.unconfirmed().by(absent).filter(round=F(f"{paper}__round"))
        own |= Q(**{f"{paper}__in": entered.values(paper)})
        steps = steps.exclude(own, body__in=alone)
    return steps


class ReviewedPaper(models.Model):
    """What is submitted, returned and approved. A class names its states (``Status``, ``NEXT``, ``EDITABLE``)."""

    round = models.PositiveSmallIntegerField(default=0)  # how often it was submitted
    submitted_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)  # when it was approved; a return stands in its step
    saved_at = models.DateTimeField(default=timezone.now)
    # Of the checks at submission: how many warnings go along to the reviewer.
    warning_count = models.PositiveSmallIntegerField(default=0)

    class Meta:
        abstract = True

    # ── questions ──

    @property
    def owner(self):
        return self.entry.owner

    @property
    def campaign(self):
        return self.entry.campaign

    @property
    def is_editable(self):
        return self.status in self.EDITABLE

    def belongs_to(self, person):
        """Tell whether the person writes this paper: its owner, or head of the collective that owns it."""
        return self.entry.belongs_to(person)

    def is_written_by(self, person):
        """Tell whether the person may write in this paper: who writes it, or who enters for its owner."""
        return self.belongs_to(person) or self.entry.person_id in helped_keys(person)

    @property
    def by_office(self):
        """Return where and by which act the personnel office records decisions, as ``Person.is_only_for`` asks."""
        return self.entry.unit, Act.RECORD_DECISIONS

    def is_unconfirmed_of(self, person):
        """Tell whether the person has entered the present round for its owner, who has not confirmed it."""
        if hasattr(self, "unconfirmed_by"):  # known from ``with_entered``
            return self.unconfirmed_by == person.pk
        return self.entered.unconfirmed().by(person).filter(round=self.round).exists()

    def is_own(self, person):
        """Tell whether the person decides nothing on this paper: they write it, or entered it and nobody confirmed."""
        return self.belongs_to(person) or self.is_unconfirmed_of(person)

    def is_only_for(self, person, *ways):
        """Tell whether the person could act on this paper only in the name of an absent comrade whose own it is."""
        return person.is_only_for(self.is_own, *ways)

    def writers(self):
        """Return the people who write this paper: its owner, or who heads the collective today."""
        if self.entry.person_id:
            return [self.entry.person]
        return self.entry.collective.heads()

    def can_become(self, status):
        return status in self.NEXT[self.Status(self.status)]

    @property
    def days_waiting(self):
        """Return how many days ago it was submitted last, by the calendar."""
        return (today() - timezone.localdate(self.submitted_at)).days

    @property
    def waiting_text(self):
        """Return "waiting 3 days" or "submitted today"."""
        days = self.days_waiting
        return ngettext("waiting %(n)s day", "waiting %(n)s days", days) % {"n": days} if days else _("submitted today")

    @property
    def warnings_text(self):
        """Return "2 points to look at" or "all six clear", as it stood at the last submission."""
        count = self.warning_count
        points = ngettext("%(n)s point to look at", "%(n)s points to look at", count)
        return points % {"n": count} if count else _("all six clear")

    def review_due_on(self):
        """Return the day by which a review of today's submission should be done, in working days.

        Public holidays are left out as far as the portal knows them (``portal.lib.holidays``).
        """
        return working_days_after(today(), self.campaign.review_days, holidays=Holidays())

    @property
    def current_step(self):
        """Return the open step of the present round, or None."""
        return self.steps.filter(round=self.round, decision="").order_by("order").first()

    @property
    def is_decided_on(self):
        """Tell whether anybody has decided a step of the present round."""
        return self.steps.filter(round=self.round).exclude(decision="").exists()

    @property
    def last_return(self):
        """Return the step that sent the paper back last, or None."""
        returns = self.steps.filter(decision=ReviewStep.Decision.RETURNED).select_related("body", "supervisor")
        return returns.order_by("-round", "-order").first()

    # ── what transitions share ──

    def _record(self, action, *, by, reason=""):
        trail.record(action, self, by=by, reason=reason, owner=self.entry.person, unit_path=self.entry.unit.path)

    def _named(self):
        """Return the words that tell this paper from the others of the same person."""
        return {"form": self.campaign.form.name, "year": self.campaign.year}

    def _tell_owner(self, event, text, step, **words):
        words = {"body": step.body_label, **self._named(), **words}
        url = self.get_absolute_url()
        outbox.notify(self.writers(), event, text, words=words, detail=step.reason, url=url)

    def _tell_officers(self, step, event, text):
        outbox.notify(step.officers(), event, text, words={"owner": self.owner, **self._named()}, url=step.review_url)

    def _call_off(self, step, event, text, *, url):
        """Tell the officers who were to decide that there is nothing to decide any more."""
        officers = step.officers()
        outbox.settle(officers, step.review_url)
        outbox.notify(officers, event, text, words={"owner": self.owner, **self._named()}, url=url)
