"""The table per person: what each gave themselves, what was proposed with how many votes, appraised and decided."""

from collections import Counter, namedtuple
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import BooleanField, Case, Count, ExpressionWrapper, F, FilteredRelation, Q, Value, When
from django.db.models.functions import Coalesce

from commitments.reports.resources import TableResource
from commitments.reports.shares import share
from commitments.reports.tables import NUMBER, Column
from evaluations.levels import Levels
from evaluations.models import Dossier, Rating, SelfAssessment
from portal.directory import tree
from portal.directory.models import OrgType
from portal.directory.past_tree import TreeOn
from portal.directory.roles import PLAIN_MEMBER
from portal.lib.dates import DAY, PartialDate
from portal.printing.xlsx import Kind

AT_ONCE = 2_000
ORDER = ("unit__path", "rank", "person__sort_key", "pk")
COLUMNS = [
    NUMBER,
    Column("Họ và tên", width=22),
    Column("Ngày sinh", Kind.DATE, 12),
    Column("Chức vụ Đảng", width=16),
    Column("Chức vụ, đơn vị công tác", width=18),
    Column("Chi bộ, đơn vị", width=22),
    Column("Điểm A", Kind.DECIMAL, 8),
    Column("Điểm B", Kind.DECIMAL, 8),
    Column("Tổng tự chấm", Kind.DECIMAL, 9),
    Column("Mức tự nhận", width=10, is_code=True),
    Column("Mức đề xuất", width=10, is_code=True),
    Column("Số phiếu", Kind.INT, 8),
    Column("Tỉ lệ phiếu", Kind.PERCENT, 9),
    Column("Điểm thẩm định", Kind.DECIMAL, 9),
    Column("Mức quyết định", width=10, is_code=True),
    Column("Đề xuất công tác cán bộ", width=14),
    Column("Ghi chú", width=18),
]
BELOW_THE_NAME = 4  # columns that a page shows below the name: birth date, posts, unit
TITLES = {
    Rating.Track.PARTY_MEMBER: "TỔNG HỢP KẾT QUẢ ĐÁNH GIÁ, XẾP LOẠI ĐẢNG VIÊN",
    Rating.Track.CADRE: "TỔNG HỢP KẾT QUẢ ĐÁNH GIÁ, XẾP LOẠI CÁN BỘ, CÔNG CHỨC, VIÊN CHỨC",
}
NOT_RATED = {
    Dossier.NotRated.EXEMPT: "Miễn công tác, sinh hoạt đảng",
    Dossier.NotRated.SUSPENDED: "Đình chỉ sinh hoạt đảng",
    Dossier.NotRated.NEW: "Kết nạp chưa đủ 6 tháng",
    Dossier.NotRated.SHORT: "Công tác chưa đủ 6 tháng trong năm",
    Dossier.NotRated.OTHER: "Không xếp loại",
}
ALTOGETHER = "Tổng cộng"
NOT_RATED_KEY = "-"
BESIDE = {"": "Chưa quyết định", NOT_RATED_KEY: "Không xếp loại"}
PUBLISHED = Q(rated__published_at__isnull=False)
# What is read of a dossier, its rating and its self-assessment; the content of the paper itself is not.
_VALUES = {
    "pk": "pk",
    "person_id": "person",
    "name": "person__full_name",
    "born": "person__born",
    "precision": "person__born_precision",
    "posts": "posts",
    "job": "job",
    "workplace": "person__workplace",
    "unit": "unit__name",
    "unit_level": "unit__org_type__level",
    "reason": "not_rated_reason",
    "reason_note": "not_rated_note",
    "own_status": "self_assessment__status",
    "own_levels": "self_assessment__own_levels",
    "own_totals": "self_assessment__basis__totals",
    "proposed": "rated__proposed_level",
    "appraised": F("rated__appraised_a") + F("rated__appraised_b"),
    "level": "rated__level",
    "is_published": ExpressionWrapper(PUBLISHED, BooleanField()),
    "hold": "rated__hold_reason",
    "said": "said__level",
    "valid": "said__ballot__valid",
    "votes": "said__ballot__votes",
    "office": Coalesce("decider__path", "evaluation__root__path"),
}
_Held = namedtuple("_Held", _VALUES)


@dataclass(frozen=True)
class Sight:
    """How far somebody sees into the table: what was proposed and what is published, and who of it their office rates.

    ``offices`` are the paths in whose reach they read what is appraised and not published: of who is decided there, so
    that the office of a ward does not read what the province is about to decide of its secretary. Of one's own line
    nobody sees what was proposed before it is published, whatever else they are.
    """

    own: int | None
    offices: tuple[str, ...]

    def reads_appraisal(self, person, path):
        """Tell whether they read what is appraised for a person (a key) whose office stands at ``path``."""
        return person != self.own and any(tree.is_within(path, top) for top in self.offices)

    def of_appraisals(self):
        """Return the condition on dossiers that ``reads_appraisal`` tells of one."""
        outside = Q(decider=None) & tree.under(self.offices, "evaluation__root__path")
        return ~Q(person=self.own) & (tree.under(self.offices, "decider__path") | outside)


def dossiers_of(evaluation, unit, track):
    """Return the dossiers of the people of a unit and below who are rated in a track, or not rated at all."""
    standing = FilteredRelation("ratings", condition=Q(ratings__track=track, ratings__superseded_at=None))
    there = TreeOn(evaluation.tree_day).within(unit, "unit")
    found = Dossier.objects.filter(there, evaluation=evaluation, left_on=None).of_people().alias(rated=standing)
    if track == Rating.Track.PARTY_MEMBER:
        return found.filter(Q(rated__isnull=False) | ~Q(not_rated_reason=""))
    return found.filter(rated__isnull=False)


def keys_of(evaluation, unit, track):
    """Return the keys of all dossiers of the table, in its order."""
    return list(dossiers_of(evaluation, unit, track).order_by(*ORDER).values_list("pk", flat=True))


class PeopleResource(TableResource):
    """The table of a unit in one track, as far as somebody sees into it; rows are numbered as they are read."""

    columns = COLUMNS
    name = "Theo cá nhân"

    def __init__(self, evaluation, unit, track, sight):
        super().__init__()
        self.evaluation, self.unit, self.track, self.sight = evaluation, unit, track, sight
        self.title, self.first, self.has_totals = TITLES[track], 1, True

    def get_queryset(self):
        return self.values_of(dossiers_of(self.evaluation, self.unit, self.track))

    def values_of(self, dossiers):
        """Return of ``dossiers`` (of ``dossiers_of``) the plain values that ``export`` takes, in the table's order."""
        deciding = FilteredRelation("placements", condition=Q(placements__is_deciding=True))
        said = FilteredRelation("deciding__proposals", condition=Q(deciding__proposals__track=self.track))
        found = dossiers.alias(deciding=deciding).alias(said=said)
        return found.order_by(*ORDER).values_list(*_VALUES.values())

    def volume(self, keys, first, *, is_last):
        """Return the table of the dossiers with ``keys`` alone, numbered from ``first``; the last holds the sums."""
        self.first, self.has_totals = first, is_last
        return self.export(self.get_queryset().filter(pk__in=keys))

    def totals(self):
        """Return how many there are, and how many of them have which level, as far as it may be seen; one query."""
        if not self.has_totals:
            return []
        counts = _counted(dossiers_of(self.evaluation, self.unit, self.track), self.sight)
        levels = Levels.of(self.evaluation.scheme).labels
        lines = [(ALTOGETHER, counts.total())]
        lines += [(label, counts[code]) for code, label in levels.items()]
        lines += [(label, counts[key]) for key, label in BESIDE.items() if counts[key]]
        return [_sum(label, count) for label, count in lines]

    def iter_queryset(self, queryset):
        """Yield each row with its number."""
        return enumerate(map(_Held._make, queryset.iterator(AT_ONCE)), start=self.first)

    def export_resource(self, instance, selected_fields=None, **kwargs):
        number, held = instance
        return number, *_row(held, self.track, self.sight)


def _counted(dossiers, sight):
    """Return a ``Counter`` of ``dossiers`` (of ``dossiers_of``) by level, and by the keys of ``BESIDE``."""
    seen = PUBLISHED | sight.of_appraisals()
    level = Case(When(~Q(not_rated_reason=""), then=Value(NOT_RATED_KEY)), When(seen, then=F("rated__level")))
    found = dossiers.order_by().values_list(level).annotate(count=Count("pk"))
    counts = Counter()
    for code, count in found:
        counts[code or ""] += count
    return counts


def _sum(label, count):
    """Return a row of sums: its label below the names, its count below the decided levels."""
    cells = {"Họ và tên": label, "Mức quyết định": count}
    return tuple(cells.get(column.label, "" if column.kind is Kind.TEXT else None) for column in COLUMNS)


def _row(held, track, sight):
    """Return one line of the table, a value a column of ``COLUMNS`` but for the number."""
    is_own = held.person_id == sight.own
    own_a, own_b, own_total, own_level = _own(held, track)
    level, votes, part = _proposed(held) if held.is_published or not is_own else ("", None, None)
    appraised = decided = None
    reads_appraisal = sight.reads_appraisal(held.person_id, held.office)
    if held.is_published or reads_appraisal:
        appraised, decided = held.appraised, held.level
    return (
        held.name,
        _born(held),
        held.posts or PLAIN_MEMBER * (held.unit_level == OrgType.Level.CELL),
        ", ".join(filter(None, [held.job, held.workplace])),
        held.unit,
        own_a,
        own_b,
        own_total,
        own_level,
        level,
        votes,
        part,
        appraised,
        decided or "",
        "",
        _note(held, shows_hold=reads_appraisal),
    )


def _own(held, track):
    """Return what the person gave themselves, once it was handed in; a draft is theirs alone."""
    if held.own_status is None or held.own_status in SelfAssessment.EDITABLE:
        return None, None, None, ""
    totals = held.own_totals or {}
    points = [Decimal(totals[key]) if totals.get(key) not in (None, "") else None for key in ("a", "b", "total")]
    return *points, (held.own_levels or {}).get(track, "")


def _proposed(held):
    """Return the proposed level with its votes and their share; what a session is still writing is not shown."""
    level = held.proposed or ""
    if not level or held.said != level or held.valid is None:
        return level, None, None
    count = held.votes.get(level, 0)
    return level, count, share(count, held.valid)


def _born(held):
    if held.born is None or held.precision == DAY:
        return held.born
    return str(PartialDate.from_stored(held.born, held.precision))


def _note(held, *, shows_hold):
    """Return why somebody is not rated, or is held; the latter, a denunciation perhaps, never on one's own line."""
    if held.reason:
        return held.reason_note or NOT_RATED[Dossier.NotRated(held.reason)]
    return f"Tạm dừng: {held.hold}" if held.hold and shows_hold else ""
