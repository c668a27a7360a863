"""Papers of a dossier that are handed in: added by the office, marked as not needed, taken away."""

import secrets

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evaluations.errors import NotYours, PaperRefused, ReasonMissing
from evaluations.models import Dossier, DossierPaper, Rating
from portal.audit import trail
from portal.directory.errors import OF_THE_ABSENT
from portal.lib.documents import read_document

MOST_PAPERS = 60


def add(dossier, kind, *, by, name="", symbol="", dated_on=None, uploaded=None):
    """Add a paper to a dossier and return it: a file, or the name and symbol of one that is kept elsewhere.

    Raises ``NotYours``, ``UnfitFile`` with the reason, and ``PaperRefused`` without a name or beyond ``MOST_PAPERS``.
    Whatever goes wrong, no file stays behind.
    """
    document = read_document(uploaded, uploaded.name) if uploaded else None
    name = name.strip() or (document.name if document else "")
    if not name:
        raise PaperRefused(_("Name the paper, or choose its file."))
    stored = _stored(document)
    try:
        with transaction.atomic():
            locked = _locked(dossier, by)
            _check_room(locked)
            locked.papers.filter(kind=kind).exclude(not_applicable="").delete()
            made = DossierPaper.objects.create(
                dossier=locked,
                kind=kind,
                name=name[:200],
                symbol=symbol.strip(),
                dated_on=dated_on,
                file=stored,
                size=len(document.data) if document else 0,
                sha256=document.sha256 if document else "",
                added_by=by,
            )
            _record("evaluations.paper_added", made, by)
            return made
    except BaseException:
        if stored:
            default_storage.delete(stored)
        raise


@transaction.atomic
def mark_not_needed(dossier, kind, reason, *, by):
    """Say why a dossier has no paper of a kind, and return the mark.

    Raises ``NotYours``, ``ReasonMissing``, and ``PaperRefused`` where there is one, or the mark already.
    """
    if not reason.strip():
        raise ReasonMissing(_("Say why there is none."))
    locked = _locked(dossier, by)
    if locked.papers.filter(kind=kind).exists():
        raise PaperRefused(_("There is something of this kind already. Take it away first."))
    made = DossierPaper.objects.create(dossier=locked, kind=kind, not_applicable=reason.strip()[:300], added_by=by)
    _record("evaluations.paper_not_needed", made, by)
    return made


@transaction.atomic
def remove(paper, *, by):
    """Take a paper or a mark away; its file goes with it. Raises ``NotYours``, and ``PaperRefused`` once locked."""
    dossier = _locked(paper.dossier, by)
    if dossier.ratings.filter(stage=Rating.Stage.LOCKED).exists():
        raise PaperRefused(_("The rating is locked: its papers stay. Add what corrects them."))
    stored = paper.file.name
    _record("evaluations.paper_removed", paper, by)
    paper.delete()
    if stored:
        transaction.on_commit(lambda: default_storage.delete(stored))


# ── helpers ──


def _stored(document):
    if document is None:
        return ""
    name = f"dossiers/{timezone.localdate():%Y/%m}/{secrets.token_urlsafe(24)}.{document.kind}"
    return default_storage.save(name, ContentFile(document.data))


def _locked(dossier, by):
    found = Dossier.objects.select_for_update(of=("self",)).select_related("person", "unit").get(pk=dossier.pk)
    if found.belongs_to(by):
        raise NotYours(_("Nobody keeps the papers of their own dossier. Ask a colleague of the office."))
    if found.is_only_for(by):
        raise NotYours(OF_THE_ABSENT)
    return found


def _check_room(dossier):
    if dossier.papers.count() >= MOST_PAPERS:
        raise PaperRefused(
            _("A dossier holds at most %(most)s papers here. Join several into one file.") % {"most": MOST_PAPERS}
        )


def _record(action, paper, by):
    dossier = paper.dossier
    kind = str(paper.get_kind_display())
    trail.record(action, dossier, by=by, reason=kind, owner=dossier.person, unit_path=dossier.unit.path)
