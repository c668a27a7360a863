"""A person's history as a paper: one line a year. Its words stay Vietnamese, as on every paper."""

from commitments.models.version import unit_block
from commitments.papers import letterhead
from evaluations.papers.parts import TRACKS
from portal.directory.committees import committee
from portal.directory.roles import PLAIN_MEMBER, Role
from portal.lib.dates import today
from portal.printing import paper

COLUMNS = [
    paper.Column("Năm", 0.9, "center"),
    paper.Column("Chương trình, cam kết đã đăng ký", 4),
    paper.Column("Mức xếp loại", 4),
    paper.Column("Hạn chế, khuyết điểm và kết quả khắc phục", 4.5),
]


def history_paper(person, years):
    """Return the paper of ``years`` (of ``history_of``), headed by the person's cell where there is one."""
    day = today()
    pairs = [
        ("Họ và tên", person.full_name),
        ("Ngày sinh", str(person.born_text or "")),
        ("Chức vụ Đảng", _party_posts(person) or PLAIN_MEMBER * bool(person.cell_id)),
        ("Chức vụ, đơn vị công tác", ", ".join(filter(None, [person.work_post, person.workplace]))),
        ("Chi bộ", person.cell.name if person.cell_id else ""),
    ]
    rows = [[str(year.year), _programs(year), _levels(year), _shortcomings(year)] for year in years]
    return paper.Paper(
        title="Tóm tắt quá trình đăng ký, xếp loại",
        subtitle=f"từ năm {years[-1].year} đến năm {years[0].year}",
        letterhead=letterhead(unit_block(person.cell), day) if person.cell_id else None,
        blocks=[paper.Fields([(label, value) for label, value in pairs if value]), paper.Table(COLUMNS, rows)],
        draft=False,
        layout=paper.layout_on(day),
    )


def _party_posts(person):
    held = (post for post in person.party_posts if post.role != Role.AGENCY_HEAD)
    return "; ".join(f"{post.title} {committee(post.place.name)}" for post in held)


def _programs(year):
    return "\n".join(
        f"{program.name}: {program.commitments} cam kết, hoàn thành {program.done}" for program in year.programs
    )


def _levels(year):
    lines = []
    for level in year.levels:
        origin = f"theo hồ sơ năm trước{f': {level.document}' if level.document else ''}"
        lines.append(f"{TRACKS[level.track]}: {level.label} ({origin if level.is_imported else level.document})")
    return "\n".join(lines)


def _shortcomings(year):
    return "\n".join(
        f"{each.text} ({f'đã khắc phục năm {each.overcome_in}' if each.overcome_in else 'chưa khắc phục xong'})"
        for each in year.shortcomings
    )
