"""What bodies decided, recorded by the personnel office: the levels of many, and a rating decided once more."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.core.files.base import File
from django.db import transaction
from django.utils import formats, timezone
from django.utils.translation import gettext_lazy as _

from evaluations.compiling import freeze
from evaluations.deciding import counted
from evaluations.deciding.organ import signs_as
from evaluations.errors import InvalidTransition, NotOneDecision, OverQuota, ReasonMissing, WrongDecisionDate
from evaluations.models import CorrectionRequest, Dossier, Evaluation, Rating, RatingDecision
from evaluations.models.rating import OWN_RATING
from evaluations.models.writers import writers_of
from evaluations.quota import groups_of
from portal.audit import trail
from portal.directory.errors import OF_THE_ABSENT
from portal.directory.roles import Act
from portal.lib.dates import today
from portal.lib.files import stored
from portal.notifications import outbox

SCAN = RatingDecision._meta.get_field("scan")
MOST_AT_ONCE = 5_000  # some ten seconds; more is recorded unit by unit
ROWS_OF_A_STATEMENT = 500
OF_DOSSIER = ("dossier__person", "dossier__collective", "dossier__org", "dossier__unit", "dossier__decider")
DECIDED = ("stage", "decision", "level", "level_reason", "decided_at", "published_at")
PUBLISHED = _("The result of the rating of %(period)s has been published to %(subject)s. Open it to read it.")


@dataclass(frozen=True)
class Document:
    """The document of a decision, as the office enters it: whose, which number, of which day, and the scan if any.

    ``signs_as`` is the line above the signature; empty, it follows from who decided.
    """

    decided_by: str
    symbol: str
    on: date
    scan: File | None = None
    signs_as: str = ""


@dataclass(frozen=True)
class Ruling:
    """What a decision says of one rating: the level, and why where it is another one than appraised."""

    level: str
    reason: str = ""


def record(rulings, document, *, by, excess_reason=""):
    """Record the decision of one body on appraised ratings, publish each to whom it is about, and return the decision.

    ``rulings`` maps keys of ratings to ``Ruling``; all are of one evaluation, one decider and one track, or
    ``NotOneDecision`` is raised. The rest is refused as ``Rating.check_decidable`` says, naming whom; and
    ``WrongDecisionDate`` for a day to come, or one before the last appraisal among them. A decision above the quota
    needs ``excess_reason``, or ``OverQuota`` is raised with its lines; who stays at the top level people choose. Either
    all are decided or none. Two officers who record at once wait for each other at the evaluation, so that neither is
    counted without the other. What each rests on is frozen with it: the report of a rating shows what was known then.
    Source: domain reference, 6.5, 6.6, 8.10 [C].
    """
    with stored(SCAN, document.scan) as scan, transaction.atomic():
        ratings, over = _checked(rulings, document, by, excess_reason)
        decision = _written(document, ratings[0], by=by, over_quota=over, excess_reason=excess_reason, scan=scan)
        for rating in ratings:
            said = rulings[rating.pk]
            rating.take_decision(decision, said.level, reason=said.reason)
        _save(ratings)
        freeze(ratings, by=by)
        trail.record_many(
            "evaluations.decided",
            ratings,
            by=by,
            reason=str(decision),
            owner=lambda rating: rating.dossier.person,
            unit_path=lambda rating: rating.dossier.unit.path,
        )
        _record_decision(decision, ratings[0], by)
        _publish(ratings)
        return decision


@transaction.atomic
def check(rulings, document, *, by, excess_reason=""):
    """Return the lines of the groups above their quota; raise what ``record`` would raise now. Nothing is recorded."""
    _ratings, over = _checked(rulings, document, by, excess_reason)
    return over


def re_rate(rating, ruling, document, *, by, excess_reason=""):
    """Record a decision by which a decided rating is rated again, and return the new rating; the old one stays.

    A request for correction that waits is answered by it. Raises ``InvalidTransition`` unless it is decided or locked
    and stands, ``NotYours``, ``UnknownLevel``, ``ReasonMissing`` without a reason, ``WrongDecisionDate`` for a day to
    come or before the first decision, ``OverQuota`` as ``record`` does. Source: domain reference, 6.6 (Mẫu 03) [C].
    """
    with stored(SCAN, document.scan) as scan, transaction.atomic():
        _locked_evaluation(rating.dossier.evaluation_id)
        Dossier.objects.filter(pk=rating.dossier_id).lock()
        old = Rating.objects.locked_for_writing().select_related("decision", *Rating.NEEDED).get(pk=rating.pk)
        old.check_re_ratable(ruling.level, by=by, reason=ruling.reason)
        _check_date(document, old.decision.decided_on, _("decided"), old)
        over = _over_re_rated(old, ruling, excess_reason)
        decision = _written(
            document, old, by=by, over_quota=over, excess_reason=excess_reason, scan=scan, is_re_rating=True
        )
        new = old.successor(decision, ruling.level, reason=ruling.reason.strip())
        freeze([new], by=by)
        for request in CorrectionRequest.objects.open().filter(rating=old):
            request.close(CorrectionRequest.Outcome.RE_RATED, ruling.reason, by=by)
        dossier = new.dossier
        trail.record(
            "evaluations.re_rated", new, by=by, reason=str(decision), owner=dossier.person, unit_path=dossier.unit.path
        )
        _record_decision(decision, new, by)
        _publish([new])
        return new


# ── helpers ──


def _checked(rulings, document, by, excess_reason):
    """Return the ratings under their lock, and the lines of the groups above their quota; raise as ``record`` says."""
    ratings = _locked(rulings)
    own = _not_to_decide(by, [rating.dossier for rating in ratings])
    for rating in ratings:
        said = rulings[rating.pk]
        rating.check_decidable(said.level, own=own, reason=said.reason)
    last = max(ratings, key=lambda rating: rating.appraised_at)
    _check_date(document, timezone.localdate(last.appraised_at), _("appraised"), last)
    over = _over_quota(ratings[0], {pk: said.level for pk, said in rulings.items()}, excess_reason)
    _check_named(document)
    return ratings, over


def _locked(rulings):
    """Return the ratings under their lock; raise unless they fit one decision of an open evaluation.

    The evaluation with its scheme is read once and shared by all.
    """
    keys = list(rulings)
    if len(keys) > MOST_AT_ONCE:
        raise NotOneDecision(
            _("One recording holds at most %(most)s results. Choose a unit, and record the decision part by part.")
            % {"most": MOST_AT_ONCE}
        )
    of = Evaluation.objects.filter(dossiers__ratings__in=keys).order_by().distinct().values_list("pk", flat=True)
    evaluations = list(of)
    if len(evaluations) != 1:
        raise NotOneDecision(_("Choose at least one rating; all of one evaluation."))
    evaluation = _locked_evaluation(evaluations[0])
    if evaluation.status != Evaluation.Status.OPEN:
        raise InvalidTransition(_("The evaluation is not open."))
    Dossier.objects.filter(ratings__in=keys).lock()
    found = Rating.objects.select_for_update(of=("self",)).select_related(*OF_DOSSIER).order_by("pk")
    ratings = list(found.filter(pk__in=keys))
    for rating in ratings:
        rating.dossier.evaluation = evaluation
    if len({(rating.dossier.decider_id, rating.track) for rating in ratings}) != 1 or len(ratings) != len(keys):
        raise NotOneDecision(_("One decision holds the ratings of one deciding body and one track."))
    return ratings


def _locked_evaluation(pk):
    locked = Evaluation.objects.select_for_update(of=("self",), no_key=True).select_related("scheme", "period", "root")
    return locked.get(pk=pk)


def _save(ratings):
    """Write what was decided, those of the same level and reason together; most were decided as appraised."""
    same = defaultdict(list)
    for rating in ratings:
        same[rating.level, rating.level_reason].append(rating)
    for alike in same.values():
        values = {name: getattr(alike[0], name) for name in DECIDED}
        for start in range(0, len(alike), ROWS_OF_A_STATEMENT):
            keys = [rating.pk for rating in alike[start : start + ROWS_OF_A_STATEMENT]]
            Rating.objects.filter(pk__in=keys).update(**values)


def _not_to_decide(person, dossiers):
    """Return why the person decides nothing on some of ``dossiers``, by key: their own, or an absent comrade's whose
    name alone they would do it in."""
    refused = {}
    for absent in person.names_absent(Act.RECORD_DECISIONS):
        theirs = _own_of(absent, dossiers)
        alone = [dossier for dossier in dossiers if dossier.pk in theirs and dossier.is_only_for(person)]
        refused |= {dossier.pk: OF_THE_ABSENT for dossier in alone}
    return refused | dict.fromkeys(_own_of(person, dossiers), OWN_RATING)


def _own_of(person, dossiers):
    """Return the keys of the dossiers that are the person's own, as ``Dossier.belongs_to`` says; one query at most."""
    own = {dossier.pk for dossier in dossiers if dossier.person_id == person.pk}
    if of_bodies := [dossier.pk for dossier in dossiers if not dossier.person_id]:
        own.update(Dossier.objects.of(person).filter(pk__in=of_bodies).values_list("pk", flat=True))
    return own


def _check_date(document, earliest, what, rating):
    if document.on > today():
        raise WrongDecisionDate(_("The date of the decision lies in the future. Check it."))
    if document.on < earliest:
        raise WrongDecisionDate(
            _("%(subject)s was %(what)s on %(date)s, after this decision. Check the date.")
            % {
                "subject": rating.dossier.subject,
                "what": what,
                "date": formats.date_format(earliest, "SHORT_DATE_FORMAT"),
            }
        )


def _over_re_rated(old, ruling, reason):
    """Return what ``_over_quota`` does of a re-rating: by decided levels alone, as proposals are not its excess."""
    if ruling.level == old.level:
        return []
    return _over_quota(old, {old.pk: ruling.level}, reason, decided_only=True)


def _over_quota(rating, levels, reason, **counted_by):
    """Return the lines of the groups that stand above their quota; raise ``OverQuota`` where no reason is given."""
    dossier = rating.dossier
    groups = groups_of(dossier.evaluation, dossier.decider, track=rating.track, instead=levels, **counted_by)
    lines = [counted.excess_line(group) for group in counted.excess(groups, levels)]
    if lines and not reason.strip():
        raise OverQuota(_("The decision stands above the quota. Choose who stays, or write why it does."), lines)
    return lines


def _check_named(document):
    if not (document.symbol.strip() and document.decided_by.strip()):
        raise ReasonMissing(_("Name the deciding body and the number of its decision."))


def _written(document, rating, *, by, over_quota, excess_reason, scan, is_re_rating=False):
    _check_named(document)
    decision = RatingDecision(
        evaluation=rating.dossier.evaluation,
        decider=rating.dossier.decider,
        track=rating.track,
        decided_by=document.decided_by.strip(),
        signs_as=document.signs_as.strip() or signs_as(document.decided_by.strip()),
        symbol=document.symbol.strip(),
        decided_on=document.on,
        is_re_rating=is_re_rating,
        over_quota=over_quota,
        over_quota_reason=excess_reason.strip() if over_quota else "",
        recorded_by=by,
        scan=scan,
    )
    decision.save()
    return decision


def _record_decision(decision, rating, by):
    path = (rating.dossier.decider or rating.dossier.evaluation.root).path
    trail.record("evaluations.decision_recorded", decision, by=by, unit_path=path)


def _publish(ratings):
    """Tell each whom it is about that there is something to read; the message itself says no level."""
    tellings, writers = [], writers_of([rating.dossier for rating in ratings])
    for rating in ratings:
        words = {"period": rating.dossier.evaluation.period, "subject": rating.dossier.subject}
        url = rating.get_absolute_url()
        tellings += [(person, words, url) for person in writers[rating.dossier_id]]
    outbox.notify_each(tellings, "evaluations.published", PUBLISHED)
