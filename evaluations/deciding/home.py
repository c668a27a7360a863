"""What waits for the personnel office at the year's end: proposals, decisions to record, requests to answer."""

from django.db.models import Count, Min, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from evaluations.models import CorrectionRequest, Rating
from portal.directory.roles import Act
from portal.lib.composed import Task

Stage = Rating.Stage


def ratings_to_appraise(person, today):
    """Return one task for what is proposed in each evaluation, and one for what is appraised and not decided yet."""
    if not person.may_anywhere(Act.RECORD_DECISIONS):
        return []
    waiting = Rating.objects.standing().of_office(person).without_own(person)
    counted = (
        waiting.filter(stage__in=[Stage.PROPOSED, Stage.APPRAISED], dossier__evaluation__status="open")
        .values("dossier__evaluation")
        .annotate(
            proposed=Count("pk", filter=Q(stage=Stage.PROPOSED)),
            appraised=Count("pk", filter=Q(stage=Stage.APPRAISED, hold_reason="")),
            due_on=Min("dossier__evaluation__decide_due_on"),
        )
        .order_by("due_on")
    )
    tasks = []
    for row in counted:
        evaluation, due_on = row["dossier__evaluation"], row["due_on"]
        if row["proposed"]:
            tasks.append(_to_appraise(evaluation, row["proposed"], due_on))
        if row["appraised"]:
            tasks.append(_to_decide(evaluation, row["appraised"], due_on))
    return tasks


def requests_to_answer(person, today):
    """Return one task for the requests for correction that wait, due as the earliest of them."""
    if not person.may_anywhere(Act.RECORD_DECISIONS):
        return []
    waiting = CorrectionRequest.objects.open().of_office(person)
    found = list(waiting.select_related("rating__dossier__evaluation").order_by("asked_at"))
    if not found:
        return []
    title = ngettext("Answer %(count)s request for correction", "Answer %(count)s requests for correction", len(found))
    why = _("Each is answered in writing; the rating is not locked before that.")
    url = reverse("evaluations:correction_requests")
    due_on = min(request.due_on for request in found)
    return [Task(title % {"count": len(found)}, why, _("Read the requests"), url, due_on=due_on, icon="message-circle")]


def _to_appraise(evaluation, count, due_on):
    title = ngettext("Appraise %(count)s proposed level", "Appraise %(count)s proposed levels", count)
    url = reverse("evaluations:appraisal", args=[evaluation])
    why = _("The competent body decides once they are appraised.")
    return Task(title % {"count": count}, why, _("Appraise"), url, due_on=due_on, icon="clipboard-check")


def _to_decide(evaluation, count, due_on):
    title = ngettext(
        "Record the decision on %(count)s appraised level", "Record the decision on %(count)s appraised levels", count
    )
    url = reverse("evaluations:decisions", args=[evaluation])
    why = _("Once the body has decided: its number and date. Recording publishes the results.")
    return Task(title % {"count": count}, why, _("Record"), url, due_on=due_on, icon="file-text")


TASKS = [ratings_to_appraise, requests_to_answer]
