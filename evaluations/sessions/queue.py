"""Which meetings wait for a person: those of bodies whose officer one is, in the evaluations that run.

The personnel office is asked for those of bodies that have no officer.
"""

from dataclasses import dataclass

from django.db.models import Count, Exists, F, OuterRef, Q, Subquery
from django.urls import reverse

from evaluations.models import Evaluation, Proposal, Rating, RatingSession, ReviewPlacement
from evaluations.models.officers import leading_roles, left_to_office_of, meetings_of
from portal.directory import tree
from portal.directory.models import Appointment, Collective, PartyOrg
from portal.directory.roles import Act, Role


@dataclass(frozen=True)
class Meeting:
    """One meeting in one evaluation: who meets, for how many, and its session where it has begun.

    ``waiting`` counts those without a proposed level whom it decides on, ``sent_back`` of them those whose proposal
    the office sent back.
    """

    evaluation: Evaluation
    body: PartyOrg
    collective: Collective | None
    count: int
    waiting: int
    sent_back: int
    session: RatingSession | None

    @property
    def name(self):
        return self.collective or self.body

    @property
    def is_closed(self):
        return self.session is not None and not self.session.is_open

    @property
    def is_to_reopen(self):
        """Tell whether somebody waits in it though it is closed: sent back, or joined since."""
        return self.is_closed and self.waiting > 0


def running_for(person):
    """Return the evaluations that run, asked once a request. Each notes whether the person sees it (``is_seen``), and
    whether a level of a colleague waits for them in it (``has_levels``)."""
    if not hasattr(person, "_running_evaluations"):
        seen = Evaluation.objects.visible_to(person).filter(pk=OuterRef("pk"))
        levels = _own_levels(person).filter(dossier__evaluation=OuterRef("pk"))
        running = Evaluation.objects.running().annotate(is_seen=Exists(seen), has_levels=Exists(levels))
        person._running_evaluations = list(running.select_related("period", "root").order_by("pk"))
    return person._running_evaluations


def meetings_for(person):
    """Return the ``Meeting``s that a person leads, or their office stands in for, in the evaluations that run.

    Two queries beside ``running_for``, whatever the number; two more for bodies at which the person has no post.
    """
    bodies, headed = meetings_of(person)
    led = Q(body__in=bodies) | Q(collective__in=headed)
    if person.may_anywhere(Act.RECORD_DECISIONS):
        led |= left_to_office_of(person)
    running = {evaluation.pk: evaluation for evaluation in running_for(person)}
    if not running:
        return []
    places = ReviewPlacement.objects.with_rows().filter(led, dossier__evaluation__in=running)
    found = places.values_list("dossier__evaluation", "body", "collective").annotate(**_counts())
    found = list(found.order_by("-dossier__evaluation", "body__path", "collective"))
    orgs = _named(PartyOrg.objects.all(), {body for _e, body, *_rest in found}, [p.org for p in person.acting_posts])
    heads = [post.collective for post in person.posts_today]
    collectives = _named(Collective.objects.all(), {collective for _e, _b, collective, *_n in found}, heads)
    sessions = RatingSession.objects.filter(body__in=orgs, evaluation__in=running)
    begun = {(each.evaluation_id, each.body_id, each.collective_id): each for each in sessions}
    return [
        Meeting(
            running[evaluation],
            orgs[body],
            collectives.get(collective),
            *counts,
            begun.get((evaluation, body, collective)),
        )
        for evaluation, body, collective, *counts in found
    ]


def _named(rows, keys, known):
    """Return the rows of ``keys`` (None is none) by key: those that are ``known``, and the others asked for."""
    found = {row.pk: row for row in known if row is not None}
    missing = keys - found.keys() - {None}
    return found | (rows.in_bulk(missing) if missing else {})


def remarks_for(person):
    """Return the places at which the person only remarks, in the evaluations that run, as long as it is time."""
    remarks = ReviewPlacement.objects.commented_by(person).filter(dossier__evaluation__in=running_for(person))
    decided = Rating.objects.claimed().filter(stage__in=Rating.DECIDED)
    return remarks.exclude(remark="", dossier__in=decided.values("dossier"))  # too late to write one


def _counts():
    """Return what is counted of a meeting: all, those it has not proposed yet, of them those sent back."""
    waits = Q(is_deciding=True, dossier__ratings__stage=Rating.Stage.SELF)
    sent_back = waits & ~Q(dossier__ratings__sent_back_reason="")
    return {
        "count": Count("dossier", distinct=True),
        "waiting": Count("dossier", filter=waits, distinct=True),
        "sent_back": Count("dossier", filter=sent_back, distinct=True),
    }


@dataclass(frozen=True)
class OwnLevel:
    """The level of an officer of a meeting, which another one records: whose it is, where, and the row's address."""

    placement: ReviewPlacement
    url: str


def levels_of_colleagues(person):
    """Return the ``OwnLevel``s that the person may record in sessions under way, and nobody has yet.

    Nobody records their own: of the officers of a meeting another one does; where there is none, the office above.
    """
    if not any(evaluation.has_levels for evaluation in running_for(person)):
        return []
    found = _own_levels(person).select_related("dossier__person", "dossier__evaluation", "body", "collective")
    return [OwnLevel(place, _row_url(place)) for place in found.order_by("pk", "track")]


def _own_levels(person):
    """Return the places, each with its ``track``, at which a colleague's own level waits for the person."""
    posts = Appointment.objects.today().filter(
        Q(org=OuterRef("body"), role__in=leading_roles()) | Q(collective=OuterRef("collective"), role=Role.AGENCY_HEAD)
    )
    written = Proposal.objects.filter(placement=OuterRef("pk"), track=OuterRef("track")).exclude(level="")
    return (
        ReviewPlacement.objects.with_rows()
        .annotate(track=F("dossier__ratings__track"), stage=F("dossier__ratings__stage"), **_sessions_under_way())
        .filter(
            _led_by(person, posts),
            Exists(posts.filter(person=OuterRef("dossier__person"))),
            ~Exists(written),
            Q(of_collective__isnull=False) | Q(collective=None, of_body__isnull=False),
            stage=Rating.Stage.SELF,
            dossier__evaluation__status=Evaluation.Status.OPEN,
        )
        .exclude(dossier__person=person)
    )


def _led_by(person, posts):
    """Return the condition that the person may record at a place what is an officer's own level."""
    bodies, headed = meetings_of(person)
    led = Q(body__in=bodies) | Q(collective__in=headed)
    if person.may_anywhere(Act.RECORD_DECISIONS):
        others = posts.exclude(person=OuterRef("dossier__person"))
        led |= tree.under(person.scopes(Act.RECORD_DECISIONS), "body__path") & ~Exists(others)
    return led


def _sessions_under_way():
    """Return the keys of the session under way of a place's collective, and of its organisation."""
    under_way = RatingSession.objects.filter(
        evaluation=OuterRef("dossier__evaluation"), body=OuterRef("body"), status=RatingSession.Status.OPEN
    )
    return {
        "of_collective": Subquery(under_way.filter(collective=OuterRef("collective")).values("pk")[:1]),
        "of_body": Subquery(under_way.filter(collective=None).values("pk")[:1]),
    }


def _row_url(place):
    session = place.of_collective if place.collective_id else place.of_body
    key = f"{place.pk}-{place.track}"
    return f"{reverse('evaluations:session', args=[session])}?row={key}#r{key}"
