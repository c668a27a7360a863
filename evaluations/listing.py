"""The dossiers of an evaluation as a list by name: its filters, and its order. Never a level, never points."""

from django.db.models import CharField, Exists, OuterRef, Q, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from evaluations.models import SelfAssessment
from evaluations.standing import KINDS

ORDER = ("unit__path", "rank", "name_key", "pk")
STATES = {
    "all": _("All"),
    "missing": _("Self-assessment not handed in"),
    "handed_in": _("Self-assessment handed in"),
    "self": _("Not proposed yet"),
    "proposed": _("Proposed, not appraised"),
    "appraised": _("Appraised, not decided"),
    "decided": _("Decided, not locked"),
    "locked": _("Locked"),
    "not_rated": _("Not rated"),
    "outside": _("Decided outside this installation"),
    "left": _("Off the roster"),
}
STAGES = ("self", "proposed", "appraised", "decided", "locked")


def listed(evaluation, unit, *, kind="people", state="all", frame="", words=""):
    """Return the dossiers of ``unit`` and below as the list shows them, filtered; ``words`` are parts of a name."""
    found = evaluation.dossiers.within(unit).filter(**{f"{KINDS[kind]}__isnull": False})
    found = found.filter(left_on__isnull=False) if state == "left" else found.filter(left_on=None)
    found = _in_state(found, evaluation, state)
    if frame:
        found = found.filter(frame=frame)
    if words and kind == "people":
        found = found.filter(person__in=_named(found, words))
    key = Coalesce("person__sort_key", "collective__name", "org__sort_key", Value(""), output_field=CharField())
    return found.annotate(name_key=key).select_related(
        "person", "collective", "org__parent", "unit__parent", "decider", "self_assessment"
    )


def _in_state(found, evaluation, state):
    handed_in = Exists(SelfAssessment.objects.filter(dossier=OuterRef("pk"), status__in=SelfAssessment.HANDED_IN))
    if state == "missing":
        return found.rated().filter(~handed_in)
    if state == "handed_in":
        return found.rated().filter(handed_in)
    if state == "not_rated":
        return found.exclude(not_rated_reason="")
    if state == "outside":
        return found.rated().filter(decider=None)
    if state in STAGES:
        return found.filter(pk__in=evaluation.main_ratings().filter(stage=state).order_by().values("dossier"))
    return found


def _named(found, words):
    """Return the people of ``found`` whose name has the words, each from its beginning, without marks."""
    people = found.model._meta.get_field("person").related_model.objects
    return people.filter(Q(pk__in=found.order_by().values("person"))).with_words(words).order_by().values("pk")
