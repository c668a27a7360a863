"""Paper forms as dated data, and the papers that were issued."""

import hashlib
import secrets

from django.core.files.base import ContentFile
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

# Letters and digits that are not mistaken for each other when a printed code is typed.
CODE_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


class PaperForm(models.Model):
    """A form as dated data: its title, sections and columns (domain reference, sections 8.1 to 8.3, 8.5 to 8.7).

    ``purpose`` tells what is written on it. ``sections`` is a list of objects, in the order of the paper:

    * ``key``: stable name; ``number`` and ``heading``: as printed, the number may be empty;
    * ``kind``: ``bases`` (the campaign's resolutions, listed by the portal), ``text`` (written by the person) or
      ``commitments`` (the table); for self-assessments also those of ``YEAR_END_KINDS``;
    * where a text is written: ``required`` (blocks submitting while empty), ``hint`` (what to write).

    Sections of a self-assessment have more: ``depth`` of the heading (1 for A and B, 2 for I, 3 for 1), ``short`` for
    a list of the parts, ``confidence`` where it is another than the form's, ``criterion`` (code of the scheme) where
    a degree is given with the text.

    ``columns`` names the fields of a commitment that the form shows and prints, in order.
    """

    class Purpose(models.TextChoices):
        REGISTRATION = "registration", _("Registration")
        SELF_REVIEW = "self_review", _("Self-assessment of a year")
        QUARTER_REVIEW = "quarter_review", _("Self-assessment of a quarter")

    # What a section of a self-assessment may hold beside texts: headings of a group of sections, commitments of the
    # period (``programs``: the registration forms they stand on, none for all others), what became of earlier
    # shortcomings, answers to prompts, points, the level, and the blocks that others fill in below.
    YEAR_END_KINDS = ("heading", "program", "shortcomings_before", "prompts", "points", "level", "remark")
    # Where the person writes, or may add words to what the portal filled in.
    WRITTEN_KINDS = ("text", "program", "shortcomings_before")

    class Subject(models.TextChoices):
        INDIVIDUAL = "individual", _("Individual")
        COLLECTIVE = "collective", _("Collective")

    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(_("form"), max_length=200)
    title = models.CharField(_("title as printed"), max_length=200)
    purpose = models.CharField(max_length=14, choices=Purpose, default=Purpose.REGISTRATION)
    subject = models.CharField(max_length=12, choices=Subject, default=Subject.INDIVIDUAL)
    sections = models.JSONField(default=list)
    columns = models.JSONField(default=list)
    requires_commitments = models.BooleanField(default=True)
    signs_as = models.CharField(max_length=100)  # NGƯỜI ĐĂNG KÝ, NGƯỜI CAM KẾT
    confirmed_by = models.CharField(max_length=100, blank=True)  # XÁC NHẬN CỦA CHI ỦY …
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    confidence = models.CharField(max_length=1, default="P")

    class Meta:
        ordering = ["pk"]
        verbose_name = _("paper form")

    def __str__(self):
        return self.name

    @property
    def text_sections(self):
        return [section for section in self.sections if section["kind"] == "text"]

    @property
    def written_sections(self):
        """Return the sections in which words are written, those that the portal fills in among them."""
        return [section for section in self.sections if section["kind"] in self.WRITTEN_KINDS]

    @property
    def table_key(self):
        """Return the key of the section with the table of commitments; empty for a form without one."""
        return next((section["key"] for section in self.sections if section["kind"] == "commitments"), "")


def heading_of(section):
    """Return the heading of a form's section as printed: "III. Nội dung đăng ký", or without a number."""
    number = section.get("number")
    return f"{number}. {section['heading']}" if number else section["heading"]


class IssuedPaperQuerySet(models.QuerySet):
    def forget(self):
        """Forget whose papers these are and where their files lie; return the names of the files, to be deleted."""
        names = [name for pair in self.values_list("pdf", "docx") for name in pair]
        self.update(title="", owner_id="", issued_by_name="", pdf="", docx="")
        return names


class IssuedPaper(models.Model):
    """A paper as it was issued: the stored files with their checksums. Printing again serves these files.

    Once the years of keeping are over its files and names are gone; code and checksums stay (``forget``).

    ``subject_type`` and ``subject_id`` name what the paper is of (text, so that the paper outlives it). ``code`` is
    printed on it. ``content_sha256`` is of the canonical content, ``pdf_sha256`` of the file.
    """

    code = models.CharField(max_length=14, unique=True)
    kind = models.CharField(max_length=40)
    subject_type = models.CharField(max_length=64)
    subject_id = models.CharField(max_length=64)
    title = models.CharField(max_length=300)
    owner_id = models.CharField(max_length=36, blank=True)  # public id
    pdf = models.FileField(upload_to="papers/%Y/%m/")
    docx = models.FileField(upload_to="papers/%Y/%m/")
    pdf_sha256 = models.CharField(max_length=64)
    docx_sha256 = models.CharField(max_length=64)
    content_sha256 = models.CharField(max_length=64)
    issued_at = models.DateTimeField(default=timezone.now)
    issued_by_name = models.CharField(max_length=200, blank=True)

    objects = IssuedPaperQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "subject_type", "subject_id"], name="printing_issued_once")
        ]
        verbose_name = _("issued paper")

    def __str__(self):
        return f"{self.title} ({self.code})"

    @classmethod
    def keep(cls, *, code, kind, subject, title, content, pdf, docx, by=None, owner=None):
        """Store the two files of a paper under random names and return the row.

        ``content`` are the canonical bytes of the paper, ``pdf`` and ``docx`` the drawn files, all ``bytes``.
        """
        name = secrets.token_urlsafe(24)
        return cls.objects.create(
            code=code,
            kind=kind,
            subject_type=subject._meta.label_lower,
            subject_id=str(subject.pk),
            title=title,
            owner_id=str(owner.public_id) if owner else "",
            pdf=ContentFile(pdf, f"{name}.pdf"),
            docx=ContentFile(docx, f"{name}.docx"),
            pdf_sha256=hashlib.sha256(pdf).hexdigest(),
            docx_sha256=hashlib.sha256(docx).hexdigest(),
            content_sha256=hashlib.sha256(content).hexdigest(),
            issued_by_name=str(by) if by else "",
        )


def new_code():
    """Return a code for an issued paper, such as ``7KQ2-M9TD-XW4B``: 60 bits, in groups that can be read out."""
    letters = "".join(secrets.choice(CODE_ALPHABET) for _letter in range(12))
    return f"{letters[:4]}-{letters[4:8]}-{letters[8:]}"
