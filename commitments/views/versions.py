"""The approved versions of a program: each as it was approved, and what differs between two."""

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from commitments import comparing
from commitments.models import ActionProgram
from commitments.views.opening import record_opening
from portal.lib.keys import key_of
from portal.printing.models import heading_of


@require_safe
def version(request, pk, number):
    """One approved version, as the program page shows the program; reading somebody else's is recorded."""
    program = _program(request, pk)
    versions = _versions(program)
    found = next((one for one in versions if one.number == number), None)
    if found is None:
        raise Http404
    content, form = found.content, program.campaign.form
    sections = [
        {**section, "heading": heading_of(section), "text": content["texts"].get(section["key"], "")}
        for section in form.sections
    ]
    rows = [
        {"number": n, "said": said, "facts": comparing.facts_of(said)}
        for n, said in enumerate(content["commitments"], start=1)
    ]
    context = {"program": program, "version": found, "versions": versions, "sections": sections, "rows": rows}
    context["is_own"] = program.belongs_to(request.user)
    return render(request, "commitments/version.html", context)


@require_safe
def compare_versions(request, pk):
    """What differs between the versions ``?from=`` and ``?to=``; without them, between the last two."""
    program = _program(request, pk)
    versions = _versions(program)
    by_number = {one.number: one for one in versions}
    last = versions[-1].number if versions else 0
    newer = by_number.get(key_of(request.GET.get("to", str(last))))
    older = by_number.get(key_of(request.GET.get("from", str(max(last - 1, 1)))))
    if newer is None or older is None:
        raise Http404
    found = comparing.compare(older.content, newer.content, program.campaign.form)
    context = {"program": program, "versions": versions, "older": older, "newer": newer, "found": found}
    context["is_own"] = program.belongs_to(request.user)
    return render(request, "commitments/version_compare.html", context)


def _program(request, pk):
    program = get_object_or_404(ActionProgram.objects.visible_to(request.user).with_owner(), pk=pk)
    record_opening(program, by=request.user)
    return program


def _versions(program):
    return list(program.versions.select_related("amendment").order_by("number"))
