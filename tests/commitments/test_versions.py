"""The versions of a program: each read as it was approved, two compared commitment by commitment, word by word."""

import pytest
from django.urls import reverse

from commitments import amending
from commitments.models import ReviewStep
from portal.audit.models import AuditEvent
from portal.printing.models import IssuedPaper
from tests import factories
from tests.queries import queries_of


@pytest.fixture
def program(member, secretary, campaign, clause):
    """A program of two versions: the first commitment changed, the second dropped, one added."""
    program = factories.make_program(member, campaign=campaign, commitments=3, status="approved", clauses=[clause])
    amendment = factories.make_amendment(program, changes=1)
    factories.drop_change(amendment, program.commitments.in_order()[1])
    factories.add_change(amendment)
    amendment.submit(by=member)
    amendment.current_step.decide(ReviewStep.Decision.APPROVED, by=secretary)
    return program


def version_url(program, number):
    return reverse("commitments:version", args=[program.pk, number])


def compared(client, program, query=""):
    return client.get(reverse("commitments:compare_versions", args=[program.pk]) + query)


def test_the_first_version_reads_as_it_was_approved(program, member, signed_in):
    page = signed_in(member).get(version_url(program, 1))

    assert [row["said"]["target_value"] for row in page.context["rows"]] == ["60", "60", "60"]
    assert "Nay đã có bản mới hơn đang có hiệu lực." in page.content.decode()


def test_the_second_version_says_which_amendment_made_it(program, member, signed_in):
    page = signed_in(member).get(version_url(program, 2)).content.decode()

    assert f'<a href="{program.amendments.get().get_absolute_url()}">Chỉ tiêu không thể đạt</a>' in page


@pytest.mark.parametrize("number", [0, 3, 99])
def test_a_version_that_is_not_there_is_not_found(number, program, member, signed_in):
    assert signed_in(member).get(version_url(program, number)).status_code == 404


def test_two_versions_are_compared_by_the_rows_of_the_commitments(program, member, signed_in):
    found = compared(signed_in(member), program).context["found"]

    assert [line.state for line in found.lines] == ["changed", "same", "added", "dropped"]
    fields = [(change.label, [piece.text for piece in change.pieces]) for change in found.lines[0].changes]
    assert fields == [
        (
            "Nhiệm vụ",
            ["Hướng dẫn ", "60", "40", " người từ 55 tuổi trở lên tự nộp hồ sơ trên Cổng Dịch vụ công"],
        ),
        ("Sản phẩm", ["Danh sách ", "60", "40", " người có chữ ký xác nhận"]),
        ("Chỉ tiêu", ["60", "40", " người"]),
    ]


def test_compared_the_other_way_round_what_came_goes(program, member, signed_in):
    found = compared(signed_in(member), program, "?from=2&to=1").context["found"]

    assert [line.state for line in found.lines] == ["changed", "added", "same", "dropped"]


def test_a_version_does_not_differ_from_itself(program, member, signed_in):
    page = compared(signed_in(member), program, "?from=1&to=1")

    assert page.context["found"].changed == []
    assert "Không có gì khác nhau." in page.content.decode()


@pytest.mark.parametrize("query", ["?from=7", "?to=x", "?from=&to=2", "?from=99999999999999999999"])
def test_what_cannot_be_compared_is_not_found(query, program, member, signed_in):
    assert compared(signed_in(member), program, query).status_code == 404


def test_reading_somebody_elses_version_is_recorded(program, secretary, member, signed_in):
    signed_in(member).get(version_url(program, 1))
    before = AuditEvent.objects.filter(action="commitments.opened").count()

    signed_in(secretary).get(version_url(program, 1))
    compared(signed_in(secretary), program)

    assert (before, AuditEvent.objects.filter(action="commitments.opened").count()) == (0, 2)


def test_who_may_not_read_the_program_reads_no_version(program, outsider, colleague, signed_in):
    for person in (outsider, colleague):
        assert signed_in(person).get(version_url(program, 1)).status_code == 404
        assert compared(signed_in(person), program).status_code == 404


def test_the_program_page_leads_to_its_versions(program, member, signed_in):
    page = signed_in(member).get(program.get_absolute_url()).content.decode()

    assert f'href="{version_url(program, 1)}"' in page
    assert f'href="{reverse("commitments:compare_versions", args=[program.pk])}"' in page


def test_the_paper_is_the_newest_version(program, member, signed_in):
    response = signed_in(member).get(reverse("commitments:paper_pdf", args=[program.pk]))

    newest = program.versions.last()
    assert (response.status_code, newest.number) == (200, 2)
    assert [paper.subject_id for paper in IssuedPaper.objects.all()] == [str(newest.pk)]


def test_comparing_asks_the_same_of_the_database_for_1_3_and_30_commitments(member, secretary, campaign, signed_in):
    counts = []
    for commitments in (1, 3, 30):
        owner = factories.make_entry(campaign, factories.make_person(cell=member.cell))
        program = factories.make_program(owner, commitments=commitments, status="approved")
        amendment = factories.make_amendment(program, changes=commitments)
        factories.bring_amendment_to(amendment, "approved", by=owner.person)
        client = signed_in(owner.person)
        counts.append(queries_of(client, reverse("commitments:compare_versions", args=[program.pk])))

    assert len(set(counts)) == 1
    assert counts[0] <= 15


def test_a_changed_clause_is_a_difference_too(member, secretary, campaign, resolution, clause, signed_in):
    program = factories.make_program(member, campaign=campaign, status="approved", clauses=[clause])
    amendment = factories.make_amendment(program, changes=0)
    change = amending.change(amendment, program.commitments.get())
    change.clauses.set([factories.make_clause(resolution, number="2", text="Mục khác")])
    factories.bring_amendment_to(amendment, "approved", by=member)

    found = compared(signed_in(member), program).context["found"]

    assert [change.label for change in found.lines[0].changes] == ["Thực hiện mục"]


@pytest.mark.parametrize(("reader", "is_mine"), [("member", True), ("secretary", False)])
def test_the_way_back_is_that_of_the_program_page(reader, is_mine, member, secretary, campaign, signed_in):
    program = factories.make_program(member, campaign=campaign, status="approved")
    client = signed_in({"member": member, "secretary": secretary}[reader])
    urls = [
        reverse("commitments:version", args=[program.pk, 1]),
        reverse("commitments:compare_versions", args=[program.pk]),
    ]

    pages = [client.get(url).content.decode() for url in urls]

    ways = [page.partition('class="breadcrumb')[2].partition("</nav>")[0] for page in pages]
    assert [f'href="{reverse("commitments:programs")}"' in way for way in ways] == [is_mine] * 2
