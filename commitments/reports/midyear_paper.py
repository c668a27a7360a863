"""The report on progress as a paper: official prose over the numbers, then the annexes."""

from commitments.reports import midyear_tables as tables
from commitments.reports.issuing import DRAFT_MARK, Issuer
from commitments.reports.paper_parts import annex_blocks, name_of, numbered
from commitments.reports.shared_tables import document_table
from commitments.reports.shares import figure, of_whole, percent, share
from commitments.reports.tables import block
from portal.printing import paper

BLANK_LINES = 3
_UNITS = "tổ chức trực thuộc có chương trình"  # there may be more, without a program in force


def midyear_paper(found, *, longest=None):
    """Return the paper of a ``Midyear``: a draft that the office finishes.

    A list of more than ``longest`` lines is not drawn.
    """
    issuer = Issuer(found.unit)
    annexes = tables.annexes(found)
    numbers = {key: number for number, key in enumerate(annexes, start=1)}
    subject = f"kết quả thực hiện {name_of(found.campaign)} {found.span.title}"
    return paper.Paper(
        title="Báo cáo",
        subtitle=subject,
        letterhead=issuer.letterhead(found.day),
        blocks=[
            paper.Prose(f"Kính gửi: {issuer.addressee}"),
            paper.Prose(f"{issuer.name} báo cáo {subject}, số liệu tính đến ngày {found.day:%d/%m/%Y}, như sau:"),
            paper.Heading(1, "I. Kết quả thực hiện"),
            *numbered(_results(found, numbers)),
            paper.Heading(1, "II. Hạn chế"),
            paper.Prose(_shortcomings(found, numbers) or "Không có chương trình chưa báo cáo hoặc cam kết quá hạn."),
            paper.Fields([("Nguyên nhân", "")]),
            paper.Blanks(BLANK_LINES - 1),
            paper.Heading(1, "III. Nhiệm vụ thời gian tới; kiến nghị, đề xuất"),
            paper.Blanks(BLANK_LINES),
            paper.Prose(f"Trên đây là báo cáo {subject} của {issuer.name}."),
            issuer.signatures(),
            *annex_blocks(annexes.values(), longest=longest),
        ],
        draft_mark=DRAFT_MARK,
        layout=paper.layout_on(found.day),
    )


def _results(found, numbers):
    """Yield the parts of the results, each with its heading and its blocks."""
    total = found.total
    yield "Tình hình chung", [paper.Prose(list(_general(found)))]
    if total.commitments:
        after = [paper.Prose(lines)] if (lines := list(_claims(total))) else []
        yield "Cam kết theo trạng thái", [block(tables.by_state(found)), *after]
    if "units" in numbers:
        yield "Theo đơn vị", [paper.Prose(f"{_unit_line(found)} (chi tiết tại Phụ lục {numbers['units']}).")]
    if found.documents:
        more = [f"Kết quả của từng mục tại Phụ lục {numbers['clauses']}"] if "clauses" in numbers else []
        more += [f"chỉ tiêu và kết quả tại Phụ lục {numbers['targets']}"] if "targets" in numbers else []
        after = [paper.Prose("; ".join(more) + ".")] if more else []
        yield "Theo văn bản", [block(document_table(found.documents, found.handed_in)), *after]


def _general(found):
    total, quarter = found.total, found.span.quarter_words
    if not total.programs:
        yield "Chưa có chương trình nào được duyệt để thực hiện."
        return
    mean = f", bình quân đạt {percent(share(total.percent_sum, 100 * total.commitments))}" if total.commitments else ""
    yield f"Có {figure(total.programs)} chương trình đang thực hiện với {figure(total.commitments)} cam kết{mean}."
    if not found.owing:
        yield f"Chưa có chương trình nào phải báo cáo {quarter}."
    elif not total.reported:
        yield f"{figure(found.owing)} chương trình phải báo cáo tiến độ {quarter}, đến nay chưa có báo cáo nào."
    else:
        reached = percent(share(total.reported, found.owing))
        yield f"Đã báo cáo tiến độ {quarter}: {of_whole(total.reported, found.owing)} chương trình, đạt {reached}."
    rest = total.programs - found.owing
    if rest and found.owing:
        yield f"{figure(rest)} chương trình được duyệt sau {quarter}, chưa phải báo cáo."
    if found.amendments.total:
        said = [f"{words} {figure(count)}" for words, count in tables.amended(found.amendments) if count]
        asked = f"{figure(found.amendments.total)} bản điều chỉnh chương trình được gửi hoặc được duyệt"
        yield f"Trong {found.span.title} có {asked}: {', '.join(said)}."


def _claims(total):
    """Yield the sentences on what is said to be done: confirmed, in doubt, waiting; and what was late."""
    if not total.claimed:
        return
    parts = [
        (total.confirmed, "đã được xác nhận"),
        (total.doubted, "bị nghi vấn hoặc hỏi lại"),
        (total.unconfirmed - total.doubted, "chờ xác nhận"),
    ]
    parts = [part for part in parts if part[0]]
    if len(parts) == 1:
        every = "Cam kết đã báo xong" if total.claimed == 1 else f"Tất cả {figure(total.claimed)} cam kết đã báo xong"
        yield f"{every} {parts[0][1]}."
    else:
        said = [f"{figure(count)} {words} ({percent(share(count, total.claimed))})" for count, words in parts]
        yield f"Trong {figure(total.claimed)} cam kết đã báo xong: {', '.join(said)}."
    if total.late:
        yield f"{figure(total.late)} cam kết xong chậm so với hạn."


def _unit_line(found):
    units = [numbers for org, numbers in found.units if org]
    complete = sum(1 for numbers in units if not numbers.unreported)
    every = f"Cả {figure(len(units))} {_UNITS}" if len(units) > 1 else _UNITS.capitalize()
    if complete == len(units):
        return f"{every} đã báo cáo đủ"
    if not complete:
        return f"{every} còn trường hợp chưa báo cáo"
    return f"{of_whole(complete, len(units))} {_UNITS} đã báo cáo đủ"


def _shortcomings(found, numbers):
    """Return a line for each thing that is amiss, with the annex that tells more; an empty list where nothing is."""
    total = found.total
    owners = len(found.lists["overdue"])
    who = "tập thể" if found.campaign.is_for_collectives else "đồng chí"
    untaken = sum(len(document.untaken) for document in found.documents)
    lines = []
    if total.unreported:
        part = percent(share(total.unreported, found.owing))
        said = f"{figure(total.unreported)} chương trình chưa báo cáo tiến độ {found.span.quarter_words} ({part})"
        lines.append(f"- {said} (Phụ lục {numbers['unreported']}).")
    if total.overdue:
        part = percent(share(total.overdue, total.commitments))
        said = f"{figure(total.overdue)} cam kết quá hạn chưa xong ({part}) của {figure(owners)} {who}"
        lines.append(f"- {said} (Phụ lục {numbers['overdue']}).")
    if total.not_done:
        lines.append(f"- {figure(total.not_done)} cam kết không hoàn thành.")
    if untaken:
        lines.append(f"- {figure(untaken)} mục của văn bản chưa ai đăng ký thực hiện (Phụ lục {numbers['untaken']}).")
    return lines
