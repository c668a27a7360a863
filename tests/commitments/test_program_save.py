"""Saving in the editor: by htmx as one leaves a field, by a plain form, from two windows, too late."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from commitments.drafting import mark, text_of
from commitments.forms.program import initial_of, shown_fields
from commitments.models import ActionProgram, Commitment
from portal.audit.models import AuditEvent
from tests import factories

HTMX = {"headers": {"HX-Request": "true"}}


@pytest.fixture
def program(member, campaign, clause):
    return factories.make_program(member, campaign=campaign, clauses=[clause])


@pytest.fixture
def commitment(program):
    return program.commitments.get()


def save_url(commitment):
    return reverse("commitments:save_commitment", args=[commitment.program_id, commitment.pk])


def form_of(commitment, **typed):
    """Return what a window that loaded ``commitment`` just now sends, with ``typed`` in its fields."""
    data = {}
    for name in shown_fields(commitment.program.campaign.form.columns, has_clauses=True):
        value = initial_of(commitment, name)
        data[f"was-{name}"] = mark(text_of(value))
        if value not in (False, ""):
            data[name] = "on" if value is True else value
    return data | typed


def test_leaving_a_field_saves_it_and_answers_with_notes_marks_and_bar(program, commitment, member, signed_in):
    data = form_of(commitment, deliverable="Sổ trực có chữ ký")

    response = signed_in(member).post(save_url(commitment), data, **HTMX)

    assert response.status_code == 200
    assert response.headers["Vary"].count("HX-Request") == 1
    page = response.content.decode()
    assert f'id="c{commitment.pk}_deliverable_notes" hx-swap-oob="true"' in page
    assert f'name="was-deliverable" value="{mark("Sổ trực có chữ ký")}"' in page
    assert 'id="submit-bar" hx-swap-oob="true"' in page
    assert "<textarea" not in page  # fields themselves are never replaced: they may hold newer words
    commitment.refresh_from_db()
    assert commitment.deliverable == "Sổ trực có chữ ký"


@pytest.mark.parametrize("name", ["target_value", "baseline"])
def test_a_number_below_0_is_refused_with_how_to_mend_it(program, commitment, member, signed_in, name):
    before = getattr(commitment, name)

    response = signed_in(member).post(save_url(commitment), form_of(commitment, **{name: "-15"}))

    assert response.status_code == 422
    assert "Số này nhỏ hơn 0. Đồng chí ghi từ 0 trở lên, không có dấu trừ." in response.content.decode()
    commitment.refresh_from_db()
    assert getattr(commitment, name) == before


def test_saving_moves_the_hour_of_the_last_save(program, commitment, member, signed_in):
    ActionProgram.objects.update(saved_at=timezone.now() - datetime.timedelta(days=1))

    signed_in(member).post(save_url(commitment), form_of(commitment, unit="lượt"), **HTMX)

    program.refresh_from_db()
    assert timezone.now() - program.saved_at < datetime.timedelta(minutes=1)


def test_a_plain_form_saves_everything_and_comes_back(program, commitment, member, clause, resolution, signed_in):
    other = factories.make_clause(resolution, number="7")
    data = form_of(
        commitment,
        title="Hướng dẫn 40 người\r\ntự nộp hồ sơ",
        clauses=[clause.pk, other.pk],
        target_value="1.234,5",
        unit=" lượt  người ",
        due_on="30/9",
        responsibility="support",
        co_owners="Trịnh Thị Hoài",
        authority_note="Đảng ủy phường",
        milestones="30/6: 20 người",
        measure="Sổ theo dõi",
        baseline="12",
        weight="25",
    )

    response = signed_in(member).post(save_url(commitment), data)

    edit = reverse("commitments:edit", args=[program.pk])
    assert response.headers["Location"] == (
        f"{edit}?section=commitments&open={commitment.pk}#commitment-{commitment.pk}"
    )
    commitment.refresh_from_db()
    assert commitment.title == "Hướng dẫn 40 người\ntự nộp hồ sơ"
    assert sorted(commitment.clauses.all(), key=lambda c: c.pk) == [clause, other]
    assert (str(commitment.target_value), commitment.unit) == ("1234.5000", "lượt người")
    assert commitment.due_on == datetime.date(program.campaign.year, 9, 30)
    assert (commitment.responsibility, commitment.co_owners) == ("support", "Trịnh Thị Hoài")
    assert (commitment.authority_note, commitment.milestones) == ("Đảng ủy phường", "30/6: 20 người")
    assert (commitment.measure, commitment.baseline, commitment.weight) == ("Sổ theo dõi", 12, 25)


def test_being_done_with_a_commitment_saves_it_and_closes_it(program, commitment, member, signed_in):
    response = signed_in(member).post(save_url(commitment), form_of(commitment, unit="hộ", done="yes"))

    assert response.headers["Location"] == reverse("commitments:edit", args=[program.pk]) + "?section=commitments"
    commitment.refresh_from_db()
    assert commitment.unit == "hộ"


def test_an_unticked_box_is_saved_too(program, commitment, member, signed_in):
    Commitment.objects.update(is_regular=True)
    commitment.refresh_from_db()
    data = form_of(commitment)
    del data["is_regular"], data["clauses"]

    signed_in(member).post(save_url(commitment), data, **HTMX)

    commitment.refresh_from_db()
    assert commitment.is_regular is False
    assert list(commitment.clauses.all()) == []


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("due_on", "31/02/2026"),
        ("target_value", "1.234"),  # one thousand, or one and a bit?
        ("target_value", "nhiều"),
        ("weight", "0"),
        ("weight", "101"),
        ("responsibility", "boss"),
        ("unit", "x" * 61),
    ],
)
def test_a_wrong_value_is_explained_and_the_other_fields_are_saved(commitment, member, signed_in, field, typed):
    before = getattr(commitment, field)

    response = signed_in(member).post(
        save_url(commitment), form_of(commitment, **{field: typed, "deliverable": "Sổ trực"}), **HTMX
    )

    assert response.status_code == 422
    assert "field__note--error" in response.content.decode()
    commitment.refresh_from_db()
    assert (getattr(commitment, field), commitment.deliverable) == (before, "Sổ trực")


def test_a_plain_form_with_a_wrong_value_shows_what_was_typed(commitment, member, signed_in):
    response = signed_in(member).post(save_url(commitment), form_of(commitment, due_on="31/02/2026"))

    assert response.status_code == 422
    assert 'value="31/02/2026"' in response.content.decode()


def test_a_clause_of_another_campaign_is_refused(commitment, member, signed_in):
    foreign = factories.make_clause(factories.make_resolution("21-KL/TW", doc_type="Kết luận"))

    response = signed_in(member).post(save_url(commitment), form_of(commitment, clauses=[foreign.pk]), **HTMX)

    assert response.status_code == 422
    assert foreign not in commitment.clauses.all()


# ── two windows ──


@pytest.mark.parametrize("how", [HTMX, {}], ids=["htmx", "plain"])
def test_the_older_of_two_windows_sees_both_texts_and_nothing_is_lost(commitment, member, signed_in, how):
    older = form_of(commitment, deliverable="Bản của cửa sổ cũ", unit="lượt")
    Commitment.objects.update(deliverable="Bản của cửa sổ mới")

    response = signed_in(member).post(save_url(commitment), older, **how)

    assert response.status_code == 409
    page = response.content.decode()
    assert "Bản của cửa sổ mới" in page
    assert "Bản của cửa sổ cũ" in page
    commitment.refresh_from_db()
    assert (commitment.deliverable, commitment.unit) == ("Bản của cửa sổ mới", "lượt")


@pytest.mark.parametrize(("choice", "kept"), [("mine", "Của tôi"), ("theirs", "Của cổng")])
def test_the_person_chooses_which_of_two_texts_stays(commitment, member, signed_in, choice, kept):
    older = form_of(commitment, deliverable="Của tôi")
    Commitment.objects.update(deliverable="Của cổng")
    chosen = {"keep-deliverable": choice, "now-deliverable": mark("Của cổng")}

    response = signed_in(member).post(save_url(commitment), older | chosen)

    assert response.status_code == 302
    commitment.refresh_from_db()
    assert commitment.deliverable == kept


def test_an_older_window_does_not_undo_a_field_it_has_not_touched(commitment, member, signed_in):
    older = form_of(commitment, unit="lượt")
    Commitment.objects.update(title="Việc viết ở cửa sổ mới, hơn hai mươi ký tự")

    response = signed_in(member).post(save_url(commitment), older, **HTMX)

    assert response.status_code == 200
    assert "Việc viết ở cửa sổ mới" in response.content.decode()
    commitment.refresh_from_db()
    assert (commitment.title, commitment.unit) == ("Việc viết ở cửa sổ mới, hơn hai mươi ký tự", "lượt")


@pytest.mark.parametrize("how", [HTMX, {}], ids=["htmx", "plain"])
def test_what_is_typed_after_submitting_comes_back_to_be_copied(program, commitment, member, secretary, signed_in, how):
    data = form_of(commitment, deliverable="Câu vừa gõ xong")
    program.submit(by=member)

    response = signed_in(member).post(save_url(commitment), data, **how)

    assert response.status_code == 409
    assert "Câu vừa gõ xong</textarea>" in response.content.decode()
    commitment.refresh_from_db()
    assert commitment.deliverable == "Danh sách 60 người có chữ ký xác nhận"


def test_what_is_typed_into_a_dropped_commitment_comes_back_to_be_copied(program, commitment, member, signed_in):
    url, data = save_url(commitment), form_of(commitment, deliverable="Câu vừa gõ xong")
    commitment.delete()

    response = signed_in(member).post(url, data, **HTMX)

    assert response.status_code == 409
    assert "Câu vừa gõ xong</textarea>" in response.content.decode()
    assert response.headers["HX-Retarget"] == "#messages"


def test_a_commitment_of_somebody_else_is_never_written(program, member, colleague, campaign, signed_in):
    theirs = factories.make_program(colleague, campaign=campaign).commitments.get()
    url = reverse("commitments:save_commitment", args=[program.pk, theirs.pk])

    response = signed_in(member).post(url, {"title": "Tôi viết vào chương trình của người khác"})

    assert response.status_code == 409
    theirs.refresh_from_db()
    assert theirs.title == "Hướng dẫn 60 người từ 55 tuổi trở lên tự nộp hồ sơ trên Cổng Dịch vụ công"


# ── sections ──


def section_url(program, key="goals"):
    return reverse("commitments:save_section", args=[program.pk, key])


def section_form(program, body):
    stored = program.texts.filter(key="goals").values_list("body", flat=True).first() or ""
    return {"body": body, "was-body": mark(stored)}


def test_a_section_is_saved_as_one_leaves_it(program, member, signed_in):
    response = signed_in(member).post(
        section_url(program), section_form(program, "Mục tiêu một\r\n\r\n\r\nhai"), **HTMX
    )

    assert response.status_code == 200
    assert program.texts.get(key="goals").body == "Mục tiêu một\n\nhai"


def test_a_section_without_a_row_gets_one(program, member, signed_in):
    program.texts.filter(key="goals").delete()

    signed_in(member).post(section_url(program), section_form(program, "Mục tiêu"))

    assert program.texts.get(key="goals").body == "Mục tiêu"


def test_emptying_a_required_section_shows_in_the_bar(program, member, signed_in):
    response = signed_in(member).post(section_url(program), section_form(program, ""), **HTMX)

    assert "action-bar--blocked" in response.content.decode()


def test_the_older_window_of_a_section_sees_both_texts(program, member, signed_in):
    older = section_form(program, "Bản cũ vừa gõ")
    program.texts.filter(key="goals").update(body="Bản mới trong cổng")

    response = signed_in(member).post(section_url(program), older, **HTMX)

    assert response.status_code == 409
    page = response.content.decode()
    assert "Bản cũ vừa gõ" in page
    assert "Bản mới trong cổng" in page
    assert program.texts.get(key="goals").body == "Bản mới trong cổng"


@pytest.mark.parametrize("key", ["bases", "commitments", "nothing"])
def test_only_text_sections_are_written(program, member, signed_in, key):
    assert signed_in(member).post(section_url(program, key), {"body": "A"}).status_code == 404


def test_saving_leaves_no_words_in_the_trail(program, commitment, member, signed_in):
    before = AuditEvent.objects.count()

    signed_in(member).post(save_url(commitment), form_of(commitment, deliverable="Nội dung riêng"), **HTMX)

    assert AuditEvent.objects.count() == before
