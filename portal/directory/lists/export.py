"""The member list of a unit out, in the columns in which it comes in: taken out, mended and taken in again."""

from django.db.models import Count, Prefetch
from django.utils.translation import gettext_lazy as _

from portal.directory import policies
from portal.directory.lists.cleaning import PLAIN, cell_post
from portal.directory.lists.columns import PEOPLE
from portal.directory.lists.wrong import NAMES
from portal.directory.models import Appointment, Membership, PartyOrg, Person
from portal.directory.roles import CELL_POSTS, PLAIN_MEMBER, ROLES
from portal.jobs import rows, service
from portal.jobs.spans import spans
from portal.jobs.work import ResultFile, Work
from portal.lib.dates import DAY, PartialDate, today
from portal.lib.phones import national_phone
from portal.lib.policy import Verdict
from portal.printing.xlsx import CONTENT_TYPE, Kind, SheetColumn, SheetTitle, render_table

DIRECT_AT_MOST = 2_000  # people; about two seconds
PEOPLE_OF_A_CHUNK = 10_000

# As lists word them; an import reads each of them.
STANDINGS = {
    Membership.Standing.OFFICIAL: "Đảng viên chính thức",
    Membership.Standing.PROBATIONARY: "Đảng viên dự bị",
    Membership.Standing.EXEMPT: "Miễn công tác và sinh hoạt đảng",
    Membership.Standing.SUSPENDED: "Đình chỉ sinh hoạt đảng",
}
SEXES = {Person.Sex.MALE: "Nam", Person.Sex.FEMALE: "Nữ", "": ""}
DATES = {"born": "born_precision", "joined_on": "joined_precision", "official_on": "official_precision"}
WIDTHS = {"full_name": 26, "work_post": 26, "workplace": 26, "email": 26, "standing": 24, "card_no": 16}
WIDTHS |= {"personal_id": 16}


def people_of(unit):
    """Return the members of the cells of ``unit``, in the order of the list, with what ``row_of`` reads."""
    posts = Appointment.objects.today().filter(role__in=CELL_POSTS)
    members = Person.objects.within(unit).exclude(cell=None).select_related("cell")
    return members.order_by("org_path", "sort_key", "pk").prefetch_related(
        Prefetch("memberships", Membership.objects.filter(ends_on=None), "open_memberships"),
        Prefetch("appointments", posts, "cell_posts"),
    )


def row_of(person):
    """Return one line of the list. ``person`` is of ``people_of``."""
    held = person.open_memberships
    cells = {
        "sex": SEXES[person.sex],
        "party_post": _post_of(person),
        "cell": person.cell.code,
        "standing": STANDINGS[held[0].standing] if held else "",
        "phone": national_phone(person.phone),
    }
    cells |= {name: _date_of(person, name, precision) for name, precision in DATES.items()}
    return [cells.get(name, getattr(person, name, "")) for name in NAMES]


def write(lines, unit, stream):
    """Write ``lines`` to ``stream`` as a workbook that names the day of which it speaks."""
    columns = [
        SheetColumn(str(PEOPLE[name].heading), Kind.DATE if name in DATES else Kind.TEXT, WIDTHS.get(name, 13))
        for name in NAMES
    ]
    head = SheetTitle(title="DANH SÁCH ĐẢNG VIÊN", subtitle=f"{unit.name} (Tính đến ngày {today():%d/%m/%Y})")
    return render_table(head, columns, lines, stream)


def file_name(unit):
    return f"danh-sach-dang-vien-{unit.code.lower()}.xlsx"


def _date_of(person, name, precision):
    """Return a date to the day as a date, one that is known less exactly as text: both come in as they are."""
    date, known = getattr(person, name), getattr(person, precision)
    return date if date is None or known == DAY else str(PartialDate.from_stored(date, known))


def _post_of(person):
    """Return the post at the cell; nothing where there are two, as a list that names one would end the other."""
    at_cell = [post for post in person.cell_posts if post.org_id == person.cell_id]
    if len(at_cell) > 1:
        return ""
    if not at_cell:
        return PLAIN_MEMBER
    post = at_cell[0]
    return post.title if cell_post(post.title) in {post.role} - {PLAIN} else ROLES[post.role].titles[0]


def ask(unit, *, by):
    """Have the workbook of a large unit made and return the job."""
    return service.ask(MemberListWork.name, {"unit": unit.code}, by=by)


class MemberListWork(Work):
    """The member list of a unit in chunks of whole cells."""

    name = "directory.member_list"

    def title(self, params):
        return f"Danh sách đảng viên, {_unit(params).name}"

    def may(self, person, params):
        unit = PartyOrg.objects.visible_to(person).filter(code=params["unit"]).first()
        if unit is None:
            return Verdict(_("This list is no longer open to you."))
        return policies.can_keep_people(person, unit)

    def unit_path(self, params):
        return _unit(params).path

    def plan(self, params):
        counted = Person.objects.within(_unit(params)).exclude(cell=None).order_by("org_path")
        return list(spans(counted.values_list("org_path").annotate(people=Count("pk")), PEOPLE_OF_A_CHUNK))

    def run(self, params, chunk, part):
        first, last = chunk
        people = people_of(_unit(params)).filter(org_path__gte=first, org_path__lte=last)
        rows.write_rows(part, map(row_of, people.iterator(1000)))

    def finish(self, params, parts, result):
        unit = _unit(params)
        write(rows.read_rows(parts), unit, result)
        return ResultFile(file_name(unit), CONTENT_TYPE)


def _unit(params):
    return PartyOrg.objects.get(code=params["unit"])
