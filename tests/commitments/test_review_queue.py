"""The queue: what waits for whom, in which order, narrowed how; several clean programs at once; the task on home."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from commitments.home import link_to_review, papers_to_review
from commitments.models import ActionProgram, CampaignEntry, ReviewStep
from portal.audit.models import AuditEvent
from portal.directory.models import Person
from portal.directory.roles import Role
from portal.lib.composed import told
from portal.lib.dates import today
from tests import factories

QUEUE = reverse("commitments:queue")


def waiting(name, campaign, cell, *, days=0, warnings=0):
    """Make a member of the cell whose program has waited for so many days with so many warnings."""
    program = factories.make_program(factories.make_person(name, cell=cell), campaign=campaign, status="submitted")
    factories.freeze_submission(program, timezone.now() - datetime.timedelta(days=days))
    ActionProgram.objects.filter(pk=program.pk).update(warning_count=warnings)
    return program


def owners(response):
    return [str(row["program"].owner) for row in response.context["rows"]]


@pytest.fixture
def three(province, secretary, campaign):
    """Three waiting programs: Xuyến for 3 days, Tuất for 5 with two warnings, Lợi since today."""
    return [
        waiting("Hoàng Thị Xuyến", campaign, province.cell, days=3),
        waiting("Phạm Văn Tuất", campaign, province.cell, days=5, warnings=2),
        waiting("Nguyễn Thị Lợi", campaign, province.cell),
    ]


def test_the_longest_waiting_stands_first(three, secretary, signed_in):
    response = signed_in(secretary).get(QUEUE)

    assert owners(response) == ["Phạm Văn Tuất", "Hoàng Thị Xuyến", "Nguyễn Thị Lợi"]
    assert "chờ 5 ngày" in response.content.decode()


def test_ones_own_program_is_not_in_ones_queue(secretary, deputy, campaign, signed_in):
    factories.make_program(secretary, campaign=campaign, status="submitted")

    assert owners(signed_in(secretary).get(QUEUE)) == []
    assert owners(signed_in(deputy).get(QUEUE)) == ["Hoàng Văn Khải"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("warnings=some", ["Phạm Văn Tuất"]),
        ("warnings=none", ["Hoàng Thị Xuyến", "Nguyễn Thị Lợi"]),
        ("late=on", []),
        ("state=approved", []),
        ("state=nonsense&warnings=odd&unit=none", ["Phạm Văn Tuất", "Hoàng Thị Xuyến", "Nguyễn Thị Lợi"]),
        ("state=record", ["Phạm Văn Tuất", "Hoàng Thị Xuyến", "Nguyễn Thị Lợi"]),  # not theirs to choose
    ],
)
def test_the_filters_stand_in_the_address(query, found, three, secretary, signed_in):
    assert owners(signed_in(secretary).get(f"{QUEUE}?{query}")) == found


def test_late_ones_can_be_shown_alone(three, secretary, signed_in):
    entry = three[1].entry
    entry.due_on = three[1].registered_on - datetime.timedelta(days=1)
    entry.save()

    assert owners(signed_in(secretary).get(f"{QUEUE}?late=on")) == ["Phạm Văn Tuất"]


def test_a_committee_narrows_by_unit(province, ward_secretary, secretary, campaign, signed_in):
    other = factories.make_person("Lò Văn Phái", cell=province.second_cell)
    factories.appoint(other, Role.CELL_SECRETARY, province.second_cell)
    for person in (secretary, other):
        factories.make_program(person, campaign=campaign, status="submitted")

    everyone = signed_in(ward_secretary).get(QUEUE)
    narrowed = signed_in(ward_secretary).get(f"{QUEUE}?unit=DUHT-02")

    assert owners(everyone) == ["Hoàng Văn Khải", "Lò Văn Phái"]
    assert owners(narrowed) == ["Lò Văn Phái"]


def test_what_we_decided_stands_under_its_state(three, secretary, signed_in):
    approved, returned, _open = three
    approved.current_step.decide(ReviewStep.Decision.APPROVED, by=secretary)
    returned.current_step.decide(ReviewStep.Decision.RETURNED, by=secretary, reason="Cần nêu rõ sản phẩm")

    assert owners(signed_in(secretary).get(f"{QUEUE}?state=approved")) == ["Hoàng Thị Xuyến"]
    assert owners(signed_in(secretary).get(f"{QUEUE}?state=returned")) == ["Phạm Văn Tuất"]
    assert owners(signed_in(secretary).get(QUEUE)) == ["Nguyễn Thị Lợi"]


def test_an_appointment_that_ended_yesterday_opens_nothing(three, secretary, signed_in):
    secretary.appointments.update(ends_on=today() - datetime.timedelta(days=1))

    assert signed_in(secretary).get(QUEUE).status_code == 403
    assert signed_in(secretary).get(reverse("commitments:review", args=[three[0].pk])).status_code == 404
    assert signed_in(secretary).post(reverse("commitments:decide", args=[three[0].pk])).status_code == 404


def test_a_post_held_for_today_only_opens_the_queue_today(three, colleague, province, signed_in):
    factories.appoint(colleague, Role.CELL_DEPUTY_SECRETARY, province.cell, starts_on=today(), ends_on=today())

    assert len(owners(signed_in(colleague).get(QUEUE))) == 3


@pytest.mark.parametrize("place", ["WyJhYmMiLCAxXQ", "nonsense", "W10", "WzEsICJ4Il0"])
def test_a_place_in_the_list_that_cannot_be_read_is_the_beginning(place, three, secretary, signed_in):
    assert len(owners(signed_in(secretary).get(f"{QUEUE}?after={place}"))) == 3


def test_a_long_queue_goes_on_page_by_page_and_back(province, secretary, campaign, signed_in):
    make_many(45, campaign, province.cell)
    client = signed_in(secretary)

    first = client.get(QUEUE)
    second = client.get(first.context["page"].older_url)
    again = client.get(second.context["page"].newer_url)

    assert [len(owners(response)) for response in (first, second, again)] == [30, 15, 30]
    assert owners(again) == owners(first)


def test_htmx_gets_the_table_alone(three, secretary, signed_in):
    response = signed_in(secretary).get(QUEUE, headers={"HX-Request": "true"})

    assert response.content.decode().lstrip().startswith('<section id="review-table"')


# ── several at once ──


def approve(client, *programs):
    data = {"program": [program.pk for program in programs]}
    response = client.post(reverse("commitments:approve_several"), data, follow=True)
    return [str(message) for message in response.context["messages"]]


def test_several_clean_ones_are_approved_at_once(three, secretary, signed_in):
    said = approve(signed_in(secretary), three[0], three[2])

    assert said == ["Đã duyệt 2 chương trình."]
    assert [program.status for program in ActionProgram.objects.order_by("pk")] == ["approved", "submitted", "approved"]
    assert AuditEvent.objects.filter(action="commitments.approved").count() == 2


def test_each_is_checked_again_and_what_is_skipped_says_why(three, secretary, deputy, campaign, signed_in):
    clean, with_warnings, decided = three
    decided.current_step.decide(ReviewStep.Decision.APPROVED, by=deputy)
    own = factories.make_program(secretary, campaign=campaign, status="submitted")

    said = approve(signed_in(secretary), clean, with_warnings, decided, own)

    assert said == [
        "Đã duyệt 1 chương trình.",
        "Chưa duyệt chương trình của Phạm Văn Tuất: Còn điểm cần xem lại; đồng chí mở riêng chương trình này.",
        "Chưa duyệt chương trình của Nguyễn Thị Lợi: Chương trình chưa gửi, hoặc đã có quyết định.",
        "Chưa duyệt chương trình của Hoàng Văn Khải: Không ai tự xét duyệt chương trình của mình.",
    ]
    own.refresh_from_db()
    assert own.status == "submitted"


def test_choosing_none_or_what_one_cannot_see_changes_nothing(three, secretary, province, signed_in):
    other = factories.make_campaign(province.other_ward)
    hidden = waiting("Phạm Trọng Việt", other, province.other_cell)

    nothing = approve(signed_in(secretary))
    refused = approve(signed_in(secretary), hidden)

    assert nothing == ["Chưa chọn chương trình nào. Đồng chí chọn ít nhất một chương trình."]
    assert len(refused) == 1
    assert not ActionProgram.objects.filter(status="approved").exists()


# ── home and navigation ──


def test_home_counts_what_waits_and_what_is_clear(three, secretary):
    [task] = told(papers_to_review(secretary, today()))

    assert (task.title, task.why) == ("Xét duyệt 3 chương trình", "Đủ 6 rõ: 2 trên 3 chương trình.")
    assert task.due_on == three[0].review_due_on()


def test_home_has_no_task_and_navigation_no_entry_for_a_member(three, member):
    assert papers_to_review(member, today()) == []
    assert link_to_review(member) == []


def test_a_supervisor_finds_the_way_to_the_queue(member, secretary, outsider, province, campaign):
    factories.appoint(member, Role.CLERK, province.ward, reports_to=outsider)
    factories.make_program(member, campaign=campaign, status="submitted")

    assert [link.label for link in link_to_review(outsider)] == ["Xét duyệt"]


# ── size ──


@pytest.mark.parametrize("query", ["", "?warnings=some&late="])
def test_the_queue_costs_the_same_queries_for_1_3_and_300_programs(query, province, secretary, campaign, signed_in):
    counts = []
    client = signed_in(secretary)
    for wanted in (1, 3, 300):
        make_many(wanted, campaign, province.cell)
        with CaptureQueriesContext(connection) as queries:
            response = client.get(QUEUE + query)
        counts.append(len(queries))

    assert response.status_code == 200
    assert counts[0] == counts[1] == counts[2] <= 15


@pytest.mark.parametrize("commitments", [1, 15])
def test_the_review_costs_the_same_queries_whatever_waits(
    commitments, province, secretary, campaign, clause, signed_in
):
    person = factories.make_person("Lê Quang Dũng", cell=province.cell)
    program = factories.make_program(
        person, campaign=campaign, status="submitted", commitments=commitments, clauses=[clause]
    )
    client = signed_in(secretary)
    counts = []
    for wanted in (1, 300):
        make_many(wanted, campaign, province.cell)
        with CaptureQueriesContext(connection) as queries:
            response = client.get(reverse("commitments:review", args=[program.pk]))
        counts.append(len(queries))

    assert response.status_code == 200
    assert counts[0] == counts[1] <= 15


def make_many(wanted, campaign, cell):
    """Bring the number of waiting programs with 9 warnings up to ``wanted``, in a few statements."""
    missing = range(wanted - ActionProgram.objects.filter(warning_count=9).count())
    start, now = Person.objects.count(), timezone.now()
    people = Person.objects.bulk_create(
        Person(login_name=f"hang.cho.{start + number}", full_name=f"Nguyễn Văn {start + number}") for number in missing
    )
    entries = CampaignEntry.objects.bulk_create(
        CampaignEntry(campaign=campaign, person=person, unit=cell, due_on=campaign.due_on) for person in people
    )
    programs = ActionProgram.objects.bulk_create(
        ActionProgram(
            entry=entry, status="submitted", round=1, submitted_at=now, first_submitted_at=now, registered_on=today(),
            warning_count=9,
        )
        for entry in entries
    )  # fmt: skip
    ReviewStep.objects.bulk_create(
        ReviewStep(program=program, round=1, order=1, kind="approval", body=cell, due_on=today())
        for program in programs
    )


def test_a_row_says_which_paper_of_which_year(member, secretary, campaign, signed_in):
    factories.make_program(member, campaign=campaign, status="submitted")

    page = signed_in(secretary).get(reverse("commitments:queue")).content.decode()

    assert f"Chương trình hành động cá nhân năm {campaign.year}" in page.replace("\N{NO-BREAK SPACE}", " ")
