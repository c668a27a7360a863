"""What the audit trail calls each act on evaluations."""

from django.utils.translation import gettext_lazy as _

ACTION_NAMES = {
    "evaluations.scheme_loaded": _("loaded a scheme"),
    "evaluations.scheme_copied": _("began a new version of a scheme"),
    "evaluations.scheme_changed": _("changed a draft of a scheme"),
    "evaluations.scheme_put_in_force": _("put a scheme in force"),
    "evaluations.scheme_withdrawn": _("withdrew a scheme"),
    "evaluations.dossier_opened": _("opened a dossier"),
    "evaluations.proposed": _("proposed a level"),
    "evaluations.proposal_withdrawn": _("took a proposal back"),
    "evaluations.sent_back": _("sent a proposal back"),
    "evaluations.appraised": _("appraised a proposal"),
    "evaluations.appraisal_reopened": _("took an appraisal back"),
    "evaluations.held": _("held a rating until something is verified"),
    "evaluations.released": _("let a held rating go on"),
    "evaluations.session_begun": _("began a rating session"),
    "evaluations.quota_ruled": _("recorded a ruling on the quota"),
    "evaluations.past_ratings_imported": _("took in a list of levels of earlier years"),
    "evaluations.past_shortcomings_imported": _("took in a list of shortcomings of earlier years"),
    "evaluations.past_counts_imported": _("took in the figures of an earlier year"),
    "evaluations.appraisal_opened": _("opened the appraisal of a rating"),
    "evaluations.decision_recorded": _("recorded a decision on ratings"),
    "evaluations.decided": _("recorded the decided level of a rating"),
    "evaluations.decision_opened": _("opened a decision on ratings"),
    "evaluations.decision_scan_opened": _("opened the scan of a decision on ratings"),
    "evaluations.re_rated": _("recorded a re-rating"),
    "evaluations.locked": _("locked a rating"),
    "evaluations.correction_asked": _("asked for a correction of a rating"),
    "evaluations.correction_opened": _("opened a request for correction"),
    "evaluations.correction_upheld": _("answered a request for correction: the level stays"),
}
