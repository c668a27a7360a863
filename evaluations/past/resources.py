"""The three lists of earlier years as resources: cleaned in memory, written in bulk, told in the audit trail."""

from django.utils.translation import gettext as _

from evaluations.models import PastCount, PastRating, Rating, Shortcoming
from evaluations.past.subjects import Subjects, Wrong, rated_here
from evaluations.past.words import (
    EMPTY,
    RATINGS,
    SHORTCOMINGS,
    TRACK_OF,
    TRACKS,
    TWICE,
    counts_columns,
    level_words,
    levels,
)
from portal.audit import trail
from portal.directory.lists.journal import JournaledResource
from portal.directory.models import PartyOrg
from portal.directory.roles import Act
from portal.lib.dates import today
from portal.lib.lists import Line, text_of
from portal.lib.vietnamese import fold

EARLIEST = 1990
KINDS = ("person", "collective", "org")
OWN_TRACK = {
    "person": Rating.Track.PARTY_MEMBER,
    "collective": Rating.Track.COLLECTIVE,
    "org": Rating.Track.ORGANISATION,
}


class PastResource(JournaledResource):
    """What the three lists have in common: the year, of whom a row speaks, no row twice, the event of the import."""

    act = Act.RECORD_DECISIONS

    def __init__(self, *, by, filename):
        super().__init__(by=by, filename=filename)
        self.row_of = {}

    def year_of(self, row, name, reasons, *, may_be_empty=False):
        """Return the year that a cell holds, put a reason where it holds none."""
        text = text_of(row[name])
        if not text and may_be_empty:
            return None
        if not text:
            reasons[name] = EMPTY
        elif not (text.isascii() and text.isdigit() and EARLIEST <= int(text) <= today().year):
            words = {"text": text, "first": EARLIEST, "last": today().year}
            reasons[name] = _("“%(text)s” is not a year from %(first)s to %(last)s. Correct it.") % words
        else:
            return int(text)
        return None

    def not_twice(self, key, number, reasons, column):
        first = self.row_of.setdefault(key, number)
        if not reasons and first != number:
            reasons[column] = TWICE % {"row": first}

    def subject_of(self, row, reasons):
        """Return the ``Subject`` of a row, or None with its reason put."""
        try:
            return self.subjects.find(row)
        except Wrong as wrong:
            reasons.setdefault(wrong.column, str(wrong))
            return None

    def record(self, action):
        """Record the import, and keep what it did."""
        top = PartyOrg.objects.order_by("path").first()
        trail.record(action, top, by=self.by, reason=self.told(), unit_path=top.path)
        self.keep()


class RatingResource(PastResource):
    """Levels, found by year, track and subject. A year that was decided here is not overwritten."""

    kind, columns = "ratings", RATINGS
    updated_fields = ("level", "note")

    class Meta(PastResource.Meta):
        model = PastRating

    def prepare(self, rows):
        self.levels = levels()
        self.words = level_words(self.levels)
        self.subjects = Subjects(rows, self.by)
        years = years_in(rows)
        held = PastRating.objects.filter(year__in=years)
        self.existing = {(each.year, each.track, *_subject_key(each)): each for each in held}
        self.decided = rated_here(years)

    def existing_for(self, row):
        return self.existing.get(row["key"])

    def clean_row(self, row, number):
        reasons = {}
        row["year"] = self.year_of(row, "year", reasons)
        subject = row["subject"] = self.subject_of(row, reasons)
        track = row["track"] = self._track_of(row, subject, reasons)
        row["level"] = self._level_of(row, reasons)
        row["note"] = text_of(row["note"])
        if len(row["note"]) > PastRating._meta.get_field("note").max_length:
            reasons["note"] = _("This is longer than %(count)s characters. Shorten it.") % {"count": 300}
        row["key"] = (row["year"], track, *(subject.key if subject else (None, None)))
        if subject and (*subject.key, row["year"]) in self.decided:
            reasons["year"] = _("The level of this year was decided in the portal itself. Delete the row.")
        if not reasons:
            self.not_twice(row["key"], number, reasons, "level")
        return reasons

    def fill(self, instance, row, number, is_new):
        changes = self.changes(instance, row)
        if not is_new and not changes:
            return None
        for name in (*self.updated_fields, "year", "track"):
            setattr(instance, name, row[name])
        for name, record in row["subject"].fields.items():
            setattr(instance, name, record)
        instance.imported_by = self.by
        place = f"{row['year']}, {TRACKS[row['track']][0]}: {self.levels[row['level']]}"
        return Line(number, str(row["subject"].record), place, () if is_new else changes)

    def finish(self):
        self.record("evaluations.past_ratings_imported")

    def _track_of(self, row, subject, reasons):
        text = text_of(row["track"])
        track = TRACK_OF.get(fold(text)) if text else subject and OWN_TRACK[subject.kind]
        if text and track is None:
            words = {"text": text, "words": ", ".join(names[0] for names in TRACKS.values())}
            reasons["track"] = _("“%(text)s” is not known here. Write one of these: %(words)s.") % words
        of_people = (Rating.Track.PARTY_MEMBER, Rating.Track.CADRE)
        allowed = subject and (of_people if subject.kind == "person" else (OWN_TRACK[subject.kind],))
        if subject and track and track not in allowed:
            reasons["track"] = _("This does not fit %(subject)s. Correct it or leave the cell empty.") % {
                "subject": subject.record
            }
        return track

    def _level_of(self, row, reasons):
        text = text_of(row["level"])
        if not text:
            reasons["level"] = EMPTY
        elif fold(text) not in self.words:
            words = {"text": text, "words": ", ".join(self.levels.values())}
            reasons["level"] = _("“%(text)s” is not a level of a scheme. Write one of these: %(words)s.") % words
        return self.words.get(fold(text), "")


class ShortcomingResource(PastResource):
    """Shortcomings of earlier years, found by year, subject and words; only the year of overcoming may change."""

    kind, columns = "shortcomings", SHORTCOMINGS
    updated_fields = ("overcome_in",)

    class Meta(PastResource.Meta):
        model = Shortcoming

    def prepare(self, rows):
        self.subjects = Subjects(rows, self.by)
        held = Shortcoming.objects.filter(year__in=years_in(rows))
        self.existing = {(each.year, fold(each.text), *_subject_key(each)): each for each in held}

    def existing_for(self, row):
        return self.existing.get(row["key"])

    def clean_row(self, row, number):
        reasons = {}
        row["year"] = self.year_of(row, "year", reasons)
        row["overcome_in"] = self.year_of(row, "overcome_in", reasons, may_be_empty=True)
        row["text"] = text_of(row["text"])
        if not row["text"]:
            reasons["text"] = EMPTY
        if row["year"] and row["overcome_in"] and row["overcome_in"] < row["year"]:
            reasons["overcome_in"] = _("It was overcome before it was pointed out. Check both years.")
        subject = row["subject"] = self.subject_of(row, reasons)
        row["key"] = (row["year"], fold(row["text"]), *(subject.key if subject else (None, None)))
        if not reasons:
            self.not_twice(row["key"], number, reasons, "text")
        return reasons

    def fill(self, instance, row, number, is_new):
        changes = self.changes(instance, row)
        if not is_new and not changes:
            return None
        instance.overcome_in = row["overcome_in"]
        if is_new:
            instance.year, instance.text, instance.recorded_by = row["year"], row["text"], self.by
            instance.source = Shortcoming.Source.IMPORTED
            for name, record in row["subject"].fields.items():
                setattr(instance, name, record)
        place = f"{row['year']}: {row['text']}"
        return Line(number, str(row["subject"].record), place, () if is_new else changes)

    def finish(self):
        self.record("evaluations.past_shortcomings_imported")


class CountResource(PastResource):
    """An organisation's figures of an earlier year, found by year, organisation and track; the levels add up."""

    kind = "counts"
    updated_fields = ("total", "rated", "counts")

    class Meta(PastResource.Meta):
        model = PastCount

    def __init__(self, *, by, filename):
        super().__init__(by=by, filename=filename)
        self.levels = levels()
        self.columns = counts_columns(self.levels)

    def prepare(self, rows):
        self.subjects = Subjects([], self.by)
        held = PastCount.objects.filter(year__in=years_in(rows))
        self.existing = {(each.year, each.org_id, each.track): each for each in held}

    def existing_for(self, row):
        return self.existing.get(row["key"])

    def clean_row(self, row, number):
        reasons = {}
        row["year"] = self.year_of(row, "year", reasons)
        row["org"] = self._org_of(row, reasons)
        text = text_of(row["track"])
        row["track"] = TRACK_OF.get(fold(text)) if text else Rating.Track.PARTY_MEMBER
        if row["track"] is None:
            words = {"text": text, "words": ", ".join(names[0] for names in TRACKS.values())}
            reasons["track"] = _("“%(text)s” is not known here. Write one of these: %(words)s.") % words
        row["total"] = self._count_of(row, "total", reasons)
        row["rated"] = self._count_of(row, "rated", reasons)
        row["counts"] = {code: self._count_of(row, f"level:{code}", reasons, empty=0) for code in self.levels}
        if not reasons:
            self._check_sums(row, reasons)
        row["key"] = (row["year"], row["org"] and row["org"].pk, row["track"])
        if not reasons:
            self.not_twice(row["key"], number, reasons, "org")
        return reasons

    def fill(self, instance, row, number, is_new):
        if not is_new and all(getattr(instance, name) == row[name] for name in self.updated_fields):
            return None
        before = "" if is_new else self._said(instance.total, instance.rated, instance.counts)
        for name in (*self.updated_fields, "year", "org", "track"):
            setattr(instance, name, row[name])
        said = self._said(row["total"], row["rated"], row["counts"])
        change = (str(_("Figures")), before, said)
        place = f"{row['year']}, {TRACKS[row['track']][0]}: {said}"
        return Line(number, row["org"].name, place, () if is_new else (change,))

    def finish(self):
        self.record("evaluations.past_counts_imported")

    def _said(self, total, rated, counts):
        of_levels = ", ".join(f"{code} {count}" for code, count in counts.items())
        return f"{rated}/{total} ({of_levels})"

    def _org_of(self, row, reasons):
        try:
            org = self.subjects.org_of(row["org"])
            self.subjects.check_reach(org.path)
        except Wrong as wrong:
            reasons["org"] = str(wrong)
            return None
        return org

    def _count_of(self, row, name, reasons, *, empty=None):
        text = text_of(row[name])
        if not text and empty is not None:
            return empty
        if not text:
            reasons[name] = EMPTY
        elif not (text.isascii() and text.isdigit() and len(text) < 9):
            reasons[name] = _("“%(text)s” is not a whole number. Correct it.") % {"text": text}
        else:
            return int(text)
        return None

    def _check_sums(self, row, reasons):
        together = sum(row["counts"].values())
        if row["rated"] > row["total"]:
            reasons["rated"] = _("More were rated than there are. Check both numbers.")
        elif together != row["rated"]:
            words = {"sum": together, "rated": row["rated"]}
            reasons["rated"] = _("The levels add up to %(sum)s, but %(rated)s were rated. Check the row.") % words


def years_in(rows):
    """Return the years that the rows name, as far as they are years."""
    texts = {text_of(row["year"]) for row in rows}
    return sorted(int(text) for text in texts if text.isascii() and text.isdigit() and len(text) == 4)


def _subject_key(row):
    return next((kind, pk) for kind in KINDS if (pk := getattr(row, f"{kind}_id")) is not None)
