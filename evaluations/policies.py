"""Who may do what to an evaluation and its dossiers, and why not (design, section 4; domain reference, section 4)."""

from django.utils.translation import gettext_lazy as _

from commitments.models.review import bodies_of
from evaluations.models import Dossier, Evaluation, Rating
from portal.directory import errors, tree
from portal.directory.roles import DECIDING, Act
from portal.lib.dates import today
from portal.lib.policy import ALLOWED, Verdict

Status, Stage = Evaluation.Status, Rating.Stage

OWN_DOSSIER = Verdict(_("Nobody records anything in their own dossier. Ask a colleague of the office."))
OF_THE_ABSENT = Verdict(errors.OF_THE_ABSENT)
NOT_YET_KNOWN = Verdict(_("The level is shown once the body that decides has decided and published it."))
NOT_YOUR_DOSSIER = Verdict(_("What was proposed is for the bodies that review this dossier and for their office."))


def can_call(person, org=None) -> Verdict:
    """Answer whether the person may call and keep evaluations, at ``org`` where one is given."""
    if person.may(Act.CALL_CAMPAIGNS, org) if org else person.may_anywhere(Act.CALL_CAMPAIGNS):
        return ALLOWED
    return Verdict(_("Calling an evaluation is for the personnel office."))


def can_prepare(person, evaluation) -> Verdict:
    """Answer whether the person may change what the evaluation asks for: while it is in preparation."""
    if not (verdict := can_call(person, evaluation.root)):
        return verdict
    if evaluation.status != Status.DRAFT:
        return Verdict(_("The evaluation has been opened; what it asks for can no longer be changed."))
    return ALLOWED


def can_open(person, evaluation) -> Verdict:
    """Answer whether the person may open the evaluation now; who would be in it is for the opening to refuse."""
    if not (verdict := can_prepare(person, evaluation)):
        return verdict
    if evaluation.opens_on > today():
        return Verdict(
            _("It opens on %(date)s. Open it then, or change the day.") % {"date": f"{evaluation.opens_on:%d/%m/%Y}"}
        )
    return ALLOWED


def can_keep_dossiers(person, evaluation) -> Verdict:
    """Answer whether the person may change who is in the evaluation, and close it: while it is open."""
    if not (verdict := can_call(person, evaluation.root)):
        return verdict
    if evaluation.status != Status.OPEN:
        return Verdict(_("The evaluation is not open."))
    return ALLOWED


def can_keep_dossier(person, dossier) -> Verdict:
    """Answer whether the person may change how a dossier stands on the roster: never their own."""
    if not (verdict := can_keep_dossiers(person, dossier.evaluation)):
        return verdict
    if dossier.belongs_to(person):
        return OWN_DOSSIER
    return OF_THE_ABSENT if dossier.is_only_for(person, dossier.evaluation.by_office) else ALLOWED


def can_see_some_counts(person) -> Verdict:
    """Answer whether the person may see the numbers of any organisation."""
    if person.may_anywhere(Act.COUNT):
        return ALLOWED
    return Verdict(_("The numbers are for the officers of this organisation and of those above it."))


def can_see_counts(person, org) -> Verdict:
    """Answer whether the person may see how far an evaluation has come in ``org``, in numbers."""
    if person.may(Act.COUNT, org):
        return ALLOWED
    return Verdict(_("The numbers are for the officers of this organisation and of those above it."))


def can_see_names(person, org) -> Verdict:
    """Answer whether the person may see by name who is in an evaluation in ``org``, and who is late."""
    if person.may(Act.NAMES, org):
        return ALLOWED
    return Verdict(_("Names are shown to the officers responsible for this organisation only."))


def can_see_proposals(person, dossier) -> Verdict:
    """Answer whether the person may see what places propose: officers of its places and its decider, and offices.

    Of offices and inspections those of who decides, and those who read the session that proposes. Of an own dossier
    nobody sees it, whatever else they are: until it is published (``can_see_level``).
    """
    if dossier.belongs_to(person):
        return NOT_YET_KNOWN
    places = dossier.placements.select_related("body") if person.names_absent(*Act) else ()
    if dossier.is_only_for(person, dossier.by_readers, *((place.body, Act.READ, *DECIDING) for place in places)):
        return OF_THE_ABSENT
    if person.may(Act.READ, dossier.office_place):
        return ALLOWED
    if Dossier.objects.before_bodies_of(person).filter(pk=dossier.pk).exists() or _reads_session(person, dossier):
        return ALLOWED
    return NOT_YOUR_DOSSIER


def _reads_session(person, dossier) -> bool:
    """Tell whether the person reads the session that proposes the dossier's level, as an office or an inspection."""
    if not (scopes := person.scopes(Act.READ)):
        return False
    return dossier.placements.filter(tree.under(scopes, "body__path"), is_deciding=True).exists()


def can_see_appraisal(person, dossier) -> Verdict:
    """Answer whether the person may see the appraised level: office, inspection and officers of the body that decides.

    Not those of the unit alone: the office of a ward does not see what is appraised for its own secretary.
    """
    if dossier.belongs_to(person):
        return NOT_YET_KNOWN
    if dossier.is_only_for(person, dossier.by_readers):
        return OF_THE_ABSENT
    if person.may(Act.READ, dossier.office_place) or (dossier.decider_id and dossier.decider_id in bodies_of(person)):
        return ALLOWED
    return NOT_YOUR_DOSSIER


def can_see_level(person, dossier, rating) -> Verdict:
    """Answer whether the person may see the decided level with its remarks.

    Once published, all to whom the dossier is visible; a decision that is not published yet, those who appraise.
    """
    if rating.published_at is not None:
        return ALLOWED
    return can_see_appraisal(person, dossier)
