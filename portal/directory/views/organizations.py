"""The tree of organisations, one organisation, and moving or renaming it."""

from io import BytesIO

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from portal.audit import trail
from portal.directory import policies, services
from portal.directory.branches import branches_below, whole_tree
from portal.directory.forms import PlaceForm
from portal.directory.lists import export
from portal.directory.models import Appointment, PartyOrg, Person
from portal.directory.roles import ROLES
from portal.directory.search import people_page
from portal.lib.composed import counted
from portal.lib.htmx import page_or_part, wants_part
from portal.lib.refusal import Refused
from portal.lib.rehearsal import rehearsed
from portal.printing.xlsx import CONTENT_TYPE


@require_safe
def organizations(request):
    """Show the tree of what the person may look at."""
    context = whole_tree(request.user) | {
        "may_import": policies.can_import(request.user),
    }
    return render(request, "directory/organizations.html", context)


@require_safe
def branch(request, code):
    """Return what stands directly below one organisation, for a branch that opens."""
    org = _visible_or_404(request, code)
    context = {"branches": branches_below(request.user, org), "org": org}
    return render(request, "directory/_branch.html", context)


@require_safe
def organization(request, code):
    """Show one organisation: posts, what stands below, its people, its history."""
    org = _visible_or_404(request, code)
    may_name = policies.can_see_names(request.user, org)
    text = request.GET.get("q", "")
    context = {
        "org": org,
        "may_name": may_name,
        "q": text,
        "page": people_page(_people_of(org), text, request) if may_name else None,
        "may_keep": policies.can_keep_people(request.user, org),
        "may_place": policies.can_place(request.user, org),
    }
    if wants_part(request):
        return page_or_part(request, "directory/organization.html", "directory/_people_table.html", context)
    context |= {
        "above": list(org.ancestors().visible_to(request.user))[:-1],
        "posts": _posts_at(org),
        "below": branches_below(request.user, org),
        "collectives": org.collectives.filter(valid_to=None),
        "taken_over": org.merged_from.all(),
        "placements": org.placements.select_related("parent").order_by("-valid_from"),
    }
    return render(request, "directory/organization.html", context)


@require_safe
def member_list(request, code):
    """Give the members of a unit as a workbook that can be mended and taken in again; a large one is made as a job."""
    org = _visible_or_404(request, code)
    policies.can_keep_people(request.user, org).require()
    trail.record("directory.member_list_taken", org, by=request.user, unit_path=org.path)
    people = export.people_of(org)
    if people.count() > export.DIRECT_AT_MOST:
        return redirect(export.ask(org, by=request.user))
    stream = BytesIO()
    export.write(map(export.row_of, people), org, stream)
    response = HttpResponse(stream.getvalue(), content_type=CONTENT_TYPE)
    response["Content-Disposition"] = f'attachment; filename="{export.file_name(org)}"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def place(request, code):
    """Move or rename an organisation: say whom it touches, then do it."""
    org = _visible_or_404(request, code)
    policies.can_place(request.user, org).require()
    form = PlaceForm(request.POST or None, org=org, user=request.user, initial={"name": org.name, "parent": org.parent})
    context = {"org": org, "form": form}

    def do():
        fresh = PartyOrg.objects.select_related("org_type", "parent").get(pk=org.pk)
        return services.place_organization(fresh, **form.cleaned_data, by=request.user)

    if request.method == "POST" and form.is_valid():
        try:
            if "confirm" in request.POST:
                do()
                messages.success(request, _("%(name)s has its new place.") % {"name": form.cleaned_data["name"]})
                return redirect(org)
            context |= {"touched": services.touched_by(org), "follows": counted(rehearsed(do))}
        except Refused as refusal:
            form.add_error("parent", str(refusal))
    return render(request, "directory/place.html", context, status=422 if form.errors else 200)


def _visible_or_404(request, code):
    visible = PartyOrg.objects.visible_to(request.user).select_related("org_type", "parent", "merged_into")
    return get_object_or_404(visible, code=code)


def _people_of(org):
    return Person.objects.within(org).as_listed()


def _posts_at(org):
    posts = Appointment.objects.today().filter(org=org).select_related("person")
    return sorted(posts, key=lambda post: (ROLES[post.role].rank, post.person.sort_key))
