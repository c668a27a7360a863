"""Files that take longer than a page: my jobs, how one goes, cancelling, fetching, asking again."""

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from portal.jobs import files, service, sweeping
from portal.jobs.errors import NoResult
from portal.jobs.models import Job
from portal.jobs.registry import work_of
from portal.lib import composed
from portal.lib.htmx import page_or_part, wants_part
from portal.lib.paging import page_of


@require_safe
def jobs(request):
    """List what the person asked for, newest first."""
    page = page_of(Job.objects.visible_to(request.user).in_list(), ("-pk",), request)
    return render(request, "jobs/job_list.html", {"page": page})


@require_safe
def job(request, pk):
    """Show how one job goes; htmx asks again every two seconds, and is told only of what has changed."""
    found = _own_or_404(request, pk)
    stalled = found.is_open and sweeping.is_work_left()
    counted = files.counted(found) if found.is_open else None
    mark = "-".join(map(str, [found.mark, *(counted or ()), *(["stalled"] if stalled else [])]))
    if wants_part(request) and request.GET.get("seen") == mark:
        return HttpResponse(status=204)
    if not found.is_open:
        for see in composed.job_seen:
            see(found)
    context = {"job": found, "mark": mark, "stalled": stalled, "counted": counted}
    return page_or_part(request, "jobs/job.html", "jobs/_job_progress.html", context)


@require_safe
def fetch(request, pk):
    """Hand out the result, if the person may still have it: a role may have ended since it was asked for."""
    found = _own_or_404(request, pk)
    try:
        work_of(found.kind).may(request.user, found.params).require()
    except KeyError:
        raise NoResult(_("The portal no longer makes this kind of file.")) from None
    found.check_file()
    try:
        file = files.path_of(found, files.RESULT).open("rb")
    except FileNotFoundError:  # a backup was restored without its files
        sweeping.expire(found)
        raise NoResult(_("The file is no longer kept. Ask for it again.")) from None
    found.record_fetched(by=request.user)
    response = FileResponse(file, content_type=found.content_type, filename=found.file_name, as_attachment=True)
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


@require_POST
def cancel(request, pk):
    """Stop a job that is not finished."""
    found = _own_or_404(request, pk)
    found.cancel(by=request.user)
    messages.success(request, _("The making of the file has been cancelled."))
    return redirect(found)


@require_POST
def again(request, pk):
    """Have the same made once more, after it has expired, failed or been cancelled."""
    return redirect(service.ask_again(_own_or_404(request, pk), by=request.user))


def _own_or_404(request, pk):
    return get_object_or_404(Job.objects.visible_to(request.user).select_related("owner").defer("chunks"), pk=pk)
