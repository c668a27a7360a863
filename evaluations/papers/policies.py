"""Who may print which paper of the year's end, and why not (design, section 4)."""

from django.utils.translation import gettext_lazy as _

from commitments.models.review import bodies_of
from evaluations import policies
from evaluations.models import Rating
from portal.directory.roles import Act, Role
from portal.lib.policy import ALLOWED, Verdict

NOT_DECIDED = Verdict(_("The report is made once the level has been decided."))
NOT_YOUR_MEETING = Verdict(
    _("The papers of a session are for the officers of the body that holds it and for their office.")
)
NOT_YOUR_PAPERS = Verdict(_("The papers of a whole unit are for its personnel office and the inspection."))


def can_print_report(person, dossier, rating) -> Verdict:
    """Answer whether the person may print the report of a decided rating: it shows points, remarks and ballots.

    One's own once the level is published. Of others: who appraises, also before; once it is published, who proposes
    and who reads the papers of the unit.
    """
    if rating.stage not in Rating.DECIDED:
        return NOT_DECIDED
    if not (verdict := policies.can_see_level(person, dossier, rating)):
        return verdict
    if dossier.belongs_to(person) or (rating.is_published and person.may(Act.READ, dossier.unit)):
        return ALLOWED
    return policies.can_see_proposals(person, dossier)


def can_print_meeting(person, session) -> Verdict:
    """Answer whether the person may print the papers of a session."""
    heads = {post.collective_id for post in person.posts_today if post.role == Role.AGENCY_HEAD}
    is_theirs = session.body_id in bodies_of(person) or (session.collective_id and session.collective_id in heads)
    return ALLOWED if is_theirs or person.may(Act.READ, session.body) else NOT_YOUR_MEETING


def can_take_papers(person, unit) -> Verdict:
    """Answer whether the person may take the papers of everybody in a unit: whose every reading is recorded."""
    return ALLOWED if person.may(Act.READ, unit) else NOT_YOUR_PAPERS
