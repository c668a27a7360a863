"""Who may open which page: every url name has a row, every role a column.

A row names the page, how to build its address (from the ``world`` fixture), and the status each of ``CAST`` gets by
GET; pages that only change something are asked by POST in ``CHANGES`` (405 by GET is checked for all of them).
Statuses: 200 seen, 302 sent on, 403 refused with a reason, 404 not visible. The tables grow with each page; the
architecture test fails for a url name that stands in neither.
"""

import re

import pytest
from django.db import transaction
from django.forms import BaseForm
from django.test import Client
from django.urls import reverse

from commitments.models import ActionProgram, Campaign, Helping, Period, Proposal
from evaluations.models import CorrectionRequest, EnteredAssessment, Evaluation, RatingSession, ReviewPlacement
from portal.directory.models import Delegation, PersonAct
from portal.jobs.models import Job
from portal.lib.dates import months_after, today
from portal.privacy.models import DataRequest
from tests import evaluating, factories
from tests.evaluations import assessed
from tests.evaluations.rated import make_decided

CAST = (
    "anonymous",
    "member",
    "colleague",
    "secretary",
    "ward_secretary",
    "ward_committee_member",
    "personnel_officer",
    "clerk",
    "inspector",
    "system_admin",
    "outsider",
    "overseer",
)

SIGN_IN = 302  # an anonymous visitor is sent to sign in

# The ward's personnel officer calls its campaigns; a draft is visible to nobody else, an open one not to outsiders.
CALLERS = (SIGN_IN, *[403] * 5, 200, *[403] * 3, 404, 403)
CALLERS_SENT_ON = (SIGN_IN, *[403] * 5, 302, *[403] * 3, 404, 403)
CALLERS_ASKED_AGAIN = (SIGN_IN, *[403] * 5, 422, *[403] * 3, 404, 403)  # nothing was filled in
CALLERS_OF_A_DRAFT = (SIGN_IN, *[404] * 5, 200, *[404] * 5)
CALLERS_OF_A_DRAFT_SENT_ON = (SIGN_IN, *[404] * 5, 302, *[404] * 5)

# The clerk keeps the catalogue of documents.
KEEPERS = (SIGN_IN, *[403] * 6, 200, *[403] * 4)
KEEPERS_SENT_ON = (SIGN_IN, *[403] * 6, 302, *[403] * 4)
KEEPERS_NOT_FOUND = (SIGN_IN, *[403] * 6, 404, *[403] * 4)

# The member's program is submitted: its writer reads it, the cell and two readers of the ward may open it, nobody else.
READERS = (SIGN_IN, 200, 404, 200, 404, 404, 200, 404, 200, 404, 404, 404)

# Schemes are read by every officer who sees counts; the topmost personnel office keeps them, which is nobody here.
SCHEME_READERS = (SIGN_IN, 403, 403, *[200] * 6, 403, 403, 200)
SCHEME_KEEPERS = (SIGN_IN, *[403] * 11)

# The member's dossier: its own, the officers of its cell and of the ward that decides it, and two readers of the ward.
DOSSIER_READERS = (SIGN_IN, 200, 404, 200, 200, 404, 200, 404, 200, 404, 404, 404)

# The member's self-assessment is handed in: its writer, the cell and two readers of the ward read it. The body that
# decides reads it once its place has proposed a level.
PAPER_OF_WRITER = (SIGN_IN, 302, 404, 403, 404, 404, 403, 404, 403, 404, 404, 404)
PAPER_TOO_LATE = (SIGN_IN, 409, 404, 403, 404, 404, 403, 404, 403, 404, 404, 404)
PAPER_OF_PLACE = (SIGN_IN, 403, 404, 200, 404, 404, 403, 404, 403, 404, 404, 404)
FIGURE_READERS = (SIGN_IN, 200, 404, 200, 403, 404, 200, 404, 200, 404, 404, 404)
FIGURE_ASKED_AGAIN = (SIGN_IN, 403, 404, 422, 403, 404, 403, 404, 403, 404, 404, 404)
PROMPTERS = (SIGN_IN, 403, 404, 403, 200, 404, 200, 404, 403, 404, 404, 404)
DOSSIER_OF_WRITER = (SIGN_IN, 302, 404, 403, 403, 404, 403, 404, 403, 404, 404, 404)

# What the office of the ward appraises and records; who is rated sees nothing of it, and nobody else does.
OFFICE_OF_RATINGS = (SIGN_IN, *[404] * 5, 200, *[404] * 5)
OFFICE_REFUSED = (SIGN_IN, *[404] * 5, 403, *[404] * 5)
OFFICE_ASKED_AGAIN = (SIGN_IN, *[404] * 5, 422, *[404] * 5)
# What was decided is read by the body that did, its office and the inspection.
DECISIONS = (SIGN_IN, 403, 403, 403, 200, 403, 200, 403, 200, 403, 404, 403)
DECISION_READERS = (SIGN_IN, 404, 404, 404, 200, 404, 200, 404, 200, 404, 404, 404)

# The first cell's session: its officers, and the two readers of the ward, who are recorded. A member never sees it.
SESSION_READERS = (SIGN_IN, 404, 404, 200, 404, 404, 200, 404, 200, *[404] * 3)

# Kept by the cell's officers alone.
SESSION_KEEPERS = (SIGN_IN, 404, 404, 200, 404, 404, 403, 404, 403, *[404] * 3)
SESSION_KEEPERS_REFUSED = (SIGN_IN, 404, 404, 403, 404, 404, 403, 404, 403, *[404] * 3)
SESSION_KEEPERS_ASKED_AGAIN = (SIGN_IN, 404, 404, 422, 404, 404, 403, 404, 403, *[404] * 3)

# The evaluation of the ward: the two who are in it, and whom a role reaches it.
IN_OR_ABOVE = (SIGN_IN, *[200] * 9, 404, 200)
KEEPERS_OF_DOSSIERS = (SIGN_IN, *[403] * 5, 200, *[403] * 3, 404, 403)


def keepers_of_a_dossier(status):
    """Return the statuses of an act on the member's dossier: the office's, refused to others who may read it."""
    return tuple(seen if seen == 404 or seen == SIGN_IN else 403 for seen in DOSSIER_READERS[:6]) + (
        status,
        *[404 if seen == 404 else 403 for seen in DOSSIER_READERS[7:]],
    )


# Who has registered in the first cell is for its officers, the ward's committee, office and inspector; not the clerk.
NAMED = (SIGN_IN, 403, 403, *[200] * 4, 403, 200, 403, 404, 200)

# Reminding the late of the first cell is for those of them who answer for it, and for the office.
NUDGERS = (SIGN_IN, 403, 403, 200, 200, 403, 200, *[403] * 3, 404, 403)

# Its numbers are for the clerk as well.
COUNTED = (SIGN_IN, 403, 403, *[200] * 6, 403, 404, 200)


def writer(status):
    """Return the statuses of an act that is its writer's: refused to those who may read, not found for the others."""
    return (SIGN_IN, status, *[403 if seen == 200 else 404 for seen in READERS[2:]])


# A cell is seen by its members and by whom a role reaches it; the ward above by everybody who stands in it.
OF_CELL = (SIGN_IN, *[200] * 9, 404, 200)
OF_WARD = (SIGN_IN, *[200] * 9, 404, 200)
PLACED = (SIGN_IN, *[403] * 8, 200, 404, 403)
# The member by name: the member and the officers in reach; kept by the office alone.
BY_NAME = (SIGN_IN, 200, 404, 200, 200, 200, 200, 404, 200, 200, 404, 200)
OFFICE_KEEPS = (SIGN_IN, 403, 404, 403, 403, 403, 200, 404, 403, 403, 404, 403)
# The colleague will stand in for the secretary of the cell.
ABSENCE = (SIGN_IN, 404, 200, 200, 403, 403, 200, 404, 403, 403, 404, 403)
ABSENCE_ENDED = (SIGN_IN, 404, 403, 302, 403, 403, 302, 404, 403, 403, 404, 403)
END_POST = (SIGN_IN, 404, 404, 403, 403, 403, 200, 404, 403, 403, 404, 403)

# Lists that were taken in: whoever takes any in.
OFFICES = (SIGN_IN, *[403] * 5, 200, 200, 403, 200, 403, 403)
OFFICES_NOT_FOUND = (SIGN_IN, *[403] * 5, 404, 404, 403, 404, 403, 403)

# url name: (arguments from the world, {who: status for GET, in the order of CAST})
PAGES = {
    "directory:organizations": (lambda world: [], (SIGN_IN, *[200] * 11)),
    "directory:organization": (lambda world: [world["org"].code], OF_CELL),
    "directory:member_list": (lambda world: [world["org"].code], (SIGN_IN, *[403] * 5, 200, *[403] * 3, 404, 403)),
    "directory:branch": (lambda world: [world["ward"].code], OF_WARD),
    "directory:place": (lambda world: [world["org"].code], PLACED),
    "directory:merge": (lambda world: [world["org"].code], PLACED),
    "directory:split": (lambda world: [world["org"].code], PLACED),
    "directory:people": (lambda world: [], (SIGN_IN, 403, 403, 200, 200, 200, 200, 403, 200, 200, 403, 200)),
    "directory:person": (lambda world: [world["member"].public_id], BY_NAME),
    "directory:add_person": (lambda world: [], (SIGN_IN, *[403] * 5, 200, *[403] * 5)),
    "directory:unite": (lambda world: [world["member"].public_id], OFFICE_KEEPS),
    "directory:mend_person": (lambda world: [world["member"].public_id], OFFICE_KEEPS),
    "directory:keep_person": (lambda world: [world["member"].public_id, "transfer"], OFFICE_KEEPS),
    # What the secretary of the cell has entered for a member: who entered it, and the two readers of the ward.
    "commitments:for_others": (lambda world: [], (SIGN_IN, 403, 403, 200, *[403] * 8)),
    "commitments:entered": (
        lambda world: [world["entered"].pk],
        (SIGN_IN, 404, 404, 200, 404, 404, 200, 404, 200, *[404] * 3),
    ),
    "evaluations:entered": (
        lambda world: [world["entered_paper"].pk],
        (SIGN_IN, 404, 404, 200, 404, 404, 200, 404, 200, *[404] * 3),
    ),
    "evaluations:entered_scan": (lambda world: [world["entered_paper"].pk], (SIGN_IN, *[404] * 11)),
    "commitments:entered_scan": (lambda world: [world["entered"].pk], (SIGN_IN, *[404] * 11)),
    "directory:absence": (lambda world: [world["secretary"].appointments.get().pk], ABSENCE),
    "directory:acts": (lambda world: [], (SIGN_IN, *[403] * 5, 200, *[403] * 5)),
    "directory:correct_act": (lambda world: [world["act"].pk], (SIGN_IN, *[404] * 5, 200, *[404] * 5)),
    "directory:end_post": (lambda world: [world["secretary"].appointments.get().pk], END_POST),
    "directory:import": (lambda world: [], (SIGN_IN, *[403] * 5, 200, 403, 403, 200, 403, 403)),
    "directory:import_preview": (
        lambda world: ["no-such-token-0123456789"],
        OFFICES_NOT_FOUND,
    ),
    "directory:import_wrong": (
        lambda world: ["no-such-token-0123456789"],
        OFFICES_NOT_FOUND,
    ),
    "directory:taken_lists": (lambda world: [], OFFICES),
    "directory:undo_list": (lambda world: [10**9], OFFICES_NOT_FOUND),
    "directory:taken_list": (lambda world: [10**9], OFFICES_NOT_FOUND),
    "directory:taken_wrong": (lambda world: [10**9], OFFICES_NOT_FOUND),
    "directory:import_reading": (
        lambda world: ["no-such-token-0123456789"],
        OFFICES_NOT_FOUND,
    ),
    "directory:trail": (lambda world: [], (SIGN_IN, *[403] * 7, 200, 200, 403, 403)),
    "directory:opened": (lambda world: [], (SIGN_IN, *[200] * 11)),
    "home": (lambda world: [], (SIGN_IN, *[200] * 11)),
    "style": (lambda world: [], (SIGN_IN, *[403] * 8, 200, 403, 403)),
    "healthz": (lambda world: [], (200,) * 12),
    # Whoever holds a paper asks; the answer says nothing about whom it is of.
    "printing:verify": (lambda world: [], (200,) * 12),
    "printing:verify_code": (lambda world: ["7KQ2-M9TD-XW4B"], (200,) * 12),
    # Whoever is signed in is asked to sign out first; the second page needs the code of a slip.
    "activate": (lambda world: [], (200,) * 12),
    "activate_password": (lambda world: [], (302,) * 12),
    # No server is named: there is nothing to sign in with.
    "openid_connect_login": (lambda world: ["oidc"], (404,) * 12),
    "openid_connect_callback": (lambda world: ["oidc"], (404,) * 12),
    "socialaccount_login_cancelled": (lambda world: [], (302,) * 12),
    "mfa_index": (lambda world: [], (SIGN_IN, *[200] * 11)),
    "directory:notice": (lambda world: [], (SIGN_IN, *[200] * 11)),
    "directory:lost_factor": (lambda world: [world["member"].public_id], OFFICE_KEEPS),
    "directory:unlink": (lambda world: [world["member"].public_id], OFFICE_KEEPS),
    "directory:slips": (lambda world: [], (SIGN_IN, *[403] * 5, 200, *[403] * 5)),
    "privacy:my_data": (lambda world: [], (SIGN_IN, *[200] * 11)),
    "privacy:ask": (lambda world: [], (SIGN_IN, *[200] * 11)),
    "privacy:requests": (lambda world: [], (SIGN_IN, *[403] * 5, 200, *[403] * 5)),
    "privacy:request": (lambda world: [world["data_request"].pk], (SIGN_IN, 200, *[404] * 4, 200, *[404] * 5)),
    # Whoever holds the personnel office, and nobody else.
    "privacy:incidents": (lambda world: [], (SIGN_IN, *[403] * 5, 200, *[403] * 5)),
    "privacy:incident_new": (lambda world: [], (SIGN_IN, *[403] * 5, 200, *[403] * 5)),
    "privacy:incident": (lambda world: [world["incident"].pk], OFFICE_OF_RATINGS),
    "privacy:incident_edit": (lambda world: [world["incident"].pk], OFFICE_OF_RATINGS),
    "privacy:incident_pdf": (lambda world: [world["incident"].pk], OFFICE_OF_RATINGS),
    "privacy:incident_docx": (lambda world: [world["incident"].pk], OFFICE_OF_RATINGS),
    "jobs:jobs": (lambda world: [], (SIGN_IN, *[200] * 11)),
    "jobs:job": (lambda world: [world["job"].pk], (SIGN_IN, 200, *[404] * 10)),
    "jobs:fetch": (lambda world: [world["job"].pk], (SIGN_IN, 302, *[404] * 10)),  # it is not ready
    "resolutions:resolutions": (lambda world: [], (SIGN_IN, *[200] * 11)),
    "resolutions:resolution": (lambda world: [world["resolution"].code], (SIGN_IN, *[200] * 11)),
    "resolutions:text": (lambda world: [world["resolution"].code], (SIGN_IN, *[404] * 11)),  # it has none
    "resolutions:add": (lambda world: [], KEEPERS),
    "resolutions:import": (lambda world: [], KEEPERS),
    "resolutions:edit": (lambda world: [world["resolution"].code], KEEPERS),
    "resolutions:relations": (lambda world: [world["resolution"].code], KEEPERS),
    "resolutions:confirm_replacing": (lambda world: [world["resolution"].code, world["resolution"].code], KEEPERS),
    "resolutions:clause_add": (lambda world: [world["resolution"].code], KEEPERS),
    "resolutions:clause_edit": (lambda world: [world["resolution"].code, world["clause"].pk], KEEPERS),
    "commitments:answers": (lambda world: [world["resolution"].code], (SIGN_IN, *[200] * 11)),
    "commitments:campaigns": (lambda world: [], (SIGN_IN, *[200] * 11)),
    "commitments:campaign_new": (lambda world: [], (SIGN_IN, *[403] * 5, 200, *[403] * 5)),
    "commitments:campaign": (lambda world: [world["campaign"].pk], (SIGN_IN, *[200] * 9, 404, 200)),
    "commitments:campaign_edit": (lambda world: [world["draft_campaign"].pk], CALLERS_OF_A_DRAFT),
    "commitments:campaign_preview": (lambda world: [world["draft_campaign"].pk], CALLERS_OF_A_DRAFT),
    "commitments:campaign_documents": (lambda world: [world["campaign"].pk], CALLERS),
    "commitments:campaign_templates": (lambda world: [world["campaign"].pk], CALLERS),
    "commitments:campaign_roster": (lambda world: [world["campaign"].pk], CALLERS),
    "commitments:campaign_roster_search": (lambda world: [world["campaign"].pk], CALLERS),
    "commitments:campaign_entry": (lambda world: [world["campaign"].pk, world["entry"].pk], CALLERS),
    "commitments:programs": (lambda world: [], (SIGN_IN, *[200] * 11)),
    "commitments:program": (lambda world: [world["program"].pk], READERS),
    "commitments:edit": (lambda world: [world["program"].pk], writer(302)),
    "commitments:submit": (lambda world: [world["program"].pk], writer(403)),
    "commitments:copies": (lambda world: [world["program"].pk], writer(200)),
    "commitments:carry_over": (lambda world: [world["program"].pk], writer(403)),
    "commitments:drop_commitment": (lambda world: [world["program"].pk, 0], writer(403)),
    "commitments:progress": (lambda world: [], (SIGN_IN, *[200] * 11)),  # one's own, or what will be there
    "commitments:program_progress": (lambda world: [world["program"].pk], READERS),
    "commitments:evidence": (lambda world: [0], (SIGN_IN, *[404] * 11)),  # test_progress_evidence.py has some
    "commitments:amend": (lambda world: [world["in_force"].pk], writer(302)),  # to the one that is open
    "commitments:amendment": (lambda world: [world["amendment"].pk], READERS),
    "commitments:submit_amendment": (lambda world: [world["amendment"].pk], writer(403)),
    "commitments:version": (lambda world: [world["in_force"].pk, 1], READERS),
    "commitments:compare_versions": (lambda world: [world["in_force"].pk], READERS),
    "commitments:proposal": (lambda world: [world["proposal"].pk], writer(200)),
    "commitments:phrases": (lambda world: [], KEEPERS),
    "notifications:notifications": (lambda world: [], (SIGN_IN, *[200] * 11)),
    "notifications:how": (lambda world: [], (SIGN_IN, *[200] * 11)),
    # The secret opens it, to nobody else; tests/portal/notifications/test_calendar.py opens one.
    "notifications:calendar": (lambda world: ["guessed"], (404,) * 12),
    "commitments:queue": (lambda world: [], (SIGN_IN, 403, 403, 200, 200, 403, 200, *[403] * 5)),
    "commitments:results": (lambda world: [], (SIGN_IN, 403, 403, 200, 200, *[403] * 7)),
    "commitments:result": (
        lambda world: [world["result"].pk],
        (SIGN_IN, 403, 404, 200, 404, 404, 403, 404, 403, 404, 404, 404),
    ),
    # What is printed of a program in force, by those who may read it.
    "commitments:slip_pdf": (lambda world: [world["in_force"].pk, world["slip"]], READERS),
    "commitments:slip_docx": (lambda world: [world["in_force"].pk, world["slip"]], READERS),
    "commitments:slips": (lambda world: [], (SIGN_IN, 403, 403, 302, *[403] * 8)),
    "commitments:unit_slips": (
        lambda world: [world["campaign"].pk, world["org"].code],
        (SIGN_IN, 403, 403, 200, 403, 403, 200, 403, 200, 403, 404, 403),
    ),
    "commitments:review": (
        lambda world: [world["program"].pk],
        (SIGN_IN, 403, 404, 200, 404, 404, 200, 404, 403, 404, 404, 404),
    ),
    "commitments:amendment_queue": (lambda world: [], (SIGN_IN, 403, 403, 200, 200, 403, 200, *[403] * 5)),
    "commitments:review_amendment": (
        lambda world: [world["amendment"].pk],
        (SIGN_IN, 403, 404, 200, 404, 404, 200, 404, 403, 404, 404, 404),
    ),
    "commitments:record_amendment": (
        lambda world: [world["amendment"].pk],
        (SIGN_IN, 403, 404, 403, 404, 404, 200, 404, 403, 404, 404, 404),
    ),
    "commitments:record": (
        lambda world: [world["program"].pk],
        (SIGN_IN, 403, 404, 403, 404, 404, 200, 404, 403, 404, 404, 404),
    ),
    # Under review it cannot be closed, not even by the office.
    "commitments:close": (
        lambda world: [world["program"].pk],
        (SIGN_IN, 403, 404, 403, 404, 404, 403, 404, 403, 404, 404, 404),
    ),
    "commitments:scan": (lambda world: [0], (SIGN_IN, *[404] * 11)),  # there is none; test_review_office.py has one
    "commitments:paper_pdf": (lambda world: [world["program"].pk], READERS),
    "commitments:paper_docx": (lambda world: [world["program"].pk], READERS),
    "commitments:overview": (lambda world: [], (SIGN_IN, 403, 403, *[302] * 6, 403, 403, 302)),
    "commitments:overview_unit": (lambda world: [world["campaign"].pk, world["org"].code], COUNTED),
    "commitments:overview_progress": (lambda world: [world["campaign"].pk, world["org"].code], COUNTED),
    "commitments:overview_progress_xlsx": (lambda world: [world["campaign"].pk, world["org"].code], COUNTED),
    "commitments:overview_clauses": (lambda world: [world["campaign"].pk, world["org"].code], COUNTED),
    "commitments:overview_clauses_xlsx": (lambda world: [world["campaign"].pk, world["org"].code], COUNTED),
    "commitments:clause_people": (lambda world: [world["campaign"].pk, world["org"].code, world["clause"].pk], NAMED),
    "commitments:overview_days": (lambda world: [world["campaign"].pk, world["org"].code], COUNTED),
    "commitments:overview_days_xlsx": (lambda world: [world["campaign"].pk, world["org"].code], COUNTED),
    "commitments:reporting": (lambda world: [world["campaign"].pk, world["org"].code], NAMED),
    "commitments:reporting_xlsx": (lambda world: [world["campaign"].pk, world["org"].code], NAMED),
    "commitments:nudge_registration": (lambda world: [world["campaign"].pk, world["org"].code], NUDGERS),
    "commitments:nudge_reporting": (
        lambda world: [world["campaign"].pk, world["org"].code, world["campaign"].period.quarters.get(quarter=1).pk],
        NUDGERS,
    ),
    "commitments:roster": (lambda world: [world["campaign"].pk, world["org"].code], NAMED),
    "commitments:roster_xlsx": (lambda world: [world["campaign"].pk, world["org"].code], NAMED),
    "commitments:registration_report": (lambda world: [world["campaign"].pk, world["org"].code], NAMED),
    "commitments:registration_file": (lambda world: [world["campaign"].pk, world["org"].code, "xlsx"], NAMED),
    "commitments:midyear_report": (lambda world: [world["campaign"].pk, world["org"].code], NAMED),
    "commitments:midyear_file": (lambda world: [world["campaign"].pk, world["org"].code, "xlsx"], NAMED),
    "evaluations:checklist": (lambda world: [], SCHEME_KEEPERS),
    "evaluations:schemes": (lambda world: [], SCHEME_READERS),
    "evaluations:scheme": (lambda world: [world["evaluation"].scheme_id], SCHEME_READERS),
    "evaluations:scheme_file": (lambda world: [world["evaluation"].scheme_id], SCHEME_READERS),
    "evaluations:scheme_load": (lambda world: [], SCHEME_KEEPERS),
    "evaluations:scheme_edit": (lambda world: [world["evaluation"].scheme_id], SCHEME_KEEPERS),
    "evaluations:scheme_frame": (lambda world: [world["evaluation"].scheme_id, "LEADER"], SCHEME_KEEPERS),
    "evaluations:evaluations": (lambda world: [], (SIGN_IN, *[200] * 11)),
    "evaluations:evaluation_new": (lambda world: [], (SIGN_IN, *[403] * 5, 200, *[403] * 5)),
    "evaluations:evaluation": (lambda world: [world["evaluation"].pk], IN_OR_ABOVE),
    "evaluations:evaluation_edit": (lambda world: [world["draft_evaluation"].pk], CALLERS_OF_A_DRAFT),
    "evaluations:evaluation_preview": (lambda world: [world["draft_evaluation"].pk], CALLERS_OF_A_DRAFT),
    # Names of the whole ward; the secretary of a cell sees those of the cell.
    "evaluations:dossiers": (
        lambda world: [world["evaluation"].pk],
        (SIGN_IN, 403, 403, *[200] * 4, 403, 200, 403, 404, 200),
    ),
    "evaluations:nudge": (lambda world: [world["evaluation"].pk], NUDGERS),
    "evaluations:dossier_join": (lambda world: [world["evaluation"].pk], KEEPERS_OF_DOSSIERS),
    "evaluations:dossier": (lambda world: [world["dossier"].pk], DOSSIER_READERS),
    "evaluations:self_assessments": (lambda world: [], (SIGN_IN, *[200] * 11)),
    "evaluations:self_assessment": (lambda world: [world["paper"].pk], READERS),
    "evaluations:submit_self_assessment": (lambda world: [world["paper"].pk], PAPER_OF_WRITER),
    "evaluations:return_self_assessment": (lambda world: [world["paper"].pk], PAPER_OF_PLACE),
    "evaluations:figures": (lambda world: [world["dossier"].pk], FIGURE_READERS),
    "evaluations:prompts": (lambda world: [world["dossier"].pk], PROMPTERS),
    "evaluations:dossier_keep": (lambda world: [world["dossier"].pk], keepers_of_a_dossier(200)),
    "evaluations:appraisal": (lambda world: [world["evaluation"].pk], CALLERS),
    "evaluations:appraise": (lambda world: [world["rating"].pk], OFFICE_OF_RATINGS),
    "evaluations:decisions": (lambda world: [world["evaluation"].pk], DECISIONS),
    "evaluations:record_decision": (lambda world: [world["evaluation"].pk], CALLERS_SENT_ON),  # none was chosen
    "evaluations:decision": (lambda world: [world["decided"].decision_id], DECISION_READERS),
    "evaluations:decision_scan": (lambda world: [world["decided"].decision_id], (SIGN_IN, *[404] * 11)),  # it has none
    "evaluations:re_rate": (lambda world: [world["decided"].pk], OFFICE_OF_RATINGS),
    # The colleague has asked already and waits for the answer.
    "evaluations:ask_correction": (lambda world: [world["decided"].pk], (SIGN_IN, 404, 403, *[404] * 9)),
    "evaluations:locking": (lambda world: [world["evaluation"].pk], CALLERS),
    # Who may open the dossier is told that its papers are the office's; the inspection reads them too.
    "evaluations:dossier_papers": (
        lambda world: [world["dossier"].pk],
        (SIGN_IN, 403, 404, 403, 403, 404, 200, 404, 200, 404, 404, 404),
    ),
    "evaluations:dossier_paper_file": (lambda world: [0], (SIGN_IN, *[404] * 11)),  # test_dossier_papers.py has some
    "evaluations:correction_requests": (lambda world: [], (SIGN_IN, *[403] * 5, 200, *[403] * 5)),
    "evaluations:correction_request": (lambda world: [world["asked"].pk], OFFICE_OF_RATINGS),
    # Nothing is decided: those who see the dossier read why there is no report yet.
    "evaluations:report": (
        lambda world: [world["dossier"].ratings.get().pk, "pdf"],
        tuple(403 if status == 200 else status for status in DOSSIER_READERS),
    ),
    "evaluations:session_paper": (
        lambda world: [world["dossier"].evaluation.sessions.get_or_create(body=world["org"])[0].pk, "minutes", "pdf"],
        (SIGN_IN, 404, 404, 200, 404, 404, 200, 404, 200, 404, 404, 404),
    ),
    # By name for the cell's officers and two readers of the ward; by organisation for who sees names.
    "evaluations:self_review": (lambda world: [world["paper"].pk, "pdf"], READERS),
    "evaluations:unit_papers": (
        lambda world: [world["dossier"].evaluation_id, world["org"].code],
        (SIGN_IN, 403, 403, 403, 403, 403, 200, 403, 200, 403, 404, 403),
    ),
    "evaluations:year_report": (
        lambda world: [world["dossier"].evaluation_id, world["org"].code],
        (SIGN_IN, 403, 403, 403, 200, 403, 200, 403, 200, 403, 404, 403),
    ),
    "evaluations:year_report_file": (
        lambda world: [world["dossier"].evaluation_id, world["org"].code, "docx"],
        (SIGN_IN, 403, 403, 403, 200, 403, 200, 403, 200, 403, 404, 403),
    ),
    "evaluations:history": (
        lambda world: [world["member"].public_id],
        (SIGN_IN, 200, 404, 403, 403, 403, 200, 404, 200, 403, 404, 403),
    ),
    "evaluations:history_pdf": (
        lambda world: [world["member"].public_id],
        (SIGN_IN, 200, 404, 403, 403, 403, 200, 404, 200, 403, 404, 403),
    ),
    "evaluations:table": (
        lambda world: [world["dossier"].evaluation_id, world["org"].code, "people"],
        (SIGN_IN, 403, 403, 200, 403, 403, 200, 403, 200, 403, 404, 403),
    ),
    "evaluations:table_file": (
        lambda world: [world["dossier"].evaluation_id, world["org"].code, "units", "xlsx"],
        (SIGN_IN, 403, 403, 200, 200, 200, 200, 403, 200, 403, 404, 200),
    ),
    "evaluations:sessions": (lambda world: [], (SIGN_IN, 403, 403, 200, 200, 403, 200, *[403] * 5)),
    "evaluations:session": (lambda world: [world["session"].pk], SESSION_READERS),
    "evaluations:session_attendance": (lambda world: [world["session"].pk], SESSION_KEEPERS),
    "evaluations:close_session": (lambda world: [world["session"].pk], SESSION_KEEPERS),
    "evaluations:reopen_session": (lambda world: [world["session"].pk], SESSION_KEEPERS_REFUSED),
    "evaluations:disciplines": (
        lambda world: [world["dossier"].pk],
        (SIGN_IN, 403, 404, 403, 200, 404, 200, 404, 200, *[404] * 3),
    ),
    "evaluations:quota": (lambda world: [world["evaluation"].pk], DECISIONS),
    "evaluations:remark": (lambda world: [world["former"].pk], (SIGN_IN, 404, 404, 200, *[404] * 8)),
    "evaluations:past": (lambda world: [], (SIGN_IN, *[403] * 5, 200, *[403] * 5)),
    "evaluations:past_template": (lambda world: ["ratings"], (SIGN_IN, *[403] * 5, 200, *[403] * 5)),
}

# url name: (arguments, data, {who: status for POST}); GET gives 405
CHANGES = {
    f"directory:import_{act}": (
        lambda world: ["no-such-token-0123456789"],
        {},
        OFFICES_NOT_FOUND,
    )
    for act in ("years", "names", "unit", "answers")
} | {
    "commitments:end_helping": (lambda world: [world["helping"].pk], {}, (SIGN_IN, 404, 404, 302, *[404] * 8)),
    "evaluations:confirm_entered": (lambda world: [world["entered_paper"].pk], {}, (SIGN_IN, *[404] * 11)),
    # No print is kept: the office is told to open another one; who entered it, and who only reads, may not.
    "evaluations:confirm_print": (
        lambda world: [world["entered_paper"].pk],
        {},
        (SIGN_IN, 404, 404, 403, 404, 404, 302, 404, 403, *[404] * 3),
    ),
    "commitments:confirm_print": (
        lambda world: [world["entered"].pk],
        {},
        (SIGN_IN, 404, 404, 403, 404, 404, 302, 404, 403, *[404] * 3),
    ),
    "commitments:confirm_entered": (lambda world: [world["entered"].pk], {}, (SIGN_IN, *[404] * 11)),
    "directory:end_absence": (lambda world: [world["delegation"].pk], {}, ABSENCE_ENDED),
    # Of one's own; there is none.
    "directory:unlink_own": (lambda world: [], {}, (SIGN_IN, *[302] * 11)),
    "commitments:confirm_several": (lambda world: [], {}, (SIGN_IN, 403, 403, 302, 302, *[403] * 7)),
    "commitments:approve_several": (lambda world: [], {}, (SIGN_IN, 403, 403, 302, 302, 403, 302, *[403] * 5)),
    # Without a step nothing is decided; with one in tests/commitments/test_review_decide.py.
    "commitments:decide": (
        lambda world: [world["program"].pk],
        {},
        (SIGN_IN, 403, *[404] * 6, 403, 404, 404, 404),
    ),
    # There is no such finding: for whoever decides; with one in tests/commitments/test_copies_shown.py.
    "commitments:accept_copy": (
        lambda world: [world["program"].pk, 0],
        {"reason": "A"},
        (SIGN_IN, 403, 404, 404, 404, 404, 403, 404, 403, 404, 404, 404),
    ),
    "commitments:decide_amendment": (
        lambda world: [world["amendment"].pk],
        {},
        (SIGN_IN, 403, *[404] * 6, 403, 404, 404, 404),
    ),
    "commitments:take_proposal": (lambda world: [world["proposal"].pk], {}, writer(302)),
    "commitments:decline_proposal": (lambda world: [world["proposal"].pk], {}, writer(422)),
    "commitments:recall_amendment": (lambda world: [world["amendment"].pk], {}, writer(302)),
    "commitments:withdraw_amendment": (lambda world: [world["amendment"].pk], {}, writer(302)),
    "commitments:make_change": (lambda world: [world["amendment"].pk], {"add": "yes"}, writer(302)),
    "commitments:undo_change": (lambda world: [world["amendment"].pk, 0], {}, writer(302)),
    "commitments:save_amendment": (lambda world: [world["amendment"].pk], {"reason": "A"}, writer(409)),
    "commitments:save_change": (lambda world: [world["amendment"].pk, 0], {"title": "A"}, writer(409)),
    "commitments:start": (lambda world: [world["program"].entry_id], {}, (SIGN_IN, 302, *[404] * 10)),
    "commitments:recall": (lambda world: [world["program"].pk], {}, writer(302)),
    # What is typed into a submitted program comes back to be copied.
    "commitments:save_section": (lambda world: [world["program"].pk, "goals"], {"body": "A"}, writer(409)),
    "commitments:save_commitment": (lambda world: [world["program"].pk, 0], {"title": "A"}, writer(409)),
    "commitments:add_commitment": (lambda world: [world["program"].pk], {}, writer(302)),
    "commitments:move_commitment": (lambda world: [world["program"].pk, 0], {}, writer(404)),
    # It is submitted, not in force: what is typed comes back, and there is nothing to send.
    "commitments:save_progress": (lambda world: [world["program"].pk, 0], {"note": "A"}, writer(409)),
    "commitments:send_progress": (lambda world: [world["program"].pk], {}, writer(302)),
    "commitments:use_example": (lambda world: [world["program"].pk, 0], {}, writer(404)),
    "commitments:drop_phrase": (lambda world: [], {"phrase": "0"}, KEEPERS_NOT_FOUND),
    "evaluations:begin_self_assessment": (lambda world: [world["dossier"].pk], {}, DOSSIER_OF_WRITER),
    "evaluations:save_self_assessment": (lambda world: [world["paper"].pk], {}, PAPER_TOO_LATE),
    "evaluations:recall_self_assessment": (lambda world: [world["paper"].pk], {}, PAPER_OF_WRITER),
    "evaluations:correct_figure": (lambda world: [world["dossier"].pk, "tasks_done"], {}, FIGURE_ASKED_AGAIN),
    "evaluations:checklist_settle": (lambda world: [1], {}, SCHEME_KEEPERS),
    "evaluations:checklist_reopen": (lambda world: [1], {}, SCHEME_KEEPERS),
    "evaluations:all_tables": (
        lambda world: [world["dossier"].evaluation_id, world["org"].code],
        {},
        (SIGN_IN, 403, 403, 302, 302, 302, 302, 403, 302, 403, 404, 302),
    ),
    "evaluations:scheme_copy": (lambda world: [world["evaluation"].scheme_id], {}, SCHEME_KEEPERS),
    "evaluations:scheme_put_in_force": (lambda world: [world["evaluation"].scheme_id], {}, SCHEME_KEEPERS),
    "evaluations:scheme_withdraw": (lambda world: [world["evaluation"].scheme_id], {}, SCHEME_KEEPERS),
    "display": (lambda world: [], {"text": "large", "theme": "dark"}, (302,) * 12),
    # Nobody is chosen: who may make slips is told so.
    "directory:issue_slips": (lambda world: [], {}, (SIGN_IN, *[403] * 5, 302, 403, 403, 302, 403, 403)),
    "privacy:download": (lambda world: [], {}, (SIGN_IN, *[302] * 11)),
    "jobs:cancel": (lambda world: [world["job"].pk], {}, (SIGN_IN, 302, *[404] * 10)),
    "jobs:again": (lambda world: [world["job"].pk], {}, (SIGN_IN, 302, *[404] * 10)),
    "notifications:read_all": (lambda world: [], {}, (SIGN_IN, *[302] * 11)),
    "notifications:calendar_new": (lambda world: [], {}, (SIGN_IN, *[200] * 11)),
    "notifications:calendar_close": (lambda world: [], {}, (SIGN_IN, *[302] * 11)),
    "resolutions:end": (lambda world: [world["resolution"].code], {}, KEEPERS_SENT_ON),
    "resolutions:relate": (lambda world: [world["resolution"].code, "replaces", "VB999"], {}, KEEPERS_NOT_FOUND),
    "resolutions:unrelate": (lambda world: [world["resolution"].code, "replaces", "VB999"], {}, KEEPERS_NOT_FOUND),
    # The clause is answered: it stays, even for the clerk.
    "resolutions:clause_drop": (
        lambda world: [world["resolution"].code, world["clause"].pk],
        {},
        (SIGN_IN, *[403] * 11),
    ),
    # Nobody's notification: one's own is opened in tests/portal/front/test_notifications.py.
    "notifications:open": (lambda world: [0], {}, (SIGN_IN, *[404] * 11)),
}

CHANGES |= {
    f"commitments:campaign_{act}": (lambda world: [world["draft_campaign"].pk], {}, CALLERS_OF_A_DRAFT_SENT_ON)
    for act in ("items",)
} | {
    f"commitments:campaign_document_{act}": (
        lambda world: [world["draft_campaign"].pk, world["resolution"].code], {}, CALLERS_OF_A_DRAFT_SENT_ON
    )
    for act in ("up", "remove")
} | {
    # The document is already in the campaign: its caller is told and sent back.
    "commitments:campaign_document_add": (
        lambda world: [world["campaign"].pk, world["resolution"].code], {}, CALLERS_SENT_ON
    ),
    "commitments:campaign_open": (lambda world: [world["draft_campaign"].pk], {}, CALLERS_OF_A_DRAFT_SENT_ON),
    "commitments:campaign_stop": (lambda world: [world["campaign"].pk], {}, CALLERS_ASKED_AGAIN),
    "commitments:campaign_extend": (lambda world: [world["campaign"].pk], {}, CALLERS_ASKED_AGAIN),
    "commitments:campaign_roster_join": (
        lambda world: [world["campaign"].pk, world["member"].public_id], {}, CALLERS_ASKED_AGAIN
    ),
} | {
    f"commitments:campaign_entry_{act}": (
        lambda world: [world["campaign"].pk, world["entry"].pk], {}, CALLERS_ASKED_AGAIN
    )
    for act in ("extend", "exempt", "transfer", "leave")
} | {
    "commitments:campaign_entry_call": (
        lambda world: [world["campaign"].pk, world["entry"].pk], {}, CALLERS_SENT_ON
    ),
}  # fmt: skip

CHANGES |= {
    "evaluations:evaluation_open": (lambda world: [world["draft_evaluation"].pk], {}, CALLERS_OF_A_DRAFT_SENT_ON),
    # Without a reason: not everything is locked.
    "evaluations:evaluation_close": (
        lambda world: [world["evaluation"].pk],
        {},
        tuple(422 if status == 200 else status for status in KEEPERS_OF_DOSSIERS),
    ),
    "evaluations:join": (
        lambda world: [world["evaluation"].pk, world["colleague"].public_id],
        {"reason": "Mới chuyển đến"},
        tuple(302 if status == 200 else status for status in KEEPERS_OF_DOSSIERS),
    ),
    "evaluations:dossier_act": (lambda world: [world["dossier"].pk, "leave"], {}, keepers_of_a_dossier(422)),
    "evaluations:place_act": (
        lambda world: [world["dossier"].pk, world["dossier"].placements.get().pk, "decide"],
        {},
        keepers_of_a_dossier(422),
    ),
    "evaluations:appraise_several": (lambda world: [world["evaluation"].pk], {}, CALLERS_SENT_ON),
    # The rating is not proposed yet: even its office is told so. A hold is asked for its reason.
    "evaluations:send_back": (lambda world: [world["rating"].pk], {}, OFFICE_REFUSED),
    "evaluations:reopen": (lambda world: [world["rating"].pk], {}, OFFICE_REFUSED),
    "evaluations:hold": (lambda world: [world["rating"].pk], {}, OFFICE_ASKED_AGAIN),
    "evaluations:lock_several": (lambda world: [world["evaluation"].pk], {}, CALLERS_SENT_ON),
    "evaluations:remove_paper": (lambda world: [0], {}, (SIGN_IN, *[404] * 11)),
    "evaluations:begin_session": (lambda world: [], {"evaluation": "0"}, (SIGN_IN, *[404] * 11)),
    # There is no such ruling; one is withdrawn in tests/evaluations/test_quota_page.py.
    "evaluations:withdraw_ruling": (lambda world: [world["evaluation"].pk, 0], {}, (SIGN_IN, *[404] * 11)),
    "evaluations:withdraw_discipline": (
        lambda world: [world["dossier"].pk, 0],
        {},
        (SIGN_IN, 403, 404, 403, 403, 404, 404, 404, 404, *[404] * 3),
    ),
    "evaluations:record_case": (
        lambda world: [world["dossier"].pk],
        {},
        (SIGN_IN, 403, 404, 403, 403, 404, 422, 404, 422, *[404] * 3),
    ),
    "evaluations:withdraw_case": (
        lambda world: [world["dossier"].pk, 0],
        {},
        (SIGN_IN, 403, 404, 403, 403, 404, 404, 404, 404, *[404] * 3),
    ),
    "evaluations:waive_case": (
        lambda world: [world["dossier"].pk, 0],
        {},
        (SIGN_IN, 403, 404, 403, 404, 404, 404, 404, 403, *[404] * 3),
    ),
    "evaluations:record_row": (
        lambda world: [world["session"].pk, world["dossier"].placements.get().pk, "party_member"],
        {},
        SESSION_KEEPERS_ASKED_AGAIN,
    ),
    "evaluations:release": (lambda world: [world["rating"].pk], {}, OFFICE_ASKED_AGAIN),
}

# Pages of others (sign-in) that need no row of roles, with the reason.
NOT_OURS = {
    "account_": "django-allauth; closed by its adapter, tested in tests/portal/directory/test_sign_in.py",
    "usersessions_": "django-allauth; shows one's own sessions only",
    "mfa_": "django-allauth; sets up and takes away one's own second factor only",
    "set_language": "Django's own; sets a cookie",
}


@pytest.fixture
def world(
    province, member, colleague, secretary, ward_secretary, ward_committee_member, personnel_officer, clerk, inspector,
    system_admin, outsider, overseer, campaign, clause,
):  # fmt: skip
    """One of everything an address may name: the member's program is submitted, before their cell."""
    program = factories.make_program(member, campaign=campaign, status=ActionProgram.Status.SUBMITTED, clauses=[clause])
    factories.make_entry(campaign, colleague)
    cast = locals()
    draft = factories.make_campaign(province.ward, resolutions=[clause.resolution], status=Campaign.Status.DRAFT)
    job = Job.objects.create(owner=member, kind="commitments.roster", title="Danh sách", folder="a-random-name")
    cast |= {"draft_campaign": draft, "entry": program.entry, "job": job, **_last_year(member, province)}
    cast |= {"draft_campaign": draft, "entry": program.entry, "job": job}
    year = factories.make_campaign(province.ward, resolutions=[clause.resolution], form="BCK")
    in_force = factories.make_program(member, campaign=year, status=ActionProgram.Status.APPROVED)
    cast |= {"in_force": in_force, "amendment": factories.make_amendment(in_force, status="submitted")}
    newer = factories.make_resolution("70-NQ/TW")
    newer.replaces.add(clause.resolution)
    cast |= {"proposal": Proposal.objects.create(program=in_force, older=clause.resolution, newer=newer)}
    helped = factories.make_person("Người Được Giúp", cell=province.cell)
    cast |= {"helping": Helping.begin(helped, by=secretary, reason="Không có máy")}
    entered = factories.make_program(helped, campaign=campaign, status=ActionProgram.Status.SUBMITTED, by=secretary)
    cast |= {"entered": entered.entered.get()}
    ahead = {"starts_on": months_after(today(), 2), "ends_on": months_after(today(), 3)}
    cast |= {
        "delegation": Delegation.give(
            secretary.appointments.get(), colleague, duties=["names"], reason="Đi học", by=secretary, **ahead
        )
    }
    cast |= {
        "act": PersonAct.objects.create(
            person=member, kind="appoint", on=today(), what="Chi ủy viên", document="1", unit_path=province.cell.path
        )
    }
    evaluation = evaluating.make_evaluation(province.ward)
    draft = evaluating.make_evaluation(
        province.ward, period=Period.of_year(today().year).quarters.get(quarter=1), status=Evaluation.Status.DRAFT
    )
    cast |= {"draft_evaluation": draft}
    cast |= {"evaluation": evaluation, "dossier": evaluating.make_dossier(evaluation, member)}
    cast |= {"paper": assessed.hand_in(cast["dossier"])}
    assessed.hand_in(evaluating.make_dossier(evaluation, helped), by=secretary)
    cast |= {"entered_paper": EnteredAssessment.objects.get()}
    session = RatingSession.of(evaluation, province.cell, by=secretary)
    former = ReviewPlacement.objects.create(
        dossier=evaluating.make_dossier(
            evaluation, factories.make_person("Người Mới Chuyển", cell=province.other_cell)
        ),
        body=province.cell,
        capacity=ReviewPlacement.Capacity.FORMER_CELL,
    )
    cast |= {"session": session, "former": former}
    decided = make_decided(evaluation, colleague, proposer=secretary, office=personnel_officer)
    asked = CorrectionRequest.ask(decided, "Cam kết 3 đã xong, có biên bản", by=colleague)
    cast |= {"rating": cast["dossier"].ratings.get(), "decided": decided, "asked": asked}
    cast |= {"incident": factories.make_incident(by=personnel_officer)}
    cast |= {"data_request": DataRequest.ask("access", "Hỏi", by=member)}
    return cast | {"org": province.cell, "ward": province.ward, "resolution": clause.resolution}


def _last_year(member, province):
    """Make the member's program of last year: in force then, and reported."""
    period = factories.make_period(today().year - 1)
    program = factories.make_program(
        member, campaign=factories.make_campaign(province.ward, period=period), status="approved"
    )
    report = factories.make_report(program)
    return {"in_force": program, "result": report.entries.get(), "slip": "quarter-1"}


def answers(world, ask):
    """Return the status that each of ``CAST`` gets by ``ask(client)``; what one changes is taken back at once."""
    found = {}
    for who in CAST:
        with transaction.atomic():
            client = Client()
            if who != "anonymous":
                client.force_login(world[who])
            response = ask(client)
            found[who] = response.status_code
            assert is_summed_up(response), f"{response.request['PATH_INFO']} hides what it refuses to the {who}"
            assert unfilled(response) == [], f"{response.request['PATH_INFO']} shows a place for a word to the {who}"
            transaction.set_rollback(True)
    return found


def unfilled(response):
    """Return the places of texts that nobody filled in: "%(limit)s" where a number should stand."""
    is_page = not response.streaming and response.headers.get("Content-Type", "").startswith("text/html")
    return re.findall(r"%\(\w+\)[a-z]", response.content.decode()) if is_page else []


OURS = {"portal", "commitments", "evaluations"}


def refused_forms(response):
    """Return the bound forms with errors that a page was drawn with, wherever its context holds them."""
    found, seen = [], set()
    values = [value for context in response.context or [] for layer in context for value in layer.values()]
    while values:
        value = values.pop()
        if id(value) in seen:
            continue
        seen.add(id(value))
        if isinstance(value, BaseForm):
            found += [value] if value.is_bound and value.errors else []
        elif isinstance(value, dict):
            values += value.values()
        elif isinstance(value, list | tuple):
            values += value
        elif type(value).__module__.partition(".")[0] in OURS:
            values += getattr(value, "__dict__", {}).values()
    return found


def is_summed_up(response):
    """Tell whether a page says on top what was refused; a page where nothing was has nothing to say."""
    return not refused_forms(response) or 'id="error-summary"' in response.content.decode()


# One province serves all roles of an address: making it anew for each would take most of the time of the whole suite.
@pytest.mark.parametrize("name", PAGES)
def test_each_page_answers_each_role_as_the_table_says(name, world):
    arguments, statuses = PAGES[name]
    url = reverse(name, args=arguments(world))

    assert answers(world, lambda client: client.get(url)) == dict(zip(CAST, statuses, strict=True))


@pytest.mark.parametrize("name", CHANGES)
def test_each_change_answers_each_role_as_the_table_says(name, world):
    arguments, data, statuses = CHANGES[name]
    url = reverse(name, args=arguments(world))

    assert answers(world, lambda client: client.post(url, data)) == dict(zip(CAST, statuses, strict=True))


# Where there is nothing to take away the page says so, and draws no form.
WITHOUT_FORM = {"directory:lost_factor", "directory:unlink"}


def test_every_page_with_a_form_says_on_top_what_it_refuses(world):
    refused = {}
    for name in PAGES.keys() - WITHOUT_FORM:
        arguments, statuses = PAGES[name]
        who = next(
            (who for who, status in zip(CAST, statuses, strict=True) if status == 200 and who != "anonymous"), None
        )
        if who is None:
            continue
        with transaction.atomic():
            client = Client()
            client.force_login(world[who])
            response = client.post(
                reverse(name, args=arguments(world)), {"csrfmiddlewaretoken": "sent by every browser"}
            )
            if refused_forms(response):
                refused[name] = is_summed_up(response)
            transaction.set_rollback(True)

    assert [name for name, is_said in refused.items() if not is_said] == []
    assert len(refused) > 30  # there was something to sum up


@pytest.mark.parametrize("name", CHANGES)
def test_no_change_is_made_by_get(name, world, client):
    arguments, _data, _statuses = CHANGES[name]
    client.force_login(world["system_admin"])

    response = client.get(reverse(name, args=arguments(world)))

    assert response.status_code == 405
