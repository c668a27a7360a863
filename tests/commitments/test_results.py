"""The page of results to confirm: what waits for whom, how it is answered, and who is told that somebody was faster."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from commitments.home import link_to_review, results_to_answer
from commitments.models import (
    ActionProgram,
    CampaignEntry,
    Commitment,
    Period,
    ProgressAnswer,
    ProgressEntry,
    ProgressReport,
    ReviewStep,
)
from commitments.progress import answering
from portal.audit.models import AuditEvent
from portal.directory.models import Person
from portal.directory.roles import Role
from portal.lib import planner
from portal.lib.composed import told
from portal.lib.dates import today
from tests import factories
from tests.queries import queries_of

RESULTS = reverse("commitments:results")
State = ProgressEntry.State
WHY = "Danh sách chưa có chữ ký"


def reported(name, campaign, cell, *, days=0, **fields):
    """Make a member whose program in force was reported so many days ago, by default as done."""
    program = factories.make_program(factories.make_person(name, cell=cell), campaign=campaign, status="approved")
    factories.make_report(program, sent_at=timezone.now() - datetime.timedelta(days=days), entries=[fields])
    return ProgressEntry.objects.get(commitment__program=program)


def owners(response):
    return [str(row.entry.commitment.program.owner) for row in response.context["rows"]]


def messages_of(response):
    return [str(message) for message in response.context["messages"]]


def post(client, entry, *, follow=True, query="", **data):
    url = reverse("commitments:result", args=[entry.pk])
    return client.post(url + query, {"seen": "0", "reason": "", **data}, follow=follow)


@pytest.fixture
def three(province, secretary, campaign):
    """Three results of the cell: Xuyến's done for 3 days, Tuất's done for 5, Lợi's in progress."""
    return [
        reported("Hoàng Thị Xuyến", campaign, province.cell, days=3),
        reported("Phạm Văn Tuất", campaign, province.cell, days=5, reached_value=60),
        reported("Nguyễn Thị Lợi", campaign, province.cell, state=State.IN_PROGRESS, percent=40, reached_value=24),
    ]


# ── the list ──


def test_claims_wait_the_longest_first(three, secretary, signed_in):
    response = signed_in(secretary).get(RESULTS)

    assert owners(response) == ["Phạm Văn Tuất", "Hoàng Thị Xuyến"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["Phạm Văn Tuất", "Hoàng Thị Xuyến"]),
        ("?show=nonsense", ["Phạm Văn Tuất", "Hoàng Thị Xuyến"]),
        ("?show=all", ["Phạm Văn Tuất", "Hoàng Thị Xuyến", "Nguyễn Thị Lợi"]),
        ("?show=open", []),
        ("?show=answered", []),
        ("?unit=DUHT-01", ["Phạm Văn Tuất", "Hoàng Thị Xuyến"]),
        ("?unit=DUHT-02", ["Phạm Văn Tuất", "Hoàng Thị Xuyến"]),  # not to be chosen: as if not said
    ],
)
def test_the_list_is_narrowed(query, found, three, secretary, signed_in):
    assert owners(signed_in(secretary).get(RESULTS + query)) == found


def test_what_was_answered_leaves_the_list_and_stands_among_the_answered_newest_first(three, secretary, signed_in):
    answering.answer(three[0], "confirmed", by=secretary, seen=0)
    answering.answer(three[1], "doubted", by=secretary, seen=0, reason=WHY)
    client = signed_in(secretary)

    shown = {show: owners(client.get(f"{RESULTS}?show={show}")) for show in ("claims", "open", "answered")}

    assert shown == {"claims": [], "open": ["Phạm Văn Tuất"], "answered": ["Phạm Văn Tuất", "Hoàng Thị Xuyến"]}


def test_an_older_update_a_dropped_commitment_and_what_is_being_written_are_not_listed(three, secretary, signed_in):
    newer, dropped, _third = three
    factories.make_report(newer.commitment.program, entries=[{"note": "Bản mới hơn"}])
    Commitment.objects.filter(pk=dropped.commitment_id).update(dropped_on=today())
    ProgressEntry.objects.create(commitment=newer.commitment, note="Đang viết dở", percent=0)

    response = signed_in(secretary).get(f"{RESULTS}?show=all")

    assert [row.entry.note for row in response.context["rows"]] == [
        "Đã xong, có danh sách kèm theo",  # Lợi's
        "Bản mới hơn",
    ]
    assert "Đang viết dở" not in response.content.decode()


def test_a_row_shows_promise_result_sum_evidence_and_what_was_said_before(three, secretary, deputy, signed_in):
    first = three[1]
    factories.make_evidence(first, symbol="45-BC/ĐU")
    answering.answer(first, "doubted", by=deputy, seen=0, reason=WHY)
    factories.make_report(first.commitment.program, entries=[{"reached_value": 60, "note": "Đã bổ sung danh sách"}])

    page = signed_in(secretary).get(RESULTS).content.decode()

    for text in (
        "Hướng dẫn 60 người từ 55 tuổi trở lên",
        "60 trên 60 người",
        "Đã bổ sung danh sách",
        "45-BC/ĐU",
        "Trịnh Thị Hoài",
        WHY,
    ):
        assert text in page


def test_ones_own_results_and_those_of_other_cells_are_not_listed(secretary, ward_secretary, province, signed_in):
    campaign = factories.make_campaign(province.top)
    own = factories.make_program(secretary, campaign=campaign, status="approved")
    factories.make_report(own)
    officer = factories.make_person("Lò Văn Phái", cell=province.other_cell)
    factories.appoint(officer, Role.CELL_SECRETARY, province.other_cell)
    reported("Phạm Trọng Việt", campaign, province.other_cell)

    assert owners(signed_in(secretary).get(RESULTS)) == []


def test_the_office_and_the_inspector_read_but_do_not_answer(three, personnel_officer, inspector, signed_in):
    for reader in (personnel_officer, inspector):
        client = signed_in(reader)
        assert client.get(RESULTS).status_code == 403
        refused = client.get(reverse("commitments:result", args=[three[0].pk]))
        assert refused.status_code == 403
        assert "nơi đã duyệt chương trình" in refused.content.decode()


def test_a_supervisor_finds_the_results_of_their_reports(three, outsider, province, signed_in):
    factories.appoint(three[0].commitment.program.owner, Role.CLERK, province.ward, reports_to=outsider)

    assert owners(signed_in(outsider).get(RESULTS)) == ["Hoàng Thị Xuyến"]
    assert [(link.label, link.url) for link in link_to_review(outsider)] == [
        ("Xét duyệt", reverse("commitments:queue"))
    ]


def test_a_long_list_goes_on_page_by_page_and_back(province, secretary, campaign, signed_in):
    make_many(20, campaign, province.cell)
    client = signed_in(secretary)

    first = client.get(RESULTS)
    second = client.get(first.context["page"].older_url)
    again = client.get(second.context["page"].newer_url)

    assert [len(owners(response)) for response in (first, second, again)] == [10, 10, 10]
    assert owners(again) == owners(first)


def test_htmx_gets_the_list_alone(three, secretary, signed_in):
    response = signed_in(secretary).get(RESULTS, headers={"HX-Request": "true"})

    assert response.content.decode().lstrip().startswith('<section class="results" id="results"')


# ── reading is recorded ──


def test_reading_the_list_is_recorded_once_for_each_program_and_half_hour(three, secretary, signed_in, time_machine):
    client = signed_in(secretary)
    client.get(RESULTS)
    client.get(RESULTS)

    events = AuditEvent.objects.filter(action="commitments.progress_opened").order_by("pk")
    assert [event.subject_name.rpartition(": ")[2] for event in events] == ["Phạm Văn Tuất", "Hoàng Thị Xuyến"]
    owner = three[1].commitment.program.owner
    assert events[0] in AuditEvent.objects.on_papers_of(owner)

    time_machine.move_to(timezone.now() + datetime.timedelta(minutes=31))
    client.get(RESULTS)

    assert events.all().count() == 4


# ── one answer ──


def test_confirming_tells_and_goes_back_to_the_list_with_its_filters(three, secretary, signed_in):
    response = post(signed_in(secretary), three[0], answer="confirmed", query="?show=all")

    three[0].refresh_from_db()
    assert three[0].answer == "confirmed"
    assert response.redirect_chain == [(f"{RESULTS}?show=all", 302)]
    assert messages_of(response) == ["Đã xác nhận và báo cho Hoàng Thị Xuyến."]


def test_from_the_page_of_a_program_one_comes_back_to_it(three, secretary, signed_in):
    response = post(signed_in(secretary), three[0], answer="confirmed", query="?from=program", follow=False)

    page = reverse("commitments:program_progress", args=[three[0].commitment.program_id])
    assert response.url == f"{page}?open={three[0].commitment_id}#commitment-{three[0].commitment_id}"


@pytest.mark.parametrize("kind", ["doubted", "asked"])
def test_a_doubt_without_a_reason_comes_back_with_its_field(kind, three, secretary, signed_in):
    response = post(signed_in(secretary), three[0], answer=kind)

    assert response.status_code == 422
    assert response.context["form"].errors == {"reason": ["Đồng chí ghi rõ điều chưa đồng ý hoặc điều cần hỏi."]}
    assert not ProgressAnswer.objects.exists()


def test_an_unknown_answer_is_refused(three, secretary, signed_in):
    response = post(signed_in(secretary), three[0], answer="praised")

    assert response.status_code == 422
    assert not ProgressAnswer.objects.exists()


def test_a_reason_that_is_too_long_comes_back(three, secretary, signed_in):
    response = post(signed_in(secretary), three[0], answer="doubted", reason="x" * 2001)

    assert (response.status_code, response.context["form"]["reason"].value()) == (422, "x" * 2001)


def test_who_was_slower_is_told_who_and_what_and_gets_back_what_was_typed(three, secretary, deputy, signed_in):
    answering.answer(three[0], "confirmed", by=deputy, seen=0)

    response = post(signed_in(secretary), three[0], answer="doubted", reason=WHY)

    page = response.content.decode()
    assert response.status_code == 409
    assert "Trịnh Thị Hoài đã trả lời lúc" in page
    assert WHY in page
    assert [answer.by for answer in ProgressAnswer.objects.all()] == [deputy]


def test_having_seen_the_answer_one_may_doubt_what_was_confirmed(three, secretary, deputy, signed_in):
    given = answering.answer(three[0], "confirmed", by=deputy, seen=0)

    post(signed_in(secretary), three[0], answer="doubted", reason=WHY, seen=str(given.pk))

    assert [answer.kind for answer in ProgressAnswer.objects.order_by("pk")] == ["confirmed", "doubted"]


def test_a_second_click_says_what_stands_and_does_nothing(three, secretary, signed_in):
    client = signed_in(secretary)
    post(client, three[0], answer="confirmed")

    again = post(client, three[0], answer="confirmed")

    assert again.status_code == 200
    assert messages_of(again)[-1].startswith("Hoàng Văn Khải đã trả lời lúc")
    assert ProgressAnswer.objects.count() == 1


def test_a_stale_page_shows_the_newer_update_and_what_was_typed(three, secretary, signed_in):
    factories.make_report(three[0].commitment.program, entries=[{"note": "Danh sách đã có chữ ký"}])

    response = post(signed_in(secretary), three[0], answer="doubted", reason=WHY)

    page = response.content.decode()
    newer = three[0].commitment.progress.order_by("-pk").first()
    assert response.status_code == 409
    assert "Cam kết này đã có cập nhật mới hơn." in page
    assert "Danh sách đã có chữ ký" in page
    assert reverse("commitments:result", args=[newer.pk]) in page
    assert WHY in page
    assert not ProgressAnswer.objects.exists()


def test_htmx_gets_the_answer_in_place_of_the_form(three, secretary, signed_in):
    url = reverse("commitments:result", args=[three[0].pk])

    response = signed_in(secretary).post(url, {"answer": "confirmed", "seen": "0"}, headers={"HX-Request": "true"})

    page = response.content.decode()
    assert page.lstrip().startswith(f'<div class="answer" id="answer-{three[0].pk}"')
    assert "Đã xác nhận và báo cho Hoàng Thị Xuyến." in page


@pytest.mark.parametrize("seen", ["", "x", "9" * 40, "-1"])
def test_a_tampered_place_counts_as_nothing_seen(seen, three, secretary, deputy, signed_in):
    answering.answer(three[0], "confirmed", by=deputy, seen=0)

    assert post(signed_in(secretary), three[0], answer="doubted", reason=WHY, seen=seen).status_code == 409


# ── on the page of a program ──


def page_of(client, entry):
    page = reverse("commitments:program_progress", args=[entry.commitment.program_id])
    return client.get(f"{page}?open={entry.commitment_id}").content.decode()


def test_the_page_of_a_program_has_the_answers_for_who_may_give_them(three, secretary, inspector, signed_in):
    action = reverse("commitments:result", args=[three[0].pk]) + "?from=program"

    officers, readers = page_of(signed_in(secretary), three[0]), page_of(signed_in(inspector), three[0])

    assert officers.count(f'action="{action}"') == 1
    assert action not in readers
    assert "Đã xong, có danh sách kèm theo" in readers


def test_only_what_was_sent_last_of_a_commitment_is_answered_on_the_page(three, secretary, signed_in):
    program = three[0].commitment.program
    factories.make_report(program, entries=[{"note": "Bản mới hơn"}])
    newer = program.commitments.get().latest

    page = page_of(signed_in(secretary), three[0])

    assert [f"/progress/answers/{entry.pk}/" in page for entry in (three[0], newer)] == [False, True]
    assert page.count("Bản mới hơn") == page.count("Đã xong, có danh sách kèm theo") == 1


def test_a_dropped_commitment_is_read_but_not_answered(three, secretary, signed_in):
    Commitment.objects.filter(pk=three[0].commitment_id).update(dropped_on=today())

    page = page_of(signed_in(secretary), three[0])

    assert "Đã xong, có danh sách kèm theo" in page
    assert "/progress/answers/" not in page


def test_the_page_costs_the_same_queries_whatever_was_reported(secretary, member, colleague, campaign, signed_in):
    counts = []
    for owner, size in ((member, 1), (colleague, 12)):
        program = factories.make_program(owner, campaign=campaign, status="approved", commitments=size)
        factories.make_report(program)
        url = reverse("commitments:program_progress", args=[program.pk])
        opened = f"{url}?open={program.commitments.first().pk}"
        counts.append(queries_of(signed_in(secretary), opened))

    assert counts[0] == counts[1] <= 15


# ── several at once ──


def confirm(client, *entries, query=""):
    data = {"entry": [entry.pk for entry in entries]} | {f"seen_{entry.pk}": "0" for entry in entries}
    return client.post(reverse("commitments:confirm_several") + query, data, follow=True)


def test_several_are_confirmed_and_what_is_skipped_says_why(three, secretary, deputy, signed_in):
    answering.answer(three[1], "asked", by=deputy, seen=0, reason="Ai ký danh sách?")
    ProgressEntry.objects.filter(pk=three[2].pk).update(state=State.EXCEEDED, percent=100)

    response = confirm(signed_in(secretary), *three, query="?show=all")

    said = messages_of(response)
    assert said[0] == "Đã xác nhận 1 kết quả."
    assert said[1].startswith("Chưa xác nhận cam kết 1 của Phạm Văn Tuất: Trịnh Thị Hoài đã trả lời lúc")
    assert said[2] == "Chưa xác nhận cam kết 1 của Nguyễn Thị Lợi: báo vượt mức nhưng chưa có minh chứng"
    assert response.redirect_chain == [(f"{RESULTS}?show=all", 302)]
    assert [entry.answer for entry in ProgressEntry.objects.order_by("pk")] == ["confirmed", "asked", ""]


def test_done_beyond_without_evidence_cannot_be_chosen(three, secretary, signed_in):
    ProgressEntry.objects.filter(pk=three[0].pk).update(state=State.EXCEEDED)

    rows = signed_in(secretary).get(RESULTS).context["rows"]

    assert [(str(row.entry.commitment.program.owner), row.may_choose) for row in rows] == [
        ("Phạm Văn Tuất", True),
        ("Hoàng Thị Xuyến", False),
    ]


def test_choosing_none_what_is_hidden_or_ones_own_confirms_nothing(three, secretary, province, signed_in):
    other = factories.make_campaign(province.other_ward)
    officer = factories.make_person("Lò Văn Phái", cell=province.other_cell)
    factories.appoint(officer, Role.CELL_SECRETARY, province.other_cell)
    hidden = reported("Phạm Trọng Việt", other, province.other_cell)
    client = signed_in(secretary)

    nothing, refused = confirm(client), confirm(client, hidden)

    assert messages_of(nothing) == ["Chưa chọn kết quả nào. Đồng chí chọn ít nhất một kết quả."]
    assert len(messages_of(refused)) == 1
    assert not ProgressAnswer.objects.exists()


def test_a_second_click_on_several_is_harmless(three, secretary, signed_in):
    client = signed_in(secretary)
    confirm(client, three[0], three[1])

    again = confirm(client, three[0], three[1])

    assert messages_of(again) == ["Đồng chí đã xác nhận các mục này rồi."]
    assert ProgressAnswer.objects.count() == 2


# ── home, tabs, size ──


def test_home_counts_what_waits(three, secretary, member):
    [task] = told(results_to_answer(secretary, today()))

    assert (task.title, task.url) == ("2 kết quả chờ xác nhận", RESULTS)
    assert results_to_answer(member, today()) == []


def test_programs_and_results_are_tabs_with_their_counts(three, member, secretary, campaign, signed_in):
    factories.make_program(member, campaign=campaign, status="submitted")
    client = signed_in(secretary)

    tabs = [client.get(url).context["tabs"] for url in (RESULTS, reverse("commitments:queue"))]

    assert [[(tab["label"], tab["count"], tab["current"]) for tab in found] for found in tabs] == [
        [("Chương trình", 1, False), ("Bản điều chỉnh", "", False), ("Kết quả", 2, True)],
        [("Chương trình", 1, True), ("Bản điều chỉnh", "", False), ("Kết quả", 2, False)],
    ]


@pytest.mark.parametrize(
    ("show", "sizes"),
    [("claims", (1, 3, 30, 3000)), ("all", (1, 3, 30)), ("open", (1, 3, 30)), ("answered", (1, 3, 30))],
)
def test_the_list_costs_the_same_queries_and_stays_small_whatever_waits(
    show, sizes, province, secretary, campaign, signed_in
):
    client, counts = signed_in(secretary), []
    for wanted in sizes:
        make_many(wanted, campaign, province.cell, answer={"open": "doubted", "answered": "confirmed"}.get(show, ""))
        planner.count_anew()  # rows of an open transaction no autovacuum counts, and the plan would be a guess
        client.get(f"{RESULTS}?show={show}")  # the first reading writes who has read
        counts.append(queries_of(client, f"{RESULTS}?show={show}"))
    response = client.get(f"{RESULTS}?show={show}")

    assert len(set(counts)) == 1
    assert counts[0] <= 15
    assert len(response.content) < 60_000


def make_many(wanted, campaign, cell, *, answer=""):
    """Bring the number of reported programs up to ``wanted``, each with two updates of a done commitment."""
    missing = range(wanted - ActionProgram.objects.count())
    start, now = Person.objects.count(), timezone.now()
    quarter = Period.objects.get(year=campaign.year, quarter=1)
    people = Person.objects.bulk_create(
        Person(login_name=f"bao.cao.{start + number}", full_name=f"Nguyễn Văn {start + number}") for number in missing
    )
    entries = CampaignEntry.objects.bulk_create(
        CampaignEntry(campaign=campaign, person=person, unit=cell, due_on=campaign.due_on) for person in people
    )
    programs = ActionProgram.objects.bulk_create(
        ActionProgram(entry=entry, status="approved", round=1, submitted_at=now, decided_at=now) for entry in entries
    )
    ReviewStep.objects.bulk_create(
        ReviewStep(program=program, round=1, order=1, kind="approval", body=cell, due_on=today())
        for program in programs
    )
    commitments = Commitment.objects.bulk_create(
        Commitment(program=program, order=1, title="Hướng dẫn 60 người nộp hồ sơ", target_value=60, unit="người",
                   due_on=today(), is_regular=True)
        for program in programs
    )  # fmt: skip
    for number in (1, 2):
        reports = ProgressReport.objects.bulk_create(
            ProgressReport(program=program, quarter=quarter, sent_by=program.entry.person, sent_at=now)
            for program in programs
        )
        sent = ProgressEntry.objects.bulk_create(
            ProgressEntry(commitment=commitment, report=report, state="done", percent=100, reached_value=60,
                          note="Đã mở 4 buổi tối, 60 người tự nộp được hồ sơ", answer=answer if number == 2 else "")
            for commitment, report in zip(commitments, reports, strict=True)
        )  # fmt: skip
    for commitment, entry in zip(commitments, sent, strict=True):
        commitment.latest = entry
    Commitment.objects.bulk_update(commitments, ["latest"], batch_size=500)
    if answer:
        officer = Person.objects.get(login_name="van.khai")
        ProgressAnswer.objects.bulk_create(
            ProgressAnswer(entry=entry, kind=answer, reason="Chưa rõ", by=officer) for entry in sent
        )
