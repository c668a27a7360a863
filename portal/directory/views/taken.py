"""Lists that were taken in, what of each was not written, and undoing the last one."""

from django.contrib import messages
from django.db.models import Exists, OuterRef
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from portal.directory.errors import NotPossible
from portal.directory.lists import long
from portal.directory.lists.kinds import KINDS, can_undo_some, taken_by
from portal.directory.lists.previewing import SHOWN
from portal.directory.lists.undoing import undo, undoing_of
from portal.directory.models import LeftOut, TakenPiece
from portal.directory.slips import choosing
from portal.lib.lists import Line, Remark
from portal.lib.paging import page_of
from portal.printing.xlsx import CONTENT_TYPE


@require_safe
def taken_lists(request):
    """List what was taken in for the units where the person takes lists in, newest first."""
    can_undo_some(request.user).require()
    lists = taken_by(request.user).select_related("org", "by", "undone_by")
    lists = lists.annotate(is_last=Exists(TakenPiece.objects.filter(taken=OuterRef("pk"))))
    page = page_of(lists, ("-pk",), request)
    for taken in page.rows:
        taken.kind_label = KINDS[taken.kind].label
    return render(request, "directory/taken_lists.html", {"page": page})


@require_safe
def taken_list(request, pk):
    """Show what came of one list: the rows and notes that were not written, and what comes next for newcomers."""
    taken = _taken_or_404(request, pk)
    left_out = LeftOut.objects.filter(taken=taken).defer("sheet").first()
    remarks, notes = (left_out.remarks, left_out.notes) if left_out else ([], [])
    context = {
        "taken": taken,
        "kind_label": KINDS[taken.kind].label,
        "shown_url": reverse(KINDS[taken.kind].shown),
        "remarks": [Remark(*remark) for remark in remarks[:SHOWN]],
        "remarks_count": len(remarks),
        "notes": [Line(row, name, "", (("", "", note),), key) for row, name, note, key in notes[:SHOWN]],
        "notes_count": len(notes),
        "shown": SHOWN,
        "waiting": choosing.of_list(request.user, taken.pk).count(),
        "may_undo": taken.can_be_undone,
    }
    return render(request, "directory/taken_list.html", context)


@require_safe
def wrong_sheet(request, pk):
    """Give the rows of a list that were not written as a workbook, to correct and upload again."""
    left_out = get_object_or_404(LeftOut.objects.exclude(sheet=b""), taken=_taken_or_404(request, pk))
    response = HttpResponse(bytes(left_out.sheet), content_type=CONTENT_TYPE)
    response["Content-Disposition"] = 'attachment; filename="dong-can-sua.xlsx"'
    return response


def _taken_or_404(request, pk):
    can_undo_some(request.user).require()
    return get_object_or_404(taken_by(request.user).select_related("org", "by", "undone_by"), pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
def undo_list(request, pk):
    """Show what undoing a list would do, or what rests on it; then do it."""
    taken = _taken_or_404(request, pk)
    is_long = taken.undone_at is None and long.is_long_to_undo(taken)
    if request.method == "POST" and is_long:
        return redirect(long.ask_to_undo(taken, by=request.user))
    if request.method == "POST":
        try:
            undo(taken, by=request.user)
        except NotPossible as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("The list is undone: everything is as it was before."))
        return redirect("directory:taken_lists")
    undoing = undoing_of(taken) if taken.can_be_undone and not is_long else None
    context = {
        "taken": taken,
        "is_long": is_long,
        "undoing": undoing,
        "resting": undoing.what_would_rest() if undoing else [],
        "kind_label": KINDS[taken.kind].label,
    }
    return render(request, "directory/undo_list.html", context)
