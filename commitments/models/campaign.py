"""Calls to register: the year, the campaign, and the roster of who must register."""

from datetime import date, timedelta

from django.conf import settings
from django.db import models, transaction
from django.db.models import Case, F, Min, Q, Value, When
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commitments.errors import OWN_LINE, NotYours, RosterRefused
from portal.audit import trail
from portal.directory import tree
from portal.directory.models import Appointment, Collective, PartyOrg, TierRule
from portal.directory.past_tree import tree_of
from portal.directory.roles import Act, Role
from portal.lib import planner
from portal.lib.dates import moment_after, months_after, today
from portal.lib.numbers import ROMAN
from portal.printing.models import PaperForm
from portal.resolutions.models import Clause, Resolution


class Period(models.Model):
    """A year, or a quarter inside one. Both days count.

    Progress of a quarter is reported from ``report_opens_on`` on and is due by ``report_due_on`` (its last day counts).
    Quarter IV is folded into the year and has neither. The days are those of the usual calendar until the committee
    sets others (domain reference, section 3 [P]).
    """

    class Kind(models.TextChoices):
        YEAR = "year", _("Year")
        QUARTER = "quarter", _("Quarter")

    kind = models.CharField(max_length=8, choices=Kind, default=Kind.YEAR)
    year = models.PositiveSmallIntegerField(_("year"))
    quarter = models.PositiveSmallIntegerField(null=True, blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField()
    report_opens_on = models.DateField(null=True, blank=True)
    report_due_on = models.DateField(null=True, blank=True)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="quarters")

    class Meta:
        ordering = ["-starts_on", "kind"]
        constraints = [
            models.UniqueConstraint(fields=["year", "quarter"], name="commitments_quarter_once"),
            models.UniqueConstraint(fields=["year"], condition=Q(quarter=None), name="commitments_year_once"),
            models.CheckConstraint(condition=Q(ends_on__gt=F("starts_on")), name="commitments_period_has_length"),
        ]
        verbose_name = _("period")

    def __str__(self):
        return str(self.year) if self.kind == self.Kind.YEAR else _("Quarter %(quarter)s") % {"quarter": self.roman}

    @property
    def roman(self):
        """Return "III/2026", as offices write a quarter."""
        return f"{ROMAN[self.quarter - 1]}/{self.year}"

    def is_reported_on(self, day):
        """Tell whether its reporting has begun by a day."""
        return self.report_opens_on is not None and self.report_opens_on <= day

    @property
    def counts_until(self):
        """Return the last day of its reporting while an update sent today still counts for its slip, else None."""
        is_open = self.is_reported_on(today()) and self.report_due_on is not None and today() <= self.report_due_on
        return self.report_due_on if is_open else None

    @classmethod
    @transaction.atomic
    def of_year(cls, year):
        """Return the period of a year, made with its four quarters in the usual calendar where it is not there yet."""
        days = {"starts_on": date(year, 1, 1), "ends_on": date(year, 12, 31)}
        period, _made = cls.objects.get_or_create(year=year, quarter=None, defaults=days)
        if not period.quarters.exists():
            cls.objects.bulk_create(_quarters(period))
        return period

    @classmethod
    def to_report(cls, *, on=None):
        """Return the quarter of which progress is reported on a day: the last one whose reporting has begun, or None.

        In January and February of the first year nothing is to be reported yet. Source: domain reference, 3 [P].
        """
        return cls.objects.filter(report_opens_on__lte=on or today()).order_by("-report_opens_on").first()

    def quarter_to_report(self, *, on=None):
        """Return the quarter of this year of which progress is to be reported on a day; None before the first."""
        return self.quarters.filter(report_opens_on__lte=on or today()).order_by("-report_opens_on").first()


def _quarters(period):
    """Return the four quarters of a year, unsaved; the first three are reported, the fourth is folded into the year.

    Usual days: from the 10th of the last month to the 5th of the next one (domain reference, section 3 [P]).
    """
    for quarter in range(1, 5):
        first, last = date(period.year, 3 * quarter - 2, 1), date(period.year, 3 * quarter, 1)
        is_reported = quarter < 4
        yield Period(
            kind=Period.Kind.QUARTER,
            year=period.year,
            quarter=quarter,
            parent=period,
            starts_on=first,
            ends_on=months_after(last, 1) - timedelta(days=1),
            report_opens_on=last.replace(day=10) if is_reported else None,
            report_due_on=months_after(last, 1).replace(day=5) if is_reported else None,
        )


class CampaignQuerySet(models.QuerySet):
    def visible_to(self, person):
        """Campaigns one is on the roster of, and those called within or above what one's roles reach."""
        reach = person.reach()
        above = {pk for path in reach for pk in tree.ancestors(path)}
        own = CampaignEntry.objects.of(person).values("campaign")
        within_reach = tree.under(reach, "root__path") | Q(root__in=above)
        keeps = tree.under(person.scopes(Act.CALL_CAMPAIGNS), "root__path")
        opened = ~Q(status=Campaign.Status.DRAFT)
        return self.filter(keeps | (opened & (within_reach | Q(pk__in=own))))

    def opened(self):
        return self.exclude(status=Campaign.Status.DRAFT)

    def running(self):
        return self.filter(status=Campaign.Status.OPEN)

    def widest_first(self):
        """Sort by year, newest first; within a year the calls to all members first, and among them the first form's."""
        of_all = Case(When(audience=Campaign.Audience.MEMBERS, then=0), default=1)
        return self.order_by("-period__starts_on", of_all, "form_id", "pk")


class Campaign(models.Model):
    """One call to register: for which year, on which form, against which resolutions, who, and by when.

    ``due_on`` counts: a program submitted on that day is on time. Opening writes the roster (``CampaignEntry``), and
    every rate counts the roster from then on.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", _("In preparation")
        OPEN = "open", _("Open")
        STOPPED = "stopped", _("Stopped")

    class Audience(models.TextChoices):
        MEMBERS = "members", _("All members")
        LEADERS = "leaders", _("Those who hold a post")
        HEADS = "heads", _("Heads only")
        COLLECTIVES = "collectives", _("Collectives")

    period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="campaigns", verbose_name=_("year"))
    name = models.CharField(_("name"), max_length=200)
    form = models.ForeignKey(PaperForm, on_delete=models.PROTECT, related_name="+", verbose_name=_("form"))
    root = models.ForeignKey(PartyOrg, on_delete=models.PROTECT, related_name="campaigns", verbose_name=_("called by"))
    audience = models.CharField(_("who registers"), max_length=12, choices=Audience, default=Audience.MEMBERS)
    tiers = models.JSONField(_("only those managed by"), default=list, blank=True)  # TierRule.Tier; empty: any
    resolutions = models.ManyToManyField(
        Resolution, related_name="campaigns", verbose_name=_("resolutions"), through="CampaignResolution"
    )
    mandatory_clauses = models.ManyToManyField(
        Clause, related_name="+", blank=True, verbose_name=_("items that everybody must answer")
    )
    min_commitments = models.PositiveSmallIntegerField(_("at least"), default=3)
    max_commitments = models.PositiveSmallIntegerField(_("at most"), default=7)
    opens_on = models.DateField(_("opens on"))
    due_on = models.DateField(_("deadline"))
    review_days = models.PositiveSmallIntegerField(_("working days for a review"), default=10)
    status = models.CharField(max_length=8, choices=Status, default=Status.DRAFT)
    opened_at = models.DateTimeField(null=True, blank=True)
    stopped_at = models.DateTimeField(null=True, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    # The call that it went on from when its caller was split off, and when that was recorded.
    split_from = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="splits")
    split_at = models.DateTimeField(null=True, blank=True)

    objects = CampaignQuerySet.as_manager()

    class Meta:
        ordering = ["-period__starts_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(due_on__gte=F("opens_on")),
                name="commitments_deadline_after_opening",
                violation_error_message=_("The deadline lies before the opening. Choose a later deadline."),
            ),
            models.CheckConstraint(
                condition=Q(max_commitments__gte=F("min_commitments")),
                name="commitments_at_most_covers_at_least",
                violation_error_message=_("The highest number of commitments is below the lowest."),
            ),
        ]
        verbose_name = _("campaign")

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("commitments:campaign", args=[self.pk])

    @property
    def year(self):
        return self.period.year

    def tree_of(self, unit, *, on=None):
        """Return the tree in which its lines of ``unit`` are counted: of the day, and never later than its year."""
        return tree_of(unit, min(on or today(), self.period.ends_on))

    def entries_on(self, day):
        """Return the lines that were its own on a day: with those that have gone to the calls of later splits."""
        if day >= today():
            return self.entries.all()
        found, latest = {self.pk}, [self.pk]
        while latest:
            later = Campaign.objects.filter(split_from__in=latest, split_at__gte=moment_after(day))
            latest = list(later.exclude(pk__in=found).values_list("pk", flat=True))
            found.update(latest)
        return CampaignEntry.objects.filter(campaign__in=found)

    @property
    def is_for_collectives(self):
        return self.audience == self.Audience.COLLECTIVES

    @property
    def tier_labels(self):
        """Return the tiers to which the campaign is limited, in words."""
        return [TierRule.Tier(tier).label for tier in self.tiers]

    def is_past_deadline(self, *, on=None):
        return (on or today()) > self.due_on

    @transaction.atomic
    def open(self, *, by, entries):
        """Open the call and write its roster from ``entries`` (unsaved, from ``roster.proposed_entries``).

        Raises ``RosterRefused`` unless it is in preparation, has resolutions, and somebody is to register.
        """
        locked = Campaign.objects.select_for_update().get(pk=self.pk)
        if locked.status != self.Status.DRAFT:
            raise RosterRefused(_("This campaign is already open."))
        if not self.campaign_resolutions.exists():
            raise RosterRefused(_("Choose at least one resolution first."))
        if not any(entry.must_register for entry in entries):
            raise RosterRefused(_("Nobody would have to register. Widen the audience first."))
        CampaignEntry.objects.bulk_create(entries, batch_size=1000)
        if len(entries) > planner.WORTHWHILE:
            transaction.on_commit(planner.count_anew)
        self.status, self.opened_at = self.Status.OPEN, timezone.now()
        self.save(update_fields=["status", "opened_at"])
        trail.record("commitments.campaign_opened", self, by=by, unit_path=self.root.path)

    def due_by_unit(self, units):
        """Return by unit (keys) the day by which it registers: the campaign's, or the later one that it was given.

        A unit was given more where all on its roster have more.
        """
        there = self.entries.on_roster().must_register().filter(unit__in=units).order_by().values_list("unit")
        given = dict(there.annotate(first=Min("due_on")))
        return {unit: max(self.due_on, given.get(unit, self.due_on)) for unit in units}

    @transaction.atomic
    def stop(self, *, by, reason):
        """Stop a running call; programs stay as they are. Raises ``RosterRefused`` unless it is open."""
        locked = Campaign.objects.select_for_update().get(pk=self.pk)
        if locked.status != self.Status.OPEN:
            raise RosterRefused(_("Only an open campaign can be stopped."))
        if not reason.strip():
            raise RosterRefused(_("Say why the campaign stops."))
        self.status, self.stopped_at = self.Status.STOPPED, timezone.now()
        self.save(update_fields=["status", "stopped_at"])
        trail.record("commitments.campaign_stopped", self, by=by, reason=reason, unit_path=self.root.path)


class CampaignResolution(models.Model):
    """A resolution of a campaign, in the order in which the paper lists it."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="campaign_resolutions")
    resolution = models.ForeignKey(Resolution, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField(default=0)
    added_on = models.DateField(default=today)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["campaign", "resolution"], name="commitments_resolution_once")]

    def __str__(self):
        return str(self.resolution)


class CommitmentTemplate(models.Model):
    """A commitment that the caller offers ready-made; each person takes it and makes it their own."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="templates")
    clause = models.ForeignKey(Clause, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    title = models.TextField(_("task"))
    deliverable = models.TextField(_("product"), blank=True)
    target_value = models.DecimalField(_("target"), max_digits=18, decimal_places=4, null=True, blank=True)
    unit = models.CharField(_("unit"), max_length=60, blank=True)
    due_on = models.DateField(_("deadline"), null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("template")

    def __str__(self):
        return self.title


_MUST = Q(exempt_reason="")
_REGISTERED = _MUST & Q(program__registered_on__isnull=False)
# What each state of a registration asks of an entry: the numbers and the lists behind them read the same table.
STATES = {
    "all": Q(),
    "exempt": ~_MUST,
    "must": _MUST,
    "missing": _MUST & Q(program__registered_on=None),
    "registered": _REGISTERED,
    "on_time": _REGISTERED & Q(program__registered_on__lte=F("due_on")),
    "late": _REGISTERED & Q(program__registered_on__gt=F("due_on")),
    "waiting": _REGISTERED & Q(program__status="submitted"),
    "returned": _REGISTERED & Q(program__status="returned"),
    "approved": _REGISTERED & Q(program__decided_at__isnull=False),  # also where it has been closed since
    "in_force": _REGISTERED & Q(program__status="approved"),
}


class CampaignEntryQuerySet(models.QuerySet):
    def of(self, person):
        """Entries that are the person's own: in their name, or of a collective they head today."""
        return self.filter(owned_by(person))

    def on_roster(self, *, on=None):
        """Entries that count on a day: added by then and not left."""
        day = on or today()
        return self.filter(Q(left_on=None) | Q(left_on__gt=day), added_on__lte=day)

    def must_register(self):
        return self.filter(exempt_reason="")

    def within(self, org, then=None):
        """Entries of ``org`` and below: in today's tree, or in that of a day (``TreeOn``)."""
        return self.filter(then.within(org, "unit") if then else tree.under([org.path], "unit__path"))

    def in_state(self, state):
        """Narrow to one of ``STATES``; ``all`` leaves everybody, the exempt included."""
        return self.filter(STATES[state])

    def handed_in(self):
        """Narrow to those whose program was handed in and is not closed."""
        return self.in_state("registered").exclude(program__status="closed")

    def with_owner_key(self):
        """Annotate ``owner_key``, by which lists of people are sorted; collectives keep their order."""
        return self.annotate(owner_key=Coalesce("person__sort_key", Value(""), output_field=models.CharField()))


class CampaignEntry(models.Model):
    """One line of the roster: who must register in a campaign, in which unit, by when.

    ``owner`` is a person or a collective. An exempt entry says why and is counted apart. ``left_on`` is the first day
    on which the entry no longer counts. "Late" follows from ``due_on``.
    """

    class Exempt(models.TextChoices):
        EXEMPT = "exempt", _("Exempt from work and activity")
        SUSPENDED = "suspended", _("Suspended from activity")
        NEW = "new", _("Admitted less than 6 months ago")
        OTHER = "other", _("Other reason")

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="entries")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="campaign_entries"
    )
    collective = models.ForeignKey(
        Collective, on_delete=models.PROTECT, null=True, blank=True, related_name="campaign_entries", db_index=False
    )
    unit = models.ForeignKey(PartyOrg, on_delete=models.PROTECT, related_name="campaign_entries")
    tier = models.CharField(max_length=12, choices=TierRule.Tier, default=TierRule.Tier.NONE)
    due_on = models.DateField(_("deadline"))
    added_on = models.DateField(default=today)
    left_on = models.DateField(null=True, blank=True)
    left_with_membership = models.BooleanField(default=False)  # not by hand: comes back when its person does
    exempt_reason = models.CharField(max_length=10, choices=Exempt, blank=True)
    exempt_note = models.CharField(max_length=300, blank=True)

    objects = CampaignEntryQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "person"], name="commitments_person_once_on_roster"),
            models.UniqueConstraint(fields=["campaign", "collective"], name="commitments_collective_once_on_roster"),
            models.CheckConstraint(
                condition=Q(person=None, collective__isnull=False) | Q(person__isnull=False, collective=None),
                name="commitments_entry_has_one_owner",
            ),
        ]
        indexes = [
            models.Index(fields=["campaign", "unit", "person"], name="roster_by_unit"),
            # Without the many NULLs, for which SQLite's planner would take the index for useless.
            models.Index(fields=["collective"], name="roster_of_collectives", condition=Q(collective__isnull=False)),
        ]
        verbose_name = _("roster entry")

    def __str__(self):
        return f"{self.owner}: {self.campaign}"

    @property
    def owner(self):
        return self.person if self.person_id else self.collective

    @property
    def must_register(self):
        return not self.exempt_reason and self.left_on is None

    @property
    def can_be_begun(self):
        """Tell whether a program may be begun for it: by somebody called, and as long as the campaign is open."""
        return self.must_register and self.campaign.status == Campaign.Status.OPEN

    def is_late(self, *, on=None):
        """Tell whether the deadline (its last day counts) has passed."""
        return (on or today()) > self.due_on

    @transaction.atomic
    def extend(self, *, to, by, reason):
        """Give this owner a later deadline. Raises ``RosterRefused`` without a reason or with an earlier day, and
        ``NotYours`` for the owner."""
        self._require_not_own(by)
        if not reason.strip():
            raise RosterRefused(_("Say why the deadline is extended."))
        self.refresh_from_db(fields=["due_on"], from_queryset=CampaignEntry.objects.select_for_update(of=("self",)))
        if to <= self.due_on:
            raise RosterRefused(_("The new deadline must lie after the present one."))
        self.due_on = to
        self.save(update_fields=["due_on"])
        trail.record("commitments.deadline_extended", self, by=by, reason=reason, unit_path=self.unit.path)

    @transaction.atomic
    def exempt(self, *, by, reason, note=""):
        """Take this owner out of the count, for a stated reason. Raises ``RosterRefused`` without one, and ``NotYours``
        for the owner."""
        self._require_not_own(by)
        if reason not in self.Exempt.values or (reason == self.Exempt.OTHER and not note.strip()):
            raise RosterRefused(_("Say why this person need not register."))
        self.exempt_reason, self.exempt_note = reason, note
        self.save(update_fields=["exempt_reason", "exempt_note"])
        why = note or str(self.Exempt(reason).label)
        trail.record("commitments.exempted", self, by=by, reason=why, unit_path=self.unit.path)

    def belongs_to(self, person):
        """Tell whether it is the person's own line: in their name, or of a collective whose paper they write."""
        if self.person_id:
            return self.person_id == person.pk
        return CampaignEntry.objects.of(person).filter(pk=self.pk).exists()

    def _require_not_own(self, by):
        if self.belongs_to(by):
            raise NotYours(OWN_LINE)


def owned_by(person, entry=""):
    """Return the condition that an entry is the person's own; ``entry`` is the way to it, "entry__" from a program."""
    return Q(**{f"{entry}person": person}) | Q(**{f"{entry}collective__in": collectives_headed_by(person)})


def collectives_headed_by(person):
    """Return the collectives whose paper a person writes today: as its head, or, where it has none, as secretary.

    The same people as ``Collective.heads`` names.
    """
    secretaries = {Role.SECRETARY, Role.CELL_SECRETARY}
    of_orgs = [post.org_id for post in person.posts_today if post.org_id and post.role in secretaries]
    named = [post.collective_id for post in person.posts_today if post.collective_id and post.role == Role.AGENCY_HEAD]
    if not (of_orgs or named):
        return Collective.objects.none()  # as for nearly everybody: spares the queries that ask for it
    led = Appointment.objects.today().filter(role=Role.AGENCY_HEAD, collective__isnull=False).values("collective")
    unled_here = Q(org__in=of_orgs) & ~Q(pk__in=led)
    return Collective.objects.filter(Q(pk__in=named) | unled_here, valid_to=None)
