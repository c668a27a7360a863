"""Party organisations and the dated tree they stand in."""

from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.audit import trail
from portal.directory import tree
from portal.directory.committees import committee
from portal.directory.errors import NotPossible
from portal.directory.roles import Role
from portal.lib.dates import today
from portal.lib.vietnamese import search_key, search_words, sort_key_text

TOO_DEEP = _("The tree is too deep here. Choose a higher superior.")
ROWS_OF_A_STATEMENT = 500


class OrgType(models.Model):
    """A kind of party organisation. The list is data: kinds come and go by decision (domain reference, 5.2)."""

    class Level(models.TextChoices):
        PROVINCE = "province", _("Province")
        UPPER = "upper", _("Directly above the grassroots")
        GRASSROOTS = "grassroots", _("Grassroots")
        SUB_BRANCH = "sub_branch", _("Sub-branch")
        CELL = "cell", _("Cell")

    code = models.CharField(max_length=24, unique=True)
    label = models.CharField(_("type"), max_length=100)
    level = models.CharField(max_length=12, choices=Level)
    aliases = models.JSONField(default=list, blank=True)  # other words that lists use for it
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    confidence = models.CharField(max_length=1, default="C")

    class Meta:
        ordering = ["pk"]
        verbose_name = _("organisation type")

    def __str__(self):
        return self.label

    @property
    def is_cell(self):
        return self.level == self.Level.CELL


class PartyOrgQuerySet(models.QuerySet):
    def visible_to(self, person):
        """Organisations a person may look at: their own and those above it, and what their roles reach."""
        own = {pk for path in person.own_paths() for pk in tree.ancestors(path)}
        return self.filter(Q(pk__in=own) | tree.under(person.reach(), "path"))

    def in_reach(self, paths):
        """Return the organisations of the subtrees ``paths``."""
        return self.filter(tree.under(paths, "path"))

    def within(self, org):
        """Return ``org`` and everything below it."""
        return self.filter(tree.under([org.path], "path"))

    def in_tree_order(self):
        return self.order_by("path")

    def cells(self):
        return self.filter(org_type__level=OrgType.Level.CELL)

    def named_like(self, text):
        """Find by code or by words of the name, without marks; each word matches from its beginning."""
        found = self
        for word in search_words(text):
            found = found.filter(search__contains=word)
        return found


class PartyOrg(models.Model):
    """A party organisation. Its place, parent and name of today are copied here from its ``OrgPlacement``."""

    code = models.CharField(_("code"), max_length=24, unique=True)
    name = models.CharField(_("name"), max_length=200)
    short_name = models.CharField(_("short name"), max_length=80, blank=True)
    org_type = models.ForeignKey(OrgType, on_delete=models.PROTECT, verbose_name=_("type"))
    place_name = models.CharField(_("place on papers"), max_length=80, blank=True)
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("superior")
    )
    path = models.CharField(max_length=tree.STEP * tree.MAX_DEPTH, blank=True, db_index=True)
    search = models.CharField(max_length=400, blank=True)
    sort_key = models.CharField(max_length=400, blank=True)
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="merged_from")
    ended_on = models.DateField(null=True, blank=True)
    ended_by = models.CharField(max_length=60, blank=True)  # the symbol of the decision

    objects = PartyOrgQuerySet.as_manager()

    class Meta:
        ordering = ["path"]
        verbose_name = _("organisation")

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("directory:organization", args=[self.code])

    def save(self, **kwargs):
        self.search = search_key(f"{self.code} {self.name}")
        self.sort_key = sort_key_text(self.name)
        super().save(**kwargs)

    @property
    def is_cell(self):
        return self.org_type.is_cell

    @property
    def depth(self):
        """Return how far below the top it stands: 0 for the province."""
        return len(self.path) // tree.STEP - 1

    @property
    def label(self):
        """Return the short name where there is one."""
        return self.short_name or self.name

    @property
    def full_label(self):
        """Return the name with its superior's: there is a "Chi bộ khu phố 1" in every ward."""
        if self.parent_id and self.depth > 1:
            return _("%(name)s, %(superior)s") % {"name": self.name, "superior": self.parent.name}
        return self.name

    @property
    def committee(self):
        """Return who acts for it: "Đảng ủy phường X" for "Đảng bộ phường X", a cell itself."""
        return committee(self.name)

    def is_within(self, other):
        return tree.is_within(self.path, other.path)

    def ancestors(self):
        """Return the organisations above it and itself, from the top down."""
        return PartyOrg.objects.filter(pk__in=tree.ancestors(self.path)).order_by("path")

    @property
    def place_on_papers(self):
        """Return the place before the date of a paper: its own, else that of the nearest superior that has one."""
        return next((org.place_name for org in reversed(self.ancestors()) if org.place_name), "")

    @classmethod
    @transaction.atomic
    def found(cls, *, parent, on=None, by=None, decision="", **fields):
        """Create an organisation below ``parent`` (None for the top) with its first placement, and return it.

        ``decision`` is the symbol of what founded it, where it is known.
        """
        org = cls(parent=parent, **fields)
        org.save()
        org.settle(parent)
        org.save(update_fields=["path"])
        first = {"valid_from": on or today(), "decision": decision}
        org.placements.create(parent=parent, path=org.path, name=org.name, **first)
        trail.record("directory.organization_founded", org, by=by, unit_path=org.path)
        return org

    @transaction.atomic
    def place(self, *, parent, name, on, by=None, decision=""):
        """Move or rename from ``on`` (its first day), by ``decision`` (its symbol); the history keeps the old row.

        Raises ``NotPossible`` where the new superior lies below this organisation. Source: domain reference, 5.1.
        """
        if parent is not None and parent.is_within(self):
            raise NotPossible(_("An organisation cannot stand below itself. Choose another superior."))
        if parent is not None and parent.is_cell:
            raise NotPossible(_("Nothing stands below a cell. Choose another superior."))
        before = self.path
        if placed_after(on).filter(tree.under([before], "org__path")).exists():
            raise NotPossible(
                _("%(name)s, or something below it, was placed after that day. Choose a later day.")
                % {"name": self.name}
            )
        # Placed twice on one day, the later word counts; an earlier row ends the day before.
        self.placements.filter(valid_from=on).delete()
        self.placements.filter(valid_to=None).update(valid_to=on)
        self.parent, self.name = parent, name
        self.settle(parent)
        self.save()
        self.placements.create(parent=parent, path=self.path, name=name, valid_from=on, decision=decision)
        if self.path != before:
            self.people.update(org_path=self.path)
            carry_below(before, self, on=on)
        trail.record("directory.organization_placed", self, by=by, reason=decision, unit_path=self.path)

    def settle(self, parent):
        """Set the path that follows from the superior's; both are saved already."""
        self.path = (parent.path if parent else "") + tree.step(self.pk)
        if len(self.path) > tree.STEP * tree.MAX_DEPTH:
            raise NotPossible(TOO_DEEP)


def carry_below(before, org, *, on, decision=""):
    """Give everything that stood below the path ``before`` its path below ``org``, with a placement from day ``on``.

    What has ended goes along, so that its old papers stay in reach; its placements tell where it stood, and no new one
    begins. Raises ``NotPossible`` where the tree would become too deep.
    """
    below = list(PartyOrg.objects.filter(tree.under([before], "path")).exclude(path=before).order_by("path"))
    for each in below:
        if each.path[: -tree.STEP] == before:
            each.parent = org
        each.path = org.path + each.path[len(before) :]
        if len(each.path) > tree.STEP * tree.MAX_DEPTH:
            raise NotPossible(TOO_DEEP)
    PartyOrg.objects.bulk_update(below, ["path", "parent"], batch_size=ROWS_OF_A_STATEMENT)
    standing = [each for each in below if each.ended_on is None]
    placed = OrgPlacement.objects.filter(org__in=[each.pk for each in standing], valid_to=None)
    placed.filter(valid_from=on).delete()
    placed.update(valid_to=on)
    OrgPlacement.objects.bulk_create(
        (
            OrgPlacement(
                org=each, parent_id=each.parent_id, path=each.path, name=each.name, valid_from=on, decision=decision
            )
            for each in standing
        ),
        batch_size=ROWS_OF_A_STATEMENT,
    )
    for each in standing:
        each.people.update(org_path=each.path)


def placed_after(day):
    """Return the placements that begin or end after a day: the tree of that day is not the one to change any more."""
    return OrgPlacement.objects.filter(Q(valid_from__gt=day) | Q(valid_to__gt=day))


def with_former(paths):
    """Return ``paths`` with those at which something stood that stands below one of them today.

    What was recorded "at a path" (acts, the trail) stays written there: who took an organisation over finds it so.
    """
    moved = OrgPlacement.objects.filter(tree.under(paths, "org__path")).exclude(tree.under(paths, "path"))
    return [*paths, *tree.outermost(moved.order_by().values_list("path", flat=True).distinct())]


class OrgPlacement(models.Model):
    """Where an organisation stood and what it was called, from one day to the day before another.

    ``valid_to`` is the first day on which the row no longer holds; empty while it holds.
    """

    org = models.ForeignKey(PartyOrg, on_delete=models.CASCADE, related_name="placements")
    parent = models.ForeignKey(PartyOrg, on_delete=models.PROTECT, null=True, related_name="+")
    path = models.CharField(max_length=tree.STEP * tree.MAX_DEPTH, db_index=True)
    name = models.CharField(max_length=200)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    decision = models.CharField(max_length=60, blank=True)

    class Meta:
        ordering = ["valid_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["org"], condition=Q(valid_to=None), name="directory_one_placement_holds_today"
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="directory_placement_ends_after_it_begins",
            ),
        ]
        verbose_name = _("placement")

    def __str__(self):
        return f"{self.name} ({self.valid_from:%d/%m/%Y})"


class Collective(models.Model):
    """A committee, standing committee, leadership group or agency that registers and is rated as one.

    It is not the organisation: both are rated, apart. Its members come through ``Appointment``.
    """

    class Kind(models.TextChoices):
        COMMITTEE = "committee", _("Committee")
        STANDING_COMMITTEE = "standing_committee", _("Standing committee")
        LEADERSHIP = "leadership", _("Leadership group")
        AGENCY = "agency", _("Agency or unit")

    org = models.ForeignKey(PartyOrg, on_delete=models.PROTECT, related_name="collectives")
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    name = models.CharField(_("name"), max_length=200)
    valid_from = models.DateField(_("from"))
    valid_to = models.DateField(_("to"), null=True, blank=True)

    class Meta:
        ordering = ["org__path", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["org", "kind", "name"], name="directory_collective_once_per_org")
        ]
        verbose_name = _("collective")

    def __str__(self):
        return self.name

    def heads(self):
        """Return the people who write its papers today: its appointed head, else the secretary of its organisation."""
        own = self.appointments.today().filter(role=Role.AGENCY_HEAD)
        of_org = self.org.appointments.today().filter(role__in=[Role.SECRETARY, Role.CELL_SECRETARY])
        return [appointment.person for appointment in (own or of_org).select_related("person")]


class TierRule(models.Model):
    """Which body manages whoever holds a role at an organisation of a type (domain reference, 4.3).

    ``managed_by`` says where that body stands, seen from the organisation: itself, its superior, or outside this
    installation, where the personnel office records what was decided.
    """

    class Tier(models.TextChoices):  # the highest first: what orders posts
        CENTRAL = "CENTRAL", _("Managed by the Central Committee, the Politburo or the Secretariat")
        PROVINCE_SC = "PROVINCE_SC", _("Managed by the provincial standing committee")
        DIRECT_SC = "DIRECT_SC", _("Managed by the standing committee of a committee directly under the province")
        AGENCY = "AGENCY", _("Managed by the agency or unit")
        GRASSROOTS = "GRASSROOTS", _("Managed by the grassroots committee")
        NONE = "NONE", _("Member without a post")

    class ManagedBy(models.TextChoices):
        ITSELF = "itself", _("the organisation's own committee")
        SUPERIOR = "superior", _("the superior's committee")
        OUTSIDE = "outside", _("a body outside this installation")

    role = models.CharField(max_length=24)
    org_type = models.ForeignKey(OrgType, on_delete=models.CASCADE, related_name="tier_rules")
    tier = models.CharField(max_length=12, choices=Tier)
    managed_by = models.CharField(max_length=8, choices=ManagedBy)
    confidence = models.CharField(max_length=1, default="P")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["role", "org_type"], name="directory_one_tier_rule")]
        verbose_name = _("tier rule")

    def __str__(self):
        return f"{self.role} · {self.org_type} → {self.tier}"


class TierOverride(models.Model):
    """A person whose managing body differs from the rule, for a span of time, by a decision."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="tier_overrides")
    tier = models.CharField(max_length=12, choices=TierRule.Tier)
    body = models.ForeignKey(PartyOrg, on_delete=models.PROTECT, null=True, blank=True)  # None: outside
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    decision = models.CharField(max_length=60, blank=True)

    class Meta:
        verbose_name = _("tier override")

    def __str__(self):
        return f"{self.person}: {self.tier}"
