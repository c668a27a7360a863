"""Old campaigns go with all that was written in them once the years of keeping are over (domain reference, 12).

Ratings rest on frozen copies and stay. Of issued papers the files go; code and checksum stay, so that whoever holds one
still learns that it is genuine.
"""

from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from commitments.models import (
    ActionProgram,
    Amendment,
    Campaign,
    CampaignEntry,
    Commitment,
    Entered,
    Evidence,
    ProgramVersion,
    ProgressEntry,
    Proposal,
    ReviewStep,
)
from commitments.papers import KIND
from portal.lib.purge import Purge, last_year_to_go, with_files
from portal.printing.models import IssuedPaper

AT_ONCE = 200


def old_campaigns(day):
    """Return the campaigns whose content has been kept long enough on ``day``."""
    return Campaign.objects.filter(period__year__lte=last_year_to_go(day, settings.KEEP_CONTENT_YEARS))


def old_programs(day):
    return ActionProgram.objects.filter(entry__campaign__in=old_campaigns(day))


def delete_programs(day):
    """Delete some old programs with versions, amendments, progress, evidence, files of papers; return how many."""
    keys = list(old_programs(day).order_by("pk").values_list("pk", flat=True)[:AT_ONCE])
    versions = ProgramVersion.objects.filter(program__in=keys)
    papers = IssuedPaper.objects.filter(
        kind=KIND,
        subject_type=ProgramVersion._meta.label_lower,
        subject_id__in=[str(key) for key in versions.values_list("pk", flat=True)],
    )
    evidence = Evidence.objects.filter(entry__commitment__program__in=keys)
    amendments = Amendment.objects.filter(program__in=keys)
    steps = ReviewStep.objects.filter(program__in=keys) | ReviewStep.objects.filter(amendment__in=amendments)
    with_files(evidence.values_list("file", flat=True))
    with_files(steps.values_list("decision_scan", flat=True))
    entered = Entered.objects.filter(Q(program__in=keys) | Q(report__program__in=keys) | Q(amendment__program__in=keys))
    with_files(entered.exclude(scan="").values_list("scan", flat=True))
    with_files(papers.forget())
    # What others protect, before what it protects.
    Proposal.objects.filter(program__in=keys).delete()
    versions.update(amendment=None)
    amendments.delete()
    versions.delete()
    Commitment.objects.filter(program__in=keys).update(latest=None)
    ProgressEntry.objects.filter(commitment__program__in=keys).delete()
    ActionProgram.objects.filter(pk__in=keys).delete()
    return len(keys)


def delete_campaigns(day):
    """Delete some lines of old rosters, then the campaigns; those with programs wait until the programs are gone."""
    lines = CampaignEntry.objects.filter(campaign__in=old_campaigns(day), program=None)
    keys = list(lines.order_by("pk").values_list("pk", flat=True)[: 10 * AT_ONCE])
    if keys:
        CampaignEntry.objects.filter(pk__in=keys).delete()
        return len(keys)
    empty = list(old_campaigns(day).filter(entries=None)[:AT_ONCE])
    for campaign in empty:
        campaign.delete()
    return len(empty)


def count_campaigns(day):
    """Return how many lines of rosters and campaigns would go."""
    return CampaignEntry.objects.filter(campaign__in=old_campaigns(day)).count() + old_campaigns(day).count()


PURGES = [
    Purge(
        "commitments.programs",
        _("programs with progress, evidence and papers"),
        lambda day: old_programs(day).count(),
        delete_programs,
    ),
    Purge("commitments.campaigns", _("campaigns and their rosters"), count_campaigns, delete_campaigns),
]
