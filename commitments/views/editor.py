"""Writing a program: sections, commitments, each field saved as it is left; plain forms where there is no script."""

from http import HTTPStatus

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from commitments import adding, drafting, policies
from commitments.errors import NoLongerWritable
from commitments.models import ActionProgram, Commitment, Phrase
from commitments.views.desk import Desk
from commitments.views.too_late import status_of, too_late
from portal.lib.htmx import wants_part
from portal.lib.keys import key_of


@require_safe
def edit(request, pk):
    """The editor; ``?section=`` names the part of the paper, ``?open=`` the commitment that is open."""
    program = writable_or_403(request, pk)
    if not program.is_editable:
        messages.info(request, policies.can_edit(request.user, program).reason)
        return redirect(program)
    wanted = request.GET
    desk = Desk(
        program,
        section=wanted.get("section", ""),
        open_pk=key_of(wanted.get("open")),
        is_checked="checked" in wanted,
    )
    if desk.section["kind"] == "text":
        return _editor(request, desk, form=desk.section_form().show())
    return _editor(request, desk)


@require_POST
def save_section(request, pk, key):
    """Save a text section, as one leaves the field or by the button."""
    program = writable_or_403(request, pk)
    desk = Desk(program, section=key)
    if desk.section_key != key or desk.section["kind"] != "text":
        raise Http404
    form = desk.section_form(request.POST)
    try:
        merged = drafting.save_section(program, key, form)
    except NoLongerWritable as refusal:
        return too_late(request, program, refusal, form)
    desk.texts[key] = form.cleaned_data["body"] if "body" in merged.changed else desk.texts.get(key, "")
    return _saved(request, desk, form, merged, back=desk.url())


@require_POST
def save_commitment(request, pk, commitment_pk):
    """Save the fields of a commitment that changed, as one leaves each or all at once by the button."""
    program = writable_or_403(request, pk)
    desk = Desk(program, open_pk=commitment_pk)
    commitment = program.commitments.filter(pk=commitment_pk).first() or Commitment(pk=commitment_pk, program=program)
    form = desk.commitment_form(commitment, request.POST)
    try:
        merged = drafting.save_commitment(program, commitment, form)
    except NoLongerWritable as refusal:
        return too_late(request, program, refusal, form)
    row = desk.row_of(commitment)
    row.form = form
    back = desk.url() if "done" in request.POST else desk.commitment_url(commitment)
    return _saved(request, desk, form, merged, back=back, row=row)


@require_POST
def add_commitment(request, pk):
    """Add a commitment: from a clause, from a template, or an empty one."""
    program = writable_or_403(request, pk)
    if clause_pk := request.POST.get("clause"):
        clause = next((c for c in Desk(program).clauses if str(c.pk) == clause_pk), None)
        if clause is None:
            raise Http404
        commitment = adding.add_from_clause(program, clause)
    elif template_pk := request.POST.get("template"):
        offered = program.campaign.templates.filter(pk=key_of(template_pk))
        commitment = adding.add_from_template(program, get_object_or_404(offered))
    else:
        commitment = adding.add_blank(program)
    return redirect(Desk(program).commitment_url(commitment))


@require_http_methods(["GET", "HEAD", "POST"])
def drop_commitment(request, pk, commitment_pk):
    """Ask before a commitment is dropped, then drop it."""
    program = writable_or_403(request, pk)
    policies.can_edit(request.user, program).require()
    commitment = get_object_or_404(program.commitments, pk=commitment_pk)
    desk = Desk(program)
    if request.method != "POST":
        return render(request, "commitments/commitment_drop.html", {"desk": desk, "row": desk.row_of(commitment)})
    adding.drop(program, commitment)
    messages.success(request, _("The commitment has been dropped."))
    return redirect(desk.url())


@require_POST
def move_commitment(request, pk, commitment_pk):
    """Move a commitment one place up or down."""
    program = writable_or_403(request, pk)
    commitment = get_object_or_404(program.commitments, pk=commitment_pk)
    adding.move(program, commitment, down=request.POST.get("to") == "down")
    return redirect(Desk(program).commitment_url(commitment))


@require_POST
def use_example(request, pk, commitment_pk):
    """Put a listed example in place of the task, and say what stood there."""
    program = writable_or_403(request, pk)
    commitment = get_object_or_404(program.commitments, pk=commitment_pk)
    examples = Phrase.objects.filter(kind=Phrase.Kind.EXAMPLE)
    example = get_object_or_404(examples, pk=key_of(request.POST.get("example")))
    before = adding.rewrite(program, commitment, example.text)
    messages.info(
        request, _("The example is in place; make it your own. Before, it read: “%(text)s”.") % {"text": before}
    )
    return redirect(Desk(program).commitment_url(commitment))


@require_http_methods(["GET", "HEAD", "POST"])
def carry_over(request, pk):
    """Last year's unfinished commitments: choose which to carry into this year."""
    program = writable_or_403(request, pk)
    policies.can_edit(request.user, program).require()
    unfinished = adding.unfinished_of_last_year(program).prefetch_related("clauses")
    if request.method != "POST":
        return render(request, "commitments/carry_over.html", {"desk": Desk(program), "unfinished": unfinished})
    chosen = set(request.POST.getlist("commitment"))
    copies = adding.carry_over(program, [c for c in unfinished if str(c.pk) in chosen])
    if not copies:
        messages.info(request, _("Nothing was carried over: choose at least one task that has not been yet."))
        return redirect("commitments:carry_over", program.pk)
    messages.success(request, _("Carried over: %(count)s. Look at each deadline and target.") % {"count": len(copies)})
    return redirect(Desk(program).commitment_url(copies[0]))


def writable_or_403(request, pk):
    """Return a program that the person writes; 404 where it is not visible, 403 where it is somebody else's."""
    program = ActionProgram.objects.with_owner().filter(pk=pk).first()
    # Asked in this order, as nearly everybody who comes here is the writer.
    if program is None or not program.is_written_by(request.user):
        get_object_or_404(ActionProgram.objects.visible_to(request.user), pk=pk)
        raise PermissionDenied(str(policies.NOT_YOUR_PAPER.reason))
    return program


def _editor(request, desk, *, form=None, status=HTTPStatus.OK):
    context = {"desk": desk, "form": form, "is_refused": status != HTTPStatus.OK}
    return render(request, "commitments/program_edit.html", context, status=status)


def _saved(request, desk, form, merged, *, back, row=None):
    """Answer a sending: htmx gets the notes, marks and checks; a plain form goes on, or back with what is open."""
    form.show(
        marks=merged.marks,
        conflicts=merged.conflicts,
        elsewhere=merged.elsewhere,
        faults=row.faults if row else (),
    )
    status = status_of(form, merged)
    if wants_part(request):
        context = {"desk": desk, "form": form, "row": row, "clauses_changed": "clauses" in merged.changed}
        response = render(request, "commitments/_saved_fields.html", context, status=status)
        patch_vary_headers(response, ["HX-Request"])
        return response
    if status != HTTPStatus.OK:
        return _editor(request, desk, form=form, status=status)
    messages.success(request, _("Saved."))
    return redirect(back)
