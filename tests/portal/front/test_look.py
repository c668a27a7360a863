"""The components, and dates in words."""

import datetime
from types import SimpleNamespace

import pytest
import time_machine
from django import forms
from django.template import Context, Template
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from portal.lib.policy import ALLOWED, Verdict
from portal.shelf import Point
from portal.templatetags import look

TODAY = datetime.date(2026, 3, 16)


def draw(source, **context):
    with override("vi"):
        return Template(source).render(Context(context))


@pytest.fixture(autouse=True)
def on_a_monday():
    with time_machine.travel(datetime.datetime(2026, 3, 16, 2, 0, tzinfo=datetime.UTC), tick=False), override("vi"):
        yield


@pytest.mark.parametrize(
    ("days", "words", "urgency"),
    [
        (15, "còn 15 ngày", ""),
        (3, "còn 3 ngày", "soon"),
        (0, "hôm nay là hạn cuối", "soon"),
        (-3, "quá hạn 3 ngày", "late"),
    ],
)
def test_a_deadline_in_words(days, words, urgency):
    day = TODAY + datetime.timedelta(days=days)

    assert (look.days_left(day), look.urgency(day)) == (words, urgency)


def test_no_deadline_is_no_words():
    assert (look.days_left(None), look.urgency(None)) == ("", "")


def test_days_as_one_says_them():
    assert look.long_day(TODAY) == "Thứ Hai, ngày 16 tháng 3 năm 2026"
    assert look.short_day(datetime.date(2026, 3, 15)) == "Chủ nhật, 15/03"
    assert look.day_month(datetime.date(2026, 4, 3)) == "03/04"


def test_a_moment_of_today_is_a_time_and_of_another_day_has_its_date():
    now = timezone.now()

    assert look.saved_time(now) == "09:00"
    assert look.saved_time(now - datetime.timedelta(days=2)) == "09:00 14/03/2026"


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        ("Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36", "Chrome, Android"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Version/17.0 Safari/604.1", "Safari, iPhone"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/130.0 Safari/537.36 Edg/130.0", "Edge, Windows"),
        ("curl/8", "curl/8"),
        ("", ""),
    ],
)
def test_devices_have_names_that_people_know(agent, name):
    assert look.device_name(agent) == name


def test_an_icon_takes_its_look_from_the_stylesheet():
    assert draw('{% icon "check" %}') == (
        '<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d="M20 6 9 17l-5-5"/></svg>'
    )


@pytest.mark.parametrize("state", look.STATES)
def test_a_state_is_a_word_and_a_shape(state):
    badge = draw("{% status_badge state %}", state=state)

    assert str(look.STATES[state][2]) in badge
    assert "<svg" in badge


def test_a_blocked_button_says_why_and_does_not_send():
    drawn = draw('{% button "Duyệt" verdict=verdict %}', verdict=Verdict("Không ai duyệt của mình."))

    assert 'type="button"' in drawn
    assert 'aria-disabled="true"' in drawn
    assert ">Không ai duyệt của mình.</span>" in drawn


def test_an_allowed_button_sends():
    assert 'type="submit"' in draw('{% button "Duyệt" verdict=verdict %}', verdict=ALLOWED)


def test_a_blocked_act_has_no_form():
    drawn = draw('{% post_button "/x/" "Duyệt" verdict=verdict %}', verdict=Verdict("Không."))

    assert "<form" not in drawn


def test_what_people_write_is_escaped_everywhere():
    evil = "<script>alert(1)</script>"
    drawn = draw(
        '{% button evil about=evil %}{% notice "error" evil evil %}{% status_badge "late" label=evil %}'
        "{% breadcrumb evil evil evil %}{% clarity points %}{% message title=evil %}{{ evil }}{% endmessage %}"
        "{% empty_state evil %}{{ evil }}{% endempty_state %}{% action_bar evil text=evil %}{% endaction_bar %}",
        evil=evil,
        points=[Point(evil, "ok", evil)],
    )

    assert "<script" not in drawn
    assert drawn.count("&lt;script&gt;") == 16


def test_the_six_points_are_counted_in_words():
    points = [Point("Rõ người", state, "") for state in ("ok", "ok", "ok", "ok", "warn", "miss")]

    assert "4 đạt, 1 nên xem lại, 1 còn thiếu" in draw("{% clarity_mini points %}", points=points)
    assert "Đủ 6 rõ" in draw("{% clarity_mini points %}", points=points[:4])


def test_a_bar_is_drawn_with_points_not_commas():
    drawn = draw("{% bar 7 approved=2 waiting=0 returned=1 %}")

    assert '<rect class="bar__approved" x="0.0" width="68.6" height="14"/>' in drawn
    assert '<rect class="bar__returned" x="68.6" width="34.3" height="14"/>' in drawn
    assert "bar__waiting" not in drawn


def test_a_bar_of_nothing_is_empty():
    assert "bar__approved" not in draw("{% bar 0 approved=0 %}")


def test_the_numbers_of_a_row_are_cells_with_the_label_of_their_column():
    numbers = SimpleNamespace(must=1234, late=0)

    drawn = draw('{% number_cells numbers must=must late="Muộn" %}', numbers=numbers, must="Phải <đăng ký>")

    assert drawn.split("\n") == [
        '<td role="cell" data-label="Phải &lt;đăng ký&gt;" class="num">1.234</td>',
        '<td role="cell" data-label="Muộn" class="num">0</td>',
    ]


class SampleForm(forms.Form):
    title = forms.CharField(label="Việc", help_text="Bắt đầu bằng động từ.")
    note = forms.CharField(label="Ghi chú", required=False)
    part = forms.ChoiceField(label="Trách nhiệm", choices=[("a", "Chủ trì")], widget=forms.RadioSelect)


def test_a_field_names_its_hint_its_error_and_its_warning():
    drawn = draw('{% field form.title warning="Cụm từ chung." %}', form=SampleForm({}))

    assert 'aria-describedby="id_title_helptext id_title_error id_title_warning"' in drawn
    assert 'aria-invalid="true"' in drawn
    assert [f'id="id_title_{part}"' in drawn for part in ("helptext", "error", "warning")] == [True, True, True]


def test_a_field_that_may_stay_empty_says_so():
    assert "(nếu có)" in draw("{% field form.note %}", form=SampleForm())
    assert "(nếu có)" not in draw('{% field form.note optional="" %}', form=SampleForm())
    assert "(nếu có)" not in draw("{% field form.title %}", form=SampleForm())


def test_choices_are_a_group_with_a_name():
    drawn = draw("{% field form.part %}", form=SampleForm())

    assert "<fieldset" in drawn
    assert '<legend class="field__label">Trách nhiệm</legend>' in drawn


def test_an_error_summary_leads_to_the_fields():
    drawn = draw("{% error_summary form %}", form=SampleForm({"title": "x"}))

    assert "Chưa lưu được, còn 1 điều phải sửa" in drawn
    assert '<a href="#id_part">' in drawn


def test_an_error_summary_counts_what_belongs_to_no_field_too():
    form = SampleForm({"title": "x", "part": "a"})
    form.add_error(None, "Không khớp.")

    assert "Chưa lưu được, còn 1 điều phải sửa" in draw("{% error_summary form %}", form=form)


def test_without_errors_there_is_no_summary():
    assert draw("{% error_summary form %}", form=SampleForm({"title": "x", "part": "a"})).strip() == ""


def test_the_shelf_shows_every_component(signed_in, system_admin):
    page = signed_in(system_admin).get(reverse("style"))

    assert page.status_code == 200
    assert page.content.decode().count("status-badge--") >= len(look.STATES)


def test_the_shelf_is_for_the_administrator_only(signed_in, personnel_officer):
    assert signed_in(personnel_officer).get(reverse("style")).status_code == 403
