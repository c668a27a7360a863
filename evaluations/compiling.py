"""The evaluation report: frozen from all that a decided rating rests on, issued once (domain reference, 8.10 [P])."""

import hashlib
import json

from django.db import transaction
from django.utils.translation import gettext as _

from evaluations.errors import NotDecided
from evaluations.models import EvaluationReport, Rating
from evaluations.papers.data import Report, frozen, thawed
from evaluations.papers.gathering.report import report_of
from evaluations.papers.report import TITLE, report_paper
from portal.audit import trail
from portal.printing import docx, paper, pdf
from portal.printing.models import IssuedPaper, new_code
from portal.printing.verifying import address_of

KIND = "evaluation_report"


@transaction.atomic
def compile_report(rating, *, by):
    """Return the report of a decided rating, compiled and issued the first time it is asked for.

    Content, checksum, PDF and DOCX are kept; whatever changes afterwards, the same files are served. Two who ask at
    once get one report. Raises ``NotDecided`` before the decision.
    """
    locked = Rating.objects.select_for_update(of=("self",)).select_related("decision", *Rating.NEEDED).get(pk=rating.pk)
    existing = EvaluationReport.objects.select_related("paper").filter(rating=locked).first()
    if existing:
        return existing
    if locked.stage not in Rating.DECIDED:
        raise NotDecided(_("The report is made once the level has been decided."))
    content = frozen(report_of(locked))
    report = EvaluationReport.objects.create(
        rating=locked, content=content, sha256=checksum(content), compiled_by=by, paper=_issue(locked, content, by)
    )
    dossier = locked.dossier
    trail.record("evaluations.report_compiled", locked, by=by, owner=dossier.person, unit_path=dossier.unit.path)
    return report


def checksum(content):
    """Return the SHA-256 of a content as canonical JSON: the same for the same content on every machine."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def paper_of(content, *, code=None, replaced_by=None):
    """Return the paper of a frozen content; ``replaced_by`` is the decision of a re-rating, which it then names."""
    found = thawed(Report, json.loads(json.dumps(content)))
    return report_paper(found, code=code, check_at=address_of(code) if code else "", replaced_by=replaced_by)


def _issue(rating, content, by):
    code, dossier = new_code(), rating.dossier
    drawn = paper_of(content, code=code)
    return IssuedPaper.keep(
        code=code,
        kind=KIND,
        subject=rating,
        title=f"{TITLE} {content['year']}: {dossier.subject}"[:300],
        content=paper.canonical(drawn),
        pdf=pdf.render(drawn),
        docx=docx.render(drawn),
        by=by,
        owner=dossier.person,
    )
