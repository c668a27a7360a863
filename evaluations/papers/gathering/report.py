"""All that a decided rating rests on, gathered once, when its report is compiled."""

from evaluations.assessing.scoring import own_score
from evaluations.figures import figures_of_one
from evaluations.models import RatingSession, ReviewPlacement, Shortcoming
from evaluations.papers.data import ConditionLine, Fault, ForcedLine, Place, Report
from evaluations.papers.gathering.dossier import levels_of, period_of, subject_of, unit_of
from evaluations.papers.gathering.meeting import count_of
from evaluations.papers.gathering.self_review import groups_of
from evaluations.papers.gathering.tasks import tasks_of
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


def report_of(rating):
    """Return the ``Report`` of a decided rating, ``rating`` loaded with ``Rating.NEEDED`` and its decision."""
    dossier = rating.dossier
    scheme = dossier.evaluation.scheme
    rules = scheme.rules
    frame = rules.frame(dossier.frame, of_quarter=dossier.evaluation.is_of_quarter)
    figures = figures_of_one(dossier)
    own, places = _own(dossier), _places(rating)
    deciding = next((place for place in places if place[0].is_deciding), None)
    return Report(
        subject=subject_of(dossier),
        unit=unit_of(dossier.unit),
        period=period_of(dossier.evaluation),
        year=dossier.evaluation.year,
        scheme=f"{scheme.name}, phiên bản {scheme.version}",
        track=rating.track,
        decider=rating.decision.decided_by,
        levels=levels_of(scheme),
        tasks=tasks_of(figures.tasks),
        figures=_figures(figures.values),
        groups=groups_of(rules, _sums(dossier, deciding, rating)) if rules.has_points else (),
        conditions=tuple(_conditions(rules, frame, figures.values)),
        forced=tuple(_forced(rules, frame, dossier)),
        places=tuple(_place(placement, proposal, session) for placement, proposal, session in places),
        own_level=own.own_levels.get(rating.track, "") if own else "",
        proposed_level=rating.proposed_level,
        appraised_level=rating.appraised_level,
        level=rating.level,
        appraisal_note=rating.appraisal_note,
        level_reason=rating.level_reason,
        decided_by=rating.decision.decided_by,
        symbol=rating.decision.symbol,
        decided_on=rating.decision.decided_on.isoformat(),
        faults=tuple(_faults(dossier)),
        issuer=unit_of(rating.decision.decider) if rating.decision.decider_id else None,
        signs_as=rating.decision.signs_as,
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
    for outcome in dossier.forced_outcomes.select_related("waived_by"):
        waived = ", ".join(filter(None, [str(outcome.waived_by), outcome.waiver_symbol])) if outcome.waived_by else ""
        yield ForcedLine(
            labels.get(outcome.code, outcome.code), outcome.symbol, outcome.note, waived, outcome.waiver_reason
        )


def _places(rating):
    """Return every place of review with its proposal in this track and its session, in the order of review."""
    placements = rating.dossier.placements.select_related("body", "collective").prefetch_related("proposals__ballot")
    sessions = {
        (session.body_id, session.collective_id): session
        for session in RatingSession.objects.filter(evaluation=rating.dossier.evaluation_id).filter(
            body__in=[placement.body_id for placement in placements]
        )
    }
    return [
        (
            placement,
            next((proposal for proposal in placement.proposals.all() if proposal.track == rating.track), None),
            sessions.get((placement.body_id, placement.collective_id)),
        )
        for placement in placements
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


def _faults(dossier):
    """Return the shortcomings of the year and earlier ones that are not overcome."""
    year = dossier.evaluation.year
    found = Shortcoming.objects.same_subject(dossier).filter(year__lte=year)
    return [Fault(each.year, each.text) for each in found if each.overcome_in is None or each.overcome_in > year]
