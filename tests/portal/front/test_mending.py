"""What was refused stands on top of the page, for every form, by construction."""

import re

from django import forms
from django.template import Context, Template

from tests.test_architecture import BASE, TEMPLATES

FOLD = re.compile(r"<details(?P<tag>(?:\{%.*?%\}|[^>])*)>(?P<content>.*?)</details>", re.DOTALL)


class TaskForm(forms.Form):
    title = forms.CharField(label="Việc")
    due_on = forms.DateField(label="Hạn")


def draw(source, **values):
    return Template("{% mendable %}" + source + "{% endmendable %}").render(Context(values))


def summed_up(drawn):
    """Return the lines of the summary on top, as pairs of the field they lead to and their text; None without one."""
    top = re.match(r'\s*<div class="message message--error" role="alert" id="error-summary".*?</div>', drawn, re.DOTALL)
    if top is None:
        return None
    lines = re.findall(r"<li>(?:<a href=\"#([^\"]*)\">)?(.*?)(?:</a>)?</li>", top[0])
    return [(target, text) for target, text in lines]


def test_a_field_with_an_error_is_summed_up_above_everything_though_nobody_asked_for_it():
    drawn = draw("<h1>Trang</h1><details>{% field form.due_on %}</details>", form=TaskForm({"title": "Việc"}))

    assert summed_up(drawn) == [("id_due_on", "Hạn: Đồng chí chưa ghi mục này.")]


def test_the_summary_has_the_title_that_its_form_asks_for_and_stands_once():
    drawn = draw('<p>1</p>{% error_summary form title="Chưa gửi" %}{% field form.title %}', form=TaskForm({}))

    assert '<p class="message__title">Chưa gửi</p>' in drawn
    assert drawn.count('id="error-summary"') == 1
    assert drawn.index("error-summary") < drawn.index("<p>1</p>")


def test_two_refused_forms_of_a_page_are_summed_up_together():
    first, second = TaskForm({"title": "a"}, prefix="a"), TaskForm({}, prefix="b")
    second.add_error(None, "Không khớp.")

    drawn = draw("{% field first.title %}{% error_summary second %}", first=first, second=second)

    assert "Chưa lưu được, còn 5 điều phải sửa" in drawn
    assert [target for target, _text in summed_up(drawn)] == [
        "id_a-title",
        "id_a-due_on",
        "",
        "id_b-title",
        "id_b-due_on",
    ]


def test_a_line_has_the_label_that_stands_beside_the_field():
    drawn = draw('{% field form.title label="Tên việc" %}', form=TaskForm({"due_on": "2026-12-01"}))

    assert summed_up(drawn) == [("id_title", "Tên việc: Đồng chí chưa ghi mục này.")]


def test_what_was_refused_beside_the_fields_is_summed_up_too():
    drawn = draw('<p>Dưới</p>{% mend why "p1" "Minh chứng" %}', why="Tệp <quá> lớn.")

    assert summed_up(drawn) == [("p1", "Minh chứng: Tệp &lt;quá&gt; lớn.")]


def test_two_texts_of_one_field_are_something_to_mend():
    form = TaskForm({"title": "Của tôi", "due_on": "2026-12-01"})
    form["title"].conflict = object()

    assert summed_up(draw("{% field form.title %}", form=form)) == [
        ("id_title", "Việc: Đã được sửa ở cửa sổ khác; đồng chí chọn giữ bản nào.")
    ]


def test_without_an_error_nothing_stands_on_top():
    form = TaskForm({"title": "Việc", "due_on": "2026-12-01"})

    assert summed_up(draw("{% error_summary form %}{% field form.title %}", form=form)) is None


def test_a_part_without_a_page_around_it_is_summed_up_where_it_says_so():
    drawn = Template("<p>1</p>{% error_summary form %}{% mend 'x' 'y' %}").render(Context({"form": TaskForm({})}))

    assert drawn.index("<p>1</p>") < drawn.index('id="error-summary"')


def test_every_page_stands_inside_the_summary():
    base = (BASE / "templates" / "base.html").read_text(encoding="utf-8")

    assert "{% mendable %}{% block content %}{% endblock %}{% endmendable %}" in base


def test_no_fold_stays_closed_over_a_refused_field():
    closed = [
        f"{path.relative_to(BASE)}: {fold['content'][:60]}"
        for path in TEMPLATES
        for fold in FOLD.finditer(path.read_text(encoding="utf-8"))
        if "{% field" in fold["content"] and "{% if" not in fold["tag"]
    ]

    assert closed == []


BLOCKS = (
    r"(\{% (post_button|notice|message|field|action_bar|dialog) |components/saved\.html|<(form|div|ul|ol|dl|details)\b)"
)


def test_nothing_that_is_no_phrase_stands_in_a_paragraph():
    """A browser ends the paragraph there: what was to stand in a line falls apart."""
    broken = [
        str(path.relative_to(BASE))
        for path in TEMPLATES
        if re.search(r"<p(?: [^>]*)?>(?:(?!</p>).)*?" + BLOCKS, path.read_text(encoding="utf-8"), re.DOTALL)
    ]

    assert broken == []
