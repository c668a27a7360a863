"""Whom an officer reminds by hand: who has not handed in the self-assessment, in a unit and below it."""

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commitments.roster.telling import heads_of
from evaluations.models import Evaluation
from evaluations.owing import without_self_assessment
from portal.directory.models import Appointment, Collective, Person
from portal.directory.roles import Role
from portal.notifications.nudging import Nudge


def about_self_assessment(evaluation, unit, *, by):
    """Return the reminder of those in ``unit`` and below whose self-assessment is owed; nobody reminds themselves."""
    dossiers = without_self_assessment(evaluation).within(unit).order_by()
    if evaluation.status != Evaluation.Status.OPEN:
        dossiers = dossiers.none()
    heads = heads_of(Collective.objects.filter(pk__in=dossiers.values("collective")))
    of_orgs = Appointment.objects.today().filter(role__in=[Role.SECRETARY, Role.CELL_SECRETARY])
    of_orgs = of_orgs.filter(org__in=dossiers.values("org"))
    writers = Q(pk__in=dossiers.values("person")) | Q(pk__in=heads.order_by().values("pk"))
    writers |= Q(pk__in=of_orgs.order_by().values("person"))
    return Nudge(
        evaluation,
        Person.objects.filter(writers).exclude(pk=by.pk),
        _("You have not handed in the self-assessment of %(period)s yet; the last day is %(day)s. Please write it."),
        {"period": evaluation.period_text, "day": f"{evaluation.self_due_on:%d/%m/%Y}"},
        reverse("evaluations:self_assessments") + f"?evaluation={evaluation.pk}",
        unit.path,
    )
