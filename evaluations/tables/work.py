"""Tables made in the background: one that is long, or all of a unit in one ZIP."""

import itertools
import shutil
import zipfile

from django.utils.translation import gettext as _

from evaluations.models import Evaluation
from evaluations.tables import files, people, policies
from evaluations.tables.people import Sight
from portal.directory.models import PartyOrg
from portal.jobs.work import ResultFile, Work
from portal.lib.policy import Verdict

NAME = "evaluations.tables"


def params_of(evaluation, unit, tables, person):
    """Return the parameters of the job: ``tables`` are triples of kind, track and extension."""
    return {
        "evaluation": evaluation.pk,
        "unit": unit.pk,
        "tables": [[kind, str(track), extension] for kind, track, extension in tables],
        "by": person.pk,
        "offices": list(policies.sight_of(person).offices),
    }


def all_tables(evaluation, unit, person):
    """Return every table that the person may have of a unit, each as workbook and as PDF."""
    kinds = [kind for kind in files.KINDS if policies.can_see(kind, person, unit)]
    return [
        (kind, track, extension) for kind in kinds for track in files.TRACKS_OF[kind] for extension in files.FORMATS
    ]


def is_longer(evaluation, unit, track, lines):
    """Tell whether the table by name has more than ``lines`` lines."""
    found = people.dossiers_of(evaluation, unit, track).order_by()
    return bool(found.values_list("pk")[lines : lines + 1])


class TableWork(Work):
    """Each table is one chunk, written row by row: nobody stands in two parts of it, and memory stays flat.

    A PDF of very many people comes in volumes, a chunk each; who stands in which is settled when they are planned.
    """

    name = NAME

    def title(self, params):
        evaluation, unit = _named_in(params)
        words = {"period": evaluation.period, "unit": unit.name}
        return _("Tables of the evaluation of %(period)s, %(unit)s") % words

    def may(self, person, params):
        if person.pk != params["by"]:
            return Verdict(_("These tables were asked for by somebody else."))
        unit = _named_in(params)[1]
        verdicts = [policies.can_see(kind, person, unit) for kind in {kind for kind, *_rest in params["tables"]}]
        verdicts.append(policies.sees_as_far(person, _sight_in(params).offices))
        return next((verdict for verdict in verdicts if not verdict), verdicts[0])

    def unit_path(self, params):
        return _named_in(params)[1].path

    def plan(self, params):
        """Return the tables, each with its volume: None, or which people (keys) it holds and its place among all."""
        evaluation, unit = _named_in(params)
        return [[*table, volume] for table in params["tables"] for volume in _volumes(table, evaluation, unit)]

    def run(self, params, chunk, part):
        """Write one table, or one volume, into a ZIP of its own, which knows its name."""
        kind, track, extension, volume = chunk
        evaluation, unit = _named_in(params)
        resource = files.resource(kind, evaluation, unit, track, _sight_in(params))
        number, of = (volume["number"], volume["of"]) if volume else (None, None)
        name = files.file_name(kind, evaluation, unit, track, extension, number)
        with zipfile.ZipFile(part, "w") as alone, alone.open(_dated(name, evaluation), "w", force_zip64=True) as inside:
            if volume is None:
                files.write(resource.export(), evaluation, unit, extension, inside)
            else:
                table = resource.volume(volume["keys"], volume["first"], is_last=number == of)
                files.write(table, evaluation, unit, extension, inside, volume=f"Quyển {number}/{of}")

    def finish(self, params, parts, result):
        """Hand out the one file as it is, several in one ZIP; each is copied piece by piece."""
        evaluation, unit = _named_in(params)
        kind, track, extension = params["tables"][0]
        first = next(parts)
        with zipfile.ZipFile(first) as alone:
            (name,) = alone.namelist()
            if len(params["tables"]) == 1 and name == files.file_name(kind, evaluation, unit, track, extension):
                _copy(alone, result)
                return ResultFile(name, files.FORMATS[extension].get_content_type())
        with zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as whole:
            for part in itertools.chain([first], parts):
                with zipfile.ZipFile(part) as alone:
                    (name,) = alone.namelist()
                    with whole.open(_dated(name, evaluation), "w", force_zip64=True) as inside:
                        _copy(alone, inside)
        title = f"bảng tổng hợp xếp loại {evaluation.year} {unit.code}"
        return ResultFile(files.name_of(title, "zip"), "application/zip")


def _volumes(table, evaluation, unit):
    """Return the volumes of a table as plain data, or [None] where it is one file."""
    kind, track, extension = table
    if kind != "people" or extension != "pdf" or not is_longer(evaluation, unit, track, files.LINES_OF_A_VOLUME):
        return [None]
    keys = people.keys_of(evaluation, unit, track)
    starts = range(0, len(keys), files.LINES_OF_A_VOLUME)
    return [
        {"number": number, "of": len(starts), "first": start + 1, "keys": keys[start : start + files.LINES_OF_A_VOLUME]}
        for number, start in enumerate(starts, start=1)
    ]


def _copy(alone, stream):
    """Copy the one file of a ZIP to ``stream``."""
    with alone.open(alone.namelist()[0]) as inside:
        shutil.copyfileobj(inside, stream)


def _dated(name, evaluation):
    """Return the entry of a file, dated by its period: the same tables make the same ZIP."""
    day = evaluation.period.ends_on
    info = zipfile.ZipInfo(name, date_time=(day.year, day.month, day.day, 12, 0, 0))
    info.compress_type = zipfile.ZIP_DEFLATED
    return info


def _sight_in(params):
    """Return how far the tables see: as the person did who asked, also where a role has ended since."""
    return Sight(params["by"], tuple(params.get("offices", ())))  # one asked for by an earlier release knows none


def _named_in(params):
    evaluation = Evaluation.objects.select_related("period", "scheme", "root").get(pk=params["evaluation"])
    return evaluation, PartyOrg.objects.select_related("parent", "org_type").get(pk=params["unit"])
