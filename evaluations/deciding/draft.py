"""A decision being entered: what it would decide, row by row, and how the quota would stand after it."""

import hashlib
from functools import cached_property

from django.db.models import Case as FirstOf
from django.db.models import Count, F, IntegerField, Q, Value, When

from evaluations.deciding.desk import Case, theirs, with_cases
from evaluations.deciding.recording import Ruling
from evaluations.levels import Levels
from evaluations.models import Rating
from evaluations.quota import groups_of
from portal.directory import tree
from portal.directory.committees import committee

LISTED = 30  # rows whose level can be chosen on the page, those at the top level first
NAMED = 20


class Draft:
    """What one decision of ``decider`` (None: a body outside) in ``track`` holds, all of ``unit`` where one is chosen.

    Everything that is appraised, not held and not the person's own. ``LISTED`` of it stand on the page, the best level
    first; the rest goes along as appraised, or is left out as a whole.
    """

    def __init__(self, evaluation, person, *, decider, track, unit=None):
        self.evaluation, self.decider, self.track, self.unit = evaluation, decider, track, unit
        self.levels = Levels.of(evaluation.scheme)
        found = theirs(person, evaluation).filter(stage=Rating.Stage.APPRAISED, dossier__decider=decider, track=track)
        self._found = found.filter(tree.under([unit.path], "dossier__unit__path")) if unit else found

    @cached_property
    def _levels(self):
        """Return the key, the appraised level and the hold of each, in one order."""
        return list(self._found.order_by("pk").values_list("pk", "appraised_level", "hold_reason"))

    @cached_property
    def appraised(self):
        """Return the appraised levels by key, of those that are not held."""
        return {pk: level for pk, level, hold in self._levels if not hold}

    @cached_property
    def state(self):
        """Return a mark of what the page showed: another one when it is sent means that something has changed."""
        said = ",".join(f"{pk}:{level}" for pk, level in self.appraised.items())
        return hashlib.sha256(said.encode()).hexdigest()[:16]

    @cached_property
    def cases(self):
        """Return the cases on the page: best level first, then unit by unit."""
        order = [When(appraised_level=code, then=Value(place)) for place, code in enumerate(self.levels.labels)]
        best_first = FirstOf(*order, default=Value(len(order)), output_field=IntegerField())
        ratings = with_cases(self._found.filter(hold_reason="")).order_by(
            best_first, "dossier__unit__path", "dossier__rank", "pk"
        )
        return [Case(rating, self.levels) for rating in ratings[:LISTED]]

    @property
    def rest_count(self):
        return len(self.appraised) - len(self.cases)

    @cached_property
    def held(self):
        """Return up to ``NAMED`` of those that are held, to be named; no query where none is."""
        keys = [pk for pk, _level, hold in self._levels if hold][:NAMED]
        return list(Rating.objects.filter(pk__in=keys).select_related(*Rating.NEEDED).order_by("pk")) if keys else []

    @property
    def counts(self):
        """Return how many are appraised at each level, as pairs of label and count, best first."""
        given = list(self.appraised.values())
        return [(label, given.count(code)) for code, label in self.levels.labels.items() if code in given]

    def groups(self, levels=None):
        """Return the peer groups as they would stand after the decision, each with its names at the top level."""
        levels = self.appraised if levels is None else levels
        groups = groups_of(self.evaluation, self.decider, track=self.track, instead=levels)
        return [self._shown(group) for group in groups]

    def rulings(self, said, *, with_rest):
        """Return what is decided by key; ``said`` maps the keys of the page to ``Ruling``, None leaves one out."""
        listed = {case.rating.pk for case in self.cases}
        rest = {pk: Ruling(level) for pk, level in self.appraised.items() if pk not in listed} if with_rest else {}
        return {pk: ruling for pk, ruling in said.items() if ruling is not None} | rest

    def summary(self, rulings):
        """Return what ``rulings`` decide, best level first: label, count, up to ``NAMED`` names, how many others."""
        names = {case.rating.pk: case.dossier.subject for case in self.cases}
        shown = []
        for code, label in self.levels.labels.items():
            keys = [pk for pk, said in rulings.items() if said.level == code]
            named = [names[pk] for pk in keys if pk in names][:NAMED]
            if keys:
                shown.append({"label": label, "count": len(keys), "names": named, "others": len(keys) - len(named)})
        return shown

    def _shown(self, group):
        top = [case.dossier.subject for case in self.cases if case.rating.pk in group.top]
        return {
            "name": group.name,
            "quota": group.quota,
            "is_over": group.quota.is_exceeded,
            "counts": [
                (self.levels.short(code), group.counts[code]) for code in self.levels.labels if code in group.counts
            ],
            "top": top,
            "others": group.quota.proposed - len(top),
        }


def open_groups(person, evaluation):
    """Return what a decision can be recorded on, as dicts: who decides (empty: a body outside), track, and counts."""
    waiting = theirs(person, evaluation).filter(stage=Rating.Stage.APPRAISED)
    grouped = waiting.values("dossier__decider__code", "dossier__decider__name", "track").annotate(
        appraised=Count("pk", filter=Q(hold_reason="")), held=Count("pk", filter=~Q(hold_reason=""))
    )
    return [
        {
            "code": row["dossier__decider__code"],
            "decider": row["dossier__decider__name"] and committee(row["dossier__decider__name"]),
            "track": row["track"],
            "track_label": Rating.Track(row["track"]).label,
            "appraised": row["appraised"],
            "held": row["held"],
        }
        for row in grouped.order_by(F("dossier__decider__path").asc(nulls_first=True), "track")
    ]
