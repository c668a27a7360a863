"""Whoever holds a paper asks whether its code is genuine; the answer says nothing about whom it is of."""

from io import BytesIO

import pytest
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from commitments import papers
from commitments.models import ActionProgram
from portal.printing.models import CODE_ALPHABET, IssuedPaper, new_code
from portal.printing.verifying import normal_code
from tests import factories
from tests.queries import queries_of

PAGE = "/verify/"
GENUINE = "Đúng là văn bản do cổng phát hành"  # "…, nay không còn lưu" once the file is gone
UNKNOWN = "Không có văn bản nào của cổng mang mã này"


@pytest.fixture(autouse=True)
def _nobody_has_tried():
    cache.clear()


@pytest.fixture
def paper(campaign, member, secretary):
    """The issued paper of the member's program."""
    program = factories.make_program(member, campaign=campaign, status=ActionProgram.Status.APPROVED)
    issued = papers.issued(program.versions.latest("pk"), by=secretary)
    IssuedPaper.objects.update(issued_at="2026-03-16T03:05:00Z")
    return issued


def content(field):
    with field.open() as file:
        return file.read()


def test_a_genuine_code_is_answered_with_kind_and_day_and_nothing_about_the_person(client, paper):
    page = client.get(PAGE, {"code": paper.code}).content.decode()

    assert GENUINE in page
    assert "Bản đăng ký cam kết, phát hành ngày 16/03/2026 lúc 10:05, từ đó không thay đổi." in page
    assert "Đặng Thị Bích Ngà" in paper.title  # there was something to leak
    assert [word for word in ("Bích Ngà", "Khải", "khu phố 1", "Hạc Thành") if word in page] == []


def test_the_address_of_the_qr_answers_by_itself(client, paper):
    assert GENUINE in client.get(reverse("printing:verify_code", args=[paper.code])).content.decode()


@pytest.mark.parametrize("typed", ["{0}", " {0} ", "{0} ".replace("-", " ")])
def test_case_blanks_and_dashes_do_not_matter(client, paper, typed):
    page = client.get(PAGE, {"code": typed.format(paper.code).lower().replace("-", " ")}).content.decode()

    assert GENUINE in page


def test_a_code_that_no_paper_bears_is_told_with_what_to_do(client, paper):
    page = client.get(PAGE, {"code": "2222-2222-2222"}).content.decode()

    assert UNKNOWN in page
    assert GENUINE not in page


@pytest.mark.parametrize("typed", ["", "7KQ2", "7KQ2-M9TD-XW4O", "7KQ2-M9TD-XW4BB", "<b>ABCDEFGHJ</b>", "ạ" * 12])
def test_what_cannot_be_a_code_is_refused_in_words(client, db, typed):
    page = client.get(PAGE, {"code": typed}).content.decode()

    assert "Chưa kiểm tra được" in page
    assert UNKNOWN not in page


def test_the_bare_page_asks_for_a_code(client, db):
    page = client.get(PAGE).content.decode()

    assert 'name="code"' in page
    assert "Chưa kiểm tra được" not in page


@pytest.mark.parametrize("kind", ["pdf", "docx"])
def test_the_file_that_was_issued_is_recognised(client, paper, kind):
    upload = SimpleUploadedFile(f"nhan-duoc.{kind}", content(getattr(paper, kind)))

    page = client.post(reverse("printing:verify_code", args=[paper.code]), {"file": upload}).content.decode()

    assert "Tệp này đúng là tệp đã phát hành" in page


def test_a_file_that_was_changed_in_one_byte_is_not(client, paper):
    upload = SimpleUploadedFile("nhan-duoc.pdf", content(paper.pdf) + b"\n")

    page = client.post(reverse("printing:verify_code", args=[paper.code]), {"file": upload}).content.decode()

    assert "Tệp này không phải tệp đã phát hành" in page.partition("Đúng là văn bản do cổng phát hành")[0]


@pytest.mark.parametrize("upload", [None, b""])
def test_comparing_no_file_or_an_empty_one_is_told(client, paper, upload):
    data = {} if upload is None else {"file": SimpleUploadedFile("a.pdf", upload)}

    response = client.post(reverse("printing:verify_code", args=[paper.code]), data)

    assert response.status_code == 422
    assert "Chọn tệp" in response.content.decode() or "Tệp trống" in response.content.decode()


def test_a_file_beside_an_unknown_code_is_not_looked_at(client, paper):
    upload = SimpleUploadedFile("nhan-duoc.pdf", content(paper.pdf))

    page = client.post(reverse("printing:verify_code", args=["2222-2222-2222"]), {"file": upload}).content.decode()

    assert UNKNOWN in page
    assert "đúng là tệp" not in page


def damage(paper):
    path = paper.pdf.path
    paper.pdf.storage.delete(paper.pdf.name)
    assert paper.pdf.storage.save(paper.pdf.name, ContentFile(b"%PDF-something else")) == paper.pdf.name
    return path


@pytest.mark.parametrize("harm", [damage, lambda paper: paper.pdf.storage.delete(paper.pdf.name)])
def test_a_stored_file_that_was_changed_or_lost_is_not_called_unchanged(client, paper, harm):
    harm(paper)

    page = client.get(PAGE, {"code": paper.code}).content.decode()

    assert "Mã đúng, nhưng bản lưu đã bị thay đổi" in page
    assert GENUINE not in page


def test_a_paper_whose_time_of_keeping_is_over_is_still_genuine_and_its_file_recognised(client, paper):
    upload = SimpleUploadedFile("nhan-duoc.pdf", content(paper.pdf))
    IssuedPaper.objects.all().forget()

    page = client.post(reverse("printing:verify_code", args=[paper.code]), {"file": upload}).content.decode()

    assert "Đúng là văn bản do cổng phát hành, nay không còn lưu" in page
    assert "Tệp này đúng là tệp đã phát hành" in page


def test_codes_that_are_guessed_are_stopped_after_twenty_a_minute(client, paper):
    statuses = [client.get(PAGE, {"code": new_code()}).status_code for _try in range(21)]

    genuine = client.get(PAGE, {"code": paper.code})

    assert statuses == [200] * 20 + [429]
    assert genuine.status_code == 429
    assert GENUINE not in genuine.content.decode()
    assert client.get(PAGE).status_code == 200  # the form itself stays open


def test_another_place_may_still_ask(client, paper):
    for _try in range(21):
        client.get(PAGE, {"code": new_code()})

    assert client.get(PAGE, {"code": paper.code}, REMOTE_ADDR="10.0.0.9").status_code == 200


def test_the_answer_is_never_kept(client, paper):
    assert "no-store" in client.get(PAGE, {"code": paper.code}).headers["Cache-Control"]


def test_one_who_has_no_standing_may_ask_too(signed_in, paper):
    stranger = factories.make_person("Người Đã Chuyển Đi")

    assert GENUINE in signed_in(stranger).get(PAGE, {"code": paper.code}).content.decode()


def test_a_paper_bears_the_address_that_checks_it(settings, paper):
    settings.ADDRESS = "https://cong.example.vn"
    version = ActionProgram.objects.get().versions.latest("pk")
    IssuedPaper.objects.all().delete()

    issued = papers.issued(version, by=None)

    printed = PdfReader(BytesIO(content(issued.pdf))).pages[0].extract_text().replace("\n", "")
    assert f"https://cong.example.vn/verify/{issued.code}/" in printed
    assert issued.content_sha256 == paper.content_sha256  # the address is no part of what was said


def test_asking_takes_a_fixed_number_of_queries(client, paper):
    client.get(PAGE, {"code": paper.code})  # the first try also makes the row of the limit

    assert queries_of(client, f"{PAGE}?code={paper.code}") <= 15


@given(st.text(max_size=40))
def test_whatever_is_typed_is_a_code_or_none(typed):
    code = normal_code(typed)

    assert code == "" or (len(code) == 14 and set(code) <= {*CODE_ALPHABET, "-"})


@given(st.integers(0, 13), st.sampled_from(" -\t"))
def test_a_code_is_found_however_it_is_broken_up(place, blank):
    code = new_code()

    assert normal_code(code[:place] + blank + code[place:].lower()) == code
