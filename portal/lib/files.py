"""Files that people hand in: taken for what they hold, whatever their name says.

Scans of decisions here; evidence, which may be more than a scan, is read by ``portal.lib.documents``.
"""

import secrets
from contextlib import contextmanager

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

# What the first bytes of each kind are, its ending, and how it is served.
KINDS = {
    "pdf": (b"%PDF-", "application/pdf"),
    "jpg": (b"\xff\xd8\xff", "image/jpeg"),
    "png": (b"\x89PNG\r\n\x1a\n", "image/png"),
}
SCAN_MAX_BYTES = 10 * 1024 * 1024


def kind_of(file):
    """Return the ending of what an open ``file`` holds, "pdf", "jpg" or "png"; None for anything else."""
    file.seek(0)
    head = file.read(16)
    file.seek(0)
    return next((kind for kind, (mark, _type) in KINDS.items() if head.startswith(mark)), None)


def content_type_of(name):
    """Return how a file that was taken by ``ScanField`` is served, by the ending it was given."""
    return KINDS[name.rpartition(".")[2]][1]


def unguessable_name(file):
    """Return a name that says nothing of a paper and cannot be guessed; only the ending stays."""
    ending = file.name.rpartition(".")[2].lower()
    return f"{secrets.token_urlsafe(24)}.{ending}"


@contextmanager
def stored(field, file):
    """Store a handed in ``file`` for a model's file ``field`` and yield its name; empty where there is no file.

    Open it around the transaction that writes the name: whatever goes wrong inside, no file stays behind.
    """
    if not file:
        yield ""
        return
    name = field.storage.save(field.generate_filename(None, unguessable_name(file)), file)
    try:
        yield name
    except BaseException:
        field.storage.delete(name)
        raise


class ScanField(forms.FileField):
    """A scanned paper: PDF, JPG or PNG of at most 10 MB. Its name is replaced: only the true ending stays."""

    widget = forms.FileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png"})
    default_error_messages = {
        "empty": _("The file is empty. Choose the scan once more."),
        "too_large": _("The file is larger than 10 MB. Scan it at a lower resolution, or in black and white."),
        "other_kind": _("The file is neither PDF nor JPG nor PNG. Save the scan as one of these."),
    }

    def clean(self, data, initial=None):
        file = super().clean(data, initial)
        if not file:
            return None
        if file.size > SCAN_MAX_BYTES:
            raise ValidationError(self.error_messages["too_large"])
        kind = kind_of(file)
        if kind is None:
            raise ValidationError(self.error_messages["other_kind"])
        file.name = f"scan.{kind}"
        return file


class _FilesInput(forms.FileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files at once, at most ``most``; gives a list, empty where none was chosen.

    What each holds is not looked at here: one that is refused must not cost the others. ``capture`` lets a phone open
    its camera.
    """

    def __init__(self, *, most, accept, capture=False, **kwargs):
        attrs = {"accept": accept, "multiple": not capture} | ({"capture": "environment"} if capture else {})
        super().__init__(required=False, widget=_FilesInput(attrs=attrs), **kwargs)
        self.most = most

    def clean(self, data, initial=None):
        files = [file for file in data or [] if file]
        if len(files) > self.most:
            raise ValidationError(
                _("%(count)s files at once; at most %(most)s are taken. Choose fewer, then the rest.")
                % {"count": len(files), "most": self.most}
            )
        return files
