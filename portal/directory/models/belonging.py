"""What ties a person to organisations for a span of time: membership of a cell, posts and offices."""

import datetime

from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portal.audit import trail
from portal.directory import tree
from portal.directory.errors import LAST_ADMINISTRATOR, NOT_FOR_ONESELF, OF_THE_ABSENT, NotPossible
from portal.directory.models.organization import Collective, PartyOrg
from portal.directory.models.person import Person
from portal.directory.roles import CELL_POSTS, POSTS, ROLES, Act, Role, roles_that_may
from portal.lib.dates import today


class DatedQuerySet(models.QuerySet):
    """Rows that hold from ``starts_on`` to ``ends_on``, both days counted; an empty end is open."""

    def on(self, day):
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=day), starts_on__lte=day)

    def today(self):
        return self.on(today())


class Membership(models.Model):
    """A person's belonging to a cell, from one day to another, with the standing in activity."""

    class Standing(models.TextChoices):
        OFFICIAL = "official", _("Official member")
        PROBATIONARY = "probationary", _("Probationary member")
        EXEMPT = "exempt", _("Exempt from work and activity")
        SUSPENDED = "suspended", _("Suspended from activity")

    class EndReason(models.TextChoices):
        MOVED = "moved", _("Moved to another cell")
        LEFT = "left", _("Left the Party")
        DIED = "died", _("Died")
        EXPELLED = "expelled", _("Expelled")
        STRUCK = "struck", _("Struck off the list of members")
        STANDING = "standing", _("Standing changed")

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships")
    cell = models.ForeignKey(PartyOrg, on_delete=models.PROTECT, related_name="memberships", verbose_name=_("cell"))
    standing = models.CharField(_("standing"), max_length=12, choices=Standing, default=Standing.OFFICIAL)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("to"), null=True, blank=True)
    end_reason = models.CharField(_("reason"), max_length=10, choices=EndReason, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on"]
        constraints = [
            models.UniqueConstraint(fields=["person"], condition=Q(ends_on=None), name="directory_one_open_membership"),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="directory_membership_ends_after_it_begins",
                violation_error_message=_("A membership cannot end before it begins."),
            ),
        ]
        verbose_name = _("membership")

    def __str__(self):
        return f"{self.person} · {self.cell}"

    @transaction.atomic
    def change_standing(self, standing, *, on, by=None):
        """Keep the cell, in another standing from day ``on``; return the membership that holds from then."""
        if standing == self.standing:
            raise NotPossible(_("The standing is that already. Choose another one."))
        return Membership.begin(
            self.person, self.cell, on=on, standing=standing, by=by, reason=Membership.EndReason.STANDING
        )

    @classmethod
    @transaction.atomic
    def begin(cls, person, cell, *, on, standing=Standing.OFFICIAL, by=None, reason=EndReason.MOVED):
        """Enter a cell (or another standing) on day ``on``; the earlier membership ends the day before.

        A post at the cell one leaves ends with its membership. Raises ``NotPossible`` where ``cell`` is not a cell, or
        another membership lasts longer.
        """
        if not cell.is_cell:
            raise NotPossible(_("%(name)s is not a cell. A member belongs to a cell.") % {"name": cell})
        earlier = person.memberships.filter(ends_on=None).first()
        if earlier and earlier.starts_on == on:
            # Entered today and mended today: it never held for a whole day, and the trail keeps both acts.
            if earlier.cell_id != cell.pk:
                earlier.end_posts(on=on, by=by)
            earlier.delete()
        elif earlier:
            earlier.end(on=on - datetime.timedelta(days=1), reason=reason, by=by)
        elif person.memberships.filter(ends_on__gte=on).exists():
            raise NotPossible(_("Another membership lasts longer than that. Choose a later day."))
        membership = cls.objects.create(person=person, cell=cell, standing=standing, starts_on=on)
        if on <= today():
            Person.objects.filter(pk=person.pk).update(cell=cell, org_path=cell.path)
            person.cell, person.org_path = cell, cell.path
        trail.record("directory.membership_begun", person, by=by, unit_path=cell.path)
        return membership

    @transaction.atomic
    def end(self, *, on, reason, by=None):
        """End on day ``on``, which still counts."""
        if on < self.starts_on:
            raise NotPossible(
                _("This membership begins on %(date)s. Choose a later day.") % {"date": f"{self.starts_on:%d/%m/%Y}"}
            )
        self.ends_on, self.end_reason = on, reason
        self.save(update_fields=["ends_on", "end_reason"])
        if reason != self.EndReason.STANDING:
            self.end_posts(on=on, by=by)
        if on < today():
            Person.objects.filter(pk=self.person_id).update(cell=None, org_path="")
        why = str(self.EndReason(reason).label)
        trail.record("directory.membership_ended", self.person, by=by, reason=why, unit_path=self.cell.path)

    def end_posts(self, *, on, by=None):
        """End the posts held at this cell: they go with the membership."""
        for post in self.person.appointments.filter(org=self.cell, role__in=CELL_POSTS, ends_on=None):
            post.end(on=max(on, post.starts_on), by=by)


class AppointmentQuerySet(DatedQuerySet):
    def that_may(self, act):
        return self.filter(role__in=roles_that_may(act))

    def posts(self):
        return self.filter(role__in=POSTS)

    def at(self, org):
        return self.filter(Q(org=org) | Q(collective__org=org))

    def reaching(self, org):
        """Appointments at an organisation and at those above it."""
        above = tree.ancestors(org.path)
        return self.filter(Q(org__in=above) | Q(collective__org__in=above))


class Appointment(models.Model):
    """A post or an office held by a person at an organisation or a collective, from one day to another."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="appointments")
    org = models.ForeignKey(PartyOrg, on_delete=models.PROTECT, null=True, blank=True, related_name="appointments")
    collective = models.ForeignKey(
        Collective, on_delete=models.PROTECT, null=True, blank=True, related_name="appointments"
    )
    role = models.CharField(_("role"), max_length=24, choices=Role)
    title = models.CharField(_("title"), max_length=120)  # as the decision or the list words it
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("to"), null=True, blank=True)
    acting_for = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    reports_to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="direct_reports",
        db_index=False,
    )  # its index leaves out the many without one (see Meta)

    delegation = None  # set on a post that its holder has let somebody else do (``Person.acting_posts``)

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        indexes = [
            # An index full of NULL looks useless to SQLite's planner, which then reads the whole table instead.
            models.Index(fields=["reports_to"], name="reports_of_a_person", condition=Q(reports_to__isnull=False))
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(org=None, collective__isnull=False) | Q(org__isnull=False, collective=None),
                name="directory_appointment_at_one_place",
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="directory_appointment_ends_after_it_begins",
                violation_error_message=_("An appointment cannot end before it begins."),
            ),
            models.UniqueConstraint(
                fields=["person", "org", "role"],
                condition=Q(ends_on=None, collective=None),
                name="directory_one_open_appointment",
            ),
        ]
        verbose_name = _("appointment")

    def __str__(self):
        return f"{self.person}: {self.title}, {self.place}"

    @property
    def is_over(self):
        return self.ends_on is not None and self.ends_on < today()

    @property
    def may(self):
        """Return what the post lets its holder do; what was delegated, to whom stands in."""
        own = ROLES[self.role].may
        return own if self.delegation is None else own & set(self.delegation.duties)

    @property
    def place(self):
        """Return the organisation at which the role reaches."""
        return self.org if self.org_id else self.collective.org

    def is_last_administrator(self, *, without=()):
        """Tell whether nobody would administer the place if this post ended, and those with the keys ``without``.

        Locks the posts of administrators: of two who leave at the same moment, the later one is the last.
        """
        if Act.ADMINISTER not in ROLES[self.role].may:
            return False
        posts = Appointment.objects.that_may(Act.ADMINISTER).reaching(self.place).filter(person__is_active=True)
        lasting = posts.filter(ends_on=None, starts_on__lte=today()).order_by("pk").select_for_update(of=("self",))
        return {post.pk for post in lasting} <= {self.pk, *without}

    @classmethod
    @transaction.atomic
    def appoint(cls, person, role, *, on, by, org=None, collective=None, title="", reports_to=None):
        """Appoint a person from day ``on`` and return the appointment.

        Raises ``NotPossible`` where the person holds that role there already, the role is none of that place, or
        ``by`` is the person (None, a command, sets an installation up).
        """
        if by is not None and by.pk == person.pk:
            raise NotPossible(NOT_FOR_ONESELF)
        if by is not None and by.is_only_for(person.__eq__, (org or collective.org, Act.KEEP_PEOPLE, Act.ADMINISTER)):
            raise NotPossible(OF_THE_ABSENT)
        place = org or collective.org
        if ROLES[role].is_post and role != Role.AGENCY_HEAD and ROLES[role].in_cell is not place.is_cell:
            text = _("%(place)s has no such post. Choose another one, or the organisation that has it.")
            raise NotPossible(text % {"place": place})
        open_posts = person.appointments.filter(role=role, ends_on=None)
        if open_posts.filter(org=org, collective=collective).exists():
            raise NotPossible(_("%(name)s holds this post there already.") % {"name": person})
        post = cls.objects.create(
            person=person,
            role=role,
            org=org,
            collective=collective,
            title=title or str(ROLES[role].titles[0]),
            starts_on=on,
            reports_to=reports_to,
        )
        trail.record("directory.appointed", post, by=by, unit_path=place.path)
        return post

    @transaction.atomic
    def end(self, *, on, by=None):
        """End on day ``on``, which still counts.

        Raises ``NotPossible`` where it begins later or ends by then already, or nobody else administers the place.
        """
        if self.ends_on is not None and self.ends_on <= on:
            raise NotPossible(_("This post has ended already."))
        if on < self.starts_on:
            raise NotPossible(
                _("This post begins on %(date)s. Choose a later day.") % {"date": f"{self.starts_on:%d/%m/%Y}"}
            )
        if by is not None and self.is_last_administrator():
            raise NotPossible(LAST_ADMINISTRATOR)
        self.ends_on = on
        self.save(update_fields=["ends_on"])
        trail.record("directory.appointment_ended", self, by=by, unit_path=self.place.path)
