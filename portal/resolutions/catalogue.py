"""Acts on the catalogue: each changes the rows and writes its event in one transaction."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from portal.audit import trail
from portal.lib import composed
from portal.lib.refusal import Refused
from portal.resolutions.models import Resolution

RELATIONS = ("replaces", "implements")


class NotPossible(Refused):
    """An act that would leave the catalogue untrue."""


@transaction.atomic
def keep(resolution, *, by):
    """Save a document, new or changed."""
    action = "resolutions.changed" if resolution.pk else "resolutions.added"
    is_new = resolution.pk is None
    resolution.save()
    trail.record(action, resolution, by=by)
    for older in [] if is_new else resolution.replaces.with_citation():  # a draft text may have come into force
        _tell_replaced(resolution, older, by)


@transaction.atomic
def relate(resolution, other, relation, *, by):
    """Say that ``resolution`` replaces or implements ``other``; saying it twice changes nothing.

    Raises ``NotPossible`` for a document and itself, or where ``other`` already says the same of ``resolution``.
    """
    if resolution.pk == other.pk:
        raise NotPossible(_("A document cannot point at itself. Choose another one."))
    if getattr(other, relation).filter(pk=resolution.pk).exists():
        raise NotPossible(
            _("%(other)s already points at this document. Remove that first.") % {"other": other.short_citation}
        )
    links = getattr(resolution, relation)
    if not links.filter(pk=other.pk).exists():
        links.add(other)
        trail.record("resolutions.related", resolution, by=by, reason=f"{relation}: {other}")
        if relation == "replaces":
            _tell_replaced(resolution, other, by)


@transaction.atomic
def unrelate(resolution, other, relation, *, by):
    """Take back what ``relate`` said."""
    links = getattr(resolution, relation)
    if links.filter(pk=other.pk).exists():
        links.remove(other)
        trail.record("resolutions.unrelated", resolution, by=by, reason=f"{relation}: {other}")
        for follow in composed.replacement_gone if relation == "replaces" else []:
            follow(resolution, other, by)


def asked_by_replacing(newer, older):
    """Return how many papers would be asked about if ``newer`` replaced ``older``; nought where it does already."""
    return sum(count(newer, older) for count in composed.replacing_asks)


@transaction.atomic
def end(resolution, *, by):
    """Mark a document as no longer in force. Raises ``NotPossible`` where it is not in force."""
    resolution.refresh_from_db(from_queryset=Resolution.objects.select_for_update())
    if not resolution.is_in_force:
        raise NotPossible(_("This document is not in force."))
    resolution.status = Resolution.Status.ENDED
    resolution.save(update_fields=["status"])
    trail.record("resolutions.ended", resolution, by=by)


@transaction.atomic
def keep_clause(clause, *, by):
    """Save a clause; a new one stands after the others."""
    action = "resolutions.clause_changed"
    if clause.pk is None:
        action = "resolutions.clause_added"
        last = clause.resolution.clauses.order_by("-position").first()
        clause.position = (last.position if last else 0) + 1
    clause.save()
    trail.record(action, clause.resolution, by=by, reason=str(_("Item %(number)s") % {"number": clause.number}))


@transaction.atomic
def drop_clause(clause, *, by):
    """Delete a clause. Raises ``NotPossible`` where programs or campaigns name it."""
    if clause.is_used():
        raise NotPossible(_("Programs or campaigns name this item, so it stays. Change its text instead."))
    trail.record(
        "resolutions.clause_dropped",
        clause.resolution,
        by=by,
        reason=str(_("Item %(number)s") % {"number": clause.number}),
    )
    clause.delete()


def _tell_replaced(newer, older, by):
    """Let the upper parts do what follows from a replacement, in the same transaction."""
    for follow in composed.resolution_replaced:
        follow(newer, older, by)
