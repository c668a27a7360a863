"""An officer who is absent lets somebody else do the work of a post, for a span of days; it ends by itself."""

from collections import defaultdict

from django.conf import settings
from django.db import models, transaction
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.audit import trail
from portal.directory.errors import NotPossible
from portal.directory.models.belonging import Appointment, Membership
from portal.directory.models.person import Person
from portal.directory.roles import DUTIES, ROLES, Act
from portal.lib import composed
from portal.lib.dates import today

PLACE = Coalesce("post__org", "post__collective__org")


class DelegationQuerySet(models.QuerySet):
    def today(self):
        """Return those that hold today: begun, not over, not ended before, of a post that is held today.

        And whose substitute could still be chosen: who has left the place of the post, is suspended or may not sign in
        stands in for nobody any more.
        """
        day = today()
        held = self.filter(ended_at=None, starts_on__lte=day, ends_on__gte=day, post__starts_on__lte=day)
        held = held.filter(Q(post__ends_on=None) | Q(post__ends_on__gte=day), substitute__is_active=True)
        return held.annotate(place=PLACE).filter(*_belongs_to(OuterRef("place"), OuterRef("substitute")))

    def with_posts(self):
        """Load the posts with their holders and places."""
        return self.select_related("post__person", "post__org__org_type", "post__collective__org__org_type")

    def of_posts(self, posts):
        """Return those of ``posts`` (appointments) that hold today, with the substitute loaded."""
        return self.today().filter(post__in=posts).select_related("substitute", "post__person")


class Delegation(models.Model):
    """Who stands in for the holder of a post, from one day to another (both count), and in which duties.

    ``duties`` are acts of ``roles.Act``, some of those that the post may do. What the substitute does is recorded with
    whom they stand in for; never on their own paper nor on the absent comrade's; they delegate it no further.
    """

    post = models.ForeignKey(Appointment, on_delete=models.PROTECT, related_name="delegations")
    substitute = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="stand_ins", verbose_name=_("substitute")
    )
    duties = models.JSONField(_("duties"), default=list)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("to"))
    reason = models.CharField(_("reason"), max_length=300)
    document = models.CharField(_("document"), max_length=60, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)  # before its last day

    objects = DelegationQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="directory_delegation_ends_after_it_begins",
                violation_error_message=_("The last day lies before the first one. Choose a later one."),
            )
        ]
        indexes = [models.Index(fields=["substitute", "ends_on"], name="stand_ins_of_a_person")]
        verbose_name = _("delegation")

    def __str__(self):
        return f"{self.substitute}: {self.post}"

    def get_absolute_url(self):
        return reverse("directory:absence", args=[self.post_id])

    @property
    def absent(self):
        """Return who is stood in for."""
        return self.post.person

    @property
    def stands_in_text(self):
        """Return "standing in for comrade B, absent from … to …", as it goes with every act."""
        days = {"first": f"{self.starts_on:%d/%m/%Y}", "last": f"{self.ends_on:%d/%m/%Y}"}
        return _("standing in for %(person)s, absent from %(first)s to %(last)s") % {"person": self.absent, **days}

    @property
    def acting_post(self):
        """Return the post as the substitute acts by it: it may what was delegated."""
        self.post.delegation = self
        return self.post

    @property
    def duties_text(self):
        """Return the duties in words, one after the other."""
        return "; ".join(str(words) for act, words in DUTIES.items() if str(act) in self.duties)

    @property
    def is_over(self):
        return self.ended_at is not None or self.ends_on < today() or self.post.is_over

    @property
    def has_begun(self):
        """Tell whether somebody may have acted by it: it was not ended before its first day."""
        last = timezone.localdate(self.ended_at) if self.ended_at else today()
        return self.starts_on <= min(last, today())

    @classmethod
    @transaction.atomic
    def give(cls, post, substitute, *, duties, starts_on, ends_on, reason, by, document=""):
        """Let ``substitute`` do ``duties`` of a post in those days, and return the delegation.

        Raises ``NotPossible`` to the holder or to whoever records it, for duties that the post does not have, for days
        that are over or not of the post, and where another delegation of the post covers some of them.
        """
        Appointment.objects.select_for_update(of=("self",)).get(pk=post.pk)
        if substitute.pk == post.person_id:
            raise NotPossible(_("Nobody stands in for themselves. Choose another comrade."))
        by_office = (post.place, Act.KEEP_PEOPLE, Act.ADMINISTER)
        if substitute.pk == by.pk or by.is_only_for(substitute.__eq__, by_office):
            raise NotPossible(_("Nobody gives themselves the duties of a post. Choose another comrade."))
        if not substitutes_for(post).filter(pk=substitute.pk).exists():
            raise NotPossible(_("Choose a comrade who holds a post at the same place, or a member of the same cell."))
        if not duties or not set(duties) <= duties_of(post):
            raise NotPossible(_("Choose duties that belong to this post."))
        if ends_on < max(starts_on, today()):
            over = _("The last day lies before the first one, or has passed. Choose a later one.")
            raise NotPossible(over, field="ends_on")
        if starts_on < post.starts_on or (post.ends_on is not None and ends_on > post.ends_on):
            raise NotPossible(_("The post is not held in all of these days. Choose others."))
        others = post.delegations.filter(ended_at=None, starts_on__lte=ends_on, ends_on__gte=starts_on)
        if other := others.select_related("substitute").first():
            words = {"person": other.substitute, "first": f"{other.starts_on:%d/%m/%Y}"}
            words["last"] = f"{other.ends_on:%d/%m/%Y}"
            raise NotPossible(_("%(person)s stands in from %(first)s to %(last)s already. End that first.") % words)
        made = cls.objects.create(
            post=post,
            substitute=substitute,
            duties=sorted(duties),
            starts_on=starts_on,
            ends_on=ends_on,
            reason=reason,
            document=document,
            recorded_by=by,
        )
        made._record("directory.delegated", by)
        for tell in composed.delegated:
            tell(made, by)
        return made

    @transaction.atomic
    def end(self, *, by):
        """End it at once, before its last day. Raises ``NotPossible`` where it is over."""
        self.refresh_from_db(from_queryset=Delegation.objects.select_for_update(of=("self",)))
        if self.is_over:
            raise NotPossible(_("It is over already."))
        self.ended_at = timezone.now()
        self.save(update_fields=["ended_at"])
        self._record("directory.delegation_ended", by)
        for tell in composed.delegation_ended:
            tell(self, by)

    @transaction.atomic
    def drop(self, *, by):
        """Take it away with its post, which was entered by mistake. Raises ``NotPossible`` once it has begun.

        What was done by it rests on it: it stays, and the post with it.
        """
        if self.has_begun:
            words = {"person": self.substitute, "post": self.post.title, "first": f"{self.starts_on:%d/%m/%Y}"}
            raise NotPossible(
                _("%(person)s has stood in at this post (%(post)s) since %(first)s. End the post instead.") % words
            )
        self._record("directory.delegation_ended", by)
        self.delete()

    def _record(self, action, by):
        days = f"{self.starts_on:%d/%m/%Y}–{self.ends_on:%d/%m/%Y}"
        why = " · ".join(filter(None, [days, self.document, self.reason]))
        where = {"owner": self.absent, "unit_path": self.post.place.path}
        trail.record(action, self, by=by, reason=why, **where)


def acting_posts_of(keys):
    """Return what many people hold today and in which posts they stand in: two dictionaries of lists, by person.

    ``keys`` are at most as many as a query holds. Two queries; each person would otherwise ask for their own.
    """
    held, stood_in = defaultdict(list), defaultdict(list)
    loaded = ("org__org_type", "collective__org__org_type")
    for post in Appointment.objects.today().filter(person__in=keys).select_related(*loaded):
        held[post.person_id].append(post)
    for delegation in Delegation.objects.today().filter(substitute__in=keys).with_posts():
        stood_in[delegation.substitute_id].append(delegation.acting_post)
    return held, stood_in


def with_substitutes(posts, duties, *, without=()):
    """Return who holds ``posts`` (a list, person loaded) and who stands in for them in one of ``duties``, each once.

    ``without`` are people whom it is about: neither they, nor who would act in their names alone.
    """
    keys = {person.pk for person in without}
    found = {post.person_id: post.person for post in posts}
    for delegation in Delegation.objects.of_posts(posts):
        if set(delegation.duties) & {str(duty) for duty in duties} and delegation.post.person_id not in keys:
            found.setdefault(delegation.substitute_id, delegation.substitute)
    return [person for key, person in found.items() if key not in keys]


def substitutes_for(post):
    """Return who may stand in: those who hold a post or an office at the same place, and members of the same cell.

    Nobody who is suspended from activity, or may not sign in.
    """
    found = Person.objects.filter(*_belongs_to(post.place.pk, OuterRef("pk")), is_active=True)
    return found.exclude(pk=post.person_id).in_list_order()


def _belongs_to(place, person):
    """Return the conditions that a person belongs to a place today: by a post there, or as a member of that cell."""
    of_person = Membership.objects.today().filter(person=person)
    suspended = of_person.filter(standing=Membership.Standing.SUSPENDED)
    posts = Appointment.objects.today().filter(Q(org=place) | Q(collective__org=place), person=person)
    return Exists(posts) | Exists(of_person.filter(cell=place)), ~Exists(suspended)


def duties_of(post):
    """Return the acts of a post that somebody else may do; administering the installation is nobody else's."""
    return {str(act) for act in ROLES[post.role].may & DUTIES.keys()}
