"""Evidence: files, document symbols and links that show a result; added while an entry is written, then they stay."""

import secrets
from urllib.parse import urlsplit

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commitments.errors import AlreadyThere, NotRemovable, OverQuota, UnfitReference
from commitments.models import Evidence, ProgressEntry
from commitments.progress.writing import entry_of, lock_commitment, lock_program, write
from portal.audit import trail
from portal.lib.documents import MEGABYTE, read_document
from portal.resolutions import symbol

MOST_ON_ENTRY = 30  # more shows nothing more, and nobody reads it

HOW_TO_CITE = _("Write the number of a document, such as 45-BC/TU, or a link that begins with https://.")
LONGEST_LINK = 500  # characters, as its column
LINK_TOO_LONG = _(
    "The link has %(show_value)s characters; at most %(limit_value)s fit. Copy a shorter one from the page, write the "
    "number of the document, or add the page as a photo or a file."
)
LINK_ONLY_WEB = _("Only links that begin with https:// or http:// are taken. Check the link.")


def add_file(program, commitment, uploaded, *, by):
    """Keep an uploaded file as evidence of a commitment and return it; its entry is begun where none is being written.

    Raises ``UnfitFile`` with the reason, ``AlreadyThere`` for the same file twice, ``OverQuota``, and
    ``NoLongerWritable``. Whatever goes wrong, no file stays behind.
    """
    document = read_document(uploaded, uploaded.name)
    name = f"evidence/{timezone.localdate():%Y/%m}/{secrets.token_urlsafe(24)}.{document.kind}"
    stored = default_storage.save(name, ContentFile(document.data))
    try:
        with transaction.atomic():
            entry = _locked_entry(program, commitment)
            _check_room(by, len(document.data))
            if entry.evidence.filter(sha256=document.sha256).exists():
                raise AlreadyThere(_("“%(name)s” is already among the evidence.") % {"name": document.name})
            return _added(
                program,
                entry,
                by,
                kind=Evidence.Kind.FILE,
                name=document.name,
                file=stored,
                size=len(document.data),
                sha256=document.sha256,
            )
    except BaseException:
        default_storage.delete(stored)
        raise


@transaction.atomic
def add_reference(program, commitment, text, *, by):
    """Keep the symbol of a document or a link as evidence and return it.

    Raises ``UnfitReference`` for what is neither, ``AlreadyThere`` for the same twice, ``NoLongerWritable``.
    """
    cited = cited_as(text)
    entry = _locked_entry(program, commitment)
    if entry.evidence.filter(**cited).exists():
        raise AlreadyThere(_("“%(name)s” is already among the evidence.") % {"name": cited["name"]})
    return _added(program, entry, by, **cited)


@transaction.atomic
def remove(evidence, *, by):
    """Take evidence away while its entry is being written; its file goes with it. Raises ``NotRemovable`` once sent."""
    program = evidence.entry.commitment.program
    lock_program(program)
    evidence.entry.refresh_from_db(fields=["report"])
    if evidence.entry.is_sent:
        raise NotRemovable(_("This evidence has been sent with its report and stays. Add what corrects it instead."))
    stored = evidence.file.name
    evidence.delete()
    _record("commitments.evidence_removed", program, by)
    if stored:
        transaction.on_commit(lambda: default_storage.delete(stored))


def cited_as(text):
    """Return the fields of an ``Evidence`` that cites ``text``: a document by its symbol, or a link by its address.

    Raises ``UnfitReference``, whose text shows how either looks. Only web links are taken: what a browser would run
    (javascript:, data:) is none.
    """
    if "://" in text or text.lower().startswith(("javascript:", "data:", "www.", "file:")):
        return _link(text)
    try:
        cited = str(symbol.parse(text))
    except ValueError:
        raise UnfitReference(HOW_TO_CITE) from None
    return {"kind": Evidence.Kind.DOCUMENT, "name": cited, "symbol": cited}


def quota_bytes():
    return settings.EVIDENCE_QUOTA_BYTES


def _link(text):
    address = f"https://{text}" if text.lower().startswith("www.") else text
    try:
        parts = urlsplit(address)
        is_web = parts.scheme in {"http", "https"} and parts.hostname and not parts.username and parts.port != 0
    except ValueError:
        is_web = False
    if not is_web or any(c.isspace() or c in '<>"\\' for c in address):
        raise UnfitReference(LINK_ONLY_WEB)
    if len(address) > LONGEST_LINK:
        raise UnfitReference(LINK_TOO_LONG % {"show_value": len(address), "limit_value": LONGEST_LINK})
    return {"kind": Evidence.Kind.LINK, "name": parts.hostname[:200], "url": address}


def _locked_entry(program, commitment):
    """Return the entry being written under the lock of its program, begun now where there is none."""
    entry = entry_of(lock_commitment(program, commitment.pk))
    if entry.state == ProgressEntry.State.PLANNED:
        entry.state = ProgressEntry.State.IN_PROGRESS
    write(entry)
    if entry.evidence.count() >= MOST_ON_ENTRY:
        raise OverQuota(
            _("An entry holds at most %(most)s pieces of evidence. Take away what shows the same.")
            % {"most": MOST_ON_ENTRY}
        )
    return entry


def _check_room(person, size):
    left = quota_bytes() - Evidence.objects.bytes_of(person)
    if size > left:
        raise OverQuota(
            _("Your share of the disk has %(left)s MB left. Cite the number of the document or a link instead.")
            % {"left": max(left, 0) // MEGABYTE}
        )


def _added(program, entry, by, **fields):
    made = Evidence.objects.create(entry=entry, added_by=by, **fields)
    _record("commitments.evidence_added", program, by)
    return made


def _record(action, program, by):
    trail.record(action, program, by=by, owner=program.entry.person, unit_path=program.entry.unit.path)
