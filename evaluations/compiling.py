"""The evaluation report: frozen from all that a rating rests on as it is decided, issued once.

Source: domain reference, 8.10 [P].
"""

import hashlib
import json

from django.db import transaction
from django.utils.translation import gettext as _

from evaluations.errors import NotDecided
from evaluations.models import EvaluationReport, Rating
from evaluations.papers.data import Report, frozen, thawed
from evaluations.papers.gathering.report import reports_of
from evaluations.papers.report import TITLE, report_paper
from portal.audit import trail
from portal.printing import docx, paper, pdf
from portal.printing.models import IssuedPaper, new_code
from portal.printing.verifying import address_of

KIND = "evaluation_report"
AT_ONCE = 200  # ratings whose content is gathered together


def freeze(ratings, *, by):
    """Freeze what each of some decided ratings of one evaluation rests on, in the transaction that decides them.

    Each is loaded with ``Rating.NEEDED`` and its decision. What is known afterwards changes no report: figures,
    remarks, confirmations, names. Drawing the papers waits until somebody asks (``compile_report``).
    """
    for start in range(0, len(ratings), AT_ONCE):
        found = reports_of(ratings[start : start + AT_ONCE])
        contents = {key: frozen(report) for key, report in found.items()}
        EvaluationReport.objects.bulk_create(
            EvaluationReport(rating_id=key, content=content, sha256=checksum(content), compiled_by=by)
            for key, content in contents.items()
        )


@transaction.atomic
def compile_report(rating, *, by):
    """Return the report of a decided rating, its papers drawn and issued the first time they are asked for.

    Drawn of what was frozen at the decision; a level that an agency decided, or that was decided before reports were
    frozen, is frozen now. Content, checksum, PDF and DOCX are kept, and the same files served. Two who ask at once get
    one report. Raises ``NotDecided`` before the decision.
    """
    found = Rating.objects.select_for_update(of=("self",)).select_related("decision__decider", *Rating.NEEDED)
    locked = found.get(pk=rating.pk)
    if locked.stage not in Rating.DECIDED:
        raise NotDecided(_("The report is made once the level has been decided."))
    reports = EvaluationReport.objects.select_related("paper").filter(rating=locked)
    if not reports.exists():
        freeze([locked], by=by)
    report = reports.get()
    if report.paper is None:
        report.paper = _issue(locked, report.content, by)
        report.save(update_fields=["paper"])
        where = {"owner": locked.dossier.person, "unit_path": locked.dossier.unit.path}
        trail.record("evaluations.report_compiled", locked, by=by, **where)
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
