"""The rating: one level of one subject in one track, from the self-assessment to the locked decision."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evaluations.models.evaluation import Dossier, Evaluation
from evaluations.models.subject import OfSubject
from portal.directory.models import PartyOrg


class RatingDecision(models.Model):
    """The document by which a body decides levels: number, date, scan. Recorded by the personnel office."""

    evaluation = models.ForeignKey(Evaluation, on_delete=models.CASCADE, related_name="decisions")
    decider = models.ForeignKey(PartyOrg, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_by = models.CharField(_("decided by"), max_length=200)  # the body, as the document names it
    symbol = models.CharField(_("symbol"), max_length=60)
    decided_on = models.DateField(_("date"))
    scan = models.FileField(_("scan"), upload_to="decisions/%Y/%m/", blank=True)
    is_re_rating = models.BooleanField(default=False)  # Mẫu 03
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("decision")

    def __str__(self):
        return f"{self.symbol} ({self.decided_on:%d/%m/%Y})"


class RatingQuerySet(models.QuerySet):
    def standing(self):
        """Leave out what a re-rating has superseded."""
        return self.filter(superseded_at=None)


class Rating(models.Model):
    """The level of one dossier in one track, and how far it has come.

    Levels are codes of the evaluation's scheme. Points are those of the appraisal. A published level changes only by
    a re-rating: a new row that ``supersedes`` this one, which stays. Source: domain reference, 3, 4.1, 6.6 [C].
    """

    class Track(models.TextChoices):
        PARTY_MEMBER = "party_member", _("Party member")
        CADRE = "cadre", _("Cadre, civil servant, public employee")
        COLLECTIVE = "collective", _("Collective")
        ORGANISATION = "organisation", _("Party organisation")

    class Stage(models.TextChoices):
        SELF = "self", _("Self-assessment")
        PROPOSED = "proposed", _("Proposed")
        APPRAISED = "appraised", _("Appraised")
        DECIDED = "decided", _("Decided")
        LOCKED = "locked", _("Locked")

    # A step back is taken in the open, with a reason, before the decision.
    NEXT = {
        Stage.SELF: {Stage.PROPOSED},
        Stage.PROPOSED: {Stage.APPRAISED, Stage.SELF},
        Stage.APPRAISED: {Stage.DECIDED, Stage.PROPOSED},
        Stage.DECIDED: {Stage.LOCKED},
        Stage.LOCKED: set(),
    }

    dossier = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="ratings")
    track = models.CharField(max_length=12, choices=Track)
    stage = models.CharField(max_length=9, choices=Stage, default=Stage.SELF)
    brought_from = models.CharField(_("brought from"), max_length=200, blank=True)  # a cadre level the agency decided
    # Copied from the deciding place when it proposes, so that lists and the quota need no join.
    proposed_level = models.CharField(max_length=12, blank=True)
    proposed_at = models.DateTimeField(null=True, blank=True)
    appraised_level = models.CharField(max_length=12, blank=True)
    appraised_a = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)
    appraised_b = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)
    appraisal_note = models.TextField(blank=True)
    appraised_at = models.DateTimeField(null=True, blank=True)
    appraised_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    hold_reason = models.CharField(_("held because"), max_length=300, blank=True)
    level = models.CharField(max_length=12, blank=True)
    level_reason = models.TextField(_("reason"), blank=True)  # where it is not the appraised one
    decision = models.ForeignKey(
        RatingDecision, on_delete=models.PROTECT, null=True, blank=True, related_name="ratings"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    locked_at = models.DateTimeField(null=True, blank=True)
    supersedes = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="superseded_by"
    )
    superseded_at = models.DateTimeField(null=True, blank=True)
    supersede_reason = models.TextField(blank=True)

    objects = RatingQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["dossier", "track"],
                condition=Q(superseded_at=None),
                name="evaluations_one_standing_rating_a_track",
            ),
            models.CheckConstraint(
                condition=Q(stage__in=["self", "proposed", "appraised"], level="", decision=None)
                | Q(stage__in=["decided", "locked"], decision__isnull=False) & ~Q(level=""),
                name="evaluations_decided_has_level_and_decision",
            ),
            models.CheckConstraint(
                condition=Q(stage="self") | ~Q(proposed_level=""), name="evaluations_proposed_names_a_level"
            ),
            models.CheckConstraint(
                condition=Q(stage__in=["self", "proposed"]) | ~Q(appraised_level=""),
                name="evaluations_appraised_names_a_level",
            ),
        ]
        indexes = [models.Index(fields=["stage", "track"], name="ratings_by_stage")]
        verbose_name = _("rating")

    def __str__(self):
        return f"{self.dossier} · {self.get_track_display()}"

    def get_absolute_url(self):
        return reverse("evaluations:dossier", args=[self.dossier_id])

    def can_become(self, stage):
        return stage in self.NEXT[self.Stage(self.stage)]

    @property
    def standing_level(self):
        """Return the level that holds now, as far as it has come: decided, else appraised, else proposed."""
        return self.level or self.appraised_level or self.proposed_level


class CorrectionRequest(models.Model):
    """A request for correction of a published level, within the set days, and its written answer."""

    class Outcome(models.TextChoices):
        UPHELD = "upheld", _("The level stays")
        RE_RATED = "re_rated", _("Rated again")

    rating = models.ForeignKey(Rating, on_delete=models.CASCADE, related_name="correction_requests")
    text = models.TextField(_("what should be corrected, and why"))
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    outcome = models.CharField(max_length=8, choices=Outcome, blank=True)
    answer = models.TextField(_("answer"), blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["rating"], condition=Q(outcome=""), name="evaluations_one_open_request_a_rating"
            ),
            models.CheckConstraint(
                condition=Q(outcome="", answer="", answered_at=None)
                | Q(answered_at__isnull=False) & ~Q(outcome="") & ~Q(answer=""),
                name="evaluations_answer_is_whole",
            ),
        ]
        verbose_name = _("request for correction")

    def __str__(self):
        return f"{self.rating}: {self.asked_at:%d/%m/%Y}"


class Discipline(OfSubject):
    """A disciplinary decision against a person, a collective or an organisation, entered with its document.

    ``counts_for`` is the unit to whose result it counts: acts at an old unit count there (366-QĐ/TW, Art. 11(4) [C]).
    ``about_office`` tells acts in office from others.
    """

    class Form(models.TextChoices):
        REPRIMAND = "reprimand", _("Reprimand")
        WARNING = "warning", _("Warning")
        REMOVAL = "removal", _("Removal from post")
        EXPULSION = "expulsion", _("Expulsion")
        DISSOLUTION = "dissolution", _("Dissolution")

    form = models.CharField(_("form"), max_length=12, choices=Form)
    symbol = models.CharField(_("symbol of the decision"), max_length=60)
    decided_on = models.DateField(_("date of the decision"))
    acted_on = models.DateField(_("time of the act"), null=True, blank=True)
    about_office = models.BooleanField(_("for acts in office"), default=True)
    counts_for = models.ForeignKey(
        PartyOrg, on_delete=models.PROTECT, related_name="+", verbose_name=_("counts for the unit")
    )
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_reason = models.CharField(max_length=300, blank=True)

    class Meta(OfSubject.Meta):
        ordering = ["-decided_on", "pk"]
        constraints = [
            *OfSubject.Meta.constraints,
            models.CheckConstraint(condition=~Q(symbol=""), name="evaluations_discipline_names_its_decision"),
        ]
        verbose_name = _("discipline")

    def __str__(self):
        return f"{self.get_form_display()}, {self.symbol}"


class ForcedOutcome(models.Model):
    """A case that forces the lowest level (``code`` of the scheme), with its document; a waiver names who and why.

    An exception never lifts the case by itself: the deciding level weighs it and answers for it (366, Art. 11(4) [C]).
    """

    dossier = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="forced_outcomes")
    code = models.CharField(max_length=24)
    symbol = models.CharField(_("symbol of the document"), max_length=60)
    note = models.TextField(_("what was concluded"), blank=True)
    discipline = models.ForeignKey(Discipline, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(default=timezone.now)
    waived_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    waived_at = models.DateTimeField(null=True, blank=True)
    waiver_reason = models.TextField(_("reason of the exception"), blank=True)
    waiver_symbol = models.CharField(_("symbol of the document"), max_length=60, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["dossier", "code"], name="evaluations_forced_case_once"),
            models.CheckConstraint(
                condition=Q(waived_at=None, waived_by=None, waiver_reason="")
                | Q(waived_at__isnull=False, waived_by__isnull=False) & ~Q(waiver_reason=""),
                name="evaluations_waiver_is_whole",
            ),
        ]
        verbose_name = _("forced outcome")

    def __str__(self):
        return f"{self.dossier.subject}: {self.code}"


class QuotaRuling(models.Model):
    """What a deciding body ruled about its quota: peer groups merged into one, or the exceptional percent.

    Both need a reason and a document (domain reference, 6.5 [C] for 25 %, [U] for small groups).
    """

    evaluation = models.ForeignKey(Evaluation, on_delete=models.CASCADE, related_name="quota_rulings")
    decider = models.ForeignKey(PartyOrg, on_delete=models.PROTECT, related_name="+")
    track = models.CharField(max_length=12, choices=Rating.Track)
    groups = models.JSONField(_("peer groups"), default=list)  # merged into one where there are several
    name = models.CharField(_("name of the merged group"), max_length=120, blank=True)
    percent = models.PositiveSmallIntegerField(_("percent"), null=True, blank=True)
    reason = models.TextField(_("reason"))
    symbol = models.CharField(_("symbol of the document"), max_length=60)
    ruled_on = models.DateField(_("date of the document"))
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(reason="") & ~Q(symbol=""), name="evaluations_ruling_has_reason_and_document"
            ),
        ]
        verbose_name = _("ruling on the quota")

    def __str__(self):
        return f"{self.decider}: {', '.join(self.groups)}"
