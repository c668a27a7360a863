"""People: the user model, what one may see and do today, and how people are found."""

import uuid
from functools import cached_property

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db import models
from django.db.models import Q
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext_lazy as _

from portal.directory import search_index, tree
from portal.directory.models.organization import PartyOrg
from portal.directory.models.rights import Rights
from portal.directory.roles import ROLES, Act
from portal.lib.addresses import address_of
from portal.lib.dates import DAY, PartialDate
from portal.lib.vietnamese import fold, given_name, search_key, search_words, sort_key

LISTED = ("public_id", "full_name", "sort_key", "born", "born_precision", "work_post")
LISTED += ("cell__name", "cell__path", "cell__parent__name")


class PersonQuerySet(models.QuerySet):
    def visible_to(self, person):
        """People a person may see by name: oneself, one's direct reports, and whom one's roles reach."""
        paths = person.reach_by_name()
        if _is_whole_tree(paths):
            return self.all()  # no condition, so that a search may walk the list in its order
        seen = tree.under(paths, "org_path")
        if not any(tree.is_within(person.org_path, path) for path in paths):
            seen |= Q(pk=person.pk)
        return self.filter(seen | Q(pk__in=person.reports_today)) if person.reports_today else self.filter(seen)

    def within(self, org):
        """Return the people of an organisation and of everything below it."""
        if _is_whole_tree([org.path]):
            return self.exclude(org_path="")  # no range, so that a list may be walked in its order
        return self.filter(tree.under([org.path], "org_path"))

    def kept_by(self, officer):
        """People whom a personnel officer keeps: of the cells in reach, and who has left one of them last."""
        paths = officer.scopes(Act.KEEP_PEOPLE)
        left = Person.memberships.rel.related_model.objects.filter(
            tree.under(paths, "cell__path"), ends_on__isnull=False
        )
        return self.filter(tree.under(paths, "org_path") | Q(org_path="", pk__in=left.values("person")))

    def without_password(self):
        """Return who has never chosen a password, and so has never signed in."""
        return self.filter(Q(password="") | Q(password__startswith=UNUSABLE_PASSWORD_PREFIX))

    def as_listed(self):
        """Load what a list of people shows; there are many more columns behind it."""
        return self.select_related("cell__parent").only(*LISTED)

    def with_account(self):
        """Load what a list of people shows, and whether and how they sign in."""
        return self.select_related("cell__parent").only(*LISTED, "password", "login_name", "is_active")

    def with_words(self, text):
        """Find by words of the name without the index of words: where the list is narrow, or walked in its order."""
        found = self
        for word in search_words(text):
            found = found.filter(search__contains=word)
        return found

    def named_like(self, text):
        """Find by words of the name, without marks; each word matches from its beginning (``an`` finds Ân)."""
        found = self.with_words(text)
        match = search_index.sparse_match(text)
        if match:
            hits = RawSQL(f"SELECT rowid FROM {search_index.WORDS} WHERE search MATCH %s", [match])  # noqa: S608, S611
            found = found.filter(pk__in=hits)
        return found

    def called(self, text):
        """Find whose given name is the last word of ``text``, marks and all."""
        key = sort_key(given_name(text))
        return self.filter(sort_key__gte=key, sort_key__lt=f"{key}~")

    def not_called(self, text):
        """Find everybody else."""
        key = sort_key(given_name(text))
        return self.filter(Q(sort_key__lt=key) | Q(sort_key__gte=f"{key}~"))

    def in_list_order(self):
        """Sort as Vietnamese lists do: given name, family name, middle names."""
        return self.order_by("sort_key", "pk")


class Person(Rights, AbstractBaseUser):
    """A cadre or member: who signs in, owns papers and holds posts.

    Card number and personal ID are sensitive: never a login name, never in an address, shown only on one's own page
    and to the personnel office. Addresses use ``public_id``. Source: domain reference, 5.4 and 12.
    """

    class Sex(models.TextChoices):
        MALE = "male", _("Male")
        FEMALE = "female", _("Female")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    login_name = models.CharField(_("login name"), max_length=60, unique=True)
    full_name = models.CharField(_("full name"), max_length=120)
    search = models.CharField(max_length=160, blank=True)
    sort_key = models.CharField(max_length=400, blank=True)
    sex = models.CharField(_("sex"), max_length=6, choices=Sex, blank=True)
    born = models.DateField(_("date of birth"), null=True, blank=True)
    born_precision = models.CharField(max_length=5, default=DAY)
    card_no = models.CharField(_("party card number"), max_length=12, null=True, blank=True, unique=True)
    personal_id = models.CharField(_("personal ID number"), max_length=12, null=True, blank=True, unique=True)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("telephone"), max_length=16, blank=True, db_index=True)  # +84…
    joined_on = models.DateField(_("admitted to the Party"), null=True, blank=True)
    joined_precision = models.CharField(max_length=5, default=DAY)
    official_on = models.DateField(_("official member since"), null=True, blank=True)
    official_precision = models.CharField(max_length=5, default=DAY)
    work_post = models.CharField(_("post at work or in a mass organisation"), max_length=200, blank=True)
    workplace = models.CharField(_("workplace"), max_length=200, blank=True)
    # Copied from today's membership, so that lists need no join.
    cell = models.ForeignKey(
        PartyOrg, on_delete=models.PROTECT, null=True, blank=True, related_name="people", verbose_name=_("cell")
    )
    org_path = models.CharField(max_length=tree.STEP * tree.MAX_DEPTH, blank=True)
    is_active = models.BooleanField(_("may sign in"), default=True)
    created_at = models.DateTimeField(auto_now_add=True)
    # The version of the notice on personal data that was read last, and when (portal.directory.notice).
    notice_version = models.CharField(max_length=20, blank=True)
    notice_read_at = models.DateTimeField(null=True, blank=True)

    USERNAME_FIELD = "login_name"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["full_name"]

    objects = BaseUserManager.from_queryset(PersonQuerySet)()

    class Meta:
        indexes = [
            models.Index(fields=["org_path", "sort_key", "id"], name="person_place_and_name"),
            models.Index(fields=["sort_key", "id"], name="person_name"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(card_no=None) | Q(card_no__regex=r"^(\d{8}|\d{12})$"),
                name="directory_card_number_has_8_or_12_digits",
                violation_error_message=_("A party card number has 8 or 12 digits."),
            ),
            models.CheckConstraint(
                condition=Q(notice_version="", notice_read_at=None)
                | (~Q(notice_version="") & Q(notice_read_at__isnull=False)),
                name="directory_notice_read_knows_when",
            ),
        ]
        verbose_name = _("person")

    def __str__(self):
        return self.full_name

    def get_absolute_url(self):
        return address_of("directory:person", self.public_id)

    def save(self, **kwargs):
        self.search = search_key(self.full_name)
        self.sort_key = sort_key(self.full_name)
        super().save(**kwargs)

    # ── names and dates ──

    @property
    def given_name(self):
        """Return the last word of the name: "đồng chí Ngà"."""
        return given_name(self.full_name)

    @property
    def born_text(self):
        return PartialDate.from_stored(self.born, self.born_precision)

    @property
    def joined_text(self):
        return PartialDate.from_stored(self.joined_on, self.joined_precision)

    @property
    def official_text(self):
        return PartialDate.from_stored(self.official_on, self.official_precision)

    # ── where one stands today ──

    @cached_property
    def membership_today(self):
        return self.memberships.today().select_related("cell__org_type", "cell__parent").first()

    @cached_property
    def reports_today(self):
        """Return the keys of those whose direct supervisor the person is today; read once a request."""
        return list(self.direct_reports.today().values_list("person", flat=True))

    def homes(self):
        """Return the organisations whose personnel office keeps the person: that of the cell, else of the last one."""
        last = self.membership_today or self.memberships.select_related("cell").first()
        return [last.cell] if last else [post.place for post in self.posts_today]

    def has_standing(self, *, on=None):
        """Tell whether the person belongs to a cell or holds a post on that day (today by default)."""
        if on is None:
            return bool(self.posts_today or self.membership_today)
        return self.memberships.on(on).exists() or self.appointments.on(on).exists()

    def own_paths(self):
        """Return the paths of the organisations the person stands in today."""
        paths = [post.place.path for post in self.posts_today]
        return paths + [self.membership_today.cell.path] if self.membership_today else paths

    @property
    def party_posts(self):
        """Return today's posts (not offices), highest first."""
        return [post for post in self.posts_today if ROLES[post.role].is_post]


def _is_whole_tree(paths):
    """Tell whether one of ``paths`` is the only top there is."""
    tops = [path for path in paths if len(path) == tree.STEP]
    return bool(tops) and not PartyOrg.objects.filter(parent=None).exclude(path__in=tops).exists()


def changed_contact(person, values):
    """Return which of "email" and "phone" the dict ``values`` changes; capitals make no other e-mail address."""
    return [
        name for name in ("email", "phone") if name in values and values[name].lower() != getattr(person, name).lower()
    ]


def free_login_name(full_name, taken):
    """Return a login name made of the name without marks, with a number where it is already in ``taken``.

    "Nguyễn Văn Ân" gives ``nguyen.van.an``, then ``nguyen.van.an2``. Adds it to the set ``taken``.
    """
    stem = ".".join(fold(full_name).split())[:50] or "dang.vien"
    name, number = stem, 1
    while name in taken:
        number += 1
        name = f"{stem}{number}"
    taken.add(name)
    return name
