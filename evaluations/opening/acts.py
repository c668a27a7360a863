"""Preparing an evaluation, and opening it: at once, or by a job where very many people are in it."""

from django.db import transaction
from django.utils.translation import gettext as _

from evaluations.errors import OpeningRefused
from evaluations.models import Evaluation
from evaluations.opening.proposal import keys_of_people, proposed
from evaluations.opening.work import OpeningWork
from evaluations.opening.writing import tell, write
from portal.audit import trail
from portal.jobs import service
from portal.jobs.models import Job
from portal.lib.dates import today

AT_ONCE = 2_000  # so many people are written in the request


@transaction.atomic
def keep(evaluation, *, by):
    """Save an evaluation, new or changed. Raises ``OpeningRefused`` where it is being opened, or has been."""
    action = "evaluations.evaluation_prepared"
    if evaluation.pk:
        action = "evaluations.evaluation_changed"
        status = Evaluation.objects.select_for_update().values_list("status", flat=True).get(pk=evaluation.pk)
        if status != Evaluation.Status.DRAFT or opening_job(evaluation):
            raise OpeningRefused(_("The evaluation is being opened, or has been; it can no longer be changed."))
        evaluation.dossiers.all().delete()  # of an opening that was broken off: written for what was asked then
    evaluation.save()
    trail.record(action, evaluation, by=by, unit_path=evaluation.root.path)


def opening_job(evaluation):
    """Return the job that is opening the evaluation, or None."""
    return Job.objects.unfinished().filter(kind=OpeningWork.name, params__evaluation=evaluation.pk).first()


@transaction.atomic
def ask_to_open(evaluation, *, by):
    """Open the evaluation with who is in it today, and return None; a large one by a job, which is returned.

    Raises ``OpeningRefused`` as ``Evaluation.open`` does, and where the scheme has no frame for somebody.
    """
    evaluation.lock_to_open()
    if running := opening_job(evaluation):
        return running
    evaluation.dossiers.all().delete()  # of an opening that was broken off
    day = today()
    if len(keys_of_people(evaluation, day)) <= AT_ONCE:
        open_now(evaluation, by=by, on=day)
        return None
    return service.ask(OpeningWork.name, {"evaluation": evaluation.pk, "by": by.pk, "on": day.isoformat()}, by=by)


@transaction.atomic
def open_now(evaluation, *, by, on=None):
    """Write who is in the evaluation on ``on`` (today by default), open it and tell them. Raises ``OpeningRefused``."""
    day = on or today()
    evaluation.lock_to_open()
    lines = proposed(evaluation, day)
    write(evaluation, lines, day)
    evaluation.open(by=by)
    people = [line.person_id for line in lines if line.person_id]
    tell(evaluation)
    if people:
        tell(evaluation, people=(min(people), max(people)))
