"""The table per organisation: how many were rated, who was not and why, how many have which level; with last year's."""

import dataclasses
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Count

from commitments.reports.resources import TableResource
from commitments.reports.shares import share
from commitments.reports.tables import NUMBER, Column
from evaluations.models import Dossier, PastCount, Rating
from evaluations.rules import quota
from portal.directory import tree
from portal.directory.past_tree import TreeOn
from portal.printing.xlsx import Kind

WHOLE = 0  # no organisation has this key: the figures of all lines together
ALTOGETHER = "Tổng cộng"
DIRECTLY = "Trực tiếp tại {}"
TITLES = {
    Rating.Track.PARTY_MEMBER: "TỔNG HỢP XẾP LOẠI ĐẢNG VIÊN THEO TỔ CHỨC",
    Rating.Track.CADRE: "TỔNG HỢP XẾP LOẠI CÁN BỘ, CÔNG CHỨC, VIÊN CHỨC THEO TỔ CHỨC",
    Rating.Track.COLLECTIVE: "TỔNG HỢP XẾP LOẠI TẬP THỂ THEO TỔ CHỨC",
    Rating.Track.ORGANISATION: "TỔNG HỢP XẾP LOẠI TỔ CHỨC ĐẢNG THEO TỔ CHỨC",
}
TOTALS = {
    Rating.Track.PARTY_MEMBER: "Tổng số đảng viên",
    Rating.Track.CADRE: "Tổng số cán bộ",
    Rating.Track.COLLECTIVE: "Tổng số tập thể",
    Rating.Track.ORGANISATION: "Tổng số tổ chức",
}
SUBJECTS = {
    Rating.Track.PARTY_MEMBER: "person",
    Rating.Track.CADRE: "person",
    Rating.Track.COLLECTIVE: "collective",
    Rating.Track.ORGANISATION: "org",
}
Why = Dossier.NotRated
# Columns of those who are not rated, and the reasons counted in each.
NOT_RATED = {
    "Miễn": (Why.EXEMPT,),
    "Đình chỉ": (Why.SUSPENDED,),
    "Dưới 6 tháng": (Why.NEW, Why.SHORT),
    "Lý do khác": (Why.OTHER,),
}


@dataclass
class Figures:
    """The figures of one line: ``levels`` counts decided ratings by code, ``reasons`` those who are not rated."""

    total: int = 0
    rated: int = 0
    levels: Counter = field(default_factory=Counter)
    reasons: Counter = field(default_factory=Counter)

    def add(self, other):
        self.total += other.total
        self.rated += other.rated
        self.levels.update(other.levels)
        self.reasons.update(other.reasons)

    @property
    def undecided(self):
        return self.rated - sum(self.levels.values())


@dataclass(frozen=True)
class Line:
    """One organisation of the table (None: the unit itself): figures of this year and, where there are any, of last."""

    org: object
    now: Figures
    before: Figures | None


@dataclass(frozen=True)
class UnitTable:
    """The gathered table of one unit in one evaluation and track; ``levels`` are codes, the best first."""

    evaluation: object
    unit: object
    track: str
    levels: list[str]
    lines: list[Line]
    total: Line


def gather(evaluation, unit, track):
    """Return the ``UnitTable``: only what was decided counts at a level. Five queries, whatever the size."""
    levels = [level["code"] for level in evaluation.scheme.document.get("levels", ())]
    then = TreeOn(evaluation.tree_day)
    counted = _counted(evaluation, unit, track, then)
    before = _last_year(evaluation, unit, track)
    own = [Line(None, counted[unit.pk], before.get(unit.pk))] if unit.pk in counted else []
    below = then.named(counted.keys() - {unit.pk})
    lines = own + [Line(org, counted[org.pk], before.get(org.pk)) for org in below]
    whole = Figures()
    for line in lines:
        whole.add(line.now)
    return UnitTable(evaluation, unit, track, levels, lines, Line(unit, whole, before.get(WHOLE)))


def with_lines(found, lines):
    """Return a gathered table that shows only some of its lines; its sums stay those of all."""
    return dataclasses.replace(found, lines=lines)


def _counted(evaluation, unit, track, then):
    """Return ``{key of the organisation of a line: Figures}`` of one evaluation, in the tree ``then``."""
    found = Dossier.objects.filter(then.within(unit, "unit"), evaluation=evaluation, left_on=None).order_by()
    found = found.filter(**{f"{SUBJECTS[track]}__isnull": False})
    lines = defaultdict(Figures)
    longest = len(then.path_of(unit)) + tree.STEP

    def line_at(pk, path):
        return lines[tree.ancestors(then.path(pk, path)[:longest])[-1]]

    # A person may be rated in two tracks: who is not rated stands in the table of party members alone.
    if track != Rating.Track.CADRE:
        rows = found.exclude(not_rated_reason="").values_list("unit_id", "unit__path", "not_rated_reason")
        for pk, path, reason, count in rows.annotate(n=Count("pk")):
            line = line_at(pk, path)
            line.total += count
            line.reasons[reason] += count
    ratings = Rating.objects.standing().filter(track=track, dossier__in=found.filter(not_rated_reason="").values("pk"))
    rows = ratings.order_by().values_list("dossier__unit_id", "dossier__unit__path", "level")
    for pk, path, level, count in rows.annotate(n=Count("pk")):
        line = line_at(pk, path)
        line.total += count
        line.rated += count
        if level:
            line.levels[level] += count
    return lines


def _last_year(evaluation, unit, track):
    """Return last year's figures by the organisation of the line, those of all under ``WHOLE``: counted, else imported.

    Imported figures are those of each organisation itself and count all that is below it.
    """
    year = evaluation.year - 1
    here = (
        type(evaluation)
        .objects.filter(period__year=year, period__kind="year", root__path__in=_prefixes(unit.path))
        .order_by("-root__path")
        .first()
    )
    found = dict(_counted(here, unit, track, TreeOn(here.tree_day))) if here else {}
    if found:
        whole = Figures()
        for figures in found.values():
            whole.add(figures)
        return found | {WHOLE: whole}
    held = PastCount.objects.filter(tree.under([unit.path], "org__path"), year=year, track=track)
    longest = len(unit.path) + tree.STEP
    by_org = {
        org: Figures(total, rated, Counter(counts))
        for org, path, total, rated, counts in held.values_list("org_id", "org__path", "total", "rated", "counts")
        if len(path) <= longest
    }
    whole = by_org.pop(unit.pk, None)
    return by_org | ({WHOLE: whole} if whole else {})


def _prefixes(path):
    return [path[: end + tree.STEP] for end in range(0, len(path), tree.STEP)]


# ── as a table ──


class UnitsResource(TableResource):
    """The ``UnitTable`` as a table: two lines an organisation where last year is known."""

    name = "Theo tổ chức"

    def __init__(self, found):
        super().__init__()
        self.found, self.title = found, TITLES[found.track]
        self.columns = list(_columns(found))

    def get_queryset(self):
        """Return (number, name, year, figures) of each line; that of last year has neither number nor name."""
        named = [(number, _name(line, self.found), line) for number, line in enumerate(self.found.lines, start=1)]
        return [of_year for number, name, line in named for of_year in _years(number, name, line, self.found)]

    def export_resource(self, instance, selected_fields=None, **kwargs):
        number, name, year, figures = instance
        return number, name, str(year), *_cells(figures, self.found)

    def totals(self):
        return [self.export_resource(of_year) for of_year in _years(None, ALTOGETHER, self.found.total, self.found)]


def _columns(found):
    yield NUMBER
    yield Column("Tổ chức", width=30)
    yield Column("Năm", width=7, is_code=True)
    yield Column(TOTALS[found.track], Kind.INT, 10)
    yield Column("Được đánh giá", Kind.INT, 9)
    yield from (Column(label, Kind.INT, 8) for label in NOT_RATED)
    for code in found.levels:
        yield Column(code, Kind.INT, 9)
        yield Column(f"{code} (%)", Kind.PERCENT, 9)
    yield Column("HTXS trên cơ sở tính", Kind.PERCENT, 10)
    yield Column("Ghi chú", width=16)


def _name(line, found):
    return line.org.name if line.org else DIRECTLY.format(found.unit.name)


def _years(number, name, line, found):
    year = found.evaluation.year
    yield number, name, year, line.now
    if line.before is not None:
        yield None, "", year - 1, line.before


def _cells(figures, found):
    reasons = [sum(figures.reasons[why] for why in whys) for whys in NOT_RATED.values()]
    of_levels = []
    for code in found.levels:
        of_levels += [figures.levels[code], share(figures.levels[code], figures.rated)]
    note = f"{figures.undecided} chưa quyết định" if figures.undecided else ""
    return (figures.total, figures.rated, *reasons, *of_levels, top_share(figures, found.evaluation), note)


def top_share(figures, evaluation):
    """Return how many are at the top level for each that the quota is counted of; None where nothing is."""
    policy = evaluation.scheme.rules.quota
    if policy is None:
        return None
    base = quota.most_allowed(policy, figures.levels).base_count
    return share(Decimal(figures.levels[policy.level]), base)
