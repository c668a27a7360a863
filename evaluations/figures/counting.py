"""The figures that the conditions of a level ask for, counted from the commitments of the period, and corrected.

Keys are those of ``evaluations.rules.figures``. A figure is a whole number, a percent as an unrounded ``Decimal``, a
yes or no, or None where there is not enough to count. ``figures_of`` takes any number of dossiers of one evaluation
in the same number of queries; call it in chunks for thousands. Source: domain reference, 6.2 [C].
"""

from collections import defaultdict

from django.db.models import OuterRef, Subquery

from evaluations import tasks
from evaluations.figures.disciplines import flags_of, hang_disciplines
from evaluations.figures.figure import COUNTS, FLAGS, SHARES, Figures, is_overcome
from evaluations.figures.units import failed_units, units_led
from evaluations.models import FigureCorrection, Shortcoming, ShortcomingAnswer
from evaluations.rules.figures import percent
from portal.directory.models import Collective
from portal.lib.dates import today


def figures_of(dossiers, *, needed=None, in_detail=False):
    """Return ``{dossier key: Figures}`` for dossiers of one evaluation, each with subject and unit loaded.

    At most ten queries, whatever the number. ``needed``: the keys that are asked for, all of them where it is None;
    what the others alone would need is not read, and they are None. ``in_detail``: see ``tasks.commitments_of``.
    """
    dossiers = list(dossiers)
    if not dossiers:
        return {}
    evaluation = dossiers[0].evaluation
    found = {dossier.pk: Figures(dossier) for dossier in dossiers}
    people = [dossier.person_id for dossier in dossiers if dossier.person_id]
    led = {}
    if needed is None or any(key.startswith("units_led_") for key in needed):
        led = units_led(people, on=min(today(), evaluation.period.ends_on))
    _put_tasks(found.values(), led, evaluation.period, in_detail)
    if needed is None or not set(FLAGS).isdisjoint(needed):
        hang_disciplines(found.values(), evaluation.period)
    _put_shortcomings(found.values(), evaluation.year)
    _put_corrections(found)
    failed = failed_units(led, evaluation)
    for figures in found.values():
        figures.counted = _count(figures, failed)
    return found


def figures_of_one(dossier, **options):
    """Return the ``Figures`` of one dossier; options as in ``figures_of``."""
    return figures_of([dossier], **options)[dossier.pk]


def _put_tasks(all_figures, led, period, in_detail):
    """Hang onto each its tasks: its own, those of an organisation's collectives, and those of the units it leads."""
    of_orgs = _collectives_of_orgs([each.dossier.org_id for each in all_figures if each.dossier.org_id])
    people = [each.dossier.person_id for each in all_figures if each.dossier.person_id]
    collectives = {each.dossier.collective_id for each in all_figures if each.dossier.collective_id}
    collectives |= {unit.pk for units in led.values() for unit in units}
    collectives |= {key for keys in of_orgs.values() for key in keys}
    rows = tasks.commitments_of(period, people=people, collectives=collectives, in_detail=in_detail)
    owned = tasks.by_owner(rows, period)
    for each in all_figures:
        dossier = each.dossier
        if dossier.person_id:
            each.tasks = owned.get(("person", dossier.person_id), [])
            each.units_led = led.get(dossier.person_id, [])
            each.unit_tasks = [task for unit in each.units_led for task in owned.get(("collective", unit.pk), [])]
        elif dossier.collective_id:
            each.tasks = owned.get(("collective", dossier.collective_id), [])
        else:
            keys = of_orgs.get(dossier.org_id, [])
            each.tasks = [task for key in keys for task in owned.get(("collective", key), [])]


def _collectives_of_orgs(orgs):
    found = defaultdict(list)
    if orgs:
        for key, org in Collective.objects.filter(org__in=orgs).values_list("pk", "org"):
            found[org].append(key)
    return found


def _put_shortcomings(all_figures, year):
    """Hang onto each the shortcomings that were open before the year, with what its own paper says of them."""
    dossiers = [each.dossier for each in all_figures]
    said = ShortcomingAnswer.objects.filter(shortcoming=OuterRef("pk"), assessment__dossier__in=dossiers)
    found = Shortcoming.objects.open_before(year).same_subjects(dossiers)
    by_subject = defaultdict(list)
    for each in found.annotate(state=Subquery(said.values("state")[:1]), note=Subquery(said.values("note")[:1])):
        by_subject[each.subject_key].append(each)
    for each in all_figures:
        each.shortcomings = by_subject.get(each.dossier.subject_key, [])


def _put_corrections(found):
    for correction in FigureCorrection.objects.filter(dossier__in=found).select_related("corrected_by").order_by("pk"):
        found[correction.dossier_id].corrections[correction.figure] = correction  # the last one holds


def _count(figures, failed):
    dossier = figures.dossier
    counted = {key: sum(map(counts, figures.tasks)) for key, counts in COUNTS.items()}
    for share, part in SHARES.items():
        of_units = sum(map(COUNTS[part], figures.unit_tasks))
        counted[share] = percent(counted[part], counted["tasks_total"])
        counted[f"units_led_{share}"] = percent(of_units, len(figures.unit_tasks)) if dossier.person_id else None
    rated = [failed[unit.pk] for unit in figures.units_led if unit.pk in failed]
    counted["units_led_failed_pct"] = percent(sum(rated), len(rated))
    counted |= flags_of(figures)
    fixed = [shortcoming for shortcoming in figures.shortcomings if is_overcome(shortcoming, dossier.evaluation.year)]
    counted |= {"shortcomings_total": len(figures.shortcomings), "shortcomings_fixed": len(fixed)}
    counted["shortcomings_fixed_pct"] = percent(len(fixed), len(figures.shortcomings))
    return counted | {"low_confidence_pct": None}  # votes of confidence are held elsewhere: entered as a correction
