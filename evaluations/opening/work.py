"""Opening an evaluation of very many people, as a job: written in pieces, opened when all are there, then told."""

import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from evaluations import policies
from evaluations.errors import OpeningRefused
from evaluations.models import Evaluation
from evaluations.opening.proposal import keys_of_people, proposed
from evaluations.opening.writing import tell, write
from portal.directory.models import Person
from portal.jobs.work import Work

PEOPLE_OF_A_PIECE = 2_000  # some seconds


class OpeningWork(Work):
    """Params: keys of ``evaluation`` and of the officer (``by``), the day ``on`` as ISO text.

    A piece is ``["write", first, last]`` (keys of people), ``["bodies"]``, ``["open"]``, ``["tell", first, last]`` or
    ``["tell"]``. Each looks at what is there already, so that it may be done again.
    """

    name = "evaluations.opening"

    def title(self, params):
        return _evaluation(params).title

    def may(self, person, params):
        return policies.can_open(person, _evaluation(params))

    def unit_path(self, params):
        return _evaluation(params).root.path

    def next_url(self, params):
        return reverse("evaluations:evaluation", args=[params["evaluation"]])

    def plan(self, params):
        evaluation = _evaluation(params)
        keys = keys_of_people(evaluation, _day(params))
        ranges = [
            [keys[start], keys[min(start + PEOPLE_OF_A_PIECE, len(keys)) - 1]]
            for start in range(0, len(keys), PEOPLE_OF_A_PIECE)
        ]
        writing = [["bodies"], *(["write", *ends] for ends in ranges)]
        return [*writing, ["open"], ["tell"], *(["tell", *ends] for ends in ranges)]

    def run(self, params, chunk, part):
        evaluation, (act, *ends) = _evaluation(params), chunk
        if act == "open":
            self._open(evaluation, params)
        elif act == "tell":
            tell(evaluation, people=ends or None)
        elif evaluation.status == Evaluation.Status.DRAFT:
            # Nobody has a key of 0: no people, the bodies alone.
            lines = proposed(evaluation, _day(params), people=ends or (0, 0), with_bodies=not ends)
            write(evaluation, lines, _day(params))

    def _open(self, evaluation, params):
        if evaluation.status == Evaluation.Status.DRAFT:
            evaluation.open(by=Person.objects.get(pk=params["by"]))


def _evaluation(params):
    found = Evaluation.objects.select_related("period", "root", "scheme").filter(pk=params["evaluation"]).first()
    if found is None:
        raise OpeningRefused(_("This evaluation is not there any more."))
    return found


def _day(params):
    return datetime.date.fromisoformat(params["on"])
