"""What is known of a person's last five years: programs in force, levels decided here or imported, shortcomings."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import Count, Q

from commitments.models import ActionProgram, Commitment, ProgressEntry
from evaluations.models import PastRating, Rating, Scheme, Shortcoming
from portal.directory import tree
from portal.directory.roles import Act
from portal.lib.dates import today

YEARS = 5


@dataclass(frozen=True)
class Program:
    """One program that came into force: its form, how many commitments it has, how many are confirmed as done."""

    name: str
    commitments: int
    done: int


@dataclass(frozen=True)
class Level:
    """One level of a year: ``document`` names the decision, or the note of the list that brought it."""

    track: str
    label: str
    document: str
    is_imported: bool


@dataclass
class Year:
    """One year of a person."""

    year: int
    programs: list[Program] = field(default_factory=list)
    levels: list[Level] = field(default_factory=list)
    shortcomings: list[Shortcoming] = field(default_factory=list)


def history_of(person, viewer):
    """Return the last five years of ``person``, the latest first, as far as ``viewer`` may see them; six queries.

    A level that is not published yet is shown to whose reach the dossier stands in, never to the person.
    """
    last = today().year
    years = {year: Year(year) for year in range(last, last - YEARS, -1)}
    _put_programs(person, years)
    _put_levels(person, viewer, years)
    for shortcoming in Shortcoming.objects.filter(person=person, year__in=years):
        years[shortcoming.year].shortcomings.append(shortcoming)
    return list(years.values())


def _put_programs(person, years):
    found = ActionProgram.objects.approved().filter(entry__person=person, entry__campaign__period__year__in=years)
    found = found.order_by("entry__campaign__period__year", "pk")
    rows = list(found.values_list("pk", "entry__campaign__form__name", "entry__campaign__period__year"))
    claims = ProgressEntry.objects.last_confirmed().filter(state__in=ProgressEntry.CLAIMS)
    counted = Commitment.objects.in_force().filter(program__in=[pk for pk, *_rest in rows]).order_by()
    done = Q(progress__in=claims.values("pk"))
    counts = {
        program: (total, claimed)
        for program, total, claimed in counted.values_list("program").annotate(
            total=Count("pk", distinct=True), claimed=Count("pk", filter=done, distinct=True)
        )
    }
    for pk, form, year in rows:
        years[year].programs.append(Program(form, *counts.get(pk, (0, 0))))


def _put_levels(person, viewer, years):
    labels = defaultdict(dict)
    for pk, document in Scheme.objects.exclude(status=Scheme.Status.DRAFT).values_list("pk", "document"):
        labels[pk] = {level["code"]: level["label"] for level in document.get("levels", ())}
    every = {code: label for known in labels.values() for code, label in known.items()}
    of_years = Rating.objects.standing().filter(
        dossier__person=person,
        dossier__evaluation__period__year__in=years,
        dossier__evaluation__period__kind="year",
        stage__in=Rating.DECIDED,
    )
    seen = Q(published_at__isnull=False)
    if viewer.pk != person.pk:
        seen |= tree.under(viewer.scopes(Act.READ), "dossier__unit__path")
    for rating in of_years.filter(seen).select_related("decision", "dossier__evaluation__period"):
        label = labels[rating.dossier.evaluation.scheme_id].get(rating.level, rating.level)
        level = Level(rating.track, label, str(rating.decision), is_imported=False)
        years[rating.dossier.evaluation.year].levels.append(level)
    for past in PastRating.objects.filter(person=person, year__in=years):
        level = Level(past.track, every.get(past.level, past.level), past.note, is_imported=True)
        years[past.year].levels.append(level)
