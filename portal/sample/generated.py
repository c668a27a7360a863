"""A generated province of any size, to measure with: tree, people, posts, one campaign, programs in every state.

Unlike the sample it does not go through imports and transitions, which would take days; it writes the rows that they
would have written. Rows are made commune by commune, so that memory does not grow with the province.
"""

import datetime
import math
import random
import uuid
from dataclasses import dataclass, field

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX, make_password
from django.utils import timezone

from portal.directory import tree
from portal.directory.models import Appointment, Membership, OrgPlacement, OrgType, PartyOrg, Person
from portal.directory.roles import ROLES, Role
from portal.lib import planner
from portal.lib.dates import today
from portal.lib.vietnamese import search_key, sort_key, sort_key_text
from portal.sample import generated_texts as words
from portal.sample.generated_copies import Planter
from portal.sample.generated_programs import Programs
from portal.sample.names import Names
from portal.sample.rows import Rows, count_on, write_all

FEWEST, MOST = 100, 500_000  # fewer have not seats for all posts; more need more names of communes
PEOPLE_OF_A_COMMUNE = 1500
PEOPLE_OF_A_CELL = 25
SINCE = datetime.date(2025, 7, 1)

CELL_POSTS = (Role.CELL_SECRETARY, Role.CELL_DEPUTY_SECRETARY, Role.CELL_COMMITTEE_MEMBER)
OFFICES = (
    Role.PERSONNEL_OFFICER,
    Role.PERSONNEL_OFFICER,
    Role.CLERK,
    Role.INSPECTOR,
    Role.PROPAGANDA_OFFICER,
)
COMMUNE_POSTS = (
    Role.SECRETARY,
    *[Role.DEPUTY_SECRETARY] * 2,
    *[Role.STANDING_MEMBER] * 6,
    *[Role.COMMITTEE_MEMBER] * 12,
    *OFFICES,
)
PROVINCE_POSTS = (*COMMUNE_POSTS, Role.SYSTEM_ADMIN)


@dataclass
class Member:
    """A generated person as far as posts and programs need it."""

    pk: int
    public_id: uuid.UUID
    name: str
    sex: str
    born: datetime.date
    joined_on: datetime.date
    cell: PartyOrg
    standing: str = ""
    posts: list[Appointment] = field(default_factory=list)


def fill(people, *, seed=1, password=None, copies=0, tell=lambda text: None):
    """Fill an empty portal with about ``people`` members and return the counts written, by model.

    ``seed`` gives the same province again on the same day. With a ``password`` the first holder of each role at the
    province, in the first commune and in its first cell may sign in with it. Of the programs that are handed in
    ``copies`` percent copy an earlier one. ``tell`` hears of progress.
    """
    province = Province(people, seed, copies)
    communes = len(province.sizes)
    for number in range(communes):
        province.add_commune(number)
        if number % 20 == 19:
            tell(f"{number + 1} of {communes} communes")
    return province.finish(password)


class Province:
    """Makes the rows; ``add_commune`` once for each commune, then ``finish``."""

    def __init__(self, people, seed, copies=0):
        self.dice = random.Random(seed)  # noqa: S311 (made-up people, not a secret)
        self.planter = Planter(random.Random(f"copies {seed}"), copies)  # noqa: S311 (as above)
        self.names = Names(self.dice)
        self.sizes = shares(people, math.ceil(people / PEOPLE_OF_A_COMMUNE))
        self.types = {org_type.code: org_type for org_type in OrgType.objects.all()}
        self.orgs = Rows(
            PartyOrg, ["code", "name", "org_type_id", "place_name", "parent_id", "path", "search", "sort_key"]
        )
        self.placements = Rows(OrgPlacement, ["org_id", "parent_id", "path", "name"], valid_from=SINCE)
        self.people = Rows(Person, PERSON_COLUMNS, password=UNUSABLE_PASSWORD_PREFIX, created_at=timezone.now())
        self.memberships = Rows(Membership, ["person_id", "cell_id", "standing", "starts_on"])
        self.appointments = Rows(Appointment, ["person_id", "org_id", "role", "title"], starts_on=SINCE)
        self.tables = [self.orgs, self.placements, self.people, self.memberships, self.appointments]
        self.top = self._org("TU", "Tỉnh ủy Sông Mây", "PROVINCE", None, place="Sông Mây")
        write_all(self.tables)
        self.programs = Programs(self.top, self.dice, self.planter)
        self.overseers = []  # of the province's standing committee: the communes are shared out among them
        self.known = []  # who may sign in: holders of posts of the province, the first commune and its first cell

    def add_commune(self, number):
        """Write one commune: its cells, their members with posts, their programs."""
        is_ward, name = number % 4 == 0, _commune_name(number)
        kind = "phường" if is_ward else "xã"
        commune = self._org(f"X{number + 1:03}", f"Đảng bộ {kind} {name}", "COMMUNE", self.top, place=name)
        cells = []
        for index, size in enumerate(shares(self.sizes[number], max(1, self.sizes[number] // PEOPLE_OF_A_CELL))):
            cell_name = f"Chi bộ {'khu phố' if is_ward else 'thôn'} {index + 1}"
            cell = self._org(f"{commune.code}-{index + 1:02}", cell_name, "CELL", commune)
            cells.append([self._person(cell) for _person in range(size)])
        self._give_posts(commune, cells, is_first=number == 0)
        self._oversee(commune, number)
        for cell_members in cells:
            for member in cell_members:
                self.programs.add(member)
        write_all(self.tables + self.programs.tables)

    def finish(self, password):
        """Let the known people sign in, the database number on; return how many rows each model has."""
        tables = self.tables + self.programs.tables
        count_on(tables)
        if password:
            known = Person.objects.filter(pk__in=[member.pk for member in self.known])
            known.update(password=make_password(password))
        planner.count_anew()
        return {table.model._meta.object_name: table.last for table in tables}

    def _org(self, code, name, type_code, parent, place=""):
        org = PartyOrg(id=self.orgs.next, code=code, name=name, org_type=self.types[type_code], parent=parent)
        org.path = (parent.path if parent else "") + tree.step(org.pk)
        found = search_key(f"{code} {name}")
        self.orgs.add(code, name, org.org_type_id, place, org.parent_id, org.path, found, sort_key_text(name))
        self.placements.add(org.pk, org.parent_id, org.path, name)
        return org

    def _person(self, cell):
        """Make a member of ``cell`` between 21 and 84 years old."""
        dice = self.dice
        sex = "female" if dice.random() < 0.36 else "male"
        born = today() - datetime.timedelta(days=dice.randint(21 * 365, 84 * 365))
        admitted_at = datetime.timedelta(days=dice.randint(20 * 365, 45 * 365))
        newest = today() - datetime.timedelta(days=dice.randint(30, 3000))
        member = Member(
            pk=self.people.next,
            public_id=uuid.UUID(int=dice.getrandbits(128), version=4),
            name=self.names.draw(sex),
            sex=sex,
            born=born,
            joined_on=min(born + admitted_at, newest),
            cell=cell,
        )
        member.standing = _standing(dice, member)
        self._write_person(member)
        return member

    def _write_person(self, member):
        is_official = member.standing != Membership.Standing.PROBATIONARY
        self.people.add(
            member.public_id,
            f"dangvien{member.pk}",
            member.name,
            search_key(member.name),
            sort_key(member.name),
            member.sex,
            member.born,
            f"{380_000_000_000 + member.pk}",
            f"0{38_000_000_000 + member.pk}",
            member.joined_on,
            member.joined_on + datetime.timedelta(days=365) if is_official else None,
            member.cell.pk,
            member.cell.path,
        )
        self.memberships.add(member.pk, member.cell.pk, member.standing, max(member.joined_on, SINCE))

    def _give_posts(self, commune, cells, *, is_first):
        """Give the posts of each cell, of the commune and, in the first one, of the province.

        Seats go round the cells, so that no cell holds them all.
        """
        for cell_members in cells:
            self._appoint_all(cell_members, CELL_POSTS, cell_members[0].cell)
        rows = range(len(CELL_POSTS), min(map(len, cells)))
        seats = [cell_members[row] for row in rows for cell_members in cells]
        self._appoint_all(seats, COMMUNE_POSTS, commune)
        if is_first:
            seats = seats[len(COMMUNE_POSTS) :]
            self._appoint_all(seats, PROVINCE_POSTS, self.top)

    def _oversee(self, commune, number):
        overseer = self.overseers[number % len(self.overseers)]
        self.appointments.add(overseer.pk, commune.pk, Role.OVERSEER, ROLES[Role.OVERSEER].titles[0])

    def _appoint_all(self, members, roles, org):
        holders = list(zip(members, roles, strict=False))
        if org is self.top:
            self.overseers = [member for member, role in holders if role == Role.STANDING_MEMBER]
        for member, role in holders:
            title = ROLES[role].titles[0]
            self.appointments.add(member.pk, org.pk, role, title)
            member.posts.append(Appointment(role=role, org=org, title=title))
        self.programs.seat(org, [member.pk for member, _role in holders[:2]])
        if org.pk <= 3:  # the province, the first commune, its first cell
            self.known += [member for member, _role in holders]


PERSON_COLUMNS = [
    "public_id",
    "login_name",
    "full_name",
    "search",
    "sort_key",
    "sex",
    "born",
    "card_no",
    "personal_id",
    "joined_on",
    "official_on",
    "cell_id",
    "org_path",
]


def shares(total, parts):
    """Return ``total`` in ``parts`` whole numbers that differ by one at most."""
    return [total // parts + (index < total % parts) for index in range(parts)]


def _commune_name(number):
    first = words.COMMUNE_FIRST[number % len(words.COMMUNE_FIRST)]
    turn = number // len(words.COMMUNE_FIRST)
    others = [word for word in words.COMMUNE_SECOND if word != first]
    second = others[(number * 5 + turn) % len(others)]
    return f"{first} {second}" if turn < len(others) else f"{first} {second} {turn // len(others) + 1}"


def _standing(dice, member):
    """Return the standing in activity: the oldest are often exempt, the newest on probation."""
    Standing = Membership.Standing
    if (today() - member.joined_on).days < 365:
        return Standing.PROBATIONARY
    age = (today() - member.born).days / 365.25
    if age > 75 and dice.random() < 0.3:
        return Standing.EXEMPT
    return Standing.SUSPENDED if dice.random() < 0.004 else Standing.OFFICIAL
