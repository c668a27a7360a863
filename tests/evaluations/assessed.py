"""What tests of the self-assessment make: a paper that is begun, written so that nothing blocks, in any status."""

from evaluations.assessing import saving
from evaluations.assessing.scoring import form_of, frame_of
from evaluations.models import Rating, SelfAssessment, SelfAssessmentText
from tests.evaluating import make_dossier

Status = SelfAssessment.Status
TEXTS = {"faults": "Có lúc còn nể nang trong góp ý, nhất là trong quý II\nChậm mốc 31/8 của một cam kết"}


def begin(dossier, *, by=None):
    """Begin the self-assessment of a dossier."""
    return SelfAssessment.begin(dossier, form_of(dossier), by=by or dossier.writers()[0])


def write(assessment, *, texts=None, level="HTTNV", share=0.8):
    """Write every part that is required: texts, points (``share`` of the most, in steps), the level of each track."""
    texts = {**TEXTS, **(texts or {})}
    for section in assessment.form.written_sections:
        if body := texts.get(section["key"], f"Nội dung mục {section['number']}" if section.get("required") else ""):
            SelfAssessmentText.objects.update_or_create(
                assessment=assessment, key=section["key"], defaults={"body": body}
            )
    for item in frame_of(assessment.dossier).items:
        steps = int(float(item.maximum) * share / float(item.step))
        assessment.points[item.code] = f"{item.step * steps:f}"
    assessment.own_levels = {rating.track: level for rating in assessment.dossier.ratings.claimed()}
    assessment.save()
    return assessment


def make_assessment(evaluation, subject, *, status=Status.DRAFT, by=None, **fields):
    """Make a written self-assessment of a subject in an evaluation, in any status, through the transitions."""
    dossier = make_dossier(evaluation, subject, **fields)
    writer = by or dossier.writers()[0]
    assessment = write(begin(dossier, by=writer))
    if status != Status.DRAFT:
        saving.hand_in(assessment, by=writer)
        assessment.refresh_from_db()
    return assessment


def hand_in(dossier, *, by=None):
    """Write the self-assessment of a dossier and hand it in."""
    assessment = write(begin(dossier, by=by))
    return saving.hand_in(assessment, by=by or dossier.writers()[0])


def bring_to(assessment, status, *, officer):
    """Lead a handed in paper on: an officer takes it into the review, or sends it back."""
    if status == Status.ACCEPTED:
        assessment.accept(by=officer)
    elif status == Status.RETURNED:
        assessment.return_("Cần nêu rõ hạn chế", by=officer)
    assessment.refresh_from_db()
    return assessment


def propose(dossier, level="HTTNV"):
    """Pretend that a level was proposed."""
    Rating.objects.filter(dossier=dossier).update(stage=Rating.Stage.PROPOSED, proposed_level=level)
