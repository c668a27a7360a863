"""The signed print of a paper that was entered for a member: who keeps it, and that nobody confirms by it what they
entered themselves."""

import threading
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse
from django.utils import translation
from pypdf import PdfReader

from commitments import policies
from commitments.errors import InvalidTransition, NotYours
from commitments.models import ActionProgram, Entered, Helping, ReviewStep
from portal.audit.models import AuditEvent
from portal.directory.models import Person
from portal.lib.documents import UnfitFile
from tests import factories
from tests.portal.lib.files_handed_in import office

APPROVED = ReviewStep.Decision.APPROVED
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
OTHER_PDF = PDF + b"%%EOF\n"


@pytest.fixture(autouse=True)
def _in_english(client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    client.cookies["django_language"] = "en"
    with translation.override("en"):
        yield


@pytest.fixture
def entered(member, secretary, campaign):
    """What the secretary of the cell has handed in for the member."""
    Helping.begin(member, by=secretary, reason="Không có điện thoại")
    factories.make_program(member, campaign=campaign, status="submitted", by=secretary)
    return Entered.objects.get()


def scan(content=PDF, name="bản ký.pdf"):
    return SimpleUploadedFile(name, content)


def now(person):
    return Person.objects.get(pk=person.pk)


def stored_files(folder):
    return sorted(path for path in folder.rglob("*") if path.is_file())


def events_of(person):
    return set(person.notifications.unread().values_list("event", flat=True))


# ── kept by who entered it ──


def test_a_print_kept_by_who_entered_it_confirms_nothing_and_they_still_do_not_decide(entered, member, secretary):
    entered.keep_print(scan(), by=secretary)

    entered.refresh_from_db()
    program = entered.program
    assert (entered.is_confirmed, entered.scan_name, entered.scan_by) == (False, "bản ký.pdf", secretary)
    assert (entered.scan.read(), "bản" in entered.scan.name) == (PDF, False)
    assert policies.can_decide(now(secretary), program).reason.startswith("You have entered this for Đặng Thị Bích")
    with pytest.raises(NotYours, match="another officer has by the signed print"):
        program.current_step.decide(APPROVED, by=now(secretary))
    assert not ActionProgram.objects.awaiting_decision_of(now(secretary)).exists()


def test_another_officer_confirms_by_it_and_then_who_entered_it_decides(entered, secretary, deputy):
    entered.keep_print(scan(), by=secretary)

    entered.confirm_print(by=deputy, seen=entered.scan_sha256)
    entered.program.current_step.decide(APPROVED, by=now(secretary))

    entered.refresh_from_db()
    assert (entered.how, entered.confirmed_by, entered.scan_by) == ("print", deputy, secretary)
    assert ActionProgram.objects.get().status == "approved"
    assert list(
        AuditEvent.objects.filter(action="commitments.entered_confirmed").values_list("actor_id", flat=True)
    ) == [str(deputy.public_id)]


def test_who_entered_it_and_the_member_do_not_confirm_by_the_print(entered, member, secretary):
    entered.keep_print(scan(), by=secretary)

    for person in (secretary, member):
        with pytest.raises(NotYours, match="Another officer than the one who entered it"):
            entered.confirm_print(by=person, seen=entered.scan_sha256)

    assert not Entered.objects.get().is_confirmed


def test_the_member_confirms_in_the_portal_although_a_print_was_kept(entered, member, secretary):
    entered.keep_print(scan(), by=secretary)

    entered.confirm(by=member)

    entered.refresh_from_db()
    assert (entered.how, entered.confirmed_by) == ("signed_in", member)
    assert policies.can_decide(now(secretary), entered.program)


# ── kept by another officer ──


@pytest.mark.parametrize("who", ["deputy", "personnel_officer"])
def test_a_print_that_another_officer_keeps_confirms_at_once(who, entered, secretary, request):
    other = request.getfixturevalue(who)

    entered.keep_print(scan(), by=other)

    entered.refresh_from_db()
    assert (entered.how, entered.scan_by, entered.confirmed_by) == ("print", other, other)
    assert policies.can_decide(now(secretary), entered.program)
    assert "commitments.entered_confirmed" in events_of(secretary)


# ── who is told ──


def test_the_member_is_told_without_a_word_of_the_paper_and_the_other_officers_are_asked(
    entered, member, secretary, deputy
):
    entered.keep_print(scan(), by=secretary)

    told = member.notifications.get(event="commitments.print_kept")
    assert told.text == (
        "Có bản in có chữ ký của văn bản nhập giúp đồng chí vừa được lưu. Mời đồng chí xem có đúng là của mình không."
    )
    assert told.url == entered.get_absolute_url()
    assert "commitments.print_to_confirm" in events_of(deputy)
    assert "commitments.print_to_confirm" not in events_of(secretary)


def test_in_a_cell_with_one_officer_the_office_above_is_asked(entered, secretary, personnel_officer, clerk):
    entered.keep_print(scan(), by=secretary)

    assert events_of(personnel_officer) == {"commitments.print_to_confirm"}
    assert events_of(clerk) == set()


def test_the_member_still_has_it_to_read_after_another_officer_kept_and_confirmed_it(entered, member, deputy):
    entered.keep_print(scan(), by=deputy)

    assert events_of(member) == {"commitments.helping_begun", "commitments.print_kept"}


def test_once_it_is_confirmed_nobody_is_asked_any_more(entered, member, secretary, deputy):
    entered.keep_print(scan(), by=secretary)

    entered.confirm(by=member)

    assert "commitments.print_to_confirm" not in events_of(deputy)


# ── files ──


def test_what_is_no_scan_is_refused_and_nothing_is_kept(entered, secretary, tmp_path):
    for content, name in ((b"<html></html>", "bản ký.pdf"), (office(), "bản ký.docx")):
        with pytest.raises(UnfitFile):
            entered.keep_print(scan(content, name), by=secretary)

    assert not Entered.objects.get().scan
    assert stored_files(tmp_path) == []


def test_a_print_of_what_is_confirmed_or_taken_back_leaves_no_file(entered, member, secretary, tmp_path):
    stale = Entered.objects.get()
    entered.confirm(by=member)
    with pytest.raises(InvalidTransition, match="confirmed already"):
        stale.keep_print(scan(), by=secretary)
    entered.program.recall(by=member)

    with pytest.raises(InvalidTransition, match="taken back"):
        stale.keep_print(scan(), by=secretary)

    assert stored_files(tmp_path) == []


def test_what_breaks_after_the_file_was_stored_leaves_no_file(entered, secretary, tmp_path, monkeypatch):
    def broken(*_args, **_kwargs):
        raise RuntimeError("no more room in the trail")

    monkeypatch.setattr("commitments.models.entered.trail.record", broken)

    with pytest.raises(RuntimeError):
        entered.keep_print(scan(), by=secretary)

    assert stored_files(tmp_path) == []
    assert not Entered.objects.get().scan


def test_another_print_takes_the_place_of_the_first(entered, secretary, tmp_path, django_capture_on_commit_callbacks):
    entered.keep_print(scan(), by=secretary)

    with django_capture_on_commit_callbacks(execute=True):
        entered.keep_print(scan(OTHER_PDF), by=secretary)

    (file,) = stored_files(tmp_path)
    assert file.read_bytes() == OTHER_PDF


def test_the_print_goes_with_the_paper_that_is_taken_back(
    entered, secretary, deputy, tmp_path, django_capture_on_commit_callbacks
):
    entered.keep_print(scan(), by=deputy)

    with django_capture_on_commit_callbacks(execute=True):
        entered.program.recall(by=secretary)

    assert stored_files(tmp_path) == []


def test_a_print_that_was_changed_meanwhile_is_looked_at_again(entered, secretary, deputy):
    entered.keep_print(scan(), by=secretary)
    seen = entered.scan_sha256
    entered.keep_print(scan(OTHER_PDF), by=secretary)

    with pytest.raises(InvalidTransition, match="Another signed print has been kept meanwhile"):
        entered.confirm_print(by=deputy, seen=seen)

    assert not Entered.objects.get().is_confirmed


def test_without_a_print_nobody_confirms_by_it(entered, deputy):
    with pytest.raises(InvalidTransition):
        entered.confirm_print(by=deputy, seen="")


@pytest.mark.django_db(transaction=True)
def test_two_officers_who_confirm_at_once_confirm_it_once(entered, secretary, deputy, personnel_officer):
    entered.keep_print(scan(), by=secretary)
    outcomes = []

    def confirm(person):
        try:
            Entered.objects.get().confirm_print(by=person, seen=entered.scan_sha256)
            outcomes.append("confirmed")
        except InvalidTransition:
            outcomes.append("refused")
        finally:
            connection.close()

    both = [threading.Thread(target=confirm, args=(person,)) for person in (deputy, personnel_officer)]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join()

    assert sorted(outcomes) == ["confirmed", "refused"]
    assert AuditEvent.objects.filter(action="commitments.entered_confirmed").count() == 1


# ── the pages ──


def test_the_scan_is_uploaded_and_given_as_an_attachment_on_record(entered, secretary, member, outsider, signed_in):
    refused = signed_in(secretary).post(entered.get_absolute_url(), {"scan": scan(b"abc", "a.pdf")})
    signed_in(secretary).post(entered.get_absolute_url(), {"scan": scan()})
    given = signed_in(secretary).get(reverse("commitments:entered_scan", args=[entered.pk]))
    hidden = signed_in(outsider).get(reverse("commitments:entered_scan", args=[entered.pk]))

    assert (refused.status_code, hidden.status_code) == (422, 404)
    assert given["Content-Disposition"].startswith("attachment")
    assert b"".join(given.streaming_content) == PDF
    assert AuditEvent.objects.filter(action="commitments.print_opened").count() == 1


def test_the_page_names_who_else_may_confirm_it(entered, secretary, personnel_officer, signed_in):
    signed_in(secretary).post(entered.get_absolute_url(), {"scan": scan()})

    page = signed_in(secretary).get(entered.get_absolute_url()).content.decode()

    assert "The comrade confirms it in the portal, or by the print: Đỗ Hữu Quang." in page


def test_what_is_no_scan_is_told_which_kinds_are_taken(entered, secretary, signed_in):
    page = signed_in(secretary).post(entered.get_absolute_url(), {"scan": scan(office(), "bản ký.docx")})

    assert page.context["form"].errors["scan"] == [
        "The file is neither PDF nor JPG nor PNG. Save the scan as one of these."
    ]


def test_the_print_says_that_it_is_to_be_signed_until_it_is_confirmed(entered, member, secretary, signed_in):
    url = reverse("commitments:paper_pdf", args=[entered.program_id])

    def marks():
        text = PdfReader(BytesIO(signed_in(secretary).get(url).content)).pages[0].extract_text()
        return "BẢN ĐỂ ĐẢNG VIÊN KÝ XÁC NHẬN" in text, "BẢN NHÁP" in text

    before = marks()
    entered.confirm(by=member)

    assert (before, marks()) == ((True, False), (False, True))


def test_another_officer_opens_the_print_and_confirms_on_the_page(entered, secretary, deputy, signed_in):
    signed_in(secretary).post(entered.get_absolute_url(), {"scan": scan()})
    client, own = signed_in(deputy), reverse("commitments:confirm_print", args=[entered.pk])

    page = client.get(entered.get_absolute_url()).content.decode()
    seen = Entered.objects.get().scan_sha256
    done = client.post(own, {"seen": seen}, follow=True)
    again = client.post(own, {"seen": seen}, follow=True)

    assert f'value="{seen}"' in page
    assert [str(said) for said in done.context["messages"]] == ["Confirmed. It can be decided on now."]
    assert [str(said) for said in again.context["messages"]] == ["It has been confirmed already."]
    assert Entered.objects.get().confirmed_by == deputy


def test_who_entered_it_is_shown_no_such_button_and_gets_403(entered, secretary, signed_in):
    client = signed_in(secretary)
    client.post(entered.get_absolute_url(), {"scan": scan()})
    own = reverse("commitments:confirm_print", args=[entered.pk])

    page = client.get(entered.get_absolute_url()).content.decode()
    refused = client.post(own, {"seen": Entered.objects.get().scan_sha256})

    assert (own in page, refused.status_code) == (False, 403)
    assert "As you entered it yourself, another officer confirms it by this print." in page
    assert not Entered.objects.get().is_confirmed
