"""What stands on the paper of an action program, gathered as blocks; ``portal.printing`` draws them.

The words here are those of the printed forms (domain reference, 8.1 to 8.3 [P]) and stay Vietnamese in every language
of the portal. A paper is drawn from the plain content of a program or of an approved version (``content_of``), so that
what is issued is exactly what was approved.
"""

import datetime

from django.db import IntegrityError, transaction

from commitments.models.version import content_of
from portal.lib.dates import in_prose, today
from portal.lib.numbers import format_vi, with_unit
from portal.lib.vietnamese import fold
from portal.printing import docx, paper, pdf
from portal.printing.models import IssuedPaper, heading_of, new_code
from portal.printing.verifying import address_of

KIND = "action_program"

RESPONSIBILITY = {"lead": "Chủ trì", "support": "Phối hợp", "advise": "Tham mưu"}
TIERS = {
    "CENTRAL": "Trung ương quản lý",
    "PROVINCE_SC": "Ban Thường vụ Tỉnh ủy quản lý",
    "DIRECT_SC": "ban thường vụ đảng ủy trực thuộc Tỉnh ủy quản lý",
    "AGENCY": "cơ quan, đơn vị quản lý",
    "GRASSROOTS": "cấp ủy cơ sở quản lý",
}

# Field of a commitment → heading, share of the width, alignment.
COLUMNS = {
    "title": ("Nhiệm vụ, việc đăng ký", 5, "left"),
    "clauses": ("Văn bản, mục thực hiện", 3, "left"),
    "deliverable": ("Sản phẩm, kết quả cần đạt", 4, "left"),
    "target": ("Chỉ tiêu đo", 2, "left"),
    "due_on": ("Thời hạn", 2.1, "center"),
    "responsibility": ("Trách nhiệm", 2.4, "left"),
    "authority_note": ("Thẩm quyền", 2, "left"),
    "weight": ("Trọng số", 1.3, "center"),
    "note": ("Ghi chú", 2.5, "left"),
}
# Where the form is about doing rather than tasks, its own words (8.3).
MODEL_COLUMNS = {"title": "Việc làm cụ thể", "deliverable": "Kết quả cần đạt", "due_on": "Thời gian"}
TO_BE_SIGNED = "BẢN ĐỂ ĐẢNG VIÊN KÝ XÁC NHẬN"
# A table of more columns than this stands on sheets turned sideways.
WIDE = 6


def draft_paper(program):
    """Return the paper of a program as it stands now; every page says BẢN NHÁP.

    What was entered for a member and waits for their word is the print that they sign, and says so instead.
    """
    waits = program.entered.unconfirmed().filter(round=program.round, program__status=program.Status.SUBMITTED).exists()
    mark = TO_BE_SIGNED if waits else paper.DRAFT_MARK
    return program_paper(content_of(program), program.campaign.form, day=today(), draft_mark=mark)


def program_paper(content, form, *, day, code=None, draft_mark=paper.DRAFT_MARK):
    """Return the paper for ``content`` (of ``content_of``) on ``form``; with a ``code`` it is an issued one.

    ``day`` is the local date printed below the header, and chooses the layout guideline in force.
    """
    blocks = [personal_block(content), *_turned([*_sections(content, form), _signatures(content, form)])]
    return paper.Paper(
        title=form.title,
        subtitle=_subtitle(content),
        letterhead=letterhead(content["unit"], day),
        blocks=blocks,
        draft=code is None,
        draft_mark=draft_mark,
        code=code,
        check_at=address_of(code) if code else "",
        layout=paper.layout_on(day),
    )


def issued(version, *, by):
    """Return the issued paper of an approved version, made and stored the first time it is asked for."""
    found = _issued_before(version)
    if found:
        return found
    code, day = new_code(), _local_day(version.content["decided"]["at"])
    form = version.program.campaign.form
    drawn = program_paper(version.content, form, day=day, code=code)
    try:
        with transaction.atomic():
            return IssuedPaper.keep(
                code=code,
                kind=KIND,
                subject=version,
                title=f"{form.name} {version.content['year']}: {version.content['owner']['name']}",
                content=paper.canonical(drawn),
                pdf=pdf.render(drawn),
                docx=docx.render(drawn),
                by=by,
                owner=version.program.entry.person,
            )
    except IntegrityError:
        return _issued_before(version)  # somebody else asked at the same moment


def file_name(program, extension):
    """Return a plain name for the file: ``chuong-trinh-hanh-dong-ca-nhan-2026-dang-thi-bich-nga.pdf``."""
    return file_name_of(f"{program.campaign.form.name} {program.campaign.year} {program.owner}", extension)


def file_name_of(title, extension):
    """Return a file name without marks or blanks for a title."""
    return f"{'-'.join(fold(title).split())[:120]}.{extension}"


def _issued_before(version):
    return IssuedPaper.objects.filter(
        kind=KIND, subject_type=version._meta.label_lower, subject_id=str(version.pk)
    ).first()


def _subtitle(content):
    names = [resolution["name"] for resolution in content["resolutions"]]
    year = f"năm {content['year']}"
    return f"thực hiện {' và '.join(names)}, {year}" if 1 <= len(names) <= 2 else year


def letterhead(unit, day):
    """Return the header of a paper of ``unit`` (of ``content_of``) dated ``day``."""
    place = f"{unit['place']}, " if unit["place"] else ""
    return paper.Letterhead(
        superior=unit["superior"].upper(), body=unit["name"].upper(), place_and_date=place + in_prose(day)
    )


def personal_block(content):
    """Return the block that says whose paper it is: a person with posts and unit, or a collective with its head."""
    owner, unit = content["owner"], content["unit"]
    if "heads" in owner:
        pairs = [("Tập thể", owner["name"]), ("Người đứng đầu", ", ".join(owner["heads"])), ("Tổ chức", owner["org"])]
        return paper.Fields(pairs)
    pairs = [
        ("Họ và tên", owner["name"]),
        ("Ngày sinh", owner["born"]),
        ("Chức vụ Đảng", owner["party_posts"] or "Đảng viên" * owner["is_member"]),
        ("Chức vụ chính quyền, đoàn thể", owner["work_post"]),
        ("Đơn vị công tác", owner["workplace"]),
        ("Chi bộ" if unit["is_cell"] else "Tổ chức đảng", unit["name"]),
    ]
    if owner["tier"] in TIERS:
        pairs.append(("Diện quản lý", TIERS[owner["tier"]]))
    return paper.Fields([(label, value) for label, value in pairs if value or label == "Họ và tên"])


def _sections(content, form):
    blocks = []
    for section in _printed_sections(content, form):
        blocks.append(paper.Heading(1, heading_of(section)))
        blocks.append(_section_body(section, content, form))
    return blocks


def _turned(blocks):
    """Turn the sheets from the heading of a wide table on; what follows stays there, to spare a sheet."""
    for place, block in enumerate(blocks):
        if isinstance(block, paper.Table) and len(block.columns) > WIDE:
            return [*blocks[: place - 1], paper.Landscape(blocks[place - 1 :])]
    return blocks


def _printed_sections(content, form):
    """Leave out the table of a form that does not ask for it where nothing was registered."""
    optional = {"commitments"} if not form.requires_commitments and not content["commitments"] else set()
    return [section for section in form.sections if section["kind"] not in optional]


def _section_body(section, content, form):
    if section["kind"] == "bases":
        return paper.Prose(_bases(content["resolutions"]))
    if section["kind"] == "text":
        return paper.Prose(content["texts"].get(section["key"], "") or "(Không có)")
    return _commitment_table(content["commitments"], form)


def _bases(resolutions):
    lines = [f"- {resolution['citation']}" for resolution in resolutions]
    return [f"{line};" for line in lines[:-1]] + [f"{line}." for line in lines[-1:]]


def _commitment_table(commitments, form):
    names = [name for name in form.columns if name != "weight" or any(c["weight"] for c in commitments)]
    words = MODEL_COLUMNS if "clauses" not in names else {}
    columns = [paper.Column("TT", 0.9, "center")]
    columns += [paper.Column(words.get(name, COLUMNS[name][0]), *COLUMNS[name][1:]) for name in names]
    rows = [[str(number), *(_cell(c, name) for name in names)] for number, c in enumerate(commitments, start=1)]
    return paper.Table(columns, rows)


def _cell(commitment, name):
    """Return what one column says of one commitment."""
    match name:
        case "clauses":
            references = [clause["reference"] for clause in commitment["clauses"]]
            return "\n".join(references) or ("Nhiệm vụ thường xuyên" if commitment["is_regular"] else "")
        case "target":
            return target_of(commitment)
        case "due_on":
            return f"{datetime.date.fromisoformat(commitment['due_on']):%d/%m/%Y}" if commitment["due_on"] else ""
        case "responsibility":
            own = RESPONSIBILITY.get(commitment["responsibility"], "")
            return own + (f"; cùng: {commitment['co_owners']}" if commitment["co_owners"] else "")
        case "weight":
            return _number(commitment["weight"])
        case "title":
            steps = f"\nMốc: {commitment['milestones']}" if commitment["milestones"] else ""
            return commitment["title"] + steps
        case _:
            return commitment[name]


def target_of(commitment):
    """Return the measure of a commitment (of ``content_of``): "60 người (từ 10)", with how it is measured below."""
    value = with_unit(_number(commitment["target_value"]), commitment["unit"])
    start = f" (từ {_number(commitment['baseline'])})" if commitment["baseline"] else ""
    return "\n".join(part for part in (value + start, commitment["measure"]) if part)


def _number(value):
    return format_vi(value) if value is not None else ""


def _signatures(content, form):
    owner, decided = content["owner"], content["decided"]
    note = "Đã gửi và xác nhận trên cổng" if decided else "(Ký, ghi rõ họ tên)"
    approved = "(Ký, ghi rõ họ tên)"
    if decided:
        moment = datetime.datetime.fromisoformat(decided["at"])
        approved = f"{decided['by']} đã duyệt trên cổng lúc {moment:%H:%M} ngày {moment:%d/%m/%Y}"
    signer = owner["name"] if "heads" not in owner else ", ".join(owner["heads"])
    return paper.Signatures(
        [
            paper.Signature(authority=form.confirmed_by, note=approved),
            paper.Signature(authority=form.signs_as, note=note, name=signer),
        ]
    )


def _local_day(moment):
    return datetime.datetime.fromisoformat(moment).date()
