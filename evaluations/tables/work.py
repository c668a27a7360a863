"""Tables made in the background: one that is long, or all of a unit in one ZIP."""

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
    """Return every table that the person may have of a unit, each as workbook and, where it is not too long, as PDF."""
    kinds = [kind for kind in files.KINDS if policies.can_see(kind, person, unit)]
    return [
        (kind, track, extension)
        for kind in kinds
        for track in files.TRACKS_OF[kind]
        for extension in files.FORMATS
        if extension == "xlsx" or not is_too_long(kind, evaluation, unit, track)
    ]


def is_too_long(kind, evaluation, unit, track):
    """Tell whether a table has more lines than anybody reads in a PDF."""
    return kind == "people" and is_longer(evaluation, unit, track, files.PDF_TAKES)


def is_longer(evaluation, unit, track, lines):
    found = people.dossiers_of(evaluation, unit, track).order_by()
    return bool(found.values_list("pk")[lines : lines + 1])


class TableWork(Work):
    """Each table is one chunk, written row by row: nobody stands in two parts of it, and memory stays flat."""

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
        return params["tables"]

    def run(self, params, chunk, part):
        kind, track, extension = chunk
        evaluation, unit = _named_in(params)
        table = files.resource(kind, evaluation, unit, track, _sight_in(params)).export()
        files.write(table, evaluation, unit, extension, part)

    def finish(self, params, parts, result):
        evaluation, unit = _named_in(params)
        names = [files.file_name(kind, evaluation, unit, track, end) for kind, track, end in params["tables"]]
        if len(names) == 1:
            shutil.copyfileobj(next(parts), result)
            return ResultFile(names[0], files.FORMATS[params["tables"][0][2]].get_content_type())
        with zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as whole:
            for name, part in zip(names, parts, strict=True):
                with whole.open(_dated(name, evaluation), "w") as inside:
                    shutil.copyfileobj(part, inside)
        title = f"bảng tổng hợp xếp loại {evaluation.year} {unit.code}"
        return ResultFile(files.name_of(title, "zip"), "application/zip")


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
