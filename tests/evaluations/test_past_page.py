"""Taking in the results of earlier years through the page: upload, preview, confirmation, wrong rows, templates."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation

from evaluations.models import PastCount, PastRating, Shortcoming
from evaluations.past.taking import read, take_in
from portal.directory.errors import NotPossible
from portal.directory.lists.undoing import undo
from portal.directory.models import TakenList
from tests import factories
from tests.evaluations.past import count_row, counts_list, know_levels, ratings_list, shortcomings_list
from tests.portal.directory.sheets import workbook

PAST = "/evaluations/past/"


@pytest.fixture(autouse=True)
def _in_english(client, db):
    know_levels()
    client.cookies["django_language"] = "en"
    with translation.override("en"):
        yield


def of(person, **changes):
    return {"Năm": 2025, "Số thẻ đảng viên": person.card_no, "Mức xếp loại": "HTTNV"} | changes


def upload(client, *rows, content=None, kind=""):
    data = ratings_list(*rows).getvalue() if content is None else content
    return client.post(PAST, {"file": SimpleUploadedFile("muc.xlsx", data), "kind": kind})


def confirm(client, url, **data):
    seen = client.get(url).context["seen"]
    return client.post(url, {"seen": seen, **data}, follow=True)


def sentences(response):
    return [str(message) for message in response.context["messages"]]


def test_nothing_is_written_before_the_preview_is_confirmed(personnel_officer, member, signed_in):
    client = signed_in(personnel_officer)

    preview = upload(client, of(member))
    page = client.get(preview.url)
    before = PastRating.objects.count()
    done = confirm(client, preview.url)

    assert [figure["value"] for figure in page.context["figures"]] == [1, 0, 0, 0]
    assert page.context["unknown"] == []
    assert (before, PastRating.objects.count()) == (0, 1)
    assert sentences(done) == ["The list is in the portal: 1 new, 0 changed, 0 unchanged, 0 wrong."]
    assert client.get(preview.url).status_code == 404  # the file is gone


def test_a_wrong_row_keeps_everything_out_and_comes_back_as_a_sheet(personnel_officer, member, signed_in):
    client = signed_in(personnel_officer)
    preview = upload(client, of(member), of(member, Năm=1900))

    page = client.get(preview.url)
    refused = confirm(client, preview.url)
    sheet = client.get(f"{preview.url}wrong.xlsx")

    assert [(remark.row, remark.column) for remark in page.context["wrong"]] == [(4, "Năm")]
    assert sentences(refused) == ["Nothing was written: some rows are wrong. Correct them, then upload the list again."]
    assert not PastRating.objects.exists()
    listed = read("ratings", BytesIO(sheet.content), "x.xlsx")
    assert [row["year"] for row in listed.rows] == ["1900"]


def test_the_right_rows_may_be_written_alone(personnel_officer, member, signed_in):
    client = signed_in(personnel_officer)
    preview = upload(client, of(member), of(member, Năm=1900))

    confirm(client, preview.url, leave_out="on")

    assert list(PastRating.objects.values_list("person", "year")) == [(member.pk, 2025)]


def test_what_changed_since_the_preview_is_shown_anew(personnel_officer, member, signed_in):
    client = signed_in(personnel_officer)
    preview = upload(client, of(member))
    seen = client.get(preview.url).context["seen"]
    PastRating.objects.create(person=member, year=2025, track="party_member", level="HTNV")

    answer = client.post(preview.url, {"seen": seen}, follow=True)

    assert sentences(answer) == ["The portal has changed since this preview. Look at it again, then confirm."]
    assert PastRating.objects.get().level == "HTNV"


def test_a_double_click_writes_the_list_once(personnel_officer, member, signed_in):
    client = signed_in(personnel_officer)
    preview = upload(client, of(member))
    seen = client.get(preview.url).context["seen"]

    first, second = client.post(preview.url, {"seen": seen}), client.post(preview.url, {"seen": seen})

    assert (first.status_code, second.status_code) == (302, 404)
    assert PastRating.objects.count() == 1


def test_a_file_that_is_no_list_is_refused_beside_its_field(personnel_officer, signed_in):
    response = upload(signed_in(personnel_officer), content=b"not a workbook\x00")

    assert response.status_code == 422
    assert response.context["form"].errors["file"] == [
        "“muc.xlsx” is not a workbook. Open the list in Excel, save it as .xlsx and upload that file."
    ]


def test_the_list_of_another_officer_is_not_found(personnel_officer, member, province, signed_in):
    other = factories.make_person("Lê Văn Khác", cell=province.cell)
    factories.appoint(other, "personnel_officer", province.ward)
    preview = upload(signed_in(personnel_officer), of(member))

    assert signed_in(other).get(preview.url).status_code == 404


def test_strange_headings_are_mapped_once_it_is_said_which_list_it_is(personnel_officer, member, signed_in):
    client = signed_in(personnel_officer)
    content = workbook(["Vào năm", "Thẻ", "Kết luận"], [2025, member.card_no, "HTNV"]).getvalue()

    unknown = upload(client, content=content)
    asked = upload(client, content=content, kind="ratings")
    names = {"column-0": "year", "column-1": "card_no", "column-2": "level"}
    mapped = client.post(asked.url, {"sheet": "Sheet", "row": "1", **names})
    done = confirm(client, mapped.url)

    assert (unknown.status_code, list(unknown.context["form"].errors)) == (422, ["file"])
    assert sentences(done) == ["The list is in the portal: 1 new, 0 changed, 0 unchanged, 0 wrong."]
    assert PastRating.objects.get().level == "HTNV"


def test_an_old_font_is_shown_and_converted_only_on_consent(personnel_officer, province, signed_in):
    client = signed_in(personnel_officer)
    content = workbook(["N¨m", "M· tæ chøc", "H¹n chÕ, khuyÕt ®iÓm"], [2025, "DUHT", "ChËm b¸o c¸o"]).getvalue()
    preview = upload(client, content=content)

    shown = client.get(preview.url).context["listed"].found
    refused = confirm(client, preview.url)
    none = Shortcoming.objects.count()
    confirm(client, preview.url, convert="on")

    assert (shown.legacy, shown.samples[-1]) == (["tcvn3"], ("ChËm b¸o c¸o", "Chậm báo cáo"))
    assert sentences(refused)[0].startswith("The list is written in an old font.")
    assert (none, Shortcoming.objects.get().text) == (0, "Chậm báo cáo")


def tables():
    return [list(model.objects.order_by("pk").values()) for model in (PastRating, PastCount, Shortcoming)]


@pytest.mark.parametrize(
    ("first", "then"),
    [
        (ratings_list({"Năm": 2024, "Mã tổ chức": "DUHT", "Mức xếp loại": "HTNV"}),
         ratings_list(*({"Năm": year, "Mã tổ chức": "DUHT", "Mức xếp loại": "HTTNV"} for year in (2024, 2025)))),
        (counts_list(count_row()), counts_list(count_row(HTXSNV=8, HTNV=5), count_row(Năm=2024))),
        (shortcomings_list({"Năm": 2024, "Mã tổ chức": "DUHT", "Hạn chế, khuyết điểm": "Chậm"}),
         shortcomings_list(
             {"Năm": 2024, "Mã tổ chức": "DUHT", "Hạn chế, khuyết điểm": "Chậm", "Năm đã khắc phục": 2025},
             {"Năm": 2025, "Mã tổ chức": "DUHT", "Hạn chế, khuyết điểm": "Ít"})),
    ],
    ids=["ratings", "counts", "shortcomings"],
)  # fmt: skip
def test_each_of_the_lists_is_undone(personnel_officer, province, signed_in, first, then):
    client = signed_in(personnel_officer)
    confirm(client, upload(client, content=first.getvalue()).url)
    before = tables()

    done = confirm(client, upload(client, content=then.getvalue()).url)
    changed = tables()
    undo(TakenList.objects.first(), by=personnel_officer)

    assert sentences(done) == ["The list is in the portal: 1 new, 1 changed, 0 unchanged, 0 wrong."]
    assert changed != before
    assert tables() == before


def test_a_shortcoming_that_was_overcome_since_then_is_not_undone(personnel_officer, province):
    rows = shortcomings_list({"Năm": 2024, "Mã tổ chức": "DUHT", "Hạn chế, khuyết điểm": "Chậm"})
    take_in(rows, "a.xlsx", by=personnel_officer)
    Shortcoming.objects.update(overcome_in=2025)

    with pytest.raises(NotPossible) as refusal:
        undo(TakenList.objects.first(), by=personnel_officer)

    assert str(refusal.value) == ("Something rests on this list: Changed since then: Đảng bộ phường Hạc Thành (Chậm).")


def test_a_template_comes_by_its_name_and_no_other_does(personnel_officer, signed_in):
    client = signed_in(personnel_officer)

    good, unknown = (client.get(f"{PAST}templates/{kind}.xlsx") for kind in ("counts", "anything"))

    assert good["Content-Disposition"] == 'attachment; filename="mau-so-lieu-to-chuc.xlsx"'
    assert unknown.status_code == 404
