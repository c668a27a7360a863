"""Who may appraise, decide, correct and lock ratings, and why not; what a role lets one see: ``RatingQuerySet``."""

from django.utils.translation import gettext_lazy as _

from evaluations.models import Evaluation, Rating
from portal.directory import errors, tree
from portal.directory.roles import Act
from portal.lib.policy import ALLOWED, Verdict

Stage = Rating.Stage

NOT_YOUR_OFFICE = Verdict(_("This is for the personnel office of the body that decides, or of one above it."))
OWN_RATING = Verdict(_("Nobody appraises, decides or answers on their own rating."))
OF_THE_ABSENT = Verdict(errors.OF_THE_ABSENT)
NOT_OPEN = Verdict(_("The evaluation is not open."))
NOT_YOUR_RATING = Verdict(_("Only who is rated may ask for a correction."))


def can_see_desk(person, evaluation) -> Verdict:
    """Answer whether the person may open the appraisal of an evaluation: an office at, above or below who called it."""
    root = evaluation.root.path
    if any(tree.is_within(root, path) or tree.is_within(path, root) for path in person.scopes(Act.RECORD_DECISIONS)):
        return ALLOWED
    return NOT_YOUR_OFFICE


def can_see_decisions(person, evaluation) -> Verdict:
    """Answer whether the person may open the list of decisions: the office, who decides, and who may read papers."""
    if can_see_desk(person, evaluation) or person.may_anywhere(Act.DECIDE) or person.may_anywhere(Act.READ):
        return ALLOWED
    return Verdict(_("Decisions are shown to the body that made them and to its personnel office."))


def is_of_office(person, dossier) -> bool:
    """Tell whether the person's personnel office appraises and records a dossier; whose it is does not matter here."""
    return person.may(Act.RECORD_DECISIONS, dossier.office_place)


def can_handle(person, dossier) -> Verdict:
    """Answer whether the dossier is the person's office's, and not their own."""
    if not is_of_office(person, dossier):
        return NOT_YOUR_OFFICE
    if dossier.belongs_to(person):
        return OWN_RATING
    return OF_THE_ABSENT if dossier.is_only_for(person) else ALLOWED


def can_appraise(person, rating) -> Verdict:
    """Answer whether the person may appraise the proposal, or send it back, now."""
    theirs = can_handle(person, rating.dossier)
    if theirs and rating.stage != Stage.PROPOSED:
        return Verdict(_("It is not proposed yet, or is already appraised."))
    return _while_open(theirs, rating)


def can_reopen(person, rating) -> Verdict:
    """Answer whether the person may take an appraisal back now: until it is decided."""
    theirs = can_handle(person, rating.dossier)
    if theirs and rating.stage != Stage.APPRAISED:
        return Verdict(_("It is not appraised, or is already decided."))
    return _while_open(theirs, rating)


def can_hold(person, rating) -> Verdict:
    """Answer whether the person may hold the decision on a rating, or let it go on, now."""
    theirs = can_handle(person, rating.dossier)
    if theirs and rating.is_decided:
        return Verdict(_("It is already decided. What appears later leads to a re-rating."))
    return theirs if rating.is_held else _while_open(theirs, rating)


def can_re_rate(person, rating) -> Verdict:
    """Answer whether the person may record that a decided rating is rated again."""
    theirs = can_handle(person, rating.dossier)
    if theirs and (not rating.is_decided or rating.superseded_at):
        return Verdict(_("Only a decided rating that still stands is rated again."))
    return theirs


def can_lock(person, rating) -> Verdict:
    """Answer whether the person may lock a decided rating; what still stands in the way the model says."""
    theirs = can_handle(person, rating.dossier)
    if theirs and not rating.can_become(Stage.LOCKED):
        return Verdict(_("It is not decided yet, or is already locked."))
    return theirs


def can_ask_correction(person, rating) -> Verdict:
    """Answer whether the person may ask for a correction of a published level of their own now."""
    if not rating.dossier.belongs_to(person):
        return NOT_YOUR_RATING
    if not rating.is_published or rating.superseded_at:
        return Verdict(_("There is no published level here that could be corrected."))
    if not rating.may_still_be_asked():
        return Verdict(_("The days to ask for a correction are over."))
    if any(request.is_open for request in rating.correction_requests.all()):
        return Verdict(_("Your earlier request waits for its answer."))
    return ALLOWED


def can_see_requests(person) -> Verdict:
    """Answer whether requests for correction may ever wait for the person."""
    if person.may_anywhere(Act.RECORD_DECISIONS):
        return ALLOWED
    return Verdict(_("Requests for correction are answered by the personnel office."))


def can_answer_request(person, request) -> Verdict:
    """Answer whether the person may answer a request; whether it is still open the model says."""
    return can_handle(person, request.rating.dossier)


def can_see_papers(person, dossier) -> Verdict:
    """Answer whether the person may see the papers of a dossier that were handed in: the office and the inspection.

    Those of who decides: complaints and denunciations are among them, which the office of one's own unit does not read.
    Who is rated does not see them here.
    """
    if dossier.belongs_to(person):
        return Verdict(_("The papers of a dossier are kept by the personnel office; ask there for your own."))
    if dossier.is_only_for(person, (dossier.office_place, Act.READ)):
        return OF_THE_ABSENT
    return ALLOWED if person.may(Act.READ, dossier.office_place) else NOT_YOUR_OFFICE


def _while_open(verdict, rating) -> Verdict:
    """Return ``verdict``, or why not once the evaluation is closed: only what is decided goes on from there."""
    return NOT_OPEN if verdict and rating.dossier.evaluation.status != Evaluation.Status.OPEN else verdict


def can_keep_papers(person, dossier) -> Verdict:
    """Answer whether the person may add papers to a dossier, or take them away."""
    return can_handle(person, dossier)
