"""Saving a self-assessment field by field, under its lock: each into the row where it belongs.

As ``commitments.drafting``: what another window wrote meanwhile is told apart by marks, and nothing typed is lost.
"""

from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commitments.drafting import merge, with_open_marks
from commitments.errors import NoLongerWritable
from evaluations.assessing import checks
from evaluations.assessing.scoring import score_of
from evaluations.forms.assessment import ANSWER, LEVEL, NOTE, POINTS, STATE, TEXT, kind_and_key, shown_points
from evaluations.models import Evaluation, ReviewPrompt, SelfAssessment, SelfAssessmentText, ShortcomingAnswer
from evaluations.prefill import live_content


@transaction.atomic
def save(assessment, form):
    """Write what ``form`` (a bound ``AssessmentForm``) brings, and return the ``Merged``.

    Fields with errors and fields in conflict are left as they are; the others are saved. Raises ``NoLongerWritable``
    where the paper was handed in, or the evaluation closed, meanwhile.
    """
    lock_for_writing(assessment)
    typed = form.typed_texts()
    held = _Held(assessment)
    merged = merge(typed, {name: held.text(name) for name in typed}, form.was, kept=form.kept, seen=form.seen)
    for name in merged.changed:
        held.write(name, form.cleaned_data[name])
    if merged.changed:
        held.keep()
    return with_open_marks(merged, form)


@transaction.atomic
def hand_in(assessment, *, by):
    """Check the paper as it stands under the lock, freeze it and hand it in.

    Raises ``NotReady`` with the blocks, or ``InvalidTransition`` where it has been handed in, or its levels proposed.
    """
    assessment.dossier.require_unproposed()
    locked = SelfAssessment.objects.select_for_update(of=("self",)).get(pk=assessment.pk)
    fresh = SelfAssessment.objects.with_subject().get(pk=locked.pk)
    content = live_content(fresh, in_full=True)
    found = checks.of_paper(fresh.form, content, score_of(fresh.dossier, content["points"], content["tasks"]))
    fresh.submit(by=by, basis=content, blocks=found.blocks, warning_count=len(found.warnings))
    return fresh


def lock_for_writing(assessment):
    """Lock the paper's row and read it again; raise ``NoLongerWritable`` unless it can still be written in."""
    locked = SelfAssessment.objects.select_for_update(of=("self",))
    assessment.refresh_from_db(fields=["status", "points", "own_levels"], from_queryset=locked)
    if not assessment.is_editable:
        raise NoLongerWritable(_("This self-assessment has been handed in meanwhile and cannot be changed."))
    if not Evaluation.objects.running().filter(pk=assessment.dossier.evaluation_id).exists():
        raise NoLongerWritable(_("The evaluation is not open; its self-assessments can no longer be written."))


class _Held:
    """What the portal holds of a paper, by field name; read and written under its lock."""

    def __init__(self, assessment):
        self.assessment = assessment
        self.texts = {text.key: text for text in assessment.texts.all()}
        self.answers = {str(each.shortcoming_id): each for each in assessment.shortcoming_answers.all()}
        self.prompts = {str(each.pk): each for each in assessment.dossier.prompts.all()}

    def text(self, name):
        kind, key = kind_and_key(name)
        match kind:
            case "text":
                return self.texts[key].body if key in self.texts else ""
            case "points":
                stored = self.assessment.points.get(key, "")
                return shown_points(stored) or stored  # a degree is shown as it is stored
            case "level":
                return self.assessment.own_levels.get(key, "")
            case "answer":
                return self.prompts[key].answer if key in self.prompts else ""
            case _:
                answer = self.answers.get(key)
                return getattr(answer, kind) if answer else ""

    def write(self, name, value):
        kind, key = kind_and_key(name)
        WRITERS[kind](self, key, value)

    def keep(self):
        self.assessment.saved_at = timezone.now()
        self.assessment.save(update_fields=["points", "own_levels", "saved_at"])

    # ── one kind of field each ──

    def _text(self, key, value):
        text = self.texts.setdefault(key, SelfAssessmentText(assessment=self.assessment, key=key))
        text.body = value
        text.save()

    def _points(self, key, value):
        if value in (None, ""):
            self.assessment.points.pop(key, None)
        else:
            self.assessment.points[key] = f"{value:f}" if isinstance(value, Decimal) else value

    def _level(self, key, value):
        self.assessment.own_levels[key] = value
        if not value:
            del self.assessment.own_levels[key]

    def _shortcoming(self, key, **change):
        answer = self.answers.setdefault(key, ShortcomingAnswer(assessment=self.assessment, shortcoming_id=int(key)))
        for field, value in change.items():
            setattr(answer, field, value)
        answer.save()

    def _state(self, key, value):
        self._shortcoming(key, state=value)

    def _note(self, key, value):
        self._shortcoming(key, note=value)

    def _answer(self, key, value):
        ReviewPrompt.objects.filter(pk=key, dossier=self.assessment.dossier_id).update(answer=value)


WRITERS = {
    TEXT: _Held._text,
    POINTS: _Held._points,
    LEVEL: _Held._level,
    STATE: _Held._state,
    NOTE: _Held._note,
    ANSWER: _Held._answer,
}
