"""What a window of the progress page posts, and what stands on it."""

import re

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from commitments.drafting import mark, text_of
from commitments.progress import writing
from tests.portal.lib import files_handed_in as files

HTMX = {"headers": {"HX-Request": "true"}}
URL = "/progress/"


def form_of(commitment, **typed):
    """Return what a window posts: every field with its mark, and over it what is typed."""
    commitment.refresh_from_db()
    entry = writing.entry_of(commitment)
    stored = {name: text_of(getattr(entry, name)) for name in writing.FIELDS}
    return stored | {f"was-{name}": mark(text) for name, text in stored.items()} | typed


def save_url(commitment):
    return reverse("commitments:save_progress", args=[commitment.program_id, commitment.pk])


def pdf(name="Danh sách.pdf", data=files.PDF):
    return SimpleUploadedFile(name, data, "application/pdf")


def text_of_page(response):
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())
