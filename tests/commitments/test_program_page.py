"""One program as it stands, the list of my programs, beginning one, and what home says of them."""

import datetime

import pytest
from django.urls import reverse

from commitments import own_year
from commitments.models import ActionProgram, Campaign, CampaignEntry
from portal.audit.models import AuditEvent
from portal.lib.dates import today
from tests import factories

Status = ActionProgram.Status


@pytest.fixture
def program(member, secretary, campaign, clause):
    return factories.make_program(member, campaign=campaign, clauses=[clause])


def opened_by(person):
    return list(
        AuditEvent.objects.filter(action="commitments.opened", actor_id=str(person.public_id)).values_list(
            "owner_id", flat=True
        )
    )


def test_opening_somebody_elses_paper_is_recorded_once_a_view(program, member, secretary, signed_in):
    program.submit(by=member)

    signed_in(secretary).get(program.get_absolute_url())

    assert opened_by(secretary) == [str(member.public_id)]


def test_opening_ones_own_paper_is_not_recorded(program, member, signed_in):
    signed_in(member).get(program.get_absolute_url())

    assert opened_by(member) == []


def test_a_draft_is_its_writers_alone(program, secretary, inspector, signed_in):
    for person in (secretary, inspector):
        assert signed_in(person).get(program.get_absolute_url()).status_code == 404
        assert opened_by(person) == []


@pytest.mark.parametrize(
    ("status", "acts"),
    [
        (Status.DRAFT, {"edit"}),
        (Status.SUBMITTED, {"recall"}),
        (Status.RETURNED, {"edit"}),
        (Status.APPROVED, set()),
    ],
)
def test_the_page_offers_what_may_be_done(program, member, signed_in, status, acts):
    factories.bring_to(program, status, by=member)

    page = signed_in(member).get(program.get_absolute_url()).content.decode()

    addresses = {act: reverse(f"commitments:{act}", args=[program.pk]) for act in ("edit", "recall")}
    assert {act for act, address in addresses.items() if f'"{address}"' in page} == acts
    assert reverse("commitments:paper_pdf", args=[program.pk]) in page
    assert reverse("commitments:paper_docx", args=[program.pk]) in page


def test_an_approved_program_shows_who_decided_and_its_version(program, member, signed_in):
    factories.bring_to(program, Status.APPROVED, by=member)

    page = signed_in(member).get(program.get_absolute_url()).content.decode()

    assert "Hoàng Văn Khải" in page
    assert program.versions.get().sha256[:12] in page


def test_what_was_decided_late_in_the_evening_by_the_clock_of_greenwich_bears_the_day_here(
    program, member, signed_in, time_machine
):
    time_machine.move_to(datetime.datetime(2026, 3, 9, 18, 30, tzinfo=datetime.UTC), tick=False)  # 1:30 of the 10th
    factories.bring_to(program, Status.APPROVED, by=member)

    road = signed_in(member).get(program.get_absolute_url()).context["road"]

    assert [step["when"] for step in road] == ["", "10/03/2026", ""]


@pytest.mark.parametrize("count", [1, 3, 15])
@pytest.mark.parametrize(("reader", "queries"), [("member", 12), ("secretary", 12)])
def test_a_program_costs_a_fixed_number_of_queries(
    member, secretary, campaign, clause, signed_in, django_assert_num_queries, count, reader, queries
):
    program = factories.make_program(member, campaign=campaign, commitments=count, clauses=[clause], status="submitted")
    client = signed_in({"member": member, "secretary": secretary}[reader])
    client.get(program.get_absolute_url())

    with django_assert_num_queries(queries):
        client.get(program.get_absolute_url())


# ── my programs ──


def test_nothing_to_register_says_what_will_stand_here(outsider, signed_in):
    page = signed_in(outsider).get(reverse("commitments:programs")).content.decode()

    assert 'class="empty"' in page


def test_a_call_not_answered_has_a_button_to_begin(member, campaign, signed_in):
    entry = factories.make_entry(campaign, member)

    page = signed_in(member).get(reverse("commitments:programs")).content.decode()

    assert f'action="{reverse("commitments:start", args=[entry.pk])}"' in page


def test_the_list_holds_my_years_and_my_collectives_and_nobody_elses(
    ward_secretary, member, province, resolution, campaign, signed_in
):
    factories.make_program(member, campaign=campaign)
    own = factories.make_program(ward_secretary, campaign=campaign)
    calls = factories.make_campaign(province.top, resolutions=[resolution], form="CTHD-TT", audience="collectives")
    collective = factories.make_entry(calls, factories.make_collective(province.ward))
    factories.make_entry(
        factories.make_campaign(province.ward, status=Campaign.Status.DRAFT), ward_secretary
    )  # a call in preparation does not show

    response = signed_in(ward_secretary).get(reverse("commitments:programs"))

    assert [line.entry for line in response.context["lines"]] == [own.entry, collective]


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_a_fixed_number_of_queries(member, province, signed_in, django_assert_num_queries, count):
    for _number in range(count):
        factories.make_program(member, campaign=factories.make_campaign(province.ward))
    client = signed_in(member)
    client.get(reverse("commitments:programs"))

    with django_assert_num_queries(7):
        client.get(reverse("commitments:programs"))


# ── beginning ──


def start(client, entry):
    return client.post(reverse("commitments:start", args=[entry.pk]))


def test_beginning_leads_to_the_editor_and_is_recorded(member, campaign, signed_in):
    entry = factories.make_entry(campaign, member)

    response = start(signed_in(member), entry)

    program = ActionProgram.objects.get(entry=entry)
    assert response.headers["Location"] == reverse("commitments:edit", args=[program.pk])
    assert AuditEvent.objects.filter(action="commitments.started").count() == 1


def test_beginning_twice_opens_the_same_program(member, campaign, signed_in):
    entry, client = factories.make_entry(campaign, member), None
    client = signed_in(member)

    assert start(client, entry).headers["Location"] == start(client, entry).headers["Location"]
    assert ActionProgram.objects.count() == 1


@pytest.mark.parametrize(
    "change",
    [
        lambda entry: CampaignEntry.objects.update(exempt_reason="exempt"),
        lambda entry: CampaignEntry.objects.update(left_on=today()),
        lambda entry: Campaign.objects.update(status=Campaign.Status.STOPPED),
    ],
    ids=["exempt", "left", "stopped"],
)
def test_nothing_is_begun_that_need_not_or_cannot_be(member, campaign, signed_in, change):
    entry = factories.make_entry(campaign, member)
    change(entry)

    assert start(signed_in(member), entry).status_code == 403
    assert ActionProgram.objects.count() == 0


def test_somebody_elses_entry_is_not_found(member, colleague, campaign, signed_in):
    entry = factories.make_entry(campaign, member)

    assert start(signed_in(colleague), entry).status_code == 404


# ── home ──


def test_home_asks_for_what_is_not_begun_not_finished_and_returned(member, secretary, province, signed_in):
    begin, finish, mend, wait = [factories.make_campaign(province.ward, due_on=day(n)) for n in (4, 3, 2, 1)]
    factories.make_entry(begin, member)
    draft = factories.make_program(member, campaign=finish)
    returned = factories.make_program(member, campaign=mend, status=Status.RETURNED)
    factories.make_program(member, campaign=wait, status=Status.SUBMITTED)

    tasks = own_year.papers_to_write(member, today())

    assert [(task.url, task.due_on) for task in tasks] == [
        (reverse("commitments:edit", args=[returned.pk]), day(2)),
        (reverse("commitments:edit", args=[draft.pk]), day(3)),
        (reverse("commitments:programs"), day(4)),
    ]
    assert "Cần nêu sản phẩm cụ thể" in tasks[0].why


def test_home_does_not_ask_for_what_is_exempt_or_stopped(member, province):
    exempt, stopped = factories.make_campaign(province.ward), factories.make_campaign(province.ward, status="stopped")
    factories.make_entry(exempt, member, exempt_reason="exempt")
    factories.make_entry(stopped, member)

    assert own_year.papers_to_write(member, today()) == []


def test_deadlines_to_come_stand_in_the_calendar(member, province):
    for offset in (-1, 0, 5):
        factories.make_entry(factories.make_campaign(province.ward, due_on=day(offset)), member)

    assert [row.on for row in own_year.deadlines(member, today())] == [day(0), day(5)]


def test_a_call_that_stopped_before_one_began_asks_nothing_more(member, province):
    factories.make_entry(factories.make_campaign(province.ward, due_on=day(5), status="stopped"), member)

    assert own_year.deadlines(member, today()) == []
    assert own_year.year_until_the_review(member, today().year) == []


@pytest.mark.parametrize(
    ("status", "states"),
    [
        (None, ["done", "now", "next", "next"]),
        (Status.DRAFT, ["done", "now", "next", "next"]),
        (Status.SUBMITTED, ["done", "done", "now", "next"]),
        (Status.APPROVED, ["done", "done", "done", "now"]),
    ],
)
def test_the_first_steps_of_the_year_follow_the_program(member, secretary, campaign, status, states):
    if status is None:
        factories.make_entry(campaign, member)
    else:
        factories.make_program(member, campaign=campaign, status=status)

    assert [step.state for step in own_year.year_until_the_review(member, today().year)] == states


def test_without_a_call_the_year_has_no_steps(member):
    assert own_year.year_until_the_review(member, today().year) == []


def day(offset):
    return today() + datetime.timedelta(days=offset)
