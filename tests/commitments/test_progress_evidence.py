"""Evidence: added, taken away, kept; quota; nothing stays behind; served as attachment to whoever may read it."""

import datetime
from io import BytesIO
from pathlib import Path

import pytest
import time_machine
from django.conf import settings
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from commitments import evidence
from commitments.errors import AlreadyThere, NoLongerWritable, NotRemovable, OverQuota, UnfitReference
from commitments.models import Evidence, ProgressEntry
from portal.audit.models import AuditEvent
from portal.lib.documents import UnfitFile
from tests import factories
from tests.commitments.test_racing import at_once
from tests.portal.lib import files_handed_in as files


@pytest.fixture(autouse=True)
def _late_september():
    with time_machine.travel(factories.local_noon(datetime.date(2026, 9, 28))):
        yield


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def program(member, secretary, campaign):
    return factories.make_program(member, campaign=campaign, status="approved")


@pytest.fixture
def commitment(program):
    return program.commitments.get()


def add(commitment, data=files.PDF, name="Danh sách 47 người.pdf", *, by=None):
    by = by or commitment.program.entry.person
    return evidence.add_file(commitment.program, commitment, SimpleUploadedFile(name, data), by=by)


def on_disk(media):
    return [path for path in Path(media).rglob("*") if path.is_file()]


def acts():
    found = AuditEvent.objects.filter(action__startswith="commitments.evidence").order_by("pk")
    return [event.action.removeprefix("commitments.evidence_") for event in found]


def test_a_file_is_kept_under_a_random_name_with_its_size_and_sum(commitment, media, member):
    added = add(commitment)

    assert (added.name, added.size, added.kind, added.added_by) == (
        "Danh sách 47 người.pdf",
        len(files.PDF),
        "file",
        member,
    )
    assert len(added.sha256) == 64
    assert on_disk(media) == [media / added.file.name]
    assert added.file.name.startswith("evidence/2026/09/")
    assert "Danh" not in added.file.name
    assert added.file.read() == files.PDF
    assert acts() == ["added"]


def test_evidence_begins_an_entry_with_the_last_figures_and_without_its_words(commitment):
    factories.report_progress(commitment, state="in_progress", percent=40, note="Đợt 1")

    added = add(commitment)

    entry = ProgressEntry.objects.get(report=None)
    assert (added.entry, entry.percent, entry.note, entry.state) == (entry, 40, "", "in_progress")


def test_evidence_of_what_had_not_begun_begins_it(commitment):
    add(commitment)

    assert ProgressEntry.objects.get().state == "in_progress"


def test_the_same_file_twice_on_one_entry_is_there_once(commitment, media):
    add(commitment)

    with pytest.raises(AlreadyThere) as refused:
        add(commitment, name="tên khác.pdf")

    assert str(refused.value) == "“tên khác.pdf” đã có trong minh chứng."
    assert (Evidence.objects.count(), len(on_disk(media))) == (1, 1)


def test_a_refused_file_leaves_nothing_behind(commitment, media):
    with pytest.raises(UnfitFile):
        add(commitment, b"MZ a program", "báo cáo.pdf")

    assert (on_disk(media), ProgressEntry.objects.count(), acts()) == ([], 0, [])


def test_a_file_whose_row_cannot_be_written_leaves_nothing_behind(commitment, media, monkeypatch):
    def fail(*args, **kwargs):
        raise RuntimeError("the database is gone")

    monkeypatch.setattr(evidence, "_added", fail)

    with pytest.raises(RuntimeError):
        add(commitment)

    assert (on_disk(media), ProgressEntry.objects.count()) == ([], 0)


def test_a_file_for_a_program_no_longer_in_force_leaves_nothing_behind(commitment, media, personnel_officer):
    commitment.program.close(by=personnel_officer, reason="Chuyển công tác")

    with pytest.raises(NoLongerWritable):
        add(commitment)

    assert (on_disk(media), ProgressEntry.objects.count()) == ([], 0)


def test_a_person_has_so_much_room_and_is_told_how_much_is_left(commitment, media, settings):
    settings.EVIDENCE_QUOTA_BYTES = 2 * 1024 * 1024
    add(commitment, files.PDF + bytes(2 * 1024 * 1024 - 2 * len(files.PDF)) + b"%%EOF")

    with pytest.raises(OverQuota) as refused:
        add(commitment)

    assert str(refused.value) == (
        "Phần dung lượng của đồng chí chỉ còn 0 MB. Đồng chí dẫn số văn bản hoặc đường dẫn thay cho tệp, "
        "hoặc bỏ bớt tệp chưa gửi."
    )
    assert len(on_disk(media)) == 1


def test_the_room_is_ones_own(commitment, colleague, settings):
    settings.EVIDENCE_QUOTA_BYTES = len(files.PDF)
    add(commitment)

    assert add(commitment, files.PDF[:-1], by=colleague).size == len(files.PDF) - 1


def test_an_entry_holds_so_much_evidence_and_no_more(commitment, monkeypatch):
    monkeypatch.setattr(evidence, "MOST_ON_ENTRY", 1)
    add(commitment)

    with pytest.raises(OverQuota):
        add(commitment, files.picture())


@pytest.mark.parametrize(
    ("text", "kind", "name", "address"),
    [
        ("45-BC/ĐU", "document", "45-BC/ĐU", ""),
        ("số 5 - bc/đu".upper().replace("SỐ", "Số"), "document", "05-BC/ĐU", ""),
        ("https://hacthanh.gov.vn/tin/1?a=2", "link", "hacthanh.gov.vn", "https://hacthanh.gov.vn/tin/1?a=2"),
        ("http://hacthanh.gov.vn", "link", "hacthanh.gov.vn", "http://hacthanh.gov.vn"),
        ("www.hacthanh.gov.vn/tin", "link", "www.hacthanh.gov.vn", "https://www.hacthanh.gov.vn/tin"),
    ],
)
def test_a_document_or_a_link_is_cited(commitment, member, text, kind, name, address):
    added = evidence.add_reference(commitment.program, commitment, text, by=member)

    assert (added.kind, added.name, added.url) == (kind, name, address)
    assert added.symbol == (name if kind == "document" else "")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("báo cáo quý", "Đồng chí ghi số văn bản, ví dụ 45-BC/ĐU, hoặc đường dẫn bắt đầu bằng https://."),
        *[
            (text, "Cổng chỉ nhận đường dẫn bắt đầu bằng https:// hoặc http://. Đồng chí kiểm tra lại đường dẫn.")
            for text in (
                "javascript:alert(1)",
                "JavaScript://x%0aalert(1)",
                "data:text/html,x",
                "ftp://hacthanh.gov.vn",
                "file:///etc/passwd",
                "https://",
                "https://user:pass@evil.vn/",
                'https://a.vn/"onclick=',
                "https://a.vn/ b",
                "https://[::1",
            )
        ],
        (
            "https://a.vn/" + "x" * 488,
            (
                "Đường dẫn dài 501 ký tự, cổng chỉ lưu được 500. Đồng chí sao chép đường dẫn ngắn hơn của trang đó, "
                "hoặc ghi số văn bản, hoặc chụp ảnh trang và gửi làm minh chứng."
            ),
        ),
    ],
)
def test_what_is_neither_document_nor_web_link_is_refused(commitment, member, text, reason):
    with pytest.raises(UnfitReference) as refused:
        evidence.add_reference(commitment.program, commitment, text, by=member)

    assert str(refused.value) == reason
    assert (Evidence.objects.count(), ProgressEntry.objects.count()) == (0, 0)


def test_a_link_of_five_hundred_characters_is_kept_whole(commitment, member):
    link = "https://a.vn/" + "x" * 487

    assert evidence.add_reference(commitment.program, commitment, link, by=member).url == link


def test_the_same_document_twice_is_there_once(commitment, member):
    evidence.add_reference(commitment.program, commitment, "45-BC/ĐU", by=member)

    with pytest.raises(AlreadyThere):
        evidence.add_reference(commitment.program, commitment, "Số 45 - BC/ĐU", by=member)

    assert Evidence.objects.count() == 1


def test_evidence_is_taken_away_with_its_file_while_its_entry_is_written(
    commitment, media, member, django_capture_on_commit_callbacks
):
    added = add(commitment)

    with django_capture_on_commit_callbacks(execute=True):
        evidence.remove(added, by=member)

    assert (Evidence.objects.count(), on_disk(media), acts()) == (0, [], ["added", "removed"])


def test_evidence_that_was_sent_stays(commitment, media, member):
    added = add(commitment)
    factories.send_progress(commitment.program)

    with pytest.raises(NotRemovable) as refused:
        evidence.remove(added, by=member)

    assert str(refused.value) == (
        "Minh chứng này đã gửi cùng báo cáo nên được giữ lại. Đồng chí thêm minh chứng mới để đính chính."
    )
    assert (Evidence.objects.count(), len(on_disk(media))) == (1, 1)


def get(client, found):
    return client.get(reverse("commitments:evidence", args=[found.pk]))


@pytest.mark.parametrize(
    ("data", "name", "content_type"),
    [
        (files.PDF, "báo cáo.pdf", "application/pdf"),
        (files.picture(), "ảnh.jpg", "image/jpeg"),
        (files.office(files.XLSX), "bảng.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ],
)
def test_a_file_is_served_to_be_saved_with_its_own_type(commitment, member, signed_in, data, name, content_type):
    response = get(signed_in(member), add(commitment, data, name))

    assert response.status_code == 200
    assert response.headers["Content-Type"] == content_type
    assert response.headers["Content-Disposition"].startswith("attachment; filename*=utf-8''")
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Cache-Control"] == "no-store, private"
    assert b"".join(response.streaming_content)[:4] == data[:4]


def test_while_it_is_written_evidence_is_its_writers_alone(
    commitment, member, secretary, personnel_officer, colleague, outsider, signed_in
):
    found = add(commitment)

    statuses = [
        get(signed_in(who), found).status_code for who in (member, secretary, personnel_officer, colleague, outsider)
    ]

    assert statuses == [200, 404, 404, 404, 404]
    assert acts() == ["added"]


def test_sent_evidence_is_read_by_readers_and_every_reading_is_recorded(
    commitment, member, secretary, personnel_officer, colleague, outsider, signed_in
):
    found = add(commitment)
    factories.send_progress(commitment.program)

    statuses = [
        get(signed_in(who), found).status_code for who in (member, secretary, personnel_officer, colleague, outsider)
    ]

    assert statuses == [200, 200, 200, 404, 404]
    opened = AuditEvent.objects.filter(action="commitments.evidence_opened")
    assert [(e.actor_name, e.owner_id) for e in opened.order_by("pk")] == [
        ("Hoàng Văn Khải", str(member.public_id)),
        ("Đỗ Hữu Quang", str(member.public_id)),
    ]


def test_what_is_no_file_has_no_address_of_its_own(commitment, member, signed_in):
    cited = evidence.add_reference(commitment.program, commitment, "45-BC/ĐU", by=member)

    assert get(signed_in(member), cited).status_code == 404


def test_a_file_gone_from_the_disk_is_a_plain_page_and_is_logged(commitment, member, signed_in, caplog):
    found = add(commitment)
    default_storage.delete(found.file.name)

    response = get(signed_in(member), found)

    assert response.status_code == 404
    assert "“Danh sách 47 người.pdf” đã được ghi là minh chứng" in response.content.decode()
    assert [record.getMessage() for record in caplog.records if record.name.startswith("commitments")] == [
        f"Evidence {found.pk} has no file: {found.file.name}"
    ]


def test_the_stored_photo_tells_no_place(commitment):
    found = add(commitment, files.photo(), "IMG_2031.JPG")

    kept = Path(settings.MEDIA_ROOT, found.file.name).read_bytes()
    assert b"ng An" not in kept
    assert dict(Image.open(BytesIO(kept)).getexif()) == {}


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_the_same_file_twice_at_once_is_there_once(program, member, media):
    commitment = program.commitments.get()

    outcomes = at_once(lambda: add(commitment, by=member), lambda: add(program.commitments.get(), by=member))

    assert sorted(outcomes) == ["AlreadyThere", "done"]
    assert (Evidence.objects.count(), len(on_disk(media)), ProgressEntry.objects.count()) == (1, 1, 1)
