"""What an act on a person means for their dossiers in open evaluations; contributed to ``follow_person``.

Who moves is reviewed at the new cell, and the old one remarks (domain reference, 4.2, 5.5 [U]). Once a level is
proposed the dossier stays as it is, and the preview says so: what was decided upon does not move. A frame that the
office chose and places of former posts stay, too; the office changes them by hand.
"""

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commitments.roster.reading import Exempt
from evaluations.models import Dossier, Evaluation, Rating, RatingSession, ReviewPlacement
from evaluations.opening.places import ORDER
from evaluations.opening.proposal import proposed
from evaluations.opening.writing import placement, write
from portal.audit import trail
from portal.directory import tree
from portal.directory.models import Collective, PartyOrg, Person
from portal.lib.composed import Touch
from portal.lib.dates import today

Capacity = ReviewPlacement.Capacity
NOBODY = (0, 0)  # a range of keys of people
AT_ONCE = 500  # rows of a statement
_STAYS = gettext_lazy("In “%(evaluation)s” a level is proposed already: the dossier stays there")
_SAID = Rating.objects.standing().filter(dossier=OuterRef("pk"), brought_from="").exclude(stage=Rating.Stage.SELF)
_PROPOSED = Q(Exists(_SAID))  # the same as ``_is_proposed``, for many
BY_STANDING = {Exempt.EXEMPT.value, Exempt.SUSPENDED.value}


def follow_person(person, by):
    """Bring the person's dossiers in line with where they stand today, and begin those of the new place."""
    touches = []
    for dossier in _dossiers(person):
        Dossier.objects.filter(pk=dossier.pk).lock()  # then its ratings: nothing is proposed while it moves
        list(dossier.ratings.locked_for_writing())
        line = _line(dossier.evaluation, person)
        touches += _follow_dossier(dossier, line, by)
    return touches + _begun_anew(person, by)


def follow_moved(change):
    """Bring the dossiers of all who stand elsewhere in line: in calls that reach them no more, or only now, and where
    another body decides. ``change`` is an ``OrgChange``; a level that is proposed stays where it was proposed.
    """
    people = Person.objects.filter(tree.under([change.org.path], "org_path"))
    running = Dossier.objects.filter(evaluation__status=Evaluation.Status.OPEN, left_on=None, person__in=people)
    touches = _staying(running, change)
    touches += [touch for person in _concerned(people, change) for touch in follow_person(person, change.by)]
    moved = running.filter(decider__in=change.crossed)
    moved.lock()
    evaluations = Evaluation.objects.filter(pk__in=moved.values("evaluation"))
    for evaluation in evaluations.select_related("period", "root", "scheme").order_by("pk"):
        touches += _decided_anew(evaluation, moved.filter(evaluation=evaluation), change.by)
    return touches + _follow_bodies(change)


def _staying(running, change):
    """Return a touch for each of the ``running`` dossiers with a proposed level whose call reaches them no more."""
    calls = Evaluation.objects.running().filter(root__in=change.crossed).select_related("period", "root")
    found = []
    for evaluation in calls.order_by("pk"):
        if not change.org.is_within(evaluation.root):
            count = running.filter(_PROPOSED, evaluation=evaluation).count()
            found += [Touch(_STAYS % {"evaluation": evaluation.title})] * count
    return found


def _concerned(people, change):
    """Return of ``people`` those whom a call of the ``change`` reaches no more, or only now, one by one to follow.

    Neither whose dossier has gone along, as in a split, nor whose level is proposed already.
    """
    calls = list(Evaluation.objects.running().filter(root__in=change.crossed).select_related("period", "root"))
    reaching = [call for call in calls if change.org.is_within(call.root)]
    dossiers = Dossier.objects.filter(person=OuterRef("pk"), evaluation__status=Evaluation.Status.OPEN)
    lost = [call for call in calls if call not in reaching]
    asked = Exists(dossiers.filter(~_PROPOSED, evaluation__in=lost, left_on=None))
    asked |= Exists(dossiers.filter(evaluation__in=reaching, left_with_membership=True))
    for call in reaching:
        if not call.is_of_quarter:
            rated = Exists(dossiers.filter(_PROPOSED, evaluation__period=call.period_id, left_on=None))
            asked |= ~Exists(dossiers.filter(evaluation=call)) & ~rated
    return people.filter(asked).order_by("pk")


def _decided_anew(evaluation, dossiers, by):
    """Let the ``dossiers`` (locked) of people be decided as if ``evaluation`` opened today, read for all at once."""
    list(Rating.objects.filter(dossier__in=dossiers).locked_for_writing())
    held = list(dossiers.exclude(_PROPOSED).select_related("evaluation__period", "person", "unit"))
    if not held:
        return []
    keys = [dossier.person_id for dossier in held]
    lines = proposed(evaluation, today(), people=(min(keys), max(keys)), with_bodies=False)
    found = {line.person_id: line for line in lines}
    return _decided_elsewhere([(each, found[each.person_id]) for each in held if each.person_id in found], by)


def _decided_elsewhere(pairs, by):
    """Let another body decide where the line of a dossier says so; ``pairs`` are dossiers, each with its line."""
    changed = [(dossier, line) for dossier, line in pairs if line.decider_id != dossier.decider_id]
    for dossier, line in changed:
        dossier.decider_id, dossier.tier, dossier.rank = line.decider_id, line.tier, line.rank
    deciders = PartyOrg.objects.in_bulk({dossier.decider_id for dossier, _line in changed} - {None})
    Dossier.objects.bulk_update([dossier for dossier, _line in changed], ["decider", "tier", "rank"], AT_ONCE)
    touches = []
    for key in sorted({dossier.decider_id or 0 for dossier, _line in changed}):
        here = [dossier for dossier, _line in changed if (dossier.decider_id or 0) == key]
        decider = deciders.get(key) or _("a body outside")
        trail.record_many(
            "evaluations.dossier_changed",
            here,
            by=by,
            reason=str(decider),
            owner=lambda dossier: dossier.person,
            unit_path=lambda dossier: dossier.unit.path,
        )
        text = _("In “%(evaluation)s” decided by %(decider)s")
        touches += [Touch(text % {"evaluation": dossier.evaluation.title, "decider": decider}) for dossier in here]
    return touches


def _follow_bodies(change):
    """Bring the dossiers of collectives and organisations that stand elsewhere in line; begin those of new calls."""
    decided = Q(root__in=change.crossed) | Q(dossiers__decider__in=change.crossed)
    concerned = Evaluation.objects.running().filter(decided, period__quarter=None).distinct()
    orgs = set(PartyOrg.objects.within(change.org).values_list("pk", flat=True))
    collectives = set(Collective.objects.filter(org__in=orgs).values_list("pk", flat=True))
    touches = []
    for evaluation in concerned.select_related("period", "root", "scheme").order_by("pk"):
        lines = {
            (line.collective_id, line.org_id): line
            for line in proposed(evaluation, today(), people=NOBODY)
            if line.org_id in orgs or line.collective_id in collectives
        }
        held = evaluation.dossiers.filter(Q(org__in=orgs) | Q(collective__in=collectives))
        held.lock()
        for dossier in held.select_related("evaluation__period", "evaluation__root", "collective", "org", "unit"):
            list(dossier.ratings.locked_for_writing())
            touches += _follow_body(dossier, lines.pop((dossier.collective_id, dossier.org_id), None), change.by)
        if lines and evaluation.root_id in change.crossed:
            write(evaluation, list(lines.values()), today())
            words = {"evaluation": evaluation.title, "count": len(lines)}
            what = _("%(count)s collectives and organisations are rated in “%(evaluation)s” from today")
            touches.append(Touch(what % words))
    return touches


def _follow_body(dossier, line, by):
    words = {"evaluation": dossier.evaluation.title}
    if dossier.left_on is not None:
        return []
    if line is None:
        return _left(dossier, words, by)
    return [] if _is_proposed(dossier) else _decided_elsewhere([(dossier, line)], by)


def hanging_on(person):
    """Return the person's dossiers with their places, and the open sessions that they keep as an officer."""
    touches = []
    for dossier in (
        _dossiers(person).filter(left_on=None).prefetch_related("placements__body", "placements__collective")
    ):
        places = "; ".join(str(place.meeting) for place in dossier.placements.all())
        words = {"evaluation": dossier.evaluation.title}
        touches.append(Touch(_("A dossier in “%(evaluation)s”") % words, places, dossier.get_absolute_url()))
    bodies = [post.org_id for post in person.posts_today if post.org_id]
    sessions = RatingSession.objects.filter(body__in=bodies, status=RatingSession.Status.OPEN)
    for session in sessions.select_related("body", "collective"):
        touches.append(Touch(_("An open session of %(meeting)s") % {"meeting": session.meeting}))
    return touches


def _dossiers(person):
    found = Dossier.objects.filter(person=person, evaluation__status=Evaluation.Status.OPEN)
    return found.select_related("evaluation__period", "evaluation__root", "evaluation__scheme", "unit", "person")


def _line(evaluation, person):
    """Return how the person would be in the evaluation if it opened today; None where they would not."""
    lines = proposed(evaluation, today(), people=(person.pk, person.pk), with_bodies=False)
    return lines[0] if lines else None


def _follow_dossier(dossier, line, by):
    words = {"evaluation": dossier.evaluation.title}
    if line is None:
        return _left(dossier, words, by) if dossier.left_on is None else []
    touches = []
    if dossier.left_on is not None:
        if not dossier.left_with_membership:
            return []
        dossier.left_on, dossier.left_with_membership = None, False
        dossier.save(update_fields=["left_on", "left_with_membership"])
        _record("evaluations.dossier_joined", dossier, by)
        touches.append(Touch(_("Back in “%(evaluation)s”") % words))
    if _is_proposed(dossier):
        if dossier.unit_id == line.unit_id:
            return touches
        return [*touches, Touch(_STAYS % words)]
    touches += _follow_standing(dossier, line, words, by)
    if dossier.unit_id != line.unit_id:
        touches += _moved(dossier, line, words, by)
    return touches + _new_places(dossier, line, words, by)


def _is_proposed(dossier):
    return dossier.ratings.standing().filter(brought_from="").exclude(stage=Rating.Stage.SELF).exists()


def _left(dossier, words, by):
    if _is_proposed(dossier):
        return [Touch(_STAYS % words)]
    dossier.left_on, dossier.left_with_membership = today(), dossier.person_id is not None
    dossier.save(update_fields=["left_on", "left_with_membership"])
    _record("evaluations.dossier_left", dossier, by, _("No longer a member below the caller"))
    return [Touch(_("Out of “%(evaluation)s” from today; what was written stays") % words)]


def _follow_standing(dossier, line, words, by):
    """Leave out of the rating who was freed or suspended, and rate again whom that alone had left out."""
    wanted = line.not_rated_reason if line.not_rated_reason in BY_STANDING else ""
    if wanted and not dossier.not_rated_reason:
        dossier.not_rated_reason = wanted
        action, text = "evaluations.dossier_not_rated", _("Not rated in “%(evaluation)s”")
    elif not wanted and dossier.not_rated_reason in BY_STANDING:
        dossier.not_rated_reason = ""
        action, text = "evaluations.dossier_rated_again", _("Rated again in “%(evaluation)s”")
    else:
        return []
    dossier.save(update_fields=["not_rated_reason"])
    _record(action, dossier, by, dossier.not_rated_text)
    return [Touch(text % words)]


def _moved(dossier, line, words, by):
    """Review the dossier at the new cell; the old one remarks only, and proposes no more."""
    before, dossier.unit_id = dossier.unit, line.unit_id
    dossier.decider_id, dossier.tier, dossier.rank = line.decider_id, line.tier, line.rank
    dossier.save(update_fields=["unit", "decider", "tier", "rank"])
    old = dossier.placements.filter(body=before, collective=None, capacity=Capacity.CELL).first()
    was_deciding = old is None or old.is_deciding
    if old:
        old.capacity, old.is_deciding, old.order = Capacity.FORMER_CELL, False, ORDER[Capacity.FORMER_CELL]
        old.save(update_fields=["capacity", "is_deciding", "order"])
    here = {"body_id": line.unit_id, "collective": None}
    new, _made = dossier.placements.get_or_create(**here, defaults={"capacity": Capacity.CELL})
    decides = was_deciding and not dossier.placements.filter(is_deciding=True).exists()
    new.capacity, new.order, new.is_deciding = Capacity.CELL, ORDER[Capacity.CELL], new.is_deciding or decides
    new.save(update_fields=["capacity", "order", "is_deciding"])
    reason = f"{before} → {new.body}"
    _record("evaluations.dossier_moved", dossier, by, reason)
    text = _("In “%(evaluation)s” reviewed at %(cell)s; %(before)s gives remarks")
    return [Touch(text % (words | {"cell": new.body.full_label, "before": before.full_label}))]


def _new_places(dossier, line, words, by):
    """Add the places that new posts bring; they do not propose the level."""
    there = {*dossier.placements.values_list("body_id", "collective_id")}
    touches = []
    for place in line.places:
        if (place.body_id, place.collective_id) in there:
            continue
        added = placement(dossier, place._replace(is_deciding=False))
        added.save()
        _record("evaluations.place_added", dossier, by, str(added.meeting))
        text = _("In “%(evaluation)s” reviewed at %(place)s too")
        touches.append(Touch(text % (words | {"place": added.meeting}), url=dossier.get_absolute_url()))
    return touches


def _begun_anew(person, by):
    """Put the person into the open evaluations of the year that the new cell belongs to."""
    if person.membership_today is None:
        return []
    above = person.membership_today.cell.ancestors().values("pk")
    running = Evaluation.objects.running().filter(root__in=above, period__quarter=None)
    touches = []
    # Whose level is proposed elsewhere is rated there, once a period.
    rated = {each.evaluation.period_id for each in _dossiers(person).filter(left_on=None) if _is_proposed(each)}
    for evaluation in running.exclude(dossiers__person=person).select_related("period", "root", "scheme"):
        if evaluation.period_id in rated:
            continue
        line = _line(evaluation, person)
        if line is None:
            continue
        write(evaluation, [line], today())
        dossier = evaluation.dossiers.select_related("unit", "person").get(person=person)
        _record("evaluations.dossier_joined", dossier, by)
        touches.append(Touch(_("A new dossier in “%(evaluation)s”") % {"evaluation": evaluation.title}))
    return touches


def _record(action, dossier, by, reason=""):
    trail.record(action, dossier, by=by, reason=reason, owner=dossier.person, unit_path=dossier.unit.path)
