"""One paper on a reviewer's desk: each commitment with its clauses, its checks and what was said about it before."""

import re
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property

from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _

from commitments import policies
from commitments.alike import Alike
from commitments.forms.review import AcceptForm, ReviewForm
from commitments.models import Commitment, Phrase, ReviewNote, ReviewStep
from commitments.quality import checks
from commitments.quality.vague import Wording
from commitments.reviewing.queue import current_step_of
from portal.lib.numbers import format_vi, with_unit


@dataclass
class Row:
    """A commitment as the reviewer reads it: ``facts`` are pairs of label and value, ``earlier`` older notes.

    ``alike`` is a text that says the same, where the reader may know of it.
    """

    commitment: Commitment
    facts: list
    checks: list
    vague: list
    earlier: list = field(default_factory=list)
    alike: Alike | None = None
    verdict: object = None
    note: object = None

    @property
    def title(self):
        """Return the task with its vague phrases marked, where the checks found fault with them."""
        return marked(self.commitment.title, self.vague) if self.unclear else self.commitment.title

    @property
    def is_clear(self):
        return all(check.state == "ok" for check in self.checks)

    @property
    def unclear(self):
        return [check for check in self.checks if check.state != "ok"]

    @property
    def is_asked_to_change(self):
        return self.verdict is not None and self.verdict.value() == ReviewNote.Verdict.CHANGE


class Desk:
    """What the page of one review shows. ``program`` has owner, campaign, form and ``steps`` loaded.

    ``step`` is the open one; ``may_decide`` and ``may_record`` say what the reader may do with it.
    """

    def __init__(self, program, person, data=None):
        self.program, self.person = program, person
        self.step = current_step_of(program)
        self.commitments = checks.commitments_of(program)
        is_opinion = self.step is not None and self.step.kind == ReviewStep.Kind.OPINION
        self.form = ReviewForm(data, commitments=self.commitments, is_opinion=is_opinion)

    @cached_property
    def is_before_reader(self):
        return self.step is not None and self.step.is_before(self.person)

    @cached_property
    def may_decide(self):
        """Answer whether the reader decides the open step; it may be before them and still not theirs to decide."""
        return self.is_before_reader and policies.can_decide_step(self.person, self.step)

    @cached_property
    def may_record(self):
        return bool(policies.can_record_decision(self.person, self.program))

    @property
    def may_accept(self):
        return self.may_decide

    @cached_property
    def alike(self):
        """Return what the program shares with others by commitment pk, the whole under None; for reviewers only."""
        if not policies.can_see_copies(self.person, self.program):
            return {}
        by_pk = {commitment.pk: commitment for commitment in self.commitments}
        found = {}
        for finding in self.program.copy_findings.with_other():
            finding.commitment = by_pk.get(finding.commitment_id)
            found[finding.commitment_id] = Alike(finding)
        return found

    @property
    def alike_whole(self):
        return self.alike.get(None)

    @property
    def accept_form(self):
        return AcceptForm()

    @property
    def is_opinion(self):
        return self.form.is_opinion

    @property
    def following(self):
        """Return the step that comes after an approval of this one, or None where it is the last."""
        later = [step for step in self.program.steps.all() if self.step and step.round == self.program.round]
        return next((step for step in later if step.order > self.step.order), None)

    @property
    def earlier_steps(self):
        """Return the steps that were decided, newest round last: opinions of this round, returns of earlier ones."""
        return [step for step in self.program.steps.all() if step.decision]

    @property
    def last_decided(self):
        """Return the step that was decided last, or None."""
        return max(self.earlier_steps, key=lambda step: step.decided_at, default=None)

    @property
    def return_kind(self):
        """Return which of the two buttons is the loud one: the return, once anything is to be changed."""
        return "primary" if any(row.is_asked_to_change for row in self.rows) else ""

    @property
    def approve_kind(self):
        return "" if self.return_kind else "primary"

    @cached_property
    def texts(self):
        """Return what was written in the text sections, as pairs of heading and body, in the order of the form."""
        written = self._written
        sections = self.program.campaign.form.text_sections
        return [(section["heading"], written[section["key"]]) for section in sections if written.get(section["key"])]

    @cached_property
    def rows(self):
        # What a caller demands of everybody blocks submitting, so it need not be asked again here.
        wording = Wording()
        found = checks.for_program(
            self.program, commitments=self.commitments, texts=self._written, mandatory=[], wording=wording
        )
        earlier = self._earlier_notes()
        return [
            Row(
                commitment,
                facts=facts_of(commitment),
                checks=found.of(commitment),
                vague=wording.found(Phrase.Kind.VAGUE, commitment.title),
                earlier=earlier[commitment.pk],
                alike=self.alike.get(commitment.pk),
                verdict=self.form[f"verdict_{commitment.pk}"] if self.may_decide else None,
                note=self.form[f"note_{commitment.pk}"] if self.may_decide else None,
            )
            for commitment in self.commitments
        ]

    @cached_property
    def _written(self):
        return checks.texts_of(self.program)

    def _earlier_notes(self):
        notes = defaultdict(list)
        if self.earlier_steps:
            steps = {step.pk: step for step in self.earlier_steps}
            for note in ReviewNote.objects.filter(step__in=steps).order_by("step__round", "step__order"):
                note.step = steps[note.step_id]
                notes[note.commitment_id].append(note)
        return notes


def facts_of(commitment):
    """Return a commitment's details as pairs of label and value, in the order of the paper; some have no value."""
    numbers = {name: getattr(commitment, name) for name in ("baseline", "target_value", "weight")}
    said = {name: format_vi(value) for name, value in numbers.items() if value is not None}
    target = with_unit(said.get("target_value", ""), commitment.unit)
    part = commitment.get_responsibility_display()
    with_others = _("%(part)s; together with: %(names)s") % {"part": part, "names": commitment.co_owners}
    return [
        (_("Product"), commitment.deliverable or _("not named")),
        (_("Target"), target or _("not named")),
        (_("Measured by"), commitment.measure),
        (_("Start value"), said.get("baseline", "")),
        (_("Deadline"), date_format(commitment.due_on) if commitment.due_on else ""),
        (_("Milestones"), commitment.milestones),
        (_("Responsibility"), with_others if commitment.co_owners else part),
        (_("Authority"), commitment.authority_note),
        (_("Weight"), f"{said['weight']}%" if "weight" in said else ""),
        (_("Note"), commitment.note),
    ]


def marked(text, phrases):
    """Return ``text`` as HTML with each of ``phrases`` marked, whatever its case."""
    if not phrases:
        return text
    pattern = "|".join(re.escape(phrase) for phrase in sorted(phrases, key=len, reverse=True))
    parts = re.split(f"({pattern})", text, flags=re.IGNORECASE)
    pieces = (format_html("<mark>{}</mark>", part) if number % 2 else part for number, part in enumerate(parts))
    return format_html_join("", "{}", ((piece,) for piece in pieces))
