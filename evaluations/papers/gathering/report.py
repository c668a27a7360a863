"""All that decided ratings rest on, gathered once, as they are decided."""

from collections import defaultdict

from django.db.models import Prefetch, prefetch_related_objects

from evaluations.assessing.scoring import own_score
from evaluations.figures import figures_of
from evaluations.models import ForcedOutcome, RatingSession, ReviewPlacement, Shortcoming
from evaluations.models.writers import writers_of
from evaluations.papers.data import ConditionLine, Fault, ForcedLine, Place, Report
from evaluations.papers.gathering.dossier import levels_of, period_of, subject_of, unit_of
from evaluations.papers.gathering.meeting import count_of
from evaluations.papers.gathering.self_review import groups_of
from evaluations.papers.gathering.tasks import tasks_of_each
from evaluations.rules import weigh
from portal.lib.numbers import format_vi

FIGURES = {
    "tasks_total": "tổng số nhiệm vụ",
    "tasks_done": "hoàn thành",
    "tasks_on_time": "đúng hạn",
    "tasks_exceeded": "vượt mức",
    "tasks_late": "chậm",
    "tasks_not_done": "chưa hoàn thành",
}
CAPACITIES = {
    "cell": "Chi bộ",
    "leadership": "Tập thể lãnh đạo, quản lý",
    "committee": "Cấp ủy",
    "further_post": "Nơi kiêm nhiệm",
    "former_cell": "Chi bộ nơi sinh hoạt trước",
    "temp_cell": "Chi bộ nơi sinh hoạt tạm thời",
    "own": "",
}
LOADED = ("unit__org_type", "collective__org", "self_assessment", "placements__body", "placements__collective")
LOADED += ("placements__proposals__ballot",)
CASES = Prefetch("forced_outcomes", ForcedOutcome.objects.standing().select_related("waived_by"))


def reports_of(ratings):
    """Return ``{rating key: Report}`` of decided ratings of one evaluation, loaded with ``NEEDED`` and the decision.

    In the same number of queries for any number, and one more for each unit; hand in some hundred at a time.
    """
    found = _Gathered(ratings)
    return {rating.pk: found.report(rating) for rating in ratings}


class _Gathered:
    """What the reports of some ratings are filled from, read once for all of them."""

    def __init__(self, ratings):
        dossiers = [rating.dossier for rating in ratings]
        self.evaluation = dossiers[0].evaluation
        for dossier in dossiers:
            dossier.evaluation = self.evaluation  # its scheme is read once, not with every dossier
        prefetch_related_objects(dossiers, *LOADED, CASES)
        self.figures = figures_of(dossiers)
        self.tasks = tasks_of_each({key: figures.tasks for key, figures in self.figures.items()})
        self.writers = writers_of(dossiers)
        self.sessions = _sessions(self.evaluation, dossiers)
        self.faults = _faults(dossiers, self.evaluation.year)
        self._units = {}

    def unit(self, org):
        """Return the ``Unit`` of an organisation; most of a decision are of few."""
        if org.pk not in self._units:
            self._units[org.pk] = unit_of(org)
        return self._units[org.pk]

    def report(self, rating):
        dossier, evaluation, decision = rating.dossier, self.evaluation, rating.decision
        rules = evaluation.scheme.rules
        frame = rules.frame(dossier.frame, of_quarter=evaluation.is_of_quarter)
        values = self.figures[dossier.pk].values
        own, places = _own(dossier), _places(rating, self.sessions)
        deciding = next((place for place in places if place[0].is_deciding), None)
        return Report(
            subject=subject_of(dossier, writers=self.writers[dossier.pk]),
            unit=self.unit(dossier.unit),
            period=period_of(evaluation),
            year=evaluation.year,
            scheme=f"{evaluation.scheme.name}, phiên bản {evaluation.scheme.version}",
            track=rating.track,
            decider=decision.decided_by,
            levels=levels_of(evaluation.scheme),
            tasks=self.tasks[dossier.pk],
            figures=_figures(values),
            groups=groups_of(rules, _sums(dossier, deciding, rating)) if rules.has_points else (),
            conditions=tuple(_conditions(rules, frame, values)),
            forced=tuple(_forced(rules, frame, dossier)),
            places=tuple(_place(placement, proposal, session) for placement, proposal, session in places),
            own_level=own.own_levels.get(rating.track, "") if own else "",
            proposed_level=rating.proposed_level,
            appraised_level=rating.appraised_level,
            level=rating.level,
            appraisal_note=rating.appraisal_note,
            level_reason=rating.level_reason,
            decided_by=decision.decided_by,
            symbol=decision.symbol,
            decided_on=decision.decided_on.isoformat(),
            faults=self.faults.get(dossier.subject_key, ()),
            issuer=self.unit(decision.decider) if decision.decider_id else None,
            signs_as=decision.signs_as,
        )


def _own(dossier):
    """Return the self-assessment as far as it was handed in; None where it was not."""
    own = getattr(dossier, "self_assessment", None)
    return own if own and own.is_handed_in else None


def _figures(values):
    return tuple((label, format_vi(values[key])) for key, label in FIGURES.items() if values.get(key) is not None)


def _sums(dossier, deciding, rating):
    """Return the sums of both groups by who gave them; what nobody gave is left out."""
    score, sums = own_score(dossier), {}
    if score and None not in score.sums:
        sums["self"] = dict(zip("ab", score.sums, strict=True))
    if deciding and deciding[1]:
        sums["proposed"] = {"a": deciding[1].points_a, "b": deciding[1].points_b}
    sums["appraised"] = {"a": rating.appraised_a, "b": rating.appraised_b}
    return sums


def _conditions(rules, frame, values):
    for level in rules.levels:
        for condition in rules.conditions(level, frame):
            reason = weigh(level, condition, values, without_units=rules.units_led.without)
            yield ConditionLine(level.code, condition.label, reason.needed, reason.shown, reason.held)


def _forced(rules, frame, dossier):
    labels = {case.code: case.label for case in rules.forced(frame)}
    for outcome in dossier.forced_outcomes.all():
        waived = ", ".join(filter(None, [str(outcome.waived_by), outcome.waiver_symbol])) if outcome.waived_by else ""
        yield ForcedLine(
            labels.get(outcome.code, outcome.code), outcome.symbol, outcome.note, waived, outcome.waiver_reason
        )


def _sessions(evaluation, dossiers):
    """Return the sessions of the places of review by who meets."""
    bodies = {placement.body_id for dossier in dossiers for placement in dossier.placements.all()}
    held = RatingSession.objects.filter(evaluation=evaluation, body__in=bodies)
    return {(session.body_id, session.collective_id): session for session in held}


def _places(rating, sessions):
    """Return every place of review with its proposal in this track and its session, in the order of review."""
    return [
        (
            placement,
            next((proposal for proposal in placement.proposals.all() if proposal.track == rating.track), None),
            sessions.get((placement.body_id, placement.collective_id)),
        )
        for placement in rating.dossier.placements.all()
    ]


def _place(placement, proposal, session):
    capacity = CAPACITIES[ReviewPlacement.Capacity(placement.capacity)]
    return Place(
        name=str(placement.meeting),
        capacity=capacity,
        is_deciding=placement.is_deciding,
        remark=placement.remark,
        level=proposal.level if proposal else "",
        suggested=proposal.suggested if proposal else "",
        reason=proposal.reason if proposal else "",
        summoned=session.summoned if session else None,
        present=session.present if session else None,
        ballot=count_of(proposal),
    )


def _faults(dossiers, year):
    """Return by subject the shortcomings of the year and earlier ones that are not overcome."""
    found = defaultdict(tuple)
    for each in Shortcoming.objects.same_subjects(dossiers).filter(year__lte=year):
        if each.overcome_in is None or each.overcome_in > year:
            found[each.subject_key] += (Fault(each.year, each.text),)
    return found
