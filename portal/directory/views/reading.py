"""How a list is to be read: its sheet, its row of headings, and which column is which."""

from dataclasses import replace

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from portal.directory.forms_lists import ReadingForm, SheetForm
from portal.directory.lists.kinds import KINDS
from portal.directory.lists.rehearsal import home_of_upload, look, reading_of
from portal.directory.models import KnownHeading
from portal.directory.views.importing import kept_or_404
from portal.lib.lists import Unmapped
from portal.lib.refusal import Refused


@require_http_methods(["GET", "HEAD", "POST"])
def reading(request, token):
    """Show what was found, let somebody say what it is, and remember it for their organisation."""
    kept = kept_or_404(request, token)
    kind = KINDS[kept.kind]
    asked = _asked(request, reading_of(kept, request.user))
    try:
        found, missing = _look(kept, kind, asked)
        form = ReadingForm(request.POST or None, found=found, columns=kind.columns())
        if request.method == "POST" and form.is_valid() and _is_whole(kept, kind, form, asked):
            _keep(kept, form, asked, found, request.user)
            return redirect("directory:import_preview", token)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect(kind.page)
    context = {
        "kept": kept,
        "kind_label": kind.label,
        "form": form,
        "sheet_form": SheetForm(found=found, initial={"sheet": found.table.name, "row": found.headings.top + 1}),
        "missing": missing,
        "several": len(found.fitting) > 1 and not kept.choices.get("reading"),
        "sheet": found.table.name,
        "row": found.headings.top + 1,
        "upload_url": reverse(kind.page),
    }
    return render(request, "directory/import_reading.html", context, status=422 if form.errors else 200)


def _asked(request, kept_so_far):
    """Return the ``Reading`` of the sheet and the row that the address or the form names, else of those kept."""
    given = request.POST if request.method == "POST" else request.GET
    if "sheet" not in given and "row" not in given:
        return kept_so_far
    row = given.get("row", "")
    top = int(row) - 1 if row.isdecimal() and 0 < len(row) < 4 else None
    return replace(kept_so_far, sheet=given.get("sheet", ""), top=top, chosen={})


def _look(kept, kind, asked):
    """Return what there is to map, and the columns that are missing."""
    try:
        return look(kept, kind, asked), []
    except Unmapped as error:
        return error.found, error.missing


def _is_whole(kept, kind, form, asked):
    """Tell whether the list can be read as the form says; what is wrong stands on the form."""
    try:
        chosen = replace(asked, chosen=form.chosen())
        if asked.is_long:
            look(kept, kind, chosen)
        else:
            kind.read(kept.open(), kept.filename, chosen)
    except Refused as error:
        missing = getattr(error, "missing", ())
        said = _("Say which column is: %(columns)s.") % {"columns": ", ".join(missing)}
        form.add_error(None, said if missing else str(error))
        return False
    return True


def _keep(kept, form, asked, found, person):
    """Keep what was said for this list, and what is new of it for the organisation.

    A heading with digits is one of this list alone ("Năm 2025"), or no heading but somebody's data.
    """
    chosen = form.chosen()
    kept.choices["reading"] = {
        "sheet": found.table.name if found.table.heads else "",
        "top": found.headings.top,
        "columns": {str(at): name for at, name in chosen.items()},
    }
    kept.write_choices()
    texts, before = found.headings.texts, found.headings.chosen
    new = {texts[at]: name for at, name in chosen.items() if texts.get(at) and before.get(at, "") != name}
    new = {heading: name for heading, name in new.items() if not any(letter.isdigit() for letter in heading)}
    KnownHeading.remember(home_of_upload(kept, person), kept.kind, new, by=person)
