"""Who may see and keep what of the directory, and why not (design §4)."""

from django.utils.translation import gettext_lazy as _

from portal.directory import tree
from portal.directory.errors import NOT_FOR_ONESELF, OF_THE_ABSENT
from portal.directory.models import Appointment, duties_of, with_former
from portal.directory.roles import ROLES, Act
from portal.lib.policy import ALLOWED, Verdict

NOT_ADMIN = _("Only a system administrator does this.")
NOT_OFFICER = _("Only the personnel office of this unit or of one above it does this.")
HIGHER_POST = _(
    "This comrade holds a post or an office beyond your reach. "
    "The personnel office of that place changes the e-mail and the telephone."
)
HIGHER_POST_SLIP = _(
    "This comrade holds a post or an office beyond your reach. The personnel office of that place makes the slip."
)
ADMINISTRATOR_SLIP = _("Only a system administrator makes a slip for a system administrator.")
OWN_FACTOR = _("Whoever has lost their own second factor asks another officer of the office.")
OWN_LINK = _("Unlink your own on the page “Signing in safely”.")
OWN_PASSWORD = _("Change your own password on the page “Signing in safely”.")
ADMINISTRATOR = _("Only a system administrator changes the e-mail and the telephone of a system administrator.")


def can_administer(person) -> Verdict:
    """Whether the person founds, moves and renames organisations."""
    return ALLOWED if person.may_anywhere(Act.ADMINISTER) else Verdict(NOT_ADMIN)


def can_place(person, org) -> Verdict:
    """Whether the person moves or renames ``org``."""
    if not person.may(Act.ADMINISTER, org):
        return Verdict(NOT_ADMIN)
    return Verdict(_("This organisation has ended; it is moved and renamed no more.")) if org.ended_on else ALLOWED


def can_see_style(person) -> Verdict:
    """Whether the person sees the page of components."""
    return can_administer(person)


def can_see_names(person, org) -> Verdict:
    """Whether the person sees who belongs to ``org`` and below."""
    if any(tree.is_within(org.path, path) for path in person.reach_by_name()):
        return ALLOWED
    return Verdict(_("The names are open to the officers responsible for this unit."))


def can_find_people(person) -> Verdict:
    """Whether there is anybody besides oneself to look for."""
    if person.reach_by_name() or person.reports_today:
        return ALLOWED
    return Verdict(_("Only officers look for people, within their own unit."))


def can_keep_people(person, org) -> Verdict:
    """Whether the person adds and mends people, memberships and posts at ``org``."""
    return ALLOWED if person.may(Act.KEEP_PEOPLE, org) else Verdict(NOT_OFFICER)


def can_end_post(person, post) -> Verdict:
    """Whether the person ends ``post``: its personnel office, and that of an administrator only an administrator."""
    if Act.ADMINISTER in ROLES[post.role].may:
        return can_place(person, post.place)
    return can_keep_people(person, post.place)


def can_keep_some_people(person) -> Verdict:
    """Whether there is an organisation whose people the person keeps."""
    return ALLOWED if person.may_anywhere(Act.KEEP_PEOPLE) else Verdict(NOT_OFFICER)


def can_keep(officer, person) -> Verdict:
    """Whether ``officer`` mends ``person``: one stands where the cell is, or where the last membership was."""
    return ALLOWED if any(officer.may(Act.KEEP_PEOPLE, org) for org in person.homes()) else Verdict(NOT_OFFICER)


def can_unite(officer, kept, other) -> Verdict:
    """Whether ``officer`` unites two records: who signs in as the one has the posts and papers of the other then.

    So both are kept by the office, neither is the officer, and neither holds a post beyond its reach.
    """
    if officer.pk in {kept.pk, other.pk}:
        return Verdict(_("Another officer unites your own records."))
    if keeps_only_for(officer, kept) or keeps_only_for(officer, other):
        return Verdict(OF_THE_ABSENT)
    for person in (kept, other):
        for verdict in (can_keep(officer, person), can_change_contact(officer, person)):
            if not verdict:
                return verdict
    return ALLOWED


def can_appoint(officer, person) -> Verdict:
    """Whether ``officer`` records posts and offices of ``person``: not one's own."""
    if officer.pk == person.pk:
        return Verdict(NOT_FOR_ONESELF)
    return Verdict(OF_THE_ABSENT) if keeps_only_for(officer, person) else can_keep(officer, person)


def keeps_only_for(officer, person) -> bool:
    """Tell whether ``officer`` keeps ``person`` only in that comrade's own name, standing in for them."""
    if person not in officer.names_absent(Act.KEEP_PEOPLE):
        return False  # as nearly always: nothing is asked of the person
    return officer.is_only_for(person.__eq__, *((org, Act.KEEP_PEOPLE, Act.ADMINISTER) for org in person.homes()))


def can_delegate(actor, post) -> Verdict:
    """Whether ``actor`` lets somebody do the work of ``post`` while its holder is absent: the holder, or their office.

    Who stands in delegates it no further: only posts of one's own are asked for.
    """
    if not duties_of(post):
        return Verdict(_("This post has no duties in the portal that somebody else could do."))
    if actor.pk == post.person_id:
        return ALLOWED
    if actor.is_only_for(post.person.__eq__, (post.place, Act.KEEP_PEOPLE, Act.ADMINISTER)):
        return Verdict(_("Whoever stands in for a comrade delegates their duties no further."))
    # By the place of the post, as its duties reach there; the holder's cell may lie in a ward below.
    return can_end_post(actor, post)


def can_correct(officer, act) -> Verdict:
    """Whether ``officer`` corrects a recorded act: the office where it was recorded, or that keeps the person now."""
    if act.kind in {act.Kind.APPOINT, act.Kind.END_POST} and officer.pk == act.person_id:
        return Verdict(NOT_FOR_ONESELF)
    if keeps_only_for(officer, act.person):
        return Verdict(OF_THE_ABSENT)
    was_here = any(tree.is_within(act.unit_path, path) for path in with_former(officer.scopes(Act.KEEP_PEOPLE)))
    if not was_here and not (verdict := can_keep(officer, act.person)):
        return verdict
    # Undoing gives posts back or takes them: for each by its own place, wherever the act was recorded.
    for post in Appointment.objects.filter(pk__in=act.posts_touched()).select_related("org", "collective__org"):
        if not (verdict := can_end_post(officer, post)):
            return verdict
    if act.taken_back_at is not None:
        return Verdict(_("This entry has been corrected already."))
    return ALLOWED


def can_change_contact(officer, person) -> Verdict:
    """Whether ``officer``, who keeps ``person``, changes the e-mail and the telephone.

    Whoever sets them can sign in as the person, by asking for a new password: so the officer's reach covers everything
    that the person may do, standing in for somebody as well.
    """
    if officer.pk == person.pk:
        return ALLOWED
    if keeps_only_for(officer, person):
        return Verdict(OF_THE_ABSENT)
    for post in person.acting_posts:
        if Act.ADMINISTER in ROLES[post.role].may and not officer.may(Act.ADMINISTER, post.place):
            return Verdict(ADMINISTRATOR)
        if not officer.may(Act.KEEP_PEOPLE, post.place):
            return Verdict(HIGHER_POST)
    return ALLOWED


def can_issue_slips(officer) -> Verdict:
    """Whether there is anybody for whom the person makes activation slips; for whom, ``can_issue_slip`` says."""
    return ALLOWED if can_administer(officer) else can_keep_some_people(officer)


def can_issue_slip(officer, person) -> Verdict:
    """Whether ``officer`` makes an activation slip for ``person``.

    Whoever holds the slip signs in as the person. So the officer's reach covers every post that the person holds or
    stands in for, and an administrator gets the slip from an administrator. One's own password is changed by oneself,
    with the old one.
    """
    if officer.pk == person.pk:
        return Verdict(OWN_PASSWORD)
    if keeps_only_for(officer, person):
        return Verdict(OF_THE_ABSENT)
    if not person.is_active:
        return Verdict(_("This account is closed."))
    if not person.has_standing():
        return Verdict(_("This comrade belongs to no cell and holds no post today. Record that first."))
    is_administrator = any(Act.ADMINISTER in ROLES[post.role].may for post in person.posts_today)
    if not can_keep(officer, person) and not (is_administrator and can_administer(officer)):
        return Verdict(NOT_OFFICER)
    if all(can_end_post(officer, post) for post in person.acting_posts):
        return ALLOWED
    return Verdict(ADMINISTRATOR_SLIP if is_administrator else HIGHER_POST_SLIP)


def can_take_factor_away(officer, person) -> Verdict:
    """Whether ``officer`` takes away the second factor that ``person`` has lost: who could make them a slip.

    One's own is taken away by oneself; who has lost it asks another officer.
    """
    verdict = can_issue_slip(officer, person)
    return Verdict(OWN_FACTOR) if officer.pk == person.pk else verdict


def can_unlink(officer, person) -> Verdict:
    """Whether ``officer`` unlinks the identity by which another system signs ``person`` in: who could make them a slip.

    One's own is unlinked by oneself, on one's own page.
    """
    return Verdict(OWN_LINK) if officer.pk == person.pk else can_issue_slip(officer, person)


def can_see_sensitive(viewer, person) -> Verdict:
    """Whether card number and personal ID are shown: on one's own page, and to who keeps the person."""
    if viewer.pk == person.pk or can_keep(viewer, person):
        return ALLOWED
    return Verdict(_("Card number and personal ID are shown to the person and to their personnel office only."))


def can_read_trail(person) -> Verdict:
    """Whether the person reads the audit trail of some unit."""
    if person.may_anywhere(Act.READ_TRAIL):
        return ALLOWED
    return Verdict(_("Only the inspection committee and the system administrator read the audit trail."))


def can_import(person) -> Verdict:
    """Whether the person takes in any list."""
    if person.may_anywhere(Act.KEEP_PEOPLE) or person.may_anywhere(Act.ADMINISTER):
        return ALLOWED
    return Verdict(NOT_OFFICER)
