"""Making what a test needs, with no surprises: every default is written here, every argument is honoured."""

import datetime
import itertools

from django.utils import timezone

from commitments import amending
from commitments.models import (
    ActionProgram,
    AmendedCommitment,
    Amendment,
    Campaign,
    CampaignEntry,
    CampaignResolution,
    Commitment,
    Evidence,
    Period,
    ProgramText,
    ProgressEntry,
    ProgressReport,
    ReviewStep,
)
from commitments.progress import sending, writing
from portal.directory import notice
from portal.directory.models import ActivationSlip, Appointment, Collective, Membership, OrgType, PartyOrg, Person
from portal.directory.roles import ROLES
from portal.directory.slips import codes
from portal.lib.dates import today
from portal.printing.models import PaperForm
from portal.privacy.models import Incident
from portal.resolutions.models import Clause, DocType, Issuer, Resolution

_numbers = itertools.count(1)

PASSWORD = "mot-mat-khau-dai"
LONG_AGO = datetime.date(2020, 1, 1)


def make_org(code, name=None, *, type_code="CELL", parent=None, on=LONG_AGO, **fields):
    """Make an organisation; types: PROVINCE, COMMUNE, UPPER, GRASSROOTS_BRANCH, CELL…"""
    org_type = OrgType.objects.get(code=type_code)
    return PartyOrg.found(code=code, name=name or f"Tổ chức {code}", org_type=org_type, parent=parent, on=on, **fields)


def make_person(
    full_name="Nguyễn Văn An", *, cell=None, standing=Membership.Standing.OFFICIAL, password=None, **fields
):
    """Make a person, a member of ``cell`` since long ago where one is given."""
    number = next(_numbers)
    fields.setdefault("card_no", f"{90000000 + number}")
    fields.setdefault("joined_on", datetime.date(2010, 5, 19))
    # They have read the notice on personal data, unless the test is about that.
    fields.setdefault("notice_version", notice.current().version)
    fields.setdefault("notice_read_at", timezone.now() if fields["notice_version"] else None)
    person = Person(login_name=fields.pop("login_name", f"nguoi{number}"), full_name=full_name, **fields)
    if password:
        person.set_password(password)
    else:
        person.set_unusable_password()
    person.save()
    if cell:
        Membership.begin(person, cell, on=LONG_AGO, standing=standing)
    return person


def appoint(person, role, place, *, title=None, starts_on=LONG_AGO, ends_on=None, reports_to=None):
    """Appoint a person to a role at an organisation or a collective."""
    at = {"collective": place} if isinstance(place, Collective) else {"org": place}
    appointment = Appointment.objects.create(
        person=person,
        role=role,
        title=title or ROLES[role].titles[0],
        starts_on=starts_on,
        ends_on=ends_on,
        reports_to=reports_to,
        **at,
    )
    person.__dict__.pop("posts_today", None)
    return appointment


def make_collective(org, name="Ban Thường vụ", *, kind=Collective.Kind.STANDING_COMMITTEE):
    """Make a collective of an organisation, there since long ago."""
    return Collective.objects.create(org=org, kind=kind, name=name, valid_from=LONG_AGO)


def make_resolution(symbol="57-NQ/TW", *, code=None, doc_type="Nghị quyết", issuer="Bộ Chính trị", **fields):
    issuer, _made = Issuer.objects.get_or_create(name=issuer)
    fields.setdefault("issued_on", datetime.date(2024, 12, 22))
    fields.setdefault("abstract", "Đột phá phát triển khoa học, công nghệ, đổi mới sáng tạo, chuyển đổi số")
    return Resolution.objects.create(
        code=code or f"VBT{next(_numbers):03}",
        symbol=symbol,
        doc_type=DocType.objects.get(name=doc_type),
        issuer=issuer,
        **fields,
    )


def make_clause(resolution, number="1", text="Phổ cập kỹ năng số cho Nhân dân trên địa bàn", **fields):
    fields.setdefault("position", next(_numbers) % 30000)
    return Clause.objects.create(resolution=resolution, number=number, text=text, **fields)


def make_period(year=None):
    return Period.of_year(year or today().year)


def make_campaign(root, *, resolutions=(), form="CTHD-CN", status=Campaign.Status.OPEN, **fields):
    """Make a campaign of this year, open, due in 30 days, with an empty roster."""
    fields.setdefault("name", "Đăng ký chương trình hành động")
    fields.setdefault("opens_on", today() - datetime.timedelta(days=10))
    fields.setdefault("due_on", today() + datetime.timedelta(days=30))
    fields.setdefault("min_commitments", 1)
    period = fields.pop("period", None) or make_period()
    campaign = Campaign.objects.create(
        period=period, form=PaperForm.objects.get(code=form), root=root, status=status, **fields
    )
    for position, resolution in enumerate(resolutions, start=1):
        CampaignResolution.objects.create(campaign=campaign, resolution=resolution, position=position)
    return campaign


def make_entry(campaign, owner, *, unit=None, **fields):
    """Put a person or a collective on the roster."""
    fields.setdefault("due_on", campaign.due_on)
    fields.setdefault("added_on", campaign.opens_on)
    if isinstance(owner, Collective):
        return CampaignEntry.objects.create(campaign=campaign, collective=owner, unit=unit or owner.org, **fields)
    return CampaignEntry.objects.create(campaign=campaign, person=owner, unit=unit or owner.cell, **fields)


def make_commitment(program, **fields):
    """Add a commitment that passes every check."""
    clauses = fields.pop("clauses", None)
    defaults = {
        "title": "Hướng dẫn 60 người từ 55 tuổi trở lên tự nộp hồ sơ trên Cổng Dịch vụ công",
        "deliverable": "Danh sách 60 người có chữ ký xác nhận",
        "target_value": 60,
        "unit": "người",
        "due_on": datetime.date(program.campaign.year, 10, 31),
        "responsibility": Commitment.Responsibility.LEAD,
        "is_regular": not clauses,
    }
    commitment = Commitment.append_to(program, **(defaults | fields))
    if clauses:
        commitment.clauses.set(clauses)
    return commitment


def make_program(owner, *, campaign=None, commitments=1, status=ActionProgram.Status.DRAFT, clauses=None, by=None):
    """Make an owner's program that passes every check, in any status, through the transitions themselves."""
    entry = owner if isinstance(owner, CampaignEntry) else make_entry(campaign, owner)
    writer = by or entry.person or entry.collective.heads()[0]
    program = ActionProgram.start(entry, by=writer)
    for section in program.campaign.form.text_sections:
        ProgramText.objects.create(program=program, key=section["key"], body=f"Nội dung mục {section['heading']}")
    for _number in range(commitments):
        make_commitment(program, clauses=clauses)
    bring_to(program, status, by=writer)
    return program


def bring_to(program, status, *, by):
    """Lead a draft to ``status`` through its transitions; the officers of each step decide."""
    Status = ActionProgram.Status
    if status == Status.CLOSED:
        program.close(by=make_person("Vũ Thị Hành"), reason="Chuyển công tác")  # nobody closes their own
    elif status != Status.DRAFT:
        program.submit(by=by)
        if status == Status.RETURNED:
            step = program.current_step
            step.decide(ReviewStep.Decision.RETURNED, by=step.officers()[0], reason="Cần nêu sản phẩm cụ thể")
        while status == Status.APPROVED and (step := program.current_step):
            step.decide(ReviewStep.Decision.APPROVED, by=step.officers()[0])
    program.refresh_from_db()
    return program


def make_progress(commitment, **fields):
    """Write progress of a commitment, not sent yet: what ``fields`` do not say is as it was sent last."""
    entry = writing.entry_of(commitment)
    for name, value in fields.items():
        setattr(entry, name, value)
    entry.save()
    return entry


def send_progress(program, *, by=None):
    """Send what is being written of a program as its next report, and return it."""
    last = program.reports.last()
    return sending.send(program, by=by or program.writers()[0], after=last.pk if last else 0)


def report_progress(commitment, **fields):
    """Write and send progress of one commitment in a report of its own; return the sent entry."""
    entry = make_progress(commitment, **fields)
    send_progress(commitment.program)
    commitment.refresh_from_db()
    return ProgressEntry.objects.get(pk=entry.pk)


def make_amendment(program, *, status=Amendment.Status.DRAFT, changes=1, kind=Amendment.Kind.UNATTAINABLE, by=None):
    """Make an amendment of a program in force that changes the target of its first ``changes`` commitments, in any
    status, through the transitions themselves."""
    writer = by or program.writers()[0]
    amendment = Amendment.begin(program, kind, by=writer)
    for commitment in program.commitments.in_force().in_order()[:changes]:
        change_target(amending.change(amendment, commitment))
    bring_amendment_to(amendment, status, by=writer)
    return amendment


def change_target(change, value=40, reason="Địa bàn sáp nhập, số người cần hướng dẫn giảm"):
    """Let a change ask for another target, with its reason; title and product say the same number."""
    change.target_value, change.reason = value, reason
    change.title = change.title.replace("60", str(value))
    change.deliverable = change.deliverable.replace("60", str(value))
    change.save()
    return change


def add_change(amendment, **fields):
    """Add a new commitment that passes every check to a draft of an amendment."""
    change = amending.add(amendment)
    defaults = {
        "title": "Kiểm tra 5 tổ liên gia về an toàn phòng cháy, lập biên bản từng tổ",
        "deliverable": "Biên bản kiểm tra của 5 tổ",
        "target_value": 5,
        "unit": "tổ",
        "due_on": datetime.date(amendment.campaign.year, 9, 30),
        "responsibility": Commitment.Responsibility.LEAD,
        "is_regular": True,
        "reason": "Được giao thêm nhiệm vụ",
    }
    AmendedCommitment.objects.filter(pk=change.pk).update(**(defaults | fields))
    change.refresh_from_db()
    return change


def drop_change(amendment, commitment, reason="Nhiệm vụ đã chuyển cho đơn vị khác"):
    """Say in a draft of an amendment that a commitment is no longer carried out."""
    change = amending.drop(amendment, commitment)
    change.reason = reason
    change.save(update_fields=["reason"])
    return change


def bring_amendment_to(amendment, status, *, by):
    """Lead a draft of an amendment to ``status`` through its transitions; the officers of each step decide."""
    Status = Amendment.Status
    if status == Status.WITHDRAWN:
        amendment.withdraw(by=by)
    elif status != Status.DRAFT:
        amendment.submit(by=by)
        if status == Status.RETURNED:
            step = amendment.current_step
            step.decide(ReviewStep.Decision.RETURNED, by=step.officers()[0], reason="Cần nêu rõ căn cứ")
        while status == Status.APPROVED and (step := amendment.current_step):
            step.decide(ReviewStep.Decision.APPROVED, by=step.officers()[0])
    amendment.refresh_from_db()
    return amendment


def freeze_submission(program, at):
    """Pretend that the program was handed in at ``at`` (an aware datetime)."""
    ActionProgram.objects.filter(pk=program.pk).update(
        first_submitted_at=at, submitted_at=at, registered_on=timezone.localdate(at)
    )
    program.refresh_from_db()
    return program


def local_noon(day):
    """Return noon of a local date as an aware datetime."""
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time(12)))


def make_report(program, quarter=None, *, sent_at=None, by=None, entries=None):
    """Send progress of a program: one entry a commitment in order, done by default; return the report.

    ``entries`` are fields of ``ProgressEntry``, one dict for each of the first commitments; ``None`` in place of a dict
    says nothing of that commitment. ``quarter`` is a ``Period``, by default the first of the program's year.
    """
    quarter = quarter or Period.objects.get(year=program.campaign.year, quarter=1)
    writer = by or program.writers()[0]
    report = ProgressReport.objects.create(
        program=program, quarter=quarter, sent_by=writer, sent_at=sent_at or timezone.now()
    )
    commitments = list(program.commitments.in_order())
    told = [{} for _commitment in commitments] if entries is None else entries
    for commitment, fields in zip(commitments, told, strict=False):
        if fields is not None:
            make_sent_entry(commitment, report, **fields)
    return report


def make_sent_entry(commitment, report, **fields):
    """Make a sent entry of a commitment, done today by default, and show it as the latest."""
    defaults = {"state": ProgressEntry.State.DONE, "reached_on": today(), "note": "Đã xong, có danh sách kèm theo"}
    fields = defaults | fields
    if "percent" not in fields:
        fields["percent"] = 100 if fields["state"] in ProgressEntry.CLAIMS else 50
    entry = ProgressEntry.objects.create(commitment=commitment, report=report, **fields)
    commitment.latest, commitment.done_on = entry, entry.reached_on if entry.is_claim else None
    commitment.save(update_fields=["latest", "done_on"])
    return entry


def make_evidence(entry, *, symbol="12-BC/CB", **fields):
    """Cite a document as evidence of an entry."""
    fields = {"kind": Evidence.Kind.DOCUMENT, "name": symbol, "symbol": symbol} | fields
    fields.setdefault("added_by", entry.commitment.program.writers()[0])
    return Evidence.objects.create(entry=entry, **fields)


def make_slip(person, *, by, code="C3F-G4H-J6K", **fields):
    """Make an activation slip of ``person`` with this code, handed out today by the officer ``by``."""
    fields.setdefault("state", ActivationSlip.State.OPEN)
    fields.setdefault("valid_to", ActivationSlip.last_valid_day())
    return ActivationSlip.objects.create(
        person=person, digest=codes.digest_of(person, code), draw=f"{next(_numbers)}", issued_by=by, **fields
    )


def make_incident(*, by, hours_ago=1, **facts):
    """Record an incident that was found so many hours ago; ``by`` holds a personnel office."""
    known = {"found_at": timezone.now() - datetime.timedelta(hours=hours_ago), "found_by": "Lê Quang Dũng"}
    known |= {"what": "Danh sách gửi nhầm địa chỉ", "data": "Họ tên, ngày sinh", "people_count": 25, "measures": ""}
    return Incident.record(known | facts, by=by)
