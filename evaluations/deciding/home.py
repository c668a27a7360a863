"""What waits for the personnel office at the year's end: proposals, decisions to record, requests to answer."""

from datetime import timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from evaluations.models import CorrectionRequest, Rating
from portal.directory.roles import Act
from portal.lib.composed import Task, Waiting
from portal.lib.counting import ToCount

Stage = Rating.Stage


def ratings_to_appraise(person, today):
    """Return what is proposed in each evaluation, and apart what is appraised and not decided yet."""
    if not person.may_anywhere(Act.RECORD_DECISIONS):
        return []
    of_office = Rating.objects.standing().of_office(person).without_own(person)
    waits = Q(stage=Stage.PROPOSED) | Q(stage=Stage.APPRAISED, hold_reason="")
    rows = ToCount(
        of_office.filter(waits, dossier__evaluation__status="open"),
        apart=Q(stage=Stage.APPRAISED),
        due="dossier__evaluation__decide_due_on",
        by="dossier__evaluation",
    )
    return [Waiting(rows, _to_rate)]


def requests_to_answer(person, today):
    """Return the requests for correction that wait, by how many days there are to answer."""
    if not person.may_anywhere(Act.RECORD_DECISIONS):
        return []
    waiting = CorrectionRequest.objects.open().of_office(person)
    rows = ToCount(waiting, due="asked_at__date", by="rating__dossier__evaluation__correction_days")
    return [Waiting(rows, _to_answer)]


def _to_rate(groups):
    """Return one task for what is proposed in each evaluation, and one for what is appraised."""
    tasks = []
    for counted in groups:
        if proposed := counted.count - counted.apart:
            tasks.append(_to_appraise(counted.by, proposed, counted.due_on))
        if counted.apart:
            tasks.append(_to_decide(counted.by, counted.apart, counted.due_on))
    return tasks


def _to_answer(groups):
    """Return one task for all requests, due as the earliest of them."""
    count = sum(counted.count for counted in groups)
    title = ngettext("Answer %(count)s request for correction", "Answer %(count)s requests for correction", count)
    why = _("Each is answered in writing; the rating is not locked before that.")
    url = reverse("evaluations:correction_requests")
    due_on = min(counted.due_on + timedelta(days=counted.by) for counted in groups)
    return [Task(title % {"count": count}, why, _("Read the requests"), url, due_on=due_on, icon="message-circle")]


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


WAITING = [ratings_to_appraise, requests_to_answer]
