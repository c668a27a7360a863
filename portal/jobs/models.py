"""A job: long work that a worker does in chunks, and the file it brings."""

import datetime
from functools import partial

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from portal.audit import trail
from portal.jobs import files, registry
from portal.jobs.errors import InvalidTransition, NoResult

# A file this fresh is given again instead of being made again: somebody has clicked twice, or gone back.
FRESH = datetime.timedelta(minutes=2)


class JobQuerySet(models.QuerySet):
    def visible_to(self, person):
        """Return the jobs that ``person`` asked for: nobody sees another's."""
        return self.filter(owner=person)

    def unfinished(self):
        return self.filter(state__in=Job.OPEN)

    def answering(self, key, person):
        """Return what answers the same question of ``person``: still in work, or finished a moment ago."""
        fresh = Q(state=Job.State.DONE, finished_at__gt=timezone.now() - FRESH)
        return self.filter(Q(state__in=Job.OPEN) | fresh, key=key, owner=person)

    def in_list(self):
        """Leave out what no list shows; a plan of a thousand chunks is a long text."""
        return self.defer("chunks", "params")


class Job(models.Model):
    """One piece of long work that ``owner`` asked for.

    ``kind`` and ``params`` say what (``portal.jobs.work``), ``key`` is their digest. ``chunks`` is the plan, null until
    it is made; the first ``done_count`` of its ``chunk_count`` chunks are done. A worker holds the job while its
    ``token`` stands here, and says by ``beat_at`` that it lives (``portal.jobs.running``). ``attempts`` counts how
    often the current piece was begun. ``folder`` is the random name under which parts and result lie.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting its turn")
        RUNNING = "running", _("Being made")
        DONE = "done", _("Ready")
        FAILED = "failed", _("Not finished")
        CANCELLED = "cancelled", _("Cancelled")
        EXPIRED = "expired", _("Expired")

    NEXT = {
        State.WAITING: {State.RUNNING, State.CANCELLED},
        State.RUNNING: {State.DONE, State.FAILED, State.CANCELLED},
        State.DONE: {State.EXPIRED},
        State.FAILED: set(),
        State.CANCELLED: set(),
        State.EXPIRED: set(),
    }
    OPEN = (State.WAITING, State.RUNNING)

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="jobs")
    kind = models.CharField(max_length=64)
    params = models.JSONField(default=dict)
    key = models.CharField(max_length=64)
    title = models.CharField(_("what"), max_length=300)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    asked_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True)
    chunks = models.JSONField(null=True, blank=True)
    chunk_count = models.PositiveIntegerField(null=True, blank=True)
    done_count = models.PositiveIntegerField(default=0)
    token = models.CharField(max_length=32, blank=True)
    beat_at = models.DateTimeField(default=timezone.now)
    attempts = models.PositiveSmallIntegerField(default=0)
    folder = models.CharField(max_length=32, unique=True)
    file_name = models.CharField(max_length=255, blank=True)
    content_type = models.CharField(max_length=100, blank=True)
    file_size = models.PositiveBigIntegerField(null=True, blank=True)  # bytes
    failure = models.TextField(blank=True)  # what the rules refused, for the owner
    reference = models.CharField(max_length=8, blank=True)  # what the log calls any other failure

    objects = JobQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "key"], condition=Q(state__in=["waiting", "running"]), name="jobs_asked_once"
            )
        ]
        indexes = [
            models.Index(fields=["owner", "-id"], name="jobs_of_owner"),
            models.Index(fields=["state", "beat_at"], name="jobs_by_state"),
        ]
        verbose_name = _("job")

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("jobs:job", args=[self.pk])

    @property
    def is_open(self):
        return self.state in self.OPEN

    @property
    def is_planned(self):
        return self.chunk_count is not None

    @property
    def badge(self):
        """Return the name under which ``look.STATES`` draws the state."""
        return f"job_{self.state}"

    @property
    def mark(self):
        """Return a short text that changes whenever what the page shows of the progress does."""
        return f"{self.state}-{self.chunk_count}-{self.done_count}"

    @property
    def kept_until(self):
        """Return the last moment at which the file is handed out; None while there is none."""
        if self.finished_at is None or not self.file_name:
            return None
        return self.finished_at + datetime.timedelta(days=settings.JOB_RESULT_DAYS)

    @property
    def has_file(self):
        return self.state == self.State.DONE and self.kept_until is not None and timezone.now() <= self.kept_until

    @property
    def can_be_asked_again(self):
        return not self.is_open and self.state != self.State.DONE

    @transaction.atomic
    def cancel(self, *, by):
        """Stop the job: no further chunk begins, the one in work is thrown away, what was made so far deleted.

        Raises ``InvalidTransition`` where it has ended already.
        """
        self.move_to(self.State.CANCELLED, finished_at=timezone.now(), token="")
        trail.record("jobs.cancelled", self, by=by, unit_path=self.unit_path)
        transaction.on_commit(partial(files.drop_all, self))

    def check_file(self):
        """Raise ``NoResult`` where there is no file to hand out: not yet, or not any more."""
        if self.is_open:
            raise NoResult(_("The file is not ready yet. The portal tells you when it is."))
        if not self.has_file:
            raise NoResult(_("The file is no longer kept. Ask for it again."))

    def record_fetched(self, *, by):
        """Record that ``by`` takes the file out, and count it as seen."""
        trail.record("jobs.fetched", self, by=by, unit_path=self.unit_path)

    def expire(self):
        """Say that the file is gone. Raises ``InvalidTransition`` unless there was one."""
        self.move_to(self.State.EXPIRED)

    def move_to(self, state, *, held_by=None, **values):
        """Change the state in one statement, so that of two who try only one does.

        ``held_by`` is the token that must still stand here. Raises ``InvalidTransition`` where another was faster, or
        where ``state`` does not follow.
        """
        before = [known for known, nexts in self.NEXT.items() if state in nexts]
        found = Job.objects.filter(pk=self.pk, state__in=before)
        if held_by is not None:
            found = found.filter(token=held_by)
        values |= {"state": state}
        if not found.update(**values):
            raise InvalidTransition(_("The job has ended meanwhile."))
        for name, value in values.items():
            setattr(self, name, value)

    @property
    def next_url(self):
        """Return where its owner goes on once it has ended; empty where nowhere."""
        return self._leads_to() if self.state in {self.State.DONE, self.State.FAILED} else ""

    @cached_property
    def brings_file(self):
        """Tell whether its owner fetches a file in the end; else it does something, and a page shows it."""
        return not self._leads_to()

    def _leads_to(self):
        try:
            return registry.work_of(self.kind).next_url(self.params)
        except KeyError:
            return ""

    @property
    def unit_path(self):
        """Return where in the tree the trail shows the acts on this job; empty for a kind that is no longer made."""
        try:
            return registry.work_of(self.kind).unit_path(self.params)
        except KeyError:
            return ""


class SignOfLife(models.Model):
    """When a worker last showed itself: one row, written by every chunk and by the sweep of each minute."""

    at = models.DateTimeField()

    class Meta:
        verbose_name = _("sign of life")

    def __str__(self):
        return f"{self.at:%d/%m/%Y %H:%M:%S}"

    @classmethod
    def give(cls):
        """Say that a worker lives."""
        now = timezone.now()
        if not cls.objects.filter(pk=1).update(at=now):
            cls.objects.get_or_create(pk=1, defaults={"at": now})
