"""The report on registration as a paper: official prose over the numbers, then the annexes."""

from commitments.reports import registration_tables as tables
from commitments.reports.issuing import DRAFT_MARK, Issuer
from commitments.reports.paper_parts import annex_blocks, join, numbered, subject_of
from commitments.reports.shared_tables import document_table
from commitments.reports.shares import figure, of_whole, percent, share
from commitments.reports.tables import block
from commitments.rosters_out import EXEMPT
from portal.printing import paper

BLANK_LINES = 3


def registration_paper(found, *, longest=None):
    """Return the paper of a ``Registration``: a draft that the office finishes.

    A list of more than ``longest`` lines is not drawn.
    """
    issuer = Issuer(found.unit)
    annexes = tables.annexes(found)
    numbers = {key: number for number, key in enumerate(annexes, start=1)}
    return paper.Paper(
        title="Báo cáo",
        subtitle=f"kết quả đăng ký {subject_of(found.campaign)}",
        letterhead=issuer.letterhead(found.day),
        blocks=[
            paper.Prose(f"Kính gửi: {issuer.addressee}"),
            paper.Prose(_opening(found, issuer)),
            paper.Heading(1, "I. Kết quả đăng ký"),
            *numbered(_results(found, numbers)),
            paper.Heading(1, "II. Hạn chế"),
            paper.Prose(_shortcomings(found, numbers) or _nothing_amiss(found)),
            paper.Fields([("Nguyên nhân", "")]),
            paper.Blanks(BLANK_LINES - 1),
            paper.Heading(1, "III. Kiến nghị, đề xuất"),
            paper.Blanks(BLANK_LINES),
            paper.Prose(f"Trên đây là báo cáo kết quả đăng ký {subject_of(found.campaign)} của {issuer.name}."),
            issuer.signatures(),
            *annex_blocks(annexes.values(), longest=longest),
        ],
        draft_mark=DRAFT_MARK,
        layout=paper.layout_on(found.day),
    )


def _opening(found, issuer):
    documents = join(document.resolution.short_citation for document in found.documents)
    carrying_out = f" thực hiện {documents}" if documents else ""
    return (
        f"{issuer.name} báo cáo kết quả đăng ký {subject_of(found.campaign)}{carrying_out} "
        f"(hạn đăng ký {found.campaign.due_on:%d/%m/%Y}), số liệu tính đến ngày {found.day:%d/%m/%Y}, như sau:"
    )


def _results(found, numbers):
    """Yield the parts of the results, each with its heading and its blocks."""
    yield "Kết quả chung", [paper.Prose([*_numbers(found), *_decisions(found), *_in_time_yet(found, numbers)])]
    if "units" in numbers:
        count = sum(1 for org, _counts in found.units if org)
        said = _unit_line(count, found.units_missing, _who(found))
        yield "Theo đơn vị", [paper.Prose(f"{said} (chi tiết tại Phụ lục {numbers['units']}).")]
    if len(found.tiers) > 1:
        yield "Theo diện quản lý", [block(tables.by_tier(found))]
    if found.documents:
        yield "Theo văn bản", [block(document_table(found.documents, found.total.registered))]


def _numbers(found):
    """Yield the sentences on who must register, who has, and whether in time."""
    total, who = found.total, _who(found)
    if not total.must:
        yield f"Không có {who} nào phải đăng ký{_exempt(found, '; ')}."
        return
    yield f"Tổng số phải đăng ký: {figure(total.must)} {who}{_exempt(found, '; ')}."
    if not total.registered:
        yield f"Đến nay chưa có {who} nào đăng ký."
        return
    yield (
        f"Đã đăng ký: {of_whole(total.registered, total.must)} {who}, "
        f"đạt {percent(share(total.registered, total.must))}{_in_time(total, who)}."
    )


def _exempt(found, before):
    if not found.total.exempt:
        return ""
    reasons = [
        f"{figure(found.exempt_reasons[code])} {_small(words)}"
        for code, words in EXEMPT.items()
        if found.exempt_reasons[code]
    ]
    return f"{before}ngoài ra, {figure(found.total.exempt)} {_who(found)} được miễn ({', '.join(reasons)})"


def _in_time(total, who):
    if not total.late:
        return ", đúng hạn" if total.registered == 1 else ", tất cả đúng hạn"
    if not total.on_time:
        return ", chậm so với hạn" if total.registered == 1 else ", tất cả đều chậm so với hạn"
    return (
        f"; trong đó, đúng hạn {figure(total.on_time)} {who} ({percent(share(total.on_time, total.must))}), "
        f"chậm {figure(total.late)} {who} ({percent(share(total.late, total.must))})"
    )


def _decisions(found):
    """Yield the sentence on what became of what was registered."""
    total = found.total
    if not total.registered:
        return
    parts = [
        (total.approved, "đã duyệt", "đã được duyệt"),
        (total.waiting, "chờ duyệt", "đang chờ duyệt"),
        (total.returned, "trả lại để sửa", "bị trả lại để sửa"),
        (found.unsettled, "đang được sửa hoặc đã khép", "đang được sửa hoặc đã khép"),
    ]
    parts = [part for part in parts if part[0]]
    if len(parts) == 1:
        yield f"{'Bản' if total.registered == 1 else 'Tất cả các bản'} đăng ký {parts[0][2]}."
        return
    said = [f"{short} {figure(count)} ({percent(share(count, total.registered))})" for count, short, _long in parts]
    yield f"Trong số {figure(total.registered)} bản đăng ký: {', '.join(said)}."


def _in_time_yet(found, numbers):
    """Yield the sentence on who has not registered and need not have yet: no shortcoming."""
    if found.in_time:
        said = f"Còn {figure(found.in_time)} {_who(found)} chưa đăng ký{_of_must(found.in_time, found.total)}"
        yield f"{said}, đang trong thời hạn đăng ký (Phụ lục {numbers['missing']})."


def _of_must(count, total):
    return f" ({percent(share(count, total.must))})" if count else ""


def _unit_line(count, missing, who):
    """Return how many of the organisations right below are complete."""
    every = f"Cả {figure(count)} tổ chức trực thuộc" if count > 1 else "Tổ chức trực thuộc"
    if not missing:
        return f"{every} đã đăng ký đủ"
    if missing == count:
        return f"{every} còn {who} chưa đăng ký"
    return f"{of_whole(count - missing, count)} tổ chức trực thuộc đã đăng ký đủ"


def _shortcomings(found, numbers):
    """Return a line for each thing that is amiss, with the annex that tells more; an empty list where nothing is."""
    total, who = found.total, _who(found)
    untaken = sum(len(document.untaken) for document in found.documents)
    overdue = total.missing - found.in_time
    missing = f"Còn {figure(overdue)} {who}{' quá hạn' if found.in_time else ''} chưa đăng ký{_of_must(overdue, total)}"
    lines = [
        ("missing", overdue, missing),
        ("late", total.late, f"{figure(total.late)} {who} đăng ký chậm"),
        ("returned", total.returned, f"{figure(total.returned)} bản đăng ký bị trả lại, chưa sửa xong"),
        ("untaken", untaken, f"{figure(untaken)} mục của văn bản chưa ai đăng ký thực hiện"),
    ]
    return [f"- {said} (Phụ lục {numbers[key]})." for key, count, said in lines if count]


def _nothing_amiss(found):
    if found.in_time:
        return "Chưa có trường hợp quá hạn chưa đăng ký, đăng ký chậm hoặc bị trả lại."
    return "Không có trường hợp chưa đăng ký, đăng ký chậm hoặc bị trả lại."


def _who(found):
    return "tập thể" if found.campaign.is_for_collectives else "đồng chí"


def _small(words):
    return words[0].lower() + words[1:]
