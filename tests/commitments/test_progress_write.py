"""Writing progress: what is saved, what follows by itself, what is refused; two windows; too late."""

import datetime
from decimal import Decimal

import pytest
import time_machine

from commitments import progress_policies
from commitments.drafting import mark, text_of
from commitments.errors import NoLongerWritable
from commitments.forms.progress import ProgressForm
from commitments.models import ActionProgram, ProgressEntry
from commitments.progress import writing
from portal.lib.dates import today
from tests import factories

State = ProgressEntry.State
PAIRS = [(before, after) for before in State for after in State]


@pytest.fixture(autouse=True)
def _late_september():
    with time_machine.travel(factories.local_noon(datetime.date(2026, 9, 28))):
        yield


@pytest.fixture
def program(member, secretary, campaign):
    return factories.make_program(member, campaign=campaign, status="approved")


@pytest.fixture
def commitment(program):
    return program.commitments.get()


def save(commitment, **typed):
    """Save as a window would that had loaded what the portal holds now."""
    entry = writing.entry_of(commitment)
    data = {f"was-{name}": mark(text_of(getattr(entry, name))) for name in typed}
    return save_as(commitment, data | typed)


def save_as(commitment, data):
    form = ProgressForm(data, entry=writing.entry_of(commitment), commitment=commitment)
    saved = writing.save_entry(commitment.program, commitment, form)
    return saved, form


def written(commitment):
    return ProgressEntry.objects.get(commitment=commitment, report=None)


def test_the_first_change_begins_an_entry_that_only_the_writers_have(commitment):
    saved, form = save(commitment, note="Đã mở 2 buổi")

    entry = written(commitment)
    assert (entry.note, entry.state, entry.percent, entry.reached_on) == ("Đã mở 2 buổi", State.PLANNED, 0, today())
    assert (saved.merged.changed, form.errors) == (["note"], {})
    commitment.refresh_from_db()
    assert (commitment.latest, commitment.done_on) == (None, None)


def test_looking_at_a_commitment_begins_nothing(commitment):
    save(commitment, note="", percent="0")

    assert not ProgressEntry.objects.exists()


def test_the_value_gives_the_percent_and_the_state(commitment):
    saved, _form = save(commitment, reached_value="47")

    entry = written(commitment)
    assert (entry.reached_value, entry.percent, entry.state) == (47, 78, State.IN_PROGRESS)
    assert saved.followed == {"percent": "78", "state": "in_progress"}
    assert saved.merged.marks["percent"] == mark("78")


def test_a_percent_of_ones_own_stays_when_the_value_changes(commitment):
    save(commitment, reached_value="47")
    save(commitment, percent="80")

    save(commitment, reached_value="50")

    assert written(commitment).percent == 80


def test_a_typed_percent_goes_before_the_computed_one(commitment):
    save(commitment, reached_value="47", percent="90%")

    assert written(commitment).percent == 90


def test_a_computed_percent_follows_the_value_up_and_down(commitment):
    save(commitment, reached_value="47")
    save(commitment, reached_value="30")

    assert written(commitment).percent == 50


def amend_target(commitment, value):
    """Let an amendment that is approved a day later change the target of a commitment."""
    amendment = factories.make_amendment(commitment.program, changes=0)
    factories.change_target(amendment.changes.create(commitment=commitment, act="change", **commitment.words), value)
    with time_machine.travel(factories.local_noon(today() + datetime.timedelta(days=1))):
        factories.bring_amendment_to(amendment, "approved", by=commitment.program.writers()[0])
    commitment.refresh_from_db()


@pytest.mark.parametrize("is_sent", [True, False])
@pytest.mark.parametrize("typed", [{"note": "Đã đủ"}, {"reached_value": "40"}, {}])
def test_a_computed_percent_follows_a_target_that_was_amended(commitment, is_sent, typed):
    save(commitment, reached_value="40")
    if is_sent:
        factories.send_progress(commitment.program)
    amend_target(commitment, 40)

    with time_machine.travel(factories.local_noon(today() + datetime.timedelta(days=2))):
        save(commitment, **typed)

    assert (written(commitment).percent, written(commitment).reached_value) == (100, 40)


def test_a_value_typed_after_an_amendment_moves_the_percent(commitment):
    factories.report_progress(commitment, state="in_progress", percent=66, reached_value=Decimal(40))
    amend_target(commitment, 50)

    with time_machine.travel(factories.local_noon(today() + datetime.timedelta(days=2))):
        save(commitment, reached_value="45")

    assert written(commitment).percent == 90


@pytest.mark.parametrize("is_after", [True, False])
def test_a_percent_of_ones_own_stays_whatever_an_amendment_changes(commitment, is_after):
    own = "66" if is_after else "70"  # 66 is what the portal computed from the target before
    save(commitment, reached_value="40")
    if not is_after:
        save(commitment, percent=own)
    amend_target(commitment, 40)

    with time_machine.travel(factories.local_noon(today() + datetime.timedelta(days=2))):
        if is_after:
            save(commitment, note="Tính lại")
            save(commitment, percent=own)
        save(commitment, note="Đã đủ")

    assert written(commitment).percent == int(own)


def test_without_a_target_the_percent_is_typed_and_the_value_has_no_field(program):
    commitment = factories.make_commitment(program, target_value=None, unit="")

    _saved, form = save(commitment, percent="40", reached_value="12")

    assert "reached_value" not in form.fields
    entry = written(commitment)
    assert (entry.percent, entry.reached_value, entry.state) == (40, None, State.IN_PROGRESS)


@pytest.mark.parametrize(("before", "after"), PAIRS)
def test_every_state_leads_to_every_other_and_done_is_all_of_it(commitment, before, after):
    save(commitment, reached_value="30")
    save(commitment, state=before)

    save(commitment, state=after)

    entry = written(commitment)
    assert entry.state == after
    assert entry.percent == (100 if after in {State.DONE, State.EXCEEDED} else 50)


def test_less_than_all_of_what_is_done_is_refused_and_the_rest_is_saved(commitment):
    save(commitment, state="done")

    _saved, form = save(commitment, percent="80", note="Còn 12 người")

    reason = "Việc đã xong thì mức hoàn thành là 100%. Nếu chưa xong, đồng chí chọn trạng thái khác trước."
    assert form.errors == {"percent": [reason]}
    assert (written(commitment).percent, written(commitment).note) == (100, "Còn 12 người")


def test_done_is_done_today_unless_a_day_is_given(commitment):
    first = datetime.date(2026, 1, 2)
    save(commitment, reached_on="2/1")
    save(commitment, state="done")
    assert written(commitment).reached_on == today()

    save(commitment, reached_on="2/1")

    assert written(commitment).reached_on == first


def test_the_day_moves_with_the_writing_until_one_is_given(commitment):
    save(commitment, note="Hôm nay")
    tomorrow = today() + datetime.timedelta(days=1)

    with time_machine.travel(factories.local_noon(tomorrow)):
        save(commitment, note="Hôm sau")

    assert written(commitment).reached_on == tomorrow


@pytest.mark.parametrize(
    ("name", "text", "reason"),
    [
        ("percent", "101", "Đồng chí ghi số nguyên từ 0 đến 100."),
        ("percent", "-1", "Đồng chí ghi số nguyên từ 0 đến 100."),
        ("percent", "7,5", "Đồng chí ghi số nguyên từ 0 đến 100."),
        ("percent", "", "Đồng chí ghi số nguyên từ 0 đến 100."),
        ("percent", "nhiều", "Đồng chí ghi số nguyên từ 0 đến 100."),
        ("reached_value", "-3", "Số này nhỏ hơn 0. Đồng chí ghi từ 0 trở lên, không có dấu trừ."),
        ("state", "", "Đồng chí chọn một trạng thái."),
        ("reached_on", "", "Đồng chí ghi ngày tính đến."),
        ("reached_on", "31/12/2019", "Ngày 31/12/2019 trước năm của chương trình này. Đồng chí kiểm tra lại năm."),
        ("reached_on", "31/12/2099", "31/12/2099 là ngày chưa tới. Kiểm tra lại năm."),
    ],
)
def test_what_is_typed_wrong_says_how_to_mend_it_and_nothing_is_written(commitment, name, text, reason):
    _saved, form = save_as(commitment, {name: text, f"was-{name}": mark("x")})

    assert form.errors[name] == [reason]
    assert not ProgressEntry.objects.exists()


def test_a_state_that_is_none_is_refused(commitment):
    _saved, form = save(commitment, state="finished")

    assert "state" in form.errors
    assert not ProgressEntry.objects.exists()


def test_the_next_entry_begins_with_the_numbers_sent_last_as_of_today_and_without_the_words(commitment):
    yesterday = today() - datetime.timedelta(days=1)
    sent = factories.report_progress(
        commitment, state="in_progress", percent=50, reached_value=Decimal(30), note="30 người", reached_on=yesterday,
        next_step="Làm tiếp phần còn lại",
    )  # fmt: skip

    save(commitment, difficulty="Thiếu máy")

    entry = written(commitment)
    assert (entry.percent, entry.reached_value, entry.state) == (50, 30, State.IN_PROGRESS)
    assert (entry.note, entry.next_step) == ("", "")
    assert (entry.difficulty, entry.reached_on, entry.answer) == ("Thiếu máy", today(), "")
    sent.refresh_from_db()
    assert (sent.difficulty, sent.reached_on) == ("", yesterday)


def test_what_was_done_keeps_its_day(commitment):
    day = today() - datetime.timedelta(days=3)
    factories.report_progress(commitment, state="done", percent=100, reached_on=day)

    save(commitment, note="Bổ sung danh sách")

    assert written(commitment).reached_on == day


def test_two_windows_on_two_fields_both_save(commitment):
    window = {"was-note": mark(""), "was-difficulty": mark("")}
    save_as(commitment, window | {"note": "Cửa sổ 1", "difficulty": ""})

    saved, _form = save_as(commitment, window | {"note": "", "difficulty": "Cửa sổ 2"})

    entry = written(commitment)
    assert (entry.note, entry.difficulty) == ("Cửa sổ 1", "Cửa sổ 2")
    assert saved.merged.elsewhere == {"note": "Cửa sổ 1"}


def test_two_windows_on_one_field_are_told_and_nothing_is_lost(commitment):
    save_as(commitment, {"was-note": mark(""), "note": "Cửa sổ 1"})

    saved, _form = save_as(commitment, {"was-note": mark(""), "note": "Cửa sổ 2"})

    conflict = saved.merged.conflicts["note"]
    assert (conflict.stored, conflict.typed, written(commitment).note) == ("Cửa sổ 1", "Cửa sổ 2", "Cửa sổ 1")


def test_an_old_window_goes_on_in_a_new_entry_after_sending(commitment):
    save(commitment, reached_value="47", note="47 người", difficulty="Thiếu máy")
    entry = written(commitment)
    window = {f"was-{name}": mark(text_of(getattr(entry, name))) for name in writing.FIELDS}
    factories.send_progress(commitment.program)
    commitment.refresh_from_db()

    saved, _form = save_as(commitment, window | {"note": "48 người", "difficulty": "Thiếu máy"})

    entry.refresh_from_db()
    assert (entry.note, written(commitment).note, written(commitment).percent) == ("47 người", "48 người", 78)
    assert (written(commitment).difficulty, saved.merged.conflicts) == ("", {})


@pytest.mark.parametrize("status", [s for s in ActionProgram.Status if s != "approved"])
def test_only_a_program_in_force_takes_progress(member, secretary, campaign, status):
    program = factories.make_program(member, campaign=campaign, status=status)

    with pytest.raises(NoLongerWritable) as refused:
        save(program.commitments.get(), note="x")

    assert str(refused.value) == "Chương trình này không còn hiệu lực thực hiện; cổng không ghi tiến độ nữa."
    assert not ProgressEntry.objects.exists()


@pytest.mark.parametrize("years", [-1, 1])
def test_a_program_of_another_year_takes_no_progress(commitment, years):
    other_year = factories.local_noon(datetime.date(2026 + years, 9, 28))

    with time_machine.travel(other_year), pytest.raises(NoLongerWritable):
        save(commitment, note="x")


def test_a_stopped_campaign_lets_its_programs_go_on(commitment, personnel_officer):
    commitment.program.campaign.stop(by=personnel_officer, reason="Kết thúc đăng ký")

    save(commitment, note="Vẫn làm")

    assert written(commitment).note == "Vẫn làm"


def test_a_dropped_commitment_is_not_written_any_more(commitment):
    commitment.dropped_on = today()
    commitment.save()

    with pytest.raises(NoLongerWritable) as refused:
        save(commitment, note="x")

    assert str(refused.value) == "Cam kết này không còn trong chương trình."


def test_decomposed_letters_are_stored_as_one(commitment):
    save(commitment, note="Đa\u0303 xong\u200b")

    assert written(commitment).note == "Đã xong"


def test_who_heads_a_collective_writes_and_sends_its_progress(province, member, secretary, ward_secretary, resolution):
    ward = province.ward
    collective = factories.make_collective(ward)
    campaign = factories.make_campaign(ward, resolutions=[resolution], form="CTHD-TT", audience="collectives")
    program = factories.make_program(collective, campaign=campaign, status="draft", by=ward_secretary)
    ActionProgram.objects.filter(pk=program.pk).update(status="approved", submitted_at=factories.timezone.now())
    program.refresh_from_db()

    save(program.commitments.get(), percent="40", note="Đã ban hành kế hoạch")
    report = factories.send_progress(program, by=ward_secretary)

    assert [(e.percent, e.note) for e in report.entries.all()] == [(40, "Đã ban hành kế hoạch")]
    assert progress_policies.can_report(ward_secretary, program)
    assert progress_policies.can_report(member, program).reason == progress_policies.NOT_YOUR_PAPER.reason


@pytest.mark.parametrize(
    ("day", "reason"),
    [
        ((2025, 12, 31), "Năm của chương trình này chưa bắt đầu; tiến độ được ghi từ ngày 01/01."),
        ((2026, 1, 1), ""),
        ((2026, 12, 31), ""),
        ((2027, 1, 1), "Năm của chương trình này đã kết thúc; cổng không ghi tiến độ nữa."),
    ],
)
def test_progress_is_recorded_from_the_first_to_the_last_day_of_the_year(program, member, day, reason):
    with time_machine.travel(factories.local_noon(datetime.date(*day))):
        assert progress_policies.can_report(member, program).reason == reason
