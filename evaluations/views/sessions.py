"""Rating sessions: which ones wait, the table of one, its rows saved one by one, attendance, closing, opening again."""

from http import HTTPStatus

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from evaluations import session_policies as policies
from evaluations.errors import NotReady, Stale
from evaluations.forms.session import AttendanceForm, CloseForm, RemarkForm, ReopenForm, RowForm
from evaluations.models import Evaluation, RatingSession, ReviewPlacement
from evaluations.models.session import NEEDED
from evaluations.sessions import closing, recording
from evaluations.sessions.lines import Lines
from evaluations.sessions.page import SessionPage
from evaluations.sessions.queue import meetings_for, remarks_for
from evaluations.sessions.summary import Summary
from portal.audit import trail
from portal.directory.models import Collective, PartyOrg
from portal.lib.htmx import wants_part
from portal.lib.keys import key_of
from portal.lib.refusal import Refused, is_done


@require_safe
def sessions(request):
    """The meetings that the person keeps: to be begun, under way, closed; and remarks asked of former cells."""
    policies.can_see_sessions(request.user).require()
    remarks = remarks_for(request.user).select_related(
        "dossier__person", "dossier__unit", "dossier__evaluation__period"
    )
    context = {"meetings": meetings_for(request.user), "remarks": remarks}
    return render(request, "evaluations/session_list.html", context)


@require_POST
def begin_session(request):
    """Begin the session of a meeting, or go to the one there is."""
    asked = request.POST
    evaluation = get_object_or_404(Evaluation.objects.visible_to(request.user), pk=key_of(asked.get("evaluation")))
    body = get_object_or_404(PartyOrg, pk=key_of(asked.get("body")))
    collective = None
    if asked.get("collective"):
        collective = get_object_or_404(Collective, pk=key_of(asked["collective"]), org=body)
    policies.can_begin(request.user, evaluation, body, collective).require()
    try:
        return redirect(RatingSession.of(evaluation, body, collective, by=request.user))
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("evaluations:sessions")


@require_safe
def session(request, pk):
    """The table of a session, page by page; whoever does not keep it reads, and the reading is recorded.

    ``row`` opens a row in its place. htmx gets a part: a row that is opened (``row``) or folded (``line``), what is
    suggested for the lines of a page (``suggested``), or the quota (``quota``).
    """
    found = session_or_404(request, pk)
    if not found.is_led_by(request.user):
        trail.record("evaluations.session_opened", found, by=request.user, unit_path=found.body.path)
    if not wants_part(request):
        return _page(request, SessionPage(found, request.user, request.GET))
    page = SessionPage(found, request.user, request.GET, is_part=True)
    if "suggested" in request.GET:
        return _part(request, "evaluations/_session_suggestions.html", page, rows=page.shown_rows)
    if "quota" in request.GET:
        return _part(request, "evaluations/_quota_panel.html", page)
    if page.open_line is None:
        raise Http404
    if "line" in request.GET:
        return _part(request, "evaluations/_session_line.html", page, shown=page.shown(page.open_line))
    return _part(request, "evaluations/_session_row.html", page, shown=page.shown_row(page.open_line))


@require_POST
def record_row(request, pk, placement_pk, track):
    """Save one row, as one leaves a field or by its button, which may lead on to the next row."""
    found = session_or_404(request, pk)
    of_meeting = ReviewPlacement.objects.of_meeting(found).select_related("dossier__evaluation")
    placement = get_object_or_404(of_meeting, pk=placement_pk)
    policies.can_record(request.user, found, placement.dossier).require()
    form, row, stale = RowForm(request.POST, rules=found.evaluation.scheme.rules), None, None
    if form.is_valid():
        try:
            row = recording.record_row(found, placement_pk, track, form.values, saved=form.counter, by=request.user)
        except Stale as refusal:
            stale = refusal
        except Refused as refusal:
            form.add_error(None, str(refusal))
    asked = {"row": f"{placement_pk}-{track}"}
    page = SessionPage(
        found, request.user, asked, typed=None if row else form, stale=stale, is_part=wants_part(request)
    )
    if page.open_line is None:
        raise Http404
    if row and not wants_part(request):
        return redirect(_address(page, request.POST.get("then")))
    status = HTTPStatus.OK if row else HTTPStatus.CONFLICT if stale else HTTPStatus.UNPROCESSABLE_ENTITY
    if not wants_part(request):
        return _page(request, page, status=status)
    shown = page.shown_saved(row) if row else page.shown_row(page.open_line)
    reasons_changed = request.POST.getlist("asked") != shown.row.reasons_asked
    return _part(
        request, "evaluations/_session_saved.html", page, status=status, shown=shown, reasons_changed=reasons_changed
    )


@require_http_methods(["GET", "HEAD", "POST"])
def session_attendance(request, pk):
    """Who met, when and where, for the minutes."""
    found = session_or_404(request, pk)
    policies.can_keep(request.user, found).require()
    form = AttendanceForm(request.POST or None, session=found)

    def save(cleaned):
        recording.save_attendance(found, form.values, saved=cleaned["saved"], by=request.user)

    if request.method == "POST" and is_done(form, save):
        messages.success(request, _("Saved."))
        return redirect(found)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "evaluations/session_attendance.html", {"session": found, "form": form}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def close_session(request, pk):
    """Show what would go on, and close the session: one form, with what still has to be said in it."""
    found = session_or_404(request, pk)
    policies.can_keep(request.user, found).require()
    form = CloseForm(request.POST if request.method == "POST" else None, session=found)
    status = HTTPStatus.OK
    if request.method == "POST" and form.is_valid():
        try:
            closing.close(found, by=request.user, **form.cleaned_data)
        except NotReady as refusal:
            status = HTTPStatus.UNPROCESSABLE_ENTITY
            form.add_error(None, " ".join([str(refusal), *(f"{block.text}." for block in refusal.blocks[:3])]))
        except Refused as refusal:
            status = HTTPStatus.CONFLICT
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The session is closed. What it proposes is with the personnel office."))
            return redirect(found)
    elif form.errors:
        status = HTTPStatus.UNPROCESSABLE_ENTITY
    if form.errors:
        found = session_or_404(request, pk)  # as it stands, whatever the refused act had begun
    context = {"session": found, "form": form, "summary": Summary(found, request.user)}
    return render(request, "evaluations/session_close.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def reopen_session(request, pk):
    """Open a closed session again, with a reason: for who waits in it, and for the proposals that are taken back."""
    found = session_or_404(request, pk)
    policies.can_reopen(request.user, found).require()
    lines = Lines(found).rated
    form = ReopenForm(request.POST or None, lines=lines)

    def reopen(cleaned):
        closing.reopen(found, cleaned["reason"], take_back=cleaned["take_back"], by=request.user)

    if request.method == "POST" and is_done(form, reopen):
        messages.success(request, _("The session is open again."))
        return redirect(found)
    context = {"session": found, "form": form, "waiting": [line for line in lines if line.is_waiting]}
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "evaluations/session_reopen.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def remark(request, pk):
    """What a place that proposes nothing, such as a former cell, says of somebody."""
    placements = ReviewPlacement.objects.commented_by(request.user)
    needed = ("dossier__evaluation__period", "dossier__person", "dossier__unit", "body", "collective")
    found = get_object_or_404(placements.select_related(*needed), pk=pk)
    policies.can_remark(request.user, found).require()
    form = RemarkForm(request.POST or None, placement=found)

    def save(cleaned):
        recording.save_remark(found, cleaned["remark"], seen=cleaned["seen"], by=request.user)

    if request.method == "POST" and is_done(form, save):
        messages.success(request, _("Saved."))
        return redirect("evaluations:sessions")
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    other = found.remark if form.is_bound and form.cleaned_data.get("seen") != found.remarked_at else ""
    if other:  # shown now: who saves once more has seen it
        form.data = form.data | {"seen": found.remarked_at.isoformat()}
    context = {"placement": found, "form": form, "other": other}
    return render(request, "evaluations/remark.html", context, status=status)


def session_or_404(request, pk):
    """Fetch a session as far as the person sees it."""
    return get_object_or_404(RatingSession.objects.visible_to(request.user).select_related(*NEEDED), pk=pk)


def _page(request, page, *, status=HTTPStatus.OK):
    return render(request, "evaluations/session.html", {"page": page, "session": page.session}, status=status)


def _part(request, template, page, *, status=HTTPStatus.OK, **context):
    response = render(request, template, {"page": page, "session": page.session, **context}, status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response


def _address(page, then):
    """Return where saving leads: to the row itself, or to the one after it, where there is one."""
    following = page.beside(page.open_line, 1) if then == "next" else None
    line = following or page.open_line
    return f"{page.session.get_absolute_url()}?row={line.key}#{line.anchor}"
