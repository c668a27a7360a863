"""Programs of a generated province: one campaign of everybody, written as its transitions would have left it."""

import datetime
import hashlib
import json

from django.utils import timezone

from commitments.models import (
    ActionProgram,
    Campaign,
    CampaignEntry,
    CampaignResolution,
    Commitment,
    Period,
    ProgramText,
    ProgramVersion,
    ReviewStep,
)
from portal.audit.models import AuditEvent
from portal.directory.models import Membership, TierRule
from portal.directory.roles import ROLES
from portal.directory.tiers import body_for_posts
from portal.lib.dates import today
from portal.notifications.models import Notification
from portal.printing.models import PaperForm
from portal.resolutions.models import Clause, DocType, Issuer, Resolution
from portal.sample import generated_texts as words
from portal.sample import texts
from portal.sample.generated_copies import Written
from portal.sample.generated_progress import Progress
from portal.sample.rows import Rows

Status = ActionProgram.Status
Exempt = CampaignEntry.Exempt

# How many in a hundred of those who must register stand where; the rest has not begun.
MIX = {Status.APPROVED: 48, Status.SUBMITTED: 17, Status.DRAFT: 10, Status.RETURNED: 5}
DOCUMENTS = 60
ASKED = 4  # documents of the campaign, with four items each
OPENED_DAYS_AGO = 45
DUE_DAYS_AGO = 5


class Programs:
    """Makes the rows of the campaign: ``seat`` the officers of every organisation, then ``add`` its members."""

    def __init__(self, top, dice, planter):
        self.dice, self.planter = dice, planter
        self.rules = {(rule.role, rule.org_type_id): rule for rule in TierRule.objects.all()}
        self.campaign = _campaign(top, _catalogue(dice))
        asked = [link.resolution for link in self.campaign.campaign_resolutions.select_related("resolution__doc_type")]
        self.bases = [{"name": r.short_citation, "citation": r.printed_citation} for r in asked]
        self.clauses = list(Clause.objects.filter(resolution__in=asked).select_related("resolution__doc_type"))
        self.officers = {}
        self._tables()

    def _tables(self):
        campaign = self.campaign
        same = {"campaign_id": campaign.pk, "due_on": campaign.due_on, "added_on": campaign.opens_on}
        self.entries = Rows(CampaignEntry, ["person_id", "unit_id", "tier", "exempt_reason"], **same)
        self.programs = Rows(ActionProgram, PROGRAM_COLUMNS)
        self.texts = Rows(ProgramText, ["program_id", "key", "body"])
        self.commitments = Rows(Commitment, COMMITMENT_COLUMNS)
        self.links = Rows(Commitment.clauses.through, ["commitment_id", "clause_id"])
        self.steps = Rows(ReviewStep, STEP_COLUMNS, round=1, kind=ReviewStep.Kind.APPROVAL)
        self.versions = Rows(ProgramVersion, ["program_id", "content", "sha256", "frozen_at"], number=1)
        self.notifications = Rows(Notification, ["recipient_id", "event", "text", "url", "created_at"])
        self.events = Rows(AuditEvent, EVENT_COLUMNS, subject_type=ActionProgram._meta.label_lower)
        self.tables = [self.entries, self.programs, self.texts, self.commitments, self.links, self.steps]
        self.progress = Progress(campaign, self.dice)
        self.tables += [self.versions, self.notifications, self.events, *self.progress.tables]

    def seat(self, org, officers):
        """Remember who decides at ``org``: the numbers of two people, of whom one is never the owner."""
        self.officers[org.pk] = officers

    def add(self, member):
        """Put a member on the roster and write their program, if they have one."""
        posts = [post for post in member.posts if ROLES[post.role].is_post]
        manager = body_for_posts(posts, self.rules)
        exempt = _exempt_reason(member, self.campaign.opens_on)
        entry = self.entries.add(member.pk, member.cell.pk, manager.tier, exempt)
        throw = self.dice.randrange(100)
        for state, share in MIX.items():
            throw -= share
            if throw < 0 and not exempt:
                self._write(member, entry, manager, state)
                return

    def _write(self, member, entry, manager, state):
        submitted_at = self._moment(0, OPENED_DAYS_AGO - 2)
        decided_at = min(submitted_at + datetime.timedelta(days=self.dice.randint(1, 9)), timezone.now())
        planned = [(member.cell.pk, manager.tier)]
        if manager.is_outside or (manager.org is not None and manager.org.pk != member.cell.pk):
            planned.append((manager.org.pk if manager.org else None, manager.tier))
        if manager.is_outside and state == Status.APPROVED:
            state = Status.SUBMITTED  # a body outside this installation has it before it
        program = self.programs.next
        self._write_program(entry, state, submitted_at, decided_at)
        if state == Status.APPROVED:
            self.progress.open_report(program, member.pk, decided_at)
        written, planted = self._written(member, program, state)
        commitments = [
            self._write_commitment(program, order, task, member, state)
            for order, task in enumerate(written.tasks, start=1)
        ]
        if planted:
            planted.commitments = [commitments[place]["id"] for place in planted.commitments]
        for key, body in written.sections.items():
            self.texts.add(program, key, body)
        if state != Status.DRAFT:
            self._write_steps(program, member, planned, state, decided_at, submitted_at)
            self._record("submitted", program, member, member.public_id, submitted_at)
        if state == Status.APPROVED:
            self._freeze(program, member, commitments, written.sections, decided_at)
        if state in {Status.APPROVED, Status.RETURNED}:
            self._record(state, program, member, "", decided_at)
            words_said = f"{member.cell.name} đã {'phê duyệt' if state == Status.APPROVED else 'trả lại'} chương trình."
            self.notifications.add(member.pk, f"commitments.{state}", words_said, f"/programs/{program}/", decided_at)

    def _written(self, member, program, state):
        """Return what the program says, and what it copies if it was chosen to; only what is handed in is compared."""
        tasks = [words.commitment(self.dice) for _task in range(self.dice.randint(5, 8))]
        sections = {key: words.section(self.dice) for key in ("goals", "measures")}
        own = Written(tasks, sections, member.cell.pk, program)
        if state not in {Status.SUBMITTED, Status.APPROVED}:
            return own, None
        written, planted = self.planter.copied(own)
        if not planted:
            self.planter.remember(own)
        return written, planted

    def _write_program(self, entry, state, submitted_at, decided_at):
        is_draft = state == Status.DRAFT
        self.programs.add(
            entry,
            state,
            0 if is_draft else 1,
            None if is_draft else submitted_at,
            None if is_draft else timezone.localdate(submitted_at),
            None if is_draft else submitted_at,
            decided_at if state == Status.APPROVED else None,
            submitted_at,
            self.dice.choice([0, 0, 0, 1, 2]),
        )

    def _write_commitment(self, program, order, task, member, state):
        """Write one commitment with its clauses and return it as a version keeps it."""
        title, product, value, unit, month = task
        clauses = self.dice.sample(self.clauses, k=self.dice.choice([0, 1, 1, 1, 1, 1, 1, 1, 1, 2]))
        due_on = datetime.date(self.campaign.year, month, 28)
        role = Commitment.Responsibility.LEAD
        latest, done_on = None, None
        if state == Status.APPROVED:
            officer = self._officer(member.cell.pk, member)
            latest, done_on = self.progress.add(self.commitments.next, value, officer)
        values = (title, not clauses, product, value, unit, due_on, role, latest, done_on)
        number = self.commitments.add(program, order, *values)
        for clause in clauses:
            self.links.add(number, clause.pk)
        return EMPTY_COMMITMENT | {
            "id": number,
            "title": title,
            "clauses": [{"id": c.pk, "reference": _reference(c), "text": c.text} for c in clauses],
            "is_regular": not clauses,
            "deliverable": product,
            "target_value": None if value is None else str(value),
            "unit": unit,
            "due_on": due_on.isoformat(),
        }

    def _write_steps(self, program, member, planned, state, decided_at, submitted_at):
        """Write the steps: all approved, the first returned, or the paper before one of them."""
        done = len(planned) if state == Status.APPROVED else self.dice.randrange(len(planned))
        if state == Status.RETURNED:
            done = 0
        due_on = timezone.localdate(submitted_at) + datetime.timedelta(days=14)
        for order, (body, tier) in enumerate(planned, start=1):
            decision, reason, officer = "", "", None
            if order <= done:
                decision = ReviewStep.Decision.APPROVED
            elif order == 1 and state == Status.RETURNED:
                decision, reason = ReviewStep.Decision.RETURNED, self.dice.choice(texts.RETURN_REASONS)
            if decision:
                officer = self._officer(body, member)
            self.steps.add(
                program, order, body, tier, due_on, decision, reason, officer, decided_at if decision else None
            )

    def _officer(self, body, member):
        """Return who decides at ``body`` on a member's paper: never the member."""
        return next(pk for pk in self.officers[body] if pk != member.pk)

    def _freeze(self, program, member, commitments, sections, decided_at):
        cell = member.cell
        content = {
            "owner": EMPTY_OWNER | {"name": member.name, "sex": member.sex, "born": f"{member.born:%d/%m/%Y}"},
            "unit": {"name": cell.name, "superior": cell.parent.name, "place": "Sông Mây", "is_cell": True},
            "form": self.campaign.form.code,
            "year": self.campaign.year,
            "resolutions": self.bases,
            "texts": sections,
            "commitments": commitments,
            "decided": {"by": cell.name, "at": decided_at.isoformat()},
        }
        canonical = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
        self.versions.add(program, content, hashlib.sha256(canonical).hexdigest(), decided_at)

    def _record(self, act, program, member, actor, at):
        name = member.name if actor else member.cell.name
        title = f"{self.campaign.form.name} {self.campaign.year}: {member.name}"
        path = member.cell.path
        self.events.add(at, f"commitments.{act}", str(actor), name, str(program), title, str(member.public_id), path)

    def _moment(self, first, last):
        """Return a moment of working hours between two days of the campaign, counted from its first."""
        day = self.campaign.opens_on + datetime.timedelta(days=self.dice.randint(first, last))
        at = datetime.time(self.dice.randint(7, 20), self.dice.randint(0, 59))
        return timezone.make_aware(datetime.datetime.combine(day, at))


PROGRAM_COLUMNS = ["entry_id", "status", "round", "first_submitted_at", "registered_on", "submitted_at", "decided_at"]
PROGRAM_COLUMNS += ["saved_at", "warning_count"]
COMMITMENT_COLUMNS = ["program_id", "order", "title", "is_regular", "deliverable", "target_value", "unit", "due_on"]
COMMITMENT_COLUMNS += ["responsibility", "latest_id", "done_on"]
STEP_COLUMNS = ["program_id", "order", "body_id", "tier", "due_on", "decision", "reason", "decided_by_id", "decided_at"]
EVENT_COLUMNS = ["at", "action", "actor_id", "actor_name", "subject_id", "subject_name", "owner_id", "unit_path"]

# What a version holds besides (``commitments.models.version.content_of``).
EMPTY_OWNER = {"party_posts": "", "work_post": "", "workplace": "", "tier": TierRule.Tier.NONE, "is_member": True}
EMPTY_COMMITMENT = {
    "measure": "",
    "baseline": None,
    "milestones": "",
    "responsibility": Commitment.Responsibility.LEAD,
    "co_owners": "",
    "authority_note": "",
    "weight": None,
    "note": "",
    "origin": Commitment.Origin.OWN,
}


def _reference(clause):
    return f"Mục {clause.number}, {clause.resolution.short_citation}"


def _exempt_reason(member, day):
    """Return why a member need not register in a campaign that opens on ``day``; empty where they must."""
    if member.standing == Membership.Standing.EXEMPT:
        return Exempt.EXEMPT
    if member.standing == Membership.Standing.SUSPENDED:
        return Exempt.SUSPENDED
    return Exempt.NEW if member.joined_on > day - datetime.timedelta(days=183) else ""


def _catalogue(dice):
    """Write the documents with their clauses and return those of the campaign."""
    asked = []
    for number in range(DOCUMENTS):
        type_name, symbol, issuer = words.DOCUMENT_KINDS[number % len(words.DOCUMENT_KINDS)]
        subject = words.SUBJECTS[number % len(words.SUBJECTS)]
        resolution = Resolution.objects.create(
            code=f"VB{number + 1:03}",
            symbol=f"{number + 3}-{symbol}",
            doc_type=DocType.objects.get(name=type_name),
            issuer=Issuer.objects.get_or_create(name=issuer)[0],
            issued_on=today() - datetime.timedelta(days=30 + 11 * number),
            abstract=f"Về {subject}, giai đoạn {number // len(words.SUBJECTS) + 1}",
        )
        size = ASKED if number < ASKED else dice.randint(4, 6)
        Clause.objects.bulk_create(
            Clause(resolution=resolution, number=str(item), position=item, text=f"Nhiệm vụ {item}: {subject}")
            for item in range(1, size + 1)
        )
        asked += [resolution] if number < ASKED else []
    _carry_out(asked[-1], asked[0])
    return asked


def _carry_out(plan, resolution):
    """Let the items of ``plan`` carry out those of ``resolution``, of which the first sets a number to reach."""
    plan.implements.add(resolution)
    above = {clause.number: clause for clause in resolution.clauses.all()}
    for clause in plan.clauses.all():
        clause.parent = above[clause.number]
        clause.save(update_fields=["parent"])
    resolution.clauses.filter(number="1").update(target_value=100_000, unit="hộ")


def _campaign(top, resolutions):
    """Write the open campaign of everybody, overdue for a few days: some are late, some are missing."""
    year = today().year
    campaign = Campaign.objects.create(
        period=Period.of_year(year),
        name=f"Đăng ký chương trình hành động cá nhân năm {year}",
        form=PaperForm.objects.get(code="CTHD-CN"),
        root=top,
        opens_on=today() - datetime.timedelta(days=OPENED_DAYS_AGO),
        due_on=today() - datetime.timedelta(days=DUE_DAYS_AGO),
        status=Campaign.Status.OPEN,
        opened_at=timezone.now() - datetime.timedelta(days=OPENED_DAYS_AGO),
    )
    for position, resolution in enumerate(resolutions, start=1):
        CampaignResolution.objects.create(campaign=campaign, resolution=resolution, position=position)
    return campaign
