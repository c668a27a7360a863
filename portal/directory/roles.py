"""Roles: one table from the titles that lists and decisions use to what each may do (domain reference, section 4).

A role is held through an ``Appointment`` at an organisation and reaches that organisation and everything below it,
today. What a plain member may do needs no role: it follows from owning a paper.
"""

from dataclasses import dataclass
from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _


class Act(StrEnum):
    """What a role may do within the organisation it is held at, and below."""

    REVIEW_CELL = "review_cell"  # decide the cell's step, read the papers of its members
    DECIDE = "decide"  # decide the committee's step for those whom it manages
    COUNT = "count"  # see counts without names
    NAMES = "names"  # see counts and names: who has registered, who is missing
    READ = "read"  # open papers; every reading is recorded
    CALL_CAMPAIGNS = "call_campaigns"  # open campaigns and keep their rosters
    KEEP_PEOPLE = "keep_people"  # import and mend people, memberships, posts
    RECORD_DECISIONS = "record_decisions"  # forward papers, record what a body decided in its meeting
    KEEP_RESOLUTIONS = "keep_resolutions"  # the catalogue of documents and their clauses
    ADMINISTER = "administer"  # organisations, accounts, settings; no content
    READ_TRAIL = "read_trail"  # the audit trail


# What the officers of a body do for that body alone; every other act reaches what stands below as well.
DECIDING = frozenset({Act.REVIEW_CELL, Act.DECIDE})


class Role(models.TextChoices):
    SECRETARY = "secretary", _("Secretary")
    DEPUTY_SECRETARY = "deputy_secretary", _("Deputy secretary")
    STANDING_MEMBER = "standing_member", _("Member of the standing committee")
    COMMITTEE_MEMBER = "committee_member", _("Member of the committee")
    CELL_SECRETARY = "cell_secretary", _("Secretary of the cell")
    CELL_DEPUTY_SECRETARY = "cell_deputy_secretary", _("Deputy secretary of the cell")
    CELL_COMMITTEE_MEMBER = "cell_committee_member", _("Member of the cell committee")
    AGENCY_HEAD = "agency_head", _("Head of the collective")
    PERSONNEL_OFFICER = "personnel_officer", _("Personnel officer")
    CLERK = "clerk", _("Clerk")
    INSPECTOR = "inspector", _("Inspector")
    PROPAGANDA_OFFICER = "propaganda_officer", _("Propaganda officer")
    OVERSEER = "overseer", _("Member of the standing committee in charge of an area")
    SYSTEM_ADMIN = "system_admin", _("System administrator")


@dataclass(frozen=True)
class RoleSpec:
    """What one role is called in lists, and what it may do.

    ``titles`` are the words of member lists and appointment lists, matched without marks and case. ``in_cell`` tells
    the cell's posts from a committee's where the words are the same. ``rank`` orders posts: 1 is the highest.
    """

    titles: tuple[str, ...]
    may: frozenset[Act]
    rank: int
    in_cell: bool = False
    is_post: bool = True  # a post one is elected to, as against an office one works in
    is_head: bool = False
    needs_second_factor: bool = False  # an office: it reads, keeps or administers what belongs to others


_CELL = frozenset({Act.REVIEW_CELL, Act.COUNT, Act.NAMES})
_COMMITTEE = frozenset({Act.DECIDE, Act.COUNT, Act.NAMES})

ROLES = {
    Role.SECRETARY: RoleSpec(("Bí thư",), _COMMITTEE, 1, is_head=True),
    Role.DEPUTY_SECRETARY: RoleSpec(("Phó Bí thư",), _COMMITTEE, 2),
    Role.STANDING_MEMBER: RoleSpec(("Ủy viên Ban Thường vụ",), _COMMITTEE, 3),
    Role.COMMITTEE_MEMBER: RoleSpec(("Ủy viên Ban Chấp hành",), frozenset({Act.COUNT, Act.NAMES}), 4),
    Role.AGENCY_HEAD: RoleSpec(("Người đứng đầu",), frozenset(), 5, is_head=True),
    Role.CELL_SECRETARY: RoleSpec(("Bí thư",), _CELL, 6, in_cell=True, is_head=True),
    Role.CELL_DEPUTY_SECRETARY: RoleSpec(("Phó Bí thư",), _CELL, 7, in_cell=True),
    Role.CELL_COMMITTEE_MEMBER: RoleSpec(("Chi ủy viên",), _CELL, 8, in_cell=True),
    Role.PERSONNEL_OFFICER: RoleSpec(
        ("Cán bộ Ban Tổ chức",),
        frozenset({Act.COUNT, Act.NAMES, Act.READ, Act.CALL_CAMPAIGNS, Act.KEEP_PEOPLE, Act.RECORD_DECISIONS}),
        20,
        is_post=False,
        needs_second_factor=True,
    ),
    Role.CLERK: RoleSpec(
        ("Văn thư",), frozenset({Act.COUNT, Act.KEEP_RESOLUTIONS}), 21, is_post=False, needs_second_factor=True
    ),
    Role.INSPECTOR: RoleSpec(
        ("Ủy ban Kiểm tra",),
        frozenset({Act.COUNT, Act.NAMES, Act.READ, Act.READ_TRAIL}),
        22,
        is_post=False,
        needs_second_factor=True,
    ),
    Role.PROPAGANDA_OFFICER: RoleSpec(
        ("Ban Tuyên giáo và Dân vận",),
        frozenset({Act.COUNT, Act.KEEP_RESOLUTIONS}),
        23,
        is_post=False,
        needs_second_factor=True,
    ),
    # Held at each organisation of the area; the post in the standing committee itself stays an appointment of its own.
    Role.OVERSEER: RoleSpec(
        (
            "Ủy viên Ban Thường vụ phụ trách",
            "Ủy viên Ban Thường vụ phụ trách địa bàn",
            "Ủy viên Ban Thường vụ phụ trách đơn vị",
            "Phụ trách địa bàn",
            "Phụ trách đơn vị",
        ),
        frozenset({Act.COUNT, Act.NAMES}),
        19,
        is_post=False,
    ),
    Role.SYSTEM_ADMIN: RoleSpec(
        ("Quản trị hệ thống",),
        frozenset({Act.ADMINISTER, Act.READ_TRAIL}),
        24,
        is_post=False,
        needs_second_factor=True,
    ),
}

# What an absent officer lets somebody else do, in words. Not: administering, and reading the trail of what was done.
DUTIES = {
    Act.REVIEW_CELL: _("Review and decide for the cell, keep its sessions"),
    Act.DECIDE: _("Review and decide for the committee, keep its sessions"),
    Act.COUNT: _("See the numbers"),
    Act.NAMES: _("See who has registered and who has not"),
    Act.READ: _("Open papers; every reading is recorded"),
    Act.CALL_CAMPAIGNS: _("Call campaigns and keep their rosters"),
    Act.KEEP_PEOPLE: _("Keep people, memberships and posts"),
    Act.RECORD_DECISIONS: _("Forward papers and record decisions"),
    Act.KEEP_RESOLUTIONS: _("Keep documents and their items"),
}

# Of a member list: the word for a member without a post.
PLAIN_MEMBER = "Đảng viên"

POSTS = [role for role, spec in ROLES.items() if spec.is_post]
CELL_POSTS = [role for role, spec in ROLES.items() if spec.in_cell]
HEADS = [role for role, spec in ROLES.items() if spec.is_head]


def roles_that_may(act):
    """Return the roles that include ``act``."""
    return [role for role, spec in ROLES.items() if act in spec.may]
