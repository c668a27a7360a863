"""Who may do what to a self-assessment, to the figures and prompts of a dossier, and why not.

Papers are read by their writers; handed in, by the officers of the places that review them and by offices whose every
reading is recorded (``SelfAssessment.objects.visible_to``). A member never sees another's points.
"""

from django.utils.translation import gettext_lazy as _

from commitments.models.helping import helped_keys
from commitments.models.review import bodies_of
from evaluations.models import Dossier, Evaluation, Rating, SelfAssessment
from evaluations.models.evaluation import DECIDED_ALREADY, PROPOSED_ALREADY
from evaluations.models.figure_correction import NOT_AFTER_HANDING_IN, NOT_BY_ONESELF
from evaluations.models.review_prompt import NOT_FOR_ONESELF, NOT_ONCE_PROPOSED
from evaluations.rules.figures import ENTERED_BY_OTHERS
from portal.directory import errors
from portal.directory.roles import Act
from portal.lib.policy import ALLOWED, Verdict

Status = SelfAssessment.Status

NOT_YOUR_PAPER = Verdict(_("Only the writer of this self-assessment may do this."))
OWN_PAPER = Verdict(_("Nobody does this to their own self-assessment."))
OF_THE_ABSENT = Verdict(errors.OF_THE_ABSENT)
NOT_OPEN = Verdict(_("The evaluation is not open."))
DECIDED, PROPOSED = Verdict(DECIDED_ALREADY), Verdict(PROPOSED_ALREADY)

# Who is not rated for these reasons writes no self-assessment either (domain reference, 5.5 [C]).
NOT_REVIEWED = {Dossier.NotRated.EXEMPT, Dossier.NotRated.SUSPENDED, Dossier.NotRated.NEW}


def can_begin(person, dossier) -> Verdict:
    """Answer whether the person may begin the self-assessment of a dossier: who it is about, while it is reviewed."""
    if not dossier.belongs_to(person) and dossier.person_id not in helped_keys(person):
        return NOT_YOUR_PAPER
    return can_be_begun(dossier, is_decided=has_decision(dossier), is_proposed=is_proposed(dossier))


def can_be_begun(dossier, *, is_decided, is_proposed) -> Verdict:
    """Answer whether the self-assessment of a dossier may be begun at all, by whoever it is about."""
    if is_decided or is_proposed:
        return DECIDED if is_decided else PROPOSED
    if dossier.evaluation.status != Evaluation.Status.OPEN:
        return NOT_OPEN
    if dossier.left_on is not None or dossier.not_rated_reason in NOT_REVIEWED:
        return Verdict(_("You need not write a self-assessment in this evaluation."))
    return ALLOWED


def can_write(person, assessment) -> Verdict:
    """Answer whether the person may write in the paper now."""
    if not assessment.is_written_by(person):
        return NOT_YOUR_PAPER
    if not assessment.is_editable:
        return Verdict(_("The self-assessment has been handed in; it can no longer be written in."))
    if assessment.evaluation.status != Evaluation.Status.OPEN:
        return NOT_OPEN
    return ALLOWED


def can_hand_in(person, assessment) -> Verdict:
    """Answer whether the person may hand the paper in now: while they may write in it, before a proposal."""
    if not (verdict := can_write(person, assessment)):
        return verdict
    if has_decision(assessment.dossier):
        return DECIDED
    return PROPOSED if is_proposed(assessment.dossier) else ALLOWED


def can_recall(person, assessment) -> Verdict:
    """Answer whether the person may take the paper back: until a place proposes a level."""
    if not assessment.is_written_by(person):
        return NOT_YOUR_PAPER
    if assessment.status != Status.SUBMITTED:
        return Verdict(_("Only what was handed in and not yet taken into the review can be taken back."))
    if assessment.evaluation.status != Evaluation.Status.OPEN:
        return NOT_OPEN
    if has_decision(assessment.dossier):
        return DECIDED
    return PROPOSED if has_proposal(assessment.dossier) else ALLOWED


def can_return(person, assessment) -> Verdict:
    """Answer whether the person may send the paper back: an officer of a place that reviews it, before a proposal."""
    if assessment.belongs_to(person):
        return OWN_PAPER
    if assessment.dossier.is_handled_only_for(person):
        return OF_THE_ABSENT
    if not is_of_a_place(person, assessment.dossier):
        return Verdict(_("Sending a self-assessment back is for the officers of the places that review it."))
    if not assessment.can_become(Status.RETURNED):
        return Verdict(_("It has not been handed in, or was sent back already."))
    if has_proposal(assessment.dossier):
        return Verdict(_("A level has been proposed already. Take the proposal back first."))
    return ALLOWED


def can_see_figures(person, dossier) -> Verdict:
    """Answer whether the person may see the figures of a dossier: its writer, and whoever reads its paper."""
    if dossier.belongs_to(person) or person.may(Act.READ, dossier.unit) or is_of_a_place(person, dossier):
        return ALLOWED
    if dossier.decider_id in bodies_of(person) and has_proposal(dossier):
        return ALLOWED
    return Verdict(_("Figures are for who is rated, and for the bodies that review the self-assessment."))


def can_correct_figures(person, dossier) -> Verdict:
    """Answer whether the person may correct a figure now, with a reason.

    The writer while writing; the officers of its places until a level is proposed; officers and office of the body
    that decides, from then on until the decision. Nobody in their own dossier once it was handed in or done without.
    """
    if dossier.evaluation.status != Evaluation.Status.OPEN:
        return NOT_OPEN
    stages = set(dossier.ratings.claimed().values_list("stage", flat=True))
    if stages & {Rating.Stage.DECIDED, Rating.Stage.LOCKED}:
        return Verdict(_("A level has been decided; its figures stay as they are."))
    if dossier.belongs_to(person):
        assessment = SelfAssessment.objects.filter(dossier=dossier).first()
        if assessment is not None and not assessment.is_editable:
            return Verdict(NOT_AFTER_HANDING_IN)
        return PROPOSED if stages - {Rating.Stage.SELF} else ALLOWED
    if dossier.is_handled_only_for(person):
        return OF_THE_ABSENT
    if stages & {Rating.Stage.PROPOSED, Rating.Stage.APPRAISED}:
        if person.may(Act.RECORD_DECISIONS, dossier.office_place) or dossier.decider_id in bodies_of(person):
            return ALLOWED
        return Verdict(_("A level has been proposed: figures are now for the personnel office to correct."))
    if is_of_a_place(person, dossier):
        return ALLOWED
    return Verdict(_("Correcting figures is for the writer, and for the officers of the places of review."))


def can_correct_figure(person, dossier, figure) -> Verdict:
    """Answer whether the person may correct this figure now: some are never entered by oneself.

    Source: domain reference, 6.4 [C].
    """
    if figure in ENTERED_BY_OTHERS and dossier.belongs_to(person):
        return Verdict(NOT_BY_ONESELF)
    return can_correct_figures(person, dossier)


def can_prompt(person, dossier) -> Verdict:
    """Answer whether the person may record a prompt: an officer of the body that decides or calls, or its office.

    Source: domain reference, 4.2 (366-QĐ/TW, Art. 7 [C]).
    """
    if dossier.belongs_to(person):
        return Verdict(NOT_FOR_ONESELF)
    if dossier.is_only_for(person, *dossier.by_prompters):
        return OF_THE_ABSENT
    body = {dossier.decider_id, dossier.evaluation.root_id} & set(bodies_of(person))
    if not (body or person.may(Act.RECORD_DECISIONS, dossier.office_place)):
        return Verdict(_("Prompts are recorded by the personnel office, or by the body that decides."))
    if dossier.evaluation.status != Evaluation.Status.OPEN:
        return NOT_OPEN
    return Verdict(NOT_ONCE_PROPOSED) if has_proposal(dossier) else ALLOWED


def is_of_a_place(person, dossier) -> bool:
    """Tell whether the person is an officer of a place that reviews the dossier and proposes, today."""
    return dossier.placements.reviewed_by(person).exists()


def has_proposal(dossier) -> bool:
    """Tell whether a level was proposed, or has gone further."""
    return dossier.ratings.claimed().exclude(stage=Rating.Stage.SELF).exists()


def is_proposed(dossier) -> bool:
    """Tell whether every level of it was proposed, or has gone further: no paper is taken any more."""
    stages = set(dossier.ratings.claimed().values_list("stage", flat=True))
    return bool(stages) and Rating.Stage.SELF not in stages


def has_decision(dossier) -> bool:
    """Tell whether a level was decided: what it rests on stays as it is from then on."""
    return dossier.ratings.claimed().decided().exists()
