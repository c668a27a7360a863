"""Versions of a scheme: loaded, copied, changed while a draft, in force, withdrawn; never changed once in force."""

import importlib
import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.db.migrations.loader import MigrationLoader

from commitments.models import Period
from evaluations import shipped
from evaluations.errors import InvalidTransition, ReasonMissing, SchemeLocked
from evaluations.models import Scheme
from evaluations.rules import SchemeFault
from portal.audit.models import AuditEvent
from tests import evaluating
from tests.evaluations.schemes import FOLDER, document

pytestmark = pytest.mark.django_db

Status = Scheme.Status


def actions():
    events = AuditEvent.objects.filter(action__startswith="evaluations.").order_by("pk")
    return list(events.values_list("action", flat=True))


def renamed(name):
    return document() | {"name": name}


def load_file(path, *options):
    out = StringIO()
    call_command("load_scheme", str(path), *options, stdout=out)
    return out.getvalue().strip()


# ── loading ──


def test_a_file_becomes_the_first_version_as_a_draft(personnel_officer):
    scheme, is_new = Scheme.load(document(), by=personnel_officer)

    assert is_new
    assert (scheme.code, scheme.version, scheme.status) == ("qd366_2025", 1, Status.DRAFT)
    assert scheme.name == "Bộ tiêu chí đánh giá, xếp loại theo Quy định 366-QĐ/TW"
    assert (str(scheme.valid_from), scheme.valid_to) == ("2025-01-01", None)
    assert scheme.created_by == personnel_officer
    assert Scheme.objects.get().document == document()
    assert actions() == ["evaluations.scheme_loaded"]


def test_the_same_content_again_is_no_new_version():
    first, _new = Scheme.load(document())

    again, is_new = Scheme.load(document())

    assert (again, is_new) == (first, False)
    assert actions() == ["evaluations.scheme_loaded"]


def test_an_earlier_content_is_found_whatever_its_state():
    first, _new = Scheme.load(document())
    first.put_in_force()
    Scheme.load(renamed("Sửa đổi"))[0].put_in_force()

    assert Scheme.load(document()) == (first, False)


def test_changed_content_is_the_next_version():
    Scheme.load(document())

    scheme, is_new = Scheme.load(renamed("Sửa đổi"))

    assert (scheme.version, scheme.status, scheme.name, is_new) == (2, Status.DRAFT, "Sửa đổi", True)


def test_a_wrong_document_is_refused_whole():
    whole = document()
    whole["levels"][0]["minimum"] = 91
    whole["quota"]["percent"] = 120

    with pytest.raises(SchemeFault) as refused:
        Scheme.load(whole)

    assert [fault.place for fault in refused.value.faults] == ["levels[1].maximum", "quota.percent"]
    assert not Scheme.objects.exists()
    assert actions() == []


def test_a_form_that_is_not_there_is_a_fault():
    whole = document()
    whole["frames"][0]["form"] = "KD-99"

    with pytest.raises(SchemeFault) as refused:
        Scheme.load(whole)

    assert (refused.value.place, refused.value.reason) == ("frames[0].form", "Không có mẫu văn bản “KD-99”.")


# ── the command ──


def test_the_command_says_what_it_did_and_does_it_once():
    path = FOLDER / "qd366_2025.json"

    assert load_file(path) == "qd366_2025, version 1: loaded; draft."
    assert load_file(path) == "qd366_2025, version 1: the same content is there already; draft."
    assert load_file(path, "--in-force") == "qd366_2025, version 1: the same content is there already; in_force."
    assert load_file(path, "--in-force") == "qd366_2025, version 1: the same content is there already; in_force."
    assert actions() == ["evaluations.scheme_loaded", "evaluations.scheme_put_in_force"]


def test_the_command_refuses_a_wrong_file_with_every_place(tmp_path):
    whole = document()
    del whole["name"]
    whole["quota"]["percent"] = 120
    path = tmp_path / "wrong.json"
    path.write_text(json.dumps(whole), encoding="utf-8")

    with pytest.raises(CommandError) as refused:
        load_file(path)

    assert str(refused.value).splitlines() == [
        f"{path}:",
        "name: Thiếu phần này.",
        "quota.percent: Số phải từ 0 đến 100.",
    ]
    assert not Scheme.objects.exists()


def test_the_command_says_that_a_file_is_not_there(tmp_path):
    with pytest.raises(CommandError, match="No such file"):
        load_file(tmp_path / "none.json")


def test_the_command_does_not_bring_a_withdrawn_version_back():
    load_file(FOLDER / "qd366_2025.json", "--in-force")
    Scheme.objects.get().withdraw(by=None, reason="Có quy định mới.")

    with pytest.raises(CommandError):
        load_file(FOLDER / "qd366_2025.json", "--in-force")

    assert Scheme.objects.get().status == Status.WITHDRAWN


# ── what is shipped ──


def test_an_empty_portal_gets_both_shipped_schemes_in_force_once():
    assert [str(scheme.code) for scheme in shipped.load()] == ["qd124_2023", "qd366_2025"]
    assert shipped.load() == []
    assert list(Scheme.objects.in_force().order_by("code").values_list("code", "version")) == [
        ("qd124_2023", 1),
        ("qd366_2025", 1),
    ]


def test_what_a_later_release_ships_is_a_draft_beside_what_the_committee_has():
    Scheme.load(renamed("Của Tỉnh ủy"))[0].put_in_force()

    shipped.load()
    shipped.load()

    assert list(Scheme.objects.filter(code="qd366_2025").order_by("version").values_list("name", "status")) == [
        ("Của Tỉnh ủy", Status.IN_FORCE),
        ("Bộ tiêu chí đánh giá, xếp loại theo Quy định 366-QĐ/TW", Status.DRAFT),
    ]


def test_a_scheme_that_the_committee_withdrew_stays_withdrawn():
    shipped.load()
    Scheme.objects.get(code="qd124_2023").withdraw(by=None, reason="Đã hết hiệu lực.")

    assert shipped.load() == []
    assert not Scheme.objects.in_force().filter(code="qd124_2023").exists()


@pytest.mark.parametrize(
    ("year", "code"), [(2023, "qd124_2023"), (2024, "qd124_2023"), (2025, "qd366_2025"), (2026, "qd366_2025")]
)
def test_each_year_finds_the_scheme_that_covers_it(year, code):
    shipped.load()

    assert [scheme.code for scheme in Scheme.objects.for_period(Period.of_year(year))] == [code]


# ── the states ──


def in_state(status):
    scheme, _new = Scheme.load(document())
    if status != Status.DRAFT:
        scheme.put_in_force()
    if status == Status.WITHDRAWN:
        scheme.withdraw(by=None, reason="Có quy định mới.")
    return scheme


ACTS = {
    Status.IN_FORCE: lambda scheme, by: scheme.put_in_force(by=by),
    Status.WITHDRAWN: lambda scheme, by: scheme.withdraw(by=by, reason="Có quy định mới."),
}


@pytest.mark.parametrize("after", ACTS)
@pytest.mark.parametrize("before", Status)
def test_every_pair_of_states(personnel_officer, before, after):
    scheme = in_state(before)
    events = len(actions())

    if after in Scheme.NEXT[before]:
        ACTS[after](scheme, personnel_officer)
        assert Scheme.objects.get().status == after
        assert len(actions()) == events + 1
    else:
        with pytest.raises(InvalidTransition):
            ACTS[after](scheme, personnel_officer)
        assert Scheme.objects.get().status == before
        assert len(actions()) == events


def test_a_stale_window_does_not_put_in_force_what_was_withdrawn():
    scheme = in_state(Status.DRAFT)
    Scheme.objects.get().withdraw(by=None, reason="Nhầm tệp.")

    with pytest.raises(InvalidTransition, match="Thôi áp dụng"):
        scheme.put_in_force()


def test_a_new_version_in_force_withdraws_the_one_before(personnel_officer):
    first = in_state(Status.IN_FORCE)
    second, _new = Scheme.load(renamed("Sửa đổi"))

    second.put_in_force(by=personnel_officer)

    first.refresh_from_db()
    assert (first.status, second.status) == (Status.WITHDRAWN, Status.IN_FORCE)
    assert second.in_force_at is not None
    event = AuditEvent.objects.get(action="evaluations.scheme_withdrawn")
    assert event.reason == "Phiên bản 2 đã có hiệu lực."


def test_withdrawing_needs_a_reason():
    scheme = in_state(Status.IN_FORCE)

    with pytest.raises(ReasonMissing):
        scheme.withdraw(by=None, reason="  ")

    assert Scheme.objects.get().status == Status.IN_FORCE


# ── copies and changes ──


def test_a_copy_is_the_next_version_and_a_second_click_leads_to_it(personnel_officer):
    first = in_state(Status.IN_FORCE)

    draft = first.copy(by=personnel_officer)
    again = first.copy(by=personnel_officer)

    assert again == draft
    assert (draft.version, draft.status, draft.based_on, draft.document) == (2, Status.DRAFT, first, document())
    assert actions()[-1] == "evaluations.scheme_copied"
    assert len(actions()) == 3


def test_a_draft_is_changed_and_what_it_says_follows(personnel_officer):
    scheme = in_state(Status.DRAFT)

    scheme.change(lambda whole: whole | {"name": "Của Tỉnh ủy", "valid_to": "2026-12-31"}, by=personnel_officer)

    scheme = Scheme.objects.get()
    assert (scheme.name, str(scheme.valid_to), scheme.rules.name) == ("Của Tỉnh ủy", "2026-12-31", "Của Tỉnh ủy")
    assert actions()[-1] == "evaluations.scheme_changed"


def test_a_change_with_a_fault_changes_nothing(personnel_officer):
    scheme = in_state(Status.DRAFT)

    with pytest.raises(SchemeFault):
        scheme.change(lambda whole: whole | {"name": ""}, by=personnel_officer)

    assert Scheme.objects.get().document == document()
    assert actions() == ["evaluations.scheme_loaded"]


def test_a_change_cannot_make_another_scheme_of_it(personnel_officer):
    scheme = in_state(Status.DRAFT)

    scheme.change(lambda whole: whole | {"code": "other"}, by=personnel_officer)

    scheme.refresh_from_db()
    assert (scheme.code, scheme.document["code"]) == ("qd366_2025", "qd366_2025")


@pytest.mark.parametrize("status", [Status.IN_FORCE, Status.WITHDRAWN])
def test_what_was_in_force_never_changes(personnel_officer, status):
    scheme = in_state(status)

    with pytest.raises(SchemeLocked):
        scheme.change(lambda whole: whole | {"name": "Khác"}, by=personnel_officer)
    scheme.refresh_from_db()
    scheme.name = "Khác"
    with pytest.raises(SchemeLocked):
        scheme.save()
    with pytest.raises(SchemeLocked):
        scheme.save(update_fields=["name"])
    with pytest.raises(SchemeLocked):
        Scheme.objects.update(document={})

    assert Scheme.objects.get().document == document()


def test_a_draft_that_an_evaluation_uses_never_changes_either(province, personnel_officer):
    scheme = in_state(Status.DRAFT)
    evaluating.make_evaluation(province.ward, scheme=scheme)

    with pytest.raises(SchemeLocked):
        scheme.change(lambda whole: whole | {"name": "Khác"}, by=personnel_officer)


def test_the_database_knows_no_draft_that_was_in_force():
    scheme = in_state(Status.IN_FORCE)

    with pytest.raises(IntegrityError, match="draft_was_never_in_force"), transaction.atomic():
        Scheme.objects.filter(pk=scheme.pk).update(status=Status.DRAFT)


# ── what an older release kept in its code ──


def test_versions_that_are_there_say_what_held_for_them_and_take_it_out_again():
    older = document()
    for frame in older["frames"]:
        frame.pop("quarter_form", None)
    del older["units_led"]
    made = [
        evaluating.make_scheme(document=older, version=1),
        evaluating.make_scheme("qd124_2023", document=document("qd124_2023")),
    ]
    before = ("evaluations", "0010_dossiers_that_left_with_their_person")
    historical = MigrationLoader(connection).project_state(before).apps
    migration = importlib.import_module("evaluations.migrations.0011_frames_name_their_quarter_form")

    migration.say_it(historical, None)
    said = [Scheme.objects.get(pk=scheme.pk).document for scheme in made]
    migration.take_it_out(historical, None)
    taken = [Scheme.objects.get(pk=scheme.pk).document for scheme in made]

    assert said == [document(), document("qd124_2023")]  # what is shipped now is no other content
    assert taken == [older, document("qd124_2023")]
