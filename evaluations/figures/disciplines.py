"""Disciplinary decisions of a period that count for a person, a collective or an organisation.

Acts at an old unit count for that unit (``counts_for``): 366-QĐ/TW, Art. 11(4) [C].
"""

from collections import defaultdict

from django.db.models import Q

from evaluations.figures.figure import FLAGS
from evaluations.models import Discipline
from portal.directory import tree
from portal.directory.models import Appointment, Collective
from portal.directory.roles import POSTS, Role

_STANDING = {Role.SECRETARY, Role.DEPUTY_SECRETARY, Role.STANDING_MEMBER}
# Whose posts at the organisation itself make a member of a collective; of other kinds the appointed ones only.
MEMBERS = {
    Collective.Kind.STANDING_COMMITTEE: _STANDING,
    Collective.Kind.COMMITTEE: _STANDING | {Role.COMMITTEE_MEMBER},
}


def hang_disciplines(all_figures, period):
    """Hang onto each ``Figures`` the decisions that its flags count: own, of its leadership, of units below.

    One query, and one more where a person was disciplined for acts that count for one of the units.
    """
    subjects = [each.dossier for each in all_figures]
    orgs = {org_of(dossier) for dossier in subjects if not dossier.person_id}
    paths = [org.path for org in orgs]
    below = tree.under(paths, "org__path") | tree.under(paths, "collective__org__path")
    within = Discipline.objects.filter(decided_on__range=(period.starts_on, period.ends_on), withdrawn_at=None)
    people = [dossier.person_id for dossier in subjects if dossier.person_id]
    of_leaders = Q(counts_for__in=orgs, about_office=True, person__isnull=False)
    found = list(within.filter(Q(person__in=people) | of_leaders | below).select_related("org", "collective__org"))
    keys = {org.pk for org in orgs}
    posts = _posts_of([row.person_id for row in found if row.person_id and row.counts_for_id in keys], period)
    for each in all_figures:
        each.disciplines = [row for row in found if _concerns(row, each.dossier, posts)]


def flags_of(figures):
    """Return the two flags of one dossier by the decisions that hang on it; None where none were looked for."""
    dossier, rows = figures.dossier, figures.disciplines
    if rows is None:
        return dict.fromkeys(FLAGS)
    if dossier.person_id:
        return {"disciplined": bool(rows), "subordinates_disciplined": None}
    own = [row for row in rows if row.person_id or row.subject_fields == dossier.subject_fields]
    return {"disciplined": bool(own), "subordinates_disciplined": len(own) < len(rows)}


def org_of(dossier):
    """Return the organisation that a dossier of a collective or an organisation stands for."""
    return dossier.collective.org if dossier.collective_id else dossier.org


def _posts_of(people, period):
    """Return the posts that people held in the period: ``{person: [(role, organisation, collective), …]}``, keys."""
    posts = defaultdict(list)
    if not people:
        return posts
    in_period = Q(ends_on=None) | Q(ends_on__gte=period.starts_on)
    held = Appointment.objects.filter(in_period, person__in=people, starts_on__lte=period.ends_on, role__in=POSTS)
    for person, *post in held.values_list("person", "role", "org", "collective"):
        posts[person].append(post)
    return posts


def _concerns(row, dossier, posts):
    if dossier.person_id:
        return row.person_id == dossier.person_id
    org = org_of(dossier)
    if row.person_id:
        return row.counts_for_id == org.pk and any(_leads(post, dossier, org) for post in posts[row.person_id])
    if row.subject_fields == dossier.subject_fields:
        return True
    path = row.org.path if row.org_id else row.collective.org.path
    return path != org.path and tree.is_within(path, org.path)


def _leads(post, dossier, org):
    role, at_org, at_collective = post
    if not dossier.collective_id:
        return at_org == org.pk
    return at_collective == dossier.collective_id or (
        at_org == org.pk and role in MEMBERS.get(dossier.collective.kind, ())
    )
