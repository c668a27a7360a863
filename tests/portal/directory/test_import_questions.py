"""What a member list leaves open: the same person or another, since when in a new cell; and who is not in it."""

import datetime

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from portal.audit.models import AuditEvent
from portal.directory.lists import people
from portal.directory.lists.asking import OTHER, SAME, Answer, Answers
from portal.directory.models import Membership, Person
from tests import factories
from tests.portal.directory.member_lists import AS_OF, reasons, take_in
from tests.portal.directory.sheets import HEADINGS, person_row, workbook
from tests.portal.directory.uploading import confirm, sentences, upload

MARCH, APRIL = datetime.date(2026, 3, 1), datetime.date(2026, 4, 1)
NEW_CARD = "038085001234"


@pytest.fixture(autouse=True)
def _in_english(client):
    client.cookies["django_language"] = "en"
    with translation.override("en"):
        yield


def asked(outcome):
    return [(question.row, question.who, question.day) for question in outcome.questions]


def answered(**answer):
    return Answers({2: Answer(**answer)})


# ── the same person, or another ──


def test_a_new_card_is_confirmed_before_it_is_written(province):
    take_in(person_row())

    first = take_in(person_row(card=NEW_CARD))
    second = take_in(person_row(card=NEW_CARD), answers=answered(who=SAME))

    assert asked(first) == [
        (2, f"In the portal this person has the card number 12000008, in the list {NEW_CARD}. The same person?", "")
    ]
    assert (first.written, first.counts) == (False, {"new": 0, "changed": 0, "unchanged": 0, "wrong": 0})
    assert [line.changes for line in second.changed] == [(("Số thẻ đảng viên", "12000008", NEW_CARD),)]
    assert Person.objects.get().card_no == NEW_CARD


def test_all_new_cards_of_twelve_digits_are_confirmed_at_once(province):
    take_in(person_row(), person_row(card="12000016", name="Lê An"), person_row(card="12000024", name="Lê Bình"))

    outcome = take_in(
        person_row(card=NEW_CARD),
        person_row(card="038085001235", name="Lê An"),
        person_row(card="12000032", name="Lê Bình"),  # eight digits for eight: not a card issued anew
        answers=Answers(renewed=True),
        leave_out_wrong=True,
    )

    assert [question.row for question in outcome.questions] == [4]
    assert set(Person.objects.values_list("card_no", flat=True)) == {NEW_CARD, "038085001235", "12000024"}


def test_somebody_else_of_the_same_name_and_birth_date_is_a_new_person(province):
    take_in(person_row())

    take_in(person_row(card=NEW_CARD), answers=answered(who=OTHER))

    assert list(Person.objects.order_by("pk").values_list("card_no", flat=True)) == ["12000008", NEW_CARD]


def test_another_name_under_the_same_card_is_asked(province):
    take_in(person_row())

    outcome = take_in(person_row(name="Hoàng Thanh Vy"))
    take_in(person_row(name="Hoàng Thanh Vy"), answers=answered(who=SAME))

    assert asked(outcome) == [
        (2, "In the portal this card number belongs to Hoàng Thanh Vân. Is it the same person?", "")
    ]
    assert not outcome.questions[0].may_be_other
    assert Person.objects.get().full_name == "Hoàng Thanh Vy"


def test_the_owner_of_a_card_whom_another_office_keeps_is_not_named(province, personnel_officer):
    factories.make_person("Hoàng Thanh Vân", cell=province.other_cell, card_no="12000008")

    outcome = take_in(person_row(name="Hoàng Thanh Vy"), by=personnel_officer)

    assert [question.who for question in outcome.questions] == [
        "In the portal this card number belongs to a comrade of another office. Is it the same person?"
    ]


def test_the_owner_of_a_card_cannot_be_somebody_else(province):
    take_in(person_row())

    outcome = take_in(person_row(name="Hoàng Thanh Vy"), answers=answered(who=OTHER))

    assert [question.row for question in outcome.questions] == [2]
    assert Person.objects.get().full_name == "Hoàng Thanh Vân"


def test_marks_and_capitals_make_no_other_name(province):
    take_in(person_row())

    outcome = take_in(person_row(name="HOÀNG THANH VÂN"))

    assert (outcome.questions, outcome.unchanged) == ([], 1)


def test_a_namesake_born_the_same_day_in_another_cell_is_asked_about(province):
    take_in(person_row())

    outcome = take_in(person_row(card=NEW_CARD, cell="DUHT-02"))
    both = take_in(person_row(card=NEW_CARD, cell="DUHT-02"), answers=answered(who=SAME, moved_on=MARCH))

    assert asked(outcome) == [
        (
            2,
            (
                f"Name and birth date are those of a comrade of {province.cell.full_label}, card number 12000008. "
                "The same person?"
            ),
            f"From {province.cell.full_label} to {province.second_cell.full_label}: since which day?",
        )
    ]
    assert (both.questions, Person.objects.get().cell) == ([], province.second_cell)


def test_a_namesake_in_another_unit_is_told_without_saying_where(province, personnel_officer):
    take_in(person_row(cell="DUDS-01"))

    outcome = take_in(person_row(card=NEW_CARD), by=personnel_officer)

    assert [remark.reason for remark in outcome.warnings] == [
        (
            "In another unit there is a comrade of this name and birth date. "
            "If it is the same person, have that unit record the transfer first."
        )
    ]
    assert (outcome.questions, len(outcome.new)) == ([], 1)


def test_the_same_personal_id_is_the_same_person_whatever_the_card(province):
    factories.make_person("Hoàng Thanh Vân", cell=province.cell, card_no="12000008", personal_id="038085001234")
    headings = [*HEADINGS, "CCCD"]

    listed = people.read(workbook(headings, [*person_row(card="12000016"), "038085001234"]), "list.xlsx")
    outcome = people.take_in(listed, as_of=AS_OF)

    assert asked(outcome) == [
        (2, "In the portal this person has the card number 12000008, in the list 12000016. The same person?", "")
    ]


def test_two_rows_about_one_person_are_wrong(province):
    take_in(person_row(card=""))

    outcome = take_in(person_row(card=""), person_row(card=""))
    with_cards = take_in(person_row(card="12000008"), person_row(card="12000016"))

    assert reasons(outcome) == [(3, "Họ và tên", "Row 2 names the same person. Delete one of them.")]
    assert reasons(with_cards) == [(3, "Họ và tên", "Row 2 names the same person. Delete one of them.")]


# ── since when ──


def test_a_new_cell_asks_since_when(province):
    take_in(person_row(post="Phó Bí thư"))

    outcome = take_in(person_row(cell="DUHT-02"), as_of=APRIL)

    assert asked(outcome) == [
        (2, "", f"From {province.cell.full_label} to {province.second_cell.full_label}: since which day?")
    ]
    assert Person.objects.get().cell == province.cell


def test_the_day_of_a_transfer_is_its_own_and_a_post_there_begins_with_the_list(province):
    take_in(person_row(post="Phó Bí thư"))

    take_in(person_row(cell="DUHT-02", post="Bí thư"), as_of=APRIL, answers=answered(moved_on=MARCH))

    assert list(Membership.objects.values_list("cell__code", "starts_on", "ends_on")) == [
        ("DUHT-02", MARCH, None),
        ("DUHT-01", AS_OF, datetime.date(2026, 2, 28)),
    ]
    posts = Person.objects.get().appointments.order_by("pk").values_list("org__code", "starts_on", "ends_on")
    assert list(posts) == [("DUHT-01", AS_OF, datetime.date(2026, 2, 28)), ("DUHT-02", APRIL, None)]


def test_a_post_does_not_begin_before_the_membership(province):
    take_in(person_row())

    take_in(person_row(cell="DUHT-02", post="Bí thư"), as_of=MARCH, answers=answered(moved_on=APRIL))

    assert Person.objects.get().appointments.get().starts_on == APRIL


def test_one_day_may_be_given_for_all_transfers_and_another_for_one(province):
    take_in(person_row(), person_row(card="12000016", name="Lê An"))
    rows = [person_row(cell="DUHT-02"), person_row(card="12000016", name="Lê An", cell="DUHT-02")]

    take_in(*rows, as_of=APRIL, answers=Answers({3: Answer(moved_on=APRIL)}, moved_on=MARCH))

    began = Membership.objects.filter(ends_on=None).order_by("person").values_list("starts_on", flat=True)
    assert list(began) == [MARCH, APRIL]


def test_a_transfer_before_the_earlier_membership_is_wrong(province):
    take_in(person_row())

    outcome = take_in(person_row(cell="DUHT-02"), as_of=MARCH, answers=answered(moved_on=datetime.date(2025, 12, 30)))

    assert reasons(outcome) == [
        (
            2,
            "Chi bộ (tên hoặc mã)",
            "In the portal the membership of the earlier cell begins on 31/12/2025. Give a later day of transfer.",
        )
    ]


def test_only_who_keeps_the_earlier_cell_is_asked(province, personnel_officer):
    take_in(person_row(cell="DUDS-01"))

    outcome = take_in(person_row(), by=personnel_officer, as_of=MARCH)

    assert (outcome.questions, [remark.column for remark in outcome.wrong]) == ([], ["Chi bộ (tên hoặc mã)"])


# ── who is not in the list ──


def test_who_is_not_in_the_list_is_named_and_stays(province, colleague):
    factories.make_person("Lê Thị Xa", cell=province.second_cell)  # of a cell that the list does not name
    take_in(person_row())

    outcome = take_in(person_row(card="12000016", name="Lê An"))

    assert [(line.name, line.place) for line in outcome.absent] == [
        ("Lê Quang Dũng", province.cell.full_label),
        ("Hoàng Thanh Vân", province.cell.full_label),
    ]
    assert Person.objects.filter(cell=province.cell).count() == 3


def test_nobody_of_a_cell_to_which_the_list_only_transfers_is_called_absent(province):
    factories.make_person("Lê Thị Xa", cell=province.second_cell)
    take_in(person_row())

    outcome = take_in(person_row(cell="DUHT-02"), as_of=APRIL)

    assert outcome.absent == []


def test_whose_row_is_wrong_or_asks_something_is_not_absent(province):
    take_in(person_row(), person_row(card="12000016", name="Lê An"))

    outcome = take_in(person_row(sex="x"), person_row(card=NEW_CARD, name="Lê An"))

    assert (outcome.wrong_rows, len(outcome.questions), outcome.absent) == ([2], 1, [])


# ── the pages ──


@pytest.fixture
def preview(personnel_officer, signed_in, province):
    """A preview with a transfer, a new card and somebody new; returns the client and its address."""
    take_in(person_row(), person_row(card="12000016", name="Lê An"))
    client = signed_in(personnel_officer)
    rows = [
        person_row(cell="DUHT-02"),
        person_row(card=NEW_CARD, name="Lê An"),
        person_row(card="12000024", name="Lê Ba"),
    ]
    return client, upload(client, *rows, as_of="01/04/2026").url


def test_the_preview_asks_and_shows_what_was_answered(preview):
    client, url = preview

    before = client.get(url).context
    client.post(f"{url}answers/", {"on-2": "1/3/2026", "who-3": "same"})
    after = client.get(url).context
    done = confirm(client, url)

    assert [figure["value"] for figure in before["figures"]] == [1, 0, 0, 2, 0]
    assert [figure["value"] for figure in after["figures"]] == [1, 2, 0, 0]
    assert done.context["taken"].told == "Written: 1 new comrades, 2 changed."
    assert Person.objects.get(card_no="12000008").memberships.first().starts_on == MARCH


def test_what_is_not_answered_can_be_left_out_and_comes_back_as_a_sheet(preview):
    client, url = preview

    refused = confirm(client, url)
    sheet = client.get(f"{url}wrong.xlsx").content
    done = confirm(client, url, leave_out="on")
    again = client.get(upload(client, content=sheet).url).context

    assert sentences(refused) == ["Nothing was written: some rows are wrong. Correct them, then upload the list again."]
    assert done.context["taken"].told == "Written: 1 new comrades, 0 changed; 2 rows to be confirmed are not written."
    assert [question.name for question in again["outcome"].questions] == ["Hoàng Thanh Vân", "Lê An"]


def test_answers_can_be_given_anew(preview):
    client, url = preview
    client.post(f"{url}answers/", {"on-2": "01/03/2026", "who-3": "other"})

    client.post(f"{url}answers/", {"anew": "1"})

    assert len(client.get(url).context["outcome"].questions) == 2


@pytest.mark.parametrize(
    ("answer", "field"),
    [({"on-2": "31/02/2026"}, "on-2"), ({"on-2": "01/01/2099"}, "on-2"), ({"who-3": "nobody"}, "who-3")],
)
def test_an_answer_that_is_none_is_refused_at_its_field(preview, answer, field):
    client, url = preview

    response = client.post(f"{url}answers/", answer)

    assert (response.status_code, list(response.context["answers"].errors)) == (422, [field])
    assert len(client.get(url).context["outcome"].questions) == 2


def test_an_answer_after_the_preview_is_looked_at_before_it_is_written(preview):
    client, url = preview
    seen = client.get(url).context["seen"]
    client.post(f"{url}answers/", {"on-2": "01/03/2026", "who-3": "same"})

    done = client.post(url, {"seen": seen}, follow=True)

    assert sentences(done) == ["The portal has changed since this preview. Look at it again, then confirm."]
    assert Person.objects.get(card_no="12000008").cell.code == "DUHT-01"


def test_many_questions_come_in_portions_that_stay_small(personnel_officer, signed_in, province):
    rows = [person_row(card=f"{13000000 + at}", name="Lê Văn An") for at in range(60)]
    take_in(*rows)
    client = signed_in(personnel_officer)
    url = upload(client, *[[*row[:6], "DUHT-02", row[7]] for row in rows], as_of="01/04/2026").url

    page = client.get(url)
    client.post(f"{url}answers/", {"moved_on": "01/03/2026"})

    assert len(page.context["answers"].questions) == 20
    assert len(page.content) < 60_000
    assert client.get(url).context["outcome"].questions == []


def test_nobody_answers_for_somebody_else(preview, system_admin):
    client, url = preview
    client.force_login(system_admin)

    assert client.post(f"{url}answers/", {"on-2": "01/03/2026"}).status_code == 404


# ── the command ──


def test_the_command_takes_the_day_of_transfers_and_new_cards(province, tmp_path):
    take_in(person_row(), person_row(card="12000016", name="Lê An"))
    path = tmp_path / "list.xlsx"
    rows = [person_row(cell="DUHT-02"), person_row(card=NEW_CARD, name="Lê An")]
    path.write_bytes(workbook(HEADINGS, *rows).getvalue())

    with pytest.raises(CommandError):
        call_command("import_people", str(path), commit=True, as_of=APRIL)
    call_command("import_people", str(path), commit=True, as_of=APRIL, moved_on=MARCH, renewed=True)

    assert AuditEvent.objects.filter(action="directory.people_imported").count() == 2
    assert set(Person.objects.values_list("card_no", "cell__code")) == {("12000008", "DUHT-02"), (NEW_CARD, "DUHT-01")}


# ── a birth date of which one of both knows only the year or the month ──


@pytest.mark.parametrize("born", ["1985", "02/1985"])
def test_who_is_known_more_exactly_is_asked_about_and_not_made_twice(province, born):
    take_in(person_row(card=None))

    first = take_in(person_row(card=NEW_CARD, born=born))
    second = take_in(person_row(card=NEW_CARD, born=born), answers=answered(who=SAME))
    third = take_in(person_row(card="038085009999", born=born, name="Hoàng Thanh Vân"), answers=answered(who=OTHER))

    known = f"born 27/02/1985 (in the list: {born}), card number none"
    assert asked(first) == [(2, f"This cell has a comrade of that name, {known}. The same person?", "")]
    assert (second.counts["changed"], third.counts["new"]) == (1, 1)
    assert Person.objects.filter(full_name="Hoàng Thanh Vân").count() == 2


def test_another_year_is_another_person(province):
    take_in(person_row(card=None))

    outcome = take_in(person_row(card=NEW_CARD, born="1986"))

    assert (asked(outcome), outcome.counts["new"]) == ([], 1)


def test_who_stands_twice_in_the_portal_is_paired_with_neither(province):
    for login_name in ("van.1", "van.2"):
        factories.make_person(
            "Hoàng Thanh Vân", cell=province.cell, born=datetime.date(1985, 2, 27), login_name=login_name
        )

    outcome = take_in(person_row(card=None))

    [(row, column, reason)] = reasons(outcome)
    assert (row, column) == (2, "Họ và tên")
    assert reason.startswith("Several records in the portal have this name and birth date in this cell (van.1, van.2).")
