"""What is found at a submission: whose words, how much of them, and what is no copy."""

import io

import pytest
from django.core.management import call_command

from commitments import drafting
from commitments.errors import ReasonMissing
from commitments.models import ActionProgram, CommitmentTemplate, CopyFinding, Phrase, Shingle
from commitments.models.copies import index
from commitments.quality import copies
from commitments.quality.spans import Text
from portal.audit.models import AuditEvent
from portal.directory.roles import Role
from tests import factories

LAND = "Tổ chức đo ranh từng thửa ruộng cùng chủ hộ, vẽ sơ đồ treo ở nhà văn hóa, sửa ngay chỗ bà con chỉ ra còn lệch"
MARKET = "Sửa lối đi riêng cho xe thồ trong chợ sáng, kẻ vạch sơn, đứng nhắc người bán cả tuần đầu tới khi quen nếp"
SCHOOL = "Mở tủ sách thiếu nhi sau giờ tan trường, xin truyện cũ của phụ huynh, cho các em tự ghi mượn và tự trả"
RIVER = "Thu gom bèo đoạn kênh qua xóm dưới vào cuối tháng, mượn thuyền nan của nhà ông lái đò, chở bèo ủ gốc cây"
CLINIC = "Thăm từng nhà người già neo đơn đo huyết áp, chép sổ theo dõi, báo trạm y tế khi chỉ số tăng đột ngột"
OWN = [LAND, MARKET, SCHOOL, RIVER, CLINIC]


@pytest.fixture
def others(province, secretary):
    """Return a function that makes a member of the first cell, or of another."""

    def make(name, *, cell=None):
        return factories.make_person(name, cell=cell or province.cell)

    return make


def write(owner, campaign, titles, *, sections=(), **fields):
    """Write a draft whose tasks are ``titles``, with products of one word and sections of its own."""
    program = factories.make_program(owner, campaign=campaign, commitments=0)
    program.texts.all().update(body="")
    for text, body in zip(program.texts.all(), sections, strict=False):
        text.body = body
        text.save()
    for title in titles:
        factories.make_commitment(program, title=title, deliverable="Sổ", **fields)
    return loaded(program)


def loaded(program):
    return ActionProgram.objects.with_owner().get(pk=program.pk)


def hand_in(program):
    """Hand in as the page does, although the sections of these programs are empty."""
    program.texts.filter(body="").update(body="Có")
    drafting.hand_in(loaded(program), by=program.owner)
    return loaded(program)


def found(program):
    """Return (task or "whole", kind, relation, percent) of each finding."""
    rows = copies.find(loaded(program))
    return [(f.commitment.title if f.commitment else "whole", f.kind, f.relation, f.share_percent) for f in rows]


# ── kinds of copies ──


def test_a_colleagues_task_is_found_with_its_arithmetic(member, colleague, secretary, campaign):
    theirs = hand_in(write(colleague, campaign, [LAND]))

    program = write(member, campaign, [RIVER, LAND])
    [finding] = copies.find(program)

    assert (finding.kind, finding.relation, finding.other_program) == ("copy", "colleague", theirs)
    assert (finding.matched, finding.total, finding.share_percent) == (28, 28, 100)
    assert (finding.text, finding.other_text) == (f"{LAND}\nSổ", f"{LAND}\nSổ")


def test_one_word_in_five_changed_is_found(member, colleague, secretary, campaign):
    hand_in(write(colleague, campaign, [LAND]))
    changed = " ".join("khác" if place % 5 == 4 else word for place, word in enumerate(LAND.split()))

    assert found(write(member, campaign, [changed])) == [
        ("whole", "copy", "colleague", 82),
        (changed, "copy", "colleague", 82),
    ]


def test_items_in_another_order_are_found_with_the_whole(member, colleague, secretary, campaign):
    hand_in(write(colleague, campaign, OWN))

    rows = found(write(member, campaign, reversed(OWN)))

    assert rows == [("whole", "copy", "colleague", 100)] + [
        (title, "copy", "colleague", 100) for title in reversed(OWN)
    ]


def test_two_of_five_items_are_found_each_but_not_the_whole(member, colleague, secretary, campaign):
    hand_in(write(colleague, campaign, OWN[:2]))

    assert found(write(member, campaign, OWN)) == [(LAND, "copy", "colleague", 100), (MARKET, "copy", "colleague", 100)]


def test_sections_alone_are_found_as_the_whole(member, colleague, secretary, province, resolution):
    campaign = factories.make_campaign(province.ward, resolutions=[resolution], form="BCK")
    hand_in(write(colleague, campaign, [], sections=OWN))

    assert found(write(member, campaign, [], sections=OWN)) == [("whole", "copy", "colleague", 100)]


def test_another_number_or_tone_placement_is_still_a_copy(member, colleague, secretary, campaign):
    hand_in(write(colleague, campaign, [f"{LAND}, đủ 60 thửa, hoà giải tại chỗ"]))

    assert found(write(member, campaign, [RIVER, f"{LAND}, đủ 70 thửa, hòa giải tại chỗ"]))[-1][1:] == (
        "copy", "colleague", 100,
    )  # fmt: skip


def test_a_copy_from_elsewhere_in_the_campaign_is_found(member, outsider, secretary, campaign, province):
    factories.appoint(
        factories.make_person("Bùi Văn Tám", cell=province.other_cell), Role.CELL_SECRETARY, province.other_cell
    )
    hand_in(write(outsider, campaign, [LAND]))

    assert found(write(member, campaign, [RIVER, LAND])) == [(LAND, "copy", "campaign", 100)]


def test_a_copy_of_the_superior_names_the_post(member, secretary, deputy, campaign):
    hand_in(write(secretary, campaign, [LAND]))

    [finding] = copies.find(write(member, campaign, [RIVER, LAND]))

    assert (finding.relation, finding.other_post) == ("superior", "Bí thư Chi bộ khu phố 1")


def test_the_direct_supervisor_counts_as_superior(member, outsider, secretary, campaign, province):
    factories.appoint(
        factories.make_person("Bùi Văn Tám", cell=province.other_cell), Role.CELL_SECRETARY, province.other_cell
    )
    factories.appoint(outsider, Role.COMMITTEE_MEMBER, province.ward)
    factories.appoint(member, Role.CLERK, province.ward, reports_to=outsider)
    hand_in(write(outsider, campaign, [LAND]))

    [finding] = copies.find(write(member, campaign, [RIVER, LAND]))

    assert (finding.relation, finding.other_post) == ("superior", "Ủy viên Ban Chấp hành Đảng bộ phường Hạc Thành")


def test_a_collectives_superior_is_the_collective_above(province, ward_secretary, resolution):
    factories.appoint(factories.make_person("Lê Thị Minh"), Role.SECRETARY, province.top)
    campaign = factories.make_campaign(province.top, resolutions=[resolution], form="HTLT-TT", audience="collectives")
    above = factories.make_entry(campaign, factories.make_collective(province.top, "Ban Thường vụ Tỉnh ủy"))
    own = factories.make_entry(campaign, factories.make_collective(province.ward))
    program = factories.make_program(above, commitments=0)
    factories.make_commitment(program, title=LAND)
    index(program)
    ActionProgram.objects.filter(pk=program.pk).update(status="submitted", submitted_at="2026-01-01T00:00Z")
    mine = factories.make_program(own, commitments=0)
    factories.make_commitment(mine, title=LAND)
    factories.make_commitment(mine, title=RIVER)

    assert ("superior", "Tỉnh ủy Thanh Hóa") in [(f.relation, f.other_post) for f in copies.find(loaded(mine))]


# ── last year ──


@pytest.fixture
def last_year(member, secretary, province, resolution, campaign):
    """The member's approved program of the year before, with two tasks."""
    earlier = factories.make_campaign(
        province.ward, resolutions=[resolution], period=factories.make_period(campaign.year - 1)
    )
    program = write(member, earlier, [LAND, MARKET])
    return factories.bring_to(program, "approved", by=member)


def test_ones_own_task_of_last_year_is_found(last_year, member, campaign):
    assert found(write(member, campaign, [RIVER, LAND])) == [(LAND, "copy", "last_year", 100)]


def test_what_was_carried_over_is_shown_as_such(last_year, member, campaign):
    program = write(member, campaign, [RIVER])
    carried = factories.make_commitment(
        program, title=LAND, deliverable="Sổ", origin="carried", carried_from=last_year.commitments.first()
    )

    assert found(program) == [(LAND, "carried", "last_year", 100)]
    assert copies.warnings_of(copies.find(loaded(program))) == []
    assert carried.origin == "carried"


# ── what is no copy ──


@pytest.mark.parametrize("status", ["draft", "returned", "closed"])
def test_what_is_not_handed_in_is_compared_with_nobodys(member, colleague, secretary, campaign, status):
    factories.bring_to(write(colleague, campaign, [LAND]), status, by=colleague)

    assert found(write(member, campaign, [LAND])) == []


def test_what_was_taken_back_is_no_longer_compared_with(member, colleague, secretary, campaign):
    theirs = hand_in(write(colleague, campaign, [LAND]))
    assert Shingle.objects.filter(program=theirs).exists()

    theirs.recall(by=colleague)

    assert found(write(member, campaign, [LAND])) == []
    assert not Shingle.objects.exists()


def test_an_approved_program_is_still_compared_with(member, colleague, secretary, campaign):
    factories.bring_to(write(colleague, campaign, [LAND]), "approved", by=colleague)

    assert found(write(member, campaign, [RIVER, LAND])) == [(LAND, "copy", "colleague", 100)]


def test_a_dropped_commitment_is_left_out(member, colleague, secretary, campaign):
    theirs = factories.bring_to(write(colleague, campaign, [LAND, RIVER]), "approved", by=colleague)
    theirs.commitments.filter(title=LAND).update(dropped_on="2026-06-01")
    index(theirs)

    assert found(write(member, campaign, [LAND, MARKET])) == []


def test_the_clause_and_the_title_of_a_document_do_not_count(member, colleague, secretary, campaign, resolution):
    clause = factories.make_clause(resolution, number="9", text=LAND)
    hand_in(write(colleague, campaign, [f"{LAND}; {MARKET}"], clauses=[clause]))
    abstract = f"{resolution.abstract}. {RIVER}"

    rows = found(write(member, campaign, [f"{LAND}; {CLINIC}", abstract], clauses=[clause]))

    assert rows == []


def test_listed_formulas_do_not_count(member, colleague, secretary, campaign):
    Phrase.objects.create(kind="stock", text=LAND)
    hand_in(write(colleague, campaign, [f"{LAND} và {MARKET}"]))

    assert found(write(member, campaign, [f"{LAND} và {RIVER}"])) == []


def test_a_very_short_task_does_not_warn(member, colleague, secretary, campaign):
    hand_in(write(colleague, campaign, ["Trực nhà văn hóa tối"]))

    assert found(write(member, campaign, ["Trực nhà văn hóa tối"])) == []


def test_a_template_is_shown_as_such_until_it_is_ones_own(member, colleague, secretary, campaign):
    CommitmentTemplate.objects.create(campaign=campaign, title=LAND, deliverable="Sổ")
    hand_in(write(colleague, campaign, [LAND], origin="template"))

    assert found(write(member, campaign, [LAND], origin="template")) == [(LAND, "template", "", 100)]


def test_a_template_made_ones_own_with_a_colleagues_words_is_a_copy(member, colleague, secretary, campaign):
    CommitmentTemplate.objects.create(campaign=campaign, title=LAND, deliverable="Sổ")
    hand_in(write(colleague, campaign, [f"{LAND}. {MARKET}"], origin="template"))

    assert found(write(member, campaign, [f"{LAND}. {MARKET}"], origin="template"))[-1][1:3] == ("copy", "colleague")


def test_a_task_in_common_names_the_other_on_both_sides(member, colleague, secretary, campaign):
    hand_in(write(colleague, campaign, [LAND], co_owners="Đặng Thị Bích Ngà"))
    both = write(member, campaign, [LAND, RIVER], co_owners="đ/c LÊ QUANG DŨNG, tổ trưởng")

    assert found(both) == [(LAND, "joint", "colleague", 100)]
    both.commitments.update(co_owners="")
    assert found(both) == [(LAND, "copy", "colleague", 100)]


# ── what is kept ──


def test_findings_are_kept_and_counted_at_submission(member, colleague, secretary, campaign):
    theirs = hand_in(write(colleague, campaign, [LAND]))

    program = hand_in(write(member, campaign, [RIVER, LAND]))

    [finding] = program.copy_findings.all()
    assert (finding.commitment.title, finding.other_program, finding.share_percent) == (LAND, theirs, 100)
    assert program.warning_count == 1
    assert finding.text[slice(*finding.marks[0])] == f"{LAND}\nSổ"


def test_a_copied_whole_counts_as_one_warning(member, colleague, secretary, campaign):
    hand_in(write(colleague, campaign, OWN))

    program = hand_in(write(member, campaign, OWN))

    assert (program.copy_findings.count(), program.warning_count) == (6, 1)


def test_a_second_submission_finds_anew_and_keeps_what_a_reviewer_accepted(member, colleague, secretary, campaign):
    hand_in(write(colleague, campaign, [LAND, MARKET]))
    program = hand_in(write(member, campaign, [LAND, MARKET, RIVER, SCHOOL, CLINIC]))
    first, second = program.copy_findings.order_by("pk")
    first.accept(by=secretary, reason="Hai đồng chí đo chung một cánh đồng")
    second.accept(by=secretary, reason="Chợ dùng chung")
    program.current_step.decide("returned", by=secretary, reason="Sửa cam kết 2")
    program.commitments.filter(title=MARKET).update(title=f"{MARKET}, rồi bàn giao cho ban quản lý chợ")

    program = hand_in(loaded(program))

    first, second = program.copy_findings.order_by("pk")
    assert (first.accepted_reason, first.accepted_by) == ("Hai đồng chí đo chung một cánh đồng", secretary)
    assert (second.accepted_reason, second.warns) == ("", True)
    assert program.warning_count == 1


def test_indexing_twice_leaves_the_same_rows(member, secretary, campaign):
    program = hand_in(write(member, campaign, OWN))
    rows = list(Shingle.objects.order_by("commitment_pk", "hash").values_list("commitment_pk", "hash"))

    index(program)

    assert list(Shingle.objects.order_by("commitment_pk", "hash").values_list("commitment_pk", "hash")) == rows


@pytest.mark.parametrize("count", [1, 3, 30])
def test_finding_costs_a_fixed_number_of_queries(
    member, colleague, secretary, campaign, django_assert_num_queries, count
):
    texts = [f"{LAND} {number}" for number in range(count)]
    hand_in(write(colleague, campaign, texts))
    program = write(member, campaign, texts)

    with django_assert_num_queries(7):
        rows = copies.find(program)

    assert len(rows) == count + 1


def test_a_text_that_a_whole_campaign_copied_is_still_found(member, secretary, campaign, province):
    crowd = [factories.make_person(f"Lê Văn {number}", cell=province.other_cell) for number in range(3)]
    factories.appoint(crowd[0], Role.CELL_SECRETARY, province.other_cell)
    for person in crowd[1:]:
        hand_in(write(person, campaign, [LAND]))
    rows = list(Shingle.objects.filter(program__entry__person=crowd[1]))
    for number in range(70):  # the same words from very many
        Shingle.objects.bulk_create(
            Shingle(campaign=campaign, hash=row.hash, program=row.program, commitment_pk=10_000 + number)
            for row in rows
        )

    assert found(write(member, campaign, [RIVER, LAND])) == [(LAND, "copy", "campaign", 100)]


def test_a_finding_is_a_finding_model_row_without_doubles(member, colleague, secretary, campaign):
    hand_in(write(colleague, campaign, [LAND]))
    program = hand_in(write(member, campaign, [RIVER, LAND]))

    CopyFinding.keep(program, copies.find(program))

    assert program.copy_findings.count() == 1


def test_the_command_writes_the_table_anew(member, colleague, secretary, campaign):
    for person in (member, colleague):
        hand_in(write(person, campaign, OWN))
    rows = list(Shingle.objects.order_by("program", "commitment_pk", "hash").values_list("program", "hash"))
    draft = write(secretary, campaign, [LAND])
    Shingle.objects.filter(program__entry__person=member).delete()
    Shingle.objects.create(campaign=campaign, hash=1, program=draft)
    told = io.StringIO()

    call_command("index_copies", stdout=told)

    assert told.getvalue() == "2 programs indexed.\n"
    assert list(Shingle.objects.order_by("program", "commitment_pk", "hash").values_list("program", "hash")) == rows


def test_the_listed_formulas_are_ones_that_a_span_could_hold(db):
    listed = [Text.of(text) for text in Phrase.objects.filter(kind="stock").values_list("text", flat=True)]

    assert len(listed) > 40
    assert [text.shown for text in listed if len(text) < 3] == []


@pytest.mark.parametrize("reason", ["", "  "])
def test_nothing_is_accepted_without_a_reason(member, colleague, secretary, campaign, reason):
    hand_in(write(colleague, campaign, [LAND]))
    finding = hand_in(write(member, campaign, [RIVER, LAND])).copy_findings.get()

    with pytest.raises(ReasonMissing):
        finding.accept(by=secretary, reason=reason)

    assert not AuditEvent.objects.filter(action="commitments.copy_accepted").exists()
