"""The sample province: made-up people, real kinds of organisations and documents, one open campaign per form.

Everything goes in through the doors that an office uses: the list imports and the transitions of the programs. Dates
are counted from the day of set-up, so that the deadlines lie where one expects them.
"""

import datetime
import random
from dataclasses import dataclass

from django.db import transaction

from commitments import roster
from commitments.models import (
    ActionProgram,
    Campaign,
    CampaignResolution,
    Commitment,
    CommitmentTemplate,
    Period,
    ProgramText,
    ReviewStep,
)
from commitments.quality import checks
from portal.directory.models import Collective, Membership, PartyOrg, Person
from portal.directory.roles import Role
from portal.lib.dates import today
from portal.printing.models import PaperForm
from portal.resolutions.models import Clause, Resolution
from portal.sample import amendments, answers, copies, in_the_year, progress, texts, wording, year_end

Status = ActionProgram.Status

# How the programs of a unit stand: shares of all on its roster; the rest has not begun.
MIX = [
    (Status.APPROVED, 0.42),
    (Status.SUBMITTED, 0.18),
    (Status.RETURNED, 0.10),
    (Status.DRAFT, 0.14),
]
# Programs are written for these organisations, but not for a visitor; elsewhere nobody has begun.
VISITOR_IN = "DUHT-01"
WRITING = ("DUHT", "DUDS", "DUCQ", "DUUB-01")

STANDING_COMMITTEES = {
    "TU": "Ban Thường vụ Tỉnh ủy",
    "DUHT": "Ban Thường vụ Đảng ủy phường Hạc Thành",
    "DUDS": "Ban Thường vụ Đảng ủy phường Đông Sơn",
    "DUNS": "Ban Thường vụ Đảng ủy xã Nga Sơn",
    "DUQH": "Ban Thường vụ Đảng ủy xã Quan Hóa",
    "DUCQ": "Ban Thường vụ Đảng ủy các cơ quan Đảng tỉnh",
    "DUUB": "Ban Thường vụ Đảng ủy Ủy ban nhân dân tỉnh",
    "DUUB-01": "Ban Thường vụ Đảng ủy Sở Tài chính",
    "DUUB-02": "Ban Thường vụ Đảng ủy Sở Nội vụ",
}


@dataclass(frozen=True)
class Call:
    """One campaign of the sample: its form, who calls whom, against which documents; days count from today."""

    form: str
    name: str
    root: str
    audience: str
    resolutions: tuple[str, ...]
    mandatory: tuple[tuple[str, str], ...] = ()
    opened_days_ago: int = 20
    due_in_days: int = 12
    templates: tuple[int, ...] = ()


CALLS = [
    Call("CTHD-CN", "Đăng ký chương trình hành động cá nhân", "TU", "members",
         ("VB027", "VB049", "VB024", "VB001", "VB039", "VB003"), (("VB049", "3"), ("VB024", "2")), templates=(4,)),
    Call("CTHD-TT", "Đăng ký chương trình hành động của tập thể", "TU", "collectives", ("VB027", "VB049", "VB001")),
    Call("BCK", "Bản cam kết tu dưỡng, rèn luyện, phấn đấu", "DUHT", "members", ("VB039", "VB001")),
    Call("HTLT-CN", "Đăng ký học tập và làm theo Bác", "DUCQ", "leaders", ("VB024", "VB025"), due_in_days=25),
    Call("HTLT-TT", "Đăng ký học tập và làm theo Bác của tập thể", "TU", "collectives", ("VB024", "VB025"),
         due_in_days=25),
]  # fmt: skip


@transaction.atomic
def fill(*, seed=2026):
    """Found collectives, call the campaigns and write programs in every state; lists must have been imported.

    ``seed`` makes the same province on the same day. Returns the number of programs.
    """
    dice = random.Random(seed)  # noqa: S311 (a sample, not a secret)
    _name_places()
    _found_collectives()
    year_end.prepare_cell()
    officer = _officer("TU")
    _last_year(officer, dice)
    for call in CALLS:
        campaign = _call(call, officer)
        _write_programs(campaign, dice)
        in_the_year.spread(campaign, dice)
    _plant_copies(Campaign.objects.running().get(form__code="CTHD-CN"), dice)
    progress.fill(dice)
    answers.fill(dice)
    amendments.fill(officer)
    year_end.open_evaluation(sample_year() - 1, dice)
    return ActionProgram.objects.count()


def _plant_copies(campaign, dice):
    """Let two members of the visitor's cell write like others, the secretary's program being there as well."""
    in_cell = _entries(campaign).filter(unit__code=VISITOR_IN, exempt_reason="").select_related("program")
    is_secretary = {"person__appointments__role": Role.CELL_SECRETARY}
    of_secretary = in_cell.get(**is_secretary)
    if not hasattr(of_secretary, "program"):
        _write(of_secretary, Status.APPROVED, of_secretary.person, dice)
    open_now = in_cell.exclude(person=visitor()).exclude(**is_secretary).exclude(program__submitted_at__isnull=False)
    source, copy = [ActionProgram.start(entry, by=entry.person) for entry in open_now[:2]]
    for program in (source, copy):
        program.commitments.all().delete()
        _write_commitments(program, dice, weak=False, half=True)
    loaded = ActionProgram.objects.with_owner()
    above = loaded.get(entry=of_secretary)
    copies.plant(loaded.get(pk=source.pk), loaded.get(pk=copy.pk), above, dice)


def visitor():
    """Return the plain member for whom nothing is begun this year: what one comes for first can be tried with them."""
    plain = Person.objects.filter(cell__code=VISITOR_IN, appointments=None).in_list_order()
    return plain.filter(memberships__standing=Membership.Standing.OFFICIAL, memberships__ends_on=None).first()


def sample_year():
    """Return the year that is registered for: from November on it is the next one."""
    return (today() + datetime.timedelta(days=60)).year


def _name_places():
    """Say which place stands before the date of a paper: on a commune's its own name, elsewhere the province's."""
    PartyOrg.objects.filter(code="TU").update(place_name="Thanh Hóa")
    for commune in PartyOrg.objects.filter(org_type__code="COMMUNE"):
        commune.place_name = commune.name.removeprefix("Đảng bộ phường ").removeprefix("Đảng bộ xã ")
        commune.save(update_fields=["place_name"])


def _found_collectives():
    for code, name in STANDING_COMMITTEES.items():
        org = PartyOrg.objects.get(code=code)
        Collective.objects.create(
            org=org, kind=Collective.Kind.STANDING_COMMITTEE, name=name, valid_from=datetime.date(2025, 7, 1)
        )


def _officer(code):
    return Person.objects.filter(appointments__role=Role.PERSONNEL_OFFICER, appointments__org__code=code).first()


def _call(call, officer, *, year=None):
    """Make and open a campaign, its roster written as an office would."""
    year = year or sample_year()
    opens_on = today() - datetime.timedelta(days=call.opened_days_ago)
    campaign = Campaign.objects.create(
        period=Period.of_year(year),
        name=f"{call.name} năm {year}",
        form=PaperForm.objects.get(code=call.form),
        root=PartyOrg.objects.get(code=call.root),
        audience=call.audience,
        opens_on=opens_on,
        due_on=today() + datetime.timedelta(days=call.due_in_days),
        min_commitments=1 if call.form == "BCK" else 3,
        created_by=officer,
    )
    for position, code in enumerate(call.resolutions, start=1):
        CampaignResolution.objects.create(
            campaign=campaign, resolution=Resolution.objects.get(code=code), position=position
        )
    for code, number in call.mandatory:
        campaign.mandatory_clauses.add(_clause(code, number))
    for index in call.templates:
        _template(campaign, texts.GOOD[index])
    entries = roster.proposed_entries(campaign, on=today())
    for entry in entries:
        entry.added_on = opens_on
    campaign.open(by=officer, entries=entries)
    return campaign


def _template(campaign, good):
    code, number, acts, details, products, span, unit, month = good
    CommitmentTemplate.objects.create(
        campaign=campaign,
        clause=_clause(code, number),
        title=f"{acts[0]} {details[0]}".format(n=span[0], place="chi bộ"),
        deliverable=products[0],
        target_value=span[0],
        unit=unit,
        due_on=datetime.date(campaign.year, month, 28),
    )


def _clause(code, number):
    return Clause.objects.get(resolution__code=code, number=number)


def _write_programs(campaign, dice):
    """Write programs for the organisations that write, in the mix of states."""
    for entry in list(_entries(campaign).exclude(person=visitor())):
        if entry.exempt_reason or not (campaign.is_for_collectives or _writes(entry.unit)):
            continue
        state = _state(dice)
        if state is not None and (writers := _writers(entry)):
            _write(entry, state, writers[0], dice)


def _entries(campaign):
    found = campaign.entries.select_related("person", "collective__org__org_type", "unit__org_type", "unit__parent")
    return found.order_by("unit__path", "pk")


def _writes(unit):
    return unit.code.startswith(WRITING)


def _writers(entry):
    return [entry.person] if entry.person_id else entry.collective.heads()


def _state(dice):
    throw = dice.random()
    for state, share in MIX:
        throw -= share
        if throw < 0:
            return state
    return None


def _write(entry, state, writer, dice):
    """Write one program, submit it through the checks, and let the officers decide."""
    program = ActionProgram.start(entry, by=writer)
    weak = dice.random() < 0.25
    _write_texts(program, dice, leave_out=state == Status.DRAFT and dice.random() < 0.7)
    _write_commitments(program, dice, weak=weak, half=state == Status.DRAFT and dice.random() < 0.6)
    if state == Status.DRAFT:
        return program
    found = checks.for_program(program)
    if found.blocks:
        return program  # stays a draft, as it would for a person
    program.submit(by=writer, warning_count=len(found.warnings))
    _let_decide(program, state, dice)
    return program


def _write_texts(program, dice, *, leave_out):
    sections = program.campaign.form.text_sections
    for section in sections[:1] if leave_out else sections:
        ProgramText.objects.create(program=program, key=section["key"], body=wording.section(section["key"], dice))


def _write_commitments(program, dice, *, weak, half):
    """Choose a few tasks, those of the mandatory items among them."""
    campaign = program.campaign
    known = {link.resolution.code for link in campaign.campaign_resolutions.select_related("resolution")}
    offered = [good for good in texts.GOOD if good[0] in known]
    must = {
        (clause.resolution.code, clause.number) for clause in campaign.mandatory_clauses.select_related("resolution")
    }
    chosen = [dice.choice([g for g in offered if g[:2] == key]) for key in sorted(must)]
    rest = [good for good in offered if good not in chosen]
    dice.shuffle(rest)
    chosen += rest[: dice.randint(2, 4)]
    if weak:
        chosen += [w for w in texts.WEAK if w[0] in known][:1]
    for line in chosen[:2] if half else chosen:
        _write_commitment(program, line, dice)


def _write_commitment(program, line, dice):
    code, number, acts, details, products, span, unit, month = line
    value = dice.randint(*span) if span else None
    place = program.entry.unit.name.replace("Chi bộ ", "").replace("Đảng bộ ", "")
    title, product = wording.task(acts, details, products, dice, values={"n": value, "place": place})
    day = 31 if month == 12 else dice.choice([15, 20, 25, 28])
    commitment = Commitment.append_to(
        program,
        title=title,
        deliverable=product,
        target_value=value,
        unit=unit,
        due_on=datetime.date(program.campaign.year, month, day),
        responsibility=dice.choice([Commitment.Responsibility.LEAD] * 4 + [Commitment.Responsibility.SUPPORT]),
    )
    commitment.clauses.add(_clause(code, number))


def _let_decide(program, state, dice):
    if state == Status.RETURNED:
        step = program.current_step
        officers = step.officers()
        if officers:
            step.decide(ReviewStep.Decision.RETURNED, by=officers[0], reason=dice.choice(texts.RETURN_REASONS))
    while state == Status.APPROVED and program.status == Status.SUBMITTED:
        step = program.current_step
        officers = step.officers()
        if step.is_outside or not officers:
            return  # waits for a body outside this installation
        step.decide(ReviewStep.Decision.APPROVED, by=officers[0])
        program.refresh_from_db()


def _last_year(officer, dice):
    """Leave a stopped campaign of the year before, with approved programs of which something is unfinished."""
    year = sample_year() - 1
    call = Call(
        "CTHD-CN", CALLS[0].name, "DUHT", "members", CALLS[0].resolutions, opened_days_ago=300, due_in_days=-240
    )
    campaign = _call(call, officer, year=year)
    for entry in list(_entries(campaign)):
        if entry.unit.code in {"DUHT-01", "DUHT-02", year_end.CELL} and not entry.exempt_reason:
            _write(entry, Status.APPROVED, entry.person, dice)
    in_the_year.spread(campaign, dice)
    campaign.stop(by=officer, reason="Kết thúc năm")
