"""The papers of a session: minutes, the ballot paper, the record of the count (domain reference, 8.8 [P]).

A ballot paper bears no name of who votes, and the record holds counts only.
"""

import datetime
from decimal import Decimal

from evaluations.papers import parts
from portal.lib.numbers import format_vi
from portal.printing import paper


def minutes_paper(meeting):
    """Return biên bản hội nghị of a ``Meeting``."""
    return _paper(
        meeting,
        "BIÊN BẢN",
        f"hội nghị kiểm điểm, đánh giá, xếp loại chất lượng {_period(meeting)}",
        [
            paper.Fields(_facts(meeting)),
            paper.Heading(1, "I. Diễn biến hội nghị"),
            paper.Prose(meeting.proceedings) if meeting.proceedings else paper.Blanks(6),
            paper.Heading(1, "II. Kết quả đề xuất mức xếp loại"),
            _result_table(meeting),
            *_remarks(meeting),
            paper.Heading(1, "III. Kết luận"),
            paper.Prose(meeting.conclusion) if meeting.conclusion else paper.Blanks(4),
            paper.Signatures(
                [
                    paper.Signature("NGƯỜI GHI BIÊN BẢN", note=parts.SIGN, name=meeting.secretary),
                    paper.Signature("CHỦ TRÌ", note=parts.SIGN, name=meeting.chair),
                ]
            ),
        ],
    )


def ballot_paper(meeting):
    """Return phiếu biểu quyết: those rated, each with a box for every level. It names nobody who votes."""
    columns = [paper.Column("TT", 0.7, "center"), paper.Column("Họ và tên, chức vụ", 4.5)]
    columns += [paper.Column(level.label, 1.9, "center") for level in meeting.levels]
    with_tracks = len({person.track for person in meeting.people}) > 1
    rows = [
        [str(number), _who(person, with_track=with_tracks), *("" for _level in meeting.levels)]
        for number, person in enumerate(meeting.people, start=1)
    ]
    return _paper(
        meeting,
        "PHIẾU BIỂU QUYẾT",
        f"mức xếp loại chất lượng {_period(meeting)}",
        [
            paper.Prose(
                "Đồng chí đánh dấu x vào một ô của mỗi dòng. Dòng để trống hoặc có từ hai dấu trở lên là không hợp lệ. "
                "Phiếu không ghi tên, không ký."
            ),
            paper.Table(columns, rows),
        ],
        draft=False,
    )


def count_paper(meeting):
    """Return biên bản kiểm phiếu: the counts of every ballot."""
    heads = ("Phát ra", "Thu về", "Hợp lệ", "Không hợp lệ")
    columns = [paper.Column("TT", 0.7, "center"), paper.Column("Họ và tên, chức vụ", 4)]
    columns += [paper.Column(label, 1.3, "center") for label in heads]
    columns += [paper.Column(level.label, 2, "center") for level in meeting.levels]
    counted = [person for person in meeting.people if person.ballot]
    with_tracks = len({person.track for person in meeting.people}) > 1
    rows = [
        [str(number), _who(person, with_track=with_tracks), *_counts(person.ballot, meeting.levels)]
        for number, person in enumerate(counted, start=1)
    ]
    table = paper.Table(columns, rows) if rows else paper.Prose("Chưa có phiếu nào được kiểm.")
    counters = [name.strip() for name in meeting.counters.replace(";", "\n").split("\n") if name.strip()]
    way = "bỏ phiếu kín" if meeting.is_secret else "biểu quyết công khai"
    return _paper(
        meeting,
        "BIÊN BẢN KIỂM PHIẾU",
        f"mức xếp loại chất lượng {_period(meeting)}",
        [
            paper.Fields(
                [
                    ("Tổ kiểm phiếu", "; ".join(counters)),
                    ("Hình thức", way),
                    ("Số người được triệu tập", _number(meeting.summoned)),
                    ("Số người có mặt", _number(meeting.present)),
                ]
            ),
            table,
            paper.Signatures(
                [
                    paper.Signature("TỔ KIỂM PHIẾU", note=parts.SIGN, name=counters[0] if counters else ""),
                    paper.Signature("CHỦ TRÌ", note=parts.SIGN, name=meeting.chair),
                ]
            ),
        ],
        landscape=True,
    )


def _paper(meeting, title, subtitle, blocks, *, draft=None, landscape=False):
    day = datetime.date.fromisoformat(meeting.day)
    return paper.Paper(
        title=title,
        subtitle=subtitle,
        letterhead=parts.letterhead(meeting.unit, day),
        blocks=blocks,
        draft=meeting.is_draft if draft is None else draft,
        landscape=landscape,
        layout=paper.layout_on(day),
    )


def _period(meeting):
    period = f"{meeting.period[:1].lower()}{meeting.period[1:]}"
    return period if meeting.name == meeting.unit.name else f"{period}, {meeting.name}"


def _facts(meeting):
    when = f"{meeting.held_at} ngày {parts.day_of(meeting.held_on)}".strip() if meeting.held_on else ""
    return [
        ("Thời gian", when),
        ("Địa điểm", meeting.place),
        ("Chủ trì", meeting.chair),
        ("Người ghi biên bản", meeting.secretary),
        ("Triệu tập", _number(meeting.summoned)),
        ("Có mặt", _number(meeting.present)),
        ("Vắng mặt, lý do", meeting.absences or "không"),
    ]


def _result_table(meeting):
    columns = [
        paper.Column("TT", 0.7, "center"),
        paper.Column("Họ và tên, chức vụ", 4),
        paper.Column("Mức tự nhận", 2.6),
        paper.Column("Mức đề xuất", 2.6),
        paper.Column("Phiếu cho mức đề xuất", 2, "center"),
    ]
    with_tracks = len({person.track for person in meeting.people}) > 1
    rows = [
        [
            str(number),
            _who(person, with_track=with_tracks),
            parts.label_of(meeting.levels, person.own),
            parts.label_of(meeting.levels, person.proposed),
            votes_of(person.ballot, person.proposed),
        ]
        for number, person in enumerate(meeting.people, start=1)
    ]
    return paper.Table(columns, rows)


def _remarks(meeting):
    lines = [f"- {person.name}: {person.remark}" for person in meeting.people if person.remark]
    return [paper.Prose(["Nhận xét của hội nghị:", *lines])] if lines else []


def _who(person, *, with_track):
    track = parts.TRACKS[person.track] if with_track else ""
    return "\n".join(part for part in (person.name, person.posts, parts.bracketed(track)) if part)


def votes_of(ballot, level):
    """Return how many of the valid ballots are for a level: "10/12 (83,3%)"; empty without a ballot."""
    if ballot is None or not level:
        return ""
    votes = ballot.votes.get(level, 0)
    share = f" ({format_vi(_share(votes, ballot.valid), 1)}%)" if ballot.valid else ""
    return f"{votes}/{ballot.valid}{share}"


def _share(part, whole):
    return Decimal(part) * 100 / Decimal(whole)


def _counts(ballot, levels):
    back = ballot.valid + ballot.invalid
    votes = [votes_of(ballot, level.code) for level in levels]
    return [str(ballot.issued), str(back), str(ballot.valid), str(ballot.invalid), *votes]


def _number(value):
    return "" if value is None else format_vi(value)
