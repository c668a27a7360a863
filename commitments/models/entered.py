"""A paper that was handed in for a member, and how the member confirmed it; each kind of paper has a table of its own.

A scan of the signed print that is kept by who entered the paper is their own word only: the member, or another officer
who looks at it, confirms it. Source: domain reference, section 4 [P].
"""

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commitments.errors import InvalidTransition, NotYours
from portal.audit import trail
from portal.directory.errors import OF_THE_ABSENT
from portal.directory.models import Appointment, with_substitutes
from portal.directory.roles import Act
from portal.lib.documents import UnfitFile, read_document
from portal.lib.files import KINDS, stored
from portal.lib.purge import with_files
from portal.notifications import outbox


class EnteredForAnotherQuerySet(models.QuerySet):
    def unconfirmed(self):
        return self.filter(confirmed_at=None)

    def by(self, person):
        return self.filter(entered_by=person)

    def drop(self):
        """Forget that it was entered for another, with the scans that were kept: the paper was taken back."""
        with_files(self.exclude(scan="").values_list("scan", flat=True))
        self.delete()


class EnteredForAnother(models.Model):
    """One paper that was handed in for a member, and how the member confirmed it."""

    class How(models.TextChoices):
        SIGNED_IN = "signed_in", _("confirmed in the portal")
        PRINT = "print", _("confirmed on the signed print")

    member = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(default=timezone.now)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    how = models.CharField(max_length=10, choices=How, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    scan = models.FileField(_("scan of the signed print"), upload_to="entered/%Y/%m/", blank=True)
    scan_name = models.CharField(max_length=200, blank=True)
    scan_sha256 = models.CharField(max_length=64, blank=True)
    scan_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = EnteredForAnotherQuerySet.as_manager()

    class Meta:
        abstract = True

    @property
    def is_confirmed(self):
        return self.confirmed_at is not None

    @transaction.atomic
    def confirm(self, *, by):
        """Confirm what was entered in one's name. Raises ``NotYours``, and ``InvalidTransition`` a second time."""
        self._lock()
        if by.pk != self.member_id:
            raise NotYours(_("Only the comrade for whom it was entered confirms it."))
        self._confirmed(self.How.SIGNED_IN, by)

    def keep_print(self, uploaded, *, by):
        """Keep the scan of the print that the member signed, in place of one kept before, and tell the member.

        It confirms the paper, unless ``by`` is who entered it: then ``confirm`` or ``confirm_print`` still does. Taken
        as evidence is: for what it holds, made safe. Raises ``UnfitFile``, and ``InvalidTransition``; whatever goes
        wrong, no file stays behind.
        """
        document = read_document(uploaded, uploaded.name)
        if document.kind not in KINDS:
            raise UnfitFile(_("A signed print is kept as PDF, JPG or PNG. Scan it, or take a photo of it."))
        file = ContentFile(document.data, f"scan.{document.kind}")
        with stored(self._meta.get_field("scan"), file) as name, transaction.atomic():
            self._lock()
            with_files([self.scan.name])
            self.scan, self.scan_name, self.scan_sha256, self.scan_by = name, document.name, document.sha256, by
            self.save()
            self._record("commitments.print_kept", by)
            if by.pk != self.entered_by_id:
                if self.is_only_for(by):
                    raise NotYours(OF_THE_ABSENT)
                self._confirmed(self.How.PRINT, by)
            self._tell_print_kept()

    @transaction.atomic
    def confirm_print(self, *, by, seen):
        """Confirm what was entered by the signed print that was kept; ``seen`` is the checksum of the scan looked at.

        Raises ``NotYours`` for who entered it and for the member, ``InvalidTransition`` where another scan was kept
        meanwhile or none is.
        """
        self._lock()
        if by.pk in {self.entered_by_id, self.member_id}:
            raise NotYours(_("Another officer than the one who entered it confirms it by the signed print."))
        if self.is_only_for(by):
            raise NotYours(OF_THE_ABSENT)
        if not self.scan or self.scan_sha256 != seen:
            raise InvalidTransition(_("Another signed print has been kept meanwhile. Open it, then confirm."))
        self._confirmed(self.How.PRINT, by)

    def is_only_for(self, person):
        """Tell whether the person confirms by the print only in the name of the member, or of who entered it."""
        ways = (self.member.cell, Act.REVIEW_CELL), (self.unit, Act.RECORD_DECISIONS)
        return person.is_only_for(lambda absent: absent.pk in {self.entered_by_id, self.member_id}, *ways)

    def confirmers(self):
        """Return who else may confirm it by the print: officers of the member's cell, else of the office above."""
        posts = Appointment.objects.today().select_related("person", "org", "collective__org")
        without = [self.entered_by, self.member]
        of_cell = list(posts.that_may(Act.REVIEW_CELL).filter(org=self.member.cell_id))
        if officers := with_substitutes(of_cell, {Act.REVIEW_CELL}, without=without):
            return officers
        above = list(posts.that_may(Act.RECORD_DECISIONS).reaching(self.unit).exclude(person__in=without))
        nearest = max((len(post.place.path) for post in above), default=0)
        offices = [post for post in above if len(post.place.path) == nearest]
        return with_substitutes(offices, {Act.RECORD_DECISIONS}, without=without)

    def _lock(self):
        try:
            self.refresh_from_db(from_queryset=type(self).objects.select_for_update(of=("self",)))
        except type(self).DoesNotExist:
            raise InvalidTransition(_("The paper has been taken back meanwhile.")) from None
        if self.is_confirmed:
            raise InvalidTransition(_("It has been confirmed already."))

    def _tell_print_kept(self):
        """Tell the member, and, where who entered it has kept it, those who may confirm it."""
        url = self.get_absolute_url()
        told = _("A signed print of a paper that was entered for you has been kept. Look whether it is yours.")
        outbox.notify([self.member], "commitments.print_kept", told, url=url)
        if self.scan_by_id == self.entered_by_id:
            asked = _("The signed print of a paper entered for %(person)s waits for another officer to look at it.")
            words = {"person": self.member}
            outbox.notify(self.confirmers(), "commitments.print_to_confirm", asked, words=words, url=url)

    def _confirmed(self, how, by):
        self.confirmed_at, self.confirmed_by, self.how = timezone.now(), by, how
        self.save()
        self._record("commitments.entered_confirmed", by, str(self.get_how_display()))
        outbox.settle([self.member, *self.confirmers()], self.get_absolute_url())
        text = _("What you entered for %(person)s has been confirmed.")
        words = {"person": self.member}
        others = [self.entered_by] if by.pk != self.entered_by_id else []
        outbox.notify(others, "commitments.entered_confirmed", text, words=words, url=self.get_absolute_url())

    def _record(self, action, by, reason=""):
        trail.record(action, self, by=by, reason=reason, owner=self.member, unit_path=self.member.org_path)
