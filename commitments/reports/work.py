"""A report over a large roster, made by a worker."""

import shutil

from commitments import policies
from commitments.models import Campaign
from commitments.reports.files import CONTENT_TYPES, KINDS, file_name, title_of, write
from portal.directory.models import PartyOrg
from portal.jobs.work import ResultFile, Work

# Above so many lines on the roster a report is no longer made while somebody waits for the page.
AT_ONCE_UP_TO = 5_000


def is_large(campaign, unit):
    """Tell whether the report of a unit is a job."""
    return campaign.entries.within(unit).order_by()[AT_ONCE_UP_TO : AT_ONCE_UP_TO + 1].exists()


class ReportWork(Work):
    """Makes one report as one file.

    ``params``: ``campaign`` and ``unit`` (keys), ``kind`` (of ``KINDS``), ``extension`` (of ``CONTENT_TYPES``) and
    ``choices`` of the kind. It is one chunk, as everything on it comes from one walk over the roster.
    """

    name = "commitments.report"

    def title(self, params):
        title = title_of(KINDS[params["kind"]], _campaign(params), params["choices"])
        return f"{title} ({params['extension'].upper()}), {_unit(params).name}"

    def may(self, person, params):
        return policies.can_see_names(person, _unit(params))

    def unit_path(self, params):
        return _unit(params).path

    def plan(self, params):
        return [params["extension"]]

    def run(self, params, chunk, part):
        kind = KINDS[params["kind"]]
        write(kind, kind.gather(_campaign(params), _unit(params), **params["choices"]), chunk, part)

    def finish(self, params, parts, result):
        for part in parts:
            shutil.copyfileobj(part, result)
        extension = params["extension"]
        kind, choices = KINDS[params["kind"]], params["choices"]
        name = file_name(kind, _campaign(params), _unit(params), extension, choices)
        return ResultFile(name, CONTENT_TYPES[extension])


def _campaign(params):
    return Campaign.objects.select_related("period", "form", "root").get(pk=params["campaign"])


def _unit(params):
    return PartyOrg.objects.select_related("parent", "org_type").get(pk=params["unit"])
