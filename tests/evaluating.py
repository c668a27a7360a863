"""Making what a test of the evaluations needs: a scheme, an evaluation, dossiers and ratings, with no surprises."""

import datetime
import json
from pathlib import Path

from django.utils import timezone

from commitments.models import Period
from evaluations.models import Dossier, Evaluation, Rating, ReviewPlacement, Scheme
from portal.directory.models import Collective, PartyOrg, Person
from portal.lib.dates import today

SHIPPED = Path(__file__).parent.parent / "evaluations" / "schemes"


def shipped_document(code="qd366_2025"):
    """Return the document of a scheme as it is shipped; the test may change it."""
    return json.loads((SHIPPED / f"{code}.json").read_text(encoding="utf-8"))


def make_scheme(code="qd366_2025", *, document=None, status=Scheme.Status.IN_FORCE, version=None, **fields):
    """Make the next version of a scheme, in force, from the shipped document where none is given."""
    fields.setdefault("name", "Quy định 366-QĐ/TW")
    fields.setdefault("valid_from", datetime.date(2025, 1, 1))
    version = version or Scheme.objects.filter(code=code).count() + 1
    document = shipped_document(code) if document is None else document
    if status == Scheme.Status.IN_FORCE:
        fields.setdefault("in_force_at", timezone.now())
    return Scheme.objects.create(code=code, version=version, document=document, status=status, **fields)


def make_evaluation(root, *, period=None, scheme=None, status=Evaluation.Status.OPEN, **fields):
    """Make an open evaluation of this year; self-assessments are due in 10 days, and nobody is in it yet."""
    day = today()
    fields.setdefault("opens_on", day - datetime.timedelta(days=5))
    fields.setdefault("self_due_on", day + datetime.timedelta(days=10))
    fields.setdefault("propose_due_on", day + datetime.timedelta(days=20))
    fields.setdefault("decide_due_on", day + datetime.timedelta(days=30))
    return Evaluation.objects.create(
        root=root,
        period=period or Period.of_year(day.year),
        scheme=scheme or Scheme.objects.filter(status=Scheme.Status.IN_FORCE).first() or make_scheme(),
        status=status,
        **fields,
    )


def make_dossier(evaluation, subject, *, tracks=None, place=True, **fields):
    """Put a person, a collective or an organisation in an evaluation, with its ratings and its own deciding place."""
    if isinstance(subject, Person):
        of, unit, frame, track = {"person": subject}, subject.cell, "NON_LEADER", Rating.Track.PARTY_MEMBER
    elif isinstance(subject, Collective):
        of, unit, frame, track = {"collective": subject}, subject.org, "COLLECTIVE", Rating.Track.COLLECTIVE
    else:
        assert isinstance(subject, PartyOrg)
        of, unit, frame, track = {"org": subject}, subject, "ORGANISATION", Rating.Track.ORGANISATION
    defaults = {"unit": unit, "frame": frame, "decider": unit.parent, "peer_group": "Chuyên môn, nghiệp vụ"}
    dossier = Dossier.objects.create(evaluation=evaluation, **of, **(defaults | fields))
    for each in tracks if tracks is not None else [track]:
        Rating.objects.create(dossier=dossier, track=each)
    if place:
        capacity = ReviewPlacement.Capacity.CELL if "person" in of else ReviewPlacement.Capacity.OWN
        ReviewPlacement.objects.create(
            dossier=dossier,
            body=dossier.unit,
            collective=of.get("collective"),
            capacity=capacity,
            is_deciding=True,
        )
    return dossier
