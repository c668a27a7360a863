"""Finding people, and one person."""

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.audit import trail
from portal.directory import policies
from portal.directory.models import Membership, PartyOrg, Person, UnitedRecord
from portal.directory.roles import ROLES
from portal.directory.search import people_page, units_within
from portal.directory.tiers import managing_body
from portal.lib import composed
from portal.lib.htmx import page_or_part
from portal.lib.phones import national_phone


@require_safe
def people(request):
    """Find among those whom the person may see by name; ``unit`` narrows to one organisation and below."""
    policies.can_find_people(request.user).require()
    text = request.GET.get("q", "")
    found = Person.objects.visible_to(request.user).as_listed()
    code = request.GET.get("unit")
    unit = PartyOrg.objects.visible_to(request.user).filter(code=code).first() if code else None
    context = {
        "q": text,
        "unit": unit,
        "units": units_within(request.user.reach_by_name()),
        "page": people_page(found.within(unit) if unit else found, text, request),
        "may_keep": policies.can_keep_some_people(request.user),
        "show_unit": True,
    }
    return page_or_part(request, "directory/people.html", "directory/_people_table.html", context)


@require_safe
def person(request, public_id):
    """Show one person; card number and personal ID only on asking, and where one may, with an event in the trail."""
    try:
        other = person_or_404(request.user, public_id)
    except Http404:
        former = get_object_or_404(UnitedRecord.objects.select_related("person"), former_id=str(public_id))
        return redirect(person_or_404(request.user, former.person.public_id))
    may_keep = policies.can_keep(request.user, other)
    may_see = policies.can_see_sensitive(request.user, other)
    is_self = other == request.user
    shows = bool(may_see) and (is_self or "sensitive" in request.GET)
    if shows and not is_self:
        trail.record("directory.sensitive_seen", other, by=request.user, owner=other, unit_path=other.org_path)
    return render(
        request,
        "directory/person.html",
        {
            "person": other,
            "is_self": is_self,
            "facts": _facts(other),
            "sensitive": _sensitive(other) if shows else None,
            "may_see_sensitive": may_see,
            "may_keep": may_keep,
            "may_appoint": policies.can_appoint(request.user, other),
            "may_issue_slip": policies.can_issue_slip(request.user, other),
            "membership": other.membership_today,
            "memberships": (memberships := list(other.memberships.select_related("cell__parent"))),
            "ended": None if other.membership_today else next((row for row in memberships if row.end_reason), None),
            "is_dead": bool(memberships) and memberships[0].end_reason == Membership.EndReason.DIED,
            "appointments": _appointments(other),
            "acts": other.acts.select_related("recorded_by") if may_keep else [],
            "united": other.united_records.select_related("by") if may_keep else [],
            "tier": managing_body(other),
            "pages": [page for pages in composed.person_pages_for for page in pages(request.user, other)],
        },
    )


def person_or_404(viewer, public_id):
    """Return the person where ``viewer`` may see them by name, or keeps them though they belong to no cell now."""
    seen = Person.objects.visible_to(viewer).filter(public_id=public_id).values("pk")
    kept = Person.objects.kept_by(viewer).filter(public_id=public_id).values("pk")
    return get_object_or_404(Person.objects.filter(pk__in=seen.union(kept)))


def _facts(person):
    return [
        (_("Date of birth"), person.born_text),
        (_("Sex"), person.get_sex_display()),
        (_("Admitted to the Party"), person.joined_text),
        (_("Official member since"), person.official_text),
        (_("Post at work"), person.work_post),
        (_("Workplace"), person.workplace),
    ]


def _sensitive(person):
    return [
        (_("Party card number"), person.card_no),
        (_("Personal ID number"), person.personal_id),
        (_("Telephone"), national_phone(person.phone)),
        (_("E-mail"), person.email),
        (_("Login name"), person.login_name),
    ]


def _appointments(person):
    rows = person.appointments.select_related("org__parent", "collective__org")
    return sorted(rows, key=lambda row: (row.ends_on is not None, ROLES[row.role].rank, row.pk))
