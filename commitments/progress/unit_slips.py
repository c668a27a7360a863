"""The progress slips of a unit as one ZIP, with the list of who has not reported: long work, done by a worker."""

import zipfile
from dataclasses import dataclass

from django.utils.translation import gettext as _

from commitments import papers, policies, progress_papers
from commitments.models import ActionProgram, Campaign
from commitments.progress.slips import Span, slip_of, span_in
from commitments.reading import record_readings
from portal.directory import tree
from portal.directory.models import PartyOrg, Person
from portal.jobs.work import ResultFile, Work
from portal.lib.policy import Verdict
from portal.printing import docx, pdf

NAME = "commitments.unit_slips"
PAPERS_OF_A_CHUNK = 40  # a slip takes a twentieth of a second, as Word a little more
RENDER = {"pdf": pdf.render, "docx": docx.render}


@dataclass(frozen=True)
class Asked:
    """What is asked for: the slips of those in a unit who have reported, of one campaign and span, in one format."""

    campaign: Campaign
    unit: PartyOrg
    span: Span
    extension: str
    by: Person

    @classmethod
    def of(cls, params):
        campaign = Campaign.objects.select_related("period", "form").get(pk=params["campaign"])
        return cls(
            campaign,
            PartyOrg.objects.select_related("parent").get(pk=params["unit"]),
            span_in(campaign, params["span"]),
            params["extension"],
            Person.objects.get(pk=params["by"]),
        )

    @property
    def programs(self):
        return programs_in(self.unit, self.campaign)

    @property
    def reported(self):
        return self.programs.with_report(self.span.quarter)

    @property
    def missing(self):
        return self.programs.without_report(self.span.quarter).with_owner()


def programs_in(unit, campaign):
    """Return the programs of a unit that came into force in a campaign, in the order of units and names."""
    within = tree.under([unit.path], "entry__unit__path")
    programs = ActionProgram.objects.approved().filter(within, entry__campaign=campaign)
    return programs.order_by("entry__unit__path", "entry__person__sort_key", "pk")


class UnitSlips(Work):
    """The slips as files with readable names in a folder for each cell, and who is missing as a list."""

    name = NAME

    def title(self, params):
        asked = Asked.of(params)
        words = {"span": asked.span.label, "unit": asked.unit.name}
        return _("Progress slips of %(span)s, %(unit)s") % words

    def may(self, person, params):
        if person.pk != params["by"]:
            return Verdict(_("These slips were asked for by somebody else."))
        return policies.can_take_slips(person, PartyOrg.objects.get(pk=params["unit"]))

    def unit_path(self, params):
        return PartyOrg.objects.get(pk=params["unit"]).path

    def plan(self, params):
        """Return the programs of each chunk by key, with the number of the first: it makes the names of files unique.

        A double name in one cell would otherwise lose a file.
        """
        keys = list(Asked.of(params).reported.values_list("pk", flat=True))
        starts = range(0, len(keys), PAPERS_OF_A_CHUNK)
        return [{"first": start + 1, "programs": keys[start : start + PAPERS_OF_A_CHUNK]} for start in starts]

    def run(self, params, chunk, part):
        """Draw the slips of a chunk into a ZIP of its own; its owners can see who took them."""
        asked = Asked.of(params)
        found = {program.pk: program for program in asked.programs.filter(pk__in=chunk["programs"]).with_owner()}
        record_readings(found.values(), by=asked.by, action="commitments.slip_printed")
        with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as folder:
            for number, pk in enumerate(chunk["programs"], start=chunk["first"]):
                if pk in found:  # else its roster entry was moved elsewhere meanwhile
                    _add_slip(folder, asked, number, found[pk])

    def finish(self, params, parts, result):
        """Copy the files of all parts into one ZIP, one at a time, and add the list of who has not reported."""
        asked = Asked.of(params)
        with zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as whole:
            for part in parts:
                with zipfile.ZipFile(part) as folder:
                    for file in folder.infolist():
                        whole.writestr(file, folder.read(file))
            drawn = progress_papers.missing_paper(asked.unit, asked.campaign, asked.span, asked.missing)
            name = papers.file_name_of(f"danh sách chưa báo cáo {asked.span.name}", asked.extension)
            whole.writestr(_dated(name, asked), RENDER[asked.extension](drawn))
        title = f"phiếu tiến độ {asked.span.name} {asked.unit.name}"
        return ResultFile(papers.file_name_of(title, "zip"), "application/zip")


def _add_slip(folder, asked, number, program):
    slip = slip_of(program, asked.span)
    unit = program.entry.unit
    inside = f"{papers.file_name_of(unit.name, '')[:-1]}/" if unit.pk != asked.unit.pk else ""
    name = f"{inside}{number:04}-{progress_papers.file_name(slip, asked.extension)}"
    folder.writestr(_dated(name, asked), RENDER[asked.extension](progress_papers.slip_paper(slip)))


def _dated(name, asked):
    """Return the entry of a file, dated by its quarter: the same slips make the same ZIP whenever it is made."""
    day = asked.span.quarter.ends_on
    info = zipfile.ZipInfo(name, date_time=(day.year, day.month, day.day, 12, 0, 0))
    info.compress_type = zipfile.ZIP_DEFLATED
    return info
