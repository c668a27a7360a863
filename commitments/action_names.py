"""What the audit trail calls each act on programs and registrations."""

from django.utils.translation import gettext_lazy as _

ACTION_NAMES = {
    "commitments.campaign_prepared": _("prepared a campaign"),
    "commitments.campaign_changed": _("changed a campaign in preparation"),
    "commitments.campaign_opened": _("opened a campaign"),
    "commitments.campaign_stopped": _("stopped a campaign"),
    "commitments.deadline_extended": _("extended a deadline"),
    "commitments.resolution_added": _("added a document to a campaign"),
    "commitments.resolution_removed": _("removed a document from a campaign"),
    "commitments.roster_joined": _("put somebody on the roster"),
    "commitments.roster_left": _("took somebody off the roster"),
    "commitments.roster_transferred": _("moved somebody's place on the roster"),
    "commitments.exempted": _("exempted somebody from registering"),
    "commitments.exemption_lifted": _("lifted an exemption"),
    "commitments.items_asked_for": _("asked for more commitments"),
    "commitments.started": _("began a program"),
    "commitments.opened": _("opened a program"),
    "commitments.printed": _("printed a program"),
    "commitments.submitted": _("handed in a program"),
    "commitments.recalled": _("recalled a program"),
    "commitments.approved": _("approved a program"),
    "commitments.returned": _("returned a program for changes"),
    "commitments.opinion_given": _("gave an opinion on a program"),
    "commitments.passed_on": _("passed a program on"),
    "commitments.rerouted": _("sent a program to its new superior after a move"),
    "commitments.closed": _("closed a program"),
    "commitments.decision_recorded": _("recorded a body's decision"),
    "commitments.phrase_added": _("added a vague phrase"),
    "commitments.phrase_dropped": _("dropped a vague phrase"),
}
