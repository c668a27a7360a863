"""Who is in an evaluation on a day: read in a fixed number of queries, however many people there are.

A year: every member below the caller, every collective, every organisation. A quarter: those who hold a leading post
at the caller or below. Who is in scope and not rated: domain reference, 5.5 (366-QĐ/TW, Art. 5 [C]).
"""

from collections import defaultdict
from typing import NamedTuple

from django.db.models import Q
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from commitments.roster.reading import collectives_on, exempt_reason, orgs_by_key, posts_by_person
from evaluations.errors import OpeningRefused
from evaluations.models import Rating
from evaluations.opening import frames
from evaluations.opening.deciders import decider_of_collective, decider_of_org, decider_of_person
from evaluations.opening.places import COMMITTEE_POSTS, Capacity, Meetings, Place, places_of
from evaluations.rules import Rules
from portal.directory import tree
from portal.directory.committees import committee
from portal.directory.models import Appointment, Membership, OrgType, PartyOrg, TierRule
from portal.directory.roles import Role
from portal.directory.tiers import managing_bodies, tier_rules

MOST_POSTS = 400  # signs of ``Dossier.posts`` and of ``Dossier.job``


class Line(NamedTuple):
    """One dossier before it is written; exactly one of the first three is set."""

    person_id: int | None
    collective_id: int | None
    org_id: int | None
    unit_id: int
    frame: str
    tier: str
    decider_id: int | None
    peer_group: str
    rank: int
    posts: str
    job: str
    not_rated_reason: str
    track: str
    places: list[Place]


class _Member(NamedTuple):
    cell: PartyOrg
    standing: str
    joined_on: object
    workplace: str
    work_post: str


def proposed(evaluation, day, *, people=None, with_bodies=True):
    """Return who is in ``evaluation`` on ``day`` as ``Line``s, collectives and organisations first.

    ``people`` narrows to a range of keys (first, last), ``with_bodies`` leaves collectives and organisations out; so
    that a large evaluation is written in pieces. Raises ``OpeningRefused`` where the scheme has no frame for somebody.
    """
    reading = _Reading(evaluation, day, people)
    lines = list(reading.bodies()) if with_bodies and not evaluation.is_of_quarter else []
    return lines + list(reading.people())


def keys_of_people(evaluation, day):
    """Return the keys of all people who would be in ``evaluation``, sorted."""
    if evaluation.is_of_quarter:
        found = Appointment.objects.on(day).filter(_leading_at(evaluation.root))
    else:
        found = Membership.objects.on(day).filter(tree.under([evaluation.root.path], "cell__path"))
    return list(found.order_by("person_id").values_list("person_id", flat=True).distinct())


def _leading_at(root):
    there = tree.under([root.path], "org__path") | tree.under([root.path], "collective__org__path")
    return there & Q(role__in=frames.LEADING)


class _Reading:
    """The directory on one day, as far as one evaluation needs it."""

    def __init__(self, evaluation, day, people=None):
        self.evaluation, self.root, self.day, self.range = evaluation, evaluation.root, day, people
        self.rules = Rules.parse(evaluation.scheme.document)
        self.types = {org_type.pk: org_type for org_type in OrgType.objects.all()}
        self.levels = {pk: org_type.level for pk, org_type in self.types.items()}
        self.orgs = orgs_by_key("name", "short_name", "ended_on")
        self._frames = {}

    @cached_property
    def collectives(self):
        """Return (key, kind, organisation's key, name) of every collective of the day."""
        return list(collectives_on(self.day).values_list("pk", "kind", "org_id", "name"))

    # ── people ──

    def people(self):
        """Yield the lines of people; see ``proposed``."""
        rules = tier_rules()
        posts = posts_by_person(self.day, self.orgs, rules, self._among("person_id"))
        members = self._members()
        former = self._former_cells()
        managed_by = managing_bodies(self.day, posts, self.orgs, rules)
        meetings = self._meetings()
        names = {pk: name for pk, _kind, _org, name in self.collectives}
        for person, unit in self._called(posts, members):
            held, member = posts.get(person, []), members.get(person)
            cell = member.cell if member else None
            manager = managed_by(person)
            decider = decider_of_person(manager, cell or unit, self.levels)
            work = (member.workplace, member.work_post) if member else ("", "")
            frame = self._frame(frames.frame_of_person(held, manager.tier, work, self._is_of_agency(cell)))
            yield Line(
                person_id=person,
                collective_id=None,
                org_id=None,
                unit_id=unit.pk,
                frame=frame.code,
                tier=manager.tier,
                decider_id=decider.pk if decider else None,
                peer_group=frame.peer_group,
                rank=frames.rank_of(held),
                posts=_party_posts(held),
                job=_job(held, member, names),
                not_rated_reason=self._not_rated(member),
                track=self.track,
                places=places_of(held, cell.pk if cell else None, former.get(person, ()), meetings),
            )

    @property
    def track(self):
        """Return the track in which people are rated: a quarter rates the leader, a year the member [C]."""
        return Rating.Track.CADRE if self.evaluation.is_of_quarter else Rating.Track.PARTY_MEMBER

    def _called(self, posts, members):
        """Yield the key of each person who is in the evaluation, and their unit."""
        root = self.root.path
        if not self.evaluation.is_of_quarter:
            yield from ((person, m.cell) for person, m in members.items() if tree.is_within(m.cell.path, root))
            return
        for person, held in posts.items():
            leading = (post for post in held if post.role in frames.LEADING and tree.is_within(post.place.path, root))
            if here := next(leading, None):
                member = members.get(person)
                yield person, member.cell if member and tree.is_within(member.cell.path, root) else here.place

    def _members(self):
        """Return the memberships of the day by person: below the caller; for a quarter, of whoever leads there."""
        wanted = tree.under([self.root.path], "cell__path")
        if self.evaluation.is_of_quarter:
            leading = Appointment.objects.on(self.day).filter(_leading_at(self.root))
            wanted = Q(person__in=leading.order_by().values("person"))
        rows = Membership.objects.on(self.day).filter(wanted & self._among("person_id"))
        columns = ("person_id", "cell_id", "standing", "person__joined_on", "person__workplace", "person__work_post")
        rows = rows.order_by("person_id", "starts_on").values_list(*columns)
        return {person: _Member(self.orgs[cell], *facts) for person, cell, *facts in rows}

    def _former_cells(self):
        """Return by person the keys of cells left for another one within the period, the earliest first."""
        period = self.evaluation.period
        moved = Membership.objects.filter(
            self._among("person_id"),
            end_reason=Membership.EndReason.MOVED,
            ends_on__gte=period.starts_on,
            ends_on__lte=min(period.ends_on, self.day),
        )
        found = defaultdict(list)
        for person, cell in moved.order_by("ends_on").values_list("person_id", "cell_id"):
            found[person].append(cell)
        return found

    def _among(self, field):
        """Return the condition that keeps to the range of people that is read."""
        if self.range is None:
            return Q()
        first, last = self.range
        return Q(**{f"{field}__gte": first, f"{field}__lte": last})

    def _not_rated(self, member):
        """Return why a member is not rated. Whether admitted six months ago counts by the end of the period [C]."""
        return exempt_reason(member.standing, member.joined_on, self.evaluation.period.ends_on) if member else ""

    def _is_of_agency(self, cell):
        while cell is not None:
            if self.types[cell.org_type_id].code in frames.OF_AGENCIES:
                return True
            cell = cell.parent
        return False

    def _meetings(self):
        posts = Appointment.objects.on(self.day).posts().order_by()
        sitting, committees = defaultdict(set), defaultdict(set)
        for person, collective in posts.filter(collective__isnull=False).values_list("person_id", "collective_id"):
            sitting[collective].add(person)
        with_collective = {org for _pk, _kind, org, _name in self.collectives}
        of_committee = posts.filter(org__in=with_collective, role__in=COMMITTEE_POSTS)
        for person, org in of_committee.values_list("person_id", "org_id"):
            committees[org].add(person)
        return Meetings([row[:3] for row in self.collectives], sitting, committees)

    # ── collectives and organisations ──

    def bodies(self):
        """Yield the lines of the collectives, then of the organisations, in tree order."""
        for pk, kind, key, _name in self.collectives:
            if tree.is_within((org := self.orgs[key]).path, self.root.path):
                decider = decider_of_collective(kind, org, self.levels)
                yield self._body(org, decider, frames.COLLECTIVE, Rating.Track.COLLECTIVE, collective_id=pk)
        for org in sorted(self.orgs.values(), key=lambda org: org.path):
            if tree.is_within(org.path, self.root.path) and (org.ended_on is None or org.ended_on > self.day):
                decider = decider_of_org(org, self.levels)
                yield self._body(org, decider, frames.ORGANISATION, Rating.Track.ORGANISATION, org_id=org.pk)

    def _body(self, org, decider, code, track, collective_id=None, org_id=None):
        frame = self._frame(code)
        return Line(
            person_id=None,
            collective_id=collective_id,
            org_id=org_id,
            unit_id=org.pk,
            frame=frame.code,
            tier=TierRule.Tier.NONE,
            decider_id=decider.pk if decider else None,
            peer_group=frame.peer_group,
            rank=frames.FIRST,
            posts="",
            job="",
            not_rated_reason="",
            track=track,
            places=[Place(org.pk, collective_id, Capacity.OWN, is_deciding=True)],
        )

    def _frame(self, code):
        if code not in self._frames:
            self._frames[code] = frames.frame_in(self.rules, code)
        if self._frames[code] is None:
            raise OpeningRefused(
                _("The scheme “%(scheme)s” has no frame “%(frame)s”. Choose another scheme, or add the frame to it.")
                % {"scheme": self.evaluation.scheme, "frame": code}
            )
        return self._frames[code]


def _party_posts(posts):
    """Return the party posts as a paper lists them: "Bí thư Chi bộ Trạm Y tế; Ủy viên Ban Chấp hành Đảng ủy phường X".

    Who heads an agency holds no post of the Party by it.
    """
    held = (post for post in posts if post.role != Role.AGENCY_HEAD)
    return "; ".join(f"{post.title} {committee(post.place.name)}" for post in held)[:MOST_POSTS]


def _job(posts, member, names):
    """Return the post at work, as the list of members names it; where it names none, what the person heads."""
    if member and member.work_post:
        return member.work_post
    heads = (post for post in posts if post.role == Role.AGENCY_HEAD)
    return "; ".join(f"{post.title}, {names.get(post.collective_id) or post.place.name}" for post in heads)[:MOST_POSTS]
