"""In a real browser: a self-assessment opens filled, is written and scored, handed in, sent back, handed in again."""

import datetime

import pytest
from playwright.sync_api import expect

from evaluations.models import ReviewPrompt, SelfAssessment, Shortcoming
from portal.lib.dates import today
from tests import factories
from tests.evaluating import make_dossier, make_evaluation
from tests.evaluations.assessed import begin
from tests.evaluations.showing import program_of, shown
from tests.journeys.browsing import LOOKS, check_page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

YEAR = today().year
DUE = datetime.date(YEAR, 10, 31)
TEXTS = {
    "1. Về phẩm chất": "Dự đủ 12 kỳ sinh hoạt chi bộ; bản thân và gia đình chấp hành tốt quy ước khu phố.",
    "1. Hạn chế, khuyết điểm.": "Có lúc còn nể nang trong góp ý, nhất là ở kỳ sinh hoạt tháng 6.",
    "2. Nguyên nhân của": "Chưa mạnh dạn tự phê bình và phê bình.",
}


def signs_in_with(person):
    person.set_password(factories.PASSWORD)
    person.save()
    return person


def write(page, field, text):
    """Fill a field and leave it, as a person does; what was typed is saved."""
    with page.expect_response(lambda response: "/save/" in response.url) as answer:
        field.fill(text)
        field.press("Tab")
    return answer.value


def choose(page, radio):
    with page.expect_response(lambda response: "/save/" in response.url):
        radio.check()


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_a_self_assessment_is_written_handed_in_sent_back_and_handed_in_again(
    width, scheme, member, secretary, personnel_officer, campaign, province, visit, live_server
):
    first, second = program_of(member, campaign, due=[DUE, DUE])
    shown(first, "exceeded", on=DUE, reached=71)
    shown(second, on=DUE + datetime.timedelta(days=2))
    Shortcoming.objects.create(person=member, year=YEAR - 1, text="Nộp bản thu hoạch chậm")
    dossier = make_dossier(make_evaluation(province.ward), member)
    ReviewPrompt.ask(
        dossier, question="Về việc chậm mở lớp", asked_by="Đảng ủy", symbol="", asked_on=DUE, by=personnel_officer
    )

    # Home asks for it; it opens filled with what was promised and confirmed.
    page = visit(signs_in_with(member), width=width, scheme=scheme)
    page.get_by_role("main").get_by_role("link", name="Bắt đầu viết").click()
    check_page(page)
    page.get_by_role("button", name="Bắt đầu viết").click()
    main = page.get_by_role("main")
    expect(main).to_contain_text("Hoàn thành 2/2 cam kết, 1 đúng hạn, 1 vượt mức")
    check_page(page)

    # Each part is saved as it is left; points add up; a wrong one is refused beside its field.
    for label, text in TEXTS.items():
        write(page, main.get_by_label(label, exact=False).first, text)
    write(page, main.locator("#f-text-pledge"), "Đã thực hiện đủ các nội dung cam kết.")
    write(page, main.locator("#f-text-plan"), "Mỗi kỳ sinh hoạt góp ý ít nhất một lần.")
    choose(page, main.get_by_label("Đã khắc phục"))
    write(page, main.get_by_label("Giải trình: nguyên nhân, trách nhiệm"), "Do mưa bão, đã mở bù trong tháng 10.")
    refused = write(page, main.locator("#f-points-A1"), "99")
    assert refused.status == 422
    expect(main).to_contain_text("Hãy cho từ 0 đến 12 điểm.")
    for item, points in {"A1": "11,5", "A2": "13", "A3": "3,75", "B1": "60"}.items():
        write(page, main.locator(f"#f-points-{item}"), points)
    expect(main.locator("#sum-all")).to_contain_text("A 28,25/30 + B 60/70 = 88,25 điểm")
    choose(page, main.get_by_label("Hoàn thành tốt nhiệm vụ"))
    expect(main.locator("#suggestion")).to_contain_text("1/2")
    check_page(page)

    # The bar leads to handing in, which says what will be kept; then the paper can only be read.
    main.get_by_role("button", name="Gửi", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Gửi bản tự kiểm điểm")
    expect(page.get_by_role("main")).to_contain_text("Có lúc còn nể nang trong góp ý")
    check_page(page)
    page.get_by_role("main").get_by_role("button", name="Gửi", exact=True).click()
    expect(page.get_by_role("main")).to_contain_text("Đã gửi bản tự kiểm điểm.")
    check_page(page)

    # An officer of the cell reads it and sends it back; the writer reads why, and hands it in once more.
    desk = visit(signs_in_with(secretary), width=width, scheme=scheme)
    desk.goto(live_server.url + SelfAssessment.objects.get().get_absolute_url())
    check_page(desk)
    desk.get_by_role("link", name="Trả lại để sửa").click()
    desk.get_by_label("Điều cần sửa").fill("Mục II nêu thêm việc chậm 2 ngày")
    check_page(desk)
    desk.get_by_role("button", name="Trả lại để sửa").click()
    expect(desk.get_by_role("main")).to_contain_text("Đã trả lại bản tự kiểm điểm")
    check_page(desk)
    page.goto(live_server.url)
    page.get_by_role("main").get_by_role("link", name="Xem lại").click()
    expect(page.get_by_role("main")).to_contain_text("Mục II nêu thêm việc chậm 2 ngày")
    write(page, page.locator("#f-text-faults"), "Có lúc còn nể nang trong góp ý\nChậm 2 ngày ở cam kết thứ hai")
    page.get_by_role("button", name="Gửi", exact=True).click()
    page.get_by_role("main").get_by_role("button", name="Gửi", exact=True).click()
    expect(page.get_by_role("main")).to_contain_text("Đã gửi bản tự kiểm điểm.")

    # The figures with what is behind each.
    page.get_by_role("link", name="Xem số liệu").first.click()
    expect(page.get_by_role("main")).to_contain_text("Vượt mức: 1")
    check_page(page)
    assessment = SelfAssessment.objects.get()
    assert (assessment.status, assessment.round, assessment.own_levels) == ("submitted", 2, {"party_member": "HTTNV"})
    # Of what the console said: what axe does to the page, and the field that was refused on purpose.
    expected = ("Content Security Policy", "Failed to load resource", "Status Error Code 422")
    assert [said for said in page.faults + desk.faults if not any(words in said for words in expected)] == []


@pytest.mark.parametrize("width", [1280, 390])
def test_two_windows_are_told_and_a_session_that_ends_loses_nothing(width, member, province, visit, live_server):
    dossier = make_dossier(make_evaluation(province.ward), member)
    url = live_server.url + begin(dossier).get_absolute_url()
    first = visit(signs_in_with(member), width=width)
    second = first.context.new_page()
    first.goto(url)
    second.goto(url)

    # Both write in one field: the second is told, sees both texts, and keeps its own.
    assert write(first, first.locator("#f-text-plan"), "Của cửa sổ một").status == 200
    assert write(second, second.locator("#f-text-plan"), "Của cửa sổ hai").status == 409
    expect(second.locator("#f-text-plan_notes")).to_contain_text("Của cửa sổ một")
    check_page(second)
    with second.expect_response(lambda response: "/save/" in response.url):
        second.get_by_role("button", name="Giữ bản vừa gõ").click()
    expect(second.locator("#f-text-plan_notes .conflict")).to_have_count(0)

    # The session ends while one writes; after signing in again the words stand there, and are saved.
    cookies = [cookie for cookie in first.context.cookies() if cookie["name"] != "sessionid"]
    first.context.clear_cookies()
    first.context.add_cookies(cookies)
    second.locator("#f-text-causes").fill("Viết khi phiên đã hết")
    second.locator("#f-text-causes").press("Tab")
    second.get_by_label("Tên đăng nhập", exact=False).fill(member.login_name)
    second.locator("[name=password]").fill(factories.PASSWORD)
    with second.expect_response(lambda response: "/save/" in response.url):
        second.get_by_role("button", name="Đăng nhập").click()
    expect(second.locator("#f-text-causes")).to_have_value("Viết khi phiên đã hết")
    texts = dict(dossier.self_assessment.texts.values_list("key", "body"))
    assert texts == {"plan": "Của cửa sổ hai", "causes": "Viết khi phiên đã hết"}
