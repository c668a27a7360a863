"""Prompts: what a superior body orders to be answered."""

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from evaluations.errors import InvalidTransition, NotYours
from evaluations.models.evaluation import Dossier, Evaluation
from evaluations.models.self_assessment import SelfAssessment
from portal.audit import trail
from portal.directory.errors import OF_THE_ABSENT
from portal.notifications import outbox

NOT_FOR_ONESELF = _("Nobody records a prompt for themselves.")
NOT_ONCE_PROPOSED = _("A level has been proposed already. Take the proposal back first.")


class ReviewPrompt(models.Model):
    """Gợi ý kiểm điểm: a question that a superior body orders to be answered in a review, and the answer.

    Source: domain reference, 4.2 (366-QĐ/TW, Art. 7 [C]).
    """

    dossier = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="prompts")
    question = models.TextField(_("question"))
    asked_by = models.CharField(_("asked by"), max_length=200)  # the body, as the document names it
    symbol = models.CharField(_("symbol of the document"), max_length=60, blank=True)
    asked_on = models.DateField(_("date"))
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    answer = models.TextField(_("answer"), blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.CheckConstraint(condition=~Q(question=""), name="evaluations_prompt_asks_something")]
        verbose_name = _("prompt")

    def __str__(self):
        return self.question

    @classmethod
    @transaction.atomic
    def ask(cls, dossier, *, question, asked_by, symbol, asked_on, by):
        """Record a prompt for a dossier, and tell whoever has to answer it.

        A self-assessment that was handed in goes back with it, so that it can be answered. Raises ``NotYours`` for
        oneself, and ``InvalidTransition`` once a level is proposed or the evaluation closed.
        """
        if dossier.belongs_to(by):
            raise NotYours(NOT_FOR_ONESELF)
        if dossier.is_only_for(by, *dossier.by_prompters):
            raise NotYours(OF_THE_ABSENT)
        if dossier.evaluation.status != Evaluation.Status.OPEN:
            raise InvalidTransition(_("The evaluation is not open."))
        if any(rating.stage != rating.Stage.SELF for rating in dossier.ratings.claimed().locked_for_writing()):
            raise InvalidTransition(NOT_ONCE_PROPOSED)
        prompt = cls.objects.create(
            dossier=dossier, question=question, asked_by=asked_by, symbol=symbol, asked_on=asked_on, recorded_by=by
        )
        trail.record("evaluations.prompted", dossier, by=by, owner=dossier.person, unit_path=dossier.unit.path)
        paper = SelfAssessment.objects.filter(dossier=dossier).first()
        if paper is not None and paper.is_handed_in:
            paper.return_(question, by=by)
        text = _("%(body)s asks you to answer a prompt in your self-assessment of %(period)s.")
        words = {"body": asked_by, "period": dossier.evaluation.period_text}
        url = reverse("evaluations:self_assessments")
        outbox.notify(dossier.writers(), "evaluations.prompted", text, words=words, detail=question, url=url)
        return prompt
