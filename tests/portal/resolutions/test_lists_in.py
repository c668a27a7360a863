"""Lists of documents and of their items through the pages: looked into, mapped, converted, confirmed, undone."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import translation
from openpyxl import load_workbook

from portal.audit.models import AuditEvent
from portal.directory.errors import NotPossible
from portal.directory.lists.undoing import undo
from portal.directory.models import TakenList
from portal.resolutions.lists import clauses, resolutions
from portal.resolutions.models import Clause, Issuer, Resolution
from tests import factories
from tests.portal.directory.sheets import csv_file, workbook
from tests.portal.directory.uploading import confirm, sentences

IMPORT = "/documents/import/"
HEADINGS = ["Mã", "Số ký hiệu", "Loại", "Cơ quan ban hành", "Ngày ban hành", "Trích yếu", "Thay thế"]
OF_ITEMS = ["Mã văn bản", "Mục", "Loại", "Nội dung", "Chỉ tiêu", "Đơn vị tính", "Thời hạn"]


@pytest.fixture(autouse=True)
def _in_english(client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    client.cookies["django_language"] = "en"
    with translation.override("en"):
        yield


@pytest.fixture
def client(clerk, signed_in):
    return signed_in(clerk)


def document(code="VB001", symbol="21-KL/TW", abstract="Việc", **changes):
    facts = {"type": "Kết luận", "issuer": "Bộ Chính trị", "on": "25/10/2021", "replaces": ""} | changes
    return [code, symbol, facts["type"], facts["issuer"], facts["on"], abstract, facts["replaces"]]


def upload(client, *rows, kind="resolutions", headings=HEADINGS):
    file = SimpleUploadedFile("danh-sach.xlsx", workbook(headings, *rows).getvalue())
    return client.post(IMPORT, {"kind": kind, "file": file})


def take_in(*rows, by):
    return resolutions.take_in(workbook(HEADINGS, *rows), "van-ban.xlsx", by=by)


def take_items_in(*rows, by=None):
    return clauses.take_in(workbook(OF_ITEMS, *rows), "muc.xlsx", by=by)


def everything():
    """Return all that both lists may write, but what stands in the trail."""
    tables = (Resolution, Clause, Issuer, Resolution.replaces.through, Resolution.implements.through)
    return [list(table.objects.order_by("pk").values()) for table in tables]


def refusal_of(by):
    with pytest.raises(NotPossible) as refusal:
        undo(TakenList.objects.first(), by=by)
    return str(refusal.value)


def test_a_list_is_shown_first_and_written_in_the_name_of_the_clerk(client, clerk):
    url = upload(client, document()).url

    before = Resolution.objects.count(), Issuer.objects.filter(name="Bộ Chính trị").count()
    shown = client.get(url).context
    done = confirm(client, url)

    assert (before, [line.name for line in shown["new"]]) == ((0, 0), ["Kết luận 21-KL/TW"])
    assert sentences(done) == ["The list is in the portal: 1 new, 0 changed, 0 unchanged, 0 wrong."]
    assert done.redirect_chain[-1][0] == reverse("resolutions:resolutions")
    event = AuditEvent.objects.get(action="resolutions.imported")
    assert (event.actor_name, Resolution.objects.get().code) == (str(clerk), "VB001")


def test_what_changes_is_shown_before_and_after(client, clerk):
    take_in(document(), by=clerk)
    take_items_in(["VB001", "1", "Chỉ tiêu", "Tăng trưởng", 10, "%", ""])

    documents = client.get(upload(client, document(on="26/10/2021")).url).context["changed"]
    item = ["VB001", "1", "Nhiệm vụ", "Tăng trưởng", 10, "%", "31/12/2026"]
    items = client.get(upload(client, item, kind="clauses", headings=OF_ITEMS).url).context["changed"]

    assert [line.changes for line in documents] == [(("Ngày ban hành", "25/10/2021", "26/10/2021"),)]
    assert [line.changes for line in items] == [(("Loại", "Target", "Task"), ("Thời hạn", "", "31/12/2026"))]


def test_headings_that_nobody_knows_are_mapped_by_hand_and_remembered(client, clerk):
    strange = ["Số hồ sơ", "Tên gọi", "Kiểu", "Nơi ra", "Hôm", "Về việc", "Bỏ cái"]
    asked = upload(client, document(), headings=strange)
    missing = client.get(asked.url).context["missing"]
    names = ["code", "symbol", "doc_type", "issuer", "issued_on", "abstract", "replaces"]

    columns = {f"column-{at}": name for at, name in enumerate(names)}
    mapped = client.post(asked.url, {"sheet": "Sheet", "row": "1", **columns})
    confirm(client, mapped.url)
    again = client.get(upload(client, document(), headings=strange).url)

    assert missing == ["Mã", "Loại", "Cơ quan ban hành", "Trích yếu"]
    assert Resolution.objects.get().abstract == "Việc"
    assert again.context["outcome"].unchanged == 1


@pytest.mark.parametrize(
    ("written", "read", "font"),
    [
        (
            "§Èy m¹nh häc tËp vµ lµm theo t­ t­ëng",
            "Đẩy mạnh học tập và làm theo tư tưởng",
            "tcvn3",
        ),
        ("Ñaåy maïnh hoïc taäp vaø laøm theo tö töôûng", "Đẩy mạnh học tập và làm theo tư tưởng", "vni"),
        ("Đa\u0302\u0309y ma\u0323nh ho\u0323c ta\u0323\u0302p", "Đẩy mạnh học tập", "decomposed"),
    ],
)
def test_an_old_font_is_shown_before_and_after_and_converted_only_on_consent(client, province, written, read, font):
    factories.make_resolution(code="VB001")
    # The other cells are plain: a real list in an old font has no letter beyond Latin-1.
    headings = ["Ma van ban", "Muc", "Noi dung"]
    url = upload(client, ["VB001", "1", written], kind="clauses", headings=headings).url

    shown = client.get(url).context["listed"].found
    refused = confirm(client, url)
    still_none = Clause.objects.count()
    confirm(client, url, convert="on")

    assert (shown.legacy, shown.samples) == ([font], [(written, read)])
    assert sentences(refused) == ["The list is written in an old font. Compare the samples, then agree to convert it."]
    assert (still_none, Clause.objects.get().text) == (0, read)


def test_a_wrong_row_is_left_out_and_comes_back_as_a_sheet_that_is_mended_and_taken_in(client, province):
    factories.make_resolution(code="VB001")
    rows = [["VB001", "1", "Chỉ tiêu", "Tăng trưởng", 10.125, "%", 46387], ["VB001", "2", "Việc", "Chuyển đổi số"]]
    url = upload(client, *rows, kind="clauses", headings=OF_ITEMS).url
    wrong = upload(client, [*rows[0][:2], "Việc", *rows[0][3:]], kind="clauses", headings=OF_ITEMS).url

    confirm(client, url, leave_out="on")
    written = Clause.objects.get()
    before = (written.target_value, written.due_on)
    book = load_workbook(BytesIO(client.get(f"{wrong}wrong.xlsx").content))
    cell = next(cell for row in book.active.iter_rows() for cell in row if cell.value == "Việc")
    cell.value = "Nhiệm vụ"
    stream = BytesIO()
    book.save(stream)
    file = SimpleUploadedFile("dong-can-sua.xlsx", stream.getvalue())
    mended = client.get(client.post(IMPORT, {"kind": "clauses", "file": file}).url).context

    assert (mended["unknown"], mended["outcome"].counts["wrong"]) == ([], 0)
    assert [line.changes for line in mended["changed"]] == [(("Loại", "Target", "Task"),)]  # all else was read alike
    assert (str(before[0]), f"{before[1]:%d/%m/%Y}") == ("10.1250", "31/12/2026")


def test_a_document_that_others_point_at_is_not_left_out(client, clerk):
    url = upload(client, document(), document("VB002", "Không phải số", replaces="")).url
    pointing = upload(client, document(replaces="VB002"), document("VB002", "Không phải số")).url

    told = confirm(client, pointing, leave_out="on")
    none = Resolution.objects.count()
    confirm(client, url, leave_out="on")

    assert sentences(told) == ["Other documents point at VB002, whose row is wrong. Correct it first."]
    assert (none, list(Resolution.objects.values_list("code", flat=True))) == (0, ["VB001"])


def test_what_is_no_list_at_all_is_refused_at_the_field(client):
    response = client.post(IMPORT, {"kind": "clauses", "file": SimpleUploadedFile("a.xlsx", b"\x00nothing")})

    assert (response.status_code, list(response.context["form"].errors)) == (422, ["file"])


def test_a_list_of_documents_is_undone_with_its_links_and_issuers(clerk):
    take_in(document(), document("VB002", "22-KL/TW", replaces="VB001"), by=clerk)
    before = everything()

    outcome = take_in(
        document(abstract="Việc khác", issuer="Ban Bí thư khóa mới"),
        document("VB002", "22-KL/TW"),
        document("VB003", "23-KL/TW", replaces="VB001"),
        by=clerk,
    )
    changed = everything()
    undo(TakenList.objects.first(), by=clerk)

    assert outcome.counts == {"new": 1, "changed": 2, "unchanged": 0, "wrong": 0}
    assert changed != before
    assert everything() == before
    assert AuditEvent.objects.get(action="resolutions.removed").subject_name == "Kết luận 23-KL/TW"


def test_a_list_of_items_is_undone(clerk):
    factories.make_resolution(code="VB001")
    take_items_in(["VB001", "1", "Chỉ tiêu", "Tăng trưởng", 10.5, "%", "31/12/2026"], by=clerk)
    before = everything()

    take_items_in(
        ["VB001", "1", "Chỉ tiêu", "Tăng trưởng", 11.25, "%", "30/6/2027"], ["VB001", "2", "", "Việc"], by=clerk
    )
    undo(TakenList.objects.first(), by=clerk)

    assert everything() == before


def answered(clause, member, province):
    campaign = factories.make_campaign(province.ward, resolutions=[clause.resolution])
    factories.make_program(member, campaign=campaign, clauses=[clause])


def mended(clause, member, province):
    Clause.objects.filter(pk=clause.pk).update(text="Việc khác")


def deleted(clause, member, province):
    clause.delete()


@pytest.mark.parametrize(
    ("happened", "rests"),
    [
        (answered, "Item 1, Nghị quyết 57-NQ/TW"),
        (mended, "Changed since then: Item 1, Nghị quyết 57-NQ/TW"),
        (deleted, "Changed since then: entries that are no longer there"),
    ],
)
def test_an_item_that_is_answered_or_changed_is_not_undone(clerk, member, province, happened, rests):
    factories.make_resolution(code="VB001")
    take_items_in(["VB001", "1", "", "Việc"], by=clerk)
    happened(Clause.objects.get(), member, province)
    now = everything()

    assert rests in refusal_of(clerk)
    assert everything() == now


def test_a_document_that_got_items_is_not_undone(clerk):
    take_in(document(), by=clerk)
    factories.make_clause(Resolution.objects.get())

    assert refusal_of(clerk) == "Something rests on this list: Clause: Kết luận 21-KL/TW."


def test_the_clerk_undoes_through_the_pages_and_the_office_does_not_see_it(client, clerk, personnel_officer, signed_in):
    take_in(document(), by=clerk)
    url = reverse("directory:undo_list", args=[TakenList.objects.first().pk])

    asked = signed_in(clerk).get(url)
    summary = asked.context["undoing"].summary()
    office = signed_in(personnel_officer).get(url).status_code
    signed_in(clerk).post(url)

    assert summary == "1 entries that the list brought are removed."
    assert (office, Resolution.objects.count()) == (404, 0)


def test_another_text_table_is_found_whatever_parts_its_columns(client, province):
    factories.make_resolution(code="VB001")
    table = csv_file("DANH SÁCH NHIỆM VỤ;;", "Mã văn bản;Mục;Nội dung", "VB001;1;Việc, và việc")
    file = SimpleUploadedFile("muc.csv", table.getvalue())

    confirm(client, client.post(IMPORT, {"kind": "clauses", "file": file}).url)

    assert Clause.objects.get().text == "Việc, và việc"
