"""What the page of entering for others shows: the members of one's cells, how far each is, what waits for them."""

from dataclasses import dataclass

from django.db.models import Q
from django.urls import reverse

from commitments.models import ActionProgram, CampaignEntry, Entered, Helping
from commitments.models.progress import progress_url
from commitments.models.review import cells_of
from portal.directory.models import Person
from portal.lib import composed


@dataclass
class HelpedMember:
    """One member for whom one enters: the help itself, the lines on open rosters, what waits to be confirmed."""

    helping: Helping
    entries: list  # also of a campaign that was stopped, as long as its program is in force
    waiting: list
    links: list  # of ``composed.Link``: what upper parts let the helper write


def helped_by(person):
    """Return ``HelpedMember`` of each member for whom the person enters, in list order; three queries."""
    held = Helping.objects.filter(helper=person, ended_at=None, member__cell__in=cells_of(person))
    helpings = list(held.select_related("member__cell__parent").order_by("member__sort_key", "pk"))
    keys = [helping.member_id for helping in helpings]
    to_write = Q(campaign__status="open") | Q(program__in=ActionProgram.objects.in_force())
    entries = CampaignEntry.objects.on_roster().must_register().filter(to_write, person__in=keys)
    entries = list(entries.select_related("campaign__period", "campaign__form", "program").order_by("due_on", "pk"))
    for entry in entries:
        program = getattr(entry, "program", None)
        is_approved = program is not None and program.status == ActionProgram.Status.APPROVED
        entry.progress_url = progress_url(program) if is_approved and program.is_in_force() else ""
        entry.amend_url = reverse("commitments:amend", args=[program.pk]) if is_approved else ""
        entry.is_writable = program is None or program.status in ActionProgram.EDITABLE
    waiting = list(
        Entered.objects.unconfirmed()
        .by(person)
        .filter(member__in=keys)
        .select_related("program", "report", "amendment")
    )
    links = [part(person, keys) for part in composed.written_for]
    return [
        HelpedMember(
            helping,
            [entry for entry in entries if entry.person_id == helping.member_id],
            [each for each in waiting if each.member_id == helping.member_id],
            [link for of_part in links for link in of_part.get(helping.member_id, [])],
        )
        for helping in helpings
    ]


def members_to_help(person):
    """Return the members of the person's cells for whom they do not enter yet."""
    helped = Helping.objects.filter(helper=person, ended_at=None).values("member")
    return Person.objects.filter(cell__in=cells_of(person)).exclude(pk=person.pk).exclude(pk__in=helped)


def to_confirm(person):
    """Return what was entered for the person and waits for their word."""
    return Entered.objects.unconfirmed().filter(member=person).select_related("entered_by")
