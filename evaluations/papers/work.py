"""All papers of a subtree, made by a worker: a ZIP with a folder for each unit, or volumes to be printed at once."""

import zipfile
from dataclasses import dataclass

from django.utils.translation import gettext as _

from commitments.papers import file_name_of
from evaluations.compiling import compile_report, paper_of
from evaluations.models import Dossier, Evaluation, Rating, SelfAssessment
from evaluations.papers.gathering.self_review import review_of
from evaluations.papers.policies import can_take_papers
from evaluations.papers.self_review import self_review_paper
from portal.audit import trail
from portal.directory import tree
from portal.directory.models import PartyOrg, Person
from portal.jobs.work import ResultFile, Work
from portal.lib.policy import Verdict
from portal.printing import pdf

NAME = "evaluations.papers"
PAPERS_OF_A_CHUNK = 40  # a report is drawn as PDF and as Word, which takes half a second
PAPERS_OF_A_VOLUME = 500
TITLES = {"reports": "phiếu đánh giá, xếp loại", "self_reviews": "bản kiểm điểm, tự đánh giá"}


@dataclass(frozen=True)
class Asked:
    """What is asked for: which papers of an evaluation in a unit, as ``files`` or as ``volumes``, by whom."""

    evaluation: Evaluation
    unit: PartyOrg
    what: str
    form: str
    by: Person

    @classmethod
    def of(cls, params):
        return cls(
            Evaluation.objects.select_related("period", "scheme", "root").get(pk=params["evaluation"]),
            PartyOrg.objects.select_related("parent", "org_type").get(pk=params["unit"]),
            params["what"],
            params["form"],
            Person.objects.get(pk=params["by"]),
        )

    @property
    def rows(self):
        """Return the ratings, or the self-assessments, whose papers are to be made, in the order of units and names."""
        if self.what == "reports":
            unpublished = Dossier.objects.of(self.by).order_by().values("pk")
            found = Rating.objects.standing().filter(stage__in=Rating.DECIDED)
            found = found.exclude(published_at=None, dossier__in=unpublished)
        else:
            found = SelfAssessment.objects.exclude(basis=None)
        within = tree.under([self.unit.path], "dossier__unit__path")
        order = ("dossier__unit__path", "dossier__rank", "dossier__person__sort_key", "pk")
        return found.filter(within, dossier__evaluation=self.evaluation).order_by(*order)

    def loaded(self, keys):
        """Return the rows of a chunk by key, with what their papers need."""
        if self.what == "reports":
            found = self.rows.select_related("decision", *Rating.NEEDED)
        else:
            found = self.rows.with_subject()
        return {row.pk: row for row in found.filter(pk__in=keys)}

    def paper(self, row):
        """Return one paper, issued where it is a report."""
        if self.what == "reports":
            report = compile_report(row, by=self.by)
            return paper_of(report.content, code=report.paper.code)
        return self_review_paper(review_of(row, row.basis))

    def pdf(self, row):
        """Return one paper as a file; of a report, the file that was issued."""
        if self.what == "reports":
            with compile_report(row, by=self.by).paper.pdf.open() as file:
                return file.read()
        return pdf.render(self.paper(row))


class PapersWork(Work):
    """Papers in chunks of some dozen, or of a volume; whoever they are of can see who took them."""

    name = NAME

    def title(self, params):
        asked = Asked.of(params)
        words = {"period": asked.evaluation.period, "unit": asked.unit.name}
        if asked.what == "reports":
            return _("Evaluation reports of %(period)s, %(unit)s") % words
        return _("Self-assessments of %(period)s, %(unit)s") % words

    def may(self, person, params):
        if person.pk != params["by"]:
            return Verdict(_("These papers were asked for by somebody else."))
        return can_take_papers(person, PartyOrg.objects.get(pk=params["unit"]))

    def unit_path(self, params):
        return PartyOrg.objects.get(pk=params["unit"]).path

    def plan(self, params):
        """Return the keys of each chunk, with the number of the first: it makes the names of files unique."""
        keys = list(Asked.of(params).rows.values_list("pk", flat=True))
        size = PAPERS_OF_A_VOLUME if params["form"] == "volumes" else PAPERS_OF_A_CHUNK
        return [{"first": start + 1, "keys": keys[start : start + size]} for start in range(0, len(keys), size)]

    def run(self, params, chunk, part):
        asked = Asked.of(params)
        found = asked.loaded(chunk["keys"])
        rows = [(number, found[key]) for number, key in enumerate(chunk["keys"], start=chunk["first"]) if key in found]
        _record(asked, [row.dossier for _number, row in rows])
        if asked.form == "volumes":
            part.write(pdf.render_volume(asked.paper(row) for _number, row in rows) if rows else b"")
            return
        with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as folder:
            for number, row in rows:
                folder.writestr(_dated(_name(asked, number, row.dossier), asked), asked.pdf(row))

    def finish(self, params, parts, result):
        """Copy the files of all parts into one ZIP, one at a time."""
        asked = Asked.of(params)
        with zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as whole:
            for number, part in enumerate(parts, start=1):
                if asked.form == "volumes":
                    if volume := part.read():
                        whole.writestr(_dated(f"tap-{number:03}.pdf", asked), volume)
                    continue
                with zipfile.ZipFile(part) as folder:
                    for file in folder.infolist():
                        whole.writestr(file, folder.read(file))
        return ResultFile(
            file_name_of(f"{TITLES[asked.what]} {asked.evaluation.year} {asked.unit.name}", "zip"), "application/zip"
        )


def _record(asked, dossiers):
    if asked.what == "reports":
        _record_many("evaluations.report_printed", asked, dossiers)
    else:
        _record_many("evaluations.assessment_printed", asked, dossiers)


def _record_many(action, asked, dossiers):
    trail.record_many(
        action,
        dossiers,
        by=asked.by,
        owner=lambda dossier: dossier.person,
        unit_path=lambda dossier: dossier.unit.path,
    )


def _name(asked, number, dossier):
    """Return where a paper lies in the ZIP: the folder of its unit, a number, what and whose it is; no card number."""
    inside = f"{file_name_of(dossier.unit.name, '')[:-1]}/" if dossier.unit_id != asked.unit.pk else ""
    return f"{inside}{number:04}-{file_name_of(f'{TITLES[asked.what]} {dossier.subject}', 'pdf')}"


def _dated(name, asked):
    """Return the entry of a file, dated by the period: the same papers make the same ZIP whenever it is made."""
    day = asked.evaluation.period.ends_on
    info = zipfile.ZipInfo(name, date_time=(day.year, day.month, day.day, 12, 0, 0))
    info.compress_type = zipfile.ZIP_DEFLATED
    return info
